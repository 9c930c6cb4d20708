"""What a file is taken for: made ones, and the real lists of seven towns."""

from __future__ import annotations

import pytest
from study_files import csv_text, squares, write_geo, write_xlsx

from sozialraum_geo.reading.recognition import as_options, recognise, shape_of

REAL = [
    ("berlin/boundaries/lor_planungsraeume_2021.shp", "sozialraeume", (), {"sozialraum_id": "PLR_ID", "name": "PLR_NAME"}),
    ("flensburg/boundaries/flensburg_stadtteile.zip", "sozialraeume", (), {"sozialraum_id": "AREA_ID"}),
    ("berlin/facilities/kindertagesstaetten.geojson", "facilities", ("kita",), {"name": "e_name", "capacity": "e_platz"}),
    ("berlin/facilities/jugendfreizeiteinrichtungen.geojson", "facilities", ("jugendtreff",), {"name": "e_name"}),
    ("berlin/facilities/spielplaetze_geocodiert_dritte.csv", "facilities", ("spielplatz",), {"x": "longitude", "y": "latitude"}),
    ("berlin/facilities/apothekenstandorte.geojson", "facilities", ("apotheke",), {"street": "gc_strasse"}),
    ("berlin/population/einwohnerbestand_2022-06_plr.csv", "population", (), {"sozialraum_id": "PLR-ID"}),
    ("berlin/population/zensus2022_100m.csv", "grid", (), {"x": "x_mp_100m"}),
    ("berlin/social/mss_2021_index_indikatoren.csv", "indicators", (), {"sozialraum_id": "PLR_ID"}),
    ("berlin/network/strassen_benannt_neukoelln_nord.geojson", "streets", (), {"name": "name", "kind": "highway"}),
    ("berlin/partners/hohenschoenhausen_angebote.csv", "activities", (), {"name": "name", "target": "zielgruppe"}),
    ("chemnitz/facilities/Schulsozialarbeit.geojson", "facilities", ("schulsozialarbeit",), {"name": "BEZEICHNUNG"}),
    ("flensburg/facilities/schulen_flensburg.csv", "facilities", ("schule_sonstige",), {"name": "Schulname", "x": "Lon"}),
    ("flensburg/facilities/spielplaetze_flensburg.geojson", "facilities", ("spielplatz",), {}),
    ("muenster/facilities/spielplaetze.geojson", "facilities", ("spielplatz",), {"name": "Spielplatz-Name"}),
    ("muenster/facilities/sportstaetten.geojson", "facilities", ("sport",), {"name": "Objekt", "house_number": "Hsnr"}),
    ("muenster/social/ms_wohnberechtigte_nach_alter.csv", "population", (), {"sozialraum_id": "BezirkNummer"}),
    ("muenster/social/ms_arbeitslose.csv", "indicators", (), {"sozialraum_id": "BezirkNummer"}),
    ("messy/windenergie_steinfurt_utf16_gk3.csv", "facilities", (), {"x": "Rechtswert", "y": "Hochwert"}),
]  # fmt: skip


@pytest.mark.realdata
@pytest.mark.parametrize(("file", "table", "categories", "columns"), REAL, ids=[r[0].rsplit("/")[-1] for r in REAL])
def test_real_files_are_recognised(realdata, file, table, categories, columns):
    guess = recognise(realdata / file, areas=None if "boundaries" in file else frozenset())
    assert guess.table == table
    assert guess.categories[:1] == categories[:1]
    assert {k: guess.columns.get(k) for k in columns} == columns


def written(tmp_path, name, *rows):
    path = tmp_path / name
    path.write_text(csv_text(rows), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "header", "cells", "table"),
    [
        ("liste.csv", ["Name", "Art", "Plätze", "Straße"], ["a", "Kita", "4", "Weg 1"], "facilities"),
        ("Kitas 2025.csv", ["Bezeichnung", "Anschrift"], ["a", "Weg 1"], "facilities"),
        ("liste.csv", ["Angebot", "Ansatzpunkt", "Zielgruppe", "Wochenstunden"], ["a", "4", "Mädchen", "3"], "activities"),
        ("liste.csv", ["Name", "Art", "Stand der Kooperation", "Regelsystem"], ["a", "Schule", "offen", "Schule"], "partners"),
        ("liste.csv", ["Gremium", "Art", "nächster Termin", "Mitglieder"], ["a", "AK", "1.2.2026", "b"], "gremien"),
        ("liste.csv", ["Stadtteil", "unter 3", "3 bis unter 6", "6 bis unter 10"], ["A", "1", "2", "3"], "population"),
        ("liste.csv", ["Stadtteil", "Arbeitslose", "Kinderarmut in %"], ["A", "12", "7,5"], "indicators"),
        ("liste.csv", ["GITTER_ID_100m", "x_mp_100m", "y_mp_100m", "Einwohner"], ["x", "1", "2", "3"], "grid"),
        ("Adressen.csv", ["Straße", "Hausnr", "PLZ", "Ort"], ["Weg", "1", "01067", "X"], "addresses"),
        ("Schuleingänge.csv", ["Schulnummer", "Eingang", "Rechtswert", "Hochwert"], ["1", "Hof", "1", "2"], "entrances"),
        ("Haltepunkte Spielmobil.csv", ["Angebots-ID", "Ort", "Wochentag"], ["1", "Markt", "Mo"], "stops"),
        ("Eingänge.csv", ["Name", "Straße"], ["Tor", "Weg 1"], "facilities"),
        ("liste.csv", ["Spalte A", "Spalte B"], ["x", "y"], ""),
    ],
)  # fmt: skip
def test_a_list_tells_by_its_headers_what_it_is(tmp_path, name, header, cells, table):
    assert recognise(written(tmp_path, name, header, cells)).table == table


def test_polygons_are_areas_until_there_are_some(tmp_path):
    path = write_geo(tmp_path / "flaechen.geojson", squares())
    assert recognise(path, areas=None).table == "sozialraeume"
    assert recognise(path, areas=frozenset()).table == "background"
    playgrounds = write_geo(tmp_path / "Spielplätze.geojson", squares())
    assert recognise(playgrounds, areas=frozenset()).table == "facilities"


def test_the_sheet_with_columns_we_know_is_taken(tmp_path):
    path = tmp_path / "mappe.xlsx"
    write_xlsx(path, {"Info": [["Titel", "x"], ["y", "z"]], "Liste": [["Name", "Art", "Plätze"], ["a", "Kita", 4]]})
    guess = recognise(path)
    assert (guess.table, guess.sheet, guess.sheets) == ("facilities", "Liste", ("Info", "Liste"))
    assert as_options(guess, {"complete": True, "crs": "", "columns": {}}) == {
        "table": "facilities", "sheet": "Liste", "complete": True,
    }  # fmt: skip


def test_next_months_file_has_the_same_shape_whatever_its_year():
    assert shape_of(("Nr", "Stand 2024")) == shape_of(("NR", "Stand 2025"))
    assert shape_of(("Nr",)) != shape_of(("Nr", "Name"))


def test_columns_of_numbers_are_told(tmp_path):
    rows = [["Stadtteil", "Quote", "Anmerkung"], ["A", "7,5", "neu"], ["B", "–", "2 Fälle"], ["C", "1.200", "alt"]]
    assert recognise(written(tmp_path, "x.csv", *rows)).numbers == ("Quote",)


def test_a_column_of_area_names_is_found_whatever_its_header(tmp_path):
    rows = [["", "Fälle", "Quote"], ["Anger", "7", "7,5"], ["Bach", "3", "8"], ["Stadt gesamt", "10", "7,7"]]
    guess = recognise(written(tmp_path, "x.csv", *rows), areas=frozenset({"anger", "bach", "cluse"}))
    assert (guess.table, guess.columns["sozialraum_id"]) == ("indicators", "Spalte 1")
    assert as_options(guess, {})["columns"] == {"sozialraum_id": "Spalte 1"}


def test_ages_are_no_areas_and_names_may_be_keys(tmp_path):
    rows = [["Anlage", "Alter (Jahre)", "Rechtswert", "Hochwert"], ["a", "11", "1", "2"], ["b", "12", "1", "2"]]
    guess = recognise(written(tmp_path, "x.csv", *rows), areas=frozenset({"11", "12"}))
    assert "sozialraum_id" not in guess.columns
    areas = write_geo(tmp_path / "flaechen.geojson", squares()[["Name", "geometry"]])
    guess = recognise(areas, areas=None)
    assert as_options(guess, {})["columns"] == {"sozialraum_id": "Name"}


def test_school_districts_are_known_by_name_and_school(tmp_path):
    areas = frozenset({"anger"})
    frame = squares()
    guess = recognise(
        write_geo(tmp_path / "Schulbezirke_2025.geojson", frame.rename(columns={"Nummer": "Schulnummer"})), areas=areas
    )
    assert (guess.table, guess.columns["facility_id"]) == ("school_districts", "Schulnummer")
    without = recognise(write_geo(tmp_path / "Schulbezirke.geojson", frame), areas=areas)
    assert without.table == "background"
