"""The files of `analyse`: columns, bytes, formulas."""

from __future__ import annotations

import io
import json
import math
import re
import sqlite3
import zipfile
from xml.etree import ElementTree

import geopandas as gpd
import pandas as pd
import pytest
import toy
from python_calamine import CalamineWorkbook

from sozialraum_geo.analysis import analyse
from sozialraum_geo.errors import Problem
from sozialraum_geo.exports import workbooks
from sozialraum_geo.exports.results import write_results
from sozialraum_geo.study import Indicator

FILES = {
    "facilities.csv",
    "access.csv",
    "coverage.csv",
    "gaps.csv",
    "supply.csv",
    "need.csv",
    "inequality.csv",
    "limit_tips.csv",
    "priorities.csv",
    "weight_tips.csv",
    "activities.csv",
    "partners.csv",
    "results.gpkg",
    "karte.html",
    "karte.png",
    "karte.svg",
    "abgelehnt.xlsx",
    "rechenweg.json",
    "rechenweg.xlsx",
    "run.json",
}
EVIL = "=cmd|' /C calc'!A1"


def written(tmp_path, study=None, **options):
    out = tmp_path / "out"
    write_results(analyse(study or toy.study()), out, **options)
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
        "nearest_max_m",
        "covered_low",
        "covered_high",
        "is_wide",
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
        "rank_median",
        "rank_low",
        "rank_high",
        "band",
        "first_3_share",
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
    assert set(lines[3]) == {"C", ","}  # no index: named, without rank and score
    assert lines[1].startswith("A,2,")


def test_formulas_in_names_stay_text(tmp_path):
    study = toy.study(facilities=toy.facilities({"geometry": toy.at(150, 550), "name": EVIL, "sozialraum_id": "A"}))
    out = written(tmp_path, study)
    assert f"'{EVIL}" in pd.read_csv(out / "facilities.csv")["name"].tolist()
    book = workbooks.workbook({"Orte": pd.DataFrame({"Name": [EVIL, "http://evil.example"], "Zahl": [-1.5, 2.0]})})
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "<hyperlink" not in sheet
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert rows == [["Name", "Zahl"], [EVIL, -1.5], ["http://evil.example", 2.0]]


def test_numbers_are_no_formulas():
    assert [workbooks.safe_cell(v) for v in (-1.5, "-1,5", "@x", "Nord")] == [-1.5, "'-1,5", "'@x", "Nord"]


def test_rejected_rows_come_back_with_reason_and_cells():
    problem = Problem("rejected", "no_place", "orte.csv", "", 7, "Sozialraum", "", "")
    rows = CalamineWorkbook.from_filelike(
        io.BytesIO(workbooks.rejected_workbook([(problem, {"Name": "Kita X", "Spalte": "links"})]))
    ).get_sheet_by_name("orte.csv")
    header, row = rows.to_python()
    assert header == ["Zeile", "Spalte", "Grund", "Was tun", "Name", "Spalte (Datei)"]
    assert row[:2] == [7, "Sozialraum"]
    assert row[4:] == ["Kita X", "links"]
    assert "Sozialraum" in row[2]


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


def test_who_works_at_a_protected_place_is_in_no_file(tmp_path):
    refuge = {"geometry": toy.at(500, 500), "sozialraum_id": "A"}
    there = {**refuge, "facility_id": "f1", "name": "Zuflucht e. V."}
    study = toy.study(
        facilities=toy.facilities(
            {"geometry": toy.at(150, 550), "sozialraum_id": "A", "name": "Platz"},
            {**refuge, "name": "Haus Zuflucht", "category": "frauenhaus", "is_protected": True},
        ),
        partners=toy.partners({**there, "traeger": "Zuflucht e. V."}, {"geometry": toy.at(200, 200), "name": "Schule"}),
        activities=toy.activities(there, {"geometry": toy.at(200, 200), "sozialraum_id": "A", "name": "Treff"}),
    )
    out = written(tmp_path, study)
    for name in sorted(FILES - {"karte.png", "abgelehnt.xlsx"}):
        assert b"Zuflucht" not in (out / name).read_bytes(), name
    assert pd.read_csv(out / "partners.csv")["name"].tolist() == ["(geschützt)", "Schule"]
    listed = pd.read_csv(out / "activities.csv")
    assert listed["name"].tolist() == ["(geschützt)", "Treff"]
    assert listed["sozialraum_id"].tolist() == ["A", "A"]
    for layer in ("Einrichtungen", "Partner", "Angebote und Aktivitäten"):
        assert len(gpd.read_file(out / "results.gpkg", layer=layer)) == 1


def test_the_geopackage_holds_every_figure_of_an_area(tmp_path):
    areas = gpd.read_file(written(tmp_path) / "results.gpkg", layer="Sozialräume").set_index("sozialraum_id")
    # A: 10 of 40 reach it, index -sqrt(3/2); the only standard makes the whole score; B has 20 without, weighed by 0.5
    phi = 0.5 * (1 + math.erf(-math.sqrt(1.5) / math.sqrt(2)))  # 0.11
    told = {"luecke_spielplatz_00_06": phi * 0.75, "gewichtet_spielplatz_00_06": phi * 30, "z_armut": -math.sqrt(1.5)}
    told |= {"beitrag_spielplatz_00_06": phi * 0.75, "score": phi * 0.75, "rank": 2, "rank_by_people": 2}
    for name, value in told.items():
        assert areas.loc["A", name] == pytest.approx(value), name
    assert areas.loc["C", "gewichtet_spielplatz_00_06"] == 0  # nobody of that age
    assert "fehlen_spielflaeche" in areas


def test_the_geopackage_tells_offers_that_count(tmp_path):
    study = toy.study(
        activities=toy.activities(
            {"geometry": toy.at(150, 550), "sozialraum_id": "A"},
            {"geometry": toy.at(150, 550), "sozialraum_id": "A", "hours_week": 4.0},
            {"geometry": toy.at(150, 550), "sozialraum_id": "A", "end": "2020-01-01"},
        ),
        standards=("jugendtreff",),
    )
    rows = gpd.read_file(written(tmp_path, study) / "results.gpkg", layer="Angebote und Aktivitäten")
    assert rows["counts_for"].tolist() == ["jugendtreff", "", ""]  # over, so it counts for nothing
    assert rows["part_time_for"].tolist() == ["", "jugendtreff", ""]
    assert rows["is_current"].tolist() == [True, True, False]


def test_the_geopackage_opens_coloured_and_valid(tmp_path):
    path = written(tmp_path) / "results.gpkg"
    with sqlite3.connect(path) as file:
        assert file.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert file.execute("pragma application_id").fetchone() == (0x47504B47,)  # "GPKG"
        layers = {name for (name,) in file.execute("select table_name from gpkg_geometry_columns")}
        assert dict(file.execute("select table_name, data_type from gpkg_contents")) == {
            **dict.fromkeys(layers, "features"),
            "layer_styles": "attributes",
        }
        names = [row[1] for row in file.execute("pragma table_info(layer_styles)")]
        styles = [dict(zip(names, row, strict=True)) for row in file.execute("select * from layer_styles")]
    assert names == [
        *("id", "f_table_catalog", "f_table_schema", "f_table_name", "f_geometry_column", "styleName", "styleQML"),
        *("styleSLD", "useAsDefault", "description", "owner", "ui", "update_time"),
    ]
    assert {s["f_table_name"] for s in styles} == layers
    assert all(s["useAsDefault"] == 1 and s["f_geometry_column"] == "geom" for s in styles)
    assert {s["update_time"] for s in styles} == {"2024-12-31T00:00:00Z"}
    qml = {s["f_table_name"]: ElementTree.fromstring(s["styleQML"]) for s in styles}
    rules = qml["Sozialräume"].findall(".//rule")
    # five classes of the share from the highest down, then what is unknown; A has 25 %
    assert [r.get("label").split(": ")[-1] for r in rules][:2] == ["80 % und mehr", "60 bis unter 80 %"]
    assert rules[3].get("filter") == '"erreicht_spielplatz_00_06" >= 0.2 AND "erreicht_spielplatz_00_06" < 0.4'
    assert rules[-1].get("filter") == "ELSE"
    for style in qml.values():
        symbols = {s.get("name") for s in style.findall(".//symbol")}
        assert {r.get("symbol") for r in style.findall(".//rule")} == symbols
    assert qml["Einrichtungen"].find(".//layer").get("class") == "SimpleMarker"


def test_names_that_differ_in_capitals_only_do_not_collide(tmp_path):
    study = toy.study(
        indicators=toy.indicators({"S1": (1, 2, 3), "s1": (3, 1, 2)}),
        indicator_list=(Indicator("S1", "a"), Indicator("s1", "b")),
    )
    areas = gpd.read_file(written(tmp_path, study) / "results.gpkg", layer="Sozialräume")
    assert {"z_S1", "z_s1_2"} <= set(areas.columns)


def test_the_map_lets_one_choose(tmp_path):
    page = (written(tmp_path) / "karte.html").read_text(encoding="utf-8")
    found = re.findall(r'\\"layer\\":\\"(\w+)', page)
    assert found == ["covered_share", "weighted_people", "need_index", "rank", "overview"]
    bare = toy.study(indicators=None, indicator_list=())
    page = (written(tmp_path / "2", bare) / "karte.html").read_text(encoding="utf-8")
    assert re.findall(r'\\"layer\\":\\"(\w+)', page) == ["covered_share", "uncovered_people", "overview"]


def test_a_failure_leaves_no_empty_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("sozialraum_geo.exports.results.run_record", lambda results, **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_results(analyse(toy.study()), tmp_path / "neu" / "aus")
    assert list(tmp_path.iterdir()) == []


def test_the_record_of_the_run(tmp_path):
    record = json.loads((written(tmp_path) / "run.json").read_text(encoding="utf-8"))
    assert record["study"]["fingerprint"] == toy.study().fingerprint
    assert record["distances"] == "straight_line"
    assert record["standards"][0]["id"] == "spielplatz_00_06"
    assert record["sources"][0]["sha256"] == "0" * 64


def test_a_failure_leaves_the_old_results(tmp_path, monkeypatch):
    out = written(tmp_path)
    before = {p.name: p.read_bytes() for p in out.iterdir()}
    monkeypatch.setattr("sozialraum_geo.exports.results.run_record", lambda results, **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_results(analyse(toy.study(date="2023-12-31")), out)
    assert {p.name: p.read_bytes() for p in out.iterdir()} == before


def test_the_calculation_is_written_as_workbook_too(tmp_path):
    out = written(tmp_path)
    book = CalamineWorkbook.from_path(out / "rechenweg.xlsx")
    rows = book.get_sheet_by_name("Wer es erreicht").to_python()
    assert rows[0] == ["Gebiet", "Angebot", "Schritt", "Rechnung", "Ergebnis", "genaues Ergebnis", "Anmerkung"]
    # 10 of the 40 children of Anger
    share = next(r for r in rows if r[0] == "Anger" and r[2] == "Anteil, der es erreicht")
    assert share[3:6] == ["10 ÷ 40", "25,0 %", 0.25]
    notes = [row[0] for row in book.get_sheet_by_name("Erläuterung").to_python()]
    fingerprint = json.loads((out / "run.json").read_text(encoding="utf-8"))["fingerprint"]
    assert f"Fingerabdruck: {fingerprint}" in notes
    assert json.loads((out / "rechenweg.json").read_text(encoding="utf-8"))["fingerprint"] == fingerprint
