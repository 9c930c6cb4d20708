"""People by age, social indicators and census cells."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from study_files import census_cell, csv_text, of_code, read, refused, source, write_study

from sozialraum_geo.german.words.problems import message

OPEN = math.inf


def listed(folder, table, rows, *settings_, name="zahlen.csv"):
    (folder / name).write_text(csv_text(rows), encoding="utf-8")
    return write_study(folder, source(name, table, *settings_))


def people(study):
    """{(Sozialraum, from, to): people}, unknown as None."""
    rows = study.population.to_dict("records")
    return {
        (r["sozialraum_id"], r["age_from"], r["age_to"]): None if math.isnan(r["people"]) else r["people"] for r in rows
    }


# --- population ---


def test_bands_are_read_from_the_headers(tmp_path):
    rows = [["Sozialraum", "unter 6", "6-15", "15-18", "18 bis unter 65", "65 und älter", "Gesamt"],
            ["A", "10", "20", "5", "1.100", "300", "1.435"], ["B", "–", "0", "x", "7", "8", "15"]]  # fmt: skip
    study = read(listed(tmp_path, "population", rows))
    # 15-18 begins where 6-15 ends: both are half-open; points group thousands in counts; – and x are unknown, 0 is 0
    assert people(study) == {
        ("A", -1, -1): 1435, ("A", 0, 6): 10, ("A", 6, 15): 20, ("A", 15, 18): 5, ("A", 18, 65): 1100,
        ("A", 65, OPEN): 300, ("B", -1, -1): 15, ("B", 0, 6): None, ("B", 6, 15): 0, ("B", 15, 18): None,
        ("B", 18, 65): 7, ("B", 65, OPEN): 8,
    }  # fmt: skip


def test_closed_ranges_hold_their_last_year(tmp_path):
    rows = [["Nr", "0-5", "6-9", "10-17", "ab 18"], ["A", 1, 2, 3, 4]]
    assert set(people(read(listed(tmp_path, "population", rows)))) == {
        ("A", 0, 6), ("A", 6, 10), ("A", 10, 18), ("A", 18, OPEN),
    }  # fmt: skip


def test_single_years_and_nested_bands(tmp_path):
    rows = [["Nr", "0", "1", "unter 2", "unter 18", "18+"], ["A", 1, 2, 3, 30, 70]]
    assert set(people(read(listed(tmp_path, "population", rows)))) == {
        ("A", 0, 1), ("A", 1, 2), ("A", 0, 2), ("A", 0, 18), ("A", 18, OPEN),
    }  # fmt: skip


def test_mapped_bands(tmp_path):
    rows = [["Nr", "Kinder", "Alte", "alle", "17"], ["A", 1, 2, 3, 4]]
    folder = listed(tmp_path, "population", rows, 'bands = { Kinder = "0-<18", Alte = "65+", alle = "total" }')
    assert people(read(folder)) == {("A", 0, 18): 1, ("A", 65, OPEN): 2, ("A", -1, -1): 3}


@pytest.mark.parametrize(
    ("header", "code", "told"),
    [
        (["Nr", "0-17", "Gesamt"], "bands_unclear", "0-17"),  # to 17 or below 17? nothing tells
        (["Nr", "unter 6", "0-<6"], "double_band", "unter 6, 0-<6"),
        (["Nr", "Gesamt", "Insgesamt"], "double_band", "Gesamt, Insgesamt"),
        (["Nr", "Kinder", "Alte"], "no_bands", ""),
    ],
)
def test_bands_that_cannot_be_used(tmp_path, header, code, told):
    (problem,) = refused(listed(tmp_path, "population", [header, ["A", 1, 2]]))
    assert (problem.code, problem.value) == (code, told)


def test_a_mapped_band_without_its_column(tmp_path):
    folder = listed(tmp_path, "population", [["Nr", "17"], ["A", 1]], 'bands = { "18" = "18-<19" }')
    assert [(p.code, p.column) for p in refused(folder)] == [("missing_column", "18")]


def test_sums_unknown_areas_and_repetitions_stay_out(tmp_path):
    rows = [
        ["Sozialraum", "17"],
        ["A", 1],
        ["Atlantis", 2],
        ["A", 3],
        ["", 4],
        ["Stadt gesamt", 5],
        ["Gesamt", 6],
        ["", ""],
    ]
    study = read(listed(tmp_path, "population", rows))
    assert people(study) == {("A", 17, 18): 1}
    assert {p.row: p.code for p in study.problems} == {
        3: "unknown_area_row", 4: "duplicate_row", 5: "empty_cell", 6: "sum_row", 7: "sum_row",
    }  # fmt: skip
    ledger = study.sources[1]
    assert (ledger.imported, ledger.rejected, ledger.empty) == (1, 5, 1)
    assert "Mit except ausnehmen" in message(of_code(study, "sum_row")[0])


def test_people_are_never_negative_and_never_words(tmp_path):
    study = read(listed(tmp_path, "population", [["Nr", "17"], ["A", "-3"], ["B", "viele"], ["C", 2]]))
    assert people(study) == {("A", 17, 18): None, ("B", 17, 18): None, ("C", 17, 18): 2}
    assert [(p.row, p.severity) for p in of_code(study, "bad_float")] == [(2, "note"), (3, "note")]


def test_long_population(tmp_path):
    rows = [["Stadtteil", "Alter", "Einwohner"], ["A", "0-5", "1.001"], ["A", "6-9", 20], ["A", "ab 10", 30],
            ["A", "Gesamt", "1.051"], ["B", "0-5", ""], ["B", "alt", 3], ["B", "", 3], ["B", "0 bis 5", 4]]  # fmt: skip
    study = read(listed(tmp_path, "population", rows, 'shape = "long"'))
    # 6 follows 5: the ranges hold their last year, in the long form too
    assert people(study) == {
        ("A", 0, 6): 1001, ("A", 6, 10): 20, ("A", 10, OPEN): 30, ("A", -1, -1): 1051, ("B", 0, 6): None,
    }  # fmt: skip
    assert {p.row: p.code for p in study.problems} == {7: "bad_band_cell", 8: "bad_band_cell", 9: "duplicate_row"}


def test_wide_and_long_give_the_same(tmp_path):
    wide = [["Nr", "unter 6", "6-<18", "18+"], ["A", 1, 2, 3], ["B", 4, 5, ""]]
    long = [["Nr", "Alter", "Personen"]] + [
        [row[0], h, v] for row in wide[1:] for h, v in zip(wide[0][1:], row[1:], strict=True)
    ]
    for folder in ("breit", "lang"):
        (tmp_path / folder).mkdir()
    one = read(listed(tmp_path / "breit", "population", wide))
    two = read(listed(tmp_path / "lang", "population", long, 'shape = "long"'))
    assert people(one) == people(two)


@pytest.mark.parametrize("header", [["Nr", "Alter", "Zahl"], ["Nr", "Jahrgang", "Personen"]])
def test_long_population_needs_its_columns(tmp_path, header):
    (problem,) = refused(listed(tmp_path, "population", [header, ["A", "17", 3]], 'shape = "long"'))
    assert problem.code == "missing_required"


def test_two_files_that_count_the_same_people_are_refused(tmp_path):
    rows = [["Nr", "17"], ["A", 1]]
    (tmp_path / "alt.csv").write_text(csv_text(rows))
    (tmp_path / "neu.csv").write_text(csv_text(rows))
    folder = write_study(tmp_path, source("alt.csv", "population"), source("neu.csv", "population"))
    (problem,) = refused(folder)
    assert (problem.code, problem.value) == ("population_twice", "alt.csv, neu.csv")


def test_two_files_of_different_areas_are_joined(tmp_path):
    (tmp_path / "a.csv").write_text(csv_text([["Nr", "17"], ["B", 2]]))
    (tmp_path / "b.csv").write_text(csv_text([["Nr", "17"], ["A", 1]]))
    study = read(write_study(tmp_path, source("a.csv", "population"), source("b.csv", "population")))
    assert study.population["sozialraum_id"].tolist() == ["A", "B"]


@settings(max_examples=15, deadline=None)
@given(counts=st.lists(st.one_of(st.integers(0, 99_999), st.none()), min_size=3, max_size=3))
def test_people_are_read_as_written(tmp_path_factory, counts):
    written = ["–" if c is None else f"{c:,}".replace(",", ".") for c in counts]
    rows = [["Nr", "17"], *zip("ABC", written, strict=True)]
    study = read(listed(tmp_path_factory.mktemp("zahlen"), "population", rows))
    assert list(people(study).values()) == counts


# --- indicators ---


def test_wide_indicators_are_rates_or_counts_per_hundred(tmp_path):
    rows = [["Nr", "Quote", "Fälle", "von"], ["A", "12,5", "1.500", "3.000"], ["B", "–", 3, 0], ["C", "7,5", "", 100]]
    indicator = (
        'indicator = [{ id = "q", column = "Quote" }, { id = "f", count = "Fälle", base = "von", date = 2024-12-31 }]',
        "date = 2023-12-31",
    )
    study = read(listed(tmp_path, "indicators", rows, *indicator))
    found = study.indicators.set_index(["indicator_id", "sozialraum_id"])
    assert found.loc["q", "value"].tolist() == pytest.approx([12.5, np.nan, 7.5], nan_ok=True)
    # 1500 of 3000; 3 of 0 and ? of 100 are unknown
    assert found.loc["f", "value"].tolist() == pytest.approx([50, np.nan, np.nan], nan_ok=True)
    assert found.loc["f", "count"].tolist() == pytest.approx([1500, 3, np.nan], nan_ok=True)
    assert found["date"].tolist() == ["2023-12-31"] * 3 + ["2024-12-31"] * 3
    assert [i.id for i in study.indicator_list] == ["q", "f"]
    assert study.sources[1].imported == 3


def test_long_indicators(tmp_path):
    rows = [["Nr", "Kennzahl", "Stichtag", "Wert", "Zähler", "Nenner"], ["A", "q", "31.12.2024", "1,5", "", ""],
            ["A", "q", "31.12.2023", "", 1, 4], ["A", "q", "31.12.2024", "2,5", "", ""], ["B", "", "", 1, "", ""],
            ["B", "q", "", 1, "", ""]]  # fmt: skip
    study = read(listed(tmp_path, "indicators", rows, 'shape = "long"', "date = 2025-06-30"))
    found = study.indicators
    assert found[["sozialraum_id", "date", "value"]].to_numpy().tolist() == [
        ["A", "2024-12-31", 1.5], ["A", "2023-12-31", 25.0], ["B", "2025-06-30", 1.0],
    ]  # fmt: skip
    assert {p.row: p.code for p in study.problems} == {4: "duplicate_row", 5: "empty_cell"}


def test_long_indicators_need_their_columns(tmp_path):
    (problem,) = refused(listed(tmp_path, "indicators", [["Nr", "Kennzahl"], ["A", "q"]], 'shape = "long"'))
    assert (problem.code, problem.column) == ("missing_required", "value")


def test_indicators_that_nobody_named(tmp_path):
    (problem,) = refused(listed(tmp_path, "indicators", [["Nr", "Quote"], ["A", 1]]))
    assert problem.code == "no_indicators"


@pytest.mark.parametrize(
    "indicator", ['{ id = "q", column = "Fehlt" }', '{ id = "q", count = "Quote", base = "Fehlt" }']
)
def test_an_indicator_without_its_column(tmp_path, indicator):
    (problem,) = refused(listed(tmp_path, "indicators", [["Nr", "Quote"], ["A", 1]], f"indicator = [{indicator}]"))
    assert (problem.code, problem.column) == ("missing_column", "Fehlt")


def test_the_publisher_says_which_areas_are_valid(tmp_path):
    rows = [["Nr", "Quote", "KOM"], ["A", 1, "gültig"], ["B", 2, "ungültig"]]
    indicator = 'indicator = [{ id = "q", column = "Quote" }]'
    study = read(listed(tmp_path, "indicators", rows, indicator, 'validity = { column = "KOM", valid = ["gültig"] }'))
    assert study.indicators["is_valid"].tolist() == [True, False]
    folder = listed(tmp_path, "indicators", rows, indicator, 'validity = { column = "K", valid = ["gültig"] }')
    assert [(p.code, p.column) for p in refused(folder)] == [("missing_column", "K")]


# --- the census grid ---


def test_cells_become_squares_and_those_outside_are_left_out(tmp_path):
    x, y = census_cell()
    header = ["GITTER_ID_100m", "x_mp_100m", "y_mp_100m", "Einwohner", "unter10", "ab80", "a10bis19", "auslaender"]
    rows = [header, ["c1", x, y, "1.234", 3, "–", 5, 9], ["", x + 100, y, 5, "", "", "", ""],
            ["weit", x + 50_000, y, 7, 1, 1, 1, 1], ["c1b", x, y, 1, 1, 1, 1, 1],
            ["?", "–", y, 1, 1, 1, 1, 1]]  # fmt: skip
    study = read(listed(tmp_path, "grid", rows))
    grid = study.grid
    assert grid["cell_id"].tolist() == ["c1", "Zelle 3"]
    # 100 m in the census system are close to 100 m here
    assert grid.geometry.area.tolist() == pytest.approx([1e4, 1e4], rel=0.01)
    assert grid.geometry.iloc[0].centroid.distance(grid.geometry.iloc[1].centroid) == pytest.approx(100, rel=0.01)
    assert dict(study.grid_classes) == {"Einwohner": "total", "unter10": "0-<10", "ab80": "80+", "a10bis19": "10-<20"}
    assert grid["Einwohner"].tolist() == [1234, 5]
    assert grid["ab80"].isna().all()
    assert {p.row: p.code for p in study.problems if p.row} == {5: "duplicate_row", 6: "empty_cell"}
    assert of_code(study, "cells_outside")[0].detail == "1"
    ledger = study.sources[1]
    assert (ledger.imported, ledger.excluded, ledger.rejected) == (2, 1, 2)


def test_cells_that_all_lie_elsewhere_are_refused(tmp_path):
    x, y = census_cell()
    (problem,) = refused(listed(tmp_path, "grid", [["x", "y", "Einwohner"], [y, x, 3]]))
    assert problem.code == "bad_grid"


def test_classes_may_be_named(tmp_path):
    x, y = census_cell()
    rows = [["x", "y", "wer", "haeuser"], [x, y, 3, 2]]
    study = read(listed(tmp_path, "grid", rows, 'classes = { wer = "total", haeuser = "buildings" }'))
    assert study.grid_classes == (("wer", "total"), ("haeuser", "buildings"))
    folder = listed(tmp_path, "grid", rows, 'classes = { fehlt = "total" }')
    assert [p.code for p in refused(folder)] == ["missing_column"]
