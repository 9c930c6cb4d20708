"""The frame of every page: menu, controls, footer and calm errors around what the page shows."""

from __future__ import annotations

import hashlib
import logging
import os
import traceback
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from sozialraum_geo.analysis import Results
from sozialraum_geo.analysis.quality import MAX_AGE_YEARS, Quality
from sozialraum_geo.errors import SozialraumError
from sozialraum_geo.german.sentences import data as data_sentences
from sozialraum_geo.german.words import problems
from sozialraum_geo.german.words.pages import frame
from sozialraum_geo.german.words.pages import quality as quality_words
from sozialraum_geo.pictures.tables import frames
from sozialraum_geo.release import Release, door
from sozialraum_geo.release.facts import standard_of
from sozialraum_geo.standards import Settings
from sozialraum_geo.study import Study
from sozialraum_geo.ui.choice import INTERN, MODES, PROJECTOR, choose, chooses, current_choice, told_apart, write_url
from sozialraum_geo.ui.html import plain, show_empty, show_foot, show_head, show_list, show_note
from sozialraum_geo.ui.study import (
    Stamp,
    known_studies,
    load_quality,
    load_release,
    load_results,
    load_study,
    stamp_of,
    study_name,
)

HERE = Path(__file__).resolve().parent
LOG = logging.getLogger("sozialraum_geo")
LONGEST = 60  # letters of a word from the URL that are said back
# the language of the page, and the last English words of Streamlit
GERMAN = f"<script>{(HERE.parent / 'pictures' / 'web' / 'german.js').read_text(encoding='utf-8')}</script>"


@dataclass(frozen=True, eq=False)
class Page:
    """What a page works with: the release it may show, and the choice that stands in the URL.

    Attributes
    ----------
    standard, area
        Chosen standard and Sozialraum; empty where none is chosen.
    results, stamp
        For what is computed anew (trial weights, a later date); never shown themselves.
    """

    name: str
    mode: str
    standard: str
    area: str
    release: Release
    results: Results
    folder: Path
    stamp: Stamp

    @property
    def is_public(self) -> bool:
        """Whether the page may be seen outside."""
        return self.release.is_public


def quality_of(page: Page) -> Quality:
    """Return how good the data of the study are, with the age at which this session calls a source stale.

    For pages inside: it names rows and files.
    """
    years = float(st.session_state.get("max_age", MAX_AGE_YEARS))
    return load_quality(page.stamp, years, page.results.study, page.folder)


def enter(sections: Mapping[str, Mapping[str, Any]]) -> Any:
    """Return the page to run, out of those of all sections of the menu.

    Until `st.navigation` has been called once, Streamlit takes the folder ``pages`` for pages of the older kind and
    runs a page that was opened by its address without ``app.py``; `start` then comes here first, and this leads back.

    Parameters
    ----------
    sections
        Title of a section → the `st.Page` of each of its pages by name.
    """
    st.session_state["inside"] = True
    st.html(HERE / "frame.css")
    with st.container(key="language"):
        st.html(GERMAN, unsafe_allow_javascript=True)
    page = st.navigation({title: list(pages.values()) for title, pages in sections.items()}, expanded=True)
    pages = {name: page for pages in sections.values() for name, page in pages.items()}
    wanted = st.session_state.pop("wanted", "")
    if wanted in pages:
        st.switch_page(pages[wanted], query_params=st.query_params.to_dict())
    return page


@dataclass(frozen=True, eq=False)
class Desk:
    """What the import page works with: the folder of a study, and the study itself once it can be read.

    Attributes
    ----------
    folder
        None as long as there is no study at all.
    """

    folder: Path | None
    study: Study | None
    stamp: Stamp
    is_public: bool


def start_import(name: str, *, keeps: bool = False) -> Desk:
    """Open the chosen study for bringing files in; it may have no Sozialräume yet.

    Parameters
    ----------
    keeps
        Rows are entered one by one: the study is not read again after each.

    Returns
    -------
    Desk
        Without a folder where there is no study at all, and without a study where it has no Sozialräume yet.

    Raises
    ------
    StudyError
        If the study cannot be read for another reason; see `calm_errors`.
    """
    chosen, studies = _enter(name)
    if not studies:
        return Desk(None, None, (), is_public=False)
    write_url(chosen)
    _study_control(studies, chosen)
    folder = studies[chosen["studie"]]
    stamp = stamp_of(folder, ground_only=keeps)
    try:
        study = load_study(str(folder), stamp)
    except SozialraumError as error:
        if {p.code for p in error.problems} - {"no_areas"}:
            raise
        study = None
    write_url(chosen)
    return Desk(folder, study, stamp, is_public=chosen["modus"] != INTERN)


def _enter(name: str) -> tuple[dict[str, str], dict[str, Path]]:
    """Return the choice, with a study that is there and a known mode, and all studies."""
    if not st.session_state.get("inside"):
        st.session_state["wanted"] = name
        st.switch_page("app.py", query_params=st.query_params.to_dict())
    chosen = current_choice()
    st.session_state["page_name"] = name
    studies = known_studies()
    if studies and chosen.get("studie") not in studies:
        wanted = chosen.get("studie", "")
        chosen["studie"] = (
            "musterstadt" if "musterstadt" in studies and "SOZIALRAUM_STUDY" not in os.environ else next(iter(studies))
        )
        _not_here("studie", wanted, _name_of(studies[chosen["studie"]]))
    if chosen.get("modus") not in MODES:
        chosen["modus"] = INTERN
    return chosen, studies


def start(name: str, *, standard: bool = False) -> Page:
    """Load what the page shows and draw its row of controls.

    What the URL asks for and is not here is replaced by what is, and said. Where there is no study the page ends here.

    Parameters
    ----------
    name
        Key of the page in `frame.PAGE`.
    standard
        Whether the page is about one standard, which is then chosen in the first control.

    Returns
    -------
    Page
        Its release is public unless the mode chosen is ``intern``. ``standard`` is chosen on every page, empty only
        where the study analyses none.

    Raises
    ------
    SozialraumError
        If the study cannot be read or analysed; see `calm_errors`.
    """
    chosen, studies = _enter(name)
    if not studies:
        show_head(frame.ERROR["no_study"], "")
        show_empty(("", frame.ERROR["no_study_help"]))
        st.stop()
    _study_control(studies, chosen)
    _tiles_control()
    folder = studies[chosen["studie"]]
    stamp = stamp_of(folder)
    study = load_study(str(folder), stamp)
    computed = load_results(stamp, study.fingerprint, Settings(), study)
    mode = door.INTERN if chosen["modus"] == INTERN else door.PUBLIC
    shown = load_release(stamp, computed.fingerprint, mode, computed)
    if chosen.get("angebot") not in {s.id for s in shown.standards}:
        wanted, chosen["angebot"] = chosen.get("angebot", ""), _first_standard(shown)
        if chosen["angebot"]:
            _not_here("angebot", wanted, standard_of(shown, chosen["angebot"]).name)
    if chosen.get("sozialraum") not in set(shown.areas["sozialraum_id"]):
        _not_here("sozialraum", chosen.get("sozialraum", ""))
        chosen["sozialraum"] = ""
    page = Page(name, chosen["modus"], chosen["angebot"], chosen["sozialraum"], shown, computed, folder, stamp)
    _controls(page, standard)
    _say_not_here(chosen)
    write_url(chosen)
    return page


def _not_here(what: str, wanted: str, shown: str = "") -> None:
    """Remember that an address asked for what is not here; of a choice kept from another study nothing is said."""
    if wanted and st.query_params.get(what) == wanted and st.session_state.get("written", {}).get(what) != wanted:
        words = frame.NOT_HERE[what].format(value=wanted[:LONGEST], shown=shown)
        st.session_state.setdefault("not_here", {})[what] = words


def _say_not_here(chosen: Mapping[str, str]) -> None:
    """Say what an address asked for in vain, until something else is chosen."""
    said = st.session_state.get("not_here")
    if not said:
        return
    if st.session_state.setdefault("not_here_for", dict(chosen)) != dict(chosen):
        del st.session_state["not_here"], st.session_state["not_here_for"]
        return
    for words in said.values():
        show_note(words)


def _first_standard(shown: Release) -> str:
    """Return the standard shown first: the first of the study that is known."""
    known = [s.id for s in shown.standards if shown.town.loc[s.id, "state"] != "unknown"]
    return next(iter([*known, *(s.id for s in shown.standards)]), "")


def _name_of(folder: Path) -> str:
    return study_name(str(folder / "study.toml"), (folder / "study.toml").stat().st_mtime_ns)


def _study_control(studies: Mapping[str, Path], chosen: Mapping[str, str]) -> None:
    if len(studies) < 2:
        return
    st.session_state["control_study"] = chosen["studie"]
    names = {slug: _name_of(folder) for slug, folder in studies.items()}
    names = told_apart(names)  # a copy of a study has its name too
    st.sidebar.selectbox(
        frame.CONTROL["study"],
        list(studies),
        format_func=names.__getitem__,
        key="control_study",
        on_change=chooses("studie", "control_study"),
    )


def _tiles_control() -> None:
    """Offer map images from the internet: off unless switched on in this session, and said what goes where."""
    state = st.session_state

    def switch() -> None:
        state["asks_tiles"] = state["control_tiles"]

    state["control_tiles"] = bool(state.get("asks_tiles"))
    words = frame.CONTROL
    st.sidebar.toggle(words["tiles"], key="control_tiles", help=words["tiles_help"], on_change=switch)


def _controls(page: Page, has_standard: bool) -> None:
    """Draw the one row of controls, in the same order on every page."""
    shown, words, state = page.release, frame.CONTROL, st.session_state
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="controls"):
        if has_standard and shown.standards:
            state["control_standard"] = page.standard
            names = {s.id: frames.standard_words(s) for s in shown.standards}
            st.selectbox(
                words["standard"], list(names), format_func=names.__getitem__, key="control_standard",
                width=460 if page.mode == PROJECTOR else 330,
                on_change=chooses("angebot", "control_standard"),
            )  # fmt: skip
        state["control_area"] = page.area
        areas = {"": words["area_all"], **dict(zip(shown.areas["sozialraum_id"], shown.areas["name"], strict=True))}
        st.selectbox(
            plain(shown.levels[-1]), list(areas), format_func=areas.__getitem__, key="control_area", width=230,
            on_change=chooses("sozialraum", "control_area"),
        )  # fmt: skip
        state["control_mode"] = page.mode
        st.segmented_control(
            words["mode"], MODES, format_func=frame.MODE.__getitem__, key="control_mode", required=True,
            on_change=chooses("modus", "control_mode"), help=words["mode_help"],
        )  # fmt: skip
        if page.area:
            st.button(
                words["clear"], icon=":material/close:", type="tertiary", on_click=choose, args=("sozialraum", "")
            )
        if page.mode == INTERN and page.name != "qualitaet":
            light, icon = quality_words.LIGHT[quality_of(page).level]
            st.page_link("pages/qualitaet.py", label=light, icon=icon, help=quality_words.LIGHT_HELP)
    if page.mode == PROJECTOR:
        st.html(HERE / "projector.css")


def chosen_view(page: Page, layers: Iterable[str]) -> str:
    """Return which of the offered layers the map shows: as the URL says, else the first of them."""
    offered = list(layers)
    wanted = st.session_state["choice"].get("ansicht")
    return str(wanted) if wanted in offered else offered[0]


def choose_view(page: Page, layers: Iterable[str]) -> str:
    """Let people choose what the map shows; returns the layer.

    Parameters
    ----------
    layers
        Keys of `LAYERS`, one at least; of one alone there is nothing to choose.
    """
    offered = list(layers)
    current = chosen_view(page, offered)
    if len(offered) > 1:
        key = f"{page.name}_view"
        st.session_state[key] = current
        st.segmented_control(
            frame.CONTROL["view"], offered, format_func=frame.VIEW.__getitem__, key=key, required=True,
            label_visibility="collapsed", on_change=chooses("ansicht", key),
        )  # fmt: skip
    return current


def show_footer(page: Page, shown: Release | None = None) -> None:
    """Draw sources, date, method and fingerprint; of another release than that of the page, if it is the one shown."""
    release = shown or page.release
    show_foot([data_sentences.state_line(release), data_sentences.source_line(release)])


@contextmanager
def calm_errors() -> Iterator[None]:
    """Say in German what happened: what to do, or a code; the details go to the server's log.

    No error leaves it. A `SozialraumError` is said in its own sentences, any other as a code that the same kind of
    error in the same place has again.
    """
    try:
        yield
    except SozialraumError as error:
        write_url(st.session_state.get("choice", {}))  # loaded again, the page must open the same study
        show_head(frame.ERROR["title"], "")
        show_list(problems.message(p) for p in error.problems[:20])
    except Exception as error:
        code = _error_code(error)
        LOG.exception("Fehler %s", code)
        write_url(st.session_state.get("choice", {}))
        show_head(frame.ERROR["title"], "")
        show_empty(("", frame.ERROR["unknown"].format(code=code)))


def _error_code(error: Exception) -> str:
    """Return a code that is the same whenever the same function fails in the same way."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return (
        hashlib.sha256(f"{type(error).__name__} {Path(last.filename).name} {last.name}".encode())
        .hexdigest()[:6]
        .upper()
    )
