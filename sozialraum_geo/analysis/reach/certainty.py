"""How sure a coverage is: seeded draws of where people live and where places lie (method: section 5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sozialraum_geo.analysis.population import Points
from sozialraum_geo.analysis.reach.accessibility import TOLERANCE_M, Reach
from sozialraum_geo.analysis.reach.pairs import ranges

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

# Largest error of a place's distances [m] by how exactly it was located, uniform
ERROR_M = {"haus": 10.0, "nachbarhaus": 30.0, "strasse": 150.0, "ort": 1000.0}
LOW, HIGH = 0.05, 0.95  # the interval
TOO_WIDE = 0.2  # a share that is open by more than 20 points is no answer
DRAWS = 500  # for an interval; a default of ours
BLOCK = 64  # draws at a time
MOST_NUMBERS = 50_000  # of ways at a time, so that they stay in the cache


@dataclass(frozen=True, eq=False)
class Doubt:
    """What is open about the coverage of one standard, as far as a range of limits may touch it.

    All distances are in limits: 1 is exactly the limit of the Sozialraum.

    Attributes
    ----------
    size
        Number of Sozialräume.
    area, people, low, high
        One entry a piece of a cell, sorted by Sozialraum: its position, its people whose distance is known, the
        smallest limit that may reach anybody there and the smallest that surely reaches all.
    first_point
        Where the points of each piece begin; one more than pieces.
    share, point_low, point_high
        Of each point: its share of the people of its piece whose distance is known; as ``low`` and ``high``.
    first_way
        Where the ways of each point begin; one more than points.
    ways, place
        Length of a way that may be the shortest, and the number of its place in ``error``.
    error
        Largest error by place, times `per_metre` of the point; the first is without error.
    per_metre
        Of each way: limits a metre.
    """

    size: int
    area: Integers
    people: Floats
    low: Floats
    high: Floats
    first_point: Integers
    share: Floats
    point_low: Floats
    point_high: Floats
    first_way: Integers
    ways: Floats
    place: Integers
    per_metre: Floats
    error: Floats


def doubt(
    reach: Reach, points: Points, standard_id: str, people: Floats, limit_m: pd.Series, factors: tuple[float, float]
) -> Doubt:
    """Gather what decides the coverage of a standard within a range of limits.

    Parameters
    ----------
    people
        Of the standard's ages in each piece of ``points``; NaN counts as nobody.
    limit_m
        Limit by sozialraum_id [m]; its index gives the order of the areas.
    factors
        Smallest and largest multiple of the limit that will be asked for.
    """
    area = limit_m.index.get_indexer(points.ids)[points.codes]
    distance = reach.distance_m[standard_id]
    limit = limit_m.to_numpy(dtype=float)[area][points.piece]
    known = ~np.isnan(distance)
    offers = reach.offers[standard_id]
    number, ids = pd.factorize(offers["offer_id"].to_numpy(dtype=object))
    of_offer = offers["precision"].map(ERROR_M).fillna(ERROR_M["haus"]).to_numpy(dtype=float)
    error = np.zeros(len(ids) + 1)
    np.maximum.at(error, number + 1, of_offer)
    worst = error.max()
    # Nobody nearer or further than the errors reach is touched by them
    is_open = known & (distance - worst <= factors[1] * limit) & (distance + worst >= factors[0] * limit)
    is_open &= np.isfinite(distance)
    point, place, ways = _ways(reach, standard_id, np.flatnonzero(is_open), distance, number + 1, error)
    rest = np.flatnonzero(known & ~is_open)
    point, place = np.concatenate((point, rest)), np.concatenate((place, np.zeros(len(rest), dtype=np.int64)))
    ways = np.concatenate((ways, distance[rest]))
    order = np.lexsort((point, points.piece[point], area[points.piece[point]]))
    point, place, ways = point[order], place[order], ways[order]
    per_metre = 1 / limit[point]
    # A millimetre beyond the limit still counts, as everywhere
    shortened = (ways - TOLERANCE_M) * per_metre
    return _doubt(points, area, people, point, place, shortened, per_metre, error, len(limit_m))


def _ways(
    reach: Reach, standard_id: str, at: Integers, distance: Floats, place_of: Integers, error: Floats
) -> tuple[Integers, Integers, Floats]:
    """Return point, place and length of every way that may be the shortest of its point, whatever the errors."""
    found: list[tuple[Integers, Integers, Floats]] = []
    if len(at):
        most = distance[at] + error.max()
        for pairs in reach.pairs(standard_id, float(most.max() + error.max()), at):
            place = place_of[pairs.place]
            use = pairs.distance_m - error[place] <= most[pairs.point]
            found.append((at[pairs.point[use]], place[use], pairs.distance_m[use]))
    empty = np.empty(0, dtype=np.int64)
    parts = zip(*found, strict=True) if found else ((empty,), (empty,), (np.empty(0),))
    point, place, ways = (np.concatenate(part) for part in parts)
    return point, place, ways


def _doubt(
    points: Points,
    area: Integers,
    people: Floats,
    point: Integers,
    place: Integers,
    ways: Floats,
    per_metre: Floats,
    error: Floats,
    size: int,
) -> Doubt:
    first_way = _starts(point)
    at = point[first_way[:-1]]
    piece_of = points.piece[at]
    first_point = _starts(piece_of)
    pieces = piece_of[first_point[:-1]]
    if not len(at):
        none = np.empty(0)
        return Doubt(
            size, area[:0], none, none, none, first_point, none, none, none, first_way, ways, place, per_metre, error
        )
    wide = error[place] * per_metre
    low, high = (np.minimum.reduceat(ways + s * wide, first_way[:-1]) for s in (-1, 1))
    known_share = np.add.reduceat(points.share[at], first_point[:-1])
    share = points.share[at] / np.repeat(known_share, np.diff(first_point))
    return Doubt(
        size,
        area[pieces],
        np.nan_to_num(people[pieces]) * known_share,
        np.minimum.reduceat(low, first_point[:-1]),
        np.maximum.reduceat(high, first_point[:-1]),
        first_point,
        share,
        low,
        high,
        first_way,
        ways,
        place,
        per_metre,
        error,
    )


def _starts(sorted_values: Integers) -> Integers:
    """Return where each run of equal values begins, and the end."""
    if not len(sorted_values):
        return np.zeros(1, dtype=np.int64)
    return np.concatenate(([0], np.flatnonzero(np.diff(sorted_values)) + 1, [len(sorted_values)]))


def coverage_draws(doubt: Doubt, factor: Floats, rng: np.random.Generator) -> Floats:
    """Draw the coverage of every Sozialraum.

    In each draw every place's distances shift by an error of its own, and the people of each piece fall at random
    among its points; a fractional number of people is rounded at random, so that its expectation stays and the
    people of a Sozialraum stay as many as they are, to the next whole person.

    Parameters
    ----------
    factor
        The limit of each draw, in limits; between the ``factors`` that `doubt` was made for.

    Returns
    -------
    array of shape (draws, areas)
        Shares 0–1; NaN where nobody lives whose distance is known.
    """
    shares = np.full((len(factor), doubt.size), np.nan)
    everybody = _by_area(doubt, np.ones(len(doubt.area), dtype=bool))
    for block in _blocks(factor):
        limit = factor[block]
        surely = doubt.high <= limit.min()
        is_open = ~surely & (doubt.low <= limit.max())
        sure = _by_area(doubt, surely)
        shares[block] = _block(doubt, np.flatnonzero(is_open), sure, everybody, limit, rng)
    shares[:, everybody <= 0] = np.nan
    return shares


def _by_area(doubt: Doubt, pieces: npt.NDArray[np.bool_]) -> Floats:
    people = np.bincount(doubt.area[pieces], weights=doubt.people[pieces], minlength=doubt.size)
    return people.astype(np.float64)  # without any piece numpy counts in whole numbers


def _blocks(factor: Floats) -> Iterator[Integers]:
    """Yield draws with limits near each other."""
    order = np.argsort(factor, kind="stable")
    for first in range(0, len(order), BLOCK):
        yield order[first : first + BLOCK]


def _block(
    doubt: Doubt, pieces: Integers, sure: Floats, everybody: Floats, limit: Floats, rng: np.random.Generator
) -> Floats:
    area, people = doubt.area[pieces], doubt.people[pieces]
    start = rng.random((len(limit), doubt.size))
    expected = np.tile(sure, (len(limit), 1))
    covered = np.floor(sure + start)
    if len(pieces):
        reached = _reached(doubt, pieces, limit, rng)
        first = _starts(area)[:-1]
        running = np.cumsum(people)
        running += (sure[area[first]] - running[first] + people[first]).repeat(np.diff([*first, len(area)]))
        before = np.concatenate(([0.0], running[:-1]))
        before[first] = sure[area[first]]
        count = np.floor(running + start[:, area]) - np.floor(before + start[:, area])
        hits = rng.binomial(count.astype(np.int64), reached)
        covered[:, area[first]] += np.add.reduceat(hits, first, axis=1)
        expected[:, area[first]] += np.add.reduceat(people * reached, first, axis=1)
    total = np.floor(everybody + start)
    with np.errstate(invalid="ignore", divide="ignore"):
        # Of less than one person there may be none in a draw: then what is expected stands
        share = np.where(total > 0, covered / total, expected / everybody)
    return np.clip(share, 0.0, 1.0)


def _reached(doubt: Doubt, pieces: Integers, limit: Floats, rng: np.random.Generator) -> Floats:
    """Return the share of each piece within the limit, by draw; shape (draws, pieces)."""
    count = np.diff(doubt.first_point)[pieces]
    points = ranges(doubt.first_point[pieces], doubt.first_point[pieces + 1])
    piece = np.repeat(np.arange(len(pieces)), count)
    surely = doubt.point_high[points] <= limit.min()
    sure = np.bincount(piece[surely], weights=doubt.share[points[surely]], minlength=len(pieces))
    reached = np.tile(sure.astype(np.float64), (len(limit), 1))
    # only what the limits and errors of these draws can touch
    is_open = ~surely & (doubt.point_low[points] <= limit.max())
    points, piece = points[is_open], piece[is_open]
    ways = ranges(doubt.first_way[points], doubt.first_way[points + 1])
    first_point, first_way = _starts(piece)[:-1], _restart(np.diff(doubt.first_way)[points])
    place, per_metre = doubt.place[ways], doubt.per_metre[ways]
    share, length = doubt.share[points], doubt.ways[ways]
    has_one = len(ways) == len(points)
    touched = piece[first_point]
    step = max(1, MOST_NUMBERS // max(len(ways), 1))
    for first in range(0, len(limit) if len(points) else 0, step):
        part = limit[first : first + step, None]
        error = rng.uniform(-doubt.error, doubt.error, (len(part), len(doubt.error)))
        shortest = length + error[:, place] * per_metre
        if not has_one:
            shortest = np.minimum.reduceat(shortest.ravel(), _rows(first_way, len(part), len(ways)))
        within = (shortest.reshape(len(part), -1) <= part) * share
        found = np.add.reduceat(within.ravel(), _rows(first_point, len(part), len(points)))
        reached[first : first + step, touched] += found.reshape(len(part), -1)
    return np.clip(reached, 0.0, 1.0)


def _rows(first: Integers, rows: int, width: int) -> Integers:
    """Return where runs begin when the rows of a matrix stand one after the other."""
    return (first + width * np.arange(rows)[:, None]).ravel()


def _restart(count: Integers) -> Integers:
    return np.cumsum(count) - count


def interval(draws: Floats) -> tuple[Floats, Floats]:
    """Return the 5 % and 95 % quantiles over the draws (first axis); NaN stays."""
    low, high = np.quantile(draws, (LOW, HIGH), axis=0)
    return low, high


def with_intervals(coverage: pd.DataFrame, draws: Mapping[str, Floats]) -> pd.DataFrame:
    """Add the interval to each row of a coverage table.

    Parameters
    ----------
    coverage
        As `accessibility.coverage` returns it.
    draws
        By standard_id, as `coverage_draws` returns them, areas in the order of the table.

    Returns
    -------
    DataFrame
        The table with covered_low and covered_high, which hold covered_share and are NaN where it is, and is_wide:
        whether they lie further apart than `TOO_WIDE`.
    """
    table = coverage.copy()
    table["covered_low"], table["covered_high"] = np.nan, np.nan
    for standard_id, shares in draws.items():
        rows = (table["standard_id"] == standard_id).to_numpy()
        share = table.loc[rows, "covered_share"].to_numpy()
        low, high = interval(shares)
        # few people: what is expected may be none of the whole numbers drawn
        table.loc[rows, "covered_low"] = np.minimum(low, share)
        table.loc[rows, "covered_high"] = np.maximum(high, share)
    table["is_wide"] = (table["covered_high"] - table["covered_low"]) > TOO_WIDE + 1e-9
    return table


def of_all(coverage: pd.DataFrame, draws: Mapping[str, Floats]) -> pd.DataFrame:
    """Return the interval of each standard for the whole place, over the Sozialräume where it is known.

    Returns
    -------
    DataFrame
        Index standard_id, columns covered_low and covered_high.
    """
    rows = {}
    for standard_id, shares in draws.items():
        part = coverage[coverage["standard_id"] == standard_id]
        known = part["covered_share"].notna().to_numpy()
        people = part.loc[known, "people"].to_numpy()
        if not people.sum() > 0:
            rows[standard_id] = (np.nan, np.nan)
            continue
        share = float(part.loc[known, "covered_share"] @ people / people.sum())
        low, high = interval(np.nan_to_num(shares[:, known]) @ people / people.sum())
        rows[standard_id] = (min(float(low), share), max(float(high), share))
    return pd.DataFrame.from_dict(rows, orient="index", columns=["covered_low", "covered_high"]).rename_axis(
        "standard_id"
    )
