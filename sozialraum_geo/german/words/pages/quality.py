"""Words of the page „Datenqualität“."""

from __future__ import annotations

from sozialraum_geo.german.words import numbers
from sozialraum_geo.german.words.pages import importing as words

# A light in words; the sign says it again, so that no colour is needed
LIGHT = {
    "good": ("Datenlage gut", ":material/check_circle:"),
    "partial": ("Datenlage mit Lücken", ":material/info:"),
    "poor": ("Datenlage unsicher", ":material/warning:"),
}
LIGHT_HELP = "Warum? Zur Seite „Datenqualität“."
ANSWER = {
    "good": "Die Datenlage ist gut: Es ist nichts Auffälliges zu sehen.",
    "partial": "Die Datenlage hat Lücken. Die Zahlen lassen sich zeigen, mit dem, was hier steht.",
    "poor": "Die Datenlage ist unsicher. Vor einer Entscheidung sollte mehr davon geklärt sein.",
}
HEADING = {
    "reasons": "Was dahinter steht",
    "addresses": "Welche Adresse ist gemeint?",
    "duplicates": "Ist das dieselbe Einrichtung?",
    "completeness": "Wie vollständig sind die Listen?",
    "precision": "Wie genau sind die Orte?",
    "without": "Gebiete ohne Daten",
    "stale": "Was veraltet ist",
}
LABEL = {
    "max_age": "Veraltet ist, was älter ist als (Jahre)",
    "none_of_them": "keine davon",
    "same": "dieselbe: nur einmal zählen",
    "different": "zwei verschiedene",
    "undo": "Letzte Entscheidung zurücknehmen",
}
SERVICE = {
    "switch": "Beim Adressdienst „{name}“ nachfragen",
    "help": "Aus: Nichts verlässt den Rechner. Ein: Mit jedem Klick auf „Nachfragen“ gehen genau diese eine Anschrift "
    "und die Internetadresse dieses Rechners an {host}, sonst nichts: kein Name, und nie ein geschützter Ort.",
    "ask": "Nachfragen",
}
COLUMN = {
    "table": "Liste",
    "column": "Angabe",
    "rows": "Zeilen",
    "filled": "ausgefüllt",
    "precision": "Genauigkeit",
    "count": "Orte",
    "areas": "Gebiete",
    "file": "Datei",
    "date": "Stand",
    "years": "Alter in Jahren",
}
PRECISION = {
    "haus": "aufs Haus (etwa 10 m)",
    "nachbarhaus": "aufs Nachbarhaus (etwa 30 m)",
    "strasse": "auf die Straße (etwa 150 m)",
    "ort": "auf den Ort (etwa 1.000 m)",
    "sozialraum": "nur der Sozialraum",
    "none": "ohne Ort",
}
INTERNAL = ("Die Datenqualität steht nur in der internen Ansicht.", "Oben „Intern“ wählen.")
NOTHING = ("Nichts zu entscheiden.", "Doppelte Einträge und unklare Adressen stehen hier, sobald es welche gibt.")
ALL_THERE = "Zu jedem Gebiet gibt es Daten."
NOTHING_OLD = "Keine Quelle mit Datum ist älter."


def pair_sentence(first: str, second: str, first_file: str, second_file: str, distance_m: float) -> str:
    """Introduce two entries that may be the same.

    Examples
    --------
    >>> pair_sentence("Kita Süd", "Kita Süd (AWO)", "a.csv", "b.csv", 12.4)
    '„Kita Süd“ (a.csv) und „Kita Süd (AWO)“ (b.csv), 10 m auseinander'
    """
    apart = f", {numbers.metres(distance_m)} auseinander" if distance_m == distance_m else ", unter einer Adresse"
    return f"„{first}“ ({first_file}) und „{second}“ ({second_file}){apart}"


def column_words(table: str, column: str) -> str:
    """Name one of our columns."""
    return words.column_label(table, column).removesuffix(" (nötig)")
