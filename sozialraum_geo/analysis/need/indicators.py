"""The social index: indicators made comparable and added up, by presets kept as data (method: section 8)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from sozialraum_geo.analysis.need.smoothing import smoothed_indicators
from sozialraum_geo.errors import Problem, StudyError
from sozialraum_geo.standards import index_presets
from sozialraum_geo.study import Study

FEW_AREAS = 20
TINY = 1e-12  # what varies less does not vary
MAD_TO_SD = 1.4826  # of a normal distribution
SUM = "index"  # the key of the reference for the weighted sum

Moments = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Need:
    """The social index of every Sozialraum.

    Attributes
    ----------
    table
        sozialraum_id, z_<indicator> … (comparable values, by whatever scale), need_index, status_class, and
        dynamics_index, dynamics_class where changes are known. Sozialräume without an index have NaN. Without classes
        where a published method lacks an indicator.
    preset
        Name of the method.
    scale
        How values were made comparable: "z", "median", "percentile" or "minmax".
    is_external
        Whether all of them were compared with a reference from outside, not with one another.
    values, scaling
        What went in: the value of each indicator by Sozialraum, and by indicator (and `SUM`, their weighted sum) sign,
        weight, centre and spread: z = sign (x - centre) / spread. On the scale "percentile" x is the rank of sign x,
        and the centre is a half.
    posterior_sd
        Standard deviation of each of these values, after smoothing; 0 where it was not smoothed.
    notes
        What was left out and why.
    """

    table: pd.DataFrame
    preset: str
    scale: str
    is_external: bool
    values: pd.DataFrame
    scaling: pd.DataFrame
    posterior_sd: pd.DataFrame
    notes: tuple[Problem, ...]


@dataclass(frozen=True)
class _Method:
    """A preset with the study's own settings: how values become an index."""

    name: str
    preset: Mapping[str, Any]
    scale: str
    weights: Mapping[str, float]
    reference: Mapping[str, Moments]

    @property
    def is_published(self) -> bool:
        """Whether the preset says which indicators it is made of."""
        return "status" in self.preset


# --- scales ----------------------------------------------------------------------------------------------------------


def z_scores(values: pd.DataFrame) -> pd.DataFrame:
    """Return (x - mean) / standard deviation (ddof 0) by column; columns that do not vary are dropped."""
    spread = values.std(ddof=0)
    varying = spread.index[spread > TINY]
    return (values[varying] - values[varying].mean()) / spread[varying]


def median_scores(values: pd.DataFrame) -> pd.DataFrame:
    """Return (x - median) / (1.4826 MAD) by column; columns with a MAD of 0 are dropped."""
    distance = values - values.median()
    spread = distance.abs().median() * MAD_TO_SD
    varying = spread.index[spread > TINY]
    return distance[varying] / spread[varying]


def percentile_ranks(values: pd.DataFrame) -> pd.DataFrame:
    """Return (rank - ½) / n by column, ties sharing their mean rank; columns that do not vary are dropped.

    Examples
    --------
    >>> percentile_ranks(pd.DataFrame({"a": [3.0, 1.0, 3.0, 9.0], "b": [1.0] * 4}))["a"].tolist()
    [0.5, 0.125, 0.5, 0.875]
    """
    varying = values.columns[(values.max() - values.min()) > TINY]
    return (values[varying].rank() - 0.5) / values[varying].count()


def min_max(values: pd.DataFrame) -> pd.DataFrame:
    """Return (x - lowest) / (highest - lowest) by column; columns that do not vary are dropped."""
    span = values.max() - values.min()
    varying = span.index[span > TINY]
    return (values[varying] - values[varying].min()) / span[varying]


SCALES: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "z": z_scores,
    "median": median_scores,
    "percentile": percentile_ranks,
    "minmax": min_max,
}


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

    Raises
    ------
    StudyError
        If a weight or an external reference is no usable number.
    """
    if study.indicators is None or not study.indicator_list:
        return None
    method = _method(study)
    preset = method.preset
    notes: list[Problem] = []
    status_ids, change_ids = _chosen(study, method, notes)
    latest = _by_date(study, 0)
    valid = _valid_areas(study, preset, residents, notes)
    moving_ids = status_ids
    sd = pd.DataFrame(0.0, index=latest.index, columns=latest.columns)
    if preset.get("smooth"):
        counts, bases = _by_date(study, 0, "count"), _by_date(study, 0, "base")
        latest, sd, flat, odd = smoothed_indicators(latest, counts, bases, status_ids, valid)
        notes += [Problem("note", "index_unsmoothed", value=i) for i in odd]
        notes += [Problem("note", "index_chance", value=i) for i in flat]
        status_ids = [i for i in status_ids if i not in flat]
    table, index = _index(study, method, latest, status_ids, valid, notes, "index_missing")
    if index is None:
        index = pd.Series(float("nan"), index=study.ids)
        notes.append(Problem("note", "index_none"))
    values, scaling = _scaling(study, method, latest, table)
    table["need_index"] = index
    table["status_class"] = _classes(method, index, table, status_ids, "", notes)
    # A reference is one of levels: it says nothing about the change between two dates
    moving = method if change_ids else replace(method, reference={})
    changes = latest if change_ids else _by_date(study, 0) - _by_date(study, 1)
    has_own = bool(change_ids)
    change_ids = change_ids or [i for i in moving_ids if i in changes and changes[i].notna().any()]
    if change_ids:
        moved, dynamics = _index(study, moving, changes, change_ids, valid, notes, "dynamics_missing")
        if dynamics is not None:
            if has_own:  # those of the status indicators stand for their levels
                table[moved.columns] = moved
            table["dynamics_index"] = dynamics
            table["dynamics_class"] = _classes(method, dynamics, moved, change_ids, "dynamics", notes)
    count = int(index.notna().sum())
    is_external = _is_external(method, status_ids)
    if 0 < count <= FEW_AREAS and not is_external:
        # Only z has such a bound: |z| <= sqrt(n - 1)
        bound = f"{math.sqrt(count - 1):.1f}" if method.scale == "z" else ""
        notes.append(Problem("note", "few_areas" if bound else "few_areas_compared", value=str(count), detail=bound))
    sd = sd.reindex(columns=values.columns, fill_value=0.0)
    return Need(table.reset_index(), method.name, method.scale, is_external, values, scaling, sd, tuple(notes))


def _method(study: Study) -> _Method:
    """Return the preset that the study names, with what the study says itself.

    Raises
    ------
    StudyError
        If a weight is not a number from 0, or a reference not a mean and a positive deviation.
    """
    options = dict(study.need)
    name = str(options.get("preset", "standard"))
    preset = index_presets()[name]
    weights = {str(k): v for k, v in {**preset.get("weights", {}), **options.get("weights", {})}.items()}
    reference = {str(k): v for k, v in {**preset.get("reference", {}), **options.get("reference", {})}.items()}
    wrong = [f"{k} = {v}" for k, v in weights.items() if not _is_number(v) or v < 0]
    wrong += [f"{k} = {v}" for k, v in reference.items() if not _are_moments(v)]
    scale = str(preset.get("scale", "z"))
    if wrong:
        raise StudyError(Problem("refused", "bad_index_number", value=name, detail=", ".join(wrong)))
    moments = {k: (float(v[0]), float(v[1])) for k, v in reference.items()} if scale == "z" else {}
    return _Method(name, preset, scale, {k: float(v) for k, v in weights.items()}, moments)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _are_moments(value: Any) -> bool:
    return isinstance(value, Sequence) and len(value) == 2 and all(map(_is_number, value)) and value[1] > 0


def _is_external(method: _Method, ids: Sequence[str]) -> bool:
    """Tell whether all indicators of an index are compared with a reference from outside."""
    return bool(ids) and all(i in method.reference for i in ids)


def _classes(
    method: _Method, index: pd.Series, scores: pd.DataFrame, ids: Sequence[str], kind: str, notes: list[Problem]
) -> pd.Series:
    """Return the class words of an index; none where a published method lacks one of its indicators, which is said."""
    preset = method.preset
    if method.is_published:
        wanted = preset["status"]
        # Without any of its own change indicators the change of the status indicators stands in
        if kind and set(ids) & set(preset.get(kind, ())):
            wanted = preset[kind]
        missing = [i for i in wanted if f"z_{i}" not in scores]
        if missing:
            note = Problem("note", "preset_incomplete", value=method.name, detail=", ".join(missing))
            notes += [] if note in notes else [note]
            return pd.Series(None, index=index.index, dtype=object)
    prefix = f"{kind}_" if kind else ""
    return classify(index, preset[f"{prefix}cuts"], preset[f"{prefix}words"])


def _chosen(study: Study, method: _Method, notes: list[Problem]) -> tuple[list[str], list[str]]:
    """Return the ids of status and change indicators: as the preset or the study names them, else by their kind.

    Those of weight 0 are left out; what the study names and does not have is noted.
    """
    options, preset = dict(study.need), method.preset
    known = {i.id: i for i in study.indicator_list}
    named = [str(i) for i in options.get("indicators", ())]
    asked = [*(() if method.is_published else named), *options.get("weights", {}), *options.get("reference", {})]
    if unknown := [i for i in dict.fromkeys(asked) if i not in known and i != SUM]:
        notes.append(Problem("note", "need_unknown_indicator", detail=", ".join(unknown)))
    if method.is_published:
        status, change = preset["status"], preset.get("dynamics", [])
    else:
        status = named or [i.id for i in known.values() if i.kind == "status"]
        change = [i.id for i in known.values() if i.kind == "change"]
    weighing = [i for i in known if method.weights.get(i, 1.0) > 0]
    return [i for i in status if i in weighing], [i for i in change if i in weighing]


def _by_date(study: Study, back: int, column: str = "value") -> pd.DataFrame:
    """Return a column by Sozialraum and indicator at its latest date (back = 0) or the one before (back = 1).

    A value that is given twice and differently is unknown.
    """
    frame = study.indicators
    assert frame is not None  # noqa: S101 — checked by need_index
    ranks = frame.groupby("indicator_id")["date"].rank(method="dense", ascending=False)
    values = frame[ranks == back + 1].groupby(["sozialraum_id", "indicator_id"])[column]
    low, high = values.min(), values.max()
    return low.where(low == high).unstack("indicator_id").reindex(study.ids)


def _valid_areas(
    study: Study, preset: Mapping[str, Any], residents: pd.Series | None, notes: list[Problem]
) -> pd.Series:
    """Tell which areas may have an index; one that no source names is not invalid: its values are missing."""
    frame = study.indicators
    assert frame is not None  # noqa: S101
    valid = frame.groupby("sozialraum_id")["is_valid"].all().reindex(study.ids, fill_value=True)
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
    study: Study,
    method: _Method,
    values: pd.DataFrame,
    ids: list[str],
    valid: pd.Series,
    notes: list[Problem],
    code: str,
) -> tuple[pd.DataFrame, pd.Series | None]:
    """Return the comparable value of each indicator and the index, for the valid areas in which all are known.

    The others are noted with ``code``.
    """
    present = [i for i in ids if i in values.columns]
    signs = pd.Series({i.id: i.sign for i in study.indicator_list})
    chosen = values[present].where(valid, np.nan)
    holes = valid & chosen.isna().any(axis=1)
    if holes.any():
        notes.append(Problem("note", code, value=", ".join(holes.index[holes]), detail=str(int(holes.sum()))))
    complete = chosen[~chosen.isna().any(axis=1)] * signs[present]
    own = [i for i in present if i not in method.reference]
    parts = [SCALES[method.scale](complete[own])]
    for i in (i for i in present if i in method.reference):
        mean, deviation = method.reference[i]
        parts.append((complete[[i]] - signs[i] * mean) / deviation)
    scaled = pd.concat(parts, axis=1)
    scores = scaled[[i for i in present if i in scaled]].reindex(values.index)
    if len(complete):
        notes += [Problem("note", "index_flat", value=i) for i in sorted(set(present) - set(scores.columns))]
    if method.reference and own:
        notes.append(Problem("note", "reference_partly", detail=", ".join(own)))
    if scores.shape[1] == 0:
        return scores, None
    weights = pd.Series({i: method.weights.get(i, 1.0) for i in scores.columns})
    total = (scores * weights).sum(axis=1, skipna=False)
    return scores.add_prefix("z_"), _scaled_sum(method, total, weights)


def _scaling(
    study: Study, method: _Method, values: pd.DataFrame, scores: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the values behind the scores, and how they were scaled (see `Need`)."""
    used = [str(c).removeprefix("z_") for c in scores]
    signs = {i.id: i.sign for i in study.indicator_list}
    chosen = values[used].where(scores.notna().all(axis=1), np.nan)
    weights = pd.Series({i: method.weights.get(i, 1.0) for i in used}, dtype=float)
    total = (scores.set_axis(used, axis=1) * weights).sum(axis=1, skipna=False)
    rows = {i: (signs[i], weights[i], *_moments(method, i, chosen[i], signs[i])) for i in used}
    if used:
        outside = method.reference.get(SUM, (0.0, float(weights.sum())))
        own = outside if _is_external(method, used) else _moments(method, SUM, total, 1)
        rows[SUM] = (1, 1.0, *own)
    return chosen, pd.DataFrame.from_dict(rows, orient="index", columns=["sign", "weight", "centre", "spread"])


def _moments(method: _Method, name: str, values: pd.Series, sign: int) -> Moments:
    """Return centre and spread of a column: from outside where given, else by the scale."""
    if name in method.reference and name != SUM:
        return method.reference[name]
    if method.scale == "percentile":
        return 0.5, float(values.count())
    if method.scale == "minmax":
        return float(values.min() if sign > 0 else values.max()), float(values.max() - values.min())
    if method.scale == "median":
        return float(values.median()), float((values - values.median()).abs().median() * MAD_TO_SD)
    return float(values.mean()), float(values.std(ddof=0))


def _scaled_sum(method: _Method, total: pd.Series, weights: pd.Series) -> pd.Series:
    """Bring the weighted sum to the scale of its parts."""
    if _is_external(method, list(weights.index)):
        mean, deviation = method.reference.get(SUM, (0.0, float(weights.sum())))
        return (total - mean) / deviation
    index = SCALES[method.scale](total.to_frame(SUM))
    return index[SUM] if SUM in index else total * np.nan
