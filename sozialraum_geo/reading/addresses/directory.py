"""The local directory of addresses: built once from an official table, opened in no time."""

from __future__ import annotations

import math
import os
import secrets
import sqlite3
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from sozialraum_geo import spatial
from sozialraum_geo.errors import NoCrsError, Problem, StudyError
from sozialraum_geo.reading.addresses.parsing import Number, normalise_street, parse_number
from sozialraum_geo.reading.cells.cleaning import to_number, to_text
from sozialraum_geo.tables import COORDINATE_HEADERS, TABLES, find_column, normalise

# --- the directory ----------------------------------------------------------------------------------------------------

SCHEMA = 1
APPLICATION = 0x53475241  # „SGRA“: how a directory of ours is told from any other SQLite file
_UNFINISHED = ".sgneu"
_DAY_S = 86_400
LINK_M = 250  # addresses of one name belong to one street while less than two or three such squares lie between them
COLUMNS = ("street", "house_number", "suffix", "postcode", "town", "district", "area_id", "x", "y")
_ALIASES = {c.name: (c.name, *c.aliases) for c in TABLES["addresses"].columns}
_EAST_NORTH = (*COORDINATE_HEADERS, ("Ost", "Nord"), ("Ostwert", "Nordwert"))


def directory_rows(frame: pd.DataFrame, crs: Any, *, source_crs: Any = None, town: str = "") -> pd.DataFrame:
    """Turn an official table of addresses into what `build_directory` takes.

    Parameters
    ----------
    frame
        Any of the usual headers (Straße, str_name, strname, addr:street …); points as geometry or in two columns.
    crs
        The metric CRS to have the points in.
    source_crs
        The CRS of coordinate columns, or of a geometry without one. Without it columns are taken to be in ``crs``,
        in the zone that stands before the easting (32 362 105), or in degrees, whichever their range says.
    town
        For tables that do not say it because all their addresses lie there.

    Returns
    -------
    DataFrame
        Text columns of `COLUMNS`, None where unknown; x and y NaN without a point. Same index.

    Raises
    ------
    StudyError
        If there is no street or house number, or the points have no CRS.
    """
    headers = [str(h) for h in frame.columns]
    found = {name: find_column(headers, aliases) for name, aliases in _ALIASES.items()}
    missing = [name for name in ("street", "house_number") if found[name] is None]
    if missing:
        shown = ", ".join(headers[:30])
        raise StudyError(
            Problem("refused", "missing_required", column=n, value=", ".join(_ALIASES[n][1:5]), detail=shown)
            for n in missing
        )
    none = pd.Series([None] * len(frame), index=frame.index, dtype=object)
    rows = pd.DataFrame({n: none if h is None else to_text(frame[h]) for n, h in found.items()}, index=frame.index)
    if town:
        rows["town"] = rows["town"].where(rows["town"].notna(), town)
    rows["x"], rows["y"] = _coordinates(frame, headers, crs, source_crs)
    return rows[list(COLUMNS)]


def _coordinates(frame: pd.DataFrame, headers: list[str], crs: Any, source_crs: Any) -> tuple[Any, Any]:
    x, y = np.full(len(frame), np.nan), np.full(len(frame), np.nan)
    pairs = ((find_column(headers, (east,)), find_column(headers, (north,))) for east, north in _EAST_NORTH)
    names = next(((east, north) for east, north in pairs if east and north), None)
    if isinstance(frame, gpd.GeoDataFrame):
        source_crs = frame.crs or source_crs
        if source_crs is None:
            raise NoCrsError(Problem("refused", "no_crs"))
        has_point = (frame.geometry.notna() & ~frame.geometry.is_empty).to_numpy()
        x[has_point], y[has_point] = shapely.get_coordinates(
            shapely.point_on_surface(spatial.shapes(frame)[has_point])
        ).T
    elif names is not None:
        x, y = (to_number(frame[n])[0].to_numpy(copy=True) for n in names)
        zone = np.nanmedian(x) // 1e6 if np.isfinite(x).any() else 0
        if 31 <= zone <= 33 and source_crs is None:
            x, source_crs = x - 1e6 * zone, f"EPSG:258{zone:.0f}"
        elif source_crs is None and np.isfinite(x).any() and np.nanmax(np.abs(x)) <= 180:
            source_crs = spatial.WGS84
    has_point = np.isfinite(x) & np.isfinite(y)
    if source_crs is not None and CRS(source_crs) != CRS(crs):
        x[has_point], y[has_point] = spatial.transform_xy(x[has_point], y[has_point], source_crs, crs)
    return np.where(has_point, x, np.nan), np.where(has_point, y, np.nan)


@dataclass(frozen=True)
class DirectoryInfo:
    """What a directory says about itself; ``left_out`` counts rows without a street name."""

    name: str
    date: str
    sha256: str
    crs: str
    addresses: int
    streets: int
    left_out: int


def build_directory(
    rows: pd.DataFrame, path: Path, *, crs: Any, name: str, date: str = "", sha256: str = ""
) -> DirectoryInfo:
    """Write the directory of a table of addresses: all of it or, whatever happens, nothing.

    Parameters
    ----------
    rows
        Columns of `COLUMNS` (see `directory_rows`); all but street and house_number may be absent. A range of numbers
        stands for each number in it. Rows without a number count for the street only.
    path
        File to be written or replaced.
    crs
        The metric CRS of x and y.
    name, date, sha256
        Of the source, to be shown.

    Raises
    ------
    StudyError
        If no row has a street, the CRS is not metric, or the file cannot be written.
    """
    if not CRS(crs).is_projected:
        raise StudyError(Problem("refused", "crs_not_metric", file=path.name, value=str(crs)))
    houses = _houses(rows)
    if houses.empty:
        raise StudyError(Problem("refused", "register_empty", file=path.name))
    streets = houses.groupby("id", sort=True)[["key", "street", "town"]].first()
    left_out = len(rows) - houses["row"].nunique()
    info = DirectoryInfo(name, date, sha256, CRS(crs).to_string(), len(houses), len(streets), left_out)
    with _replacing(path) as temporary, closing(sqlite3.connect(temporary)) as db, db:
        db.executescript(_TABLES)
        db.executemany("insert into meta values (?, ?)", [(f, str(v)) for f, v in vars(info).items()])
        db.executemany("insert into streets values (?, ?, ?, ?)", _records(streets.reset_index()))
        db.executemany("insert into sections values (?, ?, ?, ?, ?, ?, ?, ?)", _records(_sections(houses)))
        columns = ["id", "number", "suffix", "postcode", "district", "area_id", "x", "y"]
        db.executemany("insert into houses values (?, ?, ?, ?, ?, ?, ?, ?)", _records(houses[columns]))
        db.executemany("insert into places values (?, ?, ?, ?, ?)", _records(_places(houses)))
        db.execute("create index houses_of_street on houses (street, number)")
    return info


_TABLES = f"""
pragma journal_mode = off;
pragma synchronous = off;
pragma application_id = {APPLICATION};
pragma user_version = {SCHEMA};
create table meta (key text primary key, value text);
create table streets (id integer primary key, key text, name text, town text);
create table sections (
    street integer, postcode text, district text, area_id text, x real, y real, reach_m real, addresses integer
);
create table houses (
    street integer, number integer, suffix text, postcode text, district text, area_id text, x real, y real
);
create table places (kind text, name text, x real, y real, reach_m real);
"""


def _sections(houses: pd.DataFrame) -> pd.DataFrame:
    """Return the parts of streets within a postcode and a part of town, with their middles."""
    by = ["id", "postcode", "district"]
    areas = houses.groupby(by, sort=True)["area_id"].agg(lambda ids: ids.iloc[0] if ids.nunique() == 1 else "")
    size = houses.groupby(by, sort=True).size().rename("addresses").reset_index()
    return areas.reset_index().merge(_middles(houses, by), on=by).merge(size, on=by)


def _places(houses: pd.DataFrame) -> pd.DataFrame:
    """Return the middle of each postcode and town."""
    parts = [
        _middles(houses[houses[kind] != ""], [kind]).set_axis(["name", "x", "y", "reach_m"], axis=1).assign(kind=kind)
        for kind in ("postcode", "town")
    ]
    return pd.concat(parts)[["kind", "name", "x", "y", "reach_m"]]


def _middles(houses: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return the middle of each group, and how far its addresses are from it at most [m]."""
    groups = houses.groupby(by, sort=True)[["x", "y"]]
    off = houses[by].join(houses[["x", "y"]] - groups.transform("mean"))
    off["reach_m"] = np.hypot(off["x"], off["y"])
    return groups.mean().join(off.groupby(by, sort=True)["reach_m"].max()).reset_index()


def _records(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    plain = frame.astype(object)
    return plain.where(plain.notna(), None).itertuples(index=False, name=None)


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """Give a file to write to that takes the place of ``path`` once it is complete and on the disk."""
    try:
        for old in path.parent.glob(f"{path.name}.*{_UNFINISHED}"):  # of a process that was killed
            if old.stat().st_mtime < time.time() - _DAY_S:
                old.unlink()
        temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}{_UNFINISHED}")
        try:
            yield temporary
            with temporary.open("rb+") as stream:
                os.fsync(stream.fileno())
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
    except (OSError, sqlite3.Error) as error:  # a full disk, or somebody has the old directory open on Windows
        raise StudyError(Problem("refused", "register_not_written", path.name, detail=type(error).__name__)) from error


def _houses(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row per street and number, sorted, with the id of its street."""
    texts = pd.DataFrame({c: to_text(rows[c]).fillna("") if c in rows else "" for c in COLUMNS[:-2]}, rows.index)
    houses = texts.reset_index(drop=True).rename_axis("row").reset_index()
    for c in ("x", "y"):
        houses[c] = rows[c].to_numpy(dtype=float) if c in rows else np.nan
    has_point = np.isfinite(houses["x"]) & np.isfinite(houses["y"])
    houses[["x", "y"]] = houses[["x", "y"]].where(has_point, np.nan)
    houses["key"] = houses["street"].map(
        {s: "" if s.startswith("#") else normalise_street(s) for s in houses["street"].unique()}
    )
    houses["postcode"] = houses["postcode"].where(houses["postcode"].str.len() != 4, "0" + houses["postcode"])
    numbers = {p: _covered(parse_number(*p)) for p in set(zip(houses["house_number"], houses["suffix"], strict=True))}
    pairs = zip(houses["house_number"], houses["suffix"], strict=True)
    houses["covered"] = pd.Series([numbers[p] for p in pairs], index=houses.index, dtype=object)
    houses = houses[houses["key"] != ""].explode("covered", ignore_index=True)
    houses["number"] = [number for number, _ in houses["covered"]]
    houses["suffix"] = [suffix for _, suffix in houses["covered"]]
    if houses.empty:
        return houses
    order = ["key", "town", "postcode", "district", "number", "suffix", "x", "y", "area_id", "street"]
    houses = houses.sort_values(order, kind="stable", ignore_index=True)
    houses["id"] = _street_ids(houses)
    return houses


def _covered(read: Number) -> list[tuple[int, str]]:
    """Return the numbers that a written one stands for; 0 for none."""
    if read.number_to is None:
        return [(read.number or 0, read.suffix)]
    first = read.number or 0
    step = 2 if (read.number_to - first) % 2 == 0 else 1
    return [(n, read.suffix if n == first else "") for n in range(first, read.number_to + 1, step)]


def _street_ids(houses: pd.DataFrame) -> np.ndarray:
    """Give each address the id of its street: addresses of one name in one town that lie together.

    Two villages of a town may both have a Hauptstraße, and a long street has several postcodes. With points those tell;
    without, a street goes on where it shares a postcode or a part of town.
    """
    name = houses.groupby(["key", "town"], sort=False).ngroup()
    has_point = houses["x"].notna()
    cell = (houses[["x", "y"]].fillna(0) // LINK_M).astype(int)
    district = "|" + houses["district"]
    place = houses["postcode"].where(houses["postcode"] != "", district)
    spots = pd.DataFrame({"name": name, "x": cell["x"], "y": cell["y"], "place": place.where(~has_point, "")})
    spots["spot"] = spots.groupby(["name", "x", "y", "place"], sort=False).ngroup()
    count = int(spots["spot"].max()) + 1
    district_spot = spots.assign(place=district).groupby(["name", "place"], sort=False).ngroup() + count
    edges = [np.column_stack([spots["spot"], district_spot])[~has_point & (district != "|")]]
    cells = spots[has_point].drop_duplicates("spot")
    for east, north in [(e, n) for e in range(3) for n in range(-2, 3) if (e, n) > (0, 0)]:
        shifted = cells.assign(x=cells["x"] + east, y=cells["y"] + north)
        edges.append(cells.merge(shifted, on=["name", "x", "y"])[["spot_x", "spot_y"]].to_numpy())
    first, second = np.concatenate(edges).T
    size = int(district_spot.max()) + 1
    _, label = connected_components(
        coo_array((np.ones(len(first)), (first, second)), shape=(size, size)), directed=False
    )
    return pd.factorize(label[spots["spot"]])[0]


# --- the directory, open ----------------------------------------------------------------------------------------------


class House(NamedTuple):
    """An address of the directory; the point is NaN where the directory has none."""

    number: int
    suffix: str
    postcode: str
    district: str
    area_id: str
    x: float
    y: float


class Section(NamedTuple):
    """A street within one postcode and part of town: the middle of its addresses, and their greatest distance from it.

    Texts are empty where the directory does not say, or the addresses differ.
    """

    postcode: str
    district: str
    area_id: str
    x: float
    y: float
    reach_m: float
    addresses: int


@dataclass(frozen=True)
class Street:
    """A street of the directory: addresses of one name that lie together."""

    id: int
    key: str
    name: str
    town: str
    sections: tuple[Section, ...]
    postcodes: frozenset[str]  # "" for addresses without one
    districts: frozenset[str]  # as they are compared


class Directory:
    """An open directory, read only: close it or use it in a ``with`` statement.

    Attributes
    ----------
    info
        Source, date, sha256, CRS and size.
    streets
        All streets; the position is the id.
    by_key, by_postcode
        Ids of the streets by compared name, and by postcode.
    places
        Name, x, y and reach [m] of each ("postcode", its digits) and ("town", its compared name).
    """

    def __init__(self, db: sqlite3.Connection, file: str) -> None:
        self._db, self._file = db, file
        meta = dict(self._read("select key, value from meta"))
        sizes = (int(meta[n]) for n in ("addresses", "streets", "left_out"))
        self.info = DirectoryInfo(meta["name"], meta["date"], meta["sha256"], meta["crs"], *sizes)
        sections = defaultdict[int, list[Section]](list)
        for street, *section in self._read("select * from sections order by rowid"):
            sections[street].append(Section(*_with_nan(section)))
        streets = []
        for number, key, name, town in self._read("select id, key, name, town from streets order by id"):
            parts = tuple(sections[number])
            postcodes = frozenset(s.postcode for s in parts)
            districts = frozenset(normalise(s.district) for s in parts if s.district)
            streets.append(Street(number, key, name, town, parts, postcodes, districts))
        self.streets = tuple(streets)
        self.by_key: dict[str, list[int]] = {}
        self.by_postcode: dict[str, list[int]] = {}
        for known in self.streets:
            self.by_key.setdefault(known.key, []).append(known.id)
            for postcode in known.postcodes - {""}:
                self.by_postcode.setdefault(postcode, []).append(known.id)
        places = self._read("select * from places")
        self.places = {(kind, normalise(name)): (name, *_with_nan(xy)) for kind, name, *xy in places}
        self.towns = frozenset(name for kind, name in self.places if kind == "town")
        self.districts = frozenset(d for street in self.streets for d in street.districts)
        self.names = lru_cache(maxsize=None)(self._names)

    def houses(self, street: int, first: int, last: int) -> list[House]:
        """Return the houses of a street from one number to another, in order."""
        rows = self._read(_HOUSES, (street, first, last))
        return [House._make(row if row[-1] is not None else _with_nan(row)) for row in rows]

    def _names(self, postcode: str) -> list[str]:
        """Return the compared names of the streets in a postcode, of all where it is empty, sorted."""
        return sorted({self.streets[i].key for i in self.by_postcode[postcode]} if postcode else self.by_key)

    def _read(self, sql: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._db.execute(sql, values).fetchall()
        except sqlite3.DatabaseError:
            raise StudyError(Problem("refused", "register_damaged", file=self._file)) from None

    def close(self) -> None:
        """Let go of the file; Windows cannot replace it before."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


_HOUSES = """
select number, suffix, postcode, district, area_id, x, y from houses
where street = ? and number between ? and ? and number > 0 order by rowid
"""


def _with_nan(row: Sequence[Any]) -> list[Any]:
    return [math.nan if cell is None else cell for cell in row]


def open_directory(path: Path) -> Directory:
    """Open a directory that `build_directory` wrote.

    Raises
    ------
    StudyError
        If there is no file, or it is damaged, another program's or an older program's.
    """
    if not path.is_file():
        raise StudyError(Problem("refused", "no_file", file=path.name))
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)
    try:
        if db.execute("pragma application_id").fetchone()[0] != APPLICATION:
            raise StudyError(Problem("refused", "register_foreign", file=path.name))
        version = db.execute("pragma user_version").fetchone()[0]
        if version != SCHEMA:
            raise StudyError(Problem("refused", "register_version", path.name, value=str(version), detail=str(SCHEMA)))
        if db.execute("pragma quick_check(1)").fetchone()[0] != "ok":
            raise StudyError(Problem("refused", "register_damaged", file=path.name))
        return Directory(db, path.name)
    except (sqlite3.DatabaseError, KeyError, TypeError, ValueError) as error:
        db.close()
        if isinstance(error, StudyError):
            raise
        is_ours = "not a database" not in str(error)
        code = "register_damaged" if is_ours else "register_foreign"
        raise StudyError(Problem("refused", code, file=path.name)) from None
