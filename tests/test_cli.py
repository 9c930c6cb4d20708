"""The command line: exit codes, balance of rows, no traceback."""

from __future__ import annotations

import errno
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


def test_an_unknown_standard_is_refused_with_the_nearest_id_at_most(folder, capsys):
    out = folder / "aus"
    assert main(["analyse", str(folder), "--out", str(out), "--standards", "kneipe", "jugendtref"]) == 1
    said = capsys.readouterr().err
    assert "„kneipe“ ist unbekannt. Kennung aus data/standards.toml wählen.\n" in said
    assert (
        "„jugendtref“ ist unbekannt. Kennung aus data/standards.toml wählen: gemeint ist wohl „jugendtreff“.\n" in said
    )
    assert not out.exists()


@pytest.mark.parametrize("below", ["", "tief/aus"])
def test_a_file_in_place_of_the_folder_is_refused_before_anything_is_read(folder, capsys, below):
    assert main(["analyse", str(folder), "--out", str(folder / "orte.csv" / below)]) == 1
    said = capsys.readouterr().err
    assert "orte.csv: Hier steht eine Datei" in said
    assert "Lese" not in said
    assert (folder / "orte.csv").read_text(encoding="cp1252") == PLACES


def test_what_the_system_refuses_is_said_in_german(folder, capsys, monkeypatch):
    def fail(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied", "/geheim/aus")

    monkeypatch.setattr("sozialraum_geo.reports.write_results", fail)
    assert main(["analyse", str(folder), "--out", str(folder / "aus")]) == 1
    said = capsys.readouterr().err
    assert "Abgelehnt: aus: kein Zugriff." in said
    assert "denied" not in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Es fehlt: check | build | analyse | import | undo | demo."),
        (["analyse"], "Es fehlt: STUDY, --out."),
        (["analyse", "x"], "Es fehlt: --out."),
        (["tanzen"], "„tanzen“ gibt es nicht. Möglich: check, build, analyse, import, undo, demo."),
        (["check", "x", "--foo"], "Diese Angabe gibt es nicht: --foo."),
        (["analyse", "x", "--out"], "Zu --out fehlt der Wert."),
        (["analyse", "x", "--out", "y", "--standards"], "Zu --standards fehlt der Wert."),
        (["demo", "--seed", "viel"], "--seed: „viel“ ist keine ganze Zahl."),
        (["analyse", "x", "--out", "y", "--excel=ja"], "--excel nimmt keinen Wert: „ja“."),
        (["analyse", "x", "--out", "y", "--st"], "„--st“ ist mehrdeutig: --standards, --straight-line."),
    ],
)
def test_wrong_usage_is_explained_in_german(arguments, words, capsys):
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert said.startswith("Aufruf: ")
    assert said.endswith(f"{words}\n")
    for english in ("usage", "error", "argument", "required"):
        assert english not in said


@pytest.mark.parametrize("arguments", [["-h"], ["analyse", "--help"]])
def test_help_is_german(arguments, capsys):
    assert main(arguments) == 0
    said = capsys.readouterr().out
    assert said.startswith("Aufruf: ")
    assert "diese Hilfe zeigen" in said
    for english in ("usage", "options:", "positional", "show this"):
        assert english not in said


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
