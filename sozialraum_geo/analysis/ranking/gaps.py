"""Gaps: people who do not reach an offer, weighed by the social index of where they live (method: section 9)."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import ndtr

RANGED = frozenset({"percentile", "minmax"})  # scales whose values lie between 0 and 1 already


def need_weight(need_index: pd.Series, scale: str = "z") -> pd.Series:
    """Return N', the weight 0–1 of an area's gaps: Φ(index), or the index itself on the scales that end at 0 and 1.

    Examples
    --------
    >>> need_weight(pd.Series([0.0])).tolist(), need_weight(pd.Series([0.3]), "percentile").tolist()
    ([0.5], [0.3])
    """
    values = need_index.to_numpy(dtype=float)
    return pd.Series(values if scale in RANGED else ndtr(values), index=need_index.index, name="need_weight")


def gaps(coverage: pd.DataFrame, need_index: pd.Series | None, scale: str = "z") -> pd.DataFrame:
    """Weigh uncovered people by need.

    Parameters
    ----------
    coverage
        As `accessibility.coverage` returns it.
    need_index
        Index by sozialraum_id; None without one.
    scale
        How the index is scaled (see `indicators.Need`).

    Returns
    -------
    DataFrame
        sozialraum_id, standard_id, people, uncovered_people, relative_gap = N' (1 - C), weighted_people = N' U with
        N' in 0–1 as `need_weight` returns it. Where nobody of the age band lives the gap is 0; without an index or
        coverage it is NaN.
    """
    table = coverage[
        ["sozialraum_id", "standard_id", "people", "covered_share", "uncovered_people", "is_complete"]
    ].copy()
    nobody = (table["people"] == 0) & table["is_complete"]
    table.loc[nobody, "uncovered_people"] = 0.0
    if need_index is None:
        weight = pd.Series(np.nan, index=table.index)
    else:
        weight = table["sozialraum_id"].map(need_weight(need_index, scale))
    table["relative_gap"] = weight * (1 - table["covered_share"])
    table["weighted_people"] = weight * table["uncovered_people"]
    table.loc[nobody & weight.notna(), ["relative_gap", "weighted_people"]] = 0.0
    return table[["sozialraum_id", "standard_id", "people", "uncovered_people", "relative_gap", "weighted_people"]]
