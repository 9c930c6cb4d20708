"""Dates as an iCalendar file, read back by the library and line by line."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import icalendar
import pandas as pd
import pytest
import toy
from station_year import rows
from toy_release import frame, toy_release

from sozialraum_geo.analysis import analyse
from sozialraum_geo.exports.calendar import calendar_bytes, changes, events
from sozialraum_geo.release import release

EVIL = "Treff\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:falsch;X=1, \\n\rATTACH:http://evil.example\u2028\x0b\x85Ende"

OURS = ("BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "METHOD", "X-WR-CALNAME", "SUMMARY", "DTSTART", "DTSTAMP",
        "UID", "SEQUENCE", "CATEGORIES", "DESCRIPTION", "TRANSP")  # fmt: skip


def gremien(**changes):
    row = {"gremium_id": "G1", "name": "Runder Tisch", "next_date": "2026-01-14", "rhythm": "monatlich",
           "station": "Nord", "members": ("Frau Muster",), "sozialraum_ids": ("S01", "S03")}  # fmt: skip
    return pd.DataFrame([row | changes])


def full(**changes):
    point = {"geometry": None}
    bank = {"gremium_id": "G1", "name": "Bank", "due_date": "2026-04-01"}
    base = toy_release(
        gremien=gremien(),
        activities=frame([{
            "activity_id": "A1", "name": "Ferienspiele", "end": "2026-03-31", "funded_until": "2026-02-28",
            "review_date": "2026-02-01", "shares": {"S02": 1.0}, "station": "Süd", **point,
        }]),
        partners=frame([{"partner_id": "P1", "name": "Schule Nord", "review_date": "2026-05-01", "sozialraum_id": "S01",
                         **point}]),
        engagement=frame([{"engagement_id": "V1", "name": "Bürgerbüro", "next_date": "2026-01-02", "end": None,
                           "shares": {}, **point}]),
        cooperations=rows("cooperations", {"partner_id": "P1", "name": "Elternabend", "end": "2026-07-31",
                                           "review_date": "2026-06-30"}),
        goals=rows("goals", {"name": "Raum finden", "end": "2025-12-31", "sozialraum_id": "S03"}),
        resolutions=rows("resolutions", bank | {"state": "offen"}, bank | {"name": "Erledigt", "state": "umgesetzt"}),
    )  # fmt: skip
    return replace(base, **changes)


def read(content):
    return icalendar.Calendar.from_ical(content).walk("VEVENT")


def test_every_date_is_an_event_of_a_whole_day():
    shown = full()
    found = {(str(e["summary"]), e.decoded("dtstart")) for e in read(calendar_bytes(shown, events(shown)))}
    assert found == {
        ("Ziel bis heute: Raum finden", dt.date(2025, 12, 31)),
        ("Termin: Bürgerbüro", dt.date(2026, 1, 2)),
        ("Sitzung: Runder Tisch", dt.date(2026, 1, 14)),
        ("Überprüfen: Ferienspiele", dt.date(2026, 2, 1)),
        ("Förderung endet: Ferienspiele", dt.date(2026, 2, 28)),
        ("Endet: Ferienspiele", dt.date(2026, 3, 31)),
        ("Beschluss fällig: Bank", dt.date(2026, 4, 1)),
        ("Zusammenarbeit überprüfen: Schule Nord", dt.date(2026, 5, 1)),
        ("Kooperation überprüfen: Schule Nord – Elternabend", dt.date(2026, 6, 30)),
        ("Kooperation endet: Schule Nord – Elternabend", dt.date(2026, 7, 31)),
    }


def test_a_meeting_tells_its_rhythm_but_no_dates_are_made_up():
    shown = full()
    content = calendar_bytes(shown, events(shown))
    meeting = next(e for e in read(content) if "Sitzung" in e["summary"])
    assert str(meeting["description"]).splitlines() == [
        "Gebiet: Nord, Süd",
        "Station: Nord",
        "Turnus: monatlich; eingetragen ist nur der nächste Termin.",
    ]
    assert b"RRULE" not in content
    assert "Frau Muster" not in content.decode()


def test_dates_before_the_day_asked_for_are_left_out():
    shown = full()
    assert {e.kind for e in events(shown, "2026-07-01")} == {"end_cooperation"}
    assert len(events(shown, "2025-01-01")) == len(events(shown)) == 10


def test_the_public_gets_meetings_only():
    shown = full()
    public = toy_release("oeffentlich", gremien=shown.gremien, engagement=shown.engagement, activities=shown.activities)
    assert {e.kind for e in events(public)} == {"meeting", "date"}


def test_same_dates_same_bytes_and_the_order_of_rows_does_not_matter():
    shown = full()
    turned = full(activities=shown.activities.iloc[::-1], resolutions=shown.resolutions.iloc[::-1])
    assert calendar_bytes(shown, events(shown)) == calendar_bytes(turned, events(turned))


def test_a_moved_date_keeps_its_id_and_is_newer():
    before, after = full(), full(gremien=gremien(next_date="2026-02-11"))
    old = next(e for e in events(before) if e.kind == "meeting")
    new = next(e for e in events(after) if e.kind == "meeting")
    assert old.uid == new.uid
    assert len({e.uid for e in events(before)}) == 10
    first = next(e for e in read(calendar_bytes(before, [old])))
    moved = next(e for e in read(calendar_bytes(after, [new], {("gremien", "G1"): ("2026-01-05T09:30:00+01:00", 3)})))
    assert (first["sequence"], moved["sequence"]) == (0, 2)
    assert first.decoded("dtstamp") == dt.datetime(2025, 12, 31, tzinfo=dt.UTC)
    assert moved.decoded("dtstamp") == dt.datetime(2026, 1, 5, 8, 30, tzinfo=dt.UTC)


def test_a_name_cannot_begin_a_line():
    shown = full(gremien=gremien(name=EVIL, station=EVIL))
    content = calendar_bytes(shown, events(shown))
    assert len(read(content)) == 10
    meeting = next(e for e in read(content) if "Sitzung" in e["summary"])
    assert str(meeting["summary"]) == (
        "Sitzung: Treff END:VEVENT BEGIN:VEVENT SUMMARY:falsch;X=1, \\n ATTACH:http://evil.example Ende"
    )
    # no reader finds a line that we did not write, whatever it takes for the end of one
    unfolded = content.decode().replace("\r\n ", "")
    for line in re.split(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+", unfolded):
        assert not line or re.split("[:;]", line)[0] in OURS, line
    assert "ATTACH" not in {p for e in read(content) for p in e}
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))


def test_protected_places_have_no_name():
    refuge = {"geometry": toy.at(500, 500), "sozialraum_id": "A", "facility_id": "f0", "review_date": "2025-06-01"}
    study = toy.study(
        facilities=toy.facilities({"geometry": toy.at(500, 500), "name": "Haus Zuflucht", "category": "frauenhaus",
                                   "sozialraum_id": "A", "is_protected": True}),
        partners=toy.partners(refuge | {"name": "Zuflucht e. V."}),
        activities=toy.activities(refuge | {"name": "Zuflucht-Café", "end": "2025-12-31"}),
        cooperations=rows("cooperations", {"partner_id": "p0", "name": "Zuflucht stärken", "end": "2025-12-31"})
        .assign(source="k.csv"),
    )  # fmt: skip
    shown = release(analyse(study))
    content = calendar_bytes(shown, events(shown)).decode()
    assert content.count("(geschützt)") == len(events(shown)) == 4
    assert "Zuflucht" not in content


def test_a_cell_that_is_no_day_is_no_event():
    assert not [e for e in events(full(gremien=gremien(next_date="bald"))) if e.kind == "meeting"]
    assert not [e for e in events(full(gremien=gremien(next_date=None))) if e.kind == "meeting"]


def test_changes_of_a_study_without_register(tmp_path):
    assert changes(tmp_path) == {}


@pytest.mark.parametrize("name", ["", "ä" * 200, "🙂" * 40])
def test_long_and_empty_names_fold_within_letters(name):
    shown = full(gremien=gremien(name=name or None))
    content = calendar_bytes(shown, events(shown))
    meeting = next(e for e in read(content) if "Sitzung" in e["summary"])
    assert str(meeting["summary"]) == f"Sitzung: {name or 'G1'}"
    content.decode()
