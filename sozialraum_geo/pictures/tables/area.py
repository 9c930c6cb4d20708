"""Tables of the page „Sozialraum“."""

from __future__ import annotations

import math

import pandas as pd

from sozialraum_geo.german.words import labels
from sozialraum_geo.german.words.cells import shown_number
from sozialraum_geo.german.words.heads import COLUMN
from sozialraum_geo.pictures.tables.coverage import coverage_table
from sozialraum_geo.pictures.tables.frames import display_frame, level_word, where_column
from sozialraum_geo.release import facts
from sozialraum_geo.release.door import Release


def profile_table(release: Release, sozialraum_id: str) -> pd.DataFrame:
    """Return every standard in one Sozialraum: share, people, people without, ways.

    Returns
    -------
    DataFrame
        One row per analysed standard, columns as in `coverage.coverage_table` but for the longest way.

    Raises
    ------
    KeyError
        If the release has no such Sozialraum.
    """
    parts = {s.name: coverage_table(release, s.id).loc[sozialraum_id] for s in release.standards}
    table = pd.DataFrame(list(parts.values()), index=None, dtype=object).drop(
        columns=level_word(release), errors="ignore"
    )
    table = table.reindex(
        columns=[
            COLUMN[c]
            for c in ("covered_share", "interval", "people", "uncovered_people", "nearest_p50_m", "nearest_p90_m")
        ]
    )
    table.insert(0, COLUMN["standard"], list(parts))
    return table.reset_index(drop=True)


def place_table(release: Release, sozialraum_id: str = "") -> pd.DataFrame:
    """Return the places, of all or of one Sozialraum.

    Returns
    -------
    DataFrame
        One row per place: kind, name, Träger, how many places it has (unknown where it counts in another unit), and its
        Sozialraum unless one is chosen. Protected places are in no row.
    """
    places = facts.of_area(release.places, sozialraum_id)
    category = [labels.CATEGORY.get(str(c), (str(c), ""))[0] for c in places["category"]]
    return display_frame({
        COLUMN["kind"]: [c[:1].upper() + c[1:] for c in category],
        COLUMN["name"]: places["name"],
        COLUMN["traeger"]: places["traeger"],
        COLUMN["places_count"]: [
            shown_number(v if u == "plaetze" else math.nan)
            for v, u in zip(places["capacity"], places["capacity_unit"], strict=True)
        ],
        **where_column(release, places, sozialraum_id),
    })  # fmt: skip
