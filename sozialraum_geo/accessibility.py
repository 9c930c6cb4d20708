"""Who reaches what: nearest offers, coverage against a standard, supply of places (method: sections 2-4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sozialraum_geo import network as net
from sozialraum_geo.pairs import Pairs, network_pairs, straight_pairs
from sozialraum_geo.population import Bands, Points, census_people, people_at
from sozialraum_geo.standards import Band, Settings, Standard, SupplyStandard, walking
from sozialraum_geo.study import Study

RECURRING = frozenset({"woechentlich", "vierzehntaeglich", "monatlich"})
TOLERANCE_M = 0.001
MOST_OPEN = 0.2  # as for intervals: a share that may be off by more than 20 points is no answer


@dataclass(frozen=True, eq=False)
class Reach:
    """Distances from every sub-point to the nearest offer of each standard.

    Attributes
    ----------
    distance_m
        By standard id: metres; NaN unknown (no street near), inf on the network but out of reach.
    offers
        By standard id: what was counted, with offer_id, kind ("facility" or "activity") and is_on_network.
    unplaced
        By standard id: how many facilities of each sozialraum_id would count, had they a point.
    method
        "network" or "straight_line"; never mixed.
    xy
        Coordinates of the sub-points [m].
    network, start
        The walking network and the sub-points on it; None with straight lines.
    """

    distance_m: dict[str, np.ndarray]
    offers: dict[str, gpd.GeoDataFrame]
    method: str
    unplaced: dict[str, pd.Series]
    xy: np.ndarray
    network: net.Network | None = None
    start: net.Snap | None = None

    def pairs(self, standard_id: str, limit_m: float, at: np.ndarray) -> Iterator[Pairs]:
        """Yield all pairs of sub-points and offers within a limit.

        Parameters
        ----------
        at
            Positions of the sub-points asked about; ``point`` of the pairs counts in them, ``place`` in the rows of
            ``offers``.
        """
        geometry = self.offers[standard_id].geometry
        if self.network is None or self.start is None:
            places = np.column_stack([geometry.x, geometry.y])
            return straight_pairs(self.xy[at], places, limit_m, walking().detour_factor)
        snapped = net.snap(self.network, geometry, walking().max_snap_m)
        return network_pairs(self.network, self.start.take(at), snapped, limit_m)


def valid_on(frame: pd.DataFrame, date: str) -> pd.Series:
    """Tell which rows hold on an ISO date: begin <= date <= end, an empty end or begin is open."""
    begun = frame["begin"].isna() | (frame["begin"].fillna("") <= date)
    ongoing = frame["end"].isna() | (frame["end"].fillna("9999") >= date)
    return begun & ongoing


def entitled(frame: pd.DataFrame, ages: Band) -> pd.Series:
    """Tell which rows are open to at least half the years of an age band; without ages a row is open to all."""
    low = frame["age_from"].fillna(0).clip(lower=ages.start)
    high = frame["age_to"].fillna(np.inf).clip(upper=min(ages.stop, 120))
    years = min(ages.stop, 120) - ages.start
    return (high - low) >= years / 2


def counted_offers(study: Study, standard: Standard, date: str) -> gpd.GeoDataFrame:
    """Return the places that count for a standard on a date.

    Facilities of the category that are open, entitled and in force; activities only with a point, an age band, open
    access and a recurring rhythm that meets the standard's minimum hours.
    """
    parts = []
    if study.facilities is not None:
        f = study.facilities
        use = _is_offer(f, standard, date) & _has_point(f)
        parts.append(
            f.loc[use, ["facility_id", "name", "precision", "geometry"]]
            .rename(columns={"facility_id": "offer_id"})
            .assign(kind="facility")
        )
    if study.activities is not None:
        a = study.activities
        use = a["category"].eq(standard.category) & counts_as_place(a, standard) & valid_on(a, date)
        parts.append(
            a.loc[use, ["activity_id", "name", "precision", "geometry"]]
            .rename(columns={"activity_id": "offer_id"})
            .assign(kind="activity")
        )
    if not parts:
        return gpd.GeoDataFrame({"offer_id": [], "name": [], "precision": [], "kind": []}, geometry=[], crs=study.crs)
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), geometry="geometry", crs=study.crs)


def _has_point(frame: gpd.GeoDataFrame) -> pd.Series:
    return frame.geometry.notna() & ~frame.geometry.is_empty


def _is_offer(facilities: gpd.GeoDataFrame, standard: Standard, date: str) -> pd.Series:
    """Tell which facilities count for a standard, whether or not their point is known."""
    f = facilities
    is_open = f["access"].fillna("offen").eq("offen") & f["status"].fillna("offen").eq("offen")
    return f["category"].eq(standard.category) & is_open & valid_on(f, date) & entitled(f, standard.ages)


def unplaced_offers(study: Study, standard: Standard, date: str) -> pd.Series:
    """Count by sozialraum_id the facilities that would count for a standard but are known by their Sozialraum only."""
    if study.facilities is None:
        return pd.Series(0, index=study.ids)
    f = study.facilities
    lost = f.loc[_is_offer(f, standard, date) & ~_has_point(f), "sozialraum_id"]
    return lost.value_counts().reindex(study.ids, fill_value=0)


def counts_as_place(activities: gpd.GeoDataFrame, standard: Standard) -> pd.Series:
    """Tell which activities fulfil everything but category and date to count like a facility."""
    a = activities
    has_ages = a["age_from"].notna() | a["age_to"].notna()
    enough = a["hours_week"].fillna(0) >= (standard.min_hours_week or 0)
    on_site = a["form"].fillna("stationaer").isin(["stationaer", "mobil"])  # a mobile offer has a row for each stop
    return (
        _has_point(a)
        & has_ages
        & entitled(a, standard.ages)
        & a["access"].eq("offen")
        & a["rhythm"].isin(RECURRING)
        & enough
        & on_site
    )


def reach(study: Study, points: Points, standards: tuple[Standard, ...], settings: Settings) -> Reach:
    """Compute the distance from every sub-point to the nearest offer of each standard.

    With streets distances follow them, legs to the street included; without, straight lines times the detour factor.
    """
    date = settings.on_date or study.date
    rules = walking()
    offers = {s.id: counted_offers(study, s, date) for s in standards}
    unplaced = {s.id: unplaced_offers(study, s, date) for s in standards}
    xy = np.column_stack([points.x, points.y])
    if study.edges is None or study.straight_line or settings.straight_line:
        distances = {key: _straight(xy, frame) * rules.detour_factor for key, frame in offers.items()}
        return Reach(distances, offers, "straight_line", unplaced, xy)
    graph = net.build_network(study.edges)
    start = net.snap(graph, gpd.GeoSeries(shapely.points(points.x, points.y), crs=study.crs), rules.max_snap_m)
    snapped = {key: net.snap(graph, frame.geometry, rules.max_snap_m) for key, frame in offers.items()}
    distances = net.nearest_by_group(graph, start, snapped)
    for key, frame in offers.items():
        offers[key] = frame.assign(is_on_network=snapped[key].edge >= 0)
    return Reach(distances, offers, "network", unplaced, xy, graph, start)


def _straight(xy: np.ndarray, offers: gpd.GeoDataFrame) -> np.ndarray:
    """Straight-line distance [m] to the nearest offer; inf without any."""
    if not len(offers):
        return np.full(len(xy), np.inf)
    from scipy.spatial import cKDTree  # not needed, and slow to load, where streets are there

    tree = cKDTree(np.column_stack([offers.geometry.x, offers.geometry.y]))
    return np.asarray(tree.query(xy)[0])


def band_people(
    study: Study, bands: Bands | None, points: Points, ages: Band, blank: float
) -> tuple[pd.Series, np.ndarray, bool]:
    """Return the people of an age band per Sozialraum and per sub-point, and whether they are estimated."""
    ids = study.ids
    if bands is not None:
        people, estimated = bands.of(ages)
        return people, people_at(points, study, ages, people, blank), estimated
    per_point = people_at(points, study, ages, None, blank)
    per_piece = census_people(points, study, ages, blank)
    if np.isnan(per_piece).all():
        return pd.Series(np.nan, index=ids, name=ages.id), per_point, False
    sums = pd.Series(per_piece).groupby(points.pieces["sozialraum_id"].to_numpy()).sum(min_count=1)
    return sums.reindex(ids).rename(ages.id), per_point, True


def coverage(
    study: Study,
    points: Points,
    bands: Bands | None,
    distances: Reach,
    standards: tuple[Standard, ...],
    settings: Settings,
) -> pd.DataFrame:
    """Compare distances with the standards.

    Returns
    -------
    DataFrame
        One row per sozialraum_id and standard_id: people, covered_share (0–1 of those whose distance is known),
        uncovered_people, unknown_share, nearest_p50_m, nearest_p90_m, is_estimated, is_complete, unplaced (offers
        known by their Sozialraum only). Coverage is NaN where no source declares its list complete, where nobody
        lives, where people are unknown, and where unplaced offers leave more open than `MOST_OPEN`.
    """
    frames = []
    ids = study.ids
    codes = pd.Index(ids).get_indexer(points.ids)[points.codes][points.piece]
    area = points.area_m2[points.piece] * points.share
    for standard in standards:
        people, at_point, estimated = band_people(study, bands, points, standard.ages, settings.census_blank)
        distance = distances.distance_m[standard.id]
        known = ~np.isnan(distance)
        within = known & (np.nan_to_num(distance, nan=np.inf) <= standard.limit_m + TOLERANCE_M)
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
        p50, p90 = (_weighted_quantile(distance, weights, codes, size, q) for q in (0.5, 0.9))
        p50[~is_complete | is_open], p90[~is_complete | is_open] = np.nan, np.nan
        frames.append(
            pd.DataFrame(
                {
                    "sozialraum_id": ids,
                    "standard_id": standard.id,
                    "people": people.to_numpy(),
                    "covered_share": share,
                    "uncovered_people": people.to_numpy() * (1 - share),
                    "unknown_share": unknown_share,
                    "nearest_p50_m": p50,
                    "nearest_p90_m": p90,
                    "is_estimated": estimated,
                    "is_complete": is_complete,
                    "unplaced": unplaced,
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def _weighted_quantile(values: np.ndarray, weights: np.ndarray, codes: np.ndarray, size: int, q: float) -> np.ndarray:
    """Return per group the smallest value at which at least the share ``q`` of the known weight lies."""
    use = ~np.isnan(values) & (np.nan_to_num(weights) > 0) & (codes >= 0)
    values, weights, codes = values[use], weights[use], codes[use]
    order = np.lexsort((values, codes))
    values, weights, codes = values[order], weights[order], codes[order]
    result = np.full(size, np.nan)
    if not len(values):
        return result
    running = np.cumsum(weights)
    starts = np.searchsorted(codes, np.arange(size), side="left")
    stops = np.searchsorted(codes, np.arange(size), side="right")
    before = np.concatenate([[0.0], running])
    for group in np.flatnonzero(stops > starts):
        low, high = starts[group], stops[group]
        target = before[low] + q * (before[high] - before[low])
        at = low + np.searchsorted(running[low:high], target - 1e-9 * (before[high] - before[low]), side="left")
        result[group] = values[min(at, high - 1)]
    return result


def cell_reach(points: Points, distance: np.ndarray, limit_m: float, cell: np.ndarray) -> np.ndarray:
    """Tell where a standard is met, for maps, never as figures.

    Parameters
    ----------
    cell
        For each piece the number of its cell, from 0 without gaps.

    Returns
    -------
    array
        Per cell "covered", "partly", "uncovered" or "unknown".
    """
    known = ~np.isnan(distance)
    within = known & (np.nan_to_num(distance, nan=np.inf) <= limit_m + TOLERANCE_M)
    weight = points.share * points.pieces["area_share"].to_numpy()[points.piece]
    of = cell[points.piece]
    all_known = np.bincount(of, weights=weight * known)
    inside = np.bincount(of, weights=weight * within)
    return np.select(
        [all_known <= 1e-9, inside >= all_known - 1e-9, inside <= 1e-9], ["unknown", "covered", "uncovered"], "partly"
    )


_CAPACITIES = ("capacity", "capacity_available", "capacity_occupied")


def supply(study: Study, bands: Bands | None, standards: tuple[SupplyStandard, ...], date: str) -> pd.DataFrame:
    """Compare places with people.

    Returns
    -------
    DataFrame
        One row per sozialraum_id and supply_id: unit, facilities, facilities_without_capacity, capacity (approved),
        capacity_available, capacity_occupied, people, ratio_percent (places that can be occupied per hundred people;
        not the Betreuungsquote), missing_places (only with a quota). Unknown capacities make sums and ratios
        unknown, never smaller.
    """
    frames = []
    quotas = dict(study.quotas)
    for standard in standards:
        complete = study.complete_in(standard.category)
        if complete is None or study.facilities is None:
            continue
        f = study.facilities
        use = f["category"].eq(standard.category) & valid_on(f, date) & f["status"].fillna("offen").ne("geschlossen")
        use &= f["sozialraum_id"].notna()
        here = f[use]
        # Without a unit places are meant; hours, posts and square metres are no places
        has_unit = here["capacity_unit"].fillna("plaetze").eq(standard.unit)
        here = here.assign(**{c: here[c].where(has_unit) for c in _CAPACITIES})
        occupiable = here["capacity_available"].where(here["capacity_available"].notna(), here["capacity"])
        grouped = here.assign(occupiable=occupiable).groupby("sozialraum_id")
        sums = grouped[[*_CAPACITIES, "occupiable"]].sum(min_count=1)
        known = grouped[[*_CAPACITIES, "occupiable"]].count()
        sums = sums.mask(known.lt(grouped.size(), axis=0)).reindex(study.ids)
        count = grouped.size().reindex(study.ids, fill_value=0)
        sums[count == 0] = 0.0
        people = bands.of(standard.ages)[0] if bands is not None else pd.Series(np.nan, index=study.ids)
        quota = quotas.get(standard.id, standard.quota)
        frame = pd.DataFrame(
            {
                "sozialraum_id": study.ids,
                "supply_id": standard.id,
                "unit": standard.unit,
                "facilities": count.to_numpy(),
                "facilities_without_capacity": grouped["capacity"]
                .agg(lambda c: int(c.isna().sum()))
                .reindex(study.ids, fill_value=0)
                .to_numpy(),
                "capacity": sums["capacity"].to_numpy(),
                "capacity_available": sums["capacity_available"].to_numpy(),
                "capacity_occupied": sums["capacity_occupied"].to_numpy(),
                "people": people.to_numpy(),
                "ratio_percent": (sums["occupiable"] / people.where(people > 0) * 100).to_numpy(),
                "missing_places": np.nan
                if quota is None
                else (quota * people - sums["occupiable"]).clip(lower=0).to_numpy(),
            }
        )
        numbers = frame.columns[3:]
        frame.loc[~study.ids.isin(complete), numbers.difference(["people"])] = np.nan
        frames.append(frame)
    columns = [
        "sozialraum_id",
        "supply_id",
        "unit",
        "facilities",
        "facilities_without_capacity",
        "capacity",
        "capacity_available",
        "capacity_occupied",
        "people",
        "ratio_percent",
        "missing_places",
    ]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
