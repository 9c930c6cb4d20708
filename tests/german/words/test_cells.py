"""Cells of display tables: value, words, and what goes into a file."""

import datetime as dt
import math

import pandas as pd
import pytest

from sozialraum_geo.exports.workbooks import csv_bytes
from sozialraum_geo.german.words.cells import (
    Shown,
    display,
    exported,
    shown_metres,
    shown_number,
    shown_people,
    shown_share,
)

NAN = float("nan")


@pytest.mark.parametrize(
    ("cell", "value", "words"),
    [
        (shown_number(1234.56, 1), 1234.6, "1.234,6"),
        (shown_share(0.126), 13, "13 %"),
        (shown_share(0.126, "suppressed"), NAN, "–"),
        (shown_share(0.998), 99.5, "über 99 %"),
        (shown_share(0.002), 0.5, "unter 1 %"),
        (shown_share(1.0), 100, "100 %"),
        (shown_metres(1234.0), 1230, "1.230 m"),
        (shown_metres(math.inf), math.inf, "nicht erreichbar"),
        (shown_people(411.6), 412, "412"),
        (shown_people(411.6, public=True), 400, "rund 400"),
        (shown_people(NAN, "small"), 2.5, "unter 5"),
        (shown_people(NAN, "suppressed", public=True), NAN, "–"),
        (shown_people(0.0), 0, "0"),
    ],
)
def test_a_cell_is_never_more_exact_than_its_words(cell, value, words):
    assert float(cell) == pytest.approx(value, nan_ok=True)
    assert str(cell) == display(cell) == words


def test_small_counts_stand_between_none_and_five():
    cells = [shown_people(5.0), shown_people(NAN, "small"), shown_people(0.0)]
    assert [str(c) for c in sorted(cells)] == ["0", "unter 5", "5"]


def test_files_hold_numbers_as_numbers_and_blanks_as_blanks():
    table = pd.DataFrame(
        {
            "Gebiet": pd.Series(["Nord", None], dtype=object),
            "Zahl": pd.Series([shown_number(1234.5, 1), shown_number(NAN)], dtype=object),
            "Menschen": pd.Series([shown_people(NAN, "small"), shown_people(12.0)], dtype=object),
            "Tag": pd.Series([dt.date(2025, 12, 31), None], dtype=object),
        }
    )
    plain = exported(table)
    assert plain["Zahl"].dtype == float
    assert plain["Zahl"][0] == 1234.5
    assert plain["Menschen"].tolist() == ["unter 5", 12.0]
    assert plain["Tag"][0] == "31.12.2025"
    assert plain["Gebiet"][1] is None
    german = exported(table, decimal_comma=True)
    assert german["Menschen"].tolist() == ["unter 5", "12"]
    assert german["Zahl"].dtype == float


def test_whole_numbers_have_no_decimals_in_a_german_file():
    cells = [shown_number(2214.0), shown_number(NAN)]
    table = pd.DataFrame({"Zahl": pd.Series(cells, dtype=object)})
    text = csv_bytes(exported(table, decimal_comma=True), excel=True).decode("utf-8-sig")
    assert text.splitlines()[1] == "2214"


@pytest.mark.parametrize(
    ("value", "words"), [(None, "–"), (NAN, "–"), ("", "–"), ("x", "x"), (dt.date(2026, 1, 2), "02.01.2026")]
)
def test_unknown_is_a_dash(value, words):
    assert display(value) == words


def test_a_shown_number_is_a_number():
    assert isinstance(shown_number(1.0), float)
    assert Shown(2.0, "zwei") + 1 == 3.0
