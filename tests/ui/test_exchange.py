"""The page of what goes out and comes in, and the same on the command line."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import docx
import geopandas as gpd
import icalendar
import opened
import pytest
from here import DEMO
from hostile import hostile_study
from hsds_files import FULL, LOCATION, OFFICE, PROVIDER, SERVICE
from study_files import squares, write_geo, write_study

from sozialraum_geo.cli.main import main
from sozialraum_geo.german.words.pages import exchange as exchange_words
from sozialraum_geo.reading import read_study
from sozialraum_geo.register import importing
from sozialraum_geo.ui import exchange

NAME = "austausch"
INSIDE = [exchange_words.FILE[kind][0] for kind in exchange.INSIDE]
OTHERS = [FULL | {"organization": FULL["organization"] | {"locations": [LOCATION | {"id": "o1", "name": ""}]}},
          {"id": "s2", "name": "Old", "status": "defunct"}, {"id": "s3", "name": "", "status": "active"}]  # fmt: skip


@pytest.fixture
def town(tmp_path):
    return Path(shutil.copytree(DEMO, tmp_path / "stadt"))


def run(*words):
    return main([str(w) for w in words])


def test_every_file_is_offered_inside_and_in_public_only_what_may_go_out(open_page):
    inside, public = (opened.words(open_page(NAME, modus=mode)) for mode in ("intern", "oeffentlich"))
    for title, _ in exchange_words.FILE.values():
        assert title in inside
    assert not any(f"{title} " in public for title in INSIDE)
    assert all(exchange_words.FILE[k][0] in public for k in ("calendar", "hsds_json", "hsds_zip"))
    assert exchange_words.HEADING["in"] in inside
    assert exchange_words.HEADING["in"] not in public
    assert not open_page(NAME, modus="projektor").file_uploader


def test_a_file_of_others_is_looked_at_then_taken(open_page, town):
    app = open_page(NAME, study=town)
    app.file_uploader[0].set_value([("fremd.json", json.dumps(OTHERS).encode(), "application/json")])
    app.run()
    assert "1 Angebote der Datei nennen keinen Ansatzpunkt." in opened.words(app).replace("2 Angebote", "1 Angebote")
    assert not [b for b in app.button if b.key == "hsds_take"]
    app.selectbox(key="hsds_point").set_value("4").run()
    table = next(t for t in opened.tables(app) if "in der Datei" in t.columns).set_index("Liste")
    told = {name: [float(v) for v in row[:4]] for name, row in table.iterrows()}
    assert told == {
        "Einrichtungen": [2, 1, 0, 1],  # one of the locations is an address only
        "Partner": [1, 1, 0, 0],
        "Angebote und Aktivitäten": [3, 1, 1, 1],
    }
    assert all(row[0] == sum(row[1:]) for row in told.values())
    assert importing.history(town) == []
    app.button(key="hsds_take").click().run()
    assert not app.exception
    assert "Übernommen: Einrichtungen 1, Partner 1 und Angebote und Aktivitäten 1." in opened.words(app)
    study = read_study(town, use_built=False)
    assert study.activities.set_index("activity_id").loc[SERVICE, "age_to"] == 12
    assert OFFICE in set(study.facilities["facility_id"])
    assert PROVIDER in set(study.partners["partner_id"])
    assert exchange_words.IMPORT["nothing"] in opened.words(app)
    assert not [b for b in app.button if b.key == "hsds_take"]


def test_what_is_no_such_file_is_said(open_page, town):
    app = open_page(NAME, study=town)
    app.file_uploader[0].set_value([("karte.json", b'{"type": "FeatureCollection"}', "application/json")])
    app.run()
    assert not app.exception
    assert "In der Datei steht kein Verzeichnis nach Open Referral (HSDS)." in opened.words(app)


def test_hostile_names_of_a_file_stay_words(open_page, town):
    evil = "![x](http://evil.example) <script>window.x=1</script>"
    app = open_page(NAME, study=town)
    wicked = FULL | {"name": evil, "minimum_age": evil, "id": "e1"}
    app.file_uploader[0].set_value([("<b>fremd.json", json.dumps([wicked]).encode(), "application/json")])
    app.run()
    app.selectbox(key="hsds_point").set_value("4").run()
    assert not app.exception
    bodies = " ".join(opened.bodies(app))
    assert "<script>window" not in bodies
    assert not any("evil.example" in m.value for m in app.markdown)


# --- command line ----------------------------------------------------------------------------------------------------


def test_everything_is_written(tmp_path, town, capsys):
    out = tmp_path / "raus"
    assert run("export", town, "--out", out) == 0
    files = ["hsds.json", "hsds.zip", "register-csv.zip", "register.gpkg", "register.xlsx", "termine.ics"]
    assert sorted(p.name for p in out.iterdir()) == files
    assert "Geschrieben: register.gpkg, register.xlsx" in capsys.readouterr().out
    assert len(gpd.read_file(out / "register.gpkg", layer="Partner")) == 120
    assert len(icalendar.Calendar.from_ical((out / "termine.ics").read_bytes()).walk("VEVENT")) > 100
    again = tmp_path / "nochmal"
    assert run("export", town, "--out", again) == 0
    for name in files:
        assert (again / name).read_bytes() == (out / name).read_bytes(), name


def test_the_public_gets_no_register(tmp_path, town):
    out = tmp_path / "raus"
    assert run("export", town, "--out", out, "--public") == 0
    assert sorted(p.name for p in out.iterdir()) == ["hsds.json", "hsds.zip", "termine.ics"]
    assert run("export", town, "--out", tmp_path / "nur", "--kinds", "csv") == 0
    assert [p.name for p in (tmp_path / "nur").iterdir()] == ["register-csv.zip"]


def test_a_report_is_written(tmp_path, town, capsys):
    assert run("report", town, "--out", tmp_path, "--station", "EHS Nord", "--area", "S07") == 0
    assert "2025: " in capsys.readouterr().out
    words = [p.text for p in docx.Document(str(tmp_path / "jahresbericht-2025.docx")).paragraphs]
    assert "Musterstadt an der Liede · EHS Nord" in words
    assert "Nordfeld" in words
    assert "Weststadt" not in words
    assert zipfile.is_zipfile(tmp_path / "jahresbericht-2025.xlsx")


def test_a_station_that_is_not_there_is_refused(tmp_path, town, capsys):
    assert run("report", town, "--out", tmp_path / "x", "--station", "EHS West") == 1
    assert (
        "„EHS West“ gibt es in dieser Studie nicht. Eine Angabe von diesen wählen: EHS Mitte" in capsys.readouterr().err
    )
    assert not (tmp_path / "x").exists()


def test_a_file_of_others_on_the_command_line(tmp_path, town, capsys):
    file = tmp_path / "fremd.json"
    file.write_text(json.dumps(OTHERS), encoding="utf-8")
    assert run("hsds", file, "--study", town) == 1
    assert "nennen keinen Ansatzpunkt" in capsys.readouterr().err
    rejected = tmp_path / "abgelehnt.xlsx"
    assert run("hsds", file, "--study", town, "--ansatzpunkt", "4", "--preview", "--rejected", rejected) == 0
    said = capsys.readouterr().out
    assert (
        "Angebote und Aktivitäten: 3 in der Datei, 1 würden übernommen, 1 abgelehnt, 1 draußen (nicht mehr aktiv: 1)"
        in said
    )
    assert "Ansprechpersonen, nicht gelesen:" in said
    assert importing.history(town) == []
    assert zipfile.is_zipfile(rejected)
    assert run("hsds", file, "--study", town, "--ansatzpunkt", "4") == 0
    assert {r.table for r in importing.history(town)} == {"facilities", "partners", "activities"}


def test_a_study_with_evil_names_goes_out(tmp_path):
    folder = hostile_study(tmp_path / "boese")
    assert run("export", folder, "--out", tmp_path / "raus") == 0
    assert run("report", folder, "--out", tmp_path / "raus") == 0
    assert json.loads((tmp_path / "raus" / "hsds.json").read_text(encoding="utf-8"))["services"]


def test_a_study_with_areas_only_goes_out(tmp_path):
    write_geo(tmp_path / "sozialraeume.geojson", squares())
    folder = write_study(tmp_path)
    assert run("export", folder, "--out", tmp_path / "raus") == 0
    assert set(gpd.list_layers(tmp_path / "raus" / "register.gpkg")["name"]) == {"Sozialräume", "Über diese Datei"}
    assert not icalendar.Calendar.from_ical((tmp_path / "raus" / "termine.ics").read_bytes()).walk("VEVENT")
