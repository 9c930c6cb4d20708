"""What the register holds and what was done to it, as data: rows, changes, edits, imports, decisions."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sozialraum_geo.errors import Problem
from sozialraum_geo.tables import LIVING

REGISTER_TABLES = LIVING
# Rows that a person typed, not a list that was imported
BY_HAND = "gepflegt"
# A decision about two rows that may be double is kept under both ids
PAIR = "doppelt"
SAME, DIFFERENT = "gleich", "verschieden"


@dataclass(frozen=True)
class Entry:
    """One row of the register as its source brought it.

    Attributes
    ----------
    data
        Our columns as JSON, names sorted; equal content is equal text.
    geometry
        WKB in the CRS of the study; None without a point.
    row, import_id
        Where it came from: row number in the file, and the import that brought it as it is; 0 for what was typed.
    version
        Rises with every change, so that a second writer can be told.
    """

    key: str
    data: str
    geometry: bytes | None
    row: int
    import_id: int = 0
    version: int = 1
    changed_at: str = ""
    changed_by: str = ""

    @property
    def content(self) -> tuple[str, bytes | None]:
        """What makes two versions of a row the same; its place in the file does not."""
        return self.data, self.geometry


@dataclass(frozen=True)
class Change:
    """One row as somebody wants it.

    Attributes
    ----------
    data
        Our columns as in `Entry`; None takes the row out.
    seen
        The version that the writer had before their eyes; 0 for a new row.
    """

    table: str
    key: str
    data: str | None
    geometry: bytes | None = None
    source: str = BY_HAND
    seen: int = 0


@dataclass(frozen=True)
class Edit:
    """What was done to the register at once; ``action`` is create, change, delete, check, bulk, merge, import, undo."""

    id: int
    at: str
    by: str
    action: str
    note: str = ""
    import_id: int | None = None
    undoes: int | None = None
    undone_by: int | None = None
    rows: int = 0


@dataclass(frozen=True)
class RowChange:
    """What an edit did to one row."""

    edit: Edit
    table: str
    source: str
    key: str
    before: Entry | None
    after: Entry | None


@dataclass(frozen=True)
class Difference:
    """What an import would do to the rows of its source, by key."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    vanished: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Draft:
    """An import that was prepared and not yet written.

    Attributes
    ----------
    source
        Name of the list it brings or brings up to date.
    shape
        What the file looks like: its mapping is found again by it.
    options
        The settings of a ``[[source]]`` block of a study.toml.
    content
        The file itself; kept of layers only.
    counts
        ``rows``, ``rejected``, ``empty``, ``excluded``, ``imported``.
    entries
        Rows of the register; empty for layers.
    drops_vanished
        Whether rows of the source that the file no longer has are taken out.
    spared
        Keys that the file does not have and that did not vanish: rows rejected this time, or all of them if the file
        only adds to its list.
    seen
        Versions of the rows of the list by key, as they were when the import was prepared; None if nobody looked.
    """

    table: str
    source: str
    file: str
    sha256: str
    sheet: str
    shape: str
    options: Mapping[str, Any]
    content: bytes
    counts: Mapping[str, int]
    entries: tuple[Entry, ...] = ()
    rejected: tuple[tuple[Problem, Mapping[str, str]], ...] = ()
    drops_vanished: bool = False
    spared: frozenset[str] = frozenset()
    seen: Mapping[str, int] | None = None


@dataclass(frozen=True)
class ImportRecord:
    """One line of the ledger."""

    id: int
    at: str
    by: str
    table: str
    source: str
    file: str
    sha256: str
    sheet: str
    shape: str
    options: Mapping[str, Any] = field(hash=False)
    counts: Mapping[str, int] = field(hash=False)
    vanished: tuple[str, ...] = ()
    undone_at: str | None = None


@dataclass(frozen=True)
class Trial:
    """Weights that somebody tried, and why: pairs of standard id and weight."""

    at: str
    by: str
    weights: tuple[tuple[str, float], ...]
    why: str


def difference(current: Mapping[str, Entry], brought: Iterable[Entry], spared: Container[str] = ()) -> Difference:
    """Compare the rows of a file with those its source has in the register; spared ones do not vanish."""
    kinds: dict[str, list[str]] = {"new": [], "changed": [], "same": []}
    seen = set()
    for entry in brought:
        seen.add(entry.key)
        old = current.get(entry.key)
        kinds["new" if old is None else "same" if old.content == entry.content else "changed"].append(entry.key)
    vanished = tuple(k for k in current if k not in seen and k not in spared)
    return Difference(tuple(kinds["new"]), tuple(kinds["changed"]), tuple(kinds["same"]), vanished)


def pair_key(first: str, second: str) -> str:
    """Return the key of a decision about two rows, whichever is named first."""
    low, high = sorted((first, second))
    return json.dumps([PAIR, low, high], ensure_ascii=False)


def pairs_decided(decisions: Mapping[str, str | None], choice: str) -> list[tuple[str, str]]:
    """Return the pairs of ids that were called the same, or different."""
    marked = json.dumps([PAIR])[:-1]
    chosen = [json.loads(key) for key, found in decisions.items() if found == choice and key.startswith(marked)]
    return sorted((low, high) for _, low, high in chosen)
