"""Tables as people read them: German heads, cells that sort as numbers."""
