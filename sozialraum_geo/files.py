"""Files to raw tables: every cell as it stands, every row with its number. No meaning yet."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import re
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from sozialraum_geo.cleaning import text_of
from sozialraum_geo.errors import Problem, StudyError

MAX_BYTES = 50_000_000
MAX_UNPACKED = 500_000_000
MAX_RATIO = 100
MAX_ROWS = 200_000
MAX_ROWS_ADDRESSES = 2_000_000
MAX_COLUMNS = 500
MAX_TITLE_ROWS = 30


@dataclass(frozen=True, eq=False)
class RawTable:
    """A file's table before it has a meaning.

    Attributes
    ----------
    frame
        Cells by header; the index is the row number as the user's program counts it.
    geometry
        Geometries with their CRS, same index; None for plain tables.
    sheet
        Sheet or layer read.
    empty
        Number of rows without any content.
    problems
        Rows that could not even be cut into cells; they are counted in ``rejected``.
    uncut
        What those rows hold, by row number, to be given back.
    """

    frame: pd.DataFrame
    geometry: gpd.GeoSeries | None = None
    sheet: str = ""
    empty: int = 0
    problems: tuple[Problem, ...] = field(default=())
    uncut: Mapping[int, Mapping[str, str]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """All data rows of the file: read, unreadable and empty."""
        return len(self.frame) + self.empty + len(self.problems)

    def cells(self, row: int | None) -> dict[str, str]:
        """Return the original cells of a row, empty if there is no such row."""
        if row is not None and row in self.uncut:
            return dict(self.uncut[row])
        return {} if row not in self.frame.index else {str(k): text_of(v) for k, v in self.frame.loc[row].items()}


@dataclass(frozen=True)
class ReadOptions:
    """What a person may say about a file when the guess is wrong."""

    sheet: str = ""
    header_row: int = 0
    encoding: str = ""
    separator: str = ""
    max_rows: int = MAX_ROWS


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file; a plain shapefile's includes its companions."""
    digest = hashlib.sha256()
    for part in companions(path) if path.suffix.lower() == ".shp" else [path]:
        digest.update(part.read_bytes())
    return digest.hexdigest()


def companions(path: Path) -> list[Path]:
    """Return the files of a shapefile: same name, other endings."""
    return sorted(p for p in path.parent.iterdir() if p.name.startswith(f"{path.stem}.") and p.is_file())


def read_file(path: Path, options: ReadOptions = ReadOptions()) -> RawTable:
    """Read one file by its type, after checking that its content is what its name says.

    Raises
    ------
    StudyError
        If the file is missing, too large, of an unknown type or not readable; never a bare library error.
    """
    name = path.name
    if not path.is_file():
        raise StudyError(Problem("refused", "no_file", file=name))
    if path.stat().st_size > MAX_BYTES:
        raise _too_large(name, MAX_BYTES)
    suffix = "".join(path.suffixes[-2:]).lower() if path.suffix.lower() == ".gz" else path.suffix.lower()
    reader, magic = READERS.get(suffix, (None, ()))
    if reader is None:
        raise StudyError(Problem("refused", "unknown_type", file=name, value=suffix))
    try:
        _check_content(path, suffix, magic)
        # Libraries warn in English and with paths of the machine; what matters is told as problems
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            raw = reader(path, options)
    except StudyError:
        raise
    except Exception as error:
        raise StudyError(Problem("refused", "unreadable", file=name, detail=type(error).__name__)) from error
    if len(raw.frame.columns) > MAX_COLUMNS:
        raise StudyError(Problem("refused", "too_many_columns", name, raw.sheet, value=str(len(raw.frame.columns))))
    if raw.rows > options.max_rows:
        raise _too_many_rows(name, str(raw.rows), options)
    return raw


def _too_large(name: str, limit: int) -> StudyError:
    return StudyError(Problem("refused", "too_large", file=name, detail=f"{limit // 1_000_000}"))


def _too_many_rows(name: str, found: str, options: ReadOptions) -> StudyError:
    return StudyError(Problem("refused", "too_many_rows", file=name, value=found, detail=str(options.max_rows)))


def _check_content(path: Path, suffix: str, magic: tuple[bytes, ...]) -> None:
    """Refuse a file whose first bytes are not of its type: libraries choose by content, not by name."""
    with path.open("rb") as stream:
        head = stream.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head:
        raise StudyError(Problem("refused", "empty_file", file=path.name))
    if head.startswith(_OLE) and _ZIP[0] in magic:
        raise StudyError(Problem("refused", "locked_or_old", file=path.name))
    if (not magic and head.startswith(_NO_TEXT)) or (magic and not head.startswith(magic)):
        raise StudyError(Problem("refused", "wrong_content", file=path.name, value=suffix))


def sheet_names(path: Path) -> tuple[str, ...]:
    """Return the sheets with content, the layers or the shapefiles of a file that may hold several.

    Empty for types that hold one table only, and for files that cannot be read, as `read_file` then tells.
    """
    suffix = path.suffix.lower()
    try:
        if suffix in (".xlsx", ".xlsm", ".ods"):
            _check_archive(path)
            return _filled_sheets(path)
        if suffix == ".gpkg":
            _check_content(path, suffix, READERS[suffix][1])
            return _layers(path)
        if suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                return tuple(Path(n).stem for n in archive.namelist() if n.lower().endswith(".shp"))
    except Exception:  # whatever it is: reading meets it again and says so
        return ()
    return ()


def _filled_sheets(path: Path) -> tuple[str, ...]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    return tuple(n for n in book.sheet_names if book.get_sheet_by_name(n).height)


def _layers(path: Path) -> tuple[str, ...]:
    """Return the layers of a geographic file; plain tables beside them are a program's own, as the styles of QGIS."""
    import pyogrio

    listed = [(str(name), kind) for name, kind in pyogrio.list_layers(path)]
    return tuple([name for name, kind in listed if kind is not None] or [name for name, _ in listed])


# --- plain tables ----------------------------------------------------------------------------------------------------


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


def _read_csv(path: Path, options: ReadOptions) -> RawTable:
    data = path.read_bytes()
    if path.suffix.lower() == ".gz":
        with gzip.open(path) as stream:
            data = stream.read(4 * MAX_BYTES + 1)
        if len(data) > 4 * MAX_BYTES:
            raise _too_large(path.name, 4 * MAX_BYTES)
    try:
        text = decode(data, options.encoding)
    except (UnicodeDecodeError, LookupError) as error:
        tried = options.encoding or getattr(error, "encoding", "")
        raise StudyError(Problem("refused", "bad_encoding", file=path.name, value=tried)) from None
    if "\x00" in text:
        raise StudyError(Problem("refused", "nul_byte", file=path.name))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=options.separator or _separator(text), strict=True)
    records = []
    try:
        for record in reader:
            records.append(record)
            if len(records) > options.max_rows + MAX_TITLE_ROWS:
                raise _too_many_rows(path.name, f"> {options.max_rows}", options)
    except csv.Error:
        raise StudyError(Problem("refused", "bad_csv", file=path.name, row=len(records) + 1)) from None
    return _table(records, options, path.name)


def _separator(text: str) -> str:
    """Guess the separator from the first lines, outside quotes."""
    lines = [re.sub(r'"[^"]*"', "", line) for line in text.splitlines()[:20] if line.strip()]
    counts = {s: sum(line.count(s) for line in lines) for s in ";\t|,"}
    # A semicolon or tab in most lines wins over commas: German files carry decimal commas
    for mark in ";\t|":
        if sum(line.count(mark) > 0 for line in lines) > len(lines) / 2:
            return mark
    return max(counts, key=lambda s: counts[s])


def _read_sheet(path: Path, options: ReadOptions) -> RawTable:
    from python_calamine import CalamineWorkbook

    _check_archive(path)
    if path.suffix.lower() != ".ods":
        _check_cells(path, options)
    book = CalamineWorkbook.from_path(str(path))
    names = book.sheet_names
    if options.sheet and options.sheet.strip() not in [n.strip() for n in names]:
        raise StudyError(Problem("refused", "no_sheet", file=path.name, value=options.sheet, detail=", ".join(names)))
    if not options.sheet:
        filled = [n for n in names if book.get_sheet_by_name(n).height]
        if len(filled) > 1:
            raise StudyError(Problem("refused", "which_sheet", file=path.name, detail=", ".join(filled)))
        sheet = (filled or names)[0]
    else:
        sheet = next(n for n in names if n.strip() == options.sheet.strip())
    found = book.get_sheet_by_name(sheet)
    if found.total_height > options.max_rows + MAX_TITLE_ROWS:
        raise _too_many_rows(path.name, str(found.total_height), options)
    records = found.to_python(skip_empty_area=False)
    width = max((len(r) for r in records), default=0)
    return _table([[*r, *[""] * (width - len(r))] for r in records], options, path.name, sheet)


def _check_archive(path: Path) -> None:
    """Refuse a zip file that unpacks to more than it may, before a library unpacks it."""
    with zipfile.ZipFile(path) as archive:
        unpacked = 0
        for member in archive.infolist():
            unpacked += member.file_size
            if member.file_size > MAX_RATIO * max(member.compress_size, 100_000):
                raise _too_large(path.name, MAX_UNPACKED)
    if unpacked > MAX_UNPACKED:
        raise _too_large(path.name, MAX_UNPACKED)


# A filled cell in a column of three letters, or in a row of six digits or more: readers lay out everything up to it
_REMOTE_CELL = re.compile(rb'\br="(?:([A-Z]{3})\d+|[A-Z]{1,2}(\d{6,7}))"[^>/]*>')


def _check_cells(path: Path, options: ReadOptions) -> None:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if not re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
                continue
            for found in _REMOTE_CELL.finditer(archive.read(name)):
                if found[1]:
                    raise StudyError(Problem("refused", "too_many_columns", file=path.name, value="> 702"))
                if int(found[2]) > options.max_rows + MAX_TITLE_ROWS:
                    raise _too_many_rows(path.name, found[2].decode(), options)


def _table(records: list[list[Any]], options: ReadOptions, file: str, sheet: str = "") -> RawTable:
    at = (options.header_row or _header_row(records)) - 1
    if at >= len(records) or not records:
        raise StudyError(Problem("refused", "no_header", file=file, sheet=sheet))
    headers = [text_of(h) for h in records[at]]
    while headers and not headers[-1]:
        headers.pop()
    if len(headers) > MAX_COLUMNS:
        raise StudyError(Problem("refused", "too_many_columns", file=file, sheet=sheet, value=str(len(headers))))
    headers = [h or f"Spalte {i}" for i, h in enumerate(headers, start=1)]
    doubled = sorted({h for h in headers if headers.count(h) > 1})
    if doubled:
        raise StudyError(Problem("refused", "duplicate_header", file=file, sheet=sheet, value=", ".join(doubled)))
    good, numbers, problems, uncut, empty = [], [], [], {}, 0
    for number, record in enumerate(records[at + 1 :], start=at + 2):
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
    if not good:
        # With every row of a wrong length the header or the separator is wrong, not the rows
        raise StudyError(replace(problems[0], severity="refused") if problems else _nothing(file, sheet))
    frame = pd.DataFrame(good, columns=pd.Index(headers), index=pd.Index(numbers), dtype=object)
    return RawTable(frame, None, sheet, empty, tuple(problems), uncut)


def _nothing(file: str, sheet: str) -> Problem:
    return Problem("refused", "only_header", file=file, sheet=sheet)


def _header_row(records: list[list[Any]]) -> int:
    """Find the header: the first row nearly as full as the fullest of the first thirty."""
    filled = [sum(bool(text_of(c)) for c in record) for record in records[:MAX_TITLE_ROWS]]
    enough = max(2, 0.6 * max(filled, default=0))
    return next((i for i, n in enumerate(filled, start=1) if n >= enough), 1)


# --- geographic files ------------------------------------------------------------------------------------------------


def _geo(frame: pd.DataFrame, file: str, sheet: str = "") -> RawTable:
    geometry = None
    if isinstance(frame, gpd.GeoDataFrame):
        geometry = frame.geometry.set_axis(pd.RangeIndex(1, len(frame) + 1)).rename("geometry")
        frame = frame.drop(columns=frame.geometry.name)
    cells = pd.DataFrame(frame).set_axis(pd.RangeIndex(1, len(frame) + 1), axis=0)
    cells.columns = pd.Index([text_of(c) for c in cells.columns])
    if not len(cells):
        raise StudyError(_nothing(file, sheet))
    return RawTable(cells, geometry, sheet)


def _read_vector(path: Path, options: ReadOptions) -> RawTable:
    import pyogrio

    layers = _layers(path)
    if options.sheet and options.sheet not in [name for name, _ in pyogrio.list_layers(path)]:
        raise StudyError(Problem("refused", "no_sheet", file=path.name, value=options.sheet, detail=", ".join(layers)))
    if len(layers) > 1 and not options.sheet:
        raise StudyError(Problem("refused", "which_sheet", file=path.name, detail=", ".join(layers)))
    layer = options.sheet or layers[0]
    return _geo(pyogrio.read_dataframe(path, layer=layer, use_arrow=True), path.name, options.sheet)


def _read_geojson(path: Path, options: ReadOptions) -> RawTable:
    data = path.read_bytes()
    # Other drivers of the library take JSON files too, and some of them open files and addresses named inside
    if not _GEOJSON.search(data) or _PIPELINE in data:
        raise StudyError(Problem("refused", "wrong_content", file=path.name, value=path.suffix.lower()))
    return _read_vector(path, options)


def _read_shapefile(path: Path, options: ReadOptions) -> RawTable:
    present = {p.name[len(path.stem) :].lower() for p in companions(path)}
    missing = [s for s in (".shx", ".dbf") if s not in present]
    if missing:
        raise StudyError(Problem("refused", "shapefile_part", file=path.name, value=", ".join(missing)))
    return _read_vector(path, options)


def _read_zip(path: Path, options: ReadOptions) -> RawTable:
    """Read a zipped shapefile; its parts are unpacked under names of ours, counted as they come."""
    _check_archive(path)
    with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
        names = archive.namelist()
        if any(".." in Path(n).parts or n.startswith(("/", "\\")) or re.match("[A-Za-z]:", n) for n in names):
            raise StudyError(Problem("refused", "zip_path", file=path.name))
        every = [n for n in names if n.lower().endswith(".shp")]
        shapes = [n for n in every if not options.sheet or Path(n).stem == options.sheet]
        if len(shapes) != 1:
            found = ", ".join(Path(n).stem for n in every) or "–"
            raise StudyError(Problem("refused", "which_shapefile", file=path.name, detail=found))
        stem = shapes[0][: -len(".shp")].lower()
        parts = {s: n for n in names for s in _SHAPEFILE if n.lower() == stem + s}
        if missing := [s for s in (".shx", ".dbf") if s not in parts]:
            raise StudyError(Problem("refused", "shapefile_part", file=path.name, value=", ".join(missing)))
        left = MAX_UNPACKED
        for suffix, name in parts.items():
            with archive.open(name) as stream:
                data = stream.read(left + 1)
            left -= len(data)
            if left < 0:
                raise _too_large(path.name, MAX_UNPACKED)
            (Path(folder) / f"layer{suffix}").write_bytes(data)
        try:
            _check_content(Path(folder) / "layer.shp", ".shp", READERS[".shp"][1])
        except StudyError:
            raise StudyError(Problem("refused", "wrong_content", file=path.name, value=".shp")) from None
        raw = _read_vector(Path(folder) / "layer.shp", ReadOptions())
        return replace(raw, sheet=Path(shapes[0]).stem if options.sheet else "")


def _read_parquet(path: Path, options: ReadOptions) -> RawTable:
    try:
        return _geo(gpd.read_parquet(path), path.name)
    except ValueError:  # plain Parquet without geometry
        return _geo(pd.read_parquet(path), path.name)


_ZIP = (b"PK\x03\x04",)
_OLE = b"\xd0\xcf\x11\xe0"  # old Excel, and any Excel file with a password
_NO_TEXT = (*_ZIP, _OLE, b"SQLite format 3\x00", b"PAR1", b"fgb\x03", b"%PDF", b"<", b"{", b"\x1f\x8b")
_SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_GEOJSON = re.compile(rb'"type"\s*:\s*"(FeatureCollection|Feature)"')
_PIPELINE = b"gdal_streamed_alg"
READERS: dict[str, tuple[Callable[[Path, ReadOptions], RawTable], tuple[bytes, ...]]] = {
    ".csv": (_read_csv, ()),
    ".tsv": (_read_csv, ()),
    ".txt": (_read_csv, ()),
    ".csv.gz": (_read_csv, (b"\x1f\x8b",)),
    ".xlsx": (_read_sheet, _ZIP),
    ".xlsm": (_read_sheet, _ZIP),
    ".ods": (_read_sheet, _ZIP),
    ".geojson": (_read_geojson, (b"{",)),
    ".json": (_read_geojson, (b"{",)),
    ".gpkg": (_read_vector, (b"SQLite format 3\x00",)),
    ".fgb": (_read_vector, (b"fgb\x03",)),
    ".shp": (_read_shapefile, (b"\x00\x00\x27\x0a",)),
    ".zip": (_read_zip, _ZIP),
    ".parquet": (_read_parquet, (b"PAR1",)),
    ".geoparquet": (_read_parquet, (b"PAR1",)),
}
