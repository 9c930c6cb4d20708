"""Distances, coverage and supply, counted by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import toy
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialraum_geo.analysis import analyse
from sozialraum_geo.analysis.population import resolve_bands
from sozialraum_geo.analysis.reach import accessibility as acc
from sozialraum_geo.analysis.reach import offers
from sozialraum_geo.analysis.reach.network import node_streets
from sozialraum_geo.analysis.supply import supply_of
from sozialraum_geo.release import release
from sozialraum_geo.standards import Band, Settings, all_standards, read_standard, supply_standards

PLAYGROUND = all_standards()["spielplatz_00_06"]  # 200 m along streets
YOUTH = all_standards()["jugendtreff"]


def row(results, area, standard="spielplatz_00_06"):
    table = results.coverage.set_index(["sozialraum_id", "standard_id"])
    return table.loc[(area, standard)]


def test_coverage_by_hand(toy_study):
    # The playground stands in the middle of A's western cell (10 of 40 children). Straight lines times 1.3: 200 m reach
    # 153.8 m; the cell's sub-points are at most 53 m away, the eastern cell's at least 662 m: 10 / 40 reach it.
    a = row(analyse(toy_study), "A")
    assert a["people"] == 40.0
    assert a["covered_share"] == pytest.approx(0.25)
    assert a["uncovered_people"] == pytest.approx(30.0)
    assert a["unknown_share"] == 0.0


def test_percentiles_are_weighted_by_people(toy_study):
    # Three quarters of A's children live in the eastern cell: the median child has a sub-point of it, about 700 m × 1.3
    a = row(analyse(toy_study), "A")
    nearest, farthest = 1.3 * 662.5, 1.3 * math.hypot(737.5, 37.5)
    assert nearest <= a["nearest_p50_m"] <= a["nearest_p90_m"] <= farthest + 1e-6


def test_the_limit_is_inclusive(toy_study):
    # Farthest sub-point of the western cell: 37.5 m in both directions, 37.5 · √2 · 1.3 = 68.94 m
    limit = 37.5 * math.sqrt(2) * 1.3
    for change, share in ((0.0, 0.25), (-0.01, None)):
        covered = row(analyse(toy_study, Settings(limits_m=(("spielplatz_00_06", limit + change),))), "A")[
            "covered_share"
        ]
        # four of sixteen sub-points are the corners: without them 12/16 of 10 children
        assert covered == pytest.approx(share if share is not None else 0.25 * 12 / 16)


def test_where_nobody_lives_the_share_is_unknown(toy_study):
    c = row(analyse(toy_study), "C")
    assert c["people"] == 0.0
    assert math.isnan(c["covered_share"])


def test_an_incomplete_list_is_unknown_not_zero():
    for sources in ((), (toy.complete("kita"),)):
        a = row(analyse(toy.study(sources=sources)), "A")
        assert math.isnan(a["covered_share"])
        assert math.isnan(a["nearest_p50_m"])
    results = analyse(toy.study(sources=(toy.complete("spielplatz", only_in=("A",)),)))
    assert row(results, "A")["covered_share"] == pytest.approx(0.25)
    assert math.isnan(row(results, "B")["covered_share"])


def test_a_complete_but_empty_list_covers_nobody():
    study = toy.study(facilities=toy.facilities({"geometry": toy.at(10, 10), "category": "kita", "sozialraum_id": "A"}))
    a = row(analyse(study), "A")
    assert a["covered_share"] == 0.0
    assert math.isinf(a["nearest_p50_m"])


def test_a_place_beyond_the_border_counts():
    # 1 m west of A's border, 150 m from the western cell's nearest sub-points; belongs to no Sozialraum
    study = toy.study(facilities=toy.facilities({"geometry": toy.at(-1, 550)}))
    assert row(analyse(study), "A")["covered_share"] > 0


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        ({}, True),
        ({"access": "offen", "status": "offen"}, True),
        ({"access": "mitglieder"}, False),
        ({"status": "geschlossen"}, False),
        ({"status": "vakant"}, False),
        ({"begin": "2024-12-31"}, True),  # the day itself counts
        ({"begin": "2025-01-01"}, False),
        ({"end": "2024-12-31"}, True),
        ({"end": "2024-12-30"}, False),
        ({"age_from": 3.0}, True),  # open to three of the six years
        ({"age_from": 4.0}, False),
        ({"category": "kita"}, False),
        ({"geometry": None}, False),  # known only by its Sozialraum: supply, not distance
    ],
)
def test_what_counts_as_an_offer(change, counts):
    place = {"geometry": toy.at(150, 550), "sozialraum_id": "A"} | change
    study = toy.study(facilities=toy.facilities(place))
    assert (len(offers.counted_offers(study, PLAYGROUND, study.date)) == 1) is counts


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        ({}, True),
        ({"hours_week": 7.9}, False),  # the standard asks for eight: below that it is only at times
        ({"hours_week": float("nan")}, False),
        ({"rhythm": "einmalig"}, False),
        ({"rhythm": None}, False),
        ({"access": None}, False),  # an activity must say that it is open
        ({"access": "nur_schule"}, False),
        ({"age_from": float("nan"), "age_to": float("nan")}, False),
        ({"category": None}, False),
        ({"form": "aufsuchend"}, False),
        ({"form": "online"}, False),
        ({"end": "2024-06-30"}, False),
        ({"geometry": None}, False),
    ],
)
def test_which_activities_count_like_a_place(change, counts):
    activity = {"geometry": toy.at(150, 550), "sozialraum_id": "A"} | change
    study = toy.study(activities=toy.activities(activity))
    assert (len(offers.counted_offers(study, YOUTH, study.date)) == 1) is counts


def crossing_town():
    """A street along y = 550 through the whole town, cut by a railway at x = 500 that only a bridge at y = 950
    crosses."""
    lines = [
        [(0, 550), (490, 550)],
        [(510, 550), (3000, 550)],
        [(490, 550), (490, 950)],
        [(510, 550), (510, 950)],
        [(490, 950), (510, 950)],
    ]
    shapes = [shapely.LineString([(toy.EAST + x, toy.NORTH + y) for x, y in line]) for line in lines]
    return node_streets(gpd.GeoDataFrame({"name": [None] * len(shapes)}, geometry=shapes, crs=toy.CRS))


def test_streets_make_ways_longer_than_the_crow_flies():
    # Playground at (150, 550) on the street. A sub-point of A's eastern cell at (812.5, 562.5): 12.5 m to the street,
    # 302.5 m to x = 510, 400 m up, 20 m across, 400 m down, 340 m to the playground: 1475 m.
    study = toy.study(edges=crossing_town())
    results = analyse(study)
    assert results.reach.method == "network"
    at = np.flatnonzero(np.hypot(results.points.x - toy.EAST - 812.5, results.points.y - toy.NORTH - 562.5) < 0.01)
    assert results.reach.distance_m["spielplatz_00_06"][at] == pytest.approx([12.5 + 302.5 + 400 + 20 + 400 + 340])


def test_far_from_any_street_is_unknown_not_uncovered():
    # C's only cell lies at x = 2400; without the street's eastern part it is more than 250 m from any street
    lines = [shapely.LineString([(toy.EAST, toy.NORTH + 550), (toy.EAST + 1500, toy.NORTH + 550)])]
    edges = node_streets(gpd.GeoDataFrame({"name": [None]}, geometry=lines, crs=toy.CRS))
    people = toy.PEOPLE | {"C": {(0, 6): 5.0}}
    results = analyse(toy.study(edges=edges, population=toy.population(people)))
    c = row(results, "C")
    assert c["unknown_share"] == 1.0
    assert math.isnan(c["covered_share"])
    assert any(n.code == "no_streets" for n in results.notes)


def test_streets_and_straight_lines_are_never_mixed():
    study = toy.study(edges=crossing_town())
    assert analyse(study, Settings(straight_line=True)).reach.method == "straight_line"
    assert np.isfinite(analyse(study).reach.distance_m["spielplatz_00_06"]).all()


def test_without_population_distances_and_no_shares():
    study = toy.study(population=None, grid=None, grid_classes=())
    results = analyse(study)
    a = row(results, "A")
    assert math.isnan(a["people"])
    assert math.isnan(a["covered_share"])
    assert a["nearest_p50_m"] > 0
    assert not results.priorities.is_ranked


xy = st.tuples(st.floats(0, 3000), st.floats(0, 1000))


@given(st.lists(xy, min_size=1, max_size=5), xy)
@settings(max_examples=25, deadline=None)
def test_a_new_place_never_lowers_coverage(places, new):
    def covered(spots):
        study = toy.study(facilities=toy.facilities(*({"geometry": toy.at(*p)} for p in spots)))
        return analyse(study).coverage["covered_share"].fillna(0).to_numpy()

    assert (covered([*places, new]) >= covered(places) - 1e-12).all()


@given(st.permutations(range(3)), st.permutations(range(4)))
@settings(max_examples=10, deadline=None)
def test_the_order_of_rows_does_not_matter(places, cells):
    spots = [
        {"geometry": toy.at(150, 550), "facility_id": "p"},
        {"geometry": toy.at(1450, 500), "facility_id": "q"},
        {"geometry": toy.at(2900, 100), "facility_id": "r"},
    ]
    base = toy.study(facilities=toy.facilities(*spots))
    other = replace(
        base, facilities=toy.facilities(*(spots[i] for i in places)), grid=toy.grid([toy.CELLS[i] for i in cells])
    )
    one, two = analyse(base).coverage, analyse(other).coverage
    numbers = ["people", "covered_share", "uncovered_people", "nearest_p50_m"]
    assert np.allclose(one[numbers], two[numbers], equal_nan=True)


# --- supply ----------------------------------------------------------------------------------------------------------


def kita_row(area, *places, **changes):
    study = toy.study(facilities=toy.facilities(*places), sources=(toy.complete("kita"),), **changes)
    bands = resolve_bands(study.population, study.ids)
    table = supply_of(study, bands, supply_standards(), study.date)
    return table[table["supply_id"] == "kita_plaetze"].set_index("sozialraum_id").loc[area]


def test_places_count_for_any_of_the_ages_and_not_for_others():
    # Kita-Plätze are for under 7: a crèche to 3 counts, an after-school club from 7 does not
    row = kita_row("A", kita(10.0, age_from=0.0, age_to=3.0), kita(30.0, age_from=7.0, age_to=11.0))
    assert row["capacity"] == 10.0
    assert row["facilities"] == 1


def test_a_study_replaces_and_adds_supply_standards():
    own = replace(supply_standards()[0], quota=0.9)
    other = replace(own, id="eigene", name="Eigene")
    found = {s.id: s.quota for s in supply_standards((own, other))}
    assert found[own.id] == 0.9
    assert found["eigene"] == 0.9
    assert len(found) == len(supply_standards()) + 1
    shown = release(
        analyse(toy.study(facilities=toy.facilities(kita(10.0)), sources=(toy.complete("kita"),), own_supply=(other,)))
    )
    assert "eigene" in set(shown.supply["supply_id"])
    assert shown.quotas["eigene"] == 0.9


def kita(capacity, **more):
    return {"category": "kita", "sozialraum_id": "A", "capacity": capacity, "capacity_unit": "plaetze"} | more


def test_the_supply_ratio_takes_the_places_that_can_be_occupied():
    # 30 approved, 25 of them available; 20 more elsewhere in A: 45 places for 40 + 20/6 = 43.33 children under seven
    a = kita_row("A", kita(30.0, capacity_available=25.0), kita(20.0))
    assert a["capacity"] == 50.0
    assert a["ratio_percent"] == pytest.approx(45 / (40 + 20 / 6) * 100)
    assert math.isnan(a["missing_places"])  # no quota is implied


def test_an_unknown_capacity_makes_the_ratio_unknown():
    a = kita_row("A", kita(30.0), kita(float("nan")))
    assert a["facilities_without_capacity"] == 1
    assert math.isnan(a["capacity"])
    assert math.isnan(a["ratio_percent"])


def test_no_place_at_all_is_a_counted_zero():
    assert kita_row("B", kita(30.0))["capacity"] == 0.0


def test_missing_places_need_a_quota():
    # 90 % of 43.33 children are 39, 30 places are there
    a = kita_row("A", kita(30.0), quotas=(("kita_plaetze", 0.9),))
    assert a["missing_places"] == pytest.approx(0.9 * (40 + 20 / 6) - 30)


def test_entitlement_by_half_of_the_years():
    frame = toy.facilities({"age_from": 0.0, "age_to": 3.0}, {"age_from": 3.0, "age_to": 7.0}, {})
    assert offers.entitled(frame, Band.parse("0-<7")).tolist() == [False, True, True]


# --- places without a point, mobile offers, units ---


def test_a_place_known_by_its_area_only_leaves_the_rest_open():
    # One playground with a point in A; one of B is known by its Sozialraum only. Nobody of B is near the first, so all
    # of B is open; A and C are what they were.
    placed = {"geometry": toy.at(150, 550), "sozialraum_id": "A"}
    study = toy.study(facilities=toy.facilities(placed, {"sozialraum_id": "B", "precision": "sozialraum"}))
    results = analyse(study, Settings(standards=("spielplatz_00_06",)))
    assert row(results, "A")["covered_share"] == row(analyse(toy.study()), "A")["covered_share"]
    assert math.isnan(row(results, "B")["covered_share"])
    assert math.isnan(row(results, "B")["uncovered_people"])
    assert math.isnan(row(results, "B")["nearest_p50_m"])
    assert [(n.value, n.detail) for n in results.notes if n.code == "offers_unplaced"] == [("spielplatz_00_06", "B")]


def test_without_any_point_nothing_is_known_anywhere():
    study = toy.study(facilities=toy.facilities({"sozialraum_id": "B", "precision": "sozialraum"}))
    results = analyse(study, Settings(standards=("spielplatz_00_06",)))
    assert results.coverage["covered_share"].isna().all()
    assert results.gaps["uncovered_people"].isna()[:2].all()


def test_an_open_rest_of_a_fifth_is_still_an_answer(toy_study):
    # In A three quarters of the children are far away; with a limit of 1,000 m everybody is near: nothing is open
    placed = {"geometry": toy.at(150, 550), "sozialraum_id": "A"}
    study = toy.study(facilities=toy.facilities(placed, {"sozialraum_id": "A", "precision": "sozialraum"}))
    wide = Settings(standards=("spielplatz_00_06",), limits_m=(("spielplatz_00_06", 1000.0),))
    assert row(analyse(study, wide), "A")["covered_share"] == 1.0
    assert math.isnan(row(analyse(study, Settings(standards=("spielplatz_00_06",))), "A")["covered_share"])


def test_hours_and_metres_are_no_places():
    rows = (
        {"category": "kita", "sozialraum_id": "A", "capacity": 40.0},
        {"category": "kita", "sozialraum_id": "B", "capacity": 40.0, "capacity_unit": "plaetze"},
        {"category": "kita", "sozialraum_id": "C", "capacity": 40.0, "capacity_unit": "oeffnungsstunden"},
    )
    study = toy.study(facilities=toy.facilities(*rows), sources=(toy.complete("kita"),))
    table = supply_of(study, None, supply_standards(), study.date).query("supply_id == 'kita_plaetze'")
    assert table["capacity"].tolist()[:2] == [40.0, 40.0]
    assert math.isnan(table["capacity"].tolist()[2])
    assert table["facilities_without_capacity"].tolist() == [0.0, 0.0, 1.0]


def test_cells_out_of_reach_are_classed_by_the_shortest_way_in_limits():
    # one cell each, limit 100 m; nearest point lies at 80 m (all within), 80 m (a part), 140, 150, 190, 250, nowhere
    ways = [
        (80, 90),
        (80, 130),
        (140, 180),
        (150.0005, 300),
        (190, 500),
        (250, 260),
        (np.inf, np.inf),
        (np.nan, np.nan),
    ]
    distance = np.array(ways).ravel()
    piece = np.repeat(np.arange(len(ways)), 2)
    points = SimpleNamespace(
        share=np.full(len(piece), 0.5), piece=piece, pieces=pd.DataFrame({"area_share": 1.0}, range(8))
    )
    assert acc.cell_reach(points, distance, 100.0, np.arange(8)).tolist() == [
        "covered", "partly", "uncovered", "uncovered", "far", "farther", "farther", "unknown"
    ]  # fmt: skip


# --- limits by kind of area, by bicycle, across the border ---


def test_a_limit_of_its_own_for_a_kind_of_area():
    # The playground at (150, 550): 200 m reach only A's western cell. A rural limit of 2,000 m (1,538 m as the crow
    # flies) reaches B's cell, whose nearest sub-point is 1,262 m away, the farthest 1,338 m; it leaves A as it is.
    rural = replace(PLAYGROUND, limits=(("laendlich", 2000.0),))
    kinds = toy.areas().assign(kind=["staedtisch", "laendlich", None])
    study = toy.study(sozialraeume=kinds, own_standards=(rural,))
    assert acc.limit_m(study, rural).to_dict() == {"A": 200.0, "B": 2000.0, "C": 200.0}
    results = analyse(study)
    assert row(results, "A")["covered_share"] == pytest.approx(0.25)
    assert row(results, "B")["covered_share"] == 1.0
    assert row(analyse(toy.study()), "B")["covered_share"] == 0.0
    # Without a word about the kinds of area the usual limit holds; a limit on trial holds for all kinds
    assert acc.limit_m(toy.study(), rural).unique().tolist() == [200.0]
    tried = analyse(study, Settings(limits_m=(("spielplatz_00_06", 200.0),)))
    assert row(tried, "B")["covered_share"] == 0.0
    points = results.points
    limits = acc.point_limits(study, points, rural)
    assert set(limits[points.x < toy.EAST + 1000]) == {200.0}
    assert set(limits[(points.x > toy.EAST + 1000) & (points.x < toy.EAST + 2000)]) == {2000.0}


def cycle_town():
    """A street along y = 550 for everybody; stairs straight to the place at (150, 950), and a bicycle way round."""
    lines = {
        ((0, 550), (150, 550)): (True, True),
        ((150, 550), (850, 550)): (True, True),
        ((850, 550), (3000, 550)): (True, True),
        ((150, 550), (150, 950)): (True, False),
        ((850, 550), (850, 950), (150, 950)): (False, True),
    }
    shapes = [shapely.LineString([(toy.EAST + x, toy.NORTH + y) for x, y in line]) for line in lines]
    feet, wheels = zip(*lines.values(), strict=True)
    frame = gpd.GeoDataFrame({"name": None, "is_foot": feet, "is_bike": wheels}, geometry=shapes, crs=toy.CRS)
    return node_streets(frame)


def test_a_bicycle_takes_the_ways_that_are_open_to_it():
    # From the sub-point (162.5, 537.5): 12.5 m to the street. On foot 12.5 m back and 400 m up the stairs; by bicycle
    # 687.5 m along the street, 400 m up, 700 m back.
    wheels = replace(PLAYGROUND, id="rad", mode="rad", limit_m=1500.0)
    study = toy.study(
        edges=cycle_town(), facilities=toy.facilities({"geometry": toy.at(150, 950)}), own_standards=(wheels,)
    )
    results = analyse(study, Settings(standards=("spielplatz_00_06", "rad")))
    points, distance = results.points, results.reach.distance_m
    at = np.flatnonzero(np.hypot(points.x - toy.EAST - 162.5, points.y - toy.NORTH - 537.5) < 0.01)
    assert distance["spielplatz_00_06"][at] == pytest.approx([12.5 + 12.5 + 400], abs=1e-9)
    assert distance["rad"][at] == pytest.approx([12.5 + 687.5 + 400 + 700], abs=1e-9)
    for key in distance:
        pairs = list(results.reach.pairs(key, 2000.0, at))
        assert pairs[0].distance_m == pytest.approx(distance[key][at], abs=1e-9)
    # 12 km/h: 1,500 m are 7.5 minutes
    assert read_standard({"id": "r", "category": "kita", "ages": "0-<6", "limit_m": 1500, "mode": "rad"}).minutes == 7.5


def test_without_streets_a_bicycle_has_the_same_detour():
    wheels = replace(PLAYGROUND, id="rad", mode="rad")
    reach = analyse(toy.study(own_standards=(wheels,)), Settings(standards=("spielplatz_00_06", "rad"))).reach
    assert reach.method == "straight_line"
    assert not reach.ways
    assert np.array_equal(reach.distance_m["spielplatz_00_06"], reach.distance_m["rad"])


def beyond(results):
    return [note.detail for note in results.notes if note.code == "beyond_not_loaded"]


def test_who_lives_at_the_border_is_told_that_nothing_is_known_beyond_it():
    # 200 m reach 153.8 m: A's eastern cell lies 500 m from the outer border. With 1,000 m (769 m) A's eastern and B's
    # cell are within it of the northern border (462.5 m), but A's is covered then (738 m): B stays. Nobody of the
    # age lives in C.
    assert beyond(analyse(toy.study())) == []
    wide = Settings(limits_m=(("spielplatz_00_06", 1000.0),))
    assert row(analyse(toy.study(), wide), "A")["covered_share"] == 1.0
    assert beyond(analyse(toy.study(), wide)) == ["B"]


def test_where_areas_overlap_no_border_runs_between_them():
    # A reaches 50 m into B: within 153.8 m of A's eastern cell lies B's edge, which is not the outer border
    areas = toy.areas()
    areas.geometry = [shapely.box(*areas.total_bounds[:2], toy.EAST + 1050, toy.NORTH + 1000), *areas.geometry[1:]]
    assert not shapely.coverage_is_valid(areas.geometry.to_numpy())
    assert beyond(analyse(toy.study(sozialraeume=areas))) == []


def test_a_neighbours_place_or_list_is_enough_to_know():
    wide = Settings(limits_m=(("spielplatz_00_06", 1000.0),))
    here, there = {"geometry": toy.at(150, 550), "sozialraum_id": "A"}, {"geometry": toy.at(2900, 1100)}
    assert beyond(analyse(toy.study(facilities=toy.facilities(here, there)), wide)) == []
    told = (toy.complete("spielplatz"), replace(toy.complete(), is_neighbour=True))
    assert beyond(analyse(toy.study(sources=told), wide)) == []
    # A Kita beyond the border says nothing about playgrounds
    other = toy.study(facilities=toy.facilities(here, there | {"category": "kita"}))
    assert beyond(analyse(other, wide)) == ["B"]


def test_a_district_without_a_school_is_named():
    school = {"category": "grundschule", "geometry": toy.at(150, 550), "sozialraum_id": "A"}
    layer = gpd.GeoDataFrame(
        {"facility_id": ["f0", "f9"]}, geometry=[toy.square(0, 0, 1000), toy.square(1000, 0, 1000)], crs=toy.CRS
    )
    study = toy.study(
        facilities=toy.facilities(school), sources=(toy.complete("grundschule"),), standards=("grundschule",),
        population=toy.population({area: {(6, 10): 10.0} for area in "ABC"}), school_districts=layer,
    )  # fmt: skip
    results = analyse(study)
    told = [(n.value, n.detail) for n in results.notes if n.code == "district_without_school"]
    assert told == [("grundschule", "f9")]
    # A's sub-points are at most 738 m × 1.3 = 960 m away; C lies in no district: the nearest is 2,262 m × 1.3 away
    shares = results.coverage.set_index("sozialraum_id")
    assert shares["covered_share"].fillna(-1).to_dict() == {"A": 1.0, "B": -1.0, "C": 0.0}
    assert shares["unknown_share"].to_dict() == {"A": 0.0, "B": 1.0, "C": 0.0}


def test_protected_places_take_their_entrances_and_stops_with_them():
    from sozialraum_geo.reading.protection import hidden_offers
    from sozialraum_geo.release.hiding import without_hidden

    points = gpd.GeoSeries([toy.at(1, 1), toy.at(2, 2)], crs=toy.CRS)
    study = toy.study(
        facilities=toy.facilities({"geometry": toy.at(150, 550), "is_protected": True}, {"geometry": toy.at(9, 9)}),
        entrances=gpd.GeoDataFrame({"facility_id": ["f0", "f1"], "precision": "haus"}, geometry=points),
        activities=toy.activities({"form": "mobil", "facility_id": "f0"}, {"form": "mobil"}),
        stops=gpd.GeoDataFrame(
            {"activity_id": ["a0", "a1"], "precision": "haus", "rhythm": None, "hours_week": np.nan, "begin": None,
             "end": None}, geometry=points,
        ),
    )  # fmt: skip
    for standard in (PLAYGROUND, YOUTH):
        counted = offers.counted_offers(study, standard, study.date)
        assert hidden_offers(study, counted).tolist() == [True, False]
        shown = offers.counted_offers(without_hidden(study), standard, study.date)
        assert [(p.x, p.y) for p in shown.geometry] == [(toy.EAST + 2, toy.NORTH + 2)]
