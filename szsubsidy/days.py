"""Days as integers such as 20260115: they compare, lose years and print without ceremony."""

from __future__ import annotations

import re
from datetime import date, timedelta

from szsubsidy.money import narrow

FAR = 99991231
"""A day after every other."""

_DAY = r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))"
# Not compiled here: most runs read no day, and `re` keeps a pattern that it has compiled.


def parse_day(text: str) -> int | None:
    """Read ``2025-03-01``, ``2025/3/1``, ``2025年3月1日`` or ``20250301``; None if it is no such day."""
    match = re.fullmatch(_DAY, narrow(text), re.ASCII)
    if match is None:
        return None
    month, day = (int(part) for part in match.groups()[2:] if part)
    try:
        return from_date(date(int(match[1]), month, day))
    except ValueError:
        return None


def from_date(day: date) -> int:
    """Return a calendar day as an integer."""
    return day.year * 10_000 + day.month * 100 + day.day


def to_date(day: int) -> date:
    """Return an integer day as a calendar day."""
    return date(day // 10_000, day // 100 % 100, day % 100)


def iso(day: int) -> str:
    """Write a day as ``2026-01-15``."""
    return f"{day // 10_000:04d}-{day // 100 % 100:02d}-{day % 100:02d}"


def day_after(day: int) -> int:
    """Return the next day."""
    return from_date(to_date(day) + timedelta(days=1))


def years_before(day: int, years: int) -> int:
    """Return the day ``years`` years before ``day``, good for comparisons.

    29 February gives a 29 February that a common year lacks; it still compares rightly.
    """
    return day - years * 10_000
