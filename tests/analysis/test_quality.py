"""How good data are: counted by hand on the toy town."""

from __future__ import annotations

import math

import pytest
import toy

from sozialraum_geo.analysis.quality import assess, duplicates, stale
from sozialraum_geo.study import Source


def place(x, y, name="Kita Löwenzahn", **more):
    return {"geometry": toy.at(x, y), "sozialraum_id": "A", "name": name, "category": "kita", **more}


def pairs(*rows, settled=()):
    found = duplicates(toy.facilities(*rows), settled)
    return list(zip(found["first_id"], found["second_id"], strict=True))


def test_near_and_alike_may_be_the_same():
    # f0 and f1 stand 100 m apart under the same words, f2 150.1 m from f0: beyond the limit
    rows = (place(100, 100), place(100, 200, "Löwenzahn, Kita"), place(250.1, 100))
    assert pairs(*rows) == [("f0", "f1")]
    found = duplicates(toy.facilities(*rows))
    assert found.loc[0, "distance_m"] == pytest.approx(100)
    assert found.loc[0, "alike"] == 100


@pytest.mark.parametrize(
    ("other", "found"),
    [
        ({"name": "Kita Pusteblume"}, False),
        ({"name": "Kita Loewenzahn"}, True),
        ({"category": "hort"}, False),
        ({"name": "Kita Löwenzahn 2"}, False),
    ],
)
def test_another_name_kind_or_number_is_another_place(other, found):
    assert bool(pairs(place(100, 100), {**place(110, 100), **other})) == found


def test_one_address_needs_less_likeness_and_no_point():
    address = {"street": "Ährenweg", "house_number": "1", "postcode": "01067"}
    lost = {"geometry": None, "sozialraum_id": "A", "category": "kita", **address}
    rows = ({**lost, "name": "Kita Löwenzahn der AWO"}, {**lost, "name": "Löwenzahn-Kita", "street": "Aehrenweg"})
    assert pairs(*rows) == [("f0", "f1")]
    assert math.isnan(duplicates(toy.facilities(*rows)).loc[0, "distance_m"])
    assert pairs({**lost, "name": "Kita Löwenzahn"}, {**lost, "name": "Hort der Pfarre"}) == []


def test_what_somebody_called_different_is_not_asked_again():
    rows = (place(100, 100), place(100, 110))
    assert pairs(*rows, settled=[("f1", "f0")]) == []


def test_sources_age_on_the_date_of_the_study():
    sources = [Source("alt.csv", "grid", "", date="2021"), Source("neu.csv", "grid", "", date="2022-01-01"),
               Source("ohne.csv", "grid", "")]  # fmt: skip
    old = stale(sources, "2024-12-31")
    # 2021 ends on 31 December: 1,096 days are 3.0007 years; 1 January 2022 is a day less
    assert old["file"].tolist() == ["alt.csv"]
    assert old.loc[0, "years"] == pytest.approx(1096 / 365.25)


def test_completeness_and_precision_by_hand():
    rows = (place(100, 100, traeger="AWO"), {"sozialraum_id": "B", "category": "hort", "precision": "sozialraum"})
    quality = assess(toy.study(facilities=toy.facilities(*rows)))
    filled = quality.completeness.set_index(["table", "column"])["filled_share"]
    assert filled["facilities", "traeger"] == 0.5
    assert filled["facilities", "category"] == 1.0
    assert filled["facilities", "street"] == 0.0
    kinds = quality.precision.set_index(["table", "precision"])["rows"]
    assert kinds["facilities", "haus"] == kinds["facilities", "sozialraum"] == 1
    assert quality.without["facilities"] == ("C",)


def test_the_worst_finding_gives_the_level():
    assert assess(toy.study()).level == "good"
    some = Source("orte.csv", "facilities", "", rows=100, imported=98, rejected=2)
    many = Source("orte.csv", "facilities", "", rows=10, imported=8, rejected=2)
    assert assess(toy.study(sources=(some,))).level == "partial"
    poor = assess(toy.study(sources=(many,)))
    assert (poor.level, [r.code for r in poor.reasons]) == ("poor", ["quality_rejected"])
    lost = toy.facilities(place(100, 100), {"sozialraum_id": "B", "category": "hort", "precision": "sozialraum"})
    assert assess(toy.study(facilities=lost)).level == "poor"  # one of two has no point


def test_a_protected_place_lacks_no_point():
    hidden = {"sozialraum_id": "B", "category": "frauenhaus", "precision": "sozialraum", "is_protected": True}
    assert assess(toy.study(facilities=toy.facilities(place(100, 100), hidden))).level == "good"


def test_a_study_of_areas_only_can_be_assessed():
    bare = toy.study(facilities=None, population=None, grid=None, indicators=None, indicator_list=())
    quality = assess(bare)
    assert quality.duplicates.empty
    assert [r.code for r in quality.reasons] == ["quality_no_people"]
