"""Ways as they may be told: none leads to a protected place, and cells say where, never how many."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sozialraum_geo.analysis.reach import accessibility, network
from sozialraum_geo.analysis.results import Results
from sozialraum_geo.reading.protection import hidden_offers
from sozialraum_geo.release.hiding import without_hidden
from sozialraum_geo.standards import Standard, walking

NEAREST = ["nearest_p50_m", "nearest_p90_m", "nearest_max_m"]
REACH_CLASSES = ("covered", "partly", "uncovered", "far", "farther", "unknown")


def cells_by_reach(results: Results, ways: dict[str, np.ndarray]) -> dict[str, gpd.GeoDataFrame]:
    """Dissolve the cells by reach: where, never how many; a cell that a border cuts is shown whole."""
    pieces, grid = results.points.pieces, results.study.grid
    cell = pieces["cell"].to_numpy(dtype=int)
    if grid is not None:
        # Two grids may hold the same square: it is drawn once
        _, same, twin = np.unique(grid.geometry.bounds.round(1), axis=0, return_index=True, return_inverse=True)
        cell = np.where(cell >= 0, same[twin[cell]], cell)
    # Cells of our own (negative) stand alone, each with its piece
    _, first, group = np.unique(
        np.where(cell >= 0, cell, -1 - np.arange(len(cell))), return_index=True, return_inverse=True
    )
    census = cell[first] >= 0
    geometry = np.asarray(pieces.geometry.array)[first]
    if grid is not None:
        geometry[census] = np.asarray(grid.geometry.array)[cell[first][census]]
    layers = {}
    for standard in results.standards:
        if results.study.complete_in(standard.category) is None:
            continue
        limits = accessibility.point_limits(results.study, results.points, standard)
        reach = accessibility.cell_reach(results.points, ways[standard.id], limits, group)
        rows = []
        for name in REACH_CLASSES:
            here = reach == name
            if here.any():
                # Census squares share their corners exactly and merge fast; our own pieces stay as they are
                merged = _merged(geometry[here & census])
                parts = np.concatenate([shapely.get_parts(merged), shapely.get_parts(geometry[here & ~census])])
                areal = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]  # a cut may leave lines
                rows.append({"reach": name, "geometry": shapely.multipolygons(areal)})
        layers[standard.id] = gpd.GeoDataFrame(rows, geometry="geometry", crs=results.study.crs)
    return layers


def _merged(squares: np.ndarray) -> shapely.Geometry:
    with contextlib.suppress(shapely.GEOSException):
        merged = shapely.coverage_union_all(squares)
        if merged.is_valid:
            return merged
    return shapely.union_all(squares)  # squares of different grids may overlap


def shown_ways(results: Results) -> dict[str, np.ndarray]:
    """Return by standard the distances that may be told, see `_shown_distance`."""
    return {standard.id: _shown_distance(results, standard) for standard in results.standards}


def told_coverage(results: Results, ways: dict[str, np.ndarray]) -> pd.DataFrame:
    """Return the coverage without the lengths of ways where one leads to a protected place, which they would give away.

    Parameters
    ----------
    ways
        As `shown_ways` returns them.
    """
    table, points = results.coverage.copy(), results.points
    for standard_id, shown in ways.items():
        real = results.reach.distance_m[standard_id]
        leads = ~((shown == real) | (np.isnan(shown) & np.isnan(real)))
        if leads.any():
            areas = points.ids[np.unique(points.codes[points.piece[leads]])]
            rows = (table["standard_id"] == standard_id) & table["sozialraum_id"].isin(areas)
            table.loc[rows, NEAREST] = np.nan
    return table


def _shown_distance(results: Results, standard: Standard) -> np.ndarray:
    """Return the distances that a map may show: the cells around a protected place would tell where it is."""
    offers = results.reach.offers[standard.id]
    hidden = hidden_offers(results.study, offers)
    if not hidden.any():
        return results.reach.distance_m[standard.id]
    settings = replace(results.settings, on_date=results.date)
    return accessibility.reach(without_hidden(results.study), results.points, (standard,), settings).distance_m[
        standard.id
    ]


def walking_areas(results: Results) -> Callable[[str, shapely.Geometry], shapely.Geometry] | None:
    """Return what draws where an offer near a shape is within reach; None with straight lines."""
    ways, study = results.reach.ways, results.study
    if not ways:
        return None
    limits = {s.id: s.limit_m for s in results.standards}

    def walking_area(standard_id: str, shape: shapely.Geometry) -> shapely.Geometry:
        offers = results.reach.offers[standard_id]
        offers = offers[~hidden_offers(study, offers)]
        near = offers[shapely.dwithin(np.asarray(offers.geometry.array), shape, limits[standard_id])]
        graph, _ = ways[standard_id]
        return network.walking_area(graph, network.snap(graph, near, walking().max_snap_m), limits[standard_id])

    return walking_area
