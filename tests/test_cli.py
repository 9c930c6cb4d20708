"""The command line: exit codes, balance of rows, no traceback."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pytest
import toy

from sozialraum_geo.cli import main

STUDY = """
[study]
name = "Spielstadt"
date = 2024-12-31
crs = "EPSG:25832"
standards = ["spielplatz_00_06"]
[[source]]
file = "raeume.geojson"
table = "sozialraeume"
columns = { sozialraum_id = "id", name = "name" }
[[source]]
file = "orte.csv"
table = "facilities"
complete = true
"""
PLACES = "Name;Art;Rechtswert;Hochwert\nPlatz;Spielplatz;500150;5700550\nBahn;Kegelbahn;500150;5700550\n;;;\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    areas = toy.areas().rename(columns={"sozialraum_id": "id"})[["id", "name", "geometry"]]
    areas.to_crs("EPSG:4326").to_file(tmp_path / "raeume.geojson", driver="GeoJSON")
    (tmp_path / "orte.csv").write_text(PLACES, encoding="cp1252")
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    return tmp_path


def test_analyse_writes_results_and_reports_rejected_rows(folder, capsys):
    out = folder / "aus"
    assert main(["analyse", str(folder), "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "orte.csv (Einrichtungen): 3 Zeilen, davon 1 übernommen, 1 abgelehnt und 1 leer" in said
    assert "Zeile 3" in said
    assert "Kegelbahn" in said
    places = gpd.pd.read_csv(out / "facilities.csv")
    assert places.loc[0, ["facility_id", "sozialraum_id", "precision"]].tolist() == ["orte-2", "A", "haus"]
    assert json.loads((out / "run.json").read_text(encoding="utf-8"))["study"]["name"] == "Spielstadt"


def test_a_study_file_works_like_its_folder(folder, capsys):
    assert main(["check", str(folder / "study.toml")]) == 0
    assert "Spielstadt" in capsys.readouterr().out


def test_refused_writes_nothing_and_names_every_reason(folder, capsys):
    text = STUDY.replace('"EPSG:25832"', '"EPSG:25832"\ncolour = "blau"').replace('"facilities"', '"facilitys"')
    (folder / "study.toml").write_text(text, encoding="utf-8")
    assert main(["analyse", str(folder), "--out", str(folder / "aus")]) == 1
    said = capsys.readouterr().err
    assert "colour" in said
    assert "gemeint ist wohl „facilities“" in said
    assert "Traceback" not in said
    assert not (folder / "aus").exists()


def test_an_unknown_standard_is_refused(folder, capsys):
    assert main(["analyse", str(folder), "--out", str(folder / "aus"), "--standards", "kneipe"]) == 1
    assert "kneipe" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["analyse"], ["tanzen"], ["analyse", "x"]])
def test_wrong_usage(arguments, capsys):
    assert main(arguments) == 2


def test_no_study(tmp_path, capsys):
    assert main(["check", str(tmp_path)]) == 1
    assert "study.toml" in capsys.readouterr().err


def test_build_leaves_layers_that_are_used_again(folder, capsys):
    assert main(["build", str(folder)]) == 0
    assert list((folder / "built").glob("*/sozialraeume.parquet"))
    capsys.readouterr()
    assert main(["analyse", str(folder), "--out", str(folder / "aus")]) == 0
    assert "gebaute Ebenen" in capsys.readouterr().err


def test_even_a_fault_of_ours_is_no_traceback(folder, capsys, monkeypatch):
    monkeypatch.setattr("sozialraum_geo.reading.read_study", lambda *a, **k: 1 / 0)
    monkeypatch.delenv("SOZIALRAUM_DEBUG", raising=False)
    assert main(["check", str(folder)]) == 1
    said = capsys.readouterr().err
    assert "ZeroDivisionError" in said
    assert "Traceback" not in said
    monkeypatch.setenv("SOZIALRAUM_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        main(["check", str(folder)])
