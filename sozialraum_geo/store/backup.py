"""The register of a study as one file: copied while others work, and put back."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from sozialraum_geo.errors import Problem, StudyError
from sozialraum_geo.store.database import FILE, store_url
from sozialraum_geo.store.schema import VERSION


def backup(folder: Path, target: Path) -> Path:
    """Write a copy of the register that is whole, also while somebody saves.

    Parameters
    ----------
    target
        The file to write; one that is there stays until the new one is whole.

    Raises
    ------
    StudyError
        If there is no register, or it is on a server, which has a backup of its own.
    """
    source = _file(folder)
    if not source.is_file():
        raise StudyError(Problem("refused", "no_register", file=FILE))
    fresh = target.with_name(f".{target.name}.{os.getpid()}.neu")
    fresh.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(source, timeout=30)) as connection:
            connection.execute("VACUUM INTO ?", (str(fresh),))
        with fresh.open("rb+") as stream:
            os.fsync(stream.fileno())
        os.replace(fresh, target)
    finally:
        fresh.unlink(missing_ok=True)
    return target


def restore(folder: Path, copy: Path) -> Path | None:
    """Put a backup in the place of the register; nobody may be working with it.

    Returns
    -------
    Path or None
        Where the register that stood there is now.

    Raises
    ------
    StudyError
        If the file is damaged, no register, or of a newer program.
    """
    target = _file(folder)
    _check(copy)
    before = None
    if target.is_file():
        before = next(
            p for n in range(1, 10_000) if not (p := target.with_name(f"register-vorher-{n}.sqlite")).exists()
        )
        try:
            backup(folder, before)
        except sqlite3.DatabaseError:  # damaged: that is why it is put back, and not looked into
            shutil.copyfile(target, before)
    fresh = target.with_name(f".{FILE}.{os.getpid()}.neu")
    shutil.copyfile(copy, fresh)
    if before is not None:
        _go_on(fresh, before)
    with fresh.open("rb+") as stream:
        os.fsync(stream.fileno())
    for ending in ("-wal", "-shm"):  # they belong to what stood there
        target.with_name(FILE + ending).unlink(missing_ok=True)
    os.replace(fresh, target)
    return before


def _go_on(copy: Path, before: Path) -> None:
    """Let the numbers of writes go on after both registers: what was kept for a number is taken for no other."""
    asked = "SELECT value FROM meta WHERE name = 'revision'"
    with closing(sqlite3.connect(copy)) as new, new:
        (own,) = new.execute(asked).fetchone()
        try:
            with closing(sqlite3.connect(before)) as old:
                (last,) = old.execute(asked).fetchone()
        except sqlite3.DatabaseError:
            last = own
        new.execute("UPDATE meta SET value = ? WHERE name = 'revision'", (max(last, own) + 1,))


def is_file(folder: Path) -> bool:
    """Tell whether the register of a study is a file that can be copied."""
    return store_url(folder).startswith("sqlite") and (folder / FILE).is_file()


def _file(folder: Path) -> Path:
    if not store_url(folder).startswith("sqlite"):
        raise StudyError(Problem("refused", "backup_on_server", file=FILE))
    return folder / FILE


def _check(copy: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            is_whole = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            (version,) = connection.execute("SELECT value FROM meta WHERE name = 'version'").fetchone()
    except (sqlite3.Error, TypeError, ValueError):
        raise StudyError(Problem("refused", "bad_register", file=copy.name)) from None
    if not is_whole:
        raise StudyError(Problem("refused", "bad_register", file=copy.name))
    if version > VERSION:
        raise StudyError(Problem("refused", "newer_register", file=copy.name, value=str(version)))
