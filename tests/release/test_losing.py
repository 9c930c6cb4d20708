"""Who loses a way when one activity ends: counted by hand, and against the whole computation without the activity."""

from __future__ import annotations

import pytest
import toy

from sozialraum_geo.analysis import analyse
from sozialraum_geo.release.losing import lost_without
from sozialraum_geo.standards import Settings

YOUTH = {"standards": ("jugendtreff",), "sources": (toy.complete("jugendtreff"),)}
FAST = Settings(draws=100)


def town(*activities, **changes):
    return toy.study(activities=toy.activities(*activities), **YOUTH | changes)


def test_people_by_hand():
    # A: 8 young people, half of them in each of its cells (at 150 and 850 m: no class of the census tells their ages);
    # B: 100 at 1,450 m. Straight lines × 1.3: 1,000 m are 769 m. From 1,100 m A's second cell and B's are reached, from
    # 150 m both cells of A.
    young = toy.population({"A": {(12, 27): 8.0}, "B": {(12, 27): 100.0}, "C": {(12, 27): 10.0}})
    both = town({"geometry": toy.at(1100, 550)}, {"geometry": toy.at(150, 550)}, population=young)
    lost = lost_without(analyse(both, FAST), {"a0": ["a0"], "a1": ["a1"], "both": ["a0", "a1"]})
    assert lost[["name", "standard_id"]].to_numpy().tolist() == [
        ["both", "jugendtreff"], ["a0", "jugendtreff"], ["a1", "jugendtreff"],
    ]  # fmt: skip
    assert lost["people"].tolist()[:2] == pytest.approx([108, 100])
    # without the other only the four of A's first cell lose it: less than five are not told
    assert lost["state"].tolist() == ["known", "known", "small"]
    assert lost["people"].isna().tolist() == [False, False, True]


def test_what_does_not_count_loses_nothing():
    rows = ({"geometry": toy.at(1450, 550), "hours_week": 0.5}, {"geometry": toy.at(1450, 550), "access": "mitglieder"})
    assert not len(lost_without(analyse(town(*rows), FAST), {"all": ["a0", "a1"]}))
    twice = town({"geometry": toy.at(1450, 550)}, {"geometry": toy.at(1450, 550)})
    assert not len(lost_without(analyse(twice, FAST), {"a0": ["a0"], "a1": ["a1"]}))
    assert not len(lost_without(analyse(twice, FAST), {}))


def test_a_blank_of_the_census_counts_as_in_the_analysis():
    cells = toy.grid(toy.CELLS).rename(columns={"unter10": "jung"})
    census = {"grid": cells, "grid_classes": (("jung", "12-<27"),), "population": None}
    there = town({"geometry": toy.at(2450, 550)}, **census)
    lost = lost_without(analyse(there, Settings(draws=100, census_blank=7.0)), {"a0": ["a0"]})
    assert lost["people"].tolist() == pytest.approx([7])


def test_the_demo_town_as_if_computed_without_it(demo_study):
    study = toy.renamed(demo_study, standards=("jugendtreff",))
    results = analyse(study, FAST)
    name = study.activities.set_index("activity_id")["name"]
    lost = lost_without(results, {i: [i] for i in name.index})
    assert "Jugendcontainer Ziegelhöhe" in set(name[lost["name"]])
    for row in lost.to_dict("records"):
        others = study.activities[study.activities["activity_id"] != row["name"]]
        stops = study.stops[study.stops["activity_id"] != row["name"]]
        without = analyse(toy.renamed(study, activities=others, stops=stops), FAST)
        difference = without.coverage["uncovered_people"].sum() - results.coverage["uncovered_people"].sum()
        assert row["people"] == pytest.approx(difference)
