"""Files to raw tables: every cell as it stands, every row with its number. No meaning yet."""

from __future__ import annotations

import hashlib
import re
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from sozialraum_geo.errors import Problem, StudyError
from sozialraum_geo.reading.cells.cleaning import CONTROL, MOJIBAKE, mended, text_of
from sozialraum_geo.reading.files import rawtable
from sozialraum_geo.reading.files.archives import ZIP
from sozialraum_geo.reading.files.geofiles import (
    SHAPEFILE_MAGIC,
    check_geopackage,
    companions,
    layers,
    plainly_named,
    read_geojson,
    read_geopackage,
    read_parquet,
    read_shapefile,
    read_vector,
    read_zip,
)
from sozialraum_geo.reading.files.osm import LAYERS, read_osm
from sozialraum_geo.reading.files.osm_checks import SUFFIXES as EXTRACTS
from sozialraum_geo.reading.files.rawtable import (
    DEFAULTS,
    MAX_CELL,
    MAX_COLUMNS,
    RawTable,
    ReadOptions,
    refusal,
    too_large,
    too_many_columns,
    too_many_rows,
)
from sozialraum_geo.reading.files.sheets import filled_sheets, read_sheet
from sozialraum_geo.reading.files.text import read_csv

_OLE = b"\xd0\xcf\x11\xe0"  # old Excel, and any Excel file with a password
_SQLITE = b"SQLite format 3\x00"
_NO_TEXT = (ZIP, _OLE, _SQLITE, b"PAR1", b"fgb\x03", b"%PDF", b"<", b"{", b"\x1f\x8b", b"\x80\x04\x95")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WEB_PAGE = re.compile(rb"(?i)<(!doctype html|html|head|body|table|meta|style|\?xml)\b")
READERS: dict[str, tuple[Callable[[Path, ReadOptions], RawTable], tuple[bytes, ...]]] = {
    ".csv": (read_csv, ()),
    ".tsv": (read_csv, ()),
    ".txt": (read_csv, ()),
    ".csv.gz": (read_csv, (b"\x1f\x8b",)),
    ".xlsx": (read_sheet, (ZIP,)),
    ".xlsm": (read_sheet, (ZIP,)),
    ".ods": (read_sheet, (ZIP,)),
    ".geojson": (read_geojson, (b"{",)),
    ".json": (read_geojson, (b"{",)),
    ".gpkg": (read_geopackage, (_SQLITE,)),
    ".fgb": (read_vector, (b"fgb\x03",)),
    ".shp": (read_shapefile, (SHAPEFILE_MAGIC,)),
    ".zip": (read_zip, (ZIP,)),
    ".parquet": (read_parquet, (b"PAR1",)),
    ".geoparquet": (read_parquet, (b"PAR1",)),
    ".pbf": (read_osm, (b"\x00\x00",)),
    ".osm": (read_osm, (b"<",)),
    ".osm.gz": (read_osm, (b"\x1f\x8b",)),
}


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file; a plain shapefile's includes its companions."""
    digest = hashlib.sha256()
    for part in companions(path) if path.suffix.lower() == ".shp" else [path]:
        digest.update(part.read_bytes())
    return digest.hexdigest()


def suffix_of(path: Path) -> str:
    """Return the ending by which a reader is chosen."""
    return "".join(path.suffixes[-2:]).lower() if path.suffix.lower() == ".gz" else path.suffix.lower()


def read_file(path: Path, options: ReadOptions = DEFAULTS) -> RawTable:
    """Read one file by its type, after checking that its content is what its name says.

    Raises
    ------
    StudyError
        If the file is missing, too large, of an unknown type or not readable; never a bare library error.
    """
    name = path.name
    check_file(path)
    reader, _ = READERS[suffix_of(path)]
    try:
        # Libraries warn in English and with paths of the machine; what matters is told as problems
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            raw = reader(path, options)
            if len(raw.frame.columns) > MAX_COLUMNS:
                raise too_many_columns(name, str(len(raw.frame.columns)), raw.sheet)
            if raw.rows > options.max_rows:
                raise too_many_rows(name, str(raw.rows), options)
            return _looked_over(raw, name)
    except StudyError:
        raise
    except MemoryError:
        raise refusal("needs_memory", name) from None
    except Exception as error:
        raise refusal("unreadable", name, detail=type(error).__name__) from error


def check_file(path: Path) -> None:
    """Refuse what is no file, is too large, or is not what its ending says; no library opens it for that.

    Raises
    ------
    StudyError
        Saying which.
    """
    if not path.is_file():
        raise refusal("no_file", path.name)
    if path.stat().st_size > rawtable.MAX_BYTES:
        raise too_large(path.name, rawtable.MAX_BYTES)
    suffix = suffix_of(path)
    if suffix not in READERS:
        raise _unknown(path, suffix)
    _check_content(path, suffix, READERS[suffix][1])


def _unknown(path: Path, suffix: str) -> StudyError:
    """Return the error for a type that is not read; old Excel has its own words, for it is often something else."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    if suffix in (".xls", ".xlt", ".xlsb"):
        if head.startswith(_OLE):
            return _old_or_locked(path)
        if _WEB_PAGE.match(head.removeprefix(b"\xef\xbb\xbf").lstrip()):
            return refusal("page_as_workbook", path.name)
    return refusal("unknown_type", path.name, value=suffix)


def _old_or_locked(path: Path) -> StudyError:
    return refusal("locked" if _ENCRYPTED in path.read_bytes() else "locked_or_old", path.name)


def _check_content(path: Path, suffix: str, magic: tuple[bytes, ...]) -> None:
    """Refuse a file whose first bytes are not of its type: libraries choose by content, not by name."""
    with path.open("rb") as stream:
        head = stream.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head:
        raise refusal("empty_file", path.name)
    if head.startswith(_OLE) and ZIP in magic:
        raise _old_or_locked(path)
    if (not magic and head.startswith(_NO_TEXT)) or (magic and not head.startswith(magic)):
        raise refusal("wrong_content", path.name, value=suffix)


def sheet_names(path: Path) -> tuple[str, ...]:
    """Return the sheets with content, the layers or the shapefiles of a file that may hold several.

    Empty for types that hold one table only, and for files that cannot be read, as `read_file` then tells.
    """
    suffix = suffix_of(path)
    try:
        check_file(path)
        if suffix in EXTRACTS:
            return tuple(LAYERS.values())
        if suffix in (".xlsx", ".xlsm", ".ods"):
            return filled_sheets(path)
        if suffix == ".gpkg":
            check_geopackage(path)
            with plainly_named(path) as plain:
                return layers(plain)
        if suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                return tuple(Path(n).stem for n in archive.namelist() if n.lower().endswith(".shp"))
    except Exception:  # whatever it is: reading meets it again and says so
        return ()
    return ()


# --- cells of every type ---------------------------------------------------------------------------------------------

# What a formula leaves behind that could not be worked out, in German and English programs
_ERROR = re.compile(
    r"#(?:REF!|BEZUG!|NV|N/A|N/V|WERT!|VALUE!|DIV/0!|NAME\?|NULL!|ZAHL!|NUM!|SPILL!|ÜBERLAUF!|CALC!|KALK!)|Err:5\d\d"
)
_ANY = re.compile(f"{CONTROL.pattern}|{MOJIBAKE.pattern}|{_ERROR.pattern}")
_DIGITS_KEPT = 1e15  # a spreadsheet's number keeps fifteen digits


@dataclass
class _Seen:
    """What was found in the cells of a file: how often, and where first."""

    first: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    count: dict[str, int] = field(default_factory=dict)

    def note(self, code: str, row: int, column: str, value: str) -> None:
        self.first.setdefault(code, (row, column, value))
        self.count[code] = self.count.get(code, 0) + 1


def _looked_over(raw: RawTable, file: str) -> RawTable:
    """Mend text that was read in the wrong encoding once before, and note what no cell should hold."""
    seen, columns = _Seen(), {}
    flaws = {row: dict(cells) for row, cells in raw.flaws.items()}
    for header in raw.frame.columns:
        cells = raw.frame[header]
        if cells.dtype == object or pd.api.types.is_string_dtype(cells.dtype):
            changed = _look_over(cells, header, seen, flaws, file, raw.sheet)
            if changed is not None:
                columns[header] = changed
    headers = [mended(str(h)) for h in raw.frame.columns]
    if headers != [str(h) for h in raw.frame.columns] and len(set(headers)) == len(headers):
        seen.note("mojibake_mended", 1, "", next(h for h in headers if h not in raw.frame.columns))
        flaws = {row: {mended(h): code for h, code in cells.items()} for row, cells in flaws.items()}
    else:
        headers = list(raw.frame.columns)
    if not seen.count and flaws == raw.flaws:
        return raw
    frame = raw.frame.assign(**columns) if columns else raw.frame
    notes = [
        Problem("note", code, file, raw.sheet, row, column, value, str(seen.count[code]))
        for code, (row, column, value) in seen.first.items()
    ]
    return replace(raw, frame=frame.set_axis(headers, axis=1), notes=(*raw.notes, *notes), flaws=flaws)


def _look_over(
    cells: pd.Series, header: str, seen: _Seen, flaws: dict[int, dict[str, str]], file: str, sheet: str
) -> pd.Series | None:
    """Look through one column; return it mended where something had to be."""
    values = list(cells)
    for row, value in zip(cells.index, values, strict=True):
        if isinstance(value, float) and abs(value) >= _DIGITS_KEPT and abs(value) != float("inf"):
            seen.note("digits_lost", int(row), header, text_of(value))
    texts = [v for v in values if isinstance(v, str)]
    if any(len(t) > MAX_CELL for t in texts):
        row = next(r for r, v in zip(cells.index, values, strict=True) if isinstance(v, str) and len(v) > MAX_CELL)
        raise StudyError(Problem("refused", "huge_cell", file, sheet, int(row), header))
    if not _ANY.search("\n".join(texts)):
        return None
    changed: list[Any] = []
    for row, value in zip(cells.index, values, strict=True):
        changed.append(_seen_cell(value, int(row), header, seen, flaws) if isinstance(value, str) else value)
    return pd.Series(changed, cells.index, dtype=object) if changed != values else None


def _seen_cell(value: str, row: int, header: str, seen: _Seen, flaws: dict[int, dict[str, str]]) -> str:
    if _ERROR.fullmatch(value.strip()):
        flaws.setdefault(row, {}).setdefault(header, "error_cell")
        return value
    if CONTROL.search(value):
        seen.note("control_removed", row, header, text_of(value))
    whole = mended(value)
    if whole != value:
        seen.note("mojibake_mended", row, header, whole)
    return whole
