"""The files of `analyse`: columns, bytes, formulas."""

from __future__ import annotations

import io
import json
import zipfile

import geopandas as gpd
import pandas as pd
import pytest
import toy
from python_calamine import CalamineWorkbook

from sozialraum_geo import reports
from sozialraum_geo.analysis import analyse
from sozialraum_geo.errors import Problem

FILES = {
    "facilities.csv",
    "coverage.csv",
    "gaps.csv",
    "supply.csv",
    "need.csv",
    "priorities.csv",
    "activities.csv",
    "partners.csv",
    "results.gpkg",
    "karte.html",
    "karte.png",
    "karte.svg",
    "abgelehnt.xlsx",
    "run.json",
}
EVIL = "=cmd|' /C calc'!A1"


def written(tmp_path, study=None, **options):
    out = tmp_path / "out"
    reports.write_results(analyse(study or toy.study()), out, **options)
    return out


def test_all_files_with_the_columns_promised(tmp_path):
    out = written(tmp_path)
    assert {p.name for p in out.iterdir()} == FILES
    columns = {
        name: pd.read_csv(out / f"{name}.csv").columns.tolist()
        for name in ("facilities", "coverage", "gaps", "priorities", "need")
    }
    assert columns["facilities"] == ["facility_id", "name", "category", "source", "sozialraum_id", "precision"]
    assert columns["coverage"] == [
        "sozialraum_id",
        "standard_id",
        "people",
        "covered_share",
        "uncovered_people",
        "unknown_share",
        "nearest_p50_m",
        "nearest_p90_m",
    ]
    assert columns["gaps"] == [
        "sozialraum_id",
        "standard_id",
        "people",
        "uncovered_people",
        "relative_gap",
        "weighted_people",
    ]
    assert columns["priorities"] == [
        "sozialraum_id",
        "rank",
        "rank_by_people",
        "score",
        "contribution_spielplatz_00_06",
    ]
    assert columns["need"] == ["sozialraum_id", "z_armut", "need_index", "status_class"]


def test_same_input_same_bytes(tmp_path):
    one, two = written(tmp_path / "one"), written(tmp_path / "two")
    for name in sorted(FILES):
        assert (one / name).read_bytes() == (two / name).read_bytes(), name


def test_numbers_are_unrounded(tmp_path):
    table = pd.read_csv(written(tmp_path) / "coverage.csv").set_index("sozialraum_id")
    assert table.loc["A", "covered_share"] == analyse(toy.study()).coverage["covered_share"].iloc[0]


def test_excel_gets_semicolons_commas_and_a_mark(tmp_path):
    data = (written(tmp_path, excel=True) / "coverage.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"A;spielplatz_00_06;40,0;0,25;" in data


def test_ranks_are_whole_numbers_and_unranked_ones_empty(tmp_path):
    study = toy.study(indicators=toy.indicators({"armut": (10, 20, float("nan"))}))
    lines = (written(tmp_path, study) / "priorities.csv").read_text().splitlines()
    assert lines[3] == "C,,,,"  # no index: named, without rank and score
    assert lines[1].startswith("A,2,")


def test_formulas_in_names_stay_text(tmp_path):
    study = toy.study(facilities=toy.facilities({"geometry": toy.at(150, 550), "name": EVIL, "sozialraum_id": "A"}))
    out = written(tmp_path, study)
    assert f"'{EVIL}" in pd.read_csv(out / "facilities.csv")["name"].tolist()
    book = reports.workbook({"Orte": pd.DataFrame({"Name": [EVIL, "http://evil.example"], "Zahl": [-1.5, 2.0]})})
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "<hyperlink" not in sheet
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert rows == [["Name", "Zahl"], [EVIL, -1.5], ["http://evil.example", 2.0]]


def test_numbers_are_no_formulas():
    assert [reports.safe_cell(v) for v in (-1.5, "-1,5", "@x", "Nord")] == [-1.5, "'-1,5", "'@x", "Nord"]


def test_rejected_rows_come_back_with_reason_and_cells():
    problem = Problem("rejected", "no_place", "orte.csv", "", 7, "Sozialraum", "", "")
    rows = CalamineWorkbook.from_filelike(
        io.BytesIO(reports.rejected_workbook([(problem, {"Name": "Kita X"})]))
    ).get_sheet_by_name("orte.csv")
    header, row = rows.to_python()
    assert header == ["Zeile", "Grund", "Was tun", "Name"]
    assert row[0] == 7
    assert row[3] == "Kita X"
    assert "Sozialraum" in row[1]


def test_the_geopackage_opens_with_german_layers(tmp_path):
    out = written(tmp_path)
    layers = set(gpd.list_layers(out / "results.gpkg")["name"])
    assert {"Sozialräume", "Einrichtungen", "Erreichbarkeit spielplatz_00_06"} <= layers
    areas = gpd.read_file(out / "results.gpkg", layer="Sozialräume").set_index("sozialraum_id")
    assert areas.crs.to_epsg() == 25832
    assert areas.loc["A", "erreicht_spielplatz_00_06"] == pytest.approx(0.25)
    assert areas.loc["B", "rank"] == 1


def test_protected_places_are_not_on_any_map(tmp_path):
    study = toy.study(
        facilities=toy.facilities(
            {"geometry": toy.at(150, 550), "name": "Platz", "sozialraum_id": "A"},
            {
                "geometry": toy.at(500, 500),
                "name": "Zuflucht",
                "category": "frauenhaus",
                "sozialraum_id": "A",
                "is_protected": True,
            },
        )
    )
    out = written(tmp_path, study)
    assert "Zuflucht" not in set(gpd.read_file(out / "results.gpkg", layer="Einrichtungen")["name"])
    assert "Zuflucht" not in (out / "karte.html").read_text(encoding="utf-8")
    listed = pd.read_csv(out / "facilities.csv")
    assert listed["name"].tolist() == ["Platz", "(geschützt)"]
    assert listed["sozialraum_id"].tolist() == ["A", "A"]


def test_the_record_of_the_run(tmp_path):
    record = json.loads((written(tmp_path) / "run.json").read_text(encoding="utf-8"))
    assert record["study"]["fingerprint"] == toy.study().fingerprint
    assert record["distances"] == "straight_line"
    assert record["standards"][0]["id"] == "spielplatz_00_06"
    assert record["sources"][0]["sha256"] == "0" * 64


def test_a_failure_leaves_the_old_results(tmp_path, monkeypatch):
    out = written(tmp_path)
    before = {p.name: p.read_bytes() for p in out.iterdir()}
    monkeypatch.setattr(reports, "run_record", lambda results: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        reports.write_results(analyse(toy.study(date="2023-12-31")), out)
    assert {p.name: p.read_bytes() for p in out.iterdir()} == before
