"""Tables of the page „Netzwerk“."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from sozialraum_geo.german.words import grammar
from sozialraum_geo.german.words import labels as labels_words
from sozialraum_geo.german.words.cells import Shown, shown_number, shown_share
from sozialraum_geo.german.words.heads import COLUMN, KEY_FIGURE, WORK_COLUMN
from sozialraum_geo.german.words.pages import partners as words
from sozialraum_geo.pictures.tables.frames import (
    area_names,
    code_words,
    day_cells,
    display_frame,
    level_word,
    where_column,
)
from sozialraum_geo.release import facts
from sozialraum_geo.release import partners as release_partners
from sozialraum_geo.release.door import Release
from sozialraum_geo.tables import labels


def partner_table(release: Release, sozialraum_id: str = "") -> pd.DataFrame:
    """Return the partners; where a co-operation stands only inside.

    Returns
    -------
    DataFrame
        One row per partner: kind and name, inside also state, since when and review; the Sozialraum has a column unless
        one is chosen. In public only partners with whom the co-operation is settled.
    """
    partners = facts.of_area(release.partners, sozialraum_id)
    columns: dict[str, Iterable[Any]] = {
        COLUMN["kind"]: code_words(labels_words.PARTNER_KIND, partners["kind"]),
        COLUMN["name"]: partners["name"],
    }
    if not release.is_public:
        columns |= {
            COLUMN["state"]: code_words(labels_words.STATE, partners["state"].fillna("unbekannt")),
            COLUMN["since"]: day_cells(partners["since"]),
            COLUMN["review"]: day_cells(partners["review_date"]),
        }
    return display_frame(columns | where_column(release, partners, sozialraum_id))


def gremium_table(release: Release, sozialraum_id: str = "") -> pd.DataFrame:
    """Return the Gremien with rhythm and next meeting; inside also our role and how many members.

    One row each; of one Sozialraum all that work for it.
    """
    gremien = facts.gremien_in(release, sozialraum_id)
    columns: dict[str, Iterable[Any]] = {
        COLUMN["kind"]: code_words(labels_words.GREMIUM_KIND, gremien["kind"]),
        COLUMN["name"]: gremien["name"],
        COLUMN["rhythm"]: code_words(labels_words.RHYTHM, gremien["rhythm"]),
        COLUMN["next_date"]: day_cells(gremien["next_date"]),
    }
    if not release.is_public:
        columns[COLUMN["role"]] = code_words(labels_words.ROLE, gremien["role"])
        columns[COLUMN["members"]] = [shown_number(len(m)) for m in gremien["members"]]
    return display_frame(columns)


def cooperation_table(release: Release, sozialraum_id: str = "") -> pd.DataFrame:
    """Count partners by kind and state; in public by kind only."""
    partners = facts.of_area(release.partners, sozialraum_id)
    kinds = list(partners["kind"].dropna().value_counts().index)
    columns: dict[str, Iterable[Any]] = {COLUMN["kind"]: [grammar.PARTNER_KINDS.get(k, k) for k in kinds]}
    if release.is_public:
        columns[KEY_PARTNERS] = [shown_number((partners["kind"] == k).sum()) for k in kinds]
        return display_frame(columns)
    state = partners["state"].fillna("unbekannt")
    for code in ("geklaert", "in_klaerung", "offen", "unbekannt", "ruht", "beendet", "nicht_gewollt"):
        if (state == code).any():
            columns[labels_words.STATE[code]] = [
                shown_number(((partners["kind"] == k) & (state == code)).sum()) for k in kinds
            ]
    return display_frame(columns)


KEY_PARTNERS = KEY_FIGURE["partners"]


def area_table(release: Release) -> pd.DataFrame:
    """Return every Sozialraum with its partners and links; who works with whom inside only.

    Returns
    -------
    DataFrame
        Index sozialraum_id, one row per Sozialraum: partners and Gremien; inside also institutions with a link,
        activities with partners, co-operations, schools, Kitas and Horte and the share of them that is linked, and the
        institution on which all links hang, if it is one.
    """
    counts, ids = release_partners.area_counts(release), list(release.areas["sozialraum_id"])
    columns: dict[str, Iterable[Any]] = {
        level_word(release): release.areas["name"],
        KEY_FIGURE["partners"]: [shown_number(v) for v in counts["partners"]],
        KEY_FIGURE["gremien"]: [shown_number(v) for v in counts["gremien"]],
    }
    if not release.is_public:
        share, alone = release_partners.linked_share(release), release_partners.single_institution(release)
        columns |= {
            WORK_COLUMN["linked_institutions"]: [shown_number(v) for v in counts["linked"]],
            WORK_COLUMN["with_partners"]: [shown_number(v) for v in counts["activities"]],
            WORK_COLUMN["cooperations"]: [shown_number(v) for v in counts["cooperations"]],
            WORK_COLUMN["institutions"]: [shown_number(v) for v in share["institutions"]],
            WORK_COLUMN["share"]: [shown_share(v) for v in share["share"]],
            WORK_COLUMN["hangs_on"]: [alone.get(i) for i in ids],
        }
    return display_frame(columns, ids)


def regular_table(release: Release, sozialraum_id: str = "") -> pd.DataFrame:
    """Return the schools, Kitas and Horte with the state of the co-operation; those without anything recorded first.

    One row per institution, known as a place or as a partner; no row in public.
    """
    regular = facts.of_area(release_partners.regular_institutions(release), sozialraum_id)
    order = [c for c in labels_words.STATE if c != release_partners.UNRECORDED]
    place = regular["state"].map({release_partners.UNRECORDED: -1} | {c: n for n, c in enumerate(order)})
    regular = regular.loc[place.sort_values(kind="stable").index]
    columns: dict[str, Iterable[Any]] = {
        COLUMN["kind"]: code_words(labels_words.PARTNER_KIND, regular["kind"]),
        COLUMN["name"]: regular["name"],
        COLUMN["state"]: code_words(labels_words.STATE, regular["state"]),
        WORK_COLUMN["is_linked"]: [words.YES if linked else None for linked in regular["is_linked"]],
    }
    if not sozialraum_id:
        columns[level_word(release)] = regular["sozialraum_id"].map(area_names(release))
    return display_frame(columns)


def matrix_table(release: Release, sozialraum_id: str = "") -> pd.DataFrame:
    """Return partners by Gremien: „ja“ where one is a member.

    Returns
    -------
    DataFrame
        One row per partner that is a member of any, one column per Gremium; of one Sozialraum the Gremien that work
        there and all their members. Without columns where there is none, and in public.
    """
    matrix = release_partners.gremium_matrix(release, sozialraum_id)
    if matrix.empty:
        return pd.DataFrame()
    partners = release.partners.set_index("partner_id")["name"]
    gremien = dict(zip(release.gremien["gremium_id"], release.gremien["name"].astype(str), strict=True))
    columns: dict[str, Iterable[Any]] = {COLUMN["name"]: partners.reindex(matrix.index)}
    for key in matrix:
        called = gremien[str(key)]
        name = called if called not in columns else f"{called} ({key})"
        columns[name] = [words.YES if member else None for member in matrix[key]]
    return display_frame(columns)


def cooperation_profiles(release: Release, sozialraum_id: str = "") -> pd.DataFrame:
    """Return the profiles of co-operations: state, how many of the questions are answered, review.

    Returns
    -------
    DataFrame
        One row per profile; the Sozialraum, that of the partner, has a column unless one is chosen. Without columns
        where there is no profile, and in public.
    """
    partners = release.partners.set_index("partner_id")
    profiles = release.cooperations
    where = profiles["partner_id"].map(partners["sozialraum_id"]) if len(profiles) else profiles["partner_id"]
    if sozialraum_id:
        profiles, where = profiles[where == sozialraum_id], where[where == sozialraum_id]
    if not len(profiles):
        return pd.DataFrame()
    answered = profiles[list(words.QUESTIONS)].notna().sum(axis=1)
    columns: dict[str, Iterable[Any]] = {
        COLUMN["name"]: profiles["partner_id"].map(partners["name"]),
        WORK_COLUMN["project"]: profiles["name"],
        COLUMN["state"]: code_words(labels_words.STATE, profiles["state"].fillna(release_partners.UNRECORDED)),
        WORK_COLUMN["answered"]: [Shown(n, f"{n} von {len(words.QUESTIONS)}", is_number=False) for n in answered],
        WORK_COLUMN["time_frame"]: profiles["time_frame"],
        COLUMN["review"]: day_cells(profiles["review_date"]),
        WORK_COLUMN["station"]: profiles["station"],
    }
    if not sozialraum_id:
        columns[level_word(release)] = where.map(area_names(release))
    return display_frame(columns)


def engagement_table(release: Release, sozialraum_id: str = "") -> pd.DataFrame:
    """Return contact points and groups of volunteers; our role inside only.

    Returns
    -------
    DataFrame
        One row each; of one Sozialraum all that work for it. In public volunteers are rounded. Without columns where
        there is none.
    """
    rows = release.engagement
    if sozialraum_id:
        rows = rows[[sozialraum_id in shares for shares in rows["shares"]]] if len(rows) else rows
    if not len(rows):
        return pd.DataFrame()
    columns: dict[str, Iterable[Any]] = {
        COLUMN["kind"]: code_words(labels("engagement_kind"), rows["kind"]),
        COLUMN["name"]: rows["name"],
        WORK_COLUMN["volunteers"]: [shown_number(v) for v in rows["volunteers"]],
        COLUMN["rhythm"]: code_words(labels_words.RHYTHM, rows["rhythm"]),
        COLUMN["next_date"]: day_cells(rows["next_date"]),
    }
    if not release.is_public:
        columns[COLUMN["role"]] = code_words(labels_words.ROLE, rows["role"])
    columns[level_word(release)] = rows["sozialraum_id"].map(area_names(release))
    return display_frame(columns)


def resolution_table(release: Release, sozialraum_id: str = "") -> pd.DataFrame:
    """Return what Gremien resolved, the latest first.

    One row per resolution; of one Sozialraum those of the Gremien that work there. Without columns where there is none,
    and in public.
    """
    rows = release.resolutions
    if len(rows):
        gremien = facts.gremien_in(release, sozialraum_id)
        rows = rows[rows["gremium_id"].isin(gremien["gremium_id"])].sort_values("date", ascending=False, kind="stable")
    if not len(rows):
        return pd.DataFrame()
    names = release.gremien.set_index("gremium_id")["name"]
    return display_frame({
        WORK_COLUMN["resolution"]: rows["name"],
        WORK_COLUMN["gremium"]: rows["gremium_id"].map(names),
        WORK_COLUMN["date"]: day_cells(rows["date"]),
        WORK_COLUMN["state"]: code_words(labels("resolution_state"), rows["state"]),
        WORK_COLUMN["due"]: day_cells(rows["due_date"]),
        WORK_COLUMN["outcome"]: rows["outcome"],
    })  # fmt: skip
