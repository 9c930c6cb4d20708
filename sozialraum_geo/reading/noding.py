"""Street lines to edges that meet at their ends only: crossings split, bridges and tunnels kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.ops import substring

Integers = npt.NDArray[np.int64]
Columns = dict[str, npt.NDArray[Any]]
Edges = tuple[npt.NDArray[np.object_], Columns]  # lines, and what is known of them

GRID_M = 0.01  # ends of streets closer than this are the same node
MODES = ("foot", "bike")
WORDS = ("name", "kind")
FLAGS = tuple(f"is_{mode}" for mode in MODES)


def node_streets(streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Split street lines wherever they meet.

    Lines of one level are split at every crossing and T-junction on a grid of 1 cm; pieces without length and
    duplicates disappear, loops stay. Lines of different levels (bridges, tunnels) are joined where one of them ends on
    the other, never where they only cross; without columns that tell, crossing bridges are joined. Rows that name
    their nodes (OSM extracts) are edges already: they keep their nodes and are split only where other lines end.

    Parameters
    ----------
    streets
        Lines in a metric CRS (ValueError otherwise), one or several a row; what is no line is left out. Optional
        columns: ``name``, ``kind``; ``level``, 0 without it; ``is_foot``, ``is_bike``; ``start_node`` and
        ``end_node``, None in rows that do not name theirs.

    Returns
    -------
    GeoDataFrame
        One line an edge, in an order independent of the order of rows, with the numbers ``u`` and ``v`` of its nodes
        and the words and flags that the streets have: of several streets sharing the piece the first word in the
        alphabet, None without any, and every mode that one of them has.
    """
    if streets.crs is None or not streets.crs.is_projected:
        raise ValueError("streets need a metric CRS")
    lines, row = shapely.get_parts(shapely.force_2d(streets.geometry.to_numpy()), return_index=True)
    is_line = np.isin(shapely.get_type_id(lines), (1, 2))
    lines, row = lines[is_line], row[is_line]
    given = streets.drop(columns=streets.geometry.name).iloc[row]
    named = given["start_node"].notna().to_numpy() if "start_node" in given else np.zeros(len(lines), dtype=bool)
    levels = given["level"].fillna(0).to_numpy() if "level" in given else np.zeros(len(lines))
    groups = [_named(lines[named], given[named])] if named.any() else []
    for level in np.unique(levels[~named]):
        at = ~named & (levels == level)
        groups.append(_noded(lines[at], given[at]))
    edges, columns = _joined_levels(groups or [_noded(lines, given)])
    order = np.lexsort((columns["v"], columns["u"], shapely.to_wkb(edges)))
    return gpd.GeoDataFrame({k: v[order] for k, v in columns.items()}, geometry=edges[order], crs=streets.crs)


def _noded(lines: npt.NDArray[np.object_], given: pd.DataFrame) -> Edges:
    """Split the lines of one level where they meet; their nodes are known by their places only."""
    edges = shapely.get_parts(shapely.union_all(lines, grid_size=GRID_M))
    edges = _in_canonical_order(edges[shapely.get_type_id(edges) == 1])
    columns: Columns = {}
    edge, line = shapely.STRtree(lines).query(
        shapely.line_interpolate_point(edges, 0.5, normalized=True), predicate="dwithin", distance=2 * GRID_M
    )
    for name in WORDS:
        if name in given:
            columns[name] = _words(len(edges), edge, given[name].to_numpy(dtype=object)[line])
    for name in FLAGS:
        if name in given:
            columns[name] = np.zeros(len(edges), dtype=bool)
            np.logical_or.at(columns[name], edge, given[name].to_numpy(dtype=bool)[line])
    unknown = np.full(len(edges), -1, dtype=np.int64)
    return edges, {**columns, "u": unknown, "v": unknown}


def _named(lines: npt.NDArray[np.object_], given: pd.DataFrame) -> Edges:
    """Give numbers to the nodes that edges name; what two extracts have in common counts once."""
    columns = {name: given[name].to_numpy() for name in (*WORDS, *FLAGS) if name in given}
    ends = given[["start_node", "end_node"]].astype(str)
    keep = ~ends.assign(**columns, line=shapely.to_wkb(lines)).duplicated().to_numpy()
    _, number = np.unique(ends[keep].to_numpy().T.ravel().astype(str), return_inverse=True)
    u, v = number.reshape(2, -1).astype(np.int64)
    return lines[keep], {**{k: c[keep] for k, c in columns.items()}, "u": u, "v": v}


def _joined_levels(groups: Sequence[Edges]) -> Edges:
    """Put the levels into one list of edges, split where an edge of one ends on an edge of another."""
    level = np.repeat(np.arange(len(groups)), [len(edges) for edges, _ in groups])
    edges = np.concatenate([edges for edges, _ in groups])
    columns = {name: np.concatenate([c[name] for _, c in groups]) for name in groups[0][1]}
    if len(np.unique(level)) > 1:
        edges, source, columns["u"], columns["v"] = _cut_at_ends(edges, level, columns["u"], columns["v"])
        columns = {k: v if k in ("u", "v") else v[source] for k, v in columns.items()}
    return edges, {**columns, **_numbers(edges, columns["u"], columns["v"])}


def _cut_at_ends(
    edges: npt.NDArray[np.object_], level: Integers, u: Integers, v: Integers
) -> tuple[npt.NDArray[np.object_], Integers, Integers, Integers]:
    """Split edges where an edge of another level ends on them; return also which edge each piece is of."""
    ends = np.concatenate([shapely.get_point(edges, 0), shapely.get_point(edges, -1)])
    of = np.tile(level, 2)
    end, edge = shapely.STRtree(edges).query(ends, predicate="dwithin", distance=GRID_M)
    at = shapely.line_locate_point(edges[edge], ends[end])
    inside = (of[end] != level[edge]) & (at > GRID_M) & (at < shapely.length(edges[edge]) - GRID_M)
    cuts: dict[int, dict[float, Any]] = {}
    for number, offset, point in zip(edge[inside], at[inside], ends[end[inside]], strict=True):
        cuts.setdefault(int(number), {}).setdefault(round(float(offset), 2), point)
    whole = np.delete(np.arange(len(edges)), list(cuts))
    lines, source, first, last = list(edges[whole]), list(whole), list(u[whole]), list(v[whole])
    for number, places in sorted(cuts.items()):
        pieces = _pieces(edges[number], sorted(places.items()))
        lines += pieces
        source += [np.int64(number)] * len(pieces)
        first += [u[number], *[-1] * len(places)]
        last += [*[-1] * len(places), v[number]]
    return np.array(lines, dtype=object), np.array(source), np.array(first), np.array(last)


def _pieces(line: shapely.LineString, places: list[tuple[float, shapely.Point]]) -> list[shapely.LineString]:
    """Split a line at offsets, exactly at the points that lie there."""
    stops = [(0.0, shapely.get_point(line, 0)), *places, (line.length, shapely.get_point(line, -1))]
    return [
        shapely.LineString([p.coords[0], *substring(line, a, b).coords[1:-1], q.coords[0]])
        for (a, p), (b, q) in pairwise(stops)
    ]


def _numbers(edges: npt.NDArray[np.object_], u: Integers, v: Integers) -> Columns:
    """Give every end its node: ends without a number are the node that lies at their place, within 1 cm."""
    known = np.concatenate((u, v))
    cells = cells_of_ends(edges)
    # Of several named nodes at one place the lowest is taken: a closed gate stands on copies of its node
    order = np.lexsort((known, known < 0))
    _, first, place = np.unique(cells[order], axis=0, return_index=True, return_inverse=True)
    at_place = known[order][first]
    is_new = at_place < 0
    at_place[is_new] = known.max(initial=-1) + 1 + np.arange(is_new.sum())
    numbers = known.copy()
    numbers[order] = np.where(known[order] < 0, at_place[place.ravel()], known[order])
    both = numbers.reshape(2, -1)
    return {"u": both[0], "v": both[1]}


def cells_of_ends(edges: npt.NDArray[np.object_]) -> Integers:
    """Return the cell of 1 cm in which each edge starts, then the cells in which they end."""
    ends = shapely.get_coordinates([shapely.get_point(edges, 0), shapely.get_point(edges, -1)])
    return np.round(ends / GRID_M).astype(np.int64)


def _words(edges: int, edge: Integers, words: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return for each edge the word of its line; of several the first in the alphabet, None without any."""
    chosen = np.full(edges, None, dtype=object)
    for number, word in zip(edge, words, strict=True):
        if isinstance(word, str) and word != "":
            chosen[number] = word if chosen[number] is None else min(word, chosen[number])
    return chosen


def _in_canonical_order(lines: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    # Loops must keep their start, where the other streets meet them; normalize() would move it.
    is_open = ~shapely.is_closed(lines)
    lines[is_open] = shapely.normalize(lines[is_open])
    for loop in np.flatnonzero(~is_open):
        lines[loop] = min(lines[loop], shapely.reverse(lines[loop]), key=shapely.to_wkb)
    return lines[np.argsort(shapely.to_wkb(lines))]
