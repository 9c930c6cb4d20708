"""German addresses as people write them: street, house number, postcode, town."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import pandas as pd
from rapidfuzz.distance import OSA

from sozialraum_geo.reading.cells.cleaning import MISSING_MARKS, text_of

# --- streets ---------------------------------------------------------------------------------------------------------

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "’": "'", "‘": "'", "`": "'", "´": "'"})
# Whole words; the articles count as one, because „a. d.“ does not say which it was
_WORDS = {
    **dict.fromkeys(("der", "des", "dem", "den", "die"), "d"),
    **dict.fromkeys(("grosse", "grosser", "grosses", "grossen"), "gr"),
    **dict.fromkeys(("kleine", "kleiner", "kleines", "kleinen"), "kl"),
    **{"ii": "2", "iii": "3", "iv": "4"},
    **{"strasse": "str", "pl": "platz", "st": "sankt", "skt": "sankt", "professor": "prof", "doktor": "dr"},
    **{"geschw": "geschwister", "gen": "general", "frh": "freiherr", "frhr": "freiherr", "wilh": "wilhelm"},
}
_BEFORE_ARTICLE = {"a": "an", "i": "in", "u": "unter", "v": "von", "b": "bei"}
_VOWEL = re.compile("([aou])e")  # „Müller“, „Mueller“ and „Muller“ are one
# „Stra?e“, „Strae“: what a wrong encoding leaves of it; and a ß in the wrong place
_LOST_SZ = re.compile(r"stra(?:[^a-z0-9 ]{1,2}|[ _])?e\b|strssae\b|straess\b")


@lru_cache(maxsize=100_000)
def normalise_street(text: str) -> str:
    """Return a street name as it is compared: one spelling for all the usual ways to write it.

    Applying it twice changes nothing. A misspelt „Straße“ at the end counts as one.

    Examples
    --------
    >>> {normalise_street(s) for s in ("Karl-Marx-Straße", "KARL MARX STR.", "Karl Marx-Srtasse")}
    {'karlmarxstr'}
    >>> normalise_street("Pl. a. d. Mühle"), normalise_street("Prof.-Dr.-Mayer-Straße")
    ('platzandmuhle', 'profdrmayerstr')
    """
    before, plain = None, text
    while plain != before:  # joined words may form a known one („gro sse“)
        before, plain = plain, _joined(plain)
    return plain


def _joined(text: str) -> str:
    lowered = unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTS)
    lowered = unicodedata.normalize("NFKD", lowered).encode("ascii", "replace").decode()
    lowered = re.sub("s{3,}", "ss", _LOST_SZ.sub("strasse", lowered.replace("'", ""))).replace("pl.", "platz ")
    words = [_WORDS.get(w) or _mended(w) for w in re.findall(r"[a-z0-9]+", lowered)]
    for i, word in enumerate(words[:-1]):
        if words[i + 1] == "d":
            words[i] = _BEFORE_ARTICLE.get(word, word)
    return _VOWEL.sub(r"\1", "".join(words))


def _mended(word: str) -> str:
    """End a word in „str“ where its end is „strasse“ or one slip away from it."""
    if len(word) < 6 or word.endswith("gasse"):
        return word
    tails = [word[-n:] for n in (7, 8, 6) if len(word) >= n and word[-n:].isalpha()]
    close = [t for t in tails if OSA.distance(t, "strasse", score_cutoff=1) <= 1]
    if not close:
        return word
    tail = next((t for t in close if t.startswith("s") or t == "trasse"), close[0])
    return word[: -len(tail)] + "str"


# --- the parts of an address -----------------------------------------------------------------------------------------


class Number(NamedTuple):
    """A house number; 9–11 has ``number_to``."""

    number: int | None = None
    suffix: str = ""
    number_to: int | None = None


@dataclass(frozen=True)
class Parts:
    """What an address says, as written; what it does not say is empty or None."""

    street: str = ""
    number: int | None = None
    suffix: str = ""
    number_to: int | None = None
    postcode: str = ""
    town: str = ""
    district: str = ""


MAX_TEXT = 200  # what is longer is no address, and would take long
_SIGN = r"(?<![a-zäöüß])(?:haus-?\s?nr|hausnummer|hs\.?[\s-]*nr|nr|no)\.?:?\s*"
_NUMBER = (
    r"(?P<number>\d{1,4})\s*(?P<suffix>1/2|[a-z]\d?)?"
    r"(?:\s*(?:-|–|—|/|\+|&|;|,|bis|und|u\.?)\s*(?:(?P<to>\d{1,4})?\s*[a-z]?(?:\s*[-–,;/+]\s*\w{1,4})*)?)?"
)
_ONLY_NUMBER = re.compile(rf"(?i)(?:{_SIGN})?{_NUMBER}")
_STREET_NUMBER = re.compile(rf"(?i)(?P<street>.*?[^\W\d_].*?)[\s,]*(?:{_SIGN})?(?<!\d){_NUMBER}")
_SQUARE = re.compile(rf"(?i)(?P<street>[a-z]\s?\d{{1,2}})[\s,]+{_NUMBER}")  # Mannheim: „Q 7, 24“
_WITHIN = re.compile(  # behind a house number: where in the house
    r"(?i)(?<=[\d])(\s?[a-z]?)[,\s]+(?:\d+\.\s*(?:og|ug|etage|stock|obergeschoss|hof|hinterhof)|[ehdvuo]g|[hv]h|sf|gh|"
    r"hof|hinterhaus|hinterhof|vorderhaus|seitenflügel|quergebäude|gartenhaus|erdgeschoss|obergeschoss|links|rechts|"
    r"remise|laden|(?:haus|aufgang|eingang|wohnung|whg\.?|raum|zimmer|gebäude|geb\.)\s*(?:nr\.?\s*)?\w{1,3})\.?(?=$|[,\n])"
)
_CARE_OF = re.compile(r"(?i)^(?:c/o|c\. ?o\.|z\. ?hd\.?|zu händen|p\. ?a\.|per adresse|bei|im hause)\s+")
_NO_PART = re.compile(r"(?i)(?:tel|fax|mobil|e-?mail|www|http|postfach)\b.*|.*@.*|deutschland|germany|brd|")
_POSTCODE = re.compile(r"(?<!\d)(?:\bDE?[-– ]\s?)?(?P<postcode>\d{5})(?!\d)")
_SHORT_POSTCODE = re.compile(r"(?P<postcode>\d{4})\s+[^\W\d_][^\d]+")  # a spreadsheet ate its zero
_ENDING = r"str\.?|stra(?:ß|ss)e|weg|allee|platz|pl\.|gasse|ring|damm|ufer|chaussee|zeile|steig|stieg|pfad|promenade"
_STREET_LIKE = re.compile(rf"(?i)(?:.*(?:{_ENDING})|(?:am|an|auf|im|in|unter|zum|zur|beim|hinter)\s.*)")
_GENERIC = re.compile(rf"(?i)(?:privat|bundes)?(?:{_ENDING})")
_TOWN_AHEAD = re.compile(
    r"(?P<town>(?:(?:Bad|Sankt|St\.|Groß|Klein|Markt)\s)?\S+(?:\s(?:am|an der|im|in|ob der|bei)\s\S+)?)\s+(?P<rest>.+)"
)
_PART_OF_TOWN = re.compile(r"(?i)\s*(?:,|/|\bOT\b|\bOrtsteil\b|\bStadtteil\b|-|–)\s*")


def parse_number(cell: object, suffix: object = "") -> Number:
    """Read a house number from a cell, the suffix from it or from a cell of its own.

    Spreadsheets make a date of „9-11“: it is read back as what was typed.

    Examples
    --------
    >>> parse_number("12 A"), parse_number("9–11"), parse_number(12.0, "b"), parse_number("007").number
    (Number(number=12, suffix='a', number_to=None), Number(number=9, suffix='', number_to=11),
     Number(number=12, suffix='b', number_to=None), 7)
    """
    if isinstance(cell, dt.date) and not pd.isna(cell):
        return _of_date(cell.day, cell.month)
    return _read_number(text_of(cell), text_of(suffix))


@lru_cache(maxsize=100_000)
def _read_number(text: str, suffix: str) -> Number:
    if found := re.fullmatch(r"(?:19|20)\d\d-(\d\d)-(\d\d)(?: .*)?", text):
        return _of_date(int(found[2]), int(found[1]))
    plain = re.sub(r"(?<=\d)[.,]0+$", "", text.replace("½", " 1/2"))
    whole = plain if suffix in MISSING_MARKS else f"{plain} {suffix}"
    found = _ONLY_NUMBER.fullmatch(_WITHIN.sub(r"\1", whole)) or re.match(r"(?P<number>\d{1,4})(?!\s?[\d.])", plain)
    parts = found.groupdict() if found else {}
    return _number(parts["number"], parts.get("suffix") or "", parts.get("to")) if parts else Number()


def _of_date(day: int, month: int) -> Number:
    return Number(day, "", month if month > day else None)


def _number(number: str, suffix: str, to: str | None) -> Number:
    first, last = int(number), int(to or 0)
    if 0 < last < first and len(str(last)) < len(str(first)):  # „119–21“
        last = int(str(first)[: -len(str(last))] + str(last))
    return Number(first, suffix.casefold(), last if first < last <= first + 100 else None) if first else Number()


@lru_cache(maxsize=100_000)
def parse_address(text: str) -> Parts:
    """Read an address from one cell: street, number, postcode, town and part of town in any usual order.

    Examples
    --------
    >>> parse_address("c/o Müller, Hauptstr. 12 a, 12045 Berlin-Neukölln")
    Parts(street='Hauptstr.', number=12, suffix='a', number_to=None,
          postcode='12045', town='Berlin', district='Neukölln')
    >>> parse_address("12045 Berlin, Am Markt 9–11").number_to, parse_address("Str. des 17. Juni 135").street
    (11, 'Str. des 17. Juni')
    """
    text = text[:MAX_TEXT]
    brackets = [b for b in re.findall(r"\(([^)\d]+)\)", text) if not _WITHIN.fullmatch(f"1 {b}")]
    plain = re.sub(r"\([^)]*\)", " ", re.sub(r"[\r\n]+", ", ", text.replace("½", " 1/2")))
    while (shorter := _WITHIN.sub(r"\1", plain)) != plain:
        plain = shorter
    chunks = [text_of(c) for c in re.split(r"[;|·]|,(?!\d)|(?<!\d),", plain)]
    read = _Reading()
    for chunk in chunks:
        chunk = re.sub(r"(?i)\s+c/o\s.*", "", chunk)
        if care := _CARE_OF.match(chunk):
            chunk = _behind_name(chunk[care.end() :])
        if not _NO_PART.fullmatch(chunk):
            read.take(chunk)
    return read.parts(brackets)


def _behind_name(text: str) -> str:
    """Return the street behind a name in one breath („Müller Hauptstr. 12“), empty if there is none."""
    words = text.split()
    for i, word in enumerate(words):
        if i and _STREET_LIKE.fullmatch(word):
            return " ".join(words[i - (_GENERIC.fullmatch(word) is not None) :])
    return ""


class _Reading:
    """An address while its chunks are read one after the other."""

    def __init__(self) -> None:
        self.street, self.number, self.postcode, self.town = "", Number(), "", ""
        self.words: list[str] = []  # neither number nor street by its looks: a name, a town, a part of town
        self.words_before_street = 0

    def take(self, chunk: str) -> None:
        found = None if self.postcode else _POSTCODE.search(chunk) or _SHORT_POSTCODE.fullmatch(chunk)
        if found is None:
            self.take_plain(chunk)
            return
        self.postcode = found["postcode"].zfill(5)
        before, after = chunk[: found.start("postcode")], chunk[found.end("postcode") :]
        before = re.sub(r"\bDE?[-– ]*$", "", before).strip(" ,-–")
        after = after.strip(" ,-–")
        if before and not after and not re.search(r"\d", before) and not _STREET_LIKE.fullmatch(before):
            self.town = before
        elif before:
            self.take_plain(before)
        split = _TOWN_AHEAD.fullmatch(after)
        if split and not self.street and (re.search(r"\d", split["rest"]) or _STREET_LIKE.fullmatch(split["rest"])):
            self.take_plain(split["rest"])
            after = split["town"]
        self.town = self.town or after

    def take_plain(self, chunk: str) -> None:
        if only := _ONLY_NUMBER.fullmatch(chunk):
            if _GENERIC.fullmatch(self.street) and self.number.number:  # „Straße 52, 12 a“
                self.street, self.number = f"{self.street} {self.number.number}{self.number.suffix}", Number()
            if self.street and self.number.number is None:
                self.number = _number(only["number"], only["suffix"] or "", only["to"])
        elif re.fullmatch(r"(?i)[a-z]\s?\d{1,2}", chunk) and not self.street:  # „Q 7“, its number comes behind
            self.street, self.words_before_street = chunk, len(self.words)
        elif numbered := _SQUARE.fullmatch(chunk) or _STREET_NUMBER.fullmatch(chunk):
            if self.number.number is None:
                self.street, self.words_before_street = numbered["street"].strip(" ,"), len(self.words)
                self.number = _number(numbered["number"], numbered["suffix"] or "", numbered["to"])
        elif _STREET_LIKE.fullmatch(chunk) and not self.street:
            self.street, self.words_before_street = chunk, len(self.words)
        elif chunk:
            self.words.append(chunk)

    def parts(self, brackets: list[str]) -> Parts:
        words = self.words[self.words_before_street :]
        if not self.street and words and (self.postcode or len(words) > 1 or not self.town):
            self.street, words = words[0], words[1:]
        if not self.town and words:
            self.town, words = words[0], words[1:]
        town, district = split_town(self.town)
        others = [re.sub(r"(?i)^(?:OT|Ortsteil|Stadtteil)\s+", "", w) for w in (*words, *brackets)]
        return Parts(self.street, *self.number, self.postcode, town, district or next(iter(others), ""))


def split_town(text: str) -> tuple[str, str]:
    """Split a town from its part: „Berlin-Neukölln“, „Berlin OT Rudow“.

    Examples
    --------
    >>> split_town("Berlin (Neukölln)"), split_town("Musterstadt")
    (('Berlin', 'Neukölln'), ('Musterstadt', ''))
    """
    town, *rest = _PART_OF_TOWN.split(text.replace("(", ",").replace(")", ""), maxsplit=1)
    return town.strip(), rest[0].strip() if rest else ""
