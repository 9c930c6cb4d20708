"""Planning standards and settings: what counts as reached, and whose number that is."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sozialraum_geo.errors import Problem, StandardError

MODES = ("fuss", "rad")
DECAYS = ("steps", "gauss")
LEAST_DRAWS = 100  # fewer say nothing about one in a hundred
DATA_DIR = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True, order=True)
class Band:
    """A half-open age band [start, stop) in whole years; ``stop`` is ``math.inf`` for an open one.

    Examples
    --------
    >>> Band.parse("6-<12").id, Band.parse("65+").id
    ('a06_12', 'a65_plus')
    """

    start: int
    stop: float

    @classmethod
    def parse(cls, text: str) -> Band:
        """Read ``"6-<12"``, ``"65+"`` or ``"0+"``.

        Raises
        ------
        StandardError
            If the text is written otherwise.
        """
        try:
            if text.endswith("+"):
                return cls(int(text[:-1]), math.inf)
            start, stop = text.split("-<")
            band = cls(int(start), int(stop))
        except ValueError:
            raise StandardError(Problem("refused", "bad_band", value=text)) from None
        if band.stop <= band.start:
            raise StandardError(Problem("refused", "bad_band", value=text))
        return band

    @property
    def id(self) -> str:
        """The name of the band in files, such as ``a06_12``."""
        return f"a{self.start:02d}_plus" if math.isinf(self.stop) else f"a{self.start:02d}_{int(self.stop):02d}"

    @property
    def years(self) -> float:
        """Width in years."""
        return self.stop - self.start

    def overlap_years(self, other: Band) -> float:
        """Years that both bands hold."""
        return max(0.0, min(self.stop, other.stop) - max(self.start, other.start))


@dataclass(frozen=True)
class Standard:
    """Who should reach what within which distance [m], and the source of that number.

    Attributes
    ----------
    limits
        Pairs of a kind of area (``staedtisch``, ``laendlich``) and the limit [m] that holds there instead of
        ``limit_m``.
    mode
        How people get there: ``fuss`` or ``rad``.
    """

    id: str
    name: str
    category: str
    ages: Band
    limit_m: float
    speed_kmh: float
    status: str
    source: str
    min_hours_week: float | None = None
    capacity_unit: str = ""
    limits: tuple[tuple[str, float], ...] = ()
    mode: str = "fuss"

    @property
    def longest_m(self) -> float:
        """The largest limit of any kind of area."""
        return max([self.limit_m, *(limit for _, limit in self.limits)])

    @property
    def minutes(self) -> float:
        """The limit as time on the way, to explain it."""
        return self.limit_m / 1000 / self.speed_kmh * 60


@dataclass(frozen=True)
class SupplyStandard:
    """Places for a share of an age band; without ``quota`` only the ratio is shown."""

    id: str
    name: str
    category: str
    ages: Band
    unit: str
    source: str
    quota: float | None = None


@dataclass(frozen=True)
class Walking:
    """How metres are understood: speeds by age, detour without streets, longest way to a street."""

    speeds: tuple[tuple[int, float], ...]
    detour_factor: float
    max_snap_m: float
    bicycle_kmh: float

    def speed_kmh(self, ages: Band) -> float:
        """Slowest speed of the ages."""
        starts = [start for start, _ in self.speeds] + [math.inf]
        return min(
            speed
            for (start, speed), stop in zip(self.speeds, starts[1:], strict=True)
            if ages.overlap_years(Band(start, stop)) > 0
        )


@dataclass(frozen=True)
class Settings:
    """What a person may choose for one analysis; hashable, part of the fingerprint.

    Attributes
    ----------
    standards
        Ids of the distance standards, in the order shown.
    weights
        Pairs of standard id and weight; a standard not named weighs 1.
    limits_m
        Pairs of standard id and a limit [m] that replaces the shipped one.
    straight_line
        Ignore the streets and take straight lines times the detour factor.
    census_blank
        People assumed in a census cell whose value was not published.
    on_date
        ISO date that replaces the study's, for "what is valid then".
    decay
        How the weight of a place falls with its distance where people share places: "steps" or "gauss".
    seed, draws
        Of the random draws behind intervals and ranks, and how many rank the areas.

    Raises
    ------
    StandardError
        If one of the last three is no possible value.
    """

    standards: tuple[str, ...] = ()
    weights: tuple[tuple[str, float], ...] = ()
    limits_m: tuple[tuple[str, float], ...] = ()
    straight_line: bool = False
    census_blank: float = 1.0
    on_date: str = ""
    decay: str = "steps"
    seed: int = 2026
    draws: int = 2000

    def __post_init__(self) -> None:
        wrong = [
            (name, getattr(self, name))
            for name, is_right in (
                ("decay", self.decay in DECAYS),
                ("seed", self.seed >= 0),
                ("draws", self.draws >= LEAST_DRAWS),
            )
            if not is_right
        ]
        if wrong:
            raise StandardError(Problem("refused", "bad_setting", column=name, value=str(v)) for name, v in wrong)


@cache
def _shipped() -> dict[str, Any]:
    return tomllib.loads((DATA_DIR / "standards.toml").read_text(encoding="utf-8"))


@cache
def index_presets() -> dict[str, dict[str, Any]]:
    """Return the shipped ways to build a social index, by name."""
    return tomllib.loads((DATA_DIR / "index_presets.toml").read_text(encoding="utf-8"))


def walking() -> Walking:
    """Return the shipped walking rules."""
    rules = _shipped()["walking"]
    speeds = tuple((int(a), float(s)) for a, s in rules["speeds"])
    return Walking(speeds, rules["detour_factor"], rules["max_snap_m"], rules["bicycle_kmh"])


def screen_bands() -> tuple[Band, ...]:
    """Return the age bands shown on the screen."""
    return tuple(Band.parse(text) for text in _shipped()["bands"]["screen"])


@contextmanager
def _faults_of(block: dict[str, Any]) -> Iterator[None]:
    """Name the block of which a field is missing or of the wrong kind."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StandardError(
            Problem("refused", "bad_standard", value=str(block.get("id", "?")), detail=str(error))
        ) from None


def read_standard(block: dict[str, Any]) -> Standard:
    """Turn one ``[[standard]]`` block into a `Standard`.

    Raises
    ------
    StandardError
        If a field is missing or of the wrong kind.
    """
    with _faults_of(block):
        ages = Band.parse(block["ages"])
        mode = str(block.get("mode", "fuss"))
        usual = walking().bicycle_kmh if mode == "rad" else walking().speed_kmh(ages)
        return Standard(
            id=str(block["id"]),
            name=str(block.get("name", block["id"])),
            category=str(block["category"]),
            ages=ages,
            limit_m=float(block["limit_m"]),
            speed_kmh=float(block.get("speed_kmh", usual)),
            status=str(block.get("status", "proposal")),
            source=str(block.get("source", "")),
            min_hours_week=block.get("min_hours_week"),
            capacity_unit=str(block.get("capacity_unit", "")),
            limits=tuple(sorted((str(kind), float(limit)) for kind, limit in dict(block.get("limits", {})).items())),
            mode=mode,
        )


def all_standards(own: tuple[Standard, ...] = ()) -> dict[str, Standard]:
    """Return the shipped distance standards by id, replaced and extended by a study's own."""
    standards = {s.id: s for s in map(read_standard, _shipped()["standard"])}
    return standards | {s.id: s for s in own}


def read_supply(block: dict[str, Any]) -> SupplyStandard:
    """Turn one ``[[supply]]`` block into a `SupplyStandard`.

    Raises
    ------
    StandardError
        If a field is missing or of the wrong kind.
    """
    with _faults_of(block):
        quota = block.get("quota")
        return SupplyStandard(
            id=str(block["id"]),
            name=str(block.get("name", block["id"])),
            category=str(block["category"]),
            ages=Band.parse(block["ages"]),
            unit=str(block.get("unit", "plaetze")),
            source=str(block.get("source", "")),
            quota=None if quota is None else float(quota),
        )


def supply_standards(own: tuple[SupplyStandard, ...] = ()) -> tuple[SupplyStandard, ...]:
    """Return the shipped supply standards, replaced and extended by a study's own."""
    shipped = {s.id: s for s in map(read_supply, _shipped()["supply"])}
    return tuple((shipped | {s.id: s for s in own}).values())


def adopted_ids(own: tuple[Standard, ...] = ()) -> tuple[str, ...]:
    """Return the ids of the standards that are more than a proposal, in the shipped order."""
    return tuple(s.id for s in all_standards(own).values() if s.status != "proposal")
