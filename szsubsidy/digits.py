"""Decimal digits kept to a place, exactly, and what behind it is but the noise of a float.

Floats count in halves of halves: what a program adds up to 3.30 it may write as ``3.3000000000000003``. A text of
16 or 17 significant digits, the most that a float has, is such a float; rounded to the 15 that it holds for sure it is
the number that was meant, if that is no finer than a place:

    text                    kept to 2    behind          is
    3.3000000000000003      3.30         00000000000003  330
    2.9999999999999996      2.99         99999999999996  300
    3.3000000000001         3.30         00000000001     none: 14 digits are no noise
    3.3330000000000003      3.33         30000000000003  none: rounded, it is 3.333
"""

from __future__ import annotations

import re

NOISE = (
    ("^([0-9]{16}/0+[0-4]|[0-9]{17}/0+[0-4][0-9])$", 0),
    ("^([0-9]{16}/9+[5-9]|[0-9]{17}/9+[5-9][0-9])$", 1),
)
"""What is noise behind a place, by all significant digits and, behind a stroke, those behind the place; and what it
adds to the place. The patterns are for any engine that reads columns by them.
"""


def kept_to(whole: str, part: str, places: int) -> int | None:
    """Return the number ``whole.part`` times ten to the power of ``places``; None where it is no integer."""
    part = part.rstrip("0")
    kept = int(whole + part[:places].ljust(places, "0") or "0")
    if len(part) <= places:
        return kept
    digits = f"{(whole + part).lstrip('0')}/{part[places:]}"
    return next((kept + carried for pattern, carried in NOISE if re.search(pattern, digits)), None)
