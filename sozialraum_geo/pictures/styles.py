"""Letters, shapes and colours: one meaning each, the same on maps and in charts.

Letter and shape carry the meaning; the few colours (Okabe–Ito) repeat it, so nobody needs to see colours.
"""

from __future__ import annotations

# dark is more of what the title counts: blue where people reach it, grey to navy where something is missing
YLGNBU = ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494")
CIVIDIS = ("#f7e88f", "#cdbd6a", "#918c78", "#595e6e", "#003070")
SHARE_BREAKS = (0.2, 0.4, 0.6, 0.8)
EMPTY = {
    "unknown": {"fill": "#f1eee6", "pattern": "hatch"},
    "zero": {"fill": "#ffffff", "pattern": ""},
    "suppressed": {"fill": "#f1eee6", "pattern": "dots"},
    "outside": {"fill": "#e4e0d6", "pattern": ""},
    "calm": {"fill": "#fbf9f4", "pattern": ""},
}
REACH = {"covered": "#41b6c4", "partly": "#b9e3cf", "uncovered": "#a3a3ab", "far": "#6f7280", "farther": "#363b56"}

BLUE, ORANGE, PINK, GREEN, SKY, GREY = "#0072b2", "#e69f00", "#cc79a7", "#009e73", "#56b4e9", "#5f5b53"
DARK_INK, LIGHT_INK = "#14181a", "#ffffff"

# shape, colour and letters of each group; a category not named here is drawn as "sonstige"
GROUPS = {
    ("circle", BLUE): {
        "kita": "K", "hort": "H", "grundschule": "G", "weiterfuehrende_schule": "W", "foerderschule": "F",
        "berufliche_schule": "B", "schule_sonstige": "S", "ganztag": "T", "schulsozialarbeit": "Z",
        "kindertagespflege": "P",
    },
    ("square", ORANGE): {"spielplatz": "P", "jugendtreff": "J", "sport": "S"},
    ("diamond", PINK): {
        "familienzentrum": "F", "beratungsstelle": "B", "fruehe_hilfen": "H", "ehs": "E", "jugendberufshilfe": "J",
    },
    ("hexagon", GREEN): {"stadtteiltreff": "T", "seniorentreff": "S", "bibliothek": "B"},
    ("pentagon", SKY): {"kinderarzt": "K", "apotheke": "A"},
    ("circle", GREY): {"sonstige": "·"},
}  # fmt: skip
PARTNER_LETTER = {
    "schule": "S", "kita": "K", "hort": "H", "verein": "V", "kirche": "R", "polizei": "P", "beratung": "B",
    "jugendhilfe": "J", "verwaltung": "A", "gesundheit": "G", "wirtschaft": "W", "initiative": "I", "sonstige": "·",
}  # fmt: skip
# what is settled is filled and dark, what is open is light
STATE_STYLE = {
    "geklaert": ("circle", BLUE),
    "in_klaerung": ("circle", SKY),
    "offen": ("square", ORANGE),
    "unbekannt": ("square", "#cfc9bd"),
    "ruht": ("diamond", "#cfc9bd"),
    "beendet": ("diamond", GREY),
    "nicht_gewollt": ("diamond", GREY),
}
ANSATZPUNKT_STYLE = {
    "2.1": ("circle", BLUE),
    "2.2": ("circle", SKY),
    "3": ("square", ORANGE),
    "4": ("hexagon", GREEN),
    "5": ("diamond", PINK),
    "6": ("pentagon", "#f0e442"),
}


def mark(letter: str, shape: str, colour: str) -> dict[str, str]:
    """Describe one sign; the ink is black or white, whichever is read better on the colour."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    luminance = 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2
    return {"letter": letter, "shape": shape, "colour": colour, "ink": DARK_INK if luminance > 0.179 else LIGHT_INK}


def _category_marks() -> dict[str, dict[str, str]]:
    return {c: mark(x, *style) for style, letters in GROUPS.items() for c, x in letters.items()}


CATEGORY_MARK = _category_marks()
