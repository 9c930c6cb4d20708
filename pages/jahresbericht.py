"""Was haben wir vorgehabt, was ist daraus geworden?"""

import streamlit as st

from sozialraum_geo.german.sentences import annual as sentences
from sozialraum_geo.german.words.pages import annual as words
from sozialraum_geo.german.words.pages import frame as frame_words
from sozialraum_geo.pictures.tables import annual as tables
from sozialraum_geo.ui import annual, frame, html, widgets

page = frame.start("jahresbericht")
release, question, heading = page.release, frame_words.PAGE[page.name][1], words.HEADING
if page.is_public or not annual.has_anything(release):
    html.show_head(question, "")
    html.show_empty(words.INTERNAL if page.is_public else words.EMPTY)
    frame.show_footer(page)
    st.stop()

report = annual.chosen_report(page)
html.show_head(question, sentences.sentence(report))
annual.choose(page, report)
if not page.area:
    html.show_heading(heading["areas"])
    widgets.show_table(page, tables.area_table(release, report), "areas")
html.show_heading(heading["chapters"])
annual.show_chapters(page, report)
widgets.show_tables(page, annual.other_tables(page, report))
annual.show_files(page, report)
with st.expander(heading["reading"], icon=":material/info:"):
    html.show_list(sentences.reading(report))
frame.show_footer(page)
