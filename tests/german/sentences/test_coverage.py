"""What the page „Erreichbarkeit“ says."""

from __future__ import annotations

import toy
from toy import PLAY

from sozialraum_geo.analysis import analyse
from sozialraum_geo.german.sentences import calculation
from sozialraum_geo.german.sentences import coverage as coverage_sentences
from sozialraum_geo.release import release


def test_coverage_sentence(inside):
    # A has 40 children under six, a quarter of them in the western cell, beside the playground: 10 of the 60 in A and B
    words = coverage_sentences.coverage_sentence(inside, PLAY)
    assert words == (
        "17 % der Kinder unter 6 Jahren erreichen einen Spielplatz auf höchstens 200 m Fußweg (etwa 6 Minuten): "
        "10 von 60."
    )
    assert coverage_sentences.coverage_sentence(inside, PLAY, "A").endswith("In Anger sind es 25 % (10 von 40).")
    assert coverage_sentences.coverage_sentence(inside, PLAY, "C").endswith("In Cluse wohnt niemand in diesem Alter.")


def test_unknown_is_said_not_guessed():
    study = toy.study(sources=())
    words = coverage_sentences.coverage_sentence(release(analyse(study)), PLAY)
    assert words.startswith("Wer einen Spielplatz erreicht, ist nicht berechnet.")
    assert "0" not in words


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
