"""What the page „Prioritäten“ says."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import toy
from toy import PLAY

from sozialraum_geo.analysis.results import analyse, reweighted
from sozialraum_geo.errors import Problem
from sozialraum_geo.german.sentences import priorities as priorities_sentences
from sozialraum_geo.release import PUBLIC, release
from sozialraum_geo.release.facts import ranked
from sozialraum_geo.standards import Settings
from sozialraum_geo.study import Indicator


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


def test_what_a_standard_lacks_is_said_with_the_number_of_areas(toy_study):
    shown = release(analyse(toy.study(sources=())))
    assert any("(unbekannt in Anger, Bach und Cluse)" in line for line in priorities_sentences.unused(shown))
    many = Problem("note", "standard_unused", value=PLAY, detail="11, 12, 13, 14, 15, … (45)")
    assert any(
        "(unbekannt in 45 Sozialräumen)" in w for w in priorities_sentences.unused(replace(shown, warnings=(many,)))
    )
