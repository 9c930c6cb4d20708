"""Geographic files to raw tables: drivers are chosen by content, never by what a file says about itself."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from sozialraum_geo.errors import Problem, StudyError
from sozialraum_geo.reading.cells.cleaning import text_of
from sozialraum_geo.reading.files import rawtable
from sozialraum_geo.reading.files.archives import check_archive, check_names
from sozialraum_geo.reading.files.rawtable import (
    MAX_COLUMNS,
    RawTable,
    ReadOptions,
    refusal,
    too_large,
    too_many_columns,
    too_many_rows,
)

SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg")
SHAPEFILE_MAGIC = b"\x00\x00\x27\x0a"
# A coordinate system is a number in a register, never an address that the library would fetch
_CRS_NAME = re.compile(
    r"(?i)(urn:(x-)?ogc:def:crs:[\w:.]+|(EPSG|OGC):\w+|https?://(www\.)?opengis\.net/def/crs/(EPSG|OGC)/[\w./]+)"
)
_PIPELINE = b"gdal_streamed_alg"
# The triggers that the format itself asks for and GDAL writes; they act on writing only, and nothing is written
_OWN_TRIGGERS = re.compile(
    r"(?i)rtree_.+_(insert|update\d?|delete)|trigger_(insert|delete)_feature_count_.+|gpkg_.+|.+_fid_.+"
)
_RTREE = re.compile(r"""(?i)\s*CREATE\s+VIRTUAL\s+TABLE\s+("([^"]|"")*"|\S+)\s+USING\s+rtree\b""")


def layers(path: Path) -> tuple[str, ...]:
    """Return the layers of a geographic file; plain tables beside them are a program's own, as the styles of QGIS."""
    import pyogrio

    listed = [(str(name), kind) for name, kind in pyogrio.list_layers(path)]
    return tuple([name for name, kind in listed if kind is not None] or [name for name, _ in listed])


def _geo(frame: pd.DataFrame, file: str, sheet: str = "", *, has_measures: bool = False) -> RawTable:
    geometry, notes = None, []
    rows = pd.RangeIndex(1, len(frame) + 1)
    if isinstance(frame, gpd.GeoDataFrame):
        geometry = frame.geometry.set_axis(rows).rename("geometry")
        frame = frame.drop(columns=frame.geometry.name)
        high = int(shapely.has_z(geometry.to_numpy()).sum())
        if high or has_measures:
            notes.append(Problem("note", "heights_dropped", file, sheet, detail=str(high or len(rows))))
    cells = pd.DataFrame(frame).set_axis(rows, axis=0)
    cells.columns = pd.Index([text_of(c) for c in cells.columns])
    for column in cells.columns[[pd.api.types.is_string_dtype(t) for t in cells.dtypes]]:
        cells[column] = cells[column].astype(object)  # text that is none shows here, not later
    if not len(cells):
        raise refusal("only_header", file, sheet)
    return RawTable(cells, geometry, sheet, notes=tuple(notes))


# In a path the library takes these for something: a member of an archive, the end of a statement, a parameter
_MEANINGFUL = re.compile("[!;?#&*|<>:]")


@contextmanager
def plainly_named(path: Path) -> Iterator[Path]:
    """Give a file with a meaningful name a plain one as long as a library reads it."""
    whole = path.absolute()
    if not _MEANINGFUL.search(str(whole)[len(whole.anchor) :]):
        yield whole
        return
    with tempfile.TemporaryDirectory() as folder:
        parts = companions(path) if path.suffix.lower() == ".shp" else [path]
        for part in parts:
            shutil.copyfile(part, Path(folder) / f"layer{part.name[len(path.stem) :]}")
        yield Path(folder) / f"layer{path.suffix}"


def read_vector(path: Path, options: ReadOptions, *, encoding: str | None = None) -> RawTable:
    """Read one layer of a file that GDAL knows."""
    with plainly_named(path) as plain:
        return _read_layer(plain, path.name, options, encoding)


def _read_layer(path: Path, file: str, options: ReadOptions, encoding: str | None) -> RawTable:
    import pyogrio

    found = layers(path)
    if options.sheet and options.sheet not in [name for name, _ in pyogrio.list_layers(path)]:
        raise refusal("no_sheet", file, value=options.sheet, detail=", ".join(found))
    if len(found) > 1 and not options.sheet:
        raise refusal("which_sheet", file, detail=", ".join(found))
    layer = options.sheet or found[0]
    info = pyogrio.read_info(path, layer=layer, encoding=encoding)
    if info["features"] > options.max_rows:
        raise too_many_rows(file, str(info["features"]), options, options.sheet)
    if len(info["fields"]) > MAX_COLUMNS:
        raise too_many_columns(file, str(len(info["fields"])), options.sheet)
    has_measures = "Measured" in str(info["geometry_type"]) or str(info["geometry_type"]).endswith("M")
    try:
        frame = pyogrio.read_dataframe(path, layer=layer, use_arrow=True, encoding=encoding, on_invalid="fix")
        return _geo(frame, file, options.sheet, has_measures=has_measures)
    except UnicodeDecodeError:
        raise refusal("bad_encoding", file, options.sheet, value="UTF-8") from None


def read_geojson(path: Path, options: ReadOptions) -> RawTable:
    """Read GeoJSON and nothing else that looks like it."""
    data = path.read_bytes()
    try:
        kinds = json.loads(data, object_pairs_hook=lambda pairs: _kinds(pairs, path.name))
    except UnicodeDecodeError:
        raise refusal("bad_encoding", path.name, value="UTF-8") from None
    # Other drivers of the library take JSON files too, and some of them open files and addresses named inside
    if kinds not in ({"FeatureCollection"}, {"Feature"}) or _PIPELINE in data:
        raise refusal("wrong_content", path.name, value=path.suffix.lower())
    return read_vector(path, options)


def _kinds(pairs: list[tuple[str, Any]], file: str) -> set[str]:
    """Return every kind that an object says it is of; refuse one whose coordinate system is an address.

    Nothing else is kept of a file that the library reads again.
    """
    kinds = set()
    for name, value in pairs:
        if name == "type" and isinstance(value, str):
            kinds.add(value)
        elif name in ("name", "href", "url") and isinstance(value, str):
            kinds.add(f" {name}={value}")
        elif name == "crs" and isinstance(value, set):
            _check_crs(value, file)
        elif name == "properties" and isinstance(value, set):
            kinds |= {v for v in value if v.startswith(" ")}
    if kinds & {"FeatureCollection", "Feature"}:
        return {k for k in kinds if not k.startswith(" ")}
    return kinds


def _check_crs(told: set[str], file: str) -> None:
    """Refuse a coordinate system that is not named."""
    names = [t.partition("=")[2] for t in told if t.startswith(" name=")]
    is_named = "name" in told and not told & {"link", "url"} and names and all(map(_CRS_NAME.fullmatch, names))
    if not is_named and told != {"EPSG"}:
        raise refusal("crs_address", file, value=(names or sorted(told) or [""])[0].strip())


def read_geopackage(path: Path, options: ReadOptions) -> RawTable:
    """Read a GeoPackage that holds plain tables only."""
    check_geopackage(path)
    return read_vector(path, options)


def check_geopackage(path: Path) -> None:
    """Refuse a database with views, triggers or virtual tables of somebody's own: they run what they like.

    Raises
    ------
    StudyError
        If there is one.
    """
    # immutable: no journal beside the file is read or written, and no trigger can act
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as database:
        database.execute("PRAGMA trusted_schema = OFF")
        listed = database.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        systems = []
        if any(name == "gpkg_spatial_ref_sys" for _, name, _ in listed):
            systems = [str(d) for (d,) in database.execute("SELECT definition FROM gpkg_spatial_ref_sys")]
    if fetched := [s for s in systems if re.match(r"(?i)\s*(\w+:/|/vsi)", s)]:
        raise refusal("crs_address", path.name, value=fetched[0])
    for kind, name, sql in listed:
        is_own = kind == "trigger" and _OWN_TRIGGERS.fullmatch(str(name))
        is_virtual = kind == "table" and re.match(r"(?i)\s*CREATE\s+VIRTUAL\b", str(sql)) and not _RTREE.match(str(sql))
        if kind == "view" or (kind == "trigger" and not is_own) or is_virtual:
            raise refusal("active_database", path.name, value=str(name))


def read_shapefile(path: Path, options: ReadOptions) -> RawTable:
    """Read a shapefile with its companions beside it."""
    present = {p.name[len(path.stem) :].lower(): p for p in companions(path)}
    missing = [s for s in (".shx", ".dbf") if s not in present]
    if missing:
        raise refusal("shapefile_part", path.name, value=", ".join(missing))
    encoding = options.encoding or (None if ".cpg" in present else _dbf_encoding(present[".dbf"].read_bytes()))
    return read_vector(path, options, encoding=encoding)


def companions(path: Path) -> list[Path]:
    """Return the files of a shapefile: same name, other endings."""
    return sorted(p for p in path.parent.iterdir() if p.name.startswith(f"{path.stem}.") and p.is_file())


def _dbf_encoding(data: bytes) -> str | None:
    """Tell the encoding of a table that does not say it; None leaves it to the mark in its header."""
    content = data[32:]
    if content.isascii():
        return None
    try:
        content.decode("utf-8")
        return "UTF-8"
    except UnicodeDecodeError:
        pass
    # The German letters of DOS against those of Windows
    dos, windows = (sum(content.count(c.to_bytes()) for c in "äöüÄÖÜß".encode(e)) for e in ("cp850", "cp1252"))
    return "CP850" if dos > windows else "CP1252"


def read_zip(path: Path, options: ReadOptions) -> RawTable:
    """Read a zipped shapefile; its parts are unpacked under names of ours, counted as they come."""
    check_archive(path, is_workbook=False)
    with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
        check_names(path, archive.infolist())
        names = archive.namelist()
        every = [n for n in names if n.lower().endswith(".shp")]
        chosen = [n for n in every if not options.sheet or Path(n).stem == options.sheet]
        if len(chosen) != 1:
            found = ", ".join(Path(n).stem for n in every)
            raise refusal("which_shapefile" if every else "no_shapefile", path.name, detail=found)
        stem = chosen[0][: -len(".shp")].lower()
        parts = {s: n for n in names for s in SHAPEFILE if n.lower() == stem + s}
        if missing := [s for s in (".shx", ".dbf") if s not in parts]:
            raise refusal("shapefile_part", path.name, value=", ".join(missing))
        left = rawtable.MAX_UNPACKED
        for suffix, name in parts.items():
            with archive.open(name) as stream:
                data = stream.read(left + 1)
            left -= len(data)
            if left < 0:
                raise too_large(path.name, rawtable.MAX_UNPACKED)
            (Path(folder) / f"layer{suffix}").write_bytes(data)
        shape = Path(folder) / "layer.shp"
        if not shape.read_bytes().startswith(SHAPEFILE_MAGIC):
            raise refusal("wrong_content", path.name, value=".shp")
        sheet = Path(chosen[0]).stem if options.sheet else ""
        try:
            return renamed(read_shapefile(shape, replace(options, sheet="")), path.name, sheet)
        except StudyError as error:
            raise StudyError(replace(p, file=path.name, sheet=sheet) for p in error.problems) from None


def renamed(raw: RawTable, file: str, sheet: str) -> RawTable:
    """Return the table under the name that its user knows."""
    notes = tuple(replace(n, file=file, sheet=sheet) for n in raw.notes)
    problems = tuple(replace(p, file=file, sheet=sheet) for p in raw.problems)
    return replace(raw, sheet=sheet, notes=notes, problems=problems)


def read_parquet(path: Path, options: ReadOptions) -> RawTable:
    """Read Parquet with geometries or without."""
    import pyarrow.parquet as pq

    # A kilobyte of Parquet can say one value a billion times
    with pq.ParquetFile(path) as file:
        rows, columns = file.metadata.num_rows, file.metadata.num_columns
        unpacked = sum(file.metadata.row_group(i).total_byte_size for i in range(file.metadata.num_row_groups))
    if rows > options.max_rows:
        raise too_many_rows(path.name, str(rows), options)
    if columns > MAX_COLUMNS:
        raise too_many_columns(path.name, str(columns))
    if unpacked > rawtable.MAX_UNPACKED:
        raise too_large(path.name, rawtable.MAX_UNPACKED)
    try:
        return _geo(gpd.read_parquet(path), path.name)
    except ValueError:  # plain Parquet without geometry
        return _geo(pd.read_parquet(path), path.name)
