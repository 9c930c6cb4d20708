"""Tables of the page „Netzwerk“."""

from __future__ import annotations

import geopandas as gpd
import pytest
import toy
from activity_town import rows
from partner_town import gremien
from partner_town import shown as network
from written import written

from sozialraum_geo.analysis import analyse
from sozialraum_geo.pictures.tables import activities as activities_tables
from sozialraum_geo.pictures.tables import partners as partners_tables
from sozialraum_geo.release import PUBLIC, partners, release


def test_table_of_areas():
    table = partners_tables.area_table(network())
    assert table.index.name == "sozialraum_id"
    # partners, Gremien, linked institutions, activities with partners, co-operations, regular institutions, share
    assert written(table)[0] == ["Anger", "3", "2", "1", "0", "1", "2", "50 %", "Schule am Anger"]
    assert written(table)[2] == ["Cluse", "2", "0", "2", "1", "0", "1", "0 %", "–"]
    # in public only whose co-operation is settled is a partner at all
    assert written(partners_tables.area_table(network(PUBLIC))) == [
        ["Anger", "1", "2"],
        ["Bach", "0", "1"],
        ["Cluse", "0", "0"],
    ]


def test_schools_kitas_and_horte_without_anything_recorded_come_first():
    table = written(partners_tables.regular_table(network()))
    assert [row[1] for row in table] == [
        "Kita am Markt",
        "Hort am Bach",
        "Kita Cluse",
        "Schule am Bach",
        "Schule am Anger",
    ]
    assert [row[2] for row in table] == ["nicht eingetragen"] * 3 + ["offen", "geklärt"]
    assert [row[3] for row in table] == ["–", "–", "–", "ja", "ja"]
    here = partners_tables.regular_table(network(), "B")
    assert here["Name"].tolist() == ["Hort am Bach", "Schule am Bach"]
    assert "Sozialraum" not in here


def test_matrix_of_gremien_tells_two_of_the_same_name_apart():
    circles = gremien(
        {"members": "p0", "sozialraum_id": "A", "name": "Runde"},
        {"members": "p0;p3", "sozialraum_id": "A", "name": "Runde"},
    )
    table = partners_tables.matrix_table(network(gremien=circles))
    assert list(table.columns) == ["Name", "Runde", "Runde (g1)"]
    assert written(table) == [["Schule am Anger", "ja", "ja"], ["Schule am Bach", "–", "ja"]]
    assert partners_tables.matrix_table(network(PUBLIC, gremien=circles)).empty


def test_profiles_say_how_many_questions_are_answered():
    profiles = rows(
        "cooperations",
        {"partner_id": "p0", "state": "geklaert", "hze_task": "a", "competence": "b", "name": "Training"},
        {"partner_id": "p3", "state": None},
    )
    table = partners_tables.cooperation_profiles(network(cooperations=profiles))
    assert [row[:4] for row in written(table)] == [
        ["Schule am Anger", "Training", "geklärt", "2 von 6"], ["Schule am Bach", "–", "nicht eingetragen", "0 von 6"],
    ]  # fmt: skip
    assert partners_tables.cooperation_profiles(network(cooperations=profiles), "B")["Name"].tolist() == [
        "Schule am Bach"
    ]
    assert partners_tables.cooperation_profiles(network(PUBLIC, cooperations=profiles)).empty


def test_resolutions_of_the_gremien_of_an_area_the_latest_first():
    told = rows(
        "resolutions",
        {"gremium_id": "g0", "name": "Alt", "date": "2024-01-01", "state": "umgesetzt"},
        {"gremium_id": "g1", "name": "Neu", "date": "2024-06-01", "state": "offen"},
    )
    table = partners_tables.resolution_table(network(resolutions=told))
    assert [row[:4] for row in written(table)] == [
        ["Neu", "Runde 1", "01.06.2024", "offen"], ["Alt", "Runde 0", "01.01.2024", "umgesetzt"],
    ]  # fmt: skip
    assert partners_tables.resolution_table(network(resolutions=told), "B")["Beschluss"].tolist() == ["Neu"]
    assert partners_tables.resolution_table(network(PUBLIC, resolutions=told)).empty


def test_engagement_has_no_role_in_public():
    groups = rows(
        "engagement",
        {"name": "Lesepaten", "kind": "freiwillige", "volunteers": 12.0, "role": "anstoss", "sozialraum_id": "A"},
        {"name": "Kleiner Kreis", "kind": "selbsthilfe", "volunteers": 3.0, "sozialraum_id": "B"},
    )
    groups = gpd.GeoDataFrame(groups, geometry=[toy.at(1, 1), toy.at(1500, 1)], crs=toy.CRS)
    inside = partners_tables.engagement_table(network(engagement=groups))
    assert [row[:3] for row in written(inside)] == [
        ["Freiwilligengruppe", "Lesepaten", "12"], ["Selbsthilfegruppe", "Kleiner Kreis", "3"],
    ]  # fmt: skip
    assert inside["Rolle"].tolist()[0] == "Anstoß"
    outside = partners_tables.engagement_table(network(PUBLIC, engagement=groups), "B")
    assert [row[:3] for row in written(outside)] == [["Selbsthilfegruppe", "Kleiner Kreis", "–"]]
    assert "Rolle" not in outside


@pytest.mark.parametrize("mode", ["intern", PUBLIC])
def test_an_empty_study_has_empty_tables(mode):
    bare = release(analyse(toy.study()), mode)
    for name in ("matrix_table", "cooperation_profiles", "engagement_table", "resolution_table"):
        assert not len(getattr(partners_tables, name)(bare)), name
    assert not len(activities_tables.quarter_table(bare))
    assert not len(partners_tables.regular_table(bare))
    assert written(partners_tables.area_table(bare))[0][:3] == ["Anger", "0", "0"]
    assert not len(partners.links(bare))
