"""Every entry of the catalogue of bad inputs, in several variants: never a traceback, no row lost, nothing written."""

from __future__ import annotations

import math
import re
import shutil
from collections import Counter

import bad_files
import bad_places
import bad_workbooks
import pytest
from study_files import AREAS as AREAS_BLOCK
from study_files import geojson, write_geo, write_study

from sozialraum_geo.errors import StudyError
from sozialraum_geo.german.words.problems import message
from sozialraum_geo.reading import read_study
from sozialraum_geo.register import importing
from sozialraum_geo.store.database import FILE

EVERY = [*bad_files.text_files(), *bad_workbooks.workbooks(), *bad_places.all_places()]
SEVERITY = {"F": "refused", "R": "rejected", "A": "note"}
# What libraries say in English, and paths of a machine
FOREIGN = re.compile(
    r"(?i)\b(error|exception|failed|invalid|cannot|traceback|driver|not a|expected)\b|/tmp|/work|site-pack|\\\\"
)


@pytest.fixture(scope="session")
def homes(tmp_path_factory):
    """The studies that the files are offered to, each with a register that holds one import."""
    found = {}
    for name in ("areas", "new", "gap"):
        home = tmp_path_factory.mktemp(name)
        if name == "new":
            folder = importing.new_study(home, "Neustadt", "2025-12-31", "EPSG:25832")
            found[name] = (folder, None)
            continue
        (home / "studie").mkdir()
        write_geo(
            home / "studie" / "sozialraeume.geojson", bad_places.gap_areas() if name == "gap" else bad_files.AREAS
        )
        folder = write_study(home / "studie", areas=AREAS_BLOCK)
        first = home / "gremien.csv"
        first.write_text("Name;Rhythmus\nAK Jugend;monatlich\n", encoding="utf-8")
        importing.apply(folder, importing.prepare(folder, read_study(folder), first, {"table": "gremien"}))
        found[name] = (folder, read_study(folder))
    return found


def bytes_of(folder):
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if p.is_file()}


def told(problems, bad):
    """Return the messages of the expected codes, after checking that they are all there and all German."""
    wanted = SEVERITY[bad.outcome]
    codes = {p.code for p in problems if p.severity == wanted or (bad.outcome == "R" and p.severity == "note")}
    assert set(bad.codes) <= codes, f"{bad.name}: {[message(p) for p in problems]}"
    texts = [message(p) for p in problems]
    for line in texts:
        assert not FOREIGN.search(re.sub("„.*?“", "", line)), line
    return " ".join(line for p, line in zip(problems, texts, strict=True) if p.code in bad.codes)


def same(found, expected):
    return len(found) == len(expected) and all(
        e is ... or (e is None and (f is None or f != f)) or f == e or (isinstance(e, float) and math.isclose(f, e))
        for f, e in zip(found, expected, strict=True)
    )  # fmt: skip


def check(bad, path, folder, study):
    if bad.outcome == "F":
        with pytest.raises(StudyError) as caught:
            importing.prepare(folder, study, path, bad.options)
        problems = list(caught.value.problems)
        assert {p.severity for p in problems} == {"refused"}
        assert all(p.file in (path.name, "") for p in problems)
    else:
        found = importing.prepare(folder, study, path, bad.options)
        problems = list(found.problems)
        counts = found.draft.counts
        assert counts["imported"] + counts["rejected"] + counts["empty"] + counts["excluded"] == counts["rows"]
        assert (counts["imported"], counts["rejected"]) == (bad.imported, bad.rejected), [message(p) for p in problems]
        assert len(found.rejected) >= bad.rejected
        for column, expected in bad.values.items():
            assert same(found.frame[column].tolist(), expected), found.frame[column].tolist()
    line = told(problems, bad)
    for part in bad.says:
        assert part in line, f"{part!r} not in {line!r}"


@pytest.mark.parametrize("bad", [pytest.param(b, id=b.name, marks=[pytest.mark.slow] * b.is_slow) for b in EVERY])
def test_a_bad_file_gets_what_the_contract_says(bad, homes, tmp_path):
    folder, study = homes[bad.study]
    before = bytes_of(folder)
    path = tmp_path / bad.name
    bad.write(path)
    check(bad, path, folder, study)
    assert bytes_of(folder) == before
    if bad.later:
        copied = shutil.copytree(folder, tmp_path / "kopie")
        importing.apply(copied, importing.prepare(copied, study, path, bad.options))
        assert set(bad.later) <= {p.code for p in read_study(copied, use_built=False).problems}


def test_there_are_enough_of_them_and_every_entry_has_two():
    assert len(EVERY) >= 250
    assert len({b.name for b in EVERY}) == len(EVERY)
    variants = Counter(b.entry for b in EVERY)
    missing = {n for n in range(1, 107) if variants[n] < 2} - bad_files.ELSEWHERE
    assert missing == set()


def test_the_register_is_there_to_be_left_alone(homes):
    assert all((folder / FILE).is_file() for folder, _ in homes.values())
    assert geojson(bad_files.AREAS)
