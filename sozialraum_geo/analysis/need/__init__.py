"""The social index of the Sozialräume, and how sure it is."""
