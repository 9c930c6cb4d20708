"""What the users' working paper asks of the software, sentence by sentence: each with something that shows it."""

from __future__ import annotations

import importlib
import pkgutil

import pandas as pd
import pytest

from sozialraum_geo import german
from sozialraum_geo.analysis import analyse
from sozialraum_geo.reading.cells.shares import area_shares
from sozialraum_geo.release import activities, annual, partners, release
from sozialraum_geo.standards import Settings
from sozialraum_geo.tables import TABLES, VOCABULARIES, labels, with_own_words, word_code


@pytest.fixture(scope="module")
def inside(demo_study):
    """What a team sees of the demo town."""
    return release(analyse(demo_study, Settings()))


@pytest.fixture(scope="module")
def outside(demo_study):
    """What everybody may see of it."""
    return release(analyse(demo_study, Settings()), "oeffentlich")


def columns(table):
    return set(TABLES[table].by_name)


# --- the words ---


def test_a_site_holds_several_facilities_with_capacity_service_and_status():
    assert {"site_id", "category", "leistungsbereich", "capacity", "capacity_available", "capacity_occupied",
            "capacity_unit", "status"} <= columns("facilities")  # fmt: skip
    assert TABLES["sites"].key == "site_id"
    assert set(VOCABULARIES["status"]) == {"offen", "vakant", "geschlossen"}
    for paragraph in ("§ 11", "§ 13", "§ 13a", "§ 16", "§ 22", "§ 24", "§ 27"):
        assert word_code("leistungsbereich", paragraph), paragraph


def test_a_traeger_is_public_free_or_private_with_what_makes_it_recognised():
    assert set(labels("traeger_art").values()) == {"öffentlich", "freigemeinnützig", "privat-gewerblich"}
    assert {"traeger", "traeger_art", "spitzenverband", "rechtsform", "is_recognised"} <= columns("partners")


def test_an_activity_says_all_that_the_paper_asks():
    assert {"ansatzpunkt", "level", "form", "role", "begin", "end", "review_date", "rhythm", "hours_week",
            "wirkungsraum", "target", "access", "cost", "languages", "is_barrier_free", "partners", "funding",
            "funded_until", "participants"} <= columns("activities")  # fmt: skip
    assert set(VOCABULARIES["form"]) == {"stationaer", "mobil", "aufsuchend", "online"}
    assert set(VOCABULARIES["access"]) == {"offen", "nur_schule", "mitglieder", "hilfeplan"}
    assert area_shares("A:0,25; B:0,75", None, frozenset("AB")) == {"A": 0.25, "B": 0.75}
    assert TABLES["stops"].by_name.keys() >= {"activity_id", "rhythm", "opening_hours"}


def test_the_lines_of_work_are_the_six_of_the_paper():
    assert labels("ansatzpunkt") == {
        "2.1": "Vernetzte Strukturen", "2.2": "Vernetzung und Kooperation", "3": "Infrastrukturentwicklung",
        "4": "Sozialraumbezogene Projekte", "5": "Bürgerengagement", "6": "Öffentlichkeitsarbeit",
    }  # fmt: skip


def test_there_are_two_levels_and_no_third():
    assert set(VOCABULARIES["level"]) == {"fallspezifisch", "fallunspezifisch"}


def test_roles_are_kinds_and_no_scale():
    assert list(labels("role").values()) == [
        "Teilnahme", "Mitwirkung", "Anstoß", "Koordination/Moderation", "Durchführungsverantwortung",
    ]  # fmt: skip


def test_states_of_a_cooperation_grade_nobody():
    assert list(VOCABULARIES["state"]) == [
        "unbekannt", "offen", "in_klaerung", "geklaert", "ruht", "beendet", "nicht_gewollt",
    ]  # fmt: skip


def test_the_regelsysteme_are_school_kindergarten_and_hort():
    assert set(labels("regelsystem").values()) == {"Schule", "Kindergarten", "Hort"}


def test_names_of_gremien_are_for_a_house_to_choose(tmp_path):
    own = tmp_path / "woerter.toml"
    own.write_text('[gremium_kind]\nstadtteilkonferenz = ["Stadtteilkonferenz", "Konferenz"]\n', encoding="utf-8")
    words, problems = with_own_words(VOCABULARIES, own)
    assert problems == ()
    assert words["gremium_kind"]["stadtteilkonferenz"] == ("Stadtteilkonferenz", "Konferenz")
    assert words["gremium_kind"].keys() > VOCABULARIES["gremium_kind"].keys()


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ('[gremium_kind]\nneu = ["Arbeitskreis"]\n', "own_words_taken"),  # means something else already
        ('[gremium_kind]\n"Groß!" = ["Großrunde"]\n', "own_words_taken"),
        ("[gremium_kind]\nneu = []\n", "own_words_taken"),
        ('[gibtesnicht]\nneu = ["Neu"]\n', "own_words_unknown"),
        ("[gremium_kind\n", "own_words_unreadable"),
        ("gremium_kind = 3\n", "own_words_unreadable"),
    ],
)
def test_wrong_words_of_a_house_are_said_and_left_out(tmp_path, written, code):
    own = tmp_path / "woerter.toml"
    own.write_text(written, encoding="utf-8")
    words, problems = with_own_words(VOCABULARIES, own)
    assert [p.code for p in problems] == [code]
    assert words == VOCABULARIES


# --- the sentences ---


def test_2_the_work_hangs_on_the_partners_of_the_gemeinwesen(inside):
    """A register of partners, as a network per Sozialraum."""
    found = partners.links(inside)
    assert set(found["kind"]) == {"gremium", "activity", "cooperation"}
    shares = partners.linked_share(inside)
    assert len(shares)
    assert set(found["partner_id"]) <= set(inside.partners["partner_id"])


def test_1_every_sozialraum_has_its_own_emphasis(inside):
    """A profile over the six Ansatzpunkte, plan and actual; what is not recorded is no zero."""
    profiles = {a: activities.emphasis(inside, a)[0] for a in inside.areas["sozialraum_id"].head(3)}
    for profile in profiles.values():
        assert len(profile) == len(VOCABULARIES["ansatzpunkt"])
    first, second = list(profiles.values())[:2]
    assert not first.equals(second)


def test_activities_differ_in_intensity_and_duration(inside):
    """A timeline; what ends soon and who funds it until when."""
    line = activities.timeline(inside)
    assert line["begin"].notna().any()
    assert line["end"].isna().any() or line["end"].notna().any()
    running = activities.running(inside)
    assert running["funding"].notna().any()
    assert running["funded_until"].notna().any()
    # „Durchführungsverantwortung für einen definierten Zeitraum“: in the demo each has an end or a review
    ours = running[running["role"] == "durchfuehrung"]
    assert (ours["end"].notna() | ours["review_date"].notna()).all()


def test_2_1_gremien_are_attended_and_led(inside):
    gremien = inside.gremien
    assert {"teilnahme", "mitwirkung", "koordination"} <= set(gremien["role"].dropna())
    assert gremien["rhythm"].notna().any()
    assert gremien["next_date"].notna().any()
    assert gremien["sozialraum_ids"].map(len).max() > 1
    assert len(inside.resolutions)
    assert set(inside.resolutions["gremium_id"]) <= set(gremien["gremium_id"])


QUESTIONS = ("hze_task", "competence", "benefit", "partner_part", "time_frame", "roles")


def test_2_2_the_questions_to_settle_with_a_school(inside):
    profiles = inside.cooperations
    assert set(QUESTIONS) <= set(profiles)
    settled = profiles[profiles["state"] == "geklaert"]
    assert len(settled)
    assert settled["hze_task"].notna().all()
    assert profiles["review_date"].notna().any()
    # the state of a partner is that of its profiles
    told = inside.partners.set_index("partner_id")["state"]
    assert (told[settled["partner_id"].unique()] == "geklaert").all()


def test_2_2_states_and_names_of_who_did_not_agree_stay_inside(outside):
    assert len(outside.cooperations) == 0
    assert outside.partners["state"].isna().all()
    assert outside.activities[["role", "funding", "partner_id", "partners", "station"]].isna().all(axis=None)


def test_3_surveys_and_planning_processes_are_activities(inside):
    assert (inside.activities["ansatzpunkt"] == "3").any()


def test_4_projects_have_a_place_an_age_a_theme_and_a_reach(inside):
    projects = inside.activities[inside.activities["ansatzpunkt"] == "4"]
    assert projects.geometry.notna().any()
    assert projects["age_from"].notna().any()
    assert projects["theme"].notna().any()
    assert projects["shares"].map(len).gt(0).any()
    matrix = activities.theme_ages(activities.running(inside))
    assert len(matrix)
    assert len(activities.empty_cells(inside))


def test_4_hours_are_shared_out_and_counted_once(inside):
    shared = activities.hours_by_quarter(inside)
    beyond_the_case = inside.effort[inside.effort["level"].ne("fallspezifisch")]
    assert shared["hours"].sum() == pytest.approx(beyond_the_case["hours"].sum())
    assert len(shared.dropna(subset=["sozialraum_id"])) > 0


def test_5_volunteers_and_contact_points_per_sozialraum(inside):
    kinds = set(inside.engagement["kind"])
    assert {"buergerbuero", "stabsstelle_be", "tag_des_ehrenamtes"} <= kinds
    assert inside.engagement["volunteers"].sum() > 0
    assert inside.engagement["shares"].map(len).gt(0).any()


def test_6_public_relations_are_a_line_of_work(inside):
    assert (inside.activities["ansatzpunkt"] == "6").any()


def test_the_two_levels_of_one_year_and_what_came_of_the_aims(inside):
    """Hours of single cases by station and quarter only; aims with plan, done, reached, result and next step."""
    year = int(inside.date[:4])
    report = annual.annual_report(inside, year)
    assert {"name", "hours_planned", "reached", "result", "next_step"} <= set(report.goals)
    assert len(report.goals)
    told = report.lines["hours"].sum() + report.apart["hours"].sum()
    assert told == pytest.approx(report.hours)
    assert set(report.cases) == {"station", "quarter", "hours"}
    cases = inside.effort[inside.effort["level"] == "fallspezifisch"]
    assert len(cases)
    others = [c for c in cases.columns if c not in ("effort_id", "station", "level", "quarter", "hours", "source")]
    assert pd.isna(cases[others]).all(axis=None)


def test_nobody_is_called_by_what_he_lacks():
    rooms = pkgutil.walk_packages(german.__path__, "sozialraum_geo.german.")
    modules = [importlib.import_module(room.name) for room in rooms]
    told = [v for module in modules for name, v in vars(module).items() if name.isupper()]
    assert len(told) > 200
    words = " ".join(map(str, told)).casefold()
    for word in ("brennpunkt", "problemgebiet", "unterversorgt"):
        assert word not in words
