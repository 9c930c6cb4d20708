"""Was kommt neu dazu?"""

import streamlit as st

from sozialraum_geo.german.sentences import importing as sentences
from sozialraum_geo.german.words.pages import frame as frame_words
from sozialraum_geo.german.words.pages import importing as words
from sozialraum_geo.register import importing
from sozialraum_geo.ui import choice, frame, html, study, uploads
from sozialraum_geo.ui import importing as importing_ui

desk = frame.start_import("einlesen")
records = importing.history(desk.folder) if desk.folder else []
html.show_head(frame_words.PAGE["einlesen"][1], sentences.last_sentence(records), words.STAYS)
if desk.is_public:
    html.show_empty(words.NOTE["internal"])
else:
    importing_ui.show_faults()
    importing_ui.show_new_study(study.ROOT / "data" / "geo", choice.choose, is_open=desk.folder is None)
    if desk.folder is not None:
        if desk.study is None:
            html.show_empty(words.NOTE["first"])
        files = st.file_uploader(
            words.LABEL["upload"],
            [*importing_ui.TYPES, *uploads.PARTS],
            accept_multiple_files=True,
            key="import_files",
        )
        for path in uploads.uploaded(files):
            importing_ui.show_file(desk.folder, desk.study, path, records, str(desk.stamp[-1:]))
        importing_ui.show_history(desk.folder, records)
html.show_foot([*sentences.state_lines(desk.study), words.STAYS])
