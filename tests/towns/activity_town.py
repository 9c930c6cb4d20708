"""A town with offers of every kind, and the hours behind them."""

from __future__ import annotations

import math

import pandas as pd
import toy

from sozialraum_geo.analysis import analyse
from sozialraum_geo.release import release
from sozialraum_geo.tables import TABLES


def shown(*activities, mode="intern", **changes):
    return release(analyse(toy.study(activities=toy.activities(*activities), **changes)), mode)


def rows(table, *given):
    """Rows of a table without a place, cells that are not told empty."""
    columns = [*TABLES[table].by_name, "source", "row"]
    numbers = {"hours", "participants", "hours_planned", "year"}
    default = {c: math.nan if c in numbers else None for c in columns}
    return pd.DataFrame([default | {TABLES[table].key: f"{table}{i}"} | row for i, row in enumerate(given)])


def gremium(**cells):
    default = {"gremium_id": "g0", "name": "Runde", "kind": None, "role": None, "rhythm": None, "next_date": None,
               "members": None, "area_level": None, "station": None, "checked_on": None, "sozialraum_id": None,
               "wirkungsraum": None, "source": "g.csv"}  # fmt: skip
    return pd.DataFrame([default | cells])


OFFERS = (
    {"theme": "Bewegung", "age_from": 6.0, "age_to": 10.0, "sozialraum_id": "A"},
    {"theme": "bewegung; Sprache", "age_from": 14.0, "age_to": 18.0, "sozialraum_id": "B"},
    {"theme": "Sprache", "age_from": math.nan, "age_to": math.nan, "sozialraum_id": "A", "ansatzpunkt": "2.2"},
    {"theme": "Bewegung", "age_from": 0.0, "age_to": 99.0, "sozialraum_id": "C", "end": "2020-01-01"},
)


EFFORT = (
    {"day": "2024-02-01", "hours": 3.0, "level": "fallunspezifisch", "ansatzpunkt": "4", "sozialraum_id": "A"},
    {"day": "2024-05-01", "hours": 4.0, "level": "fallunspezifisch", "activity_id": "a0"},
    {"quarter": "2024-Q4", "hours": 2.0, "level": "fallunspezifisch", "gremium_id": "g0"},
    {"day": "2024-03-31", "hours": 1.0, "level": "fallunspezifisch", "ansatzpunkt": "6"},
    {"day": "2024-03-31", "hours": 0.5, "level": "fallunspezifisch", "partner_id": "p0"},
    {"day": "2023-12-31", "hours": 9.0, "level": "fallunspezifisch", "ansatzpunkt": "4", "sozialraum_id": "A"},
    {"quarter": "2024-Q1", "hours": 100.0, "level": "fallspezifisch", "station": "EHS"},
)


def busy(mode="intern", **changes):
    activity = {"ansatzpunkt": "2.2", "wirkungsraum": "A:0,25; B:0,75", "begin": "2021-05-01"}
    return shown(activity, mode=mode, effort=rows("effort", *EFFORT), gremien=gremium(wirkungsraum="B; C"),
                 partners=toy.partners({"sozialraum_id": "C"}), **changes)  # fmt: skip


def town(*activities, mode="intern", **changes):
    return release(analyse(toy.study(activities=toy.activities(*activities), **changes)), mode)
