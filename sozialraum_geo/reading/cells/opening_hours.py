"""German opening times as people write them: weekdays, hours and how often; what is not understood is said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from sozialraum_geo.reading.cells.cleaning import text_of

Rhythm = Literal["woechentlich", "vierzehntaeglich", "monatlich"]
RHYTHMS = ("woechentlich", "vierzehntaeglich", "monatlich")
DAY = 24 * 60
WEEK = 7 * DAY
NIGHT = DAY // 2  # what ends „before“ it begins ends the next day, if that is no longer; else it is a slip
WEEKS_A_MONTH = 52 / 12
LAST = -1


@dataclass(frozen=True, order=True)
class Span:
    """Something is open from ``start_min`` to ``end_min``, minutes of a weekday (0 Monday); past 1440 on the next day.

    Attributes
    ----------
    nth
        Of the month: 1 to 4, or `LAST`; 0 for any other rhythm, and for „einmal im Monat“.

    Raises
    ------
    ValueError
        If there is no such time.
    """

    weekday: int
    start_min: int
    end_min: int
    rhythm: Rhythm = "woechentlich"
    nth: int = 0

    def __post_init__(self) -> None:
        is_day = 0 <= self.weekday <= 6 and 0 <= self.start_min < min(self.end_min, DAY)
        is_end = self.end_min <= DAY or self.end_min - self.start_min <= NIGHT
        is_nth = self.nth == 0 or (self.rhythm == "monatlich" and self.nth in (1, 2, 3, 4, LAST))
        if not (is_day and is_end and is_nth):
            raise ValueError(self)


@dataclass(frozen=True)
class OpeningHours:
    """What a text says: the spans in order, and as written what was left over („“ if all was understood)."""

    spans: tuple[Span, ...]
    rest: str = ""
    by_appointment: bool = False


# --- words -----------------------------------------------------------------------------------------------------------

_SHORT = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
_NAMES = {
    **{name.casefold(): day for day, name in enumerate(_SHORT)},
    **{"don": 3, "montag": 0, "dienstag": 1, "mittwoch": 2, "donnerstag": 3, "freitag": 4, "samstag": 5},
    **{"sonnabend": 5, "sonntag": 6},
}
_ORDINALS = {"erst": 1, "zweit": 2, "dritt": 3, "viert": 4, "letzt": LAST, "1.": 1, "2.": 2, "3.": 3, "4.": 4}
_DAY = rf"(?:(?:{'|'.join(sorted(_NAMES, key=len, reverse=True))})(?:(?<=tag)s|(?<=woch)s|(?<=abend)s)?)(?!\w)"
_AGREED = r"(?:(?:termin)?vereinbarung|(?:termin)?absprache|(?:vor)?anmeldung)"
# A kind of token is one letter; the order says what is tried first
_KINDS = {
    "": r"<!--(?:[^<>]{0,200}-->)?",  # what a web page left behind
    "x": rf"\((?:{_DAY}[.,\s]*)+\)",  # „Mo-Fr (Sa)“: now and then, or what?
    "V": rf"(?:termine?\s)?nach\s(?:(?:vorheriger|telefonischer|individueller|persönlicher)\s)?{_AGREED}|n\.\s?v\.|"
    r"auf\sanfrage|(?:nur\s)?mit\stermin",
    "B": r"(?:(?:wir\sbitten|bitte)\sum|mit|um)\s(?:vor)?anmeldung(?:\swird\sgebeten)?|"
    r"(?:vor)?anmeldung\s(?:ist\s)?(?:erbeten|erwünscht|erforderlich|notwendig)|"
    r"bitte\s(?:vorher|vorab)\s(?:kontaktieren|anmelden|anrufen)",
    "A": r"rund\sum\sdie\suhr|24\s?/\s?7|(?<![-–—])(?<![-–—]\s)(?<!bis\s)24\s?(?:stunden|std\.?|h)",
    "H": r"ganztägig",
    "F": r"(?:14|vierzehn)[\s-]?täg(?:lich|ig)|zwei-?wöch(?:entlich|ig)|alle\s(?:2|zwei)\swochen|alle\s14\stage|"
    r"jede\s(?:2\.|zweite)\swoche",
    "E": r"(?:(?:einmal|1\s?x|1\s?mal)\s)(?:im|pro|jeden)\smonat|(?:(?:einmal|1\s?x|1\s?mal)\s)?monatlich",
    "M": r"(?:im|pro|des|jeden|eines\sjeden)\smonats?",
    "T": r"täglich|tgl\.?|jeden\stag",
    "O": rf"(?:erst|zweit|dritt|viert|letzt)e[nrs]?|[1-4]\.(?=\s?(?:und\b|u\.|[&,/+]|{_DAY}))",
    "D": rf"{_DAY}\.?|(?:am\s)?wochenende",
    "C": r"geschlossen|ruhetag",
    "N": r"\d+(?:[.:]\d\d(?!\d))?",
    "-": r"bis|[-–—−]",
    "&": r"und|u\.|oder|sowie|[&+]",
    " ": r"uhr|h|von|am|jeden?|jeweils|immer|wöchentlich|geöffnet|offen|unsere|sind|"
    r"(?:öffnungs|sprech|beratungs)(?:zeit(?:en)?|stunden?)|zeiten|termine|(?<!\S)\*(?=\s)|[()•·\s]",
    ",": r"[,/]",
    ":": r":",
    ";": r"[;|.!]",
    "X": r"\w+|.",
}
_ORDER = tuple(_KINDS)
# A word ends where no letter or digit follows; only a number may touch the one before it or the „Uhr“ behind it
_WORDS = "|".join(
    f"({pattern})" if kind in ("", "x", "N", ",", ":", ";", "X") else f"((?:{pattern})(?:(?<!\\w)|(?!\\w)))"
    for kind, pattern in _KINDS.items()
)
_TOKEN = re.compile(f"(?is){_WORDS}")


class _Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


def _tokens(text: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(text):
        kind = _ORDER[(found.lastindex or 1) - 1]
        if kind.strip():
            yield _Token(kind.upper(), found[0].casefold(), found.start(), found.end())


# --- clauses ---------------------------------------------------------------------------------------------------------

_DAYS = r"T?D(?:-D)?(?:[,&]?D(?:-D)?)*T?|T"
_TIMES = r"N-N(?:[,&]?N-N)*|A"
_GROUP = re.compile(
    rf"(?P<before>[FE]?)(?:(?P<nth>O(?:[,&]O)*)(?P<day>D)[ME]|(?P<days>{_DAYS}))[,:]?(?P<between>[FE]?)[,:]?"
    rf"(?:(?P<times>{_TIMES})(?P<after>,?[FE])?|(?P<none>[VC]))"
)
_TIMES_FIRST = re.compile(rf"(?P<times>{_TIMES})[,:]?(?P<days>{_DAYS})(?P<after>F?)")
_ONLY_DAYS, _ONLY_TIMES = re.compile(rf"(?:{_DAYS})[,:]?"), re.compile(_TIMES)
# „ganztägig“ beside weekdays is the day of an office, and does not say which hours
_ALWAYS = re.compile("T?[AH]T?")


def parse_opening_hours(text: str) -> OpeningHours | None:
    """Read opening times; None if nothing of them is understood.

    Times without a weekday, seasons and holidays, „ab 14 Uhr“ and any clause with a word that is not known are left
    over as they are written: a word may be „nicht“.

    Examples
    --------
    >>> parse_opening_hours("Mo, Mi 14.00 - 18.30 Uhr; sonst siehe Aushang")
    OpeningHours(spans=(Span(weekday=0, start_min=840, end_min=1110, rhythm='woechentlich', nth=0),
                        Span(weekday=2, start_min=840, end_min=1110, rhythm='woechentlich', nth=0)),
                 rest='sonst siehe Aushang', by_appointment=False)
    >>> parse_opening_hours("nach Vereinbarung"), parse_opening_hours("9-12 Uhr")
    (OpeningHours(spans=(), rest='', by_appointment=True), None)
    """
    plain = text_of(re.sub(r"[\r\n]+", " ; ", text))
    spans: set[Span] = set()
    rest: list[str] = []
    by_appointment = is_understood = is_headed = False
    for clause, kinds, as_written in _clauses(plain):
        read = None if is_headed else _read(clause, kinds)
        if read is None:
            rest.append(as_written)
            # „Winter:“ and „alle zwei Wochen“ on a line of their own may hold for all that comes
            is_headed |= kinds.rfind(":") > kinds.find("X") >= 0 or kinds.strip(",:&") in ("E", "F", "M")
        else:
            is_understood = True
            by_appointment |= "V" in kinds or kinds == "B"
            spans |= read
    if not is_understood:
        return None
    return OpeningHours(tuple(sorted(spans)), "; ".join(rest), by_appointment)


def _clauses(text: str) -> Iterator[tuple[list[_Token], str, str]]:
    """Split a text at its semicolons and full stops: tokens, their kinds, and the clause as it is written.

    Weekdays on one line and their hours on the next are one clause.
    """
    parts: list[tuple[list[_Token], int, int]] = []
    clause: list[_Token] = []
    begin = 0
    for token in (*_tokens(text), _Token(";", "", len(text), len(text))):
        if token.kind != ";":
            clause.append(token)
            continue
        if _kinds(clause).strip(":,&-"):
            parts.append((clause, begin, token.start))
        clause, begin = [], token.end
    at = 0
    while at < len(parts):
        clause, begin, end = parts[at]
        at += 1
        follows = at < len(parts) and _ONLY_TIMES.fullmatch(_kinds(parts[at][0]))
        if follows and _ONLY_DAYS.fullmatch(_kinds(clause)):
            clause, end = clause + parts[at][0], parts[at][2]
            at += 1
        yield clause, _kinds(clause), text[begin:end].strip(" ,&+")


def _kinds(tokens: Iterable[_Token]) -> str:
    return "".join(t.kind for t in tokens)


def _read(clause: list[_Token], kinds: str) -> set[Span] | None:
    """Return the spans of one clause, none for „nach Vereinbarung“ and „Di geschlossen“; None if it is not clear."""
    if kinds == "B":
        return set()
    kept = _bare([t for t in clause if t.kind != "B"])
    plain = re.sub("&?V$", "", _kinds(kept)) if re.fullmatch("V|.*&V", _kinds(kept)) else _kinds(kept)
    if not plain:
        return set() if kept else None
    if _ALWAYS.fullmatch(plain):
        return {Span(day, 0, DAY) for day in range(7)}
    if found := _TIMES_FIRST.fullmatch(plain):
        return _spans(found, kept)
    groups, start = [], 0
    while start < len(plain):
        group = _GROUP.match(plain, start)
        if group is None:
            return None
        groups.append(group)
        start = group.end() + (plain[group.end() : group.end() + 1] in tuple(",&"))
    # Does „14-täglich“ hold for all of them?
    return None if len(groups) > 1 and any(map(_loose, groups)) else _joined(groups, kept)


def _bare(tokens: list[_Token]) -> list[_Token]:
    """Leave out what stands before the first and behind the last word, and of separators in a row all but the last."""
    kinds = _kinds(tokens)
    first, last = len(kinds) - len(kinds.lstrip(",:&-")), len(kinds.rstrip(",:&"))
    return [t for i, t in enumerate(tokens[:last]) if i >= first and kinds[i : i + 2] not in (",,", ",&", "&,", "&&")]


def _joined(groups: list[re.Match[str]], tokens: list[_Token]) -> set[Span] | None:
    spans: set[Span] = set()
    closed: set[int] = set()
    for found in groups:
        if found["none"]:
            closed |= set(_weekdays(tokens[found.start() : found.end()])) if found["none"] == "C" else set()
            continue
        read = _spans(found, tokens)
        if read is None:
            return None
        spans |= read
    return None if closed & {s.weekday for s in spans} else spans


def _loose(found: re.Match[str]) -> str:
    """Return how often, where it is said beside the weekdays: F or E, empty if not."""
    return "".join(found[name] or "" for name in ("before", "between", "after")).strip(",")


def _spans(found: re.Match[str], tokens: list[_Token]) -> set[Span] | None:
    """Return the spans of weekdays and times; None if one of them does not exist."""
    parts = found.groupdict()
    loose = _loose(found) if "between" in parts else parts["after"]
    at = slice(*found.span("days" if parts["days"] else "day"))
    days = _weekdays(tokens[at])
    times = _times(tokens[slice(*found.span("times"))])
    if not days or not times or len(loose) > 1 or (loose == "E" and len(days) > 1):
        return None
    rhythm: Rhythm = "vierzehntaeglich" if loose == "F" else "monatlich" if loose == "E" else "woechentlich"
    nths = [0]
    if parts.get("nth"):
        if loose or len(days) > 1:
            return None
        rhythm = "monatlich"
        nths = [_ordinal(t.text) for t in tokens[slice(*found.span("nth"))] if t.kind == "O"]
    try:
        return {Span(d, *time, rhythm, n) for d in days for time in times for n in nths}
    except ValueError:
        return None


def _ordinal(word: str) -> int:
    return _ORDINALS[word if word[0].isdigit() else re.sub("e[nrs]?$", "", word)]


def _weekdays(tokens: list[_Token]) -> list[int]:
    """Return the weekdays of „Mo-Mi, Fr“; empty if there are none such."""
    days: list[int] = []
    is_range = False
    for token in tokens:
        if token.kind == "D":
            new = [5, 6] if token.text.endswith("wochenende") else [_NAMES[_stem(token.text)]]
            if is_range:
                if len(new) > 1 or new[0] == days[-1]:
                    return []
                new = [(days[-1] + step) % 7 for step in range(1, (new[0] - days[-1]) % 7 + 1)]
            days += new
        is_range = token.kind == "-"
    if not days and any(t.kind == "T" for t in tokens):
        return list(range(7))
    return days


def _stem(word: str) -> str:
    """Return a weekday without full stop and s."""
    bare = word.rstrip(".")
    return bare if bare in _NAMES else bare[:-1]


def _times(tokens: list[_Token]) -> list[tuple[int, int]]:
    """Return the times of „9-12, 14-18“ in minutes; empty if one is none."""
    if tokens[0].kind == "A":
        return [(0, DAY)]
    minutes = [_minutes(t.text) for t in tokens if t.kind == "N"]
    found = []
    for start, end in zip(minutes[::2], minutes[1::2], strict=True):
        if start is None or end is None:
            return []
        found.append((start, end if end > start else end + DAY))
    return found


def _minutes(text: str) -> int | None:
    hours, _, minutes = text.replace(".", ":").partition(":")
    at = int(hours) * 60 + int(minutes or 0) if len(hours) <= 2 else DAY + 1
    return at if at <= DAY and int(minutes or 0) < 60 else None


# --- hours and words of spans ----------------------------------------------------------------------------------------


def hours_week(spans: Iterable[Span]) -> float:
    """Return the hours of an average week; what lies in several spans counts once.

    A monthly span counts a 52/12th. Where it is not said which weeks are meant, spans of the same hours are taken to be
    in the same weeks, so that the sum is never too high.

    Examples
    --------
    >>> hours_week([Span(0, 540, 720), Span(0, 660, 780)]), hours_week([Span(4, 1200, 1560, "vierzehntaeglich")])
    (4.0, 3.0)
    """
    everything = set(spans)
    weekly = _minutes_of(s for s in everything if s.rhythm == "woechentlich")
    fortnightly = _minutes_of(s for s in everything if s.rhythm == "vierzehntaeglich") - weekly
    taken = weekly | fortnightly
    total = len(weekly) + len(fortnightly) / 2
    monthly: set[int] = set()
    for nth in (1, 2, 3, 4, 0):  # the last one of a month is mostly the fourth
        chosen = (s for s in everything if s.rhythm == "monatlich" and s.nth % 5 == nth)
        new = _minutes_of(chosen) - taken - (monthly if nth == 0 else set())
        monthly |= new
        total += len(new) / WEEKS_A_MONTH
    return total / 60


def _minutes_of(spans: Iterable[Span]) -> set[int]:
    """Return the minutes of the week that spans cover; Sunday night goes on in Monday."""
    return {(s.weekday * DAY + m) % WEEK for s in spans for m in range(s.start_min, s.end_min)}


def written(spans: Iterable[Span]) -> str:
    """Write spans so that `parse_opening_hours` reads them back.

    Examples
    --------
    >>> written([Span(day, 780, 1140) for day in range(5)] + [Span(2, 960, 1080, "monatlich", 1)])
    'Mo–Fr 13:00–19:00; jeden 1. Mi im Monat 16:00–18:00'
    """
    by_day: dict[tuple[str, int, int], list[str]] = {}
    for s in sorted(set(spans), key=lambda s: (RHYTHMS.index(s.rhythm), s)):
        by_day.setdefault((s.rhythm, s.nth, s.weekday), []).append(f"{_clock(s.start_min)}–{_clock(s.end_min)}")
    clauses: dict[tuple[str, int, str, int], list[int]] = {}
    for (rhythm, nth, day), times in by_day.items():
        own_clause = day if rhythm == "monatlich" else -1
        clauses.setdefault((rhythm, nth, ", ".join(times), own_clause), []).append(day)
    return "; ".join(_clause(rhythm, nth, days, times) for (rhythm, nth, times, _), days in clauses.items())


def _clause(rhythm: str, nth: int, days: list[int], times: str) -> str:
    if nth:
        return f"jeden {'letzten' if nth == LAST else f'{nth}.'} {_SHORT[days[0]]} im Monat {times}"
    often = {"woechentlich": "", "vierzehntaeglich": " 14-täglich", "monatlich": " einmal im Monat"}[rhythm]
    return f"{_named(days)} {times}{often}"


def _named(days: list[int]) -> str:
    """Name weekdays, three and more in a row as a range."""
    if len(days) == 7:
        return "täglich"
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    names = ([f"{_SHORT[run[0]]}–{_SHORT[run[-1]]}"] if len(run) > 2 else [_SHORT[day] for day in run] for run in runs)
    return ", ".join(name for run in names for name in run)


def _clock(minutes: int) -> str:
    at = minutes if minutes <= DAY else minutes - DAY
    return f"{at // 60:02d}:{at % 60:02d}"
