"""Priorities: Sozialräume ordered by index and gap, with the share each standard contributes (method: section 10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sozialraum_geo.errors import Problem

MOST_NAMED = 5


@dataclass(frozen=True, eq=False)
class Priorities:
    """The order of the Sozialräume.

    Attributes
    ----------
    table
        Every Sozialraum: sozialraum_id, rank (1 first), rank_by_people, score, contribution_<standard_id>; unranked
        ones are NaN, all of them if no standard can be used. The contributions add up to the score.
    weights
        Weight of each standard used, adding up to 1; empty without an order.
    notes
        Standards that could not be used, and the areas that stand in the way.
    """

    table: pd.DataFrame
    weights: dict[str, float]
    notes: tuple[Problem, ...]

    @property
    def is_ranked(self) -> bool:
        """Whether there is an order at all."""
        return bool(self.table["rank"].notna().any())


def priorities(gaps: pd.DataFrame, ids: pd.Index, weights: Mapping[str, float], indexed: pd.Index) -> Priorities:
    """Rank the areas that have an index by the weighted sum of their gaps.

    Only standards known in all of these areas are used; the others are named, and so are areas for which none is
    known: as long as they have an index there is no order. Equal scores share a rank.

    Parameters
    ----------
    gaps
        As `gaps.gaps` returns it.
    ids
        All Sozialräume.
    weights
        Weight by standard id; one not named weighs 1.
    indexed
        The Sozialräume that have an index.
    """
    by_id = pd.Index(ids)
    indexed = by_id[by_id.isin(indexed)]
    order = list(dict.fromkeys(gaps["standard_id"]))
    relative, absolute = (
        gaps.pivot(index="sozialraum_id", columns="standard_id", values=v).reindex(index=indexed, columns=order)
        for v in ("relative_gap", "weighted_people")
    )
    is_known = relative.notna() & absolute.notna()
    used = [s for s in order if len(indexed) and is_known[s].all() and weights.get(s, 1.0) > 0]
    share = pd.Series({s: weights.get(s, 1.0) for s in used}, dtype=float)
    share /= share.sum()
    contributions = relative[used] * share
    score = contributions.sum(axis=1, min_count=1)
    people = (absolute[used] * share).sum(axis=1, min_count=1)
    table = pd.DataFrame({"sozialraum_id": ids})
    table["rank"] = _rank(score).reindex(by_id).to_numpy()
    table["rank_by_people"] = _rank(people).reindex(by_id).to_numpy()
    table["score"] = score.reindex(by_id).to_numpy()
    for standard in used:
        table[f"contribution_{standard}"] = contributions[standard].reindex(by_id).to_numpy()
    return Priorities(table, {s: float(share[s]) for s in used}, tuple(_left_out(is_known)))


def _left_out(is_known: pd.DataFrame) -> list[Problem]:
    """Name the standards that are not known in all areas with an index, and the areas in which none is known."""
    notes = [
        Problem("note", "standard_unused", value=str(s), detail=_named(is_known.index[~is_known[s]]))
        for s in is_known.columns
        if not is_known[s].all()
    ]
    blank = is_known.index[~is_known.any(axis=1)]
    if len(blank) and len(is_known.columns):
        notes.append(Problem("note", "area_unranked", value=", ".join(blank), detail=str(len(blank))))
    return notes


def _named(areas: pd.Index) -> str:
    """Name a few areas, and how many there are if there are more.

    Examples
    --------
    >>> _named(pd.Index(list("AB"))), _named(pd.Index(list("ABCDEFG")))
    ('A, B', 'A, B, C, D, E, … (7)')
    """
    if len(areas) <= MOST_NAMED:
        return ", ".join(areas)
    return f"{', '.join(areas[:MOST_NAMED])}, … ({len(areas)})"


def _rank(score: pd.Series) -> pd.Series:
    """Return 1 for the highest score; scores equal to 1e-12 share a rank."""
    return pd.Series(np.round(score.to_numpy(), 12), index=score.index).rank(method="min", ascending=False)
