"""A town small enough to count by hand: three squares of 1 km side by side, A, B and C, from west to east."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from sozialraum_geo.study import Indicator, Source, Study

CRS = "EPSG:25832"
PLAY = "spielplatz_00_06"  # the standard that is counted by hand
EAST, NORTH = 500_000.0, 5_700_000.0


def at(x: float, y: float) -> shapely.Point:
    """A point x metres east and y metres north of the south-west corner of A."""
    return shapely.Point(EAST + x, NORTH + y)


def square(x: float, y: float, size: float) -> shapely.Polygon:
    """A square with its south-west corner at (x, y)."""
    return shapely.box(EAST + x, NORTH + y, EAST + x + size, NORTH + y + size)


def areas() -> gpd.GeoDataFrame:
    """The three Sozialräume."""
    return gpd.GeoDataFrame(
        {"sozialraum_id": ["A", "B", "C"], "name": ["Anger", "Bach", "Cluse"], "parent_id": [None, None, None]},
        geometry=[square(0, 0, 1000), square(1000, 0, 1000), square(2000, 0, 1000)],
        crs=CRS,
    )


def grid(cells: Sequence[tuple[float, float, float | None]]) -> gpd.GeoDataFrame:
    """Census cells of 100 m from (x, y, children under ten; None not published)."""
    return gpd.GeoDataFrame(
        {"cell_id": [f"z{i}" for i in range(len(cells))], "unter10": [c[2] for c in cells]},
        geometry=[square(x, y, 100) for x, y, _ in cells],
        crs=CRS,
    )


def facilities(*rows: dict[str, Any]) -> gpd.GeoDataFrame:
    """Facilities from dicts with at least `geometry` or `sozialraum_id`; the rest has plain defaults."""
    default = {
        "site_id": None,
        "name": "Ort",
        "category": "spielplatz",
        "traeger": None,
        "traeger_art": None,
        "sozialraum_id": None,
        "street": None,
        "house_number": None,
        "postcode": None,
        "town": None,
        "precision": "haus",
        "capacity": float("nan"),
        "capacity_available": float("nan"),
        "capacity_occupied": float("nan"),
        "capacity_unit": None,
        "age_from": float("nan"),
        "age_to": float("nan"),
        "access": None,
        "status": None,
        "begin": None,
        "end": None,
        "hours_week": float("nan"),
        "is_protected": False,
        "source": "orte.csv",
        "row": 2,
        "geometry": None,
    }
    full = [{"facility_id": f"f{i}", **default, **row} for i, row in enumerate(rows)]
    return gpd.GeoDataFrame(pd.DataFrame(full), geometry="geometry", crs=CRS)


def activities(*rows: dict[str, Any]) -> gpd.GeoDataFrame:
    """Activities from dicts, with the defaults of a weekly open youth evening of ten hours."""
    default = {
        "name": "Offener Abend",
        "ansatzpunkt": "4",
        "level": "fallunspezifisch",
        "role": None,
        "form": "stationaer",
        "category": "jugendtreff",
        "theme": None,
        "target": None,
        "age_from": 12.0,
        "age_to": 27.0,
        "access": "offen",
        "rhythm": "woechentlich",
        "hours_week": 10.0,
        "begin": None,
        "end": None,
        "review_date": None,
        "funding": None,
        "funded_until": None,
        "traeger": None,
        "participants": float("nan"),
        "partners": None,
        "contribution": None,
        "opening_hours": None,
        "cost": None,
        "languages": None,
        "is_barrier_free": None,
        "station": None,
        "checked_on": None,
        "facility_id": None,
        "partner_id": None,
        "sozialraum_id": None,
        "street": None,
        "house_number": None,
        "postcode": None,
        "town": None,
        "precision": "haus",
        "wirkungsraum": None,
        "source": "angebote.csv",
        "row": 2,
        "geometry": None,
    }
    full = [{"activity_id": f"a{i}", **default, **row} for i, row in enumerate(rows)]
    return gpd.GeoDataFrame(pd.DataFrame(full), geometry="geometry", crs=CRS)


def partners(*rows: dict[str, Any]) -> gpd.GeoDataFrame:
    """Partners from dicts, with the defaults of a school whose co-operation is settled."""
    default = {
        "name": "Partner",
        "kind": "schule",
        "traeger": None,
        "traeger_art": None,
        "regelsystem": None,
        "state": "geklaert",
        "since": None,
        "review_date": None,
        "checked_on": None,
        "facility_id": None,
        "sozialraum_id": "A",
        "street": None,
        "house_number": None,
        "postcode": None,
        "town": None,
        "precision": "haus",
        "is_protected": False,
        "source": "partner.csv",
        "row": 2,
        "geometry": None,
    }
    full = [{"partner_id": f"p{i}", **default, **row} for i, row in enumerate(rows)]
    return gpd.GeoDataFrame(pd.DataFrame(full), geometry="geometry", crs=CRS)


def population(people: dict[str, dict[tuple[float, float], float]]) -> pd.DataFrame:
    """People by Sozialraum and half-open band."""
    rows = [(a, start, stop, n) for a, bands in people.items() for (start, stop), n in bands.items()]
    return pd.DataFrame(rows, columns=["sozialraum_id", "age_from", "age_to", "people"])


def indicators(values: dict[str, Sequence[float]], date: str = "2024-12-31") -> pd.DataFrame:
    """Rates of A, B, C by indicator id."""
    rows = [
        (area, name, date, value, float("nan"), float("nan"), True)
        for name, column in values.items()
        for area, value in zip("ABC", column, strict=True)
    ]
    return pd.DataFrame(rows, columns=["sozialraum_id", "indicator_id", "date", "value", "count", "base", "is_valid"])


def complete(*categories: str, only_in: tuple[str, ...] = ()) -> Source:
    """A source that declares its list complete."""
    return Source("orte.csv", "facilities", "0" * 64, complete=categories, complete_in=only_in)


# A: two cells with 10 and 30 children under ten; B: one with 20; C: one that the census left blank.
CELLS = ((100.0, 500.0, 10.0), (800.0, 500.0, 30.0), (1400.0, 500.0, 20.0), (2400.0, 500.0, None))
PEOPLE = {
    "A": {(0, 6): 40.0, (6, 12): 20.0, (12, 18): 8.0},
    "B": {(0, 6): 20.0, (6, 12): 10.0, (12, 18): 100.0},
    "C": {(0, 6): 0.0, (6, 12): 6.0, (12, 18): 10.0},
}


def study(**changes: Any) -> Study:
    """The toy study; the playground stands in the middle of A's western cell."""
    fields: dict[str, Any] = {
        "name": "Spielstadt",
        "date": "2024-12-31",
        "crs": CRS,
        "sozialraeume": areas(),
        "facilities": facilities({"geometry": at(150, 550), "sozialraum_id": "A", "name": "Platz am Anger"}),
        "population": population(PEOPLE),
        "grid": grid(CELLS),
        "grid_classes": (("unter10", "0-<10"),),
        "indicators": indicators({"armut": (10.0, 20.0, 30.0)}),
        "indicator_list": (Indicator("armut", "Kinderarmut"),),
        "sources": (complete("spielplatz"),),
        "standards": ("spielplatz_00_06",),
    }
    return Study(**{**fields, **changes})


def renamed(source: Study, **changes: Any) -> Study:
    """A study with some fields replaced."""
    return replace(source, **changes)
