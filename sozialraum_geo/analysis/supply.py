"""Places and areas against the people they are planned for (method: section 6)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sozialraum_geo.analysis.population import Bands
from sozialraum_geo.analysis.reach.offers import valid_on
from sozialraum_geo.standards import SupplyStandard
from sozialraum_geo.study import Study

_CAPACITIES = ("capacity", "capacity_available", "capacity_occupied")


def supply_of(study: Study, bands: Bands | None, standards: tuple[SupplyStandard, ...], date: str) -> pd.DataFrame:
    """Compare places with people.

    Returns
    -------
    DataFrame
        One row per sozialraum_id and supply_id: unit, facilities, facilities_without_capacity, capacity (approved),
        capacity_available, capacity_occupied, capacity_occupiable (available, else approved), people, ratio_percent
        (places that can be occupied per hundred people; not the Betreuungsquote), missing_places (only with a quota).
        Unknown capacities make sums and ratios unknown, never smaller.
    """
    frames = []
    quotas = dict(study.quotas)
    for standard in standards:
        complete = study.complete_in(standard.category)
        if complete is None or study.facilities is None:
            continue
        f = study.facilities
        use = f["category"].eq(standard.category) & valid_on(f, date) & f["status"].fillna("offen").ne("geschlossen")
        use &= f["sozialraum_id"].notna() & _is_for(f, standard)
        here = f[use]
        # Without a unit places are meant; hours, posts and square metres are no places
        has_unit = here["capacity_unit"].fillna("plaetze").eq(standard.unit)
        here = here.assign(**{c: here[c].where(has_unit) for c in _CAPACITIES})
        occupiable = here["capacity_available"].where(here["capacity_available"].notna(), here["capacity"])
        grouped = here.assign(occupiable=occupiable).groupby("sozialraum_id")
        sums = grouped[[*_CAPACITIES, "occupiable"]].sum(min_count=1)
        known = grouped[[*_CAPACITIES, "occupiable"]].count()
        sums = sums.mask(known.lt(grouped.size(), axis=0)).reindex(study.ids)
        count = grouped.size().reindex(study.ids, fill_value=0)
        sums[count == 0] = 0.0
        people = bands.of(standard.ages)[0] if bands is not None else pd.Series(np.nan, index=study.ids)
        quota = quotas.get(standard.id, standard.quota)
        frame = pd.DataFrame(
            {
                "sozialraum_id": study.ids,
                "supply_id": standard.id,
                "unit": standard.unit,
                "facilities": count.to_numpy(),
                "facilities_without_capacity": grouped["capacity"]
                .agg(lambda c: int(c.isna().sum()))
                .reindex(study.ids, fill_value=0)
                .to_numpy(),
                "capacity": sums["capacity"].to_numpy(),
                "capacity_available": sums["capacity_available"].to_numpy(),
                "capacity_occupied": sums["capacity_occupied"].to_numpy(),
                "capacity_occupiable": sums["occupiable"].to_numpy(),
                "people": people.to_numpy(),
                "ratio_percent": (sums["occupiable"] / people.where(people > 0) * 100).to_numpy(),
                "missing_places": np.nan
                if quota is None
                else (quota * people - sums["occupiable"]).clip(lower=0).to_numpy(),
            }
        )
        numbers = frame.columns[3:]
        frame.loc[~study.ids.isin(complete), numbers.difference(["people"])] = np.nan
        frames.append(frame)
    columns = [
        "sozialraum_id",
        "supply_id",
        "unit",
        "facilities",
        "facilities_without_capacity",
        "capacity",
        "capacity_available",
        "capacity_occupied",
        "capacity_occupiable",
        "people",
        "ratio_percent",
        "missing_places",
    ]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)


def _is_for(facilities: pd.DataFrame, standard: SupplyStandard) -> pd.Series:
    """Tell which facilities are for any of the ages: a crèche has places for children under seven."""
    low = facilities["age_from"].fillna(0).clip(lower=standard.ages.start)
    high = facilities["age_to"].fillna(np.inf).clip(upper=standard.ages.stop)
    return high > low
