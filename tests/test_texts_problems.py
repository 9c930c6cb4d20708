"""Every problem code that the program can report has its German sentence."""

import re
from pathlib import Path

from sozialraum_geo.errors import Problem
from sozialraum_geo.texts_problems import PROBLEMS, message

PACKAGE = Path(__file__).parent.parent / "sozialraum_geo"
CODE = re.compile(
    r'[Pp]roblem\(\s*"(?:refused|rejected|note)",\s*"([a-z_0-9]+)"'
    r'|(?:refusal|faults\.add|self\.add|unknown)\(\s*"([a-z_0-9]+)"(?: if .+? else "([a-z_0-9]+)")?'
    r'|reject\([^"\n]*?, "([a-z_]+)"'
)


def codes_in_source() -> set[str]:
    """Codes written in the package, and the ones made from a column's kind."""
    texts = [path.read_text(encoding="utf-8") for path in PACKAGE.glob("*.py")]
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
