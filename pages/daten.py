"""Worauf beruht das alles?"""

from sozialraum_geo.german.sentences import answers, calculation
from sozialraum_geo.german.words import pages
from sozialraum_geo.pictures.charts import charts
from sozialraum_geo.ui import frame, html

page = frame.start("daten")
release, heading = page.release, pages.HEADING_DATA
html.show_head(pages.PAGE[page.name][1], answers.data_sentence(release), answers.state_line(release))

files, warnings, problems = (
    charts.source_table(release),
    charts.problem_table(release.warnings),
    charts.problem_table(release.problems),
)
findings = answers.findings(release)
html.show_heading(heading["files"])
frame.show_table(page, files, "files")
if findings:
    html.show_heading(heading["problems"])
    html.show_findings(findings)
if not page.is_public:
    frame.show_rejected(page)
html.show_heading(heading["warnings"])
html.show_list(answers.warning_sentences(release))
facts = calculation.facts(release, ["data"], tables=[s.table for s in release.sources])
frame.show_downloads(
    page, "daten", {heading["files"]: files, heading["problems"]: problems, heading["warnings"]: warnings}, facts=facts
)
html.show_calculation(release, facts)
frame.show_footer(page)
