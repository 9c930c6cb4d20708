"""How unevenly something is spread over people, in the field's three measures (method: section 13)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

LINE = 0.5  # of the mean: who has less has little; a default of ours


def gini(values: Floats, people: Floats) -> float:
    """Return the Gini coefficient of values weighted by people: 0 if all have the same, towards 1 if one has all.

    Twice it, times the mean, is the mean difference between two people picked at random.

    Notes
    -----
    Unknown values (NaN) and places without people are left out. NaN without anybody or where nobody has anything.

    Examples
    --------
    >>> gini(np.array([1.0, 1.0]), np.array([3.0, 5.0])), gini(np.array([0.0, 1.0]), np.array([1.0, 1.0]))
    (0.0, 0.5)
    """
    x, w = _known(values, people)
    mean = _mean(x, w)
    if not mean > 0:
        return float("nan")
    order = np.argsort(x, kind="stable")
    x, share = x[order], w[order] / w.sum()
    rank = np.cumsum(share) - share / 2
    return max(0.0, float(2 / mean * np.sum(share * (x - mean) * rank)))


def concentration_index(values: Floats, people: Floats, deprivation: Floats) -> float:
    """Return the concentration index: above 0 where the deprived have more of it, below 0 where they have less.

    (2 / mean) · cov(value, rank), with the fractional mid-rank from least to most deprived; equal deprivation shares
    a rank.

    Examples
    --------
    >>> concentration_index(np.array([0.0, 1.0]), np.array([1.0, 1.0]), np.array([-1.0, 1.0]))
    0.5
    """
    use = ~np.isnan(deprivation)
    x, w = values[use], people[use]
    known = ~np.isnan(x) & (w > 0)
    x, w, need = x[known], w[known], deprivation[use][known]
    mean = _mean(x, w)
    if not mean > 0:
        return float("nan")
    _, level = np.unique(need, return_inverse=True)
    share = np.bincount(level, weights=w) / w.sum()
    rank = (np.cumsum(share) - share / 2)[level]
    weight = w / w.sum()
    return float(2 / mean * np.sum(weight * (x - mean) * (rank - np.sum(weight * rank))))


def fgt(values: Floats, people: Floats, line: float, alpha: float) -> float:
    """Return the measure of Foster, Greer and Thorbecke: the mean of the shortfall below a line, to the power of alpha.

    With alpha 0 it is the share of people below the line, with 1 the mean part of the line they lack.

    Examples
    --------
    >>> fgt(np.array([0.0, 1.0, 4.0]), np.array([1.0, 1.0, 2.0]), 2.0, 1.0)
    0.375
    """
    x, w = _known(values, people)
    if not w.sum() > 0 or not line > 0:
        return float("nan")
    short = np.where(x < line, (line - x) / line, 0.0)
    return float(np.sum(w * np.where(x < line, short**alpha, 0.0)) / w.sum())


def _known(values: Floats, people: Floats) -> tuple[Floats, Floats]:
    use = ~np.isnan(values) & (np.nan_to_num(people) > 0)
    return values[use], people[use]


def _mean(values: Floats, people: Floats) -> float:
    return float(values @ people / people.sum()) if len(people) and people.sum() > 0 else float("nan")


def inequality_table(at_points: Mapping[str, tuple[Floats, Floats]], deprivation: Floats) -> pd.DataFrame:
    """Return the measures of places within reach for each standard.

    Parameters
    ----------
    at_points
        By standard id what a person has at each point, and the people, as `catchment.Access` holds them.
    deprivation
        Social index at each point, NaN unknown.

    Returns
    -------
    DataFrame
        Index standard_id: mean, gini, concentration, line (`LINE` times the mean), fgt_0, fgt_1.
    """
    rows = {}
    for standard_id, (values, people) in at_points.items():
        mean = _mean(*_known(values, people))
        line = LINE * mean
        rows[standard_id] = {
            "mean": mean,
            "gini": gini(values, people),
            "concentration": concentration_index(values, people, deprivation),
            "line": line,
            "fgt_0": fgt(values, people, line, 0.0),
            "fgt_1": fgt(values, people, line, 1.0),
        }
    columns = ["mean", "gini", "concentration", "line", "fgt_0", "fgt_1"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("standard_id")
