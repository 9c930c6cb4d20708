"""Places within reach, shared with all who want them: enhanced two-step floating catchment (method: section 7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from sozialraum_geo.analysis.population import Spread
from sozialraum_geo.analysis.reach.accessibility import TOLERANCE_M, Reach, point_limits
from sozialraum_geo.analysis.reach.offers import entitled
from sozialraum_geo.analysis.reach.pairs import Pairs
from sozialraum_geo.standards import Band, Settings, Standard, screen_bands
from sozialraum_geo.study import Study

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

STEPS, GAUSS = "steps", "gauss"
WEIGHTS = (1.0, 0.68, 0.22)  # up to a third, two thirds and all of the limit; Luo and Qi 2009
MOST_WITHOUT = 0.2  # of the facilities may lack their capacity; a default of ours
PLACES = "plaetze"


@dataclass(frozen=True, eq=False)
class Access:
    """Places within reach of people, competition counted.

    Attributes
    ----------
    table
        One row per sozialraum_id and standard_id: access_per_100 (people-weighted mean of the places that fall to
        one person, times 100; over people whose distance is known), places (that fall to all of them) and people;
        NaN where it is not known.
    standards
        Index standard_id: unit, facilities, facilities_without_capacity (left out), unreached (names of facilities
        that nobody reaches), is_known.
    at_points
        By standard_id: places that fall to one person at each sub-point, the mean over the ages there, and the
        people; NaN where the distance is not known.
    """

    table: pd.DataFrame
    standards: pd.DataFrame
    at_points: dict[str, tuple[Floats, Floats]]


def decay(ratio: Floats, kind: str = STEPS) -> Floats:
    """Return the weight of a distance given in limits; beyond the limit it is 0.

    Examples
    --------
    >>> decay(np.array([0.0, 1 / 3, 0.5, 1.0, 1.01])).tolist()
    [1.0, 1.0, 0.68, 0.22, 0.0]
    """
    if kind == GAUSS:
        # falls to 0 at the limit; Dai 2010
        weight = (np.exp(-0.5 * ratio**2) - np.exp(-0.5)) / (1 - np.exp(-0.5))
        return np.where(ratio <= 1, np.maximum(weight, 0.0), 0.0)
    first, second, third = WEIGHTS
    return np.select([ratio <= 1 / 3, ratio <= 2 / 3, ratio <= 1], [first, second, third], 0.0)


def floating_catchment(
    pairs: Iterator[Pairs],
    people: Floats,
    entitles: npt.NDArray[np.bool_],
    capacity: Floats,
    limit_m: Floats,
    kind: str,
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Share the places of every facility among those who reach it.

    Parameters
    ----------
    pairs
        All pairs within the longest limit; all of a facility in one block.
    people
        P by age band and point, shape (bands, points); NaN unknown.
    entitles
        Which bands a facility is for, shape (facilities, bands).
    capacity
        S of each facility.
    limit_m
        Limit of each point [m].
    kind
        `STEPS` or `GAUSS`.

    Returns
    -------
    A, is_reached
        Places that fall to one person of each band at each point, shape (bands, points); and which facilities anybody
        reaches.

    Notes
    -----
    Who shares a place with people of unknown number has an unknown share of it. One block at a time: R_j needs the
    pairs of j only, and adds to A at once. Law: Σ_gc P_gc A_gc = Σ_j S_j over the facilities that are reached.
    """
    access = np.zeros(people.shape)
    is_reached = np.zeros(len(capacity), dtype=bool)
    for block in pairs:
        # A millimetre beyond the limit still counts, as everywhere
        weight = decay((block.distance_m - TOLERANCE_M) / limit_m[block.point], kind)
        for_band = entitles[block.place] * weight[:, None]
        wanted = np.where(for_band > 0, for_band * people[:, block.point].T, 0.0).sum(axis=1)
        demand = np.bincount(block.place, weights=wanted, minlength=len(capacity))
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where(demand == 0, 0.0, capacity / demand)
        is_reached |= ~(demand == 0)
        for band in range(len(people)):
            np.add.at(access[band], block.point, for_band[:, band] * ratio[block.place])
    return access, is_reached


def access(spread: Spread, reach: Reach, standards: tuple[Standard, ...], settings: Settings) -> Access:
    """Compute the places within reach for every standard whose facilities say how many they have."""
    study, points = spread.study, spread.points
    tables, rows, at_points = [], {}, {}
    area = study.ids.get_indexer(points.ids)[points.codes][points.piece]
    for standard in standards:
        offers = _with_capacity(study, reach, standard)
        if study.complete_in(standard.category) is None or not len(offers) or offers["capacity"].isna().all():
            continue
        missing = int(offers["capacity"].isna().sum())
        with_places = offers.dropna(subset=["capacity"])
        people, parts = _people(spread, standard.ages)
        limit = point_limits(study, points, standard)
        entitles = np.column_stack([entitled(with_places, part).to_numpy() for part in parts])
        found = _of_facilities(
            reach.pairs(standard.id, float(limit.max()), np.arange(len(points.piece))), with_places, offers
        )
        shares, is_reached = floating_catchment(
            found, people, entitles, with_places["capacity"].to_numpy(), limit, settings.decay
        )
        everyone = people.sum(axis=0)
        known = ~np.isnan(reach.distance_m[standard.id])
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = np.where(known, (people * shares).sum(axis=0) / everyone, np.nan)
        is_known = missing <= MOST_WITHOUT * len(offers) and bool(np.nansum(everyone) > 0)
        complete = study.complete_in(standard.category)
        inside = is_known & study.ids.isin(complete if complete is not None else [])[area]
        mean = np.where(inside, mean, np.nan)
        tables.append(_by_area(study, standard, area, mean, np.where(known, everyone, 0.0)))
        at_points[standard.id] = (mean, everyone)
        rows[standard.id] = {
            "unit": standard.capacity_unit or PLACES,
            "facilities": len(offers),
            "facilities_without_capacity": missing,
            "unreached": tuple(with_places["name"][~is_reached]),
            "is_known": is_known,
        }
    columns = ["sozialraum_id", "standard_id", "access_per_100", "places", "people"]
    table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=columns)
    return Access(table, pd.DataFrame.from_dict(rows, orient="index").rename_axis("standard_id"), at_points)


def _with_capacity(study: Study, reach: Reach, standard: Standard) -> pd.DataFrame:
    """Return the facilities that count for a standard, one row each, with the places that can be occupied."""
    rows = reach.offers[standard.id]
    facilities = rows[rows["kind"] == "facility"]["offer_id"].drop_duplicates()
    if study.facilities is None or not len(facilities):
        return pd.DataFrame({"capacity": []})
    f = study.facilities.set_index("facility_id").loc[facilities]
    # Without a unit places are meant; hours, posts and square metres are no places
    has_unit = f["capacity_unit"].fillna(PLACES).eq(standard.capacity_unit or PLACES)
    places = f["capacity_available"].where(f["capacity_available"].notna(), f["capacity"]).where(has_unit)
    own = pd.Series(rows.index, rows["offer_id"]).groupby(level=0).agg(list)
    return pd.DataFrame(
        {"name": f["name"], "age_from": f["age_from"], "age_to": f["age_to"], "capacity": places}
    ).assign(rows=own)


def _people(spread: Spread, ages: Band) -> tuple[Floats, list[Band]]:
    """Return the people at each point by the parts into which the screen's bands cut the ages, if these are known."""
    edges = {float(ages.start), ages.stop}
    edges |= {e for band in screen_bands() for e in (band.start, band.stop) if ages.start < e < ages.stop}
    ordered = sorted(edges)
    parts = [Band(int(a), b) for a, b in pairwise(ordered)]
    counts = [spread.of(part)[1] for part in parts]
    if any(np.isnan(c).all() for c in counts):
        parts = [ages]
        counts = [spread.of(ages)[1]]
    return np.stack(counts), parts


def _of_facilities(found: Iterator[Pairs], chosen: pd.DataFrame, offers: pd.DataFrame) -> Iterator[Pairs]:
    """Yield the pairs of facilities instead of those of their entrances: the shortest way to any of them.

    Parameters
    ----------
    chosen
        The facilities wanted, with the ``rows`` of the offers that are theirs.
    """
    last = max((r for rows in offers["rows"] for r in rows), default=-1)
    number, has_several = np.full(last + 1, -1, dtype=np.int64), np.zeros(len(chosen), dtype=bool)
    for at, rows in enumerate(chosen["rows"]):
        number[rows], has_several[at] = at, len(rows) > 1
    kept: list[tuple[Integers, Integers, Floats]] = []
    for pairs in found:
        inside = pairs.place <= last
        place = np.where(inside, number[np.minimum(pairs.place, last)], -1)
        single = (place >= 0) & ~has_several[place]
        if single.any():
            yield Pairs(pairs.point[single], place[single], pairs.distance_m[single])
        several = (place >= 0) & ~single
        kept.append((pairs.point[several], place[several], pairs.distance_m[several]))
    if kept:
        point, place, distance = (np.concatenate(part) for part in zip(*kept, strict=True))
        order = np.lexsort((distance, point, place))
        point, place, distance = point[order], place[order], distance[order]
        first = np.ones(len(point), dtype=bool)
        first[1:] = (np.diff(point) != 0) | (np.diff(place) != 0)
        yield Pairs(point[first], place[first], distance[first])


def _by_area(study: Study, standard: Standard, area: Integers, mean: Floats, people: Floats) -> pd.DataFrame:
    size = len(study.ids)
    everyone = np.bincount(area, weights=people, minlength=size)
    # one unknown share makes the mean unknown; where nobody lives there is none to be known
    total = np.bincount(area, weights=np.where(people == 0, 0.0, mean * people), minlength=size)
    with np.errstate(divide="ignore", invalid="ignore"):
        per_100 = np.where(everyone > 0, 100 * total / everyone, np.nan)
    return pd.DataFrame(
        {
            "sozialraum_id": study.ids,
            "standard_id": standard.id,
            "access_per_100": per_100,
            "places": np.where(everyone > 0, total, np.nan),
            "people": everyone,
        }
    )
