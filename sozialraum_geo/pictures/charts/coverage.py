"""The chart of the page „Erreichbarkeit“: who reaches what."""

from __future__ import annotations

import math
from typing import Any

from sozialraum_geo.german.words import numbers
from sozialraum_geo.pictures.charts.spec import INK, PERCENT_AXIS, REST, chart_spec, json_number
from sozialraum_geo.pictures.styles import REACH
from sozialraum_geo.pictures.tables.frames import state_of_all
from sozialraum_geo.release import facts
from sozialraum_geo.release.door import Release


def standards_chart(release: Release, sozialraum_id: str = "") -> tuple[dict[str, Any], str]:
    """Return a chart of the share that reaches each offer, with a mark for one Sozialraum, and the same in words.

    One bar per analysed standard (0–1) over the whole place, with the people of the age; „nicht berechnet“ without a
    share.
    """
    values, words = [], []
    for rule in release.standards:
        row = facts.coverage_row(release, rule.id)
        share = row["covered_share"] if row["state"] not in ("unknown", "suppressed") else math.nan
        everyone = numbers.people(row["people"], state_of_all(row["state"]), public=release.is_public)
        label = f"{numbers.percent(share)} von {everyone}" if share == share else "nicht berechnet"
        here = facts.coverage_row(release, rule.id, sozialraum_id)["covered_share"] if sozialraum_id else math.nan
        values.append(
            {"name": rule.name, "share": json_number(share, 2), "rest": 1, "label": label, "here": json_number(here, 2)}
        )
        words.append(f"{rule.name}: {label}")
    y = {"field": "name", "type": "nominal", "sort": None, "axis": None}
    x = {"type": "quantitative", "scale": {"domain": [0, 1.75]}}
    bar = {"type": "bar", "height": 14, "yOffset": 9}
    name_mark = {"type": "text", "align": "left", "baseline": "bottom"}
    label_mark = {"type": "text", "align": "left", "yOffset": 9, "dx": 8}
    layers: list[dict[str, Any]] = [
        {"mark": {**bar, "color": REST}, "encoding": {"y": y, "x": {**x, "field": "rest", "axis": PERCENT_AXIS}}},
        {"mark": {**bar, "color": REACH["covered"]}, "encoding": {"y": y, "x": {**x, "field": "share"}}},
        {"mark": name_mark, "encoding": {"y": y, "x": {"value": 0}, "text": {"field": "name"}}},
        {"mark": label_mark, "encoding": {"y": y, "x": {**x, "field": "rest"}, "text": {"field": "label"}}},
    ]
    if sozialraum_id:
        name = facts.area_name(release, sozialraum_id)
        mark = {"type": "tick", "thickness": 4, "size": 22, "yOffset": 9, "color": INK}
        tooltip = [{"field": "here", "format": ".0%", "title": name}]
        layers.append({"mark": mark, "encoding": {"y": y, "x": {**x, "field": "here"}, "tooltip": tooltip}})
    return chart_spec(values, layers, len(values), step=44), "; ".join(words)
