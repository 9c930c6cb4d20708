"""What the page „Sozialraum“ says: strengths first, then what is missing."""

from __future__ import annotations

import math

from sozialraum_geo.german.sentences.phrases import (
    capital,
    category_words,
    inventory,
    people_words,
    share_fields,
    standard_fields,
)
from sozialraum_geo.german.words import grammar, numbers
from sozialraum_geo.german.words.pages import area as area_words
from sozialraum_geo.german.words.pages import frame
from sozialraum_geo.release.activities import running
from sozialraum_geo.release.door import Release
from sozialraum_geo.release.facts import HALF, area_name, band_edges, coverage_row, gremien_in, row_of

WELL_REACHED = 0.8
MOST_KINDS = 6


def area_sentence(release: Release, sozialraum_id: str) -> str:
    """Say how much there is in one Sozialraum: residents, places, activities, Gremien.

    What no list of the study names is left out.
    """
    return capital(f"{numbers.join(inventory(release, sozialraum_id))}.")


def area_question(release: Release, sozialraum_id: str = "") -> str:
    """Return the title of the page about one Sozialraum; a general one where none is chosen."""
    return (
        frame.PAGE["sozialraum"][1].format(area=area_name(release, sozialraum_id))
        if sozialraum_id
        else area_words.NO_PLACE
    )


def people_note(release: Release, sozialraum_id: str = "") -> str:
    """Explain the chart of age bands: shares or people, ages not shown, what was estimated."""
    residents = row_of(release.areas, sozialraum_id)["residents"] if sozialraum_id else release.totals["residents"]
    if not residents > 0 or not release.totals["residents"] > 0:
        if release.people_from == "nobody":
            return area_words.PEOPLE_UNKNOWN
        return area_words.PEOPLE_COUNTED + (_estimated_note(release) if release.estimated_bands else "")
    missing = _missing_ages(release)
    words = area_words.MISSING_AGES.format(ages=numbers.join(missing)) if missing else ""
    return area_words.PEOPLE_NOTE + words + (_estimated_note(release) if release.estimated_bands else "")


def _estimated_note(release: Release) -> str:
    return area_words.ESTIMATED_CENSUS if release.people_from == "census" else area_words.ESTIMATED_NOTE


def _missing_ages(release: Release) -> list[str]:
    """Return the ages between and around the bands of the chart, in words."""
    missing, end = [], 0.0
    for start, stop in sorted(band_edges(str(band)) for band in release.people.columns):
        if start > end:
            missing.append(numbers.ages(end, start))
        end = max(end, stop)
    return missing if math.isinf(end) else [*missing, numbers.ages(end, math.inf)]


def strengths(release: Release, sozialraum_id: str) -> list[str]:
    """Say what a Sozialraum has: offers that most reach, places, activities, Gremien, partners.

    Of offers those that at least `WELL_REACHED` (0–1) of the age reach. Empty where there is none of all this.
    """
    lines = []
    for rule in release.standards:
        row = coverage_row(release, rule.id, sozialraum_id)
        if row["state"] == "known" and row["people"] > 0 and row["covered_share"] >= WELL_REACHED:
            key = "reached_public" if release.is_public else "reached"
            lines.append(area_words.PROFILE[key].format_map(standard_fields(rule) | share_fields(release, row)))
    places = release.places[release.places["sozialraum_id"] == sozialraum_id]
    if len(places):
        kinds = [grammar.counted(n, *category_words(c)) for c, n in places["category"].value_counts().items()]
        words = area_words.PROFILE["places" if len(kinds) <= MOST_KINDS else "places_among"]
        lines.append(
            words.format(
                places=grammar.counted(len(places), "Einrichtung", "Einrichtungen"),
                kinds=numbers.join(kinds[:MOST_KINDS]),
            )
        )
    current = running(release, sozialraum_id)
    if len(current):
        points = [grammar.point_words(p) for p in current["ansatzpunkt"].value_counts().index[:2]]
        words = area_words.PROFILE["activities"]
        lines.append(
            words.format(
                activities=grammar.counted(len(current), "laufendes Angebot", "laufende Angebote"),
                points=numbers.join(points),
            )
        )
    gremien = gremien_in(release, sozialraum_id)
    if len(gremien):
        lines.append(area_words.PROFILE["gremien"].format(gremien=grammar.counted(len(gremien), "Gremium", "Gremien")))
    partners = release.partners[release.partners["sozialraum_id"] == sozialraum_id]
    if len(partners):
        kinds_met = grammar.counted(partners["kind"].nunique(), "Bereich", "Bereichen")
        lines.append(
            area_words.PROFILE["partners"].format(
                partners=grammar.counted(len(partners), "Partner", "Partner"), kinds=kinds_met
            )
        )
    return lines


def lacking(release: Release, sozialraum_id: str) -> list[str]:
    """Say which offers less than half reach in a Sozialraum, most people first.

    Never empty: one sentence says that there is no such offer, or that of none it is known who reaches it.
    """
    found: list[tuple[float, str]] = []
    known = 0
    for rule in release.standards:
        row = coverage_row(release, rule.id, sozialraum_id)
        known += row["state"] in ("known", "small")
        if row["state"] == "known" and row["people"] > 0 and row["covered_share"] < HALF:
            fields = standard_fields(rule) | {
                "count": people_words(release, row["uncovered_people"]),
                "people": people_words(release, row["people"]),
                "share": numbers.percent(1 - row["covered_share"]),
            }
            # two rounded counts side by side would read „rund 650 von rund 650“ where 94 % are meant
            words = area_words.PROFILE["lacking_public" if release.is_public else "lacking"].format_map(fields)
            found.append((-row["uncovered_people"], capital(words)))
    return [words for _, words in sorted(found)] or [
        area_words.PROFILE["nothing_lacking" if known else "nothing_known"]
    ]


def not_known(release: Release, sozialraum_id: str) -> str:
    """Name the offers of which it is not known, or too few to say, who reaches them in a Sozialraum.

    Empty where there is none.
    """
    states = {s.name: coverage_row(release, s.id, sozialraum_id)["state"] for s in release.standards}
    names = [name for name, state in states.items() if state in ("unknown", "suppressed")]
    return area_words.PROFILE["unknown"].format(names=numbers.join(names)) if names else ""
