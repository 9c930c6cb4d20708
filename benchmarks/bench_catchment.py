"""Ratio 2: all places within 1,200 m of everybody, against pandana, on a street graph of Berlin's size."""

import tracemalloc

import geopandas as gpd
import numpy as np
import pandana
import pandas as pd
import shapely
from scipy.sparse.csgraph import dijkstra

from benchmarks.timing import Row, interleave, print_table, ratio_row
from sozialraum_geo.analysis.reach.network import build_network, snap
from sozialraum_geo.analysis.reach.pairs import network_pairs

SIDE = 500  # crossings in a row: 250,000 in all
BLOCK_M = 60.0
PEOPLE, PLACES = 40_000, 3_000
LIMIT_M = 1_200.0
MOST = 200  # places pandana is asked for at each node


def town(rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Streets between uneven crossings, a third of them missing."""
    xy = np.stack(np.meshgrid(np.arange(SIDE), np.arange(SIDE), indexing="ij"), -1).reshape(-1, 2) * BLOCK_M
    xy = xy + rng.uniform(-15, 15, xy.shape)
    at = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
    arcs = np.concatenate([
        np.stack([at[:-1].ravel(), at[1:].ravel()], 1), np.stack([at[:, :-1].ravel(), at[:, 1:].ravel()], 1)
    ])  # fmt: skip
    return gpd.GeoDataFrame(geometry=shapely.linestrings(xy[arcs[rng.random(len(arcs)) < 0.65]]), crs="EPSG:25833")


def main() -> None:
    """Assert equal pairs, then time both."""
    rng = np.random.default_rng(2026)
    network = build_network(town(rng))
    nodes = len(network.node_xy)
    # everybody stands on a crossing, so that both sides measure the same ways
    people, places = (rng.choice(nodes, size, replace=False) for size in (PEOPLE, PLACES))
    spots = gpd.GeoSeries(shapely.points(network.node_xy), crs=network.crs)
    start, goals = (snap(network, spots.iloc[chosen]) for chosen in (people, places))
    peer = pandana.Network(
        network.node_xy[:, 0],
        network.node_xy[:, 1],
        pd.Series(network.u),
        pd.Series(network.v),
        pd.DataFrame({"m": network.length_m}),
    )
    peer.set_pois("p", LIMIT_M, MOST, network.node_xy[places, 0], network.node_xy[places, 1])

    def ours() -> int:
        return sum(len(pairs) for pairs in network_pairs(network, start, goals, LIMIT_M))

    def theirs() -> pd.DataFrame:
        return peer.nearest_pois(LIMIT_M, "p", num_pois=MOST, include_poi_ids=True)

    table = theirs()
    distances = table.iloc[people, :MOST].to_numpy()
    sure = LIMIT_M - 0.5  # pandana keeps single precision: what is near the limit is left out
    every = np.concatenate([pairs.distance_m for pairs in network_pairs(network, start, goals, LIMIT_M)])
    found = np.sort(every[every < sure])
    exact = [dijkstra(network.matrix, indices=part, limit=sure)[:, people] for part in np.array_split(places, 60)]
    expected = np.sort(np.concatenate([part[part < sure] for part in exact]))
    assert len(found) == len(expected), (len(found), len(expected))
    assert np.abs(found - expected).max() < 1e-6
    others = int((distances < sure).sum()) - len(found)
    assert abs(others) < 1e-4 * len(found), others  # a few pairs that scipy does not find either
    tracemalloc.start()
    ours()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    answer = int(table.memory_usage(deep=True).sum())
    seconds = interleave({"ours": ours, "pandana": theirs})
    print_table(
        f"All within {LIMIT_M:g} m: {PEOPLE:,} people, {PLACES:,} places, {nodes:,} nodes, {len(every):,} pairs",
        [
            ratio_row("time", seconds["ours"], seconds["pandana"], 0.1),
            Row(
                "memory (peak; pandana: its answer alone)",
                f"{peak / 1e6:.0f} MB",
                f"{answer / 1e6:.0f} MB",
                f"{peak / answer:.3g} x",
                "<= 0.05 x",
                peak / answer <= 0.05,
            ),
        ],
    )


if __name__ == "__main__":
    main()
