"""The last step of each table: rows that were taken in become a part of a study, with places and Sozialräume."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from sozialraum_geo import spatial
from sozialraum_geo.reading import areas as areas_of
from sozialraum_geo.reading import figures, places, rows
from sozialraum_geo.reading.addresses.directory import directory_rows, open_directory
from sozialraum_geo.reading.addresses.geocoding import geocode
from sozialraum_geo.reading.cells.ages import ages_of
from sozialraum_geo.reading.cells.opening_hours import hours_week, parse_opening_hours
from sozialraum_geo.reading.files.osm import ID as OSM_ID
from sozialraum_geo.reading.places import Lookup
from sozialraum_geo.reading.protection import PROTECTED, PROTECTED_WORDS
from sozialraum_geo.reading.rules import check_rules
from sozialraum_geo.tables import KEYS, TABLES, normalise

# Rows that belong to a row of another table, by its key
BELONGING = {"entrances": "facility_id", "stops": "activity_id", "school_districts": "facility_id"}
KEYED = KEYS
UNKNOWN = {"entrances": "unknown_facility_row", "stops": "unknown_activity_row"}
# Ways that no bicycle is ridden on, as kinds of streets are compared
NO_BIKE = frozenset(
    {"treppe", "treppen", "treppenweg", "stufen", "steps", "fussweg", "gehweg", "footway", "fussgaengerzone",
     "fussgaengerbereich", "pedestrian"}
)  # fmt: skip
# A passage through a building is called a tunnel in OSM and lies on the ground
ON_THE_GROUND = frozenset({"", "no", "n", "nein", "0", "false", "f", "falsch", "buildingpassage"})
_OF_EXTRACTS = ("start_node", "end_node", "is_foot", "is_bike")


@contextmanager
def lookup(
    directory: Path | None, decisions: Mapping[str, str | None], *, asks: bool = False
) -> Iterator[Lookup | None]:
    """Open an address directory for looking addresses up; None without one, unless a service outside can be asked."""
    if directory is None or not directory.is_file():
        yield (lambda addresses: geocode(addresses, None, decisions=decisions, asks=True)) if asks else None
        return
    with open_directory(directory) as opened:
        yield lambda addresses: geocode(addresses, opened, decisions=decisions, asks=asks)


def finisher(
    table: str,
    areas: gpd.GeoDataFrame,
    margin_m: float,
    find: Lookup | None = None,
    keys: Mapping[str, Collection[str]] | None = None,
) -> Callable[[rows.Intake], Any]:
    """Return what makes the rows of one source, once taken in, a part of that table of a study.

    Parameters
    ----------
    margin_m
        How far outside the Sozialräume a place may lie.
    find
        Looks addresses up, see `lookup`; None leaves places without a point where they are.
    keys
        The facility_id and activity_id that entrances, stops and school districts may name; ``school_id``, the
        partners that are schools.
    """
    if table == "school_districts":
        return lambda intake: _districts(intake, areas, keys or {})
    if table in BELONGING:
        return lambda intake: _belonging(intake, areas, margin_m, find, keys or {})
    if table in KEYED:
        return _near(areas, margin_m, lambda intake: _places(intake, areas, margin_m, find, keys))
    if table == "addresses":
        return _near(areas, margin_m, lambda intake: _addresses(intake, areas))
    if table == "population":
        return lambda intake: figures.take_population(intake, areas)
    if table == "indicators":
        return lambda intake: figures.take_indicators(intake, areas)
    if table == "grid":
        return lambda intake: figures.take_grid(intake, areas)
    if table == "streets":
        return _near(areas, margin_m, lambda intake: _lines(intake, areas))
    if table == "background":
        return _near(areas, margin_m, lambda intake: _ground(intake, areas))
    raise ValueError(table)


def _near(
    areas: gpd.GeoDataFrame, margin_m: float, finish: Callable[[rows.Intake], Any]
) -> Callable[[rows.Intake], Any]:
    """Leave out what an OSM extract holds beyond the margin: it is cut by squares, not by the borders of a study."""

    def near(intake: rows.Intake) -> Any:
        if OSM_ID in intake.raw.frame.columns and intake.geometry is not None:
            placed = gpd.GeoDataFrame(geometry=intake.geometry)
            shapes = spatial.to_metric(placed, areas.crs).geometry.to_numpy()
            reach = shapely.buffer(shapely.union_all(areas.geometry.to_numpy()), margin_m)
            is_near = shapely.is_missing(shapes) | shapely.is_empty(shapes)
            is_near[shapely.STRtree(shapes).query(reach, predicate="intersects")] = True
            if not is_near.all():
                intake.problem("note", "osm_outside", detail=str(int((~is_near).sum())))
                intake.keep(pd.Series(is_near, index=intake.frame.index))
        return finish(intake)

    return near


def _addresses(intake: rows.Intake, areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the rows of an address list as the register takes them."""
    raw = intake.raw.frame.loc[intake.frame.index]
    mapped = {header: name for name, header in rows.find_headers(intake).items()}
    frame = raw.rename(columns=mapped)
    if intake.geometry is not None:
        frame = gpd.GeoDataFrame(frame, geometry=intake.geometry)
    return directory_rows(frame, areas.crs, source_crs=intake.source.get("crs"))


def _places(
    intake: rows.Intake,
    areas: gpd.GeoDataFrame,
    margin_m: float,
    find: Lookup | None,
    keys: Mapping[str, Collection[str]] | None,
) -> pd.DataFrame:
    table = intake.source.table
    if table == "activities":
        intake.frame["level"] = intake.frame["level"].fillna("fallunspezifisch")
    rows.fill_keys(intake, KEYED[table])
    if intake.source.get("neighbour"):
        intake.frame["sozialraum_id"] = None  # districts of the neighbour's own, whatever they are called
        find = None  # its streets may have the names of ours
    if TABLES[table].shape == "point":
        places.place_points(intake, areas, margin_m, find)
    elif "sozialraum_id" in intake.frame:
        places.state_areas(intake, areas)
    _note_placeless(intake, table)
    check_rules(intake, keys or {})
    frame = intake.frame.assign(source=intake.source.label, row=intake.frame.index)
    if "ages" in frame:
        frame = _ages(intake, frame)
    if "opening_hours" in frame:
        read_hours(intake, frame)
    if table == "facilities":
        told_by_name = 0
        for category, words in PROTECTED_WORDS.items():
            here = frame["name"].str.contains(words, case=False, regex=True) & ~frame["category"].isin(PROTECTED)
            frame.loc[here, "category"] = category
            told_by_name += int(here.sum())
        if told_by_name:
            intake.problem("note", "protected_by_name", detail=str(told_by_name))
        frame["is_protected"] = frame["is_protected"].astype(bool) | frame["category"].isin(PROTECTED)
    if TABLES[table].shape == "point":
        return gpd.GeoDataFrame(frame, geometry=intake.geometry, crs=areas.crs)
    return frame


def _belonging(
    intake: rows.Intake,
    areas: gpd.GeoDataFrame,
    margin_m: float,
    find: Lookup | None,
    keys: Mapping[str, Collection[str]],
) -> gpd.GeoDataFrame:
    """Return entrances or stops: each with a point, and of a facility or activity that is there."""
    key = BELONGING[intake.source.table]
    named = intake.frame[key]
    unknown = list(named.index[~named.isin(keys.get(key, ()))])
    intake.reject(unknown, UNKNOWN[intake.source.table], rows.find_headers(intake).get(key, key), named)
    places.place_points(intake, areas, margin_m, find)
    has_point = places.is_there(gpd.GeoSeries(intake.geometry))
    intake.reject(list(has_point.index[~has_point]), "point_missing")
    frame = intake.frame.assign(source=intake.source.label, row=intake.frame.index)
    if "opening_hours" in frame:
        read_hours(intake, frame)
    return gpd.GeoDataFrame(frame, geometry=intake.geometry, crs=areas.crs)


def _districts(intake: rows.Intake, areas: gpd.GeoDataFrame, keys: Mapping[str, Collection[str]]) -> gpd.GeoDataFrame:
    """Return school districts; one whose school is not among the facilities stays, as unknown."""
    frame = areas_of.with_crs(intake)
    kinds = frame.geom_type
    intake.reject(list(kinds.index[~kinds.isin(["Polygon", "MultiPolygon"])]), "not_areal", "geometry", kinds)
    metric = _at_areas(intake, spatial.to_metric(frame.loc[intake.frame.index], areas.crs), areas)
    named = metric["facility_id"]
    header = rows.find_headers(intake).get("facility_id", "facility_id")
    for row in named.index[~named.isin(keys.get("facility_id", ()))]:
        intake.problem("note", "district_school_unknown", int(row), header, named[row])
    fixed = spatial.repair_polygons(metric.geometry)[0].normalize()
    return metric.set_geometry(fixed).assign(source=intake.source.label, row=metric.index)


def _note_placeless(intake: rows.Intake, table: str) -> None:
    """Say how many rows of a list that may do without a place have none: they are on no map."""
    if TABLES[table].required_place or TABLES[table].shape != "point":
        return
    frame = intake.frame
    lost = frame["sozialraum_id"].isna()
    for column in ("facility_id", "wirkungsraum"):
        if column in frame:
            lost &= frame[column].isna()
    if intake.geometry is not None:
        lost &= ~places.is_there(intake.geometry)
    if lost.any():
        intake.problem("note", "placeless", detail=str(int(lost.sum())))


def _ages(intake: rows.Intake, frame: pd.DataFrame) -> pd.DataFrame:
    """Fill age_from and age_to from written ages such as „12 bis unter 27“, else from what is said of the target."""
    written = frame.pop("ages")
    empty = frame["age_from"].isna() & frame["age_to"].isna()
    header = rows.find_headers(intake).get("ages", "ages")
    for row in frame.index[written.notna()]:
        ages = ages_of(written[row])
        if ages is None:
            intake.problem("note", "bad_ages", row, header, written[row])
        elif ages.band and empty[row]:
            frame.loc[row, ["age_from", "age_to"]] = [float(ages.band.start), float(ages.band.stop)]
    if "target" in frame:
        targets = frame["target"]
        silent = frame.index[empty & written.isna() & targets.notna()]
        told = {row: ages.band for row in silent if (ages := ages_of(targets[row], in_prose=True)) and ages.band}
        for row, band in told.items():
            frame.loc[row, ["age_from", "age_to"]] = [float(band.start), float(band.stop)]
        if told:
            first = next(iter(told))
            header = rows.find_headers(intake).get("target", "target")
            intake.problem("note", "ages_from_target", first, header, targets[first], str(len(told)))
    return frame


def read_hours(intake: rows.Intake, frame: pd.DataFrame) -> None:
    """Fill hours_week and rhythm, where they are empty, from opening times that are understood wholly."""
    header = rows.find_headers(intake).get("opening_hours", "opening_hours")
    written = frame["opening_hours"].dropna()
    understood = {text: parse_opening_hours(text) for text in written.unique()}
    hours, rhythms = {}, {}
    for row, text in zip(written.index, written, strict=True):
        read = understood[text]
        if read is None or read.rest:
            intake.problem("note", "bad_hours", int(row), header, read.rest if read else text)
            continue
        if read.spans:
            hours[row] = round(hours_week(read.spans), 2)
        found = {s.rhythm for s in read.spans}
        if len(found) == 1:
            rhythms[row] = found.pop()
    for name, told in (("hours_week", hours), ("rhythm", rhythms)):
        stated = frame[name]
        filled = pd.Series(told, dtype=stated.dtype).reindex(frame.index)
        frame[name] = stated.where(stated.notna() | filled.isna(), filled)


def _lines(intake: rows.Intake, areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    lines = areas_of.with_crs(intake)
    kinds = lines.geom_type
    intake.reject(list(kinds.index[~kinds.isin(["LineString", "MultiLineString"])]), "not_lines", "geometry", kinds)
    lines = lines.loc[intake.frame.index]
    if not len(lines):
        raise intake.refusal("not_lines_at_all")
    metric = _at_areas(intake, spatial.to_metric(lines, areas.crs), areas)
    if OSM_ID in intake.raw.frame.columns:
        told = intake.raw.frame.loc[metric.index, list(_OF_EXTRACTS)].astype({"is_foot": bool, "is_bike": bool})
        return metric[["name", "kind", "geometry"]].join(told).reset_index(drop=True)
    metric["level"] = _levels(metric)
    metric["is_foot"] = True
    metric["is_bike"] = ~metric["kind"].fillna("").map(normalise).isin(NO_BIKE)
    return metric[["name", "kind", "level", "is_foot", "is_bike", "geometry"]].explode(ignore_index=True)


def _levels(streets: pd.DataFrame) -> pd.Series:
    """Return how high each street lies: its layer, else 1 on a bridge, -1 in a tunnel, 0 on the ground."""
    layer = pd.to_numeric(streets["layer"].astype("string"), errors="coerce").astype(float).fillna(0.0)
    bridge, tunnel = (~streets[c].fillna("").map(normalise).isin(ON_THE_GROUND) for c in ("bridge", "tunnel"))
    return layer.where(layer != 0, bridge.astype(float).where(bridge | ~tunnel, -1.0))


def _ground(intake: rows.Intake, areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    metric = _at_areas(intake, spatial.to_metric(areas_of.with_crs(intake), areas.crs), areas)
    ground = metric[["kind", "name", "geometry"]].reset_index(drop=True)
    return ground.set_geometry(ground.geometry.make_valid())


def _at_areas(intake: rows.Intake, metric: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Refuse a layer of which nothing lies at the Sozialräume: its coordinate system cannot be right."""
    west, south, east, north = areas.total_bounds
    bounds = metric.bounds
    touches = (bounds.maxx >= west) & (bounds.minx <= east) & (bounds.maxy >= south) & (bounds.miny <= north)
    if len(metric) and not touches.any():
        raise intake.refusal("layer_elsewhere", value=str(None if intake.geometry is None else intake.geometry.crs))
    return metric
