"""The whole path against plain code that shares nothing with it, and its promises."""

from __future__ import annotations

import math
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import toy

from sozialraum_geo.analysis import population
from sozialraum_geo.analysis.reach.offers import activity_places
from sozialraum_geo.analysis.results import analyse, chosen_standards, figures_key, refreshed, reweighted
from sozialraum_geo.errors import StandardError
from sozialraum_geo.standards import Settings, all_standards, index_presets, screen_bands


def plain_coverage(area, cells, children, kitas, limit_m):
    """Coverage of one Sozialraum as the formula stands in the documentation, written out in loops."""
    total = reached = 0.0
    for x, y, unter10 in cells:
        corners = gpd.GeoSeries([shapely.box(x - 50, y - 50, x + 50, y + 50)], crs="EPSG:3035").to_crs("EPSG:25833")
        piece = corners.iloc[0].intersection(area)
        if piece.is_empty or piece.area == 0:
            continue
        weight = (1.0 if math.isnan(unter10) else unter10) * piece.area / corners.iloc[0].area
        steps = [-37.5, -12.5, 12.5, 37.5]
        subs = gpd.GeoSeries([shapely.Point(x + i, y + j) for i in steps for j in steps], crs="EPSG:3035").to_crs(
            "EPSG:25833"
        )
        inside = [p for p in subs if p.intersects(area)] or [piece.representative_point()]
        near = [min(math.dist((p.x, p.y), k) for k in kitas) * 1.3 <= limit_m for p in inside]
        total += weight
        reached += weight * sum(near) / len(near)
    return children, reached / total


@pytest.mark.slow
def test_berlin_kita_coverage_by_plain_code(berlin, realdata):
    table = analyse(berlin, Settings(standards=("kita",))).coverage.set_index("sozialraum_id")
    census = pd.read_csv(realdata / "berlin" / "population" / "zensus2022_100m.csv", sep=";")
    centres = gpd.GeoSeries(gpd.points_from_xy(census.x_mp_100m, census.y_mp_100m), crs="EPSG:3035").to_crs(
        "EPSG:25833"
    )
    people = pd.read_csv(
        realdata / "berlin" / "population" / "einwohnerbestand_2022-06_plr.csv",
        sep=";",
        dtype=str,
        encoding="utf-8-sig",
    ).set_index("PLR-ID")
    kitas = gpd.read_file(realdata / "berlin" / "facilities" / "kindertagesstaetten.geojson").to_crs("EPSG:25833")
    places = list(zip(kitas.geometry.x, kitas.geometry.y, strict=True))
    areas = (
        gpd.read_file(realdata / "berlin" / "boundaries" / "lor_planungsraeume_2021.shp").set_index("PLR_ID").geometry
    )
    # The ten areas with the lowest coverage and ten others: most areas are covered to 100 %
    chosen = [*table["covered_share"].nsmallest(10).index, *areas.index[::60]]
    compared = 0
    for plr in chosen:
        row = people.loc[plr, ["unter6", "6-15"]]
        if "–" in set(row):
            continue
        near = centres.distance(areas[plr]) < 100
        cells = census.loc[near, ["x_mp_100m", "y_mp_100m", "unter10"]].to_numpy()
        if not len(cells):
            continue
        children = float(row["unter6"]) + float(row["6-15"]) / 9  # under 7: all under 6 and one of nine years
        around = areas[plr].buffer(3000)
        local = [k for k in places if around.intersects(shapely.Point(k))]
        expected_people, expected_share = plain_coverage(areas[plr], cells, children, local, 1000.0)
        assert table.loc[plr, "people"] == pytest.approx(expected_people)
        assert table.loc[plr, "covered_share"] == pytest.approx(expected_share, abs=1e-6), plr
        compared += 1
    assert compared >= 15


def test_flensburg_by_its_own_data(flensburg):
    """Kita and small children's playgrounds are evaluated, 7 to 17 by leave, the Jugendtreff stays unknown."""
    results = analyse(flensburg)
    known = results.coverage.groupby("standard_id")["covered_share"].agg(lambda s: s.notna().all())
    assert known.to_dict() == {
        "kita": True,
        "grundschule": True,
        "spielplatz_00_06": True,
        "spielplatz_06_12": True,
        "spielplatz_12_18": True,
        "jugendtreff": False,
    }
    people = results.coverage.groupby("standard_id")["people"].sum(min_count=1)
    under_seven_2022 = [
        176,
        370,
        898,
        508,
        344,
        542,
        289,
        302,
        421,
        424,
        947,
        505,
        447,
    ]  # age_0_to_under_7, district 1 to 13
    assert people["kita"] == sum(under_seven_2022)
    assert math.isnan(people["jugendtreff"])
    assert [n.value for n in results.notes if n.code == "standard_unused"] == ["jugendtreff"]
    assert {n.code for n in results.notes} >= {"few_areas", "not_complete"}


def test_unknown_standards_are_refused_with_the_nearest_id_at_most(toy_study):
    with pytest.raises(StandardError) as caught:
        chosen_standards(toy_study, Settings(standards=("kneipe", "jugendtref")))
    assert [(p.value, p.detail) for p in caught.value.problems] == [("kneipe", ""), ("jugendtref", "jugendtreff")]


def test_where_people_are_known_from_and_how_they_are_spread(toy_study):
    assert (analyse(toy_study).people_from, analyse(toy_study).even_areas) == ("residents", frozenset())
    bare = analyse(toy.study(grid=None, grid_classes=()))
    assert (bare.people_from, bare.even_areas) == ("residents", frozenset("ABC"))
    # the census knows those under ten; a cell in A only leaves B and C to be filled evenly
    census = analyse(toy.study(population=None, grid=toy.grid(toy.CELLS[:1]), grid_classes=(("unter10", "total"),)))
    assert (census.people_from, census.even_areas) == ("census", frozenset("BC"))
    nobody = analyse(toy.study(population=None, grid=None, grid_classes=()))
    assert nobody.people_from == "nobody"


def test_what_only_misses_the_hours_is_told_apart():
    """A Jugendtreff needs eight hours a week: ten count, four or none stated are part time, a members' club neither."""
    here = {"geometry": toy.at(150, 550), "sozialraum_id": "A"}
    study = toy.study(
        activities=toy.activities(
            here, {**here, "hours_week": 4.0}, {**here, "hours_week": float("nan")},
            {**here, "hours_week": 4.0, "access": "mitglieder"}, {**here, "hours_week": 4.0, "rhythm": "einmalig"},
            {**here, "hours_week": 4.0, "geometry": None}, {**here, "hours_week": 4.0, "category": "spielplatz"},
        ),
        standards=("jugendtreff", "spielplatz_12_18"),
    )  # fmt: skip
    table = analyse(study).activities
    counts, part = ("jugendtreff",), ()
    assert table["counts_for"].tolist() == [counts, part, part, part, part, part, ("spielplatz_12_18",)]
    assert table["part_time_for"].tolist() == [(), counts, counts, (), (), (), ()]


def test_the_way_to_the_index_is_part_of_the_fingerprint(toy_study, monkeypatch):
    before = analyse(toy_study).fingerprint
    presets = {**index_presets(), "standard": index_presets()["standard"] | {"min_residents": 1}}
    monkeypatch.setattr("sozialraum_geo.analysis.results.index_presets", lambda: presets)
    assert analyse(toy_study).fingerprint != before


def test_other_weights_keep_every_note():
    # B has an index, but nobody knows who lives there: no order, and both trial and fresh analysis say so
    people = {k: v for k, v in toy.PEOPLE.items() if k != "B"}
    study = toy.study(population=toy.population(people))
    weights = (("spielplatz_00_06", 2.0),)
    trial, fresh = reweighted(analyse(study), weights), analyse(study, Settings(weights=weights))
    assert "area_unranked" in {n.code for n in fresh.notes}
    assert trial.notes == fresh.notes
    assert trial.fingerprint == fresh.fingerprint
    without = toy.study(indicators=None, indicator_list=())
    assert reweighted(analyse(without), weights).fingerprint == analyse(without, Settings(weights=weights)).fingerprint


def test_a_limit_can_be_tried(toy_study):
    wide = analyse(toy_study, Settings(limits_m=(("spielplatz_00_06", 5000.0),)))
    assert wide.coverage["covered_share"].dropna().tolist() == [1.0, 1.0]
    assert wide.standards[0].limit_m == 5000.0


def test_same_input_same_fingerprint_and_numbers(toy_study):
    one, two = analyse(toy_study), analyse(toy.study())
    assert one.fingerprint == two.fingerprint
    pd.testing.assert_frame_equal(one.coverage, two.coverage)


@pytest.mark.parametrize("changes", [{}, {"population": None}], ids=["residents", "census"])
def test_the_people_of_each_age_are_spread_once(changes, monkeypatch):
    spread = []
    plain = population.people_at

    def counted(points, study, band, *rest):
        spread.append(band)
        return plain(points, study, band, *rest)

    monkeypatch.setattr(population, "people_at", counted)
    kita = {"category": "kita", "capacity_unit": "plaetze", "capacity": 30.0, "geometry": toy.at(150, 550)}
    chosen = {"standards": ("kita", "jugendtreff", "spielplatz_00_06"), "facilities": toy.facilities(kita)}
    results = analyse(toy.study(sources=(toy.complete("kita"),), **chosen, **changes))
    assert set(results.access.at_points) == {"kita"}
    assert len(spread) == len(set(spread))
    assert {s.ages for s in results.standards} | set(screen_bands()) <= set(spread)


def test_what_the_census_left_blank_counts_what_the_settings_say():
    # of five children under ten three tenths are under three, six tenths under six
    results = analyse(toy.study(population=None), Settings(census_blank=5.0))
    assert results.people.loc["C", "a00_03"] == pytest.approx(1.5)
    assert results.coverage.set_index("sozialraum_id").loc["C", "people"] == pytest.approx(3.0)


def test_the_date_decides_what_counts():
    """An activity that ends in June covers the 12- to 26-year-olds of B until then and not after."""
    study = toy.study(
        activities=toy.activities({"geometry": toy.at(1450, 550), "sozialraum_id": "B", "end": "2025-06-30"}),
        population=toy.population({a: {(12, 27): 30.0} for a in "ABC"}),
        sources=(toy.complete("jugendtreff"),),
        standards=("jugendtreff",),
    )
    now, later = analyse(study), analyse(study, Settings(on_date="2025-07-01"))
    assert now.coverage.set_index("sozialraum_id").loc["B", "covered_share"] == 1.0
    assert later.coverage.set_index("sozialraum_id").loc["B", "covered_share"] == 0.0


def test_the_demo_tells_its_story_of_the_railway(demo_study):
    """Nordfeld: near as the crow flies, far on foot."""
    nordfeld = demo_study.sozialraeume.set_index("name").loc["Nordfeld", "sozialraum_id"]
    settings = Settings(standards=("jugendtreff",))
    on_foot = analyse(demo_study, settings).coverage.set_index("sozialraum_id").loc[nordfeld]
    crow = (
        analyse(demo_study, Settings(standards=("jugendtreff",), straight_line=True))
        .coverage.set_index("sozialraum_id")
        .loc[nordfeld]
    )
    assert on_foot["people"] > 1000
    assert on_foot["covered_share"] < 0.1
    assert crow["covered_share"] > on_foot["covered_share"] + 0.1
    assert np.isfinite(on_foot["nearest_p50_m"])


@pytest.mark.parametrize("limit", [0.0, -5.0, math.inf, math.nan])
def test_an_impossible_limit_is_refused(toy_study, limit):
    with pytest.raises(StandardError, match="bad_setting"):
        analyse(toy_study, Settings(limits_m=(("spielplatz_00_06", limit),)))


@pytest.mark.parametrize("wrong", [{"draws": 0}, {"draws": 99}, {"seed": -1}, {"decay": "foo"}])
def test_impossible_settings_are_refused(wrong):
    with pytest.raises(StandardError, match="bad_setting"):
        Settings(**wrong)


def edited(study, **tables):
    """The study after somebody edited rows of its register."""
    return replace(study, **tables)


def test_an_edit_on_which_no_figure_rests_needs_no_new_analysis():
    study = toy.study(
        partners=toy.partners({"geometry": toy.at(300, 300)}),
        activities=toy.activities(
            {"geometry": toy.at(500, 500)}, {"name": "Fest", "category": None, "rhythm": "einmalig"}
        ),
    )
    settings, base = Settings(), analyse(study, Settings())
    partners = study.partners.assign(state="ruht")
    activities = study.activities.assign(funding="Land")
    now = edited(study, partners=partners, activities=activities)
    assert now.fingerprint != study.fingerprint
    assert figures_key(now, settings) == figures_key(study, settings)
    quick, slow = refreshed(base, now), analyse(now, settings)
    assert quick.study is now
    assert quick.fingerprint == slow.fingerprint
    for name in ("coverage", "supply", "people", "residents", "activities"):
        assert getattr(quick, name).equals(getattr(slow, name)), name


@pytest.mark.parametrize(
    "change",
    [{"category": "kita"}, {"hours_week": 0.0}, {"access": "mitglieder"}, {"end": "2020-01-01"}, {"age_to": 13.0},
     {"rhythm": "einmalig"}, {"geometry": toy.at(900, 900)}],
    ids=lambda c: next(iter(c)),
)  # fmt: skip
def test_an_edit_of_an_offer_that_counts_needs_one(change):
    study = toy.study(activities=toy.activities({"geometry": toy.at(500, 500)}))
    settings = Settings(standards=("jugendtreff",))
    assert len(activity_places(study, all_standards()["jugendtreff"], study.date)) == 1
    activities = study.activities.copy()
    for column, value in change.items():
        activities.loc[activities.index[0], column] = value
    hours = all_standards()["jugendtreff"].min_hours_week
    if "hours_week" in change and not hours:
        pytest.skip("the standard asks for no hours")
    assert figures_key(edited(study, activities=activities), settings) != figures_key(study, settings)
