"""The map on a page: a Streamlit component without a build step; a click comes back as a Sozialraum."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely
import streamlit as st
import streamlit.components.v1 as components
import xstatic.pkg.leaflet
import xstatic.pkg.leaflet_markercluster

from sozialraum_geo.pictures.maps.picture import Picture

# Component files are served without a login: programs only, never data; pictures travel with the page's session.
# pictures/web/index.html names these components by their full names.
_map = components.declare_component("map", path=str(Path(__file__).resolve().parents[1] / "pictures" / "web"))
# Streamlit ships its typefaces under names that carry their hash
_media = Path(st.__file__).parent / "static" / "static" / "media"
_fonts = {
    family: file.name
    for family, pattern in {
        "Source Sans": "SourceSansVF-Upright*.woff2",
        "Source Serif": "SourceSerif*Upright*.woff2",
    }.items()
    for file in sorted(_media.glob(pattern))[:1]
}
components.declare_component("leaflet", path=xstatic.pkg.leaflet.BASE_DIR)
components.declare_component("leaflet_markercluster", path=xstatic.pkg.leaflet_markercluster.BASE_DIR)


def show_map(
    picture: Picture,
    *,
    key: str,
    height: int = 560,
    has_title: bool = False,
    on_select: Callable[[str | None], None] | None = None,
) -> str | None:
    """Show a map and return the Sozialraum that is selected now.

    A part of the geometry is sent to the browser once; later reruns send colours and words only. If the browser
    lost a part (the page was rebuilt), it asks, which costs one more rerun.

    Parameters
    ----------
    picture
        From `drawing.describe`, with ``selected`` as the page knows it.
    key
        Name of the map on its page; the map keeps zoom and centre as long as it lives.
    height
        Of the map without its source line [px].
    has_title
        Draw title and subtitle too; pages have their own.
    on_select
        Called with the new selection (None: cleared) before the page runs again, once for each click.

    Returns
    -------
    str or None
        What was clicked since the last run, else the picture's own selection.
    """
    memory = st.session_state.setdefault(f"_{key}_map", {"sent": set(), "at": None})
    if key not in st.session_state:
        memory["sent"].clear()  # the frame is new: its page was left, or the map was not shown in the last run
    answer = st.session_state.get(key) or {}
    if answer.get("need") and answer["at"] != memory["at"]:
        memory["sent"].clear()
        memory["at"] = answer["at"]

    def clicked() -> None:
        now = st.session_state.get(key) or {}
        if on_select is not None and "selected" in now:
            on_select(now["selected"] or None)

    data = picture.data(memory["sent"])
    memory["sent"].update(picture.hashes)
    answer = (
        _map(picture=data, height=height, has_title=has_title, fonts=_fonts, key=key, default=None, on_change=clicked)
        or {}
    )
    if "selected" in answer and answer["at"] != memory["at"]:
        memory["at"] = answer["at"]
        selected: Any = answer["selected"]
        return str(selected) if selected else None
    return picture.paint["selected"] or None


def show_pick_map(picture: Picture, *, key: str, on_pick: Callable[[float, float], None], height: int = 320) -> None:
    """Show a map from `ground.pick_picture`; a click calls back with longitude and latitude before the next run."""

    def clicked() -> None:
        picked = (st.session_state.get(key) or {}).get("picked")
        if picked:
            on_pick(float(picked[0]), float(picked[1]))

    memory = st.session_state.setdefault(f"_{key}_map", {"sent": set(), "at": None})
    answer = st.session_state.get(key) or {}
    if key not in st.session_state or (answer.get("need") and answer["at"] != memory["at"]):
        memory["sent"].clear()
        memory["at"] = answer.get("at")
    data = picture.data(memory["sent"])
    memory["sent"].update(picture.hashes)
    _map(picture=data, height=height, has_title=False, fonts=_fonts, key=key, default=None, on_change=clicked)


MOST_DOTS = 2000
OUTLINE = {"type": "geoshape", "fill": "#f0ebe1", "stroke": "#8a8378", "strokeWidth": 0.8}
DOT = {
    "type": "geoshape",
    "fill": "#0f4c5c",
    "fillOpacity": 0.55,
    "stroke": "#0f4c5c",
    "strokeWidth": 0.6,
    "pointRadius": 2.2,
}


def show_small_map(
    areas: gpd.GeoSeries | None, shapes: gpd.GeoSeries, *, key: str, words: str, letters: str = "", height: int = 240
) -> None:
    """Draw areas as outlines and shapes upon them, for a look before something is taken over; nothing is fetched.

    Parameters
    ----------
    letters
        One for each shape, written beside it.
    words
        Read out instead of the picture.
    """
    shown = gpd.GeoSeries(shapes.iloc[:: max(1, len(shapes) // MOST_DOTS)], crs=shapes.crs)
    layers: list[dict[str, Any]] = [] if areas is None else [_shape_layer(areas, OUTLINE)]
    layers.append(_shape_layer(shown, DOT if not letters else {**DOT, "pointRadius": 5, "fillOpacity": 1}))
    if letters:
        points = zip(shown.x, shown.y, letters, strict=True)
        values = [{"x": x, "y": y, "letter": letter} for x, y, letter in points]
        mark = {"type": "text", "dx": 12, "fontSize": 14, "fontWeight": 600, "color": "#14181a"}
        encoding = {
            "longitude": {"field": "x", "type": "quantitative"},
            "latitude": {"field": "y", "type": "quantitative"},
            "text": {"field": "letter"},
        }
        layers.append({"data": {"values": values}, "mark": mark, "encoding": encoding})
    spec = {
        "layer": layers,
        "projection": {"type": "identity", "reflectY": True},  # metres on paper, north up
        "height": height,
        "background": "transparent",
        "config": {"view": {"stroke": None}},
    }
    st.vega_lite_chart(spec, theme=None, width="stretch", key=key, alt=words)


def _shape_layer(shapes: gpd.GeoSeries, mark: dict[str, Any]) -> dict[str, Any]:
    plain = shapes.simplify(30)
    values = [{"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(g)} for g in plain]
    return {"data": {"values": values}, "mark": mark}
