"""Was macht diesen Sozialraum aus?"""

import streamlit as st

from sozialraum_geo.german.sentences import answers, answers_network, calculation, steps, steps_all
from sozialraum_geo.german.words import pages, partners
from sozialraum_geo.pictures.charts import charts, charts_network
from sozialraum_geo.release import activities
from sozialraum_geo.ui import frame, html, sections

page = frame.start("sozialraum")
release, area = page.release, page.area
heading, kept = pages.HEADING_FRAME | pages.HEADING_AREA, sections.keeper(page)
if not area:
    html.show_head(answers.area_question(release), pages.ANSWER_AREA["area_empty"])
    frame.draw(page, "overview", height=500)
    frame.show_table(page, charts.area_table(release), "areas")
    frame.show_footer(page)
    st.stop()

html.show_head(answers.area_question(release, area), kept("answer", lambda: answers.area_sentence(release, area)))
emphasis, origin = kept("emphasis", lambda: activities.emphasis(release, area))
has_index = release.need is not None


def here():
    return kept("here", lambda: activities.running(release, area))


def count_points():
    return charts.counts_chart(charts.activity_counts(here(), "point"))


def count():
    """Return the steps behind the figures of the page."""
    counted = ("residents", "facilities", "activities", "partners", "gremien")
    ways = [steps.coverage(release, rule.id, area) for rule in release.standards]
    return [steps_all.counts(release, counted, area), *ways, steps.index(release, area)]


left, right = html.split()
with left:
    frame.draw(page, "area")
    html.show_heading(heading["people"])
    frame.show_chart(charts.people_chart(release, area), "people")
    html.show_note(answers.people_note(release, area))
    if emphasis[["planned", "actual"]].notna().any(axis=None):
        html.show_heading(heading["emphasis"])
        frame.show_chart(charts_network.emphasis_chart(emphasis), "emphasis")
        html.show_note(answers_network.emphasis_note(release, origin))
with right:
    html.show_heading(heading["strengths"])
    html.show_list(kept("strengths", lambda: answers.strengths(release, area)))
    html.show_heading(heading["lacking"])
    html.show_list(answers.lacking(release, area))
    html.show_note(answers.not_known(release, area))
    html.show_note(answers.certainty(release))
    html.show_heading(heading["by_point"])
    if len(release.activities):
        frame.show_chart(kept("points", count_points), "points")
    else:
        html.show_empty(pages.EMPTY_FRAME["activities"])

tables = {
    heading["standards"]: lambda: kept("standards", lambda: charts.profile_table(release, area)),
    heading["places"]: lambda: kept("places", lambda: charts.place_table(release, area)),
    heading["partners"]: lambda: kept("partners", lambda: charts.partner_table(release, area)),
    heading["gremien"]: lambda: kept("gremien", lambda: charts.gremium_table(release, area)),
    heading["activities"]: lambda: kept("activities", lambda: charts.activity_table(release, here())),
    heading["engagement"]: lambda: kept("engagement", lambda: charts_network.engagement_table(release, area)),
    heading["emphasis"]: lambda: charts_network.emphasis_table(release, emphasis),
}
sections.show_tables(page, tables)
facts = calculation.facts(
    release,
    ["coverage", "counts", *(["index"] if has_index else [])],
    tables=[*answers.COUNTED_TABLES, "grid", *(["indicators"] if has_index else [])],
)
frame.show_downloads(page, "sozialraum", sections.Later(tables), facts=facts, layer="area")
html.show_calculation(release, facts, kept("figures", count))
frame.show_footer(page)
