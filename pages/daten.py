"""Worauf beruht das alles?"""

from sozialraum_geo import ui, ui_html
from sozialraum_geo.german.sentences import answers, calculation
from sozialraum_geo.german.words import pages
from sozialraum_geo.pictures.charts import charts

page = ui.start("daten")
release, heading = page.release, pages.HEADING
ui_html.show_head(pages.PAGE[page.name][1], answers.data_sentence(release), answers.state_line(release))

files, warnings, problems = (
    charts.source_table(release),
    charts.problem_table(release.warnings),
    charts.problem_table(release.problems),
)
findings = answers.findings(release)
ui_html.show_heading(heading["files"])
ui.show_table(page, files, "files")
if findings:
    ui_html.show_heading(heading["problems"])
    ui_html.show_findings(findings)
if not page.is_public:
    ui.show_rejected(page)
ui_html.show_heading(heading["warnings"])
ui_html.show_list(answers.warning_sentences(release))
facts = calculation.facts(release, ["data"], tables=[s.table for s in release.sources])
ui.show_downloads(
    page, "daten", {heading["files"]: files, heading["problems"]: problems, heading["warnings"]: warnings}, facts=facts
)
ui_html.show_calculation(release, facts)
ui.show_footer(page)
