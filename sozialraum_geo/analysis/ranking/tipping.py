"""What would change the order: the smallest change of one weight or one limit that swaps two neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

LEAST, MOST = 0.5, 2.0  # multiples of a limit that are tried; a default of ours
TINY = 1e-12
NEVER = 1e-6


def neighbours(score: pd.Series) -> list[tuple[str, str]]:
    """Return the pairs of areas that follow each other in the order of a score, the highest first; ties are none.

    Examples
    --------
    >>> neighbours(pd.Series({"A": 0.1, "B": 0.4, "C": 0.4, "D": 0.2}))
    [('B', 'D'), ('D', 'A')]
    """
    order = score.dropna().sort_values(ascending=False, kind="stable")
    names, values = [str(name) for name in order.index], order.to_numpy(dtype=float)
    first, found = 0, []
    for at in range(1, len(values)):
        if values[at - 1] - values[at] > TINY:
            found.append((names[first], names[at]))  # of several equal ones above, the first stands for all
            first = at
    return found


def weight_tips(relative_gap: pd.DataFrame, weights: Mapping[str, float]) -> pd.DataFrame:
    """Return for each pair of neighbours the smallest change of one weight that makes them equal.

    The other weights keep their proportions to each other; all add up to 1.

    Parameters
    ----------
    relative_gap
        G by sozialraum_id (rows) and standard_id (columns) of the ranked areas.
    weights
        By standard_id, adding up to 1.

    Returns
    -------
    DataFrame
        upper_id, lower_id, standard_id, weight, weight_then (both 0-1); pairs that no single weight swaps are missing.
    """
    standards = list(weights)
    share = np.array([weights[s] for s in standards])
    gap = relative_gap[standards].to_numpy(dtype=float)
    row_of = {str(area): at for at, area in enumerate(relative_gap.index)}
    rows = []
    for upper, lower in neighbours(pd.Series(gap @ share, index=relative_gap.index)):
        found = list(_weight_tips(gap[row_of[upper]] - gap[row_of[lower]], share))
        if found:
            at, then = min(found, key=lambda tip: abs(tip[1] - share[tip[0]]))
            rows.append((upper, lower, standards[at], float(share[at]), then))
    return pd.DataFrame(rows, columns=["upper_id", "lower_id", "standard_id", "weight", "weight_then"])


def _weight_tips(lead: Floats, share: Floats) -> Iterator[tuple[int, float]]:
    """Yield the standards and the weights at which a lead is used up: ω Δ_s + (1 - ω) R = 0."""
    for at, weight in enumerate(share):
        if weight >= 1 - TINY:
            continue
        rest = (lead @ share - lead[at] * weight) / (1 - weight)
        if abs(rest - lead[at]) > TINY:
            then = rest / (rest - lead[at])
            if NEVER < then < 1 - NEVER:  # at the ends there is nothing beyond to swap for
                yield at, float(then)


def limit_tips(
    ways: Mapping[str, Mapping[str, tuple[Floats, Floats]]],
    limits_m: Mapping[str, float],
    need_weight: pd.Series,
    relative_gap: pd.DataFrame,
    weights: Mapping[str, float],
) -> pd.DataFrame:
    """Return for each pair of neighbours the smallest change of one limit, in whole metres, that swaps them.

    Parameters
    ----------
    ways
        By standard_id and sozialraum_id: the known distances in limits (1 is the limit), sorted, and the running sum
        of the people who have them.
    limits_m
        By standard_id [m]; those not named stay as they are.
    need_weight
        N' by sozialraum_id.
    relative_gap, weights
        As for `weight_tips`.

    Returns
    -------
    DataFrame
        upper_id, lower_id, standard_id, limit_m, limit_then_m. Limits from half to twice are tried.
    """
    standards = list(weights)
    share = np.array([weights[s] for s in standards])
    gap = relative_gap[standards].to_numpy(dtype=float)
    row_of = {str(area): at for at, area in enumerate(relative_gap.index)}
    metres = {s: np.arange(np.ceil(LEAST * m), np.floor(MOST * m) + 1) for s, m in limits_m.items()}

    @cache
    def gaps(standard: str, area: str) -> Floats:
        within = _share_within(*ways[standard][area], metres[standard] / limits_m[standard])
        return float(need_weight.loc[area]) * (1 - within)

    rows = []
    for upper, lower in neighbours(pd.Series(gap @ share, index=relative_gap.index)):
        lead = gap[row_of[upper]] - gap[row_of[lower]]
        found: list[tuple[str, float, float]] = []
        for at, standard in enumerate(standards):
            if standard not in limits_m:
                continue
            others = lead @ share - lead[at] * share[at]
            change = others + share[at] * (gaps(standard, upper) - gaps(standard, lower))
            swapped = metres[standard][change < -TINY]
            if len(swapped):
                then = swapped[np.abs(swapped - limits_m[standard]).argmin()]
                found.append((standard, float(limits_m[standard]), float(then)))
        if found:
            rows.append((upper, lower, *min(found, key=lambda tip: abs(tip[2] / tip[1] - 1))))
    return pd.DataFrame(rows, columns=["upper_id", "lower_id", "standard_id", "limit_m", "limit_then_m"])


def _share_within(ratio: Floats, running: Floats, factor: Floats) -> Floats:
    """Return the share of people within each multiple of the limit; all are covered where nobody lives."""
    if not len(ratio) or running[-1] <= 0:
        return np.ones(len(factor))
    at = np.searchsorted(ratio, factor + TINY, side="right")
    return np.concatenate(([0.0], running))[at] / running[-1]
