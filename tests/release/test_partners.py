"""Links of partners, counted by hand in the toy town, and what hangs on one institution against networkx."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
import toy
from partner_town import as_set, gremien, shown

from sozialraum_geo.analysis import analyse
from sozialraum_geo.release import PUBLIC, release
from sozialraum_geo.release import partners as release_partners


def test_links_by_hand():
    town = shown()
    # g1 works in two areas: its links lie where its members are. A comma is part of the club's name in the first list
    # of members only because „Sportverein“ and „Anger“ are no partners: Gremien are split at commas before, so the club
    # is not found there.
    assert as_set(release_partners.links(town)) == {
        ("gremium", "p0", "g0", "A"),
        ("gremium", "p1", "g1", "A"),
        ("gremium", "p3", "g1", "B"),
        ("activity", "p4", "a0", "C"),
        ("activity", "p0", "a0", "C"),
        ("cooperation", "p0", "", "A"),
    }
    found = release_partners.links(town).set_index(["kind", "partner_id"])
    assert found.loc[("gremium", "p1"), "institution"] == found.loc[("gremium", "p0"), "institution"] == "f0"
    assert found.loc[("gremium", "p3"), "institution"] == "p3"
    assert release_partners.unknown_members(town) == 3


def test_a_name_with_a_comma_is_found_in_the_partners_of_an_activity():
    town = shown(activities=toy.activities({"partners": "Sportverein, Anger; p3", "sozialraum_id": "B"}))
    found = release_partners.links(town)
    assert set(found.loc[found["kind"] == "activity", "partner_id"]) == {"p2", "p3"}


def test_a_name_that_two_partners_have_is_nobody():
    twins = toy.partners({"name": "Schule"}, {"name": "Schule"})
    town = shown(partners=twins, gremien=gremien({"members": "Schule", "sozialraum_id": "A"}), activities=None)
    assert set(release_partners.links(town)["kind"]) == {"cooperation"}


def test_share_of_schools_kitas_and_horte():
    town = shown()
    regular = release_partners.regular_institutions(town).set_index("institution")
    # f0 is school and Hort at one place: one institution, named as the place; p3 and p4 are no place of the list
    assert regular["kind"].to_dict() == {"f0": "schule", "f1": "kita", "f2": "hort", "p3": "schule", "p4": "kita"}
    assert regular["state"].to_dict() == {
        "f0": "geklaert", "f1": "unbekannt", "f2": "unbekannt", "p3": "offen", "p4": "unbekannt",
    }  # fmt: skip
    # p4 is linked to an activity only: neither Gremium nor co-operation
    assert regular.index[regular["is_linked"]].tolist() == ["f0", "p3"]
    share = release_partners.linked_share(town)
    assert share["institutions"].to_dict() == {"A": 2, "B": 2, "C": 1}
    assert share["share"].to_dict() == {"A": 0.5, "B": 0.5, "C": 0.0}
    none = release_partners.linked_share(shown(partners=None, facilities=None, gremien=None, activities=None))
    assert none["institutions"].tolist() == [0, 0, 0]
    assert none["share"].isna().all()


def test_what_hangs_on_one_institution():
    town = shown()
    # A: school and Hort are one institution and have all links there; B: the school alone; C: Kita and school of A
    assert release_partners.single_institution(town).to_dict() == {"A": "Schule am Anger", "B": "Schule am Bach"}
    assert release_partners.unlinked_areas(town) == []
    alone = shown(gremien=None, activities=None)
    assert release_partners.single_institution(alone).to_dict() == {"A": "Schule am Anger"}
    assert release_partners.unlinked_areas(alone) == ["B", "C"]


def test_counts_per_area():
    counts = release_partners.area_counts(shown())
    assert counts.loc["A"].to_dict() == {"partners": 3, "linked": 1, "gremien": 2, "activities": 0, "cooperations": 1}
    assert counts.loc["B"].to_dict() == {"partners": 1, "linked": 1, "gremien": 1, "activities": 0, "cooperations": 0}
    assert counts.loc["C"].to_dict() == {"partners": 2, "linked": 2, "gremien": 0, "activities": 1, "cooperations": 0}


def test_who_sits_where():
    table = release_partners.gremium_matrix(shown())
    assert table.index.tolist() == ["p0", "p1", "p3"]
    assert table.columns.tolist() == ["g0", "g1"]
    assert table.to_numpy().tolist() == [[True, False], [False, True], [False, True]]
    here = release_partners.gremium_matrix(shown(), "B")
    assert here.columns.tolist() == ["g1"]
    assert here.index.tolist() == ["p1", "p3"]
    assert release_partners.gremium_matrix(shown(), "C").empty


def test_lines_of_an_area_and_of_a_partner():
    town = shown()
    x, y = toy.EAST, toy.NORTH
    # g1 has one member in B, g0 one that is placed in A: no line
    assert not len(release_partners.lines(town, "B"))
    both = shown(gremien=gremien({"members": "p0; p1; p2; p3", "wirkungsraum": "A; B"}), activities=None)
    # two at (100, 500) and one at (700, 500): the middle is at 300 m; the member in B does not move it
    lines = release_partners.lines(both, "A")
    assert lines[["kind", "x", "y", "to_x", "to_y", "to_name", "count"]].to_numpy().tolist() == [
        ["gremium", x + 100, y + 500, x + 300, y + 500, "Runde 0", 2],
        ["gremium", x + 700, y + 500, x + 300, y + 500, "Runde 0", 1],
    ]
    cluse = release_partners.lines(town, "C")
    assert set(zip(cluse["kind"], cluse["x"] - x, cluse["to_x"] - x, cluse["to_y"] - y, strict=True)) == {
        ("activity", 2500, 2500, 900), ("activity", 100, 2500, 900),
    }  # fmt: skip
    of_school = release_partners.lines(town, partner_id="p0")
    assert of_school[["kind", "to_name", "count"]].to_numpy().tolist() == [["activity", "Kita Cluse", 1]]
    assert not len(release_partners.lines(town))
    assert lines.attrs["left_out"] == 0


def test_many_lines_are_cut_and_counted():
    members = [{"name": f"Partner {i}", "geometry": toy.at(10 * i, 50)} for i in range(90)]
    town = shown(
        partners=toy.partners(*members), activities=None,
        gremien=gremien({"members": ";".join(f"p{i}" for i in range(90)), "sozialraum_id": "A"}),
    )  # fmt: skip
    # the middle is at 445 m: the six partners within 30 m of it have no line
    lines = release_partners.lines(town, "A")
    assert len(lines) == release_partners.MOST_LINES == 60
    assert lines.attrs["left_out"] == 90 - 6 - 60


def test_nothing_of_it_is_public():
    town = shown(PUBLIC)
    assert not len(release_partners.links(town))
    assert not len(release_partners.regular_institutions(town))
    assert release_partners.linked_share(town).isna().all(axis=None)
    assert not len(release_partners.single_institution(town))
    assert release_partners.unlinked_areas(town) == []
    assert not len(release_partners.lines(town, "A"))
    assert release_partners.gremium_matrix(town).empty
    assert release_partners.area_counts(town)[["linked", "activities", "cooperations"]].isna().all(axis=None)


@pytest.mark.parametrize("seed", range(12))
def test_one_institution_as_networkx_sees_it(seed):
    """Take every institution out of the graph of each area: one that leaves it without neighbours carries it."""
    rng = np.random.default_rng(seed)
    count = 14
    rows = [
        {
            "name": f"N{i}", "sozialraum_id": "ABC"[int(rng.integers(3))],
            "facility_id": f"f{rng.integers(3)}" if rng.uniform() < 0.4 else None,
            "state": ["geklaert", "in_klaerung", "offen", None, "ruht", "ruht", "ruht"][int(rng.integers(7))],
        }
        for i in range(count)
    ]  # fmt: skip

    def some(most):
        return ";".join(f"p{i}" for i in rng.permutation(count)[: rng.integers(0, most)])

    spaces = [" ; ".join(rng.permutation(list("ABC"))[: rng.integers(1, 3)]) for _ in range(4)]
    tables = {
        "partners": toy.partners(*rows),
        "gremien": gremien(*({"members": some(4), "wirkungsraum": w} for w in spaces[:3])),
        "activities": toy.activities(
            *({"partners": some(3), "wirkungsraum": w, "sozialraum_id": w[0]} for w in spaces)
        ),
    }
    town = shown(**tables)
    where = dict(zip(tables["partners"]["partner_id"], tables["partners"]["sozialraum_id"], strict=True))
    house = {f"p{i}": row["facility_id"] or f"p{i}" for i, row in enumerate(rows)}
    graph = nx.MultiGraph()  # built from the tables, not from our links
    graph.add_nodes_from("ABC")

    def join(partner, areas):
        graph.add_edge(areas[0] if len(areas) == 1 else where[partner], ("house", house[partner]))

    for table in ("gremien", "activities"):
        for row in tables[table].to_dict("records"):
            listed = row["members"] if table == "gremien" else row["partners"]
            for partner in filter(None, listed.split(";")):
                join(partner, [a.strip() for a in row["wirkungsraum"].split(";")])
    for i, row in enumerate(rows):
        if row["state"] in ("geklaert", "in_klaerung"):
            join(f"p{i}", [row["sozialraum_id"]])
    expected = set()
    for area in "ABC":
        if graph.degree(area) == 0:
            continue
        for node in [n for n in graph if isinstance(n, tuple)]:
            rest = graph.copy()
            rest.remove_node(node)
            if rest.degree(area) == 0:
                expected.add(area)
    assert set(release_partners.single_institution(town).index) == expected
    assert set(release_partners.unlinked_areas(town)) == {a for a in "ABC" if graph.degree(a) == 0}


def test_the_story_of_the_demo_town(demo_study):
    town = release(analyse(demo_study))
    assert release_partners.single_institution(town)["S14"] == "Grundschule Oberliede"
    silent = release_partners.regular_institutions(town).set_index("name").loc["Grundschule Haselrode"]
    assert (silent["state"], bool(silent["is_linked"])) == ("unbekannt", False)
    share = release_partners.linked_share(town)
    assert share["institutions"].sum() == demo_study.facilities["category"].isin(list(release_partners.REGULAR)).sum()


def test_a_name_that_two_partners_have_is_nobody_s_whatever_its_letters():
    partners = toy.partners({"name": "Kita Süd", "kind": "kita"}, {"name": "KITA  SÜD", "kind": "kita"})
    release_ = shown(partners=partners, gremien=gremien({"members": "Kita Süd; p1", "sozialraum_id": "A"}))
    found = release_partners.links(release_)
    assert found.loc[found["kind"] == "gremium", "partner_id"].tolist() == ["p1"]
    assert release_partners.unknown_members(release_) == 1
