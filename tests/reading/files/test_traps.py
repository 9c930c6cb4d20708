"""No file makes the program read another one or call an address, in this process and in the child."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pyogrio
import pytest
from traps import CANARY, TRAPS, TYPED, VRT

from sozialraum_geo.errors import StudyError
from sozialraum_geo.german.words.problems import message
from sozialraum_geo.reading.cells.cleaning import text_of
from sozialraum_geo.reading.files import readers, sandbox
from sozialraum_geo.reading.recognition import recognise

READERS = {
    "here": (readers.read_file, readers.sheet_names),
    "child": (sandbox.read_in_child, sandbox.sheet_names_in_child),
}


@pytest.fixture(scope="module")
def server():
    """A server of our own that keeps what it is asked for."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            body = f"name\n{CANARY}\n".encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_HEAD = do_POST = do_GET  # noqa: N815

        def log_message(self, *args):
            pass

    running = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}", asked
    running.shutdown()
    running.server_close()


@pytest.fixture
def secret(tmp_path):
    folder = tmp_path / "privat"
    folder.mkdir()
    path = folder / "geheim.csv"
    path.write_text(f"Name;Art\n{CANARY};Kita\n", encoding="utf-8")
    return path


def content(read, path):
    """Return all that a person could come to see, and whether the file was refused."""
    try:
        raw = read(path)
    except StudyError as error:
        return " ".join(message(p) + p.detail for p in error.problems), True
    cells = raw.frame.map(text_of).to_numpy().tolist()
    return (
        f"{cells} {list(raw.frame.columns)} {[message(p) for p in (*raw.notes, *raw.problems)]} {raw.geometry}",
        False,
    )


@pytest.mark.parametrize("where", READERS)
@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_catches_nothing(tmp_path, server, secret, name, where):
    url, asked = server
    asked.clear()
    trap, is_refused = TRAPS[name]
    path = tmp_path / name
    trap(path, secret, url)
    before = path.read_bytes()
    read, sheets = READERS[where]
    shown, was_refused = content(read, path)
    listed = sheets(path)
    assert CANARY not in shown
    assert CANARY not in str(listed)
    assert was_refused == is_refused, shown
    assert str(tmp_path) not in shown.replace(str(secret), "")
    assert path.read_bytes() == before
    assert asked == []


@pytest.mark.parametrize("typed", TYPED)
def test_what_a_person_types_is_never_a_path_of_a_library(server, secret, typed):
    url, asked = server
    asked.clear()
    path = Path(typed.replace("{url}", url).replace("{secret}", str(secret)))
    for read, sheets in READERS.values():
        with pytest.raises(StudyError, match="no_file"):
            read(path)
        assert sheets(path) == ()
    assert asked == []


@pytest.mark.parametrize(
    "name", ["a.zip!b.geojson", "a?b#c.geojson", "a b&c;d.geojson", "CSV:x.geojson", "%00.geojson", "vsi*.geojson"]
)
def test_odd_names_are_names(tmp_path, name):
    path = tmp_path / name
    TRAPS["namen.geojson"][0](path, tmp_path, "http://127.0.0.1:9")
    for read, _ in READERS.values():
        assert read(path).rows == 2


def test_recognising_a_trap_reads_nothing_else(tmp_path, server, secret):
    url, asked = server
    asked.clear()
    for name, (trap, _) in TRAPS.items():
        trap(tmp_path / name, secret, url)
        try:
            guess = recognise(tmp_path / name)
        except StudyError:
            continue
        assert CANARY not in str(guess.sample) + str(guess.headers)
    assert asked == []


def test_the_bare_library_falls_into_the_first_trap(tmp_path, secret):
    # the control: with a trap that never worked the tests above would prove nothing
    path = tmp_path / "harmlos.geojson"
    path.write_text(VRT.replace("{secret}", str(secret)), encoding="utf-8")
    assert CANARY in str(pyogrio.read_dataframe(path).to_numpy().tolist())


def test_there_are_enough_traps():
    assert len(TRAPS) + len(TYPED) >= 60
