"""Who reaches what: nearest offers, coverage against a standard (method: sections 2, 3 and 5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sozialraum_geo.analysis.population import Points, Spread
from sozialraum_geo.analysis.reach import network as net
from sozialraum_geo.analysis.reach.districts import CATEGORY, Assigned, assigned
from sozialraum_geo.analysis.reach.offers import counted_offers, has_point, unplaced_offers
from sozialraum_geo.analysis.reach.pairs import Pairs, network_pairs, straight_pairs
from sozialraum_geo.spatial import shapes
from sozialraum_geo.standards import Settings, Standard, walking
from sozialraum_geo.study import Study

TOLERANCE_M = 0.001
NETWORK_MODE = {"fuss": "foot", "rad": "bike"}
NEAR_M = 5000.0  # assigned schools are searched this far first, which is enough for nearly everybody
FAR, FARTHER = 1.5, 2.0  # multiples of a limit that maps tell apart; a default of ours
MOST_OPEN = 0.2  # as for intervals: a share that may be off by more than 20 points is no answer


@dataclass(frozen=True, eq=False)
class Reach:
    """Distances from every sub-point to the nearest offer of each standard.

    Attributes
    ----------
    distance_m
        By standard id: metres; NaN unknown (no street near, no assigned school), inf on the network but out of reach.
    offers
        By standard id: what was counted, as `offers.counted_offers` returns it, and is_on_network.
    unplaced
        By standard id: how many facilities of each sozialraum_id would count, had they a point.
    method
        "network" or "straight_line"; never mixed.
    xy
        Coordinates of the sub-points [m].
    network, start
        The walking network and the sub-points on it; None with straight lines.
    ways
        By standard id the network of its mode and the sub-points on it; empty with straight lines.
    assigned
        By standard id who is assigned to which school; only where a standard of that category meets school districts.
    """

    distance_m: dict[str, np.ndarray]
    offers: dict[str, gpd.GeoDataFrame]
    method: str
    unplaced: dict[str, pd.Series]
    xy: np.ndarray
    network: net.Network | None = None
    start: net.Snap | None = None
    ways: dict[str, tuple[net.Network, net.Snap]] = field(default_factory=dict)
    assigned: dict[str, Assigned] = field(default_factory=dict)

    def pairs(self, standard_id: str, limit_m: float, at: np.ndarray) -> Iterator[Pairs]:
        """Yield all pairs of sub-points and offers within a limit; where schools are assigned only with these.

        Parameters
        ----------
        at
            Positions of the sub-points asked about; ``point`` of the pairs counts in them, ``place`` in the rows of
            ``offers``.
        """
        geometry = self.offers[standard_id].geometry
        if standard_id in self.ways:
            graph, start = self.ways[standard_id]
            snapped = net.snap(graph, geometry, walking().max_snap_m)
            found = network_pairs(graph, start.take(at), snapped, limit_m)
        else:
            places = np.column_stack([geometry.x, geometry.y])
            found = straight_pairs(self.xy[at], places, limit_m, walking().detour_factor)
        rule = self.assigned.get(standard_id)
        for pairs in found:
            if rule is None:
                yield pairs
            else:
                use = rule.allows(at[pairs.point], pairs.place)
                yield Pairs(pairs.point[use], pairs.place[use], pairs.distance_m[use])


def limit_m(study: Study, standard: Standard) -> pd.Series:
    """Return the limit of a standard [m] by sozialraum_id: that of the kind of area, else the standard's."""
    limits = pd.Series(standard.limit_m, index=study.ids, name="limit_m", dtype=float)
    if standard.limits and "kind" in study.sozialraeume:
        own = study.sozialraeume["kind"].map(dict(standard.limits)).to_numpy(dtype=float)
        limits[~np.isnan(own)] = own[~np.isnan(own)]
    return limits


def point_limits(study: Study, points: Points, standard: Standard) -> np.ndarray:
    """Return the limit of a standard [m] for every sub-point."""
    return limit_m(study, standard).reindex(points.ids).to_numpy()[points.codes][points.piece]


def reach(study: Study, points: Points, standards: tuple[Standard, ...], settings: Settings) -> Reach:
    """Compute the distance from every sub-point to the nearest offer of each standard.

    With streets distances follow those of the standard's mode, legs to the street included; without, straight lines
    times the detour factor. Inside a school district it is the distance to the assigned school.
    """
    date = settings.on_date or study.date
    offers = {s.id: counted_offers(study, s, date) for s in standards}
    unplaced = {s.id: unplaced_offers(study, s, date) for s in standards}
    xy = np.column_stack([points.x, points.y])
    rules = {s.id: assigned(study, offers[s.id], xy) for s in standards if s.category == CATEGORY}
    of_schools = {key: rule for key, rule in rules.items() if rule is not None}
    if study.edges is None or study.straight_line or settings.straight_line:
        distances = {key: straight_m(xy, frame) for key, frame in offers.items()}
        for key, rule in of_schools.items():
            for members, places in rule.districts():
                near = straight_m(xy[members], offers[key].iloc[places])
                distances[key][members] = near if len(places) else np.nan
        return Reach(distances, offers, "straight_line", unplaced, xy, assigned=of_schools)
    where = gpd.GeoSeries(shapely.points(points.x, points.y), crs=study.crs)
    by_mode = {}
    for mode in dict.fromkeys(("fuss", *(s.mode for s in standards))):
        graph = net.build_network(study.edges, NETWORK_MODE[mode])
        by_mode[mode] = graph, net.snap(graph, where, walking().max_snap_m)
    ways = {s.id: by_mode[s.mode] for s in standards}
    distances = {}
    for mode, (graph, start) in by_mode.items():
        own = [s.id for s in standards if s.mode == mode]
        snapped = {key: net.snap(graph, offers[key].geometry, walking().max_snap_m) for key in own}
        distances |= net.nearest_by_group(graph, start, snapped)
        for key in own:
            offers[key] = offers[key].assign(is_on_network=snapped[key].edge >= 0)
            if key in of_schools:
                _to_assigned(distances[key], of_schools[key], graph, start, snapped[key])
    graph, start = by_mode["fuss"]
    return Reach(distances, offers, "network", unplaced, xy, graph, start, ways, of_schools)


def _to_assigned(distance: np.ndarray, rule: Assigned, graph: net.Network, start: net.Snap, schools: net.Snap) -> None:
    """Put in the distances to the assigned schools; unknown where none of them is there and on the network."""
    for members, places in rule.districts():
        places = places[schools.edge[places] >= 0]
        distance[members] = np.nan
        if not len(members) or not len(places):
            continue
        theirs = schools.take(places)
        near = net.nearest_m(graph, start.take(members), theirs, limit_m=NEAR_M)
        far = np.isinf(near)
        if far.any():
            near[far] = net.nearest_m(graph, start.take(members[far]), theirs)
        distance[members] = near


def straight_m(xy: np.ndarray, offers: gpd.GeoDataFrame) -> np.ndarray:
    """Straight-line distance times the detour factor [m] to the nearest offer; inf without any."""
    if not len(offers):
        return np.full(len(xy), np.inf)
    from scipy.spatial import cKDTree  # not needed, and slow to load, where streets are there

    tree = cKDTree(np.column_stack([offers.geometry.x, offers.geometry.y]))
    return np.asarray(tree.query(xy)[0]) * walking().detour_factor


def coverage(spread: Spread, distances: Reach, standards: tuple[Standard, ...]) -> pd.DataFrame:
    """Compare distances with the standards.

    Returns
    -------
    DataFrame
        One row per sozialraum_id and standard_id: people, covered_share (0–1 of those whose distance is known),
        uncovered_people, unknown_share, known_people (those with a known distance) and reached_people of them,
        nearest_p50_m, nearest_p90_m, nearest_max_m, is_estimated, is_complete, unplaced (offers known by their
        Sozialraum only). Coverage is NaN where no source declares its list complete, where nobody lives, where people
        are unknown, and where unplaced offers leave more open than `MOST_OPEN`.
    """
    study, points = spread.study, spread.points
    frames = []
    ids = study.ids
    codes = pd.Index(ids).get_indexer(points.ids)[points.codes][points.piece]
    area = points.area_m2[points.piece] * points.share
    for standard in standards:
        people, at_point, estimated = spread.of(standard.ages)
        distance = distances.distance_m[standard.id]
        known = ~np.isnan(distance)
        limit = limit_m(study, standard).to_numpy()[codes]
        within = known & (np.nan_to_num(distance, nan=np.inf) <= limit + TOLERANCE_M)
        size = len(ids)
        all_people = np.bincount(codes, weights=at_point, minlength=size)
        known_people = np.bincount(codes, weights=np.where(known, at_point, 0.0), minlength=size)
        reached = np.bincount(codes, weights=np.where(within, at_point, 0.0), minlength=size)
        complete = study.complete_in(standard.category)
        is_complete = np.zeros(size, dtype=bool) if complete is None else ids.isin(complete)
        with np.errstate(invalid="ignore", divide="ignore"):
            share = np.where(known_people > 0, reached / known_people, np.nan)
            unknown_share = np.where(all_people > 0, 1 - known_people / all_people, np.nan)
        share[~is_complete] = np.nan
        unplaced = distances.unplaced[standard.id].to_numpy()
        # With a point they could cover some or all of the rest; without any point nothing is known anywhere
        is_open = (unplaced > 0) & (1 - share > MOST_OPEN)
        if unplaced.any() and not len(distances.offers[standard.id]):
            is_open[:] = True
        share[is_open] = np.nan
        weights = at_point if people.notna().any() else area
        ways = _weighted_quantiles(distance, weights, codes, size, np.array([0.5, 0.9, 1.0]))
        ways[:, ~is_complete | is_open] = np.nan
        frames.append(
            pd.DataFrame(
                {
                    "sozialraum_id": ids,
                    "standard_id": standard.id,
                    "people": people.to_numpy(),
                    "covered_share": share,
                    "uncovered_people": people.to_numpy() * (1 - share),
                    "unknown_share": unknown_share,
                    "known_people": np.where(people.notna(), known_people, np.nan),
                    "reached_people": np.where(np.isnan(share), np.nan, reached),
                    "nearest_p50_m": ways[0],
                    "nearest_p90_m": ways[1],
                    "nearest_max_m": ways[2],
                    "is_estimated": estimated,
                    "is_complete": is_complete,
                    "unplaced": unplaced,
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def near_border(
    study: Study, points: Points, distances: Reach, standards: tuple[Standard, ...], coverage: pd.DataFrame
) -> list[str]:
    """Return the Sozialräume whose coverage places beyond the border could raise, were they known.

    Where people without an offer live within the limit of the outer border, and for the standard no place beyond it
    nor any list of a neighbour was read. Assigned schools do not lie beyond it.
    """
    if any(source.is_neighbour for source in study.sources):
        return []
    f = study.facilities
    beyond = set() if f is None else set(f.loc[f["sozialraum_id"].isna() & has_point(f), "category"])
    areas = shapes(study.sozialraeume)
    # Several times as fast, but of areas that overlap it makes an invalid shape without a word, and refuses those that
    # miss each other's corners (shapely 2.2.0, GEOS 3.14.1: findings/coverage_union_refusals.sh)
    union = shapely.coverage_union_all if shapely.coverage_is_valid(areas) else shapely.union_all
    border = shapely.multilinestrings(shapely.get_exterior_ring(shapely.get_parts(union(areas))))
    shapely.prepare(border)
    factor = 1.0 if distances.method == "network" else walking().detour_factor
    area = points.ids[points.codes]
    found: set[str] = set()
    for standard in standards:
        if standard.category in beyond or standard.id in distances.assigned:
            continue
        rows = coverage[coverage["standard_id"].eq(standard.id) & (coverage["uncovered_people"] > 0)]
        is_open = area.isin(set(rows["sozialraum_id"]) - found)[points.piece]
        limits = point_limits(study, points, standard)
        is_open &= distances.distance_m[standard.id] > limits + TOLERANCE_M
        for limit in np.unique(limits[is_open]):
            use = np.flatnonzero(is_open & (limits == limit))
            near = shapely.dwithin(border, shapely.points(distances.xy[use]), float(limit / factor))
            found |= set(area[points.piece[use[near]]])
    return [i for i in study.ids if i in found]


def _weighted_quantiles(
    values: np.ndarray, weights: np.ndarray, codes: np.ndarray, size: int, shares: np.ndarray
) -> np.ndarray:
    """Return the smallest values at which at least these shares of the known weight lie, shape (shares, groups)."""
    use = ~np.isnan(values) & (np.nan_to_num(weights) > 0) & (codes >= 0)
    values, weights, codes = values[use], weights[use], codes[use]
    order = np.lexsort((values, codes))
    values, weights, codes = values[order], weights[order], codes[order]
    result = np.full((len(shares), size), np.nan)
    running = np.cumsum(weights)
    starts = np.searchsorted(codes, np.arange(size), side="left")
    stops = np.searchsorted(codes, np.arange(size), side="right")
    before = np.concatenate([[0.0], running])
    for group in np.flatnonzero(stops > starts):
        low, high = starts[group], stops[group]
        target = before[low] + shares * (before[high] - before[low])
        at = low + np.searchsorted(running[low:high], target - 1e-9 * (before[high] - before[low]), side="left")
        result[:, group] = values[np.minimum(at, high - 1)]
    return result


def cell_reach(points: Points, distance: np.ndarray, limits: np.ndarray | float, cell: np.ndarray) -> np.ndarray:
    """Tell where a standard is met, for maps, never as figures.

    Parameters
    ----------
    limits
        Limit [m], one for all or one a sub-point, see `point_limits`.
    cell
        For each piece the number of its cell, from 0 without gaps.

    Returns
    -------
    array
        Per cell "covered", "partly", "unknown", or by the shortest way in limits "uncovered" (up to `FAR`), "far" (up
        to `FARTHER`) or "farther".
    """
    known = ~np.isnan(distance)
    within = known & (np.nan_to_num(distance, nan=np.inf) <= limits + TOLERANCE_M)
    weight = points.share * points.pieces["area_share"].to_numpy()[points.piece]
    of = cell[points.piece]
    all_known = np.bincount(of, weights=weight * known)
    inside = np.bincount(of, weights=weight * within)
    shortest = np.full(len(all_known), np.inf)
    np.minimum.at(shortest, of[known], ((distance - TOLERANCE_M) / limits)[known])
    return np.select(
        [
            all_known <= 1e-9,
            inside >= all_known - 1e-9,
            inside > 1e-9,
            shortest <= FAR,
            shortest <= FARTHER,
        ],
        ["unknown", "covered", "partly", "uncovered", "far"],
        "farther",
    )
