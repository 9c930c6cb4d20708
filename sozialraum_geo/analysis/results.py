"""The path: a study and settings in, results out; readable in one screen."""

from __future__ import annotations

import difflib
import hashlib
import json
import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

import sozialraum_geo
from sozialraum_geo.analysis import population
from sozialraum_geo.analysis.activities import activity_table
from sozialraum_geo.analysis.inequality import inequality_table
from sozialraum_geo.analysis.need import indicators
from sozialraum_geo.analysis.ranking import gaps, priority, robustness
from sozialraum_geo.analysis.reach import accessibility, catchment, certainty
from sozialraum_geo.analysis.reach import network as net
from sozialraum_geo.analysis.reach.offers import activity_places, counting_activities
from sozialraum_geo.analysis.supply import supply_of
from sozialraum_geo.errors import Problem, StandardError
from sozialraum_geo.reading.protection import hidden_offers, hidden_rows
from sozialraum_geo.standards import (
    Band,
    Settings,
    Standard,
    adopted_ids,
    all_standards,
    index_presets,
    screen_bands,
    supply_standards,
    walking,
)
from sozialraum_geo.study import Study, ground_fingerprint

Progress = Callable[[str, str], None]
AS_SHIPPED = Settings()


@dataclass(frozen=True, eq=False)
class Results:
    """Everything computed for one study, one set of settings. Internal: shown only through `release.release`.

    Sections in brackets are those of docs/method.md. Tables by standard have one row per sozialraum_id and standard_id;
    shares are 0–1, ways metres, people may be fractions; NaN is unknown.

    Attributes
    ----------
    study, settings
        What was analysed, and how.
    date
        ISO date for which offers count: that of the settings, else that of the study.
    standards
        The distance standards analysed, in the order shown, with limits on trial in place.
    points, reach
        Where people live (section 1), and their ways to the nearest offer (sections 3 and 4).
    residents
        All people by sozialraum_id.
    people
        Rows sozialraum_id, columns ids of the screen's age bands; NaN unknown.
    estimated_bands
        Ids of the bands for which a source band had to be split evenly.
    people_from
        "residents" (the table of people by age), "census" (classes of the grid) or "nobody": not known.
    even_areas
        The Sozialräume whose people are spread evenly, for want of census cells.
    coverage, gaps, supply
        As `accessibility.coverage` with `certainty.with_intervals`, `gaps.gaps` and `supply.supply_of` return
        them (sections 5, 9 and 6).
    coverage_of_all
        Interval of each standard for the whole place, as `certainty.of_all` returns it.
    access, inequality
        Places within reach shared with all others, as `catchment.access` returns them, and how unevenly, as
        `inequality.inequality_table` does (sections 7 and 13).
    need, priorities
        The social index and the order by it (sections 8 and 10); None where the study holds no indicators.
    drawn, ranking
        How sure the order is, and what would change it (sections 11 and 12): None without one.
    activities
        As `activities.activity_table` returns them, and ``part_time_for``: the standards for which an activity would
        count if its hours were enough. None where the study holds none.
    notes
        What the analysis left out and why.
    fingerprint
        SHA-256 over study, settings, shipped standards, the way to the index and program version.
    """

    study: Study
    settings: Settings
    date: str
    standards: tuple[Standard, ...]
    points: population.Points
    reach: accessibility.Reach
    residents: pd.Series
    people: pd.DataFrame
    estimated_bands: frozenset[str]
    people_from: str
    even_areas: frozenset[str]
    coverage: pd.DataFrame
    coverage_of_all: pd.DataFrame
    supply: pd.DataFrame
    access: catchment.Access
    inequality: pd.DataFrame
    need: indicators.Need | None
    gaps: pd.DataFrame
    priorities: priority.Priorities | None
    drawn: robustness.Drawn | None
    ranking: robustness.Ranking | None
    activities: pd.DataFrame | None
    notes: tuple[Problem, ...]
    fingerprint: str


def analyse(study: Study, settings: Settings = AS_SHIPPED, progress: Progress | None = None) -> Results:
    """Compute coverage, gaps and priorities (docs/method.md, sections 1 to 13).

    Parameters
    ----------
    study
        As `reading.read_study` returns it.
    settings
        What a person chose: standards, weights, limits [m], date, seed; as shipped if not told otherwise.
    progress
        Called with a step ("people", "distances", "certainty", "priorities") and the slug of the study.

    Returns
    -------
    Results
        The same study and settings give the same numbers, draws included. What cannot be computed is NaN or None and
        named in ``notes``. Internal: nothing of it is shown before `release.release`.

    Raises
    ------
    StandardError
        If the settings name a standard that neither the program nor the study knows, or a limit that is not a number
        above 0.
    StudyError
        If a weight or a reference of the social index is no usable number.
    """
    say = progress or (lambda step, name: None)
    date = settings.on_date or study.date
    standards = chosen_standards(study, settings)
    say("people", study.slug)
    points = population.build_points(study)
    spread = population.Spread(study, points, settings.census_blank)
    people, estimated, residents = _people(spread)
    say("distances", study.slug)
    reach = accessibility.reach(study, points, standards, settings)
    coverage = accessibility.coverage(spread, reach, standards)
    say("certainty", study.slug)
    doubts, ways = _doubts(spread, reach, standards)
    drawn_shares = {
        i: certainty.coverage_draws(d, np.ones(certainty.DRAWS), robustness.stream(settings.seed, f"interval {i}"))
        for i, d in doubts.items()
    }
    coverage = certainty.with_intervals(coverage, drawn_shares)
    supply = supply_of(study, spread.bands, supply_standards(study.own_supply), date)
    access = catchment.access(spread, reach, standards, settings)
    say("priorities", study.slug)
    need = indicators.need_index(study, residents)
    index = None if need is None else need.table.set_index("sozialraum_id")["need_index"]
    gap = gaps.gaps(coverage, index, need.scale if need else "z")
    ranks = _ranked(study, need, gap, settings)
    drawn = None
    if need is not None and ranks is not None and ranks.is_ranked:
        drawn = robustness.draw(need, {i: doubts[i] for i in ranks.weights}, ways, settings.seed, settings.draws)
    notes = (
        *(need.notes if need else ()),
        *(ranks.notes if ranks else ()),
        *_coverage_notes(study, coverage, reach),
        *_place_notes(study, points, reach, standards, coverage),
    )
    return Results(
        study,
        settings,
        date,
        standards,
        points,
        reach,
        residents,
        people,
        estimated,
        _people_from(study, people, residents),
        _even_areas(points),
        coverage,
        certainty.of_all(coverage, drawn_shares),
        supply,
        access,
        inequality_table(access.at_points, _at_points(study, points, index)),
        need,
        gap,
        ranks,
        drawn,
        _ranking(drawn, need, gap, ranks, standards),
        _activities(study, standards, date),
        notes,
        fingerprint_of(study, settings),
    )


def chosen_standards(study: Study, settings: Settings) -> tuple[Standard, ...]:
    """Return the distance standards to analyse: the settings' choice, else the study's, else all adopted ones."""
    known = all_standards(study.own_standards)
    limits = dict(settings.limits_m)
    ids = tuple(dict.fromkeys(settings.standards or study.standards or adopted_ids(study.own_standards)))
    unknown = [i for i in ids if i not in known]
    if unknown:
        meant = {i: "".join(difflib.get_close_matches(i, known, n=1)) for i in unknown}
        raise StandardError(Problem("refused", "unknown_standard", value=i, detail=meant[i]) for i in unknown)
    # A limit on trial holds for every kind of area
    if wrong := {i: v for i, v in limits.items() if not 0 < v < math.inf}:
        raise StandardError(Problem("refused", "bad_setting", column=i, value=str(v)) for i, v in wrong.items())
    return tuple(replace(known[i], limit_m=limits[i], limits=()) if i in limits else known[i] for i in ids)


def figures_key(study: Study, settings: Settings) -> str:
    """Return what tells whether the figures of two studies are the same: what they rest on, and where offers are.

    Partners, Gremien, co-operations and activities that count for no standard may differ: no figure rests on them.
    """
    date = settings.on_date or study.date
    digest = hashlib.sha256(ground_fingerprint(study).encode())
    if study.facilities is not None:  # notes name what is off the streets, unless it is hidden
        digest.update(hidden_rows(study, study.facilities).to_numpy().tobytes())
    for standard in chosen_standards(study, settings):
        places = activity_places(study, standard, date)
        shapes = places.geometry.to_wkb(hex=True)
        columns = (places[c] for c in ("offer_id", "name", "precision"))
        hidden = hidden_offers(study, places.assign(kind="activity"))
        told = sorted(zip(*columns, shapes, hidden, strict=True), key=repr)
        digest.update(repr((standard.id, told)).encode())
    return hashlib.sha256((digest.hexdigest() + repr(settings)).encode()).hexdigest()


def refreshed(results: Results, study: Study) -> Results:
    """Return results of a study whose `figures_key` is the same, with its partners, activities and Gremien."""
    return replace(
        results,
        study=study,
        activities=_activities(study, results.standards, results.date),
        fingerprint=fingerprint_of(study, results.settings),
    )


def fingerprint_of(study: Study, settings: Settings) -> str:
    """Return a SHA-256 over study, settings, shipped standards, the way to the index and program version."""
    shipped: list[object] = [asdict(s) for s in all_standards(study.own_standards).values()]
    shipped.append(index_presets().get(str(dict(study.need).get("preset", "standard"))))
    parts = [study.fingerprint, asdict(settings), shipped, sozialraum_geo.__version__]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def _ranked(
    study: Study, need: indicators.Need | None, gap: pd.DataFrame, settings: Settings
) -> priority.Priorities | None:
    if need is None:
        return None
    indexed = need.table.loc[need.table["need_index"].notna(), "sozialraum_id"]
    return priority.priorities(gap, study.ids, dict(study.weights) | dict(settings.weights), pd.Index(indexed))


def _ranking(
    drawn: robustness.Drawn | None,
    need: indicators.Need | None,
    gap: pd.DataFrame,
    ranks: priority.Priorities | None,
    standards: tuple[Standard, ...],
) -> robustness.Ranking | None:
    if drawn is None or need is None or ranks is None or not ranks.is_ranked:
        return None
    # Which limit is meant where each kind of area has its own?
    return robustness.rank(drawn, need, gap, ranks, {s.id: s.limit_m for s in standards if not s.limits})


def _doubts(
    spread: population.Spread, reach: accessibility.Reach, standards: tuple[Standard, ...]
) -> tuple[dict[str, certainty.Doubt], dict[str, dict[str, tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]]]]:
    """Return what is open about the coverage of each standard, and its sorted ways by Sozialraum."""
    study, points = spread.study, spread.points
    area = study.ids.get_indexer(points.ids)[points.codes][points.piece]
    doubts, ways = {}, {}
    for standard in standards:
        _, people, _ = spread.of(standard.ages)
        in_piece = np.bincount(points.piece, weights=people, minlength=len(points.pieces)).astype(float)
        limit = accessibility.limit_m(study, standard)
        doubts[standard.id] = certainty.doubt(
            reach, points, standard.id, in_piece, limit, (robustness.NARROWEST, robustness.WIDEST)
        )
        ways[standard.id] = robustness.sorted_ways(study.ids, area, reach.distance_m[standard.id], people, limit)
    return doubts, ways


def _at_points(study: Study, points: population.Points, values: pd.Series | None) -> npt.NDArray[np.float64]:
    """Return a value of the Sozialräume at their sub-points; NaN without any."""
    if values is None:
        return np.full(len(points.piece), np.nan)
    return values.reindex(points.ids).to_numpy(dtype=float)[points.codes][points.piece]


def _people_from(study: Study, people: pd.DataFrame, residents: pd.Series) -> str:
    if people.isna().all(axis=None) and residents.isna().all():
        return "nobody"
    return "census" if study.population is None else "residents"


def _even_areas(points: population.Points) -> frozenset[str]:
    return frozenset(points.pieces.loc[points.pieces["cell"] < 0, "sozialraum_id"])


def _activities(study: Study, standards: tuple[Standard, ...], date: str) -> pd.DataFrame | None:
    """Return the activities with the standards they count for, and those they only miss the hours of."""
    table = activity_table(study, standards, date)
    if table is None or study.activities is None:
        return None
    fits = {
        s.id: counting_activities(study, replace(s, min_hours_week=None), date) for s in standards if s.min_hours_week
    }
    table["part_time_for"] = [
        tuple(s for s, mask in fits.items() if mask[i] and s not in counted)
        for i, counted in zip(table.index, table["counts_for"], strict=True)
    ]
    return table


def _people(spread: population.Spread) -> tuple[pd.DataFrame, frozenset[str], pd.Series]:
    columns = {}
    estimated = set()
    for band in screen_bands():
        people, _, is_estimated = spread.of(band)
        columns[band.id] = people
        if is_estimated:
            estimated.add(band.id)
    everyone = spread.of(Band(0, float("inf")))[0] if spread.bands is None else spread.bands.total
    return pd.DataFrame(columns, index=spread.study.ids), frozenset(estimated), everyone.rename("residents")


def _coverage_notes(study: Study, coverage: pd.DataFrame, reach: accessibility.Reach) -> list[Problem]:
    notes = []
    for standard_id, rows in coverage.groupby("standard_id", sort=False):
        if not rows["is_complete"].any():
            notes.append(Problem("note", "not_complete", value=str(standard_id)))
        elif rows["people"].isna().all():
            notes.append(Problem("note", "no_people", value=str(standard_id)))
        elif (rows["unknown_share"] > 0.5).any():
            areas = rows.loc[rows["unknown_share"] > 0.5, "sozialraum_id"]
            notes.append(Problem("note", "no_streets", value=str(standard_id), detail=", ".join(areas)))
        if rows["is_complete"].any() and rows["unplaced"].any():
            areas = rows.loc[rows["unplaced"] > 0, "sozialraum_id"]
            notes.append(Problem("note", "offers_unplaced", value=str(standard_id), detail=", ".join(areas)))
    for standard_id, rows in coverage[coverage["is_wide"]].groupby("standard_id", sort=False):
        notes.append(Problem("note", "too_wide", value=str(standard_id), detail=", ".join(rows["sozialraum_id"])))
    for standard_id, offers in reach.offers.items():
        notes += _offer_notes(study, standard_id, offers)
    return notes + _component_notes(study, reach)


def _component_notes(study: Study, reach: accessibility.Reach) -> list[Problem]:
    """Say into how many parts the streets fall, and what lies in a part from which no way leads to the largest."""
    if reach.network is None:
        return []
    report = net.components_report(reach.network)
    notes = []
    if report.count > 1:
        notes.append(Problem("note", "components", value=str(report.count), detail=f"{report.largest_share:.1%}"))
    if report.count > 1 and study.facilities is not None:
        snapped = net.snap(reach.network, study.facilities.geometry, walking().max_snap_m)
        report = net.components_report(reach.network, snapped)
        if report.apart:
            told = (str(report.apart), str(sum(report.facilities)))
            notes.append(Problem("note", "facilities_apart", value=told[0], detail=told[1]))
    for standard_id, (graph, _) in reach.ways.items():
        offers = reach.offers[standard_id]
        apart = net.is_apart(graph, net.snap(graph, offers.geometry, walking().max_snap_m))
        hidden = hidden_offers(study, offers)
        if names := ", ".join(map(str, offers.loc[apart & ~hidden, "name"])):
            notes.append(Problem("note", "offer_apart", value=standard_id, detail=names))
        if (apart & hidden).any():
            count = str(int((apart & hidden).sum()))
            notes.append(Problem("note", "protected_apart", value=standard_id, detail=count))
    return notes


def _place_notes(
    study: Study,
    points: population.Points,
    reach: accessibility.Reach,
    standards: tuple[Standard, ...],
    coverage: pd.DataFrame,
) -> list[Problem]:
    """Name school districts without a school, and Sozialräume that places beyond the border could serve."""
    lost = {i: rule.without_school() for i, rule in reach.assigned.items()}
    notes = [
        Problem("note", "district_without_school", value=i, detail="; ".join(schools))
        for i, schools in lost.items()
        if schools
    ]
    if near := accessibility.near_border(study, points, reach, standards, coverage):
        notes.append(Problem("note", "beyond_not_loaded", detail=", ".join(near)))
    return notes


def _offer_notes(study: Study, standard_id: str, offers: pd.DataFrame) -> list[Problem]:
    """Name what counts for a standard and lies off the network; protected places are counted and not named."""
    hidden = hidden_offers(study, offers)
    notes = []
    if hidden.any():
        notes.append(Problem("note", "protected_not_drawn", value=standard_id, detail=str(int(hidden.sum()))))
    if "is_on_network" in offers:
        lost = ~offers["is_on_network"]
        if names := ", ".join(map(str, offers.loc[lost & ~hidden, "name"])):
            notes.append(Problem("note", "offer_off_network", value=standard_id, detail=names))
        if (lost & hidden).any():
            count = str(int((lost & hidden).sum()))
            notes.append(Problem("note", "protected_off_network", value=standard_id, detail=count))
    return notes


def reweighted(results: Results, weights: tuple[tuple[str, float], ...]) -> Results:
    """Return the same results ranked with other weights; equal to a fresh analysis with them, without its waiting.

    Parameters
    ----------
    weights
        Pairs of standard id and weight, on top of the study's own.
    """
    settings = replace(results.settings, weights=weights)
    study, need = results.study, results.need
    ranks = _ranked(study, need, results.gaps, settings)
    of_index = need.notes if need else ()
    others = results.notes[len(of_index) + len(results.priorities.notes if results.priorities else ()) :]
    notes = (*of_index, *(ranks.notes if ranks else ()), *others)
    return replace(
        results,
        settings=settings,
        priorities=ranks,
        ranking=_ranking(results.drawn, need, results.gaps, ranks, results.standards),
        notes=notes,
        fingerprint=fingerprint_of(study, settings),
    )
