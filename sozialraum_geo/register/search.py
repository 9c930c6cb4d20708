"""The register as people look through it: search, filters, counts, and two versions of a row side by side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sozialraum_geo.register import records
from sozialraum_geo.register.shelf import Kept, Line, View, folded, hay_of, written_out
from sozialraum_geo.tables import TABLES

DAYS_A_YEAR = 365
DAYS_AHEAD = 92
FEW_ROWS = 3000


@dataclass(frozen=True)
class Filter:
    """What of a table is shown.

    Attributes
    ----------
    words
        Pairs of a column and the code that it must have.
    stale, ending, placeless, dateless
        Only rows not looked at for a year, that end soon, without a place, without their date.
    """

    query: str = ""
    area: str = ""
    words: tuple[tuple[str, str], ...] = ()
    stale: bool = False
    ending: bool = False
    placeless: bool = False
    dateless: bool = False


def needles(query: str) -> list[tuple[str, ...]]:
    """Return the words of a search, each in the ways it may be written: „Müller“ is found as „Mueller“ too.

    Examples
    --------
    >>> needles("Müller  KITA")
    [('muller', 'mueller'), ('kita',)]
    """
    told = [(folded(w), written_out(w)) for w in query.split()]
    return [tuple(dict.fromkeys(pair)) for pair in told]


def found(kept: Kept, wanted: Filter, view: View, today: str) -> list[Line]:
    """Return the rows that a search and filters leave, in the order of the table."""
    lines: Sequence[Line] = kept.lines
    if words := needles(wanted.query):
        lines = [lines[position] for position in sorted(_holding_all(kept, words, view))]
    for column, code in wanted.words:
        lines = [line for line in lines if line.row.values.get(column) == code]
    if wanted.area:
        lines = [line for line in lines if wanted.area in view.areas_of(line)]
    if wanted.stale:
        since = moved(today, -DAYS_A_YEAR)
        lines = [line for line in lines if line.checked < since]
    if wanted.ending:
        last = moved(today, DAYS_AHEAD)
        lines = [line for line in lines if any(today <= day <= last for day in line.until)]
    if wanted.placeless:
        lines = [line for line in lines if not line.is_placed]
    if wanted.dateless:
        lines = [line for line in lines if line.is_dateless]
    return list(lines)


def _holding_all(kept: Kept, words: Sequence[tuple[str, ...]], view: View) -> set[int]:
    """Return where rows stand that hold every word, or name a row of another table that does."""
    hays = {p: hay_of(kept.lines[p].row, view.areas, hidden=True) for p in view.hidden_at(kept)}
    # the longest word leaves the fewest rows; few are looked at one by one
    first, *others = sorted(words, key=lambda ways: -len(ways[0]))
    held = _positions(kept, first, view, hays)
    for ways in others:
        if len(held) > FEW_ROWS:
            held &= _positions(kept, ways, view, hays)
        else:
            named = _named(kept, ways, view)
            held = {p for p in held if _holds(hays.get(p, kept.lines[p].hay), ways) or p in named}
    return held


def _positions(kept: Kept, ways: tuple[str, ...], view: View, hays: Mapping[int, str]) -> set[int]:
    held: set[int] = set().union(*(kept.holding(way) for way in ways))
    held = (held - hays.keys()) | {p for p, hay in hays.items() if _holds(hay, ways)}
    return held | _named(kept, ways, view)


def _named(kept: Kept, ways: tuple[str, ...], view: View) -> set[int]:
    """Return where rows stand that name a row of another table which holds a word."""
    held: set[int] = set()
    for column, places in kept.at.items():
        searched = view.searched.get(column, {})
        held.update(*(places[key] for key in places if key in searched and _holds(searched[key], ways)))
    return held


def _holds(hay: str, ways: tuple[str, ...]) -> bool:
    return ways[0] in hay or (len(ways) > 1 and ways[1] in hay)


def moved(day: str, days: int) -> str:
    """Return a day some days later.

    Examples
    --------
    >>> moved("2026-02-28", 1)
    '2026-03-01'
    """
    return (dt.date.fromisoformat(day) + dt.timedelta(days=days)).isoformat()


@dataclass(frozen=True)
class Counts:
    """How many rows there are, and how many of them ask for a look."""

    entries: int
    never: int
    stale: int
    ending: int
    dateless: int


def count(kept: Kept, today: str) -> Counts:
    """Count the rows of a table and those that ask for a look; ``stale`` without those never checked."""
    if today not in kept.memo:
        kept.memo[today] = _counted(kept, today)
    counts: Counts = kept.memo[today]
    return counts


def _counted(kept: Kept, today: str) -> Counts:
    has_check = "checked_on" in TABLES[kept.table].by_name
    since, last = moved(today, -DAYS_A_YEAR), moved(today, DAYS_AHEAD)
    never = sum(not line.checked for line in kept.lines) if has_check else 0
    stale = sum(line.checked < since for line in kept.lines) - never if has_check else 0
    ending = sum(any(today <= day <= last for day in line.until) for line in kept.lines if line.until)
    return Counts(len(kept.lines), never, stale, ending, sum(line.is_dateless for line in kept.lines))


# --- two versions of a row -------------------------------------------------------------------------------------------

# Where a row is: an address of one version and a point of the other would name two places
PLACE = (*records.ADDRESS, "sozialraum_id", "precision", "point")


def whole(values: Mapping[str, Any], geometry: bytes | None) -> dict[str, Any]:
    """Return a row for comparing: what says where it is in one cell, as pairs of column and value."""
    told = {**values, "point": geometry.hex() if geometry else None}
    place = tuple((c, told[c]) for c in PLACE if told.get(c) is not None)
    rest = {k: v for k, v in told.items() if k not in PLACE}
    return {**rest, "place": place} if place else rest


def parts(merged: Mapping[str, Any]) -> tuple[dict[str, Any], bytes | None]:
    """Return the values and the point of a row that `whole` put together.

    Examples
    --------
    >>> parts(whole({"name": "Kita", "street": "Weg"}, b"x"))
    ({'name': 'Kita', 'street': 'Weg'}, b'x')
    """
    told = {k: v for k, v in merged.items() if k != "place"} | dict(merged.get("place") or ())
    point = told.pop("point", None)
    return told, bytes.fromhex(point) if point else None
