"""Messy German cells to values: pure functions, a Series in, values and a mask of the unreadable out."""

from __future__ import annotations

import calendar
import datetime as dt
import math
import re
import unicodedata
from functools import lru_cache

import numpy as np
import pandas as pd

from sozialraum_geo.standards import Band

# Marks that mean "not known" in German statistics; they are unknown, never zero (see docs/studie.md)
MISSING_MARKS = frozenset(
    {
        "",
        "-",
        "–",
        "—",
        ".",
        "..",
        "...",
        "/",
        "x",
        "X",
        "*",
        "•",
        "k. A.",
        "k.A.",
        "n/a",
        "NULL",
        "null",
        "None",
        "nan",
        "NaN",
    }
    | {"-9999", "-999", "−9999", "unbekannt", "Unknown"}
)
MISSING_NUMBERS = frozenset({-9999.0, -999.0})
_SIGN = re.compile(r"^[-−]\s*")
_GROUPED = re.compile(r"[-+]?\d{1,3}(\.\d{3})+(,\d+)?")
_BLANK_GROUPED = re.compile(r"[-+]?\d{1,3}([ '’]\d{3})+([.,]\d+)?")
_PLAIN = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]")
# UTF-8 that a program took for Windows text and wrote as UTF-8 again: „StraÃŸe“
MOJIBAKE = re.compile("[ÂÃ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â[€‚][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ¬]")
_TRUE = {"1", "ja", "j", "x", "wahr", "true", "yes"}
_FALSE = {"0", "nein", "n", "", "falsch", "false", "no"}


SHORT = 80


def text_of(value: object) -> str:
    """Return a cell as trimmed, normalised text; whole floats lose their ``.0``; None and NaN are empty.

    Examples
    --------
    >>> text_of(6412000.0), text_of(" Ko\u0308ln\u00a0"), text_of(None)
    ('6412000', 'Köln', '')
    """
    if value is None:
        return ""
    if type(value) is str and len(value) <= SHORT:  # most cells, and most of them are written again and again
        return _trimmed(value)
    if value is pd.NaT or value is pd.NA or (isinstance(value, float | np.floating) and math.isnan(value)):
        return ""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()[:10]
    return _SPACES.sub(" ", CONTROL.sub("", unicodedata.normalize("NFC", str(value)))).strip()


@lru_cache(maxsize=50_000)
def _trimmed(text: str) -> str:
    return _SPACES.sub(" ", CONTROL.sub("", unicodedata.normalize("NFC", text))).strip()


def mended(text: str) -> str:
    """Return a text whose UTF-8 was once taken for Windows text as it was meant.

    Examples
    --------
    >>> mended("StraÃŸe â€“ Größe"), mended("SÃO Paulo")
    ('Straße – Größe', 'SÃO Paulo')
    """
    return MOJIBAKE.sub(lambda found: _recoded(found[0]), text)


def _recoded(text: str) -> str:
    try:
        # Windows leaves five bytes without a letter; programs pass them through
        return b"".join(_byte(c) for c in text).decode("utf-8")
    except UnicodeError:
        return text


def _byte(letter: str) -> bytes:
    return bytes([ord(letter)]) if ord(letter) < 256 else letter.encode("cp1252")


def to_text(cells: pd.Series) -> pd.Series:
    """Return trimmed text, None where empty."""
    return pd.Series([None if v is None else text_of(v) or None for v in cells], index=cells.index, dtype=object)


def to_number(cells: pd.Series, *, whole: bool = False) -> tuple[pd.Series, pd.Series]:
    """Read German and international numbers.

    The column decides what a point means: a decimal comma anywhere makes points thousands separators; otherwise a point
    is a decimal point, unless ``whole`` and each one is followed by exactly three digits. A cell that fits neither is
    unreadable, never a guess.

    Parameters
    ----------
    cells
        Any cells; numbers pass through, whatever the texts beside them look like.
    whole
        The column counts things: none of them is negative.

    Returns
    -------
    values, bad
        Floats (NaN unknown) and the mask of cells that hold something else.

    Examples
    --------
    >>> to_number(pd.Series(["1.234,5", "–", "12 %", "viel"]))[0].tolist()
    [1234.5, nan, 12.0, nan]
    >>> to_number(pd.Series(["1.234", "17"]), whole=True)[0].tolist()
    [1234.0, 17.0]
    """
    written = [v if _is_number(v) else text_of(v).removesuffix("%").strip() for v in cells]
    texts = [t for t in written if isinstance(t, str)]
    comma = any("," in t for t in texts)
    dots_group = comma or (whole and all(_GROUPED.fullmatch(t) for t in texts if "." in t and t not in MISSING_MARKS))
    values = [_number(v, dots_group) if isinstance(v, str) else float(v) for v in written]
    values = [math.nan if v in MISSING_NUMBERS else v for v in values]
    bad = [v is None or math.isinf(v) or (whole and v < 0) for v in values]
    return (
        pd.Series(
            [math.nan if b or v is None else v for v, b in zip(values, bad, strict=True)], cells.index, dtype=float
        ),
        pd.Series(bad, index=cells.index, dtype=bool),
    )


def _is_number(value: object) -> bool:
    """Tell true numbers from texts: a spreadsheet holds both in one column."""
    return isinstance(value, int | float | np.number) and not isinstance(value, bool | np.bool_) and value == value


def _number(text: str, dots_group: bool) -> float | None:
    if text in MISSING_MARKS:
        return math.nan
    plain = _SIGN.sub("-", text)
    if _BLANK_GROUPED.fullmatch(plain):
        plain = re.sub("[ '’]", "", plain)
    if _GROUPED.fullmatch(plain) and (dots_group or plain.count(".") > 1):
        plain = plain.replace(".", "")
    elif dots_group and "." in plain:
        return None  # a point that groups nothing, beside decimal commas
    plain = plain.replace(",", ".", 1)
    return float(plain) if _PLAIN.fullmatch(plain) else None


_DEGREES = re.compile(
    r"(?i)(?P<before>[nsewoö][a-zäöü.]*\s*)?(?P<d>[-−]?\d{1,3}(?:[.,]\d+)?)\s*(?P<sign>[°º])?\s*"
    r"(?:(?P<m>\d{1,2}(?:[.,]\d+)?)\s*['′’´]\s*(?:(?P<s>\d{1,2}(?:[.,]\d+)?)\s*(?:[\"″”“]|'')?\s*)?)?"
    r"(?P<after>[nsewoö][a-zäöü. ]*)?"
)


def to_coordinate(cells: pd.Series) -> tuple[pd.Series, pd.Series]:
    r"""Read coordinates: numbers, and degrees with minutes, seconds and letters of the compass.

    Returns
    -------
    values, bad
        Floats (NaN where empty) and the mask of cells that hold something else.

    Examples
    --------
    >>> to_coordinate(pd.Series(["50°06'N", "8,68E", "50° 6' 36\"", "50.1.2"]))[0].tolist()
    [50.1, 8.68, 50.11, nan]
    """
    found = {row: value for row, cell in cells.items() if (value := _degrees(cell)) is not None}
    values, bad = to_number(cells.drop(list(found)))
    values = pd.concat([values, pd.Series(found, dtype=float)]).reindex(cells.index)
    bad = bad.reindex(cells.index, fill_value=False) | (values.isna() & cells.index.isin(list(found)))
    return values, bad


def _degrees(cell: object) -> float | None:
    """Return degrees as a number; NaN if they cannot be, None if the cell is no such text."""
    found = _DEGREES.fullmatch(text_of(cell)) if isinstance(cell, str) else None
    if found is None or not any(found[name] for name in ("before", "after", "sign", "m")):
        return None
    degrees, minutes, seconds = (float((found[n] or "0").replace(",", ".").replace("−", "-")) for n in "dms")
    if minutes >= 60 or seconds >= 60 or (found["before"] and found["after"]):
        return math.nan
    letter = (found["before"] or found["after"] or "n")[0].casefold()
    size = abs(degrees) + minutes / 60 + seconds / 3600
    return -size if letter in "sw" or degrees < 0 else size


def to_date(cells: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Read German and ISO dates, day first; a year alone is its last day, a month its last day.

    Returns
    -------
    dates, bad
        ISO texts (None where empty) and the mask of cells that are no date.

    Examples
    --------
    >>> to_date(pd.Series(["03.04.2024", "2024", "31.02.2024"]))[0].tolist()
    ['2024-04-03', '2024-12-31', None]
    """
    texts = to_text(cells)
    dates = [None if t is None or t in MISSING_MARKS else _date(t) for t in texts]
    bad = [t is not None and t not in MISSING_MARKS and d is None for t, d in zip(texts, dates, strict=True)]
    return pd.Series(dates, index=cells.index, dtype=object), pd.Series(bad, index=cells.index, dtype=bool)


def _date(text: str) -> str | None:
    patterns = (
        (r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})( \d{1,2}:.*)?", False),
        (r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})([T ]\d{1,2}:.*)?", False),
        (r"(?P<y>\d{4})-?(?P<m>\d{2})", True),
        (r"(?P<m>\d{1,2})[./](?P<y>\d{4})", True),
        (r"(?P<y>\d{4})", True),
    )
    for pattern, is_period in patterns:
        found = re.fullmatch(pattern, text)
        if found is None:
            continue
        part = found.groupdict()
        year, month = int(part["y"]), int(part.get("m") or 12)
        if not 1900 <= year <= 2100:
            return None
        try:
            day = calendar.monthrange(year, month)[1] if is_period else int(part["d"])
            return dt.date(year, month, day).isoformat()
        except ValueError:
            return None
    return None


def to_bool(cells: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Read ja/nein, x, 1/0, wahr/falsch; empty is no."""
    texts = [text_of(v).casefold() for v in cells]
    bad = [t not in _TRUE and t not in _FALSE for t in texts]
    return pd.Series([t in _TRUE for t in texts], index=cells.index), pd.Series(bad, index=cells.index, dtype=bool)


OLDEST = 130
_TRIM = re.compile(
    r"(?i)\b(?:jahren?|j\.|alter|age|einwohner|bevölkerung|personen)\b|^(?:alter|age|ew|e|a)_?(?=\d|under|unter)"
)
_BELOW = re.compile(r"(?i)(?:bis unter|unter|under|<|u)[\s_]*(\d+)(?:\s*-?jährige?)?")
_OPEN = re.compile(r"(?i)(\d+)\s*(?:\+|_plus|_and_above|und\s*(?:mehr|älter|aelter)|u\.?\s*(?:mehr|m\.?|älter|ä\.?))")
_FROM = re.compile(r"(?i)(?:ab|>=|≥)\s*(\d+)")
_ABOVE = re.compile(r"(?i)(?:über|>)\s*(\d+)")
_HALF_OPEN = re.compile(r"(?i)(\d+)\s*(?:-<|bis unter|(?:bis|-|–)\s*<|_to_under_)\s*(\d+)")
_RANGE = re.compile(r"(?i)(\d+)\s*(?:-|–|bis|_)\s*(\d+)")
_SINGLE = re.compile(r"(\d{1,3})")


def _edges(text: str, inclusive: bool | None) -> tuple[int, float] | None:
    plain = _TRIM.sub("", text_of(text)).strip(" :_")
    if found := _BELOW.fullmatch(plain):
        return 0, int(found[1])
    if found := _OPEN.fullmatch(plain) or _FROM.fullmatch(plain):
        return int(found[1]), math.inf
    if found := _ABOVE.fullmatch(plain):  # over 64: those who have completed 65 years
        return int(found[1]) + 1, math.inf
    if found := _HALF_OPEN.fullmatch(plain):
        return int(found[1]), int(found[2])
    if (found := _RANGE.fullmatch(plain)) and inclusive is not None:
        return int(found[1]), int(found[2]) + inclusive
    if found := _SINGLE.fullmatch(plain):
        return int(found[1]), int(found[1]) + 1
    return None


def band_of(text: str, *, inclusive: bool | None = None) -> Band | None:
    """Read an age band from a header or cell; None if it is none.

    Parameters
    ----------
    text
        Such as "unter 3", "3 bis unter 6", "65undmehr", "90+", "17" or "6-15".
    inclusive
        Whether "6-15" holds 15-year-olds; None leaves such a text unread.

    Examples
    --------
    >>> band_of("3 bis unter 6").id, band_of("65undmehr").id, band_of("6-15", inclusive=False).id
    ('a03_06', 'a65_plus', 'a06_15')
    """
    edges = _edges(text, inclusive)
    if edges is None or edges[1] <= edges[0] or edges[0] > OLDEST or OLDEST < edges[1] < math.inf:
        return None
    return Band(*edges)


def bare_ranges(texts: list[str]) -> list[str]:
    """Return the texts such as "6-15" that do not say themselves whether they hold their last year."""
    return [t for t in texts if band_of(t) is None and band_of(t, inclusive=True) is not None]


def ranges_are_inclusive(texts: list[str]) -> bool | None:
    """Tell from a set of bands whether "6-15" holds 15: it does if no other starts at 15; None if nothing tells."""
    ranges = [band for t in bare_ranges(texts) if (band := band_of(t, inclusive=True)) is not None]
    starts = {b.start for b in ranges} | {b.start for t in texts if (b := band_of(t)) is not None}
    touching = sum(band.stop - 1 in starts for band in ranges)
    following = sum(band.stop in starts for band in ranges)
    if touching == following:
        return None
    return following > touching
