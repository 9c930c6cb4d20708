"""Was kommt neu dazu?"""

import streamlit as st

from sozialraum_geo import ui, ui_files, ui_html, ui_import, ui_study
from sozialraum_geo.german.words import importing as texts_import
from sozialraum_geo.german.words import pages
from sozialraum_geo.register import importing

desk = ui.start_import("einlesen")
records = importing.history(desk.folder) if desk.folder else []
ui_html.show_head(pages.PAGE["einlesen"][1], texts_import.last_sentence(records), texts_import.STAYS)
if desk.is_public:
    ui_html.show_empty(texts_import.NOTE["internal"])
else:
    ui_import.show_faults()
    ui_import.show_new_study(ui_study.ROOT / "data" / "geo", ui.choose, is_open=desk.folder is None)
    if desk.folder is not None:
        if desk.study is None:
            ui_html.show_empty(texts_import.NOTE["first"])
        files = st.file_uploader(
            texts_import.LABEL["upload"],
            [*ui_import.TYPES, *ui_files.PARTS],
            accept_multiple_files=True,
            key="import_files",
        )
        for path in ui_files.uploaded(files):
            ui_import.show_file(desk.folder, desk.study, path, records, str(desk.stamp[-1:]))
        ui_import.show_history(desk.folder, records)
ui_html.show_foot([*texts_import.state_lines(desk.study), texts_import.STAYS])
