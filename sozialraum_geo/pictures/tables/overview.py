"""Tables of the page „Überblick“."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from sozialraum_geo.german.words.cells import shown_number, shown_people
from sozialraum_geo.german.words.heads import COLUMN
from sozialraum_geo.pictures.tables.frames import display_frame, level_word
from sozialraum_geo.release.activities import running, works_in
from sozialraum_geo.release.door import Release


def area_table(release: Release) -> pd.DataFrame:
    """Return every Sozialraum with its people, places and current activities.

    Returns
    -------
    DataFrame
        Index sozialraum_id, one row per Sozialraum: name, what it is part of, residents, numbers of places and
        activities, inside also class and value of the social index. What no list of the study names has no column.
    """
    areas, ids = release.areas, list(release.areas["sozialraum_id"])
    current = running(release)
    columns: dict[str, Iterable[Any]] = {level_word(release): areas["name"]}
    if areas["parent_name"].notna().any():
        columns[release.levels[-2] if len(release.levels) > 1 else COLUMN["parent"]] = areas["parent_name"]
    places = release.places["sozialraum_id"].value_counts()
    columns |= {
        COLUMN["residents"]: [shown_people(v, public=release.is_public) for v in areas["residents"]],
    }
    # of what no list names, nothing is known: that is not 0
    if len(release.places):
        columns[COLUMN["places"]] = [shown_number(places.get(i, 0)) for i in ids]
    if len(release.activities):
        columns[COLUMN["activities"]] = [shown_number(works_in(current, i).sum()) for i in ids]
    if release.need is not None:
        need = release.need.set_index("sozialraum_id").reindex(ids)
        columns[COLUMN["status_class"]] = need["status_class"]
        columns[COLUMN["index"]] = [shown_number(v, 2) for v in need["need_index"]]
    return display_frame(columns, ids)
