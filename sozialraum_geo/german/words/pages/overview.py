"""Words of the page „Überblick“."""

from __future__ import annotations

ANSWER = {
    "low_areas": "{in_areas} erreicht weniger als die Hälfte der {aged} {offer}.",
    "no_low_areas": "Überall erreicht mindestens die Hälfte der {aged} {offer}.",
}
WAYS_IN = (
    ("luecken", "Lücken finden", "Wo ist der Weg zu weit?", ":material/search:"),
    ("prioritaeten", "Planen", "Wo zuerst hinsehen?", ":material/checklist:"),
    ("sozialraum", "Vorstellen", "Was ein Gebiet ausmacht.", ":material/co_present:"),
)
HEADING = {
    "ways_in": "Drei Wege hinein",
    "data_state": "Stand der Daten",
}
