"""The only door to maps, tables and reports: results in, a `Release` for people inside or for the public out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import sozialraum_geo
from sozialraum_geo import tables
from sozialraum_geo.analysis.activities import area_shares, cooperation_states
from sozialraum_geo.analysis.ranking.gaps import need_weight
from sozialraum_geo.analysis.reach import certainty
from sozialraum_geo.analysis.results import Results
from sozialraum_geo.errors import Problem
from sozialraum_geo.reading.finishing import is_named_like_one
from sozialraum_geo.reading.protection import hidden_names, hidden_offers, hidden_rows, plain_name
from sozialraum_geo.release import rounding
from sozialraum_geo.release.ways import NEAREST, cells_by_reach, shown_ways, told_coverage, walking_areas
from sozialraum_geo.standards import Standard, SupplyStandard, screen_bands, supply_standards
from sozialraum_geo.study import Indicator, Source, Study
from sozialraum_geo.tables import TABLES

INTERN = "intern"
PUBLIC = "oeffentlich"
AGREED = "geklaert"
SMALL = 5  # counts below are not told apart (privacy rules R4: k = 5, never below 3)
HALF_A_PERSON = 0.5  # expected values below are nobody
FIRST = 3  # how many of a ranking are „the first“
FEW, MANY = 50, 200  # below, no span and no density is said in public; from here on it is fine enough to hide heads
LEAST_PUBLIC = 10  # the smallest number of people that is said in public
YOUNG = 27  # junge Menschen, § 7 SGB VIII

WAY_STEP_M = 50.0  # of ways in public
SHARES = ("covered_share", "covered_low", "covered_high")
TOO_WIDE = "too_wide"

PLACE_COLUMNS = (
    "facility_id",
    "name",
    "category",
    "traeger",
    "traeger_art",
    "capacity",
    "capacity_unit",
    "sozialraum_id",
    "status",
    "age_from",
    "age_to",
    "hours_week",
    "precision",
    "source",
    "geometry",
)
PARTNER_COLUMNS = (
    "partner_id",
    "name",
    "kind",
    "traeger",
    "traeger_art",
    "regelsystem",
    "state",
    "since",
    "review_date",
    "checked_on",
    "facility_id",
    "sozialraum_id",
    "source",
    "geometry",
)
ACTIVITY_COLUMNS = (
    "activity_id",
    "name",
    "ansatzpunkt",
    "role",
    "form",
    "category",
    "theme",
    "target",
    "age_from",
    "age_to",
    "access",
    "rhythm",
    "hours_week",
    "begin",
    "end",
    "review_date",
    "funding",
    "funded_until",
    "participants",
    "station",
    "partner_id",
    "partners",
    "contribution",
    "checked_on",
    "opening_hours",
    "cost",
    "languages",
    "is_barrier_free",
    "facility_id",
    "traeger",
    "sozialraum_id",
    "shares",
    "counts_for",
    "part_time_for",
    "is_current",
    "source",
    "geometry",
)
# what says where a place is, beside its point
TELLING_COLUMNS = ("traeger", "street", "house_number", "postcode", "town")
# where a partner or activity is, where a facility is: both have an address of their own
TELLING_KEYS = {"partner_id": "facility_id", "facility_id": "site_id"}
# what the words of a co-operation or of hours say of the partner they are about
FREE_TEXT = ("name", "hze_task", "competence", "benefit", "partner_part", "time_frame", "roles")
GREMIUM_COLUMNS = (
    "gremium_id",
    "name",
    "kind",
    "area_level",
    "role",
    "rhythm",
    "next_date",
    "members",
    "station",
    "checked_on",
    "sozialraum_ids",
    "source",
)
ENGAGEMENT_COLUMNS = (
    "engagement_id",
    "name",
    "kind",
    "volunteers",
    "rhythm",
    "next_date",
    "begin",
    "end",
    "role",
    "partner_id",
    "station",
    "checked_on",
    "sozialraum_id",
    "shares",
    "source",
    "geometry",
)
# what is told of activities, engagement and Gremien inside only: money, roles, who works with whom, how well kept
_OF_THE_HOUSE = ("funding", "funded_until", "review_date", "role", "participants", "station", "partner_id", "partners",
                 "contribution", "checked_on")  # fmt: skip


@dataclass(frozen=True, eq=False)
class Release:
    """What maps, charts, reports and pages may see.

    In mode ``intern`` counts of people below five are marked "small" and have no number. In mode ``oeffentlich``
    there is also no ranking, no index, no gap weighed by it, no state of a co-operation, no funding, no finding
    about a row; small counts are blank and take their shares with them. Protected places appear in neither: only
    their Sozialraum knows them, and who works there has neither name nor point.

    ``totals``: people by age band, ``residents`` and ``young`` (under 27) of the whole place.
    ``state`` columns: "known", "unknown" (not evaluated), "small" or "suppressed"; ``reason`` says why unknown, and is
    "too_wide" where the data do not suffice: then covered_low and covered_high stand and covered_share does not.
    ``priorities``, with how sure they are: rank_median, rank_low, rank_high, band, first_share (among the first
    `FIRST`) and before_next (before the next in the list). Geometries are in ``crs`` [m].
    ``offers``: by standard_id what counts, with kind, offer_id and name.
    ``walking(standard_id, shape)`` is where an offer near the shape is within reach; None with straight lines.
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

    Raises
    ------
    ValueError
        If the mode is neither ``intern`` nor ``oeffentlich``.
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
        people=_masked_people(results.people, public),
        totals=_totals(results, public),
        estimated_bands=results.estimated_bands,
        people_from=results.people_from,
        even_areas=results.even_areas,
        places=_places(results),
        partners=_partners(results, public),
        gremien=_gremien(results, public),
        activities=_activities(results, public),
        engagement=_engagement(study, public),
        cooperations=_inside(study, "cooperations", public),
        resolutions=_inside(study, "resolutions", public),
        effort=_inside(study, "effort", public),
        goals=_inside(study, "goals", public),
        background=study.background,
        streets=None if study.edges is None else study.edges,
        coverage=_masked(told_coverage(results, ways), public),
        town=_town(results, public),
        cells=cells_by_reach(results, ways),
        offers=_offers(results),
        walking=walking_areas(results),
        gaps=_masked_gaps(results) if internal_only else None,
        supply=_supply(results.supply, public),
        supply_standards=supply_standards(study.own_supply),
        quotas={s.id: s.quota for s in supply_standards(study.own_supply) if s.quota is not None} | dict(study.quotas),
        access=_access(results, public),
        access_standards=_access_standards(results, public),
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


def _access(results: Results, public: bool) -> pd.DataFrame:
    """Return the places within reach, in public in whole numbers and not where few people are asked about."""
    table = results.access.table
    if not public:
        return table
    keys = ["sozialraum_id", "standard_id"]
    people = table[keys].merge(results.coverage[[*keys, "people"]], on=keys, how="left")["people"]
    # places are public: with many of them for few people the number of people could be worked out
    said = table["access_per_100"].map(_two_digits).where((people >= FEW).to_numpy())
    return table.assign(access_per_100=said, places=np.nan, people=np.nan)


def _two_digits(value: float) -> float:
    """Round to two digits.

    Examples
    --------
    >>> _two_digits(857.1), _two_digits(16.67), _two_digits(0.0)
    (860.0, 17.0, 0.0)
    """
    return value if pd.isna(value) or value == 0 else float(f"{value:.2g}")


def _access_standards(results: Results, public: bool) -> pd.DataFrame:
    """Return the facilities behind it as counts: a name could be that of a protected place."""
    table = results.access.standards
    if not len(table):
        return table
    mean = results.inequality["mean"].reindex(table.index)
    if public:
        people = results.coverage.groupby("standard_id")["people"].sum(min_count=1).reindex(table.index)
        mean = mean.map(_two_digits).where(people >= FEW)
    return table.assign(unreached=[len(names) for names in table["unreached"]], mean=mean)


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


def rounded(count: pd.Series) -> pd.Series:
    """Round people to what may be said in public (see `rounding.rounded_people`); never to 0 who is there.

    Examples
    --------
    >>> rounded(pd.Series([4.9, 47, 412, 6_280, 0])).tolist()
    [10.0, 50.0, 400.0, 6300.0, 0.0]
    """
    return count.map(_rounded).astype(float)


def _rounded(count: float) -> float:
    return count if pd.isna(count) else float(rounding.rounded_people(count))


def rounded_part(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Round people who are part of others; a part that is not the whole never reads as the whole.

    Examples
    --------
    >>> rounded_part(pd.Series([626.0, 668, 7]), pd.Series([668.0, 668, 668])).tolist()
    [600.0, 650.0, 10.0]
    """
    return pd.Series([_rounded_part(a, b) for a, b in zip(part, whole, strict=True)], index=part.index, dtype=float)


def _rounded_part(part: float, whole: float) -> float:
    near, limit = _rounded(part), _rounded(whole)
    if part > whole - HALF_A_PERSON or not near >= limit:
        return near
    return limit - rounding.people_step(limit - 1)


def _rounded_share(share: float) -> float:
    """Round a share to the per cent; what is not all stays below all, what is not nothing above nothing."""
    if pd.isna(share) or share <= rounding.SAME or share >= 1 - rounding.SAME:
        return share if pd.isna(share) else float(round(share))
    return min(max(round(share * 100), 1), 99) / 100


def _whole_people(table: pd.DataFrame) -> pd.DataFrame:
    """Take less than half a person for nobody, so that counts and shares say the same: 0 people are 0 per cent."""
    people, uncovered = table["people"], table["uncovered_people"]
    nobody = (uncovered > 0) & (uncovered < HALF_A_PERSON) & (people >= HALF_A_PERSON)
    everybody = (uncovered < people) & (people - uncovered < HALF_A_PERSON) & (people >= HALF_A_PERSON) & ~nobody
    table = table.copy()
    table["uncovered_people"] = uncovered.mask(nobody, 0.0).mask(everybody, people)
    for column in SHARES:
        if column in table:
            table[column] = table[column].mask(nobody, 1.0).mask(everybody, 0.0)
    if "reached_people" in table:
        table["reached_people"] = table["reached_people"].mask(nobody, table["known_people"]).mask(everybody, 0.0)
    return table


def _rounded_reach(table: pd.DataFrame) -> pd.DataFrame:
    """Round people and shares for the public, here and not on the page: colours, order and files follow them."""
    table = _coarse_spans(table)
    table["covered_share"] = table["covered_share"].map(_rounded_share)
    table["uncovered_people"] = rounded_part(table["uncovered_people"], table["people"])
    table["people"] = rounded(table["people"])
    return table


def _coarse_spans(table: pd.DataFrame) -> pd.DataFrame:
    """Widen the spans of shares to what hides how many people there are: draws are of whole people.

    Below `FEW` people there is none, below `MANY` it ends at fives, rounded outwards; the longest way, of a single
    home, is not said at all.
    """
    table = table.copy()
    few, some = ~(table["people"] >= FEW), table["people"] < MANY
    low, high = table["covered_low"].mask(few), table["covered_high"].mask(few)
    table["covered_low"] = low.map(_rounded_share).where(~some, _stepped(low, np.floor))
    table["covered_high"] = high.map(_rounded_share).where(~some, _stepped(high, np.ceil))
    if "nearest_max_m" in table:
        table["nearest_max_m"] = np.nan
        for column in ("nearest_p50_m", "nearest_p90_m"):
            table[column] = (table[column] / WAY_STEP_M).round() * WAY_STEP_M
    return table


def _stepped(share: pd.Series, towards: Callable[[pd.Series], pd.Series]) -> pd.Series:
    return (towards((share * 20).round(6)) / 20).clip(0, 1)


def is_small(count: pd.Series) -> pd.Series:
    """Tell which counts are positive but below the limit; expected values are rounded first."""
    return (count > 0) & (count.round() < SMALL) & (count.round() > 0)


def _masked_people(people: pd.DataFrame, public: bool) -> pd.DataFrame:
    return people.mask(people.apply(is_small)).apply(rounded) if public else people


def _state(table: pd.DataFrame, public: bool) -> pd.Series:
    """Return the state of uncovered people: small if they, or those covered in public, could be single persons."""
    small = is_small(table["uncovered_people"])
    if public:
        covered = table["people"] - table["uncovered_people"]
        # where both are few, no rounded part is less than the rounded whole and more than nothing
        both = (table["uncovered_people"] > 0) & (covered > 0) & (table["people"].map(_rounded) <= LEAST_PUBLIC)
        small |= is_small(table["people"]) | is_small(covered) | both
    state = pd.Series("known", index=table.index, dtype=object)
    state[table["uncovered_people"].isna()] = "unknown"
    state[small] = "suppressed" if public else "small"
    return state


def _masked(coverage: pd.DataFrame, public: bool) -> pd.DataFrame:
    table = _whole_people(coverage.drop(columns="is_complete"))
    table["state"] = _state(table, public)
    table.loc[table["state"].isin(["small", "suppressed"]), "uncovered_people"] = np.nan
    hidden = table["state"] == "suppressed"
    table.loc[hidden, [*SHARES, "people", "unknown_share", *NEAREST]] = np.nan
    # Beside the people who reach it the known ones would give back what is taken out here, or rounded below
    table.loc[table["state"] != "known", "reached_people"] = np.nan
    if public:
        table[["known_people", "reached_people"]] = np.nan
    table = _without_wide(table, table.pop("is_wide") & ~hidden)
    return _rounded_reach(table) if public else table


def _without_wide(table: pd.DataFrame, is_wide: pd.Series) -> pd.DataFrame:
    """Take back what the data do not support; only the interval stays."""
    table["reason"] = table["reason"].mask(is_wide, TOO_WIDE) if "reason" in table else np.where(is_wide, TOO_WIDE, "")
    gone = [c for c in ("covered_share", "uncovered_people", "reached_people", "weighted_people") if c in table]
    table.loc[is_wide, gone] = np.nan
    table.loc[is_wide, "state"] = "unknown"
    return table


def _masked_gaps(results: Results) -> pd.DataFrame:
    table = _whole_people(results.gaps)
    counted = results.gaps["uncovered_people"]
    table["weighted_people"] *= (table["uncovered_people"] / counted).where(counted > 0, 1.0)
    table["state"] = _state(table, public=False)
    table.loc[table["state"] == "small", ["uncovered_people", "weighted_people"]] = np.nan
    keys = ["sozialraum_id", "standard_id"]
    is_wide = table[keys].merge(results.coverage[[*keys, "is_wide"]], on=keys, how="left")["is_wide"]
    return _without_wide(table, is_wide.set_axis(table.index))


def _supply(supply: pd.DataFrame, public: bool) -> pd.DataFrame:
    """Blank small counts of children in public, and with them what could give them back."""
    table = supply.copy()
    if public and len(table):
        table.loc[is_small(table["people"]), ["people", "ratio_percent", "missing_places"]] = np.nan
        table.loc[is_small(table["capacity_occupied"]), "capacity_occupied"] = np.nan
        # exact ratios and exact missing places beside the places would give the exact people back
        table["ratio_percent"] = table["ratio_percent"].round()
        table["missing_places"] = rounded(table["missing_places"])
        table["people"] = rounded(table["people"])
    return table


def _town(results: Results, public: bool) -> pd.DataFrame:
    """Return each standard for the whole place, over the Sozialräume where it is known."""
    rows = []
    for standard in results.standards:
        part = results.coverage[results.coverage["standard_id"] == standard.id]
        known = part["covered_share"].notna()
        people, uncovered = part.loc[known, "people"].sum(), part.loc[known, "uncovered_people"].sum()
        reason = ""
        if not part["is_complete"].any():
            reason = "not_complete"
        elif part["people"].isna().all():
            reason = "no_people"
        unknown = (part["unknown_share"] * part["people"]).sum()
        rows.append(
            {
                "standard_id": standard.id,
                "people": people if not reason else np.nan,
                "covered_share": 1 - uncovered / people if people > 0 and not reason else np.nan,
                "uncovered_people": uncovered if people > 0 and not reason else np.nan,
                "unknown_share": unknown / part["people"].sum() if part["people"].sum() > 0 else np.nan,
                "areas_known": int(known.sum()),
                "areas": len(part),
                "reason": reason,
            }
        )
    table = pd.DataFrame(rows).set_index("standard_id").join(results.coverage_of_all)
    is_wide = (table["covered_high"] - table["covered_low"]) > certainty.TOO_WIDE + 1e-9
    table = _whole_people(table)
    table["state"] = _state(table, public)
    table.loc[table["state"].isin(["small", "suppressed"]), "uncovered_people"] = np.nan
    table.loc[table["state"] == "suppressed", [*SHARES, "people", "unknown_share"]] = np.nan
    table = _without_wide(table, is_wide & (table["state"] != "suppressed"))
    return _rounded_reach(table) if public else table


def _totals(results: Results, public: bool) -> pd.Series:
    """Return how many people there are in all and per age band, rounded as a whole in public."""
    young = [b.id for b in screen_bands() if b.stop <= YOUNG]
    bands = results.people
    totals = bands.sum(min_count=1)
    totals["residents"] = results.residents.sum(min_count=1)
    totals["young"] = bands[young].sum(skipna=False).sum(skipna=False)
    return rounded(totals) if public else totals


def _chosen(frame: pd.DataFrame, columns: Iterable[str]) -> Any:
    return frame[list(columns)].reset_index(drop=True)


def _empty(columns: tuple[str, ...], crs: str) -> gpd.GeoDataFrame:
    plain = {c: pd.Series([], dtype=object) for c in columns if c != "geometry"}
    return gpd.GeoDataFrame(plain, geometry=gpd.GeoSeries([], crs=crs), crs=crs)


def masked(study: Study, table: Any) -> Any:
    """Return facilities, partners or activities with protected ones known by their Sozialraum only.

    The one way in which they leave, for maps, pages and files alike: without point, name, Träger and address.
    """
    hidden = hidden_rows(study, table)
    shown = table.copy()
    shown["name"] = shown["name"].mask(hidden, tables.PROTECTED_NAME)
    keys = [told for key, told in TELLING_KEYS.items() if key in shown]
    for column in (*TELLING_COLUMNS, *keys):
        if column in shown:
            shown[column] = shown[column].mask(hidden, None)
    shown.loc[hidden, "geometry"] = None
    return shown


def without_names(study: Study) -> Callable[[str], str]:
    """Return what puts another word for the name of a protected place, one name at a time."""
    secret = hidden_names(study)

    def without(name: str) -> str:
        return tables.PROTECTED_NAME if plain_name(name) in secret or is_named_like_one(name) else name

    return without


def untold(study: Study, table: pd.DataFrame) -> pd.DataFrame:
    """Return co-operations or hours without the words of those that name a protected partner or activity."""
    about = pd.Series(False, index=table.index)
    for key, frame in (("partner_id", study.partners), ("activity_id", study.activities)):
        if frame is not None and key in table:
            about |= table[key].isin(frame.loc[hidden_rows(study, frame), key])
    return table.assign(**{c: table[c].mask(about, None) for c in FREE_TEXT if c in table})


def _places(results: Results) -> gpd.GeoDataFrame:
    study = results.study
    if study.facilities is None:
        return _empty(PLACE_COLUMNS, study.crs)
    return _chosen(study.facilities[~hidden_rows(study, study.facilities)], PLACE_COLUMNS)


def _partners(results: Results, public: bool) -> gpd.GeoDataFrame:
    study = results.study
    if study.partners is None:
        return _empty(PARTNER_COLUMNS, study.crs)
    table = masked(study, study.partners)
    table["state"] = cooperation_states(study)
    table = _chosen(table, PARTNER_COLUMNS)
    if not public:
        return table
    # Who is only asked, or no longer works with us, is not presented as a partner
    # nor one that must not be found: alone of its kind in a Sozialraum it would be known without its name
    hidden = hidden_rows(study, study.partners).to_numpy()
    agreed = table[table["state"].eq(AGREED) & ~hidden].reset_index(drop=True)
    return agreed.assign(state=None, since=None, review_date=None, checked_on=None)


def _activities(results: Results, public: bool) -> gpd.GeoDataFrame:
    if results.activities is None:
        return _empty(ACTIVITY_COLUMNS, results.study.crs)
    table = _chosen(masked(results.study, results.activities), ACTIVITY_COLUMNS)
    table["partners"] = table["partners"].map(listed(results.study))
    return _without(table, _OF_THE_HOUSE) if public else table


def _without(table: Any, columns: Iterable[str]) -> Any:
    """Empty columns that are not told."""
    return table.assign(**{c: None for c in columns if c in table})


def _engagement(study: Study, public: bool) -> gpd.GeoDataFrame:
    if study.engagement is None:
        return _empty(ENGAGEMENT_COLUMNS, study.crs)
    known = frozenset(study.ids)
    table = masked(study, study.engagement)
    shares = [area_shares(w, s, known) for w, s in zip(table["wirkungsraum"], table["sozialraum_id"], strict=True)]
    table = _chosen(table.assign(shares=pd.Series(shares, table.index, dtype=object)), ENGAGEMENT_COLUMNS)
    if not public:
        return table
    table["volunteers"] = table["volunteers"].where(table["volunteers"] >= SMALL).map(_rounded)
    return _without(table, (*_OF_THE_HOUSE, "end"))


def _inside(study: Study, name: str, public: bool) -> pd.DataFrame:
    """Return what a team keeps for itself; nothing of it in public."""
    frame = getattr(study, name)
    columns = [*TABLES[name].by_name, "source"]
    if frame is None or public:
        return pd.DataFrame({c: pd.Series([], dtype=object) for c in columns})
    return _chosen(untold(study, frame) if name in ("cooperations", "effort") else frame, columns)


def listed(study: Study) -> Callable[[Any], Any]:
    """Return what takes the names of protected places out of a list of names; a name may hold commas."""
    without = without_names(study)

    def put(text: str) -> str:
        name = text.strip()
        if name and (told := without(name)) != name:
            return text.replace(name, told)
        return text

    def told(part: str) -> str:
        pieces = part.split(",")
        return ",".join(map(put, pieces)) if len(pieces) > 1 and plain_name(part) not in secret else put(part)

    secret = hidden_names(study)
    return lambda written: "".join(map(told, re.split(r"([;|\n])", written))) if isinstance(written, str) else written


def _gremien(results: Results, public: bool) -> pd.DataFrame:
    study = results.study
    if study.gremien is None:
        return pd.DataFrame(columns=list(GREMIUM_COLUMNS))
    known = frozenset(study.ids)
    table = study.gremien.copy()
    table["sozialraum_ids"] = [
        tuple(area_shares(w, s, known)) for w, s in zip(table["wirkungsraum"], table["sozialraum_id"], strict=True)
    ]
    written = (t.replace(",", ";").split(";") if isinstance(t, str) else () for t in table["members"])
    without = without_names(study)
    table["members"] = [tuple(without(m.strip()) for m in members if m.strip()) for members in written]
    table = _chosen(table, GREMIUM_COLUMNS)
    return _without(table, _OF_THE_HOUSE).assign(members=[()] * len(table)) if public else table


def _warnings(results: Results, public: bool) -> tuple[Problem, ...]:
    """Return what a reader of any figure must know; findings about single rows stay inside."""
    general = tuple(p for p in results.study.problems if p.severity == "note" and p.row is None)
    of_ranking = {
        *(results.need.notes if results.need else ()),
        *(results.priorities.notes if results.priorities else ()),
    }
    notes = tuple(n for n in results.notes if not (public and n in of_ranking))
    return (*general, *notes)
