"""Was gibt es bei uns?"""

import streamlit as st

from sozialraum_geo.german.sentences import answers, calculation, steps, steps_all
from sozialraum_geo.german.words import pages
from sozialraum_geo.pictures.charts import charts
from sozialraum_geo.ui import frame, html

page = frame.start("ueberblick", standard=True)
release = page.release
question = pages.PAGE[page.name][1]
html.show_head(question, answers.overview_sentence(release, page.standard), answers.certainty(release, page.standard))

left, right = html.split()
with left:
    has_index = release.need is not None
    layer = frame.choose_view(page, ["overview", "need_index"] if has_index else ["overview"])
    frame.draw(page, layer)
with right:
    html.show_figures(answers.key_figures(release))
    html.show_heading(pages.HEADING_OVERVIEW["ways_in"])
    for target, name, words, icon in pages.WAYS_IN:
        st.page_link(f"pages/{target}.py", label=f"**{name}** – {words}", icon=icon)
    html.show_heading(pages.HEADING_OVERVIEW["data_state"])
    html.show_note(answers.data_sentence(release))

table = charts.area_table(release)
facts = calculation.facts(
    release,
    ["counts", *(["index"] if has_index else [])],
    tables=[*answers.COUNTED_TABLES, *(["indicators"] if has_index else [])],
)
html.show_heading(pages.HEADING_FRAME["by_area"])
frame.show_table(page, table, "areas")
frame.show_downloads(page, "ueberblick", {pages.HEADING_FRAME["by_area"]: table}, facts=facts, layer=layer)
figures = [
    steps_all.counts(release, ("residents", "young", "facilities", "activities", "gremien", "partners")),
    steps_all.low(release, page.standard) if page.standard else None,
    steps.index(release, page.area) if page.area else None,
]
html.show_calculation(release, facts, figures)
frame.show_footer(page)
