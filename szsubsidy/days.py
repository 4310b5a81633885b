"""Days as integers such as 20260115: they compare, lose years and print without ceremony.

A text may have a time behind its day. Where it names a zone it is an instant, and the day is that in Shenzhen at the
time, eight hours ahead of UTC the whole year round: ``2026-01-15T18:00:00Z`` is two o'clock in the morning of 16
January there. Otherwise the day is as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from szsubsidy.money import narrow

if TYPE_CHECKING:
    from datetime import date

FAR = 99991231
"""A day after every other."""

_NUMBERS = r"[0-9]{4}(-[0-9]{1,2}-|/[0-9]{1,2}/|\.[0-9]{1,2}\.)[0-9]{1,2}|[0-9]{8}"
_CHINESE = "[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日"
_CLOCK = r"([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.,][0-9]+)?)?"
_ZONE = "(z|utc|gmt|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)"
_IN_WORDS = "([01]?[0-9]|2[0-3])[时時点點]([0-5]?[0-9]分([0-5]?[0-9]秒)?)?"
_TIME = f"({_CLOCK} *{_ZONE}?|[上下]午 *{_CLOCK}|{_CLOCK} *[ap]m|{_IN_WORDS})"
_ALONE = f"^({_NUMBERS}|{_CHINESE})$"
DAY = f"^(({_NUMBERS})([ t]+{_TIME})?|{_CHINESE}( *{_TIME})?)$"
"""The shape of a day in narrow, lower-case text, as a pattern for any engine."""
ZONED = ":.*(z|utc|gmt|[+-][0-9:]+)$"
"""What is found in a day with a time that names its zone."""
OFFSET = ":.*[+-][0-9:]+$"
"""What is found in one that tells how far its zone is ahead of UTC, or behind."""
MONTH = r"^([0-9]{4}[-/][0-9]{1,2}|[0-9]{4}\.(0[1-9]|1[0-2]|[2-9])|[0-9]{4}年[0-9]{1,2}月)$"
"""The shape of a month without a day. ``2026.1`` is none: it may be an October of which a spreadsheet dropped the 0."""
AHEAD = 8 * 60
"""How many minutes Shenzhen is ahead of UTC."""
_TIMED = len("2025年8月1日3时")
# Not compiled here: most runs read no day, and `re` keeps a pattern that it has compiled.


def parse_day(text: str) -> int | None:
    """Read ``2025-03-01``, ``2025/3/1``, ``2025年3月1日`` or ``20250301``, with a time or without.

    None if it is no such day.
    """
    text = narrow(text).lower()
    if re.search(DAY if len(text) >= _TIMED else _ALONE, text) is None:
        return None
    from datetime import date, timedelta

    apart = f"{text[:4]}-{text[4:6]}-{text[6:]}" if text[:8].isdigit() else text
    year, month, day, *rest = map(int, re.findall("[0-9]+", apart))
    try:
        read = date(year, month, day)
        return from_date(read + timedelta(days=_carried(text, *rest)) if rest and re.search(ZONED, text) else read)
    except (ValueError, OverflowError):
        return None


def read_day(given: object) -> int | None:
    """Read a day as text or as Python has it, a `date` or a `datetime`; None if it is no such day."""
    isoformat = getattr(given, "isoformat", None)
    return parse_day(str(isoformat() if callable(isoformat) else given))


def _carried(text: str, hour: int, minute: int, *_: int) -> int:
    """How many days later it is in Shenzhen at an instant: 1, 0 or -1."""
    behind = 0
    if re.search(OFFSET, text):
        sign, digits = re.findall("([+-])([0-9:]+)$", text)[0]
        digits = digits.replace(":", "").ljust(4, "0")
        behind = int(f"{sign}{int(digits[:2]) * 60 + int(digits[2:])}")
    return (hour * 60 + minute - behind + AHEAD) // (24 * 60)


def parse_month(text: str) -> int | None:
    """Read a month without a day, ``2026年5月``, ``2026-05`` or ``2026.5``, as an integer such as 202605."""
    text = narrow(text)
    if re.search(MONTH, text) is None:
        return None
    year, month = map(int, re.findall("[0-9]+", text))
    return year * 100 + month if year and 1 <= month <= 12 else None


def months_parted(bounds: Iterable[int]) -> set[int]:
    """Return the months within which one of some days lies, so that it parts the days before it from those after.

    The first of a month parts none, and a day that the calendar has not, such as 20260132, comes after the month.
    """
    return {day // 100 for day in bounds if day % 100 > 1 and _is_day(day)}


def _is_day(day: int) -> bool:
    try:
        to_date(day)
    except ValueError:
        return False
    return True


def from_date(day: date) -> int:
    """Return a calendar day as an integer."""
    return day.year * 10_000 + day.month * 100 + day.day


def to_date(day: int) -> date:
    """Return an integer day as a calendar day."""
    from datetime import date

    return date(day // 10_000, day // 100 % 100, day % 100)


def iso(day: int) -> str:
    """Write a day as ``2026-01-15``."""
    return f"{day // 10_000:04d}-{day // 100 % 100:02d}-{day % 100:02d}"


def days_between(earlier: int, later: int) -> int:
    """Return how many days later one day is than another: from 20260115 to 20260201 it is 17."""
    return _count(later) - _count(earlier)


def _count(day: int) -> int:
    """Count the days up to a day, by years that begin in March, so that the odd day is the last of a year.

    So 2026-01-15 is in the year 2025: its 306 days up to the end of December, 15 more, and those of the years before.
    """
    month = day // 100 % 100
    year = day // 10_000 - (month < 3)
    before = ((month + 9) % 12 * 153 + 2) // 5
    return year * 365 + year // 4 - year // 100 + year // 400 + before + day % 100


def day_after(day: int) -> int:
    """Return the next day."""
    from datetime import timedelta

    return from_date(to_date(day) + timedelta(days=1))


def years_before(day: int, years: int) -> int:
    """Return the day ``years`` years before ``day``, good for comparisons.

    29 February gives a 29 February that a common year lacks; it still compares rightly.
    """
    return day - years * 10_000
