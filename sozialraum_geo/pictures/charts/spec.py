"""What all charts are made of: colours, type, axes, layers over the same values."""

from __future__ import annotations

from typing import Any

import pandas as pd

FONT = "Source Sans, sans-serif"
INK, GRID = "#14181a", "#d9d2c4"
BAR, REST = "#7fb0b8", "#e8e1d3"
CONFIG = {
    "background": "transparent",
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "gridColor": GRID,
        "domain": False,
        "ticks": False,
        "labelLimit": 260,
        "titleFontWeight": "normal",
    },
    "legend": {
        "labelColor": INK,
        "labelFontSize": 13,
        "orient": "top",
        "title": None,
        "labelLimit": 300,
        "symbolType": "square",
    },
    "text": {"color": INK, "fontSize": 13},
    "locale": {
        "number": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " €"], "percent": "\u00a0%"}
    },
}
PERCENT_AXIS = {"format": ".0%", "values": [0, 0.5, 1], "title": None, "grid": False}


_SIZES = frozenset({"labelFontSize", "titleFontSize", "fontSize", "labelLimit", "height", "yOffset", "dx", "size"})
Chart = tuple[dict[str, Any], str]


def chart_spec(
    values: list[dict[str, Any]], layers: list[dict[str, Any]], rows: int, *, step: int = 30
) -> dict[str, Any]:
    """Return a specification of layers over the same values, ``rows`` bars high."""
    return {
        "data": {"values": values},
        "layer": layers,
        "config": CONFIG,
        "width": "container",
        "height": max(rows, 1) * step,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": {"left": 0, "right": 4, "top": 2, "bottom": 2},
    }


def counts_chart(table: pd.DataFrame) -> tuple[dict[str, Any], str]:
    """Return a bar chart of the second column of a display table by its first, and the same in words.

    Parameters
    ----------
    table
        Its second column holds `Shown`: the bar is as long as the number, the label as it is written.
    """
    first, second = table.columns[:2]
    values = [{"name": n, "value": float(v), "label": str(v)} for n, v in zip(table[first], table[second], strict=True)]
    y = {"field": "name", "type": "nominal", "sort": None, "title": None}
    x = {
        "field": "value",
        "type": "quantitative",
        "axis": None,
        # beside long names there is little room left for a number
        "scale": {"domain": [0, axis_end([v["value"] for v in values]) * 1.25]},
    }
    layers: list[dict[str, Any]] = [
        {"mark": {"type": "bar", "height": 16, "color": BAR}, "encoding": {"y": y, "x": x}},
        {"mark": {"type": "text", "align": "left", "dx": 6}, "encoding": {"y": y, "x": x, "text": {"field": "label"}}},
    ]
    return chart_spec(values, layers, len(values), step=26), "; ".join(f"{v['name']}: {v['label']}" for v in values)


def enlarged(chart: tuple[dict[str, Any], str], factor: float) -> tuple[dict[str, Any], str]:
    """Return a chart with larger words and more room for them, to be read from afar."""
    spec, words = chart
    config = {
        part: {k: round(v * factor) if k in _SIZES else v for k, v in values.items()}
        if isinstance(values, dict)
        else values
        for part, values in spec["config"].items()
    }
    layers = [
        layer | {"mark": {k: v * factor if k in _SIZES else v for k, v in layer["mark"].items()}}
        for layer in spec["layer"]
    ]
    return spec | {"config": config, "layer": layers, "height": round(spec["height"] * factor)}, words


def axis_end(values: list[float]) -> float:
    """Return the end of an axis that leaves room for a label behind the longest bar."""
    return max([*values, 0]) * 1.2 or 1


def json_number(value: float, digits: int) -> float | None:
    """Round a number for a chart; unknown is None."""
    return None if pd.isna(value) else round(float(value), digits)
