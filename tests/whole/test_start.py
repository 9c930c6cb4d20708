import hashlib
import socket
from pathlib import Path

import pytest

import start

NO_NETWORK = "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(...)': /simple/folium/"
NOT_FOUND = "ERROR: No matching distribution found for folium==0.20.0"


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_supported_pythons_pass(version):
    start.check_python(version)


@pytest.mark.parametrize("version", [(3, 7), (3, 10), (3, 14)])
def test_other_pythons_are_refused_with_a_remedy(version):
    with pytest.raises(start.StartError, match=rf"3\.11.*dies ist Python 3\.{version[1]}(?s:.*)python\.org"):
        start.check_python(version)


def test_interpreter_of_the_environment_per_system():
    assert start.venv_python(Path("v"), "nt") == Path("v/Scripts/python.exe")
    assert start.venv_python(Path("v"), "posix") == Path("v/bin/python")


def test_installs_once_and_again_after_a_change(tmp_path):
    lock, python, stamp = tmp_path / "lock.txt", tmp_path / "python", tmp_path / "stamp"
    lock.write_text("a==1")
    wanted = start.fingerprint(lock, (3, 12))
    assert wanted == hashlib.sha256(b"a==1").hexdigest() + " 3.12"

    assert start.needs_install(python, stamp, wanted)  # nothing there yet
    python.touch()
    assert start.needs_install(python, stamp, wanted)  # broken off before the end
    stamp.write_text(wanted)
    assert not start.needs_install(python, stamp, wanted)
    assert start.needs_install(python, stamp, start.fingerprint(lock, (3, 13)))  # another Python starts it
    lock.write_text("a==2")
    assert start.needs_install(python, stamp, start.fingerprint(lock, (3, 12)))  # another lock
    python.unlink()
    assert start.needs_install(python, stamp, wanted)  # environment deleted


def test_pip_checks_hashes_never_builds_and_stays_offline_with_a_wheel_folder(tmp_path):
    online = start.pip_command(Path("python"), Path("lock.txt"), tmp_path / "wheels")
    assert {"--require-hashes", "--only-binary"} < set(online)
    assert "--no-index" not in online
    (tmp_path / "wheels").mkdir()
    offline = start.pip_command(Path("python"), Path("lock.txt"), tmp_path / "wheels")
    assert offline[offline.index("--no-index") :][:3] == [
        "--no-index",
        "--find-links",
        str(tmp_path / "wheels"),
    ]


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        (f"{NO_NETWORK}\n{NOT_FOUND}", "HTTPS_PROXY"),
        ("ProxyError('Unable to connect to proxy', OSError('Tunnel connection failed: 407'))", "Proxy hat"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "Zertifikat des Hauses"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "Prüfsumme"),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "voll"),
        ("ERROR: something new", "ERROR: something new"),
    ],
)
def test_failures_of_pip_name_a_remedy(tmp_path, output, expected):
    assert expected in start.remedy(output, Path("requirements.txt"), tmp_path / "wheels")


def test_no_network_explains_the_wheel_folder(tmp_path):
    text = start.remedy(NO_NETWORK, Path("requirements-dev.txt"), tmp_path / "wheels")
    assert "pip download --only-binary :all: --require-hashes -r requirements-dev.txt -d wheels" in text


def test_an_incomplete_wheel_folder_names_the_missing_package(tmp_path):
    assert "fehlt folium==0.20.0" in start.remedy(NOT_FOUND, Path("requirements.txt"), tmp_path)


def test_studies_are_found_by_folder_file_and_name(tmp_path, monkeypatch):
    town = tmp_path / "geo" / "town"
    town.mkdir(parents=True)
    (town / "study.toml").touch()
    monkeypatch.chdir(tmp_path)
    for name in (str(town), "geo/town", "geo/town/study.toml", "town"):
        assert start.study_folder(name, tmp_path / "geo") == town.resolve()
    with pytest.raises(start.StartError, match="vorhanden: town"):
        start.study_folder("city", tmp_path / "geo")


def test_a_port_in_use_is_passed_over():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        assert start.free_port(taken) != taken


def test_command_line():
    assert vars(start.parse([])) == {
        "study": None, "no_browser": False, "port": 8501, "help": False, "pytest": None,
    }  # fmt: skip
    assert start.parse(["town", "--no-browser", "--port", "9000"]).study == "town"
    assert start.parse(["test", "-m", "not slow"]).pytest == ["-m", "not slow"]
    assert start.parse(["-h"]).help


@pytest.mark.parametrize("argv", [["--nope"], ["a", "b"], ["--port", "abc"], ["--port", "70000"], ["--port"]])
def test_a_wrong_call_shows_the_german_help_without_traceback(argv, capsys):
    assert start.main(argv) == 1
    shown = capsys.readouterr().err
    assert "Diesen Aufruf gibt es nicht" in shown
    assert "python start.py STUDIE" in shown


@pytest.mark.parametrize("argv", [[], ["geo/town"], ["--no-browser"]])
def test_the_app_gets_the_study_and_a_port(argv, tmp_path, monkeypatch):
    (tmp_path / "geo" / "town").mkdir(parents=True)
    (tmp_path / "geo" / "town" / "study.toml").touch()
    monkeypatch.chdir(tmp_path)
    for name in ("CI", "SOZIALRAUM_STUDY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(start, "ensure_environment", lambda lock: Path("python"))
    monkeypatch.setattr(start.signal, "signal", lambda *_: None)  # pytest keeps its own handlers
    calls = []
    monkeypatch.setattr(start.subprocess, "call", lambda command, **how: calls.append((command, how)) or 0)

    assert start.main(argv) == 0
    [(command, how)] = calls
    assert command[:5] == ["python", "-m", "streamlit", "run", "app.py"]
    assert int(command[command.index("--server.port") + 1]) > 0
    assert ("--server.headless" in command) == ("--no-browser" in argv)
    expected = str((tmp_path / "geo" / "town").resolve()) if argv == ["geo/town"] else None
    assert how["env"].get("SOZIALRAUM_STUDY") == expected
    assert how["cwd"] == start.ROOT


def test_the_tests_run_from_the_developers_lock(monkeypatch):
    locks, calls = [], []
    monkeypatch.setattr(start, "ensure_environment", lambda lock: locks.append(lock.name) or Path("python"))
    monkeypatch.setattr(start.subprocess, "call", lambda command, **how: calls.append(command) or 5)
    assert start.main(["test", "tests"]) == 5  # pytest's own exit code comes through: 5 is "no tests"
    assert locks == ["requirements-dev.txt"]
    assert calls == [["python", "-m", "pytest", "tests"]]
