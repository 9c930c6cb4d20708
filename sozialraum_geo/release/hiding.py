"""What is hidden: protected places are known by their Sozialraum only, and by no name in any list."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd

from sozialraum_geo import tables
from sozialraum_geo.reading.protection import hidden_names, hidden_rows, is_named_like_one, plain_name
from sozialraum_geo.study import Study

# what says where a place is, beside its point
TELLING_COLUMNS = ("traeger", "street", "house_number", "postcode", "town")
# where a partner or activity is, where a facility is: both have an address of their own
TELLING_KEYS = {"partner_id": "facility_id", "facility_id": "site_id"}
# what the words of a co-operation or of hours say of the partner they are about
FREE_TEXT = ("name", "hze_task", "competence", "benefit", "partner_part", "time_frame", "roles")


def masked(study: Study, table: Any) -> Any:
    """Return facilities, partners or activities with protected ones known by their Sozialraum only.

    The one way in which they leave, for maps, pages and files alike: without point, name, Träger and address.
    """
    hidden = hidden_rows(study, table)
    shown = table.copy()
    shown["name"] = shown["name"].mask(hidden, tables.PROTECTED_NAME)
    keys = [told for key, told in TELLING_KEYS.items() if key in shown]
    for column in (*TELLING_COLUMNS, *keys):
        if column in shown:
            shown[column] = shown[column].mask(hidden, None)
    shown.loc[hidden, "geometry"] = None
    return shown


def without_names(study: Study) -> Callable[[str], str]:
    """Return what puts another word for the name of a protected place, one name at a time."""
    secret = hidden_names(study)

    def without(name: str) -> str:
        return tables.PROTECTED_NAME if plain_name(name) in secret or is_named_like_one(name) else name

    return without


def untold(study: Study, table: pd.DataFrame) -> pd.DataFrame:
    """Return co-operations or hours without the words of those that name a protected partner or activity."""
    about = pd.Series(False, index=table.index)
    for key, frame in (("partner_id", study.partners), ("activity_id", study.activities)):
        if frame is not None and key in table:
            about |= table[key].isin(frame.loc[hidden_rows(study, frame), key])
    return table.assign(**{c: table[c].mask(about, None) for c in FREE_TEXT if c in table})


def listed(study: Study) -> Callable[[Any], Any]:
    """Return what takes the names of protected places out of a list of names; a name may hold commas."""
    without = without_names(study)

    def put(text: str) -> str:
        name = text.strip()
        if name and (told := without(name)) != name:
            return text.replace(name, told)
        return text

    def told(part: str) -> str:
        pieces = part.split(",")
        return ",".join(map(put, pieces)) if len(pieces) > 1 and plain_name(part) not in secret else put(part)

    secret = hidden_names(study)
    return lambda written: "".join(map(told, re.split(r"([;|\n])", written))) if isinstance(written, str) else written


def without_hidden(study: Study) -> Study:
    """Return a study without the facilities and activities that must not be found, their entrances and stops."""
    rows = {
        table: frame[~hidden_rows(study, frame)]
        for table, frame in (("facilities", study.facilities), ("activities", study.activities))
        if frame is not None
    }
    for table, owners, key in (("entrances", "facilities", "facility_id"), ("stops", "activities", "activity_id")):
        frame = getattr(study, table)
        if frame is not None:
            rows[table] = frame[frame[key].isin(rows[owners][key])]
    return replace(study, **rows)  # type: ignore[arg-type]
