"""``python -m sozialraum_geo import | undo``: what the import page does, without a browser."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sozialraum_geo.errors import Problem, StudyError
from sozialraum_geo.german.sentences import importing as sentences
from sozialraum_geo.german.words import labels
from sozialraum_geo.study import Study
from sozialraum_geo.tables import IMPORTABLE

Printer = Any


def add_commands(commands: Any, print_problems: Printer) -> None:
    """Add both commands to a parser."""
    bring = commands.add_parser(
        "import",
        help="eine Datei in das Register einer Studie einlesen",
        description="Eine Datei in das Register einer Studie einlesen",
    )
    bring.add_argument("file", type=Path, metavar="FILE", help="die Datei")
    bring.add_argument("--study", type=Path, required=True, metavar="STUDY", help="Ordner der Studie")
    bring.add_argument(
        "--table", choices=list(IMPORTABLE), metavar="TABLE", help=f"was darin steht: {', '.join(IMPORTABLE)}"
    )
    bring.add_argument("--source", default="", metavar="NAME", help="welche Liste die Datei erneuert")
    bring.add_argument("--sheet", default="", metavar="BLATT", help="Blatt oder Ebene")
    bring.add_argument("--header-row", type=int, default=0, metavar="ZEILE", help="Zeile der Spaltennamen")
    bring.add_argument("--crs", default="", metavar="EPSG", help='Koordinatensystem, zum Beispiel "EPSG:31467"')
    bring.add_argument("--column", nargs="+", default=(), metavar="UNSERE=SPALTE", help="Spalten zuordnen")
    bring.add_argument("--set", nargs="+", default=(), metavar="UNSERE=WERT", help="fester Wert für alle Zeilen")
    bring.add_argument("--complete", action="store_true", help="die Liste ist vollständig")
    bring.add_argument("--drop-vanished", action="store_true", help="herausnehmen, was nicht mehr in der Datei steht")
    bring.add_argument("--adds", action="store_true", help="nur ein Nachtrag: berichtigte oder weitere Zeilen")
    bring.add_argument("--preview", action="store_true", help="nur zeigen, was geschähe")
    bring.add_argument("--rejected", type=Path, metavar="XLSX", help="abgelehnte Zeilen hierhin schreiben")
    bring.set_defaults(run=lambda chosen: _import(chosen, print_problems))
    back = commands.add_parser(
        "undo", help="den neuesten Import zurücknehmen", description="Den neuesten Import zurücknehmen"
    )
    back.add_argument("--study", type=Path, required=True, metavar="STUDY", help="Ordner der Studie")
    back.set_defaults(run=_undo)


def _pairs(words: Sequence[str], option: str) -> dict[str, str]:
    """Read ``name=value`` words.

    Raises
    ------
    StudyError
        If one has no ``=``.
    """
    wrong = [w for w in words if "=" not in w]
    if wrong:
        raise StudyError(Problem("refused", "bad_setting", column=option, value=w) for w in wrong)
    return {name.strip(): value.strip() for name, _, value in (w.partition("=") for w in words)}


def _import(chosen: argparse.Namespace, print_problems: Printer) -> int:
    from sozialraum_geo.exports.workbooks import rejected_workbook
    from sozialraum_geo.reading.description import find_description
    from sozialraum_geo.reading.files.rawtable import MAX_ROWS_ADDRESSES, ReadOptions
    from sozialraum_geo.reading.recognition import area_words, as_options, recognise
    from sozialraum_geo.register import importing

    folder = find_description(chosen.study).parent
    study = _study_so_far(folder)
    look = ReadOptions(sheet=chosen.sheet, header_row=chosen.header_row, max_rows=MAX_ROWS_ADDRESSES)
    areas = None if study is None else area_words(study.sozialraeume)
    guess = recognise(chosen.file, look, areas=areas)
    if not (chosen.table or guess.table):
        raise StudyError(Problem("refused", "which_table", file=chosen.file.name, detail=", ".join(IMPORTABLE)))
    print(sentences.guess_sentence(guess), file=sys.stderr)
    settings: dict[str, Any] = {
        "table": chosen.table or guess.table,
        "header_row": chosen.header_row,
        "crs": chosen.crs,
        "columns": _pairs(chosen.column, "--column"),
        "set": _pairs(chosen.set, "--set"),
        "complete": chosen.complete,
    }
    prepared = importing.prepare(
        folder, study, chosen.file, as_options(guess, settings),
        source=chosen.source, drops_vanished=chosen.drop_vanished, adds=chosen.adds,
    )  # fmt: skip
    print_problems(prepared.problems)
    if chosen.rejected and prepared.rejected:
        chosen.rejected.write_bytes(rejected_workbook(prepared.rejected))
    if not chosen.preview:
        importing.apply(folder, prepared)
    print(sentences.preview_sentence(prepared.draft.counts, is_done=not chosen.preview))
    return 0


def _study_so_far(folder: Path) -> Study | None:
    """Read the study; None if it has no Sozialräume yet. One that names no file at all gets its register."""
    from sozialraum_geo.reading import read_study
    from sozialraum_geo.register.importing import make_register

    try:
        return read_study(folder)
    except StudyError as error:
        codes = {p.code for p in error.problems}
        if codes == {"no_sources"}:
            make_register(folder)
        elif codes != {"no_areas"}:
            raise
        return None


def _undo(chosen: argparse.Namespace) -> int:
    from sozialraum_geo.reading.description import find_description
    from sozialraum_geo.register import importing

    record = importing.undo(find_description(chosen.study).parent)
    print(f"Zurückgenommen: {record.file} ({labels.TABLE[record.table]})")
    return 0
