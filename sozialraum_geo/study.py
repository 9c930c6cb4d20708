"""A study: every table of a place, checked once, in the constructor."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from sozialraum_geo.errors import Problem, StudyError
from sozialraum_geo.standards import Standard, SupplyStandard
from sozialraum_geo.tables import KEYS


@dataclass(frozen=True)
class Source:
    """One file of a study: what it is, and what became of its rows.

    ``imported + rejected + empty + excluded == rows`` always holds; ``excluded`` are rows the study's own rule
    leaves out.
    """

    file: str
    table: str
    sha256: str
    title: str = ""
    publisher: str = ""
    licence: str = ""
    url: str = ""
    date: str = ""
    sheet: str = ""
    rows: int = 0
    imported: int = 0
    rejected: int = 0
    empty: int = 0
    excluded: int = 0
    imported_on: str = ""  # for sources of the register
    is_neighbour: bool = False  # a list of places beyond the border
    complete: tuple[str, ...] = ()
    complete_in: tuple[str, ...] = ()


@dataclass(frozen=True)
class Indicator:
    """What a social indicator is; ``sign`` 1 means a higher value is more burden."""

    id: str
    name: str
    unit: str = "%"
    sign: int = 1
    kind: str = "status"  # status, change or context
    source: str = ""


@dataclass(frozen=True, eq=False)
class Study:
    """All tables of one place on one date; immutable, valid by construction.

    Frames have the columns that `sozialraum_geo.tables` names, plus ``source`` (file name) and ``row`` where they
    come from a file. Geometries are in ``crs`` (metres).

    Raises
    ------
    StudyError
        From the constructor, with every fault found.
    """

    name: str
    date: str
    crs: str
    sozialraeume: gpd.GeoDataFrame
    whole: str = "die Stadt"
    levels: tuple[str, ...] = ("Sozialraum",)
    upper: gpd.GeoDataFrame | None = None  # level, area_id, name, geometry
    facilities: gpd.GeoDataFrame | None = None
    partners: gpd.GeoDataFrame | None = None
    entrances: gpd.GeoDataFrame | None = None  # facility_id, geometry
    school_districts: gpd.GeoDataFrame | None = None  # facility_id of the assigned school, geometry
    activities: gpd.GeoDataFrame | None = None
    stops: gpd.GeoDataFrame | None = None  # activity_id, rhythm, hours_week, begin, end, geometry
    gremien: pd.DataFrame | None = None
    sites: gpd.GeoDataFrame | None = None
    cooperations: pd.DataFrame | None = None  # partner_id, state, the questions settled with it
    engagement: gpd.GeoDataFrame | None = None
    resolutions: pd.DataFrame | None = None  # gremium_id, date, state, outcome
    effort: pd.DataFrame | None = None  # station, level, day or quarter, hours
    goals: pd.DataFrame | None = None  # year, sozialraum_id, ansatzpunkt, hours_planned, result
    population: pd.DataFrame | None = None  # sozialraum_id, age_from, age_to, people
    indicators: pd.DataFrame | None = None  # sozialraum_id, indicator_id, date, value, count, base, is_valid
    indicator_list: tuple[Indicator, ...] = ()
    grid: gpd.GeoDataFrame | None = None  # cell_id, classes, geometry
    grid_classes: tuple[tuple[str, str], ...] = ()  # column, band text or "total" or "buildings"
    edges: gpd.GeoDataFrame | None = None  # noded streets
    background: gpd.GeoDataFrame | None = None
    sources: tuple[Source, ...] = ()
    problems: tuple[Problem, ...] = ()
    standards: tuple[str, ...] = ()
    own_standards: tuple[Standard, ...] = ()
    own_supply: tuple[SupplyStandard, ...] = ()
    weights: tuple[tuple[str, float], ...] = ()
    weights_decided: str = ""
    split_bands: tuple[str, ...] = ()
    straight_line: bool = False
    need: tuple[tuple[str, Any], ...] = ()
    quotas: tuple[tuple[str, float], ...] = ()
    slug: str = "studie"
    fingerprint: str = field(default="", init=False)

    def __post_init__(self) -> None:
        problems = _faults(self)
        if problems:
            raise StudyError(problems)
        object.__setattr__(self, "fingerprint", self.fingerprint or fingerprint_of(self))

    def __repr__(self) -> str:
        def count(frame: pd.DataFrame | None) -> int:
            return 0 if frame is None else len(frame)

        return (
            f"<Study {self.name!r} {self.date}: {len(self.sozialraeume)} Sozialräume, "
            f"{count(self.facilities)} facilities, {count(self.partners)} partners, "
            f"{count(self.activities)} activities, {self.fingerprint[:12]}>"
        )

    @property
    def ids(self) -> pd.Index:
        """The ids of the Sozialräume, sorted."""
        return pd.Index(self.sozialraeume["sozialraum_id"], name="sozialraum_id")

    def complete_in(self, category: str) -> pd.Index | None:
        """Return the Sozialräume for which a source declares its list of a category complete; None without any."""
        ids: set[str] = set()
        declared = False
        for source in self.sources:
            if category in source.complete:
                declared = True
                ids |= set(source.complete_in) if source.complete_in else set(self.ids)
        return self.ids[self.ids.isin(ids)] if declared else None


def fingerprint_of(study: Study) -> str:
    """Return a SHA-256 over every table and option of a study: same content, same fingerprint, on every machine."""
    return _digest(study, _UNSAID)


def ground_fingerprint(study: Study) -> str:
    """Return the same over what figures rest on but activities: areas, people, ways, places, options."""
    return _digest(study, (*_UNSAID, *BESIDE, "partners", "gremien", "activities", "stops"))


_UNSAID = ("fingerprint", "sources", "problems", "slug")


def _digest(study: Study, without: Collection[str]) -> str:
    digest = hashlib.sha256()
    for name in sorted(vars(study)):
        if name in without:
            continue
        value = getattr(study, name)
        digest.update(name.encode())
        if isinstance(value, pd.DataFrame):
            digest.update(_frame_bytes(value))
        else:
            digest.update(json.dumps(value, default=str, sort_keys=True, ensure_ascii=False).encode())
    told = (s for s in study.sources if s.table not in without)
    declared = [(s.file, s.table, s.date, s.complete, s.complete_in) for s in told]
    digest.update(json.dumps(declared, ensure_ascii=False).encode())
    return digest.hexdigest()


def _frame_bytes(frame: pd.DataFrame) -> bytes:
    digest = hashlib.sha256()
    for column in frame.columns:
        digest.update(str(column).encode())
        values = frame[column]
        if isinstance(values, gpd.GeoSeries):
            for wkb in shapely.to_wkb(np.asarray(values, dtype=object), byte_order=1):
                digest.update(wkb or b"-")
        elif values.dtype.kind in "fiub":
            digest.update(np.ascontiguousarray(values.to_numpy()).tobytes())
        else:
            digest.update("\x1f".join("" if v is None or v != v else str(v) for v in values).encode())
    return digest.digest()


# Kept by a team and shown beside the figures, which do not rest on them
BESIDE = ("sites", "cooperations", "engagement", "resolutions", "effort", "goals")
GEOGRAPHIC = (
    "sozialraeume",
    "upper",
    "facilities",
    "entrances",
    "school_districts",
    "partners",
    "activities",
    "stops",
    "sites",
    "engagement",
    "grid",
    "edges",
    "background",
)
_UNKNOWN = {"entrances": "unknown_facility_row", "stops": "unknown_activity_row"}


def _faults(study: Study) -> list[Problem]:
    """Collect what makes a study unusable; reading reports rows, this guards every other way to build one."""
    faults: list[Problem] = []
    areas = study.sozialraeume
    if len(areas) == 0:
        return [Problem("refused", "no_areas")]
    if CRS(study.crs).axis_info[0].unit_name != "metre":
        faults.append(Problem("refused", "crs_not_metric", value=study.crs))
    doubled = areas["sozialraum_id"][areas["sozialraum_id"].duplicated()]
    faults += [Problem("refused", "duplicate_area", value=str(i)) for i in doubled.unique()]
    if not (areas.geometry.is_valid & ~areas.geometry.is_empty).all():
        faults.append(
            Problem("refused", "invalid_area", value=", ".join(areas.loc[~areas.geometry.is_valid, "sozialraum_id"]))
        )
    keys = {name: key for name, key in KEYS.items() if hasattr(study, name)}
    known = set(areas["sozialraum_id"])
    for name in (*keys, "population", "indicators"):
        frame = getattr(study, name)
        if frame is None:
            continue
        if name in keys and frame[keys[name]].duplicated().any():
            faults.append(Problem("refused", "duplicate_key", column=keys[name], detail=name))
        stated = set(frame["sozialraum_id"].dropna()) if "sozialraum_id" in frame else set()
        faults += [Problem("refused", "unknown_area", column=name, value=str(i)) for i in sorted(stated - known)]
    for name, of, key in (("entrances", "facilities", "facility_id"), ("stops", "activities", "activity_id")):
        frame, owners = getattr(study, name), getattr(study, of)
        if frame is not None:
            unknown = frame[key][~frame[key].isin([] if owners is None else owners[key])]
            faults += [Problem("refused", _UNKNOWN[name], column=name, value=str(i)) for i in unknown.unique()]
            if not (frame.geometry.notna() & ~frame.geometry.is_empty).all():
                faults.append(Problem("refused", "point_missing", column=name))
    for name in GEOGRAPHIC:
        frame = getattr(study, name)
        if frame is not None and (frame.crs is None or CRS(frame.crs) != CRS(study.crs)):
            faults.append(Problem("refused", "wrong_crs", detail=name, value=str(frame.crs)))
    return faults
