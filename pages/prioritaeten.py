"""Wo zuerst, und wie sicher ist das?"""

import streamlit as st

from sozialraum_geo import ui, ui_html, ui_trial
from sozialraum_geo.german.sentences import answers, calculation, steps
from sozialraum_geo.german.words import pages
from sozialraum_geo.german.words import steps as texts_steps
from sozialraum_geo.pictures.charts import charts

page = ui.start("prioritaeten")
heading = pages.HEADING
weights = ui_trial.trial_weights(page)
release = ui_trial.trial(page, weights) if weights else page.release
ranked = answers.ranked(release)
badge = pages.FOOTER["trial"] if weights else ""
# nothing but the trial stands in the way of an order
is_zero = not len(ranked) and len(answers.ranked(page.release)) > 0
answer = pages.ANSWER["priority_zero"] if is_zero else answers.priority_sentence(release)
ui_html.show_head(pages.PAGE[page.name][1], answer, answers.weights_sentence(release), badge)
if not len(ranked):
    key = "public_priorities" if page.is_public else "trial_zero" if is_zero else "priorities"
    ui_html.show_empty(pages.EMPTY[key])
    if weights:
        ui_trial.show_weight_controls(page)
    if not page.is_public:
        ui_html.show_heading(heading["not_used"])
        ui_html.show_list(answers.unused(release))
    ui.show_footer(page)
    st.stop()

left, right = ui_html.split()
with left:
    ui.draw(page, "rank", shown=release)
with right:
    ui_html.show_heading(heading["rank_plot"])
    ui.show_chart(charts.rank_chart(release, page.release), "ranks")
    ui_html.show_note(answers.rank_note(release))
ui_html.show_heading(heading["reasons_here" if page.area else "reasons"])
first = answers.reasons_shown(release, page.area)
ui_html.show_reasons(
    (f"{rank}. {answers.area_name(release, area)}", answers.reasons(release, area)) for rank, area in first
)

table = charts.ranking_table(release)
facts = calculation.facts(release, ["score", "index"], tables=["population", "grid", "facilities", "indicators"])
tips = charts.tips_table(release)
list_tab, tips_tab, weights_tab, unused_tab = st.tabs([heading[t] for t in ("ranking", "tips", "trial", "not_used")])
with list_tab:
    ui.show_table(page, table, "ranking")
with tips_tab:
    ui_html.show_note(pages.TIPS_NOTE)
    ui.show_table(page, tips, "tips")
with weights_tab:
    ui_trial.show_weight_controls(page)
    ui_trial.show_log(page)
with unused_tab:
    ui_html.show_list(answers.unused(release))
ui.show_downloads(
    page,
    "prioritaeten",
    {heading["ranking"]: table, heading["tips_sheet"]: tips},
    facts=facts,
    layer="rank",
    shown=release,
)
top = first[0][1]
figures = [make(release, top) for make in (steps.score, steps.rank, steps.index)]
ui_html.show_calculation(release, facts, figures, "" if page.area else texts_steps.CHOOSE)
ui.show_footer(page, release)
