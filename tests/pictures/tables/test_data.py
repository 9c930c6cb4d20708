"""Tables of the page „Daten“."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import toy

from sozialraum_geo.analysis import analyse
from sozialraum_geo.german.words.heads import COLUMN
from sozialraum_geo.pictures.tables import data as data_tables
from sozialraum_geo.release import release


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
