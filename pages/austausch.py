"""Wie kommen die Daten in andere Programme, und zurück?"""

from sozialraum_geo.german.words import exchange, pages, texts
from sozialraum_geo.ui import exchange as ui_exchange
from sozialraum_geo.ui import frame, html

page = frame.start("austausch")
release, heading = page.release, exchange.HEADING
counts = {
    "activities": texts.number(len(release.activities)),
    "places": texts.number(len(release.places)),
    "partners": texts.number(len(release.partners)),
}
answer = exchange.ANSWER_PUBLIC if page.is_public else exchange.ANSWER.format_map(counts)
html.show_head(pages.PAGE[page.name][1], answer)
html.show_heading(heading["out"])
ui_exchange.show_files(page)
if not page.is_public:
    html.show_heading(heading["in"])
    ui_exchange.show_import(page)
frame.show_footer(page)
