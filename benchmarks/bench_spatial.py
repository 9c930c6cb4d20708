"""Ratios 5 and 6: points in districts against geopandas, people of districts over census cells against tobler."""

import math
import warnings
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from tobler.area_weighted import area_interpolate

from benchmarks.timing import Row, interleave, print_table, ratio_row
from sozialraum_geo.analysis.population import build_points, people_at, people_in_pieces
from sozialraum_geo.spatial import CENSUS_CRS, assign_sozialraum
from sozialraum_geo.standards import Band
from sozialraum_geo.study import Study

BERLIN = Path(__file__).resolve().parents[2] / "shared" / "realdata" / "berlin"
CRS = "EPSG:25833"
POINTS = 50_000
BORDER_M = 0.01  # nearer to a border rounding may decide
EVERYONE = Band(0, math.inf)


def berlin_areas() -> gpd.GeoDataFrame:
    """Berlin's 542 Planungsräume as Sozialräume."""
    areas = gpd.read_file(BERLIN / "boundaries" / "lor_planungsraeume_2021.shp").to_crs(CRS)
    named = areas.rename(columns={"PLR_ID": "sozialraum_id", "PLR_NAME": "name"})
    return named[["sozialraum_id", "name", "geometry"]]


def berlin_cells() -> gpd.GeoDataFrame:
    """Census cells of Berlin, 100 m squares around their centres."""
    table = pd.read_csv(BERLIN / "population" / "zensus2022_100m.csv", sep=";")
    x, y = table["x_mp_100m"].to_numpy(), table["y_mp_100m"].to_numpy()
    squares = gpd.GeoSeries(shapely.box(x - 50, y - 50, x + 50, y + 50), crs=CENSUS_CRS).to_crs(CRS)
    return gpd.GeoDataFrame({"cell_id": table["GITTER_ID_100m"]}, geometry=squares)


def bench_points_in_districts(areas: gpd.GeoDataFrame) -> list[Row]:
    """Ratio 5: every point in exactly one district."""
    rng = np.random.default_rng(5)
    west, south, east, north = areas.total_bounds
    xy = gpd.points_from_xy(rng.uniform(west, east, POINTS), rng.uniform(south, north, POINTS))
    points = gpd.GeoDataFrame(geometry=xy, crs=CRS)

    def ours() -> pd.Series:
        return assign_sozialraum(points, areas)

    def sjoin(predicate: str) -> pd.Series:
        joined = gpd.sjoin(points, areas[["sozialraum_id", "geometry"]], how="left", predicate=predicate)
        return joined["sozialraum_id"][~joined.index.duplicated()]

    found, expected = ours(), sjoin("within")
    borders = shapely.STRtree(areas.boundary.array)
    is_clear = np.ones(POINTS, dtype=bool)
    is_clear[borders.query(points.geometry.array, predicate="dwithin", distance=BORDER_M)[0]] = False
    differ = int((found.fillna("") != expected.fillna(""))[is_clear].sum())
    times = interleave({"ours": ours, "within": lambda: sjoin("within"), "intersects": lambda: sjoin("intersects")})
    what = f"5 {POINTS:,} points, {len(areas)} districts: sjoin"
    return [
        ratio_row(f"{what} (within)", times["ours"], times["within"], 1.1),
        ratio_row(f"{what} (intersects)", times["ours"], times["intersects"], 1.1),
        Row("5 differences away from borders", str(differ), "", f"of {is_clear.sum():,}", "0", differ == 0),
    ]


def bench_people_over_cells(areas: gpd.GeoDataFrame, cells: gpd.GeoDataFrame) -> list[Row]:
    """Ratio 6: by area alone, without census classes, our people per cell are tobler's."""
    # Three districts lose all their cells, as suppressed census data would have it.
    bare = shapely.STRtree(cells.geometry.array).query(areas.geometry.array[:3], predicate="intersects")[1]
    cells = cells.drop(index=np.unique(bare)).reset_index(drop=True)
    study = Study("Berlin", "2022-06-30", CRS, areas, grid=cells)
    rng = np.random.default_rng(6)
    people = pd.Series(rng.integers(100, 20_000, len(areas)).astype(float), index=study.ids)
    source = areas.assign(people=people.to_numpy())

    def tobler() -> gpd.GeoDataFrame:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return area_interpolate(source, cells, extensive_variables=["people"])

    points = build_points(study)

    def further() -> np.ndarray:
        return people_at(points, study, EVERYONE, people)

    at_points, expected = further(), tobler()["people"].to_numpy()
    cell = points.pieces["cell"].to_numpy(dtype=int)[points.piece]
    is_census = cell >= 0
    found = np.bincount(cell[is_census], weights=at_points[is_census], minlength=len(cells))
    # tobler keeps its areas in single precision
    assert np.allclose(found, expected, rtol=1e-6, atol=1e-6)
    area = points.pieces["sozialraum_id"].to_numpy()[points.piece]
    mass = pd.Series(at_points).groupby(area).sum().reindex(study.ids, fill_value=0.0)
    error = float(((mass - people).abs() / people).max())
    lost = 1 - expected.sum() / people.sum()
    empty = len(areas) - points.pieces.loc[points.pieces["cell"].astype(int) >= 0, "sozialraum_id"].nunique()
    times = interleave(
        {
            "build": lambda: build_points(study),
            "further": lambda: people_in_pieces(points, study, EVERYONE, people),
            "points": further,
            "tobler": tobler,
        }
    )
    return [
        ratio_row(f"6 build, {len(points.x):,} sub-points", times["build"], times["tobler"], 0.6),
        ratio_row("6 a further variable, per cell as tobler", times["further"], times["tobler"], 0.002),
        ratio_row("6 a further variable, per sub-point", times["points"], times["tobler"], 0.002),
        Row(
            f"6 mass error, {empty} districts without cells included",
            f"{error:.1e}",
            f"loses {lost:.2%} of all people",
            f"{error:.1e}",
            "<= 1e-9",
            error <= 1e-9,
        ),
    ]


if __name__ == "__main__":
    if BERLIN.exists():
        districts = berlin_areas()
        print_table("Points in districts", bench_points_in_districts(districts))
        print_table("People of districts over census cells", bench_people_over_cells(districts, berlin_cells()))
    else:
        print("left out: no open data of Berlin at hand")
