"""What the page „Lücken“ says."""

from __future__ import annotations

import pytest
from toy import PLAY

from sozialraum_geo.analysis import analyse
from sozialraum_geo.german.sentences import gaps as gaps_sentences
from sozialraum_geo.release import PUBLIC, release
from sozialraum_geo.release.facts import area_name


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
