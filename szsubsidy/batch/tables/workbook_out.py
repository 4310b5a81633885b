"""XLSX, written: the workbook that a person opens. Its first sheet has all firms, rejected ones as well."""

from __future__ import annotations

import contextlib
import weakref
from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import IO, Any, NamedTuple

import polars as pl

from szsubsidy.batch.scorer import ScoredChunk
from szsubsidy.batch.tables.output import OutputSpec, Sheet, given_columns, said, table_of
from szsubsidy.batch.tables.rejected_rows import Rejected, rejected_rows
from szsubsidy.batch.tables.typed import MIXED, flat
from szsubsidy.batch.tables.workbook_cells import (
    MOST_ROWS,
    ROOM,
    CellWriter,
    Styles,
    heading_width,
    lines_of,
    new_book,
    set_up,
    text_width,
)
from szsubsidy.batch.wording import Wording
from szsubsidy.errors import SubsidyError, counted, message, unwritable
from szsubsidy.files import NewFile
from szsubsidy.quantities import Day

REMARKS = "remarks"


class _Encoded(NamedTuple):
    """Rows as they will be written, how many of them are firms, and the width of each column.

    ``heights`` are the lines that the rows take, where some take more than one; ``sums`` are those of the columns of
    amounts, if a last line is to have them.
    """

    table: pl.DataFrame
    rejected: list[Rejected]
    firms: int
    widths: list[int]
    heights: list[int] | None
    sums: dict[int, int] | None


class WorkbookWriter:
    """Writes the sheet of firms row by row, in little memory, and at the end the sheets of the run as a whole.

    Where a shape adds no remarks, a last column has those of the rejected rows. Without words for people there are only
    the scored rows, and no line of sums.
    """

    def __init__(self, spec: OutputSpec, file: NewFile) -> None:
        self._spec, self._file, self._words = spec, file, spec.wording
        self._book = new_book(file.stream, file.workspace("sheets"))
        self._styles = Styles(self._book)
        name = "szsubsidy" if self._words is None else self._words.tr(message("All firms"))
        self._sheet = self._book.add_worksheet(name)
        weakref.finalize(self, _close, self._sheet.row_data_fh)  # where a run ends early, nobody closes the book
        self._cells = CellWriter(self._sheet, self._styles, file.name)
        given, names = len(spec.headings), spec.names
        self._amounts = {given + place for place, item in enumerate(spec.shape.added) if item.kind == "amount"}
        self._days = {given + place for place, item in enumerate(spec.shape.added) if item.kind == "day"}
        remarks = [given + place for place, item in enumerate(spec.shape.added) if item.name == REMARKS]
        if self._words is not None and not remarks and spec.every:
            remarks = [len(names)]
            names = [*names, self._words.heading(REMARKS)]
        self._remarks = remarks[0] if remarks else None
        self._widths = [heading_width(name) for name in names]
        self._cells.head(names, self._amounts)
        self._row, self._firms = 1, 0
        self._sheets: Sequence[Sheet] = ()
        self._sums: dict[int, int] | None = dict.fromkeys(sorted(self._amounts), 0)

    def encode(self, chunk: ScoredChunk) -> _Encoded:
        spec = self._spec
        index, added = spec.shape.rows(chunk)
        given, lines = given_columns(spec, chunk.rows, flat), chunk.rows.lines
        if index is not None:
            given, lines = [column.gather(index) for column in given], lines.gather(index)
        words = [said(spec, column, cells) for column, cells in zip(spec.shape.added, added, strict=True)]
        table = table_of([*given, *words])
        rejected = [] if self._words is None else rejected_rows(chunk, lines, spec, self._words)
        sums = None
        if index is None:
            sums = {place: int(table[str(place)].sum()) for place in self._amounts}
        widths, heights = _sizes(table)
        for row in rejected:
            row_widths = [*map(text_width, map(str, row.cells))]
            widths = [max(pair) for pair in zip_longest(widths, row_widths[: len(widths)], fillvalue=0)]
        if self._remarks == len(widths):
            widths.append(0)
        if self._remarks is not None and rejected:
            widths[self._remarks] = max(widths[self._remarks], *(text_width(row.remark) for row in rejected))
        return _Encoded(table, rejected, len(chunk.rows.lines), widths, heights, sums)

    def write(self, encoded: _Encoded) -> None:
        if self._row + len(encoded.table) + len(encoded.rejected) > MOST_ROWS:
            raise SubsidyError(
                message("a sheet holds at most {accepted} rows"),
                where=self._file.name,
                hint=message("write CSV or Parquet instead"),
                code="too-many-rows",
                accepted=str(MOST_ROWS - 1),
            )
        put = [self._put(place) for place in range(encoded.table.width)]
        rejected = iter(encoded.rejected)
        coming = next(rejected, None)
        for number, values in enumerate(encoded.table.iter_rows()):
            while coming is not None and coming.place <= number:
                self._write_rejected(coming)
                coming = next(rejected, None)
            row = self._row
            if encoded.heights is not None:
                self._cells.height(row, encoded.heights[number])
            for place, value in enumerate(values):
                if value is not None:
                    put[place](row, place, value)
            self._row += 1
        while coming is not None:
            self._write_rejected(coming)
            coming = next(rejected, None)
        self._firms += encoded.firms
        self._widths = [max(pair) for pair in zip(self._widths, encoded.widths, strict=True)]
        if encoded.sums is None:
            self._sums = None
        elif self._sums is not None:
            self._sums = {place: known + encoded.sums[place] for place, known in self._sums.items()}

    def _put(self, place: int) -> Callable[[int, int, Any], None]:
        """What writes the cells of a column."""
        if place in self._amounts:
            return self._cells.amount
        if place in self._spec.figures:
            return self._cells.figure
        return self._cells.day if place in self._days else self._cells.value

    def _write_rejected(self, row: Rejected) -> None:
        self._cells.height(self._row, max(lines_of(text) for text in (*map(str, row.cells), row.remark)))
        for place, value in enumerate(row.cells):
            put = self._cells.figure if place in self._spec.figures else self._cells.value
            if value is not None:
                put(self._row, place, value)
        if self._remarks is not None:
            self._cells.text(self._row, self._remarks, row.remark)
        self._row += 1

    def add(self, sheets: Sequence[Sheet]) -> None:
        self._sheets = sheets

    def close(self) -> None:
        rows = self._row - 1
        if self._words is not None and self._sums is not None and rows and self._row < MOST_ROWS:
            self._write_sums(self._sums, self._words)
        set_up(self._sheet, self._widths, rows)
        for sheet in self._sheets:
            self._write_sheet(sheet)
        try:
            self._book.close()
        except Exception as error:
            reason = error.args[0] if error.args and isinstance(error.args[0], OSError) else OSError(str(error))
            raise unwritable(self._file.name, reason) from error

    def _write_sums(self, sums: dict[int, int], words: Wording) -> None:
        """Write the last line: a formula below each column of amounts, with what it comes to."""
        label = words.tr(counted("Total ({firms} firm)", "Total ({firms} firms)", self._firms))
        for place in range(len(self._widths)):
            if place in sums:
                self._cells.sum(self._row, place, sums[place])
                self._widths[place] = max(self._widths[place], len(f"{sums[place] // 100:,}"))
            elif not place:
                self._cells.text(self._row, place, label.format(firms=f"{self._firms:,}"), self._styles.total)
            else:
                self._sheet.write_blank(self._row, place, None, self._styles.total)

    def _write_sheet(self, sheet: Sheet) -> None:
        """Write a sheet that is a table by itself."""
        made = self._book.add_worksheet(sheet.name)
        cells = CellWriter(made, self._styles, self._file.name)
        figures = {
            place
            for row in sheet.rows
            for place, value in enumerate(row)
            if isinstance(value, int) and not isinstance(value, Day)
        }
        cells.head(sheet.headings, figures)
        widths = [heading_width(heading) for heading in sheet.headings]
        for number, row in enumerate(sheet.rows, 1):
            cells.height(number, max(lines_of(value, sheet.widest - 2) for value in row if isinstance(value, str)))
            for place, value in enumerate(row):
                if value is not None:
                    cells.value(number, place, value)
                    widths[place] = max(widths[place], text_width(str(value)))
        set_up(made, widths, len(sheet.rows) if sheet.filtered else 0, most=sheet.widest)


def _close(rows: IO[str]) -> None:
    """Close the file with the rows, of which a full disk may refuse the last: it is thrown away."""
    with contextlib.suppress(OSError):
        rows.close()


def writer(spec: OutputSpec, file: NewFile) -> WorkbookWriter:
    """Return a writer of a workbook."""
    return WorkbookWriter(spec, file)


def _sizes(table: pl.DataFrame) -> tuple[list[int], list[int] | None]:
    """The width of each column in characters, and how many lines each row takes, if any takes more than one."""
    texts = [column.struct.field("text") if column.dtype == MIXED else column for column in table]
    texts = [column for column in texts if column.dtype == pl.String]
    widths = [_width(column) for column in table]
    heights = None
    if texts and (max(widths) > ROOM or any(column.str.contains("\n", literal=True).any() for column in texts)):
        lines = [
            (_widths(column) + ROOM - 1) // ROOM + column.str.count_matches("\n", literal=True).cast(pl.Int64)
            for column in texts
        ]
        most = pl.DataFrame([column.alias(str(place)) for place, column in enumerate(lines)]).max_horizontal()
        heights = most.fill_null(1).to_list()
    return widths, heights


def _width(column: pl.Series) -> int:
    """The width of the widest cell of a column."""
    kind = column.dtype
    if kind == MIXED:
        return max(_width(column.struct.field(name)) for name in ("text", "number"))
    if kind == pl.String:
        widest = _widths(column).max()
        return widest if isinstance(widest, int) else 0
    if kind.is_integer():
        most = column.max()
        return len(f"{most:,}") if isinstance(most, int) else 0
    if kind.is_float():
        return max((len(f"{value:.15g}") for value in column.drop_nulls().unique().to_list()), default=0)
    return 10


def _widths(texts: pl.Series) -> pl.Series:
    """The widths of texts, as `text_width` has them."""
    characters = texts.str.len_chars().cast(pl.Int64)
    return characters + (texts.str.len_bytes().cast(pl.Int64) - characters) // 2
