"""The only door to maps, tables and files: who may see what, and how exactly."""
