"""Where places are: points, coordinate systems nobody named, and rows that know only their Sozialraum."""

import geopandas as gpd
import pytest
import shapely
from pyproj import Transformer
from study_files import CRS, csv_text, geojson, of_code, read, refused, source, write_study

from sozialraum_geo.german.words.problems import message

# Middle of A, B and C and a second point in each
POINTS = [(500500, 5700500), (501500, 5700500), (502500, 5700500), (500250, 5700750), (501250, 5700250)]


def listed(folder, points, *settings, x="Rechtswert", y="Hochwert", more=()):
    rows = [["Name", "Art", x, y, "Sozialraum"], *(["x", "Kita", a, b, ""] for a, b in points), *more]
    (folder / "orte.csv").write_text(csv_text(rows), encoding="utf-8")
    return write_study(folder, source("orte.csv", "facilities", *settings))


def moved(crs):
    transform = Transformer.from_crs(CRS, crs, always_xy=True).transform
    return [transform(*p) for p in POINTS]


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:25832", "EPSG:25833", "EPSG:31466", "EPSG:31467", "EPSG:31468",
                                 "EPSG:4647", "EPSG:3857", "EPSG:3035"])  # fmt: skip
def test_coordinates_without_crs_are_recognised(tmp_path, crs):
    study = read(listed(tmp_path, moved(crs)))
    assert study.facilities["sozialraum_id"].tolist() == ["A", "B", "C", "A", "B"]
    # Gauß-Krüger without its grid file is good to about 3 m
    close = shapely.distance(study.facilities.geometry.array, shapely.points(POINTS))
    assert close.max() < 5
    assert [p.value for p in of_code(study, "crs_guessed")] == ([] if crs == "EPSG:4326" else [crs])


@pytest.mark.parametrize(
    ("x", "y"), [("X", "Y"), ("Lon", "Lat"), ("Längengrad", "Breitengrad"), ("Easting", "Northing")]
)
def test_coordinate_columns_are_found_in_pairs(tmp_path, x, y):
    study = read(listed(tmp_path, moved("EPSG:4326"), x=x, y=y))
    assert study.facilities["sozialraum_id"].tolist() == ["A", "B", "C", "A", "B"]


def test_an_x_without_its_y_is_no_coordinate(tmp_path):
    lon, lat = moved("EPSG:4326")[1]
    rows = [["Name", "Art", "x", "Lon", "Lat"], ["x", "Kita", "3", lon, lat]]
    (tmp_path / "orte.csv").write_text(csv_text(rows), encoding="utf-8")
    study = read(write_study(tmp_path, source("orte.csv", "facilities")))
    assert study.facilities["sozialraum_id"].tolist() == ["B"]


def test_named_coordinate_columns_win(tmp_path):
    rows = [["Name", "Art", "x", "y", "o", "n"], ["x", "Kita", "1", "2", "501500,5", "5700500"]]
    (tmp_path / "orte.csv").write_text(csv_text(rows), encoding="utf-8")
    study = read(write_study(tmp_path, source("orte.csv", "facilities", 'columns = { x = "o", y = "n" }')))
    assert study.facilities.geometry.x.tolist() == [501500.5]


def test_numbers_that_fit_nowhere_are_refused(tmp_path):
    (problem,) = refused(listed(tmp_path, [(12.5, 17), (13.5, 18)]))
    assert problem.code == "no_crs_fits"
    assert "12,5 / 17" in message(problem)


def test_numbers_that_fit_twice_are_asked_for(tmp_path, monkeypatch):
    # Two names for one system fit alike
    monkeypatch.setattr("sozialraum_geo.reading.places.CRS_GUESSES", ("EPSG:25832", "EPSG:32632"))
    (problem,) = refused(listed(tmp_path, POINTS))
    assert (problem.code, problem.detail) == ("which_crs", "EPSG:25832, EPSG:32632")


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:25832"])
def test_swapped_columns_are_told_as_such(tmp_path, crs):
    (problem,) = refused(listed(tmp_path, [(y, x) for x, y in moved(crs)]))
    assert problem.code == "swapped_coordinates"
    assert "vertauscht" in message(problem)


def test_the_study_may_say_the_crs(tmp_path):
    study = read(listed(tmp_path, moved("EPSG:31467"), 'crs = "EPSG:31467"'))
    assert of_code(study, "crs_guessed") == []
    assert study.facilities["sozialraum_id"].tolist() == ["A", "B", "C", "A", "B"]


def test_gauss_krueger_declared_as_utm_is_refused(tmp_path):
    # 3 500 500 taken for UTM 32 lies near 46° E: every row abroad is no fault of the rows
    (problem,) = refused(listed(tmp_path, moved("EPSG:31467"), 'crs = "EPSG:25832"'))
    assert (problem.code, problem.value) == ("points_abroad", "EPSG:25832")


def test_degrees_swapped_in_a_geojson_are_refused(tmp_path):
    degrees = [shapely.Point(y, x) for x, y in moved("EPSG:4326")]
    frame = gpd.GeoDataFrame({"Name": ["x"] * 5, "Art": ["Kita"] * 5}, geometry=degrees, crs="EPSG:4326")
    (tmp_path / "orte.geojson").write_text(geojson(frame), encoding="utf-8")
    (problem,) = refused(write_study(tmp_path, source("orte.geojson", "facilities")))
    assert problem.code == "swapped_geometry"


def test_single_bad_coordinates_reject_their_rows(tmp_path):
    bad = [(0, 0), ("nördlich", 5700500), (500500, ""), (3500500, 5700500), (999, 999)]
    study = read(listed(tmp_path, [*POINTS, *bad], 'crs = "EPSG:25832"'))
    # The header is row 1, the five good points are rows 2 to 6
    assert [(p.row, p.code) for p in sorted(study.problems, key=lambda p: p.row)] == [
        (7, "zero_coordinate"), (8, "bad_coordinate"), (9, "half_coordinate"), (10, "outside_germany"),
        (11, "mark_coordinate"),
    ]  # fmt: skip
    assert (study.sources[1].imported, study.sources[1].rejected) == (5, 5)
    (word,) = of_code(study, "bad_coordinate")
    assert (word.column, word.value) == ("Rechtswert", "nördlich")


def test_just_outside_counts_and_far_outside_does_not(tmp_path):
    # 500 m west of A, and 10 km north of B; the longest limit of the shipped standards is 2000 m
    study = read(listed(tmp_path, [*POINTS, (499500, 5700500), (501500, 5711000)], 'crs = "EPSG:25832"'))
    (near,), (far,) = of_code(study, "outside_near"), of_code(study, "far_outside")
    assert (near.code, near.severity, near.row, near.detail) == ("outside_near", "note", 7, "500")
    assert (far.code, far.severity, far.row, far.detail) == ("far_outside", "rejected", 8, "10.0")
    last = study.facilities[study.facilities["row"] == 7].iloc[0]
    assert last["sozialraum_id"] is None
    assert last["precision"] == "haus"
    assert len(study.facilities) == 6


@pytest.mark.parametrize(("limit", "imported"), [(3000, 1), (1000, 0)])
def test_how_far_is_far_depends_on_the_longest_limit(tmp_path, limit, imported):
    # 2500 m west of A: within the 3000 m of an own standard, beyond the 2000 m that always count
    folder = listed(tmp_path, [(497500, 5700500)], 'crs = "EPSG:25832"')
    with (folder / "study.toml").open("a", encoding="utf-8") as toml:
        toml.write(f'\n[[standard]]\nid = "weit"\ncategory = "kita"\nages = "3-<6"\nlimit_m = {limit}\n')
    assert read(folder).sources[1].imported == imported


def test_a_point_on_a_shared_border_belongs_to_the_lower_id_once(tmp_path):
    study = read(listed(tmp_path, [*POINTS, (501000, 5700500), (502000, 5700500)]))
    assert study.facilities["sozialraum_id"].tolist()[5:] == ["A", "B"]


def test_rows_may_know_only_their_sozialraum(tmp_path):
    more = [["y", "Kita", "", "", "B"], ["z", "Kita", "", "", ""], ["u", "Kita", "", "", "Atlantis"],
            ["v", "Kita", "500500", "5700500", "Brühl"], ["w", "Kita", "500500", "5700500", "Atlantis"]]  # fmt: skip
    study = read(listed(tmp_path, POINTS, 'columns = { sozialraum_id = "Sozialraum" }', more=more))
    by_row = study.facilities.set_index("row")
    assert by_row.loc[7, "sozialraum_id"] == "B"
    assert by_row.loc[7, "precision"] == "sozialraum"
    assert by_row.loc[7, "geometry"] is None
    found = {p.row: (p.severity, p.code) for p in study.problems if p.row}
    assert found == {
        8: ("rejected", "no_place"),
        9: ("rejected", "unknown_area_row"),
        10: ("note", "other_area"),  # the point says A, the list says Brühl: the point counts
        11: ("note", "unknown_area_stated"),
    }
    assert by_row.loc[10, "sozialraum_id"] == "A"


def test_a_list_with_coordinate_columns_but_no_coordinates_uses_the_sozialraum(tmp_path):
    study = read(listed(tmp_path, [], more=[["y", "Kita", "", "–", "B"]]))
    assert study.facilities["sozialraum_id"].tolist() == ["B"]


def test_a_column_that_only_looks_like_the_sozialraum_is_ignored(tmp_path):
    # Ortsteil is one of our aliases; here it holds something else
    rows = [["Name", "Art", "Rechtswert", "Hochwert", "Ortsteil"], *(["x", "Kita", a, b, "Nordend"] for a, b in POINTS)]
    (tmp_path / "orte.csv").write_text(csv_text(rows), encoding="utf-8")
    study = read(write_study(tmp_path, source("orte.csv", "facilities")))
    assert of_code(study, "unknown_area_stated") == []
    assert len(study.facilities) == 5


def test_areas_lines_and_several_points_become_one_point_inside(tmp_path):
    shapes = [
        shapely.box(500100, 5700100, 500300, 5700300),
        shapely.MultiPoint([(501100, 5700100), (501200, 5700200)]),
        shapely.LineString([(502100, 5700100), (502100, 5700300)]),
        shapely.Point(500500, 5700500, 80),
        None,
    ]
    frame = gpd.GeoDataFrame({"Name": list("abcde"), "Art": ["Kita"] * 5}, geometry=shapes, crs=CRS)
    (tmp_path / "orte.geojson").write_text(geojson(frame), encoding="utf-8")
    study = read(write_study(tmp_path, source("orte.geojson", "facilities")))
    placed = study.facilities.geometry
    assert placed.geom_type.tolist() == ["Point"] * 4
    assert not placed.has_z.any()
    assert shapely.distance(placed.array, [shapely.force_2d(s) for s in shapes[:4]]).tolist() == [0.0] * 4
    assert study.facilities["sozialraum_id"].tolist() == ["A", "B", "C", "A"]
    assert [(p.row, p.code) for p in study.problems] == [
        (None, "heights_dropped"), (None, "several_points"), (5, "no_place")
    ]  # fmt: skip


@pytest.mark.realdata
def test_muensters_gauss_krueger_columns_agree_with_its_geometry_within_the_accuracy_said(realdata, tmp_path):
    # The list carries both; without the official grid the way from Gauß-Krüger is said to be good for about 3 m
    from sozialraum_geo.reading import read_study
    from sozialraum_geo.register.importing import apply, new_study, prepare

    data = realdata / "muenster"
    folder = new_study(tmp_path, "Münster", "2022-12-31", "EPSG:25832", levels=["Stadtteil"])
    areas = data / "boundaries/stadtteile-statistische-bezirke-muenster.geojson"
    columns = {"sozialraum_id": "NR_STATIST", "name": "NAME_STATI"}
    apply(folder, prepare(folder, None, areas, {"table": "sozialraeume", "columns": columns}))
    study = read_study(folder)
    both = data / "facilities/spielplaetze.geojson"
    options = {"table": "facilities", "set": {"category": "spielplatz"}}
    by_shape = prepare(folder, study, both, options).frame
    rows = gpd.read_file(both, engine="pyogrio").drop(columns="geometry")
    plain = tmp_path / "spielplaetze.csv"
    rows.to_csv(plain, sep=";", index=False)
    found = prepare(folder, study, plain, options)
    assert {p.value for p in found.problems if p.code == "crs_guessed"} == {"EPSG:31467"}
    said = [p.detail for p in found.problems if p.code == "datum_rough"]
    assert said == ["3"]
    apart = found.frame.geometry.reset_index(drop=True).distance(by_shape.geometry.reset_index(drop=True))
    assert len(apart) == 332
    assert apart.max() <= float(said[0])


ADDRESSES = [
    ["Straße", "Hausnummer", "PLZ", "Sozialraum"],
    *[["Ährenweg", n, "01067", "A"] for n in (1, 3, 5)],
    ["Süßbachweg", 2, "01067", "B"], ["Lange Straße", 7, "01067", "Z"],
]  # fmt: skip


def without_points(folder, addresses, *places):
    folder.mkdir(exist_ok=True)
    (folder / "adressen.csv").write_text(csv_text(addresses), encoding="utf-8")
    (folder / "orte.csv").write_text(csv_text([["Name", "Art", "Anschrift", "Sozialraum"], *places]), encoding="utf-8")
    return read(write_study(folder, source("adressen.csv", "addresses"), source("orte.csv", "facilities")))


def test_a_register_without_points_still_tells_the_sozialraum(tmp_path):
    study = without_points(
        tmp_path, ADDRESSES, ["a", "Kita", "Ährenweg 3, 01067 Ort", ""], ["b", "Kita", "Suessbachweg 2", ""],
        ["c", "Kita", "Ährenweg 1", "C"],  # what the list says comes first
        ["d", "Kita", "Lange Straße 7", ""],  # an area that the study does not have
        ["e", "Kita", "Feldweg 9", ""],
    )  # fmt: skip
    found = study.facilities.set_index("name")[["sozialraum_id", "precision"]]
    assert found["sozialraum_id"].to_dict() == {"a": "A", "b": "B", "c": "C"}
    assert set(found["precision"]) == {"sozialraum"}
    assert study.facilities.geometry.isna().all()
    assert [p.detail for p in of_code(study, "addresses_pointless")] == ["3"]
    assert [p.value for p in of_code(study, "address_unknown")] == ["Lange Straße 7", "Feldweg 9"]
    assert [p.row for p in of_code(study, "no_place")] == [5, 6]


def test_areas_of_another_kind_in_a_register_are_not_ours(tmp_path):
    # Two in three are called otherwise: the one called A is another A
    other = [ADDRESSES[0], ["Ährenweg", 1, "01067", "A"], ["Ährenweg", 3, "01067", "Q"], ["Ährenweg", 5, "01067", "R"]]
    study = without_points(tmp_path, other, *([n, "Kita", f"Ährenweg {n}", ""] for n in (1, 3, 5)))
    assert len(study.facilities) == 0
    assert of_code(study, "addresses_pointless") == []
