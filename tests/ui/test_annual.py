"""The page of the year: which year, which station, what stays inside."""

from __future__ import annotations

import html

import opened
import pytest
import study_files
from here import DEMO
from hostile import EVIL, hostile_study

from sozialraum_geo.analysis import analyse
from sozialraum_geo.german.sentences import annual as sentences
from sozialraum_geo.german.words import numbers
from sozialraum_geo.german.words.pages import annual as words
from sozialraum_geo.reading import read_study
from sozialraum_geo.release import release
from sozialraum_geo.release.activities import hours_by_quarter
from sozialraum_geo.release.annual import annual_report

NAME = "jahresbericht"


@pytest.fixture(scope="module")
def shown():
    return release(analyse(read_study(DEMO)))


def test_the_page_says_what_the_core_counts(open_page, shown):
    app = open_page(NAME)
    report = annual_report(shown, 2025)  # the year of the study, though goals of 2026 are there
    assert sentences.sentence(report) in opened.words(app)
    table = next(t for t in opened.tables(app) if "Stunden geleistet" in t.columns and "Ziele" in t.columns)
    assert len(table) == len(sentences.chapters(report))
    goals = shown.goals[shown.goals["year"] == 2025]
    assert all(name in opened.words(app) for name in goals["name"].unique())


def test_year_and_station_stand_in_the_url(open_page, shown):
    app = open_page(NAME)
    app.selectbox(key="control_year").set_value(2026).run()
    app.selectbox(key="control_station").set_value("EHS Nord").run()
    assert not app.exception
    assert (opened.url(app)["jahr"], opened.url(app)["station"]) == ("2026", "EHS Nord")
    text = opened.words(app)
    assert sentences.sentence(annual_report(shown, 2026, "EHS Nord")) in text
    again = open_page(NAME, jahr="2026", station="EHS Nord")
    assert sentences.sentence(annual_report(shown, 2026, "EHS Nord")) in opened.words(again)


def test_one_sozialraum_is_one_chapter(open_page, shown):
    text = opened.words(open_page(NAME, sozialraum="S07"))
    assert sentences.sentence(annual_report(shown, 2025, "", "S07")) in text
    assert "Weststadt" not in text.split(words.HEADING["chapters"])[1].split("Gremien:")[0]


@pytest.mark.parametrize("mode", ["oeffentlich", "projektor"])
def test_nothing_of_it_is_public(open_page, shown, mode):
    app = open_page(NAME, modus=mode, sozialraum="S07", jahr="2025")
    text = opened.words(app)
    assert words.INTERNAL[0] in text
    assert not opened.tables(app)
    assert not any(name in text for name in shown.goals["name"])
    assert "Stunden über den Einzelfall" not in text


@pytest.mark.parametrize("year", ["1999", "<b>", "99999999999999999999", "２０２５", "-1"])
def test_another_year_in_the_url_does_no_harm(open_page, year):
    app = open_page(NAME, jahr=year, station="Station <script>")
    assert not app.exception
    assert "2025: " in opened.words(app)


def test_a_study_without_goals_is_told_how_to_bring_them(open_page, tmp_path):
    frame = study_files.squares()
    study_files.write_geo(tmp_path / "sozialraeume.geojson", frame)
    app = open_page(NAME, study=study_files.write_study(tmp_path))
    assert not app.exception
    assert words.EMPTY[0] in opened.words(app)


def test_foreign_names_stay_text(open_page, tmp_path):
    app = open_page(NAME, study=hostile_study(tmp_path / "boese"))
    assert not app.exception
    bodies = " ".join(opened.bodies(app))
    assert html.escape(EVIL)[:60] in bodies
    assert "<script>window" not in bodies
    assert "<img" not in bodies
    assert not any("evil.example" in m.value for m in app.markdown)
    assert numbers.UNKNOWN in opened.words(app)


def test_the_hours_are_those_of_the_emphases(shown):
    """Two ways of sharing out the same hours, written apart, agree."""
    quarters = hours_by_quarter(shown)
    year = quarters[quarters["quarter"].str.startswith("2025")]
    told = year.groupby(["sozialraum_id", "ansatzpunkt"])["hours"].sum()
    lines = annual_report(shown, 2025).lines.dropna(subset=["hours"])
    mine = lines.set_index(["sozialraum_id", "ansatzpunkt"])["hours"]
    assert len(told) > 50
    assert mine.to_dict() == pytest.approx(told.to_dict())
