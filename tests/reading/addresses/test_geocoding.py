"""Addresses to points: right where they are certain, asked where they are not."""

import logging
import math
import random
import socket
import time

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from here import ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import DamerauLevenshtein

from sozialraum_geo.reading.addresses.directory import build_directory, directory_rows, open_directory
from sozialraum_geo.reading.addresses.geocoding import WRITTEN, geocode
from sozialraum_geo.reading.addresses.parsing import normalise_street
from sozialraum_geo.reading.addresses.search import PRECISIONS
from sozialraum_geo.spatial import assign_sozialraum

CRS = "EPSG:25832"
# A town whose points are read off by hand: x counts metres along a street, y tells the streets apart
NORTH = [
    ("Hauptstraße", "2", 0, 0), ("Hauptstraße", "4", 20, 0), ("Hauptstraße", "6", 40, 0), ("Hauptstraße", "10", 80, 0),
    ("Hauptstraße", "12a", 100, 0), ("Hauptstraße", "12b", 110, 0), ("Hauptstraße", "20", 400, 0),
    ("Am Markt", "9-11", 50, 100), ("Straße 52", "12", 60, 200), ("Straße 53", "12", 60, 300),
    ("Birkenallee", "5", 0, 400), ("Birnenallee", "5", 0, 500), ("Birnenallee", "7", 10, 500),
    ("Langestraße", "1", 0, 600), ("Rosenthaler Straße", "3", 0, 700),
]  # fmt: skip
SOUTH = [
    ("Hauptstraße", "2", 0, -5000), ("Hauptstraße", "4", 30, -5000), ("Wiesengrund", "1", 0, -5100),
    ("Lindenweg", "8", 0, -5200), ("Lindenweg", "12 1/2", 5, -5200),
]  # fmt: skip
# One street in two postcodes
ACROSS = [("Langestraße", "2", 10, 600), ("Langestraße", "3", 30, 600), ("Langestraße", "1", 500, 600)]


def town_rows():
    rows = [(*r, "10001", "Nord") for r in NORTH] + [(*r, "10002", "Süd") for r in SOUTH]
    rows += [(*r, "10003", "Nord") for r in ACROSS]
    frame = pd.DataFrame(rows, columns=["street", "house_number", "x", "y", "postcode", "district"])
    return frame.assign(town="Musterstadt", area_id=frame["postcode"].str[-1], x=frame["x"] + 5e5, y=frame["y"] + 5.7e6)


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    path = tmp_path_factory.mktemp("register") / "register.sqlite"
    build_directory(town_rows(), path, crs=CRS, name="Musterstadt")
    with open_directory(path) as register:
        yield register


def written(*cells):
    return pd.DataFrame([dict(zip(WRITTEN, cells, strict=False))])


def found(register, *cells, **options):
    return geocode(written(*cells), register, **options).iloc[0]


def spot(row):
    return row["x"] - 5e5, row["y"] - 5.7e6


@pytest.mark.parametrize(
    ("cells", "precision", "x", "y", "error_m"),
    [
        # the house itself
        (("Hauptstr.", "4", "10001"), "haus", 20, 0, 10),
        (("Hauptstraße", 4, 10002.0, "Musterstadt"), "haus", 30, -5000, 10),
        (("HAUPTSTRASSE", "12 A", "10001"), "haus", 100, 0, 10),
        (("Hauptstr. 12 b", None, "10001"), "haus", 110, 0, 10),
        (("Hauptstr. 4", "4", "10001"), "haus", 20, 0, 10),
        (("Am Markt", "11-13", "10001", "Musterstadt"), "haus", 50, 100, 10),  # 11 is in the register's range 9–11
        (("Am Markt", "11", None, "Musterstadt"), "haus", 50, 100, 10),
        (("Lindenweg", "8"), "haus", 0, -5200, 10),
        (("Lindenweg", "8", "D-10002", "k. A.", "-"), "haus", 0, -5200, 10),
        (("Lindenweg", "12 1/2", "10002"), "haus", 5, -5200, 10),
        (("Straße 52", "12", "10001"), "haus", 60, 200, 10),
        ((None, None, None, None, None, "c/o Meier, Straße 52, 12\n10001 Musterstadt"), "haus", 60, 200, 10),
        ((None, "6", "10001", None, None, "Hauptstraße"), "haus", 40, 0, 10),
        # two streets of one name, told apart by the part of town
        (("Hauptstraße", "4", None, "Musterstadt", "Süd"), "haus", 30, -5000, 10),
        (("Hauptstraße", "4", None, "Musterstadt-Süd"), "haus", 30, -5000, 10),
        (("Hauptstraße", "4", None, "Musterstadt OT Nord"), "haus", 20, 0, 10),
        (("Hauptstraße", "4", None, "Süd"), "haus", 30, -5000, 10),
        (("Wisengrund", "1", None, "Musterstadt", "Süd"), "haus", 0, -5100, 10),
        # one slip, and no other street comes near
        (("Wiesengrnud", "1", "10002"), "haus", 0, -5100, 10),
        (("Wisengrund", "1"), "haus", 0, -5100, 10),
        (("Rosntaler Str.", "3", "10001"), "haus", 0, 700, 10),
        (("Hauptstarße", "4", "10001"), "haus", 20, 0, 10),
        # the number is in another postcode of the same street
        (("Langestr.", "2", "10001"), "haus", 10, 600, 10),
        # between 6 and 10 by number; the houses of the same number; no neighbours near enough
        (("Hauptstraße", "8", "10001"), "nachbarhaus", 60, 0, 30),
        (("Hauptstraße", "12", "10001"), "nachbarhaus", 105, 0, 30),
        (("Hauptstraße", "4 c", "10001"), "nachbarhaus", 20, 0, 30),
        # the middle of seven houses: (0 + 20 + 40 + 80 + 100 + 110 + 400) / 7, the farthest 292.9 m off
        (("Hauptstraße", "16", "10001"), "strasse", 750 / 7, 0, 400 - 750 / 7),
        (("Hauptstraße", "5", "10001"), "strasse", 750 / 7, 0, 400 - 750 / 7),
        (("Wiesengrund", None, "10002"), "strasse", 0, -5100, 150),
        (("Straße 52", None), "strasse", 60, 200, 150),
        # no street: the middle of the postcode's five addresses, 0, 30, 0, 0, 5 and -5000, -5000, -5100, -5200, -5200
        ((None, None, "10002", "Musterstadt"), "ort", 7, -5100, 1000),
        ((None, None, None, None, None, "10002 Musterstadt"), "ort", 7, -5100, 1000),
    ],
)  # fmt: skip
def test_certain(town, cells, precision, x, y, error_m):
    row = found(town, *cells)
    assert (row["status"], row["precision"], row["reason"]) == ("certain", precision, None)
    assert spot(row) == pytest.approx((x, y), abs=0.01)
    assert row["error_m"] == pytest.approx(error_m, abs=0.1)
    assert row["candidates"] == ()


@pytest.mark.parametrize(
    ("cells", "reason", "first"),
    [
        (("Hauptstraße", "4"), "several_places", "Hauptstraße 4, 10001 Nord"),
        (("Hauptstraße", "4", None, "Musterstadt"), "several_places", "Hauptstraße 4, 10001 Nord"),
        (("Hauptstraße", "4", None, "Musterstadt", "Ost"), "several_places", "Hauptstraße 4, 10001 Nord"),
        (("Lindenweg", "8", "10001"), "postcode_contradicts", "Lindenweg 8, 10002 Süd"),
        (("Lindenweg", "8", "99999", "Musterstadt"), "postcode_contradicts", "Lindenweg 8, 10002 Süd"),
        (("Lindenweg", "8", None, "Musterstadt", "Nord"), "district_contradicts", "Lindenweg 8, 10002 Süd"),
        (("Lindenweg", "8", "10002", "Anderswo"), "town_contradicts", "Lindenweg 8, 10002 Süd"),
        (("Langestraße", "1"), "several_places", "Langestraße 1, 10001 Nord"),  # twice in one street, 500 m apart
        # „Birkenallee“ and „Birnenallee“ are one slip apart, and both have a number 5
        (("Bireknallee", "5", "10001"), "similar_streets", "Birkenallee 5, 10001 Nord"),
        (("Birxenallee", "5", "10001"), "similar_streets", "Birkenallee 5, 10001 Nord"),
        (("Straße 51", "12", "10001"), "similar_streets", "Straße 52 12, 10001 Nord"),  # another number is no slip
        (("Wisengrund", "1", None, "Musterstadt", "Nord"), "similar_streets", "Wiesengrund 1, 10002 Süd"),
        (("Lindenwek", "9", "10002"), "similar_streets", "Lindenweg, 10002 Süd"),  # misspelt, and no such house
        (("Lindnweg", "8", "10001"), "similar_streets", "Lindenweg 8, 10002 Süd"),  # misspelt, another postcode
    ],
)
def test_doubtful(town, cells, reason, first):
    row = found(town, *cells)
    assert (row["status"], row["reason"], row["precision"], row["matched"]) == ("doubtful", reason, None, None)
    assert math.isnan(row["x"])
    assert math.isnan(row["error_m"])
    assert 2 <= len(row["candidates"]) <= 5
    assert row["candidates"][0].label == first
    assert len({c.id for c in row["candidates"]}) == len(row["candidates"])
    assert row["score"] == row["candidates"][0].score


def test_only_one_of_two_similar_streets_has_the_house(town):
    # Both are near to „Birneknallee“, but there is no Birkenallee 7
    assert found(town, "Birnenalle", "7", "10001")["matched"] == "Birnenallee 7, 10001 Nord"


def test_of_equal_candidates_the_one_with_the_likest_postcode_comes_first(tmp_path):
    rows = town_rows()[:3].assign(street="Hauptstraße", house_number="1", postcode=["10115", "13055", "13591"])
    path = tmp_path / "register.sqlite"
    build_directory(rows.assign(x=[0.0, 5000.0, 10_000.0]), path, crs=CRS, name="Berlin")
    with open_directory(path) as register:
        candidates = found(register, "Hauptstr.", "1", "13059")["candidates"]
    assert [c.postcode for c in candidates if c.precision == "haus"] == ["13055", "13591", "10115"]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (("Quellental", "1", "10001"), "street_unknown"),
        (("Hauptstraße", "4", "99999", "Anderswo"), "town_unknown"),
        (("Hauptstraße", "4", None, "Anderswo"), "town_unknown"),
        (("Hauptstraße", "4", None, "Musterstadtbach"), "town_unknown"),
        ((None, "4"), "no_street"),
        ((None, None, None, None, None, "Postfach 1234"), "no_street"),
        ((), "no_street"),
    ],
)
def test_none(town, cells, reason):
    row = found(town, *cells)
    assert (row["status"], row["reason"], row["precision"]) == ("none", reason, None)
    assert math.isnan(row["x"])


@pytest.mark.parametrize(
    "spelling", ["Musterstadt", "MUSTERSTADT", "Musterstdt", "Musterstadt am Fluss", "Musterstadt Nord", "Nord"]
)
def test_spellings_of_the_town(town, spelling):
    assert found(town, "Lange Straße", "2", "10003", spelling)["precision"] == "haus"


def test_a_town_alone_is_its_middle_and_reaches_to_its_farthest_address(town):
    row = found(town, "Musterstadt")
    y = [r[3] for r in NORTH + SOUTH + ACROSS] + [100]  # 9–11 are two addresses
    assert (row["precision"], row["matched"]) == ("ort", "Musterstadt")
    assert spot(row)[1] == pytest.approx(sum(y) / len(y))
    assert row["error_m"] == pytest.approx(sum(y) / len(y) + 5200, rel=0.01)


def test_an_area_is_told_where_all_addresses_meant_agree(town):
    assert found(town, "Hauptstraße", "4", "10001")["area_id"] == "1"
    assert found(town, "Lange Straße", None)["area_id"] is None  # it runs through two


def test_rows_answer_in_their_own_order_and_index(town):
    cells = [
        ("Hauptstr.", "4", "10001"),
        ("Hauptstr.", "4"),
        ("Lindenweg", "8"),
        ("Hauptstr.", "4", "10001"),
        ("Xyz", "1"),
    ]
    table = pd.DataFrame([dict(zip(WRITTEN, c, strict=False)) for c in cells], index=[9, 3, 7, 1, 2])
    answer = geocode(table, town)
    assert answer["status"].tolist() == ["certain", "doubtful", "certain", "certain", "none"]
    turned = geocode(table[::-1], town)
    pd.testing.assert_frame_equal(turned.loc[table.index], answer)


def test_no_rows_and_no_columns(town):
    assert geocode(pd.DataFrame({"street": []}), town).empty
    assert geocode(pd.DataFrame(index=[1]), town)["status"].tolist() == ["none"]


# --- decisions -------------------------------------------------------------------------------------------------------


def test_every_candidate_can_be_decided_for(town):
    doubtful = [
        ("Hauptstraße", "4"),
        ("Lindenweg", "8", "10001"),
        ("Bireknallee", "5", "10001"),
        ("Lindenwek", "9", "10002"),
    ]
    for cells in doubtful:
        asked = found(town, *cells)
        for candidate in asked["candidates"]:
            row = found(town, *cells, decisions={asked["key"]: candidate.id})
            assert (row["status"], row["matched"], row["precision"]) == (
                "certain",
                candidate.label,
                candidate.precision,
            )
            assert (row["x"], row["y"], row["error_m"]) == (candidate.x, candidate.y, candidate.error_m)
            assert row["candidates"] == ()


def test_none_of_them_is_a_decision_too(town):
    key = found(town, "Hauptstraße", "4")["key"]
    row = found(town, "Hauptstr.", "4", decisions={key: None})  # another spelling of the same address
    assert (row["status"], row["reason"], row["candidates"]) == ("none", "rejected", ())
    assert found(town, "Hauptstraße", "6", decisions={key: None})["status"] == "doubtful"


def test_a_person_knows_better_than_the_register(town):
    sure = found(town, "Lindenweg", "8")
    other = found(town, "Hauptstraße", "4")["candidates"][0]
    assert found(town, "Lindenweg", "8", decisions={sure["key"]: other.id})["matched"] == other.label


@pytest.mark.parametrize(
    "choice",
    ["haus|gibtsnicht|1|10001|musterstadt||1 1", "haus|haupt", "ort|postcode|99999", "", "haus|hauptstr|4|||x|y z"],
)
def test_a_choice_that_is_no_more_is_asked_again(town, choice):
    asked = found(town, "Hauptstraße", "4")
    assert found(town, "Hauptstraße", "4", decisions={asked["key"]: choice})["status"] == "doubtful"


def test_a_choice_is_found_in_a_renewed_register(town, tmp_path):
    asked = found(town, "Hauptstraße", "4")
    rows = town_rows()
    rows["x"] += 3.0  # surveyed anew
    path = tmp_path / "register.sqlite"
    build_directory(rows, path, crs=CRS, name="Musterstadt")
    with open_directory(path) as renewed:
        row = found(renewed, "Hauptstraße", "4", decisions={asked["key"]: asked["candidates"][1].id})
    assert (row["matched"], spot(row)) == ("Hauptstraße 4, 10002 Süd", (33, -5000))


# --- laws ------------------------------------------------------------------------------------------------------------

CELLS = st.fixed_dictionaries(
    {
        "street": st.sampled_from(
            [r[0] for r in NORTH + SOUTH] + ["Hauptstarße", "Birkenalee", "Hauptstr. 4", "", "Nixweg"]
        ),
        "house_number": st.sampled_from(["2", "4", "5", "8", "12 a", "9-11", "", "1", "777", "o. Nr."]),
        "postcode": st.sampled_from(["10001", "10002", "10003", "99999", ""]),
        "town": st.sampled_from(["Musterstadt", "Musterstadt-Süd", "Anderswo", ""]),
        "address": st.sampled_from(["", "Lindenweg 8, 10002 Musterstadt", "10001 Musterstadt"]),
    }
)


@given(st.lists(CELLS, min_size=1, max_size=8), st.randoms(use_true_random=False))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_laws(town, lists, rng):
    table = pd.DataFrame(lists)
    answer = geocode(table, town)
    order = list(table.index)
    rng.shuffle(order)
    pd.testing.assert_frame_equal(geocode(table.loc[order], town), answer.loc[order])
    addresses = town_rows()
    points = set(zip(addresses["x"], addresses["y"], strict=True))
    decisions = {}
    for row in answer.itertuples():
        is_sure = row.status == "certain"
        assert is_sure == (row.precision in PRECISIONS) == (not math.isnan(row.x)) == (row.matched is not None)
        if row.precision == "haus":
            assert (row.x, row.y) in points  # a house is one of the register's
        if row.status == "doubtful":
            assert 2 <= len(row.candidates) <= 5
            decisions[row.key] = row.candidates[-1].id
    decided = geocode(table, town, decisions=decisions)
    for key, before, after, x in zip(answer["key"], answer["status"], decided["status"], decided["x"], strict=True):
        assert after == ("certain" if key in decisions else before)
        assert key not in decisions or not math.isnan(x)


# --- a thousand dirty addresses --------------------------------------------------------------------------------------

STRANGE = [
    "Hugo-Preuß-Straße", "Am Alten Schlachthof", "Lilienthalweg", "Zeppelinallee", "Kolpinggasse", "Dornröschenpfad",
    "Wallensteinstraße", "An der Radrennbahn", "Porzellanring", "Gletscherblick",
]  # fmt: skip


def slip(name, rng):
    """One slip of the typist: two letters swapped, one lost, doubled or hit beside."""
    at = rng.randrange(1, len(name) - 1)
    kind = rng.choice(["swap", "lose", "double", "hit"])
    if kind == "swap":
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    if kind == "lose":
        return name[:at] + name[at + 1 :]
    return name[:at] + (name[at] if kind == "double" else rng.choice("aeinrst")) + name[at + (kind == "hit") :]


def choose(*choices):
    return lambda text, rng: text.replace(choices[0], rng.choice(choices[1:]))


def umlauts(street, rng):
    pairs = rng.choice([("äa", "öo", "üu"), ("äae", "öoe", "üue")])
    return "".join(next((p[1:] for p in pairs if p[0] == c), c) for c in street)


# What happens to the street, to the number, to the postcode, to the town
DIRT = {
    "slip": ("street", slip),
    "another slip": ("street", slip),
    "short": ("street", choose("straße", "str.", "str", " Str.", "-Str.")),
    "article": ("street", choose("An der", "A. d.", "An d.")),
    "sz": ("street", choose("ß", "ss", "s", "", "?")),
    "umlaut": ("street", umlauts),
    "capitals": ("street", lambda street, rng: street.upper()),
    "care": ("street", lambda street, rng: f"c/o Müller, {street}"),
    "suffix": ("house_number", lambda house, rng: house.replace("a", rng.choice([" a", "A", " A"]))),
    "range": ("house_number", lambda house, rng: f"{house}{rng.choice(['-', '–', ' - ', '/'])}{digits(house) + 2}"),
    "district": ("town", lambda town, rng: town + rng.choice(["-Mitte", " OT Hafen", " (Nord)"])),
    "no postcode": ("postcode", lambda postcode, rng: ""),
    "wrong postcode": ("postcode", lambda postcode, rng: rng.choice([p for p in POSTCODES if p != postcode])),
    "no such house": ("house_number", lambda house, rng: str(digits(house) + rng.choice([300, 401]))),
    "no such street": ("street", lambda street, rng: rng.choice(STRANGE)),
}
POSTCODES = ["05310", "05312", "05315"]
LINES = ["{street} {house_number}, {postcode} {town}", "{postcode} {town}, {street} {house_number}",
         "{street} {house_number}\n{postcode} {town}"]  # fmt: skip


def digits(house):
    return int("".join(c for c in house if c.isdigit()))


def dirtied(rows, rng, count):
    """Return addresses of the demo town as people write them, with the position of the one that was meant."""
    out = []
    for at in rng.sample(range(len(rows)), count):
        true = rows.iloc[at]
        cells = {"street": true["street"], "house_number": true["house_number"] + (true["suffix"] or ""),
                 "postcode": true["postcode"], "town": "Musterstadt"}  # fmt: skip
        kinds = sorted(rng.sample(list(DIRT), rng.choice([1, 1, 2])), key=list(DIRT).index)
        for kind in kinds:
            column, change = DIRT[kind]
            cells[column] = change(cells[column], rng)
        said = {"true": at, "kinds": kinds, "said_street": cells["street"], "said_postcode": cells["postcode"]}
        if rng.random() < 0.3:  # all in one cell
            cells = {"address": rng.choice(LINES).format(**cells)}
        out.append({**said, **cells})
    return pd.DataFrame(out)


def plain(name):
    """Our own simple idea of a street's name, to tell which slips leave it recognisable."""
    folded = (
        name.casefold()
        .replace("c/o müller, ", "")
        .replace("a. d.", "an der")
        .replace(" str", "str")
        .replace("-str", "str")
    )
    folded = folded.replace("strasse", "str").replace("str.", "str")
    for umlaut, letter in (("ä", "a"), ("ö", "o"), ("ü", "u"), ("ae", "a"), ("oe", "o"), ("ue", "u"), ("ß", "ss")):
        folded = folded.replace(umlaut, letter)
    return folded


def is_decidable(dirty, rows):
    """Tell whether a person with the register could still say which house is meant.

    The house is there, the postcode is not another street's, and among the names of its postcode (of the town, where it
    is lost) that have such a number none other is nearly as close.
    """
    names = {}
    for street, number, postcode in zip(rows["street"], rows["house_number"], rows["postcode"], strict=True):
        names.setdefault((number, postcode), set()).add(street)
        names.setdefault((number, ""), set()).add(street)
    decidable = []
    for line in dirty.itertuples():
        true = rows.iloc[line.true]
        if {"no such house", "no such street", "wrong postcode"} & set(line.kinds):
            decidable.append(False)
            continue
        name = plain(line.said_street)
        others = names[true["house_number"], line.said_postcode] - {true["street"]}
        least = min((DamerauLevenshtein.distance(name, plain(o)) for o in others), default=99)
        same = rows[(rows["street"] == true["street"]) & (rows["house_number"] == true["house_number"])]
        is_single = bool(line.said_postcode) or same["postcode"].nunique() == 1
        decidable.append(is_single and least >= DamerauLevenshtein.distance(name, plain(true["street"])) + 2)
    return np.array(decidable)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    frame = pd.read_csv(ROOT / "data" / "geo" / "musterstadt" / "adressen.csv", sep=";", encoding="cp1252", dtype=str)
    rows = directory_rows(frame, CRS)
    path = tmp_path_factory.mktemp("demo") / "register.sqlite"
    build_directory(rows, path, crs=CRS, name="Adressregister")
    return path, rows


def no_network(*args, **options):
    raise AssertionError("geocoding opened a socket")


def test_a_thousand_dirty_addresses_of_the_demo_town(demo, monkeypatch, caplog):
    path, rows = demo
    assert not set(map(normalise_street, STRANGE)) & set(map(normalise_street, rows["street"].unique()))
    dirty = dirtied(rows, random.Random(2026), 1000)
    monkeypatch.setattr(socket, "socket", no_network)
    monkeypatch.setattr(socket, "create_connection", no_network)
    caplog.set_level(logging.DEBUG)
    start = time.perf_counter()
    with open_directory(path) as register:
        answer = geocode(dirty, register)
    assert time.perf_counter() - start < 60
    assert caplog.text == ""
    true = rows.iloc[dirty["true"]]
    off = np.hypot(answer["x"].to_numpy() - true["x"].to_numpy(), answer["y"].to_numpy() - true["y"].to_numpy())
    is_house = (answer["precision"] == "haus").to_numpy()
    decidable = is_decidable(dirty, rows)
    right = (is_house & (off < 1))[decidable].mean()
    is_strange = np.array(["no such street" in kinds for kinds in dirty["kinds"]])
    is_nowhere = np.array(["no such house" in kinds for kinds in dirty["kinds"]]) | is_strange
    wrong = (is_house & (is_nowhere | ~(off <= 200))).sum() / is_house.sum()
    asked = (answer["status"] != "certain").mean()
    print(
        f"{decidable.sum()} decidable, {right:.1%} right; {is_house.sum()} houses, {wrong:.2%} wrong; {asked:.1%} asked"
    )
    assert decidable.sum() > 600
    assert right >= 0.95
    assert wrong <= 0.005
    assert set(answer.loc[is_strange, "status"]) <= {"doubtful", "none"}


def test_a_street_that_the_register_lacks_is_not_taken_for_another(demo, tmp_path):
    _, rows = demo
    rng = np.random.default_rng(1)
    names = rows["street"].unique()
    is_gone = rows["street"].isin(rng.choice(names, len(names) // 10, replace=False))
    path = tmp_path / "register.sqlite"
    build_directory(rows[~is_gone], path, crs=CRS, name="Adressregister")
    with open_directory(path) as register:
        answer = geocode(rows[is_gone], register)
    assert is_gone.sum() > 1000
    assert (answer["status"] == "certain").mean() <= 0.005


# --- real towns ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def kitas(realdata):
    frame = gpd.read_file(realdata / "berlin" / "facilities" / "kindertagesstaetten.geojson")
    number = frame["e_hnr"] + " " + frame["e_zusatz"].fillna("")
    columns = {"street": frame["e_strasse"], "house_number": number, "postcode": frame["e_plz"], "town": frame["e_ort"]}
    return gpd.GeoDataFrame(columns, geometry=frame.geometry)


@pytest.mark.realdata
def test_the_kitas_of_neukoelln_stand_where_they_are(realdata, kitas, tmp_path):
    points = gpd.read_file(realdata / "berlin" / "addresses" / "hausnummern_neukoelln_nord.geojson")
    path = tmp_path / "register.sqlite"
    build_directory(directory_rows(points, "EPSG:25833", town="Berlin"), path, crs="EPSG:25833", name="OpenStreetMap")
    inside = kitas[kitas.within(points.union_all().convex_hull)]
    with open_directory(path) as register:
        answer = geocode(inside, register)
    off = np.hypot(answer["x"] - inside.geometry.x, answer["y"] - inside.geometry.y)
    houses = off[answer["precision"] == "haus"]
    print(answer.groupby(["status", "precision"], dropna=False).size(), houses.describe())
    assert len(inside) == 300
    assert len(houses) >= 247  # a simple join of street and number
    assert houses.median() <= 1.0
    assert houses.quantile(0.95) <= 10.0
    assert houses.max() <= 200.0
    assert off[answer["precision"] == "nachbarhaus"].median() <= 45.0


@pytest.mark.realdata
@pytest.mark.slow
def test_the_kitas_of_berlin_lie_in_the_planungsraum_of_their_address(realdata, kitas, tmp_path):
    frame = pd.read_csv(realdata / "berlin" / "addresses" / "adressen_mit_plr.csv.gz", dtype=str)
    path = tmp_path / "register.sqlite"
    build_directory(directory_rows(frame, "EPSG:25833", town="Berlin"), path, crs="EPSG:25833", name="Berlin")
    with open_directory(path) as register:
        answer = geocode(kitas, register)
    areas = gpd.read_file(realdata / "berlin" / "boundaries" / "lor_planungsraeume_2021.shp").to_crs("EPSG:25833")
    inside = assign_sozialraum(kitas, areas.rename(columns={"PLR_ID": "sozialraum_id"}))
    is_house = answer["precision"] == "haus"
    print(answer["status"].value_counts(), is_house.sum(), (answer["area_id"] == inside)[is_house].mean())
    assert is_house.mean() >= 0.99
    assert (answer["area_id"] == inside)[is_house].mean() >= 0.998
