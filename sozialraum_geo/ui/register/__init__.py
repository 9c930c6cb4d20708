"""The pages of the living register and of what was done today."""
