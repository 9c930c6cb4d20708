"""Words of the page „Netzwerk“."""

from __future__ import annotations

COLOUR_NOTE = "Farben wie in der Karte."
ANSWER = {
    "network": (
        "Mit {settled} von {partners} {kind} ist die Zusammenarbeit geklärt, zu {unrecorded} ist noch nichts "
        "eingetragen."
    ),
    "network_all": "Mit {settled} von {partners} {kind} ist die Zusammenarbeit geklärt; bei allen steht der Stand.",
    "network_public": "{partners} aus {kinds}, {gremien} und {activities}.",
    "network_none": "Es sind noch keine Partner und keine Angebote eingetragen.",
}

NETWORK = {
    "linked": (
        "Von {all} Schulen, Kitas und Horten {verb} {linked} in einem Gremium oder in einer Zusammenarbeit mit uns; zu "
        "{unrecorded} ist nichts eingetragen."
    ),
    "linked_none": "Schulen, Kitas und Horte sind hier nicht eingetragen.",
    "single": "In {area} hängt jede eingetragene Verbindung an einer einzigen Einrichtung: {name}.",
    "unlinked": "Keine Verbindung eingetragen: {names}.",
    "unknown_members": (
        "{count} in den Listen der Gremien stehen in keiner Partnerliste, oder ihr Name ist nicht eindeutig; von ihnen "
        "geht hier keine Verbindung aus."
    ),
    "nothing": "Keine Auffälligkeit: Überall ist mehr als eine Einrichtung verbunden.",
}
WHAT_IS_A_LINK = (
    "Verbunden ist, wer am Stichtag in einem Gremium sitzt, an einem laufenden Angebot beteiligt ist oder mit wem die "
    "Zusammenarbeit geklärt oder in Klärung ist. Partner in derselben Einrichtung zählen als eine. Gezählt ist eine "
    "Verbindung dort, wo das Gremium oder Angebot arbeitet, wenn das ein einziges Gebiet ist, sonst beim Partner."
)
LINES_NOTE = {
    "none": "Linien gibt es zu einem gewählten Gebiet oder Partner, nie zu allen zugleich.",
    "area": (
        "Linien: wer hier an denselben Gremien und Angeboten beteiligt ist. Ein Gremium steht in der Mitte seiner "
        "Mitglieder von hier; hat es hier nur eines, gibt es keine Linie."
    ),
    "partner": "Gezeigt sind dieser Partner und alle, die ein Gremium oder Angebot mit ihm teilen.",
}
PARTNER_CHOICE = "Verbindungen eines Partners"
PARTNER_NONE = "keiner gewählt"
YES = "ja"

HEADING = {
    "by_kind": "Partner nach Art",
    "noticed": "Was auffällt",
    "matrix": "Wer sitzt wo?",
    "regular": "Schulen, Kitas, Horte",
    "cooperations": "Kooperationen",
    "resolutions": "Beschlüsse",
}
# the questions to be settled with a partner, in the order of the paper
QUESTIONS = ("hze_task", "competence", "benefit", "partner_part", "time_frame", "roles")
