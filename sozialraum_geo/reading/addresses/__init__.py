"""German addresses: taken apart, found in a local directory, never sent away unasked."""
