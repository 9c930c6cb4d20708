"""Generate the demo town „Musterstadt an der Liede“: a study made of ordinary source files, nothing real in it.

Byte for byte the same for a seed. The files tell six stories that a user of the maps should find:

1. *Behind the railway.* Nordfeld has many young people and no Jugendtreff; „Jugendhaus Stellwerk“ stands just
   across the tracks, near as the crow flies, but the next crossings of the railway are more than a kilometre away.
2. *What ends soon.* „Jugendcontainer Ziegelhöhe“, an open weekly youth offer that counts like a Jugendtreff, is the
   only one there and ends on 30 April 2026, four months after the Stichtag.
3. *Nothing recorded.* Grundschule Haselrode is a partner with state „unbekannt“: in no Gremium and no activity.
4. *Much need, well served.* Erlengrund has one of the highest social indices and is nevertheless well served.
5. *Many small children, few Kita places.* Sonnenfeld, the new-build area, has places for few of its children.
6. *All hangs on one.* In Oberliede every Gremium and activity runs through Grundschule Oberliede alone.

The ground plan is drawn in :mod:`sozialraum_geo.demo.layout`, streets in :mod:`sozialraum_geo.demo.streets`, people
in :mod:`sozialraum_geo.demo.people`, Einrichtungen in :mod:`sozialraum_geo.demo.facilities`, partners, Gremien and
activities in :mod:`sozialraum_geo.demo.lists`, what the stations keep beside them in
:mod:`sozialraum_geo.demo.living`.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sozialraum_geo.demo.facilities import COUNTS, found_facilities
from sozialraum_geo.demo.layout import CRS, SOZIALRAEUME, STADTBEZIRKE, Plan, lay_out, metres, snapped
from sozialraum_geo.demo.lists import list_activities, list_gremien, list_partners
from sozialraum_geo.demo.living import (
    detail_activities,
    detail_gremien,
    list_cooperations,
    list_effort,
    list_engagement,
    list_goals,
    list_resolutions,
    list_stops,
)
from sozialraum_geo.demo.people import (
    GRID_CLASSES,
    INDICATORS,
    census_grid,
    count_ages,
    count_indicators,
    house_people,
    settle,
)
from sozialraum_geo.demo.streets import draw_streets
from sozialraum_geo.demo.writing import write_csv, write_geojson, write_xlsx

TOWN = "Musterstadt"
WRITTEN_CATEGORY = {key: value[0] for key, value in COUNTS.items()} | {
    "ganztag": "Ganztagsbetreuung",
    "schulsozialarbeit": "Schulsozialarbeit",
}
INCOMPLETE = ("sport", "sonstige")
# The Jugendtreff first: it carries the story that the pages open with
STANDARDS = """standards = [
  "jugendtreff", "kita", "grundschule", "spielplatz_00_06", "spielplatz_06_12", "spielplatz_12_18",
]
"""
WITHOUT_COORDINATES = ("apotheke", "seniorentreff", "beratungsstelle")

LIESMICH = """# Musterstadt an der Liede

Eine erfundene Stadt zum Ausprobieren. Alles hier ist erzeugt (`python -m sozialraum_geo demo`): Straßen, Menschen,
Einrichtungen, Namen. Ähnlichkeiten mit wirklichen Orten und Trägern wären Zufall. Stichtag ist der 31.12.2025.

Die Dateien sehen aus wie die einer Stadtverwaltung: GeoJSON aus dem Vermessungsamt, Excel-Listen, CSV mit Semikolon
und Dezimalkomma. In `einrichtungen.xlsx` sind drei Zeilen mit Absicht fehlerhaft; die Seite „Daten“ zeigt sie.
`study.toml` beschreibt, was wo steht.

## Was man entdecken kann

1. **Hinter der Bahn.** Im Nordfeld leben viele junge Menschen, aber dort gibt es keinen Jugendtreff. Das Jugendhaus
   Stellwerk liegt gleich jenseits der Gleise, in Luftlinie nah; zu Fuß ist der Weg über die nächste Querung der
   Bahn viel weiter als 1.000 m.
2. **Was bald endet.** Der Jugendcontainer Ziegelhöhe ist das einzige offene Angebot seiner Art in der Ziegelhöhe.
   Er endet am 30.04.2026.
3. **Nichts erfasst.** Zur Grundschule Haselrode ist keine Kooperation erfasst: Stand „unbekannt“, in keinem Gremium,
   keine Aktivität.
4. **Hoher Sozialindex, gut erreichbar.** Im Erlengrund ist der Sozialindex hoch, und doch sind die Angebote gut
   zu Fuß erreichbar.
5. **Viele kleine Kinder, wenige Kitaplätze.** Im Neubaugebiet Sonnenfeld leben besonders viele Kinder unter sieben
   Jahren; Kitaplätze gibt es nur für einen kleinen Teil.
6. **Alles hängt an einer Stelle.** In Oberliede laufen alle Gremien und Aktivitäten über die Grundschule Oberliede.

Dazu führen drei Erziehungshilfestationen Kooperationsprofile, Beschlüsse der Gremien, Bürgerengagement, Ziele für 2025
und 2026 und ihren Aufwand: nach Tagen, was nicht zum einzelnen Fall gehört, und nach Station und Quartal, was zu ihm
gehört.
"""


def write_areas(folder: Path, plan: Plan) -> list[Path]:
    """Write the Sozialräume and the Stadtbezirke above them."""
    areas = plan.sozialraeume
    named = areas.rename(columns={"sozialraum_id": "Nummer", "name": "Bezeichnung", "bezirk_id": "Stadtbezirk"})
    upper = [
        (key, name, shapely.coverage_union_all(list(areas.geometry[areas["bezirk_id"] == key])))
        for key, name in STADTBEZIRKE.items()
    ]
    bezirke = gpd.GeoDataFrame(upper, columns=["Nummer", "Bezeichnung", "geometry"], crs=CRS)
    return [
        write_geojson(folder / "sozialraeume.geojson", named),
        write_geojson(folder / "stadtbezirke.geojson", bezirke),
    ]


def write_ground(folder: Path, plan: Plan, streets: gpd.GeoDataFrame, halls: gpd.GeoDataFrame) -> list[Path]:
    """Write the streets and the background (water, green, railway, large buildings)."""
    words = {"water": "Wasser", "green": "Grün", "rail": "Bahn", "building": "Gebäude"}
    ground = pd.concat([plan.background, halls], ignore_index=True)
    ground = gpd.GeoDataFrame(
        {"Art": ground["kind"].map(words), "Name": ground["name"]}, geometry=ground.geometry.to_numpy(), crs=CRS
    )
    ways = gpd.GeoDataFrame({"Name": streets["name"], "Art": streets["kind"]}, geometry=streets.geometry, crs=CRS)
    return [
        write_geojson(folder / "strassen.geojson", ways, crs=CRS),
        write_geojson(folder / "hintergrund.geojson", ground),
    ]


def build_halls(facilities: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return large buildings: schools, Kitas and halls as rectangles at their places, and the station."""
    size = {"grundschule": 46, "weiterfuehrende_schule": 64, "foerderschule": 44, "berufliche_schule": 70, "kita": 24,
            "sport": 36, "jugendtreff": 22, "bibliothek": 28, "stadtteiltreff": 20}  # fmt: skip
    rows = []
    row: Any
    for row in facilities[facilities["category"].isin(size)].itertuples():
        length = size[row.category] * rng.uniform(0.8, 1.2)
        box = shapely.box(-length / 2, -length / 4, length / 2, length / 4)
        turned = shapely.affinity.rotate(box, rng.uniform(0, 180))
        rows.append(("building", row.name, snapped(shapely.affinity.translate(turned, row.geometry.x, row.geometry.y))))
    station = shapely.box(-70, -9, 70, 9)
    x, y = metres((0.1, 1.03))
    rows.append(("building", "Hauptbahnhof", snapped(shapely.affinity.translate(station, x, y))))
    return gpd.GeoDataFrame(rows, columns=["kind", "name", "geometry"], crs=CRS)


def write_people(
    folder: Path, ages: pd.DataFrame, grid: pd.DataFrame, early: pd.DataFrame, late: pd.DataFrame
) -> list[Path]:
    """Write people per single year of age, the census cells and the indicators at two dates."""
    names = {key: value[0] for key, value in SOZIALRAEUME.items()}
    table = ages.rename(columns={90: "90 und älter"})
    table.columns = table.columns.astype(str)
    table = pd.concat([table, table.sum().to_frame("Stadt insgesamt").T])
    table.insert(0, "Nr", [*range(1, len(names) + 1), ""])
    table.insert(1, "Gebiet", [*names.values(), "Stadt insgesamt"])
    paths = [write_csv(folder / "einwohner_2025.csv", table)]
    paths.append(write_csv(folder / "zensus_100m.csv", grid, encoding="utf-8"))
    for year, values in (("2022", early), ("2025", late)):
        values = values.rename_axis("Sozialraum").reset_index()
        paths.append(write_csv(folder / f"indikatoren_{year}.csv", values))
    return paths


def with_coordinates(frame: gpd.GeoDataFrame, shown: pd.Series) -> pd.DataFrame:
    """Return the table with Rechtswert and Hochwert, empty where not shown."""
    point = frame.geometry
    known = shown & point.notna()
    return frame.drop(columns="geometry").assign(
        Rechtswert=point.x.where(known).round(1), Hochwert=point.y.where(known).round(1)
    )


def facility_table(facilities: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the worksheet of Einrichtungen, with three faulty rows at the end."""
    open_place = ~facilities["is_protected"]
    shown = open_place & ~(facilities["category"].isin(WITHOUT_COORDINATES) & (facilities.index % 3 == 0))
    frame = with_coordinates(facilities, shown)
    address = open_place & ~facilities["category"].isin(["spielplatz", "sport"])
    table = pd.DataFrame(
        {
            "Einrichtungs-ID": frame["facility_id"],
            "Standort": frame["site_id"].where(open_place, ""),
            "Einrichtung": frame["name"],
            "Art": frame["category"].map(WRITTEN_CATEGORY),
            "Träger": frame["traeger"],
            "Trägerart": frame["traeger_art"],
            "Straße": frame["street"].where(address, ""),
            "Hausnr.": (frame["house_number"].astype(str) + frame["suffix"]).where(address, ""),
            "PLZ": frame["postcode"].where(open_place, ""),
            "Ort": TOWN,
            "Sozialraum": frame["sozialraum_id"].map({key: value[0] for key, value in SOZIALRAEUME.items()}),
            "Rechtswert": frame["Rechtswert"],
            "Hochwert": frame["Hochwert"],
            "Plätze": frame["capacity"],
            "Plätze belegbar": frame["capacity_available"],
            "Plätze belegt": frame["capacity_occupied"],
            "Einheit": frame["capacity_unit"],
            "Alter von": frame["age_from"],
            "Alter bis unter": frame["age_to"],
            "Zugang": frame["access"],
            "Status": frame["status"],
            "Eröffnung": frame["begin"],
            "Wochenstunden": frame["hours_week"],
            "geschützt": frame["is_protected"].map({True: "ja", False: "nein"}),
        }
    )
    table.loc[table["Einrichtung"] == "Frauenhaus Musterstadt", "Art"] = "Frauenhaus"
    template: dict[Any, Any] = table.iloc[0].to_dict() | dict.fromkeys(["Standort", "Straße", "Hausnr.", "PLZ"], "")
    x, y = table.loc[0, ["Rechtswert", "Hochwert"]]
    faulty: list[dict[str, Any]] = [
        {
            "Einrichtung": "Kita Luftschloss",
            "Art": "Kita",
            "Sozialraum": "",
            "Rechtswert": None,
            "Hochwert": None,
            "Ort": "",
        },
        {"Einrichtung": "Kegelbahn zum Anger", "Art": "Kegelbahn"},
        {
            "Einrichtung": "Spielplatz verdrehte Koordinaten",
            "Art": "Spielplatz",
            "Rechtswert": y,
            "Hochwert": x,
            "Sozialraum": "",
        },
    ]
    rows = [{**template, **fault, "Einrichtungs-ID": f"E9{n:02d}"} for n, fault in enumerate(faulty, start=1)]
    return pd.concat([table.astype(object), pd.DataFrame(rows).astype(object)], ignore_index=True)


def partner_table(partners: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the list of partners as users keep it."""
    frame = with_coordinates(partners, partners.index.to_series() % 7 != 3)
    return pd.DataFrame(
        {
            "Partner-ID": frame["partner_id"],
            "Name": frame["name"],
            "Art": frame["kind"],
            "Trägerart": frame["traeger_art"],
            "Regelsystem": frame["regelsystem"],
            "Stand": frame["state"],
            "seit": frame["since"],
            "Überprüfung am": frame["review_date"],
            "Einrichtungs-ID": frame["facility_id"],
            "Sozialraum": frame["sozialraum_id"],
            "Straße": frame["street"],
            "Hausnr.": frame["house_number"],
            "PLZ": frame["postcode"],
            "Ort": TOWN,
            "Rechtswert": frame["Rechtswert"],
            "Hochwert": frame["Hochwert"],
        }
    )


def gremium_table(gremien: pd.DataFrame) -> pd.DataFrame:
    """Return the list of Gremien as users keep it."""
    return gremien.rename(
        columns={
            "gremium_id": "Gremium-ID",
            "name": "Gremium",
            "kind": "Art",
            "role": "Rolle",
            "rhythm": "Turnus",
            "next_date": "nächster Termin",
            "members": "Mitglieder",
            "area_level": "Gremienebene",
            "station": "Station",
            "sozialraum_id": "Sozialraum",
            "wirkungsraum": "Wirkungsraum",
        }
    )


def activity_table(activities: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the list of activities as users keep it."""
    frame = with_coordinates(activities, activities.geometry.notna())
    names = {
        "activity_id": "Angebots-ID",
        "name": "Angebot",
        "ansatzpunkt": "Ansatzpunkt",
        "level": "Ebene",
        "role": "Rolle",
        "form": "Form",
        "category": "Kategorie",
        "theme": "Thema",
        "target": "Zielgruppe",
        "age_from": "Alter von",
        "age_to": "Alter bis unter",
        "access": "Zugang",
        "rhythm": "Rhythmus",
        "hours_week": "Wochenstunden",
        "opening_hours": "Öffnungszeiten",
        "begin": "Beginn",
        "end": "Ende",
        "review_date": "Überprüfung am",
        "funding": "Förderung",
        "funded_until": "gefördert bis",
        "traeger": "Träger",
        "facility_id": "Einrichtungs-ID",
        "partner_id": "Partner-ID",
        "partners": "weitere Partner",
        "contribution": "unser Beitrag",
        "participants": "Teilnehmende",
        "cost": "Kosten",
        "is_barrier_free": "barrierefrei",
        "languages": "Sprachen",
        "station": "Station",
        "sozialraum_id": "Sozialraum",
        "wirkungsraum": "Wirkungsraum",
        "street": "Straße",
        "house_number": "Hausnr.",
        "postcode": "PLZ",
        "Rechtswert": "Rechtswert",
        "Hochwert": "Hochwert",
        "checked_on": "zuletzt geprüft am",
    }
    return frame[list(names)].rename(columns=names)


def stop_table(stops: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return where the mobile offers stop."""
    frame = with_coordinates(stops, stops.geometry.notna())
    return pd.DataFrame(
        {
            "Angebots-ID": frame["activity_id"],
            "Haltepunkt": frame["name"],
            "Straße": frame["street"],
            "Hausnr.": frame["house_number"],
            "PLZ": frame["postcode"],
            "Ort": TOWN,
            "Rhythmus": frame["rhythm"],
            "Wochenstunden": frame["hours_week"],
            "Öffnungszeiten": frame["opening_hours"],
            "Rechtswert": frame["Rechtswert"],
            "Hochwert": frame["Hochwert"],
        }
    )


def address_table(houses: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the address directory."""
    return pd.DataFrame(
        {
            "Straße": houses["street"],
            "Hausnr": houses["house_number"],
            "Zusatz": houses["suffix"],
            "PLZ": houses["postcode"],
            "Ort": TOWN,
            "Ost": houses.geometry.x.round(1),
            "Nord": houses.geometry.y.round(1),
        }
    )


def toml_list(values: Iterable[str]) -> str:
    """Return strings as a TOML array."""
    return "[" + ", ".join(f'"{value}"' for value in values) + "]"


def indicator_blocks() -> str:
    """Return the indicator blocks of one table."""
    return "\n".join(
        f'[[source.indicator]]\nid = "{key}"\nname = "{name}"\ncount = "{key}"\nbase = "{base}"\n'
        f'unit = "%"\nsign = 1\nkind = "{kind}"'
        for key, (name, base, _, _, kind, _) in INDICATORS.items()
    )


def source_block(file: str, table: str, title: str, extra: str = "", date: str = "2025-12-31") -> str:
    """Return one [[source]] block."""
    return (
        f'[[source]]\nfile = "{file}"\ntable = "{table}"\ntitle = "{title}"\n'
        f'publisher = "Stadt Musterstadt (erfunden)"\nlicence = "CC0 / erfunden"\ndate = {date}\n{extra}'
    )


def study_toml() -> str:
    """Return the description of the study."""
    classes = {"Einwohner": "total"} | {
        key: f"{start}+" if end > 90 else f"{start}-<{end}" for key, (start, end) in GRID_CLASSES.items()
    }
    complete = [key for key in WRITTEN_CATEGORY if key not in INCOMPLETE]
    numbers = "\n".join(f'"{n}" = "{key}"' for n, key in enumerate(SOZIALRAEUME, start=1))
    in_metres = f'crs = "{CRS}"\n'
    head = (
        "# Musterstadt an der Liede: eine erfundene Stadt (siehe LIESMICH.md)\n"
        f'[study]\nname = "Musterstadt an der Liede"\ndate = 2025-12-31\ncrs = "{CRS}"\nwhole = "unsere Stadt"\n'
        f'levels = ["Stadtbezirk", "Sozialraum"]\n{STANDARDS}\n[keys.nummer]\n{numbers}\n'
    )
    blocks = [
        source_block(
            "sozialraeume.geojson",
            "sozialraeume",
            "Sozialräume 2025",
            'columns = { sozialraum_id = "Nummer", name = "Bezeichnung", parent_id = "Stadtbezirk" }\n',
        ),
        source_block(
            "stadtbezirke.geojson",
            "sozialraeume",
            "Stadtbezirke 2025",
            'level = "Stadtbezirk"\ncolumns = { sozialraum_id = "Nummer", name = "Bezeichnung" }\n',
        ),
        source_block(
            "einwohner_2025.csv",
            "population",
            "Einwohnerregister, Altersjahre",
            'columns = { sozialraum_id = "Nr" }\nkeys = "nummer"\nexcept = { Gebiet = ["Stadt insgesamt"] }\n',
        ),
        source_block(
            "zensus_100m.csv",
            "grid",
            "Einwohner im 100-m-Gitter",
            "classes = { " + ", ".join(f'{key} = "{band}"' for key, band in classes.items()) + " }\n",
            "2022-05-15",
        ),
        source_block(
            "indikatoren_2022.csv", "indicators", "Sozialindikatoren 2022", indicator_blocks() + "\n", "2022-12-31"
        ),
        source_block("indikatoren_2025.csv", "indicators", "Sozialindikatoren 2025", indicator_blocks() + "\n"),
        source_block(
            "einrichtungen.xlsx",
            "facilities",
            "Einrichtungsverzeichnis",
            f"{in_metres}complete = {toml_list(complete)}\n",
        ),
        source_block("partner.csv", "partners", "Partnerliste der Erziehungshilfestationen", in_metres),
        source_block("gremien.csv", "gremien", "Gremien und Arbeitskreise"),
        source_block("angebote.csv", "activities", "Angebote und Aktivitäten im Sozialraum", in_metres),
        source_block("haltepunkte.csv", "stops", "Haltepunkte der mobilen Angebote", in_metres),
        source_block("kooperationen.csv", "cooperations", "Kooperationsprofile der Erziehungshilfestationen"),
        source_block("engagement.csv", "engagement", "Anlaufstellen und Gruppen des Bürgerengagements", in_metres),
        source_block("beschluesse.csv", "resolutions", "Beschlüsse der Gremien"),
        source_block("ziele.csv", "goals", "Ziele je Sozialraum und Ansatzpunkt"),
        source_block("aufwand.csv", "effort", "Aufwand der Erziehungshilfestationen 2025"),
        source_block("strassen.geojson", "streets", "Straßen- und Wegenetz"),
        source_block("hintergrund.geojson", "background", "Gewässer, Grün, Bahn, große Gebäude"),
        source_block(
            "adressen.csv", "addresses", "Adressregister", f'columns = {{ x = "Ost", y = "Nord" }}\n{in_metres}'
        ),
    ]
    return "\n".join([head, *blocks])


def write_text(path: Path, text: str) -> Path:
    """Write UTF-8 with Unix line ends on every system."""
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def write_demo(folder: Path, seed: int = 2026) -> list[Path]:
    """Write the demo town into a folder.

    Parameters
    ----------
    folder
        Where to write; made if it is not there. Files of the same names are written over.
    seed
        Another seed gives another town with the same stories.

    Returns
    -------
    list of Path
        The files written, study.toml first. The same seed writes the same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    plan = lay_out(rng)
    streets = draw_streets(plan, rng)
    houses = settle(plan, streets, rng)
    ages = count_ages(rng)
    grid = census_grid(houses, house_people(houses, ages, rng), rng)
    early, late = count_indicators(ages, rng)
    facilities = found_facilities(houses, ages, rng)
    partners = list_partners(facilities, houses, rng)
    gremien = list_gremien(partners, rng)
    activities = list_activities(partners, houses, rng)
    beside = np.random.default_rng([seed, 1])  # so that what was drawn before stays the same
    activities = detail_activities(activities, partners, beside)
    gremien = detail_gremien(gremien)
    goals = list_goals(beside)
    return [
        write_text(folder / "study.toml", study_toml()),
        write_text(folder / "LIESMICH.md", LIESMICH),
        *write_areas(folder, plan),
        *write_ground(folder, plan, streets, build_halls(facilities, rng)),
        *write_people(folder, ages, grid, early, late),
        write_xlsx(
            folder / "einrichtungen.xlsx", "Einrichtungen", facility_table(facilities), (14, 9, 36, 24, 36, 18, 26)
        ),
        write_csv(folder / "partner.csv", partner_table(partners)),
        write_csv(folder / "gremien.csv", gremium_table(gremien)),
        write_csv(folder / "angebote.csv", activity_table(activities)),
        write_csv(folder / "haltepunkte.csv", stop_table(list_stops(activities, houses, beside))),
        write_csv(folder / "kooperationen.csv", list_cooperations(partners, beside)),
        write_csv(folder / "engagement.csv", list_engagement(houses, partners, beside)),
        write_csv(folder / "beschluesse.csv", list_resolutions(gremien, beside)),
        write_csv(folder / "ziele.csv", goals),
        write_csv(folder / "aufwand.csv", list_effort(goals, activities, gremien, beside)),
        write_csv(folder / "adressen.csv", address_table(houses)),
    ]
