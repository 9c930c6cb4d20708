"""Dates of the register as an iCalendar file: meetings, ends, reviews; the same dates make the same bytes.

Only dates that were entered: of a Gremium that meets every month the next meeting, no others are made up.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sozialraum_geo import tables
from sozialraum_geo.german.words import labels, numbers
from sozialraum_geo.german.words.pages.exchange import CALENDAR, CALENDAR_KIND, CALENDAR_LINE, CALENDAR_NAME
from sozialraum_geo.register.records import read_rows
from sozialraum_geo.release.door import Release
from sozialraum_geo.tables import LIVING, PERSONAL

NAMESPACE = uuid.UUID("6f1c2a4e-6a6f-4d0c-9d57-3b8d0f5a7c11")  # of the ids of this file
PROGRAM = "-//Sozialraum-Geo//DE"
SETTLED = frozenset({"umgesetzt", "verworfen"})  # resolutions that are due no more
# table, key, column, kind; what of it is the team's own
_DATES = (
    ("gremien", "gremium_id", "next_date", "meeting"),
    ("engagement", "engagement_id", "next_date", "date"),
    ("engagement", "engagement_id", "end", "end"),
    ("activities", "activity_id", "end", "end"),
    ("activities", "activity_id", "funded_until", "funding"),
    ("activities", "activity_id", "review_date", "review"),
    ("partners", "partner_id", "review_date", "review_partner"),
    ("cooperations", "cooperation_id", "end", "end_cooperation"),
    ("cooperations", "cooperation_id", "review_date", "review_cooperation"),
    ("goals", "goal_id", "end", "goal"),
    ("resolutions", "resolution_id", "due_date", "resolution"),
)
_PUBLIC = frozenset({"meeting", "date"})  # the public learns how many offers end, not which
# what would end a line for some reader of the file
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")

Changed = Mapping[tuple[str, str], tuple[str, int]]


@dataclass(frozen=True, order=True)
class Event:
    """A date: ISO day, table and key it comes from, what it is (`CALENDAR`), its words."""

    day: str
    table: str
    key: str
    kind: str
    summary: str
    lines: tuple[str, ...] = ()

    @property
    def uid(self) -> str:
        """What the date is known by when the file is read again."""
        return f"{uuid.uuid5(NAMESPACE, '/'.join((self.table, self.key, self.kind)))}@sozialraum-geo"


def events(release: Release, since: str = "") -> list[Event]:
    """Return the dates from an ISO day on, in their order; those of the release decide who may know them.

    Parameters
    ----------
    since
        The day of the study where none is named.
    """
    first = since or release.date
    found = []
    for table, key, column, kind in _DATES:
        if release.is_public and kind not in _PUBLIC:
            continue
        frame = getattr(release, table)
        if column not in frame or key not in frame:
            continue
        for row in frame.to_dict("records"):
            day = numbers.day_of(str(row[column])) if isinstance(row[column], str) else None
            if day is None or day.isoformat() < first or (kind == "resolution" and row.get("state") in SETTLED):
                continue
            name = _clean(_name(release, table, row))
            summary = CALENDAR[kind].format(name=name)
            found.append(Event(day.isoformat(), table, str(row[key]), kind, summary, tuple(_lines(release, row, kind))))
    return sorted(found)


def _name(release: Release, table: str, row: Mapping[Any, Any]) -> str:
    """Return what a row is called; of a co-operation the partner, who may be protected."""
    if table == "cooperations":
        partners = dict(zip(release.partners["partner_id"], release.partners["name"], strict=True))
        partner = str(partners.get(row["partner_id"], row["partner_id"]))
        is_told = isinstance(row.get("name"), str) and partner != tables.PROTECTED_NAME
        return f"{partner} – {row['name']}" if is_told else partner
    return str(row.get("name") or row.get("gremium_id"))


def _lines(release: Release, row: Mapping[Any, Any], kind: str) -> Iterator[str]:
    """Say where, for whom and how often; no person."""
    names = dict(zip(release.areas["sozialraum_id"], release.areas["name"], strict=True))
    areas = row.get("sozialraum_ids") or row.get("shares") or [row.get("sozialraum_id")]
    told = {
        "areas": ", ".join(str(names[i]) for i in areas if i in names),
        "station": row.get("station"),
        "rhythm": labels.RHYTHM.get(str(row.get("rhythm"))) if kind == "meeting" else None,
        "gremium": _gremium(release, row.get("gremium_id")) if kind == "resolution" else None,
    }
    for key, words in told.items():
        if isinstance(words, str) and words:
            yield CALENDAR_LINE[key].format(words=_clean(words))


def _gremium(release: Release, key: Any) -> str | None:
    found = release.gremien.loc[release.gremien["gremium_id"] == key, "name"]
    return str(found.iloc[0]) if len(found) else None


def _clean(words: Any) -> str:
    return _BREAKS.sub(" ", str(words)).strip()


def changes(folder: Path) -> dict[tuple[str, str], tuple[str, int]]:
    """Return when the rows of a register were changed last, and how often: (table, key) → time, version."""
    return {
        (table, row.key): (row.changed_at, row.version)
        for table in LIVING
        if table not in PERSONAL
        for row in read_rows(folder, table)
    }


def calendar_bytes(release: Release, dates: Iterable[Event], changed: Changed | None = None) -> bytes:
    """Return dates as an iCalendar file (RFC 5545), each a whole day that blocks no time.

    Parameters
    ----------
    changed
        From `changes`: a date that moved is then known to be newer. Without it all are of the day of the study.
    """
    import icalendar

    told = icalendar.Calendar()
    for name, value in (("prodid", PROGRAM), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", "PUBLISH")):
        told.add(name, value)
    told.add("x-wr-calname", CALENDAR_NAME.format(name=_clean(release.name)))
    for date in dates:
        at, version = (changed or {}).get((date.table, date.key), ("", 0))
        event = icalendar.Event()
        event.add("uid", date.uid)
        event.add("dtstamp", _stamp(at or release.date))
        event.add("sequence", max(version - 1, 0))
        event.add("summary", date.summary)
        event.add("dtstart", dt.date.fromisoformat(date.day))
        event.add("categories", [CALENDAR_KIND[date.kind]])
        event.add("transp", "TRANSPARENT")
        if date.lines:
            event.add("description", "\n".join(date.lines))
        told.add_component(event)
    return bytes(told.to_ical())


def _stamp(iso: str) -> dt.datetime:
    """Return a time in UTC to the second; a date alone is its midnight."""
    found = pd.Timestamp(iso)
    utc = found.tz_localize("UTC") if found.tzinfo is None else found.tz_convert("UTC")
    return dt.datetime(utc.year, utc.month, utc.day, utc.hour, utc.minute, utc.second, tzinfo=dt.UTC)
