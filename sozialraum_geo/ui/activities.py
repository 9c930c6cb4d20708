"""What the page „Aktivitäten“ shows: tables and sections, each made when it is asked for and kept between visits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from sozialraum_geo.german.sentences import activities as sentences
from sozialraum_geo.german.words import heads, labels
from sozialraum_geo.german.words.pages import activities as words
from sozialraum_geo.german.words.pages.frame import HEADING as SHARED_HEADING
from sozialraum_geo.pictures.charts import activities as charts
from sozialraum_geo.pictures.tables import activities as tables
from sozialraum_geo.pictures.tables import frames
from sozialraum_geo.release import activities, losing
from sozialraum_geo.ui import html, sections, widgets
from sozialraum_geo.ui.frame import Page

HEADING = SHARED_HEADING | words.HEADING


class Activities:
    """The activities of a page's release, of all or of the chosen Sozialraum.

    Attributes
    ----------
    ahead
        How many months the page looks ahead.
    tables
        Title → display table; in public nothing is named that ends, and no role.
    """

    def __init__(self, page: Page) -> None:
        self.page, self.release, self.area = page, page.release, page.area
        self.ahead = months()
        self.tables = sections.Later(self._tables())
        self._keep = sections.keeper(page)

    def kept(self, what: str, make: Callable[[], Any], *key: Any) -> Any:
        """Return what ``make`` makes, made once for the page, its release and Sozialraum."""
        return self._keep(what, make, *key)

    def current(self) -> pd.DataFrame:
        """Return the activities in force on the date."""
        return self.kept("current", lambda: activities.running(self.release, self.area))

    def ending(self) -> pd.DataFrame:
        """Return what ends, or whose funding ends, within the months ahead."""
        ahead = self.ahead
        return self.kept("ending", lambda: activities.ending_activities(self.release, self.area, ahead), ahead)

    def lost(self) -> pd.DataFrame:
        """Return who loses a way without what ends, all together and each alone; inside only."""
        groups = sentences.ending_groups
        return self.kept("lost", lambda: losing.lost_without(self.page.results, groups(self.ending())), self.ahead)

    def sentence(self) -> str:
        """Say how many run and how many of them end."""
        make = sentences.ending_sentence
        return str(self.kept("sentence", lambda: make(self.release, self.area, self.ahead), self.ahead))

    def show_losing(self) -> None:
        """Say who loses a way, all together and each alone; nothing in public."""
        if self.page.is_public or not len(self.ending()):
            return
        html.show_heading(HEADING["losing_all"])
        html.show_list(sentences.losing_together(self.release, self.lost()))
        html.show_heading(HEADING["losing_each"])
        html.show_list(sentences.losing_each(self.release, self.ending(), self.lost()))

    def show_sections(self) -> None:
        """Draw everything below the map under tabs; only the open one is made."""
        shown: dict[str, Callable[[], None]] = {
            "ends": lambda: self._show_long("ends", "ending"),
            "themes": self._show_themes,
            "area_ages": lambda: self._show_areas("area_ages"),
            "area_points": lambda: self._show_areas("area_points"),
            "week": self._show_week,
            "emphasis": self._show_emphasis,
            "list": lambda: self._show_long("list", "list"),
        }
        if not self.page.is_public:
            shown = {"timeline": self._show_timeline} | shown
        sections.show_sections(self.page, {HEADING[name]: show for name, show in shown.items()})

    # --- tables ---

    def _tables(self) -> Mapping[str, Callable[[], pd.DataFrame]]:
        release, kept = self.release, self.kept
        makers: dict[str, Callable[[], pd.DataFrame]] = {
            "ends": lambda: kept("ending_table", self._ending_table, self.ahead),
            "by_point": lambda: kept("points", lambda: tables.activity_counts(self.current(), "point")),
            "by_age": lambda: kept("ages", lambda: tables.activity_counts(self.current(), "age")),
            "themes": lambda: kept("theme_table", lambda: tables.theme_table(self._themes())),
            "area_ages": lambda: tables.area_age_table(release, activities.area_ages(release)),
            "area_points": lambda: tables.area_point_table(release, activities.area_points(release)),
            "week": lambda: tables.week_table(self._week()[0]),
            "emphasis": lambda: tables.emphasis_table(release, self._profile()[0]),
            "list": lambda: kept("list", lambda: tables.activity_table(release, self.current())),
        }
        if not self.page.is_public:
            line: dict[str, Callable[[], pd.DataFrame]] = {
                "timeline": lambda: kept("timeline_table", lambda: tables.timeline_table(self._timeline()))
            }
            makers = line | makers
            makers["empty_all"] = lambda: kept("empties", lambda: tables.empty_table(release, self._empty()))
            makers["by_role"] = lambda: tables.activity_counts(self.current(), "role")
            if len(release.effort):
                makers["quarters"] = lambda: kept("quarters", lambda: tables.quarter_table(release, self.area))
        return {HEADING[name]: make for name, make in makers.items()}

    def _ending_table(self) -> pd.DataFrame:
        if self.page.is_public:
            return tables.ending_counts(self.ending())
        return tables.ending_table(self.release, self.ending(), self.lost())

    def _timeline(self) -> pd.DataFrame:
        return self.kept("timeline", lambda: activities.timeline(self.release, self.area))

    def _profile(self) -> tuple[pd.DataFrame, str]:
        return self.kept("emphasis", lambda: activities.emphasis(self.release, self.area))

    def _themes(self) -> pd.DataFrame:
        return self.kept("themes", lambda: activities.themes_in(self.release, self.area))

    def _week(self) -> tuple[pd.DataFrame, int]:
        return self.kept("week", lambda: activities.week_grid(self.current()))

    def _empty(self) -> pd.DataFrame:
        return self.kept("empty", lambda: activities.empty_cells(self.release, self.area))

    # --- sections ---

    def _show_long(self, heading: str, name: str) -> None:
        sections.show_long(self.page, self.tables[HEADING[heading]], name)

    def _show_timeline(self) -> None:
        rows = self._timeline()
        if not len(rows):
            html.show_empty(words.NOTHING_RUNS)
            return
        chart = self.kept("timeline_chart", lambda: charts.timeline_chart(self.release, rows))
        widgets.show_chart(chart, "timeline")
        html.show_note(sentences.timeline_note(self.release, min(len(rows), charts.MOST_BARS), len(rows)))

    def _show_themes(self) -> None:
        counts = self._themes()
        if not len(counts):
            html.show_empty(words.NO_THEMES)
            return
        if not self.page.is_public:
            html.show_heading(HEADING["empty"])
            html.show_list(sentences.empty_sentences(self.release, self._empty()))
        names = sentences.band_names(counts.columns)
        _show_matrix(heads.WORK_COLUMN["theme"], list(counts.index), names, counts, words.MATRIX_NOTE["theme"])
        if not self.page.is_public and len(self._empty()):
            html.show_subheading(HEADING["empty_all"])
            self._show_long("empty_all", "empty")

    def _show_areas(self, which: str) -> None:
        counts = self.kept(which, lambda: getattr(activities, which)(self.release))
        names = [labels.numbered_point(c) for c in counts.columns]
        if which == "area_ages":
            names = sentences.band_names(counts.columns)
        note = words.MATRIX_NOTE["age" if which == "area_ages" else "point"]
        _show_matrix(frames.level_word(self.release), self.release.areas["name"].tolist(), names, counts, note)

    def _show_week(self) -> None:
        counts, known = self._week()
        if not known:
            html.show_empty(words.NO_TIMES)
            return
        hours = [f"{hour} Uhr" for hour in counts.columns]
        note = sentences.week_note(self.current(), known)
        _show_matrix(heads.WORK_COLUMN["weekday"], list(words.WEEKDAYS), hours, counts, note)

    def _show_emphasis(self) -> None:
        table, origin = self._profile()
        if not self.page.is_public and (table["planned"].notna() | table["actual"].notna()).any():
            widgets.show_chart(charts.emphasis_chart(table), "emphasis")
        widgets.show_table(self.page, self.tables[HEADING["emphasis"]], "emphasis_table")
        html.show_note(sentences.emphasis_note(self.release, origin))
        if HEADING["quarters"] in self.tables:
            html.show_subheading(HEADING["quarters"])
            self._show_long("quarters", "quarters")


def _show_matrix(first: str, names: list[str], headers: list[str], counts: pd.DataFrame, note: str) -> None:
    sections.show_matrix(first, names, headers, counts, note)
    html.show_note(note)


def choose_months(page: Page) -> int:
    """Let people choose how many months to look ahead; kept for this session."""
    state = st.session_state
    state["control_months"] = months()

    def change() -> None:
        state["months"] = state["control_months"]

    st.segmented_control(
        words.MONTHS_LABEL, list(words.MONTHS), format_func=words.MONTHS.__getitem__,
        key="control_months", required=True, on_change=change,
    )  # fmt: skip
    return months()


def months() -> int:
    """Return how many months this session looks ahead."""
    return int(st.session_state.get("months", 6))
