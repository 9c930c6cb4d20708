"""What would change the order: the smallest change of one weight or one limit that swaps two neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

LEAST, MOST = 0.5, 2.0  # multiples of a limit that are tried; a default of ours
TINY = 1e-12


def neighbours(score: pd.Series) -> list[tuple[str, str]]:
    """Return the pairs of areas that follow each other in the order of a score, the highest first; ties are none.

    Examples
    --------
    >>> neighbours(pd.Series({"A": 0.1, "B": 0.4, "C": 0.4, "D": 0.2}))
    [('B', 'D'), ('D', 'A')]
    """
    order = score.dropna().sort_values(ascending=False, kind="stable")
    pairs = zip(order.index, order.index[1:], order, order.iloc[1:], strict=False)
    found = [(str(a), str(b)) for a, b, one, other in pairs if one - other > TINY]
    if len(order) and not found:
        return []
    # of several equal ones above, the first stands for all
    firsts = {value: name for name, value in reversed(list(order.items()))}
    return [(str(firsts[order[a]]), b) for a, b in found]


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
    share = pd.Series(dict(weights), dtype=float)
    gap = relative_gap[list(share.index)]
    rows = []
    for upper, lower in neighbours((gap * share).sum(axis=1)):
        lead = gap.loc[upper] - gap.loc[lower]
        found = list(_weight_tips(lead, share))
        if found:
            standard, then = min(found, key=lambda tip: abs(tip[1] - share[tip[0]]))
            rows.append((upper, lower, standard, float(share[standard]), then))
    return pd.DataFrame(rows, columns=["upper_id", "lower_id", "standard_id", "weight", "weight_then"])


def _weight_tips(lead: pd.Series, share: pd.Series) -> Iterator[tuple[str, float]]:
    """Yield the standards and the weights at which a lead is used up: ω Δ_s + (1 - ω) R = 0."""
    for standard, weight in share.items():
        if weight >= 1 - TINY:
            continue
        rest = (lead.drop(standard) * share.drop(standard)).sum() / (1 - weight)
        if abs(rest - lead[standard]) > TINY:
            then = rest / (rest - lead[standard])
            if 0 <= then <= 1:
                yield str(standard), float(then)


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
        By standard_id [m].
    need_weight
        N' by sozialraum_id.
    relative_gap, weights
        As for `weight_tips`.

    Returns
    -------
    DataFrame
        upper_id, lower_id, standard_id, limit_m, limit_then_m. Limits from half to twice are tried.
    """
    share = pd.Series(dict(weights), dtype=float)
    score = (relative_gap[list(share.index)] * share).sum(axis=1)
    metres = {s: np.arange(np.ceil(LEAST * limits_m[s]), np.floor(MOST * limits_m[s]) + 1) for s in share.index}
    known: dict[tuple[str, str], Floats] = {}

    def gaps(standard: str, area: str) -> Floats:
        if (standard, area) not in known:
            share_in = _share_within(*ways[standard][area], metres[standard] / limits_m[standard])
            known[standard, area] = need_weight[area] * (1 - share_in)
        return known[standard, area]

    rows = []
    for upper, lower in neighbours(score):
        found = []
        for standard in share.index:
            now = (
                score[upper]
                - score[lower]
                - share[standard] * (relative_gap.at[upper, standard] - relative_gap.at[lower, standard])
            )
            lead = now + share[standard] * (gaps(standard, upper) - gaps(standard, lower))
            swapped = metres[standard][lead < -TINY]
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
