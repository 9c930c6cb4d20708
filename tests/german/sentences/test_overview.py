"""What the page „Überblick“ says."""

from __future__ import annotations

import toy
from toy import PLAY

from sozialraum_geo.analysis import analyse
from sozialraum_geo.german.sentences import area as area_sentences
from sozialraum_geo.german.sentences import overview as overview_sentences
from sozialraum_geo.release import release
from sozialraum_geo.release.facts import low_areas


def test_low_areas_counts_areas_where_less_than_half_reach_it(inside):
    # 25 % in A, none in B; nobody lives in C
    assert low_areas(inside, PLAY) == 2
    assert (
        "In 2 Sozialräumen erreicht weniger als die Hälfte der Kinder unter 6 Jahren"
        in overview_sentences.overview_sentence(inside, PLAY)
    )


def test_people_unknown_are_left_out_never_zero():
    nobody = release(analyse(toy.study(population=None, grid=None, grid_classes=())))
    assert "Menschen" not in overview_sentences.overview_sentence(nobody, "")
    assert "Menschen" not in dict(overview_sentences.key_figures(nobody))
    assert not area_sentences.area_sentence(nobody, "A").startswith("0 ")
