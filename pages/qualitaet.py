"""Wie gut sind die Daten?"""

import streamlit as st

from sozialraum_geo import ui, ui_html, ui_quality
from sozialraum_geo.german.words import pages
from sozialraum_geo.german.words import quality as texts_quality

page = ui.start("qualitaet")
question, heading = pages.PAGE[page.name][1], texts_quality.HEADING
if page.is_public:
    ui_html.show_head(question, "")
    ui_html.show_empty(texts_quality.INTERNAL)
    ui.show_footer(page)
    st.stop()

study = page.results.study
quality = ui.quality_of(page)
ui_html.show_head(question, texts_quality.ANSWER[quality.level])
ui_html.show_heading(heading["reasons"])
ui_html.show_list(texts_quality.reasons(quality))
ui_quality.show_decisions(page.folder, study, quality)
tables = ui_quality.tables(study, quality)
ui.show_tables(page, tables)
ui.choose_age(page)
ui.show_downloads(page, "datenqualitaet", tables)
ui.show_footer(page)
