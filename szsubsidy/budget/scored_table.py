"""A table that ``szsubsidy batch`` wrote, read whole."""

from __future__ import annotations

from contextlib import closing
from typing import BinaryIO, NamedTuple

import polars as pl

from szsubsidy.batch.cells import Cleaner, as_text
from szsubsidy.batch.request import Request, open_table
from szsubsidy.errors import SubsidyError, message
from szsubsidy.facts.model import bare_fact

_SEPARATORS = r"[\s;；,，、|]+"


class ScoredTable(NamedTuple):
    """Its headings, its cells in columns named by place, and the lines that the rows stand at."""

    name: str
    format: str
    headings: list[str]
    cells: pl.DataFrame
    lines: pl.Series

    def column(self, heading: str) -> pl.Series:
        """Return the cells under a heading, as they are."""
        return self.cells[str(self.headings.index(heading))]

    def where(self, row: int, heading: str) -> str:
        """Say where a cell stands."""
        return f"{self.name}:{self.lines[row]}: {heading}"

    def fen(self, heading: str) -> pl.Series:
        """Return a column of amounts in fen, nothing for an empty cell. Raises `SubsidyError` for what is none."""
        cleaner = Cleaner(bare_fact(heading, "money"))
        text = as_text(self.column(heading))
        cleaned = cleaner.clean(text)
        if cleaned.bad is not None:
            row = int(cleaned.bad.arg_max() or 0)
            try:
                cleaner.read(text[row])
            except SubsidyError as error:
                raise error.at(self.where(row, heading)) from error
        return cleaned.value

    def names(self, heading: str, programme: str) -> pl.Series:
        """Return whether each row's list of programmes under a heading has one."""
        listed = as_text(self.column(heading)).fill_null("").str.strip_chars().str.to_lowercase()
        return listed.str.replace_all(_SEPARATORS, ";").str.split(";").list.contains(programme)


def read_scored(name: str, request: Request, stdin: BinaryIO, *, typed: bool) -> ScoredTable:
    """Return the table of a file; ``-`` is ``stdin``. Raises `SubsidyError` for a row that cannot be read."""
    with closing(open_table(name, request, stdin, typed=typed)) as source:
        everything = range(len(source.headings))
        parts = [piece.read() for piece in source.chunks(everything)]
    for part in parts:
        for reject in part.rejects:
            raise reject.error.at(f"{name}:{reject.line}")
    if not parts:
        raise SubsidyError(message("has no rows"), where=name, code="empty")
    cells = pl.concat([part.cells for part in parts])
    return ScoredTable(name, source.format, source.headings, cells, pl.concat([part.lines for part in parts]))
