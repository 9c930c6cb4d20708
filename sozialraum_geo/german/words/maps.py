"""Words on maps: titles, legends, classes."""

from __future__ import annotations

import math

from sozialraum_geo.german.words.numbers import UNKNOWN, number, percent

TITLE = {
    "overview": "Was gibt es bei uns?",
    "covered_share": "{standard}: Wer kommt {how} hin?",
    "cells": "{standard}: Wer kommt {how} hin?",
    "access": "{standard}: Wie viele Plätze sind in Reichweite?",
    "uncovered_people": "{standard}: Für wie viele ist der Weg zu weit?",
    "weighted_people": "{standard}: Wo wiegt der weite Weg am schwersten?",
    "rank": "Wo zuerst hinsehen?",
    "need_index": "Wie ist die soziale Lage?",
    "area": "{area}",
    "partners": "Mit wem arbeiten wir zusammen?",
    "activities": "Was läuft wo?",
    "ending": "Was endet bis zum {date}?",
}
SUBTITLE = {
    "overview": "Einrichtungen nach Art",
    "covered_share": "Anteil der {ages}, die höchstens {way} haben",
    "cells": "Bewohnte Flächen, von denen es höchstens {way} sind (Anteil der {ages})",
    "cells_even": "Flächen, von denen es höchstens {way} sind (Anteil der {ages})",
    "access": "Plätze je 100 Menschen des Alters, höchstens {way} entfernt und mit allen anderen geteilt",
    "uncovered_people": "Zahl der {ages}, die mehr als {way} haben",
    "weighted_people": (
        "Zahl der {ages}, die mehr als {way} haben, mal Gewicht aus dem Sozialindex (keine Zahl von Menschen)"
    ),
    "rank": "Reihenfolge aus Sozialindex und Erreichbarkeit; nahe Plätze sind oft nicht zu unterscheiden",
    "need_index": "Klassen des Sozialindex",
    "area": "Einrichtungen nach Art; Nachbarn grau",
    "partners": "Partner nach Art",
    "partners_state": "Partner nach Art und Stand der Zusammenarbeit",
    "activities": "Laufende Angebote und Aktivitäten nach Ansatzpunkt",
    "ending": "Angebote, die enden oder deren Förderung ausläuft, nach Ansatzpunkt",
}
REACH = {
    "covered": "höchstens {way}",
    "partly": "zum Teil weiter",
    "uncovered": "weiter, bis {far}",
    "far": "weiter, bis {farther}",
    "farther": "weiter als {farther}",
    "unknown": "nicht bekannt",
}
EMPTY = {
    "zero": "niemand",
    "no_people": "niemand in diesem Alter",
    "unknown": "nicht bekannt",
    "suppressed": "zu wenige für eine Angabe",
    "outside": "nicht ausgewählt",
}
REASON = {
    "not_complete": "Nicht berechnet: Für diese Einrichtungen liegt keine vollständige Liste vor.",
    "no_people": "Nicht berechnet: Die Bevölkerung dieses Alters ist nicht bekannt.",
    "too_wide": "Die Daten reichen für diesen Standard nicht.",
}
ROW = {
    "residents": "Menschen",
    "places": "Einrichtungen",
    "partners": "Partner",
    "activities": "laufende Angebote",
    "ending": "Angebote, die enden",
    "covered_share": "erreichen es",
    "access_per_100": "Plätze in Reichweite je 100",
    "people": "{people}",
    "uncovered_people": "mit zu weitem Weg",
    "unknown_share": "nicht zuzuordnen",
    "nearest_p50_m": "Weg, den die Hälfte höchstens hat",
    "weighted_people": "gewichtet mit dem Sozialindex",
    "rank": "Rang",
    "rank_low": "Rang in den Rechenläufen",
    "rank_by_people": "Rang nach Zahl der Menschen",
    "need_index": "Sozialindex",
    "status_class": "soziale Lage",
    "dynamics_class": "Entwicklung",
}
# to one partner; in a Sozialraum
LINE = {
    "gremium": ("sitzt im selben Gremium", "Gremium, Linien zu seinen Mitgliedern"),
    "activity": ("trägt dasselbe Angebot mit", "Angebot, Linien zu seinen Partnern"),
}
WORDS = {
    "zoom_in": "Vergrößern",
    "zoom_out": "Verkleinern",
    "reset": "Ganzes Gebiet",
    "too_wide": "Daten reichen nicht {span}",
    "weighted": "gewichtet {value}",
    "on_map": "auf der Karte",
    "in_area": "in {area}",
    "ends": "endet {date}",
    "funded_until": "gefördert bis {date}",
    "trial": "Probe mit eigenen Gewichten, nicht beschlossen",
    "legend": "Legende",
    "table": "Daten als Tabelle",
    "area": "Gebiet",
    "no_value": UNKNOWN,
    "map": "Karte",
    "cluster": "Orte, zum Vergrößern auswählen",
    "no_points": "{count} ohne genauen Ort, nicht auf der Karte",
    "walking_areas": "höchstens {way} von den Orten um {area}",
    "counting": "Angebote, die ebenso zählen",
    "counts_like": "Angebot, zählt wie: {category}",
    "shows": "Karte zeigt",
    "no_class": "ohne Klasse",
    "lines_cut": "{count} weitere Linien sind nicht gezeichnet",
    "tiles": "Kartenhintergrund: {attribution}",
    "ways": "Wege: {method}",
    "share_of": "Anteil der {ages}",
    "sources": "Quellen: ",
    "as_of": "Stand {date}",
}


def share_class(low: float, high: float) -> str:
    """Name a class of shares.

    Examples
    --------
    >>> share_class(0, 0.2), share_class(0.2, 0.4), share_class(0.8, 1)
    ('unter 20 %', '20 bis unter 40 %', '80 % und mehr')
    """
    if low <= 0:
        return f"unter {percent(high)}"
    return f"{percent(low)} und mehr" if high >= 1 else f"{number(low * 100)} bis unter {percent(high)}"


def count_class(low: float, high: float) -> str:
    """Name a class of counted people.

    Examples
    --------
    >>> count_class(0, 10), count_class(10, 50), count_class(500, float("inf"))
    ('unter 10', '10 bis unter 50', '500 und mehr')
    """
    if low <= 0:
        return f"unter {number(high)}"
    return f"{number(low)} und mehr" if math.isinf(high) else f"{number(low)} bis unter {number(high)}"


def rank_class(low: int, high: int) -> str:
    """Name a class of ranks.

    Examples
    --------
    >>> rank_class(1, 3), rank_class(13, 13)
    ('Platz 1 bis 3', 'Platz 13')
    """
    return f"Platz {low} bis {high}" if high > low else f"Platz {low}"
