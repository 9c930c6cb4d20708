"""From a study folder to a `Study`, every row accounted for."""

from typing import TYPE_CHECKING

from sozialraum_geo import offering

if TYPE_CHECKING:
    from sozialraum_geo.reading.folder import read_study

__all__ = ["read_study"]
__getattr__ = offering(read_study="sozialraum_geo.reading.folder")
