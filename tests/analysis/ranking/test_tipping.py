"""What would change the order, by hand and by trying it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialraum_geo.analysis.ranking.tipping import limit_tips, neighbours, weight_tips


def test_a_weight_that_makes_two_neighbours_equal():
    gap = pd.DataFrame({"kita": [0.6, 0.2], "treff": [0.1, 0.3]}, index=["A", "B"])
    # equal weights: A 0.35, B 0.25. With w for kita: A 0.1 + 0.5 w, B 0.3 - 0.1 w; equal at w = 1/3
    tips = weight_tips(gap, {"kita": 0.5, "treff": 0.5})
    row = tips.iloc[0]
    assert (row["upper_id"], row["lower_id"]) == ("A", "B")
    assert {row["standard_id"]: row["weight_then"]} == pytest.approx({"kita": 1 / 3}) or {
        row["standard_id"]: row["weight_then"]
    } == pytest.approx({"treff": 2 / 3})


def test_no_weight_swaps_who_is_worse_everywhere():
    gap = pd.DataFrame({"kita": [0.6, 0.2], "treff": [0.4, 0.3]}, index=["A", "B"])
    assert len(weight_tips(gap, {"kita": 0.5, "treff": 0.5})) == 0
    assert len(weight_tips(gap[["kita"]], {"kita": 1.0})) == 0


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 6), st.integers(2, 4))
def test_at_the_tip_both_are_equal_and_beyond_it_swapped(seed, n, m):
    rng = np.random.default_rng(seed)
    gap = pd.DataFrame(rng.uniform(0, 1, (n, m)), index=list("ABCDEF")[:n], columns=list("wxyz")[:m])
    weights = dict(zip(gap.columns, rng.dirichlet(np.ones(m)), strict=True))
    for tip in weight_tips(gap, weights).to_dict("records"):

        def score(w, tip=tip):
            rest = {k: v / (1 - weights[tip["standard_id"]]) * (1 - w) for k, v in weights.items()}
            return (gap * pd.Series(rest | {tip["standard_id"]: w})).sum(axis=1)

        at = score(tip["weight_then"])
        assert at[tip["upper_id"]] == pytest.approx(at[tip["lower_id"]], abs=1e-9)
        beyond = tip["weight_then"] + np.sign(tip["weight_then"] - tip["weight"]) * 1e-4
        if 0 <= beyond <= 1:
            assert score(beyond)[tip["upper_id"]] < score(beyond)[tip["lower_id"]]


def ways(*people):
    """Sorted (distance in limits, people) as `limit_tips` wants them."""
    ratio, count = np.array(sorted(people), dtype=float).T
    return ratio, np.cumsum(count)


def test_a_limit_that_swaps_two_neighbours_in_whole_metres():
    # Limit 400 m. A: 30 of 100 people at 440 m; B: 20 of 100 at 1,000 m. Uncovered: A 0.3, B 0.2, so A is first.
    # From 440 m on A has nobody left and B leads; below, everybody of both lives at 100 m: no swap down to 200 m
    table = {"kita": {"A": ways((0.25, 70), (1.1, 30)), "B": ways((0.25, 80), (2.5, 20))}}
    gap = pd.DataFrame({"kita": [0.3, 0.2]}, index=["A", "B"])
    tips = limit_tips(table, {"kita": 400.0}, pd.Series({"A": 1.0, "B": 1.0}), gap, {"kita": 1.0})
    assert tips.iloc[0].tolist() == ["A", "B", "kita", 400.0, 440.0]


def test_no_limit_swaps_when_nobody_lies_between():
    table = {"kita": {"A": ways((0.25, 70), (9, 30)), "B": ways((0.25, 80), (9, 20))}}
    gap = pd.DataFrame({"kita": [0.3, 0.2]}, index=["A", "B"])
    assert len(limit_tips(table, {"kita": 400.0}, pd.Series({"A": 1.0, "B": 1.0}), gap, {"kita": 1.0})) == 0


def test_of_equal_areas_one_stands_for_all_and_ties_are_no_neighbours():
    assert neighbours(pd.Series({"A": 0.2, "B": 0.2})) == []
    assert neighbours(pd.Series({"A": 0.2, "B": np.nan, "C": 0.1})) == [("A", "C")]


def test_a_standard_without_a_limit_of_its_own_gets_no_tip_and_still_counts():
    table = {"kita": {"A": ways((0.25, 70), (1.1, 30)), "B": ways((0.25, 80), (2.5, 20))}}
    gap = pd.DataFrame({"kita": [0.3, 0.2], "rural": [0.5, 0.5]}, index=["A", "B"])
    tips = limit_tips(table, {"kita": 400.0}, pd.Series({"A": 1.0, "B": 1.0}), gap, {"kita": 0.5, "rural": 0.5})
    assert tips["standard_id"].tolist() == ["kita"]
