"""Real messy files come onto the map through the page alone, in a real browser with every request recorded."""

from __future__ import annotations

import pytest
from browsing import foreign, serve, settle, visit

from sozialraum_geo.german.words.pages import importing as importing_words
from sozialraum_geo.reading import read_study
from sozialraum_geo.register import importing

pytestmark = [pytest.mark.browser, pytest.mark.realdata]

LABEL = importing_words.LABEL


@pytest.fixture
def town(tmp_path, browser):
    """Serve a new study without anything and return its folder and the address of its import page."""
    started = []

    def opened(name, crs, levels):
        folder = importing.new_study(tmp_path, name, "2022-12-31", crs, levels=levels)
        process, address = serve(folder)
        started.append(process)
        return folder, address

    yield opened
    for process in started:
        process.terminate()
        process.wait(10)


def drop(window, *files):
    window.locator("input[type=file]").set_input_files([str(f) for f in files])
    window.wait_for_timeout(800)
    settle(window)


def pick(window, label, words):
    window.get_by_label(label, exact=True).last.click()
    window.keyboard.press("ArrowDown")
    window.keyboard.type(words)
    window.keyboard.press("Enter")
    window.wait_for_timeout(300)
    settle(window)


def accept(window):
    window.get_by_role("button", name=LABEL["accept"]).last.click()
    window.wait_for_timeout(300)
    settle(window)


def test_muenster_comes_onto_the_map(realdata, town, window):
    folder, address = town("Münster", "EPSG:25832", ["Stadtteil"])
    data = realdata / "muenster"
    visit(window, address, "einlesen")
    drop(window, data / "boundaries/stadtteile-statistische-bezirke-muenster.geojson")
    pick(window, importing_words.column_label("sozialraeume", "sozialraum_id"), "NR_STATIST")
    pick(window, importing_words.column_label("sozialraeume", "name"), "NAME_STATI")
    accept(window)
    assert len(read_study(folder).sozialraeume) == 45
    # the list of playgrounds has Gauß-Krüger columns beside its geometry
    drop(window, data / "facilities/spielplaetze.geojson")
    window.get_by_text(LABEL["complete"], exact=True).last.click()
    window.wait_for_timeout(300)
    settle(window)
    accept(window)
    drop(window, data / "facilities/Schulen.csv")
    assert "EPSG:31467" in window.locator(".sg-list").last.inner_text()
    accept(window)
    study = read_study(folder)
    assert len(study.facilities) == 332 + 100
    assert study.complete_in("spielplatz") is not None
    # a list from elsewhere is refused with what may be wrong
    drop(window, realdata / "messy/windenergie_steinfurt_utf16_gk3.csv")
    pick(window, LABEL["category"], "sonstige Einr")
    assert "passen in keinem bekannten Koordinatensystem" in window.locator(".sg-list").last.inner_text()
    visit(window, address, "erreichbarkeit")
    assert "Spielplatz" in window.locator("body").inner_text()
    assert foreign(window, address) == []
    assert window.errors == []


def test_a_statistics_office_workbook_becomes_an_index(realdata, town, window):
    folder, address = town("Hamburg", "EPSG:25832", ["Stadtteil"])
    data = realdata / "hamburg"
    visit(window, address, "einlesen")
    drop(window, data / "boundaries/stadtteile_osm.geojson")
    accept(window)  # without numbers the names are the keys
    drop(window, data / "social/Daten_fuer_die_Stadtteilprofile_2014.xlsx")
    assert "soziale Kennzahlen, 108 Zeilen" in window.locator("body").inner_text()
    # the column of Stadtteile has no header; it was found by its cells
    assert window.get_by_text("93 übernommen").count() == 0  # no indicator is ticked yet
    assert importing_words.REMEDY["no_indicators"] in window.locator("body").inner_text()
    assert foreign(window, address) == []
    assert window.errors == []
    assert importing.history(folder)[0].table == "sozialraeume"


def test_a_shapefile_in_its_parts(realdata, town, window):
    folder, address = town("Berlin", "EPSG:25833", ["Planungsraum"])
    parts = sorted((realdata / "berlin/boundaries").glob("lor_planungsraeume_2021.*"))
    visit(window, address, "einlesen")
    drop(window, *parts)
    accept(window)
    assert len(read_study(folder).sozialraeume) == 542
    drop(window, realdata / "berlin/facilities/kindertagesstaetten.geojson")
    accept(window)
    assert len(read_study(folder).facilities) == 2880
    assert window.errors == []


def test_an_official_report_asks_which_sheet_and_which_column(realdata, town, window):
    # Berlin's report has a title, two rows of headers and fourteen sheets; its lines are districts, not Planungsräume
    folder, address = town("Berlin", "EPSG:25833", ["Planungsraum"])
    visit(window, address, "einlesen")
    drop(window, *sorted((realdata / "berlin/boundaries").glob("lor_planungsraeume_2021.*")))
    accept(window)
    drop(window, realdata / "berlin/population/SB_A01-05-00_2024h02_BE.xlsx")
    said = window.locator("body").inner_text()
    assert "Das sieht aus wie: Bevölkerung" in said
    assert "Blatt „" in said
    assert importing_words.REMEDY["missing_required"] in said
    assert window.get_by_label(LABEL["sheet"], exact=True).count() >= 1
    assert [r.table for r in importing.history(folder)] == ["sozialraeume"]
    assert window.errors == []
