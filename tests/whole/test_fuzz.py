"""Damaged files of every type, and tables nobody would write: a refusal in German or a table, never anything else."""

from __future__ import annotations

import random
from pathlib import Path

import bad_files
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from study_files import FACILITIES, geojson, write_geo, write_table

from sozialraum_geo.errors import StudyError
from sozialraum_geo.german.words.problems import message
from sozialraum_geo.reading import rows
from sozialraum_geo.reading.description import read_source
from sozialraum_geo.reading.files.rawtable import RawTable, ReadOptions
from sozialraum_geo.reading.files.readers import read_file
from sozialraum_geo.reading.files.sandbox import Reader
from sozialraum_geo.reading.folder import finisher

FLIPS = 200
TABLES = {"csv": "cp1252.csv", "tsv": "tab.tsv", "csv.gz": "csv.gz", "xlsx": "xlsx", "xlsm": "xlsx", "ods": "ods"}
MAPS = ("geojson", "gpkg", "fgb", "shp", "zip", "parquet")


@pytest.fixture(scope="module")
def child():
    made = Reader(seconds=30)
    yield made
    made.close()


def good_file(folder: Path, kind: str) -> Path:
    if kind in TABLES:
        made = folder / write_table(folder, "gut", TABLES[kind], FACILITIES)
        return made.rename(folder / f"gut.{kind}") if not made.name.endswith(kind) else made
    return write_geo(folder / f"gut.{kind}", bad_files.AREAS)


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return the bytes with some of them flipped, cut off, doubled or moved."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8, 40))):
        changed[chance.randrange(len(changed))] ^= chance.choice((1, 2, 4, 8, 16, 32, 64, 128, 255))
    match chance.randrange(8):
        case 0:
            del changed[chance.randrange(len(changed)) :]
        case 1:
            at = chance.randrange(len(changed))
            changed[at:at] = changed[at : at + chance.randrange(1, 64)]
        case 2:
            at = chance.randrange(len(changed))
            del changed[at : at + chance.randrange(1, 64)]
    return bytes(changed)


def used(raw: RawTable, file: Path, table: str) -> None:
    """Take a table on as an import would, and account for every row."""
    source = read_source({"file": file.name, "table": table}, file.parent)
    intake = rows.take_in(source, raw)
    finisher(table, bad_files.AREAS.rename(columns={"Nummer": "sozialraum_id", "Name": "name"}), 2000.0)(intake)
    assert len(intake.frame) + intake.rejected + raw.empty + intake.excluded == raw.rows
    for problem in intake.problems:
        assert message(problem)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [*TABLES, *MAPS])
def test_damaged_files_are_refused_or_read(tmp_path, child, kind):
    good = good_file(tmp_path, kind)
    assert child.read(good, ReadOptions()).rows == 3
    data = good.read_bytes()
    chance = random.Random(f"Sozialraum {kind}")
    outcomes: dict[str, int] = {}
    for _ in range(FLIPS):
        good.write_bytes(damaged(data, chance))
        try:
            raw = child.read(good, ReadOptions(max_rows=1000))
            if outcomes.get("read", 0) % 4 == 0:
                used(raw, good, "facilities")
            outcomes["read"] = outcomes.get("read", 0) + 1
        except StudyError as error:
            for problem in error.problems:
                assert str(tmp_path) not in message(problem)
                outcomes[problem.code] = outcomes.get(problem.code, 0) + 1
    # Some flips damage what no table needs, and some all of it
    assert len(outcomes) >= 2, outcomes
    assert "reader_slow" not in outcomes


CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["Kita", "Hort", "ja", "–", "1.234", "50,1", "9999", "#NV", "=1+1", "Gesamt", "31.02.2024", "51°27'N",
                     "StraÃŸe", "500250", "5700500", "inf", "-1", "01", "Altdorf", "\u202e", "\x0b", '"', ";", "\r", "* x"]),
    st.floats(allow_nan=True).map(str),
)  # fmt: skip
HEADERS = st.sampled_from([*FACILITIES[0], "Art", "Name", "Lat", "Lon", "x", "y", "Alter", "Beginn", "", "2024", "7,5"])


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    header=st.lists(HEADERS, min_size=1, max_size=8, unique=True),
    lines=st.lists(st.lists(CELLS, max_size=9), max_size=12),
    separator=st.sampled_from(";,\t|"),
    encoding=st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]),
)
def test_any_table_is_read_or_refused(tmp_path, header, lines, separator, encoding):
    path = tmp_path / "liste.csv"
    text = "\n".join(separator.join(cells) for cells in [header, *lines])
    path.write_bytes(text.encode(encoding, "surrogatepass"))
    read_and_use(path)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda t: t.encode("utf-8", "replace"))))
def test_any_bytes_are_read_or_refused(tmp_path, data):
    path = tmp_path / "liste.csv"
    path.write_bytes(data)
    read_and_use(path)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.text(max_size=20), min_size=3, max_size=3), old=st.sampled_from(["500000", "Polygon", "[[", "EPSG", "01"]),
       new=st.sampled_from(["NaN", "1e400", "null", "[]", "-1", "Point", "{}", '"', "[[[", "🙂"]))  # fmt: skip
def test_any_geojson_is_read_or_refused(tmp_path, names, old, new):
    path = tmp_path / "ebene.geojson"
    path.write_text(
        geojson(bad_files.AREAS.assign(Name=names)).replace(old, new, 2), encoding="utf-8", errors="replace"
    )
    read_and_use(path)


def said(error: StudyError) -> None:
    assert error.problems
    assert all(message(p) for p in error.problems)


def read_and_use(path: Path) -> None:
    try:
        raw = read_file(path, ReadOptions(max_rows=1000))
        for table in ("facilities", "population", "gremien"):
            try:
                used(raw, path, table)
            except StudyError as error:
                said(error)
    except StudyError as error:
        said(error)
