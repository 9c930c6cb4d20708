"""Einrichtungen of the demo town: how many of which kind where, run by whom, with how many places."""

import datetime as dt
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sozialraum_geo.demo.layout import CRS, SOZIALRAEUME, metres

IDS = list(SOZIALRAEUME)
#: category: written form, number per Sozialraum S01 to S14, ages, opening hours a week
COUNTS: dict[str, tuple[str, str, tuple[int, int] | None, float]] = {
    "grundschule": ("Grundschule", "0 1 1 2 1 0 2 1 1 1 1 1 1 1", (6, 11), 0),
    "weiterfuehrende_schule": ("Weiterführende Schule", "1 1 1 1 0 0 1 0 0 1 1 0 1 0", (10, 19), 0),
    "foerderschule": ("Förderschule", "0 0 0 1 0 0 0 0 0 0 0 0 1 0", (6, 17), 0),
    "berufliche_schule": ("Berufliche Schule", "0 1 0 0 0 0 0 0 0 0 0 0 0 0", (15, 27), 0),
    "kita": ("Kita", "2 4 5 5 2 1 5 2 3 4 4 2 7 1", (0, 7), 50),
    "hort": ("Hort", "0 1 2 2 1 0 1 1 1 1 1 0 2 0", (6, 11), 30),
    "spielplatz": ("Spielplatz", "3 4 9 9 6 3 7 6 6 6 9 7 17 3", None, 0),
    "jugendtreff": ("Jugendtreff", "0 1 1 1 1 0 0 0 0 1 0 1 3 0", (12, 27), 24),
    "familienzentrum": ("Familienzentrum", "0 1 1 1 0 0 0 0 0 1 0 0 2 0", None, 30),
    "beratungsstelle": ("Beratungsstelle", "2 2 1 1 0 0 0 0 0 1 0 0 2 0", None, 30),
    "bibliothek": ("Bibliothek", "1 0 0 1 0 0 0 0 0 1 0 0 1 0", None, 28),
    "kinderarzt": ("Kinderarztpraxis", "2 2 1 2 0 0 0 0 1 1 1 0 2 0", (0, 18), 26),
    "sport": ("Sportplatz", "0 1 3 3 2 1 2 2 2 1 3 2 3 1", None, 0),
    "fruehe_hilfen": ("Frühe Hilfen", "0 1 0 1 0 0 0 0 0 0 0 0 1 0", (0, 3), 20),
    "seniorentreff": ("Seniorentreff", "1 1 1 1 0 0 0 0 1 0 1 0 1 0", (60, 110), 20),
    "stadtteiltreff": ("Stadtteiltreff", "0 1 1 1 0 1 0 0 0 1 1 0 1 1", None, 25),
    "ehs": ("Erziehungshilfestation", "0 1 0 0 0 0 0 0 0 0 0 0 1 0", (0, 21), 38),
    "apotheke": ("Apotheke", "3 3 2 2 1 0 1 0 1 2 1 1 3 1", None, 50),
    "kindertagespflege": ("Kindertagespflege", "0 1 1 1 1 0 1 1 0 1 0 1 0 0", (0, 3), 40),
    "sonstige": ("Sonstige", "1 1 0 1 0 0 0 0 0 1 0 0 1 0", None, 12),
}
TRAEGER = {
    "Stadt Musterstadt, Amt für Jugend und Familie": "öffentlich",
    "Verein Uferleben e. V.": "freigemeinnützig",
    "Liedetaler Kinderhäuser gGmbH": "freigemeinnützig",
    "Evangelischer Gemeindeverband Liedetal": "freigemeinnützig",
    "Katholische Pfarrei am Wallring": "freigemeinnützig",
    "Jugendfloß e. V.": "freigemeinnützig",
    "Familienanker Musterstadt e. V.": "freigemeinnützig",
    "Nachbarschaftswerk Nord e. V.": "freigemeinnützig",
    "Sozialwerk Brückenbogen gGmbH": "freigemeinnützig",
    "Kleine Entdecker Betriebs-GmbH": "privat",
}
CITY = next(iter(TRAEGER))
RUN_BY: dict[str, list[float]] = {
    "kita": [0.3, 0.06, 0.22, 0.14, 0.1, 0.0, 0.06, 0.0, 0.04, 0.08],
    "hort": [0.5, 0.1, 0.2, 0.1, 0, 0, 0.1, 0, 0, 0],
    "jugendtreff": [0.3, 0.1, 0, 0.1, 0, 0.4, 0, 0.1, 0, 0],
    "familienzentrum": [0.1, 0.2, 0, 0.2, 0, 0, 0.5, 0, 0, 0],
    "beratungsstelle": [0.25, 0, 0, 0.2, 0.15, 0, 0.2, 0, 0.2, 0],
    "stadtteiltreff": [0.2, 0.4, 0, 0.1, 0, 0, 0, 0.2, 0.1, 0],
    "seniorentreff": [0.2, 0.1, 0, 0.3, 0.2, 0, 0, 0.1, 0.1, 0],
    "ehs": [0, 0, 0, 0, 0, 0, 0, 0, 1, 0],
    "kindertagespflege": [0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
}
KITA_NAMES = [
    "Pusteblume", "Regenbogenfisch", "Wirbelwind", "Sonnenkäfer", "Uferkiesel", "Liedespatzen", "Waldwichtel",
    "Kastanienhof", "Löwenzahn", "Sternschnuppe", "Bunte-Brücke", "Mäusenest", "Apfelbäumchen", "Schatzinsel",
    "Wolkenschiff", "Murmelbach", "Kleeblatt", "Drachenflieger", "Grashüpfer", "Zugvögel", "Farbklecks",
    "Wurzelkinder", "Tausendfüßler", "Sandburg", "Windmühle", "Purzelbaum", "Glühwürmchen", "Haselmaus",
    "Seepferdchen", "Trommelfell", "Wiesenwichtel", "Laterne", "Zauberstein", "Eichhörnchen", "Kieselstein",
    "Birnbaum", "Siebenpunkt", "Kunterbunt", "Rappelkiste", "Spatzennest", "Sonnenblume", "Feldmäuse",
    "Biberburg", "Erlenkinder", "Himmelblau", "Springinsfeld", "Eulennest", "Blaumeise",
]  # fmt: skip
SPECIAL_NAMES = {
    "jugendtreff": {
        "S02": ["Jugendhaus Stellwerk"],
        "S03": ["Jugendclub Aue"],
        "S04": ["Jugendtreff Mühle"],
        "S05": ["Jugendraum Osterfelde"],
        "S10": ["Jugendcafé Schlosspark"],
        "S12": ["Jugendtreff Sonnenfeld"],
        "S13": ["Jugendzentrum Erle", "Jugendtreff Waschhaus", "Jugendwerkstatt Erlengrund"],
    },
    "ehs": {"S02": ["Erziehungshilfestation Nord und Mitte"], "S13": ["Erziehungshilfestation Süd"]},
    "sonstige": {
        "S01": ["Frauenhaus Musterstadt"],
        "S02": ["Musterstädter Tafel"],
        "S04": ["Kleiderkammer Mühlenviertel"],
        "S10": ["Repaircafé Südufer"],
        "S13": ["Lernwerkstatt Erlengrund"],
    },
}
SUBJECTS = {
    "weiterfuehrende_schule": [
        "Gymnasium",
        "Gemeinschaftsschule",
        "Gesamtschule",
        "Realschule",
        "Gemeinschaftsschule",
        "Gymnasium",
        "Gesamtschule",
        "Gymnasium",
    ],
    "beratungsstelle": [
        "Erziehungsberatung",
        "Schuldnerberatung",
        "Familienberatung",
        "Migrationsberatung",
        "Suchtberatung",
        "Schwangerschaftsberatung",
        "Erziehungsberatung",
        "Sozialberatung",
        "Jugendberatung",
    ],
    "sport": ["Sportplatz", "Sporthalle", "Bolzplatz und Laufbahn", "Vereinsgelände", "Tennisanlage"],
    "apotheke": [
        "Löwen",
        "Linden",
        "Markt",
        "Bahnhof",
        "Rosen",
        "Stern",
        "Ring",
        "Brücken",
        "Sonnen",
        "Adler",
        "Mühlen",
        "Wall",
        "Schwanen",
        "Erlen",
        "Park",
        "Nord",
        "Ufer",
        "Hirsch",
        "Kronen",
        "Liede",
        "Wiesen",
        "Tor",
    ],
}
#: sozialraum_id: share of the children under seven for whom there is a Kita place
KITA_SHARE = {"S12": 0.17, "S13": 0.74, "S08": 0.62, "S07": 0.6, "S02": 0.58}
AT_SCHOOLS = {"ganztag": "Offener Ganztag", "schulsozialarbeit": "Schulsozialarbeit"}
STELLWERK = (0.25, 1.0)
PLAY_AGES = [(0, 6), (0, 12), (0, 12), (0, 18), (6, 18), (6, 12)]


def spread(houses: gpd.GeoDataFrame, number: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return so many houses, spread over where the people live (weighted k-means, then the nearest house)."""
    xy = shapely.get_coordinates(houses.geometry.to_numpy())
    weight = houses["people_weight"].to_numpy()
    centres = xy[rng.choice(len(xy), number, replace=False, p=weight / weight.sum())]
    for _ in range(5):
        near = np.argmin(((xy[:, None] - centres[None]) ** 2).sum(axis=2), axis=1)
        for k in np.unique(near):
            centres[k] = np.average(xy[near == k], axis=0, weights=weight[near == k])
    centres += rng.normal(0, 90, centres.shape)
    picked: list[int] = []
    for centre in centres:
        order = np.argsort(((xy - centre) ** 2).sum(axis=1), kind="stable")
        picked.append(next(int(k) for k in order if int(k) not in picked))
    return houses.iloc[picked]


def place_facilities(houses: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return one row per Einrichtung with its place (name, capacity and Träger come later)."""
    usable = houses[~houses["pattern"].isin(["gewerbe"])]
    by_area = {key: usable[usable["sozialraum_id"] == key] for key in IDS}
    rows = []
    for category, (_, counts, _, _) in COUNTS.items():
        for sozialraum_id, number in zip(IDS, map(int, counts.split()), strict=True):
            if not number:
                continue
            free = by_area[sozialraum_id]
            places = spread(free, number, rng)
            if category == "jugendtreff" and sozialraum_id == "S02":
                target = shapely.Point(metres(STELLWERK))
                places = free.iloc[[int(np.argmin(shapely.distance(free.geometry.to_numpy(), target)))]]
            by_area[sozialraum_id] = free.drop(index=places.index)
            rows += [(category, place.sozialraum_id, place.street, place.house_number, place.suffix, place.postcode,
                      place.geometry) for place in places.itertuples()]  # fmt: skip
    names = ["category", "sozialraum_id", "street", "house_number", "suffix", "postcode", "geometry"]
    frame = gpd.GeoDataFrame(rows, columns=names, crs=CRS)
    return frame.assign(site_id=[f"ST{n:03d}" for n in range(1, len(frame) + 1)])


def add_shared_sites(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the facilities with Ganztag and Schulsozialarbeit at schools, and half the Familienzentren in a Kita."""
    schools = frame[frame["category"].isin(["grundschule", "weiterfuehrende_schule", "foerderschule"])]
    primary = frame[frame["category"] == "grundschule"]
    ganztag = primary[~primary["sozialraum_id"].isin(["S14"])].assign(category="ganztag")
    social_work = schools[~schools["sozialraum_id"].isin(["S08", "S14", "S11", "S05"])].assign(
        category="schulsozialarbeit"
    )
    for sozialraum_id in ("S04", "S10", "S13"):
        centre = frame.index[(frame["category"] == "familienzentrum") & (frame["sozialraum_id"] == sozialraum_id)][0]
        kita = frame[(frame["category"] == "kita") & (frame["sozialraum_id"] == sozialraum_id)].iloc[0]
        shared = ["street", "house_number", "suffix", "postcode", "geometry", "site_id"]
        frame.loc[centre, shared] = kita[shared].to_numpy()
    return gpd.GeoDataFrame(pd.concat([frame, ganztag, social_work], ignore_index=True), crs=CRS)


def name_facility(row: Any, number: int, order: int) -> str:
    """Return the name of the ``number``-th facility of its kind in town, the ``order``-th in its Sozialraum."""
    area = SOZIALRAEUME[row.sozialraum_id][0]
    special = SPECIAL_NAMES.get(row.category, {}).get(row.sozialraum_id)
    if special:
        return special[order % len(special)]
    subject = SUBJECTS.get(row.category, [""])[number % len(SUBJECTS.get(row.category, [""]))]
    match row.category:
        case "kita":
            return f"Kita {KITA_NAMES[number % len(KITA_NAMES)]}"
        case "grundschule":
            return f"Grundschule {area}" if order == 0 else f"Grundschule {row.street}"
        case "hort":
            return f"Hort {row.street}"
        case "apotheke":
            return f"{subject}-Apotheke"
        case "spielplatz" | "kinderarzt":
            return f"{COUNTS[row.category][0]} {row.street}"
        case "berufliche_schule":
            return "Berufliche Schulen Musterstadt"
        case "kindertagespflege":
            return f"Kindertagespflege {area}"
        case "weiterfuehrende_schule" | "beratungsstelle" | "sport":
            return f"{subject} {area if order == 0 else row.street}"
        case _:
            return f"{COUNTS[row.category][0]} {area}" + ("" if order == 0 else f" {order + 1}")


def run_by(category: str, rng: np.random.Generator) -> str | None:
    """Return a Träger that runs this kind of facility."""
    if category in RUN_BY:
        return str(rng.choice(list(TRAEGER), p=RUN_BY[category]))
    if category in ("apotheke", "kinderarzt"):
        return None
    if category in ("sonstige", "fruehe_hilfen", "schulsozialarbeit", "ganztag"):
        return str(rng.choice(list(TRAEGER)[:7]))
    return CITY


def places_of(row: Any, ages: pd.DataFrame, number_here: int, rng: np.random.Generator) -> tuple[float, str]:
    """Return capacity and unit of a facility."""

    def five(value: float) -> float:
        return float(max(5, 5 * round(value / 5)))

    children = ages.loc[row.sozialraum_id]
    match row.category:
        case "kita":
            share = KITA_SHARE.get(row.sozialraum_id, 0.66)
            return five(children.loc[0:6].sum() * share / number_here * rng.uniform(0.8, 1.2)), "Plätze"
        case "grundschule":
            return five(children.loc[6:9].sum() * 1.05 / number_here), "Plätze"
        case "weiterfuehrende_schule" | "berufliche_schule":
            return five(rng.uniform(520, 980)), "Plätze"
        case "foerderschule":
            return five(rng.uniform(90, 140)), "Plätze"
        case "hort" | "ganztag":
            return five(rng.uniform(60, 140)), "Plätze"
        case "jugendtreff":
            return five(rng.uniform(25, 70)), "Plätze"
        case "kindertagespflege":
            return 5.0, "Plätze"
        case "spielplatz":
            return float(10 * round(rng.lognormal(6.4, 0.5) / 10)), "m²"
        case "beratungsstelle" | "schulsozialarbeit" | "ehs":
            return round(float(rng.uniform(1, 4.5)) * 4) / 4, "VZÄ"
        case _:
            return float("nan"), ""


def furnish(frame: gpd.GeoDataFrame, ages: pd.DataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return the facilities with name, Träger, places, ages, access and dates."""
    frame = frame.reset_index(drop=True)
    number = frame.groupby("category").cumcount()
    order = frame.groupby(["category", "sozialraum_id"]).cumcount()
    here = frame.groupby(["category", "sozialraum_id"])["site_id"].transform("size")
    schools: dict[str, str] = {}
    taken: dict[str, int] = {}
    rows = []
    row: Any
    for row, n, k, h in zip(frame.itertuples(), number, order, here, strict=True):
        if row.category in AT_SCHOOLS:
            name = f"{AT_SCHOOLS[row.category]} {schools[row.site_id]}"
        else:
            name = name_facility(row, int(n), int(k))
            taken[name] = taken.get(name, 0) + 1
            name += f" {taken[name]}" if taken[name] > 1 else ""
            schools[row.site_id] = name
        _, _, band, hours = COUNTS.get(row.category, ("", "", (6, 11) if row.category == "ganztag" else (6, 19), 0))
        if row.category == "spielplatz":
            band = PLAY_AGES[int(rng.integers(len(PLAY_AGES)))]
        capacity, unit = places_of(row, ages, int(h), rng)
        counted = unit == "Plätze" and row.category in ("kita", "hort", "ganztag", "kindertagespflege")
        available = (
            capacity - 5 * (rng.uniform() < 0.2) if counted and capacity > 20 else capacity if counted else np.nan
        )
        rows.append(
            {
                "facility_id": f"E{row.Index + 1:03d}",
                "name": name,
                "traeger": run_by(row.category, rng),
                "capacity": capacity,
                "capacity_available": available,
                "capacity_occupied": np.floor(available * rng.uniform(0.93, 1.0)) if counted else np.nan,
                "capacity_unit": unit,
                "age_from": band[0] if band else np.nan,
                "age_to": band[1] if band else np.nan,
                "access": {"ganztag": "nur Schule", "schulsozialarbeit": "nur Schule", "ehs": "nach Hilfeplan"}.get(
                    row.category, "offen"
                ),
                "status": "offen",
                "begin": dt.date(int(rng.integers(1962, 2024)), int(rng.integers(1, 13)), 1)
                if rng.uniform() < 0.4
                else None,
                "hours_week": float(hours + rng.integers(-2, 3) * 2) if hours else np.nan,
                "is_protected": row.category == "kindertagespflege"
                or (row.category == "sonstige" and row.sozialraum_id == "S01"),
            }
        )
    frame = gpd.GeoDataFrame(pd.concat([frame, pd.DataFrame(rows)], axis=1), crs=CRS)
    frame["traeger_art"] = frame["traeger"].map(TRAEGER).fillna("privat")
    closed = frame.index[(frame["category"] == "stadtteiltreff") & (frame["sozialraum_id"] == "S11")]
    frame.loc[closed, "status"] = "geschlossen"
    return frame


def found_facilities(houses: gpd.GeoDataFrame, ages: pd.DataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return all Einrichtungen of the town; protected ones know only their Sozialraum."""
    return furnish(add_shared_sites(place_facilities(houses, rng)), ages, rng)
