"""What a page offers to take along: tables as CSV and XLSX, the map, rejected rows, templates."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from sozialraum_geo.exports import workbooks
from sozialraum_geo.german.sentences import data as data_sentences
from sozialraum_geo.german.sentences import priorities as priorities_sentences
from sozialraum_geo.german.words import labels
from sozialraum_geo.german.words.cells import exported
from sozialraum_geo.german.words.pages import data as data_words
from sozialraum_geo.german.words.pages import frame
from sozialraum_geo.german.words.pages import priorities as priorities_words
from sozialraum_geo.pictures.tables import data as data_tables
from sozialraum_geo.release import Release
from sozialraum_geo.ui.frame import Page
from sozialraum_geo.ui.html import show_empty
from sozialraum_geo.ui.study import load_image, load_rejected
from sozialraum_geo.ui.widgets import map_choice

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_downloads(
    page: Page,
    name: str,
    tables: Mapping[str, pd.DataFrame],
    *,
    facts: Sequence[tuple[str, str]] = (),
    layer: str = "",
    shown: Release | None = None,
    **choice: Any,
) -> None:
    """Offer the figure as CSV, XLSX and PNG; made only once the menu is open.

    Parameters
    ----------
    name
        Of the files; the place and a hash of the content are added.
    tables
        Sheet title → display table, one at least; the first one is the CSV.
    facts
        Pairs of label and words, as `calculation.facts` returns them; they stand on a sheet of the workbook.
    layer, choice
        The map beside it, as `draw` got it; no PNG without a layer.
    shown
        The release that is shown, if it is not that of the page; a trial is named so in file and sheet.
    """
    release = shown or page.release
    menu = st.popover(
        frame.CONTROL["download"], icon=":material/download:", key=f"{page.name}_{name}_menu", on_change="rerun"
    )
    if not menu.open:
        return
    notes = [data_sentences.state_line(release), *(f"{a}: {b}" for a, b in facts), data_sentences.source_line(release)]
    if release.is_trial:
        notes.insert(0, f"{frame.FOOTER['trial']}. {priorities_sentences.weights_sentence(release)}")
        name = f"{name}-{priorities_words.TRIAL_FILE}"
    # side by side: a column of buttons would end below a small screen
    with menu, st.container(horizontal=True, gap="small"):
        first = next(iter(tables.values()))
        offer_file(
            "CSV",
            workbooks.csv_bytes(exported(first, decimal_comma=True), excel=True),
            page,
            name,
            "csv",
            "text/csv",
        )
        sheets = {title: exported(table) for title, table in tables.items()}
        offer_file("Excel", workbooks.workbook(sheets, notes=notes), page, name, "xlsx", XLSX)
        if layer:
            options = map_choice(page, layer, choice)
            offer_file(
                "Karte (PNG)",
                load_image(page.stamp, release.fingerprint, release.mode, layer, options, release),
                page,
                name,
                "png",
                "image/png",
            )


def offer_file(label: str, content: bytes, page: Page, name: str, ending: str, mime: str) -> None:
    """Offer a file of a page.

    Parameters
    ----------
    name, ending
        Of the file; the place and a hash of the content are added.
    """
    # A download over 1 MiB can deliver the previous file of the same length, unless the name tells them apart
    file = f"{page.release.slug}-{name}-{hashlib.sha256(content).hexdigest()[:10]}.{ending}"
    st.download_button(
        label,
        content,
        file,
        mime,
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
        key=f"{page.name}_{name}_{ending}",
    )


def show_rejected(page: Page) -> None:
    """Offer the rows that stayed out, each with its reason; say so where there are none."""
    if not any(source.rejected for source in page.release.sources):
        show_empty(data_words.EMPTY["rejected"])
        return
    offer_file(
        data_words.REJECTED,
        load_rejected(str(page.folder), page.stamp, page.results.study),
        page,
        "abgelehnt",
        "xlsx",
        XLSX,
    )


def show_templates(page: Page) -> None:
    """Say how partners and activities come in, with a template each."""
    for table in ("partners", "activities"):
        show_empty(frame.EMPTY[table])
        offer_file(
            frame.TEMPLATE,
            workbooks.workbook({labels.TABLE[table]: data_tables.template(table)}),
            page,
            f"vorlage-{table}",
            "xlsx",
            XLSX,
        )
