"""Gaps and priorities by hand, and their laws."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import toy
from hypothesis import given
from hypothesis import strategies as st

from sozialraum_geo.analysis import analyse
from sozialraum_geo.analysis.ranking.gaps import gaps
from sozialraum_geo.analysis.ranking.priority import priorities
from sozialraum_geo.standards import Settings


def coverage(rows):
    """Rows of (area, standard, people, share)."""
    table = pd.DataFrame(rows, columns=["sozialraum_id", "standard_id", "people", "covered_share"])
    table["uncovered_people"] = table["people"] * (1 - table["covered_share"])
    return table.assign(is_complete=True)


AB = pd.Index(["A", "B"])
INDEX = pd.Series({"A": 0.0, "B": 1.0, "C": math.nan})
PHI_1 = 0.5 * (1 + math.erf(1 / math.sqrt(2)))  # share of a normal distribution below one standard deviation


def test_gap_by_hand():
    table = gaps(coverage([("A", "k", 100.0, 0.8), ("B", "k", 50.0, 0.5)]), INDEX).set_index("sozialraum_id")
    # N' = Φ(0) = 0.5 and Φ(1) = 0.841
    assert table.loc["A", "relative_gap"] == pytest.approx(0.5 * 0.2)
    assert table.loc["A", "weighted_people"] == pytest.approx(0.5 * 20)
    assert table.loc["B", "relative_gap"] == pytest.approx(PHI_1 * 0.5)
    assert table.loc["B", "weighted_people"] == pytest.approx(PHI_1 * 25)


def test_where_nobody_lives_there_is_no_gap():
    a = gaps(coverage([("A", "k", 0.0, math.nan)]), INDEX).iloc[0]
    assert (a["relative_gap"], a["weighted_people"], a["uncovered_people"]) == (0.0, 0.0, 0.0)


def test_unknown_stays_unknown():
    table = gaps(coverage([("A", "k", 10.0, math.nan), ("C", "k", 10.0, 0.5)]), INDEX)
    assert table["relative_gap"].isna().all()


def test_priority_by_hand():
    rows = [
        ("A", "k", 100.0, 0.8),
        ("B", "k", 50.0, 0.5),
        ("A", "s", 10.0, 0.0),
        ("B", "s", 10.0, 1.0),
        ("C", "k", 1.0, 0.0),
        ("C", "s", 1.0, 0.0),
    ]
    found = priorities(gaps(coverage(rows), INDEX), pd.Index(["A", "B", "C"]), {"k": 3.0, "s": 1.0}, AB)
    table = found.table.set_index("sozialraum_id")
    # weights 3/4 and 1/4; A: 0.75 · 0.1 + 0.25 · 0.5 = 0.2, B: 0.75 · Φ(1)/2 + 0
    assert table.loc["A", "score"] == pytest.approx(0.2)
    assert table.loc["B", "score"] == pytest.approx(0.75 * PHI_1 / 2)
    assert table["rank"].tolist() == pytest.approx([2, 1, math.nan], nan_ok=True)
    # by people: A 0.75 · 10 + 0.25 · 5 = 8.75, B 0.75 · 25 · Φ(1) = 15.8
    assert table["rank_by_people"].tolist() == pytest.approx([2, 1, math.nan], nan_ok=True)
    assert math.isnan(table.loc["C", "score"])


def test_weights_of_areas_by_scale():
    # the value itself on the scales that end at 0 and 1, Φ on the others
    index = pd.Series({"A": 0.0, "B": 1.0})
    for scale, of_a, of_b in (
        ("z", 0.5, PHI_1),
        ("median", 0.5, PHI_1),
        ("percentile", 0.0, 1.0),
        ("minmax", 0.0, 1.0),
    ):
        table = gaps(coverage([("A", "k", 10.0, 0.5), ("B", "k", 10.0, 0.5)]), index, scale)
        assert table["relative_gap"].tolist() == pytest.approx([of_a * 0.5, of_b * 0.5]), scale
        assert table["weighted_people"].tolist() == pytest.approx([of_a * 5, of_b * 5]), scale


def test_the_scale_of_the_preset_weighs_the_gaps():
    study = toy.study(need=(("preset", "minmax"),))
    # 10, 20, 30 on 0 to 1; A has 30 without, B 20, in C nobody of that age lives
    table = analyse(study).gaps.set_index("sozialraum_id")
    assert table["weighted_people"].tolist() == pytest.approx([0 * 30, 0.5 * 20, 0])


def test_a_standard_unknown_in_one_ranked_area_is_not_used_and_named():
    rows = [("A", "k", 100.0, 0.8), ("B", "k", 50.0, 0.5), ("A", "s", 10.0, math.nan), ("B", "s", 10.0, 1.0)]
    found = priorities(gaps(coverage(rows), INDEX), AB, {}, AB)
    assert found.weights == {"k": 1.0}
    assert [(n.code, n.value, n.detail) for n in found.notes] == [("standard_unused", "s", "A")]
    assert "contribution_s" not in found.table


def test_an_area_of_which_nothing_is_known_leaves_no_order_and_is_named():
    rows = [("A", "k", 100.0, 0.8), ("B", "k", math.nan, math.nan)]
    found = priorities(gaps(coverage(rows), INDEX), AB, {}, AB)
    assert found.table["rank"].isna().all()
    assert found.table["score"].isna().all()
    assert not found.is_ranked
    assert found.weights == {}
    assert [(n.code, n.value, n.detail) for n in found.notes] == [
        ("standard_unused", "k", "B"),
        ("area_unranked", "B", "1"),
    ]


def test_a_standard_known_in_one_area_only_ranks_nobody():
    # the playground list is complete in A only: A is not ranked alone
    study = toy.study(sources=(toy.complete("spielplatz", only_in=("A",)),))
    found = analyse(study).priorities
    assert not found.is_ranked
    assert [(n.code, n.value, n.detail) for n in found.notes] == [
        ("standard_unused", "spielplatz_00_06", "B, C"),
        ("area_unranked", "B, C", "2"),
    ]


def test_an_area_without_index_does_not_stop_the_others():
    rows = [("A", "k", 100.0, 0.8), ("B", "k", 50.0, 0.5), ("C", "k", 10.0, math.nan)]
    found = priorities(gaps(coverage(rows), INDEX), pd.Index(list("ABC")), {}, AB)
    assert found.table["rank"].tolist() == pytest.approx([2, 1, math.nan], nan_ok=True)
    assert found.notes == ()


def test_many_areas_without_a_standard_are_counted():
    ids = [f"A{i}" for i in range(8)]
    rows = [(i, "k", 10.0, 0.5 if i == "A0" else math.nan) for i in ids]
    found = priorities(gaps(coverage(rows), pd.Series(0.0, index=ids)), pd.Index(ids), {}, pd.Index(ids))
    assert found.notes[0].detail == "A1, A2, A3, A4, A5, … (7)"


def test_equal_areas_share_a_rank():
    found = priorities(
        gaps(coverage([("A", "k", 10.0, 0.5), ("B", "k", 10.0, 0.5)]), pd.Series({"A": 0.3, "B": 0.3})),
        AB,
        {},
        AB,
    )
    assert found.table["rank"].tolist() == [1, 1]


def test_without_any_index_there_is_no_order():
    found = priorities(gaps(coverage([("A", "k", 10.0, 0.5)]), None), pd.Index(["A"]), {}, pd.Index([]))
    assert not found.is_ranked
    assert found.notes == ()


shares = st.lists(st.floats(0, 1), min_size=6, max_size=6)


@given(shares, st.lists(st.floats(-3, 3), min_size=3, max_size=3), st.floats(0.1, 10))
def test_contributions_add_up_and_ranks_follow_the_score(values, index, weight):
    rows = [(a, s, 10.0, values[i * 2 + j]) for i, a in enumerate("ABC") for j, s in enumerate("ks")]
    every = pd.Index(list("ABC"))
    found = priorities(
        gaps(coverage(rows), pd.Series(dict(zip("ABC", index, strict=True)))), every, {"k": weight}, every
    )
    table = found.table
    assert np.allclose(table[["contribution_k", "contribution_s"]].sum(axis=1), table["score"], atol=1e-9)
    assert sum(found.weights.values()) == pytest.approx(1.0)
    by_score = table.sort_values("score", ascending=False)
    assert by_score["rank"].is_monotonic_increasing


@given(shares, st.floats(0.1, 10))
def test_an_area_worse_on_everything_never_ranks_below(values, weight):
    better = [max(values[0], values[1]), max(values[2], values[3])]
    worse = [min(values[0], values[1]), min(values[2], values[3])]
    rows = [
        ("A", "k", 10.0, worse[0]),
        ("A", "s", 10.0, worse[1]),
        ("B", "k", 10.0, better[0]),
        ("B", "s", 10.0, better[1]),
    ]
    found = priorities(gaps(coverage(rows), pd.Series({"A": 0.5, "B": 0.5})), AB, {"k": weight}, AB)
    assert found.table["rank"].iloc[0] <= found.table["rank"].iloc[1]


def test_the_whole_path_of_the_toy_town(toy_study):
    # A: index -sqrt(1.5), coverage 1/4; B: index 0, nobody reaches the playground; C: nobody of that age
    table = analyse(toy_study).priorities.table.set_index("sozialraum_id")
    phi_a = 0.5 * (1 + math.erf(-math.sqrt(1.5) / math.sqrt(2)))
    assert table.loc["A", "score"] == pytest.approx(phi_a * 0.75)
    assert table.loc["B", "score"] == pytest.approx(0.5)
    assert table.loc["C", "score"] == 0.0
    assert table["rank"].tolist() == [2, 1, 3]


def test_trial_weights_change_the_order_only_of_the_trial(toy_study):
    plain = analyse(toy_study)
    trial = analyse(toy_study, Settings(weights=(("spielplatz_00_06", 2.0),)))
    assert trial.fingerprint != plain.fingerprint
    assert np.allclose(
        plain.priorities.table["score"], trial.priorities.table["score"]
    )  # one standard: any weight is all of it
