"""Display tables and charts: what stands in them is what the release holds, and no more."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
import toy

from sozialraum_geo.analysis.results import analyse
from sozialraum_geo.german.sentences import area as sentences
from sozialraum_geo.german.words import heads
from sozialraum_geo.german.words.pages import area as area_words
from sozialraum_geo.pictures.charts import area as area_charts
from sozialraum_geo.pictures.charts import coverage as coverage_charts
from sozialraum_geo.pictures.charts import partners as partners_charts
from sozialraum_geo.pictures.charts import spec as spec_charts
from sozialraum_geo.pictures.tables import activities as activities_tables
from sozialraum_geo.pictures.tables import coverage as coverage_tables
from sozialraum_geo.pictures.tables import data as data_tables
from sozialraum_geo.pictures.tables import gaps as gaps_tables
from sozialraum_geo.pictures.tables import overview as overview_tables
from sozialraum_geo.release.activities import ending_activities
from sozialraum_geo.release.door import PUBLIC, release

PLAY = "spielplatz_00_06"
COLUMN = heads.COLUMN


@pytest.fixture(scope="module")
def demo():
    from pathlib import Path

    from sozialraum_geo.reading.folder import read_study

    results = analyse(read_study(Path(__file__).parents[2] / "data" / "geo" / "musterstadt"))
    return release(results), release(results, PUBLIC)


def test_coverage_table(toy_study):
    table = coverage_tables.coverage_table(release(analyse(toy_study)), PLAY)
    assert table.index.tolist() == ["A", "B", "C"]
    assert [str(v) for v in table[COLUMN["covered_share"]]] == ["25 %", "0 %", "–"]
    assert [str(v) for v in table[COLUMN["people"]]] == ["40", "20", "0"]
    assert [str(v) for v in table[COLUMN["uncovered_people"]]][:2] == ["30", "20"]


def test_gap_matrix_has_people_and_share_and_sorts_by_people(toy_study):
    matrix = gaps_tables.gap_matrix(release(analyse(toy_study)))
    cells = list(matrix.iloc[:, 1])
    assert [str(c) for c in cells][:2] == ["30 (75 %)", "20 (100 %)"]
    assert float(cells[0]) == 30


def test_public_tables_hold_rounded_values_only(demo):
    inside, outside = demo
    for standard in (s.id for s in outside.standards):
        for table in (coverage_tables.coverage_table(outside, standard), gaps_tables.gap_table(outside, standard)):
            for value in table[COLUMN["uncovered_people"]]:
                assert not value > 10 or float(value) % 10 == 0
    matrix = gaps_tables.gap_matrix(outside)
    assert not any(float(v) % 10 for name in matrix.columns[1:] for v in matrix[name] if v > 10)
    assert COLUMN["weighted"] in gaps_tables.gap_table(inside, "kita")
    assert COLUMN["weighted"] not in gaps_tables.gap_table(outside, "kita")
    assert COLUMN["index"] not in overview_tables.area_table(outside)


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


def test_public_shares_do_not_give_rounded_people_away(demo):
    _, outside = demo
    spec, _ = area_charts.people_chart(outside, "S07")
    assert all(row["share"] == round(row["share"], 2) for row in spec["data"]["values"] if row["share"] is not None)


def test_activity_counts_keep_empty_rows():
    study = toy.study(activities=toy.activities({"sozialraum_id": "A", "ansatzpunkt": "4", "hours_week": 2.0}))
    activities = release(analyse(study)).activities
    table = activities_tables.activity_counts(activities, "point")
    assert [str(v) for v in table[COLUMN["activities"]]] == ["0", "0", "0", "1", "0", "0"]
    # for 12- to 26-year-olds: two of the age groups
    assert [str(v) for v in activities_tables.activity_counts(activities, "age")[COLUMN["activities"]]] == [
        "0",
        "0",
        "1",
        "1",
        "0",
        "0",
    ]


def test_a_template_has_headers_that_are_recognised():
    for table in ("partners", "activities"):
        headers = data_tables.template(table).columns.tolist()
        assert "Name" in headers
        assert len(headers) == len(set(headers))


def test_dates_of_sources_may_be_a_year_or_words(toy_study):
    def shown(*dates):
        sources = tuple(replace(toy.complete("spielplatz"), file=f"{i}.csv", date=d) for i, d in enumerate(dates))
        return data_tables.source_table(release(analyse(replace(toy_study, sources=sources))))[COLUMN["date"]].tolist()

    assert shown("2023-12-31", "") == [dt.date(2023, 12, 31), None]  # days sort as days
    assert shown("2023-12-31", "2022", "Sommer 2021", "") == ["31.12.2023", "2022", "Sommer 2021", None]


def test_part_time_offers_have_a_table():
    here = {"geometry": toy.at(150, 550), "sozialraum_id": "A", "hours_week": 4.0, "name": "Kurz"}
    shown = release(analyse(toy.study(activities=toy.activities(here), standards=("jugendtreff",))))
    table = coverage_tables.part_time_table(shown, "jugendtreff")
    assert table[COLUMN["name"]].tolist() == ["Kurz"]
    assert [str(v) for v in table[COLUMN["hours"]]] == ["4,0"]
    bare = release(analyse(toy.study(standards=("jugendtreff",))))
    assert len(coverage_tables.part_time_table(bare, "jugendtreff")) == 0


def test_a_file_of_gaps_holds_people_share_and_all_of_that_age(toy_study):
    shown = release(analyse(toy_study))
    table = gaps_tables.gap_table(shown, PLAY).set_index("Sozialraum")
    assert [str(table.loc["Anger", COLUMN[c]]) for c in ("uncovered_people", "share_without", "people")] == [
        "30",
        "75 %",
        "40",
    ]
    beside = gaps_tables.gap_list(shown, PLAY)
    assert list(beside.columns) == ["Sozialraum", COLUMN["uncovered_people"]]
    assert str(beside.iloc[0, 1]) == "30 (75 %)"
    weighted = gaps_tables.gap_list(shown, PLAY, is_weighted=True)
    assert list(weighted.columns) == ["Sozialraum", COLUMN["weighted"], COLUMN["need_weight"]]
    matrix = gaps_tables.gap_matrix_file(shown)
    assert list(matrix.columns)[1:3] == ["Spielplatz für Kinder unter 6", "Spielplatz für Kinder unter 6, Anteil"]
    assert [str(v) for v in matrix.iloc[:, 2]] == ["75 %", "100 %", "–"]


def test_ends_are_counted_by_day_without_a_name():
    here = {"geometry": toy.at(150, 550), "sozialraum_id": "A"}
    study = toy.study(
        activities=toy.activities(
            {**here, "name": "Eins", "end": "2025-03-31"},
            {**here, "name": "Zwei", "end": "2025-03-31"},
            {**here, "name": "Drei", "end": "2025-05-31"},
            {**here, "name": "Vier", "funded_until": "2025-04-30"},
        )
    )
    results = analyse(study)
    public = activities_tables.ending_counts(ending_activities(release(results, PUBLIC)))
    assert public.iloc[:, 0].tolist() == [dt.date(2025, 3, 31), dt.date(2025, 5, 31)]
    assert [str(v) for v in public.iloc[:, 1]] == ["2", "1"]
    inside = activities_tables.what_ends(release(results), ending_activities(release(results)))
    assert inside.columns.tolist()[:2] == [COLUMN["name"], COLUMN["end"]]
    assert len(inside) == 4


def test_a_number_stands_behind_bar_and_mark(demo):
    spec, _ = area_charts.people_chart(demo[0], "S07")
    for row in spec["data"]["values"]:
        assert row["end"] == max(row["share"], row["town"])


def test_a_chart_for_the_projector_is_larger_and_otherwise_the_same(demo):
    chart = area_charts.people_chart(demo[0], "S07")
    spec, words = spec_charts.enlarged(chart, 1.5)
    assert words == chart[1]
    assert spec["data"] == chart[0]["data"]
    assert spec["config"]["axis"]["labelFontSize"] == 20  # 13 · 1.5
    assert spec["height"] == chart[0]["height"] * 1.5
    assert chart[0]["config"]["axis"]["labelFontSize"] == 13


def test_people_without_a_total_are_bars_of_people():
    # no register, and a census that knows children under ten only
    census = toy.grid([(100, 500, 10.0), (1400, 500, 20.0), (2400, 500, 5.0)])
    shown = release(analyse(toy.study(population=None, grid=census)))
    assert shown.areas["residents"].isna().all()
    spec, words = area_charts.people_chart(shown, "B")
    assert {"share", "town"}.isdisjoint(spec["data"]["values"][0])
    assert [row["label"] for row in spec["data"]["values"]] == ["6*", "6*", "8*"]  # 20 · 3/10, 3/10 and 4/10
    assert words.startswith("unter 3: 6*")
    assert "nicht bekannt" in sentences.people_note(shown, "B")
    assert "Einwohnergitter" in sentences.people_note(shown, "B")
    bare = release(analyse(toy.study(population=None, grid=None, grid_classes=())))
    assert area_charts.people_chart(bare, "B")[1] == ""
    assert sentences.people_note(bare, "B") == area_words.PEOPLE_UNKNOWN


def test_what_no_list_names_is_no_column_of_zeros(toy_study):
    shown = release(analyse(toy_study))
    assert not len(shown.activities)
    table = overview_tables.area_table(shown)
    assert COLUMN["activities"] not in table
    assert COLUMN["places"] in table
