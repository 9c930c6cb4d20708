"""What a thing of OpenStreetMap is by its tags, as data/osm.toml says: a way to walk, a closed gate, a Kita."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from sozialraum_geo.standards import DATA_DIR

Tags = Mapping[str, str]


@cache
def rules() -> dict[str, Any]:
    """Return what of an extract becomes what."""
    return tomllib.loads((DATA_DIR / "osm.toml").read_text(encoding="utf-8"))


def is_walkable(tags: Tags) -> bool:
    """Tell whether one may walk on a way.

    Examples
    --------
    >>> is_walkable({"highway": "steps"}), is_walkable({"highway": "residential", "access": "private"})
    (True, False)
    """
    rule = rules()["streets"]
    highway, foot = tags.get("highway", ""), tags.get("foot", "")
    if highway not in rule["foot"] and highway not in rule["foot_if_told"]:
        return False
    if foot in rule["yes"]:
        return True
    if foot in rule["foot_no"] or tags.get("access", "") in rule["no"]:
        return False
    if highway in rule["foot"] and tags.get("motorroad") != "yes":
        return True
    sides = (tags.get(key, "") for key in ("sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right"))
    return any(side in rule["sidewalks"] for side in sides) or (highway == "cycleway" and "segregated" in tags)


def is_bikeable(tags: Tags) -> bool:
    """Tell whether one may ride a bicycle on a way; one-way streets count in both directions.

    Examples
    --------
    >>> is_bikeable({"highway": "steps"}), is_bikeable({"highway": "residential"})
    (False, True)
    """
    rule = rules()["streets"]
    highway, bicycle = tags.get("highway", ""), tags.get("bicycle", "")
    if highway not in rule["bike"] and highway not in rule["bike_if_told"]:
        return False
    if bicycle in rule["yes"]:
        return True
    if bicycle in rule["bike_no"] or tags.get("motorroad") == "yes":
        return False
    told = tags.get("vehicle", tags.get("access", ""))
    return highway in rule["bike"] and told not in rule["no"]


def is_closed(tags: Tags) -> bool:
    """Tell whether a barrier on a way keeps walkers out.

    Examples
    --------
    >>> is_closed({"barrier": "gate"}), is_closed({"barrier": "gate", "locked": "yes"}), is_closed({"barrier": "wall"})
    (False, True, True)
    """
    rule = rules()["streets"]
    foot, access = tags.get("foot", ""), tags.get("access", "")
    if foot in rule["yes"]:
        return False
    if foot in rule["foot_no"] or access in rule["no"] or tags.get("locked") == "yes":
        return True
    return access not in rule["yes"] and tags["barrier"] in rules()["barriers"]["closed"]


def has_any(tags: Tags, wanted: Mapping[str, list[str]]) -> bool:
    """Tell whether an object has one of the tags; ``*`` stands for every value but no."""
    return any(key in tags and (tags[key] in values or (values == ["*"] and tags[key] != "no"))
               for key, values in wanted.items())  # fmt: skip


def facility_rule(tags: Tags) -> Mapping[str, Any] | None:
    """Return the first rule whose tags an object has; None for what is no facility of ours."""
    for rule in rules()["facility"]:
        if not has_any(tags, rule["tags"]):
            continue
        name = rule.get("name")
        if "also" not in rule or has_any(tags, rule["also"]) or (name and re.search(name, tags.get("name", ""))):
            return dict(rule)
    return None


def ground_rule(tags: Tags) -> Mapping[str, Any] | None:
    """Return the first rule for the ground of the map that an object fits; None for what is not drawn."""
    if tags.get("tunnel", "no") != "no":
        return None
    return next((dict(rule) for rule in rules()["background"] if has_any(tags, rule["tags"])), None)


def word_of(value: str | None, words: Mapping[str, list[str]]) -> str | None:
    """Return our word for a value of a tag, None if there is none."""
    return next((word for word, values in words.items() if value in values), None)
