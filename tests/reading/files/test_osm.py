"""OSM extracts: what becomes what, streets that meet at nodes only, gates, hostile files, real towns."""

import contextlib
import gzip
import math
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from itertools import pairwise

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from here import ROOT
from osm_files import EAST, NORTH, document, things, write_osm, write_pbf
from pyproj import Transformer
from scipy.sparse.csgraph import dijkstra
from study_files import source, square, write_geo, write_study

from sozialraum_geo.analysis import analyse
from sozialraum_geo.analysis.reach.network import build_network, components_report, nearest_m, snap
from sozialraum_geo.errors import StudyError
from sozialraum_geo.reading import read_study
from sozialraum_geo.reading.files import osm, rawtable, sandbox
from sozialraum_geo.reading.files.osm_tags import facility_rule, is_bikeable, is_closed, is_walkable
from sozialraum_geo.reading.files.rawtable import ReadOptions
from sozialraum_geo.reading.files.readers import read_file, sheet_names
from sozialraum_geo.reading.noding import node_streets
from sozialraum_geo.reading.recognition import area_words, as_options, recognise
from sozialraum_geo.register import importing
from sozialraum_geo.standards import Settings

pytest.importorskip("osmium")

CRS = "EPSG:25832"
CM = 0.03  # coordinates of OSM have seven digits: each end of a way is up to a centimetre off
ROAD = {"highway": "residential"}
PATH = {"highway": "footway"}


def layer(path, table="streets", **options):
    return read_file(path, ReadOptions(sheet=osm.LAYERS[table], **options))


def edges_of(path):
    raw = layer(path)
    frame = gpd.GeoDataFrame(raw.frame, geometry=raw.geometry).to_crs(CRS)
    return node_streets(frame.astype({"is_foot": bool, "is_bike": bool}))


def way_m(edges, start, end, mode="foot"):
    """Distance between two places of the paper town."""
    network = build_network(edges, mode)
    at = [gpd.GeoSeries([shapely.Point(EAST + x, NORTH + y)], crs=CRS) for x, y in (start, end)]
    return nearest_m(network, snap(network, at[0]), snap(network, at[1]))[0]


def refused(path, table="streets", **options):
    with pytest.raises(StudyError) as caught:
        layer(path, table, **options)
    (problem,) = caught.value.problems
    return problem


# --- streets: ways meet at nodes ---


def crossing(tmp_path, tags, *, is_joined):
    """Two roads of 100 m that cross in the middle, with a node there that both have or only the second."""
    nodes = [(1, 0, 50), (2, 100, 50), (3, 50, 0), (4, 50, 100), (5, 50, 50)]
    ways = [(1, [1, 5, 2] if is_joined else [1, 2], ROAD), (2, [3, 5, 4], {**ROAD, **tags})]
    return edges_of(write_osm(tmp_path / "kreuzung.osm", nodes, ways))


def test_a_bridge_over_a_street_is_not_joined_to_it(tmp_path):
    edges = crossing(tmp_path, {"bridge": "yes", "layer": "1"}, is_joined=False)
    assert len(edges) == 2
    assert math.isinf(way_m(edges, (0, 50), (50, 0)))


def test_a_tunnel_is_not_joined_even_where_its_tags_are_missing(tmp_path):
    # What counts is the node, not the tag
    assert math.isinf(way_m(crossing(tmp_path, {}, is_joined=False), (0, 50), (50, 0)))


def test_a_crossing_is_joined_at_its_node(tmp_path):
    edges = crossing(tmp_path, {}, is_joined=True)
    assert len(edges) == 4
    assert way_m(edges, (0, 50), (50, 0)) == pytest.approx(100, abs=CM)


def courtyards(tmp_path, first, second):
    """Two streets 100 m apart, joined by two paths: at x = 0 and at x = 200, each through a node half way."""
    nodes = [(1, 0, 0), (2, 200, 0), (3, 0, 100), (4, 200, 100), (5, 0, 50, first), (6, 200, 50, second)]
    ways = [(1, [1, 2], ROAD), (2, [3, 4], ROAD), (3, [1, 5, 3], PATH), (4, [2, 6, 4], PATH)]
    return edges_of(write_osm(tmp_path / "mauer.osm", nodes, ways))


WALL, GATE = {"barrier": "wall"}, {"barrier": "gate"}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({}, {}, 100),  # straight on
        (WALL, GATE, 200 + 100 + 200),  # round by the gate
        ({**GATE, "locked": "yes"}, GATE, 500),
        ({**GATE, "access": "private"}, GATE, 500),
        ({**GATE, "access": "private", "foot": "yes"}, WALL, 100),  # closed to cars only
        ({"barrier": "bollard"}, WALL, 100),
        ({"barrier": "cycle_barrier"}, WALL, 100),
        (WALL, {**GATE, "access": "no"}, math.inf),
        (WALL, {"barrier": "fence"}, math.inf),
    ],
)
def test_a_wall_with_one_gate(tmp_path, first, second, expected):
    edges = courtyards(tmp_path, first, second)
    assert way_m(edges, (0, 0), (0, 100)) == pytest.approx(expected, abs=CM)
    assert way_m(edges, (0, 100), (0, 0)) == pytest.approx(expected, abs=CM)


def test_both_sides_of_a_closed_gate_can_be_walked_to(tmp_path):
    edges = courtyards(tmp_path, WALL, GATE)
    # 10 m before the wall, and 10 m behind it: 40 + 200 + 100 + 200 + 40
    assert way_m(edges, (0, 0), (0, 40)) == pytest.approx(40, abs=CM)
    assert way_m(edges, (0, 40), (0, 60)) == pytest.approx(580, abs=CM)


def test_a_closed_gate_on_a_crossing_cuts_every_way(tmp_path):
    nodes = [(1, 0, 50), (2, 100, 50), (3, 50, 0), (4, 50, 100), (5, 50, 50, {**GATE, "locked": "yes"})]
    edges = edges_of(write_osm(tmp_path / "tor.osm", nodes, [(1, [1, 5, 2], ROAD), (2, [3, 5, 4], ROAD)]))
    assert components_report(build_network(edges)).count == 4


def test_one_way_streets_are_walked_both_ways(tmp_path):
    path = write_osm(tmp_path / "einbahn.osm", [(1, 0, 0), (2, 100, 0)], [(1, [1, 2], {**ROAD, "oneway": "yes"})])
    edges = edges_of(path)
    for mode in ("foot", "bike"):
        assert way_m(edges, (0, 0), (100, 0), mode) == pytest.approx(100, abs=CM)
        assert way_m(edges, (100, 0), (0, 0), mode) == pytest.approx(100, abs=CM)


def test_steps_are_closed_to_bicycles(tmp_path):
    # 100 m of steps, or a road round three sides of a square
    nodes = [(1, 0, 0), (2, 100, 0), (3, 0, 100), (4, 100, 100)]
    ways = [(1, [1, 2], {"highway": "steps"}), (2, [1, 3, 4, 2], ROAD)]
    edges = edges_of(write_osm(tmp_path / "treppe.osm", nodes, ways))
    assert way_m(edges, (0, 0), (100, 0)) == pytest.approx(100, abs=CM)
    assert way_m(edges, (0, 0), (100, 0), "bike") == pytest.approx(300, abs=CM)


def test_a_cycleway_is_for_bicycles_and_a_motorway_for_none(tmp_path):
    nodes = [(1, 0, 0), (2, 100, 0), (3, 0, 9), (4, 100, 9)]
    ways = [(1, [1, 2], {"highway": "cycleway"}), (2, [3, 4], {"highway": "motorway"})]
    edges = edges_of(write_osm(tmp_path / "rad.osm", nodes, ways))
    assert edges[["is_foot", "is_bike"]].to_numpy().tolist() == [[False, True]]


def test_parallel_ways_are_kept_and_the_shortest_counts(tmp_path):
    nodes = [(1, 0, 0), (2, 100, 0), (3, 50, 80)]
    path = write_osm(tmp_path / "parallel.osm", nodes, [(1, [1, 3, 2], ROAD), (2, [1, 2], ROAD)])
    assert len(edges_of(path)) == 2
    assert way_m(edges_of(path), (0, 0), (100, 0)) == pytest.approx(100, abs=CM)


def test_a_ring_and_a_figure_of_eight(tmp_path):
    # A ring of 400 m, entered at node 1; the eight passes node 1 twice, so that it is cut into two rings
    nodes = [(1, 0, 0), (2, 100, 0), (3, 100, 100), (4, 0, 100), (5, -100, 0), (6, -100, -100), (7, 0, -100)]
    ring = edges_of(write_osm(tmp_path / "ring.osm", nodes, [(1, [1, 2, 3, 4, 1], ROAD)]))
    assert ring.length.tolist() == pytest.approx([400], abs=CM * 4)
    eight = edges_of(write_osm(tmp_path / "acht.osm", nodes, [(1, [1, 2, 3, 4, 1, 5, 6, 7, 1], ROAD)]))
    assert eight.length.tolist() == pytest.approx([400, 400], abs=CM * 4)
    assert (eight["u"] == eight["v"]).all()


def test_what_the_extract_does_not_hold_breaks_a_way(tmp_path):
    # Nodes 3 and 9 are beyond the cut: 1-2 and 4-5 remain, and nothing joins them
    nodes = [(1, 0, 0), (2, 100, 0), (4, 300, 0), (5, 400, 0), (6, 0, 90)]
    ways = [(1, [1, 2, 3, 4, 5], ROAD), (2, [9, 6], ROAD)]
    path = write_osm(tmp_path / "rand.osm", nodes, ways)
    edges = edges_of(path)
    assert edges.length.tolist() == pytest.approx([100, 100], abs=CM)
    assert components_report(build_network(edges)).count == 2
    (note,) = layer(path).notes
    assert (note.code, note.detail) == ("osm_incomplete", "1")


def test_nodes_at_the_very_same_place_on_one_way_are_one(tmp_path):
    nodes = [(1, 0, 0), (2, 50, 0), (3, 50, 0), (4, 100, 0), (5, 50, 70)]
    ways = [(1, [1, 2, 3, 3, 4], ROAD), (2, [3, 5], ROAD), (3, [2, 5], PATH)]
    edges = edges_of(write_osm(tmp_path / "doppelt.osm", nodes, ways))
    assert (edges.length > 1).all()
    assert way_m(edges, (0, 0), (50, 70)) == pytest.approx(120, abs=CM)


def test_order_signs_and_versions_of_ids_do_not_matter(tmp_path):
    nodes = [(-3, 0, 0), (7, 100, 0), (-12, 100, 80), (900_000_000_000, 0, 80)]
    ways = [(-1, [-3, 7, -12], ROAD), (5, [-12, 900_000_000_000, -3], PATH)]
    texts = things(nodes, ways)
    plain, turned = tmp_path / "a.osm", tmp_path / "b.osm"
    plain.write_text(document(*texts))
    # Ways first, ids falling, versions -1 as Osmosis writes them
    turned.write_text(document(*reversed(texts)).replace('version="1"', 'version="-1"'))
    first, second = edges_of(plain), edges_of(turned)
    assert len(first) == 2
    assert first.equals(second)
    assert way_m(first, (0, 0), (100, 80)) == pytest.approx(180, abs=CM)


def test_pbf_and_packed_xml_say_the_same_as_xml(tmp_path):
    nodes = [(1, 0, 0), (2, 100, 0), (3, 100, 80)]
    ways = [(1, [1, 2, 3], {**ROAD, "name": "Süßgäßchen"})]
    plain = write_osm(tmp_path / "a.osm", nodes, ways)
    packed = tmp_path / "a.osm.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    binary = write_pbf(tmp_path / "b.pbf", nodes, ways)
    expected = edges_of(plain)
    assert expected["name"].tolist() == ["Süßgäßchen"]
    for path in (packed, binary):
        assert edges_of(path).equals(expected)


# --- rules ---


@pytest.mark.parametrize(
    ("tags", "foot", "bike"),
    [
        ({"highway": "primary"}, True, True),
        ({"highway": "footway"}, True, False),
        ({"highway": "footway", "bicycle": "yes"}, True, True),
        ({"highway": "pedestrian"}, True, False),
        ({"highway": "steps", "bicycle": "yes"}, True, False),
        ({"highway": "path"}, True, True),
        ({"highway": "path", "bicycle": "dismount"}, True, False),
        ({"highway": "cycleway"}, False, True),
        ({"highway": "cycleway", "foot": "designated"}, True, True),
        ({"highway": "cycleway", "segregated": "yes"}, True, True),
        ({"highway": "residential", "foot": "no"}, False, True),
        ({"highway": "residential", "access": "no"}, False, False),
        ({"highway": "service", "access": "private"}, False, False),
        ({"highway": "service", "access": "private", "foot": "yes"}, True, False),
        ({"highway": "service", "access": "no", "bicycle": "yes"}, False, True),
        ({"highway": "track", "vehicle": "no"}, True, False),
        ({"highway": "motorway"}, False, False),
        ({"highway": "trunk"}, False, False),
        ({"highway": "trunk", "sidewalk": "right"}, True, False),
        ({"highway": "trunk", "foot": "yes"}, True, False),
        ({"highway": "primary", "motorroad": "yes"}, False, False),
        ({"highway": "construction", "foot": "yes"}, False, False),
        ({"highway": "proposed"}, False, False),
        ({"route": "ferry", "foot": "yes"}, False, False),
        ({"highway": "bus_stop"}, False, False),
        ({"building": "yes"}, False, False),
    ],
)
def test_who_may_use_a_way(tags, foot, bike):
    assert (is_walkable(tags), is_bikeable(tags)) == (foot, bike)


@pytest.mark.parametrize(
    ("tags", "closed"),
    [
        ({"barrier": "gate"}, False),
        ({"barrier": "lift_gate", "access": "private"}, True),
        ({"barrier": "lift_gate", "access": "private", "foot": "designated"}, False),
        ({"barrier": "wall", "access": "yes"}, False),
        ({"barrier": "hedge"}, True),
        ({"barrier": "entrance", "foot": "no"}, True),
        ({"barrier": "kissing_gate"}, False),
    ],
)
def test_which_barrier_is_closed(tags, closed):
    assert is_closed(tags) is closed


@pytest.mark.parametrize(
    ("tags", "category"),
    [
        ({"amenity": "kindergarten"}, "kita"),
        ({"amenity": "school"}, "schule_sonstige"),
        ({"amenity": "school", "name": "Pestalozzi-Grundschule"}, "grundschule"),
        ({"amenity": "school", "isced:level": "1"}, "grundschule"),
        ({"amenity": "school", "isced:level": "2;3"}, "weiterfuehrende_schule"),
        ({"amenity": "school", "name": "Burggymnasium"}, "weiterfuehrende_schule"),
        ({"amenity": "school", "school:de": "Förderschule"}, "foerderschule"),
        ({"amenity": "school", "name": "Berufsbildende Schule I"}, "berufliche_schule"),
        ({"leisure": "playground"}, "spielplatz"),
        ({"amenity": "library"}, "bibliothek"),
        ({"amenity": "community_centre"}, "stadtteiltreff"),
        ({"amenity": "community_centre", "community_centre": "youth_centre"}, "jugendtreff"),
        ({"amenity": "community_centre", "name": "Jugendzentrum Nord"}, "jugendtreff"),
        ({"amenity": "youth_centre"}, "jugendtreff"),
        ({"amenity": "pharmacy"}, "apotheke"),
        ({"disused:amenity": "school"}, None),
        ({"amenity": "bench"}, None),
    ],
)
def test_the_category_of_a_place(tags, category):
    rule = facility_rule(tags)
    assert (rule and rule["category"]) == category


# --- places, addresses, ground ---


@pytest.fixture
def quarter(tmp_path):
    """A Kita drawn as a square, one as a point, a private playground without a name, a school with a hole, a lake."""
    building = {"building": "yes", "addr:place": "Hof", "addr:housenumber": "1"}
    square_of = [(1, 0, 0), (2, 100, 0), (3, 100, 100), (4, 0, 100)]
    hole = [(5, 40, 40), (6, 60, 40), (7, 60, 60), (8, 40, 60)]
    nodes = [
        *square_of,
        *hole,
        (20, 500, 500, {"amenity": "kindergarten", "name": "Kita Bach", "capacity": "65", "operator": "Stadt"}),
        (21, 600, 500, {"leisure": "playground", "access": "private"}),
        (22, 700, 500, {"addr:street": "Am Bach", "addr:housenumber": "7a", "addr:postcode": "67655"}),
        (23, 700, 600, {"addr:housenumber": "9"}),
        (24, 800, 600, {"amenity": "library", "operator:type": "public", "disused": "yes"}),
    ]
    ways = [
        (1, [1, 2, 3, 4, 1], {**building, "amenity": "kindergarten"}),
        (2, [5, 6, 7, 8, 5], {}),
        (3, [1, 2, 3], {}),
        (4, [3, 4, 1], {}),
        (5, [5, 6, 7, 8, 5], {"natural": "water", "name": "Weiher"}),
        (6, [1, 3], {"waterway": "stream", "tunnel": "culvert"}),
        (7, [2, 4], {"railway": "rail"}),
        (8, [98, 99], {"railway": "rail"}),
    ]
    relations = [
        (
            1,
            [("way", 3, "outer"), ("way", 4, "outer"), ("way", 2, "inner")],
            {"type": "multipolygon", "amenity": "school"},
        )
    ]
    return write_osm(tmp_path / "viertel.osm", nodes, ways, relations)


def test_facilities_of_an_extract(quarter):
    raw = layer(quarter, "facilities")
    frame = raw.frame.set_index("facility_id")
    assert frame["category"].to_dict() == {
        "n20": "kita", "n21": "spielplatz", "n24": "bibliothek", "r1": "schule_sonstige", "w1": "kita",
    }  # fmt: skip
    assert frame["name"].to_dict() == {
        "n20": "Kita Bach", "n21": "ohne Namen (Spielplatz)", "n24": "ohne Namen (Bibliothek)",
        "r1": "ohne Namen (Schule)", "w1": "ohne Namen (Kita)",
    }  # fmt: skip
    assert frame.loc["n20", ["capacity", "capacity_unit", "traeger"]].tolist() == ["65", "plaetze", "Stadt"]
    assert frame.loc["n21", "access"] == "mitglieder"
    assert frame.loc["n24", ["traeger_art", "status"]].tolist() == ["oeffentlich", "geschlossen"]
    assert frame.loc["w1", ["street", "house_number"]].tolist() == ["Hof", "1"]
    shapes = gpd.GeoSeries(raw.geometry).to_crs(CRS).set_axis(frame.index)
    # The square of 100 m, and the same with a hole of 20 m
    assert shapes["w1"].area == pytest.approx(10_000, rel=1e-3)
    assert shapes["r1"].area == pytest.approx(10_000 - 400, rel=1e-3)


def test_addresses_of_an_extract(quarter):
    raw = layer(quarter, "addresses")
    assert raw.frame[["osm_id", "street", "house_number", "postcode"]].to_numpy().tolist() == [
        ["n22", "Am Bach", "7a", "67655"],
        ["n23", None, "9", None],
        ["w1", "Hof", "1", None],
    ]
    place = gpd.GeoSeries(raw.geometry).to_crs(CRS).iloc[2]
    assert (place.x - EAST, place.y - NORTH) == (pytest.approx(50, abs=25), pytest.approx(50, abs=25))


def test_ground_of_an_extract(quarter):
    raw = layer(quarter, "background")
    # The brook runs in a culvert, and of the second railway no node is there
    assert raw.frame[["osm_id", "kind", "name"]].to_numpy().tolist() == [
        ["w1", "building", None],
        ["w5", "water", "Weiher"],
        ["w7", "rail", None],
    ]
    assert raw.geometry.geom_type.tolist() == ["Polygon", "Polygon", "LineString"]
    assert [(n.code, n.detail) for n in raw.notes] == [("osm_incomplete", "1")]


def test_an_extract_in_a_study(tmp_path, quarter):
    """Two Sozialräume; the extract also holds a Kita and a street 100 km away, which are no part of the study."""
    areas = gpd.GeoDataFrame(
        {"Nummer": ["A", "B"], "Name": ["Anger", "Bach"]}, geometry=[square(EAST), square(EAST + 1000)], crs=CRS
    )
    folder = tmp_path / "stadt"
    folder.mkdir()
    write_geo(folder / "sozialraeume.geojson", areas)
    text = quarter.read_text().replace("</osm>\n", "")
    nodes = [(50, 0, 400), (51, 900, 400), (60, 100_000, 0, {"amenity": "kindergarten"}), (61, 100_100, 0)]
    streets = [(50, [50, 51], {**ROAD, "name": "Am Bach"}), (60, [60, 61], ROAD)]
    (folder / "ort.osm").write_text(text + "\n".join(things(nodes, streets)) + "\n</osm>\n")
    tables = ("streets", "facilities", "addresses", "background")
    write_study(folder, *(source("ort.osm", t) for t in tables))
    study = read_study(folder, use_built=True)
    balance = {s.table: (s.sheet, s.rows, s.imported, s.rejected, s.excluded) for s in study.sources}
    assert balance == {
        "sozialraeume": ("", 2, 2, 0, 0),
        "streets": ("Straßen", 2, 1, 0, 1),
        "facilities": ("Einrichtungen", 6, 5, 0, 1),
        "addresses": ("Anschriften", 3, 2, 1, 0),
        "background": ("Flächen", 3, 3, 0, 0),
    }
    assert {p.detail for p in study.problems if p.code == "osm_outside"} == {"1"}
    assert set(study.facilities["sozialraum_id"]) == {"A"}
    assert study.edges[["name", "is_foot", "is_bike"]].to_numpy().tolist() == [["Am Bach", True, True]]
    again = read_study(folder, use_built=True)
    assert again.fingerprint == study.fingerprint
    assert again.edges["is_foot"].dtype == bool


def test_the_kinds_of_plain_streets_say_who_rides_there(tmp_path):
    lines = [shapely.LineString([(EAST, NORTH + y), (EAST + 200, NORTH + y)]) for y in (100, 200, 300, 400)]
    across = shapely.LineString([(EAST + 100, NORTH), (EAST + 100, NORTH + 500)])
    frame = gpd.GeoDataFrame(
        {
            "Art": ["Treppe", "Fußweg", "Wohnstraße", "Radweg", "Hauptstraße"],
            "Brücke": ["nein", None, None, None, "ja"],
            "Ebene": [None, None, None, "1", None],
        },
        geometry=[*lines, across],
        crs=CRS,
    )
    areas = gpd.GeoDataFrame({"Nummer": ["A"], "Name": ["Anger"]}, geometry=[square(EAST)], crs=CRS)
    write_geo(tmp_path / "sozialraeume.geojson", areas)
    write_geo(tmp_path / "strassen.geojson", frame)
    write_study(tmp_path, source("strassen.geojson", "streets"))
    edges = read_study(tmp_path, use_built=False).edges
    # The bridge crosses the first three; the fourth lies as high as it does, so these two are cut into two pieces each
    assert edges.groupby("kind").size().to_dict() == {
        "Treppe": 1, "Fußweg": 1, "Wohnstraße": 1, "Radweg": 2, "Hauptstraße": 2,
    }  # fmt: skip
    assert edges["is_foot"].all()
    assert set(edges.loc[~edges["is_bike"], "kind"]) == {"Treppe", "Fußweg"}


def test_recognition_proposes_streets_and_what_a_person_chooses(quarter, tmp_path):
    # `quarter` has no streets: this one has
    path = write_osm(tmp_path / "a.osm", [(1, 0, 0), (2, 9, 0)], [(1, [1, 2], {**ROAD, "building": "yes"})])
    guess = recognise(path, areas=frozenset())
    assert (guess.table, guess.sheet) == ("streets", "Straßen")
    assert guess.sheets == ("Straßen", "Einrichtungen", "Anschriften", "Flächen")
    chosen = recognise(quarter, ReadOptions(sheet="Einrichtungen"), areas=frozenset())
    assert (chosen.table, chosen.rows) == ("facilities", 5)
    assert chosen.columns["category"] == "category"


def test_an_extract_on_the_page_of_imports(tmp_path):
    """One file, taken twice: for its streets and for its facilities."""
    folder = tmp_path / "studie"
    folder.mkdir()
    write_study(folder)
    nodes = [(1, 0, 50), (2, 900, 50), (3, 400, 60, {"leisure": "playground"})]
    path = write_osm(tmp_path / "ort.osm", nodes, [(1, [1, 2], {"highway": "steps"})])
    for sheet in ("Straßen", "Einrichtungen"):
        study = read_study(folder)
        guess = recognise(path, ReadOptions(sheet=sheet), areas=area_words(study.sozialraeume))
        found = importing.prepare(folder, study, path, as_options(guess, {}))
        importing.apply(folder, found, by="Ada")
    study = read_study(folder)
    assert study.facilities[["facility_id", "name", "sozialraum_id"]].to_numpy().tolist() == [
        ["n3", "ohne Namen (Spielplatz)", "A"]
    ]
    assert study.edges[["kind", "is_foot", "is_bike"]].to_numpy().tolist() == [["steps", True, False]]


# --- strangers' files ---


@pytest.fixture
def road(tmp_path):
    return write_osm(tmp_path / "weg.osm", [(1, 0, 0), (2, 100, 0)], [(1, [1, 2], ROAD)])


def test_a_layer_must_be_named(road):
    assert sheet_names(road) == ("Straßen", "Einrichtungen", "Anschriften", "Flächen")
    with pytest.raises(StudyError) as caught:
        read_file(road)
    assert caught.value.problems[0].code == "which_sheet"
    assert refused(road, "facilities").code == "osm_empty"


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
def test_cut_off_files_are_refused(tmp_path, road, kept):
    packed = tmp_path / "weg.osm.gz"
    packed.write_bytes(gzip.compress(road.read_bytes()))
    binary = write_pbf(tmp_path / "b.pbf", [(i, i, 0) for i in range(1, 99)], [(1, range(1, 99), ROAD)])
    for path in (road, packed, binary):
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * kept)])
        assert refused(path).code in ("osm_damaged", "wrong_content")


def test_any_byte_may_be_wrong(tmp_path):
    binary = write_pbf(tmp_path / "b.pbf", [(1, 0, 0), (2, 100, 0)], [(1, [1, 2], ROAD)])
    data = binary.read_bytes()
    rng = np.random.default_rng(1)
    for at in rng.choice(len(data), size=60, replace=False):
        binary.write_bytes(data[:at] + bytes([data[at] ^ int(rng.integers(1, 256))]) + data[at + 1 :])
        with contextlib.suppress(StudyError):  # nothing else may come out
            layer(binary)


def test_entities_are_refused(tmp_path, road):
    bomb = '<!DOCTYPE osm [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;">]>'
    path = tmp_path / "bombe.osm"
    path.write_text(road.read_text().replace("<osm ", f"{bomb}<osm "))
    assert refused(path).code == "osm_entities"
    packed = tmp_path / "bombe.osm.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert refused(packed).code == "osm_entities"


def test_what_unpacks_to_too_much_is_refused(tmp_path, monkeypatch, road):
    packed = tmp_path / "gross.osm.gz"
    packed.write_bytes(gzip.compress(road.read_bytes() + b" " * 30_000_000))
    assert refused(packed).code == "zip_bomb"
    binary = write_pbf(tmp_path / "b.pbf", [(1, 0, 0), (2, 100, 0)], [(1, [1, 2], ROAD)])
    monkeypatch.setattr(rawtable, "MAX_UNPACKED", 100)
    assert refused(binary).code == "too_large"
    assert refused(road).code == "too_large"


def test_blank_lines_at_the_end_do_no_harm(road):
    road.write_text(road.read_text() + "\n" * 100)
    assert layer(road).rows == 1


def test_too_many_objects_are_refused(monkeypatch, road):
    assert refused(road, max_rows=0).code == "too_many_rows"
    monkeypatch.setattr(osm, "MAX_OBJECTS", 2)  # two nodes and a way
    assert refused(road).code == "too_many_rows"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("seite.osm", b"<!doctype html><html><body>Anmelden</body></html>"),
        ("bild.pbf", b"\x00\x00\x00\x0d\x0a\x09NotHeader\x18\x05" + b"\x00" * 50),
        ("null.pbf", b"\x00" * 100),
        ("text.osm.gz", gzip.compress(b"kein OSM")),
    ],
)
def test_other_files_under_the_names_of_extracts(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    assert refused(path).code in ("wrong_content", "osm_damaged")


def test_coordinates_out_of_the_world_and_nodes_without_any(tmp_path):
    texts = ['<node id="1" version="1"/>', '<node id="2" version="1" lat="95" lon="50"/>']
    texts += things([(3, 0, 0), (4, 100, 0)], [(1, [1, 2, 3, 4], ROAD)])
    path = tmp_path / "a.osm"
    path.write_text(document(*texts))
    assert edges_of(path).length.tolist() == pytest.approx([100], abs=CM)
    path.write_text(document('<node id="2" version="1" lat="95" lon="500"/>', *texts[2:]))
    assert refused(path).code == "unreadable"


def test_the_child_reads_extracts_too(road):
    options = ReadOptions(sheet="Straßen")
    here, there = read_file(road, options), sandbox.read_in_child(road, options)
    assert there.frame.astype(str).equals(here.frame.astype(str))
    assert there.geometry.equals(here.geometry)
    assert there.frame["is_foot"].tolist() == [True]


def test_without_osmium_the_remedy_is_named(monkeypatch, road):
    monkeypatch.setitem(sys.modules, "osmium", None)
    assert refused(road).code == "osm_needs_package"


def test_osmium_is_loaded_only_for_extracts():
    code = "import sys, sozialraum_geo.reading, sozialraum_geo.analysis; print('osmium' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


# --- real towns ---


def objects(path):
    """Every object of an XML extract by the standard library: kind, id, tags, node ids, (lon, lat)."""
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
        for _, element in ET.iterparse(stream):
            if element.tag in ("node", "way", "relation"):
                tags = {t.get("k"): t.get("v") for t in element.findall("tag")}
                refs = [int(n.get("ref")) for n in element.findall("nd")]
                place = (float(element.get("lon")), float(element.get("lat"))) if element.tag == "node" else None
                yield element.tag, int(element.get("id")), tags, refs, place
                element.clear()


@pytest.fixture(scope="module")
def kaiserslautern(realdata):
    return realdata / "kaiserslautern" / "network" / "kaiserslautern.osm.gz"


@pytest.fixture(scope="module")
def examined(kaiserslautern):
    return list(objects(kaiserslautern))


@pytest.mark.realdata
@pytest.mark.slow
def test_kaiserslautern_against_networkx(kaiserslautern, examined):
    """Shortest ways from 50 crossings to all others, over a graph of every node made by plain code."""
    places = {number: place for kind, number, _, _, place in examined if kind == "node"}
    to_metric = Transformer.from_crs("EPSG:4326", CRS, always_xy=True)
    ids = sorted(places)
    xy = dict(zip(ids, zip(*to_metric.transform(*np.array([places[i] for i in ids]).T), strict=True), strict=True))
    closed = {n for kind, n, tags, _, _ in examined if kind == "node" and "barrier" in tags and is_closed(tags)}
    graph = nx.Graph()
    for kind, _, tags, refs, _ in examined:
        if kind == "way" and is_walkable(tags):
            for a, b in pairwise(refs):
                if a in xy and b in xy and a not in closed and b not in closed and a != b:
                    length = math.dist(xy[a], xy[b])
                    graph.add_edge(a, b, weight=min(length, graph.get_edge_data(a, b, {"weight": math.inf})["weight"]))
    network = build_network(edges_of(kaiserslautern))
    at = {tuple(p): n for n, p in enumerate(np.round(network.node_xy, 4))}
    # Ends and crossings are nodes of both; the nodes between them are only in the graph
    shared = [(i, at[tuple(np.round(xy[i], 4))]) for i in graph if tuple(np.round(xy[i], 4)) in at]
    assert len(shared) > 7000
    rng = np.random.default_rng(7)
    starts = [shared[i] for i in rng.choice(len(shared), size=50, replace=False)]
    found = dijkstra(network.matrix, indices=[n for _, n in starts])
    columns = np.array([n for _, n in shared])
    for row, (start, _) in zip(found, starts, strict=True):
        lengths = nx.single_source_dijkstra_path_length(graph, start)
        expected = np.array([lengths.get(i, math.inf) for i, _ in shared])
        assert np.allclose(row[columns], expected, rtol=0, atol=1e-6)


@pytest.mark.realdata
@pytest.mark.slow
def test_the_example_of_kaiserslautern(realdata, examined):
    study = read_study(ROOT / "examples" / "kaiserslautern", use_built=False)
    counted = Counter()
    for _, _, tags, _, _ in examined:
        counted["kita"] += tags.get("amenity") == "kindergarten"
        counted["school"] += tags.get("amenity") == "school"
        counted["playground"] += tags.get("leisure") == "playground"
        counted["house number"] += "addr:housenumber" in tags
        counted["private"] += tags.get("leisure") == "playground" and tags.get("access") == "private"
    assert counted == {"kita": 33, "school": 49, "playground": 74, "house number": 11_159, "private": 5}  # SOURCES.md
    category = study.facilities["category"].value_counts()
    schools = category[[c for c in category.index if "schule" in c]].sum()
    assert (category["kita"], schools, category["spielplatz"]) == (33, 49, 74)
    playgrounds = study.facilities[study.facilities["category"] == "spielplatz"]
    assert (playgrounds["access"] == "mitglieder").sum() == 5
    rows = {s.table: s.rows for s in study.sources}
    assert rows["addresses"] == 11_159
    # Two house numbers say no street and no place
    assert [s.rejected for s in study.sources if s.table == "addresses"] == [2]
    assert set(study.background["kind"]) == {"water", "green", "rail", "building"}
    coverage = analyse(study, Settings(standards=("kita",))).coverage.set_index("sozialraum_id")
    # The extract ends at 49.457 N: of these no point lies in it
    for far in ("Einsiedlerhof", "Erfenbach", "Erlenbach", "Mölschbach", "Siegelbach"):
        assert coverage.loc[far, "unknown_share"] == 1
        assert np.isnan(coverage.loc[far, "covered_share"])
    assert coverage.loc["Innenstadt", "unknown_share"] < 0.05
    assert 0 < coverage.loc["Innenstadt", "covered_share"] <= 1


@pytest.mark.realdata
def test_the_streets_of_heidelberg(realdata):
    """About 39,600 edges as another reader with rules of its own counted them, nearly all in one piece."""
    edges = edges_of(realdata / "heidelberg" / "network" / "heidelberg.test.pbf")
    network = build_network(edges)
    assert len(network.u) == pytest.approx(39_600, rel=0.05)
    assert components_report(network).largest_share > 0.95
    # Parallel edges are kept to snap to; the matrix has each pair of crossings once a direction
    pairs = np.sort(np.column_stack((network.u, network.v)), axis=1)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    assert len(np.unique(pairs, axis=0)) < len(pairs)
    assert network.matrix.nnz == 2 * len(np.unique(pairs, axis=0))


@pytest.mark.realdata
def test_ids_that_do_not_ascend(realdata):
    path = realdata / "hamburg" / "network" / "uhlenhorst-direct-export.osm"
    listed = list(objects(path))
    ids = [n for kind, n, _, _, _ in listed if kind == "node"]
    assert ids != sorted(ids)
    houses = sum("addr:housenumber" in tags for _, _, tags, _, _ in listed)
    assert layer(path, "addresses").rows == houses
    there = {n for kind, n, _, _, _ in listed if kind == "node"}
    ways = [refs for kind, _, tags, refs, _ in listed if kind == "way" and (is_walkable(tags) or is_bikeable(tags))]
    steps = Counter()
    xy = {n: p for kind, n, _, _, p in listed if kind == "node"}
    to_metric = Transformer.from_crs("EPSG:4326", CRS, always_xy=True)
    for refs in ways:
        for a, b in pairwise(refs):
            if a in there and b in there:
                steps["m"] += math.dist(to_metric.transform(*xy[a]), to_metric.transform(*xy[b]))
    raw = layer(path)
    assert raw.geometry.to_crs(CRS).length.sum() == pytest.approx(steps["m"], abs=0.01)
