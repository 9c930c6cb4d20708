"""Was wissen wir, und ist es noch richtig?"""

import streamlit as st

from sozialraum_geo.exports import lending
from sozialraum_geo.german.words import importing, pages, register
from sozialraum_geo.ui import frame, html
from sozialraum_geo.ui.register import desk as ui_register_desk
from sozialraum_geo.ui.register import listing, returning

desk = frame.start_import("register", keeps=True)
choice, question = st.session_state["choice"], pages.PAGE["register"][1]
if desk.is_public:
    html.show_head(question, "")
    html.show_empty(register.EMPTY["internal"])
    st.button(register.LABEL["internal"], on_click=frame.choose, args=("modus", frame.INTERN), key="register_internal")
elif desk.folder is None or desk.study is None:
    html.show_head(question, "")
    html.show_empty(register.EMPTY["first"])
else:
    bench = listing.open_register(desk.folder, desk.study, choice)
    html.show_head(question, listing.answer(bench, choice))
    listing.show_register(bench, choice, frame.choose)
    if not choice.get("eintrag"):
        with st.expander(lending.EXCEL["title"], icon=":material/table_view:"):
            returning.show_excel(desk.folder, desk.study, ui_register_desk.who(), ui_register_desk.say)
html.show_foot([*importing.state_lines(desk.study), importing.STAYS])
