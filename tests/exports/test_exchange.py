"""The register for other programs: what another reader finds, row by row and byte by byte."""

from __future__ import annotations

import io
import sqlite3
import struct
import zipfile
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import toy
from here import DEMO
from python_calamine import CalamineWorkbook
from station_year import rows

from sozialraum_geo.exports import exchange
from sozialraum_geo.german.words import labels
from sozialraum_geo.register import importing
from sozialraum_geo.tables import KEYS, PERSONAL, TABLES

EVIL = "=cmd|' /C calc'!A1"


@pytest.fixture(scope="module")
def gpkg(demo_study, tmp_path_factory):
    path = tmp_path_factory.mktemp("register") / "register.gpkg"
    exchange.write_register(demo_study, path)
    return path


@pytest.fixture
def opened(gpkg):
    """The file as plain SQLite: a reader that knows nothing of GDAL."""
    connection = sqlite3.connect(f"file:{gpkg}?mode=ro", uri=True)
    yield connection
    connection.close()


def point_of(blob: bytes) -> tuple[int, shapely.Geometry]:
    """Read the header of a GeoPackage geometry (OGC 12-128r18, clause 2.1.3) and the WKB behind it."""
    magic, version, flags = struct.unpack_from("<2sBB", blob)
    assert (magic, version) == (b"GP", 0)
    order = "<" if flags & 1 else ">"
    envelope = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[(flags >> 1) & 7]
    (srs,) = struct.unpack_from(f"{order}i", blob, 4)
    return srs, shapely.from_wkb(blob[8 + envelope :])


def test_the_geopackage_has_the_tables_that_the_standard_requires(opened):
    assert opened.execute("PRAGMA application_id").fetchone() == (0x47504B47,)  # „GPKG“
    assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert opened.execute("PRAGMA foreign_key_check").fetchall() == []
    names = {n for (n,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {"gpkg_spatial_ref_sys", "gpkg_contents", "gpkg_geometry_columns"} <= names
    systems = {n for (n,) in opened.execute("SELECT srs_id FROM gpkg_spatial_ref_sys")}
    assert {-1, 0, 4326, 25832} <= systems
    kinds = dict(opened.execute("SELECT table_name, data_type FROM gpkg_contents"))
    assert kinds["Partner"] == kinds["Sozialräume"] == "features"
    assert kinds["Ziele"] == kinds["Aufwand"] == kinds["Gremien"] == "attributes"
    shaped = dict(opened.execute("SELECT table_name, geometry_type_name FROM gpkg_geometry_columns"))
    assert set(shaped) == {n for n, kind in kinds.items() if kind == "features"}
    assert shaped["Sozialräume"] == "MULTIPOLYGON"
    assert {k for n, k in shaped.items() if n != "Sozialräume"} == {"POINT"}
    for name in kinds:
        columns = opened.execute(f'PRAGMA table_info("{name}")').fetchall()
        assert [c[1] for c in columns if c[5]] == ["fid"], name  # each with a primary key


def test_another_reader_finds_every_row_by_its_key(opened, demo_study):
    for name, key in KEYS.items():
        frame = getattr(demo_study, name, None)
        if name in PERSONAL or frame is None:
            continue
        found = [k for (k,) in opened.execute(f'SELECT "{key}" FROM "{labels.TABLE[name]}" ORDER BY fid')]
        assert found == sorted(frame[key]), name


def test_another_reader_finds_every_place_where_it_is(opened, demo_study):
    partners = demo_study.partners.set_index("partner_id").geometry
    blobs = opened.execute('SELECT partner_id, geom FROM "Partner" WHERE geom IS NOT NULL').fetchall()
    assert len(blobs) > 100
    for key, blob in blobs:
        srs, point = point_of(blob)
        assert srs == 25832
        assert shapely.equals_exact(point, partners[key])
    areas = demo_study.sozialraeume.set_index("sozialraum_id").geometry
    for key, blob in opened.execute('SELECT sozialraum_id, geom FROM "Sozialräume"'):
        assert point_of(blob)[1].area == pytest.approx(areas[key].area)


def test_values_keep_their_kind(opened, demo_study):
    told = dict(opened.execute("SELECT goal_id, hours_planned FROM Ziele").fetchall())
    own = demo_study.goals.set_index("goal_id")["hours_planned"]
    assert {k: v for k, v in told.items() if v is not None} == own.dropna().to_dict()
    assert sum(v is None for v in told.values()) == own.isna().sum()
    kinds = {c[1]: c[2] for c in opened.execute('PRAGMA table_info("Angebote und Aktivitäten")')}
    assert (kinds["age_from"], kinds["begin"], kinds["is_barrier_free"]) == ("REAL", "TEXT", "BOOLEAN")
    assert {c.name for c in TABLES["activities"].columns} - set(kinds) == {"ages"}  # read into age_from and age_to


def test_gdal_opens_it_too(gpkg, demo_study):
    layers = gpd.list_layers(gpkg).set_index("name")["geometry_type"]
    assert layers["Partner"] == "Point"
    assert pd.isna(layers["Ziele"])
    assert len(gpd.read_file(gpkg, layer="Einrichtungen")) == len(demo_study.facilities)


def test_same_study_same_bytes(demo_study, gpkg, tmp_path):
    exchange.write_register(demo_study, tmp_path / "again.gpkg")
    assert (tmp_path / "again.gpkg").read_bytes() == gpkg.read_bytes()
    assert exchange.register_workbook(demo_study) == exchange.register_workbook(demo_study)
    assert exchange.register_csv(demo_study) == exchange.register_csv(demo_study)
    turned = replace(demo_study, partners=demo_study.partners.iloc[::-1], goals=demo_study.goals.iloc[::-1])
    assert exchange.outgoing(turned)["partners"].equals(exchange.outgoing(demo_study)["partners"])


# --- workbook and CSV ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", sorted(set(exchange.OUTGOING)))
def test_headers_of_a_table_are_told_apart(table):
    headers = [exchange.header(c) for c in TABLES[table].columns if c.name != "ages"]
    assert len(set(headers)) == len(headers)


def test_the_workbook_reads_in_again_as_it_went_out(demo_study, tmp_path):
    book = tmp_path / "register.xlsx"
    book.write_bytes(exchange.register_workbook(demo_study))
    told = exchange.outgoing(demo_study)
    for table in ("partners", "activities", "goals", "cooperations", "effort", "gremien", "resolutions", "engagement"):
        prepared = importing.prepare(DEMO, demo_study, book, {"table": table, "sheet": labels.TABLE[table]})
        assert not prepared.rejected, table
        columns = [c.name for c in TABLES[table].columns if c.name in told[table] and c.name != "precision"]
        back = prepared.frame.set_index(TABLES[table].key)[columns[1:]]
        own = told[table].set_index(TABLES[table].key)[columns[1:]]
        assert list(back.index) == list(own.index), table
        for column in columns[1:]:
            pairs = zip(back[column], own[column], strict=True)
            unlike = [(a, b) for a, b in pairs if not (a == b or (pd.isna(a) and pd.isna(b)))]
            assert not unlike, (table, column, unlike[:3])
    placed = gpd.GeoSeries(prepared.frame.geometry)
    own_points = gpd.GeoSeries(told["engagement"].geometry.array, index=placed.index)
    there = own_points.notna() & ~own_points.is_empty
    assert np.max(placed[there].distance(own_points[there])) < 0.02


def test_the_csv_files_are_for_german_excel(demo_study):
    with zipfile.ZipFile(io.BytesIO(exchange.register_csv(demo_study))) as archive:
        assert set(archive.namelist()) == {f"{t}.csv" for t in exchange.register_sheets(demo_study)} | {"LIESMICH.txt"}
        goals = archive.read("Ziele.csv")
        assert goals.startswith(b"\xef\xbb\xbf")
        table = pd.read_csv(io.BytesIO(goals), sep=";", decimal=",", encoding="utf-8-sig")
        assert table["Ziel-ID"].tolist() == sorted(demo_study.goals["goal_id"])
        assert table.loc[0, "Beginn"] == "01.01.2025"
        assert f"{len(demo_study.goals)} Zeilen" in archive.read("LIESMICH.txt").decode("utf-8-sig")
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_protected_place_leaves_without_name_address_and_point(tmp_path):
    refuge = {"geometry": toy.at(500, 500), "sozialraum_id": "A", "street": "Geheimweg"}
    study = toy.study(
        facilities=toy.facilities(
            refuge | {"name": "Haus Zuflucht", "is_protected": True, "site_id": "s1", "traeger": "Zuflucht e. V."},
            {"geometry": toy.at(150, 550), "name": "Platz", "sozialraum_id": "A", "site_id": "s2"},
        ),
        partners=toy.partners(refuge | {"name": "Zuflucht e. V.", "facility_id": "f0"}),
        activities=toy.activities(
            refuge | {"name": "Zuflucht-Café", "facility_id": "f0"},
            {"name": "Abend", "partners": "Zuflucht e. V.; Schule", "geometry": toy.at(100, 100), "sozialraum_id": "A"},
        ),
        gremien=rows("gremien", {"name": "Kreis", "members": "Schule, Zuflucht e. V."}),
        cooperations=rows(
            "cooperations", {"partner_id": "p0", "name": "Zuflucht", "roles": "Zuflucht", "state": "offen"}
        ),
        effort=rows("effort", {"partner_id": "p0", "name": "Besuch Zuflucht", "hours": 2.0, "quarter": "2024-Q1"}),
    )
    path = tmp_path / "register.gpkg"
    exchange.write_register(study, path)
    book = CalamineWorkbook.from_filelike(io.BytesIO(exchange.register_workbook(study)))
    cells = {str(c) for sheet in book.sheet_names for row in book.get_sheet_by_name(sheet).to_python() for c in row}
    with zipfile.ZipFile(io.BytesIO(exchange.register_csv(study))) as archive:
        csv = b"".join(archive.read(n) for n in archive.namelist())
    for word in ("Zuflucht", "Geheimweg", "s1"):
        assert word.encode() not in path.read_bytes(), word
        assert not any(word in c for c in cells), word
        assert word.encode() not in csv, word
    assert "s2" in cells
    assert "(geschützt); Schule" in cells
    told = exchange.outgoing(study)
    assert told["facilities"]["name"].tolist() == ["(geschützt)", "Platz"]
    assert told["cooperations"]["state"].tolist() == ["offen"]
    assert told["effort"]["hours"].tolist() == [2.0]


def test_names_of_people_are_in_no_file(demo_study, gpkg):
    assert "contacts" not in exchange.outgoing(demo_study)
    assert labels.TABLE["contacts"] not in set(gpd.list_layers(gpkg)["name"])


def test_formulas_stay_text():
    study = toy.study(goals=rows("goals", {"name": EVIL, "year": 2024, "sozialraum_id": "A", "ansatzpunkt": "4"}))
    with zipfile.ZipFile(io.BytesIO(exchange.register_workbook(study))) as archive:
        assert not any(b"<f>" in archive.read(n) for n in archive.namelist())
    with zipfile.ZipFile(io.BytesIO(exchange.register_csv(study))) as archive:
        assert f"'{EVIL}" in archive.read("Ziele.csv").decode("utf-8-sig")


def test_a_table_that_is_empty_or_not_there_is_left_out(tmp_path):
    study = toy.study(facilities=None)
    assert set(exchange.outgoing(study)) == {"sozialraeume"}
    exchange.write_register(study, tmp_path / "r.gpkg")
    assert set(gpd.list_layers(tmp_path / "r.gpkg")["name"]) == {"Sozialräume", "Über diese Datei"}


def test_a_layer_of_hidden_places_only_is_a_layer(tmp_path):
    study = toy.study(
        facilities=toy.facilities({"geometry": toy.at(1, 1), "sozialraum_id": "A", "name": "X", "is_protected": True})
    )
    exchange.write_register(study, tmp_path / "r.gpkg")
    layer = gpd.read_file(tmp_path / "r.gpkg", layer="Einrichtungen")
    assert layer["facility_id"].tolist() == ["f0"]
    assert layer.geometry.isna().all()
