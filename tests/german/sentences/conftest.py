"""The toy study as it is seen inside."""

from __future__ import annotations

import pytest

from sozialraum_geo.analysis import analyse
from sozialraum_geo.release import release


@pytest.fixture
def inside(toy_study):
    return release(analyse(toy_study))
