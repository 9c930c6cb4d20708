"""What counts as an offer for a standard on a date, and where it is reached (method: section 4)."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sozialraum_geo.standards import Band, Standard
from sozialraum_geo.study import Study

RECURRING = frozenset({"woechentlich", "vierzehntaeglich", "monatlich"})
COLUMNS = ["offer_id", "name", "precision", "kind", "geometry"]


def valid_on(frame: pd.DataFrame, date: str) -> pd.Series:
    """Tell which rows hold on an ISO date: begin <= date <= end, an empty end or begin is open."""
    begun = frame["begin"].isna() | (frame["begin"].fillna("") <= date)
    ongoing = frame["end"].isna() | (frame["end"].fillna("9999") >= date)
    return begun & ongoing


def entitled(frame: pd.DataFrame, ages: Band) -> pd.Series:
    """Tell which rows are open to at least half the years of an age band; without ages a row is open to all."""
    low = frame["age_from"].fillna(0).clip(lower=ages.start)
    high = frame["age_to"].fillna(np.inf).clip(upper=min(ages.stop, 120))
    years = min(ages.stop, 120) - ages.start
    return (high - low) >= years / 2


def counted_offers(study: Study, standard: Standard, date: str) -> gpd.GeoDataFrame:
    """Return the places that count for a standard on a date.

    Facilities of the category that are open, entitled and in force, at their entrances where these are known, else at
    their point; activities as `activity_places` returns them.

    Returns
    -------
    GeoDataFrame
        offer_id, name, precision, kind ("facility" or "activity"), geometry; one row an entrance or stop, so that an
        offer_id may stand in several rows.
    """
    parts = []
    if study.facilities is not None:
        f = study.facilities[is_offer(study.facilities, standard, date)]
        placed = _at_entrances(f, study, "facility_id", pd.Series(True, index=f.index))
        parts.append(placed.rename(columns={"facility_id": "offer_id"}).assign(kind="facility"))
    if study.activities is not None:
        parts.append(activity_places(study, standard, date).assign(kind="activity"))
    parts = [part[COLUMNS] for part in parts if len(part)]
    if not parts:
        return gpd.GeoDataFrame({c: [] for c in COLUMNS[:-1]}, geometry=[], crs=study.crs)
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), geometry="geometry", crs=study.crs)


def has_point(frame: gpd.GeoDataFrame) -> pd.Series:
    """Tell which rows have a point."""
    return frame.geometry.notna() & ~frame.geometry.is_empty


def is_offer(facilities: gpd.GeoDataFrame, standard: Standard, date: str) -> pd.Series:
    """Tell which facilities count for a standard, whether or not their point is known."""
    f = facilities
    is_open = f["access"].fillna("offen").eq("offen") & f["status"].fillna("offen").eq("offen")
    return f["category"].eq(standard.category) & is_open & valid_on(f, date) & entitled(f, standard.ages)


def unplaced_offers(study: Study, standard: Standard, date: str) -> pd.Series:
    """Count by sozialraum_id the facilities that would count for a standard but are known by their Sozialraum only."""
    if study.facilities is None:
        return pd.Series(0, index=study.ids)
    f = study.facilities[is_offer(study.facilities, standard, date)]
    has_entrance = f["facility_id"].isin([] if study.entrances is None else study.entrances["facility_id"])
    lost = f.loc[~has_point(f) & ~has_entrance, "sozialraum_id"]
    return lost.value_counts().reindex(study.ids, fill_value=0)


def activity_places(study: Study, standard: Standard, date: str) -> gpd.GeoDataFrame:
    """Return where activities count like a facility: offer_id, name, precision, geometry.

    Only with the standard's category, an age band, open access and a recurring rhythm that meets the standard's
    minimum hours. A mobile offer counts at its stops (place, rhythm, hours, from, to; what a stop does not say holds
    as for the offer), never at a point of its own; one that stands at its facility counts at the entrances of that.
    Outreach, online offers and those without a place never count.
    """
    a = study.activities
    if a is None:
        return gpd.GeoDataFrame({c: [] for c in COLUMNS if c not in ("kind", "geometry")}, geometry=[], crs=study.crs)
    has_ages = a["age_from"].notna() | a["age_to"].notna()
    fits = a["category"].eq(standard.category) & has_ages & entitled(a, standard.ages) & a["access"].eq("offen")
    form = a["form"].fillna("stationaer")
    a = a[fits & valid_on(a, date)]
    here = a[form[a.index].eq("stationaer") & _is_enough(a, standard)]
    placed = _at_entrances(here, study, "activity_id", ~has_point(here) | _is_at_facility(here, study))
    parts = [placed, _at_stops(a[form[a.index].eq("mobil")], study, standard, date)]
    found = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    return gpd.GeoDataFrame(found.rename(columns={"activity_id": "offer_id"}), geometry="geometry", crs=study.crs)


def counting_activities(study: Study, standard: Standard, date: str) -> pd.Series:
    """Tell for each activity of a study whether it counts for a standard on a date at one place at least."""
    if study.activities is None:
        return pd.Series([], dtype=bool)
    return study.activities["activity_id"].isin(activity_places(study, standard, date)["offer_id"])


def _is_enough(frame: pd.DataFrame, standard: Standard) -> pd.Series:
    """Tell which rows recur, for at least the standard's hours a week; unknown hours are not enough for any."""
    return frame["rhythm"].isin(RECURRING) & (frame["hours_week"].fillna(0) >= (standard.min_hours_week or 0))


def _at_stops(mobile: gpd.GeoDataFrame, study: Study, standard: Standard, date: str) -> pd.DataFrame:
    if study.stops is None or not len(mobile):
        return mobile.iloc[:0][["activity_id", "name", "precision", "geometry"]]
    stops = study.stops[valid_on(study.stops, date)]
    own = mobile.set_index("activity_id")
    stops = stops[stops["activity_id"].isin(own.index)]
    theirs = own.loc[stops["activity_id"]].set_axis(stops.index)
    told = {c: stops[c].where(stops[c].notna(), theirs[c]) for c in ("rhythm", "hours_week")}
    stops = stops.assign(name=theirs["name"], **told)
    return stops.loc[_is_enough(stops, standard), ["activity_id", "name", "precision", "geometry"]]


def _at_entrances(frame: gpd.GeoDataFrame, study: Study, key: str, at_facility: pd.Series) -> pd.DataFrame:
    """Return the rows that have a place; those at a facility with entrances once an entrance, not at their point."""
    columns = [key, "name", "precision", "geometry"]
    if study.entrances is None:
        return frame.loc[has_point(frame), columns]
    has_doors = at_facility & frame["facility_id"].isin(study.entrances["facility_id"])
    own = frame.loc[~has_doors & has_point(frame), columns]
    if not has_doors.any():
        return own
    owners = frame.loc[has_doors, [*dict.fromkeys((key, "facility_id", "name"))]]
    doors = owners.merge(study.entrances[["facility_id", "precision", "geometry"]], on="facility_id")[columns]
    return pd.concat([own, doors], ignore_index=True) if len(own) else doors


def _is_at_facility(activities: gpd.GeoDataFrame, study: Study) -> pd.Series:
    """Tell which activities stand at the very point of the facility they name."""
    if study.facilities is None:
        return pd.Series(False, index=activities.index)
    points = dict(zip(study.facilities["facility_id"], study.facilities.geometry, strict=True))
    theirs = np.array([points.get(i) for i in activities["facility_id"]], dtype=object)
    return pd.Series(shapely.equals(np.asarray(activities.geometry.array, dtype=object), theirs), activities.index)
