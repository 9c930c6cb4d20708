"""One entry of the register on the screen: its fields, its place, what belongs to it, and its history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import shapely
import streamlit as st

from sozialraum_geo.errors import ConflictError
from sozialraum_geo.german.words import fields
from sozialraum_geo.german.words.pages import register as register_words
from sozialraum_geo.german.words.pages.importing import moment
from sozialraum_geo.german.words.pages.register import BELONGING, EMPTY, HEADING, LABEL, NOTE, TAB
from sozialraum_geo.register import records
from sozialraum_geo.register.records import Checked, Row
from sozialraum_geo.register.shelf import is_marked
from sozialraum_geo.store.ledger import Entry
from sozialraum_geo.tables import PERSONAL, TABLES
from sozialraum_geo.ui import html
from sozialraum_geo.ui.register.desk import Desk, say, told_faults, who
from sozialraum_geo.ui.register.fields import CASE, PICKED, Form, cells_of, new_form, show_field
from sozialraum_geo.ui.register.history import Clash, show_clash, show_history
from sozialraum_geo.ui.register.place import show_place

NEW = "neu"
Choose = Callable[[str, str | None], None]


def open_form(desk: Desk, key: str, first: Mapping[str, Any] | None = None) -> Form | None:
    """Return the form of an entry, with what was typed before; None if there is no such entry."""
    forms = st.session_state.setdefault("register_forms", {})
    place = (str(desk.folder), desk.table, key)
    if place not in forms:
        line = desk.kept.by_key.get(key)
        if line is None and key != NEW:
            return None
        turn = st.session_state["register_turn"] = st.session_state.get("register_turn", 0) + 1
        forms[place] = new_form(desk, turn, line.row if line else None, first or {})
    form: Form = forms[place]
    line = desk.kept.by_key.get(form.key)
    if line is not None and form.before is not None and line.row.version != form.before.version and not form.is_changed:
        forget_form(desk, key)  # changed meanwhile, by an undo or by somebody else: nothing typed here is lost
        return open_form(desk, key)
    return form


def forget_form(desk: Desk, key: str) -> None:
    """Let go of a form and of what was typed in it."""
    st.session_state.get("register_forms", {}).pop((str(desk.folder), desk.table, key), None)


def show_form(desk: Desk, key: str, choose: Choose) -> None:
    """Draw an entry, or a new one, with everything that can be done with it."""
    first = st.session_state.get("register_first", {})
    form = open_form(desk, key, first)
    st.button(LABEL["back"], icon=":material/arrow_back:", type="tertiary", key="register_back", on_click=_leave,
              args=(choose,))  # fmt: skip
    if form is None:
        html.show_empty(EMPTY["gone"])
        return
    html.show_heading(_title(desk, form))
    if form.clash is not None:
        _show_conflict(desk, form, key, choose)
        return
    if desk.table in PERSONAL:
        html.show_note(NOTE["contacts"])
    left, right = st.columns([3, 2], gap="large")
    sections = fields.SECTIONS[desk.table]
    is_case = (
        form.table == "effort" and st.session_state.get(form.widget("level"), form.values["level"]) == "fallspezifisch"
    )
    with left:
        if form.faults:
            with st.container(border=True, key="register_faults"):
                html.show_subheading(HEADING["faults"])
                html.show_list(register_words.fault(desk.table, p) for p in form.faults)
        for heading, columns in sections:
            _show_section(desk, form, heading, [c for c in columns if not is_case or c in CASE])
        if is_case:
            html.show_note(NOTE["case"])
    with right:
        if any(fields.PLACES in columns for _, columns in sections):
            html.show_subheading(HEADING["place"])
            show_place(desk, form)
        if form.before is not None:
            _show_belonging(desk, form, choose)
            with st.expander(HEADING["history"], icon=":material/history:", expanded=False):
                show_history(desk, form.before)
    _show_buttons(desk, form, key, choose)


def _level(form: Form) -> Any:
    return st.session_state.get(form.widget("level"), form.values["level"])


def _title(desk: Desk, form: Form) -> str:
    if form.before is None:
        return TAB[desk.table][3]
    line = desk.kept.by_key.get(form.key)
    if line is None or is_marked(form.table, form.before.values):
        return f"{TAB[desk.table][1]} {form.key}"
    return desk.view.name_of(line)


def _show_section(desk: Desk, form: Form, heading: str, columns: list[str]) -> None:
    columns = [c for c in columns if c != fields.PLACES]
    if not columns:
        return
    html.show_subheading(heading)
    pair: list[Any] = []
    for column in columns:
        is_wide = column in fields.WIDE or column in fields.LONG
        if is_wide:
            show_field(desk, form, column)
            pair = []
            continue
        if not pair:
            pair = list(st.columns(2, gap="small", vertical_alignment="bottom"))
        show_field(desk, form, column, pair.pop(0))


def _show_buttons(desk: Desk, form: Form, key: str, choose: Choose) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="register_bar"):
        st.button(LABEL["save"], type="primary", icon=":material/check:", key="register_save", on_click=_save,
                  args=(desk, form, key, choose))  # fmt: skip
        if form.before is None:
            st.button(LABEL["save_more"], icon=":material/add:", key="register_save_more", on_click=_save,
                      args=(desk, form, key, choose, True))  # fmt: skip
        st.button(LABEL["cancel"], type="tertiary", key="register_cancel", on_click=_cancel, args=(desk, key, choose))
        if form.before is not None:
            when = moment(form.before.changed_at) if form.before.changed_at else ""
            if when:
                html.show_note(NOTE["version"].format(when=when, who=form.before.changed_by))


def _leave(choose: Choose) -> None:
    choose("eintrag", "")


def _cancel(desk: Desk, key: str, choose: Choose) -> None:
    forget_form(desk, key)
    choose("eintrag", "")


def _save(desk: Desk, form: Form, key: str, choose: Choose, goes_on: bool = False) -> None:
    (checked,) = records.check(desk.folder, desk.study, desk.table, [cells_of(form)], before=[form.before])
    form.faults = checked.faults
    if checked.faults:
        st.session_state.pop("register_said", None)
        st.toast(NOTE["not_saved"], icon=":material/error:")  # the faults stand above, perhaps out of sight
        return
    _write(desk, form, key, choose, checked, goes_on)


def _write(desk: Desk, form: Form, key: str, choose: Choose, checked: Checked, goes_on: bool) -> None:
    with told_faults():
        try:
            edit = records.save(desk.folder, [checked], [form.before], by=who())
        except ConflictError as error:
            ((_, now),) = error.rows
            assert form.before is not None  # noqa: S101 - a new entry meets nobody
            form.clash = Clash(form.before, checked, _as_row(form.before, now))
            return
        words = NOTE["unchanged"] if edit is None else NOTE["saved"] if form.before else NOTE["created"]
        notes = " ".join(register_words.fault(desk.table, p) for p in checked.notes if p.code in register_words.TOLD)
        say(f"{words} {notes}".strip(), edit)
        forget_form(desk, key)
        choose("eintrag", NEW if goes_on else "")


def _as_row(before: Row, now: Entry | None) -> Row | None:
    return None if now is None else records.row_of(before.table, before.source, now)


def _show_conflict(desk: Desk, form: Form, key: str, choose: Choose) -> None:
    clash: Clash = form.clash
    cells = show_clash(desk, clash, f"clash{form.turn}")

    def save_both() -> None:
        assert cells is not None  # noqa: S101 - the button waits for every decision
        form.clash, form.before = None, clash.now
        (checked,) = records.check(desk.folder, desk.study, desk.table, [cells], before=[clash.now])
        form.faults = checked.faults
        if checked.faults:
            fresh = _mended(desk, clash, cells)
            fresh.faults = checked.faults
            st.session_state["register_forms"][(str(desk.folder), desk.table, key)] = fresh
            return
        _write(desk, form, key, choose, checked, False)

    def discard() -> None:
        _cancel(desk, key, choose)

    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        words = LABEL["save_both"] if clash.now is not None else LABEL["as_new"]
        st.button(words, type="primary", icon=":material/check:", key="register_both", on_click=save_both,
                  disabled=cells is None)  # fmt: skip
        st.button(LABEL["discard_mine"], type="tertiary", key="register_discard", on_click=discard)


def _mended(desk: Desk, clash: Clash, cells: Mapping[str, Any]) -> Form:
    """Return a form of what was decided on, to be mended, upon what stands now."""
    turn = st.session_state["register_turn"] = st.session_state.get("register_turn", 0) + 1
    values = {k: v for k, v in cells.items() if k != "point"}
    point = None if cells["point"].is_empty else shapely.to_wkb(cells["point"])
    form = new_form(desk, turn, replace(clash.base, values=values, geometry=point), {})
    form.before, form.typed = clash.now, {}
    if form.origin:
        form.origin = PICKED
    return form


def _show_belonging(desk: Desk, form: Form, choose: Choose) -> None:
    """Draw what belongs to an entry, each with the way to it, and the way to add to it."""
    for table, column in BELONGING.get(desk.table, ()):
        kept = desk.at(table)
        lines = [line for line in kept.lines if line.get(column) == form.key]
        html.show_subheading(TAB[table][2])
        for line in lines:
            state = fields.shown(table, "state", line.get("state"), {}, {}) if "state" in TABLES[table].by_name else ""
            name = html.plain(line.row.name if line.row.values.get("name") else TAB[table][1])
            words = f"{name}, {html.plain(state)}" if state else name
            st.button(words, key=f"to_{table}_{line.key}", type="tertiary",
                      icon=":material/chevron_right:", on_click=_go, args=(choose, table, line.key, {}))  # fmt: skip
        st.button(LABEL["add"], key=f"add_{table}", icon=":material/add:", type="tertiary", on_click=_go,
                  args=(choose, table, NEW, {column: form.key}))  # fmt: skip


def _go(choose: Choose, table: str, key: str, first: Mapping[str, Any]) -> None:
    st.session_state["register_first"] = dict(first)
    choose("tabelle", table)
    choose("eintrag", key)
