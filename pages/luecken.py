"""Wo fehlt was, und wie vielen?"""

import streamlit as st

from sozialraum_geo import answers, charts, texts_pages, ui, ui_html

page = ui.start("luecken", standard=True)
release, heading = page.release, texts_pages.HEADING
if not page.standard:
    ui_html.show_head(texts_pages.PAGE[page.name][1], "")
    ui_html.show_empty(texts_pages.EMPTY["standards"])
    st.stop()
answer = answers.gap_sentence(release, page.standard, page.area)
ui_html.show_head(texts_pages.PAGE[page.name][1], answer, answers.certainty(release, page.standard))

is_weighted = release.gaps is not None and release.need is not None
left, right = ui_html.split()
with left:
    layer = ui.choose_view(page, [*(["weighted_people"] if is_weighted else []), "uncovered_people"])
    ui.draw(page, layer)
table, matrix = charts.gap_table(release, page.standard), charts.gap_matrix(release)
with right:
    ui_html.show_heading(heading["by_area"])
    ui.show_table(page, table, "gaps", height=ui.MAP_HEIGHT)

facts = answers.calculation(
    release,
    ["gap", *(["weighted", "index"] if is_weighted else [])],
    page.standard,
    ["population", "grid", "facilities", "indicators"],
)
ui_html.show_heading(heading["matrix"])
ui.show_table(page, matrix, "matrix")
ui.show_downloads(page, "luecken", {heading["by_area"]: table, heading["matrix"]: matrix}, facts=facts, layer=layer)
ui_html.show_calculation(facts)
ui.show_footer(page)
