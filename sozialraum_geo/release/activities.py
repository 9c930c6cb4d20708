"""When activities run and end, for whom and on which days; what was planned for an Ansatzpunkt and what was done.

Roles are kinds and never averaged, nothing is summed up by person, and what is not recorded is NaN, not 0.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from sozialraum_geo.reading.cells.opening_hours import DAY, WEEK, Span, parse_opening_hours
from sozialraum_geo.release.door import Release
from sozialraum_geo.standards import Band, screen_bands
from sozialraum_geo.tables import VOCABULARIES, normalise

POINTS = tuple(VOCABULARIES["ansatzpunkt"])
YOUNG = tuple(b for b in screen_bands() if b.stop <= 27)
NO_AGE = "no_age"
FIRST_HOUR, LAST_HOUR = 8, 22  # of the grid of times; what lies outside counts in its first or last column
# The Ansatzpunkt of hours for a Gremium or a partner that name no other
OWN_POINT = {"gremium_id": "2.1", "partner_id": "2.2"}
DAYS_A_WEEK = 7.0
FROM_EFFORT, FROM_ACTIVITIES = "effort", "activities"


NEVER = "9999"
MONTHS_AHEAD = 6


def works_in(activities: pd.DataFrame, sozialraum_id: str) -> pd.Series:
    """Tell which activities work for a Sozialraum; all, where none is named."""
    if not sozialraum_id:
        return pd.Series(True, activities.index)
    return pd.Series([sozialraum_id in s for s in activities["shares"]], activities.index, dtype=bool)


def running(release: Release, sozialraum_id: str = "") -> pd.DataFrame:
    """Return the rows of ``release.activities`` in force on the date; of one Sozialraum those that work for it."""
    current = release.activities[release.activities["is_current"].astype(bool)]
    return current[works_in(current, sozialraum_id)]


def timeline(release: Release, sozialraum_id: str = "", months_ahead: int = 12) -> pd.DataFrame:
    """Return what runs on the date or begins within so many months, what ends first in front, open ends last.

    Returns
    -------
    DataFrame
        activity_id, name, ansatzpunkt, begin, end, review_date (ISO or None), is_open (no end is known), is_running.
        Empty in public, which learns how many end and when, not which.
    """
    table = release.activities[works_in(release.activities, sozialraum_id)]
    begin = table["begin"].fillna("")
    soon = (begin > release.date) & (begin <= ahead(release.date, months_ahead))
    table = table[(table["is_current"].astype(bool) | soon) & (not release.is_public)]
    columns = ["activity_id", "name", "ansatzpunkt", "begin", "end", "review_date"]
    rows = table[columns].assign(is_open=table["end"].isna(), is_running=table["is_current"].astype(bool))
    order = rows.assign(last=rows["end"].fillna("9999"), first=rows["begin"].fillna(""))
    return rows.loc[order.sort_values(["last", "first", "activity_id"], kind="stable").index].reset_index(drop=True)


def ahead(date: str, months: int) -> str:
    """Return the day so many months after an ISO date; before it, if they are negative.

    Examples
    --------
    >>> ahead("2025-12-31", 6), ahead("2025-12-31", -10)
    ('2026-06-30', '2025-02-28')
    """
    return (pd.Timestamp(date) + pd.DateOffset(months=months)).date().isoformat()


# --- for whom, and on what --------------------------------------------------------------------------------------------


def themes_of(written: object) -> tuple[str, ...]:
    """Return the themes of a cell.

    Examples
    --------
    >>> themes_of("Bewegung; Sprache"), themes_of(None)
    (('Bewegung', 'Sprache'), ())
    """
    if not isinstance(written, str):
        return ()
    return tuple(dict.fromkeys(p.strip() for p in re.split(r"[;,|\n]", written) if p.strip()))


def is_for(activities: pd.DataFrame, ages: Band) -> pd.Series:
    """Tell which activities are for people of an age band, for some years of it at least; without ages, for none."""
    told = activities["age_from"].notna() | activities["age_to"].notna()
    low, high = activities["age_from"].fillna(0).astype(float), activities["age_to"].fillna(np.inf).astype(float)
    return told & (low < ages.stop) & (high > ages.start)


def theme_ages(activities: pd.DataFrame, bands: Iterable[Band] = YOUNG) -> pd.DataFrame:
    """Count activities by theme and age band; an activity counts in each of its themes and bands.

    Returns
    -------
    DataFrame
        Index theme, as it is written first, those with most activities in front; one column a band (its id), and
        ``no_age`` for activities whose ages are not told.
    """
    written = activities["theme"] if "theme" in activities else pd.Series(None, activities.index, dtype=object)
    pairs = [(at, theme) for at, cell in zip(activities.index, written, strict=True) for theme in themes_of(cell)]
    frame = pd.DataFrame(pairs, columns=["at", "theme"])
    frame["key"] = frame["theme"].map(normalise)
    frame = frame.drop_duplicates(["at", "key"])
    names = frame.groupby("key", sort=False)["theme"].first()
    told = (activities["age_from"].notna() | activities["age_to"].notna()).reindex(frame["at"]).to_numpy(dtype=bool)
    columns = {b.id: is_for(activities, b).reindex(frame["at"]).to_numpy(dtype=bool) for b in bands}
    counts = pd.DataFrame({"key": frame["key"].to_numpy(), **columns, NO_AGE: ~told}).groupby("key", sort=False).sum()
    size = frame.groupby("key", sort=False).size().reindex(counts.index)
    order = sorted(counts.index, key=lambda key: (-size[key], key))
    return counts.loc[order].astype(int).rename(index=names.to_dict()).rename_axis("theme")


def themes_in(release: Release, sozialraum_id: str = "") -> pd.DataFrame:
    """Return `theme_ages` of what runs in a Sozialraum, or in all, with a row for every theme of the whole place."""
    current = running(release)
    everywhere = theme_ages(current)
    return _themes_of(current[works_in(current, sozialraum_id)], everywhere) if sozialraum_id else everywhere


def _themes_of(activities: pd.DataFrame, everywhere: pd.DataFrame) -> pd.DataFrame:
    here = theme_ages(activities).rename(index=normalise)
    return here.reindex([normalise(t) for t in everywhere.index], fill_value=0).set_axis(everywhere.index)


def area_ages(release: Release, bands: Iterable[Band] = YOUNG) -> pd.DataFrame:
    """Count running activities by Sozialraum and age band, and those without ages; each in all areas it works for.

    Returns
    -------
    DataFrame
        Index sozialraum_id in the order of the areas; one column a band (its id), and ``no_age``.
    """
    current = running(release)
    masks = {b.id: is_for(current, b) for b in bands}
    masks[NO_AGE] = current["age_from"].isna() & current["age_to"].isna()
    return _by_area(release, current, masks)


def area_points(release: Release) -> pd.DataFrame:
    """Count running activities by Sozialraum and Ansatzpunkt; each in all areas it works for.

    Returns
    -------
    DataFrame
        Index sozialraum_id in the order of the areas; one column an Ansatzpunkt (its code), all `POINTS`.
    """
    current = running(release)
    return _by_area(release, current, {p: current["ansatzpunkt"].eq(p) for p in POINTS})


def _by_area(release: Release, activities: pd.DataFrame, masks: dict[str, pd.Series]) -> pd.DataFrame:
    ids = pd.Index(release.areas["sozialraum_id"], name="sozialraum_id")
    flags = pd.DataFrame(masks, index=activities.index).astype(int)
    at = [(i, area) for i, shares in zip(activities.index, activities["shares"], strict=True) for area in shares]
    spread = flags.reindex([i for i, _ in at])
    areas = pd.Index([area for _, area in at], name="sozialraum_id", dtype=object)
    return spread.set_axis(areas).groupby(level=0).sum().reindex(ids, fill_value=0)


def empty_cells(release: Release, sozialraum_id: str = "") -> pd.DataFrame:
    """Return theme and age band for which there is nothing, of one Sozialraum or of each, most people first.

    Only themes that somebody works on somewhere in the place, and only bands in which people are known to live.

    Returns
    -------
    DataFrame
        sozialraum_id, theme, band_id, people, elsewhere (running activities of that theme for that age in all) and
        without_age (of that theme there, whose ages are not told). Empty in public: no name stands beside a gap.
    """
    columns = ["sozialraum_id", "theme", "band_id", "people", "elsewhere", "without_age"]
    if release.is_public:
        return pd.DataFrame({c: pd.Series([], dtype=object) for c in columns})
    current = running(release)
    everywhere, rows = theme_ages(current), []
    for area in [sozialraum_id] if sozialraum_id else list(release.areas["sozialraum_id"]):
        here = _themes_of(current[works_in(current, area)], everywhere)
        for band in YOUNG:
            people = release.people[band.id].get(area, np.nan) if band.id in release.people else np.nan
            if not people > 0:
                continue
            empty = here.index[(here[band.id] == 0) & (everywhere[band.id] > 0)]
            rows += [(area, t, band.id, people, everywhere.loc[t, band.id], here.loc[t, NO_AGE]) for t in empty]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values(["people", "elsewhere"], ascending=False, kind="stable", ignore_index=True)


# --- weekdays and times -----------------------------------------------------------------------------------------------


@lru_cache(maxsize=50_000)
def _spans(text: str) -> tuple[Span, ...] | None:
    read = parse_opening_hours(text)
    return read.spans if read is not None and read.spans else None


def week_grid(activities: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Count how many activities run on each weekday in each hour.

    Returns
    -------
    tuple
        Weekdays (0 Monday) by hours (`FIRST_HOUR` to `LAST_HOUR` − 1) with counts, and how many activities have times
        that are known. Every week, every other week and every month count alike.
    """
    counts = np.zeros((7, LAST_HOUR - FIRST_HOUR), dtype=int)
    known = 0
    for text in activities["opening_hours"].dropna() if "opening_hours" in activities else ():
        spans = _spans(str(text))
        if spans is None:
            continue
        known += 1
        for weekday, hour in {cell for span in spans for cell in _cells(span)}:
            counts[weekday, hour - FIRST_HOUR] += 1
    return pd.DataFrame(counts, columns=range(FIRST_HOUR, LAST_HOUR)).rename_axis("weekday"), known


def _cells(span: Span) -> Iterable[tuple[int, int]]:
    """Return weekday and hour of every hour that a span touches; hours off the grid fall into its ends."""
    start, end = span.weekday * DAY + span.start_min, span.weekday * DAY + span.end_min
    for hour in range(start // 60, (end - 1) // 60 + 1):
        day, of_day = divmod(hour * 60 % WEEK, DAY)
        yield day, min(max(of_day // 60, FIRST_HOUR), LAST_HOUR - 1)


# --- emphases: what was planned, what was done ------------------------------------------------------------------------


def quarter_of_day(day: str) -> str:
    """Return the quarter of an ISO date.

    Examples
    --------
    >>> quarter_of_day("2025-12-31")
    '2025-Q4'
    """
    return f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"


def hours_by_quarter(release: Release) -> pd.DataFrame:
    """Return the hours beyond the single case per quarter, Sozialraum and Ansatzpunkt.

    A row for a Sozialraum counts there; else the hours are shared out as the activity works in its Sozialräume, or
    alike among those of the Gremium, or go to that of the partner. Hours that belong nowhere have no Sozialraum, so
    that the totals count all of them once.

    Returns
    -------
    DataFrame
        quarter ("2025-Q3"), sozialraum_id (or None), ansatzpunkt (or None), hours; empty in public.
    """
    columns = ["quarter", "sozialraum_id", "ansatzpunkt", "hours"]
    effort = release.effort
    if not len(effort):
        return pd.DataFrame({c: pd.Series([], dtype=float if c == "hours" else object) for c in columns})
    where = {
        "activity_id": _lookup(release.activities, "activity_id", "shares"),
        "gremium_id": {
            key: dict.fromkeys(areas, 1 / len(areas))
            for key, areas in _lookup(release.gremien, "gremium_id", "sozialraum_ids").items()
            if areas
        },
        "partner_id": {
            key: {area: 1.0}
            for key, area in _lookup(release.partners, "partner_id", "sozialraum_id").items()
            if isinstance(area, str)
        },
    }
    points = _lookup(release.activities, "activity_id", "ansatzpunkt")
    rows = []
    for row in effort[effort["level"].ne("fallspezifisch")].to_dict("records"):
        told = {c: v for c, v in row.items() if isinstance(v, str) and v}
        point = told.get("ansatzpunkt") or points.get(told.get("activity_id"))
        point = point or next((p for c, p in OWN_POINT.items() if c in told), None)
        shares = next((s for c in where if (s := where[c].get(told.get(c)))), {None: 1.0})
        if "sozialraum_id" in told:
            shares = {told["sozialraum_id"]: 1.0}
        quarter = quarter_of_day(told["day"]) if "day" in told else told.get("quarter")
        rows += [(quarter, area, point, share * row["hours"]) for area, share in shares.items()]
    frame = pd.DataFrame(rows, columns=columns)
    summed: pd.DataFrame = frame.groupby(columns[:3], dropna=False, as_index=False)[["hours"]].sum()
    return summed


def _lookup(frame: pd.DataFrame, key: str, column: str) -> dict[Any, Any]:
    return dict(zip(frame[key], frame[column], strict=True)) if len(frame) else {}


def hours_of_year(release: Release) -> tuple[pd.DataFrame, str]:
    """Return the hours of the year of the date per Sozialraum and Ansatzpunkt, and where they come from.

    Where hours were written down for that year, those; else the weekly hours of the activities times the weeks in which
    they ran that year, up to the date. Never both: they would be counted twice.

    Returns
    -------
    tuple
        sozialraum_id, ansatzpunkt, hours; and "effort", "activities" or "" (neither is known).
    """
    year = release.date[:4]
    written = hours_by_quarter(release)
    written = written[written["quarter"].fillna("").str.startswith(year)]
    if len(written):
        summed: pd.DataFrame = written.groupby(["sozialraum_id", "ansatzpunkt"], dropna=False, as_index=False)[
            ["hours"]
        ].sum()
        return summed, FROM_EFFORT
    if release.is_public or not len(release.activities):
        return pd.DataFrame({"sozialraum_id": [], "ansatzpunkt": [], "hours": []}), ""
    table = release.activities
    hours = table["hours_week"].astype(float) * weeks_in(table, f"{year}-01-01", release.date)
    rows = [
        (area, point, share * spent)
        for shares, point, spent in zip(table["shares"], table["ansatzpunkt"], hours, strict=True)
        for area, share in shares.items()
        if spent > 0
    ]
    frame = pd.DataFrame(rows, columns=["sozialraum_id", "ansatzpunkt", "hours"])
    return frame.groupby(["sozialraum_id", "ansatzpunkt"], as_index=False).sum(), FROM_ACTIVITIES if rows else ""


def weeks_in(activities: pd.DataFrame, first: str, last: str) -> pd.Series:
    """Return the weeks that activities run within two days, both included; an unknown begin or end is open.

    Examples
    --------
    >>> weeks_in(pd.DataFrame({"begin": ["2025-01-06", None], "end": ["2025-01-19", None]}), "2025-01-01", "2025-12-30")
    0     2.0
    1    52.0
    dtype: float64
    """
    spans = zip(activities["begin"].fillna(first), activities["end"].fillna(last), strict=True)
    days = [(_day(min(end, last)) - _day(max(begin, first))).days + 1 for begin, end in spans]
    return (pd.Series(days, activities.index, dtype=float) / DAYS_A_WEEK).clip(lower=0)


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text[:10])


def emphasis(release: Release, sozialraum_id: str = "") -> tuple[pd.DataFrame, str]:
    """Return on which Ansatzpunkte the work lies: planned and done in the year of the date.

    Returns
    -------
    tuple
        Indexed by ansatzpunkt: planned and actual (hours; NaN where nothing is recorded), activities (running ones) and
        since (first begin of those; None where none is told); and where the hours come from, see `hours_of_year`.
    """
    year = int(release.date[:4])
    goals = release.goals[release.goals["year"].eq(year)] if len(release.goals) else release.goals
    hours, origin = hours_of_year(release)
    if sozialraum_id:
        goals, hours = (f[f["sozialraum_id"].eq(sozialraum_id)] for f in (goals, hours))
    current = running(release, sozialraum_id)
    by_point = current.groupby("ansatzpunkt")
    table = pd.DataFrame(
        {
            "planned": goals.groupby("ansatzpunkt")["hours_planned"].sum(min_count=1).astype(float),
            "actual": hours.groupby("ansatzpunkt")["hours"].sum(min_count=1).astype(float),
            "activities": by_point.size(),
        }
    ).reindex(pd.Index(POINTS, name="ansatzpunkt"))
    table["activities"] = table["activities"].fillna(0).astype(int)
    begun = current.dropna(subset=["begin"]).groupby("ansatzpunkt")["begin"].min()
    table["since"] = pd.Series([begun.get(p) for p in POINTS], table.index, dtype=object)
    if release.is_public:
        table[["planned", "actual"]] = np.nan
    return table, origin


def ending_activities(release: Release, sozialraum_id: str = "", months: int = MONTHS_AHEAD) -> pd.DataFrame:
    """Return current activities that end, or whose funding ends, within so many months; soonest first.

    Returns
    -------
    DataFrame
        Rows of ``release.activities`` with ``last``, the day (ISO) of the end or of that of the funding, whichever is
        first. In public no funding is told, so that only ends count.
    """
    current = running(release, sozialraum_id)
    last = pd.Series(
        [min(_day_or_never(a), _day_or_never(b)) for a, b in zip(current["end"], current["funded_until"], strict=True)],
        index=current.index,
        dtype=object,
    )
    return current.assign(last=last)[last <= ahead(release.date, months)].sort_values(["last", "activity_id"])


def _day_or_never(value: Any) -> str:
    return value if isinstance(value, str) and value else NEVER


def part_time(release: Release, standard_id: str) -> pd.DataFrame:
    """Return the current activities that would count for a standard if their hours were enough."""
    current = running(release)
    fits = [standard_id in ids for ids in current["part_time_for"]]
    return current[pd.Series(fits, index=current.index, dtype=bool)]
