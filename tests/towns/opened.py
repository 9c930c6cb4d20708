"""What stands on a page that was opened."""

from __future__ import annotations

import html
import re


def bodies(app):
    return [e.proto.body for e in app.get("html")]


def words(app):
    """All that is written in HTML on the page, as a person reads it."""
    return html.unescape(re.sub(r"<[^>]*>", " ", " ".join(b for b in bodies(app) if "{" not in b))).replace("\xa0", " ")


def url(app):
    return {k: v[-1] if isinstance(v, list) else v for k, v in dict(app.query_params).items()}


def tables(app):
    return [e.value for e in app.dataframe]


def open_section(app, name, title):
    """Open a section of a page under its tab."""
    app.session_state[f"{name}_sections"] = title
    app.run()
    assert not app.exception


def sections(app):
    """The tabs of a page that are made only when they are opened."""
    return [t.label for t in app.tabs]


def column_names(app):
    return {str(c) for t in tables(app) for c in t.columns}
