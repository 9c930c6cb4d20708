"""Tables as people read them: German heads, cells that sort as numbers.

Every table is a DataFrame of objects with German heads. A number is a `Shown` (sorts as a number, reads as German,
unknown is „–“), a day a date, a word a str, None where there is nothing to say; `cells.exported` makes a file of it.
Where the rows are Sozialräume the index is sozialraum_id, and a page lets people choose a row; else rows count from 0.
``sozialraum_id`` left empty means the whole place.
"""
