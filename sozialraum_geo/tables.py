"""One schema per table: columns, kinds, keys, vocabularies and the German headers they are known by."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal

from sozialraum_geo.errors import Problem

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
    written = str(text)
    return _normalised(written) if len(written) <= 80 else _normalised.__wrapped__(written)


@lru_cache(maxsize=50_000)
def _normalised(text: str) -> str:
    lowered = unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTS)
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


def read_vocabularies(path: Path) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the words that cells may hold: vocabulary → our code → words, the one of the screen first."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: {code: tuple(words) for code, words in codes.items()} for name, codes in told.items()}


def with_own_words(
    shipped: Mapping[str, Mapping[str, tuple[str, ...]]], path: Path
) -> tuple[dict[str, dict[str, tuple[str, ...]]], tuple[Problem, ...]]:
    """Add the words of a house to those that come with the program; nothing is taken away.

    A word that already means something else, an unknown vocabulary and a code that is none are left out, with a note.
    """
    merged = {name: dict(codes) for name, codes in shipped.items()}
    try:
        own = read_vocabularies(path) if path.is_file() else {}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        return merged, (Problem("note", "own_words_unreadable", path.name, detail=str(error)[:200]),)
    problems = []
    for name, codes in own.items():
        if name not in merged:
            problems.append(Problem("note", "own_words_unknown", path.name, value=name, detail=", ".join(merged)))
            continue
        taken = {normalise(w): code for code, words in merged[name].items() for w in (code, *words)}
        for code, words in codes.items():
            fresh = [w for w in words if isinstance(w, str) and taken.get(normalise(w), code) == code and normalise(w)]
            if len(fresh) < len(words) or not fresh or not re.fullmatch(r"[a-z0-9_.]{1,40}", code):
                problems.append(Problem("note", "own_words_taken", path.name, column=name, value=str(code)))
                continue
            known = {normalise(w) for w in merged[name].get(code, ())}
            merged[name][code] = (
                *merged[name].get(code, ()), *(w for w in dict.fromkeys(fresh) if normalise(w) not in known),
            )  # fmt: skip
            taken |= {normalise(w): code for w in (code, *fresh)}
    return merged, tuple(problems)


DATA_DIR = Path(__file__).resolve().parent.parent / "data"
VOCABULARIES, OWN_WORD_PROBLEMS = with_own_words(
    read_vocabularies(DATA_DIR / "vocabularies.toml"), DATA_DIR / "geo" / "woerter.toml"
)


def labels(vocabulary: str) -> dict[str, str]:
    """Return for each code of a vocabulary the word shown on the screen."""
    return {code: words[0] for code, words in VOCABULARIES[vocabulary].items()}


# fmt: off
# The same places and dates occur in several tables.
_SOZIALRAUM = Column("sozialraum_id", "key", aliases=(
    "Sozialraum", "Sozialraum-Nr", "Sozialraumnummer", "Sozialraum_ID", "SR", "Stadtteil", "Quartier", "Planungsraum",
    "PLR_ID", "PLR-ID", "PLR", "Ortsteil", "Bezirk-Nr",
))
_PLACE = (
    _SOZIALRAUM,
    Column("street", aliases=(
        "Straße", "Strasse", "Str", "Straße und Hausnummer", "Straße, Hausnummer", "Straße Nr", "Anschrift", "Adresse", "strname",
        "gc_strasse",
    )),
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
_CHECKED = Column("checked_on", "date", aliases=("zuletzt geprüft am", "zuletzt geprüft", "geprüft am"))
_STATION = Column("station", aliases=("Station", "Erziehungshilfestation", "EHS-Station"))
_WIRKUNGSRAUM = Column("wirkungsraum", aliases=("Wirkungsraum", "Gebiet", "Sozialräume"))
_OPENING = (
    Column("opening_hours", aliases=("Öffnungszeiten", "Zeiten", "Termine", "Sprechzeiten", "Uhrzeiten")),
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
        Column("leistungsbereich", "word", words="leistungsbereich", aliases=("Leistungsbereich", "Leistungsart")),
        Column("is_protected", "bool", aliases=("geschützt", "Schutz", "Adresse geschützt")),
        _CHECKED,
    ), key="facility_id", shape="point", required_place=True),
    Table("sites", (
        Column("site_id", "key", aliases=("Standort-ID", "Standortnummer", "ID")),
        Column("name", "text", True, ("Name", "Standort", "Bezeichnung")),
        Column("is_barrier_free", "bool", aliases=("barrierefrei",)),
        *_PLACE,
        Column("is_protected", "bool", aliases=("geschützt", "Schutz", "Adresse geschützt")),
        _CHECKED,
    ), key="site_id", shape="point", required_place=True),
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
        Column("spitzenverband", aliases=("Spitzenverband", "Dachverband")),
        Column("rechtsform", aliases=("Rechtsform",)),
        Column("is_recognised", "bool", aliases=("anerkannt nach § 75", "anerkannt", "Anerkennung § 75")),
        *_PLACE,
        Column("is_protected", "bool", aliases=("geschützt",)),
        _CHECKED,
    ), key="partner_id", shape="point", required_place=True),
    Table("gremien", (
        Column("gremium_id", "key", aliases=("Gremium-ID", "Gremien-ID", "ID")),
        Column("name", "text", True, ("Name", "Gremium", "Bezeichnung")),
        Column("kind", "word", words="gremium_kind", aliases=("Art", "Gremienart", "Typ")),
        Column("role", "word", words="role", aliases=("Rolle", "unsere Rolle", "Rolle der EHS")),
        Column("rhythm", "word", words="rhythm", aliases=("Rhythmus", "Turnus")),
        Column("next_date", "date", aliases=("nächster Termin", "nächste Sitzung")),
        Column("members", "text", aliases=("Mitglieder", "Teilnehmende", "Partner", "Partner-IDs")),
        Column("area_level", "word", words="gremium_level", aliases=("Gremienebene", "Ebene des Gremiums", "Ebene")),
        _STATION,
        _SOZIALRAUM,
        _WIRKUNGSRAUM,
        _CHECKED,
    ), key="gremium_id", shape="none"),
    Table("resolutions", (
        Column("resolution_id", "key", aliases=("Beschluss-ID", "Beschlussnummer", "ID")),
        Column("gremium_id", "key", True, ("Gremium-ID", "Gremium")),
        Column("name", "text", True, ("Beschluss", "Name", "Gegenstand", "Text")),
        Column("date", "date", aliases=("Datum", "beschlossen am")),
        Column("state", "word", words="resolution_state", aliases=("Stand", "Stand der Umsetzung", "Status")),
        Column("due_date", "date", aliases=("bis", "fällig am", "Frist")),
        Column("outcome", aliases=("Ergebnis", "was daraus wurde", "Umsetzung")),
        _CHECKED,
    ), key="resolution_id"),
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
        Column("partners", aliases=("weitere Partner", "beteiligte Partner", "Partner", "Partner-IDs")),
        Column("contribution", "word", words="contribution", aliases=("unser Beitrag", "Beitrag", "Art der Leistung")),
        *_OPENING,
        Column("cost", "word", words="cost", aliases=("Kosten", "Kostenbeitrag", "Teilnahmebeitrag")),
        Column("languages", aliases=("Sprachen", "Sprache")),
        Column("is_barrier_free", "bool", aliases=("barrierefrei",)),
        _STATION,
        *_PLACE,
        Column("wirkungsraum", aliases=("Wirkungsraum",)),
        _CHECKED,
    ), key="activity_id", shape="point"),
    Table("cooperations", (
        Column("cooperation_id", "key", aliases=("Kooperations-ID", "Profil-ID", "ID")),
        Column("partner_id", "key", True, ("Partner-ID", "Partner")),
        Column("name", "text", aliases=("Name", "Vorhaben", "Bezeichnung")),
        Column("state", "word", words="state", aliases=("Stand", "Stand der Kooperation", "Status")),
        Column("hze_task", aliases=("HzE-Auftrag", "Auftrag", "Was ist der HzE-Auftrag?")),
        Column("competence", aliases=("Kompetenz der EHS", "Kompetenz", "Welche Kompetenz der EHS?")),
        Column("benefit", aliases=("Nutzen für HzE", "Nutzen", "Was hat HzE davon?")),
        Column("partner_part", aliases=("Part des Partners", "Part der Schule", "Beitrag der Schule", "Beitrag des Partners")),
        Column("time_frame", aliases=("zeitliche Perspektive", "Zeitrahmen", "Zeitraum")),
        Column("roles", aliases=("Rollen", "Absprachen und Rollen", "Absprachen")),
        Column("contribution", "word", words="contribution", aliases=("unser Beitrag", "Beitrag der EHS", "Part der EHS")),
        *_DATES,
        Column("review_date", "date", aliases=("Überprüfung", "Überprüfung am", "Wiedervorlage")),
        _STATION,
        _CHECKED,
    ), key="cooperation_id"),
    Table("engagement", (
        Column("engagement_id", "key", aliases=("Engagement-ID", "ID")),
        Column("name", "text", True, ("Name", "Bezeichnung", "Gruppe", "Anlaufstelle")),
        Column("kind", "word", words="engagement_kind", aliases=("Art", "Typ")),
        Column("volunteers", "float", aliases=("Engagierte", "Ehrenamtliche", "Freiwillige", "Anzahl Engagierte")),
        Column("role", "word", words="role", aliases=("Rolle", "unsere Rolle", "Rolle der EHS")),
        Column("rhythm", "word", words="rhythm", aliases=("Rhythmus", "Turnus")),
        Column("next_date", "date", aliases=("nächster Termin",)),
        *_DATES,
        Column("partner_id", "key", aliases=("Partner-ID", "Partner")),
        *_PLACE,
        _WIRKUNGSRAUM,
        _STATION,
        _CHECKED,
    ), key="engagement_id", shape="point"),
    Table("effort", (
        Column("effort_id", "key", aliases=("Aufwand-ID", "ID")),
        _STATION,
        Column("level", "word", words="level", aliases=("Ebene",)),
        Column("day", "date", aliases=("Tag", "Datum", "am")),
        Column("quarter", aliases=("Quartal",)),
        Column("hours", "float", True, ("Stunden", "Aufwand", "Stundenzahl")),
        Column("name", aliases=("Was", "Tätigkeit", "Was wurde getan?")),
        Column("ansatzpunkt", "word", words="ansatzpunkt", aliases=("Ansatzpunkt",)),
        _SOZIALRAUM,
        Column("activity_id", "key", aliases=("Angebots-ID", "Angebot")),
        Column("gremium_id", "key", aliases=("Gremium-ID", "Gremium")),
        Column("partner_id", "key", aliases=("Partner-ID", "Partner")),
        Column("participants", "float", aliases=("Teilnehmende", "erreicht", "Teilnehmer")),
    ), key="effort_id"),
    Table("goals", (
        Column("goal_id", "key", aliases=("Ziel-ID", "ID")),
        Column("year", "int", True, ("Jahr",)),
        Column("sozialraum_id", "key", True, _SOZIALRAUM.aliases),
        Column("ansatzpunkt", "word", True, ("Ansatzpunkt",), "ansatzpunkt"),
        Column("name", "text", True, ("Ziel", "Name", "Bezeichnung")),
        *_DATES,
        Column("hours_planned", "float", aliases=("geplante Stunden", "Stunden geplant", "Plan")),
        Column("state", "word", words="goal_state", aliases=("Stand", "Status")),
        Column("reached", aliases=("erreicht", "erreichte Menschen", "Erreichte")),
        Column("result", aliases=("Ergebnis",)),
        Column("next_step", aliases=("nächster Schritt", "nächste Schritte")),
        _STATION,
        _CHECKED,
    ), key="goal_id"),
    Table("contacts", (
        Column("contact_id", "key", aliases=("Kontakt-ID", "ID")),
        Column("name", "text", True, ("Name", "Ansprechperson", "Kontakt")),
        Column("partner_id", "key", aliases=("Partner-ID", "Partner")),
        Column("gremium_id", "key", aliases=("Gremium-ID", "Gremium")),
        Column("function", aliases=("Funktion", "Aufgabe")),
        Column("phone", aliases=("Telefon", "Tel", "Telefonnummer")),
        Column("email", aliases=("E-Mail", "Mail")),
        Column("consent_on", "date", True, ("Einwilligung am", "eingewilligt am", "Einwilligung")),
        Column("delete_on", "date", True, ("löschen am", "zu löschen am", "Löschdatum")),
    ), key="contact_id"),
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
        Column("time", aliases=("Uhrzeit", "Zeit")),
        *_OPENING,
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


# Rows that a team keeps: edited one by one, each with its history
LIVING = (
    "partners", "gremien", "activities", "cooperations", "engagement", "facilities", "sites", "resolutions", "effort",
    "goals", "contacts",
)  # fmt: skip
# Names of people: seen on the page where they are kept, and nowhere else
PERSONAL = ("contacts",)
KEYS = {name: TABLES[name].key for name in LIVING}
IMPORTABLE = tuple(name for name in TABLES if name not in PERSONAL)

_WORDS = {
    vocabulary: {normalise(alias): code for code, aliases in words.items() for alias in (code, *aliases)}
    for vocabulary, words in VOCABULARIES.items()
}


PROTECTED_NAME = "(geschützt)"
