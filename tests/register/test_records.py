"""The living register: entered, changed, checked, taken back; the rules of the paper; who comes second."""

from __future__ import annotations

import pytest
from school_and_club import CLUB, ROWS, SCHOOL
from study_files import csv_text, write_study

from sozialraum_geo.errors import ConflictError, SozialraumError, StudyError
from sozialraum_geo.german.words.problems import message
from sozialraum_geo.reading import read_study
from sozialraum_geo.register import importing, records
from sozialraum_geo.store.database import open_store
from sozialraum_geo.tables import KEYS, LIVING, PERSONAL, TABLES, VOCABULARIES


@pytest.fixture
def desk(tmp_path):
    """A study of three Sozialräume with a register, and its folder."""
    (tmp_path / "studie").mkdir()
    folder = write_study(tmp_path / "studie")
    return folder, read_study(folder)


def saved(desk, table, **values):
    folder, study = desk
    (checked,) = records.check(folder, study, table, [values])
    records.save(folder, [checked], [None], by="Ada")
    return records.read_row(folder, table, checked.key)


def faults(desk, table, **values):
    folder, study = desk
    (checked,) = records.check(folder, study, table, [values])
    return {p.code for p in checked.faults}


@pytest.mark.parametrize("table", LIVING)
def test_a_row_of_every_table_is_entered_and_read_again(desk, table):
    row = saved(desk, table, **ROWS[table])
    for column, typed in ROWS[table].items():
        kept = row.values.get(column)
        vocabulary = TABLES[table].by_name[column].words
        if vocabulary:
            assert kept in VOCABULARIES[vocabulary]
        elif typed == "":
            assert kept is None
        else:
            assert kept is not None, column
    assert (row.version, row.changed_by) == (1, "Ada")
    study = read_study(desk[0])
    if table in PERSONAL:
        assert not hasattr(study, table)
        assert "Beispiel" not in repr(vars(study))
    else:
        assert getattr(study, table)[KEYS[table]].tolist() == [row.key]


def test_every_row_has_a_history_with_names(desk):
    folder, study = desk
    row = saved(desk, "partners", **SCHOOL)
    (again,) = records.check(folder, study, "partners", [{**row.values, "state": "in Klärung"}], before=[row])
    records.save(folder, [again], [row], by="Bea")
    second, first = records.row_history(folder, "partners", row.key)
    assert (first.edit.by, first.edit.action, first.before) == ("Ada", "create", None)
    assert (second.edit.by, second.edit.action) == ("Bea", "change")
    assert '"state"' not in second.before.data
    assert '"state": "in_klaerung"' in second.after.data
    assert records.read_row(folder, "partners", row.key).version == 2


def test_the_second_to_save_is_told_and_nothing_is_written(desk):
    folder, study = desk
    seen = saved(desk, "partners", **SCHOOL)
    mine, theirs = (
        records.check(folder, study, "partners", [{**seen.values, "name": n}], before=[seen])[0]
        for n in ("Mein", "Ihr")
    )
    records.save(folder, [mine], [seen], by="Ada")
    with pytest.raises(ConflictError, match="row_changed") as conflict:
        records.save(folder, [theirs], [seen], by="Bea")
    ((_, now),) = conflict.value.rows
    assert '"Mein"' in now.data
    assert records.read_row(folder, "partners", seen.key).name == "Mein"


def test_an_undo_brings_back_what_stood_and_an_undone_undo_does_it_again(desk):
    folder, _ = desk
    row = saved(desk, "partners", **SCHOOL)
    gone = records.remove(folder, [row])
    assert records.read_rows(folder, "partners") == []
    back = records.undo(folder, gone.id)
    assert records.read_row(folder, "partners", row.key).values == row.values
    records.undo(folder, back.id)
    assert records.read_rows(folder, "partners") == []
    with pytest.raises(StudyError, match="no_undo"):
        records.undo(folder, gone.id)


def test_an_undo_does_not_take_back_what_others_did_since(desk):
    folder, _ = desk
    row = saved(desk, "partners", **SCHOOL)
    first = records.set_values(folder, [row], {"state": "offen"})
    records.set_values(folder, records.read_rows(folder, "partners"), {"state": "geklaert"})
    with pytest.raises(StudyError, match="undo_later_first"):
        records.undo(folder, first.id)
    assert records.read_row(folder, "partners", row.key).values["state"] == "geklaert"


def test_what_changes_nothing_is_no_edit(desk):
    folder, _ = desk
    row = saved(desk, "partners", **SCHOOL)
    assert records.set_values(folder, [row], {"kind": "schule"}) is None
    assert len(records.edits(folder)) == 1


def test_one_click_marks_many_rows_as_checked_and_one_undo_takes_it_back(desk):
    folder, _ = desk
    rows = [saved(desk, "partners", **SCHOOL), saved(desk, "partners", **CLUB)]
    done = records.mark_checked(folder, rows, "2026-11-25")
    assert (done.action, done.rows) == ("check", 2)
    assert {r.values["checked_on"] for r in records.read_rows(folder, "partners")} == {"2026-11-25"}
    records.undo(folder, done.id)
    assert all("checked_on" not in r.values for r in records.read_rows(folder, "partners"))


def test_carrying_something_out_needs_an_end_or_a_day_of_review(desk):
    activity = {"name": "Treff", "ansatzpunkt": "4", "role": "durchfuehrung", "sozialraum_id": "A"}
    assert faults(desk, "activities", **activity) == {"end_missing"}
    assert faults(desk, "activities", **activity, end="2026-12-31") == set()
    assert faults(desk, "activities", **activity, review_date="2026-12-31") == set()
    assert faults(desk, "activities", **{**activity, "role": "anstoss"}) == set()


def test_care_is_no_part_of_ours_towards_a_school(desk):
    school, club = (saved(desk, "partners", **p) for p in (SCHOOL, CLUB))
    assert faults(desk, "cooperations", partner_id=school.key, contribution="Betreuung") == {"no_care"}
    assert faults(desk, "cooperations", partner_id=club.key, contribution="Betreuung") == set()
    # the partner may well look after children in the holidays
    assert faults(desk, "cooperations", partner_id=school.key, partner_part="Ferienbetreuung") == set()
    at_school = {"name": "Nachmittag", "ansatzpunkt": "2.2", "partner_id": school.key, "contribution": "betreuung"}
    assert faults(desk, "activities", **at_school, role="durchfuehrung", end="2026-12-31") == {"no_care"}
    assert faults(desk, "activities", **at_school, role="teilnahme") == set()


def test_settled_means_that_the_task_is_named(desk):
    assert faults(desk, "cooperations", partner_id="p1", state="geklärt") == {"task_missing"}
    assert faults(desk, "cooperations", partner_id="p1", state="geklärt", hze_task="Soziale Gruppe") == set()
    assert faults(desk, "cooperations", partner_id="p1", state="in Klärung") == set()


def test_of_single_cases_only_hours_per_station_and_quarter_are_kept(desk):
    case = {"level": "fallspezifisch", "station": "Süd", "hours": "42"}
    assert faults(desk, "effort", **case, quarter="Q1 2026") == set()
    assert saved(desk, "effort", **case, quarter="1/2026").values["quarter"] == "2026-Q1"
    assert faults(desk, "effort", **case) == {"case_quarter"}
    for more in ({"day": "1.2.2026"}, {"participants": "3"}, {"name": "Hausbesuch"}, {"sozialraum_id": "A"}):
        assert faults(desk, "effort", **case, quarter="2026-Q1", **more) == {"case_details"}
    assert faults(desk, "activities", name="Hilfe", ansatzpunkt="4", level="fallspezifisch") == {"case_data"}


@pytest.mark.parametrize("hours", ["0", "-1", "unendlich", ""])
def test_hours_are_a_number_above_zero(desk, hours):
    assert faults(desk, "effort", station="Süd", day="1.2.2026", hours=hours)


def test_a_contact_needs_consent_and_a_day_of_deletion(desk):
    contact = ROWS["contacts"]
    for column in ("consent_on", "delete_on"):
        assert faults(desk, "contacts", **{**contact, column: ""})
    assert faults(desk, "contacts", **{**contact, "delete_on": "1.9.2024"}) == {"delete_before_consent"}
    assert faults(desk, "contacts", **{**contact, "partner_id": ""}) == {"contact_of_none"}


def test_contacts_are_erased_for_good_on_their_day(desk):
    folder, _ = desk
    row = saved(desk, "contacts", **ROWS["contacts"])
    assert records.erase_expired(folder, "2027-08-31") == 0
    assert records.read_row(folder, "contacts", row.key)
    assert records.erase_expired(folder, "2027-09-01") == 1
    assert records.read_rows(folder, "contacts") == []
    with open_store(folder) as store:
        assert all(c.before is None and c.after is None for c in store.log())
    for file in folder.glob("register.sqlite*"):
        assert b"Beispiel" not in file.read_bytes()


def test_a_contact_whose_entry_was_taken_back_leaves_the_history_on_its_day_too(desk):
    folder, study = desk
    (checked,) = records.check(folder, study, "contacts", [ROWS["contacts"]])
    made = records.save(folder, [checked], [None])
    records.undo(folder, made.id)
    assert records.read_rows(folder, "contacts") == []
    assert records.erase_expired(folder, "2027-08-31") == 0
    assert "Frau Beispiel" in (folder / "register.sqlite").read_bytes().decode("latin1")
    assert records.erase_expired(folder, "2027-09-01") == 1
    assert "Frau Beispiel" not in (folder / "register.sqlite").read_bytes().decode("latin1")
    assert records.erase_expired(folder, "2027-09-01") == 0


def test_contacts_are_no_table_that_can_be_imported(desk):
    folder, study = desk
    path = folder.parent / "kontakte.csv"
    path.write_text(
        csv_text([["Name", "Partner", "Einwilligung am", "löschen am"], ["Frau B", "p1", "1.1.2025", "1.1.2027"]])
    )
    with pytest.raises(StudyError, match="unknown_table"):
        importing.prepare(folder, study, path, {"table": "contacts"})


def test_an_end_before_the_beginning_is_refused(desk):
    activity = {"name": "Treff", "ansatzpunkt": "4", "begin": "2026-02-01", "end": "2026-01-01"}
    assert faults(desk, "activities", **activity) == {"end_before_begin"}


def test_every_fault_is_said_with_its_reason_and_a_remedy(desk):
    folder, study = desk
    (checked,) = records.check(folder, study, "cooperations", [{"partner_id": "p1", "state": "geklärt"}])
    with pytest.raises(SozialraumError):
        records.save(folder, [checked], [None])
    assert any("HzE-Auftrag" in message(p) for p in checked.faults)
    assert records.read_rows(folder, "cooperations") == []


def test_a_word_that_is_not_known_is_asked_about_and_not_dropped(desk):
    assert faults(desk, "partners", **{**SCHOOL, "state": "vielleicht"}) == {"bad_word"}
    assert faults(desk, "partners", **{**SCHOOL, "since": "31.02.2024"}) == {"bad_date"}
    assert faults(desk, "partners", name="Ohne Ort", kind="verein") == {"no_place"}


PARTNERS = [["Partner-ID", "Name", "Art", "Stand", "Sozialraum"], ["p1", "Schule", "Schule", "offen", "A"],
            ["p2", "Verein", "Verein", "", "B"]]  # fmt: skip


@pytest.fixture
def listed(tmp_path):
    """A study whose partners stand in a file."""
    (tmp_path / "studie").mkdir()
    (tmp_path / "studie" / "partner.csv").write_text(csv_text(PARTNERS), encoding="utf-8")
    return write_study(tmp_path / "studie", '[[source]]\nfile = "partner.csv"\ntable = "partners"\n')


def test_a_list_of_a_file_is_taken_in_once_and_then_edited(listed):
    before = read_study(listed)
    assert [s.label for s in records.waiting_lists(listed)] == ["partner.csv"]
    assert records.adopt(listed, before, by="Ada") == 2
    assert records.waiting_lists(listed) == []
    after = read_study(listed)
    assert after.partners.drop(columns="row").equals(before.partners.drop(columns="row"))
    (row,) = [r for r in records.read_rows(listed, "partners") if r.key == "p1"]
    records.set_values(listed, [row], {"state": "geklaert"})
    assert read_study(listed).partners.set_index("partner_id").loc["p1", "state"] == "geklaert"
    assert records.adopt(listed, after) == 0


def test_the_undo_of_taking_a_list_in_gives_the_file_back(listed):
    records.adopt(listed, read_study(listed))
    importing.undo(listed)
    assert [s.label for s in records.waiting_lists(listed)] == ["partner.csv"]
    assert len(read_study(listed).partners) == 2


def test_a_list_whose_rows_are_all_deleted_stays_empty(listed):
    records.adopt(listed, read_study(listed))
    records.remove(listed, records.read_rows(listed, "partners"))
    assert read_study(listed).partners is None


def test_a_new_import_leaves_what_was_changed_by_hand(listed):
    study = read_study(listed)
    records.adopt(listed, study)
    rows = {r.key: r for r in records.read_rows(listed, "partners")}
    records.set_values(listed, [rows["p1"]], {"state": "geklaert", "rechtsform": "KöR"})
    records.remove(listed, [rows["p2"]])
    path = listed.parent / "partner.csv"
    path.write_text(
        csv_text([PARTNERS[0], ["p1", "Schule am See", "Schule", "ruht", "A"], PARTNERS[2]]), encoding="utf-8"
    )
    prepared = importing.prepare(listed, study, path, {"table": "partners"}, source="partner.csv")
    assert {p.code for p in prepared.problems} >= {"kept_by_hand", "stays_out"}
    importing.apply(listed, prepared)
    (row,) = records.read_rows(listed, "partners")
    # the file's new name, our state (both changed it), our legal form; and p2 stays out
    assert (row.key, row.name, row.values["state"], row.values["rechtsform"]) == (
        "p1", "Schule am See", "geklaert", "KöR",
    )  # fmt: skip
