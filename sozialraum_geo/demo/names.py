"""Stock of invented German names for the demo town: streets by quarter, Träger, Einrichtungen."""

from collections.abc import Iterable

import numpy as np

TREES = [
    "Ahorn", "Birken", "Buchen", "Eichen", "Erlen", "Eschen", "Espen", "Fichten", "Föhren", "Ginster",
    "Hasel", "Holunder", "Kastanien", "Kiefern", "Kirsch", "Lärchen", "Linden", "Pappel", "Pflaumen",
    "Quitten", "Robinien", "Rotdorn", "Schlehen", "Tannen", "Ulmen", "Wacholder", "Walnuss", "Weiden",
    "Weißdorn", "Zedern", "Apfel", "Birnen", "Mispel", "Eiben",
]  # fmt: skip
FLOWERS = [
    "Akelei", "Anemonen", "Arnika", "Aster", "Dahlien", "Distel", "Enzian", "Fingerhut", "Flieder",
    "Glockenblumen", "Hagebutten", "Hyazinthen", "Iris", "Jasmin", "Kamillen", "Klee", "Kornblumen",
    "Lavendel", "Lilien", "Lupinen", "Malven", "Margeriten", "Mohn", "Nelken", "Primel", "Rittersporn",
    "Rosen", "Salbei", "Schlüsselblumen", "Thymian", "Tulpen", "Veilchen", "Wicken", "Ringelblumen",
    "Schafgarben", "Sonnenblumen",
]  # fmt: skip
BIRDS = [
    "Amsel", "Bussard", "Drossel", "Elster", "Falken", "Finken", "Habicht", "Häher", "Kiebitz", "Kleiber",
    "Kranich", "Kuckuck", "Lerchen", "Meisen", "Milan", "Nachtigallen", "Pirol", "Reiher", "Rotkehlchen",
    "Schwalben", "Specht", "Sperber", "Star", "Storchen", "Stieglitz", "Turmfalken", "Wachtel", "Zaunkönig",
    "Zeisig", "Eulen", "Fasanen", "Rebhuhn",
]  # fmt: skip
CRAFTS = [
    "Bäcker", "Böttcher", "Brauer", "Drechsler", "Färber", "Fischer", "Fleischer", "Gerber", "Glaser",
    "Hafner", "Kessler", "Korbmacher", "Krämer", "Kürschner", "Küfer", "Müller", "Nagler", "Pfeifer",
    "Sattler", "Schäffler", "Schlosser", "Schmiede", "Schreiner", "Schuster", "Seiler", "Spengler",
    "Stellmacher", "Töpfer", "Tuchmacher", "Wagner", "Weber", "Zinngießer", "Salz", "Korn", "Wein", "Brot",
    "Käse", "Hühner", "Tauben", "Mönch", "Nonnen", "Turm", "Tor", "Mauer", "Markt", "Kirch", "Schul", "Spital",
]  # fmt: skip
CULTURE = [
    "Bach", "Beethoven", "Brahms", "Bruckner", "Droste", "Eichendorff", "Fontane", "Goethe", "Händel",
    "Haydn", "Hebbel", "Heine", "Herder", "Hölderlin", "Keller", "Kleist", "Lessing", "Liszt", "Lortzing",
    "Mendelssohn", "Mörike", "Mozart", "Raabe", "Reger", "Rückert", "Schiller", "Schubert", "Schumann",
    "Storm", "Telemann", "Uhland", "Wieland", "Kant", "Humboldt", "Leibniz", "Kepler", "Gauß",
]  # fmt: skip
FIELDS = [
    "Acker", "Anger", "Brach", "Dorf", "Feld", "Flachs", "Forst", "Garten", "Gersten", "Grenz", "Hafer",
    "Heide", "Heu", "Hopfen", "Kamp", "Koppel", "Korn", "Mühl", "Obst", "Rain", "Roggen", "Schäfer",
    "Scheunen", "Teich", "Trift", "Wald", "Wiesen", "Weizen", "Ziegel", "Moor", "Lehm", "Kies", "Stein",
    "Quell", "Brunnen", "Hirten",
]  # fmt: skip
SKY = [
    "Abendstern", "Jupiter", "Komet", "Mars", "Merkur", "Mond", "Morgenstern", "Neptun", "Orion", "Planeten",
    "Polarstern", "Saturn", "Sonnen", "Stern", "Uranus", "Venus", "Nordlicht", "Regenbogen", "Frühlings",
    "Sommer", "Herbst", "Winter", "Morgen", "Abend",
]  # fmt: skip
WORKS = [
    "Industrie", "Werk", "Kessel", "Hammer", "Eisen", "Kupfer", "Dampf", "Speicher", "Lager", "Kran", "Gleis",
    "Weichen", "Ladehof", "Handwerker", "Gewerbe", "Fabrik", "Motoren", "Walz", "Gießerei", "Turbinen",
]  # fmt: skip

MASCULINE = [
    "Anger", "Bach", "Brunnen", "Eichholz", "Erlenbruch", "Fuchsbau", "Galgenholz", "Graben", "Hagedorn",
    "Hang", "Hasensprung", "Hirtenplatz", "Hügel", "Kamp", "Kirchsteig", "Klostergut", "Kornspeicher",
    "Lindenbaum", "Mühlgraben", "Obsthof", "Pfarrgarten", "Quellgrund", "Rain", "Rehsprung", "Rosengarten",
    "Sandberg", "Schafstall", "Sportplatz", "Steinbruch", "Tannenhof", "Teich", "Vogelsang", "Wasserturm",
    "Weinberg", "Wiesengrund", "Ziegelteich", "Birkenhain", "Dachsbau", "Eulenturm", "Finkenherd",
]  # fmt: skip
FEMININE = [
    "Aue", "Bleiche", "Eiche", "Feldmark", "Furt", "Halde", "Hecke", "Heide", "Höhe", "Kapelle", "Koppel",
    "Leite", "Linde", "Mühle", "Obstwiese", "Quelle", "Sandgrube", "Schanze", "Scheune", "Schleuse",
    "Schmiede", "Tränke", "Trift", "Viehweide", "Warte", "Ziegelei", "Zollscheune", "Pferdekoppel",
    "Kiesgrube", "Schafbrücke",
]  # fmt: skip

#: quarter: word lists that colour its names; the first is used first
THEMES = {
    "S01": (CRAFTS,), "S02": (CULTURE, WORKS), "S03": (CULTURE, TREES), "S04": (CULTURE, WORKS, TREES),
    "S05": (BIRDS, FIELDS), "S06": (FIELDS,), "S07": (TREES, SKY), "S08": (FIELDS, BIRDS), "S09": (FIELDS, TREES),
    "S10": (CULTURE, FLOWERS), "S11": (TREES, FLOWERS), "S12": (SKY, FLOWERS), "S13": (BIRDS, TREES),
    "S14": (FIELDS,),
}  # fmt: skip
ENDINGS = {
    "gasse": ("gasse", "straße", "winkel", "hof", "stiege"), "block": ("straße", "straße", "allee"),
    "siedlung": ("weg", "straße", "ring", "stieg", "grund"), "stich": ("weg", "kamp", "winkel", "straße"),
    "neubau": ("weg", "bogen", "allee", "straße"), "zeile": ("straße", "weg", "ring", "zeile"),
    "gewerbe": ("straße", "weg", "ring"), "dorf": ("weg", "gasse", "straße"), "": ("straße", "weg"),
}  # fmt: skip
QUALIFIERS = ("Kleine", "Große", "Alte", "Neue", "Obere", "Untere", "Hintere", "Lange", "Kurze", "Krumme")
ALL_WORDS = (TREES, FLOWERS, BIRDS, CULTURE, FIELDS, SKY)


def qualified(name: str, rng: np.random.Generator) -> str:
    """Return the name with an adjective in the right ending („Kleine Gasse“, „Kleiner Weg“, „Kleines Feld“)."""
    stem = str(rng.choice(QUALIFIERS))
    feminine = name.endswith(("straße", "gasse", "allee", "zeile", "stiege"))
    return f"{stem} {name}" if feminine else f"{stem}r {name}"


def field_name(rng: np.random.Generator) -> str:
    """Return a name such as „Am Wasserturm“ or „An der Furt“."""
    if rng.uniform() < 0.55:
        return f"{rng.choice(('Am', 'Zum', 'Beim', 'Hinterm'))} {rng.choice(MASCULINE)}"
    return f"{rng.choice(('An der', 'Auf der', 'Zur', 'Hinter der'))} {rng.choice(FEMININE)}"


def street_names(sozialraum_ids: Iterable[str], patterns: Iterable[str], rng: np.random.Generator) -> list[str]:
    """Return a different name for each street, coloured by its quarter and its building pattern."""
    taken: set[str] = set()
    names = []
    for sozialraum_id, pattern in zip(sozialraum_ids, patterns, strict=True):
        themes = THEMES.get(sozialraum_id, (FIELDS,))
        for attempt in range(400):
            if attempt < 6 and rng.uniform() < (0.3 if pattern in ("dorf", "stich", "siedlung") else 0.08):
                name = field_name(rng)
            else:
                pool = themes if attempt < 60 else ALL_WORDS
                words = pool[0] if attempt < 15 else pool[int(rng.integers(len(pool)))]
                name = f"{rng.choice(words)}{rng.choice(ENDINGS.get(pattern, ENDINGS['']))}"
                if attempt > 90:
                    name = qualified(name, rng)
            if name not in taken:
                break
        taken.add(name)
        names.append(name)
    return names
