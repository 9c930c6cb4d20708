"""Timing shared by all benchmarks: interleaved runs, medians, one table of ratios.

Seconds differ from machine to machine and from minute to minute; ratios measured side by side do not.
"""

import gc
import statistics
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

REPEATS = 7


def interleave(functions: Mapping[str, Callable[[], object]], repeats: int = REPEATS) -> dict[str, float]:
    """Median seconds of each function; they take turns, so that a busy moment hits all of them."""
    seconds: dict[str, list[float]] = {name: [] for name in functions}
    for function in functions.values():
        function()  # first calls load and cache
    for _ in range(repeats):
        for name, function in functions.items():
            gc.collect()
            start = time.perf_counter()
            function()
            seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in seconds.items()}


@dataclass(frozen=True)
class Row:
    """One line of the table: our figure, the peer's, what they give and what is asked."""

    what: str
    ours: str
    peer: str
    result: str
    target: str
    is_met: bool


def ratio_row(what: str, ours_s: float, peer_s: float, target: float) -> Row:
    """Compare two medians; the target is the highest allowed ratio."""
    ratio = ours_s / peer_s
    return Row(what, show_s(ours_s), show_s(peer_s), f"{ratio:.3g} x", f"<= {target:g} x", ratio <= target)


def show_s(seconds: float) -> str:
    """Seconds or milliseconds, whichever reads better."""
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.3g} ms"


def print_table(title: str, rows: Iterable[Row]) -> None:
    """Print the rows as a Markdown table."""
    cells: list[tuple[str, ...]] = [("", "ours", "peer", "result", "target", "met")]
    for row in rows:
        cells.append((row.what, row.ours, row.peer, row.result, row.target, "yes" if row.is_met else "NO"))
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    cells.insert(1, tuple("-" * width for width in widths))
    print(f"\n{title}\n")
    for line in cells:
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |")
