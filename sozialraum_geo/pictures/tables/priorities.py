"""Tables of the page „Prioritäten“."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from sozialraum_geo.german.sentences import priorities as sentences
from sozialraum_geo.german.words.cells import Shown, shown_number, shown_share
from sozialraum_geo.german.words.heads import COLUMN
from sozialraum_geo.pictures.tables.frames import area_names, display_frame, level_word
from sozialraum_geo.release import facts
from sozialraum_geo.release.door import FIRST, Release


def ranking_table(release: Release) -> pd.DataFrame:
    """Return the ranking with what each standard adds to the score.

    Returns
    -------
    DataFrame
        Index sozialraum_id, one row per ranked Sozialraum, the first rank first: rank and its span (5 to 95 % of the
        draws), chance to be among the first and to be before the next [per cent], group, score and the part of each
        standard in it (times 100), class, index and weight (0–1), rank by people, and the reasons in words.

    Raises
    ------
    KeyError
        If there is no ranking: in public, or without an order (see `facts.ranked`).
    """
    ranks = facts.ranked(release)
    need = None if release.need is None else release.need.set_index("sozialraum_id").reindex(ranks["sozialraum_id"])
    columns: dict[str, Iterable[Any]] = {
        COLUMN["rank"]: [shown_number(v) for v in ranks["rank"]],
        level_word(release): ranks["sozialraum_id"].map(area_names(release)),
        COLUMN["rank_interval"]: [
            Shown(low, f"{low:.0f}–{high:.0f}" if low < high else f"{low:.0f}", is_number=False)
            for low, high in zip(ranks["rank_low"], ranks["rank_high"], strict=True)
        ],
        COLUMN["first_share"].format(first=FIRST): [shown_share(v) for v in ranks["first_share"]],
        COLUMN["before_next"]: [shown_share(v) for v in ranks["before_next"]],
        COLUMN["band"]: [shown_number(v) for v in ranks["band"]],
        COLUMN["score"]: [shown_number(v * 100, 1) for v in ranks["score"]],
    }
    if need is not None:
        columns[COLUMN["status_class"]] = list(need["status_class"])
        columns[COLUMN["need_index"]] = [shown_number(v, 2) for v in need["need_index"]]
        columns[COLUMN["need_weight"]] = [shown_number(v, 2) for v in need["need_weight"]]
    for rule in release.standards:
        if f"contribution_{rule.id}" in ranks:
            columns[rule.name] = [shown_number(v * 100, 1) for v in ranks[f"contribution_{rule.id}"]]
    columns[COLUMN["rank_by_people"]] = [shown_number(v) for v in ranks["rank_by_people"]]
    columns[COLUMN["reasons"]] = [" ".join(sentences.reasons(release, i)) for i in ranks["sozialraum_id"]]
    return display_frame(columns, ranks["sozialraum_id"])


def tips_table(release: Release) -> pd.DataFrame:
    """Return what would swap each two neighbours of the ranking.

    One row for each two, the first ones first: both names, how surely they stand so, and the smallest change that would
    swap them. No row where there is no ranking, and in public.
    """
    lines = sentences.tips(release)
    return display_frame({
        COLUMN["upper"]: [upper for upper, _, _, _ in lines],
        COLUMN["lower"]: [lower for _, lower, _, _ in lines],
        COLUMN["before_next"]: [times for _, _, _, times in lines],
        COLUMN["tip"]: [swap for _, _, swap, _ in lines],
    })  # fmt: skip
