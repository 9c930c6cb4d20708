"""The command line: ``python -m sozialraum_geo check | build | analyse | repeat | import | undo | demo``."""

from __future__ import annotations

import argparse
import errno
import os
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from sozialraum_geo.cli import exporting, register
from sozialraum_geo.cli import importing as cli_import
from sozialraum_geo.errors import Problem, SozialraumError, StudyError
from sozialraum_geo.german.words import labels, numbers
from sozialraum_geo.german.words import problems as problems_words
from sozialraum_geo.german.words.pages import importing as importing_words
from sozialraum_geo.standards import Settings
from sozialraum_geo.study import Study

DONE, REFUSED, USAGE = 0, 1, 2
REPEATED = "Studie, Programm und Bibliotheken sind dieselben wie im ersten Lauf; die Dateien sind es auch."
STEPS = {
    "read": "Lese",
    "built": "Nehme gebaute Ebenen von",
    "people": "Verteile die Bevölkerung von",
    "distances": "Rechne Wege in",
    "certainty": "Rechne die Unsicherheit für",
    "priorities": "Rechne Index und Rangfolge für",
    "write": "Schreibe nach",
}


# what argparse says → what we say
USAGE_WORDS = (
    (r"the following arguments are required: (.+)", "Es fehlt: {0}."),
    (r"unrecognized arguments: (.+)", "Diese Angabe gibt es nicht: {0}."),
    (r"argument .+?: invalid choice: '(.+?)' \(choose from (.+)\)", "„{0}“ gibt es nicht. Möglich: {1}."),
    (r"argument (.+?): expected (?:one|at least one) argument", "Zu {0} fehlt der Wert."),
    (r"argument (.+?): invalid int value: '(.*)'", "{0}: „{1}“ ist keine ganze Zahl."),
    (r"argument (.+?): ignored explicit argument '(.*)'", "{0} nimmt keinen Wert: „{1}“."),
    (r"ambiguous option: (.+?) could match (.+)", "„{0}“ ist mehrdeutig: {1}."),
)
SYSTEM_WORDS = {
    errno.EACCES: "kein Zugriff",
    errno.EPERM: "kein Zugriff",
    errno.EROFS: "kein Zugriff",
    errno.ENOENT: "nicht gefunden",
    errno.ENOSPC: "kein Platz mehr auf dem Datenträger",
    errno.ENAMETOOLONG: "der Name ist zu lang",
    errno.EISDIR: "ist ein Ordner",
    errno.ENOTDIR: "ist kein Ordner",
}


class _Parser(argparse.ArgumentParser):
    """Speaks German."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("formatter_class", _Help)
        super().__init__(add_help=False, **options)
        self._positionals.title, self._optionals.title = "Angaben", "Schalter"
        self.add_argument("-h", "--help", action="help", help="diese Hilfe zeigen")

    def error(self, message: str) -> NoReturn:
        """Print usage and what is wrong, and leave with code 2."""
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"{_usage_words(message)}\n")


class _Help(argparse.HelpFormatter):
    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "Aufruf: " if prefix is None else prefix)


def _usage_words(message: str) -> str:
    """Say in German what argparse found.

    Examples
    --------
    >>> _usage_words("argument --seed: invalid int value: 'x'")
    '--seed: „x“ ist keine ganze Zahl.'
    """
    for pattern, words in USAGE_WORDS:
        if found := re.fullmatch(pattern, message):
            return words.format(*(part.replace("'", "") for part in found.groups()))
    return "Die Angaben passen nicht zusammen."


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
            print(f"  {problems_words.message(problem)}", file=sys.stderr)
        count = len(error.problems)
        print(
            f"Abgelehnt: {count} {'Grund' if count == 1 else 'Gründe'}. Es wurde nichts geschrieben.", file=sys.stderr
        )
        return REFUSED
    except OSError as error:
        words = SYSTEM_WORDS.get(error.errno or 0, "lässt sich nicht lesen oder schreiben")
        print(f"Abgelehnt: {Path(error.filename or '').name}: {words}.", file=sys.stderr)
        return REFUSED
    except Exception as error:
        if "SOZIALRAUM_DEBUG" in os.environ:
            raise
        print(f"Unerwarteter Fehler ({type(error).__name__}). Es wurde nichts geschrieben.", file=sys.stderr)
        print("Das ist ein Fehler des Programms; mit SOZIALRAUM_DEBUG=1 erscheinen die Einzelheiten.", file=sys.stderr)
        return REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m sozialraum_geo", description="Sozialräume, Einrichtungen und Erreichbarkeit")
    commands = parser.add_subparsers(
        dest="command",
        required=True,
        metavar=f"check | build | analyse | repeat | import | undo | {register.NAMES} | {exporting.NAMES} | demo",
    )
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
    text = "einen Lauf aus seiner run.json wiederholen: dieselben Dateien, Byte für Byte"
    repeat = commands.add_parser("repeat", help=text, description=text)
    repeat.add_argument("run_file", type=Path, metavar="RUN", help="die run.json des Laufs")
    repeat.add_argument("--study", type=Path, required=True, metavar="STUDY", help="Ordner der Studie")
    repeat.add_argument("--out", type=Path, required=True, metavar="DIR", help="Ordner für die Ergebnisse")
    repeat.set_defaults(run=_repeat)
    cli_import.add_commands(commands, _print_problems)
    register.add_commands(commands, _print_problems)
    exporting.add_commands(commands, _print_problems)
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
    from sozialraum_geo.reading import read_study
    from sozialraum_geo.reading.built import FOLDER
    from sozialraum_geo.reading.description import find_description

    study = read_study(chosen.study, progress=_say)
    _report(study)
    print(f"Gebaute Ebenen: {find_description(chosen.study).parent.name}/{FOLDER}")
    return DONE


def _analyse(chosen: argparse.Namespace) -> int:
    from sozialraum_geo.reading import read_study

    _check_folder(chosen.out)
    study = read_study(chosen.study, progress=_say)
    settings = Settings(standards=tuple(chosen.standards), straight_line=chosen.straight_line)
    _write(chosen, study, settings, excel=chosen.excel)
    return DONE


def _repeat(chosen: argparse.Namespace) -> int:
    from sozialraum_geo.exports.repeating import differences, read_run
    from sozialraum_geo.reading import read_study

    run = read_run(chosen.run_file)
    _check_folder(chosen.out)
    study = read_study(chosen.study, progress=_say)
    notes = differences(run, study)
    _write(chosen, study, run.settings, excel=run.excel)
    _print_problems(notes)
    if not notes:
        print(REPEATED)
    return DONE


def _write(chosen: argparse.Namespace, study: Study, settings: Settings, *, excel: bool) -> None:
    from sozialraum_geo.analysis import analyse
    from sozialraum_geo.exports.results import write_results
    from sozialraum_geo.reading.folder import rejected_rows

    results = analyse(study, settings, _say)
    _say("write", chosen.out.name)
    files = write_results(results, chosen.out, excel=excel, rejected=rejected_rows(chosen.study, study))
    _report(study)
    _print_problems(results.notes)
    print(f"Geschrieben: {numbers.join([f.name for f in files])}")


def _check_folder(out: Path) -> None:
    """Refuse a place for results where no folder can be, before anything is computed.

    Raises
    ------
    StudyError
        If it is a file or below one, or not to be written in.
    """
    there = next(p for p in (out, *out.absolute().parents) if p.exists() or p.is_symlink())
    if not there.is_dir():
        raise StudyError(Problem("refused", "out_is_file", file=there.name))
    if not os.access(there, os.W_OK | os.X_OK):
        raise StudyError(Problem("refused", "out_not_writable", file=there.name))


def _demo(chosen: argparse.Namespace) -> int:
    from sozialraum_geo.demo.town import write_demo

    _check_folder(chosen.out)
    files = write_demo(chosen.out, seed=chosen.seed)
    print(f"Geschrieben: {numbers.join([f.name for f in files])}")
    return DONE


def _report(study: Study) -> None:
    """Print what became of every row of every source."""
    areas = f"{len(study.sozialraeume)} {labels.area_word(study.levels[-1], len(study.sozialraeume))}"
    print(f"{study.name}, Stand {numbers.date_text(study.date)}: {areas}")
    for s in study.sources:
        counted = [
            f"{numbers.number(s.imported)} übernommen",
            f"{numbers.number(s.rejected)} abgelehnt",
            f"{numbers.number(s.empty)} leer",
        ]
        if s.excluded:
            counted.append(f"{numbers.number(s.excluded)} nach Regel ausgelassen")
        title = f" – {s.title}" if s.title else ""
        rows = f"{numbers.number(s.rows)} Zeilen, davon {numbers.join(counted)}"
        print(f"  {s.file}{title} ({labels.TABLE[s.table]}): {rows}")
    _print_problems(study.problems)


def _print_problems(problems: Iterable[Problem]) -> None:
    """Print each kind of finding once, with how many rows share it: 1,000 equal lines would bury the others."""
    alike: dict[tuple[str, ...], list[Problem]] = {}
    for p in problems:
        alike.setdefault((p.severity, p.code, p.file, p.sheet, p.column, p.value), []).append(p)
    for group in alike.values():
        more = importing_words.others(len(group) - 1)
        print(f"  {problems_words.SEVERITY[group[0].severity]}{more}: {problems_words.message(group[0])}")
