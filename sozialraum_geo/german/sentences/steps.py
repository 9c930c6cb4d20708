"""The calculation of each figure as data: numbers put in, rule and result of every step, from a `Release` only."""

from __future__ import annotations

import bisect
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pandas as pd

from sozialraum_geo.analysis.need.indicators import SUM
from sozialraum_geo.analysis.ranking.gaps import RANGED
from sozialraum_geo.analysis.reach.certainty import DRAWS
from sozialraum_geo.german.words import labels, numbers
from sozialraum_geo.release import facts
from sozialraum_geo.release.coarsening import TOO_WIDE
from sozialraum_geo.release.door import FIRST, Release

NEAR = 1e-9  # numbers nearer than this, measured by their size, are the same

Input = tuple[str, float, str]  # key of `steps.INPUT` or a name, number, unit


@dataclass(frozen=True)
class Step:
    """One step of a calculation.

    Attributes
    ----------
    what
        Key of `steps.STEP`, or a name.
    rule
        Key of `steps.RULE_WORDS`: how the result follows from ``inputs``; "given" where it does not.
    inputs
        Key or name, number and unit of each number put in, in the order of the rule.
    result
        NaN where there is no number; ``note`` says why.
    unit
        How the numbers are written: "people", "share", "count", "value", "z" or "part".
    note
        Key of `steps.NOTE`, or empty.
    fields
        Fill the words of ``what`` and ``note``.
    """

    what: str
    rule: str
    inputs: tuple[Input, ...]
    result: float
    unit: str
    note: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Figure:
    """A figure with its steps: of one Sozialraum, or of the whole place; ``kind`` is a key of `steps.FIGURE`."""

    kind: str
    steps: tuple[Step, ...]
    sozialraum_id: str = ""
    standard_id: str = ""
    supply_id: str = ""


@dataclass(frozen=True)
class Rows:
    """The tables of a release by their keys, so that the figures of a large town are not searched for one by one."""

    names: Mapping[str, str]
    coverage: Mapping[tuple[str, str], facts.Row]
    gaps: Mapping[tuple[str, str], facts.Row]
    need: Mapping[str, facts.Row]
    supply: Mapping[tuple[str, str], facts.Row]
    ranks: Mapping[str, facts.Row]
    raw: Mapping[tuple[str, str], facts.Row]
    scores: tuple[float, ...]


@lru_cache(maxsize=2)
def rows_of(release: Release) -> Rows:
    """Return the tables of a release as dicts."""

    def by(table: pd.DataFrame | None, keys: list[str]) -> dict[Any, facts.Row]:
        return {} if table is None else table.set_index(keys, drop=False).to_dict("index")

    pair = ["standard_id", "sozialraum_id"]
    ranks = by(facts.ranked(release), ["sozialraum_id"])
    scores = tuple(sorted(round(row["score"], 12) for row in ranks.values()))
    need = by(release.need, ["sozialraum_id"])
    supply = by(release.supply, ["supply_id", "sozialraum_id"]) if len(release.supply) else {}
    names = dict(zip(release.areas["sozialraum_id"], release.areas["name"].astype(str), strict=True))
    raw = release.indicators
    if raw is not None:
        raw = raw.sort_values("date", kind="stable").drop_duplicates(["indicator_id", "sozialraum_id"], keep="last")
    raw_rows = by(raw, ["indicator_id", "sozialraum_id"])
    return Rows(names, by(release.coverage, pair), by(release.gaps, pair), need, supply, ranks, raw_rows, scores)


def _coverage_row(release: Release, standard_id: str, sozialraum_id: str) -> facts.Row:
    if not sozialraum_id:
        return facts.coverage_row(release, standard_id)
    return rows_of(release).coverage[standard_id, sozialraum_id]


def given(what: str, result: float, unit: str, note: str = "data", **fields: str) -> Step:
    """Return a step that only states a number."""
    return Step(what, "given", (), float(result), unit, note, fields)


def same(one: float, other: float) -> bool:
    """Tell whether two numbers are the same but for rounding."""
    return math.isclose(one, other, rel_tol=NEAR, abs_tol=NEAR)


# --- who reaches what ------------------------------------------------------------------------------------------------


def coverage(release: Release, standard_id: str, sozialraum_id: str = "") -> Figure:
    """Return how the share that reaches an offer was computed, of one Sozialraum or over all.

    Steps with the very numbers inside; in public rounded numbers, which are only stated. Without a share a step says
    why.
    """
    row = _coverage_row(release, standard_id, sozialraum_id)
    if blank := _why_blank(row):
        steps = [given("share", math.nan, "share", blank)]
        if blank != "suppressed" and row["people"] >= 0:
            steps.insert(0, _people(release, row))
        if blank == TOO_WIDE:
            steps += _interval(release, row)
    elif release.is_public:
        steps = [
            _people(release, row),
            given("uncovered", row["uncovered_people"], "people", "rounded"),
            given("share", row["covered_share"], "share", "rounded"),
            *_interval(release, row),
        ]
    elif sozialraum_id:
        interval = [] if row["state"] == "small" else _interval(release, row)
        steps = [*_share_here(release, row, standard_id), *interval]
    else:
        steps = [*_share_of_all(release, row, standard_id), *_interval(release, row)]
    return Figure("coverage", tuple(steps), sozialraum_id, standard_id)


def _why_blank(row: facts.Row) -> str:
    """Return why there is no share: a key of `steps.NOTE`; empty where there is one."""
    if row["reason"]:
        return str(row["reason"])
    if row["state"] == "suppressed":
        return "suppressed"
    if row["people"] == 0:
        return "nobody"
    return "unknown" if math.isnan(row["covered_share"]) else ""


def _people(release: Release, row: facts.Row) -> Step:
    return given("people", row["people"], "people", "rounded" if release.is_public else "data")


def _interval(release: Release, row: facts.Row) -> list[Step]:
    if math.isnan(row["covered_low"]):
        return []
    drawn: tuple[Input, ...] = (("draws", DRAWS, "count"), ("seed", release.seed, "name"))
    note = "rounded" if release.is_public else ""
    return [Step(what, "drawn", drawn, row[f"covered_{what}"], "share", note) for what in ("low", "high")]


def _share_here(release: Release, row: facts.Row, standard_id: str) -> list[Step]:
    people, known, reached, share = (row[c] for c in ("people", "known_people", "reached_people", "covered_share"))
    steps = [_people(release, row)]
    if not same(known, people):
        both: tuple[Input, ...] = (("known", known, "people"), ("people", people, "people"))
        steps.append(given("known", known, "people", "ways"))
        steps.append(Step("unknown", "rest_share", both, row["unknown_share"], "share"))
    if math.isnan(reached):
        # the share of so few would tell how many they are
        return [*steps, given("uncovered", math.nan, "people", "small"), given("share", math.nan, "share", "small")]
    steps.append(given("reached", reached, "people", "ways", limit=limit_words(release, standard_id)))
    of = "people" if same(known, people) else "known"
    inputs: tuple[Input, ...] = (("reached", reached, "people"), (of, known, "people"))
    return [*steps, Step("share", "quotient", inputs, share, "share")]


def limit_words(release: Release, standard_id: str) -> str:
    """Return the limit of a standard in words."""
    rule = facts.standard_of(release, standard_id)
    return labels.limit_words(rule.limit_m, rule.limits)


def _share_of_all(release: Release, row: facts.Row, standard_id: str) -> list[Step]:
    steps = _uncovered_of_all(release, row, standard_id)
    people, uncovered = row["people"], row["uncovered_people"]
    if math.isnan(uncovered):
        return [*steps, given("share", row["covered_share"], "share", "")]
    reached = people - uncovered
    pair: tuple[Input, ...] = (("people", people, "people"), ("uncovered", uncovered, "people"))
    inputs: tuple[Input, ...] = (("reached", reached, "people"), ("people", people, "people"))
    return [
        *steps,
        Step("reached_all", "difference", pair, reached, "people"),
        Step("share", "quotient", inputs, row["covered_share"], "share"),
    ]


def _uncovered_of_all(release: Release, row: facts.Row, standard_id: str) -> list[Step]:
    """Add up the Sozialräume where the share is known; what is not told of one of them cannot be added up."""
    rows = release.coverage[release.coverage["standard_id"] == standard_id]
    rows = rows[rows["covered_share"].notna()].set_index("sozialraum_id")
    return [
        _sum_of("people", rows["people"], row["people"]),
        _sum_of("uncovered", rows["uncovered_people"], row["uncovered_people"]),
    ]


def _sum_of(what: str, parts: pd.Series, whole: float) -> Step:
    if math.isnan(whole):
        return given(what, whole, "people", "small")
    rest = whole - parts.sum()
    inputs: tuple[Input, ...] = tuple((str(i), float(v), "people") for i, v in parts.items())
    if not same(rest, 0.0):
        # below half a person a Sozialraum counts as nobody, but adds its part to the whole
        inputs = (*inputs, ("half", rest, "people"))
    if parts.isna().any() or abs(rest) > len(parts) / 2:
        return given(what, whole, "people", "small_parts")
    return Step(what, "sum", inputs, whole, "people")


# --- who does not ----------------------------------------------------------------------------------------------------


def gap(release: Release, standard_id: str, sozialraum_id: str = "") -> Figure:
    """Return how the people with a way too long were counted, of one Sozialraum or over all; as `coverage` does."""
    row = _coverage_row(release, standard_id, sozialraum_id)
    blank = _why_blank(row) or ("small" if row["state"] == "small" else "")
    if blank:
        steps = [given("uncovered", 0.0 if blank == "nobody" else math.nan, "people", blank)]
    elif release.is_public:
        steps = [_people(release, row), given("uncovered", row["uncovered_people"], "people", "rounded")]
    elif not sozialraum_id:
        steps = _uncovered_of_all(release, row, standard_id)
    else:
        steps = _share_here(release, row, standard_id)
        people, share, left = row["people"], row["covered_share"], row["uncovered_people"]
        if same(row["known_people"], people):
            pair: tuple[Input, ...] = (("people", people, "people"), ("reached", row["reached_people"], "people"))
            steps = [*steps[:-1], Step("uncovered", "difference", pair, left, "people")]
        else:
            pair = (("people", people, "people"), ("share", share, "share"))
            steps.append(Step("uncovered", "rest", pair, left, "people"))
    return Figure("gap", tuple(steps), sozialraum_id, standard_id)


def weighted(release: Release, standard_id: str, sozialraum_id: str) -> Figure | None:
    """Return how the people with a way too long were weighed by the index; None without an index, and in public."""
    if release.gaps is None or release.need is None:
        return None
    row = rows_of(release).gaps[standard_id, sozialraum_id]
    weight = rows_of(release).need[sozialraum_id]["need_weight"]
    steps = _need_weight(release, sozialraum_id)
    left = row["uncovered_people"]
    if math.isnan(row["weighted_people"]):
        note = "no_index" if math.isnan(weight) else "small" if row["state"] == "small" else row["reason"] or "unknown"
        steps.append(given("weighted", math.nan, "people", str(note)))
    else:
        inputs: tuple[Input, ...] = (("uncovered", left, "people"), ("need_weight", weight, "z"))
        steps.append(Step("weighted", "product", inputs, row["weighted_people"], "people"))
    return Figure("weighted", tuple(steps), sozialraum_id, standard_id)


def weighed_area(release: Release, standard_id: str, sozialraum_id: str = "") -> str:
    """Return the chosen Sozialraum, else the one in which the way too long weighs most; empty without any.

    In public there is no weight: the chosen one or none.
    """
    if sozialraum_id or release.gaps is None:
        return sozialraum_id
    rows = release.gaps[(release.gaps["standard_id"] == standard_id) & (release.gaps["weighted_people"] > 0)]
    rows = rows.sort_values("weighted_people", ascending=False, kind="stable")
    return str(rows["sozialraum_id"].iloc[0]) if len(rows) else ""


# --- index -----------------------------------------------------------------------------------------------------------


def index(release: Release, sozialraum_id: str) -> Figure | None:
    """Return how the social index came about: each indicator, their sum, the index, the weight of the area.

    None in public and without indicators; a single step says so where this Sozialraum has no index.
    """
    if release.need is None or release.need_values is None or release.need_scaling is None:
        return None
    need = rows_of(release).need[sozialraum_id]
    if math.isnan(need["need_index"]):
        return Figure("index", (given("need_index", math.nan, "z", "no_index"),), sozialraum_id)
    values = release.need_values
    scaling: dict[Any, facts.Row] = release.need_scaling.to_dict("index")
    names = {i.id: f"{i.name} ({i.unit})" if i.unit else i.name for i in release.indicator_list}
    is_ranked = release.need_scale == "percentile"
    steps: list[Step] = []
    parts: list[Input] = []
    for name in values.columns:
        sign, weight, centre, spread = (float(scaling[name][c]) for c in ("sign", "weight", "centre", "spread"))
        column = (values[name] * sign).rank() if is_ranked else values[name]
        z = need[f"z_{name}"]
        inputs: tuple[Input, ...] = (
            ("sign", 1.0 if is_ranked else sign, "sign"),
            ("rank" if is_ranked else "value", float(column[sozialraum_id]), "value"),
            ("centre", centre, "value"),
            ("spread", spread, "value"),
        )
        raw = float(rows_of(release).raw[str(name), sozialraum_id]["value"])
        note = "" if same(raw, float(values[name][sozialraum_id])) else "smoothed"
        told = {"raw": numbers.number(raw, 2)}
        steps.append(Step(names[name], "scaled", inputs, z, "z", note, told))
        if weight != 1:
            pair: tuple[Input, ...] = (("weight", weight, "value"), (names[name], z, "z"))
            steps.append(Step("weight_of", "product", pair, weight * z, "z", fields={"name": names[name]}))
        parts.append((names[name], weight * z, "z"))
    total = math.fsum(v for _, v, _ in parts)
    steps.append(Step("total", "sum", tuple(parts), total, "z"))
    centre, spread = float(scaling[SUM]["centre"]), float(scaling[SUM]["spread"])
    if is_ranked:
        table = release.need.set_index("sozialraum_id")
        totals = [table[f"z_{name}"] * scaling[name]["weight"] for name in values.columns]
        total = float(pd.concat(totals, axis=1).sum(axis=1, skipna=False).rank()[sozialraum_id])
    last: tuple[Input, ...] = (
        ("sign", 1.0, "sign"),
        ("rank" if is_ranked else "total", total, "z"),
        ("centre", centre, "z"),
        ("spread", spread, "z"),
    )
    steps.append(Step("need_index", "scaled", last, need["need_index"], "z"))
    return Figure("index", (*steps, *_need_weight(release, sozialraum_id)), sozialraum_id)


def _need_weight(release: Release, sozialraum_id: str) -> list[Step]:
    need = rows_of(release).need[sozialraum_id]
    if math.isnan(need["need_index"]):
        return [given("need_weight", math.nan, "z", "no_index")]
    if release.need_scale in RANGED:
        return [given("need_weight", need["need_weight"], "z", "one_of")]
    inputs: tuple[Input, ...] = (("index", need["need_index"], "z"),)
    return [Step("need_weight", "phi", inputs, need["need_weight"], "z")]


# --- order -----------------------------------------------------------------------------------------------------------


def score(release: Release, sozialraum_id: str) -> Figure | None:
    """Return how the score adds up, standard by standard; None where the Sozialraum is not ranked, and in public."""
    row = _ranked_row(release, sozialraum_id)
    if row is None or release.need is None or release.gaps is None:
        return None
    weight = rows_of(release).need[sozialraum_id]["need_weight"]
    steps, parts = _need_weight(release, sozialraum_id), []
    for standard_id, share in release.weights.items():
        name = facts.standard_of(release, standard_id).name
        covered = _coverage_row(release, standard_id, sozialraum_id)
        relative = rows_of(release).gaps[standard_id, sozialraum_id]
        part = row[f"contribution_{standard_id}"]
        c = covered["covered_share"]
        inputs: tuple[Input, ...] = (
            ("weight", share, "factor"),
            ("need_weight", weight, "factor"),
            ("share", c, "share"),
        )
        if not math.isnan(c) and same(share * weight * (1 - c), part):
            steps.append(Step(name, "part", inputs, part, "part"))
        else:
            inputs = (("weight", share, "factor"), ("gap", relative["relative_gap"], "part"))
            note = "too_wide_used" if covered["reason"] == TOO_WIDE else "half_used"
            steps.append(Step(name, "product", inputs, part, "part", note))
        parts.append((name, part, "part"))
    steps.append(Step("score", "sum", tuple(parts), row["score"], "part"))
    points: tuple[Input, ...] = (("score", row["score"], "part"), ("hundred", 100.0, "count"))
    steps.append(Step("points", "product", points, row["score"] * 100, "tenth"))
    return Figure("score", tuple(steps), sozialraum_id)


def _ranked_row(release: Release, sozialraum_id: str) -> facts.Row | None:
    return rows_of(release).ranks.get(sozialraum_id)


def rank(release: Release, sozialraum_id: str) -> Figure | None:
    """Return how a Sozialraum came to its rank, and how sure it is; None where it is not ranked, and in public."""
    row = _ranked_row(release, sozialraum_id)
    if row is None:
        return None
    scores = rows_of(release).scores
    higher = len(scores) - bisect.bisect_right(scores, round(row["score"], 12))
    above: tuple[Input, ...] = (("one", 1, "count"), ("higher", higher, "count"))
    steps = [Step("rank", "sum", above, row["rank"], "count")]
    if not math.isnan(row.get("rank_median", math.nan)):
        drawn: tuple[Input, ...] = (("draws", release.draws, "count"), ("seed", release.seed, "name"))
        steps += [Step(w, "drawn", drawn, row[w], "count") for w in ("rank_median", "rank_low", "rank_high")]
        times: tuple[Input, ...] = (
            ("times", round(row["first_share"] * release.draws), "count"),
            ("draws", release.draws, "count"),
        )
        steps.append(Step("first", "quotient", times, row["first_share"], "share", fields={"first": str(FIRST)}))
        if not math.isnan(row["before_next"]):
            steps.append(Step("before", "drawn", drawn, row["before_next"], "share"))
    steps.append(given("by_people", row["rank_by_people"], "count", ""))
    return Figure("rank", tuple(steps), sozialraum_id)
