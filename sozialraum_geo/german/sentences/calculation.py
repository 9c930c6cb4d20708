"""How a figure was computed, for pages and files: its steps written down, and the facts they rest on."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from sozialraum_geo.analysis.reach.certainty import DRAWS, ERROR_M
from sozialraum_geo.german.sentences import activities as activities_sentences
from sozialraum_geo.german.sentences import coverage as coverage_sentences
from sozialraum_geo.german.sentences.steps import Figure, Step, rows_of
from sozialraum_geo.german.sentences.steps_all import figures
from sozialraum_geo.german.words import calculation, grammar, heads, labels, steps
from sozialraum_geo.german.words import numbers as numbers_words
from sozialraum_geo.german.words.pages import activities as activities_words
from sozialraum_geo.release.activities import part_time, running
from sozialraum_geo.release.door import Release
from sozialraum_geo.release.facts import coverage_row, knows_people, standard_of
from sozialraum_geo.standards import Standard

COUNTED_TABLES = ("population", "facilities", "activities", "partners", "gremien")  # behind key figures

Facts = list[tuple[str, str]]

MOST_TERMS = 8  # of a sum that are written out on a page; files hold all
WHOLE = 0.05  # people nearer than this to a whole number are written as one
Written = tuple[str, str, str]  # step, arithmetic, result

# formulas in words by the kind of figure: keys of `calculation.CALCULATION`
FORMULA = {"coverage": "coverage", "gap": "gap", "weighted": "weighted", "index": "index", "score": "score",
           "supply": "supply", "counts": "counts"}  # fmt: skip


def title(release: Release, figure: Figure) -> str:
    """Name a figure: what, of which offer, where."""
    words = [steps.FIGURE[figure.kind]]
    if offer := _offer(release, figure):
        words.append(offer)
    where = rows_of(release).names[figure.sozialraum_id] if figure.sozialraum_id else steps.WHOLE
    return f"{': '.join(words)} – {where}"


def _offer(release: Release, figure: Figure) -> str:
    if figure.supply_id:
        return next(s.name for s in release.supply_standards if s.id == figure.supply_id)
    return standard_of(release, figure.standard_id).name if figure.standard_id else ""


def written(release: Release, figure: Figure) -> list[Written]:
    """Return the steps of a figure: what, arithmetic with the very numbers, result."""
    return [(_what(release, step), _arithmetic(release, step), _result(release, step)) for step in figure.steps]


def _what(release: Release, step: Step) -> str:
    if step.what == "ending":
        key = "ending_public" if release.is_public else "ending"
        return steps.STEP[key].format(date=activities_sentences.ahead_words(release))
    words = steps.STEP.get(step.what)
    # a name of an offer or an indicator is foreign: braces in it are no fields of ours
    return step.what if words is None else words.format_map(step.fields)


def _result(release: Release, step: Step) -> str:
    return _number(release, step.result, step.unit) if not math.isnan(step.result) else numbers_words.UNKNOWN


def _note(step: Step) -> str:
    return steps.NOTE.get(step.note, "").format_map(step.fields)


def _arithmetic(release: Release, step: Step) -> str:
    note = _note(step)
    numbers = [_number(release, value, unit) for _, value, unit in step.inputs]
    if step.rule == "given":
        return note
    if step.rule in ("sum", "product", "below"):
        signs = {"sum": " + ", "product": " × ", "below": "; "}
        terms = [f"({n})" if n.startswith("−") and i and step.rule != "below" else n for i, n in enumerate(numbers)]
        if len(terms) > MOST_TERMS:
            more = steps.MORE_TERMS.format(count=numbers_words.number(len(terms)))
            terms = [*terms[: MOST_TERMS - 1], more]
        words = signs[step.rule].join(terms)
        words = steps.RULE["below"].format(words) if step.rule == "below" else words
    else:
        key = "scaled_plain" if step.rule == "scaled" and step.inputs[0][1] > 0 else step.rule
        first = 1 if key == "scaled_plain" else 0
        marked = [f"({n})" if n.startswith("−") and i > first else n for i, n in enumerate(numbers)]
        centre, spread = steps.CENTRE[release.need_scale or "z"]
        words = steps.RULE[key].format(*marked, centre=centre, spread=spread)
    return f"{words}; {note}" if note else words


def _number(release: Release, value: float, unit: str) -> str:
    """Write a number so that the arithmetic can be followed."""
    if unit == "name":
        return f"{value:.0f}"
    if unit == "people":
        is_whole = abs(value - round(value)) < WHOLE
        words = (
            numbers_words.people(value, public=True)
            if release.is_public
            else numbers_words.number(value, 0 if is_whole else 1)
        )
    elif unit == "share":
        words = numbers_words.percent(value, 0 if release.is_public or value in (0, 1) else 1)
    elif unit == "quota":
        words = f"{value:g}".replace(".", ",")
    else:
        digits = {"count": 0, "sign": 0, "tenth": 1, "value": 3, "z": 3, "factor": 4, "part": 3}[unit]
        words = numbers_words.number(value, 0 if unit in ("value", "tenth") and value == round(value) else digits)
    return words.replace("-", "−")


def facts(release: Release, formulas: Iterable[str], standard_id: str = "", tables: Iterable[str] = ()) -> Facts:
    """Return how a figure was computed: formula, ways, standard with its source, data with their dates, fingerprint.

    Parameters
    ----------
    formulas
        Keys of `calculation.CALCULATION`.
    standard_id
        The standard behind the figure, if any; with "coverage" and without it all standards are told.
    tables
        Names of the tables it rests on. Activities that count for the standard, and the grid where people come from it,
        are told too.

    Returns
    -------
    list of tuple
        Label and words, in the order in which they are read.

    Raises
    ------
    KeyError
        If there is no such formula.
    """
    fact = calculation.FACT
    rule = standard_of(release, standard_id) if standard_id else None
    names = list(formulas)
    rows = [(fact["formula"], formula(release, name, rule)) for name in names]
    if rule is not None:
        rows += _standard_facts(release, rule)
    elif "coverage" in names:
        rows += [row for s in release.standards for row in _standard_words(s)]
    wanted = set(tables)
    if release.people_from == "census" and "population" in wanted:
        wanted.add("grid")
    if rule is not None and any(rule.id in ids for ids in running(release)["counts_for"]):
        wanted.add("activities")
    rows += [(fact["data"], _source_words(s)) for s in release.sources if s.table in wanted]
    rows.append((fact["date"], numbers_words.date_text(release.date)))
    rows.append((fact["fingerprint"], release.fingerprint[:16]))
    return rows


def formula(release: Release, name: str, rule: Standard | None = None) -> str:
    """Return a formula in words."""
    scale = release.need_scale or "z"
    if name == "coverage" and rule is None:
        return steps.COVERAGE_OF_ANY
    return calculation.CALCULATION[name].format_map({
        "limit": labels.limit_words(rule.limit_m, rule.limits) if rule else "",
        "weight": calculation.WEIGHT_OF_AREA[scale],
        "index": calculation.INDEX[scale],
    })  # fmt: skip


def _standard_facts(release: Release, rule: Standard) -> Facts:
    fact = calculation.FACT
    rows = [
        (fact["people"], _people_words(release, rule.id)),
        (fact["ways"], calculation.CALCULATION[release.method]),
    ]
    if not math.isnan(coverage_row(release, rule.id)["covered_low"]):
        rows.append((fact["certainty_by"], _errors(release)))
    standard, source = _standard_words(rule)
    return [*rows, standard, *_part_time_words(release, rule), source]


def _standard_words(rule: Standard) -> Facts:
    fact, limit = calculation.FACT, labels.limit_words(rule.limit_m, rule.limits)
    ages = numbers_words.ages(rule.ages.start, rule.ages.stop)
    standard = f"{rule.name}: {ages} Jahre, höchstens {limit} (etwa {numbers_words.number(rule.minutes)} Minuten)"
    source = f"{rule.source} ({heads.STATUS.get(rule.status, rule.status)})"
    return [(fact["standard"], standard), (fact["standard_source"], source)]


def _errors(release: Release) -> str:
    errors = [f"{numbers_words.metres(ERROR_M[k])} ({word})" for k, word in steps.ERROR_CLASS.items()]
    return steps.ERRORS.format(draws=numbers_words.number(DRAWS), seed=release.seed, errors=", ".join(errors))


def _people_words(release: Release, standard_id: str) -> str:
    key = release.people_from if knows_people(release, standard_id) else "nobody"
    return calculation.CALCULATION[f"people_{key}"].format(spread=coverage_sentences.spread(release, standard_id))


def _part_time_words(release: Release, rule: Standard) -> Facts:
    """Name what would count if its hours were enough; nothing where there is none."""
    found = part_time(release, rule.id)
    if not len(found):
        return []
    words = calculation.CALCULATION["part_time"].format(
        count=grammar.counted(len(found), "Angebot", "Angebote"),
        hours=numbers_words.number(rule.min_hours_week),
        names=numbers_words.join(
            [f"{n} ({_hours(h)})" for n, h in zip(found["name"], found["hours_week"], strict=True)]
        ),
    )
    return [(calculation.FACT["part_time"], words)]


def _hours(hours: float) -> str:
    return (
        activities_words.NO_HOURS
        if math.isnan(hours)
        else activities_words.HOURS_A_WEEK.format(hours=f"{hours:g}".replace(".", ","))
    )


def _source_words(source: Any) -> str:
    file = source.file if source.title and source.title != source.file else ""
    words = [source.title or source.file, file, source.publisher, source.licence]
    return ", ".join([*(w for w in words if w), f"Stand {numbers_words.date_text(source.date)}"])


def record(release: Release) -> str:
    """Return every figure with its steps as JSON: exact numbers, German words, no number where none is told."""
    standards = [
        {
            "id": s.id, "name": s.name, "ages": s.ages.id, "limit_m": s.limit_m, "limits": dict(s.limits),
            "mode": s.mode, "minutes": s.minutes, "status": s.status, "source": s.source,
        }
        for s in release.standards
    ]  # fmt: skip
    return (
        json.dumps(
            {
                "fingerprint": release.fingerprint,
                "program": release.version,
                "date": release.date,
                "distances": release.method,
                "intervals": _errors(release),
                "rules": steps.RULE_WORDS,
                "standards": standards,
                "data": [
                    {k: getattr(s, k) for k in ("file", "table", "title", "publisher", "licence", "date", "sha256")}
                    for s in release.sources
                ],
                "figures": [_figure_record(release, figure) for figure in figures(release)],
            },
            ensure_ascii=False,
            indent=1,
            allow_nan=False,
        )
        + "\n"
    )


def _figure_record(release: Release, figure: Figure) -> dict[str, Any]:
    rule = standard_of(release, figure.standard_id) if figure.standard_id else None
    return {
        "figure": figure.kind,
        "title": title(release, figure),
        "sozialraum_id": figure.sozialraum_id,
        "standard_id": figure.standard_id or figure.supply_id,
        "formula": formula(release, FORMULA[figure.kind], rule) if figure.kind in FORMULA else "",
        "steps": [
            {
                "step": _what(release, step),
                "rule": step.rule,
                "inputs": [[steps.INPUT.get(name, name), _exact(value)] for name, value, _ in step.inputs],
                "result": _exact(step.result),
                "note": _note(step),
            }
            for step in figure.steps
        ],
    }


def _exact(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def sheets(release: Release) -> dict[str, pd.DataFrame]:
    """Return the steps of all figures as tables, one by kind of figure."""
    rows: dict[str, list[tuple[Any, ...]]] = {}
    for figure in figures(release):
        area = rows_of(release).names[figure.sozialraum_id] if figure.sozialraum_id else steps.WHOLE
        lines = rows.setdefault(steps.FIGURE[figure.kind], [])
        for step, (what, arithmetic, result) in zip(figure.steps, written(release, figure), strict=True):
            note = _note(step)
            lines.append((area, _offer(release, figure), what, arithmetic, result, _exact(step.result), note))
    return {name: pd.DataFrame(lines, columns=list(steps.COLUMN)) for name, lines in rows.items()}


def notes(release: Release) -> Sequence[str]:
    """Return the facts that stand beside the sheets: formulas, standards, data, date, fingerprint."""
    lines = [f"{steps.FIGURE[kind]}: {formula(release, name)}" for kind, name in FORMULA.items() if name != "coverage"]
    for rule in release.standards:
        lines.append(f"{steps.FIGURE['coverage']}: {formula(release, 'coverage', rule)}")
        lines += [f"{a}: {b}" for a, b in _standard_facts(release, rule)]
    lines += [f"{calculation.FACT['data']}: {_source_words(s)}" for s in release.sources]
    lines.append(f"{calculation.FACT['date']}: {numbers_words.date_text(release.date)}")
    lines.append(f"{calculation.FACT['fingerprint']}: {release.fingerprint}")
    return [*lines, steps.FRACTIONS, steps.FILE_NOTE]
