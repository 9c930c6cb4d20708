"""The choice of a session: standard, Sozialraum, mode and view, kept in the URL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

import streamlit as st

INTERN, PUBLIC, PROJECTOR = MODES = ("intern", "oeffentlich", "projektor")
PARAMETERS = ("studie", "angebot", "sozialraum", "modus", "ansicht", "tag", "jahr", "station", "tabelle", "eintrag")
# They stand in the address of one page only
OF_PAGE = {"tabelle": "register", "eintrag": "register"}


def current_choice() -> dict[str, str]:
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
    """Change the choice; to be called from a widget's callback.

    Parameters
    ----------
    name
        One of `PARAMETERS`, the words of the URL.
    value
        None or empty: nothing is chosen.
    """
    st.session_state.setdefault("choice", {})[name] = value or ""
    st.session_state["acted"] = True


def write_url(chosen: Mapping[str, str]) -> None:
    """Let the URL say what is chosen, so that it can be kept and sent."""
    here = st.session_state.get("page_name", "")
    wanted = {k: chosen[k] for k in PARAMETERS if chosen.get(k) and OF_PAGE.get(k, here) == here}
    if wanted.get("modus") == INTERN:
        del wanted["modus"]
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)
    st.session_state["written"] = wanted


def chooses(name: str, key: str) -> Callable[[], None]:
    """Return a callback of a widget that makes its value the choice."""
    return lambda: choose(name, st.session_state[key])


def told_apart(names: Mapping[str, str], said: Callable[[str], str] = str) -> dict[str, str]:
    """Return names by key, in their order; those that occur twice carry what is ``said`` of their key.

    A choice in a list is told by its words.

    Examples
    --------
    >>> told_apart({"b": "Kita", "a": "Kita", "c": "Hort"})
    {'b': 'Kita (b)', 'a': 'Kita (a)', 'c': 'Hort'}
    """
    count = Counter(names.values())
    return {key: f"{name} ({said(key)})" if count[name] > 1 else name for key, name in names.items()}
