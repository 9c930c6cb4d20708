"""To what people and shares are rounded in public."""

from __future__ import annotations

SAME = 1e-9  # shares nearer than this are the same


def rounded_people(value: float) -> int:
    """Round people to what the data bear in public: tens below 100, fifties below 1,000, hundreds above.

    A half goes to the even step; who is there is never rounded away.

    Examples
    --------
    >>> rounded_people(412), rounded_people(47), rounded_people(6_280)
    (400, 50, 6300)
    >>> rounded_people(5), rounded_people(0), rounded_people(425), rounded_people(475)
    (10, 0, 400, 500)
    """
    if value < 0.5:
        return 0
    step = people_step(value)
    return max(step * round(value / step), step)


def people_step(value: float) -> int:
    """Return the step to which so many people are rounded in public."""
    return 10 if value < 100 else 50 if value < 1000 else 100
