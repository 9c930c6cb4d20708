"""Many entries of the register in one table that can be typed into; saved at once, with nothing lost on a fault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from sozialraum_geo.errors import ConflictError
from sozialraum_geo.german.words import fields, numbers
from sozialraum_geo.german.words.pages import register as register_words
from sozialraum_geo.german.words.pages.register import HEADING, LABEL, NOTE
from sozialraum_geo.register import records
from sozialraum_geo.register.records import Checked, Row
from sozialraum_geo.register.shelf import REFERENCES, make_line
from sozialraum_geo.store.ledger import Entry
from sozialraum_geo.tables import TABLES, labels
from sozialraum_geo.ui import html
from sozialraum_geo.ui.register.desk import Desk, say, told_faults, who
from sozialraum_geo.ui.register.fields import FIRST_DAY, LAST_DAY, LISTED, unique_names
from sozialraum_geo.ui.register.history import Clash, cells_from, show_clash

# What needs more than a cell
_FORM_ONLY = frozenset({*REFERENCES, *LISTED, "wirkungsraum", "precision", "is_protected", "ages"})
_PLACE = frozenset({"street", "house_number", "postcode", "town", "sozialraum_id"})


def editor_columns(table: str) -> list[str]:
    """Return the columns that can be typed into, those of the list first."""
    asked = [*fields.LIST[table], *(c for _, columns in fields.SECTIONS[table] for c in columns)]
    left_out = _FORM_ONLY | (_PLACE if TABLES[table].shape == "point" else frozenset())
    return [c for c in dict.fromkeys(asked) if c in TABLES[table].by_name and c not in left_out]


def show_editor(desk: Desk) -> None:
    """Draw the table that can be typed into, and what saves it."""
    state = st.session_state
    rows: list[Row] = state["register_editing"]
    if state.get("register_clashes"):
        _show_clashes(desk)
        return
    turn = state.setdefault("register_editor", 0)
    key = f"register_editor_{desk.table}_{turn}"
    columns = editor_columns(desk.table)
    edited: Mapping[int, Mapping[str, Any]] = (state.get(key) or {}).get("edited_rows", {})
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="register_actions"):
        st.button(
            LABEL["save"], type="primary", icon=":material/check:", key="register_editor_save", on_click=_save,
            args=(desk, rows, edited), disabled=not edited,
        )  # fmt: skip
        st.button(LABEL["leave_table"], type="tertiary", key="register_editor_leave", on_click=_leave)
    faults: list[str] = state.get("register_editor_faults", [])
    if faults:
        with st.container(border=True, key="register_faults"):
            html.show_subheading(HEADING["faults"])
            html.show_list(faults)
    st.data_editor(
        _frame(desk, rows, columns), hide_index=True, key=key, num_rows="fixed", placeholder=numbers.UNKNOWN,
        disabled=[fields.KEY], column_config=_config(desk, columns), height="content" if len(rows) <= 12 else 460,
    )  # fmt: skip
    left_out = int(state.get("register_left_out", 0))
    hidden = NOTE["hidden_left_out"].format(count=register_words.entries(desk.table, left_out)) if left_out else ""
    html.show_note(f"{NOTE['table_mode']} {hidden}".strip())


def _leave() -> None:
    for name in ("register_editing", "register_editor_faults", "register_clashes"):
        st.session_state.pop(name, None)
    st.session_state["register_editor"] = st.session_state.get("register_editor", 0) + 1


def _frame(desk: Desk, rows: Sequence[Row], columns: Sequence[str]) -> pd.DataFrame:
    names = unique_names(desk.view.areas)
    cells: dict[str, Any] = {}
    for column in columns:
        kind = TABLES[desk.table].by_name[column].kind
        told = [row.values.get(column) for row in rows]
        if kind == "date":
            cells[column] = pd.Series([numbers.day_of(str(v)) if v else None for v in told], dtype=object)
        elif kind in ("int", "float"):
            cells[column] = pd.Series([float("nan") if v is None else float(v) for v in told], dtype=float)
        elif kind == "bool":
            cells[column] = pd.Series([bool(v) for v in told], dtype=bool)
        elif kind == "word":
            words = labels(TABLES[desk.table].by_name[column].words)
            cells[column] = pd.Series([words.get(str(v)) if v else None for v in told], dtype=object)
        elif column == "sozialraum_id":
            cells[column] = pd.Series([names.get(str(v)) if v else None for v in told], dtype=object)
        else:
            cells[column] = pd.Series(told, dtype=object)
    cells[fields.KEY] = [row.key for row in rows]
    return pd.DataFrame(cells)


def _config(desk: Desk, columns: Sequence[str]) -> dict[str, Any]:
    config: dict[str, Any] = {}
    for column in columns:
        told = TABLES[desk.table].by_name[column]
        head = fields.head(desk.table, column)
        if told.kind == "date":
            config[column] = st.column_config.DateColumn(
                head, format="DD.MM.YYYY", min_value=FIRST_DAY, max_value=LAST_DAY, width=110
            )
        elif told.kind in ("int", "float"):
            config[column] = st.column_config.NumberColumn(head, format="%d" if column == "year" else "localized")
        elif told.kind == "bool":
            config[column] = st.column_config.CheckboxColumn(head)
        elif told.kind == "word":
            options = list(labels(told.words).values())
            config[column] = st.column_config.SelectboxColumn(head, options=options, required=told.required)
        elif column == "sozialraum_id":
            options = list(unique_names(desk.view.areas).values())
            config[column] = st.column_config.SelectboxColumn(head, options=options, required=told.required)
        else:
            config[column] = st.column_config.TextColumn(head, width="medium" if column == "name" else None)
    return config


def typed_cells(desk: Desk, row: Row, edited: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with what was typed into its cells, as `records.check` takes it."""
    cells = cells_from(row.values, row.geometry)
    codes = {name: key for key, name in unique_names(desk.view.areas).items()}
    for column, value in edited.items():
        if column == "sozialraum_id" and value is not None:
            value = codes.get(str(value), value)
        cells[column] = fields.decimal(value) if isinstance(value, float) else value
    return cells


def _save(desk: Desk, rows: Sequence[Row], edited: Mapping[int, Mapping[str, Any]]) -> None:
    chosen = [(rows[int(at)], cells) for at, cells in sorted(edited.items()) if int(at) < len(rows)]
    before = [row for row, _ in chosen]
    _write(desk, before, [typed_cells(desk, row, cells) for row, cells in chosen])


def _write(desk: Desk, before: Sequence[Row], cells: Sequence[Mapping[str, Any]]) -> None:
    """Check and save rows as one edit; keep what is wrong, or what somebody else changed, for the next drawing."""
    state = st.session_state
    checked = records.check(desk.folder, desk.study, desk.table, cells, before=before)
    state["register_editor_faults"] = [
        f"{desk.view.name_of(make_line(row, desk.view.areas))}: {register_words.fault(desk.table, one.faults[0])}"
        for row, one in zip(before, checked, strict=True)
        if one.faults
    ]
    if state["register_editor_faults"]:
        state.pop("register_said", None)
        return
    with told_faults():
        try:
            edit = records.save(desk.folder, checked, before, action="change" if len(before) == 1 else "bulk", by=who())
        except ConflictError as error:
            now = {change.key: entry for change, entry in error.rows}
            clashes = [_clash(row, one, now) for row, one in zip(before, checked, strict=True)]
            state["register_clashes"] = list(zip(clashes, before, cells, strict=True))
            return
        words = register_words.entries(desk.table, len(before))
        say(NOTE["changed"].format(count=words) if edit else NOTE["unchanged"], edit)
        _leave()


def _clash(row: Row, mine: Checked, now: Mapping[str, Entry | None]) -> Clash | None:
    """Return what has to be decided about a row; None if nobody else changed it."""
    if row.key not in now:
        return None
    entry = now[row.key]
    return Clash(row, mine, None if entry is None else records.row_of(row.table, row.source, entry))


def _show_clashes(desk: Desk) -> None:
    """Draw the entries that somebody else changed meanwhile; save all once every one is decided."""
    before: list[Row] = []
    cells: list[Mapping[str, Any]] = []
    is_open = False
    for number, (clash, row, own) in enumerate(st.session_state["register_clashes"]):
        if clash is None:
            before.append(row)
            cells.append(own)
            continue
        decided = show_clash(desk, clash, f"clash_{row.key}_{number}")
        if decided is None:
            is_open = True
        elif clash.now is not None:
            before.append(clash.now)
            cells.append(decided)

    def save_both() -> None:
        st.session_state.pop("register_clashes")
        st.session_state["register_editing"] = before
        _write(desk, before, cells)

    with st.container(horizontal=True, gap="small"):
        st.button(
            LABEL["save_both"], type="primary", icon=":material/check:", key="register_both", on_click=save_both,
            disabled=is_open,
        )  # fmt: skip
        st.button(LABEL["discard_mine"], type="tertiary", key="register_discard", on_click=_leave)
