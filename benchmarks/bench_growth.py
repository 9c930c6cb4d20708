"""Ratio 11: what an analysis costs as a town grows to 4 and 16 times its size; draws the plot in docs/."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import pandas as pd
import shapely

from benchmarks.timing import Row, interleave, print_table, show_s
from sozialraum_geo.analysis import analyse, population
from sozialraum_geo.analysis.ranking import robustness
from sozialraum_geo.analysis.reach import accessibility, certainty
from sozialraum_geo.reading.noding import node_streets
from sozialraum_geo.standards import Settings, all_standards
from sozialraum_geo.study import Indicator, Source, Study

PLOT = Path(__file__).resolve().parents[1] / "docs" / "bild-aufwand.svg"
CRS = "EPSG:25832"
SIDES_KM = (5, 10, 20)  # 1, 4 and 16 times the area; smaller ones are all border, where a search finds little
BLOCK_M = 62.5
PLACES_PER_KM2 = 3
CATEGORIES = ("kita", "spielplatz", "jugendtreff")
STANDARDS = ("kita", "spielplatz_06_12", "jugendtreff")
ASKED = "kita"
MOST = 1.3  # cost a unit of size may rise by so much: the caches of a processor do not grow with the town
EMPTY_TEXT = ("site_id", "traeger", "traeger_art", "sozialraum_id", "street", "house_number", "postcode", "town")
EMPTY_STATE = ("access", "status", "begin", "end")
EMPTY_NUMBER = ("capacity_available", "capacity_occupied", "age_from", "age_to", "hours_week")
PARTS = {
    "analyse": ("the whole analysis", "#000000", "o"),
    "dasymetric": ("people over cells", "#E69F00", "s"),
    "nearest": ("nearest places", "#0072B2", "^"),
    "pairs": ("all within the limit", "#009E73", "D"),
    "draws": ("draws of the coverage", "#CC79A7", "v"),
}  # colours of Okabe and Ito, which the colour-blind can tell apart


def squares(side_m: float, count: int) -> np.ndarray:
    """A square town cut into squares."""
    x, y = (a.ravel() * side_m for a in np.meshgrid(np.arange(count), np.arange(count)))
    return np.asarray(shapely.box(x, y, x + side_m, y + side_m))


def streets(side_m: float, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Streets between uneven crossings, a third of them missing."""
    count = int(side_m / BLOCK_M) + 1
    xy = np.stack(np.meshgrid(np.arange(count), np.arange(count), indexing="ij"), -1).reshape(-1, 2) * BLOCK_M
    xy = xy + rng.uniform(-15, 15, xy.shape)
    at = np.arange(count * count).reshape(count, count)
    east, north = np.stack([at[:-1].ravel(), at[1:].ravel()], 1), np.stack([at[:, :-1].ravel(), at[:, 1:].ravel()], 1)
    arcs = np.concatenate([east, north])
    lines = shapely.linestrings(xy[arcs[rng.random(len(arcs)) < 0.65]])
    return node_streets(gpd.GeoDataFrame({"name": [None] * len(lines)}, geometry=lines, crs=CRS))


def facilities(side_m: float, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """As many places a square kilometre in every town; a tenth of them known by their street only."""
    count = int(PLACES_PER_KM2 * (side_m / 1000) ** 2)
    frames = [
        pd.DataFrame({"category": category, "number": np.arange(count)}).assign(
            facility_id=lambda f: f["category"] + f["number"].astype(str)
        )
        for category in CATEGORIES
    ]
    table = pd.concat(frames, ignore_index=True).drop(columns="number")
    table = table.assign(
        name=table["facility_id"],
        precision=np.where(rng.random(len(table)) < 0.1, "strasse", "haus"),
        capacity=rng.integers(20, 100, len(table)).astype(float),
        capacity_unit="plaetze",
        is_protected=False,
        source="synthetic",
        row=2,
        **dict.fromkeys(EMPTY_TEXT + EMPTY_STATE),
        **dict.fromkeys(EMPTY_NUMBER, np.nan),
    )
    return gpd.GeoDataFrame(table, geometry=shapely.points(rng.uniform(0, side_m, (len(table), 2))), crs=CRS)


def town(side_km: int) -> Study:
    """A synthetic town of so many kilometres a side, with one Sozialraum a square kilometre."""
    rng = np.random.default_rng(side_km)
    side_m = side_km * 1000.0
    ids = [f"S{i:04d}" for i in range(side_km**2)]
    cells = squares(100.0, side_km * 10)
    bands = [(start, stop) for start, stop in ((0, 6), (6, 12), (12, 18), (18, 27))]
    people = pd.DataFrame(
        [(i, a, b, float(n)) for i in ids for (a, b), n in zip(bands, rng.integers(50, 900, 4), strict=True)],
        columns=["sozialraum_id", "age_from", "age_to", "people"],
    )
    poverty = pd.DataFrame({"sozialraum_id": ids, "indicator_id": "armut", "date": "2024-12-31"}).assign(
        value=rng.uniform(2, 40, len(ids)), count=np.nan, base=np.nan, is_valid=True
    )
    return Study(
        name="Reihenstadt",
        date="2024-12-31",
        crs=CRS,
        sozialraeume=gpd.GeoDataFrame(
            {"sozialraum_id": ids, "name": ids, "parent_id": None}, geometry=squares(1000.0, side_km), crs=CRS
        ),
        facilities=facilities(side_m, rng),
        population=people,
        grid=gpd.GeoDataFrame(
            {"cell_id": [f"z{i}" for i in range(len(cells))], "unter10": rng.integers(0, 40, len(cells)).astype(float)},
            geometry=cells,
            crs=CRS,
        ),
        grid_classes=(("unter10", "0-<10"),),
        edges=streets(side_m, rng),
        indicators=poverty,
        indicator_list=(Indicator("armut", "Kinderarmut"),),
        sources=(Source("synthetic", "facilities", "0" * 64, complete=CATEGORIES),),
        standards=STANDARDS,
    )


@dataclass(frozen=True)
class Size:
    """How large a town is."""

    cells: int
    edges: int
    pairs: int

    @property
    def all(self) -> int:
        """What the cost is compared with."""
        return self.cells + self.edges + self.pairs


def calls(study: Study) -> tuple[Size, dict[str, Callable[[], object]]]:
    """The size of a town, and the parts of its analysis."""
    settings, standard = Settings(), all_standards()[ASKED]
    points = population.build_points(study)
    bands = population.resolve_bands(study.population, study.ids)
    reach = accessibility.reach(study, points, (standard,), settings)
    people = bands.of(standard.ages)[0]
    everywhere = np.arange(len(points.piece))
    limits = accessibility.limit_m(study, standard)

    def dasymetric() -> np.ndarray:
        laid_out = population.build_points(study)
        return population.people_at(laid_out, study, standard.ages, people)

    def pairs() -> int:
        return sum(len(found) for found in reach.pairs(ASKED, standard.limit_m, everywhere))

    def draws() -> np.ndarray:
        factors = (robustness.NARROWEST, robustness.WIDEST)
        in_piece = population.people_in_pieces(points, study, standard.ages, people)
        open_to_doubt = certainty.doubt(reach, points, ASKED, in_piece, limits, factors)
        return certainty.coverage_draws(open_to_doubt, np.ones(certainty.DRAWS), np.random.default_rng(1))

    assert math.isclose(dasymetric().sum(), people.sum(), rel_tol=1e-9)
    return Size(len(study.grid), len(study.edges), pairs()), {
        "analyse": lambda: analyse(study, settings),
        "dasymetric": dasymetric,
        "nearest": lambda: accessibility.reach(study, points, (standard,), settings),
        "pairs": pairs,
        "draws": draws,
    }


def plot(sizes: list[Size], seconds: dict[str, list[float]]) -> None:
    """Seconds over size on two logarithmic axes; what is proportional is parallel to the dashed line."""
    mpl.use("Agg")
    import matplotlib.pyplot as plt

    style = {"svg.hashsalt": "growth", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 9}
    with mpl.rc_context(style):
        figure, axes = plt.subplots(figsize=(6, 3.8), layout="constrained")
        x = np.array([size.all for size in sizes], dtype=float)
        top = seconds["analyse"][0] * 1.6
        axes.plot(x, top * x / x[0], "--", color="#777777", lw=1, label="in proportion")
        for part, (label, colour, marker) in PARTS.items():
            axes.plot(x, seconds[part], color=colour, marker=marker, lw=1.5, ms=5, label=label)
        axes.set(xscale="log", yscale="log", xlabel="cells + edges + pairs", ylabel="seconds")
        axes.set_xticks(x, [f"{n:.2g} M\n{4**i}×" for i, n in enumerate(x / 1e6)], minor=False)
        axes.set_xticks([], minor=True)
        axes.grid(visible=True, which="major", color="#dddddd", lw=0.5)
        axes.spines[["top", "right"]].set_visible(False)
        figure.legend(loc="outside right upper", frameon=False)
        figure.savefig(PLOT, metadata={"Date": None})
        plt.close(figure)


def main() -> None:
    """Time the parts of three towns, assert that cost grows no faster than size, and draw it."""
    sizes, functions = [], {}
    for side in SIDES_KM:
        size, parts = calls(town(side))
        sizes.append(size)
        functions |= {f"{part} {side}": function for part, function in parts.items()}
    medians = interleave(functions)
    seconds = {part: [medians[f"{part} {side}"] for side in SIDES_KM] for part in PARTS}
    rows = []
    for part, (label, _, _) in PARTS.items():
        for small, large in ((0, 1), (1, 2)):
            cost = seconds[part][large] / seconds[part][small]
            grown = sizes[large].all / sizes[small].all
            rows.append(
                Row(
                    f"11 {label}, {4**small}x to {4**large}x",
                    show_s(seconds[part][large]),
                    show_s(seconds[part][small]),
                    f"{cost:.3g} x at {grown:.3g} x the size",
                    f"<= {MOST * grown:.3g} x",
                    cost <= MOST * grown,
                )
            )
    for factor, size in zip((1, 4, 16), sizes, strict=True):
        print(f"{factor}x: {size.cells:,} cells, {size.edges:,} edges, {size.pairs:,} pairs")
    print_table("Cost and size of a town (ours: the larger one, peer: the smaller one)", rows)
    plot(sizes, seconds)
    print(f"drawn: {PLOT.name}")
    assert all(row.is_met for row in rows), "cost grows faster than the town"


if __name__ == "__main__":
    main()
