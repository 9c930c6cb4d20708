"""The register in memory: found by words and filters, fresh after every edit, nothing told of protected places."""

from __future__ import annotations

import pytest
import shapely
from study_files import EAST, NORTH, csv_text, source, write_study

from sozialraum_geo.reading import read_study
from sozialraum_geo.register import locating, records
from sozialraum_geo.register.records import Row
from sozialraum_geo.register.search import Counts, Filter, count, found, moved, parts, whole
from sozialraum_geo.register.shelf import Shelf, make_line, make_view, names_in_files, tables_needed
from sozialraum_geo.tables import PROTECTED_NAME

TODAY = "2026-02-01"
AREAS = {"A": "Altdorf", "B": "Brühl", "C": "Cölln"}


@pytest.fixture
def desk(tmp_path):
    """A study of three Sozialräume with a register, and its folder."""
    (tmp_path / "studie").mkdir()
    folder = write_study(tmp_path / "studie")
    return folder, read_study(folder)


def put(desk, table, key="", **values):
    folder, study = desk
    (checked,) = records.check(folder, study, table, [values | ({f"{table[:-1]}_id": key} if key else {})])
    assert checked.faults == ()
    records.save(folder, [checked], [None], by="Ada")
    return records.read_row(folder, table, checked.key)


def look(desk, table, shelf=None):
    folder, study = desk
    shelf, stamp = shelf or Shelf(folder), records.newest_edit(folder)
    kept = {t: shelf.at(t, AREAS, stamp) for t in tables_needed(table)}
    return kept[table], make_view(AREAS, kept, names_in_files(study))


def names(desk, table, query="", **wanted):
    kept, view = look(desk, table)
    return [line.row.name for line in found(kept, Filter(query, **wanted), view, TODAY)]


@pytest.fixture
def partners(desk):
    put(desk, "partners", "p1", name="Café Müller", kind="verein", sozialraum_id="A", checked_on="2025-12-01",
        rechtsform="e. V.")  # fmt: skip
    put(desk, "partners", "p2", name="Grundschule Süd", kind="schule", sozialraum_id="B", state="geklärt",
        checked_on="2025-02-01")  # fmt: skip
    put(desk, "partners", "p3", name="Mueller-Haus", kind="verein", sozialraum_id="B", checked_on="2024-12-31")
    put(desk, "partners", "p4", name="Hort Am Anger", kind="hort", sozialraum_id="C")
    return desk


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("müller", ["Café Müller", "Mueller-Haus"]),
        ("MUELLER", ["Café Müller", "Mueller-Haus"]),
        ("cafe", ["Café Müller"]),
        ("verein brühl", ["Mueller-Haus"]),  # a word of the vocabulary and the name of the Sozialraum
        ("geklärt", ["Grundschule Süd"]),
        ("e. v.", ["Café Müller"]),
        ("31.12.2024", ["Mueller-Haus"]),
        ("p4", ["Hort Am Anger"]),
        ("müller hort", []),
        ("  ", ["Café Müller", "Grundschule Süd", "Hort Am Anger", "Mueller-Haus"]),
    ],
)
def test_all_words_must_be_there_whatever_their_case_and_accents(partners, query, hits):
    assert names(partners, "partners", query) == hits


def test_filters_and_words_go_together(partners):
    assert names(partners, "partners", area="B") == ["Grundschule Süd", "Mueller-Haus"]
    assert names(partners, "partners", area="B", words=(("kind", "verein"),)) == ["Mueller-Haus"]
    assert names(partners, "partners", "schule", area="A") == []


def test_stale_is_what_nobody_looked_at_for_a_year(partners):
    # p2 was looked at on 01.02.2025, exactly 365 days before; p3 earlier; p4 never
    assert moved(TODAY, -365) == "2025-02-01"
    assert names(partners, "partners", stale=True) == ["Hort Am Anger", "Mueller-Haus"]
    assert count(look(partners, "partners")[0], TODAY) == Counts(entries=4, never=1, stale=1, ending=0, dateless=0)


def test_what_ends_within_three_months_and_what_has_no_date(desk):
    base = {"ansatzpunkt": "4", "sozialraum_id": "A", "role": "Mitwirkung"}
    put(desk, "activities", name="Endet heute", end=TODAY, **base)
    put(desk, "activities", name="Endet am letzten Tag", end=moved(TODAY, 92), **base)
    put(desk, "activities", name="Endet später", end=moved(TODAY, 93), **base)
    put(desk, "activities", name="Ist vorbei", end="2026-01-31", **base)
    put(desk, "activities", name="Förderung endet", review_date="2027-01-01", funded_until="2026-03-01", **base)
    put(desk, "activities", name="Ohne Datum", **base)
    put(desk, "activities", name="Einmal", rhythm="einmalig", **base)
    assert names(desk, "activities", ending=True) == ["Endet am letzten Tag", "Endet heute", "Förderung endet"]
    assert names(desk, "activities", dateless=True) == ["Ohne Datum"]
    assert count(look(desk, "activities")[0], TODAY) == Counts(entries=7, never=7, stale=0, ending=3, dateless=1)


def test_rows_without_a_point_are_found(desk):
    put(desk, "partners", name="Mit Punkt", point=shapely.Point(EAST + 500, NORTH + 500))
    put(desk, "partners", name="Ohne Punkt", sozialraum_id="B")
    assert names(desk, "partners", placeless=True) == ["Ohne Punkt"]


def test_a_row_is_found_by_what_it_names(partners):
    put(partners, "cooperations", partner_id="p2", state="offen")
    put(partners, "cooperations", partner_id="p1", state="offen", name="Frühstück")
    kept, view = look(partners, "cooperations")
    (line,) = found(kept, Filter("grundschule"), view, TODAY)
    assert view.name_of(line) == "Grundschule Süd"
    assert view.areas_of(line) == ("B",)
    assert found(kept, Filter("", area="B"), view, TODAY) == [line]


def test_the_table_follows_every_edit_and_reads_only_what_changed(partners, monkeypatch):
    folder, _ = partners
    shelf = Shelf(folder)
    assert len(look(partners, "partners", shelf)[0].lines) == 4
    monkeypatch.setattr(shelf, "_read", lambda table: pytest.fail("read as a whole"))
    old = records.read_row(folder, "partners", "p1")
    changed = records.set_values(folder, [old], {"name": "Zum Anker"})
    kept, _ = look(partners, "partners", shelf)
    assert [line.row.name for line in kept.lines] == ["Grundschule Süd", "Hort Am Anger", "Mueller-Haus", "Zum Anker"]
    records.remove(folder, [records.read_row(folder, "partners", "p3")])
    records.undo(folder, changed.id)
    put(partners, "partners", "p5", name="Neu", sozialraum_id="A")
    kept, _ = look(partners, "partners", shelf)
    assert [line.row.name for line in kept.lines] == ["Café Müller", "Grundschule Süd", "Hort Am Anger", "Neu"]
    assert {line.key: line.row for line in kept.lines} == {r.key: r for r in records.read_rows(folder, "partners")}


def test_another_register_in_its_place_is_read_anew(partners):
    folder, _ = partners
    shelf = Shelf(folder)
    assert len(shelf.at("partners", AREAS, (9, "2026-01-01")).lines) == 4
    records.remove(folder, [records.read_row(folder, "partners", "p1")])
    # as many edits and another time, or fewer: the log does not lead from one to the other
    assert len(shelf.at("partners", AREAS, (9, "2026-01-02")).lines) == 3
    records.remove(folder, [records.read_row(folder, "partners", "p2")])
    assert len(shelf.at("partners", AREAS, (8, "2026-01-02")).lines) == 2


def test_people_are_not_kept_in_memory(partners):
    folder, _ = partners
    shelf = Shelf(folder)
    row = put(partners, "contacts", name="Frau Beispiel", partner_id="p1", consent_on="1.1.2026", delete_on="1.2.2026")
    assert len(look(partners, "contacts", shelf)[0].lines) == 1
    assert "contacts" not in shelf._kept
    assert records.erase_expired(folder, TODAY) == 1
    assert look(partners, "contacts", shelf)[0].lines == ()
    assert row.key not in {c.key for e in records.edits(folder) for c in records.changes_of(folder, e.id) if c.after}


# --- protected places -------------------------------------------------------------------------------------------------


@pytest.fixture
def shelter(desk):
    at = shapely.Point(EAST + 300, NORTH + 300)
    put(desk, "facilities", key="", name="Haus Rosengarten", category="frauenhaus", point=at)
    put(
        desk, "partners", "p1", name="Verein Zuflucht", is_protected="ja", street="Rosenweg", house_number="3", point=at
    )
    put(desk, "partners", "p2", name="Sportverein", sozialraum_id="A")
    put(desk, "activities", name="Beratung dort", ansatzpunkt="4", partner_id="p1", point=at)
    put(desk, "activities", name="Beratung im Treff", ansatzpunkt="4", partner_id="p1", sozialraum_id="B")
    return desk


@pytest.mark.parametrize("word", ["zuflucht", "rosenweg", "rosengarten"])
def test_a_protected_place_is_not_found_by_what_tells_it(shelter, word):
    for table in ("partners", "facilities"):
        assert names(shelter, table, word) == []


def test_a_protected_place_has_no_name_in_lists_and_is_found_by_its_area(shelter):
    for table in ("partners", "facilities"):
        kept, view = look(shelter, table)
        (line,) = [line for line in found(kept, Filter("altdorf"), view, TODAY) if view.is_hidden(line)]
        assert view.name_of(line) == PROTECTED_NAME
        assert view.areas_of(line) == ("A",)


def test_what_stands_at_a_protected_partner_is_hidden_too_and_elsewhere_it_is_not(shelter):
    kept, view = look(shelter, "activities")
    hidden = {line.row.name: view.is_hidden(line) for line in kept.lines}
    assert hidden == {"Beratung dort": True, "Beratung im Treff": False}
    assert view.names["partner_id"]["p1"] == PROTECTED_NAME
    assert [line.row.name for line in found(kept, Filter("beratung"), view, TODAY)] == ["Beratung im Treff"]
    assert found(kept, Filter("zuflucht"), view, TODAY) == []


def test_a_partner_of_a_protected_facility_is_hidden(shelter):
    folder, _ = shelter
    (house,) = records.read_rows(folder, "facilities")
    put(shelter, "partners", "p3", name="Träger des Hauses", facility_id=house.key, sozialraum_id="A")
    put(shelter, "cooperations", partner_id="p3", state="offen")
    kept, view = look(shelter, "cooperations")
    assert view.name_of(kept.lines[0]) == PROTECTED_NAME
    assert found(kept, Filter("träger"), view, TODAY) == []


def test_lists_that_stand_in_files_are_named_and_protected_ones_are_not(tmp_path):
    rows = [["ID", "Name", "Kategorie", "x", "y"], ["K1", "Kita Süd", "Kita", EAST + 100, NORTH + 100],
            ["F1", "Frauenhaus", "Frauenhaus", EAST + 200, NORTH + 200]]  # fmt: skip
    (tmp_path / "orte.csv").write_text(csv_text(rows), encoding="utf-8")
    folder = write_study(tmp_path, source("orte.csv", "facilities", 'crs = "EPSG:25832"'))
    named = names_in_files(read_study(folder))
    assert named["facilities"] == {"K1": "Kita Süd", "F1": PROTECTED_NAME}


# --- two versions, places ---------------------------------------------------------------------------------------------


def test_a_row_is_taken_apart_and_put_together_again():
    point = shapely.to_wkb(shapely.Point(EAST, NORTH))
    values = {"name": "Kita", "street": "Weg", "sozialraum_id": "A", "precision": "haus"}
    told = whole(values, point)
    assert set(told) == {"name", "place"}
    assert parts(told) == (values, point)
    assert parts(whole({"name": "Kita"}, None)) == ({"name": "Kita"}, None)


def test_a_line_of_a_row_that_holds_odd_things_is_made():
    odd = Row("partners", "q", "k", {"name": "|\n", "checked_on": "2026", "sozialraum_id": "Z"}, None, 1, "", "")
    line = make_line(odd, AREAS)
    assert line.areas == ("Z",)
    assert not line.is_placed


@pytest.mark.parametrize(
    ("written", "x", "y"),
    [
        ("500250; 5700500", 500250, 5700500),
        ("500250,5 5700500,5", 500250.5, 5700500.5),
        ("9,0; 51,4526", 500000, 5700157),  # EPSG:25832: 9° E is its middle line
        ("51.4526 / 9.0", 500000, 5700157),
    ],
)
def test_coordinates_are_read_as_people_write_them(written, x, y):
    point = locating.typed_point(written, "EPSG:25832")
    assert (point.x, point.y) == pytest.approx((x, y), abs=1.5)


@pytest.mark.parametrize("written", ["", "Altdorf", "9,0", "1;2;3", "9,0;x"])
def test_what_is_no_coordinate_is_none(written):
    assert locating.typed_point(written, "EPSG:25832") is None


# --- what the register page asks of records ---------------------------------------------------------------------------


def test_times_that_are_not_understood_stay_as_they_are_written(desk):
    row = put(
        desk, "activities", name="Treff", ansatzpunkt="4", sozialraum_id="A", opening_hours="wenn die Sonne scheint"
    )
    assert row.values["opening_hours"] == "wenn die Sonne scheint"
    assert "hours_week" not in row.values


def test_who_is_no_school_any_more_is_none(desk):
    folder, study = desk
    school = put(desk, "partners", "p1", name="Haus am Park", kind="schule", sozialraum_id="A")
    told = {"partner_id": "p1", "state": "offen", "contribution": "Betreuung"}
    (checked,) = records.check(folder, study, "cooperations", [told])
    assert [p.code for p in checked.faults] == ["no_care"]
    records.set_values(folder, [school], {"kind": "verein"})
    (checked,) = records.check(folder, study, "cooperations", [told])
    assert checked.faults == ()


def test_adopting_tells_how_far_it_is(tmp_path):
    rows = [["ID", "Name", "Sozialraum"], ["P1", "Verein", "A"]]
    (tmp_path / "partner.csv").write_text(csv_text(rows), encoding="utf-8")
    (tmp_path / "gremien.csv").write_text(csv_text([["ID", "Name"], ["G1", "AK"]]), encoding="utf-8")
    folder = write_study(tmp_path, source("partner.csv", "partners"), source("gremien.csv", "gremien"))
    heard = []
    assert records.adopt(folder, read_study(folder), "Ada", lambda done, table: heard.append((done, table))) == 2
    assert heard == [(0, "partners"), (1, "gremien")]
    assert records.read_row(folder, "partners", "P1").values["name"] == "Verein"


def test_effort_begins_with_the_newest_day(desk):
    for day in ("2025-12-31", "2026-01-15", "2024-06-01"):
        put(desk, "effort", station="Süd", day=day, hours="1", name=day, sozialraum_id="A")
    put(desk, "effort", station="Süd", quarter="2026-Q1", hours="3", name="Quartal", sozialraum_id="A")
    assert names(desk, "effort") == ["2026-01-15", "2025-12-31", "2024-06-01", "Quartal"]
