"""The fields of a form of the register: one widget a column, what was typed kept until it is saved."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely
import streamlit as st

from sozialraum_geo.errors import Problem
from sozialraum_geo.german.words import fields, numbers
from sozialraum_geo.german.words.pages import register as register_words
from sozialraum_geo.german.words.pages.register import LABEL, NOTE
from sozialraum_geo.reading.cells.opening_hours import hours_week, parse_opening_hours, written
from sozialraum_geo.reading.cells.shares import area_shares
from sozialraum_geo.register.locating import Located
from sozialraum_geo.register.records import ADDRESS, Row
from sozialraum_geo.register.shelf import REFERENCES
from sozialraum_geo.tables import TABLES, labels
from sozialraum_geo.ui import html
from sozialraum_geo.ui.choice import told_apart
from sozialraum_geo.ui.register.desk import Desk

FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2100, 12, 31)
LONGEST = 300
LONGEST_TEXT = 2000
LISTED = ("members", "partners")  # partners by key, and names that are none
CASE = ("station", "level", "quarter", "hours")
# How the point of a form came about
OLD, PICKED, FOUND, GONE = "old", "picked", "found", "gone"


@dataclass(eq=False)
class Form:
    """An entry in somebody's hands.

    Attributes
    ----------
    key
        Of the entry; empty for a new one.
    turn
        Tells its widgets from those of other forms.
    before
        The entry as it was when the form was opened, or as it stands since a conflict was seen.
    values
        What the fields hold: text, days, codes, keys, lists.
    origin
        How the point came about; empty if there is none.
    """

    table: str
    key: str
    turn: int
    before: Row | None
    values: dict[str, Any]
    point: shapely.Point | None = None
    precision: str | None = None
    origin: str = ""
    view_area: str = ""
    view_point: shapely.Point | None = None
    located: Located | None = None
    faults: tuple[Problem, ...] = ()
    clash: Any = None
    typed: dict[str, Any] = field(default_factory=dict)

    def widget(self, column: str) -> str:
        """Return the key of a widget."""
        return f"rf{self.turn}_{column}"

    @property
    def is_changed(self) -> bool:
        """Whether something was typed that is not saved."""
        return self.values != self.typed or self.origin not in ("", OLD)


def new_form(desk: Desk, turn: int, row: Row | None, first: Mapping[str, Any]) -> Form:
    """Return a form of an entry, or of a new one that begins with some values."""
    table = desk.table
    told = dict(row.values) if row is not None else dict(first)
    values = {column: _opened(desk, table, column, told.get(column)) for column in TABLES[table].by_name}
    form = Form(table, "" if row is None else row.key, turn, row, values, typed=dict(values))
    form.view_area = str(told.get("sozialraum_id") or "")
    point = shapely.from_wkb(row.geometry) if row is not None and row.geometry is not None else None
    if isinstance(point, shapely.Point):
        form.point, form.origin = point, OLD
        form.precision = told.get("precision")
    return form


def _opened(desk: Desk, table: str, column: str, value: Any) -> Any:
    """Return a value of a row as its field holds it."""
    kind = TABLES[table].by_name[column].kind
    if column == "wirkungsraum":
        return list(area_shares(value, None, frozenset(desk.view.areas)))
    if column in LISTED:
        return [part for part in map(str.strip, re.split(r"[;,]", value or "")) if part]
    if kind == "date":
        return numbers.day_of(str(value)) if value else None
    if kind == "bool":
        return bool(value)
    if kind in ("int", "float"):
        return "" if value is None else fields.decimal(float(value))
    if kind == "word" or column in REFERENCES or column in ("sozialraum_id", "station", "quarter"):
        return value
    return value or ""


def cells_of(form: Form) -> dict[str, Any]:
    """Return what was typed as `records.check` takes it."""
    for column in form.values:  # a click right after typing comes before the form was drawn again
        if (widget := form.widget(column)) in st.session_state:
            form.values[column] = st.session_state[widget]
    cells: dict[str, Any] = {c: _typed(v) for c, v in form.values.items() if c not in ("wirkungsraum", *LISTED)}
    for column in ("wirkungsraum", *LISTED):
        if column in form.values:
            cells[column] = _list_words(form, column)
    if form.table == "effort" and cells.get("level") == "fallspezifisch":
        cells = {c: v if c in CASE else None for c, v in cells.items()}
    if TABLES[form.table].shape != "point":
        return cells
    if form.origin in (PICKED, FOUND):
        cells |= {"point": form.point, "precision": form.precision, "sozialraum_id": None}
    elif form.origin == GONE:
        cells |= {"point": shapely.Point(), "precision": None}
    elif form.origin != OLD:
        cells["precision"] = None
    return cells


def _typed(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if value not in ("", False) else None


def _list_words(form: Form, column: str) -> str | None:
    """Write a list as it is kept; one that was left alone stays as it was, with its shares."""
    chosen = form.values[column]
    is_same = chosen == form.typed.get(column) and form.values.get("_shares") == form.typed.get("_shares")
    if form.before is not None and is_same:
        return form.before.values.get(column)
    if column != "wirkungsraum":
        return "; ".join(chosen) or None
    shares = [s for s in re.split(r"[;\s]+", form.values.get("_shares", "") or "") if s]
    if len(chosen) > 1 and len(shares) == len(chosen):
        return "; ".join(f"{area}:{share.rstrip('%')} %" for area, share in zip(chosen, shares, strict=True))
    return "; ".join(chosen) or None


# --- widgets ---------------------------------------------------------------------------------------------------------


def show_field(desk: Desk, form: Form, column: str, place: Any = st) -> None:
    """Draw the field of a column and keep what it holds."""
    kind = TABLES[form.table].by_name[column].kind
    draw: Callable[[Desk, Form, str, Any], Any]
    if column == "wirkungsraum":
        draw = _areas_field
    elif column in LISTED:
        draw = _partners_field
    elif column in REFERENCES:
        draw = _reference_field
    elif column == "sozialraum_id":
        draw = _area_field
    elif column in ("station", "quarter"):
        draw = _known_field
    else:
        draw = _BY_KIND.get(kind, _text_field)
    form.values[column] = draw(desk, form, column, place)
    if column == "opening_hours":
        _say_hours(str(form.values[column] or ""), place)


def _started(form: Form, column: str) -> str:
    """Return the key of a widget, filled with what was typed before if it is new."""
    key = form.widget(column)
    if key not in st.session_state:
        st.session_state[key] = form.values.get(column)
    return key


def _words(form: Form, column: str) -> dict[str, Any]:
    label = fields.label(form.table, column)
    needed = TABLES[form.table].by_name[column].required
    return {
        "label": f"{label} (nötig)" if needed else label,
        "help": fields.help_for(form.table, column) or None,
    }


def _text_field(desk: Desk, form: Form, column: str, place: Any) -> Any:
    told = str(form.values.get(column) or "")
    if column in fields.LONG:
        most = max(LONGEST_TEXT, len(told))
        return place.text_area(**_words(form, column), key=_started(form, column), height=84, max_chars=most)
    most = max(LONGEST, len(told))
    change = _address_changed if column in ADDRESS else None
    return place.text_input(
        **_words(form, column), key=_started(form, column), max_chars=most, on_change=change, args=(form,)
    )


def _address_changed(form: Form) -> None:
    """Let go of a point that the old address led to."""
    if form.origin in (OLD, FOUND):
        form.point, form.origin, form.precision = None, "", None
    form.located = None


def _number_field(desk: Desk, form: Form, column: str, place: Any) -> Any:
    return place.text_input(**_words(form, column), key=_started(form, column), max_chars=20)


def _date_field(desk: Desk, form: Form, column: str, place: Any) -> Any:
    return place.date_input(
        **_words(form, column), key=_started(form, column), min_value=FIRST_DAY, max_value=LAST_DAY,
        format="DD.MM.YYYY",
    )  # fmt: skip


def _bool_field(desk: Desk, form: Form, column: str, place: Any) -> Any:
    return place.checkbox(**_words(form, column), key=_started(form, column))


def _word_field(desk: Desk, form: Form, column: str, place: Any) -> Any:
    words = labels(TABLES[form.table].by_name[column].words)
    return _select(form, column, place, list(words), words.__getitem__)


def _select(form: Form, column: str, place: Any, options: Sequence[str], name: Callable[[str], str]) -> Any:
    if form.values.get(column) is not None and form.values[column] not in options:
        options = [form.values[column], *options]
    return place.selectbox(
        **_words(form, column), options=options, key=_started(form, column), index=None,
        placeholder=LABEL["none"], format_func=lambda code: _safe(name, code),
    )  # fmt: skip


def _safe(name: Callable[[str], str], code: str) -> str:
    try:
        return name(code)
    except KeyError:
        return code


def _area_field(desk: Desk, form: Form, column: str, place: Any) -> Any:
    names = unique_names(desk.view.areas)
    return _select(form, column, place, list(names), names.__getitem__)


def _reference_field(desk: Desk, form: Form, column: str, place: Any) -> Any:
    names = unique_names(desk.offered(column))
    own = form.values.get(column)
    if own and own not in names and own in desk.view.names[column]:  # gone meanwhile, and still named here
        names[own] = desk.view.names[column][own]
    return _select(form, column, place, list(names), names.__getitem__)


def unique_names(names: Mapping[str, str]) -> dict[str, str]:
    """Return names by key, sorted; two of the same name are told apart by their keys.

    Examples
    --------
    >>> unique_names({"b": "Kita", "a": "Kita", "c": "Hort"})
    {'c': 'Hort', 'a': 'Kita (a)', 'b': 'Kita (b)'}
    """
    return told_apart(dict(sorted(names.items(), key=lambda item: (item[1].casefold(), item[0]))))


def _areas_field(desk: Desk, form: Form, column: str, place: Any) -> Any:
    names = unique_names(desk.view.areas)
    chosen = place.multiselect(
        **_words(form, column), options=list(names), key=_started(form, column), format_func=names.__getitem__,
        placeholder=LABEL["none"],
    )  # fmt: skip
    if len(chosen) > 1:
        if "_shares" not in form.values:
            told = form.before.values.get(column) if form.before is not None else None
            shares = area_shares(told, None, frozenset(desk.view.areas))
            is_even = len(set(shares.values())) < 2
            told_shares = "; ".join(fields.decimal(s * 100) for s in shares.values())
            form.values["_shares"] = "" if is_even else told_shares
            form.typed["_shares"] = form.values["_shares"]
        form.values["_shares"] = place.text_input(LABEL["shares"], key=_started(form, "_shares"), max_chars=120)
    return chosen


def _partners_field(desk: Desk, form: Form, column: str, place: Any) -> Any:
    names = unique_names(desk.offered("partner_id"))
    options = [*dict.fromkeys([*form.values.get(column, []), *names])]
    return place.multiselect(
        **_words(form, column), options=options, key=_started(form, column), accept_new_options=True,
        format_func=lambda key: names.get(key, key), placeholder=LABEL["none"],
    )  # fmt: skip


def _known_field(desk: Desk, form: Form, column: str, place: Any) -> Any:
    """Draw a field that proposes what is in use, and takes something new."""
    if column == "quarter":
        options: Iterable[str] = register_words.quarters(dt.date.fromisoformat(desk.today), 8)
    else:
        options = stations(desk)
    own = form.values.get(column)
    offered = list(dict.fromkeys([*([own] if own else []), *options]))
    return place.selectbox(
        **_words(form, column), options=offered, key=_started(form, column), index=None, accept_new_options=True,
        placeholder=LABEL["none"],
    )  # fmt: skip


def stations(desk: Desk) -> list[str]:
    """Return the stations in use, by name."""
    found: set[str] = set()
    for kept in desk.view.kept.values():
        found |= kept.stations
    return sorted(found, key=str.casefold)


def _say_hours(text: str, place: Any) -> None:
    """Say back what was understood of opening times."""
    if not text.strip():
        return
    read = parse_opening_hours(text)
    if read is None or not read.spans:
        words = NOTE["hours_unread"]
    else:
        what, hours = written(read.spans), fields.decimal(round(hours_week(read.spans), 2))
        words = NOTE["hours_read"].format(what=what, hours=hours)
        if read.rest:
            words = NOTE["hours_partly"].format(what=what, rest=read.rest)
    with place.container():
        html.show_note(words)


_BY_KIND: dict[str, Callable[[Desk, Form, str, Any], Any]] = {
    "int": _number_field,
    "float": _number_field,
    "date": _date_field,
    "bool": _bool_field,
    "word": _word_field,
}
