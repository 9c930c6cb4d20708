"""Maps, charts and tables from a `Release`."""
