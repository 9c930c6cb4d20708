"""One address and what a directory knows of it: the ladder from its own house to the town."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA, Prefix

from sozialraum_geo.reading.addresses.directory import Directory, House, Section, Street
from sozialraum_geo.reading.addresses.parsing import (
    Parts,
    normalise_street,
)
from sozialraum_geo.tables import normalise

# --- one address -----------------------------------------------------------------------------------------------------

PRECISIONS = ("haus", "nachbarhaus", "strasse", "ort")  # from the finest
HOUSE_M, NEIGHBOUR_M, STREET_M, PLACE_M = 10.0, 30.0, 150.0, 1000.0
STEPS = (2, 4)  # beyond, where numbers run up one side and down the other, the neighbour may be across the street
GAP_M = 4 * NEIGHBOUR_M  # neighbours farther apart say too little about what stands between them
APART_M = 100.0  # two points of one number farther apart than this are two houses
MAX_CANDIDATES = 5
MIN_SCORE = 60.0
MAX_NEAR = 12
MIN_STEM = 4  # letters before „straße“, „weg“ … that a slip may be in
MOVED_M = 300.0  # a renewed directory may put a house this much elsewhere
Status = Literal["certain", "doubtful", "none"]


@dataclass(frozen=True)
class Candidate:
    """A place that an address may mean.

    Attributes
    ----------
    id
        Stays the same while the directory's source does, and nearly always when it is renewed.
    label
        As the directory writes it.
    x, y
        In the directory's CRS [m]; NaN where it has no points.
    precision, error_m
        One of `PRECISIONS`, and how far the point may be off [m].
    score
        How alike the street's names are, 0–100.
    area_id
        The area that the directory states, if it is the same for all addresses meant.
    postcode
        Likewise.
    """

    id: str
    label: str
    x: float
    y: float
    precision: str
    error_m: float
    score: float = 100.0
    area_id: str | None = None
    postcode: str = ""


class Query(NamedTuple):
    """An address as it is compared."""

    street: str = ""
    number: int = 0
    suffix: str = ""
    number_to: int = 0
    postcode: str = ""
    town: str = ""
    district: str = ""


class Answer(NamedTuple):
    """What was found for one address: how sure it is, why not, and what it may be, best first."""

    status: Status
    reason: str | None
    candidates: tuple[Candidate, ...]


def query_of(parts: Parts) -> Query:
    """Return the parts of an address as they are compared."""
    return Query(
        normalise_street(parts.street),
        parts.number or 0,
        parts.suffix,
        parts.number_to or 0,
        parts.postcode,
        normalise(parts.town),
        normalise(parts.district),
    )


def _number(query: Query) -> str:
    return f"{query.number or ''}{' ' if query.suffix[:1].isdigit() else ''}{query.suffix}"


def address_key(query: Query) -> str:
    """Return the key under which a decision about an address is remembered."""
    number = _number(query) + (f"-{query.number_to}" if query.number_to else "")
    return "|".join((query.street, number, query.postcode, query.town, query.district))


def _candidate(
    precision: str,
    street: Street,
    query: Query,
    at: Sequence[House | Section],
    error_m: float,
    xy: Sequence[float] = (),
) -> Candidate:
    """Describe what was found, at one house or section or between several."""
    x, y = xy or (at[0].x, at[0].y)
    number = "" if precision == "strasse" else _number(query)
    postcode, district, area_id = (
        values.pop() if len(values) == 1 else ""
        for values in ({h.postcode for h in at}, {h.district for h in at}, {h.area_id for h in at})
    )
    town = normalise(street.town)
    # The point is part of the id: it may be all that tells two apart
    spot = "" if math.isnan(x) else f"{x:.0f} {y:.0f}"
    label = f"{street.name} {number}".strip() + f", {postcode} {district or street.town}".replace(",  ", ", ").rstrip(
        " ,"
    )
    id_ = "|".join((precision, street.key, number, query.postcode, town, normalise(district), spot))
    return Candidate(id_, label, x, y, precision, error_m, 100.0, area_id or None, postcode)


def in_street(directory: Directory, street: Street, query: Query) -> list[Candidate]:
    """Find the number in a street: itself (twice where it is there twice), by its neighbours, else the middle."""
    if query.number:
        last = query.number_to or query.number
        houses = directory.houses(street.id, query.number - STEPS[-1], last + STEPS[-1])
        local = [h for h in houses if h.postcode in (query.postcode, "")] if query.postcode else houses
        step = 2 if (last - query.number) % 2 == 0 else 1
        for number in range(query.number, last + 1, step):
            asked = query._replace(number=number, suffix=query.suffix if number == query.number else "")
            for pool in (local, houses):
                if hits := [h for h in pool if h[:2] == (number, asked.suffix)]:
                    return [_candidate("haus", street, asked, [h], HOUSE_M) for h in _apart(hits)]
        for pool in (local, houses):
            if found := _by_suffix(pool, query.number) or _neighbours(pool, query.number):
                return [_candidate("nachbarhaus", street, query, found[0], NEIGHBOUR_M, found[1])]
    sections = [s for s in street.sections if s.postcode == query.postcode] or list(street.sections)
    x, y, reach = _middle(sections)
    return [_candidate("strasse", street, query, sections, max(STREET_M, reach), (x, y))]


def _middle(at: Sequence[House | Section]) -> tuple[float, float, float]:
    """Return the middle of houses or sections and how far they reach from it [m]; NaN and 0 without points."""
    known = [(h.x, h.y, *((h.addresses, h.reach_m) if isinstance(h, Section) else (1, 0.0))) for h in at]
    known = [k for k in known if not math.isnan(k[0])]
    if not known:
        return math.nan, math.nan, 0.0
    size = sum(n for _, _, n, _ in known)
    x, y = sum(x * n for x, _, n, _ in known) / size, sum(y * n for _, y, n, _ in known) / size
    return x, y, max(math.dist((x, y), k[:2]) + k[3] for k in known)


def _by_suffix(houses: list[House], number: int) -> tuple[list[House], tuple[float, float]] | None:
    """Return the houses of this number with other suffixes, and their middle."""
    same = [h for h in houses if h.number == number]
    x, y, reach = _middle(same)
    return (same, (x, y)) if same and reach <= GAP_M / 2 else None


def _apart(hits: list[House]) -> list[House]:
    """Keep one of the addresses that are but one house."""
    kept: list[House] = []
    for hit in hits:
        is_new = all(
            math.dist((hit.x, hit.y), (k.x, k.y)) > APART_M
            if not math.isnan(hit.x + k.x)
            else (hit.postcode, hit.district) != (k.postcode, k.district)
            for k in kept
        )
        if is_new:
            kept.append(hit)
    return kept


def _neighbours(houses: list[House], number: int) -> tuple[list[House], tuple[float, float]] | None:
    """Return the next houses below and above on the same side of the street, and the point between them by number."""
    near = [h for h in houses if h.number and abs(h.number - number) in STEPS]
    below = max((h for h in near if h.number < number), key=lambda h: h.number, default=None)
    above = min((h for h in near if h.number > number), key=lambda h: h.number, default=None)
    if below is None or above is None or math.dist((below.x, below.y), (above.x, above.y)) > GAP_M:
        return None
    share = (number - below.number) / (above.number - below.number)
    return [below, above], (below.x + share * (above.x - below.x), below.y + share * (above.y - below.y))


# --- the ladder ------------------------------------------------------------------------------------------------------

_ENDING = re.compile(r"(str|weg|platz|allee|ring|damm|gasse|ufer|chaussee|zeile|steig|stieg|pfad|promenade|hof|park)$")
Near = Mapping[tuple[str, str], Sequence[tuple[int, str]]]  # (postcode, name): slips and names, nearest first


class Where(NamedTuple):
    """What an address says about the town: the directory's town, the part of it, or another town."""

    town: str = ""
    district: str = ""
    is_foreign: bool = False


def _where(directory: Directory, query: Query) -> Where:
    town, district, towns = query.town, query.district, directory.towns
    if not town or not towns:
        return Where(next(iter(towns)) if len(towns) == 1 else "", district)
    if town in towns:
        return Where(town, district)
    if town + district in towns:  # a town with a hyphen of its own
        return Where(town + district)
    if town in directory.districts:
        return Where("", town)
    if ahead := [t for t in towns if town.startswith(t) and town[len(t) :] in directory.districts]:
        longest = max(ahead, key=lambda t: (len(t), t))
        return Where(longest, town[len(longest) :])
    slips = 1 if len(town) < 9 else 2
    close = [t for t in towns if _is_same_town(town, t) or _is_same_town(t, town)]
    close = close or [t for t in towns if len(town) >= 5 and OSA.distance(t, town, score_cutoff=slips) <= slips]
    return Where(close[0], district) if len(close) == 1 else Where(is_foreign=True)


def _is_same_town(short: str, long: str) -> bool:
    """Tell „Frankfurt“ and „Frankfurt am Main“ for one; Essen is not Essenbach."""
    return long.startswith(short) and long[len(short) :].startswith(("am", "an", "im", "in", "ob", "bei"))


def find_address(directory: Directory, query: Query, near: Near) -> Answer:
    """Climb the ladder for one address."""
    where = _where(directory, query)
    knows_postcode = query.postcode in directory.by_postcode
    if where.is_foreign and not knows_postcode:
        return Answer("none", "town_unknown", ())
    place = postcode_place(directory, query.postcode, where)
    if not query.street:
        is_said = (knows_postcode or bool(query.town)) and not where.is_foreign
        return Answer("certain", None, (place,)) if place and is_said else Answer("none", "no_street", ())
    streets = [s for s in streets_named(directory, query.street) if _fits_town(s, where)]
    here = [s for s in streets if query.postcode in s.postcodes] if knows_postcode else []
    unsaid = [s for s in streets if not query.postcode or s.postcodes == {""}]
    if here or unsaid:
        answer = _exact(directory, query, here or unsaid, where, bool(here))
    elif streets:
        found = [c for s in streets for c in in_street(directory, s, query)]
        answer = Answer("doubtful", "postcode_contradicts", (*found, *_similar(directory, query, where, near)))
    else:
        answer = _fuzzy(directory, query, where, near, knows_postcode)
    if answer.status == "certain" and not where.is_foreign:
        return answer
    reason = "town_contradicts" if where.is_foreign else answer.reason
    found = [*answer.candidates, *([place] if place else [])]
    if len(found) == 1 and not place:
        found += _options(directory, query._replace(number=0), where, "", found[0].id.split("|")[1])

    def order(c: Candidate) -> tuple[float, int, int]:  # of equals, the one whose postcode begins alike
        return -c.score, PRECISIONS.index(c.precision), -Prefix.similarity(c.postcode, query.postcode)

    unique = list({c.id: c for c in sorted(found, key=order)}.values())
    return Answer("doubtful" if len(unique) > 1 else "none", reason, tuple(unique[:MAX_CANDIDATES]))


def streets_named(directory: Directory, key: str) -> list[Street]:
    """Return all streets of one compared name."""
    return [directory.streets[i] for i in directory.by_key.get(key, ())]


def _fits_town(street: Street, where: Where) -> bool:
    return where.town in ("", normalise(street.town)) or not street.town


def postcode_place(directory: Directory, postcode: str, where: Where) -> Candidate | None:
    """Return the middle of a postcode, else of a town."""
    for kind, name in (("postcode", postcode), ("town", where.town)):
        if found := directory.places.get((kind, name)):
            label, x, y, reach = found
            return Candidate(f"ort|{kind}|{name}", label, x, y, "ort", max(PLACE_M, reach), 0.0)
    return None


def _exact(directory: Directory, query: Query, streets: list[Street], where: Where, has_postcode: bool) -> Answer:
    """Answer for a name that the directory has: the one street of this name, or one house of its postcode."""
    named = [s for s in streets if where.district in s.districts]
    says_district = where.district in directory.districts
    pool = named or streets
    found = [c for s in pool for c in in_street(directory, s, query)]
    houses = [c for c in found if c.precision == "haus"]
    houses = [c for c in houses if c.postcode == query.postcode] or houses
    if has_postcode and len(houses) == 1:
        return Answer("certain", None, tuple(houses))
    if len(found) == 1 and (has_postcode or named or not says_district):
        return Answer("certain", None, tuple(found))
    return Answer("doubtful", "several_places" if len(found) > 1 else "district_contradicts", tuple(found))


def _fuzzy(directory: Directory, query: Query, where: Where, near: Near, knows_postcode: bool) -> Answer:
    """Answer for a name that the directory has not: the one that is clearly meant, or those that may be."""
    clear = None
    if knows_postcode:
        clear = _clear(directory, query, where, near, query.postcode)
    elif not query.postcode or not directory.by_postcode:
        clear = _clear(directory, query, where, near, "")
    if clear is not None:
        return Answer("certain", None, (clear,))
    found = _similar(directory, query, where._replace(district=""), near)
    return Answer("doubtful", "similar_streets" if found else "street_unknown", tuple(found))


def _options(directory: Directory, query: Query, where: Where, postcode: str, key: str) -> list[Candidate]:
    """Find the number in the streets of another name: those of the postcode, else of the part of town."""
    streets = [s for s in streets_named(directory, key) if _fits_town(s, where)]
    if postcode:
        streets = [s for s in streets if postcode in s.postcodes]
    elif where.district in directory.districts:
        streets = [s for s in streets if where.district in s.districts]
    return [c for s in streets for c in in_street(directory, s, query)]


def _similar(directory: Directory, query: Query, where: Where, near: Near) -> list[Candidate]:
    """Find the number in the streets of the most similar names."""
    found = []
    for postcode in dict.fromkeys((query.postcode, "")):
        for slips, key in near.get((postcode, query.street), ())[:MAX_CANDIDATES]:
            score = 100.0 * (1 - slips / max(len(key), len(query.street)))
            if score >= MIN_SCORE:
                found += [replace(c, score=score) for c in _options(directory, query, where, postcode, key)]
    return found


def _clear(directory: Directory, query: Query, where: Where, near: Near, postcode: str) -> Candidate | None:
    """Return the only place that a misspelt name can mean, None if there is doubt.

    It must be in the nearest street, and none that is but one slip farther may have the house as well. Of 38,000
    addresses of Berlin whose streets were taken out of the directory none was taken for another street's with its
    postcode, 0.8 % were without.
    """
    names = near.get((postcode, query.street), ())
    least = names[0][0] if names else math.inf
    if least > 2 or (len(names) == MAX_NEAR and names[-1][0] < least + 2):
        return None
    having: list[tuple[int, str, Candidate]] = []
    for slips, key in names:
        if slips < least + 2:
            found = _options(directory, query, where, postcode, key)
            having += [(slips, key, c) for c in found if c.precision == "haus" or not query.number]
    if len(having) != 1 or having[0][0] > least:
        return None
    _, key, candidate = having[0]
    if re.sub(r"\D", "", key) != re.sub(r"\D", "", query.street):
        return None  # another number in the name is another street
    stem, alike = len(_ENDING.sub("", key)), Prefix.similarity(key, query.street)
    if not postcode:
        is_clear = least == 1 and stem >= MIN_STEM + 2 and alike >= 1
    elif least == 1:
        is_clear = stem >= MIN_STEM
    else:  # two slips: only if no street of the town comes nearer
        town = near.get(("", query.street))
        is_clear = stem >= 2 * MIN_STEM and alike >= 2 and town is not None and town[0][0] == least
    return replace(candidate, score=100.0 * (1 - least / max(len(key), len(query.street)))) if is_clear else None


def nearest_names(
    directory: Directory, wanted: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], list[tuple[int, str]]]:
    """Compare names with all names of their postcode ("": of the directory): slips and name, the nearest first."""
    asked = defaultdict(list)
    for postcode, name in sorted(set(wanted)):
        asked[postcode].append(name)
    near = {}
    for postcode, names in asked.items():
        keys = directory.names(postcode)
        for start in range(0, len(names), 256):
            some = names[start : start + 256]
            slips = process.cdist(some, keys, scorer=OSA.distance, dtype=np.uint8)
            # Position breaks ties, so that the answer does not depend on how numpy sorts
            rank = slips.astype(np.int64) * len(keys) + np.arange(len(keys))
            kept = np.sort(np.partition(rank, min(MAX_NEAR, len(keys)) - 1)[:, :MAX_NEAR])
            for name, row in zip(some, kept, strict=True):
                near[postcode, name] = [(int(r) // len(keys), keys[int(r) % len(keys)]) for r in row]
    return near
