"""What was done to the register and by whom, with its undo; and two versions of one entry side by side."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
import streamlit as st

from sozialraum_geo.german.words import fields, numbers
from sozialraum_geo.german.words.pages import register as words
from sozialraum_geo.german.words.pages.importing import moment
from sozialraum_geo.german.words.pages.register import CONFLICT, HEADING, LABEL, NOTE
from sozialraum_geo.register import records
from sozialraum_geo.register.records import Checked, Row
from sozialraum_geo.register.search import parts, whole
from sozialraum_geo.register.shelf import make_line
from sozialraum_geo.store import merging
from sozialraum_geo.store.ledger import Edit, RowChange
from sozialraum_geo.store.merging import Merged
from sozialraum_geo.ui import html
from sozialraum_geo.ui.register.desk import Desk, take_back

MOST_EDITS = 15
MOST_NAMED = 3
MOST_CHANGES = 30
NOT_UNDONE_HERE = ("import", "erase")
MINE, THEIRS = "mine", "theirs"


# --- history ---------------------------------------------------------------------------------------------------------


def show_history(desk: Desk, row: Row) -> None:
    """Draw what was done to an entry, the newest first, each with its undo."""
    changes = records.row_history(desk.folder, row.table, row.key)[:MOST_CHANGES]
    if not changes:
        html.show_note(NOTE["history_empty"])
    for change in changes:
        _show_edit(desk, change.edit, changed_words(desk, change), "row")


def show_latest(desk: Desk) -> None:
    """Draw the newest edits of all tables, each with its undo."""
    box = st.expander(HEADING["latest"], icon=":material/history:", key="register_latest", on_change="rerun")
    if not box.open:
        return
    with box:
        newest = records.edits(desk.folder, MOST_EDITS)
        if not newest:
            html.show_note(NOTE["history_empty"])
        for edit in newest:
            _show_edit(desk, edit, _edit_names(desk, edit), "latest")


def _show_edit(desk: Desk, edit: Edit, lines: Sequence[str], where: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        html.show_edit(words.edit_words(edit), lines)
        if edit.action in NOT_UNDONE_HERE or edit.import_id is not None or edit.undone_by is not None or not edit.rows:
            return
        st.button(
            LABEL["undo"], icon=":material/undo:", type="tertiary", key=f"undo_{where}_{edit.id}", on_click=take_back,
            args=(desk.folder, edit.id, NOTE["undone"]),
            help=NOTE["history_several"].format(count=edit.rows) if edit.rows > 1 else None,
        )  # fmt: skip


def _edit_names(desk: Desk, edit: Edit) -> list[str]:
    """Name what an edit was about; many entries are counted."""
    if edit.rows > MOST_NAMED or not edit.rows:
        return [words.rows_words(edit.rows)] if edit.rows else []
    return [f"{words.TAB[c.table][1]}: {_name(desk, c)}" for c in records.changes_of(desk.folder, edit.id)]


def _name(desk: Desk, change: RowChange) -> str:
    entry = change.after or change.before
    if entry is None:
        return words.ACTION["erase"]
    row = records.row_of(change.table, change.source, entry)
    return desk.view.name_of(make_line(row, desk.view.areas))


def changed_words(desk: Desk, change: RowChange) -> list[str]:
    """Say field by field what a change did."""
    if change.before is None and change.after is None:
        return [words.ACTION["erase"]]
    if change.before is None or change.after is None:
        return []
    before = whole(json.loads(change.before.data), change.before.geometry)
    after = whole(json.loads(change.after.data), change.after.geometry)
    return [
        f"{fields.label(change.table, column)}: "
        f"{value_words(desk, change.table, column, before.get(column))} → "
        f"{value_words(desk, change.table, column, after.get(column))}"
        for column in dict.fromkeys([*before, *after])
        if before.get(column) != after.get(column)
    ]


def value_words(desk: Desk, table: str, column: str, value: Any) -> str:
    """Write a value of a row, its place too, as people read it."""
    if column != "place":
        return fields.shown(table, column, value, desk.view.names, desk.view.areas)
    told = dict(value or ())
    if not told:
        return numbers.UNKNOWN
    address = " ".join(str(told[c]) for c in ("street", "house_number", "postcode", "town") if c in told)
    area = desk.view.areas.get(str(told.get("sozialraum_id")), "")
    point = fields.label(table, "point") if "point" in told else ""
    return ", ".join(filter(None, (address, area, point)))


# --- two versions ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Clash:
    """An entry that somebody else changed while it was in hand: what both came from, mine, and what stands now."""

    base: Row
    mine: Checked
    now: Row | None

    @property
    def merged(self) -> Merged:
        """The entry with what only one side changed."""
        base = whole(self.base.values, self.base.geometry)
        mine = whole(json.loads(self.mine.data), self.mine.geometry)
        theirs = whole(self.now.values, self.now.geometry) if self.now is not None else {}
        return merging.merge(base, mine, theirs, list(dict.fromkeys([*base, *mine, *theirs])))


def show_clash(desk: Desk, clash: Clash, key: str) -> dict[str, Any] | None:
    """Draw both versions field by field; return the cells that were decided on, None while one is open."""
    table, now = clash.base.table, clash.now
    name = desk.view.name_of(make_line(clash.base, desk.view.areas))
    html.show_subheading(f"{HEADING['conflict']}: {name}")
    if now is None:
        html.show_note(NOTE["conflict_gone"])
        return cells_from(json.loads(clash.mine.data), clash.mine.geometry)
    who, when = now.changed_by, moment(now.changed_at)
    html.show_note(NOTE["conflict"].format(who=who, when=when))
    merged = clash.merged
    base = whole(clash.base.values, clash.base.geometry)
    mine = whole(json.loads(clash.mine.data), clash.mine.geometry)
    theirs = whole(now.values, now.geometry)
    chosen: dict[str, str] = {}
    for clashing in merged.clashes:
        choice = st.session_state.get(f"{key}_{clashing.column}")
        if choice:
            chosen[clashing.column] = str(choice)
    result = merged.decided(c for c, side in chosen.items() if side == THEIRS)
    open_columns = {c.column for c in merged.clashes} - chosen.keys()
    differing = [c for c in dict.fromkeys([*base, *mine, *theirs]) if mine.get(c) != theirs.get(c)]
    heads = [
        CONFLICT["field"], CONFLICT["mine"], CONFLICT["theirs"].format(who=who, when=when), CONFLICT["before"],
        CONFLICT["result"],
    ]  # fmt: skip
    rows = [
        [
            fields.label(table, column),
            *(value_words(desk, table, column, side.get(column)) for side in (mine, theirs, base)),
            "?" if column in open_columns else value_words(desk, table, column, result.get(column)),
        ]
        for column in differing
    ]
    if rows:
        html.show_grid(heads, rows)
    if not merged.clashes:
        html.show_note(NOTE["conflict_none"])
    for clashing in merged.clashes:
        st.segmented_control(
            fields.label(table, clashing.column), [MINE, THEIRS],
            format_func={MINE: CONFLICT["mine"], THEIRS: CONFLICT["stored"]}.__getitem__,
            key=f"{key}_{clashing.column}",
        )  # fmt: skip
    if open_columns:
        html.show_note(NOTE["conflict_open"].format(count=len(open_columns)))
        return None
    return cells_from(*parts(result))


def cells_from(values: Mapping[str, Any], geometry: bytes | None) -> dict[str, Any]:
    """Return a row as it is kept as `records.check` takes it."""
    cells = {c: fields.decimal(v) if isinstance(v, float) else v for c, v in values.items()}
    cells["point"] = shapely.from_wkb(geometry) if geometry else shapely.Point()
    return cells
