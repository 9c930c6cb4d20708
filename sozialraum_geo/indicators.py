"""The social index: indicators made comparable and added up, by presets kept as data (docs, section 6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sozialraum_geo.errors import Problem
from sozialraum_geo.standards import index_presets
from sozialraum_geo.study import Study

FEW_AREAS = 20


@dataclass(frozen=True, eq=False)
class Need:
    """The social index of every Sozialraum.

    Attributes
    ----------
    table
        sozialraum_id, z_<indicator> …, need_index, status_class, and dynamics_index, dynamics_class where changes
        are known. Sozialräume without an index have NaN.
    preset
        Name of the method.
    notes
        What was left out and why.
    """

    table: pd.DataFrame
    preset: str
    notes: tuple[Problem, ...]


def z_scores(values: pd.DataFrame, signs: pd.Series) -> pd.DataFrame:
    """Return z = sign (x - mean) / standard deviation (ddof 0) by column; columns that do not vary are dropped."""
    spread = values.std(ddof=0)
    varying = spread.index[spread > 1e-12]
    return (values[varying] - values[varying].mean()) / spread[varying] * signs[varying]


def classify(index: pd.Series, cuts: list[float], words: list[str]) -> pd.Series:
    """Return the class word of each value: below the first cut, up to and including each further one, above the last.

    Examples
    --------
    >>> classify(pd.Series([-1.2, -1.0, 1.0, 1.5, 1.6]), [-1, 1, 1.5], ["a", "b", "c", "d"]).tolist()
    ['a', 'b', 'b', 'c', 'd']
    """
    level = (index >= cuts[0]).astype(int)
    for cut in cuts[1:]:
        level += index > cut
    classes = pd.Series(np.array(words, dtype=object)[level.to_numpy()], index=index.index, dtype=object)
    return classes.where(index.notna(), None)


def need_index(study: Study, residents: pd.Series | None) -> Need | None:
    """Compute the social index by the study's preset; None without indicators.

    Parameters
    ----------
    residents
        All people per Sozialraum, to leave very small ones out; None or NaN leaves nobody out.
    """
    if study.indicators is None or not study.indicator_list:
        return None
    options = dict(study.need)
    name = str(options.get("preset", "standard"))
    preset = index_presets()[name]
    notes: list[Problem] = []
    status_ids, change_ids = _chosen(study, preset, options)
    latest = _by_date(study, 0)
    valid = _valid_areas(study, preset, residents, notes)
    table, index = _index(study, latest, status_ids, valid, notes)
    if index is None:
        index = pd.Series(float("nan"), index=study.ids)
        notes.append(Problem("note", "index_none"))
    table["need_index"] = index
    table["status_class"] = classify(index, preset["cuts"], preset["words"])
    changes = latest if change_ids else _by_date(study, 0) - _by_date(study, 1)
    change_ids = change_ids or [i for i in status_ids if i in changes and changes[i].notna().any()]
    if change_ids:
        moved, dynamics = _index(study, changes, change_ids, valid, notes)
        if dynamics is not None:
            if change_ids != status_ids:
                table[moved.columns] = moved
            table["dynamics_index"] = dynamics
            table["dynamics_class"] = classify(dynamics, preset["dynamics_cuts"], preset["dynamics_words"])
    if valid.sum() <= FEW_AREAS:
        notes.append(
            Problem("note", "few_areas", value=str(int(valid.sum())), detail=f"{np.sqrt(max(valid.sum() - 1, 0)):.1f}")
        )
    return Need(table.reset_index(), name, tuple(notes))


def _chosen(study: Study, preset: dict[str, Any], options: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Return the ids of status and change indicators: as the preset or the study names them, else by their kind."""
    known = {i.id: i for i in study.indicator_list}
    if "status" in preset:
        return [i for i in preset["status"] if i in known], [i for i in preset.get("dynamics", []) if i in known]
    named = options.get("indicators")
    status = [i for i in named if i in known] if named else [i.id for i in known.values() if i.kind == "status"]
    return status, [i.id for i in known.values() if i.kind == "change"]


def _by_date(study: Study, back: int) -> pd.DataFrame:
    """Return values by Sozialraum and indicator at its latest date (back = 0) or the one before (back = 1)."""
    frame = study.indicators
    assert frame is not None  # noqa: S101 — checked by need_index
    ranks = frame.groupby("indicator_id")["date"].rank(method="dense", ascending=False)
    chosen = frame[ranks == back + 1]
    return chosen.pivot(index="sozialraum_id", columns="indicator_id", values="value").reindex(study.ids)


def _valid_areas(study: Study, preset: dict[str, Any], residents: pd.Series | None, notes: list[Problem]) -> pd.Series:
    frame = study.indicators
    assert frame is not None  # noqa: S101
    valid = frame.groupby("sozialraum_id")["is_valid"].all().reindex(study.ids, fill_value=False)
    invalid = list(valid.index[~valid])
    if invalid:
        notes.append(Problem("note", "index_invalid", value=", ".join(invalid[:20]), detail=str(len(invalid))))
    if residents is not None and preset.get("min_residents"):
        small = valid & (residents.reindex(valid.index) < preset["min_residents"])
        if small.any():
            notes.append(
                Problem("note", "index_small", value=", ".join(small.index[small]), detail=str(preset["min_residents"]))
            )
        valid &= ~small
    return valid


def _index(
    study: Study, values: pd.DataFrame, ids: list[str], valid: pd.Series, notes: list[Problem]
) -> tuple[pd.DataFrame, pd.Series | None]:
    """Return z per indicator and the z of their sum, for the valid areas in which all indicators are known."""
    present = [i for i in ids if i in values.columns]
    signs = pd.Series({i.id: i.sign for i in study.indicator_list})
    chosen = values[present].where(valid, np.nan)
    holes = valid & chosen.isna().any(axis=1)
    if holes.any():
        notes.append(
            Problem("note", "index_missing", value=", ".join(holes.index[holes]), detail=str(int(holes.sum())))
        )
    scores = z_scores(chosen[~chosen.isna().any(axis=1)], signs).reindex(values.index)
    for dropped in sorted(set(present) - set(scores.columns)):
        notes.append(Problem("note", "index_flat", value=dropped))
    if scores.shape[1] == 0:
        return scores, None
    total = scores.sum(axis=1, skipna=False)
    spread = total.std(ddof=0)
    index = (total - total.mean()) / spread if spread > 1e-12 else total * np.nan
    return scores.add_prefix("z_"), index
