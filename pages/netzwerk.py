"""Wer arbeitet mit wem?"""

import streamlit as st

from sozialraum_geo.german.sentences import answers, answers_network, calculation, steps_all
from sozialraum_geo.german.words import pages
from sozialraum_geo.german.words import partners as texts_network
from sozialraum_geo.pictures.charts import charts, charts_network
from sozialraum_geo.release import partners as network_links
from sozialraum_geo.ui import frame, html, sections

page = frame.start("netzwerk")
release, area = page.release, page.area
heading, kept = pages.HEADING_FRAME | texts_network.HEADING_PARTNERS, sections.keeper(page)
if not len(release.partners) and not len(release.gremien):
    html.show_head(pages.PAGE[page.name][1], pages.ANSWER_PARTNERS["network_none"])
    frame.show_templates(page)
    frame.show_footer(page)
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

html.show_head(pages.PAGE[page.name][1], kept("answer", lambda: answers.network_sentence(release, area)))
left, right = html.split()
with left:
    choice = {}
    partners = {} if page.is_public else kept("linked", linked_partners)
    if partners and (chosen := sections.choose_partner(page, partners)):
        choice["partner"] = chosen
    frame.draw(page, "partners", **choice)
    if partners:
        html.show_note(texts_network.LINES_NOTE["partner" if choice else "area" if area else "none"])
with right:
    if lines := kept("noticed", lambda: answers_network.noticed(release, area)):
        html.show_heading(heading["noticed"])
        html.show_list(lines)
        html.show_note(answers_network.members_note(release))
    html.show_heading(heading["by_kind"])
    frame.show_chart(kept("chart", lambda: charts.cooperation_chart(release, area)), "cooperation")
    html.show_note(pages.COLOUR_NOTE if not page.is_public else "")

sections.show_tables(page, tables)
facts = calculation.facts(release, ["cooperation"], tables=["partners", "gremien", "cooperations"])
frame.show_downloads(page, "partners", sections.Later(tables), facts=facts, layer="partners", **choice)
figures = kept("figures", lambda: [steps_all.counts(release, ("partners", "gremien"), area)])
note = "" if page.is_public else texts_network.WHAT_IS_A_LINK
html.show_calculation(release, facts, figures, note)
frame.show_footer(page)
