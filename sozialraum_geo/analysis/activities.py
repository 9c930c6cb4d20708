"""The activities of a study as tables and maps need them (method: section 14)."""

from __future__ import annotations

import pandas as pd

from sozialraum_geo.analysis.reach.offers import counting_activities, valid_on
from sozialraum_geo.reading.cells.shares import area_shares
from sozialraum_geo.standards import Standard
from sozialraum_geo.study import Study


def activity_table(study: Study, standards: tuple[Standard, ...], date: str) -> pd.DataFrame | None:
    """Return the activities with what the maps and tables need.

    Adds ``shares`` (Sozialraum → share), ``is_current`` (in force on the date) and ``counts_for`` (ids of the
    standards for which the activity counts like a facility).
    """
    if study.activities is None:
        return None
    table = study.activities.copy()
    known = frozenset(study.ids)
    shares = [area_shares(w, s, known) for w, s in zip(table["wirkungsraum"], table["sozialraum_id"], strict=True)]
    table["shares"] = pd.Series(shares, index=table.index, dtype=object)
    table["is_current"] = valid_on(table, date)
    fits = {s.id: counting_activities(study, s, date) for s in standards}
    table["counts_for"] = [tuple(s for s, mask in fits.items() if mask[i]) for i in table.index]
    return table
