"""Charts of the page „Aktivitäten“: the timeline and the emphases."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from sozialraum_geo.german.words import numbers
from sozialraum_geo.german.words.heads import COLUMN, WORK_COLUMN
from sozialraum_geo.german.words.labels import numbered_point
from sozialraum_geo.german.words.pages import activities as words
from sozialraum_geo.pictures.charts.spec import BAR, INK, REST, Chart, chart_spec
from sozialraum_geo.pictures.styles import ANSATZPUNKT_STYLE
from sozialraum_geo.release import activities
from sozialraum_geo.release.door import Release

MOST_BARS = 40  # of a timeline
YEARS_SHOWN = 2  # before and after the date
ROW_PX = 22


def timeline_chart(release: Release, rows: pd.DataFrame) -> Chart:
    """Return bars from begin to end, a line at the date, marks at reviews, and the same in words.

    What has no known end fades. The first `MOST_BARS` are drawn, `YEARS_SHOWN` years before and after the date.

    Parameters
    ----------
    rows
        As `activities.timeline` returns them.
    """
    first = activities.ahead(release.date, -12 * YEARS_SHOWN)
    last = activities.ahead(release.date, 12 * YEARS_SHOWN)
    values: list[dict[str, Any]] = []
    said = []
    taken: dict[str, int] = {}
    for row in rows.head(MOST_BARS).to_dict("records"):
        taken[row["name"]] = taken.get(row["name"], 0) + 1
        name = row["name"] if taken[row["name"]] == 1 else f"{row['name']} ({taken[row['name']]})"
        begin = row["begin"] if isinstance(row["begin"], str) else ""
        end = row["end"] if isinstance(row["end"], str) else ""
        solid = end or max(release.date, begin)
        values.append(
            {
                "name": name,
                "point": numbered_point(row["ansatzpunkt"]),
                "from": max(begin, first),
                "to": min(solid, last),
                "fades": "" if end else last,
                "review": _within(row.get("review_date"), first, last),
                "begins": numbers.date_text(begin) if begin else numbers.UNKNOWN,
                "ends": numbers.date_text(end) if end else numbers.UNKNOWN,
                "at": release.date,
            }
        )
        said.append(f"{name}: {values[-1]['begins']} bis {values[-1]['ends']}")
    return _timeline_spec(values, first, last), "; ".join(said)


def _within(day: Any, first: str, last: str) -> str | None:
    return day if isinstance(day, str) and first <= day <= last else None


def _timeline_spec(values: list[dict[str, Any]], first: str, last: str) -> dict[str, Any]:
    present = {v["point"] for v in values}
    styles = [(p, s) for c, s in ANSATZPUNKT_STYLE.items() if (p := numbered_point(c)) in present]
    colour = {
        "field": "point", "type": "nominal", "legend": {"columns": 2, "symbolOpacity": 1},
        "scale": {"domain": [p for p, _ in styles], "range": [style[1] for _, style in styles]},
    }  # fmt: skip
    y = {"field": "name", "type": "nominal", "sort": None, "title": None}
    x = {
        "type": "temporal", "scale": {"domain": [first, last], "type": "utc"},
        "axis": {"format": "%m.%Y", "title": None, "orient": "top", "tickCount": 8},
    }  # fmt: skip
    tooltip = [
        {"field": "name", "title": COLUMN["name"]}, {"field": "point", "title": COLUMN["point"]},
        {"field": "begins", "title": WORK_COLUMN["begin"]}, {"field": "ends", "title": COLUMN["end"]},
    ]  # fmt: skip
    bar, shared = {"type": "bar", "height": 12}, {"y": y, "color": colour, "tooltip": tooltip}
    rule = {"type": "rule", "color": INK, "strokeWidth": 1.2}
    diamond = {"type": "point", "shape": "diamond", "filled": True, "size": 60, "color": INK}
    layers: list[dict[str, Any]] = [
        {"mark": bar, "encoding": {**shared, "x": {**x, "field": "from"}, "x2": {"field": "to"}}},
        {
            "transform": [{"filter": "datum.fades != ''"}],
            "mark": {**bar, "opacity": 0.3},
            "encoding": {**shared, "x": {**x, "field": "to"}, "x2": {"field": "fades"}},
        },
        {
            "transform": [{"filter": "datum.review != null"}],
            "mark": diamond,
            "encoding": {"y": y, "x": {**x, "field": "review"}},
        },
        {"mark": rule, "encoding": {"x": {**x, "field": "at", "aggregate": "min"}}},
    ]
    return chart_spec(values, layers, len(values) + 2, step=ROW_PX)


def emphasis_chart(profile: pd.DataFrame) -> Chart:
    """Return planned and actual hours of each Ansatzpunkt, one bar below the other, and the same in words.

    Parameters
    ----------
    profile
        The first of what `activities.emphasis` returns; what is not recorded has no bar and says so.
    """
    values: list[dict[str, Any]] = []
    said = []
    for code, row in zip(profile.index, profile.to_dict("records"), strict=True):
        name = numbered_point(code)
        planned, actual = (words.hours_words(row[c]) for c in ("planned", "actual"))
        values.append(
            {
                "name": name,
                "planned": _bar(row["planned"]),
                "actual": _bar(row["actual"]),
                "plan_label": f"{words.PLANNED}: {planned}",
                "label": f"{words.ACTUAL}: {actual}",
            }
        )
        said.append(f"{name}: {values[-1]['plan_label']}, {values[-1]['label']}")
    longest = max([v for row in values for v in (row["planned"], row["actual"])], default=0) or 1
    y = {"field": "name", "type": "nominal", "sort": None, "axis": None}
    x = {"type": "quantitative", "axis": None, "scale": {"domain": [0, longest * 1.75]}}
    text = {"type": "text", "align": "left", "dx": 6}
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "text", "align": "left", "baseline": "bottom", "yOffset": -9, "fontWeight": 600},
            "encoding": {"y": y, "x": {"value": 0}, "text": {"field": "name"}},
        }
    ]
    for field, label, colour, down in (("planned", "plan_label", REST, 1), ("actual", "label", BAR, 17)):
        bar = {"type": "bar", "height": 13, "yOffset": down, "color": colour}
        layers.append({"mark": bar, "encoding": {"y": y, "x": {**x, "field": field}}})
        layers.append(
            {
                "mark": {**text, "yOffset": down},
                "encoding": {"y": y, "x": {**x, "field": field}, "text": {"field": label}},
            }
        )
    return chart_spec(values, layers, len(values), step=62), "; ".join(said)


def _bar(hours: float) -> float:
    return 0.0 if math.isnan(hours) else round(float(hours), 1)
