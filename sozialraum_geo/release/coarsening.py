"""How exactly figures are told: rounding, spans, and what is blanked because it is few people."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from sozialraum_geo.analysis.reach import certainty
from sozialraum_geo.analysis.results import Results
from sozialraum_geo.release import rounding
from sozialraum_geo.release.ways import NEAREST
from sozialraum_geo.standards import screen_bands

SMALL = 5  # counts below are not told apart (privacy rules R4: k = 5, never below 3)
HALF_A_PERSON = 0.5  # expected values below are nobody
FEW, MANY = 50, 200  # below, no span and no density is said in public; from here on it is fine enough to hide heads
LEAST_PUBLIC = 10  # the smallest number of people that is said in public
YOUNG_UNTIL = 27  # junge Menschen, § 7 SGB VIII

WAY_STEP_M = 50.0  # of ways in public
SHARES = ("covered_share", "covered_low", "covered_high")
TOO_WIDE = "too_wide"


def told_access(results: Results, public: bool) -> pd.DataFrame:
    """Return the places within reach, in public in whole numbers and not where few people are asked about."""
    table = results.access.table
    if not public:
        return table
    keys = ["sozialraum_id", "standard_id"]
    people = table[keys].merge(results.coverage[[*keys, "people"]], on=keys, how="left")["people"]
    # places are public: with many of them for few people the number of people could be worked out
    said = table["access_per_100"].map(_two_digits).where((people >= FEW).to_numpy())
    return table.assign(access_per_100=said, places=np.nan, people=np.nan)


def _two_digits(value: float) -> float:
    """Round to two digits.

    Examples
    --------
    >>> _two_digits(857.1), _two_digits(16.67), _two_digits(0.0)
    (860.0, 17.0, 0.0)
    """
    return value if pd.isna(value) or value == 0 else float(f"{value:.2g}")


def told_access_standards(results: Results, public: bool) -> pd.DataFrame:
    """Return the facilities behind it as counts: a name could be that of a protected place."""
    table = results.access.standards
    if not len(table):
        return table
    mean = results.inequality["mean"].reindex(table.index)
    if public:
        people = results.coverage.groupby("standard_id")["people"].sum(min_count=1).reindex(table.index)
        mean = mean.map(_two_digits).where(people >= FEW)
    return table.assign(unreached=[len(names) for names in table["unreached"]], mean=mean)


def rounded(count: pd.Series) -> pd.Series:
    """Round people to what may be said in public (see `rounding.rounded_people`); never to 0 who is there.

    Examples
    --------
    >>> rounded(pd.Series([4.9, 47, 412, 6_280, 0])).tolist()
    [10.0, 50.0, 400.0, 6300.0, 0.0]
    """
    return count.map(rounded_count).astype(float)


def rounded_count(count: float) -> float:
    """Round one count of people for the public; unknown stays unknown."""
    return count if pd.isna(count) else float(rounding.rounded_people(count))


def rounded_part(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Round people who are part of others; a part that is not the whole never reads as the whole.

    Examples
    --------
    >>> rounded_part(pd.Series([626.0, 668, 7]), pd.Series([668.0, 668, 668])).tolist()
    [600.0, 650.0, 10.0]
    """
    return pd.Series([_rounded_part(a, b) for a, b in zip(part, whole, strict=True)], index=part.index, dtype=float)


def _rounded_part(part: float, whole: float) -> float:
    near, limit = rounded_count(part), rounded_count(whole)
    if part > whole - HALF_A_PERSON or not near >= limit:
        return near
    return limit - rounding.people_step(limit - 1)


def _rounded_share(share: float) -> float:
    """Round a share to the per cent; what is not all stays below all, what is not nothing above nothing."""
    if pd.isna(share) or share <= rounding.SAME or share >= 1 - rounding.SAME:
        return share if pd.isna(share) else float(round(share))
    return min(max(round(share * 100), 1), 99) / 100


def _whole_people(table: pd.DataFrame) -> pd.DataFrame:
    """Take less than half a person for nobody, so that counts and shares say the same: 0 people are 0 per cent."""
    people, uncovered = table["people"], table["uncovered_people"]
    nobody = (uncovered > 0) & (uncovered < HALF_A_PERSON) & (people >= HALF_A_PERSON)
    everybody = (uncovered < people) & (people - uncovered < HALF_A_PERSON) & (people >= HALF_A_PERSON) & ~nobody
    table = table.copy()
    table["uncovered_people"] = uncovered.mask(nobody, 0.0).mask(everybody, people)
    for column in SHARES:
        if column in table:
            table[column] = table[column].mask(nobody, 1.0).mask(everybody, 0.0)
    if "reached_people" in table:
        table["reached_people"] = table["reached_people"].mask(nobody, table["known_people"]).mask(everybody, 0.0)
    return table


def _rounded_reach(table: pd.DataFrame) -> pd.DataFrame:
    """Round people and shares for the public, here and not on the page: colours, order and files follow them."""
    table = _coarse_spans(table)
    table["covered_share"] = table["covered_share"].map(_rounded_share)
    table["uncovered_people"] = rounded_part(table["uncovered_people"], table["people"])
    table["people"] = rounded(table["people"])
    return table


def _coarse_spans(table: pd.DataFrame) -> pd.DataFrame:
    """Widen the spans of shares to what hides how many people there are: draws are of whole people.

    Below `FEW` people there is none, below `MANY` it ends at fives, rounded outwards; the longest way, of a single
    home, is not said at all.
    """
    table = table.copy()
    few, some = ~(table["people"] >= FEW), table["people"] < MANY
    low, high = table["covered_low"].mask(few), table["covered_high"].mask(few)
    table["covered_low"] = low.map(_rounded_share).where(~some, _stepped(low, np.floor))
    table["covered_high"] = high.map(_rounded_share).where(~some, _stepped(high, np.ceil))
    if "nearest_max_m" in table:
        table["nearest_max_m"] = np.nan
        for column in set(NEAREST) - {"nearest_max_m"}:
            table[column] = (table[column] / WAY_STEP_M).round() * WAY_STEP_M
    return table


def _stepped(share: pd.Series, towards: Callable[[pd.Series], pd.Series]) -> pd.Series:
    return (towards((share * 20).round(6)) / 20).clip(0, 1)


def is_small(count: pd.Series) -> pd.Series:
    """Tell which counts are positive but below the limit; expected values are rounded first."""
    return (count > 0) & (count.round() < SMALL) & (count.round() > 0)


def blanked_people(people: pd.DataFrame, public: bool) -> pd.DataFrame:
    """Return people by age band; in public small counts are blank and the others rounded."""
    return people.mask(people.apply(is_small)).apply(rounded) if public else people


def _state(table: pd.DataFrame, public: bool) -> pd.Series:
    """Return the state of uncovered people: small if they, or those covered in public, could be single persons."""
    small = is_small(table["uncovered_people"])
    if public:
        covered = table["people"] - table["uncovered_people"]
        # where both are few, no rounded part is less than the rounded whole and more than nothing
        both = (table["uncovered_people"] > 0) & (covered > 0) & (table["people"].map(rounded_count) <= LEAST_PUBLIC)
        small |= is_small(table["people"]) | is_small(covered) | both
    state = pd.Series("known", index=table.index, dtype=object)
    state[table["uncovered_people"].isna()] = "unknown"
    state[small] = "suppressed" if public else "small"
    return state


def blanked_coverage(coverage: pd.DataFrame, public: bool) -> pd.DataFrame:
    """Return coverage with the state of each row; what could be single persons is small or suppressed."""
    table = _whole_people(coverage.drop(columns="is_complete"))
    table["state"] = _state(table, public)
    table.loc[table["state"].isin(["small", "suppressed"]), "uncovered_people"] = np.nan
    hidden = table["state"] == "suppressed"
    table.loc[hidden, [*SHARES, "people", "unknown_share", *NEAREST]] = np.nan
    # Beside the people who reach it the known ones would give back what is taken out here, or rounded below
    table.loc[table["state"] != "known", "reached_people"] = np.nan
    if public:
        table[["known_people", "reached_people"]] = np.nan
    table = _without_wide(table, table.pop("is_wide") & ~hidden)
    return _rounded_reach(table) if public else table


def _without_wide(table: pd.DataFrame, is_wide: pd.Series) -> pd.DataFrame:
    """Take back what the data do not support; only the interval stays."""
    table["reason"] = table["reason"].mask(is_wide, TOO_WIDE) if "reason" in table else np.where(is_wide, TOO_WIDE, "")
    gone = [c for c in ("covered_share", "uncovered_people", "reached_people", "weighted_people") if c in table]
    table.loc[is_wide, gone] = np.nan
    table.loc[is_wide, "state"] = "unknown"
    return table


def blanked_gaps(results: Results) -> pd.DataFrame:
    """Return gaps with the state of each row, as `blanked_coverage` says it inside."""
    table = _whole_people(results.gaps)
    counted = results.gaps["uncovered_people"]
    table["weighted_people"] *= (table["uncovered_people"] / counted).where(counted > 0, 1.0)
    table["state"] = _state(table, public=False)
    table.loc[table["state"] == "small", ["uncovered_people", "weighted_people"]] = np.nan
    keys = ["sozialraum_id", "standard_id"]
    is_wide = table[keys].merge(results.coverage[[*keys, "is_wide"]], on=keys, how="left")["is_wide"]
    return _without_wide(table, is_wide.set_axis(table.index))


def told_supply(supply: pd.DataFrame, public: bool) -> pd.DataFrame:
    """Blank small counts of children in public, and with them what could give them back."""
    table = supply.copy()
    if public and len(table):
        table.loc[is_small(table["people"]), ["people", "ratio_percent", "missing_places"]] = np.nan
        table.loc[is_small(table["capacity_occupied"]), "capacity_occupied"] = np.nan
        # exact ratios and exact missing places beside the places would give the exact people back
        table["ratio_percent"] = table["ratio_percent"].round()
        table["missing_places"] = rounded(table["missing_places"])
        table["people"] = rounded(table["people"])
    return table


def told_whole(results: Results, public: bool) -> pd.DataFrame:
    """Return each standard for the whole place, over the Sozialräume where it is known."""
    rows = []
    for standard in results.standards:
        part = results.coverage[results.coverage["standard_id"] == standard.id]
        known = part["covered_share"].notna()
        people, uncovered = part.loc[known, "people"].sum(), part.loc[known, "uncovered_people"].sum()
        reason = ""
        if not part["is_complete"].any():
            reason = "not_complete"
        elif part["people"].isna().all():
            reason = "no_people"
        unknown = (part["unknown_share"] * part["people"]).sum()
        rows.append(
            {
                "standard_id": standard.id,
                "people": people if not reason else np.nan,
                "covered_share": 1 - uncovered / people if people > 0 and not reason else np.nan,
                "uncovered_people": uncovered if people > 0 and not reason else np.nan,
                "unknown_share": unknown / part["people"].sum() if part["people"].sum() > 0 else np.nan,
                "areas_known": int(known.sum()),
                "areas": len(part),
                "reason": reason,
            }
        )
    table = pd.DataFrame(rows).set_index("standard_id").join(results.coverage_of_all)
    is_wide = (table["covered_high"] - table["covered_low"]) > certainty.TOO_WIDE + 1e-9
    table = _whole_people(table)
    table["state"] = _state(table, public)
    table.loc[table["state"].isin(["small", "suppressed"]), "uncovered_people"] = np.nan
    table.loc[table["state"] == "suppressed", [*SHARES, "people", "unknown_share"]] = np.nan
    table = _without_wide(table, is_wide & (table["state"] != "suppressed"))
    return _rounded_reach(table) if public else table


def told_totals(results: Results, public: bool) -> pd.Series:
    """Return how many people there are in all and per age band, rounded as a whole in public."""
    young = [b.id for b in screen_bands() if b.stop <= YOUNG_UNTIL]
    bands = results.people
    totals = bands.sum(min_count=1)
    totals["residents"] = results.residents.sum(min_count=1)
    totals["young"] = bands[young].sum(skipna=False).sum(skipna=False)
    return rounded(totals) if public else totals
