"""Words of how a figure is computed: formulas and what stands beside them."""

from __future__ import annotations

CALCULATION = {
    "coverage": (
        "Anteil = Menschen im Alter, deren Weg zum nächsten zählenden Ort höchstens {limit} lang ist, geteilt durch "
        "alle Menschen im Alter, deren Weg bekannt ist."
    ),
    "people_residents": "Die Zahl je Gebiet stammt aus der Bevölkerungstabelle; darin sind die {spread}.",
    "people_census": "Die Zahl ist aus den Klassen des Einwohnergitters geschätzt, Zelle für Zelle.",
    "people_nobody": "Wie viele Menschen es sind, ist nicht bekannt; Wege gelten für die Fläche der Gebiete.",
    "part_time": (
        "{count} im passenden Alter, offen und regelmäßig, aber nur zeitweise (unter {hours} Stunden je Woche oder "
        "ohne Angabe), und nicht mitgezählt: {names}."
    ),
    "network": (
        "Wege auf dem Straßen- und Wegenetz, von sechzehn Punkten je Zelle; weiter als 250 m von jedem Weg gilt als "
        "nicht zuzuordnen."
    ),
    "straight_line": "Näherung (Luftlinie × 1,3), weil kein Straßennetz vorliegt; von sechzehn Punkten je Zelle.",
    "gap": "Menschen mit zu weitem Weg = Menschen im Alter − Menschen, die es erreichen.",
    "weighted": (
        "Gewichtet = Menschen mit zu weitem Weg × Gewicht des Gebiets. Das Gewicht liegt zwischen 0 und 1: {weight}."
    ),
    "index": "Sozialindex = {index}",
    "score": (
        "Punktzahl = Summe über die Angebote: Gewicht des Angebots ÷ Summe der Gewichte aller Angebote, die zählen, × "
        "Gewicht des Gebiets × Anteil mit zu weitem Weg, mal 100. Das Gewicht des Gebiets liegt zwischen 0 und 1: "
        "{weight}."
    ),
    "counts": "Gezählt ist, was in den Listen steht und am Stichtag gilt; geschützte Orte erscheinen nicht.",
    "supply": (
        "Bestand = Summe der Plätze oder Flächen im Gebiet; fehlen = Planungswert × Menschen − Bestand, nie unter 0."
    ),
    "ending": (
        "Die Wege werden noch einmal gerechnet, ohne die Angebote, die bis dahin enden oder deren Förderung ausläuft; "
        "alles andere bleibt wie am Stichtag. Verglichen wird, wer es erreicht. Wo die Daten für einen Anteil nicht "
        "reichen, zählt niemand."
    ),
    "cooperation": "Gezählt werden die eingetragenen Partner nach dem Stand der Zusammenarbeit.",
    "data": "übernommen + abgelehnt + leer + ausgelassen = Zeilen der Datei.",
}
# by the scale of the index
INDEX = {
    "z": ("Summe der z-Werte der sozialen Kennzahlen, noch einmal auf Mittelwert 0 und Streuung 1 gebracht."),
    "reference": (
        "gewichtetes Mittel der z-Werte der sozialen Kennzahlen, verglichen mit den äußeren Werten des Verfahrens; 0 "
        "ist deren Durchschnitt."
    ),
    "median": (
        "Summe der Abstände der sozialen Kennzahlen vom Median, in Vielfachen von 1,4826 · MAD, und diese Summe noch "
        "einmal ebenso."
    ),
    "percentile": (
        "Summe der Perzentilränge der sozialen Kennzahlen und davon wieder der Perzentilrang: (Rang − ½) ÷ Zahl der "
        "Gebiete."
    ),
    "minmax": (
        "Summe der sozialen Kennzahlen, jede zwischen 0 (niedrigster Wert) und 1 (höchster Wert), und die Summe noch "
        "einmal ebenso."
    ),
}
WEIGHT_OF_AREA = {
    "z": "Φ(Sozialindex), die Verteilungsfunktion der Normalverteilung; beim Durchschnitt aller Gebiete ist es 0,5",
    "reference": "Φ(Sozialindex), die Verteilungsfunktion der Normalverteilung; beim äußeren Durchschnitt ist es 0,5",
    "median": "Φ(Sozialindex), die Verteilungsfunktion der Normalverteilung; beim Median der Gebiete ist es 0,5",
    "percentile": "der Sozialindex selbst",
    "minmax": "der Sozialindex selbst",
}
FACT = {
    "part_time": "Zeitweise",
    "formula": "So gerechnet",
    "people": "Menschen",
    "ways": "Wege",
    "standard": "Standard",
    "standard_source": "Quelle des Standards",
    "data": "Daten",
    "certainty": "Wie sicher",
    "certainty_by": "Grenzen",
    "date": "Stichtag",
    "fingerprint": "Fingerabdruck",
}
