"""What all pages share: the choice kept in the URL, controls, maps, tables, downloads, errors.

Only the modules whose names begin with ``ui`` know Streamlit. Names from data are foreign text: they reach the browser
through tables, selection lists or escaped HTML, never through markdown, which would fetch images and make links.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import os
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from sozialraum_geo.analysis.quality import MAX_AGE_YEARS, Quality
from sozialraum_geo.analysis.results import Results
from sozialraum_geo.errors import SozialraumError
from sozialraum_geo.exports import results as reports
from sozialraum_geo.german.sentences import data as data_sentences
from sozialraum_geo.german.sentences import fairness
from sozialraum_geo.german.sentences import priorities as priorities_sentences
from sozialraum_geo.german.words import labels, numbers, problems
from sozialraum_geo.german.words.cells import Shown, display, exported
from sozialraum_geo.german.words.pages import coverage as coverage_words
from sozialraum_geo.german.words.pages import data as data_words
from sozialraum_geo.german.words.pages import frame
from sozialraum_geo.german.words.pages import priorities as priorities_words
from sozialraum_geo.german.words.pages import quality as quality_words
from sozialraum_geo.pictures.charts import spec as spec_charts
from sozialraum_geo.pictures.maps.layers import LAYERS
from sozialraum_geo.pictures.tables import coverage as coverage_tables
from sozialraum_geo.pictures.tables import data as data_tables
from sozialraum_geo.pictures.tables import frames
from sozialraum_geo.release import door
from sozialraum_geo.release.door import Release
from sozialraum_geo.release.facts import has_access, standard_of
from sozialraum_geo.standards import Settings
from sozialraum_geo.study import Study
from sozialraum_geo.ui.html import (
    plain,
    show_empty,
    show_facts,
    show_foot,
    show_head,
    show_heading,
    show_list,
    show_note,
)
from sozialraum_geo.ui.maps import show_map
from sozialraum_geo.ui.study import (
    Stamp,
    known_studies,
    load_image,
    load_picture,
    load_quality,
    load_rejected,
    load_release,
    load_results,
    load_study,
    stamp_of,
    study_name,
)

HERE = Path(__file__).resolve().parent
LOG = logging.getLogger("sozialraum_geo")

INTERN, PUBLIC, PROJECTOR = MODES = ("intern", "oeffentlich", "projektor")
PARAMETERS = ("studie", "angebot", "sozialraum", "modus", "ansicht", "tag", "jahr", "station", "tabelle", "eintrag")
# They stand in the address of one page only
OF_PAGE = {"tabelle": "register", "eintrag": "register"}
MAP_HEIGHT = 430
MOST_ROWS = 20  # shown without scrolling
MANY_COLUMNS = 8
COMPARED_YEARS = 20
LETTER_PX = 6.8  # mean width of a letter in a table
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PROJECTOR_SCALE = 1.4  # words on maps and in charts, to be read from the last row
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


# --- what is computed anew ------------------------------------------------------------------------------------------


def on_date(page: Page, date: str) -> Release:
    """Return the release for another date (ISO): what is valid then."""
    settings = replace(page.results.settings, on_date=date)
    computed = load_results(page.stamp, page.results.study.fingerprint, settings, page.results.study)
    return load_release(page.stamp, computed.fingerprint, page.release.mode, computed)


def compared(page: Page) -> Release | None:
    """Return the release of the day that the URL compares with; None without one."""
    day = numbers.day_of(st.session_state["choice"].get("tag", ""))
    return on_date(page, day.isoformat()) if day else None


def choose_day(page: Page, other: Release | None) -> Release:
    """Let people choose which of two days the map shows."""
    if other is None:
        return page.release
    days = {numbers.date_text(shown.date): shown for shown in (page.release, other)}
    key, state = f"{page.name}_day", st.session_state
    state[key] = state[key] if state.get(key) in days else next(iter(days))
    return days[str(st.segmented_control(coverage_words.DATES["map"], list(days), key=key, required=True))]


def choose_date(page: Page) -> None:
    """Let people choose a day to compare with."""
    state, words = st.session_state, coverage_words.DATES
    day = numbers.day_of(state["choice"].get("tag", ""))
    state["control_date"] = day

    def change() -> None:
        chosen = state["control_date"]
        choose("tag", chosen.isoformat() if chosen else "")

    base = numbers.day_of(page.release.date) or dt.date(2000, 1, 1)
    years = dt.timedelta(days=366 * COMPARED_YEARS)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.date_input(
            words["label"], None, base - years, base + years, key="control_date", on_change=change,
            format="DD.MM.YYYY", help=words["help"], width=240,
        )  # fmt: skip
        if day:
            st.button(words["clear"], icon=":material/close:", type="tertiary", on_click=choose, args=("tag", ""))


def quality_of(page: Page) -> Quality:
    """Return how good the data of the study are, with the age at which this session calls a source stale."""
    years = float(st.session_state.get("max_age", MAX_AGE_YEARS))
    return load_quality(page.stamp, years, page.results.study, page.folder)


def choose_age(page: Page) -> None:
    """Let people say at which age a source is stale; kept for this session."""
    state = st.session_state
    state["control_max_age"] = state.get("max_age", int(MAX_AGE_YEARS))

    def change() -> None:
        state["max_age"] = state["control_max_age"]

    st.number_input(quality_words.LABEL["max_age"], 1, 30, key="control_max_age", on_change=change, width=320)


# --- the choice: kept in the session, mirrored in the URL -----------------------------------------------------------


def _choice() -> dict[str, str]:
    """Return the choice of this session, after taking over what the URL says if somebody opened or went back to it."""
    state = st.session_state
    chosen: dict[str, str] = state.setdefault("choice", {})
    given = {k: v for k, v in st.query_params.to_dict().items() if k in PARAMETERS}
    if given and given != state.get("written") and not state.pop("acted", False):
        chosen.clear()
        chosen.update(given)
        if chosen.get("modus") not in (None, *MODES):
            chosen["modus"] = PUBLIC  # a mistyped bookmark of a public page must not open the internal one
    state.pop("acted", None)
    return chosen


def choose(name: str, value: str | None) -> None:
    """Change the choice; to be called from a widget's callback."""
    st.session_state.setdefault("choice", {})[name] = value or ""
    st.session_state["acted"] = True


def _write_url(chosen: Mapping[str, str]) -> None:
    here = st.session_state.get("page_name", "")
    wanted = {k: chosen[k] for k in PARAMETERS if chosen.get(k) and OF_PAGE.get(k, here) == here}
    if wanted.get("modus") == INTERN:
        del wanted["modus"]
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)
    st.session_state["written"] = wanted


def _chooses(name: str, key: str) -> Callable[[], None]:
    return lambda: choose(name, st.session_state[key])


# --- the frame of a page --------------------------------------------------------------------------------------------


def enter(sections: Mapping[str, Mapping[str, Any]]) -> Any:
    """Return the page to run, out of those of all sections of the menu.

    Until `st.navigation` has been called once, Streamlit takes the folder ``pages`` for pages of the older kind and
    runs a page that was opened by its address without ``app.py``; `start` then comes here first, and this leads back.
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
    """
    chosen, studies = _enter(name)
    if not studies:
        return Desk(None, None, (), is_public=False)
    _write_url(chosen)
    _study_control(studies, chosen)
    folder = studies[chosen["studie"]]
    stamp = stamp_of(folder, ground_only=keeps)
    try:
        study = load_study(str(folder), stamp)
    except SozialraumError as error:
        if {p.code for p in error.problems} - {"no_areas"}:
            raise
        study = None
    _write_url(chosen)
    return Desk(folder, study, stamp, is_public=chosen["modus"] != INTERN)


def _enter(name: str) -> tuple[dict[str, str], dict[str, Path]]:
    """Return the choice, with a study that is there and a known mode, and all studies."""
    if not st.session_state.get("inside"):
        st.session_state["wanted"] = name
        st.switch_page("app.py", query_params=st.query_params.to_dict())
    chosen = _choice()
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

    Parameters
    ----------
    name
        Key of the page in `frame.PAGE`.
    standard
        Whether the page is about one standard, which is then chosen in the first control.
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
    _write_url(chosen)
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
    # a copy of a study has its name too, and a choice is told by its words
    doubled = {name for name, count in Counter(names.values()).items() if count > 1}
    names = {slug: f"{name} ({slug})" if name in doubled else name for slug, name in names.items()}
    st.sidebar.selectbox(
        frame.CONTROL["study"],
        list(studies),
        format_func=names.__getitem__,
        key="control_study",
        on_change=_chooses("studie", "control_study"),
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
                on_change=_chooses("angebot", "control_standard"),
            )  # fmt: skip
        state["control_area"] = page.area
        areas = {"": words["area_all"], **dict(zip(shown.areas["sozialraum_id"], shown.areas["name"], strict=True))}
        st.selectbox(
            plain(shown.levels[-1]), list(areas), format_func=areas.__getitem__, key="control_area", width=230,
            on_change=_chooses("sozialraum", "control_area"),
        )  # fmt: skip
        state["control_mode"] = page.mode
        st.segmented_control(
            words["mode"], MODES, format_func=frame.MODE.__getitem__, key="control_mode", required=True,
            on_change=_chooses("modus", "control_mode"), help=words["mode_help"],
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
    """Return which of the offered layers the map shows: as the URL says, else the first."""
    offered = list(layers)
    wanted = st.session_state["choice"].get("ansicht")
    return str(wanted) if wanted in offered else offered[0]


def choose_view(page: Page, layers: Iterable[str]) -> str:
    """Let people choose what the map shows; returns the layer."""
    offered = list(layers)
    current = chosen_view(page, offered)
    if len(offered) > 1:
        key = f"{page.name}_view"
        st.session_state[key] = current
        st.segmented_control(
            frame.CONTROL["view"], offered, format_func=frame.VIEW.__getitem__, key=key, required=True,
            label_visibility="collapsed", on_change=_chooses("ansicht", key),
        )  # fmt: skip
    return current


def show_footer(page: Page, shown: Release | None = None) -> None:
    """Draw sources, date, method and fingerprint."""
    release = shown or page.release
    show_foot([data_sentences.state_line(release), data_sentences.source_line(release)])


# --- figures --------------------------------------------------------------------------------------------------------


def draw(
    page: Page,
    layer: str,
    *,
    height: int = MAP_HEIGHT,
    shown: Release | None = None,
    **choice: Any,
) -> None:
    """Draw a map whose districts can be clicked."""
    release = shown or page.release
    options = _map_choice(page, layer, choice)
    picture = load_picture(page.stamp, release.fingerprint, release.mode, layer, options, release)
    if st.session_state.get("asks_tiles"):
        picture = replace(picture, paint=picture.paint | {"tiles": frame.TILES})
    if page.mode == PROJECTOR:
        picture = replace(picture, paint=picture.paint | {"scale": PROJECTOR_SCALE})
    show_map(picture, key=f"{page.name}_map", height=height, on_select=lambda area: choose("sozialraum", area))


def _map_choice(page: Page, layer: str, choice: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    options: dict[str, Any] = {"selected": page.area or None} | dict(choice)
    if LAYERS[layer].needs_standard:
        options["standard"] = page.standard
    return tuple(sorted(options.items()))


def show_chart(chart: tuple[dict[str, Any], str], name: str) -> None:
    """Draw a small chart; its words are read out instead."""
    is_large = st.session_state["choice"].get("modus") == PROJECTOR
    spec, words = spec_charts.enlarged(chart, PROJECTOR_SCALE) if is_large else chart
    st.vega_lite_chart(spec, theme=None, width="stretch", key=name, alt=words)


def show_table(page: Page, table: pd.DataFrame, name: str, *, words: str = "", height: int | None = None) -> None:
    """Draw a display table; where its rows are Sozialräume, selecting a row selects the Sozialraum everywhere."""
    selects = table.index.name == "sozialraum_id"
    state = st.session_state
    turn = state.setdefault("turn", {}).setdefault(name, 0)
    key = f"{page.name}_{name}_{turn}"
    here = page.area if selects and page.area in table.index else ""
    if selects and _selected_row(key, table) != here:
        # Chosen elsewhere meanwhile: a fresh table, in which that row is ticked and no other
        state["turn"][name] = turn + 1
        key = f"{page.name}_{name}_{turn + 1}"

    def selected() -> None:
        choose("sozialraum", _selected_row(key, table))

    options: dict[str, Any] = {"on_select": selected, "selection_mode": "single-row"} if selects else {}
    if here:
        options["selection_default"] = {"selection": {"rows": [table.index.get_loc(here)]}}
    st.dataframe(
        _styled(table, page.area if selects else ""), hide_index=True, key=key, placeholder=numbers.UNKNOWN,
        alt=words or None,
        column_config=_columns(table), height=height or ("content" if len(table) <= MOST_ROWS else "auto"), **options,
    )  # fmt: skip


def show_tables(page: Page, tables: Mapping[str, pd.DataFrame]) -> None:
    """Draw the tables that have rows, each under a tab."""
    filled = {title: table for title, table in tables.items() if len(table)}
    if not filled:
        return
    for tab, (title, table) in zip(st.tabs(list(filled)), filled.items(), strict=True):
        with tab:
            show_table(page, table, title)


def _selected_row(key: str, table: pd.DataFrame) -> str:
    rows = (st.session_state.get(key) or {}).get("selection", {}).get("rows", [])
    return str(table.index[rows[0]]) if rows and rows[0] < len(table) else ""


def _styled(table: pd.DataFrame, area: str) -> Any:
    styler = table.style.format(display)
    if area:
        chosen = "background-color: #d5e6e8; font-weight: 600"
        styler = styler.apply(lambda row: [chosen if row.name == area else ""] * len(row), axis=1)
    return styler


def _columns(table: pd.DataFrame) -> dict[str, Any]:
    """Put numbers to the right; in wide tables give words the width they need."""
    config: dict[str, Any] = {}
    for name in table.columns:
        is_number = any(isinstance(v, Shown) for v in table[name].head(3))
        width = None
        if not is_number and len(table.columns) >= MANY_COLUMNS:
            longest = max((len(display(v)) for v in table[name].head(200)), default=0)
            width = int(min(max(longest, len(str(name))) * LETTER_PX + 24, 330))
        config[str(name)] = st.column_config.Column(width=width, alignment="right" if is_number else "left")
    return config


def show_supply(page: Page) -> None:
    """Draw the tables of places and areas against their planning values."""
    names = [
        s
        for s in page.release.supply_standards
        if len(page.release.supply) and s.id in set(page.release.supply["supply_id"])
    ]
    if not names:
        show_empty(coverage_words.EMPTY["supply"])
        return
    for rule in names:
        show_heading(rule.name)
        show_table(page, coverage_tables.supply_table(page.release, rule.id), f"supply_{rule.id}")
        show_note(coverage_words.SUPPLY_NOTE.format(source=rule.source))


def show_access(page: Page) -> None:
    """Draw the places within reach of people: sentence, table, how unevenly, formulas."""
    words = coverage_words.ACCESS
    st.text(fairness.access_sentence(page.release, page.standard))
    if not has_access(page.release, page.standard):
        return
    show_note(words["note"])
    show_table(page, coverage_tables.access_table(page.release, page.standard), "access")
    if lines := fairness.inequality_sentences(page.release, page.standard):
        show_heading(words["heading"])
        show_list(lines)
    with st.expander(words["formulas"], icon=":material/functions:"):
        # the measures of inequality rest on the index, which is internal
        show_facts(coverage_words.ACCESS_FORMULAS[: 1 if page.is_public else None])


# --- downloads ------------------------------------------------------------------------------------------------------


def show_downloads(
    page: Page,
    name: str,
    tables: Mapping[str, pd.DataFrame],
    *,
    facts: Sequence[tuple[str, str]] = (),
    layer: str = "",
    shown: Release | None = None,
    **choice: Any,
) -> None:
    """Offer the figure as CSV, XLSX and PNG; made only once the menu is open.

    Parameters
    ----------
    tables
        Sheet title → display table; the first one is the CSV.
    layer, choice
        The map beside it, as `draw` got it.
    """
    release = shown or page.release
    menu = st.popover(
        frame.CONTROL["download"], icon=":material/download:", key=f"{page.name}_{name}_menu", on_change="rerun"
    )
    if not menu.open:
        return
    notes = [data_sentences.state_line(release), *(f"{a}: {b}" for a, b in facts), data_sentences.source_line(release)]
    if release.is_trial:
        notes.insert(0, f"{frame.FOOTER['trial']}. {priorities_sentences.weights_sentence(release)}")
        name = f"{name}-{priorities_words.TRIAL_FILE}"
    # side by side: a column of buttons would end below a small screen
    with menu, st.container(horizontal=True, gap="small"):
        first = next(iter(tables.values()))
        offer_file(
            "CSV",
            reports.csv_bytes(exported(first, decimal_comma=True), excel=True),
            page,
            name,
            "csv",
            "text/csv",
        )
        sheets = {title: exported(table) for title, table in tables.items()}
        offer_file("Excel", reports.workbook(sheets, notes=notes), page, name, "xlsx", XLSX)
        if layer:
            options = _map_choice(page, layer, choice)
            offer_file(
                "Karte (PNG)",
                load_image(page.stamp, release.fingerprint, release.mode, layer, options, release),
                page,
                name,
                "png",
                "image/png",
            )


def offer_file(label: str, content: bytes, page: Page, name: str, ending: str, mime: str) -> None:
    """Offer a file of a page.

    Parameters
    ----------
    name, ending
        Of the file; the place and a hash of the content are added.
    """
    # A download over 1 MiB can deliver the previous file of the same length, unless the name tells them apart
    file = f"{page.release.slug}-{name}-{hashlib.sha256(content).hexdigest()[:10]}.{ending}"
    st.download_button(
        label,
        content,
        file,
        mime,
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
        key=f"{page.name}_{name}_{ending}",
    )


def show_rejected(page: Page) -> None:
    """Offer the rows that stayed out, each with its reason; say so where there are none."""
    if not any(source.rejected for source in page.release.sources):
        show_empty(data_words.EMPTY["rejected"])
        return
    offer_file(
        data_words.REJECTED,
        load_rejected(str(page.folder), page.stamp, page.results.study),
        page,
        "abgelehnt",
        "xlsx",
        XLSX,
    )


def show_templates(page: Page) -> None:
    """Say how partners and activities come in, with a template each."""
    for table in ("partners", "activities"):
        show_empty(frame.EMPTY[table])
        offer_file(
            frame.TEMPLATE,
            reports.workbook({labels.TABLE[table]: data_tables.template(table)}),
            page,
            f"vorlage-{table}",
            "xlsx",
            XLSX,
        )


# --- errors ---------------------------------------------------------------------------------------------------------


@contextmanager
def calm_errors() -> Iterator[None]:
    """Say in German what happened: what to do, or a code; the details go to the server's log."""
    try:
        yield
    except SozialraumError as error:
        _write_url(st.session_state.get("choice", {}))  # loaded again, the page must open the same study
        show_head(frame.ERROR["title"], "")
        show_list(problems.message(p) for p in error.problems[:20])
    except Exception as error:
        code = _error_code(error)
        LOG.exception("Fehler %s", code)
        _write_url(st.session_state.get("choice", {}))
        show_head(frame.ERROR["title"], "")
        show_empty(("", frame.ERROR["unknown"].format(code=code)))


def _error_code(error: Exception) -> str:
    """Return a code that is the same whenever the same line fails in the same way."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return (
        hashlib.sha256(f"{type(error).__name__} {Path(last.filename).name} {last.name}".encode())
        .hexdigest()[:6]
        .upper()
    )
