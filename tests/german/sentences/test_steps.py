"""The calculation of each figure: every result follows from the numbers stated, by plain arithmetic."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
import toy
from toy import PLAY

from sozialraum_geo.analysis import analyse
from sozialraum_geo.german.sentences import calculation, steps, steps_all
from sozialraum_geo.german.words import steps as steps_words
from sozialraum_geo.release import PUBLIC, release
from sozialraum_geo.study import Indicator

# the rules as rechenweg.json words them, written again from those words
ARITHMETIC = {
    "sum": lambda *v: math.fsum(v),
    "product": lambda *v: math.prod(v),
    "quotient": lambda a, b: a / b,
    "rest_share": lambda a, b: 1 - a / b,
    "difference": lambda a, b: a - b,
    "rest": lambda a, b: a * (1 - b),
    "part": lambda a, b, c: a * b * (1 - c),
    "scaled": lambda a, b, c, d: a * (b - c) / d,
    "phi": lambda a: math.erfc(-a / math.sqrt(2)) / 2,
    "per_100": lambda a, b: a / b * 100,
    "missing": lambda a, b, c: max(0.0, a * b - c),
    "below": lambda *v: sum(x < 0.5 for x in v),
}
STATED = {"given", "drawn"}


def recomputed(shown):
    """Check every step of a release's rechenweg.json; return its figures and how often each rule was met."""
    record = json.loads(calculation.record(shown))
    assert set(record["rules"]) == set(ARITHMETIC) | STATED
    met = {}
    for figure in record["figures"]:
        for step in figure["steps"]:
            met[step["rule"]] = met.get(step["rule"], 0) + 1
            if step["rule"] in STATED:
                assert step["result"] is not None or step["note"], figure["title"]
                continue
            numbers = [value for _, value in step["inputs"]]
            result = ARITHMETIC[step["rule"]](*numbers)
            assert step["result"] == pytest.approx(result, rel=1e-9, abs=1e-9), (figure["title"], step["step"])
    return record["figures"], met


def results_of(figures, kind, last=-1):
    return {(f["sozialraum_id"], f["standard_id"]): f["steps"][last]["result"] for f in figures if f["figure"] == kind}


def test_every_result_of_the_demo_town_follows_from_its_inputs(demo_study):
    results = analyse(demo_study)
    shown = release(results)
    figures, met = recomputed(shown)
    for rule in ("sum", "product", "quotient", "difference", "part", "scaled", "phi", "per_100", "missing"):
        assert met[rule] > 10, rule
    # and they are the numbers of the core, where it tells them
    core = results.gaps.set_index(["sozialraum_id", "standard_id"])
    told = {k: v for k, v in results_of(figures, "weighted").items() if v is not None}
    assert len(told) > 70
    # less than half a person counts as nobody where it is shown, and weighs as nobody
    off = [abs(value - core.loc[key, "weighted_people"]) for key, value in told.items()]
    assert max(off) < 0.5
    assert sum(o < 1e-9 for o in off) > 60
    scores = results.priorities.table.set_index("sozialraum_id")["score"]
    for (area, _), value in results_of(figures, "score").items():
        assert value == pytest.approx(100 * scores[area], abs=1e-9)
    index = results.need.table.set_index("sozialraum_id")["need_index"]
    for (area, _), value in results_of(figures, "index", -2).items():
        assert value == pytest.approx(index[area], abs=1e-9)


@pytest.mark.parametrize("preset", ["standard", "median", "minmax", "perzentil"])
@pytest.mark.parametrize("mode", ["intern", PUBLIC])
def test_every_result_follows_on_every_scale_and_in_public(preset, mode):
    study = toy.study(
        indicators=toy.indicators({"armut": (10, 20, 40), "arbeit": (6, 9, 2)}),
        indicator_list=(Indicator("armut", "a", sign=-1), Indicator("arbeit", "b")),
        need=(("preset", preset), ("weights", {"arbeit": 2.0})),
    )
    figures, _ = recomputed(release(analyse(study), mode))
    assert ("index" in {f["figure"] for f in figures}) == (mode == "intern")


def lines(shown, figure):
    return [f"{what}: {how} = {result}" for what, how, result in calculation.written(shown, figure)]


def test_coverage_and_gap_by_hand(toy_study):
    # A: 10 of 40 children live within 200 m; B: none of 20; nobody in C. 50 of 60 do not reach it
    shown = release(analyse(toy_study))
    assert lines(shown, steps.coverage(shown, PLAY, "A"))[:3] == [
        "Menschen in diesem Alter: aus den Daten = 40",
        "davon höchstens 200 m vom Angebot: Menschen an allen solchen Punkten = 10",
        "Anteil, der es erreicht: 10 ÷ 40 = 25,0 %",
    ]
    assert lines(shown, steps.gap(shown, PLAY, "A"))[-1] == "mit zu weitem Weg: 40 − 10 = 30"
    assert lines(shown, steps.coverage(shown, PLAY))[:4] == [
        "Menschen in diesem Alter: 40 + 20 = 60",
        "mit zu weitem Weg: 30 + 20 = 50",
        "davon erreichen es: 60 − 50 = 10",
        "Anteil, der es erreicht: 10 ÷ 60 = 16,7 %",
    ]
    assert lines(shown, steps.coverage(shown, PLAY, "C"))[-1].startswith(
        "Anteil, der es erreicht: Hier wohnt niemand in diesem Alter."
    )
    # the index of A, B, C is -1.225, 0, 1.225 (see test_indicators); Φ(-1.2247) = 0.1103
    assert lines(shown, steps.weighted(shown, PLAY, "A")) == [
        "Gewicht des Gebiets: Φ(−1,225) = 0,110",
        "gewichtet: 30 × 0,110 = 3,3",
    ]
    assert lines(shown, steps.weighted(shown, PLAY, "B"))[-1] == "gewichtet: 20 × 0,500 = 10"
    assert lines(shown, steps.index(shown, "A")) == [
        "Kinderarmut (%): (10 − Mittelwert 20) ÷ Standardabweichung 8,165 = −1,225",
        "Summe der vergleichbaren Werte: −1,225 = −1,225",
        "Sozialindex: (−1,225 − Mittelwert 0,000) ÷ Standardabweichung 1,000 = −1,225",
        "Gewicht des Gebiets: Φ(−1,225) = 0,110",
    ]


def test_the_score_adds_up_and_the_rank_counts_those_above(toy_study):
    # B: 0.5 × (1 − 0) = 0.5; A: Φ(−1.2247) = 0.110336, times 0.75 = 0.082752; C: nobody, 0
    shown = release(analyse(toy_study))
    assert lines(shown, steps.score(shown, "A"))[1:] == [
        "Spielplatz für Kinder unter 6: 1,0000 × 0,1103 × (1 − 25,0 %) = 0,083",
        "Summe: 0,083 = 0,083",
        "Punktzahl: 0,083 × 100 = 8,3",
    ]
    assert lines(shown, steps.rank(shown, "A"))[0] == "Rang nach der Punktzahl: 1 + 1 = 2"
    assert lines(shown, steps.rank(shown, "C"))[0] == "Rang nach der Punktzahl: 1 + 2 = 3"


def test_people_without_a_known_way_stand_apart():
    # A: half of its 40 children have no known way; of the other 20 all reach it: 100 % of 20, and 40 × (1 − 1) = 0
    shown = release(analyse(toy.study()))
    rows = shown.coverage.copy()
    at = (rows["sozialraum_id"] == "A").to_numpy()
    rows.loc[at, ["known_people", "reached_people", "unknown_share"]] = [20.0, 5.0, 0.5]
    shown = replace(shown, coverage=rows)
    told = lines(shown, steps.gap(shown, PLAY, "A"))
    assert told[1:3] == [
        "davon mit bekanntem Weg: Menschen an allen solchen Punkten = 20",
        "Anteil ohne bekannten Weg: 1 − 20 ÷ 40 = 50,0 %",
    ]
    assert told[-2:] == ["Anteil, der es erreicht: 5 ÷ 20 = 25,0 %", "mit zu weitem Weg: 40 × (1 − 25,0 %) = 30"]


def few(uncovered):
    people = toy.PEOPLE | {"A": {(0, 6): 10.0 + uncovered}}
    cells = [(100, 500, 10.0), (800, 500, float(uncovered)), (1400, 500, 20.0)]
    return toy.study(population=toy.population(people), grid=toy.grid(cells))


def test_small_numbers_are_told_apart_nowhere():
    results = analyse(few(3))
    inside, outside = release(results), release(results, PUBLIC)
    told = " ".join(lines(inside, steps.gap(inside, PLAY, "A")))
    assert "unter 5 Menschen" in told
    assert "10" not in told  # those who reach it would give the three away
    told = " ".join(lines(outside, steps.coverage(outside, PLAY, "A")))
    assert "zu wenige Menschen" in told
    assert not any(c.isdigit() for c in told)
    town = lines(inside, steps.gap(inside, PLAY))[-1]
    assert "nicht einzeln" in town
    assert "20" not in town.split("=")[0]


def test_public_has_rounded_numbers_only(demo_study):
    outside = release(analyse(demo_study), PUBLIC)
    figures, _ = recomputed(outside)
    assert not {"weighted", "index", "score", "rank"} & {f["figure"] for f in figures}
    for figure in figures:
        if figure["figure"] in ("coverage", "gap"):
            for step in figure["steps"]:
                assert step["rule"] in STATED, figure["title"]
                if step["step"] == steps_words.STEP["people"] and step["result"]:
                    assert step["result"] % 10 == 0


def test_what_the_data_do_not_support_is_not_calculated():
    # a playground known to a kilometre only: the interval is as wide as can be
    places = toy.facilities({"geometry": toy.at(150, 550), "sozialraum_id": "A", "precision": "ort"})
    shown = release(analyse(toy.study(facilities=places)))
    row = shown.coverage.set_index(["standard_id", "sozialraum_id"]).loc[(PLAY, "A")]
    assert row["reason"] == "too_wide"
    assert np.isnan(row["reached_people"])
    told = lines(shown, steps.coverage(shown, PLAY, "A"))
    assert told[1] == "Anteil, der es erreicht: nicht angegeben: Die Daten reichen für diesen Standard nicht. = –"
    assert [t.split(":")[0] for t in told[2:]] == ["Anteil, untere Grenze (5 %)", "Anteil, obere Grenze (95 %)"]
    recomputed(shown)


def test_unknown_is_said(toy_study):
    shown = release(analyse(toy.study(sources=())))
    assert "keine vollständige Liste" in " ".join(lines(shown, steps.coverage(shown, PLAY)))
    recomputed(shown)
    bare = release(analyse(toy.study(population=None, grid=None, grid_classes=(), indicators=None, indicator_list=())))
    recomputed(bare)
    assert steps.index(bare, "A") is None
    assert steps.score(bare, "A") is None


def test_counts_add_up_from_lists():
    study = toy.study(
        partners=toy.partners({"state": "offen"}, {"state": "geklaert"}, {"state": None, "sozialraum_id": "B"})
    )
    shown = release(analyse(study))
    assert lines(shown, steps_all.counts(shown, ["partners"])) == ["Partner: 1 + 1 + 1 = 3"]
    assert lines(shown, steps_all.counts(shown, ["partners"], "B")) == ["Partner: 1 = 1"]
    assert lines(shown, steps_all.low(shown, PLAY))[0].endswith("unter 50 % von 25,0 %; 0 % = 2")
    sheets = calculation.sheets(shown)
    assert set(sheets) <= set(steps_words.FIGURE.values())
    assert any("Fingerabdruck" in line for line in calculation.notes(shown))


def test_places_within_reach_are_divided_by_the_people_who_share_them():
    kita = {"category": "kita", "capacity_unit": "plaetze", "capacity": 30.0}
    study = toy.study(
        facilities=toy.facilities({**kita, "geometry": toy.at(150, 550)}),
        population=toy.population({"A": {(0, 7): 60.0}, "B": {(0, 7): 60.0}, "C": {(0, 7): 60.0}}),
        sources=(toy.complete("kita"),),
        standards=("kita",),
    )
    results = analyse(study)
    shown = release(results)
    # of A's children 15 live in the western cell, 45 within 700 m of the Kita (times 1.3 within 1,000 m): all 30
    # places fall to A, and nobody else reaches them
    assert lines(shown, steps_all.access(shown, "kita", "A"))[-1].endswith("30,000 ÷ 60 × 100 = 50,0")
    recomputed(shown)
    outside = release(results, PUBLIC)
    assert lines(outside, steps_all.access(outside, "kita", "A")) == [
        "Plätze in Reichweite je hundert Menschen: gerundet = 50"
    ]
    assert steps_all.access(release(analyse(toy.study())), PLAY, "A") is None
