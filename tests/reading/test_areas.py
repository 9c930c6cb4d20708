"""The Sozialräume: valid, unique, in Germany, with their levels; whatever the file type."""

import dataclasses

import geopandas as gpd
import pytest
import shapely
from study_files import (
    AREA_TYPES,
    CRS,
    EAST,
    HEAD,
    NORTH,
    geojson,
    of_code,
    read,
    refused,
    source,
    square,
    squares,
    write_geo,
    write_study,
)

from sozialraum_geo.german.words.problems import message


def with_areas(folder, frame, *settings, name="sozialraeume.geojson", text=None):
    if text is not None:
        (folder / name).write_text(text, encoding="utf-8")
    else:
        write_geo(folder / name, frame)
    return write_study(folder, areas=source(name, "sozialraeume", *settings))


@pytest.mark.parametrize("kind", AREA_TYPES)
def test_every_file_type_gives_the_same_study(tmp_path, kind):
    for folder in ("eins", "zwei"):
        (tmp_path / folder).mkdir()
    first = read(write_study(tmp_path / "eins"))
    other = read(with_areas(tmp_path / "zwei", squares().iloc[::-1], name=f"gebiete.{kind}"))
    assert other.sozialraeume["sozialraum_id"].tolist() == ["A", "B", "C"]
    same = [dataclasses.replace(study, sources=(), slug="").fingerprint for study in (first, other)]
    assert same[0] == same[1]


def test_degrees_become_metres(tmp_path):
    study = read(
        with_areas(tmp_path, squares().to_crs("EPSG:4326"), text=geojson(squares().to_crs("EPSG:4326"), False))
    )
    assert study.sozialraeume.crs == CRS
    # 1 km x 1 km, apart from the curve of the edges
    assert study.sozialraeume.area.tolist() == pytest.approx([1e6] * 3, rel=1e-6)


@pytest.mark.parametrize("crs", ["EPSG:25833", "EPSG:31467", "EPSG:3857"])
def test_other_systems_are_transformed(tmp_path, crs):
    study = read(with_areas(tmp_path, squares().to_crs(crs), name="gebiete.gpkg"))
    assert shapely.distance(study.sozialraeume.centroid.array, squares().centroid.array).max() < 5


def test_a_shapefile_without_prj_needs_its_crs(tmp_path):
    folder = with_areas(tmp_path, squares(), name="gebiete.shp")
    (tmp_path / "gebiete.prj").unlink()
    (problem,) = refused(folder)
    assert problem.code == "no_crs"
    assert "EPSG:25832" in message(problem)
    folder = write_study(tmp_path, areas=source("gebiete.shp", "sozialraeume", 'crs = "EPSG:25832"'))
    assert len(read(folder).sozialraeume) == 3


def test_gauss_krueger_declared_as_utm_is_refused(tmp_path):
    (problem,) = refused(with_areas(tmp_path, squares().to_crs("EPSG:31467"), 'crs = "EPSG:25832"'))
    assert (problem.code, problem.value) == ("areas_abroad", "EPSG:25832")


def test_metres_in_a_geojson_without_crs_are_refused(tmp_path):
    (problem,) = refused(with_areas(tmp_path, None, text=geojson(squares(), crs_member=False)))
    assert problem.code == "areas_abroad"


def test_swapped_degrees_are_refused(tmp_path):
    swapped = squares().to_crs("EPSG:4326")
    swapped["geometry"] = shapely.transform(swapped.geometry.array, lambda xy: xy[:, ::-1])
    (problem,) = refused(with_areas(tmp_path, swapped))
    assert problem.code == "swapped_geometry"


def test_repeated_ids_are_refused_and_named(tmp_path):
    (problem,) = refused(with_areas(tmp_path, squares().assign(Nummer=["A", "B", "A"])))
    assert (problem.code, problem.row, problem.value) == ("duplicate_area", 3, "A")


def test_repeated_ids_of_two_files_are_refused(tmp_path):
    write_geo(tmp_path / "mehr.geojson", squares().iloc[:1])
    folder = write_study(tmp_path, source("mehr.geojson", "sozialraeume"))
    assert [(p.code, p.value) for p in refused(folder)] == [("duplicate_area", "A")]


def test_a_bow_tie_is_asked_about_and_repaired_when_told(tmp_path):
    # Two triangles of 500 m x 1000 m / 2 each: 0.5 km², where the shoelace formula says 0
    tie = shapely.Polygon([(EAST, NORTH), (EAST + 1000, NORTH + 1000), (EAST + 1000, NORTH), (EAST, NORTH + 1000)])
    frame = squares()
    frame.loc[0, "geometry"] = tie
    (problem,) = refused(with_areas(tmp_path, frame))
    assert (problem.code, problem.row, problem.value) == ("polygon_changed", 1, "Altdorf")
    assert "0 m² und 500000 m²" in message(problem)
    study = read(with_areas(tmp_path, frame, "repair = true"))
    assert study.sozialraeume.area.tolist() == pytest.approx([0.5e6, 1e6, 1e6])
    (note,) = of_code(study, "polygon_repaired")
    assert (note.severity, note.row, note.value, note.detail) == ("note", 1, "Altdorf", "100")
    assert "100 %" in message(note)


def test_rows_without_geometry_or_key_stay_out(tmp_path):
    frame = gpd.GeoDataFrame(
        {"Nummer": ["A", "B", None, "D"], "Name": ["a", "b", "c", "d"]},
        geometry=[square(EAST), None, square(EAST + 2000), shapely.Polygon()],
        crs=CRS,
    )
    study = read(with_areas(tmp_path, None, text=geojson(frame)))
    assert study.sozialraeume["sozialraum_id"].tolist() == ["A"]
    assert {p.row: p.code for p in study.problems} == {2: "no_geometry_row", 3: "empty_cell", 4: "no_geometry_row"}


def test_no_area_left(tmp_path):
    frame = squares()
    frame["geometry"] = shapely.Polygon()
    assert [p.code for p in refused(with_areas(tmp_path, None, text=geojson(frame)))] == ["no_areas"]


def test_lines_are_no_areas(tmp_path):
    frame = squares()
    frame["geometry"] = frame.boundary
    (problem,) = refused(with_areas(tmp_path, frame))
    assert (problem.code, problem.value) == ("not_polygons", "LineString")


def test_a_table_is_no_map(tmp_path):
    (tmp_path / "liste.csv").write_text("Nummer;Name\nA;Altdorf\n")
    assert [p.code for p in refused(write_study(tmp_path, areas=source("liste.csv", "sozialraeume")))] == [
        "no_geometry"
    ]


def test_islands_holes_heights_and_stray_points(tmp_path):
    island = shapely.MultiPolygon([square(EAST, size=100), square(EAST + 500, size=100)])
    holed = shapely.Polygon(square(EAST + 1000).exterior, [square(EAST + 1200, NORTH + 200, 100).exterior])
    mixed = shapely.GeometryCollection([square(EAST + 2000), shapely.Point(EAST + 2500, NORTH)])
    frame = squares()
    frame["geometry"] = [shapely.force_3d(island, 7.0), holed, mixed]
    study = read(with_areas(tmp_path, frame))
    # 2 x 100 m squares; 1 km² less the hole; 1 km²
    assert study.sozialraeume.area.tolist() == pytest.approx([2e4, 1e6 - 1e4, 1e6])
    assert not study.sozialraeume.geometry.has_z.any()
    assert [p.row for p in of_code(study, "areal_part_kept")] == [3]


def test_overlaps_and_gaps_are_told(tmp_path):
    frame = squares()
    # B reaches 100 m into A; a hole of 100 m x 100 m in C belongs to nobody
    frame.loc[1, "geometry"] = shapely.box(EAST + 900, NORTH, EAST + 2000, NORTH + 1000)
    frame.loc[2, "geometry"] = square(EAST + 2000).difference(square(EAST + 2500, NORTH + 500, 100))
    study = read(with_areas(tmp_path, frame))
    (overlap,) = of_code(study, "areas_overlap")
    assert (overlap.value, overlap.detail) == ("A / B", "100000")
    assert [p.detail for p in of_code(study, "areas_gap")] == ["10000"]


# --- levels ---

LEVELS = HEAD + 'levels = ["Bezirk", "Sozialraum"]\n'


def districts():
    return gpd.GeoDataFrame(
        {"Nummer": ["1", "2"], "Name": ["West", "Ost"]},
        geometry=[shapely.box(EAST, NORTH, EAST + 2000, NORTH + 1000), square(EAST + 2000)],
        crs=CRS,
    )


def test_two_levels_are_joined_by_place(tmp_path):
    write_geo(tmp_path / "bezirke.geojson", districts())
    upper = source("bezirke.geojson", "sozialraeume", 'level = "Bezirk"')
    study = read(write_study(tmp_path, upper, head=LEVELS))
    assert study.sozialraeume["parent_id"].tolist() == ["1", "1", "2"]
    assert study.upper[["level", "area_id", "name"]].to_numpy().tolist() == [
        ["Bezirk", "1", "West"],
        ["Bezirk", "2", "Ost"],
    ]


def test_a_stated_parent_is_kept(tmp_path):
    write_geo(tmp_path / "bezirke.geojson", districts())
    upper = source("bezirke.geojson", "sozialraeume", 'level = "Bezirk"')
    write_geo(tmp_path / "sozialraeume.geojson", squares().assign(Bezirk=["2", "1", "1"]))
    assert read(write_study(tmp_path, upper, head=LEVELS)).sozialraeume["parent_id"].tolist() == ["2", "1", "1"]


def test_a_level_without_a_file_is_made_of_its_parts(tmp_path):
    write_geo(tmp_path / "sozialraeume.geojson", squares().assign(Bezirk=["West", "West", "Ost"]))
    study = read(write_study(tmp_path, head=LEVELS))
    assert dict(zip(study.upper["area_id"], study.upper.area, strict=True)) == pytest.approx({"Ost": 1e6, "West": 2e6})


def test_a_level_nobody_named(tmp_path):
    write_geo(tmp_path / "bezirke.geojson", districts())
    folder = write_study(tmp_path, source("bezirke.geojson", "sozialraeume", 'level = "Kreis"'), head=LEVELS)
    assert [(p.code, p.value) for p in refused(folder)] == [("unknown_level", "Kreis")]


def test_repeated_ids_of_an_upper_level_are_refused(tmp_path):
    write_geo(tmp_path / "bezirke.geojson", districts().assign(Nummer=["1", "2"]))
    write_geo(tmp_path / "mehr.geojson", districts().iloc[:1])
    blocks = [source(f, "sozialraeume", 'level = "Bezirk"') for f in ("bezirke.geojson", "mehr.geojson")]
    assert [p.code for p in refused(write_study(tmp_path, *blocks, head=LEVELS))] == ["duplicate_area"]


def test_without_numbers_the_name_is_the_key(tmp_path):
    write_geo(tmp_path / "sozialraeume.geojson", squares()[["Name", "geometry"]])
    assert read(write_study(tmp_path)).ids.tolist() == ["Altdorf", "Brühl", "Cölln"]
