"""What the page „Datenqualität“ says."""

from __future__ import annotations

from dataclasses import replace

from sozialraum_geo.analysis.quality import Quality
from sozialraum_geo.german.words import numbers, problems


def reasons(quality: Quality) -> list[str]:
    """Say what stands behind the level, a sentence for each reason."""
    told = (replace(p, value=numbers.date_text(p.value)) if p.code == "quality_stale" else p for p in quality.reasons)
    return [problems.message(p) for p in told]
