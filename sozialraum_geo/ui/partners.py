"""What the page „Netzwerk“ lets people choose: a partner whose links are drawn."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from sozialraum_geo.german.words.pages import partners as words
from sozialraum_geo.release import partners
from sozialraum_geo.release.facts import of_area
from sozialraum_geo.ui.frame import Page


def linked_partners(page: Page) -> dict[str, str]:
    """Return partner_id → name of those that share a Gremium or an activity, of the Sozialraum or of all, by name."""
    found = partners.links(page.release)
    ids = set(found.loc[found["shared_id"].ne(""), "partner_id"])
    rows = of_area(page.release.partners, page.area).sort_values("name")
    return {i: n for i, n in zip(rows["partner_id"], rows["name"], strict=True) if i in ids}


def choose_partner(page: Page, names: Mapping[str, str]) -> str:
    """Let people choose a partner whose links are drawn; empty without one."""
    key = f"{page.name}_partner"
    state = st.session_state
    if state.get(key, "") not in names:
        state[key] = ""
    options = {"": words.PARTNER_NONE} | dict(names)
    return str(st.selectbox(words.PARTNER_CHOICE, list(options), format_func=options.__getitem__, key=key, width=330))
