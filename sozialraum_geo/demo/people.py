"""People of the demo town: addresses along the streets, ages per Sozialraum, 100 m cells, social indicators."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, dijkstra

from sozialraum_geo.demo.layout import CRS, ORIGIN_M, Plan
from sozialraum_geo.demo.streets import node_numbers

ADDRESSES = 15_000
#: sozialraum_id: people, weight in addresses, age profile, social situation (higher: more burden), people from abroad
AREAS: dict[str, tuple[int, int, str, float, float]] = {
    "S01": (3_900, 750, "jung", 0.1, 0.27),
    "S02": (6_200, 800, "jung", 0.8, 0.41),
    "S03": (9_300, 1_700, "mittel", 0.0, 0.25),
    "S04": (9_000, 1_750, "mittel", 0.2, 0.29),
    "S05": (3_600, 1_250, "familie", -0.8, 0.14),
    "S06": (1_700, 620, "dorf", -0.6, 0.09),
    "S07": (9_800, 1_500, "jugend", 1.4, 0.47),
    "S08": (3_100, 1_080, "familie", -1.1, 0.1),
    "S09": (4_700, 1_100, "alt", 0.4, 0.22),
    "S10": (7_400, 1_150, "studium", 0.4, 0.3),
    "S11": (6_300, 1_750, "alt", -0.9, 0.12),
    "S12": (5_300, 1_150, "neubau", -0.3, 0.24),
    "S13": (7_100, 850, "jugend", 1.7, 0.5),
    "S14": (1_500, 550, "dorf", -0.9, 0.08),
}
POSTCODES = {"B1": "05310", "B2": "05312", "B3": "05315"}

#: people per single year of age and 1,000, at these ages; then the profiles as factors on it
BASE = (
    [0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 57, 62, 68, 75, 82, 86, 90],
    [9.1, 9.6, 9.2, 9.0, 10.4, 11.5, 13.0, 13.4, 12.6, 11.8, 12.2, 16.0, 15.4, 12.0, 9.0, 8.3, 4.8, 2.2],
)
KNOTS = [0, 3, 6, 10, 15, 19, 23, 27, 33, 40, 48, 57, 65, 75, 90]
PROFILES = {
    "jung": [0.9, 0.8, 0.7, 0.65, 0.7, 1.2, 1.9, 1.9, 1.5, 1.0, 0.8, 0.75, 0.7, 0.75, 0.8],
    "studium": [1.0, 0.9, 0.8, 0.75, 0.8, 1.8, 2.5, 2.0, 1.4, 1.0, 0.8, 0.7, 0.6, 0.6, 0.6],
    "mittel": [1.0, 1.0, 1.0, 1.0, 0.95, 1.0, 1.1, 1.2, 1.15, 1.05, 1.0, 0.95, 0.9, 0.9, 1.0],
    "familie": [1.1, 1.3, 1.45, 1.5, 1.4, 1.0, 0.6, 0.6, 1.0, 1.35, 1.25, 1.0, 0.85, 0.75, 0.6],
    "neubau": [2.3, 2.4, 2.0, 1.4, 0.9, 0.7, 0.6, 1.1, 1.8, 1.6, 0.9, 0.6, 0.5, 0.45, 0.4],
    "jugend": [1.2, 1.25, 1.35, 1.6, 1.85, 1.7, 1.3, 1.1, 1.1, 1.05, 0.95, 0.85, 0.8, 0.75, 0.6],
    "alt": [0.65, 0.7, 0.75, 0.8, 0.8, 0.75, 0.6, 0.6, 0.7, 0.8, 0.95, 1.15, 1.3, 1.7, 1.9],
    "dorf": [0.9, 1.0, 1.05, 1.1, 1.1, 0.95, 0.7, 0.7, 0.85, 1.0, 1.15, 1.25, 1.15, 1.0, 0.8],
}
GRID_CLASSES = {"unter10": (0, 10), "a10_19": (10, 20), "a20_29": (20, 30), "a30_39": (30, 40), "a40_49": (40, 50),
                "a50_59": (50, 60), "a60_69": (60, 70), "a70_79": (70, 80), "a80undaelter": (80, 91)}  # fmt: skip
#: pattern: metres between houses, distance from the middle of the street, people per house (relative)
HOUSES = {
    "gasse": (14, 7, 4.0), "block": (17, 11, 8.0), "siedlung": (19, 12, 2.6), "stich": (19, 12, 2.7),
    "neubau": (16, 10, 5.0), "zeile": (27, 14, 17.0), "gewerbe": (70, 18, 0.3), "dorf": (23, 12, 2.6),
}  # fmt: skip
YOUNG_FACTOR = {"neubau": 1.7, "zeile": 1.15, "gasse": 0.8}

#: id: name, base, level and slope of the log-odds, unit, kind, change of the level from first to second date
INDICATORS: dict[str, tuple[str, str, float, float, str, float]] = {
    "sgb2_u15": ("Kinder unter 15 in SGB-II-Bedarfsgemeinschaften", "kinder_u15", -1.75, 0.78, "status", 0.03),
    "arbeitslose": ("Arbeitslose (SGB II und III)", "personen_15_64", -2.85, 0.5, "status", 0.06),
    "jugendarbeitslose": ("Arbeitslose unter 25", "personen_15_24", -3.2, 0.5, "status", 0.08),
    "alleinerziehende": ("Haushalte von Alleinerziehenden", "haushalte_mit_kindern", -1.4, 0.35, "status", 0.02),
    "wohngeld": ("Haushalte mit Wohngeld", "haushalte", -3.0, 0.42, "status", 0.35),
    "sprachfoerderung": ("Einschulungskinder mit Sprachförderbedarf", "einschulung", -1.05, 0.55, "status", 0.1),
    "ueberbelegung": ("Haushalte in überbelegten Wohnungen", "haushalte", -2.7, 0.5, "status", 0.05),
    "grundsicherung_alter": ("Grundsicherung im Alter", "personen_65", -3.1, 0.55, "status", 0.09),
    "hze": ("Hilfen zur Erziehung", "junge_menschen_u21", -3.55, 0.5, "context", 0.04),
    "migration": ("Menschen mit Migrationshintergrund", "personen", 0.0, 0.0, "context", 0.05),
}


def build_houses(plan: Plan, streets: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return possible houses on both sides of the streets (edge, along_m, side, pattern, geometry)."""
    quarters = plan.quarters[plan.quarters["pattern"] != "park"]
    tree = shapely.STRtree(quarters.geometry.to_numpy())
    streets = streets[streets["kind"].isin(["Anliegerstraße", "Gasse", "Sammelstraße", "Hauptstraße"])]
    streets = streets[streets["name"].ne("")]
    rows = []
    line: Any
    for edge, line in zip(streets.index, streets.geometry, strict=True):
        near = tree.query_nearest(line.interpolate(0.5, normalized=True), max_distance=40)
        if not len(near):
            continue
        pattern = str(quarters["pattern"].iat[int(near[0])])
        gap, setback, _ = HOUSES[pattern]
        for side in (-1, 1):
            along = np.arange(setback + rng.uniform(0, gap), line.length - setback, gap)
            along = along + rng.uniform(-0.2, 0.2, len(along)) * gap
            foot = shapely.get_coordinates(shapely.line_interpolate_point(line, along))
            ahead = shapely.get_coordinates(shapely.line_interpolate_point(line, along + 1.0)) - foot
            ahead /= np.maximum(np.hypot(*ahead.T), 1e-9)[:, None]
            away = (setback + rng.uniform(0, 3, len(along)))[:, None]
            places = foot + side * away * np.column_stack([-ahead[:, 1], ahead[:, 0]])
            rows += [(edge, a, side, pattern, x, y) for a, (x, y) in zip(along, places, strict=True)]
    houses = pd.DataFrame(rows, columns=["edge", "along_m", "side", "pattern", "x", "y"])
    points = gpd.GeoSeries(gpd.points_from_xy(houses["x"].round(1), houses["y"].round(1)), crs=CRS)
    houses = gpd.GeoDataFrame(houses.drop(columns=["x", "y"]), geometry=points)
    closed = plan.background[plan.background["kind"].isin(["green", "water"])].geometry.to_numpy()
    in_park = shapely.STRtree(closed).query(houses.geometry.to_numpy(), predicate="intersects")[0]
    on_street = shapely.STRtree(streets.geometry.to_numpy()).query(
        houses.geometry.to_numpy(), predicate="dwithin", distance=6.0
    )[0]
    houses = houses.drop(index=list(np.union1d(in_park, on_street)))
    area = gpd.sjoin(houses, plan.sozialraeume, predicate="within")
    return area.drop(columns=["index_right", "name"]).sort_index().reset_index(drop=True)


def chosen(houses: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return exactly ``ADDRESSES`` houses, shared among the Sozialräume by their weights."""
    weight = pd.Series({key: values[1] for key, values in AREAS.items()}, dtype=float)
    room = houses["sozialraum_id"].value_counts().reindex(weight.index).astype(float)
    wanted = np.floor(np.minimum(room, weight / weight.sum() * ADDRESSES)).astype(int)
    for key in (room - wanted).sort_values(ascending=False, kind="stable").index:
        wanted[key] += int(min(room[key] - wanted[key], ADDRESSES - wanted.sum()))
    picked = [
        rng.choice(houses.index[houses["sozialraum_id"] == key].to_numpy(), wanted[key], replace=False)
        for key in weight.index
    ]
    return houses.loc[np.sort(np.concatenate(picked))].reset_index(drop=True)


def along_street(streets: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return per edge the distance of both its ends from the end of the street that is next to the market place."""
    nodes, first, last = node_numbers(streets)
    lengths = streets.length.to_numpy()
    from_centre = np.hypot(*(nodes - ORIGIN_M).T)
    result = np.zeros((len(streets), 2))
    for edges in streets.reset_index().groupby("name").indices.values():
        here, ends = np.unique(np.concatenate([first[edges], last[edges]]), return_inverse=True)
        graph = coo_array((lengths[edges], ends.reshape(2, -1)), shape=(len(here), len(here)))
        parts, part = connected_components(graph, directed=False)
        reached = np.zeros(len(here))
        base = 0.0
        for number in range(parts):
            mine = np.flatnonzero(part == number)
            start = mine[np.argmin(from_centre[here[mine]])]
            reached[mine] = base + dijkstra(graph.tocsr(), directed=False, indices=start)[mine]
            base = reached[mine].max()
        result[edges] = reached[ends].reshape(2, -1).T
    return pd.DataFrame({"start_m": result[:, 0], "end_m": result[:, 1], "length": lengths}, index=streets.index)


def number_houses(houses: gpd.GeoDataFrame, streets: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return the houses with street, house_number and suffix: odd left, even right, some with a letter."""
    named = streets[streets["name"].ne("")]
    edge = along_street(named).reindex(houses["edge"]).reset_index(drop=True)
    forward = (edge["start_m"] <= edge["end_m"]).to_numpy()
    position = np.where(
        forward, edge["start_m"] + houses["along_m"], edge["end_m"] + edge["length"] - houses["along_m"]
    )
    houses = houses.assign(
        street=named["name"].reindex(houses["edge"]).to_numpy(),
        position=position,
        odd=(houses["side"].to_numpy() > 0) == forward,
        house_number=0,
        suffix="",
    )
    houses = houses.sort_values(["street", "odd", "position"], kind="stable").reset_index(drop=True)
    luck = rng.uniform(size=len(houses))
    before: tuple[str, bool] | None = None
    number, letters = 0, 0
    numbers, suffixes = [], []
    for here, chance in zip(zip(houses["street"], houses["odd"], strict=True), luck, strict=True):
        if here != before:
            number, letters = (1 if here[1] else 2), 0
        elif chance < 0.05 and letters < 3:
            letters += 1
        else:
            number, letters = number + (4 if chance > 0.94 else 2), 0
        before = here
        numbers.append(number)
        suffixes.append("abc"[letters - 1] if letters else "")
    return houses.assign(house_number=numbers, suffix=suffixes)


def settle(plan: Plan, streets: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return the address directory with people per census age class at each address."""
    houses = number_houses(chosen(build_houses(plan, streets, rng), rng), streets, rng)
    houses["postcode"] = houses["bezirk_id"].map(POSTCODES)
    per_house = houses["pattern"].map({key: value[2] for key, value in HOUSES.items()}).to_numpy()
    houses["people_weight"] = per_house * rng.lognormal(0, 0.45, len(houses))
    return houses.drop(columns=["along_m", "side", "odd", "position", "bezirk_id"])


def count_ages(rng: np.random.Generator) -> pd.DataFrame:
    """Return people per Sozialraum (rows) and single year of age (columns 0 to 90, the last for 90 and older)."""
    ages = np.arange(91)
    base = np.interp(ages, *BASE)
    base[90] = 9.0
    rows = {}
    for sozialraum_id, (people, _, profile, _, _) in AREAS.items():
        shape = base * np.interp(ages, KNOTS, PROFILES[profile]) * rng.normal(1, 0.03, 91)
        rows[sozialraum_id] = rng.multinomial(people + int(rng.integers(-60, 60)), shape / shape.sum())
    return pd.DataFrame.from_dict(rows, orient="index", columns=ages)


def house_people(houses: gpd.GeoDataFrame, ages: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return people per address and census age class; they add up to the register of each Sozialraum."""
    people = pd.DataFrame(0, index=houses.index, columns=list(GRID_CLASSES))
    xy = shapely.get_coordinates(houses.geometry.to_numpy()) - ORIGIN_M
    tilt = 0.35 * (np.sin(xy[:, 0] / 210 + 1) + np.sin(xy[:, 1] / 260) + np.sin(xy.sum(axis=1) / 340))
    young = houses["pattern"].map(YOUNG_FACTOR).fillna(1.0).to_numpy()
    weights = houses["people_weight"].to_numpy()
    for sozialraum_id in AREAS:
        rows = np.flatnonzero(houses["sozialraum_id"] == sozialraum_id)
        for name, (start, end) in GRID_CLASSES.items():
            lean = np.exp(tilt[rows]) * young[rows] if end <= 20 else np.exp(-tilt[rows]) if start >= 60 else 1.0
            weight = weights[rows] * lean
            total = ages.loc[sozialraum_id].to_numpy()[start:end].sum()
            people.loc[people.index[rows], name] = rng.multinomial(total, weight / weight.sum())
    return people


def census_grid(houses: gpd.GeoDataFrame, people: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return the 100 m cells as the census publishes them: values below 3 are blank, the others slightly off.

    The sum is a little below the register, for a cell of one or two people is not published at all.
    """
    to_grid = Transformer.from_crs(CRS, "EPSG:3035", always_xy=True)
    x, y = to_grid.transform(houses.geometry.x.to_numpy(), houses.geometry.y.to_numpy())
    cells = people.assign(
        total=people.sum(axis=1), x=(x // 100).astype(int) * 100 + 50, y=(y // 100).astype(int) * 100 + 50
    )
    cells = cells.groupby(["y", "x"], as_index=False).sum()
    noise = rng.choice([-1, 0, 1], (len(cells), len(GRID_CLASSES) + 1), p=[0.14, 0.74, 0.12])
    values = cells[["total", *GRID_CLASSES]].to_numpy() + noise
    shown = pd.DataFrame(values, columns=["Einwohner", *GRID_CLASSES]).astype("Int64")
    shown = shown.mask(shown < 3)
    cell_id = [f"CRS3035RES100mN{y - 50}E{x - 50}" for x, y in zip(cells["x"], cells["y"], strict=True)]
    head = pd.DataFrame({"GITTER_ID_100m": cell_id, "x_mp_100m": cells["x"], "y_mp_100m": cells["y"]})
    return pd.concat([head, shown], axis=1)[shown["Einwohner"].notna()].reset_index(drop=True)


def indicator_bases(ages: pd.DataFrame) -> pd.DataFrame:
    """Return what the indicators are counted from, per Sozialraum."""

    def of(start: int, end: int) -> pd.Series:
        return ages.loc[:, start : end - 1].sum(axis=1)

    return pd.DataFrame({
        "personen": of(0, 91), "kinder_u15": of(0, 15), "personen_15_64": of(15, 65), "personen_15_24": of(15, 25),
        "personen_65": of(65, 91), "junge_menschen_u21": of(0, 21), "einschulung": of(6, 7),
        "haushalte": (of(18, 91) / 1.72).round().astype(int),
        "haushalte_mit_kindern": (of(0, 18) / 1.68).round().astype(int),
    })  # fmt: skip


def count_indicators(ages: pd.DataFrame, rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the indicators (a count for each, beside its base) at the earlier and at the later date."""
    bases = indicator_bases(ages)
    drift = rng.normal(0, 0.12, len(bases))
    own = {name: rng.normal(0, 0.13, len(bases)) for name in INDICATORS}
    tables = []
    for later in (False, True):
        table = bases if later else (bases * (1 - rng.uniform(0.0, 0.035, bases.shape))).round().astype(int)
        columns = {}
        for name, (_, base, level, slope, _, change) in INDICATORS.items():
            situation = np.array([AREAS[key][3] for key in bases.index]) + drift * later
            odds = level + slope * situation + own[name] + change * later
            if name == "migration":
                share = np.array([AREAS[key][4] for key in bases.index])
                odds = np.log(share / (1 - share)) + change * later
            columns[name] = rng.binomial(table[base].to_numpy(), 1 / (1 + np.exp(-odds)))
        tables.append(table.assign(**columns))
    return tables[0], tables[1]
