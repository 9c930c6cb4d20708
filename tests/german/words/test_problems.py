"""Every problem code that the program can report has its German sentence."""

import re

import pytest
from here import ROOT

from sozialraum_geo.errors import Problem
from sozialraum_geo.german.words.problems import PROBLEMS, message, remedy

PACKAGE = ROOT / "sozialraum_geo"
CODE = re.compile(
    r'[Pp]roblem\(\s*"(?:refused|rejected|note)",\s*"([a-z_0-9]+)"'
    r'|(?:refusal|faults\.add|self\.add|unknown)\(\s*"([a-z_0-9]+)"(?: if .+? else "([a-z_0-9]+)")?'
    r'|reject\([^"\n]*?, "([a-z_]+)"'
)


def codes_in_source() -> set[str]:
    """Codes written in the package, and the ones made from a column's kind."""
    texts = [path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")]
    found = {code for text in texts for match in CODE.findall(text) for code in match if code}
    return found | {f"bad_{kind}" for kind in ("int", "float", "date", "bool", "word")} | {"empty_cell"}


def test_every_code_has_a_sentence_and_a_remedy():
    codes = codes_in_source()
    assert len(codes) > 60  # the pattern still finds them
    assert codes - set(PROBLEMS) == set()


def test_every_sentence_can_be_filled():
    for code in PROBLEMS:
        text = message(Problem("note", code, "datei.csv", "Blatt", 3, "Spalte", "Wert", "7"))
        assert "{" not in text.replace("columns = {", "").replace("bands = {", "")
        assert "datei.csv" in text


def test_a_message_names_file_sheet_row_column_value_and_remedy():
    text = message(Problem("rejected", "bad_word", "orte.xlsx", "Tabelle1", 7, "Art", "Kirta", ""))
    for part in ("orte.xlsx", "Tabelle1", "Zeile 7", "„Art“", "Kirta", "values zuordnen"):
        assert part in text


def test_a_number_is_written_once_and_an_id_never():
    # 200.000 rows, not 200,000; the id 01067 is no number
    told = message(Problem("refused", "too_many_rows", "a.csv", value="250000", detail="200000"))
    assert "Die Datei hat 250.000 Zeilen, erlaubt sind 200.000." in told
    told = message(Problem("note", "other_area", "a.csv", row=2, value="01068", detail="01067"))
    assert "„01068“" in told
    assert "„01067“" in told
    assert "12,5 km" in message(Problem("rejected", "far_outside", "a.csv", row=2, detail="12.5"))
    assert "99,9 %" in message(Problem("note", "components", value="1200", detail="99.9%"))
    assert "1.200 getrennten" in message(Problem("note", "components", value="1200", detail="99.9%"))
    assert "1.234.567 m²" in message(Problem("note", "areas_overlap", value="A/B", detail="1234567"))


@pytest.mark.parametrize("code", ["points_abroad", "areas_abroad", "layer_elsewhere"])
@pytest.mark.parametrize("declared", ["EPSG:31467", "EPSG:25832", "epsg:25832", "EPSG:4326"])
def test_the_refused_system_is_not_the_example(code, declared):
    example = re.search(r'crs = "(.+?)"', remedy(Problem("refused", code, "a.csv", value=declared)))[1]
    assert example.lower() != declared.lower()


def test_the_example_is_one_of_the_possible_systems():
    found = Problem("refused", "which_crs", "a.csv", value="3500000 / 5700000", detail="EPSG:31466, EPSG:31467")
    assert 'crs = "EPSG:31466"' in remedy(found)
