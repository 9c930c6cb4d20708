"""What the pages of the living register share: rows at hand, who is at work, what was done last and its undo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import streamlit as st

from sozialraum_geo.errors import SozialraumError
from sozialraum_geo.german.words import problems
from sozialraum_geo.german.words.pages.register import BUSY, LABEL, NOTE
from sozialraum_geo.register import records
from sozialraum_geo.register.records import Stamp
from sozialraum_geo.register.search import Counts, count
from sozialraum_geo.register.shelf import (
    REFERENCES,
    Kept,
    Names,
    Shelf,
    View,
    make_view,
    names_in_files,
    tables_needed,
)
from sozialraum_geo.store.database import store_url
from sozialraum_geo.store.ledger import Edit
from sozialraum_geo.store.steps import user_name
from sozialraum_geo.study import Study
from sozialraum_geo.tables import PERSONAL
from sozialraum_geo.ui import html

MAX_USER = 40


@dataclass(frozen=True, eq=False)
class Desk:
    """One table of the register as it is now, and what is needed to work on it."""

    folder: Path
    study: Study
    table: str
    kept: Kept
    view: View
    stamp: Stamp
    today: str
    waiting: tuple[str, ...] = ()  # tables of which lists still stand in files
    filed: Names = field(default_factory=dict)

    @cached_property
    def counts(self) -> Counts:
        """How many rows there are, and how many of them ask for a look."""
        return count(self.kept, self.today)

    def offered(self, column: str) -> dict[str, str]:
        """Return the rows that a column may name: those of the register, and of lists that still stand in files."""
        table = REFERENCES[column]
        names = self.view.names[column]
        keys = dict.fromkeys(self.at(table).by_key)
        if table in self.waiting:
            keys |= dict.fromkeys(self.filed.get(table, ()))
        return {key: names[key] for key in keys if key in names}

    def at(self, table: str) -> Kept:
        """Return the rows of another table."""
        return self.view.kept.get(table) or _shelf(str(self.folder), _identity(self.folder)).at(
            table, self.view.areas, self.stamp
        )


@dataclass(frozen=True)
class Said:
    """What was done last, and the edit that takes it back; 0 if nothing does."""

    words: str
    edit_id: int = 0


def open_desk(folder: Path, study: Study, table: str) -> Desk:
    """Bring the rows of a table to hand, with those that they name."""
    areas, filed = _said_by(study.fingerprint, study)
    stamp = records.newest_edit(folder)
    view = _view(folder, table, stamp, (areas, filed))
    today = dt.date.today().isoformat()
    waiting = _waiting(str(folder), (folder / "study.toml").stat().st_mtime_ns, stamp)
    return Desk(folder, study, table, view.kept[table], view, stamp, today, waiting, filed)


@st.cache_resource(max_entries=8, show_spinner=False)
def _waiting(folder: str, described_ns: int, stamp: Stamp) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source.table for source in records.waiting_lists(Path(folder))))


def _view(folder: Path, table: str, stamp: Stamp, named: tuple[dict[str, str], Names]) -> View:
    """Return a table with those it names; the newest of each is kept, but for people."""
    identity, (areas, filed) = _identity(folder), named
    kept = _views(str(folder), identity)
    last = kept.get(table)
    if last is not None and last[0] == stamp and last[1] is filed:
        return last[2]
    with st.spinner(BUSY):
        shelf = _shelf(str(folder), identity)
        view = make_view(areas, {t: shelf.at(t, areas, stamp) for t in tables_needed(table)}, filed)
    if table not in PERSONAL:
        kept[table] = (stamp, filed, view)
    return view


@st.cache_resource(max_entries=8, show_spinner=False)
def _views(folder: str, identity: str) -> dict[str, tuple[Stamp, Names, View]]:
    return {}


def _identity(folder: Path) -> str:
    """Return what tells one register from another that was put in its place."""
    url = store_url(folder)
    path = Path(url.removeprefix("sqlite:///"))
    return f"{url} {path.stat().st_ino if path.is_file() else 0}"


@st.cache_resource(max_entries=4, show_spinner=False)
def _said_by(fingerprint: str, _study: Study) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Return the names of the Sozialräume, and what a study calls the rows of its lists."""
    areas = _study.sozialraeume
    named = dict(zip(areas["sozialraum_id"].astype(str), areas["name"].astype(str), strict=True))
    return named, names_in_files(_study)


@st.cache_resource(max_entries=8, show_spinner=False)
def _shelf(folder: str, identity: str) -> Shelf:
    return Shelf(Path(folder))


# --- who is at work --------------------------------------------------------------------------------------------------


def who() -> str:
    """Return the name under which this session writes: as somebody said on the page, else that of the account."""
    return str(st.session_state.get("register_user") or user_name())


def show_user() -> None:
    """Let people say who they are, for the history."""
    state = st.session_state
    state.setdefault("control_user", state.get("register_user", ""))

    def change() -> None:
        state["register_user"] = " ".join(state["control_user"].split())[:MAX_USER]

    st.sidebar.text_input(
        LABEL["user"], key="control_user", max_chars=MAX_USER, placeholder=html.plain(user_name()),
        help=LABEL["user_help"], on_change=change,
    )  # fmt: skip


# --- what was done last ----------------------------------------------------------------------------------------------


def say(words: str, edit: Edit | None = None) -> None:
    """Remember what was done, for the next drawing of the page.

    Parameters
    ----------
    edit
        What its undo takes back; without it there is none.
    """
    st.session_state["register_said"] = Said(words, 0 if edit is None else edit.id)


@contextmanager
def told_faults() -> Iterator[None]:
    """Keep what a click could not do for the next drawing of the page; nothing was written then."""
    try:
        yield
    except SozialraumError as error:
        st.session_state["register_fault"] = [problems.message(p) for p in error.problems]
        st.session_state.pop("register_said", None)
        st.toast(NOTE["not_done"], icon=":material/error:")


def take_back(folder: Path, edit_id: int, words: str) -> None:
    """Take an edit back; to be called from a click."""
    with told_faults():
        say(words, records.undo(folder, edit_id, who()))


def show_said(folder: Path, words: str) -> None:
    """Draw what was done last with its undo, and what a click could not do."""
    if faults := st.session_state.pop("register_fault", None):
        html.show_list(faults)
    said: Said | None = st.session_state.get("register_said")
    if said is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="register_said_box"):
        html.show_done(said.words)
        if said.edit_id:
            st.button(
                LABEL["undo"], icon=":material/undo:", type="tertiary", key="register_undo", on_click=take_back,
                args=(folder, said.edit_id, words),
            )  # fmt: skip


def button(label: str, icon: str, key: str, on_click: Callable[..., None], *args: Any, **options: Any) -> None:
    """Draw a button of a row of actions."""
    st.button(label, icon=f":material/{icon}:", key=key, on_click=on_click, args=args, **options)
