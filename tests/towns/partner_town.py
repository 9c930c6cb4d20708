"""A town of partners, Gremien and what links them."""

from __future__ import annotations

import pandas as pd
import toy

from sozialraum_geo.analysis import analyse
from sozialraum_geo.release import release

# A: a school and a Hort at one place, and a club; B: a school; C: a Kita and a church
PARTNERS = (
    {"name": "Schule am Anger", "facility_id": "f0", "geometry": toy.at(100, 500)},  # p0
    {"name": "Hort am Anger", "kind": "hort", "facility_id": "f0", "state": None, "geometry": toy.at(100, 500)},  # p1
    {"name": "Sportverein, Anger", "kind": "verein", "state": "offen", "geometry": toy.at(700, 500)},  # p2
    {"name": "Schule am Bach", "sozialraum_id": "B", "state": "offen", "geometry": toy.at(1500, 500)},  # p3
    {"name": "Kita Cluse", "kind": "kita", "sozialraum_id": "C", "state": "unbekannt", "geometry": toy.at(2500, 500)},
    {"name": "Kirche", "kind": "kirche", "sozialraum_id": "C", "state": "beendet", "geometry": toy.at(2900, 100)},  # p5
)
FACILITIES = (
    {"name": "Schule am Anger", "category": "grundschule", "sozialraum_id": "A", "geometry": toy.at(100, 500)},  # f0
    {"name": "Kita am Markt", "category": "kita", "sozialraum_id": "A", "geometry": toy.at(300, 500)},  # f1
    {"name": "Hort am Bach", "category": "hort", "sozialraum_id": "B", "geometry": toy.at(1200, 500)},  # f2
    {"name": "Platz am Anger", "sozialraum_id": "A", "geometry": toy.at(150, 550)},
)


def gremien(*rows):
    default = {"kind": "arbeitskreis", "role": None, "rhythm": None, "next_date": None, "area_level": None,
               "station": None, "checked_on": None, "sozialraum_id": None, "wirkungsraum": None,
               "source": "g.csv"}  # fmt: skip
    return pd.DataFrame([{"gremium_id": f"g{i}", "name": f"Runde {i}", **default, **row} for i, row in enumerate(rows)])


def shown(mode="intern", **changes):
    given = {
        "facilities": toy.facilities(*FACILITIES),
        "partners": toy.partners(*PARTNERS),
        "gremien": gremien(
            {"members": "p0; Sportverein, Anger; Unbekannte Gruppe", "sozialraum_id": "A"},
            {"members": "p1, schule am  bach", "wirkungsraum": "A; B"},
        ),
        "activities": toy.activities(
            {"partner_id": "p4", "partners": "p0", "sozialraum_id": "C", "geometry": toy.at(2500, 900)},
            {"name": "Längst vorbei", "partner_id": "p5", "sozialraum_id": "C", "end": "2020-01-01"},
        ),
    }  # fmt: skip
    return release(analyse(toy.study(**given | changes)), mode)


def as_set(frame):
    return set(zip(frame["kind"], frame["partner_id"], frame["shared_id"], frame["sozialraum_id"], strict=True))
