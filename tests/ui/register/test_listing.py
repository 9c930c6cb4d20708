"""The register page and the page for today as people use them: entered, changed, undone, decided; nothing lost."""

from __future__ import annotations

import datetime as dt
import html
import json
import re

import pytest
import shapely
from here import ROOT
from hostile import EVIL, FORMULA, LINK, SCRIPT
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest
from study_files import EAST, NORTH, csv_text, source, write_study

from sozialraum_geo.german.words import fields
from sozialraum_geo.german.words.pages import register as register_words
from sozialraum_geo.german.words.pages.register import EMPTY, LABEL, NOTE, TODAY
from sozialraum_geo.reading import read_study
from sozialraum_geo.register import records
from sozialraum_geo.tables import KEYS, LIVING, PROTECTED_NAME, TABLES, VOCABULARIES
from sozialraum_geo.ui.register.desk import open_desk
from sozialraum_geo.ui.register.editor import typed_cells
from sozialraum_geo.ui.register.history import Clash

TODAY_ISO = dt.date.today().isoformat()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "studie").mkdir()
    return write_study(tmp_path / "studie")


@pytest.fixture
def open_page(monkeypatch, folder):
    """Open one of the two pages, as somebody who follows a link."""
    made = PagesManager.__init__

    def made_new(self, *args, **kwargs):
        made(self, *args, **kwargs)
        PagesManager.uses_pages_directory = False

    monkeypatch.setattr(PagesManager, "__init__", made_new)
    monkeypatch.setenv("SOZIALRAUM_STUDY", str(folder))

    def opened(name="register", **parameters):
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        app.run()
        app.switch_page(f"pages/{name}.py")
        for key, value in parameters.items():
            app.query_params[key] = value
        app.run()
        assert not app.exception
        return app

    return opened


def put(folder, table, by="Ada", **values):
    (checked,) = records.check(folder, read_study(folder), table, [values])
    assert checked.faults == ()
    records.save(folder, [checked], [None], by=by)
    return records.read_row(folder, table, checked.key)


@pytest.fixture
def partners(folder):
    """Three partners, in the order of their names."""
    return [
        put(folder, "partners", partner_id="p1", name="Ballverein", kind="verein", sozialraum_id="A", state="offen"),
        put(folder, "partners", partner_id="p2", name="Grundschule", kind="schule", sozialraum_id="B"),
        put(folder, "partners", partner_id="p3", name="Hort", kind="hort", sozialraum_id="C"),
    ]


def words(app):
    bodies = " ".join(e.proto.body for e in app.get("html") if "{" not in e.proto.body)
    return html.unescape(re.sub(r"<[^>]*>", " ", bodies)).replace("\xa0", " ")


def press(app, label):
    next(b for b in app.button if b.label == label).click().run()
    assert not app.exception
    return app


def labels_of(app):
    return [b.label for b in app.button]


def field(app, label):
    kinds = (app.text_input, app.text_area, app.selectbox, app.date_input, app.checkbox, app.number_input)
    return next(f for kind in kinds for f in kind if f.label in (label, f"{label} (nötig)"))


def fill(app, label, value):
    field(app, label).set_value(value).run()
    assert not app.exception


def tick(app, table, *rows):
    """Tick rows of the list, as clicks into its first column do."""
    turn = app.session_state["register_list"]
    app.session_state[f"register_list_{table}_{turn}"] = {"selection": {"rows": list(rows), "columns": [], "cells": []}}
    app.run()
    assert not app.exception


def rows(folder, table="partners"):
    return {row.key: row for row in records.read_rows(folder, table)}


def shown(app):
    return app.dataframe[0].value


# --- entering ---------------------------------------------------------------------------------------------------------


def test_the_first_entry_is_made_and_taken_back(open_page, folder):
    app = open_page(tabelle="partners")
    assert EMPTY["empty"][0] in words(app)
    press(app, LABEL["new"])
    fill(app, "Name", "Ballverein")
    fill(app, "Art", "verein")
    fill(app, "Sozialraum", "B")
    fill(app, "seit", dt.date(2024, 3, 1))
    press(app, LABEL["save"])
    (row,) = records.read_rows(folder, "partners")
    told = {"name": "Ballverein", "kind": "verein", "sozialraum_id": "B", "since": "2024-03-01"}
    assert told.items() <= row.values.items()
    assert NOTE["created"] in words(app)
    assert shown(app)["Name"].tolist() == ["Ballverein"]
    press(app, LABEL["undo"])
    assert rows(folder) == {}
    assert NOTE["undone"] in words(app)
    press(app, LABEL["undo"])  # the undo itself can be taken back
    assert [r.values["name"] for r in rows(folder).values()] == ["Ballverein"]


def test_faults_are_told_in_the_words_of_the_form_and_nothing_typed_is_lost(open_page, folder):
    app = open_page(tabelle="activities")
    press(app, LABEL["new"])
    fill(app, "Name", "Mädchentreff")
    fill(app, "Ansatzpunkt", "4")
    fill(app, "unsere Rolle", "durchfuehrung")
    fill(app, "Stunden je Woche", "viel")
    press(app, LABEL["save"])
    text = words(app)
    assert "Ende: Durchführungsverantwortung gilt für eine bestimmte Zeit" in text
    assert "Stunden je Woche: „viel“ ist keine Zahl" in text
    assert rows(folder, "activities") == {}
    assert field(app, "Name").value == "Mädchentreff"
    fill(app, "Stunden je Woche", "2,5")
    fill(app, "Ende", dt.date(2027, 7, 31))
    press(app, LABEL["save"])
    (row,) = rows(folder, "activities").values()
    assert (row.values["hours_week"], row.values["end"]) == (2.5, "2027-07-31")


def test_what_is_needed_and_missing_is_named(open_page, folder):
    app = open_page(tabelle="goals")
    press(app, LABEL["new"])
    press(app, LABEL["save"])
    assert "Das fehlt noch." in words(app)
    assert rows(folder, "goals") == {}


def test_typed_values_outlive_a_look_at_another_page(open_page, partners, folder):
    app = open_page(tabelle="partners", eintrag="p1")
    fill(app, "Rechtsform", "e. V.")
    app.switch_page("pages/heute.py").run()
    app.switch_page("pages/register.py").run()
    assert not app.exception
    assert field(app, "Rechtsform").value == "e. V."
    press(app, LABEL["save"])
    assert rows(folder)["p1"].values["rechtsform"] == "e. V."


def test_an_entry_is_changed_and_only_what_was_touched(open_page, partners, folder):
    app = open_page(tabelle="partners")
    tick(app, "partners", 0)
    press(app, LABEL["change"])
    assert field(app, "Name").value == "Ballverein"
    fill(app, "Stand", "geklaert")
    press(app, LABEL["save"])
    before, after = partners[0].values, rows(folder)["p1"].values
    assert {k for k in {*before, *after} if before.get(k) != after.get(k)} == {"state"}
    assert after["state"] == "geklaert"


def test_saving_without_a_change_says_so(open_page, partners, folder):
    app = press(open_page(tabelle="partners", eintrag="p2"), LABEL["save"])
    assert NOTE["unchanged"] in words(app)
    assert rows(folder)["p2"].version == 1


@pytest.mark.parametrize("table", LIVING)
def test_an_entry_of_every_table_opens_and_saves_as_it_is(open_page, folder, table):
    from school_and_club import ROWS

    row = put(folder, table, **ROWS[table])
    app = open_page(tabelle=table, eintrag=row.key)
    press(app, LABEL["save"])
    now = records.read_row(folder, table, row.key)
    assert now.values == row.values
    assert NOTE["unchanged"] in words(app)
    assert row.key in shown(app)[fields.KEY].tolist()


def test_every_column_of_a_table_is_asked_somewhere():
    asked_elsewhere = {"ages", "precision", "street", "house_number", "postcode", "town"}
    for table in LIVING:
        asked = {c for _, columns in fields.SECTIONS[table] for c in columns}
        own = set(TABLES[table].by_name) - {KEYS[table]} - asked_elsewhere
        if fields.PLACES in asked:
            own -= {"sozialraum_id"}
        assert own - asked == ({"level"} if table == "activities" else set()), table
        assert all(fields.label(table, c) != c for c in asked), table
        assert set(fields.LIST[table]) <= set(TABLES[table].by_name), table


# --- many at once -----------------------------------------------------------------------------------------------------


def test_one_click_says_that_entries_were_checked_today(open_page, partners, folder):
    app = open_page(tabelle="partners")
    tick(app, "partners", 0, 2)
    press(app, LABEL["checked"])
    checked = {key: row.values.get("checked_on") for key, row in rows(folder).items()}
    assert checked == {"p1": TODAY_ISO, "p2": None, "p3": TODAY_ISO}
    assert "Als heute geprüft eingetragen: 2 Partner." in words(app)
    press(app, LABEL["undo"])
    assert not any("checked_on" in row.values for row in rows(folder).values())


def test_several_are_deleted_and_come_back(open_page, partners, folder):
    app = open_page(tabelle="partners")
    tick(app, "partners", 0, 1)
    press(app, LABEL["delete"])
    assert set(rows(folder)) == {"p3"}
    assert "Gelöscht: 2 Partner." in words(app)
    press(app, LABEL["undo"])
    assert {k: r.values for k, r in rows(folder).items()} == {r.key: r.values for r in partners}


def test_one_value_is_set_in_several(open_page, partners, folder):
    app = open_page(tabelle="partners")
    tick(app, "partners", 0, 1)
    press(app, LABEL["bulk"])
    fill(app, LABEL["column"], "state")
    [s for s in app.selectbox if s.label == "Stand"][-1].set_value("ruht").run()  # the first one is the filter
    press(app, LABEL["apply"].format(count="2 Partner"))
    assert {k: r.values.get("state") for k, r in rows(folder).items()} == {"p1": "ruht", "p2": "ruht", "p3": None}
    press(app, LABEL["undo"])
    assert rows(folder)["p1"].values["state"] == "offen"


def test_a_value_that_breaks_a_rule_is_told_for_each_and_the_others_can_be_set(open_page, partners, folder):
    put(folder, "cooperations", cooperation_id="k1", partner_id="p1", name="A ohne Auftrag", state="offen")
    put(folder, "cooperations", cooperation_id="k2", partner_id="p2", name="B mit Auftrag", hze_task="Gruppe")
    app = open_page(tabelle="cooperations")
    tick(app, "cooperations", 0, 1)
    press(app, LABEL["bulk"])
    fill(app, LABEL["column"], "state")
    [s for s in app.selectbox if s.label == "Stand"][-1].set_value("geklaert").run()
    press(app, LABEL["apply"].format(count="2 Kooperationen"))
    assert "1 von 2 Einträgen lassen sich so nicht ändern:" in words(app)
    assert "A ohne Auftrag: " in words(app)
    assert rows(folder, "cooperations")["k2"].values.get("state") is None
    press(app, LABEL["apply_others"].format(count=1))
    states = {k: r.values["state"] for k, r in rows(folder, "cooperations").items()}
    assert states == {"k1": "offen", "k2": "geklaert"}


def test_the_others_are_judged_again_when_more_were_ticked_meanwhile(open_page, partners, folder):
    put(folder, "cooperations", cooperation_id="k1", partner_id="p1", name="A ohne Auftrag", state="offen")
    put(folder, "cooperations", cooperation_id="k2", partner_id="p2", name="B mit Auftrag", hze_task="Gruppe")
    put(folder, "cooperations", cooperation_id="k3", partner_id="p2", name="C ohne Auftrag", state="offen")
    app = open_page(tabelle="cooperations")
    tick(app, "cooperations", 0, 1)
    press(app, LABEL["bulk"])
    fill(app, LABEL["column"], "state")
    [s for s in app.selectbox if s.label == "Stand"][-1].set_value("geklaert").run()
    press(app, LABEL["apply"].format(count="2 Kooperationen"))
    tick(app, "cooperations", 0, 1, 2)
    press(app, LABEL["apply_others"].format(count=2))
    assert "C ohne Auftrag: " in words(app)
    assert {r.values.get("state") for r in rows(folder, "cooperations").values()} == {"offen", None}


def test_a_value_for_several_is_kept_as_a_form_keeps_it(open_page, partners, folder):
    app = open_page(tabelle="partners")
    tick(app, "partners", 0, 1)
    press(app, LABEL["bulk"])
    fill(app, LABEL["column"], "traeger")
    fill(app, "Träger oder Dach", "  AWO\u200b   Süd ")
    press(app, LABEL["apply"].format(count="2 Partner"))
    assert [r.values.get("traeger") for r in rows(folder).values()] == ["AWO Süd", "AWO Süd", None]


def test_search_and_filters_narrow_the_list(open_page, partners):
    app = open_page(tabelle="partners")
    assert shown(app)["Name"].tolist() == ["Ballverein", "Grundschule", "Hort"]
    fill(app, LABEL["search"], "SCHULE brühl")
    assert shown(app)["Name"].tolist() == ["Grundschule"]
    fill(app, LABEL["search"], "nirgends")
    assert EMPTY["no_hits"][0] in words(app)
    fill(app, LABEL["search"], "")
    fill(app, LABEL["area"], "C")
    assert shown(app)["Name"].tolist() == ["Hort"]


def test_the_answer_counts_what_asks_for_a_look(open_page, folder):
    put(folder, "activities", name="Treff", ansatzpunkt="4", sozialraum_id="A", end=TODAY_ISO, checked_on=TODAY_ISO)
    put(folder, "activities", name="Café", ansatzpunkt="4", sozialraum_id="A")
    text = words(open_page(tabelle="activities"))
    assert "2 Angebote: 1 ist noch nie geprüft. 1 endet in den nächsten drei Monaten." in text
    assert "Bei 1 fehlt ein Datum (Ende oder Überprüfung)." in text


# --- two at once ------------------------------------------------------------------------------------------------------


def test_the_second_to_save_sees_both_and_decides(open_page, partners, folder):
    app = open_page(tabelle="partners", eintrag="p1")
    fill(app, "Name", "Ballverein Nord")
    fill(app, "Rechtsform", "e. V.")
    theirs = records.set_values(folder, [partners[0]], {"name": "Ballspielverein", "spitzenverband": "DOSB"}, by="Bea")
    press(app, LABEL["save"])
    text = words(app)
    assert "hat Bea am" in text
    for told in ("Ballverein Nord", "Ballspielverein", "DOSB", "e. V."):
        assert told in text
    assert rows(folder)["p1"].values["name"] == "Ballspielverein"  # nothing is written before it is decided
    assert next(b for b in app.button if b.label == LABEL["save_both"]).disabled
    (choice,) = [g for g in app.segmented_control if g.label == "Name"]
    choice.set_value("mine").run()
    press(app, LABEL["save_both"])
    now = rows(folder)["p1"]
    assert (now.values["name"], now.values["rechtsform"], now.values["spitzenverband"]) == (
        "Ballverein Nord", "e. V.", "DOSB",
    )  # fmt: skip
    assert now.version == 3
    assert theirs.id < records.newest_edit(folder)[0]


def test_changes_that_do_not_meet_are_put_together(open_page, partners, folder):
    app = open_page(tabelle="partners", eintrag="p1")
    fill(app, "Rechtsform", "e. V.")
    records.set_values(folder, [partners[0]], {"spitzenverband": "DOSB"}, by="Bea")
    press(app, LABEL["save"])
    assert NOTE["conflict_none"] in words(app)
    press(app, LABEL["save_both"])
    now = rows(folder)["p1"].values
    assert (now["rechtsform"], now["spitzenverband"], now["name"]) == ("e. V.", "DOSB", "Ballverein")


def test_an_entry_deleted_meanwhile_can_be_kept_as_a_new_one(open_page, partners, folder):
    app = open_page(tabelle="partners", eintrag="p1")
    fill(app, "Name", "Ballverein Nord")
    records.remove(folder, [partners[0]], by="Bea")
    press(app, LABEL["save"])
    assert NOTE["conflict_gone"] in words(app)
    press(app, LABEL["as_new"])
    assert "Ballverein Nord" in [r.values["name"] for r in rows(folder).values()]


def test_an_address_and_a_point_of_two_people_stay_together(open_page, folder):
    row = put(folder, "partners", partner_id="p9", name="Laden", sozialraum_id="A")
    app = open_page(tabelle="partners", eintrag="p9")
    fill(app, "Straße", "Ringstraße")
    study = read_study(folder)
    told = dict(row.values) | {"point": shapely.Point(EAST + 1500, NORTH + 500), "sozialraum_id": None}
    (moved,) = records.check(folder, study, "partners", [told], before=[row])
    records.save(folder, [moved], [row], by="Bea")
    press(app, LABEL["save"])
    (choice,) = [g for g in app.segmented_control if g.label == "Ort"]
    choice.set_value("theirs").run()
    press(app, LABEL["save_both"])
    now = rows(folder)["p9"]
    assert now.geometry == moved.geometry
    assert now.values["sozialraum_id"] == "B"
    assert "street" not in now.values


def test_rows_of_the_table_that_somebody_else_changed_are_decided_one_by_one(open_page, partners, folder):
    # what was typed into cells cannot be told to this kind of test; it begins where the save met somebody else
    study = read_study(folder)
    typed = [dict(row.values) | {"name": f"{row.name} neu"} for row in partners[:2]]
    checked = records.check(folder, study, "partners", typed, before=partners[:2])
    now = records.set_values(folder, [partners[0]], {"name": "Von Bea"}, by="Bea")
    app = open_page(tabelle="partners")
    app.session_state["register_editing"] = partners[:2]
    clash = Clash(partners[0], checked[0], records.read_row(folder, "partners", "p1"))
    app.session_state["register_clashes"] = [(clash, partners[0], typed[0]), (None, partners[1], typed[1])]
    app.run()
    assert "Von Bea" in words(app)
    assert next(b for b in app.button if b.label == LABEL["save_both"]).disabled
    next(g for g in app.segmented_control if g.label == "Name").set_value("theirs").run()
    press(app, LABEL["save_both"])
    assert {k: r.values["name"] for k, r in rows(folder).items()} == {
        "p1": "Von Bea", "p2": "Grundschule neu", "p3": "Hort",
    }  # fmt: skip
    assert records.newest_edit(folder)[0] == now.id + 1  # both in one edit


def test_typed_cells_are_read_as_words_dates_and_numbers(open_page, folder):
    row = put(folder, "activities", name="Treff", ansatzpunkt="4", sozialraum_id="A", hours_week="1,125")
    study = read_study(folder)
    desk = open_desk(folder, study, "activities")
    cells = typed_cells(desk, row, {"role": "Teilnahme", "end": "2027-01-31", "hours_week": 2.75, "name": None})
    told = {"role": "Teilnahme", "end": "2027-01-31", "hours_week": "2,75", "name": None}
    assert told.items() <= cells.items()
    (checked,) = records.check(folder, study, "activities", [cells | {"name": "Treff"}], before=[row])
    assert checked.faults == ()
    assert {"role": "teilnahme", "hours_week": 2.75}.items() <= json.loads(checked.data).items()
    # a number with three digits behind the comma is no thousand
    (same,) = records.check(folder, study, "activities", [typed_cells(desk, row, {})], before=[row])
    assert (same.faults, json.loads(same.data)) == ((), row.values)


# --- history ----------------------------------------------------------------------------------------------------------


def test_the_history_says_who_changed_what_from_what_to_what(open_page, partners, folder):
    records.set_values(folder, [partners[0]], {"state": "geklaert"}, by="Bea")
    app = open_page(tabelle="partners", eintrag="p1")
    text = words(app)
    assert "Bea · gemeinsam geändert" in text
    assert "Stand: offen → geklärt" in text
    assert "Ada · angelegt" in text
    press(app, LABEL["undo"])
    assert rows(folder)["p1"].values["state"] == "offen"


def test_an_undo_that_cannot_be_is_explained(open_page, partners, folder):
    first = records.set_values(folder, [partners[0]], {"state": "geklaert"}, by="Bea")
    records.set_values(folder, [rows(folder)["p1"]], {"state": "ruht"}, by="Cem")
    app = open_page(tabelle="partners", eintrag="p1")
    next(b for b in app.button if b.key == f"undo_row_{first.id}").click().run()
    assert not app.exception
    assert "Zuerst die spätere Änderung zurücknehmen." in words(app)
    assert rows(folder)["p1"].values["state"] == "ruht"


def test_every_write_carries_the_name_that_was_given(open_page, partners, folder):
    app = open_page(tabelle="partners")
    fill(app, LABEL["user"], "  Ida  B. ")
    tick(app, "partners", 0)
    press(app, LABEL["checked"])
    tick(app, "partners", 1)
    press(app, LABEL["delete"])
    press(app, LABEL["undo"])
    newest = records.edits(folder, limit=3)
    assert [(e.action, e.by) for e in newest] == [("undo", "Ida B."), ("delete", "Ida B."), ("check", "Ida B.")]


# --- lists in files ---------------------------------------------------------------------------------------------------


def test_lists_in_files_are_offered_once_and_taken_over(open_page, folder):
    (folder / "partner.csv").write_text(
        csv_text([["ID", "Name", "Sozialraum"], ["P1", "Verein", "A"]]), encoding="utf-8"
    )
    write_study(folder, source("partner.csv", "partners"))
    app = open_page(tabelle="partners")
    assert "Partner stehen noch in Dateien." in words(app)
    press(app, LABEL["adopt"])
    app.run()
    assert rows(folder)["P1"].values["name"] == "Verein"
    assert "Übernommen: 1 Eintrag." in words(app)
    assert LABEL["adopt"] not in labels_of(app)


def test_what_stands_in_a_file_can_be_named_and_what_was_deleted_cannot(open_page, folder):
    told = [["ID", "Name", "Sozialraum"], ["P1", "Verein", "A"]]
    (folder / "partner.csv").write_text(csv_text(told), encoding="utf-8")
    write_study(folder, source("partner.csv", "partners"))
    assert field(open_page(tabelle="cooperations", eintrag="neu"), "Partner").options == ["Verein"]
    assert field(open_page("heute"), TODAY["entry"]).options == ["Partner: Verein"]
    records.adopt(folder, read_study(folder))
    records.remove(folder, records.read_rows(folder, "partners"))
    assert field(open_page(tabelle="cooperations", eintrag="neu"), "Partner").options == []


# --- people and protected places --------------------------------------------------------------------------------------


def test_people_leave_for_good_on_their_day_and_it_is_said(open_page, partners, folder):
    day = (dt.date.today() - dt.timedelta(days=30)).isoformat()
    put(folder, "contacts", contact_id="c1", name="Frau Beispiel", partner_id="p1", consent_on=day, delete_on=TODAY_ISO)
    text = words(open_page(tabelle="partners"))
    assert "1 Ansprechperson: Der Tag der Löschung war erreicht." in text
    assert rows(folder, "contacts") == {}
    assert "Frau Beispiel" not in (folder / "register.sqlite").read_bytes().decode("latin-1")


def test_a_person_is_deleted_for_good_and_without_undo(open_page, partners, folder):
    later = (dt.date.today() + dt.timedelta(days=30)).isoformat()
    put(
        folder,
        "contacts",
        contact_id="c1",
        name="Frau Beispiel",
        partner_id="p1",
        consent_on=TODAY_ISO,
        delete_on=later,
    )
    app = open_page(tabelle="contacts")
    assert shown(app)["Name"].tolist() == ["Frau Beispiel"]
    tick(app, "contacts", 0)
    press(app, LABEL["erase"])
    assert rows(folder, "contacts") == {}
    assert NOTE["erased"].format(count="1 Ansprechperson") in words(app)
    assert LABEL["undo"] not in labels_of(app)


def test_a_person_needs_consent_and_a_day_of_deletion(open_page, partners, folder):
    app = open_page(tabelle="contacts")
    press(app, LABEL["new"])
    fill(app, "Name", "Frau Beispiel")
    fill(app, "Partner", "p1")
    press(app, LABEL["save"])
    assert "Das fehlt noch." in words(app)
    assert rows(folder, "contacts") == {}


def test_a_protected_place_has_no_name_in_the_list_and_no_map_in_the_form(open_page, folder):
    at = shapely.Point(EAST + 300, NORTH + 300)
    row = put(folder, "partners", name="Haus Zuflucht", is_protected="ja", street="Rosenweg", point=at)
    app = open_page(tabelle="partners")
    told = shown(app)
    assert told["Name"].tolist() == [PROTECTED_NAME]
    assert told["Sozialraum"].tolist() == ["Altdorf"]
    assert "Zuflucht" not in told.to_string() + words(app)
    assert "Rosenweg" not in told.to_string() + words(app)
    form = open_page(tabelle="partners", eintrag=row.key)
    assert field(form, "Name").value == "Haus Zuflucht"  # its keepers may mend it
    assert not list(form.get("component_instance"))
    assert "Haus Zuflucht" not in words(form)
    tick(app, "partners", 0)
    press(app, LABEL["edit_table"])
    assert "1 Partner nur im Formular zu ändern." in words(app)


def test_the_register_is_not_shown_in_public(open_page, partners):
    for name in ("register", "heute"):
        for mode in ("oeffentlich", "projektor"):
            app = open_page(name, modus=mode)
            assert EMPTY["internal"][0] in words(app)
            assert not app.dataframe
            assert not app.text_input
            assert "Ballverein" not in words(app)


def test_hostile_names_are_words(open_page, folder):
    evil = " ".join(EVIL.split())
    put(folder, "partners", by=evil, partner_id="p1", name=evil, kind="verein", sozialraum_id="A", rechtsform=LINK)
    put(folder, "partners", by=evil, partner_id="p2", name=FORMULA, sozialraum_id="B", spitzenverband=SCRIPT)
    put(folder, "cooperations", by=evil, partner_id="p1", name=evil, hze_task=evil, station=evil)
    for parameters in (
        {"tabelle": "partners"}, {"tabelle": "partners", "eintrag": "p1"}, {"tabelle": "cooperations"},
        {"tabelle": "cooperations", "eintrag": "neu"}, {"tabelle": evil, "eintrag": evil},
    ):  # fmt: skip
        app = open_page(**parameters)
        assert all("<script>window" not in e.proto.body for e in app.get("html"))
        assert all("evil.example" not in m.value for m in app.markdown)
        assert all("evil.example" not in b.label and "![" not in b.label for b in app.button)
    app = open_page("heute")
    assert all("evil.example" not in m.value for m in app.markdown)
    assert not app.exception


def test_a_word_of_the_house_is_a_word_on_a_button_too(open_page, folder, monkeypatch):
    monkeypatch.setitem(VOCABULARIES["state"], "offen", ("![x](http://evil.example/w.png) im Haus",))
    put(folder, "partners", partner_id="p1", name="Ballverein", kind="verein", sozialraum_id="A")
    put(folder, "cooperations", partner_id="p1", name="Sommerfest", state="offen")
    app = open_page(tabelle="partners", eintrag="p1")
    assert [b.label for b in app.button if "Sommerfest" in b.label] == ["Sommerfest, xhttpevilexamplewpng im Haus"]


# --- today ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def treff(folder):
    return put(
        folder, "activities", activity_id="a1", name="Mädchentreff", ansatzpunkt="4", sozialraum_id="A", station="Süd"
    )


def test_what_was_done_today_is_entered_and_the_form_is_ready_again(open_page, folder, treff):
    app = open_page("heute")
    assert field(app, TODAY["station"]).value == "Süd"  # the only one there is
    fill(app, TODAY["entry"], "activities a1")
    fill(app, TODAY["hours"], 1.5)
    fill(app, TODAY["participants"], 9)
    fill(app, TODAY["what"], "Plakate gemalt")
    press(app, TODAY["save"])
    (row,) = rows(folder, "effort").values()
    assert {
        "station": "Süd", "level": "fallunspezifisch", "activity_id": "a1", "ansatzpunkt": "4", "hours": 1.5,
        "participants": 9.0, "name": "Plakate gemalt", "day": TODAY_ISO,
    }.items() <= row.values.items()  # fmt: skip
    assert "sozialraum_id" not in row.values  # the activity says where
    assert "Gespeichert: 1,5 Std., Mädchentreff." in words(app)
    assert "Heute eingetragen: 1,5 Stunden in 1 Eintrag." in words(app)
    assert field(app, TODAY["hours"]).value == 1.0
    assert field(app, TODAY["what"]).value == ""
    press(app, LABEL["undo"])
    assert rows(folder, "effort") == {}


def test_the_station_is_remembered_and_stands_in_the_address(open_page, folder, treff):
    app = open_page("heute", station="Nord")
    assert field(app, TODAY["station"]).value == "Nord"
    fill(app, TODAY["entry"], "activities a1")
    press(app, TODAY["save"])
    assert [r.values["station"] for r in rows(folder, "effort").values()] == ["Nord"]
    assert app.query_params["station"] in ("Nord", ["Nord"])


def test_of_single_cases_only_station_quarter_and_hours_are_asked_and_kept(open_page, folder, treff):
    app = open_page("heute", station="Süd")
    fill(app, TODAY["entry"], "activities a1")
    next(g for g in app.segmented_control if g.label == TODAY["level"]).set_value("fallspezifisch").run()
    assert not app.exception
    asked = {f.label for kind in (app.text_input, app.selectbox, app.number_input, app.date_input) for f in kind}
    assert asked - {LABEL["user"], "Studie"} == {TODAY["station"], TODAY["quarter"], TODAY["hours"]}
    fill(app, TODAY["hours"], 12.0)
    press(app, TODAY["save"])
    (row,) = rows(folder, "effort").values()
    today = dt.date.today()
    assert row.values == {
        "effort_id": row.key, "station": "Süd", "level": "fallspezifisch", "hours": 12.0,
        "quarter": f"{today.year}-Q{(today.month - 1) // 3 + 1}",
    }  # fmt: skip


def test_what_is_missing_today_is_asked_for(open_page, folder):
    app = press(open_page("heute"), TODAY["save"])
    assert TODAY["bare"] in words(app)
    assert TODAY["no_station"] in words(app)
    assert rows(folder, "effort") == {}
    app = open_page("heute", station="Nord")
    next(g for g in app.segmented_control if g.label == TODAY["for"]).set_value("place").run()
    fill(app, LABEL["area"], "B")
    fill(app, "Ansatzpunkt", "6")
    press(app, TODAY["save"])
    (row,) = rows(folder, "effort").values()
    assert (row.values["sozialraum_id"], row.values["ansatzpunkt"], row.values["station"]) == ("B", "6", "Nord")


def test_what_ended_is_not_offered_and_what_was_entered_last_is_near(open_page, folder, treff):
    put(folder, "activities", name="Vorbei", ansatzpunkt="4", sozialraum_id="A", end="2020-01-01")
    gremium = put(folder, "gremien", gremium_id="g1", name="AK Jugend", wirkungsraum="A")
    put(folder, "effort", station="Süd", day=TODAY_ISO, hours="1", gremium_id=gremium.key)
    app = open_page("heute", station="Süd")
    offered = field(app, TODAY["entry"]).options
    assert offered == ["Angebot: Mädchentreff", "Gremium: AK Jugend"]
    (recent,) = [p for p in app.pills if p.label == TODAY["recent"]]
    assert recent.options == ["AK Jugend"]
    recent.set_value("gremien g1").run()
    press(app, TODAY["save"])
    told = [
        (r.values["gremium_id"], r.values["ansatzpunkt"])
        for r in rows(folder, "effort").values()
        if "ansatzpunkt" in r.values
    ]
    assert told == [("g1", "2.1")]


def test_words_of_the_register_are_whole():
    assert set(register_words.TAB) == set(LIVING)
    assert set(fields.SECTIONS) == set(fields.LIST) == set(LIVING)
    for table, columns in fields.FILTERS.items():
        assert all(TABLES[table].by_name[c].kind == "word" for c in columns)
