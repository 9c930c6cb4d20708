"""From a study folder to a `Study`: every source read, every row accounted for, all problems told at once."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from sozialraum_geo.errors import Problem, SozialraumError, StudyError
from sozialraum_geo.reading import areas as areas_of
from sozialraum_geo.reading import built, rows
from sozialraum_geo.reading.addresses.directory import build_directory
from sozialraum_geo.reading.description import SourceDescription, StudyDescription, read_description
from sozialraum_geo.reading.files.rawtable import RawTable
from sozialraum_geo.reading.files.readers import read_file, sha256_of
from sozialraum_geo.reading.finishing import BELONGING, KEYED, finisher, lookup
from sozialraum_geo.reading.joining import at_their_facility, joined, named_as_kept, without_doubles, years_differ
from sozialraum_geo.reading.rules import JUDGED, REGULAR, REGULAR_KEY
from sozialraum_geo.reading.stored import Stored, adopted, decisions_of, revision_of, stored_sources
from sozialraum_geo.standards import Standard, all_standards
from sozialraum_geo.store.ledger import SAME, pairs_decided
from sozialraum_geo.study import BESIDE, Source, Study
from sozialraum_geo.tables import OWN_WORD_PROBLEMS, VOCABULARIES

Progress = Callable[[str, str], None]
OUTSIDE_MARGIN_M = 2000.0
REGISTER_STEM = "adressen-"


def read_study(path: Path | str, *, use_built: bool = True, progress: Progress | None = None) -> Study:
    """Read a study from its folder or study.toml; where rows are kept in the register of the folder, from there.

    Parameters
    ----------
    path
        Folder with a study.toml, or the file. Its format: docs/studie.md.
    use_built
        Use the Parquet layers of an earlier run while no source has changed, and write them after reading. They and the
        address directory are kept in ``built`` beside the study.toml; a folder that cannot be written to is left alone.
    progress
        Called with a step and a name: ("read", file) before each source, or once ("built", slug) where built layers
        serve.

    Returns
    -------
    Study
        Tables with the columns that `sozialraum_geo.tables` names, geometries in ``crs`` [m], None for a table that no
        source brings. ``sources`` counts the rows of each file (imported + rejected + empty + excluded = rows);
        ``problems`` holds every row that was rejected and every note. The same sources give the same ``fingerprint``,
        built layers or not.

    Raises
    ------
    StudyError
        With every reason found: no study.toml, a fault in it, a file or the register that cannot be used, no
        Sozialräume, two sources that count the same people. Nothing but an address directory has been built then.
        A row that stays out raises nothing.
    """
    description = without_adopted(read_description(Path(path)))
    say = progress or (lambda step, name: None)
    hashes = {s.file: sha256_of(s.path) for s in description.sources if s.path.is_file()}
    # A missing file is told together with the faults of the others, see read_file
    is_whole = len(hashes) == len({s.file for s in description.sources})
    key = built.layers_key(description.path, hashes, revision_of(description.folder))
    if use_built and is_whole and (study := built.read_layers(description.folder, key)) is not None:
        say("built", description.slug)
        return study
    stored = stored_sources(description.folder, description.study["crs"])
    home = description.folder if use_built else None
    study = join_sources(description, hashes, stored, say, decisions_of(description.folder), home)
    if use_built:
        built.write_layers(description.folder, key, study)
    return study


def without_adopted(description: StudyDescription) -> StudyDescription:
    """Leave out the lists whose rows are kept in the register now."""
    taken = adopted(description.folder)
    return replace(description, sources=tuple(s for s in description.sources if (s.table, s.label) not in taken))


@dataclass(frozen=True, eq=False)
class _Taken:
    """What one source brought."""

    part: Any
    problems: tuple[Problem, ...]
    ledger: Source
    classes: tuple[tuple[str, str], ...]


# Layers that this program has read, by content and ground; nobody changes them: they are joined into copies
_READ: dict[tuple[str, ...], _Taken] = {}
_NODED: dict[tuple[tuple[str, ...] | None, ...], Any] = {}
MOST_KEPT, MOST_ROWS = 40, 200_000
LAYERS = ("population", "indicators", "grid", "streets", "background", "addresses")


def _keep(kept: dict[Any, Any], key: Any, value: Any) -> None:
    """Keep what was read; the oldest goes once there is too much."""
    kept[key] = value
    while len(kept) > MOST_KEPT:
        kept.pop(next(iter(kept)), None)


class _Collector:
    """The tables and problems of a study while its sources are read one by one."""

    def __init__(self, hashes: Mapping[str, str], stored: Iterable[Stored], say: Progress) -> None:
        self.hashes = {**hashes, **{s.record.file: s.record.sha256 for s in stored}}
        self.stored = {id(s.source): s for s in stored}
        self.say = say
        self.problems: list[Problem] = []
        self.sources: list[Source] = []
        self.parts: dict[str, list[Any]] = {}
        self.layers: dict[str, list[tuple[str, ...] | None]] = {}
        self.grid_classes: tuple[tuple[str, str], ...] = ()

    def take(self, source: SourceDescription, finish: Callable[[rows.Intake], Any], ground: str = "") -> None:
        """Read one source with the finishing step of its table; collect what it brought and what was wrong.

        Parameters
        ----------
        ground
            What a layer is finished on. A layer of the same content on the same ground was read already, if this
            program did so before: an edit of one row does not read all streets again.
        """
        self.say("read", source.label)
        sha256 = self.hashes.get(source.file, "")
        key = (ground, source.table, source.label, sha256, repr(sorted(source.options.items())), repr(source.keys))
        taken = _READ.get(key) if ground and sha256 else None
        if taken is None:
            try:
                taken = self._read(source, finish)
            except SozialraumError as error:
                self.problems += error.problems
                return
            if ground and sha256 and taken.ledger.rows <= MOST_ROWS:
                _keep(_READ, key, taken)
        self.layers.setdefault(source.table, []).append(key if key in _READ else None)
        self.grid_classes = tuple(dict.fromkeys((*self.grid_classes, *taken.classes)))
        if taken.part is not None:
            self.parts.setdefault(source.table, []).append(taken.part)
        self.problems += taken.problems
        stored, ledger = self.stored.get(id(source)), taken.ledger
        if stored:
            ledger = replace(ledger, imported_on=stored.record.at[:10])
        if stored and stored.record.table in KEYED:
            ledger = self._with_record(ledger, stored)
        if ledger.imported + ledger.rejected + ledger.empty + ledger.excluded != ledger.rows:
            raise AssertionError(f"rows of {ledger.file} do not add up: {ledger}")
        self.sources.append(ledger)

    def _read(self, source: SourceDescription, finish: Callable[[rows.Intake], Any]) -> _Taken:
        stored = self.stored.get(id(source))
        raw = stored.raw if stored else read_file(source.path, rows.read_options(source))
        intake = rows.take_in(source, raw)
        part = finish(intake)
        if intake.excluded and not len(intake.frame) and source.table != "grid":
            intake.problem("note", "rule_leaves_nothing", detail=str(intake.excluded))
        title, publisher, licence, url, date = (
            str(source.get(k, "") or "") for k in ("title", "publisher", "licence", "url", "date")
        )
        ledger = Source(
            file=source.label,
            table=source.table,
            sha256=self.hashes.get(source.file, ""),
            title=title,
            publisher=publisher,
            licence=licence,
            url=url,
            date=date,
            sheet=intake.raw.sheet,
            rows=intake.raw.rows,
            imported=len(intake.frame),
            rejected=intake.rejected,
            empty=intake.raw.empty,
            excluded=intake.excluded,
            complete=_complete(source, intake.frame),
            complete_in=tuple(str(i) for i in source.get("complete_in", ())),
            is_neighbour=bool(source.get("neighbour")),
        )
        return _Taken(part, tuple(intake.problems), ledger, tuple(intake.classes))

    def _with_record(self, ledger: Source, stored: Stored) -> Source:
        """Count what the file of the newest import brought, beside the rows that the register has."""
        self.problems += [replace(p, file=ledger.file) for p, _ in stored.rejected]
        if stored.record.vanished:
            count = str(len(stored.record.vanished))
            self.problems.append(Problem("note", "rows_vanished", file=ledger.file, detail=count))
        counts = stored.record.counts
        waiting = ledger.rejected + counts["rejected"]
        rows_told = ledger.imported + waiting + counts["empty"] + counts["excluded"]
        return replace(
            ledger, rows=rows_told, rejected=waiting, empty=counts["empty"], excluded=counts["excluded"],
            sheet=stored.record.sheet,
        )  # fmt: skip

    def streets(self, crs: str) -> Any:
        """Return the streets, noded; those that this program noded before are taken from there."""
        key = tuple(self.layers["streets"])
        if None in key:
            return joined("streets", self.parts["streets"], crs)
        if key not in _NODED:
            _keep(_NODED, key, joined("streets", self.parts["streets"], crs))
        return _NODED[key]

    def keys(self, crs: str) -> dict[str, frozenset[str]]:
        """Return the facility_id and activity_id that other tables may name."""
        tables = [name for name in ("facilities", "activities") if name in self.parts]
        return {KEYED[name]: frozenset(joined(name, self.parts[name], crs)[KEYED[name]]) for name in tables}

    def owners(self, table: str, crs: str) -> dict[str, frozenset[str]]:
        """Return the keys of other tables that rows of this one may name, or are judged by."""
        if table in BELONGING:
            return self.keys(crs)
        kinds = [set(part.loc[part["kind"].isin(REGULAR), "partner_id"]) for part in self.parts.get("partners", [])]
        return {REGULAR_KEY: frozenset().union(*kinds)}

    @property
    def is_refused(self) -> bool:
        """Whether a file is refused."""
        return any(p.severity == "refused" for p in self.problems)

    def refuse_if_any(self) -> None:
        """Stop with all reasons once one file is refused."""
        if self.is_refused:
            raise StudyError([p for p in self.problems if p.severity == "refused"])


def join_sources(
    description: StudyDescription,
    hashes: Mapping[str, str],
    stored: Sequence[Stored],
    say: Progress,
    decisions: Mapping[str, str | None] | None = None,
    home: Path | None = None,
) -> Study:
    """Return the study that these files and these sources of its register make together.

    Parameters
    ----------
    decisions
        What people decided about doubtful addresses.
    home
        Folder of the study, in which an address directory is kept once it is built.

    Raises
    ------
    StudyError
        With every reason found.
    """
    settings = description.study
    crs = settings["crs"]
    levels = tuple(settings.get("levels", ("Sozialraum",)))
    collector = _Collector(hashes, stored, say)
    by_table: dict[str, list[SourceDescription]] = {"sozialraeume": [], "addresses": []}
    for source in (*description.sources, *(s.source for s in stored)):
        by_table.setdefault(source.table, []).append(source)
    for source in by_table.pop("sozialraeume"):
        collector.take(source, lambda intake: areas_of.take_areas(intake, crs, levels))
    if not collector.is_refused:
        areas, upper = areas_of.join_levels(collector.parts.pop("sozialraeume", []), levels)
        collector.problems += areas_of.check_areas(areas, upper)
    if collector.is_refused:
        # Without areas nothing can be placed; what is wrong with the other files is told all the same
        for source in (s for sources in by_table.values() for s in sources):
            collector.take(source, lambda intake: None)
        collector.refuse_if_any()
    margin_m = far_m(description.standards)
    ground = fingerprint_of_areas(areas, margin_m)
    for source in by_table.pop("addresses"):
        collector.take(source, finisher("addresses", areas, margin_m), ground)
    with (
        _address_directory(home, collector, areas) as addresses,
        lookup(addresses, decisions or {}, asks=description.geocoder is not None) as find,
    ):
        # What belongs to rows of other tables, or is judged by them, comes after them
        for table in sorted(by_table, key=lambda name: (name in BELONGING, name in JUDGED)):
            for source in by_table[table]:
                finish = finisher(table, areas, margin_m, find, collector.owners(table, crs))
                collector.take(source, finish, ground if table in LAYERS else "")
    _check_complete_in(collector, areas)
    _check_population(collector)
    _check_indicators(collector)
    collector.refuse_if_any()
    frames = {
        name: collector.streets(crs) if name == "streets" else joined(name, parts, crs)
        for name, parts in collector.parts.items()
    }
    _settle(frames, pairs_decided(decisions or {}, SAME), collector.problems)
    collector.problems += years_differ(collector.sources)
    told = [c.indicator for s in (*description.sources, *(s.source for s in stored)) for c in s.indicators]
    indicators = {i.id: i for i in told}
    weights = description.weights
    return Study(
        name=settings["name"],
        date=settings["date"].isoformat()[:10],
        crs=crs,
        sozialraeume=areas,
        whole=settings.get("whole", "die Stadt"),
        levels=levels,
        upper=upper,
        facilities=frames.get("facilities"),
        entrances=frames.get("entrances"),
        school_districts=frames.get("school_districts"),
        partners=frames.get("partners"),
        activities=frames.get("activities"),
        stops=frames.get("stops"),
        gremien=frames.get("gremien"),
        **{name: frames.get(name) for name in BESIDE},
        population=frames.get("population"),
        indicators=frames.get("indicators"),
        indicator_list=tuple(indicators.values()),
        grid=frames.get("grid"),
        grid_classes=collector.grid_classes,
        edges=frames.get("streets"),
        background=frames.get("background"),
        sources=tuple(collector.sources),
        problems=(*collector.problems, *OWN_WORD_PROBLEMS),
        standards=tuple(settings.get("standards", ())),
        own_standards=description.standards,
        own_supply=description.supply,
        weights=_numbers(weights.get("standards", {})),
        weights_decided=str(weights.get("decided", "")),
        split_bands=tuple(settings.get("split_bands", ())),
        straight_line=settings.get("distances") == "luftlinie",
        need=tuple(sorted((k, _frozen(v)) for k, v in description.need.items())),
        quotas=_numbers(description.quotas),
        slug=description.slug,
    )


def fingerprint_of_areas(areas: gpd.GeoDataFrame, margin_m: float) -> str:
    """Return what tells whether rows are placed alike: the Sozialräume, and how far beyond them a place may lie."""
    digest = hashlib.sha256(
        repr((str(areas.crs), margin_m, list(areas["sozialraum_id"]), list(areas["name"]))).encode()
    )
    for wkb in areas.geometry.to_wkb():
        digest.update(wkb)
    return digest.hexdigest()


def _settle(frames: dict[str, Any], same: Sequence[tuple[str, str]], problems: list[Problem]) -> None:
    """Put what stands at a facility where it is, and leave out what a person called double."""
    for name in ("partners", "activities"):
        if name in frames:
            frames[name] = at_their_facility(frames[name], frames.get("facilities"), problems)
    if "cooperations" in frames:
        partners = frames["partners"]["partner_id"] if "partners" in frames else []
        lost = frames["cooperations"][~frames["cooperations"]["partner_id"].isin(partners)]
        for row in lost.itertuples():
            place = (str(row.source), "", int(str(row.row)), "partner_id", str(row.partner_id))
            problems.append(Problem("note", "unknown_partner", *place))
    if "facilities" in frames:
        frames["facilities"] = without_doubles(frames["facilities"], same, problems)
        frames |= {n: named_as_kept(frames[n], same) for n in ("entrances", "school_districts") if n in frames}


def far_m(own: Iterable[Standard]) -> float:
    """Return how far outside the Sozialräume a place may lie: it serves people within the largest limit."""
    return max([OUTSIDE_MARGIN_M, *(s.longest_m for s in all_standards(tuple(own)).values())])


def _numbers(named: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted((str(k), float(v)) for k, v in named.items()))


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def address_directory(folder: Path, sources: Iterable[Source]) -> Path | None:
    """Return where the address directory of these sources is kept; None if none of them brings addresses."""
    hashes = sorted(s.sha256 for s in sources if s.table == "addresses")
    if not hashes:
        return None
    key = hashlib.sha256("\n".join(hashes).encode()).hexdigest()[:16]
    return folder / built.FOLDER / f"{REGISTER_STEM}{key}.sqlite"


@contextmanager
def _address_directory(home: Path | None, collector: _Collector, areas: gpd.GeoDataFrame) -> Iterator[Path | None]:
    """Build the address directory of a study unless it is there; without a home it lives as long as it is used."""
    parts = collector.parts.pop("addresses", [])
    with ExitStack() as passing:
        folder = home or Path(passing.enter_context(tempfile.TemporaryDirectory()))
        path = address_directory(folder, collector.sources)
        if path is not None and parts and not path.is_file():
            first = next(s for s in collector.sources if s.table == "addresses")
            told = {"name": first.title or first.file, "date": first.date, "sha256": first.sha256}
            try:
                path.parent.mkdir(exist_ok=True)
                build_directory(pd.concat(parts), path, crs=areas.crs, **told)
                for old in set(path.parent.glob(f"{REGISTER_STEM}*.sqlite")) - {path}:
                    old.unlink(missing_ok=True)
            except (OSError, StudyError):
                path = None  # as with built layers: a folder that cannot be written to is left alone
        yield path


def _complete(source: SourceDescription, frame: pd.DataFrame) -> tuple[str, ...]:
    """Return the categories for which the source declares its list complete."""
    declared = source.get("complete", False)
    if declared is not True:
        return tuple(declared or ())
    constant = source.get("set", {}).get("category")
    mapped = [constant] if constant else list(source.get("values", {}).get("category", {}).values())
    found = list(frame["category"].dropna()) if "category" in frame else []
    return tuple(sorted({c for c in (*mapped, *found) if c in VOCABULARIES["category"]}))


def _check_complete_in(collector: _Collector, areas: gpd.GeoDataFrame) -> None:
    known = set(areas["sozialraum_id"])
    for source in collector.sources:
        if unknown := [i for i in source.complete_in if i not in known]:
            told = ", ".join(unknown)
            collector.problems.append(Problem("refused", "unknown_area", source.file, column="complete_in", value=told))


def _check_population(collector: _Collector) -> None:
    """Refuse two sources that count the same people: added up they would be too many."""
    parts = collector.parts.get("population", [])
    if len(parts) < 2:
        return
    doubled = pd.concat(parts).duplicated(["sozialraum_id", "age_from", "age_to"])
    if doubled.any():
        files = [s.file for s in collector.sources if s.table == "population"]
        collector.problems.append(
            Problem("refused", "population_twice", value=", ".join(files), detail=str(int(doubled.sum())))
        )


def _check_indicators(collector: _Collector) -> None:
    """Refuse two sources that bring the same indicator for the same date: none is better than the other."""
    parts = collector.parts.get("indicators", [])
    if len(parts) < 2:
        return
    joined = pd.concat(parts)
    doubled = joined[joined.duplicated(["sozialraum_id", "indicator_id", "date"])]
    if len(doubled):
        files = ", ".join(s.file for s in collector.sources if s.table == "indicators")
        told = ", ".join(sorted(set(doubled["indicator_id"])))
        collector.problems.append(Problem("refused", "indicator_twice", file=files, detail=told))


def rejected_rows(path: Path | str, study: Study) -> list[tuple[Problem, dict[str, str]]]:
    """Return the rows that stayed out with their original cells, to be mended and given back.

    Parameters
    ----------
    path
        As for `read_study`; its files are opened again.
    study
        The study read from it.
    """
    rejected = [p for p in study.problems if p.severity == "rejected"]
    raw: dict[tuple[str, str], RawTable] = {}
    description = read_description(Path(path))
    for source in description.sources:
        if any(p.file == source.label for p in rejected):
            table = read_file(source.path, rows.read_options(source))
            raw[(source.label, table.sheet)] = table
    kept: dict[Problem, dict[str, str]] = {}
    for stored in stored_sources(description.folder, study.crs):
        raw.setdefault((stored.source.label, stored.raw.sheet), stored.raw)
        kept.update({replace(p, file=stored.source.label): cells for p, cells in stored.rejected})
    places_in_files = sorted(rejected, key=lambda p: (p.file, p.sheet, p.row or 0))
    return [
        (p, kept[p] if p in kept else raw[(p.file, p.sheet)].cells(p.row) if (p.file, p.sheet) in raw else {})
        for p in places_in_files
    ]
