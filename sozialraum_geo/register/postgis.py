"""Views of a register on PostgreSQL that a GIS opens: one a table, with a PostGIS geometry where rows have a place."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from pyproj import CRS

from sozialraum_geo.errors import Problem, StudyError
from sozialraum_geo.reading.description import read_description
from sozialraum_geo.reading.protection import NEAR_M, PROTECTED, WORDS
from sozialraum_geo.store.database import Store, open_store, store_url
from sozialraum_geo.tables import KEYS, LIVING, PERSONAL, TABLES, Table

PREFIX = "gis_"
_CASTS = {"float": "double precision", "int": "numeric::integer", "bool": "boolean", "date": "date"}
# of a protected place its Sozialraum is known and nothing else
_TELLING = ("name", "traeger", "street", "house_number", "postcode", "town", "facility_id", "site_id")
# words about others, and lists of their names
_FREE_TEXT = ("name", "hze_task", "competence", "benefit", "partner_part", "time_frame", "roles")
_ABOUT = ("cooperations", "effort")
_NAMED = ("members", "partners")
_SPLIT = "regexp_split_to_table({cell}, '[;,|\\n]') WITH ORDINALITY AS t(part, place)"
_PLAIN = "lower(regexp_replace(btrim({text}), '\\s+', ' ', 'g'))"


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
    hidden = _HIDDEN.get(table.name, "")
    columns = ["row_number() OVER (ORDER BY e.source, e.key)::integer AS id", "e.key", "e.source AS list"]
    for column in table.columns:
        if column.name == KEYS[table.name]:
            continue
        value = f"(e.d ->> '{column.name}')"
        if column.kind in _CASTS:
            value += f"::{_CASTS[column.kind]}"
        if hidden and column.name in _TELLING:
            value = f"CASE WHEN {hidden} THEN NULL ELSE {value} END"
        if table.name in _ABOUT and column.name in _FREE_TEXT:
            value = f"CASE WHEN {_IS_ABOUT} THEN NULL ELSE {value} END"
        if column.name in _NAMED:
            value = _without_names(value)
        columns.append(f'{value} AS "{column.name}"')
    columns += ["e.version", "e.changed_at"]
    if table.shape == "point":
        shape = f"ST_SetSRID(ST_GeomFromWKB(e.geometry), {srid})"
        if hidden:
            shape = f"CASE WHEN {hidden} THEN NULL ELSE {shape} END"
        columns.append(f"({shape})::geometry(Point, {srid}) AS geometry")
    chosen = f"SELECT {', '.join(columns)} FROM told e WHERE e.table_name = '{table.name}'"  # noqa: S608
    return f"CREATE VIEW {view} AS WITH {_secrets(entries)} {chosen}"


# --- protected places, as `protection` knows them --------------------------------------------------------------------

_MARKED = (
    f"(coalesce(e.d ->> 'name', '') ~* '{WORDS}' OR coalesce((e.d ->> 'is_protected')::boolean, false) OR "
    f"coalesce(e.d ->> 'category', '') IN ({', '.join(repr(kind) for kind in sorted(PROTECTED))}))"
)
_AT_SITE = "coalesce(e.d ->> 'site_id' IN (SELECT key FROM secret_sites), false)"
_AT_FACILITY = "coalesce(e.d ->> 'facility_id' IN (SELECT key FROM secret_facilities), false)"
_NAMES = "coalesce(e.d ->> 'partner_id', '') || ';' || coalesce(e.d ->> 'partners', '')"
_AT_PARTNER = (
    "EXISTS (SELECT 1 FROM secret_partners p WHERE EXISTS (SELECT 1 FROM "  # noqa: S608
    f"{_SPLIT.format(cell=_NAMES)} WHERE {_PLAIN.format(text='t.part')} IN (lower(p.key), p.name)) AND "
    f"(coalesce(ST_DWithin(ST_GeomFromWKB(p.geometry), ST_GeomFromWKB(e.geometry), {NEAR_M}), false) OR "
    "(p.street || ' ' || p.house_number) = (lower(e.d ->> 'street') || ' ' || lower(e.d ->> 'house_number'))))"
)
# Table → when one of its rows stands at a protected place
_HIDDEN = {
    "sites": _MARKED,
    "facilities": f"({_MARKED} OR {_AT_SITE})",
    "partners": f"({_MARKED} OR {_AT_FACILITY})",
    "activities": f"({_MARKED} OR {_AT_FACILITY} OR {_AT_PARTNER})",
    "engagement": f"({_MARKED} OR {_AT_PARTNER})",
}
_IS_ABOUT = (
    "(coalesce(e.d ->> 'partner_id' IN (SELECT key FROM secret_partners), false) OR "
    "coalesce(e.d ->> 'activity_id' IN (SELECT key FROM secret_activities), false))"
)
_SECRET = (
    f"({_PLAIN.format(text='t.part')} IN (SELECT name FROM secret_facilities UNION SELECT name FROM secret_partners) "  # noqa: S608
    f"OR t.part ~* '{WORDS}')"
)


def _secrets(entries: str) -> str:
    """Return what the views ask: every row with its cells, and the keys of those that are protected."""
    name = _PLAIN.format(text="e.d ->> 'name'")
    more = "lower(e.d ->> 'street') AS street, lower(e.d ->> 'house_number') AS house_number, e.geometry"
    asked = {"sites": "e.key", "facilities": f"e.key, {name} AS name", "partners": f"e.key, {name} AS name, {more}",
             "activities": "e.key"}  # fmt: skip
    parts = [f"told AS (SELECT entries.*, entries.data::jsonb AS d FROM {entries} entries)"]  # noqa: S608
    parts += [
        f"secret_{table} AS (SELECT {columns} FROM told e WHERE e.table_name = '{table}' AND {_HIDDEN[table]})"  # noqa: S608
        for table, columns in asked.items()
    ]
    return ", ".join(parts)


def _without_names(cell: str) -> str:
    """Return a list of names without those of protected places; one that has none stays as it is."""
    split = _SPLIT.format(cell=cell)
    others = f"SELECT string_agg(btrim(t.part), '; ' ORDER BY t.place) FROM {split} WHERE NOT {_SECRET}"  # noqa: S608
    return f"CASE WHEN EXISTS (SELECT 1 FROM {split} WHERE {_SECRET}) THEN ({others}) ELSE {cell} END"  # noqa: S608
