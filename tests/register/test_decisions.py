"""Places without a point find their address; what is doubtful a person settles, and that is remembered."""

from __future__ import annotations

import pytest
from study_files import EAST, NORTH, csv_text, of_code, source, write_study

from sozialraum_geo.analysis.quality import assess
from sozialraum_geo.reading import read_study
from sozialraum_geo.reading.stored import decisions_of
from sozialraum_geo.register import importing
from sozialraum_geo.store.ledger import DIFFERENT, SAME, pair_key, pairs_decided

# Two streets of one name in two postcodes: A holds the first, B the second
ADDRESSES = [
    ["Straße", "Hausnr", "PLZ", "Ort", "Rechtswert", "Hochwert"],
    ["Ährenweg", "1", "01067", "Teststadt", str(EAST + 100), str(NORTH + 100)],
    ["Ährenweg", "3", "01067", "Teststadt", str(EAST + 140), str(NORTH + 100)],
    ["Hauptstraße", "1", "01067", "Teststadt", str(EAST + 500), str(NORTH + 500)],
    ["Hauptstraße", "1", "01069", "Teststadt", str(EAST + 1500), str(NORTH + 500)],
]
HEADER = ["Einrichtungs-ID", "Name", "Art", "Straße", "Hausnr", "PLZ"]


@pytest.fixture
def folder(tmp_path):
    def written(*rows):
        (tmp_path / "adressen.csv").write_text(csv_text(ADDRESSES), encoding="utf-8")
        (tmp_path / "orte.csv").write_text(csv_text([HEADER, *rows]), encoding="utf-8")
        return write_study(tmp_path, source("orte.csv", "facilities"), source("adressen.csv", "addresses"))

    return written


def places(study):
    return {
        row.facility_id: (
            None if row.geometry is None else (row.geometry.x - EAST, row.geometry.y - NORTH),
            row.precision,
        )
        for row in study.facilities.itertuples()
    }


def test_a_house_is_found_however_its_street_is_written(folder):
    study = read_study(
        folder(["1", "Kita", "Kita", "Aehrenweg", "3", "01067"], ["2", "Treff", "Hort", "Ährenweg 1", "", ""])
    )
    assert places(study) == {"1": ((140.0, 100.0), "haus"), "2": ((100.0, 100.0), "haus")}
    assert study.facilities["sozialraum_id"].tolist() == ["A", "A"]
    assert [p.detail for p in of_code(study, "addresses_found")] == ["2"]


def test_built_layers_and_a_fresh_reading_find_the_same(folder):
    where = folder(["1", "Kita", "Kita", "Ährenweg", "3", "01067"])
    assert (
        read_study(where, use_built=False).fingerprint == read_study(where).fingerprint == read_study(where).fingerprint
    )


def test_a_doubtful_address_waits_and_is_never_guessed(folder):
    where = folder(["1", "Kita", "Kita", "Hauptstr.", "1", ""])
    study = read_study(where)
    assert places(study) == {"1": (None, None)}
    (note,) = of_code(study, "address_doubtful")
    assert (note.row, note.column, note.value) == (2, "Straße", "Hauptstr. 1")
    (waiting,) = importing.review_queue(where, study)
    assert (waiting.id, waiting.name, waiting.address) == ("1", "Kita", "Hauptstr. 1")
    assert {round(c.x - EAST) for c in waiting.candidates} >= {500, 1500}


def test_a_decision_settles_it_for_every_list_and_can_be_taken_back(folder):
    where = folder(["1", "Kita", "Kita", "Hauptstr.", "1", ""], ["2", "Hort", "Hort", "Hauptstraße 1", "", ""])
    (waiting,) = importing.review_queue(where, read_study(where))
    right = next(c for c in waiting.candidates if round(c.x - EAST) == 1500)
    importing.decide(where, waiting.key, right.id)
    study = read_study(where)
    assert study.facilities["sozialraum_id"].tolist() == ["B", "B"]
    assert importing.review_queue(where, study) == []
    importing.forget(where, waiting.key)
    assert places(read_study(where))["1"] == (None, None)


def test_none_of_them_is_an_answer_too(folder):
    where = folder(["1", "Kita", "Kita", "Hauptstr.", "1", ""])
    (waiting,) = importing.review_queue(where, read_study(where))
    importing.decide(where, waiting.key, None)
    study = read_study(where)
    # then the row has no place at all, and is rejected with that reason
    assert of_code(study, "no_place")
    assert importing.review_queue(where, study) == []


def test_an_address_that_is_not_there_is_told(folder):
    study = read_study(folder(["1", "Kita", "Kita", "Mondgasse", "7", "01067"]))
    assert [p.value for p in of_code(study, "address_unknown")] == ["Mondgasse 7 01067"]
    assert of_code(study, "no_place")


def test_imported_rows_wait_and_are_settled_likewise(folder, tmp_path):
    where = folder(["1", "Kita", "Kita", "Ährenweg", "3", "01067"])
    more = tmp_path / "mehr.csv"
    more.write_text(csv_text([HEADER[1:], ["Hort", "Hort", "Hauptstr.", "1", ""]]), encoding="utf-8")
    prepared = importing.prepare(where, read_study(where), more, {"table": "facilities"})
    assert prepared.draft.counts["rejected"] == 0
    importing.apply(where, prepared)
    (waiting,) = importing.review_queue(where, read_study(where))
    importing.decide(where, waiting.key, waiting.candidates[0].id)
    assert read_study(where).facilities.geometry.notna().all()


# --- rows that may be double ---


def test_a_pair_called_the_same_counts_once(folder):
    where = folder(
        ["1", "Kita Süd", "Kita", "Ährenweg", "1", "01067"], ["2", "Kita Süd", "Kita", "Ährenweg", "3", "01067"]
    )
    study = read_study(where)
    (pair,) = assess(study).duplicates.itertuples()
    key = pair_key(pair.second_id, pair.first_id)
    importing.decide(where, key, SAME)
    merged = read_study(where)
    assert merged.facilities["facility_id"].tolist() == ["1"]
    assert [p.detail for p in of_code(merged, "merged_duplicate")] == ["1"]
    importing.decide(where, key, DIFFERENT)
    apart = read_study(where)
    assert len(apart.facilities) == 2
    assert assess(apart, settled=pairs_decided(decisions_of(where), DIFFERENT)).duplicates.empty


def test_odd_ids_of_a_pair_come_back():
    key = pair_key('b"|x', "a,1")
    assert pairs_decided({key: SAME, "ährenweg|1": "7"}, SAME) == [("a,1", 'b"|x')]
