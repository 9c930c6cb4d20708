"""Files of every type give the same cells; files that are not what they say are refused before a library opens them."""

import gzip
import io
import json
import zipfile

import pandas as pd
import pyogrio
import pytest
import xlsxwriter
from study_files import (
    AREA_TYPES,
    FACILITIES,
    TABLE_TYPES,
    csv_text,
    geojson,
    squares,
    write_geo,
    write_table,
    write_xlsx,
)

from sozialraum_geo.errors import StudyError
from sozialraum_geo.german.words.problems import message
from sozialraum_geo.reading.cells.cleaning import text_of
from sozialraum_geo.reading.files import rawtable
from sozialraum_geo.reading.files.rawtable import ReadOptions
from sozialraum_geo.reading.files.readers import READERS, read_file, sha256_of
from sozialraum_geo.reading.files.text import decode


def refused(path, **options):
    with pytest.raises(StudyError) as caught:
        read_file(path, ReadOptions(**options))
    (problem,) = caught.value.problems
    assert problem.severity == "refused"
    assert problem.file == path.name
    assert str(path.parent) not in message(problem)
    return problem


def text_file(folder, text, name="liste.csv"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


# --- tables ---


@pytest.mark.parametrize("kind", TABLE_TYPES)
def test_every_table_type_gives_the_same_cells(tmp_path, kind):
    raw = read_file(tmp_path / write_table(tmp_path, "orte", kind, FACILITIES))
    assert list(raw.frame.columns) == FACILITIES[0]
    assert list(raw.frame.index) == [2, 3, 4]  # the header is row 1, as in Excel
    assert raw.frame.map(text_of).to_numpy().tolist() == [[str(c) for c in row] for row in FACILITIES[1:]]
    assert (raw.rows, raw.empty, raw.problems, raw.geometry) == (3, 0, (), None)


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_separators_are_guessed(tmp_path, separator):
    raw = read_file(text_file(tmp_path, csv_text([["Name", "Wert"], ["Ä", "1.5"], ["B", "2.5"]], separator)))
    assert raw.frame.to_numpy().tolist() == [["Ä", "1.5"], ["B", "2.5"]]


def test_decimal_commas_do_not_win_over_semicolons(tmp_path):
    raw = read_file(text_file(tmp_path, "Name;a;b\nx;1,5;2,5\ny;3,5,;4,5\n"))
    assert list(raw.frame.columns) == ["Name", "a", "b"]


def test_one_column_alone_is_a_table(tmp_path):
    assert read_file(text_file(tmp_path, "Name\nA\nB\n")).frame["Name"].tolist() == ["A", "B"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_umlauts_survive_every_encoding(encoding):
    assert decode("Straße;Größe €".encode(encoding)) == "Straße;Größe €"


def test_a_wrong_encoding_is_named(tmp_path):
    path = text_file(tmp_path, "Name;Straße\nA;Süd\n".encode("cp1252"))
    assert refused(path, encoding="utf-8").value == "utf-8"
    assert refused(path, encoding="klingonisch").code == "bad_encoding"
    # 0x81 is nothing in cp1252 and breaks UTF-8
    assert refused(text_file(tmp_path, b"Name;x\nA;\x81\n")).code == "bad_encoding"


def test_rows_of_the_wrong_length_stay_out_and_can_be_given_back(tmp_path):
    raw = read_file(text_file(tmp_path, "a;b;c\n1;2;3\n4;5\n6;7;8;9\n1;2;3;;\n;;\n\n"))
    assert list(raw.frame.index) == [2, 5]  # empty cells beyond the header do no harm
    assert [(p.row, p.code, p.severity, p.value, p.detail) for p in raw.problems] == [
        (3, "row_length", "rejected", "2", "3"),
        (4, "row_length", "rejected", "4", "3"),
    ]
    assert raw.cells(3) == {"a": "4", "b": "5"}
    assert raw.cells(4) == {"a": "6", "b": "7", "c": "8", "Spalte 4": "9"}
    assert raw.cells(2) == {"a": "1", "b": "2", "c": "3"}
    assert raw.cells(99) == raw.cells(None) == {}
    # 2 good + 2 of the wrong length + 2 empty
    assert (raw.rows, raw.empty) == (6, 2)


def test_if_no_row_fits_the_header_the_file_is_refused_for_that(tmp_path):
    assert refused(text_file(tmp_path, "a;b\n1;2;3\n4;5;6\n")).code == "row_length"


def test_a_title_above_the_header_is_skipped(tmp_path):
    path = text_file(tmp_path, "Kitas der Stadt;;\nStand 2024;;\n\nName;Art;PLZ\nA;Kita;01067\nB;Kita;01069\n")
    raw = read_file(path)
    assert list(raw.frame.columns) == ["Name", "Art", "PLZ"]
    assert list(raw.frame.index) == [5, 6]
    assert list(read_file(path, ReadOptions(header_row=5)).frame.columns) == ["A", "Kita", "01067"]
    assert refused(path, header_row=9).code == "no_header"


def test_a_line_break_in_a_cell_is_one_row(tmp_path):
    raw = read_file(text_file(tmp_path, 'Name;Art\n"A\nB";Kita\nC;Kita\n'))
    assert list(raw.frame.index) == [2, 3]
    assert text_of(raw.frame.loc[2, "Name"]) == "A B"


@pytest.mark.parametrize("text", ['a;b\n1;2\n"3;4\n5;6\n', 'a;b\n1;2\n"3"x;4\n'])
def test_an_unclosed_quote_is_told_with_its_row(tmp_path, text):
    problem = refused(text_file(tmp_path, text))
    assert (problem.code, problem.row) == ("bad_csv", 3)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty_file"), ("  \n \r\n", "empty_file"), ("Name;Art\n", "only_header"),
        ("Name;Art\n;\n", "only_header"),
        ("Name;Name\nA;B\n", "duplicate_header"), ("Name;Art\nA\x00;B\n", "nul_byte"),
        ("Name;Art\n" + "x" * 200_000 + ";B\n", "huge_cell"),
        (f"{';'.join(map(str, range(600)))}\n{';'.join('1' * 600)}\n", "too_many_columns"),
        ("<html><table><tr><td>Name", "wrong_content"), ('{"type": "FeatureCollection"}', "wrong_content"),
    ],
)  # fmt: skip
def test_tables_that_cannot_be_used(tmp_path, text, code):
    assert refused(text_file(tmp_path, text)).code == code


def test_limits_hold_while_reading(tmp_path, monkeypatch):
    path = text_file(tmp_path, "a;b\n" + "1;2\n" * 60)
    assert refused(path, max_rows=20).code == "too_many_rows"
    assert read_file(path, ReadOptions(max_rows=60)).rows == 60
    monkeypatch.setattr(rawtable, "MAX_BYTES", 100)
    assert refused(path).code == "too_large"


def test_a_packed_table_larger_than_allowed_is_refused_not_cut(tmp_path, monkeypatch):
    monkeypatch.setattr(rawtable, "MAX_BYTES", 1000)
    path = text_file(tmp_path, gzip.compress(b"a;b\n" + b"1;2\n" * 5000), "liste.csv.gz")
    assert path.stat().st_size < 1000
    assert refused(path).code == "too_large"


# --- workbooks ---


def test_sheets_are_asked_for(tmp_path):
    path = tmp_path / "mappe.xlsx"
    write_xlsx(path, {"Info": [["Nur Text"]], "Daten ": [["Name", "Art"], ["A", "Kita"]], "Leer": []})
    problem = refused(path)
    assert (problem.code, problem.detail) == ("which_sheet", "Info, Daten ")
    assert refused(path, sheet="Fehlt").code == "no_sheet"
    assert read_file(path, ReadOptions(sheet="Daten")).frame["Name"].tolist() == ["A"]


def test_row_numbers_are_those_of_the_sheet(tmp_path):
    path = tmp_path / "mappe.xlsx"
    write_xlsx(path, {"T": [[], ["", "Liste"], [], ["", "Name", "Art"], ["", "A", "Kita"], [], ["", "B", "Kita"]]})
    raw = read_file(path)
    assert list(raw.frame.index) == [5, 7]
    assert (raw.empty, raw.rows, raw.sheet) == (1, 3, "T")


def test_a_workbook_with_one_cell_far_away_is_refused_at_once(tmp_path):
    for cell, code in (("XFD5", "too_many_columns"), ("B1048576", "too_many_rows")):
        path = tmp_path / f"{cell}.xlsx"
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ["Name", "Art"])
            sheet.write(cell, 1)
        assert refused(path).code == code


def test_formats_far_away_do_no_harm(tmp_path):
    path = tmp_path / "mappe.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Name", "Art"])
        sheet.write_row(1, 0, ["A", "Kita"])
        sheet.write_blank("XFD5", None, book.add_format({"bold": True}))
    assert read_file(path).frame["Name"].tolist() == ["A"]


def test_a_zip_bomb_is_refused_unopened(tmp_path, monkeypatch):
    monkeypatch.setattr(rawtable, "MAX_UNPACKED", 1_000_000)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 2_000_000)
    for name in ("mappe.xlsx", "mappe.ods", "ebene.zip"):
        assert refused(text_file(tmp_path, packed.getvalue(), name)).code == "too_large"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("liste.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "locked_or_old"),
        ("liste.xlsx", b"<html><table></table></html>", "wrong_content"),
        ("liste.xlsx", b"PK\x03\x04 not a zip at all", "unreadable"),
        ("liste.csv", b"PK\x03\x04 a workbook", "wrong_content"),
        ("ebene.gpkg", b"SQLite format 3\x00", "unreadable"),
        ("ebene.fgb", b"fgb\x03fgb\x00", "unreadable"),
        ("ebene.parquet", b"PAR1 and nothing more", "unreadable"),
        ("ebene.geojson", b'{"type": "FeatureCollection", "features": [', "unreadable"),
        ("ebene.geojson", b"[1, 2]", "wrong_content"),
        ("ebene.json", b'{"kitas": []}', "wrong_content"),
        ("ebene.geojson", b"\xef\xbb\xbf", "empty_file"),
        ("programm.exe", b"MZ", "unknown_type"),
        ("ohne", b"x", "unknown_type"),
        ("daten.pickle", b"\x80\x04", "unknown_type"),
    ],
)  # fmt: skip
def test_files_that_are_not_what_they_say(tmp_path, name, content, code):
    assert refused(text_file(tmp_path, content, name)).code == code


def test_a_missing_file_and_a_folder_are_no_files(tmp_path):
    (tmp_path / "ordner.csv").mkdir()
    assert refused(tmp_path / "fehlt.csv").code == "no_file"
    assert refused(tmp_path / "ordner.csv").code == "no_file"


# --- maps ---


@pytest.mark.parametrize("kind", AREA_TYPES)
def test_every_map_type_gives_the_same_features(tmp_path, kind):
    raw = read_file(write_geo(tmp_path / f"ebene.{kind}", squares()))
    assert sorted(raw.frame["Nummer"]) == ["A", "B", "C"]
    assert list(raw.frame.index) == [1, 2, 3]
    assert raw.geometry.crs == "EPSG:25832"
    assert raw.geometry.area.tolist() == pytest.approx([1e6] * 3)
    assert (raw.rows, raw.empty) == (3, 0)


def test_geojson_says_its_crs_or_is_in_degrees(tmp_path):
    with_member = text_file(tmp_path, geojson(squares()), "a.geojson")
    without = text_file(tmp_path, geojson(squares(), crs_member=False), "b.geojson")
    assert read_file(with_member).geometry.crs == "EPSG:25832"
    assert read_file(without).geometry.crs == "EPSG:4326"


def test_features_without_geometry_keep_their_row(tmp_path):
    frame = squares()
    frame.loc[1, "geometry"] = None
    raw = read_file(text_file(tmp_path, geojson(frame), "a.geojson"))
    assert raw.geometry.isna().tolist() == [False, True, False]


VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="geheim"><SrcDataSource>{}</SrcDataSource><SrcLayer>geheim</SrcLayer>'
    "</OGRVRTLayer></OGRVRTDataSource>"
)


@pytest.mark.parametrize("name", ["a.geojson", "a.gpkg", "a.fgb", "a.shp", "a.zip", "a.xlsx", "a.parquet", "a.csv"])
def test_a_file_that_points_at_other_files_is_never_opened(tmp_path, name):
    secret = text_file(tmp_path, "a,b\n1,2\n", "geheim.csv")
    for part in ("a.shx", "a.dbf"):
        text_file(tmp_path, "x", part)
    assert refused(text_file(tmp_path, VRT.format(secret), name)).code == "wrong_content"


def test_nor_is_one_inside_an_archive(tmp_path):
    secret = text_file(tmp_path, "a,b\n1,2\n", "geheim.csv")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("v.shp", VRT.format(secret))
        archive.writestr("v.shx", "x")
        archive.writestr("v.dbf", "x")
    assert refused(tmp_path / "a.zip").code == "wrong_content"


def test_nor_is_a_json_pipeline(tmp_path):
    secret = text_file(tmp_path, "a,b\n1,2\n", "geheim.csv")
    pipeline = {
        "type": "gdal_streamed_alg",
        "command_line": f"gdal vector pipeline ! read {secret}",
        "note": {"type": "FeatureCollection"},
    }
    assert refused(text_file(tmp_path, json.dumps(pipeline), "a.geojson")).code == "wrong_content"


@pytest.mark.parametrize("part", [".shx", ".dbf"])
def test_a_shapefile_needs_all_its_files(tmp_path, part):
    write_geo(tmp_path / "ebene.shp", squares())
    (tmp_path / f"ebene{part}").unlink()
    problem = refused(tmp_path / "ebene.shp")
    assert (problem.code, problem.value) == ("shapefile_part", part)


def test_a_shapefile_may_be_named_oddly(tmp_path):
    write_geo(tmp_path / "ebene.shp", squares())
    for path in list(tmp_path.iterdir()):
        path.rename(tmp_path / f"Gebiete [2024] *{path.suffix.upper()}")
    assert read_file(tmp_path / "Gebiete [2024] *.SHP").rows == 3


def zipped(folder, names, target="a.zip"):
    """Pack the parts of a shapefile under other names: {suffix: name}."""
    write_geo(folder / "ebene.shp", squares())
    with zipfile.ZipFile(folder / target, "w") as archive:
        for suffix, inside in names:
            archive.writestr(zipfile.ZipInfo(inside), (folder / f"ebene{suffix}").read_bytes())
    return folder / target


WHOLE = ((".shp", "x.shp"), (".shx", "x.shx"), (".dbf", "x.dbf"), (".prj", "x.prj"))


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (WHOLE[:1], "shapefile_part"), (WHOLE[1:], "no_shapefile"),
        ((*WHOLE, (".shp", "y.shp"), (".shx", "y.shx"), (".dbf", "y.dbf")), "which_shapefile"),
        ((*WHOLE, (".prj", "../boese.prj")), "zip_path"), ((*WHOLE, (".prj", "/etc/boese.prj")), "zip_path"),
        ((*WHOLE, (".prj", "C:boese.prj")), "zip_path"),
    ],
)  # fmt: skip
def test_archives_that_cannot_be_used(tmp_path, names, code):
    assert refused(zipped(tmp_path, names)).code == code


def test_one_of_several_shapefiles_can_be_named(tmp_path):
    path = zipped(tmp_path, (*WHOLE, (".shp", "Süd/y.shp"), (".shx", "Süd/y.shx"), (".dbf", "Süd/y.dbf")))
    raw = read_file(path, ReadOptions(sheet="y"))
    assert (raw.rows, raw.sheet, raw.geometry.crs) == (3, "y", None)  # y has no .prj


def test_layers_are_asked_for_but_not_the_styles_of_a_program(tmp_path):
    path = tmp_path / "ebene.gpkg"
    squares().to_file(path, layer="gebiete")
    pyogrio.write_dataframe(pd.DataFrame({"style": ["x"]}), path, layer="layer_styles")
    assert read_file(path).rows == 3
    squares().to_file(path, layer="mehr")
    problem = refused(path)
    assert (problem.code, problem.detail) == ("which_sheet", "gebiete, mehr")
    assert read_file(path, ReadOptions(sheet="mehr")).sheet == "mehr"
    assert refused(path, sheet="fehlt").code == "no_sheet"


def test_a_layer_without_features_has_no_data(tmp_path):
    path = tmp_path / "ebene.gpkg"
    squares().iloc[:0].to_file(path)
    assert refused(path).code == "only_header"


def test_plain_parquet_is_a_table(tmp_path):
    pd.DataFrame({"Name": ["A"], "Wert": [1.5]}).to_parquet(tmp_path / "a.parquet")
    raw = read_file(tmp_path / "a.parquet")
    assert raw.geometry is None
    assert raw.frame.loc[1].tolist() == ["A", 1.5]


def test_the_hash_of_a_shapefile_covers_all_its_files(tmp_path):
    path = write_geo(tmp_path / "ebene.shp", squares())
    before = sha256_of(path)
    assert sha256_of(path) == before
    (tmp_path / "ebene.prj").write_text("anders")
    assert sha256_of(path) != before


def test_every_reader_has_a_case_here(tmp_path):
    tried = {f".{kind.split('.')[-1]}" for kind in (*TABLE_TYPES, *AREA_TYPES)} | {".csv.gz"}
    tried |= {".osm", ".osm.gz", ".pbf"}  # in test_osm
    alike = {".txt": ".csv", ".xlsm": ".xlsx", ".json": ".geojson", ".geoparquet": ".parquet"}
    assert {alike.get(suffix, suffix) for suffix in READERS} <= tried
    for suffix, other in alike.items():
        assert READERS[suffix] == READERS[other]


def test_a_truncated_shapefile_is_unreadable_not_a_crash(tmp_path):
    path = write_geo(tmp_path / "ebene.shp", squares())
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(StudyError):
        read_file(path)
