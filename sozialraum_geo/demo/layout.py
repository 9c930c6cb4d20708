"""Lay out the demo town: outline, river, railway, main roads, Sozialräume, quarters to build on, green and water.

The plan is drawn by hand in units of ``UNIT_M`` metres around the market place; ``rng`` only roughens it. So the
stories of the demo town (see :mod:`sozialraum_geo.demo`) hold for every seed, while no line looks ruled.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from scipy.interpolate import CubicSpline
from shapely import LineString, Point, Polygon

CRS = "EPSG:25832"
ORIGIN_M = np.array([560_000.0, 5_700_000.0])
UNIT_M = 865.0
GRID_M = 0.1
STEP_M = 35.0  # between two points of a curve
RIVER_HALF_WIDTH_M = 19.0
ANGULAR_M = 12.0  # field borders are angular, as plots are
BANK_M = 60.0
RAIL_CLEARANCE_M = 40.0

OUTLINE = [
    (5.9, 0.2), (5.9, 2.2), (5.5, 3.7), (4.2, 4.4), (1.9, 4.3), (0.3, 4.05), (-1.5, 4.3), (-3.3, 4.2), (-5.1, 3.8),
    (-6.0, 2.4), (-5.6, 0.9), (-4.6, -0.6), (-4.3, -2.2), (-3.4, -3.6), (-1.7, -4.2), (0.2, -3.9), (2.0, -4.4),
    (3.9, -4.1), (5.6, -3.8), (6.2, -2.4), (5.4, -1.1),
]  # fmt: skip
RIVER = [
    (7.2, -3.0), (5.6, -2.35), (4.3, -2.05), (3.2, -1.75), (2.4, -1.15), (1.5, -1.0), (0.8, -0.72), (0.0, -0.58),
    (-0.8, -0.78), (-1.6, -0.72), (-2.3, -0.25), (-3.1, 0.12), (-4.0, 0.55), (-5.0, 0.45), (-6.9, 1.3),
]  # fmt: skip
RAILWAY = [
    (-7.2, 3.4), (-5.4, 2.72), (-3.8, 2.15), (-2.3, 1.55), (-1.1, 1.2), (0.2, 1.1), (1.5, 1.3), (2.9, 1.95),
    (4.3, 2.95), (5.6, 3.75), (7.2, 4.6),
]  # fmt: skip

#: name, kind, control points [plan]; an end within 300 m of an earlier road is joined to it
ROADS: list[tuple[str, str, list[tuple[float, float]]]] = [
    ("Haselroder Straße", "Hauptstraße",
     [(-0.46, 0.44), (-1.2, 0.85), (-1.85, 1.2), (-2.3, 1.55), (-2.65, 2.1), (-2.9, 2.9), (-3.5, 4.6)]),
    ("Ziegelhöher Straße", "Hauptstraße",
     [(0.46, 0.42), (1.3, 0.75), (2.2, 1.3), (2.9, 1.95), (3.1, 2.6), (3.3, 3.3), (4.3, 4.9)]),
    ("Niederlieder Straße", "Hauptstraße",
     [(-0.64, 0.0), (-1.6, 0.25), (-2.9, 0.85), (-3.7, 1.25), (-4.6, 1.35), (-6.6, 1.9)]),
    ("Osterfelder Straße", "Hauptstraße",
     [(0.64, 0.0), (1.6, -0.12), (2.5, -0.1), (3.5, 0.25), (4.5, 0.4), (6.6, 0.8)]),
    ("Liedebrückenstraße", "Hauptstraße",
     [(0.0, -0.42), (0.02, -0.58), (0.08, -0.9), (0.2, -1.55), (0.25, -2.4), (0.55, -3.2), (0.6, -4.6)]),
    ("Westbrückenstraße", "Hauptstraße",
     [(-1.9, 0.28), (-2.05, -0.05), (-2.2, -0.32), (-2.35, -0.9), (-2.6, -1.7), (-2.9, -2.5), (-3.3, -4.2)]),
    ("Erlenbrückenstraße", "Hauptstraße",
     [(2.4, -0.15), (2.38, -0.7), (2.45, -1.18), (2.6, -1.7), (2.75, -2.4), (3.0, -3.2), (3.2, -4.8)]),
    ("Südring", "Hauptstraße",
     [(-2.38, -1.25), (-1.35, -1.5), (0.2, -1.55), (1.45, -1.6), (2.6, -1.95)]),
    ("Oberlieder Straße", "Hauptstraße", [(2.75, -2.1), (3.7, -2.55), (4.8, -2.75), (6.9, -3.3)]),
    ("Nordring", "Hauptstraße",
     [(-2.6, 1.95), (-1.6, 1.9), (-0.4, 1.8), (0.8, 1.85), (1.9, 2.05), (3.0, 2.3)]),
    ("Breite Straße", "Sammelstraße", [(0.02, 0.48), (-0.04, 0.25), (0.03, 0.0), (0.0, -0.34)]),
    ("Lange Straße", "Sammelstraße", [(-0.53, 0.0), (-0.25, 0.06), (0.0, 0.03), (0.3, 0.08), (0.53, 0.02)]),
    ("Bahnhofstraße", "Sammelstraße", [(0.02, 0.55), (0.05, 0.8), (0.08, 0.98)]),
    ("Bleichstraße", "Sammelstraße", [(-0.42, 0.5), (-0.75, 0.85), (-1.0, 1.14)]),
    ("Güterstraße", "Sammelstraße",
     [(-1.7, 1.13), (-1.0, 1.05), (0.1, 0.98), (1.2, 1.12), (2.1, 1.35)]),
    ("Friedhofstraße", "Sammelstraße", [(0.27, 0.53), (0.75, 0.85), (1.15, 1.05)]),
    ("Uferallee", "Sammelstraße", [(-1.4, -0.84), (-1.32, -1.15), (-1.3, -1.45)]),
    ("Schlossallee", "Sammelstraße", [(1.52, -1.13), (1.5, -1.35), (1.48, -1.55)]),
    ("Feldstraße", "Sammelstraße", [(-2.95, 2.75), (-1.7, 2.6), (-0.3, 2.55), (1.0, 2.6), (1.9, 2.75), (3.1, 2.8)]),
    ("Sandstraße", "Sammelstraße", [(-0.4, 1.85), (-0.35, 2.2), (-0.3, 2.5)]),
    ("Heidestraße", "Sammelstraße", [(0.8, 1.9), (0.85, 2.2), (1.0, 2.55)]),
    ("Lindenhangstraße", "Sammelstraße", [(-1.1, -1.55), (-0.8, -2.1), (-0.3, -2.5), (0.2, -2.5)]),
    ("Waldstraße", "Sammelstraße", [(1.2, -1.65), (1.25, -2.1), (0.9, -2.6), (0.4, -2.75)]),
    ("Sonnenfelder Ring", "Sammelstraße",
     [(-2.4, -1.15), (-1.8, -1.6), (-1.75, -2.1), (-2.2, -2.45), (-2.8, -2.4)]),
    ("Westring", "Sammelstraße", [(-2.75, 0.75), (-2.5, 1.1), (-2.1, 1.38)]),
    ("Mühlenstraße", "Sammelstraße", [(1.35, 0.72), (1.4, 0.3), (1.45, -0.05), (1.5, -0.55), (1.55, -0.86)]),
    ("Gewerbestraße", "Sammelstraße", [(2.3, 1.33), (2.6, 0.9), (3.0, 0.55), (3.2, 0.2)]),
    ("Am Hafenbecken", "Sammelstraße", [(2.45, -0.55), (3.1, -0.75), (3.3, -0.3), (3.25, 0.1)]),
    ("Steinstraße", "Sammelstraße", [(-4.6, 1.4), (-4.75, 1.8), (-4.75, 2.5), (-4.5, 3.0), (-3.7, 3.1), (-3.0, 3.0)]),
    ("Mühlensteg", "Fußweg", [(1.0, -0.6), (1.02, -0.79), (1.05, -1.0)]),
]  # fmt: skip
RIVER_CROSSINGS = ("Liedebrückenstraße", "Westbrückenstraße", "Erlenbrückenstraße", "Mühlensteg")
RAIL_CROSSINGS = ("Haselroder Straße", "Ziegelhöher Straße", "Steinstraße")
TRACKS: list[list[tuple[float, float]]] = [
    [(-3.6, 1.3), (-3.5, 0.8), (-4.4, 0.75), (-5.3, 1.0), (-5.4, 1.55)],
    [(-4.75, 2.6), (-5.2, 3.1), (-4.6, 3.5), (-3.3, 3.6)],
    [(-2.9, 3.2), (-2.2, 3.5), (-1.2, 3.5), (-0.3, 3.2), (0.1, 2.7)],
    [(1.9, 2.8), (1.9, 3.4), (2.4, 3.9), (3.5, 3.7)],
    [(3.5, 0.3), (4.1, 1.2), (4.9, 1.9), (5.3, 1.4), (5.2, 0.65)],
    [(3.4, 0.1), (4.2, -0.6), (5.0, -0.4), (5.3, 0.4)],
    [(3.1, 0.8), (3.5, 1.4), (4.1, 1.9), (4.8, 2.0)],
    [(5.2, -2.9), (5.6, -3.4), (4.7, -3.7), (3.8, -3.4), (3.1, -3.1)],
    [(0.5, -2.9), (1.2, -3.5), (2.2, -3.5), (3.0, -3.3)],
    [(0.4, -3.0), (-0.6, -3.4), (-1.5, -3.1), (-2.3, -3.0), (-2.9, -2.9)],
    [(-2.6, -1.7), (-3.3, -1.6), (-3.8, -1.0), (-3.4, -0.4), (-2.6, -0.6), (-2.35, -0.8)],
    [(-0.6, -3.3), (-0.5, -2.8), (0.2, -2.65)],
]

#: borders that follow no road [plan]; ends overshoot what they run into
BORDERS = [
    [(-3.25, 2.2), (-3.3, 1.5), (-3.45, 0.9), (-3.5, 0.1)],
    [(3.55, 2.6), (3.4, 1.5), (3.45, 0.6), (3.6, -0.6), (3.7, -2.1)],
    [(-1.75, 1.25), (-1.7, 1.9), (-1.75, 2.7), (-1.95, 3.4), (-1.6, 4.7)],
    [(1.95, 1.35), (1.95, 2.1), (1.9, 2.9), (1.65, 3.4), (1.9, 4.8)],
    [(-1.31, -1.44), (-1.36, -1.8), (-1.5, -2.4), (-1.65, -3.2), (-1.3, -4.8)],
    [(1.49, -1.53), (1.55, -1.85), (1.75, -2.4), (1.75, -3.2), (1.5, -4.9)],
    [(4.05, -1.9), (3.95, -2.6), (4.05, -3.2), (4.4, -4.6)],
    [(-0.45, -0.3), (-0.62, -0.9)],
    [(0.48, -0.3), (0.6, -0.9)],
]
BORDER_ROADS = ("Wallring", "Südring")
LED_ON = {"Bleichstraße": "railway", "Friedhofstraße": "railway", "Uferallee": "river", "Schlossallee": "river"}
WALLRING = [(0.5, -0.4), (0.58, 0.0), (0.43, 0.4), (0.0, 0.52), (-0.44, 0.42), (-0.58, 0.0), (-0.46, -0.36),
            (0.0, -0.38)]  # fmt: skip

#: sozialraum_id: name, Stadtbezirk, label points [plan]
SOZIALRAEUME: dict[str, tuple[str, str, list[tuple[float, float]]]] = {
    "S01": ("Altstadt", "B1", [(0.0, 0.1), (0.0, -0.48)]),
    "S02": ("Bahnhofsviertel", "B1", [(0.0, 0.8)]),
    "S03": ("Weststadt", "B1", [(-1.8, 0.5)]),
    "S04": ("Mühlenviertel", "B1", [(1.8, 0.3)]),
    "S05": ("Osterfelde", "B1", [(4.5, 0.6)]),
    "S06": ("Niederliede", "B1", [(-4.5, 1.5)]),
    "S07": ("Nordfeld", "B2", [(0.2, 2.2)]),
    "S08": ("Haselrode", "B2", [(-3.0, 2.9)]),
    "S09": ("Ziegelhöhe", "B2", [(2.9, 3.0)]),
    "S10": ("Südufer", "B3", [(0.3, -1.2)]),
    "S11": ("Lindenhang", "B3", [(0.0, -2.3)]),
    "S12": ("Sonnenfeld", "B3", [(-2.5, -2.0)]),
    "S13": ("Erlengrund", "B3", [(2.6, -2.7)]),
    "S14": ("Oberliede", "B3", [(5.0, -3.0)]),
}
STADTBEZIRKE = {"B1": "Mitte", "B2": "Nord", "B3": "Süd"}

#: quarters to build on: sozialraum_id, pattern, angle [degrees], control points [plan]
QUARTERS: list[tuple[str, str, float, list[tuple[float, float]]]] = [
    ("S01", "gasse", 0, [(-0.8, -1.0), (0.8, -1.0), (0.8, 0.8), (-0.8, 0.8)]),
    ("S02", "block", 8, [(-1.4, 0.2), (1.4, 0.2), (1.4, 1.4), (-1.4, 1.4)]),
    ("S03", "block", 22, [(-2.5, -0.6), (-1.5, -0.8), (-0.3, -0.8), (-0.3, 1.4), (-1.9, 1.5), (-2.4, 0.9)]),
    ("S03", "siedlung", 28, [(-2.4, 0.5), (-1.9, 1.5), (-2.5, 1.6), (-3.1, 1.6), (-3.1, 0.3), (-2.5, -0.2)]),
    ("S04", "block", -5, [(0.4, -0.9), (1.9, -1.0), (2.0, 0.9), (1.2, 1.3), (0.4, 0.9)]),
    ("S04", "siedlung", 12, [(1.9, -1.0), (2.4, -1.0), (2.9, -0.6), (2.8, 0.55), (2.0, 0.8)]),
    ("S04", "gewerbe", 35, [(1.7, 1.1), (2.2, 0.75), (3.0, 0.5), (3.3, 1.3), (3.2, 1.9), (2.5, 1.7)]),
    ("S04", "gewerbe", -20, [(2.9, -0.7), (3.3, -0.9), (3.5, 0.2), (2.9, 0.2)]),
    ("S05", "siedlung", 15, [(3.75, 0.0), (4.6, -0.2), (5.2, 0.1), (5.2, 0.9), (4.6, 1.25), (3.9, 1.0)]),
    ("S06", "dorf", 20, [(-5.0, 1.1), (-4.3, 0.85), (-3.8, 1.1), (-3.95, 1.65), (-4.6, 1.85), (-5.1, 1.6)]),
    ("S07", "zeile", 3, [(-1.4, 1.3), (0.2, 1.2), (1.7, 1.4), (1.7, 2.05), (0.2, 1.95), (-1.4, 2.05)]),
    ("S07", "siedlung", -6, [(-1.4, 1.95), (0.2, 1.9), (1.7, 2.0), (1.6, 2.9), (0.5, 3.15), (-0.6, 3.1), (-1.4, 2.8)]),
    ("S08", "stich", 40, [(-3.6, 2.45), (-2.9, 2.1), (-2.0, 2.2), (-2.05, 3.0), (-2.7, 3.4), (-3.5, 3.2)]),
    ("S09", "siedlung", -30, [(2.2, 1.9), (2.7, 2.1), (3.5, 2.7), (3.8, 3.3), (3.2, 3.7), (2.2, 3.3), (2.05, 2.5)]),
    ("S10", "block", 6, [(-1.6, -0.6), (1.7, -0.8), (1.7, -1.8), (-1.6, -1.8)]),
    (
        "S11",
        "siedlung",
        -12,
        [(-1.15, -1.4), (1.35, -1.5), (1.5, -2.2), (1.1, -2.9), (0.1, -3.1), (-0.8, -2.9), (-1.2, -2.2)],
    ),
    ("S12", "stich", 25, [(-3.5, -1.9), (-3.1, -1.1), (-2.3, -0.9), (-2.2, -1.6), (-2.6, -2.6), (-3.3, -2.5)]),
    ("S12", "neubau", -35, [(-2.4, -1.0), (-1.6, -1.2), (-1.55, -2.2), (-2.0, -2.9), (-2.7, -2.6)]),
    ("S13", "zeile", 30, [(1.75, -1.75), (2.6, -1.65), (3.3, -2.0), (3.3, -2.7), (2.7, -3.1), (1.9, -2.7)]),
    ("S13", "siedlung", 5, [(2.2, -2.75), (3.2, -2.6), (3.7, -2.4), (3.6, -3.1), (2.7, -3.5)]),
    ("S14", "dorf", -10, [(4.3, -2.4), (5.0, -2.55), (5.5, -2.7), (5.3, -3.25), (4.6, -3.3), (4.3, -2.9)]),
]

#: kind, name, centre [plan], radii [plan], angle
GREEN: list[tuple[str, str, tuple[float, float], tuple[float, float], float]] = [
    ("green", "Liedeaue", (-1.35, -0.35), (0.55, 0.17), -10),
    ("green", "Schlosspark", (0.75, -1.18), (0.3, 0.17), 5),
    ("green", "Nordpark", (0.35, 2.25), (0.3, 0.17), 0),
    ("green", "Hauptfriedhof", (1.05, 0.35), (0.2, 0.2), 0),
    ("green", "Sportpark West", (-2.35, 0.75), (0.2, 0.17), 30),
    ("green", "Erlenpark", (2.3, -2.25), (0.18, 0.14), 20),
    ("green", "Ziegelpark", (2.7, 2.75), (0.16, 0.13), 0),
    ("green", "Lindenpark", (0.55, -2.15), (0.22, 0.13), -20),
    ("green", "Bürgerpark", (1.9, 0.25), (0.17, 0.14), 0),
    ("green", "Hasenwald", (-4.2, 3.3), (0.55, 0.4), 20),
    ("green", "Stadtwald", (-0.5, -3.5), (1.0, 0.32), 8),
    ("green", "Osterholz", (4.6, 2.2), (0.55, 0.35), 35),
    ("green", "Nordholz", (0.4, 3.6), (0.7, 0.28), -8),
    ("green", "Sonnenholz", (-3.7, -2.5), (0.3, 0.6), 10),
    ("green", "Oberlieder Forst", (4.9, -3.65), (0.6, 0.25), -5),
    ("green", "Kiesseeufer", (4.5, -1.2), (0.55, 0.36), 20),
    ("water", "Kiessee", (4.5, -1.2), (0.42, 0.24), 20),
    ("water", "Nordteich", (0.42, 2.22), (0.09, 0.05), 0),
    ("water", "Schlossteich", (0.8, -1.2), (0.08, 0.05), 30),
]
PARKS = ("Liedeaue", "Schlosspark", "Nordpark", "Hauptfriedhof", "Sportpark West", "Erlenpark", "Ziegelpark",
         "Lindenpark", "Bürgerpark")  # fmt: skip


@dataclass(frozen=True, eq=False)
class Plan:
    """The ground plan of the town in EPSG:25832, everything snapped to 0.1 m."""

    outline: Polygon
    river: LineString
    railway: LineString
    roads: gpd.GeoDataFrame
    sozialraeume: gpd.GeoDataFrame
    quarters: gpd.GeoDataFrame
    background: gpd.GeoDataFrame


def metres(plan: Any) -> np.ndarray:
    """Return coordinates of the plan in metres of the town's CRS."""
    return np.asarray(np.asarray(plan, float) * UNIT_M + ORIGIN_M)


def curve(plan: Any, rng: np.random.Generator, *, wobble_m: float, waves: int = 6, closed: bool = False) -> LineString:
    """Return a wavering line through control points, in metres of the town's CRS; more waves make it rougher."""
    points = metres(plan)
    if closed:
        points = np.vstack([points, points[:1]])
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    spline = CubicSpline(along, points, bc_type="periodic" if closed else "natural")
    steps = np.linspace(0, along[-1], max(3, int(along[-1] / STEP_M) + 1))
    tangent = spline(steps, 1)
    normal = np.column_stack([-tangent[:, 1], tangent[:, 0]]) / np.hypot(*tangent.T)[:, None]
    share = steps / along[-1]
    wave = np.zeros_like(steps)
    for number in range(1, waves + 1):
        turns = number * max(1, round(along[-1] / 5000)) if closed else number * along[-1] / 2500
        wave += np.sin(2 * np.pi * turns * share + rng.uniform(0, 2 * np.pi)) * rng.normal(0, 1) / number
    fade = np.ones_like(share) if closed else np.minimum(1, 6 * np.minimum(share, 1 - share))
    coordinates = spline(steps) + normal * (wobble_m * wave * fade)[:, None]
    if closed:
        coordinates[-1] = coordinates[0]
    line: LineString = snapped(LineString(coordinates))
    return line


def snapped(geometry: Any) -> Any:
    """Return the geometry on the 0.1 m grid that all lines of the town share."""
    return shapely.set_precision(geometry, GRID_M)


def blob(plan: Any, rng: np.random.Generator, wobble_m: float, waves: int = 6) -> Polygon:
    """Return a rounded area with an irregular edge."""
    edge = curve(plan, rng, wobble_m=wobble_m, waves=waves, closed=True)
    area: Polygon = snapped(shapely.make_valid(Polygon(edge)).buffer(0))
    return area


def angular(border: Any) -> Any:
    """Return a border without its finer curves."""
    return border.simplify(ANGULAR_M)


def joined(line: LineString, others: list[LineString]) -> LineString:
    """Return the line led on to the nearest other line at each end that stops within 300 m of one."""
    if not others:
        return line
    network = shapely.union_all(others)
    coordinates = list(line.coords)
    for end, place in ((0, 0), (-1, len(coordinates) + 1)):
        near = shapely.shortest_line(Point(line.coords[end]), network)
        if 0 < near.length < 300:
            coordinates.insert(place, near.coords[1])
    whole: LineString = snapped(LineString(coordinates))
    return whole


def lay_roads(outline: Polygon, river: LineString, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return main roads, riverside paths and farm tracks (name, kind, geometry)."""
    ring = curve(WALLRING, rng, wobble_m=4, closed=True)
    rows = [("Wallring", "Hauptstraße", ring)]
    for name, kind, points in ROADS:
        line = joined(curve(points, rng, wobble_m=9 if kind != "Fußweg" else 1), [row[2] for row in rows])
        rows.append((name, kind, line))
    reach = shapely.box(*metres((-3.0, -3.0)), *metres((3.3, 3.0)))
    for side, name in ((BANK_M, "Nördlicher Uferweg"), (-BANK_M, "Südlicher Uferweg")):
        path = shapely.intersection(river.offset_curve(side).simplify(1.5), reach)
        rows += [(name, "Fußweg", snapped(part)) for part in shapely.get_parts(shapely.line_merge(path))]
    for points in TRACKS:
        rows.append(("", "Wirtschaftsweg", joined(curve(points, rng, wobble_m=18), [row[2] for row in rows])))
    roads = gpd.GeoDataFrame(rows, columns=["name", "kind", "geometry"], crs=CRS)
    roads["geometry"] = snapped(shapely.intersection(roads.geometry.to_numpy(), outline))
    return roads.explode(ignore_index=True).loc[lambda frame: frame.geom_type == "LineString"].reset_index(drop=True)


def divide(outline: Polygon, lines: Iterable[shapely.Geometry]) -> gpd.GeoDataFrame:
    """Return the Sozialräume: faces of the outline cut by the lines, each given to the label point it holds."""
    arrangement = shapely.union_all([outline.exterior, *lines], grid_size=GRID_M)
    faces = [face for face in shapely.get_parts(shapely.polygonize(shapely.get_parts(arrangement)))
             if outline.contains(face.representative_point())]  # fmt: skip
    owner: list[str | None] = [None] * len(faces)
    for sozialraum_id, (_, _, points) in SOZIALRAEUME.items():
        for point in points:
            place = Point(metres(point))
            owner[next(n for n, face in enumerate(faces) if face.contains(place))] = sozialraum_id
    while None in owner:
        borders = {(shapely.length(shapely.intersection(faces[a], faces[b])), a, b)
                   for a in range(len(faces)) if owner[a] is None
                   for b in range(len(faces)) if owner[b] is not None}  # fmt: skip
        _, small, large = max(borders)
        owner[small] = owner[large]
    rows = []
    for sozialraum_id, (name, bezirk, _) in SOZIALRAEUME.items():
        parts = [face for face, holder in zip(faces, owner, strict=True) if holder == sozialraum_id]
        rows.append((sozialraum_id, name, bezirk, shapely.coverage_union_all(parts)))
    return gpd.GeoDataFrame(rows, columns=["sozialraum_id", "name", "bezirk_id", "geometry"], crs=CRS)


def led_on(road: LineString, barrier: LineString) -> LineString:
    """Return the border from the road's end next to the river or railway on to just beyond it."""
    ends = [Point(road.coords[0]), Point(road.coords[-1])]
    line = shapely.shortest_line(min(ends, key=barrier.distance), barrier)
    start, end = np.array(line.coords)
    border: LineString = snapped(LineString([start, end + (end - start) / line.length * 10]))
    return border


def ellipse(centre: Sequence[float], radii: Sequence[float], angle: float) -> list[tuple[float, float]]:
    """Return eight control points of a turned ellipse."""
    turn = np.arange(8) * np.pi / 4
    x, y = radii[0] * np.cos(turn), radii[1] * np.sin(turn)
    a = np.deg2rad(angle)
    return [(centre[0] + u * np.cos(a) - v * np.sin(a), centre[1] + u * np.sin(a) + v * np.cos(a))
            for u, v in zip(x, y, strict=True)]  # fmt: skip


def lay_background(
    outline: Polygon, river: LineString, railway: LineString, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    """Return water, green and railway (kind, name, geometry)."""
    stream = snapped(shapely.intersection(river.buffer(RIVER_HALF_WIDTH_M), outline.buffer(0)))
    dry = shapely.union_all([river.buffer(BANK_M - 5), railway.buffer(RAIL_CLEARANCE_M)])
    rows = [("water", "Liede", stream), ("rail", "Bahnlinie", snapped(shapely.intersection(railway, outline)))]
    for kind, name, centre, radii, angle in GREEN:
        area = blob(ellipse(centre, radii, angle), rng, wobble_m=UNIT_M * min(radii) * 0.1)
        rows.append((kind, name, snapped(shapely.intersection(area.difference(dry), outline))))
    return gpd.GeoDataFrame(rows, columns=["kind", "name", "geometry"], crs=CRS)


def lay_quarters(
    sozialraeume: gpd.GeoDataFrame,
    background: gpd.GeoDataFrame,
    roads: gpd.GeoDataFrame,
    barriers: tuple[LineString, LineString],
    rng: np.random.Generator,
) -> gpd.GeoDataFrame:
    """Return the blocks of one building pattern between main roads (sozialraum_id, pattern, angle, geometry)."""
    parks = background[background["name"].isin(PARKS)]
    closed = shapely.union_all(
        [
            barriers[0].buffer(BANK_M),
            barriers[1].buffer(RAIL_CLEARANCE_M),
            *background.geometry[background["kind"] == "green"],
        ]
    )
    area_of = sozialraeume.set_index("sozialraum_id").geometry
    built = closed
    rows = []
    for sozialraum_id, pattern, angle, points in QUARTERS:
        quarter = shapely.intersection(blob(points, rng, 65, waves=10), area_of[sozialraum_id]).difference(built)
        built = shapely.union_all([built, quarter])
        cut = shapely.union_all([quarter.boundary, *roads.geometry[roads.intersects(quarter)]], grid_size=GRID_M)
        for face in shapely.get_parts(shapely.polygonize(shapely.get_parts(cut))):
            if face.area > 4_000 and quarter.contains(face.representative_point()):
                rows.append((sozialraum_id, pattern, angle + rng.normal(0, 7), face))
    for park in parks.geometry:
        owner = sozialraeume["sozialraum_id"][sozialraeume.contains(park.representative_point())].iloc[0]
        rows += [(owner, "park", 0.0, part) for part in shapely.get_parts(park)]
    return gpd.GeoDataFrame(rows, columns=["sozialraum_id", "pattern", "angle", "geometry"], crs=CRS)


def lay_out(rng: np.random.Generator) -> Plan:
    """Return the ground plan of the town."""
    outline = angular(blob(OUTLINE, rng, 75, waves=16))
    river = curve(RIVER, rng, wobble_m=16)
    railway = curve(RAILWAY, rng, wobble_m=3)
    roads = lay_roads(outline, river, rng)
    borders = [angular(curve(points, rng, wobble_m=14, waves=16)) for points in BORDERS]
    border_roads = list(roads.geometry[roads["name"].isin([*BORDER_ROADS, *LED_ON])])
    barriers = {"river": river, "railway": railway}
    road: Any
    for name, barrier in LED_ON.items():
        for road in roads.geometry[roads["name"] == name]:
            borders.append(led_on(road, barriers[barrier]))
    sozialraeume = divide(outline, [river, railway, *border_roads, *borders])
    background = lay_background(outline, river, railway, rng)
    quarters = lay_quarters(sozialraeume, background, roads, (river, railway), rng)
    return Plan(outline, river, railway, roads, sozialraeume, quarters, background)
