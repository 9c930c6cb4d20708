"""The living register: single rows that a team enters, changes, checks and takes back.

What is typed goes the same way in as a file: a raw table of one row, taken in, placed and judged by the same rules.
"""

from __future__ import annotations

import json
import math
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sozialraum_geo.errors import Problem, SozialraumError
from sozialraum_geo.reading import finishing, rows
from sozialraum_geo.reading.description import SourceDescription, read_description
from sozialraum_geo.reading.files.rawtable import RawTable
from sozialraum_geo.reading.folder import address_directory, far_m
from sozialraum_geo.reading.rules import REGULAR, REGULAR_KEY
from sozialraum_geo.reading.stored import adopted, decisions_of, entries_of
from sozialraum_geo.register import importing
from sozialraum_geo.store.database import open_store
from sozialraum_geo.store.ledger import BY_HAND, Change, Edit, Entry, RowChange
from sozialraum_geo.study import Study
from sozialraum_geo.tables import KEYS, LIVING, TABLES

# What a file's row may bring with a note, and a person at a form is asked to mend
ASKED = ("bad_", "unknown_area_stated", "point_unclear")
# What may stay as it is written: „nach Absprache“ is no time, and says something
FREE = ("bad_hours",)
# Columns that say where a row is; once they change, the point they led to no longer holds
ADDRESS = ("street", "house_number", "postcode", "town")
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that could be read as another
_FIRST_LETTER = {
    "partners": "p", "gremien": "g", "activities": "a", "cooperations": "k", "engagement": "e", "facilities": "f",
    "sites": "s", "resolutions": "b", "effort": "w", "goals": "z", "contacts": "c",
}  # fmt: skip

Values = Mapping[str, Any]
Stamp = tuple[int, str]


@dataclass(frozen=True)
class Row:
    """One row of the register: what it says and which state of it that is."""

    table: str
    source: str
    key: str
    values: Mapping[str, Any]
    geometry: bytes | None
    version: int
    changed_at: str
    changed_by: str

    @property
    def name(self) -> str:
        """What a person calls it."""
        return str(self.values.get("name") or self.key)


@dataclass(frozen=True)
class Checked:
    """A row as it would be kept, or why it cannot be."""

    table: str
    key: str
    data: str
    geometry: bytes | None
    problems: tuple[Problem, ...]

    @property
    def faults(self) -> tuple[Problem, ...]:
        """What has to be mended before the row can be saved."""
        return tuple(
            p for p in self.problems if p.severity != "note" or (p.code.startswith(ASKED) and p.code not in FREE)
        )

    @property
    def notes(self) -> tuple[Problem, ...]:
        """What is worth knowing about the row that was saved."""
        return tuple(p for p in self.problems if p not in self.faults)


# --- reading ----------------------------------------------------------------------------------------------------------


def read_rows(folder: Path, table: str, keys: Iterable[str] | None = None) -> list[Row]:
    """Return every row of a table that the register has, or those of some keys."""
    with open_store(folder) as store:
        found = [] if store is None else store.rows(table, keys)
    return [row_of(table, source, entry) for source, entry in found]


def read_row(folder: Path, table: str, key: str) -> Row | None:
    """Return a row by its key; None if it is not there."""
    return next(iter(read_rows(folder, table, [key])), None)


def row_of(table: str, source: str, entry: Entry) -> Row:
    """Return an entry of the store as a row."""
    told = json.loads(entry.data)
    return Row(table, source, entry.key, told, entry.geometry, entry.version, entry.changed_at, entry.changed_by)


def newest_edit(folder: Path) -> Stamp:
    """Return number and time of the newest edit: whatever changes a row makes a new one."""
    return next(((edit.id, edit.at) for edit in edits(folder, limit=1)), (0, ""))


def changed_rows(folder: Path, table: str, since: int) -> dict[tuple[str, str], Row | None]:
    """Return the rows that were changed after an edit, by source and key, as they are now; None where one is gone."""
    with open_store(folder) as store:
        changes = [] if store is None else store.changes_since(since, table)
    return {(c.source, c.key): row_of(table, c.source, c.after) if c.after else None for c in changes}


def row_history(folder: Path, table: str, key: str) -> list[RowChange]:
    """Return what was done to a row, the newest first."""
    with open_store(folder) as store:
        return [] if store is None else store.row_history(table, key)


def changes_of(folder: Path, edit_id: int) -> list[RowChange]:
    """Return what an edit did, row by row."""
    with open_store(folder) as store:
        return [] if store is None else store.changes_of(edit_id)


def edits(folder: Path, limit: int = 50, table: str = "") -> list[Edit]:
    """Return the newest edits, of all tables or of one."""
    with open_store(folder) as store:
        return [] if store is None else store.edits(limit, table)


# --- lists that still stand in files ----------------------------------------------------------------------------------


def waiting_lists(folder: Path) -> list[SourceDescription]:
    """Return the lists of the study.toml whose rows cannot be edited yet, as they stand in files."""
    taken = adopted(folder)
    return [s for s in read_description(folder).sources if s.table in LIVING and (s.table, s.label) not in taken]


def adopt(folder: Path, study: Study, by: str = "", told: Callable[[int, str], None] | None = None) -> int:
    """Take the lists of the study.toml into the register, where rows can be edited; the files stay as they are.

    Parameters
    ----------
    told
        Hears before each list how many are done, and the table of the next.

    Returns
    -------
    int
        How many rows came in. From then on the register counts, not the file; the undo of the import gives it back.
    """
    count = 0
    for number, source in enumerate(waiting_lists(folder)):
        if told is not None:
            told(number, source.table)
        options = {k: v for k, v in source.options.items() if k != "file"} | {"table": source.table}
        if isinstance(options.get("keys"), str):
            options["keys"] = dict(source.keys)
        prepared = importing.prepare(folder, study, source.path, options, source=source.label)
        draft = replace(prepared.draft, file=source.label, options={**prepared.draft.options, "adopts": source.label})
        importing.apply(folder, replace(prepared, draft=draft), by)
        count += len(draft.entries)
    return count


# --- checking ---------------------------------------------------------------------------------------------------------


def check(
    folder: Path, study: Study, table: str, cells: Sequence[Values], *, before: Sequence[Row | None] = ()
) -> list[Checked]:
    """Read rows as they were typed; write nothing.

    Parameters
    ----------
    cells
        Our column names and what was typed: text, numbers, ISO dates, codes or words of a vocabulary. ``point`` may
        hold a shapely point in the CRS of the study, picked on a map.
    before
        For each the row as it was, if there was one: a point stays as long as the address does.
    """
    olds = [*before, *[None] * (len(cells) - len(before))]
    columns = TABLES[table].by_name
    key = KEYS[table]
    keyed = [
        {c: v for c, v in told.items() if c in columns} | {key: old.key if old else told.get(key) or new_key(table)}
        for told, old in zip(cells, olds, strict=True)
    ]
    index = pd.RangeIndex(2, 2 + len(keyed))
    frame = pd.DataFrame(keyed, index=index, dtype=object)
    frame = frame.astype(object).where(frame.notna() & (frame != ""), None)
    geometry = None
    if TABLES[table].shape == "point":
        points = [_point(told, old) for told, old in zip(cells, olds, strict=True)]
        geometry = gpd.GeoSeries(np.array(points, dtype=object), index=index, crs=study.crs)
        moved = [p is None and old is not None for p, old in zip(points, olds, strict=True)]
        if "precision" in frame:
            frame["precision"] = frame["precision"].mask(pd.Series(moved, index=index))
    intake = _taken_in(folder, study, table, RawTable(frame, geometry))
    return _checked(intake, table, [str(told[key]) for told in keyed])


def _taken_in(folder: Path, study: Study, table: str, raw: RawTable) -> tuple[rows.Intake | None, Any, list[Problem]]:
    source = SourceDescription(folder / "study.toml", BY_HAND, "", table, {"typed": True}, {})
    asks = read_description(folder).geocoder is not None
    intake = None
    try:
        intake = rows.take_in(source, raw)
        with finishing.lookup(address_directory(folder, study.sources), decisions_of(folder), asks=asks) as find:
            margin_m = far_m(study.own_standards)
            named = intake.frame["partner_id"].dropna() if "partner_id" in intake.frame else ()
            keys = regular_partners(study, folder, named)
            finish = finishing.finisher(table, study.sozialraeume, margin_m, find, keys)
            return intake, finish(intake), intake.problems
    except SozialraumError as error:
        return intake, None, [*(intake.problems if intake else []), *error.problems]


def _checked(taken: tuple[rows.Intake | None, Any, list[Problem]], table: str, keys: list[str]) -> list[Checked]:
    """Return for each row what came of it; what refuses the table as a whole is a fault of every row."""
    _, frame, problems = taken
    entries = {} if frame is None else {e.row: e for e in entries_of(frame, table)}
    found = []
    for number, key in enumerate(keys, start=2):
        own = tuple(
            p for p in problems if p.row == number or p.severity == "refused" or (p.row is None and len(keys) == 1)
        )
        entry = entries.get(number)
        found.append(Checked(table, key, entry.data if entry else "", entry.geometry if entry else None, own))
    return found


def _point(told: Values, old: Row | None) -> shapely.Geometry | None:
    """Return the point of a row: as picked on the map, else the one it had as long as its address is the same."""
    if told.get("point") is not None:
        return told["point"]
    if old is None or old.geometry is None:
        return None
    same = all(_text(told.get(c)) == _text(old.values.get(c)) for c in ADDRESS)
    return shapely.from_wkb(old.geometry) if same else None


def _text(value: Any) -> str:
    return "" if value is None or (isinstance(value, float) and math.isnan(value)) else str(value).strip()


def regular_partners(study: Study, folder: Path, named: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return which of the named partners are Regelsysteme: as the register says now, else as the study does."""
    partners = study.partners
    kinds = {} if partners is None else dict(zip(partners["partner_id"], partners["kind"], strict=True))
    now = {row.key: row.values.get("kind") for row in read_rows(folder, "partners", set(named))}
    known = {key for key in named if (now[key] if key in now else kinds.get(key)) in REGULAR}
    return {REGULAR_KEY: frozenset(known)}


def new_key(table: str) -> str:
    """Return a key that no row has, for a new one.

    Examples
    --------
    >>> key = new_key("partners")
    >>> key[:2], len(key)
    ('p-', 10)
    """
    return f"{_FIRST_LETTER[table]}-" + "".join(secrets.choice(_LETTERS) for _ in range(8))


# --- writing ----------------------------------------------------------------------------------------------------------


def save(
    folder: Path,
    checked: Iterable[Checked],
    before: Iterable[Row | None],
    *,
    action: str = "",
    note: str = "",
    by: str = "",
) -> Edit | None:
    """Write rows that were checked, all or none.

    Parameters
    ----------
    before
        For each the row as its writer saw it, None for a new one.

    Raises
    ------
    ConflictError
        If one of them was changed meanwhile.
    """
    pairs = list(zip(checked, before, strict=True))
    if faults := [p for c, _ in pairs for p in c.faults]:
        raise SozialraumError(faults)
    changes = [
        Change(c.table, c.key, c.data, c.geometry, old.source if old else BY_HAND, old.version if old else 0)
        for c, old in pairs
    ]
    done = action or ("create" if all(old is None for _, old in pairs) else "change")
    return _write(folder, changes, done, note, by)


def remove(folder: Path, gone: Iterable[Row], by: str = "") -> Edit | None:
    """Take rows out; an undo brings them back."""
    changes = [Change(r.table, r.key, None, None, r.source, r.version) for r in gone]
    return _write(folder, changes, "delete", "", by)


def mark_checked(folder: Path, checked: Iterable[Row], day: str, by: str = "") -> Edit | None:
    """Write down that rows were looked at on an ISO date and hold."""
    return set_values(folder, checked, {"checked_on": day}, action="check", by=by)


def set_values(
    folder: Path, chosen: Iterable[Row], values: Values, *, action: str = "bulk", by: str = ""
) -> Edit | None:
    """Set the same values in several rows, as they are kept: codes, ISO dates, numbers; None empties."""
    changes = []
    for row in chosen:
        told = {k: v for k, v in {**row.values, **values}.items() if v is not None}
        data = json.dumps(told, ensure_ascii=False, sort_keys=True)
        changes.append(Change(row.table, row.key, data, row.geometry, row.source, row.version))
    return _write(folder, changes, action, "", by)


def _write(folder: Path, changes: Sequence[Change], action: str, note: str, by: str) -> Edit | None:
    with open_store(folder, create=True) as store:
        assert store is not None  # noqa: S101 - create makes it
        return store.edit(changes, action, note=note, by=by)


def undo(folder: Path, edit_id: int, by: str = "") -> Edit:
    """Take an edit back.

    Raises
    ------
    StudyError
        If it cannot be, see `Store.undo_edit`.
    """
    with open_store(folder, create=True) as store:
        assert store is not None  # noqa: S101 - create makes it
        return store.undo_edit(edit_id, by)


def erase(folder: Path, table: str, keys: Iterable[str], by: str = "") -> int:
    """Take personal rows out for good, from the history as well."""
    with open_store(folder, create=True) as store:
        assert store is not None  # noqa: S101 - create makes it
        return store.erase(table, keys, by)


def erase_expired(folder: Path, today: str) -> int:
    """Erase the contact persons whose day of deletion has come, also those that only the history still knows."""
    with open_store(folder) as store:
        if store is None:
            return 0
        known = {c.key: entry for c in store.table_history("contacts") if (entry := c.after or c.before) is not None}
        known |= {entry.key: entry for _, entry in store.rows("contacts")}
    gone = [key for key, entry in known.items() if str(json.loads(entry.data).get("delete_on", "")) <= today]
    return erase(folder, "contacts", gone) if gone else 0
