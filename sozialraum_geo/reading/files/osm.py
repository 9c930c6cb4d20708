"""OpenStreetMap extracts to raw tables: streets cut where ways share a node, facilities, addresses, ground.

What becomes what stands in data/osm.toml. Ways are connected where they share a node and nowhere else, so bridges and
tunnels need no geometry. osmium is an optional dependency and loaded only once an extract is read.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from sozialraum_geo.errors import Problem
from sozialraum_geo.reading.files.osm_checks import check_extract
from sozialraum_geo.reading.files.osm_tags import (
    Tags,
    facility_rule,
    ground_rule,
    is_bikeable,
    is_closed,
    is_walkable,
    rules,
    word_of,
)
from sozialraum_geo.reading.files.rawtable import RawTable, ReadOptions, refusal, too_many_rows
from sozialraum_geo.spatial import WGS84

Integers = npt.NDArray[np.int64]
ID = "osm_id"
# The layers of an extract by the table that they fill; German, for people choose and read them
LAYERS = {"streets": "Straßen", "facilities": "Einrichtungen", "addresses": "Anschriften", "background": "Flächen"}
MAX_OBJECTS = 10_000_000


Take = Callable[[Tags], bool]
# Cells by header, shapes, and how many objects the extract does not really hold
Layer = tuple[dict[str, list[Any]], npt.NDArray[Any], int]


@dataclass(frozen=True, eq=False)
class _Object:
    """A node, way or relation that a rule takes."""

    id: str
    tags: dict[str, str]
    refs: Any  # of a way its nodes, of a node itself, of a relation the numbers of its ways


@dataclass(eq=False)
class _Extract:
    """What is kept of a file: places of all nodes, the objects taken, and the ways that relations need."""

    ids: array[int] = field(default_factory=lambda: array("q"))
    x: array[int] = field(default_factory=lambda: array("i"))
    y: array[int] = field(default_factory=lambda: array("i"))
    taken: list[_Object] = field(default_factory=list)
    needed: set[int] = field(default_factory=set)
    ways: dict[int, array[int]] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)  # nodes at which a way ends

    def see_relation(self, thing: Any, take: Take) -> None:
        """Keep a relation that is taken, and remember the ways that it needs."""
        tags = dict(thing.tags)
        if take(tags):
            members = [(m.type, m.ref) for m in thing.members]
            ways, nodes = ([ref for kind, ref in members if kind == wanted] for wanted in "wn")
            self.taken.append(_Object(f"r{thing.id}", tags, (ways, nodes)))
            self.needed.update(ways)

    def see_node(self, thing: Any, take: Take | None) -> None:
        """Keep the place of a node, and itself if it is taken or closes a way."""
        place = thing.location
        self.ids.append(thing.id)
        self.x.append(place.x)
        self.y.append(place.y)
        if not len(thing.tags):
            return
        tags = dict(thing.tags)
        if take is not None and take(tags):
            self.taken.append(_Object(f"n{thing.id}", tags, [thing.id]))
        if "barrier" in tags and is_closed(tags):
            self.closed.add(thing.id)

    def see_way(self, thing: Any, take: Take) -> None:
        """Keep a way that is taken or that a relation needs."""
        tags = dict(thing.tags) if len(thing.tags) else {}
        is_taken, is_needed = bool(tags) and take(tags), thing.id in self.needed
        if is_taken or is_needed:
            refs = array("q", [n.ref for n in thing.nodes])
            if is_taken:
                self.taken.append(_Object(f"w{thing.id}", tags, refs))
            if is_needed:
                self.ways[thing.id] = refs

    def places(self) -> _Places:
        """Return where the nodes are."""
        ids, x, y = np.array(self.ids, dtype=np.int64), np.array(self.x), np.array(self.y)
        there = (np.abs(x / 1e7) <= 180) & (np.abs(y / 1e7) <= 90)  # a node without a place is beyond both
        ids, first = np.unique(ids[there], return_index=True)
        return _Places(ids, np.column_stack((x[there][first], y[there][first])) / 1e7)


@dataclass(frozen=True, eq=False)
class _Places:
    ids: Integers
    xy: npt.NDArray[np.float64]

    def at(self, refs: Iterable[int]) -> Integers:
        """Return the position of each node, -1 for those that the extract does not hold."""
        wanted = np.asarray(refs, dtype=np.int64)
        if not len(self.ids):
            return np.full(len(wanted), -1, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.ids, wanted), len(self.ids) - 1)
        return np.where(self.ids[at] == wanted, at, -1).astype(np.int64)


def read_osm(path: Path, options: ReadOptions) -> RawTable:
    """Read one layer of an extract.

    Raises
    ------
    StudyError
        If osmium is not installed, no layer or an unknown one is asked for, or the file is damaged.
    """
    tables = {layer: table for table, layer in LAYERS.items()}
    if options.sheet not in tables:
        code = "no_sheet" if options.sheet else "which_sheet"
        raise refusal(code, path.name, value=options.sheet, detail=", ".join(tables))
    check_extract(path)
    read = {"streets": _streets, "facilities": _facilities, "addresses": _addresses, "background": _background}
    columns, shapes, incomplete = read[tables[options.sheet]](path, options)
    if not len(shapes):
        raise refusal("osm_empty", path.name, options.sheet, value=options.sheet)
    index = pd.RangeIndex(1, len(shapes) + 1)
    geometry = gpd.GeoSeries(shapes, index=index, crs=WGS84, name="geometry")
    notes = [Problem("note", "osm_incomplete", path.name, options.sheet, detail=str(incomplete))] if incomplete else []
    return RawTable(pd.DataFrame(columns, index=index, dtype=object), geometry, options.sheet, notes=tuple(notes))


def _scan(path: Path, options: ReadOptions, take: Take, kinds: str = "nwr") -> _Extract:
    """Go through an extract once and keep the objects that a rule takes."""
    try:
        import osmium
    except ImportError:
        raise refusal("osm_needs_package", path.name) from None
    found = _Extract()
    relations = osmium.FileProcessor(path, osmium.osm.RELATION) if "r" in kinds else ()
    thing: Any
    for thing in relations:
        found.see_relation(thing, take)
    others = osmium.FileProcessor(path, osmium.osm.NODE | osmium.osm.WAY)
    if kinds == "w":  # the library passes over the ways that no rule for streets would take
        of_streets = osmium.filter.KeyFilter("highway")
        of_streets.enable_for(osmium.osm.WAY)
        others = others.with_filter(of_streets)
    for number, thing in enumerate(others):
        if number >= MAX_OBJECTS:
            raise too_many_rows(path.name, str(number), options)
        if thing.is_node():
            found.see_node(thing, take if "n" in kinds else None)
        else:
            found.see_way(thing, take)
    found.taken.sort(key=lambda o: (o.id[0], int(o.id[1:])))
    if len(found.taken) > options.max_rows:
        raise too_many_rows(path.name, str(len(found.taken)), options)
    return found


# --- streets ---------------------------------------------------------------------------------------------------------


def _streets(path: Path, options: ReadOptions) -> Layer:
    """Return the edges of the street graph: ways cut where they share a node, at their ends and at closed barriers."""
    found = _scan(path, options, lambda tags: "highway" in tags and (is_walkable(tags) or is_bikeable(tags)), "w")
    places, ways = found.places(), found.taken
    count = np.array([len(w.refs) for w in ways], dtype=np.int64)
    node = places.at(np.concatenate([np.empty(0, np.int64), *(np.array(w.refs, dtype=np.int64) for w in ways)]))
    way = np.repeat(np.arange(len(ways)), count)
    node = _one_node_a_place(node, way, places.xy)
    # What the extract does not hold breaks a way, and a node twice in a row is one
    keep = node >= 0
    starts = np.ones(len(node), dtype=bool)
    starts[1:] = (way[1:] != way[:-1]) | ~keep[:-1]
    run, node, way = np.cumsum(starts)[keep], node[keep], way[keep]
    new = np.ones(len(node), dtype=bool)
    new[1:] = (node[1:] != node[:-1]) | (run[1:] != run[:-1])
    run, node, way = run[new], node[new], way[new]
    closed = np.isin(node, places.at(sorted(found.closed))) if found.closed else np.zeros(len(node), dtype=bool)
    uses = np.bincount(node, minlength=len(places.ids))
    is_end = np.ones(len(node), dtype=bool)
    is_end[1:-1] = (run[1:-1] != run[:-2]) | (run[1:-1] != run[2:])
    stops = np.flatnonzero(is_end | closed | (uses[node] > 1))
    first, last = stops[:-1], stops[1:]
    same = run[first] == run[last]
    first, last = first[same], last[same]
    size = last - first + 1
    edge = np.repeat(np.arange(len(first)), size)
    at = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size) + first[edge]
    lines = shapely.linestrings(places.xy[node[at]], indices=edge)
    if len(lines) > options.max_rows:
        raise too_many_rows(path.name, str(len(lines)), options, options.sheet)
    chosen = [ways[i] for i in way[first]]
    walkable, bikeable = ([rule(w.tags) for w in ways] for rule in (is_walkable, is_bikeable))
    ids = places.ids[node].astype(str).astype(object)

    def names(ends: Integers, side: str) -> list[str]:
        # At a closed barrier every edge ends on a copy of its own: no way leads through
        return [f"{ids[i]}/{k}{side}" if closed[i] else ids[i] for k, i in enumerate(ends)]

    columns = {
        ID: [w.id for w in chosen],
        "name": [w.tags.get("name") for w in chosen],
        "kind": [w.tags["highway"] for w in chosen],
        "is_foot": [walkable[i] for i in way[first]],
        "is_bike": [bikeable[i] for i in way[first]],
        "start_node": names(first, "a"),
        "end_node": names(last, "e"),
    }
    return columns, lines, len(ways) - len(np.unique(way[first]))


def _one_node_a_place(node: Integers, way: Integers, xy: npt.NDArray[np.float64]) -> Integers:
    """Make neighbours on a way that lie at the very same place one node: an edge without length is none."""
    pair = np.flatnonzero((node[1:] >= 0) & (node[:-1] >= 0) & (way[1:] == way[:-1]) & (node[1:] != node[:-1]))
    pair = pair[(xy[node[pair]] == xy[node[pair + 1]]).all(axis=1)]
    if not len(pair):
        return node
    from scipy.sparse import coo_array  # slow to load, and seldom needed
    from scipy.sparse.csgraph import connected_components

    same = coo_array((np.ones(len(pair)), (node[pair], node[pair + 1])), shape=(len(xy), len(xy)))
    _, place = connected_components(same, directed=False)
    first = np.unique(place, return_index=True)[1]
    return np.where(node >= 0, first[place[node]], -1).astype(np.int64)


# --- places and grounds ----------------------------------------------------------------------------------------------


def _facilities(path: Path, options: ReadOptions) -> Layer:
    found = _scan(path, options, lambda tags: facility_rule(tags) is not None)
    shapes = _shapes(found, lambda tags: True)
    told = rules()
    rows = []
    for thing in found.taken:
        tags, rule = thing.tags, facility_rule(thing.tags)
        assert rule is not None  # noqa: S101 - only such were taken
        rows.append(
            {
                "facility_id": thing.id,
                "name": tags.get("name") or told["names"]["unnamed"].format(word=rule["word"]),
                "category": rule["category"],
                "traeger": tags.get("operator"),
                "traeger_art": word_of(tags.get("operator:type"), told["traeger_art"]),
                "capacity": tags.get("capacity"),
                "capacity_unit": "plaetze" if "capacity" in tags else None,
                "access": word_of(tags.get("access"), told["access"]),
                "status": "geschlossen" if "yes" in (tags.get("disused"), tags.get("abandoned")) else None,
                **_address(tags),
            }
        )
    return _columns(found.taken, rows), shapes, 0


def _addresses(path: Path, options: ReadOptions) -> Layer:
    found = _scan(path, options, lambda tags: "addr:housenumber" in tags)
    shapes = _shapes(found, lambda tags: True)
    points = np.array([None if s is None else shapely.point_on_surface(s) for s in shapes], dtype=object)
    rows = [{**_address(o.tags), "district": o.tags.get("addr:suburb")} for o in found.taken]
    return _columns(found.taken, rows), points, 0


def _background(path: Path, options: ReadOptions) -> Layer:
    def is_area(tags: Tags) -> bool:
        return not (ground_rule(tags) or {}).get("line", False)

    found = _scan(path, options, lambda tags: ground_rule(tags) is not None, "wr")
    shapes = _shapes(found, is_area)
    drawn = shapely.get_dimensions(shapes) > 0
    things = [o for o, is_drawn in zip(found.taken, drawn, strict=True) if is_drawn]
    rows = [{"kind": (ground_rule(o.tags) or {})["kind"], "name": o.tags.get("name")} for o in things]
    return _columns(things, rows), shapes[drawn], int((~drawn).sum())


def _address(tags: Tags) -> dict[str, str | None]:
    return {
        "street": tags.get("addr:street") or tags.get("addr:place"),
        "house_number": tags.get("addr:housenumber"),
        "postcode": tags.get("addr:postcode"),
        "town": tags.get("addr:city"),
    }


def _columns(things: list[_Object], rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    names = list(rows[0]) if rows else []
    return {ID: [thing.id for thing in things], **{name: [row[name] for row in rows] for name in names}}


def _shapes(found: _Extract, is_area: Callable[[Tags], bool]) -> npt.NDArray[Any]:
    """Return the shape of every object taken; None where the extract holds none of its nodes."""
    places = found.places()
    shapes = np.full(len(found.taken), None, dtype=object)
    for number, thing in enumerate(found.taken):
        if thing.id.startswith("r"):
            shapes[number] = _relation_shape(thing, found, places, is_area=is_area(thing.tags))
        else:
            shapes[number] = _shape(places, thing.refs, is_area=is_area(thing.tags))
    return shapes


def _shape(places: _Places, refs: Iterable[int], *, is_area: bool) -> Any:
    at = places.at(refs)
    is_ring = len(at) > 3 and at[0] == at[-1]
    at = at[at >= 0]
    if len(at) < 2:
        return shapely.Point(places.xy[at[0]]) if len(at) else None
    if is_ring and is_area and len(np.unique(at)) > 2:
        return shapely.make_valid(shapely.polygons(places.xy[at if at[0] == at[-1] else [*at, at[0]]]))
    return shapely.linestrings(places.xy[at])


def _relation_shape(thing: _Object, found: _Extract, places: _Places, *, is_area: bool) -> Any:
    """Put the ways of a relation together: the area between them if they close, else the lines themselves."""
    ways, nodes = thing.refs
    parts = [p for w in ways if w in found.ways and (p := _shape(places, found.ways[w], is_area=False)) is not None]
    lines = [p for p in parts if p.geom_type == "LineString"]
    if is_area and lines and not (area := shapely.build_area(shapely.node(shapely.MultiLineString(lines)))).is_empty:
        return area
    if lines:
        return shapely.MultiLineString(lines)
    at = places.at(nodes)
    return shapely.MultiPoint(places.xy[at[at >= 0]]) if (at >= 0).any() else None
