"""Words of the page „Erreichbarkeit“."""

from __future__ import annotations

HERE_NOTE = "Senkrechter Strich: {area}."
CERTAINTY = {
    "network": "Fußwege auf Straßen und Wegen; {spread}.",
    "straight_line": "Näherung (Luftlinie × 1,3); {spread}.",
    "span_missing": "In 90 von 100 Rechenläufen liegt der Anteil mit zu weitem Weg zwischen {low} und {high}.",
    "span_missing_none": "In 90 von 100 Rechenläufen bleibt der Anteil mit zu weitem Weg bei {low}.",
    "span": "In 90 von 100 Rechenläufen liegt der Anteil zwischen {low} und {high}.",
    "span_none": "In 90 von 100 Rechenläufen bleibt der Anteil bei {low}.",
    "span_straight": "Wie weit die Luftlinie von den wirklichen Wegen abweicht, steckt darin nicht.",
    "estimated": "Zahl der Menschen dieses Alters geschätzt (aus einer gröberen Altersgruppe).",
    "estimated_census": "Zahl der Menschen dieses Alters geschätzt (aus den Klassen des Einwohnergitters).",
    "partly": "Bekannt in {known} von {all} Gebieten.",
}

# how people are spread within the areas
SPREAD = {
    "grid": "Wohnorte nach dem Einwohnergitter verteilt",
    "some": "Wohnorte nach dem Einwohnergitter verteilt, in {count} ohne Gitterzellen gleichmäßig über die Fläche",
    "even": "Wohnorte gleichmäßig über die Fläche verteilt, weil kein Einwohnergitter vorliegt",
    "nobody": "wie viele Menschen es sind, ist nicht bekannt",
}
ANSWER = {
    "coverage": (
        "{share} der {aged} erreichen {offer} auf höchstens {way} (etwa {minutes} Minuten): {covered} von {people}."
    ),
    "coverage_small": ("Fast alle {aged} erreichen {offer} auf höchstens {way}; für unter 5 ist der Weg weiter."),
    "coverage_blank": "Wie viele {offer} erreichen, ist hier nicht angegeben: Die Zahlen sind zu klein.",
    "coverage_unknown": "Wer {offer} erreicht, ist nicht berechnet. {reason}",
    "coverage_partly": "Bekannt ist es in {known} von {all} Gebieten ({names}): {words}",
    "coverage_wide": (
        "Die Daten reichen für diesen Standard nicht: Der Anteil der {aged}, die {offer} auf höchstens {way} "
        "erreichen, liegt irgendwo zwischen {low} und {high}."
    ),
    "here_wide": "Für {area} reichen die Daten nicht: irgendwo zwischen {low} und {high}.",
    "here": "In {area} sind es {share} ({covered} von {people}).",
    "here_public": "In {area} sind es {share}.",
    "here_small": "In {area} sind es fast alle.",
    "here_nobody": "In {area} wohnt niemand in diesem Alter.",
    "here_unknown": "Für {area} ist es nicht bekannt.",
}
ACCESS = {
    "none": "Zu {name} sind keine Plätze eingetragen.",
    "unknown": (
        "Wie viele {unit} in Reichweite sind, ist nicht bekannt: Bei {missing} von {all} Einrichtungen fehlt die Zahl."
    ),
    "mean": (
        "Auf 100 {group} kommen im Mittel {mean} {unit} in Reichweite (höchstens {way}), geteilt mit allen, die sie "
        "ebenso erreichen."
    ),
    "range": "Am wenigsten sind es in {least} ({low}), am meisten in {most} ({high}).",
    "missing": "Ohne Zahl und nicht mitgezählt: {missing} von {all} Einrichtungen.",
    "unreached": "Einrichtungen, die niemand in dieser Entfernung hat: {unreached}.",
    "note": (
        "Anders als die Quote je Gebiet zählt hier, was Menschen über Gebietsgrenzen hinweg erreichen, und dass andere "
        "dieselben Plätze brauchen: Nahe Plätze zählen voll, weiter entfernte weniger."
    ),
    "heading": "Wie ungleich ist das verteilt?",
    "gini": (
        "Zwei zufällig herausgegriffene Menschen dieses Alters unterscheiden sich in ihren Plätzen in Reichweite im "
        "Mittel um {difference} des Durchschnitts (Gini-Koeffizient {gini}), auch innerhalb der Gebiete: Wer neben "
        "einer Einrichtung wohnt, hat viele, wer weit weg wohnt, keine."
    ),
    "deprived": (
        "In Gebieten mit höherem Sozialindex sind eher mehr Plätze in Reichweite (Konzentrationsindex {concentration})."
    ),
    "better_off": (
        "In Gebieten mit höherem Sozialindex sind eher weniger Plätze in Reichweite (Konzentrationsindex "
        "{concentration})."
    ),
    "even": (
        "Mit dem Sozialindex hängt die Zahl der Plätze in Reichweite nicht deutlich zusammen (Konzentrationsindex "
        "{concentration})."
    ),
    "short": (
        "{poor} der {aged} haben weniger als halb so viele Plätze in Reichweite wie der Durchschnitt; ihnen fehlen bis "
        "dahin im Mittel {gap}."
    ),
    "not_short": "Niemand hat weniger als halb so viele Plätze in Reichweite wie der Durchschnitt.",
    "formulas": "Formeln",
}
ACCESS_FORMULAS = (
    (
        "Plätze in Reichweite",
        "R = Plätze einer Einrichtung ÷ Σ (Menschen, die sie erreichen × Gewicht der Entfernung); A = Σ (Gewicht × R) "
        "über die Einrichtungen in Reichweite. Gewicht 1 bis zu einem Drittel der Entfernung, 0,68 bis zu zwei "
        "Dritteln, 0,22 bis zur ganzen (E2SFCA, Luo und Qi 2009). Summe aller Plätze bleibt erhalten.",
    ),
    (
        "Gini-Koeffizient",
        "mittlerer Unterschied zweier Menschen ÷ (2 × Durchschnitt): 0 heißt, alle haben gleich viel.",
    ),
    (
        "Konzentrationsindex",
        "(2 ÷ Durchschnitt) × Kovarianz von Plätzen in Reichweite und Rang nach dem Sozialindex (vom günstigsten zum "
        "belastetsten Gebiet); über 0 heißt mehr für die Belasteten. Unter 0,05 gilt als kein Zusammenhang (eigene "
        "Vorgabe).",
    ),
    (
        "Zu wenig in Reichweite",
        "Anteil der Menschen unter der halben Durchschnittszahl (eigene Vorgabe) und ihr mittlerer Abstand dazu "
        "(Foster, Greer und Thorbecke 1984, α = 0 und 1).",
    ),
)
DATES = {
    "label": "Vergleichen mit dem",
    "help": "Einrichtungen und Angebote gelten von ihrem Beginn bis zu ihrem Ende; Menschen und Straßen bleiben die "
    "vom Stichtag.",
    "hint": "Wählen Sie einen Tag: Gezeigt wird, wer das Angebot dann erreicht, wenn bis dahin beginnt und endet, was "
    "eingetragen ist. Menschen und Straßen bleiben die vom Stichtag.",
    "gone": "Es zählt dann nicht mehr: {names}.",
    "new": "Neu dabei: {names}.",
    "clear": "Vergleich beenden",
    "map": "Karte vom",
    "more": "Am {date} erreichen {then} der {aged} {offer}, am {base} sind es {now}: {count} mehr.",
    "fewer": "Am {date} erreichen {then} der {aged} {offer}, am {base} sind es {now}: {count} weniger.",
    "same": "Am {date} erreichen ebenso viele {offer} wie am {base}: {now} der {aged}.",
    "unknown": "Für einen der beiden Tage ist nicht bekannt, wer {offer} erreicht.",
    "most": "Am meisten ändert sich in {area}: von {now} auf {then}.",
}
EMPTY = {
    "supply": (
        "Zu Plätzen und Flächen ist nichts eingetragen.",
        "Eine Spalte „Plätze“ in der Liste der Einrichtungen genügt.",
    ),
}
HEADING = {
    "by_standard": "Nach Angebot und Alter",
    "supply": "Plätze und Flächen",
    "part_time": "Zeitweise, zählt nicht mit",
    "dates": "Zwei Tage vergleichen",
    "access": "Plätze in Reichweite",
}
SUPPLY_NOTE = "Planungswert: {source}"
