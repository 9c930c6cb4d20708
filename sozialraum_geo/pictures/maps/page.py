"""Pictures as a folium map that saves itself as one HTML file: no request, the same bytes each time."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import folium
import xstatic.pkg.leaflet
import xstatic.pkg.leaflet_markercluster
from branca.element import Element, MacroElement
from folium.template import Template

from sozialraum_geo.pictures.maps.picture import Picture, compact_json

WEB = Path(__file__).resolve().parents[1] / "web"
LEAFLET = Path(xstatic.pkg.leaflet.BASE_DIR)
CLUSTER = Path(xstatic.pkg.leaflet_markercluster.BASE_DIR)

PAGE = """<!DOCTYPE html>
<html lang="de">
<head>
<title>{{ this.title }}</title>
{{ this.header.render(**kwargs) }}
</head>
<body>
{{ this.html.render(**kwargs) }}
<script>
{{ this.script.render(**kwargs) }}
</script>
</body>
</html>
"""


def _styles() -> str:
    def inline(found: re.Match[str]) -> str:
        image = LEAFLET / found[1]
        return f"url(data:image/png;base64,{base64.b64encode(image.read_bytes()).decode()})"

    leaflet = re.sub(r"url\((images/[\w-]+\.png)\)", inline, (LEAFLET / "leaflet.css").read_text(encoding="utf-8"))
    return "\n".join(
        [leaflet, *(p.read_text(encoding="utf-8") for p in (CLUSTER / "MarkerCluster.css", WEB / "map.css"))]
    )


def _programs() -> str:
    files = (LEAFLET / "leaflet.js", CLUSTER / "leaflet.markercluster.js", WEB / "map.js")
    # a source map would be asked for by the browser's developer tools
    return "\n".join(re.sub(r"(?m)^//# sourceMappingURL=.*$", "", p.read_text(encoding="utf-8")) for p in files)


@cache
def _frame() -> tuple[str, str]:
    """Return style and script of every page: read once."""
    return _styles(), _programs()


class PictureLayer(MacroElement):
    """Carries the pictures as JSON and has our own script draw one, with a choice if there are several."""

    _template = Template("""
        {% macro script(this, kwargs) %}
        SozialraumKarte.drawChoice({{ this.figure_name }}, JSON.parse({{ this.json }}));
        {% endmacro %}
    """)

    def __init__(self, pictures: Sequence[Picture], figure_name: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Picture"
        self._id = "1"
        self.figure_name = figure_name
        # JSON in a string literal: browsers parse it several times faster than the same text as a program
        self.json = compact_json(compact_json(_together(pictures)))


def _together(pictures: Sequence[Picture]) -> dict[str, Any]:
    """Return pictures as one JSON-able object in which each part stands once."""
    parts = {part["hash"]: part for picture in pictures for part in picture.parts.values()}
    named = [{"parts": {n: p["hash"] for n, p in x.parts.items()}, "paint": x.paint} for x in pictures]
    return {"parts": parts, "pictures": named}


class PictureMap(folium.Map):
    """A folium map whose page is drawn by ``web/map.js``; further folium layers may be added to it.

    Attributes
    ----------
    picture
        What is drawn first.
    """

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 (folium's own way to name its files)
    default_css: list[tuple[str, str]] = []  # noqa: RUF012
    _template = Template("""
        {% macro html(this, kwargs) %}
        <main id="{{ this.get_name() }}_figure"></main>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }}_figure = SozialraumKarte.createFigure(
            document.getElementById("{{ this.get_name() }}_figure"),
            {words: JSON.parse({{ this.words }}), height: "max(340px, calc(100vh - 215px))", hasTitle: true});
        var {{ this.get_name() }} = {{ this.get_name() }}_figure.map;
        {% endmacro %}
    """)

    def __init__(self, picture: Picture, *others: Picture) -> None:
        south_west, north_east = picture.paint["view"]
        centre = [(south_west[0] + north_east[0]) / 2, (south_west[1] + north_east[1]) / 2]
        super().__init__(location=centre, tiles=None, max_zoom=19, zoom_control=False)
        self.picture = picture
        self.words = compact_json(compact_json(picture.paint["words"]))
        # folium draws its names at random; numbers make the same picture the same file
        self._id = "1"
        page: Any = self.get_root()
        page._id = "1"
        page._template = Template(PAGE)
        page.title = escape(f"{picture.paint['title']} – {picture.paint['place']}")
        self._write_head(page)
        self.add_child(PictureLayer((picture, *others), f"{self.get_name()}_figure"), name="picture")

    def _write_head(self, page: Any) -> None:
        styles, programs = _frame()
        tiles = self.picture.paint["tiles"]
        images = f"data: {_host(tiles['url'])}" if tiles else "data:"
        policy = f"default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src {images}"
        for name, text in {
            "policy": f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            "viewport": '<meta name="viewport" content="width=device-width, initial-scale=1">',
            "styles": f"<style>{styles}\nbody {{ margin: 0; padding: 1.1rem 1.4rem; background: #faf7f2; }}</style>",
            "programs": f"<script>{programs}</script>",
        }.items():
            element = Element()
            # not as a template: braces in styles and programs are theirs
            element.render = lambda text=text, **_: text  # type: ignore[method-assign]
            page.header.add_child(element, name=name)


def _host(url: str) -> str:
    """Return the origin of a tile address for the page's policy; ``{s}`` stands for any subdomain."""
    origin = re.match(r"https://[\w.{}-]+(:\d+)?", url)
    return origin[0].replace("{s}", "*") if origin else ""
