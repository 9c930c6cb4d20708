"""What the page „Prioritäten“ says: the order, how sure it is, its reasons, what would change it."""

from __future__ import annotations

import math
from itertools import pairwise

from sozialraum_geo.german.sentences.phrases import MOST_REASONS, named_problem, people_words, standard_fields
from sozialraum_geo.german.words import grammar, numbers, problems
from sozialraum_geo.german.words.pages import priorities as priorities_words
from sozialraum_geo.release.door import FIRST, Release
from sozialraum_geo.release.facts import Row, area_name, coverage_row, ranked, row_of, standard_of

MOST_BANDS = 4
MOST_RANKED = 30  # in a plot; the list has all
EQUAL = 1e-9  # weights nearer than this are the same

# findings that say what index and ranking leave out
UNUSED_CODES = frozenset({
    "standard_unused", "area_unranked", "index_invalid", "index_small", "index_missing", "index_flat", "index_none",
    "few_areas", "few_areas_compared", "preset_incomplete", "need_unknown_indicator", "reference_partly",
    "index_chance", "index_unsmoothed",
})  # fmt: skip


def priority_sentence(release: Release) -> str:
    """Say how surely the first Sozialräume are among the first, and which places cannot be told apart.

    Without an order it says why; in public that none is shown.
    """
    if release.is_public:
        return priorities_words.ANSWER["priority_public"]
    ranks = ranked(release)
    if not len(ranks):
        return _why_no_order(release)
    top: list[Row] = ranks.head(FIRST).to_dict("records")
    named = [
        {"area": area_name(release, str(r["sozialraum_id"])), "times": numbers.times_of_100(r["first_share"])}
        for r in top
    ]
    bands = bands_sentence(release)
    if len(ranks) <= FIRST:
        return priorities_words.ANSWER["priority_few"].format(area=named[0]["area"], bands=bands)
    others = "".join(priorities_words.ANSWER["priority_others"].format_map(fields) for fields in named[1:])
    return priorities_words.ANSWER["priority"].format(
        **named[0], first=grammar.COUNT[FIRST], others=others, bands=bands
    )


def bands_sentence(release: Release) -> str:
    """Say which places cannot be told apart; the first few groups."""
    ranks = ranked(release)
    groups = [sorted(g["rank"].astype(int)) for _, g in ranks.groupby("band", sort=True) if len(g) > 1]
    if not groups:
        return priorities_words.ANSWER["bands_none"]
    words = [_band_words(places) for places in groups[:MOST_BANDS]]
    if len(groups) > MOST_BANDS:
        words.append(
            priorities_words.ANSWER["bands_more"].format(
                count=grammar.counted(len(groups) - MOST_BANDS, "weitere Gruppe", "weitere Gruppen")
            )
        )
        return priorities_words.ANSWER["bands"].format(bands=f"{', '.join(words[:-1])} {words[-1]}")
    return priorities_words.ANSWER["bands"].format(bands=numbers.join(words))


def _band_words(places: list[int]) -> str:
    """Name the places of a group: as a run where they are one, else one by one."""
    if len(set(places)) == places[-1] - places[0] + 1 and places[0] < places[-1]:
        return priorities_words.ANSWER["band"].format(low=places[0], high=places[-1])
    if len(places) > MOST_REASONS:
        words = priorities_words.ANSWER["band_loose"]
        return words.format(count=numbers.number(len(places)), low=places[0], high=places[-1])
    named = [numbers.number(p) for p in dict.fromkeys(places)]
    return priorities_words.ANSWER["band_listed"].format(places=numbers.join(named))


def _why_no_order(release: Release) -> str:
    if release.need is None or release.need["need_index"].isna().all() or not release.standards:
        return priorities_words.ANSWER["priority_none"]
    blocking = [p for p in release.warnings if p.code == "area_unranked"] or [
        p for p in release.warnings if p.code == "standard_unused"
    ]
    why = " ".join(problems.reason(named_problem(release, p)) for p in blocking[:2])
    return priorities_words.ANSWER["priority_unknown"].format(why=why).strip()


def reasons(release: Release, sozialraum_id: str) -> list[str]:
    """Say why a Sozialraum stands where it stands: its gaps by what they contribute, then its index.

    Returns
    -------
    list of str
        At most `MOST_REASONS` gaps and the index; empty without an order and in public.
    """
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
            "label": priorities_words.INDEX_LABEL.get(release.need_preset, "Sozialindex"),
            "status": status,
            "value": numbers.number(need["need_index"], 2),
            "weight": numbers.number(need["need_weight"], 2),
            "change": change,
        }
        key = "index_plain" if not isinstance(status, str) else "index_change" if isinstance(change, str) else "index"
        lines.append(priorities_words.REASON[key].format_map(fields))
    return lines


def _reason(release: Release, sozialraum_id: str, standard_id: str, part: float) -> str:
    row, rule = coverage_row(release, standard_id, sozialraum_id), standard_of(release, standard_id)
    fields = standard_fields(rule) | {
        "share": numbers.percent(1 - row["covered_share"]),
        "count": people_words(release, row["uncovered_people"], str(row["state"])),
        "people": people_words(release, row["people"]),
        "part": numbers.percent(part),
    }
    return priorities_words.REASON["gap_small" if row["state"] == "small" else "gap"].format_map(fields)


def reasons_shown(release: Release, sozialraum_id: str = "", first: int = 3) -> list[tuple[str, str]]:
    """Return rank and id of the Sozialräume whose reasons are shown: the chosen one, else the first ones.

    Also the first ones where the chosen one is not ranked; none without a ranking. The rank is written in words.
    """
    ranks = ranked(release)
    chosen = ranks[ranks["sozialraum_id"] == sozialraum_id] if sozialraum_id else ranks.head(first)
    chosen = chosen if len(chosen) else ranks.head(first)
    return [(numbers.number(r), str(i)) for r, i in zip(chosen["rank"], chosen["sozialraum_id"], strict=True)]


def weights_sentence(release: Release) -> str:
    """Say how much each standard weighs and who decided that; empty in public and without an order."""
    if release.is_public or not release.weights:
        return ""
    names = {s.id: s.name for s in release.standards}
    parts = [f"{names[i]} {numbers.percent(w)}" for i, w in release.weights.items()]
    words = priorities_words.WEIGHTS.format(weights=", ".join(parts))
    if len(parts) > 1 and max(release.weights.values()) - min(release.weights.values()) < EQUAL:
        words = priorities_words.EQUAL_WEIGHTS.format(count=len(parts))
    who = release.weights_decided
    decided = priorities_words.DECIDED.format(who=who) if who and not release.is_trial else priorities_words.NOT_DECIDED
    return f"{words} {decided}"


def rank_note(release: Release) -> str:
    """Explain the plot of ranks."""
    words = priorities_words.RANK_NOTE.format(draws=numbers.number(release.draws))
    if len(ranked(release)) <= MOST_RANKED:
        return words
    return f"{words} {priorities_words.RANK_CUT.format(count=numbers.number(MOST_RANKED))}"


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
            now, then = numbers.percent(tip["weight"]), numbers.percent(tip["weight_then"])
            digits = 1 if now == then else 0
            words.append(
                priorities_words.TIP["weight"].format(
                    standard=names[tip["standard_id"]],
                    then=numbers.percent(tip["weight_then"], digits),
                    now=numbers.percent(tip["weight"], digits),
                )
            )
        if tip := limits.get((upper, lower)):
            words.append(
                priorities_words.TIP["limit"].format(
                    standard=names[tip["standard_id"]],
                    then=f"{numbers.number(tip['limit_then_m'])} m",
                    now=f"{numbers.number(tip['limit_m'])} m",
                )
            )
        swap = "; oder ".join(words) if words else priorities_words.TIP["none"]
        pair = area_name(release, upper), area_name(release, lower)
        lines.append((*pair, swap, numbers.times_of_100(before[upper])))
    return lines


def unused(release: Release) -> list[str]:
    """Say what the ranking leaves out, and why: areas, standards, indicators for context, supply; never empty.

    For pages inside: in public it still speaks of a ranking.
    """
    lines = []
    for problem in release.warnings:
        if problem.code in UNUSED_CODES:
            named = named_problem(release, problem)
            lines.append(f"{problems.reason(named)} {problems.remedy(named)}")
    weightless = [s.name for s in release.standards if s.id not in release.weights and s.name not in " ".join(lines)]
    if weightless and release.is_trial:
        lines.append(priorities_words.UNUSED["trial"].format(names=numbers.join(weightless)))
    context = [i.name for i in release.indicator_list if i.kind == "context"]
    if context:
        lines.append(priorities_words.UNUSED["context"].format(names=numbers.join(context)))
    sure = priorities_words.UNUSED["sure"].format(draws=numbers.number(release.draws))
    return [*lines, priorities_words.UNUSED["supply"], sure]
