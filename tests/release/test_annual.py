"""The report of a year: hours shared out and added up, what is missing, what is too small to say."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from station_year import ROW, SHARED, YEAR, activities, cells, effort, goals, release, rows
from toy_release import IDS, toy_release

from sozialraum_geo.german.sentences import annual as sentences
from sozialraum_geo.german.words import numbers
from sozialraum_geo.pictures.tables import annual as tables
from sozialraum_geo.release.annual import NONE, annual_report, stations, years


def test_an_activity_for_several_areas_is_shared_out_and_counts_once():
    shown = release(effort=effort({"day": "2025-03-01", "hours": 10.0, "participants": 100.0, "activity_id": "A0"}))
    report = annual_report(shown, YEAR)
    assert {k: v for k, (v,) in cells(report, "hours").items()} == {
        ("S01", "4"): 5.0, ("S02", "4"): 3.0, ("S03", "4"): 2.0,
    }  # fmt: skip
    assert {k: v for k, (v,) in cells(report, "participations").items()} == {
        ("S01", "4"): 50.0, ("S02", "4"): 30.0, ("S03", "4"): 20.0,
    }  # fmt: skip
    assert (report.hours, report.participations, report.state) == (10.0, 100.0, "known")
    assert len(report.apart) == 0


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"activity_id": "A0", "sozialraum_id": "S03"}, {("S03", "4"): 6.0}),  # said of the row itself
        ({"activity_id": "A0", "ansatzpunkt": "6", "sozialraum_id": "S02"}, {("S02", "6"): 6.0}),
        ({"gremium_id": "G1"}, {("S01", "2.1"): 3.0, ("S02", "2.1"): 3.0}),
        ({"partner_id": "P2"}, {("S03", "2.2"): 6.0}),
        ({"gremium_id": "G1", "partner_id": "P2"}, {("S01", "2.1"): 3.0, ("S02", "2.1"): 3.0}),
        ({"gremium_id": "gone", "sozialraum_id": "S01"}, {("S01", "2.1"): 6.0}),
    ],
)
def test_a_row_without_ansatzpunkt_takes_that_of_what_it_names(row, expected):
    report = annual_report(release(effort=effort({"quarter": "2025-Q2", "hours": 6.0} | row)), YEAR)
    assert {k: v for k, (v,) in cells(report, "hours").items() if v == v} == expected


def test_hours_that_fit_nowhere_stand_apart():
    shown = release(
        effort=effort(
            {"day": "2025-01-02", "hours": 2.0, "sozialraum_id": "S01"},
            {"day": "2025-01-02", "hours": 3.0, "ansatzpunkt": "6"},
            {"day": "2025-01-02", "hours": 4.0, "gremium_id": "G2"},  # the whole town: no area of its own
            {"day": "2025-01-02", "hours": 8.0},
        )
    )
    report = annual_report(shown, YEAR)
    told = {tuple(r[:2]): r[2] for r in report.apart[["sozialraum_id", "ansatzpunkt", "hours"]].itertuples(index=False)}
    assert told == {("S01", NONE): 2.0, (NONE, "6"): 3.0, (NONE, "2.1"): 4.0, (NONE, NONE): 8.0}
    assert report.hours == 17.0
    by_area = dict(zip(report.areas["sozialraum_id"], report.areas["hours"], strict=True))
    assert by_area["S01"] == 2.0
    assert by_area[NONE] == 15.0


@settings(max_examples=25, deadline=None)
@given(st.lists(ROW, max_size=12), st.sampled_from(["", "Nord"]))
def test_the_sum_of_all_parts_is_the_sum_of_all_hours(given_rows, station):
    shown = release(effort=effort(*given_rows), activities=activities({"shares": SHARED}, {"shares": {}}))
    report = annual_report(shown, YEAR, station)
    mine = [r for r in given_rows if station in ("", r["station"]) and (r["day"] or r["quarter"]).startswith("2025")]
    open_hours = sum(r["hours"] for r in mine if r["level"] == "fallunspezifisch")
    assert report.lines["hours"].sum() + report.apart["hours"].sum() == pytest.approx(open_hours)
    assert report.areas["hours"].sum() == pytest.approx(open_hours)
    assert report.cases["hours"].sum() == pytest.approx(sum(r["hours"] for r in mine if r["level"] == "fallspezifisch"))
    assert (report.hours if report.hours == report.hours else 0.0) == pytest.approx(open_hours)
    by_area = sum(annual_report(shown, YEAR, station, i).areas["hours"].sum() for i in IDS)
    outside = report.areas.loc[report.areas["sozialraum_id"] == NONE, "hours"].sum()
    assert by_area + outside == pytest.approx(open_hours)


def test_work_on_single_cases_is_told_by_station_and_quarter_only():
    case = {"level": "fallspezifisch", "quarter": "2025-Q1", "hours": 40.0}
    shown = release(effort=effort(case, case | {"hours": 2.0}, case | {"station": "Süd"}, {"day": "2025-02-01"}))
    report = annual_report(shown, YEAR)
    assert report.hours == 1.0
    assert list(report.cases.columns) == ["station", "quarter", "hours"]
    assert report.cases.to_numpy().tolist() == [["Nord", "2025-Q1", 42.0], ["Süd", "2025-Q1", 40.0]]
    assert len(annual_report(shown, YEAR, sozialraum_id="S01").cases) == 0
    table = tables.case_table(report).map(str)
    assert table.to_numpy().tolist() == [["Nord", "42", "–", "–", "–", "42"], ["Süd", "40", "–", "–", "–", "40"]]


def test_participations_below_five_have_no_number():
    shown = release(
        effort=effort(
            {"day": "2025-01-02", "sozialraum_id": "S01", "ansatzpunkt": "4", "participants": 4.0},
            {"day": "2025-01-02", "sozialraum_id": "S02", "ansatzpunkt": "4", "participants": 5.0},
            {"day": "2025-01-02", "sozialraum_id": "S03", "ansatzpunkt": "4", "participants": 0.0},
        )
    )
    report = annual_report(shown, YEAR)
    states = {area: (p, s) for (area, _), (p, s) in cells(report, "participations", "state").items()}
    assert math.isnan(states["S01"][0])
    assert states["S01"][1] == "small"
    assert states["S02"] == (5.0, "known")
    assert states["S03"] == (0.0, "known")
    shown_cells = tables.area_table(shown, report)["Teilnahmen"].map(str)
    assert shown_cells.tolist() == ["unter 5", "5", "0"]


def test_planned_beside_done_and_missing_is_not_zero():
    shown = release(
        goals=goals(
            {"hours_planned": 20.0, "state": "erreicht"},
            {"hours_planned": 5.0, "state": None},
            {"sozialraum_id": "S02", "ansatzpunkt": "3", "state": "verschoben"},
            {"year": 2024.0, "hours_planned": 99.0},
        ),
        effort=effort({"day": "2025-05-01", "hours": 7.5, "sozialraum_id": "S01", "ansatzpunkt": "4"}),
        activities=activities(),
    )
    report = annual_report(shown, YEAR)
    line = cells(report, "goals", "hours_planned", "hours")
    assert line[("S01", "4")] == (2, 25.0, 7.5)
    assert line[("S02", "3")][0] == 1
    assert all(math.isnan(v) for v in line[("S02", "3")][1:])
    assert dict(report.notes) == {"goals_without_plan": 1}
    assert sentences.sentence(report) == (
        "2025: 3 Ziele, davon 1 erreicht, 1 verschoben, 1 ohne Stand. "
        "Geleistet sind 7,5 Stunden über den Einzelfall hinaus; geplant waren 25."
    )
    table = tables.goal_table(report, "S01").map(str)
    assert table["Stunden geplant"].tolist() == ["20", "5"]
    assert table["Stunden geleistet"].tolist() == ["7,5", "wie oben"]
    assert "S02" in sentences.chapters(report)
    assert tables.goal_table(report, "S02").map(str)["Stunden geleistet"].tolist() == ["–"]


def test_what_began_ended_and_ran():
    given = activities(
        {"begin": "2025-01-01", "shares": SHARED},  # begun
        {"begin": "2024-12-31", "end": "2025-12-31"},  # ended
        {"begin": "2024-01-01", "end": "2024-12-31"},  # over
        {"begin": "2026-01-01"},  # not yet
        {},  # since ever
    )
    report = annual_report(release(activities=given), YEAR)
    told = {r["activity_id"]: (r["has_begun"], r["has_ended"]) for r in report.activities.to_dict("records")}
    assert told == {"A0": (True, False), "A1": (False, True), "A4": (False, False)}
    assert cells(report, "running", "begun", "ended") == {
        ("S01", "4"): (3, 1, 1), ("S02", "4"): (1, 1, 0), ("S03", "4"): (1, 1, 0),
    }  # fmt: skip
    whole = tables.area_table(release(), report, complete=True).map(str).iloc[-1]
    assert whole["Angebote gelaufen"] == "3"  # A0 works in three areas and counts once


def test_days_of_meetings_are_counted_once_a_day():
    shown = release(
        effort=effort(
            {"day": "2025-03-01", "gremium_id": "G1", "hours": 2.0},
            {"day": "2025-03-01", "gremium_id": "G1", "hours": 2.0, "station": "Süd"},
            {"day": "2025-04-01", "gremium_id": "G1", "hours": 2.0},
            {"quarter": "2025-Q4", "gremium_id": "G1", "hours": 6.0},
        )
    )
    report = annual_report(shown, YEAR)
    assert report.meetings.to_dict("records") == [
        {"gremium_id": "G1", "name": "Runder Tisch", "sozialraum_ids": ("S01", "S02"), "meetings": 2, "by_quarter": 1,
         "hours": 12.0}
    ]  # fmt: skip
    assert "Gremien: Runder Tisch (2 Sitzungstage)." in sentences.chapter_lines(report, "S02")
    assert len(annual_report(shown, YEAR, sozialraum_id="S03").meetings) == 0


def test_resolutions_of_the_year():
    given = rows(
        "resolutions",
        {"gremium_id": "G1", "name": "Bank", "date": "2025-06-01", "state": "umgesetzt", "outcome": "steht"},
        {"gremium_id": "G1", "name": "Alt", "date": "2024-06-01"},
        {"gremium_id": "G2", "name": "Ohne Datum"},
    )
    report = annual_report(release(resolutions=given), YEAR)
    table = tables.resolution_table(report)
    assert table.map(numbers.date_text).to_numpy().tolist() == [
        ["Runder Tisch", "Bank", "01.06.2025", "–", "umgesetzt", "steht"]
    ]
    assert dict(report.notes)["resolutions_undated"] == 1


def test_of_a_station_and_what_may_be_its_own():
    shown = release(
        goals=goals({"station": "Nord"}, {"station": "Süd"}, {}),
        effort=effort(
            {"day": "2025-01-02", "hours": 3.0, "sozialraum_id": "S01"},
            {"day": "2025-01-02", "hours": 9.0, "sozialraum_id": "S01", "station": "Süd"},
        ),
    )
    report = annual_report(shown, YEAR, "Nord")
    assert (len(report.goals), report.hours) == (1, 3.0)
    assert dict(report.notes)["goals_without_station"] == 1
    assert stations(shown) == ["Nord", "Süd"]


def test_years_with_anything_in_them():
    shown = release(goals=goals({"year": 2027.0}), effort=effort({"quarter": "2024-Q3"}, {"day": "2025-01-01"}))
    assert years(shown) == [2027, 2025, 2024]
    assert years(release()) == [2025]  # the date of the study


def test_an_empty_year_says_so():
    report = annual_report(release(activities=activities()), YEAR)
    assert sentences.sentence(report) == "Für 2025 sind keine Ziele eingetragen. Stunden sind nicht eingetragen."
    assert all(len(table) == 0 for title, table in tables.sheets(release(), report).items() if title != "Übersicht")


def test_an_undated_row_belongs_to_no_year_and_is_named():
    report = annual_report(release(effort=effort({"hours": 5.0})), YEAR)
    assert math.isnan(report.hours)
    assert dict(report.notes)["effort_undated"] == 1


def test_the_report_is_internal():
    with pytest.raises(ValueError, match="internal"):
        annual_report(toy_release("oeffentlich"), YEAR)
