"""For whom an offer is, as people write it: „Kinder von 6 bis 12 Jahren“, „14+“, „für alle Altersgruppen“."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from sozialraum_geo.reading.cells.cleaning import OLDEST, band_of, text_of
from sozialraum_geo.standards import Band


@dataclass(frozen=True)
class Ages:
    """The ages that a text names; without a band all of them."""

    band: Band | None = None


_UNIT = r"(?:[\s-]?(?P<{0}>jahr\w{{0,2}}|jährig\w{{0,2}}|j\.?|monat\w{{0,2}}|wochen?)(?!\w))?"
_LOW = r"(?<![\w.])(?P<low>\d{1,3})(?!\d)" + _UNIT.format("low_unit")
_HIGH = r"(?P<high>\d{1,3})(?!\d|[.,]\d)" + _UNIT.format("high_unit")
# In this order, each taking its words out of the text
_PATTERNS = tuple(
    re.compile(f"(?i){pattern}")
    for pattern in (
        rf"(?:(?<!\w)(?:ab|von)\s)?{_LOW}\s?(?:(?P<below>bis\sunter\s|(?:bis|-|–)?\s?<)|"
        rf"-|–|—|(?:-\s)?bis(?:\s(?:zu|einschließlich))?\s)\s?{_HIGH}(?!\s?\+)",
        rf"(?<!\w)zwischen\s{_LOW}\sund\s{_HIGH}",
        rf"(?:(?<!\w)ab\s)?{_LOW}\s?(?:\+|und\s(?:älter|mehr)(?!\w))(?:\s?jahren?(?!\w))?",
        rf"(?<!\w)(?:ab|mindestens)\s{_LOW}",
        rf"(?<!\w)(?P<above>über)\s{_LOW}",
        rf"(?<!\w)(?P<below>(?:bis\s)?unter)\s{_HIGH}",
        rf"(?<!\w)bis(?:\s(?:zu|einschließlich))?\s{_HIGH}",
        r"(?<![\w.])(?P<single>\d{1,3})[\s-]?(?:(?P<years>jahre?)|jährig\w{0,2})(?!\w)",
    )
)
_COMPANY = re.compile(
    rf"(?i)[,;]?\s?(?:nur\s)?(?:bis|unter)\s{_HIGH}(?:\snur)?\s(?:in|mit)\sbegleitung(?:\s(?:der|von|einer|eines)\s\w+)?"
)
_UNITS = re.compile(r"(?i)(?:\d[\s-]?|(?<!\w))(?:jahre?n?|jährig\w{0,2}|monate?n?|wochen?|j\.|alter\w*)(?!\w)")
_NO_AGES = re.compile(  # numbers of another kind, words that turn a band round, and bands that are one chain
    r"(?i)(?<!\w)(?:klassen?|klassenstufen?|jahrgang\w*|uhr|euro|platz|plätze|personen|teilnehm\w+|stunden?|minuten|mal|"
    r"lebensjahr\w*|max|maximal|höchstens|älter\sals|jünger\sals|nicht|keine?[mnrs]?|außer|ausser|ausgenommen)(?!\w)|€|"
    r"\0\s?[-–—<>+]\s?\0"
)
_EVERYONE = re.compile(
    r"(?i)(?<!\w)(?:alle[nr]?\s(?:alters(?:gruppen|klassen|stufen)?|altern|generationen)|jede[ns]\salters?|"
    r"(?:keine|ohne)\salters(?:beschränkung|begrenzung|grenze)(?:en|n)?|altersunabhängig|"
    r"jung\s(?:und|&)\salt|alt\s(?:und|&)\sjung)(?!\w)"
)
_ADULTS = re.compile(r"(?i)(?:nur\s)?(?:für\s)?(?:alle\s)?(?:erwachsenen?|volljährigen?)")


def ages_of(text: str, *, in_prose: bool = False) -> Ages | None:
    """Read for which ages something is; None if the text does not say, or not clearly.

    A range holds its last year: „6-17 Jahre“ ends before 18. Bands that follow each other become one; between bands
    that do not nobody is meant, and one band cannot say so.

    Parameters
    ----------
    in_prose
        The text tells for whom something is in any words: numbers are ages only where it speaks of years or months.

    Examples
    --------
    >>> ages_of("Kinder & Jugendliche 6 bis 20 Jahren"), ages_of("für alle Altersgruppen")
    (Ages(band=Band(start=6, stop=21)), Ages(band=None))
    >>> ages_of("6-12 und 13-18 Jahre"), ages_of("6-10 und 15-25 Jahre")
    (Ages(band=Band(start=6, stop=19)), None)
    """
    plain = text_of(text)
    if not in_prose and (band := band_of(plain, inclusive=True)) is not None:
        return Ages(band)
    if not re.search(r"\d", plain):
        return _in_words(plain)
    if in_prose and not _UNITS.search(plain):
        return None
    bands: list[Band | None] = []

    def take(found: re.Match[str]) -> str:
        is_duration = in_prose and found.groupdict().get("years")  # „seit 3 Jahre“ and the like
        bands.append(None if is_duration else _band(found))
        return "\0"

    rest = _COMPANY.sub(" ", plain)
    if not rest.strip():
        return Ages()
    for pattern in _PATTERNS:
        rest = pattern.sub(take, rest)
    if re.search(r"\d", rest) or _NO_AGES.search(rest):
        return None
    return _hull(bands)


def _in_words(text: str) -> Ages | None:
    bare = text.strip(" .!")
    if _ADULTS.fullmatch(bare):
        return Ages(Band(18, math.inf))
    return Ages() if _EVERYONE.search(bare) else None


def _band(found: re.Match[str]) -> Band | None:
    """Return the band of one expression in whole years, None if it is none."""
    parts = found.groupdict()
    if parts.get("single"):
        parts |= {"low": parts["single"], "high": parts["single"]}
    high_unit = parts.get("high_unit") or ""
    start = int(parts.get("low") or 0) // _in_a_year(parts.get("low_unit") or high_unit) + bool(parts.get("above"))
    stop = math.inf
    if parts.get("high"):
        units = _in_a_year(high_unit)
        stop = int(parts["high"]) + (not parts.get("below")) if units == 1 else math.ceil(int(parts["high"]) / units)
    return Band(start, stop) if start < stop and start <= OLDEST and (stop <= OLDEST or stop == math.inf) else None


def _in_a_year(unit: str) -> int:
    return {"m": 12, "w": 52}.get(unit[:1].casefold(), 1)


def _hull(bands: list[Band | None]) -> Ages | None:
    """Return bands without a gap as one."""
    known = sorted(b for b in bands if b is not None)
    if not known or len(known) < len(bands):
        return None
    hull = known[0]
    for band in known[1:]:
        if band.start > hull.stop:
            return None
        hull = Band(hull.start, max(hull.stop, band.stop))
    return Ages(hull)
