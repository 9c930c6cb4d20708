"""The house: every file in a room, rooms that stay small, tests that answer to a module, and a picture of today."""

from __future__ import annotations

import ast
import importlib.util
import tomllib

import pytest
from here import ROOT

PACKAGE = ROOT / "sozialraum_geo"
TESTS = ROOT / "tests"
ON_THE_GROUND = {"__init__", "__main__", "errors", "spatial", "standards", "study", "tables"}
MOST_FILES = 20  # in one folder; more want rooms
# tests of the whole, of pages and of a browser answer to no single module
OF_THE_WHOLE = {"whole", "browser", "towns"}
OF_ALL_PAGES = {"ui/test_pages.py"}
OF_SEVERAL = {"register/test_log.py", "register/test_decisions.py", "reading/files/test_traps.py"}

FOLDERS = sorted({p.parent for p in PACKAGE.rglob("*.py")})
MODULES = sorted(PACKAGE.rglob("*.py"))


def test_the_root_holds_what_everything_is_made_of():
    assert {p.stem for p in PACKAGE.glob("*.py")} == ON_THE_GROUND


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: str(f.relative_to(ROOT)))
def test_no_room_outgrows_twenty_files(folder):
    files = [p.name for p in folder.glob("*.py") if p.name != "__init__.py"]
    assert len(files) <= MOST_FILES, "this room wants rooms of its own"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_the_first_line_of_a_module_says_what_it_is_for(path):
    first = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n")[0]
    assert first.endswith((".", "?"))
    assert 15 < len(first) <= 116


def test_a_file_is_not_named_for_the_folder_it_stands_in():
    for path in MODULES:
        room = path.parent.name
        assert not path.stem.startswith(f"{room}_"), path


@pytest.mark.parametrize(
    "path",
    sorted(p for p in TESTS.rglob("test_*.py") if p.relative_to(TESTS).parts[0] not in OF_THE_WHOLE),
    ids=lambda p: str(p.relative_to(TESTS)),
)
def test_a_test_file_answers_to_one_module(path):
    place = path.relative_to(TESTS)
    if place.as_posix() in OF_ALL_PAGES | OF_SEVERAL:
        return
    module = PACKAGE / place.parent / place.name.removeprefix("test_")
    assert module.exists(), f"{place} answers to no module"


def test_the_contracts_are_short_and_know_no_exception():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    for contract in contracts["contracts"]:
        assert not {"ignore_imports", "unmatched_ignore_imports_alerting"} & set(contract), contract["id"]
        assert len(contract.get("layers", [])) <= 15


def test_the_picture_of_the_house_is_of_today():
    spec = importlib.util.spec_from_file_location("draw_house", ROOT / "docs" / "draw_house.py")
    drawing = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(drawing)
    counts = drawing.counts()
    order = [*drawing.wings(), "ground"]
    assert sum(counts.values()) > 500
    assert [pair for pair in counts if order.index(pair[0]) > order.index(pair[1])] == []
    drawn = (ROOT / "docs" / "bild-haus.svg").read_text(encoding="utf-8")
    assert drawn == drawing.picture(), "draw it again: python docs/draw_house.py"
