"""Excel on the register page: lent out, edited elsewhere, compared, decided, merged."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from sozialraum_geo.errors import ConflictError, SozialraumError
from sozialraum_geo.exports import lending, workbooks
from sozialraum_geo.exports.lending import EXCEL, cell_words
from sozialraum_geo.german.words import labels, numbers
from sozialraum_geo.german.words import problems as problems_words
from sozialraum_geo.reading.stored import revision_of
from sozialraum_geo.register import returning
from sozialraum_geo.register.records import Stamp, newest_edit
from sozialraum_geo.register.returning import Return, Returned
from sozialraum_geo.store.backup import backup, is_file
from sozialraum_geo.store.ledger import Edit
from sozialraum_geo.study import Study
from sozialraum_geo.ui import html
from sozialraum_geo.ui.uploads import uploaded

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SHOWN = 200


def show_excel(folder: Path, study: Study, by: str, done: Callable[[str, Edit | None], None]) -> None:
    """Draw the way out and back of the register as a workbook.

    Parameters
    ----------
    by
        Who is at work.
    done
        Called after a merge with what to say and the edit that takes it back.
    """
    key = f"returning_{folder.name}"
    html.show_note(EXCEL["intro"])
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _offer_workbook(folder, study, key)
        if is_file(folder):
            _offer_backup(folder, study, key)
    turn = st.session_state.setdefault(f"{key}_turn", 0)
    file = st.file_uploader(EXCEL["upload"], ["xlsx"], key=f"{key}_file_{turn}")
    if file is None:
        return
    (path,) = uploaded([file])
    try:
        found = _compared(str(path), str(folder), revision_of(folder), study)
    except SozialraumError as error:
        html.show_list(problems_words.message(p) for p in error.problems)
        return
    html.show_answer(lending.sentence(found))
    html.show_list(problems_words.message(p) for p in found.notes if p.code in lending.TOLD)
    theirs = _decide(found, key)
    _show_changes(found)
    _show_rejected(found, key)
    checked = returning.finish(folder, study, found, theirs)
    faulty = [(r, p) for r, c in checked for p in c.faults]
    if faulty:
        html.show_subheading(EXCEL["faulty"])
        html.show_list(f"{r.name}: {lending.fault_sentence(p)}" for r, p in faulty[:MOST_SHOWN])
    changes = returning.wishes(found, checked)
    count = len(changes)
    if not changes:
        html.show_empty(("", EXCEL["nothing"]))
        return

    def take() -> None:
        try:
            edit = returning.apply(folder, changes, note=path.name, by=by)
        except ConflictError:
            done(EXCEL["again"], None)
            return
        except SozialraumError as error:  # somebody else is writing, the disk is full
            done(" ".join(problems_words.message(p) for p in error.problems), None)
            return
        st.session_state[f"{key}_turn"] = turn + 1
        done(EXCEL["done"].format(count=lending.counted(count)), edit)

    st.button(
        EXCEL["take"].format(count=lending.counted(count)), icon=":material/merge:", type="primary", on_click=take,
        key=f"{key}_take",
    )  # fmt: skip


def _offer_workbook(folder: Path, study: Study, key: str) -> None:
    """Make the workbook once the menu is open: it takes a second or two of a large register."""
    menu = st.popover(EXCEL["lend"], icon=":material/download:", key=f"{key}_menu", on_change="rerun")
    if not menu.open:
        return
    with menu:
        content = _workbook(str(folder), revision_of(folder), study)
        name = f"{study.slug}-register-{hashlib.sha256(content).hexdigest()[:10]}.xlsx"
        st.download_button(
            EXCEL["download"], content, name, XLSX, on_click="ignore", icon=":material/download:", key=f"{key}_out"
        )


def _offer_backup(folder: Path, study: Study, key: str) -> None:
    """Offer a whole copy of the register, contact persons and history included: it is for the safe, not for others."""
    menu = st.popover(EXCEL["backup"], icon=":material/shield:", key=f"{key}_safe", on_change="rerun")
    if not menu.open:
        return
    with menu:
        html.show_note(EXCEL["backup_help"])
        # who is erased changes no figure, and is to be gone from the copy as well
        content = _copy(str(folder), revision_of(folder), newest_edit(folder))
        name = f"{study.slug}-register-{hashlib.sha256(content).hexdigest()[:10]}.sqlite"
        st.download_button(
            EXCEL["download"], content, name, "application/vnd.sqlite3", on_click="ignore", icon=":material/download:",
            key=f"{key}_copy",
        )  # fmt: skip


@st.cache_resource(max_entries=1, show_spinner=EXCEL["copying"])
def _copy(folder: str, revision: str, newest: Stamp) -> bytes:
    with tempfile.TemporaryDirectory() as home:
        return backup(Path(folder), Path(home) / "register.sqlite").read_bytes()


@st.cache_resource(max_entries=2, show_spinner=EXCEL["making"])
def _workbook(folder: str, revision: str, _study: Study) -> bytes:
    return lending.workbook_to_edit(Path(folder), _study)


@st.cache_resource(max_entries=4, show_spinner=EXCEL["comparing"])
def _compared(path: str, folder: str, revision: str, _study: Study) -> Return:
    return returning.compare(Path(folder), _study, Path(path), lending.SHEETS)


def _decide(found: Return, key: str) -> list[tuple[str, str, str]]:
    """Let people say for each cell that both sides changed which side holds; return those of the workbook."""
    clashes = found.clashes
    if not clashes:
        return []
    html.show_subheading(EXCEL["clashes"])
    html.show_note(EXCEL["clashes_help"])
    words = EXCEL_SIDES
    table = pd.DataFrame(
        [
            {
                EXCEL["row"]: r.name,
                EXCEL["field"]: returning.headers(r.table).get(c.column, c.column),
                EXCEL["base"]: cell_words(r.table, c.column, c.base),
                EXCEL["mine"]: cell_words(r.table, c.column, c.mine),
                EXCEL["theirs"]: cell_words(r.table, c.column, c.theirs),
                EXCEL["holds"]: words[0],
            }
            for r, c in clashes
        ]
    )
    config: dict[str, Any] = {EXCEL["holds"]: st.column_config.SelectboxColumn(options=list(words), required=True)}
    fixed = [c for c in table.columns if c != EXCEL["holds"]]
    decided = st.data_editor(table, hide_index=True, disabled=fixed, column_config=config, key=f"{key}_clashes")
    return [
        (r.table, r.key, c.column)
        for (r, c), side in zip(clashes, decided[EXCEL["holds"]], strict=True)
        if side == words[1]
    ]


EXCEL_SIDES = (EXCEL["mine"], EXCEL["theirs"])


def _show_changes(found: Return) -> None:
    rows = [*_lines(found.changed, EXCEL["changed"]), *_lines(found.new, EXCEL["new"])]
    rows += [_line(r, EXCEL["leaving"], "", None, None) for r in found.leaving]
    if not rows:
        return
    html.show_subheading(EXCEL["changes"])
    st.dataframe(pd.DataFrame(rows[:MOST_SHOWN]), hide_index=True)
    if len(rows) > MOST_SHOWN:
        html.show_note(EXCEL["more"].format(count=numbers.number(len(rows) - MOST_SHOWN)))


def _lines(returned: Sequence[Returned], what: str) -> list[dict[str, str]]:
    if what == EXCEL["new"]:
        return [_line(r, what, "", None, None) for r in returned]
    return [_line(r, what, column, *values) for r in returned for column, values in r.changed.items()]


def _line(row: Returned, what: str, column: str, before: Any, after: Any) -> dict[str, str]:
    named = returning.headers(row.table)
    return {
        EXCEL["list"]: labels.TABLE[row.table],
        EXCEL["row"]: row.name,
        EXCEL["what"]: what,
        EXCEL["field"]: named.get(column, column),
        EXCEL["now"]: cell_words(row.table, column, before) if column else "",
        EXCEL["then"]: cell_words(row.table, column, after) if column else "",
    }


def _show_rejected(found: Return, key: str) -> None:
    if not found.rejected:
        return
    html.show_subheading(EXCEL["rejected"])
    problems = [p for p, _ in found.rejected]
    html.show_list(lending.fault_sentence(p) for p in problems[:10])
    content = workbooks.rejected_workbook([(p, dict(cells)) for p, cells in found.rejected])
    name = f"abgelehnt-{hashlib.sha256(content).hexdigest()[:10]}.xlsx"
    st.download_button(
        EXCEL["rejected_file"], content, name, XLSX, on_click="ignore", icon=":material/download:", type="tertiary",
        key=f"{key}_rejected",
    )  # fmt: skip
