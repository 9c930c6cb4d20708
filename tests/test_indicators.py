"""The social index against hand calculation and against the published groups of Berlin."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import toy

from sozialraum_geo.indicators import classify, need_index
from sozialraum_geo.study import Indicator

ROOT_3_2 = math.sqrt(1.5)  # z of the ends of three equally spaced values: d / sqrt(2 d² / 3)


def index_of(study, residents=None):
    return need_index(study, residents).table.set_index("sozialraum_id")


def test_z_by_hand(toy_study):
    # 10, 20, 30: mean 20, standard deviation (ddof 0) sqrt(200/3); z = ∓ sqrt(3/2), 0
    table = index_of(toy_study)
    assert table["z_armut"].tolist() == pytest.approx([-ROOT_3_2, 0.0, ROOT_3_2])
    assert table["need_index"].tolist() == pytest.approx([-ROOT_3_2, 0.0, ROOT_3_2])
    assert table["status_class"].tolist() == ["niedrig", "mittel", "erhöht"]


def test_the_sign_turns_a_good_thing_round():
    study = toy.study(indicator_list=(Indicator("armut", "Beschäftigung", sign=-1),))
    assert index_of(study)["z_armut"].tolist() == pytest.approx([ROOT_3_2, 0.0, -ROOT_3_2])


def test_two_indicators_are_added_and_made_comparable_again():
    # z: (-a, 0, a) and (0, a, -a) sum to (-a, a, 0): the same three values again
    study = toy.study(
        indicators=toy.indicators({"armut": (10, 20, 30), "arbeit": (6, 8, 4)}),
        indicator_list=(Indicator("armut", "a"), Indicator("arbeit", "b")),
    )
    assert index_of(study)["need_index"].tolist() == pytest.approx([-ROOT_3_2, ROOT_3_2, 0.0])


def test_an_indicator_that_does_not_vary_is_dropped_and_named():
    study = toy.study(
        indicators=toy.indicators({"armut": (10, 20, 30), "gleich": (5, 5, 5)}),
        indicator_list=(Indicator("armut", "a"), Indicator("gleich", "b")),
    )
    need = need_index(study, None)
    assert "z_gleich" not in need.table
    assert [n.value for n in need.notes if n.code == "index_flat"] == ["gleich"]


def test_no_index_at_all_is_said():
    need = need_index(toy.study(indicators=toy.indicators({"armut": (100, 100, 100)})), None)
    assert need.table["need_index"].isna().all()
    assert {n.code for n in need.notes} >= {"index_flat", "index_none"}


def test_areas_without_a_value_stay_out_and_are_named():
    study = toy.study(indicators=toy.indicators({"armut": (10, float("nan"), 30)}))
    need = need_index(study, None)
    assert need.table["need_index"].tolist() == pytest.approx([-1, math.nan, 1], nan_ok=True)
    assert need.table["status_class"].tolist()[1] is None
    assert [n.value for n in need.notes if n.code == "index_missing"] == ["B"]


def test_small_areas_stay_out_and_are_named(toy_study):
    residents = pd.Series({"A": 299.0, "B": 300.0, "C": 1000.0})
    need = need_index(toy_study, residents)
    assert np.isnan(need.table["need_index"].iloc[0])
    assert [n.value for n in need.notes if n.code == "index_small"] == ["A"]


def test_two_dates_give_dynamics():
    # changes: +5, 0, -5 -> z: a, 0, -a
    both = pd.concat([toy.indicators({"armut": (5, 20, 35)}, "2021-12-31"), toy.indicators({"armut": (10, 20, 30)})])
    table = index_of(toy.study(indicators=both.reset_index(drop=True)))
    assert table["dynamics_index"].tolist() == pytest.approx([ROOT_3_2, 0.0, -ROOT_3_2])
    assert table["dynamics_class"].tolist() == ["belastend", "stabil", "entlastend"]
    assert table["z_armut"].tolist() == pytest.approx([-ROOT_3_2, 0.0, ROOT_3_2])  # of the later date


def test_context_indicators_are_no_part_of_the_index():
    study = toy.study(
        indicators=toy.indicators({"armut": (10, 20, 30), "hze": (9, 1, 1)}),
        indicator_list=(Indicator("armut", "a"), Indicator("hze", "Hilfen zur Erziehung", kind="context")),
    )
    assert "z_hze" not in index_of(study)


def test_cuts_belong_to_the_middle():
    assert classify(pd.Series([-1.0, 1.0, 1.0001, 1.5, 1.5001]), [-1.0, 1.0, 1.5], list("abcd")).tolist() == list(
        "bbccd"
    )


def test_no_indicators_no_index(toy_study):
    assert need_index(replace(toy_study, indicators=None, indicator_list=()), None) is None


@pytest.mark.parametrize("name", ["S1", "S3", "S4", "D1", "D3", "D4"])
def test_berlin_follows_its_published_groups(berlin, realdata, name):
    """The published groups are our z cut at -1, 1 and (for the status) 1.5, except within rounding of a cut."""
    published = pd.read_csv(realdata / "berlin" / "social" / "mss_2021_index_indikatoren.csv", dtype={"PLR_ID": str})
    published = published[published["KOM"] == "gültig"].set_index("PLR_ID")
    assert len(published) == 536
    z = index_of(berlin).loc[published.index, f"z_{name}"]
    cuts = [-1.0, 1.0, 1.5] if name.startswith("S") else [-1.0, 1.0]
    ours = classify(z, cuts, [1, 2, 3, 4][: len(cuts) + 1]).astype(int)
    at_a_cut = np.min([np.abs(z - c) for c in cuts], axis=0) < 0.005
    assert (ours == published[f"{name}_SD_GR"])[~at_a_cut].all()
    assert at_a_cut.sum() < 10


def test_berlin_leaves_the_invalid_areas_out(berlin):
    need = need_index(berlin, None)
    assert need.table["need_index"].isna().sum() == 6  # five under 300 inhabitants and one outlier, says the source
    assert set(need.table["status_class"].dropna()) == {"hoch", "mittel", "niedrig", "sehr niedrig"}
    assert set(need.table["dynamics_class"].dropna()) == {"positiv", "stabil", "negativ"}
