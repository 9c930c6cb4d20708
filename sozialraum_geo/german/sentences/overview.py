"""What the page „Überblick“ says."""

from __future__ import annotations

from sozialraum_geo.german.sentences.phrases import inventory, people_words, standard_fields
from sozialraum_geo.german.words import grammar, heads, labels, numbers
from sozialraum_geo.german.words.pages import overview as overview_words
from sozialraum_geo.release.activities import running
from sozialraum_geo.release.door import Release
from sozialraum_geo.release.facts import low_areas, standard_of


def overview_sentence(release: Release, standard_id: str) -> str:
    """Say what there is, and in how many Sozialräumen less than half reach an offer.

    Parameters
    ----------
    standard_id
        The offer; the second part is left out where it is empty or nothing is known of it.
    """
    parts = [grammar.counted(len(release.areas), release.levels[-1], labels.area_word(release.levels[-1], 2))]
    words = f"{numbers.join([*parts, *inventory(release)])}."
    low = low_areas(release, standard_id) if standard_id else None
    if low is None:
        return words
    rule = standard_of(release, standard_id)
    pattern = overview_words.ANSWER["low_areas" if low else "no_low_areas"]
    return f"{words} {pattern.format(in_areas=grammar.in_areas(release.levels[-1], low), **standard_fields(rule))}"


def key_figures(release: Release) -> list[tuple[str, str]]:
    """Return label and number of what stands beside the first map; what is 0 or unknown is left out.

    Both as words: residents, people under 27, places, activities that run, Gremien, partners.
    """
    figures = {
        "residents": people_words(release, release.totals["residents"]),
        "young": people_words(release, release.totals["young"]),
        "places": numbers.number(len(release.places)),
        "activities": numbers.number(len(running(release))),
        "gremien": numbers.number(len(release.gremien)),
        "partners": numbers.number(len(release.partners)),
    }
    return [(heads.KEY_FIGURE[k], v) for k, v in figures.items() if v not in ("0", numbers.UNKNOWN)]
