"""XLSX, read: one sheet of a workbook."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from szsubsidy.batch.tables.bytes import Opened
from szsubsidy.batch.tables.head import ROWS, read_head
from szsubsidy.batch.tables.source import TYPED, Chunk, ReadOptions, Rows, damaged, refuse_stdin
from szsubsidy.batch.tables.typed import typed_column
from szsubsidy.errors import SubsidyError, empty_table, message, quoted

_INSTANT = "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:"
"""How what reads sheets writes a day or a time."""
_ROWS = 100_000
"""Rows of a sheet that are scored at a time."""


class Workbook:
    """One sheet of an XLSX workbook. It has at most a million rows and is read whole.

    With ``typed`` numbers and days keep their types; else every cell is text.
    """

    format = "xlsx"
    separator = ","
    encoding = "utf-8"

    def __init__(self, name: str, options: ReadOptions) -> None:
        import fastexcel

        self.name = name
        logging.getLogger("fastexcel").setLevel(logging.CRITICAL)
        try:
            book = fastexcel.read_excel(Path(name).read_bytes())
            chosen = _sheet(name, book, options.sheet)
            texts = book.load_sheet(chosen, header_row=None, skip_rows=0, dtypes="string")
            sheet_rows = texts.to_polars()
            first_column = texts.available_columns()[0].absolute_index if sheet_rows.width else 0
            first = sheet_rows.head(ROWS + (options.header_row or 0)).rows()
            head = read_head(
                first, range(1, len(first) + 1), options.is_heading, name=name, header_row=options.header_row
            )
            above, typed = head.rows, options.typed and sheet_rows.width
            types = _types(book, chosen, sheet_rows, first_column) if typed else None
        except (fastexcel.FastExcelError, OSError) as error:
            raise damaged(name, error) from error
        if not sheet_rows.height:
            raise empty_table(name)
        self.headings, self.found = head.headings, head.found
        below = _by_place(sheet_rows.slice(above), "")
        filled = below.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
        self._text = below.filter(filled)
        self._lines = pl.int_range(above + 1, above + 1 + len(below), eager=True).filter(filled)
        self._typed: dict[int, pl.Series] = {}
        if types is not None:
            for place, text in enumerate(below):
                counted, instants = types[place]
                typed_cells = typed_column(text, counted[above:], None if instants is None else instants[above:])
                if typed_cells is not None:
                    self._typed[place] = typed_cells.filter(filled).alias(f"{TYPED}{place}")
        self.extent: int | None = len(self._text)

    def close(self) -> None:
        """Nothing is held open."""

    def chunks(self, wanted: Sequence[int]) -> Iterator[Chunk]:
        typed = [self._typed[place] for place in wanted if place in self._typed]
        cells = self._text.select([str(place) for place in wanted]).hstack(typed)
        for first in range(0, len(cells), _ROWS):
            part, lines = cells.slice(first, _ROWS), self._lines.slice(first, _ROWS)
            yield Chunk(partial(Rows, None, part, lines, []), first + _ROWS)


def open_source(name: str, opened: Opened, options: ReadOptions) -> Workbook:
    """Return the source of a sheet; with one that has cells, it need not be named."""
    refuse_stdin(name, "xlsx")
    opened.close()
    return Workbook(name, options)


def _by_place(table: pl.DataFrame, prefix: str) -> pl.DataFrame:
    return table.rename({name: f"{prefix}{place}" for place, name in enumerate(table.columns)})


def _types(book: Any, sheet: str, texts: pl.DataFrame, first_column: int) -> list[tuple[pl.Series, pl.Series | None]]:
    """For each column where it has numbers and, if it may have instants, what these are (see `typed_column`)."""
    counted = book.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="boolean").to_polars()
    dated = [place for place, text in enumerate(texts) if text.str.contains(_INSTANT).any()]
    instants = {}
    if dated:
        places = [first_column + place for place in dated]
        read = book.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="datetime", use_columns=places)
        instants = dict(zip(dated, read.to_polars(), strict=True))
    return [(cells, instants.get(place)) for place, cells in enumerate(counted)]


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
