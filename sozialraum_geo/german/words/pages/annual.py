"""Words of the page „Jahresbericht“ and of its files."""

from __future__ import annotations

from sozialraum_geo.tables import labels

GOAL_STATE = labels("goal_state")
RESOLUTION_STATE = labels("resolution_state")
NO_STATE = "ohne Stand"

TITLE = "Jahresbericht {year}"
OF_STATION = "{station}"
ALL_STATIONS = "alle Stationen"
LABEL = {"year": "Jahr", "station": "Station"}
INTERNAL = (
    "Nur intern",
    "Ziele und Stunden sind Arbeitsunterlagen des Teams. Sie stehen nur in der internen Ansicht.",
)
EMPTY = (
    "Noch nichts eingetragen",
    "Der Bericht entsteht aus den Listen „Ziele“ und „Aufwand“; beide lassen sich unter „Einlesen“ mitbringen.",
)

ANSWER = {
    "goals": "{year}: {goals}, davon {states}.",
    "goals_none": "Für {year} sind keine Ziele eingetragen.",
    "hours": "Geleistet sind {hours} Stunden über den Einzelfall hinaus; geplant waren {planned}.",
    "hours_only": "Geleistet sind {hours} Stunden über den Einzelfall hinaus; geplante Stunden sind nicht eingetragen.",
    "planned_only": "Geplant waren {planned} Stunden; geleistete sind nicht eingetragen.",
    "hours_none": "Stunden sind nicht eingetragen.",
}
GOAL, GOALS = "1 Ziel", "{count} Ziele"

HEADING = {
    "areas": "Übersicht",
    "chapters": "Ziele und was daraus geworden ist",
    "apart": "Stunden ohne Sozialraum oder Ansatzpunkt",
    "activities": "Angebote, die begonnen oder geendet haben",
    "meetings": "Gremien",
    "resolutions": "Beschlüsse",
    "cases": "Fallspezifische Stunden",
    "reading": "So ist der Bericht zu lesen",
}
SHEET = {
    "areas": "Übersicht",
    "goals": "Ziele und Stunden",
    "apart": "Nicht zugeordnet",
    "activities": "Angebote",
    "meetings": "Gremien",
    "resolutions": "Beschlüsse",
    "cases": "Fallspezifisch",
}
COLUMN = {
    "point": "Ansatzpunkt",
    "goal": "Ziel",
    "goals": "Ziele",
    "achieved": "davon erreicht",
    "time": "Zeitraum",
    "planned": "Stunden geplant",
    "hours": "Stunden geleistet",
    "participations": "Teilnahmen",
    "state": "Stand",
    "reached": "Erreichte",
    "result": "Ergebnis",
    "next": "nächster Schritt",
    "running": "Angebote gelaufen",
    "begun": "begonnen",
    "ended": "geendet",
    "activity": "Angebot",
    "areas": "Gebiete",
    "begin": "Beginn",
    "end": "Ende",
    "gremium": "Gremium",
    "meetings": "Sitzungstage",
    "by_quarter": "Einträge ohne Tag",
    "resolution": "Beschluss",
    "date": "beschlossen am",
    "due": "fällig am",
    "outcome": "was daraus wurde",
    "station": "Station",
    "sum": "Jahr",
}
QUARTER = "{number}. Quartal"
NO_QUARTER = "ohne Quartal"
AS_ABOVE = "wie oben"
NO_GOAL = "kein Ziel eingetragen"
NO_AREA = "ohne Sozialraum"
NO_POINT = "ohne Ansatzpunkt"
TOTAL = "zusammen"
TIME = {"both": "{begin}–{end}", "begin": "ab {begin}", "end": "bis {end}"}

CHAPTER = {
    "begun": "Begonnen: {names}.",
    "ended": "Geendet: {names}.",
    "meetings": "Gremien: {names}.",
    "meeting": "{name} ({count})",
    "missing": "Nichts eingetragen: {points}.",
}
MEETING_DAY, MEETING_DAYS, NO_MEETING_DAY = "1 Sitzungstag", "{count} Sitzungstage", "Tage nicht eingetragen"
READING = (
    "„–“ heißt: nicht eingetragen. Es ist keine Null.",
    "Stunden geleistet: über den Einzelfall hinaus (fallunspezifisch), für alle Ziele eines Ansatzpunkts zusammen. Ein "
    "Angebot für mehrere Gebiete ist nach seinem Wirkungsraum aufgeteilt, ein Gremium zu gleichen Teilen; in der Summe "
    "zählt beides einmal.",
    "Stunden ohne eigenen Ansatzpunkt zählen zu dem ihres Angebots, in Gremien zu 2.1, mit Partnern zu 2.2.",
    "Teilnahmen sind gezählte Besuche, nicht Menschen: Wer zehnmal kommt, zählt zehnmal. Weniger als fünf stehen als "
    "„unter 5“.",
    "Angebote, die in mehreren Gebieten wirken, stehen in jedem davon; in der ganzen Zahl zählen sie einmal.",
    "Sitzungstage: Tage, an denen Stunden für das Gremium eingetragen sind.",
    "Fallspezifisch: nur Stunden je Station und Quartal. Zu einzelnen Personen wird nichts gezählt, auch nicht zu "
    "Beschäftigten.",
)
NOTE = {
    "effort_undated": "{count} Einträge von Stunden haben weder Tag noch Quartal und zählen zu keinem Jahr.",
    "goals_without_plan": "Zu {count} Zielen sind keine geplanten Stunden eingetragen.",
    "goals_without_station": "{count} Ziele des Jahres nennen keine Station und fehlen hier.",
    "activities_without_station": "{count} Angebote nennen keine Station und fehlen hier.",
    "activities_without_area": "{count} Angebote haben kein Gebiet und stehen in keinem Kapitel.",
    "resolutions_without_station": "{count} Beschlüsse gehören zu Gremien ohne Station und fehlen hier.",
    "resolutions_undated": "{count} Beschlüsse haben kein Datum und gehören zu keinem Jahr.",
}
DOCUMENT = {
    "subtitle": "{name} · {whose}",
    "page": "Seite {page} von {pages}",
    "table": "{heading}: {area}",
    "subject": "Sozialräumliche Arbeit: Ziele, Stunden und Ergebnisse",
}
FILE = "jahresbericht-{year}"
WORD = "Word"
