"""Tables of the page „Überblick“."""

from __future__ import annotations

from sozialraum_geo.analysis import analyse
from sozialraum_geo.german.words.heads import COLUMN
from sozialraum_geo.pictures.tables import overview as overview_tables
from sozialraum_geo.release import release


def test_what_no_list_names_is_no_column_of_zeros(toy_study):
    shown = release(analyse(toy_study))
    assert not len(shown.activities)
    table = overview_tables.area_table(shown)
    assert COLUMN["activities"] not in table
    assert COLUMN["places"] in table
