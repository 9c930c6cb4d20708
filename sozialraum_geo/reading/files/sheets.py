"""Workbooks to raw tables: values by calamine, and from the XML what it does not tell."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from sozialraum_geo.errors import Problem
from sozialraum_geo.reading.cells.cleaning import text_of
from sozialraum_geo.reading.files import rawtable
from sozialraum_geo.reading.files.archives import check_archive
from sozialraum_geo.reading.files.rawtable import (
    MAX_COLUMNS,
    MAX_TITLE_ROWS,
    RawTable,
    ReadOptions,
    refusal,
    too_many_columns,
    too_many_rows,
)
from sozialraum_geo.reading.files.text import Records, cut

# What a workbook must hold to be one: a renamed text document or archive is none
_HEART = {".xlsx": "xl/workbook.xml", ".xlsm": "xl/workbook.xml", ".ods": "content.xml"}
_CODE = re.compile(r"(?i)xl/vbaProject\.bin|Basic/.+|Scripts/.+")
_LINKS = re.compile(r"(?i)xl/externalLinks/.+|xl/connections\.xml|xl/queryTables/.+")
_GERMAN = {"#N/A": "#NV", "#REF!": "#BEZUG!", "#VALUE!": "#WERT!", "#NUM!": "#ZAHL!"}


@dataclass
class _Facts:
    """What a sheet says beside its values; rows and columns count from 0."""

    formulas: list[tuple[int, int, str]] = field(default_factory=list)
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    merged: list[tuple[int, int, int]] = field(default_factory=list)  # first row, last row, column


def filled_sheets(path: Path) -> tuple[str, ...]:
    """Return the sheets that hold something."""
    from python_calamine import CalamineWorkbook

    check_workbook(path, ReadOptions(max_rows=rawtable.MAX_ROWS_ADDRESSES))
    book = CalamineWorkbook.from_path(str(path))
    return tuple(n for n in book.sheet_names if book.get_sheet_by_name(n).height)


def read_sheet(path: Path, options: ReadOptions) -> RawTable:
    """Read one sheet: the one named, else the only one with content."""
    from python_calamine import CalamineWorkbook

    check_workbook(path, options)
    book = CalamineWorkbook.from_path(str(path))
    names = book.sheet_names
    if options.sheet and options.sheet.strip() not in [n.strip() for n in names]:
        raise refusal("no_sheet", path.name, value=options.sheet, detail=", ".join(names))
    if options.sheet:
        sheet = next(n for n in names if n.strip() == options.sheet.strip())
        found = book.get_sheet_by_name(sheet)
    else:
        pages = {n: book.get_sheet_by_name(n) for n in names}
        filled = [n for n, page in pages.items() if page.height]
        if len(filled) > 1:
            hidden = {m.name for m in book.sheets_metadata if not str(m.visible).endswith(".Visible")}
            told = ", ".join(f"{n} (ausgeblendet)" if n in hidden else n for n in filled)
            raise refusal("which_sheet", path.name, detail=told)
        sheet = (filled or names)[0]
        found = pages[sheet]
    if found.total_height > options.max_rows + MAX_TITLE_ROWS:
        raise too_many_rows(path.name, str(found.total_height), options, sheet)
    records = found.to_python(skip_empty_area=False)
    width = max((len(r) for r in records), default=0)
    records = [[*r, *[""] * (width - len(r))] for r in records]
    facts = _facts(path, sheet)
    return _with_facts(records, facts, options, path, sheet)


def check_workbook(path: Path, options: ReadOptions) -> None:
    """Refuse a workbook that is none, is locked, or would be laid out larger than a table may be.

    Raises
    ------
    StudyError
        Before any library has opened it.
    """
    check_archive(path, is_workbook=True)
    suffix = path.suffix.lower()
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        if _HEART[suffix] not in names:
            raise refusal("wrong_content", path.name, value=suffix)
        if suffix == ".ods":
            if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise refusal("locked", path.name)
            _check_repeats(archive.read("content.xml"), path, options)
        else:
            for name in sorted(n for n in names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", n)):
                _check_cells(archive.read(name), path, options)


# A filled cell in a column of three letters, or in a row of six digits or more: readers lay out everything up to it
_REMOTE_CELL = re.compile(rb"""\br\s*=\s*["'](?:([A-Z]{3})\d+|[A-Z]{1,2}(\d{6,7}))["'][^>/]*>""")


def _check_cells(data: bytes, path: Path, options: ReadOptions) -> None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"<\x00")):
        raise refusal("wrong_content", path.name, value=path.suffix.lower())
    most = options.max_rows + MAX_TITLE_ROWS
    rows = data.count(b"<row ") + data.count(b"<row>")
    if rows > most and (filled := sum(1 for _ in re.finditer(rb"<row(?:\s[^>]*[^/])?>", data))) > most:
        raise too_many_rows(path.name, str(filled), options)
    for found in _REMOTE_CELL.finditer(data):
        if found[1]:
            raise too_many_columns(path.name, "mehr als 702")
        if int(found[2]) > most:
            raise too_many_rows(path.name, found[2].decode(), options)


_ODS_ROW = re.compile(rb"<table:table-row\b([^>]*[^/])?>(.*?)</table:table-row>", re.DOTALL)
_ODS_CELL = re.compile(rb"<table:(?:covered-)?table-cell\b([^>]*)>")
_TIMES = re.compile(rb'number-(?:rows|columns)-repeated="(\d{1,9})"')
_CONTENT = (b"office:value", b"<text:p")


def _check_repeats(data: bytes, path: Path, options: ReadOptions) -> None:
    """Refuse rows and cells that say of themselves that they stand there a million times."""
    if b"<office:spreadsheet" not in data:
        raise refusal("wrong_content", path.name, value=path.suffix.lower())
    if b"-repeated=" not in data:
        return
    rows = 0
    for found in _ODS_ROW.finditer(data):
        if not any(word in found[2] for word in _CONTENT):
            continue
        times = _TIMES.search(found[1] or b"")
        rows += int(times[1]) if times else 1
        if rows > options.max_rows + MAX_TITLE_ROWS:
            raise too_many_rows(path.name, str(rows), options)
        cells = [int(t[1]) for c in _ODS_CELL.finditer(found[2]) if (t := _TIMES.search(c[1])) and b"office:" in c[1]]
        if max(cells, default=0) > MAX_COLUMNS:
            raise too_many_columns(path.name, str(max(cells)))


# --- what stands beside the values -----------------------------------------------------------------------------------


def _with_facts(records: Records, facts: _Facts, options: ReadOptions, path: Path, sheet: str) -> RawTable:
    """Cut the rows into cells after putting formulas, errors and merged cells where they belong."""
    flawed: dict[tuple[int, int], str] = {}
    for code, cells in (("formula_empty", facts.formulas), ("error_cell", facts.errors)):
        for row, column, text in cells:
            if row < len(records) and column < len(records[row]):
                records[row][column] = text
                flawed[row, column] = code
    raw = cut(records, options, path.name, sheet)
    first = min((*raw.frame.index, *raw.uncut), default=1) - 1
    filled = _fill_down(records, [m for m in facts.merged if m[0] >= first], flawed)
    if filled:
        raw = cut(records, options, path.name, sheet)
    headers = [str(h) for h in raw.frame.columns]
    flaws: dict[int, dict[str, str]] = {}
    for (row, column), code in flawed.items():
        if row + 1 in raw.frame.index and column < len(headers):
            flaws.setdefault(row + 1, {})[headers[column]] = code
    notes = [*raw.notes, *_notes(facts, raw, path, sheet, first)]
    if filled:
        row, column = filled[0]
        name = headers[column] if column < len(headers) else ""
        value = text_of(records[row][column])
        notes.append(Problem("note", "merged_filled", path.name, sheet, row + 1, name, value, str(len(filled))))
    return replace(raw, notes=tuple(notes), flaws=flaws)


def _fill_down(
    records: Records, merged: list[tuple[int, int, int]], flawed: dict[tuple[int, int], str]
) -> list[tuple[int, int]]:
    """Give the lower cells of merged ones their value; return which were filled."""
    filled = []
    for top, bottom, column in merged:
        if top >= len(records) or column >= len(records[top]) or not text_of(records[top][column]):
            continue
        for row in range(top + 1, min(bottom + 1, len(records))):
            if column < len(records[row]) and not text_of(records[row][column]):
                records[row][column] = records[top][column]
                if (top, column) in flawed:
                    flawed[row, column] = flawed[top, column]
                filled.append((row, column))
    return filled


def _notes(facts: _Facts, raw: RawTable, path: Path, sheet: str, first: int) -> Iterator[Problem]:
    last = max((*raw.frame.index, *raw.uncut), default=0)
    hidden = [r for r in facts.hidden_rows if first <= r < last]
    if hidden:
        yield Problem("note", "rows_hidden", path.name, sheet, hidden[0] + 1, detail=str(len(hidden)))
    columns = [str(raw.frame.columns[c]) for c in facts.hidden_columns if c < len(raw.frame.columns)]
    if columns:
        yield Problem("note", "columns_hidden", path.name, sheet, value=", ".join(columns), detail=str(len(columns)))
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        is_linked = any(map(_LINKS.fullmatch, names)) or (
            path.suffix.lower() == ".ods" and re.search(rb"dde-source|cell-range-source", archive.read("content.xml"))
        )
    if any(map(_CODE.fullmatch, names)):
        yield Problem("note", "macros_ignored", path.name)
    if is_linked:
        yield Problem("note", "links_ignored", path.name)


def _facts(path: Path, sheet: str) -> _Facts:
    with zipfile.ZipFile(path) as archive:
        if path.suffix.lower() == ".ods":
            return _ods_facts(archive.read("content.xml"), sheet)
        name = _member(archive, sheet)
        book = archive.read("xl/workbook.xml")
        return _xlsx_facts(archive.read(name), b'fullCalcOnLoad="1"' in book) if name else _Facts()


def _attributes(text: bytes) -> dict[str, str]:
    found = re.findall(rb"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""", text)
    return {k.decode().split(":")[-1]: html.unescape((a or b).decode("utf-8", "replace")) for k, a, b in found}


def _member(archive: zipfile.ZipFile, sheet: str) -> str:
    """Return where in the archive a sheet of this name is; empty if that cannot be told."""
    names = set(archive.namelist())
    if "xl/_rels/workbook.xml.rels" not in names:
        return ""
    tag = rb"<(?:\w+:)?%s\b([^>]*)>"
    sheets = [_attributes(t) for t in re.findall(tag % b"sheet", archive.read("xl/workbook.xml"))]
    links = [_attributes(t) for t in re.findall(tag % b"Relationship", archive.read("xl/_rels/workbook.xml.rels"))]
    targets = {a.get("Id"): a.get("Target", "") for a in links}
    number = next((a.get("id") for a in sheets if a.get("name") == sheet), None)
    target = targets.get(number, "")
    member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return member if member in names else ""


_FORMULA = re.compile(
    rb"<c\s([^>]*)>\s*<f\b(?:[^>]*/>|[^>]*>([^<]*)</f>)\s*(?:<v\s*/>|<v>([^<]*)</v>)?\s*</c>"
)  # fmt: skip
_ERROR = re.compile(rb'<c\s([^>]*\bt="e"[^>]*)>(?:\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>))?\s*<v>([^<]*)</v>')
_HIDDEN_ROW = re.compile(rb'<row\b([^>]*\bhidden="(?:1|true)"[^>]*)>')
_HIDDEN_COLUMN = re.compile(rb'<col\b([^>]*\bhidden="(?:1|true)"[^>]*)>')
_MERGED = re.compile(rb'<mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


def _xlsx_facts(data: bytes, is_waiting: bool) -> _Facts:
    """Read the facts of a sheet; in a book that waits to be calculated a formula's 0 is no value."""
    facts = _Facts()
    if b"<f" in data:
        for found in _FORMULA.finditer(data):
            about = _attributes(found[1])
            # Excel writes an empty value where a formula gives an empty text
            is_text = about.get("t") == "str" and found[3] is not None
            if (not found[3] and not is_text) or (is_waiting and found[3] == b"0"):
                text = "=" + html.unescape((found[2] or b"").decode("utf-8", "replace"))
                facts.formulas.append((*_place(about), text))
    if b't="e"' in data:
        for found in _ERROR.finditer(data):
            text = html.unescape(found[2].decode("utf-8", "replace"))
            facts.errors.append((*_place(_attributes(found[1])), _GERMAN.get(text, text)))
    facts.hidden_rows = [int(_attributes(t).get("r", "0")) - 1 for t in _HIDDEN_ROW.findall(data)]
    for text in _HIDDEN_COLUMN.findall(data):
        about = _attributes(text)
        low, high = int(about.get("min", "1")), min(int(about.get("max", "1")), MAX_COLUMNS)
        facts.hidden_columns += range(low - 1, high)
    for left, top, _, bottom in _MERGED.findall(data):
        if int(bottom) > int(top):
            facts.merged.append((int(top) - 1, int(bottom) - 1, _column(left.decode())))
    return facts


def _place(about: dict[str, str]) -> tuple[int, int]:
    """Return row and column of a cell, far away where it does not say."""
    found = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", about.get("r", ""))
    return (int(found[2]) - 1, _column(found[1])) if found else (1 << 30, 0)


def _column(letters: str) -> int:
    """Return the number of a column.

    Examples
    --------
    >>> _column("A"), _column("AB")
    (0, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


_ODS_TABLE = re.compile(rb'<table:table\s[^>]*?table:name="([^"]*)"[^>]*>(.*?)</table:table>', re.DOTALL)
_ODS_ANY_ROW = re.compile(rb"<table:table-row\b([^>]*?)(?:/>|>(.*?)</table:table-row>)", re.DOTALL)
_ODS_ANY_CELL = re.compile(
    rb"<table:(?:covered-)?table-cell\b([^>]*?)(?:/>|>(.*?)</table:(?:covered-)?table-cell>)", re.DOTALL
)
_ODS_TELLING = (b"visibility=", b"rows-spanned=", b"table:formula=", b"#")


def _ods_facts(data: bytes, sheet: str) -> _Facts:
    facts = _Facts()
    tables = {html.unescape(n.decode("utf-8", "replace")): body for n, body in _ODS_TABLE.findall(data)}
    body = tables.get(sheet, b"")
    if not any(word in body for word in _ODS_TELLING):
        return facts
    row = 0
    for about, cells in _ODS_ANY_ROW.findall(body):
        times = int(t[1]) if (t := _TIMES.search(about)) else 1
        if re.search(rb'visibility="(?:collapse|filter)"', about):
            facts.hidden_rows += range(row, row + min(times, rawtable.MAX_ROWS))
        if any(word in cells for word in _ODS_TELLING[1:]):
            _ods_cells(cells, row, facts)
        row += times
    return facts


def _ods_cells(cells: bytes, row: int, facts: _Facts) -> None:
    column = 0
    for attributes, content in _ODS_ANY_CELL.findall(cells):
        about = _attributes(attributes)
        spanned = int(about.get("number-rows-spanned", "1"))
        if spanned > 1:
            facts.merged.append((row, row + spanned - 1, column))
        text = html.unescape(re.sub(rb"<[^>]*>", b"", content).decode("utf-8", "replace")).strip()
        if (
            "formula" in about
            and not content
            and not {"value", "string-value", "date-value", "boolean-value"} & set(about)
        ):
            facts.formulas.append((row, column, about["formula"].removeprefix("of:")))
        elif "formula" in about and re.fullmatch(r"#\S+[!?]|#N/?[AV]|Err:\d{3}", text):
            facts.errors.append((row, column, _GERMAN.get(text, text)))
        column += int(about.get("number-columns-repeated", "1"))
