"""Wer arbeitet mit wem, und was läuft?"""

import streamlit as st

from sozialraum_geo import answers, calculation, charts, steps_all, texts_pages, ui, ui_html

page = ui.start("netzwerk")
release, heading = page.release, texts_pages.HEADING
if not len(release.partners) and not len(release.activities):
    ui_html.show_head(texts_pages.PAGE[page.name][1], texts_pages.ANSWER["network_none"])
    ui.show_templates(page)
    ui.show_footer(page)
    st.stop()

layer = ui.chosen_view(page, ["partners", "activities", "ending"])
ending = heading["ending"].format(date=answers.ahead_words(release))
current = answers.current_activities(release, page.area)
if layer == "partners":
    answer, formula = answers.network_sentence(release, page.area), "cooperation"
    tables = {
        heading["by_kind"]: charts.cooperation_table(release, page.area),
        heading["partners"]: charts.partner_table(release, page.area),
        heading["gremien"]: charts.gremium_table(release, page.area),
    }
elif layer == "activities":
    answer, formula = answers.ending_sentence(release, page.area), "counts"
    tables = {
        heading["by_point"]: charts.activity_counts(current, "point"),
        heading["by_age"]: charts.activity_counts(current, "age"),
        heading["activities"]: charts.activity_table(release, current),
    }
    if not page.is_public:
        tables[heading["by_role"]] = charts.activity_counts(current, "role")
elif page.is_public:
    # the public learns how many end and when, not which, and nothing of funding
    answer, formula = answers.ending_sentence(release, page.area), "counts"
    tables = {ending: charts.ending_counts(answers.ending_activities(release, page.area))}
else:
    answer, formula = answers.ending_sentence(release, page.area), "ending"
    tables = {
        ending: charts.ending_table(release, answers.ending_activities(release, page.area)),
        heading["losing"]: charts.losing_table(release, ui.later(page)),
    }
map_layer = "activities" if layer == "ending" and page.is_public else layer

ui_html.show_head(texts_pages.PAGE[page.name][1], answer)
left, right = ui_html.split()
with left:
    ui.choose_view(page, ["partners", "activities", "ending"])
    ui.draw(page, map_layer)
    ui_html.show_note(texts_pages.ALL_RUNNING if map_layer != layer else "")
with right:
    if layer == "partners":
        ui_html.show_heading(heading["by_kind"])
        ui.show_chart(charts.cooperation_chart(release, page.area), "cooperation")
        ui_html.show_note(texts_pages.COLOUR_NOTE if not page.is_public else "")
    elif layer == "activities":
        ui_html.show_heading(heading["by_point"])
        ui.show_chart(charts.counts_chart(tables[heading["by_point"]]), "points")
    elif page.is_public:
        if len(tables[ending]):
            ui_html.show_heading(heading["ending_dates"])
            ui.show_table(page, tables[ending], "ending_dates")
    else:
        ui_html.show_heading(heading["losing"])
        ui_html.show_list(answers.losing_sentences(release, ui.later(page)))

if layer != "ending" or not page.is_public:
    ui.show_tables(page, tables)
facts = calculation.facts(release, [formula], tables=["partners", "activities", "gremien"])
ui.show_downloads(page, layer, tables, facts=facts, layer=map_layer)
counted = {"partners": ("partners", "gremien"), "activities": ("activities",), "ending": ("activities", "ending")}
ui_html.show_calculation(release, facts, [steps_all.counts(release, counted[layer], page.area)])
ui.show_footer(page)
