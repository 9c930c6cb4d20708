"""Cells of display tables: numbers that sort as numbers, read as German and are never more exact than their words."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any, Self

import pandas as pd

from sozialraum_geo.german.words import numbers
from sozialraum_geo.release import rounding

SMALL_SORTS_AS = 2.5  # „unter 5“ stands between 0 and 5 when a column is sorted; no counted number ever equals it


class Shown(float):
    """A number that knows how it is written: sorts as a number, reads as German, never more exact than its words.

    Examples
    --------
    >>> shown_number(1234.5, 1), str(shown_number(1234.5, 1))
    (1234.5, '1.234,5')
    """

    text: str
    is_number: bool

    def __new__(cls, value: float, text: str, is_number: bool = True) -> Self:
        """Join a value with its words."""
        shown = super().__new__(cls, value)
        shown.text = text
        shown.is_number = is_number and not math.isnan(value)
        return shown

    def __str__(self) -> str:
        return self.text


def shown_number(value: float, digits: int = 0) -> Shown:
    """Return a plain number, rounded to what is written."""
    return Shown(math.nan if pd.isna(value) else round(float(value), digits), numbers.number(value, digits))


def shown_share(share: float, state: str = "known") -> Shown:
    """Return a share as per cent."""
    if state in ("unknown", "suppressed") or pd.isna(share):
        return Shown(math.nan, numbers.UNKNOWN)
    words = numbers.percent(share)
    # „über 99 %“ sorts below 100 and stands in a file as it reads
    is_number = words[0].isdigit()
    return Shown(round(share * 100) if is_number else min(max(share * 100, 0.5), 99.5), words, is_number)


def shown_interval(low: float, high: float, state: str = "known") -> Shown:
    """Return the span of a share; one number where both ends are written alike. It sorts by its width."""
    if state == "suppressed" or pd.isna(low) or pd.isna(high):
        return Shown(math.nan, numbers.UNKNOWN)
    return Shown(high - low, numbers.interval(low, high) or numbers.percent(low), is_number=False)


def shown_metres(value: float, state: str = "known") -> Shown:
    """Return a distance, rounded to 10 m."""
    if state == "suppressed" or pd.isna(value):
        return Shown(math.nan, numbers.UNKNOWN)
    return Shown(
        value if math.isinf(value) else round(value, -1), numbers.metres(value), is_number=not math.isinf(value)
    )


def shown_people(value: float, state: str = "known", *, public: bool = False) -> Shown:
    """Return a count of people as it may be shown: small ones as „unter 5“, public ones rounded in value too."""
    words = numbers.people(value, state, public=public)
    if state == "small":
        return Shown(SMALL_SORTS_AS, words, is_number=False)
    if state == "suppressed" or pd.isna(value):
        return Shown(math.nan, words)
    return Shown(rounding.rounded_people(value) if public and value >= 10 else round(value), words)


def display(value: Any) -> str:
    """Write any cell of a display table."""
    if isinstance(value, dt.date):
        return numbers.date_text(value)
    if isinstance(value, Shown):
        return value.text
    return numbers.UNKNOWN if value is None or value != value or value == "" else str(value)


def exported(table: pd.DataFrame, *, decimal_comma: bool = False) -> pd.DataFrame:
    """Return a display table for a file: numbers as numbers, „unter 5“ as words, dates as texts.

    Parameters
    ----------
    decimal_comma
        Write numbers of columns that also hold words with a decimal comma (CSV for German Excel).
    """
    columns = {}
    for name in table.columns:
        values = [_plain(v) for v in table[name]]
        is_mixed = any(isinstance(v, str) for v in values)
        if is_mixed and decimal_comma:
            values = [f"{v:g}".replace(".", ",") if isinstance(v, float) else v for v in values]
        # a column of whole numbers has no „,0“ in a CSV file
        is_whole = decimal_comma and all(v is None or float(v).is_integer() for v in values if not is_mixed)
        number_type = "Int64" if is_whole else "float64"
        columns[name] = pd.Series(values, index=table.index, dtype=object if is_mixed else number_type)
    return pd.DataFrame(columns, index=table.index)


def _plain(value: Any) -> Any:
    if isinstance(value, Shown):
        if value.is_number:
            return float(value)
        return None if value.text == numbers.UNKNOWN else value.text
    if isinstance(value, dt.date):
        return numbers.date_text(value)
    return None if value is None or value != value else value if isinstance(value, float) else str(value)


def shown_hours(value: float) -> Shown:
    """Write hours with a digit where they are not whole."""
    return shown_number(value, 0 if value == value and round(value, 1) == round(value) else 1)
