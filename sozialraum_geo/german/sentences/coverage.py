"""What the page „Erreichbarkeit“ says, and how sure a figure about reach is."""

from __future__ import annotations

from sozialraum_geo.german.sentences.phrases import MOST_REASONS, share_fields, span_fields, standard_fields
from sozialraum_geo.german.words import grammar, labels, maps, numbers
from sozialraum_geo.german.words.pages import coverage as coverage_words
from sozialraum_geo.release.coarsening import TOO_WIDE
from sozialraum_geo.release.door import Release
from sozialraum_geo.release.facts import area_name, coverage_row, is_estimated, knows_people, standard_of


def coverage_sentence(release: Release, standard_id: str, sozialraum_id: str = "") -> str:
    """Say which share reaches an offer, of how many; then the same for the chosen Sozialraum.

    Where there is no share it says why: not known, the data do not suffice (with the span), or numbers too small. Then
    nothing is said of a Sozialraum.
    """
    rule, row = standard_of(release, standard_id), coverage_row(release, standard_id)
    fields = standard_fields(rule)
    if row["reason"] == TOO_WIDE:
        return coverage_words.ANSWER["coverage_wide"].format_map(fields | span_fields(row))
    if row["reason"] or row["state"] == "unknown":
        reason = maps.REASON.get(row["reason"], "").removeprefix("Nicht berechnet: ")
        return coverage_words.ANSWER["coverage_unknown"].format(reason=reason, **fields).strip()
    if row["state"] == "suppressed":
        return coverage_words.ANSWER["coverage_blank"].format_map(fields)
    if row["state"] == "small":
        words = coverage_words.ANSWER["coverage_small"].format_map(fields)
    else:
        words = _partly(
            release, standard_id, coverage_words.ANSWER["coverage"].format_map(fields | share_fields(release, row))
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
    return coverage_words.ANSWER["coverage_partly"].format(
        known=numbers.number(len(known)), all=numbers.number(row["areas"]), names=", ".join(names), words=words
    )


def _here(release: Release, standard_id: str, sozialraum_id: str) -> str:
    row = coverage_row(release, standard_id, sozialraum_id)
    known = "here_public" if release.is_public else "here"
    key = {"known": known, "small": "here_small"}.get(str(row["state"]), "here_unknown")
    if row["people"] == 0:
        key = "here_nobody"
    if row["reason"] == TOO_WIDE:
        key = "here_wide" if row["covered_low"] == row["covered_low"] else "here_unknown"
    fields = share_fields(release, row) | span_fields(row)
    return coverage_words.ANSWER[key].format(area=area_name(release, sozialraum_id), **fields)


def certainty(release: Release, standard_id: str = "", *, missing: bool = False) -> str:
    """Say how sure a figure about reach is: method, where people live, estimated people, areas without a figure.

    Parameters
    ----------
    standard_id
        With it also its span (5 to 95 % of the draws) and in how many Sozialräume it is known; without it method and
        homes alone.
    missing
        The span is that of the people with a way too long.
    """
    words = [coverage_words.CERTAINTY[release.method].format(spread=spread(release, standard_id))]
    if standard_id:
        words += _span_words(release, standard_id, missing)
    if standard_id and is_estimated(release, standard_id) and knows_people(release, standard_id):
        census = "_census" if release.people_from == "census" else ""
        words.append(coverage_words.CERTAINTY[f"estimated{census}"])
    if standard_id:
        row = coverage_row(release, standard_id)
        if 0 < row["areas_known"] < row["areas"]:
            known, every = numbers.number(row["areas_known"]), numbers.number(row["areas"])
            words.append(coverage_words.CERTAINTY["partly"].format(known=known, all=every))
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
    key = f"span{'_missing' if missing else ''}{'' if numbers.interval(low, high) else '_none'}"
    words = [coverage_words.CERTAINTY[key].format(low=numbers.percent(low), high=numbers.percent(high))]
    return [*words, coverage_words.CERTAINTY["span_straight"]] if release.method == "straight_line" else words


def spread(release: Release, standard_id: str) -> str:
    """Say how people are spread within the areas."""
    even, areas = len(release.even_areas), len(release.areas)
    key = "grid" if not even else "even" if even >= areas else "some"
    if not knows_people(release, standard_id):
        key = "nobody"
    word = grammar.dative(labels.area_word(release.levels[-1], even)) if even != 1 else release.levels[-1]
    return coverage_words.SPREAD[key].format(count=f"{numbers.number(even)} {word}")
