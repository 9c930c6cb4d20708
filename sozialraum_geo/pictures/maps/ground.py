"""The map on which a place is picked: districts, streets and houses, nothing of anybody's figures."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from sozialraum_geo.german.words import maps
from sozialraum_geo.pictures.maps.picture import Picture, base_part, bounds_of, near_part
from sozialraum_geo.spatial import WGS84, transform_xy
from sozialraum_geo.study import Study

AROUND_M = 350.0  # shown on each side of a point


@dataclass(frozen=True, eq=False)
class StudyGround:
    """What lies under a map, straight from a study."""

    areas: gpd.GeoDataFrame
    crs: str
    upper: gpd.GeoDataFrame | None
    background: gpd.GeoDataFrame | None
    streets: gpd.GeoDataFrame | None


def ground_of(study: Study) -> StudyGround:
    """Return what lies under the maps of a study."""
    return StudyGround(study.sozialraeume, study.crs, study.upper, study.background, study.edges)


def degrees(point: shapely.Point, crs: str) -> tuple[float, float]:
    """Return longitude and latitude of a point of the study."""
    lon, lat = transform_xy(np.array([point.x]), np.array([point.y]), crs, WGS84)
    return float(lon[0]), float(lat[0])


def metres(lon: float, lat: float, crs: str) -> shapely.Point:
    """Return the point of the study at a longitude and latitude, on the decimetre."""
    x, y = transform_xy(np.array([lon]), np.array([lat]), WGS84, crs)
    return shapely.Point(round(float(x[0]), 1), round(float(y[0]), 1))


def pick_picture(
    ground: StudyGround,
    *,
    title: str,
    area: str = "",
    point: shapely.Point | None = None,
    around: shapely.Point | None = None,
) -> Picture:
    """Describe a map on which a click sets a point.

    Parameters
    ----------
    area
        ``sozialraum_id`` to be shown from near, with all its streets.
    point
        Where the pin stands.
    around
        Show the surroundings of this point, not the whole area.
    """
    base = base_part(ground)
    parts = {"base": base}
    areas = ground.areas
    is_area = bool(area) and area in set(areas["sozialraum_id"])
    view = base["bounds"]
    if is_area:
        parts["near"] = near_part(ground, area)
        view = bounds_of(areas.geometry.array[(areas["sozialraum_id"] == area).to_numpy()], ground.crs)
    at = None
    if point is not None:
        lon, lat = degrees(point, ground.crs)
        at = [lat, lon]
    if around is not None:
        view = bounds_of(np.array([around.buffer(AROUND_M)]), ground.crs)
    count = len(areas)
    paint = {
        "layer": "pick",
        "title": title,
        "subtitle": "",
        "place": "",
        "source": "",
        "method": "",
        "styles": [{"fill": "#fbf9f4", "pattern": ""}],
        "fill": [0] * count,
        "values": [""] * count,
        "shows_values": False,
        "rows": [],
        "legend": [],
        "legend_unit": "",
        "notes": [],
        "reach": {},
        "border": "dark",
        "selected": area if is_area else "",
        "view": view,
        "tiles": None,
        "words": maps.WORDS,
        "pick": {"at": at, "label": title},
    }
    return Picture(parts, paint)
