"""Opening times as HSDS tells them, by the rules of iCalendar, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sozialraum_geo.reading.cells.opening_hours import DAY, LAST, Rhythm, Span, parse_opening_hours, written

Row = Mapping[str, Any]

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ALL_DAY = "23:59"  # how the specification writes the end of a day
LOCAL_TIME = "Ortszeit (Europe/Berlin)"
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d(?:\.\d+)?)?(\+0[12]:?00)?")
_DAY = re.compile(r"([+-]?\d)?(MO|TU|WE|TH|FR|SA|SU)")
_OTHER_RULES = ("count", "byweekno", "bymonthday", "byyearday")


def schedules(text: str, until: str = "") -> list[dict[str, Any]]:
    """Return opening times as rows of ``schedule``, without ids; what is not understood stays as their description.

    Examples
    --------
    >>> [(s["freq"], s["byday"], s["opens_at"], s["closes_at"]) for s in schedules("Mo, Mi 14-18 Uhr")]
    [('WEEKLY', 'MO,WE', '14:00', '18:00')]
    """
    base = {"description": text, "notes": LOCAL_TIME} | ({"until": until} if until else {})
    read = parse_opening_hours(text)
    if read is None or not read.spans:
        return [base]
    alike: dict[tuple[Rhythm, int, int, int], list[int]] = {}
    for span in read.spans:
        alike.setdefault((span.rhythm, span.nth, span.start_min, span.end_min), []).append(span.weekday)
    rows = []
    for (rhythm, nth, start, end), days in sorted(alike.items(), key=lambda a: (a[1], a[0])):
        rule: dict[str, Any] = {"freq": "MONTHLY" if rhythm == "monatlich" else "WEEKLY", "wkst": "MO"}
        rule["interval"] = 2 if rhythm == "vierzehntaeglich" else 1
        if rhythm != "monatlich" or nth:  # „einmal im Monat“ does not say on which Monday
            rule["byday"] = ",".join(f"{nth or ''}{DAYS[day]}" for day in days)
        rows.append(base | rule | {"opens_at": _clock(start), "closes_at": _clock(end)})
    return rows


def _clock(minutes: int) -> str:
    return ALL_DAY if minutes == DAY else f"{minutes % DAY // 60:02d}:{minutes % 60:02d}"


def opening_hours(rows: Iterable[Row]) -> tuple[str, int]:
    """Return opening times as German text, and how many rows of ``schedule`` it could not tell.

    Where the description of the rows says the same, as ours does, it stays as it is written.
    """
    told = list(rows)
    spans: set[Span] = set()
    unclear = 0
    for row in told:
        found = _spans(row)
        if found is None:
            unclear += 1
        else:
            spans |= found
    texts = {str(row.get("description") or "").strip() for row in told} - {""}
    described = texts.pop() if len(texts) == 1 else ""
    read = parse_opening_hours(described) if described else None
    is_plain = not any(row.get("freq") for row in told)
    if described and (is_plain or (read is not None and spans <= set(read.spans))):
        return described, 0
    if not spans:
        return "", unclear
    return written(spans), unclear


def _spans(row: Row) -> set[Span] | None:
    """Return the spans of one row; None if it says something else, or in another time than ours."""
    opens, closes = (_minutes(str(row.get(c) or "")) for c in ("opens_at", "closes_at"))
    freq, interval = str(row.get("freq") or "").upper(), str(row.get("interval") or "1").partition(".")[0]
    days = [_DAY.fullmatch(part.strip().upper()) for part in str(row.get("byday") or "").split(",")]
    if opens is None or closes is None or any(row.get(c) for c in _OTHER_RULES) or not all(days):
        return None
    rhythm: Rhythm | None = {("WEEKLY", "1"): "woechentlich", ("WEEKLY", "2"): "vierzehntaeglich",
                             ("MONTHLY", "1"): "monatlich"}.get((freq, interval))  # type: ignore[assignment]  # fmt: skip
    if rhythm is None:
        return None
    end = DAY if closes == DAY - 1 else closes if closes > opens else closes + DAY
    spans = set()
    for day in days:
        assert day is not None  # noqa: S101 - all of them are
        nth = int(day[1] or 0)
        often: Rhythm = "woechentlich" if rhythm == "monatlich" and not nth else rhythm  # every Monday of every month
        try:
            spans.add(Span(DAYS.index(day[2]), opens, end, often, LAST if nth == -1 else nth))
        except ValueError:
            return None
    return spans


def _minutes(text: str) -> int | None:
    """Return a clock time in minutes; None if it is none, or of a time zone that is not ours."""
    found = _TIME.fullmatch(text.strip())
    return int(found[1]) * 60 + int(found[2]) if found else None
