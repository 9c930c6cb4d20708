"""The page on the quality of the data: what is to be decided, and what to know before trusting a figure."""

from __future__ import annotations

import string
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd
import streamlit as st

from sozialraum_geo.analysis.quality import MAX_AGE_YEARS, Quality
from sozialraum_geo.errors import SozialraumError
from sozialraum_geo.german.words import labels, numbers, problems
from sozialraum_geo.german.words.cells import shown_number, shown_share
from sozialraum_geo.german.words.pages import quality as quality_words
from sozialraum_geo.german.words.pages.quality import COLUMN, HEADING, LABEL
from sozialraum_geo.reading.description import read_description
from sozialraum_geo.register import importing
from sozialraum_geo.register.importing import Doubtful
from sozialraum_geo.store.ledger import DIFFERENT, SAME, pair_key
from sozialraum_geo.study import Study
from sozialraum_geo.ui import html
from sozialraum_geo.ui.frame import Page
from sozialraum_geo.ui.maps import show_small_map

MOST_ASKED = 8
PAIR_WORDS = ("first_name", "second_name", "first_source", "second_source")


def _decide(folder: Path, key: str, choice: str | None) -> None:
    importing.decide(folder, key, choice)
    st.session_state["decided"] = key


def _undo(folder: Path) -> None:
    importing.forget(folder, st.session_state.pop("decided"))


def show_decisions(folder: Path, study: Study, quality: Quality) -> None:
    """Ask what only a person can settle: addresses that mean several places, rows that may be double.

    At most `MOST_ASKED` of each at once. An answer is written into the register and can be taken back.
    """
    queue = importing.review_queue(folder, study)
    if st.session_state.get("decided"):
        st.button(LABEL["undo"], icon=":material/undo:", key="quality_undo", on_click=_undo, args=(folder,))
    if not queue and not len(quality.duplicates):
        html.show_empty(quality_words.NOTHING)
        return
    if queue:
        html.show_heading(HEADING["addresses"])
        asks = _service_switch(folder)
        for doubtful in queue[:MOST_ASKED]:
            _ask_address(folder, study, doubtful, asks=asks)
    if len(quality.duplicates):
        html.show_heading(HEADING["duplicates"])
        for pair in quality.duplicates.head(MOST_ASKED).to_dict("records"):
            _ask_pair(folder, {str(k): v for k, v in pair.items()})


def _service_switch(folder: Path) -> bool:
    """Offer to ask the study's address service: off in every new session, and said what goes where."""
    service = read_description(folder).geocoder
    if service is None:
        return False
    name, host = html.plain(service.name), service.host
    words = quality_words.SERVICE
    return st.toggle(words["switch"].format(name=name), key="asks_service", help=words["help"].format(host=host))


def _outside(folder: Path, study: Study, doubtful: Doubtful) -> None:
    asked = st.session_state.setdefault("asked_outside", {})
    try:
        asked[doubtful.key] = importing.ask_outside(folder, study, doubtful)
    except SozialraumError as error:
        asked[doubtful.key] = problems.message(error.problems[0])


def _ask_address(folder: Path, study: Study, doubtful: Doubtful, *, asks: bool) -> None:
    answer = st.session_state.get("asked_outside", {}).get(doubtful.key, ())
    candidates = (*doubtful.candidates, *(answer if isinstance(answer, tuple) else ()))
    with st.container(border=True):
        html.show_subheading(f"{doubtful.name}: {doubtful.address}")
        left, right = st.columns([3, 2], gap="medium")
        with left:
            for letter, candidate in zip(string.ascii_uppercase, candidates, strict=False):
                st.button(
                    f"{letter}: {html.plain(candidate.label)}",
                    key=f"address_{doubtful.key}_{letter}",
                    on_click=_decide,
                    args=(folder, doubtful.key, candidate.id),
                )
            st.button(
                LABEL["none_of_them"],
                key=f"address_{doubtful.key}_none",
                type="tertiary",
                on_click=_decide,
                args=(folder, doubtful.key, None),
            )
            if asks and not doubtful.is_protected:
                st.button(
                    quality_words.SERVICE["ask"],
                    key=f"address_{doubtful.key}_ask",
                    icon=":material/travel_explore:",
                    on_click=_outside,
                    args=(folder, study, doubtful),
                )
            if isinstance(answer, str):
                html.show_note(answer)
        with right:
            placed = [c for c in candidates if c.x == c.x]
            if placed:
                points = gpd.GeoSeries(gpd.points_from_xy([c.x for c in placed], [c.y for c in placed]), crs=study.crs)
                show_small_map(
                    study.sozialraeume.geometry,
                    points,
                    key=f"address_{doubtful.key}_map",
                    words=numbers.join([c.label for c in placed]),
                    letters=string.ascii_uppercase[: len(placed)],
                    height=200,
                )


def _ask_pair(folder: Path, pair: Mapping[str, object]) -> None:
    key = pair_key(str(pair["first_id"]), str(pair["second_id"]))
    with st.container(border=True):
        first, second, file, other = (str(pair[c]) for c in PAIR_WORDS)
        distance = float(str(pair["distance_m"]))
        html.show_subheading(quality_words.pair_sentence(first, second, file, other, distance))
        with st.container(horizontal=True):
            for label, choice in ((LABEL["same"], SAME), (LABEL["different"], DIFFERENT)):
                st.button(label, key=f"pair_{key}_{choice}", on_click=_decide, args=(folder, key, choice))


def tables(study: Study, quality: Quality) -> dict[str, pd.DataFrame]:
    """Return the findings as display tables by their headings.

    How completely columns are filled, how exactly places are known, which Sozialräume a table has no row for, which
    sources are stale; some may have no rows.
    """
    names = dict(zip(study.sozialraeume["sozialraum_id"], study.sozialraeume["name"], strict=True))
    filled, exactness, old = quality.completeness, quality.precision, quality.stale
    without = {t: numbers.join([names[i] for i in ids]) for t, ids in quality.without.items() if ids}
    return {
        HEADING["completeness"]: pd.DataFrame(dtype=object, data={
            COLUMN["table"]: [labels.TABLE[t] for t in filled["table"]],
            COLUMN["column"]: list(map(quality_words.column_words, filled["table"], filled["column"])),
            COLUMN["rows"]: [shown_number(n) for n in filled["rows"]],
            COLUMN["filled"]: [shown_share(s) for s in filled["filled_share"]],
        }),
        HEADING["precision"]: pd.DataFrame(dtype=object, data={
            COLUMN["table"]: [labels.TABLE[t] for t in exactness["table"]],
            COLUMN["precision"]: [quality_words.PRECISION[p] for p in exactness["precision"]],
            COLUMN["count"]: [shown_number(n) for n in exactness["rows"]],
        }),
        HEADING["without"]: pd.DataFrame(dtype=object, data={
            COLUMN["table"]: [labels.TABLE[t] for t in without],
            COLUMN["areas"]: list(without.values()),
        }),
        HEADING["stale"]: pd.DataFrame(dtype=object, data={
            COLUMN["file"]: old["file"].tolist(),
            COLUMN["table"]: [labels.TABLE[t] for t in old["table"]],
            COLUMN["date"]: [numbers.date_text(d) if len(d) > 4 else d for d in old["date"]],
            COLUMN["years"]: [shown_number(y, 1) for y in old["years"]],
        }),
    }  # fmt: skip


def choose_age(page: Page) -> None:
    """Let people say at which age a source is stale; kept for this session."""
    state = st.session_state
    state["control_max_age"] = state.get("max_age", int(MAX_AGE_YEARS))

    def change() -> None:
        state["max_age"] = state["control_max_age"]

    st.number_input(quality_words.LABEL["max_age"], 1, 30, key="control_max_age", on_change=change, width=320)
