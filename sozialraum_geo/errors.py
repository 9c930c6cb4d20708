"""What can go wrong, as data: the core reports codes, `german` turns them into German sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

MAX_VALUE = 60
Severity = Literal["refused", "rejected", "note"]


@dataclass(frozen=True, order=True)
class Problem:
    """One finding about one place in one file.

    Attributes
    ----------
    severity
        ``refused``: the file cannot be used; ``rejected``: this row stays out; ``note``: accepted, but say so.
    code
        Key into `german.words.problems.PROBLEMS`.
    file, sheet, row, column, value
        Where and what; ``row`` counts as the user's program does (first data row of a CSV is 2, features count from 1).
    detail
        Numbers or names that the sentence needs.
    """

    severity: Severity
    code: str
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    detail: str = ""

    def __post_init__(self) -> None:
        # What a file says is foreign: it may fill a line of a message, not a page
        for name in ("column", "value"):
            text = getattr(self, name)
            if len(text) > MAX_VALUE:
                object.__setattr__(self, name, text[: MAX_VALUE - 1] + "…")


class SozialraumError(Exception):
    """Base of all errors raised on purpose; carries its problems."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("; ".join(f"{p.code}: {p.file} {p.column} {p.value} {p.detail}" for p in self.problems))


class StudyError(SozialraumError, ValueError):
    """The study description or one of its files cannot be used."""


class NoCrsError(StudyError):
    """A layer does not say in which coordinate reference system it is."""


class StandardError(SozialraumError, KeyError):
    """A planning standard is unknown or wrongly written."""


class ConflictError(SozialraumError, RuntimeError):
    """Rows were changed by somebody else since they were looked at; nothing was written.

    Attributes
    ----------
    rows
        Pairs of the change that was wanted and the row as it stands now, None if it is gone.
    """

    def __init__(self, rows: Iterable[tuple[Any, Any]]) -> None:
        self.rows = tuple(rows)
        super().__init__(Problem("refused", "row_changed", value=str(change.key)) for change, _ in self.rows)
