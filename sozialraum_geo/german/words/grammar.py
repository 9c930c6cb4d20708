"""Words in the form that a sentence asks for: articles, cases, plurals."""

from __future__ import annotations

import math

from sozialraum_geo.german.words import labels, numbers

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
    return f"In {numbers.number(count)} {dative(labels.area_word(word, count))}"


def point_words(code: str) -> str:
    """Name an Ansatzpunkt within a sentence.

    Examples
    --------
    >>> point_words("4"), point_words("5")
    ('sozialraumbezogene Projekte', 'Bürgerengagement')
    """
    words = labels.ANSATZPUNKT.get(code, code)
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
    return f"{numbers.number(count)} {one if count == 1 else many}"
