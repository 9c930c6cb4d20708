"""The living register: single rows entered, changed, searched, merged."""
