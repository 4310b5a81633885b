"""Parquet and XLSX as sources."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from szsubsidy.batch.tables.source import Chunk, Rows
from szsubsidy.errors import FileError, SubsidyError, empty_table, message, unreadable

TYPED = "typed:"
"""Begins the name of a column whose values are not text."""
ROWS = 100_000
"""Rows of a table that are read at a time."""


class Parquet:
    """A Parquet file, read in pieces."""

    form = "parquet"
    separator = ","
    encoding = "utf-8"

    def __init__(self, name: str) -> None:
        self.name = name
        try:
            self._table = pl.scan_parquet(name, glob=False)
            self.headings = self._table.collect_schema().names()
            self.extent: int | None = self._table.select(pl.len()).collect().item()
        except (pl.exceptions.PolarsError, OSError) as error:
            raise _damaged(name, error) from error

    def close(self) -> None:
        """Nothing is held open."""

    def chunks(self, wanted: Sequence[int]) -> Iterator[Chunk]:
        names = {self.headings[place]: str(place) for place in wanted} or {self.headings[0]: "0"}
        first = 1
        try:
            for cells in self._table.select(list(names)).collect_batches(chunk_size=ROWS, maintain_order=True):
                yield Chunk(partial(_rows, cells.rename(names), first), first + len(cells) - 1)
                first += len(cells)
        except (pl.exceptions.PolarsError, OSError) as error:
            raise _damaged(self.name, error) from error


class Workbook:
    """One sheet of an XLSX workbook. It has at most a million rows and is read whole.

    With ``typed`` numbers and days keep their types; else every cell is text.
    """

    form = "xlsx"
    separator = ","
    encoding = "utf-8"

    def __init__(self, name: str, *, sheet: str | None, typed: bool) -> None:
        import fastexcel

        self.name = name
        logging.getLogger("fastexcel").setLevel(logging.CRITICAL)
        try:
            book = fastexcel.read_excel(Path(name).read_bytes())
            chosen = _sheet(name, book, sheet)
            sheet_rows = book.load_sheet(chosen, header_row=None, skip_rows=0, dtypes="string").to_polars()
            head = _heading_row(sheet_rows)
            values = book.load_sheet(chosen, header_row=head).to_polars() if typed and sheet_rows.width else None
        except (fastexcel.FastExcelError, OSError) as error:
            raise _damaged(name, error) from error
        if not sheet_rows.height:
            raise empty_table(name)
        self.headings = [cell or "" for cell in sheet_rows.row(head)]
        below = _by_place(sheet_rows.slice(head + 1), "")
        filled = below.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
        self._text = below.filter(filled)
        self._lines = pl.int_range(head + 2, head + 2 + len(below), eager=True).filter(filled)
        self._typed = None
        if values is not None and len(values) <= len(below) and values.width == below.width:
            padding = pl.DataFrame(schema=values.schema).clear(len(below) - len(values))
            self._typed = _by_place(pl.concat([values, padding]), TYPED).filter(filled)
        self.extent: int | None = len(self._text)

    def close(self) -> None:
        """Nothing is held open."""

    def chunks(self, wanted: Sequence[int]) -> Iterator[Chunk]:
        names = [str(place) for place in wanted]
        cells = self._text.select(names)
        if self._typed is not None:
            cells = cells.hstack(self._typed)
        for first in range(0, len(cells), ROWS):
            part, lines = cells.slice(first, ROWS), self._lines.slice(first, ROWS)
            yield Chunk(partial(Rows, None, part, lines, []), first + ROWS)


def _by_place(table: pl.DataFrame, prefix: str) -> pl.DataFrame:
    return table.rename({name: f"{prefix}{place}" for place, name in enumerate(table.columns)})


def _rows(cells: pl.DataFrame, first: int) -> Rows:
    return Rows(None, cells, pl.int_range(first, first + len(cells), eager=True), [])


def _sheet(name: str, book: Any, wanted: str | None) -> str:
    names: list[str] = book.sheet_names
    if wanted is not None:
        if wanted in names:
            return wanted
        what, near = message("has no sheet {given}"), wanted
    else:
        names = filled = [item for item in names if len(names) == 1 or book.load_sheet(item, n_rows=1).width]
        if len(filled) <= 1:
            return (filled or names)[0]
        what, near = message("has {given} sheets"), str(len(filled))
    raise SubsidyError(
        what,
        where=name,
        hint=message("choose one with --sheet: {accepted}"),
        code="sheet",
        given=repr(near) if wanted is not None else near,
        accepted=tuple(names),
    )


def _heading_row(rows: pl.DataFrame) -> int:
    """The first row with more than one filled cell: what stands above is a title."""
    if not rows.height:
        return 0
    filled = rows.select(pl.sum_horizontal(pl.all().is_not_null())).to_series()
    several = (filled > 1).arg_true()
    return int(several[0] if len(several) else (filled > 0).arg_true()[0])


def _damaged(name: str, error: Exception) -> FileError | SubsidyError:
    if isinstance(error, OSError):
        return unreadable(name, error)
    reason = str(error).partition("\n")[0]
    return SubsidyError(message("is damaged: {reason}"), where=name, code="damaged", reason=reason)
