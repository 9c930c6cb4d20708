"""The social index against hand calculation and against the published groups of Berlin."""

from __future__ import annotations

import math
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import toy

from sozialraum_geo.analysis.need.indicators import classify, need_index
from sozialraum_geo.errors import StudyError
from sozialraum_geo.standards import index_presets
from sozialraum_geo.study import Indicator

ROOT_3_2 = math.sqrt(1.5)  # z of the ends of three equally spaced values: d / sqrt(2 d² / 3)


def index_of(study, residents=None):
    return need_index(study, residents).table.set_index("sozialraum_id")


def test_z_by_hand(toy_study):
    # 10, 20, 30: mean 20, standard deviation (ddof 0) sqrt(200/3); z = ∓ sqrt(3/2), 0
    table = index_of(toy_study)
    assert table["z_armut"].tolist() == pytest.approx([-ROOT_3_2, 0.0, ROOT_3_2])
    assert table["need_index"].tolist() == pytest.approx([-ROOT_3_2, 0.0, ROOT_3_2])
    assert table["status_class"].tolist() == ["niedrig", "mittel", "erhöht"]


def test_the_sign_turns_a_good_thing_round():
    study = toy.study(indicator_list=(Indicator("armut", "Beschäftigung", sign=-1),))
    assert index_of(study)["z_armut"].tolist() == pytest.approx([ROOT_3_2, 0.0, -ROOT_3_2])


def test_two_indicators_are_added_and_made_comparable_again():
    # z: (-a, 0, a) and (0, a, -a) sum to (-a, a, 0): the same three values again
    study = toy.study(
        indicators=toy.indicators({"armut": (10, 20, 30), "arbeit": (6, 8, 4)}),
        indicator_list=(Indicator("armut", "a"), Indicator("arbeit", "b")),
    )
    assert index_of(study)["need_index"].tolist() == pytest.approx([-ROOT_3_2, ROOT_3_2, 0.0])


def test_an_indicator_that_does_not_vary_is_dropped_and_named():
    study = toy.study(
        indicators=toy.indicators({"armut": (10, 20, 30), "gleich": (5, 5, 5)}),
        indicator_list=(Indicator("armut", "a"), Indicator("gleich", "b")),
    )
    need = need_index(study, None)
    assert "z_gleich" not in need.table
    assert [n.value for n in need.notes if n.code == "index_flat"] == ["gleich"]


def test_no_index_at_all_is_said():
    need = need_index(toy.study(indicators=toy.indicators({"armut": (100, 100, 100)})), None)
    assert need.table["need_index"].isna().all()
    assert {n.code for n in need.notes} >= {"index_flat", "index_none"}


def test_areas_without_a_value_stay_out_and_are_named():
    study = toy.study(indicators=toy.indicators({"armut": (10, float("nan"), 30)}))
    need = need_index(study, None)
    assert need.table["need_index"].tolist() == pytest.approx([-1, math.nan, 1], nan_ok=True)
    assert need.table["status_class"].tolist()[1] is None
    assert [n.value for n in need.notes if n.code == "index_missing"] == ["B"]


def test_small_areas_stay_out_and_are_named(toy_study):
    residents = pd.Series({"A": 299.0, "B": 300.0, "C": 1000.0})
    need = need_index(toy_study, residents)
    assert np.isnan(need.table["need_index"].iloc[0])
    assert [n.value for n in need.notes if n.code == "index_small"] == ["A"]


def test_two_dates_give_dynamics():
    # changes: +5, 0, -5 -> z: a, 0, -a
    both = pd.concat([toy.indicators({"armut": (5, 20, 35)}, "2021-12-31"), toy.indicators({"armut": (10, 20, 30)})])
    table = index_of(toy.study(indicators=both.reset_index(drop=True)))
    assert table["dynamics_index"].tolist() == pytest.approx([ROOT_3_2, 0.0, -ROOT_3_2])
    assert table["dynamics_class"].tolist() == ["belastend", "stabil", "entlastend"]
    assert table["z_armut"].tolist() == pytest.approx([-ROOT_3_2, 0.0, ROOT_3_2])  # of the later date


def test_context_indicators_are_no_part_of_the_index():
    study = toy.study(
        indicators=toy.indicators({"armut": (10, 20, 30), "hze": (9, 1, 1)}),
        indicator_list=(Indicator("armut", "a"), Indicator("hze", "Hilfen zur Erziehung", kind="context")),
    )
    assert "z_hze" not in index_of(study)


def test_cuts_belong_to_the_middle():
    assert classify(pd.Series([-1.0, 1.0, 1.0001, 1.5, 1.5001]), [-1.0, 1.0, 1.5], list("abcd")).tolist() == list(
        "bbccd"
    )


def test_no_indicators_no_index(toy_study):
    assert need_index(replace(toy_study, indicators=None, indicator_list=()), None) is None


def codes(need):
    return [n.code for n in need.notes]


def test_few_areas_are_those_that_got_an_index():
    # 22 areas are valid, but only 20 have a value: the index compares 20
    ids = [f"A{i:02d}" for i in range(22)]
    values = pd.DataFrame(
        {
            "sozialraum_id": ids, "indicator_id": "armut", "date": "2024-12-31", "is_valid": True,
            "count": float("nan"), "base": float("nan"),
            "value": [float("nan")] * 2 + [float(i) for i in range(20)],
        }
    )  # fmt: skip
    areas = gpd.GeoDataFrame(
        {"sozialraum_id": ids, "name": ids, "parent_id": None},
        geometry=[toy.square(1000 * i, 0, 1000) for i in range(22)],
        crs=toy.CRS,
    )
    bare = toy.study(sozialraeume=areas, facilities=None, population=None, grid=None, indicators=values)
    note = next(n for n in need_index(bare, None).notes if n.code == "few_areas")
    assert (note.value, note.detail) == ("20", "4.4")  # sqrt(19)
    full = toy.renamed(bare, indicators=values.assign(value=range(22)))
    assert "few_areas" not in codes(need_index(full, None))


def test_an_area_that_no_source_names_lacks_values_and_is_not_called_invalid():
    rows = toy.indicators({"armut": (10, 20, 30)})
    need = need_index(toy.study(indicators=rows[rows["sozialraum_id"] != "B"]), None)
    assert [(n.code, n.value) for n in need.notes if n.code.startswith("index")] == [("index_missing", "B")]


def mss(*ids, **values):
    """A study by the MSS preset with these indicators mapped; S1 rises, others fall."""
    rows = {i: values.get(i, (1.0, 2.0, 3.0)) for i in ids}
    kinds = {i: "change" if i.startswith("D") else "status" for i in ids}
    return toy.study(
        indicators=toy.indicators(rows),
        indicator_list=tuple(Indicator(i, i, kind=kinds[i]) for i in ids),
        need=(("preset", "mss_berlin_2021"),),
    )


def test_a_published_method_with_an_indicator_missing_is_named_and_has_no_classes():
    need = need_index(mss("S1", "S4", "D1", "D3", "D4"), None)
    assert [(n.value, n.detail) for n in need.notes if n.code == "preset_incomplete"] == [("mss_berlin_2021", "S3")]
    assert need.table["status_class"].isna().all()
    # the index of the others is there, and the changes are complete
    assert need.table["need_index"].tolist() == pytest.approx([-ROOT_3_2, 0.0, ROOT_3_2])
    assert need.table["dynamics_class"].tolist() == ["positiv", "stabil", "negativ"]


def test_a_published_method_with_a_change_missing_keeps_its_status_classes():
    need = need_index(mss("S1", "S3", "S4", "D1"), None)
    assert [n.detail for n in need.notes if n.code == "preset_incomplete"] == ["D3, D4"]
    assert need.table["status_class"].tolist() == ["hoch", "mittel", "niedrig"]
    assert need.table["dynamics_class"].isna().all()


def test_a_published_method_that_is_complete_or_has_no_changes_is_not_noted():
    need = need_index(mss("S1", "S3", "S4"), None)
    assert "preset_incomplete" not in codes(need)
    assert "dynamics_class" not in need.table


def test_an_indicator_of_a_published_method_that_does_not_vary_is_missing_too():
    need = need_index(mss("S1", "S3", "S4", S3=(5.0, 5.0, 5.0)), None)
    assert [n.detail for n in need.notes if n.code == "preset_incomplete"] == ["S3"]
    assert need.table["status_class"].isna().all()


def test_the_same_indicator_twice_counts_once_and_is_unknown_where_the_two_differ():
    rows = pd.concat([toy.indicators({"armut": (10, 20, 30)}), toy.indicators({"armut": (10, 25, 30)})])
    need = need_index(toy.study(indicators=rows.reset_index(drop=True)), None)
    assert need.table["need_index"].tolist() == pytest.approx([-1, math.nan, 1], nan_ok=True)
    assert [n.value for n in need.notes if n.code == "index_missing"] == ["B"]


def variant(preset, **need):
    """Two indicators, of which a high `arbeit` is a good thing."""
    study = toy.study(
        indicators=toy.indicators({"armut": (10, 20, 50), "arbeit": (60, 80, 40)}),
        indicator_list=(Indicator("armut", "a"), Indicator("arbeit", "b", sign=-1)),
        need=tuple({"preset": preset, **need}.items()),
    )
    return need_index(study, None)


def test_percentile_ranks_by_hand():
    need = variant("perzentil")
    # armut ranks 1, 2, 3 and -arbeit (-60, -80, -40) ranks 2, 1, 3: (rank - 1/2) / 3
    assert need.table["z_armut"].tolist() == pytest.approx([1 / 6, 3 / 6, 5 / 6])
    assert need.table["z_arbeit"].tolist() == pytest.approx([3 / 6, 1 / 6, 5 / 6])
    # sums 4/6, 4/6, 10/6: ranks 1.5, 1.5, 3
    assert need.table["need_index"].tolist() == pytest.approx([1 / 3, 1 / 3, 5 / 6])
    assert need.table["status_class"].tolist() == ["mittel", "mittel", "mittel"]
    assert need.scale == "percentile"
    # no bound on |z| is claimed
    assert "few_areas" not in codes(need)
    assert "few_areas_compared" in codes(need)


def test_min_max_by_hand():
    need = variant("minmax")
    assert need.table["z_armut"].tolist() == pytest.approx([0, 1 / 4, 1])
    assert need.table["z_arbeit"].tolist() == pytest.approx([0.5, 0, 1])  # -60, -80, -40
    # sums 0.5, 0.25, 2: over the range 1.75
    assert need.table["need_index"].tolist() == pytest.approx([0.25 / 1.75, 0, 1])
    assert need.table["status_class"].tolist() == ["niedrig", "niedrig", "hoch"]


def test_median_and_mad_by_hand():
    need = variant("median")
    # armut: median 20, distances -10, 0, 30, their MAD 10; -arbeit: median -60, distances 0, -20, 20, MAD 20
    armut = [-10 / 14.826, 0, 30 / 14.826]
    arbeit = [0, -20 / 29.652, 20 / 29.652]
    assert need.table["z_armut"].tolist() == pytest.approx(armut)
    assert need.table["z_arbeit"].tolist() == pytest.approx(arbeit)
    # sums -1, -1, 4 times 10/14.826: median -1, MAD 0: more than half are alike, no index
    assert need.table["need_index"].isna().all()
    one = toy.study(indicators=toy.indicators({"armut": (10, 20, 50)}), need=(("preset", "median"),))
    # a single indicator: the median of its scores is 0 and their MAD 1/1.4826, so the index is the same again
    assert need_index(one, None).table["need_index"].tolist() == pytest.approx(armut)
    assert need_index(one, None).table["status_class"].tolist() == ["mittel", "mittel", "hoch"]


def test_weights_of_the_indicators():
    # z of armut (10, 20, 30): -a, 0, a; of arbeit (6, 8, 4): 0, a, -a; 3 : 1 gives -3a, a, 2a, mean 0, variance 14a²/3
    study = toy.study(
        indicators=toy.indicators({"armut": (10, 20, 30), "arbeit": (6, 8, 4)}),
        indicator_list=(Indicator("armut", "a"), Indicator("arbeit", "b")),
        need=(("weights", {"armut": 3, "arbeit": 1.0}),),
    )
    spread = math.sqrt(14 / 3)
    assert index_of(study)["need_index"].tolist() == pytest.approx([-3 / spread, 1 / spread, 2 / spread])
    without = toy.renamed(study, need=(("weights", {"arbeit": 0}),))
    assert "z_arbeit" not in index_of(without)
    assert index_of(without)["need_index"].tolist() == pytest.approx([-ROOT_3_2, 0.0, ROOT_3_2])


def test_an_external_reference_by_hand():
    study = toy.study(
        indicators=toy.indicators({"armut": (10, 20, 30), "arbeit": (60, 80, 40)}),
        indicator_list=(Indicator("armut", "a"), Indicator("arbeit", "b", sign=-1)),
        need=(("reference", {"armut": [10, 5], "arbeit": [70, 10]}), ("weights", {"armut": 3})),
    )
    need = need_index(study, None)
    # armut: (x - 10) / 5 = 0, 2, 4; arbeit: -(x - 70) / 10 = 1, -1, 3; their mean weighed 3 : 1
    assert need.table["z_armut"].tolist() == pytest.approx([0, 2, 4])
    assert need.table["z_arbeit"].tolist() == pytest.approx([1, -1, 3])
    assert need.table["need_index"].tolist() == pytest.approx([0.25, 1.25, 3.75])
    assert need.is_external
    assert not {"few_areas", "few_areas_compared", "reference_partly"} & set(codes(need))  # not with one another
    summed = toy.renamed(study, need=(("reference", {"armut": [10, 5], "arbeit": [70, 10], "index": [1, 2]}),))
    assert index_of(summed)["need_index"].tolist() == pytest.approx([0, 0, 3])  # sums 1, 1, 7


def test_a_reference_for_some_only_leaves_the_index_to_the_areas_and_is_noted():
    study = toy.study(
        indicators=toy.indicators({"armut": (10, 20, 30), "arbeit": (6, 8, 4)}),
        indicator_list=(Indicator("armut", "a"), Indicator("arbeit", "b")),
        need=(("reference", {"armut": [0, 10]}),),
    )
    need = need_index(study, None)
    assert need.table["z_armut"].tolist() == pytest.approx([1, 2, 3])
    assert [n.detail for n in need.notes if n.code == "reference_partly"] == ["arbeit"]
    assert need.table["need_index"].mean() == pytest.approx(0)
    assert "few_areas" in codes(need)


def test_what_need_names_and_nobody_brings_is_noted():
    study = toy.study(need=(("indicators", ("armut", "armuth")), ("weights", {"wohnen": 2})))
    need = need_index(study, None)
    assert [n.detail for n in need.notes if n.code == "need_unknown_indicator"] == ["armuth, wohnen"]
    assert need.table["need_index"].notna().all()


@pytest.mark.parametrize(
    "need",
    [
        {"weights": {"armut": -1}},
        {"weights": {"armut": "viel"}},
        {"reference": {"armut": [1, 0]}},
        {"reference": {"armut": 5}},
    ],
)
def test_a_weight_or_reference_that_is_none_is_refused(need):
    with pytest.raises(StudyError, match=r"bad_index_number: .* armut"):
        need_index(toy.study(need=tuple(need.items())), None)


@pytest.mark.parametrize("preset", index_presets())
def test_every_preset_runs_with_nothing_known(preset):
    study = toy.study(indicators=toy.indicators({"armut": [math.nan] * 3}), need=(("preset", preset),))
    need = need_index(study, None)
    assert need.table["need_index"].isna().all()
    assert "index_none" in codes(need)
    assert "index_flat" not in codes(need)


@pytest.mark.parametrize("name", ["S1", "S3", "S4", "D1", "D3", "D4"])
def test_berlin_follows_its_published_groups(berlin, realdata, name):
    """The published groups are our z cut at -1, 1 and (for the status) 1.5, except within rounding of a cut."""
    published = pd.read_csv(realdata / "berlin" / "social" / "mss_2021_index_indikatoren.csv", dtype={"PLR_ID": str})
    published = published[published["KOM"] == "gültig"].set_index("PLR_ID")
    assert len(published) == 536
    z = index_of(berlin).loc[published.index, f"z_{name}"]
    cuts = [-1.0, 1.0, 1.5] if name.startswith("S") else [-1.0, 1.0]
    ours = classify(z, cuts, [1, 2, 3, 4][: len(cuts) + 1]).astype(int)
    at_a_cut = np.min([np.abs(z - c) for c in cuts], axis=0) < 0.005
    assert (ours == published[f"{name}_SD_GR"])[~at_a_cut].all()
    assert at_a_cut.sum() < 10


def test_berlin_leaves_the_invalid_areas_out(berlin):
    need = need_index(berlin, None)
    assert need.table["need_index"].isna().sum() == 6  # five under 300 inhabitants and one outlier, says the source
    assert set(need.table["status_class"].dropna()) == {"hoch", "mittel", "niedrig", "sehr niedrig"}
    assert set(need.table["dynamics_class"].dropna()) == {"positiv", "stabil", "negativ"}


@pytest.mark.parametrize("preset", ["standard", "median", "minmax", "perzentil"])
@pytest.mark.parametrize("sign", [1, -1])
def test_the_numbers_put_in_give_the_index_again(preset, sign):
    study = toy.study(
        indicators=toy.indicators({"armut": (10, 20, 40), "arbeit": (6, 9, 2)}),
        indicator_list=(Indicator("armut", "a", sign=sign), Indicator("arbeit", "b")),
        need=(("preset", preset), ("weights", {"arbeit": 2.0})),
    )
    need = need_index(study, None)
    table = need.table.set_index("sozialraum_id")
    assert need.values["armut"].tolist() == [10, 20, 40]
    total = 0.0
    for name, row in need.scaling.drop(index="index").iterrows():
        x = need.values[name]
        x = (x * row["sign"]).rank() if preset == "perzentil" else x
        turned = 1 if preset == "perzentil" else row["sign"]
        z = turned * (x - row["centre"]) / row["spread"]
        assert z.tolist() == pytest.approx(table[f"z_{name}"].tolist(), abs=1e-12)
        total += row["weight"] * z
    total = total.rank() if preset == "perzentil" else total
    last = need.scaling.loc["index"]
    again = (total - last["centre"]) / last["spread"]
    assert again.tolist() == pytest.approx(table["need_index"].tolist(), abs=1e-12)
