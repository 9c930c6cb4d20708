"""Was haben wir heute gemacht?"""

import streamlit as st

from sozialraum_geo import texts_import, texts_pages, texts_register, ui, ui_html, ui_today

desk = ui.start_import("heute", keeps=True)
choice, question = st.session_state["choice"], texts_pages.PAGE["heute"][1]
if desk.is_public:
    ui_html.show_head(question, "")
    ui_html.show_empty(texts_register.EMPTY["internal"])
    st.button(texts_register.LABEL["internal"], on_click=ui.choose, args=("modus", ui.INTERN), key="today_internal")
elif desk.folder is None or desk.study is None:
    ui_html.show_head(question, "")
    ui_html.show_empty(texts_register.EMPTY["first"])
else:
    bench = ui_today.open_today(desk.folder, desk.study)
    ui_html.show_head(question, ui_today.sentence(bench, choice.get("station", "")))
    ui_today.show_today(bench, choice, ui.choose)
ui_html.show_foot(texts_import.state_lines(desk.study))
