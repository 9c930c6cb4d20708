"""What counts for a standard, and where: facilities, entrances, activities, stops."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
import toy

from sozialraum_geo.analysis import analyse
from sozialraum_geo.analysis.reach import offers
from sozialraum_geo.errors import StudyError
from sozialraum_geo.release import release
from sozialraum_geo.release.hiding import without_hidden
from sozialraum_geo.standards import Settings, all_standards

YOUTH = all_standards()["jugendtreff"]  # at least 8 hours a week
CLUB = {"category": "jugendtreff", "sozialraum_id": "A", "geometry": toy.at(100, 100)}
YOUNG = toy.population({area: {(12, 27): 8.0} for area in "ABC"})
HERE = {"geometry": toy.at(150, 550), "sozialraum_id": "A"}
BUS = {"form": "mobil", "geometry": toy.at(900, 900), "sozialraum_id": "A"}


def stops(*rows):
    """Stops from dicts; what a stop does not say is left to the activity."""
    default = {"activity_id": "a0", "rhythm": None, "hours_week": float("nan"), "begin": None, "end": None,
               "precision": "haus", "geometry": toy.at(150, 550)}  # fmt: skip
    return gpd.GeoDataFrame(pd.DataFrame([{**default, **row} for row in rows]), geometry="geometry", crs=toy.CRS)


def entrances(*rows):
    default = {"facility_id": "f0", "precision": "haus"}
    return gpd.GeoDataFrame(pd.DataFrame([{**default, **row} for row in rows]), geometry="geometry", crs=toy.CRS)


def counted(study, standard=YOUTH):
    """Where what counts is reached: (offer, kind, x, y) in metres from the corner of A."""
    found = offers.counted_offers(study, standard, study.date)
    return [
        (row.offer_id, row.kind, row.geometry.x - toy.EAST, row.geometry.y - toy.NORTH) for row in found.itertuples()
    ]


# --- entrances ---


def test_a_place_with_entrances_is_reached_there_and_not_at_its_point():
    study = toy.study(
        facilities=toy.facilities(CLUB, CLUB | {"geometry": toy.at(700, 700)}),
        entrances=entrances({"geometry": toy.at(1, 1)}, {"geometry": toy.at(2, 2), "precision": "strasse"}),
    )
    assert sorted(counted(study)) == [
        ("f0", "facility", 1.0, 1.0), ("f0", "facility", 2.0, 2.0), ("f1", "facility", 700.0, 700.0)
    ]  # fmt: skip
    found = offers.counted_offers(study, YOUTH, study.date).set_index("offer_id")["precision"]
    assert sorted(found["f0"]) == ["haus", "strasse"]


def test_entrances_are_places_enough():
    # Known by its Sozialraum only, but with an entrance: it counts for distance and is not open any more
    study = toy.study(
        facilities=toy.facilities(CLUB | {"geometry": None}), entrances=entrances({"geometry": toy.at(1, 1)})
    )
    assert counted(study) == [("f0", "facility", 1.0, 1.0)]
    assert offers.unplaced_offers(study, YOUTH, study.date).sum() == 0
    bare = replace(study, entrances=None)
    assert offers.unplaced_offers(bare, YOUTH, study.date).to_dict() == {"A": 1, "B": 0, "C": 0}


def test_entrances_of_a_closed_place_do_not_count():
    study = toy.study(
        facilities=toy.facilities(CLUB | {"end": "2024-12-30"}), entrances=entrances({"geometry": toy.at(1, 1)})
    )
    assert counted(study) == []


def test_an_activity_at_a_facility_is_reached_at_its_entrances():
    club = CLUB | {"category": "stadtteiltreff"}
    study = toy.study(
        facilities=toy.facilities(club),
        entrances=entrances({"geometry": toy.at(1, 1)}),
        activities=toy.activities(
            {"facility_id": "f0", "geometry": club["geometry"]},
            {"facility_id": "f0", "geometry": None},
            {"facility_id": "f0", "geometry": toy.at(500, 500)},  # has a place of its own
        ),
    )
    assert sorted(counted(study)) == [
        ("a0", "activity", 1.0, 1.0), ("a1", "activity", 1.0, 1.0), ("a2", "activity", 500.0, 500.0)
    ]  # fmt: skip


# --- facilities and activities together ---


def test_facilities_and_activities_count_side_by_side():
    # The evening at (150, 550) covers nothing the club does not: together they are two places of one standard
    study = toy.study(facilities=toy.facilities(CLUB), activities=toy.activities(HERE))
    assert counted(study) == [("f0", "facility", 100.0, 100.0), ("a0", "activity", 150.0, 550.0)]


@pytest.mark.parametrize("access", ["nur_schule", "mitglieder", "hilfeplan"])
def test_what_is_not_open_to_those_asked_about_does_not_count(access):
    study = toy.study(
        facilities=toy.facilities(CLUB | {"access": access}), activities=toy.activities(HERE | {"access": access})
    )
    assert counted(study) == []


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        ({"rhythm": "woechentlich"}, True),
        ({"rhythm": "vierzehntaeglich"}, True),
        ({"rhythm": "monatlich"}, True),
        ({"rhythm": "vierteljaehrlich"}, False),
        ({"rhythm": "ferien"}, False),
        ({"hours_week": 8.0}, True),  # at least, not more than
        ({"hours_week": 7.99}, False),
        ({"age_from": 12.0, "age_to": 19.0}, False),  # seven of the fifteen years
        ({"age_from": 12.0, "age_to": 20.0}, True),  # eight
        ({"age_to": float("nan")}, True),  # from twelve on
    ],
)
def test_rhythm_hours_and_ages_of_an_activity(change, counts):
    study = toy.study(activities=toy.activities(HERE | change))
    assert bool(counted(study)) is counts
    assert offers.counting_activities(study, YOUTH, study.date).tolist() == [counts]


def test_too_few_hours_are_part_time():
    rows = (HERE | {"hours_week": 3.0}, HERE | {"hours_week": 3.0, "access": "nur_schule"}, HERE)
    study = toy.study(activities=toy.activities(*rows), standards=("jugendtreff",))
    table = analyse(study, Settings(draws=100)).activities
    assert table["part_time_for"].tolist() == [("jugendtreff",), (), ()]
    assert table["counts_for"].tolist() == [(), (), ("jugendtreff",)]


@pytest.mark.parametrize(
    "change",
    [
        {"form": "aufsuchend"},
        {"form": "online"},
        {"geometry": None, "wirkungsraum": "A;B;C"},  # for the whole town
    ],
)
def test_outreach_online_and_area_wide_offers_are_listed_and_never_cover(change):
    # All of A's young people live within 1,000 m of the point, and yet nobody is covered by such an offer
    activity = {"geometry": toy.at(150, 550), "sozialraum_id": "A"} | change
    study = toy.study(
        activities=toy.activities(activity),
        population=YOUNG,
        sources=(toy.complete("jugendtreff"),),
        standards=("jugendtreff",),
    )
    results = analyse(study, Settings(draws=100))
    assert len(results.activities) == 1
    assert results.activities["is_current"].all()
    assert results.activities["counts_for"].tolist() == [()]
    assert results.activities["part_time_for"].tolist() == [()]
    assert results.coverage["covered_share"].tolist() == [0.0, 0.0, 0.0]


# --- stops of mobile offers ---


def test_a_mobile_offer_counts_at_its_stops_never_at_its_own_point():
    study = toy.study(activities=toy.activities(BUS), stops=stops({}, {"geometry": toy.at(2500, 500)}))
    assert counted(study) == [("a0", "activity", 150.0, 550.0), ("a0", "activity", 2500.0, 500.0)]
    assert counted(replace(study, stops=None)) == []
    assert not offers.counting_activities(replace(study, stops=None), YOUTH, study.date).any()


def test_stops_of_what_is_not_mobile_do_not_count():
    study = toy.study(activities=toy.activities(HERE | {"form": "aufsuchend"}, HERE), stops=stops({}))
    assert counted(study) == [("a1", "activity", 150.0, 550.0)]


@pytest.mark.parametrize(
    ("activity", "stop", "counts"),
    [
        ({}, {"begin": "2025-01-01"}, False),  # the date is 2024-12-31
        ({}, {"end": "2024-12-31"}, True),
        ({}, {"end": "2024-12-30"}, False),
        ({"end": "2024-12-30"}, {}, False),  # the offer itself is over
        ({"rhythm": "einmalig"}, {}, False),
        ({"rhythm": "einmalig"}, {"rhythm": "woechentlich"}, True),  # the stop knows better
        ({"rhythm": "woechentlich"}, {"rhythm": "jaehrlich"}, False),
        ({"hours_week": 10.0}, {"hours_week": 4.0}, False),  # ten hours in all, four of them here
        ({"hours_week": 4.0}, {"hours_week": 8.0}, True),
        ({"hours_week": float("nan")}, {}, False),
        ({"access": "mitglieder"}, {}, False),
        ({"age_from": 60.0, "age_to": float("nan")}, {}, False),
    ],
)
def test_dates_of_both_and_rhythm_and_hours_of_the_stop(activity, stop, counts):
    study = toy.study(activities=toy.activities(BUS | activity), stops=stops(stop))
    assert bool(counted(study)) is counts


def test_a_stop_covers_who_lives_around_it():
    # A's 8 young people: straight lines × 1.3, 1,000 m reach 769 m. At (150, 550) the western cell (a quarter) is
    # near and the eastern (650 to 750 m) as well; the bus itself is parked in C and covers nobody there.
    bus = BUS | {"geometry": toy.at(2450, 550), "sozialraum_id": "C"}
    study = toy.study(
        activities=toy.activities(bus),
        stops=stops({}),
        population=YOUNG,
        sources=(toy.complete("jugendtreff"),),
        standards=("jugendtreff",),
    )
    coverage = analyse(study, Settings(draws=100)).coverage.set_index("sozialraum_id")["covered_share"]
    assert coverage.to_dict() == {"A": 1.0, "B": 0.0, "C": 0.0}


# --- studies that cannot be ---


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"entrances": entrances({"facility_id": "x", "geometry": toy.at(1, 1)})}, "unknown_facility_row"),
        ({"entrances": entrances({"geometry": None})}, "point_missing"),
        ({"stops": stops({})}, "unknown_activity_row"),  # without any activities
        ({"entrances": entrances({"geometry": toy.at(1, 1)}).to_crs("EPSG:25833")}, "wrong_crs"),
        (
            {"activities": toy.activities(BUS), "stops": stops({}).to_crs("EPSG:25833")},
            "wrong_crs",
        ),
    ],
)
def test_studies_with_rows_that_belong_to_nothing_are_refused(changes, code):
    with pytest.raises(StudyError) as caught:
        toy.study(**changes)
    assert code in [p.code for p in caught.value.problems]


@pytest.mark.parametrize("name", ["entrances", "stops", "school_districts"])
def test_the_fingerprint_knows_them(name):
    base = toy.study(activities=toy.activities(BUS))
    layers = {
        "entrances": [entrances({"geometry": toy.at(x, 1)}) for x in (1, 2)],
        "stops": [stops({"geometry": toy.at(x, 1)}) for x in (1, 2)],
        "school_districts": [
            gpd.GeoDataFrame({"facility_id": ["f0"]}, geometry=[toy.square(x, 0, 10)], crs=toy.CRS) for x in (1, 2)
        ],
    }
    prints = [base.fingerprint, *(toy.renamed(base, **{name: layer}).fingerprint for layer in layers[name])]
    assert len(set(prints)) == 3


# --- protected places ---


@pytest.mark.parametrize("mode", ["intern", "oeffentlich"])
def test_the_entrance_of_a_protected_place_counts_and_is_nowhere(mode):
    # The refuge has no point of its own, only a door in the middle of A's eastern cell
    door = toy.at(850, 550)
    refuge = {"category": "kita", "is_protected": True, "sozialraum_id": "A", "precision": "sozialraum"}
    study = toy.study(
        facilities=toy.facilities(refuge, {"category": "kita", "geometry": toy.at(2450, 550), "sozialraum_id": "C"}),
        entrances=entrances({"geometry": door}),
        population=toy.population({area: {(0, 7): 40.0} for area in "ABC"}),
        sources=(toy.complete("kita"),),
        standards=("kita",),
    )
    results = analyse(study, Settings(draws=100))
    assert results.coverage.set_index("sozialraum_id").loc["A", "covered_share"] == 1.0
    shown = release(results, mode)
    without = release(analyse(without_hidden(study), Settings(draws=100)), mode)
    assert shown.cells["kita"].to_wkt()["geometry"].tolist() == without.cells["kita"].to_wkt()["geometry"].tolist()
    assert shown.cells["kita"]["reach"].tolist() == without.cells["kita"]["reach"].tolist()
    frames = {name: value for name, value in vars(shown).items() if isinstance(value, gpd.GeoDataFrame)}
    assert frames
    for name, frame in frames.items():
        points = frame.geometry[frame.geom_type.eq("Point")]
        assert not points.dwithin(door, 1.0).any(), name
