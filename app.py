"""The pages of Sozialraum-Geo in the browser: ``streamlit run app.py`` or, better, ``python start.py``."""

from pathlib import Path

import streamlit as st

from sozialraum_geo.german.words.pages import frame as frame_words

PAGES = {
    "look": {
        "ueberblick": ":material/map:",
        "erreichbarkeit": ":material/directions_walk:",
        "luecken": ":material/search:",
        "prioritaeten": ":material/checklist:",
        "sozialraum": ":material/location_city:",
        "netzwerk": ":material/hub:",
        "aktivitaeten": ":material/calendar_month:",
    },
    "keep": {
        "heute": ":material/today:",
        "register": ":material/edit_note:",
        "einlesen": ":material/upload_file:",
    },
    "tell": {
        "jahresbericht": ":material/summarize:",
        "daten": ":material/database:",
        "qualitaet": ":material/fact_check:",
        "austausch": ":material/swap_horiz:",
    },
}

st.set_page_config(
    page_title=frame_words.APP,
    page_icon=str(Path(__file__).parent / "sozialraum_geo" / "ui" / "icon.png"),
    layout="wide",
    initial_sidebar_state=264,
    menu_items={"Get help": None, "Report a bug": None, "About": None},
)

with st.spinner(frame_words.BUSY["program"]):  # the first visitor waits for the libraries
    from sozialraum_geo.ui import frame

sections = {
    frame_words.SECTION[section]: {
        name: st.Page(
            f"pages/{name}.py", title=frame_words.PAGE[name][0], icon=icon, url_path=name, default=name == "ueberblick"
        )
        for name, icon in pages.items()
    }
    for section, pages in PAGES.items()
}
page = frame.enter(sections)
with frame.calm_errors():
    page.run()
