"""Views of a register on PostgreSQL that a GIS opens: one a table, with a PostGIS geometry where rows have a place."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from pyproj import CRS

from sozialraum_geo.description import read_description
from sozialraum_geo.errors import Problem, StudyError
from sozialraum_geo.finishing import PROTECTED, PROTECTED_WORDS
from sozialraum_geo.store import Store, open_store, store_url
from sozialraum_geo.tables import KEYS, LIVING, PERSONAL, TABLES, Table

PREFIX = "gis_"
_CASTS = {"float": "double precision", "int": "integer", "bool": "boolean", "date": "date"}
# of a protected place its Sozialraum is known and nothing else
_TELLING = ("name", "traeger", "street", "house_number", "postcode", "town", "facility_id")


def write_views(folder: Path) -> list[str]:
    """Make the views of a study anew, and return their names.

    Raises
    ------
    StudyError
        If the register is a file, or its server has no PostGIS.
    """
    if store_url(folder).startswith("sqlite"):
        raise StudyError(Problem("refused", "views_need_server"))
    crs = CRS(read_description(folder).study["crs"])
    with open_store(folder, create=True) as store:
        assert store is not None  # noqa: S101 - create makes it
        return _write(store, crs.to_epsg() or 0)


def _write(store: Store, srid: int) -> list[str]:
    schema = store.schema or "public"
    names = []
    with store.connection() as connection:
        found = connection.execute(sa.text("SELECT 1 FROM pg_extension WHERE extname = 'postgis'")).first()
        if found is None:
            raise StudyError(Problem("refused", "no_postgis"))
        quote = connection.dialect.identifier_preparer.quote
        for table in (name for name in LIVING if name not in PERSONAL):
            view = f"{quote(schema)}.{quote(PREFIX + table)}"
            connection.execute(sa.text(f"DROP VIEW IF EXISTS {view}"))
            connection.execute(sa.text(_view(view, f"{quote(schema)}.entries", TABLES[table], srid)))
            names.append(PREFIX + table)
    return names


def _view(view: str, entries: str, table: Table, srid: int) -> str:
    """Return the statement that makes a view; names are ours, none is foreign."""
    hidden = _hidden(table)
    columns = ["row_number() OVER (ORDER BY e.source, e.key)::integer AS id", "e.key", "e.source AS list"]
    for column in table.columns:
        if column.name == KEYS[table.name]:
            continue
        value = f"(e.data::jsonb ->> '{column.name}')"
        if column.kind in _CASTS:
            value += f"::{_CASTS[column.kind]}"
        if column.name in _TELLING and hidden:
            value = f"CASE WHEN {hidden} THEN NULL ELSE {value} END"
        columns.append(f'{value} AS "{column.name}"')
    columns += ["e.version", "e.changed_at"]
    if table.shape == "point":
        shape = f"ST_SetSRID(ST_GeomFromWKB(e.geometry), {srid})"
        if hidden:
            shape = f"CASE WHEN {hidden} THEN NULL ELSE {shape} END"
        columns.append(f"({shape})::geometry(Point, {srid}) AS geometry")
    return f"CREATE VIEW {view} AS SELECT {', '.join(columns)} FROM {entries} e WHERE e.table_name = '{table.name}'"  # noqa: S608


def _hidden(table: Table) -> str:
    """Return the condition under which a row stands at a protected place; empty where none can."""
    if table.shape != "point":
        return ""
    words = "|".join(PROTECTED_WORDS.values())
    parts = [f"coalesce(e.data::jsonb ->> 'name', '') ~* '{words}'"]
    if "is_protected" in table.by_name:
        parts.append("coalesce((e.data::jsonb ->> 'is_protected')::boolean, false)")
    if "category" in table.by_name:
        kinds = ", ".join(f"'{kind}'" for kind in sorted(PROTECTED))
        parts.append(f"coalesce(e.data::jsonb ->> 'category', '') IN ({kinds})")
    return f"({' OR '.join(parts)})"
