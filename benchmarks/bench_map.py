"""Ratio 9: a map of 540 districts and 5,000 points, against folium's FastMarkerCluster with raw geometry."""

from dataclasses import fields, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
from folium.plugins import FastMarkerCluster

from benchmarks.timing import Row, interleave, print_table, ratio_row
from sozialraum_geo.pictures.maps import drawing
from sozialraum_geo.pictures.maps.picture import compact_json
from sozialraum_geo.release import Release
from sozialraum_geo.standards import all_standards

BERLIN = Path(__file__).resolve().parents[2] / "shared" / "realdata" / "berlin"
CRS = "EPSG:25833"
POINTS = 5_000
CATEGORIES = ("kita", "spielplatz", "jugendtreff", "grundschule", "beratungsstelle")
BYTES_MAX = 1_000_000


def berlin_release(seed: int = 9) -> Release:
    """Berlin's Planungsräume with 5,000 places and two standards, values drawn at random."""
    rng = np.random.default_rng(seed)
    shapes = gpd.read_file(BERLIN / "boundaries" / "lor_planungsraeume_2021.shp").to_crs(CRS)
    ids = shapes["PLR_ID"].astype(str)
    areas = gpd.GeoDataFrame(
        {
            "sozialraum_id": ids,
            "name": shapes["PLR_NAME"],
            "parent_id": ids.str[:2],
            "parent_name": ids.str[:2],
            "residents": rng.integers(300, 12_000, len(ids)).astype(float),
        },
        geometry=shapes.geometry.array,
        crs=CRS,
    )
    at = rng.integers(0, len(areas), POINTS)
    inside = areas.geometry.iloc[at].representative_point().translate(0, 0)
    places = gpd.GeoDataFrame(
        {
            "facility_id": [f"F{i}" for i in range(POINTS)],
            "name": [f"Einrichtung an der Musterstraße {i}" for i in range(POINTS)],
            "category": np.array(CATEGORIES, dtype=object)[rng.integers(0, len(CATEGORIES), POINTS)],
            "traeger": [f"Träger Nummer {i % 400}" for i in range(POINTS)],
            "capacity": rng.integers(10, 200, POINTS).astype(float),
            "capacity_unit": "plaetze",
            "sozialraum_id": ids.to_numpy()[at],
            "status": "offen",
        },
        geometry=gpd.points_from_xy(inside.x + rng.normal(0, 150, POINTS), inside.y + rng.normal(0, 150, POINTS)),
        crs=CRS,
    )
    standards = tuple(all_standards()[i] for i in ("kita", "grundschule"))
    coverage = pd.concat([_coverage(ids, s.id, rng) for s in standards], ignore_index=True)
    blank: dict[str, Any] = {f.name: None for f in fields(Release)}
    given = {
        "mode": "oeffentlich", "name": "Berlin", "date": "2025-12-31", "levels": ("Planungsraum",), "crs": CRS,
        "method": "network", "standards": standards, "areas": areas, "places": places, "coverage": coverage,
        "town": pd.DataFrame(), "cells": {}, "sources": (),
    }  # fmt: skip
    return Release(**(blank | given))


def _coverage(ids: pd.Series, standard_id: str, rng: np.random.Generator) -> pd.DataFrame:
    people = rng.integers(50, 800, len(ids)).astype(float)
    share = rng.uniform(0.1, 1, len(ids))
    values: dict[str, Any] = {"people": people, "covered_share": share, "uncovered_people": people * (1 - share)}
    return pd.DataFrame(
        {"sozialraum_id": ids, "standard_id": standard_id, **values, "nearest_p50_m": 300.0, "state": "known"}
    )


def first_drawing(release: Release) -> str:
    """Our first drawing: geometry, points, colours and words, as the browser gets them; nothing is kept from before."""
    fresh = replace(release)
    return compact_json(drawing.describe(fresh, "overview").data())


def recolouring(release: Release, known: frozenset[str]) -> str:
    """Our change of colours: the geometry is in the browser already."""
    return compact_json(drawing.describe(release, "covered_share", standard="grundschule").data(known))


def raw_folium(release: Release) -> str:
    """Draw the same with folium's means, at its barest: raw district shapes and all points in a fast cluster."""
    page = folium.Map(tiles=None, max_zoom=19)
    folium.GeoJson(release.areas.to_crs("EPSG:4326")[["sozialraum_id", "name", "geometry"]]).add_to(page)
    points = release.places.to_crs("EPSG:4326").geometry
    FastMarkerCluster(list(zip(points.y, points.x, strict=True))).add_to(page)
    return str(page.get_root().render())


def main() -> None:
    """Print the table of ratio 9."""
    if not BERLIN.is_dir():
        print("Berlin's boundaries are not beside the project (../shared/realdata): nothing measured")
        return
    release = berlin_release()
    picture = drawing.describe(release, "overview")
    # the same content on both sides: every district and every place is there
    assert len(picture.parts["base"]["rings"]) == len(release.areas) >= 540
    assert len(picture.parts["points"]["mark"]) == POINTS
    known = frozenset(drawing.describe(release, "covered_share", standard="kita").hashes)
    sizes = SimpleNamespace(
        first=len(first_drawing(release).encode()),
        colours=len(recolouring(release, known).encode()),
        raw=len(raw_folium(release).encode()),
    )
    times = interleave(
        {
            "first": lambda: first_drawing(release),
            "colours": lambda: recolouring(release, known),
            "raw": lambda: raw_folium(release),
        }
    )
    is_small, is_light = sizes.first <= BYTES_MAX, sizes.colours <= 0.1 * sizes.first
    share = f"{sizes.colours / sizes.first:.3g} x"
    rows = [
        Row("bytes, first", _kb(sizes.first), _kb(sizes.raw), _kb(sizes.first), "<= 1000 kB", is_small),
        ratio_row("time, first", times["first"], times["raw"], 0.3),
        Row("bytes, colours (peer: our first)", _kb(sizes.colours), _kb(sizes.first), share, "<= 0.1 x", is_light),
        ratio_row("time, colours (peer: our first)", times["colours"], times["first"], 0.1),
    ]
    title = f"Map of {len(release.areas)} districts and {POINTS} points; peer: FastMarkerCluster with raw geometry"
    print_table(title, rows)


def _kb(size: int) -> str:
    return f"{size / 1000:.0f} kB"


if __name__ == "__main__":
    main()
