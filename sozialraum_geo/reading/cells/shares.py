"""For which Sozialräume an offer works, as people write it: „S01:0,5; S02:0,5“."""

from __future__ import annotations

import re

_SHARE = re.compile(r"^(?P<id>.+?)\s*[:=]\s*(?P<share>\d+(?:[.,]\d+)?)\s*(?P<percent>%?)$")


def area_shares(wirkungsraum: str | None, own: str | None, known: frozenset[str]) -> dict[str, float]:
    """Return for which Sozialräume an activity works, as shares that add up to 1.

    Examples
    --------
    >>> area_shares("S01:0,5; S02:0,5", None, frozenset({"S01", "S02"}))
    {'S01': 0.5, 'S02': 0.5}
    >>> area_shares(None, "S01", frozenset({"S01"}))
    {'S01': 1.0}
    """
    shares: dict[str, float] = {}
    for part in re.split(r"[;|]", wirkungsraum if isinstance(wirkungsraum, str) else ""):
        text = part.strip()
        if not text:
            continue
        found = _SHARE.match(text)
        name = found["id"] if found else text
        share = float(found["share"].replace(",", ".")) / (100 if found["percent"] else 1) if found else 1.0
        if name in known:
            shares[name] = shares.get(name, 0.0) + share
    if not shares and isinstance(own, str):
        return {own: 1.0}
    total = sum(shares.values())
    return {k: v / total for k, v in shares.items()} if total > 0 else {}
