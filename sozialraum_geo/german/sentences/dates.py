"""Two dates side by side: who reaches an offer on the day of the study and on another one."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import pandas as pd

from sozialraum_geo.german.sentences.answers import area_name, coverage_row, standard_of
from sozialraum_geo.german.words import pages, texts
from sozialraum_geo.german.words.shown import Shown, shown_people, shown_share
from sozialraum_geo.release.door import SMALL, Release

MOST_NAMED = 5
POINT = 0.005  # of a share: what differs by less reads the same


def dates_sentence(release: Release, other: Release, standard_id: str) -> str:
    """Say how many more or fewer reach an offer on the other date, and where the difference is largest."""
    rule = standard_of(release, standard_id)
    now, then = coverage_row(release, standard_id), coverage_row(other, standard_id)
    words = pages.DATES
    fields = {
        "aged": texts.people_aged(rule.ages.start, rule.ages.stop),
        "offer": pages.an_offer(rule.category),
        "date": texts.date_text(other.date),
        "base": texts.date_text(release.date),
        "then": texts.percent(then["covered_share"]),
        "now": texts.percent(now["covered_share"]),
    }
    if not {now["state"], then["state"]} <= {"known", "small"}:
        return words["unknown"].format_map(fields)
    change = (then["people"] - then["uncovered_people"]) - (now["people"] - now["uncovered_people"])
    if math.isnan(change) or abs(change) < SMALL:
        return words["same"].format_map(fields)
    count = texts.people(abs(change), public=release.is_public)
    sentence = words["more" if change > 0 else "fewer"].format(count=count, **fields)
    shares = _shares(release, other, standard_id)
    most = max(shares, key=lambda area: _size(*shares[area]))
    if _size(*shares[most]) >= POINT:
        before, after = shares[most]
        sentence += " " + words["most"].format(
            area=area_name(release, most), now=texts.percent(before), then=texts.percent(after)
        )
    return " ".join([sentence, *_named_changes(release, other, standard_id)])


def _named_changes(release: Release, other: Release, standard_id: str) -> list[str]:
    """Name the offers that count on one of the dates only."""
    now, then = (
        {(row.kind, row.offer_id): str(row.name_) for row in _counted(shown, standard_id)} for shown in (release, other)
    )
    lines = []
    for key, names in (
        ("gone", [now[i] for i in now if i not in then]),
        ("new", [then[i] for i in then if i not in now]),
    ):
        if names:
            listed = names[:MOST_NAMED] + (["…"] if len(names) > MOST_NAMED else [])
            lines.append(pages.DATES[key].format(names=", ".join(listed)))
    return lines


def _counted(shown: Release, standard_id: str) -> Iterable[Any]:
    return shown.offers[standard_id].rename(columns={"name": "name_"}).itertuples(index=False)


def _size(now: float, then: float) -> float:
    return 0.0 if math.isnan(then - now) else abs(then - now)


def _shares(release: Release, other: Release, standard_id: str) -> dict[str, tuple[float, float]]:
    """Return the shares on both dates by sozialraum_id."""
    ids = release.areas["sozialraum_id"]
    rows = [{i: coverage_row(shown, standard_id, i) for i in ids} for shown in (release, other)]
    now, then = (
        {i: math.nan if r["state"] == "suppressed" else r["covered_share"] for i, r in d.items()} for d in rows
    )
    return {str(i): (now[i], then[i]) for i in ids}


def dates_table(release: Release, other: Release, standard_id: str) -> pd.DataFrame:
    """Return for every Sozialraum who reaches an offer on both dates, and the difference."""
    column, rows = pages.COLUMN, []
    shares = _shares(release, other, standard_id)
    changed = sorted(shares, key=lambda area: -_size(*shares[area]))
    for area in changed:
        now, then = shares[area]
        row = coverage_row(other, standard_id, area)
        rows.append(
            {
                release.levels[-1]: area_name(release, area),
                texts.date_text(release.date): shown_share(now),
                texts.date_text(other.date): shown_share(then),
                column["points"]: _points(now, then),
                column["uncovered_then"]: shown_people(
                    row["uncovered_people"], str(row["state"]), public=release.is_public
                ),
            }
        )
    return pd.DataFrame(rows, index=pd.Index(changed, name="sozialraum_id"), dtype=object)


def _points(now: float, then: float) -> Shown:
    """Return the difference of two shares in points, of the shares as they are written."""
    if math.isnan(now) or math.isnan(then):
        return Shown(math.nan, texts.UNKNOWN)
    points = round(then * 100) - round(now * 100)
    sign = "+" if points > 0 else "−" if points < 0 else "±"
    return Shown(points, f"{sign} {texts.number(abs(points))}")
