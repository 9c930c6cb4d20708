"""A picture on paper: title, map, legend, scale, sources; drawn with matplotlib's objects, without its global state."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from typing import Any

import matplotlib
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from sozialraum_geo.pictures.maps.picture import UNITS_PER_DEGREE, Picture, decode

# ids inside an SVG file are drawn from this salt: the same picture is the same file
matplotlib.rcParams["svg.hashsalt"] = "sozialraum-geo"

INK, SOFT, PAPER = "#1d1f20", "#5a574f", "#fffdf9"
HATCH = {"hatch": "////", "dots": "...", "": None}
# marker and the side that looks as large as a circle of side 1
MARKERS = {
    "circle": ("o", 1.0),
    "square": ("s", 0.9),
    "diamond": ("D", 0.84),
    "hexagon": ("h", 1.1),
    "pentagon": ("p", 1.12),
}
LINE_STYLE: dict[str, dict[str, Any]] = {
    "gremium": {"color": "#4a463e", "linestyle": "-"},
    "activity": {"color": "#0f4c5c", "linestyle": (0, (2, 2))},
}
CROWDED, MANY = 60, 150  # areas
METRES_PER_DEGREE = 111_320.0
DPI = 200
MAP_BOX = (0.035, 0.095, 0.715, 0.745)  # left, bottom, width, height as shares of the page
LEGEND_LEFT, LEGEND_RIGHT = 0.772, 0.965

# where a name may stand, in its own widths and heights from the middle of its area
SHIFTS = ((0, 0), (0, 0.7), (0, -0.7), (-0.35, 0), (0.35, 0), (0, 1.4), (0, -1.4))

Box = tuple[float, float, float, float]


def _even_odd(rings: list[np.ndarray]) -> shapely.Geometry:
    """Return the area that rings enclose, holes left out."""
    area: shapely.Geometry = shapely.Polygon()
    for ring in rings:
        if len(ring) >= 3:
            area = shapely.symmetric_difference(area, shapely.make_valid(shapely.Polygon(ring)))
    return area


def picture_image(picture: Picture, *, format: str = "png", size: tuple[float, float] = (11.69, 8.27)) -> bytes:
    """Return the picture as ``png`` or ``svg``; same picture, same bytes."""
    figure = Figure(figsize=size, dpi=DPI, facecolor=PAPER)
    canvas: Any = FigureCanvasAgg(figure)
    page = _Page(figure, canvas.get_renderer(), picture)
    page.draw()
    out = io.BytesIO()
    if format == "svg":
        paper: Any = FigureCanvasSVG(figure)
        paper.print_svg(out, metadata={"Date": None})
    else:
        canvas.print_png(out, metadata={"Software": None})
    return out.getvalue()


class _Page:
    """One printed page in the making: figure, axes, what is taken by words already."""

    def __init__(self, figure: Figure, renderer: Any, picture: Picture) -> None:
        self.figure, self.renderer = figure, renderer
        self.parts, self.paint = picture.parts, picture.paint
        self.width, self.height = figure.get_size_inches() * 72  # points
        self.axes: Axes = figure.add_axes(MAP_BOX)
        self.is_shaded = self.paint["border"] == "light"
        self._set_view()

    def draw(self) -> None:
        self._draw_title()
        self._draw_ground()
        self._draw_cells()
        self._draw_background()
        self._draw_borders()
        self._draw_links()
        spots = self._draw_points()
        self._draw_labels(spots)
        self._draw_scale()
        self._draw_legend()
        self._draw_sources()

    # --- frame ---

    def _set_view(self) -> None:
        (south, west), (north, east) = self.paint["view"]
        self.stretch = math.cos(math.radians((south + north) / 2))
        wide = (east - west) * self.stretch * 1.04
        high = (north - south) * 1.04
        box = MAP_BOX[2] * self.width / (MAP_BOX[3] * self.height)
        wide, high = max(wide, high * box), max(high, wide / box)
        middle = ((west + east) / 2, (south + north) / 2)
        self.axes.set_xlim(middle[0] - wide / 2 / self.stretch, middle[0] + wide / 2 / self.stretch)
        self.axes.set_ylim(middle[1] - high / 2, middle[1] + high / 2)
        self.axes.set_aspect("auto")
        self.axes.set_facecolor("#efebe3")
        self.axes.tick_params(bottom=False, left=False, labelbottom=False, labelleft=False)
        for side in self.axes.spines.values():
            side.set(color="#d9d2c4", linewidth=0.8)

    def _text(self, x: float, y: float, words: str, **style: Any) -> None:
        usual: dict[str, Any] = {
            "color": INK,
            "fontsize": 9.5,
            "va": "top",
            "family": "DejaVu Sans",
            "parse_math": False,
        }
        self.figure.text(x, y, words, **(usual | style))

    def _wrapped(self, words: str, room: float, fontsize: float, weight: str = "normal") -> list[str]:
        """Break words into lines no wider than ``room`` (share of the page)."""
        lines = [""]
        for word in words.split(" "):
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and self._size(longer, fontsize, weight)[0] > room * self.width:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def _size(self, words: str, fontsize: float, weight: str = "normal") -> tuple[float, float]:
        """Return width and height of one line [points]."""
        font = matplotlib.font_manager.FontProperties(family="DejaVu Sans", size=fontsize, weight=weight)
        wide, high, _ = self.renderer.get_text_width_height_descent(words, font, ismath=False)
        return wide / DPI * 72, high / DPI * 72

    def _draw_title(self) -> None:
        left = MAP_BOX[0]
        title, subtitle = self.paint["title"], self.paint["subtitle"]
        self._text(left, 0.965, title, fontsize=self._fitting(title, 21, 12, "bold"), weight="bold")
        self._text(left, 0.912, subtitle, fontsize=self._fitting(subtitle, 11, 6))
        self._text(left, 0.882, self.paint["place"], fontsize=10, color=SOFT)

    def _fitting(self, words: str, fontsize: float, least: float, weight: str = "normal") -> float:
        """Return the largest size at which words stay on the page."""
        while fontsize > least and self._size(words, fontsize, weight)[0] > 0.93 * self.width:
            fontsize -= 0.5
        return fontsize

    def _draw_sources(self) -> None:
        for i, line in enumerate(self._wrapped(self.paint["source"], 0.9, 7.5)[:3]):
            self._text(MAP_BOX[0], 0.07 - i * 0.018, line, fontsize=7.5, color=SOFT)

    # --- map ---

    def _fill(self, rings: Sequence[list[int]], style: dict[str, str], zorder: float, alpha: float = 1) -> None:
        patch = PathPatch(_path(rings), facecolor=style["fill"], linewidth=0, zorder=zorder, alpha=alpha)
        if style["pattern"]:
            patch.set(hatch=HATCH[style["pattern"]], edgecolor="#8a857b")
            patch.set_hatch_linewidth(0.7)
        self.axes.add_artist(patch)

    def _lines(self, lines: Iterable[np.ndarray], zorder: float, **style: Any) -> None:
        self.axes.add_collection(LineCollection(list(lines), zorder=zorder, **style), autolim=False)

    def _draw_ground(self) -> None:
        for rings, index in zip(self.parts["base"]["rings"], self.paint["fill"], strict=True):
            self._fill(rings, self.paint["styles"][index], 1)

    def _draw_cells(self) -> None:
        cells = self.parts.get("cells", {"reach": [], "rings": []})
        for reach, rings in zip(cells["reach"], cells["rings"], strict=True):
            self._fill(rings, self.paint["reach"][reach], 2, alpha=0.92)
        if "walking" in self.parts:
            lines = [_closed(ring) for ring in self.parts["walking"]["rings"]]
            self._lines(lines, 3.5, color="#0f4c5c", linewidth=1.2, linestyle=(0, (4, 2)))

    def _draw_background(self) -> None:
        base = self.parts["base"]
        if base["green"] and not self.is_shaded:
            self._fill(base["green"], {"fill": "#d5e0c2", "pattern": ""}, 3, alpha=0.75)
        colour, alpha = ("#ffffff", 0.75) if self.is_shaded else ("#c9bfae", 1.0)
        for rank, wide in ((2, 0.5), (1, 1.1)):
            lines = [decode(x) for s in base["streets"] if s["rank"] == rank for x in s["lines"]]
            self._lines(lines, 3.1, color=colour, alpha=alpha, linewidth=wide)
        near = self.parts.get("near", {"streets": [], "building": []})
        if near["building"]:
            self._fill(near["building"], {"fill": "#d8d0c1", "pattern": ""}, 3.05)
        for rank, wide in ((3, 1.2), (2, 2.0), (1, 2.8)):
            lines = [decode(x) for s in near["streets"] if s["rank"] == rank for x in s["lines"]]
            self._lines(lines, 3.11, color="#b5aa97", linewidth=wide + 0.9)
            self._lines(lines, 3.12, color="#ffffff", linewidth=wide)
        self._lines([decode(x) for x in base["rail"]], 3.2, color="#7d776c", linewidth=0.9, linestyle=(0, (5, 3)))
        if base["water"]:
            water = PathPatch(_path(base["water"]), facecolor="#bcd6e5", edgecolor="#a9c6d8", linewidth=0.7, zorder=3.3)
            self.axes.add_artist(water)

    def _draw_borders(self) -> None:
        base = self.parts["base"]
        colour = "#ffffff" if self.is_shaded else "#8f8778"
        self._lines(
            [_closed(r) for rings in base["rings"] for r in rings],
            4,
            color=colour,
            linewidth=0.4 if len(base["ids"]) > MANY else 0.9,
        )
        upper = [_closed(r) for one in base["upper"] for r in one["rings"]]
        self._lines(upper, 4.1, color="#4a463e", linewidth=1.6, alpha=0.8)
        if self.paint["selected"]:
            rings = base["rings"][base["ids"].index(self.paint["selected"])]
            lines = [_closed(r) for r in rings]
            self._lines(lines, 4.2, color="#ffffff", linewidth=4.2, capstyle="round")
            self._lines(lines, 4.3, color=INK, linewidth=2.4, capstyle="round")

    def _draw_links(self) -> None:
        """Draw who shares what: lines, and a small sign in the middle of those that meet."""
        links = self.parts.get("lines")
        if links is None:
            return
        for kind, style in LINE_STYLE.items():
            lines = [decode(x) for x, k in zip(links["lines"], links["kind"], strict=True) if k == kind and x]
            self._lines(lines, 5, alpha=0.75, linewidth=1.1, **style)
        at = decode(links["xy"])
        for (x, y), kind in zip(at, links["hub"], strict=True):
            mark = links["marks"][kind]
            marker, scale = MARKERS[mark["shape"]]
            style = {"marker": marker, "facecolor": mark["colour"], "edgecolor": mark["edge"], "zorder": 5.5}
            self.axes.scatter([x], [y], s=(6 * scale) ** 2, linewidth=1.2, **style)

    def _draw_points(self) -> list[Box]:
        """Draw the signs and return the room they take [points of the page]."""
        points = self.parts.get("points")
        if points is None or not points["mark"]:
            return []
        at = decode(points["xy"])
        sorts = np.asarray(points["mark"])
        is_dot = len(at) > 800
        side = 4.2 if is_dot else 7.0 if len(at) > 300 else 9.0 if len(at) > 90 else 11.5
        for index, mark in enumerate(points["marks"]):
            here = at[sorts == index]
            marker, scale = MARKERS[mark["shape"]]
            # hollow: the colour is the outline
            style = {"marker": marker, "facecolor": mark["colour"], "edgecolor": mark.get("edge", "white"), "zorder": 6}
            wide = (0.4 if is_dot else 0.8) * (2 if "edge" in mark else 1)
            self.axes.scatter(here[:, 0], here[:, 1], s=(side * scale) ** 2, linewidth=wide, **style)
        if not is_dot:
            for (x, y), sort in zip(at, sorts, strict=True):
                mark = points["marks"][sort]
                size = side * (0.62 if len(mark["letter"]) < 2 else 0.48)
                self._sign_letter(x, y, mark, size)
        if is_dot:
            return []  # too many to be dodged
        half = side / 2 + 1
        return [(x - half, y - half, x + half, y + half) for x, y in self._on_page(at)]

    def _sign_letter(self, x: float, y: float, mark: dict[str, str], size: float) -> None:
        style: dict[str, Any] = {"fontsize": size, "weight": "bold", "ha": "center", "va": "center_baseline"}
        text = self.axes.text(
            x, y, mark["letter"], color=mark["ink"], family="DejaVu Sans", zorder=6.1, parse_math=False, **style
        )
        text.set_clip_on(True)

    def _on_page(self, at: np.ndarray) -> np.ndarray:
        pixels: np.ndarray = self.axes.transData.transform(at)
        return pixels / DPI * 72

    def _draw_labels(self, spots: list[Box]) -> None:
        base, paint = self.parts["base"], self.paint
        extents = [self._on_page(np.vstack([decode(r) for r in rings])) for rings in base["rings"]]
        sizes = np.array([np.ptp(e, axis=0) for e in extents])
        at = self._on_page(decode(base["labels"]))
        order = np.argsort(-sizes.prod(axis=1), kind="stable").tolist()
        chosen = base["ids"].index(paint["selected"]) if paint["selected"] else -1
        order = [i for i in order if i == chosen] + [i for i in order if i != chosen]
        taken: list[Box] = []
        # with more areas than names have room for, the level above is named instead
        if len(order) > CROWDED and base["upper"]:
            order = [i for i in order if i == chosen]
            for upper in base["upper"]:
                place = self._on_page(np.array([upper["at"]]) / UNITS_PER_DEGREE)[0]
                self._put([upper["name"]], place, 400, taken, spots, fontsize=9)
        for i in order:
            name = base["names"][i]
            value = (
                paint["values"][i] if paint["shows_values"] and paint["values"][i] != paint["words"]["no_value"] else ""
            )
            room = 400.0 if i == chosen else sizes[i][0] * 1.02 + 6
            # a name may give way, but never onto another area: it would name that one
            home = _even_odd([self._on_page(decode(r)) for r in base["rings"][i]])
            if not self._put([name], at[i], room, taken, spots, value=value, home=home):
                self._put(_broken(name), at[i], room, taken, spots, value=value, home=home)

    def _put(
        self, lines: list[str], at: np.ndarray, room: float, taken: list[Box], spots: list[Box], *,
        value: str = "", fontsize: float = 8.5, home: shapely.Geometry | None = None,
    ) -> bool:  # fmt: skip
        """Write a label where it covers no other label, and no sign if that can be."""
        wide = max(self._size(line, fontsize, "bold")[0] for line in [*lines, value or " "]) + 4
        high = (len(lines) + bool(value)) * fontsize * 1.22 + 3
        if wide > room:
            return False
        low, left = self.axes.get_position().y0 * self.height, self.axes.get_position().x0 * self.width
        right, top = self.axes.get_position().x1 * self.width, self.axes.get_position().y1 * self.height
        boxes = []
        for across, up in SHIFTS:
            x, y = at[0] + across * wide, at[1] + up * high
            box = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
            if home is not None and (across or up) and not shapely.intersects_xy(home, x, y):
                continue
            if box[0] > left and box[1] > low and box[2] < right and box[3] < top and not _meets(box, taken):
                boxes.append(box)
        if not boxes:
            return False
        box = min(boxes, key=lambda b: sum(_meets(b, [spot]) for spot in spots))
        taken.append(box)
        halo = [withStroke(linewidth=3.4, foreground="#fffdf8")]
        x, y = (box[0] + box[2]) / 2 / self.width, box[3] / self.height
        for line, weight in [(line, "bold") for line in lines] + ([(value, "normal")] if value else []):
            self._text(x, y, line, fontsize=fontsize, weight=weight, ha="center", path_effects=halo, zorder=7)
            y -= fontsize * 1.22 / self.height
        return True

    def _draw_scale(self) -> None:
        low, high = self.axes.get_xlim()
        metres = (high - low) * METRES_PER_DEGREE * self.stretch
        length = max(n for e in range(1, 6) for n in (10**e, 2 * 10**e, 5 * 10**e) if n <= max(metres / 5, 10))
        words = f"{length // 1000} km" if length >= 1000 else f"{length} m"
        x, y = MAP_BOX[0] + 0.012, MAP_BOX[1] + 0.02
        wide = length / metres * MAP_BOX[2]
        bar = Rectangle((x, y - 0.002), wide, 0.004, facecolor=INK, edgecolor=PAPER, linewidth=0.8, zorder=8)
        bar.set_transform(self.figure.transFigure)
        self.figure.add_artist(bar)
        halo = [withStroke(linewidth=2.6, foreground=PAPER)]
        style = {"fontsize": 8, "ha": "center", "va": "bottom", "path_effects": halo}
        self._text(x + wide / 2, y + 0.005, words, zorder=8, **style)

    # --- legend ---

    def _draw_legend(self) -> None:
        y = MAP_BOX[1] + MAP_BOX[3]
        left, right = LEGEND_LEFT, LEGEND_RIGHT
        if self.paint["legend_unit"]:
            self._text(right, y, self.paint["legend_unit"], fontsize=8.5, color=SOFT, ha="right")
            y -= 0.028
        before = ""
        for item in self.paint["legend"]:
            sort = "mark" if "mark" in item else "fill"
            y -= 0.014 if before and before != sort else 0
            before = sort
            lines = self._wrapped(item["label"], right - left - 0.075, 9.5)
            self._swatch(item, left, y)
            for i, line in enumerate(lines):
                self._text(left + 0.036, y - i * 0.022, line)
            self._text(right, y, item["count"], ha="right")
            y -= 0.022 * len(lines) + 0.0085
        for note in self.paint["notes"]:
            y -= 0.012
            for line in self._wrapped(note, right - left, 8.5):
                self._text(left, y, line, fontsize=8.5, color=SOFT)
                y -= 0.02
        if self.paint["method"]:
            edge = {"boxstyle": "round,pad=0.35", "facecolor": "none", "edgecolor": SOFT, "linewidth": 0.8}
            lines = self._wrapped(self.paint["method"], right - left - 0.01, 8.5)
            self._text(left + 0.006, y - 0.022, "\n".join(lines), fontsize=8.5, bbox=edge)

    def _swatch(self, item: dict[str, Any], x: float, y: float) -> None:
        middle = y - 0.0085
        if "mark" in item:
            mark = item["mark"]
            at = [[(x + 0.012) * self.width * DPI / 72, middle * self.height * DPI / 72]]
            marker, scale = MARKERS[mark["shape"]]
            sign = matplotlib.markers.MarkerStyle(marker)
            path = sign.get_path().transformed(sign.get_transform())
            look: dict[str, Any] = {"facecolor": mark["colour"]}
            if "edge" in mark:
                look |= {"edgecolor": mark["edge"], "linewidth": 1.6}
            dots = PathCollection([path], [(11.5 * scale) ** 2], offsets=at, offset_transform=None, **look)
            dots.set_transform(matplotlib.transforms.IdentityTransform())
            self.figure.add_artist(dots)
            size = 7 if len(mark["letter"]) < 2 else 5.5
            style = {"fontsize": size, "weight": "bold", "ha": "center", "va": "center_baseline"}
            self._text(x + 0.012, middle, mark["letter"], color=mark["ink"], **style)
            return
        if "line" in item:
            look = LINE_STYLE.get(item["line"], {"color": "#0f4c5c", "linestyle": (0, (4, 2))})
            line = {"edgecolor": look["color"], "linestyle": look["linestyle"]}
            patch = Rectangle((x, middle), 0.026, 0.001, linewidth=1.2, **line)
        else:
            style = self.paint["reach"][item["reach"]] if "reach" in item else self.paint["styles"][item["style"]]
            look = {
                "facecolor": style["fill"],
                "edgecolor": "#8a857b",
                "linewidth": 0.6,
                "hatch": HATCH[style["pattern"]],
            }
            patch = Rectangle((x, middle - 0.009), 0.026, 0.018, **look)
            patch.set_hatch_linewidth(0.7)
        patch.set_transform(self.figure.transFigure)
        self.figure.add_artist(patch)


def _closed(ring: list[int]) -> np.ndarray:
    line = decode(ring)
    return np.vstack([line, line[:1]])


def _path(rings: Sequence[list[int]]) -> Path:
    return Path.make_compound_path(*(Path(_closed(ring), closed=True) for ring in rings))


def _meets(box: Box, others: Iterable[Box]) -> bool:
    return any(box[0] < o[2] and box[2] > o[0] and box[1] < o[3] and box[3] > o[1] for o in others)


def _broken(name: str) -> list[str]:
    """Break a long name into two lines at the blank, hyphen or slash nearest to its middle."""
    places = [i for i, c in enumerate(name) if c in " -/" and 2 <= i < len(name) - 2]
    if len(name) < 13 or not places:
        return [name]
    at = min(places, key=lambda i: abs(i - len(name) / 2))
    return [name[: at + 1].strip(), name[at + 1 :].strip()]
