"""The only door to maps, tables and files: who may see what, and how exactly."""

from typing import TYPE_CHECKING

from sozialraum_geo import offering

if TYPE_CHECKING:
    from sozialraum_geo.release.door import INTERN, PUBLIC, Release, release

__all__ = ["INTERN", "PUBLIC", "Release", "release"]
__getattr__ = offering(**dict.fromkeys(__all__, "sozialraum_geo.release.door"))
