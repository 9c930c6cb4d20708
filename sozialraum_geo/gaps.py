"""Gaps: people who do not reach an offer, weighed by the social index of where they live (docs, section 8)."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import ndtr


def need_weight(need_index: pd.Series) -> pd.Series:
    """Return N' = Φ(index), the weight 0–1 of an area's gaps; 0.5 at the mean of all areas."""
    return pd.Series(ndtr(need_index.to_numpy(dtype=float)), index=need_index.index, name="need_weight")


def gaps(coverage: pd.DataFrame, need_index: pd.Series | None) -> pd.DataFrame:
    """Weigh uncovered people by need.

    Parameters
    ----------
    coverage
        As `accessibility.coverage` returns it.
    need_index
        z-scaled index by sozialraum_id; None without one.

    Returns
    -------
    DataFrame
        sozialraum_id, standard_id, people, uncovered_people, relative_gap = N' (1 - C), weighted_people = N' U with
        N' = Φ(index) in 0–1. Where nobody of the age band lives the gap is 0; without an index or coverage it is NaN.
    """
    table = coverage[
        ["sozialraum_id", "standard_id", "people", "covered_share", "uncovered_people", "is_complete"]
    ].copy()
    nobody = (table["people"] == 0) & table["is_complete"]
    table.loc[nobody, "uncovered_people"] = 0.0
    if need_index is None:
        weight = pd.Series(np.nan, index=table.index)
    else:
        weight = table["sozialraum_id"].map(need_weight(need_index))
    table["relative_gap"] = weight * (1 - table["covered_share"])
    table["weighted_people"] = weight * table["uncovered_people"]
    table.loc[nobody & weight.notna(), ["relative_gap", "weighted_people"]] = 0.0
    return table[["sozialraum_id", "standard_id", "people", "uncovered_people", "relative_gap", "weighted_people"]]
