"""Partners, Gremien and activities per Sozialraum and Ansatzpunkt (docs, section 10)."""

from __future__ import annotations

import re

import pandas as pd

from sozialraum_geo.analysis.reach.offers import counting_activities, valid_on
from sozialraum_geo.standards import Standard
from sozialraum_geo.study import Study

_SHARE = re.compile(r"^(?P<id>.+?)\s*[:=]\s*(?P<share>\d+(?:[.,]\d+)?)\s*(?P<percent>%?)$")


def area_shares(wirkungsraum: str | None, own: str | None, known: frozenset[str]) -> dict[str, float]:
    """Return for which Sozialräume an activity works, as shares that add up to 1.

    Examples
    --------
    >>> area_shares("S01:0,5; S02:0,5", None, frozenset({"S01", "S02"}))
    {'S01': 0.5, 'S02': 0.5}
    >>> area_shares(None, "S01", frozenset({"S01"}))
    {'S01': 1.0}
    """
    shares: dict[str, float] = {}
    for part in re.split(r"[;|]", wirkungsraum if isinstance(wirkungsraum, str) else ""):
        text = part.strip()
        if not text:
            continue
        found = _SHARE.match(text)
        name = found["id"] if found else text
        share = float(found["share"].replace(",", ".")) / (100 if found["percent"] else 1) if found else 1.0
        if name in known:
            shares[name] = shares.get(name, 0.0) + share
    if not shares and isinstance(own, str):
        return {own: 1.0}
    total = sum(shares.values())
    return {k: v / total for k, v in shares.items()} if total > 0 else {}


def activity_table(study: Study, standards: tuple[Standard, ...], date: str) -> pd.DataFrame | None:
    """Return the activities with what the maps and tables need.

    Adds ``shares`` (Sozialraum → share), ``is_current`` (in force on the date) and ``counts_for`` (ids of the
    standards for which the activity counts like a facility).
    """
    if study.activities is None:
        return None
    table = study.activities.copy()
    known = frozenset(study.ids)
    shares = [area_shares(w, s, known) for w, s in zip(table["wirkungsraum"], table["sozialraum_id"], strict=True)]
    table["shares"] = pd.Series(shares, index=table.index, dtype=object)
    table["is_current"] = valid_on(table, date)
    fits = {s.id: counting_activities(study, s, date) for s in standards}
    table["counts_for"] = [tuple(s for s, mask in fits.items() if mask[i]) for i in table.index]
    return table


def hours_by_ansatzpunkt(activities: pd.DataFrame) -> pd.DataFrame:
    """Return current offers and weekly hours per Sozialraum and Ansatzpunkt.

    Returns
    -------
    DataFrame
        sozialraum_id, ansatzpunkt, activities, hours_week; an offer for several areas is shared out, so totals count
        it once.
    """
    current = activities[activities["is_current"]]
    rows = [
        (area, point, share, share * hours)
        for shares, point, hours in zip(current["shares"], current["ansatzpunkt"], current["hours_week"], strict=True)
        for area, share in shares.items()
    ]
    frame = pd.DataFrame(rows, columns=["sozialraum_id", "ansatzpunkt", "activities", "hours_week"])
    return frame.groupby(["sozialraum_id", "ansatzpunkt"], as_index=False).sum(min_count=1)


def ending(activities: pd.DataFrame, date: str, months: int) -> pd.DataFrame:
    """Return current activities that end within so many months after the date, soonest first."""
    last = (pd.Timestamp(date) + pd.DateOffset(months=months)).date().isoformat()
    ends = activities["end"].fillna("9999")
    return activities[activities["is_current"] & (ends <= last)].sort_values(["end", "activity_id"])


# Of several profiles with one partner the first of these that occurs says where the co-operation stands
STATES = ("geklaert", "in_klaerung", "offen", "ruht", "beendet", "nicht_gewollt", "unbekannt")


def _place(state: str) -> float:
    """Return the place of a state in `STATES`; a word of a house's own is more than that nothing is known."""
    return STATES.index(state) if state in STATES else len(STATES) - 1.5


def cooperation_states(study: Study) -> pd.Series:
    """Return the state of the co-operation with each partner: of its profiles, else as its own row says.

    Returns
    -------
    Series
        One of `STATES` or a word of the house, or None; indexed like ``study.partners``.
    """
    if study.partners is None:
        return pd.Series([], dtype=object)
    own = study.partners["state"]
    if study.cooperations is None:
        return own
    stated = study.cooperations.dropna(subset=["state"])
    ordered = stated.assign(place=stated["state"].map(_place)).sort_values(["place", "state"], kind="stable")
    first = ordered.drop_duplicates("partner_id").set_index("partner_id")["state"]
    told = study.partners["partner_id"].map(first).astype(object)
    return told.where(told.notna(), own).where(lambda s: s.notna(), None)


def unlinked_partners(study: Study, kinds: tuple[str, ...] = ("schule", "kita", "hort")) -> pd.DataFrame | None:
    """Return partners of the Regelsysteme for which no co-operation is recorded."""
    if study.partners is None:
        return None
    partners = study.partners.assign(state=cooperation_states(study))
    return partners[partners["kind"].isin(kinds) & partners["state"].fillna("unbekannt").eq("unbekannt")]
