"""Protected places: which rows stand at a place that must not be found (privacy rules, R11)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sozialraum_geo.study import Study
from sozialraum_geo.tables import normalise

PROTECTED = frozenset({"frauenhaus", "kindertagespflege"})
# Lists of Kitas often hold child minders too, and their names are private addresses
PROTECTED_WORDS = {
    "kindertagespflege": "tagespflege|tagesmutter|tagesmütter|tagesvater",
    "frauenhaus": "frauenhaus|frauenhäus|frauen-haus|frauenschutz|schutzwohnung|zufluchtswohnung|mädchenzuflucht",
}
WORDS = "|".join(PROTECTED_WORDS.values())
NEAR_M = 50.0  # who names a protected partner and stands so near it stands at it


def is_named_like_one(name: object) -> bool:
    """Tell whether a name says that a place is protected.

    Examples
    --------
    >>> is_named_like_one("Frauenhaus Musterstadt e. V."), is_named_like_one("Haus der Frauen")
    (True, False)
    """
    return any(word in str(name).casefold() for word in WORDS.split("|"))


_LISTED = re.compile(r"[;,|\n]")
_KEPT = ("facilities", "partners", "activities")  # asked for again and again
_hidden: WeakKeyDictionary[Study, dict[str, pd.Series]] = WeakKeyDictionary()


def hidden_rows(study: Study, table: pd.DataFrame) -> pd.Series:
    """Tell which facilities, sites, partners, activities or engagement may be known by their Sozialraum only.

    Those marked as protected, those of a protected category or named like one, facilities at a protected site, those
    that name a protected facility, and activities and engagement that name a hidden partner and stand where it does.
    """
    own = next((name for name in _KEPT if table is getattr(study, name)), "")
    kept = _hidden.setdefault(study, {})
    if own not in kept:
        found = _hidden_rows(study, table)
        if not own:
            return found
        kept[own] = found
    return kept[own].copy()


def _hidden_rows(study: Study, table: pd.DataFrame) -> pd.Series:
    hidden = _is_marked(table)
    if "site_id" in table and study.sites is not None:
        hidden |= table["site_id"].isin(study.sites.loc[_is_marked(study.sites), "site_id"])
    if "facility_id" in table and study.facilities is not None and table is not study.facilities:
        hidden |= table["facility_id"].isin(_hidden_keys(study, study.facilities, "facility_id"))
    if {"activity_id", "engagement_id"} & set(table.columns) and "partner_id" in table and study.partners is not None:
        hidden |= _is_at(table, study.partners[hidden_rows(study, study.partners)])
    return hidden


def _hidden_keys(study: Study, table: pd.DataFrame, key: str) -> pd.Series:
    return table.loc[hidden_rows(study, table), key]


def hidden_names(study: Study) -> frozenset[str]:
    """Return the names of hidden facilities and partners, as they are compared."""
    tables = (t for t in (study.facilities, study.partners) if t is not None)
    return frozenset(plain_name(name) for t in tables for name in _hidden_keys(study, t, "name").dropna())


def plain_name(name: object) -> str:
    """Return a name as it is compared with others.

    Examples
    --------
    >>> plain_name(" Haus  Quitte ") == plain_name("haus quitte")
    True
    """
    return " ".join(str(name).casefold().split())


def _is_marked(table: pd.DataFrame) -> pd.Series:
    marked = table["name"].fillna("").str.contains(WORDS, case=False, regex=True).astype(bool)
    if "is_protected" in table:
        marked |= table["is_protected"].fillna(False).astype(bool)
    if "category" in table:
        marked |= table["category"].isin(PROTECTED)
    return marked


Places = Mapping[str, Sequence[tuple[Any, tuple[str, ...]]]]


def _is_at(table: pd.DataFrame, partners: gpd.GeoDataFrame) -> pd.Series:
    """Tell which rows stand where a partner does that they name, by its key or its name."""
    places = places_of(_records(partners))
    found = np.zeros(len(table), dtype=bool)
    if places:
        asked = table["partner_id"].isin(partners["partner_id"]).to_numpy()
        if "partners" in table:
            asked = asked | table["partners"].notna().to_numpy()
        found[asked] = [stands_at(row, places) for row in _records(table[asked])]
    return pd.Series(found, index=table.index)


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    asked = ("partner_id", "name", "partners", "street", "house_number", "geometry")
    columns = {c: np.asarray(table[c].array, dtype=object) for c in asked if c in table}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def places_of(partners: Iterable[Mapping[str, Any]]) -> Places:
    """Return points and addresses of hidden partners by what they may be called: their key, their name."""
    places: dict[str, list[tuple[Any, tuple[str, ...]]]] = {}
    for row in partners:
        for word in (plain_name(row["partner_id"]), plain_name(row["name"])):
            places.setdefault(word, []).append((row["geometry"], _address(row)))
    return places


def named_places(row: Mapping[str, Any], places: Places) -> list[tuple[Any, tuple[str, ...]]]:
    """Return where the hidden partners are that a row names."""
    written = [w for c in ("partner_id", "partners") if isinstance(row.get(c), str) for w in _LISTED.split(row[c])]
    return [place for word in {plain_name(w) for w in written} & places.keys() for place in places[word]]


def stands_at(row: Mapping[str, Any], places: Places) -> bool:
    """Tell whether a row stands where a partner does that it names: near its point, or at its address."""
    own, at = row.get("geometry"), _address(row)
    return any(
        (bool(address) and address == at)
        or (point is not None and own is not None and bool(shapely.dwithin(point, own, NEAR_M)))
        for point, address in named_places(row, places)
    )


def _address(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return street and house number as they are compared; nothing without both."""
    told = tuple(normalise(row[c]) if isinstance(row.get(c), str) else "" for c in ("street", "house_number"))
    return told if all(told) else ()


def hidden_offers(study: Study, offers: pd.DataFrame) -> pd.Series:
    """Tell which counted offers (``offer_id``, ``kind``) stand at a protected place."""
    hidden = pd.Series(False, index=offers.index)
    for kind, table in (("facility", study.facilities), ("activity", study.activities)):
        if table is not None:
            ids = table.loc[hidden_rows(study, table), f"{kind}_id"]
            hidden |= offers["kind"].eq(kind) & offers["offer_id"].isin(ids)
    return hidden
