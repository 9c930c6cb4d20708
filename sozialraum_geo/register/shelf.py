"""The rows of the register in memory: read once, brought up to date by the log of edits, ready to be searched.

What is shown is what is searched: of a protected place only its Sozialraum is.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import accumulate
from operator import attrgetter
from pathlib import Path
from typing import Any

import shapely

from sozialraum_geo import tables
from sozialraum_geo.reading.cells.shares import area_shares
from sozialraum_geo.reading.protection import (
    PROTECTED,
    Places,
    hidden_rows,
    is_named_like_one,
    named_places,
    places_of,
    stands_at,
)
from sozialraum_geo.register import records
from sozialraum_geo.register.records import Row, Stamp
from sozialraum_geo.study import Study
from sozialraum_geo.tables import KEYS, PERSONAL, TABLES, labels

# Columns that name a row of another table
REFERENCES = {
    "partner_id": "partners", "gremium_id": "gremien", "activity_id": "activities", "facility_id": "facilities",
    "site_id": "sites",
}  # fmt: skip
# Rows that name a protected place stand at it
HIDING = frozenset({"facilities", "partners", "activities", "engagement"})
# What could tell where or who a protected place is
TELLING = ("name", "traeger", "street", "house_number", "postcode", "town", "facility_id", "site_id")
ENDS = ("end", "funded_until", "due_date", "delete_on")
# Where one of these columns has to be filled for a row to have its date, and in which states it needs none
DATED: dict[str, tuple[tuple[str, ...], frozenset[str]]] = {
    "activities": (("end", "review_date"), frozenset()),
    "cooperations": (("end", "review_date"), frozenset({"beendet", "nicht_gewollt", "unbekannt"})),
    "gremien": (("next_date",), frozenset()),
    "resolutions": (("due_date",), frozenset({"umgesetzt", "verworfen"})),
    "goals": (("end",), frozenset()),
}
_SECRET = tables.PROTECTED_NAME
_ACCENTS = re.compile("[\u0300-\u036f]+")


def folded(text: str) -> str:
    """Return a text as it is searched: without case and accents.

    Examples
    --------
    >>> folded("Café Süd"), folded("Straße")
    ('cafe sud', 'strasse')
    """
    plain = text.casefold()
    return plain if plain.isascii() else _ACCENTS.sub("", unicodedata.normalize("NFKD", plain))


def written_out(text: str) -> str:
    """Return a text as it is searched with umlauts written as two letters."""
    plain = unicodedata.normalize("NFC", text.casefold())
    return folded(plain.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue"))


def searchable(words: Iterable[str]) -> str:
    """Return one line in which a search looks, umlauts in both their ways of writing."""
    text = " | ".join(words)
    plain = folded(text)
    return plain if text.isascii() else f"{plain} | {written_out(text)}"


@dataclass(frozen=True, eq=False, slots=True)
class Line:
    """A row with what search and filters ask of it, worked out once.

    Attributes
    ----------
    order
        What it is sorted by.
    until
        The days on which something of it ends.
    is_marked
        Whether it says of itself that its place must not be found.
    label, label_hay
        What rows of other tables call it, a protected one without its name; the same as it is searched.
    """

    row: Row
    key: str
    order: tuple[str, str]
    hay: str
    areas: tuple[str, ...]
    checked: str
    until: tuple[str, ...]
    is_dateless: bool
    is_placed: bool
    is_marked: bool
    label: str
    label_hay: str

    def get(self, column: str) -> Any:
        """Return a value of the row; None if it has none."""
        return self.row.values.get(column)


@dataclass(frozen=True, eq=False)
class Kept:
    """The rows of a table as they were after an edit, by name."""

    table: str
    stamp: Stamp
    lines: tuple[Line, ...]
    memo: dict[str, Any] = field(default_factory=dict, repr=False)  # what was counted, by day

    @cached_property
    def by_key(self) -> Mapping[str, Line]:
        """The lines by key."""
        return {line.key: line for line in self.lines}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What other tables call these rows: a protected one has no name."""
        return {line.key: line.label for line in self.lines}

    @cached_property
    def searched(self) -> Mapping[str, str]:
        """The names as they are searched."""
        return {line.key: line.label_hay for line in self.lines}

    @cached_property
    def stations(self) -> frozenset[str]:
        """The stations that the rows name."""
        return frozenset(str(line.row.values["station"]) for line in self.lines if line.row.values.get("station"))

    @cached_property
    def _text(self) -> str:
        return "\n".join(line.hay for line in self.lines)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *accumulate(len(line.hay) + 1 for line in self.lines)]

    @cached_property
    def at(self) -> Mapping[str, Mapping[str, list[int]]]:
        """Where rows stand that name a row of another table: column → key → positions."""
        columns = [c for c in TABLES[self.table].by_name if c in REFERENCES and c != KEYS[self.table]]
        places: dict[str, dict[str, list[int]]] = {column: {} for column in columns}
        for position, line in enumerate(self.lines):
            for column in columns:
                if column in line.row.values:
                    places[column].setdefault(line.row.values[column], []).append(position)
        return places

    def holding(self, word: str) -> set[int]:
        """Return the positions of the lines whose text holds a word."""
        held, start, text, starts = set(), 0, self._text, self._starts
        while (hit := text.find(word, start)) >= 0:
            position = bisect_right(starts, hit) - 1
            held.add(position)
            start = starts[position + 1]
        return held


def is_marked(table: str, values: Mapping[str, Any]) -> bool:
    """Tell whether a row says of itself that its place must not be found."""
    if TABLES[table].shape != "point":
        return False
    is_said = bool(values.get("is_protected")) or values.get("category") in PROTECTED
    return is_said or is_named_like_one(values.get("name", ""))


def make_line(row: Row, areas: Mapping[str, str]) -> Line:
    """Return a row with what search and filters ask of it."""
    told = row.values
    marked = is_marked(row.table, told)
    own, wide = told.get("sozialraum_id"), told.get("wirkungsraum")
    shares = area_shares(wide, own, frozenset(areas)) if wide else [own] if own else []
    label = tables.PROTECTED_NAME if marked else row.name
    return Line(
        row=row,
        key=row.key,
        order=(_last_first(str(told.get("day", ""))) if row.table == "effort" else folded(row.name), row.key),
        hay=hay_of(row, areas, hidden=marked),
        areas=tuple(shares),
        checked=str(told.get("checked_on", "")),
        until=tuple(str(told[c]) for c in ENDS if c in told),
        is_dateless=_is_dateless(row.table, told),
        is_placed=row.geometry is not None,
        is_marked=marked,
        label=label,
        label_hay=searchable([label]),
    )


def _last_first(day: str) -> str:
    """Return what sorts the newest day first, and no day last."""
    return "".join(str(9 - int(c)) for c in day if c.isdigit()) or "~"


def _is_dateless(table: str, told: Mapping[str, Any]) -> bool:
    """Tell whether a row has none of the dates that its table asks for."""
    asked = DATED.get(table)
    if asked is None or told.get("state") in asked[1] or told.get("rhythm") == "einmalig":
        return False
    return not any(told.get(column) for column in asked[0])


def hay_of(row: Row, areas: Mapping[str, str], *, hidden: bool) -> str:
    """Return the line in which a search for a row looks."""
    words = [tables.PROTECTED_NAME, row.key] if hidden else [row.key]
    columns = TABLES[row.table].by_name
    for name, value in row.values.items():
        column = columns.get(name)
        if column is None or name in REFERENCES or (hidden and name in TELLING):
            continue
        if column.kind == "word":
            words.append(_label(column.words, str(value)))
        elif column.kind == "date":
            words.append(".".join(reversed(str(value).split("-"))))
        elif name == "sozialraum_id":
            words += [areas.get(str(value), ""), str(value)]
        elif column.kind in ("text", "key"):
            words.append(str(value))
    return searchable(words)


@lru_cache(maxsize=1000)
def _label(vocabulary: str, code: str) -> str:
    return labels(vocabulary).get(code, code)


class Shelf:
    """The tables of one register, read once and brought up to date by the log of edits."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[str, Kept] = {}
        self._areas: Mapping[str, str] = {}
        self._lock = threading.Lock()

    def at(self, table: str, areas: Mapping[str, str], stamp: Stamp) -> Kept:
        """Return a table as it is after an edit.

        Parameters
        ----------
        areas
            Names of the Sozialräume by id.
        stamp
            The newest edit, see `records.newest_edit`.
        """
        with self._lock:
            if areas != self._areas:
                self._kept, self._areas = {}, areas
            if table in PERSONAL:  # who is erased is to be gone from memory as well
                return self._refreshed(table, None, stamp)
            old = self._kept.get(table)
            if old is None or old.stamp != stamp:
                self._kept[table] = self._refreshed(table, old, stamp)
            return self._kept[table]

    def _refreshed(self, table: str, old: Kept | None, stamp: Stamp) -> Kept:
        if old is None or old.stamp[0] >= stamp[0]:
            return Kept(table, stamp, _sorted(make_line(r, self._areas) for r in self._read(table)))
        changed = records.changed_rows(self._folder, table, old.stamp[0])
        if not changed:
            return replace(old, stamp=stamp)
        stay = [line for line in old.lines if (line.row.source, line.key) not in changed]
        come = [make_line(row, self._areas) for row in changed.values() if row is not None]
        return Kept(table, stamp, _sorted([*stay, *come]))

    def _read(self, table: str) -> list[Row]:
        return records.read_rows(self._folder, table)


def _sorted(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=attrgetter("order")))


@dataclass(frozen=True, eq=False)
class View:
    """What rows of one table need to know of others: names, areas, which places must not be found.

    Attributes
    ----------
    areas
        Names of the Sozialräume by id.
    names
        Reference column → key → name.
    searched
        The same as it is searched.
    """

    areas: Mapping[str, str]
    names: Mapping[str, Mapping[str, str]]
    searched: Mapping[str, Mapping[str, str]]
    kept: Mapping[str, Kept]
    secret: frozenset[str] = frozenset()  # facilities and sites
    secret_partners: frozenset[str] = frozenset()
    places: Places = field(default_factory=dict)  # where the secret partners are

    def is_hidden(self, line: Line) -> bool:
        """Tell whether only the Sozialraum of a row may be shown."""
        if line.is_marked:
            return True
        if line.row.table not in HIDING:
            return False
        told = line.row.values
        if told.get("facility_id") in self.secret or told.get("site_id") in self.secret:
            return True
        if line.row.table == "partners" or not self.places or not named_places(told, self.places):
            return False
        shape = line.row.geometry
        return stands_at({**told, "geometry": None if shape is None else shapely.from_wkb(shape)}, self.places)

    def hidden_at(self, kept: Kept) -> set[int]:
        """Return where rows stand that are hidden by what they name, not by what they say themselves."""
        if kept.table not in HIDING:
            return set()
        asked = {"facility_id": self.secret, "site_id": self.secret, "partner_id": self.secret_partners}
        named = {p for column, keys in asked.items() for key in keys for p in kept.at.get(column, {}).get(key, ())}
        if self.places and "partners" in TABLES[kept.table].by_name:
            named |= {p for p, line in enumerate(kept.lines) if line.get("partners")}
        return {p for p in named if not kept.lines[p].is_marked and self.is_hidden(kept.lines[p])}

    def areas_of(self, line: Line) -> tuple[str, ...]:
        """Return the Sozialräume of a row: its own, else those of the row it belongs to."""
        if line.areas:
            return line.areas
        for column, table in REFERENCES.items():
            owner = self.kept[table].by_key.get(str(line.get(column))) if table in self.kept else None
            if owner is not None and owner.row.table != line.row.table and owner.areas:
                return owner.areas
        return ()

    def name_of(self, line: Line) -> str:
        """Return what a row is called in lists."""
        if self.is_hidden(line):
            return tables.PROTECTED_NAME
        if line.row.values.get("name"):
            return line.row.name
        for column in ("partner_id", "gremium_id", "activity_id"):
            if line.get(column):
                return self.names.get(column, {}).get(str(line.get(column)), str(line.get(column)))
        return line.key


Names = Mapping[str, Mapping[str, str]]


def names_in_files(study: Study) -> dict[str, dict[str, str]]:
    """Return what a study calls the rows that others name, table → key → name: lists may still stand in files."""
    return {table: _names_of(study, table) for table in REFERENCES.values()}


def _names_of(study: Study, table: str) -> dict[str, str]:
    frame = getattr(study, table, None)
    if frame is None:
        return {}
    names = frame["name"].astype(str)
    if TABLES[table].shape == "point":
        names = names.mask(hidden_rows(study, frame), tables.PROTECTED_NAME)
    return dict(zip(frame[KEYS[table]].astype(str), names, strict=True))


def make_view(areas: Mapping[str, str], kept: Mapping[str, Kept], filed: Names) -> View:
    """Put together what rows need to know of other tables.

    Parameters
    ----------
    filed
        See `names_in_files`; the register knows better.
    """
    names: dict[str, dict[str, str]] = {}
    searched: dict[str, dict[str, str]] = {}
    for column, table in REFERENCES.items():
        own, here = filed.get(table, {}), kept.get(table)
        names[column] = {**own, **(here.names if here else {})}
        searched[column] = {k: searchable([n]) for k, n in own.items() if here is None or k not in here.names}
        searched[column] |= here.searched if here else {}
    sites, facilities = (
        {key for key, name in names[column].items() if name == tables.PROTECTED_NAME}
        for column in ("site_id", "facility_id")
    )
    houses = kept["facilities"].lines if "facilities" in kept else ()
    there = {line.key for line in houses if line.get("site_id") in sites}
    secret = frozenset(sites | facilities | there)
    partners = kept["partners"].lines if "partners" in kept else ()
    hidden = [line for line in partners if line.is_marked or line.get("facility_id") in secret]
    keys = frozenset(line.key for line in hidden)
    for column, found in (("facility_id", there), ("partner_id", keys)):
        names[column] |= dict.fromkeys(found, tables.PROTECTED_NAME)
        searched[column] |= dict.fromkeys(found, searchable([tables.PROTECTED_NAME]))
    return View(areas, names, searched, kept, secret, keys, places_of(map(_placed, hidden)))


def _placed(line: Line) -> dict[str, Any]:
    shape = line.row.geometry
    point = None if shape is None else shapely.from_wkb(shape)
    return {**line.row.values, "partner_id": line.key, "name": line.row.name, "geometry": point}


def tables_needed(table: str) -> list[str]:
    """Return the tables that a list of these rows speaks of: itself, those it names, those that tell what is secret."""
    named = [REFERENCES[c] for c in TABLES[table].by_name if c in REFERENCES]
    return list(dict.fromkeys([table, *named, "partners", "facilities", "sites"]))
