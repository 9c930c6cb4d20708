"""Where things stand: the checkout, its demo town, and real open data beside it."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "data" / "geo" / "musterstadt"
REALDATA = ROOT.parent / "shared" / "realdata"
