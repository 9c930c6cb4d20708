"""Smoothed rates and the draws of an area's weight, against the formulas written out in loops."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import toy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm, rankdata

from sozialraum_geo.analysis.need.draws import need_weight_draws
from sozialraum_geo.analysis.need.indicators import need_index
from sozialraum_geo.analysis.need.smoothing import smooth
from sozialraum_geo.study import Indicator

counted = st.lists(
    st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=2, max_size=15
)


def arrays(rows):
    return (np.array(column, dtype=float) for column in zip(*rows, strict=True))


@settings(max_examples=200, deadline=None)
@given(counted)
def test_marshalls_estimator_as_it_is_written(rows):
    y, n = arrays(rows)
    found = smooth(y, n)
    m = sum(y) / sum(n)
    s2 = sum(b * (a / b - m) ** 2 for a, b in zip(y, n, strict=True)) / sum(n)
    a_hat = max(0.0, s2 - m * (1 - m) / (sum(n) / len(n)))
    assert found.between == pytest.approx(a_hat, abs=1e-12)
    for at, (a, b) in enumerate(zip(y, n, strict=True)):
        w = a_hat / (a_hat + m * (1 - m) / b) if a_hat else 0.0
        assert found.rate[at] == pytest.approx(w * a / b + (1 - w) * m, abs=1e-12)
        assert found.sd[at] == pytest.approx(math.sqrt(a_hat * (1 - w)), abs=1e-9)


@settings(max_examples=200, deadline=None)
@given(counted)
def test_a_smoothed_rate_lies_between_its_own_and_the_mean(rows):
    y, n = arrays(rows)
    found, m, r = smooth(y, n).rate, y.sum() / n.sum(), y / n
    assert (found >= np.minimum(r, m) - 1e-12).all()
    assert (found <= np.maximum(r, m) + 1e-12).all()


def test_the_larger_the_base_the_nearer_to_its_own_rate():
    found = smooth(np.array([2.0, 200, 20, 2000]), np.array([10.0, 1000, 400, 40_000])).rate
    own = np.array([0.2, 0.2, 0.05, 0.05])
    distance = np.abs(found - own)
    assert distance[1] < distance[0]
    assert distance[3] < distance[2]


def test_unknown_counts_and_empty_bases_stay_unknown():
    found = smooth(np.array([1.0, np.nan, 0.0, 30]), np.array([10.0, 10, 0, 100]))
    assert np.isnan(found.rate).tolist() == [False, True, True, False]
    assert np.isnan(smooth(np.array([np.nan]), np.array([5.0])).rate).all()


def town(counts, bases, **changes):
    frame = toy.indicators({"armut": [100 * y / n for y, n in zip(counts, bases, strict=True)]})
    frame["count"], frame["base"] = [float(c) for c in counts], [float(b) for b in bases]
    return toy.study(indicators=frame, indicator_list=(Indicator("armut", "Kinderarmut"),), **changes)


def test_the_index_uses_smoothed_rates_and_says_how_sure_they_are():
    y, n = [10, 300, 90], [100, 1000, 900]
    need = need_index(town(y, n), None)
    theta = smooth(np.array(y, float), np.array(n, float))
    np.testing.assert_allclose(need.values["armut"], 100 * theta.rate)
    np.testing.assert_allclose(need.posterior_sd["armut"], 100 * theta.sd)
    # one indicator: the index is its z
    expected = (theta.rate - theta.rate.mean()) / theta.rate.std()
    np.testing.assert_allclose(need.table["need_index"], expected)


def test_an_indicator_no_better_than_chance_is_dropped_and_named():
    # 10 %, 12 % and 11 % of 100 each: chance alone makes a standard deviation of 3 points
    need = need_index(town([10, 12, 11], [100, 100, 100]), None)
    assert ("index_chance", "armut") in {(n.code, n.value) for n in need.notes}
    assert need.table["need_index"].isna().all()


def test_neither_the_published_method_nor_rates_without_counts_are_smoothed():
    rows = toy.indicators({"S1": (10, 20, 40), "S3": (10, 30, 20), "S4": (5, 6, 9)})
    rows["base"] = 50.0
    rows["count"] = rows["value"] / 2
    published = toy.study(
        indicators=rows,
        indicator_list=tuple(Indicator(i, i) for i in ("S1", "S3", "S4")),
        need=(("preset", "mss_berlin_2021"),),
    )
    assert need_index(published, None).values["S1"].tolist() == [10, 20, 40]
    bare = need_index(toy.study(), None)
    assert bare.values["armut"].tolist() == [10, 20, 30]
    assert (bare.posterior_sd["armut"] == 0).all()
    half = town([10, 300, 90], [100, 1000, 900])
    half.indicators.loc[0, "count"] = np.nan
    assert (need_index(half, None).posterior_sd["armut"] == 0).all()


def test_a_rate_that_is_not_its_count_by_its_base_is_left_alone():
    study = town([10, 300, 90], [100, 1000, 900])
    study.indicators.loc[0, "value"] = 12.0
    need = need_index(study, None)
    assert need.values["armut"].tolist() == [12.0, 30.0, 10.0]
    assert "index_unsmoothed" in {n.code for n in need.notes}
    assert "index_unsmoothed" not in {n.code for n in need_index(toy.study(), None).notes}


def test_a_rate_rounded_to_a_tenth_is_its_count_by_its_base():
    study = town([10, 300, 91], [100, 1000, 900])  # 10.111…
    study.indicators.loc[2, "value"] = 10.1
    assert (need_index(study, None).posterior_sd["armut"] > 0).all()


def test_levels_stay_beside_the_change_of_two_dates():
    # b is dropped for chance, so that the dynamics are made of more indicators than the index
    now = toy.indicators({"a": (10, 30, 10), "b": (10, 11, 12)})
    now["count"], now["base"] = [10.0, 300, 90, 10, 11, 12], [100.0, 1000, 900, 100, 100, 100]
    then = now.assign(date="2022-12-31", value=[20.0, 25, 8, 9, 12, 10], count=[20.0, 250, 72, 9, 12, 10])
    study = toy.study(
        indicators=pd.concat([now, then], ignore_index=True), indicator_list=(Indicator("a", "a"), Indicator("b", "b"))
    )
    need = need_index(study, None)
    assert "z_b" not in need.table
    levels = need.values["a"].to_numpy()
    np.testing.assert_allclose(need.table["z_a"], (levels - levels.mean()) / levels.std())
    assert need.table["dynamics_index"].notna().all()


def test_change_is_not_smoothed():
    now, before = (town(y, [100, 1000, 900]).indicators for y in ([10, 300, 90], [20, 250, 80]))
    frame = pd.concat([now, before.assign(date="2022-12-31")], ignore_index=True)
    need = need_index(toy.study(indicators=frame, indicator_list=(Indicator("armut", "Kinderarmut"),)), None)
    change = np.array([-10, 5, 10 / 9])
    np.testing.assert_allclose(need.table["dynamics_index"], (change - change.mean()) / change.std())


def plain_weight(values, sign, scheme):
    """N' of one draw, in loops over indicators."""

    def comparable(x):
        if scheme == "percentile":
            return (rankdata(x) - 0.5) / len(x)
        if scheme == "minmax":
            return (x - x.min()) / (x.max() - x.min())
        return (x - x.mean()) / x.std()

    index = comparable(sum(comparable(s * values[:, k]) for k, s in enumerate(sign)))
    return norm.cdf(index) if scheme == "z" else index


def test_draws_are_those_of_plain_loops():
    frame = toy.indicators({"armut": (10, 30, 10), "bildung": (50, 40, 20)})
    frame["count"], frame["base"] = [10.0, 300, 90, 50, 400, 180], [100.0, 1000, 900, 100, 1000, 900]
    study = toy.study(indicators=frame, indicator_list=(Indicator("armut", "a"), Indicator("bildung", "b", sign=-1)))
    need = need_index(study, None)
    drawn = need_weight_draws(need, np.random.default_rng(4), 300)
    rng = np.random.default_rng(4)
    scheme = rng.integers(3, size=300)
    values, sd = need.values.to_numpy(), need.posterior_sd.to_numpy()
    row = 0
    for size in (256, 44):
        noise = rng.standard_normal((size, *values.shape))
        for k in range(size):
            name = ("z", "percentile", "minmax")[scheme[row]]
            expected = plain_weight(values + sd * noise[k], (1, -1), name)
            np.testing.assert_allclose(drawn[row], expected, atol=1e-12)
            row += 1
    assert ((drawn >= 0) & (drawn <= 1)).all()


def test_without_smoothing_only_the_way_to_the_index_varies():
    drawn = need_weight_draws(need_index(toy.study(), None), np.random.default_rng(0), 200)
    # z of 10, 20, 30: ±1.2247; percentile 1/6, 1/2, 5/6; min-max 0, 1/2, 1
    expected = {(0.1103, 0.5, 0.8897), (0.1667, 0.5, 0.8333), (0.0, 0.5, 1.0)}
    assert {tuple(row) for row in drawn.round(4).tolist()} == expected


def test_areas_without_an_index_have_no_weight():
    study = town([10, 300, 90], [100, 1000, 900])
    study.indicators.loc[2, ["value", "count"]] = np.nan
    drawn = need_weight_draws(need_index(study, None), np.random.default_rng(0), 20)
    assert np.isnan(drawn[:, 2]).all()
    assert not np.isnan(drawn[:, :2]).any()
