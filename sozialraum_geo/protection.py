"""Protected places: which rows stand at a place that must not be found (privacy rules, R11)."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sozialraum_geo.finishing import PROTECTED, PROTECTED_WORDS
from sozialraum_geo.study import Study

WORDS = "|".join(PROTECTED_WORDS.values())


def hidden_rows(study: Study, table: pd.DataFrame) -> pd.Series:
    """Tell which facilities, partners or activities may be known by their Sozialraum only.

    Those marked as protected, those of a protected category or named like one, those that name a protected facility,
    and activities that name a hidden partner and stand at its very point.
    """
    hidden = _is_marked(table)
    if "facility_id" in table and study.facilities is not None:
        hidden |= table["facility_id"].isin(study.facilities.loc[_is_marked(study.facilities), "facility_id"])
    if "activity_id" in table and "partner_id" in table and study.partners is not None:
        hidden |= _is_at(table, study.partners[hidden_rows(study, study.partners)])
    return hidden


def _is_marked(table: pd.DataFrame) -> pd.Series:
    marked = table["name"].fillna("").str.contains(WORDS, case=False, regex=True).astype(bool)
    if "is_protected" in table:
        marked |= table["is_protected"].fillna(False).astype(bool)
    if "category" in table:
        marked |= table["category"].isin(PROTECTED)
    return marked


def _is_at(activities: pd.DataFrame, partners: gpd.GeoDataFrame) -> pd.Series:
    """Tell which activities stand at the point of the partner they name."""
    points = dict(zip(partners["partner_id"], partners.geometry, strict=True))
    theirs = np.array([points.get(i) for i in activities["partner_id"]], dtype=object)
    own = np.asarray(gpd.GeoSeries(activities["geometry"]).array, dtype=object)
    return pd.Series(shapely.equals(own, theirs), index=activities.index)


def hidden_offers(study: Study, offers: pd.DataFrame) -> pd.Series:
    """Tell which counted offers (``offer_id``, ``kind``) stand at a protected place."""
    hidden = pd.Series(False, index=offers.index)
    for kind, table in (("facility", study.facilities), ("activity", study.activities)):
        if table is not None:
            ids = table.loc[hidden_rows(study, table), f"{kind}_id"]
            hidden |= offers["kind"].eq(kind) & offers["offer_id"].isin(ids)
    return hidden


def without_hidden(study: Study) -> Study:
    """Return a study without the facilities and activities that must not be found, their entrances and stops."""
    rows = {
        table: frame[~hidden_rows(study, frame)]
        for table, frame in (("facilities", study.facilities), ("activities", study.activities))
        if frame is not None
    }
    for table, owners, key in (("entrances", "facilities", "facility_id"), ("stops", "activities", "activity_id")):
        frame = getattr(study, table)
        if frame is not None:
            rows[table] = frame[frame[key].isin(rows[owners][key])]
    return replace(study, **rows)  # type: ignore[arg-type]
