"""A workbook goes to a colleague and comes back: nothing lost, nothing overwritten unseen."""

from __future__ import annotations

import json
import os
import zipfile

import pytest
import sqlalchemy as sa
import xlsxwriter
from lent import edited, put, sheets_of
from school_and_club import ROWS
from study_files import write_study

from sozialraum_geo.errors import StudyError
from sozialraum_geo.exports import lending
from sozialraum_geo.reading import read_study
from sozialraum_geo.register import importing, postgis, records, returning
from sozialraum_geo.register.returning import DELETE, KEY, LIST, RETURNING, VERSION
from sozialraum_geo.store.database import open_store
from sozialraum_geo.store.ledger import Change
from sozialraum_geo.tables import KEYS, TABLES, find_column

EVIL = "=cmd|' /C calc'!A0"


@pytest.fixture
def desk(tmp_path):
    """A study of three Sozialräume whose register holds a row of every table and four partners."""
    (tmp_path / "studie").mkdir()
    folder = write_study(tmp_path / "studie")
    study = read_study(folder)
    for table in RETURNING:
        key = {KEYS[table]: "p1" if table == "partners" else f"{table}-1"}
        save(folder, study, table, {**ROWS[table], **key})
    for n, name in enumerate(["Ballverein", EVIL, "Kirche"], start=2):
        save(folder, study, "partners", {"partner_id": f"p{n}", "name": name, "kind": "Verein", "sozialraum_id": "B"})
    return folder, study


def save(folder, study, table, cells):
    (checked,) = records.check(folder, study, table, [cells])
    records.save(folder, [checked], [None])


def lent(desk):
    folder, study = desk
    path = folder.parent / "register.xlsx"
    path.write_bytes(lending.workbook_to_edit(folder, study))
    return path


def compared(desk, path):
    return returning.compare(*desk, path, lending.SHEETS)


def merged(desk, path, theirs=()):
    found = compared(desk, path)
    checked = returning.finish(*desk, found, theirs)
    return found, checked, returning.apply(desk[0], returning.wishes(found, checked), by="Bea")


def row(desk, key, table="partners"):
    return records.read_row(desk[0], table, key)


def balance(found):
    return {"new": len(found.new), "changed": len(found.changed), "leaving": len(found.leaving), "same": found.same,
            "rejected": len(found.rejected), "empty": found.empty}  # fmt: skip


@pytest.mark.parametrize("table", RETURNING)
def test_every_header_leads_back_to_its_column(table):
    named = returning.headers(table)
    there = [KEY, *named.values(), DELETE, LIST, VERSION]
    assert len({h.casefold() for h in there}) == len(there)
    for name, header in named.items():
        column = TABLES[table].by_name[name]
        assert find_column(there, (column.name, *column.aliases)) == header


def test_what_nobody_touched_comes_back_as_it_was(desk):
    path = lent(desk)
    found = compared(desk, path)
    assert balance(found) == {"new": 0, "changed": 0, "leaving": 0, "same": 13, "rejected": 0, "empty": 0}
    assert found.rows == 13
    assert merged(desk, path)[2] is None  # no edit for nothing


def test_the_workbook_holds_no_formula_and_no_contact(desk):
    path = lent(desk)
    with zipfile.ZipFile(path) as archive:
        parts = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert not any("<f>" in part or "<hyperlink" in part for part in parts)
    sheets = sheets_of(path)
    assert EVIL in [cell for lines in sheets.values() for line in lines for cell in line]
    assert not any("Ansprech" in title for title in sheets)


def test_a_changed_a_new_and_a_leaving_row(desk):
    path = lent(desk)
    edited(path, *put("Partner", "p2", Stand="ruht", seit="01.02.2024"))
    edited(path, *put("Partner", "p4", **{DELETE: "x"}))

    def append(lines, columns):
        new = [""] * len(columns)
        new[columns["Name"]], new[columns["Sozialraum"]] = "Neu e. V.", "Cölln"
        lines += [[], [], [], new]

    edited(path, "Partner", append)
    found, _, edit = merged(desk, path)
    assert balance(found) == {"new": 1, "changed": 1, "leaving": 1, "same": 11, "rejected": 0, "empty": 3}
    assert found.rows == 17
    assert (edit.action, edit.rows, edit.by) == ("merge", 3, "Bea")
    assert (row(desk, "p2").values["state"], row(desk, "p2").values["since"]) == ("ruht", "2024-02-01")
    assert row(desk, "p4") is None
    (new,) = [r for r in records.read_rows(desk[0], "partners") if r.name == "Neu e. V."]
    assert new.values["sozialraum_id"] == "C"
    records.undo(desk[0], edit.id)
    assert row(desk, "p4").name == "Kirche"
    assert "state" not in row(desk, "p2").values


def test_two_people_change_different_cells_and_both_stay(desk):
    path = lent(desk)
    records.set_values(desk[0], [row(desk, "p2")], {"rechtsform": "e. V."})
    edited(path, *put("Partner", "p2", Name="Ballverein 09"))
    found, _, _ = merged(desk, path)
    assert found.clashes == []
    assert (row(desk, "p2").name, row(desk, "p2").values["rechtsform"]) == ("Ballverein 09", "e. V.")


@pytest.mark.parametrize("wins", ["register", "workbook"])
def test_the_same_cell_is_asked_about(desk, wins):
    path = lent(desk)
    records.set_values(desk[0], [row(desk, "p2")], {"name": "Ballfreunde"})
    edited(path, *put("Partner", "p2", Name="Ballverein 09"))
    ((clashing, clash),) = compared(desk, path).clashes
    assert (clash.base, clash.mine, clash.theirs) == ("Ballverein", "Ballfreunde", "Ballverein 09")
    told = lending.clash_sentence(clashing, clash, takes_theirs=wins == "workbook")
    assert "Ballfreunde" in told
    assert "Ballverein 09" in told
    merged(desk, path, [("partners", "p2", "name")] if wins == "workbook" else [])
    assert row(desk, "p2").name == ("Ballverein 09" if wins == "workbook" else "Ballfreunde")


def test_what_was_emptied_is_emptied(desk):
    path = edited(lent(desk), *put("Gremien", "gremien-1", Mitglieder=None))
    merged(desk, path)
    assert "members" not in row(desk, "gremien-1", "gremien").values


def test_a_cell_that_is_not_understood_rejects_its_row_and_wipes_nothing_out(desk):
    path = edited(lent(desk), *put("Gremien", "gremien-1", Rolle="Häuptling", Rhythmus=None))
    found, _, edit = merged(desk, path)
    assert edit is None
    ((problem, cells),) = found.rejected
    assert (problem.code, problem.column, problem.value) == ("bad_word", "Rolle", "Häuptling")
    assert cells[KEY] == "gremien-1"
    assert row(desk, "gremien-1", "gremien").values["rhythm"] == "monatlich"


def test_a_rule_that_is_broken_in_the_workbook_is_a_fault_with_its_reason(desk):
    path = edited(lent(desk), *put("Kooperationsprofile", "cooperations-1", **{"HzE-Auftrag": None}))
    found, checked, edit = merged(desk, path)
    assert edit is None
    problems = [p.code for p, _ in found.rejected] + [p.code for _, c in checked for p in c.faults]
    assert problems == ["task_missing"]
    assert row(desk, "cooperations-1", "cooperations").values["hze_task"] == "Soziale Gruppe"


def test_who_was_deleted_meanwhile_does_not_come_back_unseen(desk):
    path = lent(desk)
    records.remove(desk[0], [row(desk, "p4")])
    edited(path, *put("Partner", "p4", Name="Kirche am Markt"))
    found, _, _ = merged(desk, path)
    assert [p.code for p, _ in found.rejected] == ["returned_gone"]
    assert row(desk, "p4") is None


def test_who_was_changed_meanwhile_is_not_deleted_unseen(desk):
    path = edited(lent(desk), *put("Partner", "p4", **{DELETE: "x"}))
    records.set_values(desk[0], [row(desk, "p4")], {"state": "geklaert"})
    found, _, _ = merged(desk, path)
    assert [p.code for p, _ in found.rejected] == ["returned_changed"]
    assert row(desk, "p4").values["state"] == "geklaert"


def test_a_key_that_stands_twice_is_rejected_the_second_time(desk):
    path = edited(lent(desk), *put("Partner", "p4", **{KEY: "p2"}))
    assert [p.code for p, _ in compared(desk, path).rejected] == ["duplicate_id"]


def test_a_workbook_of_others_is_refused(desk):
    path = desk[0].parent / "fremd.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Tabelle1").write(0, 0, "Name")
    with pytest.raises(StudyError, match="no_returned_sheet"):
        compared(desk, path)


@pytest.fixture
def served(tmp_path, monkeypatch):
    """The folder of a study whose register is on a server with PostGIS."""
    server = os.environ.get("SOZIALRAUM_TEST_POSTGRES")
    if not server:
        pytest.skip("SOZIALRAUM_TEST_POSTGRES names no server")
    folder = write_study(tmp_path / f"gis {os.getpid()}")
    monkeypatch.setenv("SOZIALRAUM_STORE_URL", server)
    engine = sa.create_engine(server)
    with engine.connect() as connection:
        if connection.execute(sa.text("SELECT 1 FROM pg_extension WHERE extname = 'postgis'")).first() is None:
            pytest.skip("the server has no PostGIS")
    with open_store(folder, create=True) as store:
        yield folder, engine, store.schema
    with engine.begin() as connection:
        connection.execute(sa.schema.DropSchema(store.schema, cascade=True))
    engine.dispose()


def test_a_gis_opens_the_register_as_views(served):
    import geopandas as gpd
    import shapely

    folder, engine, schema = served
    point = shapely.to_wkb(shapely.Point(500_250, 5_700_500))
    rows = {
        "k": {"name": "Kita Süd", "category": "kita", "capacity": 40.0, "begin": "2020-08-01", "street": "Weg"},
        "f": {"name": "Zuflucht", "category": "frauenhaus", "sozialraum_id": "A", "street": "Geheimweg"},
        "s": {"name": "Wohnung", "category": "sonstige", "is_protected": True, "street": "Geheimgasse"},
    }
    with open_store(folder) as store:
        store.edit([Change("facilities", k, json.dumps(v), point) for k, v in rows.items()], "create")
        store.edit([Change("gremien", "g", '{"name": "AK"}')], "create")
    names = postgis.write_views(folder)
    assert "gis_facilities" in names
    assert not any("contact" in n for n in names)
    with engine.connect() as connection:
        found = gpd.read_postgis(
            sa.text(f'SELECT * FROM "{schema}".gis_facilities'), connection, geom_col="geometry"
        ).set_index("key")
        kind = connection.execute(
            sa.text(
                "SELECT type, srid FROM geometry_columns WHERE f_table_schema = :s AND f_table_name = 'gis_facilities'"
            ),
            {"s": schema},
        ).one()
        assert connection.execute(sa.text(f'SELECT name FROM "{schema}".gis_gremien')).scalar_one() == "AK"
    assert tuple(kind) == ("POINT", 25832)
    assert (found.crs.to_epsg(), found.loc["k", "capacity"], str(found.loc["k", "begin"])) == (25832, 40, "2020-08-01")
    assert (found.geometry["k"].x, found.geometry["k"].y) == (500_250, 5_700_500)
    assert found["id"].is_unique
    for key in ("f", "s"):  # protected: the Sozialraum and nothing else
        assert found.geometry[key] is None
        assert found.loc[key, ["name", "street"]].isna().all()
    assert found.loc["f", "sozialraum_id"] == "A"
    postgis.write_views(folder)  # again, for a program of a later version


def test_a_gis_does_not_find_a_protected_place_through_others(served):
    import shapely

    folder, engine, schema = served
    here, near, away = (shapely.to_wkb(shapely.Point(500_250 + x, 5_700_500)) for x in (0, 40, 400))
    rows = [
        ("sites", "s1", {"name": "Haus Geheim", "is_protected": True}, here),
        ("facilities", "f1", {"name": "Gruppe Geheim", "category": "kita", "site_id": "s1"}, here),
        ("facilities", "f2", {"name": "Kita Offen", "category": "kita"}, away),
        ("partners", "p1", {"name": "Verein Geheim", "is_protected": True, "street": "Geheimweg", "house_number": "3"},
         here),
        ("partners", "p2", {"name": "Träger Geheim", "facility_id": "f1"}, None),
        ("partners", "p3", {"name": "Verein Offen"}, away),
        ("activities", "a1", {"name": "Treff Geheim", "facility_id": "f1"}, None),
        ("activities", "a2", {"name": "Kochen Geheim", "partner_id": "p1"}, near),
        ("activities", "a3", {"name": "Malen Geheim", "partners": "p3; VEREIN  geheim"}, here),
        ("activities", "a4", {"name": "Chor Geheim", "partner_id": "p1", "street": "Geheimweg", "house_number": "3"},
         None),
        ("activities", "a5", {"name": "Fest Offen", "partner_id": "p1", "partners": "Verein Geheim; Müller, Meier"},
         away),
        ("engagement", "e1", {"name": "Lesen Geheim", "partner_id": "p1"}, here),
        ("engagement", "e2", {"name": "Lesen Offen", "partner_id": "p3"}, here),
        ("gremien", "g1", {"name": "AK", "members": "Verein Geheim, Frauenhaus Geheim; Verein Offen"}, None),
        ("gremien", "g2", {"name": "AG", "members": "Müller, Meier"}, None),
        ("cooperations", "c1", {"partner_id": "p2", "name": "Geheim", "hze_task": "Geheim"}, None),
        ("effort", "w1", {"activity_id": "a2", "name": "Geheim", "hours": 2.0}, None),
        ("goals", "z1", {"name": "Offen", "year": 2025.0}, None),
    ]  # fmt: skip
    with open_store(folder) as store:
        store.edit([Change(table, key, json.dumps(told), point) for table, key, told, point in rows], "create")
    seen = {}
    with engine.connect() as connection:
        for view in postgis.write_views(folder):
            for found in connection.execute(sa.text(f'SELECT * FROM "{schema}".{view}')).mappings():
                assert "eheim" not in str({k: v for k, v in found.items() if k != "geometry"}), view
                seen[found["key"]] = found
    assert len(seen) == len(rows)
    placed = {key for key, found in seen.items() if found.get("geometry") is not None}
    assert placed == {"f2", "p3", "a5", "e2"}
    assert (seen["a5"]["name"], seen["a5"]["partners"]) == ("Fest Offen", "Müller; Meier")
    assert (seen["g1"]["members"], seen["g2"]["members"]) == ("Verein Offen", "Müller, Meier")
    assert (seen["w1"]["hours"], seen["z1"]["year"]) == (2.0, 2025)


def test_without_a_server_there_are_no_views(tmp_path):
    with pytest.raises(StudyError, match="views_need_server"):
        postgis.write_views(write_study(tmp_path / "studie"))


@pytest.mark.parametrize("version", ["²", "1.2.3", "9" * 400, "-1", "1,5", "neu", 1.5])
def test_a_version_that_is_none_is_one_nobody_handed_out(desk, version):
    path = lent(desk)
    edited(path, *put("Partner", "p2", Name="Ballspielverein", **{VERSION: version}))
    found = compared(desk, path)
    ((one, clash),) = found.clashes  # nobody knows what both came from: a person decides
    assert (one.key, clash.column, clash.mine, clash.theirs) == ("p2", "name", "Ballverein", "Ballspielverein")
    assert found.rows == 13


def two_lists(desk):
    """Put two lists into the register that both begin to count at one."""
    folder, study = desk
    for name in ("vereine", "kirchen"):
        file = folder / f"{name}.csv"
        file.write_text(f"Partner-ID;Name;Art;Sozialraum\n1;{name.title()};Verein;A\n", encoding="utf-8")
        importing.apply(folder, importing.prepare(folder, study, file, {"table": "partners"}))


def test_rows_of_two_lists_with_one_key_come_back_each_to_its_own(desk):
    two_lists(desk)
    path = lent(desk)
    assert compared(desk, path).same == 15

    def rename(lines, columns):
        for line in lines[1:]:
            if line[columns[KEY]] == "1":
                line[columns["Name"]] = f"{line[columns['Name']]} e. V."

    edited(path, "Partner", rename)
    found, _, edit = merged(desk, path)
    assert (balance(found)["changed"], balance(found)["rejected"], found.clashes, edit.rows) == (2, 0, [], 2)
    names = {r.source: r.values["name"] for r in records.read_rows(desk[0], "partners", ["1"])}
    assert names == {"vereine": "Vereine e. V.", "kirchen": "Kirchen e. V."}


def test_without_the_column_of_lists_a_key_of_two_lists_is_not_guessed(desk):
    two_lists(desk)
    path = lent(desk)

    def drop(lines, columns):
        for line in lines:
            line[columns[LIST]] = ""

    edited(path, "Partner", drop)
    found = compared(desk, path)
    assert [(p.code, p.value) for p, _ in found.rejected] == [("duplicate_id", "1")] * 2
    assert (found.same, found.rows) == (13, 15)


def test_a_workbook_of_another_study_is_not_taken(desk, tmp_path):
    path = lent(desk)
    assert returning.lent_by(path) == "Teststadt"
    other = write_study(tmp_path / "andere")
    toml = other / "study.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("Teststadt", "Bei <&> Stadt"), encoding="utf-8")
    study = read_study(other)
    with pytest.raises(StudyError, match="returned_elsewhere"):
        returning.compare(other, study, path, lending.SHEETS)
    path.write_bytes(lending.workbook_to_edit(other, study))
    assert returning.lent_by(path) == "Bei <&> Stadt"
    with pytest.raises(StudyError, match="returned_elsewhere"):
        compared(desk, path)


def test_a_row_that_no_version_of_the_register_knew_stays_out_with_its_reason(desk):
    path = lent(desk)
    edited(path, *put("Partner", "p2", **{KEY: "aus-einem-anderen-register"}))
    found = compared(desk, path)
    assert [p.code for p, _ in found.rejected] == ["returned_unknown"]
    edited(path, *put("Partner", "aus-einem-anderen-register", **{KEY: "", LIST: "", VERSION: ""}))
    assert balance(compared(desk, path))["new"] == 1


def test_a_sheet_that_was_renamed_is_named(desk):
    path = lent(desk)
    sheets = sheets_of(path)
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        for name, lines in sheets.items():
            sheet = book.add_worksheet("Partner alt" if name == "Partner" else name)
            for at, line in enumerate(lines):
                sheet.write_row(at, 0, line)
    found = compared(desk, path)
    told = [p for p in found.notes if p.code in lending.TOLD]
    assert [(p.code, p.sheet) for p in told] == [("returned_sheet_unknown", "Partner alt")]


def test_a_row_that_left_and_came_back_otherwise_is_a_clash(desk):
    folder, study = desk
    file = folder / "liste.csv"
    file.write_text("Partner-ID;Name;Art;Sozialraum\nx;Alt;Verein;A\n", encoding="utf-8")
    importing.apply(folder, importing.prepare(folder, study, file, {"table": "partners"}))
    path = lent(desk)
    edited(path, *put("Partner", "x", Name="Vom Ausgeliehenen"))
    records.remove(folder, [row(desk, "x")])
    file.write_text("Partner-ID;Name;Art;Sozialraum\nx;Neu;Verein;A\n", encoding="utf-8")
    importing.apply(folder, importing.prepare(folder, study, file, {"table": "partners"}))
    assert row(desk, "x").version == 2
    ((_, clash),) = compared(desk, path).clashes
    assert (clash.base, clash.mine, clash.theirs) == ("Alt", "Neu", "Vom Ausgeliehenen")


def test_a_text_longer_than_a_cell_is_not_cut_by_going_out_and_back(desk):
    long = "sehr " * 8000 + "lang"
    (checked,) = records.check(*desk, "goals", [{**ROWS["goals"], "goal_id": "z9", "result": long}])
    records.save(desk[0], [checked], [None])
    path = lent(desk)
    found = compared(desk, path)
    assert (found.same, found.changed) == (14, ())
    edited(path, *put("Ziele", "z9", Ergebnis="kurz"))
    (one,) = compared(desk, path).changed
    assert one.changed["result"] == (long, "kurz")
