"""Whole studies: every table, every file type, every fault at once, from the command line as well; and real data."""

from __future__ import annotations

import dataclasses
import math
import os
import subprocess
import sys

import geopandas as gpd
import pytest
import shapely
from here import ROOT
from study_files import (
    CRS,
    FACILITIES,
    NORTH,
    TABLE_TYPES,
    census_cell,
    of_code,
    read,
    refused,
    source,
    squares,
    write_geo,
    write_study,
    write_table,
)
from whole_study import table, whole_study

from sozialraum_geo.cli.main import main
from sozialraum_geo.german.words.problems import message
from sozialraum_geo.reading.folder import _NODED, _READ, read_study, rejected_rows
from sozialraum_geo.study import Study


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    folder = whole_study(tmp_path_factory.mktemp("stadt") / "stadt")
    return folder, read(folder)


def test_every_row_of_every_table_is_accounted_for(town):
    _, study = town
    balance = {s.file: (s.rows, s.imported, s.rejected) for s in study.sources}
    assert balance == {
        "sozialraeume.geojson": (3, 3, 0), "bezirk.geojson": (1, 1, 0), "orte.csv": (3, 3, 0), "partner.csv": (3, 3, 0),
        "gremien.csv": (2, 2, 0), "angebote.csv": (4, 3, 1), "menschen.csv": (3, 3, 0), "zahlen.csv": (3, 3, 0),
        "gitter.csv": (1, 1, 0), "strassen.geojson": (2, 2, 0), "grund.geojson": (3, 2, 1), "adressen.csv": (2, 1, 1),
    }  # fmt: skip


def test_places_of_partners_and_activities(town):
    _, study = town
    partners = study.partners.set_index("partner_id")
    # P2 has no place of its own and stands where K2 stands
    assert partners.loc["P2", "geometry"] == shapely.Point(501500, 5700500)
    assert partners["sozialraum_id"].to_dict() == {"P1": "A", "P2": "B", "P3": "C"}
    assert partners["precision"].to_dict() == {"P1": "sozialraum", "P2": "haus", "P3": "sozialraum"}
    assert partners["state"].to_dict() == {"P1": "geklaert", "P2": "in_klaerung", "P3": None}
    assert partners.loc["P1", "since"] == "2020-12-31"
    activities = study.activities.set_index("activity_id")
    assert activities.loc["1", "geometry"] == shapely.Point(500250, 5700500)
    assert activities["sozialraum_id"].to_dict() == {"1": "A", "2": "B", "4": None}
    assert activities.loc["4", "precision"] is None
    assert activities.loc["4", "wirkungsraum"] == "A:0.5;B:0.5"


def test_activities_are_never_about_single_cases(town):
    _, study = town
    assert "3" not in set(study.activities["activity_id"])
    (problem,) = of_code(study, "case_data")
    assert (problem.severity, problem.row) == ("rejected", 4)
    assert "N. N." not in message(problem)
    assert set(study.activities["level"]) == {"fallunspezifisch"}


def test_ages_of_activities(town):
    _, study = town
    ages = study.activities.set_index("activity_id")[["age_from", "age_to"]]
    assert ages.loc["1"].tolist() == [12.0, 18.0]  # 12 bis 17 holds the 17-year-olds
    assert ages.loc["2"].tolist() == [6.0, float("inf")]
    assert ages.loc["4"].isna().all()
    (note,) = of_code(study, "bad_ages")
    assert (note.row, note.column, note.value) == (5, "Alter", "alle")
    assert "ages" not in study.activities


def test_the_other_tables(town):
    _, study = town
    assert study.gremien["kind"].tolist() == ["arbeitskreis", "runder_tisch"]
    assert study.gremien["role"].tolist() == ["koordination", "teilnahme"]
    assert study.gremien["next_date"].tolist() == ["2026-01-31", None]
    assert study.background["kind"].tolist() == ["water", "green"]
    # One crossing cuts two streets into four pieces
    assert study.edges.length.sum() == pytest.approx(3000 + 1000)
    assert len(study.edges) == 4
    assert set(study.edges["name"]) == {"Lange Straße", "Querweg"}
    assert len(study.grid) == 1
    assert study.date == "2025-12-31"


def test_which_lists_are_complete_where(town):
    _, study = town
    assert study.complete_in("kita").tolist() == ["A", "B"]
    assert study.complete_in("jugendtreff").tolist() == ["A", "B"]
    assert study.complete_in("spielplatz") is None


def test_different_years_are_told(town):
    _, study = town
    (note,) = of_code(study, "years_differ")
    assert note.detail == "2024: angebote.csv; 2025: menschen.csv"


def test_rejected_rows_come_back_with_their_cells(town):
    folder, study = town
    back = {(p.file, p.row): cells for p, cells in rejected_rows(folder, study)}
    assert set(back) == {("angebote.csv", 4), ("grund.geojson", 3), ("adressen.csv", 3)}
    assert back["adressen.csv", 3] == {"Straße": "", "Hausnr": "2", "PLZ": "01067"}


def test_rejected_rows_of_two_files_of_one_name_are_not_mixed_up(tmp_path):
    for year, art in (("2023", "Kirta"), ("2024", "Kitta")):
        (tmp_path / year).mkdir()
        table(tmp_path / year, "orte.csv", [["Name", "Art", "Sozialraum"], [year, art, "A"], ["gut", "Kita", "A"]])
    folder = write_study(tmp_path, *(source(f"{year}/orte.csv", "facilities") for year in ("2023", "2024")))
    back = [(p.file, p.value, cells["Name"]) for p, cells in rejected_rows(folder, read(folder))]
    assert back == [("2023/orte.csv", "Kirta", "2023"), ("2024/orte.csv", "Kitta", "2024")]


def test_streets_and_background_are_checked_like_everything_else(tmp_path):
    folder = whole_study(tmp_path / "stadt")
    # 500 km to the west in the same system
    far = gpd.GeoDataFrame({"Name": ["x"]}, geometry=[shapely.LineString([(1, NORTH), (900, NORTH)])], crs=CRS)
    write_geo(folder / "strassen.geojson", far)
    write_geo(folder / "grund.geojson", far.assign(Art="Wasser"))
    assert [(p.file, p.code) for p in refused(folder)] == [
        ("strassen.geojson", "layer_elsewhere"),
        ("grund.geojson", "layer_elsewhere"),
    ]
    write_geo(folder / "strassen.geojson", squares())
    assert ("strassen.geojson", "not_lines_at_all") in [(p.file, p.code) for p in refused(folder)]


def facilities_only(study: Study) -> str:
    """Fingerprint without file names, which differ by type."""
    places = study.facilities.drop(columns="source")
    return dataclasses.replace(study, facilities=places, sources=(), slug="").fingerprint


@pytest.mark.parametrize("kind", TABLE_TYPES)
def test_every_table_type_gives_the_same_study(tmp_path, kind):
    for folder in ("eins", "zwei"):
        (tmp_path / folder).mkdir()
    reference = write_table(tmp_path / "eins", "orte", "utf8.csv", FACILITIES)
    other = write_table(tmp_path / "zwei", "orte", kind, FACILITIES)
    first = read(write_study(tmp_path / "eins", source(reference, "facilities")))
    second = read(write_study(tmp_path / "zwei", source(other, "facilities")))
    assert second.facilities["name"].tolist() == ["Jugendtreff Mitte", "Kita Löwenzahn", "Kita „Am Süßbach“"]
    assert second.facilities["postcode"].tolist() == [None, "01067", "01067"]
    assert facilities_only(first) == facilities_only(second)


def test_the_order_of_rows_and_files_changes_nothing(tmp_path):
    for folder, rows in (("eins", FACILITIES), ("zwei", [FACILITIES[0], *FACILITIES[:0:-1]])):
        (tmp_path / folder).mkdir()
        table(tmp_path / folder, "orte.csv", rows)
        write_study(tmp_path / folder, source("orte.csv", "facilities"))
    one, two = (read(tmp_path / f).facilities.drop(columns="row") for f in ("eins", "zwei"))
    assert one.equals(two)


def test_protected_places_are_marked_whatever_the_list_says(tmp_path):
    rows = [["Name", "Art", "geschützt", "Sozialraum"], ["a", "Frauenhaus", "nein", "A"], ["b", "Tagesmutter", "", "A"],
            ["c", "Kita", "ja", "A"], ["d", "Kita", "", "A"]]  # fmt: skip
    table(tmp_path, "orte.csv", rows)
    study = read(write_study(tmp_path, source("orte.csv", "facilities")))
    assert study.facilities.set_index("name")["is_protected"].to_dict() == {"a": True, "b": True, "c": True, "d": False}


def test_a_facility_nobody_knows_is_told(tmp_path):
    rows = [["Partner-ID", "Partner", "Einrichtungs-ID", "Sozialraum"], ["P1", "x", "K9", ""], ["P2", "y", "", ""]]
    table(tmp_path, "partner.csv", rows)
    study = read(write_study(tmp_path, source("partner.csv", "partners")))
    assert [(p.code, p.severity, p.row) for p in study.problems] == [
        ("no_place", "rejected", 3),
        ("unknown_facility", "note", 2),
    ]
    assert study.partners["sozialraum_id"].tolist() == [None]


def test_keys_of_two_files_do_not_collide(tmp_path):
    rows = [["Einrichtungs-ID", "Name", "Art", "Sozialraum"], ["1", "a", "Kita", "A"], ["2", "b", "Kita", "B"]]
    table(tmp_path, "kitas.csv", rows)
    table(tmp_path, "horte.csv", [*rows[:2], ["3", "c", "Hort", "C"]])
    blocks = [source(f, "facilities") for f in ("kitas.csv", "horte.csv", "horte.csv")]
    study = read(write_study(tmp_path, *blocks))
    assert sorted(study.facilities["facility_id"]) == ["1", "2", "3", "horte:1", "horte:1:2", "horte:3"]


def test_a_place_for_which_a_list_is_complete_must_exist(tmp_path):
    table(tmp_path, "orte.csv", FACILITIES)
    (problem,) = refused(write_study(tmp_path, source("orte.csv", "facilities", 'complete_in = ["A", "Z"]')))
    assert (problem.code, problem.value) == ("unknown_area", "Z")


@pytest.mark.parametrize(
    ("setting", "kita", "jugendtreff"),
    [
        ("complete = true", 3, 3),
        ('complete = ["kita"]', 3, 0),
        ('complete = true\ncomplete_in = ["B"]', 1, 1),
        ("", 0, 0),
    ],
)
def test_complete_lists(tmp_path, setting, kita, jugendtreff):
    table(tmp_path, "orte.csv", FACILITIES)
    study = read(write_study(tmp_path, source("orte.csv", "facilities", setting)))
    found = [study.complete_in(c) for c in ("kita", "jugendtreff")]
    assert [0 if ids is None else len(ids) for ids in found] == [kita, jugendtreff]


def test_several_faults_are_told_at_once(tmp_path):
    (tmp_path / "leer.csv").write_text("")
    table(tmp_path, "falsch.csv", [["A", "B"], ["1", "2"]])
    table(tmp_path, "zahlen.csv", [["Nr", "0-17"], ["A", "1"]])
    blocks = [source("fehlt.csv", "facilities"), source("leer.csv", "partners"), source("falsch.csv", "gremien"),
              source("zahlen.csv", "population")]  # fmt: skip
    assert [(p.file, p.code) for p in refused(write_study(tmp_path, *blocks))] == [
        ("fehlt.csv", "no_file"), ("leer.csv", "empty_file"), ("falsch.csv", "missing_required"),
        ("zahlen.csv", "bands_unclear"),
    ]  # fmt: skip


def test_faults_of_other_files_are_told_even_without_areas(tmp_path):
    (tmp_path / "leer.csv").write_text("")
    folder = write_study(tmp_path, source("leer.csv", "facilities"), areas=source("weg.shp", "sozialraeume"))
    assert [(p.file, p.code) for p in refused(folder)] == [("weg.shp", "no_file"), ("leer.csv", "empty_file")]


def test_the_command_line_reads_a_study(tmp_path):
    folder = whole_study(tmp_path / "stadt")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "sozialraum_geo", "check", "."],
        cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = "angebote.csv (Angebote und Aktivitäten): 4 Zeilen, davon 3 übernommen, 1 abgelehnt und 0 leer"
    assert told in done.stdout
    assert str(tmp_path) not in done.stdout + done.stderr
    assert not (folder / "built").exists()


def test_the_command_line_refuses_without_a_traceback(tmp_path, capsys):
    table(tmp_path, "orte.csv", [["A", "B"], ["1", "2"]])
    folder = write_study(tmp_path, source("orte.csv", "facilities"), source("weg.csv", "partners"))
    assert main(["check", str(folder)]) == 1
    told = capsys.readouterr()
    assert str(tmp_path) not in told.out + told.err
    for part in ("orte.csv", "Es fehlt eine Spalte", "weg.csv", "Abgelehnt: 3 Gründe"):
        assert part in told.err


def test_the_command_line_explains_its_use(tmp_path, capsys):
    assert main(["pruefe", str(tmp_path)]) == 2
    assert main(["check"]) == 2
    assert main(["check", str(tmp_path / "nichts")]) == 1
    assert "study.toml" in capsys.readouterr().err


JUNK = {
    "study.toml": b"\x00\xff\xfe",
    "orte.csv": b"\x00\x01\x02",
    "orte.xlsx": b"PK\x03\x04\x00\x00",
    "orte.geojson": b'{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": "Point"}}]}',
    "orte.gpkg": b"SQLite format 3\x00" + bytes(4000),
    "orte.parquet": b"PAR1" + bytes(100) + b"PAR1",
    "orte.fgb": b"fgb\x03fgb\x01" + b"\xff" * 100,
    "orte.zip": b"PK\x05\x06" + bytes(18),
    "orte.ods": b"PK\x03\x04" + bytes(100),
}


@pytest.mark.parametrize("name", sorted(JUNK))
def test_junk_is_refused_never_a_crash(tmp_path, name):
    if name != "study.toml":
        write_study(tmp_path, source(name, "facilities"))
    (tmp_path / name).write_bytes(JUNK[name])
    assert {p.severity for p in refused(tmp_path)} == {"refused"}


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("example", "rows"),
    [
        ("flensburg", {"flensburg_stadtteile.geojson": 13, "kitas_in_flensburg.geojson": 70,
                       "spielplaetze_flensburg.geojson": 76, "schulen_flensburg.csv": 30, "zensus2022_100m.csv": 1431}),
        ("berlin", {"lor_planungsraeume_2021.shp": 542, "lor_bezirksregionen_2021.shp": 143,
                    "kindertagesstaetten.geojson": 2880, "jugendfreizeiteinrichtungen.geojson": 407,
                    "schulen.geojson": 902, "einwohnerbestand_2022-06_plr.csv": 542,
                    "mss_2021_index_indikatoren.csv": 542, "zensus2022_100m.csv": 32343}),
    ],
)  # fmt: skip
def test_the_examples_are_read_whole(realdata, example, rows):
    study = read(ROOT / "examples" / example)
    counted = {s.file: s.rows for s in study.sources}
    assert {name: counted[name] for name in rows} == rows
    assert [p for p in study.problems if p.severity == "rejected"] == []
    if example == "flensburg":
        # 69 of 70 Kitas lie in the Stadtteil that the list states (SOURCES.md)
        (other,) = of_code(study, "other_area")
        assert (other.value, other.detail) == ("Westliche Höhe", "Altstadt")
    else:
        # 536 valid, 5 with fewer than 300 residents, 1 outlier
        valid = study.indicators.groupby("sozialraum_id")["is_valid"].first()
        assert valid.sum() == 536


@pytest.mark.realdata
def test_gauss_krueger_without_a_label_lands_in_muenster(realdata, tmp_path):
    folder = muenster(
        realdata, tmp_path, "Schulen.csv", 'set = { category = "schule_sonstige" }', 'columns = { name = "NAME" }'
    )
    study = read(folder)
    assert [p.value for p in of_code(study, "crs_guessed")] == ["EPSG:31467"]
    assert study.sources[1].rows == 100
    placed = study.facilities["sozialraum_id"].notna().sum()
    assert placed == study.sources[1].imported >= 99


@pytest.mark.realdata
def test_shifted_rows_of_muenster_are_rejected(realdata, tmp_path):
    folder = muenster(realdata, tmp_path, "sportstaetten.geojson", 'set = { category = "sport" }')
    study = read(folder)
    raw = gpd.read_file(realdata / "muenster" / "facilities" / "sportstaetten.geojson")
    shifted = [i for i, point in enumerate(raw.geometry, start=1) if point.x < 0]  # lon −24.8
    assert len(shifted) > 0
    assert [p.row for p in of_code(study, "outside_germany")] == shifted
    nameless = (raw["Objekt"].fillna("").str.strip() == "").sum()
    assert study.sources[1].imported == 209 - len(shifted) - nameless


@pytest.mark.realdata
def test_lines_for_areas_are_refused(realdata, tmp_path):
    file = realdata / "muenster" / "boundaries" / "33 KommunalwahlbezirkeGK3.shp"
    mapping = 'columns = { sozialraum_id = "BEZIRKNR", name = "BEZIRKNAME" }'
    (problem,) = refused(write_study(tmp_path, areas=source(file, "sozialraeume", mapping)))
    assert (problem.code, problem.value) == ("not_polygons", "LineString")


def muenster(realdata, folder, file, *settings):
    areas = source(
        realdata / "muenster" / "boundaries" / "stadtteile-statistische-bezirke-muenster.geojson", "sozialraeume",
        'columns = { sozialraum_id = "NR_STATIST", name = "NAME_STATI" }',
    )  # fmt: skip
    return write_study(
        folder, source(realdata / "muenster" / "facilities" / file, "facilities", *settings), areas=areas
    )


def test_who_names_a_facility_stands_there_even_with_a_sozialraum(tmp_path):
    table(tmp_path, "orte.csv", [
        ["Einrichtungs-ID", "Name", "Art", "Rechtswert", "Hochwert"], ["J1", "Treff", "Jugendtreff", 500500, 5700500],
    ])  # fmt: skip
    table(tmp_path, "angebote.csv", [
        ["Angebot", "Ansatzpunkt", "Einrichtungs-ID", "Sozialraum"],
        ["Disko", "4", "J1", "A"],
        ["Kino", "4", "J1", "B"],
    ])  # fmt: skip
    study = read(write_study(tmp_path, source("orte.csv", "facilities"), source("angebote.csv", "activities")))
    assert study.activities.geometry.x.tolist() == [500500, 500500]
    assert study.activities["sozialraum_id"].tolist() == ["A", "A"]
    assert study.activities["precision"].tolist() == ["haus", "haus"]
    (note,) = of_code(study, "other_area")
    assert (note.file, note.row, note.value, note.detail) == ("angebote.csv", 3, "B", "A")


def test_the_same_indicator_of_two_files_is_refused(tmp_path):
    for name in ("a.csv", "b.csv"):
        table(tmp_path, name, [["Sozialraum", "Quote"], ["A", "3"], ["B", "4"]])
    block = 'indicator = [{ id = "armut", column = "Quote" }]'
    folder = write_study(tmp_path, source("a.csv", "indicators", block), source("b.csv", "indicators", block))
    (problem,) = refused(folder)
    assert (problem.code, problem.file, problem.detail) == ("indicator_twice", "a.csv, b.csv", "armut")


def test_census_topics_of_several_files_meet_in_their_cells(tmp_path):
    x, y = census_cell()
    table(tmp_path, "kinder.csv", [["x_mp_100m", "y_mp_100m", "unter10"], [x, y, 7]])
    table(tmp_path, "alle.csv", [["x_mp_100m", "y_mp_100m", "Einwohner"], [x, y, 50], [x + 100, y, 20]])
    study = read(write_study(tmp_path, source("kinder.csv", "grid"), source("alle.csv", "grid")))
    grid = study.grid.set_index("x")
    assert len(grid) == 2
    assert grid.loc[x, ["unter10", "Einwohner"]].tolist() == [7.0, 50.0]
    assert math.isnan(grid.loc[x + 100, "unter10"])


def test_layers_that_were_read_before_are_those_of_the_files_now(tmp_path):
    folder = whole_study(tmp_path / "studie")
    first = read_study(folder, use_built=False)
    again = read_study(folder, use_built=False)
    assert again.fingerprint == first.fingerprint
    assert (again.problems, again.sources) == (first.problems, first.sources)
    # the same place, another street and other people: nothing of before is left
    moved = squares()
    moved.geometry = moved.geometry.translate(yoff=100)
    write_geo(folder / "sozialraeume.geojson", moved)
    fresh = read_study(folder, use_built=False)
    assert fresh.fingerprint != first.fingerprint
    _READ.clear()
    _NODED.clear()
    assert read_study(folder, use_built=False).fingerprint == fresh.fingerprint
