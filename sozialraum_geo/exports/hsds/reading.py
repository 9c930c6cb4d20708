"""Files of HSDS as tables with references: JSON flattened, or the CSV files of a package; bounded in every way."""

from __future__ import annotations

import json
import re
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from sozialraum_geo.exports.hsds.directory import ENTITIES, Directory, Row
from sozialraum_geo.reading.cells.cleaning import text_of
from sozialraum_geo.reading.files import rawtable
from sozialraum_geo.reading.files.archives import ZIP, check_archive, check_names
from sozialraum_geo.reading.files.rawtable import MAX_ROWS, ReadOptions, refusal, too_large, too_many_rows
from sozialraum_geo.reading.files.sandbox import read_in_child

DEEPEST = 16  # objects within objects; the standard needs seven
MOST_OBJECTS = 5 * MAX_ROWS
OPTIONS = ReadOptions(header_row=1, max_rows=MOST_OBJECTS)
# key of an object in JSON → what its rows are, and which of their columns names the row around them
_WITHIN = {
    "services": ("service", "organization_id"),
    "organizations": ("organization", "parent_organization_id"),
    "locations": ("location", "organization_id"),
    "service_at_locations": ("service_at_location", "service_id"),
    "addresses": ("address", "location_id"),
    "schedules": ("schedule", "service_id"),
    "languages": ("language", "service_id"),
    "cost_options": ("cost_option", "service_id"),
    "attributes": ("attribute", "link_id"),
    "organization": ("organization", "organization_id"),
    "location": ("location", "location_id"),
    "taxonomy_term": ("taxonomy_term", "taxonomy_term_id"),
}
_INTO_PARENT = frozenset(
    {"organization", "location", "taxonomy_term"}
)  # one object, named by a column of the row around
PERSONAL = ("contacts", "phones")
_SURROGATE = re.compile("[\ud800-\udfff]")
# file of a package → table; some write them in the singular
_FILES = {e.path.removesuffix(".csv"): name for name, e in ENTITIES.items()} | {name: name for name in ENTITIES}


def read_directory(path: Path, notes: Counter[str]) -> Directory:
    """Return the tables of a file by entity.

    Parameters
    ----------
    notes
        Counts what is passed over: contacts and telephone numbers, files and objects that are none of ours.

    Raises
    ------
    StudyError
        If the file is none of the kind, too large, too deep, or hides something.
    """
    if not path.is_file():
        raise refusal("no_file", path.name)
    if path.stat().st_size > rawtable.MAX_BYTES:
        raise too_large(path.name, rawtable.MAX_BYTES)
    suffix = path.suffix.lower()
    if suffix not in (".json", ".zip"):
        raise refusal("not_hsds", path.name, value=suffix)
    directory = _read_json(path, notes) if suffix == ".json" else _read_package(path, notes)
    if not any(directory.get(e) for e in ("service", "organization", "location")):
        raise refusal("not_hsds", path.name)
    return directory


# --- JSON ------------------------------------------------------------------------------------------------------------


def _read_json(path: Path, notes: Counter[str]) -> Directory:
    try:
        told = json.loads(path.read_text(encoding="utf-8-sig"), parse_constant=lambda _: None)
    except (ValueError, RecursionError):  # no UTF-8, no JSON, numbers without end, or too deep
        raise refusal("not_hsds", path.name) from None
    flat = _Flat(path.name, notes)
    if isinstance(told, dict) and not any(
        isinstance(told.get(k), list) for k in ("services", "organizations", "contents")
    ):
        told = [told]
    for entity, row in _top(told):
        flat.take(entity, row, None, 0)
    return flat.directory


def _top(told: Any) -> Iterator[tuple[str, Any]]:
    """Return the objects of a file with what they are: in lists of their name, or a page or list of either."""
    if isinstance(told, list):
        yield from ((_kind(row), row) for row in told)
        return
    if isinstance(told, dict):
        for key in ("services", "organizations", "locations"):
            yield from ((_WITHIN[key][0], row) for row in _items(told.get(key)))
        yield from ((_kind(row), row) for row in _items(told.get("contents")))


def _items(told: Any) -> list[Any]:
    return told if isinstance(told, list) else []


def _kind(row: Any) -> str:
    if not isinstance(row, dict) or row.keys() & {
        "service_at_locations",
        "status",
        "organization",
        "eligibility_description",
    }:
        return "service"
    return "location" if row.keys() & {"location_type", "latitude"} else "organization"


class _Flat:
    """Objects within objects as tables with references, the form in which the CSV files come."""

    def __init__(self, file: str, notes: Counter[str]) -> None:
        self.file, self.notes = file, notes
        self.directory: Directory = {}
        self.by_id: dict[tuple[str, str], Row] = {}
        self.count = 0

    def take(self, entity: str, told: Any, around: tuple[str, Row] | None, depth: int) -> str:
        """Take an object and all within it; returns its id."""
        self.count += 1
        if depth > DEEPEST:
            raise refusal("not_hsds", self.file)
        if self.count > MOST_OBJECTS:
            raise too_many_rows(self.file, f"mehr als {MOST_OBJECTS}", OPTIONS)
        if not isinstance(told, dict) or (depth == 0 and not told.keys() & {"id", "name"}):
            self.notes["not_objects"] += 1
            return ""
        row = {str(k): _text(v) for k, v in told.items() if isinstance(v, str | int | float)}
        row["id"] = row.get("id") or f"#{self.count}"
        known = self.by_id.get((entity, row["id"]))
        if known is None:
            self.by_id[entity, row["id"]] = row
            self.directory.setdefault(entity, []).append(row)
        else:  # told in short before, or again: what is new is added
            row = known | {k: v for k, v in row.items() if not known.get(k)}
            known.update(row)
            row = known
        for key, value in told.items():
            self._within(entity, row, str(key), value, depth)
        return str(row["id"])

    def _within(self, entity: str, row: Row, key: str, value: Any, depth: int) -> None:
        if key in PERSONAL:
            self.notes[key] += len(_items(value))
            return
        if key not in _WITHIN or not isinstance(value, dict | list):
            return
        child, column = _WITHIN[key]
        if key in _INTO_PARENT:
            if found := self.take(child, value, None, depth + 1):
                row[column] = found
            return
        for part in _items(value):
            found = self.take(child, part, None, depth + 1)
            made = self.by_id.get((child, found))
            if made is None:
                continue
            if entity == "service_at_location" and column == "service_id":
                made.setdefault("service_at_location_id", row["id"])
            elif (entity, column) != ("location", "service_id"):  # languages and times of a place are not of a service
                made.setdefault(column, row["id"])


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return (
        _SURROGATE.sub("", value)
        if isinstance(value, str)
        else f"{value:.15g}"
        if isinstance(value, float)
        else str(value)
    )


# --- CSV files -------------------------------------------------------------------------------------------------------


def _read_package(path: Path, notes: Counter[str]) -> Directory:
    """Read the CSV files of a package that we know, each in the child process like any list."""
    with path.open("rb") as stream:
        if stream.read(len(ZIP)) != ZIP:
            raise refusal("wrong_content", path.name, value=".zip")
    directory: Directory = {}
    try:
        check_archive(path, is_workbook=False)
        with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
            check_names(path, archive.infolist())
            for member in archive.infolist():
                name = PurePosixPath(member.filename.lower())
                if name.suffix != ".csv":
                    continue
                entity = _FILES.get(name.stem)
                if entity is None or entity in directory:
                    notes["contacts" if name.stem.startswith(("contact", "phone")) else "files"] += 1
                    continue
                laid = Path(folder) / ENTITIES[entity].path
                laid.write_bytes(archive.read(member))
                directory[entity] = _rows(laid)
    except zipfile.BadZipFile:
        raise refusal("not_hsds", path.name) from None
    return directory


def _rows(path: Path) -> list[Row]:
    head, _, rest = path.read_bytes().partition(b"\n")
    if not rest.strip():  # a header only: nothing of the kind
        return []
    # The standard asks for commas; semicolons in most descriptions would be taken for the separator
    separator = ";" if head.count(b";") > head.count(b",") else ","
    frame = read_in_child(path, replace(OPTIONS, separator=separator)).frame
    named = [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]
    return [{k: text_of(v) for k, v in row.items()} for row in named]
