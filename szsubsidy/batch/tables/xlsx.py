"""XLSX, read: one sheet of a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import polars as pl

from szsubsidy.batch.tables.bounds import rows_at_a_time
from szsubsidy.batch.tables.bytes import Opened
from szsubsidy.batch.tables.head import ROWS, read_head
from szsubsidy.batch.tables.merged import Merged
from szsubsidy.batch.tables.mistaken import refuse_mistaken
from szsubsidy.batch.tables.sheet import read_sheet
from szsubsidy.batch.tables.source import TYPED, Chunk, ReadOptions, Rows, damaged, refuse_stdin
from szsubsidy.batch.tables.typed import typed_column
from szsubsidy.errors import SubsidyError, counted, empty_table, message

_ROWS = 100_000
"""Rows of a sheet that are scored at a time."""


class Workbook:
    """One sheet of an XLSX workbook. It has at most a million rows and is read whole.

    With ``options.typed`` numbers and days keep their types; else every cell is text.
    """

    format = "xlsx"
    separator = ","
    encoding = "utf-8"

    def __init__(self, name: str, options: ReadOptions) -> None:
        self.name = name
        try:
            data = Path(name).read_bytes()
        except OSError as error:
            raise damaged(name, error) from error
        sheet = read_sheet(name, data, options.sheet, typed=options.typed)
        table = pl.DataFrame([cells.alias(str(place)) for place, cells in enumerate(sheet.texts)])
        if not table.height:
            raise empty_table(name)
        first = table.head(ROWS + (options.header_row or 0)).rows()
        head = read_head(first, range(1, len(first) + 1), options.is_heading, name=name, header_row=options.header_row)
        above = head.rows
        filled = table.slice(above).select(pl.any_horizontal(pl.all().is_not_null())).to_series()
        try:
            merged = Merged(sheet.merges, above, sheet.texts)
        except ValueError as error:
            raise damaged(name, error) from error
        self.headings = head.headings
        self.found = head.found._replace(
            told=(*head.found.told, *self._told(sheet.scaled, merged)), from_1904=sheet.from_1904
        )
        self._text = pl.DataFrame([merged.below(place, cells) for place, cells in enumerate(table)]).filter(filled)
        self._typed: dict[int, pl.Series] = {}
        for place, numbers in sheet.numbers.items():
            text, instants = sheet.values.get(place, sheet.texts[place]), sheet.instants.get(place)
            typed = typed_column(
                merged.below(place, text),
                merged.below(place, numbers),
                None if instants is None else merged.below(place, instants),
            )
            if typed is not None:
                self._typed[place] = typed.filter(filled).alias(f"{TYPED}{place}")
        self._lines = pl.int_range(above + 1, above + 1 + len(filled), eager=True).filter(filled)
        self.extent: int | None = len(self._text)

    def _told(self, scaled: Sequence[int], merged: Merged) -> Iterator[SubsidyError]:
        """What people should know of how the sheet was read."""
        for place, number in sorted(merged.count.items()):
            yield SubsidyError(
                counted(
                    "{heading}: {cells} merged cell; its value counts for each row that it spans",
                    "{heading}: {cells} merged cells; their value counts for each row that they span",
                    number,
                ),
                where=self.name,
                code="merged",
                heading=self.headings[place],
                cells=str(number),
            )
        for place in scaled:
            yield SubsidyError(
                message("{heading}: numbers are shown divided by thousands; what is stored counts"),
                where=self.name,
                code="scaled",
                heading=self.headings[place],
            )

    def close(self) -> None:
        """Nothing is held open."""

    def chunks(self, wanted: Sequence[int]) -> Iterator[Chunk]:
        typed = [self._typed[place] for place in wanted if place in self._typed]
        cells = self._text.select([str(place) for place in wanted]).hstack(typed)
        height = min(_ROWS, rows_at_a_time(cells.width))
        for first in range(0, len(cells), height):
            part, lines = cells.slice(first, height), self._lines.slice(first, height)
            yield Chunk(partial(Rows, None, part, lines, []), first + height)


def open_source(name: str, opened: Opened, options: ReadOptions) -> Workbook:
    """Return the source of a sheet; with one that has cells, it need not be named."""
    refuse_stdin(name, "xlsx")
    refuse_mistaken(name, opened.start)
    opened.close()
    return Workbook(name, options)
