"""Words of the page „Sozialraum“."""

from __future__ import annotations

PEOPLE_NOTE = "Balken: Anteil der Altersgruppe hier; Strich: Anteil insgesamt. Zahlen: Menschen hier."
PEOPLE_COUNTED = (
    "Balken und Zahlen: Menschen hier, soweit ihr Alter bekannt ist; wie viele Menschen es insgesamt sind, ist nicht "
    "bekannt."
)
PEOPLE_UNKNOWN = "Wie viele Menschen hier wohnen, ist nicht bekannt."
ESTIMATED_CENSUS = " * geschätzt aus den Klassen des Einwohnergitters."
MISSING_AGES = " Nicht gezeigt: {ages} Jahre."
ESTIMATED_NOTE = " * geschätzt aus einer gröberen Altersgruppe."
NO_PLACE = "Was macht ein Gebiet aus?"
ANSWER = {
    "area_empty": "Wählen Sie oben oder auf der Karte ein Gebiet.",
}
PROFILE = {
    "reached_public": "{share} der {aged} ({people}) erreichen {offer} {how}.",
    "reached": "{share} der {aged} erreichen {offer} {how} ({covered} von {people}).",
    "places": "{places}: {kinds}.",
    "places_among": "{places}, darunter {kinds}.",
    "activities": "{activities}, vor allem {points}.",
    "gremien": "{gremien}, die hier arbeiten.",
    "partners": "{partners} aus {kinds}.",
    "lacking": "{count} von {people} {group_dative} erreichen {no_offer} auf höchstens {way}.",
    "lacking_public": "{share} der {aged} ({people}) erreichen {no_offer} auf höchstens {way}.",
    "nothing_lacking": "Bei jedem ausgewerteten Angebot erreicht es hier mindestens die Hälfte der Altersgruppe.",
    "nothing_known": "Hier ist für kein Angebot bekannt, wer es erreicht.",
    "unknown": "Nicht bekannt oder zu klein für eine Angabe: {names}.",
}
HEADING = {
    "strengths": "Was da ist",
    "lacking": "Was schlechter erreichbar ist",
    "standards": "Wege",
    "people": "Wer hier wohnt",
    "places": "Einrichtungen",
    "activities": "Angebote",
}
