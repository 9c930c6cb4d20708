"""From a `Study` to `Results`: codes and numbers, no German and no screen."""

from typing import TYPE_CHECKING

from sozialraum_geo import offering

if TYPE_CHECKING:
    from sozialraum_geo.analysis.results import Results, analyse

__all__ = ["Results", "analyse"]
__getattr__ = offering(Results="sozialraum_geo.analysis.results", analyse="sozialraum_geo.analysis.results")
