"""German words of the calculation: its figures, steps, rules and notes."""

from __future__ import annotations

FIGURE = {
    "coverage": "Wer es erreicht",
    "gap": "Wie viele es nicht erreichen",
    "weighted": "Gewichtet mit dem Sozialindex",
    "index": "Sozialindex",
    "score": "Punktzahl",
    "rank": "Rang",
    "supply": "Plätze und Bedarf",
    "access": "Plätze in Reichweite",
    "counts": "Gezählt",
    "low": "Gebiete, in denen weniger als die Hälfte es erreicht",
}
STEP = {
    "people": "Menschen in diesem Alter",
    "known": "davon mit bekanntem Weg",
    "unknown": "Anteil ohne bekannten Weg",
    "reached": "davon höchstens {limit} vom Angebot",
    "reached_all": "davon erreichen es",
    "share": "Anteil, der es erreicht",
    "low": "Anteil, untere Grenze (5 %)",
    "high": "Anteil, obere Grenze (95 %)",
    "uncovered": "mit zu weitem Weg",
    "need_weight": "Gewicht des Gebiets",
    "weighted": "gewichtet",
    "weight_of": "{name}, mal Gewicht der Kennzahl",
    "total": "Summe der vergleichbaren Werte",
    "need_index": "Sozialindex",
    "score": "Summe",
    "points": "Punktzahl",
    "rank": "Rang nach der Punktzahl",
    "rank_median": "Rang in der Mitte der Rechenläufe",
    "rank_low": "Rang, untere Grenze (5 %)",
    "rank_high": "Rang, obere Grenze (95 %)",
    "first": "unter den ersten {first}",
    "before": "vor dem nächsten Gebiet der Liste",
    "by_people": "Rang nach Zahl der Menschen",
    "places": "belegbare Plätze oder Flächen",
    "ratio": "je hundert Menschen",
    "access": "Plätze in Reichweite je hundert Menschen",
    "shared": "Plätze, die auf die Menschen hier entfallen",
    "missing": "fehlen",
    "residents": "Menschen insgesamt",
    "young": "junge Menschen unter 27",
    "facilities": "Einrichtungen",
    "activities": "laufende Angebote",
    "partners": "Partner",
    "gremien": "Gremien",
    "ending": "davon enden oder verlieren ihre Förderung bis zum {date}",
    "ending_public": "davon enden bis zum {date}",
    "low_areas": "Gebiete unter der Hälfte",
}
# how a rule is written; {0}, {1} … are the numbers put in
RULE = {
    "quotient": "{0} ÷ {1}",
    "rest_share": "1 − {0} ÷ {1}",
    "difference": "{0} − {1}",
    "rest": "{0} × (1 − {1})",
    "part": "{0} × {1} × (1 − {2})",
    "scaled": "{0} × ({1} − {centre} {2}) ÷ {spread} {3}",
    "scaled_plain": "({1} − {centre} {2}) ÷ {spread} {3}",
    "phi": "Φ({0})",
    "per_100": "{0} ÷ {1} × 100",
    "missing": "{0} × {1} − {2}, nie unter 0",
    "drawn": "{0} Rechenläufe, Startzahl {1}",
    "below": "unter 50 % von {0}",
}
RULE_WORDS = {
    "given": "die Zahl steht so in den Daten oder stammt aus einem früheren Schritt",
    "sum": "Summe der Eingaben",
    "product": "Produkt der Eingaben",
    "quotient": "erste geteilt durch zweite Eingabe",
    "rest_share": "1 minus (erste geteilt durch zweite Eingabe)",
    "difference": "erste minus zweite Eingabe",
    "rest": "erste mal (1 minus zweite Eingabe)",
    "part": "erste mal zweite mal (1 minus dritte Eingabe)",
    "scaled": "erste mal (zweite minus dritte) geteilt durch vierte Eingabe",
    "phi": "Verteilungsfunktion der Normalverteilung (Mittelwert 0, Streuung 1) an der Stelle der Eingabe",
    "per_100": "erste geteilt durch zweite Eingabe, mal 100",
    "missing": "erste mal zweite minus dritte Eingabe, nie unter 0",
    "drawn": "aus so vielen Rechenläufen mit dieser Startzahl; mit run.json zu wiederholen",
    "below": "Zahl der Eingaben unter 0,5",
}
INPUT = {
    "people": "Menschen in diesem Alter",
    "known": "Menschen mit bekanntem Weg",
    "reached": "Menschen, die es erreichen",
    "share": "Anteil, der es erreicht",
    "uncovered": "Menschen mit zu weitem Weg",
    "need_weight": "Gewicht des Gebiets",
    "weight": "Gewicht",
    "gap": "gewichteter Anteil mit zu weitem Weg",
    "sign": "Vorzeichen",
    "value": "Wert",
    "rank": "Rang unter den Gebieten",
    "centre": "Mittelwert",
    "spread": "Streuung",
    "index": "Sozialindex",
    "score": "Summe",
    "hundred": "Hundert",
    "one": "eins",
    "higher": "Gebiete mit höherer Punktzahl",
    "times": "Rechenläufe unter den ersten",
    "draws": "Rechenläufe",
    "seed": "Startzahl",
    "shared": "Plätze, die hierher entfallen",
    "places": "belegbare Plätze oder Flächen",
    "quota": "Planungswert",
    "total": "Summe der vergleichbaren Werte",
    "half": "unter einem halben Menschen je Gebiet, dort als 0 gezählt",
}
# centre and spread by the scale of the index
CENTRE = {
    "z": ("Mittelwert", "Standardabweichung"),
    "reference": ("Mittelwert von außen", "Standardabweichung von außen"),
    "median": ("Median", "1,4826 · MAD"),
    "percentile": ("ein halb", "Zahl der Gebiete"),
    "minmax": ("niedrigster Wert", "Spannweite"),
}
NOTE = {
    "shared": "jede Einrichtung teilt ihre Plätze nach Entfernung auf alle auf, die sie erreichen",
    "data": "aus den Daten",
    "counted": "gezählt",
    "rounded": "gerundet",
    "ways": "Menschen an allen solchen Punkten",
    "suppressed": "nicht angegeben: zu wenige Menschen",
    "small": "nicht angegeben: unter 5 Menschen",
    "small_parts": "aus allen Gebieten; Gebiete mit unter 5 Menschen stehen nicht einzeln da",
    "too_wide": "nicht angegeben: Die Daten reichen für diesen Standard nicht.",
    "half_used": "Gewicht × Anteil mit zu weitem Weg; weniger als ein halber Mensch zählt oben als niemand",
    "too_wide_used": "die Rangfolge nimmt den mittleren Wert; wie weit er streut, zeigen die Rechenläufe",
    "not_complete": "nicht berechnet: Für diese Einrichtungen liegt keine vollständige Liste vor.",
    "no_people": "nicht berechnet: Die Bevölkerung dieses Alters ist nicht bekannt.",
    "unknown": "nicht bekannt",
    "nobody": "Hier wohnt niemand in diesem Alter.",
    "no_index": "kein Sozialindex für dieses Gebiet",
    "smoothed": "geglättet aus {raw}",
    "one_of": "der Sozialindex selbst",
    "no_quota": "kein Planungswert gesetzt",
}
HEAD = ("Schritt", "Rechnung", "Ergebnis")
COLUMN = ("Gebiet", "Angebot", *HEAD, "genaues Ergebnis", "Anmerkung")
MORE_TERMS = "… ({count} Zahlen)"
CHOOSE = "Für die Rechnung eines Gebiets wählen Sie es oben oder auf der Karte."
WHOLE = "alle Gebiete"
ERRORS = (
    "In jedem von {draws} Rechenläufen (Startzahl {seed}) verschieben sich die Wege zu jedem Ort zufällig, höchstens "
    "um {errors}, und die Menschen jeder Zelle verteilen sich neu auf ihre Punkte."
)
ERROR_CLASS = {"haus": "hausgenau", "nachbarhaus": "Nachbarhaus", "strasse": "Straße", "ort": "Ort"}
COVERAGE_OF_ANY = (
    "Anteil = Menschen im Alter, deren Weg zum nächsten zählenden Ort nicht länger ist als die Grenze des Standards, "
    "geteilt durch alle Menschen im Alter, deren Weg bekannt ist."
)
ROUNDED = "Öffentlich sind die Zahlen gerundet; gerechnet wird mit genauen."
FRACTIONS = "Bruchteile entstehen, weil Menschen anteilig auf Zellen verteilt werden. Gerechnet wird ungerundet."
FILE_NOTE = "Ungerundet und mit allen Eingaben steht dasselbe in rechenweg.json."
