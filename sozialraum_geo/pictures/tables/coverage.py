"""Tables of the page „Erreichbarkeit“."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import pandas as pd

from sozialraum_geo.german.sentences.dates import shares_on_both, size_of_change
from sozialraum_geo.german.words import labels, numbers
from sozialraum_geo.german.words.cells import (
    Shown,
    shown_interval,
    shown_metres,
    shown_number,
    shown_people,
    shown_share,
)
from sozialraum_geo.german.words.heads import COLUMN, STATUS
from sozialraum_geo.pictures.tables.activities import activity_table
from sozialraum_geo.pictures.tables.frames import area_names, display_frame, level_word, state_of_all
from sozialraum_geo.release import activities
from sozialraum_geo.release.door import Release
from sozialraum_geo.release.facts import area_name, coverage_row


def dates_table(release: Release, other: Release, standard_id: str) -> pd.DataFrame:
    """Return for every Sozialraum who reaches an offer on both dates, and the difference.

    Parameters
    ----------
    other
        The release of the other date, in the same mode.

    Returns
    -------
    DataFrame
        Index sozialraum_id, the largest difference first: share on either date [per cent], the difference in points of
        the shares as they are written, and the people with a way too long on the other date.
    """
    rows = []
    shares = shares_on_both(release, other, standard_id)
    changed = sorted(shares, key=lambda area: -size_of_change(*shares[area]))
    for area in changed:
        now, then = shares[area]
        row = coverage_row(other, standard_id, area)
        rows.append(
            {
                release.levels[-1]: area_name(release, area),
                numbers.date_text(release.date): shown_share(now),
                numbers.date_text(other.date): shown_share(then),
                COLUMN["points"]: _points(now, then),
                COLUMN["uncovered_then"]: shown_people(
                    row["uncovered_people"], str(row["state"]), public=release.is_public
                ),
            }
        )
    return pd.DataFrame(rows, index=pd.Index(changed, name="sozialraum_id"), dtype=object)


def _points(now: float, then: float) -> Shown:
    """Return the difference of two shares in points, of the shares as they are written."""
    if math.isnan(now) or math.isnan(then):
        return Shown(math.nan, numbers.UNKNOWN)
    points = round(then * 100) - round(now * 100)
    sign = "+" if points > 0 else "−" if points < 0 else "±"
    return Shown(points, f"{sign} {numbers.number(abs(points))}")


def access_table(release: Release, standard_id: str) -> pd.DataFrame:
    """Return the places within reach of a hundred people in every Sozialraum.

    Returns
    -------
    DataFrame
        Index ``sozialraum_id``, one row each, in the order of the release. Places within reach of a hundred
        people (method: section 5).
    """
    rows = release.access[release.access["standard_id"] == standard_id]
    names = release.areas.set_index("sozialraum_id")["name"]
    columns = {
        release.levels[-1]: list(rows["sozialraum_id"].map(names)),
        COLUMN["access"]: [shown_number(v) for v in rows["access_per_100"]],
    }
    return pd.DataFrame(columns, index=pd.Index(rows["sozialraum_id"], name="sozialraum_id"), dtype=object)


def coverage_table(release: Release, standard_id: str) -> pd.DataFrame:
    """Return one standard in every Sozialraum: share, people, people without, ways.

    Returns
    -------
    DataFrame
        Index sozialraum_id, one row per Sozialraum: share that reaches an offer and its span [per cent], people of the
        age, people with a way too long, the ways that half and nine tenths have at most [m], inside also the longest,
        and the share whose way is unknown, if there is any.
    """
    rows = release.coverage[release.coverage["standard_id"] == standard_id]
    state, public = list(rows["state"]), release.is_public

    def people(column: str) -> list[Shown]:
        return [shown_people(v, s, public=public) for v, s in zip(rows[column], state, strict=True)]

    everyone = [shown_people(v, state_of_all(s), public=public) for v, s in zip(rows["people"], state, strict=True)]
    columns: dict[str, Iterable[Any]] = {
        level_word(release): rows["sozialraum_id"].map(area_names(release)),
        COLUMN["covered_share"]: [shown_share(v, s) for v, s in zip(rows["covered_share"], state, strict=True)],
        COLUMN["interval"]: _intervals(rows),
        COLUMN["people"]: everyone,
        COLUMN["uncovered_people"]: people("uncovered_people"),
    }
    for column in ("nearest_p50_m", "nearest_p90_m", *(() if release.is_public else ("nearest_max_m",))):
        columns[COLUMN[column]] = [shown_metres(v, s) for v, s in zip(rows[column], state, strict=True)]
    if (rows["unknown_share"] > 0).any():
        columns[COLUMN["unknown_share"]] = [
            shown_share(v, s) for v, s in zip(rows["unknown_share"], state, strict=True)
        ]
    return display_frame(columns, rows["sozialraum_id"])


def _intervals(rows: pd.DataFrame) -> list[Shown]:
    return [
        shown_interval(low, high, state)
        for low, high, state in zip(rows["covered_low"], rows["covered_high"], rows["state"], strict=True)
    ]


def supply_table(release: Release, supply_id: str) -> pd.DataFrame:
    """Return places or square metres of one supply standard in every Sozialraum.

    Returns
    -------
    DataFrame
        Index ``sozialraum_id``, one row each, in the order of the release. Places or square metres as the standard
        counts them, ratio per 100 people; columns of which nothing is known are left out.
    """
    rows = release.supply[release.supply["supply_id"] == supply_id] if len(release.supply) else release.supply
    public = release.is_public
    unit = labels.CAPACITY_UNIT.get(str(rows["unit"].iloc[0]), "") if len(rows) else ""
    columns: dict[str, Iterable[Any]] = {
        level_word(release): rows["sozialraum_id"].map(area_names(release)),
        COLUMN["facilities"]: [shown_number(v) for v in rows["facilities"]],
        f"{COLUMN['capacity']} ({unit})": [shown_number(v) for v in rows["capacity"]],
        COLUMN["capacity_available"]: [shown_number(v) for v in rows["capacity_available"]],
        COLUMN["capacity_occupied"]: [shown_number(v) for v in rows["capacity_occupied"]],
        COLUMN["people"]: [shown_people(v, public=public) for v in rows["people"]],
        COLUMN["ratio"]: [shown_number(v, 1) for v in rows["ratio_percent"]],
        COLUMN["missing"]: [shown_number(v) for v in rows["missing_places"]],
    }
    kept = {
        name: values
        for name, values in columns.items()
        if name == level_word(release) or not all(v != v for v in values)
    }
    return display_frame(kept, rows["sozialraum_id"])


def standard_table(release: Release) -> pd.DataFrame:
    """Return the analysed standards with share and people, limit, kind and source.

    Returns
    -------
    DataFrame
        One row per standard: share of the whole place and its span [per cent], people of the age and those with a way
        too long, limit [m], whether it is a norm, borrowed or a proposal, and whose number it is.
    """
    rows = [(s, coverage_row(release, s.id)) for s in release.standards]
    public = release.is_public
    return display_frame({
        COLUMN["standard"]: [s.name for s, _ in rows],
        COLUMN["covered_share"]: [shown_share(r["covered_share"], r["state"]) for _, r in rows],
        COLUMN["interval"]: [shown_interval(r["covered_low"], r["covered_high"], r["state"]) for _, r in rows],
        COLUMN["people"]: [shown_people(r["people"], state_of_all(r["state"]), public=public) for _, r in rows],
        COLUMN["uncovered_people"]: [shown_people(r["uncovered_people"], r["state"], public=public) for _, r in rows],
        COLUMN["limit"]: [shown_metres(s.limit_m) for s, _ in rows],
        COLUMN["status"]: [STATUS.get(s.status, s.status) for s, _ in rows],
        COLUMN["source"]: [s.source for s, _ in rows],
    })  # fmt: skip


def part_time_table(release: Release, standard_id: str) -> pd.DataFrame:
    """Return the current activities that would count for a standard if their hours were enough.

    Returns
    -------
    DataFrame
        As `activities.activity_table` makes it; no rows where every hour counts.
    """
    return activity_table(release, activities.part_time(release, standard_id))
