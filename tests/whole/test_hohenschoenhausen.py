"""A real directory of 62 offers in Berlin-Hohenschönhausen, whose ages, times and addresses are free text."""

import geopandas as gpd
import pandas as pd
import pytest
from study_files import of_code

from sozialraum_geo.reading import read_study
from sozialraum_geo.reading.addresses.parsing import normalise_street, parse_address
from sozialraum_geo.reading.cells.ages import ages_of
from sozialraum_geo.reading.cells.opening_hours import parse_opening_hours
from sozialraum_geo.register.importing import apply, new_study, prepare

pytestmark = [pytest.mark.realdata, pytest.mark.slow]
FILE = "berlin/partners/hohenschoenhausen_angebote.csv"
LISTED = 62
# Without an age in words or figures: families, parents, pupils by their class, or nothing at all. Row 18 speaks of two
# groups with a gap between them, row 43 of „(3-)6 - 27(-100)“, row 21 says „alle!“.
OFFICIAL = {
    "jugendfreizeiteinrichtungen": ("e_strasse", "e_hnr", "e_plz"),
    "schulen": ("strasse", "hausnr", "plz"),
    "kindertagesstaetten": ("e_strasse", "e_hnr", "e_plz"),
}
NO_AGES = {2, 8, 18, 21, 22, 25, 28, 30, 32, 33, 36, 37, 41, 42, 43, 61}


@pytest.fixture(scope="module")
def directory(realdata):
    """The cells as they are, by row of the file."""
    path = realdata / FILE
    if not path.is_file():
        pytest.skip(f"{FILE} is not among the real data")
    frame = pd.read_csv(path, sep=";", dtype=str)
    return frame.set_index(frame.index + 2)


@pytest.fixture(scope="module")
def imported(realdata, directory, tmp_path_factory):
    """The offers through the import, into a study with the Planungsräume and the addresses of Hohenschönhausen."""
    home = tmp_path_factory.mktemp("hohenschoenhausen")
    folder = new_study(home, "Berlin", "2025-06-30", "EPSG:25833", levels=["Planungsraum"])
    shapes = {"table": "sozialraeume", "columns": {"sozialraum_id": "PLR_ID", "name": "PLR_NAME"}}
    areas = gpd.read_file(realdata / "berlin/boundaries/lor_planungsraeume_2021.shp")
    areas[["PLR_ID", "PLR_NAME", "geometry"]].to_file(home / "planungsraeume.gpkg")
    apply(folder, prepare(folder, None, home / "planungsraeume.gpkg", shapes))
    register = pd.read_csv(realdata / "berlin/addresses/adressen_mit_plr.csv.gz", dtype=str)
    codes = {part for address in directory["adresse"] for part in (parse_address(address).postcode,) if part}
    register[register["plz"].isin(codes)].to_csv(home / "adressen.csv", sep=";", index=False)
    apply(folder, prepare(folder, read_study(folder), home / "adressen.csv", {"table": "addresses"}))
    options = {"table": "activities", "set": {"ansatzpunkt": "4"}}
    prepared = prepare(folder, read_study(folder), realdata / FILE, options)
    apply(folder, prepared)
    return prepared, read_study(folder)


def told(what, count, of=LISTED):
    print(f"\n{what}: {count} of {of} ({100 * count / of:.0f} %)")


def test_every_offer_comes_in_once(imported, directory):
    prepared, study = imported
    assert len(directory) == LISTED
    assert (prepared.draft.counts["imported"], prepared.draft.counts["rejected"]) == (LISTED, 0)
    assert sorted(study.activities["name"]) == sorted(directory["name"])
    assert set(study.activities["ansatzpunkt"]) == {"4"}
    assert study.activities["opening_hours"].notna().sum() == directory["oeffnungszeiten"].notna().sum() == 58


def test_ages(imported, directory):
    said = directory["zielgruppe"].dropna()
    understood = {row for row, text in said.items() if ages_of(text, in_prose=True)}
    told("ages understood", len(understood))
    told("ages understood where a target group is given", len(understood), len(said))
    assert set(directory.index) - understood == NO_AGES
    _, study = imported
    ages = study.activities.set_index("name")[["age_from", "age_to"]]
    assert (ages["age_from"].notna()).sum() == 40  # the other six are for all ages
    assert ages.loc["JFE Leos Hütte"].tolist() == [6, 18]  # 6-17 Jahre
    assert ages.loc["Gangway e.V. Hsh"].tolist() == [14, 28]  # 14 bis 27 Jahre
    assert ages.loc["Opstapje"].tolist() == [0, 4]  # ab 6 Monate bis 3 Jahre
    assert ages.loc["Nachbarschaftsgarten Wiecker Straße"].tolist() == [6, 100]  # and up to 16 in company
    assert ages.loc["berliner jungs"].tolist() == [6, 19]  # zwischen 6–18 Jahren
    assert ages.loc["Horizont Hohenschönhausen", "age_from"] == 18
    assert ages.loc["Kinder- & Jugendklub Holzwurmhaus"].tolist() == [8, 19]
    assert ages.loc["Schule des Friedens"].isna().all()  # 6-10 and 15-25: nobody says what of those between


def test_opening_times(imported, directory):
    given = directory["oeffnungszeiten"].dropna()
    read = {row: parse_opening_hours(text) for row, text in given.items()}
    whole = [row for row, r in read.items() if r and not r.rest]
    partly = [row for row, r in read.items() if r and r.rest]
    told("opening times understood wholly", len(whole), len(given))
    told("opening times understood in part, the rest named", len(partly), len(given))
    assert len(whole) >= 32
    assert len(whole) + len(partly) >= 45
    prepared, study = imported
    noted = {p.row for p in prepared.problems if p.code == "bad_hours"}
    assert noted == set(given.index) - set(whole)
    hours = study.activities.set_index("name")["hours_week"].dropna()
    assert len(hours) == sum(1 for row in whole if read[row].spans)
    # worked out by hand
    assert hours["JFE Leos Hütte"] == 6 + 4 * 7.5  # Mo 14-20:00 Uhr ; Di-Fr 12:30-20:00 Uhr
    assert hours["Anna-Seghers-Bibliothek"] == 4 * 11 + 7 + 7  # Mo, Di, Do, Fr 9-20 Uhr ; Mi 13-20 Uhr ; Sa 9-16 Uhr
    assert hours["BENN Fennpfuhl"] == 3 * 4 + 2 * 4  # Montag, Mittwoch, Freitag: 10:00 – 14:00 Dienstag, …
    assert hours["Familienzentrum Pusteblume"] == 2 * 9 + 3 * 4  # Mo. + Mi 08.00 – 17.00 Uhr ; Di, Do + Fr. …
    assert hours["Kinder- & Jugendklub Holzwurmhaus"] == 3 * 5 + 2 * 7  # Di-Do 14-19 Uhr ; Fr+Sa 13-20 Uhr
    for unclear in ("Gemeinschaftsgarten Falkenberg", "Kinderbauernhof Knirpsenfarm", "JFE Funkloch"):
        assert unclear not in hours.index  # summer and winter; two or three Saturdays a month


def test_addresses_are_taken_apart_and_found(imported, directory, realdata):
    parts = {row: parse_address(text) for row, text in directory["adresse"].items()}
    apart = [row for row, p in parts.items() if p.street and p.number and p.postcode and p.town == "Berlin"]
    told("addresses taken apart into street, number, postcode and town", len(apart))
    assert set(directory.index) - set(apart) == {55}  # „Holzwurmhaus Falkenberg, Berlin“
    assert (parts[21].street, parts[21].number, parts[21].suffix) == ("Ribnitzer Straße", 1, "b")  # 1 b
    assert (parts[40].number, parts[40].number_to) == (9, 11)  # 9 - 11
    assert (parts[27].street, parts[27].suffix) == ("Ribnitzerstrasse", "b")
    assert (parts[39].postcode, parts[39].number) == ("13057", 75)  # „…, 13057 Berlin, 0, “
    assert parts[45].district == "Hohenschönhausen"
    prepared, study = imported
    placed = study.activities["sozialraum_id"].notna()
    told("addresses found in the register, with their Planungsraum", int(placed.sum()))
    assert placed.sum() >= 60
    # The postcode of this Hauptstraße is wrong; a person has to say which of several is meant
    assert [p.row for p in prepared.problems if p.code == "address_doubtful"] == [16]
    assert [p.row for p in prepared.problems if p.code == "address_unknown"] == [55]
    assert [p.detail for p in of_code(study, "addresses_pointless")] == ["60"]


def test_the_planungsraum_is_that_of_the_official_point(imported, realdata):
    # Some of these houses are in the town's lists of youth centres, Kitas and schools, which have points
    _, study = imported
    found = study.activities[study.activities["sozialraum_id"].notna()]
    homes = {}
    for name, columns in OFFICIAL.items():
        frame = gpd.read_file(realdata / f"berlin/facilities/{name}.geojson").to_crs(study.crs)
        joined = frame.sjoin(study.sozialraeume[["sozialraum_id", "geometry"]], predicate="within")
        cells = joined[[*columns, "sozialraum_id"]].fillna("")
        homes |= {address(f"{s} {n}, {code} Berlin"): area for s, n, code, area in cells.itertuples(index=False)}
    compared = [(row.name, row.sozialraum_id, homes[key]) for row in found.itertuples()
                if (key := address(row.street)) in homes]  # fmt: skip
    told("of them in an official list, in the same Planungsraum", sum(a == b for _, a, b in compared), len(compared))
    assert len(compared) >= 10
    assert [c for c in compared if c[1] != c[2]] == []


def address(text):
    parts = parse_address(text)
    return normalise_street(parts.street), parts.number, parts.suffix, parts.postcode
