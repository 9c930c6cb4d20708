"""The page of what other programs take from us and bring to us."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from sozialraum_geo.errors import SozialraumError
from sozialraum_geo.exports import calendar, exchange, workbooks
from sozialraum_geo.exports.hsds import directory, incoming, writing
from sozialraum_geo.exports.hsds.incoming import Taken
from sozialraum_geo.german.words import labels, numbers, problems
from sozialraum_geo.german.words.cells import shown_number
from sozialraum_geo.german.words.pages import frame as frame_words
from sozialraum_geo.german.words.pages.exchange import COUNT, FILE, FILE_NAME, IMPORT, LEFT, PASSED
from sozialraum_geo.register import importing
from sozialraum_geo.study import Study
from sozialraum_geo.ui import downloads, frame, html, uploads, widgets

INSIDE = frozenset({"gpkg", "xlsx", "csv"})
ENDINGS = {
    "calendar": ("ics", "text/calendar"),
    "gpkg": ("gpkg", "application/geopackage+sqlite3"),
    "xlsx": ("xlsx", downloads.XLSX),
    "csv": ("zip", "application/zip"),
    "hsds_json": ("json", "application/json"),
    "hsds_zip": ("zip", "application/zip"),
}
MOST_PROBLEMS = 8


# --- out -------------------------------------------------------------------------------------------------------------


def show_files(page: frame.Page) -> None:
    """Offer every file with what it is for; each is made only once its menu is open.

    In public the calendar and the open directory alone.
    """
    for kind, (title, help_) in FILE.items():
        if kind in INSIDE and page.is_public:
            continue
        left, right = st.columns([5, 1], vertical_alignment="center", gap="medium")
        with left:
            html.show_subheading(title)
            html.show_note(help_)
        menu = right.popover(
            frame_words.CONTROL["download"], icon=":material/download:", key=f"menu_{kind}", on_change="rerun"
        )
        if menu.open:
            ending, mime = ENDINGS[kind]
            with menu:
                downloads.offer_file(title, _MADE[kind](page), page, FILE_NAME[kind], ending, mime)


def _calendar(page: frame.Page) -> bytes:
    dates = calendar.events(page.release)
    return calendar.calendar_bytes(page.release, dates, calendar.changes(page.folder))


def _hsds(page: frame.Page, write: Callable[..., bytes]) -> bytes:
    study = page.results.study
    return write(directory.directory(study, public=page.is_public), name=study.name, date=study.date)


_MADE: Mapping[str, Callable[[frame.Page], bytes]] = {
    "calendar": _calendar,
    "gpkg": lambda page: exchange.register_geopackage(page.results.study),
    "xlsx": lambda page: exchange.register_workbook(page.results.study),
    "csv": lambda page: exchange.register_csv(page.results.study),
    "hsds_json": lambda page: _hsds(page, writing.json_bytes),
    "hsds_zip": lambda page: _hsds(page, writing.package_bytes),
}


# --- in --------------------------------------------------------------------------------------------------------------


def show_import(page: frame.Page) -> None:
    """Let people bring a file of others: what is in it, what would come of it, then a click.

    Nothing is written before that click.
    """
    if done := st.session_state.pop("hsds_done", ""):
        html.show_answer(done)
    if faults := st.session_state.pop("hsds_faults", None):
        html.show_list(faults)
    html.show_note(IMPORT["note"])
    file = st.file_uploader(IMPORT["upload"], ["json", "zip"], key="hsds_file")
    points = {"": IMPORT["no_point"]} | {code: f"{code} {words}" for code, words in labels.ANSATZPUNKT.items()}
    point = st.selectbox(IMPORT["point"], list(points), format_func=points.__getitem__, key="hsds_point", width=420)
    if file is None:
        return
    path = uploads.uploaded([file])[0]
    try:
        taken, prepared = _read(str(path), page.stamp, str(point or ""), page.folder, page.results.study)
    except SozialraumError as error:
        html.show_list(problems.message(p) for p in error.problems[:MOST_PROBLEMS])
        return
    _show_found(page, taken, prepared)


@st.cache_resource(max_entries=4, show_spinner=IMPORT["reading"])
def _read(
    path: str, stamp: Any, point: str, _folder: Path, _study: Study
) -> tuple[Taken, dict[str, importing.Prepared]]:
    return incoming.prepare(_folder, _study, Path(path), ansatzpunkt=point)


def found_table(taken: Taken, prepared: Mapping[str, importing.Prepared]) -> pd.DataFrame:
    """Return what becomes of every organization, place and service of a file."""
    rows = []
    for table, counts in taken.counts.items():
        draft = prepared[table].draft.counts if table in prepared else {}
        left = {k: n for k, n in counts.items() if k in LEFT}
        rows.append(
            {
                COUNT["table"]: labels.TABLE[table],
                COUNT["rows"]: shown_number(counts["rows"]),
                COUNT["imported"]: shown_number(draft.get("imported", 0)),
                COUNT["rejected"]: shown_number(draft.get("rejected", 0) + draft.get("empty", 0)),
                COUNT["left"]: shown_number(sum(left.values())),
                COUNT["why"]: ", ".join(LEFT[k].format(count=numbers.number(n)) for k, n in left.items()),
            }
        )
    return pd.DataFrame({c: pd.Series([row[c] for row in rows], dtype=object) for c in COUNT.values()})


def _show_found(page: frame.Page, taken: Taken, prepared: Mapping[str, importing.Prepared]) -> None:
    widgets.show_table(page, found_table(taken, prepared), "hsds_found")
    html.show_list(PASSED[k].format(count=numbers.number(n)) for k, n in taken.notes.items() if k in PASSED)
    rejected = [pair for p in prepared.values() for pair in p.rejected]
    if rejected:
        downloads.offer_file(
            IMPORT["rejected"], workbooks.rejected_workbook(rejected), page, "hsds-abgelehnt", "xlsx", downloads.XLSX
        )  # fmt: skip
    if not any(p.difference.new or p.difference.changed for p in prepared.values()):
        html.show_note(IMPORT["nothing"])
        return
    st.button(
        IMPORT["take"], type="primary", icon=":material/check:", key="hsds_take", on_click=_take,
        args=(page.folder, dict(prepared)),
    )  # fmt: skip


def _take(folder: Path, prepared: dict[str, importing.Prepared]) -> None:
    words = []
    for table, found in prepared.items():
        try:
            importing.apply(folder, found)
        except SozialraumError as error:  # somebody else is writing, the disk is full
            st.session_state["hsds_faults"] = [problems.message(p) for p in error.problems]
            break
        count = numbers.number(found.draft.counts["imported"])
        words.append(IMPORT["count"].format(count=count, table=labels.TABLE[table]))
    if words:
        st.session_state["hsds_done"] = IMPORT["done"].format(words=numbers.join(words))
