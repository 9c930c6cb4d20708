"""The whole register for other programs: GeoPackage, workbook and CSV, every row by its key; for inside use only.

Names of people stay out, protected places leave as their Sozialraum only, as on every page.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import sozialraum_geo
from sozialraum_geo.exports.geopackage import GEOMETRY
from sozialraum_geo.exports.workbooks import csv_bytes, workbook
from sozialraum_geo.german.words import labels as labels_words
from sozialraum_geo.german.words import numbers
from sozialraum_geo.german.words.pages.exchange import ABOUT, README, README_LINE, REGISTER_SHEET, SOURCE
from sozialraum_geo.reading.protection import hidden_rows
from sozialraum_geo.release.hiding import listed, masked, untold
from sozialraum_geo.spatial import to_wgs84
from sozialraum_geo.study import Study
from sozialraum_geo.tables import LIVING, PERSONAL, TABLES, Column, labels

AREAS, STOPS = "sozialraeume", "stops"
OUTGOING = (AREAS, *(t for t in LIVING if t not in PERSONAL), STOPS)
EAST, NORTH = "Längengrad", "Breitengrad"
DEGREE_DIGITS = 7  # a centimetre
# what a row says about others by name
_NAMED = {"gremien": "members", "activities": "partners"}
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)


def outgoing(study: Study) -> dict[str, pd.DataFrame]:
    """Return the tables of the register that are there, sorted by key, as they may leave."""
    found = {name: frame for name in OUTGOING if (frame := getattr(study, name)) is not None}
    return {name: _ordered(_outgoing(study, name, frame), name) for name, frame in found.items() if len(frame)}


def _outgoing(study: Study, name: str, frame: Any) -> Any:
    if name == STOPS:
        activities = study.activities
        hidden = [] if activities is None else activities.loc[hidden_rows(study, activities), "activity_id"]
        return frame[~frame["activity_id"].isin(list(hidden))]
    if TABLES[name].shape == "point":
        frame = masked(study, frame)
    if name in _NAMED:
        return frame.assign(**{_NAMED[name]: frame[_NAMED[name]].map(listed(study))})
    return untold(study, frame) if name in ("cooperations", "effort") else frame


def _ordered(frame: Any, name: str) -> Any:
    """Return our columns in their order, and the rows by key."""
    wanted = [c.name for c in TABLES[name].columns if c.name in frame]
    more = [c for c in ("source", "geometry") if c in frame]
    by = [TABLES[name].key] if TABLES[name].key else [c for c in ("activity_id", "name") if c in frame]
    return frame[[*wanted, *more]].sort_values(by, kind="stable").reset_index(drop=True)


# --- GeoPackage ------------------------------------------------------------------------------------------------------


def write_register(study: Study, path: Path) -> None:
    """Write the register as a GeoPackage: layers of points and areas, and tables without places.

    Columns are our own, with codes and ISO dates; the date in the file is that of the study: same input, same bytes.
    """
    import pyogrio

    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{study.date}T00:00:00.000Z"})
    try:
        for name, frame in outgoing(study).items():
            options: dict[str, Any] = {"layer": labels_words.TABLE[name], "driver": "GPKG", "append": path.exists()}
            plain = _typed(frame, name)
            if isinstance(plain, gpd.GeoDataFrame):
                kind = "Point" if TABLES[name].shape == "point" else "MultiPolygon"
                pyogrio.write_dataframe(plain, path, geometry_type=kind, GEOMETRY_NAME=GEOMETRY, **options)
            else:
                pyogrio.write_dataframe(plain, path, **options)
        about = pd.DataFrame(_about(study), columns=["was", "wert"])
        pyogrio.write_dataframe(about, path, layer=ABOUT["layer"], driver="GPKG", append=path.exists())
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def register_geopackage(study: Study) -> bytes:
    """Return the register as a GeoPackage, see `write_register`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.gpkg"
        write_register(study, path)
        return path.read_bytes()


def _typed(frame: Any, name: str) -> Any:
    """Give every column the type of its kind: a column without values would have none, and be left out."""
    typed = frame.copy()
    for column in TABLES[name].columns:
        if column.name in typed:
            typed[column.name] = _as_kind(typed[column.name], column)
    if "source" in typed:
        typed["source"] = typed["source"].astype("str")
    if isinstance(typed, gpd.GeoDataFrame):
        shapes = np.asarray(typed.geometry.array, dtype=object)
        if TABLES[name].shape == "polygon":
            shapes = np.array([shapely.MultiPolygon([s]) if s.geom_type == "Polygon" else s for s in shapes])
        typed = typed.set_geometry(gpd.GeoSeries(shapes, index=typed.index, crs=frame.crs))
    return typed


def _as_kind(cells: pd.Series, column: Column) -> pd.Series:
    if column.kind == "float":
        return cells.astype(float)
    if column.kind == "int":
        return pd.to_numeric(cells, errors="coerce").astype("Int64")
    if column.kind == "bool":
        return cells.map(lambda v: None if _is_blank(v) else bool(v)).astype("boolean")
    return cells.map(lambda v: None if _is_blank(v) else str(v)).astype("str")


def _about(study: Study) -> list[tuple[str, str]]:
    return [
        (ABOUT["name"], study.name),
        (ABOUT["date"], numbers.date_text(study.date)),
        (ABOUT["crs"], study.crs),
        (ABOUT["fingerprint"], study.fingerprint),
        (ABOUT["program"], sozialraum_geo.__version__),
        (ABOUT["inside"], ABOUT["inside_words"]),
    ]


# --- workbook and CSV ------------------------------------------------------------------------------------------------


def register_sheets(study: Study) -> dict[str, pd.DataFrame]:
    """Return the register in German words, by the titles of its sheets; it can be read in again as it is."""
    return {REGISTER_SHEET.get(n, labels_words.TABLE[n]): _in_words(frame, n) for n, frame in outgoing(study).items()}


def header(column: Column) -> str:
    """Return the header under which a column is known, here and when a list is read."""
    return column.aliases[0] if column.aliases else column.name


def _in_words(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    told = {header(c): _words(frame[c.name], c) for c in TABLES[name].columns if c.name in frame}
    if TABLES[name].shape == "point":
        degrees = to_wgs84(gpd.GeoDataFrame(geometry=frame.geometry)).geometry
        told |= {EAST: degrees.x.round(DEGREE_DIGITS), NORTH: degrees.y.round(DEGREE_DIGITS)}
    if "source" in frame:
        told[SOURCE] = frame["source"]
    return pd.DataFrame(told)


def _words(cells: pd.Series, column: Column) -> pd.Series:
    words: Mapping[str, str] = labels(column.words) if column.words else {}
    if column.kind in ("int", "float"):
        return _as_kind(cells, column)

    def word(value: Any) -> Any:
        if _is_blank(value):
            return None
        if column.kind == "bool":
            return "ja" if value else "nein"
        return numbers.date_text(value) if column.kind == "date" else words.get(value, value)

    return cells.map(word).astype(object)


def register_workbook(study: Study) -> bytes:
    """Return the register as an XLSX file, a sheet a table, without formulas."""
    return workbook(register_sheets(study), notes=[*(f"{a}: {b}" for a, b in _about(study)), *README])


def register_csv(study: Study) -> bytes:
    """Return the register as a zip of CSV files for German Excel, with a text that says what is in it."""
    sheets = register_sheets(study)
    lines = [*(f"{a}: {b}" for a, b in _about(study)), "", *README, ""]
    lines += [README_LINE.format(file=f"{title}.csv", rows=numbers.number(len(t))) for title, t in sheets.items()]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        files = {f"{title}.csv": csv_bytes(table, excel=True) for title, table in sheets.items()}
        files["LIESMICH.txt"] = "\r\n".join(lines).encode("utf-8-sig")
        for file, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(file, _FIXED_DATE), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _is_blank(value: Any) -> bool:
    return value is None or value is pd.NA or value != value or value == ""
