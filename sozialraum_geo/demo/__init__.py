"""The generator of the demo town: ordinary source files, nothing real in them."""
