"""The chart of the page „Sozialraum“."""

from __future__ import annotations

import toy

from sozialraum_geo.analysis import analyse
from sozialraum_geo.german.sentences import area as sentences
from sozialraum_geo.german.words.pages import area as area_words
from sozialraum_geo.pictures.charts import area as area_charts
from sozialraum_geo.release import release


def test_public_shares_do_not_give_rounded_people_away(demo):
    _, outside = demo
    spec, _ = area_charts.people_chart(outside, "S07")
    assert all(row["share"] == round(row["share"], 2) for row in spec["data"]["values"] if row["share"] is not None)


def test_a_number_stands_behind_bar_and_mark(demo):
    spec, _ = area_charts.people_chart(demo[0], "S07")
    for row in spec["data"]["values"]:
        assert row["end"] == max(row["share"], row["town"])


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
