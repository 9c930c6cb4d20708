"""Places shared with all who reach them, and how unevenly they are spread: sentences and a table from a release."""

from __future__ import annotations

import math

from sozialraum_geo.german.words import grammar, labels, numbers
from sozialraum_geo.german.words.pages import coverage as coverage_words
from sozialraum_geo.release.door import Release
from sozialraum_geo.release.facts import Row, area_name, standard_of

CLEAR = 0.05  # of a concentration index; what is nearer to 0 is no tendency; a default of ours


def _fields(release: Release, standard_id: str) -> dict[str, str]:
    rule = standard_of(release, standard_id)
    limit = labels.limit_words(rule.limit_m, rule.limits)
    return {
        "name": rule.name,
        "group": grammar.group(rule.ages.start, rule.ages.stop),
        "group_dative": grammar.group(rule.ages.start, rule.ages.stop, dative=True),
        "aged": numbers.people_aged(rule.ages.start, rule.ages.stop),
        "way": f"{limit} {labels.WAY[rule.mode]}",
    }


def access_sentence(release: Release, standard_id: str) -> str:
    """Say how many places are within reach of a hundred people, and inside where fewest and most are."""
    rows = release.access[release.access["standard_id"] == standard_id].set_index("sozialraum_id")["access_per_100"]
    rows = rows.dropna()
    words, fields = coverage_words.ACCESS, _fields(release, standard_id)
    facts = release.access_standards.to_dict("index").get(standard_id)
    if facts is None:
        return words["none"].format_map(fields)
    fields |= {
        "unit": labels.CAPACITY_UNIT.get(str(facts["unit"]), str(facts["unit"])),
        "missing": numbers.number(facts["facilities_without_capacity"]),
        "all": numbers.number(facts["facilities"]),
        "unreached": numbers.number(facts["unreached"]),
    }
    if not len(rows):
        return words["unknown"].format_map(fields)
    sentence = words["mean"].format(mean=numbers.number(facts["mean"] * 100), **fields)
    if not release.is_public and rows.max() - rows.min() >= 1:
        sentence += " " + words["range"].format(
            least=area_name(release, str(rows.idxmin())),
            low=numbers.number(rows.min()),
            most=area_name(release, str(rows.idxmax())),
            high=numbers.number(rows.max()),
        )
    notes = [words[k].format_map(fields) for k in ("missing", "unreached") if fields[k] != "0"]
    return " ".join([sentence, *notes])


def inequality_sentences(release: Release, standard_id: str) -> list[str]:
    """Say in plain words how unevenly the places within reach are spread; nothing in public or where unknown."""
    if release.inequality is None or standard_id not in release.inequality.index:
        return []
    row: Row = release.inequality.to_dict("index")[standard_id]
    if math.isnan(row["gini"]):
        return []
    words = coverage_words.ACCESS
    fields = _fields(release, standard_id) | {
        "difference": numbers.percent(2 * row["gini"]),
        "gini": numbers.number(row["gini"], 2),
        "concentration": numbers.number(row["concentration"], 2),
        "poor": numbers.percent(row["fgt_0"]),
        "gap": numbers.percent(row["fgt_1"] / row["fgt_0"]) if row["fgt_0"] > 0 else numbers.UNKNOWN,
    }
    lines = [words["gini"].format_map(fields)]
    if not math.isnan(row["concentration"]):
        key = "even" if abs(row["concentration"]) < CLEAR else "deprived" if row["concentration"] > 0 else "better_off"
        lines.append(words[key].format_map(fields))
    lines.append(words["short" if row["fgt_0"] > 0 else "not_short"].format_map(fields))
    return lines
