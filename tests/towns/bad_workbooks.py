"""Workbooks that no program would write, or only a careless one: entries 38 to 54, most of them built by hand."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter
from bad_files import EAST, NORTH, PLACES, ROWS, Bad, accepted, refused, rejected, table, text
from study_files import ods, write_xlsx

SPACE = "http://schemas.openxmlformats.org/"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY lol "lol">'
    + "".join(f'<!ENTITY lol{i} "{f"&lol{i - 1 or str()};" * 10}">' for i in range(1, 10))
    + "]>"
)


def column(at: int) -> str:
    return chr(65 + at)


def cell(row: int, at: int, value: object) -> str:
    if isinstance(value, str) and value.startswith("<c"):
        return value.replace("?", f"{column(at)}{row}")
    if isinstance(value, str):
        return f'<c r="{column(at)}{row}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{column(at)}{row}"><v>{value}</v></c>'


def sheet(rows: list[list[Any]], *, before: str = "", after: str = "", hidden: tuple[int, ...] = ()) -> str:
    body = "".join(
        f'<row r="{n}"{" hidden=" + chr(34) + "1" + chr(34) if n in hidden else ""}>'
        f"{''.join(cell(n, at, v) for at, v in enumerate(r))}</row>"
        for n, r in enumerate(rows, start=1)
    )
    return f'{HEAD}<worksheet xmlns="{SPACE}spreadsheetml/2006/main">{before}<sheetData>{body}</sheetData>{after}</worksheet>'


def workbook(content: str | bytes, *, book: str = "", more: Mapping[str, str | bytes] | None = None) -> bytes:
    """Return a workbook of one sheet with this XML, and more members where an entry needs them."""
    relations = f"{SPACE}officeDocument/2006/relationships"
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{SPACE}package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{SPACE}package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{SPACE}spreadsheetml/2006/main" xmlns:r="{relations}"><sheets>'
        f'<sheet name="Liste" sheetId="1" r:id="rId1"/></sheets>{book}</workbook>',
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{SPACE}package/2006/relationships"><Relationship '
        f'Id="rId1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": content,
    }
    return packed({**parts, **(more or {})})


def packed(parts: Mapping[str, str | bytes], *, flags: int = 0) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    data = bytearray(stream.getvalue())
    for at in positions(data, b"PK\x01\x02"):
        data[at + 8] |= flags
    for at in positions(data, b"PK\x03\x04"):
        data[at + 6] |= flags
    return bytes(data)


def positions(data: bytes | bytearray, mark: bytes) -> Iterator[int]:
    at = data.find(mark)
    while at >= 0:
        yield at
        at = data.find(mark, at + 1)


def lying(data: bytes, name: str, size: int) -> bytes:
    """Return an archive that says of a member that it unpacks to this many bytes."""
    changed = bytearray(data)
    for mark, size_at, name_at in ((b"PK\x01\x02", 24, 46), (b"PK\x03\x04", 22, 30)):
        for at in positions(data, mark):
            if data[at + name_at :].startswith(name.encode()):
                struct.pack_into("<I", changed, at + size_at, size)
    return bytes(changed)


def ods_of(rows: list[list[Any]], *changes: tuple[str, str], more: Mapping[str, str | bytes] | None = None) -> bytes:
    """Return an ODS workbook with changes in its XML."""
    with zipfile.ZipFile(io.BytesIO(ods(rows))) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    content = parts["content.xml"].decode()
    for old, new in changes:
        assert old in content, old
        content = content.replace(old, new, 1)
    return packed({**parts, "content.xml": content, **(more or {})})


def made(*steps: Callable[[Any, Any], object], rows: list[list[Any]] | None = None) -> Callable[[Path], None]:
    """Return what writes a workbook by its library and then does more to it."""

    def write(path: Path) -> None:
        with xlsxwriter.Workbook(path) as book:
            page = book.add_worksheet("Liste")
            for at, row in enumerate(rows or table()):
                page.write_row(at, 0, row)
            for step in steps:
                step(book, page)

    return write


def changed(row: int, at: int, value: object) -> list[list[Any]]:
    rows = [list(r) for r in table()]
    rows[row][at] = value
    return rows


def formulas() -> Iterator[Bad]:
    """38 and 39: formulas without a value, and with an error for one."""
    waiting = {"calcPr": '<calcPr calcId="1" fullCalcOnLoad="1"/>'}
    for n, (written, book) in enumerate((
        ('<c r="?"><f>500000+250</f><v/></c>', ""), ('<c r="?"><f>500000+250</f></c>', ""),
        ('<c r="?"><f>500000+250</f><v></v></c>', ""), ('<c r="?"><f>500000+250</f><v>0</v></c>', waiting["calcPr"]),
        ('<c r="?"><f t="shared" si="0"/></c>', ""),
    ), start=1):  # fmt: skip
        says = ("Zeile 2", "Spalte „Rechtswert“", "nie ausgerechnet", "in Excel öffnen und speichern")
        yield rejected(f"38_formel_{n}.xlsx", workbook(sheet(changed(1, 2, written)), book=book), "formula_empty", imported=2,
                       says=says if n < 5 else says[:3])  # fmt: skip
    value = f'<c r="?"><f>500000+250</f><v>{EAST + 250}</v></c>'
    yield accepted("38_gerechnet.xlsx", workbook(sheet(changed(1, 2, value)), book=waiting["calcPr"]))
    yield accepted(
        "38_unbenutzt.xlsx",
        workbook(sheet([[*r, "Quote" if r[0] == "Name" else '<c r="?"><f>1</f></c>'] for r in table()])),
    )
    old = f'<table:table-cell office:value-type="float" office:value="{EAST + 250}"/>'
    yield rejected("38_formel.ods", ods_of(table(), (old, '<table:table-cell table:formula="of:=500000+250"/>')),
                   "formula_empty", imported=2, says=("=500000+250",))  # fmt: skip
    for n, (stored, shown) in enumerate((("#REF!", "#BEZUG!"), ("#N/A", "#NV"), ("#DIV/0!", "#DIV/0!")), start=1):
        error = f'<c r="?" t="e"><f>A1/0</f><v>{stored}</v></c>'
        yield rejected(f"39_fehler_{n}.xlsx", workbook(sheet(changed(2, 3, error))), "error_cell", imported=2,
                       says=(shown, "Zeile 3", "Spalte „Hochwert“", "Formel"))  # fmt: skip
    yield rejected(
        "39_fehler.csv", text(rows=changed(2, 3, "#NV")[1:]), "error_cell", imported=2, says=("„#NV“", "Zeile 3")
    )
    yield rejected("39_name.csv", text(rows=changed(2, 0, "#BEZUG!")[1:]), "error_cell", imported=2)
    new = '<table:table-cell table:formula="of:=1/0" office:value-type="float" office:value="0"><text:p>#DIV/0!</text:p></table:table-cell>'
    yield rejected("39_fehler.ods", ods_of(table(), (old, new)), "error_cell", imported=2)


def merges_and_sheets() -> Iterator[Bad]:
    """40 to 43: what is merged, hidden or of another type."""
    rows = [
        ["Art", "Name", "Rechtswert", "Hochwert"],
        *([r[1] if n == 0 else "", r[0], r[2], r[3]] for n, r in enumerate(ROWS)),
    ]
    merge = '<mergeCells count="1"><mergeCell ref="A2:A4"/></mergeCells>'
    kinds = {"category": ["kita"] * 3}
    yield accepted("40_verbunden.xlsx", workbook(sheet(rows, after=merge)), "merged_filled", values=kinds,
                   says=("2 Zellen", "„Kita“", "Zeile 3", "Spalte „Art“"))  # fmt: skip
    yield accepted(
        "40_bibliothek.xlsx",
        made(lambda book, page: page.merge_range("A2:A4", "Kita"), rows=rows),
        "merged_filled",
        values=kinds,
    )
    old = '<table:table-cell office:value-type="string"><text:p>Kita</text:p>'
    yield accepted("40_verbunden.ods", ods_of(rows, (old, old.replace("cell ", 'cell table:number-rows-spanned="3" ', 1))),
                   "merged_filled", values=kinds)  # fmt: skip
    title = [["Kitas der Stadt", "", "", "", ""], *table()]
    merge = '<mergeCells count="1"><mergeCell ref="A1:E1"/></mergeCells>'
    yield accepted("40_titel.xlsx", workbook(sheet(title, after=merge)), "title_skipped")
    two = {"Liste": table(), "Alt": table()}
    yield refused("41_blaetter.xlsx", lambda path: write_xlsx(path, two), "which_sheet", says=("Liste, Alt", "sheet"))
    hide = made(lambda book, page: (other := book.add_worksheet("Alt")).write(0, 0, "x") or other.hide())
    yield refused("41_ausgeblendet.xlsx", hide, "which_sheet", says=("Liste, Alt (ausgeblendet)",))
    yield accepted("41_genannt.xlsx", lambda path: write_xlsx(path, two), options={**PLACES, "sheet": "Alt"})
    yield refused(
        "41_fehlt.xlsx",
        lambda path: write_xlsx(path, two),
        "no_sheet",
        options={**PLACES, "sheet": "Neu"},
        says=("„Neu“", "Liste, Alt"),
    )
    yield accepted(
        "42_zeilen.xlsx",
        workbook(sheet(table(), hidden=(2, 4))),
        "rows_hidden",
        says=("2 Zeilen", "Zeile 2", "ausgeblendet"),
    )
    yield accepted("42_filter.xlsx", made(lambda book, page: (page.autofilter("A1:E4"), page.set_row(2, None, None, {"hidden": True}))),
                   "rows_hidden", says=("1 Zeilen",))  # fmt: skip
    yield accepted("42_spalten.xlsx", workbook(sheet(table(), before='<cols><col min="5" max="5" hidden="1"/></cols>')),
                   "columns_hidden", says=("Plätze",))  # fmt: skip
    yield accepted("42_filter.ods", ods_of(table(), ("</table:table-row><table:table-row>", '</table:table-row><table:table-row table:visibility="filter">')),
                   "rows_hidden")  # fmt: skip
    yield accepted(
        "43_zahl_als_text.xlsx",
        table(rows=[[*r[:2], *map(str, r[2:])] for r in ROWS]),
        values={"capacity": [40.0, 25.0, 30.0]},
    )
    yield accepted(
        "43_text_als_zahl.xlsx", table(rows=[[n, *r[1:]] for n, r in enumerate(ROWS)]), values={"name": ["0", "1", "2"]}
    )


def no_workbooks() -> Iterator[Bad]:
    """44, 45 and 53: what is called a workbook and is none, or is locked."""
    page = b"<html><table><tr><td>Name</td></tr></table></html>"
    yield refused("44_seite.xls", page, "page_as_workbook", says=("Internetseite", ".xlsx speichern"))
    yield refused("44_xml.xls", b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "page_as_workbook")
    yield refused("44_seite.xlsx", page, "wrong_content", says=("„.xlsx“",))
    yield refused("44_text.xls", text(), "unknown_type", says=("„.xls“", "XLSX"))
    secret = OLE + "EncryptedPackage".encode("utf-16-le") + bytes(100)
    yield refused("45_kennwort.xlsx", secret, "locked", says=("Kennwort",))
    yield refused("45_kennwort.xls", secret, "locked")
    yield refused("45_alt.xls", OLE, "locked_or_old", says=("als .xlsx speichern",))
    yield refused("45_kennwort.zip", packed({"x.shp": "x"}, flags=1), "locked")
    manifest = '<manifest:file-entry><manifest:encryption-data manifest:checksum="x"/></manifest:file-entry>'
    yield refused("45_kennwort.ods", ods_of(table(), more={"META-INF/manifest.xml": manifest}), "locked")
    document = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>"}
    yield refused("53_brief.xlsx", packed(document), "wrong_content", says=("„.xlsx“",))
    yield refused("53_archiv.xlsx", packed({"liste.csv": text()}), "wrong_content")
    letter = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": "<office:document-content><office:text/></office:document-content>",
    }
    yield refused("53_brief.ods", packed(letter), "wrong_content")
    yield refused("53_ohne_blatt.xlsm", packed({"xl/workbook.xml": f"{HEAD}<workbook/>"}), "unreadable")


def passive() -> Iterator[Bad]:
    """46 and 47: macros and links are there, and nothing happens."""
    for n, kind in enumerate(("xlsm", "xlsx"), start=1):
        book = workbook(sheet(table()), more={"xl/vbaProject.bin": OLE})
        yield accepted(f"46_makro_{n}.{kind}", book, "macros_ignored", says=("nicht ausgeführt",))
    yield accepted("46_makro.ods", ods_of(table(), more={"Basic/Standard/Module1.xml": "<script/>"}), "macros_ignored")
    link = '<externalLink><externalBook r:id="rId1"/></externalLink>'
    yield accepted(
        "47_mappe.xlsx", workbook(sheet(table()), more={"xl/externalLinks/externalLink1.xml": link}), "links_ignored"
    )
    connection = '<connections><connection id="1" url="http://127.0.0.1:9/x"/></connections>'
    yield accepted(
        "47_abfrage.xlsx",
        workbook(sheet(table()), more={"xl/connections.xml": connection}),
        "links_ignored",
        says=("verweist",),
    )
    call = f'<c r="?"><f>cmd|&apos;/c calc&apos;!A1</f><v>{EAST + 250}</v></c>'
    yield accepted("47_dde.xlsx", workbook(sheet(changed(1, 2, call))))
    dde = '<table:dde-links><office:dde-source office:dde-application="cmd"/></table:dde-links></office:spreadsheet>'
    yield accepted("47_dde.ods", ods_of(table(), ("</office:spreadsheet>", dde)), "links_ignored")


def bombs() -> Iterator[Bad]:
    """48 to 52 and 54: small files that become large."""
    long = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 400_001))
    yield refused(
        "48_lang.xlsx",
        workbook(sheet([]).replace("</sheetData>", long + "</sheetData>")),
        "too_many_rows",
        says=("200.000",),
    )
    nameless = "".join(f"<row><c><v>{n * n}</v></c></row>" for n in range(400_000))
    yield refused("48_ohne_nummern.xlsx", workbook(sheet([]).replace("</sheetData>", nameless + "</sheetData>")), "too_many_rows",
                  says=("400.000",))  # fmt: skip
    for n, (place, code) in enumerate(
        (("XFD1048576", "too_many_columns"), ("B1048576", "too_many_rows"), ("XFD2", "too_many_columns")), 1
    ):
        far = f'<row r="9"><c r="{place}"><v>1</v></c></row></sheetData>'
        yield refused(f"49_fern_{n}.xlsx", workbook(sheet(table()).replace("</sheetData>", far)), code)
    quoted = "<row r='9'><c r='XFD1048576'><v>1</v></c></row></sheetData>"
    yield refused(
        "49_andere_zeichen.xlsx", workbook(sheet(table()).replace("</sheetData>", quoted)), "too_many_columns"
    )
    zeros = bytes(30_000_000)
    bomb = workbook(sheet(table()), more={"xl/media/bild.png": zeros})
    yield refused("50_bild.xlsx", bomb, "zip_bomb", says=("Entpacken",))
    yield refused("50_gelogen.xlsx", lying(bomb, "xl/media/bild.png", 1000), "zip_bomb")
    shape = packed({"x.shp": b"\x00\x00\x27\x0a" + zeros, "x.shx": "x", "x.dbf": "x"})
    yield refused("50_ebene.zip", shape, "zip_bomb")
    yield refused("50_gelogen.zip", lying(shape, "x.shp", 100), "zip_bomb")
    yield refused("50_viele.zip", packed({f"{n}.txt": b"" for n in range(10_001)}), "zip_bomb")
    yield refused("50_tabelle.csv.gz", gz_bomb, "too_large")
    yield refused("50_mappe.ods", ods_of(table(), more={"Pictures/bild.png": zeros}), "zip_bomb")
    inner = packed({"x.shp": "x"})
    yield refused("51_archiv.zip", packed({"innen.zip": inner}), "nested_zip", says=("innen.zip", "Entpacken"))
    yield refused("51_verkleidet.zip", packed({"x.shp": inner, "x.shx": "x", "x.dbf": "x"}), "nested_zip")
    strings = f'{HEAD}{LAUGHS}<sst xmlns="{SPACE}spreadsheetml/2006/main"><si><t>&lol9;</t></si></sst>'
    yield refused(
        "52_texte.xlsx",
        workbook(sheet(table()), more={"xl/sharedStrings.xml": strings}),
        "xml_entities",
        says=("DOCTYPE",),
    )
    yield refused("52_blatt.xlsx", workbook(sheet(table()).replace(HEAD, HEAD + LAUGHS)), "xml_entities")
    wide = sheet(table()).replace(HEAD, '<?xml version="1.0" encoding="UTF-16"?>' + LAUGHS).encode("utf-16")
    yield refused("52_utf16.xlsx", workbook(wide), "xml_entities")
    outside = '<!DOCTYPE x [<!ENTITY geheim SYSTEM "file:///etc/hostname">]><office:document-content'
    yield refused("52_inhalt.ods", ods_of(table(), ("<office:document-content", outside)), "xml_entities")
    empty = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1024"/></table:table-row></table:table>'
    yield accepted("54_leere_zeilen.ods", ods_of(table(), ("</table:table>", empty)))
    full = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="float" office:value="1"/></table:table-row></table:table>'
    yield refused("54_volle_zeilen.ods", ods_of(table(), ("</table:table>", full)), "too_many_rows")
    wide_row = '<table:table-row><table:table-cell table:number-columns-repeated="16000" office:value-type="float" office:value="1"/></table:table-row></table:table>'
    yield refused("54_breite_zeile.ods", ods_of(table(), ("</table:table>", wide_row)), "too_many_columns")
    late = '<table:table-row table:number-rows-repeated="900000"><table:table-cell/></table:table-row><table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row></table:table>'
    yield refused("54_spaete_zeile.ods", ods_of(table(), ("</table:table>", late)), "too_many_rows")


def gz_bomb(path: Path) -> None:
    import gzip

    with gzip.open(path, "wb", compresslevel=1) as stream:
        for _ in range(21):
            stream.write(b"1;2\n" * 2_500_000)


def workbooks() -> list[Bad]:
    """Return the entries 38 to 54."""
    assert NORTH
    return [*formulas(), *merges_and_sheets(), *no_workbooks(), *passive(), *bombs()]
