"""How sure a ranking is: seeded draws of weights, coverage and index, streamed (method: section 11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sozialraum_geo.analysis.reach.certainty import HIGH, LOW

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]

CONCENTRATION = 50.0  # κ of the Dirichlet distribution around the decided weights
APART = 0.9  # who precedes another in so many draws stands in another band
CHUNK = 128  # draws at a time: the whole matrix of ranks is never kept


@dataclass(frozen=True, eq=False)
class RankDraws:
    """The ranks of the areas over many draws.

    Attributes
    ----------
    draws
        How many.
    table
        sozialraum_id, rank_median, rank_low, rank_high (5 % and 95 %), band (1 first); in the order of the median.
        Areas in one band cannot be told apart.
    times
        How often the area of a row of ``table`` had rank 1, 2, …; every row and every column adds up to ``draws``.
    before
        Share of draws in which the area of a row precedes that of a column; ties count half.
    """

    draws: int
    table: pd.DataFrame
    times: Integers
    before: Floats

    def first_share(self, k: int) -> pd.Series:
        """Return P(top k) by sozialraum_id; over all areas it adds up to k."""
        share = self.times[:, :k].sum(axis=1) / self.draws
        return pd.Series(share, index=pd.Index(self.table["sozialraum_id"]), name=f"first_{k}_share")


def rank_draws(
    ids: pd.Index,
    weights: Floats,
    need_weight: Floats,
    uncovered: npt.NDArray[np.floating[Any]],
    rng: np.random.Generator,
    draws: int,
    concentration: float = CONCENTRATION,
) -> RankDraws:
    """Rank the areas again and again.

    Parameters
    ----------
    ids
        The n ranked areas.
    weights
        Decided weight of each of the m standards, adding up to 1.
    need_weight
        N' by draw and area, shape (draws, n); (1, n) if it does not vary.
    uncovered
        1 - C by draw, standard and area, shape (draws, m, n); (1, m, n) if it does not vary.
    draws
        Their number.

    Notes
    -----
    ω ~ Dirichlet(κ ω⁰); the score is Σ_s ω_s N' (1 - C_s), the highest first; ties are broken at random. Laws:
    ΣP(top k) = k; with weights alone varying, an area that is worse on every criterion is never ranked below the one
    it is worse than, and identical areas share a band.
    """
    size = len(ids)
    times = np.zeros(size * size, dtype=np.int32)
    ahead = np.zeros((size, size), dtype=np.int32)
    base = np.arange(size) * size
    for first in range(0, draws, CHUNK):
        count = min(CHUNK, draws - first)
        chosen = rng.dirichlet(concentration * weights, count)
        need, gap = _part(need_weight, first, count), _part(uncovered, first, count)
        score = need * np.einsum("ks,ksn->kn", chosen, np.broadcast_to(gap, (count, *gap.shape[1:])))
        level = _levels(score)
        order = np.argsort(level + rng.random(level.shape), axis=1)
        rank = np.empty_like(order)
        np.put_along_axis(rank, order, np.arange(size)[None, :], axis=1)
        times += np.bincount((base + rank).ravel(), minlength=size * size).astype(np.int32)
        for row in level.astype(np.int32 if size > 30_000 else np.int16):
            ahead += row[:, None] < row[None, :]
    # ahead of it, and half of the ties: a + (K - a - a') / 2 = (K + a - a') / 2
    before = ahead.astype(np.float64)
    before -= ahead.T
    before += draws
    before /= 2 * draws
    return _summary(ids, times.reshape(size, size), before, draws)


def _part(values: npt.NDArray[Any], first: int, count: int) -> npt.NDArray[Any]:
    return values if len(values) == 1 else values[first : first + count]


def _levels(score: Floats) -> Integers:
    """Return 0 for the highest score of each row; equal scores share a level."""
    order = np.argsort(-score, axis=1, kind="stable")
    ordered = np.take_along_axis(score, order, axis=1)
    steps = np.zeros(score.shape, dtype=np.int64)
    steps[:, 1:] = np.cumsum(np.diff(ordered, axis=1) != 0, axis=1)
    level = np.empty_like(steps)
    np.put_along_axis(level, order, steps, axis=1)
    return level


def _summary(ids: pd.Index, times: Integers, before: Floats, draws: int) -> RankDraws:
    running = np.cumsum(times, axis=1)
    median, low, high = ((running >= q * draws - 1e-9).argmax(axis=1) + 1 for q in (0.5, LOW, HIGH))
    mean = times @ np.arange(1, len(ids) + 1)
    order = np.lexsort((np.arange(len(ids)), mean, median))
    before = before[np.ix_(order, order)]
    table = pd.DataFrame(
        {
            "sozialraum_id": np.asarray(ids)[order],
            "rank_median": median[order],
            "rank_low": low[order],
            "rank_high": high[order],
            "band": bands(before),
        }
    )
    return RankDraws(draws, table, times[order], before)


def bands(before: Floats) -> Integers:
    """Return the band of each area, down the median rank.

    An area joins the band above until some member of it precedes that area with P ≥ 0.9; then a new band begins.

    Examples
    --------
    >>> bands(np.array([[0.5, 0.6, 0.95], [0.4, 0.5, 0.7], [0.05, 0.3, 0.5]])).tolist()
    [1, 1, 2]
    """
    band = np.ones(len(before), dtype=np.int64)
    first = 0
    for area in range(1, len(before)):
        if (before[first:area, area] >= APART).any():
            first = area
            band[area] = band[area - 1] + 1
        else:
            band[area] = band[area - 1]
    return band
