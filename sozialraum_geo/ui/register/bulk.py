"""One value for many entries of the register at once, checked before it is set."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from sozialraum_geo.errors import Problem
from sozialraum_geo.german.words import fields
from sozialraum_geo.german.words.pages import register as register_words
from sozialraum_geo.german.words.pages.register import LABEL, NOTE
from sozialraum_geo.reading.cells.cleaning import to_number
from sozialraum_geo.register import records
from sozialraum_geo.register.records import Checked, Row
from sozialraum_geo.register.shelf import make_line
from sozialraum_geo.tables import KEYS, TABLES
from sozialraum_geo.ui import html
from sozialraum_geo.ui.register.desk import Desk, say, told_faults, who
from sozialraum_geo.ui.register.fields import LISTED, Form, cells_of, new_form, show_field
from sozialraum_geo.ui.register.history import cells_from

MOST_SHOWN = 8
# What says who or where a single entry is, is not set for many
_SINGLE = frozenset(
    {
        "name",
        "street",
        "house_number",
        "postcode",
        "town",
        "precision",
        "sozialraum_id",
        "ages",
        "wirkungsraum",
        *LISTED,
    }
)


def bulk_columns(table: str) -> list[str]:
    """Return the columns that can be set for many entries, in the order of the form."""
    asked = [c for _, columns in fields.SECTIONS[table] for c in columns]
    return [c for c in asked if c != fields.PLACES and c not in _SINGLE and c != KEYS[table]]


def show_bulk(desk: Desk, rows: Sequence[Row]) -> None:
    """Draw what sets one value in many entries."""
    table = desk.table
    with st.container(border=True, key="register_bulk_box"):
        words = register_words.entries(table, len(rows))
        html.show_note(NOTE["bulk_hint"].format(count=words))
        left, middle, right = st.columns([2, 3, 2], gap="small", vertical_alignment="bottom")
        columns = bulk_columns(table)
        first = next((columns.index(c) for c in ("state", "station") if c in columns), 0)
        column = left.selectbox(
            LABEL["column"], columns, first, format_func=lambda c: fields.head(table, c), key=f"bulk_{table}"
        )
        form = _form(desk, str(column))
        show_field(desk, form, str(column), middle)
        is_empty = cells_of(form).get(column) in (None, "", False)
        empties = is_empty and st.checkbox(
            NOTE["bulk_empties"].format(column=fields.head(table, str(column)), count=words),
            key="register_bulk_empties",
        )
        right.button(
            LABEL["apply"].format(count=words), type="primary", icon=":material/check:", key="register_bulk_apply",
            on_click=_apply, args=(desk, rows, form, str(column)), disabled=is_empty and not empties,
        )  # fmt: skip
        refused: list[tuple[Row, list[Problem]]] = st.session_state.get("register_bulk_refused", [])
        if refused:
            _show_refused(desk, rows, form, str(column), refused)


def _form(desk: Desk, column: str) -> Form:
    """Return a form that holds the one value, the same as long as the column is."""
    kept = st.session_state.get("register_bulk_form")
    if kept is None or kept[0] != (desk.table, column):
        turn = st.session_state["register_turn"] = st.session_state.get("register_turn", 0) + 1
        kept = st.session_state["register_bulk_form"] = ((desk.table, column), new_form(desk, turn, None, {}))
        st.session_state.pop("register_bulk_refused", None)
    form: Form = kept[1]
    return form


def judged(desk: Desk, rows: Sequence[Row], value: Any, column: str) -> tuple[list[Checked], list[list[Problem]]]:
    """Return the rows with the value, and what it would do wrong; what was wrong before is nobody's fault now."""
    told = [cells_from(row.values, row.geometry) for row in rows]
    before = records.check(desk.folder, desk.study, desk.table, told, before=rows)
    after = records.check(desk.folder, desk.study, desk.table, [c | {column: value} for c in told], before=rows)
    old = [{(p.code, p.column) for p in checked.faults} for checked in before]
    faults = [[p for p in c.faults if (p.code, p.column) not in o] for c, o in zip(after, old, strict=True)]
    return after, faults


def _apply(desk: Desk, rows: Sequence[Row], form: Form, column: str) -> None:
    value = cells_of(form).get(column)
    checked, faults = judged(desk, rows, value, column)
    refused = [(row, problems) for row, problems in zip(rows, faults, strict=True) if problems]
    st.session_state["register_bulk_refused"] = refused
    if not refused:
        # as a form would keep it: a quarter or a word in our writing, a text without what nobody sees
        kept = next((json.loads(c.data).get(column) for c in checked if c.data), kept_value(desk.table, column, value))
        _set(desk, rows, column, kept)


def _set(desk: Desk, rows: Sequence[Row], column: str, value: Any) -> None:
    with told_faults():
        edit = records.set_values(desk.folder, rows, {column: value}, by=who())
        words = register_words.entries(desk.table, len(rows))
        say(NOTE["changed"].format(count=words) if edit else NOTE["unchanged"], edit)
        for name in ("register_bulk", "register_bulk_form", "register_bulk_refused"):
            st.session_state.pop(name, None)
        st.session_state["register_list"] += 1


def kept_value(table: str, column: str, value: Any) -> Any:
    """Return what was typed in a field as the register keeps it."""
    if value is None or TABLES[table].by_name[column].kind not in ("int", "float"):
        return value
    (number,) = to_number(pd.Series([value]))[0]
    return None if number != number else float(number)


def _show_refused(
    desk: Desk, rows: Sequence[Row], form: Form, column: str, refused: Sequence[tuple[Row, list[Problem]]]
) -> None:
    """Say which entries cannot take the value, and offer the others."""
    html.show_note(NOTE["bulk_faults"].format(bad=len(refused), count=len(rows)))
    html.show_list(
        f"{desk.view.name_of(make_line(row, desk.view.areas))}: {register_words.fault(desk.table, problems[0])}"
        for row, problems in refused[:MOST_SHOWN]
    )
    out = {row.key for row, _ in refused}
    others = [row for row in rows if row.key not in out]
    if others:
        st.button(
            LABEL["apply_others"].format(count=len(others)), key="register_bulk_others", on_click=_apply,
            args=(desk, others, form, column),
        )  # fmt: skip
