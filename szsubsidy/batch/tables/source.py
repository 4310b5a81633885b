"""What a table is read as, whatever its format: headings, and pieces of rows that workers read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Protocol

import polars as pl

from szsubsidy.batch.tables.reject import Reject


class Rows(NamedTuple):
    """Some rows: their cells, in columns named by place, and their lines in the file, counted from 1.

    ``raw`` is their text as it stood, where the input is text; ``rejects`` are lines that are no rows.
    """

    raw: pl.Series | None
    cells: pl.DataFrame
    lines: pl.Series
    rejects: list[Reject]


class Chunk(NamedTuple):
    """Rows that are still to be read; ``done`` is how much of the input is behind them."""

    read: Callable[[], Rows]
    done: int


class Source(Protocol):
    """An input. ``form`` is its format, ``separator`` that of delimited text, ``extent`` the whole of ``done``."""

    name: str
    form: str
    headings: list[str]
    separator: str
    encoding: str
    extent: int | None

    def chunks(self, wanted: Sequence[int]) -> Iterator[Chunk]:
        """Yield the rows, with the cells of the columns at the places ``wanted``."""

    def close(self) -> None:
        """Let go of the file."""
