"""The record of a run, and the same run again from it: the same files byte for byte, or what stands in the way."""

from __future__ import annotations

import json
import platform
from dataclasses import asdict, dataclass, fields
from importlib.metadata import version
from pathlib import Path
from typing import Any

import sozialraum_geo
from sozialraum_geo.analysis.results import Results, fingerprint_of
from sozialraum_geo.errors import Problem, StudyError
from sozialraum_geo.standards import Settings
from sozialraum_geo.study import Study

LIBRARIES = (
    "geopandas", "shapely", "pyproj", "pyogrio", "pandas", "numpy", "scipy", "folium", "matplotlib", "XlsxWriter",
)  # fmt: skip


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


OWN = "sozialraum_geo"


@dataclass(frozen=True, eq=False)
class Run:
    """What a run.json says of the run that wrote it.

    Attributes
    ----------
    excel
        Whether its CSV files were written for German Excel.
    versions
        Of the program, Python and the libraries.
    study, fingerprint
        Fingerprints of the study, and of study, settings, shipped standards and program together.
    sources
        As `study.Source`, by their fields.
    """

    settings: Settings
    excel: bool
    versions: dict[str, str]
    study: str
    fingerprint: str
    sources: tuple[dict[str, Any], ...]


def read_run(path: Path) -> Run:
    """Read the record of a run.

    Raises
    ------
    StudyError
        If it is none, or one of another version that lacks a setting.
    OSError
        If there is no such file.
    """
    text = path.read_bytes()
    try:
        record = json.loads(text.decode("utf-8"))
        settings = _settings(record["settings"])
        return Run(
            settings,
            bool(record["files"]["excel"]),
            {str(k): str(v) for k, v in record["program"].items()},
            str(record["study"]["fingerprint"]),
            str(record["fingerprint"]),
            tuple(dict(source) for source in record["sources"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise StudyError(Problem("refused", "run_unreadable", file=path.name)) from None


def _settings(written: dict[str, Any]) -> Settings:
    """Return the settings, each of its kind; JSON has lists where we have tuples."""
    if set(written) != {f.name for f in fields(Settings)}:
        raise ValueError("settings")
    made = {}
    for name, usual in asdict(Settings()).items():
        value = written[name]
        if isinstance(usual, tuple):
            value = tuple(map(str, value)) if name == "standards" else tuple((str(k), float(v)) for k, v in value)
        elif type(value) is not type(usual) and not (isinstance(usual, float) and type(value) is int):
            raise TypeError(name)
        made[name] = value
    return Settings(**made)


def differences(run: Run, study: Study) -> list[Problem]:
    """Say what may make the repeated files differ: versions, shipped standards, descriptions of files.

    Raises
    ------
    StudyError
        If it is another study, or its data have changed.
    """
    theirs = {source["file"]: source for source in run.sources}
    ours = {source.file: json.loads(json.dumps(asdict(source))) for source in study.sources}
    if study.fingerprint != run.study:
        changed = [f for f in sorted({*theirs, *ours}) if _hash(theirs.get(f)) != _hash(ours.get(f))]
        raise StudyError(Problem("refused", "run_other_study", value=study.name, detail=", ".join(changed) or "–"))
    now = versions()
    notes = [
        Problem("note", "run_program" if name == OWN else "run_library", value=name, detail=f"{then} → {now.get(name)}")
        for name, then in run.versions.items()
        if now.get(name) != then
    ]
    if not notes and fingerprint_of(study, run.settings) != run.fingerprint:
        notes.append(Problem("note", "run_standards"))
    described = [f for f in sorted({*theirs, *ours}) if theirs.get(f) != ours.get(f)]
    if described:
        notes.append(Problem("note", "run_sources", value=", ".join(described)))
    return notes


def _hash(source: dict[str, Any] | None) -> str | None:
    return None if source is None else str(source.get("sha256"))
