"""What the page „Einlesen“ says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sozialraum_geo.german.words import labels, numbers
from sozialraum_geo.german.words.grammar import counted
from sozialraum_geo.reading.recognition import Guess
from sozialraum_geo.store.ledger import ImportRecord
from sozialraum_geo.study import Study


def guess_sentence(guess: Guess) -> str:
    """Say what a file looks like.

    Examples
    --------
    >>> guess_sentence(Guess("facilities", "Liste", ("Liste", "Info"), (), {}, (), (), "", 70, None))
    'Das sieht aus wie: Einrichtungen, 70 Zeilen, Blatt „Liste“ von 2.'
    """
    rows = counted(guess.rows, "Zeile", "Zeilen")
    sheet = f", Blatt „{guess.sheet}“ von {len(guess.sheets)}" if len(guess.sheets) > 1 else ""
    if not guess.table:
        return f"{rows}{sheet}. Was darin steht, ist nicht zu erkennen."
    return f"Das sieht aus wie: {labels.TABLE[guess.table]}, {rows}{sheet}."


def preview_sentence(counts: Mapping[str, int], *, is_done: bool = False) -> str:
    """Say what an import would do, or did; every row of the file is in it.

    Examples
    --------
    >>> preview_sentence({"rows": 70, "imported": 69, "rejected": 1, "empty": 0, "excluded": 0, "new": 60,
    ...                   "changed": 5, "same": 4, "vanished": 2})
    'Von 70 Zeilen werden 69 übernommen und 1 abgelehnt. Im Register: 60 neu, 5 geändert, 4 gleich; 2 stehen nicht
    mehr in der Datei.'
    """
    parts = [f"{numbers.number(counts['imported'])} übernommen", f"{numbers.number(counts['rejected'])} abgelehnt"]
    parts += [f"{numbers.number(counts['empty'])} als leer gezählt"] if counts["empty"] else []
    parts += [f"{numbers.number(counts['excluded'])} ausgelassen"] if counts["excluded"] else []
    one, many = ("Zeile wurde", "Zeilen wurden") if is_done else ("Zeile wird", "Zeilen werden")
    rows = counted(counts["rows"], one, many)
    compared = [(counts["new"], "neu"), (counts["changed"], "geändert"), (counts["same"], "gleich")]
    told = ", ".join(f"{numbers.number(n)} {word}" for n, word in compared)
    gone = counts["vanished"]
    vanished = f"; {numbers.number(gone)} {'steht' if gone == 1 else 'stehen'} nicht mehr in der Datei" if gone else ""
    return f"Von {rows} {numbers.join(parts)}. Im Register: {told}{vanished}."


def last_sentence(records: Sequence[ImportRecord]) -> str:
    """Say what was read in last, by whom and when, or that nothing was.

    Parameters
    ----------
    records
        As `importing.history` returns them, the newest first; those taken back do not count.
    """
    standing = [r for r in records if r.undone_at is None]
    if not standing:
        return "Noch ist nichts eingelesen."
    last = standing[0]
    table = labels.TABLE[last.table]
    return f"Zuletzt eingelesen: {last.file} ({table}) am {numbers.date_text(last.at[:10])}, von {last.by}."


def state_lines(study: Study | None) -> list[str]:
    """Say which study this is and which state of it; nothing without Sozialräume."""
    if study is None:
        return []
    return [f"{study.name}, Stand {numbers.date_text(study.date)} · Fingerabdruck {study.fingerprint[:12]}"]
