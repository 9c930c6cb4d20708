"""From a `Study` to `Results`: codes and numbers, no German and no screen."""
