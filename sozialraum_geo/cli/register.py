"""Commands about the register: taken in, lent out and merged back, backed up, restored, shown to a GIS."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from sozialraum_geo.errors import Problem
from sozialraum_geo.german.words import numbers

Printer = Callable[[Iterable[Problem]], None]
NAMES = "adopt | lend | merge | backup | restore | views"


def add_commands(commands: Any, print_problems: Printer) -> None:
    """Add the commands to a parser."""

    def command(name: str, text: str, run: Callable[[argparse.Namespace], int]) -> Any:
        made = commands.add_parser(name, help=text, description=text[0].upper() + text[1:])
        made.add_argument("--study", type=Path, required=True, metavar="STUDY", help="Ordner der Studie")
        made.set_defaults(run=run)
        return made

    command("adopt", "die Listen der study.toml ins Register übernehmen, wo sie bearbeitet werden", _adopt)
    lend = command("lend", "das Register als Excel-Datei zum Bearbeiten ausgeben", _lend)
    lend.add_argument("--out", type=Path, required=True, metavar="XLSX", help="die Excel-Datei")
    back = command("merge", "eine bearbeitete Excel-Datei zurückspielen", lambda chosen: _merge(chosen, print_problems))
    back.add_argument("file", type=Path, metavar="XLSX", help="die Excel-Datei")
    back.add_argument("--theirs", action="store_true", help="bei Widersprüchen gilt die Datei, sonst das Register")
    back.add_argument("--preview", action="store_true", help="nur zeigen, was geschähe")
    back.add_argument("--rejected", type=Path, metavar="XLSX", help="abgelehnte Zeilen hierhin schreiben")
    copy = command("backup", "das Register sichern, auch während jemand arbeitet", _backup)
    copy.add_argument("--out", type=Path, required=True, metavar="DATEI", help="die Sicherung")
    old = command("restore", "eine Sicherung zurücklegen", _restore)
    old.add_argument("file", type=Path, metavar="DATEI", help="die Sicherung")
    command("views", "auf dem Server Ansichten für QGIS anlegen", _views)


def _folder(chosen: argparse.Namespace) -> Path:
    from sozialraum_geo.reading.description import find_description

    return find_description(chosen.study).parent


def _adopt(chosen: argparse.Namespace) -> int:
    from sozialraum_geo.reading import read_study
    from sozialraum_geo.register import records

    folder = _folder(chosen)
    count = records.adopt(folder, read_study(folder))
    print(f"{numbers.number(count)} Einträge stehen jetzt im Register; die Dateien bleiben, wie sie sind.")
    return 0


def _lend(chosen: argparse.Namespace) -> int:
    from sozialraum_geo.exports import lending
    from sozialraum_geo.reading import read_study

    folder = _folder(chosen)
    chosen.out.write_bytes(lending.workbook_to_edit(folder, read_study(folder)))
    print(f"Geschrieben: {chosen.out.name}")
    return 0


def _merge(chosen: argparse.Namespace, print_problems: Printer) -> int:
    from sozialraum_geo.exports import lending
    from sozialraum_geo.exports.workbooks import rejected_workbook
    from sozialraum_geo.reading import read_study
    from sozialraum_geo.register import returning

    folder = _folder(chosen)
    study = read_study(folder)
    found = returning.compare(folder, study, chosen.file, lending.SHEETS)
    theirs = [(r.table, r.key, c.column) for r, c in found.clashes] if chosen.theirs else []
    checked = returning.finish(folder, study, found, theirs)
    faulty = [p for _, c in checked for p in c.faults]
    told = [p for p in found.notes if p.code in lending.TOLD]
    print_problems([*(p for p, _ in found.rejected), *faulty, *told])
    if chosen.rejected and found.rejected:
        chosen.rejected.write_bytes(rejected_workbook(list(found.rejected)))
    if not chosen.preview:
        returning.apply(folder, returning.wishes(found, checked), note=chosen.file.name)
    print(lending.sentence(found, len({id(r) for r, c in checked if c.faults})))
    for row, clash in found.clashes:
        print(f"  {lending.clash_sentence(row, clash, takes_theirs=chosen.theirs)}")
    return 0


def _backup(chosen: argparse.Namespace) -> int:
    from sozialraum_geo.store.backup import backup

    print(f"Gesichert: {backup(_folder(chosen), chosen.out).name}")
    return 0


def _restore(chosen: argparse.Namespace) -> int:
    from sozialraum_geo.store.backup import restore

    before = restore(_folder(chosen), chosen.file)
    print("Die Sicherung liegt jetzt an der Stelle des Registers.")
    if before is not None:
        print(f"Was dort stand, liegt daneben: {before.name}")
    return 0


def _views(chosen: argparse.Namespace) -> int:
    from sozialraum_geo.register.postgis import write_views

    print(f"Ansichten: {numbers.join(write_views(_folder(chosen)))}")
    return 0
