"""Measures of inequality against their definitions written out."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialraum_geo.analysis.inequality import concentration_index, fgt, gini

people_and_values = st.lists(
    st.tuples(st.floats(0, 100), st.integers(0, 6), st.integers(0, 3)), min_size=1, max_size=12
).filter(lambda rows: sum(n for _, n, _ in rows) > 0 and sum(x * n for x, n, _ in rows) > 1e-3)


def spelt_out(rows):
    """One entry a person."""
    return [(x, d) for x, n, d in rows for _ in range(n)]


def arrays(rows):
    return (np.array(column, dtype=float) for column in zip(*rows, strict=True))


@settings(max_examples=150, deadline=None)
@given(people_and_values)
def test_gini_is_half_the_mean_difference_of_two_people_over_the_mean(rows):
    x, n, _ = arrays(rows)
    every = [value for value, _ in spelt_out(rows)]
    difference = np.mean([abs(a - b) for a in every for b in every])
    assert gini(x, n) == pytest.approx(difference / (2 * np.mean(every)), abs=1e-9)


@settings(max_examples=150, deadline=None)
@given(people_and_values)
def test_the_concentration_index_is_twice_the_covariance_with_the_rank_over_the_mean(rows):
    x, n, d = arrays(rows)
    every = spelt_out(rows)
    # the mid-rank of a person: the share of people less deprived, and half of those equally deprived
    rank = [(sum(o < own for _, o in every) + sum(o == own for _, o in every) / 2) / len(every) for _, own in every]
    values = np.array([value for value, _ in every])
    expected = 2 / values.mean() * np.mean((values - values.mean()) * (np.array(rank) - np.mean(rank)))
    assert concentration_index(x, n, d) == pytest.approx(expected, abs=1e-9)


@settings(max_examples=100, deadline=None)
@given(people_and_values, st.sampled_from([0, 1, 2]))
def test_fgt_is_the_mean_shortfall(rows, alpha):
    x, n, _ = arrays(rows)
    every = [value for value, _ in spelt_out(rows)]
    expected = np.mean([((50 - v) / 50) ** alpha if v < 50 else 0.0 for v in every])
    assert fgt(x, n, 50.0, alpha) == pytest.approx(expected, abs=1e-9)


def test_edges():
    one = np.array([1.0])
    assert gini(one * 3, one) == 0
    assert math.isnan(gini(np.array([np.nan]), one))
    assert math.isnan(gini(np.zeros(3), np.ones(3)))
    assert math.isnan(concentration_index(one, one * 0, one))
    assert math.isnan(fgt(one, one, 0.0, 1))
    # who has nothing known or where nobody lives does not count
    assert gini(np.array([1.0, np.nan, 9.0, 1.0]), np.array([2.0, 5.0, 0.0, 1.0])) == 0
    assert concentration_index(np.array([0.0, 1, 7]), np.ones(3), np.array([0.0, 1, np.nan])) == pytest.approx(0.5)


def test_more_for_the_deprived_is_above_0():
    people = np.full(4, 10.0)
    deprivation = np.array([-1.0, 0, 1, 2])
    assert concentration_index(np.array([1.0, 2, 3, 4]), people, deprivation) > 0
    assert concentration_index(np.array([4.0, 3, 2, 1]), people, deprivation) < 0
