"""Words of the page „Aktivitäten“."""

from __future__ import annotations

import math

from sozialraum_geo.german.words import numbers

ALL_RUNNING = "Die Karte zeigt alle laufenden Angebote."
ANSWER = {
    "activities_none": "Es sind noch keine Angebote und Aktivitäten eingetragen.",
    "ending": "Von {current} {verb} {ending} bis zum {date}, oder die Förderung läuft bis dahin aus.",
    "ending_public": "Von {current} {verb} {ending} bis zum {date}.",
    "ending_none": "Von {current} endet bis zum {date} keines.",
    "losing": (
        "Wenn alle diese Angebote enden, erreichen {count} {group} {no_offer} mehr auf höchstens {way} (alle "
        "Gebiete zusammen)."
    ),
    "losing_none": "Auch ohne sie bleiben alle ausgewerteten Angebote so erreichbar wie heute.",
}
AGE_GROUPS = ((0, 6), (6, 12), (12, 18), (18, 27), (27, math.inf))
NO_AGE = "ohne Altersangabe"
HOURS_A_WEEK = "{hours} Std. je Woche"
NO_HOURS = "Stunden nicht eingetragen"

MONTHS = {3: "3 Monate", 6: "6 Monate", 12: "12 Monate"}
MONTHS_LABEL = "Blick voraus"
LOSING_ONE = "Ohne „{name}“ ({until}) erreichen {count} {group} {no_offer} mehr auf höchstens {way}."
LOSING_EACH_NONE = "Kein einzelnes dieser Angebote hält allein jemandem den Weg kurz."
LOSING_MORE = "Gerechnet sind die {count}, die zuerst enden."
NOBODY = "niemand"
NOT_COUNTED = "zählt bei den Wegen nicht mit"
UNTIL = {"end": "bis {date}", "funded_until": "gefördert bis {date}"}
EMPTY_CELL = "Für {aged} gibt es in {area} nichts zum Thema „{theme}“: {people} leben dort, anderswo {elsewhere}{bare}."
EMPTY_ELSEWHERE = ("läuft 1 Angebot", "laufen {count} Angebote")
EMPTY_WITHOUT_AGE = "; Angebote ohne Altersangabe gibt es dort {count}"
EMPTY_NONE = "Zu jedem Thema, an dem jemand arbeitet, gibt es hier für jedes Alter etwas."
NO_THEMES = (
    "Noch keine Themen",
    "Eine Spalte „Thema“ in der Liste der Angebote genügt, mehrere durch Semikolon getrennt.",
)
WITHOUT_AGE = "ohne Alters\u00adangabe"
MATRIX_NOTE = {
    "theme": "Laufende Angebote nach Thema und Alter; ein Angebot zählt bei jedem seiner Themen und Alter.",
    "age": "Laufende Angebote nach Gebiet und Alter; ein Angebot für mehrere Gebiete zählt in jedem.",
    "point": "Laufende Angebote nach Gebiet und Ansatzpunkt; ein Angebot für mehrere Gebiete zählt in jedem.",
    "week": (
        "Angebote, die in dieser Stunde laufen, jede Woche oder seltener. Zeiten bekannt bei {known} von {all}; was "
        "früher oder später liegt, steht in der ersten oder letzten Spalte."
    ),
}
NO_TIMES = (
    "Noch keine Zeiten",
    "Bei keinem laufenden Angebot ist bekannt, wann es stattfindet. Eine Spalte „Öffnungszeiten“ wie „Mo 15–18 Uhr; Do "
    "16–19 Uhr“ genügt.",
)
TIMELINE_NOTE = (
    "Farbe: Ansatzpunkt; senkrechter Strich: Stichtag {date}; Raute: Überprüfung. Blass: ein Ende ist nicht "
    "eingetragen."
)
TIMELINE_CUT = "Gezeigt sind die ersten {count} von {all}: was zuerst endet, steht oben."
NOTHING_RUNS = ("Hier läuft nichts", "Am Stichtag ist in diesem Gebiet kein Angebot eingetragen.")
EMPHASIS = {
    "effort": "Geleistet: eingetragener Aufwand {year} ohne fallspezifische Arbeit.",
    "activities": (
        "Geleistet: für {year} ist kein Aufwand eingetragen; gerechnet sind die Wochenstunden der Angebote mal die "
        "Wochen, in denen sie bis zum Stichtag liefen."
    ),
    "": "Für {year} sind weder Aufwand noch Wochenstunden von Angeboten eingetragen.",
}
EMPHASIS_NOTE = "Geplant: Ziele {year}. „–“ heißt nicht eingetragen, nicht null."
EMPHASIS_PUBLIC = "Laufende Angebote je Ansatzpunkt und seit wann."
PLANNED, ACTUAL = "geplant", "geleistet"
HOURS = "{hours} Std."
NOT_RECORDED = "nicht eingetragen"
NO_AREA = "ohne Gebiet"
NO_POINT = "ohne Ansatzpunkt"
HEADING = {
    "by_age": "Angebote nach Alter",
    "by_role": "Angebote nach Rolle",
    "timeline": "Zeitleiste",
    "ends": "Was endet",
    "themes": "Thema × Alter",
    "area_ages": "Gebiet × Alter",
    "area_points": "Gebiet × Ansatzpunkt",
    "week": "Woche",
    "list": "Alle Angebote",
    "empty": "Wo ist nichts?",
    "empty_all": "Alle leeren Felder",
    "quarters": "Stunden je Quartal",
    "losing_each": "Woran es einzeln hängt",
    "losing_all": "Wenn alle enden",
}
WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")


def aged(start: float, stop: float) -> str:
    """Name people of an age as those for whom there is nothing.

    Examples
    --------
    >>> aged(0, 3), aged(14, 18), aged(65, math.inf)
    ('unter 3-Jährige', '14- bis 17-Jährige', 'ab 65-Jährige')
    """
    if math.isinf(stop):
        return f"ab {start:g}-Jährige"
    if start == 0:
        return f"unter {stop:g}-Jährige"
    if stop - start == 1:
        return f"{start:g}-Jährige"
    return f"{start:g}- bis {stop - 1:g}-Jährige"


def hours_words(hours: float) -> str:
    """Write hours; what is not recorded is said.

    Examples
    --------
    >>> hours_words(12.5), hours_words(60.0), hours_words(float("nan"))
    ('12,5 Std.', '60 Std.', 'nicht eingetragen')
    """
    if math.isnan(hours):
        return NOT_RECORDED
    return HOURS.format(hours=numbers.number(hours, 0 if float(hours).is_integer() else 1))
