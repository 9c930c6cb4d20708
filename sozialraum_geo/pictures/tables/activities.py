"""Tables of the page „Aktivitäten“."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from sozialraum_geo.german.sentences.activities import BAND, band_names, ending_groups
from sozialraum_geo.german.words import numbers
from sozialraum_geo.german.words.cells import shown_number, shown_people
from sozialraum_geo.german.words.heads import COLUMN, KEY_FIGURE, WORK_COLUMN
from sozialraum_geo.german.words.labels import ANSATZPUNKT, RHYTHM, ROLE, numbered_point
from sozialraum_geo.german.words.pages import activities as activities_words
from sozialraum_geo.pictures.tables.frames import (
    age_words,
    area_names,
    code_words,
    day_cells,
    display_frame,
    level_word,
)
from sozialraum_geo.release import activities, facts
from sozialraum_geo.release.activities import is_for
from sozialraum_geo.release.door import Release
from sozialraum_geo.standards import Band


def activity_table(release: Release, activities: pd.DataFrame) -> pd.DataFrame:
    """Return activities with Ansatzpunkt, ages and rhythm; end, role and funding only inside.

    Parameters
    ----------
    activities
        Rows of ``release.activities``, such as `activities.running` returns.

    Returns
    -------
    DataFrame
        One row per activity in the order given; hours are per week.
    """
    columns: dict[str, Iterable[Any]] = {
        COLUMN["point"]: [numbered_point(c) for c in activities["ansatzpunkt"]],
        COLUMN["name"]: activities["name"],
        COLUMN["target"]: activities["target"],
        COLUMN["ages"]: [age_words(a, b) for a, b in zip(activities["age_from"], activities["age_to"], strict=True)],
        COLUMN["rhythm"]: code_words(RHYTHM, activities["rhythm"]),
        COLUMN["hours"]: [shown_number(v, 1) for v in activities["hours_week"]],
    }
    if not release.is_public:  # the public learns how many end and when, not which
        columns |= {
            COLUMN["end"]: day_cells(activities["end"]),
            COLUMN["role"]: code_words(ROLE, activities["role"]),
            COLUMN["funding"]: activities["funding"],
            COLUMN["funded_until"]: day_cells(activities["funded_until"]),
        }
    columns[level_word(release)] = activities["sozialraum_id"].map(area_names(release))
    return display_frame(columns)


def what_ends(release: Release, activities: pd.DataFrame) -> pd.DataFrame:
    """Return ending activities as `activity_table` does, with what ends when in front."""
    table = activity_table(release, activities)
    first = [COLUMN["name"], COLUMN["end"], COLUMN["funding"], COLUMN["funded_until"]]
    return table[[*(c for c in first if c in table), *(c for c in table if c not in first)]]


def ending_counts(activities: pd.DataFrame) -> pd.DataFrame:
    """Count ending activities by the day on which they end, without naming one.

    Parameters
    ----------
    activities
        As `activities.ending_activities` returns them.

    Returns
    -------
    DataFrame
        One row per day, the first day first: the day, and how many activities.
    """
    days = activities["last"].value_counts().sort_index()
    return display_frame({
        COLUMN["end"]: day_cells(days.index),
        KEY_FIGURE["activities"]: [shown_number(v) for v in days],
    })  # fmt: skip


def activity_counts(activities: pd.DataFrame, by: str) -> pd.DataFrame:
    """Count activities and their weekly hours by ``point``, ``age`` or ``role``; empty rows teach what is missing.

    An activity for several age groups counts in each, so that these rows do not add up.

    Parameters
    ----------
    activities
        Rows of ``release.activities``; in public they have no roles.

    Returns
    -------
    DataFrame
        One row per Ansatzpunkt, age group (and one for those without ages) or role: its name, activities, hours per
        week.

    Raises
    ------
    KeyError
        If ``by`` is none of the three.
    """
    if by == "age":
        names = [numbers.ages(a, b) for a, b in activities_words.AGE_GROUPS] + [activities_words.NO_AGE]
        masks = [is_for(activities, Band(a, b)) for a, b in activities_words.AGE_GROUPS] + [
            activities["age_from"].isna() & activities["age_to"].isna()
        ]
    else:
        words = ANSATZPUNKT if by == "point" else ROLE
        column = activities["ansatzpunkt" if by == "point" else "role"]
        names = [numbered_point(c) for c in words] if by == "point" else list(words.values())
        masks = [column == code for code in words]
    first = {"point": COLUMN["point"], "age": COLUMN["ages"], "role": COLUMN["role"]}[by]
    return display_frame({
        first: names,
        COLUMN["activities"]: [shown_number(m.sum()) for m in masks],
        COLUMN["hours"]: [shown_number(activities.loc[m, "hours_week"].sum(), 1) for m in masks],
    })  # fmt: skip


def theme_table(counts: pd.DataFrame) -> pd.DataFrame:
    """Return themes by ages as a display table.

    Parameters
    ----------
    counts
        As `activities.themes_in` returns them.

    Returns
    -------
    DataFrame
        One row per theme, one column per age band and one for activities whose ages are not told; cells count
        activities.
    """
    return _counts(WORK_COLUMN["theme"], counts.index, counts, band_names(counts.columns))


def area_age_table(release: Release, counts: pd.DataFrame) -> pd.DataFrame:
    """Return Sozialräume by ages as a display table.

    Parameters
    ----------
    counts
        As `activities.area_ages` returns them.

    Returns
    -------
    DataFrame
        Index sozialraum_id, one row per Sozialraum, columns as in `theme_table`.
    """
    return _counts(level_word(release), release.areas["name"], counts, band_names(counts.columns), counts.index)


def area_point_table(release: Release, counts: pd.DataFrame) -> pd.DataFrame:
    """Return Sozialräume by Ansatzpunkt as a display table.

    Parameters
    ----------
    counts
        As `activities.area_points` returns them.

    Returns
    -------
    DataFrame
        Index sozialraum_id, one row per Sozialraum, one column per Ansatzpunkt; cells count activities.
    """
    return _counts(
        level_word(release), release.areas["name"], counts, [numbered_point(c) for c in counts.columns], counts.index
    )


def week_table(counts: pd.DataFrame) -> pd.DataFrame:
    """Return weekdays by hours as a display table.

    Parameters
    ----------
    counts
        As `activities.week_grid` returns them.

    Returns
    -------
    DataFrame
        Seven rows, Monday first, one column per full hour; cells count activities.
    """
    return _counts(
        WORK_COLUMN["weekday"],
        activities_words.WEEKDAYS,
        counts,
        [f"{hour} Uhr" for hour in counts.columns],
    )


def _counts(
    first: str, names: Iterable[Any], counts: pd.DataFrame, headers: list[str], index: Iterable[Any] | None = None
) -> pd.DataFrame:
    cells = {h: [shown_number(v) for v in counts[c]] for h, c in zip(headers, counts.columns, strict=True)}
    return display_frame({first: names, **cells}, index)


def empty_table(release: Release, cells: pd.DataFrame) -> pd.DataFrame:
    """Return the empty cells: for whom there is nothing on which theme.

    Parameters
    ----------
    cells
        As `activities.empty_cells` returns them; in public there are none.

    Returns
    -------
    DataFrame
        One row per cell, in the order given: Sozialraum, age band, theme, people of that age there, activities of the
        theme for that age elsewhere, and activities of the theme there whose ages are not told.
    """
    return display_frame({
        level_word(release): cells["sozialraum_id"].map(area_names(release)),
        WORK_COLUMN["band"]: [numbers.ages(BAND[b].start, BAND[b].stop) for b in cells["band_id"]],
        WORK_COLUMN["theme"]: cells["theme"],
        WORK_COLUMN["people"]: [shown_people(v) for v in cells["people"]],
        WORK_COLUMN["elsewhere"]: [shown_number(v) for v in cells["elsewhere"]],
        WORK_COLUMN["without_age"]: [shown_number(v) for v in cells["without_age"]],
    })  # fmt: skip


def ending_table(release: Release, ending: pd.DataFrame, lost: pd.DataFrame) -> pd.DataFrame:
    """Return what ends, until when it is paid for, and who loses a way without it alone.

    Parameters
    ----------
    ending
        As `activities.ending_activities` returns them.
    lost
        As `losing.lost_without` returns it for `ending_groups` of the same activities.

    Returns
    -------
    DataFrame
        As `activity_table`, with what ends when in front. Who loses a way: people by standard, „niemand“, that the
        activity counts for no way, or None where it was not computed (see `MOST_ALONE`).

    Raises
    ------
    ValueError
        If the release is public, which does not learn what ends; see `ending_counts`.
    """
    table = what_ends(release, ending)
    told: dict[str, list[str]] = {}
    for row in lost[lost["name"] != ""].to_dict("records"):
        rule = facts.standard_of(release, row["standard_id"])
        told.setdefault(row["name"], []).append(f"{numbers.people(row['people'], row['state'])} ({rule.name})")
    alone = ending_groups(ending)
    cells = [
        activities_words.NOT_COUNTED
        if not ways
        else "; ".join(told.get(i, [activities_words.NOBODY]))
        if i in alone
        else None
        for i, ways in zip(ending["activity_id"], ending["counts_for"], strict=True)
    ]
    place = list(table.columns).index(COLUMN["funded_until"]) + 1
    table.insert(place, WORK_COLUMN["lost"], pd.Series(cells, table.index, dtype=object))
    return table


def timeline_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the timeline as a display table.

    Parameters
    ----------
    rows
        As `activities.timeline` returns them; in public there are none.

    Returns
    -------
    DataFrame
        One row per activity, in the order given: name, Ansatzpunkt, begin, end and review.
    """
    return display_frame({
        COLUMN["name"]: rows["name"],
        COLUMN["point"]: [numbered_point(c) for c in rows["ansatzpunkt"]],
        WORK_COLUMN["begin"]: day_cells(rows["begin"]),
        COLUMN["end"]: day_cells(rows["end"]),
        COLUMN["review"]: day_cells(rows["review_date"]),
    })  # fmt: skip


def emphasis_table(release: Release, profile: pd.DataFrame) -> pd.DataFrame:
    """Return the Ansatzpunkte with activities and since when; planned and actual hours inside only.

    Parameters
    ----------
    profile
        The first of what `activities.emphasis` returns.

    Returns
    -------
    DataFrame
        One row per Ansatzpunkt. Hours are those of the year of the date; „–“ is not recorded, not 0.
    """
    columns: dict[str, Iterable[Any]] = {COLUMN["point"]: [numbered_point(c) for c in profile.index]}
    if not release.is_public:
        columns |= {
            WORK_COLUMN["planned"]: [shown_number(v, 1) for v in profile["planned"]],
            WORK_COLUMN["actual"]: [shown_number(v, 1) for v in profile["actual"]],
        }
    columns |= {
        COLUMN["activities"]: [shown_number(v) for v in profile["activities"]],
        WORK_COLUMN["since"]: day_cells(profile["since"]),
    }
    return display_frame(columns)


def quarter_table(release: Release, sozialraum_id: str = "") -> pd.DataFrame:
    """Return the hours per quarter, Sozialraum and Ansatzpunkt, the latest first.

    Returns
    -------
    DataFrame
        One row for each of the three that has hours beyond the single case, those without a Sozialraum or an
        Ansatzpunkt too. Without columns where no hours are recorded, and in public.
    """
    hours = activities.hours_by_quarter(release)
    hours = facts.of_area(hours, sozialraum_id) if len(hours) else hours
    if not len(hours):
        return pd.DataFrame()
    hours = hours.sort_values(["quarter", "sozialraum_id", "ansatzpunkt"], ascending=[False, True, True], kind="stable")
    names = area_names(release)
    return display_frame({
        WORK_COLUMN["quarter"]: [numbers.quarter_text(str(q)) for q in hours["quarter"]],
        level_word(release): [names.get(i, activities_words.NO_AREA) for i in hours["sozialraum_id"]],
        COLUMN["point"]: [
            numbered_point(p) if isinstance(p, str) else activities_words.NO_POINT for p in hours["ansatzpunkt"]
        ],
        WORK_COLUMN["hours"]: [shown_number(v, 1) for v in hours["hours"]],
    })  # fmt: skip
