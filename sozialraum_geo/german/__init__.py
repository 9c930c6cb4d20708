"""Every German word, and the sentences made from numbers."""
