"""What a file probably is: its table, its columns, its category. A proposal for a person to confirm."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from sozialraum_geo.errors import StudyError
from sozialraum_geo.reading.cells.cleaning import MISSING_MARKS, band_of, text_of
from sozialraum_geo.reading.files.osm import LAYERS
from sozialraum_geo.reading.files.osm_checks import SUFFIXES as EXTRACTS
from sozialraum_geo.reading.files.rawtable import MAX_ROWS_ADDRESSES, RawTable, ReadOptions
from sozialraum_geo.reading.files.readers import suffix_of
from sozialraum_geo.reading.files.sandbox import read_in_child, sheet_names_in_child
from sozialraum_geo.tables import COORDINATE_HEADERS, TABLES, VOCABULARIES, find_column, normalise, word_code

# Columns that lists of every kind have; they tell little about which kind it is
_COMMON = frozenset(
    {"name", "street", "house_number", "postcode", "town", "precision", "sozialraum_id", "traeger", "traeger_art",
     "begin", "end", "date", "review_date", "is_protected", "facility_id", "partner_id", "gremium_id", "activity_id",
     "kind", "role", "rhythm", "category", "age", "value", "count", "ages", "access"}
)  # fmt: skip
_TELLING = {
    "activities": ("ansatzpunkt", "hours_week", "target", "theme", "funded_until", "form"),
    "gremien": ("next_date", "members"),
    "partners": ("state", "regelsystem", "since"),
    "facilities": ("capacity", "capacity_available", "capacity_occupied", "capacity_unit", "site_id"),
}
_FILE_WORDS = {
    "activities": ("angebot", "aktivitaet", "projekt"),
    "partners": ("partner", "kooperation", "netzwerk"),
    "gremien": ("gremi",),
    "population": ("einwohner", "bevoelkerung", "residents"),
    "addresses": ("adress", "hausnummer", "hauskoordinat"),
    "facilities": ("einrichtung",),
}
# Tables that belong to others are known by the file's name, and by the key they name
_NAMED = {
    "school_districts": ("schulbezirk", "einschulungsbereich", "schulsprengel"),
    "entrances": ("eingang", "eingaenge"),
    "stops": ("haltepunkt",),
}
_YEAR = re.compile(r"(19|20)\d\d")
_MANY = 400
SHORT_NUMBER = 4
REASON_HEADERS = ("Zeile", "Spalte", "Grund", "Was tun")  # before the cells of rejected rows, see reports


@dataclass(frozen=True, eq=False)
class Guess:
    """A proposal for one file.

    Attributes
    ----------
    table
        Which of our tables it fills; empty if nothing speaks for any.
    sheet, sheets
        Sheet or layer looked at, and all there are.
    headers
        Columns of the file.
    columns
        Our column → header, as found.
    categories
        Categories that the file's name speaks of; the first is proposed.
    numbers
        Headers whose cells are numbers nearly throughout.
    shape
        The same for files that look the same: what was set for one is proposed for the next.
    sample
        Its first rows, as texts.
    """

    table: str
    sheet: str
    sheets: tuple[str, ...]
    headers: tuple[str, ...]
    columns: Mapping[str, str]
    categories: tuple[str, ...]
    numbers: tuple[str, ...]
    shape: str
    rows: int
    sample: pd.DataFrame = field(repr=False)
    has_geometry: bool = False
    is_returned: bool = False  # rows that had been rejected, mended and given back


def area_words(areas: pd.DataFrame) -> frozenset[str]:
    """Return what Sozialräume may be called in a list: their ids and names, as they are compared."""
    return frozenset(normalise(v) for column in ("sozialraum_id", "name") for v in areas[column].dropna())


def recognise(path: Path, options: ReadOptions | None = None, *, areas: frozenset[str] | None = None) -> Guess:
    """Look at a file and propose what it is.

    Parameters
    ----------
    options
        Sheet, header row, encoding or separator, where a person corrected them.
    areas
        The names of the Sozialräume, from `area_words`: a column that holds them is recognised whatever its header.
        None as long as there are none: then polygons are taken for them.

    Raises
    ------
    StudyError
        If the file cannot be read.
    """
    options = options or ReadOptions(max_rows=MAX_ROWS_ADDRESSES)
    sheets = sheet_names_in_child(path)
    is_extract = suffix_of(path) in EXTRACTS
    if is_extract and not options.sheet:
        options = replace(options, sheet=LAYERS["streets"])
    elif len(sheets) > 1 and not options.sheet:
        options = replace(options, sheet=_fullest(path, sheets, options))
    raw = read_in_child(path, options)
    headers = tuple(map(str, raw.frame.columns))
    numbers = tuple(h for h in headers if _is_numeric(raw.frame[h].head(200)))
    categories = _categories(f"{path.name} {options.sheet}")
    area_column = _area_column(raw, areas or frozenset())
    table = _table(raw, path.name, categories, numbers, area_column, has_areas=areas is not None)
    if is_extract:
        table = next(t for t, layer in LAYERS.items() if layer == options.sheet)
    columns = columns_of(table, headers) if table else {}
    if table == "sozialraeume" and "sozialraum_id" not in columns and "name" in columns:
        columns["sozialraum_id"] = columns["name"]  # without numbers the name is the key
    if area_column and "sozialraum_id" in TABLES.get(table, TABLES["streets"]).by_name and table != "sozialraeume":
        columns["sozialraum_id"] = area_column
    return Guess(
        table=table,
        sheet=options.sheet,
        sheets=sheets,
        headers=headers,
        columns=columns,
        categories=categories,
        numbers=numbers,
        shape=shape_of(headers),
        rows=raw.rows,
        sample=raw.frame.head(5).map(text_of),
        has_geometry=raw.geometry is not None,
        is_returned=set(REASON_HEADERS) <= set(headers),
    )


def shape_of(headers: tuple[str, ...]) -> str:
    """Return what stays the same from one month's file to the next: its headers, years and reasons left out.

    Examples
    --------
    >>> shape_of(("Nr", "Stand 2024")) == shape_of(("Zeile", "Spalte", "Grund", "Was tun", "NR", "Stand 2025"))
    True
    """
    own = headers[len(REASON_HEADERS) :] if headers[: len(REASON_HEADERS)] == REASON_HEADERS else headers
    plain = [_YEAR.sub("", normalise(h)) for h in own]
    return hashlib.sha256("\n".join(plain).encode()).hexdigest()[:16]


def columns_of(table: str, headers: tuple[str, ...]) -> dict[str, str]:
    """Return our columns of a table with the headers they are recognised by, coordinates included."""
    found: dict[str, str] = {}
    for column in TABLES[table].columns:
        free = [h for h in headers if column.name == "name" or h not in found.values()]
        if header := find_column(free, (column.name, *column.aliases)):
            found[column.name] = header
    if TABLES[table].shape == "point":
        free = [h for h in headers if h not in found.values()]
        for east, north in COORDINATE_HEADERS:
            x, y = find_column(free, (east,)), find_column(free, (north,))
            if x and y:
                found |= {"x": x, "y": y}
                break
    return found


def _fullest(path: Path, sheets: tuple[str, ...], options: ReadOptions) -> str:
    """Return the sheet whose columns we know best; of equal ones the longest."""

    def worth(sheet: str) -> tuple[int, int]:
        try:
            raw = read_in_child(path, replace(options, sheet=sheet))
        except StudyError:
            return -1, 0
        headers = tuple(map(str, raw.frame.columns))
        known = max(len(columns_of(t, headers)) for t in TABLES)
        return known + sum(band_of(h, inclusive=True) is not None for h in headers), len(raw.frame)

    return max(sheets[:20], key=worth)


def _area_column(raw: RawTable, areas: frozenset[str]) -> str:
    """Return the column most of whose cells name a Sozialraum; of several the one with the most."""
    best, found = 0.5, ""
    for header in map(str, raw.frame.columns):
        cells = [t for t in map(normalise, map(text_of, raw.frame[header].head(200))) if t]
        # Short numbers are ids of Sozialräume and ages, counts, floors as well
        named = [t for t in cells if t in areas and not (t.isdigit() and len(t) < SHORT_NUMBER)]
        share = len(named) / len(cells) if len(cells) >= 2 else 0.0
        if share > best:
            best, found = share, header
    return found


def _is_numeric(cells: pd.Series) -> bool:
    """Tell whether a column of cells holds numbers, sparing missing marks."""
    texts = [t for t in map(text_of, cells) if t not in MISSING_MARKS]
    return bool(texts) and sum(bool(re.fullmatch(r"[-−+]?\s*[\d.,'’ ]*\d\s*%?", t)) for t in texts) >= 0.9 * len(texts)


def _categories(name: str) -> tuple[str, ...]:
    """Return the categories whose words stand in a file's name, the longest word first."""
    plain = _without_umlauts(name)
    found = []
    for code, aliases in VOCABULARIES["category"].items():
        words = {_without_umlauts(w) for w in (code, *aliases)} - {"sport", "ehs", "schule", "hort"}
        hits = [w for w in words if len(w) >= 4 and (w in plain or w.rstrip("en") in plain)]
        if hits:
            found.append((-max(map(len, hits)), code))
    return tuple(code for _, code in sorted(found)) or (("schule_sonstige",) if "schule" in plain else ())


def _without_umlauts(text: str) -> str:
    """Return a word so that its plural holds it: Spielplätze, Spielplatz."""
    return normalise(text).replace("ae", "a").replace("oe", "o").replace("ue", "u")


def _table(
    raw: RawTable,
    file: str,
    categories: tuple[str, ...],
    numbers: tuple[str, ...],
    area_column: str,
    *,
    has_areas: bool,
) -> str:
    headers = tuple(map(str, raw.frame.columns))
    kinds = set() if raw.geometry is None else set(raw.geometry.geom_type.dropna().tolist())
    has_polygons = bool(kinds & {"Polygon", "MultiPolygon"})
    if (has_areas or not has_polygons) and (named := _named(normalise(file), headers, has_polygons=has_polygons)):
        return named
    if kinds & {"Polygon", "MultiPolygon"} and not kinds & {"Point", "LineString"}:
        if not has_areas:
            return "sozialraeume"
        return "facilities" if categories else "background"
    if kinds & {"LineString", "MultiLineString"}:
        return "streets"
    plain = {normalise(h) for h in headers}
    if {"xmp100m", "ymp100m"} <= plain or any(h.startswith("gitterid") for h in plain):
        return "grid"
    bands = [h for h in headers if band_of(h, inclusive=True) is not None and not _YEAR.fullmatch(h)]
    has_point = bool(kinds) or "x" in columns_of("facilities", headers)
    if not has_point and len(bands) >= 3:
        return "population"
    if categories and (has_point or "name" in columns_of("facilities", headers)):
        return "facilities"
    scores = {t: _score(t, headers, normalise(file), raw) for t in ("facilities", *_TELLING, "addresses")}
    if not has_point and not _has_address(headers) and max(scores.values()) < 3:
        area = area_column or columns_of("indicators", headers).get("sozialraum_id", "")
        return "indicators" if area and any(h != area for h in numbers) else ""
    scores["facilities"] += 2 * bool(categories)
    best = max(scores, key=lambda t: scores[t])
    return best if scores[best] > 0 else ""


def _named(file: str, headers: tuple[str, ...], *, has_polygons: bool) -> str:
    for table, words in _NAMED.items():
        fits = has_polygons == (TABLES[table].shape == "polygon") and any(word in file for word in words)
        if fits and {c.name for c in TABLES[table].columns if c.required} <= columns_of(table, headers).keys():
            return table
    return ""


def _has_address(headers: tuple[str, ...]) -> bool:
    return "street" in columns_of("facilities", headers)


def _score(table: str, headers: tuple[str, ...], file: str, raw: RawTable) -> float:
    """Weigh what speaks for a table: columns only it has, words in the file's name, columns it cannot be without."""
    found = columns_of(table, headers)
    score = 2.0 * sum(c in found for c in _TELLING.get(table, ()))
    score += 3.0 * any(word in file for word in _FILE_WORDS.get(table, ()))
    score += 0.3 * sum(c not in _COMMON for c in found)
    needed = [c.name for c in TABLES[table].columns if c.required and c.name != "category"]
    score -= 4.0 * sum(c not in found for c in needed)
    if table == "facilities":
        score += 1.0
        if "category" in found:
            cells = raw.frame[found["category"]].head(200).map(text_of)
            score += 2.0 * bool(sum(word_code("category", t) is not None for t in cells) > 0.5 * len(cells))
    if table == "addresses":
        is_long = len(raw.frame) >= _MANY and "name" not in columns_of("facilities", headers)
        score += 3.0 if is_long else -2.0
    return score


def as_options(guess: Guess, chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of a ``[[source]]`` block for a guess and what a person set beside it."""
    options: dict[str, Any] = {"table": guess.table}
    if guess.sheet:
        options["sheet"] = guess.sheet
    options.update({k: v for k, v in chosen.items() if v})
    # What only the cells told, no header, must be said
    by_header = columns_of(guess.table, guess.headers) if guess.table else {}
    told = {k: h for k, h in guess.columns.items() if by_header.get(k) != h}
    if options.get("table") == guess.table and (columns := {**told, **options.get("columns", {})}):
        options["columns"] = columns
    return options
