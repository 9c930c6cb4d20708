"""A service outside is asked only by a click, one address at a time, and its answer is foreign."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from study_files import EAST, NORTH, csv_text, source, write_study

from sozialraum_geo.errors import StudyError
from sozialraum_geo.reading import read_study
from sozialraum_geo.reading.addresses import external
from sozialraum_geo.reading.addresses.external import Service, ask, is_allowed
from sozialraum_geo.register import importing, locating
from sozialraum_geo.spatial import transform_xy

HEADER = ["Einrichtungs-ID", "Name", "Art", "Straße", "Hausnr", "PLZ", "geschützt", "Sozialraum"]
HOSTILE = '<script>alert(1)</script>![x](http://evil.example) "Weg" 1'


def place(x=EAST + 250, y=NORTH + 500, rank=30, name="Weg 1"):
    lon, lat = transform_xy([x], [y], "EPSG:25832", "EPSG:4326")
    return {"lon": str(lon[0]), "lat": str(lat[0]), "place_rank": rank, "display_name": name}


@pytest.fixture
def service(monkeypatch):
    """A service on this machine that records what it is asked and answers as it is told."""
    monkeypatch.setattr(external, "PAUSE_S", 0.0)
    asked, answer = [], {"body": json.dumps([place()]).encode(), "code": 200, "headers": {}}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.path, dict(self.headers)))
            self.send_response(answer["code"])
            for name, value in answer["headers"].items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer["body"])

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Service(f"http://127.0.0.1:{server.server_port}/", "Stadt"), asked, answer
    server.shutdown()
    thread.join()
    server.server_close()


def written(tmp_path, service, *rows):
    (tmp_path / "orte.csv").write_text(csv_text([HEADER, *rows]), encoding="utf-8")
    more = f'\n[geocoder]\nurl = "{service.url}"\n'
    return write_study(tmp_path, source("orte.csv", "facilities"), more)


def test_what_is_sent_is_the_address_and_nothing_else(service):
    where, asked, _ = service
    (found,) = ask(where, "Ährenweg 1 01067", "EPSG:25832")
    assert (round(found.x - EAST), round(found.y - NORTH), found.precision, found.error_m) == (250, 500, "haus", 10.0)
    ((path, headers),) = asked
    assert parse_qs(urlsplit(path).query) == {
        "q": ["Ährenweg 1 01067"], "format": ["jsonv2"], "limit": ["5"], "countrycodes": ["de"],
    }  # fmt: skip
    assert set(headers) <= {"Host", "User-Agent", "Accept-Language", "Accept-Encoding", "Connection"}


def test_reading_and_previewing_a_study_asks_nobody(service, tmp_path):
    where, asked, _ = service
    folder = written(tmp_path, where, ["1", "Kita", "Kita", "Weg", "1", "", "", ""])
    study = read_study(folder)
    assert importing.review_queue(folder, study)
    assert asked == []


def test_a_click_asks_once_and_the_choice_is_remembered(service, tmp_path):
    where, asked, _ = service
    folder = written(tmp_path, where, ["1", "Kita Geheimname", "Kita", "Weg", "1", "", "", ""])
    study = read_study(folder)
    (doubtful,) = importing.review_queue(folder, study)
    (found,) = importing.ask_outside(folder, study, doubtful)
    assert len(asked) == 1
    assert "Geheimname" not in asked[0][0]
    importing.decide(folder, doubtful.key, found.id)
    facility = read_study(folder).facilities.iloc[0]
    assert (round(facility.geometry.x - EAST), facility.sozialraum_id, facility.precision) == (250, "A", "haus")
    assert len(asked) == 1


def test_nobody_is_asked_about_a_protected_place(service, tmp_path):
    where, asked, _ = service
    folder = written(tmp_path, where, ["1", "Zuflucht", "Frauenhaus", "Weg", "1", "", "ja", "A"])
    study = read_study(folder)
    for doubtful in importing.review_queue(folder, study):
        with pytest.raises(StudyError, match="not_asked"):
            importing.ask_outside(folder, study, doubtful)
    assert asked == []


def test_nobody_is_asked_about_what_is_named_like_a_protected_place(service, tmp_path):
    where, asked, _ = service
    folder = written(tmp_path, where, ["1", "Kita", "Kita", "Weg", "1", "", "", ""])
    cells = {"name": "Frauenhaus Nord", "street": "Weg", "house_number": "1"}
    with pytest.raises(StudyError, match="not_asked"):
        locating.locate_outside(folder, read_study(folder), cells)
    assert asked == []
    assert locating.locate_outside(folder, read_study(folder), cells | {"name": "Treff Nord"}).candidates
    assert len(asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        {"body": b"kein json"},
        {"body": b'{"a": 1}'},
        {"body": b"[1, 2]"},
        {"body": b'[{"lon": "x", "lat": "y", "display_name": ""}]'},
        {"body": b"[" * 100_000},
        {"body": b" " * 400_000 + b"[]"},
        {"code": 500, "body": b""},
        {"code": 302, "headers": {"Location": "http://127.0.0.1:9/"}, "body": b""},
    ],
    ids=["text", "object", "numbers", "no place", "deep", "long", "broken", "elsewhere"],
)
def test_any_other_answer_is_told(service, answer):
    where, asked, told = service
    told.update(answer)
    with pytest.raises(StudyError, match="service_silent"):
        ask(where, "Weg 1", "EPSG:25832")
    assert len(asked) == 1


def test_hostile_labels_stay_text(service):
    where, _, told = service
    told["body"] = json.dumps([place(name=HOSTILE)]).encode()
    (found,) = ask(where, "Weg 1", "EPSG:25832")
    assert found.label == HOSTILE  # written by widgets that take letters and digits only, see ui.html.plain


def test_it_is_asked_once_a_second_at_most(service, monkeypatch):
    where, _, _ = service
    monkeypatch.setattr(external, "PAUSE_S", 0.3)
    start = time.monotonic()
    for _ in range(3):
        ask(where, "Weg 1", "EPSG:25832")
    assert time.monotonic() - start >= 0.6


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://adressen.stadt.example", True),
        ("http://localhost:8080", True),
        ("http://adressen.stadt.example", False),
        ("file:///etc/passwd", False),
        ("ftp://x.example", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("", False),
    ],
)
def test_only_encrypted_services_are_named(tmp_path, url, allowed):
    assert is_allowed(url) is allowed
    folder = write_study(tmp_path, f'\n[geocoder]\nurl = "{url}"\n')
    if allowed:
        assert read_study(folder).name == "Teststadt"
    else:
        with pytest.raises(StudyError, match="bad_service"):
            read_study(folder)
