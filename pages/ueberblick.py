"""Was gibt es bei uns?"""

import streamlit as st

from sozialraum_geo.german.sentences import calculation, steps, steps_all
from sozialraum_geo.german.sentences import coverage as coverage_sentences
from sozialraum_geo.german.sentences import data as data_sentences
from sozialraum_geo.german.sentences import overview as overview_sentences
from sozialraum_geo.german.words.pages import frame as frame_words
from sozialraum_geo.german.words.pages import overview as overview_words
from sozialraum_geo.pictures.tables import overview as tables
from sozialraum_geo.ui import downloads, frame, html, widgets

page = frame.start("ueberblick", standard=True)
release = page.release
question = frame_words.PAGE[page.name][1]
html.show_head(
    question,
    overview_sentences.overview_sentence(release, page.standard),
    coverage_sentences.certainty(release, page.standard),
)

left, right = html.split()
with left:
    has_index = release.need is not None
    layer = frame.choose_view(page, ["overview", "need_index"] if has_index else ["overview"])
    widgets.draw(page, layer)
with right:
    html.show_figures(overview_sentences.key_figures(release))
    html.show_heading(overview_words.HEADING["ways_in"])
    for target, name, words, icon in overview_words.WAYS_IN:
        st.page_link(f"pages/{target}.py", label=f"**{name}** – {words}", icon=icon)
    html.show_heading(overview_words.HEADING["data_state"])
    html.show_note(data_sentences.data_sentence(release))

table = tables.area_table(release)
facts = calculation.facts(
    release,
    ["counts", *(["index"] if has_index else [])],
    tables=[*calculation.COUNTED_TABLES, *(["indicators"] if has_index else [])],
)
html.show_heading(frame_words.HEADING["by_area"])
widgets.show_table(page, table, "areas")
downloads.show_downloads(page, "ueberblick", {frame_words.HEADING["by_area"]: table}, facts=facts, layer=layer)
figures = [
    steps_all.counts(release, ("residents", "young", "facilities", "activities", "gremien", "partners")),
    steps_all.low(release, page.standard) if page.standard else None,
    steps.index(release, page.area) if page.area else None,
]
html.show_calculation(release, facts, figures)
frame.show_footer(page)
