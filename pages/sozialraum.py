"""Was macht diesen Sozialraum aus?"""

import streamlit as st

from sozialraum_geo import (
    activity_calendar,
    answers,
    answers_network,
    calculation,
    charts,
    charts_network,
    steps,
    steps_all,
    texts_network,
    texts_pages,
    ui,
    ui_html,
)

page = ui.start("sozialraum")
release, heading = page.release, texts_pages.HEADING
if not page.area:
    ui_html.show_head(answers.area_question(release), texts_pages.ANSWER["area_empty"])
    ui.draw(page, "overview", height=500)
    ui.show_table(page, charts.area_table(release), "areas")
    ui.show_footer(page)
    st.stop()

ui_html.show_head(answers.area_question(release, page.area), answers.area_sentence(release, page.area))
here = answers.current_activities(release, page.area)
emphasis, origin = activity_calendar.emphasis(release, page.area)
left, right = ui_html.split()
with left:
    ui.draw(page, "area")
    ui_html.show_heading(heading["people"])
    ui.show_chart(charts.people_chart(release, page.area), "people")
    ui_html.show_note(answers.people_note(release, page.area))
    if emphasis[["planned", "actual"]].notna().any(axis=None):
        ui_html.show_heading(texts_network.HEADING["emphasis"])
        ui.show_chart(charts_network.emphasis_chart(emphasis), "emphasis")
        ui_html.show_note(answers_network.emphasis_note(release, origin))
with right:
    ui_html.show_heading(heading["strengths"])
    ui_html.show_list(answers.strengths(release, page.area))
    ui_html.show_heading(heading["lacking"])
    ui_html.show_list(answers.lacking(release, page.area))
    ui_html.show_note(answers.not_known(release, page.area))
    ui_html.show_note(answers.certainty(release))
    ui_html.show_heading(heading["by_point"])
    if len(release.activities):
        ui.show_chart(charts.counts_chart(charts.activity_counts(here, "point")), "points")
    else:
        ui_html.show_empty(texts_pages.EMPTY["activities"])

tables = {
    heading["standards"]: charts.profile_table(release, page.area),
    heading["places"]: charts.place_table(release, page.area),
    heading["partners"]: charts.partner_table(release, page.area),
    heading["gremien"]: charts.gremium_table(release, page.area),
    heading["activities"]: charts.activity_table(release, here),
    texts_network.HEADING["engagement"]: charts_network.engagement_table(release, page.area),
    texts_network.HEADING["emphasis"]: charts_network.emphasis_table(release, emphasis),
}
ui.show_tables(page, tables)
has_index = release.need is not None
facts = calculation.facts(
    release,
    ["coverage", "counts", *(["index"] if has_index else [])],
    tables=[*answers.COUNTED_TABLES, "grid", *(["indicators"] if has_index else [])],
)
ui.show_downloads(page, "sozialraum", tables, facts=facts, layer="area")
figures = [
    steps_all.counts(release, ("residents", "facilities", "activities", "partners", "gremien"), page.area),
    *(steps.coverage(release, rule.id, page.area) for rule in release.standards),
    steps.index(release, page.area),
]
ui_html.show_calculation(release, facts, figures)
ui.show_footer(page)
