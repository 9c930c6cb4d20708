"""The pages on a real server in a real browser: who is asked, what a click does, what fits on the screen."""

from __future__ import annotations

from itertools import pairwise

import pytest
from browsing import foreign, serve, settle, visit
from hostile import hostile_study

from sozialraum_geo.german.words.pages import area as words
from sozialraum_geo.german.words.pages import frame as frame_words

pytestmark = pytest.mark.browser

SIZES = ((1366, 768), (1024, 768), (390, 844))


def test_a_server_just_started_opens_any_page_by_its_address(browser, window):
    # before its first visitor Streamlit would run the page file alone
    process, address = serve()
    try:
        visit(window, address, "luecken", "?angebot=kita&sozialraum=S01")
        assert window.locator("h1").inner_text() == frame_words.PAGE["luecken"][1]
        assert (
            window.locator(".sg-head h1").evaluate("e => getComputedStyle(e).fontFamily").startswith('"Source Serif"')
        )
        assert "sozialraum=S01" in window.url
        assert "angebot=kita" in window.url
    finally:
        process.terminate()
        process.wait(10)


def test_no_page_asks_another_host(window, demo, tmp_path):
    for query in ("", "?modus=projektor&sozialraum=S07"):
        for name in frame_words.PAGE:
            visit(window, demo, name, query)
    assert foreign(window, demo) == []
    assert window.errors == []
    assert window.evaluate("document.documentElement.lang") == "de"
    fonts = {url for url in window.asked if url.endswith((".woff2", ".ttf"))}
    assert fonts


WITHOUT_MAP = ("heute", "register", "jahresbericht", "daten", "einlesen", "qualitaet", "austausch")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_nothing_is_wider_than_the_window_and_maps_stand_on_the_first_screen(window, demo, tmp_path, size):
    width, height = size
    window.set_viewport_size({"width": width, "height": height})
    for name in frame_words.PAGE:
        visit(window, demo, name)
        window.screenshot(path=tmp_path / f"{name}_{width}.png")
        assert window.evaluate("document.documentElement.scrollWidth") <= width, name
        heads = window.evaluate("[...document.querySelectorAll('h1, h2, h3')].map(h => +h.tagName[1])")
        assert heads[0] == 1
        assert heads.count(1) == 1
        assert all(b - a <= 1 for a, b in pairwise(heads)), name
        unnamed = window.evaluate(
            # what nobody sees or reaches with the keyboard needs no name: a closed section, a helper of the date field
            "[...document.querySelectorAll('main input, section button')].filter(e => e.offsetParent && "
            "e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && e.tabIndex >= 0 && "
            "!(e.ariaLabel || e.innerText.trim() || e.labels?.length || e.title || e.type === 'checkbox')).length"
        )
        assert unnamed == 0, name
        frames = window.locator("iframe")
        if width == 1366 and name not in WITHOUT_MAP:
            box = frames.first.bounding_box()
            assert box["y"] < 330, name


def test_a_table_row_a_map_and_a_button_choose_the_same_sozialraum(window, demo):
    visit(window, demo, "luecken")
    table = window.locator("[data-testid=stDataFrame]").first
    box = table.bounding_box()
    window.mouse.click(box["x"] + 16, box["y"] + 35 + 17)
    window.wait_for_url("**sozialraum=**")
    settle(window)
    chosen = window.url.rpartition("sozialraum=")[2]
    window.get_by_test_id("stSidebarNav").get_by_text(frame_words.PAGE["sozialraum"][0], exact=True).click()
    window.wait_for_function("document.querySelector('h1')?.textContent?.startsWith('Was macht')")
    settle(window)
    assert f"sozialraum={chosen}" in window.url
    window.get_by_role("button", name=frame_words.CONTROL["clear"]).click()
    window.wait_for_function(f"document.querySelector('h1')?.textContent === '{words.NO_PLACE}'")
    settle(window)
    assert "sozialraum=" not in window.url
    frame = window.frame_locator("iframe").first
    area = frame.locator("path.sg-area").first
    area.dispatch_event("click")
    window.wait_for_url("**sozialraum=**")
    settle(window)
    assert window.locator("h1").inner_text().startswith("Was macht")
    assert window.errors == []


def test_back_takes_the_choice_back(window, demo):
    visit(window, demo, "erreichbarkeit", "?angebot=kita")
    window.locator(".st-key-control_area input").click()
    window.get_by_role("option", name="Nordfeld").click()
    window.wait_for_function("document.querySelector('.sg-answer').textContent.includes('In Nordfeld')")
    settle(window)
    window.go_back()
    window.wait_for_function("!document.querySelector('.sg-answer').textContent.includes('In Nordfeld')")
    assert "angebot=kita" in window.url


def test_downloads_carry_the_hash_of_their_content(window, demo, tmp_path):
    import hashlib

    visit(window, demo, "erreichbarkeit")
    window.get_by_role("button", name=frame_words.CONTROL["download"]).click()
    for label, ending in (("CSV", "csv"), ("Excel", "xlsx"), ("Karte", "png")):
        with window.expect_download() as waiting:
            # by its kind, too: the map beside the menu has a button of that name
            window.get_by_test_id("stDownloadButton").get_by_role("button", name=label).click()
        file = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(file)
        content = file.read_bytes()
        assert file.name.endswith(f"{hashlib.sha256(content).hexdigest()[:10]}.{ending}")
        if ending == "csv":
            assert content.startswith(b"\xef\xbb\xbfSozialraum;")


def test_evil_names_are_words_on_every_page(window, tmp_path):
    process, address = serve(hostile_study(tmp_path / "boese"))
    try:
        for query in ("?sozialraum=A", "?modus=oeffentlich"):
            for name in frame_words.PAGE:
                visit(window, address, name, query)
                for tab in window.get_by_role("tab").all():
                    tab.click()
                window.wait_for_timeout(300)
                assert window.evaluate("window.__pwned") is None
        assert foreign(window, address) == []
    finally:
        process.terminate()
        process.wait(10)
