"""Sentences made from the numbers of a release, with what they rest on."""
