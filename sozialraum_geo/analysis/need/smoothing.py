"""Rates of small areas drawn towards the mean of all, as far as chance may have made them (method: section 8).

Marshall 1991, Mapping disease and mortality rates using empirical Bayes estimators (JRSS-C 40).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

PER_CENT = 100.0
ROUNDED = 0.06  # points by which a rate that was given beside its counts may differ from them: rounded to a tenth


@dataclass(frozen=True, eq=False)
class Smoothed:
    """Rates of the areas after smoothing, as shares.

    Attributes
    ----------
    rate
        θ = w r + (1 - w) m; NaN where count or base is not known.
    sd
        Standard deviation of θ: sqrt(A (1 - w)).
    between
        A: the variance between the areas beyond chance; 0 if chance explains all of it.
    """

    rate: Floats
    sd: Floats
    between: float


def smooth(count: Floats, base: Floats) -> Smoothed:
    """Smooth rates given as counts with their base.

    m = Σy/Σn, s² = Σ n (r - m)²/Σ n, A = max(0, s² - m(1 - m)/n̄), w = A/(A + m(1 - m)/n).

    Parameters
    ----------
    count, base
        y and n of each area, 0 <= y <= n; NaN or a base of 0 is unknown.

    Notes
    -----
    Laws: θ lies between r and m; the larger the base, the nearer θ is to r.

    Examples
    --------
    >>> found = smooth(np.array([10.0, 300.0]), np.array([100.0, 1000.0]))
    >>> found.rate.round(4).tolist()
    [0.1742, 0.2988]
    """
    known = (base > 0) & ~np.isnan(count)
    y, n = count[known], base[known]
    rate, sd = np.full(len(count), math.nan), np.full(len(count), math.nan)
    if not len(y):
        return Smoothed(rate, sd, 0.0)
    r, m = y / n, y.sum() / n.sum()
    chance = m * (1 - m)
    between = max(0.0, float(np.sum(n * (r - m) ** 2) / n.sum() - chance / n.mean()))
    w = between / (between + chance / n) if between > 0 else np.zeros(len(n))
    rate[known] = w * r + (1 - w) * m
    sd[known] = np.sqrt(between * (1 - w))
    return Smoothed(rate, sd, between)


def smoothed_indicators(
    values: pd.DataFrame, counts: pd.DataFrame, bases: pd.DataFrame, ids: list[str], valid: pd.Series
) -> tuple[pd.DataFrame, pd.DataFrame, list[str], list[str]]:
    """Smooth the indicators that are given as counts in every valid area where they are known.

    Parameters
    ----------
    values, counts, bases
        By sozialraum_id and indicator_id; values in per cent.
    ids
        The indicators of the index.
    valid
        The areas that may have an index: the others neither give nor take.

    Returns
    -------
    values, sd, flat, odd
        The values with smoothed ones in their place; the standard deviation of each, 0 where it is not smoothed; the
        indicators that tell the areas apart no better than chance; those whose counts do not fit their rates, or that
        have counts in some areas only: these stay as they are.
    """
    values, sd = values.astype(float), pd.DataFrame(0.0, index=values.index, columns=values.columns)
    flat, odd = [], []
    for name in (i for i in ids if i in values and i in counts):
        use = (valid & values[name].notna()).to_numpy()
        y, n, x = (frame[name].to_numpy(dtype=float)[use] for frame in (counts, bases, values))
        with np.errstate(invalid="ignore", divide="ignore"):
            is_share = (n > 0) & (y >= 0) & (y <= n) & (np.abs(x - PER_CENT * y / n) <= ROUNDED)
        if not len(y) or not is_share.all():
            if np.isfinite(y).any():
                odd.append(name)
            continue
        found = smooth(y, n)
        if found.between <= 0:
            flat.append(name)
            continue
        values.loc[use, name] = found.rate * PER_CENT
        sd.loc[use, name] = found.sd * PER_CENT
    return values, sd, flat, odd
