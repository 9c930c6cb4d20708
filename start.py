"""Start Sozialraum-Geo, or test it, in an environment of its own.

``python start.py`` opens the demo town, ``python start.py STUDY`` another study, ``python start.py test``
runs the tests. Standard library only, and readable by Python 3.7 too, so that an old one can say what is
missing.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WHEELS = ROOT / "wheels"
STUDIES = ROOT / "data" / "geo"
FIRST_PORT = 8501

HELP = """\
python start.py               öffnet die Demo-Stadt im Browser
python start.py STUDIE        öffnet eine andere Studie: ein Ordner mit study.toml oder ein Name aus data/geo
python start.py test          führt alle Tests aus; was danach steht, bekommt pytest

  --no-browser                nur den Server starten, keinen Browser öffnen
  --port NUMMER               erster Port, der versucht wird (8501)
  --help                      diese Hilfe"""

OFFLINE = """\
Ohne Internet geht es so: Auf einem Rechner mit Internet, demselben Betriebssystem und derselben
Python-Version in diesem Ordner
    python -m pip download --only-binary :all: --require-hashes -r {lock} -d wheels
ausführen, den Ordner „wheels“ neben start.py legen und neu starten."""

# What pip writes when it fails -> what to do about it; the first match counts.
REMEDIES = (
    ("No space left on device|WinError 112", "Der Datenträger ist voll. Rund 2 GB müssen frei sein."),
    (
        "DO NOT MATCH THE HASHES",
        "Ein Paket hat nicht die erwartete Prüfsumme und wurde deshalb nicht installiert. Bitte noch einmal\n"
        "starten. Bleibt es dabei, verändert ein Proxy oder Zwischenspeicher die Dateien: die IT fragen.",
    ),
    (
        "CERTIFICATE_VERIFY_FAILED|SSLError",
        "Die verschlüsselte Verbindung zum Paketverzeichnis (pypi.org) wird nicht anerkannt. In vielen\n"
        "Ämtern braucht pip das Zertifikat des Hauses:\n"
        "    python -m pip config set global.cert PFAD-ZUM-ZERTIFIKAT\n\n" + OFFLINE,
    ),
    (
        "ProxyError|Tunnel connection failed",
        "Der Proxy hat die Verbindung zum Paketverzeichnis (pypi.org) abgelehnt. Seine Adresse kommt in die\n"
        "Umgebungsvariable HTTPS_PROXY, zum Beispiel http://proxy.amt.local:8080\n\n" + OFFLINE,
    ),
    (
        "ConnectionError|ConnectTimeout|ReadTimeout|getaddrinfo|name resolution|connection broken",
        "Das Paketverzeichnis (pypi.org) ist nicht zu erreichen. Gibt es Internet? Führt der Weg über einen\n"
        "Proxy, kommt seine Adresse in die Umgebungsvariable HTTPS_PROXY.\n\n" + OFFLINE,
    ),
)


class StartError(Exception):
    """A cause and its remedy, in German, for the person at the terminal."""


def check_python(version: Sequence[int]) -> None:
    """Refuse a Python that the locked packages do not support."""
    if not (3, 11) <= tuple(version) < (3, 14):
        raise StartError(
            "Sozialraum-Geo braucht Python 3.11, 3.12 oder 3.13; "
            f"dies ist Python {version[0]}.{version[1]}.\n"
            "Python gibt es auf https://www.python.org/downloads/. Sind mehrere Versionen da, hilft\n"
            "    py -3.13 start.py        (Windows)\n"
            "    python3.13 start.py      (Linux, macOS)"
        )


def venv_python(venv: Path, os_name: str) -> Path:
    """Return the interpreter inside `venv`, for ``os.name`` ``"nt"`` or ``"posix"``."""
    return venv / "Scripts" / "python.exe" if os_name == "nt" else venv / "bin" / "python"


def fingerprint(lock: Path, version: Sequence[int]) -> str:
    """Return what an environment depends on: the content of its lock and the Python that starts it."""
    return f"{hashlib.sha256(lock.read_bytes()).hexdigest()} {version[0]}.{version[1]}"


def needs_install(python: Path, stamp: Path, wanted: str) -> bool:
    """Say whether the environment is missing or was made from another lock or Python."""
    return not (python.exists() and stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted)


def pip_command(python: Path, lock: Path, wheels: Path) -> list[str]:
    """Return the call of pip; with a folder `wheels` nothing is asked of the network."""
    offline = ["--no-index", "--find-links", str(wheels)] if wheels.is_dir() else []
    checked = ["--require-hashes", "--only-binary", ":all:"]
    quiet = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    return [str(python), "-m", "pip", "install", *checked, *quiet, *offline, "-r", str(lock)]


def remedy(output: str, lock: Path, wheels: Path) -> str:
    """Translate what pip wrote when it failed into a German cause and remedy."""
    missing = re.search(r"No matching distribution found for (\S+)", output)
    if missing and wheels.is_dir():
        return (
            f"Im Ordner „wheels“ fehlt {missing[1]}, oder es passt nicht zu diesem Rechner.\n"
            "Liegt der Ordner neben start.py, wird nur aus ihm installiert: löschen oder neu füllen.\n\n"
            + OFFLINE.format(lock=lock.name)
        )
    for pattern, text in REMEDIES:
        if re.search(pattern, output):
            return text.format(lock=lock.name)
    last = "\n".join("    " + line for line in output.strip().splitlines()[-8:])
    return (
        "Die Pakete ließen sich nicht installieren. Den Ordner „.venv“ löschen und neu starten hilft oft.\n"
        f"pip schreibt:\n{last}"
    )


def study_folder(name: str, studies: Path) -> Path:
    """Find a study by its folder, its study.toml, or its name below `studies`."""
    given = Path(name).expanduser()
    for folder in (given.parent if given.name == "study.toml" else given, studies / name):
        if (folder / "study.toml").is_file():
            return folder.resolve()
    known = ", ".join(sorted(path.parent.name for path in studies.glob("*/study.toml"))) or "keine"
    raise StartError(
        f"Hier ist keine Studie: {given}\n"
        "Erwartet wird ein Ordner mit einer Datei study.toml oder ein Name aus data/geo.\n"
        f"Dort vorhanden: {known}."
    )


def free_port(first: int) -> int:
    """Return `first` or the next port nobody on this machine uses; any free one after 20 trials."""
    for port in (*range(first, min(first + 20, 65536)), 0):
        with socket.socket() as probe:
            if os.name != "nt":  # there the option would let us take a port in use
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise StartError("Auf diesem Rechner ist kein Netzwerk-Port frei.")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise StartError(f"Diesen Aufruf gibt es nicht.\n\n{HELP}")


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Return ``study``, ``no_browser``, ``port`` and ``help``, or for the tests pytest's arguments."""
    if argv[:1] == ["test"]:
        return argparse.Namespace(pytest=list(argv[1:]), help=False)
    parser = _Parser(add_help=False, allow_abbrev=False)
    parser.add_argument("study", nargs="?")
    parser.add_argument("--no-browser", action="store_true")
    parser.add_argument("--port", type=int, choices=range(1, 65536), default=FIRST_PORT)
    parser.add_argument("-h", "--help", action="store_true")
    parser.set_defaults(pytest=None)
    return parser.parse_args(argv)


def _show_progress(lines: Iterable[str], total: int) -> str:
    """Count pip's packages on one line of the terminal; return all it wrote."""
    output, seen = [], 0
    for line in lines:
        output.append(line)
        seen += line.startswith(("Collecting ", "Requirement already satisfied: "))
        if sys.stdout.isatty():
            step = f"{min(seen, total)} von {total} Paketen geladen …"
            if line.startswith("Installing collected"):
                step = "geladen, wird ausgepackt …"
            print(f"\r  {step:<40}", end="", flush=True)
    if sys.stdout.isatty():
        print()
    return "".join(output)


def _has_pip(python: Path) -> bool:
    """Say whether the environment works: finished when it was made, and its base Python still there."""
    if not python.exists():
        return False
    return subprocess.run([str(python), "-c", "import pip"], capture_output=True).returncode == 0


def _make_venv() -> None:
    """Create the environment, or replace one that does not work any more."""
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    made = subprocess.run(command, capture_output=True, text=True)
    if made.returncode:
        detail = (made.stdout + made.stderr).strip()
        raise StartError(
            "Die Umgebung „.venv“ ließ sich nicht anlegen. Unter Debian und Ubuntu fehlt meist ein Paket:\n"
            "    sudo apt install python3-venv\n"
            f"Sonst: Darf in {ROOT} geschrieben werden? Python schreibt:\n{detail}"
        )


def ensure_environment(lock: Path) -> Path:
    """Install `lock` into ``.venv`` if that has not happened yet, and return the interpreter there."""
    python, stamp = venv_python(VENV, os.name), VENV / f"{lock.stem}.sha256"
    wanted = fingerprint(lock, sys.version_info[:2])
    if not needs_install(python, stamp, wanted):
        return python
    if not _has_pip(python):
        _make_venv()
    total = len(re.findall(r"^[\w.-]+==", lock.read_text(encoding="utf-8"), flags=re.MULTILINE))
    print("Die benötigten Pakete werden eingerichtet (einmalig, 1 bis 5 Minuten, rund 1 GB) …", flush=True)
    pip = subprocess.Popen(
        pip_command(python, lock, WHEELS),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    with pip:
        output = _show_progress(pip.stdout or (), total)
    if pip.returncode:
        raise StartError(remedy(output, lock, WHEELS))
    stamp.write_text(wanted, encoding="utf-8")
    print("Die Pakete sind eingerichtet.", flush=True)
    return python


def run_app(choice: argparse.Namespace) -> int:
    """Serve the application until Ctrl+C."""
    environment = dict(os.environ)
    if choice.study:
        environment["SOZIALRAUM_STUDY"] = str(study_folder(choice.study, STUDIES))
    python = ensure_environment(ROOT / "requirements.txt")
    port = free_port(choice.port)
    command = [str(python), "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    if choice.no_browser or os.environ.get("CI"):
        command += ["--server.headless", "true"]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that the server ends with us
    print(f"Sozialraum-Geo: http://127.0.0.1:{port}   (beenden mit Strg+C)", flush=True)
    return subprocess.call(command, cwd=ROOT, env=environment)


def main(argv: Sequence[str]) -> int:
    """Do what the command line asks for and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # an old console may lack a character; that must not stop us
    try:
        check_python(sys.version_info[:2])
        choice = parse(argv)
        if choice.help:
            print(HELP)
            return 0
        if choice.pytest is not None:
            python = ensure_environment(ROOT / "requirements-dev.txt")
            return subprocess.call([str(python), "-m", "pytest", *choice.pytest], cwd=ROOT)
        return run_app(choice)
    except StartError as error:
        print(f"\nFehler: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nBeendet.")
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
