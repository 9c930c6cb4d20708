"""What `analyse` writes: tables, workbook, GeoPackage, maps and the record of the run; same input, same bytes."""

from __future__ import annotations

import contextlib
import io
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import sozialraum_geo
from sozialraum_geo.analysis.results import Results
from sozialraum_geo.errors import Problem
from sozialraum_geo.exports.geopackage import ACTIVITY_COLUMNS, PARTNER_COLUMNS, PLACE_COLUMNS, write_geopackage
from sozialraum_geo.german.sentences import calculation
from sozialraum_geo.german.words import problems
from sozialraum_geo.pictures.maps import drawing
from sozialraum_geo.release.door import FIRST, Release, masked, release
from sozialraum_geo.release.ways import shown_ways, told_coverage

LIBRARIES = (
    "geopandas", "shapely", "pyproj", "pyogrio", "pandas", "numpy", "scipy", "folium", "matplotlib", "XlsxWriter",
)  # fmt: skip
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# The unix start of the zip format: the same in every workbook, so that same input gives same bytes
FIXED_TIME = pd.Timestamp("1980-01-01").to_pydatetime()

COVERAGE_COLUMNS = [
    "sozialraum_id",
    "standard_id",
    "people",
    "covered_share",
    "uncovered_people",
    "unknown_share",
    "nearest_p50_m",
    "nearest_p90_m",
    "nearest_max_m",
    "covered_low",
    "covered_high",
    "is_wide",
]


WHOLE = frozenset({"rank", "rank_by_people", "rank_median", "rank_low", "rank_high", "band"})


def result_tables(results: Results) -> dict[str, pd.DataFrame]:
    """Return the tables of an analysis by file stem, as `analyse` writes them: internal, unrounded."""
    study = results.study

    # names of child minders and refuges often are their addresses, and these are the files that get mailed
    def shown(frame: pd.DataFrame | None, columns: list[str]) -> pd.DataFrame:
        return _columns(None if frame is None else masked(study, frame), columns)

    activities = shown(results.activities, ACTIVITY_COLUMNS)
    for column in ("counts_for", "part_time_for"):
        activities[column] = activities[column].map(lambda ids: " ".join(ids) if isinstance(ids, tuple) else "")
    tables = {
        "facilities": shown(study.facilities, PLACE_COLUMNS),
        "coverage": told_coverage(results, shown_ways(results))[COVERAGE_COLUMNS],
        "gaps": results.gaps,
        "supply": results.supply,
        "access": results.access.table,
        "inequality": results.inequality.reset_index(),
        "activities": activities,
        "partners": shown(study.partners, PARTNER_COLUMNS),
    }
    if results.need is not None:
        tables["need"] = results.need.table
    if results.priorities is not None:
        ranks = results.priorities.table.copy()
        if results.ranking is not None:
            found = results.ranking.ranks
            ranks = ranks.merge(found.table, on="sozialraum_id", how="left")
            ranks[f"first_{FIRST}_share"] = ranks["sozialraum_id"].map(found.first_share(FIRST))
            tables["weight_tips"] = results.ranking.weight_tips
            tables["limit_tips"] = results.ranking.limit_tips
        for column in WHOLE.intersection(ranks.columns):
            ranks[column] = ranks[column].astype("Int64")
        tables["priorities"] = ranks
    empty = {"sozialraum_id": study.ids}
    tables.setdefault("need", pd.DataFrame(empty | {"need_index": np.nan, "status_class": None}))
    blank = pd.array([None] * len(study.ids), dtype="Int64")
    tables.setdefault("priorities", pd.DataFrame(empty | {"rank": blank, "rank_by_people": blank, "score": np.nan}))
    return tables


def _columns(frame: pd.DataFrame | None, columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(columns=columns) if frame is None else pd.DataFrame(frame[columns])


def write_results(
    results: Results, out: Path, *, excel: bool = False, rejected: Sequence[tuple[Problem, Mapping[str, str]]] = ()
) -> list[Path]:
    """Write every result file into a folder: all of them or none.

    Parameters
    ----------
    excel
        CSV files for German Excel: semicolon, decimal comma, byte order mark.
    rejected
        Rows that stayed out with their original cells (see `folder.rejected_rows`).

    Returns
    -------
    list of Path
        The files, in the order of the documentation.
    """
    made = [folder for folder in (out, *out.parents) if not folder.exists()]
    out.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=".new-", dir=out))
    try:
        names = []
        for stem, table in result_tables(results).items():
            (temporary / f"{stem}.csv").write_bytes(csv_bytes(table, excel=excel))
            names.append(f"{stem}.csv")
        write_geopackage(results, temporary / "results.gpkg")
        shown = release(results)
        choices = _map_choices(shown)
        layer, main = choices[0]
        (temporary / "karte.html").write_text(drawing.draw_choice(shown, choices).get_root().render(), encoding="utf-8")
        for kind in ("png", "svg"):
            (temporary / f"karte.{kind}").write_bytes(drawing.draw_image(shown, layer, format=kind, **main))
        (temporary / "abgelehnt.xlsx").write_bytes(rejected_workbook(rejected))
        (temporary / "rechenweg.json").write_text(calculation.record(shown), encoding="utf-8", newline="\n")
        steps = workbook(calculation.sheets(shown), notes=calculation.notes(shown))
        (temporary / "rechenweg.xlsx").write_bytes(steps)
        files = ["results.gpkg", "karte.html", "karte.png", "karte.svg", "abgelehnt.xlsx"]
        files += ["rechenweg.json", "rechenweg.xlsx"]
        (temporary / "run.json").write_text(run_record(results, excel=excel), encoding="utf-8", newline="\n")
        for name in (*names, *files, "run.json"):
            os.replace(temporary / name, out / name)
        return [out / name for name in (*names, *files, "run.json")]
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        # what was made for results that never came is taken away again
        for folder in made:
            with contextlib.suppress(OSError):
                folder.rmdir()


def _map_choices(shown: Release) -> list[tuple[str, dict[str, Any]]]:
    """Return the layers of the main map: who reaches what, who does not, index and ranks; without any the places."""
    areas_known = shown.town["areas_known"].to_dict()
    known = [s.id for s in shown.standards if areas_known[s.id] > 0]
    gap = "uncovered_people" if shown.gaps is None or shown.need is None else "weighted_people"
    choices: list[tuple[str, dict[str, Any]]] = [("covered_share", {"standard": s}) for s in known]
    choices += [(gap, {"standard": s}) for s in known]
    choices += [("need_index", {})] if shown.need is not None and shown.need["need_index"].notna().any() else []
    choices += [("rank", {})] if shown.priorities is not None else []
    return [*choices, ("overview", {})]


# --- tables ----------------------------------------------------------------------------------------------------------


def safe_cell(value: Any) -> Any:
    """Neutralise text that a spreadsheet would run as a formula; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def csv_bytes(table: pd.DataFrame, *, excel: bool = False) -> bytes:
    """Return a table as CSV: UTF-8, comma, point; or as German Excel expects it."""
    safe = table.copy()
    for column in safe.columns[[not pd.api.types.is_numeric_dtype(t) for t in safe.dtypes]]:
        safe[column] = safe[column].map(safe_cell)
    safe.columns = safe.columns.map(safe_cell)
    text = safe.to_csv(
        index=False, sep=";" if excel else ",", decimal="," if excel else ".", lineterminator="\r\n" if excel else "\n"
    )
    return text.encode("utf-8-sig" if excel else "utf-8")


def workbook(sheets: Mapping[str, pd.DataFrame], *, notes: Iterable[str] = ()) -> bytes:
    """Return tables as an XLSX file without formulas or links; the notes stand on a sheet of their own."""
    import xlsxwriter

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"created": FIXED_TIME, "title": "Sozialraum-Geo"})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        for title, table in sheets.items():
            sheet = book.add_worksheet(_sheet_title(title, book.sheetnames))
            sheet.freeze_panes(1, 1)
            for at, column in enumerate(table.columns):
                values = [None if _is_blank(v) else v for v in table[column]]
                width = max([len(str(column)) * 0.7, *(len(str(v)) for v in values[:200] if v is not None)], default=8)
                sheet.set_column(at, at, min(max(8, width + 2), 60))
                sheet.write_string(0, at, str(column), bold)
                for row, value in enumerate(values, start=1):
                    _write_cell(sheet, row, at, value)
        remarks = list(notes)
        if remarks:
            sheet = book.add_worksheet(_sheet_title("Erläuterung", book.sheetnames))
            sheet.set_column(0, 0, 120)
            for row, text in enumerate(remarks):
                sheet.write_string(row, 0, text)
    return stream.getvalue()


def _is_blank(value: Any) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value))


def _write_cell(sheet: Any, row: int, column: int, value: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool | np.bool_):
        sheet.write_string(row, column, "ja" if value else "nein")
    elif isinstance(value, int | float | np.number) and np.isfinite(value):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value))


def _sheet_title(title: str, taken: Iterable[str]) -> str:
    """Return a title that Excel accepts and that is not taken yet."""
    plain = "".join("_" if c in "[]:*?/\\'" else c for c in title)[:31] or "Blatt"
    number = 2
    candidate = plain
    while candidate.lower() in {t.lower() for t in taken}:
        candidate = f"{plain[:27]} ({number})"
        number += 1
    return candidate


def rejected_workbook(rejected: Sequence[tuple[Problem, Mapping[str, str]]]) -> bytes:
    """Return the rows that stayed out, a sheet per file, each with its column, reason and remedy first."""
    by_file: dict[str, list[dict[str, Any]]] = {}
    for problem, cells in rejected:
        row = {
            "Zeile": problem.row,
            "Spalte": problem.column,
            "Grund": problems.reason(problem),
            "Was tun": problems.remedy(problem),
        }
        # a column of the file keeps its cells even if it is called like one of ours
        theirs = {f"{name} (Datei)" if name in row else name: cell for name, cell in cells.items()}
        by_file.setdefault(problem.file, []).append(row | theirs)
    sheets = {file: pd.DataFrame(rows) for file, rows in by_file.items()}
    return workbook(sheets or {"Nichts abgelehnt": pd.DataFrame({"Ergebnis": ["Alle Zeilen wurden übernommen."]})})


# --- the record ------------------------------------------------------------------------------------------------------


def versions() -> dict[str, str]:
    """Return the versions of the program, of Python and of the libraries that compute or draw."""
    own = {"sozialraum_geo": sozialraum_geo.__version__, "python": platform.python_version()}
    return own | {name: version(name) for name in LIBRARIES}


def run_record(results: Results, *, excel: bool = False) -> str:
    """Return the record of a run as JSON: versions, settings, sources with their hashes, fingerprints.

    `repeating` reads it: all that decides about the bytes of the files stands in it, nothing of machine or day.
    """
    study = results.study
    record = {
        "program": versions(),
        "study": {"name": study.name, "date": study.date, "crs": study.crs, "fingerprint": study.fingerprint},
        "settings": asdict(results.settings),
        "files": {"excel": excel},
        "date": results.date,
        "distances": results.reach.method,
        "standards": [{**asdict(s), "ages": s.ages.id} for s in results.standards],
        "weights": results.priorities.weights if results.priorities else {},
        "need_preset": results.need.preset if results.need else None,
        "sources": [asdict(s) for s in study.sources],
        "problems": [asdict(p) for p in (*study.problems, *results.notes)],
        "fingerprint": results.fingerprint,
    }
    return json.dumps(record, ensure_ascii=False, indent=1, default=str) + "\n"
