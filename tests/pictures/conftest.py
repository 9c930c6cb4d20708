"""The demo town, inside and in public."""

from __future__ import annotations

import pytest

from sozialraum_geo.analysis import analyse
from sozialraum_geo.release import PUBLIC, release


@pytest.fixture(scope="module")
def demo(demo_study):
    results = analyse(demo_study)
    return release(results), release(results, PUBLIC)
