"""The register of a study and its import ledger: SQLite beside the study.toml, or PostgreSQL by URL.

Rows of the register (facilities, partners, activities, Gremien) are kept one by one, under the key of their source;
layers (areas, people, indicators, streets, …) as the file they came in. Every import is one transaction, and its
changes are kept, so that it can be taken back as a whole.
"""

from __future__ import annotations

import datetime as dt
import getpass
import json
import os
import zlib
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from sozialraum_geo.errors import Problem, StudyError

FILE = "register.sqlite"
URL_VARIABLE = "SOZIALRAUM_STORE_URL"
USER_VARIABLE = "SOZIALRAUM_USER"
REGISTER_TABLES = ("facilities", "partners", "activities", "gremien")
VERSION = 2
# A decision about two rows that may be double is kept under both ids
PAIR = "doppelt"
SAME, DIFFERENT = "gleich", "verschieden"

_META = sa.MetaData()
_meta = sa.Table(
    "meta", _META, sa.Column("name", sa.Text, primary_key=True), sa.Column("value", sa.Integer, nullable=False)
)
_imports = sa.Table(
    "imports",
    _META,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("table_name", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("sheet", sa.Text, nullable=False),
    sa.Column("shape", sa.Text, nullable=False),
    sa.Column("options", sa.Text, nullable=False),
    sa.Column("counts", sa.Text, nullable=False),
    sa.Column("vanished", sa.Text, nullable=False),
    sa.Column("undone_at", sa.Text),
)
_files = sa.Table(
    "files", _META, sa.Column("sha256", sa.Text, primary_key=True), sa.Column("content", sa.LargeBinary, nullable=False)
)
_rejected = sa.Table(
    "rejected",
    _META,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("import_id", sa.Integer, sa.ForeignKey("imports.id"), nullable=False, index=True),
    sa.Column("problem", sa.Text, nullable=False),
    sa.Column("cells", sa.Text, nullable=False),
)
_entries = sa.Table(
    "entries",
    _META,
    sa.Column("table_name", sa.Text, primary_key=True),
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("data", sa.Text, nullable=False),
    sa.Column("geometry", sa.LargeBinary),
    sa.Column("row", sa.Integer, nullable=False),
    sa.Column("import_id", sa.Integer, sa.ForeignKey("imports.id"), nullable=False),
)
_changes = sa.Table(
    "changes",
    _META,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("import_id", sa.Integer, sa.ForeignKey("imports.id"), nullable=False, index=True),
    sa.Column("table_name", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("before", sa.Text),
    sa.Column("after", sa.Text),
)
_decisions = sa.Table(
    "decisions",
    _META,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("choice", sa.Text),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
)
_trials = sa.Table(
    "trials",
    _META,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("weights", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
)
_FIRST = (_meta, _imports, _files, _rejected, _entries, _changes, _decisions)


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
        Where it came from: row number in the file, and the import that brought it as it is.
    """

    key: str
    data: str
    geometry: bytes | None
    row: int
    import_id: int = 0

    @property
    def content(self) -> tuple[str, bytes | None]:
        """What makes two versions of a row the same; its place in the file does not."""
        return self.data, self.geometry


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
        The file itself.
    counts
        ``rows``, ``rejected``, ``empty``, ``excluded``, ``imported``.
    entries
        Rows of the register; empty for layers.
    drops_vanished
        Whether rows of the source that the file no longer has are taken out.
    spared
        Keys that the file does not have and that did not vanish: rows rejected this time, or all of them if the file
        only adds to its list.
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


def store_url(folder: Path) -> str:
    """Return where the register of a study is: as the server's setting says, else a file in its folder."""
    return os.environ.get(URL_VARIABLE) or f"sqlite:///{(folder / FILE).as_posix()}"


def is_there(folder: Path) -> bool:
    """Tell whether a study has a register, or a server that may hold one."""
    return URL_VARIABLE in os.environ or (folder / FILE).is_file()


def user_name() -> str:
    """Return who is at work, for the ledger."""
    try:
        return os.environ.get(USER_VARIABLE) or getpass.getuser()
    except (OSError, KeyError, ImportError):  # no account of that number on this machine
        return "unbekannt"


def pair_key(first: str, second: str) -> str:
    """Return the key of a decision about two rows, whichever is named first."""
    low, high = sorted((first, second))
    return json.dumps([PAIR, low, high], ensure_ascii=False)


def pairs_decided(decisions: Mapping[str, str | None], choice: str) -> list[tuple[str, str]]:
    """Return the pairs of ids that were called the same, or different."""
    marked = json.dumps([PAIR])[:-1]
    chosen = [json.loads(key) for key, found in decisions.items() if found == choice and key.startswith(marked)]
    return sorted((low, high) for _, low, high in chosen)


@contextmanager
def open_store(folder: Path, *, create: bool = False) -> Iterator[Store | None]:
    """Open the register of a study; None if it has none and none is to be made.

    Raises
    ------
    StudyError
        If the register was written by a newer program, or is no register.
    """
    url = store_url(folder)
    is_file = url.startswith("sqlite")
    if is_file and not create and not (folder / FILE).is_file():
        yield None
        return
    engine = _engine(url)
    try:
        store = Store(engine, None if is_file else _schema(engine, folder, create))
        try:
            store.migrate()
        except sa.exc.DatabaseError:
            raise StudyError(Problem("refused", "bad_register", file=FILE)) from None
        yield store
    finally:
        engine.dispose()


def _engine(url: str) -> sa.Engine:
    if not url.startswith("sqlite"):
        return sa.create_engine(url)
    engine = sa.create_engine(url, connect_args={"timeout": 30})

    @sa.event.listens_for(engine, "connect")
    def settle(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions begin where we say, also for tables
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
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
        self._schema = schema

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self, *, changes_figures: bool = True) -> Iterator[sa.Connection]:
        """One transaction that nobody else writes beside; the revision tells readers that something changed."""
        with _told_faults(), self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            if changes_figures:
                connection.execute(_meta.update().where(_meta.c.name == "revision").values(value=_meta.c.value + 1))
            yield connection

    def _version(self, connection: sa.Connection) -> int:
        if not sa.inspect(connection).has_table(_meta.name, schema=self._schema):
            return 0
        return int(connection.execute(sa.select(_meta.c.value).where(_meta.c.name == "version")).scalar_one())

    def migrate(self) -> None:
        """Bring the tables to the version of this program.

        Raises
        ------
        StudyError
            If they are of a newer one.
        """
        with self._reading() as connection:
            version = self._version(connection)
        if version > VERSION:
            raise StudyError(Problem("refused", "newer_register", file=FILE, value=str(version)))
        if version == VERSION:
            return
        with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            for step in _MIGRATIONS[self._version(connection) :]:  # another process may have been faster
                step(connection)
            connection.execute(_meta.update().where(_meta.c.name == "version").values(value=VERSION))

    def revision(self) -> int:
        """Return a number that rises with every write."""
        with self._reading() as connection:
            return int(connection.execute(sa.select(_meta.c.value).where(_meta.c.name == "revision")).scalar_one())

    # --- the ledger -------------------------------------------------------------------------------------------------

    def history(self) -> list[ImportRecord]:
        """Return every import, the newest first, those taken back included."""
        with self._reading() as connection:
            return [_record(row) for row in connection.execute(sa.select(_imports).order_by(_imports.c.id.desc()))]

    def active(self) -> list[ImportRecord]:
        """Return for each source its newest import that was not taken back, in the order of their first import."""
        newest: dict[tuple[str, str], ImportRecord] = {}
        for record in reversed(self.history()):
            if record.undone_at is None:
                newest[(record.table, record.source)] = record
        return list(newest.values())

    def remembered(self, shape: str) -> ImportRecord | None:
        """Return the newest import of a file that looked like this one."""
        return next((r for r in self.history() if r.shape == shape and r.undone_at is None), None)

    def content(self, sha256: str) -> bytes:
        """Return a file as it was brought."""
        with self._reading() as connection:
            packed = connection.execute(sa.select(_files.c.content).where(_files.c.sha256 == sha256)).scalar_one()
        return zlib.decompress(packed)

    def rejected(self, import_id: int) -> list[tuple[Problem, dict[str, str]]]:
        """Return the rows of an import that stayed out, with their original cells."""
        chosen = sa.select(_rejected.c.problem, _rejected.c.cells).where(_rejected.c.import_id == import_id)
        with self._reading() as connection:
            rows = connection.execute(chosen.order_by(_rejected.c.id)).all()
        return [(Problem(**json.loads(problem)), json.loads(cells)) for problem, cells in rows]

    # --- rows -------------------------------------------------------------------------------------------------------

    def entries(self, table: str, source: str) -> dict[str, Entry]:
        """Return the rows of a source by key, in the order of the file."""
        with self._reading() as connection:
            return _entries_of(connection, table, source)

    def write(self, draft: Draft, by: str = "") -> ImportRecord:
        """Write an import as a whole; what it changes is found out inside the transaction."""
        with self._writing() as connection:
            current = _entries_of(connection, draft.table, draft.source)
            found = difference(current, draft.entries, draft.spared)
            counts = dict(draft.counts)
            if draft.table in REGISTER_TABLES:  # layers are compared before, as their rows are not kept here
                counts |= {kind: len(keys) for kind, keys in vars(found).items()}
            told = {
                "at": _now(),
                "by": by or user_name(),
                "table_name": draft.table,
                "source": draft.source,
                "file": draft.file,
                "sha256": draft.sha256,
                "sheet": draft.sheet,
                "shape": draft.shape,
                "options": _json(draft.options),
                "counts": _json(counts),
                "vanished": _json([] if draft.drops_vanished else found.vanished),
            }
            import_id = int(connection.execute(_imports.insert().returning(_imports.c.id), [told]).scalar_one())
            if not connection.execute(sa.select(_files.c.sha256).where(_files.c.sha256 == draft.sha256)).first():
                connection.execute(_files.insert().values(sha256=draft.sha256, content=zlib.compress(draft.content)))
            if draft.rejected:
                rows = [
                    {"import_id": import_id, "problem": _json(vars(p)), "cells": _cells(c)} for p, c in draft.rejected
                ]
                connection.execute(_rejected.insert(), rows)
            changing = {*found.new, *found.changed}
            steps: list[Step] = [
                (current.get(e.key), replace(e, import_id=import_id)) for e in draft.entries if e.key in changing
            ]
            if draft.drops_vanished:
                steps += [(current[key], None) for key in found.vanished]
            _keep(connection, draft.table, draft.source, import_id, steps)
            _put(connection, draft.table, draft.source, steps)
            return _record(connection.execute(sa.select(_imports).where(_imports.c.id == import_id)).one())

    def undo(self, import_id: int) -> ImportRecord:
        """Take a whole import back: rows as they were, or the layer's file before it.

        Raises
        ------
        StudyError
            If there is no such import, it was taken back already, or its source was changed again since.
        """
        with self._writing() as connection:
            row = connection.execute(sa.select(_imports).where(_imports.c.id == import_id)).first()
            if row is None or row.undone_at is not None:
                raise StudyError(Problem("refused", "no_undo", value=str(import_id)))
            later = sa.select(_imports.c.id).where(
                _imports.c.table_name == row.table_name,
                _imports.c.source == row.source,
                _imports.c.id > import_id,
                _imports.c.undone_at.is_(None),
            )
            if connection.execute(later).first():
                raise StudyError(Problem("refused", "undo_later_first", file=row.file))
            changed = connection.execute(sa.select(_changes).where(_changes.c.import_id == import_id)).all()
            back: list[Step] = [(_unpacked(c.after), _unpacked(c.before)) for c in changed]
            _put(connection, row.table_name, row.source, back)
            connection.execute(_imports.update().where(_imports.c.id == import_id).values(undone_at=_now()))
            return _record(connection.execute(sa.select(_imports).where(_imports.c.id == import_id)).one())

    # --- weights that were tried --------------------------------------------------------------------------------------

    def trials(self) -> list[Trial]:
        """Return the weights that were tried, the newest first."""
        with self._reading() as connection:
            rows = connection.execute(sa.select(_trials).order_by(_trials.c.id.desc())).all()
        return [Trial(r.at, r.by, tuple((str(k), float(w)) for k, w in json.loads(r.weights)), r.why) for r in rows]

    def record_trial(self, weights: Iterable[tuple[str, float]], why: str, by: str = "") -> None:
        """Write down that weights were tried, and why; no figure depends on it, so no reader needs to look again."""
        told = {"at": _now(), "by": by or user_name(), "weights": json.dumps(sorted(weights)), "why": why}
        with self._writing(changes_figures=False) as connection:
            connection.execute(_trials.insert().values(told))

    # --- decisions about addresses ------------------------------------------------------------------------------------

    def decisions(self) -> dict[str, str | None]:
        """Return what people decided about doubtful addresses: address key → candidate, None for none of them."""
        with self._reading() as connection:
            return {r.key: r.choice for r in connection.execute(sa.select(_decisions))}

    def decide(self, key: str, choice: str | None, by: str = "") -> None:
        """Remember a decision about a doubtful address; a later one takes its place."""
        with self._writing() as connection:
            connection.execute(_decisions.delete().where(_decisions.c.key == key))
            connection.execute(_decisions.insert().values(key=key, choice=choice, at=_now(), by=by or user_name()))

    def forget(self, key: str) -> None:
        """Take a decision back."""
        with self._writing() as connection:
            connection.execute(_decisions.delete().where(_decisions.c.key == key))


@contextmanager
def _told_faults() -> Iterator[None]:
    """Turn what a database says of a disk or of another writer into problems; nothing has been written then."""
    try:
        yield
    except sa.exc.OperationalError as error:
        said = str(error.orig)
        code = "disk_full" if "full" in said else "register_busy" if "locked" in said else "register_not_writable"
        raise StudyError(Problem("refused", code, file=FILE)) from None


def _first_tables(connection: sa.Connection) -> None:
    _META.create_all(connection, _FIRST)
    connection.execute(_meta.insert(), [{"name": "version", "value": 0}, {"name": "revision", "value": 0}])


# One step for each version; a step is never changed once it has been released
_MIGRATIONS = (_first_tables, _trials.create)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def _cells(cells: Mapping[str, str]) -> str:
    """Write the cells of a row in the order of its file."""
    return json.dumps(dict(cells), ensure_ascii=False)


def _record(row: Any) -> ImportRecord:
    told = row._mapping
    return ImportRecord(
        **{name: told[name] for name in ("id", "at", "by", "source", "file", "sha256", "sheet", "shape", "undone_at")},
        table=told["table_name"],
        options=json.loads(told["options"]),
        counts=json.loads(told["counts"]),
        vanished=tuple(json.loads(told["vanished"])),
    )


def _entries_of(connection: sa.Connection, table: str, source: str) -> dict[str, Entry]:
    columns = (_entries.c.key, _entries.c.data, _entries.c.geometry, _entries.c.row, _entries.c.import_id)
    chosen = sa.select(*columns).where(_entries.c.table_name == table, _entries.c.source == source)
    rows = connection.execute(chosen.order_by(_entries.c.row, _entries.c.key)).all()
    return {r.key: Entry(r.key, r.data, _bytes(r.geometry), r.row, r.import_id) for r in rows}


def _bytes(value: Any) -> bytes | None:
    return None if value is None else bytes(value)


Step = tuple[Entry | None, Entry | None]


def _put(connection: sa.Connection, table: str, source: str, steps: list[Step]) -> None:
    """Put the second of each pair in the place of the first."""
    gone = [{"k": old.key} for old, _ in steps if old is not None]
    if gone:
        is_here = (
            (_entries.c.table_name == table) & (_entries.c.source == source) & (_entries.c.key == sa.bindparam("k"))
        )
        connection.execute(_entries.delete().where(is_here), gone)
    come = [{"table_name": table, "source": source, **vars(new)} for _, new in steps if new is not None]
    if come:
        connection.execute(_entries.insert(), come)


def _keep(connection: sa.Connection, table: str, source: str, import_id: int, steps: list[Step]) -> None:
    """Write down what stood and what stands, to be taken back."""
    told = [
        {
            "import_id": import_id,
            "table_name": table,
            "source": source,
            "key": key,
            "before": _packed(old),
            "after": _packed(new),
        }
        for old, new in steps
        for key in {e.key for e in (old, new) if e is not None}
    ]
    if told:
        connection.execute(_changes.insert(), told)


def _packed(entry: Entry | None) -> str | None:
    if entry is None:
        return None
    return _json({**vars(entry), "geometry": None if entry.geometry is None else entry.geometry.hex()})


def _unpacked(text: str | None) -> Entry | None:
    if text is None:
        return None
    told = json.loads(text)
    return Entry(**{**told, "geometry": None if told["geometry"] is None else bytes.fromhex(told["geometry"])})
