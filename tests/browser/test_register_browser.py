"""The register in a real browser: entered, picked on the map, typed into the table, decided by two, on a telephone."""

from __future__ import annotations

import datetime as dt
import time

import pytest
import shapely
from browsing import WAIT_MS, foreign, serve, settle, visit
from hostile import EVIL, FORMULA, LINK
from study_files import EAST, NORTH, write_study

from sozialraum_geo.german.words.pages import register as words
from sozialraum_geo.german.words.pages.register import LABEL, NOTE, PLACE, TODAY
from sozialraum_geo.reading import read_study
from sozialraum_geo.register import records

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


def put(folder, table, **values):
    (checked,) = records.check(folder, read_study(folder), table, [values])
    assert checked.faults == ()
    records.save(folder, [checked], [None], by="Ada")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    home = write_study(tmp_path_factory.mktemp("register") / "studie")
    put(home, "partners", partner_id="p1", name="Ballverein", kind="verein", sozialraum_id="A", state="offen")
    put(home, "partners", partner_id="p2", name="Grundschule", kind="schule", sozialraum_id="B")
    put(home, "activities", activity_id="a1", name="Mädchentreff", ansatzpunkt="4", sozialraum_id="A", station="Süd")
    return home


@pytest.fixture(scope="module")
def town(folder):
    process, address = serve(folder)
    yield address
    process.terminate()
    process.wait(10)


def press(window, name):
    window.get_by_role("button", name=name, exact=True).click()
    window.wait_for_timeout(250)
    settle(window)


def fill(window, label, text):
    window.get_by_label(label, exact=True).fill(text)
    window.keyboard.press("Tab")
    window.wait_for_timeout(150)
    settle(window)


def by_name(folder, name, table="partners"):
    return next((r for r in records.read_rows(folder, table) if r.values.get("name") == name), None)


def test_an_entry_is_made_with_a_click_on_the_map_and_taken_back(window, town, folder):
    visit(window, town, "register", "?studie=studie&tabelle=partners")
    press(window, LABEL["new"])
    fill(window, "Name (nötig)", "Bürgerhaus")
    window.frame_locator("iframe").first.locator(".sg-pick path.sg-area").first.wait_for(state="attached")
    frame = window.locator("iframe").first
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    # three squares side by side fill the map: its middle is the middle of the second
    window.mouse.click(box["x"] + box["width"] / 2, box["y"] + 165)
    window.get_by_text("in Brühl").wait_for()
    settle(window)
    press(window, LABEL["save"])
    window.get_by_text(NOTE["created"]).wait_for()
    row = by_name(folder, "Bürgerhaus")
    at = shapely.from_wkb(row.geometry)
    assert (at.x, at.y) == pytest.approx((EAST + 1500, NORTH + 500), abs=60)
    assert (row.values["sozialraum_id"], row.values["precision"]) == ("B", "haus")
    press(window, LABEL["undo"])
    window.get_by_text(NOTE["undone"]).wait_for()
    assert by_name(folder, "Bürgerhaus") is None
    assert window.errors == []
    assert foreign(window, town) == []


def test_the_middle_of_the_map_is_taken_with_the_keys(window, town, folder):
    visit(window, town, "register", "?studie=studie&tabelle=sites&eintrag=neu")
    container = window.frame_locator("iframe").first.locator(".leaflet-container")
    container.wait_for()
    container.focus()
    window.keyboard.press("Enter")
    window.get_by_text("in Brühl").wait_for()
    press(window, PLACE["remove"])
    window.get_by_text(PLACE["kept"].format(area="Brühl")).wait_for()  # the Sozialraum stays known


def test_two_at_once_the_second_decides(browser, town, folder):
    ada, bea = (browser.new_page(viewport={"width": 1366, "height": 768}) for _ in range(2))
    try:
        for window, name in ((ada, "Ada"), (bea, "Bea")):
            window.set_default_timeout(WAIT_MS)
            visit(window, town, "register", "?studie=studie&tabelle=partners&eintrag=p1")
            fill(window, LABEL["user"], name)
        fill(ada, "Name (nötig)", "Ballverein Nord")
        fill(ada, "Rechtsform", "e. V.")
        fill(bea, "Name (nötig)", "Ballspielverein")
        fill(bea, "Spitzenverband", "DOSB")
        press(ada, LABEL["save"])
        ada.get_by_text(NOTE["saved"]).wait_for()
        press(bea, LABEL["save"])
        bea.locator(".sg-grid").wait_for()
        told = bea.locator(".sg-grid").inner_text()
        assert "Ballverein Nord" in told
        assert "Ballspielverein" in told
        assert "(Ada, " in told
        assert bea.get_by_role("button", name=LABEL["save_both"]).is_disabled()
        bea.get_by_test_id("stButtonGroup").get_by_text(words.CONFLICT["stored"], exact=True).click()
        settle(bea)
        press(bea, LABEL["save_both"])
        bea.get_by_text(NOTE["saved"]).wait_for()
    finally:
        ada.close()
        bea.close()
    row = records.read_row(folder, "partners", "p1")
    told = (row.values["name"], row.values["rechtsform"], row.values["spitzenverband"], row.changed_by)
    assert told == ("Ballverein Nord", "e. V.", "DOSB", "Bea")


def test_cells_are_typed_into_and_stay_until_they_are_mended(window, town, folder):
    put(folder, "goals", goal_id="z1", name="Schule gewinnen", year="2026", sozialraum_id="A", ansatzpunkt="2.2")
    visit(window, town, "register", "?studie=studie&tabelle=goals")
    press(window, LABEL["edit_table"])
    table = window.locator("[data-testid=stDataFrame]").first
    table.locator("canvas").first.wait_for()
    window.wait_for_timeout(500)

    def to_the_name():
        """Choose the cell of the second column, which is needed."""
        box = table.bounding_box()
        for left in (40, 150):  # a click on a cell that is chosen already would open it
            window.mouse.click(box["x"] + left, box["y"] + 35 + 17)
            window.wait_for_timeout(200)

    to_the_name()
    window.keyboard.press("Delete")
    window.wait_for_timeout(400)
    settle(window)
    press(window, LABEL["save"])
    window.get_by_text("Ziel: Das fehlt noch.").wait_for()
    assert records.read_row(folder, "goals", "z1").values["name"] == "Schule gewinnen"
    to_the_name()
    cell = window.locator(".gdg-input")
    if not cell.is_visible():
        window.keyboard.press("Enter")
    cell.wait_for()
    cell.fill("Hort gewinnen")
    window.keyboard.press("Enter")
    cell.wait_for(state="detached")
    window.wait_for_timeout(400)
    settle(window)
    press(window, LABEL["save"])
    window.get_by_text("Geändert: 1 Ziel.").wait_for()
    assert records.read_row(folder, "goals", "z1").values["name"] == "Hort gewinnen"
    press(window, LABEL["undo"])
    window.get_by_text(NOTE["undone"]).wait_for()
    assert records.read_row(folder, "goals", "z1").values["name"] == "Schule gewinnen"
    assert window.errors == []


def test_a_row_is_ticked_checked_and_deleted(window, town, folder):
    visit(window, town, "register", "?studie=studie&tabelle=partners")
    window.get_by_role("textbox", name=LABEL["search"]).fill("grundsch")
    window.keyboard.press("Enter")
    window.wait_for_timeout(250)
    settle(window)
    table = window.locator("[data-testid=stDataFrame]").first
    box = table.bounding_box()
    window.mouse.click(box["x"] + 16, box["y"] + 35 + 17)
    settle(window)
    press(window, LABEL["checked"])
    window.get_by_text("Als heute geprüft eingetragen: 1 Partner.").wait_for()
    assert records.read_row(folder, "partners", "p2").values["checked_on"] == dt.date.today().isoformat()
    press(window, LABEL["delete"])
    window.get_by_text("Gelöscht: 1 Partner.").wait_for()
    assert records.read_row(folder, "partners", "p2") is None
    press(window, LABEL["undo"])
    window.get_by_text(NOTE["undone"]).wait_for()
    assert records.read_row(folder, "partners", "p2").values["name"] == "Grundschule"


def test_on_a_telephone_an_entry_takes_six_taps_and_less_than_a_minute(browser, town, folder):
    put(folder, "effort", station="Süd", day="2026-01-10", hours="1", activity_id="a1")
    before = {r.key for r in records.read_rows(folder, "effort")}
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    window = context.new_page()
    window.set_default_timeout(WAIT_MS)
    taps = []

    def tap(target):
        taps.append(target)
        target.tap()
        window.wait_for_timeout(150)
        settle(window)

    try:
        start = time.monotonic()
        visit(window, town, "heute", "?studie=studie&station=S%C3%BCd")
        assert window.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        tap(window.locator(".st-key-today_form").get_by_text("Mädchentreff", exact=True))
        tap(window.get_by_test_id("stNumberInputStepUp").first)
        tap(window.get_by_role("button", name=TODAY["save"], exact=True))
        window.get_by_text("Gespeichert: 1,5 Std., Mädchentreff.").wait_for()
        assert time.monotonic() - start < 60
        assert len(taps) <= 6
        (row,) = [r for r in records.read_rows(folder, "effort") if r.key not in before]
        assert (row.values["station"], row.values["activity_id"], row.values["hours"]) == ("Süd", "a1", 1.5)
        tap(window.get_by_role("button", name=LABEL["undo"], exact=True))
        window.get_by_text(NOTE["undone"]).wait_for()
        assert {r.key for r in records.read_rows(folder, "effort")} == before
        save = window.get_by_role("button", name=TODAY["save"], exact=True).bounding_box()
        assert save["height"] >= 44
        assert save["y"] + save["height"] <= PHONE["height"]  # in reach of the thumb without scrolling
        tap(window.get_by_text("fallspezifisch", exact=True))
        assert window.get_by_text(TODAY["participants"]).count() == 0
        assert window.get_by_label(TODAY["what"], exact=True).count() == 0
    finally:
        context.close()


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)], ids=["1366", "390"])
def test_nothing_is_wider_than_the_window(window, town, folder, size):
    window.set_viewport_size({"width": size[0], "height": size[1]})
    for query in ("tabelle=activities", "tabelle=activities&eintrag=a1", "tabelle=cooperations&eintrag=neu"):
        visit(window, town, "register", f"?studie=studie&{query}")
        assert window.evaluate("document.documentElement.scrollWidth") <= size[0], query
    assert window.errors == []


def test_evil_names_are_words_in_the_register(window, tmp_path):
    home = write_study(tmp_path / "boese")
    evil = " ".join(EVIL.split())
    put(home, "partners", partner_id="p1", name=evil, kind="verein", sozialraum_id="A", rechtsform=LINK)
    put(home, "partners", partner_id="p2", name=FORMULA, sozialraum_id="B", spitzenverband=evil)
    put(home, "cooperations", partner_id="p1", name=evil, hze_task=evil, station=evil)
    put(home, "activities", name=evil, ansatzpunkt="4", sozialraum_id="A", opening_hours=evil, station=evil)
    put(home, "effort", name=evil, station=evil, partner_id="p1", hours="1", day="2026-01-01")
    (row,) = [r for r in records.read_rows(home, "partners") if r.key == "p1"]
    records.set_values(home, [row], {"rechtsform": evil}, by=evil)
    process, address = serve(home)
    try:
        for query in ("", "?tabelle=partners&eintrag=p1", "?tabelle=activities", "?tabelle=cooperations&eintrag=neu",
                      "?tabelle=effort"):  # fmt: skip
            visit(window, address, "register", query)
            for box in window.locator("[data-testid=stExpander] summary").all():
                box.click()
                window.wait_for_timeout(200)
            settle(window)
            assert window.evaluate("window.__pwned") is None
        press(window, LABEL["edit_table"])
        visit(window, address, "heute")
        assert window.evaluate("window.__pwned") is None
        assert foreign(window, address) == []
        assert window.errors == []
    finally:
        process.terminate()
        process.wait(10)


def test_what_was_typed_right_before_the_click_is_saved(browser, window, town, folder):
    # no pause, no other field: a tap on the button while the cursor is still in the field
    visit(window, town, "register", "?studie=studie&tabelle=partners")
    press(window, LABEL["new"])
    fill(window, "Name (nötig)", "Trommelgruppe")
    pick = window.get_by_label("Sozialraum", exact=True).first
    pick.click()
    window.keyboard.type("Altdorf")
    window.keyboard.press("Enter")
    settle(window)
    window.get_by_label("Träger", exact=False).first.click()
    window.keyboard.type("Musikschule e. V.")
    window.get_by_role("button", name=LABEL["save"], exact=True).click()
    window.wait_for_timeout(800)
    settle(window)
    assert "Musikschule e. V." in by_name(folder, "Trommelgruppe").values.values()
    context = browser.new_context(viewport=PHONE, has_touch=True)
    phone = context.new_page()
    phone.set_default_timeout(WAIT_MS)
    try:
        visit(phone, town, "heute", "?studie=studie&station=S%C3%BCd")
        phone.get_by_text("Mädchentreff").first.tap()
        settle(phone)
        phone.get_by_label(TODAY["what"]).tap()
        phone.keyboard.type("Getrommelt")
        phone.get_by_role("button", name=TODAY["save"]).tap()
        phone.get_by_text("Gespeichert").first.wait_for()
        settle(phone)
        assert "Getrommelt" in [r.values.get("name") for r in records.read_rows(folder, "effort")]
    finally:
        context.close()
