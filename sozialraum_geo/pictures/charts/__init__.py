"""Small charts as Vega-Lite specifications, each with the same in words.

Every chart is a pair: the specification, with its values in it, and the words that are read out instead. In public the
numbers are those that `release` rounded.
"""
