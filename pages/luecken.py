"""Wo fehlt was, und wie vielen?"""

import streamlit as st

from sozialraum_geo.german.sentences import calculation, steps
from sozialraum_geo.german.sentences import coverage as coverage_sentences
from sozialraum_geo.german.sentences import gaps as gaps_sentences
from sozialraum_geo.german.words import calculation as calculation_words
from sozialraum_geo.german.words import steps as steps_words
from sozialraum_geo.german.words.pages import frame as frame_words
from sozialraum_geo.german.words.pages import gaps as words
from sozialraum_geo.pictures.tables import gaps as tables
from sozialraum_geo.release.facts import standard_of
from sozialraum_geo.ui import downloads, frame, html, widgets

page = frame.start("luecken", standard=True)
release, heading = page.release, frame_words.HEADING | words.HEADING
if not page.standard:
    html.show_head(frame_words.PAGE[page.name][1], "")
    html.show_empty(frame_words.EMPTY["standards"])
    st.stop()
is_weighted = release.gaps is not None and release.need is not None
layers = ["uncovered_people", *(["weighted_people"] if is_weighted else [])]
layer = frame.chosen_view(page, layers)
sentence = gaps_sentences.weighted_sentence if layer == "weighted_people" else gaps_sentences.gap_sentence
certainty = coverage_sentences.certainty(release, page.standard, missing=True)
html.show_head(frame_words.PAGE[page.name][1], sentence(release, page.standard, page.area), certainty)

left, right = html.split()
with left:
    frame.choose_view(page, layers)
    widgets.draw(page, layer)
table = tables.gap_list(release, page.standard, is_weighted=layer == "weighted_people")
with right:
    html.show_heading(heading["by_area"])
    widgets.show_table(page, table, f"gaps_{layer}", height=widgets.MAP_HEIGHT)

facts = calculation.facts(
    release,
    ["gap", *(["weighted", "index"] if is_weighted else [])],
    page.standard,
    ["population", "grid", "facilities", "indicators"],
)
html.show_heading(heading["matrix"])
widgets.show_table(page, tables.gap_matrix(release), "matrix")
# in a file each number has a column of its own, and the sheet names the offer
sheets = {
    standard_of(release, page.standard).name: tables.gap_table(release, page.standard),
    heading["matrix"]: tables.gap_matrix_file(release),
}
notes = [(calculation_words.FACT["certainty"], certainty), *facts]
downloads.show_downloads(page, f"luecken-{page.standard}", sheets, facts=notes, layer=layer)
weighed = steps.weighed_area(release, page.standard, page.area)
figures = [steps.gap(release, page.standard), steps.gap(release, page.standard, page.area) if page.area else None]
if weighed and layer == "weighted_people":
    figures = [steps.gap(release, page.standard, weighed), steps.weighted(release, page.standard, weighed)]
    figures.append(steps.index(release, weighed))
html.show_calculation(release, facts, figures, "" if page.area else steps_words.CHOOSE)
frame.show_footer(page)
