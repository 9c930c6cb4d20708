"""Lines between partners on the map: of one Sozialraum or one partner, never of all, never in public."""

from __future__ import annotations

import pytest
import toy
from partner_town import gremien, shown

from sozialraum_geo.german.words import maps
from sozialraum_geo.pictures.maps import drawing
from sozialraum_geo.pictures.maps.picture import decode
from sozialraum_geo.release import PUBLIC


def test_nothing_chosen_no_lines():
    assert "lines" not in drawing.describe(shown(), "partners").parts


def test_lines_of_an_area_meet_in_a_named_sign_and_the_map_shows_the_area():
    town = shown(gremien=gremien({"members": "p0; p2; p3", "wirkungsraum": "A; B"}), activities=None)
    picture = drawing.describe(town, "partners", selected="A")
    part = picture.parts["lines"]
    assert (part["kind"], part["hub"], part["name"]) == (["gremium"] * 2, ["gremium"], ["Runde 0"])
    ends = decode(part["lines"][0])
    assert len(ends) == 2
    assert ends[1] == pytest.approx(decode(part["xy"])[0], abs=1e-5)
    (_, west), (_, east) = picture.paint["view"]
    whole = picture.parts["base"]["bounds"]
    # A with some air, and not the whole town
    assert west < whole[0][1] < east < whole[1][1]
    assert {"label": "Gremium, Linien zu seinen Mitgliedern", "count": "1"}.items() <= picture.paint["legend"][
        -1
    ].items()
    # C has an activity whose other partner is in A: that line crosses the border
    assert drawing.describe(shown(), "partners", selected="C").parts["lines"]["kind"] == ["activity", "activity"]


def test_lines_of_a_partner_lead_to_others():
    picture = drawing.describe(shown(), "partners", partner="p0")
    part = picture.parts["lines"]
    assert (part["kind"], part["hub"]) == (["activity"], [])
    # nobody else stands on that map
    assert picture.parts["points"]["name"] == ["Schule am Anger", "Kita Cluse"]
    assert len(drawing.describe(shown(), "partners").parts["points"]["name"]) == 6
    assert len(drawing.describe(shown(), "partners", partner="p5").parts["points"]["name"]) == 6
    legend = picture.paint["legend"][-1]
    assert (legend["line"], legend["label"]) == ("activity", maps.LINE["activity"][0])
    (_, west), (_, east) = picture.paint["view"]
    assert west < decode(part["lines"][0])[:, 0].min() < decode(part["lines"][0])[:, 0].max() < east
    assert "lines" not in drawing.describe(shown(), "partners", partner="p5").parts
    assert "lines" not in drawing.describe(shown(), "partners", partner="niemand").parts


def test_no_lines_in_public():
    assert "lines" not in drawing.describe(shown(PUBLIC), "partners", selected="C").parts
    assert "lines" not in drawing.describe(shown(PUBLIC), "partners", partner="p0").parts


def test_lines_left_out_are_said():
    members = [{"name": f"Partner {i}", "geometry": toy.at(10 * i, 50)} for i in range(90)]
    town = shown(
        partners=toy.partners(*members), activities=None,
        gremien=gremien({"members": ";".join(f"p{i}" for i in range(90)), "sozialraum_id": "A"}),
    )  # fmt: skip
    assert "24 weitere Linien sind nicht gezeichnet" in drawing.describe(town, "partners", selected="A").paint["notes"]


def test_printed_lines_are_seen():
    town = shown()
    one = drawing.draw_image(town, "partners", selected="C")
    assert one == drawing.draw_image(town, "partners", selected="C")
    assert one != drawing.draw_image(town, "partners")
    svg = drawing.draw_image(town, "partners", selected="C", format="svg").decode()
    assert "#4a463e" not in svg  # no Gremium in C
    assert svg.count("#0f4c5c") >= 3  # two lines and their sign
    assert "#4a463e" in drawing.draw_image(town, "partners", partner="p1", format="svg").decode()
