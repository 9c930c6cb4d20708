"""Worauf beruht das alles?"""

from sozialraum_geo.german.sentences import calculation
from sozialraum_geo.german.sentences import data as sentences
from sozialraum_geo.german.words.pages import data as words
from sozialraum_geo.german.words.pages import frame as frame_words
from sozialraum_geo.pictures.tables import data as tables
from sozialraum_geo.ui import downloads, frame, html, widgets

page = frame.start("daten")
release, heading = page.release, words.HEADING
html.show_head(frame_words.PAGE[page.name][1], sentences.data_sentence(release), sentences.state_line(release))

files, warnings, problems = (
    tables.source_table(release),
    tables.problem_table(release.warnings),
    tables.problem_table(release.problems),
)
findings = sentences.findings(release)
html.show_heading(heading["files"])
widgets.show_table(page, files, "files")
if findings:
    html.show_heading(heading["problems"])
    html.show_findings(findings)
if not page.is_public:
    downloads.show_rejected(page)
html.show_heading(heading["warnings"])
html.show_list(sentences.warning_sentences(release))
facts = calculation.facts(release, ["data"], tables=[s.table for s in release.sources])
downloads.show_downloads(
    page, "daten", {heading["files"]: files, heading["problems"]: problems, heading["warnings"]: warnings}, facts=facts
)
html.show_calculation(release, facts)
frame.show_footer(page)
