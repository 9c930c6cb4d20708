"""Two dates side by side, on a town in which one place closes between them."""

from __future__ import annotations

import pytest
import toy
from toy import PLAY

from sozialraum_geo.analysis import analyse
from sozialraum_geo.german.sentences import dates
from sozialraum_geo.pictures.tables import coverage as tables
from sozialraum_geo.release import PUBLIC, release
from sozialraum_geo.standards import Settings


@pytest.fixture(scope="module")
def both():
    # the only playground of A closes in the middle of the next year; B keeps its own
    places = toy.facilities(
        {"geometry": toy.at(150, 550), "end": "2026-06-30", "name": "Platz am Anger"},
        {"geometry": toy.at(1450, 550)},
    )
    study = toy.study(facilities=places)
    now, then = (analyse(study, Settings(on_date=day)) for day in ("2026-06-30", "2026-07-01"))
    return now, then


def test_who_loses_an_offer_is_said_and_counted(both):
    now, then = (release(r) for r in both)
    row_now, row_then = (r.coverage.set_index(["sozialraum_id", "standard_id"]).loc[("A", PLAY)] for r in (now, then))
    assert row_then["covered_share"] == 0 < row_now["covered_share"]
    lost = row_now["people"] * row_now["covered_share"]
    words = dates.dates_sentence(now, then, PLAY)
    assert f": {round(lost)} weniger." in words
    assert "Am meisten ändert sich in Anger: von" in words
    assert words.endswith("Es zählt dann nicht mehr: Platz am Anger.")
    table = tables.dates_table(now, then, PLAY)
    assert list(table.columns)[:3] == ["Sozialraum", "30.06.2026", "01.07.2026"]
    assert str(table.loc["A", "Unterschied in Punkten"]) == f"− {round(row_now['covered_share'] * 100)}"
    assert str(table.loc["B", "Unterschied in Punkten"]) == "± 0"


def test_the_same_day_changes_nothing(both):
    now = release(both[0])
    assert "erreichen ebenso viele" in dates.dates_sentence(now, now, PLAY)


def test_public_counts_are_rounded(both):
    words = dates.dates_sentence(*(release(r, PUBLIC) for r in both), PLAY)
    # A: 10 of its 40 children live in the western cell
    assert ": rund 10 weniger." in words


def test_where_one_day_is_unknown_nothing_is_compared(both):
    now, then = (release(r) for r in both)
    then.town.loc[PLAY, "state"] = "unknown"
    assert dates.dates_sentence(now, then, PLAY).startswith("Für einen der beiden Tage ist nicht bekannt")
