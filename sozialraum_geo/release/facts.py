"""Facts of a release looked up: a standard, a Sozialraum, its figures and lists; no words."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any

import pandas as pd

from sozialraum_geo.release.door import Release
from sozialraum_geo.standards import Standard

HALF = 0.5
Row = dict[Hashable, Any]


def standard_of(release: Release, standard_id: str) -> Standard:
    """Return an analysed standard by its id.

    Raises
    ------
    StopIteration
        If it was not analysed.
    """
    return next(s for s in release.standards if s.id == standard_id)


def area_name(release: Release, sozialraum_id: str) -> str:
    """Return the name of a Sozialraum.

    Raises
    ------
    IndexError
        If the release has none of this id.
    """
    return str(row_of(release.areas, sozialraum_id)["name"])


def row_of(table: pd.DataFrame, sozialraum_id: str) -> Row:
    """Return the row of one Sozialraum as column → value."""
    rows: list[Row] = table[table["sozialraum_id"] == sozialraum_id].to_dict("records")
    return rows[0]


def coverage_row(release: Release, standard_id: str, sozialraum_id: str = "") -> Row:
    """Return the figures of one standard for the whole place or one Sozialraum; names as in ``release.town``."""
    if not sozialraum_id:
        towns: dict[Hashable, Row] = release.town.to_dict("index")
        return towns[standard_id]
    return row_of(release.coverage[release.coverage["standard_id"] == standard_id], sozialraum_id)


def band_edges(band: str) -> tuple[float, float]:
    """Return the half-open ages of a column of ``release.people``.

    Examples
    --------
    >>> band_edges("a06_10"), band_edges("a65_plus")
    ((6.0, 10.0), (65.0, inf))
    """
    start, stop = band.removeprefix("a").split("_")
    return float(start), math.inf if stop == "plus" else float(stop)


def low_areas(release: Release, standard_id: str) -> int | None:
    """Count the Sozialräume in which less than half reach an offer; None where that is not known everywhere."""
    rows = release.coverage[release.coverage["standard_id"] == standard_id]
    if coverage_row(release, standard_id)["state"] == "unknown":
        return None
    return int((rows["covered_share"] < HALF).sum())


def ranked(release: Release) -> pd.DataFrame:
    """Return the ranked Sozialräume, first rank first; empty where there is no ranking.

    Columns as in ``release.priorities``; where that is None only sozialraum_id and rank.
    """
    if release.priorities is None:
        return pd.DataFrame(columns=["sozialraum_id", "rank"])
    table = release.priorities
    return table[table["rank"].notna()].sort_values(["rank", "sozialraum_id"], ignore_index=True)


def gremien_in(release: Release, sozialraum_id: str = "") -> pd.DataFrame:
    """Return the Gremien, of all or of one Sozialraum."""
    if not sozialraum_id or not len(release.gremien):
        return release.gremien
    return release.gremien[[sozialraum_id in ids for ids in release.gremien["sozialraum_ids"]]]


def of_area(frame: pd.DataFrame, sozialraum_id: str) -> pd.DataFrame:
    """Return the rows of one Sozialraum, or all."""
    return frame[frame["sozialraum_id"] == sozialraum_id] if sozialraum_id else frame


def covered_people(release: Release, standard_id: str) -> Any:
    """Return how many reach an offer in the whole place; NaN where that is not known."""
    row = coverage_row(release, standard_id)
    return row["people"] - row["uncovered_people"]


def knows_people(release: Release, standard_id: str) -> bool:
    """Tell whether it is known how many people there are, of a standard's ages where one is named."""
    rows = release.coverage[release.coverage["standard_id"] == standard_id]
    is_unknown = bool(len(rows)) and bool((rows["people"].isna() & (rows["state"] == "unknown")).all())
    return release.people_from != "nobody" and not is_unknown


def is_estimated(release: Release, standard_id: str) -> bool:
    """Tell whether the people of a standard's ages were split from a wider band anywhere."""
    rows = release.coverage[release.coverage["standard_id"] == standard_id]
    return bool(rows["is_estimated"].any())


def has_access(release: Release, standard_id: str) -> bool:
    """Tell whether it is known for a standard how many places are within reach."""
    rows = release.access[release.access["standard_id"] == standard_id]
    return bool(rows["access_per_100"].notna().any())
