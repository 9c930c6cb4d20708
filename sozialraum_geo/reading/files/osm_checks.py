"""OpenStreetMap extracts looked through before a library opens them: whether they are whole, and how large."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from sozialraum_geo.reading.files import rawtable
from sozialraum_geo.reading.files.archives import CHUNK, ENTITIES
from sozialraum_geo.reading.files.rawtable import refusal, too_large

SUFFIXES = (".pbf", ".osm", ".osm.gz")
_MAX_BLOB = 32 << 20  # the format's own limits
_MAX_HEADER = 64 << 10


def check_extract(path: Path) -> None:
    """Refuse an extract that is cut off, unpacks to more than it may, or brings entities.

    Raises
    ------
    StudyError
        Saying which.
    """
    try:
        if path.suffix.lower() == ".pbf":
            _check_pbf(path)
        else:
            _check_xml(path)
    except (EOFError, IndexError, zlib.error, gzip.BadGzipFile):
        raise refusal("osm_damaged", path.name) from None


def _check_xml(path: Path) -> None:
    packed = path.stat().st_size
    is_packed = path.suffix.lower() == ".gz"
    count, tail = 0, b""
    with gzip.open(path) if is_packed else path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            if not count and b"<osm" not in chunk[:4096]:
                raise refusal("wrong_content", path.name, value=path.suffix)
            count += len(chunk)
            if count > rawtable.MAX_UNPACKED:
                raise too_large(path.name, rawtable.MAX_UNPACKED)
            if is_packed and count > rawtable.MAX_RATIO * max(packed, 100_000):
                raise refusal("zip_bomb", path.name)
            if any(word in tail + chunk for word in ENTITIES):
                raise refusal("osm_entities", path.name)
            tail = (tail + chunk).rstrip()[-20:]
    if b"</osm" not in tail:
        raise refusal("osm_damaged", path.name)


def _check_pbf(path: Path) -> None:
    """Add up what the blocks say they unpack to, which the library holds them to."""
    data = path.read_bytes()
    at, unpacked, count = 0, 0, 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        header = data[at + 4 : at + 4 + size]
        if len(header) < size or not 0 < size <= _MAX_HEADER:
            raise EOFError
        fields = _fields(header)
        kind, length = fields.get(1), fields.get(3)
        if not count and kind != b"OSMHeader":
            raise refusal("wrong_content", path.name, value=path.suffix)
        if not isinstance(length, int):
            raise EOFError
        start = at + 4 + size
        blob = data[start : start + length]
        if len(blob) < length or length > _MAX_BLOB:
            raise EOFError
        raw = _fields(blob).get(2, length)
        unpacked += raw if isinstance(raw, int) else _MAX_BLOB
        if unpacked > rawtable.MAX_UNPACKED:
            raise too_large(path.name, rawtable.MAX_UNPACKED)
        at, count = start + length, count + 1


def _fields(message: bytes) -> dict[int, int | bytes]:
    """Return the fields of a protobuf message, numbers and bytes; IndexError if it is cut off."""
    found: dict[int, int | bytes] = {}
    at = 0
    while at < len(message):
        key, at = _number(message, at)
        if key & 7 == 0:
            found[key >> 3], at = _number(message, at)
        elif key & 7 == 2:
            size, at = _number(message, at)
            if at + size > len(message):
                raise IndexError
            found[key >> 3], at = message[at : at + size], at + size
        else:
            raise IndexError
    return found


def _number(message: bytes, at: int) -> tuple[int, int]:
    value, shift = 0, 0
    while True:
        byte = message[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at
        if shift > 63:
            raise IndexError
