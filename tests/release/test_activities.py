"""Timeline, themes and ages, weekdays and hours, emphases: every expected value counted by hand in the toy town."""

from __future__ import annotations

import math

import pytest
import toy
from activity_town import OFFERS, busy, rows, shown

from sozialraum_geo.analysis import analyse
from sozialraum_geo.release import PUBLIC, release
from sozialraum_geo.release import activities as calendar
from sozialraum_geo.release.annual import annual_report
from sozialraum_geo.standards import Settings


def test_timeline_shows_what_runs_and_what_begins_soon_ends_first():
    table = calendar.timeline(
        shown(
            {"begin": "2020-01-01"},  # a0 open
            {"begin": "2024-01-01", "end": "2025-03-01", "review_date": "2025-02-01"},  # a1
            {"end": "2024-12-31"},  # a2 ends on the date: still runs
            {"end": "2024-12-30"},  # over
            {"begin": "2025-12-31", "end": "2026-01-31"},  # a4 begins in twelve months
            {"begin": "2026-01-01"},  # too late
        )
    )
    assert table["activity_id"].tolist() == ["a2", "a1", "a4", "a0"]
    assert table["is_open"].tolist() == [False, False, False, True]
    assert table["is_running"].tolist() == [True, True, False, True]
    assert table["review_date"].tolist()[1] == "2025-02-01"


def test_timeline_of_one_area_is_what_works_there():
    town = shown({"sozialraum_id": "A"}, {"sozialraum_id": "A", "wirkungsraum": "A:0,5; B:0,5"}, {"sozialraum_id": "C"})
    assert calendar.timeline(town, "B")["activity_id"].tolist() == ["a1"]
    assert calendar.timeline(town, "A")["activity_id"].tolist() == ["a0", "a1"]


def test_months_ahead_end_with_the_month():
    assert [calendar.ahead("2025-12-31", m) for m in (3, 6, 12, -10)] == [
        "2026-03-31", "2026-06-30", "2026-12-31", "2025-02-28",
    ]  # fmt: skip


def test_themes_by_age():
    table = calendar.theme_ages(calendar.running(shown(*OFFERS)))
    # as often as one another: in the order of the alphabet; written as it was first
    assert table.index.tolist() == ["Bewegung", "Sprache"]
    assert table.loc["Bewegung"].to_dict() == {
        "a00_03": 0, "a03_06": 0, "a06_10": 1, "a10_14": 0, "a14_18": 1, "a18_21": 0, "a21_27": 0, "no_age": 0,
    }  # fmt: skip
    assert table.loc["Sprache", ["a14_18", "no_age"]].tolist() == [1, 1]
    assert calendar.theme_ages(shown(*OFFERS).activities.iloc[:0]).empty


def test_an_area_has_a_row_for_every_theme_of_the_place():
    table = calendar.themes_in(shown(*OFFERS), "A")
    assert table.index.tolist() == ["Bewegung", "Sprache"]
    assert table.loc["Bewegung", ["a06_10", "a14_18"]].tolist() == [1, 0]
    assert table.loc["Sprache"].to_dict() == {b: int(b == "no_age") for b in table}
    assert calendar.themes_in(shown(*OFFERS), "C").to_numpy().sum() == 0
    assert calendar.themes_in(shown(*OFFERS)).loc["Sprache", "a14_18"] == 1


def test_areas_by_age_and_by_ansatzpunkt():
    town = shown(*OFFERS, {"wirkungsraum": "A;C", "sozialraum_id": "A", "age_from": 10.0, "age_to": 14.0})
    ages = calendar.area_ages(town)
    assert ages.index.tolist() == ["A", "B", "C"]
    assert ages.loc["A", ["a06_10", "a10_14", "a14_18", "no_age"]].tolist() == [1, 1, 0, 1]
    assert ages.loc["C"].sum() == ages.loc["C", "a10_14"] == 1
    points = calendar.area_points(town)
    assert points.columns.tolist() == ["2.1", "2.2", "3", "4", "5", "6"]
    assert points.loc["A", ["2.2", "4"]].tolist() == [1, 2]
    assert points.loc["B", ["2.2", "4"]].tolist() == [0, 1]


def test_empty_cells_are_those_that_others_fill_with_most_people_first():
    # A: 8 people of 12 to 17 years; B: 100; C: 10. Split by years, 14 to 17 are four of six
    cells = calendar.empty_cells(shown(*OFFERS))
    young = cells[cells["band_id"] == "a14_18"]
    assert list(zip(young["sozialraum_id"], young["theme"], strict=True)) == [
        ("C", "Bewegung"), ("C", "Sprache"), ("A", "Bewegung"), ("A", "Sprache"),
    ]  # fmt: skip
    assert young["people"].tolist() == pytest.approx([10 * 4 / 6] * 2 + [8 * 4 / 6] * 2)
    assert young["without_age"].tolist() == [0, 0, 0, 1]
    assert young["elsewhere"].tolist() == [1, 1, 1, 1]
    children = cells[cells["band_id"] == "a06_10"]
    # somebody has something for this age on movement only; in A there is something
    assert set(zip(children["sozialraum_id"], children["theme"], strict=True)) == {("B", "Bewegung"), ("C", "Bewegung")}
    assert set(cells["band_id"]) == {"a06_10", "a14_18"}
    assert cells["people"].is_monotonic_decreasing
    here = calendar.empty_cells(shown(*OFFERS), "A")
    assert set(here["sozialraum_id"]) == {"A"}
    assert not len(calendar.empty_cells(shown(*OFFERS, mode=PUBLIC)))


def test_week_grid_counts_every_hour_that_is_touched():
    grid, known = calendar.week_grid(
        shown(
            {"opening_hours": "Mo 15:00–18:00; Do 16:30–17:15"},
            {"opening_hours": "Mo 17:00–19:00 14-täglich"},
            {"opening_hours": "Sa 06:00–09:00"},  # from six: counted at eight, the first column
            {"opening_hours": "Fr 20:00–01:00"},  # after ten, and the hour after midnight of Saturday
            {"opening_hours": "nach Vereinbarung"},
            {"opening_hours": "wenn es passt"},
            {},
        ).activities
    )
    assert known == 4
    assert grid.shape == (7, 14)
    monday = grid.loc[0]
    assert monday[monday > 0].to_dict() == {15: 1, 16: 1, 17: 2, 18: 1}
    assert grid.loc[3][grid.loc[3] > 0].to_dict() == {16: 1, 17: 1}
    assert grid.loc[4][grid.loc[4] > 0].to_dict() == {20: 1, 21: 1}
    assert grid.loc[5][grid.loc[5] > 0].to_dict() == {8: 2}
    assert grid.to_numpy().sum() == 5 + 2 + 2 + 2


def test_hours_are_shared_out_and_counted_once():
    hours = calendar.hours_by_quarter(busy())
    found = {
        (q, None if a != a else a, None if p != p else p): h
        for q, a, p, h in hours[["quarter", "sozialraum_id", "ansatzpunkt", "hours"]].itertuples(index=False)
    }
    assert found == {
        ("2024-Q1", "A", "4"): 3.0,
        ("2024-Q2", "A", "2.2"): 1.0,
        ("2024-Q2", "B", "2.2"): 3.0,
        ("2024-Q4", "B", "2.1"): 1.0,
        ("2024-Q4", "C", "2.1"): 1.0,
        ("2024-Q1", None, "6"): 1.0,
        ("2024-Q1", "C", "2.2"): 0.5,
        ("2023-Q4", "A", "4"): 9.0,
    }
    # all but the single cases, each hour once
    assert hours["hours"].sum() == 3 + 4 + 2 + 1 + 0.5 + 9
    assert not len(calendar.hours_by_quarter(busy(PUBLIC)))


def test_emphasis_sets_plan_beside_what_was_done():
    goals = rows(
        "goals",
        {"year": 2024.0, "sozialraum_id": "A", "ansatzpunkt": "4", "hours_planned": 10.0, "name": "x"},
        {"year": 2024.0, "sozialraum_id": "A", "ansatzpunkt": "4", "hours_planned": 5.0, "name": "y"},
        {"year": 2024.0, "sozialraum_id": "A", "ansatzpunkt": "5", "name": "ohne Stunden"},
        {"year": 2025.0, "sozialraum_id": "A", "ansatzpunkt": "4", "hours_planned": 99.0, "name": "z"},
    )
    table, origin = calendar.emphasis(busy(goals=goals), "A")
    assert origin == "effort"
    assert table.index.tolist() == ["2.1", "2.2", "3", "4", "5", "6"]
    assert table.loc["4", "planned"] == 15
    assert table.loc["4", "actual"] == 3
    assert table.loc["2.2", "actual"] == 1
    assert table.loc["2.2", "activities"] == 1
    assert table.loc["2.2", "since"] == "2021-05-01"
    # nothing recorded is not nought
    assert table.loc[["2.1", "3", "5", "6"], ["planned", "actual"]].isna().all(axis=None)
    assert table.loc["3", "since"] is None
    whole, _ = calendar.emphasis(busy(goals=goals))
    # the hour of no Sozialraum is in the whole
    assert whole["actual"].dropna().to_dict() == {"2.1": 2.0, "2.2": 4.5, "4": 3.0, "6": 1.0}
    public, origin = calendar.emphasis(busy(PUBLIC, goals=goals), "A")
    assert origin == ""
    assert public[["planned", "actual"]].isna().all(axis=None)
    assert public.loc["2.2", "activities"] == 1


def test_without_written_hours_weeks_times_weekly_hours():
    town = shown(
        {"hours_week": 2.0, "begin": "2024-12-18", "sozialraum_id": "A"},  # 14 days up to 31 December: 2 weeks
        {"hours_week": 7.0, "end": "2024-01-03", "sozialraum_id": "A", "wirkungsraum": "A:0,5; B:0,5"},  # 3 days
        {"hours_week": 4.0, "begin": "2025-01-01", "sozialraum_id": "A"},  # not yet
        {"hours_week": math.nan, "ansatzpunkt": "5", "sozialraum_id": "A"},  # hours not told
    )
    table, origin = calendar.emphasis(town, "A")
    assert origin == "activities"
    assert table.loc["4", "actual"] == pytest.approx(2 * 2 + 0.5 * 7 * 3 / 7)
    assert math.isnan(table.loc["5", "actual"])
    assert table.loc["5", "activities"] == 1
    of_b, _ = calendar.emphasis(town, "B")
    assert of_b.loc["4", "actual"] == pytest.approx(0.5 * 7 * 3 / 7)
    assert of_b.loc["4", "activities"] == 0


def test_a_study_without_activities_knows_nothing():
    town = release(analyse(toy.study()))
    table, origin = calendar.emphasis(town, "A")
    assert origin == ""
    assert table[["planned", "actual"]].isna().all(axis=None)
    assert table["activities"].sum() == 0
    assert calendar.timeline(town).empty
    assert calendar.week_grid(town.activities)[1] == 0
    assert calendar.area_points(town).to_numpy().sum() == 0
    assert not len(calendar.empty_cells(town))


def test_plan_and_actual_are_those_of_the_annual_report(demo_study):
    """Two ways through the same rows: by quarter and Sozialraum here, by year and station there."""
    town = release(analyse(toy.renamed(demo_study, standards=("jugendtreff",)), Settings(draws=100)))
    lines = annual_report(town, 2025).lines
    for area in ("S07", "S13"):
        mine, _ = calendar.emphasis(town, area)
        theirs = lines[lines["sozialraum_id"] == area].set_index("ansatzpunkt").reindex(mine.index)
        assert mine["actual"].tolist() == pytest.approx(theirs["hours"].tolist(), nan_ok=True)
        assert mine["planned"].tolist() == pytest.approx(theirs["hours_planned"].tolist(), nan_ok=True)
