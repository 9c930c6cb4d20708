"""The only door outside: what must not pass it."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import toy
from shapely import LineString

from sozialraum_geo.analysis import analyse
from sozialraum_geo.release import INTERN, PUBLIC, coarsening, release
from sozialraum_geo.release.coarsening import WAY_STEP_M
from sozialraum_geo.release.ways import NEAREST


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


SECRET = toy.at(500, 500)


def with_refuge(**changes):
    """A with a playground and a refuge, beside whose point partners and activities stand."""
    fields = {
        "facilities": toy.facilities(
            {"geometry": toy.at(150, 550), "sozialraum_id": "A", "name": "Platz am Anger"},
            {"geometry": SECRET, "sozialraum_id": "A", "name": "Haus Zuflucht", "category": "frauenhaus"},
        ).assign(is_protected=[False, True]),
        "partners": toy.partners(
            {"name": "Grundschule", "geometry": toy.at(200, 200)},
            {"name": "Zuflucht e. V.", "facility_id": "f1", "geometry": SECRET, "traeger": "Zuflucht", "street": "Weg"},
            {"name": "Frauenhaus am Anger", "geometry": SECRET},
            {"name": "Pflegefamilie Ohm", "is_protected": True, "geometry": toy.at(300, 300)},
        ),
        "activities": toy.activities(
            {"name": "Treff", "geometry": toy.at(150, 550), "sozialraum_id": "A"},
            {"name": "Kochen in der Zuflucht", "facility_id": "f1", "geometry": SECRET, "sozialraum_id": "A"},
            {"name": "Spielkreis", "partner_id": "p3", "geometry": toy.at(300, 300), "sozialraum_id": "A"},
            {"name": "Sommerfest", "partner_id": "p3", "geometry": toy.at(900, 900), "sozialraum_id": "A"},
        ),
        "gremien": pd.DataFrame(
            {
                "gremium_id": ["g"], "name": ["AK"], "kind": [None], "role": [None], "rhythm": [None],
                "area_level": [None], "station": [None], "checked_on": [None],
                "next_date": [None], "members": ["Grundschule; Zuflucht e. V."], "sozialraum_id": ["A"],
                "wirkungsraum": [None], "source": ["g.csv"],
            }
        ),
    }  # fmt: skip
    return toy.study(**{**fields, **changes})


@pytest.mark.parametrize("mode", [INTERN, PUBLIC])
def test_who_works_at_a_protected_place_has_neither_name_nor_point(mode):
    shown = release(analyse(with_refuge()), mode)
    assert shown.places["name"].tolist() == ["Platz am Anger"]
    # in public they are not even counted: alone of its kind in a Sozialraum a place is known without its name
    hidden = 3 if mode == INTERN else 0
    assert shown.partners["name"].tolist() == ["Grundschule", *["(geschützt)"] * hidden]
    assert shown.partners.geometry.isna().tolist() == [False, *[True] * hidden]
    assert shown.partners["traeger"].isna().all()
    # p3 is hidden; what it does at its own point is, too, but not what it does elsewhere
    assert shown.activities["name"].tolist() == ["Treff", "(geschützt)", "(geschützt)", "Sommerfest"]
    assert shown.activities.geometry.isna().tolist() == [False, True, True, False]
    # their Sozialraum stays
    assert set(shown.partners["sozialraum_id"]) == set(shown.activities["sozialraum_id"]) == {"A"}
    assert shown.gremien["members"].tolist() == [("Grundschule", "(geschützt)") if mode == INTERN else ()]
    everything = "".join(f"{v}" for v in vars(shown).values())
    for secret in ("Zuflucht", "Ohm", SECRET.wkt):
        assert secret not in everything


def test_a_protected_offer_counts_but_its_surroundings_are_not_drawn():
    # a child minder beside the only cell of B counts as a Kita there: 200 m and no other for 20 children
    minder = {"geometry": toy.at(1450, 550), "sozialraum_id": "B", "category": "kita", "name": "Tagesmutter Ohm"}
    results = analyse(
        toy.study(
            facilities=toy.facilities({**minder, "is_protected": True}),
            population=toy.population({a: {(0, 7): 20.0} for a in "ABC"}),
            sources=(toy.complete("kita"),),
            standards=("kita",),
        )
    )
    assert results.coverage.set_index("sozialraum_id").loc["B", "covered_share"] == 1.0
    shown = release(results)
    assert shown.cells["kita"]["reach"].tolist() == ["farther"]
    assert ("protected_not_drawn", "1") in {(w.code, w.detail) for w in shown.warnings}


def test_a_protected_place_off_the_streets_is_counted_not_named():
    streets = gpd.GeoDataFrame(
        {"name": ["Weg"], "kind": [None]}, geometry=[LineString([toy.at(0, 550), toy.at(900, 550)])], crs=toy.CRS
    )
    far = {"geometry": toy.at(2500, 100), "sozialraum_id": "C"}
    study = toy.study(
        facilities=toy.facilities(
            {**far, "name": "Platz Cluse"}, {**far, "name": "Haus Zuflucht", "is_protected": True}
        ),
        edges=streets,
    )
    notes = {(n.code, n.detail) for n in analyse(study).notes}
    assert ("offer_off_network", "Platz Cluse") in notes
    assert ("protected_off_network", "1") in notes


def test_the_walking_area_leaves_protected_places_out():
    streets = gpd.GeoDataFrame(
        {"name": ["Weg"], "kind": [None]}, geometry=[LineString([toy.at(0, 550), toy.at(3000, 550)])], crs=toy.CRS
    )
    places = toy.facilities(
        {"geometry": toy.at(150, 550), "sozialraum_id": "A"},
        {"geometry": toy.at(2450, 550), "sozialraum_id": "C", "is_protected": True},
    )
    shown = release(analyse(toy.study(facilities=places, edges=streets)))
    area = shown.walking("spielplatz_00_06", toy.square(0, 0, 1000))
    # 150 - 200 < 0: from the street's end to 350 m east of the corner, 40 m wide on both sides and round at the ends
    assert area.bounds == pytest.approx((toy.EAST - 40, toy.NORTH + 510, toy.EAST + 390, toy.NORTH + 590), abs=0.1)
    assert shown.walking("spielplatz_00_06", toy.square(2000, 0, 1000)).is_empty
    assert release(analyse(toy.study())).walking is None


def test_cells_that_two_grids_share_are_drawn_once():
    twice = pd.concat([toy.grid(toy.CELLS), toy.grid(toy.CELLS[:2])], ignore_index=True)
    one = release(analyse(toy.study())).cells["spielplatz_00_06"]
    two = release(analyse(toy.study(grid=twice))).cells["spielplatz_00_06"]
    assert two["reach"].tolist() == one["reach"].tolist()
    assert two.geometry.area.tolist() == pytest.approx(one.geometry.area.tolist())


def test_cells_of_different_grids_may_overlap():
    # squares of 100 m from x = 100, 150 and 180, the last 20 m further north, all within 200 m of the playground:
    # 150 m × 100 m, and of the last 30 m × 80 m and 100 m × 20 m more
    both = pd.concat([toy.grid(toy.CELLS), toy.grid([(150, 500, 5.0), (180, 520, 5.0)])], ignore_index=True)
    cells = release(analyse(toy.study(grid=both))).cells["spielplatz_00_06"].set_index("reach")
    assert cells.geometry.is_valid.all()
    assert cells.loc["covered", "geometry"].area == pytest.approx(150 * 100 + 30 * 80 + 100 * 20)


def test_no_frame_carries_people_of_cells(demo_study):
    shown = release(analyse(demo_study))
    for cells in shown.cells.values():
        assert set(cells.columns) == {"reach", "geometry"}
        assert len(cells) <= 6


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


def few(covered, uncovered):
    """A: so many children in the covered western cell and so many in the eastern one."""
    people = toy.PEOPLE | {"A": {(0, 6): covered + uncovered}}
    return toy.study(
        population=toy.population(people),
        grid=toy.grid([(100, 500, covered), (800, 500, uncovered), (1400, 500, 20.0)]),
    )


@pytest.mark.parametrize(
    ("covered", "uncovered", "people", "without", "share"),
    [
        (245.0, 5.0, 250.0, 10.0, 0.98),  # five are not nobody
        (42.0, 626.0, 650.0, 600.0, 0.06),  # 626 and 668 both round to 650: the part steps down
        (1990.0, 10.0, 2000.0, 10.0, 0.99),  # 99.5 % is not everybody
        (0.0, 668.0, 650.0, 650.0, 0.0),
        (668.0, 0.0, 650.0, 0.0, 1.0),
    ],
)
def test_public_numbers_say_nothing_false(covered, uncovered, people, without, share):
    row = cut(release(analyse(few(covered, uncovered)), PUBLIC))
    assert (row["people"], row["uncovered_people"], row["covered_share"]) == (people, without, share)


def test_a_part_of_very_few_is_blank_in_public():
    # 7 and 5 of 12: no ten lies between nobody and all of ten
    shown = cut(release(analyse(few(5.0, 7.0)), PUBLIC))
    assert shown["state"] == "suppressed"
    assert np.isnan(shown["people"])
    assert cut(release(analyse(few(5.0, 7.0))))["state"] == "known"


@pytest.mark.parametrize("mode", [INTERN, PUBLIC])
def test_less_than_half_a_person_is_nobody_in_count_and_share(mode):
    row = cut(release(analyse(few(49.6, 0.4)), mode))
    assert (row["uncovered_people"], row["covered_share"]) == (0.0, 1.0)
    row = cut(release(analyse(few(0.4, 49.6)), mode))
    assert (row["uncovered_people"], row["covered_share"]) == (row["people"], 0.0)


@pytest.mark.parametrize("mode", [INTERN, PUBLIC])
def test_counts_and_shares_agree_everywhere(mode, demo_study):
    shown = release(analyse(demo_study), mode)
    for table in (shown.coverage, shown.town):
        known = table[(table["state"] == "known") & (table["people"] > 0) & table["covered_share"].notna()]
        assert ((known["uncovered_people"] == 0) == (known["covered_share"] == 1)).all()
        all_known = known[~(known.get("unknown_share", 0) > 0)]
        assert ((all_known["uncovered_people"] == all_known["people"]) == (all_known["covered_share"] == 0)).all()
        assert (known["uncovered_people"] <= known["people"]).all()


def test_public_totals_are_rounded_once_not_summed_from_rounded_parts(demo_study):
    results = analyse(demo_study)
    assert results.residents.sum() == 78_844
    assert release(results, PUBLIC).totals["residents"] == 78_800
    assert release(results).totals["residents"] == 78_844
    bare = release(analyse(toy.study(population=None, grid=None, grid_classes=())), PUBLIC)
    assert np.isnan(bare.totals["residents"])


# --- what the figures of certainty and of places within reach could give away ---------------------------------------


def town_of(children, places=(25.0, 25.0)):
    """Only A is inhabited; Kitas with places."""
    spots = [{"geometry": toy.at(150 + 10 * i, 550), "capacity": c} for i, c in enumerate(places)]
    return toy.study(
        facilities=toy.facilities(*({"category": "kita", "capacity_unit": "plaetze"} | s for s in spots)),
        population=toy.population({"A": {(0, 7): children}, "B": {(0, 7): 0.0}, "C": {(0, 7): 0.0}}),
        sources=(toy.complete("kita"),),
        standards=("kita",),
    )


@pytest.mark.parametrize("children", [3.0, 7.0, 49.0])
def test_public_places_are_not_divided_by_few_children(children):
    shown = release(analyse(town_of(children)), PUBLIC)
    assert shown.access["access_per_100"].isna().all()
    assert shown.access_standards["mean"].isna().all()


def test_public_places_per_100_have_two_digits():
    # 50 places for 206 children: 24.27, which times 50 would give 206 back
    shown = release(analyse(town_of(206.0)), PUBLIC)
    assert shown.access.set_index("sozialraum_id").loc["A", "access_per_100"] == 24
    assert shown.access_standards.loc["kita", "mean"] == 0.24


def rows_of(people, low, high, share):
    return pd.DataFrame({
        "sozialraum_id": ["A"], "standard_id": "s", "people": [people], "covered_share": [share],
        "uncovered_people": [people * (1 - share)], "unknown_share": [0.0], "is_wide": [False], "is_complete": [True],
        "covered_low": [low], "covered_high": [high], "nearest_p50_m": [412.0], "nearest_p90_m": [633.0],
        "nearest_max_m": [1187.3], "known_people": [people], "reached_people": [people * share],
    })  # fmt: skip


def test_public_spans_hide_whole_children_and_the_longest_way_is_not_said():
    few, some, many = (
        coarsening.blanked_coverage(rows_of(p, 0.713, 0.862, 0.8), public=True).iloc[0] for p in (30.0, 100.0, 1000.0)
    )
    assert np.isnan([few["covered_low"], few["covered_high"]]).all()
    assert (some["covered_low"], some["covered_high"]) == pytest.approx((0.70, 0.90))
    assert (many["covered_low"], many["covered_high"]) == pytest.approx((0.71, 0.86))
    for row in (few, some, many):
        assert np.isnan(row["nearest_max_m"])
        assert (row["nearest_p50_m"], row["nearest_p90_m"]) == (400.0, 650.0)


def test_a_suppressed_town_has_no_share():
    people = {"A": {(0, 6): 6.0, (6, 12): 0.0, (12, 18): 0.0}, "B": {(0, 6): 0.0}, "C": {(0, 6): 0.0}}
    study = toy.study(population=toy.population(people), grid=toy.grid([(100, 500, 5.0), (800, 500, 1.0)]))
    town = release(analyse(study), PUBLIC).town.loc["spielplatz_00_06"]
    assert town["state"] == "suppressed"
    assert town[["people", "covered_share", "covered_low", "covered_high"]].isna().all()


def test_every_length_of_a_way_is_rounded_in_public(demo_study):
    table = release(analyse(demo_study), PUBLIC).coverage
    for column in (c for c in table if c.startswith("nearest_")):
        known = table[column].replace(np.inf, np.nan).dropna()
        assert (known % WAY_STEP_M == 0).all(), column
    assert table["nearest_p50_m"].notna().any()


def test_no_length_of_a_way_leads_to_a_protected_place():
    hidden = {"geometry": toy.at(1330, 420), "is_protected": True, "name": "Haus Zuflucht"}
    study = toy.study(facilities=toy.facilities({"geometry": toy.at(750, 550)}, hidden))
    results = analyse(study)
    for mode in (INTERN, PUBLIC):
        table = release(results, mode).coverage.set_index("sozialraum_id")
        ways = [c for c in table if c.startswith("nearest_")]
        assert set(ways) >= set(NEAREST)
        assert table.loc["B", ways].isna().all()
    assert release(results).coverage.set_index("sozialraum_id").loc["A", "nearest_p50_m"] > 0


def test_what_is_too_wide_is_not_in_the_gaps_either():
    results = analyse(toy.study())
    coverage = results.coverage.assign(is_wide=True, covered_low=0.1, covered_high=0.9)
    shown = release(replace(results, coverage=coverage))
    assert shown.gaps[["uncovered_people", "weighted_people"]].isna().all(axis=None)
