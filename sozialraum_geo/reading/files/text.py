"""Plain tables: bytes to text, text to rows, rows to cells under headers."""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from sozialraum_geo.errors import Problem, StudyError
from sozialraum_geo.reading.cells.cleaning import text_of
from sozialraum_geo.reading.files import rawtable
from sozialraum_geo.reading.files.rawtable import (
    MAX_COLUMNS,
    MAX_TITLE_ROWS,
    RawTable,
    ReadOptions,
    refusal,
    too_large,
    too_many_columns,
    too_many_rows,
)

Records = list[list[Any]]
LAST_AGE = 130


def decode(data: bytes, encoding: str = "") -> str:
    """Return the text of a German table file: byte order mark, then UTF-16 without one, then UTF-8, then cp1252.

    Raises
    ------
    UnicodeDecodeError, LookupError
        If the bytes are no text in the encoding, or there is no such encoding.
    """
    if encoding:
        return data.decode(encoding).removeprefix("\ufeff")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    head = data[:200]
    # Latin letters in UTF-16 have a NUL in every other place
    for place, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(head) >= 4 and head[place::2].count(0) > 0.8 * len(head[place::2]):
            return data.decode(name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def read_csv(path: Path, options: ReadOptions) -> RawTable:
    """Read a table of text."""
    data = path.read_bytes()
    if path.suffix.lower() == ".gz":
        limit = 4 * rawtable.MAX_BYTES
        with gzip.open(path) as stream:
            data = stream.read(limit + 1)
        if len(data) > limit:
            raise too_large(path.name, limit)
    try:
        text = decode(data, options.encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise refusal("bad_encoding", path.name, value=options.encoding or getattr(error, "encoding", "")) from None
    if "\x00" in text:
        raise refusal("nul_byte", path.name)
    separator = options.separator or _separator(text)
    records = _records(text, separator, options, path.name)
    _check_swallowed(records, separator, path.name)
    return cut(records, options, path.name, commas=separator == ",")


def _records(text: str, separator: str, options: ReadOptions, file: str) -> Records:
    records: Records = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for record in reader:
            records.append([_unguarded(cell) for cell in record])
            if len(records) > options.max_rows + MAX_TITLE_ROWS:
                raise too_many_rows(file, f"mehr als {options.max_rows}", options)
            if len(record) > 10 * MAX_COLUMNS:
                raise too_many_columns(file, str(len(record)))
    except csv.Error as error:
        code = "huge_cell" if "field limit" in str(error) else "bad_csv"
        raise StudyError(Problem("refused", code, file=file, row=len(records) + 1)) from None
    return records


# What our own files, and others, put before a text so that no spreadsheet takes it for a formula
_GUARDED = ("'=", "'+", "'-", "'@", "'\t", "'\r")


def _unguarded(cell: str) -> str:
    """Return a text without the mark that kept it from being a formula: „'+49 30“ was a telephone number."""
    return cell[1:] if cell.startswith(_GUARDED) else cell


def _separator(text: str) -> str:
    """Guess the separator from the first lines, outside quotes."""
    lines = [re.sub(r'"[^"]*"', "", line) for line in text[:1_000_000].splitlines()[:20] if line.strip()]
    counts = {s: sum(line.count(s) for line in lines) for s in ";\t|,"}
    # A semicolon or tab in most lines wins over commas: German files carry decimal commas
    for mark in ";\t|":
        if sum(line.count(mark) > 0 for line in lines) > len(lines) / 2:
            return mark
    return max(counts, key=lambda s: counts[s])


def _check_swallowed(records: Records, separator: str, file: str) -> None:
    """Refuse a table in which an open quotation mark took whole rows into a cell.

    Such a record holds two or more lines that are each a complete row; a line break inside a cell does not.
    """
    width = max((len(r) for r in records[:MAX_TITLE_ROWS]), default=0)
    if width < 3:
        return
    for number, record in enumerate(records, start=1):
        if any("\n" in cell or "\r" in cell for cell in record):
            lines = separator.join(record).splitlines()
            if all(line.count(separator) == width - 1 for line in lines):
                raise StudyError(Problem("refused", "bad_csv", file=file, row=number))


# --- rows to cells ---------------------------------------------------------------------------------------------------


def cut(records: Records, options: ReadOptions, file: str, sheet: str = "", *, commas: bool = False) -> RawTable:
    """Find the header and cut the rows under it into cells.

    Parameters
    ----------
    records
        All rows of a file from its first, as lists of cells.
    commas
        The cells were separated by commas.

    Raises
    ------
    StudyError
        If there is no header or no row, if the header is in doubt, or if rows and header do not fit each other.
    """
    at, lines = header_place(records, options, file, sheet)
    headers = _headers(records[at : at + lines], file, sheet)
    good, numbers, problems, uncut, empty = [], [], [], {}, 0
    for number, record in enumerate(records[at + lines :], start=at + lines + 1):
        if not any(text_of(c) for c in record):
            empty += 1
        elif len(record) < len(headers) or any(text_of(c) for c in record[len(headers) :]):
            found, wanted = str(len(record)), str(len(headers))
            problems.append(Problem("rejected", "row_length", file, sheet, number, value=found, detail=wanted))
            more = [f"Spalte {i}" for i in range(len(headers) + 1, len(record) + 1)]
            uncut[number] = {h: text_of(c) for h, c in zip([*headers, *more], record, strict=False)}
        else:
            good.append(record[: len(headers)])
            numbers.append(number)
    too_long = sum(int(p.value) > len(headers) for p in problems)
    if commas and too_long > len(good):
        raise StudyError(replace(problems[0], severity="refused", code="comma_decimals"))
    if not good:
        # With every row of a wrong length the header or the separator is wrong, not the rows
        nothing = Problem("refused", "only_header", file, sheet)
        raise StudyError(replace(problems[0], severity="refused") if problems else nothing)
    frame = pd.DataFrame(good, columns=pd.Index(headers), index=pd.Index(numbers), dtype=object)
    titles = sum(any(text_of(c) for c in r) for r in records[:at])
    notes = []
    if titles and not options.header_row:
        notes.append(Problem("note", "title_skipped", file, sheet, at + 1, value=headers[0], detail=str(titles)))
    return RawTable(frame, None, sheet, empty, tuple(problems), uncut, tuple(notes))


def header_place(records: Records, options: ReadOptions, file: str, sheet: str) -> tuple[int, int]:
    """Return where the header begins, counted from 0, and how many lines it has.

    Raises
    ------
    StudyError
        If there is none, or if the guess needs a person: a first row of data, or a second line of headers.
    """
    at = (options.header_row or _header_row(records)) - 1
    lines = options.header_rows or 1
    if at + lines > len(records) or not records:
        raise refusal("no_header", file, sheet)
    names = sum(bool(text_of(c)) for c in records[at])
    if names > MAX_COLUMNS:
        raise too_many_columns(file, str(names), sheet)
    below = records[at + 1 : at + 1 + MAX_TITLE_ROWS]
    if not options.header_row and (shown := _first_datum(records[at], below)):
        raise StudyError(Problem("refused", "no_header_row", file, sheet, at + 1, value=shown))
    if not options.header_row and not options.header_rows and (shown := _second_line(records[at], below)):
        raise StudyError(Problem("refused", "two_line_header", file, sheet, at + 2, value=shown, detail=str(at + 1)))
    return at, lines


def _header_row(records: Records) -> int:
    """Find the header: the first row nearly as full as the fullest of the first thirty."""
    filled = [sum(bool(text_of(c)) for c in record) for record in records[:MAX_TITLE_ROWS]]
    enough = max(2, 0.6 * max(filled, default=0))
    return next((i for i, n in enumerate(filled, start=1) if n >= enough), 1)


def _headers(lines: Sequence[list[Any]], file: str, sheet: str) -> list[str]:
    """Return the names of the columns, two lines of them joined: „Plätze“ over „belegt“ is „Plätze belegt“."""
    headers = [text_of(h) for h in lines[0]]
    for line in lines[1:]:
        lower = [text_of(h) for h in line]
        headers += [""] * (len(lower) - len(headers))
        above = ""
        for i, name in enumerate(lower):
            above = headers[i] or (above if name else "")
            headers[i] = f"{above} {name}".strip()
    while headers and not headers[-1]:
        headers.pop()
    if len(headers) > MAX_COLUMNS:
        raise too_many_columns(file, str(len(headers)), sheet)
    headers = [h or f"Spalte {i}" for i, h in enumerate(headers, start=1)]
    doubled = sorted({h for h in headers if headers.count(h) > 1})
    if doubled:
        places = "; ".join(", ".join(str(i) for i, h in enumerate(headers, start=1) if h == d) for d in doubled)
        raise refusal("duplicate_header", file, sheet, value=", ".join(doubled), detail=places)
    return headers


_FIGURE = re.compile(r"[-+−]?\d+([.,]\d+)?")


def _is_figure(cell: Any) -> bool:
    return bool(_FIGURE.fullmatch(text_of(cell)))


def _first_datum(header: list[Any], below: Records) -> str:
    """Return a cell of the header that can only be data: a figure above figures that is neither an age nor a year."""
    for i, cell in enumerate(header):
        if not _is_figure(cell):
            continue
        text = text_of(cell)
        if text.isdigit() and (int(text) <= LAST_AGE or 1900 <= int(text) <= 2100) and not text.startswith("00"):
            continue
        column = [r[i] for r in below if i < len(r) and text_of(r[i])]
        if column and sum(map(_is_figure, column)) >= 0.5 * len(column):
            return text
    return ""


def _second_line(header: list[Any], below: Records) -> str:
    """Return what a second line of headers says: words only, in the gaps of the first, above columns of figures."""
    if len(below) < 2:
        return ""
    second = [text_of(c) for c in below[0]]
    first = [text_of(c) for c in header] + [""] * (len(second) - len(header))
    if any(map(_is_figure, second)):
        return ""
    gaps = [i for i, c in enumerate(second) if c and not first[i] and any(first[:i])]
    figures = [i for i, c in enumerate(second) if c and any(_is_figure(r[i]) for r in below[1:] if i < len(r))]
    if not gaps or not figures:
        return ""
    return ", ".join(c for c in second if c)
