"""Maps, charts and tables from a `Release`."""

from typing import TYPE_CHECKING

from sozialraum_geo import offering

if TYPE_CHECKING:
    from sozialraum_geo.pictures.maps.drawing import draw_map

__all__ = ["draw_map"]
__getattr__ = offering(draw_map="sozialraum_geo.pictures.maps.drawing")
