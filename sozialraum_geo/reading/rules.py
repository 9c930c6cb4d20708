"""What the users' working paper and the law ask of a row, each with the reason that is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

import pandas as pd

from sozialraum_geo.reading import rows
from sozialraum_geo.reading.cells.cleaning import text_of

# Partners of the Regelsysteme (Schule, Kindergarten, Hort): there the EHS takes over no care
REGULAR = frozenset({"schule", "kita", "hort"})
REGULAR_KEY = "regular_partner_id"
JUDGED = ("activities", "cooperations")  # by what kind of partner they name
CARE = "betreuung"
_QUARTER = re.compile(r"(?i)\s*(?:Q?\s*(?P<a>[1-4])\.?\s*(?:Quartal)?\s*[/ -]?\s*(?P<y>20\d\d)|"
                      r"(?P<z>20\d\d)\s*[-/ ]?\s*Q?\s*(?P<b>[1-4]))\s*")  # fmt: skip
# All that a row about work on single cases may say
CASE_COLUMNS = frozenset({"effort_id", "station", "level", "quarter", "hours"})
CASE, CASE_DETAILS = "fallspezifisch", "case_details"

Keys = Mapping[str, Collection[str]]


def quarter_of(text: str) -> str | None:
    """Return a quarter as we write it; None if it is none.

    Examples
    --------
    >>> quarter_of("Q3 2026"), quarter_of("2026-Q1"), quarter_of("4/2026"), quarter_of("Mai 2026")
    ('2026-Q3', '2026-Q1', '2026-Q4', None)
    """
    found = _QUARTER.fullmatch(text)
    if not found:
        return None
    return f"{found['y'] or found['z']}-Q{found['a'] or found['b']}"


def check_rules(intake: rows.Intake, keys: Keys) -> None:
    """Take rows out that break a rule, each with its reason.

    What a person at a form can add is asked for there (``typed``); from a list it is accepted, and said.

    Parameters
    ----------
    keys
        ``regular_partner_id``: the partners of the Regelsysteme.
    """
    frame, is_typed = intake.frame, bool(intake.source.get("typed"))
    if "begin" in frame and "end" in frame:
        is_turned = (
            frame["end"].notna() & frame["begin"].notna() & (frame["end"].fillna("") < frame["begin"].fillna(""))
        )
        _tell(intake, is_turned, "end_before_begin", "end", is_typed)
    check = _CHECKS.get(intake.source.table)
    if check is not None:
        check(intake, keys, is_typed)


def _tell(intake: rows.Intake, marked: pd.Series, code: str, column: str, rejects: bool = True) -> None:
    """Reject the marked rows, or say of each what is wrong with it."""
    marked = marked.astype(bool)
    chosen = [int(row) for row in marked.index[marked] if row in intake.frame.index]
    header = rows.find_headers(intake).get(column, column)
    values = intake.frame[column]
    if rejects:
        intake.reject(chosen, code, header, values)
        return
    for row in chosen:
        intake.problem("note", code, row, header, values[row])


def _activities(intake: rows.Intake, keys: Keys, is_typed: bool) -> None:
    frame = intake.frame
    _tell(intake, frame["level"].eq("fallspezifisch"), "case_data", "level")
    frame = intake.frame
    is_ours = frame["role"].eq("durchfuehrung")
    _tell(intake, is_ours & frame["end"].isna() & frame["review_date"].isna(), "end_missing", "end", is_typed)
    frame = intake.frame
    at_school = frame["partner_id"].isin(list(keys.get(REGULAR_KEY, ()))) | frame["access"].eq("nur_schule")
    is_ours = frame["role"].eq("durchfuehrung")
    _tell(intake, is_ours & at_school & frame["contribution"].eq(CARE), "no_care", "contribution")


def _cooperations(intake: rows.Intake, keys: Keys, is_typed: bool) -> None:
    frame = intake.frame
    _tell(intake, frame["state"].eq("geklaert") & frame["hze_task"].isna(), "task_missing", "hze_task")
    frame = intake.frame
    with_school = frame["partner_id"].isin(list(keys.get(REGULAR_KEY, ())))
    _tell(intake, with_school & frame["contribution"].eq(CARE), "no_care", "contribution")


def _effort(intake: rows.Intake, keys: Keys, is_typed: bool) -> None:
    frame = intake.frame
    frame["level"] = frame["level"].fillna("fallunspezifisch")
    quarters = [None if q is None or q != q else quarter_of(text_of(q)) for q in frame["quarter"]]
    read = pd.Series(quarters, index=frame.index, dtype=object)
    _tell(intake, frame["quarter"].notna() & read.isna(), "bad_quarter", "quarter")
    intake.frame["quarter"] = read[intake.frame.index]
    _tell(intake, ~(intake.frame["hours"] > 0) | (intake.frame["hours"] > 10_000), "hours_range", "hours")
    frame = intake.frame
    is_case = frame["level"].eq("fallspezifisch")
    for column in frame.columns.difference(list(CASE_COLUMNS)):
        marked = (is_case.reindex(intake.frame.index) & intake.frame[column].notna()).astype(bool)
        header = rows.find_headers(intake).get(column, column)
        intake.reject([int(row) for row in marked.index[marked]], CASE_DETAILS, header)  # what it says is not told on
    frame = intake.frame
    is_case = frame["level"].eq("fallspezifisch")
    _tell(intake, is_case & (frame["station"].isna() | frame["quarter"].isna()), "case_quarter", "quarter")
    frame = intake.frame
    is_open = frame["level"].ne("fallspezifisch") & frame["day"].isna() & frame["quarter"].isna()
    _tell(intake, is_open, "day_missing", "day")


def _contacts(intake: rows.Intake, keys: Keys, is_typed: bool) -> None:
    frame = intake.frame
    _tell(intake, frame["partner_id"].isna() & frame["gremium_id"].isna(), "contact_of_none", "partner_id")
    frame = intake.frame
    _tell(intake, frame["delete_on"].fillna("") <= frame["consent_on"].fillna(""), "delete_before_consent", "delete_on")


_CHECKS: dict[str, Callable[[rows.Intake, Keys, bool], None]] = {
    "activities": _activities,
    "cooperations": _cooperations,
    "effort": _effort,
    "contacts": _contacts,
}
