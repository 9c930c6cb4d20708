"""The page of the living register: a list to search and filter, entries to change one by one or many at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from sozialraum_geo.german.sentences import register as sentences
from sozialraum_geo.german.words import fields, numbers
from sozialraum_geo.german.words import labels as labels_words
from sozialraum_geo.german.words.pages import register as register_words
from sozialraum_geo.german.words.pages.register import EMPTY, LABEL, NOTE, TAB
from sozialraum_geo.register import records
from sozialraum_geo.register.search import Filter, found
from sozialraum_geo.register.shelf import Line
from sozialraum_geo.study import Study
from sozialraum_geo.tables import PERSONAL, TABLES, labels
from sozialraum_geo.ui import html
from sozialraum_geo.ui.register.bulk import show_bulk
from sozialraum_geo.ui.register.desk import Desk, open_desk, say, show_said, show_user, told_faults, who
from sozialraum_geo.ui.register.editor import show_editor
from sozialraum_geo.ui.register.form import NEW, show_form
from sozialraum_geo.ui.register.history import show_latest

MOST_ROWS = 200
FILTER_PX = 172
PINS = 9  # a list of more columns is moved sideways, under its names
FLAGS = ("stale", "ending", "placeless", "dateless")
Choose = Callable[[str, str | None], None]


def open_register(folder: Path, study: Study, choice: Mapping[str, str]) -> Desk:
    """Bring the chosen table to hand, or the first if there is no such one.

    Contact persons whose day has come are erased before anybody sees them.
    """
    _erase_expired(folder)
    table = choice.get("tabelle", "")
    return open_desk(folder, study, table if table in TAB else next(iter(TAB)))


def answer(desk: Desk, choice: Mapping[str, str]) -> str:
    """Answer for the chosen table whether what is known still holds; empty for a single entry."""
    return "" if choice.get("eintrag") else sentences.answer(desk.table, desk.counts)


def show_register(desk: Desk, choice: Mapping[str, str], choose: Choose) -> None:
    """Draw the page: one entry if one is chosen, else the list.

    Parameters
    ----------
    choice
        The choice of the session; "eintrag" is the entry.
    choose
        Changes it, as `choice.choose` does.
    """
    show_user()
    if choice.get("eintrag"):
        show_said(desk.folder, NOTE["undone"])
        show_form(desk, choice["eintrag"], choose)
        return
    _show_tabs(desk.table, choose)
    _show_waiting(desk)
    show_said(desk.folder, NOTE["undone"])
    if desk.table in PERSONAL:
        html.show_note(NOTE["contacts"])
    if "register_editing" in st.session_state:
        show_editor(desk)
        return
    _show_list(desk, choose)
    show_latest(desk)


def _erase_expired(folder: Path) -> None:
    """Erase the contact persons whose day has come, and say so."""
    if gone := records.erase_expired(folder, dt.date.today().isoformat()):
        say(NOTE["expired"].format(persons=register_words.entries("contacts", gone)))


def _show_tabs(table: str, choose: Choose) -> None:
    st.session_state["register_tab"] = table

    def change() -> None:
        _leave_modes()
        st.session_state.pop("register_said", None)
        choose("tabelle", st.session_state["register_tab"])

    st.pills(
        LABEL["tables"], list(TAB), format_func=lambda t: TAB[t][0], key="register_tab", required=True,
        on_change=change, label_visibility="collapsed",
    )  # fmt: skip


def _leave_modes() -> None:
    for name in ("register_editing", "register_bulk"):
        st.session_state.pop(name, None)


def _show_waiting(desk: Desk) -> None:
    """Offer to take lists that still stand in files into the register."""
    if not desk.waiting:
        return
    tables = [labels_words.TABLE[table] for table in desk.waiting]
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="register_waiting"):
        html.show_answer(NOTE["waiting"].format(lists=numbers.join(tables)))
        if st.button(LABEL["adopt"], icon=":material/move_to_inbox:", key="register_adopt"):
            bar = st.progress(0.0)

            def told(done: int, table: str) -> None:
                bar.progress(min(done / len(tables), 1.0), NOTE["adopting"].format(table=labels_words.TABLE[table]))

            with told_faults():
                rows = records.adopt(desk.folder, desk.study, who(), told)
                say(NOTE["adopted"].format(count=register_words.rows_words(rows)))
            st.rerun()


# --- the list --------------------------------------------------------------------------------------------------------


def _show_list(desk: Desk, choose: Choose) -> None:
    wanted = _filters(desk)
    lines = found(desk.kept, wanted, desk.view, desk.today)
    shown = lines[:MOST_ROWS]
    turn = st.session_state.setdefault("register_list", 0)
    key = f"register_list_{desk.table}_{turn}"
    picked = _picked(key, shown)
    _show_actions(desk, picked, shown, choose)
    if st.session_state.get("register_bulk") and picked:
        show_bulk(desk, [line.row for line in picked])
    if not desk.kept.lines:
        html.show_empty(EMPTY["empty"])
        return
    if not lines:
        html.show_empty(EMPTY["no_hits"])
        return
    st.dataframe(
        table_of(desk, shown), hide_index=True, key=key, on_select="rerun", selection_mode="multi-row",
        column_config=columns_of(desk.table), placeholder=numbers.UNKNOWN,
        height="content" if len(shown) <= 12 else 460,
    )  # fmt: skip
    words = NOTE["hits"].format(count=register_words.entries(desk.table, len(lines)))
    if len(lines) > len(shown):
        words = NOTE["more"].format(shown=len(shown), count=numbers.number(len(lines)))
    html.show_note(f"{words} {NOTE['pick_rows']}")


def _picked(key: str, shown: Sequence[Line]) -> list[Line]:
    rows = (st.session_state.get(key) or {}).get("selection", {}).get("rows", [])
    return [shown[at] for at in rows if at < len(shown)]


def _filters(desk: Desk) -> Filter:
    """Draw search and filters; return what they ask for."""
    table, stem = desk.table, f"register_{desk.table}"
    words = fields.FILTERS.get(table, ())
    area: str | None = None
    chosen = []
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="register_filters"):
        query = st.text_input(
            LABEL["search"], key="register_search", max_chars=80, help=LABEL["search_help"], icon=":material/search:"
        )
        if table not in PERSONAL:
            area = st.selectbox(
                LABEL["area"], list(desk.view.areas), format_func=desk.view.areas.__getitem__, index=None,
                placeholder=LABEL["all"], key="register_area", width=FILTER_PX,
            )  # fmt: skip
        for column in words:
            names = labels(TABLES[table].by_name[column].words)
            code = st.selectbox(
                fields.head(table, column), list(names), format_func=names.__getitem__, index=None,
                placeholder=LABEL["all"], key=f"{stem}_{column}", width=FILTER_PX,
            )  # fmt: skip
            chosen += [(column, code)] if code else []
    flags = _flags(desk)
    marked = st.pills(
        LABEL["flags"], flags, format_func=LABEL.__getitem__, selection_mode="multi", key=f"{stem}_flags",
        label_visibility="collapsed",
    ) if flags else []  # fmt: skip
    return Filter(query, area or "", tuple(chosen), **dict.fromkeys(marked, True))


def _flags(desk: Desk) -> list[str]:
    """Return the filters that can hold for rows of this table."""
    counts = desk.counts
    can = {
        "stale": counts.stale + counts.never,
        "ending": counts.ending,
        "placeless": TABLES[desk.table].shape == "point",
        "dateless": counts.dateless,
    }
    return [flag for flag in FLAGS if can[flag]]


def _show_actions(desk: Desk, picked: Sequence[Line], shown: Sequence[Line], choose: Choose) -> None:
    table, rows = desk.table, [line.row for line in picked]
    is_personal = table in PERSONAL

    def new() -> None:
        area = st.session_state.get("register_area")
        first = {"sozialraum_id": area} if area and "sozialraum_id" in TABLES[table].by_name else {}
        st.session_state["register_first"] = first
        st.session_state.pop("register_said", None)
        choose("eintrag", NEW)

    def change() -> None:
        st.session_state.pop("register_said", None)
        choose("eintrag", rows[0].key)

    def check() -> None:
        with told_faults():
            edit = records.mark_checked(desk.folder, rows, desk.today, who())
            say(NOTE["checked"].format(count=register_words.entries(table, len(rows))), edit)

    def bulk() -> None:
        st.session_state["register_bulk"] = not st.session_state.get("register_bulk")

    def remove() -> None:
        words = register_words.entries(table, len(rows))
        with told_faults():
            if is_personal:
                records.erase(desk.folder, table, [row.key for row in rows], who())
                say(NOTE["erased"].format(count=words))
            else:
                say(NOTE["deleted"].format(count=words), records.remove(desk.folder, rows, who()))
        st.session_state["register_list"] += 1

    def edit_table() -> None:
        st.session_state["register_editing"] = [line.row for line in shown if not desk.view.is_hidden(line)]
        st.session_state["register_left_out"] = sum(desk.view.is_hidden(line) for line in shown)

    with st.container(horizontal=True, gap="small", key="register_actions"):
        _button("new", "add", new, type="primary")
        _button("change", "edit", change, disabled=len(rows) != 1)
        if "checked_on" in TABLES[table].by_name:
            _button("checked", "event_available", check, disabled=not rows)
        if not is_personal:
            _button("bulk", "edit_note", bulk, disabled=not rows)
        _button("erase" if is_personal else "delete", "delete", remove, disabled=not rows)
        if not is_personal:
            _button("edit_table", "table_edit", edit_table, type="tertiary", disabled=not shown)


def _button(name: str, icon: str, on_click: Callable[[], None], **options: Any) -> None:
    st.button(LABEL[name], icon=f":material/{icon}:", key=f"register_{name}_button", on_click=on_click, **options)


def table_of(desk: Desk, lines: Sequence[Line]) -> pd.DataFrame:
    """Return rows as a table for the screen: words for codes, dates and numbers as such, protected places unnamed."""
    columns = fields.LIST[desk.table]
    cells: dict[str, list[Any]] = {column: [] for column in columns}
    for line in lines:
        hidden = desk.view.is_hidden(line)
        for column in columns:
            cells[column].append(_cell(desk, line, column, hidden))
    frame = pd.DataFrame({fields.head(desk.table, c): pd.Series(v, dtype=object) for c, v in cells.items()})
    frame[fields.KEY] = [line.key for line in lines]
    return frame


HIDDEN_COLUMNS = ("traeger", "street", "house_number", "facility_id", "site_id", "hze_task")


def _cell(desk: Desk, line: Line, column: str, hidden: bool) -> Any:
    value = line.get(column)
    if column == "name":
        return desk.view.name_of(line) if hidden or value or desk.table not in ("cooperations", "effort") else None
    if hidden and column in HIDDEN_COLUMNS:
        return None
    if column == "sozialraum_id":
        return numbers.join([desk.view.areas.get(a, a) for a in desk.view.areas_of(line)]) or None
    kind = TABLES[desk.table].by_name[column].kind
    if value is None or (kind == "bool" and not value):
        return None
    if kind == "date":
        return numbers.day_of(str(value))
    if kind in ("int", "float"):
        return value
    return fields.shown(desk.table, column, value, desk.view.names, desk.view.areas)


def columns_of(table: str) -> dict[str, Any]:
    """Return how the columns of a list are drawn."""
    config: dict[str, Any] = {}
    for column in fields.LIST[table]:
        kind, head = TABLES[table].by_name[column].kind, fields.head(table, column)
        if kind == "date":
            config[head] = st.column_config.DateColumn(format="DD.MM.YYYY", width=110)
        elif kind in ("int", "float"):
            number_format = "%d" if column == "year" else "localized"
            config[head] = st.column_config.NumberColumn(format=number_format, width=90)
        elif kind == "bool":
            config[head] = st.column_config.TextColumn(width=90)
        elif column == "name":
            is_pinned = len(fields.LIST[table]) > PINS and column == fields.LIST[table][0]
            config[head] = st.column_config.TextColumn(width="medium", pinned=is_pinned)
    return config
