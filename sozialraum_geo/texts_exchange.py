"""German words of what other programs take from us and bring to us; no logic beyond choosing words."""

from __future__ import annotations

# --- dates for a calendar --------------------------------------------------------------------------------------------

CALENDAR = {
    "meeting": "Sitzung: {name}",
    "date": "Termin: {name}",
    "end": "Endet: {name}",
    "funding": "Förderung endet: {name}",
    "review": "Überprüfen: {name}",
    "review_partner": "Zusammenarbeit überprüfen: {name}",
    "end_cooperation": "Kooperation endet: {name}",
    "review_cooperation": "Kooperation überprüfen: {name}",
    "goal": "Ziel bis heute: {name}",
    "resolution": "Beschluss fällig: {name}",
}
CALENDAR_KIND = {
    "meeting": "Gremium",
    "date": "Engagement",
    "end": "Ende",
    "funding": "Förderung",
    "review": "Überprüfung",
    "review_partner": "Überprüfung",
    "end_cooperation": "Ende",
    "review_cooperation": "Überprüfung",
    "goal": "Ziel",
    "resolution": "Beschluss",
}
CALENDAR_NAME = "Sozialraum-Geo: {name}"
CALENDAR_LINE = {
    "areas": "Gebiet: {words}",
    "station": "Station: {words}",
    "rhythm": "Turnus: {words}; eingetragen ist nur der nächste Termin.",
    "gremium": "Gremium: {words}",
}

# --- the register as a whole ------------------------------------------------------------------------------------------

SOURCE = "Quelle"
REGISTER_SHEET = {"sozialraeume": "Sozialräume"}
ABOUT = {
    "layer": "Über diese Datei",
    "name": "Studie",
    "date": "Stand",
    "crs": "Koordinatensystem",
    "fingerprint": "Fingerabdruck",
    "program": "Sozialraum-Geo",
    "inside": "Weitergabe",
    "inside_words": "nur intern: enthält Stände von Kooperationen, Förderung, Ziele und Stunden",
}
README = (
    "Jede Zeile hat einen Schlüssel (erste Spalte), der über die Zeit gleich bleibt; über ihn hängen die Listen "
    "zusammen.",
    "Leere Zellen heißen: nicht eingetragen. Eine Null ist eine gezählte Null.",
    "Orte: Längengrad und Breitengrad (WGS 84). Geschützte Orte haben weder Namen noch Adresse noch Punkt.",
    "Ansprechpersonen sind nicht enthalten.",
)
README_LINE = "{file}: {rows} Zeilen"

# --- Open Referral HSDS -----------------------------------------------------------------------------------------------

HSDS = {
    "taxonomy": "Spalten des Registers, für die HSDS kein eigenes Feld hat",
    "term": "Spalte des Registers; der Wert ist der Schlüssel oder die Kennung dort",
    "unknown_kind": "Art nicht eingetragen",
    "provider": "Träger",
    "no_provider": "Träger nicht eingetragen",
    "no_provider_help": "Bei diesen Angeboten und Orten ist kein Träger eingetragen.",
    "accessible": "barrierefrei",
    "not_accessible": "nicht barrierefrei",
    "share": "{percent} % des Angebots",
}
LANGUAGE_CODE = {
    "deutsch": "de", "leichtesprache": "de", "englisch": "en", "tuerkisch": "tr", "arabisch": "ar", "russisch": "ru",
    "ukrainisch": "uk", "polnisch": "pl", "farsi": "fa", "persisch": "fa", "dari": "prs", "paschtu": "ps",
    "kurdisch": "ku", "franzoesisch": "fr", "spanisch": "es", "italienisch": "it", "rumaenisch": "ro",
    "bulgarisch": "bg", "serbisch": "sr", "kroatisch": "hr", "bosnisch": "bs", "albanisch": "sq", "griechisch": "el",
    "portugiesisch": "pt", "vietnamesisch": "vi", "chinesisch": "zh", "somali": "so", "tigrinya": "ti",
    "romanes": "rom", "gebaerdensprache": "gsg", "deutschegebaerdensprache": "gsg",
}  # fmt: skip
LANGUAGE_NAME = {
    "de": "Deutsch", "en": "Englisch", "tr": "Türkisch", "ar": "Arabisch", "ru": "Russisch", "uk": "Ukrainisch",
    "pl": "Polnisch", "fa": "Farsi", "fr": "Französisch", "es": "Spanisch", "it": "Italienisch", "ro": "Rumänisch",
    "bg": "Bulgarisch", "ku": "Kurdisch", "so": "Somali", "vi": "Vietnamesisch",
}  # fmt: skip
