"""German words for codes: categories, roles, states, tables, kinds of areas."""

from __future__ import annotations

from collections.abc import Iterable

from sozialraum_geo.german.words.numbers import metres
from sozialraum_geo.tables import VOCABULARIES, labels


def limit_words(limit_m: float, limits: Iterable[tuple[str, float]] = ()) -> str:
    """Write the limit of a standard, with that of other kinds of area.

    Examples
    --------
    >>> limit_words(1000), limit_words(1000, [("laendlich", 2000)])
    ('1.000 m', '1.000 m (ländlich 2.000 m)')
    """
    others = [f"{AREA_KIND.get(kind, kind)} {metres(limit)}" for kind, limit in limits]
    return f"{metres(limit_m)} ({', '.join(others)})" if others else metres(limit_m)


CATEGORY: dict[str, tuple[str, str]] = {
    "kita": ("Kita", "Kitas"),
    "hort": ("Hort", "Horte"),
    "grundschule": ("Grundschule", "Grundschulen"),
    "weiterfuehrende_schule": ("weiterführende Schule", "weiterführende Schulen"),
    "foerderschule": ("Förderschule", "Förderschulen"),
    "berufliche_schule": ("berufliche Schule", "berufliche Schulen"),
    "schule_sonstige": ("sonstige Schule", "sonstige Schulen"),
    "spielplatz": ("Spielplatz", "Spielplätze"),
    "jugendtreff": ("Jugendtreff", "Jugendtreffs"),
    "familienzentrum": ("Familienzentrum", "Familienzentren"),
    "beratungsstelle": ("Beratungsstelle", "Beratungsstellen"),
    "bibliothek": ("Bibliothek", "Bibliotheken"),
    "kinderarzt": ("Kinderarztpraxis", "Kinderarztpraxen"),
    "sport": ("Sportanlage", "Sportanlagen"),
    "ganztag": ("Ganztagsangebot", "Ganztagsangebote"),
    "fruehe_hilfen": ("Frühe Hilfen", "Frühe Hilfen"),
    "schulsozialarbeit": ("Schulsozialarbeit", "Schulsozialarbeit"),
    "jugendberufshilfe": ("Jugendberufshilfe", "Jugendberufshilfen"),
    "seniorentreff": ("Seniorentreff", "Seniorentreffs"),
    "stadtteiltreff": ("Stadtteiltreff", "Stadtteiltreffs"),
    "ehs": ("Erziehungshilfestation", "Erziehungshilfestationen"),
    "kindertagespflege": ("Kindertagespflege", "Kindertagespflegestellen"),
    "frauenhaus": ("Frauenhaus", "Frauenhäuser"),
    "apotheke": ("Apotheke", "Apotheken"),
    "sonstige": ("sonstige Einrichtung", "sonstige Einrichtungen"),
}
# words of a house have no plural of their own
CATEGORY |= {code: (words[0], words[0]) for code, words in VOCABULARIES["category"].items() if code not in CATEGORY}
TRAEGER_ART = labels("traeger_art")
ANSATZPUNKT = labels("ansatzpunkt")
ROLE = labels("role")
STATE = labels("state")
PARTNER_KIND = labels("partner_kind")
GREMIUM_KIND = labels("gremium_kind")
FORM = labels("form")
RHYTHM = labels("rhythm")
ACCESS = labels("access")
TABLE = {
    "sozialraeume": "Sozialräume",
    "facilities": "Einrichtungen",
    "entrances": "Eingänge",
    "school_districts": "Schulbezirke",
    "stops": "Haltepunkte mobiler Angebote",
    "partners": "Partner",
    "gremien": "Gremien",
    "activities": "Angebote und Aktivitäten",
    "sites": "Standorte",
    "resolutions": "Beschlüsse der Gremien",
    "cooperations": "Kooperationsprofile",
    "engagement": "Engagement",
    "effort": "Aufwand",
    "goals": "Ziele",
    "contacts": "Ansprechpersonen",
    "population": "Bevölkerung",
    "indicators": "soziale Kennzahlen",
    "grid": "Bevölkerungsraster",
    "streets": "Straßen",
    "background": "Kartenhintergrund",
    "addresses": "Adressverzeichnis",
}
GROUND = labels("ground")
NOT_CURRENT = "läuft nicht"
AREA_KIND = labels("area_kind")
WAY = {"fuss": "Fußweg", "rad": "Radweg"}
HOW = {"fuss": "zu Fuß", "rad": "mit dem Rad"}
METHOD = {"network": "Fußweg auf Straßen und Wegen", "straight_line": "Näherung (Luftlinie × 1,3)"}
CAPACITY_UNIT = labels("capacity_unit")
AREA_PLURAL = {"raum": "räume", "teil": "teile", "bezirk": "bezirke", "kreis": "kreise", "gebiet": "gebiete"}
AREA_PLURAL |= {
    "ort": "orte",
    "quartier": "quartiere",
    "region": "regionen",
    "gemeinde": "gemeinden",
    "stadt": "städte",
}


def area_word(word: str, count: float = 1) -> str:
    """Put the study's word for an area into the plural where ``count`` asks for it.

    Examples
    --------
    >>> area_word("Sozialraum", 3), area_word("Stadtviertel", 2), area_word("Stadtteil")
    ('Sozialräume', 'Stadtviertel', 'Stadtteil')
    >>> area_word("Statistischer Bezirk", 2), area_word("Ortsteil", 2)
    ('Statistische Bezirke', 'Ortsteile')
    """
    if count == 1:
        return word
    *before, noun = word.split(" ")
    adjectives = [a[:-1] if a.endswith(("er", "es")) else a for a in before]
    for end, plural in AREA_PLURAL.items():
        if noun.lower().endswith(end):
            start = noun[: -len(end)]
            return " ".join([*adjectives, start + plural if start else plural.capitalize()])
    return word


def numbered_point(code: object) -> str:
    """Name an Ansatzpunkt with its number; a code without words stays as it is.

    Examples
    --------
    >>> numbered_point("5"), numbered_point("9")
    ('5 Bürgerengagement', '9')
    """
    return f"{code} {ANSATZPUNKT[code]}" if isinstance(code, str) and code in ANSATZPUNKT else str(code)
