"""One schema per table: columns, kinds, keys, vocabularies and the German headers they are known by."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "key", "int", "float", "date", "bool", "word"]
Shape = Literal["polygon", "point", "line", "any", "none"]

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def normalise(text: str) -> str:
    """Return a header or word as it is compared: lower case, umlauts written out, letters and digits only.

    Examples
    --------
    >>> normalise("Straße / Hausnr.")
    'strassehausnr'
    """
    lowered = unicodedata.normalize("NFC", str(text)).casefold().translate(_UMLAUTS)
    plain = unicodedata.normalize("NFKD", lowered)
    return re.sub(r"[^0-9a-z+<]", "", plain)


@dataclass(frozen=True)
class Column:
    """A column of ours: its kind, and the headers users write for it."""

    name: str
    kind: Kind = "text"
    required: bool = False
    aliases: tuple[str, ...] = ()
    words: str = ""  # name of the vocabulary, for kind "word"


@dataclass(frozen=True)
class Table:
    """A table of ours."""

    name: str
    columns: tuple[Column, ...]
    key: str = ""
    shape: Shape = "none"
    required_place: bool = False
    by_name: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {c.name: c for c in self.columns})


# fmt: off
VOCABULARIES: dict[str, dict[str, tuple[str, ...]]] = {
    "category": {
        "kita": (
            "Kita", "Kindertagesstätte", "Kindertageseinrichtung", "Kindergarten", "Krippe", "Kitas", "Tageseinrichtung/Kita",
        ),
        "hort": ("Hort",),
        "grundschule": ("Grundschule", "Primarstufe"),
        "weiterfuehrende_schule": (
            "Weiterführende Schule", "Gymnasium", "Oberschule", "Gemeinschaftsschule", "Realschule", "Hauptschule",
            "Gesamtschule", "Integrierte Sekundarschule", "Sekundarschule",
        ),
        "foerderschule": ("Förderschule", "Förderzentrum", "Sonderpädagogisches Förderzentrum", "Sonderpäd. Förderbedarf"),
        "berufliche_schule": ("Berufliche Schule", "Berufsschule", "Berufskolleg"),
        "schule_sonstige": ("Schule", "Sonstige Schule", "Andere Schule"),
        "spielplatz": ("Spielplatz", "Kinderspielplatz", "Spielfläche"),
        "jugendtreff": (
            "Jugendtreff", "Jugendzentrum", "Jugendfreizeiteinrichtung", "Jugendclub", "Jugendhaus",
            "Jugendfreizeiteinrichtungen (JFE)", "Offene Kinder- und Jugendarbeit", "JFE",
        ),
        "familienzentrum": ("Familienzentrum",),
        "beratungsstelle": ("Beratungsstelle", "Erziehungsberatung", "Familienberatung"),
        "bibliothek": ("Bibliothek", "Bücherei", "Stadtteilbibliothek"),
        "kinderarzt": ("Kinderarzt", "Kinderärztin", "Kinderarztpraxis", "Kinder- und Jugendarztpraxis"),
        "sport": ("Sport", "Sportanlage", "Sportplatz", "Sporthalle", "Sportstätte", "Sportverein"),
        "ganztag": ("Ganztag", "Ganztagsbetreuung", "OGS"),
        "fruehe_hilfen": ("Frühe Hilfen",),
        "schulsozialarbeit": ("Schulsozialarbeit",),
        "jugendberufshilfe": ("Jugendberufshilfe",),
        "seniorentreff": ("Seniorentreff", "Seniorenbegegnung"),
        "stadtteiltreff": ("Stadtteiltreff", "Stadtteilzentrum", "Nachbarschaftszentrum", "Bürgerhaus", "Begegnungsstätte"),
        "ehs": ("Erziehungshilfestation", "EHS"),
        "kindertagespflege": ("Kindertagespflege", "Tagesmutter", "Tagespflege"),
        "frauenhaus": ("Frauenhaus", "Schutzwohnung"),
        "apotheke": ("Apotheke",),
        "sonstige": ("Sonstige", "Sonstiges"),
    },
    "traeger_art": {
        "oeffentlich": ("öffentlich", "öffentlicher Träger", "kommunal", "städtisch", "Stadt", "Kreis", "Land", "staatlich", "Eigenbetrieb"),
        "freigemeinnuetzig": ("freigemeinnützig", "frei", "freier Träger", "freie Träger", "Sonstiger freier Träger", "kirchlich", "gemeinnützig"),
        "privat": ("privat", "privat-gewerblich", "gewerblich"),
    },
    "access": {
        "offen": ("offen", "für alle", "alle"),
        "nur_schule": ("nur Schule", "nur für Schülerinnen und Schüler", "schulintern"),
        "mitglieder": ("Mitglieder", "nur Mitglieder"),
        "hilfeplan": ("Hilfeplan", "nach Hilfeplan"),
    },
    "status": {"offen": ("offen", "in Betrieb"), "vakant": ("vakant", "unbesetzt"), "geschlossen": ("geschlossen",)},
    "capacity_unit": {
        "plaetze": ("Plätze", "Platz"),
        "oeffnungsstunden": ("Öffnungsstunden", "Stunden", "h/Woche"),
        "vzae": ("VZÄ", "Vollzeitäquivalente"),
        "m2": ("m²", "m2", "qm"),
    },
    "precision": {
        "haus": ("Haus",), "nachbarhaus": ("Nachbarhaus",), "strasse": ("Straße",), "ort": ("Ort", "PLZ"),
        "sozialraum": ("Sozialraum",),
    },
    "partner_kind": {
        "schule": ("Schule",), "kita": ("Kita", "Kindergarten"), "hort": ("Hort",), "verein": ("Verein",),
        "kirche": ("Kirche", "Kirchengemeinde", "Religionsgemeinschaft"), "polizei": ("Polizei",),
        "beratung": ("Beratung", "Beratungsstelle"), "jugendhilfe": ("Jugendhilfe",),
        "verwaltung": ("Verwaltung", "Amt", "Behörde"), "gesundheit": ("Gesundheit", "Gesundheitswesen"),
        "wirtschaft": ("Wirtschaft", "Betrieb", "Wohnungsunternehmen"), "initiative": ("Initiative", "Bürgergruppe"),
        "sonstige": ("Sonstige", "Sonstiges"),
    },
    "regelsystem": {"schule": ("Schule",), "kindergarten": ("Kindergarten", "Kita"), "hort": ("Hort",)},
    "state": {
        "unbekannt": ("unbekannt", "nicht erfasst"), "offen": ("offen",), "in_klaerung": ("in Klärung",),
        "geklaert": ("geklärt",), "ruht": ("ruht",), "beendet": ("beendet",), "nicht_gewollt": ("nicht gewollt",),
    },
    "gremium_kind": {
        "arbeitskreis": ("Arbeitskreis", "AK", "Arbeitsgruppe"), "runder_tisch": ("Runder Tisch",),
        "stadtteilausschuss": ("Stadtteilausschuss",), "beirat": ("Beirat", "Kinder- und Jugendbeirat"),
        "steuerungskreis": ("Steuerungskreis",),
    },
    "ansatzpunkt": {
        "2.1": ("2.1", "2.1 Vernetzte Strukturen", "Vernetzte Strukturen"),
        "2.2": ("2.2", "2.2 Vernetzung und Kooperation", "Vernetzung und Kooperation"),
        "3": ("3", "3 Infrastrukturentwicklung", "Infrastrukturentwicklung"),
        "4": ("4", "4 Sozialraumbezogene Projekte", "Sozialraumbezogene Projekte"),
        "5": ("5", "5 Bürgerengagement", "Bürgerengagement"),
        "6": ("6", "6 Öffentlichkeitsarbeit", "Öffentlichkeitsarbeit"),
    },
    "level": {"fallunspezifisch": ("fallunspezifisch",), "fallspezifisch": ("fallspezifisch",)},
    "role": {
        "teilnahme": ("Teilnahme",), "mitwirkung": ("Mitwirkung",), "anstoss": ("Anstoß",),
        "koordination": ("Koordination", "Moderation", "Koordination/Moderation"),
        "durchfuehrung": ("Durchführung", "Durchführungsverantwortung"),
    },
    "form": {
        "stationaer": ("stationär", "vor Ort"), "mobil": ("mobil",), "aufsuchend": ("aufsuchend",), "online": ("online",),
    },
    "rhythm": {
        "einmalig": ("einmalig",), "woechentlich": ("wöchentlich",), "vierzehntaeglich": ("vierzehntäglich", "14-täglich"),
        "monatlich": ("monatlich",), "ferien": ("in den Ferien", "Ferien"), "jaehrlich": ("jährlich",),
        "vierteljaehrlich": ("vierteljährlich",), "halbjaehrlich": ("halbjährlich",),
    },
    "indicator_kind": {
        "status": ("Status",), "change": ("Veränderung", "Dynamik"), "context": ("Kontext",),
    },
    "area_kind": {
        "staedtisch": ("städtisch", "urban", "Kernstadt"), "laendlich": ("ländlich", "rural", "Umland"),
    },
    "ground": {
        "water": ("Wasser", "Fluss", "See"), "green": ("Grün", "Park", "Wald"), "building": ("Gebäude",),
        "rail": ("Bahn", "Eisenbahn"),
    },
}

# The same places and dates occur in several tables.
_SOZIALRAUM = Column("sozialraum_id", "key", aliases=(
    "Sozialraum", "Sozialraum-Nr", "Sozialraumnummer", "Sozialraum_ID", "SR", "Stadtteil", "Quartier", "Planungsraum",
    "PLR_ID", "PLR-ID", "PLR", "Ortsteil", "Bezirk-Nr",
))
_PLACE = (
    _SOZIALRAUM,
    Column("street", aliases=("Straße", "Strasse", "Str", "Anschrift", "Adresse", "strname", "gc_strasse")),
    Column("house_number", aliases=("Hausnr", "Hausnummer", "HsNr", "Haus-Nr", "hausbez", "hnr", "gc_haus")),
    Column("postcode", aliases=("PLZ", "Postleitzahl", "gc_plz")),
    Column("town", aliases=("Ort", "Stadt", "Gemeinde", "Wohnort", "City")),
    Column("precision", "word", words="precision", aliases=("Genauigkeit", "Lagegenauigkeit")),
)
_DATES = (
    Column("begin", "date", aliases=("Beginn", "Start", "von Datum", "gültig von", "Eröffnung")),
    Column("end", "date", aliases=("Ende", "bis Datum", "gültig bis", "Schließung")),
)
_AGES = (
    Column("age_from", "float", aliases=("Alter von", "ab Alter", "Mindestalter", "ab Jahre")),
    Column("age_to", "float", aliases=("Alter bis unter", "unter Alter", "bis unter Jahre")),
    Column("ages", aliases=("Alter", "Altersgruppe", "Zielalter")),
)
_FACILITY_ID = (
    "Einrichtungs-ID", "Einrichtungsnummer", "Einrichtungs-Nr", "Einr.-Nr.", "Schulnummer", "bsn", "e_nr", "ID",
)
_TRAEGER = (
    Column("traeger", aliases=("Träger", "Trägername", "Träger der Einrichtung", "Schulträger", "Anbieter", "t_name")),
    Column("traeger_art", "word", words="traeger_art", aliases=("Trägerart", "Art des Trägers", "t_art", "Trägertyp")),
)

TABLES: dict[str, Table] = {t.name: t for t in (
    Table("sozialraeume", (
        Column("sozialraum_id", "key", True, (
            "Sozialraum-Nr", "Sozialraumnummer", "Stadtteilnummer", "Nummer", "Nr", "Kennung", "Schlüssel", "Area_ID",
            *_SOZIALRAUM.aliases, "Gebiet", "ID",
        )),
        Column("name", "text", True, (
            "Name", "Bezeichnung", "Sozialraumname", "Stadtteilname", "PLR_NAME", "Area_Name", "Gebietsname", "Sozialraum",
            "Stadtteil", "Quartier", "Planungsraum", "Ortsteil", "Gebiet",
        )),
        Column("parent_id", "key", aliases=("Bezirk", "Stadtbezirk", "übergeordnet", "Bezirksregion", "Parent")),
        Column("kind", "word", words="area_kind", aliases=("Gebietsart", "Raumtyp", "Siedlungstyp", "Raumkategorie")),
    ), key="sozialraum_id", shape="polygon"),
    Table("facilities", (
        Column("facility_id", "key", aliases=_FACILITY_ID),
        Column("site_id", "key", aliases=("Standort", "Standort-ID", "Standortnummer")),
        Column("name", "text", True, (
            "Name", "Einrichtung", "Bezeichnung", "Einrichtungsname", "Name der Einrichtung", "Schulname", "e_name", "Objekt",
            "Spielplatz-Name", "Spielplatz", "Name des Spielplatzes", "facility", "school_name", "playground_name", "aponame",
            "place",
        )),
        Column("category", "word", True, (
            "Kategorie", "Art", "Typ", "Art der Einrichtung", "Einrichtungsart", "Schulart", "Schulform", "e_art",
        ), "category"),
        *_TRAEGER,
        *_PLACE,
        Column("capacity", "float", aliases=("Plätze", "Platzzahl", "Kapazität", "genehmigte Plätze", "e_platz", "Plätze genehmigt")),
        Column("capacity_available", "float", aliases=("belegbare Plätze", "verfügbare Plätze", "Plätze belegbar")),
        Column("capacity_occupied", "float", aliases=("belegte Plätze", "Plätze belegt", "Belegung")),
        Column("capacity_unit", "word", words="capacity_unit", aliases=("Einheit",)),
        *_AGES,
        Column("access", "word", words="access", aliases=("Zugang",)),
        Column("status", "word", words="status", aliases=("Status", "Betriebsstatus")),
        *_DATES,
        Column("hours_week", "float", aliases=("Stunden pro Woche", "Wochenstunden", "Std/Woche")),
        Column("is_protected", "bool", aliases=("geschützt", "Schutz", "Adresse geschützt")),
    ), key="facility_id", shape="point", required_place=True),
    Table("entrances", (
        Column("facility_id", "key", True, (*_FACILITY_ID, "Einrichtung", "Schule")),
        Column("name", aliases=("Name", "Eingang", "Bezeichnung")),
        *_PLACE,
    ), shape="point", required_place=True),
    Table("school_districts", (
        Column("facility_id", "key", True, (*_FACILITY_ID, "Schule", "zuständige Schule", "Grundschule")),
        Column("name", aliases=("Name", "Schulbezirk", "Einschulungsbereich", "Bezeichnung")),
    ), shape="polygon"),
    Table("partners", (
        Column("partner_id", "key", aliases=("Partner-ID", "Partnernummer", "ID")),
        Column("name", "text", True, ("Name", "Partner", "Bezeichnung", "Einrichtung", "Organisation")),
        Column("kind", "word", words="partner_kind", aliases=("Art", "Typ", "Partnerart")),
        *_TRAEGER,
        Column("regelsystem", "word", words="regelsystem", aliases=("Regelsystem",)),
        Column("state", "word", words="state", aliases=("Stand", "Stand der Kooperation", "Kooperation", "Status")),
        Column("since", "date", aliases=("seit", "Kooperation seit")),
        Column("review_date", "date", aliases=("Überprüfung", "Überprüfung am", "Wiedervorlage")),
        Column("facility_id", "key", aliases=("Einrichtungs-ID",)),
        *_PLACE,
        Column("is_protected", "bool", aliases=("geschützt",)),
    ), key="partner_id", shape="point", required_place=True),
    Table("gremien", (
        Column("gremium_id", "key", aliases=("Gremium-ID", "Gremien-ID", "ID")),
        Column("name", "text", True, ("Name", "Gremium", "Bezeichnung")),
        Column("kind", "word", words="gremium_kind", aliases=("Art", "Gremienart", "Typ")),
        Column("role", "word", words="role", aliases=("Rolle", "unsere Rolle", "Rolle der EHS")),
        Column("rhythm", "word", words="rhythm", aliases=("Rhythmus", "Turnus")),
        Column("next_date", "date", aliases=("nächster Termin", "nächste Sitzung")),
        Column("members", "text", aliases=("Mitglieder", "Teilnehmende", "Partner", "Partner-IDs")),
        _SOZIALRAUM,
        Column("wirkungsraum", aliases=("Wirkungsraum", "Gebiet", "Sozialräume")),
    ), key="gremium_id", shape="none"),
    Table("activities", (
        Column("activity_id", "key", aliases=("Angebots-ID", "Aktivität-ID", "Aktivitäts-ID", "ID")),
        Column("name", "text", True, ("Name", "Angebot", "Aktivität", "Bezeichnung", "Titel")),
        Column("ansatzpunkt", "word", True, ("Ansatzpunkt",), "ansatzpunkt"),
        Column("level", "word", words="level", aliases=("Ebene",)),
        Column("role", "word", words="role", aliases=("Rolle", "unsere Rolle", "Rolle der EHS")),
        Column("form", "word", words="form", aliases=("Form", "Arbeitsform")),
        Column("category", "word", words="category", aliases=("Kategorie", "zählt als")),
        Column("theme", aliases=("Thema", "Themen")),
        Column("target", aliases=("Zielgruppe",)),
        *_AGES,
        Column("access", "word", words="access", aliases=("Zugang",)),
        Column("rhythm", "word", words="rhythm", aliases=("Rhythmus", "Turnus")),
        Column("hours_week", "float", aliases=("Stunden pro Woche", "Wochenstunden", "Std/Woche", "Stunden")),
        *_DATES,
        Column("review_date", "date", aliases=("Überprüfung", "Überprüfung am", "Wiedervorlage")),
        Column("funding", aliases=("Förderung", "Finanzierung", "Mittel")),
        Column("funded_until", "date", aliases=("gefördert bis", "Förderung bis", "Finanzierung bis")),
        Column("traeger", aliases=("Träger", "Anbieter")),
        Column("participants", "float", aliases=("Teilnehmende", "Teilnehmer", "Teilnehmerzahl")),
        Column("facility_id", "key", aliases=("Einrichtungs-ID",)),
        Column("partner_id", "key", aliases=("Partner-ID",)),
        *_PLACE,
        Column("wirkungsraum", aliases=("Wirkungsraum",)),
    ), key="activity_id", shape="point"),
    Table("stops", (
        Column("activity_id", "key", True, (
            "Angebots-ID", "Aktivität-ID", "Aktivitäts-ID", "Angebotsnummer", "Angebot", "ID",
        )),
        Column("name", aliases=("Name", "Haltepunkt", "Halt", "Haltestelle", "Standort", "Bezeichnung")),
        *_PLACE,
        Column("rhythm", "word", words="rhythm", aliases=("Rhythmus", "Turnus")),
        Column("hours_week", "float", aliases=("Stunden pro Woche", "Wochenstunden", "Std/Woche", "Stunden")),
        *_DATES,
        Column("weekday", aliases=("Wochentag", "Wochentage", "Tag")),
        Column("time", aliases=("Uhrzeit", "Zeit", "Uhrzeiten")),
    ), shape="point", required_place=True),
    Table("population", (
        Column("sozialraum_id", "key", True, (*_SOZIALRAUM.aliases, "Nummer", "Nr", "ID", "Gebiet", "BezirkNummer")),
        Column("age", "text", aliases=("Alter", "Altersjahr", "Altersgruppe")),
        Column("people", "float", aliases=("Personen", "Einwohner", "Anzahl", "Bevölkerung")),
    )),
    Table("indicators", (
        Column("sozialraum_id", "key", True, (*_SOZIALRAUM.aliases, "Nummer", "Nr", "ID", "Gebiet", "BezirkNummer")),
        Column("indicator_id", "key", aliases=("Indikator", "Kennzahl", "Merkmal")),
        Column("date", "date", aliases=("Stichtag", "Datum", "Jahr", "Stand")),
        Column("value", "float", aliases=("Wert", "Anteil", "Quote")),
        Column("count", "float", aliases=("Anzahl", "Fälle", "Zähler")),
        Column("base", "float", aliases=("Basis", "Bezug", "Nenner", "Grundgesamtheit")),
    )),
    Table("grid", (
        Column("cell_id", "key", aliases=("GITTER_ID_100m", "Gitter_ID", "Zelle", "Gitterzelle")),
        Column("x", "float", True, ("x_mp_100m", "x", "x_mp")),
        Column("y", "float", True, ("y_mp_100m", "y", "y_mp")),
    ), key="cell_id"),
    Table("streets", (
        Column("name", aliases=("Name", "Straße", "Straßenname", "strname")),
        Column("kind", aliases=("Art", "Typ", "type", "highway", "fclass", "Klasse")),
        Column("bridge", aliases=("Brücke",)),
        Column("tunnel", aliases=("Unterführung",)),
        Column("layer", aliases=("Ebene", "Höhenlage")),
    ), shape="line"),
    Table("background", (
        Column("kind", "word", True, ("Art", "Typ", "Nutzung"), "ground"),
        Column("name", aliases=("Name", "Bezeichnung")),
    ), shape="any"),
    Table("addresses", (
        Column("street", "text", True, ("Straße", "Strasse", "Straßenname", "str_name", "strname", "addr:street", "Strassenname")),
        Column("house_number", "text", True, ("Hausnr", "Hausnummer", "hnr", "hausnr", "addr:housenumber", "hsnr", "Haus-Nr")),
        Column("suffix", aliases=("Zusatz", "Hausnummernzusatz", "hnr_zusatz", "hsnrzu", "Adresszusatz")),
        Column("postcode", aliases=("PLZ", "Postleitzahl", "addr:postcode")),
        Column("town", aliases=("Ort", "Stadt", "addr:city", "Gemeinde")),
        Column("district", aliases=("Ortsteil", "ort_name", "Stadtteil", "addr:suburb")),
        Column("area_id", aliases=("PLR_ID", "Sozialraum", "Sozialraum-Nr", "sozialraum_id", "Planungsraum")),
    ), shape="point"),
)}

# Headers of coordinate columns, east and north; how they are read depends on the range of their values (see places)
COORDINATE_HEADERS = (
    ("x", "y"), ("Rechtswert", "Hochwert"), ("Ostwert", "Nordwert"), ("East", "North"), ("Easting", "Northing"),
    ("Lon", "Lat"), ("Long", "Lat"), ("Lng", "Lat"), ("Longitude", "Latitude"), ("Längengrad", "Breitengrad"),
    ("geogr. Länge", "geogr. Breite"), ("Länge", "Breite"),
)


def find_column(headers: list[str], aliases: tuple[str, ...]) -> str | None:
    """Return the header that one of the aliases names, in the order of the aliases.

    Examples
    --------
    >>> find_column(["PLZ", "Einrichtung"], ("Name", "Einrichtung"))
    'Einrichtung'
    """
    known = {normalise(h): h for h in reversed(headers)}
    return next((known[normalise(a)] for a in aliases if normalise(a) in known), None)


def word_code(vocabulary: str, text: str) -> str | None:
    """Return our code for a German word, or None.

    Examples
    --------
    >>> word_code("state", "geklärt")
    'geklaert'
    """
    return _WORDS[vocabulary].get(normalise(text))


_WORDS = {
    vocabulary: {normalise(alias): code for code, aliases in words.items() for alias in (code, *aliases)}
    for vocabulary, words in VOCABULARIES.items()
}
