"""Draw the streets of the demo town: one pattern per quarter, noded, connected, named.

A pattern is drawn in a straight frame, bent by a smooth field and clipped to its quarter; main roads bound the
quarters, so what is drawn inside meets them. Only the crossings named in the plan pass river and railway.
"""

from itertools import combinations, pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely import LineString, Polygon
from shapely.ops import substring

from sozialraum_geo.demo.layout import CRS, GRID_M, RAIL_CROSSINGS, RIVER_CROSSINGS, Plan, snapped
from sozialraum_geo.demo.names import street_names

#: pattern: (street spacing, cross-street spacing, bend [m], share of pieces left out, share of rows cut in two)
PATTERNS = {
    "block": (128, 112, 15, 0.14, 0.0),
    "siedlung": (96, 185, 38, 0.05, 0.12),
    "stich": (88, 220, 38, 0.03, 0.5),
    "neubau": (76, 150, 25, 0.03, 0.25),
    "zeile": (120, 200, 18, 0.06, 0.3),
    "gewerbe": (190, 230, 12, 0.1, 0.2),
}
ORGANIC = {"gasse": (62, 0.14), "dorf": (98, 0.34), "park": (120, 0.12)}
FOOTPATH = "Fußweg"
Node = tuple[float, float]
End = tuple[int, bool]  # number of the edge, and whether its start
HEADS_ON_DEG = 48.0


def bent(lines: list[np.ndarray], bend_m: float, rng: np.random.Generator) -> list[np.ndarray]:
    """Return the lines moved by a smooth field of about ``bend_m``."""
    turn = rng.uniform(0, 2 * np.pi, 5)
    field = np.column_stack([np.cos(turn), np.sin(turn)]) / rng.uniform(500, 1200, (5, 1))
    waves = list(zip(field, rng.uniform(0, 2 * np.pi, (5, 2)), rng.normal(0, 0.7, (5, 2)), strict=True))
    points = np.concatenate(lines)
    shift = np.zeros_like(points)
    for k, phase, size in waves:
        turned = 2 * np.pi * (points @ k)
        shift += size * np.sin(turned[:, None] + phase)
    return np.split(points + bend_m * shift, np.cumsum([len(line) for line in lines])[:-1])


def steps(start: float, end: float, spacing: float, rng: np.random.Generator) -> np.ndarray:
    """Return uneven positions from start to end, about ``spacing`` apart."""
    gaps = spacing * rng.uniform(0.78, 1.25, int((end - start) / spacing * 1.3) + 2)
    return np.asarray(start + np.cumsum(gaps) - gaps[0] * rng.uniform())


def straight(a: Node, b: Node) -> np.ndarray:
    """Return a densely set straight line."""
    return np.linspace(a, b, max(2, int(np.hypot(*np.subtract(b, a)) / 14) + 1))


def row_lines(pattern: str, radius: float, rng: np.random.Generator) -> list[tuple[str, np.ndarray]]:
    """Return parallel streets with cross streets in the straight frame, as (kind, line)."""
    spacing, cross, _, _, cut = PATTERNS[pattern]
    rows = steps(-radius, radius, spacing, rng)
    lines = []
    through = steps(-radius, radius, cross, rng)
    offset = np.zeros_like(through) if pattern == "block" else None
    for lower, upper in pairwise(rows):
        shift = offset if offset is not None else rng.uniform(-0.45, 0.45, len(through)) * cross
        places = np.sort(through + shift)
        lines += [("Anliegerstraße", straight((u, lower), (u, upper))) for u in places]
        for left, right in pairwise(places):
            if right - left > 90 and rng.uniform() < cut:
                middle = rng.uniform(left + 40, right - 40)
                lines.append(("Anliegerstraße", straight((left, lower), (middle - 14, lower))))
                lines.append(("Anliegerstraße", straight((middle + 14, lower), (right, lower))))
                if rng.uniform() < 0.55:
                    lines.append((FOOTPATH, straight((middle - 14, lower), (middle + 14, lower))))
            else:
                lines.append(("Anliegerstraße", straight((left, lower), (right, lower))))
            if pattern == "zeile" and right - left > 120 and rng.uniform() < 0.6:
                u = rng.uniform(left + 40, right - 40)
                lines.append(("Anliegerstraße", straight((u, lower), (u, lower + 0.55 * (upper - lower)))))
                lines.append((FOOTPATH, straight((u, lower + 0.55 * (upper - lower)), (u, upper))))
    return lines


def organic_lines(pattern: str, area: Polygon, rng: np.random.Generator) -> list[tuple[str, np.ndarray]]:
    """Return the edges between irregular blocks inside the area, as (kind, line)."""
    spacing, _ = ORGANIC[pattern]
    minx, miny, maxx, maxy = area.buffer(spacing).bounds
    x, y = np.meshgrid(np.arange(minx, maxx, spacing), np.arange(miny, maxy, spacing))
    points = np.column_stack([x.ravel(), y.ravel()]) + rng.uniform(-0.42, 0.42, (x.size, 2)) * spacing
    edges = shapely.voronoi_polygons(shapely.multipoints(points), only_edges=True)
    kind = FOOTPATH if pattern == "park" else "Gasse" if pattern == "gasse" else "Anliegerstraße"
    return [(kind, shapely.get_coordinates(edge)) for edge in shapely.get_parts(edges)]


def draw_pattern(pattern: str, angle: float, area: Polygon, rng: np.random.Generator) -> list[tuple[str, Any]]:
    """Return the streets of one quarter, clipped to it, as (kind, line)."""
    if pattern in ORGANIC:
        lines = organic_lines(pattern, area, rng)
        coordinates = bent([line for _, line in lines], 0.0 if pattern == "park" else 9.0, rng)
    else:
        centre = np.array(area.centroid.coords[0])
        radius = shapely.minimum_bounding_radius(area) + 60
        lines = row_lines(pattern, radius, rng)
        a = np.deg2rad(angle)
        turn = np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]])
        coordinates = [line @ turn + centre for line in bent([line for _, line in lines], PATTERNS[pattern][2], rng)]
    drawn = shapely.intersection([LineString(line).simplify(0.6) for line in coordinates], area)
    return [
        (kind, part)
        for (kind, _), whole in zip(lines, drawn, strict=True)
        for part in shapely.get_parts(whole)
        if part.length > 1
    ]


def rim(area: Polygon, main_roads: shapely.Geometry, rng: np.random.Generator) -> list[Any]:
    """Return streets along parts of the area's edge where no main road runs."""
    free = shapely.line_merge(area.exterior.difference(main_roads))
    cuts = []
    for piece in [part for part in shapely.get_parts(free) if part.length > 120]:
        for start in np.arange(0, piece.length, 330.0):
            if rng.uniform() < 0.55:
                cuts.append(substring(piece, start, min(start + 330, piece.length)).simplify(0.6))
    return cuts


def node(lines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the lines cut at every junction, each piece with the attributes of the line it came from."""
    pieces = shapely.union_all(lines.geometry.to_numpy(), grid_size=GRID_M)
    network = shapely.get_parts(shapely.line_merge(pieces))
    # line_merge joins pieces over places where only two meet; a road must end where its name does
    middle = shapely.line_interpolate_point(network, 0.5, normalized=True)
    source = shapely.STRtree(lines.geometry.to_numpy()).nearest(middle)
    edges = lines.iloc[source].reset_index(drop=True)
    return edges.set_geometry(gpd.GeoSeries(network, crs=CRS))


def ends(edges: gpd.GeoDataFrame) -> list[tuple[Node, Node]]:
    """Return first and last point of each edge."""
    lines = edges.geometry.to_numpy()
    first = shapely.get_coordinates(shapely.get_point(lines, 0)).round(1).tolist()
    last = shapely.get_coordinates(shapely.get_point(lines, -1)).round(1).tolist()
    return [((a[0], a[1]), (b[0], b[1])) for a, b in zip(first, last, strict=True)]


def leave_out(edges: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return the edges without a share of the inner pieces, so that blocks differ in size."""
    share = {name: values[3] for name, values in PATTERNS.items()} | {name: s for name, (_, s) in ORGANIC.items()}
    chance = edges["pattern"].map(share).fillna(0.0).to_numpy()
    return edges[rng.uniform(size=len(edges)) >= chance].reset_index(drop=True)


def without_stumps(edges: gpd.GeoDataFrame, shortest_m: float = 38.0) -> gpd.GeoDataFrame:
    """Return the edges without short dead ends (twice, as a dead end may hang on another)."""
    for _ in range(2):
        points = pd.DataFrame(ends(edges), columns=["a", "b"])
        degree = pd.concat([points["a"], points["b"]]).value_counts()
        loose = (points["a"].map(degree).eq(1) | points["b"].map(degree).eq(1)).to_numpy()
        main = edges["kind"].isin(["Hauptstraße", "Sammelstraße", "Wirtschaftsweg"]).to_numpy()
        stump = loose & ~main & (edges.length.to_numpy() < shortest_m)
        edges = edges[~stump].reset_index(drop=True)
    return edges


def node_numbers(edges: gpd.GeoDataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the junctions (x, y) of the edges, and for each edge the numbers of its first and last junction."""
    both = np.array(ends(edges)).reshape(-1, 2)
    nodes, number = np.unique(both, axis=0, return_inverse=True)
    return nodes, number.reshape(-1, 2)[:, 0], number.reshape(-1, 2)[:, 1]


def largest_component(edges: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the edges of the largest connected part."""
    nodes, first, last = node_numbers(edges)
    graph = coo_array((np.ones(len(edges)), (first, last)), shape=(len(nodes), len(nodes)))
    part = connected_components(graph, directed=False)[1]
    kept: gpd.GeoDataFrame = edges[part[first] == np.bincount(part).argmax()].reset_index(drop=True)
    return kept


def on_dry_land(edges: gpd.GeoDataFrame, plan: Plan) -> gpd.GeoDataFrame:
    """Return the edges that pass river and railway only on a crossing of the plan."""
    wet = edges.intersects(plan.river) & ~edges["name"].isin(RIVER_CROSSINGS)
    cut = edges.intersects(plan.railway) & ~edges["name"].isin(RAIL_CROSSINGS)
    return edges[~(wet | cut)].reset_index(drop=True)


def heading(line: LineString, start: bool) -> np.ndarray:
    """Return the direction in which the line leaves its start (or end)."""
    coordinates = shapely.get_coordinates(line)
    coordinates = coordinates[:3] if start else coordinates[:-4:-1]
    leg = coordinates[-1] - coordinates[0]
    return np.asarray(leg / max(np.hypot(*leg), 1e-9))


def continuations(edges: gpd.GeoDataFrame) -> list[tuple[float, End, End]]:
    """Return pairs of edge ends that go straight on at a junction, the straightest first: (bend, end, end)."""
    lines = edges.geometry.to_numpy()
    at: dict[Node, list[tuple[End, np.ndarray]]] = {}
    for number, (a, b) in enumerate(ends(edges)):
        at.setdefault(a, []).append(((number, True), heading(lines[number], True)))
        at.setdefault(b, []).append(((number, False), heading(lines[number], False)))
    pairs = []
    for here in at.values():
        for (one, one_way), (two, two_way) in combinations(here, 2):
            bend = 180 - np.degrees(np.arccos(np.clip(one_way @ two_way, -1, 1)))
            if one[0] != two[0] and bend < HEADS_ON_DEG:
                pairs.append((round(float(bend), 6), one, two))
    return sorted(pairs)


def streets_of(edges: gpd.GeoDataFrame) -> np.ndarray:
    """Return a street number per edge: edges that go straight on, of the same kind, are one street."""
    used: set[End] = set()
    joints = []
    kind = edges["kind"].to_numpy()
    for _, one, two in continuations(edges):
        if one not in used and two not in used and kind[one[0]] == kind[two[0]]:
            used |= {one, two}
            joints.append((one[0], two[0]))
    first, last = np.array(joints).T
    graph = coo_array((np.ones(len(joints)), (first, last)), shape=(len(edges), len(edges)))
    return np.asarray(connected_components(graph, directed=False)[1])


def name_streets(edges: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return the edges with the name of their street; short side streets bear the name of the street they leave."""
    edges = edges.assign(street=streets_of(edges), length=edges.length)
    unnamed = edges["name"].eq("") & ~edges["kind"].isin([FOOTPATH, "Wirtschaftsweg"])
    streets = (
        edges[unnamed]
        .groupby("street")
        .agg(length=("length", "sum"), sozialraum_id=("sozialraum_id", "first"), pattern=("pattern", "first"))
    )
    long = streets[streets["length"] >= 110]
    given = dict(zip(long.index, street_names(long["sozialraum_id"], long["pattern"], rng), strict=True))
    edges.loc[unnamed, "name"] = edges.loc[unnamed, "street"].map(given).fillna("")
    names_at: dict[Node, str] = {}
    for _ in range(3):
        points = ends(edges)
        for (a, b), name in zip(points, edges["name"], strict=True):
            if name:
                names_at.setdefault(a, name)
                names_at.setdefault(b, name)
        still = (unnamed & edges["name"].eq("")).to_numpy()
        edges.loc[still, "name"] = [
            names_at.get(a) or names_at.get(b, "") for (a, b), bare in zip(points, still, strict=True) if bare
        ]
    return edges.drop(columns=["street", "length"])


def draw_streets(plan: Plan, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return the street net: one row per piece between two junctions.

    Returns
    -------
    GeoDataFrame
        name, kind, pattern, sozialraum_id and a LineString on the 0.1 m grid; all in one connected network.
    """
    rows = [(road.name, road.kind, "", "", road.geometry) for road in plan.roads[["name", "kind", "geometry"]]
            .itertuples(index=False, name="Road")]  # fmt: skip
    main_roads = shapely.union_all(plan.roads.geometry.to_numpy()).buffer(45)
    quarter: Any
    for quarter in plan.quarters.itertuples():
        for kind, line in draw_pattern(quarter.pattern, quarter.angle, quarter.geometry, rng):
            rows.append(("", kind, quarter.pattern, quarter.sozialraum_id, line))
        rows += [("", "Anliegerstraße", quarter.pattern, quarter.sozialraum_id, line)
                 for line in rim(quarter.geometry, main_roads, rng) if quarter.pattern in PATTERNS]  # fmt: skip
        if quarter.pattern == "park":
            rows.append(("", FOOTPATH, "park", quarter.sozialraum_id, quarter.geometry.exterior))
    lines = gpd.GeoDataFrame(rows, columns=["name", "kind", "pattern", "sozialraum_id", "geometry"], crs=CRS)
    lines["geometry"] = snapped(lines.geometry.to_numpy())
    lines = lines.explode(ignore_index=True)
    lines = lines[~lines.is_empty & (lines.geom_type != "Point")].reset_index(drop=True)
    edges = on_dry_land(node(lines), plan)
    edges = largest_component(without_stumps(leave_out(edges, rng)))
    return name_streets(node(edges), rng)
