"""Activities and places as Open Referral's Human Services Data Specification (HSDS) 3.1 tells them.

Only what may be published: no funding, no roles, no state of a co-operation, no person, and of protected places
nothing at all. Ids are made from our keys, and the keys go along as attributes, so that they come back.
"""

from __future__ import annotations

import math
import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import pandas as pd

from sozialraum_geo.analysis.cooperations import cooperation_states
from sozialraum_geo.exports.hsds.times import schedules
from sozialraum_geo.german.words.pages.exchange import HSDS, LANGUAGE_CODE
from sozialraum_geo.reading.cells.shares import area_shares
from sozialraum_geo.reading.protection import hidden_rows
from sozialraum_geo.release.lists import AGREED
from sozialraum_geo.spatial import to_wgs84
from sozialraum_geo.study import Study
from sozialraum_geo.tables import TABLES, labels, normalise

VERSION = "3.1"
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NAMESPACE = uuid.UUID("b0a7b1d6-0c3e-5f0a-9a55-0f5a7f0d2b64")  # of our ids
LINK = "sozialraum-geo"  # link_type of the attributes that carry our columns
TAXONOMY = "Sozialraum-Geo"
PROVIDER = "providers.name"  # attribute of a Träger who is no partner of ours; empty where none is entered
DEGREE_DIGITS = 7

# Our columns that HSDS has no field for, by table; those that only a team may know are not among them
COLUMNS = {
    "partners": ("partner_id", "kind", "traeger", "traeger_art", "regelsystem", "spitzenverband", "is_recognised",
                 "facility_id", "sozialraum_id"),
    "facilities": ("facility_id", "category", "traeger", "traeger_art", "capacity", "capacity_unit", "age_from",
                   "age_to", "access", "status", "begin", "end", "hours_week", "leistungsbereich", "sozialraum_id",
                   "checked_on"),
    "activities": ("activity_id", "ansatzpunkt", "category", "form", "theme", "access", "rhythm", "hours_week", "begin",
                   "end", "cost", "is_barrier_free", "facility_id", "sozialraum_id", "wirkungsraum", "traeger"),
}  # fmt: skip

Row = dict[str, Any]
Directory = dict[str, list[Row]]


@dataclass
class _Book:
    """The tables of HSDS as they fill."""

    slug: str
    tables: Directory = field(default_factory=dict)
    seen: set[tuple[str, str]] = field(default_factory=set)

    def id_of(self, *parts: str) -> str:
        """Return an id that is the same whenever it is made; a key that is such an id already stays."""
        if len(parts) == 2 and _UUID.fullmatch(parts[1]):
            return parts[1]
        return str(uuid.uuid5(NAMESPACE, "/".join((self.slug, *parts))))

    def put(self, entity: str, row: Row) -> str:
        """Add a row unless its id is there; what is not known is left out."""
        if (entity, row["id"]) not in self.seen:
            self.seen.add((entity, row["id"]))
            self.tables.setdefault(entity, []).append({k: v for k, v in row.items() if not is_blank(v)})
        return str(row["id"])

    def tell(self, entity: str, link_id: str, told: Iterable[tuple[str, Any, str]]) -> None:
        """Add attributes of a row: code, value and label each."""
        taxonomy = self.id_of("taxonomy", TAXONOMY, "")
        for code, value, label in told:
            term = self.id_of("taxonomy_term", code, "")
            self.put("taxonomy", {"id": taxonomy, "name": TAXONOMY, "description": HSDS["taxonomy"]})
            self.put("taxonomy_term", {
                "id": term, "code": code, "name": label, "description": HSDS["term"], "taxonomy": TAXONOMY,
                "taxonomy_id": taxonomy,
            })  # fmt: skip
            self.put("attribute", {
                "id": self.id_of("attribute", link_id, code), "link_id": link_id, "link_type": LINK,
                "link_entity": entity, "taxonomy_term_id": term, "value": _plain(value), "label": label,
            })  # fmt: skip


def directory(study: Study, *, public: bool = False) -> Directory:
    """Return the tables of HSDS by entity: organizations, services, locations and what belongs to them.

    Parameters
    ----------
    public
        Of the partners only those with whom the co-operation is settled, and of none that runs when it ends, as
        everywhere in public: it learns how many end, not which.
    """
    book = _Book(study.slug)
    partners, facilities, activities = (
        _shown(study, getattr(study, t)) for t in ("partners", "facilities", "activities")
    )
    if public and study.partners is not None:
        partners = [p for p in partners if p["state"] == AGREED]
    names = {normalise(str(p["name"])): book.id_of("partners", str(p["partner_id"])) for p in reversed(partners)}
    for row in partners:
        _partner(book, row)
    sites = {} if study.sites is None else {r["site_id"]: r for r in _shown(study, study.sites)}
    places = {str(row["facility_id"]): _facility(book, row, names, sites) for row in facilities}
    areas = dict(zip(study.sozialraeume["sozialraum_id"], study.sozialraeume["name"], strict=True))
    points = {str(row["facility_id"]): row for row in facilities}
    for row in activities:
        place = points.get(str(row.get("facility_id")))
        if public and not is_blank(row.get("end")) and row["end"] >= study.date:
            row = row | {"end": None}
        service = _service(book, row, _provider(book, names, row.get("traeger"), place), areas, study.date)
        _at_location(book, row, service, place, places)
    return {name: book.tables.get(name, []) for name in ENTITIES if book.tables.get(name)}


def _shown(study: Study, frame: Any) -> list[Row]:
    """Return the rows that may be found, by key, with their point in degrees."""
    if frame is None:
        return []
    told: Any = frame
    if frame is study.partners:
        told = told.assign(state=cooperation_states(study))
    told = told[~hidden_rows(study, frame)]
    degrees = to_wgs84(gpd.GeoDataFrame(geometry=told.geometry)).geometry
    told = pd.DataFrame(told.drop(columns="geometry")).assign(longitude=degrees.x, latitude=degrees.y)
    rows = [{str(k): v for k, v in row.items()} for row in told.to_dict("records")]
    return sorted(rows, key=lambda row: str(next(iter(row.values()))))


# --- organizations and locations -------------------------------------------------------------------------------------


def _partner(book: _Book, row: Row) -> None:
    key = str(row["partner_id"])
    own = book.id_of("partners", key)
    said = labels("partner_kind").get(str(row.get("kind")), HSDS["unknown_kind"])
    book.put(
        "organization", {"id": own, "name": row["name"], "description": said, "legal_status": row.get("rechtsform")}
    )
    book.tell("organization", own, _columns("partners", row))
    if _has_place(row):
        _location(book, book.id_of("partners", "location", key), own, row)


def _provider(book: _Book, names: dict[str, str], traeger: Any, place: Row | None = None) -> str:
    """Return the organization behind an offer: its Träger, else that of its facility."""
    name = next((t for t in (traeger, (place or {}).get("traeger")) if not is_blank(t)), "")
    known = names.get(normalise(str(name))) if name else None
    if known:
        return known
    own = book.id_of("providers", normalise(str(name)), "")
    words = {"name": name or HSDS["no_provider"], "description": HSDS["provider" if name else "no_provider_help"]}
    if ("organization", own) not in book.seen:
        book.put("organization", {"id": own} | words)
        book.tell("organization", own, [(PROVIDER, name or "-", HSDS["provider"])])
    return own


def _facility(book: _Book, row: Row, names: dict[str, str], sites: dict[Any, Row]) -> str:
    key = str(row["facility_id"])
    own = book.id_of("facilities", key)
    owner = _provider(book, names, row.get("traeger"))
    words = labels("category").get(str(row["category"]), str(row["category"]))
    _location(book, own, owner, row, name=row["name"], description=words)
    book.tell("location", own, _columns("facilities", row))
    site = sites.get(row.get("site_id"), {})
    _accessible(book, own, site.get("is_barrier_free"))
    return own


def _has_place(row: Row) -> bool:
    return not is_blank(row["longitude"]) or not is_blank(row.get("street"))


def _location(book: _Book, own: str, owner: str, row: Row, **more: Any) -> str:
    """Add a location with its address; one without a town says so by an empty one, for the standard asks for it."""
    degrees = {c: round(row[c], DEGREE_DIGITS) for c in ("latitude", "longitude") if not is_blank(row[c])}
    book.put("location", {"id": own, "location_type": "physical", "organization_id": owner, **more, **degrees})
    if not is_blank(row.get("street")):
        line = " ".join(str(row[c]) for c in ("street", "house_number") if not is_blank(row.get(c)))
        told = {"address_1": line, "city": row.get("town"), "postal_code": row.get("postcode"), "country": "DE"}
        book.put(
            "address", {"id": book.id_of("address", own, ""), "location_id": own, "address_type": "physical", **told}
        )
    return own


def _accessible(book: _Book, location: str, is_barrier_free: Any) -> None:
    if not is_blank(is_barrier_free):
        said = HSDS["accessible" if is_barrier_free else "not_accessible"]
        book.put("accessibility", {"id": book.id_of("accessibility", location, ""), "location_id": location,
                                   "description": said})  # fmt: skip


# --- services --------------------------------------------------------------------------------------------------------


def _service(book: _Book, row: Row, provider: str, areas: dict[str, str], date: str) -> str:
    own = book.id_of("activities", str(row["activity_id"]))
    low, high = _years(row)
    cost = labels("cost").get(str(row.get("cost")), "")
    theme = "" if is_blank(row.get("theme")) else str(row["theme"])
    book.put("service", {
        "id": own, "organization_id": provider, "name": row["name"], "description": theme, "status": _status(row, date),
        "fees_description": cost, "eligibility_description": row.get("target"), "minimum_age": low, "maximum_age": high,
        "assured_date": row.get("checked_on"),
    })  # fmt: skip
    own_ages = [("age_from", low), ("age_to", None if high is None else high + 1)]
    odd = [c for c, told in own_ages if not is_blank(row.get(c)) and math.isfinite(row[c]) and row[c] != told]
    book.tell("service", own, [*_columns("activities", row), *_columns("activities", row, odd)])
    if not is_blank(row.get("opening_hours")):
        end = "" if is_blank(row.get("end")) else str(row["end"])
        for number, told in enumerate(schedules(str(row["opening_hours"]), end)):
            book.put("schedule", {"id": book.id_of("schedule", own, str(number)), "service_id": own, **told})
    for language in _languages(row.get("languages")):
        book.put("language", {"id": book.id_of("language", own, language), "service_id": own, "name": language,
                              "code": LANGUAGE_CODE.get(normalise(language))})  # fmt: skip
    if cost:
        free = {"amount": 0, "currency": "EUR"} if row["cost"] == "kostenlos" else {}
        book.put("cost_option", {"id": book.id_of("cost_option", own, ""), "service_id": own, "option": cost, **free})
    shares = area_shares(row.get("wirkungsraum"), row.get("sozialraum_id"), frozenset(areas))
    for area, share in sorted(shares.items()):
        said = HSDS["share"].format(percent=round(share * 100)) if share < 1 else None
        book.put("service_area", {"id": book.id_of("service_area", own, area), "service_id": own,
                                  "name": areas.get(area, area), "description": said})  # fmt: skip
    return own


def _years(row: Row) -> tuple[int | None, int | None]:
    """Return the ages of a service in whole years, both included, as HSDS has them; our upper one is not."""
    low, high = (math.nan if is_blank(row.get(c)) else float(row[c]) for c in ("age_from", "age_to"))
    return (
        math.floor(low) if math.isfinite(low) else None,
        math.ceil(high) - 1 if math.isfinite(high) else None,
    )


def _status(row: Row, date: str) -> str:
    begin, end = ("" if is_blank(row.get(c)) else str(row[c]) for c in ("begin", "end"))
    return "defunct" if end and end < date else "inactive" if begin > date else "active"


def _languages(written: Any) -> list[str]:
    parts = [] if is_blank(written) else str(written).replace(";", ",").replace("/", ",").split(",")
    return list(dict.fromkeys(p.strip() for p in parts if p.strip()))


def _at_location(book: _Book, row: Row, service: str, place: Row | None, places: dict[str, str]) -> None:
    """Link a service with its place: that of its facility, unless it says another one of its own."""
    key = str(row["activity_id"])
    is_there = place is not None and is_blank(row.get("street")) and (
        is_blank(row["longitude"]) or (row["longitude"], row["latitude"]) == (place["longitude"], place["latitude"])
    )  # fmt: skip
    if is_there:
        location = places[str(row["facility_id"])]
    elif _has_place(row):
        owner = next(s["organization_id"] for s in book.tables["service"] if s["id"] == service)
        location = _location(book, book.id_of("activities", "location", key), owner, row)
        _accessible(book, location, row.get("is_barrier_free"))
    else:
        return
    book.put("service_at_location", {"id": book.id_of("service_at_location", service, ""), "service_id": service,
                                     "location_id": location})  # fmt: skip


# --- cells -----------------------------------------------------------------------------------------------------------


def _columns(table: str, row: Row, columns: Iterable[str] | None = None) -> Iterator[tuple[str, Any, str]]:
    """Return our columns of a row that have a value: code, value, label."""
    known = TABLES[table].by_name
    for name in COLUMNS[table] if columns is None else columns:
        value = row.get(name)
        if not is_blank(value) and not (isinstance(value, float) and math.isinf(value)):
            yield f"{table}.{name}", value, known[name].aliases[0]


def _plain(value: Any) -> str:
    """Write a value for a machine.

    Examples
    --------
    >>> _plain(12.0), _plain(7.5), _plain(True), _plain("4")
    ('12', '7.5', 'true', '4')
    """
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def is_blank(value: Any) -> bool:
    """Tell whether a cell holds nothing."""
    return value is None or value is pd.NA or value != value or value == ""


# --- the standard ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entity:
    """A table of HSDS: its file, its columns with their types, and what they refer to."""

    path: str
    fields: dict[str, str]
    required: tuple[str, ...] = ("id",)


_LINKED = {"id": "string", "service_id": "string"}
# In the order in which they refer to each other; only the columns that we fill
ENTITIES = {
    "organization": Entity("organizations.csv", dict.fromkeys(("id", "name", "description", "legal_status"), "string"),
                           ("id", "name", "description")),
    "service": Entity("services.csv", {
        **dict.fromkeys(("id", "organization_id", "name", "description", "status", "fees_description",
                         "eligibility_description"), "string"),
        "minimum_age": "number", "maximum_age": "number", "assured_date": "date",
    }, ("id", "organization_id", "name", "status")),
    "location": Entity("locations.csv", {
        **dict.fromkeys(("id", "location_type", "organization_id", "name", "description"), "string"),
        "latitude": "number", "longitude": "number",
    }, ("id", "location_type")),
    "service_at_location": Entity("service_at_location.csv", {**_LINKED, "location_id": "string"},
                                  ("id", "service_id", "location_id")),
    "address": Entity("addresses.csv", dict.fromkeys(
        ("id", "location_id", "address_1", "city", "state_province", "postal_code", "country", "address_type"), "string"
    )),
    "schedule": Entity("schedules.csv", {
        **_LINKED, "until": "date", "wkst": "string", "freq": "string", "interval": "number", "byday": "string",
        "description": "string", "opens_at": "time", "closes_at": "time", "notes": "string",
    }),
    "service_area": Entity("service_areas.csv", {**_LINKED, "name": "string", "description": "string"}),
    "language": Entity("languages.csv", {**_LINKED, "name": "string", "code": "string"}),
    "cost_option": Entity("cost_options.csv", {**_LINKED, "option": "string", "currency": "string", "amount": "number"},
                          ("id", "service_id")),
    "accessibility": Entity("accessibility.csv", dict.fromkeys(("id", "location_id", "description"), "string")),
    "attribute": Entity("attributes.csv", dict.fromkeys(
        ("id", "link_id", "taxonomy_term_id", "link_type", "link_entity", "value", "label"), "string"),
        ("id", "link_id", "taxonomy_term_id", "link_entity")),
    "taxonomy": Entity("taxonomies.csv", dict.fromkeys(("id", "name", "description"), "string"),
                       ("id", "name", "description")),
    "taxonomy_term": Entity("taxonomy_terms.csv", dict.fromkeys(
        ("id", "code", "name", "description", "taxonomy", "taxonomy_id"), "string"), ("id", "name", "description")),
}  # fmt: skip
