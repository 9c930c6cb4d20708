"""Activities per Sozialraum and Ansatzpunkt."""

from __future__ import annotations

import pandas as pd
import pytest
import toy

from sozialraum_geo.analysis import cooperations
from sozialraum_geo.analysis.activities import activity_table
from sozialraum_geo.reading.cells.shares import area_shares
from sozialraum_geo.standards import all_standards

YOUTH = (all_standards()["jugendtreff"],)
KNOWN = frozenset("ABC")


@pytest.mark.parametrize(
    ("written", "own", "shares"),
    [
        ("A:0.5;B:0.5", None, {"A": 0.5, "B": 0.5}),
        ("A: 25 %; B: 75 %", None, {"A": 0.25, "B": 0.75}),
        ("A; B", None, {"A": 0.5, "B": 0.5}),  # without shares: even
        ("A:2;B:2", "C", {"A": 0.5, "B": 0.5}),  # made to add up to one
        (None, "C", {"C": 1.0}),
        ("Nirgendwo", "C", {"C": 1.0}),
        (None, None, {}),
    ],
)
def test_shares_of_the_area_of_effect(written, own, shares):
    assert area_shares(written, own, KNOWN) == pytest.approx(shares)


def table(*rows, date="2024-12-31"):
    return activity_table(toy.study(activities=toy.activities(*rows)), YOUTH, date)


def test_counts_for_names_the_standard():
    activities = table({"geometry": toy.at(10, 10)}, {"geometry": toy.at(10, 10), "hours_week": 2.0})
    assert activities["counts_for"].tolist() == [("jugendtreff",), ()]


@pytest.mark.parametrize(
    ("states", "told"), [(["zzz", "unbekannt"], "zzz"), (["zzz", "ruht"], "ruht"), (["zzz"], "zzz")]
)
def test_a_state_of_the_house_s_own_is_one_too(states, told):
    profiles = pd.DataFrame({"partner_id": ["p0"] * len(states), "state": states})
    study = toy.study(partners=toy.partners({"state": "offen"}), cooperations=profiles.assign(cooperation_id=states))
    assert cooperations.cooperation_states(study).tolist() == [told]
