"""Was läuft, was endet, wo ist nichts?"""

import streamlit as st

from sozialraum_geo.german.sentences import activities as sentences
from sozialraum_geo.german.sentences import calculation, steps_all
from sozialraum_geo.german.words import heads, labels
from sozialraum_geo.german.words.pages import activities as words
from sozialraum_geo.german.words.pages import frame as frame_words
from sozialraum_geo.pictures.charts import activities as charts
from sozialraum_geo.pictures.charts import spec
from sozialraum_geo.pictures.tables import activities as activities_tables
from sozialraum_geo.pictures.tables import frames
from sozialraum_geo.release import activities, losing
from sozialraum_geo.release.activities import ending_activities
from sozialraum_geo.ui import downloads, frame, html, sections, widgets

page = frame.start("aktivitaeten")
release, area = page.release, page.area
heading, kept = frame_words.HEADING | words.HEADING, sections.keeper(page)
if not len(release.activities):
    html.show_head(frame_words.PAGE[page.name][1], words.ANSWER["activities_none"])
    downloads.show_templates(page)
    frame.show_footer(page)
    st.stop()

ahead = sections.months()
layer = frame.chosen_view(page, ["activities", "ending"])
map_layer = "activities" if layer == "ending" and page.is_public else layer


def current():
    return kept("current", lambda: activities.running(release, area))


def ending():
    return kept("ending", lambda: ending_activities(release, area, ahead), ahead)


def lost():
    """Return who loses a way without what ends, all together and each alone; inside only."""
    return kept("lost", lambda: losing.lost_without(page.results, sentences.ending_groups(ending())), ahead)


def rows():
    return kept("timeline", lambda: activities.timeline(release, area))


def profile():
    return kept("emphasis", lambda: activities.emphasis(release, area))


def themes():
    return kept("themes", lambda: activities.themes_in(release, area))


def week():
    return kept("week", lambda: activities.week_grid(current()))


def empty():
    return kept("empty", lambda: activities.empty_cells(release, area))


# --- sections ---------------------------------------------------------------------------------------------------------


def show_timeline():
    table = rows()
    if not len(table):
        html.show_empty(words.NOTHING_RUNS)
        return
    widgets.show_chart(kept("timeline_chart", lambda: charts.timeline_chart(release, table)), "timeline")
    html.show_note(sentences.timeline_note(release, min(len(table), charts.MOST_BARS), len(table)))


def show_ending():
    # the public learns how many end and when, not which, and nothing of funding
    sections.show_long(page, tables[heading["ends"]](), "ending")


def show_themes():
    counts = themes()
    if not len(counts):
        html.show_empty(words.NO_THEMES)
        return
    if not page.is_public:
        html.show_heading(heading["empty"])
        html.show_list(sentences.empty_sentences(release, empty()))
    names = sentences.band_names(counts.columns)
    note = words.MATRIX_NOTE["theme"]
    sections.show_matrix(heads.WORK_COLUMN["theme"], list(counts.index), names, counts, note)
    html.show_note(note)
    if not page.is_public and len(empty()):
        html.show_subheading(heading["empty_all"])
        sections.show_long(page, tables[heading["empty_all"]](), "empty")


def show_areas(which):
    counts = kept(which, lambda: getattr(activities, which)(release))
    names = [labels.numbered_point(c) for c in counts.columns]
    if which == "area_ages":
        names = sentences.band_names(counts.columns)
    note = words.MATRIX_NOTE["age" if which == "area_ages" else "point"]
    sections.show_matrix(frames.level_word(release), release.areas["name"].tolist(), names, counts, note)
    html.show_note(note)


def show_week():
    counts, known = week()
    if not known:
        html.show_empty(words.NO_TIMES)
        return
    note = sentences.week_note(current(), known)
    hours = [f"{hour} Uhr" for hour in counts.columns]
    sections.show_matrix(heads.WORK_COLUMN["weekday"], words.WEEKDAYS, hours, counts, note)
    html.show_note(note)


def show_emphasis():
    table, origin = profile()
    if not page.is_public and (table["planned"].notna() | table["actual"].notna()).any():
        widgets.show_chart(charts.emphasis_chart(table), "emphasis")
    widgets.show_table(page, tables[heading["emphasis"]](), "emphasis_table")
    html.show_note(sentences.emphasis_note(release, origin))
    if heading["quarters"] in tables:
        html.show_subheading(heading["quarters"])
        sections.show_long(page, tables[heading["quarters"]](), "quarters")


# --- tables, made when they are asked for -----------------------------------------------------------------------------


def ending_table():
    if page.is_public:
        return activities_tables.ending_counts(ending())
    return activities_tables.ending_table(release, ending(), lost())


tables = {
    heading["ends"]: lambda: kept("ending_table", ending_table, ahead),
    heading["by_point"]: lambda: kept("points", lambda: activities_tables.activity_counts(current(), "point")),
    heading["by_age"]: lambda: kept("ages", lambda: activities_tables.activity_counts(current(), "age")),
    heading["themes"]: lambda: kept("theme_table", lambda: activities_tables.theme_table(themes())),
    heading["area_ages"]: lambda: activities_tables.area_age_table(release, activities.area_ages(release)),
    heading["area_points"]: lambda: activities_tables.area_point_table(release, activities.area_points(release)),
    heading["week"]: lambda: activities_tables.week_table(week()[0]),
    heading["emphasis"]: lambda: activities_tables.emphasis_table(release, profile()[0]),
    heading["list"]: lambda: kept("list", lambda: activities_tables.activity_table(release, current())),
}
if not page.is_public:
    line = {heading["timeline"]: lambda: kept("timeline_table", lambda: activities_tables.timeline_table(rows()))}
    tables = line | tables
    tables[heading["empty_all"]] = lambda: kept("empties", lambda: activities_tables.empty_table(release, empty()))
    tables[heading["by_role"]] = lambda: activities_tables.activity_counts(current(), "role")
    if len(release.effort):
        tables[heading["quarters"]] = lambda: kept("quarters", lambda: activities_tables.quarter_table(release, area))

# --- the page ---------------------------------------------------------------------------------------------------------

sentence = kept("sentence", lambda: sentences.ending_sentence(release, area, ahead), ahead)
html.show_head(frame_words.PAGE[page.name][1], sentence)
left, right = html.split()
choice = {"months": ahead} if map_layer == "ending" else {}
with left:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        frame.choose_view(page, ["activities", "ending"])
        sections.choose_months(page)
    widgets.draw(page, map_layer, **choice)
    html.show_note(words.ALL_RUNNING if map_layer != layer else "")
with right:
    if not page.is_public and len(ending()):
        html.show_heading(heading["losing_all"])
        html.show_list(sentences.losing_together(release, lost()))
        html.show_heading(heading["losing_each"])
        html.show_list(sentences.losing_each(release, ending(), lost()))
    html.show_heading(heading["by_point"])
    widgets.show_chart(spec.counts_chart(tables[heading["by_point"]]()), "points")

sections.show_sections(
    page,
    ({} if page.is_public else {heading["timeline"]: show_timeline})
    | {
        heading["ends"]: show_ending,
        heading["themes"]: show_themes,
        heading["area_ages"]: lambda: show_areas("area_ages"),
        heading["area_points"]: lambda: show_areas("area_points"),
        heading["week"]: show_week,
        heading["emphasis"]: show_emphasis,
        heading["list"]: lambda: sections.show_long(page, tables[heading["list"]](), "list"),
    },
)
formulas = ["counts"] if page.is_public else ["counts", "ending"]
facts = calculation.facts(release, formulas, tables=["activities", "goals", "effort"])
downloads.show_downloads(page, "angebote", sections.Later(tables), facts=facts, layer=map_layer, **choice)
figures = kept("figures", lambda: [steps_all.counts(release, ("activities",), area)])
html.show_calculation(release, facts, figures)
frame.show_footer(page)
