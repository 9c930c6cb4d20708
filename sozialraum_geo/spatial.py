"""The only place that changes a coordinate reference system or joins in space."""

from __future__ import annotations

import warnings
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS, Transformer
from pyproj.transformer import TransformerGroup

from sozialraum_geo.errors import NoCrsError, Problem

WGS84 = "EPSG:4326"
CENSUS_CRS = "EPSG:3035"
# Germany with its islands and a margin, in degrees: west, south, east, north
GERMANY = (5.5, 47.0, 15.6, 55.2)
GAP_WIDTH_M = 50.0  # narrower holes between areas are faults of drawing, not places of their own


def shapes(frame: gpd.GeoDataFrame | gpd.GeoSeries) -> np.ndarray:
    """Return the geometries as the plain array that shapely works on."""
    return np.asarray(frame.geometry, dtype=object)


def to_metric(frame: gpd.GeoDataFrame, crs: Any, *, file: str = "") -> gpd.GeoDataFrame:
    """Return the frame in the study's metric CRS, in two dimensions.

    Raises
    ------
    NoCrsError
        If the frame has no CRS: it is never guessed here.
    """
    if frame.crs is None:
        raise NoCrsError(Problem("refused", "no_crs", file=file))
    moved = frame if CRS(frame.crs) == CRS(crs) else frame.to_crs(crs)
    return moved.set_geometry(shapely.force_2d(shapes(moved)), crs=crs)


def to_wgs84(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the frame in degrees, as maps need it."""
    return frame.to_crs(WGS84)


def transform_xy(x: np.ndarray, y: np.ndarray, source: Any, target: Any) -> tuple[np.ndarray, np.ndarray]:
    """Transform plain coordinate arrays, x (east) first."""
    return _transformer(CRS(source), CRS(target)).transform(x, y)


@cache
def _transformer(source: CRS, target: CRS) -> Transformer:
    # Building one costs more than using it, and guessing a CRS needs a dozen
    return Transformer.from_crs(source, target, always_xy=True)


def is_in_germany(frame: gpd.GeoDataFrame) -> pd.Series:
    """Tell for each geometry whether it lies in Germany's bounding box."""
    bounds = to_wgs84(frame).bounds
    west, south, east, north = GERMANY
    return (bounds.minx >= west) & (bounds.miny >= south) & (bounds.maxx <= east) & (bounds.maxy <= north)


def polygon_part(geometry: shapely.Geometry) -> shapely.Geometry:
    """Return the areal part of a geometry as Polygon or MultiPolygon; empty if there is none."""
    parts = [p for p in shapely.get_parts(geometry, return_index=False) if p.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(parts) if len(parts) != 1 else parts[0]


def repair_polygons(geometry: gpd.GeoSeries) -> tuple[gpd.GeoSeries, pd.Series]:
    """Make polygons valid.

    Returns
    -------
    GeoSeries
        Valid areal geometries; empty where nothing areal is left.
    Series
        Area before minus after as a share of the area after; NaN where nothing had to be repaired.
    """
    broken = ~geometry.is_valid & geometry.notna()
    change = pd.Series(np.nan, index=geometry.index)
    if not broken.any():
        return geometry, change
    fixed = geometry.copy()
    before = shapes(geometry)[broken.to_numpy()]
    mended = [polygon_part(g) for g in shapely.make_valid(before)]
    fixed[broken] = gpd.GeoSeries(mended, index=geometry.index[broken], crs=geometry.crs)
    after = shapely.area(mended)
    with np.errstate(divide="ignore", invalid="ignore"):
        change[broken] = np.where(after > 0, np.abs(shapely.area(before) - after) / after, np.nan)
    return fixed, change


def assign_sozialraum(points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> pd.Series:
    """Put each point into exactly one area.

    Parameters
    ----------
    points
        Point geometries, any index; empty geometries belong nowhere.
    areas
        Polygons with a column ``sozialraum_id``, same CRS.

    Returns
    -------
    Series
        ``sozialraum_id`` per point, None outside all areas. A point on a border, or where areas overlap,
        belongs to the lowest id.
    """
    ordered = areas.sort_values("sozialraum_id", kind="stable")
    # A query prepares what it asks with: hence a tree of the points and the polygons to ask (8 times faster than the
    # other way)
    area, point = shapely.STRtree(shapes(points)).query(shapes(ordered), predicate="intersects")
    lowest = np.full(len(points), len(ordered), dtype=np.intp)
    np.minimum.at(lowest, point, area)
    ids = np.array([*ordered["sozialraum_id"], None], dtype=object)
    return pd.Series(ids[lowest], index=points.index, name="sozialraum_id", dtype=object)


def on_borders(points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> pd.Series:
    """Tell which points touch more than one area."""
    _, point = shapely.STRtree(shapes(points)).query(shapes(areas), predicate="intersects")
    return pd.Series(np.bincount(point, minlength=len(points)) > 1, index=points.index)


def in_gaps(points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Tell which points lie in a hole between the areas that is too narrow for a place, and the nearest area of each.

    An enclave is no gap: holes in which a circle of twice ``GAP_WIDTH_M`` has room are left alone.
    """
    union = shapely.union_all(shapes(areas))
    holes = [shapely.Polygon(ring) for part in shapely.get_parts(union) for ring in part.interiors]
    narrow = [h for h in holes if shapely.buffer(h, -GAP_WIDTH_M).is_empty]
    array = shapes(points)
    inside = shapely.intersects(array, shapely.union_all(narrow)) if narrow else np.zeros(len(array), dtype=bool)
    nearest = shapely.STRtree(shapes(areas)).nearest(array)
    return inside, areas["sozialraum_id"].to_numpy(dtype=object)[nearest]


def roughness_m(source: Any, target: Any) -> float:
    """Return by how many metres a change between these systems may be off, 0 if that is less than two metres.

    Gauß-Krüger without the official grid is off by about three; with the grid it is exact.
    """
    if source is None or CRS(source) == CRS(target):
        return 0.0
    best = _group(CRS(source), CRS(target)).transformers
    accuracy = float(best[0].accuracy) if best else 0.0
    return accuracy if accuracy >= 2 else 0.0


@cache
def _group(source: CRS, target: CRS) -> TransformerGroup:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that the best grid is not on this machine is what is asked here
        return TransformerGroup(source, target, always_xy=True)


def distance_to_areas(points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> np.ndarray:
    """Return the distance [m] from each point to the nearest area; 0 inside."""
    nearest = shapely.STRtree(shapes(areas)).nearest(shapes(points))
    return shapely.distance(shapes(points), shapes(areas)[nearest])


def area_shares(cells: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Cut cells at the borders of areas.

    Returns
    -------
    GeoDataFrame
        One row per piece: ``cell`` (position in cells), ``sozialraum_id``, ``area_share`` (piece area / cell area,
        0–1) and the piece's geometry. Pieces under a square millimetre's worth of rounding are dropped.
    """
    ordered = areas.sort_values("sozialraum_id", kind="stable")
    cell_array, area_array = shapes(cells), shapes(ordered)
    shapely.prepare(area_array)
    area_at, cell_at = shapely.STRtree(cell_array).query(area_array, predicate="intersects")
    inside = shapely.covers(area_array[area_at], cell_array[cell_at])
    geometry = cell_array[cell_at]
    cut = ~inside
    geometry[cut] = shapely.intersection(cell_array[cell_at[cut]], area_array[area_at[cut]])
    cell_area = shapely.area(cell_array)[cell_at]
    share = np.where(inside, 1.0, shapely.area(geometry) / cell_area)
    keep = share > 1e-9
    pieces = gpd.GeoDataFrame(
        {
            "cell": cell_at[keep],
            "sozialraum_id": ordered["sozialraum_id"].to_numpy(dtype=object)[area_at[keep]],
            "area_share": share[keep],
        },
        geometry=geometry[keep],
        crs=cells.crs,
    )
    return pieces.sort_values(["cell", "sozialraum_id"], kind="stable", ignore_index=True)


def overlaps(areas: gpd.GeoDataFrame, min_m2: float = 1.0) -> pd.DataFrame:
    """List pairs of areas that overlap by more than ``min_m2``: columns first, second, m2."""
    array = shapes(areas)
    left, right = shapely.STRtree(array).query(array, predicate="intersects")
    pairs = left < right
    left, right = left[pairs], right[pairs]
    m2 = shapely.area(shapely.intersection(array[left], array[right]))
    ids = areas["sozialraum_id"].to_numpy(dtype=object)
    found = pd.DataFrame({"first": ids[left], "second": ids[right], "m2": m2})
    return found[found.m2 > min_m2].sort_values("m2", ascending=False, ignore_index=True)


def gaps_m2(areas: gpd.GeoDataFrame) -> float:
    """Return the area [m²] of holes between the areas that belong to none of them."""
    union = areas.geometry.union_all()
    rings = shapely.get_parts(union)
    filled = shapely.union_all([shapely.Polygon(p.exterior) for p in rings])
    return float(filled.area - union.area)
