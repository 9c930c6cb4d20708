"""Tables that belong to others: entrances, stops, school districts; and lists of neighbouring places."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from study_files import (
    CRS,
    EAST,
    FACILITIES,
    NORTH,
    csv_text,
    of_code,
    read,
    refused,
    source,
    square,
    write_geo,
    write_study,
)

from sozialraum_geo.reading import read_study
from sozialraum_geo.register import importing

ACTIVITIES = [
    ["Angebots-ID", "Angebot", "Ansatzpunkt", "Form", "Rechtswert", "Hochwert"],
    ["m1", "Spielmobil", "4", "mobil", "", ""],
    ["m2", "Treff", "4", "vor Ort", 500100, 5700100],
]
ENTRANCES = [
    ["Einrichtungs-ID", "Eingang", "Rechtswert", "Hochwert"],
    ["K1", "Nord", 500250, 5700600],
    ["K1", "Süd", 500250, 5700400],
    ["K9", "Tor", 500300, 5700300],
    ["K2", "Hof", "", ""],
]
STOPS = [
    ["Angebots-ID", "Haltepunkt", "Rhythmus", "Stunden", "Beginn", "Ende", "Wochentag", "Uhrzeit", "Ost", "Nord"],
    ["m1", "Markt", "wöchentlich", "2,5", "01.03.2025", "", "Montag", "15–17 Uhr", 500500, 5700500],
    ["m1", "Park", "", "", "", "31.10.2025", "Di", "", 501500, 5700500],
    ["m7", "Weiher", "", "", "", "", "", "", 501500, 5700500],
    ["m1", "Bach", "", "", "bald", "", "", "", 501500, 5700500],
]


def study_of(folder, *blocks, **tables):
    folder.mkdir(exist_ok=True)
    for name, rows in {"orte": FACILITIES, "angebote": ACTIVITIES, **tables}.items():
        (folder / f"{name}.csv").write_text(csv_text(rows), encoding="utf-8")
    sources = [source("orte.csv", "facilities"), source("angebote.csv", "activities")]
    return write_study(folder, *blocks, *sources)


def told(study, severity="rejected"):
    return [(p.file, p.row, p.code, p.value) for p in study.problems if p.severity == severity]


def test_entrances_belong_to_a_facility_and_have_a_point(tmp_path):
    # Listed before the facilities: what belongs to others is read after them
    study = read(study_of(tmp_path, source("tore.csv", "entrances"), tore=ENTRANCES))
    assert study.entrances["facility_id"].tolist() == ["K1", "K1"]
    assert sorted((p.x, p.y) for p in study.entrances.geometry) == [(500250.0, 5700400.0), (500250.0, 5700600.0)]
    assert told(study) == [
        ("tore.csv", 4, "unknown_facility_row", "K9"), ("tore.csv", 5, "point_missing", "")
    ]  # fmt: skip


def test_an_entrance_with_a_sozialraum_only_is_no_place_to_go_to(tmp_path):
    rows = [["Einrichtungs-ID", "Sozialraum"], ["K1", "A"]]
    study = read(study_of(tmp_path, source("tore.csv", "entrances"), tore=rows))
    assert told(study) == [("tore.csv", 2, "point_missing", "")]
    assert len(study.entrances) == 0


def test_stops_keep_their_rhythm_dates_and_hours(tmp_path):
    stops = source("halt.csv", "stops", 'columns = { x = "Ost", y = "Nord" }')
    study = read(study_of(tmp_path, stops, halt=STOPS))
    first, second = study.stops.sort_values("name").to_dict("records")
    assert [first[c] for c in ("activity_id", "rhythm", "hours_week", "begin", "weekday", "time", "sozialraum_id")] == [
        "m1", "woechentlich", 2.5, "2025-03-01", "Montag", "15–17 Uhr", "A"
    ]  # fmt: skip
    assert (second["rhythm"], second["end"], second["sozialraum_id"]) == (None, "2025-10-31", "B")
    assert pd.isna(second["hours_week"])
    assert told(study) == [
        ("halt.csv", 5, "bad_row_date", "bald"), ("halt.csv", 4, "unknown_activity_row", "m7")
    ]  # fmt: skip


def districts(schools, shapes):
    return gpd.GeoDataFrame({"Schule": schools}, geometry=shapes, crs=CRS)


def test_districts_name_a_school_or_say_that_it_is_not_there(tmp_path):
    shapes = [square(EAST), square(EAST + 1000), shapely.Point(EAST, NORTH), square(EAST + 2000)]
    write_geo(tmp_path / "bezirke.geojson", districts(["K1", "K9", "K1", None], shapes))
    study = read(study_of(tmp_path, source("bezirke.geojson", "school_districts")))
    assert study.school_districts["facility_id"].tolist() == ["K1", "K9"]
    assert [(p.row, p.value) for p in of_code(study, "district_school_unknown")] == [(2, "K9")]
    assert told(study) == [
        ("bezirke.geojson", 4, "empty_cell", ""), ("bezirke.geojson", 3, "not_areal", "Point")
    ]  # fmt: skip


def test_built_layers_and_limits_by_kind_come_back_the_same(tmp_path):
    write_geo(tmp_path / "bezirke.geojson", districts(["K1"], [square(EAST)]))
    blocks = (
        source("bezirke.geojson", "school_districts"),
        source("tore.csv", "entrances"),
        source("halt.csv", "stops", 'columns = { x = "Ost", y = "Nord" }'),
        '[[standard]]\nid = "eigen"\ncategory = "kita"\nages = "0-<6"\nlimit_m = 500\nmode = "rad"\n'
        "limits = { laendlich = 2000 }\n",
    )
    folder = study_of(tmp_path, *blocks, tore=ENTRANCES, halt=STOPS)
    first, again = read_study(folder), read_study(folder)
    assert first.fingerprint == again.fingerprint
    assert first.own_standards == again.own_standards
    assert first.own_standards[0].limits == (("laendlich", 2000.0),)
    for name in ("entrances", "stops", "school_districts"):
        pd.testing.assert_frame_equal(pd.DataFrame(getattr(first, name)), pd.DataFrame(getattr(again, name)))


NEIGHBOURS = [
    ["Einrichtung", "Kategorie", "Ortsteil", "Rechtswert", "Hochwert"],
    ["Nah", "Kita", "Nordend", 500500, 5701500],  # 500 m beyond the border
    ["Fern", "Kita", "Nordend", 500500, 5707000],
    ["Ferner", "Kita", "Nordend", 500500, 5708000],
]


def test_of_a_neighbours_list_what_is_near_counts_and_the_rest_is_left_out(tmp_path):
    block = source("nachbarn.csv", "facilities", "neighbour = true")
    study = read(study_of(tmp_path, block, nachbarn=NEIGHBOURS))
    ledger = next(s for s in study.sources if s.file == "nachbarn.csv")
    assert (ledger.rows, ledger.imported, ledger.excluded, ledger.rejected, ledger.is_neighbour) == (3, 1, 2, 0, True)
    row = study.facilities.set_index("name").loc["Nah"]
    assert row["sozialraum_id"] is None
    assert [p.detail for p in of_code(study, "neighbours_near")] == ["1"]
    assert not [p for p in study.problems if p.file == "nachbarn.csv" and p.severity == "rejected"]
    assert not of_code(study, "outside_near")


def test_addresses_of_a_neighbour_are_not_looked_for_here(tmp_path):
    # Both towns have a Hauptstraße 1; a list of ours finds it, a neighbour's must not
    book = [["Straße", "Hausnr", "PLZ", "Rechtswert", "Hochwert"], ["Hauptstraße", "1", "01067", 500500, 5700500]]
    rows = [["Einrichtung", "Kategorie", "Straße", "Hausnr"], ["Kita", "Kita", "Hauptstraße", "1"]]
    for name, setting, imported in (("eigene", "", 1), ("nachbarn", "neighbour = true", 0)):
        blocks = source("adressen.csv", "addresses"), source(f"{name}.csv", "facilities", setting)
        study = read(study_of(tmp_path / name, *blocks, adressen=book, **{name: rows}))
        assert next(s.imported for s in study.sources if s.file == f"{name}.csv") == imported
    assert [p.code for p in study.problems if p.file == "nachbarn.csv" and p.severity == "rejected"] == ["no_place"]


def test_without_saying_so_what_is_far_is_rejected(tmp_path):
    study = read(study_of(tmp_path, source("nachbarn.csv", "facilities"), nachbarn=NEIGHBOURS))
    assert [p.row for p in of_code(study, "far_outside")] == [3, 4]
    assert [p.row for p in of_code(study, "outside_near")] == [2]


@pytest.mark.parametrize(
    "block",
    [source("orte.csv", "facilities", "neighbour = true", "complete = true"),
     source("angebote.csv", "activities", "neighbour = true")],
)  # fmt: skip
def test_a_neighbours_list_cannot_complete_ours(tmp_path, block):
    assert [p.code for p in refused(write_study(tmp_path, block))] == ["bad_setting"]


@pytest.mark.parametrize(
    ("setting", "code"),
    [("limits = { dorf = 2000 }", "unknown_word"), ("limits = { laendlich = 0 }", "bad_setting"),
     ('limits = { laendlich = "weit" }', "bad_standard"), ('mode = "bus"', "bad_setting")],
)  # fmt: skip
def test_bad_limits_and_modes(tmp_path, setting, code):
    block = f'[[standard]]\nid = "eigen"\ncategory = "kita"\nages = "0-<6"\nlimit_m = 500\n{setting}\n'
    assert [p.code for p in refused(write_study(tmp_path, block))] == [code]


def test_the_kind_of_area(tmp_path):
    frame = gpd.GeoDataFrame(
        {"Nummer": ["A", "B"], "Name": ["Alt", "Neu"], "Raumtyp": ["städtisch", "Ländlich"]},
        geometry=[square(EAST), square(EAST + 1000)],
        crs=CRS,
    )
    write_geo(tmp_path / "gebiete.geojson", frame)
    study = read(write_study(tmp_path, areas=source("gebiete.geojson", "sozialraeume")))
    assert study.sozialraeume["kind"].tolist() == ["staedtisch", "laendlich"]


def test_entrances_can_be_imported(tmp_path):
    folder = study_of(tmp_path)
    file = tmp_path / "tore.csv"
    file.write_text(csv_text(ENTRANCES), encoding="utf-8")
    prepared = importing.prepare(folder, read_study(folder), file, {"table": "entrances"})
    assert prepared.draft.counts["imported"] == 2
    importing.apply(folder, prepared)
    assert read_study(folder).entrances["facility_id"].tolist() == ["K1", "K1"]
    importing.undo(folder)
    assert read_study(folder).entrances is None


# --- ages and opening times ------------------------------------------------------------------------------------------

OFFERS = [
    ["Angebots-ID", "Angebot", "Ansatzpunkt", "Zielgruppe", "Alter", "Öffnungszeiten", "Wochenstunden", "Rhythmus",
     "Sozialraum"],
    ["a1", "Treff", "4", "Kinder 6-12 Jahre", "", "Mo-Fr 13-19 Uhr", "", "", "A"],
    ["a2", "Café", "4", "Kinder 6-12 Jahre", "ab 14", "Di 10-12 Uhr und nach Vereinbarung", "5", "", "A"],
    ["a3", "Garten", "4", "Alleinerziehende", "für alle Altersgruppen", "April bis Oktober: Mo-Fr 9-17", "", "", "A"],
    ["a4", "Beratung", "4", "Eltern", "6-12 und 15-20", "nach Vereinbarung", "", "", "A"],
    ["a5", "Runde", "4", "", "", "Mo 10-12 ; Sa bei Festen", "", "", "A"],
    ["a6", "Kreis", "4", "", "", "jeden 1. Mi im Monat 16-18", "", "", "A"],
    ["a7", "Fest", "4", "", "", "Sa 10-16, jeden 1. So im Monat 10-13", "", "jährlich", "A"],
    ["a8", "Haus", "4", "", "", "", "", "", "A"],
]  # fmt: skip


@pytest.fixture
def offers(tmp_path):
    study = read(study_of(tmp_path, angebote=OFFERS))
    return study, study.activities.set_index("activity_id")


def test_opening_times_that_are_understood_fill_hours_and_rhythm(offers):
    study, rows = offers
    hours = rows["hours_week"]
    assert hours[["a1", "a2"]].tolist() == [30.0, 5.0]  # what is stated in figures stays
    assert hours["a6"] == 0.46  # 2 × 12 / 52
    assert hours["a7"] == 6.69  # 6 + 3 × 12 / 52
    assert hours[["a3", "a4", "a5", "a8"]].isna().all()  # by appointment is not zero
    assert rows["rhythm"].to_dict() == {
        "a1": "woechentlich", "a2": "woechentlich", "a3": None, "a4": None, "a5": None, "a6": "monatlich",
        "a7": "jaehrlich", "a8": None,
    }  # fmt: skip
    assert [(p.severity, p.row, p.column, p.value) for p in of_code(study, "bad_hours")] == [
        ("note", 4, "Öffnungszeiten", "April bis Oktober: Mo-Fr 9-17"), ("note", 6, "Öffnungszeiten", "Sa bei Festen")
    ]  # fmt: skip
    assert rows.loc["a5", "opening_hours"] == "Mo 10-12 ; Sa bei Festen"


def test_ages_come_from_their_column_else_from_the_target(offers):
    study, rows = offers
    assert rows.loc["a1", ["age_from", "age_to"]].tolist() == [6.0, 13.0]
    assert rows.loc["a2", ["age_from", "age_to"]].tolist() == [14.0, float("inf")]
    assert rows.loc[["a3", "a4", "a5"], ["age_from", "age_to"]].isna().all(axis=None)
    assert [(p.row, p.value) for p in of_code(study, "bad_ages")] == [(5, "6-12 und 15-20")]
    assert [(p.row, p.column, p.value, p.detail) for p in of_code(study, "ages_from_target")] == [
        (2, "Zielgruppe", "Kinder 6-12 Jahre", "1")
    ]


def test_stops_have_opening_times_of_their_own(tmp_path):
    stops = [
        ["Angebots-ID", "Haltepunkt", "Zeiten", "Ost", "Nord"],
        ["m1", "Markt", "14-täglich Di 15-17 Uhr", 500500, 5700500], ["m1", "Park", "bei Sonne", 501500, 5700500],
    ]  # fmt: skip
    study = read(study_of(tmp_path, source("halt.csv", "stops", 'columns = { x = "Ost", y = "Nord" }'), halt=stops))
    first, second = study.stops.sort_values("name").to_dict("records")
    assert (first["rhythm"], first["hours_week"]) == ("vierzehntaeglich", 1.0)
    assert (second["rhythm"], pd.isna(second["hours_week"])) == (None, True)
    assert [(p.file, p.row, p.value) for p in of_code(study, "bad_hours")] == [("halt.csv", 3, "bei Sonne")]
