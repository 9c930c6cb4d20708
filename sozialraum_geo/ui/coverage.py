"""What the page „Erreichbarkeit“ shows of places: against their planning values, and within reach."""

from __future__ import annotations

import streamlit as st

from sozialraum_geo.german.sentences import fairness
from sozialraum_geo.german.words.pages import coverage as coverage_words
from sozialraum_geo.pictures.tables import coverage as coverage_tables
from sozialraum_geo.release.facts import has_access
from sozialraum_geo.ui.frame import Page
from sozialraum_geo.ui.html import show_empty, show_facts, show_heading, show_list, show_note
from sozialraum_geo.ui.widgets import show_table


def show_supply(page: Page) -> None:
    """Draw the tables of places and areas against their planning values; without any, how to bring them."""
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
    """Draw the places within reach of people for the chosen standard: sentence, table, how unevenly, formulas.

    Where it is not known, the sentence says so and stands alone; how unevenly is said inside only.
    """
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
