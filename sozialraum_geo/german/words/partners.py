"""German words of the pages about the network and the activities; no logic beyond choosing words."""

from __future__ import annotations

import math

from sozialraum_geo.german.words import texts

# --- network ----------------------------------------------------------------------------------------------------

NETWORK = {
    "linked": (
        "Von {all} Schulen, Kitas und Horten {verb} {linked} in einem Gremium oder in einer Zusammenarbeit mit uns; zu "
        "{unrecorded} ist nichts eingetragen."
    ),
    "linked_none": "Schulen, Kitas und Horte sind hier nicht eingetragen.",
    "single": "In {area} hängt jede eingetragene Verbindung an einer einzigen Einrichtung: {name}.",
    "unlinked": "Keine Verbindung eingetragen: {names}.",
    "unknown_members": (
        "{count} in den Listen der Gremien stehen in keiner Partnerliste, oder ihr Name ist nicht eindeutig; von ihnen "
        "geht hier keine Verbindung aus."
    ),
    "nothing": "Keine Auffälligkeit: Überall ist mehr als eine Einrichtung verbunden.",
}
WHAT_IS_A_LINK = (
    "Verbunden ist, wer am Stichtag in einem Gremium sitzt, an einem laufenden Angebot beteiligt ist oder mit wem die "
    "Zusammenarbeit geklärt oder in Klärung ist. Partner in derselben Einrichtung zählen als eine. Gezählt ist eine "
    "Verbindung dort, wo das Gremium oder Angebot arbeitet, wenn das ein einziges Gebiet ist, sonst beim Partner."
)
LINES_NOTE = {
    "none": "Linien gibt es zu einem gewählten Gebiet oder Partner, nie zu allen zugleich.",
    "area": (
        "Linien: wer hier an denselben Gremien und Angeboten beteiligt ist. Ein Gremium steht in der Mitte seiner "
        "Mitglieder von hier; hat es hier nur eines, gibt es keine Linie."
    ),
    "partner": "Gezeigt sind dieser Partner und alle, die ein Gremium oder Angebot mit ihm teilen.",
}
PARTNER_CHOICE = "Verbindungen eines Partners"
PARTNER_NONE = "keiner gewählt"
YES = "ja"

# --- activities -------------------------------------------------------------------------------------------------

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
SEARCH = "In der Liste suchen"
SHEET = "Seite"
SHEET_ROWS = "Zeilen {first} bis {last} von {all}"
NOTHING_FOUND = "Nichts gefunden."
NOTHING_HERE = "Hier ist nichts eingetragen."

HEADING_PARTNERS = {
    "by_kind": "Partner nach Art",
    "noticed": "Was auffällt",
    "matrix": "Wer sitzt wo?",
    "regular": "Schulen, Kitas, Horte",
    "cooperations": "Kooperationen",
    "resolutions": "Beschlüsse",
}
HEADING_ACTIVITIES = {
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
COLUMN = {
    "institutions": "Schulen, Kitas, Horte",
    "linked": "verbunden",
    "share": "davon verbunden",
    "linked_institutions": "verbunden",
    "with_partners": "Angebote mit Partnern",
    "cooperations": "Zusammenarbeit",
    "hangs_on": "hängt allein an",
    "is_linked": "in Gremium oder Zusammenarbeit",
    "project": "Vorhaben",
    "answered": "Fragen geklärt",
    "time_frame": "zeitliche Perspektive",
    "station": "Station",
    "volunteers": "Engagierte",
    "resolution": "Beschluss",
    "gremium": "Gremium",
    "date": "beschlossen",
    "due": "Frist",
    "outcome": "was daraus wurde",
    "state": "Stand",
    "theme": "Thema",
    "band": "Alter",
    "people": "Menschen",
    "elsewhere": "Angebote anderswo",
    "without_age": "ohne Altersangabe",
    "planned": "geplant (Std.)",
    "actual": "geleistet (Std.)",
    "since": "seit",
    "begin": "Beginn",
    "weekday": "Tag",
    "quarter": "Quartal",
    "lost": "wer ohne es den Weg verliert",
    "hours": "Stunden",
}
WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
# the questions to be settled with a partner, in the order of the paper
QUESTIONS = ("hze_task", "competence", "benefit", "partner_part", "time_frame", "roles")


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


def quarter_words(quarter: str) -> str:
    """Write a quarter.

    Examples
    --------
    >>> quarter_words("2025-Q3")
    '3. Quartal 2025'
    """
    year, _, number = quarter.partition("-Q")
    return f"{number}. Quartal {year}" if number else quarter


def hours_words(hours: float) -> str:
    """Write hours; what is not recorded is said.

    Examples
    --------
    >>> hours_words(12.5), hours_words(60.0), hours_words(float("nan"))
    ('12,5 Std.', '60 Std.', 'nicht eingetragen')
    """
    if math.isnan(hours):
        return NOT_RECORDED
    return HOURS.format(hours=texts.number(hours, 0 if float(hours).is_integer() else 1))
