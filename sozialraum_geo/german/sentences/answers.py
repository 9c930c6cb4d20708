"""The answer of each page: sentences made from the numbers of a release, with what they rest on."""

from __future__ import annotations

import math
import re
from collections.abc import Hashable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pandas as pd

from sozialraum_geo.errors import Problem
from sozialraum_geo.german.words import pages, problems, texts
from sozialraum_geo.release.activities import ahead, running
from sozialraum_geo.release.door import FIRST, TOO_WIDE, Release
from sozialraum_geo.standards import Standard

HALF = 0.5
WELL_REACHED = 0.8
NEVER = "9999"
MOST_REASONS = 3
MOST_KINDS = 6
MOST_BANDS = 4
MOST_LISTED = 16
MOST_RANKED = 30  # in a plot; the list has all
EQUAL = 1e-9  # weights nearer than this are the same
MONTHS_AHEAD = 6
COUNTED_TABLES = ("population", "facilities", "activities", "partners", "gremien")  # behind key figures

# findings that say what index and ranking leave out
UNUSED_CODES = frozenset({
    "standard_unused", "area_unranked", "index_invalid", "index_small", "index_missing", "index_flat", "index_none",
    "few_areas", "few_areas_compared", "preset_incomplete", "need_unknown_indicator", "reference_partly",
    "index_chance", "index_unsmoothed",
})  # fmt: skip

# findings whose detail lists areas by their ids
NAMES_AREAS = frozenset({"standard_unused", "too_wide", "beyond_not_loaded", "no_streets", "offers_unplaced"})

Facts = list[tuple[str, str]]
Row = dict[Hashable, Any]


# --- what others use too --------------------------------------------------------------------------------------------


def standard_of(release: Release, standard_id: str) -> Standard:
    """Return an analysed standard by its id.

    Raises
    ------
    StopIteration
        If it was not analysed.
    """
    return next(s for s in release.standards if s.id == standard_id)


def area_name(release: Release, sozialraum_id: str) -> str:
    """Return the name of a Sozialraum."""
    return str(row_of(release.areas, sozialraum_id)["name"])


def row_of(table: pd.DataFrame, sozialraum_id: str) -> Row:
    """Return the row of one Sozialraum as column → value."""
    rows: list[Row] = table[table["sozialraum_id"] == sozialraum_id].to_dict("records")
    return rows[0]


def coverage_row(release: Release, standard_id: str, sozialraum_id: str = "") -> Row:
    """Return the figures of one standard for the whole place or one Sozialraum; names as in ``release.town``."""
    if not sozialraum_id:
        towns: dict[Hashable, Row] = release.town.to_dict("index")
        return towns[standard_id]
    return row_of(release.coverage[release.coverage["standard_id"] == standard_id], sozialraum_id)


def ending_activities(release: Release, sozialraum_id: str = "", months: int = MONTHS_AHEAD) -> pd.DataFrame:
    """Return current activities that end, or whose funding ends, within so many months; soonest first."""
    current = running(release, sozialraum_id)
    last = pd.Series(
        [min(_day(a), _day(b)) for a, b in zip(current["end"], current["funded_until"], strict=True)],
        index=current.index,
        dtype=object,
    )
    return current.assign(last=last)[last <= ahead(release.date, months)].sort_values(["last", "activity_id"])


def _day(value: Any) -> str:
    return value if isinstance(value, str) and value else NEVER


def _of(rule: Standard) -> dict[str, str]:
    return {
        "aged": texts.people_aged(rule.ages.start, rule.ages.stop),
        "group": pages.group(rule.ages.start, rule.ages.stop),
        "group_dative": pages.group(rule.ages.start, rule.ages.stop, dative=True),
        "offer": pages.an_offer(rule.category),
        "no_offer": pages.no_offer(rule.category),
        "limit": (limit := texts.limit_words(rule.limit_m, rule.limits)),
        "way": f"{limit} {texts.WAY[rule.mode]}",
        "how": texts.HOW[rule.mode],
        "minutes": texts.number(rule.minutes),
    }


def _people(release: Release, value: float, state: str = "known") -> str:
    return texts.people(value, state, public=release.is_public)


# --- sentences ------------------------------------------------------------------------------------------------------


def overview_sentence(release: Release, standard_id: str) -> str:
    """Say what there is, and in how many Sozialräumen less than half reach an offer."""
    parts = [_counted(len(release.areas), release.levels[-1], texts.area_word(release.levels[-1], 2))]
    words = f"{texts.join([*parts, *_inventory(release)])}."
    low = low_areas(release, standard_id) if standard_id else None
    if low is None:
        return words
    rule = standard_of(release, standard_id)
    pattern = pages.ANSWER_OVERVIEW["low_areas" if low else "no_low_areas"]
    return f"{words} {pattern.format(in_areas=pages.in_areas(release.levels[-1], low), **_of(rule))}"


def _inventory(release: Release, sozialraum_id: str = "") -> list[str]:
    """Count people, places and activities; what the study knows nothing about is left out, for it is not zero."""
    residents = release.totals["residents"]
    if sozialraum_id:
        residents = row_of(release.areas, sozialraum_id)["residents"]
    parts = []
    if pd.notna(residents):
        parts.append(f"{_people(release, residents)} Menschen")
    if len(release.places):
        parts.append(_counted(len(of_area(release.places, sozialraum_id)), "Einrichtung", "Einrichtungen"))
    if len(release.activities):
        count = len(running(release, sozialraum_id))
        parts.append(_counted(count, "laufendes Angebot", "laufende Angebote"))
    if sozialraum_id and len(release.gremien):
        parts.append(_counted(len(gremien_in(release, sozialraum_id)), "Gremium", "Gremien"))
    return parts


def key_figures(release: Release) -> list[tuple[str, str]]:
    """Return label and number of what stands beside the first map; what the study does not know is left out."""
    figures = {
        "residents": _people(release, release.totals["residents"]),
        "young": _people(release, release.totals["young"]),
        "places": texts.number(len(release.places)),
        "activities": texts.number(len(running(release))),
        "gremien": texts.number(len(release.gremien)),
        "partners": texts.number(len(release.partners)),
    }
    return [(pages.KEY_FIGURE[k], v) for k, v in figures.items() if v not in ("0", texts.UNKNOWN)]


def band_edges(band: str) -> tuple[float, float]:
    """Return the half-open ages of a column of ``release.people``.

    Examples
    --------
    >>> band_edges("a06_10"), band_edges("a65_plus")
    ((6.0, 10.0), (65.0, inf))
    """
    start, stop = band.removeprefix("a").split("_")
    return float(start), math.inf if stop == "plus" else float(stop)


def low_areas(release: Release, standard_id: str) -> int | None:
    """Count the Sozialräume in which less than half reach an offer; None where that is not known everywhere."""
    rows = release.coverage[release.coverage["standard_id"] == standard_id]
    if coverage_row(release, standard_id)["state"] == "unknown":
        return None
    return int((rows["covered_share"] < HALF).sum())


def coverage_sentence(release: Release, standard_id: str, sozialraum_id: str = "") -> str:
    """Say which share reaches an offer, of how many; then the same for the chosen Sozialraum."""
    rule, row = standard_of(release, standard_id), coverage_row(release, standard_id)
    fields = _of(rule)
    if row["reason"] == TOO_WIDE:
        return pages.ANSWER_COVERAGE["coverage_wide"].format_map(fields | _span_fields(row))
    if row["reason"] or row["state"] == "unknown":
        reason = texts.MAP_REASON.get(row["reason"], "").removeprefix("Nicht berechnet: ")
        return pages.ANSWER_COVERAGE["coverage_unknown"].format(reason=reason, **fields).strip()
    if row["state"] == "suppressed":
        return pages.ANSWER_COVERAGE["coverage_blank"].format_map(fields)
    if row["state"] == "small":
        words = pages.ANSWER_COVERAGE["coverage_small"].format_map(fields)
    else:
        words = _partly(
            release, standard_id, pages.ANSWER_COVERAGE["coverage"].format_map(fields | _share_fields(release, row))
        )
    return f"{words} {_here(release, standard_id, sozialraum_id)}" if sozialraum_id else words


def _partly(release: Release, standard_id: str, words: str) -> str:
    """Say first of which areas a sentence speaks, where it does not speak of all."""
    row = coverage_row(release, standard_id)
    rows = release.coverage[release.coverage["standard_id"] == standard_id]
    # where nobody of the age lives there is nothing to know, and what is too small to say is known all the same
    is_open = rows["covered_share"].isna() & (rows["people"] != 0) & (rows["state"] == "unknown")
    if not row["areas_known"] > 0 or not is_open.any():
        return words
    known = list(rows.loc[rows["covered_share"].notna(), "sozialraum_id"])
    names = [area_name(release, i) for i in known[:MOST_REASONS]]
    if len(known) > MOST_REASONS:
        names.append("…")
    return pages.ANSWER_COVERAGE["coverage_partly"].format(
        known=texts.number(len(known)), all=texts.number(row["areas"]), names=", ".join(names), words=words
    )


def _span_fields(row: Row) -> dict[str, str]:
    return {"low": texts.percent(row["covered_low"]), "high": texts.percent(row["covered_high"])}


def _share_fields(release: Release, row: Row) -> dict[str, str]:
    span = texts.interval(row["covered_low"], row["covered_high"])
    return {
        "share": texts.percent(row["covered_share"]) + (f" ({span})" if span else ""),
        "covered": _people(release, row["people"] - row["uncovered_people"]),
        "people": _people(release, row["people"]),
    }


def _here(release: Release, standard_id: str, sozialraum_id: str) -> str:
    row = coverage_row(release, standard_id, sozialraum_id)
    known = "here_public" if release.is_public else "here"
    key = {"known": known, "small": "here_small"}.get(str(row["state"]), "here_unknown")
    if row["people"] == 0:
        key = "here_nobody"
    if row["reason"] == TOO_WIDE:
        key = "here_wide" if row["covered_low"] == row["covered_low"] else "here_unknown"
    fields = _share_fields(release, row) | _span_fields(row)
    return pages.ANSWER_COVERAGE[key].format(area=area_name(release, sozialraum_id), **fields)


def gap_sentence(release: Release, standard_id: str, sozialraum_id: str = "") -> str:
    """Say for how many the way is too long: where most of them live (inside only), and in all."""
    town, rule = coverage_row(release, standard_id), standard_of(release, standard_id)
    if town["state"] != "known":
        return coverage_sentence(release, standard_id)
    fields = _of(rule) | {"all": _people(release, town["uncovered_people"]), "people": _people(release, town["people"])}
    if town["uncovered_people"] == 0:
        return pages.ANSWER_GAPS["gap_none"].format_map(fields)
    if release.is_public:
        return _capital(pages.ANSWER_GAPS["gap_public"].format_map(fields))
    row = coverage_row(release, standard_id, sozialraum_id) if sozialraum_id else None
    if row is not None and row["state"] == "known" and row["uncovered_people"] > 0:
        fields |= {"count": _people(release, row["uncovered_people"]), "here": _people(release, row["people"])}
        return pages.ANSWER_GAPS["gap_here"].format(area=area_name(release, sozialraum_id), **fields)
    rows = release.coverage[release.coverage["standard_id"] == standard_id]
    worst = rows.sort_values("uncovered_people", ascending=False, kind="stable")["sozialraum_id"].iloc[0]
    fields |= {"count": _people(release, coverage_row(release, standard_id, worst)["uncovered_people"])}
    return pages.ANSWER_GAPS["gap"].format(area=area_name(release, worst), **fields)


def weighted_sentence(release: Release, standard_id: str, sozialraum_id: str = "") -> str:
    """Say where a way too long weighs most by the index, or what it weighs in the chosen Sozialraum; inside only."""
    if release.gaps is None or release.need is None:
        return gap_sentence(release, standard_id, sozialraum_id)
    rows = release.gaps[release.gaps["standard_id"] == standard_id]
    known = rows[rows["weighted_people"] > 0].sort_values("weighted_people", ascending=False, kind="stable")
    here = known[known["sozialraum_id"] == sozialraum_id]
    if not len(known) or (sozialraum_id and not len(here)):
        return gap_sentence(release, standard_id, sozialraum_id)
    row: Row = (here if len(here) else known).to_dict("records")[0]
    return pages.ANSWER_GAPS["weighted_here" if len(here) else "weighted"].format(
        area=area_name(release, row["sozialraum_id"]),
        count=texts.number(row["uncovered_people"]),
        weight=texts.number(row_of(release.need, row["sozialraum_id"])["need_weight"], 2),
        weighted=texts.number(row["weighted_people"]),
        **_of(standard_of(release, standard_id)),
    )


def priority_sentence(release: Release) -> str:
    """Say how surely the first Sozialräume are among the first, and which places cannot be told apart."""
    if release.is_public:
        return pages.ANSWER_PRIORITIES["priority_public"]
    ranks = ranked(release)
    if not len(ranks):
        return _why_no_order(release)
    top: list[Row] = ranks.head(FIRST).to_dict("records")
    named = [
        {"area": area_name(release, str(r["sozialraum_id"])), "times": texts.times_of_100(r["first_share"])}
        for r in top
    ]
    bands = bands_sentence(release)
    if len(ranks) <= FIRST:
        return pages.ANSWER_PRIORITIES["priority_few"].format(area=named[0]["area"], bands=bands)
    others = "".join(pages.ANSWER_PRIORITIES["priority_others"].format_map(fields) for fields in named[1:])
    return pages.ANSWER_PRIORITIES["priority"].format(**named[0], first=pages.COUNT[FIRST], others=others, bands=bands)


def bands_sentence(release: Release) -> str:
    """Say which places cannot be told apart; the first few groups."""
    ranks = ranked(release)
    groups = [sorted(g["rank"].astype(int)) for _, g in ranks.groupby("band", sort=True) if len(g) > 1]
    if not groups:
        return pages.ANSWER_PRIORITIES["bands_none"]
    words = [_band_words(places) for places in groups[:MOST_BANDS]]
    if len(groups) > MOST_BANDS:
        words.append(
            pages.ANSWER_PRIORITIES["bands_more"].format(
                count=_counted(len(groups) - MOST_BANDS, "weitere Gruppe", "weitere Gruppen")
            )
        )
        return pages.ANSWER_PRIORITIES["bands"].format(bands=f"{', '.join(words[:-1])} {words[-1]}")
    return pages.ANSWER_PRIORITIES["bands"].format(bands=texts.join(words))


def _band_words(places: list[int]) -> str:
    """Name the places of a group: as a run where they are one, else one by one."""
    if len(set(places)) == places[-1] - places[0] + 1 and places[0] < places[-1]:
        return pages.ANSWER_PRIORITIES["band"].format(low=places[0], high=places[-1])
    if len(places) > MOST_REASONS:
        words = pages.ANSWER_PRIORITIES["band_loose"]
        return words.format(count=texts.number(len(places)), low=places[0], high=places[-1])
    named = [texts.number(p) for p in dict.fromkeys(places)]
    return pages.ANSWER_PRIORITIES["band_listed"].format(places=texts.join(named))


def _why_no_order(release: Release) -> str:
    if release.need is None or release.need["need_index"].isna().all() or not release.standards:
        return pages.ANSWER_PRIORITIES["priority_none"]
    blocking = [p for p in release.warnings if p.code == "area_unranked"] or [
        p for p in release.warnings if p.code == "standard_unused"
    ]
    why = " ".join(problems.reason(_with_name(release, p)) for p in blocking[:2])
    return pages.ANSWER_PRIORITIES["priority_unknown"].format(why=why).strip()


def _with_name(release: Release, problem: Problem) -> Problem:
    """Return a finding with the name of the standard instead of its id, and areas in words."""
    names = {s.id: s.name for s in release.standards}
    named = replace(problem, value=names.get(problem.value, problem.value))
    if problem.code not in NAMES_AREAS:
        return named
    count = re.search(r"\((\d+)\)$", problem.detail)
    if count:
        many = pages.dative(texts.area_word(release.levels[-1], int(count[1])))
        return replace(named, detail=f"{texts.number(int(count[1]))} {many}")
    areas = dict(zip(release.areas["sozialraum_id"], release.areas["name"], strict=True))
    listed = [areas.get(i, i) for i in problem.detail.split(", ")]
    if len(listed) > MOST_LISTED:
        listed = [*listed[: MOST_LISTED - 1], f"{texts.number(len(listed) - MOST_LISTED + 1)} weitere"]
    return replace(named, detail=texts.join(listed))


def ranked(release: Release) -> pd.DataFrame:
    """Return the ranked Sozialräume, first rank first; empty where there is no ranking."""
    if release.priorities is None:
        return pd.DataFrame(columns=["sozialraum_id", "rank"])
    table = release.priorities
    return table[table["rank"].notna()].sort_values(["rank", "sozialraum_id"], ignore_index=True)


def reasons(release: Release, sozialraum_id: str) -> list[str]:
    """Say why a Sozialraum stands where it stands: its gaps by what they contribute, then its index."""
    if release.priorities is None:
        return []
    row = row_of(release.priorities, sozialraum_id)
    parts = {s.id: row.get(f"contribution_{s.id}", math.nan) for s in release.standards}
    order = sorted((i for i, v in parts.items() if v > 0), key=lambda i: -parts[i])
    lines = [_reason(release, sozialraum_id, i, parts[i] / row["score"]) for i in order[:MOST_REASONS]]
    if release.need is not None:
        need = row_of(release.need, sozialraum_id)
        status, change = need["status_class"], need.get("dynamics_class")
        fields = {
            "label": pages.INDEX_LABEL.get(release.need_preset, "Sozialindex"),
            "status": status,
            "value": texts.number(need["need_index"], 2),
            "weight": texts.number(need["need_weight"], 2),
            "change": change,
        }
        key = "index_plain" if not isinstance(status, str) else "index_change" if isinstance(change, str) else "index"
        lines.append(pages.REASON[key].format_map(fields))
    return lines


def _reason(release: Release, sozialraum_id: str, standard_id: str, part: float) -> str:
    row, rule = coverage_row(release, standard_id, sozialraum_id), standard_of(release, standard_id)
    fields = _of(rule) | {
        "share": texts.percent(1 - row["covered_share"]),
        "count": _people(release, row["uncovered_people"], str(row["state"])),
        "people": _people(release, row["people"]),
        "part": texts.percent(part),
    }
    return pages.REASON["gap_small" if row["state"] == "small" else "gap"].format_map(fields)


def reasons_shown(release: Release, sozialraum_id: str = "", first: int = 3) -> list[tuple[str, str]]:
    """Return rank and id of the Sozialräume whose reasons are shown: the chosen one, else the first ones."""
    ranks = ranked(release)
    chosen = ranks[ranks["sozialraum_id"] == sozialraum_id] if sozialraum_id else ranks.head(first)
    chosen = chosen if len(chosen) else ranks.head(first)
    return [(texts.number(r), str(i)) for r, i in zip(chosen["rank"], chosen["sozialraum_id"], strict=True)]


def weights_sentence(release: Release) -> str:
    """Say how much each standard weighs and who decided that."""
    if release.is_public or not release.weights:
        return ""
    names = {s.id: s.name for s in release.standards}
    parts = [f"{names[i]} {texts.percent(w)}" for i, w in release.weights.items()]
    words = pages.WEIGHTS.format(weights=", ".join(parts))
    if len(parts) > 1 and max(release.weights.values()) - min(release.weights.values()) < EQUAL:
        words = pages.EQUAL_WEIGHTS.format(count=len(parts))
    who = release.weights_decided
    decided = pages.DECIDED.format(who=who) if who and not release.is_trial else pages.NOT_DECIDED
    return f"{words} {decided}"


def rank_note(release: Release) -> str:
    """Explain the plot of ranks."""
    words = pages.RANK_NOTE.format(draws=texts.number(release.draws))
    if len(ranked(release)) <= MOST_RANKED:
        return words
    return f"{words} {pages.RANK_CUT.format(count=texts.number(MOST_RANKED))}"


def tips(release: Release) -> list[tuple[str, str, str, str]]:
    """Return for each two neighbours of the ranking their names, what would swap them, and how often they stand so."""
    ranks = ranked(release)
    if release.weight_tips is None or release.limit_tips is None or not len(ranks):
        return []
    weights, limits = (
        {(row["upper_id"], row["lower_id"]): row for row in frame.to_dict("records")}
        for frame in (release.weight_tips, release.limit_tips)
    )
    before = dict(zip(ranks["sozialraum_id"], ranks["before_next"], strict=True))
    names = {s.id: s.name for s in release.standards}
    lines = []
    for upper, lower in pairwise(ranks["sozialraum_id"]):
        words = []
        if tip := weights.get((upper, lower)):
            now, then = texts.percent(tip["weight"]), texts.percent(tip["weight_then"])
            digits = 1 if now == then else 0
            words.append(
                pages.TIP["weight"].format(
                    standard=names[tip["standard_id"]],
                    then=texts.percent(tip["weight_then"], digits),
                    now=texts.percent(tip["weight"], digits),
                )
            )
        if tip := limits.get((upper, lower)):
            words.append(
                pages.TIP["limit"].format(
                    standard=names[tip["standard_id"]],
                    then=f"{texts.number(tip['limit_then_m'])} m",
                    now=f"{texts.number(tip['limit_m'])} m",
                )
            )
        swap = "; oder ".join(words) if words else pages.TIP["none"]
        pair = area_name(release, upper), area_name(release, lower)
        lines.append((*pair, swap, texts.times_of_100(before[upper])))
    return lines


def unused(release: Release) -> list[str]:
    """Say what the ranking leaves out, and why."""
    lines = []
    for problem in release.warnings:
        if problem.code in UNUSED_CODES:
            named = _with_name(release, problem)
            lines.append(f"{problems.reason(named)} {problems.remedy(named)}")
    weightless = [s.name for s in release.standards if s.id not in release.weights and s.name not in " ".join(lines)]
    if weightless and release.is_trial:
        lines.append(pages.UNUSED["trial"].format(names=texts.join(weightless)))
    context = [i.name for i in release.indicator_list if i.kind == "context"]
    if context:
        lines.append(pages.UNUSED["context"].format(names=texts.join(context)))
    sure = pages.UNUSED["sure"].format(draws=texts.number(release.draws))
    return [*lines, pages.UNUSED["supply"], sure]


def area_sentence(release: Release, sozialraum_id: str) -> str:
    """Say how much there is in one Sozialraum."""
    return _capital(f"{texts.join(_inventory(release, sozialraum_id))}.")


def area_question(release: Release, sozialraum_id: str = "") -> str:
    """Return the title of the page about one Sozialraum."""
    return (
        pages.PAGE["sozialraum"][1].format(area=area_name(release, sozialraum_id)) if sozialraum_id else pages.NO_PLACE
    )


def people_note(release: Release, sozialraum_id: str = "") -> str:
    """Explain the chart of age bands."""
    residents = row_of(release.areas, sozialraum_id)["residents"] if sozialraum_id else release.totals["residents"]
    if not residents > 0 or not release.totals["residents"] > 0:
        if release.people_from == "nobody":
            return pages.PEOPLE_UNKNOWN
        return pages.PEOPLE_COUNTED + (_estimated_note(release) if release.estimated_bands else "")
    missing = _missing_ages(release)
    words = pages.MISSING_AGES.format(ages=texts.join(missing)) if missing else ""
    return pages.PEOPLE_NOTE + words + (_estimated_note(release) if release.estimated_bands else "")


def _estimated_note(release: Release) -> str:
    return pages.ESTIMATED_CENSUS if release.people_from == "census" else pages.ESTIMATED_NOTE


def _missing_ages(release: Release) -> list[str]:
    """Return the ages between and around the bands of the chart, in words."""
    missing, end = [], 0.0
    for start, stop in sorted(band_edges(str(band)) for band in release.people.columns):
        if start > end:
            missing.append(texts.ages(end, start))
        end = max(end, stop)
    return missing if math.isinf(end) else [*missing, texts.ages(end, math.inf)]


def gremien_in(release: Release, sozialraum_id: str = "") -> pd.DataFrame:
    """Return the Gremien, of all or of one Sozialraum."""
    if not sozialraum_id or not len(release.gremien):
        return release.gremien
    return release.gremien[[sozialraum_id in ids for ids in release.gremien["sozialraum_ids"]]]


def strengths(release: Release, sozialraum_id: str) -> list[str]:
    """Say what a Sozialraum has: offers that most reach, places, activities, Gremien, partners."""
    lines = []
    for rule in release.standards:
        row = coverage_row(release, rule.id, sozialraum_id)
        if row["state"] == "known" and row["people"] > 0 and row["covered_share"] >= WELL_REACHED:
            key = "reached_public" if release.is_public else "reached"
            lines.append(pages.PROFILE[key].format_map(_of(rule) | _share_fields(release, row)))
    places = release.places[release.places["sozialraum_id"] == sozialraum_id]
    if len(places):
        kinds = [_counted(n, *_category(c)) for c, n in places["category"].value_counts().items()]
        words = pages.PROFILE["places" if len(kinds) <= MOST_KINDS else "places_among"]
        lines.append(
            words.format(
                places=_counted(len(places), "Einrichtung", "Einrichtungen"), kinds=texts.join(kinds[:MOST_KINDS])
            )
        )
    current = running(release, sozialraum_id)
    if len(current):
        points = [pages.point_words(p) for p in current["ansatzpunkt"].value_counts().index[:2]]
        words = pages.PROFILE["activities"]
        lines.append(
            words.format(
                activities=_counted(len(current), "laufendes Angebot", "laufende Angebote"), points=texts.join(points)
            )
        )
    gremien = gremien_in(release, sozialraum_id)
    if len(gremien):
        lines.append(pages.PROFILE["gremien"].format(gremien=_counted(len(gremien), "Gremium", "Gremien")))
    partners = release.partners[release.partners["sozialraum_id"] == sozialraum_id]
    if len(partners):
        kinds_met = _counted(partners["kind"].nunique(), "Bereich", "Bereichen")
        lines.append(
            pages.PROFILE["partners"].format(partners=_counted(len(partners), "Partner", "Partner"), kinds=kinds_met)
        )
    return lines


def lacking(release: Release, sozialraum_id: str) -> list[str]:
    """Say which offers less than half reach in a Sozialraum, most people first."""
    found: list[tuple[float, str]] = []
    known = 0
    for rule in release.standards:
        row = coverage_row(release, rule.id, sozialraum_id)
        known += row["state"] in ("known", "small")
        if row["state"] == "known" and row["people"] > 0 and row["covered_share"] < HALF:
            fields = _of(rule) | {
                "count": _people(release, row["uncovered_people"]),
                "people": _people(release, row["people"]),
                "share": texts.percent(1 - row["covered_share"]),
            }
            # two rounded counts side by side would read „rund 650 von rund 650“ where 94 % are meant
            words = pages.PROFILE["lacking_public" if release.is_public else "lacking"].format_map(fields)
            found.append((-row["uncovered_people"], _capital(words)))
    return [words for _, words in sorted(found)] or [pages.PROFILE["nothing_lacking" if known else "nothing_known"]]


def not_known(release: Release, sozialraum_id: str) -> str:
    """Name the offers of which it is not known, or too few to say, who reaches them in a Sozialraum."""
    states = {s.name: coverage_row(release, s.id, sozialraum_id)["state"] for s in release.standards}
    names = [name for name, state in states.items() if state in ("unknown", "suppressed")]
    return pages.PROFILE["unknown"].format(names=texts.join(names)) if names else ""


def network_sentence(release: Release, sozialraum_id: str = "", kind: str = "schule") -> str:
    """Say with how many partners of a kind the co-operation is settled; in public only how many there are."""
    partners = of_area(release.partners, sozialraum_id)
    activities = running(release, sozialraum_id)
    if not len(release.partners) and not len(release.activities):
        return pages.ANSWER_PARTNERS["network_none"]
    kinds = partners["kind"].value_counts()
    if kind not in kinds.index and len(kinds):
        kind = str(kinds.index[0])
    of_kind = partners[partners["kind"] == kind]
    everyone = _counted(len(partners), "Partner", "Partner")
    state = of_kind["state"].fillna("unbekannt")
    is_whole = not (state == "unbekannt").any()
    key = "network_public" if release.is_public or not len(of_kind) else "network_all" if is_whole else "network"
    return pages.ANSWER_PARTNERS[key].format(
        settled=texts.number((state == "geklaert").sum()),
        unrecorded=texts.number((state == "unbekannt").sum()),
        kind=pages.dative(pages.PARTNER_KINDS.get(kind, pages.PARTNER_KINDS["sonstige"])),
        kinds=_counted(len(kinds), "Bereich", "Bereichen"),
        partners=everyone if key == "network_public" else texts.number(len(of_kind)),
        gremien=_counted(len(gremien_in(release, sozialraum_id)), "Gremium", "Gremien"),
        activities=_counted(len(activities), "laufendes Angebot", "laufende Angebote"),
    )


def of_area(frame: pd.DataFrame, sozialraum_id: str) -> pd.DataFrame:
    """Return the rows of one Sozialraum, or all."""
    return frame[frame["sozialraum_id"] == sozialraum_id] if sozialraum_id else frame


def ending_sentence(release: Release, sozialraum_id: str = "", months: int = MONTHS_AHEAD) -> str:
    """Say how many activities run and how many of them end within so many months."""
    ending = len(ending_activities(release, sozialraum_id, months))
    key = "ending_none" if not ending else "ending_public" if release.is_public else "ending"
    return pages.ANSWER_ACTIVITIES[key].format(
        current=_counted(len(running(release, sozialraum_id)), "laufenden Angebot", "laufenden Angeboten"),
        ending=texts.number(ending),
        verb="endet" if ending == 1 else "enden",
        date=ahead_words(release, months),
    )


def ahead_words(release: Release, months: int = MONTHS_AHEAD) -> str:
    """Return the date so many months ahead as it is written."""
    return texts.date_text(ahead(release.date, months))


def losing_sentences(release: Release, lost: pd.DataFrame, words: str, **fields: str) -> list[str]:
    """Say how many people no longer reach an offer, line by line of what `losing.lost_without` returns.

    Parameters
    ----------
    words
        The pattern of a sentence, filled with count, group, no_offer, way and ``fields``.
    """
    return [
        words.format_map(
            _of(standard_of(release, row["standard_id"]))
            | fields
            | {"count": _people(release, row["people"], row["state"])}
        )
        for row in lost.to_dict("records")
    ]


def covered_people(release: Release, standard_id: str) -> Any:
    """Return how many reach an offer in the whole place; NaN where that is not known."""
    row = coverage_row(release, standard_id)
    return row["people"] - row["uncovered_people"]


def data_sentence(release: Release) -> str:
    """Say how many rows of all files came in and how many wait."""
    imported, rejected, rows = (sum(getattr(s, f) for s in release.sources) for f in ("imported", "rejected", "rows"))
    pattern = pages.ANSWER_DATA["data_public" if release.is_public else "data" if rejected else "data_all"]
    left_out = rows - imported - rejected
    return pattern.format(
        left_out=pages.LEFT_OUT.format(count=texts.number(left_out)) if left_out else "",
        imported=texts.number(imported),
        rows=texts.number(rows),
        rejected=texts.number(rejected),
        verb="wartet" if rejected == 1 else "warten",
    )


def warning_sentences(release: Release) -> list[str]:
    """Say what a reader of any figure must know."""
    return [problems.message(_with_name(release, p)) for p in release.warnings] or [pages.NO_WARNINGS]


def findings(release: Release) -> Facts:
    """Return what was found about rows and files: where, and what to do; what holds for all figures is a warning."""
    general = set(release.warnings)
    return [
        (problems.place(p) or texts.UNKNOWN, f"{problems.reason(p)} {problems.remedy(p)}")
        for p in release.problems
        if p not in general
    ]


def certainty(release: Release, standard_id: str = "", *, missing: bool = False) -> str:
    """Say how sure a figure about reach is: method, where people live, estimated people, areas without a figure."""
    words = [pages.CERTAINTY[release.method].format(spread=spread(release, standard_id))]
    if standard_id:
        words += _span_words(release, standard_id, missing)
    if standard_id and is_estimated(release, standard_id) and knows_people(release, standard_id):
        census = "_census" if release.people_from == "census" else ""
        words.append(pages.CERTAINTY[f"estimated{census}"])
    if standard_id:
        row = coverage_row(release, standard_id)
        if 0 < row["areas_known"] < row["areas"]:
            known, every = texts.number(row["areas_known"]), texts.number(row["areas"])
            words.append(pages.CERTAINTY["partly"].format(known=known, all=every))
    return " ".join(words)


def _span_words(release: Release, standard_id: str, missing: bool) -> list[str]:
    """Say between which shares most of the draws lie; nothing where there is no share."""
    row = coverage_row(release, standard_id)
    if row["state"] != "known":
        return []
    low, high = row["covered_low"], row["covered_high"]
    if low != low:
        return []
    if missing:
        low, high = 1 - high, 1 - low
    key = f"span{'_missing' if missing else ''}{'' if texts.interval(low, high) else '_none'}"
    words = [pages.CERTAINTY[key].format(low=texts.percent(low), high=texts.percent(high))]
    return [*words, pages.CERTAINTY["span_straight"]] if release.method == "straight_line" else words


def knows_people(release: Release, standard_id: str) -> bool:
    """Tell whether it is known how many people there are, of a standard's ages where one is named."""
    rows = release.coverage[release.coverage["standard_id"] == standard_id]
    is_unknown = bool(len(rows)) and bool((rows["people"].isna() & (rows["state"] == "unknown")).all())
    return release.people_from != "nobody" and not is_unknown


def spread(release: Release, standard_id: str) -> str:
    """Say how people are spread within the areas."""
    even, areas = len(release.even_areas), len(release.areas)
    key = "grid" if not even else "even" if even >= areas else "some"
    if not knows_people(release, standard_id):
        key = "nobody"
    word = pages.dative(texts.area_word(release.levels[-1], even)) if even != 1 else release.levels[-1]
    return pages.SPREAD[key].format(count=f"{texts.number(even)} {word}")


def part_time(release: Release, standard_id: str) -> pd.DataFrame:
    """Return the current activities that would count for a standard if their hours were enough."""
    current = running(release)
    fits = [standard_id in ids for ids in current["part_time_for"]]
    return current[pd.Series(fits, index=current.index, dtype=bool)]


def is_estimated(release: Release, standard_id: str) -> bool:
    """Tell whether the people of a standard's ages were split from a wider band anywhere."""
    rows = release.coverage[release.coverage["standard_id"] == standard_id]
    return bool(rows["is_estimated"].any())


# --- footer -----------------------------------------------------------------------------------------------------------


def source_line(release: Release) -> str:
    """Name the publishers of all data, each once, with their licences."""
    named = {
        f"{s.publisher or s.title or s.file}{f' ({s.licence})' if s.licence else ''}": None for s in release.sources
    }
    return pages.FOOTER["sources"].format(sources="; ".join(named))


def state_line(release: Release) -> str:
    """Say which study, date, method and program stand behind a page."""
    return pages.FOOTER["state"].format(
        name=release.name,
        date=texts.date_text(release.date),
        method=texts.METHOD[release.method],
        version=release.version,
        fingerprint=release.fingerprint[:12],
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _counted(count: float, one: str, many: str) -> str:
    return pages.counted(count, one, many)


def _category(code: Any) -> tuple[str, str]:
    found = pages.COUNTED_KIND.get(str(code)) or texts.CATEGORY.get(str(code))
    return found or texts.CATEGORY["sonstige"]
