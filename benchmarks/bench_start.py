"""Ratios 10 and 12: built layers against the GeoJSON they came from; a fresh process to the first result."""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd

from benchmarks.timing import Row, interleave, print_table, ratio_row, show_s
from sozialraum_geo.reading import read_study

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "data" / "geo" / "musterstadt"
BERLIN = ROOT / "examples" / "berlin"

FIRST_RESULT = """
import sys, json, time
start = time.perf_counter()
from sozialraum_geo.reading import read_study
from sozialraum_geo.analysis import analyse
from sozialraum_geo.privacy import release
loaded = time.perf_counter()
study = read_study(sys.argv[1])
results = analyse(study)
first = time.perf_counter()
release(results)
print(json.dumps({"import": loaded - start, "result": first - start, "analysis": first - loaded,
                  "release": time.perf_counter() - first}))
"""


def layer_rows(folder: Path, layer: str) -> Row:
    """Compare reading one built layer with reading the same features from GeoJSON."""
    study = read_study(folder)  # leaves the built layers behind
    frame: gpd.GeoDataFrame = getattr(study, layer)
    built = next((folder / "built").glob(f"*/{layer}.parquet"))
    with tempfile.TemporaryDirectory() as temporary:
        plain = Path(temporary) / "layer.geojson"
        frame.to_file(plain, driver="GeoJSON")
        assert len(gpd.read_parquet(built)) == len(gpd.read_file(plain))
        seconds = interleave({"built": lambda: gpd.read_parquet(built), "geojson": lambda: gpd.read_file(plain)})
    what = f"10 {study.name}: {layer}, {len(frame)} features"
    return ratio_row(what, seconds["built"], seconds["geojson"], 0.3)


def study_row(folder: Path) -> Row:
    """Compare opening a whole study from its built layers with reading its sources."""
    study = read_study(folder)
    assert study.fingerprint == read_study(folder, use_built=False).fingerprint
    seconds = interleave({"built": lambda: read_study(folder), "sources": lambda: read_study(folder, use_built=False)})
    return ratio_row(f"10 {study.name}: the whole study", seconds["built"], seconds["sources"], 0.3)


def process_rows(folder: Path, limit_s: float, limit_gb: float, repeats: int = 5) -> list[Row]:
    """Time fresh processes from start to the first result; memory is the largest of them."""
    read_study(folder)
    walls, figures = [], []
    for _ in range(repeats):
        start = time.perf_counter()
        run = subprocess.run(
            [sys.executable, "-c", FIRST_RESULT, str(folder)], capture_output=True, text=True, check=True, cwd=ROOT
        )
        walls.append(time.perf_counter() - start)
        figures.append(json.loads(run.stdout))
    median = sorted(f["result"] for f in figures)[repeats // 2]
    imports = sorted(f["import"] for f in figures)[repeats // 2]
    released = sorted(f["release"] for f in figures)[repeats // 2]
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
    parts = f"{show_s(imports)} of it imports; then release {show_s(released)}"
    return [
        Row(
            f"12 {folder.name}: fresh process to the first result",
            show_s(median),
            parts,
            "",
            f"<= {limit_s:g} s",
            median <= limit_s,
        ),
        Row(
            f"12 {folder.name}: memory of the largest process so far",
            f"{memory:.2f} GB",
            "",
            "",
            f"<= {limit_gb:g} GB",
            memory <= limit_gb,
        ),
    ]


def main() -> None:
    """Print both tables; real towns only where their data are at hand."""
    rows = [study_row(DEMO), layer_rows(DEMO, "edges"), *process_rows(DEMO, 3.0, 1.0)]
    if (ROOT.parent / "shared" / "realdata" / "berlin").is_dir():
        rows += [
            layer_rows(BERLIN, "grid"),
            layer_rows(BERLIN, "sozialraeume"),
            *process_rows(BERLIN, 10.0, 1.0, repeats=3),
        ]
    else:
        print("Berlin left out: its data are not beside this checkout")
    print_table("Built layers and fresh processes", rows)


if __name__ == "__main__":
    main()
