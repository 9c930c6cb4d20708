"""The command line: exit codes, balance of rows, no traceback."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pytest
import toy
from here import ROOT

from sozialraum_geo.cli.main import REPEATED, main
from sozialraum_geo.exports.repeating import read_run
from sozialraum_geo.standards import Settings

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

    monkeypatch.setattr("sozialraum_geo.exports.results.write_results", fail)
    assert main(["analyse", str(folder), "--out", str(folder / "aus")]) == 1
    said = capsys.readouterr().err
    assert "Abgelehnt: aus: kein Zugriff." in said
    assert "denied" not in said


COMMANDS = ("check", "build", "analyse", "repeat", "import", "undo", "adopt", "lend", "merge", "backup", "restore",
            "views", "report", "export", "hsds", "demo")  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], f"Es fehlt: {' | '.join(COMMANDS)}."),
        (["analyse"], "Es fehlt: STUDY, --out."),
        (["analyse", "x"], "Es fehlt: --out."),
        (["tanzen"], f"„tanzen“ gibt es nicht. Möglich: {', '.join(COMMANDS)}."),
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
    monkeypatch.setattr("sozialraum_geo.reading.folder.read_study", lambda *a, **k: 1 / 0)
    monkeypatch.delenv("SOZIALRAUM_DEBUG", raising=False)
    assert main(["check", str(folder)]) == 1
    said = capsys.readouterr().err
    assert "ZeroDivisionError" in said
    assert "Traceback" not in said
    monkeypatch.setenv("SOZIALRAUM_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        main(["check", str(folder)])


def run_apart(hash_seed, *arguments):
    """Run the command line in a process of its own, in which sets have another order."""
    root = ROOT
    command = [sys.executable, "-m", "sozialraum_geo", *map(str, arguments)]
    told = subprocess.run(
        command, cwd=root, env=os.environ | {"PYTHONHASHSEED": hash_seed}, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr
    return told.stdout


@pytest.mark.slow
def test_a_run_is_repeated_byte_for_byte(tmp_path):
    town = ROOT / "data" / "geo" / "musterstadt"
    first, second = tmp_path / "eins", tmp_path / "zwei"
    run_apart("1", "analyse", town, "--out", first, "--excel", "--standards", "kita", "spielplatz_06_12")
    said = run_apart("2", "repeat", first / "run.json", "--study", town, "--out", second)
    assert REPEATED in said
    names = sorted(p.name for p in first.iterdir())
    assert len(names) > 15
    assert names == sorted(p.name for p in second.iterdir())
    for name in names:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_the_record_of_a_run_holds_every_setting(folder):
    assert main(["analyse", str(folder), "--out", str(folder / "aus"), "--excel", "--straight-line"]) == 0
    run = read_run(folder / "aus" / "run.json")
    assert run.settings == Settings(straight_line=True)
    assert run.excel
    # nothing of the machine or the day
    text = (folder / "aus" / "run.json").read_text(encoding="utf-8")
    assert str(folder) not in text
    assert sys.platform not in text


def recorded(folder, **changes):
    """Analyse, and change the record by dotted names."""
    assert main(["analyse", str(folder), "--out", str(folder / "aus")]) == 0
    path = folder / "aus" / "run.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    for name, value in changes.items():
        part, key = name.split("__")
        record[part][key] = value
    path.write_text(json.dumps(record), encoding="utf-8")
    return path


def repeat(folder, path):
    return main(["repeat", str(path), "--study", str(folder), "--out", str(folder / "zwei")])


def test_settings_come_back_from_the_record(folder):
    path = recorded(folder, settings__seed=7, settings__weights=[["kita", 2]], settings__draws=100)
    assert read_run(path).settings == Settings(seed=7, weights=(("kita", 2.0),), draws=100)


def test_changed_data_are_refused_and_named(folder, capsys):
    path = recorded(folder)
    (folder / "orte.csv").write_text(PLACES.replace("500150", "500250"), encoding="cp1252")
    assert repeat(folder, path) == 1
    said = capsys.readouterr().err
    assert "nicht dieselbe wie in run.json; anders sind die Dateien: orte.csv." in said
    assert not (folder / "zwei").exists()


def test_other_versions_are_said_and_the_run_goes_on(folder, capsys):
    path = recorded(folder, program__scipy="0.1", program__sozialraum_geo="0.0.9")
    assert repeat(folder, path) == 0
    said = capsys.readouterr().out
    assert "scipy hat eine andere Fassung als beim ersten Lauf (0.1 → " in said
    assert "Das Programm hat eine andere Fassung als beim ersten Lauf (0.0.9 → " in said
    assert REPEATED not in said
    assert (folder / "zwei" / "run.json").exists()


def test_other_standards_and_words_about_files_are_said(folder, capsys):
    path = recorded(folder)
    record = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(record | {"fingerprint": "0" * 64}), encoding="utf-8")
    (folder / "study.toml").write_text(STUDY + 'title = "Orte"\n', encoding="utf-8")
    assert repeat(folder, path) == 0
    said = capsys.readouterr().out
    assert "Mitgelieferte Standards" in said
    assert "Angaben zu diesen Dateien sind andere als beim ersten Lauf: orte.csv" in said


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"settings": {"seed": 1}}', "\x00"])
def test_what_is_no_record_is_refused(folder, capsys, text):
    (folder / "run.json").write_text(text, encoding="utf-8")
    assert repeat(folder, folder / "run.json") == 1
    assert "keine run.json dieses Programms" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [{"settings__seed": "x"}, {"settings__straight_line": 1}, {"settings__weights": [1]}])
def test_settings_of_the_wrong_kind_are_refused(folder, capsys, wrong):
    assert repeat(folder, recorded(folder, **wrong)) == 1
    assert "keine run.json dieses Programms" in capsys.readouterr().err
