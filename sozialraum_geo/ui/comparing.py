"""Two days side by side on a page: the day chosen, and the release of that day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import streamlit as st

from sozialraum_geo.german.words import numbers
from sozialraum_geo.german.words.pages import coverage as coverage_words
from sozialraum_geo.release import Release
from sozialraum_geo.ui.choice import choose
from sozialraum_geo.ui.frame import Page
from sozialraum_geo.ui.study import load_release, load_results

COMPARED_YEARS = 20


def on_date(page: Page, date: str) -> Release:
    """Return the release for another date (ISO): what is valid then."""
    settings = replace(page.results.settings, on_date=date)
    computed = load_results(page.stamp, page.results.study.fingerprint, settings, page.results.study)
    return load_release(page.stamp, computed.fingerprint, page.release.mode, computed)


def compared(page: Page) -> Release | None:
    """Return the release of the day that the URL compares with; None without one.

    In the mode of the page, of the same study: what is valid then. A day asked for the first time is analysed.
    """
    day = numbers.day_of(st.session_state["choice"].get("tag", ""))
    return on_date(page, day.isoformat()) if day else None


def choose_day(page: Page, other: Release | None) -> Release:
    """Let people choose which of two days the map shows, and return its release.

    Without another one that of the page.
    """
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
