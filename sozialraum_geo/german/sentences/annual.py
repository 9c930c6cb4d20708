"""What the report of a year says."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sozialraum_geo.german.words import numbers
from sozialraum_geo.german.words.cells import shown_hours
from sozialraum_geo.german.words.labels import numbered_point
from sozialraum_geo.german.words.pages.annual import (
    ALL_STATIONS,
    ANSWER,
    CHAPTER,
    GOAL,
    GOAL_STATE,
    GOALS,
    MEETING_DAY,
    MEETING_DAYS,
    NO_MEETING_DAY,
    NO_STATE,
    NOTE,
    READING,
    TITLE,
)
from sozialraum_geo.release.annual import NONE, POINTS, AnnualReport, works_in


def title(report: AnnualReport) -> str:
    """Return what the report is called."""
    return TITLE.format(year=report.year)


def whose(report: AnnualReport) -> str:
    """Return for which stations it speaks."""
    return report.station or ALL_STATIONS


def sentence(report: AnnualReport, sozialraum_id: str = "") -> str:
    """Say what was aimed at and what was done, in the whole or in one Sozialraum.

    Goals by their state, hours beyond the single case and those planned; what was not entered is said to be so.
    """
    goals, hours, planned = report.goals, report.hours, report.hours_planned
    if sozialraum_id:
        goals = goals[goals["sozialraum_id"] == sozialraum_id]
        line = report.areas[report.areas["sozialraum_id"] == sozialraum_id]
        hours, planned = (float(line[c].iloc[0]) if len(line) else float("nan") for c in ("hours", "hours_planned"))
    return f"{_goals_words(report.year, goals)} {_hours_words(hours, planned)}"


def _goals_words(year: int, goals: pd.DataFrame) -> str:
    if not len(goals):
        return ANSWER["goals_none"].format(year=year)
    counts = goals["state"].fillna(NONE).value_counts().to_dict()
    states = [f"{counts[code]} {words}" for code, words in (GOAL_STATE | {NONE: NO_STATE}).items() if code in counts]
    count = GOAL if len(goals) == 1 else GOALS.format(count=numbers.number(len(goals)))
    return ANSWER["goals"].format(year=year, goals=count, states=", ".join(states))


def _hours_words(hours: float, planned: float) -> str:
    key = {
        (True, True): "hours",
        (True, False): "hours_only",
        (False, True): "planned_only",
        (False, False): "hours_none",
    }[hours == hours, planned == planned]
    return ANSWER[key].format(hours=str(shown_hours(hours)), planned=str(shown_hours(planned)))


def notes(report: AnnualReport) -> list[str]:
    """Say what was left out and why."""
    return [NOTE[code].format(count=numbers.number(count)) for code, count in report.notes]


def reading(report: AnnualReport) -> list[str]:
    """Say how the figures are meant, and what was left out."""
    return [*READING, *notes(report)]


def chapters(report: AnnualReport) -> list[str]:
    """Return the Sozialräume of which there is anything to tell."""
    return [str(i) for i in report.areas["sozialraum_id"] if i != NONE]


def chapter_lines(report: AnnualReport, sozialraum_id: str) -> list[str]:
    """Say what began, ended and met in a Sozialraum, and of which Ansatzpunkte nothing was entered."""
    here = report.activities[works_in(report.activities, sozialraum_id)]
    lines = [
        CHAPTER[key].format(names=", ".join(str(n) for n in here.loc[here[column], "name"]))
        for key, column in (("begun", "has_begun"), ("ended", "has_ended"))
        if here[column].any()
    ]
    met = [r for r in report.meetings.to_dict("records") if sozialraum_id in r["sozialraum_ids"]]
    if met:
        lines.append(CHAPTER["meetings"].format(names=", ".join(_meeting(r["name"], r["meetings"]) for r in met)))
    told = set(report.lines.loc[report.lines["sozialraum_id"] == sozialraum_id, "ansatzpunkt"])
    if missing := [numbered_point(p) for p in POINTS if p not in told]:
        lines.append(CHAPTER["missing"].format(points=", ".join(missing)))
    return lines


def _meeting(name: Any, count: int) -> str:
    many = MEETING_DAYS.format(count=numbers.number(count)) if count else NO_MEETING_DAY
    days = MEETING_DAY if count == 1 else many
    return CHAPTER["meeting"].format(name=name, count=days)
