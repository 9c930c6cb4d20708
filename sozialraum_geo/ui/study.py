"""Studies and what is computed from them, kept between visits.

Keys are file stamps, fingerprints and frozen settings, never frames, which Streamlit would hash by a sample.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import streamlit as st

from sozialraum_geo.analysis.quality import Quality, assess
from sozialraum_geo.analysis.results import Results, analyse, figures_key, refreshed, reweighted
from sozialraum_geo.errors import SozialraumError
from sozialraum_geo.exports import workbooks
from sozialraum_geo.german.words.pages import frame
from sozialraum_geo.pictures.maps import drawing
from sozialraum_geo.pictures.maps.picture import Picture
from sozialraum_geo.reading.description import find_description, read_description
from sozialraum_geo.reading.folder import read_study, rejected_rows
from sozialraum_geo.reading.stored import decisions_of, layers_revision_of, revision_of
from sozialraum_geo.release import Release, door
from sozialraum_geo.standards import Settings
from sozialraum_geo.store.ledger import DIFFERENT, pairs_decided
from sozialraum_geo.study import Study

ROOT = Path(__file__).resolve().parents[2]
BUSY = frame.BUSY

Stamp = tuple[tuple[str, int, int], ...]


def known_studies() -> dict[str, Path]:
    """Return the folders of the studies by slug: the one of the command line, then data/geo, then examples.

    A study whose files are not there is left out, unless it was asked for by name.
    """
    found: dict[str, Path] = {}
    asked = os.environ.get("SOZIALRAUM_STUDY")
    if asked:
        folder = find_description(Path(asked)).parent.resolve()
        found[folder.name] = folder
    for home in (ROOT / "data" / "geo", ROOT / "examples"):
        for toml in sorted(home.glob("*/study.toml")):
            folder = toml.parent.resolve()
            if folder not in found.values() and _has_files(folder):
                found.setdefault(folder.name, folder)
    return found


def _has_files(folder: Path) -> bool:
    try:
        return all(p.is_file() for p in _source_files(folder))
    except SozialraumError:
        return False


def _source_files(folder: Path) -> tuple[Path, ...]:
    toml = folder / "study.toml"
    return _described_files(str(toml), toml.stat().st_mtime_ns)


@st.cache_resource(max_entries=32, show_spinner=False)
def _described_files(toml: str, mtime_ns: int) -> tuple[Path, ...]:
    return tuple(dict.fromkeys(s.path for s in read_description(Path(toml)).sources))


def stamp_of(folder: Path, *, ground_only: bool = False) -> Stamp:
    """Return what tells that a file of the study or its register changed.

    Parameters
    ----------
    ground_only
        Only what rows are entered on: areas and addresses. Edits of rows leave it alone, so that the study in the
        editor's hand need not be read again after each.
    """
    files = [folder / "study.toml", *_source_files(folder)]
    stats = [(p, p.stat()) for p in files if p.is_file()]
    revision = layers_revision_of(folder) if ground_only else revision_of(folder)
    return (*((str(p), s.st_mtime_ns, s.st_size) for p, s in stats), (revision, 0, 0))


@st.cache_resource(max_entries=4, show_spinner=BUSY["read"])
def load_study(folder: str, stamp: Stamp) -> Study:
    """Read a study."""
    return read_study(folder)


@st.cache_resource(max_entries=12, show_spinner=False)
def load_results(stamp: Stamp, fingerprint: str, settings: Settings, _read: Study) -> Results:
    """Analyse a study; an edit on which no figure rests needs no new analysis."""
    base = _analysed(figures_key(_read, settings), settings, _read)
    return base if base.study is _read else refreshed(base, _read)


@st.cache_resource(max_entries=12, show_spinner=BUSY["distances"])
def _analysed(key: str, settings: Settings, _read: Study) -> Results:
    return analyse(_read, settings)


@st.cache_resource(max_entries=12, show_spinner=BUSY["priorities"])
def load_reweighted(stamp: Stamp, fingerprint: str, weights: tuple[tuple[str, float], ...], _base: Results) -> Results:
    """Rank anew with other weights."""
    return reweighted(_base, weights)


@st.cache_resource(max_entries=12, show_spinner=False)
def load_quality(stamp: Stamp, max_age_years: float, _read: Study, _folder: Path) -> Quality:
    """Look over the data of a study."""
    settled = pairs_decided(decisions_of(_folder), DIFFERENT)
    return assess(_read, max_age_years=max_age_years, settled=settled)


@st.cache_resource(max_entries=24, show_spinner=BUSY["start"])
def load_release(stamp: Stamp, fingerprint: str, mode: str, _computed: Results) -> Release:
    """Let results out in a mode."""
    return door.release(_computed, mode)


@st.cache_resource(max_entries=200, show_spinner=False)
def load_picture(
    stamp: Stamp, fingerprint: str, mode: str, layer: str, choice: tuple[tuple[str, Any], ...], _shown: Release
) -> Picture:
    """Describe a map; ``choice`` as pairs of what `drawing.describe` takes."""
    return drawing.describe(_shown, layer, **dict(choice))


@st.cache_resource(max_entries=24, show_spinner=BUSY["image"])
def load_image(
    stamp: Stamp, fingerprint: str, mode: str, layer: str, choice: tuple[tuple[str, Any], ...], _shown: Release
) -> bytes:
    """Draw a map for print; ``choice`` as for `load_picture`."""
    return drawing.draw_image(_shown, layer, **dict(choice))


@st.cache_resource(max_entries=2, show_spinner=BUSY["read"])
def load_rejected(folder: str, stamp: Stamp, _read: Study) -> bytes:
    """Return the rows that stayed out, as a workbook."""
    return workbooks.rejected_workbook(rejected_rows(folder, _read))


@st.cache_resource(max_entries=32, show_spinner=False)
def study_name(toml: str, mtime_ns: int) -> str:
    """Return the name that a study gives itself, else that of its folder."""
    try:
        return str(read_description(Path(toml)).study["name"])
    except SozialraumError:
        return Path(toml).parent.name
