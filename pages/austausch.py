"""Wie kommen die Daten in andere Programme, und zurück?"""

from sozialraum_geo.german.words import numbers
from sozialraum_geo.german.words.pages import exchange as words
from sozialraum_geo.german.words.pages import frame as frame_words
from sozialraum_geo.ui import exchange, frame, html

page = frame.start("austausch")
release, heading = page.release, words.HEADING
counts = {
    "activities": numbers.number(len(release.activities)),
    "places": numbers.number(len(release.places)),
    "partners": numbers.number(len(release.partners)),
}
answer = words.ANSWER_PUBLIC if page.is_public else words.ANSWER.format_map(counts)
html.show_head(frame_words.PAGE[page.name][1], answer)
html.show_heading(heading["out"])
exchange.show_files(page)
if not page.is_public:
    html.show_heading(heading["in"])
    exchange.show_import(page)
frame.show_footer(page)
