"""The only door to maps, tables and files: results in, a `Release` for people inside or for the public out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import sozialraum_geo
from sozialraum_geo.analysis.ranking.gaps import need_weight
from sozialraum_geo.analysis.results import Results
from sozialraum_geo.errors import Problem
from sozialraum_geo.reading.protection import hidden_offers
from sozialraum_geo.release.coarsening import (
    blanked_coverage,
    blanked_gaps,
    blanked_people,
    rounded,
    told_access,
    told_access_standards,
    told_supply,
    told_totals,
    told_whole,
)
from sozialraum_geo.release.lists import (
    told_activities,
    told_engagement,
    told_gremien,
    told_inside,
    told_partners,
    told_places,
)
from sozialraum_geo.release.ways import cells_by_reach, shown_ways, told_coverage, walking_areas
from sozialraum_geo.standards import Standard, SupplyStandard, supply_standards
from sozialraum_geo.study import Indicator, Source

INTERN = "intern"
PUBLIC = "oeffentlich"
FIRST = 3  # how many of a ranking are „the first“


@dataclass(frozen=True, eq=False)
class Release:
    """What maps, charts, reports and pages may see.

    In mode ``intern`` counts of people without an offer that are below five are marked "small" and have no number. In
    mode ``oeffentlich`` there is also no ranking, no index, no gap weighed by it, no state of a co-operation, no
    funding, no finding about a row; small counts are blank and take their shares with them, other people and shares are
    rounded. Protected places appear in neither: only their Sozialraum knows them, and who works there has neither name
    nor point.

    People may be fractions inside; shares are 0–1, ways metres, NaN is unknown. Geometries are in ``crs`` [m].

    Attributes
    ----------
    mode
        ``intern`` or ``oeffentlich``.
    name, slug, whole
        Of the study: its name, that of its folder, and what the whole place is called („die Stadt“).
    date
        ISO date for which everything is told.
    levels
        What the levels of areas are called, the lowest, that of the Sozialräume, last.
    fingerprint, version
        Of the results and of the program.
    method
        How ways were measured: "network" or "straight_line".
    standards
        The distance standards analysed, in the order shown.
    areas
        One row per Sozialraum: sozialraum_id, name, parent_id, parent_name, residents, geometry.
    upper
        The areas of the levels above: level, area_id, name, parent_id, geometry; None without any.
    people
        Index sozialraum_id, one column per age band (``a06_12``).
    totals
        People by age band, ``residents`` and ``young`` (under 27) of the whole place.
    estimated_bands, people_from, even_areas
        As in `Results`.
    places, partners, activities, gremien, engagement
        One row each, columns as in `release.lists`; ``shares`` and ``sozialraum_ids`` say for which Sozialräume. In
        public only partners with whom the co-operation is settled, and no members of Gremien.
    cooperations, resolutions, effort, goals
        What a team keeps for itself, columns as in `tables.TABLES` and source; without rows in public.
    background, streets
        Of the study, to be drawn; None without.
    coverage
        One row per sozialraum_id and standard_id: people, covered_share, covered_low, covered_high, uncovered_people,
        unknown_share, known_people, reached_people, nearest_p50_m, nearest_p90_m, nearest_max_m, is_estimated,
        unplaced, state and reason. ``state``: "known", "unknown" (not evaluated), "small" or "suppressed"; ``reason``
        is "too_wide" where the data do not suffice: then covered_low and covered_high stand and covered_share does
        not. In public ways are in steps of 50 m, and nearest_max_m, known_people and reached_people are NaN.
    town
        Index standard_id: people, covered_share, covered_low, covered_high, uncovered_people, unknown_share, state and
        reason of the whole place, over the Sozialräume where it is known (areas_known of areas). ``reason`` also says
        "not_complete" or "no_people".
    cells
        By standard_id: reach ("covered", "partly", "uncovered", "far", "farther" or "unknown") and geometry; only where
        a source declares its list complete.
    offers
        By standard_id what counts: kind, offer_id and name.
    walking
        ``walking(standard_id, shape)`` is where an offer near the shape is within reach; None with straight lines.
    gaps
        As `gaps.gaps` returns them, with state and reason; None in public.
    supply
        As `supply.supply_of` returns it; in public small counts are blank and people and ratios rounded.
    supply_standards, quotas
        The supply standards, and by their ids how many places or m² a person are planned; without those that set
        none.
    access, access_standards
        As in `catchment.Access`, but of the places nobody reaches only the number, and beside it ``mean``, the places
        that fall to one person. In public figures have two digits, and people and places are NaN.
    inequality
        As `inequality.inequality_table` returns it; None in public.
    need
        As in `indicators.Need`, with need_weight (0–1); None in public and without indicators.
    need_preset, need_scale
        How the index came about: its method, and its scale or "reference"; empty without one.
    need_values, need_scaling
        As in `indicators.Need`; None in public.
    priorities
        Every Sozialraum, first rank first, as in `priority.Priorities`, and how sure the rank is: rank_median,
        rank_low, rank_high, band, first_share (among the first `FIRST`) and before_next (before the next in the
        list). None in public and without an order.
    weight_tips, limit_tips
        What would swap neighbours, as `tipping.weight_tips` and `tipping.limit_tips` return it; None in public.
    draws, seed
        Of the draws behind the ranks.
    weights, weights_decided
        Weight of each standard used, adding up to 1 (empty without an order), and who decided that.
    is_trial
        Whether weights or limits are those of a trial.
    indicators, indicator_list
        The values that came in (None in public), and what they are.
    sources
        Every file, and what became of its rows.
    problems
        Every finding of reading; empty in public.
    warnings
        What a reader of any figure must know.
    """

    mode: str
    name: str
    slug: str
    date: str
    whole: str
    levels: tuple[str, ...]
    crs: str
    fingerprint: str
    version: str
    method: str
    standards: tuple[Standard, ...]
    areas: gpd.GeoDataFrame
    upper: gpd.GeoDataFrame | None
    people: pd.DataFrame
    totals: pd.Series
    estimated_bands: frozenset[str]
    people_from: str
    even_areas: frozenset[str]
    places: gpd.GeoDataFrame
    partners: gpd.GeoDataFrame
    gremien: pd.DataFrame
    activities: gpd.GeoDataFrame
    engagement: gpd.GeoDataFrame
    cooperations: pd.DataFrame
    resolutions: pd.DataFrame
    effort: pd.DataFrame
    goals: pd.DataFrame
    background: gpd.GeoDataFrame | None
    streets: gpd.GeoDataFrame | None
    coverage: pd.DataFrame
    town: pd.DataFrame
    cells: dict[str, gpd.GeoDataFrame]
    offers: dict[str, pd.DataFrame]
    walking: Callable[[str, shapely.Geometry], shapely.Geometry] | None
    gaps: pd.DataFrame | None
    supply: pd.DataFrame
    supply_standards: tuple[SupplyStandard, ...]
    quotas: dict[str, float]
    access: pd.DataFrame
    access_standards: pd.DataFrame
    inequality: pd.DataFrame | None
    need: pd.DataFrame | None
    need_preset: str
    need_scale: str
    need_values: pd.DataFrame | None
    need_scaling: pd.DataFrame | None
    priorities: pd.DataFrame | None
    weight_tips: pd.DataFrame | None
    limit_tips: pd.DataFrame | None
    draws: int
    seed: int
    weights: dict[str, float]
    weights_decided: str
    is_trial: bool
    indicators: pd.DataFrame | None
    indicator_list: tuple[Indicator, ...]
    sources: tuple[Source, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]

    @property
    def is_public(self) -> bool:
        """Whether this may leave the house."""
        return self.mode == PUBLIC


def release(results: Results, mode: str = INTERN) -> Release:
    """Let results out in one of the two modes.

    Parameters
    ----------
    results
        As `analysis.analyse` returns them.
    mode
        `INTERN` for people of the house, `PUBLIC` for everybody.

    Returns
    -------
    Release
        All that maps, tables and files may see. The results are not changed.

    Raises
    ------
    ValueError
        If the mode is neither ``intern`` nor ``oeffentlich``.

    Notes
    -----
    Rounding and blanking: `release.coarsening`, `release.rounding`; protected places: `release.hiding`. The law behind
    it: §§ 61 to 65 SGB VIII, § 35 SGB I.
    """
    if mode not in (INTERN, PUBLIC):
        raise ValueError(f"mode must be {INTERN!r} or {PUBLIC!r}, not {mode!r}")
    public, ways = mode == PUBLIC, shown_ways(results)
    study, ranks = results.study, results.priorities
    internal_only = not public
    return Release(
        mode=mode,
        name=study.name,
        slug=study.slug,
        date=results.date,
        whole=study.whole,
        levels=study.levels,
        crs=study.crs,
        fingerprint=results.fingerprint,
        version=sozialraum_geo.__version__,
        method=results.reach.method,
        standards=results.standards,
        areas=_areas(results, public),
        upper=study.upper,
        people=blanked_people(results.people, public),
        totals=told_totals(results, public),
        estimated_bands=results.estimated_bands,
        people_from=results.people_from,
        even_areas=results.even_areas,
        places=told_places(results),
        partners=told_partners(results, public),
        gremien=told_gremien(results, public),
        activities=told_activities(results, public),
        engagement=told_engagement(study, public),
        cooperations=told_inside(study, "cooperations", public),
        resolutions=told_inside(study, "resolutions", public),
        effort=told_inside(study, "effort", public),
        goals=told_inside(study, "goals", public),
        background=study.background,
        streets=None if study.edges is None else study.edges,
        coverage=blanked_coverage(told_coverage(results, ways), public),
        town=told_whole(results, public),
        cells=cells_by_reach(results, ways),
        offers=_offers(results),
        walking=walking_areas(results),
        gaps=blanked_gaps(results) if internal_only else None,
        supply=told_supply(results.supply, public),
        supply_standards=supply_standards(study.own_supply),
        quotas={s.id: s.quota for s in supply_standards(study.own_supply) if s.quota is not None} | dict(study.quotas),
        access=told_access(results, public),
        access_standards=told_access_standards(results, public),
        inequality=results.inequality if internal_only else None,
        need=_need(results) if internal_only else None,
        need_preset=results.need.preset if results.need is not None else "",
        need_scale="" if results.need is None else "reference" if results.need.is_external else results.need.scale,
        need_values=results.need.values if results.need is not None and internal_only else None,
        need_scaling=results.need.scaling if results.need is not None and internal_only else None,
        priorities=_ranks(results) if internal_only else None,
        weight_tips=results.ranking.weight_tips if results.ranking is not None and internal_only else None,
        limit_tips=results.ranking.limit_tips if results.ranking is not None and internal_only else None,
        draws=results.settings.draws,
        seed=results.settings.seed,
        weights=ranks.weights if ranks is not None else {},
        weights_decided=study.weights_decided,
        is_trial=bool(results.settings.weights or results.settings.limits_m),
        indicators=study.indicators if internal_only else None,
        indicator_list=study.indicator_list,
        sources=study.sources,
        problems=study.problems if internal_only else (),
        warnings=_warnings(results, public),
    )


def _offers(results: Results) -> dict[str, pd.DataFrame]:
    """Return by standard the offers that count, offer_id and name, without protected ones."""
    return {
        standard_id: frame.loc[~hidden_offers(results.study, frame), ["kind", "offer_id", "name"]].drop_duplicates(
            ["kind", "offer_id"]
        )
        for standard_id, frame in results.reach.offers.items()
    }


def _need(results: Results) -> pd.DataFrame | None:
    if results.need is None:
        return None
    table = results.need.table
    return table.assign(need_weight=need_weight(table["need_index"], results.need.scale))


def _ranks(results: Results) -> pd.DataFrame | None:
    """Return the ranking, first rank first, with how sure it is."""
    if results.priorities is None or not results.priorities.is_ranked:
        return None
    table = results.priorities.table.sort_values(["rank", "sozialraum_id"], ignore_index=True)
    if results.ranking is None:
        return table
    ranks = results.ranking.ranks
    table = table.merge(ranks.table, on="sozialraum_id", how="left")
    table["first_share"] = table["sozialraum_id"].map(ranks.first_share(FIRST))
    at = pd.Index(ranks.table["sozialraum_id"]).get_indexer(table["sozialraum_id"])
    before = [ranks.before[a, b] if a >= 0 and b >= 0 else np.nan for a, b in pairwise(at)]
    table["before_next"] = [*before, np.nan][: len(table)]
    return table


def _areas(results: Results, public: bool) -> gpd.GeoDataFrame:
    areas = results.study.sozialraeume.copy()
    upper = results.study.upper
    names = {} if upper is None else dict(zip(upper["area_id"], upper["name"], strict=True))
    areas["parent_name"] = areas["parent_id"].map(lambda p: names.get(p, p))
    residents = results.residents.reindex(areas["sozialraum_id"])
    areas["residents"] = (rounded(residents) if public else residents).to_numpy()
    return areas[["sozialraum_id", "name", "parent_id", "parent_name", "residents", "geometry"]]


def _warnings(results: Results, public: bool) -> tuple[Problem, ...]:
    """Return what a reader of any figure must know; findings about single rows stay inside."""
    general = tuple(p for p in results.study.problems if p.severity == "note" and p.row is None)
    of_ranking = {
        *(results.need.notes if results.need else ()),
        *(results.priorities.notes if results.priorities else ()),
    }
    notes = tuple(n for n in results.notes if not (public and n in of_ranking))
    return (*general, *notes)
