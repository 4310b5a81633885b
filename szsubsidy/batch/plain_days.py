"""Days as most tables write them, ``2025-03-01``, read a column at a time."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

_PLAIN = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


class PlainDays:
    """Reads days of which every figure is written, with dashes; ``unknown`` are texts that say that none is known."""

    def __init__(self, unknown: Collection[str]) -> None:
        self._unknown = list(unknown)

    def read(self, texts: pl.Series) -> pl.Series:
        """Return each day as an integer such as 20250301; null where a text is none that the calendar has."""
        plain = texts.str.contains(_PLAIN) & ~texts.is_in(self._unknown)
        days = texts.set(~plain, None).str.to_date("%Y-%m-%d", strict=False)
        numbers = days.dt.year().cast(pl.Int64) * 10_000 + days.dt.month().cast(pl.Int64) * 100 + days.dt.day()
        return numbers.set(numbers < 10_000, None)
