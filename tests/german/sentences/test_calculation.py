"""The facts that stand beside a figure."""

from __future__ import annotations

from dataclasses import replace

import toy
from toy import PLAY

from sozialraum_geo.analysis import analyse
from sozialraum_geo.german.sentences import calculation
from sozialraum_geo.release import activities, release


def test_the_calculation_tells_how_people_are_spread(inside):
    facts = dict(calculation.facts(inside, ["coverage"], PLAY))
    assert facts["Menschen"].endswith("darin sind die Wohnorte nach dem Einwohnergitter verteilt.")
    even = dict(calculation.facts(release(analyse(toy.study(grid=None, grid_classes=()))), ["coverage"], PLAY))
    assert "Einwohnergitter verteilt" not in even["Menschen"]
    assert "gleichmäßig über die Fläche" in even["Menschen"]


def test_the_calculation_tells_the_scale_of_the_index(inside):
    assert "Φ(Sozialindex)" in dict(calculation.facts(inside, ["weighted"]))["So gerechnet"]
    ranks = release(analyse(toy.study(need=(("preset", "perzentil"),))))
    weighted, index = (words for _, words in calculation.facts(ranks, ["weighted", "index"])[:2])
    assert weighted.endswith("liegt zwischen 0 und 1: der Sozialindex selbst.")
    assert "Perzentilrang" in index


def test_part_time_offers_are_listed_apart():
    here = {"geometry": toy.at(150, 550), "sozialraum_id": "A"}
    study = toy.study(
        activities=toy.activities(
            {**here, "name": "Abend"},
            {**here, "name": "Kurz", "hours_week": 4.5},
            {**here, "name": "Ohne", "hours_week": float("nan")},
            {**here, "name": "Vorbei", "hours_week": 4.0, "end": "2020-01-01"},
        ),
        standards=("jugendtreff", PLAY),
    )
    shown = release(analyse(study))
    assert activities.part_time(shown, "jugendtreff")["name"].tolist() == ["Kurz", "Ohne"]
    facts = dict(calculation.facts(shown, ["coverage"], "jugendtreff"))
    assert facts["Zeitweise"] == (
        "2 Angebote im passenden Alter, offen und regelmäßig, aber nur zeitweise (unter 8 Stunden je Woche oder ohne "
        "Angabe), und nicht mitgezählt: Kurz (4,5 Std. je Woche) und Ohne (Stunden nicht eingetragen)."
    )
    assert "Zeitweise" not in dict(calculation.facts(shown, ["coverage"], PLAY))
    bare = release(analyse(toy.study(standards=("jugendtreff",))))
    assert len(activities.part_time(bare, "jugendtreff")) == 0


def test_the_calculation_names_every_source_that_counts():
    youth = toy.population({"A": {(12, 27): 40.0}, "B": {(12, 27): 20.0}, "C": {(12, 27): 10.0}})
    listed = replace(toy.complete("jugendtreff"), table="activities", title="Angebotsliste")
    study = toy.study(
        activities=toy.activities({"geometry": toy.at(150, 550), "sozialraum_id": "A"}),
        population=youth,
        standards=("jugendtreff",),
        sources=(toy.complete("jugendtreff"), listed),
    )
    facts = calculation.facts(release(analyse(study)), ["gap"], "jugendtreff", ["facilities"])
    assert any("Angebotsliste" in words for name, words in facts if name == "Daten")
    census = toy.study(population=None, sources=(replace(toy.complete("spielplatz"), table="grid", title="Zensus"),))
    facts = calculation.facts(release(analyse(census)), ["counts"], tables=["population"])
    assert any("Zensus" in words for name, words in facts if name == "Daten")


def test_the_score_says_that_it_is_divided_by_the_weights(inside):
    assert (
        "÷ Summe der Gewichte aller Angebote, die zählen" in dict(calculation.facts(inside, ["score"]))["So gerechnet"]
    )
