"""Tables of the page „Lücken“."""

from __future__ import annotations

from toy import PLAY

from sozialraum_geo.analysis import analyse
from sozialraum_geo.german.words.heads import COLUMN
from sozialraum_geo.pictures.tables import gaps as gaps_tables
from sozialraum_geo.release import release


def test_gap_matrix_has_people_and_share_and_sorts_by_people(toy_study):
    matrix = gaps_tables.gap_matrix(release(analyse(toy_study)))
    cells = list(matrix.iloc[:, 1])
    assert [str(c) for c in cells][:2] == ["30 (75 %)", "20 (100 %)"]
    assert float(cells[0]) == 30


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
