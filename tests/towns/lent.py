"""Workbooks of the register, lent, edited and put back."""

from __future__ import annotations

import xlsxwriter
from python_calamine import CalamineWorkbook

from sozialraum_geo.register.returning import KEY


def edited(path, title, edit):
    """Let somebody edit a sheet in a spreadsheet program: ``edit`` gets its rows, and its columns by header."""
    sheets = sheets_of(path)
    edit(sheets[title], {header: at for at, header in enumerate(sheets[title][0])})
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for row, line in enumerate(lines):
                for at, value in enumerate(line):
                    if value not in ("", None):
                        sheet.write(row, at, value)
    return path


def put(title, key, **cells):
    """Return an edit that fills cells of one row."""

    def edit(lines, columns):
        (line,) = [line for line in lines[1:] if line[columns[KEY]] == key]
        for header, value in cells.items():
            line[columns[header]] = value

    return title, edit


def sheets_of(path):
    return {name: CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python()
            for name in CalamineWorkbook.from_path(path).sheet_names}  # fmt: skip
