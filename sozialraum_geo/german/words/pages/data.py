"""Words of the page „Daten“."""

from __future__ import annotations

LEFT_OUT = "; leer oder nach Regel ausgelassen: {count}"
MORE = "… und {count} weitere; alle stehen in der Excel-Datei unter „Herunterladen“."
REJECTED = "Abgelehnte Zeilen herunterladen (abgelehnt.xlsx)"
NO_WARNINGS = "Nichts Besonderes."
ANSWER = {
    "data": "{imported} von {rows} Zeilen übernommen, {rejected} {verb} auf Sie{left_out}.",
    "data_public": "{imported} von {rows} Zeilen übernommen.",
    "data_all": "{imported} von {rows} Zeilen übernommen, keine abgelehnt{left_out}.",
}
EMPTY = {
    "rejected": (
        "Keine Zeile wurde abgelehnt.",
        "Alle Zeilen der Dateien sind übernommen oder nach Ihrer Regel ausgelassen.",
    ),
}
HEADING = {
    "files": "Dateien",
    "problems": "Was zu tun ist",
    "warnings": "Was man zu den Zahlen wissen muss",
}
