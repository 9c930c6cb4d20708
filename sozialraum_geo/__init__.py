"""Sozialraum-Geo: coverage, gaps and priorities per Sozialraum, from ordinary files to a map."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

__version__ = "0.1.0"


def offering(**where: str) -> Callable[[str], Any]:
    """Return the ``__getattr__`` of a wing (PEP 562): what it offers is loaded once somebody asks for it.

    Parameters
    ----------
    where
        Name that is offered → module that holds it.
    """

    def offered(name: str) -> Any:
        if name not in where:
            raise AttributeError(name)
        return getattr(import_module(where[name]), name)

    return offered
