"""What only a browser shows: the saved page asks nobody, foreign names stay words, keys and clicks select."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from here import ROOT
from toy_release import EVIL, toy_release

from sozialraum_geo.pictures.maps import drawing

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser):
    """A page that fails the test on any script error."""
    opened = browser.new_page(viewport={"width": 1366, "height": 768})
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    opened.close()
    assert errors == []


@pytest.fixture
def show(page, tmp_path):
    """Save a map, open it, and return the addresses that the page asked for."""

    def opened(layer: str, **choice) -> list[str]:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        drawing.draw_map(toy_release(names=("Nord", EVIL, "Süd")), layer, **choice).save(tmp_path / "karte.html")
        page.goto((tmp_path / "karte.html").as_uri())
        page.wait_for_selector("path.sg-area")
        page.wait_for_timeout(300)
        return asked

    return opened


@pytest.mark.parametrize("layer", ["overview", "covered_share", "cells", "area", "partners", "activities"])
def test_saved_page_asks_nobody_and_runs_no_foreign_words(page, show, layer):
    standard = {"standard": "kita"} if drawing.LAYERS[layer].needs_standard else {}
    asked = show(layer, selected="S02", **standard)
    assert [url for url in asked if not url.startswith("data:")] == [page.url]
    page.locator("path.sg-area").nth(1).hover(position={"x": 20, "y": 20})
    page.locator("summary").click()
    assert page.evaluate("window.__pwned") is None
    assert page.locator(".sg-table tbody th").nth(1).inner_text() == EVIL
    assert page.locator("img").count() == 0


def test_areas_are_reached_and_chosen_by_keys(page, show):
    show("covered_share", standard="kita")
    areas = page.locator("path.sg-area")
    assert areas.nth(0).get_attribute("role") == "button"
    assert areas.nth(0).get_attribute("aria-label") == "Nord: 30 %"
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == "Nord: 30 %":
            break
    # the focus is seen: an outline and the figures of the area
    assert "Nord" in page.locator(".sg-tip").inner_text()
    assert page.locator(".leaflet-sg-chosen-pane path").count() == 2
    page.keyboard.press("Enter")
    assert areas.nth(0).get_attribute("aria-pressed") == "true"
    page.keyboard.press("Enter")
    assert areas.nth(0).get_attribute("aria-pressed") == "false"


def test_click_on_an_area_chooses_and_on_nothing_clears(page, show):
    show("overview")
    third = page.locator("path.sg-area").nth(2)
    third.click(position={"x": 60, "y": 20})
    assert third.get_attribute("aria-pressed") == "true"
    box = page.locator(".sg-map").bounding_box()
    page.mouse.click(box["x"] + box["width"] - 10, box["y"] + 10)
    assert third.get_attribute("aria-pressed") == "false"


def test_legend_is_in_words_with_counts(page, show):
    show("covered_share", standard="kita")
    rows = [" ".join(row.inner_text().split()) for row in page.locator(".sg-legend li").all()]
    assert rows == [
        "80 % und mehr 0", "60 bis unter 80 % 0", "40 bis unter 60 % 1", "20 bis unter 40 % 1", "unter 20 % 0",
        "niemand in diesem Alter 1",
    ]  # fmt: skip
    assert page.locator(".sg-unit").inner_text() == "Sozialräume"
    assert page.locator(".sg-method").inner_text() == "Näherung (Luftlinie × 1,3)"


def test_popup_of_a_place_is_plain_words(page, show):
    show("overview")
    page.get_by_label("Kita Regenbogen").click()
    assert page.locator(".sg-popup").inner_text().split("\n") == ["Kita Regenbogen", "Kita", "Stadt", "60 Plätze"]


def test_map_stands_still_for_those_who_ask_for_it(browser, tmp_path):
    calm = browser.new_page(reduced_motion="reduce")
    drawing.draw_map(toy_release(), "overview").save(tmp_path / "karte.html")
    calm.goto((tmp_path / "karte.html").as_uri())
    assert (
        calm.evaluate("[map_1.options.zoomAnimation, map_1.options.fadeAnimation, map_1.options.inertia]")
        == [False] * 3
    )
    calm.close()


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1024, 768), (390, 844)])
def test_nothing_is_wider_than_the_screen(browser, tmp_path, width, height):
    screen = browser.new_page(viewport={"width": width, "height": height})
    drawing.draw_map(toy_release(), "cells", standard="kita").save(tmp_path / "karte.html")
    screen.goto((tmp_path / "karte.html").as_uri())
    assert screen.evaluate("document.documentElement.scrollWidth") <= width
    screen.close()


# --- the component on a page -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The page `map_app.py` on a free port of this computer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    arguments = ["--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true"]
    command = [sys.executable, "-m", "streamlit", "run", str(Path(__file__).parent / "map_app.py"), *arguments]
    log = (tmp_path_factory.mktemp("server") / "log.txt").open("w")
    process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.25)
        yield address
    finally:
        process.terminate()
        process.wait()
        log.close()


@pytest.fixture
def app(page, server):
    """The running page with its map drawn; the map's own frame is ``app.map``."""
    foreign: list[str] = []
    page.on(
        "request",
        lambda request: foreign.append(request.url) if not request.url.startswith((server, "data:", "blob:")) else None,
    )
    page.goto(server)
    page.map = page.frame_locator("iframe")
    page.map.locator("path.sg-area").first.wait_for(timeout=30_000)
    yield page
    assert [url for url in foreign if not url.startswith("ws")] == []


def wait_for_text(page, words: str) -> None:
    page.get_by_text(words, exact=False).first.wait_for(timeout=10_000)


def test_a_click_comes_back_as_sozialraum_id(app):
    second = app.map.locator("path.sg-area").nth(1)
    second.click(position={"x": 20, "y": 20})
    wait_for_text(app, "Auswahl: S02; Klicks: 1")
    second.click(position={"x": 20, "y": 20})
    wait_for_text(app, "Auswahl: None; Klicks: 2")


def test_the_page_may_select_too(app):
    app.map.locator("path.sg-area").nth(0).click(position={"x": 200, "y": 200})
    wait_for_text(app, "Auswahl: S01")
    app.get_by_text("Anders auswählen").click()
    wait_for_text(app, "Auswahl: S03; Klicks: 1")
    app.map.locator("path.sg-area[aria-pressed=true][aria-label=Süd]").wait_for()


def test_zoom_stays_when_the_layer_changes(app):
    frame = app.frames[-1]
    app.map.get_by_label("Vergrößern").click()
    app.wait_for_timeout(600)
    before = app.map.locator("path.sg-area").nth(0).bounding_box()
    app.get_by_text("covered_share").click()
    app.map.locator("path.sg-area[aria-label='Nord: 30 %']").wait_for()
    after = app.map.locator("path.sg-area").nth(0).bounding_box()
    assert frame in app.frames
    assert (after["width"], after["height"]) == (before["width"], before["height"])


def test_foreign_names_are_harmless_in_the_component(app):
    app.get_by_text("cells").click()
    app.map.locator(".sg-unit").wait_for()
    app.map.locator("path.sg-area").nth(1).hover(position={"x": 20, "y": 20})
    assert EVIL in app.map.locator(".sg-tip").inner_text()
    assert all(frame.evaluate("window.__pwned") is None for frame in app.frames)


def test_a_rebuilt_frame_asks_for_its_geometry(app):
    app.get_by_text("covered_share").click()
    app.map.locator("path.sg-area[aria-label='Nord: 30 %']").wait_for()
    # the frame forgets everything, as when the page rebuilds it
    app.frames[-1].evaluate("location.reload()")
    app.map.locator("path.sg-area[aria-label='Nord: 30 %']").wait_for(timeout=10_000)
