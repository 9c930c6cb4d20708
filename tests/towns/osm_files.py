"""OSM extracts on paper: places in metres from (500000, 5700000) in EPSG:25832, written as OSM XML or PBF."""

from xml.sax.saxutils import quoteattr

from pyproj import Transformer

EAST, NORTH = 500_000, 5_700_000
_TO_DEGREES = Transformer.from_crs("EPSG:25832", "EPSG:4326", always_xy=True)


def _tags(tags):
    return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items())


def things(nodes=(), ways=(), relations=()):
    """Return the XML of each thing.

    Nodes are (id, x, y) or (id, x, y, tags), ways (id, node ids, tags), relations (id, [(type, ref, role)], tags).
    """
    texts = []
    for number, x, y, *tags in nodes:
        # Nine digits, where OSM has seven, would be rounded by the reader; seven are up to 1 cm off
        lon, lat = _TO_DEGREES.transform(EAST + x, NORTH + y)
        told = _tags(tags[0] if tags else {})
        texts.append(f'<node id="{number}" version="1" lat="{lat:.7f}" lon="{lon:.7f}">{told}</node>')
    for number, refs, tags in ways:
        inside = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        texts.append(f'<way id="{number}" version="1">{inside}{_tags(tags)}</way>')
    for number, members, tags in relations:
        inside = "".join(f'<member type="{t}" ref="{r}" role="{role}"/>' for t, r, role in members)
        texts.append(f'<relation id="{number}" version="1">{inside}{_tags(tags)}</relation>')
    return texts


def document(*texts):
    return '<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6">\n' + "\n".join(texts) + "\n</osm>\n"


def write_osm(path, nodes=(), ways=(), relations=()):
    path.write_text(document(*things(nodes, ways, relations)), encoding="utf-8")
    return path


def write_pbf(path, nodes=(), ways=(), relations=()):
    """The same as PBF, written by osmium from the XML."""
    import osmium

    source = write_osm(path.with_suffix(".osm"), nodes, ways, relations)
    with osmium.SimpleWriter(str(path)) as writer:
        for thing in osmium.FileProcessor(str(source)):
            writer.add(thing)
    source.unlink()
    return path
