"""Who is within reach of which place: all pairs up to a limit, in blocks, searched from the places.

A search from every person would be hundreds of times dearer; and all pairs of a large town do not fit into memory at
once. So places are taken a neighbourhood at a time, on the part of the network that lies within the limit of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from sozialraum_geo.analysis.reach.network import TOLERANCE_M, Network, Snap, _Ends, _ends, _same_edge

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

MOST_PLACES = 64  # in a block; bounds the memory


@dataclass(frozen=True, eq=False)
class Pairs:
    """Points and places within the limit of each other; all pairs of a place stand in one block.

    Attributes
    ----------
    point, place
        Positions in the points and places asked about, one entry a pair.
    distance_m
        Way between them [m], legs included.
    """

    point: Integers
    place: Integers
    distance_m: Floats

    def __len__(self) -> int:
        return len(self.point)


def network_pairs(network: Network, points: Snap, places: Snap, limit_m: float) -> Iterator[Pairs]:
    """Yield all pairs of a point and a place within a limit along the streets, the boundary inclusive.

    Parameters
    ----------
    points, places
        Snapped to this network; those without an edge are in no pair.
    limit_m
        Longest way [m].

    Notes
    -----
    Exact, as `network.nearest_by_group` is: no way within the limit leaves the square around its place, for a street
    is nowhere shorter than the straight line. Law: the shortest pair of a point is its distance to the nearest place.
    """
    search = _Search(network, _ends(network, points))
    goals = _ends(network, places)
    xy = network.node_xy[goals.u]
    # Squares of twice the limit: smaller ones cost more calls, larger ones look at more nodes in vain
    for chosen in _neighbourhoods(xy, max(2 * limit_m, 1.0)):
        yield search.pairs(_taken(goals, chosen), limit_m)


def straight_pairs(points_xy: Floats, places_xy: Floats, limit_m: float, factor: float) -> Iterator[Pairs]:
    """Yield all pairs within a limit by straight lines times a detour factor, the boundary inclusive.

    Parameters
    ----------
    points_xy, places_xy
        Metric coordinates, shape (n, 2) [m].
    """
    if not len(points_xy) or not len(places_xy):
        return
    from scipy.spatial import cKDTree  # not needed, and slow to load, where streets are there

    tree = cKDTree(points_xy)
    radius = (limit_m + TOLERANCE_M) / factor
    for chosen in _neighbourhoods(places_xy, max(limit_m, 1.0)):
        near = cKDTree(places_xy[chosen]).sparse_distance_matrix(tree, radius, output_type="ndarray")
        yield Pairs(near["j"].astype(np.int64), chosen[near["i"]], near["v"] * factor)


def _neighbourhoods(xy: Floats, size: float) -> Iterator[Integers]:
    """Yield the positions of places square by square, few enough at a time."""
    cell = np.floor(xy / size).astype(np.int64)
    order = np.lexsort((cell[:, 1], cell[:, 0]))
    breaks = np.flatnonzero(np.diff(cell[order], axis=0).any(axis=1)) + 1
    for square in np.split(order, breaks):
        for first in range(0, len(square), MOST_PLACES):
            yield np.sort(square[first : first + MOST_PLACES])


def _taken(ends: _Ends, chosen: Integers) -> _Ends:
    return _Ends(*(getattr(ends, name)[chosen] for name in _Ends.__dataclass_fields__))


class _Search:
    """The points of a network filed by the ends of their edges, so that a neighbourhood finds its own."""

    def __init__(self, network: Network, start: _Ends) -> None:
        self.network, self.start = network, start
        nodes = len(network.node_xy)
        self.by_end = [_filed(end, nodes) for end in (start.u, start.v)]
        self.by_x = np.argsort(network.node_xy[:, 0], kind="stable")
        self.x = network.node_xy[self.by_x, 0]
        self.local = np.full(nodes, -1, dtype=np.int64)  # number of a node in the part, -1 outside

    def pairs(self, goals: _Ends, limit_m: float) -> Pairs:
        """Return the pairs of a few places that lie near each other."""
        limit = limit_m + TOLERANCE_M
        nodes = self._nodes_near(goals, limit)
        self.local[nodes] = np.arange(len(nodes))
        part = self._part(nodes, goals)
        rows = np.arange(len(nodes), part.shape[0])
        node_m = dijkstra(part, indices=rows, limit=limit)
        # -1 leads to the last column: a node outside the part is not reached
        node_m = np.column_stack((node_m[:, : len(nodes)], np.full(len(rows), np.inf)))
        beside, goal, way = _same_edge(self.start, goals)
        points = np.unique(np.concatenate([*(_listed(filed, nodes) for filed in self.by_end), beside]))
        start = self.start
        found = node_m[:, self.local[start.u[points]]] + start.to_u_m[points]
        np.minimum(found, node_m[:, self.local[start.v[points]]] + start.to_v_m[points], out=found)
        np.minimum.at(found, (goal, np.searchsorted(points, beside)), way)
        self.local[nodes] = -1
        row, column = np.nonzero(found <= limit)
        return Pairs(start.at[points[column]], goals.at[row], found[row, column])

    def _nodes_near(self, goals: _Ends, limit: float) -> Integers:
        """Return the nodes in the rectangle around places, widened by the limit."""
        # Where the place itself lies: its leg is part of the way, so the foot of the leg is near enough
        feet = np.concatenate([self.network.node_xy[end] for end in (goals.u, goals.v)])
        reach = np.concatenate([limit - goals.to_u_m, limit - goals.to_v_m])
        feet, reach = feet[reach >= 0], reach[reach >= 0, None]
        if not len(feet):
            return np.empty(0, dtype=np.int64)
        (west, south), (east, north) = (feet - reach).min(axis=0), (feet + reach).max(axis=0)
        strip = self.by_x[np.searchsorted(self.x, west, side="left") : np.searchsorted(self.x, east, side="right")]
        y = self.network.node_xy[strip, 1]
        return np.sort(strip[(y >= south) & (y <= north)])

    def _part(self, nodes: Integers, goals: _Ends) -> csr_array:
        """Return the network between these nodes, with one further node a place that leads to the ends of its edge."""
        matrix = self.network.matrix
        entry = ranges(matrix.indptr[nodes], matrix.indptr[nodes + 1])
        row = np.repeat(np.arange(len(nodes)), matrix.indptr[nodes + 1] - matrix.indptr[nodes])
        column = self.local[matrix.indices[entry]]
        inside = column >= 0
        to_u, to_v, is_loop = goals.to_u_m, goals.to_v_m, goals.u == goals.v
        to_u = np.where(is_loop, np.minimum(to_u, to_v), to_u)  # a loop has one end twice
        has_u, has_v = self.local[goals.u] >= 0, (self.local[goals.v] >= 0) & ~is_loop
        both = np.column_stack((has_u, has_v)).ravel()
        columns = np.column_stack((self.local[goals.u], self.local[goals.v])).ravel()[both]
        data = np.column_stack((to_u, to_v)).ravel()[both]
        count = np.concatenate((np.bincount(row[inside], minlength=len(nodes)), has_u.astype(int) + has_v))
        size = len(nodes) + len(goals.u)
        parts = (
            np.concatenate((matrix.data[entry[inside]], data)),
            np.concatenate((column[inside], columns)).astype(np.int32),
            np.concatenate(([0], np.cumsum(count))).astype(np.int32),
        )
        return csr_array(parts, shape=(size, size))


def _filed(end: Integers, nodes: int) -> tuple[Integers, Integers]:
    """Return the points in the order of an end of their edge, and where each node's begin."""
    order = np.argsort(end, kind="stable")
    return order, np.searchsorted(end[order], np.arange(nodes + 1))


def _listed(filed: tuple[Integers, Integers], nodes: Integers) -> Integers:
    order, begin = filed
    return order[ranges(begin[nodes], begin[nodes + 1])]


def ranges(start: npt.NDArray[Any], stop: npt.NDArray[Any]) -> Integers:
    """Return start…stop-1 of each range, one after the other.

    Examples
    --------
    >>> ranges(np.array([3, 7, 9]), np.array([5, 7, 10])).tolist()
    [3, 4, 9]
    """
    count = (stop - start).astype(np.int64)
    before = np.cumsum(count) - count
    return np.repeat(start.astype(np.int64) - before, count) + np.arange(count.sum())
