"""Was gibt es bei uns?"""

import streamlit as st

from sozialraum_geo import ui, ui_html
from sozialraum_geo.german.sentences import answers, calculation, steps, steps_all
from sozialraum_geo.german.words import pages
from sozialraum_geo.pictures.charts import charts

page = ui.start("ueberblick", standard=True)
release = page.release
question = pages.PAGE[page.name][1]
ui_html.show_head(
    question, answers.overview_sentence(release, page.standard), answers.certainty(release, page.standard)
)

left, right = ui_html.split()
with left:
    has_index = release.need is not None
    layer = ui.choose_view(page, ["overview", "need_index"] if has_index else ["overview"])
    ui.draw(page, layer)
with right:
    ui_html.show_figures(answers.key_figures(release))
    ui_html.show_heading(pages.HEADING["ways_in"])
    for target, name, words, icon in pages.WAYS_IN:
        st.page_link(f"pages/{target}.py", label=f"**{name}** – {words}", icon=icon)
    ui_html.show_heading(pages.HEADING["data_state"])
    ui_html.show_note(answers.data_sentence(release))

table = charts.area_table(release)
facts = calculation.facts(
    release,
    ["counts", *(["index"] if has_index else [])],
    tables=[*answers.COUNTED_TABLES, *(["indicators"] if has_index else [])],
)
ui_html.show_heading(pages.HEADING["by_area"])
ui.show_table(page, table, "areas")
ui.show_downloads(page, "ueberblick", {pages.HEADING["by_area"]: table}, facts=facts, layer=layer)
figures = [
    steps_all.counts(release, ("residents", "young", "facilities", "activities", "gremien", "partners")),
    steps_all.low(release, page.standard) if page.standard else None,
    steps.index(release, page.area) if page.area else None,
]
ui_html.show_calculation(release, facts, figures)
ui.show_footer(page)
