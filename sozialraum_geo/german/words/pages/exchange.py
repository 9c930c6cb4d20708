"""Words of the page „Austausch“ and of its files."""

from __future__ import annotations

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

ANSWER = "{activities} Angebote, {places} Orte, {partners} Partner: als Datei für andere Programme."
ANSWER_PUBLIC = "Was öffentlich ist, als Datei für andere Programme."
HEADING = {"out": "Mitnehmen", "in": "Hereinholen", "found": "Was in der Datei steht"}
# what, for whom
FILE = {
    "calendar": (
        "Kalender (iCalendar)",
        "Sitzungen, Enden und Überprüfungen ab dem Stand der Studie für Outlook, Thunderbird und andere. Erneut "
        "eingelesen, erneuern sich die Termine; von Gremien steht nur der nächste eingetragene darin.",
    ),
    "gpkg": (
        "GeoPackage",
        "Das ganze Register für QGIS und andere Geoprogramme: Ebenen mit Punkten und Listen ohne Ort, jede Zeile mit "
        "ihrem Schlüssel. Nur intern.",
    ),
    "xlsx": (
        "Excel",
        "Das ganze Register, ein Blatt je Liste, in unseren Wörtern. Zum Bearbeiten und Zurückspielen gibt es auf der "
        "Seite „Register“ eine eigene Datei. Nur intern.",
    ),
    "csv": ("CSV", "Dasselbe als Textdateien (Semikolon, UTF-8) in einem zip. Nur intern."),
    "hsds_json": (
        "Open Referral (HSDS 3.1, JSON)",
        "Angebote, Orte, Zeiten, Alter und Träger für Angebotsverzeichnisse. Ohne Förderung, Rollen und Stände, ohne "
        "Personen, ohne geschützte Orte.",
    ),
    "hsds_zip": ("Open Referral (HSDS 3.1, CSV-Paket)", "Dasselbe als Tabellen mit datapackage.json."),
}
FILE_NAME = {
    "calendar": "termine", "gpkg": "register", "xlsx": "register", "csv": "register", "hsds_json": "hsds",
    "hsds_zip": "hsds",
}  # fmt: skip
IMPORT = {
    "upload": "Open-Referral-Datei (JSON oder zip)",
    "note": "Organisationen werden Partner, Orte Einrichtungen, Leistungen Angebote. Namen von Personen und "
    "Telefonnummern werden nicht gelesen. Was eine andere Liste schon hat, kommt nicht noch einmal.",
    "point": "Ansatzpunkt für Angebote, die keinen nennen",
    "no_point": "noch keiner gewählt",
    "take": "Übernehmen",
    "done": "Übernommen: {words}. Zurücknehmen lässt es sich auf der Seite „Einlesen“.",
    "count": "{table} {count}",
    "nothing": "In der Datei steht nichts Neues.",
    "rejected": "Abgelehnte Zeilen mit Grund",
    "reading": "Die Datei wird gelesen …",
}
COUNT = {
    "table": "Liste",
    "rows": "in der Datei",
    "imported": "wird übernommen",
    "rejected": "abgelehnt",
    "left": "bleibt draußen",
    "why": "weil",
}
LEFT = {
    "known": "schon in einer anderen Liste: {count}",
    "providers": "nur Träger: {count}",
    "unnamed": "Adressen ohne Namen: {count}",
    "virtual": "ohne Ort (online, Post): {count}",
    "inactive": "nicht mehr aktiv: {count}",
}
PASSED = {
    "contacts": "Ansprechpersonen, nicht gelesen: {count}",
    "phones": "Telefonnummern, nicht gelesen: {count}",
    "files": "weitere Dateien, nicht gelesen: {count}",
    "not_objects": "Stellen ohne Inhalt: {count}",
    "further_locations": "weitere Orte von Angeboten, nicht übernommen (geführt wird je Angebot einer): {count}",
    "unclear_times": "Zeiten, nicht verstanden: {count}",
}

COUNTED = "{table}: {rows} in der Datei, {imported} {verb}, {rejected} abgelehnt, {left} draußen{why}"
VERB = {True: "übernommen", False: "würden übernommen"}
WRITTEN = "Geschrieben: {files}"
