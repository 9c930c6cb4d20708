"""The order and its doubts, through the whole path."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import toy
from toy_release import toy_release

from sozialraum_geo.analysis.ranking.robustness import sorted_ways
from sozialraum_geo.analysis.reach.certainty import of_all, with_intervals
from sozialraum_geo.analysis.results import analyse, reweighted
from sozialraum_geo.german.sentences import coverage as coverage_sentences
from sozialraum_geo.german.sentences import priorities as priorities_sentences
from sozialraum_geo.pictures.charts import priorities as charts
from sozialraum_geo.pictures.tables import coverage as coverage_tables
from sozialraum_geo.pictures.tables import priorities as priorities_tables
from sozialraum_geo.release import PUBLIC, facts, release
from sozialraum_geo.standards import Settings


def table(*rows):
    return pd.DataFrame(rows, columns=["sozialraum_id", "standard_id", "people", "covered_share"])


def test_an_interval_holds_what_is_expected_and_more_than_20_points_are_too_wide():
    coverage = table(("A", "s", 10.0, 0.5), ("B", "s", 10.0, 0.97), ("C", "s", 10.0, np.nan))
    # A: 101 draws from 0.3 to 0.7, so 5 % and 95 % lie at 0.32 and 0.68; B: always 1 in the draws; C: unknown
    draws = np.column_stack([np.linspace(0.3, 0.7, 101), np.ones(101), np.full(101, 0.4)])
    found = with_intervals(coverage, {"s": draws}).set_index("sozialraum_id")
    assert found.loc["A", ["covered_low", "covered_high"]].tolist() == pytest.approx([0.32, 0.68])
    assert found.loc["B", ["covered_low", "covered_high"]].tolist() == pytest.approx([0.97, 1.0])
    assert found.loc["C", ["covered_low", "covered_high"]].isna().all()
    assert found["is_wide"].tolist() == [True, False, False]


def test_the_interval_of_all_weighs_areas_by_people_draw_by_draw():
    coverage = table(("A", "s", 30.0, 0.5), ("B", "s", 10.0, 0.5), ("C", "s", 10.0, np.nan))
    # one goes up as the other goes down: 0.75 a + 0.25 (1 - a) = 0.25 + 0.5 a, from 0.4 to 0.6; 5 % of it is 0.41
    a = np.linspace(0.3, 0.7, 101)
    found = of_all(coverage, {"s": np.column_stack([a, 1 - a, a])})
    assert found.loc["s"].tolist() == pytest.approx([0.41, 0.59])


def test_ways_are_sorted_in_limits_with_the_people_who_have_them():
    found = sorted_ways(
        pd.Index(["A", "B"]),
        np.array([0, 1, 0, 0, 0]),
        np.array([300.0, 50.0, 100.0, np.nan, np.inf]),
        np.array([2.0, 7.0, 1.0, 5.0, 4.0]),
        pd.Series({"A": 200.0, "B": 100.0}),
    )
    assert found["A"][0].tolist() == [0.5, 1.5, np.inf]
    assert found["A"][1].tolist() == [1.0, 3.0, 7.0]
    assert [v.tolist() for v in found["B"]] == [[0.5], [7.0]]


@pytest.fixture(scope="module")
def ranked():
    return analyse(toy.study())


def test_the_same_seed_gives_the_same_ranks_and_another_one_others(ranked):
    again, other = analyse(toy.study()), analyse(toy.study(), Settings(seed=7))
    pd.testing.assert_frame_equal(again.coverage, ranked.coverage)
    np.testing.assert_array_equal(again.ranking.ranks.times, ranked.ranking.ranks.times)
    assert other.fingerprint != ranked.fingerprint


def test_other_weights_are_ranked_anew_with_the_same_draws(ranked):
    weights = (("spielplatz_00_06", 3.0),)
    quick, fresh = reweighted(ranked, weights), analyse(toy.study(), Settings(weights=weights))
    np.testing.assert_array_equal(quick.ranking.ranks.times, fresh.ranking.ranks.times)
    pd.testing.assert_frame_equal(quick.ranking.weight_tips, fresh.ranking.weight_tips)


def test_a_release_says_how_sure_each_place_is_and_nothing_of_it_in_public(ranked):
    shown = release(ranked)
    assert shown.priorities["rank_low"].le(shown.priorities["rank_high"]).all()
    assert shown.priorities["first_share"].sum() == pytest.approx(min(3, len(shown.priorities)))
    public = release(ranked, PUBLIC)
    assert public.priorities is public.weight_tips is public.limit_tips is None
    assert "Rangfolge ist eine interne Arbeitshilfe" in priorities_sentences.priority_sentence(public)


def with_ranks(count, bands, shares):
    ids = [f"S{i:02d}" for i in range(1, count + 1)]
    ranks = pd.DataFrame({
        "sozialraum_id": ids, "rank": range(1, count + 1), "rank_median": range(1, count + 1),
        "rank_low": range(1, count + 1), "rank_high": range(1, count + 1), "band": bands, "first_share": shares,
        "before_next": [0.8] * count,
    })  # fmt: skip
    base = toy_release()
    areas = pd.concat([base.areas.iloc[[0]]] * count, ignore_index=True)
    areas = areas.assign(sozialraum_id=ids, name=[f"Ort {i}" for i in range(1, count + 1)])
    return toy_release(areas=areas, priorities=ranks)


def test_the_sentence_says_counts_and_which_places_cannot_be_told_apart():
    shown = with_ranks(7, [1, 2, 2, 3, 4, 4, 4], [1.0, 0.961, 0.92, 0.08, 0.03, 0.0, 0.0])
    assert priorities_sentences.priority_sentence(shown) == (
        "Ort 1 liegt in allen Rechenläufen unter den ersten drei, Ort 2 in 96 von 100, Ort 3 in 92 von 100. Nicht "
        "unterscheidbar: Platz 2 bis 3 und Platz 5 bis 7."
    )
    apart = with_ranks(4, [1, 2, 3, 4], [1.0, 1.0, 1.0, 0.0])
    assert priorities_sentences.priority_sentence(apart).endswith("Alle Plätze sind deutlich voneinander getrennt.")


def test_a_group_with_a_gap_names_its_places_one_by_one():
    shown = with_ranks(4, [1, 2, 1, 2], [1.0, 0.9, 0.9, 0.2])
    assert "Nicht unterscheidbar: Platz 1 und 3 und Platz 2 und 4." in priorities_sentences.priority_sentence(shown)


def test_tips_are_said_in_words():
    pair = {"upper_id": "S01", "lower_id": "S02"}
    weight = pd.DataFrame([{**pair, "standard_id": "kita", "weight": 0.5, "weight_then": 0.384}])
    limit = pd.DataFrame([{**pair, "standard_id": "kita", "limit_m": 1000.0, "limit_then_m": 1316.0}])
    shown = with_ranks(3, [1, 1, 2], [1.0, 1.0, 1.0])
    shown = toy_release(areas=shown.areas, priorities=shown.priorities, weight_tips=weight, limit_tips=limit)
    first, second = priorities_sentences.tips(shown)
    assert first == (
        "Ort 1", "Ort 2",
        "„Kita“ mit 38 % statt 50 % zählt; oder für „Kita“ 1.316 m statt 1.000 m Weg zumutbar sind",
        "80 von 100",
    )  # fmt: skip
    assert "keine einzelne Änderung" in second[2]
    assert list(priorities_tables.tips_table(shown).iloc[0])[:2] == ["Ort 1", "Ort 2"]


def test_the_plot_of_ranks_says_the_same_in_words():
    spec, words = charts.rank_chart(*[with_ranks(3, [1, 1, 2], [1.0, 0.96, 1.0])] * 2)
    assert "2. Ort 2: Rang 2 bis 2, unter den ersten 3 in 96 von 100" in words
    assert [v["name"] for v in spec["data"]["values"]] == ["1. Ort 1", "2. Ort 2", "3. Ort 3"]


def test_where_the_data_do_not_suffice_the_page_says_so_instead_of_a_share():
    results = analyse(toy.study())
    coverage = results.coverage.copy()
    at = coverage.index[(coverage["sozialraum_id"] == "A") & (coverage["standard_id"] == "spielplatz_00_06")][0]
    coverage.loc[at, ["covered_low", "covered_high", "is_wide"]] = [0.38, 0.71, True]
    wide = analyse(toy.study())
    object.__setattr__(wide, "coverage", coverage)
    of_town = wide.coverage_of_all.copy()
    of_town.loc["spielplatz_00_06"] = [0.4, 0.7]
    object.__setattr__(wide, "coverage_of_all", of_town)
    for mode in ("intern", PUBLIC):
        shown = release(wide, mode)
        row = facts.coverage_row(shown, "spielplatz_00_06", "A")
        assert row["reason"] == "too_wide"
        assert row["state"] == "unknown"
        assert np.isnan(row["covered_share"])
        assert np.isnan(row["uncovered_people"])
        words = coverage_sentences.coverage_sentence(shown, "spielplatz_00_06", "A")
        assert words.startswith("Die Daten reichen für diesen Standard nicht")
        assert "zwischen 40 % und 70 %" in words
        cells = coverage_tables.coverage_table(shown, "spielplatz_00_06").loc["A"].map(str)
        assert cells["erreichen es"] == "–"
        # 40 children: in public no span, which would tell how many there are
        assert cells["von – bis"] == ("38–71 %" if mode == "intern" else "–")
    inside = release(wide)
    gaps = inside.gaps.set_index(["sozialraum_id", "standard_id"]).loc[("A", "spielplatz_00_06")]
    assert gaps["state"] == "unknown"
    assert np.isnan(gaps["weighted_people"])
