"""The pages that explain the method: every function they name exists, every constant and every example is right."""

from __future__ import annotations

import importlib
import re
import tomllib
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import toy
from here import ROOT
from scipy import stats

from sozialraum_geo.analysis import analyse, inequality, population
from sozialraum_geo.analysis.need import indicators
from sozialraum_geo.analysis.need.smoothing import smooth
from sozialraum_geo.analysis.ranking import draws, gaps
from sozialraum_geo.analysis.ranking.priority import priorities
from sozialraum_geo.analysis.ranking.tipping import limit_tips, weight_tips
from sozialraum_geo.analysis.reach import accessibility, catchment, network, offers
from sozialraum_geo.analysis.reach.certainty import TOO_WIDE, coverage_draws
from sozialraum_geo.analysis.reach.certainty import doubt as doubt_of
from sozialraum_geo.analysis.reach.pairs import Pairs, straight_pairs
from sozialraum_geo.analysis.supply import supply_of
from sozialraum_geo.reading.noding import node_streets
from sozialraum_geo.standards import Band, Settings, all_standards, index_presets, supply_standards, walking

GERMAN, ENGLISH = (ROOT / "docs" / name for name in ("so-wird-gerechnet.md", "method.md"))
PAGES = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", ROOT / "benchmarks" / "README.md"]
PACKAGE = ROOT / "sozialraum_geo"
TOP = {path.stem for path in PACKAGE.iterdir() if path.is_dir() or path.suffix == ".py"}
NAMED = re.compile(r"`([a-z_]+(?:\.[A-Za-z_]\w*)+)`")
CONSTANT = re.compile(r"^\| `([\w.]+)` \| ([-\d.,/ ]+?) \|", re.MULTILINE)
EXAMPLE = re.compile(r"<!-- beispiel: (\w+) -->\n(.*?)<!-- ende -->", re.DOTALL)
TEST = re.compile(r"`(test_\w+)::(test_\w+)`")


# --- names and constants ---


@pytest.mark.parametrize("page", [GERMAN, ENGLISH], ids=lambda path: path.name)
def test_every_function_that_a_page_names_exists(page):
    named = NAMED.findall(page.read_text(encoding="utf-8"))
    names = [name for name in named if name.split(".")[0] in TOP and not name.endswith((".toml", ".sqlite"))]
    assert len(set(names)) > 20
    for name in names:
        value_of(name)


def value_of(name):
    """What a dotted name of the package stands for: a module, and attributes of it."""
    parts = name.split(".")
    path = PACKAGE
    while parts and ((path / parts[0]).is_dir() or (path / f"{parts[0]}.py").exists()):
        path /= parts.pop(0)
    found = importlib.import_module(".".join(path.relative_to(ROOT).parts))
    for attribute in parts:
        assert hasattr(found, attribute), name
        found = getattr(found, attribute)
    return found


def test_every_test_that_the_page_names_exists():
    named = TEST.findall(ENGLISH.read_text(encoding="utf-8"))
    assert len(named) > 20
    for module, function in named:
        files = (ROOT / "tests").rglob(f"{module}.py")
        assert any(f"def {function}(" in path.read_text(encoding="utf-8") for path in files), (module, function)


def constant(name):
    """The numbers behind a name: of a module, a standard, a preset or the rules of walking."""
    first, *rest = name.split(".")
    data = tomllib.loads((ROOT / "data" / "standards.toml").read_text(encoding="utf-8"))
    blocks = {block["id"]: block for block in [*data["standard"], *data["supply"]]}
    found = blocks.get(first) or index_presets().get(first) or (data["walking"] if first == "walking" else None)
    if found is not None:
        value = found[rest[0]]
        value = [speed for _, speed in value] if name == "walking.speeds" else value
    else:
        value = value_of(name)
    value = list(value.values()) if isinstance(value, dict) else value
    return [float(v) for v in (value if isinstance(value, list | tuple) else [value])]


@pytest.mark.parametrize("page", [GERMAN, ENGLISH], ids=lambda path: path.name)
def test_every_constant_is_the_one_of_the_code(page):
    stated = CONSTANT.findall(page.read_text(encoding="utf-8"))
    assert len(stated) > 20
    for name, text in stated:
        plain = text.replace(".", "").replace(",", ".") if page == GERMAN else text.replace(",", "")
        assert [float(part) for part in plain.split("/")] == constant(name), name


def test_both_pages_state_the_same_constants():
    found = [{name for name, _ in CONSTANT.findall(page.read_text(encoding="utf-8"))} for page in (GERMAN, ENGLISH)]
    assert found[0] == found[1]


# --- links ---


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_relative_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
        if "://" in target or target.startswith(("#", "mailto:")):
            continue
        assert (page.parent / target.split("#")[0]).exists(), target


@pytest.mark.parametrize("page", ["README.md", "docs/architecture.md", "docs/handbuch.md"])
def test_the_pages_are_linked(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    assert "so-wird-gerechnet.md" in text
    assert "method.md" in text


def test_pictures_have_words_in_their_place():
    for page in PAGES:
        for words in re.findall(r"!\[([^\]]*)\]\(", page.read_text(encoding="utf-8")):
            assert len(words) > 20, page.name


# --- worked examples ---


def number(value, digits=0):
    """A number as the page writes it."""
    text = f"{value:,.{digits}f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    return text.replace("-", "−")


def menschen():
    study = toy.study()
    points = population.build_points(study)
    bands = population.resolve_bands(study.population, study.ids)
    young, part = bands.of(Band(0, 6))[0], bands.of(Band(3, 6))
    at = population.people_at(points, study, Band(0, 6), young)
    west, east = (at[points.piece == piece] for piece in (0, 1))
    assert part[1]
    return {
        "wohnen 40 Kinder": young["A"] == 40,
        f"bekommt\n40 × 10 / 40 = {number(west.sum())} Kinder, die zweite {number(east.sum())}": True,
        f"10 / 16 = {number(west[0], 3)}": len(west) == 16,
        f"40 × 3 / 6 = {number(part[0]['A'])}, geschätzt": True,
    }


def minuten():
    standard = all_standards()["spielplatz_06_12"]
    same = standard.limit_m == 400 and standard.speed_kmh == 2.4
    minutes = network.travel_minutes([400.0], 2.4)[0]
    return {f"0,4 / 2,4 × 60 = {number(minutes)} Minuten": same and standard.minutes == pytest.approx(10)}


def wege():
    line = shapely.LineString([(toy.EAST, toy.NORTH), (toy.EAST + 1000, toy.NORTH)])
    streets = node_streets(gpd.GeoDataFrame({"name": [None]}, geometry=[line], crs=toy.CRS))
    graph = network.build_network(streets)
    home, place = (network.snap(graph, gpd.GeoSeries([toy.at(*spot)], crs=toy.CRS)) for spot in ((100, 30), (450, 20)))
    way = network.nearest_m(graph, home, place)[0]
    factor = walking().detour_factor
    straight = next(straight_pairs(np.zeros((1, 2)), np.array([[310.0, 0.0]]), 500.0, factor)).distance_m[0]
    return {
        f"{number(way)} m, also": way <= 400 + accessibility.TOLERANCE_M,
        f"310 × 1,3 = {number(straight)} m: nicht erreicht": straight > 400,
    }


def alter():
    rows = pd.DataFrame({"age_from": [10.0, 8.0], "age_to": [14.0, 14.0]})  # to 13: up to the 14th birthday
    return {
        "10- bis 13-Jährige nimmt 2 davon auf und zählt nicht": not offers.entitled(rows, Band(6, 12))[0],
        "8- bis 13-Jährige nimmt 4 davon auf und zählt": offers.entitled(rows, Band(6, 12))[1],
    }


def anteil():
    row = analyse(toy.study()).coverage.set_index("sozialraum_id").loc["A"]
    return {
        f"10 / 40 = {number(100 * row['covered_share'])} %": row["people"] == 40,
        f"40 × (1 − 0,25) = {number(row['uncovered_people'])} Kinder": True,
    }


def cell_of_a_quarter(people):
    """Coverage over draws where four of the sixteen points of a cell lie within the limit, certainly."""
    square = toy.square(0, 0, 100)
    pieces = gpd.GeoDataFrame({"sozialraum_id": ["A"], "cell": 0, "area_share": 1.0}, geometry=[square], crs=toy.CRS)
    none = np.zeros(16)
    points = population.Points(
        pieces, np.zeros(1, int), pd.Index(["A"]), np.ones(1), np.zeros(16, int), np.full(16, 1 / 16), none, none
    )
    distance = np.where(np.arange(16) < 4, 100.0, 3000.0)
    offered = pd.DataFrame({"offer_id": ["f"], "precision": ["haus"]})
    reach = SimpleNamespace(distance_m={"s": distance}, offers={"s": offered}, pairs=lambda *_: iter(()))
    limit = pd.Series([1000.0], index=pd.Index(["A"]))
    found = doubt_of(reach, points, "s", np.array([float(people)]), limit, (1.0, 1.0))
    return coverage_draws(found, np.ones(4000), np.random.default_rng(1))[:, 0]


def spanne():
    low, high = stats.binom(100, 4 / 16).ppf((0.05, 0.95))  # people fall on the points one by one
    hundred, one = cell_of_a_quarter(100), cell_of_a_quarter(1)
    assert np.quantile(hundred, (0.05, 0.95)) * 100 == pytest.approx([low, high], abs=1)
    assert set(one) == {0.0, 1.0}
    assert one.mean() == pytest.approx(0.25, abs=0.03)
    assert np.ptp(np.quantile(one, (0.05, 0.95))) > TOO_WIDE >= (high - low) / 100
    return {"in 25 von 100 Läufen 100 %": True, f"Spanne {number(low)} bis {number(high)} %": True}


def plaetze():
    club = {"category": "jugendtreff", "sozialraum_id": "A", "capacity": 40.0, "geometry": toy.at(10, 10)}
    study = toy.study(
        facilities=toy.facilities(club),
        population=toy.population({"A": {(6, 25): 500.0}}),
        sources=(toy.complete("jugendtreff"),),
    )
    bands = population.resolve_bands(study.population, study.ids)
    table = supply_of(study, bands, supply_standards(), study.date).set_index("sozialraum_id")
    row = table[table["supply_id"] == "jugendfreizeitplaetze"].loc["A"]
    return {
        f"40 / 500 × 100 = {number(row['ratio_percent'])} Plätze": True,
        f"0,114 × 500 = 57; es fehlen {number(row['missing_places'])}": True,
    }


def konkurrenz():
    blocks = iter([Pairs(np.array([0, 1]), np.array([0, 0]), np.array([300.0, 600.0]))])
    people = np.array([[40.0, 50.0]])
    entitles = np.ones((1, 1), dtype=bool)
    limits = np.full(2, 1000.0)
    near, far = catchment.floating_catchment(blocks, people, entitles, np.array([30.0]), limits, catchment.STEPS)[0][0]
    total = 40 * near + 50 * far
    return {
        f"= 74. Je Anwärter 30 / 74 = {number(near, 3)}": True,
        f"nahe Kinder kommen {number(100 * near, 1)} Plätze, auf hundert ferne {number(100 * far, 1)}": True,
        f"40 × {number(near, 3)} + 50 × {number(far, 3)} = {number(total)}": True,
    }


def index():
    table = indicators.need_index(toy.study(), None).table
    values, words = table["need_index"], table["status_class"]
    spread = pd.Series([10.0, 20.0, 30.0]).std(ddof=0)
    return {
        f"= {number(spread, 2)}. Index: {number(values[0], 2)}, {number(values[1])} und {number(values[2], 2)}": True,
        f"−1, 1 und 1,5: {', '.join(words)}": True,
    }


def glaettung():
    y, n = np.array([10.0, 300.0]), np.array([100.0, 1000.0])
    rates = smooth(y, n).rate
    mean = y.sum() / n.sum()
    weight = (rates - mean) / (y / n - mean)
    return {
        f"310 von 1.100: {number(100 * mean, 1)} %": True,
        f"w = {number(weight[0], 2)} für sich, der große mit {number(weight[1], 2)}": True,
        f"Geglättet: {number(100 * rates[0], 1)} % und {number(100 * rates[1], 1)} %": True,
    }


def luecke():
    row = analyse(toy.study()).coverage.set_index("sozialraum_id").loc[["A"]].reset_index()
    index = pd.Series({"A": np.sqrt(1.5)})  # 10 / √(200/3)
    weight, gap = gaps.need_weight(index)["A"], gaps.gaps(row, index).iloc[0]
    return {
        f"Index 1,22: Gewicht {number(weight, 2)}": True,
        f"0,89 × 0,75 = {number(gap['relative_gap'], 2)}": True,
        f"0,89 × 30 = {number(gap['weighted_people'], 1)}": True,
    }


def rang():
    table = pd.DataFrame(
        {"sozialraum_id": "A", "standard_id": ["s", "t"], "relative_gap": [0.6, 0.3], "weighted_people": [1.0, 1.0]}
    )
    row = priorities(table, pd.Index(["A"]), {"s": 2.0, "t": 1.0}, pd.Index(["A"])).table.iloc[0]
    parts = f"Beiträge {number(row['contribution_s'], 1)} und {number(row['contribution_t'], 1)}"
    return {f"{parts}, Punkte {number(row['score'], 1)}": True}


def gruppen():
    before = np.array([[0.5, 0.60, 0.95], [0.40, 0.5, 0.70], [0.05, 0.30, 0.5]])
    assert draws.APART == 0.9
    return {
        "60 von 100 Läufen vor Bach und in 95 vor Cluse; Bach liegt in 70 vor Cluse": True,
        f"Gruppen: {', '.join(map(str, draws.bands(before)))}": True,
    }


def kippen():
    gap = pd.DataFrame({"s": [0.8, 0.3], "t": [0.2, 0.6]}, index=["Anger", "Bach"])
    tip = weight_tips(gap, {"s": 0.5, "t": 0.5}).iloc[0]
    first = tip["weight_then"] if tip["standard_id"] == "s" else 1 - tip["weight_then"]  # two weights mirror each other
    ways = {
        "s": {
            "Anger": (np.array([0.5, 1.1, 3.0]), np.array([60.0, 90.0, 100.0])),
            "Bach": (np.array([0.5, 3.0]), np.array([70.0, 100.0])),
        }
    }
    relative = pd.DataFrame({"s": [0.2, 0.15]}, index=["Anger", "Bach"])
    half = pd.Series(0.5, index=["Anger", "Bach"])
    limit = limit_tips(ways, {"s": 1000.0}, half, relative, {"s": 1.0}).iloc[0]
    assert (tip["upper_id"], limit["upper_id"]) == ("Anger", "Anger")
    return {
        f"des ersten auf {number(100 * first)} %": True,
        f"{number(first, 2)} × 0,5 = {number(1 - first, 2)} × 0,4 (gerundet)": first * 0.5
        == pytest.approx((1 - first) * 0.4),
        f"Ab {number(limit['limit_then_m'])} m hat": True,
    }


def ungleich():
    values, people = np.array([10.0, 70.0]), np.array([100.0, 100.0])
    deprived = inequality.concentration_index(values, people, np.array([-1.0, 1.0]))
    spared = inequality.concentration_index(values, people, np.array([1.0, -1.0]))
    line = inequality.LINE * 40
    share, missing = (inequality.fgt(values, people, line, alpha) for alpha in (0.0, 1.0))
    return {
        f"Gini 30 / (2 × 40) = {number(inequality.gini(values, people), 3)}": True,
        f"der Konzentrationsindex {number(deprived, 3)}": True,
        f"weniger, {number(spared, 3)}": True,
        f"Mittels ({number(line)}) liegen {number(100 * share)} %": True,
        f"im Mittel aller {number(100 * missing)} %": True,
    }


EXAMPLES = (
    menschen, minuten, wege, alter, anteil, spanne, plaetze, konkurrenz, index, glaettung, luecke, rang, gruppen,
    kippen, ungleich,
)  # fmt: skip


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda function: function.__name__)
def test_a_worked_example_is_what_the_program_computes(example):
    said = dict(EXAMPLE.findall(GERMAN.read_text(encoding="utf-8")))[example.__name__]
    flat = " ".join(said.split())
    for words, holds in example().items():
        assert " ".join(words.split()) in flat, words
        assert holds, words


def test_every_example_of_the_page_is_computed():
    names = {name for name, _ in EXAMPLE.findall(GERMAN.read_text(encoding="utf-8"))}
    assert names == {function.__name__ for function in EXAMPLES}


def test_settings_of_the_page_are_those_of_an_analysis():
    assert analyse(toy.study()).settings == Settings()
