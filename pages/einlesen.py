"""Was kommt neu dazu?"""

import streamlit as st

from sozialraum_geo.german.words import importing as texts_import
from sozialraum_geo.german.words import pages
from sozialraum_geo.register import importing
from sozialraum_geo.ui import frame, html, study, uploads
from sozialraum_geo.ui import importing as ui_import

desk = frame.start_import("einlesen")
records = importing.history(desk.folder) if desk.folder else []
html.show_head(pages.PAGE["einlesen"][1], texts_import.last_sentence(records), texts_import.STAYS)
if desk.is_public:
    html.show_empty(texts_import.NOTE["internal"])
else:
    ui_import.show_faults()
    ui_import.show_new_study(study.ROOT / "data" / "geo", frame.choose, is_open=desk.folder is None)
    if desk.folder is not None:
        if desk.study is None:
            html.show_empty(texts_import.NOTE["first"])
        files = st.file_uploader(
            texts_import.LABEL["upload"],
            [*ui_import.TYPES, *uploads.PARTS],
            accept_multiple_files=True,
            key="import_files",
        )
        for path in uploads.uploaded(files):
            ui_import.show_file(desk.folder, desk.study, path, records, str(desk.stamp[-1:]))
        ui_import.show_history(desk.folder, records)
html.show_foot([*texts_import.state_lines(desk.study), texts_import.STAYS])
