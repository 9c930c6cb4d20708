"""Tables, charts and sentences of network and activities: what is written, and what is not told in public."""

from __future__ import annotations

import json
import math

import geopandas as gpd
import pandas as pd
import pytest
import toy
from activity_town import busy, rows
from partner_town import gremien
from partner_town import shown as network

from sozialraum_geo.analysis.results import analyse
from sozialraum_geo.german.sentences import activities as activities_sentences
from sozialraum_geo.german.sentences import partners as partners_sentences
from sozialraum_geo.german.words import heads
from sozialraum_geo.german.words.cells import display
from sozialraum_geo.german.words.pages import activities as words
from sozialraum_geo.pictures.charts import activities as charts
from sozialraum_geo.pictures.charts.spec import enlarged
from sozialraum_geo.pictures.tables import activities as activities_tables
from sozialraum_geo.pictures.tables import partners as partners_tables
from sozialraum_geo.release import activities as activity_calendar
from sozialraum_geo.release import partners
from sozialraum_geo.release.activities import ending_activities
from sozialraum_geo.release.door import INTERN, PUBLIC, release


def town(*activities, mode="intern", **changes):
    return release(analyse(toy.study(activities=toy.activities(*activities), **changes)), mode)


def written(table):
    return [[display(v) for v in row] for row in table.itertuples(index=False)]


# --- who works with whom ----------------------------------------------------------------------------------------------


def test_table_of_areas():
    table = partners_tables.area_table(network())
    assert table.index.name == "sozialraum_id"
    # partners, Gremien, linked institutions, activities with partners, co-operations, regular institutions, share
    assert written(table)[0] == ["Anger", "3", "2", "1", "0", "1", "2", "50 %", "Schule am Anger"]
    assert written(table)[2] == ["Cluse", "2", "0", "2", "1", "0", "1", "0 %", "–"]
    # in public only whose co-operation is settled is a partner at all
    assert written(partners_tables.area_table(network(PUBLIC))) == [
        ["Anger", "1", "2"],
        ["Bach", "0", "1"],
        ["Cluse", "0", "0"],
    ]


def test_schools_kitas_and_horte_without_anything_recorded_come_first():
    table = written(partners_tables.regular_table(network()))
    assert [row[1] for row in table] == [
        "Kita am Markt",
        "Hort am Bach",
        "Kita Cluse",
        "Schule am Bach",
        "Schule am Anger",
    ]
    assert [row[2] for row in table] == ["nicht eingetragen"] * 3 + ["offen", "geklärt"]
    assert [row[3] for row in table] == ["–", "–", "–", "ja", "ja"]
    here = partners_tables.regular_table(network(), "B")
    assert here["Name"].tolist() == ["Hort am Bach", "Schule am Bach"]
    assert "Sozialraum" not in here


def test_matrix_of_gremien_tells_two_of_the_same_name_apart():
    circles = gremien(
        {"members": "p0", "sozialraum_id": "A", "name": "Runde"},
        {"members": "p0;p3", "sozialraum_id": "A", "name": "Runde"},
    )
    table = partners_tables.matrix_table(network(gremien=circles))
    assert list(table.columns) == ["Name", "Runde", "Runde (g1)"]
    assert written(table) == [["Schule am Anger", "ja", "ja"], ["Schule am Bach", "–", "ja"]]
    assert partners_tables.matrix_table(network(PUBLIC, gremien=circles)).empty


def test_profiles_say_how_many_questions_are_answered():
    profiles = rows(
        "cooperations",
        {"partner_id": "p0", "state": "geklaert", "hze_task": "a", "competence": "b", "name": "Training"},
        {"partner_id": "p3", "state": None},
    )
    table = partners_tables.cooperation_profiles(network(cooperations=profiles))
    assert [row[:4] for row in written(table)] == [
        ["Schule am Anger", "Training", "geklärt", "2 von 6"], ["Schule am Bach", "–", "nicht eingetragen", "0 von 6"],
    ]  # fmt: skip
    assert partners_tables.cooperation_profiles(network(cooperations=profiles), "B")["Name"].tolist() == [
        "Schule am Bach"
    ]
    assert partners_tables.cooperation_profiles(network(PUBLIC, cooperations=profiles)).empty


def test_resolutions_of_the_gremien_of_an_area_the_latest_first():
    told = rows(
        "resolutions",
        {"gremium_id": "g0", "name": "Alt", "date": "2024-01-01", "state": "umgesetzt"},
        {"gremium_id": "g1", "name": "Neu", "date": "2024-06-01", "state": "offen"},
    )
    table = partners_tables.resolution_table(network(resolutions=told))
    assert [row[:4] for row in written(table)] == [
        ["Neu", "Runde 1", "01.06.2024", "offen"], ["Alt", "Runde 0", "01.01.2024", "umgesetzt"],
    ]  # fmt: skip
    assert partners_tables.resolution_table(network(resolutions=told), "B")["Beschluss"].tolist() == ["Neu"]
    assert partners_tables.resolution_table(network(PUBLIC, resolutions=told)).empty


def test_what_is_noticed():
    assert partners_sentences.noticed(network()) == [
        "Von 5 Schulen, Kitas und Horten sind 2 in einem Gremium oder in einer Zusammenarbeit mit uns; zu 3 ist nichts "
        "eingetragen.",
        "In Anger hängt jede eingetragene Verbindung an einer einzigen Einrichtung: Schule am Anger.",
        "In Bach hängt jede eingetragene Verbindung an einer einzigen Einrichtung: Schule am Bach.",
    ]
    assert partners_sentences.noticed(network(gremien=None, activities=None), "C") == [
        "Von 1 Schulen, Kitas und Horten sind 0 in einem Gremium oder in einer Zusammenarbeit mit uns; zu 1 ist nichts "
        "eingetragen.",
        "Keine Verbindung eingetragen: Cluse.",
    ]
    assert partners_sentences.noticed(network(PUBLIC)) == []
    assert partners_sentences.members_note(network()).startswith("3 Namen in den Listen der Gremien")
    assert partners_sentences.members_note(network(gremien=gremien({"members": "p0", "sozialraum_id": "A"}))) == ""


def test_engagement_has_no_role_in_public():
    groups = rows(
        "engagement",
        {"name": "Lesepaten", "kind": "freiwillige", "volunteers": 12.0, "role": "anstoss", "sozialraum_id": "A"},
        {"name": "Kleiner Kreis", "kind": "selbsthilfe", "volunteers": 3.0, "sozialraum_id": "B"},
    )
    groups = gpd.GeoDataFrame(groups, geometry=[toy.at(1, 1), toy.at(1500, 1)], crs=toy.CRS)
    inside = partners_tables.engagement_table(network(engagement=groups))
    assert [row[:3] for row in written(inside)] == [
        ["Freiwilligengruppe", "Lesepaten", "12"], ["Selbsthilfegruppe", "Kleiner Kreis", "3"],
    ]  # fmt: skip
    assert inside["Rolle"].tolist()[0] == "Anstoß"
    outside = partners_tables.engagement_table(network(PUBLIC, engagement=groups), "B")
    assert [row[:3] for row in written(outside)] == [["Selbsthilfegruppe", "Kleiner Kreis", "–"]]
    assert "Rolle" not in outside


# --- what runs and ends -----------------------------------------------------------------------------------------------


def test_timeline_fades_where_no_end_is_known():
    release = town(
        {"name": "Treff", "begin": "2024-06-01", "end": "2025-03-31", "review_date": "2025-01-15"},
        {"name": "Treff", "begin": "2019-01-01", "ansatzpunkt": "6"},
    )
    table = activity_calendar.timeline(release)
    spec, said = charts.timeline_chart(release, table)
    first, second = spec["data"]["values"]
    assert (first["name"], first["from"], first["to"], first["fades"], first["review"]) == (
        "Treff", "2024-06-01", "2025-03-31", "", "2025-01-15",
    )  # fmt: skip
    # cut two years before and after the date
    assert (second["name"], second["from"], second["to"], second["fades"]) == (
        "Treff (2)", "2022-12-31", "2024-12-31", "2026-12-31",
    )  # fmt: skip
    assert said == "Treff: 01.06.2024 bis 31.03.2025; Treff (2): 01.01.2019 bis –"
    json.dumps(spec)
    assert enlarged((spec, said), 1.4)[0]["height"] > spec["height"]
    assert activities_tables.timeline_table(table)["Name"].tolist() == ["Treff", "Treff"]


def test_what_ends_is_named_inside_only():
    inside, public = (town({"name": "Treff", "end": "2025-03-31"}, mode=mode) for mode in (INTERN, PUBLIC))
    assert activity_calendar.timeline(inside)["name"].tolist() == ["Treff"]
    assert activity_calendar.timeline(public).empty
    assert "Ende" in activities_tables.activity_table(inside, inside.activities)
    assert "Ende" not in activities_tables.activity_table(public, public.activities)
    assert len(ending_activities(public, months=3)) == 1  # how many, the public learns


def test_a_long_timeline_is_cut_and_says_so():
    release = town(*[{"end": "2025-03-31"}] * 50)
    table = activity_calendar.timeline(release)
    assert len(charts.timeline_chart(release, table)[0]["data"]["values"]) == 40
    assert activities_sentences.timeline_note(release, 40, 50).startswith("Gezeigt sind die ersten 40 von 50")
    assert activities_sentences.timeline_note(release, 50, 50).startswith("Farbe: Ansatzpunkt")


def test_until_when_is_the_earlier_of_end_and_money():
    activity = {"end": "2025-06-30", "funded_until": "2025-03-31"}
    assert activities_sentences.until_words(activity) == "gefördert bis 31.03.2025"
    assert activities_sentences.until_words(activity | {"funded_until": math.nan}) == "bis 30.06.2025"


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


def test_sentences_of_empty_cells_do_not_all_say_the_same():
    offers = (
        {"theme": "Bewegung", "age_from": 14.0, "age_to": 18.0, "sozialraum_id": "B"},
        {"theme": "Sprache", "age_from": 14.0, "age_to": 18.0, "sozialraum_id": "B"},
        {"theme": "Sprache", "age_from": 14.0, "age_to": 18.0, "sozialraum_id": "B"},
        {"theme": "Sprache", "age_from": math.nan, "age_to": math.nan, "sozialraum_id": "A"},
    )
    release = town(*offers)
    cells = activity_calendar.empty_cells(release)
    # C: 10 of 12 to 17 years, of whom 6.7 are 14 to 17; A: 8, of whom 5.3
    assert activities_sentences.empty_sentences(release, cells) == [
        "Für 14- bis 17-Jährige gibt es in Cluse nichts zum Thema „Sprache“: 7 leben dort, anderswo laufen 2 Angebote.",
        "Für 14- bis 17-Jährige gibt es in Anger nichts zum Thema „Bewegung“: 5 leben dort, anderswo läuft 1 Angebot.",
    ]
    here = activity_calendar.empty_cells(release, "A")
    sentence = activities_sentences.empty_sentences(release, here)[0]
    assert sentence.endswith(
        "„Sprache“: 5 leben dort, anderswo laufen 2 Angebote; Angebote ohne Altersangabe gibt es dort 1."
    )
    assert activities_sentences.empty_sentences(release, cells.iloc[:0]) == [words.EMPTY_NONE]
    assert activities_sentences.empty_sentences(town(*offers, mode=PUBLIC), cells) == []


def test_matrices_as_tables():
    release = town(
        {"theme": "Bewegung", "age_from": 6.0, "age_to": 10.0, "sozialraum_id": "A", "opening_hours": "Mo 9–10"}
    )
    themes = activities_tables.theme_table(activity_calendar.theme_ages(activity_calendar.running(release)))
    assert written(themes) == [["Bewegung", "0", "0", "1", "0", "0", "0", "0", "0"]]
    assert list(themes.columns)[:4] == ["Thema", "unter 3", "3 bis 5", "6 bis 9"]
    ages = activities_tables.area_age_table(release, activity_calendar.area_ages(release))
    assert (ages.index.name, written(ages)[0][:4]) == ("sozialraum_id", ["Anger", "0", "0", "1"])
    points = activities_tables.area_point_table(release, activity_calendar.area_points(release))
    assert points.columns[4] == "4 Sozialraumbezogene Projekte"
    week = activities_tables.week_table(activity_calendar.week_grid(release.activities)[0])
    assert written(week)[0][:4] == ["Montag", "0", "1", "0"]


# --- emphases ---------------------------------------------------------------------------------------------------------


def test_emphasis_says_what_is_not_recorded():
    goals = rows(
        "goals", {"year": 2024.0, "sozialraum_id": "A", "ansatzpunkt": "5", "hours_planned": 12.5, "name": "x"}
    )
    profile, origin = activity_calendar.emphasis(busy(goals=goals), "A")
    spec, said = charts.emphasis_chart(profile)
    assert "5 Bürgerengagement: geplant: 12,5 Std., geleistet: nicht eingetragen" in said
    assert "4 Sozialraumbezogene Projekte: geplant: nicht eingetragen, geleistet: 3 Std." in said
    assert [v["planned"] for v in spec["data"]["values"]] == [0, 0, 0, 0, 12.5, 0]
    table = activities_tables.emphasis_table(busy(), profile)
    assert written(table)[4] == ["5 Bürgerengagement", "12,5", "–", "0", "–"]
    public = activities_tables.emphasis_table(busy(PUBLIC), profile)
    assert list(public.columns) == ["Ansatzpunkt", "laufende Angebote", "seit"]
    assert "Aufwand 2024" in activities_sentences.emphasis_note(busy(), origin)
    assert "Wochenstunden" in activities_sentences.emphasis_note(busy(), "activities")


def test_hours_by_quarter_name_what_belongs_nowhere():
    table = written(activities_tables.quarter_table(busy()))
    assert table[0] == ["4. Quartal 2024", "Bach", "2.1 Vernetzte Strukturen", "1,0"]
    assert ["1. Quartal 2024", "ohne Gebiet", "6 Öffentlichkeitsarbeit", "1,0"] in table
    assert activities_tables.quarter_table(busy(PUBLIC)).empty
    assert {row[1] for row in written(activities_tables.quarter_table(busy(), "A"))} == {"Anger"}


@pytest.mark.parametrize("mode", ["intern", PUBLIC])
def test_an_empty_study_has_empty_tables(mode):
    bare = release(analyse(toy.study()), mode)
    for name in ("matrix_table", "cooperation_profiles", "engagement_table", "resolution_table"):
        assert not len(getattr(partners_tables, name)(bare)), name
    assert not len(activities_tables.quarter_table(bare))
    assert not len(partners_tables.regular_table(bare))
    assert written(partners_tables.area_table(bare))[0][:3] == ["Anger", "0", "0"]
    assert not len(partners.links(bare))
