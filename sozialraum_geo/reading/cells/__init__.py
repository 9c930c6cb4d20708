"""What people write into a cell, as a value: text, numbers, dates, ages, opening times, shares."""
