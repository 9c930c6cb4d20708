"""What is said about places within reach and how unevenly they are spread."""

from __future__ import annotations

import numpy as np
import pandas as pd
import toy
from toy_release import IDS, toy_release

from sozialraum_geo.analysis import analyse
from sozialraum_geo.german.sentences import fairness
from sozialraum_geo.pictures.maps import drawing
from sozialraum_geo.pictures.tables import coverage as tables
from sozialraum_geo.release import PUBLIC, facts, release

KITA = {"category": "kita", "capacity_unit": "plaetze"}


def measures(**changes):
    row = {"mean": 0.5, "gini": 0.2, "concentration": 0.0, "line": 0.25, "fgt_0": 0.1, "fgt_1": 0.04} | changes
    return pd.DataFrame(row, index=pd.Index(["kita"], name="standard_id"))


def test_the_mean_and_inside_the_ends_are_named():
    inside, outside = (fairness.access_sentence(toy_release(mode), "kita") for mode in ("intern", "oeffentlich"))
    assert inside.startswith(
        "Auf 100 Kinder unter 7 Jahren kommen im Mittel 55 Plätze in Reichweite (höchstens 1.000 m"
    )
    assert "Am wenigsten sind es in Nord (40), am meisten in Mitte (62)." in inside
    assert "Nord" not in outside


def test_inequality_in_plain_words():
    lines = fairness.inequality_sentences(toy_release(inequality=measures(concentration=0.05)), "kita")
    assert "im Mittel um 40 % des Durchschnitts (Gini-Koeffizient 0,20)" in lines[0]
    assert "eher mehr Plätze in Reichweite (Konzentrationsindex 0,05)" in lines[1]
    assert "10 % der Kinder unter 7 Jahren haben weniger als halb so viele" in lines[2]
    assert lines[2].endswith("ihnen fehlen bis dahin im Mittel 40 %.")
    less = fairness.inequality_sentences(toy_release(inequality=measures(concentration=-0.05, fgt_0=0.0)), "kita")
    assert "eher weniger" in less[1]
    assert less[2].startswith("Niemand")
    none = fairness.inequality_sentences(toy_release(inequality=measures(concentration=0.01)), "kita")
    assert "nicht deutlich" in none[1]
    assert fairness.inequality_sentences(toy_release(inequality=None), "kita") == []
    assert fairness.inequality_sentences(toy_release(inequality=measures(gini=np.nan)), "kita") == []


def test_where_too_many_capacities_are_missing_nothing_is_claimed():
    places = [{**KITA, "geometry": toy.at(150, 550), "capacity": 10.0}, {**KITA, "geometry": toy.at(850, 550)}]
    study = toy.study(
        facilities=toy.facilities(*places),
        population=toy.population({a: {(0, 7): 20.0} for a in "ABC"}),
        sources=(toy.complete("kita"),),
        standards=("kita",),
    )
    shown = release(analyse(study))
    assert not facts.has_access(shown, "kita")
    assert "Bei 1 von 2 Einrichtungen fehlt die Zahl" in fairness.access_sentence(shown, "kita")
    assert "keine Plätze eingetragen" in fairness.access_sentence(release(analyse(toy.study())), "spielplatz_00_06")


def test_the_map_and_the_table_say_the_same():
    shown = toy_release()
    values = drawing.describe(shown, "access", standard="kita").paint["values"]
    assert values == ["40", "62", "–"]
    assert [str(v) for v in tables.access_table(shown, "kita").loc[IDS].iloc[:, 1]] == values


def test_what_a_name_could_tell_stays_inside():
    hidden = {**KITA, "geometry": toy.at(100, 100), "capacity": 5.0, "is_protected": True, "name": "Haus Zuflucht"}
    study = toy.study(
        facilities=toy.facilities(hidden, {**KITA, "geometry": toy.at(150, 550), "capacity": 10.0}),
        population=toy.population({a: {(0, 7): 20.0} for a in "ABC"}),
        sources=(toy.complete("kita"),),
        standards=("kita",),
    )
    results = analyse(study)
    for mode in ("intern", PUBLIC):
        assert "Zuflucht" not in str(release(results, mode).access_standards.to_dict())
