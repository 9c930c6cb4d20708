"""Gaps and the order of the Sozialräume: how sure it is, and what would change it."""
