"""Who reaches what: ways, coverage with its doubts, places shared with all who reach them."""
