"""What was imported into the register of a study, as raw tables: read like files, so that there is one way in."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sozialraum_geo.errors import Problem
from sozialraum_geo.reading.description import SourceDescription, read_source
from sozialraum_geo.reading.files.rawtable import RawTable
from sozialraum_geo.reading.files.sandbox import read_in_child
from sozialraum_geo.reading.rows import read_options
from sozialraum_geo.store.database import open_store
from sozialraum_geo.store.ledger import REGISTER_TABLES, Entry, ImportRecord
from sozialraum_geo.tables import PERSONAL, TABLES

# Settings that tell about a source as a whole; the others were used up when its rows were read
_LASTING = ("title", "publisher", "licence", "url", "date", "complete", "complete_in")


@dataclass(frozen=True, eq=False)
class Stored:
    """One source of the register: its newest import, and its rows."""

    record: ImportRecord
    source: SourceDescription
    raw: RawTable
    rejected: tuple[tuple[Problem, dict[str, str]], ...]


def revision_of(folder: Path) -> str:
    """Return what changes whenever the register does; empty without one."""
    with open_store(folder) as store:
        if store is None:
            return ""
        # the times tell one register from another that was put in its place
        told = [store.revision(), *(e.at for e in store.edits(1)), *(r.at for r in store.history()[:1])]
        return " ".join(map(str, told))


def layers_revision_of(folder: Path) -> str:
    """Return what changes whenever a layer of the register does (areas, addresses, …), and not with its rows."""
    with open_store(folder) as store:
        history = [] if store is None else store.history()
    return " ".join(f"{r.id} {r.at}" for r in history if r.undone_at is None and r.table not in REGISTER_TABLES)


def stored_sources(folder: Path, crs: str) -> list[Stored]:
    """Return every source that the register of a study has now, in the order of their first import."""
    with open_store(folder) as store:
        if store is None:
            return []
        found = []
        for record in store.active():
            if record.table in PERSONAL:  # people who are to be asked leave the register by no way
                continue
            if record.table in REGISTER_TABLES:
                source = read_source(register_block(record), folder)
                raw = raw_entries(list(store.entries(record.table, record.source).values()), record.table, crs)
                if raw is None:
                    continue
            else:
                source = read_source(dict(record.options) | {"file": record.file, "table": record.table}, folder)
                raw = read_content(store.content(record.sha256), source)
            found.append(Stored(record, source, raw, tuple(store.rejected(record.id))))
        return found


def adopted(folder: Path) -> frozenset[tuple[str, str]]:
    """Return the lists of the study.toml, by table and label, whose rows the register keeps now."""
    with open_store(folder) as store:
        active = [] if store is None else store.active()
    return frozenset((r.table, str(r.options["adopts"])) for r in active if "adopts" in r.options)


def decisions_of(folder: Path) -> dict[str, str | None]:
    """Return what people decided about single rows of a study: doubtful addresses, rows that may be double."""
    with open_store(folder) as store:
        return {} if store is None else store.decisions()


def register_block(record: ImportRecord) -> dict[str, Any]:
    """Return the settings under which rows of the register are read again."""
    lasting = {name: record.options[name] for name in _LASTING if name in record.options}
    return {**lasting, "file": record.file, "table": record.table}


def read_content(content: bytes, source: SourceDescription) -> RawTable:
    """Read a file that is not on the disk."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(source.file).name
        path.write_bytes(content)
        return read_in_child(path, read_options(source))


def raw_entries(entries: list[Entry], table: str, crs: str) -> RawTable | None:
    """Return rows of the register as a raw table whose headers are our own columns; None without rows."""
    if not entries:
        return None
    columns = [c.name for c in TABLES[table].columns]
    taken: set[int] = set()
    numbers = []
    for entry in entries:
        # Rows that vanished from the file keep a number that another may have by now
        number = entry.row if entry.row not in taken else max(taken) + 1
        taken.add(number)
        numbers.append(number)
    index = pd.Index(numbers)
    frame = pd.DataFrame([json.loads(e.data) for e in entries], index=index, dtype=object).reindex(columns=columns)
    geometry = None
    if TABLES[table].shape == "point":
        points = shapely.from_wkb(np.array([e.geometry for e in entries], dtype=object))
        geometry = gpd.GeoSeries(points, index=index, crs=crs)
        # where a point is known it says the Sozialraum, also once the borders are drawn anew
        frame["sozialraum_id"] = frame["sozialraum_id"].where(shapely.is_missing(points), None)
    return RawTable(frame.astype(object).where(frame.notna(), None), geometry)


def entries_of(frame: pd.DataFrame, table: str) -> tuple[Entry, ...]:
    """Return the finished rows of a register table as they are kept."""
    columns = [c.name for c in TABLES[table].columns if c.name in frame.columns]
    key = TABLES[table].key
    points = frame.geometry.to_numpy() if isinstance(frame, gpd.GeoDataFrame) else [None] * len(frame)
    entries = []
    for values, point in zip(frame[[*columns, "row"]].to_dict("records"), points, strict=True):
        number = int(values.pop("row"))
        told = {k: v for k, v in values.items() if v is not None and v == v and v is not False}
        data = json.dumps(told, ensure_ascii=False, sort_keys=True)
        has_point = point is not None and not point.is_empty
        entries.append(Entry(str(values[key]), data, shapely.to_wkb(point) if has_point else None, number))
    return tuple(entries)
