"""Sozialraum-Geo: coverage, gaps and priorities per Sozialraum, from ordinary files to a map."""

__version__ = "0.1.0"
