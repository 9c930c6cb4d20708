"""Words on a page as escaped HTML: heads, lists, facts; pages reach them through `ui`."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from typing import Any

import streamlit as st

from sozialraum_geo.german.sentences import calculation
from sozialraum_geo.german.sentences.steps import Figure
from sozialraum_geo.german.words import numbers
from sozialraum_geo.german.words import steps as steps_words
from sozialraum_geo.german.words.pages import data as data_words
from sozialraum_geo.german.words.pages import frame
from sozialraum_geo.release import Release

MOST_FINDINGS = 40


def show_head(question: str, answer: str, certainty: str = "", badge: str = "") -> None:
    """Draw title, answer and what the answer rests on; what is empty is left out.

    Parameters
    ----------
    badge
        Word before the answer, such as that it is of a trial.
    """
    mark = f'<span class="sg-badge">{escaped(badge)}</span>' if badge else ""
    parts = [f"<h1>{escaped(question)}</h1>"]
    if answer:
        parts.append(f'<p class="sg-answer">{mark}{escaped(answer)}</p>')
    if certainty:
        parts.append(f'<p class="sg-certainty">{escaped(certainty)}</p>')
    st.html(f'<div class="sg-head">{"".join(parts)}</div>')


def show_answer(words: str) -> None:
    """Draw a sentence that answers."""
    st.html(f'<p class="sg-answer">{escaped(words)}</p>')


def show_subheading(words: str) -> None:
    """Draw a heading of the third level."""
    st.html(f'<h3 class="sg-h3">{escaped(words)}</h3>')


def show_heading(words: str) -> None:
    """Draw a heading of the second level."""
    st.html(f'<h2 class="sg-h2">{escaped(words)}</h2>')


def show_list(lines: Iterable[str]) -> None:
    """Draw sentences as a list."""
    st.html(f'<ul class="sg-list">{_items(lines)}</ul>')


def show_reasons(ranked: Iterable[tuple[str, Iterable[str]]]) -> None:
    """Draw ranked areas, each with its reasons: pairs of rank with name, and sentences."""
    items = "".join(f"<li><h3>{escaped(name)}</h3><ul>{_items(lines)}</ul></li>" for name, lines in ranked)
    st.html(f'<ol class="sg-ranks">{items}</ol>')


def show_figures(figures: Iterable[tuple[str, str]]) -> None:
    """Draw key figures: label and number each."""
    tiles = "".join(f"<div><dt>{escaped(label)}</dt><dd>{escaped(value)}</dd></div>" for label, value in figures)
    st.html(f'<dl class="sg-figures">{tiles}</dl>')


def show_empty(words: tuple[str, str]) -> None:
    """Say in two lines why there is nothing and how to bring something; the first may be empty."""
    title = f"<strong>{escaped(words[0])}</strong>" if words[0] else ""
    st.html(f'<div class="sg-empty">{title}<p>{escaped(words[1])}</p></div>')


def show_foot(lines: Iterable[str]) -> None:
    """Draw the last lines of a page."""
    st.html(f'<footer class="sg-footer">{"".join(f"<p>{escaped(line)}</p>" for line in lines)}</footer>')


def split() -> Sequence[Any]:
    """Return a wide place for the map and a narrow one beside it, or below it where the window is narrow."""
    with st.container(key="split"):
        return st.columns([2, 1], gap="medium")


def show_note(words: str) -> None:
    """Draw a line of small print, if there is one."""
    if not words:
        return
    st.html(f'<p class="sg-certainty">{escaped(words)}</p>')


def show_done(words: str) -> None:
    """Say that something was done; a screen reader hears it."""
    st.html(f'<p class="sg-done" role="status">{escaped(words)}</p>')


def show_edit(words: str, lines: Iterable[str]) -> None:
    """Draw one line of a history, with what changed below it."""
    items = "".join(f"<span>{escaped(line)}</span>" for line in lines)
    st.html(f'<div class="sg-edit"><strong>{escaped(words)}</strong>{items}</div>')


def show_grid(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Draw a small table of words whose first cells head their rows."""
    head = "".join(f'<th scope="col">{escaped(word)}</th>' for word in heads)
    body = "".join(
        f'<tr><th scope="row">{escaped(first)}</th>{"".join(f"<td>{escaped(cell)}</td>" for cell in rest)}</tr>'
        for first, *rest in rows
    )
    st.html(
        f'<div class="sg-wide"><table class="sg-grid"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def show_calculation(
    release: Release, facts: calculation.Facts, figures: Iterable[Figure | None] = (), note: str = ""
) -> None:
    """Draw the expander that shows how each figure was computed: its steps with the very numbers, then the facts.

    Parameters
    ----------
    facts
        As `calculation.facts` returns them.
    figures
        As `steps` and `steps_all` return them; None is passed over.
    note
        Small print below them.
    """
    shown = [figure for figure in figures if figure is not None]
    with st.expander(frame.CONTROL["calculation"], icon=":material/calculate:"):
        for figure in shown:
            show_steps(calculation.title(release, figure), calculation.written(release, figure))
        if shown:
            show_note(steps_words.ROUNDED if release.is_public else steps_words.FRACTIONS)
        show_note(note)
        show_facts(facts)


def show_steps(title: str, steps: Iterable[calculation.Written]) -> None:
    """Draw the steps of one figure as a small table."""
    head = "".join(f'<th scope="col">{escaped(word)}</th>' for word in steps_words.HEAD)
    rows = "".join(
        f'<tr><th scope="row">{number}. {escaped(what)}</th><td>{escaped(how)}</td><td>{escaped(result)}</td></tr>'
        for number, (what, how, result) in enumerate(steps, start=1)
    )
    caption = f"<caption>{escaped(title)}</caption>"
    st.html(f'<table class="sg-steps">{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>')


def show_facts(facts: Iterable[tuple[str, str]]) -> None:
    """Draw pairs of name and explanation."""
    rows = "".join(f"<dt>{escaped(a)}</dt><dd>{escaped(b)}</dd>" for a, b in facts)
    st.html(f'<dl class="sg-facts">{rows}</dl>')


def show_findings(findings: Sequence[tuple[str, str]]) -> None:
    """Draw the first findings about rows, as `data.findings` returns them, and how many more there are."""
    show_facts(findings[:MOST_FINDINGS])
    if len(findings) > MOST_FINDINGS:
        show_note(data_words.MORE.format(count=numbers.number(len(findings) - MOST_FINDINGS)))


def escaped(words: str) -> str:
    """Escape words for HTML; numbers stay on one line with their unit."""
    return re.sub(r"(?<=\d) (?=(?:%|m|m²)(?:\W|$))", "&nbsp;", html.escape(words))


def _items(lines: Iterable[str]) -> str:
    return "".join(f"<li>{escaped(line)}</li>" for line in lines)


def plain(words: str) -> str:
    """Return words from a study for a label, which Streamlit reads as markdown: letters, digits, blanks, hyphens.

    Examples
    --------
    >>> plain("Sozialraum"), plain("![x](http://a.b)")
    ('Sozialraum', 'xhttpab')
    """
    return "".join(c for c in words if c.isalnum() or c in " -").strip() or "–"
