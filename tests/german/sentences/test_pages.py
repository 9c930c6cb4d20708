"""Sentences made from numbers that can be counted by hand (see toy.py)."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
import toy

from sozialraum_geo.analysis.results import analyse, reweighted
from sozialraum_geo.errors import Problem
from sozialraum_geo.german.sentences import activities as activities_sentences
from sozialraum_geo.german.sentences import area as area_sentences
from sozialraum_geo.german.sentences import calculation
from sozialraum_geo.german.sentences import coverage as coverage_sentences
from sozialraum_geo.german.sentences import data as data_sentences
from sozialraum_geo.german.sentences import gaps as gaps_sentences
from sozialraum_geo.german.sentences import overview as overview_sentences
from sozialraum_geo.german.sentences import priorities as priorities_sentences
from sozialraum_geo.release import activities
from sozialraum_geo.release.activities import MONTHS_AHEAD, ahead
from sozialraum_geo.release.door import PUBLIC, release
from sozialraum_geo.release.facts import area_name, covered_people, low_areas, ranked
from sozialraum_geo.release.losing import lost_without
from sozialraum_geo.standards import Settings
from sozialraum_geo.study import Indicator

PLAY = "spielplatz_00_06"


@pytest.fixture
def inside(toy_study):
    return release(analyse(toy_study))


def test_coverage_sentence(inside):
    # A has 40 children under six, a quarter of them in the western cell, beside the playground: 10 of the 60 in A and B
    words = coverage_sentences.coverage_sentence(inside, PLAY)
    assert words == (
        "17 % der Kinder unter 6 Jahren erreichen einen Spielplatz auf höchstens 200 m Fußweg (etwa 6 Minuten): "
        "10 von 60."
    )
    assert coverage_sentences.coverage_sentence(inside, PLAY, "A").endswith("In Anger sind es 25 % (10 von 40).")
    assert coverage_sentences.coverage_sentence(inside, PLAY, "C").endswith("In Cluse wohnt niemand in diesem Alter.")


def test_gap_sentence_names_the_most_people_inside_and_nobody_in_public(inside, toy_study):
    # without: 30 of 40 in A, all 20 in B
    assert gaps_sentences.gap_sentence(inside, PLAY) == (
        "In Anger erreichen 30 Kinder unter 6 Jahren keinen Spielplatz auf höchstens 200 m Fußweg, "
        "so viele wie nirgends sonst; insgesamt sind es 50 von 60."
    )
    assert "In Bach erreichen 20 von 20 Kindern unter 6 Jahren keinen Spielplatz" in gaps_sentences.gap_sentence(
        inside, PLAY, "B"
    )
    outside = gaps_sentences.gap_sentence(release(analyse(toy_study), PUBLIC), PLAY)
    assert (
        outside == "Rund 50 Kinder unter 6 Jahren (von rund 60) erreichen keinen Spielplatz auf höchstens 200 m Fußweg."
    )


def test_unknown_is_said_not_guessed():
    study = toy.study(sources=())
    words = coverage_sentences.coverage_sentence(release(analyse(study)), PLAY)
    assert words.startswith("Wer einen Spielplatz erreicht, ist nicht berechnet.")
    assert "0" not in words


def test_low_areas_counts_areas_where_less_than_half_reach_it(inside):
    # 25 % in A, none in B; nobody lives in C
    assert low_areas(inside, PLAY) == 2
    assert (
        "In 2 Sozialräumen erreicht weniger als die Hälfte der Kinder unter 6 Jahren"
        in overview_sentences.overview_sentence(inside, PLAY)
    )


def test_reasons_add_up_and_come_by_weight(inside):
    first = ranked(inside)["sozialraum_id"].iloc[0]
    lines = priorities_sentences.reasons(inside, first)
    assert "100 % der Punktzahl" in lines[0]
    assert "Sozialindex" in lines[-1]
    assert priorities_sentences.reasons(release(analyse(toy.study(indicators=None))), "A") == []


def test_reweighted_is_a_fresh_analysis(demo_study):
    weights = (("jugendtreff", 2.0), ("kita", 0.0))
    trial = reweighted(analyse(demo_study), weights)
    fresh = analyse(demo_study, Settings(weights=weights))
    pd.testing.assert_frame_equal(trial.priorities.table, fresh.priorities.table)
    assert trial.fingerprint == fresh.fingerprint
    assert trial.notes == fresh.notes
    shown = release(trial)
    assert shown.is_trial
    assert "Jugendtreff" in priorities_sentences.weights_sentence(shown)
    assert any("weggelassen: Kita" in line for line in priorities_sentences.unused(shown))


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


def test_strengths_come_with_their_people(demo_study):
    shown = release(analyse(demo_study))
    assert any("erreichen eine Grundschule zu Fuß (" in line for line in area_sentences.strengths(shown, "S07"))
    assert "2.214 von 2.214" in area_sentences.lacking(shown, "S07")[0]


def test_certainty_says_how_people_are_really_spread(inside):
    near = "Näherung (Luftlinie × 1,3)"
    assert coverage_sentences.certainty(inside) == f"{near}; Wohnorte nach dem Einwohnergitter verteilt."
    even = coverage_sentences.certainty(release(analyse(toy.study(grid=None, grid_classes=()))))
    assert even == f"{near}; Wohnorte gleichmäßig über die Fläche verteilt, weil kein Einwohnergitter vorliegt."
    some = coverage_sentences.certainty(release(analyse(toy.study(grid=toy.grid(toy.CELLS[:3])))), PLAY)
    assert "in 1 Sozialraum ohne Gitterzellen gleichmäßig über die Fläche" in some
    nobody = release(analyse(toy.study(population=None, grid=None, grid_classes=())))
    for standard in (PLAY, ""):
        assert coverage_sentences.certainty(nobody, standard).startswith(
            f"{near}; wie viele Menschen es sind, ist nicht bekannt."
        )
        assert "verteilt" not in coverage_sentences.certainty(nobody, standard)


def test_certainty_of_people_counted_in_the_census():
    # no register: children under ten from the census class, its ages split
    study = toy.study(population=None, grid=toy.grid([(100, 500, 10.0), (1400, 500, 20.0), (2400, 500, 5.0)]))
    words = coverage_sentences.certainty(release(analyse(study)), PLAY)
    assert "geschätzt (aus den Klassen des Einwohnergitters)" in words
    facts = dict(calculation.facts(release(analyse(study)), ["coverage"], PLAY))
    assert facts["Menschen"].startswith("Die Zahl ist aus den Klassen des Einwohnergitters geschätzt")


def test_certainty_where_one_age_is_unknown_only():
    # nobody counted those over 65 here, but the children are known
    study = toy.study(standards=(PLAY, "jugendtreff"), sources=(toy.complete("spielplatz", "jugendtreff"),))
    shown = release(analyse(study))
    assert "nach dem Einwohnergitter" in coverage_sentences.certainty(shown, PLAY)
    assert "wie viele Menschen es sind, ist nicht bekannt" in coverage_sentences.certainty(shown, "jugendtreff")


def test_the_calculation_tells_how_people_are_spread(inside):
    facts = dict(calculation.facts(inside, ["coverage"], PLAY))
    assert facts["Menschen"].endswith("darin sind die Wohnorte nach dem Einwohnergitter verteilt.")
    even = dict(calculation.facts(release(analyse(toy.study(grid=None, grid_classes=()))), ["coverage"], PLAY))
    assert "Einwohnergitter verteilt" not in even["Menschen"]
    assert "gleichmäßig über die Fläche" in even["Menschen"]


def test_the_calculation_tells_the_scale_of_the_index(inside):
    assert "Φ(Sozialindex)" in dict(calculation.facts(inside, ["weighted"]))["So gerechnet"]
    ranks = release(analyse(toy.study(need=(("preset", "perzentil"),))))
    weighted, index = (words for _, words in calculation.facts(ranks, ["weighted", "index"])[:2])
    assert weighted.endswith("liegt zwischen 0 und 1: der Sozialindex selbst.")
    assert "Perzentilrang" in index


def test_part_time_offers_are_listed_apart():
    here = {"geometry": toy.at(150, 550), "sozialraum_id": "A"}
    study = toy.study(
        activities=toy.activities(
            {**here, "name": "Abend"},
            {**here, "name": "Kurz", "hours_week": 4.5},
            {**here, "name": "Ohne", "hours_week": float("nan")},
            {**here, "name": "Vorbei", "hours_week": 4.0, "end": "2020-01-01"},
        ),
        standards=("jugendtreff", PLAY),
    )
    shown = release(analyse(study))
    assert activities.part_time(shown, "jugendtreff")["name"].tolist() == ["Kurz", "Ohne"]
    facts = dict(calculation.facts(shown, ["coverage"], "jugendtreff"))
    assert facts["Zeitweise"] == (
        "2 Angebote im passenden Alter, offen und regelmäßig, aber nur zeitweise (unter 8 Stunden je Woche oder ohne "
        "Angabe), und nicht mitgezählt: Kurz (4,5 Std. je Woche) und Ohne (Stunden nicht eingetragen)."
    )
    assert "Zeitweise" not in dict(calculation.facts(shown, ["coverage"], PLAY))
    bare = release(analyse(toy.study(standards=("jugendtreff",))))
    assert len(activities.part_time(bare, "jugendtreff")) == 0


def test_without_an_order_the_reason_is_named():
    people = {k: v for k, v in toy.PEOPLE.items() if k != "B"}
    shown = release(analyse(toy.study(population=toy.population(people))))
    assert shown.priorities is None
    words = priorities_sentences.priority_sentence(shown)
    assert words.startswith(
        "Eine Rangfolge gibt es hier nicht: Kein Angebot ist in allen Gebieten mit Sozialindex bekannt."
    )
    assert "ohne einen einzigen bekannten Standard (1): B." in words
    assert any(
        "Spielplatz für Kinder unter 6“ zählt nicht für die Rangfolge" in line
        for line in priorities_sentences.unused(shown)
    )
    none = release(analyse(toy.study(indicators=None, indicator_list=())))
    assert "Es fehlen soziale Kennzahlen" in priorities_sentences.priority_sentence(none)


def test_an_index_without_classes_is_a_reason_without_a_class():
    study = toy.study(
        indicators=toy.indicators({"S1": (10, 20, 30)}),
        indicator_list=(Indicator("S1", "S1"),),
        need=(("preset", "mss_berlin_2021"),),
    )
    shown = release(analyse(study))
    assert priorities_sentences.reasons(shown, "B")[-1] == (
        "Sozialer Status: Wert 0,00. Jede Lücke zählt hier mit dem Gewicht 0,50."
    )
    assert any("fehlen Kennzahlen: S3, S4" in line for line in priorities_sentences.unused(shown))
    assert "preset_incomplete" not in {w.code for w in release(analyse(study), PUBLIC).warnings}


def test_the_weighted_sentence_shows_its_product(inside):
    # 30 in A and 20 in B: what they weigh is people times weight, and the larger product is named
    row = inside.gaps[inside.gaps["standard_id"] == PLAY].set_index("sozialraum_id")["weighted_people"]
    weight = inside.need.set_index("sozialraum_id")["need_weight"]
    assert row["A"] == pytest.approx(30 * weight["A"])
    first = "A" if row["A"] > row["B"] else "B"
    words = gaps_sentences.weighted_sentence(inside, PLAY)
    assert f"in {area_name(inside, first)}:" in words
    assert f"mit dem Gewicht {weight[first]:.2f}".replace(".", ",") in words
    assert gaps_sentences.weighted_sentence(inside, PLAY, "B").startswith("In Bach zählen 20 Kinder unter 6 Jahren")
    # nobody lives in C: nothing to weigh
    assert gaps_sentences.weighted_sentence(inside, PLAY, "C") == gaps_sentences.gap_sentence(inside, PLAY, "C")


def test_what_a_standard_lacks_is_said_with_the_number_of_areas(toy_study):
    shown = release(analyse(toy.study(sources=())))
    assert any("(unbekannt in Anger, Bach und Cluse)" in line for line in priorities_sentences.unused(shown))
    many = Problem("note", "standard_unused", value=PLAY, detail="11, 12, 13, 14, 15, … (45)")
    assert any(
        "(unbekannt in 45 Sozialräumen)" in w for w in priorities_sentences.unused(replace(shown, warnings=(many,)))
    )


def test_what_is_known_nowhere_is_no_praise():
    unknown = release(analyse(toy.study(sources=())))
    assert area_sentences.lacking(unknown, "A") == ["Hier ist für kein Angebot bekannt, wer es erreicht."]
    assert area_sentences.not_known(unknown, "A").startswith("Nicht bekannt oder zu klein")


def test_places_are_said_to_be_some_of_them_where_not_all_kinds_are_named(demo_study):
    shown = release(analyse(demo_study))
    line = next(w for w in area_sentences.strengths(shown, "S07") if "Einrichtungen" in w)
    assert line.startswith("24 Einrichtungen, darunter 7 Spielplätze")
    assert "3 Standorte der Schulsozialarbeit" in line
    assert any("vor allem sozialraumbezogene Projekte" in w for w in area_sentences.strengths(shown, "S07"))


def test_the_calculation_names_every_source_that_counts():
    youth = toy.population({"A": {(12, 27): 40.0}, "B": {(12, 27): 20.0}, "C": {(12, 27): 10.0}})
    listed = replace(toy.complete("jugendtreff"), table="activities", title="Angebotsliste")
    study = toy.study(
        activities=toy.activities({"geometry": toy.at(150, 550), "sozialraum_id": "A"}),
        population=youth,
        standards=("jugendtreff",),
        sources=(toy.complete("jugendtreff"), listed),
    )
    facts = calculation.facts(release(analyse(study)), ["gap"], "jugendtreff", ["facilities"])
    assert any("Angebotsliste" in words for name, words in facts if name == "Daten")
    census = toy.study(population=None, sources=(replace(toy.complete("spielplatz"), table="grid", title="Zensus"),))
    facts = calculation.facts(release(analyse(census)), ["counts"], tables=["population"])
    assert any("Zensus" in words for name, words in facts if name == "Daten")


def test_the_score_says_that_it_is_divided_by_the_weights(inside):
    assert (
        "÷ Summe der Gewichte aller Angebote, die zählen" in dict(calculation.facts(inside, ["score"]))["So gerechnet"]
    )


def test_people_unknown_are_left_out_never_zero():
    nobody = release(analyse(toy.study(population=None, grid=None, grid_classes=())))
    assert "Menschen" not in overview_sentences.overview_sentence(nobody, "")
    assert "Menschen" not in dict(overview_sentences.key_figures(nobody))
    assert not area_sentences.area_sentence(nobody, "A").startswith("0 ")


def test_ages_the_chart_leaves_out_are_named(demo_study):
    assert "Nicht gezeigt: 27 bis 64 Jahre." in area_sentences.people_note(release(analyse(demo_study)))


def test_findings_name_areas_by_their_names():
    lost = {"geometry": None, "sozialraum_id": "B"}
    shown = release(analyse(toy.study(facilities=toy.facilities({"geometry": toy.at(150, 550)}, lost))))
    said = next(w for w in data_sentences.warning_sentences(shown) if "nur das Gebiet bekannt" in w)
    assert "bekannt: Bach." in said
