"""Wo zuerst, und wie sicher ist das?"""

import streamlit as st

from sozialraum_geo.german.sentences import answers, calculation, steps
from sozialraum_geo.german.words import pages
from sozialraum_geo.german.words import steps as texts_steps
from sozialraum_geo.pictures.charts import charts
from sozialraum_geo.ui import frame, html, trial

page = frame.start("prioritaeten")
heading = pages.HEADING_PRIORITIES
weights = trial.trial_weights(page)
release = trial.trial(page, weights) if weights else page.release
ranked = answers.ranked(release)
badge = pages.FOOTER["trial"] if weights else ""
# nothing but the trial stands in the way of an order
is_zero = not len(ranked) and len(answers.ranked(page.release)) > 0
answer = pages.ANSWER_PRIORITIES["priority_zero"] if is_zero else answers.priority_sentence(release)
html.show_head(pages.PAGE[page.name][1], answer, answers.weights_sentence(release), badge)
if not len(ranked):
    key = "public_priorities" if page.is_public else "trial_zero" if is_zero else "priorities"
    html.show_empty(pages.EMPTY_PRIORITIES[key])
    if weights:
        trial.show_weight_controls(page)
    if not page.is_public:
        html.show_heading(heading["not_used"])
        html.show_list(answers.unused(release))
    frame.show_footer(page)
    st.stop()

left, right = html.split()
with left:
    frame.draw(page, "rank", shown=release)
with right:
    html.show_heading(heading["rank_plot"])
    frame.show_chart(charts.rank_chart(release, page.release), "ranks")
    html.show_note(answers.rank_note(release))
html.show_heading(heading["reasons_here" if page.area else "reasons"])
first = answers.reasons_shown(release, page.area)
html.show_reasons(
    (f"{rank}. {answers.area_name(release, area)}", answers.reasons(release, area)) for rank, area in first
)

table = charts.ranking_table(release)
facts = calculation.facts(release, ["score", "index"], tables=["population", "grid", "facilities", "indicators"])
tips = charts.tips_table(release)
list_tab, tips_tab, weights_tab, unused_tab = st.tabs([heading[t] for t in ("ranking", "tips", "trial", "not_used")])
with list_tab:
    frame.show_table(page, table, "ranking")
with tips_tab:
    html.show_note(pages.TIPS_NOTE)
    frame.show_table(page, tips, "tips")
with weights_tab:
    trial.show_weight_controls(page)
    trial.show_log(page)
with unused_tab:
    html.show_list(answers.unused(release))
frame.show_downloads(
    page,
    "prioritaeten",
    {heading["ranking"]: table, heading["tips_sheet"]: tips},
    facts=facts,
    layer="rank",
    shown=release,
)
top = first[0][1]
figures = [make(release, top) for make in (steps.score, steps.rank, steps.index)]
html.show_calculation(release, facts, figures, "" if page.area else texts_steps.CHOOSE)
frame.show_footer(page, release)
