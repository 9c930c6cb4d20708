"""HSDS in: our own files back, those of others by hand, and hostile ones refused."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from here import DEMO
from hsds_files import FULL, OFFICE, PROVIDER, SERVICE

from sozialraum_geo.errors import StudyError
from sozialraum_geo.exports.hsds import incoming, writing
from sozialraum_geo.exports.hsds.directory import directory
from sozialraum_geo.reading import read_study
from sozialraum_geo.reading.files import rawtable
from sozialraum_geo.reading.protection import hidden_rows
from sozialraum_geo.register import importing
from sozialraum_geo.tables import KEYS

# columns that come back: what HSDS has a field for, and what we told as attributes
BACK = {
    "activities": ("name", "ansatzpunkt", "category", "form", "theme", "target", "age_from", "age_to", "access",
                   "rhythm", "hours_week", "begin", "end", "opening_hours", "cost", "languages", "traeger",
                   "facility_id", "is_barrier_free", "sozialraum_id", "wirkungsraum", "checked_on", "street",
                   "house_number", "postcode"),
    "facilities": ("name", "category", "traeger", "traeger_art", "capacity", "capacity_unit", "age_from", "age_to",
                   "access", "status", "begin", "end", "hours_week", "sozialraum_id", "street", "house_number"),
    "partners": ("name", "kind", "traeger", "traeger_art", "regelsystem", "spitzenverband", "rechtsform",
                 "is_recognised", "facility_id", "sozialraum_id", "street", "house_number"),
}  # fmt: skip


def laid(folder: Path, told: object, name: str = "fremd.json") -> Path:
    path = folder / name
    if isinstance(told, bytes):
        path.write_bytes(told)
    else:
        path.write_text(json.dumps(told), encoding="utf-8")
    return path


def package(files: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return stream.getvalue()


def refusal(path: Path) -> str:
    with pytest.raises(StudyError) as caught:
        incoming.read_hsds(path)
    return caught.value.problems[0].code


def adds_up(taken: incoming.Taken) -> None:
    for table, counts in taken.counts.items():
        assert counts["rows"] == sum(n for reason, n in counts.items() if reason != "rows")
        assert counts.get("taken", 0) == len(taken.tables.get(table, ()))


def bare(study):
    """The areas of a study, and nothing in them."""
    nothing = ("facilities", "entrances", "school_districts", "partners", "activities", "stops")
    return replace(study, **dict.fromkeys(nothing))


@pytest.mark.parametrize("kind", ["json", "zip"])
def test_what_went_out_comes_back(demo_study, tmp_path, kind):
    told = directory(demo_study)
    write = writing.json_bytes if kind == "json" else writing.package_bytes
    path = laid(tmp_path, write(told, name=demo_study.name, date=demo_study.date), f"stadt.{kind}")
    taken, prepared = incoming.prepare(DEMO, bare(demo_study), path)
    adds_up(taken)
    assert list(prepared) == ["facilities", "partners", "activities"]
    for table, columns in BACK.items():
        key, own = KEYS[table], getattr(demo_study, table)
        own = own[~hidden_rows(demo_study, own)].set_index(key)
        assert not prepared[table].rejected
        back = prepared[table].frame.set_index(key).reindex(own.index)
        assert len(prepared[table].frame) == len(own)
        for column in columns:
            unlike = [
                (i, a, b)
                for i, a, b in zip(own.index, back[column], own[column], strict=True)
                if not (a == b or (pd.isna(a) and pd.isna(b)))
            ]
            assert not unlike, (table, column, unlike[:3])
        there = own.geometry.notna() & ~own.geometry.is_empty
        assert there.sum() > 50
        assert gpd.GeoSeries(back.geometry[there]).distance(own.geometry[there]).max() < 0.02


def test_what_is_there_already_does_not_come_twice(demo_study, tmp_path):
    own = writing.json_bytes(directory(demo_study), name="x", date="2025-12-31")
    taken, prepared = incoming.prepare(DEMO, demo_study, laid(tmp_path, own))
    adds_up(taken)
    assert prepared == {}
    assert taken.counts["activities"] == {"rows": 300, "taken": 0, "known": 300}


def test_a_list_of_others_is_renewed_by_its_next_file(tmp_path):
    folder = tmp_path / "stadt"
    shutil.copytree(DEMO, folder)
    study = read_study(folder, use_built=False)
    _, prepared = incoming.prepare(folder, study, laid(tmp_path, [FULL]), ansatzpunkt="4")
    for table in prepared.values():
        importing.apply(folder, table)
    study = read_study(folder, use_built=False)
    assert study.activities.set_index("activity_id").loc[SERVICE, "name"] == "Homework Club"
    taken, prepared = incoming.prepare(folder, study, laid(tmp_path, [FULL | {"name": "Renamed"}]), ansatzpunkt="4")
    assert taken.counts["activities"] == {"rows": 1, "taken": 1}
    assert prepared["activities"].draft.counts["changed"] == 1
    assert prepared["facilities"].draft.counts["same"] == 1
    assert prepared["partners"].draft.counts["rejected"] == 1  # an organization without any place


def test_a_service_of_others_by_hand(tmp_path):
    taken = incoming.read_hsds(laid(tmp_path, {"contents": [FULL], "total_items": 1}), ansatzpunkt="4")
    adds_up(taken)
    assert taken.counts == {
        "facilities": {"rows": 1, "taken": 1},
        "partners": {"rows": 1, "taken": 1},
        "activities": {"rows": 1, "taken": 1},
    }
    row = taken.tables["activities"].iloc[0].dropna().to_dict()
    assert {k: v for k, v in row.items() if v != ""} == {
        "activity_id": SERVICE, "name": "Homework Club", "ansatzpunkt": "4", "target": "Kinder", "age_from": "6",
        "age_to": "12", "end": "2026-07-31", "traeger": "Example e. V.", "facility_id": OFFICE, "cost": "beitrag",
        "opening_hours": "Di, Do 15:00–17:30", "languages": "Deutsch, Ukrainisch", "street": "Main Street",
        "house_number": "12 a", "postcode": "05310", "town": "Musterstadt", "checked_on": "2025-03-01",
        "Längengrad": "9.8614", "Breitengrad": "51.4527",
    }  # fmt: skip
    facility = taken.tables["facilities"].iloc[0]
    assert (facility["facility_id"], facility["name"], facility["category"]) == (OFFICE, "Community Centre", "sonstige")
    partner = taken.tables["partners"].iloc[0]
    assert (partner["partner_id"], partner["name"], partner["rechtsform"]) == (PROVIDER, "Example e. V.", "e. V.")


def test_people_and_telephones_are_never_read(tmp_path, demo_study):
    taken, prepared = incoming.prepare(DEMO, demo_study, laid(tmp_path, [FULL]), ansatzpunkt="4")
    assert (taken.notes["contacts"], taken.notes["phones"]) == (2, 1)
    kept = b"".join(p.draft.content for p in prepared.values())
    for word in (b"Persona", b"ann@", b"+49"):
        assert word not in kept
    files = {"services.csv": f"id,name,status\n{SERVICE},Club,active\n", "contacts.csv": "id,name\n1,Ann Persona\n",
             "phones.csv": "id,number\n1,+49\n", "metadata.csv": "id\n1\n"}  # fmt: skip
    notes = incoming.read_hsds(laid(tmp_path, package(files), "p.zip")).notes
    assert (notes["contacts"], notes["files"]) == (2, 1)


def test_a_package_of_others_by_hand(tmp_path):
    files = {
        "data/services.csv": 'id,organization_id,name,status,minimum_age,maximum_age\n'
        f'{SERVICE},{PROVIDER},"Club, the; other",active,,17\nS2,{PROVIDER},Old,defunct,,\n',
        "data/organizations.csv": f"id,name,description\n{PROVIDER},'=1+1,x\n",
        "data/service_at_location.csv": f"id,service_id,location_id\nl,{SERVICE},{OFFICE}\nl2,{SERVICE},v\n",
        "data/locations.csv": "id,location_type,name,latitude,longitude\n"
        f"{OFFICE},physical,,51.45,9.86\nv,virtual,Net,,\n",
        "data/schedules.csv": "id,service_at_location_id,freq,byday,opens_at,closes_at\n1,l,MONTHLY,-1FR,10:00,12:00\n"
        "2,l,YEARLY,,10:00,12:00\n3,l,WEEKLY,MO,10:00-05:00,12:00\n",
        "datapackage.json": "{}",
    }  # fmt: skip
    taken = incoming.read_hsds(laid(tmp_path, package(files), "p.zip"))
    adds_up(taken)
    assert taken.counts == {
        "facilities": {"rows": 2, "unnamed": 1, "virtual": 1},
        "partners": {"rows": 1, "taken": 1},
        "activities": {"rows": 2, "taken": 1, "inactive": 1},
    }
    row = taken.tables["activities"].iloc[0]
    assert (row["name"], row["age_from"], row["age_to"]) == ("Club, the; other", "", "18")
    assert row["opening_hours"] == "jeden letzten Fr im Monat 10:00–12:00"
    assert (row["Längengrad"], row["facility_id"]) == ("9.86", None)
    assert row["traeger"] == "=1+1"  # the mark that kept it from being a formula is gone again
    assert taken.notes == {"further_locations": 1, "unclear_times": 2}


def test_every_row_is_imported_rejected_or_left_out(tmp_path, demo_study):
    services = [
        FULL,
        FULL | {"id": "s2", "name": ""},  # no name: rejected
        FULL | {"id": "s3", "minimum_age": "six"},  # an age that is none: noted or rejected, by the rules of every list
        FULL | {"id": "s4", "status": "inactive"},  # left out
        {"name": "Ohne Kennung", "status": "active"},
        "nothing",
    ]
    taken, prepared = incoming.prepare(DEMO, demo_study, laid(tmp_path, {"services": services}), ansatzpunkt="4")
    adds_up(taken)
    assert taken.counts["activities"] == {"rows": 5, "taken": 4, "inactive": 1}
    assert taken.notes["not_objects"] == 1
    counts = prepared["activities"].draft.counts
    assert counts["rows"] == counts["imported"] + counts["rejected"] + counts["empty"] == 4
    assert counts["rejected"] == len(prepared["activities"].rejected) > 0
    assert all(p.code and p.column for p, _ in prepared["activities"].rejected)


def test_services_of_others_need_an_ansatzpunkt(tmp_path, demo_study):
    with pytest.raises(StudyError) as caught:
        incoming.prepare(DEMO, demo_study, laid(tmp_path, [FULL]))
    assert [(p.code, p.detail) for p in caught.value.problems] == [("which_point", "1")]


def test_what_is_told_twice_counts_once(tmp_path):
    short = {"id": PROVIDER, "name": "Example e. V."}
    taken = incoming.read_hsds(laid(tmp_path, {"services": [FULL, FULL], "organizations": [short]}))
    assert taken.counts["activities"] == {"rows": 1, "taken": 1}
    assert taken.tables["partners"].iloc[0]["rechtsform"] == "e. V."


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ([{"id": "a", "amount": 0}], "kostenlos"),
        ([{"id": "a", "amount": 0}, {"id": "b", "amount": 2}], "beitrag"),
        ([{"id": "a", "option": "Under 18s"}], ""),
        ([], ""),
    ],
)
def test_costs_are_known_by_amounts_only(tmp_path, options, word):
    taken = incoming.read_hsds(laid(tmp_path, [FULL | {"cost_options": options}]))
    assert taken.tables["activities"].iloc[0]["cost"] == word


def test_times_without_end_have_none(tmp_path):
    open_end = {"id": "u", "freq": "WEEKLY", "byday": "MO", "opens_at": "09:00", "closes_at": "10:00"}
    taken = incoming.read_hsds(laid(tmp_path, [FULL | {"schedules": [open_end]}]))
    row = taken.tables["activities"].iloc[0]
    assert row["end"] == ""
    assert row["opening_hours"] == "Mo 09:00–10:00; Di, Do 15:00–17:30"


@pytest.mark.parametrize(
    "content",
    [
        b"", b"[]", b"{}", b"null", b"7", b'"services"', b"[1, 2]", b'{"services": "x"}', b'{"services": {"a": 1}}',
        b"[" * 100_000, b'{"a":' * 100_000, b"{" + b'"services":[' * 50, b"\xff\xfe\x00", b"<html>", b"9" * 5000,
        json.dumps({"type": "FeatureCollection", "features": []}).encode(),
    ],
)  # fmt: skip
def test_what_is_no_directory_is_refused(tmp_path, content):
    assert refusal(laid(tmp_path, content)) == "not_hsds"


def test_objects_within_objects_without_end_are_refused(tmp_path):
    deep: dict = {"id": "x", "name": "x"}
    for number in range(30):
        deep = {"id": f"{number}", "location_type": "physical", "service_at_locations": [{"id": "l", "location": deep}]}
    assert refusal(laid(tmp_path, {"services": [deep]})) == "not_hsds"


def test_too_many_objects_and_too_many_bytes_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("sozialraum_geo.exports.hsds.reading.MOST_OBJECTS", 50)
    assert refusal(laid(tmp_path, {"services": [{"id": str(n), "name": "x"} for n in range(60)]})) == "too_many_rows"
    monkeypatch.setattr(rawtable, "MAX_BYTES", 100)
    assert refusal(laid(tmp_path, [FULL])) == "too_large"


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"../services.csv": "id,name\n1,x\n"}, "zip_path"),
        ({"C:\\services.csv": "id,name\n1,x\n"}, "zip_path"),
        ({"a.csv": "id,name\n1,x\n"}, "not_hsds"),
        ({"services.csv": "id,name\n"}, "not_hsds"),
        ({"services.csv": "id,name\n1,\x00\n"}, "nul_byte"),
        ({f"{n}.txt": "" for n in range(10_001)}, "zip_bomb"),
        ({"services.csv": "id,name\n" + "1," + "0" * 30_000_000}, "zip_bomb"),
    ],
)
def test_hostile_packages_are_refused(tmp_path, files, code):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    assert refusal(laid(tmp_path, stream.getvalue(), "p.zip")) == code


def test_another_kind_of_file_is_refused(tmp_path):
    assert refusal(laid(tmp_path, b"PK\x05\x06" + bytes(18), "leer.zip")) in ("wrong_content", "not_hsds")
    assert refusal(laid(tmp_path, b"not a zip", "x.zip")) == "wrong_content"
    assert refusal(laid(tmp_path, b"PK\x03\x04 broken", "x.zip")) == "not_hsds"
    assert refusal(laid(tmp_path, b"id", "x.exe")) == "not_hsds"
    assert refusal(tmp_path / "fehlt.json") == "no_file"


def test_odd_values_do_no_harm(tmp_path, demo_study):
    evil = FULL | {
        "name": "=cmd|' /C calc'!A1\r\nx;y\"z", "minimum_age": float("nan"), "maximum_age": True, "organization": 7,
        "languages": {"a": 1}, "eligibility_description": "\ud83d <script>x</script>", "schedules": [None, [], {}],
        "attributes": [{"id": "e", "link_type": "sozialraum-geo", "value": "A001", "taxonomy_term": {
            "id": "t", "code": "activities.station", "name": "x", "description": "y"}}],
    }  # fmt: skip
    path = tmp_path / "x.json"
    path.write_text(json.dumps([evil]), encoding="utf-8")
    taken, prepared = incoming.prepare(DEMO, demo_study, path, ansatzpunkt="4")
    adds_up(taken)
    frame = prepared["activities"].frame
    assert frame["name"].tolist() == ["=cmd|' /C calc'!A1 x;y\"z"]
    assert "<script>" in frame["target"].iloc[0]
    assert pd.isna(frame["age_from"].iloc[0])
    assert taken.notes["not_objects"] == 2
