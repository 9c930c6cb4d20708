"""Where an entry is, while somebody types it: its address looked up, coordinates read, its Sozialraum named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sozialraum_geo import spatial
from sozialraum_geo.reading import finishing, protection
from sozialraum_geo.reading.addresses.parsing import parse_address
from sozialraum_geo.reading.addresses.search import Candidate
from sozialraum_geo.reading.cells.cleaning import text_of
from sozialraum_geo.reading.description import read_description
from sozialraum_geo.reading.folder import address_directory
from sozialraum_geo.reading.places import EXACT
from sozialraum_geo.reading.stored import decisions_of
from sozialraum_geo.register import importing
from sozialraum_geo.register.importing import Doubtful
from sozialraum_geo.register.records import ADDRESS
from sozialraum_geo.study import Study

CERTAIN, DOUBTFUL, NONE, NO_REGISTER = "certain", "doubtful", "none", "no_register"
MOST_DEGREES = 180.0


@dataclass(frozen=True)
class Located:
    """What a look-up found: one place that is certain, or the places that may be meant."""

    status: str
    candidates: tuple[Candidate, ...] = ()

    @property
    def place(self) -> Candidate | None:
        """The place, if it is certain."""
        return self.candidates[0] if self.status == CERTAIN and self.candidates else None


def point_of(candidate: Candidate) -> shapely.Point:
    """Return where a candidate is, in the CRS of the study."""
    return shapely.Point(candidate.x, candidate.y)


def address_of(candidate: Candidate) -> dict[str, str]:
    """Return the parts of a place's address that its register writes.

    Examples
    --------
    >>> address_of(Candidate("", "Am Markt 6 a, 05310 Musterstadt", 0.0, 0.0, "haus", 10.0))
    {'street': 'Am Markt', 'house_number': '6 a', 'postcode': '05310', 'town': 'Musterstadt'}
    """
    read = parse_address(candidate.label)
    number = f"{read.number or ''} {read.suffix}".strip()
    told = {"street": read.street, "house_number": number, "postcode": read.postcode, "town": read.town}
    return {column: text for column, text in told.items() if text}


def locate(folder: Path, study: Study, cells: Mapping[str, Any]) -> Located:
    """Look an address up in the address directory of a study; nothing is asked outside."""
    asks = read_description(folder).geocoder is not None
    addresses = address_directory(folder, study.sources)
    with finishing.lookup(addresses, decisions_of(folder), asks=asks) as find:
        if find is None:
            return Located(NO_REGISTER)
        written = pd.DataFrame([{c: text_of(cells.get(c)) or None for c in ADDRESS}], dtype=object)
        answer = find(written).iloc[0]
    if answer["status"] == CERTAIN and answer["precision"] in EXACT and answer["x"] == answer["x"]:
        x, y, error_m = (float(answer[c]) for c in ("x", "y", "error_m"))
        found = Candidate("", str(answer["matched"]), x, y, str(answer["precision"]), error_m)
        return Located(CERTAIN, (found,))
    near = tuple(c for c in answer["candidates"] if c.precision in EXACT and c.x == c.x)
    return Located(DOUBTFUL if near else NONE, near)


def locate_outside(folder: Path, study: Study, cells: Mapping[str, Any]) -> Located:
    """Ask the address service of a study, after a click by a person and never for a protected place.

    Raises
    ------
    StudyError
        If it is not to be asked or does not answer.
    """
    address = " ".join(text_of(cells.get(c)) for c in ADDRESS).strip()
    is_secret = bool(cells.get("is_protected")) or protection.is_named_like_one(cells.get("name"))
    asked = Doubtful("partners", "", "", address, "", (), is_protected=is_secret)
    found = importing.ask_outside(folder, study, asked)
    return Located(DOUBTFUL if found else NONE, found)


def area_at(study: Study, point: shapely.Point) -> str:
    """Return the Sozialraum of a point; empty outside all of them."""
    frame = gpd.GeoDataFrame(geometry=[point], crs=study.crs)
    found = spatial.assign_sozialraum(frame, study.sozialraeume).iloc[0]
    return "" if found is None or found != found else str(found)


def typed_point(text: str, crs: str) -> shapely.Point | None:
    """Read two numbers as a point: degrees (longitude and latitude, in either order) or metres of the study.

    Examples
    --------
    >>> typed_point("500000; 5700000,5", "EPSG:25832")
    <POINT (500000 5700000.5)>
    >>> typed_point("9,0; 51.45", "EPSG:25832") == typed_point("51,45 / 9", "EPSG:25832")
    True
    >>> typed_point("irgendwo", "EPSG:25832")
    """
    parts = [p for p in re.split(r"\s*[;/|]\s*|\s+|,\s+", text.strip()) if p]
    numbers = [p.replace(",", ".") for p in parts]
    if len(numbers) != 2 or not all(re.fullmatch(r"-?\d+(\.\d+)?", n) for n in numbers):
        return None
    x, y = map(float, numbers)
    if abs(x) > MOST_DEGREES or abs(y) > MOST_DEGREES:
        return shapely.Point(x, y)
    if x > y:  # in Germany latitudes are the larger ones
        x, y = y, x
    east, north = spatial.transform_xy(np.array([x]), np.array([y]), spatial.WGS84, crs)
    return shapely.Point(round(float(east[0]), 1), round(float(north[0]), 1))
