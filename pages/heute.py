"""Was haben wir heute gemacht?"""

import streamlit as st

from sozialraum_geo import ui, ui_html, ui_today
from sozialraum_geo.german.words import importing, pages, register

desk = ui.start_import("heute", keeps=True)
choice, question = st.session_state["choice"], pages.PAGE["heute"][1]
if desk.is_public:
    ui_html.show_head(question, "")
    ui_html.show_empty(register.EMPTY["internal"])
    st.button(register.LABEL["internal"], on_click=ui.choose, args=("modus", ui.INTERN), key="today_internal")
elif desk.folder is None or desk.study is None:
    ui_html.show_head(question, "")
    ui_html.show_empty(register.EMPTY["first"])
else:
    bench = ui_today.open_today(desk.folder, desk.study)
    ui_html.show_head(question, ui_today.sentence(bench, choice.get("station", "")))
    ui_today.show_today(bench, choice, ui.choose)
ui_html.show_foot(importing.state_lines(desk.study))
