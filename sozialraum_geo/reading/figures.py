"""Statistics by Sozialraum or census cell: population by age, social indicators, the 100 m grid."""

from __future__ import annotations

import math
import re

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sozialraum_geo import spatial
from sozialraum_geo.reading.cells.cleaning import band_of, bare_ranges, ranges_are_inclusive, text_of, to_number
from sozialraum_geo.reading.rows import Intake, find_headers, header_list, match_areas, missing_header, require_columns
from sozialraum_geo.standards import Band
from sozialraum_geo.tables import normalise

SUM_WORDS = re.compile(r"(?i)^(gesamt|insgesamt|summe|zusammen|total|alle)\b|\b(gesamt|insgesamt|zusammen)$")
TOTAL = (-1.0, -1.0)
TOTAL_WORDS = {
    "gesamt",
    "insgesamt",
    "einwohner",
    "bevoelkerung",
    "einwohnerinsgesamt",
    "einwohnergesamt",
    "residents",
    "total",
}
HALF_CELL_M = 50.0


def known_areas_only(intake: Intake, areas: pd.DataFrame) -> None:
    """Match the stated Sozialraum of each row; rows of none are rejected, sums named as such."""
    header = find_headers(intake).get("sozialraum_id", "sozialraum_id")
    written = intake.frame["sozialraum_id"]
    intake.frame["sozialraum_id"] = match_areas(intake, written, areas)
    unknown = intake.frame["sozialraum_id"].isna()
    sums = written.map(lambda v: bool(SUM_WORDS.search(text_of(v)))).astype(bool)
    intake.reject(list(written.index[unknown & sums]), "sum_row", header, written)
    intake.reject(list(written.index[unknown & ~sums]), "unknown_area_row", header, written)


def band_columns(intake: Intake) -> dict[str, tuple[float, float]]:
    """Return the age band of each population column: as mapped, else read from the header. The total is (-1, -1).

    Raises
    ------
    StudyError
        If there is none, if "6-15" may mean two things, or if two columns name the same band.
    """
    headers = [str(h) for h in intake.raw.frame.columns]
    mapping = intake.source.get("bands")
    if mapping:
        for header in mapping:
            if header not in headers:
                raise missing_header(intake, header)
        found = {h: TOTAL if b == "total" else _edges(Band.parse(b)) for h, b in mapping.items()}
    else:
        taken = {h for name, h in find_headers(intake).items() if name == "sozialraum_id"}
        found = _read_bands(intake, [h for h in headers if h not in taken])
    if not found:
        raise intake.refusal("no_bands", detail=header_list(intake))
    edges = list(found.values())
    if doubled := [h for h, e in found.items() if edges.count(e) > 1]:
        raise intake.refusal("double_band", value=", ".join(doubled))
    return found


def _read_bands(intake: Intake, texts: list[str]) -> dict[str, tuple[float, float]]:
    """Return the edges of all texts that name an age band or the total."""
    inclusive = ranges_are_inclusive(texts)
    if inclusive is None and (unclear := bare_ranges(texts)):
        raise intake.refusal("bands_unclear", value=", ".join(unclear))
    found = {}
    for text in texts:
        if normalise(text) in TOTAL_WORDS:
            found[text] = TOTAL
        elif band := band_of(text, inclusive=inclusive):
            found[text] = _edges(band)
    return found


def _edges(band: Band) -> tuple[float, float]:
    return float(band.start), float(band.stop)


def take_population(intake: Intake, areas: pd.DataFrame) -> pd.DataFrame:
    """Return people by Sozialraum and band: sozialraum_id, age_from, age_to, people; the total has age_from -1."""
    if intake.source.get("shape") == "long":
        return _long_population(intake, areas)
    columns = band_columns(intake)
    known_areas_only(intake, areas)
    ids = intake.frame["sozialraum_id"]
    intake.reject(list(ids.index[ids.duplicated()]), "duplicate_row", "sozialraum_id", ids)
    ids = intake.frame["sozialraum_id"]
    parts = [
        pd.DataFrame(
            {"sozialraum_id": ids, "age_from": start, "age_to": stop, "people": _numbers(intake, header, whole=True)}
        )
        for header, (start, stop) in columns.items()
    ]
    return pd.concat(parts, ignore_index=True)


def _long_population(intake: Intake, areas: pd.DataFrame) -> pd.DataFrame:
    require_columns(intake, "age", "people")
    known_areas_only(intake, areas)
    ages = intake.frame["age"]
    edges = _read_bands(intake, list(ages.dropna().unique()))
    intake.reject(list(ages.index[~ages.isin(list(edges))]), "bad_band_cell", "age", ages)
    frame = intake.frame.assign(
        age_from=[edges[t][0] for t in intake.frame["age"]], age_to=[edges[t][1] for t in intake.frame["age"]]
    )
    doubled = frame.duplicated(["sozialraum_id", "age_from", "age_to"])
    intake.reject(list(frame.index[doubled]), "duplicate_row", "age", frame["sozialraum_id"] + ", " + frame["age"])
    return frame.loc[~doubled, ["sozialraum_id", "age_from", "age_to", "people"]]


def _numbers(intake: Intake, header: str, *, whole: bool = False) -> pd.Series:
    """Read a column of counts or rates of the raw file; unreadable cells become unknown and are noted."""
    if header not in intake.raw.frame.columns:
        raise missing_header(intake, header)
    cells = intake.raw.frame.loc[intake.frame.index, header]
    values, bad = to_number(cells, whole=whole)
    for row in cells.index[bad]:
        intake.problem("note", "bad_float", row, header, cells[row])
    return values


def take_indicators(intake: Intake, areas: pd.DataFrame) -> pd.DataFrame:
    """Return indicators in long form: sozialraum_id, indicator_id, date, value, count, base, is_valid."""
    known_areas_only(intake, areas)
    long = _long_indicators(intake) if intake.source.get("shape") == "long" else _wide_indicators(intake)
    long = long.assign(is_valid=_validity(intake)[long.index])
    doubled = long.duplicated(["sozialraum_id", "indicator_id", "date"])
    intake.reject(sorted(set(long.index[doubled])), "duplicate_row", "sozialraum_id", intake.frame["sozialraum_id"])
    columns = ["sozialraum_id", "indicator_id", "date", "value", "count", "base", "is_valid"]
    return long.loc[long.index.isin(intake.frame.index), columns].reset_index(drop=True)


def _validity(intake: Intake) -> pd.Series:
    rule = intake.source.get("validity")
    if not rule:
        return pd.Series(True, index=intake.frame.index)
    if rule["column"] not in intake.raw.frame.columns:
        raise missing_header(intake, rule["column"])
    words = intake.raw.frame.loc[intake.frame.index, rule["column"]].map(text_of)
    valid = {text_of(v) for v in rule["valid"]}
    return pd.Series([w in valid for w in words], index=words.index, dtype=bool)


def _long_indicators(intake: Intake) -> pd.DataFrame:
    headers = find_headers(intake)
    require_columns(intake, "indicator_id", *(() if "count" in headers and "base" in headers else ("value",)))
    ids = intake.frame["indicator_id"]
    intake.reject(list(ids.index[ids.isna()]), "empty_cell", headers.get("indicator_id", ""), ids)
    frame = intake.frame
    value = frame["value"].where(frame["value"].notna(), rate(frame["count"], frame["base"]))
    return frame.assign(value=value, date=frame["date"].fillna(_date(intake)))


def _wide_indicators(intake: Intake) -> pd.DataFrame:
    if not intake.source.indicators:
        raise intake.refusal("no_indicators")
    unknown = pd.Series(np.nan, index=intake.frame.index)
    parts = []
    for column in intake.source.indicators:
        count = _numbers(intake, column.count, whole=True) if column.count else unknown
        base = _numbers(intake, column.base, whole=True) if column.base else unknown
        value = _numbers(intake, column.column) if column.column else rate(count, base)
        told = {"indicator_id": column.indicator.id, "date": column.date or _date(intake)}
        parts.append(intake.frame.assign(**told, value=value, count=count, base=base))
    return pd.concat(parts)


def _date(intake: Intake) -> str:
    return str(intake.source.get("date", "") or "")


def rate(count: pd.Series, base: pd.Series) -> pd.Series:
    """Return count per hundred of the base; unknown where the base is not positive."""
    return (count / base.where(base > 0, math.nan)) * 100


def take_grid(intake: Intake, areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the census cells as squares in the metric CRS, with their classes; cells outside all areas stay out."""
    intake.classes = classes = _grid_classes(intake)
    doubled = intake.frame.duplicated(["x", "y"])
    intake.reject(list(intake.frame.index[doubled]), "duplicate_row", "cell_id", intake.frame["cell_id"])
    cells = intake.frame[["cell_id", "x", "y"]].copy()
    numbered = pd.Series([f"Zelle {r}" for r in cells.index], index=cells.index, dtype=object)
    cells["cell_id"] = cells["cell_id"].where(cells["cell_id"].notna(), numbered)
    for header, _ in classes:
        cells[header] = _numbers(intake, header, whole=True)
    h = HALF_CELL_M
    corners = np.array([[-h, -h], [h, -h], [h, h], [-h, h]])
    xy = cells[["x", "y"]].to_numpy()[:, None, :] + corners[None, :, :]
    crs = intake.source.get("crs", spatial.CENSUS_CRS)
    x, y = spatial.transform_xy(xy[..., 0].ravel(), xy[..., 1].ravel(), crs, areas.crs)
    rings = np.column_stack([x, y]).reshape(-1, 4, 2)
    inside = np.isfinite(rings).all(axis=(1, 2))
    squares = np.asarray(shapely.polygons(np.where(inside[:, None, None], rings, corners)))
    tree = shapely.STRtree(squares)
    touched = np.zeros(len(cells), dtype=bool)
    touched[tree.query(areas.geometry.to_numpy(), predicate="intersects")[1]] = True
    touched &= inside
    if not touched.any():
        raise intake.refusal("bad_grid")
    if not touched.all():
        intake.problem("note", "cells_outside", detail=str(int((~touched).sum())))
    intake.keep(pd.Series(touched, index=cells.index))
    grid = gpd.GeoDataFrame(cells, geometry=squares, crs=areas.crs)[touched]
    return grid.reset_index(drop=True)


def _grid_classes(intake: Intake) -> tuple[tuple[str, str], ...]:
    mapping = intake.source.get("classes")
    headers = [str(h) for h in intake.raw.frame.columns]
    if mapping:
        for header in mapping:
            if header not in headers:
                raise missing_header(intake, header)
        return tuple(mapping.items())
    classes = []
    for header in headers:
        plain = normalise(header)
        if plain in ("einwohner", "insgesamt", "bevoelkerung", "insgesamtbevoelkerung"):
            classes.append((header, "total"))
        elif plain in ("gebaeude", "wohngebaeude"):
            classes.append((header, "buildings"))
        elif (band := band_of(header, inclusive=True)) is not None and band.years > 1:
            classes.append((header, f"{band.start}+" if math.isinf(band.stop) else f"{band.start}-<{int(band.stop)}"))
    return tuple(classes)
