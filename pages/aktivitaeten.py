"""Was läuft, was endet, wo ist nichts?"""

import streamlit as st

from sozialraum_geo.german.sentences import calculation, steps_all
from sozialraum_geo.german.words.pages import activities as words
from sozialraum_geo.german.words.pages import frame as frame_words
from sozialraum_geo.pictures.charts import spec
from sozialraum_geo.ui import activities, downloads, frame, html, widgets

page = frame.start("aktivitaeten")
release, heading = page.release, activities.HEADING
if not len(release.activities):
    html.show_head(frame_words.PAGE[page.name][1], words.ANSWER["activities_none"])
    downloads.show_templates(page)
    frame.show_footer(page)
    st.stop()

shown = activities.Activities(page)
layer = frame.chosen_view(page, ["activities", "ending"])
# the public learns how many end and when, not which, and nothing of funding
map_layer = "activities" if layer == "ending" and page.is_public else layer
choice = {"months": shown.ahead} if map_layer == "ending" else {}
html.show_head(frame_words.PAGE[page.name][1], shown.sentence())
left, right = html.split()
with left:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        frame.choose_view(page, ["activities", "ending"])
        activities.choose_months(page)
    widgets.draw(page, map_layer, **choice)
    html.show_note(words.ALL_RUNNING if map_layer != layer else "")
with right:
    shown.show_losing()
    html.show_heading(heading["by_point"])
    widgets.show_chart(spec.counts_chart(shown.tables[heading["by_point"]]), "points")

shown.show_sections()
formulas = ["counts"] if page.is_public else ["counts", "ending"]
facts = calculation.facts(release, formulas, tables=["activities", "goals", "effort"])
downloads.show_downloads(page, "angebote", shown.tables, facts=facts, layer=map_layer, **choice)
figures = shown.kept("figures", lambda: [steps_all.counts(release, ("activities",), page.area)])
html.show_calculation(release, facts, figures)
frame.show_footer(page)
