"""What the page „Aktivitäten“ says."""

from __future__ import annotations

import math

import toy
from activity_town import town

from sozialraum_geo.analysis import analyse
from sozialraum_geo.german.sentences import activities as activities_sentences
from sozialraum_geo.german.words.pages import activities as words
from sozialraum_geo.release import PUBLIC, activities, release
from sozialraum_geo.release import activities as release_activities
from sozialraum_geo.release.activities import MONTHS_AHEAD, ahead
from sozialraum_geo.release.facts import covered_people
from sozialraum_geo.release.losing import lost_without
from sozialraum_geo.standards import Settings


def test_what_ends_and_who_loses_the_way():
    # an open evening beside the western cell of A covers its 12- to 17-year-olds until the end of March
    youth = toy.population({"A": {(12, 27): 40.0}, "B": {(12, 27): 20.0}, "C": {(12, 27): 10.0}})
    study = toy.study(
        activities=toy.activities({"geometry": toy.at(150, 550), "sozialraum_id": "A", "end": "2025-03-31"}),
        population=youth,
        standards=("jugendtreff",),
        sources=(toy.complete("jugendtreff"),),
    )
    results = analyse(study)
    now = release(results)
    then = release(analyse(study, Settings(on_date=ahead(now.date, MONTHS_AHEAD))))
    assert ahead(now.date, MONTHS_AHEAD) == "2025-06-30"
    assert (
        activities_sentences.ending_sentence(now)
        == "Von 1 laufenden Angebot endet 1 bis zum 30.06.2025, oder die Förderung läuft bis dahin aus."
    )
    outside = release(analyse(study), PUBLIC)
    assert activities_sentences.ending_sentence(outside) == "Von 1 laufenden Angebot endet 1 bis zum 30.06.2025."
    lost = covered_people(now, "jugendtreff")
    assert lost > 0
    assert covered_people(then, "jugendtreff") == 0
    ending = activities.ending_activities(now)
    table = lost_without(results, activities_sentences.ending_groups(ending))
    people = f"erreichen {lost:.0f} junge Menschen von 12 bis 26 Jahren keinen Jugendtreff mehr"
    assert f"Wenn alle diese Angebote enden, {people}" in activities_sentences.losing_together(now, table)[0]
    assert f"Ohne „Offener Abend“ (bis 31.03.2025) {people}" in activities_sentences.losing_each(now, ending, table)[0]
    assert not len(activities.ending_activities(now, months=2))
    assert (
        activities_sentences.ending_sentence(now, months=2)
        == "Von 1 laufenden Angebot endet bis zum 28.02.2025 keines."
    )


def test_until_when_is_the_earlier_of_end_and_money():
    activity = {"end": "2025-06-30", "funded_until": "2025-03-31"}
    assert activities_sentences.until_words(activity) == "gefördert bis 31.03.2025"
    assert activities_sentences.until_words(activity | {"funded_until": math.nan}) == "bis 30.06.2025"


def test_sentences_of_empty_cells_do_not_all_say_the_same():
    offers = (
        {"theme": "Bewegung", "age_from": 14.0, "age_to": 18.0, "sozialraum_id": "B"},
        {"theme": "Sprache", "age_from": 14.0, "age_to": 18.0, "sozialraum_id": "B"},
        {"theme": "Sprache", "age_from": 14.0, "age_to": 18.0, "sozialraum_id": "B"},
        {"theme": "Sprache", "age_from": math.nan, "age_to": math.nan, "sozialraum_id": "A"},
    )
    release = town(*offers)
    cells = release_activities.empty_cells(release)
    # C: 10 of 12 to 17 years, of whom 6.7 are 14 to 17; A: 8, of whom 5.3
    assert activities_sentences.empty_sentences(release, cells) == [
        "Für 14- bis 17-Jährige gibt es in Cluse nichts zum Thema „Sprache“: 7 leben dort, anderswo laufen 2 Angebote.",
        "Für 14- bis 17-Jährige gibt es in Anger nichts zum Thema „Bewegung“: 5 leben dort, anderswo läuft 1 Angebot.",
    ]
    here = release_activities.empty_cells(release, "A")
    sentence = activities_sentences.empty_sentences(release, here)[0]
    assert sentence.endswith(
        "„Sprache“: 5 leben dort, anderswo laufen 2 Angebote; Angebote ohne Altersangabe gibt es dort 1."
    )
    assert activities_sentences.empty_sentences(release, cells.iloc[:0]) == [words.EMPTY_NONE]
    assert activities_sentences.empty_sentences(town(*offers, mode=PUBLIC), cells) == []
