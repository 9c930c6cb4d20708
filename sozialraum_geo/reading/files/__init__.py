"""Files to raw tables: their content is checked before a library opens them."""
