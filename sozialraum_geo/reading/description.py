"""`study.toml`: what a study consists of, checked before any file is opened (format: docs/studie.md)."""

from __future__ import annotations

import datetime as dt
import difflib
import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from pyproj import CRS
from pyproj.exceptions import CRSError

from sozialraum_geo.errors import Problem, StandardError, StudyError
from sozialraum_geo.reading.addresses.external import Service, is_allowed
from sozialraum_geo.reading.cells.cleaning import to_date
from sozialraum_geo.standards import (
    MODES,
    Band,
    Standard,
    SupplyStandard,
    all_standards,
    index_presets,
    read_standard,
    read_supply,
    supply_standards,
)
from sozialraum_geo.store import database
from sozialraum_geo.study import Indicator
from sozialraum_geo.tables import IMPORTABLE, TABLES, VOCABULARIES, Table, word_code

# The settings of each block and what they may hold
TOP_SETTINGS: dict[str, Any] = {
    "study": dict,
    "source": list,
    "keys": dict,
    "standard": list,
    "supply": list,
    "need": dict,
    "weights": dict,
    "quota": dict,
    "defaults": dict,
    "geocoder": dict,
}
STUDY_SETTINGS: dict[str, Any] = {
    "name": str,
    "date": dt.date,
    "crs": str,
    "whole": str,
    "levels": list,
    "standards": list,
    "split_bands": list,
    "distances": str,
}
DISTANCES = ("strassen", "luftlinie")
ORIGIN_SETTINGS: dict[str, Any] = {"publisher": str, "licence": str, "url": str, "date": dt.date | str | int}
DEFAULT_SETTINGS: dict[str, Any] = {**ORIGIN_SETTINGS, "folder": str, "encoding": str, "separator": str}
SOURCE_SETTINGS: dict[str, Any] = {
    **ORIGIN_SETTINGS,
    "file": str,
    "table": str,
    "title": str,
    "columns": dict,
    "set": dict,
    "values": dict,
    "keys": dict | str,
    "key_prefix": str,
    "key_length": int,
    "key_pattern": str,
    "only": dict,
    "except": dict,
    "complete": bool | list,
    "complete_in": list,
    "crs": str,
    "sheet": str,
    "header_row": int,
    "header_rows": int,
    "repair": bool,
    "encoding": str,
    "separator": str,
    "shape": str,
    "bands": dict,
    "indicator": list,
    "classes": dict,
    "level": str,
    "validity": dict,
    "neighbour": bool,
}
INDICATOR_SETTINGS: dict[str, Any] = {
    "id": str,
    "name": str,
    "column": str,
    "count": str,
    "base": str,
    "unit": str,
    "sign": int,
    "kind": str,
    "date": dt.date | str | int,
    "source": str,
}
GEOCODER_SETTINGS: dict[str, Any] = {"url": str, "name": str}
NEED_SETTINGS: dict[str, Any] = {"preset": str, "indicators": list, "weights": dict, "reference": dict}


@dataclass(frozen=True)
class IndicatorColumn:
    """Where a social indicator stands in a wide table."""

    indicator: Indicator
    column: str = ""
    count: str = ""
    base: str = ""
    date: str = ""


@dataclass(frozen=True, eq=False)
class SourceDescription:
    """One ``[[source]]`` block."""

    path: Path
    file: str
    label: str  # for messages: never a path of the machine
    table: str
    options: Mapping[str, Any]
    keys: Mapping[str, str]
    indicators: tuple[IndicatorColumn, ...] = ()

    def get(self, name: str, default: Any = None) -> Any:
        """Return an option of the block."""
        return self.options.get(name, default)


@dataclass(frozen=True, eq=False)
class StudyDescription:
    """A whole ``study.toml``."""

    path: Path
    study: Mapping[str, Any]
    sources: tuple[SourceDescription, ...]
    standards: tuple[Standard, ...]
    supply: tuple[SupplyStandard, ...]
    need: Mapping[str, Any]
    weights: Mapping[str, Any]
    quotas: Mapping[str, float]
    geocoder: Service | None = None

    @property
    def folder(self) -> Path:
        """The folder of the study."""
        return self.path.parent

    @property
    def slug(self) -> str:
        """Short name for addresses and files."""
        return self.folder.resolve().name


def find_description(path: Path) -> Path:
    """Return the study.toml of a folder or the file itself.

    Raises
    ------
    StudyError
        If there is none.
    """
    found = path / "study.toml" if path.is_dir() else path
    if not found.is_file():
        raise StudyError(Problem("refused", "no_study", file=path.name))
    return found


def read_description(path: Path) -> StudyDescription:
    """Read and check a study.toml.

    Raises
    ------
    StudyError
        With every fault of the description at once.
    """
    path = find_description(path)
    data = _read_toml(path)
    faults = _Faults(path.name)
    data = faults.checked(data, TOP_SETTINGS, "")
    study = _study(data.get("study", {}), faults)
    standards = _standards(data.get("standard", []), faults)
    supply = _supply(data.get("supply", []), faults)
    known_standards = all_standards(standards)
    weights = faults.checked(data.get("weights", {}), {"standards": dict, "decided": object}, "weights")
    for name in (*study.get("standards", ()), *weights.get("standards", {})):
        if name not in known_standards:
            faults.unknown("unknown_standard", name, known_standards, "standards")
    _check_weights(weights.get("standards", {}), data.get("quota", {}), supply, faults)
    need = faults.checked(data.get("need", {}), NEED_SETTINGS, "need")
    if need.get("preset", "standard") not in index_presets():
        faults.unknown("unknown_preset", need["preset"], index_presets(), "need.preset")
    blocks = data.get("source", [])
    labels = _labels([str(b.get("file", "")) if isinstance(b, dict) else "" for b in blocks])
    defaults = faults.checked(data.get("defaults", {}), DEFAULT_SETTINGS, "defaults")
    folder = path.parent / defaults.pop("folder", "")
    sources = [
        _source(b, label, folder, defaults, data.get("keys", {}), faults)
        for b, label in zip(blocks, labels, strict=True)
    ]
    geocoder = _geocoder(data.get("geocoder"), faults)
    has_register = database.is_there(path.parent)
    if not has_register:  # which may bring indicators of its own
        _check_need(need, sources, faults)
    if not blocks and not faults.found and not has_register:
        faults.add("no_sources")
    elif blocks and not has_register and not any(_is_finest(s, study) for s in sources):
        faults.add("no_areas_source")
    if faults.found:
        raise StudyError(faults.found)
    quotas = data.get("quota", {})
    return StudyDescription(path, study, tuple(sources), standards, supply, need, weights, quotas, geocoder)


def read_source(block: Mapping[str, Any], folder: Path) -> SourceDescription:
    """Check the settings of one source that stand in no study.toml, and return it.

    Raises
    ------
    StudyError
        With every fault of the block.
    """
    file = str(block.get("file", ""))
    faults = _Faults(file)
    source = _source(dict(block), file, folder, {}, {}, faults)
    if faults.found:
        raise StudyError(faults.found)
    return source


class _Faults:
    """Everything wrong with one study.toml."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Problem] = []

    def add(self, code: str, column: str = "", value: object = "", detail: str = "") -> None:
        self.found.append(Problem("refused", code, file=self.file, column=column, value=str(value), detail=detail))

    def unknown(self, code: str, value: object, allowed: Iterable[Any], where: str) -> None:
        close = difflib.get_close_matches(str(value), [str(a) for a in allowed], n=1)
        self.add(code, where, value, close[0] if close else "")

    def checked(self, block: Any, settings: Mapping[str, Any], where: str) -> dict[str, Any]:
        """Return the settings of a block that are known and hold what they may; the others are faults."""
        if not isinstance(block, dict):
            self.add("bad_setting", where, block)
            return {}
        good = {}
        for name, value in block.items():
            if name not in settings:
                self.unknown("unknown_setting", name, settings, where)
            elif name in ("source", "standard", "indicator") and isinstance(value, dict):
                self.add("single_brackets", where, name)
            elif not isinstance(value, settings[name]) or (isinstance(value, bool) and settings[name] is int):
                self.add("bad_setting", f"{where}.{name}" if where else name, value)
            else:
                good[name] = value
        return good

    def texts(self, block: dict[str, Any], name: str, where: str) -> None:
        """Check that a list in this setting holds texts only."""
        value = block.get(name)
        if isinstance(value, list) and not all(isinstance(v, str) for v in value):
            self.add("bad_setting", f"{where}.{name}", value)
            del block[name]

    def crs(self, block: dict[str, Any], where: str) -> CRS | None:
        """Return the coordinate system of a block, if it names one that exists."""
        try:
            return CRS.from_user_input(block["crs"]) if "crs" in block else None
        except CRSError:
            self.add("bad_setting", f"{where}.crs", block["crs"])
            return None


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise StudyError(Problem("refused", "toml_not_utf8", file=path.name)) from None
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+), column (\d+)", str(error))
        row, at = (int(place[1]), place[2]) if place else (None, "")
        raise StudyError(Problem("refused", "bad_toml", file=path.name, row=row, detail=at)) from None


def _labels(files: list[str]) -> list[str]:
    """Name files for messages: the bare name, with its folder where two different files share it."""
    names = {f: Path(f).name for f in files}
    shared = {n for n in names.values() if sum(n == other for other in names.values()) > 1}
    return ["/".join(Path(f).parts[-2:]) if names[f] in shared else names[f] for f in files]


def _study(block: Any, faults: _Faults) -> dict[str, Any]:
    study = faults.checked(block, STUDY_SETTINGS, "study")
    for key in ("name", "date", "crs"):
        if key not in block:
            faults.add("missing_setting", f"study.{key}")
        elif study.get(key) == "":
            faults.add("bad_setting", f"study.{key}")
    crs = faults.crs(study, "study") if study.get("crs") else None
    if crs is not None and not (crs.is_projected and crs.axis_info[0].unit_name == "metre"):
        faults.add("crs_not_metric", "study.crs", study["crs"])
    for name in ("levels", "standards", "split_bands"):
        faults.texts(study, name, "study")
    if study.get("distances", DISTANCES[0]) not in DISTANCES:
        faults.unknown("bad_setting", study["distances"], DISTANCES, "study.distances")
    levels = study.get("levels")
    if levels is not None and (not levels or len(set(levels)) < len(levels)):
        faults.add("bad_setting", "study.levels", levels)
    for text in study.get("split_bands", ()):
        if not _is_band(text):
            faults.add("bad_setting", "study.split_bands", text)
    return study


def _is_band(text: object) -> bool:
    try:
        return isinstance(text, str) and Band.parse(text) is not None
    except StandardError:
        return False


def _check_weights(
    weights: Mapping[str, Any], quotas: Mapping[str, Any], supply: tuple[SupplyStandard, ...], faults: _Faults
) -> None:
    for where, numbers in (("weights.standards", weights), ("quota", quotas)):
        for name, value in numbers.items():
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
                faults.add("bad_setting", f"{where}.{name}", value)
    known = [s.id for s in supply_standards(supply)]
    for name in quotas:
        if name not in known:
            faults.unknown("unknown_quota", name, known, "quota")


def _geocoder(block: Any, faults: _Faults) -> Service | None:
    """Return the address service outside that a study names; it is asked only where a person switched it on."""
    if block is None:
        return None
    told = faults.checked(block, GEOCODER_SETTINGS, "geocoder")
    url = str(told.get("url", ""))
    if not is_allowed(url):
        faults.add("bad_service", "geocoder.url", url)
        return None
    service = Service(url, str(told.get("name", "")))
    return service if service.name else Service(url, service.host)


def _check_need(need: dict[str, Any], sources: Iterable[SourceDescription], faults: _Faults) -> None:
    """Check that the chosen indicators exist; long tables name theirs in their rows, which are not read here."""
    faults.texts(need, "indicators", "need")
    tables = [s for s in sources if s.table == "indicators"]
    if any(s.get("shape") == "long" for s in tables):
        return
    known = {column.indicator.id for s in tables for column in s.indicators}
    for name in need.get("indicators", ()):
        if name not in known:
            faults.unknown("unknown_indicator", name, sorted(known), "need.indicators")


def _is_finest(source: SourceDescription, study: Mapping[str, Any]) -> bool:
    """Tell whether a source brings the Sozialräume themselves, not a level above them."""
    finest = (study.get("levels") or ["Sozialraum"])[-1]
    return source.table == "sozialraeume" and source.get("level", finest) in ("", finest)


def _source(
    block: Any,
    label: str,
    folder: Path,
    defaults: Mapping[str, Any],
    named_keys: Mapping[str, Any],
    faults: _Faults,
) -> SourceDescription:
    where = f"source {label}" if label else "source"
    options = {**defaults, **faults.checked(block, SOURCE_SETTINGS, where)}
    for key in ("file", "table"):
        if isinstance(block, dict) and not block.get(key):
            faults.add("missing_setting", f"source.{key}", label)
    table = options.get("table", "")
    if table and table not in IMPORTABLE:
        faults.unknown("unknown_table", table, IMPORTABLE, where)
    elif table:
        _check_columns(options, TABLES[table], where, faults)
    _check_file_settings(options, where, faults)
    _check_date(options, where, faults)
    for name in ("complete", "complete_in"):
        faults.texts(options, name, where)
    complete = options.get("complete")
    for category in complete if isinstance(complete, list) else []:
        if category not in VOCABULARIES["category"]:
            faults.unknown("unknown_category", category, VOCABULARIES["category"], where)
    for name, others in (("bands", ("total",)), ("classes", ("total", "buildings"))):
        for header, text in options.get(name, {}).items():
            if text not in others and not _is_band(text):
                faults.add("bad_setting", f"{where}.{name}.{header}", text)
    validity = options.get("validity")
    if validity is not None and not (
        isinstance(validity.get("column"), str) and isinstance(validity.get("valid"), list)
    ):
        faults.add("bad_setting", f"{where}.validity", validity)
    indicators = tuple(_indicator(b, options.get("date", ""), where, faults) for b in options.pop("indicator", ()))
    keys = _keys(options.pop("keys", {}), named_keys, where, faults)
    return SourceDescription(
        folder / options.get("file", ""), options.get("file", ""), label, table, options, keys, indicators
    )


def _check_columns(options: dict[str, Any], table: Table, where: str, faults: _Faults) -> None:
    allowed = {*table.by_name, "x", "y", "lat", "lon"}
    for setting in ("columns", "set", "values"):
        for name in options.get(setting, {}):
            if name not in allowed:
                faults.unknown("unknown_column_name", name, allowed, f"{where}.{setting}")
    for name, header in options.get("columns", {}).items():
        if not isinstance(header, str):
            faults.add("bad_setting", f"{where}.columns.{name}", header)
    words = [("set", name, value) for name, value in options.get("set", {}).items()]
    for name, lookup in options.get("values", {}).items():
        if not isinstance(lookup, dict):
            faults.add("bad_setting", f"{where}.values.{name}", lookup)
        else:
            words += [("values", name, value) for value in lookup.values()]
    for setting, name, value in words:
        column = table.by_name.get(name)
        if column is not None and column.kind == "word" and word_code(column.words, str(value)) is None:
            faults.unknown("unknown_word", value, VOCABULARIES[column.words], f"{where}.{setting}.{name}")


def _check_file_settings(options: dict[str, Any], where: str, faults: _Faults) -> None:
    faults.crs(options, where)
    for name in ("header_row", "header_rows", "key_length"):
        if options.get(name, 1) < 1:
            faults.add("bad_setting", f"{where}.{name}", options[name])
    if len(options.get("separator", ";")) != 1:
        faults.add("bad_setting", f"{where}.separator", options["separator"])
    if options.get("shape", "wide") not in ("wide", "long"):
        faults.add("bad_setting", f"{where}.shape", options["shape"])
    if options.get("neighbour") and (options.get("table") != "facilities" or options.get("complete")):
        faults.add("bad_setting", f"{where}.neighbour", options["neighbour"])
    try:
        re.compile(options.get("key_pattern", ""))
    except re.error:
        faults.add("bad_setting", f"{where}.key_pattern", options["key_pattern"])


def _check_date(block: dict[str, Any], where: str, faults: _Faults) -> None:
    """Turn the date of a source into ISO form; a year alone stays a year."""
    if block.get("date", "") == "":
        return
    text = str(block["date"])
    if not re.fullmatch(r"(19|20)\d\d", text):
        (found,), (bad,) = to_date(pd.Series([text]))
        if bad:
            faults.add("bad_setting", f"{where}.date", text)
        text = found or ""
    block["date"] = text


def _keys(keys: Any, named_keys: Mapping[str, Any], where: str, faults: _Faults) -> dict[str, str]:
    if isinstance(keys, str):
        if keys not in named_keys:
            faults.unknown("unknown_keys", keys, named_keys, where)
        keys = named_keys.get(keys, {})
    if not isinstance(keys, dict):
        faults.add("bad_setting", f"{where}.keys", keys)
        return {}
    return {str(k): str(v) for k, v in keys.items()}


def _indicator(block: Any, date: Any, where: str, faults: _Faults) -> IndicatorColumn:
    block = faults.checked(block, INDICATOR_SETTINGS, f"{where}.indicator")
    if not block.get("id"):
        faults.add("missing_setting", "indicator.id")
    if block.get("sign", 1) not in (1, -1):
        faults.add("bad_setting", "indicator.sign", block["sign"])
    if block.get("kind", "status") not in VOCABULARIES["indicator_kind"]:
        faults.add("bad_setting", "indicator.kind", block["kind"])
    if "column" not in block and not ("count" in block and "base" in block):
        faults.add("missing_setting", "indicator.column", block.get("id", ""))
    name = block.get("id", "")
    meta = Indicator(
        name,
        block.get("name", name),
        block.get("unit", "%"),
        block.get("sign", 1),
        block.get("kind", "status"),
        block.get("source", ""),
    )
    block.setdefault("date", date)
    _check_date(block, f"{where}.indicator", faults)
    column, count, base = (block.get(key, "") for key in ("column", "count", "base"))
    return IndicatorColumn(meta, column, count, base, str(block["date"] or ""))


def _standards(blocks: list[Any], faults: _Faults) -> tuple[Standard, ...]:
    standards = []
    for block in blocks:
        try:
            standard = read_standard(block)
            if not 0 < standard.limit_m < math.inf:
                faults.add("bad_setting", f"standard {standard.id}.limit_m", standard.limit_m)
            for kind, limit in standard.limits:
                if kind not in VOCABULARIES["area_kind"]:
                    faults.unknown("unknown_word", kind, VOCABULARIES["area_kind"], f"standard {standard.id}.limits")
                if not 0 < limit < math.inf:
                    faults.add("bad_setting", f"standard {standard.id}.limits.{kind}", limit)
            if standard.mode not in MODES:
                faults.unknown("bad_setting", standard.mode, MODES, f"standard {standard.id}.mode")
            if standard.category not in VOCABULARIES["category"]:
                faults.unknown(
                    "unknown_category", standard.category, VOCABULARIES["category"], f"standard {standard.id}"
                )
            standards.append(standard)
        except StandardError as error:
            for problem in error.problems:
                faults.add(problem.code, "standard", problem.value, problem.detail)
    return tuple(standards)


def _supply(blocks: list[Any], faults: _Faults) -> tuple[SupplyStandard, ...]:
    found = []
    for block in blocks:
        if not isinstance(block, dict):
            faults.add("bad_standard", "supply", str(block))
            continue
        try:
            standard = read_supply(block)
        except StandardError as error:
            for problem in error.problems:
                faults.add(problem.code, "supply", problem.value, problem.detail)
            continue
        if standard.category not in VOCABULARIES["category"]:
            faults.unknown("unknown_category", standard.category, VOCABULARIES["category"], f"supply {standard.id}")
        if standard.unit not in VOCABULARIES["capacity_unit"]:
            faults.unknown("unknown_word", standard.unit, VOCABULARIES["capacity_unit"], f"supply {standard.id}.unit")
        if standard.quota is not None and not 0 <= standard.quota < math.inf:
            faults.add("bad_setting", f"supply {standard.id}.quota", standard.quota)
        found.append(standard)
    return tuple(found)
