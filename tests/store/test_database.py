"""The register and its ledger: what goes in, what comes back, what is left when the power fails."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
import sqlalchemy as sa
from here import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from imports import draft, entry

from sozialraum_geo.errors import Problem, StudyError
from sozialraum_geo.store import database as store_module
from sozialraum_geo.store.database import FILE, open_store, store_url
from sozialraum_geo.store.ledger import difference


def contents(store, source="kitas"):
    return {k: e.content for k, e in store.entries("facilities", source).items()}


def names(store, source="kitas"):
    return {k: e.data for k, e in store.entries("facilities", source).items()}


@pytest.fixture
def store(register_folder):
    """An empty register, on SQLite and on a server if there is one."""
    with open_store(register_folder) as opened:
        yield opened


def test_without_a_file_there_is_no_register(tmp_path):
    with open_store(tmp_path) as store:
        assert store is None
    assert not (tmp_path / FILE).exists()


def test_rows_come_in_by_key_and_are_never_doubled(store):
    store.write(draft(entry("1", "a"), entry("2", "b", 3)))
    record = store.write(draft(entry("1", "a"), entry("2", "B", 3), entry("3", "c", 4)))
    assert {k: record.counts[k] for k in ("new", "changed", "same", "vanished")} == {
        "new": 1, "changed": 1, "same": 1, "vanished": 0,
    }  # fmt: skip
    assert names(store) == {"1": '{"name": "a"}', "2": '{"name": "B"}', "3": '{"name": "c"}'}


def test_a_row_knows_the_import_that_brought_it_as_it_is(store):
    first = store.write(draft(entry("1", "a"), entry("2", "b", 3)))
    second = store.write(draft(entry("1", "a", 9), entry("2", "B", 3)))
    entries = store.entries("facilities", "kitas")
    assert (entries["1"].import_id, entries["1"].row) == (first.id, 2)  # the same row, wherever it stands now
    assert entries["2"].import_id == second.id


def test_vanished_rows_stay_until_somebody_takes_them_out(store):
    store.write(draft(entry("1", "a"), entry("2", "b", 3)))
    record = store.write(draft(entry("1", "a")))
    assert record.vanished == ("2",)
    assert set(names(store)) == {"1", "2"}
    record = store.write(draft(entry("1", "a"), drops_vanished=True))
    assert record.vanished == ()
    assert set(names(store)) == {"1"}


def test_an_undo_takes_a_whole_import_back(store):
    store.write(draft(entry("1", "a"), entry("2", "b", 3, b"punkt")))
    before = contents(store)
    record = store.write(draft(entry("1", "A"), entry("3", "c"), drops_vanished=True))
    undone = store.undo(record.id)
    assert undone.undone_at
    assert contents(store) == before
    with pytest.raises(StudyError, match="no_undo"):
        store.undo(record.id)


def test_a_later_import_of_the_same_list_is_taken_back_first(store):
    first = store.write(draft(entry("1", "a")))
    other = store.write(draft(entry("1", "x"), source="horte"))
    second = store.write(draft(entry("1", "b")))
    with pytest.raises(StudyError, match="undo_later_first"):
        store.undo(first.id)
    store.undo(other.id)  # another list is another matter
    store.undo(second.id)
    store.undo(first.id)
    assert names(store) == {}


def test_layers_are_kept_as_files_and_the_one_before_comes_back(store):
    first = store.write(draft(table="grid", content=b"alt", sha256="a" * 64))
    second = store.write(draft(table="grid", content=b"neu", sha256="b" * 64))
    assert [r.id for r in store.active()] == [second.id]
    assert store.content(second.sha256) == b"neu"
    store.undo(second.id)
    assert [r.id for r in store.active()] == [first.id]
    assert store.content(first.sha256) == b"alt"


def test_rejected_rows_come_back_with_their_cells(store):
    problem = Problem("rejected", "no_place", "kitas.csv", "", 7, "Ort", "<b>", "1")
    record = store.write(draft(rejected=((problem, {"Name": "Ä", "Ort": "<b>"}),)))
    assert store.rejected(record.id) == [(problem, {"Name": "Ä", "Ort": "<b>"})]


def test_the_mapping_of_a_file_is_found_again_by_its_shape(store):
    record = store.write(draft(entry("1", "a"), shape="form 7"))
    assert store.remembered("form 7") == record
    assert store.remembered("form 8") is None
    store.undo(record.id)
    assert store.remembered("form 7") is None


def test_every_write_is_seen_by_its_revision(store):
    seen = [store.revision()]
    record = store.write(draft(entry("1", "a")))
    seen.append(store.revision())
    store.undo(record.id)
    seen.append(store.revision())
    store.decide("hauptstr 1", "register:7")
    seen.append(store.revision())
    assert seen == sorted(set(seen))


def test_decisions_are_remembered_replaced_and_forgotten(store):
    store.decide("a", "1")
    store.decide("b", None)
    store.decide("a", "2")
    assert store.decisions() == {"a": "2", "b": None}
    store.forget("a")
    assert store.decisions() == {"b": None}


def test_a_register_of_a_newer_program_is_refused(tmp_path):
    with open_store(tmp_path, create=True):
        pass
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute("UPDATE meta SET value = 99 WHERE name = 'version'")
    connection.close()
    with pytest.raises(StudyError, match="newer_register"), open_store(tmp_path):
        pass


def test_trials_are_kept_the_newest_first_and_change_no_figure(store):
    before = store.revision()
    store.record_trial([("kita", 2.0), ("jugendtreff", 0.5)], "erste Frage", by="Jule")
    store.record_trial([("kita", 0.0)], "zweite")
    second, first = store.trials()
    assert (first.weights, first.why, first.by) == ((("jugendtreff", 0.5), ("kita", 2.0)), "erste Frage", "Jule")
    assert second.weights == (("kita", 0.0),)
    assert store.revision() == before


def test_a_register_of_the_first_version_is_brought_up_to_date(tmp_path, monkeypatch):
    with monkeypatch.context() as old:
        old.setattr(store_module.db, "VERSION", 1)
        old.setattr(store_module.db, "MIGRATIONS", store_module.db.MIGRATIONS[:1])
        with open_store(tmp_path, create=True) as store:
            store.decide("a", "1")
    with sqlite3.connect(tmp_path / FILE) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    connection.close()
    assert "trials" not in tables
    with open_store(tmp_path) as store:
        assert store.trials() == []
        assert store.decisions() == {"a": "1"}
        store.record_trial([("kita", 1.0)], "nach dem Wechsel")
        assert len(store.trials()) == 1


def test_two_studies_on_one_server_do_not_meet(monkeypatch, tmp_path):
    if not os.environ.get("SOZIALRAUM_TEST_POSTGRES"):
        pytest.skip("SOZIALRAUM_TEST_POSTGRES names no server")
    monkeypatch.setenv("SOZIALRAUM_STORE_URL", os.environ["SOZIALRAUM_TEST_POSTGRES"])
    for name in ("eins", "zwei"):
        folder = tmp_path / f"{name} {os.getpid()}"
        folder.mkdir()
        with open_store(folder, create=True) as store:
            assert store.history() == []
            store.write(draft(entry("1", name)))
            assert names(store) == {"1": f'{{"name": "{name}"}}'}
            with store._engine.begin() as connection:
                connection.execute(sa.schema.DropSchema(store.schema, cascade=True))


@pytest.mark.parametrize("content", [b"", b"kein Register", b"SQLite format 3\x00" + b"x" * 5000])
def test_a_file_that_is_no_register_is_refused_or_filled(tmp_path, content):
    (tmp_path / FILE).write_bytes(content)
    if not content:  # an empty file is an empty SQLite database
        with open_store(tmp_path) as store:
            assert store.history() == []
        return
    with pytest.raises(StudyError, match="bad_register"), open_store(tmp_path):
        pass
    assert (tmp_path / FILE).read_bytes() == content


def test_the_file_is_written_ahead_and_synced(tmp_path):
    with open_store(tmp_path, create=True) as store, store._reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_server_is_named_by_its_variable(tmp_path, monkeypatch):
    assert store_url(tmp_path).startswith("sqlite:///")
    monkeypatch.setenv("SOZIALRAUM_STORE_URL", "postgresql+psycopg://x/y")
    assert store_url(tmp_path) == "postgresql+psycopg://x/y"


KEYS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 2), max_size=6)


@given(st.lists(st.tuples(KEYS, st.booleans()), min_size=1, max_size=5))
@settings(max_examples=25, deadline=None)
def test_taking_everything_back_leaves_nothing(tmp_path_factory, imports):
    with open_store(tmp_path_factory.mktemp("studie"), create=True) as store:
        states, records = [], []
        for rows, drops in imports:
            states.append(contents(store))
            found = difference(store.entries("facilities", "kitas"), [entry(k, v) for k, v in rows.items()])
            assert len(found.new) + len(found.changed) + len(found.same) == len(rows)
            records.append(store.write(draft(*(entry(k, v) for k, v in rows.items()), drops_vanished=drops)))
            now = names(store)
            assert all(now[k] == f'{{"name": "{v}"}}' for k, v in rows.items())
            assert drops <= (set(now) == set(rows))
        for record, state in zip(reversed(records), reversed(states), strict=True):
            store.undo(record.id)
            assert contents(store) == state


WRITER = """
import sys
sys.path[:0] = [{tests!r}, {root!r}]
from pathlib import Path
from imports import draft, entry
from sozialraum_geo.store.database import open_store
with open_store(Path({folder!r}), create=True) as store:
    print("ready", flush=True)
    turn = 0
    while True:
        turn += 1
        record = store.write(draft(*(entry(str(i), f"{{turn}}", i) for i in range(300)), sha256=f"{{turn:064d}}"))
        if turn % 3 == 0:
            store.undo(record.id)
"""


def killed_writer(folder, pause):
    code = WRITER.format(tests=str(ROOT / "tests" / "towns"), root=str(ROOT), folder=str(folder))
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert process.stdout.readline().strip() == b"ready"
    time.sleep(pause)
    os.kill(process.pid, signal.SIGKILL)
    process.wait(20)
    process.stdout.close()


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no kill -9 on this system")
def test_a_killed_import_or_undo_leaves_the_old_or_the_new_state(tmp_path):
    for turn in range(100):
        killed_writer(tmp_path, 0.004 * (turn % 17))
        with open_store(tmp_path) as store:
            entries = store.entries("facilities", "kitas")
            written = {e.data for e in entries.values()}
            assert len(entries) in (0, 300)
            assert len(written) <= 1, f"two states mixed: {written}"
            standing = [r for r in store.history() if r.undone_at is None]
            if entries:
                assert {e.import_id for e in entries.values()} <= {r.id for r in standing}


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no kill -9 on this system")
def test_the_control_that_writes_plainly_breaks(tmp_path):
    # The same killing of a program that writes its rows into a text file: states mix, or rows are missing
    code = """
import sys
path, turn = sys.argv[1], 0
print("ready", flush=True)
while True:
    turn += 1
    with open(path, "w") as stream:
        for i in range(3000):
            stream.write(f"{i};{turn}\\n")
            if i % 100 == 0:
                stream.flush()
"""
    broken = 0
    for turn in range(20):
        process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "x.csv")], stdout=subprocess.PIPE)
        process.stdout.readline()
        time.sleep(0.003 * (turn % 7) + 0.01)
        os.kill(process.pid, signal.SIGKILL)
        process.wait(20)
        process.stdout.close()
        rows = (tmp_path / "x.csv").read_text().splitlines()
        broken += len(rows) != 3000 or len({r.partition(";")[2] for r in rows}) != 1
    assert broken >= 5


@pytest.fixture
def small_disk(tmp_path):
    """A file system of one megabyte."""
    place = tmp_path / "klein"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True)
    if mounted.returncode:
        pytest.skip("a small file system cannot be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_leaves_the_old_state(small_disk):
    with open_store(small_disk, create=True) as store:
        store.write(draft(entry("1", "a")))
        said = []
        for size in (200_000, 400_000, 800_000, 1_600_000):
            content = os.urandom(size)  # does not pack
            rows = [entry(str(i), "b" * 200, i) for i in range(size // 400)]
            try:
                store.write(draft(*rows, content=content, sha256=f"{size:064d}"))
            except StudyError as error:
                said = [p.code for p in error.problems]
                break
        assert said == ["disk_full"]
        left = store.entries("facilities", "kitas")
        assert len({e.data for e in left.values() if e.key != "1"}) <= 1
    with open_store(small_disk) as store:
        assert store.entries("facilities", "kitas") == left
