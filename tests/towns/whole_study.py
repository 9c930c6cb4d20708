"""A study with a file for every table."""

from __future__ import annotations

import geopandas as gpd
import shapely
from study_files import (
    CRS,
    EAST,
    FACILITIES,
    HEAD,
    NORTH,
    census_cell,
    csv_text,
    source,
    square,
    write_geo,
    write_study,
)


def table(folder, name, rows):
    (folder / name).write_text(csv_text(rows), encoding="utf-8")
    return name


def whole_study(folder):
    """Write a study in which every table occurs."""
    folder.mkdir(parents=True)
    town = shapely.box(EAST, NORTH, EAST + 3000, NORTH + 1000)
    write_geo(folder / "bezirk.geojson", gpd.GeoDataFrame({"Nr": ["1"], "Name": ["Alles"]}, geometry=[town], crs=CRS))
    table(folder, "orte.csv", FACILITIES)
    table(folder, "partner.csv", [
        ["Partner-ID", "Partner", "Art", "Stand", "seit", "Einrichtungs-ID", "Sozialraum"],
        ["P1", "Verein", "Verein", "geklärt", "2020", "", "A"],
        ["P2", "Kita Am Süßbach", "Kita", "in Klärung", "", "K2", ""],
        ["P3", "Polizei", "Polizei", "", "", "", "C"],
    ])  # fmt: skip
    table(folder, "gremien.csv", [["Gremium", "Art", "Rolle", "nächster Termin", "Mitglieder", "Sozialraum"],
                                  ["AK Süd", "AK", "Moderation", "31.01.2026", "P1;P3", "A"],
                                  ["Runde", "Runder Tisch", "Teilnahme", "", "", ""]])  # fmt: skip
    table(folder, "angebote.csv", [
        ["Angebots-ID", "Angebot", "Ansatzpunkt", "Ebene", "Rolle", "Alter", "Rhythmus", "Stunden", "Einrichtungs-ID",
         "Sozialraum", "Wirkungsraum"],
        ["1", "Treff", "3", "", "Durchführung", "12 bis 17", "wöchentlich", "2,5", "K1", "", ""],
        ["2", "Fest", "4 Sozialraumbezogene Projekte", "fallunspezifisch", "Mitwirkung", "ab 6", "jährlich", "", "",
         "B", ""],
        ["3", "Hilfe für N. N.", "3", "fallspezifisch", "", "", "", "", "", "A", ""],
        ["4", "Netz", "2.1", "", "Teilnahme", "alle", "", "", "", "", "A:0.5;B:0.5"],
    ])  # fmt: skip
    table(
        folder, "menschen.csv", [["Nr", "unter 6", "6-<18", "18+"], ["A", 10, 20, 300], ["B", 5, "", 7], ["C", 0, 1, 2]]
    )
    table(folder, "zahlen.csv", [["Nr", "Quote"], ["A", "12,5"], ["B", "–"], ["C", "7,5"]])
    table(folder, "gitter.csv", [["x", "y", "Einwohner"], [*census_cell(), 5]])
    streets = gpd.GeoDataFrame(
        {"Straßenname": ["Lange Straße", "Querweg"], "Art": ["residential", None]},
        geometry=[
            shapely.LineString([(EAST, NORTH + 500), (EAST + 3000, NORTH + 500)]),
            shapely.LineString([(EAST + 1500, NORTH), (EAST + 1500, NORTH + 1000)]),
        ],
        crs=CRS,
    )
    write_geo(folder / "strassen.geojson", streets)
    ground = gpd.GeoDataFrame(
        {"Art": ["Wasser", "Park", "Meer"], "Name": ["See", None, "x"]}, geometry=[square(EAST)] * 3, crs=CRS
    )
    write_geo(folder / "grund.geojson", ground)
    table(folder, "adressen.csv", [["Straße", "Hausnr", "PLZ"], ["Ährenweg", "1", "01067"], ["", "2", "01067"]])
    return write_study(
        folder,
        source("bezirk.geojson", "sozialraeume", 'level = "Bezirk"'),
        source("orte.csv", "facilities", "complete = true", 'complete_in = ["A", "B"]'),
        source("partner.csv", "partners"),
        source("gremien.csv", "gremien"),
        source("angebote.csv", "activities", "date = 2024-12-31"),
        source("menschen.csv", "population", "date = 2025-06-30"),
        source("zahlen.csv", "indicators", 'indicator = [{ id = "q", column = "Quote" }]'),
        source("gitter.csv", "grid"),
        source("strassen.geojson", "streets"),
        source("grund.geojson", "background"),
        source("adressen.csv", "addresses"),
        head=HEAD + 'levels = ["Bezirk", "Sozialraum"]\n',
    )
