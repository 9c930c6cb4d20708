"""Wer erreicht was zu Fuß?"""

import streamlit as st

from sozialraum_geo.german.sentences import calculation, dates, steps, steps_all
from sozialraum_geo.german.sentences import coverage as sentences
from sozialraum_geo.german.words import calculation as calculation_words
from sozialraum_geo.german.words import steps as steps_words
from sozialraum_geo.german.words.pages import coverage as words
from sozialraum_geo.german.words.pages import frame as frame_words
from sozialraum_geo.pictures.charts import coverage as charts
from sozialraum_geo.pictures.tables import coverage as tables
from sozialraum_geo.release.facts import area_name, has_access, standard_of
from sozialraum_geo.ui import comparing, coverage, downloads, frame, html, widgets

page = frame.start("erreichbarkeit", standard=True)
release, heading = page.release, frame_words.HEADING | words.HEADING
if not page.standard:
    html.show_head(frame_words.PAGE[page.name][1], "")
    html.show_empty(frame_words.EMPTY["standards"])
    st.stop()
answer = sentences.coverage_sentence(release, page.standard, page.area)
certainty = sentences.certainty(release, page.standard)
html.show_head(frame_words.PAGE[page.name][1], answer, certainty)

is_shared = has_access(release, page.standard)
left, right = html.split()
with left:
    layer = frame.choose_view(page, ["cells", "covered_share", *(["access"] if is_shared else [])])
    other = comparing.compared(page)
    widgets.draw(page, layer, shown=comparing.choose_day(page, other))
with right:
    html.show_heading(heading["by_standard"])
    widgets.show_chart(charts.standards_chart(release, page.area), "standards")
    if page.area:
        html.show_note(words.HERE_NOTE.format(area=area_name(release, page.area)))

table, standards = tables.coverage_table(release, page.standard), tables.standard_table(release)
facts = calculation.facts(
    release, ["coverage", "supply"], page.standard, ["population", "grid", "facilities", "streets"]
)
part_time = tables.part_time_table(release, page.standard)
titles = ["by_area", "by_standard", "supply", "access", "dates", *(["part_time"] if len(part_time) else [])]
by_area, by_standard, supply, shared, compared, *others = st.tabs([heading[t] for t in titles])
with by_area:
    widgets.show_table(page, table, "coverage")
with by_standard:
    widgets.show_table(page, standards, "standards_table")
with supply:
    coverage.show_supply(page)
with shared:
    coverage.show_access(page)
with compared:
    comparing.choose_date(page)
    if other is not None:
        st.text(dates.dates_sentence(release, other, page.standard))
        widgets.show_table(page, tables.dates_table(release, other, page.standard), "dates")
    else:
        html.show_note(words.DATES["hint"])
for tab in others:
    with tab:
        widgets.show_table(page, part_time, "part_time")
sheets = {
    standard_of(release, page.standard).name: table,
    heading["by_standard"]: standards,
    **({heading["part_time"]: part_time} if len(part_time) else {}),
}
notes = [(calculation_words.FACT["certainty"], certainty), *facts]
downloads.show_downloads(page, f"erreichbarkeit-{page.standard}", sheets, facts=notes, layer=layer)
figures = [
    steps.coverage(release, page.standard),
    *([steps.coverage(release, page.standard, page.area), *steps_all.supply(release, page.area)] if page.area else []),
    steps_all.access(release, page.standard, page.area) if page.area else None,
]
html.show_calculation(release, facts, figures, "" if page.area else steps_words.CHOOSE)
frame.show_footer(page)
