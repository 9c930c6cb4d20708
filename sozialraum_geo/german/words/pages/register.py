"""Words of the pages „Register“ and „Heute“."""

from __future__ import annotations

import datetime as dt

from sozialraum_geo.errors import Problem
from sozialraum_geo.german.words import problems
from sozialraum_geo.german.words.fields import label
from sozialraum_geo.german.words.grammar import counted
from sozialraum_geo.german.words.pages.importing import moment
from sozialraum_geo.store.ledger import Edit
from sozialraum_geo.tables import TABLES

# Table → its tab, one entry, several entries, and „Neuer …“
TAB: dict[str, tuple[str, str, str, str]] = {
    "partners": ("Partner", "Partner", "Partner", "Neuer Partner"),
    "cooperations": ("Kooperation", "Kooperation", "Kooperationen", "Neue Kooperation"),
    "gremien": ("Gremien", "Gremium", "Gremien", "Neues Gremium"),
    "activities": ("Angebote", "Angebot", "Angebote", "Neues Angebot"),
    "engagement": ("Engagement", "Eintrag zum Engagement", "Einträge zum Engagement", "Neuer Eintrag zum Engagement"),
    "effort": ("Aufwand", "Eintrag zum Aufwand", "Einträge zum Aufwand", "Neuer Eintrag zum Aufwand"),
    "goals": ("Ziele", "Ziel", "Ziele", "Neues Ziel"),
    "resolutions": ("Beschlüsse", "Beschluss", "Beschlüsse", "Neuer Beschluss"),
    "facilities": ("Einrichtungen", "Einrichtung", "Einrichtungen", "Neue Einrichtung"),
    "sites": ("Standorte", "Standort", "Standorte", "Neuer Standort"),
    "contacts": ("Ansprechpersonen", "Ansprechperson", "Ansprechpersonen", "Neue Ansprechperson"),
}
HEADING = {
    "latest": "Letzte Änderungen",
    "history": "Verlauf",
    "faults": "Bitte noch ansehen",
    "belonging": "Gehört dazu",
    "place": "Wo",
    "conflict": "Zwei haben denselben Eintrag geändert",
}
LABEL = {
    "tables": "Liste",
    "search": "Suchen",
    "search_help": "Alle Wörter müssen vorkommen; groß, klein, ü und ue sind gleich.",
    "area": "Sozialraum",
    "all": "alle",
    "flags": "Nur",
    "stale": "über ein Jahr nicht geprüft",
    "ending": "endet in drei Monaten",
    "placeless": "ohne Punkt",
    "dateless": "Datum fehlt",
    "edit_table": "In der Tabelle ändern",
    "leave_table": "Tabelle verlassen",
    "new": "Neu",
    "change": "Ändern",
    "checked": "Heute geprüft",
    "bulk": "Mehrere ändern",
    "delete": "Löschen",
    "erase": "Endgültig löschen",
    "save": "Speichern",
    "save_more": "Speichern und weiter",
    "cancel": "Verwerfen",
    "back": "Zurück zur Liste",
    "undo": "Rückgängig",
    "adopt": "Listen ins Register übernehmen",
    "user": "Ihr Kürzel",
    "user_help": "Steht im Verlauf bei dem, was Sie ändern. Ausgewertet wird niemand.",
    "column": "Angabe",
    "value": "neuer Wert",
    "empty": "leer",
    "apply": "Für {count} setzen",
    "apply_others": "Die übrigen {count} ändern",
    "none": "– keine Angabe –",
    "internal": "Zur internen Ansicht",
    "save_both": "So speichern",
    "discard_mine": "Meine Fassung verwerfen",
    "as_new": "Als neuen Eintrag speichern",
    "shares": "Anteile in Prozent, in dieser Reihenfolge (leer: zu gleichen Teilen)",
    "add": "Dazu eintragen",
    "import": "Einlesen",
}
BUSY = "Das Register wird gelesen …"
PLACE = {
    "how": "Ort angeben",
    "address": "Adresse",
    "map": "auf der Karte",
    "numbers": "Koordinaten",
    "area": "nur Sozialraum",
    "search": "Adresse suchen",
    "ask": "Beim Adressdienst „{name}“ nachfragen",
    "choose": "Welche ist gemeint?",
    "remove": "Punkt entfernen",
    "pick": "Auf die Karte klicken setzt den Punkt; mit der Tastatur: Karte verschieben, dann Eingabetaste.",
    "coordinates": "Länge und Breite oder Rechtswert und Hochwert",
    "coordinates_help": "Zum Beispiel 8,6821; 50,1109 (Grad) oder 476543; 5550123 (Meter, wie die Studie).",
    "take": "Übernehmen",
    "none": "Noch kein Ort.",
    "point": "Punkt {where}, {precision}.",
    "in_area": "in {area}",
    "outside": "außerhalb aller Sozialräume",
    "kept": "Nur der Sozialraum: {area}.",
    "found": "Gefunden: {label}, {precision}.",
    "not_found": "Die Adresse steht nicht im Adressverzeichnis. Schreibweise prüfen, auf die Karte klicken oder nur "
    "den Sozialraum angeben.",
    "no_register": "Es gibt hier kein Adressverzeichnis. Auf die Karte klicken oder den Sozialraum angeben.",
    "doubtful": "Die Adresse ist nicht eindeutig:",
    "bad_coordinates": "Das sind keine zwei Zahlen.",
    "protected": "Geschützter Ort: In Listen und auf Karten erscheint nur der Sozialraum.",
    "title": "Wo ist es?",
}
# Why there is nothing, and what to do
EMPTY = {
    "internal": (
        "Das Register ist intern.",
        "Hier stehen Absprachen, Fristen und Ansprechpersonen; öffentlich und am Projektor bleibt es zu.",
    ),
    "first": (
        "Zuerst die Sozialräume",
        "Ein Register braucht die Flächen der Sozialräume. Unter „Einlesen“ lassen sie sich übernehmen.",
    ),
    "empty": (
        "Hier steht noch nichts.",
        "Mit „Neu“ den ersten Eintrag anlegen, oder eine vorhandene Excel-Liste unter „Einlesen“ übernehmen.",
    ),
    "no_hits": ("Kein Eintrag passt dazu.", "Weniger Wörter suchen oder einen Filter aufheben."),
    "gone": (
        "Diesen Eintrag gibt es nicht mehr.",
        "Er wurde gelöscht. „Letzte Änderungen“ unter der Liste holt ihn zurück.",
    ),
}
NOTE = {
    "not_saved": "Noch nicht gespeichert: Oben am Formular steht, was fehlt oder nicht stimmt.",
    "not_done": "Das ging nicht; oben steht, warum.",
    "bulk_empties": "„{column}“ bei {count} leeren",
    "waiting": "{lists} stehen noch in Dateien. Ins Register übernommen, lassen sie sich hier ändern; die Dateien "
    "bleiben, wie sie sind.",
    "adopting": "{table} werden übernommen …",
    "adopted": "Übernommen: {count}.",
    "more": "Gezeigt sind die ersten {shown} von {count}. Mit Suche und Filtern wird die Liste kürzer.",
    "hits": "{count} gefunden.",
    "pick_rows": "Zeilen links ankreuzen, um sie zu ändern, zu prüfen oder zu löschen.",
    "table_mode": "Zellen direkt ändern, dann speichern. Partner, Gremien und Orte ändert das Formular.",
    "hidden_left_out": "{count} nur im Formular zu ändern.",
    "unchanged": "Nichts geändert.",
    "saved": "Gespeichert.",
    "created": "Angelegt.",
    "deleted": "Gelöscht: {count}.",
    "erased": "Endgültig gelöscht: {count}. Auch im Verlauf steht nichts mehr davon.",
    "checked": "Als heute geprüft eingetragen: {count}.",
    "changed": "Geändert: {count}.",
    "undone": "Zurückgenommen.",
    "expired": "{persons}: Der Tag der Löschung war erreicht. Die Angaben sind endgültig gelöscht, auch im Verlauf.",
    "contacts": "Namen von Menschen stehen nur hier, nur mit Einwilligung und nur bis zum Tag der Löschung. Sie kommen "
    "in keine Ausfuhr, keine Karte und keinen Bericht.",
    "bulk_faults": "{bad} von {count} Einträgen lassen sich so nicht ändern:",
    "bulk_hint": "Setzt eine Angabe in {count}; alles andere bleibt.",
    "hours_read": "Verstanden: {what}. Das sind {hours} Stunden in einer Woche.",
    "hours_partly": "Verstanden: {what}. Nicht verstanden: „{rest}“.",
    "hours_unread": "Nicht als Zeiten verstanden; der Text bleibt, wie er ist.",
    "history_empty": "Noch keine Änderung.",
    "history_import": "Zurücknehmen unter „Einlesen“.",
    "history_several": "Zurücknehmen betrifft {count} Einträge.",
    "version": "Zuletzt geändert {when} von {who}.",
    "conflict": "Während Sie daran arbeiteten, hat {who} am {when} gespeichert. Was nur eine Seite geändert hat, ist "
    "schon zusammengeführt; wo beide dasselbe geändert haben, entscheiden Sie.",
    "conflict_gone": "Während Sie daran arbeiteten, hat jemand anderes den Eintrag gelöscht.",
    "conflict_none": "Beide Fassungen passen zusammen; es fehlt nur noch das Speichern.",
    "conflict_open": "Noch zu entscheiden: {count}.",
    "case": "Zur Arbeit am Einzelfall werden nur Station, Quartal und Stunden geführt.",
    "no_case": "Keine Namen, keine Einzelfälle: Hier steht nur, was getan wurde.",
    "draft": "Ihre Eingaben von vorhin sind noch da und nicht gespeichert.",
}
CONFLICT = {
    "field": "Angabe",
    "mine": "Ihre Fassung",
    "theirs": "jetzt gespeichert ({who}, {when})",
    "stored": "jetzt gespeichert",
    "before": "vorher",
    "result": "wird gespeichert",
}
ACTION = {
    "create": "angelegt",
    "change": "geändert",
    "delete": "gelöscht",
    "check": "geprüft",
    "bulk": "gemeinsam geändert",
    "merge": "aus Excel zusammengeführt",
    "import": "eingelesen",
    "undo": "zurückgenommen",
    "erase": "endgültig gelöscht",
}
TODAY = {
    "not_saved": "Noch nicht gespeichert: Über dem Knopf steht, was fehlt.",
    "station": "Station",
    "station_help": "Wird für das nächste Mal gemerkt; steht auch in der Adresse dieser Seite.",
    "level": "Art der Arbeit",
    "for": "Wofür",
    "recent": "Zuletzt",
    "entry": "Angebot, Gremium, Partner",
    "place": "Sozialraum",
    "entry_place": "suchen und wählen",
    "entry_else": "anderes suchen und wählen",
    "station_place": "wählen oder eintippen",
    "hours": "Stunden",
    "participants": "Teilnehmende",
    "day": "Tag",
    "what": "Was (kurz)",
    "what_help": "zum Beispiel Elterncafé vorbereitet",
    "quarter": "Quartal",
    "save": "Speichern",
    "saved": "Gespeichert: {what}.",
    "bookmark": "Als Lesezeichen auf dem Telefon ablegen: Die Station steht in der Adresse.",
    "last": "Zuletzt eingetragen",
    "sentence_none": "Für heute steht hier noch nichts.",
    "sentence": "Heute eingetragen: {hours} Stunden in {count}.",
    "sentence_station": "Station {station}, heute eingetragen: {hours} Stunden in {count}.",
    "hours_words": "{hours} Std.",
    "bare": "Wofür: ein Angebot, ein Gremium, einen Partner oder den Sozialraum wählen.",
    "no_station": "Station: Das fehlt noch.",
}
# What belongs to an entry, and the column that says so
BELONGING = {
    "partners": (("cooperations", "partner_id"), ("contacts", "partner_id")),
    "gremien": (("resolutions", "gremium_id"), ("contacts", "gremium_id")),
}
# What is worth telling after an entry was saved
TOLD = frozenset({"address_unknown", "address_doubtful", "placeless", "outside_near", "other_area"})
KIND_OF = {"activities": "Angebot", "gremien": "Gremium", "partners": "Partner"}


def entries(table: str, count: int) -> str:
    """Count entries of a table.

    Examples
    --------
    >>> entries("goals", 2), entries("gremien", 1)
    ('2 Ziele', '1 Gremium')
    """
    return counted(count, *TAB[table][1:3])


def rows_words(count: int) -> str:
    """Count entries of any table."""
    return counted(count, "Eintrag", "Einträge")


def edit_words(edit: Edit) -> str:
    """Say when, by whom and what was done."""
    return f"{moment(edit.at)} · {edit.by} · {ACTION.get(edit.action, edit.action)}"


def fault(table: str, problem: Problem) -> str:
    """Say what is wrong with a field and what to do, in the words of the form."""
    named = problem.column in TABLES[table].by_name
    words = label(table, problem.column) if named else ""
    if problem.code in ("empty_cell", "empty_column", "missing_required"):
        return f"{words}: Das fehlt noch."
    said = problems.reason(problem)
    told = _REMEDY.get(problem.code) or problems.remedy(problem)
    return f"{words}: {said} {told}" if words else f"{said} {told}"


_REMEDY = {
    "no_place": "Auf die Karte klicken, die Adresse suchen oder den Sozialraum angeben.",
    "unknown_area_row": "Den Sozialraum aus der Liste wählen.",
    "unknown_area_stated": "Den Sozialraum aus der Liste wählen.",
    "in_gap": "Auf der Karte einen Punkt daneben wählen.",
    "outside_germany": "Auf der Karte wählen.",
    "far_outside": "Auf der Karte wählen; so weit entfernte Orte zählen nicht.",
    "address_unknown": "Auf die Karte klicken oder den Sozialraum angeben.",
    "address_doubtful": "„Adresse suchen“ zeigt, welche gemeint sein können.",
    "bad_word": "Aus der Liste wählen.",
    "bad_float": "Als Zahl schreiben, zum Beispiel 1,5.",
    "bad_int": "Als ganze Zahl schreiben.",
    "bad_date": "So schreiben: 24.12.2026.",
    "bad_row_date": "So schreiben: 24.12.2026.",
    "duplicate_id": "Eine andere Kennung wählen.",
    "sum_row": "Einen anderen Namen wählen.",
    "placeless": "Punkt oder Sozialraum angeben, damit es auf der Karte erscheint.",
    "bad_hours": "Der Text bleibt, wie er ist.",
}


def quarters(today: dt.date, count: int = 5) -> list[str]:
    """Return this quarter and those before it.

    Examples
    --------
    >>> quarters(dt.date(2026, 2, 3), 2)
    ['2026-Q1', '2025-Q4']
    """
    first = today.year * 4 + (today.month - 1) // 3
    return [f"{at // 4}-Q{at % 4 + 1}" for at in range(first, first - count, -1)]
