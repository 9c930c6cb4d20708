#!/usr/bin/env bash
# shapely 2.2.0 (GEOS 3.14.1), geopandas 1.2.0
#
# A coverage union is the fast way to dissolve districts, for those that tile. What it refuses does not follow from that:
# - the same square twice is refused as overlapping (one would think: its edges cancel, and nothing is left);
# - two squares that overlap by a strip come back as they were, without a word, as an invalid geometry in which the strip
#   counts twice (200 instead of 180; `dissolve(method="coverage")` too);
# - three squares that do tile, without gap or overlap, are refused where two of them meet in the middle of the third
#   one's edge and it has no corner there.
# `coverage_is_valid` calls all three invalid: ask it first, and take `union_all` where it says no.
#
# Output seen:
#   twice:       GEOSException: CoverageUnion cannot process overlapping inputs.; said to be a coverage: False
#   overlapping: MultiPolygon, area 200.0, valid False; union_all 180.0; said to be a coverage: False
#   dissolved:   MultiPolygon, area 200.0, valid False
#   T-junction:  GEOSException: CoverageUnion cannot process incorrectly noded inputs; said to be a coverage: False
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check \
    shapely==2.2.0 geopandas==1.2.0 numpy==2.4.6 pandas==2.3.3 pyproj==3.7.2
"$folder/venv/bin/python" - <<'PYTHON'
import geopandas
import shapely
from shapely import box



def refused(name, shapes, words):
    """Print why a coverage union refuses shapes, and whether they are said to be a coverage."""
    try:
        shapely.coverage_union_all(shapes)
    except shapely.errors.GEOSException as error:
        said, is_coverage = str(error).removeprefix("TopologyException: "), bool(shapely.coverage_is_valid(shapes))
        print(f"{name} {type(error).__name__}: {said}; said to be a coverage: {is_coverage}")
        assert words in said
        assert not is_coverage
        return
    raise AssertionError(f"{name} no longer refused")


print("shapely", shapely.__version__, "GEOS", shapely.geos_version_string, "geopandas", geopandas.__version__)
refused("twice:      ", [box(0, 0, 10, 10)] * 2, "overlapping")
overlapping = [box(0, 0, 10, 10), box(8, 0, 18, 10)]
union = shapely.coverage_union_all(overlapping)
right = shapely.union_all(overlapping)
is_coverage = bool(shapely.coverage_is_valid(overlapping))
print(
    f"overlapping: {union.geom_type}, area {union.area}, valid {union.is_valid}; union_all {right.area}; "
    f"said to be a coverage: {is_coverage}"
)
assert (union.geom_type, union.area, union.is_valid) == ("MultiPolygon", 200.0, False)
assert (right.area, is_coverage) == (180.0, False)

frame = geopandas.GeoDataFrame({"town": [1, 1]}, geometry=overlapping)
dissolved = frame.dissolve("town", method="coverage").geometry.iloc[0]
print(f"dissolved:   {dissolved.geom_type}, area {dissolved.area}, valid {dissolved.is_valid}")
assert (dissolved.area, dissolved.is_valid) == (200.0, False)

tiles = [box(0, 0, 10, 20), box(10, 0, 20, 10), box(10, 10, 20, 20)]
assert shapely.union_all(tiles).area == sum(tile.area for tile in tiles) == 400.0
refused("T-junction: ", tiles, "incorrectly noded")
PYTHON
