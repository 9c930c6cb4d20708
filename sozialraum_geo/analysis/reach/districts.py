"""School districts: which schools the people of a place are assigned to (method: section 4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from sozialraum_geo.study import Study

CATEGORY = "grundschule"


@dataclass(frozen=True, eq=False)
class Assigned:
    """Which offers the sub-points may take.

    Attributes
    ----------
    group
        Per sub-point the number of its school district, -1 outside all of them: there every offer is allowed.
    allowed
        Per district and row of the offers, whether it is the assigned school (one of them, where several share a
        district or districts overlap). A district without any is one whose school is unknown or does not count.
    schools
        Per district the facility_id of its schools, joined by commas.
    """

    group: npt.NDArray[np.int64]
    allowed: npt.NDArray[np.bool_]
    schools: tuple[str, ...]

    def allows(self, points: npt.NDArray[np.int64], places: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Tell which pairs of a sub-point and an offer are allowed."""
        group = self.group[points]
        return np.asarray((group < 0) | self.allowed[group, places])

    def districts(self) -> Iterator[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
        """Yield for each district the positions of its sub-points and of the offers allowed there."""
        order = np.argsort(self.group, kind="stable")
        starts = np.searchsorted(self.group[order], np.arange(len(self.allowed) + 1))
        for number, places in enumerate(self.allowed):
            yield order[starts[number] : starts[number + 1]], np.flatnonzero(places)

    def without_school(self) -> tuple[str, ...]:
        """Return the schools of the districts in which people live and nothing is allowed."""
        is_lived_in = np.bincount(self.group[self.group >= 0], minlength=len(self.allowed)) > 0
        lost = is_lived_in & ~self.allowed.any(axis=1)
        return tuple(school for school, is_lost in zip(self.schools, lost, strict=True) if is_lost)


def assigned(study: Study, offers: gpd.GeoDataFrame, xy: npt.NDArray[np.float64]) -> Assigned | None:
    """Return which schools the sub-points are assigned to; None without school districts.

    Parameters
    ----------
    offers
        What counts for a standard of this category, as `offers.counted_offers` returns it.
    xy
        Metric coordinates of the sub-points.
    """
    layer = study.school_districts
    if layer is None or not len(layer):
        return None
    # Schools that share a district have the same polygon, once each
    sharing: dict[bytes, set[str]] = {}
    for shape, school in zip(layer.geometry.to_wkb(), layer["facility_id"], strict=True):
        sharing.setdefault(shape, set()).add(str(school))
    schools = [frozenset(names) for names in sharing.values()]
    polygon, point = shapely.STRtree(np.asarray(shapely.points(xy), dtype=object)).query(
        shapely.from_wkb(np.array(list(sharing), dtype=object)), predicate="intersects"
    )
    group = np.full(len(xy), -1, dtype=np.int64)
    group[point] = polygon
    numbers = {names: number for number, names in reversed(list(enumerate(schools)))}
    for at in np.flatnonzero(np.bincount(point, minlength=len(xy)) > 1):  # few: where districts overlap
        names = frozenset().union(*(schools[p] for p in polygon[point == at]))
        if names not in numbers:
            numbers[names] = len(schools)
            schools.append(names)
        group[at] = numbers[names]
    is_school = offers["kind"].eq("facility")
    allowed = np.array([is_school & offers["offer_id"].isin(names) for names in schools], dtype=bool)
    return Assigned(group, allowed.reshape(len(schools), len(offers)), tuple(", ".join(sorted(n)) for n in schools))
