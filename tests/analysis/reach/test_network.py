"""Walking distances in worlds counted by hand, against networkx, and as laws."""

from itertools import pairwise

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
import toy
from here import REALDATA
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, Polygon

from sozialraum_geo.analysis import analyse
from sozialraum_geo.analysis.reach.network import (
    Snap,
    build_network,
    components_report,
    is_apart,
    nearest_by_group,
    nearest_facility,
    nearest_m,
    node_streets,
    snap,
    travel_minutes,
    walking_area,
)
from sozialraum_geo.standards import Settings

CRS = "EPSG:25832"
STREETS = REALDATA / "berlin" / "network"


def streets(*lines, **columns):
    return gpd.GeoDataFrame(columns, geometry=[LineString(line) for line in lines], crs=CRS)


def points(*xy):
    return gpd.GeoSeries([Point(place) for place in xy], crs=CRS)


def world(*lines):
    return build_network(node_streets(streets(*lines)))


def distances(network, starts, ends, **options):
    return nearest_m(network, snap(network, points(*starts)), snap(network, points(*ends)), **options)


def edge_lines(frame):
    return {tuple(line.coords) for line in frame.geometry}


# --- noding ---


def test_streets_are_split_at_crossings_and_t_junctions():
    # A cross gives 4 edges; a street that ends on one of its arms splits that arm: 4 + 1 + 1 = 6.
    noded = node_streets(streets([(0, 50), (100, 50)], [(50, 0), (50, 100)], [(75, 50), (75, 90)]))
    assert len(noded) == 6
    # 100 m + 100 m + 40 m
    assert noded.length.sum() == pytest.approx(240)
    assert noded.crs == CRS


def test_a_street_ending_four_millimetres_beside_another_joins_it():
    network = world([(0, 0), (100, 0)], [(50, 0.004), (50, 80)])
    assert len(network.u) == 3
    assert components_report(network).count == 1


def test_duplicates_and_pieces_without_length_disappear():
    # The second street repeats 100..200 of the first; 300 m in all, split at 100 and 200.
    noded = node_streets(streets([(0, 0), (300, 0)], [(200, 0), (100, 0)], [(7, 0), (7.004, 0)]))
    assert noded.length.sum() == pytest.approx(300)
    assert (noded.length > 0).all()
    assert not noded.geometry.duplicated().any()


def test_a_loop_keeps_the_start_where_the_street_meets_it():
    # The loop hangs at (100, 0), which is neither its lowest nor its westernmost corner.
    noded = node_streets(streets([(100, 0), (300, 0)], [(100, 0), (100, 100), (0, 100), (0, 0), (100, 0)]))
    network = build_network(noded)
    assert len(noded) == 2
    assert components_report(network).count == 1
    assert (network.u == network.v).sum() == 1


def test_every_edge_keeps_the_name_of_its_street():
    noded = node_streets(
        streets(
            *([(0, 0), (100, 0)], [(50, -50), (50, 50)], [(50, 0), (50, 50)], [(0, 9), (10, 9)]),
            name=["Querweg", "Langgasse", "Allee", np.nan],
        )
    )
    middle = noded.geometry.interpolate(0.5, normalized=True)
    # Two streets claim the northern arm: the first in the alphabet has it.
    assert dict(zip(zip(middle.x, middle.y, strict=True), noded["name"].fillna("-"), strict=True)) == {
        (25, 0): "Querweg",
        (75, 0): "Querweg",
        (50, -25): "Langgasse",
        (50, 25): "Allee",
        (5, 9): "-",
    }


def test_areas_are_not_streets_and_heights_are_ignored():
    frame = gpd.GeoDataFrame(
        geometry=[LineString([(0, 0, 5), (100, 0, 9)]), Polygon([(0, 5), (9, 5), (9, 9)])], crs=CRS
    )
    assert edge_lines(node_streets(frame)) == {((0, 0), (100, 0))}


@pytest.mark.parametrize("crs", [None, "EPSG:4326"])
def test_degrees_are_never_taken_for_metres(crs):
    with pytest.raises(ValueError, match="metric CRS"):
        node_streets(gpd.GeoDataFrame(geometry=[LineString([(13.4, 52.4), (13.5, 52.4)])], crs=crs))


def test_points_in_another_crs_are_refused():
    network = world([(0, 0), (100, 0)])
    with pytest.raises(ValueError, match="same CRS"):
        snap(network, gpd.GeoSeries([Point(0, 0)], crs="EPSG:25833"))


# --- worlds counted by hand ---


@pytest.fixture(scope="module")
def grid():
    """Streets every 100 m, 3 x 3 blocks: 16 crossings, 24 edges."""
    lines = [[(0, at), (300, at)] for at in (0, 100, 200, 300)]
    return world(*lines, *[[(x, y) for y, x in line] for line in lines])


def test_grid(grid):
    assert (len(grid.u), len(grid.node_xy)) == (24, 16)
    # Leg 10, then 250 m east and 250 m north whichever way, leg 5.
    assert distances(grid, [(50, 10)], [(305, 250)]) == pytest.approx([10 + 250 + 250 + 5])


def test_the_network_introduces_itself(grid):
    # 8 streets of 300 m
    assert repr(grid) == ("<Network: 24 edges, 16 nodes, 2.4 km, 1 components, 100.0% of the length in the longest>")


def test_wall_with_one_gate():
    # Two streets 20 m apart, joined at their eastern ends only: 400 + 20 + 400 m of way for 20 m of air.
    network = world([(0, 0), (400, 0)], [(0, 20), (400, 20)], [(400, 0), (400, 20)])
    assert distances(network, [(0, 0)], [(0, 20)]) == pytest.approx([820])


def test_loop():
    # A square loop of 4 x 100 m at (100, 0), counter-clockwise over (200, 0).
    network = world([(0, 0), (100, 0)], [(100, 0), (200, 0), (200, 100), (100, 100), (100, 0)])
    # The facility lies 100 + 20 m round the loop. From (100, 10), 390 m round the loop: 10 + 120 over the
    # start of the loop, not 270 round it; from (200, 90): 70 along it; from the end of the street 100 + 120.
    found = distances(network, [(100, 10), (200, 90), (0, 0)], [(200, 20)])
    assert found == pytest.approx([130, 70, 220])


def test_two_facilities_on_one_loop():
    network = world([(0, 0), (100, 0)], [(100, 0), (200, 0), (200, 100), (100, 100), (100, 0)])
    # At 120 m and at 350 m of 400 m: from the street 100 + 50 over the loop's end.
    assert distances(network, [(0, 0)], [(200, 20), (100, 50)]) == pytest.approx([150])


@pytest.fixture(scope="module")
def parallel():
    """From (0, 0) to (60, 0) straight in 60 m or round in 175.5 + 60 + 175.5 = 411 m; a street at each."""
    straight, round_ = [(0, 0), (60, 0)], [(0, 0), (0, 175.5), (60, 175.5), (60, 0)]
    return world([(-100, 0), (0, 0)], straight, round_, [(60, 0), (70, 0)])


def test_of_parallel_edges_the_shorter_is_walked(parallel):
    assert len(parallel.u) == 4
    # 60 m, neither 411 nor their sum 471.
    assert distances(parallel, [(0, 0)], [(60, 0)]) == pytest.approx([60])


def test_the_longer_of_parallel_edges_is_lived_on(parallel):
    # (30, 175.5) is the middle of the longer edge: 205.5 m from both ends; 100 m of street before.
    assert distances(parallel, [(-100, 0)], [(30, 175.5)]) == pytest.approx([305.5])
    # (0, 100) lies 100 m up the longer edge: from the east 10 + 60 + 100, not 10 + 311.
    assert distances(parallel, [(70, 0)], [(0, 100)]) == pytest.approx([170])
    # On the longer edge at 20 and at 401 m of 411: 20 + 60 + 10 over the shorter, not 381 along.
    assert distances(parallel, [(0, 20)], [(60, 10)]) == pytest.approx([90])


def test_point_and_facility_on_one_edge():
    network = world([(0, 0), (1000, 0)])
    # 10 m leg, 120 m along, 5 m leg
    assert distances(network, [(300, 10)], [(420, -5)]) == pytest.approx([135])
    # At the same place the legs remain.
    assert distances(network, [(300, 10)], [(300, -5)]) == pytest.approx([15])


def test_the_leg_of_a_facility_counts_in_the_choice():
    network = world([(0, 0), (1000, 0)])
    starts, ends = snap(network, points((300, 0))), snap(network, points((310, 150), (420, 5), (180, 4)))
    # 10 + 150 against 120 + 5 and 120 + 4
    distance, position = nearest_facility(network, starts, ends)
    assert distance == pytest.approx([124])
    assert position.tolist() == [2]


def test_which_facility_is_the_nearest_along_the_network(grid):
    starts = snap(grid, points((0, 0), (300, 300), (150, 0), (9000, 0)))
    ends = snap(grid, points((9000, 9000), (300, 200), (0, 100), (160, 0)))
    distance, position = nearest_facility(grid, starts, ends)
    # 100 to no. 2 (160 to no. 3); 100 to no. 1; 10 to no. 3; off the network.
    assert distance == pytest.approx([100, 100, 10, np.nan], nan_ok=True)
    assert position.tolist() == [2, 1, 3, -1]


def test_facilities_on_a_crossing_without_leg_have_distance_zero(grid):
    # Arcs of length 0 must not vanish from the sparse matrix.
    assert distances(grid, [(100, 100), (200, 100)], [(100, 100)]) == pytest.approx([0, 100])


def test_several_facilities_at_one_place(grid):
    same = [(150, 100)] * 3
    # 50 + 100 from (100, 200); the fourth at (150, 200) is 50 m away.
    assert distances(grid, [(100, 200)], same) == pytest.approx([150])
    assert distances(grid, [(100, 200)], [*same, (150, 200)]) == pytest.approx([50])


def test_two_components_are_out_of_reach_and_far_points_unknown():
    network = world([(0, 0), (100, 0)], [(0, 600), (100, 600)], [(100, 600), (200, 600)])
    found = distances(network, [(0, 0), (50, 600), (50, 300), (50, 250), (50, -250.01)], [(100, 0)])
    # Same street 100 m; other component; 300 m off both; 250 m off is known: 250 + 50; 1 cm more is not.
    assert found == pytest.approx([100, np.inf, np.nan, 300, np.nan], nan_ok=True)
    report = components_report(network)
    # 200 of 300 m
    assert (report.count, report.largest_share) == (2, pytest.approx(2 / 3))


def test_without_any_snapped_facility_nothing_is_reached(grid):
    for ends in ([], [(5000, 5000)]):
        assert distances(grid, [(0, 0), (5000, 0)], ends) == pytest.approx([np.inf, np.nan], nan_ok=True)


def test_missing_and_empty_points_have_no_edge(grid):
    snapped = snap(grid, gpd.GeoSeries([None, Point(), Point(10, 0)], crs=CRS))
    assert (snapped.edge >= 0).tolist() == [False, False, True]
    assert np.isnan(snapped.leg_m[:2]).all()


def test_snap_take_keeps_order():
    snapped = Snap(np.array([3, -1, 5]), np.array([1.0, np.nan, 2.0]), np.array([0.0, np.nan, 9.0]))
    assert snapped.take(np.array([2, 0])).edge.tolist() == [5, 3]
    assert snapped.take(snapped.edge >= 0).leg_m.tolist() == [0.0, 9.0]
    assert len(snapped.take(slice(1, None))) == 2


def test_limit_keeps_the_boundary_and_cuts_beyond():
    network = world([(0, 0), (1000, 0)], [(1000, 0), (2000, 0)])
    starts = [(600, 0), (599, 0), (1000, 0), (1401, 0)]
    # 400 m exactly is inside, 401 m is not, on the same edge and across the crossing.
    assert distances(network, starts, [(1000, 0)], limit_m=400) == pytest.approx([400, np.inf, 0, np.inf])
    _, position = nearest_facility(
        network, snap(network, points(*starts)), snap(network, points((1000, 0))), limit_m=400
    )
    assert position.tolist() == [0, -1, 0, -1]


def test_groups_do_not_mix(grid):
    starts = snap(grid, points((0, 0), (120, 0)))
    groups = {"kita": points((300, 0)), "hort": points((0, 50), (110, 0)), "keine": points()}
    found = nearest_by_group(grid, starts, {group: snap(grid, ends) for group, ends in groups.items()})
    assert found["kita"] == pytest.approx([300, 180])
    assert found["hort"] == pytest.approx([50, 10])
    assert found["keine"] == pytest.approx([np.inf, np.inf])


def test_an_empty_network_knows_nothing():
    network = build_network(node_streets(streets()))
    assert distances(network, [(0, 0)], [(1, 1)]) == pytest.approx([np.nan], nan_ok=True)
    assert components_report(network).count == 0
    assert walking_area(network, snap(network, points((0, 0))), 500).is_empty


def test_the_network_cannot_be_changed(grid):
    with pytest.raises(ValueError, match="read-only"):
        grid.length_m[0] = 1


@pytest.mark.parametrize(
    ("metres", "speed_kmh", "minutes"),
    # DIN 18034: 200 m in 6 min, 400 m in 10 min, 1,000 m in 15 min
    [(200, 2.0, 6), (400, 2.4, 10), (1000, 4.0, 15), (np.inf, 4.0, np.inf), (np.nan, 4.0, np.nan)],
)
def test_travel_minutes(metres, speed_kmh, minutes):
    assert travel_minutes(metres, speed_kmh) == pytest.approx(minutes, nan_ok=True)


def test_walking_area_is_a_strip_along_what_can_be_reached():
    network = world([(0, 0), (1000, 0)], [(1000, 0), (1000, 500)])
    area = walking_area(network, snap(network, points((500, 30))), 230)
    # 30 m leg, so 200 m to both sides: 400 m of street, 80 m wide, and a half disc of 40 m at each end
    # (drawn with 16 corners: 1/2 * 16 * 40^2 * sin(22.5 deg)).
    assert area.area == pytest.approx(400 * 80 + 8 * 40**2 * np.sin(np.pi / 8))
    assert area.bounds == pytest.approx((260, -40, 740, 40))
    # 700 m reach round the corner: to x = 0 in the west and 200 m up the second street.
    round_the_corner = walking_area(network, snap(network, points((500, 0))), 700)
    assert round_the_corner.bounds == pytest.approx((-40, -40, 1040, 240))
    assert walking_area(network, snap(network, points((500, 30))), 20).is_empty


# --- networkx on an explicitly split graph ---


def split_graph(noded, places):
    """Every place becomes a node on its edge and a node of its own, joined by its leg."""
    graph = nx.Graph()

    def add(a, b, metres):
        graph.add_edge(a, b, weight=min(metres, graph.get_edge_data(a, b, {"weight": np.inf})["weight"]))

    cuts = {number: [] for number in range(len(noded))}
    for place, point in enumerate(places):
        legs = [line.distance(point) for line in noded.geometry]
        if min(legs) <= 250:
            number = int(np.argmin(legs))
            cuts[number].append((noded.geometry[number].project(point), ("foot", place)))
            add(("foot", place), ("place", place), legs[number])
    for number, line in enumerate(noded.geometry):
        stops = [(0.0, line.coords[0]), *sorted(cuts[number]), (line.length, line.coords[-1])]
        for (begin, a), (end, b) in pairwise(stops):
            add(a, b, end - begin)
    return graph


def random_world(rng):
    """Straight streets that cross, a bent parallel and a loop at one of the crossings, and places around."""
    ends = rng.integers(0, 120, size=(rng.integers(4, 14), 2, 2)) * 10.0
    lines = [LineString(pair) for pair in ends if (pair[0] != pair[1]).any()]
    noded = node_streets(gpd.GeoDataFrame(geometry=lines, crs=CRS))
    edge = noded.geometry[rng.integers(len(noded))]
    start, end = edge.coords[0], edge.coords[-1]
    around = LineString([start, (start[0] + 7, start[1] + 300), (end[0] + 7, end[1] + 300), end])
    loop = LineString([start, (start[0] - 90, start[1] - 40), (start[0] - 60, start[1] - 130), start])
    return node_streets(gpd.GeoDataFrame(geometry=[*lines, around, loop], crs=CRS))


@pytest.mark.parametrize("seed", range(25))
def test_same_as_networkx_on_the_split_graph(seed):
    rng = np.random.default_rng(seed)
    noded = random_world(rng)
    xy = rng.uniform(-200, 1400, size=(60, 2))
    # Some places lie exactly on streets and crossings, some share a place.
    on_street = [line.interpolate(rng.uniform(), normalized=True) for line in noded.geometry[:10]]
    places = [Point(p) for p in (*xy, *xy[:3])] + on_street + [Point(noded.geometry[0].coords[0])]
    rng.shuffle(places)
    starts, ends = places[: len(places) // 2], places[len(places) // 2 :]
    groups = {"few": ends[:3], "many": ends[3:]}

    network = build_network(noded)
    snapped = {group: snap(network, gpd.GeoSeries(chosen, crs=CRS)) for group, chosen in groups.items()}
    start_snap = snap(network, gpd.GeoSeries(starts, crs=CRS))
    found = nearest_by_group(network, start_snap, snapped)

    graph = split_graph(noded, places)
    number = {"few": range(len(starts), len(starts) + 3), "many": range(len(starts) + 3, len(places))}
    for group, members in number.items():
        sources = {("place", member) for member in members} & set(graph)
        expected = nx.multi_source_dijkstra_path_length(graph, sources) if sources else {}
        wanted = [
            expected.get(("place", start), np.inf) if ("place", start) in graph else np.nan
            for start in range(len(starts))
        ]
        assert found[group] == pytest.approx(np.array(wanted), abs=1e-6, nan_ok=True)

        near, position = nearest_facility(network, start_snap, snapped[group], limit_m=600)
        assert near == pytest.approx(np.where(found[group] > 600.001, np.inf, found[group]), nan_ok=True)
        for start in np.flatnonzero(position >= 0):
            way = nx.dijkstra_path_length(graph, ("place", start), ("place", members[position[start]]))
            assert way == pytest.approx(near[start], abs=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_everyone_within_the_limit_has_a_foot_in_the_walking_area(seed):
    rng = np.random.default_rng(seed)
    network = build_network(random_world(rng))
    people = snap(network, points(*rng.uniform(0, 1200, size=(300, 2))))
    ends = snap(network, points(*rng.uniform(0, 1200, size=(3, 2))))
    people = people.take(people.edge >= 0)
    is_inside = nearest_m(network, people, ends) <= 500
    feet = shapely.line_interpolate_point(network.edges[people.edge], people.offset_m)
    area = walking_area(network, ends, 500)
    assert shapely.dwithin(area, feet[is_inside], 0.001).all()


# --- laws ---

# Two busy cores are no reason to fail.
laws = settings(deadline=None, max_examples=60)
corner = st.tuples(st.integers(0, 8), st.integers(0, 8)).map(lambda xy: (xy[0] * 70.0, xy[1] * 70.0))
line = st.lists(corner, min_size=2, max_size=4).filter(lambda xy: len(set(xy)) > 1)
lines = st.lists(line, min_size=1, max_size=8)
place = st.tuples(st.integers(-300, 860), st.integers(-300, 860))
places = st.lists(place, min_size=1, max_size=8)


@laws
@given(lines, places, places, place)
def test_a_further_facility_never_lengthens_a_distance(lines, starts, ends, another):
    network = world(*lines)
    before, after = distances(network, starts, ends), distances(network, starts, [*ends, another])
    assert (np.isnan(before) == np.isnan(after)).all()
    assert (np.nan_to_num(after, posinf=1e12) <= np.nan_to_num(before, posinf=1e12) + 1e-6).all()


@laws
@given(st.data(), lines, places, places)
def test_the_order_of_rows_does_not_matter(data, lines, starts, ends):
    shuffled_lines, shuffled_ends = data.draw(st.permutations(lines)), data.draw(st.permutations(ends))
    order = data.draw(st.permutations(range(len(starts))))
    turned = [line[::-1] if data.draw(st.booleans()) else line for line in shuffled_lines]
    expected = distances(world(*lines), starts, ends)
    found = distances(world(*turned), [starts[at] for at in order], shuffled_ends)
    assert found == pytest.approx(expected[list(order)], abs=1e-6, nan_ok=True)


@laws
@given(lines, place, place)
def test_the_way_there_is_as_long_as_the_way_back(lines, a, b):
    network = world(*lines)
    there, back = distances(network, [a], [b])[0], distances(network, [b], [a])[0]
    if not np.isnan(there) and not np.isnan(back):
        assert there == pytest.approx(back, abs=1e-6)


@laws
@given(lines, place, place)
def test_no_way_is_shorter_than_the_straight_line(lines, a, b):
    way = distances(world(*lines), [a], [b])[0]
    assert np.isnan(way) or way >= np.hypot(a[0] - b[0], a[1] - b[1]) - 0.05  # corners move by up to 1 cm


@laws
@given(lines)
def test_noding_twice_changes_nothing(lines):
    once = node_streets(streets(*lines))
    twice = node_streets(once)
    assert edge_lines(once) == edge_lines(twice)


# --- a real town ---


@pytest.mark.realdata
def test_named_streets_of_neukoelln_nord():
    file = STREETS / "strassen_benannt_neukoelln_nord.geojson"
    if not file.exists():
        pytest.skip("open data of Berlin are not at hand")
    noded = node_streets(gpd.read_file(file).to_crs("EPSG:25833"))
    network = build_network(noded)
    # Stated in the description of the file: 2,495 edges, 301 km, 93 % of the length in one component.
    assert len(noded) == 2495
    assert network.length_m.sum() / 1000 == pytest.approx(301, abs=0.5)
    assert components_report(network).largest_share == pytest.approx(0.93, abs=0.005)
    assert noded["name"].notna().all()

    # Doors up to some 50 m off the crossings; the first 15 are the facilities.
    rng = np.random.default_rng(1)
    xy = rng.choice(network.node_xy, size=45, replace=False) + rng.normal(scale=30, size=(45, 2))
    doors = gpd.GeoSeries(gpd.points_from_xy(*xy.T), crs=noded.crs)
    graph = split_graph(noded, doors)
    expected = nx.multi_source_dijkstra_path_length(graph, {("place", number) for number in range(15)})
    everyone = snap(network, doors)
    found = nearest_m(network, everyone.take(slice(15, None)), everyone.take(slice(15)))
    wanted = [expected.get(("place", number), np.inf) for number in range(15, 45)]
    assert found == pytest.approx(wanted, abs=1e-6)


# --- bridges, tunnels, modes ---


def levels(*lines, **columns):
    return build_network(node_streets(streets(*lines, **columns)))


CROSS = [[(0, 50), (100, 50)], [(50, 0), (50, 100)]]


@pytest.mark.parametrize("level", [[0, 1], [-1, 0], [2, 1]])
def test_a_bridge_or_tunnel_is_not_joined_to_what_it_crosses(level):
    network = levels(*CROSS, level=level)
    # Two streets of 100 m, untouched
    assert sorted(network.length_m) == [100, 100]
    assert components_report(network).count == 2


def test_streets_of_one_level_are_joined_also_above_the_ground():
    assert components_report(levels(*CROSS, level=[1, 1])).count == 1


def test_a_bridge_is_joined_where_it_ends():
    # The road runs west to east; the bridge at x = 50 goes from (50, 0) to (50, 100) over it and over nothing else.
    # Ramps of the ground lead from the bridge's ends to the road: along x = 0 north of it, along x = 100 south of it.
    road = [(0, 50), (100, 50)]
    bridge = [(50, 0), (50, 100)]
    north = [(50, 100), (0, 100), (0, 50)]
    south = [(50, 0), (100, 0), (100, 50)]
    network = levels(road, bridge, north, south, level=[0, 1, 0, 0])
    assert components_report(network).count == 1
    far = nearest_m(network, snap(network, points((50, 60))), snap(network, points((40, 50))))
    # From the bridge, 10 m north of the road: 40 m north, 50 m west, 50 m south, 40 m east
    assert far[0] == pytest.approx(40 + 50 + 50 + 40)


def test_a_bridge_that_ends_on_a_street_splits_it_there():
    # The bridge ends in the middle of the northern street and passes over the southern one
    network = levels([(0, 100), (100, 100)], [(0, 50), (100, 50)], [(30, 0), (30, 100)], level=[0, 0, 1])
    assert sorted(network.length_m) == pytest.approx([30, 70, 100, 100])
    way = nearest_m(network, snap(network, points((30, 5))), snap(network, points((90, 100))))
    assert way[0] == pytest.approx(95 + 60)


corner = st.tuples(st.integers(0, 6), st.integers(0, 6))
raised = st.lists(
    st.tuples(corner, corner, st.integers(-1, 1)).filter(lambda street: street[0] != street[1]), min_size=2, max_size=8
)


@settings(max_examples=80, deadline=None)
@given(raised)
def test_bridges_and_tunnels_never_shorten_a_way(drawn):
    # Every way over streets of several levels is also one over the same streets on the ground, where more are joined
    lines = [[tuple(10 * n for n in a), tuple(10 * n for n in b)] for a, b, _ in drawn]
    on_the_ground = world(*lines)
    apart = levels(*lines, level=[level for *_, level in drawn])
    assert apart.length_m.sum() >= on_the_ground.length_m.sum() - 0.1
    places = points(*(line[0] for line in lines))
    for start in range(len(lines)):
        far, near = (
            nearest_m(n, snap(n, places), snap(n, places).take(slice(start, start + 1))) for n in (apart, on_the_ground)
        )
        assert (far >= near - 0.1).all()


def test_a_street_that_ends_on_a_bridge_joins_it():
    network = levels([(0, 50), (100, 50)], [(40, 50), (40, 0)], level=[1, 0])
    assert sorted(network.length_m) == pytest.approx([40, 50, 60])
    assert components_report(network).count == 1


def test_flags_of_modes_are_kept_and_choose_the_edges():
    # A detour of 300 m by road, or 100 m of steps
    lines = [[(0, 0), (0, 100), (100, 100), (100, 0)], [(0, 0), (100, 0)]]
    edges = node_streets(streets(*lines, is_foot=[True, True], is_bike=[True, False]))
    on = {mode: build_network(edges, mode) for mode in ("foot", "bike")}
    way = {m: nearest_m(n, snap(n, points((0, 0))), snap(n, points((100, 0))))[0] for m, n in on.items()}
    assert way == {"foot": pytest.approx(100), "bike": pytest.approx(300)}
    with pytest.raises(ValueError, match="foot, bike"):
        build_network(edges, "car")


def test_without_flags_every_edge_serves_every_mode():
    edges = node_streets(streets(*CROSS))
    assert len(build_network(edges, "bike").u) == len(build_network(edges).u) == 4


def test_two_streets_on_one_piece_give_it_the_modes_of_both():
    edges = node_streets(streets([(0, 0), (100, 0)], [(100, 0), (0, 0)], is_foot=[True, False], is_bike=[False, True]))
    assert edges[["is_foot", "is_bike"]].to_numpy().tolist() == [[True, True]]


def test_edges_that_name_their_nodes_are_joined_there_only():
    # Both lines cross at (50, 50) and meet at (100, 50), where the names differ: no way leads over
    lines = [[(0, 50), (100, 50)], [(50, 0), (50, 100), (100, 50)], [(100, 50), (200, 50)]]
    frame = streets(*lines, start_node=["a", "c", "b"], end_node=["b", "d", "e"])
    network = build_network(node_streets(frame))
    assert len(network.u) == 3
    assert components_report(network).count == 2
    # The first and the third share b
    way = nearest_m(network, snap(network, points((0, 50))), snap(network, points((200, 50))))
    assert way[0] == pytest.approx(200)


def test_plain_streets_join_edges_that_name_their_nodes_where_they_end():
    # An extract's edge from a (0, 0) to b (100, 0); a plain path ends on its middle, another at b, a third crosses it
    lines = [[(0, 0), (100, 0)], [(50, 0), (50, 40)], [(100, 0), (100, 30)], [(20, -10), (20, 10)]]
    frame = streets(*lines, start_node=["a", None, None, None], end_node=["b", None, None, None])
    edges = node_streets(frame)
    network = build_network(edges)
    assert sorted(network.length_m) == pytest.approx([20, 30, 40, 50, 50])
    assert components_report(network).count == 2
    way = nearest_m(network, snap(network, points((50, 40))), snap(network, points((100, 30))))
    assert way[0] == pytest.approx(40 + 50 + 30)


def test_edges_of_two_overlapping_extracts_count_once():
    line = [(0, 0), (100, 0)]
    frame = streets(line, line, [(100, 0), (150, 0)], start_node=["1", "1", "2"], end_node=["2", "2", "3"])
    network = build_network(node_streets(frame))
    assert sorted(network.length_m) == [50, 100]


def test_components_with_their_facilities():
    # 300 m in two pieces, 40 m apart from them; three places on the long one, one on the short, one near nothing
    network = world([(0, 0), (200, 0)], [(200, 0), (300, 0)], [(0, 100), (40, 100)])
    places = snap(network, points((10, 0), (150, 5), (290, 0), (20, 100), (9000, 9000)))
    report = components_report(network, places)
    assert report.count == 2
    assert report.length_m == (300, 40)
    assert report.facilities == (3, 1)
    assert report.apart == 1
    assert report.largest_share == pytest.approx(300 / 340)
    assert is_apart(network, places).tolist() == [False, False, False, True, False]


def test_an_analysis_names_what_lies_apart():
    # 300 m of street at the playground of A, (150, 550); 2,200 m in the east, and no way between them
    ends = [[toy.at(0, 550), toy.at(300, 550)], [toy.at(800, 550), toy.at(3000, 550)]]
    lines = gpd.GeoDataFrame(geometry=[LineString(line) for line in ends], crs=toy.CRS)
    results = analyse(toy.study(edges=node_streets(lines)), Settings(standards=("spielplatz_00_06",)))
    told = {n.code: (n.value, n.detail) for n in results.notes}
    assert told["components"] == ("2", "88.0%")  # 2200 of 2500 m
    assert told["facilities_apart"] == ("1", "1")
    assert told["offer_apart"] == ("spielplatz_00_06", "Platz am Anger")
