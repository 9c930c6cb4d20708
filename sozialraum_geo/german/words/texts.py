"""Every German string, number and date format; no logic beyond choosing words."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Sequence

from sozialraum_geo.tables import VOCABULARIES, labels

UNKNOWN = "–"
PROTECTED_NAME = "(geschützt)"
SAME = 1e-9  # shares nearer than this are the same


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


def limit_words(limit_m: float, limits: Iterable[tuple[str, float]] = ()) -> str:
    """Write the limit of a standard, with that of other kinds of area.

    Examples
    --------
    >>> limit_words(1000), limit_words(1000, [("laendlich", 2000)])
    ('1.000 m', '1.000 m (ländlich 2.000 m)')
    """
    others = [f"{AREA_KIND.get(kind, kind)} {metres(limit)}" for kind, limit in limits]
    return f"{metres(limit_m)} ({', '.join(others)})" if others else metres(limit_m)


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


def rounded_people(value: float) -> int:
    """Round people to what the data bear in public: tens below 100, fifties below 1,000, hundreds above.

    A half goes to the even step; who is there is never rounded away.

    Examples
    --------
    >>> rounded_people(412), rounded_people(47), rounded_people(6_280)
    (400, 50, 6300)
    >>> rounded_people(5), rounded_people(0), rounded_people(425), rounded_people(475)
    (10, 0, 400, 500)
    """
    if value < 0.5:
        return 0
    step = people_step(value)
    return max(step * round(value / step), step)


def people_step(value: float) -> int:
    """Return the step to which so many people are rounded in public."""
    return 10 if value < 100 else 50 if value < 1000 else 100


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


# --- age bands -------------------------------------------------------------------------------------------------------


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


# --- words for codes -------------------------------------------------------------------------------------------------

CATEGORY: dict[str, tuple[str, str]] = {
    "kita": ("Kita", "Kitas"),
    "hort": ("Hort", "Horte"),
    "grundschule": ("Grundschule", "Grundschulen"),
    "weiterfuehrende_schule": ("weiterführende Schule", "weiterführende Schulen"),
    "foerderschule": ("Förderschule", "Förderschulen"),
    "berufliche_schule": ("berufliche Schule", "berufliche Schulen"),
    "schule_sonstige": ("sonstige Schule", "sonstige Schulen"),
    "spielplatz": ("Spielplatz", "Spielplätze"),
    "jugendtreff": ("Jugendtreff", "Jugendtreffs"),
    "familienzentrum": ("Familienzentrum", "Familienzentren"),
    "beratungsstelle": ("Beratungsstelle", "Beratungsstellen"),
    "bibliothek": ("Bibliothek", "Bibliotheken"),
    "kinderarzt": ("Kinderarztpraxis", "Kinderarztpraxen"),
    "sport": ("Sportanlage", "Sportanlagen"),
    "ganztag": ("Ganztagsangebot", "Ganztagsangebote"),
    "fruehe_hilfen": ("Frühe Hilfen", "Frühe Hilfen"),
    "schulsozialarbeit": ("Schulsozialarbeit", "Schulsozialarbeit"),
    "jugendberufshilfe": ("Jugendberufshilfe", "Jugendberufshilfen"),
    "seniorentreff": ("Seniorentreff", "Seniorentreffs"),
    "stadtteiltreff": ("Stadtteiltreff", "Stadtteiltreffs"),
    "ehs": ("Erziehungshilfestation", "Erziehungshilfestationen"),
    "kindertagespflege": ("Kindertagespflege", "Kindertagespflegestellen"),
    "frauenhaus": ("Frauenhaus", "Frauenhäuser"),
    "apotheke": ("Apotheke", "Apotheken"),
    "sonstige": ("sonstige Einrichtung", "sonstige Einrichtungen"),
}
# words of a house have no plural of their own
CATEGORY |= {code: (words[0], words[0]) for code, words in VOCABULARIES["category"].items() if code not in CATEGORY}
TRAEGER_ART = labels("traeger_art")
ANSATZPUNKT = labels("ansatzpunkt")
ROLE = labels("role")
STATE = labels("state")
PARTNER_KIND = labels("partner_kind")
GREMIUM_KIND = labels("gremium_kind")
FORM = labels("form")
RHYTHM = labels("rhythm")
ACCESS = labels("access")
TABLE = {
    "sozialraeume": "Sozialräume",
    "facilities": "Einrichtungen",
    "entrances": "Eingänge",
    "school_districts": "Schulbezirke",
    "stops": "Haltepunkte mobiler Angebote",
    "partners": "Partner",
    "gremien": "Gremien",
    "activities": "Angebote und Aktivitäten",
    "sites": "Standorte",
    "resolutions": "Beschlüsse der Gremien",
    "cooperations": "Kooperationsprofile",
    "engagement": "Engagement",
    "effort": "Aufwand",
    "goals": "Ziele",
    "contacts": "Ansprechpersonen",
    "population": "Bevölkerung",
    "indicators": "soziale Kennzahlen",
    "grid": "Bevölkerungsraster",
    "streets": "Straßen",
    "background": "Kartenhintergrund",
    "addresses": "Adressverzeichnis",
}
GROUND = labels("ground")
NOT_CURRENT = "läuft nicht"
AREA_KIND = labels("area_kind")
WAY = {"fuss": "Fußweg", "rad": "Radweg"}
HOW = {"fuss": "zu Fuß", "rad": "mit dem Rad"}
METHOD = {"network": "Fußweg auf Straßen und Wegen", "straight_line": "Näherung (Luftlinie × 1,3)"}

# --- maps ------------------------------------------------------------------------------------------------------------

MAP_TITLE = {
    "overview": "Was gibt es bei uns?",
    "covered_share": "{standard}: Wer kommt {how} hin?",
    "cells": "{standard}: Wer kommt {how} hin?",
    "access": "{standard}: Wie viele Plätze sind in Reichweite?",
    "uncovered_people": "{standard}: Für wie viele ist der Weg zu weit?",
    "weighted_people": "{standard}: Wo wiegt der weite Weg am schwersten?",
    "rank": "Wo zuerst hinsehen?",
    "need_index": "Wie ist die soziale Lage?",
    "area": "{area}",
    "partners": "Mit wem arbeiten wir zusammen?",
    "activities": "Was läuft wo?",
    "ending": "Was endet bis zum {date}?",
}
MAP_SUBTITLE = {
    "overview": "Einrichtungen nach Art",
    "covered_share": "Anteil der {ages}, die höchstens {way} haben",
    "cells": "Bewohnte Flächen, von denen es höchstens {way} sind (Anteil der {ages})",
    "cells_even": "Flächen, von denen es höchstens {way} sind (Anteil der {ages})",
    "access": "Plätze je 100 Menschen des Alters, höchstens {way} entfernt und mit allen anderen geteilt",
    "uncovered_people": "Zahl der {ages}, die mehr als {way} haben",
    "weighted_people": (
        "Zahl der {ages}, die mehr als {way} haben, mal Gewicht aus dem Sozialindex (keine Zahl von Menschen)"
    ),
    "rank": "Reihenfolge aus Sozialindex und Erreichbarkeit; nahe Plätze sind oft nicht zu unterscheiden",
    "need_index": "Klassen des Sozialindex",
    "area": "Einrichtungen nach Art; Nachbarn grau",
    "partners": "Partner nach Art",
    "partners_state": "Partner nach Art und Stand der Zusammenarbeit",
    "activities": "Laufende Angebote und Aktivitäten nach Ansatzpunkt",
    "ending": "Angebote, die enden oder deren Förderung ausläuft, nach Ansatzpunkt",
}
MAP_REACH = {
    "covered": "höchstens {way}",
    "partly": "zum Teil weiter",
    "uncovered": "weiter, bis {far}",
    "far": "weiter, bis {farther}",
    "farther": "weiter als {farther}",
    "unknown": "nicht bekannt",
}
MAP_EMPTY = {
    "zero": "niemand",
    "no_people": "niemand in diesem Alter",
    "unknown": "nicht bekannt",
    "suppressed": "zu wenige für eine Angabe",
    "outside": "nicht ausgewählt",
}
MAP_REASON = {
    "not_complete": "Nicht berechnet: Für diese Einrichtungen liegt keine vollständige Liste vor.",
    "no_people": "Nicht berechnet: Die Bevölkerung dieses Alters ist nicht bekannt.",
    "too_wide": "Die Daten reichen für diesen Standard nicht.",
}
MAP_ROW = {
    "residents": "Menschen",
    "places": "Einrichtungen",
    "partners": "Partner",
    "activities": "laufende Angebote",
    "ending": "Angebote, die enden",
    "covered_share": "erreichen es",
    "access_per_100": "Plätze in Reichweite je 100",
    "people": "{people}",
    "uncovered_people": "mit zu weitem Weg",
    "unknown_share": "nicht zuzuordnen",
    "nearest_p50_m": "Weg, den die Hälfte höchstens hat",
    "weighted_people": "gewichtet mit dem Sozialindex",
    "rank": "Rang",
    "rank_low": "Rang in den Rechenläufen",
    "rank_by_people": "Rang nach Zahl der Menschen",
    "need_index": "Sozialindex",
    "status_class": "soziale Lage",
    "dynamics_class": "Entwicklung",
}
# to one partner; in a Sozialraum
MAP_LINE = {
    "gremium": ("sitzt im selben Gremium", "Gremium, Linien zu seinen Mitgliedern"),
    "activity": ("trägt dasselbe Angebot mit", "Angebot, Linien zu seinen Partnern"),
}
MAP_WORDS = {
    "zoom_in": "Vergrößern",
    "zoom_out": "Verkleinern",
    "reset": "Ganzes Gebiet",
    "too_wide": "Daten reichen nicht {span}",
    "weighted": "gewichtet {value}",
    "on_map": "auf der Karte",
    "in_area": "in {area}",
    "ends": "endet {date}",
    "funded_until": "gefördert bis {date}",
    "trial": "Probe mit eigenen Gewichten, nicht beschlossen",
    "legend": "Legende",
    "table": "Daten als Tabelle",
    "area": "Gebiet",
    "no_value": UNKNOWN,
    "map": "Karte",
    "cluster": "Orte, zum Vergrößern auswählen",
    "no_points": "{count} ohne genauen Ort, nicht auf der Karte",
    "walking_areas": "höchstens {way} von den Orten um {area}",
    "counting": "Angebote, die ebenso zählen",
    "counts_like": "Angebot, zählt wie: {category}",
    "shows": "Karte zeigt",
    "no_class": "ohne Klasse",
    "lines_cut": "{count} weitere Linien sind nicht gezeichnet",
    "tiles": "Kartenhintergrund: {attribution}",
    "ways": "Wege: {method}",
    "share_of": "Anteil der {ages}",
    "sources": "Quellen: ",
    "as_of": "Stand {date}",
}
CAPACITY_UNIT = labels("capacity_unit")
AREA_PLURAL = {"raum": "räume", "teil": "teile", "bezirk": "bezirke", "kreis": "kreise", "gebiet": "gebiete"}
AREA_PLURAL |= {
    "ort": "orte",
    "quartier": "quartiere",
    "region": "regionen",
    "gemeinde": "gemeinden",
    "stadt": "städte",
}


def area_word(word: str, count: float = 1) -> str:
    """Put the study's word for an area into the plural where ``count`` asks for it.

    Examples
    --------
    >>> area_word("Sozialraum", 3), area_word("Stadtviertel", 2), area_word("Stadtteil")
    ('Sozialräume', 'Stadtviertel', 'Stadtteil')
    >>> area_word("Statistischer Bezirk", 2), area_word("Ortsteil", 2)
    ('Statistische Bezirke', 'Ortsteile')
    """
    if count == 1:
        return word
    *before, noun = word.split(" ")
    adjectives = [a[:-1] if a.endswith(("er", "es")) else a for a in before]
    for end, plural in AREA_PLURAL.items():
        if noun.lower().endswith(end):
            start = noun[: -len(end)]
            return " ".join([*adjectives, start + plural if start else plural.capitalize()])
    return word


def share_class(low: float, high: float) -> str:
    """Name a class of shares.

    Examples
    --------
    >>> share_class(0, 0.2), share_class(0.2, 0.4), share_class(0.8, 1)
    ('unter 20 %', '20 bis unter 40 %', '80 % und mehr')
    """
    if low <= 0:
        return f"unter {percent(high)}"
    return f"{percent(low)} und mehr" if high >= 1 else f"{number(low * 100)} bis unter {percent(high)}"


def count_class(low: float, high: float) -> str:
    """Name a class of counted people.

    Examples
    --------
    >>> count_class(0, 10), count_class(10, 50), count_class(500, float("inf"))
    ('unter 10', '10 bis unter 50', '500 und mehr')
    """
    if low <= 0:
        return f"unter {number(high)}"
    return f"{number(low)} und mehr" if math.isinf(high) else f"{number(low)} bis unter {number(high)}"


def rank_class(low: int, high: int) -> str:
    """Name a class of ranks.

    Examples
    --------
    >>> rank_class(1, 3), rank_class(13, 13)
    ('Platz 1 bis 3', 'Platz 13')
    """
    return f"Platz {low} bis {high}" if high > low else f"Platz {low}"
