"""The command line: ``python -m sozialraum_geo check | build | analyse | demo``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from sozialraum_geo import texts, texts_problems
from sozialraum_geo.errors import Problem, SozialraumError
from sozialraum_geo.standards import Settings
from sozialraum_geo.study import Study

DONE, REFUSED, USAGE = 0, 1, 2
STEPS = {
    "read": "Lese",
    "built": "Nehme gebaute Ebenen von",
    "people": "Verteile die Bevölkerung von",
    "distances": "Rechne Wege in",
    "priorities": "Rechne Index und Rangfolge für",
    "write": "Schreibe nach",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 refused, 2 usage."""
    parser = _parser()
    try:
        chosen = parser.parse_args(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        return int(chosen.run(chosen))
    except SozialraumError as error:
        for problem in error.problems:
            print(f"  {texts_problems.message(problem)}", file=sys.stderr)
        count = len(error.problems)
        print(
            f"Abgelehnt: {count} {'Grund' if count == 1 else 'Gründe'}. Es wurde nichts geschrieben.", file=sys.stderr
        )
        return REFUSED
    except OSError as error:
        print(f"Abgelehnt: {Path(error.filename or '').name}: {error.strerror}.", file=sys.stderr)
        return REFUSED
    except Exception as error:
        if "SOZIALRAUM_DEBUG" in os.environ:
            raise
        print(f"Unerwarteter Fehler ({type(error).__name__}). Es wurde nichts geschrieben.", file=sys.stderr)
        print("Das ist ein Fehler des Programms; mit SOZIALRAUM_DEBUG=1 erscheinen die Einzelheiten.", file=sys.stderr)
        return REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m sozialraum_geo", description="Sozialräume, Einrichtungen und Erreichbarkeit"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="check | build | analyse | demo")
    for name, run, text in (
        ("check", _check, "Studie lesen und sagen, was mit jeder Zeile geschah"),
        ("build", _build, "Studie lesen und ihre Ebenen als Parquet ablegen"),
        ("analyse", _analyse, "Studie auswerten und alle Ergebnisse schreiben"),
    ):
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("study", type=Path, metavar="STUDY", help="Ordner der Studie oder ihre study.toml")
        command.set_defaults(run=run)
        if name == "analyse":
            command.add_argument("--out", type=Path, required=True, metavar="DIR", help="Ordner für die Ergebnisse")
            command.add_argument(
                "--excel", action="store_true", help="CSV für deutsches Excel (Semikolon, Dezimalkomma)"
            )
            command.add_argument(
                "--standards", nargs="+", default=(), metavar="ID", help="nur diese Standards auswerten"
            )
            command.add_argument(
                "--straight-line", action="store_true", help="Luftlinie × 1,3 auch wenn es Straßen gibt"
            )
    demo = commands.add_parser("demo", help="die erfundene Stadt erzeugen")
    demo.add_argument("--out", type=Path, default=Path("data/geo/musterstadt"), metavar="DIR")
    demo.add_argument("--seed", type=int, default=2026)
    demo.set_defaults(run=_demo)
    return parser


def _say(step: str, name: str) -> None:
    print(f"{STEPS[step]} {name} …", file=sys.stderr, flush=True)


def _check(chosen: argparse.Namespace) -> int:
    from sozialraum_geo.reading import read_study

    study = read_study(chosen.study, use_built=False, progress=_say)
    _report(study)
    return DONE


def _build(chosen: argparse.Namespace) -> int:
    from sozialraum_geo.built import FOLDER
    from sozialraum_geo.description import find_description
    from sozialraum_geo.reading import read_study

    study = read_study(chosen.study, progress=_say)
    _report(study)
    print(f"Gebaute Ebenen: {find_description(chosen.study).parent.name}/{FOLDER}")
    return DONE


def _analyse(chosen: argparse.Namespace) -> int:
    from sozialraum_geo.analysis import analyse
    from sozialraum_geo.reading import read_study, rejected_rows
    from sozialraum_geo.reports import write_results

    study = read_study(chosen.study, progress=_say)
    settings = Settings(standards=tuple(chosen.standards), straight_line=chosen.straight_line)
    results = analyse(study, settings, _say)
    _say("write", chosen.out.name)
    files = write_results(results, chosen.out, excel=chosen.excel, rejected=rejected_rows(chosen.study, study))
    _report(study)
    _print_problems(results.notes)
    print(f"Geschrieben: {texts.join([f.name for f in files])}")
    return DONE


def _demo(chosen: argparse.Namespace) -> int:
    from sozialraum_geo.demo import write_demo

    files = write_demo(chosen.out, seed=chosen.seed)
    print(f"Geschrieben: {texts.join([f.name for f in files])}")
    return DONE


def _report(study: Study) -> None:
    """Print what became of every row of every source."""
    areas = f"{len(study.sozialraeume)} {texts.area_word(study.levels[-1], len(study.sozialraeume))}"
    print(f"{study.name}, Stand {texts.date_text(study.date)}: {areas}")
    for s in study.sources:
        counted = [
            f"{texts.number(s.imported)} übernommen",
            f"{texts.number(s.rejected)} abgelehnt",
            f"{texts.number(s.empty)} leer",
        ]
        if s.excluded:
            counted.append(f"{texts.number(s.excluded)} nach Regel ausgelassen")
        title = f" – {s.title}" if s.title else ""
        print(f"  {s.file}{title} ({texts.TABLE[s.table]}): {texts.number(s.rows)} Zeilen, davon {texts.join(counted)}")
    _print_problems(study.problems)


def _print_problems(problems: Iterable[Problem]) -> None:
    """Print each kind of finding once, with how many rows share it: 1,000 equal lines would bury the others."""
    alike: dict[tuple[str, ...], list[Problem]] = {}
    for p in problems:
        alike.setdefault((p.severity, p.code, p.file, p.sheet, p.column, p.value), []).append(p)
    for group in alike.values():
        more = f" (und {texts.number(len(group) - 1)} weitere Zeilen)" if len(group) > 1 else ""
        print(f"  {texts_problems.SEVERITY[group[0].severity]}{more}: {texts_problems.message(group[0])}")
