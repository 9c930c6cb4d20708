"""What the page „Daten“ says."""

from __future__ import annotations

import toy

from sozialraum_geo.analysis import analyse
from sozialraum_geo.german.sentences import data as data_sentences
from sozialraum_geo.release import release


def test_findings_name_areas_by_their_names():
    lost = {"geometry": None, "sozialraum_id": "B"}
    shown = release(analyse(toy.study(facilities=toy.facilities({"geometry": toy.at(150, 550)}, lost))))
    said = next(w for w in data_sentences.warning_sentences(shown) if "nur das Gebiet bekannt" in w)
    assert "bekannt: Bach." in said
