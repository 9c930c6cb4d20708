"""Wo zuerst, und wie sicher ist das?"""

import streamlit as st

from sozialraum_geo.german.sentences import calculation, steps
from sozialraum_geo.german.sentences import priorities as sentences
from sozialraum_geo.german.words import steps as steps_words
from sozialraum_geo.german.words.pages import frame as frame_words
from sozialraum_geo.german.words.pages import priorities as words
from sozialraum_geo.pictures.charts import priorities as charts
from sozialraum_geo.pictures.tables import priorities as tables
from sozialraum_geo.release.facts import area_name, ranked
from sozialraum_geo.ui import downloads, frame, html, trial, widgets

page = frame.start("prioritaeten")
heading = words.HEADING
weights = trial.trial_weights(page)
release = trial.trial(page, weights) if weights else page.release
order = ranked(release)
badge = frame_words.FOOTER["trial"] if weights else ""
# nothing but the trial stands in the way of an order
is_zero = not len(order) and len(ranked(page.release)) > 0
answer = words.ANSWER["priority_zero"] if is_zero else sentences.priority_sentence(release)
html.show_head(frame_words.PAGE[page.name][1], answer, sentences.weights_sentence(release), badge)
if not len(order):
    key = "public_priorities" if page.is_public else "trial_zero" if is_zero else "priorities"
    html.show_empty(words.EMPTY[key])
    if weights:
        trial.show_weight_controls(page)
    if not page.is_public:
        html.show_heading(heading["not_used"])
        html.show_list(sentences.unused(release))
    frame.show_footer(page)
    st.stop()

left, right = html.split()
with left:
    widgets.draw(page, "rank", shown=release)
with right:
    html.show_heading(heading["rank_plot"])
    widgets.show_chart(charts.rank_chart(release, page.release), "ranks")
    html.show_note(sentences.rank_note(release))
html.show_heading(heading["reasons_here" if page.area else "reasons"])
first = sentences.reasons_shown(release, page.area)
html.show_reasons((f"{rank}. {area_name(release, area)}", sentences.reasons(release, area)) for rank, area in first)

table = tables.ranking_table(release)
facts = calculation.facts(release, ["score", "index"], tables=["population", "grid", "facilities", "indicators"])
tips = tables.tips_table(release)
list_tab, tips_tab, weights_tab, unused_tab = st.tabs([heading[t] for t in ("ranking", "tips", "trial", "not_used")])
with list_tab:
    widgets.show_table(page, table, "ranking")
with tips_tab:
    html.show_note(words.TIPS_NOTE)
    widgets.show_table(page, tips, "tips")
with weights_tab:
    trial.show_weight_controls(page)
    trial.show_log(page)
with unused_tab:
    html.show_list(sentences.unused(release))
downloads.show_downloads(
    page,
    "prioritaeten",
    {heading["ranking"]: table, heading["tips_sheet"]: tips},
    facts=facts,
    layer="rank",
    shown=release,
)
top = first[0][1]
figures = [make(release, top) for make in (steps.score, steps.rank, steps.index)]
html.show_calculation(release, facts, figures, "" if page.area else steps_words.CHOOSE)
frame.show_footer(page, release)
