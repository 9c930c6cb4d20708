"""What the page „Lücken“ says."""

from __future__ import annotations

from sozialraum_geo.german.sentences.coverage import coverage_sentence
from sozialraum_geo.german.sentences.phrases import capital, people_words, standard_fields
from sozialraum_geo.german.words import numbers
from sozialraum_geo.german.words.pages import gaps as words
from sozialraum_geo.release.door import Release
from sozialraum_geo.release.facts import Row, area_name, coverage_row, row_of, standard_of


def gap_sentence(release: Release, standard_id: str, sozialraum_id: str = "") -> str:
    """Say for how many the way is too long: where most of them live (inside only), and in all.

    Inside the chosen Sozialraum stands in for the one where most live, if anybody there has a way too long. Where there
    is no number, the sentence of `coverage_sentence`.
    """
    town, rule = coverage_row(release, standard_id), standard_of(release, standard_id)
    if town["state"] != "known":
        return coverage_sentence(release, standard_id)
    fields = standard_fields(rule) | {
        "all": people_words(release, town["uncovered_people"]),
        "people": people_words(release, town["people"]),
    }
    if town["uncovered_people"] == 0:
        return words.ANSWER["gap_none"].format_map(fields)
    if release.is_public:
        return capital(words.ANSWER["gap_public"].format_map(fields))
    row = coverage_row(release, standard_id, sozialraum_id) if sozialraum_id else None
    if row is not None and row["state"] == "known" and row["uncovered_people"] > 0:
        fields |= {
            "count": people_words(release, row["uncovered_people"]),
            "here": people_words(release, row["people"]),
        }
        return words.ANSWER["gap_here"].format(area=area_name(release, sozialraum_id), **fields)
    rows = release.coverage[release.coverage["standard_id"] == standard_id]
    worst = rows.sort_values("uncovered_people", ascending=False, kind="stable")["sozialraum_id"].iloc[0]
    fields |= {"count": people_words(release, coverage_row(release, standard_id, worst)["uncovered_people"])}
    return words.ANSWER["gap"].format(area=area_name(release, worst), **fields)


def weighted_sentence(release: Release, standard_id: str, sozialraum_id: str = "") -> str:
    """Say where a way too long weighs most by the index, or what it weighs in the chosen Sozialraum.

    In public, without an index and where nothing weighs, the sentence of `gap_sentence`.
    """
    if release.gaps is None or release.need is None:
        return gap_sentence(release, standard_id, sozialraum_id)
    rows = release.gaps[release.gaps["standard_id"] == standard_id]
    known = rows[rows["weighted_people"] > 0].sort_values("weighted_people", ascending=False, kind="stable")
    here = known[known["sozialraum_id"] == sozialraum_id]
    if not len(known) or (sozialraum_id and not len(here)):
        return gap_sentence(release, standard_id, sozialraum_id)
    row: Row = (here if len(here) else known).to_dict("records")[0]
    return words.ANSWER["weighted_here" if len(here) else "weighted"].format(
        area=area_name(release, row["sozialraum_id"]),
        count=numbers.number(row["uncovered_people"]),
        weight=numbers.number(row_of(release.need, row["sozialraum_id"])["need_weight"], 2),
        weighted=numbers.number(row["weighted_people"]),
        **standard_fields(standard_of(release, standard_id)),
    )
