"""The GeoPackage of an analysis: every layer with German names, and styles so that QGIS opens it coloured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sozialraum_geo.analysis.results import Results
from sozialraum_geo.german.words import labels, maps
from sozialraum_geo.pictures.maps.layers import rule_fields
from sozialraum_geo.pictures.styles import (
    ANSATZPUNKT_STYLE,
    CATEGORY_MARK,
    GREY,
    REACH,
    SHARE_BREAKS,
    STATE_STYLE,
    YLGNBU,
)
from sozialraum_geo.release.door import release
from sozialraum_geo.release.hiding import masked

# of the files, CSV and layers alike
PLACE_COLUMNS = ["facility_id", "name", "category", "source", "sozialraum_id", "precision"]
ACTIVITY_COLUMNS = [
    "activity_id",
    "name",
    "ansatzpunkt",
    "role",
    "form",
    "category",
    "theme",
    "target",
    "age_from",
    "age_to",
    "access",
    "rhythm",
    "hours_week",
    "begin",
    "end",
    "funding",
    "funded_until",
    "sozialraum_id",
    "wirkungsraum",
    "is_current",
    "counts_for",
    "part_time_for",
    "source",
    "precision",
]
PARTNER_COLUMNS = [
    "partner_id",
    "name",
    "kind",
    "traeger",
    "traeger_art",
    "regelsystem",
    "state",
    "since",
    "review_date",
    "sozialraum_id",
    "source",
    "precision",
]
# column of the tables → start of the name in the layer
COVERAGE = {"covered_share": "erreicht", "uncovered_people": "ohne"}
GAPS = {"relative_gap": "luecke", "weighted_people": "gewichtet"}
SUPPLY = {"capacity": "bestand", "ratio_percent": "quote", "missing_places": "fehlen"}
GEOMETRY = "geom"
FILL, LINE, MARKER = "fill", "line", "marker"
LAYER_TYPE = {MARKER: 0, LINE: 1, FILL: 2}
INK, LIGHT = "#4a463e", "#ffffff"

Sign = tuple[str, tuple[str, ...]]  # words; shape, colour and edge


def write_geopackage(results: Results, path: Path) -> None:
    """Write all layers; the date of the study stands in the file, not that of the run: same input, same bytes."""
    import pyogrio

    layers = {name: frame for name, frame in _layers(results).items() if len(frame)}
    styles = _styles(results, layers)
    # GDAL would write the time of the run into the file
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{results.study.date}T00:00:00.000Z"})
    try:
        for name, frame in layers.items():
            pyogrio.write_dataframe(
                frame, path, layer=name, driver="GPKG", append=path.exists(), GEOMETRY_NAME=GEOMETRY
            )
        pyogrio.write_dataframe(styles, path, layer="layer_styles", driver="GPKG", append=True, FID="id")
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


# --- layers ----------------------------------------------------------------------------------------------------------


def _layers(results: Results) -> dict[str, gpd.GeoDataFrame]:
    study = results.study
    layers = {_area_layer(results): _areas(results)}
    for table, frame, columns in (
        ("facilities", study.facilities, PLACE_COLUMNS),
        ("partners", study.partners, PARTNER_COLUMNS),
        ("activities", results.activities, ACTIVITY_COLUMNS),
    ):
        if frame is not None:
            layers[labels.TABLE[table]] = _placed(masked(study, frame), columns)
    if study.edges is not None:
        layers[labels.TABLE["streets"]] = study.edges.drop(columns=["u", "v"], errors="ignore")
    if study.background is not None:
        # lines apart from areas: a layer has one kind of symbol
        is_line = shapely.get_dimensions(np.asarray(study.background.geometry.array)) == 1
        layers[labels.TABLE["background"]] = study.background[~is_line]
        layers[_line_layer()] = study.background[is_line]
    if study.upper is not None:
        for level, part in study.upper.groupby("level"):
            layers[labels.area_word(str(level), 2)] = gpd.GeoDataFrame(part[["area_id", "name", "geometry"]])
    for standard_id, cells in release(results).cells.items():
        layers[_reach_layer(standard_id)] = cells
    return layers


def _area_layer(results: Results) -> str:
    return labels.area_word(results.study.levels[-1], 2)


def _reach_layer(standard_id: str) -> str:
    return f"Erreichbarkeit {standard_id}"


def _line_layer() -> str:
    return f"{labels.TABLE['background']} (Linien)"


def _areas(results: Results) -> gpd.GeoDataFrame:
    """Return the Sozialräume with every figure of the analysis, a column each."""
    areas = results.study.sozialraeume[["sozialraum_id", "name", "parent_id", "geometry"]]
    parts = [results.residents.rename("einwohner").to_frame()]
    parts.append(_wide(results.coverage, "standard_id", COVERAGE))
    parts.append(_wide(results.gaps, "standard_id", GAPS))
    if len(results.supply):
        parts.append(_wide(results.supply, "supply_id", SUPPLY))
    if results.need is not None:
        parts.append(results.need.table.set_index("sozialraum_id"))
    if results.priorities is not None:
        ranks = results.priorities.table.set_index("sozialraum_id")
        parts.append(ranks.rename(columns=lambda name: name.replace("contribution_", "beitrag_")))
    figures = pd.concat([p.reindex(areas["sozialraum_id"]) for p in parts], axis=1)
    figures.columns = pd.Index(_distinct([*areas.columns], [str(c) for c in figures.columns]))
    return areas.join(figures, on="sozialraum_id")


def _wide(table: pd.DataFrame, key: str, names: Mapping[str, str]) -> pd.DataFrame:
    wide = table.pivot(index="sozialraum_id", columns=key, values=list(names)).astype(float)
    wide.columns = wide.columns.map(lambda pair: f"{names[pair[0]]}_{pair[1]}")
    return wide


def _distinct(taken: Sequence[str], names: Sequence[str]) -> list[str]:
    """Give names that differ in capitals only a number: SQLite takes them for the same.

    Examples
    --------
    >>> _distinct(["name"], ["z_S1", "z_s1", "Name"])
    ['z_S1', 'z_s1_2', 'Name_2']
    """
    seen = {t.lower() for t in taken}
    out = []
    for name in names:
        count, free = 1, name
        while free.lower() in seen:
            count += 1
            free = f"{name}_{count}"
        seen.add(free.lower())
        out.append(free)
    return out


def _placed(frame: Any, columns: list[str]) -> gpd.GeoDataFrame:
    placed = frame[frame.geometry.notna() & ~frame.geometry.is_empty]
    shown = gpd.GeoDataFrame(placed[[*columns, "geometry"]])
    for column in ("counts_for", "part_time_for"):
        if column in shown:
            shown[column] = [" ".join(ids) for ids in shown[column]]
    return shown


# --- styles ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Rule:
    """One line of a legend: for which rows (empty: all, ELSE: the rest), its words, and how its symbol looks."""

    condition: str
    label: str
    look: Mapping[str, str]


def _styles(results: Results, layers: Mapping[str, gpd.GeoDataFrame]) -> pd.DataFrame:
    """Return the rows of QGIS's table of styles: one default style a layer."""
    rows = []
    for name, (kind, rules) in _looks(results).items():
        if name in layers:
            rows.append(
                {
                    "f_table_catalog": "",
                    "f_table_schema": "",
                    "f_table_name": name,
                    "f_geometry_column": GEOMETRY,
                    "styleName": "Sozialraum-Geo",
                    "styleQML": _qml(kind, rules),
                    "styleSLD": "",
                    "useAsDefault": True,
                    "description": "; ".join(r.label for r in rules if r.label),
                    "owner": "",
                    "ui": "",
                    "update_time": pd.Timestamp(results.study.date, tz="UTC"),
                }
            )
    return pd.DataFrame(rows)


def _looks(results: Results) -> dict[str, tuple[str, list[_Rule]]]:
    """Return kind of symbol and rules by layer, in the colours of the maps."""
    places = {c: (labels.CATEGORY[c][1], (m["shape"], m["colour"])) for c, m in CATEGORY_MARK.items()}
    states = {c: (labels.STATE[c], style) for c, style in STATE_STYLE.items()}
    points: dict[str, Sign] = {c: (f"{c} {labels.ANSATZPUNKT[c]}", s) for c, s in ANSATZPUNKT_STYLE.items()}
    points["over"] = (labels.NOT_CURRENT, ("circle", LIGHT, GREY))
    water, rail = _line("#a9c6d8", 0.5), _line("#7d776c", 0.4, "dash")
    looks = {
        _area_layer(results): (FILL, _share_rules(results)),
        labels.TABLE["facilities"]: (MARKER, _markers("category", places, "sonstige")),
        labels.TABLE["partners"]: (MARKER, _markers("state", states, "unbekannt")),
        labels.TABLE["activities"]: (MARKER, _markers("ansatzpunkt", points, "over", '"is_current" AND ')),
        labels.TABLE["streets"]: (LINE, [_Rule("", "", _line("#b5aa97", 0.3))]),
        labels.TABLE["background"]: (FILL, _ground()),
        _line_layer(): (
            LINE,
            [_is("kind", "water", labels.GROUND["water"], water), _rest(labels.GROUND["rail"], rail)],
        ),
    }
    for level in results.study.levels[:-1]:
        looks[labels.area_word(level, 2)] = (FILL, [_Rule("", "", _fill("", INK, 0.6))])
    for rule in results.standards:
        fields = rule_fields(rule)
        reach = [_is("reach", k, maps.REACH[k].format_map(fields), _fill(c, "")) for k, c in REACH.items()]
        looks[_reach_layer(rule.id)] = (FILL, [*reach, _rest(maps.EMPTY["unknown"], _hatched())])
    return looks


def _is(column: str, value: str, label: str, look: Mapping[str, str], before: str = "") -> _Rule:
    return _Rule(f"{before}\"{column}\" = '{value}'", label, look)


def _rest(label: str, look: Mapping[str, str]) -> _Rule:
    return _Rule("ELSE", label, look)


def _markers(column: str, signs: Mapping[str, Sign], rest: str, before: str = "") -> list[_Rule]:
    """Return a rule for each value of a column, and one for all others."""
    rules = [_is(column, k, words, _marker(*style), before) for k, (words, style) in signs.items() if k != rest]
    words, style = signs[rest]
    return [*rules, _rest(words, _marker(*style))]


def _share_rules(results: Results) -> list[_Rule]:
    """Return the classes of the share that reaches the first standard that could be evaluated, as on the map."""
    known = results.coverage[results.coverage["covered_share"].notna()]["standard_id"]
    rule = next((s for s in results.standards if s.id in set(known)), None)
    if rule is None:
        return [_Rule("", "", _fill("#fbf9f4", "#8f8778"))]
    column = f'"erreicht_{rule.id}"'
    edges = (0.0, *SHARE_BREAKS, 1.0)
    rules = []
    for (low, high), colour in zip(pairwise(edges), YLGNBU, strict=True):
        condition = f"{column} >= {low:g}" + (f" AND {column} < {high:g}" if high < 1 else "")
        rules.append(_Rule(condition, f"{rule.name}: {maps.share_class(low, high)}", _fill(colour, LIGHT)))
    return [*rules[::-1], _rest(maps.EMPTY["unknown"], _hatched())]


def _ground() -> list[_Rule]:
    colours = {"water": "#bcd6e5", "green": "#d5e0c2", "building": "#d8d0c1"}
    return [_is("kind", kind, labels.GROUND[kind], _fill(colour, "")) for kind, colour in colours.items()]


def _fill(colour: str, edge: str, width: float = 0.26) -> dict[str, str]:
    look = {"style": "solid", "color": _rgba(colour)} if colour else {"style": "no"}
    if not edge:
        return look | {"outline_style": "no"}
    return look | {"outline_style": "solid", "outline_color": _rgba(edge), "outline_width": f"{width:g}"}


def _hatched() -> dict[str, str]:
    return {**_fill("#8a857b", "#8a857b"), "style": "b_diagonal"}


def _marker(shape: str, colour: str, edge: str = LIGHT) -> dict[str, str]:
    return {"name": shape, "color": _rgba(colour), "outline_color": _rgba(edge), "outline_width": "0.3", "size": "3"}


def _line(colour: str, width: float, style: str = "solid") -> dict[str, str]:
    return {"line_color": _rgba(colour), "line_width": f"{width:g}", "line_style": style}


def _rgba(colour: str) -> str:
    return ",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)) + ",255"


SYMBOL_LAYER = {FILL: "SimpleFill", LINE: "SimpleLine", MARKER: "SimpleMarker"}


def _qml(kind: str, rules: Iterable[_Rule]) -> str:
    """Return a style as QGIS writes it: one symbol a rule, read by all versions from 3.0."""
    rows, symbols = [], []
    for at, rule in enumerate(rules):
        condition = f" filter={quoteattr(rule.condition)}" if rule.condition else ""
        rows.append(f'<rule key="r{at}" symbol="{at}" label={quoteattr(rule.label)}{condition}/>')
        options = "".join(f'<Option type="QString" name="{k}" value={quoteattr(v)}/>' for k, v in rule.look.items())
        older = "".join(f'<prop k="{k}" v={quoteattr(v)}/>' for k, v in rule.look.items())
        symbols.append(
            f'<symbol type="{kind}" name="{at}" alpha="1" clip_to_extent="1" force_rhr="0">'
            f'<layer class="{SYMBOL_LAYER[kind]}" enabled="1" locked="0" pass="0">'
            f'<Option type="Map">{options}</Option>{older}</layer></symbol>'
        )
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"
        '<qgis version="3.28.0" styleCategories="Symbology">'
        '<renderer-v2 type="RuleRenderer" symbollevels="0" enableorderby="0" forceraster="0" referencescale="-1">'
        f'<rules key="rules">{"".join(rows)}</rules><symbols>{"".join(symbols)}</symbols></renderer-v2>'
        f"<layerGeometryType>{LAYER_TYPE[kind]}</layerGeometryType></qgis>"
    )
