"""Maps: one registry of layers, one description, three renderers (page component, HTML file, printed picture)."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from sozialraum_geo.errors import Problem, SozialraumError
from sozialraum_geo.german.sentences import activities as sentences
from sozialraum_geo.german.words import labels, maps, numbers
from sozialraum_geo.pictures.maps.layers import LAYERS, WEIGHED, Fill, Layer, area_classes, area_values, rule_fields
from sozialraum_geo.pictures.maps.links import Lines, partner_lines
from sozialraum_geo.pictures.maps.picture import Picture, base_part, bounds_of, cells_part, near_part, walking_part
from sozialraum_geo.pictures.maps.points import (
    Points,
    activity_points,
    ending_points,
    has_state,
    partner_points,
    place_points,
    standard_points,
)
from sozialraum_geo.pictures.styles import EMPTY, REACH
from sozialraum_geo.release import activities
from sozialraum_geo.release.coarsening import TOO_WIDE
from sozialraum_geo.standards import Standard

if TYPE_CHECKING:
    import folium

    from sozialraum_geo.release.door import Release


class MapError(SozialraumError, ValueError):
    """A map that this release does not carry was asked for."""


def describe(
    release: Release,
    layer: str,
    *,
    standard: str | None = None,
    selected: str | None = None,
    parent: str | None = None,
    categories: Collection[str] | None = None,
    partner: str | None = None,
    months: int = activities.MONTHS_AHEAD,
    tiles: dict[str, str] | None = None,
) -> Picture:
    """Describe one map.

    Parameters
    ----------
    release
        The only thing a map may see.
    layer
        A key of `LAYERS`.
    standard
        Id of a standard, for layers that need one.
    selected
        ``sozialraum_id`` to outline; the layer ``area`` needs it.
    parent
        Colour and show only the areas of this ``parent_id``.
    categories
        Show only places of these categories (layers ``overview`` and ``area``).
    partner
        ``partner_id`` whose lines are drawn (layer ``partners``, inside); else those of the ``selected`` area.
    months
        How far the layer ``ending`` looks ahead.
    tiles
        ``{"url": …, "attribution": …}`` of a tile service; nothing is fetched without it.

    Raises
    ------
    MapError
        If the layer is unknown or internal in a public release, or its standard or area is missing.
    """
    chosen = _checked(release, layer, standard, selected, parent)
    rule = next((s for s in release.standards if s.id == standard), None)
    base = base_part(release)
    parts = {"base": base}
    lines = partner_lines(release, selected, partner) if chosen.id == "partners" else None
    points = _points_of(release, chosen, rule, categories, selected, partner if lines is not None else None, months)
    if points is not None:
        parts["points"] = points.part
    if lines is not None:
        parts["lines"] = lines.part
    if chosen.id == "cells" and rule is not None:
        parts["cells"] = cells_part(release, rule.id)
        walking = walking_part(release, rule.id, selected) if selected is not None else None
        if walking is not None:
            parts["walking"] = walking
    areas = release.areas
    shown = pd.Series(True, index=areas.index) if parent is None else areas["parent_id"] == parent
    if chosen.id == "area" and selected is not None:
        parts["near"] = near_part(release, selected)
        shown = areas["sozialraum_id"] == selected
    fill = area_classes(release, chosen, rule, shown.to_numpy())
    view = base["bounds"] if shown.all() else bounds_of(areas.geometry.array[shown.to_numpy()], release.crs)
    paint = {
        "layer": chosen.id,
        **_headings(release, chosen, rule, selected, months),
        "styles": fill.styles,
        "fill": fill.index,
        "values": fill.values,
        "shows_values": (
            chosen.kind in ("share", "count", "number", "rank") and chosen.column not in WEIGHED and len(areas) <= 60
        ),
        "rows": _rows(release, chosen, rule, points, months),
        "legend": _legend(release, chosen, rule, fill, points, selected if "walking" in parts else None)
        + (lines.legend if lines is not None else []),
        "legend_unit": _legend_unit(release, chosen, rule, fill, selected),
        "notes": _notes(release, chosen, rule, points, lines),
        "reach": {k: {"fill": c, "pattern": ""} for k, c in REACH.items()} | {"unknown": EMPTY["unknown"]},
        "border": "light" if fill.is_shaded else "dark",
        "selected": selected or "",
        "view": view if lines is None else lines.view,
        "tiles": tiles,
        "words": maps.WORDS,
    }
    return Picture(parts, paint)


def draw_map(release: Release, layer: str, **choice: Any) -> folium.Map:
    """Return a map that is one HTML file.

    Parameters
    ----------
    release
        The only thing a map may see; in public it carries no internal layer.
    layer
        "overview", "covered_share", "cells", "access", "uncovered_people", "area", "partners", "activities", and inside
        also "weighted_people", "rank", "need_index" and "ending".
    choice
        As in `describe`: standard (needed by "covered_share", "cells", "access", "uncovered_people" and
        "weighted_people"), selected (needed by "area"), parent, categories, partner, months, tiles.

    Returns
    -------
    folium.Map
        Its ``save`` writes a file that needs no other and asks no server, but for the tiles where some are chosen; the
        same map gives the same bytes.

    Raises
    ------
    MapError
        If the layer is unknown, or internal in a public release or without what it shows; or if its standard or an area
        is not in the release.
    TypeError
        If a word of ``choice`` is none of `describe`.
    """
    from sozialraum_geo.pictures.maps.page import PictureMap

    return PictureMap(describe(release, layer, **choice))


def draw_choice(release: Release, choices: Sequence[tuple[str, dict[str, Any]]]) -> folium.Map:
    """Return a map like `draw_map` in which one chooses between several layers, each with what `describe` takes."""
    from sozialraum_geo.pictures.maps.page import PictureMap

    return PictureMap(*(describe(release, layer, **choice) for layer, choice in choices))


def draw_image(
    release: Release, layer: str, *, format: str = "png", size: tuple[float, float] = (11.69, 8.27), **choice: Any
) -> bytes:
    """Return a printed map (``png`` or ``svg``), ``size`` in inches, A4 landscape if not told otherwise."""
    from sozialraum_geo.pictures.maps.image import picture_image

    return picture_image(describe(release, layer, **choice), format=format, size=size)


def _checked(release: Release, layer: str, standard: str | None, selected: str | None, parent: str | None) -> Layer:
    chosen = LAYERS.get(layer)
    if chosen is None:
        raise MapError(Problem("refused", "unknown_layer", value=layer, detail=", ".join(LAYERS)))
    if chosen.is_internal and (release.mode != "intern" or (chosen.frame and getattr(release, chosen.frame) is None)):
        raise MapError(Problem("refused", "internal_layer", value=layer))
    if chosen.needs_standard and standard not in {s.id for s in release.standards}:
        raise MapError(Problem("refused", "unknown_standard", value=str(standard)))
    if (selected is not None or layer == "area") and selected not in set(release.areas["sozialraum_id"]):
        raise MapError(Problem("refused", "unknown_area", value=str(selected)))
    if parent is not None and parent not in set(release.areas["parent_id"]):
        raise MapError(Problem("refused", "unknown_area", value=parent))
    return chosen


def _points_of(
    release: Release,
    layer: Layer,
    rule: Standard | None,
    categories: Collection[str] | None,
    selected: str | None,
    partner: str | None,
    months: int,
) -> Points | None:
    if layer.points == "places":
        return place_points(release, categories, selected if layer.id == "area" else None)
    if layer.points == "standard" and rule is not None:
        return standard_points(release, rule)
    if layer.points == "partners":
        return partner_points(release, partner)
    if layer.points == "ending":
        return ending_points(release, months)
    return activity_points(release) if layer.points == "activities" else None


# --- words -----------------------------------------------------------------------------------------------------------


def _headings(
    release: Release, layer: Layer, rule: Standard | None, selected: str | None, months: int
) -> dict[str, str]:
    fields = rule_fields(rule)
    if layer.id == "area":
        fields["area"] = _name_of(release, str(selected))
    if layer.id == "ending":
        fields["date"] = sentences.ahead_words(release, months)
    subtitle = layer.id
    if layer.id == "partners" and has_state(release):
        subtitle = "partners_state"
    if layer.id == "cells" and release.even_areas >= set(release.areas["sozialraum_id"]):
        subtitle = "cells_even"
    return {
        "title": maps.TITLE[layer.id].format_map(fields),
        "subtitle": maps.SUBTITLE[subtitle].format_map(fields),
        "place": f"{release.name}, {maps.WORDS['as_of'].format(date=numbers.date_text(release.date))}",
        "source": _source_line(release, layer),
        "method": _method(release, layer),
    }


def _name_of(release: Release, sozialraum_id: str) -> str:
    areas = release.areas
    return str(areas.loc[areas["sozialraum_id"] == sozialraum_id, "name"].iloc[0])


def _method(release: Release, layer: Layer) -> str:
    """Return the label of how ways were measured: on maps about reach always, an approximation on every map."""
    words = labels.METHOD[release.method]
    if layer.id == "cells" or layer.frame in ("coverage", "access", "gaps", "priorities"):
        return words
    return maps.WORDS["ways"].format(method=words) if release.method == "straight_line" else ""


def _source_line(release: Release, layer: Layer) -> str:
    tables = ("sozialraeume", "streets", "background", *layer.sources)
    named: dict[str, None] = {}
    for source in sorted((s for s in release.sources if s.table in tables), key=lambda s: tables.index(s.table)):
        who = source.publisher or source.title or source.file
        named[f"{who} ({source.licence})" if source.licence else who] = None
    return maps.WORDS["sources"] + "; ".join(named) if named else ""


def _rows(release: Release, layer: Layer, rule: Standard | None, points: Points | None, months: int) -> list[list[Any]]:
    """Return the lines of the tooltip and columns of the table: ``[label, [text of each area]]``."""
    public = release.mode != "intern"
    areas = release.areas
    fields = rule_fields(rule)
    label = {k: v.format_map(fields) if fields or "{" not in v else v for k, v in maps.ROW.items()}
    if layer.kind != "calm" and layer.frame:
        rows = area_values(release, layer, rule)
        return [
            [label[column], _column_texts(rows, column, public)]
            for column in ROW_COLUMNS[layer.frame]
            if column in rows and _says_something(rows[column], column)
        ]
    lines: list[list[Any]] = [[label["residents"], [numbers.people(v, public=public) for v in areas["residents"]]]]
    if layer.id == "cells" and rule is not None:
        rows = area_values(release, LAYERS["covered_share"], rule)
        lines = [
            [label[column], _column_texts(rows, column, public)]
            for column in ROW_COLUMNS["coverage"]
            if column in rows and _says_something(rows[column], column)
        ]
    elif points is not None:
        counts = _counted(release, layer, months)
        lines.append([label[layer.points], [numbers.number(v) for v in counts]])
    return lines


def _says_something(values: pd.Series, column: str) -> bool:
    return bool((values > 0).any() if column == "unknown_share" else values.notna().any())


ROW_COLUMNS = {
    "coverage": ("covered_share", "people", "uncovered_people", "unknown_share", "nearest_p50_m"),
    "access": ("access_per_100",),
    "gaps": ("weighted_people", "uncovered_people", "people"),
    "priorities": ("rank", "rank_low", "rank_by_people"),
    "need": ("status_class", "need_index", "dynamics_class"),
}
PEOPLE_COLUMNS = {"people", "uncovered_people", "weighted_people"}
DIGITS = {"need_index": 2}


def _column_texts(rows: pd.DataFrame, column: str, public: bool) -> list[str]:
    values = rows[column]
    state = rows["state"].fillna("unknown") if "state" in rows else pd.Series("known", index=rows.index)
    if column in PEOPLE_COLUMNS:
        return [numbers.people(v, s, public=public) for v, s in zip(values, state, strict=True)]
    if column == "covered_share":
        return [_share_words(row) for row in rows.assign(state=state).to_dict("records")]
    if column == "rank_low":
        spans = zip(values, rows["rank_high"], strict=True)
        return [numbers.UNKNOWN if low != low else f"{low:.0f} bis {high:.0f}" for low, high in spans]
    if column.endswith("_share"):
        return [
            numbers.UNKNOWN if s == "suppressed" else numbers.percent(v) for v, s in zip(values, state, strict=True)
        ]
    if column.endswith("_m"):
        return [numbers.UNKNOWN if s == "suppressed" else numbers.metres(v) for v, s in zip(values, state, strict=True)]
    if column.endswith("_class"):
        return [str(v) if v is not None and v == v else numbers.UNKNOWN for v in values]
    return [numbers.number(v, DIGITS.get(column, 0)) for v in values]


def _share_words(row: dict[Hashable, Any]) -> str:
    """Write a share with its span; where the data do not suffice only the span."""
    if row["state"] == "suppressed":
        return numbers.UNKNOWN
    span = numbers.interval(row["covered_low"], row["covered_high"])
    if row["reason"] == TOO_WIDE:
        return maps.WORDS["too_wide"].format(span=f"({span})" if span else "").strip()
    return numbers.percent(row["covered_share"]) + (f" ({span})" if span else "")


def _counted(release: Release, layer: Layer, months: int) -> pd.Series:
    """Count what the points of a layer stand for in each area, placed exactly or not."""
    ids = release.areas["sozialraum_id"]
    if layer.points == "ending":
        return (
            activities.ending_activities(release, months=months)["sozialraum_id"].value_counts().reindex(ids).fillna(0)
        )
    frame = getattr(release, layer.points)
    if layer.points == "activities":
        frame = frame[frame["is_current"].astype(bool)]
    counts: pd.Series = frame["sozialraum_id"].value_counts().reindex(ids).fillna(0)
    return counts


def _legend(
    release: Release, layer: Layer, rule: Standard | None, fill: Fill, points: Points | None, near: str | None
) -> list[dict[str, Any]]:
    counts = pd.Series(fill.index).value_counts()
    items: list[dict[str, Any]] = [
        {"style": i, "label": label, "count": numbers.number(counts.get(i, 0))}
        for i, label in enumerate(fill.labels)
        if label
    ]
    # the most comes first, the kinds of empty last, as one reads a scale from above
    if layer.kind in ("share", "count", "number"):
        full = sum(s not in EMPTY.values() for s in fill.styles)
        items[:full] = items[:full][::-1]
    if layer.id == "cells" and rule is not None:
        items += _reach_legend(release, rule)
    if near is not None:
        label = maps.WORDS["walking_areas"].format_map(rule_fields(rule) | {"area": _name_of(release, near)})
        items.append({"line": "walking", "label": label, "count": ""})
    if points is not None:
        items += [
            {"mark": line.mark, "label": line.words, "count": numbers.number(line.count)} for line in points.legend
        ]
    return items


def _legend_unit(release: Release, layer: Layer, rule: Standard | None, fill: Fill, selected: str | None) -> str:
    """Say what the numbers of the legend count."""
    if layer.id == "cells":
        return maps.WORDS["share_of"].format_map(rule_fields(rule))
    if layer.id == "area":
        return maps.WORDS["in_area"].format(area=_name_of(release, str(selected)))
    if layer.points:
        return maps.WORDS["on_map"]
    return labels.area_word(release.levels[-1], 2) if fill.is_shaded else ""


def _reach_legend(release: Release, rule: Standard) -> list[dict[str, str]]:
    cells = release.cells.get(rule.id)
    present = set() if cells is None else set(cells["reach"])
    town = release.town.loc[rule.id].to_dict() if rule.id in release.town.index else None
    said = {}
    if town is not None and town["state"] not in ("unknown", "suppressed"):
        said = {"covered": numbers.percent(town["covered_share"])}
    limit = rule_fields(rule)
    return [
        {"reach": reach, "label": words.format_map(limit), "count": said.get(reach, "")}
        for reach, words in maps.REACH.items()
        if reach in present
    ]


def _notes(
    release: Release, layer: Layer, rule: Standard | None, points: Points | None, lines: Lines | None = None
) -> list[str]:
    notes = []
    if layer.id == "rank" and release.is_trial:
        notes.append(maps.WORDS["trial"])
    if rule is not None and rule.id in release.town.index:
        notes.append(maps.REASON.get(str(release.town.loc[rule.id, "reason"]), ""))
    if points is not None and points.unplaced:
        notes.append(maps.WORDS["no_points"].format(count=numbers.number(points.unplaced)))
    notes += lines.notes if lines is not None else []
    return [note for note in notes if note]
