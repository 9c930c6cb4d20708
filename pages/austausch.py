"""Wie kommen die Daten in andere Programme, und zurück?"""

from sozialraum_geo import texts, texts_exchange, texts_pages, ui, ui_exchange, ui_html

page = ui.start("austausch")
release, heading = page.release, texts_exchange.HEADING
counts = {
    "activities": texts.number(len(release.activities)),
    "places": texts.number(len(release.places)),
    "partners": texts.number(len(release.partners)),
}
answer = texts_exchange.ANSWER_PUBLIC if page.is_public else texts_exchange.ANSWER.format_map(counts)
ui_html.show_head(texts_pages.PAGE[page.name][1], answer)
ui_html.show_heading(heading["out"])
ui_exchange.show_files(page)
if not page.is_public:
    ui_html.show_heading(heading["in"])
    ui_exchange.show_import(page)
ui.show_footer(page)
