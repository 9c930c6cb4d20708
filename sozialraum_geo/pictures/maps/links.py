"""Lines between the places of a map: who shares a Gremium or an activity, of one Sozialraum or one partner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from sozialraum_geo.german.words import maps, numbers
from sozialraum_geo.pictures.maps.picture import Part, bounds_of, kept_part, lines_part
from sozialraum_geo.release import partners

if TYPE_CHECKING:
    from sozialraum_geo.release.door import Release

INK = "#14181a"
# what stands in the middle of the lines: no letter, so that it is not taken for a partner
HUB = {
    partners.GREMIUM: {"letter": "", "shape": "square", "colour": "#ffffff", "ink": INK, "edge": "#4a463e"},
    partners.ACTIVITY: {"letter": "", "shape": "hexagon", "colour": "#ffffff", "ink": INK, "edge": "#0f4c5c"},
}
EDGE_M = 200.0  # of air around what is shown


@dataclass(frozen=True)
class Lines:
    """The lines of a map: the part, the lines of its legend, what is left out, and the part of the map to show."""

    part: Part
    legend: list[dict[str, Any]]
    notes: list[str]
    view: list[list[float]]


def partner_lines(release: Release, selected: str | None, partner: str | None) -> Lines | None:
    """Return the lines of a Sozialraum or a partner; None in public, and where nothing is shared."""
    lines = partners.lines(release, "" if partner else selected or "", partner or "")
    if not len(lines):
        return None
    part = kept_part(release, ("lines", selected, partner), lambda: _part(release, lines, is_partner=bool(partner)))
    notes = []
    if left_out := int(lines.attrs["left_out"]):
        notes.append(maps.WORDS["lines_cut"].format(count=numbers.number(left_out)))
    return Lines(part, _legend(lines, is_partner=bool(partner)), notes, _view(release, lines, selected, partner))


def _part(release: Release, lines: pd.DataFrame, *, is_partner: bool) -> Part:
    ends = lines[["x", "y", "to_x", "to_y"]].to_numpy(dtype=float)
    shapes = shapely.linestrings(ends.reshape(-1, 2, 2))
    hubs = lines.iloc[:0] if is_partner else _hubs(lines)
    return lines_part(
        list(lines["kind"]), shapes, HUB, list(hubs["kind"]), shapely.points(hubs[["to_x", "to_y"]].to_numpy(float)),
        list(hubs["to_name"]), release.crs,
    )  # fmt: skip


def _hubs(lines: pd.DataFrame) -> pd.DataFrame:
    return lines.drop_duplicates(["kind", "to_x", "to_y", "to_name"])


def _legend(lines: pd.DataFrame, *, is_partner: bool) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    for kind in (partners.GREMIUM, partners.ACTIVITY):
        of_kind = lines[lines["kind"] == kind]
        if not len(of_kind):
            continue
        if is_partner:
            count = of_kind["to_name"].nunique()
            items.append({"line": kind, "label": maps.LINE[kind][0], "count": numbers.number(count)})
        else:
            count = len(_hubs(of_kind))
            items.append({"mark": HUB[kind], "label": maps.LINE[kind][1], "count": numbers.number(count)})
    return items


def _view(release: Release, lines: pd.DataFrame, selected: str | None, partner: str | None) -> list[list[float]]:
    """Return the Sozialraum, or for a partner all to whom its lines lead."""
    if selected and not partner:
        area = release.areas.geometry.array[(release.areas["sozialraum_id"] == selected).to_numpy()]
        return bounds_of(shapely.buffer(np.asarray(area, dtype=object), EDGE_M), release.crs)
    ends = shapely.multipoints(lines[["x", "y", "to_x", "to_y"]].to_numpy(dtype=float).reshape(-1, 2))
    return bounds_of([shapely.buffer(ends, 2 * EDGE_M)], release.crs)
