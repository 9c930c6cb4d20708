"""What all display tables are made of: frames with German columns, names of areas, words for codes."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from typing import Any

import pandas as pd

from sozialraum_geo.german.words import labels, numbers
from sozialraum_geo.release.door import Release
from sozialraum_geo.standards import Standard


def display_frame(columns: dict[str, Iterable[Any]], index: Iterable[Any] | None = None) -> pd.DataFrame:
    """Return a display table of columns; with an index of Sozialräume a row of it can be chosen."""
    frame = pd.DataFrame({name: pd.Series(list(values), dtype=object) for name, values in columns.items()})
    return frame if index is None else frame.set_axis(pd.Index(list(index), name="sozialraum_id"))


def day_cells(values: Iterable[Any]) -> list[dt.date | str | None]:
    """Return days that sort as days; where one is a year alone or other words, all as they are written."""
    written = [str(v) if isinstance(v, str) and v else None for v in values]
    days: list[dt.date | str | None] = [None if w is None else numbers.day_of(w) for w in written]
    if any(w and not d for w, d in zip(written, days, strict=True)):
        return [None if w is None else numbers.date_text(w) for w in written]
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
    ages = numbers.ages(rule.ages.start, rule.ages.stop)
    name = rule.name if any(c.isdigit() for c in rule.name) else f"{rule.name}, {ages} Jahre"
    how = "" if rule.mode == "fuss" else f", {labels.HOW[rule.mode]}"
    return f"{name} ({labels.limit_words(rule.limit_m, rule.limits)}{how})"


def state_of_all(state: str) -> str:
    """Return how all people of an age are shown: few of them without an offer are no secret about all."""
    return "known" if state == "small" else state


def age_words(start: float, stop: float) -> str | None:
    """Write an age band of which an end may be open; None where neither is told."""
    if math.isnan(start) and math.isnan(stop):
        return None
    return numbers.ages(0 if math.isnan(start) else start, math.inf if math.isnan(stop) else stop)


def where_column(release: Release, frame: pd.DataFrame, sozialraum_id: str) -> dict[str, Iterable[Any]]:
    """Return a column that says where a row is; none where all are in one Sozialraum."""
    return {} if sozialraum_id else {level_word(release): frame["sozialraum_id"].map(area_names(release))}
