"""How good the data are: what is filled, how exact places are, what is missing, double or old."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
from rapidfuzz import fuzz
from scipy.spatial import cKDTree

from sozialraum_geo.errors import Problem
from sozialraum_geo.study import Source, Study
from sozialraum_geo.tables import TABLES, normalise

# Defaults of ours, no norm: what is older, nearer or more alike is shown, nothing is changed by it
MAX_AGE_YEARS = 3.0
NEAR_M = 150.0
ALIKE = 88.0  # of 100, rapidfuzz token_set_ratio
ALIKE_AT_ONE_ADDRESS = 70.0
MANY_REJECTED = 0.05
MANY_UNPLACED = 0.2

Level = Literal["good", "partial", "poor"]
_NUMBERS = re.compile(r"\d+")
_REGISTER = ("facilities", "partners", "activities", "gremien")
_SHOWN = {
    "facilities": ("category", "traeger", "traeger_art", "street", "house_number", "postcode", "capacity", "age_from"),
    "partners": ("kind", "traeger_art", "street", "state", "since", "review_date"),
    "activities": ("role", "theme", "target", "age_from", "access", "rhythm", "hours_week", "begin", "end", "funding"),
    "gremien": ("kind", "role", "rhythm", "next_date", "members"),
}


@dataclass(frozen=True, eq=False)
class Quality:
    """What a planner must know about the data before trusting a figure.

    Attributes
    ----------
    completeness
        table, column, rows, filled_share (0–1).
    precision
        table, precision ("none" without any place), rows.
    without
        Table → ids of the Sozialräume for which it has no row.
    duplicates
        first_id, second_id, first_name, second_name, first_source, second_source, distance_m (NaN without points),
        alike (0–100): pairs of facilities of one category that may be the same.
    stale
        Sources older than ``max_age_years`` on the study's date: file, table, date, years.
    level, reasons
        "good", "partial" or "poor", and why.
    """

    completeness: pd.DataFrame
    precision: pd.DataFrame
    without: dict[str, tuple[str, ...]]
    duplicates: pd.DataFrame
    stale: pd.DataFrame
    level: Level
    reasons: tuple[Problem, ...]


def assess(study: Study, *, max_age_years: float = MAX_AGE_YEARS, settled: Iterable[tuple[str, str]] = ()) -> Quality:
    """Look over the data of a study.

    Parameters
    ----------
    max_age_years
        Sources older than this on the study's date are stale.
    settled
        Pairs of facility ids that somebody called different; they are not proposed again.
    """
    frames = {name: frame for name in _REGISTER if (frame := getattr(study, name)) is not None and len(frame)}
    precision = _precision(frames)
    pairs = duplicates(study.facilities, settled)
    old = stale(study.sources, study.date, max_age_years)
    level, reasons = _level(study, pairs, old)
    return Quality(
        _completeness(frames),
        precision,
        {name: _areas_without(frame, study.ids) for name, frame in _by_area(study).items()},
        pairs,
        old,
        level,
        reasons,
    )


def _completeness(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    lines = [
        (name, column, len(frame), float(frame[column].notna().mean()))
        for name, frame in frames.items()
        for column in _SHOWN[name]
        if column in TABLES[name].by_name
    ]
    return pd.DataFrame(lines, columns=["table", "column", "rows", "filled_share"])


def _precision(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    lines = [
        (name, str(word), int(count))
        for name, frame in frames.items()
        if "precision" in frame
        for word, count in frame["precision"].fillna("none").value_counts().sort_index().items()
    ]
    return pd.DataFrame(lines, columns=["table", "precision", "rows"])


def _by_area(study: Study) -> dict[str, pd.DataFrame]:
    names = ("facilities", "partners", "activities", "population", "indicators")
    return {n: frame for n in names if (frame := getattr(study, n)) is not None}


def _areas_without(frame: pd.DataFrame, ids: pd.Index) -> tuple[str, ...]:
    known = frame.dropna(subset=["people"]) if "people" in frame else frame
    return tuple(str(i) for i in ids[~ids.isin(known["sozialraum_id"].dropna())])


def duplicates(facilities: gpd.GeoDataFrame | None, settled: Iterable[tuple[str, str]] = ()) -> pd.DataFrame:
    """Return pairs of facilities of one category that may be the same: near and alike, or alike at one address.

    Pairs are ordered by how alike they are; the first of a pair has the lower id.
    """
    columns = [
        "first_id", "second_id", "first_name", "second_name", "first_source", "second_source", "distance_m", "alike",
    ]  # fmt: skip
    if facilities is None or not len(facilities):
        return pd.DataFrame(columns=columns)
    # Protected places are named nowhere, not even here
    frame = facilities[~facilities["is_protected"].astype(bool)].sort_values("facility_id", ignore_index=True)
    names = [normalise_name(n) for n in frame["name"]]
    done = {tuple(sorted(pair)) for pair in settled}
    lines = []
    for first, second, limit in _candidates(frame):
        alike = fuzz.token_set_ratio(names[first], names[second])
        a, b = frame.iloc[first], frame.iloc[second]
        # "Spielplatz 1" and "Spielplatz 2" are two
        is_numbered = _NUMBERS.findall(names[first]) != _NUMBERS.findall(names[second])
        if alike < limit or is_numbered or (a["facility_id"], b["facility_id"]) in done:
            continue
        has_points = a.geometry is not None and b.geometry is not None
        distance = a.geometry.distance(b.geometry) if has_points else float("nan")
        values = [[row[c] for row in (a, b)] for c in ("facility_id", "name", "source")]
        lines.append((*values[0], *values[1], *values[2], float(distance), float(alike)))
    found = pd.DataFrame(lines, columns=columns)
    return found.sort_values(["alike", "first_id", "second_id"], ascending=[False, True, True], ignore_index=True)


def normalise_name(name: object) -> str:
    """Return the words of a name as they are compared: the same words in any order are the same name.

    Examples
    --------
    >>> normalise_name("Kita „Löwenzahn“, Ährenweg")
    'kita loewenzahn aehrenweg'
    """
    return " ".join(filter(None, map(normalise, str(name).replace("-", " ").split())))


def _candidates(frame: gpd.GeoDataFrame) -> list[tuple[int, int, float]]:
    """Return pairs of rows worth comparing, with how alike their names must be: near ones, and those of one address."""
    found: dict[tuple[int, int], float] = {}
    has_point = (frame.geometry.notna() & ~frame.geometry.is_empty).to_numpy()
    for _, rows in frame.groupby("category").groups.items():
        at = np.asarray(rows)
        placed = at[has_point[at]]
        if len(placed) > 1:
            points = frame.geometry.iloc[placed]
            tree = cKDTree(np.column_stack([points.x, points.y]))
            for i, j in tree.query_pairs(NEAR_M):
                found[tuple(sorted((int(placed[i]), int(placed[j]))))] = ALIKE  # type: ignore[index]
        place = frame.loc[at, ["street", "house_number", "postcode"]].astype(object)
        place = place[place["street"].notna() & place["house_number"].notna()].fillna("")
        keys = pd.Series(["|".join(map(normalise, v)) for v in place.to_numpy()], index=place.index, dtype=object)
        for _, same in keys.groupby(keys).groups.items():
            numbers = sorted(int(n) for n in same)
            for a, first in enumerate(numbers):
                for second in numbers[a + 1 :]:
                    found[(first, second)] = ALIKE_AT_ONE_ADDRESS
    return [(first, second, limit) for (first, second), limit in sorted(found.items())]


def stale(sources: Iterable[Source], date: str, max_age_years: float = MAX_AGE_YEARS) -> pd.DataFrame:
    """Return the sources that are older than so many years on a date; those without a date are not judged."""
    day = dt.date.fromisoformat(date)
    lines = []
    for source in sources:
        if not source.date:
            continue
        told = source.date if len(source.date) > 4 else f"{source.date}-12-31"
        years = (day - dt.date.fromisoformat(told)).days / 365.25
        if years > max_age_years:
            lines.append((source.file, source.table, source.date, years))
    return pd.DataFrame(lines, columns=["file", "table", "date", "years"])


def _level(study: Study, pairs: pd.DataFrame, old: pd.DataFrame) -> tuple[Level, tuple[Problem, ...]]:
    """Judge by the worst finding; every finding is a reason."""
    poor: list[Problem] = []
    partial: list[Problem] = []
    for source in study.sources:
        if source.rejected:
            heavy = source.rejected > MANY_REJECTED * source.rows
            told = Problem("note", "quality_rejected", source.file, detail=str(source.rejected))
            (poor if heavy else partial).append(told)
    if study.facilities is not None:
        # A protected place is known by its Sozialraum on purpose
        open_ones = study.facilities[~study.facilities["is_protected"].astype(bool)]
        unplaced = int((open_ones.geometry.isna() | open_ones.geometry.is_empty).sum())
        if unplaced:
            heavy = unplaced > MANY_UNPLACED * len(open_ones)
            (poor if heavy else partial).append(Problem("note", "quality_unplaced", detail=str(unplaced)))
    if len(pairs):
        partial.append(Problem("note", "quality_duplicates", detail=str(len(pairs))))
    partial += [Problem("note", "quality_stale", str(r.file), value=str(r.date)) for r in old.itertuples()]
    if study.population is None:
        partial.append(Problem("note", "quality_no_people"))
    level: Level = "poor" if poor else "partial" if partial else "good"
    return level, (*poor, *partial)
