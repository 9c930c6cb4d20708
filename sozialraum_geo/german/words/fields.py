"""The columns of the living register as people call them: forms, heads of lists, filters, help."""

from __future__ import annotations

from collections.abc import Mapping

from sozialraum_geo.german.words import numbers
from sozialraum_geo.tables import TABLES, labels

PLACES = "place"  # stands for all that says where it is
# Table → headings and their columns, in the order in which they are asked
SECTIONS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "partners": (
        ("Wer", ("name", "kind", "regelsystem", "traeger", "traeger_art")),
        ("Dach und Anerkennung", ("spitzenverband", "rechtsform", "is_recognised")),
        ("Zusammenarbeit", ("state", "since", "review_date")),
        ("Zugehörigkeit und Schutz", (PLACES, "facility_id", "is_protected")),
        ("Pflege", ("checked_on",)),
    ),
    "cooperations": (
        ("Mit wem", ("partner_id", "name", "state", "station")),
        (
            "Was zu klären ist",
            ("hze_task", "competence", "benefit", "partner_part", "contribution", "roles", "time_frame"),
        ),
        ("Zeitraum", ("begin", "end", "review_date")),
        ("Pflege", ("checked_on",)),
    ),
    "gremien": (
        ("Was", ("name", "kind", "role", "area_level", "station")),
        ("Wann", ("rhythm", "next_date")),
        ("Wer und wo", ("members", "wirkungsraum", "sozialraum_id")),
        ("Pflege", ("checked_on",)),
    ),
    "activities": (
        ("Was", ("name", "ansatzpunkt", "role", "form", "category", "theme", "contribution", "station")),
        ("Für wen", ("target", "age_from", "age_to", "access", "participants", "cost", "languages", "is_barrier_free")),
        ("Wann", ("opening_hours", "rhythm", "hours_week", "begin", "end", "review_date")),
        ("Mit wem", ("traeger", "partner_id", "partners", "funding", "funded_until")),
        ("Für welches Gebiet", (PLACES, "wirkungsraum", "facility_id")),
        ("Pflege", ("checked_on",)),
    ),
    "engagement": (
        ("Was", ("name", "kind", "volunteers", "role", "station", "partner_id")),
        ("Wann", ("rhythm", "next_date", "begin", "end")),
        ("Für welches Gebiet", (PLACES, "wirkungsraum")),
        ("Pflege", ("checked_on",)),
    ),
    "effort": (
        ("Wer und wann", ("station", "level", "day", "quarter", "hours")),
        ("Wofür", ("activity_id", "gremium_id", "partner_id", "ansatzpunkt", "sozialraum_id", "participants", "name")),
    ),
    "goals": (
        ("Ziel", ("name", "year", "sozialraum_id", "ansatzpunkt", "station")),
        ("Plan", ("begin", "end", "hours_planned", "state")),
        ("Was daraus wurde", ("reached", "result", "next_step")),
        ("Pflege", ("checked_on",)),
    ),
    "resolutions": (
        ("Beschluss", ("gremium_id", "name", "date")),
        ("Umsetzung", ("state", "due_date", "outcome")),
        ("Pflege", ("checked_on",)),
    ),
    "facilities": (
        ("Was", ("name", "category", "traeger", "traeger_art", "leistungsbereich", "access", "status")),
        ("Plätze", ("capacity", "capacity_available", "capacity_occupied", "capacity_unit", "hours_week")),
        ("Für wen und wann", ("age_from", "age_to", "begin", "end")),
        ("Zugehörigkeit und Schutz", (PLACES, "site_id", "is_protected")),
        ("Pflege", ("checked_on",)),
    ),
    "sites": (
        ("Was", ("name", "is_barrier_free")),
        ("Schutz", (PLACES, "is_protected")),
        ("Pflege", ("checked_on",)),
    ),
    "contacts": (
        ("Wer", ("name", "function", "partner_id", "gremium_id")),
        ("Erreichbar", ("phone", "email")),
        ("Einwilligung", ("consent_on", "delete_on")),
    ),
}  # fmt: skip
LONG = frozenset(
    {"hze_task", "competence", "benefit", "partner_part", "time_frame", "roles", "result", "next_step", "outcome"}
)
# Fields that need the whole width
WIDE = frozenset({"name", "members", "partners", "wirkungsraum", "opening_hours", "funding", "reached"})
# Columns of the list, the first ones first
LIST: dict[str, tuple[str, ...]] = {
    "partners": ("name", "kind", "state", "sozialraum_id", "traeger", "review_date", "checked_on"),
    "cooperations": ("partner_id", "name", "state", "hze_task", "station", "review_date", "end", "checked_on"),
    "gremien": ("name", "kind", "role", "sozialraum_id", "rhythm", "next_date", "station", "checked_on"),
    "activities": (
        "name", "ansatzpunkt", "role", "target", "sozialraum_id", "partner_id", "begin", "end", "review_date",
        "funded_until", "station", "checked_on",
    ),
    "engagement": ("name", "kind", "volunteers", "role", "sozialraum_id", "next_date", "station", "checked_on"),
    "effort": (
        "day", "quarter", "station", "hours", "name", "ansatzpunkt", "activity_id", "gremium_id", "partner_id",
        "sozialraum_id", "participants",
    ),
    "goals": ("year", "name", "sozialraum_id", "ansatzpunkt", "state", "hours_planned", "end", "station", "checked_on"),
    "resolutions": ("gremium_id", "name", "date", "state", "due_date", "outcome", "checked_on"),
    "facilities": ("name", "category", "traeger", "sozialraum_id", "capacity", "status", "checked_on"),
    "sites": ("name", "sozialraum_id", "street", "house_number", "is_barrier_free", "checked_on"),
    "contacts": ("name", "partner_id", "gremium_id", "function", "phone", "email", "consent_on", "delete_on"),
}  # fmt: skip
# Columns offered as filters
FILTERS = {
    "partners": ("kind", "state"), "cooperations": ("state",), "gremien": ("kind", "role"),
    "activities": ("ansatzpunkt", "role"), "engagement": ("kind",), "effort": ("ansatzpunkt", "level"),
    "goals": ("ansatzpunkt", "state"), "resolutions": ("state",), "facilities": ("category", "status"),
}  # fmt: skip
_COLUMN = {
    "name": "Name", "kind": "Art", "state": "Stand", "sozialraum_id": "Sozialraum", "traeger": "Träger",
    "traeger_art": "Trägerart", "regelsystem": "Regelsystem", "since": "seit", "review_date": "Überprüfung am",
    "facility_id": "gehört zur Einrichtung", "site_id": "Standort", "spitzenverband": "Spitzenverband",
    "rechtsform": "Rechtsform", "is_recognised": "anerkannt nach § 75 SGB VIII", "street": "Straße",
    "house_number": "Hausnummer", "postcode": "PLZ", "town": "Ort", "precision": "Genauigkeit der Lage",
    "is_protected": "geschützt", "checked_on": "zuletzt geprüft am", "role": "unsere Rolle", "rhythm": "Rhythmus",
    "next_date": "nächster Termin", "members": "Mitglieder", "area_level": "Ebene", "station": "Station",
    "wirkungsraum": "Wirkungsraum", "gremium_id": "Gremium", "date": "beschlossen am", "due_date": "umzusetzen bis",
    "outcome": "Was daraus wurde", "ansatzpunkt": "Ansatzpunkt", "level": "Art der Arbeit", "form": "Form",
    "category": "Kategorie", "theme": "Thema", "target": "Zielgruppe", "age_from": "Alter von",
    "age_to": "Alter bis unter", "access": "Zugang", "hours_week": "Stunden je Woche", "begin": "Beginn",
    "end": "Ende", "funding": "Förderung", "funded_until": "gefördert bis", "participants": "Teilnehmende",
    "partner_id": "Partner", "partners": "weitere Partner", "contribution": "unser Beitrag",
    "opening_hours": "Zeiten", "cost": "Kosten", "languages": "Sprachen", "is_barrier_free": "barrierefrei",
    "hze_task": "Was ist der Auftrag der Hilfen zur Erziehung?", "competence": "Welche Kompetenz bringt die EHS ein?",
    "benefit": "Was haben die Hilfen zur Erziehung davon?", "partner_part": "Welchen Part übernimmt der Partner?",
    "time_frame": "Wie lange, und wie geht es weiter?", "roles": "Wer hat welche Rolle, was ist abgesprochen?",
    "volunteers": "Engagierte", "activity_id": "Angebot", "day": "Tag", "quarter": "Quartal", "hours": "Stunden",
    "year": "Jahr", "hours_planned": "geplante Stunden", "reached": "Wen haben wir erreicht?",
    "result": "Was kam heraus?", "next_step": "Was ist der nächste Schritt?", "capacity": "Plätze",
    "capacity_available": "belegbare Plätze", "capacity_occupied": "belegte Plätze", "capacity_unit": "Einheit",
    "status": "Betrieb", "leistungsbereich": "Leistungsbereich", "function": "Aufgabe", "phone": "Telefon",
    "email": "E-Mail", "consent_on": "eingewilligt am", "delete_on": "zu löschen am", "ages": "Alter",
    "place": "Ort", "point": "Punkt auf der Karte",
}  # fmt: skip
_COLUMN_OF = {
    ("cooperations", "name"): "Vorhaben",
    ("cooperations", "contribution"): "Was ist unser Beitrag?",
    ("effort", "name"): "Was",
    ("goals", "name"): "Ziel",
    ("resolutions", "name"): "Beschluss",
    ("partners", "traeger"): "Träger oder Dach",
    ("goals", "begin"): "von",
    ("goals", "end"): "bis",
}
# Heads of the columns of a list, where the question of the form is too long
_SHORT = {
    "hze_task": "HzE-Auftrag", "competence": "Kompetenz der EHS", "benefit": "Nutzen für HzE",
    "partner_part": "Part des Partners", "time_frame": "Zeitraum", "roles": "Rollen", "reached": "erreicht",
    "result": "Ergebnis", "next_step": "nächster Schritt", "checked_on": "geprüft am", "review_date": "Überprüfung",
    "outcome": "Ergebnis",
}  # fmt: skip
KEY = "Kennung"
HELP = {
    ("partners", "state"): "Gibt es eine Kooperation mit Profil, gilt deren Stand.",
    ("cooperations", "contribution"): "Gegenüber Schule, Kita und Hort ist Betreuung kein Beitrag der Station.",
    ("cooperations", "state"): "„geklärt“ setzt voraus, dass der Auftrag benannt ist.",
    ("activities", "role"): "Durchführungsverantwortung gilt für eine bestimmte Zeit: Ende oder Überprüfung eintragen.",
    ("activities", "category"): "Nur wenn das Angebot bei der Erreichbarkeit mitzählt.",
    ("activities", "end"): "Leer, wenn kein Ende feststeht; dann einen Tag der Überprüfung eintragen.",
    ("activities", "opening_hours"): "Zum Beispiel „Di und Do 15–18 Uhr“ oder „jeden 1. Mo im Monat 17–19 Uhr“.",
    ("effort", "name"): "Kurz, was getan wurde. Keine Namen, keine Einzelfälle.",
    ("effort", "level"): "Zur Arbeit am Einzelfall gehören nur Station, Quartal und Stunden.",
    ("effort", "quarter"): "Zum Beispiel 2026-Q1; statt des Tages.",
    ("contacts", "delete_on"): "An diesem Tag wird der Eintrag endgültig gelöscht.",
    ("contacts", "consent_on"): "An welchem Tag hat die Person eingewilligt?",
}
PROTECTED_HELP = "Frauenhaus, Pflegefamilie, Kindertagespflege: Nach außen erscheint nur der Sozialraum."


def label(table: str, column: str) -> str:
    """Name a column as the form does."""
    return _COLUMN_OF.get((table, column)) or _COLUMN.get(column, column)


def head(table: str, column: str) -> str:
    """Name a column as the head of a list.

    Examples
    --------
    >>> head("cooperations", "hze_task"), head("goals", "name")
    ('HzE-Auftrag', 'Ziel')
    """
    return _SHORT.get(column) or label(table, column)


def help_for(table: str, column: str) -> str:
    """Return what helps with a field, if anything does."""
    return PROTECTED_HELP if column == "is_protected" else HELP.get((table, column), "")


def shown(
    table: str, column: str, value: object, names: Mapping[str, Mapping[str, str]], areas: Mapping[str, str]
) -> str:
    """Write a value of a row as people read it.

    Examples
    --------
    >>> shown("partners", "since", "2026-02-01", {}, {}), shown("partners", "state", "geklaert", {}, {})
    ('01.02.2026', 'geklärt')
    """
    if value is None or value != value:
        return numbers.UNKNOWN
    if column in names:
        return names[column].get(str(value), str(value))
    if column == "sozialraum_id":
        return areas.get(str(value), str(value))
    kind = TABLES[table].by_name[column].kind if column in TABLES[table].by_name else "text"
    if kind == "word":
        return labels(TABLES[table].by_name[column].words).get(str(value), str(value))
    if kind == "date":
        return numbers.date_text(str(value))
    if kind == "bool":
        return "ja" if value else "nein"
    if kind in ("int", "float") and isinstance(value, int | float):
        return decimal(value) if column != "year" else f"{value:.0f}"
    return str(value)


def decimal(value: float) -> str:
    """Write a number as it is typed.

    Examples
    --------
    >>> decimal(1.5), decimal(12.0), decimal(0.125)
    ('1,5', '12', '0,125')
    """
    return f"{value:.4f}".rstrip("0").rstrip(".").replace(".", ",")
