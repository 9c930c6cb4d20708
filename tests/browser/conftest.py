"""A real browser for all tests in this folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from browsing import WAIT_MS, serve

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM}; set CHROMIUM to its path")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def demo():
    process, address = serve()
    yield address
    process.terminate()
    process.wait(10)


@pytest.fixture
def window(browser):
    """A window that records every request and every script error."""
    page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="en-US")
    page.asked, page.errors = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.set_default_timeout(WAIT_MS)
    yield page
    page.close()
