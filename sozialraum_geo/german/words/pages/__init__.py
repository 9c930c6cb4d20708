"""The words of one page each: its headings, answers, notes and empty states."""
