"""The chart of the page „Netzwerk“: partners by kind and state."""

from __future__ import annotations

from typing import Any

from sozialraum_geo.german.words import labels
from sozialraum_geo.german.words.heads import COLUMN
from sozialraum_geo.pictures.charts.spec import chart_spec, counts_chart
from sozialraum_geo.pictures.styles import STATE_STYLE
from sozialraum_geo.pictures.tables.partners import cooperation_table
from sozialraum_geo.release.door import Release


def cooperation_chart(release: Release, sozialraum_id: str = "") -> tuple[dict[str, Any], str]:
    """Return a chart of partners by kind, and the same in words.

    Bars are numbers of partners, coloured by the state of the co-operation as on the map; plain in public.
    """
    table = cooperation_table(release, sozialraum_id)
    if release.is_public:
        return counts_chart(table)
    kinds, states = table.columns[0], list(table.columns[1:])
    colours = {labels.STATE[code]: colour for code, (_, colour) in STATE_STYLE.items()}
    values = [
        {"name": row[kinds], "state": state, "at": at, "value": float(row[state])}
        for row in table.to_dict("records")
        for at, state in enumerate(states)
        if row[state] > 0
    ]
    words = [f"{v['name']} {v['state']}: {v['value']:.0f}" for v in values]
    y = {"field": "name", "type": "nominal", "sort": None, "title": None}
    x = {"field": "value", "type": "quantitative", "stack": True, "axis": {"title": None, "tickMinStep": 5}}
    colour = {
        "field": "state", "type": "nominal", "scale": {"domain": states, "range": [colours[s] for s in states]},
        "legend": None,
    }  # fmt: skip
    bar = {"type": "bar", "height": 16, "stroke": "#faf7f2", "strokeWidth": 1}
    tooltip = [{"field": "state", "title": COLUMN["state"]}, {"field": "value", "title": COLUMN["count"]}]
    layers = [
        {"mark": bar, "encoding": {"y": y, "x": x, "color": colour, "order": {"field": "at"}, "tooltip": tooltip}}
    ]
    return chart_spec(values, layers, len(table), step=26), "; ".join(words)
