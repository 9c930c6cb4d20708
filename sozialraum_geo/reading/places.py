"""Where things are: coordinate columns, unnamed coordinate systems, and the Sozialraum of each place."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sozialraum_geo import spatial
from sozialraum_geo.reading.cells.cleaning import to_coordinate
from sozialraum_geo.reading.rows import Intake, find_headers, match_areas
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
# What people write for "no coordinate"
MARKS = (-1.0, -99.0, -999.0, 999.0, 9999.0, 99999.0, 999999.0)
MIXED_SHARE = 0.4  # more places than this in another Sozialraum than stated: the coordinates are wrong, not the rows
FEW = 3  # fewer points all in the wrong place are faults of their rows, not of the coordinate system


Lookup = Callable[[pd.DataFrame], pd.DataFrame]  # addresses in, what `geocoding.geocode` returns out
EXACT = ("haus", "nachbarhaus", "strasse")  # the middle of a postcode is no place to walk to


def is_there(points: gpd.GeoSeries) -> pd.Series:
    """Tell which geometries are neither missing nor empty."""
    return ~points.isna() & ~points.is_empty


def place_points(intake: Intake, areas: gpd.GeoDataFrame, far_m: float, find: Lookup | None = None) -> None:
    """Give each row its point and its Sozialraum; reject what has neither, lies far outside or outside Germany.

    Raises
    ------
    StudyError
        If the coordinate system is unknown or cannot be right.
    """
    headers = find_headers(intake)
    points = _points(intake, areas, headers)
    waiting, homes = pd.Index([]), pd.Series(dtype=object)
    if find is not None:
        points, waiting, homes = _at_their_address(intake, points, areas, find, headers)
    intake.geometry = points
    _reject_abroad(intake, points, areas)
    _note_quality(intake, gpd.GeoSeries(points.loc[intake.frame.index], crs=points.crs), areas)
    metric = spatial.to_metric(_located(intake), areas.crs, file=intake.source.label)
    intake.geometry = metric.geometry
    found, distance = _nearest(intake, metric, areas)
    far = distance > far_m
    is_neighbour = intake.source.get("neighbour", False)
    if len(far) >= FEW and not is_neighbour and far[points.notna()].all() and (fitting := _fitting(points, areas)):
        raise intake.refusal("layer_elsewhere", value=_name(points.crs), detail=", ".join(fitting))
    if is_neighbour:  # most of its places are too far away for anybody here, and no fault
        intake.keep(~far.loc[intake.frame.index])
    else:
        for row in metric.index[far]:
            intake.problem("rejected", "far_outside", row, detail=f"{distance[row] / 1000:.1f}")
        intake.drop(list(metric.index[far]))
    _reject_gaps(intake, metric, distance, areas)
    outside = intake.frame.index[(distance > 0)[intake.frame.index]]
    if is_neighbour and len(outside):
        intake.problem("note", "neighbours_near", detail=str(len(outside)))
    else:
        for row in outside:
            intake.problem("note", "outside_near", row, detail=f"{distance[row]:.0f}")
    _state_areas(intake, found, areas, headers.get("sozialraum_id", "sozialraum_id"), waiting, homes)


def _points(intake: Intake, areas: gpd.GeoDataFrame, headers: Mapping[str, str]) -> gpd.GeoSeries:
    """Return one point a row with its CRS, None where there is none."""
    declared = intake.source.get("crs")
    points = _finite(intake) if intake.geometry is not None else coordinates(intake, headers)
    if points is None or not is_there(points).any():
        return gpd.GeoSeries(None, index=intake.frame.index, crs=areas.crs)
    if declared:
        points = points.set_crs(declared, allow_override=True)
    elif points.crs is None:
        points = guess_crs(intake, points, areas)
    has_point = is_there(points)
    several = int((points.geom_type.eq("MultiPoint") & (shapely.get_num_geometries(np.asarray(points)) > 1)).sum())
    if several:
        intake.problem("note", "several_points", detail=str(several))
    # Multi-part and areal places (playgrounds drawn as areas) stand at a point inside them
    shapes = points[has_point & (points.geom_type != "Point")]
    if len(shapes):
        points = points.copy()
        points[shapes.index] = shapely.point_on_surface(np.asarray(shapes))
    return points.where(has_point, None)


def _at_their_address(
    intake: Intake, points: gpd.GeoSeries, areas: gpd.GeoDataFrame, find: Lookup, headers: Mapping[str, str]
) -> tuple[gpd.GeoSeries, pd.Index, pd.Series]:
    """Give rows without a point that of their address.

    Returns
    -------
    points, waiting, homes
        Also the rows that wait for a person to decide, and the Sozialraum of addresses of which no point is known.
    """
    frame = intake.frame
    lost = frame.index[points[frame.index].isna() & frame["street"].notna()]
    if not len(lost):
        return points, pd.Index([]), pd.Series(dtype=object)
    written = frame.loc[lost, ["street", "house_number", "postcode", "town"]]
    answer = find(written)
    is_exact = answer["status"].eq("certain") & answer["precision"].isin(EXACT)
    sure = answer.index[is_exact & answer["x"].notna()]
    homes = answer["area_id"][is_exact & answer["x"].isna() & answer["area_id"].notna()]
    is_ours = homes.isin(areas["sozialraum_id"])
    homes = homes[is_ours & (is_ours.mean() >= 0.5)]  # else its areas are others, of which some are called like ours
    metric = spatial.to_metric(gpd.GeoDataFrame(geometry=points), areas.crs, file=intake.source.label).geometry
    metric[sure] = gpd.GeoSeries(shapely.points(answer.loc[sure, ["x", "y"]].to_numpy()), sure, crs=areas.crs)
    frame.loc[sure, "precision"] = answer.loc[sure, "precision"]
    header = headers.get("street", "street")
    shown = written.fillna("").agg(" ".join, axis=1).str.split().str.join(" ")
    waiting = answer.index[answer["status"].eq("doubtful")]
    unknown = lost.difference(sure).difference(waiting).difference(homes.index)
    for code, rows in (("address_doubtful", waiting), ("address_unknown", unknown)):
        for row in rows:
            intake.problem("note", code, int(row), header, shown[row])
    if len(sure):
        intake.problem("note", "addresses_found", detail=str(len(sure)))
    if len(homes):
        intake.problem("note", "addresses_pointless", detail=str(len(homes)))
    return metric, waiting, homes


def _finite(intake: Intake) -> gpd.GeoSeries:
    """Reject geometries that are nowhere: not a number, or endless."""
    assert intake.geometry is not None  # noqa: S101 - the caller looked
    bounds = intake.geometry.bounds
    nowhere = is_there(intake.geometry) & ~np.isfinite(bounds.to_numpy()).all(axis=1)
    shown = pd.Series([f"{x} / {y}" for x, y in zip(bounds.minx, bounds.miny, strict=True)], bounds.index, dtype=object)
    intake.reject(list(nowhere.index[nowhere]), "bad_coordinate", "geometry", shown)
    return intake.geometry


def coordinates(intake: Intake, headers: Mapping[str, str]) -> gpd.GeoSeries | None:
    """Return points from coordinate columns, without a CRS; rows whose cells are no coordinates are rejected."""
    names = _coordinate_headers(intake, headers)
    if names is None:
        return None
    raw = intake.raw.frame.loc[intake.frame.index]
    (x, bad_x), (y, bad_y) = (to_coordinate(raw[name]) for name in names)
    for bad, name in ((bad_x, names[0]), (bad_y, names[1])):
        intake.reject(list(bad.index[bad]), "bad_coordinate", name, raw[name])
    for values, name in ((x, names[0]), (y, names[1])):
        intake.reject(list(x.index[values.isin(MARKS)]), "mark_coordinate", name, raw[name])
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
    fitting = _fitting(points, areas)
    known = points.to_numpy()[is_there(points).to_numpy()]
    xy = shapely.get_coordinates(shapely.point_on_surface(known))
    if not fitting and (swapped := [crs for crs in CRS_GUESSES if _lie_at(xy[:, ::-1], crs, areas)]):
        raise intake.refusal("swapped_coordinates", value=f"{_plain(xy[0, 0])} / {_plain(xy[0, 1])}", detail=swapped[0])
    if len(fitting) != 1:
        shown = f"{_plain(xy[0, 0])} / {_plain(xy[0, 1])}"
        raise intake.refusal("which_crs" if fitting else "no_crs_fits", value=shown, detail=", ".join(fitting))
    if fitting[0] != spatial.WGS84:
        intake.problem("note", "crs_guessed", value=fitting[0])
    return points.set_crs(fitting[0])


def _fitting(points: gpd.GeoSeries, areas: gpd.GeoDataFrame) -> list[str]:
    """Return the coordinate systems in which the numbers of these points lie at the Sozialräume."""
    known = points.to_numpy()[is_there(points).to_numpy()]
    xy = shapely.get_coordinates(shapely.point_on_surface(known))
    return [crs for crs in CRS_GUESSES if len(xy) and _lie_at(xy, crs, areas)]


def _name(crs: object) -> str:
    """Return the short name of a coordinate system, where it has one."""
    code = getattr(crs, "to_epsg", lambda: None)()
    return f"EPSG:{code}" if code else str(getattr(crs, "name", crs))


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
    if abroad.all() and len(placed):
        fitting = _fitting(points, areas)
        xy = shapely.get_coordinates(shapely.point_on_surface(spatial.shapes(placed)))
        first = f"{_plain(xy[0, 0])} / {_plain(xy[0, 1])}"
        if not fitting and _lie_at(xy[:, ::-1], str(points.crs), areas):
            has_shapes = intake.raw.geometry is not None
            code = "swapped_geometry" if has_shapes else "swapped_coordinates"
            raise intake.refusal(code, value=first)
        if fitting or len(placed) >= FEW:
            raise intake.refusal("points_abroad", value=_name(points.crs), detail=", ".join(fitting))
    corners = placed.bounds
    shown = pd.Series(
        [f"{_plain(x)} / {_plain(y)}" for x, y in zip(corners.minx, corners.miny, strict=True)],
        placed.index,
        dtype=object,
    )
    intake.reject(list(abroad.index[abroad]), "outside_germany", "", shown)


def _note_quality(intake: Intake, points: gpd.GeoSeries, areas: gpd.GeoDataFrame) -> None:
    """Note what makes places less exact than they look, and let their precision say so."""
    placed = points[points.notna()]
    if not len(placed):
        return
    xy = shapely.get_coordinates(np.asarray(placed))
    coarse = pd.Series(False, index=placed.index)
    if points.crs is not None and points.crs.is_geographic:
        hundredths = xy * 100
        is_round = np.asarray((np.abs(hundredths - np.round(hundredths)) < 1e-7).all(axis=1), dtype=bool)
        coarse = pd.Series(is_round, index=placed.index, dtype=bool)
    if coarse.any():
        intake.problem("note", "coarse_coordinates", int(placed.index[coarse][0]), detail=str(int(coarse.sum())))
    spots = pd.Series([f"{_plain(x)} / {_plain(y)}" for x, y in xy], index=placed.index)
    name, count = spots.value_counts().index[0], int(spots.value_counts().iloc[0])
    same = spots.eq(name) & (count == len(spots) or (count >= 5 and 2 * count >= len(spots))) & (count >= FEW)
    if intake.source.table in ("facilities", "partners") and same.any():
        intake.problem("note", "same_spot", int(placed.index[same][0]), value=name, detail=str(count))
        coarse |= same
    if "precision" in intake.frame:
        unclear = coarse.reindex(intake.frame.index, fill_value=False) & intake.frame["precision"].isna()
        intake.frame["precision"] = intake.frame["precision"].mask(unclear, "ort")
    metres = spatial.roughness_m(points.crs, areas.crs)
    if metres:
        intake.problem("note", "datum_rough", value=_name(points.crs), detail=f"{metres:.0f}")


def _reject_gaps(intake: Intake, metric: gpd.GeoDataFrame, distance: pd.Series, areas: gpd.GeoDataFrame) -> None:
    """Reject what lies in a gap that only bad drawing leaves between the Sozialräume; name the nearest."""
    near = distance.index[(distance > 0) & (distance <= spatial.GAP_WIDTH_M)]
    near = near.intersection(intake.frame.index)
    if not len(near):
        return
    inside, nearest = spatial.in_gaps(metric.loc[near], areas)
    for row, area in zip(near[inside], nearest[inside], strict=True):
        intake.problem("rejected", "in_gap", int(row), value=area, detail=f"{distance[row]:.0f}")
    intake.drop(list(near[inside]))


def _nearest(intake: Intake, metric: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> tuple[pd.Series, pd.Series]:
    """Return the Sozialraum of each point and its distance [m] to the nearest one; NaN without a point."""
    found = spatial.assign_sozialraum(metric, areas)
    distance = pd.Series(np.nan, index=metric.index)
    has_point = metric.geometry.notna()
    distance[has_point] = 0.0
    borders = spatial.on_borders(metric, areas)
    if borders.any():
        intake.problem("note", "on_border", int(metric.index[borders][0]), detail=str(int(borders.sum())))
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


def _state_areas(
    intake: Intake,
    found: pd.Series,
    areas: gpd.GeoDataFrame,
    header: str,
    waiting: pd.Index,
    homes: pd.Series,
) -> None:
    """Set the Sozialraum: by the point, else as stated, else that of the address; say where point and list differ.

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
    compared = found.notna() & stated.notna()
    differing = compared & (stated != found)
    is_many = compared.sum() >= 10 and differing.sum() > MIXED_SHARE * compared.sum()
    if is_many and not intake.source.get("crs"):
        crs = _name(None if intake.raw.geometry is None else intake.raw.geometry.crs)
        raise intake.refusal("mostly_elsewhere", header, crs, f"{differing.sum()} von {compared.sum()}")
    for row in frame.index[differing]:
        intake.problem("note", "other_area", row, header, written[row], str(found[row]))
    unknown = written.notna() & stated.isna()
    stated = pd.Series(
        [homes.get(row) if pd.isna(area) else area for row, area in stated.items()], frame.index, dtype=object
    )
    frame["sozialraum_id"] = found.where(has_point, stated)
    guessed = pd.Series(np.where(has_point, "haus", "sozialraum"), index=frame.index, dtype=object)
    guessed = guessed.where(has_point | stated.notna(), None)
    frame["precision"] = frame["precision"].where(frame["precision"].notna(), guessed)
    homeless = ~has_point & stated.isna() & ~frame.index.isin(waiting)
    if "facility_id" in frame and intake.source.table != "facilities":
        homeless &= frame["facility_id"].isna()  # its place is that of the facility, see reading
    if TABLES[intake.source.table].required_place:
        intake.reject(list(frame.index[homeless & unknown]), "unknown_area_row", header, written)
        intake.reject(list(frame.index[homeless & ~unknown]), "no_place", header)
    for row in intake.frame.index[unknown[intake.frame.index]]:
        intake.problem("note", "unknown_area_stated", row, header, written[row])
