"""What a map says: classes, kinds of empty, legends with counts, secrecy, and bytes that never change by themselves."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import MultiPolygon, Point, Polygon, box
from toy_release import CRS, EAST, EVIL, NORTH, coverage_rows, frame, toy_release

from sozialraum_geo.german.words import labels
from sozialraum_geo.german.words import maps as maps_words
from sozialraum_geo.pictures.maps import drawing
from sozialraum_geo.pictures.maps.layers import LAYERS, count_breaks, rank_tops
from sozialraum_geo.pictures.maps.picture import compact_json, decode, encode_polygons, tolerance_m
from sozialraum_geo.pictures.styles import CATEGORY_MARK, DARK_INK, GROUPS
from sozialraum_geo.spatial import WGS84, transform_xy
from sozialraum_geo.standards import all_standards

INTERNAL = {"weighted_people", "rank", "need_index", "ending"}


def choice(layer: str) -> dict[str, str]:
    """The least that a layer asks for."""
    return {
        k: v
        for k, v in {"standard": "kita", "selected": "S01"}.items()
        if k != "standard" or LAYERS[layer].needs_standard
    }


def legend(picture) -> dict[str, str]:
    return {item["label"]: item["count"] for item in picture.paint["legend"]}


@pytest.mark.parametrize("layer", LAYERS)
def test_every_layer_is_json_and_the_same_each_time(layer):
    first = compact_json(drawing.describe(toy_release(), layer, **choice(layer)).data())
    again = compact_json(drawing.describe(toy_release(), layer, **choice(layer)).data())
    assert first == again
    assert json.loads(first)["paint"]["title"]


def test_shares_fall_into_five_fixed_classes():
    picture = drawing.describe(toy_release(), "covered_share", standard="kita")
    # S01: 30 of 100 = 30 %; S02: 90 of 200 = 45 %; in S03 nobody of that age: white, no share
    assert picture.paint["values"] == ["30 %", "45 %", "–"]
    assert legend(picture) == {
        "80 % und mehr": "0",
        "60 bis unter 80 %": "0",
        "40 bis unter 60 %": "1",
        "20 bis unter 40 %": "1",
        "unter 20 %": "0",
        "niemand in diesem Alter": "1",
    }
    assert picture.paint["legend_unit"] == "Sozialräume"
    colours = [picture.paint["styles"][i]["fill"] for i in picture.paint["fill"]]
    assert colours == ["#a1dab4", "#41b6c4", "#ffffff"]


def test_three_kinds_of_empty_look_different():
    paint = drawing.describe(toy_release("oeffentlich"), "covered_share", standard="spielplatz_00_06").paint
    # the toy: S01 unknown, S02 suppressed in public, S03 nobody of that age
    looks = [(paint["styles"][i]["pattern"], paint["styles"][i]["fill"]) for i in paint["fill"]]
    assert [pattern for pattern, _ in looks] == ["hatch", "dots", ""]
    assert looks[2] == ("", "#ffffff")
    assert paint["values"] == ["–", "–", "–"]


def test_a_small_count_is_named_inside_and_blank_outside():
    inside = drawing.describe(toy_release(), "uncovered_people", standard="spielplatz_00_06").paint
    assert inside["values"][1] == "unter 5"
    outside = drawing.describe(toy_release("oeffentlich"), "uncovered_people", standard="spielplatz_00_06").paint
    assert outside["values"][1] == "–"
    assert outside["styles"][outside["fill"][1]]["pattern"] == "dots"


def test_public_counts_are_rounded():
    paint = drawing.describe(toy_release("oeffentlich"), "uncovered_people", standard="kita").paint
    assert paint["values"] == ["rund 70", "rund 100", "0"]


@pytest.mark.parametrize("layer", LAYERS)
def test_public_maps_refuse_what_is_internal(layer):
    assert LAYERS[layer].is_internal == (layer in INTERNAL)
    public = toy_release("oeffentlich")
    if layer in INTERNAL:
        with pytest.raises(drawing.MapError, match="internal_layer"):
            drawing.describe(public, layer, **choice(layer))
    else:
        data = compact_json(drawing.describe(public, layer, **choice(layer)).data())
        for word in ("Sozialindex", "Rang", "geklärt", "gewichtet"):
            assert word not in data.replace(compact_json(maps_words.WORDS), "")


def test_an_internal_layer_is_refused_even_if_a_public_release_carried_it():
    leaky = replace(toy_release(), mode="oeffentlich")
    with pytest.raises(drawing.MapError, match="internal_layer"):
        drawing.describe(leaky, "rank")


@pytest.mark.parametrize(
    ("layer", "wrong", "code"),
    [
        ("nothing", {}, "unknown_layer"),
        ("cells", {}, "unknown_standard"),
        ("cells", {"standard": "bibliothek"}, "unknown_standard"),
        ("area", {}, "unknown_area"),
        ("overview", {"selected": "S99"}, "unknown_area"),
        ("overview", {"parent": "B9"}, "unknown_area"),
    ],
)
def test_what_does_not_exist_is_refused(layer, wrong, code):
    with pytest.raises(drawing.MapError, match=code):
        drawing.describe(toy_release(), layer, **wrong)


@pytest.mark.parametrize("layer", LAYERS)
def test_an_approximation_says_so_on_every_map(layer):
    assert "Näherung (Luftlinie × 1,3)" in drawing.describe(toy_release(), layer, **choice(layer)).paint["method"]
    network = drawing.describe(toy_release(method="network"), layer, **choice(layer))
    assert "Näherung" not in network.paint["method"]


def test_cells_carry_the_share_of_the_people_and_the_places_of_the_standard():
    picture = drawing.describe(toy_release(), "cells", standard="kita")
    assert picture.parts["cells"]["reach"] == ["covered", "partly", "uncovered", "unknown"]
    assert legend(picture) == {
        "höchstens 1.000 m Fußweg": "40 %",
        "zum Teil weiter": "",
        "weiter, bis 1.500 m": "",
        "nicht bekannt": "",
        "Kitas": "2",
    }
    # F1 and F2; neither the youth club nor the playground
    assert picture.parts["points"]["name"] == ["Kita Regenbogen", "Kita am Markt"]


def test_a_standard_without_complete_lists_says_why_there_is_nothing():
    paint = drawing.describe(toy_release(), "cells", standard="spielplatz_00_06").paint
    assert "keine vollständige Liste" in paint["notes"][0]


def test_places_without_a_point_are_counted_and_not_drawn():
    picture = drawing.describe(toy_release(), "overview")
    assert legend(picture) == {"Kitas": "2", "Jugendtreffs": "1"}
    assert picture.paint["notes"] == ["1 ohne genauen Ort, nicht auf der Karte"]
    assert len(picture.parts["points"]["mark"]) == 3


def test_categories_narrow_the_places():
    picture = drawing.describe(toy_release(), "overview", categories={"jugendtreff"})
    assert legend(picture) == {"Jugendtreffs": "1"}


def test_partners_show_their_state_inside_only():
    inside = drawing.describe(toy_release(), "partners")
    assert legend(inside) == {"geklärt": "1", "offen": "1", "Schule": "1", "Verein": "1"}
    outside = drawing.describe(toy_release("oeffentlich"), "partners")
    assert legend(outside) == {"Schule": "1", "Verein": "1"}
    assert outside.parts["points"]["texts"] == ["Schule", "Verein"]


def test_activities_that_are_over_are_left_out():
    picture = drawing.describe(toy_release(), "activities")
    # A3 is not current
    assert picture.parts["points"]["name"] == ["Ferienspiele", "Runder Tisch"]
    assert legend(picture) == {"2.1 Vernetzte Strukturen": "1", "4 Sozialraumbezogene Projekte": "1"}
    assert picture.paint["rows"][1] == ["laufende Angebote", ["1", "1", "0"]]


def test_area_shows_one_area_and_counts_in_it():
    picture = drawing.describe(toy_release(), "area", selected="S01")
    assert picture.paint["title"] == "Nord"
    assert legend(picture) == {"Kitas": "1"}  # what only neighbours have is no line of the legend
    assert picture.paint["legend_unit"] == "in Nord"
    assert picture.paint["fill"] == [0, 1, 1]
    (south, west), (north, east) = picture.paint["view"]
    # one square kilometre at 51.4° north: 0.009° high, 0.0144° wide
    assert north - south == pytest.approx(0.0091, abs=0.0004)
    assert east - west == pytest.approx(0.0146, abs=0.0004)
    assert [s["name"] for s in picture.parts["near"]["streets"]] == ["Hauptstraße", "Gasse"]
    assert len(picture.parts["near"]["building"]) == 1


def test_parent_leaves_the_others_outside():
    paint = drawing.describe(toy_release(), "covered_share", standard="kita", parent="B1").paint
    assert [item["label"] for item in paint["legend"]][-1] == "nicht ausgewählt"
    assert paint["values"][2] == "–"


def test_geometry_travels_once():
    release = toy_release()
    first = drawing.describe(release, "covered_share", standard="kita")
    second = drawing.describe(release, "uncovered_people", standard="kita")
    assert first.hashes == second.hashes
    light = second.data(known=set(first.hashes))
    assert light["parts"]["base"] == {"hash": first.parts["base"]["hash"]}
    other = drawing.describe(toy_release(names=("Nord", "Mitte", "Ost")), "covered_share", standard="kita")
    assert other.hashes != first.hashes


def test_neighbours_share_their_border_after_simplifying():
    # a wavy border between two areas: both must keep the same vertices
    wave = [(EAST + 1000 + 40 * np.sin(t), NORTH + 100 * t) for t in np.linspace(0, 10, 400)]
    left = Polygon([(EAST, NORTH), *wave, (EAST, NORTH + 1000)])
    right = Polygon([(EAST + 9000, NORTH), *wave, (EAST + 9000, NORTH + 1000)])
    areas = toy_release().areas.iloc[:2].set_geometry([left, right], crs=CRS)
    picture = drawing.describe(toy_release(areas=areas, coverage=toy_release().coverage), "overview")
    rings = [{tuple(v) for v in decode(r[0]).round(5).tolist()} for r in picture.parts["base"]["rings"]]
    assert len(rings[0]) < 200
    assert len(rings[0] & rings[1]) == len(rings[0]) - 2


def test_rings_come_back_where_they_were():
    island = box(EAST + 2000, NORTH, EAST + 2500, NORTH + 500)
    lake = box(EAST + 300, NORTH + 300, EAST + 600, NORTH + 600)
    shape = MultiPolygon([Polygon(box(EAST, NORTH, EAST + 1000, NORTH + 1000).exterior, [lake.exterior]), island])
    rings = encode_polygons([shape, Polygon()], CRS)
    assert [len(r) for r in rings] == [3, 0]
    assert all(len(ring) == 8 for ring in rings[0])
    for ring, line in zip(rings[0], shapely.get_rings(shapely.get_parts(shape)), strict=True):
        degrees = decode(ring)
        x, y = transform_xy(degrees[:, 0], degrees[:, 1], WGS84, CRS)
        # 0.00001 degrees are 1.1 m at most: rounding moves a vertex by half of that
        here = shapely.points(x, y)
        assert max(shapely.distance(here, line)) < 0.8


def test_tolerance_stays_between_one_and_eight_metres():
    assert tolerance_m(toy_release().areas) == 1.0
    wide = frame([{"sozialraum_id": "S01", "geometry": box(EAST, NORTH, EAST + 90_000, NORTH + 1000)}])
    assert tolerance_m(wide) == 8.0


def test_signs_are_told_apart_without_colour():
    signs = [(mark["letter"], mark["shape"]) for mark in CATEGORY_MARK.values() if mark["letter"] != "·"]
    assert len(set(signs)) == len(signs)
    assert set(CATEGORY_MARK) <= set(labels.CATEGORY)


def test_letters_are_read_on_their_colour():
    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for _, colour in GROUPS:
        ink = next(m["ink"] for m in CATEGORY_MARK.values() if m["colour"] == colour)
        lights = sorted([luminance(colour), luminance(ink)])
        assert (lights[1] + 0.05) / (lights[0] + 0.05) >= 4.5, (colour, ink, DARK_INK)


def test_breaks_are_round_and_rise():
    rng = np.random.default_rng(3)
    for most in (3, 40, 900, 20_000):
        breaks = count_breaks(pd.Series(rng.uniform(1, most, 50)))
        assert list(breaks) == sorted(set(breaks))
        assert all(b == 5 or float(f"{b:.2g}") == b for b in breaks)


@pytest.mark.parametrize(
    ("values", "breaks"),
    [
        # one stands out by far: alone in its class, and the others are told apart
        ([2214, 634, 517, 510, 457, 443, 419, 385, 215, 179, 157, 151, 139, 41], (100, 200, 500, 1000)),
        # weighted by the index: 2.053 and 210 never in one class
        ([2053, 335, 258, 210, 182, 156, 114, 97, 87, 61, 43, 41, 22], (50, 100, 200, 500)),
        # close together: equal steps of fifty
        ([410, 460, 520, 555, 610], (450, 500, 550, 600)),
        # small ones stand in the first class, whatever they are
        ([1, 1, 1], (5,)),
        ([7], (5,)),
        ([], (5,)),
    ],
)
def test_breaks_by_hand(values, breaks):
    assert count_breaks(pd.Series(values, dtype=float)) == breaks


def test_weighted_values_are_not_read_as_people():
    paint = drawing.describe(toy_release(), "weighted_people", standard="kita").paint
    assert paint["values"][:2] == ["gewichtet 105", "gewichtet 165"]  # 70 · 1.5, 110 · 1.5
    assert not paint["shows_values"]
    assert "keine Zahl von Menschen" in paint["subtitle"]
    assert "Bedarf" not in paint["title"]
    assert drawing.describe(toy_release(), "uncovered_people", standard="kita").paint["shows_values"]


def test_only_what_ends_within_six_months_is_on_the_map_of_what_ends():
    picture = drawing.describe(toy_release(), "ending")
    # A1 ends on 31 March; A2 is funded beyond June, A3 is over
    assert picture.parts["points"]["name"] == ["Ferienspiele"]
    assert picture.parts["points"]["texts"][0].endswith("endet 31.03.2026")
    assert picture.paint["rows"][1] == ["Angebote, die enden", ["1", "0", "0"]]
    assert picture.paint["title"] == "Was endet bis zum 30.06.2026?"


def test_a_label_of_ages_stands_by_itself():
    youth = all_standards()["jugendtreff"]
    coverage = coverage_rows("jugendtreff")
    shown = toy_release(standards=(youth,), coverage=coverage)
    labels = [row[0] for row in drawing.describe(shown, "covered_share", standard="jugendtreff").paint["rows"]]
    assert "12- bis 26-Jährige" in labels


@pytest.mark.parametrize("count", [1, 2, 3, 4, 13, 15, 16, 40, 150, 151, 542])
def test_rank_classes_hold_every_rank(count):
    tops = rank_tops(count)
    assert list(tops) == sorted(set(tops))
    assert all(0 < top < count for top in tops)


def test_rank_map_names_its_classes():
    picture = drawing.describe(toy_release(), "rank")
    assert legend(picture) == {"Platz 1 bis 3": "3"}


def test_index_classes_follow_the_index():
    paint = drawing.describe(toy_release(), "need_index").paint
    assert [item["label"] for item in paint["legend"]] == ["niedrig", "mittel", "hoch"]
    assert paint["values"] == ["hoch", "mittel", "niedrig"]


@pytest.mark.parametrize("layer", LAYERS)
def test_saved_page_is_one_file_without_addresses_and_the_same_each_time(layer, tmp_path):
    evil = toy_release(names=("Nord", EVIL, "Süd"))
    pages = []
    for name in ("a.html", "b.html"):
        drawing.draw_map(evil, layer, **choice(layer)).save(tmp_path / name)
        pages.append((tmp_path / name).read_bytes())
    assert pages[0] == pages[1]
    page = pages[0].decode()
    assert EVIL not in page
    # Leaflet's program names its home page; nothing outside of the programs names any place
    markup = re.sub(r"(?s)<script>.*?</script>", "", page)
    assert "//" not in re.sub(r"(?s)/\*.*?\*/|base64,[\w+/=]+", "", markup)
    assert not re.search(r"url\(\s*['\"]?(?!data:|#)[a-z]", page.split("</style>")[0])
    assert "sourceMappingURL" not in page
    assert "default-src 'none'" in page


def test_a_title_cannot_leave_the_title(tmp_path):
    evil = toy_release(names=("</title><script>window.__pwned=1</script>", "Mitte", "Süd"))
    drawing.draw_map(evil, "area", selected="S01").save(tmp_path / "a.html")
    head = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "<title>&lt;/title&gt;&lt;script&gt;" in head


def test_tiles_are_named_and_only_their_host_is_allowed(tmp_path):
    tiles = {"url": "https://{s}.tiles.example/{z}/{x}/{y}.png", "attribution": "Tiles Example"}
    drawing.draw_map(toy_release(), "overview", tiles=tiles).save(tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "img-src data: https://*.tiles.example;" in page or 'img-src data: https://*.tiles.example"' in page


@pytest.mark.parametrize("layer", LAYERS)
def test_printed_maps_are_the_same_each_time(layer):
    evil = toy_release(names=("Nord", EVIL, "$\\frac{1}{2}$ Süd"))
    png = drawing.draw_image(evil, layer, size=(5.8, 4.1), **choice(layer))
    assert png == drawing.draw_image(evil, layer, size=(5.8, 4.1), **choice(layer))
    assert png.startswith(b"\x89PNG")


def test_printed_svg_has_no_date_and_no_script():
    evil = toy_release(names=("Nord", EVIL, "Süd"))
    svg = drawing.draw_image(evil, "covered_share", standard="kita", format="svg").decode()
    assert svg == drawing.draw_image(evil, "covered_share", standard="kita", format="svg").decode()
    assert "<script" not in svg
    assert "dc:date" not in svg


def test_a_release_without_anything_optional_is_still_a_map():
    bare = toy_release(background=None, streets=None, cells={}, sources=())
    assert drawing.describe(bare, "cells", standard="kita").parts["cells"]["rings"] == []
    empty = replace(
        bare, places=bare.places.iloc[:0], partners=bare.partners.iloc[:0], activities=bare.activities.iloc[:0]
    )
    for layer in ("overview", "partners", "activities", "area"):
        assert drawing.describe(empty, layer, selected="S01").parts["points"]["mark"] == []
        assert drawing.draw_image(empty, layer, selected="S01", size=(5.8, 4.1))


def test_the_walking_area_of_the_places_near_the_chosen_area_is_drawn():
    asked = []

    def walking(standard_id, shape):
        asked.append((standard_id, shape.bounds))
        return Point(EAST + 500, NORTH + 500).buffer(300)

    release = toy_release(walking=walking)
    picture = drawing.describe(release, "cells", standard="kita", selected="S01")
    assert len(picture.parts["walking"]["rings"]) == 1
    assert "höchstens 1.000 m Fußweg von den Orten um Nord" in legend(picture)
    drawing.describe(release, "cells", standard="kita", selected="S01")
    assert asked == [("kita", (EAST, NORTH, EAST + 1000, NORTH + 1000))]  # worked out once
    # nothing chosen, no streets, or nothing known of the standard: no walking area, and no line in the legend
    assert "walking" not in drawing.describe(release, "cells", standard="kita").parts
    assert "walking" not in drawing.describe(toy_release(), "cells", standard="kita", selected="S01").parts
    assert "walking" not in drawing.describe(release, "cells", standard="spielplatz_00_06", selected="S01").parts
    empty = toy_release(walking=lambda standard_id, shape: Polygon())
    assert "walking" not in drawing.describe(empty, "cells", standard="kita", selected="S01").parts


def test_an_activity_that_counts_is_a_hollow_sign_of_the_same_letter():
    release = toy_release()
    counts = [("kita",), (), ("kita",)]  # A1 counts, A2 does not, A3 would but is over
    release = replace(release, activities=release.activities.assign(counts_for=counts, category="kita"))
    picture = drawing.describe(release, "cells", standard="kita")
    assert picture.parts["points"]["name"] == ["Kita Regenbogen", "Kita am Markt", "Ferienspiele"]
    filled, hollow = picture.parts["points"]["marks"]
    assert (filled["letter"], filled["shape"]) == (hollow["letter"], hollow["shape"]) == ("K", "circle")
    assert hollow["colour"] == "#ffffff"
    assert hollow["edge"] == filled["colour"]
    assert legend(picture)["Kitas"] == "2"
    assert legend(picture)["Angebote, die ebenso zählen"] == "1"
    assert picture.parts["points"]["texts"][-1] == "Angebot, zählt wie: Kita\nin den Ferien\nVerein"
    assert drawing.draw_image(release, "cells", standard="kita", size=(5.8, 4.1)).startswith(b"\x89PNG")


def test_without_a_grid_the_cells_are_not_called_inhabited():
    assert "Bewohnte Flächen" in drawing.describe(toy_release(), "cells", standard="kita").paint["subtitle"]
    even = toy_release(even_areas=frozenset({"S01", "S02", "S03"}))
    assert drawing.describe(even, "cells", standard="kita").paint["subtitle"].startswith("Flächen, von denen")


def test_an_index_without_classes_is_not_unknown():
    need = toy_release().need.assign(status_class=None)
    need.loc[2, "need_index"] = np.nan
    picture = drawing.describe(toy_release(need=need), "need_index")
    assert picture.paint["values"] == ["ohne Klasse", "ohne Klasse", "–"]
    assert legend(picture) == {"ohne Klasse": "2", "nicht bekannt": "1"}


def test_one_file_with_a_choice_holds_each_part_once(tmp_path):
    release = toy_release()
    choices = [("covered_share", {"standard": "kita"}), ("weighted_people", {"standard": "kita"}), ("rank", {})]
    drawing.draw_choice(release, choices).save(tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    told = re.search(r"drawChoice\([^,]+, JSON\.parse\((\".*\")\)\);", page)
    data = json.loads(json.loads(told[1]))
    assert [p["paint"]["layer"] for p in data["pictures"]] == ["covered_share", "weighted_people", "rank"]
    assert len(data["parts"]) == 1  # the districts
    assert {h for p in data["pictures"] for h in p["parts"].values()} == set(data["parts"])
    assert page.split("</title>")[0].endswith("Kita: Wer kommt zu Fuß hin? – Musterstadt, Stand 31.12.2025")
