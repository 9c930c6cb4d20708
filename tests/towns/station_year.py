"""A team with goals, hours and offers of one year."""

from __future__ import annotations

import math
from typing import Any

import geopandas as gpd
import pandas as pd
from hypothesis import strategies as st
from toy_release import CRS, EAST, IDS, NORTH, toy_release

from sozialraum_geo.tables import TABLES

YEAR = 2025
SHARED = {"S01": 0.5, "S02": 0.3, "S03": 0.2}


def rows(table: str, *given: dict[str, Any]) -> pd.DataFrame:
    """Rows of a table of the team; what is not given is not entered."""
    columns = list(TABLES[table].by_name)
    key = TABLES[table].key
    full = [dict.fromkeys(columns) | {key: f"{table}{i}"} | row for i, row in enumerate(given)]
    return pd.DataFrame(full, columns=columns).astype(object)


def effort(*given: dict[str, Any]) -> pd.DataFrame:
    whole = [
        {"level": "fallunspezifisch", "station": "Nord", "hours": 1.0, "participants": math.nan} | r for r in given
    ]
    return rows("effort", *whole).astype({"hours": float, "participants": float})


def goals(*given: dict[str, Any]) -> pd.DataFrame:
    whole = [{"year": 2025.0, "sozialraum_id": "S01", "ansatzpunkt": "4", "name": "Ziel"} | row for row in given]
    return rows("goals", *whole).astype({"year": float, "hours_planned": float})


def activities(*given: dict[str, Any]) -> gpd.GeoDataFrame:
    plain = {
        "ansatzpunkt": "4",
        "begin": None,
        "end": None,
        "station": None,
        "sozialraum_id": "S01",
        "is_current": True,
    }
    full = [
        {"activity_id": f"A{i}", "name": f"Angebot {i}", "shares": {"S01": 1.0}} | plain | row
        for i, row in enumerate(given)
    ]
    points = gpd.points_from_xy([EAST] * len(full), [NORTH] * len(full))
    return gpd.GeoDataFrame(full, geometry=points, crs=CRS)


GREMIEN = pd.DataFrame(
    {
        "gremium_id": ["G1", "G2"],
        "name": ["Runder Tisch", "Beirat"],
        "sozialraum_ids": [("S01", "S02"), ()],
        "station": ["Nord", None],
    }
)


def release(**changes: Any):
    base = {"effort": effort(), "goals": goals(), "activities": activities({"shares": SHARED}), "gremien": GREMIEN}
    return toy_release(**(base | changes))


def cells(report, *columns):
    return {
        (r["sozialraum_id"], r["ansatzpunkt"]): tuple(r[c] for c in columns) for r in report.lines.to_dict("records")
    }


AREA = st.sampled_from([*IDS, None])
ROW = st.fixed_dictionaries(
    {
        "hours": st.integers(1, 40).map(lambda quarters: quarters / 4),
        "sozialraum_id": AREA,
        "ansatzpunkt": st.sampled_from(["2.1", "3", "4", None]),
        "activity_id": st.sampled_from(["A0", "A1", "gone", None]),
        "gremium_id": st.sampled_from(["G1", "G2", None]),
        "partner_id": st.sampled_from(["P1", "P2", None]),
        "participants": st.sampled_from([math.nan, 0.0, 3.0, 30.0]),
        "day": st.sampled_from(["2025-01-01", "2025-12-31", "2024-12-31", None]),
        "quarter": st.sampled_from(["2025-Q4", "2026-Q1"]),
        "level": st.sampled_from(["fallunspezifisch", "fallspezifisch"]),
        "station": st.sampled_from(["Nord", "Süd"]),
    }
)
