"""Cells as people write them, and what they mean."""

import datetime as dt
import math
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sozialraum_geo.reading.cells.ages import Ages, ages_of
from sozialraum_geo.reading.cells.cleaning import (
    MISSING_MARKS,
    band_of,
    bare_ranges,
    ranges_are_inclusive,
    text_of,
    to_bool,
    to_date,
    to_number,
    to_text,
)
from sozialraum_geo.standards import Band

UNKNOWN = math.nan


def cells(*values):
    return pd.Series(list(values), dtype=object, index=range(2, len(values) + 2))


def numbers(*values, whole=False):
    read, bad = to_number(cells(*values), whole=whole)
    return read.tolist(), bad.tolist()


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""), (math.nan, ""), (np.float32("nan"), ""), (pd.NaT, ""), (pd.NA, ""),
        (6412000.0, "6412000"), (2.1, "2.1"), (7, "7"), (True, "True"),
        ("  Ko\u0308ln\u00a0", "K\u00f6ln"), ("a\x0bb\ufeff", "ab"), ("Zeile\n zwei", "Zeile zwei"),
        ("01067", "01067"), ("1E5", "1E5"), ("12345678901234567", "12345678901234567"),
        (dt.date(2024, 3, 4), "2024-03-04"), (dt.datetime(2024, 3, 4, 10, 0), "2024-03-04"),
        (pd.Timestamp("2024-03-04"), "2024-03-04"),
    ],
)  # fmt: skip
def test_text_of(cell, text):
    assert text_of(cell) == text


def test_names_that_look_like_missing_values_are_kept():
    assert to_text(cells("Null", "NA", "None", " ")).tolist() == ["Null", "NA", "None", None]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (["50,1", "8,68"], [50.1, 8.68]),
        (["50.1", "8.68"], [50.1, 8.68]),
        (["1.234", "50,1"], [1234.0, 50.1]),  # the comma says that points group thousands
        (["1.234,5"], [1234.5]),
        (["1.234.567"], [1234567.0]),  # two points cannot be decimal
        (["1 234", "1'234", "1\u202f675"], [1234.0, 1234.0, 1675.0]),
        (["-  73", "−5", "+3"], [-73.0, -5.0, 3.0]),
        (["12 %", "0", ".5"], [12.0, 0.0, 0.5]),
        (["1e3"], [1000.0]),
    ],
)
def test_numbers(written, meant):
    assert numbers(*written) == (meant, [False] * len(meant))


@pytest.mark.parametrize("mark", sorted(MISSING_MARKS))
def test_missing_marks_are_unknown_and_not_unreadable(mark):
    read, bad = numbers(mark, "3")
    assert math.isnan(read[0])
    assert (read[1], bad) == (3.0, [False, False])


@pytest.mark.parametrize("cell", ["viel", "1,2,3", "12 5", "1.5.2024", "1,234.5", "#REF!", "inf", "1e999", math.inf])
def test_what_is_no_number_is_unknown_and_told(cell):
    read, bad = numbers(cell)
    assert math.isnan(read[0])
    assert bad == [True]


def test_true_numbers_mean_themselves_beside_german_texts():
    # A spreadsheet holds both: 12.5 is a number there, not 125 with a lost separator
    assert numbers("50,1", 12.5, 1234.567, 7) == ([50.1, 12.5, 1234.567, 7.0], [False] * 4)


def test_a_decimal_point_beside_decimal_commas_is_not_guessed():
    read, bad = numbers("3,5", "12.5")
    assert (read[0], bad) == (3.5, [False, True])
    assert math.isnan(read[1])


def test_in_columns_that_count_a_point_groups_thousands():
    assert numbers("1.234", "17", whole=True) == ([1234.0, 17.0], [False, False])
    assert numbers("1.234", "17")[0] == [1.234, 17.0]


def test_in_columns_that_count_nothing_is_negative():
    read, bad = numbers("-3", 5, -999, whole=True)
    assert bad == [True, False, False]  # -999 is a mark for missing
    assert math.isnan(read[0])
    assert math.isnan(read[2])


def test_columns_of_numbers_pass_through():
    read, bad = to_number(pd.Series([1.5, -9999.0, np.nan]))
    assert read[0] == 1.5
    assert read[1:].isna().all()
    assert not bad.any()


@settings(deadline=None)
@given(st.lists(st.integers(-(10**9), 10**9), min_size=1))
def test_german_integers_come_back(values):
    # Written as 1.234.567,00 every number is unambiguous
    written = [f"{v:,}".replace(",", ".") + ",00" for v in values]
    assert numbers(*written) == ([float(v) for v in values], [False] * len(values))


@settings(deadline=None)
@given(st.lists(st.text(alphabet="0123456789.,-+ xe%'", max_size=8), max_size=6), st.booleans())
@example(["1.", ",5"], True)
def test_any_text_is_a_number_or_unknown_and_bad_is_always_unknown(written, whole):
    read, bad = to_number(cells(*written), whole=whole)
    assert list(read.index) == list(bad.index) == list(range(2, len(written) + 2))
    assert read[bad].isna().all()
    assert not np.isinf(read).any()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("03.04.2024", "2024-04-03"), ("3.4.2024 10:15", "2024-04-03"), ("2024-04-03T00:00:00", "2024-04-03"),
        ("2024", "2024-12-31"), ("02.2024", "2024-02-29"), ("2/2023", "2023-02-28"), ("2024-12", "2024-12-31"),
        (dt.date(2024, 1, 2), "2024-01-02"), (2023.0, "2023-12-31"), ("–", None), ("", None),
    ],
)  # fmt: skip
def test_dates_are_read_day_first(written, meant):
    dates, bad = to_date(cells(written))
    assert (dates.iloc[0], bad.iloc[0]) == (meant, False)


@pytest.mark.parametrize(
    "written", ["31.02.2024", "00.00.0000", "3.4.24", "2024-13", "bald", "0999", "01.02.2024 bis 05.03.2024", "45292"]
)
def test_what_is_no_date_is_told(written):
    dates, bad = to_date(cells(written))
    assert (dates.iloc[0], bad.iloc[0]) == (None, True)


@settings(deadline=None)
@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)))
def test_german_and_iso_dates_agree(date):
    assert to_date(cells(f"{date:%d.%m.%Y}", date.isoformat()))[0].tolist() == [date.isoformat()] * 2


def test_yes_and_no():
    values, bad = to_bool(cells("ja", "X", 1, True, "nein", "", None, "vielleicht"))
    assert values.tolist() == [True] * 4 + [False] * 4
    assert bad.tolist() == [False] * 7 + [True]


@pytest.mark.parametrize(
    ("text", "start", "stop"),
    [
        ("unter 3", 0, 3), ("unter10", 0, 10), ("u18", 0, 18), ("<6", 0, 6), ("age_under_18", 0, 18),
        ("bis unter 6 Jahre", 0, 6),
        ("3 bis unter 6", 3, 6), ("18 Jahre bis unter 21 Jahre", 18, 21), ("6-<12", 6, 12), ("5 bis <10", 5, 10),
        ("age_6_to_under_10", 6, 10),
        ("65undmehr", 65, math.inf), ("90+", 90, math.inf), ("90 u. mehr", 90, math.inf), ("80 u.ä.", 80, math.inf),
        ("85 Jahre und älter", 85, math.inf), ("ab 65", 65, math.inf), ("ab80", 80, math.inf), (">=65", 65, math.inf),
        ("über 64", 65, math.inf), (">64", 65, math.inf),  # beyond 64 are those who have completed 65
        ("17", 17, 18), ("0", 0, 1), ("Alter 17", 17, 18), ("17 Jahre", 17, 18),
    ],
)  # fmt: skip
def test_bands_that_say_what_they_hold(text, start, stop):
    assert band_of(text) == Band(start, stop)


@pytest.mark.parametrize("text", ["", "Name", "2024", "2019_2020", "6 bis 2", "ab 2015", "unter 0", "PLZ 6", "-"])
def test_what_is_no_band(text):
    assert band_of(text, inclusive=True) is None


def test_a_bare_range_needs_to_be_told():
    assert band_of("6-15") is None
    assert band_of("6-15", inclusive=False) == Band(6, 15)
    assert band_of("6-15", inclusive=True) == Band(6, 16)
    assert bare_ranges(["6-15", "6-<15", "17", "2019-2020", "6 bis 9"]) == ["6-15", "6 bis 9"]


@pytest.mark.parametrize(
    ("texts", "inclusive"),
    [
        (["unter 6", "6-15", "15-18", "18-27"], False),  # 15 begins the next
        (["0-5", "6-9", "10-13"], True),  # 6 follows 5
        (["0-2", "3-5", "0-5", "6+"], True),  # nested
        (["6-17", "ab 18"], True),
        (["6-18", "ab 18"], False),
        (["0-17", "Gesamt"], None),  # nothing tells
        (["Name"], None),
    ],
)
def test_a_set_of_ranges_tells_whether_the_last_year_belongs(texts, inclusive):
    assert ranges_are_inclusive(texts) is inclusive


# --- ages as people write them ---------------------------------------------------------------------------------------

EVERYONE = Ages()


def years(start, stop=math.inf):
    return Ages(Band(start, stop))


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("6-17 Jahre", years(6, 18)), ("0 - 3 Jahre", years(0, 4)), ("18 – 99 Jahre", years(18, 100)),
        ("von 12 bis 27", years(12, 28)), ("zwischen 6 und 12 Jahren", years(6, 13)),
        ("12- bis 17-Jährige", years(12, 18)),
        ("Kinder & Jugendliche 6 bis 20 Jahren", years(6, 21)), ("15 bis 25-jährige", years(15, 26)),
        ("Jungen zwischen 6–18 Jahren, Angehörige und Fachkräfte", years(6, 19)), ("Mädchen (8-12 J.)", years(8, 13)),
        ("ab 6 bis unter 12 Jahre", years(6, 12)), ("Kinder 3-<6", years(3, 6)), ("12 Jahre", years(12, 13)),
        ("ab 16 Jahren", years(16)), ("14+", years(14)), ("Menschen 50+Jahre", years(50)),
        ("Senior*innen ab 60", years(60)),
        ("Jugendliche 14 und älter", years(14)), ("Frauen über 60", years(61)),
        ("Kinder bis 6", years(0, 7)), ("bis einschließlich 12", years(0, 13)), ("Kinder unter 3 Jahren", years(0, 3)),
        ("Erwachsene", years(18)), ("nur für Erwachsene", years(18)),
        # part of a year counts to the year: of half a year up to three
        ("Babys ab 6 Monate bis 3 Jahre", years(0, 4)), ("0-36 Monate", years(0, 3)), ("6-18 Monate", years(0, 2)),
        ("ab 18 Monaten", years(1)), ("ab 8 Wochen", years(0)),
        # several bands that follow each other
        ("6-12 und 13-18 Jahre", years(6, 19)), ("6-10 Jahre; ab 9 Jahren", years(6)), ("0-3, 4-6", years(0, 7)),
        # company is no limit
        ("6 - 99 Jahre, bis 16 Jahre in Begleitung der Eltern", years(6, 100)), ("bis 16 in Begleitung", EVERYONE),
        ("unter 14 nur in Begleitung", EVERYONE),
        ("für alle Altersgruppen", EVERYONE), ("keine Altersbeschränkungen", EVERYONE), ("jedes Alter", EVERYONE),
        ("Angebote für Alt & Jung", EVERYONE),
    ],
)  # fmt: skip
def test_ages_as_people_write_them(text, ages):
    assert ages_of(text) == ages


@pytest.mark.parametrize(
    "text",
    [
        "", "Senioren", "Kinder, Jugendliche, Familien", "Kinder und Erwachsene", "die ganze Familie",
        "6-10 Jahre und 15-25 Jahre",  # and between?
        "(3-)6 - 27(-100) Jahre", "6-12-18", "6-12+", "12 bis 6 Jahre", "ab 200 Jahren", "3,5-6 Jahre",
        "nicht unter 12 Jahren", "keine Kinder unter 6", "älter als 12 Jahre", "max. 12 Jahre", "ab dem 12. Lebensjahr",
        "Kinder bis 3 Jahre in Begleitung",  # a limit, or a rule for the youngest?
        "1.-6. Klasse", "Klassen 5-10", "10-20 Uhr", "Gruppen mit 5-10 Personen", "ab 6 Jahre, 3 Euro",
        "Jahrgang 2010-2015",
    ],
)  # fmt: skip
def test_ages_that_are_not_said_clearly(text):
    assert ages_of(text) is None


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("Kinder 6-12 Jahre", years(6, 13)), ("ab 16 Jahren", years(16)), ("Altersklasse 0-21", years(0, 22)),
        ("für jedes Alter", EVERYONE),
        ("14+", None), ("Gruppen von 6-12", None), ("Haus 17", None),  # numbers of anything
        ("seit 3 Jahren im Kiez", None), ("läuft 3 Jahre", None),
    ],
)  # fmt: skip
def test_in_prose_only_years_and_months_are_ages(text, ages):
    assert ages_of(text, in_prose=True) == ages


@settings(deadline=None)
@given(st.integers(0, 120), st.integers(0, 9), st.sampled_from(["{}-{} Jahre", "von {} bis {}", "Kinder ({} – {} J.)"]))
def test_a_written_range_holds_its_last_year(start, more, wording):
    assert ages_of(wording.format(start, start + more)) == years(start, start + more + 1)


@settings(deadline=None)
@given(st.text(alphabet="0123456789 -–<+()abisuntervonJahre.,;€\x00", max_size=40) | st.text(max_size=40))
def test_any_text_says_ages_or_not(text):
    for in_prose in (False, True):
        ages = ages_of(text, in_prose=in_prose)
        assert ages is None or ages.band is None or 0 <= ages.band.start < ages.band.stop


@pytest.mark.parametrize("piece", ["6-", "6 ", "ab 6 ", "6-12 Jahre ", "bis ", "1", "alle ", "x", " ", "6 bis unter "])
def test_ages_of_a_hostile_length_are_answered(piece):
    begin = time.perf_counter()
    ages_of(piece * (100_000 // len(piece)))
    assert time.perf_counter() - begin < 20  # seconds, and mostly a tenth of one
