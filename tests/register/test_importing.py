"""From a file to the register: recognised, prepared, written, read again as a study, taken back."""

from __future__ import annotations

import json
import sqlite3

import pytest
from study_files import EAST, NORTH, csv_text, of_code, squares, write_geo, write_study

from sozialraum_geo.errors import StudyError
from sozialraum_geo.german.words.problems import message
from sozialraum_geo.reading.folder import read_study, rejected_rows
from sozialraum_geo.reading.recognition import as_options, recognise
from sozialraum_geo.register import importing, records
from sozialraum_geo.store.database import FILE

HEADER = ["Name", "Art", "Rechtswert", "Hochwert", "Plätze"]
KITA = ["Kita Süd", "Kita", str(EAST + 250), str(NORTH + 500), "40"]
HORT = ["Hort Nord", "Hort", str(EAST + 1500), str(NORTH + 500), "25"]
TREFF = ["Treff", "Jugendtreff", str(EAST + 2500), str(NORTH + 500), ""]
LOST = ["Irgendwo", "Kita", "", "", "9"]
OPTIONS = {"table": "facilities", "complete": ["kita"]}


@pytest.fixture
def folder(tmp_path):
    """A study with its Sozialräume only."""
    (tmp_path / "studie").mkdir()
    return write_study(tmp_path / "studie")


def listed(folder, *rows, name="orte.csv"):
    path = folder.parent / name
    path.write_text(csv_text([HEADER, *rows]), encoding="utf-8")
    return path


def prepared(folder, path, options=OPTIONS, **more):
    return importing.prepare(folder, read_study(folder), path, options, **more)


def taken(folder, path, options=OPTIONS, **more):
    return importing.apply(folder, prepared(folder, path, options, **more), by="Ada")


def names(folder):
    facilities = read_study(folder).facilities
    return [] if facilities is None else sorted(facilities["name"])


def test_a_preview_writes_nothing(folder):
    found = prepared(folder, listed(folder, KITA, HORT, LOST))
    assert (len(found.difference.new), found.draft.counts["rejected"]) == (2, 1)
    assert not (folder / FILE).exists()
    assert names(folder) == []


def test_what_was_taken_over_is_part_of_the_study(folder):
    record = taken(folder, listed(folder, KITA, HORT, LOST))
    study = read_study(folder)
    assert study.facilities["sozialraum_id"].tolist() == ["A", "B"] or set(study.facilities["sozialraum_id"]) == {
        "A",
        "B",
    }
    assert study.facilities.set_index("name").loc["Kita Süd", "capacity"] == 40.0
    source = study.sources[-1]
    assert (source.file, source.rows, source.imported, source.rejected, source.complete) == (
        "orte.csv", 3, 2, 1, ("kita",),
    )  # fmt: skip
    assert source.imported_on == record.at[:10]
    assert [p.row for p in of_code(study, "no_place")] == [4]
    ((problem, cells),) = rejected_rows(folder, study)
    assert (problem.row, cells["Name"]) == (4, "Irgendwo")


def test_every_row_knows_where_it_came_from(folder):
    path = listed(folder, KITA, HORT)
    record = taken(folder, path)
    assert (record.by, record.file, record.table) == ("Ada", "orte.csv", "facilities")
    study = read_study(folder)
    assert set(zip(study.facilities["name"], study.facilities["row"], strict=True)) == {
        ("Kita Süd", 2),
        ("Hort Nord", 3),
    }


def test_next_month_the_same_list_updates_and_doubles_nothing(folder):
    taken(folder, listed(folder, KITA, HORT, name="Orte_2025-10.csv"))
    moved = [*KITA[:4], "55"]
    again = prepared(folder, listed(folder, TREFF, moved, HORT, name="Orte_2025-11.csv"))
    kinds = again.difference
    assert (len(kinds.new), len(kinds.changed), len(kinds.same), len(kinds.vanished)) == (1, 1, 1, 0)
    importing.apply(folder, again)
    assert names(folder) == ["Hort Nord", "Kita Süd", "Treff"]
    assert read_study(folder).facilities.set_index("name").loc["Kita Süd", "capacity"] == 55.0


def test_rows_that_vanished_are_told_and_stay(folder):
    taken(folder, listed(folder, KITA, HORT))
    taken(folder, listed(folder, KITA))
    study = read_study(folder)
    assert names(folder) == ["Hort Nord", "Kita Süd"]
    assert [p.detail for p in of_code(study, "rows_vanished")] == ["1"]
    taken(folder, listed(folder, KITA), drops_vanished=True)
    assert names(folder) == ["Kita Süd"]
    assert not of_code(read_study(folder), "rows_vanished")


def test_one_undo_takes_a_whole_import_back(folder):
    taken(folder, listed(folder, KITA))
    before = read_study(folder).fingerprint
    taken(folder, listed(folder, HORT, TREFF), drops_vanished=True)
    assert names(folder) == ["Hort Nord", "Treff"]
    importing.undo(folder)
    assert names(folder) == ["Kita Süd"]
    assert read_study(folder).fingerprint == before
    importing.undo(folder)
    assert names(folder) == []
    with pytest.raises(StudyError, match="no_undo"):
        importing.undo(folder)


def test_a_study_can_grow_from_nothing(tmp_path):
    folder = importing.new_study(tmp_path, 'Neustadt "am\nBach"', "2025-12-31", "EPSG:25832", levels=["Quartier"])
    assert folder.name == "neustadt-am-bach"
    with pytest.raises(StudyError, match="no_areas"):
        read_study(folder)
    areas = write_geo(tmp_path / "flaechen.geojson", squares())
    guess = recognise(areas, areas=None)
    assert guess.table == "sozialraeume"
    importing.apply(folder, importing.prepare(folder, None, areas, as_options(guess, {})))
    study = read_study(folder)
    assert (study.name, study.levels, len(study.sozialraeume)) == ('Neustadt "am\nBach"', ("Quartier",), 3)
    with pytest.raises(StudyError, match="study_exists"):
        importing.new_study(tmp_path, "Neustadt am Bach", "2025-12-31", "EPSG:25832")


def test_a_shapefile_is_kept_with_all_its_parts(tmp_path):
    folder = importing.new_study(tmp_path, "Neustadt", "2025-12-31", "EPSG:25832")
    shape = write_geo(tmp_path / "flaechen.shp", squares())
    record = importing.apply(folder, importing.prepare(folder, None, shape, {"table": "sozialraeume"}))
    assert record.file == "flaechen.zip"
    assert len(read_study(folder).sozialraeume) == 3


def test_without_areas_only_areas_come_in(tmp_path):
    folder = importing.new_study(tmp_path, "Neustadt", "2025-12-31", "EPSG:25832")
    path = tmp_path / "orte.csv"
    path.write_text(csv_text([HEADER, KITA]))
    with pytest.raises(StudyError, match="areas_first"):
        importing.prepare(folder, None, path, OPTIONS)


def test_layers_are_compared_by_area(folder):
    path = folder.parent / "einwohner.csv"
    path.write_text(csv_text([["Sozialraum", "unter 6", "6 bis unter 12"], ["A", "10", "20"], ["B", "30", "40"]]))
    options = {"table": "population"}
    taken(folder, path, options)
    assert read_study(folder).population["people"].sum() == 100
    path.write_text(csv_text([["Sozialraum", "unter 6", "6 bis unter 12"], ["A", "10", "20"], ["C", "30", "40"]]))
    found = prepared(folder, path, options)
    assert {k: len(v) for k, v in vars(found.difference).items()} == {"new": 1, "changed": 0, "same": 1, "vanished": 1}
    importing.apply(folder, found)
    assert set(read_study(folder).population["sozialraum_id"]) == {"A", "C"}
    importing.undo(folder)
    assert set(read_study(folder).population["sozialraum_id"]) == {"A", "B"}


def test_a_layer_that_would_break_the_study_is_refused_before_it_is_written(folder):
    first, second = folder.parent / "einwohner.csv", folder.parent / "menschen.csv"
    for path in (first, second):
        path.write_text(csv_text([["Sozialraum", "unter 6"], ["A", "10"]]))
    importing.apply(folder, prepared(folder, first, {"table": "population"}))
    with pytest.raises(StudyError, match="population_twice"):
        prepared(folder, second, {"table": "population"})
    assert read_study(folder).population["people"].sum() == 10


def test_a_refused_file_leaves_the_register_unchanged(folder):
    taken(folder, listed(folder, KITA))
    before = (folder / FILE).read_bytes()
    path = folder.parent / "leer.csv"
    path.write_text("")
    with pytest.raises(StudyError, match="empty_file"):
        prepared(folder, path)
    assert (folder / FILE).read_bytes() == before


def test_the_settings_of_a_file_are_checked_like_those_of_a_study(folder):
    with pytest.raises(StudyError, match="unknown_column_name"):
        prepared(folder, listed(folder, KITA), {"table": "facilities", "columns": {"nam": "Name"}})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kitas_2025-11.xlsx", "Kitas_2025-12 (1).xlsx"),
        ("Einrichtungen Stand 2024.csv", "Einrichtungen 2025.csv"),
        ("liste 3.csv", "liste 12.csv"),
    ],
)
def test_next_months_file_is_the_same_list(one, other):
    assert importing.source_name(one) == importing.source_name(other)


def test_two_places_of_one_name_stay_two(folder):
    taken(folder, listed(folder, KITA, KITA))
    assert names(folder) == ["Kita Süd", "Kita Süd"]
    again = prepared(folder, listed(folder, KITA, KITA))
    assert len(again.difference.same) == 2


def test_what_is_kept_is_plain_json_without_empty_cells(folder):
    draft = prepared(folder, listed(folder, KITA)).draft
    (entry,) = draft.entries
    told = json.loads(entry.data)
    assert told["name"] == "Kita Süd"
    assert told["capacity"] == 40.0
    assert "street" not in told


def test_mended_rows_are_added_and_nothing_vanishes(folder, tmp_path):
    taken(folder, listed(folder, KITA, LOST), {**OPTIONS, "publisher": "Stadt"})
    mended = [*LOST[:2], str(EAST + 700), str(NORTH + 300), "9"]
    more = tmp_path / "abgelehnt.csv"
    more.write_text(csv_text([["Zeile", "Spalte", "Grund", "Was tun", *HEADER], ["3", "", "x", "y", *mended]]))
    guess = recognise(more, areas=frozenset())
    assert guess.is_returned
    assert guess.shape == importing.history(folder)[0].shape
    found = prepared(folder, more, {"table": "facilities"}, source="orte", adds=True)
    assert (len(found.difference.new), len(found.difference.vanished)) == (1, 0)
    importing.apply(folder, found)
    study = read_study(folder)
    assert names(folder) == ["Irgendwo", "Kita Süd"]
    assert study.complete_in("kita") is not None  # what was said of the whole list stays
    assert study.sources[-1].publisher == "Stadt"
    assert not of_code(study, "rows_vanished")
    assert not of_code(study, "no_place")


def test_a_row_that_is_rejected_this_time_did_not_vanish(folder):
    taken(folder, listed(folder, KITA, HORT, TREFF))
    broken = [KITA[0], "Kirta", *KITA[2:]]
    found = prepared(folder, listed(folder, broken, HORT))
    assert (found.vanished, found.draft.counts["rejected"]) == (("Treff",), 1)


def test_what_would_change_is_named(folder):
    taken(folder, listed(folder, KITA, HORT))
    found = prepared(folder, listed(folder, [*KITA[:4], "77"]))
    assert (found.changed, found.vanished) == (("Kita Süd",), ("Hort Nord",))


def test_entries_without_any_place_are_told(folder, tmp_path):
    path = tmp_path / "angebote.csv"
    path.write_text(csv_text([["Angebot", "Ansatzpunkt", "Sozialraum"], ["Fest", "4", ""], ["Disko", "4", "A"]]))
    found = prepared(folder, path, {"table": "activities"})
    assert [p.detail for p in found.problems if p.code == "placeless"] == ["1"]


# --- somebody else is at work -----------------------------------------------------------------------------------------


def test_what_was_changed_after_the_preview_is_not_overwritten(folder):
    taken(folder, listed(folder, KITA, HORT))
    looked_at = prepared(folder, listed(folder, ["Kita Süd", "Kita", KITA[2], KITA[3], "55"], HORT))
    (kita,) = [r for r in records.read_rows(folder, "facilities") if r.name == "Kita Süd"]
    records.set_values(folder, [kita], {"capacity": 44.0})
    with pytest.raises(StudyError, match="list_changed"):
        importing.apply(folder, looked_at)
    assert records.read_row(folder, "facilities", kita.key).values["capacity"] == 44.0
    again = taken(folder, listed(folder, ["Kita Süd", "Kita", KITA[2], KITA[3], "55"], HORT))
    assert again.counts["changed"] == 0  # both changed the cell: the register stays
    assert records.read_row(folder, "facilities", kita.key).values["capacity"] == 44.0


def test_two_who_adopt_one_list_at_once_lose_no_edit(tmp_path):
    (tmp_path / "orte.csv").write_text(csv_text([["ID", *HEADER], ["K1", *KITA]]), encoding="utf-8")
    folder = write_study(tmp_path, '[[source]]\nfile = "orte.csv"\ntable = "facilities"\ncrs = "EPSG:25832"\n')
    study = read_study(folder)
    (waiting,) = records.waiting_lists(folder)
    options = {"table": "facilities", "crs": "EPSG:25832"}
    second = importing.prepare(folder, study, waiting.path, options, source=waiting.label)
    assert records.adopt(folder, study) == 1
    records.set_values(folder, [records.read_row(folder, "facilities", "K1")], {"name": "Von Hand"})
    with pytest.raises(StudyError, match="list_changed"):
        importing.apply(folder, second)
    assert records.read_row(folder, "facilities", "K1").values["name"] == "Von Hand"


def test_a_file_and_an_edit_that_break_a_rule_together_leave_the_register_as_it_is(folder):
    def effort(*rows):
        head = ["Aufwand-ID", "Station", "Ebene", "Quartal", "Stunden", "Was", "Teilnehmende"]
        path = folder.parent / "aufwand.csv"
        path.write_text(csv_text([head, *rows]), encoding="utf-8")
        return path

    taken(folder, effort(["w1", "Nord", "fallunspezifisch", "2025-Q1", 3, "", ""],
                         ["w2", "Nord", "fallunspezifisch", "2025-Q1", 5, "", ""]), {"table": "effort"})  # fmt: skip
    for row in records.read_rows(folder, "effort"):
        cells = {**row.values, "hours": "3"} | ({"level": "fallspezifisch"} if row.key == "w1" else {"station": "Süd"})
        records.save(folder, records.check(folder, read_study(folder), "effort", [cells], before=[row]), [row])
    found = prepared(folder, effort(["w1", "Nord", "fallunspezifisch", "2025-Q1", 3, "Familie Meier", 4],
                                    ["w2", "Nord", "fallunspezifisch", "2025-Q1", 5, "Elterncafé", 4]),
                     {"table": "effort"})  # fmt: skip
    assert [(p.code, p.value) for p in found.problems if p.code == "kept_by_hand"] == [("kept_by_hand", "w1")]
    importing.apply(folder, found)
    case, other = (records.read_row(folder, "effort", key).values for key in ("w1", "w2"))
    assert case == {"effort_id": "w1", "station": "Nord", "level": "fallspezifisch", "quarter": "2025-Q1", "hours": 3.0}
    assert (other["station"], other["name"], other["participants"]) == ("Süd", "Elterncafé", 4.0)
    assert b"Familie" not in json.dumps([e.data for e in found.draft.entries]).encode()


def test_of_a_list_neither_its_file_nor_a_word_about_a_case_is_kept(folder):
    path = folder.parent / "aufwand.csv"
    head = ["Station", "Ebene", "Quartal", "Stunden", "Was", "Ansprechpartner"]
    rows = [
        ["Nord", "fallspezifisch", "2025-Q1", 3, "Familie Meier", "Frau Beispiel"],
        ["Nord", "fallspezifisch", "Mai", 3, "Familie Meier", ""],
        ["Nord", "", "2025-Q1", 3, "Elterncafé", "Frau Beispiel"],
    ]
    path.write_text(csv_text([head, *rows]), encoding="utf-8")
    record = taken(folder, path, {"table": "effort"})
    assert (record.counts["imported"], record.counts["rejected"]) == (1, 2)
    study = read_study(folder)
    told = [message(p) for p in study.problems] + [str(c) for _, c in rejected_rows(folder, study)]
    assert "Elterncafé" in [*study.effort["name"]]
    assert not any("Meier" in t or "Beispiel" in t for t in told)
    with sqlite3.connect(folder / FILE) as register:
        assert register.execute("SELECT count(*) FROM files").fetchone() == (0,)
    assert b"Meier" not in (folder / FILE).read_bytes()
    assert b"Beispiel" not in (folder / FILE).read_bytes()
