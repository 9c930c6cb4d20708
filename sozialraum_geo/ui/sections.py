"""Sections of long pages: tables kept between visits, matrices, long lists, tabs of which only the open one is made."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from sozialraum_geo.german.words import numbers as numbers_words
from sozialraum_geo.german.words.cells import display
from sozialraum_geo.german.words.pages import frame as frame_words
from sozialraum_geo.ui import html, widgets
from sozialraum_geo.ui.frame import Page
from sozialraum_geo.ui.study import Stamp

STYLE = Path(__file__).resolve().parent / "sections.css"
ROWS = 200  # of a long list that are sent at once
TINTS = 4  # of a matrix, beside the empty one


@st.cache_resource(max_entries=300, show_spinner=False)
def _kept(
    stamp: Stamp, fingerprint: str, mode: str, what: str, key: tuple[Hashable, ...], _make: Callable[[], Any]
) -> Any:
    return _make()


def kept(page: Page, what: str, make: Callable[[], Any], *key: Hashable) -> Any:
    """Return what ``make`` makes of the release of a page, made once for that page, release, mode and ``key``."""
    return _kept(page.stamp, page.release.fingerprint, page.release.mode, f"{page.name} {what}", key, make)


def keeper(page: Page) -> Callable[..., Any]:
    """Return `kept` for the page and the Sozialraum that is chosen.

    It is called with a name, what makes the value, and whatever else the value depends on; it is made once for all
    sessions, and must not be changed.
    """
    return lambda what, make, *key: kept(page, what, make, page.area, *key)


class Later(Mapping[str, pd.DataFrame]):
    """Tables by their titles, each made when it is asked for."""

    def __init__(self, makers: Mapping[str, Callable[[], pd.DataFrame]]) -> None:
        self._makers = dict(makers)

    def __getitem__(self, title: str) -> pd.DataFrame:
        return self._makers[title]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def __contains__(self, title: object) -> bool:
        return title in self._makers  # without making it


def show_tables(page: Page, tables: Mapping[str, Callable[[], pd.DataFrame]]) -> None:
    """Draw tables under tabs, long ones sheet by sheet; the tabs stay whatever Sozialraum is chosen.

    Parameters
    ----------
    tables
        Title → what makes the table; only that of the open tab is made.
    """

    def drawn(title: str) -> Callable[[], None]:
        return lambda: show_long(page, tables[title](), title)

    show_sections(page, {title: drawn(title) for title in tables})


def show_sections(page: Page, sections: Mapping[str, Callable[[], None]]) -> None:
    """Draw sections under tabs: title → what draws it; only the one that is open is made."""
    tabs = st.tabs(list(sections), key=f"{page.name}_sections", on_change="rerun")
    for tab, draw in zip(tabs, sections.values(), strict=True):
        if tab.open:
            with tab:
                draw()


# --- matrices ---------------------------------------------------------------------------------------------------------


def show_matrix(first: str, names: Sequence[str], headers: Sequence[str], counts: pd.DataFrame, title: str) -> None:
    """Draw counts as a table whose cells are darker the more there is, and whose empty cells are seen.

    Parameters
    ----------
    first, names
        Header and cells of the first column, one name per row of ``counts``.
    headers
        One per column of ``counts``.
    counts
        Whole numbers.
    title
        Said to those who hear the page.
    """
    st.html(STYLE)
    most = max(int(counts.to_numpy().max()) if counts.size else 0, 1)
    head = "".join(f'<th scope="col">{html.escaped(h)}</th>' for h in (first, *headers))
    body = "".join(
        f'<tr><th scope="row">{html.escaped(str(name))}</th>{"".join(_cell(int(v), most) for v in row)}</tr>'
        for name, row in zip(names, counts.to_numpy(), strict=True)
    )
    caption = f"<caption>{html.escaped(title)}</caption>"
    table = f'<table class="sg-matrix">{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    st.html(f'<div class="sg-matrix-box" tabindex="0">{table}</div>')


def _cell(count: int, most: int) -> str:
    tint = math.ceil(TINTS * count / most)
    return f'<td class="sg-tint{tint}">{numbers_words.number(count)}</td>'


# --- long lists -------------------------------------------------------------------------------------------------------


def show_long(page: Page, table: pd.DataFrame, name: str) -> None:
    """Draw a table; one of more than `ROWS` rows with a search and sheet by sheet, so that it stays quick.

    Parameters
    ----------
    name
        Tells it from the other tables of the page.
    """
    if not len(table):
        html.show_note(frame_words.NOTHING_HERE)
        return
    if len(table) <= ROWS:
        widgets.show_table(page, table, name)
        return
    words = kept(page, "words", lambda: _row_words(table), name, len(table), page.area)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        asked = st.text_input(frame_words.SEARCH, key=f"{page.name}_{name}_search", width=330)
        found = [i for i, text in enumerate(words) if asked.casefold() in text] if asked else range(len(table))
        sheets = max(math.ceil(len(found) / ROWS), 1)
        key, state = f"{page.name}_{name}_sheet", st.session_state
        state[key] = min(max(int(state.get(key, 1)), 1), sheets)
        sheet = int(st.number_input(frame_words.SHEET, 1, sheets, key=key, width=140))
    chosen = list(found[(sheet - 1) * ROWS : sheet * ROWS])
    if not chosen:
        html.show_note(frame_words.NOTHING_FOUND)
        return
    first = (sheet - 1) * ROWS + 1
    numbers = (first, first + len(chosen) - 1, len(found))
    html.show_note(
        frame_words.SHEET_ROWS.format_map(
            dict(zip(("first", "last", "all"), map(numbers_words.number, numbers), strict=True))
        )
    )
    widgets.show_table(page, table.iloc[chosen], name)


def _row_words(table: pd.DataFrame) -> list[str]:
    columns = [[display(v).casefold() for v in table[c]] for c in table.columns]
    return ["\n".join(cells) for cells in zip(*columns, strict=True)]
