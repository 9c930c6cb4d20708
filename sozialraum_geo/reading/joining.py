"""Parts of a table from several sources become one: keys that differ, cells in common, rows that were called double."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from sozialraum_geo.errors import Problem
from sozialraum_geo.reading.finishing import BELONGING, KEYED
from sozialraum_geo.reading.noding import node_streets
from sozialraum_geo.study import Source


def joined(table: str, parts: list[Any], crs: str) -> Any:
    """Return one table of its parts, in an order that does not hang on the order of rows; streets are noded."""
    frame = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0].reset_index(drop=True)
    if table in KEYED:
        frame = _unique_keys(frame, KEYED[table])
    if table == "population":
        return frame.sort_values(["sozialraum_id", "age_from", "age_to"], ignore_index=True)
    if table == "grid" and len(parts) > 1:
        return _one_row_a_cell(frame)
    if table == "streets":
        return node_streets(gpd.GeoDataFrame(frame, crs=crs))
    if table in BELONGING:
        key = BELONGING[table]
        order = frame[[key]].assign(shape=frame.geometry.to_wkb()).sort_values([key, "shape"], kind="stable").index
        return frame.loc[order].reset_index(drop=True)
    return frame.sort_values(KEYED[table], ignore_index=True) if table in KEYED else frame


def without_doubles(
    facilities: gpd.GeoDataFrame, same: Sequence[tuple[str, str]], problems: list[Problem]
) -> gpd.GeoDataFrame:
    """Leave out the second of two rows that a person called the same, as long as the first is there."""
    ids = set(facilities["facility_id"])
    out = {second for first, second in same if {first, second} <= ids}
    if not out:
        return facilities
    problems.append(Problem("note", "merged_duplicate", detail=str(len(out))))
    return facilities[~facilities["facility_id"].isin(out)].reset_index(drop=True)


def named_as_kept(frame: gpd.GeoDataFrame, same: Sequence[tuple[str, str]]) -> gpd.GeoDataFrame:
    """Give entrances and districts of a facility that was called double to the row that stays."""
    return frame.assign(facility_id=frame["facility_id"].replace({second: first for first, second in same}))


def _one_row_a_cell(grid: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Join grids whose files hold one topic each: a class comes from the first file that has it for a cell."""
    merged = grid.groupby(["x", "y"], sort=False).first().reset_index()
    return gpd.GeoDataFrame(merged[list(grid.columns)], geometry="geometry", crs=grid.crs)


def at_their_facility(
    frame: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame | None, problems: list[Problem]
) -> gpd.GeoDataFrame:
    """Put partners and activities that name a facility but have no point of their own where the facility is."""
    known = pd.Index([] if facilities is None else facilities["facility_id"])
    at = known.get_indexer(pd.Index(frame["facility_id"].fillna("")))
    for row in frame[frame["facility_id"].notna() & (at < 0)].itertuples():
        problems.append(
            Problem(
                "note", "unknown_facility", str(row.source), "", int(str(row.row)), "facility_id", str(row.facility_id)
            )
        )
    bare = (frame.geometry.isna() | frame.geometry.is_empty) & (at >= 0)
    if facilities is None or not bare.any():
        return frame
    frame = frame.copy()
    areas = pd.Series(facilities["sozialraum_id"].to_numpy(dtype=object)[at], frame.index)
    stated = frame["sozialraum_id"]
    differs = bare & stated.notna() & areas.notna() & (stated != areas)
    for row, found in zip(frame[differs].itertuples(), areas[differs], strict=True):
        place = (str(row.source), "", int(str(row.row)), "sozialraum_id", str(row.sozialraum_id))
        problems.append(Problem("note", "other_area", *place, detail=str(found)))
    frame.loc[bare, "geometry"] = facilities.geometry.to_numpy()[at[bare]]
    for column in ("sozialraum_id", "precision"):
        known_there = bare & pd.Series(facilities[column].notna().to_numpy()[at], frame.index)
        frame.loc[known_there, column] = facilities[column].to_numpy(dtype=object)[at[known_there]]
    return frame


def _unique_keys(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    """Give keys that several sources use their file's name in front, from the second on, and a number if need be."""
    keys, taken = [], set()
    for written, file in zip(frame[key], frame["source"], strict=True):
        name = written if written not in taken else f"{Path(file).name.split('.')[0]}:{written}"
        base, count = name, 1
        while name in taken:
            count += 1
            name = f"{base}:{count}"
        taken.add(name)
        keys.append(name)
    return frame.assign(**{key: pd.Series(keys, index=frame.index, dtype=object)})


def years_differ(sources: list[Source]) -> list[Problem]:
    """Say so when layers of different years stand side by side."""
    years: dict[str, set[str]] = {}
    for source in sources:
        if source.date and source.table not in ("background", "addresses", "streets"):
            years.setdefault(source.date[:4], set()).add(source.file)
    if len(years) < 2:
        return []
    detail = "; ".join(f"{year}: {', '.join(sorted(files))}" for year, files in sorted(years.items()))
    return [Problem("note", "years_differ", detail=detail)]
