"""A map as data: geometry in parts that travel once, and the light paint that changes.

Coordinates are WGS84 in units of 0.00001 degrees (about a metre), each ring or line a flat list
``[lon, lat, dlon, dlat, …]`` of the first vertex and the steps to the next ones; a ring does not repeat its first one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from weakref import WeakKeyDictionary

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sozialraum_geo.spatial import WGS84, transform_xy

if TYPE_CHECKING:
    from sozialraum_geo.release.door import Release

UNITS_PER_DEGREE = 100_000
SIMPLIFY_M = (1.0, 8.0)
PIXELS = 6000  # a simplified line may be off by about a pixel on a picture that wide
MAIN_STREETS = 40
YARD_M2 = 50_000.0

Part = dict[str, Any]

STREET_RANK = {
    kind: rank
    for rank, kinds in {
        1: "hauptstraße autobahn bundesstraße landesstraße kreisstraße motorway trunk primary secondary",
        2: "sammelstraße tertiary",
    }.items()
    for kind in kinds.split()
}


class Ground(Protocol):
    """What lies under every map: of a release, or of a study whose places are still being entered."""

    @property
    def areas(self) -> gpd.GeoDataFrame:
        """The Sozialräume: ``sozialraum_id``, ``name``, ``parent_id``."""

    @property
    def crs(self) -> str:
        """Coordinate system of all geometry."""

    @property
    def upper(self) -> gpd.GeoDataFrame | None:
        """Areas of the levels above."""

    @property
    def background(self) -> gpd.GeoDataFrame | None:
        """Water, green, rail, buildings."""

    @property
    def streets(self) -> gpd.GeoDataFrame | None:
        """Streets with ``name`` and ``kind``."""


_parts_of_release: WeakKeyDictionary[Ground, dict[Any, Part]] = WeakKeyDictionary()


@dataclass(frozen=True, eq=False)
class Picture:
    """What every renderer draws.

    Attributes
    ----------
    parts
        Heavy geometry by name (``base``, ``near``, ``cells``, ``points``, ``walking``, ``lines``), each with ``hash``.
    paint
        Everything else: words, styles, the class of each area, legend, tooltips, view.
    """

    parts: dict[str, Part]
    paint: dict[str, Any]

    def data(self, known: Container[str] = ()) -> dict[str, Any]:
        """Return one JSON-able object; of parts whose hash is known already, only the hash."""
        parts = {n: {"hash": p["hash"]} if p["hash"] in known else p for n, p in self.parts.items()}
        return {"parts": parts, "paint": self.paint}

    @property
    def hashes(self) -> tuple[str, ...]:
        """The hashes of all parts."""
        return tuple(part["hash"] for part in self.parts.values())


def compact_json(value: Any) -> str:
    r"""Write JSON that may stand inside ``<script>``: no ``<``, ``>``, ``&`` and no line ends of JavaScript.

    Examples
    --------
    >>> print(compact_json(["</script>"]))
    ["\u003c/script\u003e"]
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text


def kept_part(release: Ground, key: Any, make: Callable[[], Part]) -> Part:
    """Return a part of a release, made once for as long as the release lives."""
    kept = _parts_of_release.setdefault(release, {})
    if key not in kept:
        kept[key] = make()
    return kept[key]


def _sealed(part: Part) -> Part:
    return {"hash": hashlib.sha256(compact_json(part).encode()).hexdigest()[:16], **part}


# --- numbers for geometry --------------------------------------------------------------------------------------------


def _units(coordinates: np.ndarray, crs: Any) -> np.ndarray:
    lon, lat = transform_xy(coordinates[:, 0], coordinates[:, 1], crs, WGS84)
    units: np.ndarray = np.rint(np.column_stack([lon, lat]) * UNITS_PER_DEGREE).astype(np.int64)
    return units


def _steps(geometries: Any, owner: np.ndarray, count: int, crs: Any, least: int, closed: bool) -> list[list[list[int]]]:
    """Return for each of ``count`` owners its lines as steps; lines of fewer than ``least`` vertices vanish."""
    out: list[list[list[int]]] = [[] for _ in range(count)]
    coordinates, line = shapely.get_coordinates(geometries, return_index=True)
    if not len(coordinates):
        return out
    units = _units(coordinates, crs)
    first = np.append(True, line[1:] != line[:-1])
    moved = np.append(True, (units[1:] != units[:-1]).any(axis=1))
    keep = first | moved
    if closed:
        keep &= ~np.append(line[1:] != line[:-1], True)
    units, line, first = units[keep], line[keep], first[keep]
    steps = np.where(first[:, None], units, np.diff(units, axis=0, prepend=units[:1]))
    starts = np.flatnonzero(first)
    flat = steps.ravel().tolist()
    for start, stop, which in zip(starts, np.append(starts[1:], len(units)), line[starts], strict=True):
        if stop - start >= least:
            out[owner[which]].append(flat[2 * start : 2 * stop])
    return out


def encode_polygons(geometries: Any, crs: Any) -> list[list[list[int]]]:
    """Return the rings of each areal geometry; filled even-odd they are its area, holes and islands included."""
    geometries = np.asarray(geometries, dtype=object)
    polygons, owner = shapely.get_parts(shapely.orient_polygons(geometries), return_index=True)
    areal = shapely.get_type_id(polygons) == shapely.GeometryType.POLYGON
    rings, ring_owner = shapely.get_rings(polygons[areal], return_index=True)
    return _steps(rings, owner[areal][ring_owner], len(geometries), crs, 3, closed=True)


def encode_lines(geometries: Any, crs: Any) -> list[list[list[int]]]:
    """Return the lines of each linear geometry."""
    geometries = np.asarray(geometries, dtype=object)
    lines, owner = shapely.get_parts(geometries, return_index=True)
    linear = shapely.get_type_id(lines) == shapely.GeometryType.LINESTRING
    return _steps(lines[linear], owner[linear], len(geometries), crs, 2, closed=False)


def encode_points(points: Any, crs: Any) -> list[int]:
    """Return points as one flat list of steps."""
    units = _units(shapely.get_coordinates(np.asarray(points, dtype=object)), crs)
    flat: list[int] = np.diff(units, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).ravel().tolist()
    return flat


def decode(steps: list[int]) -> np.ndarray:
    """Return an (n, 2) array of longitude and latitude from steps.

    Examples
    --------
    >>> decode([943000, 5478000, 100, -100]).tolist()
    [[9.43, 54.78], [9.431, 54.779]]
    """
    return np.cumsum(np.asarray(steps, dtype=np.int64).reshape(-1, 2), axis=0) / UNITS_PER_DEGREE


def bounds_of(geometries: Any, crs: Any) -> list[list[float]]:
    """Return ``[[south, west], [north, east]]`` in degrees."""
    west, south, east, north = shapely.total_bounds(np.asarray(geometries, dtype=object))
    corners = _units(np.array([[west, south], [west, north], [east, south], [east, north]]), crs) / UNITS_PER_DEGREE
    low, high = corners.min(axis=0), corners.max(axis=0)
    return [[float(low[1]), float(low[0])], [float(high[1]), float(high[0])]]


def _label_points(polygons: np.ndarray) -> np.ndarray:
    """Return the centre of the largest circle inside each polygon: where its name has most room."""
    size = np.sqrt(np.maximum(shapely.area(polygons), 1.0))
    circles = shapely.maximum_inscribed_circle(polygons, tolerance=size / 15)
    return np.asarray(shapely.get_point(circles, 0))


def tolerance_m(areas: gpd.GeoDataFrame) -> float:
    """Return how far a line drawn may be off [m], by the extent of the study area."""
    west, south, east, north = areas.total_bounds
    return float(np.clip(max(east - west, north - south) / PIXELS, *SIMPLIFY_M))


# --- parts -----------------------------------------------------------------------------------------------------------


def base_part(release: Ground) -> Part:
    """Return districts, upper borders, water, green, rail and main streets: the same under every layer of a release."""
    return kept_part(release, "base", lambda: _base_part(release))


def _base_part(release: Ground) -> Part:
    areas, crs = release.areas, release.crs
    off = tolerance_m(areas)
    shapes = shapely.coverage_simplify(np.asarray(areas.geometry.array), off)
    part: Part = {
        "bounds": bounds_of(shapes, crs),
        "ids": areas["sozialraum_id"].astype(str).tolist(),
        "names": areas["name"].astype(str).tolist(),
        "rings": encode_polygons(shapes, crs),
        "labels": encode_points(_label_points(shapes), crs),
        "upper": _upper(release, shapes),
        "water": [],
        "green": [],
        "rail": [],
        "streets": [],
    }
    if release.background is not None:
        for kind in ("water", "green", "rail"):
            part[kind] = _backdrop(release.background, kind, crs, off)
    if release.streets is not None and len(release.streets):
        part["streets"] = _streets(ranked_streets(release.streets), (1, 2), crs, off * 2)
    return _sealed(part)


def _upper(release: Ground, shapes: np.ndarray) -> list[dict[str, Any]]:
    """Return the level right above the Sozialraum, put together from the simplified areas: borders of both coincide."""
    if release.upper is None:
        return []
    names = dict(zip(release.upper["area_id"], release.upper["name"], strict=True))
    parents = release.areas["parent_id"].to_numpy(dtype=object)
    ids = sorted({p for p in parents if p in names})
    if not ids:
        return []
    merged = np.array([shapely.union_all(shapes[parents == i]) for i in ids], dtype=object)
    at = np.cumsum(np.reshape(encode_points(_label_points(merged), release.crs), (-1, 2)), axis=0).tolist()
    rings = encode_polygons(merged, release.crs)
    return [{"name": str(names[i]), "rings": r, "at": p} for i, r, p in zip(ids, rings, at, strict=True)]


def _backdrop(background: gpd.GeoDataFrame, kind: str, crs: Any, off: float) -> list[list[int]]:
    """Return all shapes of one kind in one list; what would be a speck is left out."""
    rows = np.asarray(background.geometry.array)[(background["kind"] == kind).to_numpy()]
    shapes = shapely.simplify(rows[~shapely.is_missing(rows)], off)
    if kind == "rail":
        return [line for lines in encode_lines(shapes, crs) for line in lines]
    lines = [line for lines in encode_lines(shapes, crs) for line in lines] if kind == "water" else []
    rings = encode_polygons(shapes[shapely.area(shapes) > (6 * off) ** 2], crs)
    # a brook is a line: closing it would draw a lake, so it walks back on itself
    return [ring for part in rings for ring in part] + [_there_and_back(line) for line in lines]


def _there_and_back(line: list[int]) -> list[int]:
    steps = np.reshape(line, (-1, 2))
    back = -steps[1:][::-1]
    flat: list[int] = np.vstack([steps, back[:-1]]).ravel().tolist()
    return flat


def ranked_streets(streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Merge streets by name, with ``rank`` 1 (main) to 3; without useful kinds the longest named ones are main."""
    streets = streets[["name", "kind", "geometry"]].copy()
    streets["name"] = streets["name"].fillna("").astype(str)
    streets["rank"] = streets["kind"].astype("string").str.lower().map(STREET_RANK).fillna(3).astype(int)
    if not (streets["rank"] == 1).any():
        length = streets.geometry.length.groupby(streets["name"]).sum().drop("", errors="ignore")
        streets.loc[streets["name"].isin(length.nlargest(MAIN_STREETS).index), "rank"] = 1
    rows = []
    for (rank, name), lines in streets.groupby(["rank", "name"], sort=True).geometry:
        merged = shapely.line_merge(shapely.union_all(np.asarray(lines.array)))
        rows.append({"name": name, "rank": rank, "geometry": merged})
    return gpd.GeoDataFrame(rows, crs=streets.crs, geometry="geometry")


def _streets(streets: gpd.GeoDataFrame, ranks: Iterable[int], crs: Any, off: float) -> list[dict[str, Any]]:
    chosen = streets[streets["rank"].isin(list(ranks)) & ~streets.geometry.is_empty]
    lines = encode_lines(shapely.simplify(np.asarray(chosen.geometry.array), off), crs)
    return [
        {"name": str(n), "rank": int(r), "lines": x}
        for n, r, x in zip(chosen["name"], chosen["rank"], lines, strict=True)
        if x
    ]


def near_part(release: Ground, sozialraum_id: str, margin_m: float = 150.0) -> Part:
    """Return all streets and the buildings of one area and a margin around it."""
    return kept_part(release, ("near", sozialraum_id), lambda: _near_part(release, sozialraum_id, margin_m))


def _near_part(release: Ground, sozialraum_id: str, margin_m: float) -> Part:
    shape = release.areas.loc[release.areas["sozialraum_id"] == sozialraum_id].geometry.iloc[0].buffer(margin_m)
    part: Part = {"streets": [], "building": []}
    if release.streets is not None and len(release.streets):
        at = shapely.STRtree(np.asarray(release.streets.geometry.array)).query(shape, predicate="intersects")
        local = release.streets.iloc[np.sort(at)]
        ranks = ranked_streets(gpd.clip(local, shape))
        part["streets"] = _streets(ranks, (1, 2, 3), release.crs, 1.0)
    if release.background is not None:
        houses = release.background[release.background["kind"] == "building"]
        at = shapely.STRtree(np.asarray(houses.geometry.array)).query(shape, predicate="intersects")
        part["building"] = [
            r for rings in encode_polygons(houses.geometry.array[np.sort(at)], release.crs) for r in rings
        ]
    return _sealed(part)


def cells_part(release: Release, standard_id: str) -> Part:
    """Return the reach of a standard as dissolved shapes by class."""
    return kept_part(release, ("cells", standard_id), lambda: _cells_part(release, standard_id))


def _cells_part(release: Release, standard_id: str) -> Part:
    cells = release.cells.get(standard_id)
    if cells is None or not len(cells):
        return _sealed({"reach": [], "rings": []})
    # vertices on straight edges of the dissolved squares carry nothing
    shapes = shapely.simplify(np.asarray(cells.geometry.array), 0.5)
    return _sealed({"reach": cells["reach"].astype(str).tolist(), "rings": encode_polygons(shapes, release.crs)})


def walking_part(release: Release, standard_id: str, sozialraum_id: str) -> Part | None:
    """Return where an offer that serves one area is within reach on foot; None where there is none or no streets."""
    walking = release.walking
    if walking is None or standard_id not in release.cells:
        return None
    areas = release.areas
    shape = areas.loc[areas["sozialraum_id"] == sozialraum_id].geometry.iloc[0]

    def make() -> Part:
        reached = shapely.simplify(_without_yards(walking(standard_id, shape)), 2.0)
        return _sealed({"rings": encode_polygons([reached], release.crs)[0]})

    part = kept_part(release, ("walking", standard_id, sozialraum_id), make)
    return part if part["rings"] else None


def _without_yards(area: shapely.Geometry) -> shapely.Geometry:
    """Fill the insides of blocks: they are as near as the streets around them."""
    filled = [
        shapely.Polygon(part.exterior, [ring for ring in part.interiors if shapely.Polygon(ring).area > YARD_M2])
        for part in shapely.get_parts(area)
    ]
    return shapely.union_all(filled)


def points_part(points: gpd.GeoDataFrame, marks: list[dict[str, str]], crs: Any) -> Part:
    """Return points with the columns ``mark`` (position in marks), ``name`` and ``text``; each text is stored once."""
    texts = pd.Index(points["text"].unique())
    return _sealed(
        {
            "marks": marks,
            "xy": encode_points(points.geometry.array, crs) if len(points) else [],
            "mark": points["mark"].astype(int).tolist(),
            "name": points["name"].astype(str).tolist(),
            "texts": texts.astype(str).tolist(),
            "text": texts.get_indexer(points["text"]).tolist(),
        }
    )


def lines_part(
    kinds: list[str], lines: Any, marks: dict[str, dict[str, str]], hub_kinds: list[str], hubs: Any, names: list[str],
    crs: Any,
) -> Part:  # fmt: skip
    """Return lines with their kinds, and the signs in the middle of them with their names."""
    return _sealed(
        {
            "kind": kinds,
            "lines": [line[0] if line else [] for line in encode_lines(lines, crs)],
            "marks": marks,
            "hub": hub_kinds,
            "xy": encode_points(hubs, crs) if len(hub_kinds) else [],
            "name": names,
        }
    )
