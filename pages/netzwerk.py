"""Wer arbeitet mit wem?"""

import streamlit as st

from sozialraum_geo.german.sentences import calculation, steps_all
from sozialraum_geo.german.sentences import partners as sentences
from sozialraum_geo.german.words.pages import frame as frame_words
from sozialraum_geo.german.words.pages import partners as words
from sozialraum_geo.pictures.charts import partners as charts
from sozialraum_geo.pictures.tables import partners as partners_tables
from sozialraum_geo.ui import downloads, frame, html, sections, widgets
from sozialraum_geo.ui import partners as partners_ui

page = frame.start("netzwerk")
release, area = page.release, page.area
heading, kept = frame_words.HEADING | words.HEADING, sections.keeper(page)
if not len(release.partners) and not len(release.gremien):
    html.show_head(frame_words.PAGE[page.name][1], words.ANSWER["network_none"])
    downloads.show_templates(page)
    frame.show_footer(page)
    st.stop()

tables = {
    "by_area": lambda: partners_tables.area_table(release),
    "regular": lambda: partners_tables.regular_table(release, area),
    "matrix": lambda: partners_tables.matrix_table(release, area),
    "cooperations": lambda: partners_tables.cooperation_profiles(release, area),
    "partners": lambda: partners_tables.partner_table(release, area),
    "gremien": lambda: partners_tables.gremium_table(release, area),
    "resolutions": lambda: partners_tables.resolution_table(release, area),
    "engagement": lambda: partners_tables.engagement_table(release, area),
}
there = {
    "regular": not page.is_public,
    "matrix": not page.is_public and len(release.gremien),
    **{name: len(getattr(release, name)) for name in tables if hasattr(release, name)},
}
tables = {
    heading[name]: lambda name=name, make=make: kept(name, make)
    for name, make in tables.items()
    if there.get(name, True)
}

html.show_head(frame_words.PAGE[page.name][1], kept("answer", lambda: sentences.network_sentence(release, area)))
left, right = html.split()
with left:
    choice = {}
    partners = {} if page.is_public else kept("linked", lambda: partners_ui.linked_partners(page))
    if partners and (chosen := partners_ui.choose_partner(page, partners)):
        choice["partner"] = chosen
    widgets.draw(page, "partners", **choice)
    if partners:
        html.show_note(words.LINES_NOTE["partner" if choice else "area" if area else "none"])
with right:
    if lines := kept("noticed", lambda: sentences.noticed(release, area)):
        html.show_heading(heading["noticed"])
        html.show_list(lines)
        html.show_note(sentences.members_note(release))
    html.show_heading(heading["by_kind"])
    widgets.show_chart(kept("chart", lambda: charts.cooperation_chart(release, area)), "cooperation")
    html.show_note(words.COLOUR_NOTE if not page.is_public else "")

sections.show_tables(page, tables)
facts = calculation.facts(release, ["cooperation"], tables=["partners", "gremien", "cooperations"])
downloads.show_downloads(page, "partners", sections.Later(tables), facts=facts, layer="partners", **choice)
figures = kept("figures", lambda: [steps_all.counts(release, ("partners", "gremien"), area)])
note = "" if page.is_public else words.WHAT_IS_A_LINK
html.show_calculation(release, facts, figures, note)
frame.show_footer(page)
