"""The chart of the page „Sozialraum“: people by age."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sozialraum_geo.german.words import numbers
from sozialraum_geo.german.words.cells import Shown, shown_people
from sozialraum_geo.german.words.heads import COLUMN
from sozialraum_geo.pictures.charts.spec import BAR, INK, axis_end, chart_spec, counts_chart, json_number
from sozialraum_geo.pictures.tables.frames import display_frame
from sozialraum_geo.release import facts
from sozialraum_geo.release.door import Release


def people_chart(release: Release, sozialraum_id: str) -> tuple[dict[str, Any], str]:
    """Return a chart of the age bands of one Sozialraum against the whole place, and the same in words.

    Bars are shares (0–1) of its residents, marks those of the whole place, numbers people; * says that they were split
    from a wider band. Where it is not known how many people there are in all, the bars are people, not shares.
    """
    residents = float(facts.row_of(release.areas, sozialraum_id)["residents"])
    everyone = float(release.totals["residents"])
    people_here: facts.Row = release.people.to_dict("index")[sozialraum_id]
    if not residents > 0 or not everyone > 0:
        return _people_counts(release, people_here)
    # a share with many digits would give away what is rounded
    digits = 2 if release.is_public else 3
    values: list[dict[str, Any]] = []
    words = []
    for band in release.people.columns:
        start, stop = facts.band_edges(str(band))
        here, town = people_here[band], release.totals[band]
        label = numbers.people(here, public=release.is_public) + ("*" if band in release.estimated_bands else "")
        share, in_town = _ratio(here, residents, digits), _ratio(town, everyone, digits)
        # the number stands behind bar and mark, so that none strikes it through
        end = max(share or 0.0, in_town or 0.0)
        values.append({"name": numbers.ages(start, stop), "label": label, "share": share, "town": in_town, "end": end})
        words.append(f"{numbers.ages(start, stop)}: {label}")
    y = {"field": "name", "type": "nominal", "sort": None, "title": None}
    longest = axis_end([share for v in values for share in (v["share"], v["town"]) if share is not None])
    x = {
        "type": "quantitative",
        "axis": {"format": ".0%", "title": None, "tickCount": 4},
        "scale": {"domain": [0, longest]},
    }
    layers: list[dict[str, Any]] = [
        {"mark": {"type": "bar", "height": 16, "color": BAR}, "encoding": {"y": y, "x": {**x, "field": "share"}}},
        {
            "mark": {"type": "tick", "thickness": 3, "size": 22, "color": INK},
            "encoding": {"y": y, "x": {**x, "field": "town"}},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 6},
            "encoding": {"y": y, "x": {**x, "field": "end"}, "text": {"field": "label"}},
        },
    ]
    return chart_spec(values, layers, len(values), step=28), "; ".join(words)


def _people_counts(release: Release, people: facts.Row) -> tuple[dict[str, Any], str]:
    known = [band for band in release.people.columns if pd.notna(people[band])]
    cells = [shown_people(people[band], public=release.is_public) for band in known]
    marks = ["*" if band in release.estimated_bands else "" for band in known]
    labelled = [Shown(float(c), f"{c.text}{m}") for c, m in zip(cells, marks, strict=True)]
    names = [numbers.ages(*facts.band_edges(str(band))) for band in known]
    return counts_chart(display_frame({COLUMN["ages"]: names, COLUMN["residents"]: labelled}))


def _ratio(part: float, whole: float, digits: int) -> float | None:
    return json_number(part / whole, digits) if whole > 0 else None
