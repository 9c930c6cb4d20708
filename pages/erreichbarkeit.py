"""Wer erreicht was zu Fuß?"""

import streamlit as st

from sozialraum_geo.german.sentences import answers, calculation, dates, fairness, steps, steps_all
from sozialraum_geo.german.words import pages
from sozialraum_geo.german.words import steps as texts_steps
from sozialraum_geo.pictures.charts import charts
from sozialraum_geo.ui import frame, html

page = frame.start("erreichbarkeit", standard=True)
release, heading = page.release, pages.HEADING_FRAME | pages.HEADING_COVERAGE
if not page.standard:
    html.show_head(pages.PAGE[page.name][1], "")
    html.show_empty(pages.EMPTY_FRAME["standards"])
    st.stop()
answer = answers.coverage_sentence(release, page.standard, page.area)
certainty = answers.certainty(release, page.standard)
html.show_head(pages.PAGE[page.name][1], answer, certainty)

has_access = fairness.has_access(release, page.standard)
left, right = html.split()
with left:
    layer = frame.choose_view(page, ["cells", "covered_share", *(["access"] if has_access else [])])
    other = frame.compared(page)
    frame.draw(page, layer, shown=frame.choose_day(page, other))
with right:
    html.show_heading(heading["by_standard"])
    frame.show_chart(charts.standards_chart(release, page.area), "standards")
    if page.area:
        html.show_note(pages.HERE_NOTE.format(area=answers.area_name(release, page.area)))

table, standards = charts.coverage_table(release, page.standard), charts.standard_table(release)
facts = calculation.facts(
    release, ["coverage", "supply"], page.standard, ["population", "grid", "facilities", "streets"]
)
part_time = charts.part_time_table(release, page.standard)
titles = ["by_area", "by_standard", "supply", "access", "dates", *(["part_time"] if len(part_time) else [])]
by_area, by_standard, supply, shared, compared, *others = st.tabs([heading[t] for t in titles])
with by_area:
    frame.show_table(page, table, "coverage")
with by_standard:
    frame.show_table(page, standards, "standards_table")
with supply:
    frame.show_supply(page)
with shared:
    frame.show_access(page)
with compared:
    frame.choose_date(page)
    if other is not None:
        st.text(dates.dates_sentence(release, other, page.standard))
        frame.show_table(page, dates.dates_table(release, other, page.standard), "dates")
    else:
        html.show_note(pages.DATES["hint"])
for tab in others:
    with tab:
        frame.show_table(page, part_time, "part_time")
sheets = {
    answers.standard_of(release, page.standard).name: table,
    heading["by_standard"]: standards,
    **({heading["part_time"]: part_time} if len(part_time) else {}),
}
notes = [(pages.FACT["certainty"], certainty), *facts]
frame.show_downloads(page, f"erreichbarkeit-{page.standard}", sheets, facts=notes, layer=layer)
figures = [
    steps.coverage(release, page.standard),
    *([steps.coverage(release, page.standard, page.area), *steps_all.supply(release, page.area)] if page.area else []),
    steps_all.access(release, page.standard, page.area) if page.area else None,
]
html.show_calculation(release, facts, figures, "" if page.area else texts_steps.CHOOSE)
frame.show_footer(page)
