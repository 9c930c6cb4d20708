"""Bad files as people and attackers bring them, each with what must become of it: the contract of bad inputs as data.

Every entry of the catalogue is a number; its variants are files named ``NN_variant.ext``. What is expected was worked out
by hand: outcome (A accepted, R rows rejected, F refused), problem codes, parts of the German messages, rows imported and
rejected. The study that they are offered to has three squares of 1 km, see `AREAS`.
"""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
from pyproj import Transformer
from study_files import CRS, EAST, NORTH, csv_text, geojson, square, write_xlsx

# „Brühler Straße“ for the spellings, numbers with leading zeros for what Excel does to them
AREAS = gpd.GeoDataFrame(
    {"Nummer": ["01", "02", "03"], "Name": ["Altdorf", "Brühler Straße", "Cölln"]},
    geometry=[square(EAST), square(EAST + 1000), square(EAST + 2000)],
    crs=CRS,
)
PLACES = {"table": "facilities"}
HEADER = ["Name", "Art", "Rechtswert", "Hochwert", "Plätze"]
ROWS = [
    ["Kita Süd", "Kita", EAST + 250, NORTH + 500, 40],
    ["Hort Nörd", "Hort", EAST + 1500, NORTH + 500, 25],
    ["Treff Groß", "Jugendtreff", EAST + 2500, NORTH + 500, 30],
]
STATED = ["Name", "Art", "Sozialraum"]
PEOPLE = [["Sozialraum", "unter 6", "6 bis unter 12"], ["01", 10, 20], ["02", 30, 40], ["03", 50, 60]]


@dataclass(frozen=True)
class Bad:
    """One file and what must become of it.

    Attributes
    ----------
    study
        ``areas``: with the three squares; ``new``: without any yet; ``gap``: with a sliver between two squares.
    codes
        Codes that must be told, all of them; the outcome says with which severity.
    says
        What the messages of these codes must say, in any order.
    values
        Our column → its values by row, where it matters what became of a cell.
    later
        Codes that the study tells once the file is taken over.
    """

    name: str
    outcome: str
    write: Callable[[Path], object]
    codes: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    imported: int = 0
    rejected: int = 0
    options: Mapping[str, Any] = field(default_factory=lambda: PLACES)
    values: Mapping[str, list[Any]] = field(default_factory=dict)
    study: str = "areas"
    later: tuple[str, ...] = ()
    is_slow: bool = False

    @property
    def entry(self) -> int:
        """Number in the catalogue."""
        return int(self.name.split("_")[0])


Content = bytes | str | list[list[Any]] | gpd.GeoDataFrame | Callable[[Path], object]


def writer(name: str, content: Content) -> Callable[[Path], object]:
    """Return what writes this content in the format of the name."""
    if callable(content) and not isinstance(content, gpd.GeoDataFrame):
        return content
    if isinstance(content, gpd.GeoDataFrame):
        if name.endswith(".geojson"):
            return lambda path: path.write_text(geojson(content), encoding="utf-8")
        return lambda path: content.to_parquet(path) if name.endswith(".parquet") else content.to_file(path)
    if isinstance(content, list) and name.endswith(".xlsx"):
        return lambda path: write_xlsx(path, {"Tabelle1": content})
    data = csv_text(content) if isinstance(content, list) else content
    return lambda path: path.write_bytes(data if isinstance(data, bytes) else data.encode())


def accepted(name: str, content: Content, *codes: str, imported: int = 3, **more: Any) -> Bad:
    return Bad(name, "A", writer(name, content), codes, imported=imported, **more)


def rejected(name: str, content: Content, *codes: str, imported: int = 3, rejected: int = 1, **more: Any) -> Bad:
    return Bad(name, "R", writer(name, content), codes, imported=imported, rejected=rejected, **more)


def refused(name: str, content: Content, *codes: str, **more: Any) -> Bad:
    return Bad(name, "F", writer(name, content), codes, **more)


def table(*more: list[Any], rows: list[list[Any]] = ROWS) -> list[list[Any]]:
    return [HEADER, *rows, *more]


def text(*more: list[Any], rows: list[list[Any]] = ROWS) -> str:
    return csv_text(table(*more, rows=rows))


def with_column(header: str, *cells: Any) -> list[list[Any]]:
    return [[*HEADER, header], *([*r, c] for r, c in zip(ROWS, cells, strict=True))]


def moved(crs: str, x: int = 0, y: int = 0) -> list[tuple[float, float]]:
    """Return the three places in another coordinate system."""
    change = Transformer.from_crs(CRS, crs, always_xy=True).transform
    return [change(r[2] + x, r[3] + y) for r in ROWS]


def placed(points: list[tuple[Any, Any]], headers: tuple[str, str] = ("x", "y")) -> list[list[Any]]:
    """Return a list of places with these coordinates."""
    return [["Name", "Art", *headers], *(["Ort " + str(i), "Kita", *p] for i, p in enumerate(points))]


def sparse(size: int, head: bytes = b"Name;Art\n") -> Callable[[Path], None]:
    """Return what writes a file of this size without filling the disk."""

    def write(path: Path) -> None:
        path.write_bytes(head)
        os.truncate(path, size)

    return write


def people(*rows: list[Any]) -> list[list[Any]]:
    return [PEOPLE[0], *rows]


# --- text tables -----------------------------------------------------------------------------------------------------


def encodings() -> Iterator[Bad]:
    """1 to 7: encodings and separators."""
    for n, name in enumerate(("liste.csv", "liste.txt", "LISTE.CSV"), start=1):
        yield accepted(f"01_cp1252_{n}_{name}", text().encode("cp1252"), values={"name": [r[0] for r in ROWS]})
    broken = text().encode().decode("cp1252").encode()
    yield accepted("02_umlaute.csv", broken, "mojibake_mended", says=("Kita Süd", "4 Zellen"),
                   values={"name": [r[0] for r in ROWS]})  # fmt: skip
    yield accepted(
        "02_kopf.csv", csv_text(with_column("StraÃŸe", "A", "B", "C")), "mojibake_mended", says=("„Straße“",)
    )
    garbled = [[c.encode().decode("cp1252") if isinstance(c, str) else c for c in r] for r in table()]
    yield accepted("02_umlaute.xlsx", garbled, "mojibake_mended", values={"name": [r[0] for r in ROWS]})
    frame = gpd.GeoDataFrame(
        {"Name": ["SÃ¼d", "NÃ¶rd â€“ Ost"], "Art": ["Kita"] * 2}, geometry=AREAS.centroid[:2], crs=CRS
    )
    yield accepted("02_umlaute.geojson", frame, "mojibake_mended", imported=2, values={"name": ["Süd", "Nörd – Ost"]})
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        yield accepted(f"03_{encoding}.csv", text().encode(encoding), values={"name": [r[0] for r in ROWS]})
    yield accepted("03_utf-16-be-bom.csv", b"\xfe\xff" + text().encode("utf-16-be"))
    yield accepted("04_bom.csv", text().encode("utf-8-sig"), values={"name": [r[0] for r in ROWS]})
    yield accepted("04_bom.tsv", csv_text(table(), "\t").encode("utf-8-sig"), values={"name": [r[0] for r in ROWS]})
    yield accepted("05_semikolon.csv", text())
    yield accepted("05_semikolon_gepackt.csv.gz", gzip.compress(text().encode()))
    yield refused("06_utm.csv", "Name,Art,x,y\nSüd,Kita,500250,5,5700500,5\nNord,Kita,501250,5,5700500,5\n",
                  "comma_decimals", says=("06_utm.csv", "Zeile 2", "Semikolon"))  # fmt: skip
    yield refused("06_grad.csv", "Name,Art,Lat,Lon\nSüd,Kita,51,45,9,01\nNord,Kita,51,45,9,02\nWest,Kita,51,9\n",
                  "comma_decimals", says=("Nachkommastellen",))  # fmt: skip
    yield accepted(
        "06_in_anfuehrung.csv", csv_text([[*r[:2], f"{r[2]},5", *r[3:]] if r != HEADER else r for r in table()], ",")
    )
    for name, separator in (("tab.tsv", "\t"), ("tab.csv", "\t"), ("strich.csv", "|")):
        yield accepted(f"07_{name}", csv_text(table(), separator))


def numbers() -> Iterator[Bad]:
    """8 to 17: numbers, ids, names and dates."""
    shifted = [[*r[:2], f"{r[2]},5", f"{r[3]},25", "40,5"] for r in ROWS]
    yield accepted("08_komma.csv", text(rows=shifted), values={"capacity": [40.5] * 3})
    yield accepted("08_komma.xlsx", table(rows=shifted), values={"capacity": [40.5] * 3})
    yield accepted("09_plaetze.csv", text(rows=[[*r[:4], "1.234"] for r in ROWS]), values={"capacity": [1234.0] * 3})
    yield accepted("09_stunden.csv", csv_text(with_column("Wochenstunden", "1.234", "", "")), "point_unclear",
                   says=("„1.234“", "Tausender", "Spalte „Wochenstunden“"), values={"hours_week": [1.234, None, None]})  # fmt: skip
    for n, number in enumerate(("1 234", "1\u00a0234", "1'234", "1\u202f234"), start=1):
        yield accepted(
            f"10_tausend_{n}.csv", text(rows=[[*r[:4], number] for r in ROWS]), values={"capacity": [1234.0] * 3}
        )
    yield accepted(
        "11_plz.csv", csv_text(with_column("PLZ", "01067", "01069", "")), values={"postcode": ["01067", "01069", None]}
    )
    for kind in ("csv", "xlsx"):
        yield accepted(f"11_plz_ohne_null.{kind}", with_column("PLZ", 1067, 1069, ""), "postcode_zeros",
                       says=("2 Zeilen", "führende Null"), values={"postcode": ["01067", "01069", None]})  # fmt: skip
    yield accepted("11_schluessel.csv", people(["1", 10, 20], ["2", 30, 40], ["3", 5, 6]), "zeros_restored",
                   says=("3 Zeilen",), options={"table": "population"})  # fmt: skip
    ids = [6412000, "", 6412002]
    yield accepted(
        "12_leere.xlsx", with_column("Einrichtungs-ID", *ids), values={"facility_id": ["6412000", ..., "6412002"]}
    )
    frame = gpd.GeoDataFrame(
        {"Name": ["a", "b"], "Art": ["Kita"] * 2, "Einrichtungs-ID": [6412000.0, None]},
        geometry=AREAS.centroid[:2], crs=CRS,
    )  # fmt: skip
    yield accepted("12_leere.parquet", frame, imported=2, values={"facility_id": ["6412000", ...]})
    for kind in ("csv", "xlsx"):
        yield accepted(f"13_exponent.{kind}", with_column("Einrichtungs-ID", "1E5", "2E5", "3E5"),
                       values={"facility_id": ["1E5", "2E5", "3E5"]})  # fmt: skip
        yield accepted(f"14_lang.{kind}", with_column("Einrichtungs-ID", *(f"1234567890123456{i}" for i in "789")),
                       values={"facility_id": [f"1234567890123456{i}" for i in "789"]})  # fmt: skip
    yield accepted(
        "14_zahl.xlsx", with_column("Einrichtungs-ID", 12345678901234567, 7, 8), "digits_lost", says=("15 Ziffern",)
    )
    for kind in ("csv", "xlsx"):
        rows = [[n, *r[1:]] for n, r in zip(("NA", "Null", "None"), ROWS, strict=True)]
        yield accepted(f"15_namen.{kind}", table(rows=rows), values={"name": ["NA", "Null", "None"]})
    yield accepted("16_datum.csv", csv_text(with_column("Beginn", "03.04.2024", "3.4.2024", "2024-04-03")),
                   values={"begin": ["2024-04-03"] * 3})  # fmt: skip
    yield accepted(
        "16_datum.xlsx",
        with_column("Beginn", "03.04.2024 00:00", "", "2024"),
        values={"begin": ["2024-04-03", None, "2024-12-31"]},
    )
    for n, day in enumerate(("31.02.2024", "00.00.0000", "01.01.24", "32.13.2024"), start=1):
        yield rejected(f"17_tag_{n}.csv", csv_text(with_column("Beginn", day, "", "")), "bad_row_date", imported=2,
                       says=(day, "Zeile 2", "Spalte „Beginn“", "Tag.Monat.Jahr"))  # fmt: skip


def headers() -> Iterator[Bad]:
    """18 to 21: where the names of the columns are, and whether they are names."""
    doubled = [[*HEADER, "Name"], *([*r, "x"] for r in ROWS)]
    for kind in ("csv", "xlsx"):
        yield refused(f"18_doppelt.{kind}", doubled, "duplicate_header", says=("Name", "Spalten 1, 6"))
    yield refused(
        "18_leerzeichen.csv", [[*HEADER, "Name "], *([*r, "x"] for r in ROWS)], "duplicate_header", says=("Name",)
    )
    for kind in ("csv", "xlsx"):
        title = [
            ["Einrichtungen der Stadt", "", "", "", ""],
            ["", "", "", "", ""],
            ["Stand 2025", "", "", "", ""],
            [""] * 5,
        ]
        yield accepted(
            f"19_titel.{kind}", [*title, *table()], "title_skipped", says=("Zeile 5", "„Name“", "header_row")
        )
    yield accepted("19_eine_zelle.csv", "Liste\n" + text(), "title_skipped", says=("Zeile 2",))
    two = [["Name", "Art", "Lage", "", "Plätze"], ["", "", "Rechtswert", "Hochwert", "genehmigt"], *ROWS]
    for kind in ("csv", "xlsx"):
        yield refused(f"20_zwei.{kind}", two, "two_line_header", says=("Zeile 2", "Hochwert", "header_rows = 2"))
    mapped = {"x": "Lage Rechtswert", "y": "Lage Hochwert", "capacity": "Plätze genehmigt"}
    yield accepted(
        "20_gesagt.csv",
        two,
        options={**PLACES, "header_rows": 2, "columns": mapped},
        values={"capacity": [40.0, 25.0, 30.0]},
    )
    yield rejected(
        "20_nur_eine.csv",
        two,
        "empty_cell",
        options={**PLACES, "header_rows": 1, "columns": {"x": "Lage", "y": "Spalte 4"}},
    )
    for kind in ("csv", "xlsx"):
        yield refused(f"21_ohne.{kind}", ROWS, "no_header_row", says=("Zeile 1", str(EAST + 250), "Spaltennamen"))
    yield refused(
        "21_nur_worte.csv",
        "Süd;Kita;Mitte\nNord;Hort;Mitte\n",
        "missing_required",
        says=("Name", "Vorhanden: Süd, Kita, Mitte"),
    )


def rows() -> Iterator[Bad]:
    """22 to 37: rows, cells and spellings."""
    for n, separator in enumerate((";", "\t"), start=1):
        short = csv_text(table(["Kurz", "Kita"]), separator)
        yield rejected(f"22_kurz_{n}.csv", short, "row_length", says=("Zeile 5", "2 Felder statt 5"))
        long = csv_text(table(["Lang", "Kita", 1, 2, 3, "zu viel"]), separator)
        yield rejected(f"23_lang_{n}.csv", long, "row_length", says=("Zeile 5", "6 Felder statt 5"))
    yield refused("24_offen.csv", text() + '"Kita;Art\n', "bad_csv", says=("Zeile 5", "Anführungszeichen"))
    yield refused("24_verschluckt.csv", text() + '"Ost;Kita;1;2;3\nWest";Kita;1;2;3\n', "bad_csv", says=("Zeile 5",))
    yield refused("24_mitten.csv", text() + 'O"st;Kita;1;2;3\n"W"est;Kita;1;2;3\n', "bad_csv", says=("Zeile 6",))
    broken = [["Kita\nSüd", *ROWS[0][1:]], *ROWS[1:]]
    for kind in ("csv", "xlsx"):
        yield accepted(
            f"25_umbruch.{kind}", table(rows=broken), values={"name": ["Kita Süd", "Hort Nörd", "Treff Groß"]}
        )
    yield refused("26_null.csv", text().replace("Groß", "Gr\x00ß"), "nul_byte", says=("Zeichen",))
    yield refused("26_null.tsv", csv_text(table(), "\t") + "\x00", "nul_byte")
    yield refused("27_leer.csv", b"", "empty_file", says=("leer",))
    yield refused("27_leerzeichen.csv", b" \r\n\r\n", "empty_file")
    for kind in ("csv", "xlsx"):
        yield refused(f"27_nur_kopf.{kind}", [HEADER], "only_header", says=("keine Zeile mit Daten",))
    yield refused("27_leer.xlsx", [[]], "no_header")
    yield refused("27_leer.geojson", '{"type": "FeatureCollection", "features": []}', "only_header")
    yield refused("27_leer.gpkg", AREAS.iloc[:0], "only_header")
    yield rejected(
        "28_orte.csv", text(["Gesamt", "", "", "", 95]), "sum_row", says=("„Gesamt“", "Zeile 5", "Summenzeile")
    )
    yield rejected("28_orte.xlsx", table(["Summe:", "Kita", "", "", 95]), "sum_row")
    yield rejected("28_einwohner.csv", [*PEOPLE, ["Insgesamt", 90, 120]], "sum_row", options={"table": "population"})
    yield rejected("28_gremien.csv", [["Name", "Rhythmus", "Rolle"], ["AK Jugend", "monatlich", ""], ["Summe", "", ""]],
                   "sum_row", imported=1, options={"table": "gremien"})  # fmt: skip
    remarks = ("* geschätzt", "Quelle: Jugendamt", "Stand: 31.12.2025", "# Ende", "1) vorläufig")
    for n, remark in enumerate(remarks, start=1):
        kind = "xlsx" if n % 2 else "csv"
        yield rejected(
            f"29_fussnote_{n}.{kind}",
            table([remark, "", "", "", ""]),
            "remark_row",
            says=(remark, "Zeile 5", "Anmerkung"),
        )
    yield rejected("29_kurz.csv", text() + "Quelle: Amt 51\n", "row_length", says=("Zeile 5",))
    yield refused("30_gross.csv", sparse(200_000_000), "too_large", says=("50 MB",))
    yield refused("30_gross.xlsx", sparse(60_000_000, b"PK\x03\x04"), "too_large")
    yield refused("30_gross.geojson", sparse(60_000_000, b"{"), "too_large")
    many = [[f"s{i}" for i in range(1000)], [1] * 1000]
    for kind in ("csv", "xlsx"):
        yield refused(
            f"31_breit.{kind}", many, "too_many_columns", says=("1.000" if kind == "csv" else "mehr als 702",)
        )
    yield refused("31_komma.csv", "Name;Art\n" + ";" * 20_000, "too_many_columns")
    yield refused("32_zelle.csv", "Name;Art;x;y\nA;" + "x" * 10_000_000 + ";1;2\n", "huge_cell", says=("Zeile 2",))
    yield refused(
        "32_zelle.geojson", AREAS.assign(Name=["x" * 150_000, "b", "c"]), "huge_cell", says=("Spalte „Name“", "Zeile 1")
    )
    yield refused("32_riesig.geojson", AREAS.assign(Name=["x" * 10_000_000, "b", "c"]), "unreadable")
    for n, (written, meant) in enumerate((("S\x0büd", "Süd"), ("S\u200büd", "Süd"), ("S\u202eüd", "Süd")), start=1):
        rows_ = [[written, *ROWS[0][1:]], *ROWS[1:]]
        yield accepted(f"33_zeichen_{n}.csv", table(rows=rows_), "control_removed", says=("Steuerzeichen", "Zeile 2"),
                       values={"name": [meant, "Hort Nörd", "Treff Groß"]})  # fmt: skip
    stated = {"table": "population"}
    for n, name in enumerate(("Co\u0308lln", "  Cölln\u00a0", "Cölln\u2007", "CÖLLN", "Coelln")):
        entry = (34, 35, 35, 36, 36)[n]
        yield accepted(
            f"{entry}_name_{n}.csv",
            people([name, 10, 20]),
            imported=1,
            options=stated,
            values={"sozialraum_id": ["03"] * 2},
        )
    yield accepted(
        "34_kopf.csv", csv_text(table()).replace("Plätze", "Pla\u0308tze"), values={"capacity": [40.0, 25.0, 30.0]}
    )
    for n, name in enumerate(("Brühler Str.", "Bruehler Strasse", "brühler strasse")):
        told = ("area_spelling",) if n < 2 else ()  # capitals need no note
        yield accepted(f"36_strasse_{n}.csv", people([name, 10, 20]), *told, imported=1, options=stated,
                       says=(name,) * len(told), values={"sozialraum_id": ["02"] * 2})  # fmt: skip
    yield accepted("37_zahl.xlsx", people([1, 10, 20], [2, 30, 40]), "zeros_restored", imported=2, options=stated)
    yield accepted("37_text.csv", people(["01", 10, 20], ["02", 30, 40]), imported=2, options=stated)


def exported() -> Iterator[Bad]:
    """108: what our own files made harmless comes back as it was."""
    rows_ = [[n, *r[1:]] for n, r in zip(("'=1+1", "'+49 30 1234", "'s Lädchen"), ROWS, strict=True)]
    yield accepted("108_eigene.csv", table(rows=rows_), values={"name": ["=1+1", "+49 30 1234", "'s Lädchen"]})
    rows_ = [[n, *r[1:]] for n, r in zip(('=HYPERLINK("http://evil.example")', "@SUM(1)", "-5"), ROWS, strict=True)]
    for kind in ("csv", "xlsx"):
        yield accepted(f"108_formeltext.{kind}", table(rows=rows_), values={"name": [r[0] for r in rows_]})


def text_files() -> list[Bad]:
    """Return the entries 1 to 37."""
    return [*encodings(), *numbers(), *headers(), *rows(), *exported()]


# Entries that no file can show here: attacks stand in traps, names cut in shapefiles would be an export, which there is not
ELSEWHERE = {*range(90, 99), 101}
