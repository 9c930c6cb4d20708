"""Intervals of coverage: against plain loops, against the truth of random worlds, and by hand."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from sozialraum_geo.analysis.population import Points
from sozialraum_geo.analysis.reach.certainty import ERROR_M, coverage_draws, doubt, interval
from sozialraum_geo.analysis.reach.pairs import straight_pairs

STEPS = (np.arange(4) + 0.5) / 4 * 100


class StraightReach:
    """What `certainty` asks of a reach, by straight lines without a detour."""

    def __init__(self, xy, places, precision):
        self.xy, self.places = xy, np.asarray(places, dtype=float).reshape(-1, 2)
        ids = [f"f{i}" for i in range(len(self.places))]
        self.offers = {"s": pd.DataFrame({"offer_id": ids, "precision": precision})}
        every = np.hypot(*(xy[:, None] - self.places[None]).transpose(2, 0, 1))
        self.distance_m = {"s": every.min(axis=1) if len(ids) else np.full(len(xy), np.inf)}

    def pairs(self, standard_id, limit_m, at):
        return straight_pairs(self.xy[at], self.places, limit_m, 1.0)


def laid_out(cells):
    """Points of whole cells given as (x, y, sozialraum_id)."""
    u, v = (a.ravel() for a in np.meshgrid(STEPS, STEPS))
    corners = np.array([(x, y) for x, y, _ in cells], dtype=float)
    xy = (corners[:, None, :] + np.stack([u, v], axis=1)[None]).reshape(-1, 2)
    codes, ids = pd.factorize(np.array([a for _, _, a in cells], dtype=object))
    pieces = gpd.GeoDataFrame(geometry=[shapely.box(x, y, x + 100, y + 100) for x, y, _ in cells])
    piece = np.repeat(np.arange(len(cells)), 16)
    share = np.full(len(xy), 1 / 16)
    area_m2 = np.full(len(cells), 1e4)
    return Points(pieces, codes, pd.Index(ids), area_m2, piece, share, xy[:, 0], xy[:, 1]), xy


def limits(**metres):
    return pd.Series(metres, dtype=float)


def test_who_lives_wholly_inside_or_outside_is_certain():
    points, xy = laid_out([(0, 0, "A"), (2000, 0, "B")])
    reach = StraightReach(xy, [(50, 50)], "haus")
    found = doubt(reach, points, "s", np.array([7.0, 9.0]), limits(A=400, B=400, C=400), (1, 1))
    shares = coverage_draws(found, np.ones(50), np.random.default_rng(0))
    assert (shares[:, 0] == 1).all()
    assert (shares[:, 1] == 0).all()
    assert np.isnan(shares[:, 2]).all()  # nobody lives in C


def test_unknown_distances_are_left_out_and_nothing_in_reach_is_uncovered():
    points, xy = laid_out([(0, 0, "A"), (100, 0, "A")])
    reach = StraightReach(xy, [(50, 50)], "haus")
    reach.distance_m["s"] = np.where(points.piece == 0, np.inf, np.nan)
    shares = coverage_draws(
        doubt(reach, points, "s", np.array([3.0, 5.0]), limits(A=400), (1, 1)), np.ones(9), np.random.default_rng(0)
    )
    assert (shares == 0).all()
    reach.distance_m["s"][:] = np.nan
    shares = coverage_draws(
        doubt(reach, points, "s", np.array([3.0, 5.0]), limits(A=400), (1, 1)), np.ones(9), np.random.default_rng(0)
    )
    assert np.isnan(shares).all()


def test_one_person_in_a_cell_reached_by_a_quarter_is_all_or_nothing_a_quarter_of_the_time():
    # The place lies 1 km west. The columns of sub-points lie 1,012.5 m, 1,037.5 m, … from it, and at most 0.7 m more
    # for being up to 37.5 m off its height: with an error of 10 m the first is always within 1,025 m, the second never
    points, xy = laid_out([(0, 0, "A")])
    reach = StraightReach(xy, [(-1000, 50)], "haus")
    found = doubt(reach, points, "s", np.array([1.0]), limits(A=1025), (1, 1))
    shares = coverage_draws(found, np.ones(20_000), np.random.default_rng(1))
    assert set(np.unique(shares)) == {0.0, 1.0}
    # the standard error of a share of 20,000 draws is 0.003
    assert shares.mean() == pytest.approx(0.25, abs=0.012)


def brute(points, xy, places, errors, people, limit, area, draws, rng):
    """Each person thrown onto a point, each place's distances shifted, in plain loops."""
    shares = []
    for _ in range(draws):
        shift = [rng.uniform(-e, e) for e in errors]
        near = [min(np.hypot(*(p - q)) + e for q, e in zip(places, shift, strict=True)) <= limit for p in xy]
        covered, total = np.zeros(2), np.zeros(2)
        for piece, n in enumerate(people):
            for _ in range(int(n)):
                point = 16 * piece + rng.integers(16)
                covered[area[piece]] += near[point]
                total[area[piece]] += 1
        shares.append(covered / total)
    return np.array(shares)


def test_draws_spread_like_people_thrown_one_by_one():
    cells = [(100 * i, 100 * j, "A" if i < 5 else "B") for i in range(9) for j in range(4)]
    points, xy = laid_out(cells)
    rng = np.random.default_rng(5)
    people = rng.integers(0, 6, len(cells)).astype(float)
    places = np.array([(130.0, 180.0), (620.0, 240.0), (700.0, 90.0)])
    precision = ["haus", "strasse", "nachbarhaus"]
    reach = StraightReach(xy, places, precision)
    found = doubt(reach, points, "s", people, limits(A=190, B=190), (1, 1))
    ours = coverage_draws(found, np.ones(4000), rng)
    area = np.array([0 if a == "A" else 1 for _, _, a in cells])
    plain = brute(points, xy, places, [ERROR_M[p] for p in precision], people, 190.001, area, 500, rng)
    # 500 plain draws: the standard error of their mean is below 0.005, that of a deviation about 3 %
    np.testing.assert_allclose(ours.mean(axis=0), plain.mean(axis=0), atol=0.015)
    np.testing.assert_allclose(ours.std(axis=0), plain.std(axis=0), rtol=0.12)
    for one, other in zip(interval(ours), interval(plain), strict=True):
        np.testing.assert_allclose(one, other, atol=0.03)


def test_a_range_of_limits_gives_each_draw_its_own():
    cells = [(100 * i, 100 * j, "A") for i in range(10) for j in range(10)]
    points, xy = laid_out(cells)
    reach = StraightReach(xy, [(500.0, 500.0)], "haus")
    people = np.full(len(cells), 50.0)
    factor = np.linspace(0.8, 1.2, 400)
    ours = coverage_draws(
        doubt(reach, points, "s", people, limits(A=300), (0.8, 1.2)), factor, np.random.default_rng(2)
    )[:, 0]
    plain = np.array([(reach.distance_m["s"] <= 300 * f).mean() for f in factor])
    # 5,000 people on a ring: about half a point from chance, and ±10 m of 300 m on the ring's edge, about 2 points
    assert np.abs(ours - plain).max() < 0.045
    assert np.abs((ours - plain).mean()) < 0.003


def world(seed, precision="haus"):
    """A random Sozialraum of up to 1 km, its true coverage, and the interval from what a planner knows of it."""
    rng = np.random.default_rng(seed)
    side = rng.integers(4, 11)
    cells = [(100 * i, 100 * j, "A") for i in range(side) for j in range(side) if rng.random() < 0.8]
    if not cells:
        return None
    points, xy = laid_out(cells)
    people = rng.poisson(rng.uniform(3, 20), len(cells)).astype(float)
    if people.sum() == 0:
        return None
    places = rng.uniform(-100, side * 100 + 100, (rng.integers(1, 5), 2))
    limit = rng.uniform(200, 500)
    corner = np.repeat(np.array([(x, y) for x, y, _ in cells], dtype=float), people.astype(int), axis=0)
    homes = corner + rng.uniform(0, 100, corner.shape)
    shift = rng.uniform(-ERROR_M[precision], ERROR_M[precision], len(places))
    ways = np.hypot(*(homes[:, None] - places[None]).transpose(2, 0, 1)) + shift
    truth = (ways.min(axis=1) <= limit).mean()
    found = doubt(StraightReach(xy, places, precision), points, "s", people, limits(A=limit), (1, 1))
    low, high = interval(coverage_draws(found, np.ones(400), rng))
    return truth, low[0], high[0]


# A 90 % interval holds 450 of 500 truths, give or take 7 (a standard deviation); sub-points make it a little wider
@pytest.mark.slow
@pytest.mark.parametrize(("precision", "least", "widest"), [("haus", 0.90, 0.10), ("strasse", 0.87, 1.0)])
def test_over_500_worlds_the_interval_holds_the_truth(precision, least, widest):
    worlds = [w for w in (world(seed, precision) for seed in range(500)) if w is not None]
    truth, low, high = np.array(worlds).T
    held = (low - 1e-9 <= truth) & (truth <= high + 1e-9)
    assert len(worlds) >= 490
    assert held.mean() >= least
    assert np.median(high - low) < widest


def test_the_same_seed_gives_the_same_draws():
    points, xy = laid_out([(100 * i, 0, "A") for i in range(5)])
    reach = StraightReach(xy, [(240.0, 50.0)], "haus")
    found = doubt(reach, points, "s", np.full(5, 3.5), limits(A=130), (1, 1))
    one, other, another = (coverage_draws(found, np.ones(100), np.random.default_rng(s)) for s in (7, 7, 8))
    assert (one == other).all()
    assert (one != another).any()
