"""Rows with versions and a log of edits, in SQLite or PostgreSQL."""
