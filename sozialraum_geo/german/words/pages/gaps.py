"""Words of the page „Lücken“."""

from __future__ import annotations

ANSWER = {
    "gap": "In {area} erreichen {count} {group} {no_offer} auf höchstens {way}, so viele wie nirgends sonst; "
    "insgesamt sind es {all} von {people}.",
    "gap_here": (
        "In {area} erreichen {count} von {here} {group_dative} {no_offer} auf höchstens {way}; insgesamt "
        "sind es {all} von {people}."
    ),
    "weighted": (
        "Am schwersten wiegt der weite Weg in {area}: {count} {group} mit mehr als {way} zählen dort mit dem "
        "Gewicht {weight} (aus dem Sozialindex), das ergibt {weighted}."
    ),
    "weighted_here": (
        "In {area} zählen {count} {group} mit mehr als {way} mit dem Gewicht {weight} (aus dem Sozialindex), "
        "das ergibt {weighted}."
    ),
    "gap_public": "{all} {group} (von {people}) erreichen {no_offer} auf höchstens {way}.",
    "gap_none": "Alle {group} erreichen {offer} auf höchstens {way}.",
}
HEADING = {
    "matrix": "Alle Angebote im Vergleich",
}
