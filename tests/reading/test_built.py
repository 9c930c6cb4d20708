"""Built layers: the same study, only faster; and never half of one."""

import os
import shutil

import geopandas as gpd
import pandas as pd
import pytest
from study_files import HEAD, csv_text, source, squares, write_geo, write_study
from whole_study import whole_study

from sozialraum_geo.reading import built, read_study

FRAMES = ("sozialraeume", "upper", "facilities", "partners", "activities", "gremien", "population", "indicators",
          "grid", "edges", "background")  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    return whole_study(tmp_path / "stadt")


def steps(folder):
    """Read a study with its built layers; return it and the steps of the reading."""
    seen = []
    study = read_study(folder, progress=lambda step, name: seen.append(step))
    return study, set(seen)


def layers(folder):
    return sorted(p.name for p in (folder / built.FOLDER).iterdir() if p.is_dir())


def test_the_second_reading_uses_the_layers_and_gives_an_equal_study(folder):
    first, how_first = steps(folder)
    second, how_second = steps(folder)
    assert (how_first, how_second) == ({"read"}, {"built"})
    assert first.fingerprint == second.fingerprint
    for name in FRAMES:
        one, two = getattr(first, name), getattr(second, name)
        assert one is not None, f"the study has no {name}: the test would prove nothing"
        assert type(one) is type(two)
        pd.testing.assert_frame_equal(pd.DataFrame(one), pd.DataFrame(two))
        for column in one.columns:
            # None and NaN are not the same to everyone
            assert [v is None for v in one[column]] == [v is None for v in two[column]], (name, column)
        if isinstance(one, gpd.GeoDataFrame):
            assert one.crs == two.crs
    others = {k for k in vars(first) if k not in FRAMES}
    assert {k: getattr(first, k) for k in others} == {k: getattr(second, k) for k in others}


def test_a_changed_file_is_read_again_and_old_layers_go(folder):
    first, _ = steps(folder)
    before = layers(folder)
    with (folder / "orte.csv").open("a", encoding="utf-8") as table:
        table.write("N1;Kita Neu;Kita;;;;;;;C\r\n")
    second, how = steps(folder)
    assert how == {"read"}
    assert len(second.facilities) == len(first.facilities) + 1
    assert len(layers(folder)) == 1
    assert layers(folder) != before


def test_a_changed_description_is_read_again(folder):
    steps(folder)
    toml = folder / "study.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("Teststadt", "Neustadt"), encoding="utf-8")
    study, how = steps(folder)
    assert (study.name, how) == ("Neustadt", {"read"})


def test_a_changed_companion_of_a_shapefile_is_read_again(tmp_path):
    write_geo(tmp_path / "gebiete.shp", squares())
    folder = write_study(tmp_path, areas=source("gebiete.shp", "sozialraeume"))
    steps(folder)
    (tmp_path / "gebiete.dbf").write_bytes((tmp_path / "gebiete.dbf").read_bytes().replace(b"Altdorf", b"Neudorf"))
    study, how = steps(folder)
    assert how == {"read"}
    assert study.sozialraeume["name"].tolist()[0] == "Neudorf"


@pytest.mark.parametrize("damage", ["truncated", "missing", "other values", "no json", "other json", "empty"])
def test_damaged_layers_are_made_again(folder, damage):
    first, _ = steps(folder)
    (home,) = (p for p in (folder / built.FOLDER).iterdir() if p.is_dir())
    table, record = home / "facilities.parquet", home / built.RECORD
    if damage == "truncated":
        table.write_bytes(table.read_bytes()[:200])
    elif damage == "missing":
        table.unlink()
    elif damage == "other values":
        frame = gpd.read_parquet(table)
        frame.assign(name="Geisterhaus").to_parquet(table)
    elif damage == "no json":
        record.write_text("{", encoding="utf-8")
    elif damage == "other json":
        record.write_text("[1, 2]", encoding="utf-8")
    else:
        record.unlink()
    second, how = steps(folder)
    assert how == {"read"}
    assert second.fingerprint == first.fingerprint
    assert steps(folder)[1] == {"built"}  # mended for good, not read anew each time


def test_a_folder_that_cannot_be_written_to_still_works(folder, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "read-only")

    monkeypatch.setattr(built.tempfile, "mkdtemp", refuse)
    study, how = steps(folder)
    assert (len(study.sozialraeume), how) == (3, {"read"})
    assert steps(folder)[1] == {"read"}


def test_a_file_in_the_place_of_the_layers_does_no_harm(folder):
    (folder / built.FOLDER).write_text("hier liegt schon etwas")
    assert steps(folder)[1] == {"read"}


@pytest.mark.parametrize("error", [OSError(28, "disk full"), KeyboardInterrupt()], ids=["disk full", "interrupted"])
def test_an_interrupted_write_leaves_no_half_layers(folder, monkeypatch, error):
    def stop(self, path, *_, **__):
        path.write_bytes(b"PAR1 half")
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(gpd.GeoDataFrame, "to_parquet", stop)
        if isinstance(error, OSError):
            steps(folder)  # a full disk does not stop the reading
        else:
            with pytest.raises(KeyboardInterrupt):
                steps(folder)
        assert layers(folder) == []
    assert steps(folder)[1] == {"read"}
    assert steps(folder)[1] == {"built"}


def test_a_faster_process_is_no_harm(folder, monkeypatch):
    def taken(source, target):
        raise OSError(39, "Directory not empty")

    with monkeypatch.context() as busy:
        busy.setattr(os, "replace", taken)
        assert steps(folder)[1] == {"read"}
        assert layers(folder) == []
    assert steps(folder)[1] == {"read"}


def test_without_layers_nothing_is_written(folder):
    read_study(folder, use_built=False)
    assert not (folder / built.FOLDER).exists()


def test_a_copied_folder_brings_its_layers(folder, tmp_path):
    first, _ = steps(folder)
    shutil.copytree(folder, tmp_path / "anderswo" / "stadt")
    second, how = steps(tmp_path / "anderswo" / "stadt")
    assert how == {"built"}
    assert second.fingerprint == first.fingerprint


def test_own_standards_and_choices_come_back(tmp_path):
    (tmp_path / "orte.csv").write_text(
        csv_text([["Name", "Art", "Sozialraum"], ["x", "Kita", "A"], ["y", "Kirta", "A"]])
    )
    more = """
[weights]
decided = "Ausschuss"
[weights.standards]
kita = 2
[quota]
kita_plaetze = 0.9
[need]
preset = "standard"
[[standard]]
id = "alle"
category = "kita"
ages = "65+"
limit_m = 500
[[supply]]
id = "plaetze_alle"
category = "kita"
ages = "65+"
quota = 0.5
"""
    folder = write_study(tmp_path, source("orte.csv", "facilities"), more, head=HEAD + 'split_bands = ["7-<18"]\n')
    first, _ = steps(folder)
    second, how = steps(folder)
    assert how == {"built"}
    for name in (
        "weights",
        "weights_decided",
        "quotas",
        "need",
        "own_standards",
        "own_supply",
        "split_bands",
        "sources",
        "problems",
    ):
        assert getattr(first, name) == getattr(second, name)
        assert getattr(first, name)
