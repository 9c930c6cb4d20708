"""Maps: one description, drawn as a component of a page, as one HTML file, and on paper."""
