"""What the page „Sozialraum“ says."""

from __future__ import annotations

import toy

from sozialraum_geo.analysis import analyse
from sozialraum_geo.german.sentences import area as area_sentences
from sozialraum_geo.release import release


def test_strengths_come_with_their_people(demo_study):
    shown = release(analyse(demo_study))
    assert any("erreichen eine Grundschule zu Fuß (" in line for line in area_sentences.strengths(shown, "S07"))
    assert "2.214 von 2.214" in area_sentences.lacking(shown, "S07")[0]


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


def test_ages_the_chart_leaves_out_are_named(demo_study):
    assert "Nicht gezeigt: 27 bis 64 Jahre." in area_sentences.people_note(release(analyse(demo_study)))
