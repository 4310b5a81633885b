"""Columns of cells as the integers that the rules ask for."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple, Protocol

import polars as pl

UNKNOWN = -(1 << 62)
BAD = UNKNOWN - 1
NOTHING = UNKNOWN - 2
"""The code of a text that says nothing of the fact: unknown, and told."""


class Cleaned(Protocol):
    """One fact of every row: its integer (0 where unknown), whether it is known, whether it cannot be read."""

    @property
    def value(self) -> pl.Series: ...

    @property
    def known(self) -> pl.Series: ...

    @property
    def bad(self) -> pl.Series | None: ...

    def among(self, rows: pl.Series) -> Cleaned:
        """Return the same of some rows, by place."""


class ReadCells(NamedTuple):
    """A fact of which each cell was read."""

    value: pl.Series
    known: pl.Series
    bad: pl.Series | None

    def among(self, rows: pl.Series) -> ReadCells:
        """Return the same of some rows, by place."""
        return ReadCells(self.value[rows], self.known[rows], None if self.bad is None else self.bad[rows])


class FoundCells:
    """A fact whose texts were looked up: the place of each row's text, and their codes, the last that of no text.

    What all rows are is worked out where somebody asks for it.
    """

    def __init__(self, places: pl.Series, codes: pl.Series) -> None:
        self.places = places
        self.codes = codes

    def among(self, rows: pl.Series) -> FoundCells:
        """Return the same of some rows, by place."""
        return FoundCells(self.places[rows], self.codes)

    @cached_property
    def value(self) -> pl.Series:
        return self.codes.set(self.codes <= UNKNOWN, 0)[self.places]

    @cached_property
    def known(self) -> pl.Series:
        return (self.codes > UNKNOWN)[self.places]

    @cached_property
    def bad(self) -> pl.Series | None:
        bad = self.codes == BAD
        if not bad.any():
            return None
        flags = bad[self.places]
        return flags if flags.any() else None
