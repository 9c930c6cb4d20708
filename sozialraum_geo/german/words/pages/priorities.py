"""Words of the page „Prioritäten“."""

from __future__ import annotations

INDEX_LABEL = {"mss_berlin_2021": "Sozialer Status"}
TRIAL_FILE = "probe"
ANSWER = {
    "priority": "{area} liegt in {times} Rechenläufen unter den ersten {first}{others}. {bands}",
    "priority_others": ", {area} in {times}",
    "priority_few": "{area} steht an erster Stelle. {bands}",
    "bands": "Nicht unterscheidbar: {bands}.",
    "bands_none": "Alle Plätze sind deutlich voneinander getrennt.",
    "band": "Platz {low} bis {high}",
    "band_listed": "Platz {places}",
    "band_loose": "{count} Gebiete zwischen Platz {low} und {high}",
    "bands_more": "und {count}",
    "priority_none": (
        "Eine Rangfolge gibt es hier nicht: Es fehlen soziale Kennzahlen oder eine bekannte Erreichbarkeit."
    ),
    "priority_zero": "Alle Gewichte der Probe stehen auf 0: So gibt es keine Rangfolge.",
    "priority_unknown": (
        "Eine Rangfolge gibt es hier nicht: Kein Angebot ist in allen Gebieten mit Sozialindex bekannt. {why}"
    ),
    "priority_public": "Die Rangfolge ist eine interne Arbeitshilfe und wird öffentlich nicht gezeigt.",
}
REASON = {
    "gap": (
        "{share} der {aged} erreichen {no_offer} auf höchstens {way} ({count} von {people}); {part} der Punktzahl."
    ),
    "gap_small": "Unter 5 {group} erreichen {no_offer} auf höchstens {way}; {part} der Punktzahl.",
    "index": "{label}: {status} (Wert {value}). Jede Lücke zählt hier mit dem Gewicht {weight}.",
    "index_plain": "{label}: Wert {value}. Jede Lücke zählt hier mit dem Gewicht {weight}.",
    "index_change": (
        "{label}: {status} (Wert {value}), Entwicklung: {change}. Jede Lücke zählt hier mit dem Gewicht {weight}."
    ),
}
TIP = {
    "weight": "„{standard}“ mit {then} statt {now} zählt",
    "limit": "für „{standard}“ {then} statt {now} Weg zumutbar sind",
    "none": "keine einzelne Änderung reicht (Gewicht beliebig, Entfernung von der Hälfte bis zum Doppelten)",
}
RANK_NOTE = (
    "Punkt: mittlerer Rang; Balken: von 5 bis 95 Prozent der {draws} Rechenläufe; Strich: Rang mit den Gewichten der "
    "Studie. Wo die Farbe wechselt, beginnt eine neue Gruppe: Ein Gebiet der vorigen liegt in mindestens 90 von 100 "
    "Läufen davor. Innerhalb einer Gruppe sollte man aus der Reihenfolge nichts ableiten."
)
RANK_CUT = "Gezeigt sind die ersten {count}; alle stehen in der Liste."
TIPS_NOTE = (
    "Die kleinste einzelne Änderung, nach der zwei Nachbarn die Plätze tauschen. Wo sie klein ist, sollte man aus der "
    "Reihenfolge der beiden nichts ableiten."
)
EMPTY = {
    "trial_zero": (
        "So geht es weiter",
        "Geben Sie unten mindestens einem Angebot ein Gewicht oder gehen Sie zurück zu den Gewichten der Studie.",
    ),
    "priorities": (
        "Was eine Rangfolge braucht",
        "Soziale Kennzahlen je Gebiet, zum Beispiel Arbeitslose oder Kinder im SGB-II-Bezug (von der Statistikstelle; "
        "in der study.toml die Tabelle „indicators“), und mindestens ein Angebot, von dem in allen Gebieten mit "
        "Sozialindex bekannt ist, wer es erreicht.",
    ),
    "public_priorities": (
        "Warum steht hier keine Liste?",
        "Eine Reihenfolge von Wohngebieten sagt vor allem, wo man hinsehen soll; öffentlich beschämt sie die, "
        "die dort leben. "
        "Was erreichbar ist und was nicht, zeigen die Seiten „Erreichbarkeit“ und „Lücken“ für alle Gebiete gleich.",
    ),
}
HEADING = {
    "reasons": "Warum sie vorn stehen",
    "reasons_here": "Warum dieser Platz",
    "ranking": "Die ganze Liste",
    "trial": "Probe: andere Gewichte",
    "not_used": "Was nicht zählt, und warum",
    "rank_plot": "Wie sicher ist die Reihenfolge?",
    "tips_sheet": "Was die Reihenfolge ändert",
    "tips": "Was würde die Reihenfolge ändern?",
}
DECIDED = "Beschlossen: {who}."
NOT_DECIDED = "Die Gewichte sind ein Vorschlag und nicht beschlossen."
UNUSED = {
    "sure": (
        "Die Rangfolge selbst enthält keinen Zufall; wie sicher sie ist, zeigen {draws} Rechenläufe mit etwas anderen "
        "Gewichten, Entfernungen, Wohnorten und Kennzahlen."
    ),
    "supply": "Plätze und Flächen zählen nicht mit, nur der Weg.",
    "context": "Nicht im Sozialindex, nur zur Einordnung: {names}.",
    "trial": "In der Probe weggelassen: {names}.",
}
TRIAL_NOTE = (
    "Nur zum Ausprobieren; die Gewichte der Studie bleiben, wie sie sind. 0 lässt ein Angebot weg, 2 zählt es doppelt."
)
TRIAL_LOG = {
    "why": "Warum dieser Versuch? (wird mit Datum und Namen festgehalten)",
    "keep": "Versuch festhalten",
    "kept": "Festgehalten.",
    "no_reason": "Bitte schreiben Sie in einem Satz, warum; dann wird der Versuch festgehalten.",
    "heading": "Festgehaltene Versuche",
    "at": "Wann",
    "by": "Wer",
    "what": "Gewichte",
    "reason": "Warum",
}
WEIGHTS = "Gewichte: {weights}."
EQUAL_WEIGHTS = "Jedes der {count} Angebote zählt gleich viel."
RESET = "Zurück zu den Gewichten der Studie"
