"""A file's table before it has a meaning, how it may be read, and the limits of reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import pandas as pd

from sozialraum_geo.errors import Problem, StudyError
from sozialraum_geo.reading.cells.cleaning import text_of

MAX_BYTES = 50_000_000
MAX_UNPACKED = 500_000_000
MAX_RATIO = 100
MAX_MEMBERS = 10_000
MAX_ROWS = 200_000
MAX_ROWS_ADDRESSES = 2_000_000
MAX_COLUMNS = 500
MAX_CELL = 100_000
MAX_TITLE_ROWS = 30


@dataclass(frozen=True, eq=False)
class RawTable:
    """A file's table before it has a meaning.

    Attributes
    ----------
    frame
        Cells by header; the index is the row number as the user's program counts it.
    geometry
        Geometries with their CRS, same index; None for plain tables.
    sheet
        Sheet or layer read.
    empty
        Number of rows without any content.
    problems
        Rows that could not even be cut into cells; they are counted in ``rejected``.
    uncut
        What those rows hold, by row number, to be given back.
    notes
        What was mended or passed over on the way.
    flaws
        Cells that hold no value, by row and header: the code of what is wrong with them (``error_cell``,
        ``formula_empty``). Whether the row can do without them is known later.
    """

    frame: pd.DataFrame
    geometry: gpd.GeoSeries | None = None
    sheet: str = ""
    empty: int = 0
    problems: tuple[Problem, ...] = field(default=())
    uncut: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    notes: tuple[Problem, ...] = field(default=())
    flaws: Mapping[int, Mapping[str, str]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """All data rows of the file: read, unreadable and empty."""
        return len(self.frame) + self.empty + len(self.problems)

    def cells(self, row: int | None) -> dict[str, str]:
        """Return the original cells of a row, empty if there is no such row."""
        if row is not None and row in self.uncut:
            return dict(self.uncut[row])
        return {} if row not in self.frame.index else {str(k): text_of(v) for k, v in self.frame.loc[row].items()}


@dataclass(frozen=True)
class ReadOptions:
    """What a person may say about a file when the guess is wrong."""

    sheet: str = ""
    header_row: int = 0
    encoding: str = ""
    separator: str = ""
    max_rows: int = MAX_ROWS
    header_rows: int = 0


DEFAULTS = ReadOptions()


def refusal(code: str, file: str, sheet: str = "", *, value: str = "", detail: str = "") -> StudyError:
    """Return the error that refuses a whole file."""
    return StudyError(Problem("refused", code, file, sheet, value=value, detail=detail))


def too_large(name: str, limit: int) -> StudyError:
    """Return the error for a file of more bytes than allowed."""
    return refusal("too_large", name, detail=f"{limit // 1_000_000}")


def too_many_rows(name: str, found: str, options: ReadOptions, sheet: str = "") -> StudyError:
    """Return the error for a table of more rows than allowed."""
    return refusal("too_many_rows", name, sheet, value=found, detail=str(options.max_rows))


def too_many_columns(name: str, found: str, sheet: str = "") -> StudyError:
    """Return the error for a table of more columns than allowed."""
    return refusal("too_many_columns", name, sheet, value=found)
