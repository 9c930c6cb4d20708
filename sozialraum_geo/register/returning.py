"""The register as a workbook that people edit, and its way back: merged by key, nothing overwritten unseen."""

from __future__ import annotations

import html
import json
import re
import zipfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from sozialraum_geo.errors import Problem, StudyError
from sozialraum_geo.reading import rows
from sozialraum_geo.reading.cells.cleaning import text_of, to_bool
from sozialraum_geo.reading.description import SourceDescription
from sozialraum_geo.reading.files.rawtable import ReadOptions
from sozialraum_geo.reading.files.readers import check_file
from sozialraum_geo.reading.files.sandbox import read_in_child, sheet_names_in_child
from sozialraum_geo.register import records
from sozialraum_geo.register.records import Checked, Row
from sozialraum_geo.store.database import open_store
from sozialraum_geo.store.ledger import BY_HAND, Change, Edit, Entry
from sozialraum_geo.store.merging import Clash, Merged, merge
from sozialraum_geo.study import Study
from sozialraum_geo.tables import KEYS, LIVING, PERSONAL, TABLES, Column, find_column, labels, normalise

# Headers that lead a row back: its key, the version that was handed out, the list it stands in, and out with it
KEY, VERSION, LIST, DELETE = "Schlüssel", "Fassung", "Liste", "löschen"
RETURNING = tuple(table for table in LIVING if table not in PERSONAL)
# Sheets of our workbook that are no lists
TITLE, CHOICES = BESIDE = ("So geht es", "Auswahl")
MOST_LETTERS = 32_767  # of a cell of a spreadsheet
# Where a workbook says of which study it is
MARK, MOST_OF_MARK = "docProps/core.xml", 100_000


def header_of(column: Column) -> str:
    """Return the header that a column has in the workbook."""
    return column.aliases[0] if column.aliases else column.name


def headers(table: str) -> dict[str, str]:
    """Return the header of each column of a table, but its key; where two would be alike the second says its name."""
    told: dict[str, str] = {}
    for column in TABLES[table].columns:
        if column.name == KEYS[table]:
            continue
        header = header_of(column)
        taken = {normalise(h) for h in told.values()}
        told[column.name] = header if normalise(header) not in taken else column.name
    return told


def editable(folder: Path, table: str, areas: Mapping[str, str]) -> pd.DataFrame:
    """Return a table of the register as people edit it, in German words, with what leads it back.

    Parameters
    ----------
    areas
        sozialraum_id → name, for names that occur once.
    """
    columns = headers(table)
    words = {c.name: labels(c.words) for c in TABLES[table].columns if c.words}
    told = []
    for row in records.read_rows(folder, table):
        cells: dict[str, Any] = {KEY: row.key}
        for name, header in columns.items():
            cells[header] = _written(TABLES[table].by_name[name], row.values.get(name), words, areas)
        told.append({**cells, DELETE: None, LIST: row.source, VERSION: row.version})
    return pd.DataFrame(told, columns=[KEY, *columns.values(), DELETE, LIST, VERSION], dtype=object)


def choices(table: str) -> dict[str, list[str]]:
    """Return for each header the words that its cells may hold."""
    named = headers(table)
    told = {named[c.name]: list(labels(c.words).values()) for c in TABLES[table].columns if c.words}
    return told | {named[c.name]: ["ja"] for c in TABLES[table].columns if c.kind == "bool"}


def _written(
    column: Column, value: Any, words: Mapping[str, Mapping[str, str]], areas: Mapping[str, str]
) -> str | float | None:
    if value is None:
        return None
    if column.words:
        return words[column.name].get(value, str(value))
    if column.name == "sozialraum_id":
        return areas.get(value, str(value))
    if column.kind == "bool":
        return "ja" if value else None
    if column.kind == "date" and len(str(value)) == 10:
        year, month, day = str(value).split("-")
        return f"{day}.{month}.{year}"
    return float(value) if column.kind in ("float", "int") else str(value)


# --- the way back -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Returned:
    """One row of a returned workbook that differs from the register.

    Attributes
    ----------
    row
        The row as it stands now; None for a new one.
    merged
        Both versions together; its clashes wait for a person.
    leaves
        The row is to be taken out.
    """

    table: str
    number: int
    key: str
    row: Row | None
    merged: Merged
    leaves: bool = False

    @property
    def name(self) -> str:
        """What a person calls it."""
        return str(self.merged.values.get("name") or self.key)

    @property
    def changed(self) -> dict[str, tuple[Any, Any]]:
        """Column → (as it stands, as it would be), without clashes."""
        before = {} if self.row is None else self.row.values
        names = sorted({*before, *self.merged.values})
        both = {n: (before.get(n), self.merged.values.get(n)) for n in names}
        return {n: (old, new) for n, (old, new) in both.items() if old != new}


@dataclass(frozen=True, eq=False)
class Return:
    """A returned workbook, compared with the register; every row of it is in one of these."""

    new: tuple[Returned, ...] = ()
    changed: tuple[Returned, ...] = ()
    leaving: tuple[Returned, ...] = ()
    same: int = 0
    empty: int = 0
    rejected: tuple[tuple[Problem, Mapping[str, str]], ...] = ()
    notes: tuple[Problem, ...] = ()

    @property
    def rows(self) -> int:
        """All rows of the workbook."""
        kept = len(self.new) + len(self.changed) + len(self.leaving)
        return kept + self.same + self.empty + len(self.rejected)

    @property
    def clashes(self) -> list[tuple[Returned, Clash]]:
        """Every cell that both sides changed differently."""
        return [(r, c) for r in self.changed for c in r.merged.clashes]


def compare(folder: Path, study: Study, path: Path, sheets: Mapping[str, str]) -> Return:
    """Compare a workbook that was edited with the register; write nothing.

    Parameters
    ----------
    sheets
        Title of a sheet → table; other sheets are no tables of ours.

    Raises
    ------
    StudyError
        If it is no workbook of ours.
    """
    check_file(path)
    if (other := lent_by(path)) not in ("", study.name):
        raise StudyError(Problem("refused", "returned_elsewhere", path.name, value=other, detail=study.name))
    known = {normalise(title): table for title, table in sheets.items() if table in RETURNING}
    titles = sheet_names_in_child(path)
    found = [(s, known[normalise(s)]) for s in titles if normalise(s) in known]
    if not found:
        raise StudyError(Problem("refused", "no_returned_sheet", path.name, detail=", ".join(sheets)))
    others = [s for s in titles if normalise(s) not in known and s not in BESIDE]
    whole = Return(notes=tuple(Problem("note", "returned_sheet_unknown", path.name, s) for s in others))
    for sheet, table in found:
        part = _compare_sheet(folder, study, path, sheet, table)
        whole = Return(
            whole.new + part.new, whole.changed + part.changed, whole.leaving + part.leaving, whole.same + part.same,
            whole.empty + part.empty, whole.rejected + part.rejected, whole.notes + part.notes,
        )  # fmt: skip
    return whole


def lent_by(path: Path) -> str:
    """Return the study whose register a workbook says it is of; empty if it does not say."""
    with zipfile.ZipFile(path) as archive:
        if MARK not in archive.namelist() or archive.getinfo(MARK).file_size > MOST_OF_MARK:
            return ""
        found = re.search(r"<dc:subject>([^<]*)</dc:subject>", archive.read(MARK).decode("utf-8", "replace"))
    return text_of(html.unescape(found[1])) if found else ""


def _compare_sheet(folder: Path, study: Study, path: Path, sheet: str, table: str) -> Return:
    try:
        raw = read_in_child(path, ReadOptions(sheet=sheet))
    except StudyError as error:
        if {p.code for p in error.problems} <= {"only_header", "empty_file"}:
            return Return()
        raise
    own = {name: find_column([str(h) for h in raw.frame.columns], (name,)) for name in (KEY, VERSION, LIST, DELETE)}
    if own[KEY] is None:
        raise StudyError(Problem("refused", "missing_column", path.name, sheet, column=KEY))
    source = SourceDescription(path, path.name, path.name, table, {"typed": True}, {})
    frame = raw.frame.drop(columns=[h for h in own.values() if h is not None])
    intake = rows.take_in(source, replace(raw, frame=frame))
    there = {c for c in rows.find_headers(intake) if c != KEYS[table]}
    _refuse_doubts(intake)
    current = {(r.source, r.key): r for r in records.read_rows(folder, table)}
    lists: dict[str, list[str]] = {}
    for place, name in current:
        lists.setdefault(name, []).append(place)
    areas = {
        normalise(n): i for i, n in zip(study.sozialraeume["sozialraum_id"], study.sozialraeume["name"], strict=True)
    }
    judged: list[Returned] = []
    same = 0
    seen: set[tuple[str, str]] = set()
    with open_store(folder) as store:
        for number in intake.frame.index:
            cell = {name: "" if h is None else text_of(raw.frame.at[number, h]) for name, h in own.items()}
            key = cell[KEY]
            of = _list_of(cell[LIST], lists.get(key, []))
            if of is None or (key and (of, key) in seen):
                intake.reject([number], "duplicate_id", KEY, raw.frame[own[KEY]])
                continue
            seen.add((of, key))
            theirs = _values(intake.frame.loc[number], table, areas)
            version = _version(cell[VERSION])
            handed = store.at_version(table, of, key, version) if store is not None and version else None
            leaves = bool(cell[DELETE]) and bool(to_bool(pd.Series([cell[DELETE]]))[0][0])
            row = current.get((of, key))
            one = Returned(table, int(number), key or records.new_key(table), row, Merged(theirs), leaves)
            told = _judged(one, version, handed, sorted(there))
            if isinstance(told, str):
                intake.reject([number], told, KEY, raw.frame[own[KEY]])
            elif told is None:
                same += 1
            else:
                judged.append(told)
    rejected = tuple((p, raw.cells(p.row)) for p in _first_of_a_row(intake.problems))
    notes = tuple(p for p in intake.problems if p.severity == "note")
    new = tuple(r for r in judged if r.row is None)
    changed = tuple(r for r in judged if r.row is not None and not r.leaves)
    return Return(new, changed, tuple(r for r in judged if r.leaves), same, raw.empty, rejected, notes)


def _judged(one: Returned, version: int, handed: Entry | None, there: list[str]) -> Returned | str | None:
    """Return what a row of a workbook asks for: itself beside the register, why it stays out, or None for nothing.

    Parameters
    ----------
    version, handed
        Which version was handed out, and the row as it was then, if the log has it.
    """
    row = one.row
    if row is None:
        if one.leaves:
            return None
        return one if not version else "returned_gone" if handed is not None else "returned_unknown"
    if one.leaves:
        return "returned_changed" if version != row.version else replace(one, merged=Merged(row.values))
    base = row.values if handed is None and version == row.version else json.loads(handed.data) if handed else {}
    theirs = {c: base[c] if _is_cut(v, base.get(c)) else v for c, v in one.merged.values.items()}
    merged = replace(one, merged=merge(base, row.values, theirs, there))
    return merged if merged.changed or merged.merged.clashes else None


def _list_of(written: str, lists: list[str]) -> str | None:
    """Return the list that a row stands in: as it says, else the only one that has its key; None if it is not clear."""
    if written in lists or not lists:
        return written
    return lists[0] if len(lists) == 1 else None


def _version(text: str) -> int:
    """Return the number of a version as a spreadsheet writes it; 0 for what is none."""
    found = re.fullmatch(r"([0-9]{1,9})(\.0+)?", text)
    return int(found[1]) if found else 0


def _is_cut(theirs: Any, base: Any) -> bool:
    """Tell whether a text is that which was handed out, cut where a cell of a spreadsheet is full."""
    return isinstance(base, str) and len(base) > MOST_LETTERS and theirs == base[:MOST_LETTERS].strip()


def _first_of_a_row(problems: Iterable[Problem]) -> list[Problem]:
    told: dict[int | None, Problem] = {}
    for p in problems:
        if p.severity == "rejected":
            told.setdefault(p.row, p)
    return list(told.values())


def _refuse_doubts(intake: rows.Intake) -> None:
    """Reject rows with a cell that was not understood: taken as empty, it would wipe out what the register has."""
    columns = {str(c) for c in intake.raw.frame.columns}
    for p in list(intake.problems):
        if p.severity == "note" and p.code.startswith(records.ASKED) and p.column in columns:
            texts = pd.Series([text_of(v) for v in intake.raw.frame[p.column]], index=intake.raw.frame.index)
            alike = [int(n) for n in texts.index[texts == p.value] if n in intake.frame.index]
            intake.problems.remove(p)
            intake.reject(alike or [n for n in [p.row] if n is not None], p.code, p.column, texts)


def _values(cells: pd.Series, table: str, areas: Mapping[str, str]) -> dict[str, Any]:
    """Return the cells of a row as the register keeps them."""
    told = {}
    for name, cell in cells.items():
        value = cell.item() if hasattr(cell, "item") else cell
        if name == KEYS[table] or value is None or value != value or value is False:
            continue
        told[str(name)] = areas.get(normalise(value), value) if name == "sozialraum_id" else value
    return told


def finish(
    folder: Path, study: Study, returned: Return, theirs: Collection[tuple[str, str, str]] = ()
) -> list[tuple[Returned, Checked]]:
    """Check the rows as they would be written, with the clashes decided.

    Parameters
    ----------
    theirs
        (table, key, column) of the clashes in which the workbook wins; in the others the register stays.
    """
    lists: dict[tuple[str, str], list[Returned]] = {}
    for one in (*returned.new, *returned.changed):  # a key is known once in a list, and may be in another
        lists.setdefault((one.table, one.row.source if one.row else BY_HAND), []).append(one)
    checked = []
    for (table, _), mine in sorted(lists.items(), key=lambda item: RETURNING.index(item[0][0])):
        cells = []
        for one in mine:
            wanted = one.merged.decided(c for t, k, c in theirs if (t, k) == (table, one.key))
            cells.append({**wanted, KEYS[table]: one.key})
        found = records.check(folder, study, table, cells, before=[r.row for r in mine])
        checked += list(zip(mine, found, strict=True))
    return checked


def wishes(returned: Return, checked: Iterable[tuple[Returned, Checked]]) -> list[Change]:
    """Return what a workbook would write: rows without faults that differ from the register, and leaving ones."""
    changes = [
        Change(c.table, c.key, c.data, c.geometry, r.row.source if r.row else BY_HAND, r.row.version if r.row else 0)
        for r, c in checked
        if not c.faults and (r.row is None or json.loads(c.data) != r.row.values)
    ]
    gone = ((r, r.row) for r in returned.leaving if r.row is not None)
    return [*changes, *(Change(r.table, r.key, None, None, row.source, row.version) for r, row in gone)]


def apply(folder: Path, changes: Iterable[Change], *, note: str = "", by: str = "") -> Edit | None:
    """Write what a workbook wishes as one edit.

    Raises
    ------
    ConflictError
        If a row was changed since the comparison.
    """
    with open_store(folder, create=True) as store:
        assert store is not None  # noqa: S101 - create makes it
        return store.edit(changes, "merge", note=note, by=by)
