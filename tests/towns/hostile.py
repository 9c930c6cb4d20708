"""A study whose every name tries to run a script, to load an image or to become a formula."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import study_files

MARK = "![x](http://evil.example/x.png)"
SCRIPT = "<script>window.__pwned=1</script><img src=http://evil.example/i onerror=window.__pwned=2>"
LINK = "http://evil.example/auto [l](javascript:window.__pwned=3) $\\alpha$ :material/warning:"
FORMULA = '=HYPERLINK("http://evil.example";"x")'
EVIL = f"{MARK} {SCRIPT} {LINK} `${{window.__pwned=4}}`"


def hostile_study(folder: Path) -> Path:
    """Write the study and return its folder."""
    folder.mkdir(exist_ok=True)
    frame = study_files.squares().assign(Name=[EVIL, FORMULA, "Cölln"])
    study_files.write_geo(folder / "sozialraeume.geojson", gpd.GeoDataFrame(frame))
    rows = {
        "orte": [
            ["ID", "Name", "Kategorie", "Träger", "Plätze", "x", "y"],
            ["K1", EVIL, "Kita", EVIL, 40, 500250, 5700500],
            ["K2", FORMULA, "Kita", FORMULA, 60, 501500, 5700500],
        ],
        "partner": [["ID", "Name", "Art", "Stand", "Sozialraum"], ["P1", EVIL, "Schule", "geklärt", "A"]],
        "gremien": [["ID", "Name", "Art", "Wirkungsraum"], ["G1", EVIL, "Beirat", "A"]],
        "angebote": [
            ["ID", "Name", "Ansatzpunkt", "Zielgruppe", "Thema", "Förderung", "Ende", "Sozialraum"],
            ["A1", EVIL, "4", EVIL, EVIL, EVIL, "31.03.2026", "A"],
        ],
        "ziele": [
            ["ID", "Jahr", "Sozialraum", "Ansatzpunkt", "Ziel", "Ergebnis", "nächster Schritt", "Station"],
            ["Z1", 2025, "A", "4", EVIL, EVIL, FORMULA, EVIL],
        ],
        "aufwand": [
            ["ID", "Station", "Tag", "Stunden", "Was", "Sozialraum", "Ansatzpunkt"],
            ["W1", EVIL, "01.03.2025", 3, EVIL, "A", "4"],
        ],
        "menschen": [["Gebiet", "0-6", "6-12", "12-27"], ["A", 40, 20, 30], ["B", 20, 10, 30], ["C", 30, 6, 30]],
        "kennzahlen": [["Gebiet", "armut"], ["A", 10], ["B", 20], ["C", 30]],
    }
    for name, table in rows.items():
        study_files.write_table(folder, name, "utf8.csv", table)
    text = EVIL.replace("\\", "\\\\").replace('"', "'")
    about = (f'title = "{text}"', f'publisher = "{text}"', f'licence = "{text}"')
    indicator = f'indicator = [{{ id = "armut", name = "{text}", column = "armut" }}]'
    source = study_files.source
    head = f'[study]\nname = "{text}"\nwhole = "{text}"\nlevels = ["{text}"]\ndate = 2025-12-31\ncrs = "EPSG:25832"\n'
    return study_files.write_study(
        folder,
        source("orte.csv", "facilities", *about, "complete = true", 'crs = "EPSG:25832"'),
        source("partner.csv", "partners", *about),
        source("gremien.csv", "gremien", *about),
        source("angebote.csv", "activities", *about),
        source("ziele.csv", "goals", *about),
        source("aufwand.csv", "effort", *about),
        source("menschen.csv", "population", *about),
        source("kennzahlen.csv", "indicators", *about, indicator),
        f'[[standard]]\nid = "eigen"\nname = "{text}"\ncategory = "kita"\nages = "0-<6"\nlimit_m = 300\n'
        f'status = "norm"\nsource = "{text}"\n',
        head=head,
    )  # fmt: skip
