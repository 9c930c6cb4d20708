"""Coordinates, geometries and containers that are wrong: entries 55 to 89 and what is left of 90 to 106."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from bad_files import AREAS, PLACES, ROWS, Bad, accepted, moved, placed, refused, rejected
from pyproj import Transformer
from study_files import CRS, EAST, NORTH, csv_text, geojson, square

LAYER = {"table": "sozialraeume"}
POINTS = [(r[2], r[3]) for r in ROWS]


def places(points: list[Any], crs: Any = CRS, **columns: list[Any]) -> gpd.GeoDataFrame:
    shapes = [shapely.Point(p) if isinstance(p, tuple) else p for p in points]
    told = {"Name": [f"Ort {i}" for i in range(len(shapes))], "Art": ["Kita"] * len(shapes), **columns}
    return gpd.GeoDataFrame(told, geometry=shapes, crs=crs)


def areas(*shapes: Any, crs: Any = CRS) -> gpd.GeoDataFrame:
    ids = [f"{n:02}" for n in range(1, len(shapes) + 1)]
    return gpd.GeoDataFrame({"Nummer": ids, "Name": [f"Gebiet {i}" for i in ids]}, geometry=list(shapes), crs=crs)


def squares(first: Any = None) -> gpd.GeoDataFrame:
    return areas(first if first is not None else square(EAST), square(EAST + 1000), square(EAST + 2000))


def bare(frame: gpd.GeoDataFrame) -> str:
    """Return GeoJSON that does not say its coordinate system."""
    return geojson(frame, crs_member=False)


def zipped(frame: gpd.GeoDataFrame, *without: str, names: tuple[str, ...] = ("ebene",)) -> Callable[[Path], None]:
    """Return what writes a zipped shapefile that lacks some of its parts."""

    def write(path: Path) -> None:
        with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(path, "w") as archive:
            frame.to_file(Path(folder) / "ebene.shp")
            for part in sorted(Path(folder).iterdir()):
                for name in names if part.suffix not in without else ():
                    archive.writestr(f"{name}{part.suffix}", part.read_bytes())

    return write


def systems() -> Iterator[Bad]:
    """55 to 65: in which coordinate system numbers are."""
    yield refused(
        "55_flaechen.zip", zipped(AREAS, ".prj"), "no_crs", options=LAYER, study="new", says=("crs = ", "GIS-Büro")
    )
    yield accepted("55_gesagt.zip", zipped(AREAS, ".prj"), options={**LAYER, "crs": CRS}, study="new")
    yield accepted("55_punkte.zip", zipped(places(POINTS), ".prj"), "crs_guessed", says=("EPSG:25832",))
    degrees = moved("EPSG:4326")
    swapped = [(y, x) for x, y in degrees]
    yield refused("56_grad.csv", placed(swapped), "swapped_coordinates", says=("vertauscht", "51,4"))
    yield refused("56_meter.csv", placed([(y, x) for x, y in POINTS]), "swapped_coordinates", says=("columns",))
    yield refused("56_grad.geojson", bare(places(swapped)), "swapped_geometry", says=("vertauscht",))
    turned = AREAS.to_crs("EPSG:4326")
    turned["geometry"] = shapely.transform(turned.geometry.array, lambda xy: xy[:, ::-1])
    yield refused("56_flaechen.geojson", turned, "swapped_geometry", options=LAYER, study="new", says=("X und Y",))
    for zone in (31466, 31467, 31468, 31469):
        yield accepted(f"57_gk_{zone}.csv", placed(moved(f"EPSG:{zone}"), ("Rechtswert", "Hochwert")), "crs_guessed",
                       says=(f"EPSG:{zone}",))  # fmt: skip
    gk = moved("EPSG:31467")
    wrong = {**PLACES, "crs": "EPSG:25832"}
    yield refused(
        "58_gesagt.csv", placed(gk), "points_abroad", options=wrong, says=("EPSG:25832", 'crs = "EPSG:31467"')
    )
    yield refused("58_ebene.gpkg", places(gk), "points_abroad", says=("EPSG:25832",))
    yield refused("58_flaechen.gpkg", AREAS.to_crs("EPSG:31467").set_crs(CRS, allow_override=True), "areas_abroad",
                  options=LAYER, study="new")  # fmt: skip
    yield accepted("59_liste.csv", placed(gk), "datum_rough", says=("auf etwa", "genau"))
    yield accepted("59_flaechen.gpkg", AREAS.to_crs("EPSG:31467"), "datum_rough", options=LAYER, study="new")
    shifted = [(EAST + 650 + 1000 * (n % 2) + n, NORTH + 500) for n in range(12)]
    stated = ["01", "02"] * 6
    off = [(x + 446, y) for x, y in shifted]
    yield refused("60_ebene.geojson", places(off, Sozialraum=stated), "mostly_elsewhere", says=("12 von 12", "crs"))
    yield refused("60_liste.csv", [["Name", "Art", "x", "y", "Sozialraum"], *(["a", "Kita", *p, s] for p, s in zip(off, stated, strict=True))],
                  "mostly_elsewhere")  # fmt: skip
    yield accepted("60_bestaetigt.geojson", places(off, Sozialraum=stated), "other_area", imported=12, options=wrong)
    yield accepted("61_zone33.csv", placed(moved("EPSG:25833")), "crs_guessed", says=("EPSG:25833",))
    yield accepted("61_zone33.gpkg", places(POINTS).to_crs("EPSG:25833"))
    yield accepted("61_mit_zone.csv", placed(moved("EPSG:4647")), "crs_guessed")
    yield refused("62_punkte.geojson", bare(places(POINTS)), "points_abroad", says=('crs = "EPSG:25832"',))
    yield refused("62_flaechen.geojson", bare(AREAS), "areas_abroad", options=LAYER, study="new", says=("crs = ",))
    yield accepted("62_gesagt.geojson", bare(places(POINTS)), options=wrong)
    for code in ("EPSG:25832", "EPSG:31467", "EPSG:3857"):
        number = 64 if code == "EPSG:3857" else 63
        yield accepted(f"{number}_{code[5:]}.geojson", places(POINTS).to_crs(code))
    yield accepted("64_liste.csv", placed(moved("EPSG:3857")), "crs_guessed", says=("EPSG:3857",))
    for code in ("EPSG:4326", "EPSG:3035", "EPSG:25833"):
        yield accepted(f"65_{code[5:]}.gpkg", places(POINTS).to_crs(code))


def where() -> Iterator[Bad]:
    """66 to 73: coordinates that are nowhere, or not exactly where they seem to be."""
    yield rejected("66_null.csv", placed([*POINTS, (0, 0)]), "zero_coordinate", says=("0/0", "Zeile 5"))
    yield rejected("66_null.geojson", places([*POINTS, (0, 0)]), "outside_germany", says=("Zeile 4",))
    yield rejected(
        "67_ausland.csv",
        placed([*POINTS * 4, (3_500_500, 1)]),
        "outside_germany",
        imported=12,
        says=("außerhalb Deutschlands", "Zeile 14"),
    )
    yield rejected(
        "67_fern.csv", placed([*POINTS * 4, (EAST, NORTH + 11_000)]), "far_outside", imported=12, says=("10,0 km",)
    )
    yield accepted(
        "67_nah.csv", placed([*POINTS, (EAST - 500, NORTH + 500)]), "outside_near", imported=4, says=("500 m",)
    )
    north, east = "51°27'10.5\"N", "9°0'13\"E"
    for n, (y, x) in enumerate(((north, east), ("N 51.4529", "E 9.0036"), ("51,4529 N", "9,0036 O"), ("51° 27,1' nördl. Breite", "9° 0,3' östl. Länge"),
                                ("51.4529°", "9.0036°")), start=1):  # fmt: skip
        yield accepted(
            f"68_grad_{n}.csv",
            placed([(x, y)], ("Längengrad", "Breitengrad")),
            imported=1,
            values={"sozialraum_id": ["01"]},
        )
    degrees = moved("EPSG:4326")
    for n, (x, y) in enumerate((("9.0.3", "51.4.5"), ("9°70'E", "51°27'N"), ("neun", "51.45")), start=1):
        yield rejected(
            f"68_falsch_{n}.csv", placed([*degrees, (x, y)]), "bad_coordinate", says=(x, "Zeile 5", "keine Koordinate")
        )
    coarse = [(9.0, 51.45), (9.01, 51.45), (9.02, 51.45)]
    yield accepted(
        "69_grob.csv",
        placed(coarse),
        "coarse_coordinates",
        says=("3 Koordinaten", "Kilometer"),
        values={"precision": ["ort"] * 3},
    )
    yield accepted("69_grob.geojson", bare(places(coarse)), "coarse_coordinates", values={"precision": ["ort"] * 3})
    for n, mark in enumerate((999, -1, 9999, "-1"), start=1):
        yield rejected(
            f"70_marke_{n}.csv",
            placed([*POINTS * 4, (mark, mark)]),
            "mark_coordinate",
            imported=12,
            says=(str(mark), "fehlende Angabe"),
        )
    for n, mark in enumerate(("–", ".", "x", "-9999", "k. A."), start=1):
        rows = [["Sozialraum", "unter 6", "6 bis unter 12"], ["01", mark, 20], ["02", 30, 40]]
        yield accepted(
            f"70_statistik_{n}.csv",
            rows,
            imported=2,
            options={"table": "population"},
            values={"people": [None, 30.0, 20.0, 40.0]},
        )
    for n, mark in enumerate(("NaN", "inf", "-inf", "1e999"), start=1):
        code = "no_place" if n == 1 else "bad_coordinate"
        yield rejected(f"71_{n}.csv", placed([*POINTS, (mark, mark)]), code, says=("Zeile 5",))
    for n, value in enumerate((np.inf, np.nan)):
        yield rejected(
            f"71_geometrie_{n}.parquet",
            places([*POINTS, shapely.Point(value, value)]),
            "bad_coordinate" if n == 0 else "no_place",
        )
    one = [POINTS[0]] * 6
    yield accepted(
        "72_ein_punkt.csv",
        placed(one),
        "same_spot",
        imported=6,
        says=("6 Orte", "500250 / 5700500"),
        values={"precision": ["ort"] * 6},
    )
    yield accepted("72_meist.geojson", places([*one, *POINTS]), "same_spot", imported=9, says=("7 Orte",))
    for n, point in enumerate(((180, 90), (-180, -90), (9, 91), (0, 90)), start=1):
        yield rejected(
            f"73_{n}.csv",
            placed([*degrees * 4, point]),
            "outside_germany",
            imported=12,
            says=("außerhalb Deutschlands",),
        )


def shapes_of_areas() -> Iterator[Bad]:
    """74 to 82 and 87 to 89: the areas themselves."""
    new: dict[str, Any] = {"options": LAYER, "study": "new"}
    tie = shapely.Polygon([(EAST, NORTH), (EAST + 1000, NORTH + 1000), (EAST + 1000, NORTH), (EAST, NORTH + 1000)])
    for kind in ("geojson", "gpkg"):
        yield refused(
            f"74_schleife.{kind}",
            squares(tie),
            "polygon_changed",
            **new,
            says=("Gebiet 01", "0 m² und 500000 m²", "repair = true"),
        )
    yield accepted(
        "74_repariert.geojson",
        squares(tie),
        "polygon_repaired",
        options={**LAYER, "repair": True},
        study="new",
        says=("100 %",),
    )
    # a loop of 1 m x 1 m at a corner: a millionth of the area
    kink = shapely.Polygon([(EAST, NORTH), (EAST + 1000, NORTH), (EAST + 1000, NORTH + 1000), (EAST + 1, NORTH + 1000), (EAST, NORTH + 999),
                            (EAST + 1, NORTH + 999), (EAST, NORTH + 1000)])  # fmt: skip
    yield accepted("74_klein.geojson", squares(kink), "polygon_repaired", **new)
    twice = shapely.Polygon(np.repeat(shapely.get_coordinates(square(EAST)), 2, axis=0))
    yield accepted("75_doppelte_ecken.geojson", squares(twice), **new)
    corners = shapely.get_coordinates(square(EAST))[:-1].tolist()
    spike = shapely.Polygon([*corners, [EAST - 100, NORTH], corners[0]])
    yield accepted("75_stachel.gpkg", squares(spike), "polygon_repaired", **new)
    line = json.loads(geojson(squares()))
    line["features"][0]["geometry"]["coordinates"] = [[[EAST, NORTH], [EAST + 1000, NORTH], [EAST, NORTH]]]
    yield rejected("75_strich.geojson", json.dumps(line), "no_geometry_row", imported=2, **new, says=("Zeile 1",))
    for kind in ("Polygon", "MultiPolygon"):
        content = json.loads(geojson(squares()))
        ring = content["features"][0]["geometry"]["coordinates"][0][:-1]
        content["features"][0]["geometry"] = {"type": kind, "coordinates": [ring] if kind == "Polygon" else [[ring]]}
        yield accepted(f"76_offen_{kind.lower()}.geojson", json.dumps(content), **new)
    yield rejected(
        "77_ohne.geojson",
        squares().assign(geometry=[None, *squares().geometry[1:]]),
        "no_geometry_row",
        imported=2,
        **new,
        says=("Zeile 1",),
    )
    yield rejected("77_leer.gpkg", squares(shapely.Polygon()), "no_geometry_row", imported=2, **new)
    yield rejected("77_punkt.geojson", places([*POINTS, None]), "no_place", says=("Zeile 4",))
    yield accepted(
        "78_hoehe.geojson",
        squares(shapely.force_3d(square(EAST), 100.0)),
        "heights_dropped",
        **new,
        says=("bleiben weg",),
    )
    yield accepted("78_punkte.gpkg", places([shapely.Point(*p, 80.0) for p in POINTS]), "heights_dropped")
    island = shapely.MultiPolygon([square(EAST, size=400), square(EAST + 500, size=400)])
    for kind in ("geojson", "gpkg", "zip"):
        yield accepted(f"79_inseln.{kind}", squares(island) if kind != "zip" else zipped(squares(island)), **new)
    mixed = shapely.GeometryCollection(
        [square(EAST), shapely.Point(EAST, NORTH), shapely.LineString([(EAST, NORTH), (EAST + 9, NORTH)])]
    )
    for kind in ("geojson", "gpkg"):
        yield accepted(
            f"80_sammlung.{kind}", squares(mixed), "areal_part_kept", **new, says=("Gebiet 01", "nur die Fläche")
        )
        yield refused(
            f"81_linien.{kind}",
            squares().assign(geometry=squares().boundary),
            "not_polygons",
            **new,
            says=("Flächen statt Linien",),
        )
    over = squares(shapely.box(EAST, NORTH, EAST + 1100, NORTH + 1000))
    for kind in ("geojson", "gpkg"):
        yield accepted(f"82_ueberlappt.{kind}", over, **new, later=("areas_overlap",))
    holed = squares(square(EAST).difference(square(EAST + 400, NORTH + 400, 10)))
    yield accepted("83_loch.geojson", holed, **new, later=("areas_gap",))
    sliver = areas(square(EAST), shapely.box(EAST + 1001, NORTH, EAST + 2000, NORTH + 1000), shapely.box(EAST, NORTH - 9, EAST + 2000, NORTH),
                   shapely.box(EAST, NORTH + 1000, EAST + 2000, NORTH + 1009))  # fmt: skip
    yield accepted("83_spalt.gpkg", sliver, imported=4, **new, later=("areas_gap",))
    inner = square(EAST + 300, NORTH + 300, 200)
    for kind in ("geojson", "fgb"):
        yield accepted(f"87_mitten_drin.{kind}", areas(square(EAST).difference(inner), inner), imported=2, **new)
    angle = np.linspace(0, 2 * np.pi, 500_000, endpoint=False)
    round_ = shapely.Polygon(np.column_stack([EAST + 500 + 400 * np.cos(angle), NORTH + 500 + 400 * np.sin(angle)]))
    yield accepted("88_viele_ecken.gpkg", squares(round_), **new, is_slow=True)
    yield accepted("88_viele_ecken.geojson", squares(shapely.Polygon(round_.exterior.coords[::10])), **new)
    yield refused(
        "89_flaechen.geojson",
        squares().assign(Nummer=["01", "02", "01"]),
        "duplicate_area",
        **new,
        says=("„01“", "Zeile 3"),
    )
    yield refused("89_flaechen.gpkg", squares().assign(Nummer=["7", "7", "7"]), "duplicate_area", **new, says=("„7“",))
    listed = [[*r, i] for r, i in zip(ROWS, ("K1", "K2", "K1"), strict=True)]
    header = ["Name", "Art", "Rechtswert", "Hochwert", "Plätze", "Einrichtungs-ID"]
    yield rejected("89_orte.csv", csv_text([header, *listed]), "duplicate_id", imported=2, says=("„K1“", "Zeile 4"))


def districts() -> Iterator[Bad]:
    """84 to 86: which area a place or a figure belongs to."""
    people = {"table": "population"}
    head = ["Sozialraum", "unter 6"]
    yield rejected(
        "84_einwohner.csv",
        [head, ["01", 1], ["Neustadt", 2]],
        "unknown_area_row",
        imported=1,
        options=people,
        says=("„Neustadt“", "keys"),
    )
    yield accepted(
        "84_zugeordnet.csv",
        [head, ["01", 1], ["Neustadt", 2]],
        imported=2,
        options={**people, "keys": {"Neustadt": "03"}},
    )
    yield rejected(
        "84_orte.csv",
        [["Name", "Art", "Sozialraum"], ["a", "Kita", "02"], ["b", "Kita", "Neustadt"]],
        "unknown_area_row",
        imported=1,
    )
    border = [(EAST + 1000, NORTH + 500), (EAST + 2000, NORTH + 500), (EAST + 500, NORTH + 500)]
    for n, content in enumerate((placed(border), places(border))):
        yield accepted(f"85_grenze.{('csv', 'geojson')[n]}", content, "on_border", says=("2 Orte", "kleineren Kennung"),
                       values={"sozialraum_id": ["01", "02", "01"]})  # fmt: skip
    gap = [*POINTS, (EAST + 1010, NORTH + 500)]
    for n, content in enumerate((placed(gap), places(gap))):
        yield rejected(
            f"86_luecke.{('csv', 'geojson')[n]}", content, "in_gap", study="gap", says=("Lücke", "„01“", "10 m")
        )


def containers() -> Iterator[Bad]:
    """99 to 106: archives, tables beside shapes, and endings that lie. What attacks is in `traps`."""
    for n, name in enumerate(("../x.shp", "/x.shp", "C:\\x.shp", "a/../../x.shp", "\\\\rechner\\x.shp"), start=1):
        yield refused(
            f"99_pfad_{n}.zip",
            lambda path, name=name: zipped(places(POINTS), names=("ebene", name[:-4]))(path),
            "zip_path",
            says=("Pfade",),
        )
    yield refused(
        "100_zwei.zip", zipped(places(POINTS), names=("eins", "zwei")), "which_shapefile", says=("eins, zwei", "sheet")
    )
    yield accepted(
        "100_gewaehlt.zip", zipped(places(POINTS), names=("eins", "zwei")), options={**PLACES, "sheet": "zwei"}
    )
    yield refused("100_keines.zip", archive({"liste.csv": b"a;b"}), "no_shapefile", says=("kein Shapefile",))
    for part in (".shx", ".dbf"):
        yield refused(
            f"100_ohne{part}.zip",
            zipped(places(POINTS), part),
            "shapefile_part",
            says=(f"fehlt {part}", ".shp, .shx, .dbf, .prj"),
        )
    for n, encoding in enumerate(("cp1252", "utf-8", "cp850"), start=1):
        yield accepted(f"102_{n}.zip", without_cpg(encoding), values={"name": ["Süd", "Groß", "Öst"]})
    deep = '{"type": "FeatureCollection", "features": ' + "[" * 100_000 + "]" * 100_000 + "}"
    yield refused("103_tief.geojson", deep, "unreadable", says=("ließ sich nicht lesen",))
    yield refused(
        "103_eigenschaft.json",
        geojson(places(POINTS)).replace('"Ort 0"', '{"a":' * 100_000 + "1" + "}" * 100_000),
        "unreadable",
    )
    yield refused("104_daten.pickle", b"\x80\x04\x95", "unknown_type", says=("„.pickle“",))
    yield refused("104_daten.parquet", b"\x80\x04\x95" + bytes(90), "wrong_content")
    yield refused("104_daten.csv", b"\x80\x04\x95" + bytes(90), "wrong_content")
    for n, (name, head) in enumerate((("bild.csv", b"%PDF-1.7"), ("karte.geojson", b"<html>"), ("tabelle.xlsx", b"a;b\n1;2\n"),
                                      ("ebene.gpkg", b"PK\x03\x04"), ("ebene.fgb", b"fgb\x01"), ("programm.shp", b"MZ\x90"))):  # fmt: skip
        yield refused(f"105_{n}_{name}", head + bytes(50), "wrong_content")
    for name in ("evil.exe", "evil.sh", "evil.html", "evil.svg", "evil.kml", "evil.gml", "evil.vrt", "evil"):
        yield refused(f"106_{name}", b"MZ" + bytes(100), "unknown_type", says=("werden nicht gelesen",))


def archive(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as opened:
        for name, data in parts.items():
            opened.writestr(name, data)
    return stream.getvalue()


def without_cpg(encoding: str) -> Callable[[Path], None]:
    """Return what writes a shapefile whose table does not say its encoding."""

    def write(path: Path) -> None:
        with tempfile.TemporaryDirectory() as folder:
            places(POINTS).assign(Name=["S__d", "Gro__", "__st"]).to_file(Path(folder) / "x.shp")
            table = (Path(folder) / "x.dbf").read_bytes()
            for mark, letter in ((b"S__d", "Süd"), (b"Gro__", "Groß"), (b"__st", "Öst")):
                table = table.replace(mark, letter.encode(encoding).ljust(len(mark)))
            header = bytearray(table)
            header[29] = 0
            parts = {f"x{s}": (Path(folder) / f"x{s}").read_bytes() for s in (".shp", ".shx", ".prj")}
            path.write_bytes(archive({**parts, "x.dbf": bytes(header)}))

    return write


def gap_areas() -> gpd.GeoDataFrame:
    """Return squares of which the first two stand 30 m apart within a frame."""
    frame = AREAS.copy()
    sliver = shapely.box(EAST + 1000, NORTH + 100, EAST + 1030, NORTH + 900)
    frame.loc[1, "geometry"] = square(EAST + 1000).difference(sliver)
    return frame


def all_places() -> list[Bad]:
    """Return the entries 55 to 106, without the attacks."""
    assert Transformer
    return [*systems(), *where(), *shapes_of_areas(), *districts(), *containers()]
