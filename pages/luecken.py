"""Wo fehlt was, und wie vielen?"""

import streamlit as st

from sozialraum_geo.german.sentences import answers, calculation, steps
from sozialraum_geo.german.words import pages
from sozialraum_geo.german.words import steps as texts_steps
from sozialraum_geo.pictures.charts import charts
from sozialraum_geo.ui import frame, html

page = frame.start("luecken", standard=True)
release, heading = page.release, pages.HEADING_FRAME | pages.HEADING_GAPS
if not page.standard:
    html.show_head(pages.PAGE[page.name][1], "")
    html.show_empty(pages.EMPTY_FRAME["standards"])
    st.stop()
is_weighted = release.gaps is not None and release.need is not None
layers = ["uncovered_people", *(["weighted_people"] if is_weighted else [])]
layer = frame.chosen_view(page, layers)
sentence = answers.weighted_sentence if layer == "weighted_people" else answers.gap_sentence
certainty = answers.certainty(release, page.standard, missing=True)
html.show_head(pages.PAGE[page.name][1], sentence(release, page.standard, page.area), certainty)

left, right = html.split()
with left:
    frame.choose_view(page, layers)
    frame.draw(page, layer)
table = charts.gap_list(release, page.standard, is_weighted=layer == "weighted_people")
with right:
    html.show_heading(heading["by_area"])
    frame.show_table(page, table, f"gaps_{layer}", height=frame.MAP_HEIGHT)

facts = calculation.facts(
    release,
    ["gap", *(["weighted", "index"] if is_weighted else [])],
    page.standard,
    ["population", "grid", "facilities", "indicators"],
)
html.show_heading(heading["matrix"])
frame.show_table(page, charts.gap_matrix(release), "matrix")
# in a file each number has a column of its own, and the sheet names the offer
sheets = {
    answers.standard_of(release, page.standard).name: charts.gap_table(release, page.standard),
    heading["matrix"]: charts.gap_matrix_file(release),
}
notes = [(pages.FACT["certainty"], certainty), *facts]
frame.show_downloads(page, f"luecken-{page.standard}", sheets, facts=notes, layer=layer)
weighed = steps.weighed_area(release, page.standard, page.area)
figures = [steps.gap(release, page.standard), steps.gap(release, page.standard, page.area) if page.area else None]
if weighed and layer == "weighted_people":
    figures = [steps.gap(release, page.standard, weighed), steps.weighted(release, page.standard, weighed)]
    figures.append(steps.index(release, weighed))
html.show_calculation(release, facts, figures, "" if page.area else texts_steps.CHOOSE)
frame.show_footer(page)
