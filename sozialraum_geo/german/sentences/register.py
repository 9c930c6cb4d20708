"""What the page „Register“ says."""

from __future__ import annotations

from sozialraum_geo.german.words import numbers
from sozialraum_geo.german.words.grammar import counted
from sozialraum_geo.german.words.pages.register import TAB
from sozialraum_geo.register.search import Counts
from sozialraum_geo.tables import TABLES

_DATE = {
    "activities": "Ende oder Überprüfung",
    "cooperations": "Ende oder Überprüfung",
    "gremien": "nächster Termin",
    "resolutions": "umzusetzen bis",
    "goals": "bis",
}


def answer(table: str, counts: Counts) -> str:
    """Answer whether what is known still holds.

    Examples
    --------
    >>> answer("partners", Counts(entries=120, never=8, stale=30, ending=0, dateless=0))
    '120 Partner: 30 sind seit über einem Jahr nicht geprüft, 8 noch nie.'
    >>> answer("activities", Counts(entries=1, never=0, stale=0, ending=1, dateless=0))
    '1 Angebot: im letzten Jahr geprüft. 1 endet in den nächsten drei Monaten.'
    """
    _, one, many, _ = TAB[table]
    if not counts.entries:
        return f"Noch keine {many}."
    sentence = counted(counts.entries, one, many)
    number = numbers.number
    if "checked_on" in TABLES[table].by_name:
        old = (
            [f"{number(counts.stale)} {_are(counts.stale)} seit über einem Jahr nicht geprüft"] if counts.stale else []
        )
        old += [f"{number(counts.never)} {'' if old else _are(counts.never) + ' '}noch nie"] if counts.never else []
        old_words = ", ".join(old) + ("" if counts.stale or not old else " geprüft")
        if counts.never == counts.entries:
            old_words = "noch nicht geprüft"
        sentence += f": {old_words}" if old else ": im letzten Jahr geprüft"
    parts = [sentence + "."]
    if counts.ending:
        parts.append(
            f"{number(counts.ending)} {'endet' if counts.ending == 1 else 'enden'} in den nächsten drei Monaten."
        )
    if counts.dateless:
        parts.append(f"Bei {number(counts.dateless)} fehlt ein Datum ({_DATE[table]}).")
    return " ".join(parts)


def _are(count: int) -> str:
    return "ist" if count == 1 else "sind"
