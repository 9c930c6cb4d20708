"""Many hands on one register: nothing is lost, the log replayed is the state, a killed save is whole or not at all."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest
import sqlalchemy as sa
from here import ROOT
from team import change, removal, replayed, state

from sozialraum_geo.errors import StudyError
from sozialraum_geo.reading.stored import revision_of
from sozialraum_geo.store import database as store_module
from sozialraum_geo.store.backup import backup, restore
from sozialraum_geo.store.database import FILE, open_store
from sozialraum_geo.store.ledger import BY_HAND, Change, Draft, Entry


@pytest.fixture
def folder(register_folder):
    """The folder of an empty register."""
    return register_folder


CODE = """
import sys
sys.path[:0] = [{tests!r}, {root!r}]
from pathlib import Path
from team import team_member
team_member(Path({folder!r}), {seed}, {turns})
"""


@pytest.mark.slow
def test_four_people_edit_and_undo_at_once_and_no_update_is_lost(folder):
    code = {"tests": str(ROOT / "tests" / "towns"), "root": str(ROOT), "folder": str(folder), "turns": 500}
    team = [
        subprocess.Popen([sys.executable, "-c", CODE.format(**code, seed=seed)], stdout=subprocess.PIPE)
        for seed in range(4)
    ]
    told = []
    for member in team:
        out, _ = member.communicate(timeout=600)
        assert member.returncode == 0
        told.append(json.loads(out))
    total = {name: sum(t[name] for t in told) for name in told[0]}
    with open_store(folder) as store:
        assert {k: v for k, v in replayed(store).items() if k != "zaehler"} == state(store)
        (counter,) = [json.loads(e.data)["total"] for _, e in store.rows("gremien")]
        assert counter == total["added"] == 4 * 500  # every rise of the common counter is there
        edits = store.edits(limit=100_000, table="partners")
        assert len(edits) == total["written"] + total["undone"]
        assert {e.by for e in edits if e.action == "bulk"} == {f"person {s}" for s in range(4)}
    # the test can fail: people did meet, and undos did run into later edits
    assert total["conflicts"] + total["again"] > 20
    assert total["undone"] > 50
    assert total["refused"] > 10


def test_a_writer_that_does_not_look_loses_updates(tmp_path):
    # The control: the same counter without versions, two writers that read before either writes
    with open_store(tmp_path, create=True) as store:
        store.edit([change("k", 0, total=0)], "create")
        seen = {name: json.loads(store.rows("partners")[0][1].data)["total"] for name in ("Ada", "Bea")}
        store.edit([change("k", 1, total=seen["Ada"] + 1)], "change")
        now = store.rows("partners")[0][1].version
        store.edit([change("k", now, total=seen["Bea"] + 1)], "change")
        assert json.loads(store.rows("partners")[0][1].data)["total"] == 1  # and not 2


def test_a_conflict_writes_nothing_of_the_whole_edit(folder):
    with open_store(folder) as store:
        store.edit([change("a", 0, n=1), change("b", 0, n=1)], "create")
        store.edit([change("b", 1, n=2)], "change", by="Bea")
        before = state(store)
        with pytest.raises(store_module.ConflictError) as conflict:
            store.edit([change("a", 1, n=9), change("b", 1, n=9), change("c", 0, n=9)], "bulk")
        assert [(c.key, now.changed_by) for c, now in conflict.value.rows] == [("b", "Bea")]
        assert state(store) == before


def test_versions_rise_also_when_a_row_leaves_and_comes_back(folder):
    with open_store(folder) as store:
        store.edit([change("a", 0, n=1)], "create")
        gone = store.edit([removal("a", 1)], "delete")
        store.undo_edit(gone.id)
        ((_, entry),) = store.rows("partners")
        assert entry.version == 2
        with pytest.raises(store_module.ConflictError):
            store.edit([change("a", 1, n=5)], "change")  # seen before it left
        assert replayed(store) == state(store)


def test_a_row_that_comes_back_anew_is_in_no_version_that_it_was_in_before(folder):
    with open_store(folder) as store:
        store.edit([change("a", 0, n=1)], "create")
        store.edit([change("a", 1, n=2)], "change")
        first = store.edit([removal("a", 2)], "delete")
        store.edit([change("a", 0, n=3)], "create")
        ((_, entry),) = store.rows("partners")
        assert entry.version == 3
        with pytest.raises(store_module.ConflictError):
            store.edit([change("a", 1, n=9)], "change")  # seen before it left
        store.edit([removal("a", 3)], "delete")
        store.undo_edit(first.id)  # an older removal taken back is a version of its own too
        ((_, entry),) = store.rows("partners")
        assert (json.loads(entry.data)["n"], entry.version) == (2, 4)
        seen = [(c.key, c.after.version) for c in store.log() if c.after]
        assert len(seen) == len(set(seen))
        assert replayed(store) == state(store)


def test_a_study_without_a_register_has_none_on_a_server_either(folder):
    elsewhere = folder.parent / f"{folder.name} leer"
    with open_store(elsewhere) as store:
        assert store is None


def test_an_error_says_nothing_of_what_rows_hold(folder):
    row = {"table_name": "contacts", "source": "s", "key": "k", "data": "Frau Geheim", "row": 1, "import_id": 0}
    write = store_module.db.entries.insert()
    with open_store(folder) as store, store.connection() as connection:
        with pytest.raises(sa.exc.IntegrityError) as error:
            connection.execute(write, [row, row])
        assert "Geheim" not in str(error.value)
        connection.rollback()


def test_a_row_of_an_earlier_version_is_found_in_the_log(folder):
    with open_store(folder) as store:
        for n in range(1, 5):
            store.edit([change("a", n - 1, n=n)], "change")
        assert [json.loads(store.at_version("partners", BY_HAND, "a", v).data)["n"] for v in (1, 2, 3, 4)] == [
            1,
            2,
            3,
            4,
        ]
        assert store.at_version("partners", BY_HAND, "a", 9) is None


SAVER = """
import json, sys
sys.path[:0] = [{tests!r}, {root!r}]
from pathlib import Path
from team import change
from sozialraum_geo.store.database import open_store
with open_store(Path({folder!r}), create=True) as store:
    held = {{e.key: e.version for _, e in store.rows("partners")}}
    print("ready", flush=True)
    turn = max(held.values(), default=0)
    while True:
        turn += 1
        store.edit([change(f"k{{i}}", held.get(f"k{{i}}", 0), turn=turn) for i in range(20)], "bulk")
        held = {{f"k{{i}}": held.get(f"k{{i}}", 0) + 1 for i in range(20)}}
        print(turn, flush=True)  # saved, says the program: from here on it must be there
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no kill -9 on this system")
def test_of_200_killed_saves_none_is_lost_and_none_is_half(tmp_path):
    code = SAVER.format(tests=str(ROOT / "tests" / "towns"), root=str(ROOT), folder=str(tmp_path))
    for turn in range(200):
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
        assert process.stdout.readline().strip() == b"ready"
        time.sleep(0.002 * (turn % 23))
        os.kill(process.pid, signal.SIGKILL)
        process.wait(20)
        said = [int(line) for line in process.stdout.read().split()]
        process.stdout.close()
        with open_store(tmp_path) as store:
            turns = {json.loads(e.data)["turn"] for _, e in store.rows("partners")}
            assert len(turns) <= 1, "half a save"
            kept = next(iter(turns), 0)
            assert kept >= max(said, default=0), "what was called saved is gone"
            if turn % 40 == 39:
                assert replayed(store) == state(store)


def test_a_backup_made_while_somebody_saves_is_whole_and_comes_back(tmp_path):
    with open_store(tmp_path, create=True) as store:
        store.edit([change("a", 0, n=1)], "create")
        with store._writing() as _:  # a save that is not finished
            backup(tmp_path, tmp_path / "sicherung.sqlite")
        store.edit([change("a", 1, n=2), change("b", 0, n=2)], "bulk")
        later = state(store)
    before = restore(tmp_path, tmp_path / "sicherung.sqlite")
    with open_store(tmp_path) as store:
        assert {k: json.loads(v[0][0])["n"] for k, v in state(store).items()} == {"a": 1}
        assert replayed(store) == state(store)
    restore(tmp_path, before)
    with open_store(tmp_path) as store:
        assert state(store) == later


def test_after_a_backup_came_back_no_number_of_a_write_is_used_again(tmp_path):
    with open_store(tmp_path, create=True) as store:
        store.edit([change("a", 0, n=1)], "create")
        backup(tmp_path, tmp_path / "sicherung.sqlite")
        store.edit([change("a", 1, n=2)], "change")
    used = revision_of(tmp_path)
    restore(tmp_path, tmp_path / "sicherung.sqlite")
    again = revision_of(tmp_path)
    with open_store(tmp_path) as store:
        store.edit([change("a", 1, n=3)], "change")
        assert int(again.split()[0]) == int(used.split()[0]) + 1 == store.revision() - 1
    assert revision_of(tmp_path) not in (used, again)


def test_a_backup_takes_the_place_of_a_damaged_register(tmp_path):
    with open_store(tmp_path, create=True) as store:
        store.edit([change("a", 0, n=1)], "create")
    backup(tmp_path, tmp_path / "sicherung.sqlite")
    (tmp_path / FILE).write_bytes(b"x" * 5000)
    before = restore(tmp_path, tmp_path / "sicherung.sqlite")
    assert before.read_bytes() == b"x" * 5000
    with open_store(tmp_path) as store:
        assert list(state(store)) == ["a"]


@pytest.mark.parametrize("content", [b"", b"kein Register", b"SQLite format 3\x00" + b"x" * 5000])
def test_what_is_no_register_is_not_put_in_its_place(tmp_path, content):
    with open_store(tmp_path, create=True) as store:
        store.edit([change("a", 0, n=1)], "create")
    (tmp_path / "falsch.sqlite").write_bytes(content)
    with pytest.raises(StudyError, match="bad_register"):
        restore(tmp_path, tmp_path / "falsch.sqlite")
    with open_store(tmp_path) as store:
        assert list(state(store)) == ["a"]


def test_without_a_register_there_is_nothing_to_back_up(tmp_path):
    with pytest.raises(StudyError, match="no_register"):
        backup(tmp_path, tmp_path / "x.sqlite")
    assert list(tmp_path.iterdir()) == []


OLD = """
INSERT INTO imports VALUES
 (1, '2025-01-01T08:00:00+00:00', 'Ada', 'partners', 'liste', 'l.csv', 'aa', '', 'form', '{}', '{}', '[]', NULL),
 (2, '2025-02-01T08:00:00+00:00', 'Bea', 'partners', 'liste', 'l.csv', 'bb', '', 'form', '{}', '{}', '[]',
  '2025-02-02T08:00:00+00:00');
INSERT INTO entries VALUES ('partners', 'liste', 'p1', '{"name": "Alt"}', NULL, 2, 1);
INSERT INTO changes (import_id, table_name, source, key, before, after) VALUES
 (1, 'partners', 'liste', 'p1', NULL,
  '{"data": "{\\"name\\": \\"Alt\\"}", "geometry": null, "import_id": 1, "key": "p1", "row": 2}'),
 (2, 'partners', 'liste', 'p1',
  '{"data": "{\\"name\\": \\"Alt\\"}", "geometry": null, "import_id": 1, "key": "p1", "row": 2}',
  '{"data": "{\\"name\\": \\"Neu\\"}", "geometry": null, "import_id": 2, "key": "p1", "row": 2}');
"""


@pytest.mark.parametrize("version", [1, 2])
def test_a_register_of_every_earlier_version_becomes_one_of_today(folder, monkeypatch, version):
    with open_store(folder) as store, store.connection() as connection:
        if store.schema:  # the fixture made tables of today
            connection.execute(sa.schema.DropSchema(store.schema, cascade=True))
    for made in folder.glob("register.sqlite*"):
        made.unlink()
    with monkeypatch.context() as old:
        old.setattr(store_module.db, "VERSION", version)
        old.setattr(store_module.db, "MIGRATIONS", store_module.db.MIGRATIONS[:version])
        with open_store(folder, create=True) as store, store.connection() as connection:
            if store.schema:
                connection.exec_driver_sql(f'SET search_path TO "{store.schema}"')
            for statement in OLD.split(";\n"):
                if statement.strip():
                    connection.exec_driver_sql(statement)
    with open_store(folder) as store:
        ((source, entry),) = store.rows("partners")
        assert (source, entry.key, entry.data, entry.version) == ("liste", "p1", '{"name": "Alt"}', 1)
        newest_first = [(e.action, e.at[:10], e.by, e.undoes, e.import_id) for e in store.edits()]
        assert newest_first == [
            ("undo", "2025-02-02", "Bea", 2, 2), ("import", "2025-02-01", "Bea", None, 2),
            ("import", "2025-01-01", "Ada", None, 1),
        ]  # fmt: skip
        assert {k: content for k, (content, _) in replayed(store).items()} == {"p1": ('{"name": "Alt"}', None)}
        store.undo(1)
        assert store.rows("partners") == []
        store.edit([change("neu", 0, n=1)], "create")
        assert list(state(store)) == ["neu"]


def test_an_import_can_still_be_taken_back_beside_edits_of_other_rows(folder):
    counts = {"rows": 1, "imported": 1, "rejected": 0, "empty": 0, "excluded": 0}
    told = {"file": "l.csv", "sha256": "0" * 64, "sheet": "", "shape": "f", "options": {}, "content": b"x"}
    with open_store(folder) as store:
        entries = tuple(Entry(key, json.dumps({"name": key}), None, row) for row, key in enumerate("ab", start=2))
        record = store.write(Draft("partners", "liste", entries=entries, counts=counts, **told))
        mine = Change("partners", "a", '{"name": "A"}', None, "liste", 1)
        edit = store.edit([mine], "change")
        with pytest.raises(StudyError, match="undo_later_first"):
            store.undo(record.id)
        store.undo_edit(edit.id)
        store.undo(record.id)
        assert store.rows("partners") == []
        assert [e.action for e in store.edits()] == ["undo", "undo", "change", "import"]


def test_the_file_names_nobody_who_was_erased(tmp_path):
    with open_store(tmp_path, create=True) as store:
        told = json.dumps({"contact_id": "c", "name": "Frau Unverwechselbar"})
        store.edit([Change("contacts", "c", told)], "create")
        assert store.erase("contacts", ["c"]) == 1
        assert store.erase("contacts", ["c"]) == 0
        assert [e.action for e in store.edits()] == ["erase", "create"]
        assert store.row_history("contacts", "c")[0].after is None
    assert all(b"Unverwechselbar" not in f.read_bytes() for f in tmp_path.glob(f"{FILE}*"))


def test_a_register_that_must_not_be_written_is_read(tmp_path, monkeypatch):
    with open_store(tmp_path, create=True) as store:
        store.edit([change("a", 0, n=1)], "create")
    before = sorted((p.name, p.read_bytes()) for p in tmp_path.iterdir())
    monkeypatch.setattr(store_module.os, "access", lambda path, mode: False)
    with open_store(tmp_path) as store:
        assert list(state(store)) == ["a"]
        with pytest.raises(StudyError, match="register_not_writable"):
            store.edit([change("a", 1, n=2)], "change")
    assert sorted((p.name, p.read_bytes()) for p in tmp_path.iterdir()) == before


def test_who_may_only_read_sees_what_somebody_else_just_wrote(tmp_path, monkeypatch):
    with open_store(tmp_path, create=True) as writer:
        writer.edit([change("a", 0, n=1)], "create")
        with writer._reading() as other:  # keeps the log of writes there
            other.execute(sa.select(store_module.db.meta)).all()
            monkeypatch.setattr(store_module.os, "access", lambda path, mode: False)
            with open_store(tmp_path) as store:
                assert list(state(store)) == ["a"]


def test_a_server_that_does_not_answer_is_no_damaged_register(tmp_path, monkeypatch):
    pytest.importorskip("psycopg")
    monkeypatch.setenv("SOZIALRAUM_STORE_URL", "postgresql+psycopg://nobody:geheim@127.0.0.1:1/nothing")
    for create in (False, True):
        with pytest.raises(StudyError, match="server_away") as error, open_store(tmp_path, create=create):
            pass
        assert "geheim" not in str(error.value)
