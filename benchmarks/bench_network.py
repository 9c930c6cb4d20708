"""Ratios 1 and 3: the nearest of 12 categories, against scipy and pandana on an explicitly split graph."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandana
import pandas as pd
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree
from shapely.ops import substring

from benchmarks.timing import Row, interleave, print_table, ratio_row
from sozialraum_geo.analysis.reach.network import Network, Snap, build_network, nearest_by_group, node_streets, snap
from sozialraum_geo.reading.files.osm import LAYERS
from sozialraum_geo.reading.files.rawtable import ReadOptions
from sozialraum_geo.reading.files.readers import read_file

ROOT = Path(__file__).resolve().parents[1]
REALDATA = ROOT.parent / "shared" / "realdata"
BERLIN = REALDATA / "berlin" / "network"
EXTRACTS = {
    "Kaiserslautern": REALDATA / "kaiserslautern" / "network" / "kaiserslautern.osm.gz",
    "Heidelberg": REALDATA / "heidelberg" / "network" / "heidelberg.test.pbf",
}
CATEGORIES = 12
FACILITIES = 30
PEOPLE = 10_000
LIMITS_M = (200, 400, 1000)
FAR_M = 100_000.0  # pandana needs a limit; no way in a town is as long


def towns() -> Iterator[tuple[str, gpd.GeoDataFrame]]:
    """Noded streets of the towns that are at hand."""
    files = [BERLIN / f"{part}_neukoelln_nord.geojson" for part in ("strassen_benannt", "service_wege")]
    if all(file.exists() for file in files):
        frames = [gpd.read_file(file).to_crs("EPSG:25833") for file in files]
        yield "Neukölln-Nord", node_streets(pd.concat(frames, ignore_index=True))
    else:
        print(f"left out: Neukölln-Nord, no files in {BERLIN.name}")
    for town, extract in EXTRACTS.items():
        if extract.exists():
            yield town, streets_of(extract)
        else:
            print(f"left out: {town}, no {extract.name}")
    if (ROOT / "data" / "geo" / "musterstadt" / "study.toml").exists():
        from sozialraum_geo.reading import read_study

        yield "Musterstadt", read_study(ROOT / "data" / "geo" / "musterstadt").edges


def streets_of(extract: Path) -> gpd.GeoDataFrame:
    """Edges to walk on of an OSM extract."""
    raw = read_file(extract, ReadOptions(sheet=LAYERS["streets"]))
    streets = gpd.GeoDataFrame(raw.frame, geometry=raw.geometry).to_crs("EPSG:25832")
    edges = node_streets(streets.astype({"is_foot": bool, "is_bike": bool}))
    return edges[edges["is_foot"]].reset_index(drop=True)


def places_near(edges: gpd.GeoDataFrame, count: int, rng: np.random.Generator) -> gpd.GeoSeries:
    """Places at both sides of the streets, as many per metre everywhere."""
    length = edges.length.to_numpy()
    chosen = rng.choice(len(edges), size=count, p=length / length.sum())
    streets = edges.geometry.to_numpy()[chosen]
    foot = shapely.line_interpolate_point(streets, rng.uniform(size=count), normalized=True)
    xy = shapely.get_coordinates(foot) + rng.normal(scale=20, size=(count, 2))
    return gpd.GeoSeries(gpd.points_from_xy(*xy.T), crs=edges.crs)


@dataclass(frozen=True, eq=False)
class SplitGraph:
    """Streets cut in geometry at the foot of every place, an arc for every leg; places are nodes 0, 1, …"""

    start: np.ndarray
    end: np.ndarray
    length_m: np.ndarray
    node_xy: np.ndarray
    matrix: csr_array


def split_graph(edges: gpd.GeoDataFrame, places: gpd.GeoSeries) -> SplitGraph:
    """Cut the streets without any help of the module under test."""
    lines, points = edges.geometry.to_numpy(), places.to_numpy()
    nearest = shapely.STRtree(lines).nearest(points)
    offset = shapely.line_locate_point(lines[nearest], points)
    number: dict[tuple[str, float], int] = {}
    arcs: list[tuple[int, int, float]] = []
    xy = list(map(tuple, shapely.get_coordinates(points)))

    def node(key: tuple[str, float], position: tuple[float, float]) -> int:
        if key not in number:
            number[key] = len(xy)
            xy.append(position)
        return number[key]

    order = np.lexsort((offset, nearest))
    first = np.searchsorted(nearest[order], np.arange(len(lines) + 1))
    for edge, (line, u, v) in enumerate(zip(lines, edges["u"], edges["v"], strict=True)):
        # Ends are the nodes that the streets say: two of them may lie at one place, at a closed gate
        at, end = node(("node", u), line.coords[0]), node(("node", v), line.coords[-1])
        begin = 0.0
        for place in order[first[edge] : first[edge + 1]]:
            stop = offset[place]
            piece = substring(line, begin, stop)
            inside = 0 < stop < line.length
            foot = node((f"edge {edge}", stop), piece.coords[-1]) if inside else end if stop else at
            arcs += [(at, foot, piece.length), (int(place), foot, points[place].distance(line))]
            begin, at = stop, foot
        arcs.append((at, end, substring(line, begin, line.length).length))
    table = pd.DataFrame(arcs, columns=["start", "end", "length_m"])
    swapped = table["start"] > table["end"]
    table.loc[swapped, ["start", "end"]] = table.loc[swapped, ["end", "start"]].to_numpy()
    # The shortest of parallel pieces; a piece from a node to itself leads nowhere.
    table = table[table["start"] != table["end"]].groupby(["start", "end"], as_index=False)["length_m"].min()
    start, end, length = (table[column].to_numpy() for column in table)
    both = (np.tile(length, 2), (np.concatenate((start, end)), np.concatenate((end, start))))
    return SplitGraph(start, end, length, np.array(xy), csr_array(both, shape=(len(xy), len(xy))))


def on_split_graph(network: Network, split: SplitGraph, places: np.ndarray) -> tuple[Network, Snap]:
    """Give our module the split graph: every place is the first node of its leg."""
    ours = replace(
        network,
        u=split.start,
        v=split.end,
        length_m=split.length_m,
        node_xy=split.node_xy,
        matrix=split.matrix,
        component=np.zeros(len(split.node_xy), dtype=np.int64),
    )
    # Legs come first: places have the lowest numbers and lie on one arc each.
    leg = np.searchsorted(split.start, places)
    return ours, Snap(leg, np.zeros(len(places)), np.zeros(len(places)))


def nearest_node_m(split: SplitGraph, network: Network, people: gpd.GeoSeries, groups: dict) -> np.ndarray:
    """What snapping to the nearest crossing would give, for comparison."""
    tree = cKDTree(network.node_xy)
    leg, node = tree.query(shapely.get_coordinates(people.to_numpy()))
    result = []
    for facilities in groups.values():
        far, end = tree.query(shapely.get_coordinates(facilities.to_numpy()))
        rows = np.arange(len(end)) + len(network.node_xy)
        size = len(network.node_xy) + len(end)
        base = network.matrix.tocoo()
        row, column = np.concatenate((base.coords[0], rows)), np.concatenate((base.coords[1], end))
        matrix = csr_array((np.concatenate((base.data, far)), (row, column)), shape=(size, size))
        result.append(dijkstra(matrix, indices=rows, min_only=True)[node] + leg)
    return np.array(result)


def bench(town: str, edges: gpd.GeoDataFrame) -> list[Row]:
    """Compare results, then times, in one town."""
    rng = np.random.default_rng(20261)
    people = places_near(edges, PEOPLE, rng)
    groups = {f"category {number}": places_near(edges, FACILITIES, rng) for number in range(CATEGORIES)}
    everyone = pd.concat([people, *groups.values()], ignore_index=True)
    rows = {name: PEOPLE + FACILITIES * at + np.arange(FACILITIES) for at, name in enumerate(groups)}
    split = split_graph(edges, everyone)
    network = build_network(edges)
    print(f"{town}: {network}; split graph: {len(split.node_xy):,} nodes, {len(split.start):,} arcs")

    homes, ends = snap(network, people), {name: snap(network, places) for name, places in groups.items()}
    split_network, split_homes = on_split_graph(network, split, np.arange(PEOPLE))
    split_ends = {name: on_split_graph(network, split, row)[1] for name, row in rows.items()}
    peer = pandana.Network(
        pd.Series(split.node_xy[:, 0]),
        pd.Series(split.node_xy[:, 1]),
        pd.Series(split.start),
        pd.Series(split.end),
        pd.DataFrame({"length_m": split.length_m}),
    )
    for name, row in rows.items():
        peer.set_pois(name, FAR_M, 1, pd.Series(split.node_xy[row, 0]), pd.Series(split.node_xy[row, 1]))

    def ours() -> np.ndarray:
        return np.array(list(nearest_by_group(network, homes, ends).values()))

    def ours_split() -> np.ndarray:
        return np.array(list(nearest_by_group(split_network, split_homes, split_ends).values()))

    def plain_scipy() -> np.ndarray:
        found = [dijkstra(split.matrix, indices=row, min_only=True) for row in rows.values()]
        return np.array(found)[:, :PEOPLE]

    def with_pandana() -> np.ndarray:
        return np.array([peer.nearest_pois(FAR_M, name, num_pois=1)[1].to_numpy()[:PEOPLE] for name in rows])

    exact = plain_scipy()
    is_reached = np.isfinite(exact)
    assert np.allclose(ours_split(), exact, rtol=0, atol=1e-6)
    found = with_pandana()
    # pandana rounds every arc to millimetres
    assert np.allclose(found[is_reached], exact[is_reached], rtol=0, atol=0.5)
    assert (found[~is_reached] == FAR_M).all()

    snapped = ours()
    assert (np.isfinite(snapped) == is_reached).all()
    error_m = np.abs(snapped[is_reached] - exact[is_reached]).max()
    node_m = nearest_node_m(split, network, people, groups)
    wrong = {limit: ((snapped <= limit + 0.001) != (exact <= limit + 0.001)).sum() for limit in LIMITS_M}
    by_node = [((node_m <= limit) != (exact <= limit)).mean() for limit in LIMITS_M]

    times = interleave({"used": ours, "split": ours_split, "scipy": plain_scipy, "pandana": with_pandana})
    pairs = f"{exact.size:,} pairs"
    error = f"{error_m:.1e} m"
    return [
        ratio_row("1 plain scipy, all on the split graph", times["split"], times["scipy"], 1.15),
        ratio_row("1 pandana's query, all on the split graph", times["split"], times["pandana"], 0.05),
        ratio_row("1 plain scipy, ours as used (unsplit)", times["used"], times["scipy"], 1.15),
        ratio_row("1 pandana's query, ours as used (unsplit)", times["used"], times["pandana"], 0.05),
        Row("3 largest error of edge snapping", error, "0 m", error, "<= 0.1 m", error_m <= 0.1),
        Row(
            f"3 wrong side of {'/'.join(map(str, LIMITS_M))} m",
            "/".join(str(count) for count in wrong.values()),
            "nearest node: " + "/".join(f"{share:.1%}" for share in by_node),
            f"of {pairs}",
            "0",
            not any(wrong.values()),
        ),
    ]


if __name__ == "__main__":
    for name, streets in towns():
        print_table(f"Walking network, {name}", bench(name, streets))
