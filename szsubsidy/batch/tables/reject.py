"""A row that cannot be scored: where it stands, what is wrong with it, and its text."""

from __future__ import annotations

from typing import NamedTuple

from szsubsidy.errors import SubsidyError


class Reject(NamedTuple):
    """``line`` counts the lines of the input from 1; ``error`` is what is wrong with ``value`` in ``column``."""

    line: int
    raw: str
    error: SubsidyError
    column: str = ""
    value: str = ""
