"""Pages opened as a person would who follows a link."""

from __future__ import annotations

import pytest
from here import DEMO, ROOT
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest


@pytest.fixture
def open_page(monkeypatch):
    """Open a page of a study as a person would who follows a link."""
    # AppTest takes the folder ``pages`` for pages of the older kind in every run, a server until its first visitor
    made = PagesManager.__init__

    def made_new(self, *args, **kwargs):
        made(self, *args, **kwargs)
        PagesManager.uses_pages_directory = False

    monkeypatch.setattr(PagesManager, "__init__", made_new)

    def opened(name, study=DEMO, app=None, **parameters):
        monkeypatch.setenv("SOZIALRAUM_STUDY", str(study))
        if app is None:
            app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
            for key, value in parameters.items():
                app.query_params[key] = value
            app.run()
        if name != "ueberblick":
            app.switch_page(f"pages/{name}.py").run()
        return app

    return opened
