"""The calculation of counts and of places against people, and of all figures of a release at once."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import pandas as pd

from sozialraum_geo.german.sentences import steps
from sozialraum_geo.german.sentences.steps import Figure, Input, Step, given, same
from sozialraum_geo.release import facts
from sozialraum_geo.release.activities import ending_activities, running
from sozialraum_geo.release.coarsening import YOUNG_UNTIL
from sozialraum_geo.release.door import Release


def supply(release: Release, sozialraum_id: str) -> list[Figure]:
    """Return how places compare with people, a figure for each supply standard of one Sozialraum that is evaluated.

    Ratios are places per hundred people; where public numbers are rounded and do not come out, they are only stated.
    """
    figures = []
    for rule in release.supply_standards:
        row = steps.rows_of(release).supply.get((rule.id, sozialraum_id))
        if row is None:
            continue
        places, people, ratio, missing = (
            row[c] for c in ("capacity_occupiable", "people", "ratio_percent", "missing_places")
        )
        told = "rounded" if release.is_public else "data"
        made = [
            given("places", places, "count", "data" if not math.isnan(places) else "unknown"),
            given("people", people, "people", told if not math.isnan(people) else "unknown"),
        ]
        if not math.isnan(ratio):
            pair: tuple[Input, ...] = (("places", places, "count"), ("people", people, "people"))
            exact = same(places / people * 100, ratio)
            made.append(
                Step("ratio", "per_100", pair, ratio, "tenth") if exact else given("ratio", ratio, "tenth", told)
            )
        quota = release.quotas.get(rule.id)
        if quota is None:
            made.append(given("missing", math.nan, "count", "no_quota"))
        elif not math.isnan(missing):
            three: tuple[Input, ...] = (
                ("quota", quota, "quota"),
                ("people", people, "people"),
                ("places", places, "count"),
            )
            exact = same(max(0.0, quota * people - places), missing)
            step = Step("missing", "missing", three, missing, "tenth")
            made.append(step if exact else given("missing", missing, "tenth", told))
        figures.append(Figure("supply", tuple(made), sozialraum_id, supply_id=rule.id))
    return figures


def access(release: Release, standard_id: str, sozialraum_id: str) -> Figure | None:
    """Return how many places are within reach of a hundred people in one Sozialraum; None where that is not known."""
    rows = release.access[(release.access["standard_id"] == standard_id)]
    found = rows[rows["sozialraum_id"] == sozialraum_id].to_dict("records")
    if not found or math.isnan(found[0]["access_per_100"]):
        return None
    row = found[0]
    if math.isnan(row["places"]):
        made = [given("access", row["access_per_100"], "tenth", "rounded")]
    else:
        pair: tuple[Input, ...] = (("shared", row["places"], "value"), ("people", row["people"], "value"))
        made = [
            given("shared", row["places"], "value", "shared"),
            given("people", row["people"], "value"),
            Step("access", "per_100", pair, row["access_per_100"], "tenth"),
        ]
    return Figure("access", tuple(made), sozialraum_id, standard_id)


def counts(release: Release, what: Iterable[str], sozialraum_id: str = "") -> Figure:
    """Return what key figures add up from: people over Sozialräume, rows of lists over their kinds.

    Parameters
    ----------
    what
        Any of "residents", "young", "facilities", "activities", "partners", "gremien" and "ending".

    Raises
    ------
    KeyError
        If a name is none of these.
    """
    made = []
    for name in what:
        parts, whole, unit = _parts(release, name, sozialraum_id)
        inputs: tuple[Input, ...] = tuple((str(i), float(v), unit) for i, v in parts.items())
        is_sum = len(inputs) and same(float(parts.sum(skipna=False)), whole)
        note = "rounded" if unit == "people" and release.is_public else "counted" if unit == "count" else "data"
        note = note if not math.isnan(whole) else "unknown"
        made.append(Step(name, "sum", inputs, whole, unit) if is_sum else given(name, whole, unit, note))
    return Figure("counts", tuple(made), sozialraum_id)


def _parts(release: Release, name: str, sozialraum_id: str) -> tuple[pd.Series, float, str]:
    if name == "residents":
        residents = release.areas.set_index("sozialraum_id")["residents"]
        if sozialraum_id:
            return residents.iloc[:0], float(residents[sozialraum_id]), "people"
        return residents, float(release.totals["residents"]), "people"
    if name == "young":
        young = [b for b in release.people.columns if facts.band_edges(str(b))[1] <= YOUNG_UNTIL]
        return release.totals[young], float(release.totals["young"]), "people"
    frames: dict[str, tuple[Any, str]] = {
        "facilities": (facts.of_area(release.places, sozialraum_id), "category"),
        "activities": (running(release, sozialraum_id), "ansatzpunkt"),
        "partners": (facts.of_area(release.partners, sozialraum_id), "kind" if release.is_public else "state"),
        "gremien": (facts.gremien_in(release, sozialraum_id), "kind"),
        "ending": (ending_activities(release, sozialraum_id), "ansatzpunkt"),
    }
    frame, column = frames[name]
    parts = frame[column].fillna("unbekannt").value_counts().sort_index() if len(frame) else pd.Series(dtype=float)
    return parts, float(len(frame)), "count"


def low(release: Release, standard_id: str) -> Figure | None:
    """Return how the Sozialräume in which less than half reach an offer were counted; None where that is not known."""
    count = facts.low_areas(release, standard_id)
    if count is None:
        return None
    rows = release.coverage[release.coverage["standard_id"] == standard_id]
    rows = rows[rows["covered_share"].notna()]
    inputs: tuple[Input, ...] = tuple(
        (str(i), float(v), "share") for i, v in zip(rows["sozialraum_id"], rows["covered_share"], strict=True)
    )
    return Figure("low", (Step("low_areas", "below", inputs, count, "count"),), "", standard_id)


def of_sozialraum(release: Release, sozialraum_id: str) -> list[Figure | None]:
    """Return the calculation of the figures on the page of one Sozialraum: counts, coverage by each standard, index."""
    counted = ("residents", "facilities", "activities", "partners", "gremien")
    ways = [steps.coverage(release, rule.id, sozialraum_id) for rule in release.standards]
    return [counts(release, counted, sozialraum_id), *ways, steps.index(release, sozialraum_id)]


# --- all of them -----------------------------------------------------------------------------------------------------


def figures(release: Release) -> list[Figure]:
    """Return the calculation of every figure: each Sozialraum by each standard, and the whole place."""
    areas = ["", *release.areas["sozialraum_id"]]
    made: list[Figure | None] = []
    for rule in release.standards:
        made += [steps.coverage(release, rule.id, area) for area in areas]
        made += [steps.gap(release, rule.id, area) for area in areas]
        made += [steps.weighted(release, rule.id, area) for area in areas[1:]]
        made += [access(release, rule.id, area) for area in areas[1:]]
    made += [make(release, area) for make in (steps.index, steps.score, steps.rank) for area in areas[1:]]
    for area in areas[1:]:
        made += supply(release, area)
    made.append(counts(release, ("residents", "young", "facilities", "activities", "partners", "gremien")))
    return [figure for figure in made if figure is not None]
