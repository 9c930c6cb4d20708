"""Misspelt streets of Berlin, found inside their postcodes against the whole town; opening a large register."""

import random
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import OSA

from benchmarks.timing import Row, interleave, print_table, ratio_row, show_s
from sozialraum_geo.reading.addresses.directory import Directory, build_directory, directory_rows, open_directory
from sozialraum_geo.reading.addresses.geocoding import geocode, nearest_names
from sozialraum_geo.reading.addresses.parsing import normalise_street, parse_address

ADDRESSES = Path(__file__).resolve().parents[2] / "shared" / "realdata" / "berlin" / "addresses"
CRS = "EPSG:25833"
STREETS = 2_000


def misspelt(rows: pd.DataFrame) -> pd.DataFrame:
    """Addresses with one slip in the name of the street: a letter lost, hit beside, or two swapped."""
    rng = random.Random(7)  # noqa: S311
    numbered = rows[rows["house_number"].notna()].drop_duplicates(["street", "postcode"])
    chosen = numbered.sample(STREETS, random_state=3, ignore_index=True)

    def slip(name: str) -> str:
        at = rng.randrange(1, max(2, len(name) - 6))
        return rng.choice(
            [
                name[:at] + name[at + 1 :],
                name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :],
                name[:at] + rng.choice("aeinrst") + name[at + 1 :],
            ]
        )

    return chosen.assign(true=chosen["street"], street=chosen["street"].map(slip))


def bench_names(register: Directory, addresses: pd.DataFrame) -> list[Row]:
    """Compare names within their postcodes, whole addresses, and the same by a town-wide comparison."""
    names = addresses["street"].map(normalise_street).tolist()
    wanted = list(zip(addresses["postcode"], names, strict=True))
    every = register.names("")

    def inside() -> dict[tuple[str, str], list[tuple[int, str]]]:
        return nearest_names(register, wanted)

    def town_wide() -> np.ndarray:
        return process.cdist(names, every, scorer=OSA.distance, dtype=np.uint8).argmin(axis=1)

    def one_by_one() -> list[str]:
        return [process.extractOne(name, every, scorer=OSA.distance)[0] for name in names]

    def whole() -> pd.DataFrame:
        normalise_street.cache_clear()
        parse_address.cache_clear()
        return geocode(addresses, register)

    within, beyond, answer = inside(), [every[i] for i in town_wide()], whole()
    assert one_by_one() == beyond
    # Where the nearest name of the town is in the postcode and alone there, both ways must find it
    same = 0
    for pair, name in zip(wanted, beyond, strict=True):
        slips, nearest = within[pair][0]
        assert slips >= OSA.distance(pair[1], name)
        if any(register.streets[i].key == name for i in register.by_postcode[pair[0]]) and within[pair][1][0] > slips:
            assert nearest == name
            same += 1
    keys = [normalise_street(true) for true in addresses["true"]]
    is_sure = (answer["status"] == "certain").to_numpy()
    right = sum(
        str(m).startswith(t) for m, t in zip(answer["matched"][is_sure], addresses["true"][is_sure], strict=True)
    )
    in_town = sum(name == key for name, key in zip(beyond, keys, strict=True))
    inner = sum(within[pair][0][1] == key for pair, key in zip(wanted, keys, strict=True))
    times = interleave({"inside": inside, "town": town_wide, "whole": whole, "single": one_by_one})
    share = times["whole"] / times["town"]
    print(f"\n{same:,} of {STREETS:,} names compared both ways, with equal answers")
    print(f"Whole addresses take {share:.2g} x the time of cdist on the bare names of the town")
    truth = right / is_sure.sum()
    return [
        ratio_row("nearest name in the postcode; rapidfuzz cdist, town", times["inside"], times["town"], 0.5),
        ratio_row("whole addresses; rapidfuzz extractOne, town", times["whole"], times["single"], 0.5),
        Row("nearest name is right", f"{inner / STREETS:.1%}", f"{in_town / STREETS:.1%}", "", "more", inner > in_town),
        Row("certain, and right of these", f"{is_sure.mean():.1%}", "", f"{truth:.2%}", ">= 99.5 %", truth >= 0.995),
    ]


def bench_open(path: Path, addresses: int) -> list[Row]:
    """Open the register as a page does, its check for damage included."""

    def ours() -> None:
        open_directory(path).close()

    seconds = interleave({"open": ours})["open"]
    return [
        Row(f"open a register of {addresses:,} addresses", show_s(seconds), "", show_s(seconds), "<= 1 s", seconds <= 1)
    ]


if __name__ == "__main__":
    if ADDRESSES.exists():
        frame = pd.read_csv(ADDRESSES / "adressen_mit_plr.csv.gz", dtype=str)
        rows = directory_rows(frame, CRS, town="Berlin")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "register.sqlite"
            info = build_directory(rows, path, crs=CRS, name="Berlin")
            with open_directory(path) as register:
                print_table("Misspelt streets", bench_names(register, misspelt(rows)))
            print_table("Register", bench_open(path, info.addresses))
    else:
        print("left out: no open data of Berlin at hand")
