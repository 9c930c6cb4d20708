"""Workbooks and CSV without formulas, whatever a cell says; the same rows make the same bytes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sozialraum_geo.errors import Problem
from sozialraum_geo.german.words import problems

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# The unix start of the zip format: the same in every workbook, so that same input gives same bytes
FIXED_TIME = pd.Timestamp("1980-01-01").to_pydatetime()


def safe_cell(value: Any) -> Any:
    """Neutralise text that a spreadsheet would run as a formula; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def csv_bytes(table: pd.DataFrame, *, excel: bool = False) -> bytes:
    """Return a table as CSV: UTF-8, comma, point; or as German Excel expects it."""
    safe = table.copy()
    for column in safe.columns[[not pd.api.types.is_numeric_dtype(t) for t in safe.dtypes]]:
        safe[column] = safe[column].map(safe_cell)
    safe.columns = safe.columns.map(safe_cell)
    text = safe.to_csv(
        index=False, sep=";" if excel else ",", decimal="," if excel else ".", lineterminator="\r\n" if excel else "\n"
    )
    return text.encode("utf-8-sig" if excel else "utf-8")


def workbook(sheets: Mapping[str, pd.DataFrame], *, notes: Iterable[str] = ()) -> bytes:
    """Return tables as an XLSX file without formulas or links; the notes stand on a sheet of their own."""
    import xlsxwriter

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"created": FIXED_TIME, "title": "Sozialraum-Geo"})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        for title, table in sheets.items():
            sheet = book.add_worksheet(_sheet_title(title, book.sheetnames))
            sheet.freeze_panes(1, 1)
            for at, column in enumerate(table.columns):
                values = [None if _is_blank(v) else v for v in table[column]]
                width = max([len(str(column)) * 0.7, *(len(str(v)) for v in values[:200] if v is not None)], default=8)
                sheet.set_column(at, at, min(max(8, width + 2), 60))
                sheet.write_string(0, at, str(column), bold)
                for row, value in enumerate(values, start=1):
                    _write_cell(sheet, row, at, value)
        remarks = list(notes)
        if remarks:
            sheet = book.add_worksheet(_sheet_title("Erläuterung", book.sheetnames))
            sheet.set_column(0, 0, 120)
            for row, text in enumerate(remarks):
                sheet.write_string(row, 0, text)
    return stream.getvalue()


def _is_blank(value: Any) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value))


def _write_cell(sheet: Any, row: int, column: int, value: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool | np.bool_):
        sheet.write_string(row, column, "ja" if value else "nein")
    elif isinstance(value, int | float | np.number) and np.isfinite(value):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value))


def _sheet_title(title: str, taken: Iterable[str]) -> str:
    """Return a title that Excel accepts and that is not taken yet."""
    plain = "".join("_" if c in "[]:*?/\\'" else c for c in title)[:31] or "Blatt"
    number = 2
    candidate = plain
    while candidate.lower() in {t.lower() for t in taken}:
        candidate = f"{plain[:27]} ({number})"
        number += 1
    return candidate


def rejected_workbook(rejected: Sequence[tuple[Problem, Mapping[str, str]]]) -> bytes:
    """Return the rows that stayed out, a sheet per file, each with its column, reason and remedy first."""
    by_file: dict[str, list[dict[str, Any]]] = {}
    for problem, cells in rejected:
        row = {
            "Zeile": problem.row,
            "Spalte": problem.column,
            "Grund": problems.reason(problem),
            "Was tun": problems.remedy(problem),
        }
        # a column of the file keeps its cells even if it is called like one of ours
        theirs = {f"{name} (Datei)" if name in row else name: cell for name, cell in cells.items()}
        by_file.setdefault(problem.file, []).append(row | theirs)
    sheets = {file: pd.DataFrame(rows) for file, rows in by_file.items()}
    return workbook(sheets or {"Nichts abgelehnt": pd.DataFrame({"Ergebnis": ["Alle Zeilen wurden übernommen."]})})
