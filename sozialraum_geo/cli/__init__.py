"""The command line: the same as the pages, without a browser."""
