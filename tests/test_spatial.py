"""CRS changes and joins in space."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import toy
from hypothesis import given
from hypothesis import strategies as st

from sozialraum_geo import spatial
from sozialraum_geo.errors import NoCrsError


def points(*xy: tuple[float, float]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=[toy.at(x, y) for x, y in xy], crs=toy.CRS)


def test_a_point_on_a_border_belongs_to_the_lowest_id():
    # (1000, 500) lies on the border of A and B, (2000, 0) on a corner of B and C
    found = spatial.assign_sozialraum(points((1000, 500), (2000, 0), (500, 500)), toy.areas())
    assert found.tolist() == ["A", "B", "A"]


def test_the_order_of_areas_does_not_matter():
    reversed_areas = toy.areas().iloc[::-1]
    assert spatial.assign_sozialraum(points((1000, 500)), reversed_areas).tolist() == ["A"]


def test_points_outside_and_empty_ones_belong_nowhere():
    frame = gpd.GeoDataFrame(geometry=[toy.at(-1, 0), shapely.Point(), None], crs=toy.CRS)
    assert spatial.assign_sozialraum(frame, toy.areas()).isna().all()


@given(st.lists(st.tuples(st.floats(0, 3000), st.floats(0, 1000)), min_size=1, max_size=40))
def test_each_point_of_the_town_is_in_exactly_one_area(xy):
    found = spatial.assign_sozialraum(points(*xy), toy.areas())
    # x is stored as 500000 + x: compare what is stored
    stored = [toy.at(x, y).x - toy.EAST for x, y in xy]
    expected = ["A" if x <= 1000 else "B" if x <= 2000 else "C" for x in stored]
    assert found.tolist() == expected


def test_to_metric_refuses_to_guess():
    with pytest.raises(NoCrsError):
        spatial.to_metric(gpd.GeoDataFrame(geometry=[shapely.Point(9, 50)]), toy.CRS)


def test_there_and_back_again():
    frame = points((0, 0), (3000, 1000))
    back = spatial.to_metric(spatial.to_wgs84(frame), toy.CRS)
    assert np.allclose(back.geometry.x, frame.geometry.x, atol=1e-3)


def test_to_metric_drops_height():
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(500_000, 5_700_000, 99)], crs=toy.CRS)
    assert not spatial.to_metric(frame, toy.CRS).geometry.has_z.any()


def test_a_bow_tie_becomes_two_triangles():
    # A bow tie over a 2 x 2 square: two triangles of base 2 and height 1, together 2 m²
    tie = gpd.GeoSeries([shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]), toy.square(0, 0, 1)], crs=toy.CRS)
    fixed, change = spatial.repair_polygons(tie)
    assert fixed.is_valid.all()
    assert fixed.area.iloc[0] == pytest.approx(2.0)
    assert change.iloc[0] == pytest.approx(1.0)  # its signed area was 0
    assert pd.isna(change.iloc[1])


def test_cells_are_shared_by_area():
    # A cell of 100 m that lies 25 m in A and 75 m in B, and one that leaves the town by half
    cells = gpd.GeoDataFrame(geometry=[toy.square(975, 0, 100), toy.square(2950, 0, 100)], crs=toy.CRS)
    pieces = spatial.area_shares(cells, toy.areas())
    assert pieces["sozialraum_id"].tolist() == ["A", "B", "C"]
    assert pieces["area_share"].tolist() == pytest.approx([0.25, 0.75, 0.5])


def test_overlaps_and_gaps_are_measured():
    frame = gpd.GeoDataFrame(
        {"sozialraum_id": ["A", "B"]}, geometry=[toy.square(0, 0, 1000), toy.square(990, 0, 1000)], crs=toy.CRS
    )
    found = spatial.overlaps(frame)
    assert found[["first", "second"]].to_numpy().tolist() == [["A", "B"]]
    assert found["m2"].tolist() == pytest.approx([10 * 1000])
    ring = gpd.GeoDataFrame(
        {"sozialraum_id": ["A"]}, geometry=[toy.square(0, 0, 1000).difference(toy.square(400, 400, 10))], crs=toy.CRS
    )
    assert spatial.gaps_m2(ring) == pytest.approx(100.0)


def test_berlin_points_agree_with_a_plain_join(berlin):
    """Kitas, schools and youth facilities per Planungsraum against geopandas' own join; no point lies on a border
    there."""
    placed = berlin.facilities
    joined = gpd.sjoin(
        placed[["facility_id", "geometry"]], berlin.sozialraeume[["sozialraum_id", "geometry"]], predicate="intersects"
    )
    assert not joined["facility_id"].duplicated().any()
    plain = joined.set_index("facility_id")["sozialraum_id"].reindex(placed["facility_id"])
    ours = placed.set_index("facility_id")["sozialraum_id"]
    assert (plain.fillna("") == ours.fillna("")).all()
    assert len(placed) == 2880 + 902 + 407  # rows as the list of sources counts them
    assert ours.isna().sum() == plain.isna().sum()
