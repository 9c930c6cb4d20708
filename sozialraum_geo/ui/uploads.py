"""Uploaded files, laid down for this session under harmless names."""

from __future__ import annotations

import atexit
import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from sozialraum_geo.register import importing

PARTS = ["shx", "dbf", "prj", "cpg"]  # of a shapefile


def uploaded(files: Sequence[Any]) -> list[Path]:
    """Lay uploaded files down for this session, a shapefile's parts as one archive; names become harmless.

    Parameters
    ----------
    files
        As `st.file_uploader` returns them.

    Returns
    -------
    list of Path
        One for each file, those of shapefiles last; the same content lies in the same place.
    """
    laid: list[Path] = []
    parts: dict[str, dict[str, bytes]] = {}
    for file in files:
        name, content = _safe_name(file.name), file.getvalue()
        if name.lower().rpartition(".")[2] in (*PARTS, "shp"):
            parts.setdefault(name.rpartition(".")[0], {})[name] = content
        else:
            laid.append(_lay(name, content))
    laid += [_lay(f"{stem}.zip", importing.packed(members)) for stem, members in parts.items()]
    return laid


def _safe_name(name: str) -> str:
    """Return a file name without folders and without what a file system could take for something else."""
    plain = "".join(c for c in Path(name.replace("\\", "/")).name if c.isprintable() and c not in '<>:"/|?*')
    return plain.lstrip(".")[-120:] or "datei"


@st.cache_resource(show_spinner=False)
def _home() -> Path:
    """Return a folder for what is uploaded, gone when the program ends."""
    home = tempfile.mkdtemp(prefix="sozialraum-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    return Path(home)


def _lay(name: str, content: bytes) -> Path:
    folder = _home() / hashlib.sha256(content).hexdigest()[:16]
    folder.mkdir(exist_ok=True)
    path = folder / name
    if not path.is_file():
        path.write_bytes(content)
    return path
