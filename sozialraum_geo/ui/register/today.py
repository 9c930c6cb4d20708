"""What was done today, on a telephone: one thing at a time, few taps, nothing about single cases or people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from sozialraum_geo.german.words import fields, numbers
from sozialraum_geo.german.words.pages import register as register_words
from sozialraum_geo.german.words.pages.register import KIND_OF, LABEL, NOTE, TODAY
from sozialraum_geo.register import records
from sozialraum_geo.register.shelf import Line
from sozialraum_geo.study import Study
from sozialraum_geo.tables import labels
from sozialraum_geo.ui import html
from sozialraum_geo.ui.choice import told_apart
from sozialraum_geo.ui.register.desk import Desk, open_desk, say, show_said, show_user, told_faults, who
from sozialraum_geo.ui.register.fields import stations, unique_names

Choose = Callable[[str, str | None], None]
COLUMN_OF = {"activities": "activity_id", "gremien": "gremium_id", "partners": "partner_id"}
ANSATZPUNKT = {"gremien": "2.1", "partners": "2.2"}
MOST_OFFERED = 2500
MOST_RECENT = 4
MOST_LAST = 5
FIRST_DAY = dt.date(2000, 1, 1)
HALF_PX = 168  # two fields side by side on a telephone
OPEN, CASE = "fallunspezifisch", "fallspezifisch"


def sentence(desk: Desk, station: str) -> str:
    """Say how many hours and rows stand there for today, of one station or of all, or that there are none."""
    today = [line for line in desk.kept.lines if line.get("day") == desk.today]
    if station:
        today = [line for line in today if line.get("station") == station]
    if not today:
        return TODAY["sentence_none"]
    hours = fields.decimal(sum(float(line.get("hours") or 0) for line in today))
    words = TODAY["sentence_station" if station else "sentence"]
    return words.format(hours=hours, count=register_words.rows_words(len(today)), station=station)


def open_today(folder: Path, study: Study) -> Desk:
    """Bring the rows of hours to hand, with those that they name."""
    return open_desk(folder, study, "effort")


def show_today(desk: Desk, choice: Mapping[str, str], choose: Choose) -> None:
    """Draw the page: station, what it was for, hours, and the button that saves.

    Parameters
    ----------
    choice, choose
        The choice of the session, and what changes it, as `choice.choose` does.
    """
    show_user()
    show_said(desk.folder, NOTE["undone"])
    state = st.session_state
    turn = state.setdefault("today_turn", 0)
    with st.container(key="today_form"):
        station = _station(desk, choice, choose)
        level = st.segmented_control(
            TODAY["level"], [OPEN, CASE], default=OPEN, format_func=labels("level").__getitem__, key="today_level",
            required=True, label_visibility="collapsed",
        )  # fmt: skip
        cells: dict[str, Any] = {"station": station, "level": level}
        if level == CASE:
            cells |= _case_fields(desk, turn)
            about = labels("level")[CASE]
        else:
            target, about = _target(desk, station, turn)
            cells |= target | _open_fields(desk, turn)
        faults = state.get("today_faults", [])
        if faults:
            with st.container(border=True, key="register_faults"):
                html.show_list(faults)
        st.button(
            TODAY["save"], type="primary", icon=":material/check:", key="today_save", width="stretch", on_click=_save,
            args=(desk, cells, about, turn),
        )  # fmt: skip
    html.show_note(NOTE["case"] if level == CASE else NOTE["no_case"])
    _show_last(desk, station)
    html.show_note(TODAY["bookmark"])


def _station(desk: Desk, choice: Mapping[str, str], choose: Choose) -> str:
    state = st.session_state
    known = stations(desk)
    current = choice.get("station") or (known[0] if len(known) == 1 else None)
    state["today_station"] = current

    def change() -> None:
        choose("station", " ".join((state["today_station"] or "").split())[:80])

    offered = list(dict.fromkeys([*([current] if current else []), *known]))
    st.selectbox(
        TODAY["station"], offered, index=None, key="today_station", accept_new_options=True, on_change=change,
        placeholder=TODAY["station_place"], help=TODAY["station_help"],
    )  # fmt: skip
    return current or ""


def _target(desk: Desk, station: str, turn: int) -> tuple[dict[str, Any], str]:
    """Let people choose what it was for; return the cells that say so, and words for it."""
    kind = st.segmented_control(
        TODAY["for"], ["entry", "place"], default="entry", format_func=TODAY.__getitem__, key=f"today_kind_{turn}",
        required=True,
    )  # fmt: skip
    if kind == "place":
        return _place_target(desk, turn)
    names = _offered(desk, station)
    recent = _recent(desk, station, names)
    chosen: str | None = None
    if recent:
        chosen = st.pills(
            TODAY["recent"], recent, format_func=lambda key: html.plain(names[key].partition(": ")[2]),
            key=f"today_recent_{turn}", label_visibility="collapsed",
        )  # fmt: skip
    if chosen is None:
        chosen = st.selectbox(
            TODAY["entry"], list(names), format_func=names.__getitem__, index=None, key=f"today_entry_{turn}",
            placeholder=TODAY["entry_else" if recent else "entry_place"], label_visibility="collapsed",
        )  # fmt: skip
    if chosen:
        table, _, key = chosen.partition(" ")
        line = desk.at(table).by_key.get(key)
        point = line.get("ansatzpunkt") if line is not None else None
        told = {COLUMN_OF[table]: key, "ansatzpunkt": point or ANSATZPUNKT.get(table)}
        return told, names[chosen].partition(": ")[2]
    return {}, ""


def _place_target(desk: Desk, turn: int) -> tuple[dict[str, Any], str]:
    """Let people choose a Sozialraum and a line of work, where there is no entry to name."""
    left, right = st.columns(2, gap="small", vertical_alignment="bottom")
    areas = unique_names(desk.view.areas)
    area = left.selectbox(
        LABEL["area"], list(areas), format_func=areas.__getitem__, index=None, key=f"today_area_{turn}",
        placeholder=LABEL["none"],
    )  # fmt: skip
    points = labels("ansatzpunkt")
    point = right.selectbox(
        fields.label("effort", "ansatzpunkt"), list(points), format_func=points.__getitem__, index=None,
        key=f"today_point_{turn}", placeholder=LABEL["none"],
    )  # fmt: skip
    return {"sozialraum_id": area, "ansatzpunkt": point}, areas.get(str(area), "") if area else ""


def _offered(desk: Desk, station: str) -> dict[str, str]:
    """Return what can be chosen, table and key → words: what runs, that of the own station first."""
    offered: list[tuple[bool, str, str]] = []
    for table, kind in KIND_OF.items():
        kept = desk.at(table)
        named = desk.offered(COLUMN_OF[table])
        offered += [(True, f"{table} {k}", f"{kind}: {name}") for k, name in named.items() if k not in kept.by_key]
        for line in kept.lines:
            ended = str(line.get("end") or "9999") < desk.today or line.get("state") == "beendet"
            if not ended:
                own = bool(station) and line.get("station") == station
                offered.append((not own, f"{table} {line.key}", f"{kind}: {desk.view.name_of(line)}"))
    offered.sort(key=lambda o: o[0])
    return told_apart({key: words for _, key, words in offered[:MOST_OFFERED]}, lambda key: key.partition(" ")[2])


def _recent(desk: Desk, station: str, names: Mapping[str, str]) -> list[str]:
    """Return what this station entered last, each once."""
    found: dict[str, None] = {}
    for line in _last(desk, station):
        for table, column in COLUMN_OF.items():
            key = f"{table} {line.get(column)}"
            if key in names:
                found[key] = None
        if len(found) >= MOST_RECENT:
            break
    return list(found)[:MOST_RECENT]


def _last(desk: Desk, station: str) -> list[Line]:
    own = [line for line in desk.kept.lines if not station or line.get("station") == station]
    return sorted(own, key=lambda line: (line.row.changed_at, str(line.get("day") or "")), reverse=True)[:200]


def _open_fields(desk: Desk, turn: int) -> dict[str, Any]:
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        hours = _hours(st, turn)
        people = st.number_input(
            TODAY["participants"], min_value=0, max_value=100_000, value=None, step=1, key=f"today_people_{turn}",
            width=HALF_PX,
        )  # fmt: skip
    what = st.text_input(TODAY["what"], key=f"today_what_{turn}", max_chars=120, placeholder=TODAY["what_help"])
    today = dt.date.fromisoformat(desk.today)
    day = st.date_input(TODAY["day"], today, FIRST_DAY, today, key=f"today_day_{turn}", format="DD.MM.YYYY")
    return {"hours": hours, "participants": people, "name": what or None, "day": day.isoformat()}


def _hours(place: Any, turn: int) -> str:
    hours = place.number_input(
        TODAY["hours"], min_value=0.0, max_value=1000.0, value=1.0, step=0.5, format="%.1f", key=f"today_hours_{turn}",
        width=HALF_PX,
    )  # fmt: skip
    return fields.decimal(float(hours or 0))


def _case_fields(desk: Desk, turn: int) -> dict[str, Any]:
    """Draw what may be kept about work on single cases: a quarter and its hours."""
    quarters = register_words.quarters(dt.date.fromisoformat(desk.today))
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        quarter = st.selectbox(
            TODAY["quarter"], quarters, format_func=numbers.quarter_text, key=f"today_quarter_{turn}",
            width=HALF_PX,
        )  # fmt: skip
        return {"quarter": quarter, "hours": _hours(st, turn)}


def _as_typed(cells: Mapping[str, Any], turn: int) -> dict[str, Any]:
    """Return the cells with what stands in the fields at the moment of the click.

    A tap on the button right after typing comes before the page was drawn again with what was typed.
    """
    state, now = st.session_state, dict(cells)
    if (hours := state.get(f"today_hours_{turn}")) is not None:
        now["hours"] = fields.decimal(float(hours))
    for column, field in (("participants", "people"), ("name", "what"), ("day", "day"), ("quarter", "quarter")):
        if column in now and f"today_{field}_{turn}" in state:
            value = state[f"today_{field}_{turn}"]
            now[column] = value.isoformat() if isinstance(value, dt.date) else value or None
    return now


def _save(desk: Desk, drawn: Mapping[str, Any], about: str, turn: int) -> None:
    state = st.session_state
    cells = _as_typed(drawn, turn)
    (checked,) = records.check(desk.folder, desk.study, "effort", [cells])
    faults = [register_words.fault("effort", p) for p in checked.faults]
    is_bare = cells["level"] != CASE and not any(cells.get(c) for c in (*COLUMN_OF.values(), "sozialraum_id"))
    if is_bare:
        faults.append(TODAY["bare"])
    if not cells["station"]:
        faults.append(TODAY["no_station"])
    state["today_faults"] = faults
    if faults:
        state.pop("register_said", None)
        st.toast(TODAY["not_saved"], icon=":material/error:")
        return
    with told_faults():
        edit = records.save(desk.folder, [checked], [None], by=who())
        hours = TODAY["hours_words"].format(hours=cells["hours"])
        say(TODAY["saved"].format(what=", ".join(filter(None, (hours, about)))), edit)
        state["today_turn"] += 1


def _show_last(desk: Desk, station: str) -> None:
    """Draw what was entered last, of the station, for a look back."""
    last = _last(desk, station)[:MOST_LAST]
    if not last:
        return
    html.show_subheading(TODAY["last"])
    html.show_list(_line_words(desk, line) for line in last)


def _line_words(desk: Desk, line: Line) -> str:
    quarter = line.get("quarter")
    when = numbers.quarter_text(str(quarter)) if quarter else numbers.date_text(line.get("day"))
    about = next((desk.view.names[c].get(str(line.get(c)), "") for c in COLUMN_OF.values() if line.get(c)), "")
    area = desk.view.areas.get(str(line.get("sozialraum_id")), "") if line.get("sozialraum_id") else ""
    hours = TODAY["hours_words"].format(hours=fields.decimal(float(line.get("hours") or 0)))
    level = labels("level")[CASE] if line.get("level") == CASE else ""
    return ", ".join(filter(None, (when, hours, about or area or level, str(line.get("name") or ""))))
