"""Was wissen wir, und ist es noch richtig?"""

import streamlit as st

from sozialraum_geo import ui, ui_html, ui_register, ui_register_desk, ui_returning
from sozialraum_geo.exports import lending
from sozialraum_geo.german.words import importing, pages, register

desk = ui.start_import("register", keeps=True)
choice, question = st.session_state["choice"], pages.PAGE["register"][1]
if desk.is_public:
    ui_html.show_head(question, "")
    ui_html.show_empty(register.EMPTY["internal"])
    st.button(register.LABEL["internal"], on_click=ui.choose, args=("modus", ui.INTERN), key="register_internal")
elif desk.folder is None or desk.study is None:
    ui_html.show_head(question, "")
    ui_html.show_empty(register.EMPTY["first"])
else:
    bench = ui_register.open_register(desk.folder, desk.study, choice)
    ui_html.show_head(question, ui_register.answer(bench, choice))
    ui_register.show_register(bench, choice, ui.choose)
    if not choice.get("eintrag"):
        with st.expander(lending.EXCEL["title"], icon=":material/table_view:"):
            ui_returning.show_excel(desk.folder, desk.study, ui_register_desk.who(), ui_register_desk.say)
ui_html.show_foot([*importing.state_lines(desk.study), importing.STAYS])
