"""What the page „Netzwerk“ says."""

from __future__ import annotations

from partner_town import gremien
from partner_town import shown as network

from sozialraum_geo.german.sentences import partners as partners_sentences
from sozialraum_geo.release import PUBLIC


def test_what_is_noticed():
    assert partners_sentences.noticed(network()) == [
        "Von 5 Schulen, Kitas und Horten sind 2 in einem Gremium oder in einer Zusammenarbeit mit uns; zu 3 ist nichts "
        "eingetragen.",
        "In Anger hängt jede eingetragene Verbindung an einer einzigen Einrichtung: Schule am Anger.",
        "In Bach hängt jede eingetragene Verbindung an einer einzigen Einrichtung: Schule am Bach.",
    ]
    assert partners_sentences.noticed(network(gremien=None, activities=None), "C") == [
        "Von 1 Schulen, Kitas und Horten sind 0 in einem Gremium oder in einer Zusammenarbeit mit uns; zu 1 ist nichts "
        "eingetragen.",
        "Keine Verbindung eingetragen: Cluse.",
    ]
    assert partners_sentences.noticed(network(PUBLIC)) == []
    assert partners_sentences.members_note(network()).startswith("3 Namen in den Listen der Gremien")
    assert partners_sentences.members_note(network(gremien=gremien({"members": "p0", "sozialraum_id": "A"}))) == ""
