"""Fixtures for all tests: the toy study, the real data where they are, and a guard that nobody changes a study."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).parent / "towns"))

import toy
from here import REALDATA, ROOT

from sozialraum_geo.study import Study, fingerprint_of


@pytest.fixture
def toy_study():
    """The toy study; fails the test if it was changed on the way."""
    made = toy.study()
    before = fingerprint_of(made)
    yield made
    assert fingerprint_of(made) == before, "a function changed the study it was given"


@pytest.fixture(scope="session")
def demo_study() -> Study:
    """The demo town, read from its files."""
    from sozialraum_geo.reading import read_study

    return read_study(ROOT / "data" / "geo" / "musterstadt", use_built=False)


@pytest.fixture(scope="session")
def realdata() -> Path:
    """Folder of real open data; skips where it is absent."""
    if not REALDATA.is_dir():
        pytest.skip("real data are not beside this checkout (../shared/realdata)")
    return REALDATA


@pytest.fixture(scope="session")
def berlin(realdata: Path) -> Study:
    """Berlin as examples/berlin describes it."""
    from sozialraum_geo.reading import read_study

    return read_study(ROOT / "examples" / "berlin", use_built=False)


@pytest.fixture(scope="session")
def flensburg(realdata: Path) -> Study:
    """Flensburg as examples/flensburg describes it."""
    from sozialraum_geo.reading import read_study

    return read_study(ROOT / "examples" / "flensburg", use_built=False)


@pytest.fixture(params=["sqlite", "postgres"])
def register_folder(request, tmp_path, monkeypatch):
    """The folder of an empty register, on SQLite and on a server if there is one."""
    folder = tmp_path / f"studie {os.getpid()} {tmp_path.name}"
    folder.mkdir()
    if request.param == "postgres":
        server = os.environ.get("SOZIALRAUM_TEST_POSTGRES")
        if not server:
            pytest.skip("SOZIALRAUM_TEST_POSTGRES names no server")
        monkeypatch.setenv("SOZIALRAUM_STORE_URL", server)
    from sozialraum_geo.store.database import open_store

    with open_store(folder, create=True) as store:
        schema = store.schema
    yield folder
    if request.param == "postgres":
        engine = sa.create_engine(os.environ["SOZIALRAUM_STORE_URL"])
        with engine.begin() as connection:
            connection.execute(sa.schema.DropSchema(schema, cascade=True))
        engine.dispose()
