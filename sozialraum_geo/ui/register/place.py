"""Where an entry of the register is: address, map and coordinates, with what was found said back."""

from __future__ import annotations

import string
from typing import Any

import geopandas as gpd
import streamlit as st

from sozialraum_geo.errors import SozialraumError
from sozialraum_geo.german.words import numbers, problems
from sozialraum_geo.german.words.pages.quality import PRECISION, SERVICE
from sozialraum_geo.german.words.pages.register import PLACE
from sozialraum_geo.pictures.maps.ground import StudyGround, ground_of, metres, pick_picture
from sozialraum_geo.reading.addresses.search import Candidate
from sozialraum_geo.reading.description import read_description
from sozialraum_geo.register import locating
from sozialraum_geo.register.locating import Located
from sozialraum_geo.register.shelf import is_marked
from sozialraum_geo.study import Study
from sozialraum_geo.ui import html
from sozialraum_geo.ui.maps import show_pick_map, show_small_map
from sozialraum_geo.ui.register.desk import Desk
from sozialraum_geo.ui.register.fields import FOUND, GONE, PICKED, Form, show_field

MAP_HEIGHT = 330


@st.cache_resource(max_entries=4, show_spinner=False)
def _ground(fingerprint: str, _study: Study) -> StudyGround:
    return ground_of(_study)


def show_place(desk: Desk, form: Form) -> None:
    """Draw the fields that say where an entry is."""
    is_secret = is_marked(form.table, form.values)
    street, number = st.columns([3, 1], gap="small")
    postcode, town = st.columns([1, 3], gap="small")
    for place, column in ((street, "street"), (number, "house_number"), (postcode, "postcode"), (town, "town")):
        show_field(desk, form, column, place)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            PLACE["search"], icon=":material/search:", key=form.widget("search"), on_click=_search, args=(desk, form)
        )
        if form.point is not None:
            st.button(
                PLACE["remove"], icon=":material/close:", type="tertiary", key=form.widget("remove"), on_click=_remove,
                args=(form,),
            )  # fmt: skip
        _offer_service(desk, form, is_secret)
    _show_candidates(desk, form)
    html.show_note(_where(desk, form))
    if is_secret:
        html.show_note(PLACE["protected"])
    else:
        _show_map(desk, form)
    key = form.widget("sozialraum_id")
    if form.point is None:
        show_field(desk, form, "sozialraum_id")
        if form.values["sozialraum_id"] and form.values["sozialraum_id"] != form.view_area:
            form.view_area, form.view_point = str(form.values["sozialraum_id"]), None
    else:
        st.session_state.pop(key, None)
        form.values["sozialraum_id"] = locating.area_at(desk.study, form.point) or None


def _show_map(desk: Desk, form: Form) -> None:
    def picked(lon: float, lat: float) -> None:
        _put(form, metres(lon, lat, desk.study.crs), "haus", PICKED)

    picture = pick_picture(
        _ground(desk.study.fingerprint, desk.study), title=PLACE["title"], area=form.view_area, point=form.point,
        around=form.view_point,
    )  # fmt: skip
    show_pick_map(picture, key=form.widget("map"), on_pick=picked, height=MAP_HEIGHT)
    html.show_note(PLACE["pick"])
    with st.expander(PLACE["numbers"]):
        key = form.widget("coordinates")
        st.text_input(PLACE["coordinates"], key=key, max_chars=60, help=PLACE["coordinates_help"])

        def take() -> None:
            point = locating.typed_point(str(st.session_state[key]), desk.study.crs)
            st.session_state[f"{key}_bad"] = point is None
            if point is not None:
                _put(form, point, "haus", PICKED)
                form.view_point = point

        st.button(PLACE["take"], key=f"{key}_take", on_click=take)
        if st.session_state.get(f"{key}_bad"):
            html.show_note(PLACE["bad_coordinates"])


def _put(form: Form, point: Any, precision: str, origin: str) -> None:
    form.point, form.precision, form.origin, form.located = point, precision, origin, None


def _remove(form: Form) -> None:
    form.point, form.precision, form.origin, form.located = None, None, GONE, None


def _where(desk: Desk, form: Form) -> str:
    """Say where the entry is, and how exactly."""
    if form.point is not None:
        area = locating.area_at(desk.study, form.point)
        where = PLACE["in_area"].format(area=desk.view.areas[area]) if area else PLACE["outside"]
        return PLACE["point"].format(where=where, precision=PRECISION.get(str(form.precision), PRECISION["haus"]))
    area = str(form.values.get("sozialraum_id") or "")
    return PLACE["kept"].format(area=desk.view.areas.get(area, area)) if area else PLACE["none"]


def _search(desk: Desk, form: Form) -> None:
    found = locating.locate(desk.folder, desk.study, form.values)
    form.located = found
    if found.place is not None:
        _take(form, found.place)
        form.located = found


def _take(form: Form, candidate: Candidate) -> None:
    """Take a place over, and with it its address as the register writes it."""
    point = locating.point_of(candidate)
    _put(form, point, candidate.precision, FOUND)
    form.view_point = point
    for column, written in locating.address_of(candidate).items():
        form.values[column] = st.session_state[form.widget(column)] = written


def _offer_service(desk: Desk, form: Form, is_secret: bool) -> None:
    service = read_description(desk.folder).geocoder
    if service is None or is_secret or form.located is None or form.located.place is not None:
        return

    def ask() -> None:
        try:
            form.located = locating.locate_outside(desk.folder, desk.study, form.values)
        except SozialraumError as error:
            st.session_state["register_fault"] = [problems.message(p) for p in error.problems]

    label = PLACE["ask"].format(name=html.plain(service.name))
    st.button(
        label, icon=":material/travel_explore:", key=form.widget("ask"), on_click=ask,
        help=SERVICE["help"].format(host=service.host),
    )  # fmt: skip


def _show_candidates(desk: Desk, form: Form) -> None:
    """Say what the look-up found, and let people choose where several places may be meant."""
    found = form.located
    if found is None:
        return
    if found.place is not None:
        precision = PRECISION.get(found.place.precision, found.place.precision)
        html.show_note(PLACE["found"].format(label=found.place.label, precision=precision))
    elif found.status == locating.NO_REGISTER:
        html.show_note(PLACE["no_register"])
    elif not found.candidates:
        html.show_note(PLACE["not_found"])
    else:
        _ask(desk, form, found)


def _ask(desk: Desk, form: Form, found: Located) -> None:
    html.show_note(PLACE["doubtful"])
    near = found.candidates[: len(string.ascii_uppercase)]
    for letter, candidate in zip(string.ascii_uppercase, near, strict=False):
        st.button(
            f"{letter}: {html.plain(candidate.label)}", key=form.widget(f"candidate_{letter}"), on_click=_take,
            args=(form, candidate),
        )  # fmt: skip
    points = gpd.GeoSeries(gpd.points_from_xy([c.x for c in near], [c.y for c in near]), crs=desk.study.crs)
    show_small_map(
        desk.study.sozialraeume.geometry, points, key=form.widget("candidates"),
        words=numbers.join([c.label for c in near]), letters=string.ascii_uppercase[: len(near)], height=180,
    )  # fmt: skip
