"""Who loses a way when one activity ends: the coverage computed again without it and nothing else changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from sozialraum_geo import accessibility, population
from sozialraum_geo import network as net
from sozialraum_geo.analysis import Results
from sozialraum_geo.privacy import HALF_A_PERSON, is_small
from sozialraum_geo.standards import Standard, walking

COLUMNS = ("activity_id", "standard_id", "people", "state")


def lost_without(results: Results, activity_ids: Iterable[str]) -> pd.DataFrame:
    """Return how many people of the whole place no longer reach an offer if one activity alone were not there.

    For pages inside. Only activities that count like a place for a standard on the date of the results; ways to
    assigned schools do not change with activities.

    Returns
    -------
    DataFrame
        activity_id, standard_id, people and state: "known", or "small" where they could be single persons, without a
        number. Those that nobody loses are left out.
    """
    study = results.study
    wanted = set(activity_ids)
    bands = None
    if study.population is not None and wanted:
        bands = population.resolve_bands(study.population, study.ids, study.split_bands)
    rows = []
    for standard in results.standards:
        offers = results.reach.offers[standard.id]
        counting = offers.loc[offers["kind"].eq("activity") & offers["offer_id"].isin(wanted), "offer_id"].unique()
        if not len(counting) or standard.id in results.reach.assigned:
            continue
        now = results.coverage.loc[results.coverage["standard_id"] == standard.id, "uncovered_people"].to_numpy()
        for activity_id in counting:
            then = _uncovered(results, bands, standard, str(activity_id))
            more = float(np.nansum(np.maximum(then - now, 0.0)))
            if more >= HALF_A_PERSON:
                rows.append((str(activity_id), standard.id, more))
    frame = pd.DataFrame(rows, columns=list(COLUMNS[:3]))
    frame["people"] = frame["people"].astype(float)
    small = is_small(frame["people"])
    frame["state"] = np.where(small, "small", "known").astype(object)
    frame["people"] = frame["people"].mask(small)
    return frame


def _uncovered(results: Results, bands: population.Bands | None, standard: Standard, activity_id: str) -> np.ndarray:
    """Return the people without an offer per Sozialraum, with the activity left out."""
    reach = results.reach
    offers = reach.offers[standard.id]
    rest = offers[~(offers["kind"].eq("activity") & offers["offer_id"].eq(activity_id))]
    if standard.id in reach.ways:
        graph, start = reach.ways[standard.id]
        distance = net.nearest_m(graph, start, net.snap(graph, rest.geometry, walking().max_snap_m))
    else:
        distance = accessibility.straight_m(reach.xy, rest)
    distances, left = reach.distance_m | {standard.id: distance}, reach.offers | {standard.id: rest}
    without = replace(reach, distance_m=distances, offers=left)
    table = accessibility.coverage(results.study, results.points, bands, without, (standard,), results.settings)
    return table["uncovered_people"].to_numpy(dtype=float)
