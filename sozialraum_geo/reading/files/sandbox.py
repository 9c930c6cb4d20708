"""Files of strangers, read in a child process: few drivers, little memory, a minute, and no file but this one.

The child hands cells and geometries back as Arrow and JSON, never as pickled objects. It is kept for the next file and
started anew after a failure. Where the operating system has no limits of memory (Windows), the minute still holds.
"""

from __future__ import annotations

import atexit
import contextlib
import datetime as dt
import json
import math
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import IO, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from sozialraum_geo.errors import Problem, StudyError
from sozialraum_geo.reading.files.geofiles import companions
from sozialraum_geo.reading.files.rawtable import DEFAULTS, RawTable, ReadOptions, refusal
from sozialraum_geo.reading.files.readers import check_file, read_file, sheet_names, suffix_of

DRIVERS = frozenset({"GeoJSON", "GPKG", "FlatGeobuf", "ESRI Shapefile"})
MEMORY = 2 << 30
SECONDS = 60.0
RECYCLED_AFTER = 200
ROOT = Path(__file__).resolve().parents[3]
NAME = "datei"
_TABLE, _ABOUT = "table.arrow", "table.json"
# GDAL's doors to the network and to other files; the proxy is a port where nobody answers
_GDAL = {
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_DRIVER_PATH": "disable",
    "GDAL_HTTP_CONNECTTIMEOUT": "1",
    "GDAL_HTTP_MAX_RETRY": "0",
    "GDAL_HTTP_PROXY": "127.0.0.1:9",
    "GDAL_HTTP_TIMEOUT": "1",
    "GDAL_VRT_ENABLE_PYTHON": "NO",
    "GML_SKIP_RESOLVE_ELEMS": "ALL",
    "OGR_SQLITE_LOAD_EXTENSIONS": "NO",
    "PROJ_NETWORK": "OFF",
}
_KEPT = ("PATH", "SYSTEMROOT", "WINDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LANG")
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "ARROW_NUM_THREADS", "OMP_THREAD_LIMIT",
               "OSMIUM_POOL_THREADS")  # fmt: skip


def read_in_child(path: Path, options: ReadOptions = DEFAULTS) -> RawTable:
    """Read a stranger's file as `readers.read_file` would, in a child process.

    Raises
    ------
    StudyError
        As there; and if reading takes too long, too much memory, or ends the child.
    """
    return _shared().read(path, options)


def sheet_names_in_child(path: Path) -> tuple[str, ...]:
    """Return the sheets, layers or shapefiles of a stranger's file as `readers.sheet_names` would."""
    return _shared().sheet_names(path)


class Reader:
    """A child process that reads one file after the other.

    Parameters
    ----------
    seconds
        How long a file may take.
    command
        What to start; tests start something else.
    """

    def __init__(self, seconds: float = SECONDS, command: list[str] | None = None) -> None:
        self.seconds = seconds
        self.command = command or [sys.executable, "-m", "sozialraum_geo.reading.files.sandbox"]
        self.lock = threading.Lock()
        self.process: subprocess.Popen[str] | None = None
        self.answers: queue.Queue[str | None] = queue.Queue()
        self.count = 0

    def read(self, path: Path, options: ReadOptions) -> RawTable:
        """Read one file."""
        check_file(path)
        with self.lock, tempfile.TemporaryDirectory(prefix="sozialraum-") as folder:
            self._ask("read", path, options, Path(folder))
            return _unpacked(Path(folder), path.name)

    def sheet_names(self, path: Path) -> tuple[str, ...]:
        """Return the sheets of one file, none where it cannot be read."""
        try:
            check_file(path)
            with self.lock, tempfile.TemporaryDirectory(prefix="sozialraum-") as folder:
                return tuple(self._ask("sheets", path, ReadOptions(), Path(folder))["sheets"])
        except StudyError:
            return ()

    def close(self) -> None:
        """End the child."""
        process, self.process, self.count = self.process, None, 0
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    assert stream is not None  # noqa: S101 - both are pipes
                    stream.close()

    def _ask(self, task: str, path: Path, options: ReadOptions, folder: Path) -> dict[str, Any]:
        name = NAME + suffix_of(path)
        _copy(path, folder, name)
        process = self._running()
        request = {"task": task, "folder": str(folder), "name": name, "options": asdict(options)}
        try:
            assert process.stdin is not None  # noqa: S101 - it is a pipe
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            answer = self._answer(self.seconds)
        except queue.Empty:
            self.close()
            raise refusal("reader_slow", path.name, detail=f"{self.seconds:.0f}") from None
        except (OSError, ValueError):
            code = self._code()
            raise refusal(code, path.name, detail=f"{self.seconds:.0f}" if code == "reader_slow" else "") from None
        self.count += 1
        if "problems" in answer:
            raise StudyError(replace(Problem(**p), file=path.name) for p in answer["problems"])
        return answer

    def _answer(self, seconds: float) -> dict[str, Any]:
        line = self.answers.get(timeout=seconds)
        if line is None:
            raise ValueError("the child ended")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _code(self) -> str:
        """Say why the child ended, and clear it away."""
        process = self.process
        ended = process.wait(timeout=10) if process is not None else 0
        self.close()
        return "reader_slow" if ended == -24 else "reader_stopped"  # 24: SIGXCPU

    def _running(self) -> subprocess.Popen[str]:
        """Return the child, started anew where there is none or it has read enough."""
        if self.process is not None and (self.process.poll() is not None or self.count >= RECYCLED_AFTER):
            self.close()
        if self.process is None:
            self.answers = queue.Queue()
            self.process = subprocess.Popen(  # noqa: S603 - our own module
                self.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=tempfile.gettempdir(),
                env=_environment(),
                encoding="utf-8",
            )
            threading.Thread(target=_pass_on, args=(self.process.stdout, self.answers), daemon=True).start()
            try:
                drivers = set(self._answer(60.0)["drivers"])
            except (ValueError, queue.Empty, OSError):
                self.close()
                raise refusal("reader_stopped", "") from None
            if not drivers <= DRIVERS:
                self.close()
                raise RuntimeError(f"the reader has drivers it must not have: {sorted(drivers - DRIVERS)}")
        return self.process


_KEEPER: list[Reader] = []
_KEEPER_LOCK = threading.Lock()


def _shared() -> Reader:
    """Return the one reader of this process."""
    with _KEEPER_LOCK:
        if not _KEEPER:
            _KEEPER.append(Reader())
            atexit.register(_KEEPER[0].close)
        return _KEEPER[0]


def _pass_on(stream: IO[str], answers: queue.Queue[str | None]) -> None:
    with contextlib.suppress(ValueError, OSError):  # closed meanwhile
        for line in stream:
            answers.put(line)
    answers.put(None)


def _copy(path: Path, folder: Path, name: str) -> None:
    """Lay a file, and the companions of a shapefile, down under a neutral name."""
    parts = companions(path) if path.suffix.lower() == ".shp" else [path]
    for part in parts:
        ending = part.name[len(path.stem) :].lower() if len(parts) > 1 or path.suffix.lower() == ".shp" else ""
        target = folder / (f"{NAME}{ending}" if ending else name)
        if part.stat().st_size <= 10 * 50_000_000:
            shutil.copyfile(part, target)


def _environment() -> dict[str, str]:
    import pyogrio

    unwanted = ",".join(sorted(set(pyogrio.list_drivers()) - DRIVERS))
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    python = {"PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1", "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), tempfile.gettempdir())
    limits = {**dict.fromkeys(_ONE_THREAD, "1"), "ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "2"}
    return {**kept, **python, **temporary, **limits, **_GDAL, "OGR_SKIP": unwanted, "GDAL_SKIP": unwanted}


# --- from the child to the parent ------------------------------------------------------------------------------------


def _pack(raw: RawTable, folder: Path) -> None:
    """Lay a table down as Arrow and JSON."""
    import pyarrow as pa

    arrays, kinds = [], []
    for at in range(raw.frame.shape[1]):
        array, kind = _packed(raw.frame.iloc[:, at])
        arrays.append(array)
        kinds.append(kind)
    about: dict[str, Any] = {
        "headers": [str(c) for c in raw.frame.columns],
        "kinds": kinds,
        "sheet": raw.sheet,
        "empty": raw.empty,
        "problems": [asdict(p) for p in raw.problems],
        "notes": [asdict(p) for p in raw.notes],
        "uncut": {str(k): dict(v) for k, v in raw.uncut.items()},
        "flaws": {str(k): dict(v) for k, v in raw.flaws.items()},
        "has_geometry": raw.geometry is not None,
        "crs": None,
    }
    arrays.append(pa.array([int(i) for i in raw.frame.index], pa.int64()))
    if raw.geometry is not None:
        arrays.append(pa.array(shapely.to_wkb(raw.geometry.to_numpy()), pa.binary()))
        about["crs"] = None if raw.geometry.crs is None else raw.geometry.crs.to_json()
    table = pa.table(arrays, names=[str(i) for i in range(len(arrays))])
    with pa.OSFile(str(folder / _TABLE), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    (folder / _ABOUT).write_text(json.dumps(about), encoding="utf-8")


def _packed(cells: pd.Series) -> tuple[Any, str]:
    import pyarrow as pa

    if cells.dtype != object:
        return pa.array(cells, from_pandas=True), "plain"
    values = list(cells)
    if all(v is None or type(v) is str for v in values):
        return pa.array(values, pa.large_string()), "text"
    return pa.array([json.dumps(_told(v)) for v in values], pa.large_string()), "json"


def _told(value: Any) -> Any:
    """Return a cell as JSON has it; dates say that they are dates."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NaT or value is pd.NA or isinstance(value, bool | int | str):
        return None if value is pd.NaT or value is pd.NA else value
    if isinstance(value, float):
        return value if math.isfinite(value) else {"float": str(value)}
    if isinstance(value, dt.datetime):
        return {"datetime": value.isoformat()}
    return {"date": value.isoformat()} if isinstance(value, dt.date) else str(value)


def _untold(text: str) -> Any:
    value = json.loads(text)
    if isinstance(value, dict):
        ((kind, told),) = value.items()
        readers: dict[str, Callable[[str], Any]] = {
            "float": float, "datetime": dt.datetime.fromisoformat, "date": dt.date.fromisoformat,
        }  # fmt: skip
        return readers[kind](told)
    return value


def _unpacked(folder: Path, file: str) -> RawTable:
    """Read what the child laid down; it had a stranger's file, so it is checked like one."""
    import pyarrow as pa

    try:
        about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
        with pa.OSFile(str(folder / _TABLE), "rb") as source:
            table = pa.ipc.open_file(source).read_all()
        table.validate(full=True)
        kinds = about["kinds"]
        index = pd.Index(table.column(len(kinds)).to_pylist())
        columns = {}
        for at, kind in enumerate(kinds):
            column = table.column(at)
            if kind == "plain":
                columns[at] = column.to_pandas().set_axis(index)
            else:
                values = column.to_pylist()
                told = values if kind == "text" else [_untold(v) for v in values]
                columns[at] = pd.Series(told, index, dtype=object)
        frame = pd.DataFrame(columns, index=index)
        frame.columns = pd.Index(about["headers"])
        geometry = None
        if about["has_geometry"]:
            shapes = shapely.from_wkb(np.array(table.column(len(kinds) + 1).to_pylist(), dtype=object))
            crs = None if about["crs"] is None else CRS.from_json(about["crs"])
            geometry = gpd.GeoSeries(shapes, index=index, crs=crs, name="geometry")
        return RawTable(
            frame=frame,
            geometry=geometry,
            sheet=about["sheet"],
            empty=about["empty"],
            problems=tuple(replace(Problem(**p), file=file) for p in about["problems"]),
            notes=tuple(replace(Problem(**p), file=file) for p in about["notes"]),
            uncut={int(k): v for k, v in about["uncut"].items()},
            flaws={int(k): v for k, v in about["flaws"].items()},
        )
    except Exception as error:
        raise refusal("reader_stopped", file, detail=type(error).__name__) from None


# --- the child -------------------------------------------------------------------------------------------------------

_FORBIDDEN = (
    "socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec",
    "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "os.startfile", "pickle.find_class", "urllib.Request",
)  # fmt: skip


class _Guard:
    """What Python itself does in the child: it opens nothing but the folder of the file and its own modules."""

    def __init__(self) -> None:
        self.folder = ""
        own = {sys.prefix, sys.base_prefix, str(ROOT), os.devnull, "/usr/share/zoneinfo"}
        self.readable = tuple(sorted({os.path.realpath(p) for p in own} | own))

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        if event in _FORBIDDEN:
            raise PermissionError(event)
        if event == "open" and isinstance(args[0], str | bytes):
            path, mode, flags = os.path.abspath(os.fsdecode(args[0])), args[1], args[2]
            by_flags = bool(flags & (os.O_WRONLY | os.O_RDWR))
            writes = any(c in mode for c in "wax+") if isinstance(mode, str) else by_flags
            allowed = (self.folder,) if writes else (self.folder, *self.readable)
            if path != os.devnull and not any(a and path.startswith(a) for a in allowed):
                raise PermissionError(event)


def _limit(seconds: float) -> None:
    """Set what the operating system allows this process from now on, where it has such limits."""
    if sys.platform == "win32":
        return
    import resource

    spent = resource.getrusage(resource.RUSAGE_SELF)
    limits = {
        resource.RLIMIT_CPU: math.ceil(spent.ru_utime + spent.ru_stime + seconds),
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_FSIZE: MEMORY,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 256,
    }
    for kind, most in limits.items():
        _, hard = resource.getrlimit(kind)
        with contextlib.suppress(ValueError, OSError):  # macOS does not limit the memory of a process
            resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _handle(request: dict[str, Any], guard: _Guard) -> dict[str, Any]:
    folder = Path(request["folder"])
    guard.folder = tempfile.tempdir = str(folder)
    path = folder / request["name"]
    try:
        if request["task"] == "sheets":
            return {"sheets": sheet_names(path)}
        raw = read_file(path, ReadOptions(**request["options"]))
        _pack(raw, folder)
        return {}
    except StudyError as error:
        return {"problems": [asdict(p) for p in error.problems]}
    except MemoryError:
        return {"problems": [asdict(Problem("refused", "needs_memory"))]}
    except Exception as error:
        return {"problems": [asdict(Problem("refused", "unreadable", detail=type(error).__name__))]}


def main() -> None:
    """Answer requests, one JSON a line, until the parent closes its end."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    with open(os.devnull, "w") as nothing:  # what a library prints is no answer
        os.dup2(nothing.fileno(), 1)
    import pyarrow.parquet  # noqa: F401 - loaded before the guard stands
    import pyogrio
    import python_calamine  # noqa: F401

    guard = _Guard()
    sys.addaudithook(guard)
    answers.write(json.dumps({"drivers": sorted(pyogrio.list_drivers())}) + "\n")
    answers.flush()
    for line in sys.stdin:
        _limit(SECONDS)
        answers.write(json.dumps(_handle(json.loads(line), guard)) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
