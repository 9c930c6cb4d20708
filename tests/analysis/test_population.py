"""People per age band, cell and sub-point."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import toy
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialraum_geo.analysis import population as pop
from sozialraum_geo.standards import Band

IDS = pd.Index(["A", "B", "C"], name="sozialraum_id")


def bands_of(people, split=()):
    return pop.resolve_bands(toy.population({"A": people}), pd.Index(["A"], name="sozialraum_id"), split)


def count(bands, text):
    people, estimated = bands.of(Band.parse(text))
    return people["A"], estimated


def test_a_band_that_fits_is_exact():
    assert count(bands_of({(0, 6): 40.0, (6, 12): 20.0}), "0-<6") == (40.0, False)
    assert count(bands_of({(0, 6): 40.0, (6, 12): 20.0}), "0-<12") == (60.0, False)


def test_a_cut_band_is_split_by_years_and_flagged():
    # 3 of the 6 years of [6, 12): half of 20
    assert count(bands_of({(6, 12): 20.0}), "6-<9") == (10.0, True)


def test_nested_bands_are_subtracted():
    # under 18: 100, under 7: 30 -> 7 to 17: 70
    bands = bands_of({(0, 18): 100.0, (0, 7): 30.0})
    assert count(bands, "7-<18") == (70.0, False)
    assert count(bands, "0-<18") == (100.0, False)


def test_nested_open_bands_are_subtracted_from_both_ends():
    # 60+: 50, 65 to 79: 20, 80+: 10 -> 60 to 64: 20; then 45 to 64: 90 -> 45 to 59: 70
    bands = bands_of({(60, math.inf): 50.0, (65, 80): 20.0, (80, math.inf): 10.0, (45, 65): 90.0})
    assert count(bands, "60-<65") == (20.0, False)
    assert count(bands, "45-<60") == (70.0, False)
    assert count(bands, "65+") == (30.0, False)


def test_a_band_of_more_than_ten_years_is_split_only_with_leave():
    people = {(7, 18): 110.0}
    assert math.isnan(count(bands_of(people), "7-<10")[0])
    # 3 of 11 years
    assert count(bands_of(people, ("7-<18",)), "7-<10") == (pytest.approx(30.0), True)


def test_an_open_band_is_never_split_nor_taken_whole_for_a_part():
    # 860 people of 12 and older are no answer for 12 to 26, nor those of 65 and older for 65 to 74 or from 75 on
    bands = bands_of({(12, 18): 60, (18, math.inf): 800}, split=("18+",))
    assert math.isnan(count(bands, "12-<27")[0])
    assert count(bands, "12+") == (860, False)
    assert math.isnan(count(bands_of({(65, math.inf): 10}), "65-<75")[0])
    assert math.isnan(count(bands_of({(65, math.inf): 10}), "75+")[0])


def test_children_and_the_very_old_are_not_everybody():
    # under 10 and 80+ leave seventy years out, whatever the sum of years up to infinity is
    assert math.isnan(count(bands_of({(0, 10): 5, (80, math.inf): 7}), "0+")[0])
    cells = toy.grid([(400, 400, 20.0)]).assign(ab80=3.0)
    study = toy.study(grid=cells, grid_classes=(("unter10", "0-<10"), ("ab80", "80+")), population=None)
    assert np.isnan(pop.census_people(pop.build_points(study), study, Band(0, math.inf))).all()


def test_a_gap_in_the_source_is_unknown_not_zero():
    assert math.isnan(count(bands_of({(0, 6): 40.0, (7, 12): 20.0}), "0-<12")[0])


def test_an_unknown_cell_stays_unknown_only_there():
    table = toy.population({"A": {(0, 6): 40.0}, "B": {(0, 6): math.nan}})
    people, _ = pop.resolve_bands(table, IDS).of(Band.parse("0-<6"))
    assert people["A"] == 40.0
    assert people[["B", "C"]].isna().all()


def test_the_total_is_the_stated_one_or_the_sum_of_all_ages():
    stated = toy.population({"A": {(-1, -1): 99.0, (0, 6): 40.0}})
    assert pop.resolve_bands(stated, IDS).total["A"] == 99.0
    summed = toy.population({"A": {(0, 6): 40.0, (6, math.inf): 60.0}})
    assert pop.resolve_bands(summed, IDS).total["A"] == 100.0
    assert math.isnan(pop.resolve_bands(toy.population({"A": {(0, 6): 40.0}}), IDS).total["A"])


@given(st.lists(st.integers(0, 500), min_size=91, max_size=91), st.integers(0, 80), st.integers(1, 40))
@settings(max_examples=50, deadline=None)
def test_single_years_add_up(years, start, width):
    people = {(float(a), float(a + 1) if a < 90 else math.inf): float(n) for a, n in enumerate(years)}
    stop = min(start + width, 90)
    total, estimated = bands_of(people).of(Band(start, stop))
    assert total["A"] == sum(years[start:stop])
    assert not estimated


# --- cells -----------------------------------------------------------------------------------------------------------


def spread(study, text="0-<6"):
    points = pop.build_points(study)
    return points, pop.Spread(study, points).of(Band.parse(text))[1]


def per_area(points, at_point):
    return pd.Series(at_point).groupby(points.pieces["sozialraum_id"].to_numpy()[points.piece]).sum()


def test_people_follow_the_census_class(toy_study):
    # A's 40 children stand 10 : 30 in its two cells
    points, at_point = spread(toy_study)
    by_piece = np.bincount(points.piece, weights=at_point)
    cells = dict(zip(points.pieces["cell_id"], by_piece, strict=True))
    assert cells["z0"] == pytest.approx(10.0)
    assert cells["z1"] == pytest.approx(30.0)


def test_a_class_counts_if_it_covers_half_of_the_years(toy_study):
    # under 10 covers four of the six years 6 to 11 and none of 12 to 17: there the area decides, both cells alike
    points, at_point = spread(toy_study, "6-<12")
    assert np.bincount(points.piece, weights=at_point)[:2] == pytest.approx([20 * 10 / 40, 20 * 30 / 40])
    points, at_point = spread(toy_study, "12-<18")
    assert np.bincount(points.piece, weights=at_point)[:2] == pytest.approx([4.0, 4.0])


def test_a_blank_cell_counts_one_not_zero():
    # cells with 3 and a blank one: 3 : 1
    study = toy.study(grid=toy.grid([(100, 500, 3.0), (800, 500, None)]))
    points, at_point = spread(study)
    cells = dict(zip(points.pieces["cell_id"], np.bincount(points.piece, weights=at_point), strict=True))
    assert (cells["z0"], cells["z1"]) == (pytest.approx(30.0), pytest.approx(10.0))


def test_a_class_that_is_zero_everywhere_falls_through_to_area():
    study = toy.study(grid=toy.grid([(100, 500, 0.0), (800, 500, 0.0)]))
    points, at_point = spread(study)
    assert np.bincount(points.piece, weights=at_point)[:2] == pytest.approx([20.0, 20.0])


def test_an_area_without_cells_keeps_its_people():
    study = toy.study(grid=toy.grid([(100, 500, 10.0)]))
    points, at_point = spread(study)
    assert per_area(points, at_point)["B"] == pytest.approx(20.0)
    # B's own cells: 10 x 10 of 100 m
    assert (points.pieces["sozialraum_id"] == "B").sum() == 100


def test_without_a_grid_people_are_spread_evenly():
    study = toy.study(grid=None, grid_classes=())
    points, at_point = spread(study)
    assert len(points.pieces) == 300
    assert per_area(points, at_point)["A"] == pytest.approx(40.0)


def test_sub_points_stand_in_the_middle_of_sixteen_squares(toy_study):
    points, _ = spread(toy_study)
    first = points.piece == 0
    # centres of 25 m squares of the cell [100, 200] x [500, 600]
    assert sorted(set(np.round(points.x[first] - toy.EAST, 6))) == [112.5, 137.5, 162.5, 187.5]
    assert sorted(set(np.round(points.y[first] - toy.NORTH, 6))) == [512.5, 537.5, 562.5, 587.5]


def test_a_cut_cell_keeps_its_sub_points_inside_and_a_sliver_gets_one():
    # The cell [995, 1095] lies 5 m in A (no sub-point: the first stands 12.5 m from its edge) and 95 m in B (all
    # sixteen)
    study = toy.study(grid=toy.grid([(995, 500, 10.0)]))
    points, at_point = spread(study)
    in_cell = points.pieces["cell"].to_numpy()[points.piece] == 0
    areas = points.pieces["sozialraum_id"].to_numpy()[points.piece[in_cell]]
    assert (areas == "A").sum() == 1
    assert (areas == "B").sum() == 16
    assert per_area(points, at_point)["A"] == pytest.approx(40.0)


def test_without_register_totals_the_census_stands_in():
    # children under ten split evenly by years: six tenths of 10, 30, 20 and of a blank taken as 1
    study = toy.study(population=None)
    points = pop.build_points(study)
    spread = pop.Spread(study, points)
    people, at_point, is_estimated = spread.of(Band.parse("0-<6"))
    assert per_area(points, at_point).to_dict() == pytest.approx({"A": 24.0, "B": 12.0, "C": 0.6})
    assert people.to_dict() == pytest.approx({"A": 24.0, "B": 12.0, "C": 0.6})
    assert is_estimated
    people, at_point, _ = pop.Spread(study, points, blank=5.0).of(Band.parse("0-<6"))
    assert per_area(points, at_point)["C"] == people["C"] == pytest.approx(3.0)
    people, at_point, is_estimated = spread.of(Band.parse("6-<12"))
    assert np.isnan(at_point).all()
    assert people.isna().all()
    assert not is_estimated


def test_people_at_points_that_all_share_cannot_be_changed():
    study = toy.study()
    shared = pop.Spread(study, pop.build_points(study)).of(Band(0, 6))[1]
    with pytest.raises(ValueError, match="read-only"):
        shared[0] = 0.0


def test_a_wide_census_class_is_split_only_with_leave():
    cells = toy.grid([(400, 400, 20.0)]).rename(columns={"unter10": "jung"})
    study = toy.study(grid=cells, grid_classes=(("jung", "0-<18"),), population=None)
    points = pop.build_points(study)
    assert np.isnan(pop.census_people(points, study, Band(0, 6))).all()
    allowed = replace(study, split_bands=("0-<18",))
    # twenty children of eighteen years: a third are under six; of areas that the census does not list nothing is known
    at_piece = pd.Series(pop.census_people(points, allowed, Band(0, 6)), points.pieces["sozialraum_id"])
    assert at_piece["A"] == pytest.approx(20 * 6 / 18)
    assert at_piece[["B", "C"]].isna().all()


@given(
    st.lists(
        st.tuples(st.floats(-50, 2950), st.floats(-50, 950), st.one_of(st.none(), st.floats(0, 50))),
        min_size=1,
        max_size=12,
        unique_by=lambda c: (round(c[0] / 200), round(c[1] / 200)),
    ),
    st.lists(st.floats(0, 1e5), min_size=3, max_size=3),
)
@settings(max_examples=40, deadline=None)
def test_no_person_is_lost_or_made(cells, totals):
    people = {area: {(0.0, 6.0): n} for area, n in zip("ABC", totals, strict=True)}
    study = toy.study(grid=toy.grid(cells), population=toy.population(people))
    points, at_point = spread(study)
    sums = per_area(points, at_point)
    for area, n in zip("ABC", totals, strict=True):
        assert sums[area] == pytest.approx(n, rel=1e-9, abs=1e-9)
    assert np.bincount(points.piece, weights=points.share) == pytest.approx(np.ones(len(points.pieces)))
