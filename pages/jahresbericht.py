"""Was haben wir vorgehabt, was ist daraus geworden?"""

import streamlit as st

from sozialraum_geo import ui, ui_html, ui_report
from sozialraum_geo.german.sentences import annual
from sozialraum_geo.german.words import annual as texts_report
from sozialraum_geo.german.words import pages

page = ui.start("jahresbericht")
release, question, heading = page.release, pages.PAGE[page.name][1], texts_report.HEADING
if page.is_public or not ui_report.has_anything(release):
    ui_html.show_head(question, "")
    ui_html.show_empty(texts_report.INTERNAL if page.is_public else texts_report.EMPTY)
    ui.show_footer(page)
    st.stop()

report = ui_report.chosen_report(page)
ui_html.show_head(question, annual.sentence(report))
ui_report.choose(page, report)
if not page.area:
    ui_html.show_heading(heading["areas"])
    ui.show_table(page, annual.area_table(release, report), "areas")
ui_html.show_heading(heading["chapters"])
ui_report.show_chapters(page, report)
ui.show_tables(page, ui_report.other_tables(page, report))
ui_report.show_files(page, report)
with st.expander(heading["reading"], icon=":material/info:"):
    ui_html.show_list(annual.reading(report))
ui.show_footer(page)
