"""The register goes out as a workbook, is edited elsewhere and comes back, in a real browser."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from browsing import foreign, serve, settle, visit
from lent import edited, put
from study_files import csv_text, write_study

from sozialraum_geo.exports.lending import EXCEL
from sozialraum_geo.reading import read_study
from sozialraum_geo.register import records

pytestmark = pytest.mark.browser

PARTNERS = [["Partner-ID", "Name", "Art", "Stand", "Sozialraum"], ["p1", "Schule", "Schule", "offen", "A"],
            ["p2", "Verein", "Verein", "", "B"], ["p3", "Kirche", "Kirche", "", "C"]]  # fmt: skip


@pytest.fixture
def town(tmp_path):
    """Serve a study with three partners in its register; return its folder and address."""
    (tmp_path / "studie").mkdir()
    (tmp_path / "studie" / "partner.csv").write_text(csv_text(PARTNERS), encoding="utf-8")
    folder = write_study(tmp_path / "studie", '[[source]]\nfile = "partner.csv"\ntable = "partners"\n')
    records.adopt(folder, read_study(folder))
    process, address = serve(folder)
    yield folder, address
    process.terminate()
    process.wait(10)


def lend(window, home: Path) -> Path:
    """Download the workbook as a colleague would."""
    window.get_by_text(EXCEL["title"]).click()
    window.get_by_role("button", name=EXCEL["lend"]).click()
    button = window.get_by_role("button", name=EXCEL["download"])
    button.wait_for()
    with window.expect_download() as download:
        button.click()
    path = home / "register.xlsx"
    shutil.copy(download.value.path(), path)
    window.keyboard.press("Escape")
    return path


def row(folder, key):
    return records.read_row(folder, "partners", key)


def test_a_workbook_is_lent_edited_and_merged_beside_the_work_of_others(town, window, tmp_path):
    folder, address = town
    visit(window, address, "register")
    path = lend(window, tmp_path)
    # a colleague edits the file, while somebody here changes the same cell of one row and another cell of the other
    edited(path, *put("Partner", "p1", Stand="ruht"))
    edited(path, *put("Partner", "p2", Name="Verein am See"))
    edited(path, *put("Partner", "p3", Stand="vielleicht"))
    records.set_values(folder, [row(folder, "p1")], {"state": "geklaert"})
    records.set_values(folder, [row(folder, "p2")], {"rechtsform": "e. V."})
    window.locator("input[type=file]").set_input_files(str(path))
    window.get_by_text(EXCEL["clashes"]).wait_for()
    settle(window)
    said = window.inner_text("body")
    assert "3 Zeilen: 2 geändert, 0 wie im Register und 1 abgelehnt." in said
    assert "„vielleicht“ ist keine bekannte Angabe" in said
    window.get_by_role("button", name=EXCEL["take"].format(count="1 Eintrag")).click()
    window.get_by_text(EXCEL["done"].format(count="1 Eintrag")).wait_for()
    settle(window)
    # nobody chose the file in the clash, so the register stays; what only one side changed is there from both
    assert row(folder, "p1").values["state"] == "geklaert"
    assert (row(folder, "p2").name, row(folder, "p2").values["rechtsform"]) == ("Verein am See", "e. V.")
    assert "state" not in row(folder, "p3").values
    window.get_by_role("button", name="Rückgängig").first.click()
    window.wait_for_timeout(500)
    settle(window)
    assert row(folder, "p2").name == "Verein"
    assert foreign(window, address) == []
    assert window.errors == []
