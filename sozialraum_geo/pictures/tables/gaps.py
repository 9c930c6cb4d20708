"""Tables of the page „Lücken“."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from sozialraum_geo.german.words import numbers
from sozialraum_geo.german.words.cells import Shown, shown_number, shown_people, shown_share
from sozialraum_geo.german.words.heads import COLUMN
from sozialraum_geo.pictures.tables.frames import area_names, display_frame, level_word, state_of_all
from sozialraum_geo.release import facts
from sozialraum_geo.release.door import Release


def gap_table(release: Release, standard_id: str) -> pd.DataFrame:
    """Return the people with a way too long to one offer, weighted where the index is known; inside most first.

    Returns
    -------
    DataFrame
        Index sozialraum_id, one row per Sozialraum: people with a way too long, their share [per cent],
        people of the age; inside with an index also those people weighted, the weight (0–1) and the index. In
        public in the order of the areas.
    """
    rows = _gap_rows(release, standard_id)
    columns: dict[str, Iterable[Any]] = {
        level_word(release): area_names(release).reindex(rows.index),
        COLUMN["uncovered_people"]: _gap_people(release, rows),
        COLUMN["share_without"]: _gap_shares(rows),
        COLUMN["people"]: [
            shown_people(v, state_of_all(s), public=release.is_public)
            for v, s in zip(rows["people"], rows["state"], strict=True)
        ],
    }
    if release.gaps is not None and release.need is not None:
        gaps = release.gaps[release.gaps["standard_id"] == standard_id].set_index("sozialraum_id").reindex(rows.index)
        need = release.need.set_index("sozialraum_id").reindex(rows.index)
        columns[COLUMN["weighted"]] = [shown_number(v) for v in gaps["weighted_people"]]
        columns[COLUMN["need_weight"]] = [shown_number(v, 2) for v in need["need_weight"]]
        columns[COLUMN["need_index"]] = [shown_number(v, 2) for v in need["need_index"]]
    return display_frame(columns, rows.index)


def gap_list(release: Release, standard_id: str, *, is_weighted: bool = False) -> pd.DataFrame:
    """Return of `gap_table` what has room beside the map: people and share in one cell, else what they weigh.

    Parameters
    ----------
    is_weighted
        Weighted people and weight, most first; without an index as if it were not asked for.

    Returns
    -------
    DataFrame
        Index sozialraum_id, one row per Sozialraum.
    """
    table = gap_table(release, standard_id)
    if is_weighted and COLUMN["weighted"] in table:
        table = table.sort_values(COLUMN["weighted"], ascending=False, kind="stable")
        return table[[level_word(release), COLUMN["weighted"], COLUMN["need_weight"]]]
    rows = _gap_rows(release, standard_id)
    cells = [_gap_cell(r, public=release.is_public) for r in rows.to_dict("records")]
    return display_frame(
        {level_word(release): table[level_word(release)], COLUMN["uncovered_people"]: cells}, rows.index
    )


def _gap_rows(release: Release, standard_id: str) -> pd.DataFrame:
    rows = release.coverage[release.coverage["standard_id"] == standard_id].set_index("sozialraum_id")
    if release.is_public:
        return rows
    return rows.loc[rows["uncovered_people"].fillna(-1).sort_values(ascending=False, kind="stable").index]


def _gap_people(release: Release, rows: pd.DataFrame) -> list[Shown]:
    pairs = zip(rows["uncovered_people"], rows["state"], strict=True)
    return [shown_people(v, s, public=release.is_public) for v, s in pairs]


def _gap_shares(rows: pd.DataFrame) -> list[Shown]:
    """Return the share with a way too long; of few people it would tell how many."""
    shares = (1 - rows["covered_share"]).where(rows["state"] == "known")
    return [shown_share(v) for v in shares]


def gap_matrix(release: Release) -> pd.DataFrame:
    """Return Sozialraum × standard: people with a way too long and, in brackets, their share.

    Returns
    -------
    DataFrame
        Index sozialraum_id, one row per Sozialraum in the order of the areas, one column per standard; sorts by people.
    """
    ids = list(release.areas["sozialraum_id"])
    columns: dict[str, Iterable[Any]] = {level_word(release): release.areas["name"]}
    for rule in release.standards:
        rows = release.coverage[release.coverage["standard_id"] == rule.id].set_index("sozialraum_id").reindex(ids)
        columns[rule.name] = [_gap_cell(row, public=release.is_public) for row in rows.to_dict("records")]
    return display_frame(columns, ids)


def gap_matrix_file(release: Release) -> pd.DataFrame:
    """Return `gap_matrix` for a file: people and share in columns of their own.

    Returns
    -------
    DataFrame
        Index sozialraum_id, one row per Sozialraum in the order of the areas, two columns per standard.
    """
    columns: dict[str, Iterable[Any]] = {level_word(release): release.areas["name"]}
    ids = list(release.areas["sozialraum_id"])
    for rule in release.standards:
        rows = release.coverage[release.coverage["standard_id"] == rule.id].set_index("sozialraum_id").reindex(ids)
        columns[rule.name] = _gap_people(release, rows)
        columns[COLUMN["share_of"].format(name=rule.name)] = _gap_shares(rows)
    return display_frame(columns, ids)


def _gap_cell(row: facts.Row, *, public: bool) -> Shown:
    shown = shown_people(row["uncovered_people"], row["state"], public=public)
    if not shown.is_number or not row["people"] > 0:
        return shown
    return Shown(float(shown), f"{shown.text} ({numbers.percent(1 - row['covered_share'])})")
