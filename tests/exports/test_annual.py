"""The report of a year as files: what Word and Excel find in them."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook
from station_year import SHARED, activities, effort, goals, release, rows
from toy_release import toy_release

from sozialraum_geo.exports import annual
from sozialraum_geo.release.annual import annual_report

EVIL = "=cmd|' /C calc'!A1\x0b<w:t>&amp;</w:t>\n![x](http://evil.example)"


def told():
    shown = release(
        goals=goals(
            {"hours_planned": 20.0, "state": "erreicht", "name": "Treff", "begin": "2025-02-01", "end": "2025-11-30",
             "reached": "rund 40", "result": "läuft", "next_step": "weiter"},
            {"sozialraum_id": "S02", "ansatzpunkt": "3"},
        ),
        effort=effort(
            {"day": "2025-05-01", "hours": 10.0, "activity_id": "A0", "participants": 30.0},
            {"day": "2025-05-02", "hours": 2.5},
            {"level": "fallspezifisch", "quarter": "2025-Q1", "hours": 40.0},
        ),
        resolutions=rows("resolutions", {"gremium_id": "G1", "name": "Bank", "date": "2025-06-01"}),
    )  # fmt: skip
    return shown, annual_report(shown, 2025)


@pytest.fixture
def document():
    shown, report = told()
    return docx.Document(io.BytesIO(annual.document(shown, report)))


def words(document):
    return [p.text for p in document.paragraphs]


def cells(table):
    return [[c.text for c in row.cells] for row in table.rows]


def test_headings_lead_through_the_document(document):
    found = [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith(("Heading", "Title"))]
    assert found == [
        ("Title", "Jahresbericht 2025"),
        ("Heading 1", "Übersicht"),
        ("Heading 1", "Ziele und was daraus geworden ist"),
        ("Heading 2", "Nord"),
        ("Heading 2", "Mitte"),
        ("Heading 2", "Süd"),
        ("Heading 1", "Stunden ohne Sozialraum oder Ansatzpunkt"),
        ("Heading 1", "Beschlüsse"),
        ("Heading 1", "Fallspezifische Stunden"),
        ("Heading 1", "So ist der Bericht zu lesen"),
    ]
    assert any(line.startswith("2025: 2 Ziele, davon 1 erreicht, 1 ohne Stand.") for line in words(document))


def test_the_tables_say_aim_dates_hours_and_result(document):
    overview, nord = cells(document.tables[0]), cells(document.tables[1])
    assert overview[-1] == ["zusammen", "2", "1", "20", "12,5", "30", "1", "0", "0"]
    assert [row[4] for row in overview[1:]] == ["5", "3", "2", "2,5", "12,5"]
    assert nord[0] == ["Ansatzpunkt", "Ziel", "Zeitraum", "Stunden geplant", "Stunden geleistet", "Teilnahmen", "Stand",
                       "Erreichte", "Ergebnis", "nächster Schritt"]  # fmt: skip
    assert nord[1] == ["4 Sozialraumbezogene Projekte", "Treff", "01.02.2025–30.11.2025", "20", "5", "15", "erreicht",
                       "rund 40", "läuft", "weiter"]  # fmt: skip


def test_the_head_of_a_table_comes_again_on_every_page(document):
    for table in document.tables:
        heads = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.rows]
        assert heads == [True] + [False] * (len(table.rows) - 1)
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        assert all(row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in table.rows)


def test_german_wide_pages_and_a_footer_with_source_date_and_fingerprint(document):
    assert {e.get(qn("w:val")) for e in document.styles.element.iter(qn("w:lang"))} == {"de-DE"}
    assert document.core_properties.language == "de-DE"
    assert document.core_properties.title == "Jahresbericht 2025 – Musterstadt"
    assert document.core_properties.author == ""
    assert [s.orientation for s in document.sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]
    footer = document.sections[0].footer
    text = " ".join(p.text for p in footer.paragraphs)
    assert "Stand 31.12.2025" in text
    assert "Fingerabdruck 000000000000" in text
    assert "Quellen: Stadt Musterstadt (CC0); Jugendamt" in text
    fields = [e.text.strip() for e in footer._element.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert document.sections[1].footer.is_linked_to_previous


def test_columns_are_as_wide_as_the_page(document):
    for table, page_cm in ((document.tables[0], 17.0), (document.tables[1], 25.7)):
        assert sum(c.width.cm for c in table.rows[0].cells) == pytest.approx(page_cm, abs=0.1)


def test_same_input_same_bytes():
    shown, report = told()
    assert annual.document(shown, report) == annual.document(shown, report)
    assert annual.workbook(shown, report) == annual.workbook(shown, report)


def test_foreign_names_stay_text():
    shown, _ = told()
    evil = replace(
        shown,
        name=EVIL,
        areas=shown.areas.assign(name=EVIL),
        goals=shown.goals.assign(name=EVIL, result=EVIL, state="=1+1"),
        activities=activities({"name": EVIL, "begin": "2025-01-01", "shares": SHARED}),
    )
    report = annual_report(evil, 2025)
    made = annual.document(evil, report)
    opened = docx.Document(io.BytesIO(made))
    assert any("calc" in line for line in words(opened))
    assert cells(opened.tables[1])[1][1].startswith("=cmd|' /C calc'!A1<w:t>&amp;</w:t>")
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        body = archive.read("word/document.xml").decode()
        assert "hyperlink" not in body
        assert not re.search(r"TargetMode=.External", archive.read("word/_rels/document.xml.rels").decode())
    book = annual.workbook(evil, report)
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        sheets = [archive.read(n).decode() for n in archive.namelist() if n.startswith("xl/worksheets/")]
    assert len(sheets) == 8
    assert not any("<f>" in s or "<hyperlink" in s for s in sheets)


def test_the_workbook_adds_up():
    shown, report = told()
    book = CalamineWorkbook.from_filelike(io.BytesIO(annual.workbook(shown, report)))
    assert book.sheet_names == ["Übersicht", "Ziele und Stunden", "Nicht zugeordnet", "Angebote", "Gremien",
                                "Beschlüsse", "Fallspezifisch", "Erläuterung"]  # fmt: skip
    overview = book.get_sheet_by_name("Übersicht").to_python()
    hours = overview[0].index("Stunden geleistet")
    assert [row[0] for row in overview[1:]] == ["Nord", "Mitte", "Süd", "ohne Sozialraum", "zusammen"]
    assert sum(row[hours] for row in overview[1:-1]) == overview[-1][hours] == 12.5
    told_hours = book.get_sheet_by_name("Ziele und Stunden").to_python()
    at = told_hours[0].index("Stunden geleistet")
    apart = book.get_sheet_by_name("Nicht zugeordnet").to_python()
    assert sum(r[at] for r in told_hours[1:] if isinstance(r[at], float)) + apart[1][2] == 12.5
    assert book.get_sheet_by_name("Fallspezifisch").to_python()[1] == ["Nord", 40.0, "", "", "", 40.0]


def test_a_year_without_anything_is_a_document_too():
    shown = toy_release()
    made = docx.Document(io.BytesIO(annual.document(shown, annual_report(shown, 2025))))
    assert "Für 2025 sind keine Ziele eingetragen. Stunden sind nicht eingetragen." in words(made)
