"""Was wissen wir, und ist es noch richtig?"""

import streamlit as st

from sozialraum_geo.exports import lending
from sozialraum_geo.german.sentences import importing as sentences
from sozialraum_geo.german.words.pages import frame as frame_words
from sozialraum_geo.german.words.pages import importing as importing_words
from sozialraum_geo.german.words.pages import register as register_words
from sozialraum_geo.ui import choice as choice_ui
from sozialraum_geo.ui import frame, html
from sozialraum_geo.ui.register import desk as desk_ui
from sozialraum_geo.ui.register import listing, returning

desk = frame.start_import("register", keeps=True)
choice, question = st.session_state["choice"], frame_words.PAGE["register"][1]
if desk.is_public:
    html.show_head(question, "")
    html.show_empty(register_words.EMPTY["internal"])
    st.button(
        register_words.LABEL["internal"],
        on_click=choice_ui.choose,
        args=("modus", choice_ui.INTERN),
        key="register_internal",
    )
elif desk.folder is None or desk.study is None:
    html.show_head(question, "")
    html.show_empty(register_words.EMPTY["first"])
else:
    bench = listing.open_register(desk.folder, desk.study, choice)
    html.show_head(question, listing.answer(bench, choice))
    listing.show_register(bench, choice, choice_ui.choose)
    if not choice.get("eintrag"):
        with st.expander(lending.EXCEL["title"], icon=":material/table_view:"):
            returning.show_excel(desk.folder, desk.study, desk_ui.who(), desk_ui.say)
html.show_foot([*sentences.state_lines(desk.study), importing_words.STAYS])
