"""Ratio 7: ranks of 542 areas over thousands of draws, against plain numpy that keeps the whole matrix of ranks."""

import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.timing import Row, interleave, print_table, ratio_row
from sozialraum_geo.analysis.ranking.draws import CHUNK, CONCENTRATION, RankDraws, rank_draws
from sozialraum_geo.analysis.reach.certainty import HIGH, LOW

AREAS = 542
STANDARDS = 6
TOP = 20
SEED = 2026

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """What is ranked: weights of the standards, N' and 1 - C."""

    weights: Floats
    need: Floats
    gap: Floats


def case(rng: np.random.Generator) -> Case:
    """Areas without ties; only the weights vary from draw to draw."""
    return Case(
        rng.dirichlet(np.full(STANDARDS, 5.0)),
        rng.uniform(0.05, 0.95, (1, AREAS)),
        rng.uniform(0, 1, (1, STANDARDS, AREAS)),
    )


def ours(what: Case, draws: int) -> RankDraws:
    """Streamed."""
    ids = pd.RangeIndex(AREAS)
    return rank_draws(ids, what.weights, what.need, what.gap, np.random.default_rng(SEED), draws)


def ranks_of(what: Case, draws: int) -> npt.NDArray[np.int64]:
    """The whole matrix of ranks from the same random numbers, the highest score first."""
    rng = np.random.default_rng(SEED)
    chosen = np.empty((draws, STANDARDS))
    for first in range(0, draws, CHUNK):
        count = min(CHUNK, draws - first)
        chosen[first : first + count] = rng.dirichlet(CONCENTRATION * what.weights, count)
        rng.random((count, AREAS))  # breaks ties there; here are none
    score = what.need * (chosen @ what.gap[0])
    return np.argsort(np.argsort(-score, axis=1), axis=1) + 1


def percentiles(what: Case, draws: int) -> tuple[Floats, Floats]:
    """Median, 5 %, 95 % and P(top 20), from the matrix."""
    rank = ranks_of(what, draws)
    return np.quantile(rank, (0.5, LOW, HIGH), axis=0, method="inverted_cdf"), (rank <= TOP).mean(axis=0)


def plain(what: Case, draws: int) -> tuple[Floats, Floats, Floats]:
    """All that ours returns: also P(a before b) for every pair."""
    rank = ranks_of(what, draws)
    cuts = np.quantile(rank, (0.5, LOW, HIGH), axis=0, method="inverted_cdf")
    before = np.stack([(rank[:, [area]] < rank).mean(axis=0) for area in range(AREAS)])
    return cuts, (rank <= TOP).mean(axis=0), before


def assert_equal(what: Case, draws: int) -> None:
    """Both give the same ranks, chances and pairs."""
    found, (cuts, first, before) = ours(what, draws), plain(what, draws)
    order = found.table["sozialraum_id"].to_numpy()
    for column, expected in zip(("rank_median", "rank_low", "rank_high"), cuts, strict=True):
        np.testing.assert_array_equal(found.table[column], expected[order])
    np.testing.assert_allclose(found.first_share(TOP)[order], first[order], atol=1e-12)
    off = ~np.eye(AREAS, dtype=bool)
    np.testing.assert_allclose(found.before[off], before[np.ix_(order, order)][off], atol=1e-12)


def peak_mb(function: Callable[[], object]) -> float:
    """Largest memory that a call asks for beside what is there already."""
    tracemalloc.start()
    function()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def memory_row(what: str, ours_mb: float, peer_mb: float) -> Row:
    """Compare two peaks; the target of ratio 7."""
    ratio = ours_mb / peer_mb
    return Row(what, f"{ours_mb:.0f} MB", f"{peer_mb:.0f} MB", f"{ratio:.3g} x", "<= 0.1 x", ratio <= 0.1)


def main() -> None:
    """Assert equal results, then time and weigh."""
    what = case(np.random.default_rng(SEED))
    rows = []
    for draws in (2_000, 10_000):
        assert_equal(what, draws)
        run = {f.__name__: partial(f, what, draws) for f in (ours, plain, percentiles)}
        seconds = interleave(run)
        peaks = {name: peak_mb(function) for name, function in run.items()}
        rows += [
            ratio_row(f"7 {draws:,} draws: time", seconds["ours"], seconds["plain"], 0.5),
            memory_row(f"7 {draws:,} draws: memory", peaks["ours"], peaks["plain"]),
        ]
        print(
            f"{draws:,} draws: the peer without P(a before b), which ours always counts: {seconds['percentiles']:.3g} s"
        )
    print_table(f"Ranks of {AREAS} areas by {STANDARDS} standards over draws; peer plain numpy", rows)


if __name__ == "__main__":
    main()
