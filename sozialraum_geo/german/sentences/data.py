"""What the page „Daten“ says, and the foot of every page: sources, date, method."""

from __future__ import annotations

from sozialraum_geo.german.sentences.calculation import Facts
from sozialraum_geo.german.sentences.phrases import named_problem
from sozialraum_geo.german.words import labels, numbers, problems
from sozialraum_geo.german.words.pages import data as words
from sozialraum_geo.german.words.pages import frame
from sozialraum_geo.release.door import Release


def data_sentence(release: Release) -> str:
    """Say how many rows of all files came in and how many wait; in public only how many came in."""
    imported, rejected, rows = (sum(getattr(s, f) for s in release.sources) for f in ("imported", "rejected", "rows"))
    pattern = words.ANSWER["data_public" if release.is_public else "data" if rejected else "data_all"]
    left_out = rows - imported - rejected
    return pattern.format(
        left_out=words.LEFT_OUT.format(count=numbers.number(left_out)) if left_out else "",
        imported=numbers.number(imported),
        rows=numbers.number(rows),
        rejected=numbers.number(rejected),
        verb="wartet" if rejected == 1 else "warten",
    )


def warning_sentences(release: Release) -> list[str]:
    """Say what a reader of any figure must know; one sentence that there is nothing, where there is nothing."""
    return [problems.message(named_problem(release, p)) for p in release.warnings] or [words.NO_WARNINGS]


def findings(release: Release) -> Facts:
    """Return what was found about rows and files: where, and what to do; what holds for all figures is a warning.

    Pairs of words; none in public.
    """
    general = set(release.warnings)
    return [
        (problems.place(p) or numbers.UNKNOWN, f"{problems.reason(p)} {problems.remedy(p)}")
        for p in release.problems
        if p not in general
    ]


def source_line(release: Release) -> str:
    """Name the publishers of all data, each once, with their licences."""
    named = {
        f"{s.publisher or s.title or s.file}{f' ({s.licence})' if s.licence else ''}": None for s in release.sources
    }
    return frame.FOOTER["sources"].format(sources="; ".join(named))


def state_line(release: Release) -> str:
    """Say which study, date, method and program stand behind a page."""
    return frame.FOOTER["state"].format(
        name=release.name,
        date=numbers.date_text(release.date),
        method=labels.METHOD[release.method],
        version=release.version,
        fingerprint=release.fingerprint[:12],
    )
