"""Tables of the page „Erreichbarkeit“."""

from __future__ import annotations

import toy
from toy import PLAY

from sozialraum_geo.analysis import analyse
from sozialraum_geo.german.words.heads import COLUMN
from sozialraum_geo.pictures.tables import coverage as coverage_tables
from sozialraum_geo.pictures.tables import gaps as gaps_tables
from sozialraum_geo.pictures.tables import overview as overview_tables
from sozialraum_geo.release import release


def test_coverage_table(toy_study):
    table = coverage_tables.coverage_table(release(analyse(toy_study)), PLAY)
    assert table.index.tolist() == ["A", "B", "C"]
    assert [str(v) for v in table[COLUMN["covered_share"]]] == ["25 %", "0 %", "–"]
    assert [str(v) for v in table[COLUMN["people"]]] == ["40", "20", "0"]
    assert [str(v) for v in table[COLUMN["uncovered_people"]]][:2] == ["30", "20"]


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


def test_part_time_offers_have_a_table():
    here = {"geometry": toy.at(150, 550), "sozialraum_id": "A", "hours_week": 4.0, "name": "Kurz"}
    shown = release(analyse(toy.study(activities=toy.activities(here), standards=("jugendtreff",))))
    table = coverage_tables.part_time_table(shown, "jugendtreff")
    assert table[COLUMN["name"]].tolist() == ["Kurz"]
    assert [str(v) for v in table[COLUMN["hours"]]] == ["4,0"]
    bare = release(analyse(toy.study(standards=("jugendtreff",))))
    assert len(coverage_tables.part_time_table(bare, "jugendtreff")) == 0
