"""Places shared among all who reach them: against PySAL, by hand, and the law that none is lost."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import toy
from access import Access, weights
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialraum_geo.analysis import analyse
from sozialraum_geo.analysis.reach import catchment
from sozialraum_geo.analysis.reach.catchment import GAUSS, STEPS, decay, floating_catchment
from sozialraum_geo.analysis.reach.pairs import Pairs
from sozialraum_geo.standards import Settings


def blocks(cost, several=True):
    """Pairs from a matrix of distances by point and place, a block a place or all in one."""
    point, place = np.nonzero(np.isfinite(cost))
    order = np.argsort(place, kind="stable")
    point, place = point[order], place[order]
    for chosen in [place == j for j in range(cost.shape[1])] if several else [np.ones(len(place), dtype=bool)]:
        yield Pairs(point[chosen], place[chosen], cost[point[chosen], place[chosen]])


def shared(cost, people, capacity, limit, kind=STEPS, **options):
    entitles = np.ones((len(capacity), len(people)), dtype=bool)
    limits = np.full(cost.shape[0], float(limit))
    return floating_catchment(blocks(cost, **options), people, entitles, capacity, limits, kind)


# Two suburbs and a centre, the example of PySAL's tests: residents 100, 50, 10; doctors 15, 20, 100; 1 within a place,
# 40 between suburb and centre, 80 between the suburbs
HOSPITAL = np.array([[1.0, 80, 40], [80, 1, 40], [40, 40, 1]])
RESIDENTS, DOCTORS = np.array([100.0, 50, 10]), np.array([15.0, 20, 100])


@pytest.mark.filterwarnings("ignore:The inplace keyword")  # of the library itself
def test_the_hospital_example_is_what_pysal_finds():
    ids = [1, 2, 3]
    costs = pd.DataFrame(
        [{"origin": a, "dest": b, "cost": HOSPITAL[i, j]} for i, a in enumerate(ids) for j, b in enumerate(ids)]
    )
    tracts = pd.DataFrame({"geoid": ids, "pop": RESIDENTS, "doc": DOCTORS})
    model = Access(
        demand_df=tracts, demand_value="pop", demand_index="geoid",
        supply_df=tracts, supply_value="doc", supply_index="geoid",
        cost_df=costs, cost_origin="origin", cost_dest="dest", cost_name="cost",
    )  # fmt: skip
    steps = weights.step_fn({20: 1, 40: 0.68, 60: 0.22})
    expected = model.enhanced_two_stage_fca(weight_fn=steps, max_cost=61)["e2sfca_doc"].loc[ids].to_numpy()
    found, _ = shared(HOSPITAL, RESIDENTS[None], DOCTORS, 60)
    np.testing.assert_allclose(found[0], expected, rtol=1e-12)


def test_the_hospital_example_by_hand():
    # demand at the suburbs: 100 + 0.68 · 10 = 106.8 and 50 + 6.8 = 56.8; at the centre: 10 + 0.68 · 150 = 112
    ratio = np.array([15 / 106.8, 20 / 56.8, 100 / 112])
    expected = [ratio[0] + 0.68 * ratio[2], ratio[1] + 0.68 * ratio[2], ratio[2] + 0.68 * (ratio[0] + ratio[1])]
    found, reached = shared(HOSPITAL, RESIDENTS[None], DOCTORS, 60)
    np.testing.assert_allclose(found[0], expected, rtol=1e-12)
    assert reached.all()


def test_a_facility_nobody_reaches_gives_nothing_and_is_reported():
    cost = np.array([[100.0, np.inf], [300, np.inf]])
    found, reached = shared(cost, np.array([[4.0, 0]]), np.array([8.0, 50]), 300)
    assert reached.tolist() == [True, False]
    # the only people live in the first third of the limit: 8 places for 4; at the empty point 0.22 of that
    np.testing.assert_allclose(found, [[2.0, 0.44]])


def test_ages_that_a_facility_is_not_for_get_nothing_and_take_nothing():
    cost = np.zeros((1, 2))
    entitles = np.array([[True, False], [True, True]])
    people = np.array([[10.0], [30.0]])
    found, _ = floating_catchment(blocks(cost), people, entitles, np.array([5.0, 8.0]), np.array([100.0]), STEPS)
    # the first is for the 10 younger ones alone (0.5 each), the second for all 40 (0.2 each)
    np.testing.assert_allclose(found, [[0.7], [0.2]])


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 100_000), st.sampled_from([STEPS, GAUSS]), st.booleans())
def test_no_place_is_lost_and_none_is_made(seed, kind, several):
    rng = np.random.default_rng(seed)
    points, places, bands = rng.integers(1, 30), rng.integers(1, 12), rng.integers(1, 4)
    cost = np.where(rng.random((points, places)) < 0.7, rng.uniform(0, 1300, (points, places)), np.inf)
    people = rng.integers(0, 9, (bands, points)).astype(float)
    entitles = rng.random((places, bands)) < 0.7
    capacity = rng.integers(0, 90, places).astype(float)
    limit = rng.choice([800.0, 1000.0], points)
    found, reached = floating_catchment(blocks(cost, several), people, entitles, capacity, limit, kind)
    assert (people * found).sum() == pytest.approx(capacity[reached].sum(), rel=1e-9, abs=1e-9)
    # the other way round, from the formula: a facility is reached if one entitled person has a weight above 0
    weight = decay((np.where(np.isfinite(cost), cost, np.inf) - 0.001) / limit[:, None], kind)
    demand = np.einsum("jg,gc,cj->j", entitles, people, weight)
    assert (reached == (demand > 0)).all()
    ratio = np.divide(capacity, demand, out=np.zeros(places), where=demand > 0)
    np.testing.assert_allclose(found, np.einsum("jg,cj,j->gc", entitles, weight, ratio), rtol=1e-9, atol=1e-12)


def test_both_ways_a_weight_may_fall():
    ratio = np.array([0, 1 / 3, 0.34, 2 / 3, 0.67, 1, 1.001])
    assert decay(ratio).tolist() == [1, 1, 0.68, 0.68, 0.22, 0.22, 0]
    smooth = decay(ratio, GAUSS)
    assert smooth[0] == 1
    assert smooth[-2] == pytest.approx(0, abs=1e-12)
    assert (np.diff(smooth) <= 0).all()
    # (e^(-1/18) - e^(-1/2)) / (1 - e^(-1/2)) at a third of the limit
    assert smooth[1] == pytest.approx((0.9459594689 - 0.6065306597) / (1 - 0.6065306597), rel=1e-9)


KITA = {"category": "kita", "capacity_unit": "plaetze"}


def town(*places, **changes):
    study = toy.study(
        facilities=toy.facilities(*({**KITA, **p} for p in places)),
        population=toy.population({"A": {(0, 7): 40.0}, "B": {(0, 7): 20.0}, "C": {(0, 7): 10.0}}),
        sources=(toy.complete("kita"),),
        standards=("kita",),
        **changes,
    )
    return analyse(study).access


def test_through_the_whole_path_the_places_of_a_town_come_back():
    found = town({"geometry": toy.at(150, 550), "capacity": 30.0}, {"geometry": toy.at(1450, 550), "capacity": 12.0})
    mean, people = found.at_points["kita"]
    assert np.nansum(mean * people) == pytest.approx(42, abs=1e-9)
    table = found.table.set_index("sozialraum_id")["access_per_100"]
    assert (table * pd.Series({"A": 40.0, "B": 20.0, "C": 10.0}) / 100).sum() == pytest.approx(42, abs=1e-9)


def test_an_entrance_more_does_not_make_places():
    place = toy.facilities({**KITA, "geometry": toy.at(150, 550), "capacity": 30.0})
    entrances = place[["facility_id", "precision", "geometry"]]
    other = entrances.set_geometry([toy.at(750, 550)], crs=entrances.crs)
    both = pd.concat([entrances, other], ignore_index=True)
    found = town({"geometry": toy.at(150, 550), "capacity": 30.0}, entrances=both)
    mean, people = found.at_points["kita"]
    assert np.nansum(mean * people) == pytest.approx(30, abs=1e-9)
    assert found.standards.loc["kita", "facilities"] == 1


def test_missing_capacities_are_counted_and_too_many_make_it_unknown():
    known = [{"geometry": toy.at(150, 550), "capacity": 10.0}] * 4
    four_of_five = town(*known, {"geometry": toy.at(850, 550)})
    assert four_of_five.standards.loc["kita", ["facilities", "facilities_without_capacity"]].tolist() == [5, 1]
    assert four_of_five.table["access_per_100"].notna().any()
    one_of_two = town({"geometry": toy.at(150, 550), "capacity": 10.0}, {"geometry": toy.at(850, 550)})
    assert not one_of_two.standards.loc["kita", "is_known"]
    assert one_of_two.table["access_per_100"].isna().all()


def test_people_of_unknown_number_make_what_they_share_unknown():
    # how many live at the second point is not known; only the first place is shared with them
    cost = np.array([[0.0, np.inf], [0, np.inf], [np.inf, 0]])
    found, reached = shared(cost, np.array([[4.0, np.nan, 5.0]]), np.array([8.0, 10.0]), 300)
    assert np.isnan(found[0]).tolist() == [True, True, False]
    assert found[0, 2] == 2.0
    assert reached.all()


def test_where_no_list_is_complete_nothing_is_said():
    study = toy.study(
        facilities=toy.facilities({**KITA, "geometry": toy.at(150, 550), "capacity": 30.0}),
        population=toy.population({"A": {(0, 7): 40.0}, "B": {(0, 7): 20.0}, "C": {(0, 7): 10.0}}),
        sources=(toy.complete("kita", only_in=("B",)),),
        standards=("kita",),
    )
    found = analyse(study).access
    assert found.table.set_index("sozialraum_id")["access_per_100"].notna().tolist() == [False, True, False]
    mean, people = found.at_points["kita"]
    assert people[~np.isnan(mean)].sum() == pytest.approx(20.0)


def test_hours_are_no_places():
    found = town({"geometry": toy.at(150, 550), "capacity": 40.0, "capacity_unit": "oeffnungsstunden"})
    assert not len(found.table)


def test_available_places_count_before_approved_ones():
    found = town({"geometry": toy.at(150, 550), "capacity": 30.0, "capacity_available": 24.0})
    mean, people = found.at_points["kita"]
    assert np.nansum(mean * people) == pytest.approx(24, abs=1e-9)


def test_the_gaussian_is_a_setting():
    study = toy.study()
    assert analyse(study, Settings(decay=GAUSS)).fingerprint != analyse(study).fingerprint
    assert catchment.WEIGHTS == (1.0, 0.68, 0.22)
