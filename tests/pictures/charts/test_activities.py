"""The chart of the page „Aktivitäten“."""

from __future__ import annotations

import json

from activity_town import busy, rows, town
from written import written

from sozialraum_geo.german.sentences import activities as activities_sentences
from sozialraum_geo.pictures.charts import activities as charts
from sozialraum_geo.pictures.charts.spec import enlarged
from sozialraum_geo.pictures.tables import activities as activities_tables
from sozialraum_geo.release import PUBLIC
from sozialraum_geo.release import activities as release_activities


def test_timeline_fades_where_no_end_is_known():
    release = town(
        {"name": "Treff", "begin": "2024-06-01", "end": "2025-03-31", "review_date": "2025-01-15"},
        {"name": "Treff", "begin": "2019-01-01", "ansatzpunkt": "6"},
    )
    table = release_activities.timeline(release)
    spec, said = charts.timeline_chart(release, table)
    first, second = spec["data"]["values"]
    assert (first["name"], first["from"], first["to"], first["fades"], first["review"]) == (
        "Treff", "2024-06-01", "2025-03-31", "", "2025-01-15",
    )  # fmt: skip
    # cut two years before and after the date
    assert (second["name"], second["from"], second["to"], second["fades"]) == (
        "Treff (2)", "2022-12-31", "2024-12-31", "2026-12-31",
    )  # fmt: skip
    assert said == "Treff: 01.06.2024 bis 31.03.2025; Treff (2): 01.01.2019 bis –"
    json.dumps(spec)
    assert enlarged((spec, said), 1.4)[0]["height"] > spec["height"]
    assert activities_tables.timeline_table(table)["Name"].tolist() == ["Treff", "Treff"]


def test_a_long_timeline_is_cut_and_says_so():
    release = town(*[{"end": "2025-03-31"}] * 50)
    table = release_activities.timeline(release)
    assert len(charts.timeline_chart(release, table)[0]["data"]["values"]) == 40
    assert activities_sentences.timeline_note(release, 40, 50).startswith("Gezeigt sind die ersten 40 von 50")
    assert activities_sentences.timeline_note(release, 50, 50).startswith("Farbe: Ansatzpunkt")


def test_emphasis_says_what_is_not_recorded():
    goals = rows(
        "goals", {"year": 2024.0, "sozialraum_id": "A", "ansatzpunkt": "5", "hours_planned": 12.5, "name": "x"}
    )
    profile, origin = release_activities.emphasis(busy(goals=goals), "A")
    spec, said = charts.emphasis_chart(profile)
    assert "5 Bürgerengagement: geplant: 12,5 Std., geleistet: nicht eingetragen" in said
    assert "4 Sozialraumbezogene Projekte: geplant: nicht eingetragen, geleistet: 3 Std." in said
    assert [v["planned"] for v in spec["data"]["values"]] == [0, 0, 0, 0, 12.5, 0]
    table = activities_tables.emphasis_table(busy(), profile)
    assert written(table)[4] == ["5 Bürgerengagement", "12,5", "–", "0", "–"]
    public = activities_tables.emphasis_table(busy(PUBLIC), profile)
    assert list(public.columns) == ["Ansatzpunkt", "laufende Angebote", "seit"]
    assert "Aufwand 2024" in activities_sentences.emphasis_note(busy(), origin)
    assert "Wochenstunden" in activities_sentences.emphasis_note(busy(), "activities")
