"""XLSX, read: one sheet of a workbook."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from szsubsidy.batch.tables.bytes import Opened
from szsubsidy.batch.tables.source import TYPED, Chunk, Found, ReadOptions, Rows, damaged, refuse_stdin
from szsubsidy.errors import SubsidyError, empty_table, message, quoted

_ROWS = 100_000
"""Rows of a sheet that are scored at a time."""


class Workbook:
    """One sheet of an XLSX workbook. It has at most a million rows and is read whole.

    With ``typed`` numbers and days keep their types; else every cell is text.
    """

    format = "xlsx"
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
            raise damaged(name, error) from error
        if not sheet_rows.height:
            raise empty_table(name)
        self.headings = [cell or "" for cell in sheet_rows.row(head)]
        self.found = Found(heading=head + 1)
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
        for first in range(0, len(cells), _ROWS):
            part, lines = cells.slice(first, _ROWS), self._lines.slice(first, _ROWS)
            yield Chunk(partial(Rows, None, part, lines, []), first + _ROWS)


def open_source(name: str, opened: Opened, options: ReadOptions) -> Workbook:
    """Return the source of a sheet; with one that has cells, it need not be named."""
    refuse_stdin(name, "xlsx")
    opened.close()
    return Workbook(name, sheet=options.sheet, typed=options.typed)


def _by_place(table: pl.DataFrame, prefix: str) -> pl.DataFrame:
    return table.rename({name: f"{prefix}{place}" for place, name in enumerate(table.columns)})


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
        given=quoted(near) if wanted is not None else near,
        accepted=tuple(names),
    )


def _heading_row(rows: pl.DataFrame) -> int:
    """The first row with more than one filled cell: what stands above is a title."""
    if not rows.height:
        return 0
    filled = rows.select(pl.sum_horizontal(pl.all().is_not_null())).to_series()
    several = (filled > 1).arg_true()
    return int(several[0] if len(several) else (filled > 0).arg_true()[0])
