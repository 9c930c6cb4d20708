"""Maps, charts and tables on a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from sozialraum_geo.german.words import numbers
from sozialraum_geo.german.words.cells import Shown, display
from sozialraum_geo.german.words.pages import frame
from sozialraum_geo.pictures.charts import spec as spec_charts
from sozialraum_geo.pictures.maps.layers import LAYERS
from sozialraum_geo.release import Release
from sozialraum_geo.ui.choice import PROJECTOR, choose
from sozialraum_geo.ui.frame import Page
from sozialraum_geo.ui.maps import show_map
from sozialraum_geo.ui.study import load_picture

MAP_HEIGHT = 430
MOST_ROWS = 20  # shown without scrolling
MANY_COLUMNS = 8
LETTER_PX = 6.8  # mean width of a letter in a table
PROJECTOR_SCALE = 1.4  # words on maps and in charts, to be read from the last row


def draw(
    page: Page,
    layer: str,
    *,
    height: int = MAP_HEIGHT,
    shown: Release | None = None,
    **choice: Any,
) -> None:
    """Draw a map whose districts can be clicked; a click chooses the Sozialraum everywhere.

    Parameters
    ----------
    layer
        A key of `LAYERS`; standard and Sozialraum are those of the page.
    height
        Of the map without its source line [px].
    shown
        The release that is shown, if it is not that of the page.
    choice
        What else `drawing.describe` takes.

    Raises
    ------
    MapError
        If the release does not carry that map.
    """
    release = shown or page.release
    options = map_choice(page, layer, choice)
    picture = load_picture(page.stamp, release.fingerprint, release.mode, layer, options, release)
    if st.session_state.get("asks_tiles"):
        picture = replace(picture, paint=picture.paint | {"tiles": frame.TILES})
    if page.mode == PROJECTOR:
        picture = replace(picture, paint=picture.paint | {"scale": PROJECTOR_SCALE})
    show_map(picture, key=f"{page.name}_map", height=height, on_select=lambda area: choose("sozialraum", area))


def map_choice(page: Page, layer: str, choice: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    """Return what a layer is drawn with, as its key: the chosen Sozialraum and standard, and more."""
    options: dict[str, Any] = {"selected": page.area or None} | dict(choice)
    if LAYERS[layer].needs_standard:
        options["standard"] = page.standard
    return tuple(sorted(options.items()))


def show_chart(chart: tuple[dict[str, Any], str], name: str) -> None:
    """Draw a small chart; its words are read out instead.

    Parameters
    ----------
    chart
        Specification and words, as the functions of `pictures.charts` return them.
    name
        Tells it from the other charts of the page.
    """
    is_large = st.session_state["choice"].get("modus") == PROJECTOR
    spec, words = spec_charts.enlarged(chart, PROJECTOR_SCALE) if is_large else chart
    st.vega_lite_chart(spec, theme=None, width="stretch", key=name, alt=words)


def show_table(page: Page, table: pd.DataFrame, name: str, *, words: str = "", height: int | None = None) -> None:
    """Draw a display table; where its rows are Sozialräume, selecting a row selects the Sozialraum everywhere.

    Parameters
    ----------
    table
        Rows are Sozialräume where its index is named sozialraum_id.
    name
        Tells it from the other tables of the page.
    words
        Said to those who hear the page.
    height
        In px; as many rows as there are, up to `MOST_ROWS`, if not told otherwise.
    """
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
    """Draw the tables that have rows, each under a tab with its title; nothing where none has."""
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
