"""The living register at its size: 5,000 partners, 20,000 activities, 100,000 changes; redraw, search, save."""

import json
import os
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.timing import Row, print_table, show_s
from sozialraum_geo.reading import read_study
from sozialraum_geo.register import records
from sozialraum_geo.register.search import Filter, count, found
from sozialraum_geo.register.shelf import Shelf, make_view, names_in_files, tables_needed
from sozialraum_geo.store.database import open_store
from sozialraum_geo.store.ledger import BY_HAND, Change

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "data" / "geo" / "musterstadt"
PARTNERS, ACTIVITIES, CHANGES = 5_000, 20_000, 100_000
AT_ONCE = 50  # rows of one edit
REPEATS = 7
TODAY = "2026-01-15"
WORDS = (
    "Kita", "Schule", "Treff", "Verein", "Nord", "Süd", "Café", "Jugend", "Eltern", "Mädchen", "Straße", "Sport",
    "Müller", "Bund", "Haus", "Garten", "Fest", "Runde", "Hilfe", "Beratung", "Gruppe", "Familie", "Stadtteil",
    "Ferien", "Musik", "Werkstatt", "Bühne", "Brücke",
)  # fmt: skip


def make_register(folder: Path) -> None:
    """Fill the register of a study with rows and their changes; the same every time."""
    rng = random.Random(11)  # noqa: S311 - names for a benchmark

    def name() -> str:
        return f"{' '.join(rng.choices(WORDS, k=4))} {rng.randrange(10_000)}"

    def partner(number: int) -> dict[str, object]:
        told: dict[str, object] = {
            "partner_id": f"P{number:05}", "name": name(), "kind": rng.choice(["schule", "kita", "verein"]),
            "state": rng.choice(["offen", "geklaert", "unbekannt"]), "sozialraum_id": f"S{rng.randrange(1, 15):02}",
            "street": "Ringstraße", "house_number": str(rng.randrange(1, 99)), "precision": "sozialraum",
            "checked_on": f"202{rng.randrange(3, 6)}-0{rng.randrange(1, 10)}-11", "traeger": name(),
        }  # fmt: skip
        return told | ({"is_protected": True} if number % 50 == 0 else {})

    def activity(number: int) -> dict[str, object]:
        return {
            "activity_id": f"A{number:05}", "name": name(), "ansatzpunkt": rng.choice(["2.2", "3", "4"]),
            "level": "fallunspezifisch", "role": "mitwirkung", "theme": name(), "target": "junge Menschen",
            "sozialraum_id": f"S{rng.randrange(1, 15):02}", "partner_id": f"P{rng.randrange(PARTNERS):05}",
            "begin": "2023-01-01", "end": f"202{rng.randrange(5, 8)}-0{rng.randrange(1, 10)}-01", "hours_week": 2.5,
            "station": rng.choice(["EHS Nord", "EHS Süd"]), "opening_hours": "Mo 14:00–16:30", "traeger": name(),
            "access": "offen", "rhythm": "woechentlich", "precision": "sozialraum",
        }  # fmt: skip

    rows = [("partners", f"P{n:05}", partner(n)) for n in range(PARTNERS)]
    rows += [("activities", f"A{n:05}", activity(n)) for n in range(ACTIVITIES)]
    versions = dict.fromkeys(((table, key) for table, key, _ in rows), 0)
    with open_store(folder, create=True) as store:
        assert store is not None
        for start in range(0, len(rows), 1000):
            made = [Change(t, k, json.dumps(v, sort_keys=True)) for t, k, v in rows[start : start + 1000]]
            store.edit(made, "bulk", by="Ada")
        for turn in range((CHANGES - len(rows)) // AT_ONCE):
            chosen = rng.sample(rows, AT_ONCE)
            for table, key, values in chosen:
                versions[table, key] += 1
                values["traeger"] = f"Träger {turn}"
            store.edit(
                [Change(t, k, json.dumps(v, sort_keys=True), None, BY_HAND, versions[t, k]) for t, k, v in chosen],
                "bulk", by="Bea",
            )  # fmt: skip


def median_s(function: Callable[[], object], repeats: int = REPEATS) -> float:
    """Return the median seconds of a function, after one call that loads and caches."""
    function()
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def core_rows(folder: Path) -> list[Row]:
    """Time search, filters and a save with the fresh table after it."""
    study = read_study(folder)
    areas = dict(zip(study.sozialraeume["sozialraum_id"], study.sozialraeume["name"], strict=True))
    shelf, filed = Shelf(folder), names_in_files(study)

    def fresh() -> tuple[object, object]:
        stamp = records.newest_edit(folder)
        tables = {t: shelf.at(t, areas, stamp) for t in tables_needed("activities")}
        return tables, make_view(areas, tables, filed)

    start = time.perf_counter()
    fresh()
    first = time.perf_counter() - start
    tables, view = fresh()
    kept = tables["activities"]  # type: ignore[index]
    line = kept.lines[4321]
    assert line in found(kept, Filter(line.row.name), view, TODAY)
    table = [Row("first look at the register, once a server start", show_s(first), "", "", "", True)]
    for query in ("Müller", "cafe sport nord", "mädchen garten", "gibt es nicht"):
        seconds = median_s(lambda q=query: found(kept, Filter(q), view, TODAY))
        hits = len(found(kept, Filter(query), view, TODAY))
        table.append(Row(f"search „{query}“", show_s(seconds), "", f"{hits} hits", "<= 100 ms", seconds <= 0.1))
    wanted = Filter("cafe", area="S03", words=(("ansatzpunkt", "4"),), stale=True, ending=True)
    seconds = median_s(lambda: found(kept, wanted, view, TODAY))
    table.append(Row("search with all filters", show_s(seconds), "", "", "<= 100 ms", seconds <= 0.1))
    seconds = median_s(lambda: count(kept, TODAY))
    table.append(Row("counts of the answer", show_s(seconds), "", "", "<= 100 ms", seconds <= 0.1))
    turns = iter(range(1000))

    def save() -> None:
        row = records.read_row(folder, "activities", line.key)
        assert row is not None
        told = dict(row.values) | {"hours_week": None, "theme": f"Thema {next(turns)}"}
        checked = records.check(folder, study, "activities", [told], before=[row])
        assert records.save(folder, checked, [row]) is not None
        fresh()

    seconds = median_s(save)
    table.append(Row("one entry checked, saved, table fresh", show_s(seconds), "", "", "<= 500 ms", seconds <= 0.5))
    seconds = median_s(lambda: records.row_history(folder, "activities", line.key))
    table.append(Row("history of an entry", show_s(seconds), "", "", "<= 100 ms", seconds <= 0.1))
    return table


def page_rows(folder: Path) -> list[Row]:
    """Time runs of the pages on the server, without the browser."""
    from streamlit.runtime.pages_manager import PagesManager
    from streamlit.testing.v1 import AppTest

    made = PagesManager.__init__

    def made_new(self: PagesManager, *args: object, **kwargs: object) -> None:
        made(self, *args, **kwargs)  # type: ignore[arg-type]
        PagesManager.uses_pages_directory = False

    PagesManager.__init__ = made_new  # type: ignore[method-assign]
    os.environ["SOZIALRAUM_STUDY"] = str(folder)
    table = []
    app = AppTest.from_file(str(ROOT / "pages" / "register.py"), default_timeout=600)
    for what, page, query in (
        ("redraw the list of activities", "register", {"tabelle": "activities"}),
        ("redraw the form of an activity", "register", {"tabelle": "activities", "eintrag": "A04321"}),
        ("redraw the page for today", "heute", {"station": "EHS Süd"}),
    ):
        app = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=600)
        app.session_state["inside"] = True
        for name, value in query.items():
            app.query_params[name] = value
        app.run()
        assert not app.exception, app.exception
        seconds = median_s(app.run)
        table.append(Row(what, show_s(seconds), "", "", "<= 500 ms", seconds <= 0.5))
    return table


def main() -> None:
    """Make a register of that size, then time it."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "gross"
        shutil.copytree(DEMO, folder)
        start = time.perf_counter()
        make_register(folder)
        with open_store(folder) as store:
            assert store is not None
            made = len(store.log())
            assert made == CHANGES
        print(f"register made in {show_s(time.perf_counter() - start)}: {made} changes")
        print_table("The living register", [*core_rows(folder), *page_rows(folder)])


if __name__ == "__main__":
    main()
