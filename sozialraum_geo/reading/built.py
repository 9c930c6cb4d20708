"""Built layers: a study's checked tables as Parquet, used again while no source has changed."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

import sozialraum_geo
from sozialraum_geo.errors import Problem
from sozialraum_geo.standards import Band, Standard, SupplyStandard
from sozialraum_geo.study import BESIDE, GEOGRAPHIC, Indicator, Source, Study

FOLDER = "built"
_FRAMES = tuple(dict.fromkeys((*GEOGRAPHIC, "gremien", *BESIDE, "population", "indicators")))
RECORD = "study.json"
_UNFINISHED = ".new-"
# Raise when the meaning of a built layer changes, so that old ones are not used
LAYOUT = 10


def layers_key(toml: Path, hashes: dict[str, str], revision: str) -> str:
    """Return the name of the built layers for this description, these source files and this state of the register."""
    parts = [
        str(LAYOUT),
        sozialraum_geo.__version__,
        hashlib.sha256(toml.read_bytes()).hexdigest(),
        json.dumps(hashes, sort_keys=True),
        revision,
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def read_layers(folder: Path, key: str) -> Study | None:
    """Return the study from its built layers; None if there are none for this key or they are damaged."""
    layers = folder / FOLDER / key
    if not (layers / RECORD).is_file():
        return None
    try:
        fields = json.loads((layers / RECORD).read_text(encoding="utf-8"))
        fingerprint, tables = fields.pop("fingerprint"), fields.pop("tables")
        frames = {name: _read_frame(layers / f"{name}.parquet", table) for name, table in tables.items()}
        study = Study(**{name: _restored(name, value) for name, value in fields.items()}, **frames)
    except Exception:  # whatever is wrong with them: the sources are there, and read again
        return None
    return study if study.fingerprint == fingerprint else None


def write_layers(folder: Path, key: str, study: Study) -> None:
    """Write the built layers as a whole or not at all; a folder that cannot be written to is left alone."""
    home = folder / FOLDER
    try:
        home.mkdir(exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=home))
    except OSError:
        return
    try:
        tables = {}
        for name in _FRAMES:
            frame = getattr(study, name)
            if frame is not None:
                frame.to_parquet(temporary / f"{name}.parquet")
                kinds = {str(column): str(kind) for column, kind in frame.dtypes.items() if str(kind) != "geometry"}
                tables[name] = {"is_geo": isinstance(frame, gpd.GeoDataFrame), "kinds": kinds}
        fields = {f.name: _plain(getattr(study, f.name)) for f in dataclasses.fields(study) if f.name not in _FRAMES}
        record = json.dumps({**fields, "tables": tables}, ensure_ascii=False)
        (temporary / RECORD).write_text(record, encoding="utf-8")
        if (home / key).exists():  # there but not usable, or read_layers had returned them
            shutil.rmtree(home / key)
        os.replace(temporary, home / key)
        for old in home.iterdir():
            if old.is_dir() and old.name != key and not old.name.startswith(_UNFINISHED):
                shutil.rmtree(old, ignore_errors=True)
    except OSError:
        return  # a full disk, or another process that was faster: the study is read all the same
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _read_frame(path: Path, table: dict[str, Any]) -> Any:
    frame = gpd.read_parquet(path) if table["is_geo"] else pd.read_parquet(path)
    # Parquet text comes back with NaN for what was None; the study must be the same as when it was read
    for column, kind in table["kinds"].items():
        if kind == "object":
            text = frame[column].astype(object)
            frame[column] = text.where(text.notna(), None)
        elif str(frame[column].dtype) != kind:
            frame[column] = frame[column].astype(kind)
    return frame


def _restored(name: str, value: Any) -> Any:
    if name == "sources":
        return tuple(Source(**{k: _tuples(v) for k, v in s.items()}) for s in value)
    if name == "problems":
        return tuple(Problem(**p) for p in value)
    if name == "indicator_list":
        return tuple(Indicator(**i) for i in value)
    if name == "own_standards":
        plain = [{k: _tuples(v) for k, v in s.items()} for s in value]
        return tuple(Standard(**{**s, "ages": Band(s["ages"]["start"], s["ages"]["stop"])}) for s in plain)
    if name == "own_supply":
        return tuple(SupplyStandard(**{**s, "ages": Band(s["ages"]["start"], s["ages"]["stop"])}) for s in value)
    return _tuples(value)


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    return value


def _tuples(value: Any) -> Any:
    return tuple(_tuples(v) for v in value) if isinstance(value, list) else value
