"""Gaps and priorities by hand, and their laws."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialraum_geo.analysis import analyse
from sozialraum_geo.gaps import gaps
from sozialraum_geo.priority import priorities
from sozialraum_geo.standards import Settings


def coverage(rows):
    """Rows of (area, standard, people, share)."""
    table = pd.DataFrame(rows, columns=["sozialraum_id", "standard_id", "people", "covered_share"])
    table["uncovered_people"] = table["people"] * (1 - table["covered_share"])
    return table.assign(is_complete=True)


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
    found = priorities(gaps(coverage(rows), INDEX), pd.Index(["A", "B", "C"]), {"k": 3.0, "s": 1.0})
    table = found.table.set_index("sozialraum_id")
    # weights 3/4 and 1/4; A: 0.75 · 0.1 + 0.25 · 0.5 = 0.2, B: 0.75 · Φ(1)/2 + 0
    assert table.loc["A", "score"] == pytest.approx(0.2)
    assert table.loc["B", "score"] == pytest.approx(0.75 * PHI_1 / 2)
    assert table["rank"].tolist() == pytest.approx([2, 1, math.nan], nan_ok=True)
    # by people: A 0.75 · 10 + 0.25 · 5 = 8.75, B 0.75 · 25 · Φ(1) = 15.8
    assert table["rank_by_people"].tolist() == pytest.approx([2, 1, math.nan], nan_ok=True)
    assert math.isnan(table.loc["C", "score"])


def test_a_standard_unknown_in_one_ranked_area_is_not_used_and_named():
    rows = [("A", "k", 100.0, 0.8), ("B", "k", 50.0, 0.5), ("A", "s", 10.0, math.nan), ("B", "s", 10.0, 1.0)]
    found = priorities(gaps(coverage(rows), INDEX), pd.Index(["A", "B"]), {})
    assert found.weights == {"k": 1.0}
    assert [n.value for n in found.notes] == ["s"]
    assert "contribution_s" not in found.table


def test_an_area_of_which_nothing_is_known_does_not_stop_the_others():
    rows = [("A", "k", 100.0, 0.8), ("B", "k", math.nan, math.nan)]
    found = priorities(gaps(coverage(rows), INDEX), pd.Index(["A", "B"]), {}, pd.Index(["A", "B"]))
    assert found.table["rank"].tolist() == pytest.approx([1, math.nan], nan_ok=True)
    assert [(n.code, n.value) for n in found.notes] == [("area_unranked", "B")]


def test_equal_areas_share_a_rank():
    found = priorities(
        gaps(coverage([("A", "k", 10.0, 0.5), ("B", "k", 10.0, 0.5)]), pd.Series({"A": 0.3, "B": 0.3})),
        pd.Index(["A", "B"]),
        {},
    )
    assert found.table["rank"].tolist() == [1, 1]


def test_without_any_index_there_is_no_order():
    assert priorities(gaps(coverage([("A", "k", 10.0, 0.5)]), None), pd.Index(["A"]), {}) is None


shares = st.lists(st.floats(0, 1), min_size=6, max_size=6)


@given(shares, st.lists(st.floats(-3, 3), min_size=3, max_size=3), st.floats(0.1, 10))
def test_contributions_add_up_and_ranks_follow_the_score(values, index, weight):
    rows = [(a, s, 10.0, values[i * 2 + j]) for i, a in enumerate("ABC") for j, s in enumerate("ks")]
    found = priorities(
        gaps(coverage(rows), pd.Series(dict(zip("ABC", index, strict=True)))), pd.Index(list("ABC")), {"k": weight}
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
    found = priorities(gaps(coverage(rows), pd.Series({"A": 0.5, "B": 0.5})), pd.Index(["A", "B"]), {"k": weight})
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
