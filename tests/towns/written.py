"""Display tables as people read them."""

from __future__ import annotations

from sozialraum_geo.german.words.cells import display


def written(table):
    return [[display(v) for v in row] for row in table.itertuples(index=False)]
