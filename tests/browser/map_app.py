"""A page with one map, for `test_map_component`: shows what was clicked and may change the layer."""

import sys
from pathlib import Path

import streamlit as st

sys.path[:0] = [str(Path(__file__).parents[1] / "towns"), str(Path(__file__).parents[2])]

from toy_release import EVIL, toy_release  # noqa: E402

from sozialraum_geo.pictures.maps import drawing  # noqa: E402
from sozialraum_geo.ui import maps  # noqa: E402


@st.cache_resource
def release():
    return toy_release(names=("Nord", EVIL, "Süd"))


st.set_page_config(layout="wide")
layer = st.radio("Ebene", ["overview", "covered_share", "cells", "uncovered_people"])
if st.button("Anders auswählen"):
    st.session_state.selected = "S03"


def keep(sozialraum_id: str | None) -> None:
    st.session_state.selected = sozialraum_id
    st.session_state.clicks = st.session_state.get("clicks", 0) + 1


standard = "kita" if drawing.LAYERS[layer].needs_standard else None
picture = drawing.describe(release(), layer, standard=standard, selected=st.session_state.get("selected"))
selected = maps.show_map(picture, key="karte", height=420, on_select=keep)
st.text(f"Auswahl: {selected}; Klicks: {st.session_state.get('clicks', 0)}")
st.text(f"Gesendet: {len(str(picture.data(st.session_state['_karte_map']['sent'])))}")
