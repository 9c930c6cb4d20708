"""Protected places: nobody finds them through a site, a list of partners, free words or an address of others."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import toy

from sozialraum_geo.analysis.results import analyse, figures_key
from sozialraum_geo.exports import calendar, exchange
from sozialraum_geo.exports.hsds import directory
from sozialraum_geo.reading.protection import NEAR_M, hidden_rows
from sozialraum_geo.register.records import Row
from sozialraum_geo.register.shelf import Kept, make_line, make_view
from sozialraum_geo.release import INTERN, PUBLIC, release
from sozialraum_geo.release.hiding import listed
from sozialraum_geo.standards import Settings
from sozialraum_geo.tables import PROTECTED_NAME, TABLES

HOUSE = toy.at(300, 300)


def table_of(name, *rows):
    """Rows of a table that the toy town has none of; what is not told is empty."""
    empty = dict.fromkeys(TABLES[name].by_name) | {"source": f"{name}.csv", "row": 2}
    frame = pd.DataFrame([empty | row for row in rows], dtype=object)
    if TABLES[name].shape != "point":
        return frame
    return gpd.GeoDataFrame(frame, geometry=[row.get("geometry") for row in rows], crs=toy.CRS)


def town(**changes):
    partners = toy.partners(
        {"name": "Verein Quitte", "kind": "verein", "is_protected": True, "geometry": HOUSE, "street": "Rosenweg",
         "house_number": "3"},
        {"name": "Sportverein", "kind": "verein", "geometry": toy.at(900, 900)},
    )  # fmt: skip
    return toy.study(**{"partners": partners} | changes)


def test_a_facility_at_a_protected_site_is_nowhere():
    sites = table_of(
        "sites", {"site_id": "S1", "name": "Haus Zeder", "is_protected": True, "sozialraum_id": "A", "geometry": HOUSE}
    )
    facilities = toy.facilities(
        {"name": "Gruppe Zeder", "category": "kita", "site_id": "S1", "sozialraum_id": "A", "geometry": HOUSE},
        {"name": "Kita Offen", "category": "kita", "sozialraum_id": "A", "geometry": toy.at(800, 800)},
    )
    activities = toy.activities({"name": "Treff Zeder", "facility_id": "f0", "sozialraum_id": "A", "geometry": HOUSE})
    study = town(sites=sites, facilities=facilities, activities=activities)
    assert hidden_rows(study, facilities).tolist() == [True, False]
    for mode in (INTERN, PUBLIC):
        shown = release(analyse(study, Settings(standards=("kita",))), mode)
        assert shown.places["name"].tolist() == ["Kita Offen"]
        assert shown.activities["name"].tolist() == [PROTECTED_NAME]
        assert shown.activities.geometry.tolist() == [None]
        assert shown.offers["kita"]["name"].tolist() == ["Kita Offen"]
    assert "Zeder" not in str(directory.directory(study))
    assert "Zeder" not in str({k: t.to_dict() for k, t in exchange.outgoing(study).items()})


@pytest.mark.parametrize(
    ("row", "is_hidden"),
    [
        ({"partner_id": "p0", "geometry": HOUSE}, True),
        ({"partner_id": "p0", "geometry": toy.at(300 + NEAR_M - 1, 300)}, True),  # clicked on the map a bit beside
        ({"partner_id": "p0", "geometry": toy.at(300 + NEAR_M + 1, 300)}, False),
        ({"partner_id": "p0", "street": "Rosenweg", "house_number": "3"}, True),
        ({"partner_id": "p0", "street": "Rosenweg", "house_number": "33"}, False),
        ({"partners": "Sportverein; verein  quitte", "geometry": HOUSE}, True),
        ({"partners": "p1, p0", "geometry": HOUSE}, True),
        ({"partner_id": "p1", "geometry": HOUSE}, False),
        ({"geometry": HOUSE}, False),
        ({"partner_id": "p0"}, False),
    ],
)
def test_who_names_a_protected_partner_and_stands_there_is_hidden(row, is_hidden):
    activities = toy.activities({"name": "Kleiderkammer", **row})
    study = town(activities=activities)
    assert hidden_rows(study, activities).tolist() == [is_hidden]
    kept = {
        "partners": lines("partners", study.partners),
        "activities": lines("activities", activities),
    }
    view = make_view({}, kept, {})
    (line,) = kept["activities"].lines
    assert view.is_hidden(line) == is_hidden
    assert (view.hidden_at(kept["activities"]) == {0}) == is_hidden


def lines(table, frame):
    key = TABLES[table].key
    points = frame.geometry.to_wkb()
    plain = pd.DataFrame(frame.drop(columns=["geometry", "source", "row"])).to_dict("records")
    rows = [
        Row(table, "", told.pop(key), {k: v for k, v in told.items() if v is not None and v == v and v is not False},
            point, 1, "", "")
        for told, point in zip(plain, points, strict=True)
    ]  # fmt: skip
    return Kept(table, (1, ""), tuple(make_line(row, {}) for row in rows))


def test_engagement_of_a_protected_partner_has_neither_name_nor_point():
    engagement = table_of(
        "engagement",
        {"engagement_id": "e1", "name": "Kleiderkammer", "partner_id": "p0", "sozialraum_id": "A", "geometry": HOUSE,
         "next_date": "2025-02-01"},
        {"engagement_id": "e2", "name": "Lesepaten", "partner_id": "p1", "sozialraum_id": "A", "geometry": HOUSE},
    )  # fmt: skip
    study = town(engagement=engagement)
    for mode in (INTERN, PUBLIC):
        shown = release(analyse(study, Settings(standards=("kita",))), mode)
        assert shown.engagement["name"].tolist() == [PROTECTED_NAME, "Lesepaten"]
        assert shown.engagement.geometry.isna().tolist() == [True, False]
        assert "Kleiderkammer" not in str(calendar.events(shown))


def test_names_of_protected_places_are_taken_out_of_lists_and_words():
    study = town(
        gremien=table_of("gremien", {"gremium_id": "g1", "name": "AK", "members": "VEREIN QUITTE; Frauenhaus 1, p1"}),
        activities=toy.activities({"partners": "Müller, Meier & Co; Verein Quitte", "sozialraum_id": "A"}),
        cooperations=table_of(
            "cooperations",
            {"cooperation_id": "c1", "partner_id": "p0", "name": "Rosenweg", "hze_task": "Besuch im Rosenweg"},
            {"cooperation_id": "c2", "partner_id": "p1", "name": "Ballspiel"},
        ),
        effort=table_of(
            "effort",
            {"effort_id": "w1", "level": "fallunspezifisch", "hours": 2.0, "partner_id": "p0", "name": "Rosenweg"},
        ),
    )
    shown = release(analyse(study, Settings(standards=("kita",))))
    assert shown.gremien["members"].tolist() == [(PROTECTED_NAME, PROTECTED_NAME, "p1")]
    assert shown.activities["partners"].tolist() == [f"Müller, Meier & Co; {PROTECTED_NAME}"]
    assert shown.cooperations["name"].tolist() == [None, "Ballspiel"]
    assert shown.cooperations["hze_task"].isna().all()
    assert shown.effort["name"].isna().all()
    assert shown.effort["hours"].tolist() == [2.0]


def test_a_list_without_secrets_stays_as_it_was_written():
    told = listed(town())
    assert told("Müller, Meier & Co;p1|AK\nMitte") == "Müller, Meier & Co;p1|AK\nMitte"
    assert told(None) is None


def test_a_protected_partner_does_not_say_in_which_house_it_is():
    partners = toy.partners({"name": "Verein Quitte", "is_protected": True, "facility_id": "f1", "geometry": HOUSE})
    study = town(partners=partners)
    shown = release(analyse(study, Settings(standards=("kita",))))
    assert shown.partners["facility_id"].isna().all()
    assert exchange.outgoing(study)["partners"]["facility_id"].isna().all()


@pytest.mark.parametrize("name", ["Frauenhäuser Süd", "Frauenschutzhaus", "Frauen-Haus West", "Zufluchtswohnung 2"])
def test_other_words_for_a_refuge_are_known(name):
    partners = toy.partners({"name": name}, {"name": "Kinderschutzbund"}, {"name": "Haus der Frauen"})
    assert hidden_rows(town(partners=partners), partners).tolist() == [True, False, False]


def test_a_mark_of_a_partner_or_a_site_makes_the_notes_anew():
    settings = Settings(standards=("jugendtreff",))
    sites = table_of("sites", {"site_id": "S1", "name": "Haus", "sozialraum_id": "A", "geometry": HOUSE})
    facilities = toy.facilities({"category": "kita", "site_id": "S1", "sozialraum_id": "A", "geometry": HOUSE})
    partners = toy.partners({"name": "Verein", "is_protected": False, "geometry": HOUSE})
    activities = toy.activities({"partner_id": "p0", "geometry": HOUSE, "sozialraum_id": "A"})
    tables = {"sites": sites, "facilities": facilities, "partners": partners, "activities": activities}
    key = figures_key(toy.study(**tables), settings)
    for name, frame in (("sites", sites), ("partners", partners)):
        now = toy.study(**tables | {name: frame.assign(is_protected=True)})
        assert figures_key(now, settings) != key
