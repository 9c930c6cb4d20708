"""Imports into the register of a study: prepared and looked at first, written as a whole, taken back as a whole."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from sozialraum_geo.errors import Problem, StudyError
from sozialraum_geo.reading import areas as areas_of
from sozialraum_geo.reading import finishing, protection, rows
from sozialraum_geo.reading.addresses.external import ask
from sozialraum_geo.reading.addresses.search import Candidate
from sozialraum_geo.reading.description import SourceDescription, read_description, read_source
from sozialraum_geo.reading.files.geofiles import companions
from sozialraum_geo.reading.files.readers import check_file
from sozialraum_geo.reading.files.sandbox import read_in_child
from sozialraum_geo.reading.folder import address_directory, far_m, join_sources, without_adopted
from sozialraum_geo.reading.places import EXACT
from sozialraum_geo.reading.recognition import shape_of
from sozialraum_geo.reading.rules import CASE, CASE_COLUMNS
from sozialraum_geo.reading.stored import Stored, decisions_of, entries_of, raw_entries, read_content, stored_sources
from sozialraum_geo.store.database import open_store
from sozialraum_geo.store.ledger import REGISTER_TABLES, Difference, Draft, Entry, ImportRecord, difference
from sozialraum_geo.store.merging import merge
from sozialraum_geo.study import Study
from sozialraum_geo.tables import TABLES, normalise, word_code

# What a row is known by where its list has no numbers: the same place stays the same row when others come before it
_NATURAL_KEY = ("name", "category", "kind", "ansatzpunkt", "street", "house_number", "postcode", "sozialraum_id")


@dataclass(frozen=True, eq=False)
class Prepared:
    """An import as it would be, for a person to look at.

    Attributes
    ----------
    draft
        What would be written.
    difference
        What it would do to the rows that its list has now.
    frame
        The rows as they would be, placed on the map where they have a place.
    problems
        Everything found on the way: rejected rows and notes.
    changed, vanished
        Names of the entries that would change, or are not in the file any more.
    """

    draft: Draft
    difference: Difference
    frame: pd.DataFrame
    problems: tuple[Problem, ...]
    changed: tuple[str, ...] = ()
    vanished: tuple[str, ...] = ()

    @property
    def rejected(self) -> list[tuple[Problem, dict[str, str]]]:
        """The rows that stay out, with their cells."""
        return [(p, dict(cells)) for p, cells in self.draft.rejected]


def prepare(
    folder: Path,
    study: Study | None,
    file: Path,
    options: Mapping[str, Any],
    *,
    source: str = "",
    drops_vanished: bool = False,
    adds: bool = False,
) -> Prepared:
    """Read a file as the register would take it, and write nothing.

    Parameters
    ----------
    folder, study
        The study it is for; None as long as it has no Sozialräume.
    options
        Settings of a ``[[source]]`` block, ``table`` among them.
    source
        Name of the list that it brings up to date; without one the file's own, its numbers and dates left out.
    drops_vanished
        Take rows out that the list had and the file has not.
    adds
        The file holds more or mended rows of its list, not all of them: nothing vanishes, and what was said of the
        list as a whole (complete, of which date) stays.

    Raises
    ------
    StudyError
        If the file cannot be used, or the study could not be read with it.
    """
    check_file(file)
    content, name = _content(file)
    sha256 = hashlib.sha256(content).hexdigest()
    described = replace(read_source({**options, "file": name}, folder), path=file)
    raw = read_in_child(file, rows.read_options(described))
    intake = rows.take_in(described, raw)
    frame = _finished(folder, study, described, intake)
    table = described.table
    if table in REGISTER_TABLES:
        frame = _with_stable_keys(frame, table, file)
    rejected = tuple((p, _cells(intake, p.row)) for p in intake.problems if p.severity == "rejected")
    counts = {
        "rows": raw.rows,
        "imported": len(intake.frame),
        "rejected": intake.rejected,
        "empty": raw.empty,
        "excluded": intake.excluded,
    }
    draft = Draft(
        table=table,
        source=source or source_name(name),
        file=name,
        sha256=sha256,
        sheet=raw.sheet,
        shape=shape_of(tuple(map(str, raw.frame.columns))),
        options={k: v for k, v in options.items() if k != "file"},
        content=content,
        counts=counts,
        entries=entries_of(frame, table) if table in REGISTER_TABLES else (),
        rejected=rejected,
        drops_vanished=drops_vanished,
    )
    current = _current(folder, draft)
    if table in REGISTER_TABLES:
        draft = replace(draft, seen={key: entry.version for key, entry in current.items()})
    draft, kept = _beside_edits(folder, study, draft, current)
    if adds:
        draft = replace(draft, spared=frozenset(current), options={**_earlier_options(folder, draft), **draft.options})
    elif current:
        draft = replace(draft, spared=_rejected_keys(intake, current))
    found = _difference(folder, study, draft, frame)
    draft = replace(draft, counts=counts | {kind: len(keys) for kind, keys in vars(found).items()})
    if table not in REGISTER_TABLES:
        _check_whole(folder, described, intake, draft)
    names = {key: str(json.loads(entry.data).get("name", key)) for key, entry in current.items()}
    named = ([names.get(key, key) for key in keys] for keys in (found.changed, found.vanished))
    return Prepared(draft, found, frame, (*intake.problems, *kept), *map(tuple, named))


def _cells(intake: rows.Intake, row: int | None) -> Mapping[str, str]:
    """Return the cells of a row that stays out; of work on single cases only those that may be kept."""
    cells = intake.raw.cells(row)
    headers = rows.find_headers(intake)
    if word_code("level", cells.get(headers.get("level", ""), "")) != CASE:
        return cells
    told = {headers[column] for column in CASE_COLUMNS if column in headers}
    return {header: cell if header in told else "" for header, cell in cells.items()}


def _beside_edits(
    folder: Path, study: Study | None, draft: Draft, current: Mapping[str, Entry]
) -> tuple[Draft, list[Problem]]:
    """Leave what people changed by hand since the last import of the list as they changed it.

    The row of the file, the row as the last import left it and the row as it stands are merged cell by cell; where
    both changed a cell, or where both together break a rule, the register stays, and it is said. A row that was taken
    out by hand stays out as long as the file says nothing new about it.
    """
    with open_store(folder) as store:
        if store is None or not draft.entries:
            return draft, []
        keys = {e.key for e in draft.entries}
        bases = store.written_by_import(draft.table, draft.source, keys)
    entries, kept, both, out = [], [], [], 0
    for entry in draft.entries:
        mine, base = current.get(entry.key), bases.get(entry.key)
        if base is None or (mine is not None and mine.content == base.content):
            entries.append(entry)
        elif mine is None:
            if entry.content == base.content:
                out += 1
            else:
                entries.append(entry)
        else:
            merged, has_clash = _merged(base, mine, entry)
            entries.append(merged)
            if merged.content not in (mine.content, entry.content):
                both.append(merged)
            if has_clash:
                kept.append(entry.key)
    if bad := _rule_breakers(folder, study, draft, both):
        entries = [
            replace(e, data=current[e.key].data, geometry=current[e.key].geometry) if e.key in bad else e
            for e in entries
        ]
        kept += [key for key in bad if key not in kept]
    notes = []
    if kept:
        notes.append(Problem("note", "kept_by_hand", draft.file, value=kept[0], detail=str(len(kept))))
    if out:
        notes.append(Problem("note", "stays_out", draft.file, detail=str(out)))
    return replace(draft, entries=tuple(entries)), notes


def _rule_breakers(folder: Path, study: Study | None, draft: Draft, entries: list[Entry]) -> list[str]:
    """Return the keys of rows that no list could bring: each side keeps the rules, and both together do not."""
    if not entries or study is None:
        return []
    described = read_source({"file": draft.file, "table": draft.table}, folder)
    raw = raw_entries(entries, draft.table, study.crs)
    assert raw is not None  # noqa: S101 - there are entries
    intake = rows.take_in(described, raw)
    try:
        _finished(folder, study, described, intake)
    except StudyError:  # none is left
        return [e.key for e in entries]
    left = set(intake.frame.index)
    return [e.key for e, number in zip(entries, raw.frame.index, strict=True) if number not in left]


def _merged(base: Entry, mine: Entry, theirs: Entry) -> tuple[Entry, bool]:
    """Return a row of a file beside what was changed by hand, and whether both changed the same cell."""
    old, own, other = (json.loads(e.data) for e in (base, mine, theirs))
    both = merge(old, own, other, sorted({*old, *own, *other}))
    point = theirs.geometry if mine.geometry == base.geometry else mine.geometry
    data = json.dumps(dict(both.values), ensure_ascii=False, sort_keys=True)
    return replace(theirs, data=data, geometry=point), bool(both.clashes)


def _current(folder: Path, draft: Draft) -> dict[str, Entry]:
    """Return the rows that the list has in the register now; none for layers."""
    with open_store(folder) as store:
        if store is None or draft.table not in REGISTER_TABLES:
            return {}
        return store.entries(draft.table, draft.source)


def _earlier_options(folder: Path, draft: Draft) -> Mapping[str, Any]:
    with open_store(folder) as store:
        active = [] if store is None else store.active()
    return next((r.options for r in active if (r.table, r.source) == (draft.table, draft.source)), {})


def _rejected_keys(intake: rows.Intake, current: Mapping[str, Entry]) -> frozenset[str]:
    """Return the entries whose rows are in the file and were rejected this time: they did not vanish."""
    headers = rows.find_headers(intake)
    columns = [h for c in (TABLES[intake.source.table].key, "name") if (h := headers.get(c))]
    refused = [intake.raw.cells(p.row) for p in intake.problems if p.severity == "rejected"]
    told = {normalise(cells[h]) for cells in refused for h in columns if cells.get(h)}
    return frozenset(
        key
        for key, entry in current.items()
        if normalise(key) in told or normalise(str(json.loads(entry.data).get("name", ""))) in told
    )


def _content(file: Path) -> tuple[bytes, str]:
    """Return what is kept of a file, and its name: a shapefile becomes one archive of all its parts."""
    if file.suffix.lower() != ".shp":
        return file.read_bytes(), file.name
    return packed({p.name: p.read_bytes() for p in companions(file)}), f"{file.stem}.zip"


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return an archive of files; the same files make the same archive."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        for name, content in sorted(parts.items()):
            opened.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return archive.getvalue()


def source_name(file: str) -> str:
    """Return the name of a list: its file's, without what changes from month to month.

    Examples
    --------
    >>> source_name("Kitas_2025-11 (2).xlsx"), source_name("2024.csv")
    ('kitas', '2024')
    """
    stem = file.split(".")[0]
    plain = re.sub(r"\(\d+\)|(19|20)\d\d|\d{1,2}[-_.]\d{1,2}|[-_ .]+\d{1,2}(?!\d)|[Ss]tand|[Vv]\d+", " ", stem)
    return re.sub(r"[\s_.-]+", " ", plain).strip().lower() or stem


def _finished(folder: Path, study: Study | None, source: SourceDescription, intake: rows.Intake) -> pd.DataFrame:
    """Return the rows as the study would have them."""
    if source.table == "sozialraeume":
        settings = read_description(folder).study
        return areas_of.take_areas(intake, settings["crs"], tuple(settings.get("levels", ("Sozialraum",))))[1]
    if study is None:
        raise intake.refusal("areas_first")
    margin_m = far_m(study.own_standards)
    asks = read_description(folder).geocoder is not None
    with finishing.lookup(address_directory(folder, study.sources), decisions_of(folder), asks=asks) as find:
        keys = {key: set(table[key]) for key, table in _owners(study)}
        frame: pd.DataFrame = finishing.finisher(source.table, study.sozialraeume, margin_m, find, keys)(intake)
    return frame


def _owners(study: Study) -> list[tuple[str, pd.DataFrame]]:
    """Return the tables whose rows others belong to, with their keys."""
    tables = (("facility_id", study.facilities), ("activity_id", study.activities))
    return [(key, table) for key, table in tables if table is not None]


def _with_stable_keys(frame: pd.DataFrame, table: str, file: Path) -> pd.DataFrame:
    """Give rows that were only numbered a key that stays when rows are added before them."""
    key = TABLES[table].key
    stem = file.name.split(".")[0]
    is_numbered = frame[key] == [f"{stem}-{row}" for row in frame["row"]]
    if not is_numbered.any():
        return frame
    columns = [c for c in _NATURAL_KEY if c in frame.columns]
    texts = frame[columns].astype(object).where(frame[columns].notna(), "")
    natural = pd.Series(["|".join(normalise(v) for v in values) for values in texts.to_numpy()], index=frame.index)
    hashed = natural.map(lambda text: hashlib.sha256(text.encode()).hexdigest()[:12])
    number = hashed.groupby(hashed).cumcount()
    keys = hashed.where(number == 0, hashed + "-" + (number + 1).astype(str))
    return frame.assign(**{key: frame[key].where(~is_numbered, keys)})


def _difference(folder: Path, study: Study | None, draft: Draft, frame: pd.DataFrame) -> Difference:
    """Compare with what the list had: rows of the register one by one, layers with the file before."""
    with open_store(folder) as store:
        if store is None:
            return difference({}, draft.entries or _digests(frame, draft.table))
        if draft.table in REGISTER_TABLES:
            return difference(store.entries(draft.table, draft.source), draft.entries, draft.spared)
        same = [r for r in store.active() if (r.table, r.source) == (draft.table, draft.source)]
        content = store.content(same[0].sha256) if same else b""
    old: tuple[Entry, ...] = ()
    if same:
        source = read_source(dict(same[0].options) | {"file": same[0].file, "table": draft.table}, folder)
        intake = rows.take_in(source, read_content(content, source))
        old = _digests(_finished(folder, study, source, intake), draft.table)
    return difference({e.key: e for e in old}, _digests(frame, draft.table))


_LAYER_KEYS = {
    "sozialraeume": ["sozialraum_id"],
    "population": ["sozialraum_id"],
    "indicators": ["sozialraum_id"],
    "grid": ["cell_id"],
}


def _digests(frame: pd.DataFrame, table: str) -> tuple[Entry, ...]:
    """Return the rows of a layer by key, as entries that are compared and never kept."""
    plain = pd.DataFrame(frame.drop(columns="geometry")) if isinstance(frame, gpd.GeoDataFrame) else frame
    texts = [[str(v) for v in values] for values in plain.astype(object).to_numpy()]
    names = _LAYER_KEYS.get(table)
    keys = ["|".join(map(str, k)) for k in plain[names].to_numpy().tolist()] if names else map("|".join, texts)
    shapes = shapely.to_wkb(frame.geometry.to_numpy()) if isinstance(frame, gpd.GeoDataFrame) else [None] * len(frame)
    found: dict[str, Entry] = {}
    for key, text, shape in zip(keys, texts, shapes, strict=True):
        name = key if names or shape is None else f"{key} {hashlib.sha256(shape).hexdigest()}"
        before = found[name].data if name in found else ""
        found[name] = Entry(name, before + "|".join(text), shape, 0)
    return tuple(found.values())


def _check_whole(folder: Path, source: SourceDescription, intake: rows.Intake, draft: Draft) -> None:
    """Refuse a layer with which the study could not be read any more."""
    description = without_adopted(read_description(folder))
    others = [
        s
        for s in stored_sources(folder, description.study["crs"])
        if (s.record.table, s.record.source) != (draft.table, draft.source)
    ]
    record = ImportRecord(0, "", "", draft.table, draft.source, draft.file, draft.sha256, draft.sheet, "", {}, {})
    home = None if draft.table == "addresses" else folder  # the register of other addresses is there already
    everything = [*others, Stored(record, source, intake.raw, ())]
    join_sources(description, {}, everything, lambda step, name: None, decisions_of(folder), home)


def apply(folder: Path, prepared: Prepared, by: str = "") -> ImportRecord:
    """Write a prepared import into the register of the study, which is made if there is none."""
    with open_store(folder, create=True) as store:
        assert store is not None  # noqa: S101 - create makes it
        return store.write(prepared.draft, by)


def undo(folder: Path, import_id: int = 0) -> ImportRecord:
    """Take an import back, the newest one if none is named.

    Raises
    ------
    StudyError
        If there is none to take back.
    """
    with open_store(folder) as store:
        if store is None:
            raise StudyError(Problem("refused", "no_undo", value=str(import_id or "")))
        newest = next((r.id for r in store.history() if r.undone_at is None), 0)
        return store.undo(import_id or newest)


def history(folder: Path) -> list[ImportRecord]:
    """Return every import into a study, the newest first, with those taken back; empty without a register."""
    with open_store(folder) as store:
        return [] if store is None else store.history()


@dataclass(frozen=True)
class Doubtful:
    """A place whose address may mean several; ``key`` stands for the address in every list."""

    table: str
    id: str
    name: str
    address: str
    key: str
    candidates: tuple[Candidate, ...]
    is_protected: bool = False


def review_queue(folder: Path, study: Study) -> list[Doubtful]:
    """Return the places that wait for a person to say which address is meant, each address once."""
    queue: dict[str, Doubtful] = {}
    asks = read_description(folder).geocoder is not None
    with finishing.lookup(address_directory(folder, study.sources), decisions_of(folder), asks=asks) as find:
        if find is None:
            return []
        for table in ("facilities", "partners", "activities"):
            frame = getattr(study, table)
            if frame is None:
                continue
            written = frame[(frame.geometry.isna() | frame.geometry.is_empty) & frame["street"].notna()]
            if not len(written):
                continue
            columns = ["street", "house_number", "postcode", "town"]
            answer = find(written[columns])
            for at in answer.index[answer["status"].eq("doubtful")]:
                row, found = written.loc[at], answer.loc[at]
                address = " ".join(str(row[c]) for c in columns if row[c])
                told = Doubtful(
                    table,
                    str(row[TABLES[table].key]),
                    str(row["name"]),
                    address,
                    found["key"],
                    tuple(c for c in found["candidates"] if c.precision in EXACT),
                    bool(row.get("is_protected", False)) or protection.is_named_like_one(row["name"]),
                )
                queue.setdefault(told.key, told)
    return list(queue.values())


def ask_outside(folder: Path, study: Study, doubtful: Doubtful) -> tuple[Candidate, ...]:
    """Ask the address service of a study about one address; to be called by a person's click only.

    Raises
    ------
    StudyError
        If the study names no service, the place is protected, or the service does not answer.
    """
    service = read_description(folder).geocoder
    if service is None or doubtful.is_protected:
        raise StudyError(Problem("refused", "not_asked", value=doubtful.address))
    return tuple(c for c in ask(service, doubtful.address, study.crs) if c.precision in EXACT)


def decide(folder: Path, key: str, choice: str | None, by: str = "") -> None:
    """Remember a decision; the register is made if there is none."""
    with open_store(folder, create=True) as store:
        assert store is not None  # noqa: S101 - create makes it
        store.decide(key, choice, by)


def forget(folder: Path, key: str) -> None:
    """Take a decision back."""
    with open_store(folder) as store:
        if store is not None:
            store.forget(key)


def known_sources(records: Sequence[ImportRecord], table: str) -> list[str]:
    """Return the names of the lists that a table has."""
    return sorted({r.source for r in records if r.table == table and r.undone_at is None})


def new_study(home: Path, name: str, date: str, crs: str, *, whole: str = "", levels: Sequence[str] = ()) -> Path:
    """Make the folder of a new study with its study.toml; nothing is overwritten.

    Raises
    ------
    StudyError
        If a study of that name is there already, or the name has no letter.
    """
    slug = "-".join(filter(None, map(normalise, re.split(r"\W+", name))))
    folder = home / slug
    if not slug or folder.exists():
        raise StudyError(Problem("refused", "study_exists" if slug else "bad_name", value=name))
    lines = ["[study]", f"name = {_toml(name)}", f"date = {date}", f"crs = {_toml(crs)}"]
    lines += [f"whole = {_toml(whole)}"] if whole else []
    lines += [f"levels = [{', '.join(_toml(level) for level in levels)}]"] if levels else []
    folder.mkdir(parents=True)
    (folder / "study.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    make_register(folder)
    return folder


def make_register(folder: Path) -> None:
    """Make the register of a study unless it has one."""
    with open_store(folder, create=True):
        pass


def _toml(text: str) -> str:
    """Write a text as TOML does: quotes, backslashes and control characters escaped."""
    escaped = "".join(f"\\u{ord(c):04x}" if ord(c) < 32 or c in '"\\' or ord(c) == 127 else c for c in text)
    return f'"{escaped}"'


def points_of(frame: pd.DataFrame) -> gpd.GeoDataFrame | None:
    """Return the rows of a prepared import that have a point; None if it has no geometry."""
    if not isinstance(frame, gpd.GeoDataFrame):
        return None
    return frame[frame.geometry.notna() & ~frame.geometry.is_empty]
