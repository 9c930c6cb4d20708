"""The demo town: what is demanded of it, checked on its files as a user's program would read them."""

import itertools

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from here import DEMO

from sozialraum_geo.demo.layout import RAIL_CROSSINGS, RIVER_CROSSINGS
from sozialraum_geo.demo.town import write_demo
from sozialraum_geo.reading.cells.opening_hours import hours_week, parse_opening_hours

CRS = "EPSG:25832"
STICHTAG = pd.Timestamp("2025-12-31")


def table(name: str) -> pd.DataFrame:
    if name.endswith(".xlsx"):
        return pd.read_excel(DEMO / name, engine="calamine")
    return pd.read_csv(DEMO / name, sep=";", decimal=",", encoding="cp1252")


def layer(name: str) -> gpd.GeoDataFrame:
    return gpd.read_file(DEMO / name).to_crs(CRS)


@pytest.fixture(scope="module")
def areas() -> gpd.GeoDataFrame:
    return layer("sozialraeume.geojson").set_index("Nummer")


@pytest.fixture(scope="module")
def streets() -> gpd.GeoDataFrame:
    return layer("strassen.geojson")


@pytest.fixture(scope="module")
def facilities() -> pd.DataFrame:
    return table("einrichtungen.xlsx")


@pytest.fixture(scope="module")
def net(streets) -> nx.Graph:
    graph = nx.Graph()
    for line in streets.geometry:
        a, b = (tuple(np.round(xy, 1)) for xy in (line.coords[0], line.coords[-1]))
        if not graph.has_edge(a, b) or graph.edges[a, b]["m"] > line.length:
            graph.add_edge(a, b, m=line.length)
    return graph


@pytest.mark.slow
def test_same_seed_same_bytes_and_the_committed_files(tmp_path):
    first = write_demo(tmp_path / "first")
    second = write_demo(tmp_path / "second")
    for one, two in zip(first, second, strict=True):
        assert one.read_bytes() == two.read_bytes(), one.name
        assert one.read_bytes() == (DEMO / one.name).read_bytes(), (
            f"{one.name}: run `python -m sozialraum_geo demo` again"
        )


@pytest.mark.slow
def test_another_seed_is_another_town(tmp_path):
    folder = tmp_path / "other"
    write_demo(folder, seed=7)
    assert (folder / "strassen.geojson").read_bytes() != (DEMO / "strassen.geojson").read_bytes()
    other = gpd.read_file(folder / "strassen.geojson")
    assert len(gpd.read_file(folder / "sozialraeume.geojson")) == len(gpd.read_file(DEMO / "sozialraeume.geojson"))
    assert len(other) >= 5_000


def test_size_and_counts(facilities, streets):
    assert sum(file.stat().st_size for file in DEMO.glob("*.*")) < 15_000_000
    assert len(streets) >= 5_000
    assert len(facilities) >= 250
    assert facilities["Art"].nunique() >= 12
    assert len(table("partner.csv")) == 120
    assert len(table("gremien.csv")) == 20
    assert len(table("angebote.csv")) == 300
    assert len(table("adressen.csv")) == 15_000
    assert 2_200 <= len(pd.read_csv(DEMO / "zensus_100m.csv", sep=";")) <= 2_800


def test_keys_are_unique(facilities):
    for name, key in (("partner.csv", "Partner-ID"), ("gremien.csv", "Gremium-ID"), ("angebote.csv", "Angebots-ID")):
        assert table(name)[key].is_unique
    assert facilities["Einrichtungs-ID"].is_unique
    assert not facilities["Einrichtung"].duplicated().any()
    assert not table("adressen.csv").duplicated(["Straße", "Hausnr", "Zusatz"]).any()


def test_references_exist(facilities, areas):
    partners, activities = table("partner.csv"), table("angebote.csv")
    assert set(activities["Partner-ID"].dropna()) <= set(partners["Partner-ID"])
    for rows in (partners, activities):
        assert set(rows["Einrichtungs-ID"].dropna()) <= set(facilities["Einrichtungs-ID"])
        assert set(rows["Sozialraum"].dropna()) <= set(areas.index)
    members = {part.strip() for text in table("gremien.csv")["Mitglieder"] for part in text.split(";")}
    assert members <= set(partners["Partner-ID"])
    for text in activities["Wirkungsraum"].dropna():
        shares = [float(part.split(":")[1].replace(",", ".")) for part in text.split(";")]
        assert sum(shares) == pytest.approx(1)


def test_people_add_up(areas):
    register = table("einwohner_2025.csv").set_index("Gebiet").drop(columns="Nr")
    town = register.loc["Stadt insgesamt"]
    assert list(register.columns) == [*map(str, range(90)), "90 und älter"]
    assert (register.drop(index="Stadt insgesamt").sum() == town).all()
    assert 60_000 <= town.sum() <= 90_000
    cells = pd.read_csv(DEMO / "zensus_100m.csv", sep=";")
    # Published is a little less than counted: values of one and two are blank
    assert 0.97 * town.sum() < cells["Einwohner"].sum() < town.sum()
    assert cells.drop(columns="GITTER_ID_100m").min().min() >= 3
    assert set(areas["Bezeichnung"]) == set(register.index) - {"Stadt insgesamt"}


def test_sozialraeume_cover_the_town_once(areas):
    whole = shapely.union_all(areas.geometry.to_numpy())
    assert 12 <= len(areas) <= 14
    # The crs has a scale of about 1 and coordinates are rounded to 0.1 m: an exact coverage still leaves less than 1 m²
    assert areas.area.sum() == pytest.approx(whole.area, abs=1)
    assert whole.geom_type == "Polygon"
    assert not whole.interiors
    assert shapely.coverage_is_valid(gpd.read_file(DEMO / "sozialraeume.geojson").geometry.to_numpy())
    bezirke = layer("stadtbezirke.geojson")
    assert bezirke.area.sum() == pytest.approx(whole.area, abs=1)
    assert set(areas["Stadtbezirk"]) == set(bezirke["Nummer"])
    assert areas.area.idxmin() in ("S01", "S02"), "the old centre is small, the outskirts are large"


def test_streets_hang_together(streets, net):
    parts = [set(part) for part in nx.connected_components(net)]
    largest = max(parts, key=len)
    start = [tuple(np.round(line.coords[0], 1)) in largest for line in streets.geometry]
    assert streets.length[start].sum() >= 0.99 * streets.length.sum()


def test_streets_meet_only_at_their_ends(streets):
    lines = streets.geometry.to_numpy()
    one, two = shapely.STRtree(lines).query(lines, predicate="crosses")
    assert len(one[one < two]) == 0


def crossings(streets: gpd.GeoDataFrame, barrier) -> gpd.GeoDataFrame:
    return streets[streets.crosses(barrier)]


def test_river_and_railway_are_crossed_only_at_the_crossings(streets):
    ground = layer("hintergrund.geojson")
    stream = ground.geometry[ground["Name"] == "Liede"].iloc[0]
    rail = ground.geometry[ground["Art"] == "Bahn"].iloc[0]
    # A street inside the water is a bridge; one that touches both banks crosses
    over_water = streets[streets.intersects(stream)]
    assert set(over_water["Name"]) == set(RIVER_CROSSINGS)
    over_rail = crossings(streets, rail)
    assert set(over_rail["Name"]) == set(RAIL_CROSSINGS)
    for edges, barrier, names in ((over_water, stream, RIVER_CROSSINGS), (over_rail, rail, RAIL_CROSSINGS)):
        places = shapely.get_parts(
            shapely.union_all(shapely.intersection(edges.geometry.to_numpy(), barrier)).buffer(60)
        )
        assert 2 <= len(places) == len(names) <= 4


def walking_m(net: nx.Graph, points, targets) -> np.ndarray:
    nodes = list(net.nodes)
    tree = shapely.STRtree(shapely.points(nodes))
    starts = {nodes[k] for k in tree.nearest(np.asarray(targets, object))}
    reached = nx.multi_source_dijkstra_path_length(net, starts, weight="m")
    return np.array([reached.get(nodes[k], np.inf) for k in tree.nearest(np.asarray(points, object))])


def places_of(facilities: pd.DataFrame, art: str) -> list[shapely.Point]:
    here = facilities[(facilities["Art"] == art) & facilities["Rechtswert"].notna() & (facilities["Rechtswert"] < 1e6)]
    return list(shapely.points(here["Rechtswert"], here["Hochwert"]))


def homes(sozialraum: shapely.Geometry) -> np.ndarray:
    houses = table("adressen.csv")
    points = shapely.points(houses["Ost"], houses["Nord"])
    return points[shapely.contains(sozialraum, points)]


def container() -> pd.Series:
    activities = table("angebote.csv")
    return activities[activities["Angebot"] == "Jugendcontainer Ziegelhöhe"].iloc[0]


def test_story_1_near_as_the_crow_flies_far_on_foot(areas, facilities, net):
    youth = places_of(facilities, "Jugendtreff")
    here = homes(areas.geometry["S07"])
    straight = shapely.distance(here[:, None], np.array(youth)[None, :]).min(axis=1)
    on_foot = walking_m(net, here, youth)
    near = straight <= 1_000
    # The register counts houses, and the tall ones stand by the railway: a sixth of the houses is more of the people
    assert near.mean() > 1 / 6, "the Jugendtreff across the tracks is near for many"
    assert (on_foot[near] > 1_000).mean() > 0.95, "and hardly anyone gets there within 1,000 m"
    ages = table("einwohner_2025.csv").set_index("Gebiet").drop(columns="Nr")
    young = ages.loc[:, "12":"26"].sum(axis=1).drop("Stadt insgesamt")
    assert young.idxmax() == "Nordfeld"


def test_story_2_the_last_youth_offer_ends(areas, facilities, net):
    offer = container()
    assert offer["Kategorie"] == "Jugendtreff"
    assert (offer["Zugang"], offer["Rhythmus"]) == ("offen", "wöchentlich")
    assert offer["Wochenstunden"] >= 10
    end = pd.to_datetime(offer["Ende"], dayfirst=True)
    assert STICHTAG < end <= STICHTAG + pd.DateOffset(months=6)
    here = homes(areas.geometry["S09"])
    youth = places_of(facilities, "Jugendtreff")
    point = shapely.Point(offer["Rechtswert"], offer["Hochwert"])
    before = (walking_m(net, here, [*youth, point]) <= 1_000).mean()
    after = (walking_m(net, here, youth) <= 1_000).mean()
    assert before > 0.4
    assert after < 0.1


def test_story_3_a_school_with_nothing_recorded():
    partners = table("partner.csv").set_index("Name")
    school = partners.loc["Grundschule Haselrode"]
    assert school["Stand"] == "unbekannt"
    activities = table("angebote.csv")
    assert school["Partner-ID"] not in set(activities["Partner-ID"])
    assert school["Einrichtungs-ID"] not in set(activities["Einrichtungs-ID"])
    assert not table("gremien.csv")["Mitglieder"].str.contains(school["Partner-ID"]).any()


def test_story_4_much_need_and_well_served(areas, facilities, net):
    values = table("indikatoren_2025.csv").set_index("Sozialraum")
    poor = values["sgb2_u15"] / values["kinder_u15"]
    assert "S13" in poor.nlargest(2).index
    for art, limit_m in (("Kita", 1_000), ("Jugendtreff", 1_000), ("Spielplatz", 400)):
        spots = places_of(facilities, art)
        served = {key: (walking_m(net, homes(area), spots) <= limit_m).mean() for key, area in areas.geometry.items()}
        assert served["S13"] > np.median(list(served.values())), art


def test_story_5_many_small_children_and_few_kita_places(facilities):
    ages = table("einwohner_2025.csv").set_index("Gebiet").drop(columns="Nr").drop(index="Stadt insgesamt")
    children = ages.loc[:, "0":"6"].sum(axis=1)
    kitas = facilities[facilities["Art"] == "Kita"]
    share = kitas.groupby("Sozialraum")["Plätze"].sum() / children
    assert (children / ages.sum(axis=1)).idxmax() == "Sonnenfeld"
    assert share.idxmin() == "Sonnenfeld"
    assert share["Sonnenfeld"] < 0.5 * share.drop("Sonnenfeld").min()


def test_story_6_all_hangs_on_one_school():
    partners = table("partner.csv")
    hub = partners.loc[partners["Name"] == "Grundschule Oberliede", "Partner-ID"].iloc[0]
    local = set(partners.loc[partners["Sozialraum"] == "S14", "Partner-ID"])
    activities, gremien = table("angebote.csv"), table("gremien.csv")
    assert len(local) > 1
    here = activities[activities["Sozialraum"] == "S14"]
    assert set(here["Partner-ID"]) == {hub}
    linked = set(activities["Partner-ID"].dropna()) | {
        part.strip() for part in itertools.chain.from_iterable(gremien["Mitglieder"].str.split(";"))
    }
    assert local & linked == {hub}


def test_activities_show_all_kinds():
    activities = table("angebote.csv")
    assert set(activities["Ansatzpunkt"].astype(str)) == {"2.1", "2.2", "3", "4", "5", "6"}
    assert {"mobil", "aufsuchend", "online", "stationär"} == set(activities["Form"])
    assert set(activities["Ebene"]) == {"fallunspezifisch"}
    begin, end = (pd.to_datetime(activities[c], dayfirst=True) for c in ("Beginn", "Ende"))
    assert (begin > STICHTAG).any()
    assert (end < STICHTAG).any()
    assert not (end < begin).any()


def test_opening_times_last_as_long_as_the_hours_a_week():
    activities = table("angebote.csv").dropna(subset=["Öffnungszeiten"])
    assert len(activities) > 90
    for text, hours in zip(activities["Öffnungszeiten"], activities["Wochenstunden"], strict=True):
        read = parse_opening_hours(text)
        assert read is not None, text
        assert read.rest == ""
        assert hours_week(read.spans) == pytest.approx(hours), text


def test_what_we_carry_out_ends_or_is_reviewed():
    activities = table("angebote.csv")
    ours = activities[activities["Rolle"] == "Durchführungsverantwortung"]
    assert len(ours) > 50
    assert (ours["Ende"].notna() | ours["Überprüfung am"].notna()).all()


def test_co_operations_show_all_states_and_settled_ones_all_answers():
    profiles = table("kooperationen.csv")
    assert set(profiles["Stand"]) == {
        "unbekannt", "offen", "in Klärung", "geklärt", "ruht", "beendet", "nicht gewollt",
    }  # fmt: skip
    questions = ["HzE-Auftrag", "Kompetenz der EHS", "Nutzen für HzE", "Part des Partners", "zeitliche Perspektive",
                 "Absprachen und Rollen"]  # fmt: skip
    assert profiles.loc[profiles["Stand"] == "geklärt", questions].notna().all().all()
    assert profiles.loc[profiles["Stand"] == "offen", questions].isna().all().all()
    assert set(profiles["unser Beitrag"].dropna()) <= {"Training", "Elternarbeit", "Beratung", "Gruppe"}  # no care
    partners = table("partner.csv").set_index("Partner-ID")
    assert set(profiles["Partner-ID"]) <= set(partners.index)
    kinds = partners.loc[profiles["Partner-ID"], "Art"].value_counts()
    assert kinds[["Schule", "Kita", "Hort"]].sum() > 0.8 * kinds.sum()


def test_effort_says_nothing_of_single_cases():
    effort = table("aufwand.csv")
    of_cases = effort[effort["Ebene"] == "fallspezifisch"]
    said = {c for c in of_cases if of_cases[c].notna().any()}
    assert said == {"Aufwand-ID", "Station", "Ebene", "Quartal", "Stunden"}
    assert set(zip(of_cases["Station"], of_cases["Quartal"], strict=True)) == {
        (f"EHS {s}", f"Q{q} 2025") for s in ("Mitte", "Nord", "Süd") for q in range(1, 5)
    }
    others = effort[effort["Ebene"] == "fallunspezifisch"]
    days = pd.to_datetime(others["Tag"], dayfirst=True)
    assert days.between("2025-01-01", "2025-12-31").all()
    assert (days.dt.day_of_week < 5).all()


def test_goals_engagement_resolutions_and_stops(areas):
    goals, activities = table("ziele.csv"), table("angebote.csv")
    assert set(goals["Jahr"]) == {2025, 2026}
    assert set(goals["Sozialraum"]) == set(areas.index)
    assert not goals.duplicated(["Jahr", "Sozialraum", "Ansatzpunkt"]).any()
    assert {"Bürgerbüro", "Stabsstelle BE", "Tag des Ehrenamtes", "Freiwilligengruppe"} <= set(
        table("engagement.csv")["Art"]
    )
    assert set(table("beschluesse.csv")["Gremium-ID"]) <= set(table("gremien.csv")["Gremium-ID"])
    stops = table("haltepunkte.csv")
    assert stops["Angebots-ID"].nunique() == 2
    assert set(activities.set_index("Angebots-ID").loc[stops["Angebots-ID"], "Form"]) == {"mobil"}


def test_protected_places_have_no_place(facilities):
    protected = facilities[facilities["geschützt"] == "ja"]
    assert "Frauenhaus" in set(protected["Art"])
    assert protected[["Straße", "Hausnr.", "PLZ", "Rechtswert", "Hochwert", "Standort"]].isna().all().all()
    assert protected["Sozialraum"].notna().all()


def test_only_the_faulty_rows_are_rejected(demo_study):
    rejected = [p for p in demo_study.problems if p.severity == "rejected"]
    assert {(p.file, p.code) for p in rejected} == {
        ("einrichtungen.xlsx", code) for code in ("no_place", "bad_word", "outside_germany")
    }
    assert len(rejected) == 3
