"""From headers and cells to our columns, and what becomes of every row."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from study_files import csv_text, geojson, of_code, read, refused, source, squares, write_study, write_xlsx

from sozialraum_geo.german.words.problems import message
from sozialraum_geo.reading.folder import rejected_rows

PLACE_HEADER = ["Name", "Art", "Sozialraum"]


def places(folder, rows, *settings_, name="orte.csv"):
    """Write a study of the three squares and one list of facilities, and return its folder."""
    (folder / name).write_text(csv_text(rows), encoding="utf-8")
    return write_study(folder, source(name, "facilities", *settings_))


def test_german_headers_are_found_without_a_mapping(tmp_path):
    rows = [
        ["Einrichtungs-ID", "Name der Einrichtung", "Art der Einrichtung", "Träger", "Art des Trägers", "Straße",
         "Hausnr.", "PLZ", "Ort", "genehmigte Plätze", "belegbare Plätze", "Einheit", "Alter von", "Alter bis unter",
         "Status",         "Beginn", "Rechtswert", "Hochwert"],
        ["7", "Kita Süd", "Kindertagesstätte", "AWO", "freigemeinnützig", "Weg", "1 b", "01067", "Ort", "1.040", "40",
         "Plätze", "0", "6", "in Betrieb", "03.04.2024", "500250,5", "5700500"],
    ]  # fmt: skip
    study = read(places(tmp_path, rows))
    row = study.facilities.iloc[0]
    expected = {
        "facility_id": "7", "name": "Kita Süd", "category": "kita", "traeger": "AWO",
        "traeger_art": "freigemeinnuetzig", "street": "Weg", "house_number": "1 b", "postcode": "01067",
        "town": "Ort", "capacity": 1040.0, "capacity_available": 40.0, "capacity_unit": "plaetze",
        "age_from": 0.0, "age_to": 6.0, "status": "offen", "begin": "2024-04-03", "sozialraum_id": "A",
        "precision": "haus", "source": "orte.csv", "row": 2, "is_protected": False,
    }  # fmt: skip
    assert {k: row[k] for k in expected} == expected
    assert (row.geometry.x, row.geometry.y) == (500250.5, 5700500.0)


def test_the_study_can_say_which_column_is_what(tmp_path):
    rows = [["Objekt-Nr", "Was", "Wo", "Name"], ["1", "Ki", "C", "nicht dieser"], ["2", "zu", "C", "x"]]
    mapping = (
        'columns = { facility_id = "Objekt-Nr", name = "Was", sozialraum_id = "Wo" }',
        'set = { category = "hort", is_protected = true }',
        'values.name = { "ki" = "Kinderladen" }',
    )
    study = read(places(tmp_path, rows, *mapping))
    assert study.facilities["name"].tolist() == ["Kinderladen", "zu"]
    assert study.facilities["category"].tolist() == ["hort", "hort"]
    assert study.facilities["is_protected"].tolist() == [True, True]


def test_values_are_mapped_and_a_star_takes_the_rest(tmp_path):
    rows = [PLACE_HEADER, ["a", "Krabbelstube ", "A"], ["b", "Irgendwas", "A"], ["c", "", "A"]]
    study = read(places(tmp_path, rows, 'values.category = { "krabbelstube" = "kita", "*" = "sonstige" }'))
    assert study.facilities["category"].tolist() == ["kita", "sonstige"]
    (problem,) = of_code(study, "empty_cell")  # an empty cell is not "the rest"
    assert (problem.row, problem.column) == (4, "Art")


def test_an_unknown_word_is_told_with_everything_needed_to_mend_it(tmp_path):
    write_xlsx(tmp_path / "orte.xlsx", {"Liste": [PLACE_HEADER, ["a", "Kirta", "A"], ["b", "Kita", "A"]]})
    study = read(write_study(tmp_path, source("orte.xlsx", "facilities", 'sheet = "Liste"')))
    (problem,) = study.problems
    text = message(problem)
    for part in ("orte.xlsx", "Blatt „Liste“", "Zeile 2", "Spalte „Art“", "„Kirta“", "values zuordnen"):
        assert part in text
    assert (study.sources[1].imported, study.sources[1].rejected) == (1, 1)


def test_unknown_words_in_columns_that_may_be_empty_are_told_once_each(tmp_path):
    rows = [["Name", "Art", "Trägerart", "Plätze", "Sozialraum"]] + [["x", "Kita", "Orden", "viele", "A"]] * 3
    study = read(places(tmp_path, rows))
    assert len(study.facilities) == 3
    assert study.facilities["traeger_art"].isna().all()
    assert study.facilities["capacity"].isna().all()
    (word,) = of_code(study, "bad_word")
    (number,) = of_code(study, "bad_float")
    assert (word.severity, word.row, word.value, word.detail) == ("note", 2, "Orden", "3")
    assert "(3 Zeilen)" in message(number)


def test_rows_that_do_not_count_are_left_out_and_counted(tmp_path):
    rows = [["Name", "Art", "Jahr", "Sozialraum"], ["a", "Kita", "2024", "A"], ["b", "Kita", "2025", "A"],
            ["Gesamt", "Kita", "2025", "A"]]  # fmt: skip
    study = read(places(tmp_path, rows, "only = { Jahr = [2025] }", 'except = { Name = ["Gesamt"] }'))
    assert study.facilities["name"].tolist() == ["b"]
    assert (study.sources[1].excluded, study.sources[1].rows, study.problems) == (2, 3, ())
    assert [p.code for p in refused(places(tmp_path, rows, "only = { Datum = [2025] }"))] == ["missing_column"]


def test_a_list_of_which_nothing_counts_is_empty_not_a_crash(tmp_path):
    rows = [["Name", "Art", "Jahr", "Rechtswert", "Hochwert"], ["a", "Kita", "2024", "500100", "5700100"]]
    study = read(places(tmp_path, rows, "only = { Jahr = [1999] }"))
    assert len(study.facilities) == 0
    assert study.sources[1].excluded == 1


def test_missing_columns_are_told_all_at_once_with_those_there(tmp_path):
    problems = refused(places(tmp_path, [["A", "B"], ["1", "2"]], 'columns = { traeger = "Träger", street = "Weg" }'))
    assert [(p.code, p.column) for p in problems] == [
        ("missing_column", "Träger"),
        ("missing_column", "Weg"),
        ("missing_required", "name"),
        ("missing_required", "category"),
    ]
    assert all("Vorhanden: A, B" in message(p) for p in problems)
    assert 'columns = { name = "Spaltenname" }' in message(problems[2])


def test_foreign_values_are_cut(tmp_path):
    rows = [PLACE_HEADER, ["x", "K" * 500, "A"], ["y", "Kita", "A"]]
    (problem,) = read(places(tmp_path, rows)).problems
    assert problem.value == "K" * 59 + "…"
    wide = [["ü" * 300, "B"], ["1", "2"]]
    assert all(len(message(p)) < 400 for p in refused(places(tmp_path, wide)))


# --- keys ---


@pytest.mark.parametrize(
    ("setting", "written"),
    [
        ('key_pattern = "\\\\d+ (.+)"', "01 A"),
        ('key_pattern = "SR-[A-C]"\nkeys = { "SR-A" = "A" }', "SR-A"),
        ('key_prefix = "A"\nkeys = { "A7" = "A" }', "7"),
        ('key_length = 3\nkeys = { "007" = "A" }', "7"),
        ('keys = { "7" = "A" }', "7"),
        ('keys = { "7" = "A" }', "7.0"),
        ("", "Altdorf"),
        ("", "ALTDORF "),
        ("", "A"),
    ],
)
def test_the_ways_to_a_sozialraum(tmp_path, setting, written):
    if written == "7.0":  # what a spreadsheet makes of a number beside blanks
        write_xlsx(tmp_path / "orte.xlsx", {"T": [PLACE_HEADER, ["x", "Kita", 7.0]]})
        study = read(write_study(tmp_path, source("orte.xlsx", "facilities", setting)))
    else:
        study = read(places(tmp_path, [PLACE_HEADER, ["x", "Kita", written]], setting))
    assert study.facilities["sozialraum_id"].tolist() == ["A"]
    assert study.facilities["precision"].tolist() == ["sozialraum"]


def test_names_that_occur_twice_lead_nowhere_and_do_not_shift_the_others(tmp_path):
    # A and B are both called Brühl; C must still be found by its name, and by no other's
    areas = squares().assign(Name=["Brühl", "Brühl", "Cölln"])
    (tmp_path / "sozialraeume.geojson").write_text(geojson(areas), encoding="utf-8")
    rows = [PLACE_HEADER, ["x", "Kita", "Brühl"], ["y", "Kita", "Cölln"]]
    study = read(places(tmp_path, rows))
    assert study.facilities[["name", "sozialraum_id"]].to_numpy().tolist() == [["y", "C"]]
    assert [(p.code, p.row) for p in study.problems] == [("unknown_area_row", 2)]


def test_lost_leading_zeros_are_restored_where_that_is_certain(tmp_path):
    (tmp_path / "sozialraeume.geojson").write_text(
        geojson(squares().assign(Nummer=["01", "02", "10"])), encoding="utf-8"
    )
    rows = [PLACE_HEADER, ["x", "Kita", "1"], ["y", "Kita", "10"], ["z", "Kita", "3"]]
    study = read(places(tmp_path, rows, 'columns = { sozialraum_id = "Sozialraum" }'))
    assert study.facilities["sozialraum_id"].tolist() == ["01", "10"]
    (note,) = of_code(study, "zeros_restored")
    assert note.detail == "1"
    assert [p.row for p in of_code(study, "unknown_area_row")] == [4]


@pytest.mark.parametrize(
    ("header", "setting"),
    [("facility_id", ""), ("Schulnummer", 'columns = { facility_id = "Schulnummer" }'),
     ("Nr", 'columns = { facility_id = "Nr" }')],
)  # fmt: skip
def test_a_repeated_facility_id_rejects_the_later_row(tmp_path, header, setting):
    rows = [
        [header, "Name", "Art", "Sozialraum"],
        ["1", "a", "Kita", "A"],
        ["1", "b", "Kita", "B"],
        ["", "c", "Kita", "C"],
    ]
    study = read(places(tmp_path, rows, setting))
    assert study.facilities["facility_id"].tolist() == ["1", "orte-4"]
    (problem,) = of_code(study, "duplicate_id")
    assert (problem.severity, problem.row, problem.column, problem.value) == ("rejected", 3, header, "1")


def test_a_column_that_only_looks_like_a_key_is_not_one_and_that_is_told(tmp_path):
    # One school number for two sites: both are places
    rows = [["Schulnummer", "Name", "Art", "Sozialraum"], ["1", "a", "Hort", "A"], ["1", "b", "Hort", "B"]]
    study = read(places(tmp_path, rows))
    assert study.facilities["facility_id"].tolist() == ["orte-2", "orte-3"]
    (note,) = of_code(study, "keys_repeat")
    assert (note.severity, note.column, note.detail) == ("note", "Schulnummer", "1")


def test_rows_without_any_key_are_numbered(tmp_path):
    rows = [PLACE_HEADER, ["a", "Kita", "A"], ["b", "Kita", "B"]]
    assert read(places(tmp_path, rows)).facilities["facility_id"].tolist() == ["orte-2", "orte-3"]


# --- the balance ---

GOOD = ["x", "Kita", "A"]
KINDS = {
    "good": GOOD,
    "no category": ["x", "", "A"],
    "unknown category": ["x", "Kirta", "A"],
    "no place": ["x", "Kita", ""],
    "unknown area": ["x", "Kita", "Atlantis"],
    "sum": ["Gesamt", "Kita", "A"],
    "empty": ["", "", ""],
    "spaces": [" ", "\u00a0", ""],
    "short": ["x", "Kita"],
    "long": ["x", "Kita", "A", "zu viel"],
    "all wrong": ["", "Kirta", "Atlantis"],
}
EXPECTED = {"good": "imported", "sum": "excluded", "empty": "empty", "spaces": "empty"}


@settings(max_examples=15, deadline=None)
@given(kinds=st.lists(st.sampled_from(sorted(KINDS)), max_size=12))
def test_every_row_is_imported_rejected_empty_or_left_out(tmp_path_factory, kinds):
    kinds = ["good", *kinds]
    folder = tmp_path_factory.mktemp("bilanz")
    rows = [PLACE_HEADER, *(KINDS[k] for k in kinds)]
    study = read(places(folder, rows, 'columns = { sozialraum_id = "Sozialraum" }', 'except = { Name = ["Gesamt"] }'))
    ledger = study.sources[1]
    fates = [EXPECTED.get(k, "rejected") for k in kinds]
    counted = {fate: fates.count(fate) for fate in ("imported", "rejected", "empty", "excluded")}
    assert {fate: getattr(ledger, fate) for fate in counted} == counted
    assert ledger.rows == len(kinds)
    assert sorted(study.facilities["row"]) == [i for i, fate in enumerate(fates, start=2) if fate == "imported"]
    # Every rejected row is told with a reason and can be given back with its cells
    given_back = rejected_rows(folder, study)
    assert [p.row for p, _ in given_back] == [i for i, fate in enumerate(fates, start=2) if fate == "rejected"]
    for problem, cells in given_back:
        written = rows[problem.row - 1]
        assert list(cells.values()) == written


def test_the_star_stands_for_what_is_not_understood_anyway(tmp_path):
    rows = [PLACE_HEADER, ["a", "Kita", "A"], ["b", "Mühle", "A"], ["c", "Laden", "A"]]
    study = read(places(tmp_path, rows, 'values.category = { "Mühle" = "hort", "*" = "sonstige" }'))
    assert study.facilities["category"].tolist() == ["kita", "hort", "sonstige"]


def test_a_needed_column_without_any_content_is_refused_once(tmp_path):
    rows = [["Name", "Art", "Sozialraum", "Träger"], ["", "Kita", "A", "AWO"], ["", "Kita", "B", "AWO"]]
    [problem] = refused(places(tmp_path, rows))
    assert (problem.code, problem.column) == ("empty_column", "Name")
    assert "Träger" in message(problem)


def test_a_column_that_only_looks_like_ours_is_left_alone(tmp_path):
    rows = [["Name", "Art", "Sozialraum", "Trägerart"], ["a", "Kita", "A", "10"], ["b", "Kita", "B", "30"]]
    study = read(places(tmp_path, rows))
    assert study.facilities["traeger_art"].isna().all()
    assert not of_code(study, "bad_word")
    # named by the study it is meant: then its words are told
    study = read(places(tmp_path, rows, 'columns = { traeger_art = "Trägerart" }'))
    assert len(of_code(study, "bad_word")) == 2


def test_child_minders_in_a_list_of_kitas_are_protected_by_their_name(tmp_path):
    rows = [PLACE_HEADER, ["Kita Süd", "Kita", "A"], ["Lindenweg 3, Kindertagespflege", "Kita", "A"]]
    study = read(places(tmp_path, rows))
    assert study.facilities["is_protected"].tolist() == [False, True]
    # a child minder is no Kita: it does not count as one either
    assert study.facilities["category"].tolist() == ["kita", "kindertagespflege"]
    assert [p.detail for p in of_code(study, "protected_by_name")] == ["1"]


def test_a_rule_that_leaves_nothing_is_said(tmp_path):
    study = read(places(tmp_path, [PLACE_HEADER, ["a", "Kita", "A"]], 'only = { Art = ["Hort"] }'))
    assert [p.detail for p in of_code(study, "rule_leaves_nothing")] == ["1"]


@pytest.mark.parametrize(
    ("header", "value", "code"),
    [
        ("Schließung", "31.02.2020", "bad_row_date"),
        ("Eröffnung", "00.00.0000", "bad_row_date"),
        ("Status", "zu", "bad_row_word"),
        ("Zugang", "nur donnerstags", "bad_row_word"),
    ],
)
def test_what_decides_whether_a_row_counts_must_be_understood(tmp_path, header, value, code):
    rows = [[*PLACE_HEADER, header], ["a", "Kita", "A", value], ["b", "Kita", "B", ""]]
    study = read(places(tmp_path, rows))
    assert study.facilities["name"].tolist() == ["b"]
    (problem,) = of_code(study, code)
    assert (problem.severity, problem.row, problem.column, problem.value) == ("rejected", 2, header, value)


def test_a_status_column_of_other_words_is_another_column(tmp_path):
    rows = [[*PLACE_HEADER, "Status"], ["a", "Kita", "A", "gelb"], ["b", "Kita", "B", "rot"]]
    study = read(places(tmp_path, rows))
    assert study.facilities["status"].isna().all()
    assert [p.value for p in of_code(study, "bad_word")] == ["gelb", "rot"]


def test_a_repeated_id_of_ours_rejects_the_later_row_of_a_short_list_too(tmp_path):
    rows = [["Einrichtungs-ID", *PLACE_HEADER], ["1", "a", "Kita", "A"], ["1", "b", "Kita", "B"]]
    study = read(places(tmp_path, rows))
    assert study.facilities["facility_id"].tolist() == ["1"]
    assert [p.row for p in of_code(study, "duplicate_id")] == [3]
