"""The registry of map layers, and how the values of areas become classes, colours and kinds of empty."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sozialraum_geo.analysis.reach.accessibility import FAR, FARTHER
from sozialraum_geo.german.words import labels as labels_words
from sozialraum_geo.german.words import maps
from sozialraum_geo.german.words import numbers as numbers_words
from sozialraum_geo.pictures.styles import CIVIDIS, EMPTY, SHARE_BREAKS, YLGNBU
from sozialraum_geo.standards import Standard

if TYPE_CHECKING:
    from sozialraum_geo.release.door import Release


STEPS = (5, *(m * 10**e for e in range(1, 8) for m in (1, 2, 5)))  # each about twice the one before
MOST_BREAKS = 4
OUTSTANDING = 0.4  # what is less than this part of the largest value does not share its class
UNSHADED = "calm"
WEIGHED = frozenset({"weighted_people"})  # columns whose values are no counts of people


@dataclass(frozen=True)
class Layer:
    """What one map shows.

    Attributes
    ----------
    id
        Also the key of its title and subtitle in `german.words.maps`.
    frame, column
        Where the value of an area comes from in the release; empty where areas stay calm.
    kind
        ``share``, ``count``, ``number``, ``rank``, ``word`` or ``calm``: how values become classes.
    palette
        Colours from little to much.
    points
        ``places``, ``standard`` (places of the standard's category), ``partners``, ``activities``, ``ending`` or
        nothing.
    sources
        Tables whose sources stand under the map, beside areas, streets and background.
    """

    id: str
    frame: str = ""
    column: str = ""
    kind: str = "calm"
    palette: tuple[str, ...] = ()
    points: str = ""
    needs_standard: bool = False
    is_internal: bool = False
    sources: tuple[str, ...] = ()


_REACHING = ("facilities", "activities", "population", "grid")
_WEIGHING = (*_REACHING, "indicators")
LAYERS: dict[str, Layer] = {
    layer.id: layer
    for layer in (
        Layer("overview", points="places", sources=("facilities",)),
        Layer("covered_share", "coverage", "covered_share", "share", YLGNBU, "", True, False, _REACHING),
        Layer("cells", points="standard", needs_standard=True, sources=_REACHING),
        Layer("access", "access", "access_per_100", "number", YLGNBU, "", True, False, _REACHING),
        Layer("uncovered_people", "coverage", "uncovered_people", "count", CIVIDIS, "", True, False, _REACHING),
        Layer("weighted_people", "gaps", "weighted_people", "count", CIVIDIS, "", True, True, _WEIGHING),
        Layer("rank", "priorities", "rank", "rank", CIVIDIS[::-1], "", False, True, _WEIGHING),
        Layer("need_index", "need", "status_class", "word", CIVIDIS, "", False, True, ("indicators",)),
        Layer("area", points="places", sources=("facilities",)),
        Layer("partners", points="partners", sources=("partners",)),
        Layer("activities", points="activities", sources=("activities",)),
        Layer("ending", points="ending", is_internal=True, sources=("activities",)),
    )
}


@dataclass(frozen=True)
class Fill:
    """Styles used, the style of each area and its value in words; ``labels`` name the styles in the legend."""

    styles: list[dict[str, str]]
    labels: list[str]
    index: list[int]
    values: list[str]
    is_shaded: bool


def rule_fields(rule: Standard | None) -> dict[str, str]:
    """Return the words that titles, legends and labels about a standard are made of; none without one."""
    if rule is None:
        return {}
    return {
        "standard": rule.name,
        "ages": numbers_words.people_aged(rule.ages.start, rule.ages.stop),
        "people": numbers_words.people_named(rule.ages.start, rule.ages.stop),
        "limit": (limit := labels_words.limit_words(rule.limit_m, rule.limits)),
        "way": f"{limit} {labels_words.WAY[rule.mode]}",
        "how": labels_words.HOW[rule.mode],
        "far": numbers_words.metres(rule.limit_m * FAR),
        "farther": numbers_words.metres(rule.limit_m * FARTHER),
    }


def area_values(release: Release, layer: Layer, rule: Standard | None) -> pd.DataFrame:
    """Return the rows of a layer's frame, one per area in the order of the areas; NaN where there is none."""
    frame = getattr(release, layer.frame)
    if rule is not None and "standard_id" in frame:
        frame = frame[frame["standard_id"] == rule.id]
    rows: pd.DataFrame = frame.set_index("sozialraum_id").reindex(release.areas["sozialraum_id"])
    return rows


def area_classes(release: Release, layer: Layer, rule: Standard | None, shown: np.ndarray) -> Fill:
    """Put every area into a class or a kind of empty; areas that are not shown are left outside."""
    count = len(release.areas)
    if layer.kind == "calm":
        index = np.where(shown, 0, 1)
        styles = [EMPTY[UNSHADED], EMPTY["outside"]]
        return Fill(styles, ["", ""], index.tolist(), [""] * count, is_shaded=False)
    rows = area_values(release, layer, rule)
    values = rows[layer.column]
    state = rows["state"].fillna("unknown") if "state" in rows else pd.Series("known", index=rows.index)
    classes, labels, words = CLASSES[layer.kind](layer, rows, values, state, release)
    colours = _spread(layer.palette, len(labels))
    styles = [{"fill": c, "pattern": ""} for c in colours]
    empty = _empty_kind(layer, rows, values, state, classes)
    empty[~shown] = "outside"
    # unknown, nobody, suppressed: three different kinds of empty, each only where it occurs
    for kind in ("zero", "unknown", "suppressed", "outside"):
        if (empty == kind).any():
            classes[empty == kind] = len(styles)
            styles.append(EMPTY[kind])
            labels.append(maps.EMPTY["no_people" if kind == "zero" and layer.kind == "share" else kind])
    words = [
        numbers_words.UNKNOWN if e in ("unknown", "suppressed", "outside") else w
        for w, e in zip(words, empty, strict=True)
    ]
    return Fill(styles, labels, classes.tolist(), words, is_shaded=True)


def _empty_kind(
    layer: Layer, rows: pd.DataFrame, values: pd.Series, state: pd.Series, classes: np.ndarray
) -> np.ndarray:
    kind = np.full(len(rows), "", dtype=object)
    kind[classes < 0] = "unknown"
    kind[(state == "unknown").to_numpy()] = "unknown"
    nobody = (rows["people"] == 0).to_numpy() if "people" in rows else np.zeros(len(rows), dtype=bool)
    if layer.kind == "count":
        nobody = nobody | (values == 0).to_numpy()
    kind[nobody & (state == "known").to_numpy()] = "zero"
    kind[(state == "suppressed").to_numpy()] = "suppressed"
    return kind


def _share_classes(
    layer: Layer, rows: Any, values: pd.Series, state: pd.Series, release: Release
) -> tuple[np.ndarray, list[str], list[str]]:
    edges = (0.0, *SHARE_BREAKS, 1.0)
    labels = [maps.share_class(a, b) for a, b in pairwise(edges)]
    # classed as it is written: 59,6 % reads 60 % and must not stand below it
    written = (values * 100).round() / 100
    return _cut(written, SHARE_BREAKS), labels, [numbers_words.percent(v) for v in values]


def _count_classes(
    layer: Layer, rows: Any, values: pd.Series, state: pd.Series, release: Release
) -> tuple[np.ndarray, list[str], list[str]]:
    # a small count is known to be one to four and no more: it falls into the first class whatever it is
    counted = values.where(state != "small", 1.0)
    breaks = count_breaks(counted[(counted > 0) & (state != "suppressed")])
    edges = (0.0, *breaks, math.inf)
    labels = [maps.count_class(a, b) for a, b in pairwise(edges)]
    words = [numbers_words.people(v, s, public=release.mode != "intern") for v, s in zip(values, state, strict=True)]
    if layer.column in WEIGHED:
        # not a number of people, and never to be read as one
        words = [maps.WORDS["weighted"].format(value=w) if w != numbers_words.UNKNOWN else w for w in words]
    return _cut(counted, breaks), labels, words


def _rank_classes(
    layer: Layer, rows: Any, values: pd.Series, state: pd.Series, release: Release
) -> tuple[np.ndarray, list[str], list[str]]:
    count = int(values.notna().sum())
    tops = rank_tops(count)
    labels = [maps.rank_class(a + 1, b) for a, b in zip((0, *tops), (*tops, count), strict=True)]
    classes = _cut(values - 0.5, tops)
    return classes, labels, [numbers_words.number(v) for v in values]


def _word_classes(
    layer: Layer, rows: pd.DataFrame, values: pd.Series, state: pd.Series, release: Release
) -> tuple[np.ndarray, list[str], list[str]]:
    # the classes of an index are words; their order is the order of the index
    # an index without classes (its method is incomplete) is known all the same
    values = values.astype(object).where(values.notna() | rows["need_index"].isna(), maps.WORDS["no_class"])
    order = rows["need_index"].groupby(values).mean().sort_values(kind="stable").index
    words = [str(v) if _is_value(v) else numbers_words.UNKNOWN for v in values]
    return np.asarray(order.get_indexer(pd.Index(values))), [str(v) for v in order], words


def _number_classes(
    layer: Layer, rows: Any, values: pd.Series, state: pd.Series, release: Release
) -> tuple[np.ndarray, list[str], list[str]]:
    breaks = number_breaks(values.dropna())
    labels = [maps.count_class(a, b) for a, b in pairwise((0.0, *breaks, math.inf))]
    return _cut(values.round(), breaks), labels, [numbers_words.number(v) for v in values]


CLASSES: dict[str, Callable[..., tuple[np.ndarray, list[str], list[str]]]] = {
    "share": _share_classes,
    "count": _count_classes,
    "number": _number_classes,
    "rank": _rank_classes,
    "word": _word_classes,
}


def _is_value(value: Any) -> bool:
    return value is not None and value == value


def _cut(values: pd.Series, breaks: Sequence[float]) -> np.ndarray:
    numbers = values.to_numpy(dtype=float)
    return np.where(np.isnan(numbers), -1, np.searchsorted(np.asarray(breaks, dtype=float), numbers, side="right"))


def count_breaks(values: pd.Series) -> tuple[float, ...]:
    """Return up to four round numbers that part counted people into classes.

    Either successive numbers of 5, 10, 20, 50, 100, …, or equal steps of such a number: whichever spreads the areas
    more evenly over the classes (the lower Σ n · log n). An area that stands out has no small one in its class.

    Examples
    --------
    >>> count_breaks(pd.Series([3.0, 40, 80, 120, 300, 410]))
    (20, 50, 100, 200)
    >>> count_breaks(pd.Series([410.0, 460, 520, 555, 610]))
    (450, 500, 550, 600)
    """
    numbers = np.sort(values.to_numpy(dtype=float))
    most = numbers[-1] if len(numbers) else 0.0
    best: tuple[int, ...] = (STEPS[0],)
    least = math.inf
    for breaks in _candidates(most):
        sizes = np.diff([0, *np.searchsorted(numbers, breaks), len(numbers)])
        if numbers[len(numbers) - sizes[-1]] < OUTSTANDING * most:
            continue
        crowding = round(float(sum(n * math.log(n) for n in sizes if n)), 9)
        if crowding < least:
            best, least = breaks, crowding
    return best


def number_breaks(values: pd.Series) -> tuple[float, ...]:
    """Return up to four round numbers in equal steps from lowest to highest, so that a value far off stands apart.

    Examples
    --------
    >>> number_breaks(pd.Series([19.0, 52, 58, 70, 78])), number_breaks(pd.Series([3.0]))
    ((20.0, 40.0, 60.0), (3.0,))
    >>> number_breaks(pd.Series([19.0, 78, np.inf])), number_breaks(pd.Series([np.inf]))
    ((20.0, 40.0, 60.0), (1.0,))
    """
    values = values[np.isfinite(values)]  # a way to nowhere is in no class
    if not len(values):
        return (1.0,)
    low, high = float(values.min()), float(values.max())
    steps = [digit * 10.0**power for power in range(7) for digit in (1, 2, 5)]
    step = next((s for s in steps if (high - low) / s <= MOST_BREAKS), steps[-1])
    first = math.floor(low / step) * step + step
    return tuple(b for b in (first + i * step for i in range(MOST_BREAKS)) if b <= high) or (first - step or 1.0,)


def _candidates(most: float) -> list[tuple[int, ...]]:
    """Return the runs of round numbers up to the largest value: doubling first, then in equal steps."""
    steps = [s for s in STEPS if s <= most]
    runs = [tuple(steps[i : i + n]) for n in range(MOST_BREAKS, 0, -1) for i in range(len(steps) - n + 1)]
    for step in steps:
        top = int(most // step) * step
        equal = tuple(top - i * step for i in range(MOST_BREAKS - 1, -1, -1))
        # two digits are round enough
        if equal[0] >= STEPS[0] and all(float(f"{b:.2g}") == b for b in equal):
            runs.append(equal)
    return runs


def rank_tops(count: int) -> tuple[int, ...]:
    """Return the last rank of each class but the last, fitting the number of areas.

    Examples
    --------
    >>> rank_tops(5), rank_tops(14), rank_tops(542)
    ((3,), (3, 6, 9, 12), (10, 25, 50, 100))
    """
    for most, tops in (
        (15, (3, 6, 9, 12)),
        (40, (3, 6, 10, 15)),
        (150, (5, 10, 20, 40)),
        (math.inf, (10, 25, 50, 100)),
    ):
        if count <= most:
            return tuple(t for t in tops if t < count)
    return ()


def _spread(palette: Sequence[str], count: int) -> list[str]:
    """Take ``count`` colours over the whole palette."""
    if count <= 1:
        return [palette[len(palette) // 2]] * count
    return [palette[round(i * (len(palette) - 1) / (count - 1))] for i in range(count)]
