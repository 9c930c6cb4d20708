"""The page of the year: which year of which station, its chapters, its files."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from sozialraum_geo.exports import annual as annual_files
from sozialraum_geo.german.sentences import annual as sentences
from sozialraum_geo.german.words.cells import Shown, display
from sozialraum_geo.german.words.pages import frame as frame_words
from sozialraum_geo.german.words.pages.annual import ALL_STATIONS, FILE, HEADING, LABEL, WORD
from sozialraum_geo.pictures.tables import annual as tables
from sozialraum_geo.release import Release, facts
from sozialraum_geo.release.annual import AnnualReport, annual_report, stations, years
from sozialraum_geo.ui import choice as choice_ui
from sozialraum_geo.ui import downloads, frame, html

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def has_anything(release: Release) -> bool:
    """Tell whether goals or hours were entered at all; never in public."""
    return bool(len(release.goals) or len(release.effort))


def chosen_report(page: frame.Page) -> AnnualReport:
    """Return the report that the URL asks for: that of the study's year if there is one, else the newest.

    Of the station and the Sozialraum that are chosen; kept for all sessions.

    Raises
    ------
    ValueError
        If the page is public: goals and hours are the team's own.
    """
    choice, release = st.session_state["choice"], page.release
    known = years(release)
    first = int(release.date[:4]) if int(release.date[:4]) in known else known[0]
    wanted = choice.get("jahr", "")
    year = int(wanted) if wanted.isdecimal() and int(wanted) in known else first
    station = choice.get("station", "")
    station = station if station in stations(release) else ""
    return _report(release.fingerprint, release.mode, year, station, page.area, release)


@st.cache_resource(max_entries=24, show_spinner=False)
def _report(
    fingerprint: str, mode: str, year: int, station: str, sozialraum_id: str, _release: Release
) -> AnnualReport:
    return annual_report(_release, year, station, sozialraum_id)


def choose(page: frame.Page, report: AnnualReport) -> None:
    """Let people choose year and station; stations only where something was entered for one."""
    state, known = st.session_state, stations(page.release)
    state["control_year"], state["control_station"] = report.year, report.station
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            LABEL["year"], years(page.release), key="control_year", width=120,
            on_change=lambda: choice_ui.choose("jahr", str(state["control_year"])),
        )  # fmt: skip
        if known:
            st.selectbox(
                LABEL["station"], ["", *known], format_func=lambda s: s or ALL_STATIONS, key="control_station",
                width=230, on_change=lambda: choice_ui.choose("station", state["control_station"]),
            )  # fmt: skip


def show_chapters(page: frame.Page, report: AnnualReport) -> None:
    """Draw what was aimed at and what came of it, a chapter for each Sozialraum."""
    release = page.release
    told = _chapters(release.fingerprint, release.mode, report.year, report.station, page.area, release, report)
    for name, sentence, table, lines in told:
        html.show_subheading(name)
        if not page.area:  # else the head of the page says it
            html.show_note(sentence)
        show_report_table(table, name)
        html.show_list(lines)


@st.cache_resource(max_entries=24, show_spinner=False)
def _chapters(
    fingerprint: str, mode: str, year: int, station: str, sozialraum_id: str, _release: Release, _report: AnnualReport
) -> list[tuple[str, str, pd.DataFrame, list[str]]]:
    return [
        (
            facts.area_name(_release, area),
            sentences.sentence(_report, area),
            tables.goal_table(_report, area),
            list(sentences.chapter_lines(_report, area)),
        )
        for area in sentences.chapters(_report)
    ]


def show_report_table(table: pd.DataFrame, caption: str) -> None:
    """Draw a table whose words wrap; foreign text is escaped."""
    if not len(table):
        return
    is_number = [any(isinstance(v, Shown) for v in table[c]) for c in table.columns]
    head = _row("th", map(str, table.columns), is_number, ' scope="col"')
    body = "".join(_row("td", map(display, row), is_number) for row in table.itertuples(index=False))
    st.html(
        f'<div class="sg-wide"><table class="sg-report"><caption>{html.escaped(caption)}</caption>'
        f"<thead>{head}</thead><tbody>{body}</tbody></table></div>"
    )


def _row(tag: str, cells: Iterable[str], is_number: list[bool], more: str = "") -> str:
    marks = (' class="sg-number"' if number else "" for number in is_number)
    written = (f"<{tag}{more}{mark}>{html.escaped(cell)}</{tag}>" for cell, mark in zip(cells, marks, strict=True))
    return f"<tr>{''.join(written)}</tr>"


def other_tables(page: frame.Page, report: AnnualReport) -> dict[str, pd.DataFrame]:
    """Return the tables beside the chapters, by their headings; some may have no rows."""
    return {
        HEADING["apart"]: tables.apart_table(page.release, report),
        HEADING["activities"]: tables.activity_table(page.release, report),
        HEADING["meetings"]: tables.meeting_table(page.release, report),
        HEADING["resolutions"]: tables.resolution_table(report),
        HEADING["cases"]: tables.case_table(report),
    }


def show_files(page: frame.Page, report: AnnualReport) -> None:
    """Offer the report as workbook and text document; made only once the menu is open."""
    menu = st.popover(
        frame_words.CONTROL["download"], icon=":material/download:", key="jahresbericht_menu", on_change="rerun"
    )
    if not menu.open:
        return
    name = FILE.format(year=report.year)
    with menu, st.container(horizontal=True, gap="small"):
        downloads.offer_file(WORD, annual_files.document(page.release, report), page, name, "docx", DOCX)
        downloads.offer_file("Excel", annual_files.workbook(page.release, report), page, name, "xlsx", downloads.XLSX)
