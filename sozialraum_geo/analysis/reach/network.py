"""The walking network as a sparse matrix: snapping to edges, exact distances.

Places and people are tied to the *edge* they live on, not to the nearest crossing: a distance runs
from the point to the street (a leg), along the piece of the edge, over the network and likewise at
the other end. All lengths are metres in the metric CRS of the study.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from shapely.ops import substring

from sozialraum_geo.reading.noding import MODES, cells_of_ends
from sozialraum_geo.reading.noding import node_streets as node_streets

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Group = TypeVar("Group", bound=Hashable)

MAX_SNAP_M = 250.0  # a point further from every street has an unknown distance, not a long one
TOLERANCE_M = 0.001  # distances compare with it, so that the boundary of a standard is inclusive
AREA_BUFFER_M = 40.0  # a default of ours: about the depth of the plots beside a street


@dataclass(frozen=True, eq=False)
class Network:
    """Walkable edges between nodes; build it with `build_network`.

    Attributes
    ----------
    u, v, length_m, edges
        One entry an edge: first and last node of the line (equal for a loop), its length, the line. Parallel
        edges and loops are included: points snap to any of them.
    node_xy, component
        One entry a node: coordinates, number of its connected component.
    matrix
        Symmetric lengths between nodes for routing: the shortest of parallel edges, no loops.
    tree
        Spatial index over `edges`.
    crs
        The metric CRS of the coordinates.
    """

    u: Integers
    v: Integers
    length_m: Floats
    edges: npt.NDArray[np.object_]
    node_xy: Floats
    component: Integers
    matrix: csr_array
    tree: shapely.STRtree
    crs: Any

    def __repr__(self) -> str:
        report = components_report(self)
        return (
            f"<Network: {len(self.u):,} edges, {len(self.node_xy):,} nodes, "
            f"{self.length_m.sum() / 1000:.1f} km, {report.count} components, "
            f"{report.largest_share:.1%} of the length in the longest>"
        )


@dataclass(frozen=True, eq=False)
class Snap:
    """Where points touch the network; made by `snap`, one entry a point.

    Attributes
    ----------
    edge
        Number of the nearest edge, -1 where none is near enough.
    offset_m, leg_m
        Way along the edge from its start; straight way from the point to the edge. NaN without an edge.
    """

    edge: Integers
    offset_m: Floats
    leg_m: Floats

    def __len__(self) -> int:
        return len(self.edge)

    def take(self, chosen: npt.NDArray[Any] | slice) -> "Snap":
        """Entries chosen by a boolean mask, by positions or by a slice."""
        return Snap(self.edge[chosen], self.offset_m[chosen], self.leg_m[chosen])


@dataclass(frozen=True)
class ComponentsReport:
    """How well a network hangs together.

    Attributes
    ----------
    count
        Number of connected components.
    largest_share
        Share (0-1) of the length that lies in the longest component; NaN without edges.
    length_m, facilities
        One entry a component, the longest first: its length, and how many facilities are tied to it.
    """

    count: int
    largest_share: float
    length_m: tuple[float, ...] = ()
    facilities: tuple[int, ...] = ()

    @property
    def apart(self) -> int:
        """Number of facilities that are tied to another component than the longest."""
        return sum(self.facilities[1:])


def build_network(edges: gpd.GeoDataFrame, mode: str = "foot") -> Network:
    """Make the routing matrix and the spatial index of noded edges.

    Parameters
    ----------
    edges
        As `node_streets` returns them: they touch each other at their ends only. Without the columns ``u`` and ``v``
        ends that are equal within 1 cm are one node; without ``is_foot`` and ``is_bike`` all edges serve all modes.
    mode
        ``foot`` or ``bike`` (ValueError otherwise): only the edges of this mode are taken. Both ways are open on
        every edge, also to bicycles in a one-way street.
    """
    if mode not in MODES:
        raise ValueError(f"mode must be one of {', '.join(MODES)}")
    if f"is_{mode}" in edges.columns:
        edges = edges[edges[f"is_{mode}"].to_numpy(dtype=bool)]
    lines = shapely.force_2d(edges.geometry.to_numpy())
    length = shapely.length(lines)
    if {"u", "v"} <= set(edges.columns):
        places = np.concatenate((edges["u"].to_numpy(), edges["v"].to_numpy()))
        _, first, node = np.unique(places, return_index=True, return_inverse=True)
    else:
        _, first, node = np.unique(cells_of_ends(lines), axis=0, return_index=True, return_inverse=True)
    u, v = node.reshape(2, -1).astype(np.int64)
    ends = shapely.get_coordinates([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    matrix = _routing_matrix(u, v, length, len(first))
    component = connected_components(matrix, directed=False)[1].astype(np.int64)
    network = Network(u, v, length, lines, ends[first], component, matrix, shapely.STRtree(lines), edges.crs)
    for array in (u, v, length, lines, network.node_xy, component):
        array.flags.writeable = False
    return network


def _routing_matrix(u: Integers, v: Integers, length: Floats, nodes: int) -> csr_array:
    """Keep the shortest edge between two nodes, in both directions: scipy would add up parallel ones."""
    low, high = np.minimum(u, v), np.maximum(u, v)
    order = np.lexsort((length, high, low))
    order = order[low[order] != high[order]]
    is_shortest = np.ones(len(order), dtype=bool)
    is_shortest[1:] = (np.diff(low[order]) != 0) | (np.diff(high[order]) != 0)
    kept = order[is_shortest]
    row = np.concatenate((low[kept], high[kept]))
    column = np.concatenate((high[kept], low[kept]))
    data = np.concatenate((length[kept], length[kept]))
    return csr_array((data, (row, column)), shape=(nodes, nodes))


def snap(network: Network, points: gpd.GeoSeries | gpd.GeoDataFrame, max_snap_m: float = MAX_SNAP_M) -> Snap:
    """Tie points to the nearest place on the nearest edge; of equally near edges the first is taken.

    Parameters
    ----------
    points
        Points in the CRS of the network (ValueError otherwise); missing and empty ones stay without an edge.
    max_snap_m
        Longest leg, boundary inclusive.
    """
    if points.crs != network.crs:
        raise ValueError("points and network need the same CRS")
    geometry = points.geometry.to_numpy()
    edge = np.full(len(geometry), -1, dtype=np.int64)
    offset, leg = np.full(len(geometry), np.nan), np.full(len(geometry), np.nan)
    found, near = network.tree.query_nearest(geometry, max_distance=max_snap_m + TOLERANCE_M)
    # Every edge of a crossing is equally near: the last write wins, so write the smallest number last.
    order = np.lexsort((-near, found))
    edge[found[order]] = near[order]
    at = np.flatnonzero(edge >= 0)
    lines = network.edges[edge[at]]
    offset[at] = np.clip(shapely.line_locate_point(lines, geometry[at]), 0.0, network.length_m[edge[at]])
    leg[at] = shapely.distance(lines, geometry[at])
    return Snap(edge, offset, leg)


@dataclass(frozen=True, eq=False)
class _Ends:
    """Snapped points seen from the two ends of their edges; points without an edge are left out."""

    at: Integers
    u: Integers
    v: Integers
    to_u_m: Floats
    to_v_m: Floats
    edge: Integers
    offset_m: Floats
    leg_m: Floats


def _ends(network: Network, points: Snap) -> _Ends:
    # Sorted by edge, so that the points of an edge are one slice.
    at = np.argsort(points.edge, kind="stable")
    at = at[points.edge[at] >= 0]
    edge, offset, leg = points.edge[at], points.offset_m[at], points.leg_m[at]
    to_v = network.length_m[edge] - offset + leg
    return _Ends(at, network.u[edge], network.v[edge], offset + leg, to_v, edge, offset, leg)


def _with_sources(network: Network, sources: Sequence[_Ends]) -> csr_array:
    """Add one node a facility to the routing matrix, with arcs to the ends of its edge.

    The arcs carry the leg and the piece of the edge, which is the same as splitting the edge there. Nothing
    leads back into these nodes, so facilities of other groups are never passed through.
    """
    base = network.matrix
    u, v, to_u, to_v = (
        np.concatenate([np.empty(0), *(getattr(source, field) for source in sources)])
        for field in ("u", "v", "to_u_m", "to_v_m")
    )
    is_loop = u == v
    # A loop has one end twice: two entries in the same place could be added up by scipy.
    to_u = np.where(is_loop, np.minimum(to_u, to_v), to_u)
    keep = np.column_stack((np.ones(len(u), dtype=bool), ~is_loop)).ravel()
    data = np.column_stack((to_u, to_v)).ravel()[keep]
    columns = np.column_stack((u, v)).ravel()[keep]
    starts = base.nnz + np.cumsum(2 - is_loop)
    size = base.shape[0] + len(u)
    parts = (
        np.concatenate((base.data, data)),
        np.concatenate((base.indices, columns)).astype(np.int32),
        np.concatenate((base.indptr, starts)).astype(np.int32),
    )
    return csr_array(parts, shape=(size, size))


def _search(
    matrix: csr_array, rows: Integers, limit_m: float | None, *, with_origin: bool = False
) -> tuple[Floats, Integers]:
    """Return the distance of every node from the nearest of the source rows, and that row if asked for."""
    limit = np.inf if limit_m is None else limit_m + TOLERANCE_M
    if not len(rows):
        return np.full(matrix.shape[0], np.inf), np.full(matrix.shape[0], -1)
    if not with_origin:  # keeping track costs time
        return dijkstra(matrix, indices=rows, min_only=True, limit=limit), np.empty(0, dtype=np.int64)
    node_m, _, origin = dijkstra(matrix, indices=rows, min_only=True, limit=limit, return_predecessors=True)
    return node_m, origin.astype(np.int64)


def _same_edge(points: _Ends, sources: _Ends) -> tuple[Integers, Integers, Floats]:
    """Return pairs (point, source) on one edge and the way between them along it."""
    first = np.searchsorted(points.edge, sources.edge, side="left")
    count = np.searchsorted(points.edge, sources.edge, side="right") - first
    source = np.repeat(np.arange(len(count)), count)
    point = np.arange(len(source)) + np.repeat(first - np.cumsum(count) + count, count)
    way = np.abs(points.offset_m[point] - sources.offset_m[source])
    return point, source, way + points.leg_m[point] + sources.leg_m[source]


def _nearest(
    network: Network, points: Snap, groups: Sequence[Snap], limit_m: float | None, *, with_position: bool
) -> Iterator[tuple[Floats, Integers]]:
    """Yield for each group the distance from every point to its nearest facility, and which one that is."""
    start = _ends(network, points)
    sources = [_ends(network, group) for group in groups]
    matrix = _with_sources(network, sources)
    row = len(network.node_xy)
    for source in sources:
        rows = np.arange(row, row + len(source.at))
        node_m, origin = _search(matrix, rows, limit_m, with_origin=with_position)
        via_u, via_v = node_m[start.u] + start.to_u_m, node_m[start.v] + start.to_v_m
        best = np.minimum(via_u, via_v)
        point, beside, way = _same_edge(start, source)
        np.minimum.at(best, point, way)
        if limit_m is not None:
            best[best > limit_m + TOLERANCE_M] = np.inf
        distance, position = np.full(len(points), np.nan), np.full(len(points), -1, dtype=np.int64)
        distance[start.at] = best
        if with_position and len(rows):
            nearest = np.where(via_u <= via_v, origin[start.u], origin[start.v]) - row
            is_beside = way == best[point]
            nearest[point[is_beside]] = beside[is_beside]
            is_reached = np.isfinite(best)
            position[start.at[is_reached]] = source.at[nearest[is_reached]]
        yield distance, position
        row += len(source.at)


def nearest_by_group(
    network: Network, points: Snap, facilities: Mapping[Group, Snap], *, limit_m: float | None = None
) -> dict[Group, Floats]:
    """Return the walking distance from every point to the nearest facility of each group, legs included.

    Parameters
    ----------
    network, points
        Where the distances start, snapped to this network.
    facilities
        The facilities of every group, for example of every category, snapped to the same network.
    limit_m
        Longer distances come back as inf, which saves time on large networks.

    Returns
    -------
    dict of group to float array, one entry a point
        Metres; NaN where the point has no edge (unknown), inf where no facility can be reached.

    Notes
    -----
    Exact, as if every edge were split where a point or a facility touches it; one search a group. Facilities
    without an edge are left out: report them. Laws: a further facility never lengthens a distance; the order
    of rows does not matter; the way there is as long as the way back.
    """
    found = _nearest(network, points, list(facilities.values()), limit_m, with_position=False)
    return {group: distance for group, (distance, _) in zip(facilities, found, strict=True)}


def nearest_facility(
    network: Network, points: Snap, facilities: Snap, *, limit_m: float | None = None
) -> tuple[Floats, Integers]:
    """Return distances as `nearest_by_group` does, and the nearest facility's position in `facilities`.

    The position is -1 where none can be reached or the point has no edge; of equally near ones it is any.
    """
    return next(_nearest(network, points, [facilities], limit_m, with_position=True))


def nearest_m(network: Network, points: Snap, facilities: Snap, *, limit_m: float | None = None) -> Floats:
    """Return distances as `nearest_by_group` does, for a single group."""
    return nearest_by_group(network, points, {"": facilities}, limit_m=limit_m)[""]


def components_report(network: Network, facilities: Snap | None = None) -> ComponentsReport:
    """Measure the components of a network and count the facilities in each; those off the network are in none."""
    length = np.bincount(network.component[network.u], weights=network.length_m)
    total = network.length_m.sum()
    order = np.argsort(-length, kind="stable")
    tied = np.zeros(len(length), dtype=np.int64)
    if facilities is not None:
        edge = facilities.edge[facilities.edge >= 0]
        tied += np.bincount(network.component[network.u[edge]], minlength=len(length))
    share = float(length.max() / total) if total else float("nan")
    return ComponentsReport(len(length), share, tuple(length[order].tolist()), tuple(tied[order].tolist()))


def is_apart(network: Network, points: Snap) -> npt.NDArray[np.bool_]:
    """Tell which points are tied to another component than the longest: no way leads from there to most others.

    Points without an edge are not: nothing is known about them.
    """
    apart = np.zeros(len(points), dtype=bool)
    if len(network.u):
        length = np.bincount(network.component[network.u], weights=network.length_m)
        tied = points.edge >= 0
        apart[tied] = network.component[network.u[points.edge[tied]]] != length.argmax()
    return apart


def travel_minutes(metres: npt.ArrayLike, speed_kmh: float) -> Floats:
    """Turn metres into minutes of walking; NaN and inf stay.

    Examples
    --------
    >>> float(travel_minutes(1000, speed_kmh=4))
    15.0
    """
    return np.asarray(metres, dtype=np.float64) * 60 / (speed_kmh * 1000)


def walking_area(network: Network, facilities: Snap, limit_m: float) -> shapely.Geometry:
    """Widen the streets within `limit_m` of any facility, its leg included, to an area for the map.

    Strips of `AREA_BUFFER_M` on both sides of the reachable pieces; empty if there are none. For show only:
    whether a person is covered is decided by the distance.
    """
    source = _ends(network, facilities)
    first = len(network.node_xy)
    matrix = _with_sources(network, [source])
    node_m = _search(matrix, np.arange(first, first + len(source.at)), limit_m)[0]
    from_u, from_v = (np.clip(limit_m - node_m[end], 0, network.length_m) for end in (network.u, network.v))
    is_whole = from_u + from_v >= network.length_m
    rest_m = limit_m - source.leg_m
    at_u, at_v = np.flatnonzero(~is_whole & (from_u > 0)), np.flatnonzero(~is_whole & (from_v > 0))
    at_place = rest_m >= 0
    edge = np.concatenate((at_u, at_v, source.edge[at_place]))
    middle = np.concatenate((0 * at_u, network.length_m[at_v], source.offset_m[at_place]))
    reach = np.concatenate((from_u[at_u], from_v[at_v], rest_m[at_place]))
    begin, end = np.maximum(middle - reach, 0), np.minimum(middle + reach, network.length_m[edge])
    pieces = [*network.edges[is_whole], *map(substring, network.edges[edge], begin, end)]
    return shapely.union_all(shapely.buffer(pieces, AREA_BUFFER_M, quad_segs=4))
