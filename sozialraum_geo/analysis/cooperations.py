"""Where the co-operation with each partner stands (method: section 14)."""

from __future__ import annotations

import pandas as pd

from sozialraum_geo.study import Study

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
