"""Wie gut sind die Daten?"""

import streamlit as st

from sozialraum_geo.german.sentences import quality as sentences
from sozialraum_geo.german.words.pages import frame as frame_words
from sozialraum_geo.german.words.pages import quality as words
from sozialraum_geo.ui import downloads, frame, html, widgets
from sozialraum_geo.ui import quality as quality_ui

page = frame.start("qualitaet")
question, heading = frame_words.PAGE[page.name][1], words.HEADING
if page.is_public:
    html.show_head(question, "")
    html.show_empty(words.INTERNAL)
    frame.show_footer(page)
    st.stop()

study = page.results.study
quality = frame.quality_of(page)
html.show_head(question, words.ANSWER[quality.level])
html.show_heading(heading["reasons"])
html.show_list(sentences.reasons(quality))
quality_ui.show_decisions(page.folder, study, quality)
tables = quality_ui.tables(study, quality)
widgets.show_tables(page, tables)
quality_ui.choose_age(page)
downloads.show_downloads(page, "datenqualitaet", tables)
frame.show_footer(page)
