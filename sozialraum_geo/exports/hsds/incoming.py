"""HSDS files of others, and our own back: JSON or a zip of CSV files to partners, facilities and activities.

Foreign files are bounded in size, depth and number of rows, and every organization, location and service is either
taken or counted with the reason why not. Names of people (contacts) and telephone numbers are never read.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from sozialraum_geo.exports.hsds.directory import LINK, PROVIDER, Directory, Row
from sozialraum_geo.exports.hsds.reading import read_directory
from sozialraum_geo.exports.hsds.times import opening_hours
from sozialraum_geo.german.words.pages.exchange import LANGUAGE_NAME
from sozialraum_geo.reading.addresses.parsing import parse_address
from sozialraum_geo.reading.files.rawtable import refusal
from sozialraum_geo.register import importing
from sozialraum_geo.store.database import open_store
from sozialraum_geo.study import Study
from sozialraum_geo.tables import KEYS, TABLES, word_code

OTHER = "sonstige"  # category of a place of others: HSDS does not say what it is
ACTIVE = frozenset({"active", "temporarily closed", ""})
EAST, NORTH = "Längengrad", "Breitengrad"
_NUMBER = re.compile(r"(-?\d+)\.(\d+)")
ORDER = ("facilities", "partners", "activities")


@dataclass(frozen=True)
class Taken:
    """What a file holds for us.

    Attributes
    ----------
    tables
        Rows by table, under our own columns, ready to be read like a list.
    counts
        For each table how many objects the file has (``rows``), how many are taken (``taken``), and the others by
        reason: the numbers add up.
    notes
        What else was left out, by reason.
    """

    tables: dict[str, pd.DataFrame]
    counts: dict[str, dict[str, int]]
    notes: dict[str, int]


def read_hsds(path: Path, *, ansatzpunkt: str = "") -> Taken:
    """Read a file; write nothing.

    Parameters
    ----------
    ansatzpunkt
        For services that name none, as all of others.

    Raises
    ------
    StudyError
        If the file is none of the kind, too large, too deep, or hides something.
    """
    notes: Counter[str] = Counter()
    return _taken(read_directory(path, notes), ansatzpunkt, notes)


def prepare(
    folder: Path, study: Study, path: Path, *, ansatzpunkt: str = ""
) -> tuple[Taken, dict[str, importing.Prepared]]:
    """Read a file as the register would take it, and write nothing: its tables go the way of every list.

    Returns
    -------
    tuple
        What the file holds, and the imports by table, to be applied in this order. Rows whose key another list of
        the study has are left out: they are there already.

    Raises
    ------
    StudyError
        As `read_hsds`, and if a service names no Ansatzpunkt and none is given: that is for a person to say.
    """
    taken = read_hsds(path, ansatzpunkt=ansatzpunkt)
    names = {table: f"{path.stem[:80]}-{table}.csv" for table in ORDER}
    taken = _without_known(taken, {t: _known(folder, study, t, importing.source_name(n)) for t, n in names.items()})
    if "activities" in taken.tables and (missing := int(taken.tables["activities"]["ansatzpunkt"].eq("").sum())):
        raise refusal("which_point", path.name, detail=str(missing))
    found = {}
    with tempfile.TemporaryDirectory() as home:
        for table, frame in taken.tables.items():
            laid = Path(home) / names[table]
            laid.write_bytes(_csv(frame, table))
            options = {"table": table, "header_row": 1, "crs": "EPSG:4326"}
            found[table] = importing.prepare(folder, study, laid, options)
    return taken, found


def _known(folder: Path, study: Study, table: str, source: str) -> frozenset[str]:
    """Return the keys that other lists of the study have: their rows would stand there twice."""
    frame = getattr(study, table)
    with open_store(folder) as store:
        own = set() if store is None else set(store.entries(table, source))
    return frozenset() if frame is None else frozenset(set(frame[KEYS[table]]) - own)


def _without_known(taken: Taken, known: Mapping[str, frozenset[str]]) -> Taken:
    tables, counts = {}, {table: dict(found) for table, found in taken.counts.items()}
    for table, frame in taken.tables.items():
        is_known = frame[KEYS[table]].isin(list(known[table]))
        counts[table] |= {"taken": int((~is_known).sum())} | ({"known": int(is_known.sum())} if is_known.any() else {})
        if not is_known.all():
            tables[table] = frame[~is_known]
    return replace(taken, tables=tables, counts=counts)


def _csv(frame: pd.DataFrame, table: str) -> bytes:
    """Write rows as a German list, whose numbers have a decimal comma."""
    told = frame.copy()
    for column in TABLES[table].columns:
        if column.kind == "float" and column.name in told:
            told[column.name] = [_NUMBER.sub(r"\1,\2", str(v), count=1) if v else None for v in told[column.name]]
    return told.to_csv(index=False, sep=";", lineterminator="\r\n").encode("utf-8-sig")


# --- our tables ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Found:
    """A directory by what belongs to what."""

    directory: Directory
    told: dict[str, dict[str, str]]  # our own columns by the id of the row that they are told of

    def of(self, entity: str, column: str) -> dict[str, list[Row]]:
        index: dict[str, list[Row]] = {}
        for row in self.directory.get(entity, []):
            index.setdefault(str(row.get(column) or ""), []).append(row)
        return index

    def columns(self, table: str, link_id: str) -> Row:
        """Return what a row of ours said of itself, by our columns."""
        own = self.told.get(link_id, {})
        return {c.name: own[f"{table}.{c.name}"] for c in TABLES[table].columns if f"{table}.{c.name}" in own}


def _taken(directory: Directory, ansatzpunkt: str, notes: Counter[str]) -> Taken:
    codes = {row["id"]: str(row.get("code") or "") for row in directory.get("taxonomy_term", [])}
    told: dict[str, dict[str, str]] = {}
    for row in directory.get("attribute", []):
        code = codes.get(str(row.get("taxonomy_term_id") or ""))
        if row.get("link_type") == LINK and code:
            told.setdefault(str(row.get("link_id")), {})[code] = str(row.get("value") or "")
    found = _Found(directory, told)
    counts: dict[str, Counter[str]] = {table: Counter() for table in ORDER}
    rows = {
        "facilities": list(_facilities(found, counts["facilities"])),
        "partners": list(_partners(found, counts["partners"])),
    }
    known = {str(row.pop("id")): str(row["facility_id"]) for row in rows["facilities"]}
    rows["activities"] = list(_activities(found, known, ansatzpunkt, counts["activities"], notes))
    tables = {table: _frame(table, rows[table]) for table in ORDER if rows[table]}
    return Taken(tables, {table: dict(c) for table, c in counts.items() if c}, {k: n for k, n in notes.items() if n})


def _frame(table: str, rows: list[Row]) -> pd.DataFrame:
    columns = [c.name for c in TABLES[table].columns if c.name != "ages"]
    return pd.DataFrame(rows, columns=[*columns, EAST, NORTH], dtype=object)


def _facilities(found: _Found, counts: Counter[str]) -> Iterator[Row]:
    """Return places with a name; the others are addresses of services and partners."""
    addresses = found.of("address", "location_id")
    providers = {row["id"]: row for row in found.directory.get("organization", [])}
    for row in found.directory.get("location", []):
        counts["rows"] += 1
        own = found.columns("facilities", row["id"])
        if row.get("location_type") in ("virtual", "postal"):
            counts["virtual"] += 1
        elif not own and not row.get("name"):
            counts["unnamed"] += 1
        else:
            counts["taken"] += 1
            owner = providers.get(str(row.get("organization_id") or ""), {})
            plain = {"traeger": owner.get("name"), "category": OTHER} if not own else {}
            key = {"facility_id": _key(row), "name": row.get("name"), "id": row["id"]}
            yield plain | key | _place(row, addresses) | own


def _partners(found: _Found, counts: Counter[str]) -> Iterator[Row]:
    addresses, locations = found.of("address", "location_id"), found.of("location", "organization_id")
    for row in found.directory.get("organization", []):
        counts["rows"] += 1
        if PROVIDER in found.told.get(row["id"], {}):
            counts["providers"] += 1
            continue
        counts["taken"] += 1
        own = found.columns("partners", row["id"])
        places = [p for p in locations.get(row["id"], []) if not found.columns("facilities", p["id"])]
        place = _place(places[0], addresses) if places else {}
        yield {"partner_id": _key(row), "name": row.get("name"), "rechtsform": row.get("legal_status")} | place | own


def _activities(
    found: _Found, known: Mapping[str, str], ansatzpunkt: str, counts: Counter[str], notes: Counter[str]
) -> Iterator[Row]:
    of_service = {e: found.of(e, "service_id") for e in ("schedule", "language", "cost_option", "service_at_location")}
    at_location = found.of("schedule", "service_at_location_id")
    providers = {row["id"]: row for row in found.directory.get("organization", [])}
    places = {row["id"]: row for row in found.directory.get("location", [])}
    addresses = found.of("address", "location_id")
    for row in found.directory.get("service", []):
        counts["rows"] += 1
        own = found.columns("activities", row["id"])
        if not own and row.get("status", "") not in ACTIVE:
            counts["inactive"] += 1
            continue
        counts["taken"] += 1
        links = of_service["service_at_location"].get(row["id"], [])
        notes["further_locations"] += max(len(links) - 1, 0)
        times = [*of_service["schedule"].get(row["id"], []), *(t for s in links for t in at_location.get(s["id"], []))]
        hours, unclear = opening_hours(times)
        notes["unclear_times"] += unclear
        provider = providers.get(str(row.get("organization_id") or ""), {})
        cells: Row = {
            "activity_id": _key(row), "name": row.get("name"), "ansatzpunkt": ansatzpunkt,
            "target": row.get("eligibility_description"), "age_from": row.get("minimum_age"),
            "age_to": _until(row.get("maximum_age")), "checked_on": str(row.get("assured_date") or "")[:10],
            "opening_hours": hours,
            "languages": ", ".join(_language(r) for r in of_service["language"].get(row["id"], [])),
            "cost": _cost(row, of_service["cost_option"].get(row["id"], [])),
        }  # fmt: skip
        location = places.get(str(links[0].get("location_id") or "")) if links else None
        cells |= (
            _place(location, addresses, with_address=not own or str(location["id"]) not in known) if location else {}
        )
        if not own:
            cells |= {"traeger": provider.get("name"), "end": _end(times)}
            cells["facility_id"] = known.get(str(location["id"])) if location else None
        yield cells | own


def _key(row: Row) -> str:
    return "" if row["id"].startswith("#") else str(row["id"])


def _place(row: Row, addresses: Mapping[str, list[Row]], *, with_address: bool = True) -> Row:
    told: Row = {EAST: row.get("longitude"), NORTH: row.get("latitude")}
    physical = [a for a in addresses.get(row["id"], []) if a.get("address_type", "physical") != "virtual"]
    if physical and with_address:
        first = physical[0]
        street, number = _split(str(first.get("address_1") or ""))
        told |= {"street": street, "house_number": number}
        told |= {"postcode": first.get("postal_code"), "town": first.get("city")}
    return told


def _split(line: str) -> tuple[str, str]:
    """Split a line into street and house number, as it is written; one that is not clear stays whole.

    Examples
    --------
    >>> _split("Am Alten Markt 12 a"), _split("Straße des 17. Juni 135"), _split("Im Rathaus")
    (('Am Alten Markt', '12 a'), ('Straße des 17. Juni', '135'), ('Im Rathaus', ''))
    """
    street = parse_address(line).street
    number = line.removeprefix(street).strip()
    is_number = bool(street) and line.startswith(street) and number[:1].isdigit()
    return (street, number) if is_number else (line, "")


def _until(maximum: object) -> str:
    """Return the age before which something ends; HSDS names the last year that still counts."""
    try:
        return f"{float(str(maximum)) + 1:.15g}"
    except ValueError:
        return str(maximum or "")


def _language(row: Row) -> str:
    code = str(row.get("code") or "").lower()
    return str(row.get("name") or LANGUAGE_NAME.get(code, code))


def _cost(service: Row, options: Iterable[Row]) -> str:
    """Return our word for what a service costs; only amounts count, and words that are ours."""
    amounts = []
    for option in options:
        if known := word_code("cost", str(option.get("option") or "")):
            return known
        try:
            amounts.append(float(str(option.get("amount"))))
        except ValueError:
            continue
    if amounts:
        return "beitrag" if max(amounts) > 0 else "kostenlos"
    return word_code("cost", str(service.get("fees_description") or "")) or ""


def _end(times: list[Row]) -> str:
    """Return the day on which the last of the times ends; empty where one of them goes on."""
    ends = [str(t.get("until") or "")[:10] for t in times]
    return max(ends) if ends and all(ends) else ""
