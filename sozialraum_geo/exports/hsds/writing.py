"""HSDS as files: one JSON file with all services in full, or a Tabular Data Package of CSV files."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from sozialraum_geo.exports.hsds.directory import ENTITIES, VERSION, Directory, Entity, Row
from sozialraum_geo.exports.workbooks import safe_cell

# within a row of the first, rows of the second, found by its column, under the third
NESTED = {
    "service": (("service_at_location", "service_id", "service_at_locations"), ("schedule", "service_id", "schedules"),
                ("service_area", "service_id", "service_areas"), ("language", "service_id", "languages"),
                ("cost_option", "service_id", "cost_options"), ("attribute", "link_id", "attributes")),
    "organization": (("location", "organization_id", "locations"), ("attribute", "link_id", "attributes")),
    "location": (("address", "location_id", "addresses"), ("accessibility", "location_id", "accessibility"),
                 ("attribute", "link_id", "attributes")),
}  # fmt: skip
# what the JSON form says by nesting
_BY_NESTING = frozenset({"service_id", "location_id", "link_id", "link_entity", "organization_id"})
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)
DESCRIPTOR = "datapackage.json"


def json_bytes(directory: Directory, *, name: str, date: str) -> bytes:
    """Return a directory as one JSON file: every service in full, and every organization with its locations."""
    found = _Finder(directory)
    told = {
        "version": VERSION,
        "name": name,
        "date": date,
        "services": [found.service(row) for row in directory.get("service", [])],
        "organizations": [found.nested("organization", row) for row in directory.get("organization", [])],
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


class _Finder:
    """Finds what belongs to a row."""

    def __init__(self, directory: Directory) -> None:
        self.by: dict[tuple[str, str], dict[str, list[Row]]] = {}
        pairs = {(child, key) for parts in NESTED.values() for child, key, _ in parts}
        for child, key in pairs | {(e, "id") for e in ("location", "organization", "taxonomy_term")}:
            index: dict[str, list[Row]] = {}
            for row in directory.get(child, []):
                index.setdefault(str(row.get(key)), []).append(row)
            self.by[child, key] = index

    def of(self, entity: str, key: str, value: str) -> list[Row]:
        return self.by[entity, key].get(value, [])

    def nested(self, entity: str, row: Row) -> Row:
        """Return a row with all that belongs to it."""
        told = {k: v for k, v in row.items() if k not in _BY_NESTING}
        for child, key, under in NESTED.get(entity, ()):
            if rows := self.of(child, key, row["id"]):
                told[under] = [self.child(child, r) for r in rows]
        return told

    def child(self, entity: str, row: Row) -> Row:
        if entity == "service_at_location":
            return {
                "id": row["id"],
                "location": self.nested("location", self.of("location", "id", row["location_id"])[0]),
            }
        if entity == "attribute":
            told = {k: v for k, v in row.items() if k not in _BY_NESTING and k != "taxonomy_term_id"}
            return told | {"taxonomy_term": dict(self.of("taxonomy_term", "id", row["taxonomy_term_id"])[0])}
        if entity == "address":
            return {"city": "", "state_province": "", "postal_code": ""} | self.nested(entity, row)
        return self.nested(entity, row)

    def service(self, row: Row) -> Row:
        """Return a service in full, with the organization behind it."""
        provider = self.of("organization", "id", row["organization_id"])[0]
        attributes = [self.child("attribute", r) for r in self.of("attribute", "link_id", provider["id"])]
        return self.nested("service", row) | {"organization": provider | {"attributes": attributes}}


def package_bytes(directory: Directory, *, name: str, date: str) -> bytes:
    """Return a directory as a zip of CSV files (comma, point, UTF-8) with their datapackage.json."""
    files = {ENTITIES[entity].path: _csv(ENTITIES[entity], rows) for entity, rows in directory.items()}
    resources = [_resource(entity, ENTITIES[entity], directory) for entity in directory]
    about = {
        "profile": "tabular-data-package",
        "name": "human_services_data",
        "title": f"{name}: Human Services Data Specification",
        "version": VERSION,
        "created": f"{date}T00:00:00Z",
        "resources": resources,
    }
    files[DESCRIPTOR] = (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for file, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(file, _FIXED_DATE), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _csv(entity: Entity, rows: Iterable[Row]) -> bytes:
    told = list(rows)
    # „-1FR“, the last Friday, is our own word and no formula
    columns = {c: [row.get(c) if c == "byday" else safe_cell(row.get(c)) for row in told] for c in entity.fields}
    frame = pd.DataFrame({c: pd.Series(cells, dtype=object) for c, cells in columns.items()})
    return frame.to_csv(index=False, lineterminator="\r\n").encode()


def _resource(name: str, entity: Entity, directory: Mapping[str, Any]) -> Row:
    """Describe one file: its columns, its key, and the files that it refers to."""
    fields: list[Row] = []
    for column, kind in entity.fields.items():
        told: Row = {"name": column, "type": kind}
        if column == "id" or column.endswith("_id"):
            told["format"] = "uuid"
        if kind == "time":
            told["format"] = "%H:%M"
        if column in entity.required:
            told["constraints"] = {"required": True} | ({"unique": True} if column == "id" else {})
        fields.append(told)
    keys = [
        {"fields": column, "reference": {"resource": target, "fields": "id"}}
        for column in entity.fields
        if (target := column.removesuffix("_id")) in directory and target != column
    ]
    schema: Row = {"fields": fields, "primaryKey": "id", "missingValues": [""]}
    return {
        "name": name,
        "path": entity.path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema | ({"foreignKeys": keys} if keys else {}),
    }
