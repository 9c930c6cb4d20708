"""People per place: register totals by age band, spread over census cells and their sub-points (method: section 1)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sozialraum_geo import spatial
from sozialraum_geo.standards import Band
from sozialraum_geo.study import Study

SUBPOINTS = 4  # 4 x 4 sub-points stand for a 100 m cell
MAX_SPLIT_YEARS = 10
OLDEST = 120
TOTAL = "total"


@dataclass(frozen=True, eq=False)
class Bands:
    """People by Sozialraum and source band, resolved so that each year of age is counted once.

    Attributes
    ----------
    people
        Rows sozialraum_id, columns `Band`; NaN unknown.
    may_split
        Bands wider than ten years that the study allows to be split evenly.
    total
        All residents by sozialraum_id.
    """

    people: pd.DataFrame
    may_split: frozenset[Band]
    total: pd.Series

    def of(self, band: Band) -> tuple[pd.Series, bool]:
        """Return the people of an age band per Sozialraum, and whether a source band had to be split evenly.

        People are NaN where the source does not allow the band.
        """
        if band == Band(0, math.inf) and self.total.notna().any():
            return self.total.rename(band.id), False
        result = pd.Series(0.0, index=self.people.index, name=band.id)
        used: list[Band] = []
        estimated = False
        sources: list[Band] = sorted(self.people.columns)  # type: ignore[arg-type]  # pandas-stubs know text only
        for source in sources:
            years = source.overlap_years(band)
            if years <= 0:
                continue
            if band.start <= source.start and source.stop <= band.stop:
                result += self.people[source]
                used.append(source)
                continue
            if math.isinf(source.years) or (source.years > MAX_SPLIT_YEARS and source not in self.may_split):
                return pd.Series(np.nan, index=self.people.index, name=band.id), False
            result += self.people[source] * (years / source.years)
            used.append(source)
            estimated = True
        if not _cover(used, band):
            return pd.Series(np.nan, index=self.people.index, name=band.id), False
        return result, estimated


def _cover(used: list[Band], wanted: Band) -> bool:
    """Tell whether bands hold every year of another exactly once."""
    reached = float(wanted.start)
    for band in sorted(used, key=lambda b: b.start):
        if max(band.start, wanted.start) != reached:
            return False
        reached = band.stop
    return reached >= wanted.stop


def resolve_bands(population: pd.DataFrame, ids: pd.Index, split_bands: tuple[str, ...] = ()) -> Bands:
    """Turn overlapping source bands into disjoint ones.

    A band that holds others touching one of its ends is replaced by what remains: [0, 18) and [0, 7) give [0, 7) and
    [7, 18).

    Parameters
    ----------
    population
        Columns sozialraum_id, age_from, age_to, people; the total has age_from -1.
    ids
        All Sozialräume; those without rows are unknown.
    split_bands
        Bands wider than ten years that may be split evenly.
    """
    table = population.pivot(index="sozialraum_id", columns=["age_from", "age_to"], values="people").reindex(ids)
    edges: list[tuple[float, float]] = [tuple(c) for c in table.columns]  # type: ignore[misc]
    columns = {(a, b): table.iloc[:, at] for at, (a, b) in enumerate(edges)}
    total = columns.pop((-1.0, -1.0), None)
    people = {Band(int(a), b if math.isinf(b) else int(b)): values for (a, b), values in columns.items()}
    changed = True
    while changed:
        changed = False
        for outer in sorted(people, key=lambda b: b.years):
            rest, inner = _remainder(outer, list(people))
            if rest is not None and rest not in people and inner:
                people[rest] = (people[outer] - sum(people[b] for b in inner)).clip(lower=0)
                changed = True
                break
    # What other bands make up is dropped; of bands that still cross, the narrower one is kept
    kept: list[Band] = []
    for band in sorted(people, key=lambda b: (b.years, b.start)):
        if all(band.overlap_years(other) == 0 for other in kept):
            kept.append(band)
    frame = pd.DataFrame({b: people[b] for b in sorted(kept)}, index=ids)
    if total is None:
        spans_all = kept and _is_tiled(Band(0, math.inf), kept)
        total = frame.sum(axis=1, skipna=False) if spans_all else pd.Series(np.nan, index=ids)
    return Bands(frame, frozenset(Band.parse(t) for t in split_bands), total.rename("residents"))


def _remainder(outer: Band, bands: list[Band]) -> tuple[Band | None, list[Band]]:
    """Return what is left of a band after taking away the widest chains of others from both of its ends."""
    inside = [b for b in bands if b != outer and b.start >= outer.start and b.stop <= outer.stop]
    used: list[Band] = []
    low, high = float(outer.start), outer.stop
    while step := max((b for b in inside if b.start == low and b.stop <= high), key=lambda b: b.years, default=None):
        used.append(step)
        low = step.stop
        if low >= high:
            return None, used
    while step := max((b for b in inside if b.stop == high and b.start >= low), key=lambda b: b.years, default=None):
        used.append(step)
        high = step.start
        if high <= low:
            return None, used
    return (Band(int(low), high), used) if used else (None, [])


def _is_tiled(outer: Band, bands: list[Band]) -> bool:
    return _remainder(outer, bands)[0] is None and bool(_remainder(outer, bands)[1])


# --- cells and sub-points --------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Points:
    """Where people live: pieces of cells and their sub-points.

    Attributes
    ----------
    pieces
        One row per piece of a cell inside one Sozialraum: sozialraum_id, cell, area_share (0–1), class columns of
        the grid (people of the whole cell; NaN not published), geometry.
    codes, ids, area_m2
        Per piece the position of its Sozialraum in ``ids``, and its area: worked out once for all age bands.
    piece
        For each sub-point its row in ``pieces``.
    share
        For each sub-point its share of the piece's people; adds up to 1 per piece.
    x, y
        Metric coordinates of the sub-points [m].
    """

    pieces: gpd.GeoDataFrame
    codes: np.ndarray
    ids: pd.Index
    area_m2: np.ndarray
    piece: np.ndarray
    share: np.ndarray
    x: np.ndarray
    y: np.ndarray


def build_points(study: Study) -> Points:
    """Cut the census cells at the borders of the Sozialräume and lay out their sub-points.

    A Sozialraum without any census cell gets cells of its own, so that its people are not lost.
    """
    areas = study.sozialraeume
    classes = [name for name, _ in study.grid_classes]
    if study.grid is not None:
        pieces = spatial.area_shares(study.grid, areas)
        pieces[classes] = study.grid[classes].to_numpy()[pieces["cell"].to_numpy()]
        pieces["cell_id"] = study.grid["cell_id"].to_numpy(dtype=object)[pieces["cell"].to_numpy()]
    else:
        pieces = gpd.GeoDataFrame(
            {"cell": [], "sozialraum_id": [], "area_share": [], "cell_id": []}, geometry=[], crs=study.crs
        )
    empty = areas[~areas["sozialraum_id"].isin(pieces["sozialraum_id"].unique())]
    if len(empty):
        own = _own_cells(empty)
        pieces = gpd.GeoDataFrame(pd.concat([pieces, own], ignore_index=True) if len(pieces) else own, crs=study.crs)
    pieces = pieces.reset_index(drop=True)
    return _with_subpoints(pieces, study)


def _own_cells(areas: gpd.GeoDataFrame, size: float = 100.0) -> gpd.GeoDataFrame:
    """Lay a plain 100 m grid over areas that the census grid leaves empty."""
    parts = []
    for area_id, geometry in zip(areas["sozialraum_id"], spatial.shapes(areas), strict=True):
        west, south, east, north = geometry.bounds
        xs = np.arange(math.floor(west / size) * size, east, size)
        ys = np.arange(math.floor(south / size) * size, north, size)
        x, y = (a.ravel() for a in np.meshgrid(xs, ys))
        cells = gpd.GeoDataFrame(geometry=shapely.box(x, y, x + size, y + size), crs=areas.crs)
        one = gpd.GeoDataFrame({"sozialraum_id": [area_id]}, geometry=[geometry], crs=areas.crs)
        part = spatial.area_shares(cells, one)
        parts.append(part.assign(cell=-1, cell_id=[f"{area_id}/{i}" for i in range(len(part))]))
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=areas.crs)


def _with_subpoints(pieces: gpd.GeoDataFrame, study: Study) -> Points:
    steps = (np.arange(SUBPOINTS) + 0.5) / SUBPOINTS
    u, v = (a.ravel() for a in np.meshgrid(steps, steps))
    corners = _corners(pieces, study)
    # Bilinear in the cell's own corners: a census square is slightly turned in the metric CRS
    weights = np.stack([(1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v])
    xy = np.einsum("nkc,km->nmc", corners, weights)
    whole = pieces["area_share"].to_numpy() >= 1.0
    inside = np.ones(xy.shape[:2], dtype=bool)
    cut = np.flatnonzero(~whole)
    if len(cut):
        geometry = np.repeat(np.asarray(pieces.geometry.array)[cut], len(u))
        inside[cut] = shapely.intersects_xy(geometry, xy[cut, :, 0].ravel(), xy[cut, :, 1].ravel()).reshape(
            len(cut), -1
        )
    bare = np.flatnonzero(~inside.any(axis=1))
    if len(bare):
        stand_in = shapely.point_on_surface(np.asarray(pieces.geometry.array)[bare])
        xy[bare, 0, 0], xy[bare, 0, 1] = shapely.get_x(stand_in), shapely.get_y(stand_in)
        inside[bare, 0] = True
    piece, point = np.nonzero(inside)
    counts = inside.sum(axis=1)
    codes, ids = pd.factorize(pieces["sozialraum_id"].to_numpy(dtype=object))
    area_m2 = shapely.area(np.asarray(pieces.geometry.array))
    x, y = xy[piece, point, 0], xy[piece, point, 1]
    return Points(pieces, codes, pd.Index(ids), area_m2, piece, 1.0 / counts[piece], x, y)


def _corners(pieces: gpd.GeoDataFrame, study: Study) -> np.ndarray:
    """Return the four corners of each piece's whole cell, shape (pieces, 4, 2)."""
    corners = np.empty((len(pieces), 4, 2))
    cell = pieces["cell"].to_numpy(dtype=int)
    census = cell >= 0
    if census.any() and study.grid is not None:
        rings = shapely.get_coordinates(spatial.shapes(study.grid)).reshape(len(study.grid), 5, 2)[:, :4]
        corners[census] = rings[cell[census]]
    own = ~census
    if own.any():
        bounds = shapely.bounds(np.asarray(pieces.geometry.array)[own])
        west, south = np.floor(bounds[:, 0] / 100) * 100, np.floor(bounds[:, 1] / 100) * 100
        square = np.array([[0, 0], [100, 0], [100, 100], [0, 100]], dtype=float)
        corners[own] = np.stack([west, south], axis=1)[:, None, :] + square
    return corners


def cell_weights(points: Points, study: Study, band: Band, blank: float = 1.0) -> np.ndarray:
    """Return the ancillary weight of each piece for an age band, not normalised.

    The first of these that exists and is not all zero in a Sozialraum: the census class that covers at least half of
    the band's years, all people of the cell, its buildings, the area of the piece. A value the census did not
    publish counts ``blank``.
    """
    pieces = points.pieces
    share = pieces["area_share"].to_numpy()
    census = pieces["cell"].to_numpy(dtype=int) >= 0
    weights = points.area_m2.copy()
    codes = points.codes
    open_pieces = census.copy()
    for name in _class_columns(study, band):
        values = pieces[name].astype(float).fillna(blank).to_numpy() * share
        sums = np.bincount(codes, weights=np.where(open_pieces, values, 0.0))
        use = open_pieces & (sums[codes] > 0)
        weights[use] = values[use]
        open_pieces &= ~use
    return weights


def _class_columns(study: Study, band: Band) -> list[str]:
    """Return the grid columns to try for a band, best first."""
    classes = []
    for name, text in study.grid_classes:
        if text in (TOTAL, "buildings"):
            continue
        census = Band.parse(text)
        overlap = census.overlap_years(band)
        width = min(band.years, OLDEST - band.start)
        if overlap >= width / 2 and overlap > 0:
            classes.append((overlap, name))
    best = [max(classes)[1]] if classes else []
    totals = [name for name, text in study.grid_classes if text == TOTAL]
    buildings = [name for name, text in study.grid_classes if text == "buildings"]
    return best + totals[:1] + buildings[:1]


def people_at(points: Points, study: Study, band: Band, people: pd.Series | None, blank: float = 1.0) -> np.ndarray:
    """Return the people of a band at each sub-point: those of its piece, spread evenly (see `people_in_pieces`)."""
    return people_in_pieces(points, study, band, people, blank)[points.piece] * points.share


def people_in_pieces(
    points: Points, study: Study, band: Band, people: pd.Series | None, blank: float = 1.0
) -> np.ndarray:
    """Return the people of a band in each piece of a cell.

    Parameters
    ----------
    people
        Register total per Sozialraum (wins over the census); None lets census classes split by years stand in.

    Notes
    -----
    Law: summed per Sozialraum the pieces hold exactly the register total, to 1e-9.
    """
    if people is None:
        return census_people(points, study, band, blank)
    weights = cell_weights(points, study, band, blank)
    sums = np.bincount(points.codes, weights=weights)
    return weights / sums[points.codes] * people.reindex(points.ids).to_numpy()[points.codes]


def census_people(points: Points, study: Study, band: Band, blank: float = 1.0) -> np.ndarray:
    """Return the people of a band per piece from census classes alone, split evenly by years; NaN without any.

    What the census does not list is unknown: cells of our own in an area without any stay NaN.
    """
    unlisted = np.where(points.pieces["cell"].to_numpy(dtype=int) >= 0, 0.0, np.nan)
    result = unlisted
    used: list[Band] = []
    for name, text in study.grid_classes:
        if text in (TOTAL, "buildings"):
            if text == TOTAL and band == Band(0, math.inf):
                return unlisted + _class_people(points, name, blank)
            continue
        census = Band.parse(text)
        years = census.overlap_years(band)
        if years <= 0:
            continue
        is_whole = band.start <= census.start and census.stop <= band.stop
        is_wide = census.years > MAX_SPLIT_YEARS and text not in study.split_bands
        if not is_whole and (math.isinf(census.years) or is_wide):
            return np.full(len(points.pieces), np.nan)
        part = 1.0 if is_whole else years / census.years
        result = result + _class_people(points, name, blank) * part
        used.append(census)
    return result if _cover(used, band) else np.full(len(points.pieces), np.nan)


def _class_people(points: Points, name: str, blank: float) -> np.ndarray:
    pieces = points.pieces
    return np.asarray(pieces[name].astype(float).fillna(blank).to_numpy() * pieces["area_share"].to_numpy())


# --- each age band once ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Spread:
    """The people of a study by age band, spread over its sub-points; each band is worked out once and kept.

    Attributes
    ----------
    study, points
        The study, and its sub-points as `build_points` lays them out.
    blank
        What a value the census did not publish counts [people].
    """

    study: Study
    points: Points
    blank: float = 1.0
    _kept: dict[Band, tuple[pd.Series, np.ndarray, bool]] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def bands(self) -> Bands | None:
        """The people of the register; None without one: census classes stand in."""
        study = self.study
        return None if study.population is None else resolve_bands(study.population, study.ids, study.split_bands)

    def of(self, band: Band) -> tuple[pd.Series, np.ndarray, bool]:
        """Return the people of an age band.

        Returns
        -------
        per_area
            People by sozialraum_id, shape (areas,); NaN unknown.
        at_points
            People at each sub-point, shape (sub-points,), read-only; NaN unknown.
        is_estimated
            Whether a source band had to be split evenly, or census classes stand in.
        """
        if band not in self._kept:
            self._kept[band] = self._worked_out(band)
        return self._kept[band]

    def _worked_out(self, band: Band) -> tuple[pd.Series, np.ndarray, bool]:
        study, points = self.study, self.points
        per_area, is_estimated = (None, True) if self.bands is None else self.bands.of(band)
        at_points = people_at(points, study, band, per_area, self.blank)
        at_points.flags.writeable = False  # all who ask get the same array
        if per_area is None:
            in_pieces = pd.Series(census_people(points, study, band, self.blank))
            per_area = in_pieces.groupby(points.pieces["sozialraum_id"].to_numpy()).sum(min_count=1)
            per_area = per_area.reindex(study.ids).rename(band.id)
            is_estimated = bool(in_pieces.notna().any())
        return per_area, at_points, is_estimated
