"""Partners, Gremien and activities of the demo town: what an Erziehungshilfestation keeps in its lists."""

import datetime as dt
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from sozialraum_geo.demo.facilities import IDS, TRAEGER
from sozialraum_geo.demo.layout import CRS, SOZIALRAEUME

DATE = dt.date(2025, 12, 31)
PARTNERS, GREMIEN, ACTIVITIES = 120, 20, 300
SILENT_SCHOOL = "Grundschule Haselrode"
HUB_AREA, HUB = "S14", "Grundschule Oberliede"
LAST_YOUTH_OFFER = "Jugendcontainer Ziegelhöhe"
NAMES = {key: value[0] for key, value in SOZIALRAEUME.items()}

#: kind: names with {area}; where {area} is missing the partner works for the whole town
OTHER_PARTNERS: dict[str, list[str]] = {
    "Verein": [
        "Sportverein {area} e. V.",
        "Kulturverein {area} e. V.",
        "Kleingartenverein {area} e. V.",
        "Elternverein {area} e. V.",
    ],
    "Kirchengemeinde": ["Evangelische Kirchengemeinde {area}", "Katholische Gemeinde {area}", "Moscheegemeinde {area}"],
    "Polizei": [
        "Polizeistation Mitte, Prävention",
        "Polizeistation Nord, Prävention",
        "Polizeistation Süd, Prävention",
    ],
    "Beratungsstelle": ["Beratungsstelle {area}"],
    "Jugendhilfe": ["Jugendfloß e. V., Team {area}", "Familienanker, Team {area}"],
    "Verwaltung": [
        "Stadtteilmanagement {area}",
        "Amt für Jugend und Familie, Bezirk Mitte",
        "Amt für Jugend und Familie, Bezirk Nord",
        "Amt für Jugend und Familie, Bezirk Süd",
        "Stabsstelle Bürgerengagement",
    ],
    "Gesundheit": ["Hebammenpraxis {area}", "Frühe Hilfen {area}"],
    "Wirtschaft": ["Wohnungsbau Liedetal eG, Quartier {area}", "Händlerring {area}"],
    "Initiative": [
        "Nachbarschaftsinitiative {area}",
        "Elterncafé-Gruppe {area}",
        "Initiative Sichere Schulwege {area}",
    ],
}
WEIGHT = np.array([5, 9, 10, 10, 4, 3, 9, 3, 6, 9, 6, 7, 15, 4], float)
STATES = ["geklärt", "in Klärung", "offen", "unbekannt", "ruht", "beendet", "nicht gewollt"]
STATE_SHARE = [0.44, 0.16, 0.15, 0.14, 0.06, 0.03, 0.02]

#: name, kind, Sozialräume, rhythm
GREMIUM_PLAN: list[tuple[str, str, str, str]] = [
    ("Stadtteilausschuss Mitte", "Stadtteilausschuss", "S01 S02 S03 S04", "vierteljährlich"),
    ("Stadtteilausschuss Nord", "Stadtteilausschuss", "S07 S08 S09", "vierteljährlich"),
    ("Stadtteilausschuss Süd", "Stadtteilausschuss", "S10 S11 S12 S13", "vierteljährlich"),
    (
        "Steuerungskreis Sozialraumarbeit",
        "Steuerungskreis",
        " ".join(i for i in IDS if i not in (HUB_AREA,)),
        "halbjährlich",
    ),
    ("AK Kinder und Jugend Nordfeld", "Arbeitskreis", "S07", "monatlich"),
    ("AK Kinder und Jugend Erlengrund", "Arbeitskreis", "S13", "monatlich"),
    ("AK Kinder und Jugend Mitte", "Arbeitskreis", "S01 S02", "vierteljährlich"),
    ("AK Mühlenviertel", "Arbeitskreis", "S04", "monatlich"),
    ("AK Weststadt", "Arbeitskreis", "S03", "vierteljährlich"),
    ("AK Frühe Kindheit", "Arbeitskreis", "S02 S04 S10 S13", "vierteljährlich"),
    ("AK Übergang Kita und Schule", "Arbeitskreis", "S03 S07 S13", "halbjährlich"),
    ("AK Jugend und Beruf", "Arbeitskreis", "S02 S07 S13", "vierteljährlich"),
    ("Runder Tisch Südufer", "Runder Tisch", "S10", "monatlich"),
    ("Runder Tisch Ziegelhöhe", "Runder Tisch", "S09", "vierteljährlich"),
    ("Runder Tisch Ankommen im Sonnenfeld", "Runder Tisch", "S12", "monatlich"),
    ("Runder Tisch Liededörfer", "Runder Tisch", "S05 S06", "halbjährlich"),
    ("Dorfrunde Oberliede", "Runder Tisch", "S14", "vierteljährlich"),
    ("Kinder- und Jugendbeirat", "Beirat", "S01 S02 S03 S04 S07 S10 S13", "vierteljährlich"),
    ("Beirat Familienzentren", "Beirat", "S02 S03 S04 S10 S13", "halbjährlich"),
    ("Steuerungskreis Erlengrund", "Steuerungskreis", "S13", "vierteljährlich"),
]
#: Ansatzpunkt: names, roles, share of all activities
ACTIVITY_PLAN: dict[str, tuple[list[str], list[str], float]] = {
    "2.1": (
        [
            "Mitarbeit im Arbeitskreis {area}",
            "Moderation der Stadtteilrunde {area}",
            "Vorbereitung Stadtteilausschuss {area}",
            "Netzwerktreffen Familie {area}",
        ],
        ["Teilnahme", "Mitwirkung", "Koordination"],
        0.13,
    ),
    "2.2": (
        [
            "Soziales Kompetenztraining {area}",
            "Elternseminar {area}",
            "Sprechstunde in der Schule {area}",
            "Gemeinsame Elternabende {area}",
            "Fachaustausch Kita {area}",
            "Übergangsbegleitung {area}",
        ],
        ["Mitwirkung", "Koordination", "Durchführungsverantwortung", "Anstoß"],
        0.19,
    ),
    "3": (
        [
            "Sozialraumbegehung {area}",
            "Befragung junger Menschen {area}",
            "Planungswerkstatt Spielraum {area}",
            "Bedarfsabfrage Familien {area}",
        ],
        ["Mitwirkung", "Anstoß", "Koordination"],
        0.1,
    ),
    "4": (
        [
            "Elterncafé {area}",
            "Mädchentreff {area}",
            "Jungengruppe {area}",
            "Offener Spielnachmittag {area}",
            "Ferienspiele {area}",
            "Stadtteilfest {area}",
            "Hausaufgabentreff {area}",
            "Familienfrühstück {area}",
            "Kochgruppe {area}",
            "Familienfreizeit {area}",
            "Sportmobil {area}",
            "Vorlesestunde {area}",
        ],
        ["Durchführungsverantwortung", "Mitwirkung", "Anstoß", "Koordination"],
        0.36,
    ),
    "5": (
        [
            "Lesepatinnen und Lesepaten {area}",
            "Tag des Ehrenamtes {area}",
            "Freiwilligensprechstunde {area}",
            "Nachbarschaftshilfe {area}",
        ],
        ["Anstoß", "Koordination", "Mitwirkung"],
        0.12,
    ),
    "6": (
        [
            "Infostand auf dem Markt {area}",
            "Stadtteilzeitung {area}",
            "Flyer Hilfen im Überblick {area}",
            "Tag der offenen Tür {area}",
        ],
        ["Durchführungsverantwortung", "Teilnahme", "Mitwirkung"],
        0.1,
    ),
}
#: name starts with: category, target, ages, rhythm, hours a week from-to, form
OFFERS: dict[str, tuple[str, str, tuple[int, int] | None, str, tuple[float, float], str]] = {
    "Mädchentreff": ("", "Mädchen", (10, 18), "wöchentlich", (2, 4), "stationär"),
    "Jungengruppe": ("", "Jungen", (10, 16), "wöchentlich", (2, 3), "stationär"),
    "Offener Spielnachmittag": ("", "Kinder", (6, 12), "wöchentlich", (3, 6), "stationär"),
    "Ferienspiele": ("", "Kinder", (6, 14), "in den Ferien", (1, 3), "stationär"),
    "Stadtteilfest": ("", "alle", None, "jährlich", (0.25, 1), "stationär"),
    "Hausaufgabentreff": ("", "Schulkinder", (6, 14), "wöchentlich", (4, 8), "stationär"),
    "Familienfrühstück": ("", "Eltern mit kleinen Kindern", (0, 6), "vierzehntäglich", (1, 2), "stationär"),
    "Familienfreizeit": ("", "Familien", None, "jährlich", (0.5, 1), "stationär"),
    "Sportmobil": ("", "Jugendliche", (10, 18), "vierzehntäglich", (2, 3), "mobil"),
    "Elterncafé": ("", "Eltern", None, "wöchentlich", (2, 4), "stationär"),
    "Soziales": ("", "Schulklassen", (8, 14), "wöchentlich", (2, 4), "stationär"),
    "Elternseminar": ("", "Eltern", None, "monatlich", (0.5, 1.5), "stationär"),
    "Freiwilligensprechstunde": ("", "Engagierte", None, "monatlich", (0.5, 1), "online"),
    "Vorlesestunde": ("", "Kinder", (3, 8), "wöchentlich", (1, 2), "stationär"),
    "Kochgruppe": ("", "Familien", None, "vierzehntäglich", (1, 2), "stationär"),
    "Sprechstunde in der Schule": ("", "Schulkinder und Eltern", (6, 16), "wöchentlich", (2, 4), "stationär"),
    "Lesepatinnen": ("", "Kinder", (6, 11), "wöchentlich", (1, 3), "stationär"),
    "Nachbarschaftshilfe": ("", "alle", None, "wöchentlich", (2, 5), "aufsuchend"),
    "Tag des Ehrenamtes": ("", "Engagierte", None, "jährlich", (0.25, 0.5), "stationär"),
    "Tag der offenen Tür": ("", "alle", None, "jährlich", (0.25, 0.5), "stationär"),
    "Befragung": ("", "junge Menschen", (12, 21), "einmalig", (0.5, 2), "aufsuchend"),
    "Sozialraumbegehung": ("", "Fachkräfte", None, "jährlich", (0.25, 0.5), "aufsuchend"),
    "Flyer": ("", "alle", None, "jährlich", (0.25, 0.5), "online"),
    "Stadtteilzeitung": ("", "alle", None, "vierteljährlich", (0.5, 1), "online"),
}
THEMES = ["Erziehung", "Schule", "Freizeit", "Nachbarschaft", "Gesundheit", "Sprache", "Beteiligung", "Übergänge"]
FUNDING = [
    "Stadt Musterstadt",
    "Landesprogramm Familie im Quartier",
    "Bundesprogramm Nachbarschaft",
    "Stiftung Liedetal",
    "Eigenmittel",
]


def regular_partners(facilities: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return schools, Kitas and Horte as partners, tied to their Einrichtung."""
    kinds = {"grundschule": ("Schule", "Schule"), "weiterfuehrende_schule": ("Schule", "Schule"),
             "foerderschule": ("Schule", "Schule"), "berufliche_schule": ("Schule", "Schule"),
             "kita": ("Kita", "Kindergarten"), "hort": ("Hort", "Hort")}  # fmt: skip
    rows = facilities[facilities["category"].isin(kinds)]
    return pd.DataFrame(
        {
            "name": rows["name"],
            "kind": [kinds[c][0] for c in rows["category"]],
            "regelsystem": [kinds[c][1] for c in rows["category"]],
            "facility_id": rows["facility_id"],
            "traeger_art": rows["traeger_art"],
            "sozialraum_id": rows["sozialraum_id"],
            "street": rows["street"],
            "house_number": rows["house_number"].astype(str) + rows["suffix"],
            "postcode": rows["postcode"],
            "geometry": rows.geometry,
        }
    )


def other_partners(number: int, houses: gpd.GeoDataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return associations, churches, authorities and groups, each at some address of its Sozialraum."""
    wishes = [
        (kind, name, key)
        for kind, names in OTHER_PARTNERS.items()
        for name in names
        if "{area}" not in name
        for key in [{"Mitte": "S02", "Nord": "S07", "Süd": "S13"}.get(name.split()[-1].rstrip(","), "S01")]
    ]
    pool = [
        (kind, name, key) for kind, names in OTHER_PARTNERS.items() for name in names if "{area}" in name for key in IDS
    ]
    weight = np.array([WEIGHT[IDS.index(key)] for _, _, key in pool])
    picked = rng.choice(len(pool), number - len(wishes), replace=False, p=weight / weight.sum())
    rows = []
    for kind, name, key in wishes + [pool[k] for k in np.sort(picked)]:
        here = houses[houses["sozialraum_id"] == key]
        place = here.iloc[int(rng.integers(len(here)))]
        art = (
            "öffentlich"
            if kind in ("Polizei", "Verwaltung")
            else "privat"
            if kind == "Wirtschaft"
            else "freigemeinnützig"
        )
        rows.append(
            {
                "name": name.format(area=NAMES[key]),
                "kind": kind,
                "regelsystem": "",
                "facility_id": "",
                "traeger_art": art,
                "sozialraum_id": key,
                "street": place["street"],
                "house_number": f"{place['house_number']}{place['suffix']}",
                "postcode": place["postcode"],
                "geometry": place["geometry"],
            }
        )
    return pd.DataFrame(rows)


def day(start: dt.date, end: dt.date, rng: np.random.Generator) -> dt.date:
    """Return some day between two."""
    return start + dt.timedelta(days=int(rng.integers((end - start).days)))


def list_partners(facilities: gpd.GeoDataFrame, houses: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return the 120 partners with the state of the co-operation."""
    regular = regular_partners(facilities)
    keep = regular[regular["kind"].ne("Kita") | regular["sozialraum_id"].isin(["S05", "S06", "S08", "S12", "S14"])]
    kitas = regular.drop(index=keep.index)
    kitas = kitas.loc[np.sort(rng.choice(kitas.index.to_numpy(), 22, replace=False))]
    regular = pd.concat([keep, kitas])
    partners = pd.concat([regular, other_partners(PARTNERS - len(regular), houses, rng)], ignore_index=True)
    partners["partner_id"] = [f"P{n:03d}" for n in range(1, PARTNERS + 1)]
    state = rng.choice(STATES, PARTNERS, p=STATE_SHARE).astype(object)
    state[partners["name"].eq(SILENT_SCHOOL)] = "unbekannt"
    in_hub_area = partners["sozialraum_id"].eq(HUB_AREA)
    state[in_hub_area] = rng.choice(["offen", "unbekannt"], int(in_hub_area.sum()))
    state[partners["name"].eq(HUB)] = "geklärt"
    partners["state"] = state
    begun = [s in ("geklärt", "in Klärung", "ruht", "beendet") for s in state]
    partners["since"] = [day(dt.date(2012, 1, 1), dt.date(2025, 9, 1), rng) if b else None for b in begun]
    partners["review_date"] = [
        day(dt.date(2025, 10, 1), dt.date(2027, 3, 1), rng) if s == "geklärt" and rng.uniform() < 0.7 else None
        for s in state
    ]
    return gpd.GeoDataFrame(partners, crs=CRS)


def linkable(partners: pd.DataFrame) -> pd.DataFrame:
    """Return the partners that may stand in Gremien and activities."""
    out = partners["state"].isin(["unbekannt", "nicht gewollt", "beendet"])
    only_hub = partners["sozialraum_id"].eq(HUB_AREA) & partners["name"].ne(HUB)
    return partners[~out & ~only_hub]


def list_gremien(partners: gpd.GeoDataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return the Gremien with our role, the next meeting and their members."""
    pool = linkable(partners)
    rows = []
    for number, (name, kind, areas, rhythm) in enumerate(GREMIUM_PLAN, start=1):
        keys = areas.split()
        near = pool[pool["sozialraum_id"].isin(keys)]
        size = min(len(near), int(rng.integers(5, 13)))
        members = sorted(rng.choice(near["partner_id"].to_numpy(), size, replace=False))
        rows.append(
            {
                "gremium_id": f"G{number:02d}",
                "name": name,
                "kind": kind,
                "role": str(rng.choice(["Teilnahme", "Mitwirkung", "Koordination/Moderation"], p=[0.4, 0.35, 0.25])),
                "rhythm": rhythm,
                "next_date": day(dt.date(2026, 1, 8), dt.date(2026, 6, 20), rng),
                "members": "; ".join(members),
                "sozialraum_id": keys[0] if len(keys) == 1 else "",
                "wirkungsraum": "; ".join(keys) if len(keys) > 1 else "",
            }
        )
    return pd.DataFrame(rows)


def wirkungsraum(key: str, rng: np.random.Generator) -> str:
    """Return the areas of an offer that reaches further than its own Sozialraum, as shares that add up to 1."""
    number = int(rng.integers(1, 3))
    near = [k for k in IDS if SOZIALRAEUME[k][1] == SOZIALRAEUME[key][1] and k not in (key, HUB_AREA)]
    others = [str(k) for k in rng.choice(near, number, replace=False)]
    own = float(rng.choice([0.4, 0.5, 0.6]))
    rest = [round((1 - own) / len(others), 2)] * len(others)
    rest[-1] = round(1 - own - sum(rest[:-1]), 2)
    return "; ".join(f"{k}:{s:.2f}".replace(".", ",") for k, s in zip([key, *others], [own, *rest], strict=True))


def term(rhythm: str, rng: np.random.Generator) -> tuple[dt.date | None, dt.date | None]:
    """Return begin and end: running, ended or soon to begin; some without an end."""
    begin = day(dt.date(2016, 1, 1), dt.date(2025, 11, 1), rng)
    luck = rng.uniform()
    if rhythm == "einmalig":
        begin = day(dt.date(2025, 6, 1), dt.date(2026, 5, 1), rng)
        return begin, begin + dt.timedelta(days=int(rng.integers(1, 60)))
    if luck < 0.45:
        return begin, None
    if luck < 0.57:
        return day(dt.date(2018, 1, 1), dt.date(2023, 1, 1), rng), day(dt.date(2023, 2, 1), DATE, rng)
    if luck < 0.63:
        return day(dt.date(2026, 1, 2), dt.date(2026, 8, 1), rng), None
    return begin, day(dt.date(2026, 1, 15), dt.date(2028, 12, 31), rng)


def fresh_name(names: list[str], key: str, street: str, taken: set[str], rng: np.random.Generator) -> str:
    """Return a name not given in the Sozialraum yet; once all are, one with the street."""
    free = [name for name in names if name.format(area=NAMES[key]) not in taken]
    name = str(rng.choice(free or names)).format(area=NAMES[key] if free else street)
    taken.add(name)
    return name


def activity(
    number: int, ansatzpunkt: str, key: str, partner: pd.Series | None, house: pd.Series, taken: set[str],
    rng: np.random.Generator,
) -> dict[str, Any]:  # fmt: skip
    """Return one activity of a Sozialraum: at the partner's, if there is one, else at some house."""
    names, roles, _ = ACTIVITY_PLAN[ansatzpunkt]
    place = house if partner is None else partner
    name = fresh_name(names, key, place["street"], taken, rng)
    category, target, ages, rhythm, hours, form = next(
        (value for start, value in OFFERS.items() if name.startswith(start)),
        ("", str(rng.choice(["Familien", "Eltern", "Kinder", "Fachkräfte", "alle"])), None,
         str(rng.choice(["wöchentlich", "monatlich", "vierteljährlich", "halbjährlich"])), (0.5, 3), "stationär"),
    )  # fmt: skip
    begin, end = term(rhythm, rng)
    funding = str(rng.choice(FUNDING)) if rng.uniform() < 0.6 else ""
    funded_until = (
        end if end else dt.date(int(rng.integers(2026, 2029)), 12, 31) if funding and rng.uniform() < 0.5 else None
    )
    stays = form in ("stationär", "mobil")
    return {
        "activity_id": f"A{number:03d}",
        "name": name,
        "ansatzpunkt": ansatzpunkt,
        "level": "fallunspezifisch",
        "role": str(rng.choice(roles)),
        "form": form,
        "category": category,
        "target": target,
        "theme": str(rng.choice(THEMES)),
        "age_from": ages[0] if ages else None,
        "age_to": ages[1] if ages else None,
        "access": str(rng.choice(["offen", "offen", "offen", "offen", "nur Schule", "nur Mitglieder"])),
        "rhythm": rhythm,
        "hours_week": round(4 * rng.uniform(*hours)) / 4,
        "begin": begin,
        "end": end,
        "review_date": day(dt.date(2026, 1, 10), dt.date(2027, 6, 1), rng) if rng.uniform() < 0.3 else None,
        "funding": funding,
        "funded_until": funded_until if funding else None,
        "traeger": str(rng.choice(list(TRAEGER)[:9])),
        "facility_id": partner["facility_id"] if partner is not None else "",
        "partner_id": partner["partner_id"] if partner is not None else "",
        "sozialraum_id": key,
        "wirkungsraum": wirkungsraum(key, rng) if rng.uniform() < 0.22 and key != HUB_AREA else "",
        "street": place["street"] if stays else "",
        "house_number": f"{place['house_number']}{place.get('suffix', '')}" if stays else "",
        "postcode": place["postcode"] if stays else "",
        "geometry": place["geometry"] if stays else None,
    }


def youth_offer(
    number: int, name: str, key: str, place: pd.Series, hours: float, end: dt.date | None, until: dt.date | None
) -> dict[str, Any]:
    """Return an open weekly youth offer that counts like a Jugendtreff."""
    return {
        "activity_id": f"A{number:03d}",
        "name": name,
        "ansatzpunkt": "4",
        "level": "fallunspezifisch",
        "role": "Durchführungsverantwortung",
        "form": "stationär",
        "category": "Jugendtreff",
        "target": "junge Menschen",
        "theme": "Freizeit",
        "age_from": 12,
        "age_to": 27,
        "access": "offen",
        "rhythm": "wöchentlich",
        "hours_week": hours,
        "begin": dt.date(2023, 4, 1),
        "end": end,
        "review_date": None,
        "funding": "Landesprogramm Familie im Quartier",
        "funded_until": until,
        "traeger": "Jugendfloß e. V.",
        "facility_id": "",
        "partner_id": "",
        "sozialraum_id": key,
        "wirkungsraum": "",
        "street": place["street"],
        "house_number": f"{place['house_number']}{place['suffix']}",
        "postcode": place["postcode"],
        "geometry": place["geometry"],
    }


def list_activities(partners: gpd.GeoDataFrame, houses: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return the 300 activities, the first two of them open youth offers that count like a Jugendtreff."""
    open_pool = linkable(partners)
    pool = {key: open_pool[open_pool["sozialraum_id"] == key] for key in IDS}
    at = {key: houses[houses["sozialraum_id"] == key] for key in IDS}
    rows = [
        youth_offer(1, LAST_YOUTH_OFFER, "S09", middle(at["S09"]), 14.0, dt.date(2026, 4, 30), dt.date(2026, 4, 30)),
        youth_offer(2, "Jugendraum Lindenhang", "S11", middle(at["S11"]), 4.0, None, dt.date(2027, 12, 31)),
    ]
    shares = np.array([plan[2] for plan in ACTIVITY_PLAN.values()])
    points = list(ACTIVITY_PLAN)
    taken: set[str] = set()
    for number in range(3, ACTIVITIES + 1):
        key = IDS[int(rng.choice(len(IDS), p=WEIGHT / WEIGHT.sum()))]
        point = points[int(rng.choice(len(points), p=shares / shares.sum()))]
        near = pool[key]
        partner = near.iloc[int(rng.integers(len(near)))] if len(near) and rng.uniform() < 0.55 else None
        house = at[key].iloc[int(rng.integers(len(at[key])))]
        rows.append(activity(number, point, key, partner, house, taken, rng))
    activities = gpd.GeoDataFrame(pd.DataFrame(rows), crs=CRS)
    hub = partners.loc[partners["name"].eq(HUB), "partner_id"].iloc[0]
    in_hub_area = activities["sozialraum_id"].eq(HUB_AREA)
    activities.loc[in_hub_area, "partner_id"] = hub
    return activities


def middle(houses: gpd.GeoDataFrame) -> pd.Series:
    """Return the house next to the middle of where the people live."""
    weight = houses["people_weight"].to_numpy()
    x, y = np.average(houses.geometry.x, weights=weight), np.average(houses.geometry.y, weights=weight)
    away = np.hypot(houses.geometry.x - x, houses.geometry.y - y)
    return houses.iloc[int(np.argmin(away.to_numpy()))]
