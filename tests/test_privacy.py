"""The only door outside: what must not pass it."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import toy

from sozialraum_geo.analysis import analyse
from sozialraum_geo.privacy import INTERN, PUBLIC, release


def cut(release_, area="A", standard="spielplatz_00_06"):
    return release_.coverage.set_index(["sozialraum_id", "standard_id"]).loc[(area, standard)]


def few_children(uncovered):
    """A: ten covered children in the western cell and `uncovered` in the eastern one."""
    people = toy.PEOPLE | {"A": {(0, 6): 10.0 + uncovered}}
    return toy.study(
        population=toy.population(people),
        grid=toy.grid([(100, 500, 10.0), (800, 500, float(uncovered)), (1400, 500, 20.0)]),
    )


def test_another_mode_is_refused(toy_study):
    with pytest.raises(ValueError, match="mode"):
        release(analyse(toy_study), "geheim")


@pytest.mark.parametrize(("uncovered", "is_small"), [(1, True), (4, True), (5, False)])
def test_counts_below_five_are_not_told_apart(uncovered, is_small):
    results = analyse(few_children(uncovered))
    inside, outside = cut(release(results)), cut(release(results, PUBLIC))
    assert inside["state"] == ("small" if is_small else "known")
    assert outside["state"] == ("suppressed" if is_small else "known")
    for row in (inside, outside):
        assert np.isnan(row["uncovered_people"]) == is_small
    # a blank has no share in public: with the people it would give the count back
    assert np.isnan(outside["covered_share"]) == is_small
    assert np.isnan(outside["people"]) == is_small


def test_few_covered_people_are_blank_in_public_too():
    # three covered of forty: the share alone would tell
    study = toy.study(grid=toy.grid([(100, 500, 3.0), (800, 500, 37.0), (1400, 500, 20.0)]))
    results = analyse(study)
    assert cut(release(results, PUBLIC))["state"] == "suppressed"
    assert cut(release(results, INTERN))["state"] == "known"


def test_the_files_of_analyse_keep_the_numbers():
    results = analyse(few_children(2))
    table = results.coverage.set_index("sozialraum_id")
    assert table.loc["A", "uncovered_people"] == pytest.approx(2.0)


def test_public_has_no_ranking_no_index_no_state_no_funding(demo_study):
    results = analyse(demo_study)
    inside, outside = release(results), release(results, PUBLIC)
    assert inside.priorities is not None
    for name in ("priorities", "need", "gaps", "indicators"):
        assert getattr(inside, name) is not None
        assert getattr(outside, name) is None
    assert inside.partners["state"].notna().any()
    assert outside.partners["state"].isna().all()
    assert outside.activities["funding"].isna().all()
    assert outside.activities["funded_until"].isna().all()
    assert (outside.gremien["members"].map(len) == 0).all()
    assert outside.problems == ()
    ranked = {"standard_unused", "few_areas", "index_invalid", "index_small", "index_missing", "index_flat"}
    assert not ranked & {w.code for w in outside.warnings}


def test_public_numbers_are_rounded_before_they_reach_any_map(demo_study):
    shown = release(analyse(demo_study), PUBLIC)
    for counts in (shown.coverage["people"], shown.coverage["uncovered_people"], shown.areas["residents"]):
        assert (counts.dropna() % 10 == 0).all()
        assert (counts[counts >= 1000] % 100 == 0).all()


def test_public_partners_are_those_with_a_settled_co_operation(demo_study):
    settled = demo_study.partners.loc[demo_study.partners["state"] == "geklaert", "partner_id"]
    assert 0 < len(settled) < len(demo_study.partners)
    assert set(release(analyse(demo_study), PUBLIC).partners["partner_id"]) == set(settled)


@pytest.mark.parametrize("mode", [INTERN, PUBLIC])
def test_protected_places_are_nowhere(mode, demo_study):
    results = analyse(demo_study)
    hidden = demo_study.facilities[demo_study.facilities["is_protected"]]
    assert len(hidden) > 0
    shown = release(results, mode)
    assert not set(hidden["facility_id"]) & set(shown.places["facility_id"])
    assert not set(hidden["name"]) & set(shown.places["name"])


def test_no_frame_carries_people_of_cells(demo_study):
    shown = release(analyse(demo_study))
    for cells in shown.cells.values():
        assert set(cells.columns) == {"reach", "geometry"}
        assert len(cells) <= 4


def test_public_shares_are_rounded_to_the_per_cent(demo_study):
    shares = release(analyse(demo_study), PUBLIC).coverage["covered_share"].dropna()
    assert np.allclose(shares * 100, (shares * 100).round())


def test_the_town_is_the_sum_of_its_areas(toy_study):
    # A 10 of 40, B 0 of 20 reach the playground, C nobody lives: 10 of 60
    town = release(analyse(toy_study)).town.loc["spielplatz_00_06"]
    assert town["people"] == 60.0
    assert town["covered_share"] == pytest.approx(10 / 60)
    assert town["uncovered_people"] == pytest.approx(50.0)


def test_cells_show_where_not_how_many(toy_study):
    cells = release(analyse(toy_study)).cells["spielplatz_00_06"].set_index("reach")
    assert cells.loc["covered", "geometry"].area == pytest.approx(100 * 100)
    assert isinstance(cells, gpd.GeoDataFrame | pd.DataFrame)
