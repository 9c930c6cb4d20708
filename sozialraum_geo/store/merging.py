"""Two people's versions of one row become one again, by what both came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Clash:
    """A cell that both sides changed, each in its own way."""

    column: str
    base: Any
    mine: Any
    theirs: Any


@dataclass(frozen=True)
class Merged:
    """A merged row; where the sides clash it holds mine."""

    values: Mapping[str, Any]
    clashes: tuple[Clash, ...] = ()

    def decided(self, theirs: Iterable[str]) -> dict[str, Any]:
        """Return the row with the other side's cell in the named columns."""
        wanted = set(theirs)
        taken = {c.column: c.theirs for c in self.clashes if c.column in wanted}
        return {k: v for k, v in {**self.values, **taken}.items() if v is not None}


def merge(base: Values, mine: Values, theirs: Values, columns: Iterable[str]) -> Merged:
    """Merge two versions of a row, cell by cell.

    What only one side changed is taken from that side; what both changed alike is taken once; what both changed
    differently is a clash. Cells outside ``columns`` are mine. A cell without a value is None or absent.

    Examples
    --------
    >>> base = {"name": "AK", "role": "teilnahme"}
    >>> merge(base, {"name": "AK Nord", "role": "teilnahme"}, {"name": "AK"}, ["name", "role"]).values
    {'name': 'AK Nord'}
    >>> merge(base, {"name": "AK Nord"}, {"name": "AK Süd"}, ["name"]).clashes
    (Clash(column='name', base='AK', mine='AK Nord', theirs='AK Süd'),)
    """
    values = {k: v for k, v in mine.items() if v is not None}
    clashes = []
    for column in columns:
        old, own, other = base.get(column), mine.get(column), theirs.get(column)
        if other in (old, own):
            continue
        if own == old:
            if other is None:
                values.pop(column, None)
            else:
                values[column] = other
        else:
            clashes.append(Clash(column, old, own, other))
    return Merged(values, tuple(clashes))
