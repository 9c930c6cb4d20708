"""How sure the order of the Sozialräume is, and what would change it: `priority` doubted (method: sections 11, 12)."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sozialraum_geo.analysis.need.draws import need_weight_draws
from sozialraum_geo.analysis.need.indicators import Need
from sozialraum_geo.analysis.ranking.draws import RankDraws, rank_draws
from sozialraum_geo.analysis.ranking.gaps import need_weight
from sozialraum_geo.analysis.ranking.priority import Priorities
from sozialraum_geo.analysis.ranking.tipping import limit_tips, weight_tips
from sozialraum_geo.analysis.reach.certainty import Doubt, coverage_draws

Floats = npt.NDArray[np.float64]
Ways = Mapping[str, Mapping[str, tuple[Floats, Floats]]]

NARROWEST, WIDEST = 0.8, 1.2  # multiples of a limit that the draws try


@dataclass(frozen=True, eq=False)
class Drawn:
    """Draws that do not depend on the weights: kept, so that other weights are answered at once.

    Attributes
    ----------
    need_weight
        N' by draw and Sozialraum, shape (draws, areas).
    uncovered
        By standard_id: 1 - C by draw and Sozialraum, with limits from 0.8 to 1.2 times the standard's; 0 where nobody
        lives.
    ways
        By standard_id and sozialraum_id, for `tipping.limit_tips`.
    seed, draws
        As in the settings.
    """

    need_weight: Floats
    uncovered: dict[str, npt.NDArray[np.float32]]
    ways: Ways
    seed: int
    draws: int


@dataclass(frozen=True, eq=False)
class Ranking:
    """How sure an order is, and what would change it.

    Attributes
    ----------
    ranks
        Ranks over the draws.
    weight_tips, limit_tips
        As `tipping.weight_tips` and `tipping.limit_tips` return them.
    """

    ranks: RankDraws
    weight_tips: pd.DataFrame
    limit_tips: pd.DataFrame


def stream(seed: int, purpose: str) -> np.random.Generator:
    """Return random numbers that depend on nothing but the seed and what they are for."""
    return np.random.default_rng([seed, zlib.crc32(purpose.encode())])


def draw(need: Need, doubts: Mapping[str, Doubt], ways: Ways, seed: int, draws: int) -> Drawn:
    """Draw index and coverage for the ranking.

    Parameters
    ----------
    doubts
        By standard_id, made for limits from `NARROWEST` to `WIDEST`.
    """
    weight = need_weight_draws(need, stream(seed, "need"), draws)
    uncovered = {}
    for standard_id, doubt in doubts.items():
        rng = stream(seed, f"rank {standard_id}")
        covered = coverage_draws(doubt, rng.uniform(NARROWEST, WIDEST, draws), rng)
        uncovered[standard_id] = np.nan_to_num(1 - covered, nan=0.0).astype(np.float32)
    return Drawn(weight, uncovered, ways, seed, draws)


def rank(drawn: Drawn, need: Need, gaps: pd.DataFrame, order: Priorities, limits_m: Mapping[str, float]) -> Ranking:
    """Rank the areas over the draws, and look for what would swap neighbours.

    Parameters
    ----------
    gaps
        As `gaps.gaps` returns it.
    order
        The order, with the weights used.
    limits_m
        By standard_id [m].
    """
    table = order.table
    is_ranked = table["rank"].notna().to_numpy()
    ids = pd.Index(table.loc[is_ranked, "sozialraum_id"])
    standards = list(order.weights)
    share = np.array([order.weights[s] for s in standards])
    gap = np.stack([drawn.uncovered[s][:, is_ranked] for s in standards], axis=1)
    rng = stream(drawn.seed, "ranks")
    ranks = rank_draws(ids, share, drawn.need_weight[:, is_ranked], gap, rng, drawn.draws)
    relative = gaps.pivot(index="sozialraum_id", columns="standard_id", values="relative_gap").loc[ids, standards]
    weight = need_weight(need.table.set_index("sozialraum_id")["need_index"], need.scale)
    return Ranking(
        ranks,
        weight_tips(relative, order.weights),
        limit_tips(drawn.ways, limits_m, weight, relative, order.weights),
    )


def sorted_ways(
    ids: pd.Index, area: npt.NDArray[np.int64], distance: Floats, people: Floats, limit_m: pd.Series
) -> dict[str, tuple[Floats, Floats]]:
    """Return for each Sozialraum its known distances in limits, sorted, and the running sum of the people.

    Parameters
    ----------
    area
        Position in ``ids`` of each sub-point.
    distance, people
        Of each sub-point; NaN unknown.
    limit_m
        By sozialraum_id [m].
    """
    use = ~np.isnan(distance) & (np.nan_to_num(people) > 0)
    ratio = distance[use] / limit_m.reindex(ids).to_numpy(dtype=float)[area[use]]
    order = np.lexsort((ratio, area[use]))
    at, ratio, weight = area[use][order], ratio[order], people[use][order]
    first, last = (np.searchsorted(at, np.arange(len(ids)), side=side) for side in ("left", "right"))
    return {str(name): (ratio[a:b], np.cumsum(weight[a:b])) for name, a, b in zip(ids, first, last, strict=True)}
