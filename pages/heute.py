"""Was haben wir heute gemacht?"""

import streamlit as st

from sozialraum_geo.german.sentences import importing as sentences
from sozialraum_geo.german.words.pages import frame as frame_words
from sozialraum_geo.german.words.pages import register as words
from sozialraum_geo.ui import choice as choice_ui
from sozialraum_geo.ui import frame, html
from sozialraum_geo.ui.register import today

desk = frame.start_import("heute", keeps=True)
choice, question = st.session_state["choice"], frame_words.PAGE["heute"][1]
if desk.is_public:
    html.show_head(question, "")
    html.show_empty(words.EMPTY["internal"])
    st.button(
        words.LABEL["internal"], on_click=choice_ui.choose, args=("modus", choice_ui.INTERN), key="today_internal"
    )
elif desk.folder is None or desk.study is None:
    html.show_head(question, "")
    html.show_empty(words.EMPTY["first"])
else:
    bench = today.open_today(desk.folder, desk.study)
    html.show_head(question, today.sentence(bench, choice.get("station", "")))
    today.show_today(bench, choice, choice_ui.choose)
html.show_foot(sentences.state_lines(desk.study))
