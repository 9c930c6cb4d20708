"""Where things are: coordinate columns, unnamed coordinate systems, and the Sozialraum of each place."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sozialraum_geo import spatial
from sozialraum_geo.cleaning import to_number
from sozialraum_geo.rows import Intake, find_headers, match_areas
from sozialraum_geo.tables import COORDINATE_HEADERS, TABLES, find_column

# Coordinate systems that German lists come in, tried when a table of coordinates does not say
CRS_GUESSES = (
    "EPSG:4326",
    "EPSG:25832",
    "EPSG:25833",
    "EPSG:31466",
    "EPSG:31467",
    "EPSG:31468",
    "EPSG:31469",
    "EPSG:4647",
    "EPSG:5650",
    "EPSG:3857",
    "EPSG:3035",
)
FEW = 3  # fewer points all in the wrong place are faults of their rows, not of the coordinate system


Lookup = Callable[[pd.DataFrame], pd.DataFrame]  # addresses in, what `geocoding.geocode` returns out
EXACT = ("haus", "nachbarhaus", "strasse")  # the middle of a postcode is no place to walk to


def place_points(intake: Intake, areas: gpd.GeoDataFrame, far_m: float, find: Lookup | None = None) -> None:
    """Give each row its point and its Sozialraum; reject what has neither, lies far outside or outside Germany.

    Raises
    ------
    StudyError
        If the coordinate system is unknown or cannot be right.
    """
    headers = find_headers(intake)
    points = _points(intake, areas, headers)
    waiting = pd.Index([])
    if find is not None:
        points, waiting = _at_their_address(intake, points, areas, find, headers)
    intake.geometry = points
    _reject_abroad(intake, points, areas)
    metric = spatial.to_metric(_located(intake), areas.crs, file=intake.source.label)
    intake.geometry = metric.geometry
    found, distance = _nearest(metric, areas)
    far = distance > far_m
    for row in metric.index[far]:
        intake.problem("rejected", "far_outside", row, detail=f"{distance[row] / 1000:.1f}")
    intake.drop(list(metric.index[far]))
    for row in metric.index[(distance > 0) & ~far]:
        intake.problem("note", "outside_near", row, detail=f"{distance[row]:.0f}")
    _state_areas(intake, found, areas, headers.get("sozialraum_id", "sozialraum_id"), waiting)


def _points(intake: Intake, areas: gpd.GeoDataFrame, headers: Mapping[str, str]) -> gpd.GeoSeries:
    """Return one point a row with its CRS, None where there is none."""
    declared = intake.source.get("crs")
    points = intake.geometry if intake.geometry is not None else coordinates(intake, headers)
    if points is None or not (points.notna() & ~points.is_empty).any():
        return gpd.GeoSeries(None, index=intake.frame.index, crs=areas.crs)
    if declared:
        points = points.set_crs(declared, allow_override=True)
    elif points.crs is None:
        points = guess_crs(intake, points, areas)
    has_point = points.notna() & ~points.is_empty
    # Multi-part and areal places (playgrounds drawn as areas) stand at a point inside them
    shapes = points[has_point & (points.geom_type != "Point")]
    if len(shapes):
        points = points.copy()
        points[shapes.index] = shapely.point_on_surface(np.asarray(shapes))
    return points.where(has_point, None)


def _at_their_address(
    intake: Intake, points: gpd.GeoSeries, areas: gpd.GeoDataFrame, find: Lookup, headers: Mapping[str, str]
) -> tuple[gpd.GeoSeries, pd.Index]:
    """Give rows without a point that of their address; return also the rows that wait for a person to decide."""
    frame = intake.frame
    lost = frame.index[points[frame.index].isna() & frame["street"].notna()]
    if not len(lost):
        return points, pd.Index([])
    written = frame.loc[lost, ["street", "house_number", "postcode", "town"]]
    answer = find(written)
    sure = answer.index[answer["status"].eq("certain") & answer["precision"].isin(EXACT) & answer["x"].notna()]
    metric = spatial.to_metric(gpd.GeoDataFrame(geometry=points), areas.crs, file=intake.source.label).geometry
    metric[sure] = gpd.GeoSeries(shapely.points(answer.loc[sure, ["x", "y"]].to_numpy()), sure, crs=areas.crs)
    frame.loc[sure, "precision"] = answer.loc[sure, "precision"]
    header = headers.get("street", "street")
    shown = written.fillna("").agg(" ".join, axis=1).str.split().str.join(" ")
    waiting = answer.index[answer["status"].eq("doubtful")]
    for code, rows in (("address_doubtful", waiting), ("address_unknown", lost.difference(sure).difference(waiting))):
        for row in rows:
            intake.problem("note", code, int(row), header, shown[row])
    if len(sure):
        intake.problem("note", "addresses_found", detail=str(len(sure)))
    return metric, waiting


def coordinates(intake: Intake, headers: Mapping[str, str]) -> gpd.GeoSeries | None:
    """Return points from coordinate columns, without a CRS; rows whose cells are no coordinates are rejected."""
    names = _coordinate_headers(intake, headers)
    if names is None:
        return None
    raw = intake.raw.frame.loc[intake.frame.index]
    (x, bad_x), (y, bad_y) = (to_number(raw[name]) for name in names)
    for bad, name in ((bad_x, names[0]), (bad_y, names[1])):
        intake.reject(list(bad.index[bad]), "bad_coordinate", name, raw[name])
    half = (x.isna() != y.isna()) & ~bad_x & ~bad_y
    intake.reject(list(x.index[half]), "half_coordinate", "/".join(names))
    zero = (x == 0) & (y == 0)
    intake.reject(list(x.index[zero]), "zero_coordinate", "/".join(names))
    x, y = x[intake.frame.index], y[intake.frame.index]
    points = gpd.GeoSeries(shapely.points(x.to_numpy(), y.to_numpy()), index=x.index)
    return points.where(x.notna(), None)


def _coordinate_headers(intake: Intake, headers: Mapping[str, str]) -> tuple[str, str] | None:
    columns = intake.source.get("columns", {})
    x, y = columns.get("x") or columns.get("lon"), columns.get("y") or columns.get("lat")
    if x and y:
        return x, y
    free = [h for h in map(str, intake.raw.frame.columns) if h not in headers.values()]
    for east, north in COORDINATE_HEADERS:
        x, y = find_column(free, (east,)), find_column(free, (north,))
        if x and y:
            return x, y
    return None


def _plain(number: float) -> str:
    """Write a coordinate as people do: metres without decimals, degrees with five."""
    return f"{number:.0f}" if abs(number) > 400 else f"{number:.6g}".replace(".", ",")


def guess_crs(intake: Intake, points: gpd.GeoSeries, areas: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Give points without a CRS the only one that puts at least 90 % of them at the Sozialräume.

    Raises
    ------
    StudyError
        If none does, or more than one: the study must say it then.
    """
    known = points.to_numpy()[(points.notna() & ~points.is_empty).to_numpy()]
    xy = shapely.get_coordinates(shapely.point_on_surface(known))
    fitting = [crs for crs in CRS_GUESSES if _lie_at(xy, crs, areas)]
    if not fitting and (swapped := [crs for crs in CRS_GUESSES if _lie_at(xy[:, ::-1], crs, areas)]):
        raise intake.refusal("swapped_coordinates", value=f"{_plain(xy[0, 0])} / {_plain(xy[0, 1])}", detail=swapped[0])
    if len(fitting) != 1:
        shown = f"{_plain(xy[0, 0])} / {_plain(xy[0, 1])}"
        raise intake.refusal("which_crs" if fitting else "no_crs_fits", value=shown, detail=", ".join(fitting))
    if fitting[0] != spatial.WGS84:
        intake.problem("note", "crs_guessed", value=fitting[0])
    return points.set_crs(fitting[0])


def _lie_at(xy: np.ndarray, crs: str, areas: gpd.GeoDataFrame) -> bool:
    """Tell whether at least nine in ten points lie within 10 km of the box of the Sozialräume."""
    west, south, east, north = areas.total_bounds
    x, y = spatial.transform_xy(xy[:, 0], xy[:, 1], crs, areas.crs)
    margin = 10_000.0
    inside = (x > west - margin) & (x < east + margin) & (y > south - margin) & (y < north + margin)
    return bool(inside.mean() >= 0.9)


def _located(intake: Intake) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(index=intake.frame.index, geometry=intake.geometry)


def _reject_abroad(intake: Intake, points: gpd.GeoSeries, areas: gpd.GeoDataFrame) -> None:
    placed = _located(intake)[points.notna()]
    abroad = ~spatial.is_in_germany(placed)
    if abroad.all() and len(placed) >= FEW:
        raise intake.refusal("points_abroad", value=str(points.crs))
    corners = placed.bounds
    shown = pd.Series(
        [f"{_plain(x)} / {_plain(y)}" for x, y in zip(corners.minx, corners.miny, strict=True)],
        placed.index,
        dtype=object,
    )
    intake.reject(list(abroad.index[abroad]), "outside_germany", "", shown)


def _nearest(metric: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> tuple[pd.Series, pd.Series]:
    """Return the Sozialraum of each point and its distance [m] to the nearest one; NaN without a point."""
    found = spatial.assign_sozialraum(metric, areas)
    distance = pd.Series(np.nan, index=metric.index)
    has_point = metric.geometry.notna()
    distance[has_point] = 0.0
    outside = has_point & found.isna()
    if outside.any():
        distance[outside] = spatial.distance_to_areas(metric[outside], areas)
    return found, distance


def state_areas(intake: Intake, areas: gpd.GeoDataFrame) -> None:
    """Set the Sozialraum of rows that have no points at all, as stated; unknown ones are noted."""
    written = intake.frame["sozialraum_id"]
    intake.frame["sozialraum_id"] = stated = match_areas(intake, written, areas)
    header = find_headers(intake).get("sozialraum_id", "sozialraum_id")
    for row in stated.index[written.notna() & stated.isna()]:
        intake.problem("note", "unknown_area_stated", int(row), header, written[row])


def _state_areas(intake: Intake, found: pd.Series, areas: gpd.GeoDataFrame, header: str, waiting: pd.Index) -> None:
    """Set the Sozialraum: by the point where there is one, else as stated; say where the two differ.

    Rows that wait for a decision about their address stay in without a place.
    """
    frame = intake.frame
    written = frame["sozialraum_id"]
    stated = match_areas(intake, written, areas) if written.notna().any() else written
    if "sozialraum_id" not in intake.source.get("columns", {}) and stated.notna().sum() < 0.5 * written.notna().sum():
        # A column that only looked like the Sozialraum by its header (Ortsteil, Bezirk …)
        written = stated = pd.Series(None, index=frame.index, dtype=object)
    found = found[frame.index]
    has_point = _located(intake).geometry.notna()
    for row in frame.index[found.notna() & stated.notna() & (stated != found)]:
        intake.problem("note", "other_area", row, header, written[row], str(found[row]))
    frame["sozialraum_id"] = found.where(has_point, stated)
    guessed = pd.Series(np.where(has_point, "haus", "sozialraum"), index=frame.index, dtype=object)
    guessed = guessed.where(has_point | stated.notna(), None)
    frame["precision"] = frame["precision"].where(frame["precision"].notna(), guessed)
    homeless = ~has_point & stated.isna() & ~frame.index.isin(waiting)
    if "facility_id" in frame and intake.source.table != "facilities":
        homeless &= frame["facility_id"].isna()  # its place is that of the facility, see reading
    unknown = written.notna() & stated.isna()
    if TABLES[intake.source.table].required_place:
        intake.reject(list(frame.index[homeless & unknown]), "unknown_area_row", header, written)
        intake.reject(list(frame.index[homeless & ~unknown]), "no_place", header)
    for row in intake.frame.index[unknown[intake.frame.index]]:
        intake.problem("note", "unknown_area_stated", row, header, written[row])
