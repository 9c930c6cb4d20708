"""Tables of the page „Daten“, and templates of lists."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from sozialraum_geo.errors import Problem
from sozialraum_geo.german.words import labels
from sozialraum_geo.german.words import problems as problems_words
from sozialraum_geo.german.words.cells import shown_number
from sozialraum_geo.german.words.heads import COLUMN
from sozialraum_geo.pictures.tables.frames import day_cells, display_frame
from sozialraum_geo.release.door import Release
from sozialraum_geo.tables import TABLES


def source_table(release: Release) -> pd.DataFrame:
    """Return every file with what became of its rows.

    Returns
    -------
    DataFrame
        One row per source: file, table, rows and how many of them were imported, rejected, empty and left out by a rule
        of the study, date, publisher and licence.
    """
    sources = release.sources
    counts = {
        name: [shown_number(getattr(s, name)) for s in sources]
        for name in ("rows", "imported", "rejected", "empty", "excluded")
    }
    return display_frame({
        COLUMN["file"]: [s.file.rsplit("/", 1)[-1] for s in sources],
        COLUMN["table"]: [labels.TABLE.get(s.table, s.table) for s in sources],
        **{COLUMN[name]: values for name, values in counts.items()},
        COLUMN["date"]: day_cells(s.date for s in sources),
        COLUMN["publisher"]: [s.publisher for s in sources],
        COLUMN["licence"]: [s.licence for s in sources],
    })  # fmt: skip


def problem_table(problems: Iterable[Problem]) -> pd.DataFrame:
    """Return findings as sentences: where, what, what to do; one row each."""
    found = list(problems)
    return display_frame({
        COLUMN["where"]: [problems_words.place(p) for p in found],
        COLUMN["what"]: [problems_words.reason(p) for p in found],
        COLUMN["remedy"]: [problems_words.remedy(p) for p in found],
    })  # fmt: skip


def template(table: str) -> pd.DataFrame:
    """Return an empty list with the German headers that are recognised in a table."""
    return pd.DataFrame(columns=[c.aliases[0] for c in TABLES[table].columns if c.aliases])
