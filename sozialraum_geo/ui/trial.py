"""Trying other weights: sliders, and the log of what was tried and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from sozialraum_geo.german.words import numbers
from sozialraum_geo.german.words.pages import priorities as priorities_words
from sozialraum_geo.release import Release
from sozialraum_geo.store.database import open_store
from sozialraum_geo.ui.frame import Page
from sozialraum_geo.ui.html import plain, show_heading, show_note
from sozialraum_geo.ui.study import load_release, load_reweighted
from sozialraum_geo.ui.widgets import show_table

WEIGHTS = (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0)
LONGEST_REASON = 300


def trial(page: Page, weights: Mapping[str, float]) -> Release:
    """Return the release ranked with trial weights, in the mode of the page; nothing is written.

    Parameters
    ----------
    weights
        By standard id, on top of the study's own; they need not add up to 1.
    """
    pairs = tuple(sorted(weights.items()))
    computed = load_reweighted(page.stamp, page.results.fingerprint, pairs, page.results)
    return load_release(page.stamp, computed.fingerprint, page.release.mode, computed)


def trial_weights(page: Page) -> dict[str, float]:
    """Return the weights being tried, by standard id; empty where the valid ones hold, and in public."""
    if page.is_public:
        return {}
    return {k: v for k, v in st.session_state.get("trial", {}).items() if k in {s.id for s in page.release.standards}}


def show_weight_controls(page: Page) -> None:
    """Draw a slider for the weight of each standard; moving one starts a trial, a button ends it."""
    release, state = page.release, st.session_state
    st.text(priorities_words.TRIAL_NOTE)
    tried = state.setdefault("trial", {})
    valid = dict(page.results.study.weights)
    columns = st.columns(3, gap="medium")
    for at, rule in enumerate(s for s in release.standards if s.id in release.weights):
        key = f"weight_{rule.id}"
        weight = tried.get(rule.id, valid.get(rule.id, 1.0))
        state[key] = min(WEIGHTS, key=lambda offered, weight=weight: abs(offered - weight))  # type: ignore[misc]
        columns[at % 3].select_slider(
            plain(rule.name), WEIGHTS, key=key, format_func=_one_digit, on_change=_tries(rule.id, key)
        )
    if tried:
        st.button(priorities_words.RESET, icon=":material/undo:", on_click=tried.clear)


def _one_digit(weight: float) -> str:
    return numbers.number(weight, 1)


def _tries(standard_id: str, key: str) -> Callable[[], None]:
    def change() -> None:
        st.session_state["trial"][standard_id] = st.session_state[key]

    return change


def show_log(page: Page) -> None:
    """Let people write down why they try these weights, and show what was tried before; it is kept in the register."""
    tried, words = trial_weights(page), priorities_words.TRIAL_LOG
    if tried:
        with st.form("trial_log", clear_on_submit=True, border=False):
            why = st.text_input(words["why"], max_chars=LONGEST_REASON)
            if st.form_submit_button(words["keep"], icon=":material/history_edu:"):
                if why.strip():
                    with open_store(page.folder, create=True) as store:
                        if store is not None:
                            store.record_trial(tried.items(), why.strip())
                    show_note(words["kept"])
                else:
                    show_note(words["no_reason"])
    with open_store(page.folder) as store:
        trials = store.trials() if store is not None else []
    if not trials:
        return
    names = {s.id: s.name for s in page.release.standards}
    show_heading(words["heading"])
    table = pd.DataFrame(
        {
            words["at"]: [numbers.date_text(t.at) for t in trials],
            words["by"]: [t.by for t in trials],
            words["what"]: [
                numbers.join([f"{names.get(k, k)} {numbers.number(w, 1)}" for k, w in t.weights]) for t in trials
            ],
            words["reason"]: [t.why for t in trials],
        }
    )
    show_table(page, table, "trials")
