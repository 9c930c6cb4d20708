"""Numbers, shares, dates, ages and counts of people as they are written in German."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence

from sozialraum_geo.release.rounding import SAME, rounded_people

UNKNOWN = "–"


def number(value: float | None, digits: int = 0) -> str:
    """Write a number the German way; unknown is a dash.

    Examples
    --------
    >>> number(1234.5, 1), number(float("nan"))
    ('1.234,5', '–')
    """
    if value is None or math.isnan(value):
        return UNKNOWN
    if math.isinf(value):
        return "nicht erreichbar"
    return f"{value:,.{digits}f}".replace(",", "\x00").replace(".", ",").replace("\x00", ".")


def percent(share: float | None, digits: int = 0) -> str:
    """Write a share (0–1) as per cent; what is not all never reads as all, what is not nothing never as nothing.

    Examples
    --------
    >>> percent(0.125, 1), percent(0.998), percent(0.002), percent(1)
    ('12,5 %', 'über 99 %', 'unter 1 %', '100 %')
    """
    if share is None or math.isnan(share):
        return UNKNOWN
    least = 10.0 ** -(digits + 2)
    written = round(share * 100, digits)
    if written == 0 and share > SAME:
        return f"unter {number(least * 100, digits)} %"
    if written == 100 and share < 1 - SAME:
        return f"über {number((1 - least) * 100, digits)} %"
    return f"{number(share * 100, digits)} %"


def interval(low: float | None, high: float | None) -> str:
    """Write the span of a share (0–1); nothing where both ends are written alike.

    Examples
    --------
    >>> interval(0.551, 0.662), interval(0.98, 0.998), interval(0.5, 0.501)
    ('55–66 %', '98 % bis über 99 %', '')
    """
    first, last = percent(low), percent(high)
    if first == last or UNKNOWN in (first, last):
        return ""
    if first[0].isdigit() and last[0].isdigit():
        return f"{first.removesuffix(' %')}–{last}"
    return f"{first} bis {last}"


def times_of_100(share: float) -> str:
    """Say in how many of a hundred runs something came out, as a count.

    Examples
    --------
    >>> times_of_100(1), times_of_100(0.961), times_of_100(0.9995), times_of_100(0.002), times_of_100(0)
    ('allen', '96 von 100', 'über 99 von 100', 'unter 1 von 100', 'keinem')
    """
    if share >= 1 - SAME:
        return "allen"
    if share <= SAME:
        return "keinem"
    return f"{percent(share).removesuffix(' %')} von 100"


def metres(value: float | None) -> str:
    """Write a distance, rounded to 10 m.

    Examples
    --------
    >>> metres(1234.0)
    '1.230 m'
    """
    if value is None or math.isnan(value) or math.isinf(value):
        return number(value)
    return f"{number(round(value, -1))} m"


def day_of(text: str) -> dt.date | None:
    """Return the day that an ISO date or time names; None for a year alone or any other text.

    Examples
    --------
    >>> day_of("2025-12-31T10:00"), day_of("2025")
    (datetime.date(2025, 12, 31), None)
    """
    if not re.match(r"\d{4}-\d{2}-\d{2}(?!\d)", text):
        return None
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None


def date_text(iso: str | dt.date | None) -> str:
    """Write a date the German way; what is no full date, such as a year, stays as it is written.

    Examples
    --------
    >>> date_text("2025-12-31"), date_text("2025"), date_text("Sommer 2025")
    ('31.12.2025', '2025', 'Sommer 2025')
    """
    if not iso or iso != iso:
        return UNKNOWN
    day = iso if isinstance(iso, dt.date) else day_of(str(iso))
    return f"{day:%d.%m.%Y}" if day else str(iso)


def quarter_text(quarter: str) -> str:
    """Write a quarter; what is none stays as it is written.

    Examples
    --------
    >>> quarter_text("2025-Q3"), quarter_text("2025")
    ('3. Quartal 2025', '2025')
    """
    year, _, number = quarter.partition("-Q")
    return f"{number}. Quartal {year}" if number else quarter


def people(value: float | None, state: str = "known", *, public: bool = False) -> str:
    """Write a count of people: small ones as „unter 5“, public ones as „rund“."""
    if state == "small":
        return "unter 5"
    if state == "suppressed" or value is None or math.isnan(value):
        return UNKNOWN
    return f"rund {number(rounded_people(value))}" if public and value >= 10 else number(value)


def join(words: Sequence[str]) -> str:
    """Join words the German way.

    Examples
    --------
    >>> join(["Nord", "Süd", "West"])
    'Nord, Süd und West'
    """
    return " und ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def ages(start: float, stop: float) -> str:
    """Name an age band shortly, for column heads and controls.

    Examples
    --------
    >>> ages(0, 3), ages(6, 12), ages(65, float("inf"))
    ('unter 3', '6 bis 11', 'ab 65')
    """
    if math.isinf(stop):
        return "alle" if start == 0 else f"ab {start:g}"
    return f"unter {stop:g}" if start == 0 else f"{start:g} bis {stop - 1:g}"


def people_aged(start: float, stop: float) -> str:
    """Name the people of an age band in a sentence (after „der …“), with the words of § 7 SGB VIII used rightly.

    Examples
    --------
    >>> people_aged(0, 6), people_aged(12, 27)
    ('Kinder unter 6 Jahren', '12- bis 26-Jährigen')
    """
    if math.isinf(stop):
        return "Menschen" if start == 0 else f"Menschen ab {start:g} Jahren"
    if start == 0:
        return f"Kinder unter {stop:g} Jahren" if stop <= 14 else f"jungen Menschen unter {stop:g} Jahren"
    if stop <= 14:
        return f"Kinder von {start:g} bis {stop - 1:g} Jahren"
    return f"{start:g}- bis {stop - 1:g}-Jährigen"


def people_named(start: float, stop: float) -> str:
    """Name the people of an age band by themselves, as a label.

    Examples
    --------
    >>> people_named(0, 6), people_named(12, 27), people_named(0, 18)
    ('Kinder unter 6 Jahren', '12- bis 26-Jährige', 'junge Menschen unter 18 Jahren')
    """
    words = people_aged(start, stop).replace("jungen ", "junge ")
    return words.removesuffix("n") if words.endswith("Jährigen") else words
