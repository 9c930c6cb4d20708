"""Two dates side by side: who reaches an offer on the day of the study and on another one."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from sozialraum_geo.german.words import grammar, numbers
from sozialraum_geo.german.words.pages import coverage as coverage_words
from sozialraum_geo.release.coarsening import SMALL
from sozialraum_geo.release.door import Release
from sozialraum_geo.release.facts import area_name, coverage_row, standard_of

MOST_NAMED = 5
POINT = 0.005  # of a share: what differs by less reads the same


def dates_sentence(release: Release, other: Release, standard_id: str) -> str:
    """Say how many more or fewer reach an offer on the other date, and where the difference is largest.

    Then the offers that count on one of the dates only. Fewer than `SMALL` people are no difference; where it is not
    known on both dates, it says so.

    Parameters
    ----------
    other
        The release of the other date, in the same mode.
    """
    rule = standard_of(release, standard_id)
    now, then = coverage_row(release, standard_id), coverage_row(other, standard_id)
    words = coverage_words.DATES
    fields = {
        "aged": numbers.people_aged(rule.ages.start, rule.ages.stop),
        "offer": grammar.an_offer(rule.category),
        "date": numbers.date_text(other.date),
        "base": numbers.date_text(release.date),
        "then": numbers.percent(then["covered_share"]),
        "now": numbers.percent(now["covered_share"]),
    }
    if not {now["state"], then["state"]} <= {"known", "small"}:
        return words["unknown"].format_map(fields)
    change = (then["people"] - then["uncovered_people"]) - (now["people"] - now["uncovered_people"])
    if math.isnan(change) or abs(change) < SMALL:
        return words["same"].format_map(fields)
    count = numbers.people(abs(change), public=release.is_public)
    sentence = words["more" if change > 0 else "fewer"].format(count=count, **fields)
    shares = shares_on_both(release, other, standard_id)
    most = max(shares, key=lambda area: size_of_change(*shares[area]))
    if size_of_change(*shares[most]) >= POINT:
        before, after = shares[most]
        sentence += " " + words["most"].format(
            area=area_name(release, most), now=numbers.percent(before), then=numbers.percent(after)
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
            lines.append(coverage_words.DATES[key].format(names=", ".join(listed)))
    return lines


def _counted(shown: Release, standard_id: str) -> Iterable[Any]:
    return shown.offers[standard_id].rename(columns={"name": "name_"}).itertuples(index=False)


def size_of_change(now: float, then: float) -> float:
    """Return by how much two shares differ; nothing where one is unknown."""
    return 0.0 if math.isnan(then - now) else abs(then - now)


def shares_on_both(release: Release, other: Release, standard_id: str) -> dict[str, tuple[float, float]]:
    """Return the shares on both dates by sozialraum_id."""
    ids = release.areas["sozialraum_id"]
    rows = [{i: coverage_row(shown, standard_id, i) for i in ids} for shown in (release, other)]
    now, then = (
        {i: math.nan if r["state"] == "suppressed" else r["covered_share"] for i, r in d.items()} for d in rows
    )
    return {str(i): (now[i], then[i]) for i in ids}
