"""The tables of the register and how older ones become them."""

from __future__ import annotations

import sqlalchemy as sa

METADATA = sa.MetaData()
meta = sa.Table(
    "meta", METADATA, sa.Column("name", sa.Text, primary_key=True), sa.Column("value", sa.Integer, nullable=False)
)
imports = sa.Table(
    "imports",
    METADATA,
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
files = sa.Table(
    "files",
    METADATA,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)
rejected = sa.Table(
    "rejected",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("import_id", sa.Integer, sa.ForeignKey("imports.id"), nullable=False, index=True),
    sa.Column("problem", sa.Text, nullable=False),
    sa.Column("cells", sa.Text, nullable=False),
)
entries = sa.Table(
    "entries",
    METADATA,
    sa.Column("table_name", sa.Text, primary_key=True),
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("data", sa.Text, nullable=False),
    sa.Column("geometry", sa.LargeBinary),
    sa.Column("row", sa.Integer, nullable=False),
    sa.Column("import_id", sa.Integer, nullable=False),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    sa.Column("changed_at", sa.Text, nullable=False, server_default=""),
    sa.Column("changed_by", sa.Text, nullable=False, server_default=""),
)
edits = sa.Table(
    "edits",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("import_id", sa.Integer, sa.ForeignKey("imports.id"), index=True),
    sa.Column("undoes", sa.Integer, sa.ForeignKey("edits.id"), index=True),
)
changes = sa.Table(
    "row_changes",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("edit_id", sa.Integer, sa.ForeignKey("edits.id"), nullable=False, index=True),
    sa.Column("table_name", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("before", sa.Text),
    sa.Column("after", sa.Text),
    sa.Index("row_changes_of_a_row", "table_name", "key"),
)
decisions = sa.Table(
    "decisions",
    METADATA,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("choice", sa.Text),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
)
trials = sa.Table(
    "trials",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("weights", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
)


def _changes_of_imports(metadata: sa.MetaData) -> sa.Table:
    """Return the log as it was before single rows could be edited."""
    return sa.Table(
        "changes",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("import_id", sa.Integer, sa.ForeignKey("imports.id"), nullable=False, index=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("table_name", "source", "key")),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text),
    )


def _first_tables(connection: sa.Connection) -> None:
    """Make the tables of the first version, whose log knew imports only."""
    old = sa.MetaData()
    for table in (meta, imports, files, rejected, decisions):
        table.to_metadata(old)
    place = ("table_name", "source", "key")
    sa.Table(
        "entries",
        old,
        *(sa.Column(name, sa.Text, primary_key=True) for name in place),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("geometry", sa.LargeBinary),
        sa.Column("row", sa.Integer, nullable=False),
        sa.Column("import_id", sa.Integer, sa.ForeignKey("imports.id"), nullable=False),
    )
    _changes_of_imports(old)
    old.create_all(connection)
    connection.execute(meta.insert(), [{"name": "version", "value": 0}, {"name": "revision", "value": 0}])


def _log_of_edits(connection: sa.Connection) -> None:
    """Turn the log of imports into one of edits, undone imports followed by their undo."""
    for table in (edits, changes):
        table.create(connection)
    _let_rows_be_typed(connection)
    metadata = sa.MetaData()
    imports.to_metadata(metadata)
    old = _changes_of_imports(metadata)
    events = []
    for row in connection.execute(sa.select(imports).order_by(imports.c.id)).all():
        events.append((row.at, row.id, False, row.by))
        if row.undone_at is not None:
            events.append((row.undone_at, row.id, True, row.by))
    of_import: dict[int, int] = {}
    for at, import_id, is_undo, by in sorted(events):
        told = {"at": at, "by": by, "action": "undo" if is_undo else "import", "note": "", "import_id": import_id}
        undoes = of_import.get(import_id) if is_undo else None
        edit_id = int(connection.execute(edits.insert().returning(edits.c.id), {**told, "undoes": undoes}).scalar_one())
        of_import.setdefault(import_id, edit_id)
        for c in connection.execute(sa.select(old).where(old.c.import_id == import_id).order_by(old.c.id)).all():
            before, after = (c.after, c.before) if is_undo else (c.before, c.after)
            kept = {"table_name": c.table_name, "source": c.source, "key": c.key, "before": before, "after": after}
            connection.execute(changes.insert().values(edit_id=edit_id, **kept))
    old.drop(connection)


def _let_rows_be_typed(connection: sa.Connection) -> None:
    """Make the entries anew: with versions, and without the rule that each comes from an import."""
    metadata = sa.MetaData()
    old = sa.Table("entries", metadata, *(sa.Column(n, sa.Text) for n in ("table_name", "source", "key", "data")),
                   sa.Column("geometry", sa.LargeBinary), sa.Column("row", sa.Integer),
                   sa.Column("import_id", sa.Integer))  # fmt: skip
    rows = [dict(r._mapping) for r in connection.execute(sa.select(old))]
    old.drop(connection)
    entries.create(connection)
    if rows:
        connection.execute(entries.insert(), rows)


# One step for each version; a step is never changed once it has been released
MIGRATIONS = (_first_tables, trials.create, _log_of_edits)
VERSION = len(MIGRATIONS)
