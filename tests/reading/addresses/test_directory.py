"""Addresses as people write them, and the register that is built from official lists."""

import datetime as dt
import math
import os
import sqlite3
import subprocess
import sys
import textwrap
import time
import zipfile

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from here import ROOT
from hypothesis import example, given
from hypothesis import strategies as st

from sozialraum_geo.errors import NoCrsError, StudyError
from sozialraum_geo.reading.addresses.directory import build_directory, directory_rows, open_directory
from sozialraum_geo.reading.addresses.parsing import (
    Number,
    Parts,
    normalise_street,
    parse_address,
    parse_number,
    split_town,
)

CRS = "EPSG:25832"


@pytest.mark.parametrize(
    "spellings",
    [
        ("Hauptstraße", "Hauptstrasse", "Hauptstr.", "Hauptstr", "HAUPTSTRASSE", "Haupt-Straße", " haupt Str. "),
        ("Hauptstraße", "Hauptstrase", "Hauptstarße", "Hauptstraßee", "Haupttraße", "Hauptstrae"),
        ("Hauptstraße", "Hauptstra?e", "Hauptstra\ufffde", "Hauptstra\u0308sse"),
        ("Karl-Marx-Straße", "Karl Marx Str.", "karl-marx-strasse", "KarlMarxStr", "Karl–Marx–Straße"),
        ("Müllerweg", "Muellerweg", "Mu\u0308llerweg", "MÜLLERWEG", "Mullerweg"),
        ("An der Mühle", "A. d. Mühle", "a.d. Mühle", "An d. Mühle"),
        ("Straße des 17. Juni", "Str. d. 17. Juni", "STR. DES 17.JUNI"),
        ("Sankt-Wolfgang-Straße", "St. Wolfgang-Str.", "St.-Wolfgang-Strasse"),
        ("Alexanderplatz", "Alexanderpl.", "Alexander Pl.", "Alexander-Platz"),
        ("Professor-Doktor-Groß-Weg", "Prof.-Dr.-Gross-Weg", "Prof. Dr. Groß Weg"),
        ("Große Leegestraße", "Gr. Leegestr.", "Großer Leegestraße"),
        ("Auf'm Berg", "Auf’m Berg", "Aufm Berg"),
        ("Unter den Linden", "U. d. Linden"),
        ("Lennéstraße", "Lennestr."),
    ],
)  # fmt: skip
def test_spellings_of_one_street(spellings):
    assert len({normalise_street(s) for s in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hauptstraße", "Hauptweg"), ("Lindenstraße", "Lindengasse"), ("Straße 52", "Straße 53"),
        ("Große Gasse", "Kleine Gasse"), ("An der Heide", "Auf der Heide"), ("Neugasse", "Neustraße"),
        ("I. Hagen", "II. Hagen"), ("Privatstraße 1", "Privatstraße"), ("Rudolf-Gasse", "Rudolfstraße"),
    ],
)  # fmt: skip
def test_different_streets(one, other):
    assert normalise_street(one) != normalise_street(other)


@given(st.text(max_size=30))
@example("gro sse")
@example("An der Trasse")
@example("Strasstrasse")
def test_normalising_twice_changes_nothing(text):
    once = normalise_street(text)
    assert normalise_street(once) == once


@pytest.mark.parametrize(
    ("cell", "suffix", "number"),
    [
        ("12", "", (12,)), (12, None, (12,)), ("007", "", (7,)), ("12,0", "", (12,)), ("12.0", "", (12,)),
        ("Nr. 3", "", (3,)), ("Hs.-Nr. 3", "", (3,)), ("12 HH", "", (12,)), ("12/12A", "", (12,)), ("93-92", "", (93,)),
        ("12 a", "", (12, "a")), ("12A", "", (12, "a")), ("12", "A", (12, "a")), (12.0, "b", (12, "b")),
        ("12a-c", "", (12, "a")), ("20 A1", "", (20, "a1")), ("12 a, 2. OG", "", (12, "a")),
        ("12 1/2", "", (12, "1/2")), ("12½", "", (12, "1/2")),
        ("9–11", "", (9, "", 11)), ("9 - 11", "", (9, "", 11)), ("9 bis 11", "", (9, "", 11)),
        ("8", "- 10", (8, "", 10)),
        ("12/14", "", (12, "", 14)), ("109,111", "", (109, "", 111)), ("5;7", "", (5, "", 7)),
        ("119-21", "", (119, "", 121)),
        ("2024-11-09", "", (9, "", 11)), (dt.datetime(2024, 11, 9), "", (9, "", 11)), (dt.date(2024, 3, 12), "", (12,)),
        ("", "", ()), (None, None, ()), (math.nan, math.nan, ()), (pd.NaT, "", ()), ("-", "", ()), ("0", "", ()),
        ("o. Nr.", "", ()), ("2. OG", "", ()), ("12345", "", ()),
    ],
)  # fmt: skip
def test_parse_number(cell, suffix, number):
    assert parse_number(cell, suffix) == Number(*number)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "c/o Müller, Hauptstr. 12 a, 12045 Berlin-Neukölln",
            Parts("Hauptstr.", 12, "a", postcode="12045", town="Berlin", district="Neukölln"),
        ),
        ("c/o Müller Hauptstr. 12, 12045 Berlin", Parts("Hauptstr.", 12, postcode="12045", town="Berlin")),
        ("c/o Fam. Müller Karl-Marx-Straße 12", Parts("Karl-Marx-Straße", 12)),
        ("Hauptstr. 12 c/o Meier", Parts("Hauptstr.", 12)),
        ("Am Markt 9–11", Parts("Am Markt", 9, number_to=11)),
        ("Str. des 17. Juni 135", Parts("Str. des 17. Juni", 135)),
        ("Str. d. 17. Juni, 10623 Berlin", Parts("Str. d. 17. Juni", postcode="10623", town="Berlin")),
        ("12045 Berlin, Hauptstraße 3", Parts("Hauptstraße", 3, postcode="12045", town="Berlin")),
        ("12045 Berlin Hauptstraße 3", Parts("Hauptstraße", 3, postcode="12045", town="Berlin")),
        ("61348 Bad Homburg Am Markt 3", Parts("Am Markt", 3, postcode="61348", town="Bad Homburg")),
        ("Hauptstraße 3\n12045 Berlin", Parts("Hauptstraße", 3, postcode="12045", town="Berlin")),
        ("Hauptstraße 3\r\nD-12045 Berlin\r\nDeutschland", Parts("Hauptstraße", 3, postcode="12045", town="Berlin")),
        ("Hauptstr. 12,12045 Berlin", Parts("Hauptstr.", 12, postcode="12045", town="Berlin")),
        ("Hauptstr. 12 12045 Berlin", Parts("Hauptstr.", 12, postcode="12045", town="Berlin")),
        ("Hauptstr. 24, 13053, Berlin", Parts("Hauptstr.", 24, postcode="13053", town="Berlin")),
        ("Bahnhofstr. 1, 1067 Dresden", Parts("Bahnhofstr.", 1, postcode="01067", town="Dresden")),
        ("Hauptstraße 12/14", Parts("Hauptstraße", 12, number_to=14)),
        ("Hauptstr. Hs.-Nr. 5", Parts("Hauptstr.", 5)), ("Hauptstr.12", Parts("Hauptstr.", 12)),
        ("Straße 52, 12 a", Parts("Straße 52", 12, "a")), ("Straße 52 12a", Parts("Straße 52", 12, "a")),
        ("Q 7, 24", Parts("Q 7", 24)), ("L15, 7-9, 68161 Mannheim", Parts("L15", 7, "", 9, "68161", "Mannheim")),
        ("Hauptstraße, 12045 Berlin", Parts("Hauptstraße", postcode="12045", town="Berlin")),
        ("Unter den Eichen", Parts("Unter den Eichen")), ("Am Torno 5", Parts("Am Torno", 5)),
        ("Kita Sonne, Hauptstr. 12, 12045 Berlin", Parts("Hauptstr.", 12, postcode="12045", town="Berlin")),
        ("Hauptstr. 12, Hinterhaus, 2. OG, 12045 Berlin", Parts("Hauptstr.", 12, postcode="12045", town="Berlin")),
        ("Hauptstr. 12 (Rudow), 12045 Berlin", Parts("Hauptstr.", 12, "", None, "12045", "Berlin", "Rudow")),
        ("Hauptstr. 5, Musterstadt OT Nord", Parts("Hauptstr.", 5, town="Musterstadt", district="Nord")),
        ("Hauptstr. 5, 12045 Berlin, OT Rudow", Parts("Hauptstr.", 5, "", None, "12045", "Berlin", "Rudow")),
        ("Berlin 12045", Parts(postcode="12045", town="Berlin")), ("12045", Parts(postcode="12045")),
        ("Postfach 1234, 12045 Berlin", Parts(postcode="12045", town="Berlin")),
        ("Hauptstr. 5, Tel. 030 12345678, 12045 Berlin", Parts("Hauptstr.", 5, postcode="12045", town="Berlin")),
        ("Wohnhaus Süd, Berlin", Parts("Wohnhaus Süd", town="Berlin")), ("", Parts()), (" , ,", Parts()),
    ],
)  # fmt: skip
def test_parse_address(text, parts):
    assert parse_address(text) == parts


@pytest.mark.parametrize(
    "text", ["a1 " * 10_000, "1," * 10_000, "12345" * 9_000, "c/o " * 9_000, " (" * 9_000, "a" * 32_767]
)
def test_a_page_in_a_cell_does_not_keep_the_program(text):
    start = time.perf_counter()
    parse_address(text)
    parse_number(text)
    assert time.perf_counter() - start < 1


@given(st.text(max_size=60))
def test_any_text_can_be_parsed(text):
    parts = parse_address(text)
    assert parts.number is None or parts.number > 0
    assert parts.number_to is None or parts.number_to > parts.number


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("Berlin", ("Berlin", "")), ("Berlin-Neukölln", ("Berlin", "Neukölln")),
        ("Berlin OT Rudow", ("Berlin", "Rudow")), ("Berlin (Rudow)", ("Berlin", "Rudow")),
        ("Berlin / Rudow", ("Berlin", "Rudow")), ("", ("", "")),
    ],
)  # fmt: skip
def test_split_town(text, town):
    assert split_town(text) == town


# --- official lists --------------------------------------------------------------------------------------------------


def test_rows_of_a_municipal_table():
    frame = pd.DataFrame(
        {"Straße": ["Abendkamp"], "Hausnr": ["2"], "Zusatz": ["a"], "PLZ": ["05315"], "Ort": ["Musterstadt"],
         "Ost": ["557548,1"], "Nord": ["5698197,5"]}, index=[7],
    )  # fmt: skip
    row = directory_rows(frame, CRS).loc[7]
    assert list(row) == ["Abendkamp", "2", "a", "05315", "Musterstadt", None, None, 557548.1, 5698197.5]


def test_rows_of_berlin_have_areas_and_no_points():
    frame = pd.DataFrame({"hnr": ["1"], "hnr_zusatz": [None], "str_name": ["Ackerstraße"], "plz": ["10115"],
                          "ort_name": ["Mitte"], "PLR_NAME": ["Invalidenstraße"], "PLR_ID": ["01100415"]})  # fmt: skip
    row = directory_rows(frame, "EPSG:25833", town="Berlin").iloc[0]
    assert list(row)[:7] == ["Ackerstraße", "1", None, "10115", "Berlin", "Mitte", "01100415"]
    assert math.isnan(row["x"])
    assert math.isnan(row["y"])


def test_rows_of_openstreetmap():
    frame = gpd.GeoDataFrame(
        {"addr:street": ["Am Markt"], "addr:housenumber": ["9"], "addr:postcode": ["10001"], "addr:suburb": ["Nord"]},
        geometry=[shapely.box(500_000, 5_700_000, 500_010, 5_700_020)], crs=CRS,
    )  # fmt: skip
    row = directory_rows(frame, CRS).iloc[0]
    assert (row["x"], row["y"], row["district"]) == (500_005, 5_700_010, "Nord")


def test_a_zone_number_before_the_easting_is_removed():
    points = gpd.GeoDataFrame(
        {"strname": ["A"], "hsnr": ["1"]}, geometry=[shapely.Point(32_362_105, 5_710_920)], crs=4647
    )
    columns = pd.DataFrame({"strname": ["A"], "hsnr": ["1"], "x": ["32362105"], "y": ["5710920"]})
    for frame in (points, columns):
        row = directory_rows(frame, CRS).iloc[0]
        assert row["x"] == pytest.approx(362_105, abs=1e-3)
        assert row["y"] == pytest.approx(5_710_920, abs=1e-3)


def test_degrees_are_no_metres():
    frame = pd.DataFrame({"Straße": ["A"], "Hausnr": ["1"], "Lon": ["9,0"], "Lat": ["51,0"]})
    # 9° east is the middle of zone 32, where x is 500 km by definition
    assert directory_rows(frame, CRS)["x"].tolist() == pytest.approx([500_000], abs=0.001)


def test_rows_need_streets_numbers_and_a_crs():
    with pytest.raises(StudyError) as caught:
        directory_rows(pd.DataFrame({"Name": ["A"]}), CRS)
    assert [(p.code, p.column) for p in caught.value.problems] == [
        ("missing_required", "street"),
        ("missing_required", "house_number"),
    ]
    unplaced = gpd.GeoDataFrame({"Straße": ["A"], "Hausnr": ["1"]}, geometry=[shapely.Point(1, 2)])
    with pytest.raises(NoCrsError):
        directory_rows(unplaced, CRS)
    assert directory_rows(unplaced, CRS, source_crs=CRS)["x"].tolist() == [1.0]


# --- the register ----------------------------------------------------------------------------------------------------


def rows_of(*rows):
    return pd.DataFrame(list(rows), columns=["street", "house_number", "postcode", "district", "x", "y"])


def built(folder, rows, **told):
    path = folder / "register.sqlite"
    info = build_directory(rows, path, crs=CRS, name="Stadt", **told)
    return path, info


def test_a_register_says_what_it_is_and_what_it_left_out(tmp_path):
    rows = rows_of(
        ("Am Markt", "1", "10001", "Nord", 0, 0),
        ("### unbekannt", "2", "10001", "Nord", 0, 0),
        (None, "3", None, None, 0, 0),
    )
    path, info = built(tmp_path, rows, date="2025-12-31", sha256="ab")
    assert (info.addresses, info.streets, info.left_out) == (1, 1, 2)
    with open_directory(path) as register:
        assert register.info == info
        assert (info.name, info.date, info.sha256, info.crs) == ("Stadt", "2025-12-31", "ab", CRS)


def test_a_range_stands_for_its_numbers(tmp_path):
    rows = rows_of(
        ("Am Markt", "9-13", "10001", None, 5, 7),
        ("Am Markt", "2-3", "10001", None, 1, 1),
        ("Am Markt", None, "10001", None, 9, 9),
    )
    path, _ = built(tmp_path, rows)
    with open_directory(path) as register:
        assert [h.number for h in register.houses(0, 1, 99)] == [2, 3, 9, 11, 13]
        assert {(h.x, h.y) for h in register.houses(0, 9, 13)} == {(5, 7)}
        assert register.streets[0].sections[0].addresses == 6  # the row without a number counts for the street


def test_one_name_is_several_streets_where_it_lies_apart(tmp_path):
    # Numbers every 200 m are one street though its postcode changes; 5 km off another begins
    rows = rows_of(
        *(("Hauptstr.", str(n), f"1000{1 + n // 5}", None, 200.0 * n, 0.0) for n in range(1, 9)),
        ("Hauptstraße", "1", "10001", None, 5000.0, 0.0),
    )
    path, info = built(tmp_path, rows)
    assert info.streets == 2
    with open_directory(path) as register:
        assert sorted(len(s.postcodes) for s in register.streets) == [1, 2]


def test_without_points_a_street_goes_on_where_it_shares_a_postcode_or_a_part_of_town(tmp_path):
    rows = rows_of(
        ("Kantstraße", "1", "10001", "Nord", None, None), ("Kantstraße", "9", "10002", "Nord", None, None),
        ("Kantstraße", "20", "10002", "Ost", None, None), ("Kantstraße", "1", "10009", "Süd", None, None),
    )  # fmt: skip
    path, info = built(tmp_path, rows.astype({"x": float, "y": float}))
    assert info.streets == 2
    with open_directory(path) as register:
        assert sorted(map(sorted, (s.postcodes for s in register.streets))) == [["10001", "10002"], ["10009"]]


def test_the_order_of_rows_changes_nothing(tmp_path):
    rng = np.random.default_rng(1)
    rows = rows_of(*((f"Weg {i % 7}", str(i), f"1000{i % 3}", None, *rng.uniform(0, 3000, 2)) for i in range(200)))
    path, _ = built(tmp_path, rows)
    once = path.read_bytes()
    built(tmp_path, rows.sample(frac=1, random_state=2))
    assert path.read_bytes() == once


@pytest.mark.parametrize(
    ("rows", "crs", "code"),
    [
        (rows_of(), CRS, "register_empty"),
        (rows_of(("#", "1", None, None, 0, 0)), CRS, "register_empty"),
        (rows_of(("A", "1", None, None, 0, 0)), "EPSG:4326", "crs_not_metric"),
    ],
)
def test_tables_that_make_no_register(tmp_path, rows, crs, code):
    with pytest.raises(StudyError) as caught:
        build_directory(rows, tmp_path / "register.sqlite", crs=crs, name="Stadt")
    assert caught.value.problems[0].code == code
    assert list(tmp_path.iterdir()) == []


def foreign(path):
    with sqlite3.connect(path) as db:
        db.execute("create table houses (a)")
    db.close()


def older(path):
    with sqlite3.connect(path) as db:
        db.execute("pragma user_version = 0")
    db.close()


def emptied(path):
    with sqlite3.connect(path) as db:
        db.execute("drop table sections")
    db.close()


def cut(path):
    path.write_bytes(path.read_bytes()[:-4096])


def flipped(path):
    data = bytearray(path.read_bytes())
    data[4096:4196] = bytes(100)
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (lambda path: path.unlink(), "no_file"),
        (lambda path: path.write_text("street;number"), "register_foreign"),
        (lambda path: path.write_bytes(b""), "register_foreign"),
        (lambda path: (path.unlink(), foreign(path)), "register_foreign"),
        (older, "register_version"), (emptied, "register_damaged"), (cut, "register_damaged"),
        (flipped, "register_damaged"),
    ],
)  # fmt: skip
def test_files_that_are_no_register(tmp_path, harm, code):
    path, _ = built(tmp_path, rows_of(*((f"Weg {i}", str(i), "10001", None, i, i) for i in range(300))))
    harm(path)
    with pytest.raises(StudyError) as caught:
        open_directory(path)
    assert [(p.code, p.file, p.severity) for p in caught.value.problems] == [(code, path.name, "refused")]


def test_damage_that_shows_late_is_told_all_the_same(tmp_path):
    path, _ = built(tmp_path, rows_of(("A", "1", None, None, 0, 0)))
    with open_directory(path) as register:
        register._db.close()
        with pytest.raises(StudyError) as caught:
            register.houses(0, 1, 1)
    assert caught.value.problems[0].code == "register_damaged"


def test_an_open_register_cannot_be_written_to(tmp_path):
    path, _ = built(tmp_path, rows_of(("A", "1", None, None, 0, 0)))
    with open_directory(path) as register, pytest.raises(sqlite3.OperationalError, match="readonly"):
        register._db.execute("delete from houses")


@pytest.mark.parametrize("point", ["os.fsync", "os.replace", "sqlite3.connect"])
def test_a_killed_build_leaves_the_old_register(tmp_path, point):
    path, _ = built(tmp_path, rows_of(("Altstraße", "1", "10001", None, 0, 0)))
    before = path.read_bytes()
    script = f"""
        import os, sqlite3, sys
        from pathlib import Path
        import pandas as pd
        from sozialraum_geo.reading.addresses.directory import build_directory
        module, name = "{point}".split(".")
        setattr(sys.modules[module], name, lambda *a, **k: os._exit(9))
        rows = pd.DataFrame({{"street": ["Neustraße"] * 9, "house_number": list("123456789")}})
        build_directory(rows, Path(sys.argv[1]), crs="{CRS}", name="neu")
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script), str(path)], cwd=ROOT, timeout=60)
    assert done.returncode == 9
    assert path.read_bytes() == before
    left = [p for p in tmp_path.iterdir() if p != path]
    assert len(left) == (point != "sqlite3.connect")
    # What a killed process left is swept away by a later build, once it is a day old
    for unfinished in left:
        os.utime(unfinished, (time.time() - 100_000,) * 2)
    built(tmp_path, rows_of(("Neustraße", "1", "10001", None, 0, 0)))
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), PermissionError(13, "in use")])
def test_a_register_that_cannot_be_replaced_stays(tmp_path, monkeypatch, error):
    path, _ = built(tmp_path, rows_of(("Altstraße", "1", "10001", None, 0, 0)))
    before = path.read_bytes()

    def fail(*args):
        raise error

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(StudyError) as caught:
        built(tmp_path, rows_of(("Neustraße", "1", "10001", None, 0, 0)))
    assert caught.value.problems[0].code == "register_not_written"
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


# --- real registers --------------------------------------------------------------------------------------------------


@pytest.mark.realdata
@pytest.mark.slow
def test_the_official_points_of_essen(realdata, tmp_path):
    with zipfile.ZipFile(next((realdata / "essen" / "addresses").glob("*.zip"))) as archive:
        archive.extract(next(n for n in archive.namelist() if n.endswith(".geojson")), tmp_path)
    frame = pyogrio.read_dataframe(next(tmp_path.glob("*.geojson")), use_arrow=True)
    rows = directory_rows(frame, CRS, town="Essen")
    # The file states the easting with its zone number in a column of its own
    assert np.allclose(rows["x"], frame["x"].astype(float) - 32_000_000, atol=0.001)
    assert np.allclose(rows["y"], frame["y"].astype(float), atol=0.001)
    path, info = built(tmp_path, rows)
    assert info.addresses + info.left_out == len(frame) == 102_981
    assert info.left_out == frame["strname"].str.startswith("#").sum() == 4
    with open_directory(path) as register:
        assert len(register.by_key) == frame["strname"].nunique() - 1
        assert register.towns == {"essen"}


@pytest.mark.realdata
@pytest.mark.slow
def test_the_whole_register_of_berlin(realdata, tmp_path):
    frame = pd.read_csv(realdata / "berlin" / "addresses" / "adressen_mit_plr.csv.gz", dtype=str)
    path, info = built(tmp_path, directory_rows(frame, "EPSG:25833", town="Berlin"))
    assert (info.addresses, info.left_out) == (401_032, 0)
    with open_directory(path) as register:
        # Nine pairs of names, such as Dessauer Straße and Dessauerstraße, are told apart by where they are
        assert frame["str_name"].nunique() - len(register.by_key) == 6
        assert len(register.by_postcode) == frame["plz"].nunique()
