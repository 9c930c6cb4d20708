"""Zip files, and what a library would unpack from them: looked through before any library opens them."""

from __future__ import annotations

import copy
import stat
import zipfile
from pathlib import Path, PureWindowsPath

from sozialraum_geo.reading.files import rawtable
from sozialraum_geo.reading.files.rawtable import refusal, too_large

ZIP = b"PK\x03\x04"
CHUNK = 1 << 20
# A list of entities is never needed in a workbook, and the way to unpack a kilobyte to a gigabyte
ENTITIES = tuple(
    word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
_XML = (".xml", ".rels")


def check_archive(path: Path, *, is_workbook: bool) -> None:
    """Refuse an archive that unpacks to more than it may, has a password, or hides what no table needs.

    The bytes are counted while they are unpacked: what an archive says about its own size is not believed.

    Raises
    ------
    StudyError
        For a bomb, a password, an archive inside a plain archive, or a list of entities in a workbook.
    """
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if len(members) > rawtable.MAX_MEMBERS:
            raise refusal("zip_bomb", path.name)
        if any(m.flag_bits & 1 for m in members):
            raise refusal("locked", path.name)
        left = rawtable.MAX_UNPACKED
        for member in members:
            left -= _unpacked(archive, member, left, path, is_workbook=is_workbook)


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int, path: Path, *, is_workbook: bool) -> int:
    """Return how many bytes a member has, unpacking no more than allowed."""
    believed = copy.copy(member)
    believed.file_size = 1 << 40
    packed = min(member.compress_size, path.stat().st_size)
    count, tail = 0, b""
    has_xml = is_workbook and member.filename.lower().endswith(_XML)
    with archive.open(believed) as stream:
        while chunk := stream.read(CHUNK):
            if not is_workbook and not count and chunk.startswith(ZIP):
                raise refusal("nested_zip", path.name, value=member.filename)
            count += len(chunk)
            if count > left:
                raise too_large(path.name, rawtable.MAX_UNPACKED)
            if count > rawtable.MAX_RATIO * max(packed, 100_000):
                raise refusal("zip_bomb", path.name)
            if has_xml and any(word in tail + chunk for word in ENTITIES):
                raise refusal("xml_entities", path.name)
            tail = chunk[-20:]
    return count


def check_names(path: Path, members: list[zipfile.ZipInfo]) -> None:
    """Refuse names that point out of the archive, and members that are links.

    Raises
    ------
    StudyError
        If there is one.
    """
    for member in members:
        name = PureWindowsPath(member.filename)  # knows both kinds of slashes, and drives
        if ".." in name.parts or name.drive or name.root or stat.S_ISLNK(member.external_attr >> 16):
            raise refusal("zip_path", path.name, value=member.filename)
