"""Worlds whose coverage has a closed form: computed to 1e-9 of what is derived by hand beside each."""

from __future__ import annotations

import math
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import toy
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialraum_geo.analysis.population import Points, Spread
from sozialraum_geo.analysis.reach import accessibility as acc
from sozialraum_geo.reading.noding import node_streets
from sozialraum_geo.standards import Settings, all_standards

EXACT = pytest.approx
PLAYGROUND = all_standards()["spielplatz_00_06"]
SCHOOL = all_standards()["grundschule"]
BANDS = {"spielplatz_00_06": (0, 6), "grundschule": (6, 10)}


def streets(*lines):
    """Streets through points in metres from the toy town's corner, split where they meet."""
    shapes = [shapely.LineString([(toy.EAST + x, toy.NORTH + y) for x, y in line]) for line in lines]
    return node_streets(gpd.GeoDataFrame({"name": [None] * len(shapes)}, geometry=shapes, crs=toy.CRS))


def persons(places, area="A"):
    """One person at each place, all of one Sozialraum."""
    xy = np.add(np.array(places, dtype=float), (toy.EAST, toy.NORTH))
    n = len(xy)
    boxes = shapely.box(xy[:, 0] - 0.5, xy[:, 1] - 0.5, xy[:, 0] + 0.5, xy[:, 1] + 0.5)
    pieces = gpd.GeoDataFrame({"sozialraum_id": [area] * n, "cell": -1, "area_share": 1.0}, geometry=boxes, crs=toy.CRS)
    codes = np.zeros(n, dtype=int)
    return Points(pieces, codes, pd.Index([area]), np.ones(n), np.arange(n), np.ones(n), xy[:, 0], xy[:, 1])


def covered(places, spots, limit_m, standard=PLAYGROUND, **changes):
    """Share of the persons at `places` who reach one of the `spots` within the limit, and the whole row."""
    standard = replace(standard, limit_m=limit_m)
    rows = ({"geometry": toy.at(*spot), "category": standard.category} for spot in spots)
    study = toy.study(
        facilities=toy.facilities(*rows),
        population=toy.population({"A": {BANDS[standard.id]: float(len(places))}}),
        sources=(toy.complete(standard.category),),
        grid=None,
        grid_classes=(),
        **changes,
    )
    points = persons(places)
    reach = acc.reach(study, points, (standard,), Settings())
    table = acc.coverage(Spread(study, points), reach, (standard,))
    row = table.set_index("sozialraum_id").loc["A"]
    return row["covered_share"], row, reach


# --- a street grid: Manhattan balls ---

SPACING, SIDE = 50.0, 9  # crossings at 0, 50, … 900 m in both directions; the middle one is (9, 9)


def manhattan():
    far = 2 * SIDE * SPACING
    along = [SPACING * i for i in range(2 * SIDE + 1)]
    lines = [[(0, y), (far, y)] for y in along] + [[(x, 0), (x, far)] for x in along]
    return streets(*lines), [(x, y) for x in along for y in along]


@pytest.mark.parametrize("steps", [0, 1, 3, 9])
def test_a_street_grid_covers_a_manhattan_ball(steps):
    # Within k steps of a crossing lie 2k² + 2k + 1 crossings; the limit is exactly k steps, so the rim counts
    edges, crossings = manhattan()
    middle = [(SIDE * SPACING, SIDE * SPACING)]
    ball = 2 * steps**2 + 2 * steps + 1
    share, row, _ = covered(crossings, middle, steps * SPACING, edges=edges)
    assert share == EXACT(ball / (2 * SIDE + 1) ** 2, abs=1e-9)
    assert row["uncovered_people"] == EXACT(len(crossings) - ball, abs=1e-9)
    assert row["unknown_share"] == 0.0


def test_a_centimetre_short_of_the_rim_the_rim_is_out():
    edges, crossings = manhattan()
    share, _, _ = covered(crossings, [(SIDE * SPACING, SIDE * SPACING)], 3 * SPACING - 0.01, edges=edges)
    assert share == EXACT((2 * 4 + 2 * 2 + 1) / (2 * SIDE + 1) ** 2, abs=1e-9)


def test_from_the_middle_of_a_block_two_half_balls_are_covered():
    # Half a step to either end of its block, then k steps on: the ends have Σ (2(k − r) + 1) = (k + 1)² crossings each
    edges, crossings = manhattan()
    steps = 4
    share, _, _ = covered(crossings, [((SIDE + 0.5) * SPACING, SIDE * SPACING)], (steps + 0.5) * SPACING, edges=edges)
    assert share == EXACT(2 * (steps + 1) ** 2 / (2 * SIDE + 1) ** 2, abs=1e-9)


# --- straight lines: lattice points in a circle ---


def test_straight_lines_cover_a_circle():
    # Gauss: i² + j² ≤ 25 has 81 solutions, 12 of them on the circle: (±5, 0), (0, ±5), (±3, ±4), (±4, ±3)
    lattice = [(500 + 20.0 * i, 500 + 20.0 * j) for i in range(-9, 10) for j in range(-9, 10)]
    limit = 1.3 * 20 * 5
    share, _, reach = covered(lattice, [(500, 500)], limit)
    assert reach.method == "straight_line"
    assert share == EXACT(81 / 19**2, abs=1e-9)
    assert covered(lattice, [(500, 500)], limit - 0.01)[0] == EXACT(69 / 19**2, abs=1e-9)


# --- a corridor: one street of 1 km, somebody every 10 m ---

CORRIDOR = [(10.0 * i, 500.0) for i in range(101)]
STREET = [(-100, 500), (1100, 500)]


@pytest.mark.parametrize(
    ("spot", "people"),
    [
        ((0, 500), 41),  # 0, 10, … 400: exactly 400 m counts
        ((-1, 500), 40),  # 1 m beyond the border: 0, … 390, and it counts
        ((500, 500), 81),  # 100, … 900
        ((500, 530), 75),  # 30 m off the street: 370 m are left along it, 130, … 870
        ((0, 500.002), 40),  # 2 mm off the street: 400.002 m is more than the tolerance of 1 mm
        ((0, 500.0005), 41),  # half a millimetre is within it
    ],
)
def test_a_corridor(spot, people):
    share, _, _ = covered(CORRIDOR, [spot], 400, edges=streets(STREET))
    assert share == EXACT(people / 101, abs=1e-9)


def test_percentiles_and_maximum_of_a_corridor():
    # 101 people at 0, 10, … 1000 m: half of them are 50.5, so the 51st at 500 m; nine tenths 90.9, the 91st at 900 m
    _, row, _ = covered(CORRIDOR, [(0, 500)], 400, edges=streets(STREET))
    assert [row[f"nearest_{q}_m"] for q in ("p50", "p90", "max")] == EXACT([500.0, 900.0, 1000.0], abs=1e-9)
    # Somebody out of reach is the farthest of all; somebody unknown is not counted
    _, row, _ = covered([*CORRIDOR, (0, 0), (0, 800)], [(0, 500)], 400, edges=streets(STREET, [(0, 0), (50, 0)]))
    assert math.isinf(row["nearest_max_m"])
    assert row["unknown_share"] == EXACT(1 / 103, abs=1e-9)


def test_a_place_further_than_250_m_from_the_street_is_unknown_and_one_out_of_reach_uncovered():
    # 10 of 60 live 251 m off (unknown), 50 on an island of streets (known, out of reach) but for none of them the
    # playground; of the 101 on the corridor 41 reach it: 41 / 151 of those known, 10 / 161 unknown
    lost = [(10.0 * i, 751.0) for i in range(10)]
    island = [(10.0 * i, 0.0) for i in range(50)]
    edges = streets(STREET, [(0, 0), (500, 0)])
    share, row, reach = covered([*CORRIDOR, *island, *lost], [(0, 500)], 400, edges=edges)
    assert share == EXACT(41 / 151, abs=1e-9)
    assert row["unknown_share"] == EXACT(10 / 161, abs=1e-9)
    distance = reach.distance_m[PLAYGROUND.id]
    assert np.isinf(distance[101:151]).all()
    assert np.isnan(distance[151:]).all()


def test_a_wall_with_one_gate():
    # Streets along y = 500 end 10 m before the wall at x = 500; beside it they lead to the gate at y = 700. From the
    # playground at x = 490 eastward: 200 up, 20 through, 200 down, then along: x = 510 + t is 420 + t away.
    wall = [
        [(0, 500), (490, 500)], [(510, 500), (1000, 500)],
        [(490, 500), (490, 700), (510, 700), (510, 500)],
    ]  # fmt: skip
    west = [(490 - 10.0 * i, 500.0) for i in range(50)]
    east = [(510 + 10.0 * i, 500.0) for i in range(50)]
    with_gate = covered([*west, *east], [(490, 500)], 440, edges=streets(*wall))[0]
    without = covered([*west, *east], [(490, 500)], 440, edges=streets([(0, 500), (1000, 500)]))[0]
    # West all 45 up to 440 m; east those at 420, 430 and 440 m. Without the wall east is 20 + t away: 43 of them
    assert with_gate == EXACT((45 + 3) / 100, abs=1e-9)
    assert without == EXACT((45 + 43) / 100, abs=1e-9)


def entrances(*rows):
    frame = pd.DataFrame(rows, columns=["facility_id", "geometry"]).assign(precision="haus", name=None)
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=toy.CRS)


@pytest.mark.parametrize("edges", [None, streets(STREET)])
def test_several_entrances(edges):
    # Entrances at 200 and 800; 100 m each way cover 100, … 300 and 700, … 900. Its own point at 0 does not count.
    # By straight lines 130 m are 100 m.
    doors = entrances(("f0", toy.at(200, 500)), ("f0", toy.at(800, 500)))
    limit = 130 if edges is None else 100
    share, _, reach = covered(CORRIDOR, [(0, 500)], limit, edges=edges, entrances=doors)
    assert share == EXACT(42 / 101, abs=1e-9)
    assert reach.offers[PLAYGROUND.id]["offer_id"].tolist() == ["f0", "f0"]


# --- school districts ---


def districts(*rows):
    """Districts from (school, west, east), each as wide as the corridor needs."""
    shapes = [shapely.box(toy.EAST + w, toy.NORTH, toy.EAST + e, toy.NORTH + 1000) for _, w, e in rows]
    return gpd.GeoDataFrame({"facility_id": [r[0] for r in rows]}, geometry=shapes, crs=toy.CRS)


SCHOOLS = [(0, 500), (1000, 500)]  # f0 and f1


@pytest.mark.parametrize("edges", [None, streets(STREET)])
@pytest.mark.parametrize(
    ("layer", "people", "known"),
    [
        (None, 82, 101),  # the nearest: 0, … 400 and 600, … 1000
        ([("f0", -1, 605), ("f1", 605, 1001)], 41 + 40, 101),  # 600 is assigned to the far school
        ([("f1", -1, 305), ("f0", 305, 1001)], 10, 101),  # only 310, … 400 are near the school they are assigned to
        ([("f1", -1, 305)], 10 + 41, 101),  # outside any district the nearest: 310, … 400 and 600, … 1000
        ([("f0", -1, 1001), ("f1", -1, 1001)], 82, 101),  # two schools share a district: the nearer of them
        ([("f0", -1, 605), ("f1", 395, 1001)], 82, 101),  # where districts overlap (400, … 600) the nearer of both
        ([("gone", -1, 305)], 10 + 41, 101 - 31),  # 0, … 300 belong to a school that is not there: unknown
    ],
)
def test_school_districts(edges, layer, people, known):
    changes = {} if layer is None else {"school_districts": districts(*layer)}
    limit = 400 * (1.3 if edges is None else 1)
    share, row, reach = covered(CORRIDOR, SCHOOLS, limit, SCHOOL, edges=edges, **changes)
    assert share == EXACT(people / known, abs=1e-9)
    assert row["unknown_share"] == EXACT(1 - known / 101, abs=1e-9)
    if layer is not None and layer[0][0] == "gone":
        assert reach.assigned[SCHOOL.id].without_school() == ("gone",)


def test_a_closed_school_leaves_its_district_unknown():
    layer = districts(("f0", -1, 305), ("f1", 305, 1001))
    rows = [{"geometry": toy.at(*s), "category": "grundschule"} for s in SCHOOLS]
    study = toy.study(
        facilities=toy.facilities(rows[0] | {"end": "2024-07-31"}, rows[1]),
        school_districts=layer,
        edges=streets(STREET),
    )
    points = persons(CORRIDOR)
    distance = acc.reach(study, points, (SCHOOL,), Settings()).distance_m[SCHOOL.id]
    assert np.isnan(distance[:31]).all()
    assert distance[31:] == EXACT(1000 - points.x[31:] + toy.EAST, abs=1e-9)
    before = acc.reach(study, points, (SCHOOL,), Settings(on_date="2024-07-31")).distance_m[SCHOOL.id]
    assert before[:31] == EXACT(points.x[:31] - toy.EAST, abs=1e-9)


def test_districts_are_for_primary_schools_only():
    share, _, reach = covered(
        CORRIDOR, SCHOOLS, 400, edges=streets(STREET), school_districts=districts(("f1", -1, 305))
    )
    assert share == EXACT(82 / 101, abs=1e-9)
    assert not reach.assigned


def test_a_school_further_than_the_first_search_is_found():
    # 6 km of street: the assigned school is further than what is searched first
    edges = streets([(0, 500), (6200, 500)])
    share, row, reach = covered(
        [(0.0, 500.0)], [(6100, 500)], 400, SCHOOL, edges=edges, school_districts=districts(("f0", -1, 10))
    )
    assert share == 0.0
    assert reach.distance_m[SCHOOL.id] == EXACT([6100.0], abs=1e-9)
    assert row["nearest_p50_m"] == EXACT(6100.0, abs=1e-9)


# --- laws ---

spot = st.tuples(st.floats(0, 1000), st.floats(400, 600))


@pytest.mark.parametrize("edges", [None, streets(STREET, [(300, 500), (300, 600)], [(700, 400), (700, 500)])])
@pytest.mark.parametrize("layer", [None, [("f0", -1, 305), ("f1", 305, 700)]])
@given(places=st.lists(spot, min_size=2, max_size=5), limit=st.floats(50, 500))
@settings(max_examples=20, deadline=None)
def test_the_shortest_pair_is_the_distance(edges, layer, places, limit):
    changes = {} if layer is None else {"school_districts": districts(*layer)}
    _, _, reach = covered(CORRIDOR, places, limit, SCHOOL, edges=edges, **changes)
    at = np.arange(0, 101, 2)
    best = np.full(len(at), np.inf)
    for pairs in reach.pairs(SCHOOL.id, limit, at):
        np.minimum.at(best, pairs.point, pairs.distance_m)
    distance = reach.distance_m[SCHOOL.id][at]
    within = distance <= limit + 0.001
    assert np.allclose(best[within], distance[within], atol=1e-9)
    assert np.isinf(best[~within]).all()


@given(places=st.lists(spot, min_size=1, max_size=4), new=spot, limit=st.floats(50, 500))
@settings(max_examples=25, deadline=None)
def test_a_further_place_never_lowers_coverage(places, new, limit):
    edges = streets(STREET, [(300, 500), (300, 600)])
    before = covered(CORRIDOR, places, limit, edges=edges)[0]
    assert covered(CORRIDOR, [*places, new], limit, edges=edges)[0] >= before - 1e-12


@given(order=st.permutations(range(101)), places=st.permutations([(0, 500), (350, 520), (990, 480)]))
@settings(max_examples=10, deadline=None)
def test_the_order_of_rows_does_not_matter(order, places):
    edges = streets(STREET)
    one, first, _ = covered(CORRIDOR, [(0, 500), (350, 520), (990, 480)], 150, edges=edges)
    two, second, _ = covered([CORRIDOR[i] for i in order], places, 150, edges=edges)
    assert one == two
    assert first["nearest_p90_m"] == second["nearest_p90_m"]
    # 0, … 150; 130 m each way around 350: 220, … 480; 130 around 990: 860, … 1000
    assert one == EXACT((16 + 27 + 15) / 101, abs=1e-9)
    assert math.isclose(first["uncovered_people"], 101 - 58, abs_tol=1e-9)
