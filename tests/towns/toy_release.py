"""A Release of three 1 km squares in a row, built by hand; every figure here is chosen, none is computed."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import LineString, Point, box

from sozialraum_geo.release import Release
from sozialraum_geo.standards import all_standards
from sozialraum_geo.study import Source
from sozialraum_geo.tables import TABLES

CRS = "EPSG:25832"
INSIDE = ("cooperations", "resolutions", "effort", "goals")
EAST, NORTH = 560_000, 5_700_000
IDS = ["S01", "S02", "S03"]
EVIL = "<script>window.__pwned=1</script>`${window.__pwned=2}`<img src=x onerror=window.__pwned=3>"


def square(column: float, row: float = 0.0, size: float = 1.0) -> shapely.Polygon:
    """Return a square of ``size`` km whose lower left corner lies ``column`` and ``row`` km from the origin."""
    x, y = EAST + 1000 * column, NORTH + 1000 * row
    return box(x, y, x + 1000 * size, y + 1000 * size)


def line(*metres: tuple[float, float]) -> LineString:
    """Return a line through points given in metres from the origin."""
    return LineString([(EAST + x, NORTH + y) for x, y in metres])


def frame(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    """Return rows with a geometry as a frame in the toy's CRS."""
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS)


def coverage_rows(standard_id: str) -> pd.DataFrame:
    """Return 30 of 100 reached in S01, 90 of 200 in S02, nobody of that age in S03."""
    return pd.DataFrame(
        {
            "sozialraum_id": IDS,
            "standard_id": standard_id,
            "people": [100.0, 200.0, 0.0],
            "covered_share": [0.3, 0.45, np.nan],
            "covered_low": [0.25, 0.45, np.nan],
            "covered_high": [0.36, 0.45, np.nan],
            "uncovered_people": [70.0, 110.0, 0.0],
            "state": "known",
            "reason": "",
            "unknown_share": 0.0,
            "nearest_p50_m": [900.0, 410.0, np.nan],
            "nearest_p90_m": [1200.0, 800.0, np.nan],
            "nearest_max_m": [1900.0, 950.0, np.nan],
            "is_estimated": False,
        }
    )


def toy_release(
    mode: str = "intern", *, names: tuple[str, str, str] = ("Nord", "Mitte", "Süd"), **changes: Any
) -> Release:
    """Return the toy; ``changes`` replace fields."""
    standards = all_standards()
    kita, play = standards["kita"], standards["spielplatz_00_06"]
    is_internal = mode == "intern"
    places = [
        {
            "facility_id": "F1",
            "name": "Kita Regenbogen",
            "category": "kita",
            "capacity": 60.0,
            "geometry": Point(EAST + 500, NORTH + 500),
        },
        {
            "facility_id": "F2",
            "name": "Kita am Markt",
            "category": "kita",
            "capacity": 80.0,
            "geometry": Point(EAST + 1500, NORTH + 500),
        },
        {
            "facility_id": "F3",
            "name": "Treff 13",
            "category": "jugendtreff",
            "capacity": np.nan,
            "geometry": Point(EAST + 2500, NORTH + 300),
        },
        {"facility_id": "F4", "name": "Ohne Ort", "category": "spielplatz", "capacity": np.nan, "geometry": Point()},
    ]
    common = {
        "traeger": "Stadt",
        "traeger_art": "oeffentlich",
        "capacity_unit": "plaetze",
        "status": "offen",
        "age_from": 0.0,
    }
    common |= {"age_to": 7.0, "hours_week": np.nan, "precision": "haus", "source": "f.csv"}
    places = [row | common | {"sozialraum_id": i} for row, i in zip(places, ["S01", "S02", "S03", "S03"], strict=True)]
    partners = [
        {
            "partner_id": "P1",
            "name": "Schule Nord",
            "kind": "schule",
            "state": "geklaert",
            "geometry": Point(EAST + 300, NORTH + 700),
        },
        {
            "partner_id": "P2",
            "name": "Verein Süd",
            "kind": "verein",
            "state": "offen",
            "geometry": Point(EAST + 2600, NORTH + 700),
        },
    ]
    partners = [row | {"sozialraum_id": i} for row, i in zip(partners, ["S01", "S03"], strict=True)]
    if not is_internal:
        partners = [row | {"state": None} for row in partners]
    activities = [
        {
            "activity_id": "A1",
            "name": "Ferienspiele",
            "ansatzpunkt": "4",
            "is_current": True,
            "rhythm": "ferien",
            "geometry": Point(EAST + 700, NORTH + 200),
        },
        {
            "activity_id": "A2",
            "name": "Runder Tisch",
            "ansatzpunkt": "2.1",
            "is_current": True,
            "rhythm": "monatlich",
            "geometry": Point(EAST + 1200, NORTH + 800),
        },
        {
            "activity_id": "A3",
            "name": "Altes Projekt",
            "ansatzpunkt": "4",
            "is_current": False,
            "rhythm": "ferien",
            "geometry": Point(EAST + 1300, NORTH + 800),
        },
    ]
    activities = [
        row | {"traeger": "Verein", "sozialraum_id": i, "end": end, "funded_until": funded if is_internal else None}
        for row, i, end, funded in zip(
            activities,
            ["S01", "S02", "S02"],
            ["2026-03-31", None, "2020-12-31"],
            [None, "2027-12-31", None],
            strict=True,
        )
    ]
    cells = [
        {"reach": "covered", "geometry": square(0, 0, 0.5)},
        {"reach": "partly", "geometry": square(0.5, 0, 0.5)},
        {"reach": "uncovered", "geometry": square(1, 0, 0.5)},
        {"reach": "unknown", "geometry": square(2.5, 0.5, 0.5)},
    ]
    coverage = pd.concat([coverage_rows("kita"), coverage_rows("spielplatz_00_06")], ignore_index=True)
    shares = ["covered_share", "covered_low", "covered_high"]
    coverage.loc[3, [*shares, "uncovered_people", "people"]] = np.nan
    coverage.loc[3, "state"] = "unknown"
    coverage.loc[4, "state"] = "small" if is_internal else "suppressed"
    if not is_internal:
        coverage.loc[4, [*shares, "uncovered_people"]] = np.nan
    gaps = coverage[["sozialraum_id", "standard_id", "people", "uncovered_people", "state"]].copy()
    gaps["weighted_people"] = gaps["uncovered_people"] * 1.5
    need = pd.DataFrame(
        {"sozialraum_id": IDS, "need_index": [1.2, 0.0, -1.2], "status_class": ["hoch", "mittel", "niedrig"]}
    )
    priorities = pd.DataFrame(
        {
            "sozialraum_id": IDS,
            "rank": [2, 1, 3],
            "rank_by_people": [2, 1, 3],
            "rank_median": [2, 1, 3],
            "rank_low": [1, 1, 3],
            "rank_high": [2, 2, 3],
            "band": [1, 1, 2],
            "first_share": [1.0, 1.0, 1.0],
            "before_next": [1.0, 0.62, np.nan],
        }
    )
    given: dict[str, Any] = dict(
        mode=mode, name="Musterstadt", date="2025-12-31", whole="unsere Stadt", levels=("Sozialraum",), crs=CRS,
        fingerprint="0" * 64, version="0", method="straight_line", standards=(kita, play),
        areas=frame([
            {"sozialraum_id": i, "name": n, "parent_id": p, "parent_name": p, "residents": r, "geometry": square(c)}
            for c, (i, n, p, r) in enumerate(zip(IDS, names, ["B1", "B1", "B2"], [4000.0, 6000.0, np.nan], strict=True))
        ]),
        upper=None,
        people=pd.DataFrame({"a00_06": [100.0, 200.0, 0.0]}, index=pd.Index(IDS, name="sozialraum_id")),
        totals=pd.Series({"residents": 10_000.0, "young": 300.0, "a00_06": 300.0}),
        estimated_bands=frozenset(), people_from="residents", even_areas=frozenset(),
        places=frame(places), partners=frame(partners),
        gremien=pd.DataFrame({"gremium_id": []}), activities=frame(activities),
        engagement=frame([{"engagement_id": "v1", "name": "Bürgerbüro", "geometry": None}]).iloc[:0],
        **{t: pd.DataFrame({c: [] for c in TABLES[t].by_name}) for t in INSIDE},
        background=frame([
            {"kind": "water", "name": "Bach", "geometry": line((0, 100), (3000, 300))},
            {"kind": "green", "name": "Park", "geometry": square(1.2, 0.6, 0.3)},
            {"kind": "building", "name": "", "geometry": square(0.4, 0.4, 0.02)},
        ]),
        streets=frame([
            {"name": "Hauptstraße", "kind": "Hauptstraße", "geometry": line((0, 500), (1500, 500))},
            {"name": "Hauptstraße", "kind": "Hauptstraße", "geometry": line((1500, 500), (3000, 500))},
            {"name": "Gasse", "kind": "Fußweg", "geometry": line((200, 100), (200, 900))},
        ]),
        coverage=coverage,
        town=pd.DataFrame(
            {"people": [300.0, 300.0], "covered_share": [0.4, np.nan], "covered_low": [0.36, np.nan],
             "covered_high": [0.47, np.nan], "uncovered_people": [180.0, np.nan],
             "unknown_share": [0.1, np.nan], "state": ["known", "unknown"], "reason": ["", "not_complete"]},
            index=pd.Index(["kita", "spielplatz_00_06"], name="standard_id"),
        ),
        cells={"kita": frame(cells)}, need_scale="z", draws=2000,
        gaps=gaps if is_internal else None,
        supply=pd.DataFrame(),
        access=pd.DataFrame(
            {"sozialraum_id": IDS, "standard_id": "kita", "access_per_100": [40.0, 62.4, np.nan],
             "places": [40.0, 124.8, np.nan], "people": [100.0, 200.0, 0.0]}
        ),
        access_standards=pd.DataFrame(
            {"unit": "plaetze", "facilities": 2, "facilities_without_capacity": 0, "unreached": 0, "mean": 0.549},
            index=pd.Index(["kita"], name="standard_id"),
        ),
        need=need if is_internal else None, priorities=priorities if is_internal else None,
        indicators=None, indicator_list=(),
        sources=(Source("a.geojson", "sozialraeume", "", title="Gebiete", publisher="Stadt Musterstadt", licence="CC0"),
                 Source("f.csv", "facilities", "", title="Kitas", publisher="Jugendamt")),
    )  # fmt: skip
    blank = {f.name: None for f in fields(Release)}
    return replace(Release(**(blank | given)), **changes)
