"""How sure the weight of an area is: draws of smoothed rates and of the way to the index (method: sections 8, 11)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtr

from sozialraum_geo.analysis.need.indicators import SUM, TINY, Need

Floats = npt.NDArray[np.float64]

SCHEMES = ("z", "percentile", "minmax")  # the normalisations drawn from, each as likely as the others
CHUNK = 256


def need_weight_draws(need: Need, rng: np.random.Generator, count: int) -> Floats:
    """Draw N', the weight of each area's gaps.

    In every draw the smoothed rates come from their posterior (normal around θ with variance A (1 - w), by which
    Marshall's estimator weighs), and indicators and their sum are made comparable by z, percentile or min-max.

    Returns
    -------
    array of shape (count, areas)
        0-1, areas in the order of ``need.table``; NaN without an index.
    """
    has_index = need.table["need_index"].notna().to_numpy()
    drawn = np.full((count, len(has_index)), np.nan)
    used = [str(i) for i in need.scaling.index if i != SUM]
    if not used or not has_index.any():
        return drawn
    values = need.values[used].to_numpy(dtype=float)[has_index]
    sd = need.posterior_sd[used].to_numpy(dtype=float)[has_index]
    scheme = rng.integers(len(SCHEMES), size=count)
    for first in range(0, count, CHUNK):
        chosen = scheme[first : first + CHUNK]
        # without smoothing every draw of a scheme is the same
        rates = values + sd * rng.standard_normal((len(chosen), *values.shape)) if sd.any() else values[None]
        part = np.empty((len(chosen), values.shape[0]))
        for at, name in enumerate(SCHEMES):
            mine = chosen == at
            if mine.any():
                part[mine] = _weights(need, rates[mine] if sd.any() else rates, name)
        drawn[first : first + CHUNK, has_index] = part
    return drawn


def _weights(need: Need, rates: Floats, scheme: str) -> Floats:
    """Return N' by one scheme; rates by draw, area and indicator."""
    sign, weight, centre, spread = (
        need.scaling[column].to_numpy(dtype=float) for column in ("sign", "weight", "centre", "spread")
    )
    at = np.array([i != SUM for i in need.scaling.index])
    if scheme == "z" and need.is_external:
        total = (sign[at] * (rates - centre[at]) / spread[at]) @ weight[at]
        return np.asarray(ndtr((total - centre[~at]) / spread[~at]))
    sign, weight = sign[at], weight[at]
    index = _comparable(_comparable(rates * sign, scheme) @ weight, scheme)
    return np.asarray(ndtr(index)) if scheme == "z" else index


def _comparable(values: Floats, scheme: str) -> Floats:
    """Make values comparable over the areas (the second axis)."""
    if scheme == "percentile":
        return (_ranks(values) - 0.5) / values.shape[1]
    if scheme == "minmax":
        middle, spread, alike = values.min(axis=1, keepdims=True), np.ptp(values, axis=1, keepdims=True), 0.5
    else:
        middle, spread, alike = values.mean(axis=1, keepdims=True), values.std(axis=1, keepdims=True), 0.0
    return np.divide(values - middle, spread, out=np.full_like(values, alike), where=spread > TINY)


def _ranks(values: Floats) -> Floats:
    """Return the ranks over the areas (the second axis); equal values share their mean rank."""
    areas_first = np.moveaxis(values, 1, 0)
    # pandas is here already; the ranks of scipy.stats cost half a second to load
    ranks = pd.DataFrame(areas_first.reshape(len(areas_first), -1)).rank().to_numpy()
    return np.moveaxis(ranks.reshape(areas_first.shape), 0, 1)
