"""The child that reads strangers' files: same tables, few rights, and its end is never ours."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import time
from dataclasses import replace

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from study_files import AREA_TYPES, FACILITIES, TABLE_TYPES, squares, write_geo, write_table

from sozialraum_geo.errors import StudyError
from sozialraum_geo.german.words.problems import message
from sozialraum_geo.reading.files import sandbox
from sozialraum_geo.reading.files.rawtable import ReadOptions
from sozialraum_geo.reading.files.readers import read_file, sheet_names
from sozialraum_geo.reading.files.sandbox import DRIVERS, Reader, read_in_child, sheet_names_in_child

HELLO = "print('{\"drivers\": []}', flush=True)"
needs_limits = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits of memory and processor time")


def code_of(read, *args):
    with pytest.raises(StudyError) as caught:
        read(*args)
    (problem,) = caught.value.problems
    assert "detail" not in message(problem)
    return problem.code, problem.file


def reader(*statements, seconds=20.0):
    """Return a reader whose child does something else."""
    return Reader(seconds, [sys.executable, "-c", "; ".join((HELLO, *statements))])


@pytest.fixture
def listed(tmp_path):
    return tmp_path / write_table(tmp_path, "orte", "utf8.csv", FACILITIES)


def assert_same(one, other):
    assert list(one.frame.columns) == list(other.frame.columns)
    assert (
        one.frame.astype(object)
        .map(lambda v: (type(v).__name__, str(v)))
        .equals(other.frame.astype(object).map(lambda v: (type(v).__name__, str(v))))
    )
    assert list(one.frame.index) == list(other.frame.index)
    assert (one.sheet, one.empty, one.problems, one.notes) == (other.sheet, other.empty, other.problems, other.notes)
    assert (dict(one.uncut), dict(one.flaws)) == (dict(other.uncut), dict(other.flaws))
    assert (one.geometry is None) == (other.geometry is None)
    if one.geometry is not None:
        assert one.geometry.crs == other.geometry.crs
        assert one.geometry.to_wkb().tolist() == other.geometry.to_wkb().tolist()


@pytest.mark.parametrize("kind", TABLE_TYPES)
def test_every_table_is_the_same_as_here(tmp_path, kind):
    path = tmp_path / write_table(tmp_path, "orte", kind, [*FACILITIES, [""] * 10, ["kurz"]])
    assert_same(read_in_child(path), read_file(path))
    assert sheet_names_in_child(path) == sheet_names(path)


@pytest.mark.parametrize("kind", AREA_TYPES)
def test_every_map_is_the_same_as_here(tmp_path, kind):
    frame = squares().assign(
        zahl=[1, 2, 3], anteil=[0.5, None, 2.0], ja=[True, False, True], tag=pd.to_datetime(["2024-03-04"] * 3)
    )
    frame.loc[1, "Name"] = None
    path = tmp_path / f"Gebiete [2024] & mehr.{kind}"
    write_geo(path, frame if kind in ("gpkg", "fgb", "parquet") else frame.drop(columns="tag"))
    assert_same(read_in_child(path), read_file(path))
    assert sheet_names_in_child(path) == sheet_names(path)


def test_cells_of_every_kind_come_back_as_they_were(tmp_path):
    path = tmp_path / "mappe.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["Name", "Tag", "Zeit", "Wahr", "Zahl"])
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        page.write(1, 0, "a")
        page.write_datetime(1, 1, dt.datetime(2024, 3, 4), day)
        page.write_datetime(1, 2, dt.datetime(2024, 3, 4, 12, 30), book.add_format({"num_format": "dd.mm.yyyy hh:mm"}))
        page.write_boolean(1, 3, True)
        page.write(1, 4, 1.5)
        page.write_row(2, 0, ["b", "kein Tag", "", "nein", "viele"])
    raw = read_in_child(path)
    assert_same(raw, read_file(path))
    assert raw.frame.loc[2, "Tag"] == dt.date(2024, 3, 4)


def test_the_options_reach_the_child(tmp_path):
    path = tmp_path / "liste.csv"
    path.write_bytes("Titel\nName|Straße\nA|Süd\n".encode("cp850"))
    options = ReadOptions(header_row=2, encoding="cp850", separator="|")
    assert read_in_child(path, options).frame["Straße"].tolist() == ["Süd"]
    assert code_of(read_in_child, path, replace(options, max_rows=0))[0] == "too_many_rows"


def test_a_refusal_names_the_file_as_its_user_does(tmp_path):
    path = tmp_path / "Kitas der Stadt.csv"
    path.write_text("Name;Name\nA;B\n")
    assert code_of(read_in_child, path) == ("duplicate_header", "Kitas der Stadt.csv")
    assert code_of(read_in_child, tmp_path / "fehlt.csv") == ("no_file", "fehlt.csv")
    assert sheet_names_in_child(tmp_path / "fehlt.xlsx") == ()


def test_one_child_reads_many_files_and_is_renewed(listed, monkeypatch):
    monkeypatch.setattr(sandbox, "RECYCLED_AFTER", 3)
    one = Reader()
    try:
        children = []
        for _ in range(5):
            one.read(listed, ReadOptions())
            children.append(one.process.pid)
        assert len(set(children[:3])) == 1
        assert len(set(children)) == 2
        one.process.kill()  # someone ends it between two files
        one.process.wait()
        assert one.read(listed, ReadOptions()).rows == 3
    finally:
        one.close()


def test_the_child_has_only_the_drivers_it_needs():
    out = subprocess.run(
        [sys.executable, "-c", "import pyogrio; print(*pyogrio.list_drivers(), sep='|')"],
        env=sandbox._environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert set(out.stdout.strip().split("|")) == DRIVERS


def test_a_child_with_more_drivers_is_not_used(listed):
    one = Reader(
        5, [sys.executable, "-c", 'import time; print(\'{"drivers": ["OGR_VRT"]}\', flush=True); time.sleep(9)']
    )
    with pytest.raises(RuntimeError, match="OGR_VRT"):
        one.read(listed, ReadOptions())
    assert one.process is None


def test_the_child_inherits_no_secrets(monkeypatch):
    for name in ("DATABASE_URL", "http_proxy", "HOME", "GDAL_HTTP_USERPWD"):
        monkeypatch.setenv(name, "geheim")
    assert "geheim" not in sandbox._environment().values()


def test_reading_that_does_not_end_is_ended(listed):
    one = reader("import time", "time.sleep(60)", seconds=0.5)
    start = time.monotonic()
    assert code_of(one.read, listed, ReadOptions()) == ("reader_slow", "orte.csv")
    assert time.monotonic() - start < 10
    assert one.process is None


@pytest.mark.parametrize(
    "ending", ["raise SystemExit(3)", "import os; os.abort()", "input(); print('kein JSON', flush=True)", "input()"]
)
def test_a_child_that_ends_is_told_and_not_more(listed, ending):
    one = reader(*ending.split("; "))
    assert code_of(one.read, listed, ReadOptions()) == ("reader_stopped", "orte.csv")
    assert one.process is None


@needs_limits
def test_time_of_the_processor_is_limited(listed):
    busy = "from sozialraum_geo.reading.files import sandbox as s; input(); s._limit(1)\nwhile True: pass"
    one = Reader(60, [sys.executable, "-c", f"{HELLO}; {busy}"])
    assert code_of(one.read, listed, ReadOptions()) == ("reader_slow", "orte.csv")


@needs_limits
def test_memory_is_limited(tmp_path):
    # 200,000 times one text of 40 kB: 8 GB from a file of a few kilobytes
    long = pa.DictionaryArray.from_arrays(pa.array([0] * 200_000, pa.int32()), pa.array(["x" * 40_000]))
    path = tmp_path / "gross.parquet"
    pq.write_table(pa.table({"Name": long, "Art": long}), path, store_schema=False)
    assert path.stat().st_size < 1_000_000
    code, _ = code_of(read_in_child, path)
    assert code in ("needs_memory", "reader_stopped")
    assert read_in_child(tmp_path / write_table(tmp_path, "orte", "utf8.csv", FACILITIES)).rows == 3


def test_nothing_is_left_behind(listed, tmp_path, monkeypatch):
    home = tmp_path / "temp"
    home.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(home))
    one = Reader()
    try:
        one.read(listed, ReadOptions())
        write_geo(tmp_path / "ebene.zip", squares())
        one.read(tmp_path / "ebene.zip", ReadOptions())
    finally:
        one.close()
    assert list(home.iterdir()) == []


GUARDED = """
import os, sys, socket, subprocess, pickle, tempfile
from sozialraum_geo.reading.files.sandbox import _Guard
guard = _Guard(); guard.folder = {folder!r}; sys.addaudithook(guard)
def tried(what):
    try: what()
    except PermissionError: return "verboten"
    except Exception as error: return type(error).__name__
    return "erlaubt"
print(tried(lambda: open({secret!r})), tried(lambda: open({secret!r}, "w")),
      tried(lambda: os.open({secret!r}, os.O_RDWR)),
      tried(lambda: socket.create_connection(("127.0.0.1", 9))), tried(lambda: subprocess.run(["true"])),
      tried(lambda: pickle.loads(pickle.dumps(os.path.join))), tried(lambda: os.system("true")),
      tried(lambda: open({inside!r}, "w")), tried(lambda: open({inside!r})))
"""


def test_what_the_child_may_not_do(tmp_path):
    (tmp_path / "privat").mkdir()
    (tmp_path / "hier").mkdir()
    secret = tmp_path / "privat" / "geheim.txt"
    secret.write_text("x")
    program = GUARDED.format(folder=str(tmp_path / "hier"), secret=str(secret), inside=str(tmp_path / "hier" / "datei"))
    out = subprocess.run(
        [sys.executable, "-c", program], env=sandbox._environment(), capture_output=True, text=True, check=True
    )
    assert out.stdout.split() == ["verboten"] * 7 + ["erlaubt"] * 2


@pytest.mark.parametrize("about", ["", "{}", "[]", '{"kinds": ["json"], "headers": ["a"]}'])
def test_what_the_child_hands_back_is_checked(tmp_path, about):
    (tmp_path / "table.json").write_text(about)
    table = pa.table({"0": ["{"], "1": [2]})
    with pa.OSFile(str(tmp_path / "table.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    assert code_of(sandbox._unpacked, tmp_path, "orte.csv") == ("reader_stopped", "orte.csv")
    assert json.dumps(about)
