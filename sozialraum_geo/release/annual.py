"""The year of a team: what was aimed at per Sozialraum and Ansatzpunkt, and what came of it (method: section 14)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sozialraum_geo.release.coarsening import is_small
from sozialraum_geo.release.door import Release
from sozialraum_geo.tables import VOCABULARIES

POINTS = tuple(VOCABULARIES["ansatzpunkt"])
NONE = ""  # no Sozialraum or no Ansatzpunkt could be told
OF_GREMIUM, OF_PARTNER = "2.1", "2.2"  # the Ansatzpunkt of a row that names no other
CASES = "fallspezifisch"
KEYS = ["sozialraum_id", "ansatzpunkt"]
FIGURES = ("goals", "hours_planned", "hours", "participations", "state", "running", "begun", "ended")
_COUNTED = {"is_running": "running", "has_begun": "begun", "has_ended": "ended"}

Row = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class AnnualReport:
    """One year of one station or of all, in one Sozialraum or in all; nothing in it is of a person.

    Attributes
    ----------
    lines
        Sozialraum and Ansatzpunkt with their goals (a count), hours_planned, hours and participations (contacts, not
        people; blank where ``state`` is "small"), and how many activities were running, begun and ended. NaN is not
        entered, never 0.
    apart
        The same of hours whose Sozialraum or Ansatzpunkt cannot be told (`NONE`): with them the lines add up.
    areas
        The same by Sozialraum alone, with `NONE` for hours without one: they add up to the whole as well.
    goals
        The goals of the year, as they are kept.
    hours, hours_planned, participations, state
        Of the whole; an activity for several Sozialräume counts once.
    activities
        activity_id, name, ansatzpunkt, sozialraum_ids, begin, end, is_running, has_begun, has_ended.
    meetings
        gremium_id, name, sozialraum_ids, meetings (days known), by_quarter (entries without a day), hours.
    resolutions
        Those of the year, with the name of their Gremium.
    cases
        station, quarter and hours of work on single cases, and no more than that.
    notes
        What was left out: code and how often.
    """

    year: int
    station: str
    sozialraum_id: str
    lines: pd.DataFrame
    apart: pd.DataFrame
    areas: pd.DataFrame
    goals: pd.DataFrame
    hours: float
    hours_planned: float
    participations: float
    state: str
    activities: pd.DataFrame
    meetings: pd.DataFrame
    resolutions: pd.DataFrame
    cases: pd.DataFrame
    notes: tuple[tuple[str, int], ...]


def years(release: Release) -> list[int]:
    """Return the years of which anything was entered, the newest first; that of the study if there is none."""
    found = {int(y) for y in pd.to_numeric(release.goals["year"], errors="coerce").dropna()}
    found |= {year for year in map(_year_of, _records(release.effort)) if year is not None}
    return sorted(found or {int(release.date[:4])}, reverse=True)


def stations(release: Release) -> list[str]:
    """Return the stations that anything was entered for."""
    tables = (t for t in (release.goals, release.effort, release.activities, release.gremien) if "station" in t)
    return sorted({str(s) for t in tables for s in t["station"].dropna()})


def annual_report(release: Release, year: int, station: str = "", sozialraum_id: str = "") -> AnnualReport:
    """Put a year together.

    Hours belong to the Sozialraum they name, else to those of their activity (by its shares), of their Gremium (in
    equal parts) or of their partner; to the Ansatzpunkt they name, else to that of the activity, to 2.1 with a
    Gremium and to 2.2 with a partner.

    Parameters
    ----------
    station, sozialraum_id
        Only what was entered for it; empty for everything.

    Raises
    ------
    ValueError
        If the release is public: goals and hours are the team's own.
    """
    if release.is_public:
        raise ValueError("the report of a year is internal")
    notes: Counter[str] = Counter()
    goals = _goals(release, year, station, sozialraum_id, notes)
    effort = [r for r in _records(release.effort) if not station or r.get("station") == station]
    notes["effort_undated"] = sum(_year_of(r) is None for r in effort)
    of_year = [r for r in effort if _year_of(r) == year]
    open_work = [r for r in of_year if r.get("level") != CASES]
    parts = _parts(release, open_work)
    activities = _activities(release, year, station, sozialraum_id, notes)
    if sozialraum_id:
        parts = parts[parts["sozialraum_id"] == sozialraum_id]
    summed = _summed(parts, KEYS)
    is_told = (summed[KEYS] != NONE).all(axis=1)
    participations = parts["participants"].sum(min_count=1)
    told, state = _masked(pd.Series([participations], dtype=float))
    return AnnualReport(
        year=year,
        station=station,
        sozialraum_id=sozialraum_id,
        lines=_lines(goals, summed[is_told], activities, sozialraum_id, KEYS),
        apart=summed[~is_told].reset_index(drop=True),
        areas=_lines(goals, _summed(parts, KEYS[:1]), activities, sozialraum_id, KEYS[:1]),
        goals=goals,
        hours=float(parts["hours"].sum(min_count=1)),
        hours_planned=float(goals["hours_planned"].astype(float).sum(min_count=1)),
        participations=float(told[0]),
        state=str(state[0]),
        activities=activities,
        meetings=_meetings(release, open_work, sozialraum_id),
        resolutions=_resolutions(release, year, station, sozialraum_id, notes),
        cases=_cases(of_year, sozialraum_id),
        notes=tuple((code, count) for code, count in notes.items() if count),
    )


# --- hours -----------------------------------------------------------------------------------------------------------


def _year_of(row: Row) -> int | None:
    """Return the year of a row of effort, by its day, else by its quarter."""
    stated = next((str(row[c]) for c in ("day", "quarter") if _is_there(row.get(c))), "")
    return int(stated[:4]) if stated[:4].isdigit() else None


def _parts(release: Release, effort: Iterable[Row]) -> pd.DataFrame:
    """Return the rows of effort shared out: sozialraum_id, ansatzpunkt, hours, participants."""
    activities = _by_key(release.activities, "activity_id")
    gremien = _by_key(release.gremien, "gremium_id")
    partners = _by_key(release.partners, "partner_id")
    rows = []
    for row in effort:
        activity, gremium, partner = (
            table.get(row.get(key), {})
            for table, key in ((activities, "activity_id"), (gremien, "gremium_id"), (partners, "partner_id"))
        )
        point = _point(row, activity)
        for area, share in _shares(row, activity, gremium, partner).items():
            rows.append((area, point, share * row["hours"], share * _number(row.get("participants"))))
    frame = pd.DataFrame(rows, columns=[*KEYS, "hours", "participants"])
    return frame.astype({"hours": float, "participants": float})


def _point(row: Row, activity: Row) -> str:
    for told in (row.get("ansatzpunkt"), activity.get("ansatzpunkt")):
        if _is_there(told):
            return str(told)
    if _is_there(row.get("gremium_id")):
        return OF_GREMIUM
    return OF_PARTNER if _is_there(row.get("partner_id")) else NONE


def _shares(row: Row, activity: Row, gremium: Row, partner: Row) -> dict[str, float]:
    """Return to which Sozialräume a row belongs, as shares that add up to 1."""
    if _is_there(row.get("sozialraum_id")):
        return {str(row["sozialraum_id"]): 1.0}
    if activity.get("shares"):
        return dict(activity["shares"])
    if gremium.get("sozialraum_ids"):
        ids = gremium["sozialraum_ids"]
        return {str(i): 1 / len(ids) for i in ids}
    own = next((p["sozialraum_id"] for p in (activity, partner) if _is_there(p.get("sozialraum_id"))), NONE)
    return {str(own): 1.0}


def _summed(parts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    summed = parts.groupby(keys, as_index=False)[["hours", "participants"]].sum(min_count=1)
    told, state = _masked(summed["participants"])
    return summed.drop(columns="participants").assign(participations=told, state=state)


def _masked(count: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return counts without the small ones, and their states."""
    small = is_small(count)
    state = pd.Series("known", index=count.index, dtype=object).mask(count.isna(), "unknown").mask(small, "small")
    return count.mask(small), state


def _cases(effort: Iterable[Row], sozialraum_id: str) -> pd.DataFrame:
    """Return the hours on single cases; they have no Sozialraum, so there are none of one Sozialraum."""
    rows = [] if sozialraum_id else [(r["station"], r["quarter"], r["hours"]) for r in effort if r["level"] == CASES]
    frame = pd.DataFrame(rows, columns=["station", "quarter", "hours"])
    return frame.groupby(["station", "quarter"], dropna=False)["hours"].sum().reset_index()


# --- goals and lines -------------------------------------------------------------------------------------------------


def _goals(release: Release, year: int, station: str, sozialraum_id: str, notes: Counter[str]) -> pd.DataFrame:
    goals = release.goals[pd.to_numeric(release.goals["year"], errors="coerce") == year]
    goals = _of_station(goals, station, "goals", notes)
    if sozialraum_id:
        goals = goals[goals["sozialraum_id"] == sozialraum_id]
    notes["goals_without_plan"] = int(goals["hours_planned"].isna().sum())
    order = goals.assign(at=goals["ansatzpunkt"].map(_place), since=goals["begin"].fillna("9999"))
    return goals.loc[order.sort_values(["sozialraum_id", "at", "since", "goal_id"]).index].reset_index(drop=True)


def _of_station(frame: pd.DataFrame, station: str, name: str, notes: Counter[str]) -> pd.DataFrame:
    """Return the rows of a station; how many have none is noted, for they may be its own."""
    if not station:
        return frame
    notes[f"{name}_without_station"] = int(frame["station"].isna().sum())
    return frame[frame["station"] == station]


def _lines(
    goals: pd.DataFrame, hours: pd.DataFrame, activities: pd.DataFrame, sozialraum_id: str, keys: list[str]
) -> pd.DataFrame:
    """Return a line for each Sozialraum, and Ansatzpunkt, of which anything is known."""
    planned = goals.groupby(keys).agg(
        goals=("goal_id", "size"), hours_planned=("hours_planned", lambda h: h.astype(float).sum(min_count=1))
    )
    counts = activities.explode("sozialraum_ids").dropna(subset=["sozialraum_ids"])
    counts = counts.rename(columns={"sozialraum_ids": "sozialraum_id"} | _COUNTED)
    if sozialraum_id:
        counts = counts[counts["sozialraum_id"] == sozialraum_id]
    running = counts.groupby(keys)[[*_COUNTED.values()]].sum()
    joined = planned.join(hours.set_index(keys), how="outer").join(running, how="outer")
    whole = ["goals", *_COUNTED.values()]
    joined[whole] = joined[whole].astype(float).fillna(0).astype(int)
    joined["state"] = joined["state"].astype(object).where(joined["state"].notna(), "unknown")
    lines = joined.reset_index().reindex(columns=[*keys, *FIGURES])
    at = lines["ansatzpunkt"].map(_place) if "ansatzpunkt" in lines else 0
    order = lines.assign(at=at).sort_values(["sozialraum_id", "at"]).index
    return lines.loc[order].reset_index(drop=True)


def _place(point: Any) -> int:
    return POINTS.index(point) if point in POINTS else len(POINTS)


# --- activities and Gremien ------------------------------------------------------------------------------------------


def _activities(release: Release, year: int, station: str, sozialraum_id: str, notes: Counter[str]) -> pd.DataFrame:
    """Return the activities that ran in the year; an empty begin or end is open."""
    first, last = f"{year}-01-01", f"{year}-12-31"
    rows = []
    for row in _records(release.activities):
        begin, end = ((str(row[c]) if _is_there(row.get(c)) else "") for c in ("begin", "end"))
        if (begin and begin > last) or (end and end < first):
            continue
        shares = row.get("shares") or ({row["sozialraum_id"]: 1.0} if _is_there(row.get("sozialraum_id")) else {})
        if sozialraum_id and sozialraum_id not in shares:
            continue
        rows.append(
            {
                "activity_id": row["activity_id"],
                "name": row["name"],
                "ansatzpunkt": row["ansatzpunkt"],
                "sozialraum_ids": tuple(sorted(shares)),
                "begin": begin or None,
                "end": end or None,
                "station": row.get("station"),
                "is_running": True,  # in this year, not on every day of it
                "has_begun": begin >= first,
                "has_ended": bool(end) and end <= last,
            }
        )
    columns = ["activity_id", "name", "ansatzpunkt", "sozialraum_ids", "begin", "end", "station", "is_running",
               "has_begun", "has_ended"]  # fmt: skip
    frame = _of_station(pd.DataFrame(rows, columns=columns), station, "activities", notes)
    notes["activities_without_area"] = int((frame["sozialraum_ids"].map(len) == 0).sum())
    return frame.sort_values(["begin", "activity_id"], na_position="first").reset_index(drop=True)


def _meetings(release: Release, effort: Iterable[Row], sozialraum_id: str) -> pd.DataFrame:
    """Return how often the team sat in each Gremium: days on which it did, and entries that name a quarter only."""
    gremien = _by_key(release.gremien, "gremium_id")
    days: dict[str, set[str]] = {}
    quarters: Counter[str] = Counter()
    hours: Counter[str] = Counter()
    for row in effort:
        gremium = row.get("gremium_id")
        if not _is_there(gremium):
            continue
        key = str(gremium)
        days.setdefault(key, set())
        if _is_there(row.get("day")):
            days[key].add(str(row["day"]))
        else:
            quarters[key] += 1
        hours[key] += row["hours"]
    rows = []
    for key, known in sorted(days.items()):
        found = gremien.get(key, {})
        areas = tuple(found.get("sozialraum_ids") or ())
        if not sozialraum_id or sozialraum_id in areas:
            rows.append((key, found.get("name", key), areas, len(known), quarters[key], hours[key]))
    return pd.DataFrame(rows, columns=["gremium_id", "name", "sozialraum_ids", "meetings", "by_quarter", "hours"])


def _resolutions(release: Release, year: int, station: str, sozialraum_id: str, notes: Counter[str]) -> pd.DataFrame:
    gremien = _by_key(release.gremien, "gremium_id")
    table = release.resolutions
    of = [gremien.get(key, {}) for key in table["gremium_id"]]
    table = table.assign(
        gremium=[g.get("name", key) for g, key in zip(of, table["gremium_id"], strict=True)],
        sozialraum_ids=pd.Series([tuple(g.get("sozialraum_ids") or ()) for g in of], index=table.index, dtype=object),
        station=pd.Series([g.get("station") for g in of], index=table.index, dtype=object),
    )
    table = _of_station(table, station, "resolutions", notes)
    if sozialraum_id:
        table = table[works_in(table, sozialraum_id)]
    notes["resolutions_undated"] = int(table["date"].isna().sum())
    table = table[_mask(table, (str(day).startswith(f"{year}-") for day in table["date"]))]
    return table.sort_values(["date", "resolution_id"]).reset_index(drop=True)


# --- cells -----------------------------------------------------------------------------------------------------------


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    plain = pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))
    return [{str(k): v for k, v in row.items()} for row in plain.to_dict("records")]


def works_in(frame: pd.DataFrame, sozialraum_id: str) -> pd.Series:
    """Tell which rows have a Sozialraum among their ``sozialraum_ids``."""
    return _mask(frame, (sozialraum_id in ids for ids in frame["sozialraum_ids"]))


def _mask(frame: pd.DataFrame, told: Iterable[bool]) -> pd.Series:
    return pd.Series(list(told), index=frame.index, dtype=bool)  # a bare list of none would choose columns


def _by_key(frame: pd.DataFrame, key: str) -> dict[Any, dict[str, Any]]:
    return {row[key]: row for row in _records(frame)}


def _is_there(value: Any) -> bool:
    return value is not None and value == value and value != ""


def _number(value: Any) -> float:
    return float(value) if _is_there(value) else math.nan
