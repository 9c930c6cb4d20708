"""The path: a study and settings in, results out; readable in one screen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

import pandas as pd

import sozialraum_geo
from sozialraum_geo import accessibility, gaps, indicators, population, priority, register
from sozialraum_geo.errors import Problem, StandardError
from sozialraum_geo.standards import (
    Band,
    Settings,
    Standard,
    adopted_ids,
    all_standards,
    screen_bands,
    supply_standards,
)
from sozialraum_geo.study import Study

Progress = Callable[[str, str], None]
AS_SHIPPED = Settings()


@dataclass(frozen=True, eq=False)
class Results:
    """Everything computed for one study, one set of settings. Internal: shown only through `privacy.release`.

    Attributes
    ----------
    people
        Rows sozialraum_id, columns ids of the screen's age bands; NaN unknown.
    coverage, gaps, supply
        As `accessibility.coverage`, `gaps.gaps` and `accessibility.supply` return them.
    need, priorities
        None where the study holds no indicators.
    notes
        What the analysis left out and why.
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
    coverage: pd.DataFrame
    supply: pd.DataFrame
    need: indicators.Need | None
    gaps: pd.DataFrame
    priorities: priority.Priorities | None
    activities: pd.DataFrame | None
    notes: tuple[Problem, ...]
    fingerprint: str


def analyse(study: Study, settings: Settings = AS_SHIPPED, progress: Progress | None = None) -> Results:
    """Compute coverage, gaps and priorities.

    Raises
    ------
    StandardError
        If the settings name a standard that neither the program nor the study knows.
    """
    say = progress or (lambda step, name: None)
    date = settings.on_date or study.date
    standards = chosen_standards(study, settings)
    say("people", study.slug)
    points = population.build_points(study)
    bands = (
        None if study.population is None else population.resolve_bands(study.population, study.ids, study.split_bands)
    )
    people, estimated, residents = _people(study, bands, points, settings)
    say("distances", study.slug)
    reach = accessibility.reach(study, points, standards, settings)
    coverage = accessibility.coverage(study, points, bands, reach, standards, settings)
    supply = accessibility.supply(study, bands, supply_standards(), date)
    say("priorities", study.slug)
    need = indicators.need_index(study, residents)
    index = None if need is None else need.table.set_index("sozialraum_id")["need_index"]
    gap = gaps.gaps(coverage, index)
    weights = dict(study.weights) | dict(settings.weights)
    ranks = None if index is None else priority.priorities(gap, study.ids, weights, index.index[index.notna()])
    notes = (*(need.notes if need else ()), *(ranks.notes if ranks else ()), *_coverage_notes(study, coverage, reach))
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
        coverage,
        supply,
        need,
        gap,
        ranks,
        register.activity_table(study, standards, date),
        notes,
        fingerprint_of(study, settings),
    )


def chosen_standards(study: Study, settings: Settings) -> tuple[Standard, ...]:
    """Return the distance standards to analyse: the settings' choice, else the study's, else all adopted ones."""
    known = all_standards(study.own_standards)
    limits = dict(settings.limits_m)
    ids = settings.standards or study.standards or adopted_ids(study.own_standards)
    unknown = [i for i in ids if i not in known]
    if unknown:
        raise StandardError(Problem("refused", "unknown_standard", value=i, detail=", ".join(known)) for i in unknown)
    return tuple(replace(known[i], limit_m=limits.get(i, known[i].limit_m)) for i in ids)


def fingerprint_of(study: Study, settings: Settings) -> str:
    """Return a SHA-256 over study, settings, shipped standards and program version."""
    shipped = [asdict(s) for s in all_standards(study.own_standards).values()]
    parts = [study.fingerprint, asdict(settings), shipped, sozialraum_geo.__version__]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def _people(
    study: Study, bands: population.Bands | None, points: population.Points, settings: Settings
) -> tuple[pd.DataFrame, frozenset[str], pd.Series]:
    columns = {}
    estimated = set()
    for band in screen_bands():
        people, _, is_estimated = accessibility.band_people(study, bands, points, band, settings.census_blank)
        columns[band.id] = people
        if is_estimated:
            estimated.add(band.id)
    everyone = (
        bands.total
        if bands is not None
        else accessibility.band_people(study, None, points, Band(0, float("inf")), settings.census_blank)[0]
    )
    return pd.DataFrame(columns, index=study.ids), frozenset(estimated), everyone.rename("residents")


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
    for standard_id, offers in reach.offers.items():
        if "is_on_network" in offers and not offers["is_on_network"].all():
            lost = offers.loc[~offers["is_on_network"], "name"]
            notes.append(Problem("note", "offer_off_network", value=standard_id, detail=", ".join(map(str, lost))))
    if reach.network is not None:
        from sozialraum_geo.network import components_report

        report = components_report(reach.network)
        if report.count > 1:
            notes.append(Problem("note", "components", value=str(report.count), detail=f"{report.largest_share:.1%}"))
    return notes


def reweighted(results: Results, weights: tuple[tuple[str, float], ...]) -> Results:
    """Return the same results ranked with other weights; equal to a fresh analysis with them, without its waiting.

    Parameters
    ----------
    weights
        Pairs of standard id and weight, on top of the study's own.
    """
    if results.need is None:
        return results
    settings = replace(results.settings, weights=weights)
    study = results.study
    ranks = priority.priorities(results.gaps, study.ids, dict(study.weights) | dict(weights))
    old = results.priorities.notes if results.priorities else ()
    notes = (*(n for n in results.notes if n not in old), *(ranks.notes if ranks else ()))
    return replace(
        results, settings=settings, priorities=ranks, notes=notes, fingerprint=fingerprint_of(study, settings)
    )
