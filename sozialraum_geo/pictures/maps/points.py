"""Places, partners and activities as points of a map: which letter, shape and colour, and what their popup says.

Letter and shape carry the meaning; the few colours (Okabe–Ito) repeat it, so nobody needs to see colours.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sozialraum_geo.german.words import labels, maps, numbers
from sozialraum_geo.pictures.maps.picture import Part, kept_part, points_part
from sozialraum_geo.pictures.styles import (
    ANSATZPUNKT_STYLE,
    BLUE,
    CATEGORY_MARK,
    DARK_INK,
    PARTNER_LETTER,
    STATE_STYLE,
    mark,
)
from sozialraum_geo.release.activities import MONTHS_AHEAD, ending_activities
from sozialraum_geo.release.partners import shares_with
from sozialraum_geo.standards import Standard

if TYPE_CHECKING:
    from sozialraum_geo.release.door import Release


@dataclass(frozen=True)
class Line:
    """One line of a legend: a sign, what it means, how many there are."""

    mark: dict[str, str]
    words: str
    count: int


@dataclass(frozen=True)
class Points:
    """Points of one layer: the part, the lines of its legend, and how many have no place."""

    part: Part
    legend: tuple[Line, ...]
    unplaced: int


def place_points(release: Release, categories: Collection[str] | None = None, within: str | None = None) -> Points:
    """Return the facilities, all or of some categories; the legend counts those ``within`` one area if one is named."""
    key = ("places", None if categories is None else tuple(sorted(categories)))
    places = release.places
    if categories is not None:
        places = places[places["category"].isin(list(categories))]
    kinds = places["category"].map(_shown_category)
    part, placed = _part(release, key, places, kinds, CATEGORY_MARK, _place_text)
    counted = placed if within is None else placed & (places["sozialraum_id"] == within).to_numpy()
    words = {c: words[1] for c, words in labels.CATEGORY.items()}
    legend = _lines(CATEGORY_MARK, kinds[counted], kinds[counted], words)
    return Points(part, legend, _unplaced(places, placed, within))


def standard_points(release: Release, rule: Standard) -> Points:
    """Return the facilities of a standard's category and, hollow, the current activities that count like one."""
    places = release.places[release.places["category"] == rule.category]
    counting = _counting(release, rule.id)
    filled = CATEGORY_MARK[_shown_category(rule.category)]
    marks = {"facility": filled, "activity": hollow(filled)}
    frames = [f.assign(counts=f is counting) for f in (places, counting) if len(f)]
    rows = pd.concat(frames, ignore_index=True) if frames else places.assign(counts=False)
    kinds = rows["counts"].map({False: "facility", True: "activity"}).astype(object)
    part, placed = _part(
        release,
        ("standard", rule.id),
        rows,
        kinds,
        marks,
        lambda row: (_counting_text if row.counts else _place_text)(row),
    )
    names = {"facility": labels.CATEGORY[rule.category][1], "activity": maps.WORDS["counting"]}
    return Points(part, _lines(marks, kinds[placed], kinds[placed], names), _unplaced(rows, placed))


def _counting(release: Release, standard_id: str) -> gpd.GeoDataFrame:
    activities = release.activities
    if "counts_for" not in activities:
        return activities.iloc[:0]
    counts = [isinstance(ids, tuple) and standard_id in ids for ids in activities["counts_for"]]
    return activities[pd.Series(counts, index=activities.index, dtype=bool) & activities["is_current"].astype(bool)]


def hollow(sign: dict[str, str]) -> dict[str, str]:
    """Return the sign with its colour as an outline: the same letter and shape, but not the same thing."""
    return sign | {"colour": "#ffffff", "ink": DARK_INK, "edge": sign["colour"]}


def partner_points(release: Release, around: str | None = None) -> Points:
    """Return the partners: the letter is the kind, shape and colour are the state where the release carries it.

    With ``around``, a partner_id, only that one and those it shares a Gremium or an activity with.
    """
    partners = release.partners
    if around is not None:
        partners = partners[partners["partner_id"].isin(shares_with(release, around))]
    kinds = partners["kind"].where(partners["kind"].isin(list(PARTNER_LETTER)), "sonstige")
    if not has_state(release):
        marks = {k: mark(x, "circle", BLUE) for k, x in PARTNER_LETTER.items()}
        part, placed = _part(release, ("partners", around), partners, kinds, marks, _partner_text)
        legend = _lines(marks, kinds[placed], kinds[placed], labels.PARTNER_KIND)
        return Points(part, legend, _unplaced(partners, placed))
    states = partners["state"].where(partners["state"].isin(list(STATE_STYLE)), "unbekannt")
    marks = {
        f"{kind}|{state}": mark(letter, *style)
        for state, style in STATE_STYLE.items()
        for kind, letter in PARTNER_LETTER.items()
    }
    part, placed = _part(release, ("partners", around), partners, kinds + "|" + states, marks, _partner_text)
    by_state = {state: mark("", *style) for state, style in STATE_STYLE.items()}
    by_kind = {kind: mark(letter, "circle", "#ffffff") for kind, letter in PARTNER_LETTER.items()}
    legend = _lines(by_state, states[placed], states[placed], labels.STATE)
    legend += _lines(by_kind, kinds[placed], kinds[placed], labels.PARTNER_KIND)
    return Points(part, legend, _unplaced(partners, placed))


def activity_points(release: Release) -> Points:
    """Return the activities that run now, by Ansatzpunkt."""
    activities = release.activities
    current = activities[activities["is_current"].astype(bool)]
    return _by_point(release, "activities", current, _activity_text)


def ending_points(release: Release, months: int = MONTHS_AHEAD) -> Points:
    """Return the running activities that end, or whose funding ends, within the next months."""
    return _by_point(release, ("ending", months), ending_activities(release, months=months), _ending_text)


def _by_point(release: Release, key: Any, activities: Any, text: Any) -> Points:
    marks = {code: mark(code, *style) for code, style in ANSATZPUNKT_STYLE.items()}
    kinds = activities["ansatzpunkt"]
    part, placed = _part(release, key, activities, kinds, marks, text)
    legend = _lines(marks, kinds[placed], kinds[placed], {c: _ansatzpunkt_words(c) for c in marks})
    return Points(part, legend, _unplaced(activities, placed))


def has_state(release: Release) -> bool:
    """Tell whether the release carries the state of the cooperation with its partners."""
    return "state" in release.partners and bool(release.partners["state"].notna().any())


def _part(
    release: Release, key: Any, rows: gpd.GeoDataFrame, kinds: pd.Series, marks: Any, text: Any
) -> tuple[Part, np.ndarray]:
    shapes = np.asarray(rows.geometry.array)
    placed = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))

    def make() -> Part:
        used = [k for k in marks if (kinds[placed] == k).any()]
        # rows of Python objects: reading Arrow strings one by one takes ten times as long
        plain = pd.DataFrame(rows[placed].drop(columns="geometry")).astype(object)
        points = rows.loc[placed, ["name", "geometry"]].copy()
        points["mark"] = [used.index(k) for k in kinds[placed]]
        points["text"] = [text(row) for row in plain.itertuples()]
        return points_part(points, [marks[k] for k in used], release.crs)

    return kept_part(release, key, make), placed


def _lines(marks: Any, present: pd.Series, counted: pd.Series, words: dict[str, str]) -> tuple[Line, ...]:
    counts = counted.value_counts()
    return tuple(Line(marks[k], words[k], int(counts.get(k, 0))) for k in marks if (present == k).any())


def _unplaced(rows: gpd.GeoDataFrame, placed: np.ndarray, within: str | None = None) -> int:
    inside = np.ones(len(rows), dtype=bool) if within is None else (rows["sozialraum_id"] == within).to_numpy()
    return int((~placed & inside).sum())


def _shown_category(category: Any) -> str:
    return category if category in CATEGORY_MARK else "sonstige"


def _ansatzpunkt_words(code: str) -> str:
    return f"{code} {labels.ANSATZPUNKT[code]}"


def _said(value: Any) -> bool:
    return value is not None and value == value and value != ""


def _place_text(row: Any) -> str:
    lines = [labels.CATEGORY.get(row.category, (row.category,))[0]]
    if _said(row.traeger):
        lines.append(row.traeger)
    if _said(row.capacity):
        lines.append(f"{numbers.number(row.capacity)} {labels.CAPACITY_UNIT.get(row.capacity_unit, '')}".strip())
    if row.status == "vakant":
        lines.append("vakant")
    return "\n".join(lines)


def _counting_text(row: Any) -> str:
    category = labels.CATEGORY.get(row.category, (row.category,))[0]
    return _when_and_whose(maps.WORDS["counts_like"].format(category=category), row)


def _when_and_whose(first: str, row: Any) -> str:
    lines = [first]
    if _said(row.rhythm):
        lines.append(labels.RHYTHM.get(row.rhythm, row.rhythm))
    if _said(row.traeger):
        lines.append(row.traeger)
    return "\n".join(lines)


def _partner_text(row: Any) -> str:
    lines = [labels.PARTNER_KIND.get(row.kind, row.kind)] if _said(row.kind) else []
    if _said(getattr(row, "state", None)):
        lines.append(labels.STATE.get(row.state, row.state))
    return "\n".join(lines)


def _activity_text(row: Any) -> str:
    return _when_and_whose(_ansatzpunkt_words(row.ansatzpunkt), row)


def _ending_text(row: Any) -> str:
    lines = [_activity_text(row)]
    for words, day in (("ends", row.end), ("funded_until", row.funded_until)):
        if _said(day):
            lines.append(maps.WORDS[words].format(date=numbers.date_text(day)))
    return "\n".join(lines)
