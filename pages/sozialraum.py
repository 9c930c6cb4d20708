"""Was macht diesen Sozialraum aus?"""

import streamlit as st

from sozialraum_geo.german.sentences import activities as activities_sentences
from sozialraum_geo.german.sentences import area as sentences
from sozialraum_geo.german.sentences import calculation, steps_all
from sozialraum_geo.german.sentences import coverage as coverage_sentences
from sozialraum_geo.german.words.pages import area as words
from sozialraum_geo.german.words.pages import frame as frame_words
from sozialraum_geo.pictures.charts import activities as activities_charts
from sozialraum_geo.pictures.charts import area as charts
from sozialraum_geo.pictures.charts import spec
from sozialraum_geo.pictures.tables import activities as activities_tables
from sozialraum_geo.pictures.tables import area as tables
from sozialraum_geo.pictures.tables import overview as overview_tables
from sozialraum_geo.pictures.tables import partners as partners_tables
from sozialraum_geo.release import activities
from sozialraum_geo.ui import downloads, frame, html, sections, widgets

page = frame.start("sozialraum")
release, area = page.release, page.area
heading, kept = frame_words.HEADING | words.HEADING, sections.keeper(page)
if not area:
    html.show_head(sentences.area_question(release), words.ANSWER["area_empty"])
    widgets.draw(page, "overview", height=500)
    widgets.show_table(page, overview_tables.area_table(release), "areas")
    frame.show_footer(page)
    st.stop()

answer = kept("answer", lambda: sentences.area_sentence(release, area))
html.show_head(sentences.area_question(release, area), answer)
emphasis, origin = kept("emphasis", lambda: activities.emphasis(release, area))
has_index = release.need is not None


def here():
    return kept("here", lambda: activities.running(release, area))


def count_points():
    return spec.counts_chart(activities_tables.activity_counts(here(), "point"))


left, right = html.split()
with left:
    widgets.draw(page, "area")
    html.show_heading(heading["people"])
    widgets.show_chart(charts.people_chart(release, area), "people")
    html.show_note(sentences.people_note(release, area))
    if emphasis[["planned", "actual"]].notna().any(axis=None):
        html.show_heading(heading["emphasis"])
        widgets.show_chart(activities_charts.emphasis_chart(emphasis), "emphasis")
        html.show_note(activities_sentences.emphasis_note(release, origin))
with right:
    html.show_heading(heading["strengths"])
    html.show_list(kept("strengths", lambda: sentences.strengths(release, area)))
    html.show_heading(heading["lacking"])
    html.show_list(sentences.lacking(release, area))
    html.show_note(sentences.not_known(release, area))
    html.show_note(coverage_sentences.certainty(release))
    html.show_heading(heading["by_point"])
    if len(release.activities):
        widgets.show_chart(kept("points", count_points), "points")
    else:
        html.show_empty(frame_words.EMPTY["activities"])

sheets = {
    heading["standards"]: lambda: kept("standards", lambda: tables.profile_table(release, area)),
    heading["places"]: lambda: kept("places", lambda: tables.place_table(release, area)),
    heading["partners"]: lambda: kept("partners", lambda: partners_tables.partner_table(release, area)),
    heading["gremien"]: lambda: kept("gremien", lambda: partners_tables.gremium_table(release, area)),
    heading["activities"]: lambda: kept("activities", lambda: activities_tables.activity_table(release, here())),
    heading["engagement"]: lambda: kept("engagement", lambda: partners_tables.engagement_table(release, area)),
    heading["emphasis"]: lambda: activities_tables.emphasis_table(release, emphasis),
}
sections.show_tables(page, sheets)
facts = calculation.facts(
    release,
    ["coverage", "counts", *(["index"] if has_index else [])],
    tables=[*calculation.COUNTED_TABLES, "grid", *(["indicators"] if has_index else [])],
)
downloads.show_downloads(page, "sozialraum", sections.Later(sheets), facts=facts, layer="area")
html.show_calculation(release, facts, kept("figures", lambda: steps_all.of_sozialraum(release, area)))
frame.show_footer(page)
