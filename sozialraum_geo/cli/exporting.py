"""Commands that hand on: the report of a year, files for other programs, a file of others taken in."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from sozialraum_geo.errors import Problem, StudyError
from sozialraum_geo.german.words import labels, numbers
from sozialraum_geo.german.words.pages.exchange import COUNTED, LEFT, PASSED, VERB, WRITTEN
from sozialraum_geo.tables import VOCABULARIES

Printer = Callable[[Iterable[Problem]], None]
NAMES = "report | export | hsds"
KINDS = ("gpkg", "xlsx", "csv", "ics", "hsds")
INSIDE = frozenset({"gpkg", "xlsx", "csv"})


def add_commands(commands: Any, print_problems: Printer) -> None:
    """Add the commands to a parser."""

    def command(name: str, text: str, run: Callable[[argparse.Namespace], int]) -> Any:
        made = commands.add_parser(name, help=text, description=text[0].upper() + text[1:])
        made.set_defaults(run=run)
        return made

    report = command("report", "den Jahresbericht als Word- und Excel-Datei schreiben", _report)
    report.add_argument("study", type=Path, metavar="STUDY", help="Ordner der Studie oder ihre study.toml")
    report.add_argument("--year", type=int, metavar="JAHR", help="das Jahr; ohne Angabe das des Stands der Studie")
    report.add_argument("--station", default="", metavar="STATION", help="nur diese Station")
    report.add_argument("--area", default="", metavar="SOZIALRAUM", help="nur dieser Sozialraum (Kennung)")
    report.add_argument("--out", type=Path, required=True, metavar="DIR", help="Ordner für die Dateien")
    export = command("export", "das Register für andere Programme schreiben", _export)
    export.add_argument("study", type=Path, metavar="STUDY", help="Ordner der Studie oder ihre study.toml")
    export.add_argument("--out", type=Path, required=True, metavar="DIR", help="Ordner für die Dateien")
    export.add_argument("--kinds", nargs="+", default=KINDS, choices=KINDS, metavar="ART", help=", ".join(KINDS))
    export.add_argument("--public", action="store_true", help="nur, was öffentlich sein darf: Kalender und HSDS")
    bring = command("hsds", "eine Datei nach Open Referral (HSDS) in das Register einlesen",
                    lambda chosen: _hsds(chosen, print_problems))  # fmt: skip
    bring.add_argument("file", type=Path, metavar="FILE", help="JSON-Datei oder zip mit CSV-Dateien")
    bring.add_argument("--study", type=Path, required=True, metavar="STUDY", help="Ordner der Studie")
    bring.add_argument("--ansatzpunkt", default="", choices=list(VOCABULARIES["ansatzpunkt"]), metavar="NR",
                       help="für Angebote, die keinen nennen")  # fmt: skip
    bring.add_argument("--preview", action="store_true", help="nur zeigen, was geschähe")
    bring.add_argument("--rejected", type=Path, metavar="XLSX", help="abgelehnte Zeilen hierhin schreiben")


def _written(out: Path, files: dict[str, bytes]) -> int:
    out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (out / name).write_bytes(content)
    print(WRITTEN.format(files=numbers.join(list(files))))
    return 0


def _report(chosen: argparse.Namespace) -> int:
    from sozialraum_geo.analysis import analyse
    from sozialraum_geo.exports import annual as annual_files
    from sozialraum_geo.german.sentences import annual as sentences
    from sozialraum_geo.reading import read_study
    from sozialraum_geo.release import annual, release

    study = read_study(chosen.study)
    shown = release(analyse(study))
    for option, value, known in (
        ("--station", chosen.station, annual.stations(shown)),
        ("--area", chosen.area, list(study.ids)),
    ):
        if value and value not in known:
            raise StudyError(Problem("refused", "not_there", column=option, value=value, detail=", ".join(known)))
    year = chosen.year or int(study.date[:4])
    report = annual.annual_report(shown, year, chosen.station, chosen.area)
    print(sentences.sentence(report))
    name = f"jahresbericht-{year}"
    return _written(
        chosen.out,
        {f"{name}.docx": annual_files.document(shown, report), f"{name}.xlsx": annual_files.workbook(shown, report)},
    )


def _export(chosen: argparse.Namespace) -> int:
    from sozialraum_geo.analysis import analyse
    from sozialraum_geo.exports import calendar, exchange
    from sozialraum_geo.exports.hsds import directory, writing
    from sozialraum_geo.reading import read_study
    from sozialraum_geo.reading.description import find_description
    from sozialraum_geo.release import INTERN, PUBLIC, release

    study = read_study(chosen.study)
    kinds = [k for k in chosen.kinds if not (chosen.public and k in INSIDE)]
    files: dict[str, bytes] = {}
    if "gpkg" in kinds:
        files["register.gpkg"] = exchange.register_geopackage(study)
    if "xlsx" in kinds:
        files["register.xlsx"] = exchange.register_workbook(study)
    if "csv" in kinds:
        files["register-csv.zip"] = exchange.register_csv(study)
    if "ics" in kinds:
        shown = release(analyse(study), PUBLIC if chosen.public else INTERN)
        changed = calendar.changes(find_description(chosen.study).parent)
        files["termine.ics"] = calendar.calendar_bytes(shown, calendar.events(shown), changed)
    if "hsds" in kinds:
        told = directory.directory(study, public=chosen.public)
        files["hsds.json"] = writing.json_bytes(told, name=study.name, date=study.date)
        files["hsds.zip"] = writing.package_bytes(told, name=study.name, date=study.date)
    return _written(chosen.out, files)


def _hsds(chosen: argparse.Namespace, print_problems: Printer) -> int:
    from sozialraum_geo.exports.hsds import incoming
    from sozialraum_geo.exports.workbooks import rejected_workbook
    from sozialraum_geo.reading import read_study
    from sozialraum_geo.reading.description import find_description
    from sozialraum_geo.register import importing

    folder = find_description(chosen.study).parent
    taken, prepared = incoming.prepare(folder, read_study(folder), chosen.file, ansatzpunkt=chosen.ansatzpunkt)
    print_problems(p for found in prepared.values() for p in found.problems)
    rejected = [pair for found in prepared.values() for pair in found.rejected]
    if chosen.rejected and rejected:
        chosen.rejected.write_bytes(rejected_workbook(rejected))
    if not chosen.preview:
        for found in prepared.values():
            importing.apply(folder, found)
    for table, counts in taken.counts.items():
        draft = prepared[table].draft.counts if table in prepared else {}
        left = {k: n for k, n in counts.items() if k in LEFT}
        why = ", ".join(LEFT[k].format(count=numbers.number(n)) for k, n in left.items())
        print(
            COUNTED.format(
                table=labels.TABLE[table], rows=numbers.number(counts["rows"]), verb=VERB[not chosen.preview],
                imported=numbers.number(draft.get("imported", 0)), left=numbers.number(sum(left.values())),
                rejected=numbers.number(draft.get("rejected", 0) + draft.get("empty", 0)),
                why=f" ({why})" if why else "",
            )
        )  # fmt: skip
    for code, count in taken.notes.items():
        print(f"  {PASSED[code].format(count=numbers.number(count))}")
    return 0
