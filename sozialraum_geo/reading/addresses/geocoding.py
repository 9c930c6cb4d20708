"""Addresses to points, from a local directory alone: certain, with its error in metres, or left to a person."""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

import pandas as pd

from sozialraum_geo.reading.addresses.directory import Directory
from sozialraum_geo.reading.addresses.parsing import (
    MAX_TEXT,
    Number,
    Parts,
    normalise_street,
    parse_address,
    parse_number,
    split_town,
)
from sozialraum_geo.reading.addresses.search import (
    MOVED_M,
    Answer,
    Candidate,
    Query,
    Where,
    address_key,
    find_address,
    in_street,
    nearest_names,
    postcode_place,
    query_of,
    streets_named,
)
from sozialraum_geo.reading.cells.cleaning import MISSING_MARKS, text_of
from sozialraum_geo.tables import normalise

# --- many addresses --------------------------------------------------------------------------------------------------

WRITTEN = ("street", "house_number", "postcode", "town", "district", "address")
_UNDECIDED: Mapping[str, str | None] = MappingProxyType({})


POINT = "punkt"
ERRORS_M = {"haus": 10.0, "nachbarhaus": 30.0, "strasse": 150.0, "ort": 1000.0}


def point_choice(x: float, y: float, precision: str, label: str) -> str:
    """Return what is remembered of a place that no directory has: its point in the CRS of the study.

    Examples
    --------
    >>> point_choice(500000.25, 5700000, "haus", "Weg 1|a")
    'punkt|500000.2|5700000.0|haus|Weg 1 a'
    """
    return "|".join((POINT, f"{x:.1f}", f"{y:.1f}", precision, label.replace("|", " ")))


def geocode(
    addresses: pd.DataFrame,
    directory: Directory | None,
    *,
    decisions: Mapping[str, str | None] = _UNDECIDED,
    asks: bool = False,
) -> pd.DataFrame:
    """Find addresses in a directory.

    A row's answer depends on its own cells alone. What is certain has a precision and an error; whatever else could be
    meant, by another postcode, another part of town or another spelling, makes it doubtful: then a person chooses.

    Parameters
    ----------
    addresses
        Any of the columns `WRITTEN`; ``address`` is free text and fills what the others leave open.
    directory
        See `open_directory`; None if there is none: then nothing is certain but what was decided.
    asks
        Somebody can be asked about addresses that the directory does not know: they are doubtful, not lost.
    decisions
        What people decided: a row's ``key`` to the id of a candidate, or to None for none of them.

    Returns
    -------
    DataFrame
        Same index. ``status`` is certain, doubtful or none; where it is certain: ``x``, ``y`` in the directory's CRS
        (NaN if it has no points), ``precision``, ``error_m`` [m], ``matched``, ``area_id``. ``score`` 0–100, ``reason``
        (a code), ``candidates`` (a tuple of `Candidate`, best first) and ``key`` for the rest.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from sozialraum_geo.reading.addresses.directory import build_directory, open_directory
    >>> rows = pd.DataFrame({"street": ["Hauptstraße"] * 2, "house_number": ["2", "6"], "x": [0.0, 40.0], "y": 0.0})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "addresses.sqlite"
    ...     _ = build_directory(rows, path, crs="EPSG:25832", name="Stadt")
    ...     with open_directory(path) as directory:
    ...         found = geocode(pd.DataFrame({"address": ["Hauptstr. 6", "Hauptstr. 3", "Haupstr. 4"]}), directory)
    >>> found[["x", "precision", "error_m", "status"]].values.tolist()
    [[40.0, 'haus', 10.0, 'certain'], [20.0, 'strasse', 150.0, 'certain'], [nan, None, nan, 'doubtful']]
    """
    queries = list(_queries(directory.by_key if directory else (), addresses))
    answers = _answers(directory, set(queries), decisions) if directory else _unknown(set(queries), decisions)
    if asks:
        for query, answer in answers.items():
            if answer.status == "none" and answer.reason != "rejected" and query.street:
                answers[query] = answer._replace(status="doubtful")
    rows = [(address_key(q), *answers[q]) for q in queries]
    sure = [c[0] if status == "certain" else None for _, status, _, c in rows]
    index = addresses.index
    columns = {
        "x": pd.Series([c.x if c else math.nan for c in sure], index, dtype=float),
        "y": pd.Series([c.y if c else math.nan for c in sure], index, dtype=float),
        "precision": pd.Series([c.precision if c else None for c in sure], index, dtype=object),
        "error_m": pd.Series([c.error_m if c else math.nan for c in sure], index, dtype=float),
        "matched": pd.Series([c.label if c else None for c in sure], index, dtype=object),
        "area_id": pd.Series([c.area_id if c else None for c in sure], index, dtype=object),
        "score": pd.Series([c[0].score if c else 0.0 for *_, c in rows], index, dtype=float),
        "status": pd.Series([r[1] for r in rows], index, dtype=object),
        "reason": pd.Series([r[2] for r in rows], index, dtype=object),
        "candidates": pd.Series([() if r[1] == "certain" else r[3] for r in rows], index, dtype=object),
        "key": pd.Series([r[0] for r in rows], index, dtype=object),
    }
    return pd.DataFrame(columns, index=index)


def _unknown(queries: set[Query], decisions: Mapping[str, str | None]) -> dict[Query, Answer]:
    """Answer without a directory: by what people decided, else not at all."""
    nothing = Answer("none", "no_street", ())
    return {q: _decided(None, nothing, address_key(q), decisions) for q in queries}


def _queries(names: Container[str], addresses: pd.DataFrame) -> Iterator[Query]:
    none = [""] * len(addresses)
    cells = [addresses[c].tolist() if c in addresses else none for c in WRITTEN]
    for street, number, postcode, town, district, address in zip(*cells, strict=True):
        written = _lines(street)
        is_name = bool(written) and normalise_street(written) in names
        parts = _parts(written, is_name, number, _lines(postcode), _lines(town), _lines(address))
        yield query_of(replace(parts, district=_lines(district)) if _lines(district) else parts)


def _lines(cell: object) -> str:
    """Return what a cell says, with its line breaks: they separate."""
    text = text_of(cell)
    return "" if text in MISSING_MARKS else cell[:MAX_TEXT] if isinstance(cell, str) else text


def _parts(street: str, is_name: bool, number: object, postcode: str, town: str, address: str) -> Parts:
    """Join what the columns say; a street cell may hold a whole address, free text fills the rest."""
    read, house = parse_address(address), parse_number(number)
    if street:
        cell = parse_address(street)
        own = Number(cell.number, cell.suffix, cell.number_to)
        if is_name or own.number not in (None, house.number or own.number):
            cell, own = Parts(street), Number()  # „Straße 52“ and its number beside it
        house = house if house.number else own
        read = Parts(
            cell.street or street, *house, cell.postcode or read.postcode, cell.town or read.town,
            cell.district or read.district,
        )  # fmt: skip
    elif read.number is None:
        read = replace(read, number=house.number, suffix=house.suffix, number_to=house.number_to)
    if town:
        town, district = split_town(town)
        read = replace(read, town=town, district=district or read.district)
    said = re.search(r"\d{4,5}", postcode)
    return replace(read, postcode=said[0].zfill(5)) if said else read


def _answers(directory: Directory, queries: set[Query], decisions: Mapping[str, str | None]) -> dict[Query, Answer]:
    """Answer each distinct address; names are compared in one go, and beyond their postcode only where it must be."""
    towns = {normalise_street(name): name for name in sorted(directory.towns | directory.districts)}
    meant = {q: _reread(directory, q, towns) for q in queries}
    distinct = set(meant.values())
    near = nearest_names(directory, ((q.postcode, q.street) for q in distinct if _is_strange(directory, q)))
    found = {q: find_address(directory, q, near) for q in distinct}
    doubtful = {q for q in distinct if found[q].status != "certain" and q.street and q.street not in directory.by_key}
    near |= nearest_names(directory, (("", q.street) for q in doubtful))
    found |= {q: find_address(directory, q, near) for q in doubtful}
    return {q: _decided(directory, found[m], address_key(q), decisions) for q, m in meant.items()}


def _reread(directory: Directory, query: Query, towns: Mapping[str, str]) -> Query:
    """Understand „Straße 52“ as a name, and a town alone, where the directory knows them so."""
    if not query.street or query.street in directory.by_key:
        return query
    longer = normalise_street(f"{query.street} {query.number}{query.suffix}")
    if query.number and longer in directory.by_key:
        return query._replace(street=longer, number=0, suffix="", number_to=0)
    if not query.number and not query.town and query.street in towns:
        return query._replace(street="", town=towns[query.street])
    return query


def _is_strange(directory: Directory, query: Query) -> bool:
    """Tell whether a postcode of the directory has no street of this name."""
    is_known = query.postcode in directory.by_postcode and bool(query.street)
    return is_known and not any(query.postcode in s.postcodes for s in streets_named(directory, query.street))


def _decided(directory: Directory | None, answer: Answer, key: str, decisions: Mapping[str, str | None]) -> Answer:
    if key not in decisions:
        return answer
    choice = decisions[key]
    if choice is None:
        return Answer("none", "rejected", ())
    chosen = _point(choice) or (_chosen(directory, choice) if directory else None)
    return Answer("certain", None, (chosen,)) if chosen else answer


def _point(choice: str) -> Candidate | None:
    """Return the place that a decision says itself; None if it speaks of a directory's."""
    words = choice.split("|", 4)
    if words[0] != POINT or len(words) != 5 or words[3] not in ERRORS_M:
        return None
    return Candidate(choice, words[4], float(words[1]), float(words[2]), words[3], ERRORS_M[words[3]])


def _chosen(directory: Directory, choice: str) -> Candidate | None:
    """Find a candidate again by its id; None if a renewed directory has it no more."""
    words = choice.split("|")
    if words[0] == "ort" and len(words) == 3:
        _, kind, name = words
        return postcode_place(directory, name if kind == "postcode" else "", Where(name if kind == "town" else ""))
    if len(words) != 7:
        return None
    precision, key, number, postcode, town, _, spot = words
    house = parse_number(number)
    query = Query(key, house.number or 0, house.suffix, postcode=postcode)
    streets = [s for s in streets_named(directory, key) if normalise(s.town) == town]
    found = [c for s in streets for c in in_street(directory, s, query) if c.precision == precision]
    for candidate in found:
        if candidate.id == choice:
            return candidate
    was = re.fullmatch(r"(-?\d+) (-?\d+)", spot)
    near = [(math.dist((int(was[1]), int(was[2])), (c.x, c.y)), c) for c in found] if was else []
    moved = [pair for pair in near if pair[0] <= MOVED_M]
    return min(moved, key=lambda pair: pair[0])[1] if moved else None
