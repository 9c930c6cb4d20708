"""The lists of a release: which columns of places, partners, activities and Gremien are told to whom."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import pandas as pd

from sozialraum_geo.analysis.cooperations import cooperation_states
from sozialraum_geo.analysis.results import Results
from sozialraum_geo.reading.cells.shares import area_shares
from sozialraum_geo.reading.protection import hidden_rows
from sozialraum_geo.release.coarsening import SMALL, rounded_count
from sozialraum_geo.release.hiding import listed, masked, untold, without_names
from sozialraum_geo.study import Study
from sozialraum_geo.tables import TABLES

AGREED = "geklaert"

PLACE_COLUMNS = (
    "facility_id",
    "name",
    "category",
    "traeger",
    "traeger_art",
    "capacity",
    "capacity_unit",
    "sozialraum_id",
    "status",
    "age_from",
    "age_to",
    "hours_week",
    "precision",
    "source",
    "geometry",
)
PARTNER_COLUMNS = (
    "partner_id",
    "name",
    "kind",
    "traeger",
    "traeger_art",
    "regelsystem",
    "state",
    "since",
    "review_date",
    "checked_on",
    "facility_id",
    "sozialraum_id",
    "source",
    "geometry",
)
ACTIVITY_COLUMNS = (
    "activity_id",
    "name",
    "ansatzpunkt",
    "role",
    "form",
    "category",
    "theme",
    "target",
    "age_from",
    "age_to",
    "access",
    "rhythm",
    "hours_week",
    "begin",
    "end",
    "review_date",
    "funding",
    "funded_until",
    "participants",
    "station",
    "partner_id",
    "partners",
    "contribution",
    "checked_on",
    "opening_hours",
    "cost",
    "languages",
    "is_barrier_free",
    "facility_id",
    "traeger",
    "sozialraum_id",
    "shares",
    "counts_for",
    "part_time_for",
    "is_current",
    "source",
    "geometry",
)
GREMIUM_COLUMNS = (
    "gremium_id",
    "name",
    "kind",
    "area_level",
    "role",
    "rhythm",
    "next_date",
    "members",
    "station",
    "checked_on",
    "sozialraum_ids",
    "source",
)
ENGAGEMENT_COLUMNS = (
    "engagement_id",
    "name",
    "kind",
    "volunteers",
    "rhythm",
    "next_date",
    "begin",
    "end",
    "role",
    "partner_id",
    "station",
    "checked_on",
    "sozialraum_id",
    "shares",
    "source",
    "geometry",
)
# what is told of activities, engagement and Gremien inside only: money, roles, who works with whom, how well kept
_OF_THE_HOUSE = ("funding", "funded_until", "review_date", "role", "participants", "station", "partner_id", "partners",
                 "contribution", "checked_on")  # fmt: skip


def _chosen(frame: pd.DataFrame, columns: Iterable[str]) -> Any:
    return frame[list(columns)].reset_index(drop=True)


def _empty(columns: tuple[str, ...], crs: str) -> gpd.GeoDataFrame:
    plain = {c: pd.Series([], dtype=object) for c in columns if c != "geometry"}
    return gpd.GeoDataFrame(plain, geometry=gpd.GeoSeries([], crs=crs), crs=crs)


def told_places(results: Results) -> gpd.GeoDataFrame:
    """Return facilities, without those that must not be found."""
    study = results.study
    if study.facilities is None:
        return _empty(PLACE_COLUMNS, study.crs)
    return _chosen(study.facilities[~hidden_rows(study, study.facilities)], PLACE_COLUMNS)


def told_partners(results: Results, public: bool) -> gpd.GeoDataFrame:
    """Return partners with the state of the co-operation; in public only settled ones, and no state."""
    study = results.study
    if study.partners is None:
        return _empty(PARTNER_COLUMNS, study.crs)
    table = masked(study, study.partners)
    table["state"] = cooperation_states(study)
    table = _chosen(table, PARTNER_COLUMNS)
    if not public:
        return table
    # Who is only asked, or no longer works with us, is not presented as a partner
    # nor one that must not be found: alone of its kind in a Sozialraum it would be known without its name
    hidden = hidden_rows(study, study.partners).to_numpy()
    agreed = table[table["state"].eq(AGREED) & ~hidden].reset_index(drop=True)
    return agreed.assign(state=None, since=None, review_date=None, checked_on=None)


def told_activities(results: Results, public: bool) -> gpd.GeoDataFrame:
    """Return activities; in public without money, roles and who takes part."""
    if results.activities is None:
        return _empty(ACTIVITY_COLUMNS, results.study.crs)
    table = _chosen(masked(results.study, results.activities), ACTIVITY_COLUMNS)
    table["partners"] = table["partners"].map(listed(results.study))
    return _without(table, _OF_THE_HOUSE) if public else table


def _without(table: Any, columns: Iterable[str]) -> Any:
    """Empty columns that are not told."""
    return table.assign(**{c: None for c in columns if c in table})


def told_engagement(study: Study, public: bool) -> gpd.GeoDataFrame:
    """Return engagement with the Sozialräume it works for; in public volunteers are rounded."""
    if study.engagement is None:
        return _empty(ENGAGEMENT_COLUMNS, study.crs)
    known = frozenset(study.ids)
    table = masked(study, study.engagement)
    shares = [area_shares(w, s, known) for w, s in zip(table["wirkungsraum"], table["sozialraum_id"], strict=True)]
    table = _chosen(table.assign(shares=pd.Series(shares, table.index, dtype=object)), ENGAGEMENT_COLUMNS)
    if not public:
        return table
    table["volunteers"] = table["volunteers"].where(table["volunteers"] >= SMALL).map(rounded_count)
    return _without(table, (*_OF_THE_HOUSE, "end"))


def told_inside(study: Study, name: str, public: bool) -> pd.DataFrame:
    """Return what a team keeps for itself; nothing of it in public."""
    frame = getattr(study, name)
    columns = [*TABLES[name].by_name, "source"]
    if frame is None or public:
        return pd.DataFrame({c: pd.Series([], dtype=object) for c in columns})
    return _chosen(untold(study, frame) if name in ("cooperations", "effort") else frame, columns)


def told_gremien(results: Results, public: bool) -> pd.DataFrame:
    """Return Gremien with the Sozialräume they work for; members inside only."""
    study = results.study
    if study.gremien is None:
        return pd.DataFrame(columns=list(GREMIUM_COLUMNS))
    known = frozenset(study.ids)
    table = study.gremien.copy()
    table["sozialraum_ids"] = [
        tuple(area_shares(w, s, known)) for w, s in zip(table["wirkungsraum"], table["sozialraum_id"], strict=True)
    ]
    written = (t.replace(",", ";").split(";") if isinstance(t, str) else () for t in table["members"])
    without = without_names(study)
    table["members"] = [tuple(without(m.strip()) for m in members if m.strip()) for members in written]
    table = _chosen(table, GREMIUM_COLUMNS)
    return _without(table, _OF_THE_HOUSE).assign(members=[()] * len(table)) if public else table
