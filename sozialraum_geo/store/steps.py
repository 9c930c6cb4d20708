"""What is done to the register inside one transaction: steps written and logged, taken back, read again."""

from __future__ import annotations

import datetime as dt
import getpass
import itertools
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from sozialraum_geo.errors import Problem, StudyError
from sozialraum_geo.store import schema as db
from sozialraum_geo.store.ledger import Change, Edit, Entry, ImportRecord

USER_VARIABLE = "SOZIALRAUM_USER"


def user_name() -> str:
    """Return who is at work, for the ledger."""
    try:
        return os.environ.get(USER_VARIABLE) or getpass.getuser()
    except (OSError, KeyError, ImportError):  # no account of that number on this machine
        return "unbekannt"


def now() -> str:
    """Return the time as it is written down."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def as_json(value: Any) -> str:
    """Write a value so that equal content is equal text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def as_cells(cells: Mapping[str, str]) -> str:
    """Write the cells of a row in the order of its file."""
    return json.dumps(dict(cells), ensure_ascii=False)


def record_of(row: Any) -> ImportRecord:
    """Return a line of the list of imports."""
    told = row._mapping
    return ImportRecord(
        **{name: told[name] for name in ("id", "at", "by", "source", "file", "sha256", "sheet", "shape", "undone_at")},
        table=told["table_name"],
        options=json.loads(told["options"]),
        counts=json.loads(told["counts"]),
        vanished=tuple(json.loads(told["vanished"])),
    )


ENTRY_FIELDS = ("key", "data", "geometry", "row", "import_id", "version", "changed_at", "changed_by")


def entry_from(values: Any) -> Entry:
    """Return an entry of its `ENTRY_FIELDS`."""
    told = dict(zip(ENTRY_FIELDS, values, strict=True))
    return Entry(**{**told, "geometry": _bytes(told["geometry"])})


def entries_of_source(connection: sa.Connection, table: str, source: str) -> dict[str, Entry]:
    """Return the rows of a source by key, in the order of its file."""
    columns = [db.entries.c[name] for name in ENTRY_FIELDS]
    chosen = sa.select(*columns).where(db.entries.c.table_name == table, db.entries.c.source == source)
    rows = connection.execute(chosen.order_by(db.entries.c.row, db.entries.c.key)).all()
    return {r[0]: entry_from(r) for r in rows}


def entry_at(connection: sa.Connection, table: str, source: str, key: str) -> Entry | None:
    """Return one row as it is now; None if it is not there."""
    chosen = sa.select(*(db.entries.c[name] for name in ENTRY_FIELDS)).where(
        db.entries.c.table_name == table, db.entries.c.source == source, db.entries.c.key == key
    )
    row = connection.execute(chosen).first()
    return None if row is None else entry_from(row)


def next_row(connection: sa.Connection, change: Change, numbers: dict[tuple[str, str], Iterator[int]]) -> int:
    """Return the number of a new row: after the last one of its source."""
    place = (change.table, change.source)
    if place not in numbers:
        of_source = (db.entries.c.table_name == change.table) & (db.entries.c.source == change.source)
        last = connection.execute(sa.select(sa.func.max(db.entries.c.row)).where(of_source)).scalar()
        numbers[place] = itertools.count(int(last or 1) + 1)
    return next(numbers[place])


def _bytes(value: Any) -> bytes | None:
    return None if value is None else bytes(value)


# table, source, what stood, what shall stand
Step = tuple[str, str, Entry | None, Entry | None]


def write_steps(
    connection: sa.Connection,
    steps: Iterable[Step],
    action: str,
    by: str,
    *,
    note: str = "",
    import_id: int | None = None,
    undoes: int | None = None,
) -> Edit:
    """Put the second entry of each step in the place of the first, and write down what stood and what stands."""
    at, name = now(), by or user_name()
    told = {"at": at, "by": name, "action": action, "note": note, "import_id": import_id, "undoes": undoes}
    edit_id = int(connection.execute(db.edits.insert().returning(db.edits.c.id), [told]).scalar_one())
    gone, come, kept = [], [], []
    steps = list(steps)
    left = _left_at(connection, [(t, s, after.key) for t, s, before, after in steps if before is None and after])
    for table, source, before, after in steps:
        place = {"table_name": table, "source": source}
        if before is not None:
            gone.append({"t": table, "s": source, "k": before.key})
        if after is not None:
            version = max(_following(before, after), left.get((table, source, after.key), 0) + 1)
            after = replace(after, version=version, changed_at=at, changed_by=name)
            come.append({**place, **vars(after)})
        key = (after or before or Entry("", "", None, 0)).key
        kept.append({"edit_id": edit_id, **place, "key": key, "before": _packed(before), "after": _packed(after)})
    if gone:
        is_it = (db.entries.c.table_name == sa.bindparam("t")) & (db.entries.c.source == sa.bindparam("s"))
        connection.execute(db.entries.delete().where(is_it & (db.entries.c.key == sa.bindparam("k"))), gone)
    if come:
        connection.execute(db.entries.insert(), come)
    if kept:
        connection.execute(db.changes.insert(), kept)
    return Edit(edit_id, at, name, action, note, import_id, undoes, None, len(kept))


def _following(before: Entry | None, after: Entry) -> int:
    """Return the version after this change; a row that comes back goes on from where it was."""
    return before.version + 1 if before is not None else after.version + (1 if after.changed_at else 0)


def _left_at(connection: sa.Connection, places: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str, str], int]:
    """Return in which version rows were when they were taken out: one that comes back is never in an old one again."""
    keys: dict[tuple[str, str], list[str]] = {}
    for table, source, key in places:
        keys.setdefault((table, source), []).append(key)
    found = {}
    for (table, source), own in keys.items():
        left = (db.changes.c.table_name == table) & (db.changes.c.source == source) & db.changes.c.after.is_(None)
        for start in range(0, len(own), 500):
            chosen = sa.select(db.changes.c.key, db.changes.c.before).where(
                left, db.changes.c.before.is_not(None), db.changes.c.key.in_(own[start : start + 500])
            )
            for key, before in connection.execute(chosen.order_by(db.changes.c.id)):
                found[table, source, key] = int(json.loads(before).get("version", 1))
    return found


def take_back(connection: sa.Connection, edit: Any, file: str, by: str) -> Edit:
    """Do the opposite of an edit, if its rows are still as it left them."""
    changed = connection.execute(sa.select(db.changes).where(db.changes.c.edit_id == edit.id)).all()
    steps: list[Step] = []
    touched = []
    for c in changed:
        current = entry_at(connection, c.table_name, c.source, c.key)
        after = unpacked(c.after)
        if (current and current.content) != (after and after.content):
            touched.append(c.key)
        before = unpacked(c.before)
        if current is not None or before is not None:  # else it was erased meanwhile
            steps.append((c.table_name, c.source, current, before))
    if touched:
        told = ", ".join(touched[:5])
        raise StudyError(Problem("refused", "undo_later_first", file=file, detail=told))
    return write_steps(connection, steps, "undo", by, import_id=edit.import_id, undoes=edit.id)


def edit_query() -> sa.Select[Any]:
    """Ask for edits, with what undid them and how many rows they changed."""
    undo = db.edits.alias("undo")
    undone = sa.select(sa.func.max(undo.c.id)).where(undo.c.undoes == db.edits.c.id).scalar_subquery()
    count = sa.select(sa.func.count()).where(db.changes.c.edit_id == db.edits.c.id).scalar_subquery()
    return sa.select(db.edits, undone.label("undone_by"), count.label("rows"))


def edit_from(row: Any) -> Edit:
    """Return an edit of a row that `edit_query` gave."""
    return Edit(**{name: row._mapping[name] for name in Edit.__dataclass_fields__})


def _packed(entry: Entry | None) -> str | None:
    if entry is None:
        return None
    return as_json({**vars(entry), "geometry": None if entry.geometry is None else entry.geometry.hex()})


def unpacked(text: str | None) -> Entry | None:
    """Return an entry as the log keeps it."""
    if text is None:
        return None
    told = json.loads(text)
    return Entry(**{**told, "geometry": None if told["geometry"] is None else bytes.fromhex(told["geometry"])})
