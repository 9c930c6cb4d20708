"""Wer erreicht was zu Fuß?"""

import streamlit as st

from sozialraum_geo import ui, ui_html
from sozialraum_geo.german.sentences import answers, calculation, dates, fairness, steps, steps_all
from sozialraum_geo.german.words import pages
from sozialraum_geo.german.words import steps as texts_steps
from sozialraum_geo.pictures.charts import charts

page = ui.start("erreichbarkeit", standard=True)
release, heading = page.release, pages.HEADING
if not page.standard:
    ui_html.show_head(pages.PAGE[page.name][1], "")
    ui_html.show_empty(pages.EMPTY["standards"])
    st.stop()
answer = answers.coverage_sentence(release, page.standard, page.area)
certainty = answers.certainty(release, page.standard)
ui_html.show_head(pages.PAGE[page.name][1], answer, certainty)

has_access = fairness.has_access(release, page.standard)
left, right = ui_html.split()
with left:
    layer = ui.choose_view(page, ["cells", "covered_share", *(["access"] if has_access else [])])
    other = ui.compared(page)
    ui.draw(page, layer, shown=ui.choose_day(page, other))
with right:
    ui_html.show_heading(heading["by_standard"])
    ui.show_chart(charts.standards_chart(release, page.area), "standards")
    if page.area:
        ui_html.show_note(pages.HERE_NOTE.format(area=answers.area_name(release, page.area)))

table, standards = charts.coverage_table(release, page.standard), charts.standard_table(release)
facts = calculation.facts(
    release, ["coverage", "supply"], page.standard, ["population", "grid", "facilities", "streets"]
)
part_time = charts.part_time_table(release, page.standard)
titles = ["by_area", "by_standard", "supply", "access", "dates", *(["part_time"] if len(part_time) else [])]
by_area, by_standard, supply, shared, compared, *others = st.tabs([heading[t] for t in titles])
with by_area:
    ui.show_table(page, table, "coverage")
with by_standard:
    ui.show_table(page, standards, "standards_table")
with supply:
    ui.show_supply(page)
with shared:
    ui.show_access(page)
with compared:
    ui.choose_date(page)
    if other is not None:
        st.text(dates.dates_sentence(release, other, page.standard))
        ui.show_table(page, dates.dates_table(release, other, page.standard), "dates")
    else:
        ui_html.show_note(pages.DATES["hint"])
for tab in others:
    with tab:
        ui.show_table(page, part_time, "part_time")
sheets = {
    answers.standard_of(release, page.standard).name: table,
    heading["by_standard"]: standards,
    **({heading["part_time"]: part_time} if len(part_time) else {}),
}
notes = [(pages.FACT["certainty"], certainty), *facts]
ui.show_downloads(page, f"erreichbarkeit-{page.standard}", sheets, facts=notes, layer=layer)
figures = [
    steps.coverage(release, page.standard),
    *([steps.coverage(release, page.standard, page.area), *steps_all.supply(release, page.area)] if page.area else []),
    steps_all.access(release, page.standard, page.area) if page.area else None,
]
ui_html.show_calculation(release, facts, figures, "" if page.area else texts_steps.CHOOSE)
ui.show_footer(page)
