"""Wie kommen die Daten in andere Programme, und zurück?"""

from sozialraum_geo import ui, ui_exchange, ui_html
from sozialraum_geo.german.words import exchange, pages, texts

page = ui.start("austausch")
release, heading = page.release, exchange.HEADING
counts = {
    "activities": texts.number(len(release.activities)),
    "places": texts.number(len(release.places)),
    "partners": texts.number(len(release.partners)),
}
answer = exchange.ANSWER_PUBLIC if page.is_public else exchange.ANSWER.format_map(counts)
ui_html.show_head(pages.PAGE[page.name][1], answer)
ui_html.show_heading(heading["out"])
ui_exchange.show_files(page)
if not page.is_public:
    ui_html.show_heading(heading["in"])
    ui_exchange.show_import(page)
ui.show_footer(page)
