"""From a study folder to a `Study`, every row accounted for."""
