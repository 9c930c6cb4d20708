"""The workbook that a colleague edits: its sheets, its words, and what became of it once it is back."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from sozialraum_geo.errors import Problem
from sozialraum_geo.exports import workbooks
from sozialraum_geo.german.words import labels as labels_words
from sozialraum_geo.german.words import numbers, problems
from sozialraum_geo.register import returning
from sozialraum_geo.register.returning import CHOICES, DELETE, KEY, LIST, RETURNING, TITLE, VERSION, Return, Returned
from sozialraum_geo.store.merging import Clash
from sozialraum_geo.study import Study
from sozialraum_geo.tables import TABLES, labels

# Title of a sheet → table; Excel allows 31 letters
SHEETS = {labels_words.TABLE[table][:31]: table for table in RETURNING}
HELP = (
    "Diese Datei ist das Register zum Bearbeiten in Excel, ein Blatt je Liste.",
    "Ändern: die Zelle überschreiben. Neu: eine Zeile anfügen und „Schlüssel“ leer lassen.",
    "Löschen: in der Spalte „löschen“ ein x setzen. Eine Zeile, die aus der Datei verschwindet, bleibt im Register.",
    "Die Spalten „Schlüssel“, „Liste“ und „Fassung“ nicht ändern: an ihnen werden die Zeilen wiedererkannt.",
    "Zurück: im Programm auf der Seite „Register“ unter „Excel“ einlesen. Haben inzwischen andere dieselbe Zelle "
    "geändert, wird gefragt.",
    "Keine Angaben zu Einzelfällen, keine Namen von Betreuten.",
)
EXCEL = {
    "title": "In Excel bearbeiten und zurückspielen",
    "intro": "Das Register als Excel-Datei: herausgeben, in Ruhe bearbeiten, wieder einlesen. Wer inzwischen hier "
    "arbeitet, verliert nichts: Zeile für Zeile wird verglichen, Widersprüche werden gezeigt.",
    "lend": "Excel-Datei zum Bearbeiten",
    "download": "Herunterladen",
    "upload": "Bearbeitete Excel-Datei einlesen",
    "backup": "Sicherung",
    "backup_help": "Das ganze Register als Datei, mit Verlauf und Ansprechpersonen: zum Aufbewahren, nicht zum "
    "Weitergeben. Zurücklegen kann sie, wer das Programm betreut (docs/studie.md).",
    "copying": "Das Register wird kopiert …",
    "making": "Die Excel-Datei wird geschrieben …",
    "comparing": "Die Datei wird mit dem Register verglichen …",
    "clashes": "Hier haben beide dieselbe Zelle geändert",
    "clashes_help": "In der letzten Spalte wählen, was gilt. Ohne Wahl bleibt das Register.",
    "list": "Liste", "row": "Eintrag", "what": "Was", "field": "Feld", "base": "vorher", "mine": "Register",
    "theirs": "Datei", "holds": "gilt", "now": "bisher", "then": "künftig",
    "changed": "geändert", "new": "neu", "leaving": "gelöscht",
    "changes": "Das würde sich ändern",
    "more": "… und weitere: {count}.",
    "rejected": "Diese Zeilen bleiben draußen",
    "rejected_file": "Abgelehnte Zeilen mit Grund",
    "faulty": "So lassen sich diese Einträge nicht übernehmen",
    "nothing": "Es gibt nichts zu übernehmen: Die Datei sagt nichts anderes als das Register.",
    "take": "Übernehmen ({count})",
    "done": "Aus der Excel-Datei übernommen: {count}.",
    "again": "Inzwischen hat jemand einen dieser Einträge geändert. Die Datei wurde neu verglichen; bitte noch einmal "
    "ansehen.",
}  # fmt: skip
TOLD = ("returned_sheet_unknown",)  # notes that a person must see
MOST_ROWS = 5000  # so many rows of a sheet get lists to choose from
WIDTHS = {KEY: 12, DELETE: 9, LIST: 14, VERSION: 9}


def workbook_to_edit(folder: Path, study: Study) -> bytes:
    """Return the register as a workbook with lists to choose from, for people to edit."""
    import xlsxwriter

    names = study.sozialraeume["name"]
    single = ~names.duplicated(keep=False)
    areas = dict(zip(study.sozialraeume.loc[single, "sozialraum_id"], names[single], strict=True))
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"created": workbooks.FIXED_TIME, "title": "Sozialraum-Geo", "subject": study.name})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        mark = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "font_color": "#888888"})
        quiet = book.add_format({"font_color": "#888888"})
        first = book.add_worksheet(TITLE)
        first.set_column(0, 0, 110)
        for row, line in enumerate(HELP):
            first.write_string(row, 0, line)
        lists = book.add_worksheet(CHOICES)
        lists.hide()
        at = 0
        for title, table in SHEETS.items():
            frame = returning.editable(folder, table, areas)
            sheet = book.add_worksheet(title)
            sheet.freeze_panes(1, 2)
            sheet.autofilter(0, 0, max(len(frame), 1), len(frame.columns) - 1)
            at = _write_sheet(sheet, lists, at, frame, table, list(areas.values()), (head, mark, quiet))
    return stream.getvalue()


def _write_sheet(
    sheet: Any, lists: Any, at: int, frame: pd.DataFrame, table: str, areas: list[str], formats: tuple[Any, Any, Any]
) -> int:
    """Write one table; the lists of words that its cells may hold stand on a hidden sheet."""
    head, mark, quiet = formats
    named = returning.headers(table)
    offered = returning.choices(table)
    if "sozialraum_id" in named:
        offered[named["sozialraum_id"]] = areas
    for column, header in enumerate(map(str, frame.columns)):
        is_mark = header in WIDTHS
        longest = max([len(header), *(len(str(v)) for v in frame.iloc[:200, column] if v is not None)])
        sheet.set_column(
            column, column, WIDTHS.get(header) or min(max(10, longest + 2), 45), quiet if is_mark else None
        )
        sheet.write_string(0, column, header, mark if is_mark else head)
        for row, value in enumerate(frame.iloc[:, column], start=1):
            if isinstance(value, str):
                sheet.write_string(row, column, value)
            elif value is not None and value == value:
                sheet.write_number(row, column, value)
        words = offered.get(header, [])
        if words:
            for row, word in enumerate(words):
                lists.write_string(row, at, word)
            letter = _letters(at)
            rule = {"validate": "list", "source": f"={CHOICES}!${letter}$1:${letter}${len(words)}",
                    "error_type": "warning", "error_message": "Dieses Wort kennt das Programm nicht."}  # fmt: skip
            sheet.data_validation(1, column, max(len(frame), 1) + MOST_ROWS, column, rule)
            at += 1
    return at


def _letters(column: int) -> str:
    """Return the letters of a column.

    Examples
    --------
    >>> _letters(0), _letters(25), _letters(26)
    ('A', 'Z', 'AA')
    """
    return (_letters(column // 26 - 1) if column >= 26 else "") + chr(65 + column % 26)


def counted(count: int) -> str:
    """Say how many entries.

    Examples
    --------
    >>> counted(1), counted(1200)
    ('1 Eintrag', '1.200 Einträge')
    """
    return f"{numbers.number(count)} {'Eintrag' if count == 1 else 'Einträge'}"


def sentence(found: Return, faulty: int = 0) -> str:
    """Say what is in a returned workbook; the parts add up to its rows."""
    counts = [
        (len(found.new), "neu"), (len(found.changed), "geändert"), (len(found.leaving), "zu löschen"),
        (found.same, "wie im Register"), (len(found.rejected), "abgelehnt"), (found.empty, "leer"),
    ]  # fmt: skip
    told = [f"{numbers.number(n)} {word}" for n, word in counts if n or word == "wie im Register"]
    more = f" {numbers.number(faulty)} davon lassen sich so nicht übernehmen." if faulty else ""
    return f"{numbers.number(found.rows)} Zeilen: {numbers.join(told)}.{more}"


REMEDY = {
    "bad_word": "In der Zelle ein Wort der Auswahlliste wählen.",
    "unknown_area_row": "In der Zelle einen Sozialraum der Auswahlliste wählen.",
    "duplicate_id": "Die Zelle „Schlüssel“ der zweiten Zeile leeren, wenn es ein neuer Eintrag ist.",
}


def fault_sentence(problem: Problem) -> str:
    """Say where in the workbook something is wrong, and what to do there."""
    remedy = REMEDY.get(problem.code) or problems.remedy(problem)
    where = problems.place(replace(problem, file=""))
    return f"{where + ': ' if where else ''}{problems.reason(problem)} {remedy}"


def cell_words(table: str, column: str, value: Any) -> str:
    """Say the value of a cell as the screen does."""
    if value is None:
        return numbers.UNKNOWN
    kind = TABLES[table].by_name[column]
    if kind.words:
        return labels(kind.words).get(str(value), str(value))
    if kind.kind == "date":
        return numbers.date_text(str(value))
    if kind.kind == "bool":
        return "ja" if value else "nein"
    return numbers.number(float(value), 2 if float(value) % 1 else 0) if kind.kind in ("float", "int") else str(value)


def clash_sentence(row: Returned, clash: Clash, *, takes_theirs: bool) -> str:
    """Say which cell both sides changed, and which side holds."""
    header = returning.headers(row.table).get(clash.column, clash.column)
    mine, theirs = (cell_words(row.table, clash.column, v) for v in (clash.mine, clash.theirs))
    holds = "die Datei" if takes_theirs else "das Register"
    return f"{row.name}, {header}: im Register „{mine}“, in der Datei „{theirs}“; es gilt {holds}."
