"""What the demo town's stations keep beside their lists: agreements, engagement, goals, hours, resolutions, times.

Drawn from a stream of random numbers of its own, so that the lists of the town stay as they are.
"""

import datetime as dt
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from sozialraum_geo.demo.facilities import IDS
from sozialraum_geo.demo.layout import CRS, SOZIALRAEUME
from sozialraum_geo.demo.lists import (
    DATE,
    HUB_AREA,
    LAST_YOUTH_OFFER,
    NAMES,
    SILENT_SCHOOL,
    WEIGHT,
    day,
    linkable,
)

STATION = {"B1": "EHS Mitte", "B2": "EHS Nord", "B3": "EHS Süd"}
STATIONS = {key: STATION[value[1]] for key, value in SOZIALRAEUME.items()}
DAYS = ("Mo", "Di", "Mi", "Do", "Fr")
POINTS = ("2.1", "2.2", "3", "4", "5", "6")
FIXED_TIMES = {LAST_YOUTH_OFFER: "Di–Do 15:00–19:00; Fr 16:00–18:00", "Jugendraum Lindenhang": "Mi 15:00–19:00"}
# Who comes: the hour they come at, in order of the words searched for
HOURS = {"Schul": (8, 11), "Kinder": (14, 16), "kleinen": (9, 11), "Eltern": (9, 17), "Familien": (15, 17)}
CONTRIBUTION = {
    "Soziales": "Training", "Elternseminar": "Elternarbeit", "Elterncafé": "Elternarbeit", "Befragung": "Projekt",
    "Ferienspiele": "Ferienangebot", "Familienfreizeit": "Ferienangebot", "Sprechstunde": "Beratung",
    "Moderation": "Moderation", "Mädchentreff": "Gruppe", "Jungengruppe": "Gruppe", "Kochgruppe": "Gruppe",
    "Hausaufgabentreff": "Gruppe",
}  # fmt: skip
LANGUAGES = ["Deutsch", "Deutsch, Arabisch", "Deutsch, Türkisch", "Deutsch, Ukrainisch", "Deutsch, Englisch"]
MOBILE = "Sportmobil"

QUESTIONS = ("HzE-Auftrag", "Kompetenz der EHS", "Nutzen für HzE")
TASKS = [
    ("Früher sehen, wo eine Familie Hilfe braucht", "Gespräche mit Eltern führen", "Hilfen bleiben kleiner"),
    ("Konflikte in Klassen ohne Hilfeplan lösen", "soziales Kompetenztraining", "weniger Anfragen nach Einzelhilfe"),
    ("Übergang von der Kita in die Schule begleiten", "Arbeit mit Gruppen von Eltern", "Familien kennen uns vorher"),
    ("Eltern über Hilfen informieren", "Kenntnis der Hilfen am Ort", "Zugang ohne Antrag"),
]  # fmt: skip
PARTS = {
    "Schule": "Raum, eine Lehrkraft als Ansprechperson, Einladung der Eltern",
    "Kita": "Raum, Fachkraft der Gruppe ist dabei",
    "Hort": "Raum und feste Zeit im Wochenplan",
}
PROFILE = {"Schule": "Kompetenztraining", "Kita": "Elternnachmittage", "Hort": "Gruppe am Nachmittag"}

#: kind, name, Sozialraum, volunteers, rhythm, our role
ENGAGEMENT: list[tuple[str, str, str, int | None, str, str]] = [
    ("Bürgerbüro", "Bürgerbüro Mitte", "S02", None, "wöchentlich", "Teilnahme"),
    ("Bürgerbüro", "Bürgerbüro Nord", "S07", None, "wöchentlich", "Teilnahme"),
    ("Bürgerbüro", "Bürgerbüro Süd", "S13", None, "wöchentlich", "Mitwirkung"),
    ("Stabsstelle BE", "Stabsstelle Bürgerengagement", "S01", None, "monatlich", "Mitwirkung"),
    ("Tag des Ehrenamtes", "Tag des Ehrenamtes am Wallring", "S01", 140, "jährlich", "Mitwirkung"),
    ("Tag des Ehrenamtes", "Ehrenamtstag Erlengrund", "S13", 35, "jährlich", "Koordination/Moderation"),
    ("Kontaktstelle", "Freiwilligenagentur Liedetal", "S02", 85, "wöchentlich", "Teilnahme"),
    ("Freiwilligengruppe", "Lesepatinnen und Lesepaten Weststadt", "S03", 18, "wöchentlich", "Anstoß"),
    ("Freiwilligengruppe", "Spielplatzpatenschaften Mühlenviertel", "S04", 9, "monatlich", "Anstoß"),
    ("Freiwilligengruppe", "Sprachtandems Sonnenfeld", "S12", 14, "wöchentlich", "Koordination/Moderation"),
    ("Freiwilligengruppe", "Nachbarn helfen Nachbarn Südufer", "S10", 22, "wöchentlich", "Anstoß"),
    ("Freiwilligengruppe", "Fahrradwerkstatt Nordfeld", "S07", 6, "wöchentlich", "Mitwirkung"),
    ("Freiwilligengruppe", "Dorfladen Niederliede", "S06", 12, "wöchentlich", "Teilnahme"),
    ("Selbsthilfegruppe", "Alleinerziehende Lindenhang", "S11", 4, "vierzehntäglich", "Anstoß"),
    ("Selbsthilfegruppe", "Väterrunde Erlengrund", "S13", 7, "monatlich", "Anstoß"),
    ("Selbsthilfegruppe", "Eltern von Frühchen", "S02", None, "monatlich", "Teilnahme"),
]
GOALS = {
    "2.1": "Runde der Fachkräfte trifft sich verlässlich",
    "2.2": "Absprachen mit den Schulen stehen schriftlich",
    "3": "Junge Menschen sind zu ihrem Wohnumfeld befragt",
    "4": "Offene Gruppe am Nachmittag hat einen festen Ort",
    "5": "Freiwillige leiten ein Angebot selbst",
    "6": "Familien wissen, wo sie Rat bekommen",
}
#: at work for an Ansatzpunkt
WORK = {
    "2.1": "Sitzung vorbereitet und besucht", "2.2": "Absprache mit der Einrichtung", "3": "Begehung und Auswertung",
    "4": "Gruppe durchgeführt", "5": "Treffen mit Freiwilligen", "6": "Infostand und Texte",
}  # fmt: skip
RESOLUTIONS = [
    "Querungshilfe an der Schule beantragen", "Raum für eine Mädchengruppe suchen", "Ferienplan gemeinsam abstimmen",
    "Befragung der Jugendlichen auswerten", "Spielplatzfest ausrichten", "Öffnungszeiten am Abend erproben",
    "Übergabegespräche Kita und Schule einführen", "Patenschaften für Grünflächen werben",
]  # fmt: skip


def times_of(hours: float, rhythm: str, target: str, rng: np.random.Generator) -> str:
    """Return opening times that last exactly the hours a week, or nothing where that gives no times of day."""
    times = 2 if rhythm == "vierzehntäglich" else 1
    quarters = round(hours * 4 * times)
    parts = 1 if times == 2 or quarters <= 14 else 2 if quarters <= 26 else 3
    first, last = next((span for word, span in HOURS.items() if word in target), (14, 18))
    starts = rng.integers(first, last + 1, parts) * 60
    picked = sorted(rng.choice(len(DAYS), parts, replace=False))
    lengths = [quarters // parts + (n < quarters % parts) for n in range(parts)]
    said = []
    for weekday, start, length in zip(picked, starts, lengths, strict=True):
        end = int(start) + 15 * length
        if end > 22 * 60:
            return ""
        said.append(f"{DAYS[weekday]} {int(start) // 60:02d}:00–{end // 60:02d}:{end % 60:02d}")
    return "; ".join(said) + (" 14-täglich" if times == 2 else "")


def detail_activities(
    activities: gpd.GeoDataFrame, partners: gpd.GeoDataFrame, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    """Add times, station, further partners, cost and the like, and the review date where nothing ends."""
    pool = linkable(partners)
    more: list[dict[str, Any]] = []
    row: Any
    for row in activities.itertuples():
        has_times = row.rhythm in ("wöchentlich", "vierzehntäglich") and rng.uniform() < 0.72
        times = times_of(row.hours_week, row.rhythm, row.target, rng) if has_times else ""
        near = pool[(pool["sozialraum_id"] == row.sozialraum_id) & (pool["partner_id"] != row.partner_id)]
        takes = int(rng.integers(0, 3)) if row.ansatzpunkt in ("2.1", "2.2", "4") and rng.uniform() < 0.5 else 0
        chosen = rng.permutation(near["partner_id"].to_numpy())[: takes * (row.sozialraum_id != HUB_AREA)]
        review = day(dt.date(2026, 1, 10), dt.date(2027, 6, 1), rng)
        is_open = row.role == "Durchführungsverantwortung" and row.end is None and row.review_date is None
        with_people = row.form in ("stationär", "mobil") and row.ansatzpunkt in ("2.2", "4", "5")
        more.append(
            {
                "opening_hours": FIXED_TIMES.get(row.name, times),
                "station": STATIONS[row.sozialraum_id] if rng.uniform() < 0.9 else "",
                "partners": "; ".join(sorted(chosen)),
                "contribution": next((c for start, c in CONTRIBUTION.items() if row.name.startswith(start)), ""),
                "cost": str(rng.choice(["kostenlos", "kostenlos", "kostenlos", "Kostenbeitrag", "ermäßigt", ""]))
                if with_people
                else "",
                "is_barrier_free": str(rng.choice(["ja", "ja", "nein", ""])) if with_people else "",
                "languages": str(rng.choice(LANGUAGES, p=[0.5, 0.15, 0.15, 0.1, 0.1])) if with_people else "",
                "participants": int(rng.integers(6, 40)) if with_people and rng.uniform() < 0.6 else None,
                "checked_on": day(dt.date(2024, 6, 1), DATE, rng) if rng.uniform() < 0.8 else None,
                "review_date": review if is_open else row.review_date,
            }
        )
    extra = pd.DataFrame(more, index=activities.index)
    return activities.drop(columns="review_date").join(extra)


def list_stops(activities: gpd.GeoDataFrame, houses: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return the stops of the first two mobile offers, in and beside their Sozialraum."""
    rows = []
    row: Any
    for row in activities[activities["name"].str.startswith(MOBILE)].head(2).itertuples():
        bezirk = SOZIALRAEUME[row.sozialraum_id][1]
        others = [k for k in IDS if SOZIALRAEUME[k][1] == bezirk and k not in (row.sozialraum_id, HUB_AREA)]
        areas = [row.sozialraum_id, *(str(k) for k in rng.choice(others, 2, replace=False))]
        for weekday, key in zip(("Mo", "Mi", "Fr"), areas, strict=True):
            here = houses[houses["sozialraum_id"] == key]
            place = here.iloc[int(rng.integers(len(here)))]
            rows.append(
                {
                    "activity_id": row.activity_id,
                    "name": f"{NAMES[key]}, {place['street']}",
                    "rhythm": "vierzehntäglich",
                    "hours_week": 1.0,
                    "opening_hours": f"{weekday} 15:00–17:00 14-täglich",
                    "street": place["street"],
                    "house_number": f"{place['house_number']}{place['suffix']}",
                    "postcode": place["postcode"],
                    "geometry": place["geometry"],
                }
            )
    return gpd.GeoDataFrame(pd.DataFrame(rows), crs=CRS)


def detail_gremien(gremien: pd.DataFrame) -> pd.DataFrame:
    """Add how large the area of each Gremium is, and the station that goes there."""
    areas = [(w or s).split("; ") for w, s in zip(gremien["wirkungsraum"], gremien["sozialraum_id"], strict=True)]
    bezirke = [{SOZIALRAEUME[key][1] for key in keys} for keys in areas]
    levels = [
        "Sozialraum" if len(k) == 1 else "Bezirk" if len(b) == 1 else "Stadt"
        for k, b in zip(areas, bezirke, strict=True)
    ]
    return gremien.assign(area_level=levels, station=[STATION[min(b)] for b in bezirke])


def list_cooperations(partners: gpd.GeoDataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return co-operation profiles, most of them with schools, Kitas and Horte, in the state of the partner."""
    regular, state = partners["kind"].isin(list(PARTS)), partners["state"]
    silent = state.eq("unbekannt")
    asked = partners.index == partners.index[silent & regular & partners["name"].ne(SILENT_SCHOOL)][0]
    some = state.isin(["ruht", "nicht gewollt"]) | (rng.uniform(size=len(partners)) < 0.12)
    declined = (
        partners.index == partners.index[state.eq("offen") & ~regular & partners["sozialraum_id"].ne(HUB_AREA)][0]
    )
    chosen = partners[((regular | some) & ~silent) | asked | declined]
    chosen = chosen.assign(state=chosen["state"].mask(declined[chosen.index], "nicht gewollt"))
    rows = []
    row: Any
    for number, row in enumerate(chosen.itertuples(), start=1):
        begin = row.since or day(dt.date(2019, 1, 1), dt.date(2025, 9, 1), rng)
        is_begun = row.state in ("geklärt", "ruht", "beendet")
        said = 1.0 if is_begun else 0.5 if row.state == "in Klärung" else 0.0
        answers = {
            **dict(zip(QUESTIONS, TASKS[int(rng.integers(len(TASKS)))], strict=True)),
            "Part des Partners": PARTS.get(row.kind, "Raum und Werbung"),
            "zeitliche Perspektive": "ein Schuljahr, dann gemeinsame Auswertung",
            "Absprachen und Rollen": "Die Fachkraft leitet an; Aufsicht und Betreuung bleiben beim Partner.",
            "unser Beitrag": str(rng.choice(["Training", "Elternarbeit", "Beratung", "Gruppe"])),
        }
        rows.append(
            {
                "Kooperations-ID": f"K{number:03d}",
                "Partner-ID": row.partner_id,
                "Vorhaben": PROFILE.get(row.kind, "Gemeinsame Sprechstunde"),
                "Stand": row.state,
                **{question: answer if rng.uniform() < said else "" for question, answer in answers.items()},
                "Beginn": begin if is_begun else None,
                "Ende": max(dt.date(2025, 7, 31), begin) if row.state == "beendet" else None,
                "Überprüfung am": row.review_date,
                "Station": STATIONS[row.sozialraum_id],
                "zuletzt geprüft am": day(dt.date(2024, 3, 1), DATE, rng) if row.state != "unbekannt" else None,
            }
        )
    return pd.DataFrame(rows)


def list_engagement(houses: gpd.GeoDataFrame, partners: gpd.GeoDataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return contact points and groups of volunteers, each at some address of its Sozialraum."""
    by_name = dict(zip(partners["name"], partners["partner_id"], strict=True))
    rows = []
    for number, (kind, name, key, volunteers, rhythm, role) in enumerate(ENGAGEMENT, start=1):
        here = houses[houses["sozialraum_id"] == key]
        place = here.iloc[int(rng.integers(len(here)))]
        bezirk = [k for k in IDS if SOZIALRAEUME[k][1] == SOZIALRAEUME[key][1]]
        everywhere = IDS if kind == "Stabsstelle BE" or key in ("S01", "S02") else bezirk
        reaches = everywhere if kind in ("Bürgerbüro", "Stabsstelle BE", "Kontaktstelle") else []
        rows.append(
            {
                "Engagement-ID": f"B{number:02d}",
                "Bezeichnung": name,
                "Art": kind,
                "Engagierte": volunteers,
                "Rolle": role,
                "Turnus": rhythm,
                "nächster Termin": day(dt.date(2026, 1, 8), dt.date(2026, 6, 20), rng),
                "Beginn": day(dt.date(2014, 1, 1), dt.date(2025, 6, 1), rng),
                "Partner-ID": by_name.get(name, ""),
                "Sozialraum": key,
                "Wirkungsraum": "; ".join(reaches),
                "Straße": place["street"],
                "Hausnr.": f"{place['house_number']}{place['suffix']}",
                "PLZ": place["postcode"],
                "Station": STATIONS[key],
                "Rechtswert": round(place["geometry"].x, 1),
                "Hochwert": round(place["geometry"].y, 1),
            }
        )
    return pd.DataFrame(rows)


def list_goals(rng: np.random.Generator) -> pd.DataFrame:
    """Return what was planned for 2025, with its result, and what is planned for 2026."""
    rows: list[dict[str, Any]] = []
    for year in (2025, 2026):
        for key, weight in zip(IDS, WEIGHT, strict=True):
            for point in POINTS:
                if rng.uniform() < 0.38:
                    continue
                is_over = year == 2025
                state = str(rng.choice(["erreicht", "teilweise erreicht", "nicht erreicht", "verschoben"],
                                       p=[0.45, 0.35, 0.12, 0.08])) if is_over else "geplant"  # fmt: skip
                rows.append(
                    {
                        "Ziel-ID": f"Z{len(rows) + 1:03d}",
                        "Jahr": year,
                        "Sozialraum": key,
                        "Ansatzpunkt": point,
                        "Ziel": GOALS[point],
                        "Beginn": dt.date(year, 1, 1),
                        "Ende": dt.date(year, 12, 31),
                        "geplante Stunden": int(5 * rng.integers(3, 6 + int(weight))),
                        "Stand": state,
                        "erreicht": f"rund {10 * int(rng.integers(2, 9))} Familien"
                        if is_over and state == "erreicht"
                        else "",
                        "Ergebnis": "siehe Protokoll der Auswertung" if is_over and state != "verschoben" else "",
                        "nächster Schritt": "im neuen Jahr aufnehmen" if state == "verschoben" else "",
                        "Station": STATIONS[key],
                    }
                )
    return pd.DataFrame(rows)


def list_effort(
    goals: pd.DataFrame, activities: gpd.GeoDataFrame, gremien: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the hours of 2025: by day beyond the single case, by station and quarter for it."""
    rows: list[dict[str, Any]] = []
    columns = ("Station", "Ebene", "Tag", "Quartal", "Stunden", "Tätigkeit", "Ansatzpunkt", "Sozialraum", "Angebots-ID",
               "Gremium-ID", "Teilnehmende")  # fmt: skip

    def add(**cells: Any) -> None:
        rows.append({"Aufwand-ID": f"W{len(rows) + 1:04d}"} | dict.fromkeys(columns) | cells)

    def some_day() -> dt.date:
        on = day(dt.date(2025, 1, 6), dt.date(2025, 12, 20), rng)
        return on - dt.timedelta(days=max(on.weekday() - 4, 0))

    planned = goals[goals["Jahr"] == 2025].set_index(["Sozialraum", "Ansatzpunkt"])["geplante Stunden"].to_dict()
    for key in IDS:
        for point in POINTS:
            plan = planned.get((key, point), 0)
            share = rng.uniform(0.45, 1.25) if rng.uniform() < 0.88 else 0.0
            left = plan * share if plan else float(rng.integers(4, 16)) if rng.uniform() < 0.35 else 0.0
            while left >= 0.5:
                hours = min(round(2 * rng.uniform(1, 6)) / 2, round(2 * left) / 2)
                left -= hours
                came = int(rng.integers(5, 30)) if point == "4" and rng.uniform() < 0.5 else None
                add(Station=STATIONS[key], Ebene="fallunspezifisch", Tag=some_day(), Stunden=float(hours),
                    Tätigkeit=WORK[point], Ansatzpunkt=point, Sozialraum=key, Teilnehmende=came)  # fmt: skip
    shared = activities[activities["wirkungsraum"].ne("") & activities["ansatzpunkt"].isin(["2.2", "4"])]
    row: Any
    for row in shared.head(20).itertuples():
        add(Station=STATIONS[row.sozialraum_id], Ebene="fallunspezifisch", Tag=some_day(),
            Stunden=float(rng.integers(2, 9)), Tätigkeit="Angebot für mehrere Sozialräume",
            Ansatzpunkt=row.ansatzpunkt, **{"Angebots-ID": row.activity_id})  # fmt: skip
    for row in gremien.itertuples():
        add(Station=row.station, Ebene="fallunspezifisch", Tag=some_day(), Stunden=float(rng.integers(2, 6)),
            Tätigkeit="Sitzung", Ansatzpunkt="2.1", **{"Gremium-ID": row.gremium_id})  # fmt: skip
    for station in STATION.values():
        for quarter in range(1, 5):
            add(
                Station=station,
                Ebene="fallspezifisch",
                Quartal=f"Q{quarter} 2025",
                Stunden=float(rng.integers(900, 1500)),
            )
    return pd.DataFrame(rows)


def list_resolutions(gremien: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return what the Gremien resolved in the last year."""
    rows: list[dict[str, Any]] = []
    for gremium_id in gremien["gremium_id"]:
        for text in rng.choice(RESOLUTIONS, int(rng.integers(0, 4)), replace=False):
            on = day(dt.date(2025, 1, 15), dt.date(2025, 12, 15), rng)
            state = str(rng.choice(["offen", "in Arbeit", "umgesetzt", "verworfen"], p=[0.3, 0.3, 0.33, 0.07]))
            rows.append(
                {
                    "Beschluss-ID": f"R{len(rows) + 1:02d}",
                    "Gremium-ID": gremium_id,
                    "Beschluss": str(text),
                    "beschlossen am": on,
                    "Stand der Umsetzung": state,
                    "fällig am": on + dt.timedelta(days=int(rng.integers(60, 300))),
                    "was daraus wurde": "umgesetzt wie besprochen" if state == "umgesetzt" else "",
                }
            )
    return pd.DataFrame(rows)
