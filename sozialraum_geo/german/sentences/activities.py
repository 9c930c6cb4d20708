"""What the page „Aktivitäten“ says: what runs, what ends and who loses a way, where there is nothing."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from sozialraum_geo.german.sentences.phrases import people_words, standard_fields
from sozialraum_geo.german.words import grammar, numbers
from sozialraum_geo.german.words.pages import activities as activities_words
from sozialraum_geo.release.activities import MONTHS_AHEAD, NO_AGE, YOUNG, ahead, ending_activities, running
from sozialraum_geo.release.door import Release
from sozialraum_geo.release.facts import area_name, standard_of

MOST_EMPTY = 5
MOST_ALONE = 25  # activities that end and count for a way, computed one by one
BAND = {band.id: band for band in YOUNG}


def ending_sentence(release: Release, sozialraum_id: str = "", months: int = MONTHS_AHEAD) -> str:
    """Say how many activities run and how many of them end, or inside lose their funding, within so many months."""
    ending = len(ending_activities(release, sozialraum_id, months))
    key = "ending_none" if not ending else "ending_public" if release.is_public else "ending"
    return activities_words.ANSWER[key].format(
        current=grammar.counted(len(running(release, sozialraum_id)), "laufenden Angebot", "laufenden Angeboten"),
        ending=numbers.number(ending),
        verb="endet" if ending == 1 else "enden",
        date=ahead_words(release, months),
    )


def ahead_words(release: Release, months: int = MONTHS_AHEAD) -> str:
    """Return the date so many months ahead as it is written."""
    return numbers.date_text(ahead(release.date, months))


def losing_sentences(release: Release, lost: pd.DataFrame, words: str, **fields: str) -> list[str]:
    """Say how many people no longer reach an offer, line by line of what `losing.lost_without` returns.

    Parameters
    ----------
    words
        The pattern of a sentence, filled with count, group, no_offer, way and ``fields``.
    """
    return [
        words.format_map(
            standard_fields(standard_of(release, row["standard_id"]))
            | fields
            | {"count": people_words(release, row["people"], row["state"])}
        )
        for row in lost.to_dict("records")
    ]


def ending_groups(ending: pd.DataFrame) -> dict[str, list[str]]:
    """Return what ends and counts for a way: all as one group, and the first `MOST_ALONE` each as one of its own.

    Names as `losing.lost_without` takes them: empty for all, else the activity_id. No group where nothing counts.

    Parameters
    ----------
    ending
        As `activities.ending_activities` returns them.
    """
    ids = ending.loc[ending["counts_for"].map(len) > 0, "activity_id"].astype(str).tolist()
    return ({"": ids} if ids else {}) | {i: [i] for i in ids[:MOST_ALONE]}


def losing_together(release: Release, lost: pd.DataFrame) -> list[str]:
    """Say who loses a way if all of them end: a sentence for each standard, or one that nobody does.

    For pages inside.

    Parameters
    ----------
    lost
        As `losing.lost_without` returns it for `ending_groups`.
    """
    rows = lost[lost["name"] == ""]
    return losing_sentences(release, rows, activities_words.ANSWER["losing"]) or [
        activities_words.ANSWER["losing_none"]
    ]


def losing_each(release: Release, ending: pd.DataFrame, lost: pd.DataFrame) -> list[str]:
    """Say for each activity that ends who loses a way without it alone, most people first, or that nobody does.

    For pages inside. A last sentence says so where only the first `MOST_ALONE` were computed.

    Parameters
    ----------
    ending
        As `activities.ending_activities` returns them.
    lost
        As `losing.lost_without` returns it for `ending_groups` of the same activities.
    """
    known = ending.set_index("activity_id")
    lines: list[str] = []
    for row in lost[lost["name"] != ""].to_dict("records"):
        activity: Mapping[str, object] = known.loc[row["name"]].to_dict()
        lines += losing_sentences(
            release,
            pd.DataFrame([row]),
            activities_words.LOSING_ONE,
            name=str(activity["name"]),
            until=until_words(activity),
        )
    if not lines:
        lines = [activities_words.LOSING_EACH_NONE]
    if (ending["counts_for"].map(len) > 0).sum() > MOST_ALONE:
        lines.append(activities_words.LOSING_MORE.format(count=numbers.number(MOST_ALONE)))
    return lines


def until_words(activity: Mapping[str, object]) -> str:
    """Say until when an activity is certain: its end or that of its money, whichever is first."""
    days = {
        key: str(activity[key])
        for key in activities_words.UNTIL
        if isinstance(activity.get(key), str) and activity[key]
    }
    first = min(days, key=days.__getitem__)
    return activities_words.UNTIL[first].format(date=numbers.date_text(days[first]))


def empty_sentences(release: Release, cells: pd.DataFrame) -> list[str]:
    """Say for the first empty cells for whom there is nothing on which theme.

    Each age of a Sozialraum once, and each theme for an age once, so that they do not all say the same.

    Parameters
    ----------
    cells
        As `activities.empty_cells` returns them.

    Returns
    -------
    list of str
        At most `MOST_EMPTY`; one sentence that nothing is missing where there is no cell; empty in public.
    """
    if release.is_public:
        return []
    chosen: list[dict[Hashable, Any]] = []
    seen: set[tuple[str, str]] = set()
    for row in cells.to_dict("records"):
        marks = {(row["band_id"], row["sozialraum_id"]), (row["band_id"], row["theme"])}
        if not marks & seen:
            seen |= marks
            chosen.append(row)
        if len(chosen) == MOST_EMPTY:
            break
    return [_empty_sentence(release, row) for row in chosen] or [activities_words.EMPTY_NONE]


def _empty_sentence(release: Release, row: dict[Hashable, Any]) -> str:
    band = BAND[str(row["band_id"])]
    elsewhere, bare = int(row["elsewhere"]), int(row["without_age"])
    return activities_words.EMPTY_CELL.format(
        aged=activities_words.aged(band.start, band.stop),
        area=area_name(release, str(row["sozialraum_id"])),
        theme=row["theme"],
        people=numbers.people(row["people"]),
        elsewhere=activities_words.EMPTY_ELSEWHERE[elsewhere != 1].format(count=numbers.number(elsewhere)),
        bare=activities_words.EMPTY_WITHOUT_AGE.format(count=numbers.number(bare)) if bare else "",
    )


def emphasis_note(release: Release, origin: str) -> str:
    """Say what plan and actual are; in public what the table counts.

    Parameters
    ----------
    origin
        Where the hours come from, the second of what `activities.emphasis` returns.
    """
    if release.is_public:
        return activities_words.EMPHASIS_PUBLIC
    year = release.date[:4]
    return f"{activities_words.EMPHASIS[origin].format(year=year)} {activities_words.EMPHASIS_NOTE.format(year=year)}"


def timeline_note(release: Release, shown: int, everything: int) -> str:
    """Say how to read the timeline, and how much of it is there.

    Parameters
    ----------
    shown, everything
        How many activities are drawn, of how many.
    """
    note = activities_words.TIMELINE_NOTE.format(date=numbers.date_text(release.date))
    if shown < everything:
        cut = activities_words.TIMELINE_CUT.format(count=numbers.number(shown), all=numbers.number(everything))
        note = f"{cut} {note}"
    return note


def week_note(activities: pd.DataFrame, known: int) -> str:
    """Say how many of the activities have known times.

    Parameters
    ----------
    known
        The second of what `activities.week_grid` returns.
    """
    return activities_words.MATRIX_NOTE["week"].format(known=numbers.number(known), all=numbers.number(len(activities)))


def band_names(columns: pd.Index) -> list[str]:
    """Name the columns of a matrix of ages.

    Parameters
    ----------
    columns
        Ids of the bands `YOUNG`, and `NO_AGE`, as in `activities.theme_ages`.

    Examples
    --------
    >>> band_names(pd.Index(["a06_10"]))
    ['6 bis 9']
    """
    return [activities_words.WITHOUT_AGE if c == NO_AGE else numbers.ages(BAND[c].start, BAND[c].stop) for c in columns]
