"""The import page as a person uses it: files dropped, guesses corrected, taken over, taken back."""

from __future__ import annotations

import html
import re

import pytest
from here import ROOT
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest
from study_files import EAST, NORTH, csv_text, squares, write_geo, write_study

from sozialraum_geo.german.words.pages import importing as importing_words
from sozialraum_geo.reading import read_study
from sozialraum_geo.register import importing
from sozialraum_geo.store.database import FILE

HEADER = ["Name", "Art", "Rechtswert", "Hochwert", "Plätze"]
KITA = ["Kita Süd", "Kita", str(EAST + 250), str(NORTH + 500), "40"]
ODD = ["Bahn", "Kegelbahn", str(EAST + 1250), str(NORTH + 500), ""]


@pytest.fixture
def open_import(monkeypatch):
    """Open the import page of a study."""
    made = PagesManager.__init__

    def made_new(self, *args, **kwargs):
        made(self, *args, **kwargs)
        PagesManager.uses_pages_directory = False

    monkeypatch.setattr(PagesManager, "__init__", made_new)

    def opened(study, **parameters):
        monkeypatch.setenv("SOZIALRAUM_STUDY", str(study))
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        for key, value in parameters.items():
            app.query_params[key] = value
        app.run()
        return app.switch_page("pages/einlesen.py").run()

    return opened


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "studie").mkdir()
    return write_study(tmp_path / "studie")


def words(app):
    bodies = " ".join(e.proto.body for e in app.get("html"))
    return html.unescape(re.sub(r"<[^>]*>", " ", bodies)).replace("\xa0", " ")


def drop(app, name, content):
    app.file_uploader[0].set_value([(name, content, "application/octet-stream")])
    return app.run()


def button(app, label):
    return next(b for b in app.button if b.label == label)


def select(app, label):
    return next(s for s in app.selectbox if s.label == label)


def test_a_list_comes_in_only_after_it_was_confirmed(open_import, folder):
    app = drop(open_import(folder), "Orte.csv", csv_text([HEADER, KITA]).encode("cp1252"))
    assert not app.exception
    assert "Das sieht aus wie: Einrichtungen, 1 Zeile." in words(app)
    assert "Von 1 Zeile wird 1 übernommen und 0 abgelehnt. Im Register: 1 neu, 0 geändert, 0 gleich." in words(app)
    assert not (folder / FILE).exists()
    button(app, importing_words.LABEL["accept"]).click().run()
    assert not app.exception
    assert read_study(folder).facilities["name"].tolist() == ["Kita Süd"]
    assert "Von 1 Zeile wurde 1 übernommen" in words(app)


def test_one_click_takes_an_import_back(open_import, folder):
    app = drop(open_import(folder), "Orte.csv", csv_text([HEADER, KITA]).encode())
    button(app, importing_words.LABEL["accept"]).click().run()
    button(app, importing_words.LABEL["undo_newest"]).click().run()
    assert not app.exception
    assert read_study(folder).facilities is None
    assert app.dataframe[-1].value[importing_words.HISTORY["undone"]].tolist() == ["ja"]
    assert button(app, importing_words.LABEL["accept"])  # the file is still there to be taken over again


def test_an_unknown_word_is_mapped_on_the_page_and_remembered(open_import, folder):
    app = drop(open_import(folder), "Orte.csv", csv_text([HEADER, KITA, ODD]).encode())
    assert "1 übernommen und 1 abgelehnt" in words(app)
    select(app, "„Kegelbahn“").set_value("sport").run()
    assert not app.exception
    assert "2 übernommen und 0 abgelehnt" in words(app)
    button(app, importing_words.LABEL["accept"]).click().run()
    assert set(read_study(folder).facilities["category"]) == {"kita", "sport"}
    # next month: the same headers, one row more
    more = ["Bahn 2", "Kegelbahn", str(EAST + 1350), str(NORTH + 500), ""]
    app = drop(open_import(folder), "Orte 2026.csv", csv_text([HEADER, KITA, ODD, more]).encode())
    assert select(app, importing_words.LABEL["source"]).value == "orte"
    assert "Im Register: 1 neu, 0 geändert, 2 gleich." in words(app)


def test_a_file_nobody_can_read_is_told_and_changes_nothing(open_import, folder):
    app = drop(open_import(folder), "Orte.xlsx", b"kein Excel")
    assert not app.exception
    assert "Der Inhalt passt nicht zur Endung „.xlsx“." in words(app)
    assert not (folder / FILE).exists()


def test_hostile_file_names_are_words(open_import, folder):
    name = "..\\..\\<script>window.__pwned=1</script>![x](http://evil.example).csv"
    app = drop(open_import(folder), name, csv_text([HEADER, KITA]).encode())
    assert not app.exception
    assert all("<script>window" not in e.proto.body for e in app.get("html"))
    assert all("evil.example" not in m.value for m in app.markdown)
    button(app, importing_words.LABEL["accept"]).click().run()
    (record,) = importing.history(folder)
    assert "/" not in record.file
    assert "\\" not in record.file


def test_nothing_is_read_in_in_public(open_import, folder):
    app = open_import(folder, modus="oeffentlich")
    assert not app.file_uploader
    assert importing_words.NOTE["internal"][0] in words(app)


def test_a_study_without_areas_asks_for_them_first(open_import, tmp_path):
    folder = importing.new_study(tmp_path, "Neustadt", "2025-12-31", "EPSG:25832")
    app = open_import(folder)
    assert not app.exception
    assert importing_words.NOTE["first"][0] in words(app)
    app = drop(app, "orte.csv", csv_text([HEADER, KITA]).encode())
    assert "Die Studie hat noch keine Gebiete." in words(app)
    areas = write_geo(tmp_path / "flaechen.geojson", squares())
    app = drop(app, "flaechen.geojson", areas.read_bytes())
    button(app, importing_words.LABEL["accept"]).click().run()
    assert len(read_study(folder).sozialraeume) == 3


def test_what_happened_in_one_study_is_nothing_in_another(open_import, folder, tmp_path):
    other = tmp_path / "zweite"
    other.mkdir()
    write_study(other)
    app = drop(open_import(folder), "Orte.csv", csv_text([HEADER, KITA]).encode())
    button(app, importing_words.LABEL["accept"]).click().run()
    importing.undo(folder)  # somebody else was faster
    button(app, importing_words.LABEL["undo"]).click().run()
    assert not app.exception
    assert "Es gibt hier nichts, das sich zurücknehmen ließe." in words(app)
    assert importing.history(other) == []


def test_mended_rows_are_proposed_as_an_addition(open_import, folder):
    app = drop(open_import(folder), "Orte.csv", csv_text([HEADER, KITA, ["X", "Hort", "", "", ""]]).encode())
    button(app, importing_words.LABEL["accept"]).click().run()
    mended = ["3", "", "Kein Ort", "Ort", "X", "Hort", str(EAST + 300), str(NORTH + 300), ""]
    content = csv_text([["Zeile", "Spalte", "Grund", "Was tun", *HEADER], mended]).encode()
    app = drop(open_import(folder), "abgelehnt.csv", content)
    assert select(app, importing_words.LABEL["source"]).value == "+orte"
    assert "Im Register: 1 neu, 0 geändert, 0 gleich." in words(app)
    assert "nicht mehr in der Datei" not in words(app)


def test_two_rows_of_headers_are_asked_about_and_settled(open_import, folder):
    rows = [["Name", "Art", "Lage", "", "Plätze"], ["", "", "Rechtswert", "Hochwert", "genehmigt"], KITA, KITA]
    app = drop(open_import(folder), "Orte.csv", csv_text(rows).encode())
    assert importing_words.REMEDY["two_line_header"] in words(app)
    select(app, importing_words.LABEL["header_rows"]).set_value(2).run()
    assert not app.exception
    assert "Das sieht aus wie: Einrichtungen, 2 Zeilen." in words(app)
    assert {"Lage Rechtswert", "Lage Hochwert"} <= set(app.dataframe[0].value.columns)
    for column, header in (("x", "Lage Rechtswert"), ("y", "Lage Hochwert")):
        select(app, importing_words.column_label("facilities", column)).set_value(header)
    app.run()
    assert "Von 2 Zeilen werden 2 übernommen" in words(app)


def test_a_bow_tie_is_mended_only_when_somebody_looked(open_import, tmp_path):
    import geopandas as gpd
    import shapely

    folder = importing.new_study(tmp_path, "Neustadt", "2025-12-31", "EPSG:25832")
    bow = shapely.Polygon([(EAST, NORTH), (EAST + 1000, NORTH + 1000), (EAST + 1000, NORTH), (EAST, NORTH + 1000)])
    frame = gpd.GeoDataFrame({"Nummer": ["A"], "Name": ["Schleife"]}, geometry=[bow], crs="EPSG:25832")
    path = write_geo(tmp_path / "flaechen.geojson", frame)
    app = drop(open_import(folder), "flaechen.geojson", path.read_bytes())
    assert importing_words.REMEDY["polygon_changed"] in words(app)
    box = next(c for c in app.checkbox if c.label == importing_words.LABEL["repair"])
    box.check().run()
    assert not app.exception
    button(app, importing_words.LABEL["accept"]).click().run()
    # two triangles of half a kilometre's height each: 2 × 0.25 km²
    assert read_study(folder).sozialraeume.area.sum() == pytest.approx(500_000, rel=1e-3)


def test_the_preview_of_a_file_is_of_the_study_that_is_open(open_import, folder, tmp_path):
    other = write_study(tmp_path / "andere")
    write_geo(other / "sozialraeume.geojson", squares().assign(Nummer=["X", "Y", "Z"]))
    content = csv_text([["Name", "Art", "Sozialraum"], ["Kita Süd", "Kita", "Altdorf"]]).encode()
    for study, area in ((folder, "A"), (other, "X")):  # neither has a register yet
        app = drop(open_import(study), "Orte.csv", content)
        button(app, importing_words.LABEL["accept"]).click().run()
        assert read_study(study).facilities["sozialraum_id"].tolist() == [area]
