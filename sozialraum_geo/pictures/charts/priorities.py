"""The chart of the page „Prioritäten“: ranks over the draws."""

from __future__ import annotations

import math
from typing import Any

from sozialraum_geo.german.sentences import priorities as sentences
from sozialraum_geo.german.words import numbers
from sozialraum_geo.german.words.heads import COLUMN
from sozialraum_geo.pictures.charts.spec import INK, chart_spec
from sozialraum_geo.pictures.tables.frames import area_names
from sozialraum_geo.release import facts
from sozialraum_geo.release.door import FIRST, Release

BANDS = ("#b8d3d6", "#e0c9a0")  # neighbouring groups of a ranking, told apart without red and green


def rank_chart(release: Release, study: Release) -> tuple[dict[str, Any], str]:
    """Return a plot of the ranks over the draws, the first ranks first, and the same in words.

    Bar: 5 to 95 % of the draws, point: median, colour: group. At most `MOST_RANKED` are drawn; none without a ranking.

    Parameters
    ----------
    study
        The release with the weights of the study, whose ranks are marked; the same one unless others are tried.
    """
    marked = facts.ranked(study).set_index("sozialraum_id")["rank"]
    ranks = facts.ranked(release).head(sentences.MOST_RANKED)
    names = area_names(release)
    values = [
        {
            "name": f"{row['rank']:.0f}. {names[row['sozialraum_id']]}",
            "rank": float(marked.get(row["sozialraum_id"], math.nan)),
            "low": row["rank_low"] - 0.35,
            "high": row["rank_high"] + 0.35,
            "median": row["rank_median"],
            "band": BANDS[int(row["band"]) % len(BANDS)],
            "label": f"{row['rank_low']:.0f} bis {row['rank_high']:.0f}",
            "first": numbers.times_of_100(row["first_share"]),
        }
        for row in ranks.to_dict("records")
    ]
    words = [f"{v['name']}: Rang {v['label']}, unter den ersten {FIRST} in {v['first']}" for v in values]
    y = {
        "field": "name", "type": "nominal", "sort": None, "title": None,
        "axis": {"domain": False, "ticks": False, "labelLimit": 230},
    }  # fmt: skip
    last = max([max(v["high"], v["rank"]) for v in values], default=1)
    x = {
        "type": "quantitative", "scale": {"domain": [0.5, last + 0.2], "nice": False},
        "axis": {"title": COLUMN["rank"], "tickMinStep": 1, "format": "d", "orient": "top"},
    }  # fmt: skip
    tooltip = [
        {"field": "label", "title": COLUMN["rank_interval"]},
        {"field": "first", "title": COLUMN["first_share"].format(first=FIRST)},
    ]
    bar = {"type": "bar", "height": 14, "cornerRadius": 7}
    layers: list[dict[str, Any]] = [
        {
            "mark": bar,
            "encoding": {
                "y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"},
                "color": {"field": "band", "type": "nominal", "scale": None}, "tooltip": tooltip,
            },
        },
        {
            "mark": {"type": "tick", "thickness": 2, "size": 20, "color": INK},
            "encoding": {"y": y, "x": {**x, "field": "rank"}},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 70, "color": INK},
            "encoding": {"y": y, "x": {**x, "field": "median"}, "tooltip": tooltip},
        },
    ]  # fmt: skip
    return chart_spec(values, layers, len(values) + 1, step=26), "; ".join(words)
