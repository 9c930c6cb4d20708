"""Tables of the page „Aktivitäten“."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import toy
from activity_town import busy, town
from written import written

from sozialraum_geo.analysis import analyse
from sozialraum_geo.german.sentences import activities as activities_sentences
from sozialraum_geo.german.words import heads
from sozialraum_geo.german.words.heads import COLUMN
from sozialraum_geo.german.words.pages import activities as words
from sozialraum_geo.pictures.tables import activities as activities_tables
from sozialraum_geo.release import INTERN, PUBLIC, release
from sozialraum_geo.release import activities as release_activities
from sozialraum_geo.release.activities import ending_activities


def test_activity_counts_keep_empty_rows():
    study = toy.study(activities=toy.activities({"sozialraum_id": "A", "ansatzpunkt": "4", "hours_week": 2.0}))
    activities = release(analyse(study)).activities
    table = activities_tables.activity_counts(activities, "point")
    assert [str(v) for v in table[COLUMN["activities"]]] == ["0", "0", "0", "1", "0", "0"]
    # for 12- to 26-year-olds: two of the age groups
    assert [str(v) for v in activities_tables.activity_counts(activities, "age")[COLUMN["activities"]]] == [
        "0",
        "0",
        "1",
        "1",
        "0",
        "0",
    ]


def test_ends_are_counted_by_day_without_a_name():
    here = {"geometry": toy.at(150, 550), "sozialraum_id": "A"}
    study = toy.study(
        activities=toy.activities(
            {**here, "name": "Eins", "end": "2025-03-31"},
            {**here, "name": "Zwei", "end": "2025-03-31"},
            {**here, "name": "Drei", "end": "2025-05-31"},
            {**here, "name": "Vier", "funded_until": "2025-04-30"},
        )
    )
    results = analyse(study)
    public = activities_tables.ending_counts(ending_activities(release(results, PUBLIC)))
    assert public.iloc[:, 0].tolist() == [dt.date(2025, 3, 31), dt.date(2025, 5, 31)]
    assert [str(v) for v in public.iloc[:, 1]] == ["2", "1"]
    inside = activities_tables.what_ends(release(results), ending_activities(release(results)))
    assert inside.columns.tolist()[:2] == [COLUMN["name"], COLUMN["end"]]
    assert len(inside) == 4


def test_what_ends_is_named_inside_only():
    inside, public = (town({"name": "Treff", "end": "2025-03-31"}, mode=mode) for mode in (INTERN, PUBLIC))
    assert release_activities.timeline(inside)["name"].tolist() == ["Treff"]
    assert release_activities.timeline(public).empty
    assert "Ende" in activities_tables.activity_table(inside, inside.activities)
    assert "Ende" not in activities_tables.activity_table(public, public.activities)
    assert len(ending_activities(public, months=3)) == 1  # how many, the public learns


def test_only_what_counts_for_a_way_is_computed_alone():
    here = {"geometry": toy.at(150, 550), "sozialraum_id": "A", "end": "2025-03-31"}
    release = town(
        here, here | {"access": "mitglieder"}, standards=("jugendtreff",), sources=(toy.complete("jugendtreff"),)
    )
    ending = ending_activities(release)
    assert activities_sentences.ending_groups(ending) == {"": ["a0"], "a0": ["a0"]}
    nobody = pd.DataFrame({"name": [], "standard_id": [], "people": [], "state": []})
    table = activities_tables.ending_table(release, ending, nobody)
    assert table[heads.WORK_COLUMN["lost"]].tolist() == ["niemand", "zählt bei den Wegen nicht mit"]
    assert activities_sentences.losing_each(release, ending, nobody) == [words.LOSING_EACH_NONE]


def test_matrices_as_tables():
    release = town(
        {"theme": "Bewegung", "age_from": 6.0, "age_to": 10.0, "sozialraum_id": "A", "opening_hours": "Mo 9–10"}
    )
    themes = activities_tables.theme_table(release_activities.theme_ages(release_activities.running(release)))
    assert written(themes) == [["Bewegung", "0", "0", "1", "0", "0", "0", "0", "0"]]
    assert list(themes.columns)[:4] == ["Thema", "unter 3", "3 bis 5", "6 bis 9"]
    ages = activities_tables.area_age_table(release, release_activities.area_ages(release))
    assert (ages.index.name, written(ages)[0][:4]) == ("sozialraum_id", ["Anger", "0", "0", "1"])
    points = activities_tables.area_point_table(release, release_activities.area_points(release))
    assert points.columns[4] == "4 Sozialraumbezogene Projekte"
    week = activities_tables.week_table(release_activities.week_grid(release.activities)[0])
    assert written(week)[0][:4] == ["Montag", "0", "1", "0"]


def test_hours_by_quarter_name_what_belongs_nowhere():
    table = written(activities_tables.quarter_table(busy()))
    assert table[0] == ["4. Quartal 2024", "Bach", "2.1 Vernetzte Strukturen", "1,0"]
    assert ["1. Quartal 2024", "ohne Gebiet", "6 Öffentlichkeitsarbeit", "1,0"] in table
    assert activities_tables.quarter_table(busy(PUBLIC)).empty
    assert {row[1] for row in written(activities_tables.quarter_table(busy(), "A"))} == {"Anger"}
