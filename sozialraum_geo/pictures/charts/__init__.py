"""Small charts as Vega-Lite specifications, each with the same in words."""
