"""Display tables and small charts as plain data: frames with German columns, and Vega-Lite specifications."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from typing import Any

import pandas as pd

from sozialraum_geo.errors import Problem
from sozialraum_geo.german.sentences import answers
from sozialraum_geo.german.words import pages, texts
from sozialraum_geo.german.words import problems as texts_problems
from sozialraum_geo.german.words.shown import (
    Shown,
    shown_interval,
    shown_metres,
    shown_number,
    shown_people,
    shown_share,
)
from sozialraum_geo.pictures.maps.layers import REACH
from sozialraum_geo.pictures.maps.points import STATE_STYLE
from sozialraum_geo.release.activities import is_for, running, works_in
from sozialraum_geo.release.door import FIRST, Release
from sozialraum_geo.standards import Band, Standard
from sozialraum_geo.tables import TABLES

COLUMN, KEY_FIGURE = pages.COLUMN, pages.KEY_FIGURE


def _column(values: Iterable[Any]) -> pd.Series:
    return pd.Series(list(values), dtype=object)


def display_frame(columns: dict[str, Iterable[Any]], index: Iterable[Any] | None = None) -> pd.DataFrame:
    """Return a display table of columns; with an index of Sozialräume a row of it can be chosen."""
    frame = pd.DataFrame({name: _column(values) for name, values in columns.items()})
    return frame if index is None else frame.set_axis(pd.Index(list(index), name="sozialraum_id"))


def day_cells(values: Iterable[Any]) -> list[dt.date | str | None]:
    """Return days that sort as days; where one is a year alone or other words, all as they are written."""
    written = [str(v) if isinstance(v, str) and v else None for v in values]
    days: list[dt.date | str | None] = [None if w is None else texts.day_of(w) for w in written]
    if any(w and not d for w, d in zip(written, days, strict=True)):
        return [None if w is None else texts.date_text(w) for w in written]
    return days


def level_word(release: Release) -> str:
    """Return what the lowest level is called."""
    return release.levels[-1]


def area_names(release: Release) -> pd.Series:
    """Return the names of the Sozialräume by their ids."""
    return release.areas.set_index("sozialraum_id")["name"]


def code_words(words: dict[str, Any], codes: Iterable[Any]) -> list[str | None]:
    """Return the words for codes; a code without words stays as it is, none stays none."""
    return [None if c is None or c != c else str(words.get(str(c), c)) for c in codes]


def standard_words(rule: Standard) -> str:
    """Name a standard with ages and limit, for a list to choose from."""
    ages = texts.ages(rule.ages.start, rule.ages.stop)
    name = rule.name if any(c.isdigit() for c in rule.name) else f"{rule.name}, {ages} Jahre"
    how = "" if rule.mode == "fuss" else f", {texts.HOW[rule.mode]}"
    return f"{name} ({texts.limit_words(rule.limit_m, rule.limits)}{how})"


# --- tables with one row per Sozialraum -----------------------------------------------------------------------------


def area_table(release: Release) -> pd.DataFrame:
    """Return every Sozialraum with its people, places and current activities."""
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


def coverage_table(release: Release, standard_id: str) -> pd.DataFrame:
    """Return one standard in every Sozialraum: share, people, people without, ways."""
    rows = release.coverage[release.coverage["standard_id"] == standard_id]
    state, public = list(rows["state"]), release.is_public

    def people(column: str) -> list[Shown]:
        return [shown_people(v, s, public=public) for v, s in zip(rows[column], state, strict=True)]

    everyone = [shown_people(v, _state_of_all(s), public=public) for v, s in zip(rows["people"], state, strict=True)]
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


def gap_table(release: Release, standard_id: str) -> pd.DataFrame:
    """Return the people with a way too long to one offer, weighted where the index is known; inside most first."""
    rows = _gap_rows(release, standard_id)
    columns: dict[str, Iterable[Any]] = {
        level_word(release): area_names(release).reindex(rows.index),
        COLUMN["uncovered_people"]: _gap_people(release, rows),
        COLUMN["share_without"]: _gap_shares(rows),
        COLUMN["people"]: [
            shown_people(v, _state_of_all(s), public=release.is_public)
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
    """Return of `gap_table` what has room beside the map: people and share in one cell, else what they weigh."""
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
    """Return Sozialraum × standard: people with a way too long and, in brackets, their share of the age band."""
    ids = list(release.areas["sozialraum_id"])
    columns: dict[str, Iterable[Any]] = {level_word(release): release.areas["name"]}
    for rule in release.standards:
        rows = release.coverage[release.coverage["standard_id"] == rule.id].set_index("sozialraum_id").reindex(ids)
        columns[rule.name] = [_gap_cell(row, public=release.is_public) for row in rows.to_dict("records")]
    return display_frame(columns, ids)


def gap_matrix_file(release: Release) -> pd.DataFrame:
    """Return `gap_matrix` for a file: people and share in columns of their own."""
    columns: dict[str, Iterable[Any]] = {level_word(release): release.areas["name"]}
    ids = list(release.areas["sozialraum_id"])
    for rule in release.standards:
        rows = release.coverage[release.coverage["standard_id"] == rule.id].set_index("sozialraum_id").reindex(ids)
        columns[rule.name] = _gap_people(release, rows)
        columns[COLUMN["share_of"].format(name=rule.name)] = _gap_shares(rows)
    return display_frame(columns, ids)


def _gap_cell(row: answers.Row, *, public: bool) -> Shown:
    shown = shown_people(row["uncovered_people"], row["state"], public=public)
    if not shown.is_number or not row["people"] > 0:
        return shown
    return Shown(float(shown), f"{shown.text} ({texts.percent(1 - row['covered_share'])})")


def ranking_table(release: Release) -> pd.DataFrame:
    """Return the ranking with what each standard adds to the score."""
    ranks = answers.ranked(release)
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
    columns[COLUMN["reasons"]] = [" ".join(answers.reasons(release, i)) for i in ranks["sozialraum_id"]]
    return display_frame(columns, ranks["sozialraum_id"])


def tips_table(release: Release) -> pd.DataFrame:
    """Return what would swap each two neighbours of the ranking."""
    lines = answers.tips(release)
    return display_frame({
        COLUMN["upper"]: [upper for upper, _, _, _ in lines],
        COLUMN["lower"]: [lower for _, lower, _, _ in lines],
        COLUMN["before_next"]: [times for _, _, _, times in lines],
        COLUMN["tip"]: [swap for _, _, swap, _ in lines],
    })  # fmt: skip


def supply_table(release: Release, supply_id: str) -> pd.DataFrame:
    """Return places or square metres of one supply standard in every Sozialraum."""
    rows = release.supply[release.supply["supply_id"] == supply_id] if len(release.supply) else release.supply
    public = release.is_public
    unit = texts.CAPACITY_UNIT.get(str(rows["unit"].iloc[0]), "") if len(rows) else ""
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


# --- lists ----------------------------------------------------------------------------------------------------------


def _state_of_all(state: str) -> str:
    """Return how all people of an age are shown: few of them without an offer are no secret about all."""
    return "known" if state == "small" else state


def standard_table(release: Release) -> pd.DataFrame:
    """Return the analysed standards with share and people, limit, kind and source."""
    rows = [(s, answers.coverage_row(release, s.id)) for s in release.standards]
    public = release.is_public
    return display_frame({
        COLUMN["standard"]: [s.name for s, _ in rows],
        COLUMN["covered_share"]: [shown_share(r["covered_share"], r["state"]) for _, r in rows],
        COLUMN["interval"]: [shown_interval(r["covered_low"], r["covered_high"], r["state"]) for _, r in rows],
        COLUMN["people"]: [shown_people(r["people"], _state_of_all(r["state"]), public=public) for _, r in rows],
        COLUMN["uncovered_people"]: [shown_people(r["uncovered_people"], r["state"], public=public) for _, r in rows],
        COLUMN["limit"]: [shown_metres(s.limit_m) for s, _ in rows],
        COLUMN["status"]: [pages.STATUS.get(s.status, s.status) for s, _ in rows],
        COLUMN["source"]: [s.source for s, _ in rows],
    })  # fmt: skip


def profile_table(release: Release, sozialraum_id: str) -> pd.DataFrame:
    """Return every standard in one Sozialraum: share, people, people without, ways."""
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
    """Return the places, of all or of one Sozialraum."""
    places = answers.of_area(release.places, sozialraum_id)
    category = [texts.CATEGORY.get(str(c), (str(c), ""))[0] for c in places["category"]]
    return display_frame({
        COLUMN["kind"]: [c[:1].upper() + c[1:] for c in category],
        COLUMN["name"]: places["name"],
        COLUMN["traeger"]: places["traeger"],
        COLUMN["places_count"]: [
            shown_number(v if u == "plaetze" else math.nan)
            for v, u in zip(places["capacity"], places["capacity_unit"], strict=True)
        ],
        **_where(release, places, sozialraum_id),
    })  # fmt: skip


def partner_table(release: Release, sozialraum_id: str = "") -> pd.DataFrame:
    """Return the partners; where a co-operation stands only inside."""
    partners = answers.of_area(release.partners, sozialraum_id)
    columns: dict[str, Iterable[Any]] = {
        COLUMN["kind"]: code_words(texts.PARTNER_KIND, partners["kind"]),
        COLUMN["name"]: partners["name"],
    }
    if not release.is_public:
        columns |= {
            COLUMN["state"]: code_words(texts.STATE, partners["state"].fillna("unbekannt")),
            COLUMN["since"]: day_cells(partners["since"]),
            COLUMN["review"]: day_cells(partners["review_date"]),
        }
    return display_frame(columns | _where(release, partners, sozialraum_id))


def gremium_table(release: Release, sozialraum_id: str = "") -> pd.DataFrame:
    """Return the Gremien with rhythm and next meeting."""
    gremien = answers.gremien_in(release, sozialraum_id)
    columns: dict[str, Iterable[Any]] = {
        COLUMN["kind"]: code_words(texts.GREMIUM_KIND, gremien["kind"]),
        COLUMN["name"]: gremien["name"],
        COLUMN["rhythm"]: code_words(texts.RHYTHM, gremien["rhythm"]),
        COLUMN["next_date"]: day_cells(gremien["next_date"]),
    }
    if not release.is_public:
        columns[COLUMN["role"]] = code_words(texts.ROLE, gremien["role"])
        columns[COLUMN["members"]] = [shown_number(len(m)) for m in gremien["members"]]
    return display_frame(columns)


def activity_table(release: Release, activities: pd.DataFrame) -> pd.DataFrame:
    """Return activities with Ansatzpunkt, ages and rhythm; end, role and funding only inside."""
    columns: dict[str, Iterable[Any]] = {
        COLUMN["point"]: point_words(activities["ansatzpunkt"]),
        COLUMN["name"]: activities["name"],
        COLUMN["target"]: activities["target"],
        COLUMN["ages"]: [age_words(a, b) for a, b in zip(activities["age_from"], activities["age_to"], strict=True)],
        COLUMN["rhythm"]: code_words(texts.RHYTHM, activities["rhythm"]),
        COLUMN["hours"]: [shown_number(v, 1) for v in activities["hours_week"]],
    }
    if not release.is_public:  # the public learns how many end and when, not which
        columns |= {
            COLUMN["end"]: day_cells(activities["end"]),
            COLUMN["role"]: code_words(texts.ROLE, activities["role"]),
            COLUMN["funding"]: activities["funding"],
            COLUMN["funded_until"]: day_cells(activities["funded_until"]),
        }
    columns[level_word(release)] = activities["sozialraum_id"].map(area_names(release))
    return display_frame(columns)


def what_ends(release: Release, activities: pd.DataFrame) -> pd.DataFrame:
    """Return ending activities as `activity_table` does, with what ends when in front."""
    table = activity_table(release, activities)
    first = [COLUMN["name"], COLUMN["end"], COLUMN["funding"], COLUMN["funded_until"]]
    return table[[*(c for c in first if c in table), *(c for c in table if c not in first)]]


def ending_counts(activities: pd.DataFrame) -> pd.DataFrame:
    """Count ending activities by the day on which they end, without naming one."""
    days = activities["last"].value_counts().sort_index()
    return display_frame({
        COLUMN["end"]: day_cells(days.index),
        KEY_FIGURE["activities"]: [shown_number(v) for v in days],
    })  # fmt: skip


def part_time_table(release: Release, standard_id: str) -> pd.DataFrame:
    """Return the current activities that would count for a standard if their hours were enough."""
    return activity_table(release, answers.part_time(release, standard_id))


def age_words(start: float, stop: float) -> str | None:
    """Write an age band of which an end may be open; None where neither is told."""
    if math.isnan(start) and math.isnan(stop):
        return None
    return texts.ages(0 if math.isnan(start) else start, math.inf if math.isnan(stop) else stop)


def point_words(codes: Iterable[Any]) -> list[str]:
    """Write Ansatzpunkte with number and words."""
    return [f"{c} {texts.ANSATZPUNKT[c]}" if c in texts.ANSATZPUNKT else str(c) for c in codes]


def _where(release: Release, frame: pd.DataFrame, sozialraum_id: str) -> dict[str, Iterable[Any]]:
    return {} if sozialraum_id else {level_word(release): frame["sozialraum_id"].map(area_names(release))}


# --- counts of activities and partners ------------------------------------------------------------------------------


def activity_counts(activities: pd.DataFrame, by: str) -> pd.DataFrame:
    """Count activities and their weekly hours by ``point``, ``age`` or ``role``; empty rows teach what is missing.

    An activity for several age groups counts in each.
    """
    if by == "age":
        names = [texts.ages(a, b) for a, b in pages.AGE_GROUPS] + [pages.NO_AGE]
        masks = [is_for(activities, Band(a, b)) for a, b in pages.AGE_GROUPS] + [
            activities["age_from"].isna() & activities["age_to"].isna()
        ]
    else:
        words = texts.ANSATZPUNKT if by == "point" else texts.ROLE
        column = activities["ansatzpunkt" if by == "point" else "role"]
        names = point_words(words) if by == "point" else list(words.values())
        masks = [column == code for code in words]
    first = {"point": COLUMN["point"], "age": COLUMN["ages"], "role": COLUMN["role"]}[by]
    return display_frame({
        first: names,
        COLUMN["activities"]: [shown_number(m.sum()) for m in masks],
        COLUMN["hours"]: [shown_number(activities.loc[m, "hours_week"].sum(), 1) for m in masks],
    })  # fmt: skip


def cooperation_table(release: Release, sozialraum_id: str = "") -> pd.DataFrame:
    """Count partners by kind and state; in public by kind only."""
    partners = answers.of_area(release.partners, sozialraum_id)
    kinds = list(partners["kind"].dropna().value_counts().index)
    columns: dict[str, Iterable[Any]] = {COLUMN["kind"]: [pages.PARTNER_KINDS.get(k, k) for k in kinds]}
    if release.is_public:
        columns[KEY_PARTNERS] = [shown_number((partners["kind"] == k).sum()) for k in kinds]
        return display_frame(columns)
    state = partners["state"].fillna("unbekannt")
    for code in ("geklaert", "in_klaerung", "offen", "unbekannt", "ruht", "beendet", "nicht_gewollt"):
        if (state == code).any():
            columns[texts.STATE[code]] = [
                shown_number(((partners["kind"] == k) & (state == code)).sum()) for k in kinds
            ]
    return display_frame(columns)


KEY_PARTNERS = pages.KEY_FIGURE["partners"]


# --- data -----------------------------------------------------------------------------------------------------------


def source_table(release: Release) -> pd.DataFrame:
    """Return every file with what became of its rows."""
    sources = release.sources
    counts = {
        name: [shown_number(getattr(s, name)) for s in sources]
        for name in ("rows", "imported", "rejected", "empty", "excluded")
    }
    return display_frame({
        COLUMN["file"]: [s.file.rsplit("/", 1)[-1] for s in sources],
        COLUMN["table"]: [texts.TABLE.get(s.table, s.table) for s in sources],
        **{COLUMN[name]: values for name, values in counts.items()},
        COLUMN["date"]: day_cells(s.date for s in sources),
        COLUMN["publisher"]: [s.publisher for s in sources],
        COLUMN["licence"]: [s.licence for s in sources],
    })  # fmt: skip


def problem_table(problems: Iterable[Problem]) -> pd.DataFrame:
    """Return findings as sentences: where, what, what to do."""
    found = list(problems)
    return display_frame({
        COLUMN["where"]: [texts_problems.place(p) for p in found],
        COLUMN["what"]: [texts_problems.reason(p) for p in found],
        COLUMN["remedy"]: [texts_problems.remedy(p) for p in found],
    })  # fmt: skip


def template(table: str) -> pd.DataFrame:
    """Return an empty list with the German headers that are recognised in a table."""
    return pd.DataFrame(columns=[c.aliases[0] for c in TABLES[table].columns if c.aliases])


# --- charts ---------------------------------------------------------------------------------------------------------

FONT = "Source Sans, sans-serif"
INK, GRID = "#14181a", "#d9d2c4"
BANDS = ("#b8d3d6", "#e0c9a0")  # neighbouring groups of a ranking, told apart without red and green
BAR, REST = "#7fb0b8", "#e8e1d3"
CONFIG = {
    "background": "transparent",
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "gridColor": GRID,
        "domain": False,
        "ticks": False,
        "labelLimit": 260,
        "titleFontWeight": "normal",
    },
    "legend": {
        "labelColor": INK,
        "labelFontSize": 13,
        "orient": "top",
        "title": None,
        "labelLimit": 300,
        "symbolType": "square",
    },
    "text": {"color": INK, "fontSize": 13},
    "locale": {
        "number": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " €"], "percent": "\u00a0%"}
    },
}
PERCENT_AXIS = {"format": ".0%", "values": [0, 0.5, 1], "title": None, "grid": False}


def chart_spec(
    values: list[dict[str, Any]], layers: list[dict[str, Any]], rows: int, *, step: int = 30
) -> dict[str, Any]:
    """Return a specification of layers over the same values, ``rows`` bars high."""
    return {
        "data": {"values": values},
        "layer": layers,
        "config": CONFIG,
        "width": "container",
        "height": max(rows, 1) * step,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": {"left": 0, "right": 4, "top": 2, "bottom": 2},
    }


def standards_chart(release: Release, sozialraum_id: str = "") -> tuple[dict[str, Any], str]:
    """Return a chart of the share that reaches each offer, with a mark for one Sozialraum, and the same in words."""
    values, words = [], []
    for rule in release.standards:
        row = answers.coverage_row(release, rule.id)
        share = row["covered_share"] if row["state"] not in ("unknown", "suppressed") else math.nan
        everyone = texts.people(row["people"], _state_of_all(row["state"]), public=release.is_public)
        label = f"{texts.percent(share)} von {everyone}" if share == share else "nicht berechnet"
        here = answers.coverage_row(release, rule.id, sozialraum_id)["covered_share"] if sozialraum_id else math.nan
        values.append(
            {"name": rule.name, "share": json_number(share, 2), "rest": 1, "label": label, "here": json_number(here, 2)}
        )
        words.append(f"{rule.name}: {label}")
    y = {"field": "name", "type": "nominal", "sort": None, "axis": None}
    x = {"type": "quantitative", "scale": {"domain": [0, 1.75]}}
    bar = {"type": "bar", "height": 14, "yOffset": 9}
    name_mark = {"type": "text", "align": "left", "baseline": "bottom"}
    label_mark = {"type": "text", "align": "left", "yOffset": 9, "dx": 8}
    layers: list[dict[str, Any]] = [
        {"mark": {**bar, "color": REST}, "encoding": {"y": y, "x": {**x, "field": "rest", "axis": PERCENT_AXIS}}},
        {"mark": {**bar, "color": REACH["covered"]}, "encoding": {"y": y, "x": {**x, "field": "share"}}},
        {"mark": name_mark, "encoding": {"y": y, "x": {"value": 0}, "text": {"field": "name"}}},
        {"mark": label_mark, "encoding": {"y": y, "x": {**x, "field": "rest"}, "text": {"field": "label"}}},
    ]
    if sozialraum_id:
        name = answers.area_name(release, sozialraum_id)
        mark = {"type": "tick", "thickness": 4, "size": 22, "yOffset": 9, "color": INK}
        tooltip = [{"field": "here", "format": ".0%", "title": name}]
        layers.append({"mark": mark, "encoding": {"y": y, "x": {**x, "field": "here"}, "tooltip": tooltip}})
    return chart_spec(values, layers, len(values), step=44), "; ".join(words)


def rank_chart(release: Release, study: Release) -> tuple[dict[str, Any], str]:
    """Return a plot of the ranks over the draws, the first ranks first, and the same in words.

    Parameters
    ----------
    study
        The release with the weights of the study, whose ranks are marked; the same one unless others are tried.
    """
    marked = answers.ranked(study).set_index("sozialraum_id")["rank"]
    ranks = answers.ranked(release).head(answers.MOST_RANKED)
    names = area_names(release)
    values = [
        {
            "name": f"{row['rank']:.0f}. {names[row['sozialraum_id']]}",
            "rank": float(marked.get(row["sozialraum_id"], math.nan)),
            "low": row["rank_low"] - 0.35,
            "high": row["rank_high"] + 0.35,
            "median": row["rank_median"],
            "band": BANDS[int(row["band"]) % len(BANDS)],
            "label": f"{row['rank_low']:.0f} bis {row['rank_high']:.0f}",
            "first": texts.times_of_100(row["first_share"]),
        }
        for row in ranks.to_dict("records")
    ]
    words = [f"{v['name']}: Rang {v['label']}, unter den ersten {FIRST} in {v['first']}" for v in values]
    y = {
        "field": "name", "type": "nominal", "sort": None, "title": None,
        "axis": {"domain": False, "ticks": False, "labelLimit": 230},
    }  # fmt: skip
    last = max([max(v["high"], v["rank"]) for v in values], default=1)
    x = {
        "type": "quantitative", "scale": {"domain": [0.5, last + 0.2], "nice": False},
        "axis": {"title": COLUMN["rank"], "tickMinStep": 1, "format": "d", "orient": "top"},
    }  # fmt: skip
    tooltip = [
        {"field": "label", "title": COLUMN["rank_interval"]},
        {"field": "first", "title": COLUMN["first_share"].format(first=FIRST)},
    ]
    bar = {"type": "bar", "height": 14, "cornerRadius": 7}
    layers: list[dict[str, Any]] = [
        {
            "mark": bar,
            "encoding": {
                "y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"},
                "color": {"field": "band", "type": "nominal", "scale": None}, "tooltip": tooltip,
            },
        },
        {
            "mark": {"type": "tick", "thickness": 2, "size": 20, "color": INK},
            "encoding": {"y": y, "x": {**x, "field": "rank"}},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 70, "color": INK},
            "encoding": {"y": y, "x": {**x, "field": "median"}, "tooltip": tooltip},
        },
    ]  # fmt: skip
    return chart_spec(values, layers, len(values) + 1, step=26), "; ".join(words)


def people_chart(release: Release, sozialraum_id: str) -> tuple[dict[str, Any], str]:
    """Return a chart of the age bands of one Sozialraum against the whole place, and the same in words.

    Where it is not known how many people there are in all, the bars are people, not shares.
    """
    residents = float(answers.row_of(release.areas, sozialraum_id)["residents"])
    everyone = float(release.totals["residents"])
    people_here: answers.Row = release.people.to_dict("index")[sozialraum_id]
    if not residents > 0 or not everyone > 0:
        return _people_counts(release, people_here)
    # a share with many digits would give away what is rounded
    digits = 2 if release.is_public else 3
    values: list[dict[str, Any]] = []
    words = []
    for band in release.people.columns:
        start, stop = answers.band_edges(str(band))
        here, town = people_here[band], release.totals[band]
        label = texts.people(here, public=release.is_public) + ("*" if band in release.estimated_bands else "")
        share, in_town = _ratio(here, residents, digits), _ratio(town, everyone, digits)
        # the number stands behind bar and mark, so that none strikes it through
        end = max(share or 0.0, in_town or 0.0)
        values.append({"name": texts.ages(start, stop), "label": label, "share": share, "town": in_town, "end": end})
        words.append(f"{texts.ages(start, stop)}: {label}")
    y = {"field": "name", "type": "nominal", "sort": None, "title": None}
    longest = axis_end([share for v in values for share in (v["share"], v["town"]) if share is not None])
    x = {
        "type": "quantitative",
        "axis": {"format": ".0%", "title": None, "tickCount": 4},
        "scale": {"domain": [0, longest]},
    }
    layers: list[dict[str, Any]] = [
        {"mark": {"type": "bar", "height": 16, "color": BAR}, "encoding": {"y": y, "x": {**x, "field": "share"}}},
        {
            "mark": {"type": "tick", "thickness": 3, "size": 22, "color": INK},
            "encoding": {"y": y, "x": {**x, "field": "town"}},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 6},
            "encoding": {"y": y, "x": {**x, "field": "end"}, "text": {"field": "label"}},
        },
    ]
    return chart_spec(values, layers, len(values), step=28), "; ".join(words)


def _people_counts(release: Release, people: answers.Row) -> tuple[dict[str, Any], str]:
    known = [band for band in release.people.columns if pd.notna(people[band])]
    cells = [shown_people(people[band], public=release.is_public) for band in known]
    marks = ["*" if band in release.estimated_bands else "" for band in known]
    labelled = [Shown(float(c), f"{c.text}{m}") for c, m in zip(cells, marks, strict=True)]
    names = [texts.ages(*answers.band_edges(str(band))) for band in known]
    return counts_chart(display_frame({COLUMN["ages"]: names, COLUMN["residents"]: labelled}))


def cooperation_chart(release: Release, sozialraum_id: str = "") -> tuple[dict[str, Any], str]:
    """Return a chart of partners by kind, coloured by the state of the co-operation as on the map; plain in public."""
    table = cooperation_table(release, sozialraum_id)
    if release.is_public:
        return counts_chart(table)
    kinds, states = table.columns[0], list(table.columns[1:])
    colours = {texts.STATE[code]: colour for code, (_, colour) in STATE_STYLE.items()}
    values = [
        {"name": row[kinds], "state": state, "at": at, "value": float(row[state])}
        for row in table.to_dict("records")
        for at, state in enumerate(states)
        if row[state] > 0
    ]
    words = [f"{v['name']} {v['state']}: {v['value']:.0f}" for v in values]
    y = {"field": "name", "type": "nominal", "sort": None, "title": None}
    x = {"field": "value", "type": "quantitative", "stack": True, "axis": {"title": None, "tickMinStep": 5}}
    colour = {
        "field": "state", "type": "nominal", "scale": {"domain": states, "range": [colours[s] for s in states]},
        "legend": None,
    }  # fmt: skip
    bar = {"type": "bar", "height": 16, "stroke": "#faf7f2", "strokeWidth": 1}
    tooltip = [{"field": "state", "title": COLUMN["state"]}, {"field": "value", "title": COLUMN["count"]}]
    layers = [
        {"mark": bar, "encoding": {"y": y, "x": x, "color": colour, "order": {"field": "at"}, "tooltip": tooltip}}
    ]
    return chart_spec(values, layers, len(table), step=26), "; ".join(words)


def counts_chart(table: pd.DataFrame) -> tuple[dict[str, Any], str]:
    """Return a bar chart of the second column of a display table by its first, and the same in words."""
    first, second = table.columns[:2]
    values = [{"name": n, "value": float(v), "label": str(v)} for n, v in zip(table[first], table[second], strict=True)]
    y = {"field": "name", "type": "nominal", "sort": None, "title": None}
    x = {
        "field": "value",
        "type": "quantitative",
        "axis": None,
        # beside long names there is little room left for a number
        "scale": {"domain": [0, axis_end([v["value"] for v in values]) * 1.25]},
    }
    layers: list[dict[str, Any]] = [
        {"mark": {"type": "bar", "height": 16, "color": BAR}, "encoding": {"y": y, "x": x}},
        {"mark": {"type": "text", "align": "left", "dx": 6}, "encoding": {"y": y, "x": x, "text": {"field": "label"}}},
    ]
    return chart_spec(values, layers, len(values), step=26), "; ".join(f"{v['name']}: {v['label']}" for v in values)


def enlarged(chart: tuple[dict[str, Any], str], factor: float) -> tuple[dict[str, Any], str]:
    """Return a chart with larger words and more room for them, to be read from afar."""
    spec, words = chart
    config = {
        part: {k: round(v * factor) if k in _SIZES else v for k, v in values.items()}
        if isinstance(values, dict)
        else values
        for part, values in spec["config"].items()
    }
    layers = [
        layer | {"mark": {k: v * factor if k in _SIZES else v for k, v in layer["mark"].items()}}
        for layer in spec["layer"]
    ]
    return spec | {"config": config, "layer": layers, "height": round(spec["height"] * factor)}, words


_SIZES = frozenset({"labelFontSize", "titleFontSize", "fontSize", "labelLimit", "height", "yOffset", "dx", "size"})


def axis_end(values: list[float]) -> float:
    """Return the end of an axis that leaves room for a label behind the longest bar."""
    return max([*values, 0]) * 1.2 or 1


def _ratio(part: float, whole: float, digits: int) -> float | None:
    return json_number(part / whole, digits) if whole > 0 else None


def json_number(value: float, digits: int) -> float | None:
    """Round a number for a chart; unknown is None."""
    return None if pd.isna(value) else round(float(value), digits)
