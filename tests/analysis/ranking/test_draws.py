"""Ranks over many draws: against numpy by brute force, and the laws that hold for every ranking."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialraum_geo.analysis.ranking.draws import rank_draws


def areas(n):
    return pd.Index([f"S{i:02d}" for i in range(n)])


def drawn(n=12, m=3, draws=400, seed=0, vary=True):
    rng = np.random.default_rng(seed)
    weights = rng.dirichlet(np.ones(m))
    count = draws if vary else 1
    need = rng.uniform(0.1, 1, n) * np.ones((count, 1))
    gap = np.clip(rng.uniform(0, 1, (m, n)) + vary * rng.normal(0, 0.1, (count, m, n)), 0, 1)
    return areas(n), weights, need, gap


def test_streamed_draws_equal_brute_force():
    ids, weights, need, gap = drawn()
    found = rank_draws(ids, weights, need, gap, np.random.default_rng(3), 400)
    # the same stream of random numbers: chunks of 128 draws; in each first the weights, then the tie breakers
    rng = np.random.default_rng(3)
    ranks, scores = [], []
    for first, count in ((0, 128), (128, 128), (256, 128), (384, 16)):
        w = rng.dirichlet(50 * weights, count)
        rng.random((count, 12))
        for k in range(count):
            score = [sum(w[k, s] * gap[first + k, s, d] for s in range(3)) * need[first + k, d] for d in range(12)]
            scores.append(score)
            ranks.append([1 + sum(other > own for other in score) for own in score])
    ranks, scores = pd.DataFrame(ranks, columns=ids), np.array(scores)
    table = found.table.set_index("sozialraum_id")
    for column, q in (("rank_median", 0.5), ("rank_low", 0.05), ("rank_high", 0.95)):
        expected = np.quantile(ranks, q, axis=0, method="inverted_cdf")
        assert table.loc[ids, column].tolist() == expected.tolist()
    for k in (1, 3, 5):
        expected = (ranks <= k).mean()
        np.testing.assert_allclose(found.first_share(k)[ids], expected[ids], atol=1e-12)
    order = ids.get_indexer(found.table["sozialraum_id"])
    before = (scores[:, :, None] > scores[:, None, :]).mean(axis=0)[np.ix_(order, order)]
    off = ~np.eye(12, dtype=bool)
    np.testing.assert_allclose(found.before[off], before[off], atol=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 15), st.integers(1, 4))
def test_the_chances_to_be_among_the_first_k_add_up_to_k(seed, n, m):
    ids, weights, need, gap = drawn(n, m, 300, seed)
    found = rank_draws(ids, weights, need, gap, np.random.default_rng(seed), 300)
    for k in range(1, n + 1):
        assert found.first_share(k).sum() == pytest.approx(k, abs=1e-9)
    np.testing.assert_allclose(found.before + found.before.T, 1)
    assert found.table["rank_median"].is_monotonic_increasing
    assert (found.table["rank_low"] <= found.table["rank_median"]).all()
    assert (found.table["rank_median"] <= found.table["rank_high"]).all()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 10), st.integers(1, 4))
def test_with_weights_alone_who_is_worse_on_every_criterion_never_ranks_below(seed, n, m):
    ids, weights, need, gap = drawn(n, m, 1, seed, vary=False)
    gap[0, :, 1] = np.maximum(gap[0, :, 0] - 0.05, 0)
    gap[0, :, 0] = gap[0, :, 1] + 0.05
    need[0, 1] = need[0, 0]
    found = rank_draws(ids, weights, need, gap, np.random.default_rng(seed), 300)
    at = pd.Index(found.table["sozialraum_id"])
    worse, better = at.get_loc("S00"), at.get_loc("S01")
    assert found.before[worse, better] == 1
    assert worse < better


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 12), st.integers(1, 4))
def test_with_weights_alone_identical_areas_share_a_band(seed, n, m):
    ids, weights, need, gap = drawn(n, m, 1, seed, vary=False)
    gap[0, :, -1], need[0, -1] = gap[0, :, 0], need[0, 0]
    found = rank_draws(ids, weights, need, gap, np.random.default_rng(seed), 500)
    at = pd.Index(found.table["sozialraum_id"])
    one, twin = at.get_loc("S00"), at.get_loc(ids[-1])
    assert found.before[one, twin] == 0.5
    assert found.table["band"].iloc[one] == found.table["band"].iloc[twin]


def test_ties_are_broken_at_random_not_by_the_alphabet():
    ids = areas(4)
    found = rank_draws(ids, np.array([1.0]), np.ones((1, 4)), np.full((1, 1, 4), 0.5), np.random.default_rng(1), 4000)
    # each of four equal areas is first in a quarter of the draws; standard error 0.007
    np.testing.assert_allclose(found.first_share(1), 0.25, atol=0.03)
    assert found.table["band"].tolist() == [1, 1, 1, 1]


def test_another_seed_changes_chances_by_no_more_than_the_error_of_the_draws():
    ids, weights, need, gap = drawn(12, 3, 2000, 4)
    one, other = (rank_draws(ids, weights, need, gap, np.random.default_rng(s), 2000) for s in (1, 2))
    # two shares of 2,000 draws differ by at most 4.5 · sqrt(2 · 0.25 / 2000) = 0.071 but once in 100,000 times
    np.testing.assert_allclose(one.first_share(3)[ids], other.first_share(3)[ids], atol=0.071)
