"""Priorities: Sozialräume ordered by index and gap, with the share each standard contributes (docs, section 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sozialraum_geo.errors import Problem


@dataclass(frozen=True, eq=False)
class Priorities:
    """The order of the Sozialräume.

    Attributes
    ----------
    table
        Every Sozialraum: sozialraum_id, rank (1 first), rank_by_people, score, contribution_<standard_id>; unranked
        ones are NaN. The contributions add up to the score.
    weights
        Weight of each standard used, adding up to 1.
    notes
        Standards that could not be used, and why.
    """

    table: pd.DataFrame
    weights: dict[str, float]
    notes: tuple[Problem, ...]


def priorities(
    gaps: pd.DataFrame, ids: pd.Index, weights: Mapping[str, float], indexed: pd.Index | None = None
) -> Priorities | None:
    """Rank the areas that have an index by the weighted sum of their gaps.

    Only standards known in all of these areas are used; the others are named. An area with an index for which no
    standard at all is known stays without a rank and is named. Equal scores share a rank.

    Parameters
    ----------
    gaps
        As `gaps.gaps` returns it.
    ids
        All Sozialräume.
    weights
        Weight by standard id; one not named weighs 1.
    indexed
        The Sozialräume that have an index, to name those left out; None names nobody.
    """
    order = list(dict.fromkeys(gaps["standard_id"]))
    relative = gaps.pivot(index="sozialraum_id", columns="standard_id", values="relative_gap").reindex(ids)[order]
    absolute = gaps.pivot(index="sozialraum_id", columns="standard_id", values="weighted_people").reindex(ids)[order]
    has_index = relative.notna().any(axis=1)
    if not has_index.any():
        return None
    known = relative[has_index].notna().all() & absolute[has_index].notna().all()
    left_out = [] if indexed is None else list(indexed[~indexed.isin(has_index.index[has_index])])
    notes = tuple(
        Problem("note", "standard_unused", value=s, detail=str(int(relative.loc[has_index, s].isna().sum())))
        for s in order
        if not known[s]
    )
    if left_out:
        notes += (Problem("note", "area_unranked", value=", ".join(left_out), detail=str(len(left_out))),)
    used = [s for s in order if known[s] and weights.get(s, 1.0) > 0]
    total = sum(weights.get(s, 1.0) for s in used)
    if not used or total <= 0:
        return None
    share = pd.Series({s: weights.get(s, 1.0) / total for s in used})
    contributions = relative.loc[has_index, used] * share
    score = contributions.sum(axis=1)
    people = (absolute.loc[has_index, used] * share).sum(axis=1)
    table = pd.DataFrame({"sozialraum_id": ids})
    by_id = pd.Index(ids)
    table["rank"] = _rank(score).reindex(by_id).to_numpy()
    table["rank_by_people"] = _rank(people).reindex(by_id).to_numpy()
    table["score"] = score.reindex(by_id).to_numpy()
    for standard in used:
        table[f"contribution_{standard}"] = contributions[standard].reindex(by_id).to_numpy()
    return Priorities(table, {s: float(share[s]) for s in used}, notes)


def _rank(score: pd.Series) -> pd.Series:
    """Return 1 for the highest score; scores equal to 1e-12 share a rank."""
    return pd.Series(np.round(score.to_numpy(), 12), index=score.index).rank(method="min", ascending=False)
