"""HSDS out: what the standard asks for, values by hand, and what stays inside."""

from __future__ import annotations

import csv
import io
import json
import re
import uuid
import zipfile
from dataclasses import replace

import pytest
import toy
from hypothesis import given, settings
from hypothesis import strategies as st
from station_year import rows

from sozialraum_geo.exports.hsds import directory as hsds
from sozialraum_geo.exports.hsds import writing
from sozialraum_geo.exports.hsds.directory import ENTITIES, directory
from sozialraum_geo.exports.hsds.times import opening_hours, schedules
from sozialraum_geo.reading.cells.opening_hours import Span, parse_opening_hours, written

EVIL = "=cmd|' /C calc'!A1"


@pytest.fixture(scope="module")
def demo(demo_study):
    return directory(demo_study)


def study(**changes):
    base = {
        "facilities": toy.facilities(
            {"geometry": toy.at(150, 550), "name": "Haus", "sozialraum_id": "A", "traeger": "Verein",
             "category": "jugendtreff", "street": "Hauptstraße", "house_number": "5", "postcode": "12345",
             "town": "Spielstadt"}),
        "partners": toy.partners({"name": "Schule Süd", "geometry": toy.at(300, 300)},
                                 {"name": "Offene Frage", "state": "offen"}),
        "activities": toy.activities(
            {"name": "Treff", "facility_id": "f0", "sozialraum_id": "A", "opening_hours": "Mo, Mi 14-18 Uhr",
             "age_from": 6.0, "age_to": 12.0, "languages": "Deutsch, Türkisch", "cost": "kostenlos", "theme": "Sport",
             "target": "Kinder", "checked_on": "2024-06-01", "traeger": "Verein", "role": "durchfuehrung",
             "funding": "Stiftung Geheim", "station": "EHS Nord", "partner_id": "p1"},
            {"name": "Mobil", "wirkungsraum": "A:0,25; B:0,75", "end": "2024-11-30", "begin": "2024-01-01",
             "geometry": toy.at(1500, 500), "cost": "beitrag", "traeger": "schule süd", "age_to": 6.5}),
    }  # fmt: skip
    return toy.study(**(base | changes))


def by_name(tables, entity):
    return {row["name"]: row for row in tables[entity]}


# --- the standard ----------------------------------------------------------------------------------------------------


def test_ids_are_uuids_and_every_reference_is_there(demo):
    ids = {entity: {row["id"] for row in table} for entity, table in demo.items()}
    for entity, table in demo.items():
        assert len(ids[entity]) == len(table), entity
        for row in table:
            assert str(uuid.UUID(row["id"])) == row["id"]
            assert set(row) <= set(ENTITIES[entity].fields), entity
            assert not [c for c in ENTITIES[entity].required if c not in row], (entity, row)
            for column, value in row.items():
                target = column.removesuffix("_id")
                if column.endswith("_id") and target in ids:
                    assert value in ids[target], (entity, column)
                if column == "link_id":
                    assert value in ids[row["link_entity"]]
    assert {row["status"] for row in demo["service"]} <= {"active", "inactive", "defunct", "temporarily closed"}
    assert {row["location_type"] for row in demo["location"]} == {"physical"}
    for row in demo["schedule"]:
        assert row.get("freq", "WEEKLY") in ("WEEKLY", "MONTHLY")
        assert re.fullmatch(r"-?\d?(MO|TU|WE|TH|FR|SA|SU)(,-?\d?(MO|TU|WE|TH|FR|SA|SU))*", row.get("byday", "MO"))


def test_values_by_hand():
    tables = directory(study())
    treff, mobil = by_name(tables, "service")["Treff"], by_name(tables, "service")["Mobil"]
    # our upper age is not included, theirs is
    assert (treff["minimum_age"], treff["maximum_age"]) == (6, 11)
    assert (mobil["minimum_age"], mobil["maximum_age"]) == (12, 6)  # under 6½: the sixth year still counts
    assert (treff["status"], mobil["status"]) == ("active", "defunct")
    assert (treff["eligibility_description"], treff["assured_date"]) == ("Kinder", "2024-06-01")
    times = [s for s in tables["schedule"] if s["service_id"] == treff["id"]]
    assert [(s["freq"], s["interval"], s["byday"], s["opens_at"], s["closes_at"]) for s in times] == [
        ("WEEKLY", 1, "MO,WE", "14:00", "18:00")
    ]
    assert [(a["name"], a.get("description")) for a in tables["service_area"] if a["service_id"] == mobil["id"]] == [
        ("Anger", "25 % des Angebots"), ("Bach", "75 % des Angebots"),
    ]  # fmt: skip
    assert [(c["option"], c.get("amount")) for c in tables["cost_option"]] == [
        ("kostenlos", 0),
        ("Kostenbeitrag", None),
    ]
    assert [(r["name"], r["code"]) for r in tables["language"]] == [("Deutsch", "de"), ("Türkisch", "tr")]
    house = next(p for p in tables["location"] if p.get("name") == "Haus")
    link = next(s for s in tables["service_at_location"] if s["service_id"] == treff["id"])
    assert link["location_id"] == house["id"]
    address = next(a for a in tables["address"] if a["location_id"] == house["id"])
    assert (address["address_1"], address["postal_code"], address["city"], address["country"]) == (
        "Hauptstraße 5", "12345", "Spielstadt", "DE",
    )  # fmt: skip


def test_a_traeger_is_one_organization_however_it_is_spelled():
    tables = directory(study())
    organizations = by_name(tables, "organization")
    assert set(organizations) == {"Schule Süd", "Offene Frage", "Verein"}
    services = by_name(tables, "service")
    assert services["Treff"]["organization_id"] == organizations["Verein"]["id"]
    assert services["Mobil"]["organization_id"] == organizations["Schule Süd"]["id"]
    none = directory(study(facilities=None, activities=toy.activities({"name": "Ohne", "sozialraum_id": "A"})))
    assert "Träger nicht eingetragen" in by_name(none, "organization")


def test_keys_make_ids_and_come_along():
    tables = directory(study())
    again = directory(study(partners=None))
    assert by_name(tables, "service")["Treff"]["id"] == by_name(again, "service")["Treff"]["id"]
    assert (
        by_name(directory(replace(study(), slug="andere")), "service")["Treff"]["id"]
        != by_name(tables, "service")["Treff"]["id"]
    )
    codes = {t["id"]: t["code"] for t in tables["taxonomy_term"]}
    told = {(a["link_id"], codes[a["taxonomy_term_id"]]): a["value"] for a in tables["attribute"]}
    assert told[by_name(tables, "service")["Treff"]["id"], "activities.activity_id"] == "a0"
    foreign = "2f1b1f0e-6d0c-4d3a-8f4e-111111111111"
    kept = directory(study(partners=toy.partners({"partner_id": foreign, "name": "Fremd"})))
    assert by_name(kept, "organization")["Fremd"]["id"] == foreign


def test_json_is_nested_as_the_standard_has_it(demo_study, demo):
    told = json.loads(writing.json_bytes(demo, name=demo_study.name, date=demo_study.date))
    assert told["version"] == "3.1"
    assert len(told["services"]) == len(demo_study.activities)
    for service in told["services"]:
        assert {"id", "name", "status"} <= set(service)
        assert {"id", "name", "description"} <= set(service["organization"])
        assert "organization_id" not in service
        for link in service.get("service_at_locations", []):
            for address in link["location"].get("addresses", []):
                assert {"id", "address_1", "city", "state_province", "postal_code", "country", "address_type"} <= set(
                    address
                )
        for attribute in service["attributes"]:
            assert {"id", "name", "description"} <= set(attribute["taxonomy_term"])
    places = {p["id"] for o in told["organizations"] for p in o.get("locations", [])}
    assert places == {p["id"] for p in demo["location"]}


def test_the_package_describes_its_files(demo_study, demo):
    made = writing.package_bytes(demo, name=demo_study.name, date=demo_study.date)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        about = json.loads(archive.read("datapackage.json"))
        assert about["profile"] == "tabular-data-package"
        assert {r["path"] for r in about["resources"]} == set(archive.namelist()) - {"datapackage.json"}
        for resource in about["resources"]:
            table = list(csv.DictReader(io.StringIO(archive.read(resource["path"]).decode())))
            fields = resource["schema"]["fields"]
            assert list(table[0]) == [f["name"] for f in fields]
            assert len(table) == len(demo[resource["name"]])
            for f in fields:
                cells = [row[f["name"]] for row in table]
                if f.get("constraints", {}).get("required"):
                    assert all(cells), (resource["name"], f["name"])
                if f["type"] == "number":
                    assert all(re.fullmatch(r"(-?\d+(\.\d+)?)?", c) for c in cells)
                if f["type"] == "date":
                    assert all(re.fullmatch(r"(\d{4}-\d\d-\d\d)?", c) for c in cells)
            for key in resource["schema"].get("foreignKeys", []):
                target = next(r for r in about["resources"] if r["name"] == key["reference"]["resource"])
                there = {row["id"] for row in csv.DictReader(io.StringIO(archive.read(target["path"]).decode()))}
                assert {row[key["fields"]] for row in table} - {""} <= there
        assert any(r["schema"].get("foreignKeys") for r in about["resources"])


def test_same_study_same_bytes(demo_study, demo):
    turned = replace(demo_study, activities=demo_study.activities.iloc[::-1], partners=demo_study.partners.iloc[::-1])
    other = directory(turned)
    for write in (writing.json_bytes, writing.package_bytes):
        assert write(demo, name="x", date="2025-12-31") == write(other, name="x", date="2025-12-31")


# --- what stays inside -----------------------------------------------------------------------------------------------


def test_nothing_of_the_house_goes_out():
    text = writing.json_bytes(directory(study()), name="x", date="2024-12-31").decode()
    for word in ("Stiftung Geheim", "EHS Nord", "durchfuehrung", "geklaert", "activities.partner_id"):
        assert word not in text, word


def test_the_public_does_not_learn_which_offer_ends():
    running = {"name": "Kurs", "sozialraum_id": "A", "end": "2025-03-31", "opening_hours": "Mo 14-15 Uhr"}
    over = {"name": "Gewesen", "sozialraum_id": "A", "end": "2024-03-31"}
    told = study(activities=toy.activities(running, over))
    assert str(directory(told)).count("2025-03-31") == 2  # the end, and until when its time holds
    public = directory(told, public=True)
    assert "2025-03-31" not in str(public)
    assert {s["name"]: s["status"] for s in public["service"]} == {"Kurs": "active", "Gewesen": "defunct"}


def test_in_public_only_partners_with_whom_it_is_settled():
    assert "Offene Frage" not in by_name(directory(study(), public=True), "organization")
    assert "Schule Süd" in by_name(directory(study(), public=True), "organization")
    settled = rows("cooperations", {"partner_id": "p1", "state": "geklaert"})
    assert "Offene Frage" in by_name(directory(study(cooperations=settled), public=True), "organization")


def test_protected_places_do_not_go_out_at_all():
    refuge = {"geometry": toy.at(500, 500), "sozialraum_id": "A", "street": "Geheimweg"}
    made = study(
        facilities=toy.facilities(refuge | {"name": "Haus Zuflucht", "category": "frauenhaus", "is_protected": True}),
        partners=toy.partners(refuge | {"name": "Zuflucht e. V.", "facility_id": "f0"}, {"name": "Schule"}),
        activities=toy.activities(
            refuge | {"name": "Café", "facility_id": "f0"}, {"name": "Abend", "sozialraum_id": "A"}
        ),
    )
    tables = directory(made)
    text = writing.json_bytes(tables, name="x", date="2024-12-31").decode()
    assert "Zuflucht" not in text
    assert "Geheimweg" not in text
    assert set(by_name(tables, "service")) == {"Abend"}
    assert "location" not in tables


def test_formulas_stay_text_in_csv_and_names_in_json():
    made = directory(study(partners=toy.partners({"name": EVIL})))
    with zipfile.ZipFile(io.BytesIO(writing.package_bytes(made, name=EVIL, date="2024-12-31"))) as archive:
        names = [row["name"] for row in csv.DictReader(io.StringIO(archive.read("organizations.csv").decode()))]
    assert f"'{EVIL}" in names
    told = json.loads(writing.json_bytes(made, name=EVIL, date="2024-12-31"))
    assert EVIL in [o["name"] for o in told["organizations"]]


# --- times -----------------------------------------------------------------------------------------------------------

SPAN = st.builds(
    lambda day, start, length, rhythm: Span(day, start, min(start + length, 1440), *rhythm),
    st.integers(0, 6), st.integers(0, 1380), st.integers(15, 600),
    st.sampled_from([("woechentlich", 0), ("vierzehntaeglich", 0), *(("monatlich", nth) for nth in (1, 2, 3, 4, -1))]),
)  # fmt: skip


@settings(deadline=None)
@given(st.sets(SPAN, min_size=1, max_size=6))
def test_times_come_back_even_without_their_words(spans):
    # the end of a day is written 23:59, and cannot be told from the minute before
    spans = {s for s in spans if s.end_min != 1439}
    told = schedules(written(spans)) if spans else []
    text, unclear = opening_hours([{k: v for k, v in row.items() if k != "description"} for row in told])
    assert unclear == 0
    assert set(parse_opening_hours(text).spans if text else ()) == spans


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jeden letzten Fr im Monat 10-12 Uhr", [("MONTHLY", 1, "-1FR", "10:00", "12:00")]),
        ("Do 15:00–17:00 14-täglich", [("WEEKLY", 2, "TH", "15:00", "17:00")]),
        ("Di 20:00-02:00", [("WEEKLY", 1, "TU", "20:00", "02:00")]),
        ("täglich 18-24 Uhr", [("WEEKLY", 1, "MO,TU,WE,TH,FR,SA,SU", "18:00", "23:59")]),
        ("Mo einmal im Monat 14-16 Uhr", [("MONTHLY", 1, None, "14:00", "16:00")]),  # on which Monday is not said
        ("nach Vereinbarung", [(None, None, None, None, None)]),
    ],
)
def test_times_as_rules(text, expected):
    made = schedules(text)
    assert [tuple(r.get(c) for c in ("freq", "interval", "byday", "opens_at", "closes_at")) for r in made] == expected
    assert {r["description"] for r in made} == {text}
    assert opening_hours(made) == (text, 0)


def test_what_ends_ends_in_its_times():
    assert [r["until"] for r in schedules("Mo 9-10 Uhr", "2025-01-31")] == ["2025-01-31"]
    assert "until" not in schedules("Mo 9-10 Uhr")[0]


def test_only_columns_that_exist_are_told():
    for table, columns in hsds.COLUMNS.items():
        assert set(columns) <= set(hsds.TABLES[table].by_name)
