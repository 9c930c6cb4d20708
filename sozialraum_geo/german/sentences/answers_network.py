"""The sentences of the pages about the network and the activities, made from the numbers."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from sozialraum_geo.german.sentences import answers
from sozialraum_geo.german.words import pages, texts
from sozialraum_geo.german.words import partners as words
from sozialraum_geo.release import activities as activity_calendar
from sozialraum_geo.release import partners
from sozialraum_geo.release.activities import YOUNG
from sozialraum_geo.release.door import Release

MOST_EMPTY = 5
MOST_NAMED = 8
MOST_ALONE = 25  # activities that end and count for a way, computed one by one
BAND = {band.id: band for band in YOUNG}


def noticed(release: Release, sozialraum_id: str = "") -> list[str]:
    """Say how many schools, Kitas and Horte are linked, and what hangs on one institution; nothing in public."""
    if release.is_public:
        return []
    regular = answers.of_area(partners.regular_institutions(release), sozialraum_id)
    lines = [words.NETWORK["linked_none"]]
    if len(regular):
        linked = int(regular["is_linked"].sum())
        lines = [
            words.NETWORK["linked"].format(
                all=texts.number(len(regular)),
                verb="ist" if linked == 1 else "sind",
                linked=texts.number(linked),
                unrecorded=texts.number((regular["state"] == partners.UNRECORDED).sum()),
            )
        ]
    alone = partners.single_institution(release)
    for area, name in alone.items():
        if not sozialraum_id or area == sozialraum_id:
            lines.append(words.NETWORK["single"].format(area=answers.area_name(release, str(area)), name=name))
    bare = [a for a in partners.unlinked_areas(release) if not sozialraum_id or a == sozialraum_id]
    if bare:
        named = ", ".join(answers.area_name(release, a) for a in bare[:MOST_NAMED])
        more = f" und {texts.number(len(bare) - MOST_NAMED)} weitere" if len(bare) > MOST_NAMED else ""
        lines.append(words.NETWORK["unlinked"].format(names=named + more))
    if not len(alone) and not bare and not sozialraum_id:
        lines.append(words.NETWORK["nothing"])
    return lines


def members_note(release: Release) -> str:
    """Say how many members of Gremien stand in no list of partners."""
    count = partners.unknown_members(release)
    counted = pages.counted(count, "Name", "Namen")
    return words.NETWORK["unknown_members"].format(count=counted) if count else ""


# --- what ends --------------------------------------------------------------------------------------------------------


def ending_groups(ending: pd.DataFrame) -> dict[str, list[str]]:
    """Return what ends and counts for a way: all as one group, and the first of them each as one of its own.

    Names as `losing.lost_without` takes them: empty for all, else the activity_id.
    """
    ids = ending.loc[ending["counts_for"].map(len) > 0, "activity_id"].astype(str).tolist()
    return ({"": ids} if ids else {}) | {i: [i] for i in ids[:MOST_ALONE]}


def losing_together(release: Release, lost: pd.DataFrame) -> list[str]:
    """Say who loses a way if all of them end."""
    rows = lost[lost["name"] == ""]
    return answers.losing_sentences(release, rows, pages.ANSWER_ACTIVITIES["losing"]) or [
        pages.ANSWER_ACTIVITIES["losing_none"]
    ]


def losing_each(release: Release, ending: pd.DataFrame, lost: pd.DataFrame) -> list[str]:
    """Say for each activity that ends who loses a way without it alone, most people first."""
    known = ending.set_index("activity_id")
    lines: list[str] = []
    for row in lost[lost["name"] != ""].to_dict("records"):
        activity: Mapping[str, object] = known.loc[row["name"]].to_dict()
        lines += answers.losing_sentences(
            release, pd.DataFrame([row]), words.LOSING_ONE, name=str(activity["name"]), until=until_words(activity)
        )
    if not lines:
        lines = [words.LOSING_EACH_NONE]
    if (ending["counts_for"].map(len) > 0).sum() > MOST_ALONE:
        lines.append(words.LOSING_MORE.format(count=texts.number(MOST_ALONE)))
    return lines


def until_words(activity: Mapping[str, object]) -> str:
    """Say until when an activity is certain: its end or that of its money, whichever is first."""
    days = {key: str(activity[key]) for key in words.UNTIL if isinstance(activity.get(key), str) and activity[key]}
    first = min(days, key=days.__getitem__)
    return words.UNTIL[first].format(date=texts.date_text(days[first]))


# --- where there is nothing -------------------------------------------------------------------------------------------


def empty_sentences(release: Release, cells: pd.DataFrame) -> list[str]:
    """Say for the first empty cells for whom there is nothing on which theme.

    Each age of a Sozialraum once, and each theme for an age once, so that they do not all say the same.
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
    return [_empty_sentence(release, row) for row in chosen] or [words.EMPTY_NONE]


def _empty_sentence(release: Release, row: dict[Hashable, Any]) -> str:
    band = BAND[str(row["band_id"])]
    elsewhere, bare = int(row["elsewhere"]), int(row["without_age"])
    return words.EMPTY_CELL.format(
        aged=words.aged(band.start, band.stop),
        area=answers.area_name(release, str(row["sozialraum_id"])),
        theme=row["theme"],
        people=texts.people(row["people"]),
        elsewhere=words.EMPTY_ELSEWHERE[elsewhere != 1].format(count=texts.number(elsewhere)),
        bare=words.EMPTY_WITHOUT_AGE.format(count=texts.number(bare)) if bare else "",
    )


def emphasis_note(release: Release, origin: str) -> str:
    """Say what plan and actual are."""
    if release.is_public:
        return words.EMPHASIS_PUBLIC
    year = release.date[:4]
    return f"{words.EMPHASIS[origin].format(year=year)} {words.EMPHASIS_NOTE.format(year=year)}"


def timeline_note(release: Release, shown: int, everything: int) -> str:
    """Say how to read the timeline, and how much of it is there."""
    note = words.TIMELINE_NOTE.format(date=texts.date_text(release.date))
    if shown < everything:
        cut = words.TIMELINE_CUT.format(count=texts.number(shown), all=texts.number(everything))
        note = f"{cut} {note}"
    return note


def week_note(activities: pd.DataFrame, known: int) -> str:
    """Say how many of the activities have known times."""
    return words.MATRIX_NOTE["week"].format(known=texts.number(known), all=texts.number(len(activities)))


def band_names(columns: pd.Index) -> list[str]:
    """Name the columns of a matrix of ages."""
    return [
        words.WITHOUT_AGE if c == activity_calendar.NO_AGE else texts.ages(BAND[c].start, BAND[c].stop) for c in columns
    ]
