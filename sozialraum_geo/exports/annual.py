"""The report of a year as a workbook and as a text document; same input, same bytes."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from sozialraum_geo.exports import workbooks
from sozialraum_geo.german.sentences import annual as annual_sentences
from sozialraum_geo.german.sentences import data as data_sentences
from sozialraum_geo.german.words import numbers
from sozialraum_geo.german.words.cells import Shown, display, exported
from sozialraum_geo.german.words.pages.annual import DOCUMENT, HEADING, TOTAL
from sozialraum_geo.pictures.tables import annual as tables
from sozialraum_geo.release.annual import AnnualReport
from sozialraum_geo.release.door import Release

FONT, INK, ACCENT, SHADE = "Arial", "14181A", "0F4C5C", "F0EBE1"
LANGUAGE = "de-DE"
PORTRAIT_CM, LANDSCAPE_CM, MARGIN_CM = (21.0, 29.7), (29.7, 21.0), 2.0
LONGEST_SOURCES = 300  # letters of the sources in a footer
LETTER_CM, PADDING_CM = 0.168, 0.42  # a bold letter of a table, the edges of a cell
WIDEST, LONGEST_WORD = 60, 24  # letters that a column is laid out for
# what XML cannot hold
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)


def workbook(release: Release, report: AnnualReport) -> bytes:
    """Return the report as an XLSX file, a sheet a table, without formulas."""
    sheets = {title: exported(table) for title, table in tables.sheets(release, report).items()}
    head = f"{annual_sentences.title(report)} · {release.name} · {annual_sentences.whose(report)}"
    words = [head, annual_sentences.sentence(report), *annual_sentences.reading(report)]
    return workbooks.workbook(
        sheets, notes=[*words, data_sentences.state_line(release), data_sentences.source_line(release)]
    )


def document(release: Release, report: AnnualReport) -> bytes:
    """Return the report as a DOCX file: a chapter for each Sozialraum, its tables on wide pages."""
    import docx

    made = docx.Document()
    _prepare(made, release, report)
    made.add_paragraph(_clean(annual_sentences.title(report)), style="Title")
    subtitle = DOCUMENT["subtitle"].format(name=release.name, whose=annual_sentences.whose(report))
    made.add_paragraph(_clean(subtitle), style="Subtitle")
    made.add_paragraph(_clean(annual_sentences.sentence(report)))
    made.add_heading(HEADING["areas"], 1)
    _add_table(made, tables.area_table(release, report, complete=True), HEADING["areas"], PORTRAIT_CM)
    _turn(made, LANDSCAPE_CM)
    made.add_heading(HEADING["chapters"], 1)
    names = dict(zip(release.areas["sozialraum_id"], release.areas["name"], strict=True))
    for area in annual_sentences.chapters(report):
        name = _clean(str(names.get(area, area)))
        made.add_heading(name, 2)
        made.add_paragraph(_clean(annual_sentences.sentence(report, area))).paragraph_format.keep_with_next = True
        caption = DOCUMENT["table"].format(heading=HEADING["chapters"], area=name)
        _add_table(made, tables.goal_table(report, area), caption, LANDSCAPE_CM)
        _add_list(made, annual_sentences.chapter_lines(report, area))
    others = {
        "apart": tables.apart_table(release, report),
        "activities": tables.activity_table(release, report),
        "meetings": tables.meeting_table(release, report),
        "resolutions": tables.resolution_table(report),
        "cases": tables.case_table(report),
    }
    for key, table in others.items():
        if len(table):
            made.add_heading(HEADING[key], 1)
            _add_table(made, table, HEADING[key], LANDSCAPE_CM)
    made.add_heading(HEADING["reading"], 1)
    _add_list(made, annual_sentences.reading(report))
    stream = io.BytesIO()
    made.save(stream)
    return _repacked(stream.getvalue())


# --- the frame -------------------------------------------------------------------------------------------------------


def _prepare(made: Any, release: Release, report: AnnualReport) -> None:
    """Set language, styles, page, footer and what the file says about itself."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    day = numbers.day_of(release.date) or dt.date(1980, 1, 1)
    told = made.core_properties
    told.title, told.subject = _clean(f"{annual_sentences.title(report)} – {release.name}"), DOCUMENT["subject"]
    told.author, told.last_modified_by, told.comments, told.keywords = "", "", "", ""
    told.language, told.revision = LANGUAGE, 1
    told.created = told.modified = told.last_printed = dt.datetime(day.year, day.month, day.day)
    for lang in made.styles.element.iter(qn("w:lang")):
        for name in ("w:val", "w:eastAsia", "w:bidi"):
            lang.set(qn(name), LANGUAGE)
    for lang in made.settings.element.iter(qn("w:themeFontLang")):
        lang.attrib.clear()
        lang.set(qn("w:val"), LANGUAGE)
    for setting in made.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")  # else Word opens it as a document of an older version
    sizes = {"Normal": 10, "Title": 22, "Subtitle": 12, "Heading 1": 15, "Heading 2": 12.5, "List Bullet": 10}
    for name, size in sizes.items():
        _style(made.styles[name], Pt(size), name)
    _page(made.sections[0], PORTRAIT_CM)
    footer = made.sections[0].footer
    lines = [data_sentences.state_line(release), _shortened(data_sentences.source_line(release))]
    footer.paragraphs[0].text = _clean(lines[0])
    footer.add_paragraph(_clean(lines[1]))
    _add_page_number(footer.add_paragraph())
    for paragraph in footer.paragraphs:
        paragraph.paragraph_format.space_after = Pt(0)
        for run in paragraph.runs:
            run.font.size = Pt(7.5)


def _style(style: Any, size: Any, name: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size, style.font.italic = FONT, size, False
    style.font.color.rgb = RGBColor.from_string(INK if name in ("Normal", "List Bullet") else ACCENT)
    fonts = style.element.rPr.rFonts
    for key in [k for k in fonts.attrib if k.endswith("Theme")]:  # else the theme of the template wins
        del fonts.attrib[key]
    fonts.set(qn("w:cs"), FONT)
    style.paragraph_format.space_after = Pt(4)
    if name.startswith("Heading"):
        style.paragraph_format.space_before = Pt(12)
        style.paragraph_format.keep_with_next = True


def _page(section: Any, size_cm: tuple[float, float]) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    width, height = size_cm
    section.orientation = WD_ORIENT.LANDSCAPE if width > height else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(width), Cm(height)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(MARGIN_CM)


def _turn(made: Any, size_cm: tuple[float, float]) -> None:
    """Begin a section with pages of another format; its footer is that of the one before."""
    from docx.enum.section import WD_SECTION

    _page(made.add_section(WD_SECTION.NEW_PAGE), size_cm)


def _shortened(words: str) -> str:
    return words if len(words) <= LONGEST_SOURCES else f"{words[: LONGEST_SOURCES - 1]}…"


def _add_page_number(paragraph: Any) -> None:
    """Write „Seite 1 von 9“, counted by the program that opens the file."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for part in re.split(r"(\{page\}|\{pages\})", DOCUMENT["page"]):
        if not part.startswith("{"):
            paragraph.add_run(part)
            continue
        for kind in ("begin", "instr", "separate", "text", "end"):
            if kind == "text":
                paragraph.add_run("1")
                continue
            element = OxmlElement("w:instrText" if kind == "instr" else "w:fldChar")
            if kind == "instr":
                element.set(qn("xml:space"), "preserve")
                element.text = " PAGE " if part == "{page}" else " NUMPAGES "
            else:
                element.set(qn("w:fldCharType"), kind)
            paragraph.add_run()._r.append(element)


# --- parts -----------------------------------------------------------------------------------------------------------


def _add_list(made: Any, lines: Iterable[str]) -> None:
    for line in lines:
        made.add_paragraph(_clean(line), style="List Bullet")


def _add_table(made: Any, table: pd.DataFrame, caption: str, page_cm: tuple[float, float]) -> None:
    """Add a table whose head comes again on every page and whose rows are not torn apart."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    if not len(table):
        return
    cells = [[display(v) for v in row] for row in table.itertuples(index=False)]
    numeric = [any(isinstance(v, Shown) for v in table[c]) for c in table.columns]
    drawn = made.add_table(rows=1 + len(cells), cols=len(table.columns), style="Table Grid")
    drawn.autofit = False
    for name in ("w:tblCaption", "w:tblDescription"):
        element = OxmlElement(name)
        element.set(qn("w:val"), _clean(caption))
        drawn._tbl.tblPr.append(element)
    widths = [Cm(w) for w in _widths([str(c) for c in table.columns], cells, page_cm[0] - 2 * MARGIN_CM)]
    for grid, width in zip(drawn._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
        grid.set(qn("w:w"), str(int(width.twips)))
    for at, (row, words) in enumerate(zip(drawn.rows, [[str(c) for c in table.columns], *cells], strict=True)):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if at == 0:
            properties.append(OxmlElement("w:tblHeader"))
        is_strong = at == 0 or words[0] == TOTAL
        for cell, text, width, is_number in zip(row.cells, words, widths, numeric, strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(1)
            run = paragraph.add_run(_clean(text))
            run.font.size, run.bold = Pt(8), is_strong
            paragraph.paragraph_format.keep_with_next = at == 0
            if is_number:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if at == 0:
                shade = OxmlElement("w:shd")
                for key, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", SHADE)):
                    shade.set(qn(key), value)
                cell._tc.get_or_add_tcPr().append(shade)
    made.add_paragraph().paragraph_format.space_after = Pt(2)


def _widths(headers: Sequence[str], cells: Sequence[Sequence[str]], total_cm: float) -> list[float]:
    """Share out a width: each column gets room for its longest word, the rest as the cells ask for it.

    Examples
    --------
    >>> [round(w, 1) for w in _widths(["Ziel", "Stunden"], [["ein Weg " * 9, "12"], ["b", "3"]], 17.0)]
    [15.4, 1.6]
    """
    least, asked = [], []
    for at, header in enumerate(headers):
        written = [header, *(row[at] for row in cells)]
        word = max(len(w) for t in written for w in re.split(r"[ –]", t))
        least.append(min(word, LONGEST_WORD) * LETTER_CM + PADDING_CM)
        longest = max((len(row[at]) for row in cells), default=0)
        asked.append(max(min(longest, WIDEST) * LETTER_CM + PADDING_CM - least[-1], 0.0))
    spare = total_cm - sum(least)
    if spare <= 0:
        return [total_cm * w / sum(least) for w in least]
    wanted = sum(asked)
    return [w + spare * (a / wanted if wanted else 1 / len(least)) for w, a in zip(least, asked, strict=True)]


def _clean(words: str) -> str:
    return _NO_XML.sub("", words)


def _repacked(content: bytes) -> bytes:
    """Return an archive without the time at which it was written."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _FIXED_DATE), old.read(name), zipfile.ZIP_DEFLATED)
    return stream.getvalue()
