"""Headers and words: every one leads to one meaning."""

import pytest

from sozialraum_geo.standards import all_standards, supply_standards
from sozialraum_geo.tables import COORDINATE_HEADERS, TABLES, VOCABULARIES, find_column, normalise, word_code


@pytest.mark.parametrize(
    ("written", "compared"),
    [("Straße / Hausnr.", "strassehausnr"), ("STRASSE", "strasse"), ("Tra\u0308ger", "traeger"), ("Träger", "traeger"),
     ("6-<12", "6<12"), ("65+", "65+"), ("PLR_ID", "plrid"), ("", "")],
)  # fmt: skip
def test_normalise(written, compared):
    assert normalise(written) == compared


@pytest.mark.parametrize("vocabulary", sorted(VOCABULARIES))
def test_no_word_of_a_vocabulary_means_two_things(vocabulary):
    meanings = [{normalise(w) for w in (code, *aliases)} for code, aliases in VOCABULARIES[vocabulary].items()]
    words = [word for meaning in meanings for word in meaning]
    assert sorted(set(words)) == sorted(words)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda t: t.name)
def test_tables_are_whole(table):
    assert len({c.name for c in table.columns}) == len(table.columns)
    assert not table.key or table.key in table.by_name
    for column in table.columns:
        assert (column.kind == "word") == bool(column.words)
        assert not column.words or column.words in VOCABULARIES
        # our own name and the words of ours for it are headers as well
        assert find_column(["Xyz", column.name], (column.name, *column.aliases)) == column.name


def test_standards_speak_of_categories_that_exist():
    wanted = {s.category for s in all_standards().values()} | {s.category for s in supply_standards()}
    assert wanted <= set(VOCABULARIES["category"])


@pytest.mark.parametrize(
    ("vocabulary", "word", "code"),
    [
        ("category", "Kindertagesstätte", "kita"), ("category", "KITA", "kita"),
        ("traeger_art", "öffentlich", "oeffentlich"),
        ("traeger_art", "freigemeinnützig", "freigemeinnuetzig"), ("state", "in Klärung", "in_klaerung"),
        ("role", "Durchführungsverantwortung", "durchfuehrung"), ("rhythm", "wöchentlich", "woechentlich"),
        ("ansatzpunkt", "2.1", "2.1"), ("ansatzpunkt", "6 Öffentlichkeitsarbeit", "6"), ("capacity_unit", "m²", "m2"),
        ("category", "Kirta", None),
    ],
)  # fmt: skip
def test_words(vocabulary, word, code):
    assert word_code(vocabulary, word) == code


def test_the_order_of_the_aliases_decides():
    assert find_column(["Bezeichnung", "Name"], ("Name", "Bezeichnung")) == "Name"
    assert find_column(["Hochwert"], ("Rechtswert",)) is None


def test_a_number_is_preferred_to_a_name_as_the_key_of_a_sozialraum():
    key = TABLES["sozialraeume"].by_name["sozialraum_id"]
    assert find_column(["Stadtteil", "Stadtteilnummer"], (key.name, *key.aliases)) == "Stadtteilnummer"


def test_coordinate_headers_are_pairs_of_east_and_north():
    assert all(len(pair) == 2 and pair[0] != pair[1] for pair in COORDINATE_HEADERS)
    assert ("Rechtswert", "Hochwert") in COORDINATE_HEADERS
    assert ("Lon", "Lat") in COORDINATE_HEADERS
