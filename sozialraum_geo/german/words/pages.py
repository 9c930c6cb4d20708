"""German words and sentence patterns of the pages; no logic beyond choosing words."""

from __future__ import annotations

import math

from sozialraum_geo.german.words import texts

# --- grammar ---------------------------------------------------------------------------------------------------------

AN_OFFER = {
    "kita": "eine Kita",
    "hort": "einen Hort",
    "grundschule": "eine Grundschule",
    "weiterfuehrende_schule": "eine weiterführende Schule",
    "foerderschule": "eine Förderschule",
    "berufliche_schule": "eine berufliche Schule",
    "schule_sonstige": "eine Schule",
    "spielplatz": "einen Spielplatz",
    "jugendtreff": "einen Jugendtreff",
    "familienzentrum": "ein Familienzentrum",
    "beratungsstelle": "eine Beratungsstelle",
    "bibliothek": "eine Bibliothek",
    "kinderarzt": "eine Kinderarztpraxis",
    "sport": "eine Sportanlage",
    "ganztag": "ein Ganztagsangebot",
    "fruehe_hilfen": "ein Angebot der Frühen Hilfen",
    "schulsozialarbeit": "eine Schulsozialarbeit",
    "jugendberufshilfe": "eine Jugendberufshilfe",
    "seniorentreff": "einen Seniorentreff",
    "stadtteiltreff": "einen Stadtteiltreff",
    "ehs": "eine Erziehungshilfestation",
    "kindertagespflege": "eine Kindertagespflege",
    "frauenhaus": "ein Frauenhaus",
    "apotheke": "eine Apotheke",
    "sonstige": "eine solche Einrichtung",
}
PARTNER_KINDS = {
    "schule": "Schulen",
    "kita": "Kitas",
    "hort": "Horte",
    "verein": "Vereine",
    "kirche": "Kirchen und Gemeinden",
    "polizei": "Polizei",
    "beratung": "Beratungsstellen",
    "jugendhilfe": "Träger der Jugendhilfe",
    "verwaltung": "Ämter und Verwaltung",
    "gesundheit": "Gesundheitswesen",
    "wirtschaft": "Wirtschaft",
    "initiative": "Initiativen",
    "sonstige": "Sonstige",
}


def an_offer(category: str) -> str:
    """Name one offer of a category as an object: „einen Spielplatz“."""
    return AN_OFFER.get(category, AN_OFFER["sonstige"])


def no_offer(category: str) -> str:
    """Deny one offer of a category as an object.

    Examples
    --------
    >>> no_offer("spielplatz")
    'keinen Spielplatz'
    """
    return f"k{an_offer(category)}"


def group(start: float, stop: float, *, dative: bool = False) -> str:
    """Name the people of an age band after a number, with the words of § 7 SGB VIII used rightly.

    Examples
    --------
    >>> group(0, 6), group(6, 12), group(12, 27), group(14, 18)
    ('Kinder unter 6 Jahren', 'Kinder von 6 bis 11 Jahren', 'junge Menschen von 12 bis 26 Jahren', 'Jugendliche')
    >>> group(0, 6, dative=True)
    'Kindern unter 6 Jahren'
    """
    n = "n" if dative else ""
    if math.isinf(stop):
        return "Menschen" if start == 0 else f"Menschen ab {start:g} Jahren"
    if (start, stop) == (14, 18):
        return f"Jugendliche{n}"
    word = f"Kinder{n}" if stop <= 14 else f"junge{n} Menschen" if stop <= 27 else "Menschen"
    return f"{word} unter {stop:g} Jahren" if start == 0 else f"{word} von {start:g} bis {stop - 1:g} Jahren"


def dative(plural: str) -> str:
    """Put a plural into the dative.

    Examples
    --------
    >>> dative("Horte"), dative("Schulen"), dative("Kitas")
    ('Horten', 'Schulen', 'Kitas')
    """
    return f"{plural}n" if plural.endswith(("e", "er", "el")) else plural


def in_areas(word: str, count: int) -> str:
    """Say in how many areas, the word as the study names it.

    Examples
    --------
    >>> in_areas("Sozialraum", 3), in_areas("Stadtteil", 1)
    ('In 3 Sozialräumen', 'In 1 Stadtteil')
    """
    if count == 1:
        return f"In 1 {word}"
    return f"In {texts.number(count)} {dative(texts.area_word(word, count))}"


def point_words(code: str) -> str:
    """Name an Ansatzpunkt within a sentence.

    Examples
    --------
    >>> point_words("4"), point_words("5")
    ('sozialraumbezogene Projekte', 'Bürgerengagement')
    """
    words = texts.ANSATZPUNKT.get(code, code)
    return words[:1].lower() + words[1:] if code in ADJECTIVE_FIRST else words


COUNT = {2: "zwei", 3: "drei", 4: "vier", 5: "fünf"}
ADJECTIVE_FIRST = frozenset({"2.1", "4"})
# what has no plural of its own is counted by its places
COUNTED_KIND = {
    "schulsozialarbeit": ("Standort der Schulsozialarbeit", "Standorte der Schulsozialarbeit"),
    "fruehe_hilfen": ("Angebot der Frühen Hilfen", "Angebote der Frühen Hilfen"),
    "jugendberufshilfe": ("Angebot der Jugendberufshilfe", "Angebote der Jugendberufshilfe"),
}


def counted(count: float, one: str, many: str) -> str:
    """Put a number before a word.

    Examples
    --------
    >>> counted(1, "Angebot", "Angebote"), counted(1200, "Angebot", "Angebote")
    ('1 Angebot', '1.200 Angebote')
    """
    return f"{texts.number(count)} {one if count == 1 else many}"


# --- the frame of every page -----------------------------------------------------------------------------------------

APP = "Sozialraum-Geo"
SECTION = {"look": "Ansehen", "keep": "Pflegen", "tell": "Belegen"}
PAGE = {  # menu, question
    "ueberblick": ("Überblick", "Was gibt es bei uns?"),
    "erreichbarkeit": ("Erreichbarkeit", "Wer erreicht was zu Fuß?"),
    "luecken": ("Lücken", "Wo fehlt was, und wie vielen?"),
    "prioritaeten": ("Prioritäten", "Wo zuerst, und wie sicher ist das?"),
    "sozialraum": ("Sozialraum", "Was macht {area} aus?"),
    "netzwerk": ("Netzwerk", "Wer arbeitet mit wem?"),
    "aktivitaeten": ("Aktivitäten", "Was läuft, was endet, wo ist nichts?"),
    "heute": ("Heute", "Was haben wir heute gemacht?"),
    "register": ("Register", "Was wissen wir, und ist es noch richtig?"),
    "jahresbericht": ("Jahresbericht", "Was haben wir vorgehabt, was ist daraus geworden?"),
    "daten": ("Daten", "Worauf beruht das alles?"),
    "einlesen": ("Einlesen", "Was kommt neu dazu?"),
    "qualitaet": ("Datenqualität", "Wie gut sind die Daten?"),
    "austausch": ("Austausch", "Wie kommen die Daten in andere Programme, und zurück?"),
}
MODE = {"intern": "Intern", "oeffentlich": "Öffentlich", "projektor": "Projektor"}
# Asked only where a person switched it on; the ministry's open map, in grey so that the colours stay readable
TILES = {
    "url": "https://sgx.geodatenzentrum.de/wmts_basemapde/tile/1.0.0/de_basemapde_web_raster_grau/default/"
    "GLOBAL_WEBMERCATOR/{z}/{y}/{x}.png",
    "attribution": "© basemap.de / BKG",
}
CONTROL = {
    "tiles": "Karte aus dem Internet",
    "tiles_help": (
        "Aus: Nichts verlässt den Rechner. Ein: Der Browser holt Kartenbilder von sgx.geodatenzentrum.de "
        "(basemap.de); dorthin gehen der Kartenausschnitt und die Internetadresse dieses Rechners, sonst nichts."
    ),
    "study": "Studie",
    "standard": "Angebot und Alter",
    "area_all": "alle",
    "mode": "Ansicht",
    "mode_help": "Intern: alle Zahlen. Öffentlich: gerundet, ohne Rangfolge, Sozialindex und interne Angaben. "
    "Projektor: wie öffentlich, mit größerer Schrift.",
    "clear": "Auswahl aufheben",
    "view": "Karte zeigt",
    "download": "Herunterladen",
    "calculation": "Rechenweg",
}
BUSY = {
    "program": "Das Programm wird geladen …",
    "read": "Die Dateien werden gelesen …",
    "distances": "Die Fußwege werden berechnet …",
    "priorities": "Sozialindex und Rangfolge werden berechnet …",
    "start": "Die Studie wird vorbereitet …",
    "image": "Das Bild wird gezeichnet …",
}
ERROR = {
    "title": "Diese Ansicht ließ sich nicht erstellen.",
    "unknown": "Ein Fehler im Programm, nicht bei Ihnen. Ihre Daten sind unverändert. Bitte laden Sie die Seite neu; "
    "bleibt es dabei, nennen Sie der Betreuung diesen Code: {code}.",
    "no_study": "Es gibt hier noch keine Studie.",
    "no_study_help": (
        "Eine Studie ist ein Ordner mit einer study.toml und den Dateien der Stadt. Die Demo-Stadt entsteht mit "
        "„python -m sozialraum_geo demo“; eine eigene Studie öffnet „python start.py ORDNER“ (docs/studie.md)."
    ),
}
FOOTER = {
    "sources": "Quellen: {sources}",
    "state": "{name}, Stand {date} · {method} · Sozialraum-Geo {version} · Fingerabdruck {fingerprint}",
    "trial": "Probe: eigene Gewichte, nicht beschlossen",
}
PEOPLE_NOTE = "Balken: Anteil der Altersgruppe hier; Strich: Anteil insgesamt. Zahlen: Menschen hier."
LEFT_OUT = "; leer oder nach Regel ausgelassen: {count}"
INDEX_LABEL = {"mss_berlin_2021": "Sozialer Status"}
TRIAL_FILE = "probe"
HERE_NOTE = "Senkrechter Strich: {area}."
COLOUR_NOTE = "Farben wie in der Karte."
PEOPLE_COUNTED = (
    "Balken und Zahlen: Menschen hier, soweit ihr Alter bekannt ist; wie viele Menschen es insgesamt sind, ist nicht "
    "bekannt."
)
PEOPLE_UNKNOWN = "Wie viele Menschen hier wohnen, ist nicht bekannt."
ESTIMATED_CENSUS = " * geschätzt aus den Klassen des Einwohnergitters."
MISSING_AGES = " Nicht gezeigt: {ages} Jahre."
ESTIMATED_NOTE = " * geschätzt aus einer gröberen Altersgruppe."
NO_PLACE = "Was macht ein Gebiet aus?"
MORE = "… und {count} weitere; alle stehen in der Excel-Datei unter „Herunterladen“."
ALL_RUNNING = "Die Karte zeigt alle laufenden Angebote."
NOT_HERE = {
    "studie": "Die Studie „{value}“ gibt es hier nicht; gezeigt wird {shown}.",
    "angebot": "Das Angebot „{value}“ wird in dieser Studie nicht ausgewertet; gezeigt wird {shown}.",
    "sozialraum": "„{value}“ gibt es in dieser Studie nicht; gezeigt werden alle Gebiete.",
}
TEMPLATE = "Vorlage herunterladen"
REJECTED = "Abgelehnte Zeilen herunterladen (abgelehnt.xlsx)"
NO_WARNINGS = "Nichts Besonderes."
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

# --- answers ---------------------------------------------------------------------------------------------------------

ANSWER_OVERVIEW = {
    "low_areas": "{in_areas} erreicht weniger als die Hälfte der {aged} {offer}.",
    "no_low_areas": "Überall erreicht mindestens die Hälfte der {aged} {offer}.",
}
ANSWER_COVERAGE = {
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
ANSWER_GAPS = {
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
ANSWER_PRIORITIES = {
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
ANSWER_AREA = {
    "area_empty": "Wählen Sie oben oder auf der Karte ein Gebiet.",
}
ANSWER_PARTNERS = {
    "network": (
        "Mit {settled} von {partners} {kind} ist die Zusammenarbeit geklärt, zu {unrecorded} ist noch nichts "
        "eingetragen."
    ),
    "network_all": "Mit {settled} von {partners} {kind} ist die Zusammenarbeit geklärt; bei allen steht der Stand.",
    "network_public": "{partners} aus {kinds}, {gremien} und {activities}.",
    "network_none": "Es sind noch keine Partner und keine Angebote eingetragen.",
}
ANSWER_ACTIVITIES = {
    "activities_none": "Es sind noch keine Angebote und Aktivitäten eingetragen.",
    "ending": "Von {current} {verb} {ending} bis zum {date}, oder die Förderung läuft bis dahin aus.",
    "ending_public": "Von {current} {verb} {ending} bis zum {date}.",
    "ending_none": "Von {current} endet bis zum {date} keines.",
    "losing": (
        "Wenn alle diese Angebote enden, erreichen {count} {group} {no_offer} mehr auf höchstens {way} (alle "
        "Gebiete zusammen)."
    ),
    "losing_none": "Auch ohne sie bleiben alle ausgewerteten Angebote so erreichbar wie heute.",
}
ANSWER_DATA = {
    "data": "{imported} von {rows} Zeilen übernommen, {rejected} {verb} auf Sie{left_out}.",
    "data_public": "{imported} von {rows} Zeilen übernommen.",
    "data_all": "{imported} von {rows} Zeilen übernommen, keine abgelehnt{left_out}.",
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
PROFILE = {
    "reached_public": "{share} der {aged} ({people}) erreichen {offer} {how}.",
    "reached": "{share} der {aged} erreichen {offer} {how} ({covered} von {people}).",
    "places": "{places}: {kinds}.",
    "places_among": "{places}, darunter {kinds}.",
    "activities": "{activities}, vor allem {points}.",
    "gremien": "{gremien}, die hier arbeiten.",
    "partners": "{partners} aus {kinds}.",
    "lacking": "{count} von {people} {group_dative} erreichen {no_offer} auf höchstens {way}.",
    "lacking_public": "{share} der {aged} ({people}) erreichen {no_offer} auf höchstens {way}.",
    "nothing_lacking": "Bei jedem ausgewerteten Angebot erreicht es hier mindestens die Hälfte der Altersgruppe.",
    "nothing_known": "Hier ist für kein Angebot bekannt, wer es erreicht.",
    "unknown": "Nicht bekannt oder zu klein für eine Angabe: {names}.",
}
EMPTY_FRAME = {
    "activities": (
        "Noch keine Angebote und Aktivitäten.",
        "Legen Sie Ihre Excel-Liste neben die study.toml und nennen Sie sie dort als Quelle der Tabelle „activities“. "
        "Die Vorlage hat die Spalten, die erkannt werden.",
    ),
    "partners": (
        "Noch keine Partner.",
        "Legen Sie Ihre Liste neben die study.toml und nennen Sie sie dort als Quelle der Tabelle „partners“. "
        "Die Vorlage hat die Spalten, die erkannt werden.",
    ),
    "standards": (
        "Hier ist noch kein Angebot auszuwerten.",
        "In der study.toml nennt „standards“, welche Wege zumutbar sind; data/standards.toml enthält die bekannten.",
    ),
}
EMPTY_PRIORITIES = {
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
EMPTY_DATA = {
    "rejected": (
        "Keine Zeile wurde abgelehnt.",
        "Alle Zeilen der Dateien sind übernommen oder nach Ihrer Regel ausgelassen.",
    ),
}
EMPTY_COVERAGE = {
    "supply": (
        "Zu Plätzen und Flächen ist nichts eingetragen.",
        "Eine Spalte „Plätze“ in der Liste der Einrichtungen genügt.",
    ),
}
WAYS_IN = (
    ("luecken", "Lücken finden", "Wo ist der Weg zu weit?", ":material/search:"),
    ("prioritaeten", "Planen", "Wo zuerst hinsehen?", ":material/checklist:"),
    ("sozialraum", "Vorstellen", "Was ein Gebiet ausmacht.", ":material/co_present:"),
)
VIEW = {
    "access": "Plätze in Reichweite",
    "overview": "Orte",
    "need_index": "Soziale Lage",
    "cells": "Wohnlagen",
    "covered_share": "Anteil je Gebiet",
    "uncovered_people": "Menschen",
    "weighted_people": "gewichtet mit dem Sozialindex",
    "partners": "Partner",
    "activities": "Angebote",
    "ending": "Was endet",
}
KEY_FIGURE = {
    "residents": "Menschen",
    "young": "jünger als 27",
    "places": "Einrichtungen",
    "activities": "laufende Angebote",
    "gremien": "Gremien",
    "partners": "Partner",
}
HEADING_AREA = {
    "strengths": "Was da ist",
    "lacking": "Was schlechter erreichbar ist",
    "standards": "Wege",
    "people": "Wer hier wohnt",
    "places": "Einrichtungen",
    "activities": "Angebote",
}
HEADING_OVERVIEW = {
    "ways_in": "Drei Wege hinein",
    "data_state": "Stand der Daten",
}
HEADING_COVERAGE = {
    "by_standard": "Nach Angebot und Alter",
    "supply": "Plätze und Flächen",
    "part_time": "Zeitweise, zählt nicht mit",
    "dates": "Zwei Tage vergleichen",
    "access": "Plätze in Reichweite",
}
HEADING_GAPS = {
    "matrix": "Alle Angebote im Vergleich",
}
HEADING_PRIORITIES = {
    "reasons": "Warum sie vorn stehen",
    "reasons_here": "Warum dieser Platz",
    "ranking": "Die ganze Liste",
    "trial": "Probe: andere Gewichte",
    "not_used": "Was nicht zählt, und warum",
    "rank_plot": "Wie sicher ist die Reihenfolge?",
    "tips_sheet": "Was die Reihenfolge ändert",
    "tips": "Was würde die Reihenfolge ändern?",
}
HEADING_FRAME = {
    "by_area": "Je Gebiet",
    "by_point": "Angebote nach Ansatzpunkt",
    "gremien": "Gremien",
    "partners": "Partner",
    "emphasis": "Schwerpunkte",
    "engagement": "Bürgerengagement",
}
HEADING_DATA = {
    "files": "Dateien",
    "problems": "Was zu tun ist",
    "warnings": "Was man zu den Zahlen wissen muss",
}
COLUMN = {
    "parent": "gehört zu",
    "residents": "Menschen",
    "places": "Einrichtungen",
    "activities": "laufende Angebote",
    "people": "in diesem Alter",
    "covered_share": "erreichen es",
    "interval": "von – bis",
    "uncovered_people": "Weg zu weit",
    "weighted": "gewichtet",
    "need_weight": "Gewicht",
    "need_index": "Index",
    "share_without": "Anteil mit zu weitem Weg",
    "share_of": "{name}, Anteil",
    "reasons": "Gründe",
    "unknown_share": "nicht zuzuordnen",
    "nearest_p50_m": "Hälfte hat höchstens",
    "nearest_p90_m": "90 % haben höchstens",
    "standard": "Angebot und Alter",
    "limit": "höchstens",
    "source": "Quelle",
    "status": "Art der Vorgabe",
    "rank": "Rang",
    "rank_median": "mittlerer Rang",
    "rank_interval": "Rang von – bis",
    "first_share": "unter den ersten {first}",
    "before_next": "vor dem Nächsten",
    "band": "Gruppe",
    "upper": "vorn",
    "lower": "dahinter",
    "tip": "Sie tauschen, wenn …",
    "rank_by_people": "Rang nach Zahl der Menschen",
    "score": "Punktzahl",
    "index": "Sozialindex",
    "status_class": "soziale Lage",
    "facilities": "Einrichtungen",
    "capacity": "Bestand",
    "capacity_available": "belegbar",
    "capacity_occupied": "belegt",
    "ratio": "je 100 Menschen",
    "missing": "fehlen",
    "name": "Name",
    "kind": "Art",
    "traeger": "Träger",
    "places_count": "Plätze",
    "state": "Zusammenarbeit",
    "since": "seit",
    "review": "Überprüfung",
    "role": "Rolle",
    "rhythm": "Rhythmus",
    "next_date": "nächster Termin",
    "members": "Mitglieder",
    "point": "Ansatzpunkt",
    "target": "Zielgruppe",
    "ages": "Alter",
    "hours": "Stunden je Woche",
    "end": "Ende",
    "funding": "Förderung",
    "funded_until": "gefördert bis",
    "file": "Datei",
    "table": "Inhalt",
    "rows": "Zeilen",
    "imported": "übernommen",
    "rejected": "abgelehnt",
    "empty": "leer",
    "excluded": "nach Regel ausgelassen",
    "date": "Stand",
    "publisher": "Herausgeber",
    "licence": "Lizenz",
    "where": "Wo",
    "what": "Was",
    "remedy": "Was tun",
    "count": "Zahl",
    "access": "Plätze in Reichweite je 100",
    "nearest_max_m": "weitester Weg",
    "points": "Unterschied in Punkten",
    "uncovered_then": "dann mit zu weitem Weg",
    "now": "heute",
    "later": "dann",
    "change": "Unterschied",
}
STATUS = {"norm": "Norm", "borrowed": "entlehnt, keine eigene Norm", "proposal": "Vorschlag, nicht beschlossen"}
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
SUPPLY_NOTE = "Planungswert: {source}"
AGE_GROUPS = ((0, 6), (6, 12), (12, 18), (18, 27), (27, math.inf))
NO_AGE = "ohne Altersangabe"
HOURS = "{hours} Std. je Woche"
NO_HOURS = "Stunden nicht eingetragen"

# --- how numbers are computed ----------------------------------------------------------------------------------------

CALCULATION = {
    "coverage": (
        "Anteil = Menschen im Alter, deren Weg zum nächsten zählenden Ort höchstens {limit} lang ist, geteilt durch "
        "alle Menschen im Alter, deren Weg bekannt ist."
    ),
    "people_register": "Die Zahl je Gebiet stammt aus der Bevölkerungstabelle; darin sind die {spread}.",
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
