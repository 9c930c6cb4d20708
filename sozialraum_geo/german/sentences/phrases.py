"""Parts of sentences that several pages share: a standard, a count of people, what there is."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pandas as pd

from sozialraum_geo.errors import Problem
from sozialraum_geo.german.words import grammar, labels, numbers
from sozialraum_geo.release.activities import running
from sozialraum_geo.release.door import Release
from sozialraum_geo.release.facts import Row, gremien_in, of_area, row_of
from sozialraum_geo.standards import Standard

MOST_REASONS = 3
MOST_LISTED = 16

# findings whose detail lists areas by their ids
NAMES_AREAS = frozenset({"standard_unused", "too_wide", "beyond_not_loaded", "no_streets", "offers_unplaced"})


def standard_fields(rule: Standard) -> dict[str, str]:
    """Return the words that sentences about a standard are made of."""
    return {
        "aged": numbers.people_aged(rule.ages.start, rule.ages.stop),
        "group": grammar.group(rule.ages.start, rule.ages.stop),
        "group_dative": grammar.group(rule.ages.start, rule.ages.stop, dative=True),
        "offer": grammar.an_offer(rule.category),
        "no_offer": grammar.no_offer(rule.category),
        "limit": (limit := labels.limit_words(rule.limit_m, rule.limits)),
        "way": f"{limit} {labels.WAY[rule.mode]}",
        "how": labels.HOW[rule.mode],
        "minutes": numbers.number(rule.minutes),
    }


def people_words(release: Release, value: float, state: str = "known") -> str:
    """Write a count of people as the release may tell it."""
    return numbers.people(value, state, public=release.is_public)


def inventory(release: Release, sozialraum_id: str = "") -> list[str]:
    """Count people, places and activities; what the study knows nothing about is left out, for it is not zero."""
    residents = release.totals["residents"]
    if sozialraum_id:
        residents = row_of(release.areas, sozialraum_id)["residents"]
    parts = []
    if pd.notna(residents):
        parts.append(f"{people_words(release, residents)} Menschen")
    if len(release.places):
        parts.append(grammar.counted(len(of_area(release.places, sozialraum_id)), "Einrichtung", "Einrichtungen"))
    if len(release.activities):
        count = len(running(release, sozialraum_id))
        parts.append(grammar.counted(count, "laufendes Angebot", "laufende Angebote"))
    if sozialraum_id and len(release.gremien):
        parts.append(grammar.counted(len(gremien_in(release, sozialraum_id)), "Gremium", "Gremien"))
    return parts


def span_fields(row: Row) -> dict[str, str]:
    """Return both ends of the span of a share."""
    return {"low": numbers.percent(row["covered_low"]), "high": numbers.percent(row["covered_high"])}


def share_fields(release: Release, row: Row) -> dict[str, str]:
    """Return a share with its span, and of how many people it is."""
    span = numbers.interval(row["covered_low"], row["covered_high"])
    return {
        "share": numbers.percent(row["covered_share"]) + (f" ({span})" if span else ""),
        "covered": people_words(release, row["people"] - row["uncovered_people"]),
        "people": people_words(release, row["people"]),
    }


def named_problem(release: Release, problem: Problem) -> Problem:
    """Return a finding with the name of the standard instead of its id, and areas in words."""
    names = {s.id: s.name for s in release.standards}
    named = replace(problem, value=names.get(problem.value, problem.value))
    if problem.code not in NAMES_AREAS:
        return named
    count = re.search(r"\((\d+)\)$", problem.detail)
    if count:
        many = grammar.dative(labels.area_word(release.levels[-1], int(count[1])))
        return replace(named, detail=f"{numbers.number(int(count[1]))} {many}")
    areas = dict(zip(release.areas["sozialraum_id"], release.areas["name"], strict=True))
    listed = [areas.get(i, i) for i in problem.detail.split(", ")]
    if len(listed) > MOST_LISTED:
        listed = [*listed[: MOST_LISTED - 1], f"{numbers.number(len(listed) - MOST_LISTED + 1)} weitere"]
    return replace(named, detail=numbers.join(listed))


def capital(words: str) -> str:
    """Begin a sentence with a capital letter."""
    return words[:1].upper() + words[1:]


def category_words(code: Any) -> tuple[str, str]:
    """Name one and many of a category, to be counted."""
    found = grammar.COUNTED_KIND.get(str(code)) or labels.CATEGORY.get(str(code))
    return found or labels.CATEGORY["sonstige"]
