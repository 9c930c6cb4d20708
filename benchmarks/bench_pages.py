"""Pages of a large register: 5,000 partners and 20,000 activities in the demo town, redrawn in under half a second.

The page is run as the server runs it (by Streamlit's own test runner): all of its Python is timed and the making of
what goes to the browser; the network and the browser are not.
"""

import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from benchmarks.timing import REPEATS, Row, print_table, show_s

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "data" / "geo" / "musterstadt"
PARTNERS, ACTIVITIES, GREMIEN = 5_000, 20_000, 200
LIMIT_S = 0.5
# page, section, Sozialraum; of the last the mode
VIEWS = (
    ("netzwerk", "Je Gebiet", "", "intern"),
    ("netzwerk", "Partner", "", "intern"),
    ("netzwerk", "Wer sitzt wo?", "S13", "intern"),
    ("aktivitaeten", "Zeitleiste", "", "intern"),
    ("aktivitaeten", "Zeitleiste", "S13", "intern"),
    ("aktivitaeten", "Thema × Alter", "", "intern"),
    ("aktivitaeten", "Gebiet × Ansatzpunkt", "", "intern"),
    ("aktivitaeten", "Woche", "", "intern"),
    ("aktivitaeten", "Schwerpunkte", "", "intern"),
    ("aktivitaeten", "Alle Angebote", "", "intern"),
    ("aktivitaeten", "Alle Angebote", "", "oeffentlich"),
    ("sozialraum", "Angebote", "S07", "intern"),
)


def write_large(folder: Path, partners: int = PARTNERS, activities: int = ACTIVITIES, seed: int = 1) -> Path:
    """Write the demo town with its lists made longer: the same rows again under new keys, moved a little."""
    shutil.copytree(DEMO, folder, ignore=shutil.ignore_patterns("built", "register*"))
    rng = np.random.default_rng(seed)

    def read(name: str) -> pd.DataFrame:
        return pd.read_csv(folder / name, sep=";", encoding="cp1252", dtype=str, keep_default_na=False)

    def write(name: str, frame: pd.DataFrame) -> None:
        frame.to_csv(folder / name, sep=";", encoding="cp1252", index=False)

    def longer(frame: pd.DataFrame, count: int, key: str, letter: str, name: str) -> pd.DataFrame:
        rows = frame.iloc[np.arange(count) % len(frame)].reset_index(drop=True)
        times = np.arange(count) // len(frame)
        rows[key] = [f"{letter}{n:05d}" for n in range(1, count + 1)]
        rows[name] = [f"{n} {t}" if t else n for n, t in zip(rows[name], times, strict=True)]
        for axis in ("Rechtswert", "Hochwert"):
            if axis in rows:
                at = pd.to_numeric(rows[axis].str.replace(",", "."), errors="coerce") + rng.normal(0, 120, count)
                rows[axis] = [f"{v:.1f}".replace(".", ",") if v == v else "" for v in at]
        return rows

    wide = longer(read("partner.csv"), partners, "Partner-ID", "P", "Name")
    wide["Einrichtungs-ID"] = [i if n < 120 else "" for n, i in enumerate(wide["Einrichtungs-ID"])]
    write("partner.csv", wide)
    ids = wide["Partner-ID"].to_numpy()
    offers = longer(read("angebote.csv"), activities, "Angebots-ID", "A", "Angebot")
    has_partner = rng.uniform(size=activities) < 0.6
    offers["Partner-ID"] = np.where(has_partner, rng.choice(ids, activities), "")
    offers["weitere Partner"] = ["; ".join(rng.choice(ids, n)) for n in rng.integers(0, 3, activities)]
    write("angebote.csv", offers)
    circles = longer(read("gremien.csv"), GREMIEN, "Gremium-ID", "G", "Gremium")
    circles["Mitglieder"] = ["; ".join(rng.choice(ids, 25, replace=False)) for _ in range(GREMIEN)]
    write("gremien.csv", circles)
    profiles = longer(read("kooperationen.csv"), partners // 2, "Kooperations-ID", "K", "Vorhaben")
    profiles["Partner-ID"] = ids[: partners // 2]
    write("kooperationen.csv", profiles)
    effort = longer(read("aufwand.csv"), 5_000, "Aufwand-ID", "W", "Tätigkeit")
    case = effort["Ebene"].eq("fallspezifisch")
    effort.loc[case, "Tätigkeit"] = ""
    for column, table in (("Angebots-ID", offers), ("Gremium-ID", circles)):
        told = effort[column].ne("")
        effort.loc[told, column] = rng.choice(table[column].to_numpy(), int(told.sum()))
    write("aufwand.csv", effort)
    write("haltepunkte.csv", read("haltepunkte.csv").assign(**{"Angebots-ID": offers["Angebots-ID"].iloc[34]}))
    write("beschluesse.csv", read("beschluesse.csv").assign(**{"Gremium-ID": circles["Gremium-ID"].iloc[0]}))
    write("engagement.csv", read("engagement.csv").assign(**{"Partner-ID": ""}))
    return folder


def open_app(study: Path) -> AppTest:
    """Return the app as the first visitor gets it."""
    made = PagesManager.__init__

    def made_new(self: PagesManager, *args: object, **kwargs: object) -> None:
        made(self, *args, **kwargs)
        PagesManager.uses_pages_directory = False

    PagesManager.__init__ = made_new  # type: ignore[method-assign]
    os.environ["SOZIALRAUM_STUDY"] = str(study)
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=600)


def times(app: AppTest, view: tuple[str, str, str, str]) -> tuple[float, float]:
    """Return the seconds of the first and of the median redraw of a view."""
    page, section, area, mode = view
    app.query_params.clear()
    app.query_params.update({"modus": mode} | ({"sozialraum": area} if area else {}))
    app.switch_page(f"pages/{page}.py")
    app.session_state[f"{page}_sections"] = section

    def run() -> float:
        start = time.perf_counter()
        app.run()
        seconds = time.perf_counter() - start
        assert not app.exception, app.exception
        assert not any("sg-empty" in e.proto.body and "Code:" in e.proto.body for e in app.get("html"))
        return seconds

    first = run()
    assert app.session_state[f"{page}_sections"] == section, (view, app.session_state[f"{page}_sections"])
    return first, statistics.median(run() for _ in range(REPEATS))


def main() -> None:
    """Write the study, open each view, and print how long its first drawing and its redraws take."""
    with tempfile.TemporaryDirectory() as temporary:
        study = write_large(Path(temporary) / "gross")
        app = open_app(study)
        start = time.perf_counter()
        app.run()
        print(f"the first page of all, with reading and analysis: {show_s(time.perf_counter() - start)}")
        rows = []
        for view in VIEWS:
            first, again = times(app, view)
            what = " · ".join(part for part in view if part)
            rows.append(Row(what, show_s(again), f"first {show_s(first)}", "", f"<= {LIMIT_S:g} s", again <= LIMIT_S))
        print_table(f"Redraw of pages, {PARTNERS:,} partners and {ACTIVITIES:,} activities", rows)


if __name__ == "__main__":
    main()
