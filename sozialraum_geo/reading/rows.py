"""Raw tables to our tables: columns found, cells read, every row imported, rejected, empty or left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import geopandas as gpd
import pandas as pd

from sozialraum_geo.errors import Problem, Severity, StudyError
from sozialraum_geo.reading.cells.cleaning import text_of, to_bool, to_date, to_number, to_text
from sozialraum_geo.reading.description import SourceDescription
from sozialraum_geo.reading.files.osm import LAYERS
from sozialraum_geo.reading.files.osm_checks import SUFFIXES as EXTRACTS
from sozialraum_geo.reading.files.rawtable import MAX_ROWS, MAX_ROWS_ADDRESSES, RawTable, ReadOptions
from sozialraum_geo.reading.files.readers import suffix_of
from sozialraum_geo.tables import COORDINATE_HEADERS, TABLES, Column, find_column, normalise, word_code

# Columns that count something: there a point groups thousands, and nothing is negative
COUNTS = ("capacity", "people", "count", "base", "participants", "volunteers")
# Whether a row counts hangs on these: a value that is not understood must not pass for an empty one
DECISIVE = ("begin", "end", "status", "access")
# Under a list stand sums and remarks, which are no entries of it
LISTS = ("facilities", "partners", "gremien", "activities", "sites", "engagement", "resolutions")
_SUM = re.compile(r"(?i)(gesamt|insgesamt|(gesamt|end|zwischen)?summe|zusammen|total)\s*:?")
_REMARK = re.compile(
    r"(?i)[*†¹²³#]|\d\)\s|[a-z]\)\s|©|(daten)?quellen?\b|(daten)?stand\b|anmerkung|hinweis|fu(ß|ss)note|erläuterung|"
    r"legende|hrsg|herausgeber|erstellt\b|druckdatum|auskunft\b|seite \d"
)
_GROUPED = re.compile(r"\d{1,3}\.\d{3}")


@dataclass(eq=False)
class Intake:
    """The rows of one source on their way in; knows the balance."""

    source: SourceDescription
    raw: RawTable
    frame: pd.DataFrame  # our columns, index = row number
    geometry: gpd.GeoSeries | None = None
    classes: tuple[tuple[str, str], ...] = ()  # of a population grid
    excluded: int = 0
    problems: list[Problem] = field(default_factory=list)

    def problem(
        self,
        severity: Severity,
        code: str,
        row: int | None = None,
        column: str = "",
        value: object = "",
        detail: str = "",
    ) -> None:
        """Note a finding about this source."""
        self.problems.append(
            Problem(severity, code, self.source.label, self.raw.sheet, row, column, text_of(value), detail)
        )

    def refusal(self, code: str, column: str = "", value: object = "", detail: str = "") -> StudyError:
        """Return the error that refuses the whole file."""
        return StudyError(
            Problem("refused", code, self.source.label, self.raw.sheet, None, column, text_of(value), detail)
        )

    def reject(
        self, rows: Iterable[int], code: str, column: str = "", values: pd.Series | None = None, detail: str = ""
    ) -> None:
        """Take rows out, each with its reason; rows that are out already keep their first reason."""
        out = [r for r in rows if r in self.frame.index]
        for row in out:
            self.problem("rejected", code, row, column, "" if values is None else values.get(row, ""), detail)
        self.drop(out)

    def drop(self, rows: list[int]) -> None:
        """Take rows out whose reasons are told elsewhere."""
        self.frame = self.frame.drop(index=rows)
        if self.geometry is not None:
            self.geometry = self.geometry.drop(index=rows)

    def keep(self, rows: pd.Series) -> None:
        """Leave out, without a fault, the rows that are not marked."""
        self.excluded += int((~rows).sum())
        self.drop(list(rows.index[~rows]))

    @property
    def rejected(self) -> int:
        """Rows that stay out, each counted once."""
        return len({p.row for p in self.problems if p.severity == "rejected"})


def read_options(source: SourceDescription) -> ReadOptions:
    """Return how the study says that a file is to be read; of an OSM extract the layer of the table."""
    is_extract = suffix_of(source.path) in EXTRACTS
    return ReadOptions(
        sheet=source.get("sheet", "") or (LAYERS.get(source.table, "") if is_extract else ""),
        header_row=source.get("header_row", 0),
        header_rows=source.get("header_rows", 0),
        encoding=source.get("encoding", ""),
        separator=source.get("separator", ""),
        max_rows=MAX_ROWS_ADDRESSES if source.table == "addresses" or is_extract else MAX_ROWS,
    )


def take_in(source: SourceDescription, raw: RawTable) -> Intake:
    """Apply the row rules, find the columns and read the cells of one source.

    Raises
    ------
    StudyError
        If a required column is missing or a mapped one does not exist.
    """
    told = [replace(p, file=source.label) for p in (*raw.problems, *raw.notes)]
    intake = Intake(source, raw, raw.frame, raw.geometry, problems=told)
    _apply_row_rules(intake)
    _reject_remarks(intake)
    headers = find_headers(intake)
    _reject_flaws(intake, headers)
    table = TABLES[source.table]
    cells = {}
    for column in table.columns:
        cells[column.name] = _cells(intake, column, headers.get(column.name))
    intake.frame = pd.DataFrame(cells, index=intake.frame.index)
    if source.table in LISTS:
        names = intake.frame["name"]
        sums = [int(row) for row, name in zip(names.index, names, strict=True) if _SUM.fullmatch(text_of(name))]
        intake.reject(sums, "sum_row", headers.get("name", "name"), names)
    rejected = _read_cells(intake, table.columns, headers)
    for code, header, rows, values in rejected:
        intake.reject(rows, code, header, values)
    return intake


def _reject_remarks(intake: Intake) -> None:
    """Take out the footnotes under a table: one cell that speaks like one, and nothing beside it."""
    frame = intake.frame
    if frame.shape[1] < 3:
        return
    first = frame.columns[0]
    texts = pd.Series([text_of(v) for v in frame[first]], index=frame.index, dtype=object)
    alone = [
        int(row)
        for row, text in zip(texts.index, texts, strict=True)
        if text and _REMARK.match(text) and not any(map(text_of, frame.loc[row].iloc[1:]))
    ]
    intake.reject(alone, "remark_row", str(first), texts)


def _reject_flaws(intake: Intake, headers: Mapping[str, str]) -> None:
    """Take rows out whose used cells hold an error or a formula without a value."""
    if not intake.raw.flaws:
        return
    told = intake.source.get("columns", {})
    used = {*headers.values(), *told.values()}
    used |= {h for h in intake.raw.frame.columns if any(find_column([h], pair) for pair in COORDINATE_HEADERS)}
    reads_all = intake.source.table in ("population", "indicators", "grid")
    for row, cells in intake.raw.flaws.items():
        for header, code in cells.items():
            if reads_all or header in used:
                intake.reject([row], code, header, intake.raw.frame[header])


def _apply_row_rules(intake: Intake) -> None:
    """Leave out what the study says does not count (``only``, ``except``)."""
    frame = intake.frame
    keep = pd.Series(True, index=frame.index)
    for rule, wanted in (("only", True), ("except", False)):
        for header, values in intake.source.get(rule, {}).items():
            if header not in frame.columns:
                raise missing_header(intake, header)
            listed = {text_of(v) for v in (values if isinstance(values, list) else [values])}
            keep &= frame[header].map(text_of).isin(listed) == wanted
    intake.keep(keep)


def header_list(intake: Intake) -> str:
    """Name the columns of a file for a message."""
    names = [h if len(h) <= 30 else h[:29] + "…" for h in map(str, intake.raw.frame.columns)]
    return ", ".join(names[:30]) + (" …" if len(names) > 30 else "")


def missing_header(intake: Intake, header: str) -> StudyError:
    """Return the error for a column that the study names and the file does not have."""
    return intake.refusal("missing_column", header, detail=header_list(intake))


def missing_required(intake: Intake, columns: Iterable[Column]) -> StudyError:
    """Return the error for columns of ours that no header stands for."""
    return StudyError(
        Problem(
            "refused",
            "missing_required",
            intake.source.label,
            intake.raw.sheet,
            column=column.name,
            value=", ".join(column.aliases[:4]),
            detail=header_list(intake),
        )
        for column in columns
    )


def find_headers(intake: Intake) -> dict[str, str]:
    """Return the header for each of our columns: as mapped by the study, else by its German aliases."""
    headers = [str(h) for h in intake.raw.frame.columns]
    told: dict[str, str] = intake.source.get("columns", {})
    mapped = {name: header for name, header in told.items() if header}
    switched_off = told.keys() - mapped.keys()
    absent = [p for h in mapped.values() if h not in headers for p in missing_header(intake, h).problems]
    constants = set(intake.source.get("set", {}))
    missing = []
    for column in TABLES[intake.source.table].columns:
        if column.name in mapped or column.name in constants or column.name in switched_off:
            continue
        # A name may be the key as well: lists of Sozialräume often have nothing else
        free = [h for h in headers if column.name == "name" or h not in mapped.values()]
        found = find_column(free, (column.name, *column.aliases))
        if found is not None:
            mapped[column.name] = found
        elif column.required:
            missing.append(column)
    if [c.name for c in missing] == ["sozialraum_id"] and intake.source.table == "sozialraeume" and "name" in mapped:
        mapped["sozialraum_id"], missing = mapped["name"], []  # without numbers the name is the key
    if missing or absent:
        raise StudyError([*absent, *missing_required(intake, missing).problems])
    return mapped


def require_columns(intake: Intake, *names: str) -> None:
    """Refuse the file unless it has these columns, which only some of its shapes need.

    Raises
    ------
    StudyError
        Naming each one that is missing.
    """
    there = {*find_headers(intake), *intake.source.get("set", {})}
    columns = TABLES[intake.source.table].by_name
    if missing := [columns[n] for n in names if n not in there]:
        raise missing_required(intake, missing)


def _cells(intake: Intake, column: Column, header: str | None) -> pd.Series:
    index = intake.frame.index
    constants = intake.source.get("set", {})
    if column.name in constants:
        return pd.Series([constants[column.name]] * len(index), index=index, dtype=object)
    if header is None:
        return pd.Series([None] * len(index), index=index, dtype=object)
    cells = intake.frame[header]
    words = intake.source.get("values", {}).get(column.name)
    if words:
        lookup = {normalise(k): v for k, v in words.items() if k != "*"}

        def meaning(text: str) -> str:
            # "*" stands for what is neither mapped nor understood anyway
            known = text if "*" not in words or word_code(column.words, text) else words["*"]
            return str(lookup.get(normalise(text), known))

        cells = pd.Series([meaning(t) if (t := text_of(v)) else v for v in cells], index=index, dtype=object)
    return cells


def _read_cells(
    intake: Intake, columns: Iterable[Column], headers: Mapping[str, str]
) -> list[tuple[str, str, list[int], pd.Series]]:
    """Read each column by its kind; return the rows to reject as (code, header, rows, original cells)."""
    rejected = []
    for column in columns:
        header = headers.get(column.name, column.name)
        cells = intake.frame[column.name]
        texts = to_text(cells)
        if column.kind in ("int", "float"):
            values, bad = to_number(cells, whole=column.kind == "int" or column.name.startswith(COUNTS))
        elif column.kind == "date":
            values, bad = to_date(cells)
        elif column.kind == "bool":
            values, bad = to_bool(cells)
        elif column.kind == "word":
            values = pd.Series(
                [None if t is None else word_code(column.words, t) for t in texts], index=cells.index, dtype=object
            )
            bad = values.isna() & texts.notna()
        else:
            values, bad = texts, pd.Series(False, index=cells.index)
        values = _with_doubts(intake, column, header, texts, values)
        rows = list(bad.index[bad])
        found_by_alias = column.name not in intake.source.get("columns", {})
        if column.kind == "word" and not column.required and found_by_alias and texts[rows].str.isdigit().all():
            rows = []  # codes of the file's own, such as Trägertyp 10, 20, 30: only the header looks like ours
        # With not one of several words understood only the header looks like ours
        is_other = column.kind == "word" and found_by_alias and 1 < bad.sum() == texts.notna().sum()
        if column.name in DECISIVE and not is_other:
            rejected.append((f"bad_row_{column.kind}", header, rows, cells))
        elif column.required:
            empty = values.isna() & ~bad
            if empty.all() and len(empty):
                raise intake.refusal("empty_column", header, detail=header_list(intake))
            rejected.append((f"bad_{column.kind}", header, rows, cells))
            rejected.append(("empty_cell", header, list(empty.index[empty]), cells))
        else:
            # One note per written value, not per row: a list of 1,000 Träger would bury everything else
            for value, group in cells[rows].groupby(texts[rows], sort=False):
                intake.problem("note", f"bad_{column.kind}", int(group.index[0]), header, value, str(len(group)))
        intake.frame[column.name] = values
    return rejected


def _with_doubts(intake: Intake, column: Column, header: str, texts: pd.Series, values: pd.Series) -> pd.Series:
    """Return the values of a column; say so where they could have been meant differently."""
    if column.kind == "float" and not column.name.startswith(COUNTS):
        _note_unclear_points(intake, header, texts)
    return _whole_postcodes(intake, header, texts) if column.name == "postcode" else values


def _note_unclear_points(intake: Intake, header: str, texts: pd.Series) -> None:
    """Say so where every point of a column could group thousands as well."""
    dotted = texts[[t is not None and "." in t for t in texts]]
    if len(dotted) and not any("," in t for t in texts.dropna()) and all(_GROUPED.fullmatch(t) for t in dotted):
        intake.problem("note", "point_unclear", int(dotted.index[0]), header, dotted.iloc[0], str(len(dotted)))


def _whole_postcodes(intake: Intake, header: str, texts: pd.Series) -> pd.Series:
    """Give German postcodes, which have five digits, the leading zero that a spreadsheet took from them."""
    short = [t is not None and len(t) == 4 and t.isdigit() for t in texts]
    if any(short):
        row = int(texts.index[short][0])
        intake.problem("note", "postcode_zeros", row, header, texts[row], str(sum(short)))
    return pd.Series([f"0{t}" if s else t for t, s in zip(texts, short, strict=True)], texts.index, dtype=object)


# --- keys ------------------------------------------------------------------------------------------------------------


def shaped_keys(intake: Intake, values: pd.Series) -> pd.Series:
    """Apply the study's rules that turn a written key into ours: pattern, length, prefix, table."""
    source = intake.source
    pattern, length = source.get("key_pattern"), source.get("key_length")
    prefix = str(source.get("key_prefix", ""))

    def shaped(value: object) -> str | None:
        text = text_of(value)
        if not text:
            return None
        if text in source.keys:
            return source.keys[text]
        if pattern and (found := re.fullmatch(pattern, text)):
            text = found[1] or "" if found.groups() else found[0]
        if length:
            text = text.zfill(int(length))
        text = prefix + text
        return source.keys.get(text, text)

    return pd.Series([shaped(v) for v in values], index=values.index, dtype=object)


def match_areas(intake: Intake, values: pd.Series, areas: pd.DataFrame) -> pd.Series:
    """Turn stated Sozialräume into ids: by id, by id with its lost leading zeros, by a name that occurs once."""
    shaped = shaped_keys(intake, values)
    ids = set(areas["sozialraum_id"])
    names = areas["name"].map(_spelled)
    single = ~names.duplicated(keep=False) & (names != "")
    by_name = dict(zip(names[single], areas.loc[single, "sozialraum_id"], strict=True))
    lengths = {len(i) for i in ids if i.isdigit()}
    width = next(iter(lengths)) if len(lengths) == 1 and all(i.isdigit() for i in ids) else 0
    written_as = dict(zip(areas["sozialraum_id"], areas["name"].map(lambda n: text_of(n).casefold()), strict=True))
    repaired, respelled = 0, []

    def match(text: str | None) -> str | None:
        nonlocal repaired
        if text is None or text in ids:
            return text
        if width and text.isdigit() and text.zfill(width) in ids:
            repaired += 1
            return text.zfill(width)
        found = by_name.get(_spelled(text))
        if found is not None and text.casefold() != written_as[found]:
            respelled.append(text)
        return found

    matched = pd.Series([match(t) for t in shaped], index=values.index, dtype=object)
    if repaired:
        intake.problem("note", "zeros_restored", detail=str(repaired))
    if respelled:
        intake.problem("note", "area_spelling", value=respelled[0], detail=str(len(respelled)))
    return matched


def _spelled(name: object) -> str:
    """Return a name as it is compared: „Bahnhofstr.“ is „Bahnhofstraße“."""
    return normalise(text_of(name)).replace("strasse", "str")


def fill_keys(intake: Intake, key: str) -> None:
    """Use the file's own key where it is one; else number the rows.

    Repeated keys are rejected where the column is certainly the key: named so by the study or by its header, or nearly
    without repetition. Any other column that repeats is no key (a school's number stands for all its sites).
    """
    values = intake.frame[key]
    repeated = values.notna() & values.duplicated()
    header = find_headers(intake).get(key, "")
    if repeated.any():
        own_headers = {normalise(h) for h in (key, *TABLES[intake.source.table].by_name[key].aliases[:1])}
        is_named = key in intake.source.get("columns", {}) or normalise(header) in own_headers
        if is_named or repeated.mean() < 0.05:
            intake.reject(list(values.index[repeated]), "duplicate_id", header, values)
            values = intake.frame[key]
        else:
            first = int(repeated.index[repeated][0])
            intake.problem("note", "keys_repeat", first, header, values[first], str(int(repeated.sum())))
            values = pd.Series(None, index=values.index, dtype=object)
    stem = intake.source.path.name.split(".")[0]
    numbered = pd.Series([f"{stem}-{row}" for row in values.index], index=values.index, dtype=object)
    intake.frame[key] = values.where(values.notna(), numbered)
