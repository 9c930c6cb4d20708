"""study.toml: what it may say, and that every fault of it is told at once, in German, without a traceback."""

import math
from pathlib import Path

import pytest
from study_files import AREAS, HEAD, source

from sozialraum_geo.errors import StudyError
from sozialraum_geo.german.words.problems import message
from sozialraum_geo.reading.description import find_description, read_description
from sozialraum_geo.standards import Band

ORTE = source("orte.csv", "facilities")


def written(folder, text):
    path = folder / "study.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def faults(folder, text):
    """Return the faults as (code, where, value, detail)."""
    with pytest.raises(StudyError) as caught:
        read_description(written(folder, text))
    for problem in caught.value.problems:
        assert problem.severity == "refused"
        assert problem.file == "study.toml"
        assert str(folder) not in message(problem)
    return [(p.code, p.column, p.value, p.detail) for p in caught.value.problems]


def codes(folder, text):
    return [code for code, *_ in faults(folder, text)]


def test_a_whole_description(tmp_path):
    text = f"""{HEAD}levels = ["Bezirk", "Sozialraum"]
standards = ["kita"]
split_bands = ["7-<18"]

[keys.nummer]
"1" = "A"
2 = "B"

[weights]
decided = "Ausschuss, 1.2.2025"
[weights.standards]
kita = 2

[quota]
kita_plaetze = 0.9

[need]
preset = "standard"

[[standard]]
id = "eigener"
category = "kita"
ages = "3-<6"
limit_m = 500

{AREAS}
{source("daten/orte.csv", "facilities", 'columns = { name = "Objekt" }', "complete = true")}
{source("zahlen.csv", "indicators", 'keys = "nummer"', 'indicator = [{ id = "q", column = "Quote", sign = -1 }]')}
"""
    description = read_description(written(tmp_path, text))
    areas, places, figures = description.sources
    assert description.slug == tmp_path.name
    assert (areas.label, areas.table) == ("sozialraeume.geojson", "sozialraeume")
    assert areas.path == tmp_path / "sozialraeume.geojson"
    assert (places.label, places.get("complete"), places.get("nichts", 7)) == ("orte.csv", True, 7)
    assert figures.keys == {"1": "A", "2": "B"}
    (indicator,) = figures.indicators
    assert (indicator.indicator.id, indicator.indicator.name, indicator.indicator.sign) == ("q", "q", -1)
    assert (indicator.column, indicator.count, indicator.date) == ("Quote", "", "")
    (own,) = description.standards
    assert (own.ages, own.limit_m) == (Band(3, 6), 500.0)
    assert dict(description.quotas) == {"kita_plaetze": 0.9}


def test_a_study_has_supply_standards_of_its_own(tmp_path):
    block = '[[supply]]\nid = "{id}"\ncategory = "{category}"\nages = "{ages}"\nunit = "{unit}"\nquota = {quota}\n'
    good = {"id": "hort", "category": "hort", "ages": "6-<11", "unit": "plaetze", "quota": 0.5}
    path = written(tmp_path, HEAD + AREAS + block.format_map(good) + "[quota]\nhort = 0.6\n")
    (own,) = read_description(path).supply
    assert (own.ages, own.unit, own.quota) == (Band(6, 11), "plaetze", 0.5)
    for wrong, code in (
        ({"category": "hrot"}, "unknown_category"),
        ({"unit": "platz"}, "unknown_word"),
        ({"ages": "alt"}, "bad_standard"),
        ({"quota": -1}, "bad_setting"),
        ({"quota": '"viel"'}, "bad_standard"),
    ):
        with pytest.raises(StudyError) as caught:
            read_description(written(tmp_path, HEAD + AREAS + block.format_map(good | wrong)))
        assert code in {p.code for p in caught.value.problems}


def test_the_folder_or_the_file_may_be_given(tmp_path, monkeypatch):
    path = written(tmp_path, HEAD + AREAS)
    assert find_description(tmp_path) == find_description(path) == path
    monkeypatch.chdir(tmp_path)
    assert read_description(Path()).slug == tmp_path.name  # "." has no name of its own


def test_a_folder_without_description(tmp_path):
    with pytest.raises(StudyError) as caught:
        find_description(tmp_path)
    assert [p.code for p in caught.value.problems] == ["no_study"]


def test_unknown_settings_are_told_with_the_likely_one(tmp_path):
    text = HEAD + "levles = []\n[studie]\n" + AREAS + source("orte.csv", "facilites", 'colums = { name = "x" }')
    assert sorted(faults(tmp_path, text)) == [
        ("unknown_setting", "", "studie", "study"),
        ("unknown_setting", "source orte.csv", "colums", "columns"),
        ("unknown_setting", "study", "levles", "levels"),
        ("unknown_table", "source orte.csv", "facilites", "facilities"),
    ]
    with pytest.raises(StudyError) as caught:
        read_description(tmp_path)
    assert any("gemeint ist wohl „levels“" in message(p) for p in caught.value.problems)


def test_all_faults_are_told_at_once(tmp_path):
    text = (
        '[study]\nname = "X"\ncrs = "EPSG:4326"\nstandards = ["kitta"]\nsplit_bands = ["sieben"]\n'
        '[need]\npreset = "mss"\n'
        + AREAS
        + source("a.csv", "facilities", 'keys = "nummern"', 'complete = ["kitas"]')
        + source("b.csv", "indicators", 'indicator = [{ column = "x", sign = 2, kind = "gut" }]')
    )
    assert sorted(codes(tmp_path, text)) == sorted(
        [
            "missing_setting", "crs_not_metric", "unknown_standard", "bad_setting", "unknown_preset", "unknown_keys",
            "unknown_category", "missing_setting", "bad_setting", "bad_setting",
        ]
    )  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "name = 7", 'date = "2025-12-31"', 'crs = "EPSG:999999"', "crs = 25832", 'levels = "Sozialraum"', "levels = []",
        'levels = ["A", "A"]', "levels = [1]", 'standards = "kita"', "split_bands = [7]", 'name = ""', "whole = 3",
        "date = false",
    ],
)  # fmt: skip
def test_a_study_setting_that_cannot_be(tmp_path, line):
    kept = [old for old in HEAD.splitlines() if not old.startswith(line.split(" = ")[0])]
    text = "\n".join((*kept, line, AREAS))
    assert set(codes(tmp_path, text)) <= {"bad_setting"}
    assert faults(tmp_path, text)[0][1].startswith("study.")


@pytest.mark.parametrize(
    "line",
    [
        'columns = "Name"', "columns = { name = 3 }", "set = 3", "values = 3", 'values = { category = "kita" }',
        "keys = [1]", "key_length = 0", 'key_length = "8"', 'key_pattern = "("', "header_row = 0", "header_row = true",
        'separator = ";;"', 'separator = ""', 'shape = "breit"', "only = [1]", "except = 3", 'complete = "kita"',
        "complete = [1]", 'complete_in = "A"', "complete_in = [1]", 'crs = "EPSG:1"', "crs = 25832",
        'bands = { x = "6-12" }', "bands = { x = 6 }", 'classes = { x = "viele" }', "validity = { column = 3 }",
        'validity = { column = "x" }', "sheet = 1", "date = 20.5", 'indicator = ["x"]', "title = 3",
    ],
)  # fmt: skip
def test_a_source_setting_that_cannot_be(tmp_path, line):
    found = faults(tmp_path, HEAD + AREAS + ORTE + line + "\n")
    assert {code for code, *_ in found} <= {"bad_setting", "missing_setting"}
    assert all(where.startswith(("source orte.csv", "indicator")) for _, where, *_ in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD + "[source]\nfile = 'a'\n", ("single_brackets", "", "source", "")),
        (HEAD + AREAS + source("z.csv", "indicators", 'indicator = { id = "q" }'),
         ("single_brackets", "source z.csv", "indicator", "")),
        (HEAD, ("no_sources", "", "", "")),
        (HEAD + ORTE, ("no_areas_source", "", "", "")),
        ('levels = ["A", "B"]\n'.join((HEAD, AREAS + 'level = "A"\n')), ("no_areas_source", "", "", "")),
        ("study = 3\n" + AREAS, ("bad_setting", "study", "3", "")),
        ("source = [3]\n" + HEAD, ("bad_setting", "source", "3", "")),
        (HEAD + AREAS + ORTE + 'columns = { nam = "x" }',
         ("unknown_column_name", "source orte.csv.columns", "nam", "name")),
        (HEAD + AREAS + ORTE + 'set = { category = "kitta" }',
         ("unknown_word", "source orte.csv.set.category", "kitta", "kita")),
        (HEAD + AREAS + ORTE + 'values = { category = { "Kiga" = "kitta" } }',
         ("unknown_word", "source orte.csv.values.category", "kitta", "kita")),
        (HEAD + AREAS + '[[standard]]\nid = "x"\n', ("bad_standard", "standard", "x", "'ages'")),
        (HEAD + AREAS + "[quota]\nkita_plaetze = 'viel'\n", ("bad_setting", "quota.kita_plaetze", "viel", "")),
        (HEAD + AREAS + "[quota]\nkita_plaetze = -1\n", ("bad_setting", "quota.kita_plaetze", "-1", "")),
        (HEAD + AREAS + "[quota]\nkita = 1\n", ("unknown_quota", "quota", "kita", "")),
        (HEAD + AREAS + "[weights.standards]\nkita = -2\n", ("bad_setting", "weights.standards.kita", "-2", "")),
        (HEAD + AREAS + '[need]\nindicators = ["armut"]\n', ("unknown_indicator", "need.indicators", "armut", "")),
        (HEAD + AREAS + '[[standard]]\nid = "x"\ncategory = "kita"\nages = "3-<6"\nlimit_m = -5\n',
         ("bad_setting", "standard x.limit_m", "-5.0", "")),
        (HEAD + AREAS + '[[standard]]\nid = "x"\ncategory = "kitta"\nages = "3-<6"\nlimit_m = 5\n',
         ("unknown_category", "standard x", "kitta", "kita")),
        (HEAD + AREAS + "[weights.standards]\nkita = true\n", ("bad_setting", "weights.standards.kita", "True", "")),
        (HEAD + AREAS + "[keys]\nnummer = 3\n" + ORTE + 'keys = "nummer"',
         ("bad_setting", "source orte.csv.keys", "3", "")),
    ],
)  # fmt: skip
def test_one_fault_each(tmp_path, text, expected):
    assert expected in faults(tmp_path, text)


def test_broken_toml_is_told_by_its_row(tmp_path):
    with pytest.raises(StudyError) as caught:
        read_description(written(tmp_path, HEAD + "whole = unsere Stadt\n"))
    (problem,) = caught.value.problems
    assert (problem.code, problem.row) == ("bad_toml", 5)  # HEAD has four rows
    assert "Zeile 5" in message(problem)


def test_a_description_in_another_encoding(tmp_path):
    assert codes(tmp_path, (HEAD + "# für alle\n").encode("cp1252")) == ["toml_not_utf8"]
    assert read_description(written(tmp_path, b"\xef\xbb\xbf" + (HEAD + AREAS).encode())).study["name"] == "Teststadt"


def test_equal_file_names_are_told_apart_by_their_folder(tmp_path):
    text = (
        HEAD
        + AREAS
        + source("2023/orte.csv", "facilities")
        + source("2024/orte.csv", "facilities")
        + ORTE.replace("orte", "andere")
    )
    labels = [s.label for s in read_description(written(tmp_path, text)).sources]
    assert labels == ["sozialraeume.geojson", "2023/orte.csv", "2024/orte.csv", "andere.csv"]


def test_one_file_used_twice_keeps_its_plain_name(tmp_path):
    text = HEAD + AREAS + source("weit/weg/orte.csv", "facilities") + source("weit/weg/orte.csv", "partners")
    assert [s.label for s in read_description(written(tmp_path, text)).sources][1:] == ["orte.csv", "orte.csv"]


def test_open_bands_are_bands(tmp_path):
    text = HEAD + AREAS + source("z.csv", "population", 'bands = { a = "65+", b = "total", c = "0-<6" }')
    assert read_description(written(tmp_path, text)).sources[1].get("bands")["a"] == "65+"
    assert math.isinf(Band.parse("65+").stop)


def test_defaults_hold_for_every_file_that_does_not_say_otherwise(tmp_path):
    defaults = '[defaults]\nfolder = "daten"\npublisher = "Stadt"\ndate = 2023-12-31\n'
    text = HEAD + defaults + AREAS + ORTE + 'publisher = "Kreis"\n'
    first, second = read_description(written(tmp_path, text)).sources
    assert first.path == tmp_path / "daten" / "sozialraeume.geojson"
    assert (first.get("publisher"), second.get("publisher")) == ("Stadt", "Kreis")
    assert str(second.get("date")) == "2023-12-31"


def test_distances_are_streets_or_straight_lines(tmp_path):
    straight = read_description(written(tmp_path, HEAD + 'distances = "luftlinie"\n' + AREAS))
    assert straight.study["distances"] == "luftlinie"
    assert codes(tmp_path, HEAD + 'distances = "fahrrad"\n' + AREAS) == ["bad_setting"]


@pytest.mark.parametrize(
    ("written_date", "kept"),
    [("2023", "2023"), ('"31.12.2024"', "2024-12-31"), ("2024-12-31", "2024-12-31"), ('""', "")],
)
def test_dates_of_sources_are_years_or_days(tmp_path, written_date, kept):
    text = (
        HEAD
        + AREAS
        + source("z.csv", "indicators", f"date = {written_date}", 'indicator = [{ id = "q", column = "Q" }]')
    )
    figures = read_description(written(tmp_path, text)).sources[1]
    assert figures.get("date") == kept
    assert figures.indicators[0].date == kept


def test_a_date_that_is_none_is_a_fault(tmp_path):
    text = HEAD + AREAS + source("z.csv", "population", 'date = "Sommer"')
    with pytest.raises(StudyError) as refusal:
        read_description(written(tmp_path, text))
    assert [(p.code, p.column, p.value) for p in refusal.value.problems] == [
        ("bad_setting", "source z.csv.date", "Sommer")
    ]
