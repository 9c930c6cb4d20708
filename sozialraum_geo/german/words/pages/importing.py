"""Words of the page „Einlesen“."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from sozialraum_geo.errors import Problem
from sozialraum_geo.german.words import numbers, problems
from sozialraum_geo.german.words.grammar import counted
from sozialraum_geo.tables import TABLES

HEADING = {
    "new_study": "Neue Studie anlegen",
    "files": "Dateien",
    "history": "Bisherige Importe",
    "columns": "Spalten zuordnen",
    "indicators": "Welche Spalten sind Kennzahlen?",
    "words": "Unbekannte Angaben zuordnen",
    "keys": "Unbekannte Gebiete zuordnen",
    "found": "Was auffiel",
    "changed": "Was sich ändert",
    "vanished": "Was nicht mehr in der Datei steht",
}
LABEL = {
    "upload": "Dateien hierher ziehen oder auswählen",
    "table": "Das ist eine Liste von",
    "sheet": "Blatt",
    "header_row": "Spaltennamen stehen in Zeile",
    "header_rows": "Sie stehen in",
    "repair": "Ungültige Flächen reparieren; ich habe die kleine Karte geprüft",
    "header_help": "0: von selbst erkannt. Steht über der Tabelle ein Titel, die Zeile der Spaltennamen eintragen.",
    "category": "Alle Zeilen sind",
    "ansatzpunkt": "Ansatzpunkt aller Zeilen",
    "from_column": "steht in der Liste",
    "crs": "Koordinaten",
    "crs_auto": "von selbst erkannt",
    "source": "Diese Datei ist",
    "source_new": "eine neue Liste",
    "source_again": "die neue Fassung von „{name}“",
    "source_adds": "ein Nachtrag zu „{name}“ (berichtigte oder weitere Zeilen)",
    "complete": "Die Liste ist vollständig",
    "complete_help": "Nur bei vollständigen Listen wird gesagt, wer etwas nicht erreicht; sonst bleibt es unbekannt.",
    "date": "Stand der Daten",
    "day": "Stichtag: alle Zahlen gelten für diesen Tag",
    "publisher": "Herausgeber",
    "drop": "Einträge herausnehmen, die nicht mehr in der Datei stehen",
    "no_column": "– keine –",
    "refuse": "– nicht übernehmen –",
    "accept": "Übernehmen",
    "accept_all": "Alle übernehmen",
    "undo": "Zurücknehmen",
    "undo_newest": "Neuesten Import zurücknehmen",
    "rejected": "Abgelehnte Zeilen (abgelehnt.xlsx)",
    "name": "Name",
    "zone": "Koordinatensystem",
    "area_word": "Wort für ein Gebiet",
    "create": "Anlegen",
    "show": "Auf der Karte ansehen",
    "sample": "Die ersten Zeilen",
}
ZONES = {"EPSG:25832": "UTM 32 (Westen und Mitte, 6° bis 12° Ost)", "EPSG:25833": "UTM 33 (Osten, ab 12° Ost)"}
CRS = {
    "EPSG:4326": "Länge und Breite in Grad (WGS 84)",
    "EPSG:25832": "UTM 32",
    "EPSG:25833": "UTM 33",
    "EPSG:4647": "UTM 32 mit Zonenzahl",
    "EPSG:5650": "UTM 33 mit Zonenzahl",
    "EPSG:31466": "Gauß-Krüger 2",
    "EPSG:31467": "Gauß-Krüger 3",
    "EPSG:31468": "Gauß-Krüger 4",
    "EPSG:31469": "Gauß-Krüger 5",
    "EPSG:3857": "Web-Mercator (Netzkarten)",
    "EPSG:3035": "LAEA (Zensus)",
}
INDICATOR = {
    "take": "nehmen",
    "column": "Spalte",
    "name": "Name",
    "unit": "Einheit",
    "sign": "hoher Wert heißt",
    "kind": "Art",
    "base": "Bezugsgröße",
}
HEADER_ROWS = {0: "von selbst erkannt", 1: "einer Zeile", 2: "zwei Zeilen"}
SIGN = {1: "belastet", -1: "entlastet"}
KIND = {"status": "Zustand", "change": "Veränderung", "context": "nur zur Einordnung"}
HISTORY = {
    "at": "Zeit",
    "by": "von",
    "file": "Datei",
    "table": "Inhalt",
    "new": "neu",
    "changed": "geändert",
    "same": "gleich",
    "rejected": "abgelehnt",
    "vanished": "nicht mehr in der Datei",
    "undone": "zurückgenommen",
}
NOTE = {
    "internal": ("Daten einlesen gibt es nur in der internen Ansicht.", "Oben „Intern“ wählen."),
    "first": (
        "So fängt es an",
        "Zuerst die Flächen der Sozialräume (GeoJSON, Shapefile oder GeoPackage vom GIS-Büro), dann Listen von "
        "Einrichtungen, Einwohner je Gebiet und das Zensusgitter. Jede Datei wird erst gezeigt und geprüft; "
        "übernommen wird nur, was Sie bestätigen.",
    ),
    "unknown": (
        "Was ist das für eine Liste?",
        "Die Spalten verraten es nicht. Bitte oben wählen und die Spalten zuordnen.",
    ),
}
# What to do about a finding on this page, where nobody writes a study.toml
REMEDY = {
    "missing_required": "Bei „Spalten zuordnen“ die Spalte wählen, in der das steht.",
    "missing_column": "Bei „Spalten zuordnen“ eine andere Spalte wählen.",
    "empty_column": "Bei „Spalten zuordnen“ eine andere Spalte wählen.",
    "no_header": "Oben die Zeile der Spaltennamen eintragen.",
    "two_line_header": "Bei „Sie stehen in“ eine oder zwei Zeilen wählen.",
    "polygon_changed": "Im GIS reparieren lassen, oder unten ankreuzen und die kleine Karte prüfen.",
    "duplicate_header": "Eine der Spalten in der Datei umbenennen, oder oben eine andere Zeile wählen.",
    "no_bands": "Wenn es doch Einwohner nach Alter sind: die Spalten in der Datei wie „3 bis unter 6“ nennen.",
    "no_indicators": "Oben die Spalten ankreuzen, die Kennzahlen sind.",
    "no_crs": "Beim GIS-Büro fragen und bei „Koordinaten“ wählen.",
    "no_crs_fits": "Bei „Koordinaten“ wählen; liegt es nicht daran, gehören die Orte zu einem anderen Gebiet.",
    "which_crs": "Bei „Koordinaten“ wählen.",
    "crs_guessed": "Auf der kleinen Karte prüfen, ob die Orte richtig liegen.",
    "points_abroad": "Bei „Koordinaten“ ein anderes System wählen.",
    "areas_abroad": "Bei „Koordinaten“ ein anderes System wählen.",
    "layer_elsewhere": "Bei „Koordinaten“ ein anderes System wählen.",
    "swapped_coordinates": "Bei „Spalten zuordnen“ Rechtswert und Hochwert tauschen.",
    "bad_word": "Unten zuordnen, was gemeint ist.",
    "unknown_area_row": "Unten zuordnen, welches Gebiet gemeint ist.",
    "empty_cell": "Die Zelle in der Datei füllen.",
    "sum_row": "Nichts zu tun: Summenzeilen werden nicht gebraucht.",
}
NO_DATE = "Das ist kein Datum: Tag.Monat.Jahr schreiben, zum Beispiel 31.12.2025."
STAYS = "Die Dateien bleiben auf diesem Rechner; nichts wird ins Internet geschickt."


def message(problem: Problem) -> str:
    """Say where, what and what to do on this page, in one line; the file is known there."""
    column = _in_words(problem.column)
    place = problems.place(replace(problem, file="", column=column))
    if problem.code == "missing_required" and problem.column in _FIXED:
        return f"{place}: {problems.reason(problem)} {_FIXED[problem.column]}"
    own = REMEDY.get(problem.code) if problem.severity != "note" or problem.code == "crs_guessed" else None
    remedy = own or problems.remedy(problem)
    return f"{place + ': ' if place else ''}{problems.reason(problem)} {remedy}"


_FIXED = {
    "category": "Bei „Alle Zeilen sind“ wählen, was für Einrichtungen das sind.",
    "ansatzpunkt": "Bei „Ansatzpunkt aller Zeilen“ einen wählen.",
}


def _in_words(column: str) -> str:
    """Name a column of ours as the select boxes do; a file's own stays."""
    table = next((name for name, t in TABLES.items() if column in t.by_name), "")
    return column_label(table, column).removesuffix(" (nötig)") if table else column


def moment(iso: str) -> str:
    """Write a moment of the ledger in the time of this place."""
    local = dt.datetime.fromisoformat(iso).astimezone()
    return f"{numbers.date_text(local.date())}, {local:%H:%M}"


def more(count: int) -> str:
    """Say that a list goes on."""
    return f"… und {counted(count, 'weiterer Eintrag', 'weitere Einträge')}."


def others(count: int) -> str:
    """Say how many more rows share a finding.

    Examples
    --------
    >>> others(1), others(0)
    (' (und 1 weitere Zeile)', '')
    """
    return f" (und {counted(count, 'weitere Zeile', 'weitere Zeilen')})" if count else ""


def map_words(count: int) -> str:
    """Say what the small map shows, for those who do not see it."""
    return f"Kleine Karte: {counted(count, 'Eintrag', 'Einträge')} im Gebiet."


def column_label(table: str, column: str) -> str:
    """Name one of our columns as users do."""
    if column in ("x", "y"):
        return {"x": "Rechtswert, Länge", "y": "Hochwert, Breite"}[column]
    found = TABLES[table].by_name[column]
    first = _COLUMN.get(column) or (found.aliases[0] if found.aliases else column)
    return f"{first} (nötig)" if found.required else first


_COLUMN = {
    "sozialraum_id": "Sozialraum",
    "age_to": "Alter bis unter",
    "precision": "Genauigkeit der Lage",
    "is_protected": "geschützt",
    "kind": "Art",
    "cell_id": "Gitterzelle",
}
