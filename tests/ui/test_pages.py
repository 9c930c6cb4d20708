"""Every page in every mode, with the demo town and with studies that have little, nothing or evil names."""

from __future__ import annotations

import re
import shutil

import pytest
import study_files
from here import DEMO, ROOT
from hostile import hostile_study
from opened import bodies, column_names, open_section, sections, tables, url, words

from sozialraum_geo.analysis import analyse
from sozialraum_geo.german.words import heads, numbers
from sozialraum_geo.german.words.pages import activities as activities_words
from sozialraum_geo.german.words.pages import area as area_words
from sozialraum_geo.german.words.pages import frame as frame_words
from sozialraum_geo.german.words.pages import priorities as priorities_words
from sozialraum_geo.release import PUBLIC, activities, facts, partners, release, rounding
from sozialraum_geo.release.activities import running
from sozialraum_geo.ui import choice as choice_ui
from sozialraum_geo.ui import frame
from sozialraum_geo.ui import sections as sections_ui

PAGES = tuple(frame_words.PAGE)
NEVER = ("Brennpunkt", "Problemgebiet", "unterversorgt", "% Sicherheit", "Traceback", str(ROOT))


@pytest.fixture(scope="module")
def demo():
    from sozialraum_geo.reading import read_study

    results = analyse(read_study(DEMO))
    return release(results), release(results, PUBLIC)


@pytest.mark.parametrize("mode", choice_ui.MODES)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_in_every_mode(open_page, name, mode):
    app = open_page(name, modus=mode)
    assert not app.exception
    text = words(app)
    question = frame_words.PAGE[name][1] if name != "sozialraum" else area_words.NO_PLACE
    assert question in text
    assert frame_words.ERROR["title"] not in text
    assert "Fingerabdruck" in text
    for word in NEVER:
        assert word not in text
    assert not re.search(r"\b(nan|None|NaT|inf)\b", text)


@pytest.mark.parametrize("mode", choice_ui.MODES)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_with_a_sozialraum(open_page, name, mode):
    app = open_page(name, modus=mode, sozialraum="S07", angebot="kita")
    assert not app.exception
    assert url(app)["sozialraum"] == "S07"
    if name == "sozialraum":
        assert "Was macht Nordfeld aus?" in words(app)


def test_numbers_on_the_pages_are_those_of_the_core(open_page, demo):
    inside, outside = demo
    town = inside.town.loc["kita"]
    covered = town["people"] - town["uncovered_people"]
    text = words(open_page("erreichbarkeit", angebot="kita"))
    assert f"{numbers.percent(town['covered_share'])} der Kinder unter 7 Jahren" in text
    assert f"{numbers.number(covered)} von {numbers.number(town['people'])}" in text
    text = words(open_page("erreichbarkeit", angebot="kita", modus="oeffentlich"))
    assert f"rund {numbers.number(rounding.rounded_people(covered))} von rund" in text
    assert numbers.number(town["people"]) not in text
    assert numbers.number(inside.areas["residents"].sum()) in words(open_page("ueberblick"))
    first = inside.priorities.sort_values("rank")["sozialraum_id"].iloc[0]
    assert f"{facts.area_name(inside, first)} liegt in allen Rechenläufen unter den ersten drei" in words(
        open_page("prioritaeten")
    )
    rows = sum(s.rows for s in outside.sources)
    assert f"von {numbers.number(rows)} Zeilen" in words(open_page("daten"))


def test_nothing_internal_is_public(open_page):
    internal = {heads.COLUMN[c] for c in ("rank", "score", "index", "status_class", "weighted")}
    internal |= {heads.COLUMN[c] for c in ("state", "role", "funding", "funded_until", "members", "review")}
    views = {
        "aktivitaeten": ("activities", "ending"),
        "luecken": ("weighted_people",),
        "ueberblick": ("need_index",),
    }
    for name in PAGES:
        for area in ("", "S07"):
            for view in views.get(name, ("",)):
                app = open_page(name, modus="oeffentlich", sozialraum=area, ansicht=view)
                assert not app.exception
                assert not internal & column_names(app), name
                for section in sections(app):
                    open_section(app, name, section)
                    assert not internal & column_names(app), (name, section)
                assert "Sozialindex" not in words(app) or name == "prioritaeten"


@pytest.mark.parametrize("mode", ["oeffentlich", "projektor"])
def test_the_ranking_is_explained_away_in_public(open_page, demo, mode):
    inside, _ = demo
    app = open_page("prioritaeten", modus=mode)
    text = words(app)
    assert priorities_words.EMPTY["public_priorities"][0] in text
    assert not tables(app)
    assert not any(re.search(rf"\b{name}\b", text) for name in inside.areas["name"])


def test_a_gap_is_named_inside_and_only_counted_in_public(open_page):
    assert "In Nordfeld erreichen" in words(open_page("luecken", angebot="jugendtreff"))
    text = words(open_page("luecken", angebot="jugendtreff", modus="oeffentlich"))
    assert "Nordfeld" not in text
    assert "Rund" in text


def test_unknown_parameters_do_no_harm(open_page):
    app = open_page(
        "luecken",
        studie="../../etc",
        angebot="x",
        sozialraum="<b>",
        modus="alles",
        ansicht="../x",
        fremd="ja",
        alter="9",
    )
    assert not app.exception
    assert frame_words.PAGE["luecken"][1] in words(app)
    assert url(app)["studie"] == "musterstadt"
    assert set(url(app)) <= set(choice_ui.PARAMETERS)


def test_a_study_is_never_opened_by_a_path(open_page, tmp_path):
    other = hostile_study(tmp_path / "fremd")
    app = open_page("ueberblick", studie=str(other))
    assert "Musterstadt" in words(app)
    assert "evil" not in words(app)


def test_the_choice_stays_from_page_to_page_and_one_click_clears(open_page):
    app = open_page("erreichbarkeit", angebot="kita")
    app.selectbox(key="control_area").select("S01").run()
    assert "In Altstadt" in words(app)
    assert url(app)["sozialraum"] == "S01"
    app.switch_page("pages/sozialraum.py").run()
    assert "Was macht Altstadt aus?" in words(app)
    assert url(app)["angebot"] == "kita"
    next(b for b in app.button if b.label == frame_words.CONTROL["clear"]).click().run()
    assert "sozialraum" not in url(app)
    assert area_words.NO_PLACE in words(app)


def test_trial_weights_are_called_a_trial_and_can_be_undone(open_page):
    app = open_page("prioritaeten")
    before = words(app)
    assert frame_words.FOOTER["trial"] not in before
    app.select_slider(key="weight_jugendtreff").set_value(3.0).run()
    assert frame_words.FOOTER["trial"] in words(app)
    next(b for b in app.button if b.label == priorities_words.RESET).click().run()
    assert words(app) == before


def test_a_trial_is_written_down_with_its_reason(open_page, tmp_path):
    study = tmp_path / "stadt"
    shutil.copytree(DEMO, study)
    app = open_page("prioritaeten", study=study)
    app.select_slider(key="weight_jugendtreff").set_value(3.0).run()
    keep = priorities_words.TRIAL_LOG["keep"]
    next(b for b in app.button if b.label == keep).click().run()
    assert priorities_words.TRIAL_LOG["no_reason"] in words(app)
    app.text_input[0].set_value("Frage des Ausschusses <b>")
    next(b for b in app.button if b.label == keep).click().run()
    log = next(t for t in tables(app) if priorities_words.TRIAL_LOG["reason"] in t.columns)
    assert log[priorities_words.TRIAL_LOG["reason"]].tolist() == ["Frage des Ausschusses <b>"]
    assert "Jugendtreff 3,0" in log[priorities_words.TRIAL_LOG["what"]].iloc[0]
    assert not (DEMO / "register.sqlite").exists()  # the copy has the same name
    public = open_page("prioritaeten", study=study, modus="oeffentlich")
    assert "Frage des Ausschusses" not in str([t.to_dict() for t in tables(public)]) + words(public)


def test_what_ends_takes_ways_with_it(open_page, demo):
    inside, _ = demo
    ending = activities.ending_activities(inside)
    app = open_page("aktivitaeten", ansicht="ending")
    assert f"enden {len(ending)} bis zum 30.06.2026" in words(app)
    open_section(app, "aktivitaeten", "Was endet")
    assert set(ending["name"]) <= set(tables(app)[0]["Name"])
    assert "keinen Jugendtreff mehr auf höchstens" in words(app)


def test_the_public_learns_how_many_end_and_not_which(open_page, demo):
    _, outside = demo
    ending = activities.ending_activities(outside)
    app = open_page("aktivitaeten", modus="oeffentlich", ansicht="ending")
    open_section(app, "aktivitaeten", "Was endet")
    assert not app.exception
    text = words(app)
    assert f"{len(ending)} bis zum 30.06.2026" in text
    assert "Förderung" not in text
    (table,) = tables(app)
    assert list(table.columns) == ["Ende", "laufende Angebote"]
    assert "Zeitleiste" not in sections(app)
    open_section(app, "aktivitaeten", "Alle Angebote")
    assert not any("Ende" in t.columns for t in tables(app) if "Name" in t)


@pytest.mark.parametrize("mode", [choice_ui.INTERN, choice_ui.PUBLIC])
@pytest.mark.parametrize("name", ["netzwerk", "aktivitaeten", "sozialraum"])
def test_every_section_opens(open_page, tmp_path, name, mode):
    for study, area in ((DEMO, ""), (DEMO, "S14"), (hostile_study(tmp_path / "boese"), "A")):
        app = open_page(name, study=study, modus=mode, sozialraum=area)
        for section in sections(app):
            open_section(app, name, section)
            text = words(app)
            assert frame_words.ERROR["title"] not in text, section
            assert not re.search(r"\b(nan|None|NaT|inf)\b", text), section
            for body in set(bodies(app)) - {frame.GERMAN}:
                assert "<script" not in body
                assert "<img" not in body


def test_who_works_with_whom(open_page, demo):
    inside, _ = demo
    text = words(open_page("netzwerk"))
    regular = partners.regular_institutions(inside)
    linked = f"Von {len(regular)} Schulen, Kitas und Horten sind {regular['is_linked'].sum()} in einem Gremium"
    assert linked in text
    assert (
        "In Oberliede hängt jede eingetragene Verbindung an einer einzigen Einrichtung: Grundschule Oberliede" in text
    )
    assert "Oberliede hängt" not in words(open_page("netzwerk", sozialraum="S07"))
    public = open_page("netzwerk", modus="oeffentlich")
    assert "Grundschule Oberliede." not in words(public)
    assert "Schulen, Kitas und Horten" not in words(public)
    assert set(sections(public)) == {"Je Gebiet", "Partner", "Gremien", "Bürgerengagement"}


def test_a_partner_is_chosen_among_those_with_links(open_page, demo):
    inside, _ = demo
    app = open_page("netzwerk")
    (choice,) = [s for s in app.selectbox if s.key == "netzwerk_partner"]
    silent = inside.partners.set_index("name").loc["Grundschule Haselrode", "partner_id"]
    assert "Grundschule Haselrode" not in choice.options
    assert silent not in set(partners.links(inside)["partner_id"])
    app.selectbox(key="netzwerk_partner").select("P001").run()
    assert not app.exception
    assert not any(s.key == "netzwerk_partner" for s in open_page("netzwerk", modus="oeffentlich").selectbox)


def test_looking_three_six_or_twelve_months_ahead(open_page, demo):
    inside, _ = demo
    app = open_page("aktivitaeten")
    open_section(app, "aktivitaeten", "Was endet")
    for months, day in ((3, "31.03.2026"), (12, "31.12.2026")):
        app.segmented_control(key="control_months").select(months).run()
        ending = activities.ending_activities(inside, months=months)
        assert f"enden {len(ending)} bis zum {day}" in words(app)
        assert set(tables(app)[0]["Name"]) == set(ending["name"])
    # what counts for no way is not said to be nobody's loss
    lost = tables(app)[0].set_index("Name")[heads.WORK_COLUMN["lost"]]
    assert lost["Jugendcontainer Ziegelhöhe"].endswith("(Jugendtreff)")
    assert lost.drop("Jugendcontainer Ziegelhöhe").eq(activities_words.NOT_COUNTED).all()


def test_empty_cells_are_said_inside_only(open_page):
    app = open_page("aktivitaeten", sozialraum="S07")
    open_section(app, "aktivitaeten", "Thema × Alter")
    assert "Für 14- bis 17-Jährige gibt es in Nordfeld nichts zum Thema" in words(app)
    public = open_page("aktivitaeten", sozialraum="S07", modus="oeffentlich")
    open_section(public, "aktivitaeten", "Thema × Alter")
    assert "gibt es in" not in words(public)
    assert 'class="sg-tint0"' in "".join(bodies(public))


def test_a_long_list_is_searched_and_shown_sheet_by_sheet(open_page, demo):
    inside, _ = demo
    current = running(inside)
    assert len(current) > sections_ui.ROWS
    app = open_page("aktivitaeten")
    open_section(app, "aktivitaeten", "Alle Angebote")
    assert len(tables(app)[0]) == sections_ui.ROWS
    app.number_input[0].set_value(2).run()
    assert f"Zeilen 201 bis {len(current)} von {len(current)}" in words(app)
    app.text_input[0].set_value("mädchentreff").run()
    found = tables(app)[0]["Name"]
    assert len(found) == current["name"].str.contains("Mädchentreff").sum() > 0
    app.text_input[0].set_value("gibtesnicht").run()
    assert frame_words.NOTHING_FOUND in words(app)


def test_an_address_that_names_what_is_not_here_is_answered(open_page):
    app = open_page("ueberblick", studie="xyz<b>", sozialraum="Q9", angebot="nichts")
    text = words(app)
    assert "Die Studie „xyz<b>“ gibt es hier nicht; gezeigt wird Musterstadt" in text
    assert "„Q9“ gibt es in dieser Studie nicht" in text
    assert "Das Angebot „nichts“ wird in dieser Studie nicht ausgewertet" in text
    assert not any("<b>" in body for body in bodies(app))
    app.selectbox(key="control_area").select("S01").run()
    assert "gibt es" not in words(app).replace(frame_words.PAGE["ueberblick"][1], "")
    assert "gibt es hier nicht" not in words(open_page("ueberblick", sozialraum="S01"))


def test_trial_weights_of_nothing_are_the_only_reason(open_page):
    app = open_page("prioritaeten")
    for slider in list(app.select_slider):
        app.select_slider(key=slider.key).set_value(0.0).run()
    text = words(app)
    assert priorities_words.ANSWER["priority_zero"] in text
    assert "Es fehlen soziale Kennzahlen" not in text
    assert priorities_words.UNUSED["supply"] in text


@pytest.mark.parametrize("mode", [choice_ui.INTERN, choice_ui.PUBLIC])
def test_hostile_names_stay_words(open_page, tmp_path, mode):
    study = hostile_study(tmp_path / "boese")
    for name in PAGES:
        for area in ("", "A"):
            app = open_page(name, study=study, modus=mode, sozialraum=area)
            assert not app.exception
            assert frame_words.ERROR["title"] not in words(app)
            for body in set(bodies(app)) - {frame.GERMAN}:
                assert "<script" not in body
                assert "<img" not in body
            # what Streamlit reads as markdown holds no foreign word
            read = [e.value for e in (*app.markdown, *app.caption, *app.title, *app.header, *app.subheader, *app.info)]
            read += [e.label for e in (*app.selectbox, *app.button, *app.select_slider, *app.tabs, *app.expander)]
            for text in read:
                assert "](" not in text
                assert "://" not in text
                assert "<" not in text


def test_a_study_with_areas_only_teaches(open_page, tmp_path):
    study = study_files.write_study(tmp_path / "leer")
    for name in PAGES:
        for area in ("", "A"):
            app = open_page(name, study=study, sozialraum=area)
            assert not app.exception
            assert frame_words.ERROR["title"] not in words(app), name
    text = words(open_page("netzwerk", study=study))
    assert frame_words.EMPTY["partners"][1] in text
    text = words(open_page("aktivitaeten", study=study))
    assert frame_words.EMPTY["activities"][1] in text
    assert priorities_words.EMPTY["priorities"][0] in words(open_page("prioritaeten", study=study))
    assert "nicht berechnet" in words(open_page("erreichbarkeit", study=study))


def test_a_refused_study_says_what_to_do(open_page, tmp_path):
    study = study_files.write_study(
        tmp_path / "kaputt", areas='[[source]]\nfile = "weg.geojson"\ntable = "sozialraeume"\n'
    )
    app = open_page("ueberblick", study=study)
    assert not app.exception
    text = words(app)
    assert frame_words.ERROR["title"] in text
    assert "weg.geojson" in text
    assert str(tmp_path) not in text


def test_a_fault_of_the_program_gives_a_code_and_no_detail(open_page, monkeypatch, caplog):
    def fail(*_):
        raise RuntimeError("geheim")

    monkeypatch.setattr("sozialraum_geo.german.sentences.overview.overview_sentence", fail)
    app = open_page("ueberblick")
    assert not app.exception
    text = words(app)
    assert frame_words.ERROR["title"] in text
    assert re.search(r"Code: [0-9A-F]{6}", text)
    assert "geheim" not in text
    assert "geheim" in caplog.text


def test_real_studies_open(open_page, realdata):
    for study in ("flensburg", "berlin"):
        for name in PAGES:
            app = open_page(name, study=ROOT / "examples" / study)
            assert not app.exception
            assert frame_words.ERROR["title"] not in words(app)
    assert "Näherung (Luftlinie × 1,3)" in words(open_page("erreichbarkeit", study=ROOT / "examples" / "flensburg"))
