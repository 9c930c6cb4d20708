"""Wer arbeitet mit wem?"""

import streamlit as st

from sozialraum_geo import ui, ui_html, ui_network
from sozialraum_geo.german.sentences import answers, answers_network, calculation, steps_all
from sozialraum_geo.german.words import pages
from sozialraum_geo.german.words import partners as texts_network
from sozialraum_geo.pictures.charts import charts, charts_network
from sozialraum_geo.release import partners as network_links

page = ui.start("netzwerk")
release, area = page.release, page.area
heading, kept = pages.HEADING | texts_network.HEADING, ui_network.keeper(page)
if not len(release.partners) and not len(release.gremien):
    ui_html.show_head(pages.PAGE[page.name][1], pages.ANSWER["network_none"])
    ui.show_templates(page)
    ui.show_footer(page)
    st.stop()


def linked_partners():
    """Return the partners that share a Gremium or an activity, of the Sozialraum or of all, by name."""
    found = network_links.links(release)
    ids = set(found.loc[found["shared_id"].ne(""), "partner_id"])
    rows = answers.of_area(release.partners, area).sort_values("name")
    return {i: n for i, n in zip(rows["partner_id"], rows["name"], strict=True) if i in ids}


tables = {
    "by_area": lambda: charts_network.area_table(release),
    "regular": lambda: charts_network.regular_table(release, area),
    "matrix": lambda: charts_network.matrix_table(release, area),
    "cooperations": lambda: charts_network.cooperation_profiles(release, area),
    "partners": lambda: charts.partner_table(release, area),
    "gremien": lambda: charts.gremium_table(release, area),
    "resolutions": lambda: charts_network.resolution_table(release, area),
    "engagement": lambda: charts_network.engagement_table(release, area),
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

ui_html.show_head(pages.PAGE[page.name][1], kept("answer", lambda: answers.network_sentence(release, area)))
left, right = ui_html.split()
with left:
    choice = {}
    partners = {} if page.is_public else kept("linked", linked_partners)
    if partners and (chosen := ui_network.choose_partner(page, partners)):
        choice["partner"] = chosen
    ui.draw(page, "partners", **choice)
    if partners:
        ui_html.show_note(texts_network.LINES_NOTE["partner" if choice else "area" if area else "none"])
with right:
    if lines := kept("noticed", lambda: answers_network.noticed(release, area)):
        ui_html.show_heading(heading["noticed"])
        ui_html.show_list(lines)
        ui_html.show_note(answers_network.members_note(release))
    ui_html.show_heading(heading["by_kind"])
    ui.show_chart(kept("chart", lambda: charts.cooperation_chart(release, area)), "cooperation")
    ui_html.show_note(pages.COLOUR_NOTE if not page.is_public else "")

ui_network.show_tables(page, tables)
facts = calculation.facts(release, ["cooperation"], tables=["partners", "gremien", "cooperations"])
ui.show_downloads(page, "partners", ui_network.Later(tables), facts=facts, layer="partners", **choice)
figures = kept("figures", lambda: [steps_all.counts(release, ("partners", "gremien"), area)])
note = "" if page.is_public else texts_network.WHAT_IS_A_LINK
ui_html.show_calculation(release, facts, figures, note)
ui.show_footer(page)
