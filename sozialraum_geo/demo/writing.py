"""Write the demo town as files like a town hall's: GeoJSON, semicolon CSV in cp1252, XLSX; always the same bytes."""

import csv
import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import xlsxwriter

WRITTEN_ON = dt.datetime(2026, 1, 12, 9, 0, 0)


def write_geojson(path: Path, frame: gpd.GeoDataFrame, *, crs: str = "EPSG:4326") -> Path:
    """Write features line by line: six decimals in degrees, one decimal in metres (about 0.1 m both)."""
    digits = 6 if crs == "EPSG:4326" else 1
    moved = frame.to_crs(crs)
    head: dict[str, object] = {"type": "FeatureCollection", "name": path.stem}
    if digits == 1:
        head["crs"] = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:{crs.replace(':', '::')}"}}
    columns = [c for c in moved.columns if c != moved.geometry.name]
    lines = []
    for row, geometry in zip(moved[columns].itertuples(index=False), moved.geometry, strict=True):
        feature = {
            "type": "Feature",
            "properties": dict(zip(columns, row, strict=True)),
            "geometry": rounded(shapely.geometry.mapping(geometry), digits),
        }
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    text = json.dumps(head, ensure_ascii=False)[:-1] + ', "features": [\n' + ",\n".join(lines) + "\n]}\n"
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def rounded(geometry: dict[str, Any], digits: int) -> dict[str, Any]:
    """Return a GeoJSON geometry with rounded coordinates; neighbours that become equal are written once."""

    def walk(part: Any) -> Any:
        if not isinstance(part[0], float):
            return [walk(inner) for inner in part]
        return [round(value, digits) for value in part]

    def thin(part: Any) -> Any:
        if isinstance(part[0], list) and isinstance(part[0][0], float):
            return [xy for n, xy in enumerate(part) if n == 0 or xy != part[n - 1]]
        return [thin(inner) for inner in part] if isinstance(part[0], list) else part

    return {"type": geometry["type"], "coordinates": thin(walk(geometry["coordinates"]))}


def cell_text(value: object) -> str:
    """Return a cell as a German spreadsheet writes it: decimal comma, dd.mm.yyyy, nothing for unknown."""
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, dt.date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",") if abs(value) < 1e5 else f"{value:.1f}".replace(".", ",")
    return str(value)


def write_csv(path: Path, frame: pd.DataFrame, *, encoding: str = "cp1252") -> Path:
    """Write a semicolon CSV with the line ends of Windows."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(frame.columns)
        writer.writerows([cell_text(value) for value in row] for row in frame.astype(object).itertuples(index=False))
    return path


def write_xlsx(path: Path, sheet: str, frame: pd.DataFrame, widths: Iterable[int] = ()) -> Path:
    """Write a worksheet whose bytes depend on the table only (the creation date is fixed)."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"title": sheet, "author": "Stadt Musterstadt (erfunden)", "created": WRITTEN_ON})
        page = book.add_worksheet(sheet)
        bold = book.add_format({"bold": True, "bottom": 1})
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        page.freeze_panes(1, 0)
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        page.write_row(0, 0, list(frame.columns), bold)
        for number, row in enumerate(frame.astype(object).itertuples(index=False), start=1):
            for column, value in enumerate(row):
                if isinstance(value, dt.date):
                    page.write_datetime(number, column, dt.datetime(value.year, value.month, value.day), day)
                elif cell_text(value) != "":
                    page.write(number, column, value)
        page.autofilter(0, 0, len(frame), len(frame.columns) - 1)
    return path
