"""A study on paper: three 1 km squares side by side, and files about them in every type that is read.

A lies at E 500000–501000, B at 501000–502000, C at 502000–503000, all at N 5700000–5701000 (EPSG:25832, on 9° E).
"""

import csv
import gzip
import io
import json
import math
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import geopandas as gpd
import pytest
import shapely
import xlsxwriter
from pyproj import Transformer

from sozialraum_geo.errors import StudyError
from sozialraum_geo.german.words.problems import message
from sozialraum_geo.reading import read_study

CRS = "EPSG:25832"
EAST, NORTH = 500_000, 5_700_000
HEAD = '[study]\nname = "Teststadt"\ndate = 2025-12-31\ncrs = "EPSG:25832"\n'
AREAS = '[[source]]\nfile = "sozialraeume.geojson"\ntable = "sozialraeume"\n'
AREA_TYPES = ("geojson", "gpkg", "fgb", "parquet", "shp", "zip")
TABLE_TYPES = ("cp1252.csv", "utf8.csv", "bom.csv", "utf16.csv", "utf16le.csv", "tab.tsv", "csv.gz", "xlsx", "ods")

# K1 stands in A, K2 in B; J1 has no point, only its Sozialraum
FACILITIES = [
    [
        "Einrichtungs-ID",
        "Einrichtung",
        "Kategorie",
        "Trägerart",
        "Straße",
        "PLZ",
        "Plätze",
        "Rechtswert",
        "Hochwert",
        "Sozialraum",
    ],
    ["K1", "Kita Löwenzahn", "Kindertagesstätte", "freigemeinnützig", "Ährenweg 1", "01067", 40, 500250, 5700500, ""],
    ["K2", "Kita „Am Süßbach“", "Kita", "öffentlich", "Süßbachweg 2", "01067", 60, 501500, 5700500, "B"],
    ["J1", "Jugendtreff Mitte", "Jugendtreff", "kommunal", "", "", "", "", "", "C"],
]


def census_cell():
    """Return the centre of the census cell around E 500500 N 5700500, in EPSG:3035."""
    x, y = Transformer.from_crs(CRS, "EPSG:3035", always_xy=True).transform(EAST + 500, NORTH + 500)
    return math.floor(x / 100) * 100 + 50, math.floor(y / 100) * 100 + 50


def square(left, bottom=NORTH, size=1000):
    return shapely.box(left, bottom, left + size, bottom + size)


def squares():
    return gpd.GeoDataFrame(
        {"Nummer": ["A", "B", "C"], "Name": ["Altdorf", "Brühl", "Cölln"]},
        geometry=[square(EAST), square(EAST + 1000), square(EAST + 2000)],
        crs=CRS,
    )


def geojson(frame, crs_member=True):
    """Write GeoJSON by hand, so that its coordinates stay as they are."""
    features = [
        {
            "type": "Feature",
            "properties": {k: v for k, v in row.items() if k != "geometry"},
            "geometry": None if row["geometry"] is None else shapely.geometry.mapping(row["geometry"]),
        }
        for row in frame.astype(object).where(frame.notna(), None).to_dict("records")
    ]
    collection = {"type": "FeatureCollection", "features": features}
    if crs_member:
        name = f"urn:ogc:def:crs:EPSG::{frame.crs.to_epsg()}"
        collection["crs"] = {"type": "name", "properties": {"name": name}}
    return json.dumps(collection)


def write_geo(path, frame):
    kind = path.suffix[1:]
    if kind == "geojson":
        path.write_text(geojson(frame), encoding="utf-8")
    elif kind == "parquet":
        frame.to_parquet(path)
    elif kind == "zip":
        shape = path.with_name("unzipped") / "ebene.shp"
        shape.parent.mkdir(exist_ok=True)
        frame.to_file(shape)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in shape.parent.iterdir():
                archive.write(part, f"Ordner/{part.name}")
    else:
        frame.to_file(path)
    return path


def csv_text(rows, separator=";"):
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def write_table(folder, stem, kind, rows):
    """Write rows as one of TABLE_TYPES and return the file's name."""
    encodings = {"cp1252": "cp1252", "utf8": "utf-8", "bom": "utf-8-sig", "utf16": "utf-16", "utf16le": "utf-16-le"}
    how, _, suffix = kind.rpartition(".")
    path = Path(folder) / f"{stem}.{kind if kind == 'csv.gz' else suffix or kind}"
    if how in encodings:
        path.write_bytes(csv_text(rows).encode(encodings[how]))
    elif kind == "tab.tsv":
        path.write_bytes(csv_text(rows, "\t").encode())
    elif kind == "csv.gz":
        path.write_bytes(gzip.compress(csv_text(rows).encode()))
    elif kind == "xlsx":
        write_xlsx(path, {"Tabelle1": rows})
    else:
        path.write_bytes(ods(rows))
    return path.name


def write_xlsx(path, sheets):
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)


def ods(rows):
    """Return the smallest workbook that LibreOffice would open."""

    def cell(value):
        if value == "":
            return "<table:table-cell/>"
        if isinstance(value, str):
            return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'

    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{space}:office:1.0" '
        f'xmlns:table="{space}:table:1.0" xmlns:text="{space}:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Tabelle1">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{space}:manifest:1.0"/>')
        archive.writestr("content.xml", content)
    return packed.getvalue()


def source(file, table, *settings):
    return f'[[source]]\nfile = "{file}"\ntable = "{table}"\n' + "".join(f"{s}\n" for s in settings)


def write_study(folder, *blocks, head=HEAD, areas=AREAS):
    """Write study.toml and, unless the study has others, the three squares; return the folder."""
    folder = Path(folder)
    folder.mkdir(exist_ok=True)
    if areas == AREAS and not (folder / "sozialraeume.geojson").exists():
        write_geo(folder / "sozialraeume.geojson", squares())
    (folder / "study.toml").write_text("\n".join((head, areas, *blocks)), encoding="utf-8")
    return folder


def read(folder):
    """Read a study and prove that every row of every source is accounted for."""
    study = read_study(folder, use_built=False)
    for s in study.sources:
        assert s.imported + s.rejected + s.empty + s.excluded == s.rows
        told = {p.row for p in study.problems if p.severity == "rejected" and (p.file, p.sheet) == (s.file, s.sheet)}
        assert len(told) == sum(o.rejected for o in study.sources if (o.file, o.sheet) == (s.file, s.sheet))
    for problem in study.problems:
        assert str(folder) not in message(problem)
    return study


def refused(folder):
    """Return the problems for which a study is refused; none names a path of the machine."""
    with pytest.raises(StudyError) as caught:
        read_study(folder, use_built=False)
    assert all(str(folder) not in message(p) for p in caught.value.problems)
    return list(caught.value.problems)


def of_code(study, code):
    return [p for p in study.problems if p.code == code]
