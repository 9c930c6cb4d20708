"""What all charts are made of."""

from __future__ import annotations

import json

from sozialraum_geo.pictures.charts import area as area_charts
from sozialraum_geo.pictures.charts import coverage as coverage_charts
from sozialraum_geo.pictures.charts import partners as partners_charts
from sozialraum_geo.pictures.charts import spec as spec_charts
from sozialraum_geo.pictures.tables import activities as activities_tables


def test_charts_are_plain_data_without_addresses(demo):
    for shown in demo:
        for spec, words in (
            coverage_charts.standards_chart(shown, "S07"),
            area_charts.people_chart(shown, "S07"),
            partners_charts.cooperation_chart(shown),
            spec_charts.counts_chart(activities_tables.activity_counts(shown.activities, "point")),
        ):
            text = json.dumps(spec, allow_nan=False)
            assert "http" not in text
            assert words


def test_a_chart_for_the_projector_is_larger_and_otherwise_the_same(demo):
    chart = area_charts.people_chart(demo[0], "S07")
    spec, words = spec_charts.enlarged(chart, 1.5)
    assert words == chart[1]
    assert spec["data"] == chart[0]["data"]
    assert spec["config"]["axis"]["labelFontSize"] == 20  # 13 · 1.5
    assert spec["height"] == chart[0]["height"] * 1.5
    assert chart[0]["config"]["axis"]["labelFontSize"] == 13
