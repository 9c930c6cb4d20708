"""What `analyse` writes: tables, workbook, GeoPackage and maps; same input, same bytes."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sozialraum_geo.analysis.results import Results
from sozialraum_geo.errors import Problem
from sozialraum_geo.exports.geopackage import ACTIVITY_COLUMNS, PARTNER_COLUMNS, PLACE_COLUMNS, write_geopackage
from sozialraum_geo.exports.repeating import run_record
from sozialraum_geo.exports.workbooks import csv_bytes, rejected_workbook, workbook
from sozialraum_geo.german.sentences import calculation
from sozialraum_geo.pictures.maps import drawing
from sozialraum_geo.release.door import FIRST, Release, release
from sozialraum_geo.release.hiding import masked
from sozialraum_geo.release.ways import shown_ways, told_coverage

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
