"""The register of a study and its import ledger: SQLite beside the study.toml, or PostgreSQL by URL.

Rows of the register (partners, Gremien, activities, …) are kept one by one, under the key of their source; layers
(areas, people, indicators, streets, …) as the file they came in. Whatever changes rows is one *edit*: an import, a
form that was saved, a merged workbook, an undo. Each edit is one transaction and keeps what stood before and after, so
that it can be taken back as a whole, and so that all edits replayed give the state.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa

from sozialraum_geo.errors import ConflictError, Problem, StudyError
from sozialraum_geo.store import schema as db
from sozialraum_geo.store.ledger import (
    REGISTER_TABLES,
    Change,
    Draft,
    Edit,
    Entry,
    ImportRecord,
    RowChange,
    Trial,
    difference,
)
from sozialraum_geo.store.steps import (
    ENTRY_FIELDS,
    Step,
    as_cells,
    as_json,
    edit_from,
    edit_query,
    entries_of_source,
    entry_at,
    entry_from,
    next_row,
    now,
    record_of,
    take_back,
    unpacked,
    user_name,
    write_steps,
)

FILE = "register.sqlite"
URL_VARIABLE = "SOZIALRAUM_STORE_URL"


def store_url(folder: Path) -> str:
    """Return where the register of a study is: as the server's setting says, else a file in its folder."""
    return os.environ.get(URL_VARIABLE) or f"sqlite:///{(folder / FILE).as_posix()}"


def is_there(folder: Path) -> bool:
    """Tell whether a study has a register, or a server that may hold one."""
    return URL_VARIABLE in os.environ or (folder / FILE).is_file()


@contextmanager
def open_store(folder: Path, *, create: bool = False) -> Iterator[Store | None]:
    """Open the register of a study; None if it has none and none is to be made.

    Raises
    ------
    StudyError
        If the register was written by a newer program, is no register, or its server does not answer.
    """
    url = store_url(folder)
    is_file = url.startswith("sqlite")
    if is_file and not create and not (folder / FILE).is_file():
        yield None
        return
    engine = _engine(url)
    try:
        try:
            store = Store(engine, None if is_file else _schema(engine, folder, create))
            is_there = store.migrate(create=is_file or create)
        except sa.exc.DatabaseError as error:
            code = _code(error, "bad_register") if is_file else "server_away"
            code = code if isinstance(error, sa.exc.OperationalError) else "bad_register"
            raise StudyError(Problem("refused", code, file=FILE if is_file else "")) from None
        yield store if is_there else None
    finally:
        engine.dispose()


def _engine(url: str) -> sa.Engine:
    # what rows hold is written into no error, and so into no log
    if not url.startswith("sqlite"):
        return sa.create_engine(url, hide_parameters=True)
    path = Path(url.removeprefix("sqlite:///"))
    is_closed = path.is_file() and not all(os.access(p, os.W_OK) for p in (path, path.parent))
    if is_closed:  # SQLite would want to write beside it; without a log of somebody who writes it stays as it is
        still = "" if path.with_name(FILE + "-wal").is_file() else "&immutable=1"
        url = f"sqlite:///file:{quote(path.as_posix())}?mode=ro{still}&uri=true"
    engine = sa.create_engine(url, connect_args={"timeout": 30}, hide_parameters=True)

    @sa.event.listens_for(engine, "connect")
    def settle(connection: Any, record_of: Any) -> None:
        connection.isolation_level = None  # transactions begin where we say, also for tables
        if is_closed:
            return
        # secure_delete: who was erased is also gone from the file
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # A reader that would have to become a writer could not; who may write says so at once
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _schema(engine: sa.Engine, folder: Path, create: bool) -> str:
    """Return the schema of a study on a server: one each."""
    name = "sr_" + "".join(c if c.isalnum() and c.isascii() else "_" for c in folder.resolve().name.lower())
    if create:
        with engine.begin() as connection:
            connection.execute(sa.schema.CreateSchema(name, if_not_exists=True))
    return name


class Store:
    """An open register; made by `open_store`."""

    def __init__(self, engine: sa.Engine, schema: str | None = None) -> None:
        self._engine = engine.execution_options(schema_translate_map={None: schema}) if schema else engine
        self.schema = schema

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self, *, changes_figures: bool = True) -> Iterator[sa.Connection]:
        """One transaction that nobody else writes beside; the revision tells readers that something changed."""
        with _told_faults(), self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            if not changes_figures:  # who writes waits for who writes, on a server too
                connection.execute(sa.select(db.meta.c.value).where(db.meta.c.name == "revision").with_for_update())
            else:
                connection.execute(
                    db.meta.update().where(db.meta.c.name == "revision").values(value=db.meta.c.value + 1)
                )
            yield connection

    @contextmanager
    def connection(self) -> Iterator[sa.Connection]:
        """Return a transaction for what stands beside the rows, such as views."""
        with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection

    def _version(self, connection: sa.Connection) -> int:
        if not sa.inspect(connection).has_table(db.meta.name, schema=self.schema):
            return 0
        return int(connection.execute(sa.select(db.meta.c.value).where(db.meta.c.name == "version")).scalar_one())

    def migrate(self, *, create: bool = True) -> bool:
        """Bring the tables to the version of this program; tell whether there are any.

        Parameters
        ----------
        create
            Make them if there are none.

        Raises
        ------
        StudyError
            If they are of a newer one.
        """
        with self._reading() as connection:
            version = self._version(connection)
        if version > db.VERSION:
            raise StudyError(Problem("refused", "newer_register", file=FILE, value=str(version)))
        if version == db.VERSION or (version == 0 and not create):
            return version > 0
        with self.connection() as connection:
            if self.schema:  # a server lets two programs begin at once
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(self.schema))))
            for step in db.MIGRATIONS[self._version(connection) :]:  # another process may have been faster
                step(connection)
            connection.execute(db.meta.update().where(db.meta.c.name == "version").values(value=db.VERSION))
        return True

    def revision(self) -> int:
        """Return a number that rises with every write."""
        with self._reading() as connection:
            return int(connection.execute(sa.select(db.meta.c.value).where(db.meta.c.name == "revision")).scalar_one())

    # --- the ledger -------------------------------------------------------------------------------------------------

    def history(self) -> list[ImportRecord]:
        """Return every import, the newest first, those taken back included."""
        with self._reading() as connection:
            return [
                record_of(row) for row in connection.execute(sa.select(db.imports).order_by(db.imports.c.id.desc()))
            ]

    def active(self) -> list[ImportRecord]:
        """Return for each source its newest import that was not taken back, in the order of their first import."""
        newest: dict[tuple[str, str], ImportRecord] = {}
        for record in reversed(self.history()):
            if record.undone_at is None:
                newest[(record.table, record.source)] = record
        return [*newest.values(), *self._by_hand(newest)]

    def _by_hand(self, known: Container[tuple[str, str]]) -> list[ImportRecord]:
        """Return what was typed as sources of their own, and rows that outlived the import of their list."""
        columns = (db.entries.c.table_name, db.entries.c.source, sa.func.max(db.entries.c.changed_at).label("at"))
        chosen = sa.select(*columns).group_by(*columns[:2]).order_by(*columns[:2])
        counts = {"rows": 0, "imported": 0, "rejected": 0, "empty": 0, "excluded": 0}
        with self._reading() as connection:
            rows = connection.execute(chosen).all()
        return [
            ImportRecord(0, r.at, "", r.table_name, r.source, r.source, "", "", "", {}, counts)
            for r in rows
            if (r.table_name, r.source) not in known
        ]

    def remembered(self, shape: str) -> ImportRecord | None:
        """Return the newest import of a file that looked like this one."""
        return next((r for r in self.history() if r.shape == shape and r.undone_at is None), None)

    def content(self, sha256: str) -> bytes:
        """Return a file as it was brought."""
        with self._reading() as connection:
            packed = connection.execute(sa.select(db.files.c.content).where(db.files.c.sha256 == sha256)).scalar_one()
        return zlib.decompress(packed)

    def rejected(self, import_id: int) -> list[tuple[Problem, dict[str, str]]]:
        """Return the rows of an import that stayed out, with their original cells."""
        chosen = sa.select(db.rejected.c.problem, db.rejected.c.cells).where(db.rejected.c.import_id == import_id)
        with self._reading() as connection:
            rows = connection.execute(chosen.order_by(db.rejected.c.id)).all()
        return [(Problem(**json.loads(problem)), json.loads(cells)) for problem, cells in rows]

    # --- rows -------------------------------------------------------------------------------------------------------

    def entries(self, table: str, source: str) -> dict[str, Entry]:
        """Return the rows of a source by key, in the order of the file."""
        with self._reading() as connection:
            return entries_of_source(connection, table, source)

    def write(self, draft: Draft, by: str = "") -> ImportRecord:
        """Write an import as a whole; what it changes is found out inside the transaction.

        Raises
        ------
        StudyError
            If a row of its list was changed since it was prepared.
        """
        with self._writing() as connection:
            current = entries_of_source(connection, draft.table, draft.source)
            if draft.seen is not None and draft.seen != {key: entry.version for key, entry in current.items()}:
                raise StudyError(Problem("refused", "list_changed", draft.file, value=draft.source))
            found = difference(current, draft.entries, draft.spared)
            counts = dict(draft.counts)
            if draft.table in REGISTER_TABLES:  # layers are compared before, as their rows are not kept here
                counts |= {kind: len(keys) for kind, keys in vars(found).items()}
            told = {
                "at": now(),
                "by": by or user_name(),
                "table_name": draft.table,
                "source": draft.source,
                "file": draft.file,
                "sha256": draft.sha256,
                "sheet": draft.sheet,
                "shape": draft.shape,
                "options": as_json(draft.options),
                "counts": as_json(counts),
                "vanished": as_json([] if draft.drops_vanished else found.vanished),
            }
            import_id = int(connection.execute(db.imports.insert().returning(db.imports.c.id), [told]).scalar_one())
            is_kept = sa.select(db.files.c.sha256).where(db.files.c.sha256 == draft.sha256)
            # of a list its rows are kept, and not what else its file says, such as names of people
            if draft.table not in REGISTER_TABLES and not connection.execute(is_kept).first():
                connection.execute(db.files.insert().values(sha256=draft.sha256, content=zlib.compress(draft.content)))
            if draft.rejected:
                rows = [
                    {"import_id": import_id, "problem": as_json(vars(p)), "cells": as_cells(c)}
                    for p, c in draft.rejected
                ]
                connection.execute(db.rejected.insert(), rows)
            changing = {*found.new, *found.changed}
            place = (draft.table, draft.source)
            steps: list[Step] = [
                (*place, current.get(e.key), replace(e, import_id=import_id))
                for e in draft.entries
                if e.key in changing
            ]
            if draft.drops_vanished:
                steps += [(*place, current[key], None) for key in found.vanished]
            write_steps(connection, steps, "import", by, import_id=import_id)
            return record_of(connection.execute(sa.select(db.imports).where(db.imports.c.id == import_id)).one())

    def undo(self, import_id: int) -> ImportRecord:
        """Take a whole import back: rows as they were, or the layer's file before it.

        Raises
        ------
        StudyError
            If there is no such import, it was taken back already, or its source was changed again since.
        """
        with self._writing() as connection:
            row = connection.execute(sa.select(db.imports).where(db.imports.c.id == import_id)).first()
            if row is None or row.undone_at is not None:
                raise StudyError(Problem("refused", "no_undo", value=str(import_id)))
            later = sa.select(db.imports.c.id).where(
                db.imports.c.table_name == row.table_name,
                db.imports.c.source == row.source,
                db.imports.c.id > import_id,
                db.imports.c.undone_at.is_(None),
            )
            if connection.execute(later).first():
                raise StudyError(Problem("refused", "undo_later_first", file=row.file))
            edit = connection.execute(
                sa.select(db.edits).where(db.edits.c.import_id == import_id, db.edits.c.undoes.is_(None))
            ).one()
            take_back(connection, edit, row.file, "")
            connection.execute(db.imports.update().where(db.imports.c.id == import_id).values(undone_at=now()))
            return record_of(connection.execute(sa.select(db.imports).where(db.imports.c.id == import_id)).one())

    # --- single rows --------------------------------------------------------------------------------------------------

    def rows(self, table: str, keys: Iterable[str] | None = None) -> list[tuple[str, Entry]]:
        """Return all rows of a table with their source, or those of some keys."""
        columns = (db.entries.c.source, *(db.entries.c[name] for name in ENTRY_FIELDS))
        chosen = sa.select(*columns).where(db.entries.c.table_name == table)
        if keys is not None:
            chosen = chosen.where(db.entries.c.key.in_(list(keys)))
        with self._reading() as connection:
            found = connection.execute(chosen.order_by(db.entries.c.source, db.entries.c.row, db.entries.c.key))
            return [(r[0], entry_from(r[1:])) for r in found]

    def edit(self, changes: Iterable[Change], action: str, *, note: str = "", by: str = "") -> Edit | None:
        """Change rows at once, all or none; None if that would change nothing.

        Raises
        ------
        ConflictError
            If a row is not as its writer saw it: somebody else was faster. It carries the rows as they are now.
        """
        with self._writing() as connection:
            steps: list[Step] = []
            stale: list[tuple[Change, Entry | None]] = []
            numbers: dict[tuple[str, str], Iterator[int]] = {}
            for change in changes:
                now = entry_at(connection, change.table, change.source, change.key)
                if (0 if now is None else now.version) != change.seen:
                    stale.append((change, now))
                    continue
                wanted = None
                if change.data is not None:
                    old = now or Entry(change.key, "", None, next_row(connection, change, numbers))
                    wanted = replace(old, data=change.data, geometry=change.geometry, import_id=0)
                    if now is not None and wanted.content == now.content:
                        continue
                if now is not None or wanted is not None:
                    steps.append((change.table, change.source, now, wanted))
            if stale:
                raise ConflictError(stale)
            return write_steps(connection, steps, action, by, note=note) if steps else None

    def undo_edit(self, edit_id: int, by: str = "") -> Edit:
        """Take an edit back as a whole; an undo that is taken back does it again.

        Raises
        ------
        StudyError
            If there is no such edit, it was taken back already, or one of its rows was changed again since.
        """
        with self._writing() as connection:
            edit = connection.execute(sa.select(db.edits).where(db.edits.c.id == edit_id)).first()
            taken = sa.select(db.edits.c.id).where(db.edits.c.undoes == edit_id)
            if edit is None or edit.import_id is not None or connection.execute(taken).first():
                raise StudyError(Problem("refused", "no_undo", value=str(edit_id)))
            return take_back(connection, edit, "", by)

    def edits(self, limit: int = 50, table: str = "") -> list[Edit]:
        """Return the newest edits, of all or of one table."""
        chosen = edit_query().order_by(db.edits.c.id.desc()).limit(limit)
        if table:
            of_table = sa.select(db.changes.c.id).where(
                db.changes.c.edit_id == db.edits.c.id, db.changes.c.table_name == table
            )
            chosen = chosen.where(of_table.exists())
        with self._reading() as connection:
            return [edit_from(r) for r in connection.execute(chosen)]

    def row_history(self, table: str, key: str) -> list[RowChange]:
        """Return what was done to a row, the newest first."""
        return self._changes_where(db.changes.c.table_name == table, db.changes.c.key == key, newest_first=True)

    def table_history(self, table: str) -> list[RowChange]:
        """Return what was done to the rows of a table, the oldest first."""
        return self._changes_where(db.changes.c.table_name == table)

    def changes_of(self, edit_id: int) -> list[RowChange]:
        """Return what an edit did, row by row."""
        return self._changes_where(db.changes.c.edit_id == edit_id)

    def changes_since(self, edit_id: int, table: str) -> list[RowChange]:
        """Return what was done to the rows of a table after an edit, the oldest first."""
        # by the edits alone, in their order: else SQLite would walk through all that was ever done
        found = self._changes_where(db.changes.c.edit_id > edit_id, by_edit=True)
        return [c for c in found if c.table == table]

    def log(self) -> list[RowChange]:
        """Return every change ever made, the oldest first; replayed they give the state."""
        return self._changes_where()

    def _changes_where(
        self, *conditions: sa.ColumnElement[bool], newest_first: bool = False, by_edit: bool = False
    ) -> list[RowChange]:
        order = [db.changes.c.edit_id, db.changes.c.id] if by_edit else [db.changes.c.id]
        chosen = sa.select(db.changes).where(*conditions)
        chosen = chosen.order_by(*(c.desc() for c in order) if newest_first else order)
        with self._reading() as connection:
            rows = connection.execute(chosen).all()
            ids = sorted({r.edit_id for r in rows})
            edits: dict[int, Edit] = {}
            for start in range(0, len(ids), 500):
                of_these = edit_query().where(db.edits.c.id.in_(ids[start : start + 500]))
                edits |= {e.id: e for e in map(edit_from, connection.execute(of_these))}
        return [
            RowChange(edits[r.edit_id], r.table_name, r.source, r.key, unpacked(r.before), unpacked(r.after))
            for r in rows
        ]

    def written_by_import(self, table: str, source: str, keys: Container[str]) -> dict[str, Entry]:
        """Return rows as the newest import of their list left them: what both sides of a merge come from."""
        chosen = (
            sa.select(db.changes.c.key, db.changes.c.after)
            .join(db.edits, db.edits.c.id == db.changes.c.edit_id)
            .join(db.imports, db.imports.c.id == db.edits.c.import_id)
            .where(db.changes.c.table_name == table, db.changes.c.source == source)
            .where(db.imports.c.undone_at.is_(None), db.edits.c.undoes.is_(None))
            .order_by(db.changes.c.id)
        )
        with self._reading() as connection:
            found = {r.key: unpacked(r.after) for r in connection.execute(chosen) if r.key in keys}
        return {key: entry for key, entry in found.items() if entry is not None}

    def at_version(self, table: str, source: str, key: str, version: int) -> Entry | None:
        """Return a row as it was in an earlier version; None if the log does not have it."""
        of_list = (c.after for c in self.row_history(table, key) if c.source == source and c.after is not None)
        return next((entry for entry in of_list if entry.version == version), None)

    def erase(self, table: str, keys: Iterable[str], by: str = "") -> int:
        """Take rows out for good, from the log as well; that they were there stays known, not what they said."""
        with self._writing(changes_figures=False) as connection:
            count = 0
            for key in keys:
                is_it = (db.entries.c.table_name == table) & (db.entries.c.key == key)
                rows = connection.execute(db.entries.delete().where(is_it)).rowcount
                said = db.changes.c.before.is_not(None) | db.changes.c.after.is_not(None)
                of_it = (db.changes.c.table_name == table) & (db.changes.c.key == key) & said
                logged = connection.execute(db.changes.update().where(of_it).values(before=None, after=None)).rowcount
                count += max(rows, min(logged, 1))  # a row that was taken back already stands in the log only
            if count:
                told = {"at": now(), "by": by or user_name(), "action": "erase", "note": table}
                connection.execute(db.edits.insert().values(told))
            return count

    # --- weights that were tried --------------------------------------------------------------------------------------

    def trials(self) -> list[Trial]:
        """Return the weights that were tried, the newest first."""
        with self._reading() as connection:
            rows = connection.execute(sa.select(db.trials).order_by(db.trials.c.id.desc())).all()
        return [Trial(r.at, r.by, tuple((str(k), float(w)) for k, w in json.loads(r.weights)), r.why) for r in rows]

    def record_trial(self, weights: Iterable[tuple[str, float]], why: str, by: str = "") -> None:
        """Write down that weights were tried, and why; no figure depends on it, so no reader needs to look again."""
        told = {"at": now(), "by": by or user_name(), "weights": json.dumps(sorted(weights)), "why": why}
        with self._writing(changes_figures=False) as connection:
            connection.execute(db.trials.insert().values(told))

    # --- decisions about addresses ------------------------------------------------------------------------------------

    def decisions(self) -> dict[str, str | None]:
        """Return what people decided about doubtful addresses: address key → candidate, None for none of them."""
        with self._reading() as connection:
            return {r.key: r.choice for r in connection.execute(sa.select(db.decisions))}

    def decide(self, key: str, choice: str | None, by: str = "") -> None:
        """Remember a decision about a doubtful address; a later one takes its place."""
        with self._writing() as connection:
            connection.execute(db.decisions.delete().where(db.decisions.c.key == key))
            connection.execute(db.decisions.insert().values(key=key, choice=choice, at=now(), by=by or user_name()))

    def forget(self, key: str) -> None:
        """Take a decision back."""
        with self._writing() as connection:
            connection.execute(db.decisions.delete().where(db.decisions.c.key == key))


@contextmanager
def _told_faults() -> Iterator[None]:
    """Turn what a database says of a disk or of another writer into problems; nothing has been written then."""
    try:
        yield
    except sa.exc.OperationalError as error:
        raise StudyError(Problem("refused", _code(error, "register_not_writable"), file=FILE)) from None


def _code(error: sa.exc.DatabaseError, otherwise: str) -> str:
    """Return the problem that a database speaks of."""
    said = str(error.orig)
    codes = {"full": "disk_full", "locked": "register_busy", "readonly": "register_not_writable"}
    codes["unable to open"] = "register_not_writable"
    return next((code for words, code in codes.items() if words in said), otherwise)
