"""All pairs within a limit, against the nearest search, networkx and plain loops."""

from __future__ import annotations

from itertools import pairwise

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from toy import CRS, EAST, NORTH

from sozialraum_geo.analysis.reach import network as net
from sozialraum_geo.analysis.reach.pairs import network_pairs, straight_pairs


def streets(lines):
    moved = [shapely.LineString([(EAST + x, NORTH + y) for x, y in line]) for line in lines]
    return net.build_network(net.node_streets(gpd.GeoDataFrame(geometry=moved, crs=CRS)))


def points(*xy):
    return gpd.GeoSeries([shapely.Point(EAST + x, NORTH + y) for x, y in xy], crs=CRS)


def dense(blocks, shape):
    table = np.full(shape, np.inf)
    for block in blocks:
        assert np.isinf(table[block.point, block.place]).all()  # each pair once
        table[block.point, block.place] = block.distance_m
    return table


def test_the_boundary_is_inclusive_and_a_millimetre_more_is_out():
    network = streets([[(0, 0), (1000, 0)]])
    start = net.snap(network, points((100, 0), (99.998, 0), (500, 10)))
    place = net.snap(network, points((500, 0)))
    found = dense(network_pairs(network, start, place, 400), (3, 1))
    # 500 - 100 = 400 m exactly; 400.002 m is out; 10 m of leg straight onto the place
    assert found[:, 0] == pytest.approx([400, np.inf, 10])


def test_a_long_edge_reaches_along_itself_though_both_its_ends_are_far():
    network = streets([[(0, 0), (9000, 0)], [(0, 0), (0, 50)]])
    found = dense(network_pairs(network, *(net.snap(network, points(p)) for p in ((4100, 0), (4000, 0))), 200), (1, 1))
    assert found[0, 0] == pytest.approx(100)


def test_points_without_a_street_are_in_no_pair():
    network = streets([[(0, 0), (1000, 0)]])
    start, place = net.snap(network, points((0, 400), (0, 0))), net.snap(network, points((10, 0), (0, 900)))
    found = dense(network_pairs(network, start, place, 5000), (2, 2))
    assert np.isfinite(found).tolist() == [[False, False], [True, False]]


@pytest.mark.parametrize("seed", range(6))
def test_pairs_on_random_streets_are_what_networkx_finds_on_the_split_graph(seed):
    rng = np.random.default_rng(seed)
    lines = [[(0, y), (2000, y)] for y in range(0, 2001, 250)] + [[(x, 0), (x, 2000)] for x in range(0, 2001, 400)]
    lines += [rng.uniform(0, 2000, (2, 2)).tolist() for _ in range(6)]
    network = streets(lines)
    start, place = (net.snap(network, points(*rng.uniform(0, 2000, (n, 2)))) for n in (40, 25))
    limit = 600.0
    found = dense(network_pairs(network, start, place, limit), (40, 25))
    graph = nx.Graph()
    for edge in range(len(network.u)):
        stations = [(0.0, ("n", network.u[edge])), (network.length_m[edge], ("n", network.v[edge]))]
        for kind, snap in (("p", start), ("f", place)):
            for at in np.flatnonzero(snap.edge == edge):
                stations.append((snap.offset_m[at], (f"{kind}foot", at)))
                graph.add_edge((f"{kind}foot", at), (kind, at), w=snap.leg_m[at])
        stations.sort(key=lambda s: s[0])
        for (a, one), (b, other) in pairwise(stations):
            if not graph.has_edge(one, other) or graph[one][other]["w"] > b - a:
                graph.add_edge(one, other, w=b - a)
    expected = np.full((40, 25), np.inf)
    for j in range(25):
        ways = nx.single_source_dijkstra_path_length(graph, ("f", j), weight="w")
        for c in range(40):
            way = ways.get(("p", c), np.inf)
            expected[c, j] = way if way <= limit + 0.001 else np.inf
    np.testing.assert_allclose(found, expected, atol=1e-6)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([50.0, 300.0, 900.0]))
def test_the_shortest_pair_of_a_point_is_its_distance_to_the_nearest(seed, limit):
    rng = np.random.default_rng(seed)
    lines = [[(0, y), (1500, y)] for y in range(0, 1501, 300)] + [[(x, 0), (x, 1500)] for x in range(0, 1501, 500)]
    network = streets(lines)
    start, place = (net.snap(network, points(*rng.uniform(-50, 1550, (30, 2)))) for _ in range(2))
    found = dense(network_pairs(network, start, place, limit), (30, 30)).min(axis=1)
    nearest = net.nearest_m(network, start, place, limit_m=limit)
    np.testing.assert_allclose(found, np.where(np.isnan(nearest), np.inf, nearest), atol=1e-9)


def test_straight_pairs_are_all_pairs_within_the_radius():
    rng = np.random.default_rng(3)
    people, places = rng.uniform(0, 3000, (200, 2)), rng.uniform(0, 3000, (150, 2))
    found = dense(straight_pairs(people, places, 1000, 1.3), (200, 150))
    every = np.hypot(*(people[:, None] - places[None]).transpose(2, 0, 1)) * 1.3
    np.testing.assert_allclose(found, np.where(every <= 1000.001, every, np.inf), rtol=1e-12)
    assert list(straight_pairs(people, places[:0], 1000, 1.3)) == []
