"""Import and undo from the command line."""

from __future__ import annotations

import pytest
from python_calamine import CalamineWorkbook
from study_files import EAST, NORTH, csv_text, squares, write_geo, write_study

from sozialraum_geo.cli.main import main
from sozialraum_geo.reading import read_study
from sozialraum_geo.register import importing
from sozialraum_geo.store.database import FILE

HEADER = ["Objekt", "Rechtswert", "Hochwert"]
KITA = ["Kita Süd", str(EAST + 250), str(NORTH + 500)]
LOST = ["Irgendwo", "", ""]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "studie").mkdir()
    return write_study(tmp_path / "studie")


@pytest.fixture
def kitas(tmp_path):
    path = tmp_path / "Kitas.csv"
    path.write_text(csv_text([HEADER, KITA, LOST]), encoding="utf-8")
    return path


def run(*words):
    return main([str(w) for w in words])


def test_a_list_comes_in_and_goes_again(folder, kitas, tmp_path, capsys):
    out = tmp_path / "abgelehnt.xlsx"
    options = ("--study", folder, "--set", "category=kita", "--complete", "--rejected", out)
    assert run("import", kitas, *options) == 0
    said = capsys.readouterr().out
    assert "Von 2 Zeilen wurden 1 übernommen und 1 abgelehnt. Im Register: 1 neu, 0 geändert, 0 gleich." in said
    assert "Kitas.csv, Zeile 3" in said
    study = read_study(folder)
    assert study.facilities["name"].tolist() == ["Kita Süd"]
    assert study.complete_in("kita") is not None
    rows = CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0).to_python()
    assert any("Irgendwo" in map(str, row) for row in rows)
    assert run("undo", "--study", folder) == 0
    assert "Zurückgenommen: Kitas.csv (Einrichtungen)" in capsys.readouterr().out
    assert read_study(folder).facilities is None
    assert run("undo", "--study", folder) == 1


def test_a_preview_writes_nothing(folder, kitas, capsys):
    assert run("import", kitas, "--study", folder, "--set", "category=kita", "--preview") == 0
    assert "werden 1 übernommen" in capsys.readouterr().out
    assert not (folder / FILE).exists()


def test_a_study_grows_from_its_name_and_date_alone(tmp_path, kitas):
    folder = tmp_path / "neu"
    folder.mkdir()
    (folder / "study.toml").write_text('[study]\nname = "Neu"\ndate = 2025-12-31\ncrs = "EPSG:25832"\n')
    areas = write_geo(tmp_path / "flaechen.geojson", squares())
    assert run("import", areas, "--study", folder) == 0
    assert run("import", kitas, "--study", folder, "--set", "category=kita") == 0
    assert [r.table for r in importing.history(folder)] == ["facilities", "sozialraeume"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--set", "category"), "Der Wert „category“ ist hier nicht möglich."),
        (("--set", "category=kitta"), "Die Angabe „kitta“ gibt es für diese Spalte nicht."),
        (("--set", "category=kita", "--column", "name=Nix"), "Die Spalte gibt es nicht."),
    ],
)
def test_wrong_settings_are_refused_in_german(folder, kitas, capsys, words, said):
    assert run("import", kitas, "--study", folder, *words) == 1
    assert said in capsys.readouterr().err
    assert not (folder / FILE).exists()


def test_a_file_that_tells_nothing_is_asked_about(folder, tmp_path, capsys):
    path = tmp_path / "liste.csv"
    path.write_text(csv_text([["Spalte A", "Spalte B"], ["x", "y"]]))
    assert run("import", path, "--study", folder) == 1
    assert "Mit --table angeben" in capsys.readouterr().err
    assert run("import", path, "--study", folder, "--table", "nix") == 2
