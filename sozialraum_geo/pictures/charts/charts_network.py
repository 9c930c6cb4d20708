"""Display tables and charts of the network and the activities as plain data."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import pandas as pd

from sozialraum_geo.german.sentences import answers
from sozialraum_geo.german.sentences.answers_network import BAND, band_names, ending_groups
from sozialraum_geo.german.words import partners as words
from sozialraum_geo.german.words import texts
from sozialraum_geo.german.words.shown import Shown, shown_number, shown_people, shown_share
from sozialraum_geo.pictures.charts import charts
from sozialraum_geo.pictures.charts.charts import (
    BAR,
    COLUMN,
    INK,
    KEY_FIGURE,
    REST,
    area_names,
    chart_spec,
    code_words,
    day_cells,
    display_frame,
    level_word,
    point_words,
)
from sozialraum_geo.pictures.maps.points import ANSATZPUNKT_STYLE
from sozialraum_geo.release import activities
from sozialraum_geo.release import partners as network_links
from sozialraum_geo.release.door import Release
from sozialraum_geo.tables import labels

Chart = tuple[dict[str, Any], str]
MOST_BARS = 40  # of a timeline
YEARS_SHOWN = 2  # before and after the date
ROW_PX = 22


# --- who works with whom ----------------------------------------------------------------------------------------------


def area_table(release: Release) -> pd.DataFrame:
    """Return every Sozialraum with its partners and links; who works with whom inside only."""
    counts, ids = network_links.area_counts(release), list(release.areas["sozialraum_id"])
    columns: dict[str, Iterable[Any]] = {
        level_word(release): release.areas["name"],
        KEY_FIGURE["partners"]: [shown_number(v) for v in counts["partners"]],
        KEY_FIGURE["gremien"]: [shown_number(v) for v in counts["gremien"]],
    }
    if not release.is_public:
        share, alone = network_links.linked_share(release), network_links.single_institution(release)
        columns |= {
            words.COLUMN["linked_institutions"]: [shown_number(v) for v in counts["linked"]],
            words.COLUMN["with_partners"]: [shown_number(v) for v in counts["activities"]],
            words.COLUMN["cooperations"]: [shown_number(v) for v in counts["cooperations"]],
            words.COLUMN["institutions"]: [shown_number(v) for v in share["institutions"]],
            words.COLUMN["share"]: [shown_share(v) for v in share["share"]],
            words.COLUMN["hangs_on"]: [alone.get(i) for i in ids],
        }
    return display_frame(columns, ids)


def regular_table(release: Release, sozialraum_id: str = "") -> pd.DataFrame:
    """Return the schools, Kitas and Horte with the state of the co-operation; those without anything recorded first."""
    regular = answers.of_area(network_links.regular_institutions(release), sozialraum_id)
    order = [c for c in texts.STATE if c != network_links.UNRECORDED]
    place = regular["state"].map({network_links.UNRECORDED: -1} | {c: n for n, c in enumerate(order)})
    regular = regular.loc[place.sort_values(kind="stable").index]
    columns: dict[str, Iterable[Any]] = {
        COLUMN["kind"]: code_words(texts.PARTNER_KIND, regular["kind"]),
        COLUMN["name"]: regular["name"],
        COLUMN["state"]: code_words(texts.STATE, regular["state"]),
        words.COLUMN["is_linked"]: [words.YES if linked else None for linked in regular["is_linked"]],
    }
    if not sozialraum_id:
        columns[level_word(release)] = regular["sozialraum_id"].map(area_names(release))
    return display_frame(columns)


def matrix_table(release: Release, sozialraum_id: str = "") -> pd.DataFrame:
    """Return partners by Gremien: „ja“ where one is a member."""
    matrix = network_links.gremium_matrix(release, sozialraum_id)
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
    """Return the profiles of co-operations: state, how many of the questions are answered, review."""
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
        words.COLUMN["project"]: profiles["name"],
        COLUMN["state"]: code_words(texts.STATE, profiles["state"].fillna(network_links.UNRECORDED)),
        words.COLUMN["answered"]: [Shown(n, f"{n} von {len(words.QUESTIONS)}", is_number=False) for n in answered],
        words.COLUMN["time_frame"]: profiles["time_frame"],
        COLUMN["review"]: day_cells(profiles["review_date"]),
        words.COLUMN["station"]: profiles["station"],
    }
    if not sozialraum_id:
        columns[level_word(release)] = where.map(area_names(release))
    return display_frame(columns)


def engagement_table(release: Release, sozialraum_id: str = "") -> pd.DataFrame:
    """Return contact points and groups of volunteers; our role inside only."""
    rows = release.engagement
    if sozialraum_id:
        rows = rows[[sozialraum_id in shares for shares in rows["shares"]]] if len(rows) else rows
    if not len(rows):
        return pd.DataFrame()
    columns: dict[str, Iterable[Any]] = {
        COLUMN["kind"]: code_words(labels("engagement_kind"), rows["kind"]),
        COLUMN["name"]: rows["name"],
        words.COLUMN["volunteers"]: [shown_number(v) for v in rows["volunteers"]],
        COLUMN["rhythm"]: code_words(texts.RHYTHM, rows["rhythm"]),
        COLUMN["next_date"]: day_cells(rows["next_date"]),
    }
    if not release.is_public:
        columns[COLUMN["role"]] = code_words(texts.ROLE, rows["role"])
    columns[level_word(release)] = rows["sozialraum_id"].map(area_names(release))
    return display_frame(columns)


def resolution_table(release: Release, sozialraum_id: str = "") -> pd.DataFrame:
    """Return what Gremien resolved, the latest first."""
    rows = release.resolutions
    if len(rows):
        gremien = answers.gremien_in(release, sozialraum_id)
        rows = rows[rows["gremium_id"].isin(gremien["gremium_id"])].sort_values("date", ascending=False, kind="stable")
    if not len(rows):
        return pd.DataFrame()
    names = release.gremien.set_index("gremium_id")["name"]
    return display_frame({
        words.COLUMN["resolution"]: rows["name"],
        words.COLUMN["gremium"]: rows["gremium_id"].map(names),
        words.COLUMN["date"]: day_cells(rows["date"]),
        words.COLUMN["state"]: code_words(labels("resolution_state"), rows["state"]),
        words.COLUMN["due"]: day_cells(rows["due_date"]),
        words.COLUMN["outcome"]: rows["outcome"],
    })  # fmt: skip


# --- what runs, for whom, when ----------------------------------------------------------------------------------------


def theme_table(counts: pd.DataFrame) -> pd.DataFrame:
    """Return themes by ages as a display table."""
    return _counts(words.COLUMN["theme"], counts.index, counts, band_names(counts.columns))


def area_age_table(release: Release, counts: pd.DataFrame) -> pd.DataFrame:
    """Return Sozialräume by ages as a display table."""
    return _counts(level_word(release), release.areas["name"], counts, band_names(counts.columns), counts.index)


def area_point_table(release: Release, counts: pd.DataFrame) -> pd.DataFrame:
    """Return Sozialräume by Ansatzpunkt as a display table."""
    return _counts(level_word(release), release.areas["name"], counts, point_words(counts.columns), counts.index)


def week_table(counts: pd.DataFrame) -> pd.DataFrame:
    """Return weekdays by hours as a display table."""
    return _counts(words.COLUMN["weekday"], words.WEEKDAYS, counts, [f"{hour} Uhr" for hour in counts.columns])


def _counts(
    first: str, names: Iterable[Any], counts: pd.DataFrame, headers: list[str], index: Iterable[Any] | None = None
) -> pd.DataFrame:
    cells = {h: [shown_number(v) for v in counts[c]] for h, c in zip(headers, counts.columns, strict=True)}
    return display_frame({first: names, **cells}, index)


def empty_table(release: Release, cells: pd.DataFrame) -> pd.DataFrame:
    """Return the empty cells: for whom there is nothing on which theme."""
    return display_frame({
        level_word(release): cells["sozialraum_id"].map(area_names(release)),
        words.COLUMN["band"]: [texts.ages(BAND[b].start, BAND[b].stop) for b in cells["band_id"]],
        words.COLUMN["theme"]: cells["theme"],
        words.COLUMN["people"]: [shown_people(v) for v in cells["people"]],
        words.COLUMN["elsewhere"]: [shown_number(v) for v in cells["elsewhere"]],
        words.COLUMN["without_age"]: [shown_number(v) for v in cells["without_age"]],
    })  # fmt: skip


def ending_table(release: Release, ending: pd.DataFrame, lost: pd.DataFrame) -> pd.DataFrame:
    """Return what ends, until when it is paid for, and who loses a way without it alone (of `losing.lost_without`)."""
    table = charts.what_ends(release, ending)
    told: dict[str, list[str]] = {}
    for row in lost[lost["name"] != ""].to_dict("records"):
        rule = answers.standard_of(release, row["standard_id"])
        told.setdefault(row["name"], []).append(f"{texts.people(row['people'], row['state'])} ({rule.name})")
    alone = ending_groups(ending)
    cells = [
        words.NOT_COUNTED if not ways else "; ".join(told.get(i, [words.NOBODY])) if i in alone else None
        for i, ways in zip(ending["activity_id"], ending["counts_for"], strict=True)
    ]
    place = list(table.columns).index(COLUMN["funded_until"]) + 1
    table.insert(place, words.COLUMN["lost"], pd.Series(cells, table.index, dtype=object))
    return table


def timeline_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the timeline as a display table."""
    return display_frame({
        COLUMN["name"]: rows["name"],
        COLUMN["point"]: point_words(rows["ansatzpunkt"]),
        words.COLUMN["begin"]: day_cells(rows["begin"]),
        COLUMN["end"]: day_cells(rows["end"]),
        COLUMN["review"]: day_cells(rows["review_date"]),
    })  # fmt: skip


def timeline_chart(release: Release, rows: pd.DataFrame) -> Chart:
    """Return bars from begin to end, a line at the date, marks at reviews; what has no known end fades."""
    first = activities.ahead(release.date, -12 * YEARS_SHOWN)
    last = activities.ahead(release.date, 12 * YEARS_SHOWN)
    values: list[dict[str, Any]] = []
    said = []
    taken: dict[str, int] = {}
    for row in rows.head(MOST_BARS).to_dict("records"):
        taken[row["name"]] = taken.get(row["name"], 0) + 1
        name = row["name"] if taken[row["name"]] == 1 else f"{row['name']} ({taken[row['name']]})"
        begin = row["begin"] if isinstance(row["begin"], str) else ""
        end = row["end"] if isinstance(row["end"], str) else ""
        solid = end or max(release.date, begin)
        values.append(
            {
                "name": name,
                "point": point_words([row["ansatzpunkt"]])[0],
                "from": max(begin, first),
                "to": min(solid, last),
                "fades": "" if end else last,
                "review": _within(row.get("review_date"), first, last),
                "begins": texts.date_text(begin) if begin else texts.UNKNOWN,
                "ends": texts.date_text(end) if end else texts.UNKNOWN,
                "at": release.date,
            }
        )
        said.append(f"{name}: {values[-1]['begins']} bis {values[-1]['ends']}")
    return _timeline_spec(values, first, last), "; ".join(said)


def _within(day: Any, first: str, last: str) -> str | None:
    return day if isinstance(day, str) and first <= day <= last else None


def _timeline_spec(values: list[dict[str, Any]], first: str, last: str) -> dict[str, Any]:
    present = {v["point"] for v in values}
    styles = [(p, s) for c, s in ANSATZPUNKT_STYLE.items() if (p := point_words([c])[0]) in present]
    colour = {
        "field": "point", "type": "nominal", "legend": {"columns": 2, "symbolOpacity": 1},
        "scale": {"domain": [p for p, _ in styles], "range": [style[1] for _, style in styles]},
    }  # fmt: skip
    y = {"field": "name", "type": "nominal", "sort": None, "title": None}
    x = {
        "type": "temporal", "scale": {"domain": [first, last], "type": "utc"},
        "axis": {"format": "%m.%Y", "title": None, "orient": "top", "tickCount": 8},
    }  # fmt: skip
    tooltip = [
        {"field": "name", "title": COLUMN["name"]}, {"field": "point", "title": COLUMN["point"]},
        {"field": "begins", "title": words.COLUMN["begin"]}, {"field": "ends", "title": COLUMN["end"]},
    ]  # fmt: skip
    bar, shared = {"type": "bar", "height": 12}, {"y": y, "color": colour, "tooltip": tooltip}
    rule = {"type": "rule", "color": INK, "strokeWidth": 1.2}
    diamond = {"type": "point", "shape": "diamond", "filled": True, "size": 60, "color": INK}
    layers: list[dict[str, Any]] = [
        {"mark": bar, "encoding": {**shared, "x": {**x, "field": "from"}, "x2": {"field": "to"}}},
        {
            "transform": [{"filter": "datum.fades != ''"}],
            "mark": {**bar, "opacity": 0.3},
            "encoding": {**shared, "x": {**x, "field": "to"}, "x2": {"field": "fades"}},
        },
        {
            "transform": [{"filter": "datum.review != null"}],
            "mark": diamond,
            "encoding": {"y": y, "x": {**x, "field": "review"}},
        },
        {"mark": rule, "encoding": {"x": {**x, "field": "at", "aggregate": "min"}}},
    ]
    return chart_spec(values, layers, len(values) + 2, step=ROW_PX)


# --- emphases ---------------------------------------------------------------------------------------------------------


def emphasis_table(release: Release, profile: pd.DataFrame) -> pd.DataFrame:
    """Return the Ansatzpunkte with activities and since when; planned and actual hours inside only."""
    columns: dict[str, Iterable[Any]] = {COLUMN["point"]: point_words(profile.index)}
    if not release.is_public:
        columns |= {
            words.COLUMN["planned"]: [shown_number(v, 1) for v in profile["planned"]],
            words.COLUMN["actual"]: [shown_number(v, 1) for v in profile["actual"]],
        }
    columns |= {
        COLUMN["activities"]: [shown_number(v) for v in profile["activities"]],
        words.COLUMN["since"]: day_cells(profile["since"]),
    }
    return display_frame(columns)


def emphasis_chart(profile: pd.DataFrame) -> Chart:
    """Return planned and actual hours of each Ansatzpunkt, one bar below the other, and the same in words."""
    values: list[dict[str, Any]] = []
    said = []
    for code, row in zip(profile.index, profile.to_dict("records"), strict=True):
        name = point_words([code])[0]
        planned, actual = (words.hours_words(row[c]) for c in ("planned", "actual"))
        values.append(
            {
                "name": name,
                "planned": _bar(row["planned"]),
                "actual": _bar(row["actual"]),
                "plan_label": f"{words.PLANNED}: {planned}",
                "label": f"{words.ACTUAL}: {actual}",
            }
        )
        said.append(f"{name}: {values[-1]['plan_label']}, {values[-1]['label']}")
    longest = max([v for row in values for v in (row["planned"], row["actual"])], default=0) or 1
    y = {"field": "name", "type": "nominal", "sort": None, "axis": None}
    x = {"type": "quantitative", "axis": None, "scale": {"domain": [0, longest * 1.75]}}
    text = {"type": "text", "align": "left", "dx": 6}
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "text", "align": "left", "baseline": "bottom", "yOffset": -9, "fontWeight": 600},
            "encoding": {"y": y, "x": {"value": 0}, "text": {"field": "name"}},
        }
    ]
    for field, label, colour, down in (("planned", "plan_label", REST, 1), ("actual", "label", BAR, 17)):
        bar = {"type": "bar", "height": 13, "yOffset": down, "color": colour}
        layers.append({"mark": bar, "encoding": {"y": y, "x": {**x, "field": field}}})
        layers.append(
            {
                "mark": {**text, "yOffset": down},
                "encoding": {"y": y, "x": {**x, "field": field}, "text": {"field": label}},
            }
        )
    return chart_spec(values, layers, len(values), step=62), "; ".join(said)


def _bar(hours: float) -> float:
    return 0.0 if math.isnan(hours) else round(float(hours), 1)


def quarter_table(release: Release, sozialraum_id: str = "") -> pd.DataFrame:
    """Return the hours per quarter, Sozialraum and Ansatzpunkt, the latest first."""
    hours = activities.hours_by_quarter(release)
    hours = answers.of_area(hours, sozialraum_id) if len(hours) else hours
    if not len(hours):
        return pd.DataFrame()
    hours = hours.sort_values(["quarter", "sozialraum_id", "ansatzpunkt"], ascending=[False, True, True], kind="stable")
    names = area_names(release)
    return display_frame({
        words.COLUMN["quarter"]: [words.quarter_words(str(q)) for q in hours["quarter"]],
        level_word(release): [names.get(i, words.NO_AREA) for i in hours["sozialraum_id"]],
        COLUMN["point"]: [point_words([p])[0] if isinstance(p, str) else words.NO_POINT for p in hours["ansatzpunkt"]],
        words.COLUMN["hours"]: [shown_number(v, 1) for v in hours["hours"]],
    })  # fmt: skip
