"""Tables of the report of a year, the same on screen and in files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pandas as pd

from sozialraum_geo.german.sentences.annual import chapters
from sozialraum_geo.german.words import numbers
from sozialraum_geo.german.words.cells import Shown, shown_hours, shown_number, shown_people
from sozialraum_geo.german.words.labels import numbered_point
from sozialraum_geo.german.words.pages.annual import (
    AS_ABOVE,
    COLUMN,
    GOAL_STATE,
    NO_AREA,
    NO_GOAL,
    NO_POINT,
    NO_QUARTER,
    QUARTER,
    RESOLUTION_STATE,
    SHEET,
    TIME,
    TOTAL,
)
from sozialraum_geo.release.annual import NONE, AnnualReport
from sozialraum_geo.release.door import Release

ACHIEVED = "erreicht"
Table = pd.DataFrame


def area_table(release: Release, report: AnnualReport, *, complete: bool = False) -> Table:
    """Return a row for each Sozialraum.

    Parameters
    ----------
    complete
        With the hours that have no Sozialraum, and the sum, as a file needs them; else with the ids as index.

    Returns
    -------
    DataFrame
        Sozialräume of which there is anything to tell: goals, those achieved, hours planned and done, participations
        (contacts, not people), and activities running, begun and ended in the year.
    """
    names, word = _names(release), release.levels[-1]
    rows = []
    achieved = report.goals[report.goals["state"] == ACHIEVED]["sozialraum_id"].value_counts()
    for line in sorted(report.areas.to_dict("records"), key=lambda told: told["sozialraum_id"] == NONE):
        area = line["sozialraum_id"]
        if area != NONE or complete:
            told = {word: names.get(area, area) if area != NONE else NO_AREA}
            rows.append((area, told | _figures(line, int(achieved.get(area, 0)))))
    if complete and rows:
        rows.append((NONE, {word: TOTAL} | _figures(_whole(report), int(achieved.sum()))))
    columns = [word, *(COLUMN[c] for c in _FIGURE_COLUMNS)]
    table = _table([cells for _, cells in rows], columns)
    return table if complete else table.set_axis(pd.Index([area for area, _ in rows], name="sozialraum_id"))


_FIGURE_COLUMNS = ("goals", "achieved", "planned", "hours", "participations", "running", "begun", "ended")


def _figures(line: Any, achieved: int) -> dict[str, Any]:
    return {
        COLUMN["goals"]: shown_number(line["goals"]),
        COLUMN["achieved"]: shown_number(achieved),
        COLUMN["planned"]: shown_hours(line["hours_planned"]),
        COLUMN["hours"]: shown_hours(line["hours"]),
        COLUMN["participations"]: _participations(line["participations"], line["state"]),
        COLUMN["running"]: shown_number(line["running"]),
        COLUMN["begun"]: shown_number(line["begun"]),
        COLUMN["ended"]: shown_number(line["ended"]),
    }


def _whole(report: AnnualReport) -> dict[str, Any]:
    """Return the line of the whole; an activity for several Sozialräume counts once."""
    return {
        "goals": len(report.goals),
        "hours_planned": report.hours_planned,
        "hours": report.hours,
        "participations": report.participations,
        "state": report.state,
        "running": len(report.activities),
        "begun": int(report.activities["has_begun"].sum()),
        "ended": int(report.activities["has_ended"].sum()),
    }


def goal_table(report: AnnualReport, sozialraum_id: str) -> Table:
    """Return the goals of a Sozialraum by Ansatzpunkt, beside its hours, which are told once."""
    rows = []
    for line in report.lines[report.lines["sozialraum_id"] == sozialraum_id].to_dict("records"):
        chosen = report.goals[report.goals["sozialraum_id"] == sozialraum_id]
        goals = chosen[chosen["ansatzpunkt"] == line["ansatzpunkt"]].to_dict("records")
        done = shown_hours(line["hours"]), _participations(line["participations"], line["state"])
        if not goals and not (line["hours"] > 0) and line["state"] == "unknown":
            continue  # an activity that runs, with no goal and no hours: it is counted in the overview
        for number, goal in enumerate(goals or [None]):
            told = done if number == 0 else (Shown(float("nan"), AS_ABOVE),) * 2
            rows.append(_goal_row(line["ansatzpunkt"], goal, *told))
    return _table(rows, [COLUMN[c] for c in _GOAL_COLUMNS])


_GOAL_COLUMNS = ("point", "goal", "time", "planned", "hours", "participations", "state", "reached", "result", "next")


def _goal_row(point: str, goal: Any, hours: Shown, participations: Shown) -> dict[str, Any]:
    if goal is None:
        cells: list[Any] = [NO_GOAL, None, shown_hours(float("nan")), hours, participations, None, None, None, None]
    else:
        state = GOAL_STATE.get(goal["state"], goal["state"])
        cells = [
            goal["name"],
            _time(goal["begin"], goal["end"]),
            shown_hours(goal["hours_planned"]),
            hours,
            participations,
        ]
        cells += [state, goal["reached"], goal["result"], goal["next_step"]]
    return dict(zip([COLUMN[c] for c in _GOAL_COLUMNS], [numbered_point(point), *map(_cell, cells)], strict=True))


def apart_table(release: Release, report: AnnualReport) -> Table:
    """Return the hours whose Sozialraum or Ansatzpunkt cannot be told."""
    names = _names(release)
    rows = [
        {
            release.levels[-1]: names.get(r["sozialraum_id"], r["sozialraum_id"]) if r["sozialraum_id"] else NO_AREA,
            COLUMN["point"]: numbered_point(r["ansatzpunkt"]) if r["ansatzpunkt"] else NO_POINT,
            COLUMN["hours"]: shown_hours(r["hours"]),
            COLUMN["participations"]: _participations(r["participations"], r["state"]),
        }
        for r in report.apart.to_dict("records")
    ]
    columns = [release.levels[-1], COLUMN["point"], COLUMN["hours"], COLUMN["participations"]]
    return _table(rows, columns)


def activity_table(release: Release, report: AnnualReport) -> Table:
    """Return what began or ended in the year."""
    changed = report.activities[report.activities["has_begun"] | report.activities["has_ended"]]
    rows = [
        {
            COLUMN["activity"]: r["name"],
            COLUMN["point"]: numbered_point(r["ansatzpunkt"]),
            COLUMN["areas"]: _areas(release, r["sozialraum_ids"]),
            COLUMN["begin"]: _day(r["begin"]),
            COLUMN["end"]: _day(r["end"]),
        }
        for r in changed.to_dict("records")
    ]
    return _table(rows, [COLUMN[c] for c in ("activity", "point", "areas", "begin", "end")])


def meeting_table(release: Release, report: AnnualReport) -> Table:
    """Return how often the team sat in each Gremium."""
    rows = [
        {
            COLUMN["gremium"]: r["name"],
            COLUMN["areas"]: _areas(release, r["sozialraum_ids"]),
            COLUMN["meetings"]: shown_number(r["meetings"]) if r["meetings"] else shown_number(float("nan")),
            COLUMN["by_quarter"]: shown_number(r["by_quarter"]),
            COLUMN["hours"]: shown_hours(r["hours"]),
        }
        for r in report.meetings.to_dict("records")
    ]
    return _table(rows, [COLUMN[c] for c in ("gremium", "areas", "meetings", "by_quarter", "hours")])


def resolution_table(report: AnnualReport) -> Table:
    """Return the resolutions of the year and what became of them."""
    rows = [
        {
            COLUMN["gremium"]: r["gremium"],
            COLUMN["resolution"]: r["name"],
            COLUMN["date"]: _day(r["date"]),
            COLUMN["due"]: _day(r["due_date"]),
            COLUMN["state"]: RESOLUTION_STATE.get(r["state"], _cell(r["state"])),
            COLUMN["outcome"]: _cell(r["outcome"]),
        }
        for r in report.resolutions.to_dict("records")
    ]
    columns = ("gremium", "resolution", "date", "due", "state", "outcome")
    return _table(rows, [COLUMN[c] for c in columns])


def case_table(report: AnnualReport) -> Table:
    """Return the hours on single cases, a row for each station, a column for each quarter."""
    cases = report.cases.astype({"station": object, "quarter": object})
    stated = cases["quarter"].dropna().astype(str)
    quarters = {f"{report.year}-Q{n}": QUARTER.format(number=n) for n in range(1, 5)}
    if cases["quarter"].isna().any() or not stated.isin(list(quarters)).all():
        quarters[NONE] = NO_QUARTER
    rows = []
    for station, own in cases.groupby(cases["station"].fillna(numbers.UNKNOWN)):
        by_quarter = own["hours"].groupby(own["quarter"].where(own["quarter"].isin(list(quarters)), NONE)).sum()
        told = {words: shown_hours(by_quarter.get(code, float("nan"))) for code, words in quarters.items()}
        rows.append({COLUMN["station"]: station, **told, COLUMN["sum"]: shown_hours(own["hours"].sum())})
    return _table(rows, [COLUMN["station"], *quarters.values(), COLUMN["sum"]])


def sheets(release: Release, report: AnnualReport) -> dict[str, Table]:
    """Return all tables of the report by the titles of their sheets."""
    names, word = _names(release), release.levels[-1]
    parts = []
    for area in chapters(report):
        part = goal_table(report, area)
        part.insert(0, word, names.get(area, area))
        parts.append(part)
    goals = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[word])
    return {
        SHEET["areas"]: area_table(release, report, complete=True),
        SHEET["goals"]: goals,
        SHEET["apart"]: apart_table(release, report),
        SHEET["activities"]: activity_table(release, report),
        SHEET["meetings"]: meeting_table(release, report),
        SHEET["resolutions"]: resolution_table(report),
        SHEET["cases"]: case_table(report),
    }


def _table(rows: list[dict[str, Any]], columns: list[str]) -> Table:
    """Return rows as a display table, whose cells stay what they are."""
    return pd.DataFrame({c: pd.Series([row[c] for row in rows], dtype=object) for c in columns})


def _names(release: Release) -> dict[str, str]:
    return dict(zip(release.areas["sozialraum_id"], release.areas["name"], strict=True))


def _areas(release: Release, ids: Iterable[str]) -> str | None:
    names = _names(release)
    return ", ".join(names.get(i, i) for i in ids) or None


def _participations(value: float, state: str) -> Shown:
    return shown_people(value, state)


def _cell(value: Any) -> Any:
    if isinstance(value, Shown):
        return value  # one that is unknown has its words
    return None if value is None or value != value or value == "" else value


def _day(iso: Any) -> dt.date | str | None:
    return numbers.day_of(str(iso)) or str(iso) if _cell(iso) else None


def _time(begin: Any, end: Any) -> str | None:
    told = {k: numbers.date_text(v) for k, v in (("begin", begin), ("end", end)) if _cell(v)}
    return TIME["both" if len(told) == 2 else next(iter(told))].format(**told) if told else None
