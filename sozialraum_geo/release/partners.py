"""Who works with whom: links of partners to Gremien, activities and co-operations; what hangs on one institution.

A link joins a partner to what it shares with others, so that a Gremium of twelve is twelve links, not sixty-six.
In public there are none: who is a member where stays inside.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
import shapely

from sozialraum_geo.release.door import Release

GREMIUM, ACTIVITY, COOPERATION = KINDS = ("gremium", "activity", "cooperation")
# Of the states of a co-operation those in which people work together
WORKING = ("geklaert", "in_klaerung")
UNRECORDED = "unbekannt"
REGULAR = {
    "grundschule": "schule", "weiterfuehrende_schule": "schule", "foerderschule": "schule",
    "berufliche_schule": "schule", "schule_sonstige": "schule", "kita": "kita", "hort": "hort",
}  # fmt: skip
REGULAR_KINDS = ("schule", "kita", "hort")
COLUMNS = ("kind", "partner_id", "institution", "shared_id", "shared_name", "sozialraum_id", "state")
MOST_LINES = 60
SAME_PLACE_M = 30.0

_links_of_release: WeakKeyDictionary[Release, pd.DataFrame] = WeakKeyDictionary()


def links(release: Release) -> pd.DataFrame:
    """Return the links of the partners on the date, worked out once for a release; none in public.

    Returns
    -------
    DataFrame
        kind ("gremium", "activity" or "cooperation"), partner_id, institution (the facility, for partners at one; two
        partners there are one institution), shared_id (the Gremium or activity; empty for a co-operation with us),
        shared_name, sozialraum_id and state. A link lies where the shared thing works, if that is one Sozialraum, else
        where the partner is. A co-operation is a link while it is settled or being settled (`WORKING`).
    """
    if release not in _links_of_release:
        _links_of_release[release] = _links(release)
    return _links_of_release[release]


def _links(release: Release) -> pd.DataFrame:
    if release.is_public or not len(release.partners):
        return pd.DataFrame({c: pd.Series([], dtype=object) for c in COLUMNS})
    book = _Book.of(release.partners)
    rows = [*_gremium_links(release, book), *_activity_links(release, book), *_cooperation_links(release)]
    frame = pd.DataFrame(rows, columns=["kind", "partner_id", "shared_id", "shared_name", "areas"], dtype=object)
    partners = release.partners.set_index("partner_id")
    own = partners["sozialraum_id"].reindex(frame["partner_id"]).to_numpy(dtype=object)
    frame["sozialraum_id"] = [_area_of(areas, home) for areas, home in zip(frame.pop("areas"), own, strict=True)]
    frame["institution"] = institutions(release.partners).reindex(frame["partner_id"]).to_numpy(dtype=object)
    frame["state"] = partners["state"].reindex(frame["partner_id"]).to_numpy(dtype=object)
    return frame.drop_duplicates(["kind", "partner_id", "shared_id"], ignore_index=True)[list(COLUMNS)]


def _area_of(areas: Collection[str], home: Any) -> Any:
    """Return the Sozialraum of a link: the only one of what is shared, else that of the partner."""
    if len(areas) == 1:
        return next(iter(areas))
    return home if isinstance(home, str) else None


def institutions(partners: pd.DataFrame) -> pd.Series:
    """Return by partner_id the institution it is: its facility, else itself."""
    told = partners["facility_id"] if "facility_id" in partners else pd.Series(None, partners.index, dtype=object)
    return told.where(told.notna(), partners["partner_id"]).set_axis(partners["partner_id"]).astype(object)


@dataclass(frozen=True)
class _Book:
    """The partners by key and by name, as lists of members write them."""

    ids: frozenset[str]
    names: dict[str, str]

    @classmethod
    def of(cls, partners: pd.DataFrame) -> _Book:
        plain = partners["name"].map(_plain)
        once = ~plain.duplicated(keep=False)
        names = {n: str(i) for n, i in zip(plain[once], partners.loc[once, "partner_id"], strict=True)}
        return cls(frozenset(partners["partner_id"]), names)

    def find(self, written: str) -> str | None:
        """Return the partner that is meant; None where no one is, or more than one."""
        text = written.strip()
        return text if text in self.ids else self.names.get(_plain(text))

    def read(self, written: Any) -> Iterator[str]:
        """Return the partners of a cell; a name may hold commas."""
        if not isinstance(written, str):
            return
        for part in re.split(r"[;|\n]", written):
            found = self.find(part)
            if found is not None:
                yield found
            else:
                yield from (i for piece in part.split(",") if (i := self.find(piece)) is not None)


def _plain(name: str) -> str:
    return " ".join(str(name).casefold().split())


def _gremium_links(release: Release, book: _Book) -> Iterator[tuple[Any, ...]]:
    if not len(release.gremien):
        return
    columns = (release.gremien[c] for c in ("gremium_id", "name", "members", "sozialraum_ids"))
    for key, name, members, areas in zip(*columns, strict=True):
        for member in members:
            if (found := book.find(member)) is not None:
                yield GREMIUM, found, key, name, areas


def unknown_members(release: Release) -> int:
    """Count the members of Gremien that stand in no list of partners."""
    if release.is_public or not len(release.gremien):
        return 0
    book = _Book.of(release.partners)
    return sum(book.find(m) is None for members in release.gremien["members"] for m in members)


def _activity_links(release: Release, book: _Book) -> Iterator[tuple[Any, ...]]:
    if not len(release.activities) or "partner_id" not in release.activities:
        return
    running = release.activities[release.activities["is_current"].astype(bool)]
    names = ("activity_id", "name", "partner_id", "partners", "shares", "sozialraum_id")
    columns = (running[c].astype(object) for c in names)
    for key, name, main, others, shares, area in zip(*columns, strict=True):
        areas = tuple(shares) or ((area,) if isinstance(area, str) else ())
        for partner in (*book.read(main), *book.read(others)):
            yield ACTIVITY, partner, key, name, areas


def _cooperation_links(release: Release) -> Iterator[tuple[Any, ...]]:
    for key in release.partners.loc[release.partners["state"].isin(WORKING), "partner_id"]:
        yield COOPERATION, key, "", "", ()


# --- what the links say -----------------------------------------------------------------------------------------------


def regular_institutions(release: Release) -> pd.DataFrame:
    """Return the schools, Kitas and Horte that are known, as places or as partners, with what is recorded of each.

    Returns
    -------
    DataFrame
        institution, name, kind ("schule", "kita", "hort"), sozialraum_id, state (as the partner's; "unbekannt" where
        nothing is recorded), is_linked: in at least one Gremium or in a co-operation. Empty in public.
    """
    columns = ["institution", "name", "kind", "sozialraum_id", "state"]
    places = release.places[release.places["category"].isin(list(REGULAR))]
    named = pd.DataFrame(
        {
            "institution": places["facility_id"].astype(object),
            "name": places["name"].astype(object),
            "kind": places["category"].map(REGULAR).astype(object),
            "sozialraum_id": places["sozialraum_id"].astype(object),
        }
    )
    partners = release.partners[release.partners["kind"].isin(REGULAR_KINDS)]
    theirs = partners[["name", "kind", "sozialraum_id", "state"]].astype(object)
    theirs.insert(0, "institution", institutions(release.partners).reindex(partners["partner_id"]).to_numpy())
    states = theirs.assign(state=theirs["state"].fillna(UNRECORDED)).groupby("institution")["state"].agg(_furthest)
    frame = pd.concat([named, theirs[~theirs["institution"].isin(named["institution"])]], ignore_index=True)
    frame = frame.reindex(columns=columns).drop_duplicates("institution", ignore_index=True)
    frame["state"] = frame["institution"].map(states).fillna(UNRECORDED).astype(object)
    found = links(release)
    joined = set(found.loc[found["kind"].isin((GREMIUM, COOPERATION)), "institution"])
    frame["is_linked"] = frame["institution"].isin(joined)
    return frame.iloc[:0] if release.is_public else frame


_ORDER = ("geklaert", "in_klaerung", "offen", "ruht", "beendet", "nicht_gewollt", UNRECORDED)


def _furthest(states: Iterable[str]) -> str:
    return min(states, key=lambda s: _ORDER.index(s) if s in _ORDER else len(_ORDER))


def linked_share(release: Release) -> pd.DataFrame:
    """Return per Sozialraum how many schools, Kitas and Horte there are, and how many of them are linked.

    Returns
    -------
    DataFrame
        Indexed by sozialraum_id in the order of the areas: institutions, linked, share (NaN where there is none).
    """
    regular = regular_institutions(release)
    ids = pd.Index(release.areas["sozialraum_id"], name="sozialraum_id")
    grouped = regular.groupby("sozialraum_id")["is_linked"]
    table = pd.DataFrame({"institutions": grouped.size(), "linked": grouped.sum()}).reindex(ids).astype(float)
    if not release.is_public:
        table = table.fillna(0.0)
    table["share"] = (table["linked"] / table["institutions"]).where(table["institutions"] > 0)
    return table


def single_institution(release: Release) -> pd.Series:
    """Return the Sozialräume all of whose links hang on one institution: without it none would be left.

    Returns
    -------
    Series
        Name of the institution by sozialraum_id, in the order of the areas.
    """
    found = links(release).dropna(subset=["sozialraum_id"])
    by_area = found.groupby("sozialraum_id")["institution"]
    alone = by_area.first()[by_area.nunique() == 1]
    names = institution_names(release)
    ids = [i for i in release.areas["sozialraum_id"] if i in alone.index]
    return pd.Series([names[alone[i]] for i in ids], index=pd.Index(ids, name="sozialraum_id"), dtype=object)


def institution_names(release: Release) -> dict[str, str]:
    """Return the name of every institution: of the partner, the first of several at one place."""
    partners = release.partners
    keys = institutions(partners).to_numpy()
    return dict(zip(reversed(keys), reversed(partners["name"].astype(str).tolist()), strict=True))


def unlinked_areas(release: Release) -> list[str]:
    """Return the Sozialräume in which no link is recorded; none in public."""
    if release.is_public:
        return []
    known = set(links(release)["sozialraum_id"].dropna())
    return [i for i in release.areas["sozialraum_id"] if i not in known]


def area_counts(release: Release) -> pd.DataFrame:
    """Return per Sozialraum: partners, linked (institutions with a link), gremien, activities and co-operations.

    Gremien are those that work there; activities those that run there with a partner; NaN in public.
    """
    ids = pd.Index(release.areas["sozialraum_id"], name="sozialraum_id")
    found = links(release)
    here = found.groupby("sozialraum_id")
    gremien = [i for areas in (release.gremien["sozialraum_ids"] if len(release.gremien) else ()) for i in areas]
    table = pd.DataFrame(
        {
            "partners": release.partners["sozialraum_id"].value_counts(),
            "linked": here["institution"].nunique(),
            "gremien": pd.Series(gremien, dtype=object).value_counts(),
            "activities": found[found["kind"] == ACTIVITY].groupby("sozialraum_id")["shared_id"].nunique(),
            "cooperations": found[found["kind"] == COOPERATION].groupby("sozialraum_id")["partner_id"].nunique(),
        }
    )
    table = table.reindex(ids).fillna(0.0).astype(float)
    if release.is_public:
        table[["linked", "activities", "cooperations"]] = np.nan
    return table


def gremium_matrix(release: Release, sozialraum_id: str = "") -> pd.DataFrame:
    """Return who sits where: partners (index partner_id) by Gremien (columns gremium_id), true or false.

    Of one Sozialraum the Gremien that work there and all their members.
    """
    found = links(release)
    found = found[found["kind"] == GREMIUM]
    if sozialraum_id:
        works = [sozialraum_id in areas for areas in release.gremien["sozialraum_ids"]] if len(found) else []
        found = found[found["shared_id"].isin(release.gremien.loc[works, "gremium_id"])] if works else found.iloc[:0]
    order = [k for k in (release.gremien["gremium_id"] if len(found) else ()) if k in set(found["shared_id"])]
    table = pd.crosstab(found["partner_id"], found["shared_id"]).reindex(columns=order, fill_value=0) > 0
    ids = [i for i in release.partners["partner_id"] if i in table.index]
    return table.loc[ids]


# --- lines on a map ---------------------------------------------------------------------------------------------------


def lines(release: Release, sozialraum_id: str = "", partner_id: str = "") -> pd.DataFrame:
    """Return what joins places of one Sozialraum, or of one partner, as lines; never of all.

    A Gremium stands in the middle of its members there, so that one with a single member there has no line; an activity
    stands where it takes place. Of one partner the lines lead to those it shares something with.

    Returns
    -------
    DataFrame
        kind, x, y, to_x, to_y [m], to_name, count (how often the two places are joined), at most `MOST_LINES`, those
        that join more first; ``attrs["left_out"]`` says how many are not there.
    """
    names = ["kind", "x", "y", "to_x", "to_y", "to_name"]
    if partner_id:
        rows = _lines_of_partner(release, partner_id)
    else:
        rows = _lines_of_area(release, sozialraum_id) if sozialraum_id else []
    frame = pd.DataFrame(rows, columns=names)
    frame[names[1:5]] = frame[names[1:5]].astype(float).round(0)
    frame = frame[np.hypot(frame["to_x"] - frame["x"], frame["to_y"] - frame["y"]) > SAME_PLACE_M]
    joined = frame.groupby(names, sort=True).size().rename("count").reset_index()
    joined = joined.sort_values("count", ascending=False, kind="stable", ignore_index=True)
    shown = joined.head(MOST_LINES).copy()
    shown.attrs["left_out"] = len(joined) - len(shown)
    return shown


def _points(frame: pd.DataFrame, key: str) -> dict[str, tuple[float, float]]:
    shapes = np.asarray(frame.geometry.array, dtype=object)
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    xy = shapely.get_coordinates(shapes[there])
    return dict(zip(frame[key].to_numpy(dtype=object)[there], map(tuple, xy.tolist()), strict=True))


def _lines_of_area(release: Release, sozialraum_id: str) -> list[tuple[Any, ...]]:
    found, at = links(release), _points(release.partners, "partner_id")
    homes = dict(zip(release.partners["partner_id"], release.partners["sozialraum_id"], strict=True))
    is_here = found["sozialraum_id"].eq(sozialraum_id) | found["partner_id"].map(homes).eq(sozialraum_id)
    here = found[is_here & found["partner_id"].isin(at) & (found["kind"] != COOPERATION)]
    members = here[here["kind"] == GREMIUM]
    xy = pd.DataFrame([at[i] for i in members["partner_id"]], columns=["x", "y"], index=members.index, dtype=float)
    middle = xy.groupby(members["shared_id"]).mean()
    stands = _points(release.activities, "activity_id") if len(members) < len(here) else {}
    stands |= dict(zip(middle.index, zip(middle["x"], middle["y"], strict=True), strict=True))
    return [
        (kind, *at[partner], *stands[shared], str(name))
        for kind, partner, shared, name in zip(
            here["kind"], here["partner_id"], here["shared_id"], here["shared_name"], strict=True
        )
        if shared in stands
    ]


def shares_with(release: Release, partner_id: str) -> frozenset[str]:
    """Return the partners that share a Gremium or an activity with one, itself included."""
    found = links(release)[links(release)["kind"] != COOPERATION]
    own = found.loc[found["partner_id"] == partner_id, "shared_id"]
    return frozenset(found.loc[found["shared_id"].isin(own), "partner_id"]) | {partner_id}


def _lines_of_partner(release: Release, partner_id: str) -> list[tuple[Any, ...]]:
    found, at = links(release), _points(release.partners, "partner_id")
    if partner_id not in at:
        return []
    own = found[(found["partner_id"] == partner_id) & (found["kind"] != COOPERATION)]
    others = found[found["shared_id"].isin(own["shared_id"]) & found["partner_id"].ne(partner_id)]
    others = others[others["partner_id"].isin(at) & (others["kind"] != COOPERATION)]
    names = dict(zip(release.partners["partner_id"], release.partners["name"].astype(str), strict=True))
    return [
        (kind, *at[partner_id], *at[i], names[i]) for kind, i in zip(others["kind"], others["partner_id"], strict=True)
    ]
