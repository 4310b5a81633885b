"""The option by which a person says what a heading means."""

from __future__ import annotations

import re
import shlex

_BREAK = re.compile(r"\s*[\r\n]+\s*")
_WAN_AND_YI = frozenset(["千", "万", "萬", "百万", "百萬", "千万", "千萬", "亿", "億"])


def map_option(heading: str, fact: str = "", unit: str | None = None) -> str:
    """Return the option that says what a heading means, as it is typed in a shell; without a fact, it is left out."""
    counts_in = f"（{unit}元）" if unit in _WAN_AND_YI else f"（{unit or '元'}）" if unit is not None else ""
    return shlex.join(["--map", f"{_BREAK.sub(' ', heading)}={fact}{counts_in}"])
