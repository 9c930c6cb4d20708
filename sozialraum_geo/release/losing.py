"""Who loses a way when activities end: the coverage computed again without them and nothing else changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd

from sozialraum_geo.analysis import population
from sozialraum_geo.analysis.reach import accessibility
from sozialraum_geo.analysis.reach import network as net
from sozialraum_geo.analysis.results import Results
from sozialraum_geo.release.coarsening import HALF_A_PERSON, is_small
from sozialraum_geo.standards import Standard, walking

COLUMNS = ("name", "standard_id", "people", "state")


def lost_without(results: Results, groups: Mapping[str, Collection[str]]) -> pd.DataFrame:
    """Return how many people of the whole place no longer reach an offer if a group of activities were not there.

    For pages inside. Only activities that count like a place for a standard on the date of the results; ways to
    assigned schools do not change with activities. Each group alone, everything else as it is.

    Parameters
    ----------
    groups
        Name of a group → its activity ids.

    Returns
    -------
    DataFrame
        name, standard_id, people and state: "known", or "small" where they could be single persons, without a number.
        Most people first; what nobody loses is left out.
    """
    spread = population.Spread(results.study, results.points, results.settings.census_blank)
    rows = []
    for standard in results.standards:
        if standard.id in results.reach.assigned:
            continue
        offers = results.reach.offers[standard.id]
        rows_now = results.coverage[results.coverage["standard_id"] == standard.id]
        # where the data do not suffice for the share, they do not for its change
        now = rows_now["uncovered_people"].mask(rows_now["is_wide"].astype(bool)).to_numpy(dtype=float)
        for name, ids in groups.items():
            gone = offers["kind"].eq("activity") & offers["offer_id"].isin(list(ids))
            if not gone.any():
                continue
            then = _uncovered(results, spread, standard, offers[~gone])
            more = float(np.nansum(np.maximum(then - now, 0.0)))
            if more >= HALF_A_PERSON:
                rows.append((name, standard.id, more))
    frame = pd.DataFrame(rows, columns=list(COLUMNS[:3])).astype({"people": float})
    frame = frame.sort_values("people", ascending=False, kind="stable", ignore_index=True)
    small = is_small(frame["people"])
    frame["state"] = np.where(small, "small", "known").astype(object)
    return frame.assign(people=frame["people"].mask(small))


def _uncovered(results: Results, spread: population.Spread, standard: Standard, offers: gpd.GeoDataFrame) -> np.ndarray:
    """Return the people without an offer per Sozialraum, with these offers and no others."""
    reach = results.reach
    if standard.id in reach.ways:
        graph, start = reach.ways[standard.id]
        distance = net.nearest_m(graph, start, net.snap(graph, offers.geometry, walking().max_snap_m))
    else:
        distance = accessibility.straight_m(reach.xy, offers)
    distances, left = reach.distance_m | {standard.id: distance}, reach.offers | {standard.id: offers}
    without = replace(reach, distance_m=distances, offers=left)
    table = accessibility.coverage(spread, without, (standard,))
    return table["uncovered_people"].to_numpy(dtype=float)
