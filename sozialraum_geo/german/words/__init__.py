"""Words and patterns of sentences as data; no logic beyond choosing them."""
