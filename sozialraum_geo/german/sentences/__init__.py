"""Sentences made from the numbers of a release, with what they rest on.

A release in mode ``oeffentlich`` gives sentences with rounded numbers („rund 600“) and without what is internal. Where
``sozialraum_id`` is left empty they speak of the whole place. An id of a standard that was not analysed raises
StopIteration or KeyError, one of a Sozialraum that is not there IndexError or KeyError.
"""
