"""An address service outside, such as the municipality's own: asked for one address at a time, by a person's click.

Speaks the search of Nominatim (https://nominatim.org/release-docs/latest/api/Search/). What is sent is the address,
never a name; the callers never ask for a protected place.
"""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any

import numpy as np

from sozialraum_geo import spatial
from sozialraum_geo.errors import Problem, StudyError
from sozialraum_geo.reading.addresses.geocoding import point_choice
from sozialraum_geo.reading.addresses.search import Candidate
from sozialraum_geo.reading.cells.cleaning import text_of

PAUSE_S = 1.0  # no service is asked more often than once a second
TIMEOUT_S = 10.0
MAX_ANSWER = 200_000
MOST = 5
# How exact an answer is, by the rank that the service gives its places: 30 a house, 26 and 27 a street
_HOUSE_RANK, _STREET_RANK = 30, 26
_ERRORS_M = {"haus": 10.0, "strasse": 150.0, "ort": 1000.0}
_lock = threading.Lock()
_last_asked = -PAUSE_S


@dataclass(frozen=True)
class Service:
    """Where an address service is, and what people call it."""

    url: str
    name: str

    @property
    def host(self) -> str:
        """The machine that is asked."""
        return urllib.parse.urlsplit(self.url).hostname or ""


def is_allowed(url: str) -> bool:
    """Tell whether an address of a service may be used: encrypted, or on this machine.

    Examples
    --------
    >>> is_allowed("https://adressen.stadt.example/"), is_allowed("http://adressen.stadt.example/")
    (True, False)
    """
    parts = urllib.parse.urlsplit(url)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost"))
    )


def ask(service: Service, address: str, crs: Any) -> tuple[Candidate, ...]:
    """Ask a service where an address is; waits so that it is never asked more than once a second.

    Parameters
    ----------
    crs
        The metric CRS to have the points in.

    Raises
    ------
    StudyError
        If it does not answer, or with something else than places.
    """
    global _last_asked
    query = urllib.parse.urlencode({"q": address, "format": "jsonv2", "limit": MOST, "countrycodes": "de"})
    request = urllib.request.Request(  # noqa: S310 - the scheme is checked when the study is read
        f"{service.url.rstrip('/')}/search?{query}", headers={"User-Agent": "Sozialraum-Geo", "Accept-Language": "de"}
    )
    with _lock:
        time.sleep(max(0.0, _last_asked + PAUSE_S - time.monotonic()))
        _last_asked = time.monotonic()
        try:
            with _opener.open(request, timeout=TIMEOUT_S) as stream:
                answer = json.loads(stream.read(MAX_ANSWER + 1)[:MAX_ANSWER])
            return tuple(_candidate(place, crs) for place in answer[:MOST])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            raise StudyError(Problem("refused", "service_silent", value=service.host)) from None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """What was asked of one machine is not passed on to another."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler())


def _candidate(place: dict[str, Any], crs: Any) -> Candidate:
    degrees = np.array([float(place["lon"])]), np.array([float(place["lat"])])
    x, y = spatial.transform_xy(*degrees, spatial.WGS84, crs)
    rank = int(place.get("place_rank", 0))
    precision = "haus" if rank >= _HOUSE_RANK else "strasse" if rank >= _STREET_RANK else "ort"
    label = text_of(place["display_name"])[:200]
    at = (float(x[0]), float(y[0]))
    return Candidate(point_choice(*at, precision, label), label, *at, precision, _ERRORS_M[precision])
