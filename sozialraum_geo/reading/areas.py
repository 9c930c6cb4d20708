"""The Sozialräume themselves: valid polygons, unique keys, several levels."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd
import shapely

from sozialraum_geo import spatial
from sozialraum_geo.errors import Problem, StudyError
from sozialraum_geo.reading.rows import Intake, shaped_keys

SHOWN_OVERLAPS = 20
CHANGE_ALLOWED = 0.001  # of an area that had to be repaired; beyond it a person decides
COLUMNS = ["sozialraum_id", "name", "parent_id", "kind", "geometry"]


def with_crs(intake: Intake) -> gpd.GeoDataFrame:
    """Return the rows of a geographic file with their geometry, in the CRS that the study or the file says.

    Raises
    ------
    StudyError
        If the file has no geometries, or neither says the CRS.
    """
    declared = intake.source.get("crs")
    geometry = intake.geometry
    if geometry is None:
        raise intake.refusal("no_geometry")
    if geometry.crs is None and not declared:
        raise intake.refusal("no_crs")
    if declared:
        geometry = geometry.set_crs(declared, allow_override=True)
    intake.geometry = geometry
    empty = geometry.isna() | geometry.is_empty
    intake.reject(list(geometry.index[empty]), "no_geometry_row", "geometry")
    return gpd.GeoDataFrame(intake.frame, geometry=intake.geometry, crs=geometry.crs)


def take_areas(intake: Intake, crs: str, levels: Sequence[str]) -> tuple[str, gpd.GeoDataFrame]:
    """Return the level of one layer of areas and its valid polygons in the metric CRS.

    Raises
    ------
    StudyError
        If the layer holds something else than polygons, repeats keys or lies outside Germany.
    """
    level = intake.source.get("level", levels[-1])
    if level not in levels:
        raise intake.refusal("unknown_level", value=level, detail=", ".join(levels))
    frame = with_crs(intake)
    kinds = frame.geom_type
    wrong = kinds[~kinds.isin(["Polygon", "MultiPolygon", "GeometryCollection"])]
    if len(wrong):
        raise intake.refusal("not_polygons", value=wrong.iloc[0])
    frame["sozialraum_id"] = shaped_keys(intake, frame["sozialraum_id"])
    frame["parent_id"] = frame["parent_id"].astype(object)
    doubled = frame["sozialraum_id"][frame["sozialraum_id"].duplicated()]
    if len(doubled):
        raise StudyError(
            Problem("refused", "duplicate_area", intake.source.label, intake.raw.sheet, row, "sozialraum_id", str(key))
            for row, key in zip(doubled.index.tolist(), doubled, strict=True)
        )
    if not spatial.is_in_germany(frame).all():
        west, south, east, north = frame.total_bounds
        swapped = gpd.GeoDataFrame(geometry=[shapely.box(south, west, north, east)], crs=frame.crs)
        if frame.crs is not None and frame.crs.is_geographic and spatial.is_in_germany(swapped).all():
            raise intake.refusal("swapped_geometry", value=f"{west:.6g} / {south:.6g}".replace(".", ","))
        raise intake.refusal("areas_abroad", value=str(frame.crs))
    if metres := spatial.roughness_m(frame.crs, crs):
        intake.problem("note", "datum_rough", value=str(frame.crs), detail=f"{metres:.0f}")
    intake.frame = pd.DataFrame(frame.drop(columns="geometry"))
    intake.geometry = _mended(intake, spatial.to_metric(frame, crs, file=intake.source.label))
    lost = intake.geometry.is_empty
    intake.reject(list(lost.index[lost]), "no_geometry_row", "geometry", intake.frame["name"])
    return level, gpd.GeoDataFrame(intake.frame, geometry=intake.geometry, crs=crs)


def _mended(intake: Intake, metric: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Return valid areal geometries, and note what had to be changed for that."""
    fixed, change = spatial.repair_polygons(metric.geometry)
    large = change[change > CHANGE_ALLOWED]
    if len(large) and not intake.source.get("repair", False):
        place = (intake.source.label, intake.raw.sheet)
        raise StudyError(
            Problem("refused", "polygon_changed", *place, int(str(row)), "geometry", str(metric.at[row, "name"]),
                    f"{metric.geometry[row].area:.0f} m² und {fixed[row].area:.0f} m²")
            for row in large.index
        )  # fmt: skip
    for row, share in change.dropna().items():
        changed = f"{100 * share:.4g}".replace(".", ",")
        intake.problem("note", "polygon_repaired", int(str(row)), "geometry", metric.at[row, "name"], changed)
    mixed = fixed.index[fixed.geom_type == "GeometryCollection"]
    for row in mixed:
        intake.problem("note", "areal_part_kept", int(row), "geometry", metric.at[row, "name"])
    areal = [spatial.polygon_part(g) if g.geom_type == "GeometryCollection" else g for g in fixed]
    # One order of rings and corners, whatever the file type: same areas, same fingerprint
    return gpd.GeoSeries(areal, index=fixed.index, crs=fixed.crs).normalize()


def join_levels(
    parts: list[tuple[str, gpd.GeoDataFrame]], levels: Sequence[str]
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame | None]:
    """Return the Sozialräume with their parents, and the areas of all coarser levels (None if there are none).

    Raises
    ------
    StudyError
        If no Sozialraum is left.
    """
    finest = [f for level, f in parts if level == levels[-1] and len(f)]
    if not finest:
        raise StudyError(Problem("refused", "no_areas"))
    areas = pd.concat(finest).sort_values("sozialraum_id", ignore_index=True)[COLUMNS]
    above = [
        f.rename(columns={"sozialraum_id": "area_id"}).assign(level=level) for level, f in parts if level != levels[-1]
    ]
    columns = ["level", "area_id", "name", "parent_id", "geometry"]
    if not above:
        if len(levels) < 2 or areas["parent_id"].isna().all():
            return areas, None
        upper = areas.dropna(subset=["parent_id"]).dissolve("parent_id").reset_index()
        upper = upper.assign(area_id=upper["parent_id"], name=upper["parent_id"], level=levels[-2], parent_id=None)
        return areas, upper[columns]
    upper = pd.concat(above, ignore_index=True)[columns]
    direct = upper[upper["level"] == levels[-2]].rename(columns={"area_id": "sozialraum_id"})
    if len(direct) and not areas["parent_id"].isin(direct["sozialraum_id"]).all():
        inside = areas.set_geometry(areas.geometry.representative_point())
        areas["parent_id"] = spatial.assign_sozialraum(inside, direct)
    return areas, upper.sort_values(["level", "area_id"], ignore_index=True)


def check_areas(areas: gpd.GeoDataFrame, upper: gpd.GeoDataFrame | None) -> list[Problem]:
    """Return what is wrong between areas: repeated keys, overlaps, gaps."""
    keys = [areas["sozialraum_id"]]
    if upper is not None:
        keys += [upper["area_id"][upper["level"] == level] for level in upper["level"].unique()]
    doubled = [key for ids in keys for key in ids[ids.duplicated()].unique()]
    problems = [Problem("refused", "duplicate_area", value=str(key)) for key in doubled]
    for pair in spatial.overlaps(areas).head(SHOWN_OVERLAPS).itertuples():
        names = f"{pair.first} / {pair.second}"
        problems.append(Problem("note", "areas_overlap", value=names, detail=f"{pair.m2:.0f}"))
    gap = spatial.gaps_m2(areas)
    if gap > 1:
        problems.append(Problem("note", "areas_gap", detail=f"{gap:.0f}"))
    return problems
