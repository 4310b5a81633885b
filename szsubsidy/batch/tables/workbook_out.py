"""XLSX, written: the workbook that a person opens. Its first sheet has all firms, rejected ones as well."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import polars as pl

from szsubsidy.batch.scorer import ScoredChunk
from szsubsidy.batch.tables.output import OutputSpec, Sheet, given_columns, said, table_of
from szsubsidy.batch.tables.source import Reject
from szsubsidy.batch.tables.typed import MIXED, flat
from szsubsidy.batch.tables.workbook_cells import (
    MOST_ROWS,
    CellWriter,
    Styles,
    heading_width,
    new_book,
    set_up,
    text_width,
)
from szsubsidy.batch.wording import Wording, what_is_wrong
from szsubsidy.errors import SubsidyError, counted, message, unwritable
from szsubsidy.files import NewFile

REMARKS = "remarks"


class _Rejected(NamedTuple):
    """A row that was rejected, with its cells; it stands before that which is at ``place`` among those scored."""

    place: int
    cells: Sequence[Any]
    remark: str


class _Encoded(NamedTuple):
    """Rows as they will be written, the width of each column, and the sums of its amounts, if a last line has them."""

    table: pl.DataFrame
    rejected: list[_Rejected]
    firms: int
    widths: list[int]
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
        weakref.finalize(self, self._sheet.row_data_fh.close)  # where a run ends early, nobody closes the book
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
        for place, name in enumerate(names):
            self._cells.text(0, place, name, self._styles.head)
        self._row, self._firms = 1, 0
        self._sheets: Sequence[Sheet] = ()
        self._sums: dict[int, int] | None = dict.fromkeys(sorted(self._amounts), 0)

    def encode(self, chunk: ScoredChunk) -> _Encoded:
        spec = self._spec
        index, added = spec.shape.rows(chunk)
        given, lines = given_columns(spec, chunk.rows, flat), chunk.rows.lines
        if index is not None:
            given, lines = [column.gather(index) for column in given], lines.gather(index)
        table = table_of(
            [*given, *(said(spec, column, cells) for column, cells in zip(spec.shape.added, added, strict=True))]
        )
        rejected = self._rejected(chunk, lines)
        sums = None
        if index is None:
            sums = {place: int(table[str(place)].sum()) for place in self._amounts}
        widths = [_width(column) for column in table]
        for row in rejected:
            widths = [max(width, text_width(str(cell))) for width, cell in zip(widths, row.cells, strict=False)] + (
                widths[len(row.cells) :]
            )
        if self._remarks == len(widths):
            widths.append(0)
        if self._remarks is not None and rejected:
            widths[self._remarks] = max(widths[self._remarks], *(text_width(row.remark) for row in rejected))
        return _Encoded(table, rejected, len(chunk.rows.lines), widths, sums)

    def _rejected(self, chunk: ScoredChunk, lines: pl.Series) -> list[_Rejected]:
        """The rows that were rejected, each at its place among the others, once with all that is wrong with it."""
        if self._words is None or not chunk.rows.rejects:
            return []
        by_line: dict[int, list[Reject]] = {}
        for reject in chunk.rows.rejects:
            by_line.setdefault(reject.line, []).append(reject)
        cells: dict[int, Sequence[Any]] = {}
        if chunk.rejected is not None and len(chunk.rejected.lines):
            table = table_of(given_columns(self._spec, chunk.rejected, flat))
            cells = dict(zip(chunk.rejected.lines.to_list(), table.iter_rows(), strict=True))
        return [
            _Rejected(
                lines.search_sorted(line, "left") if lines.len() else 0,
                cells.get(line, (each[0].raw,)),
                self._remark(each),
            )
            for line, each in sorted(by_line.items())
        ]

    def _remark(self, rejects: Sequence[Reject]) -> str:
        """What is wrong with a row."""
        assert self._words is not None
        reasons = what_is_wrong((defect for reject in rejects for defect in reject.defects), self._words)
        return self._words.tr(message("Rejected: {reasons}")).format(reasons=reasons)

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
        return self._cells.day if place in self._days else self._cells.value

    def _write_rejected(self, row: _Rejected) -> None:
        for place, value in enumerate(row.cells):
            if value is not None:
                self._cells.value(self._row, place, value)
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
        for place, heading in enumerate(sheet.headings):
            cells.text(0, place, heading, self._styles.head)
        widths = [heading_width(heading) for heading in sheet.headings]
        for number, row in enumerate(sheet.rows, 1):
            for place, value in enumerate(row):
                if value is not None:
                    cells.value(number, place, value)
                    widths[place] = max(widths[place], text_width(str(value)))
        set_up(made, widths, len(sheet.rows) if sheet.filtered else 0, most=sheet.widest)


def writer(spec: OutputSpec, file: NewFile) -> WorkbookWriter:
    """Return a writer of a workbook."""
    return WorkbookWriter(spec, file)


def _width(column: pl.Series) -> int:
    """The width of the widest cell of a column, in characters; Chinese ones count double."""
    kind = column.dtype
    if kind == pl.String:
        characters = column.str.len_chars()
        widest = (characters + (column.str.len_bytes() - characters) // 2).max()
        return int(widest) if isinstance(widest, int) else 0
    if kind == MIXED:
        return max(_width(column.struct.field(name)) for name in ("text", "number"))
    if kind.is_integer() and len(column):
        most = column.max()
        return len(f"{most:,}") if isinstance(most, int) else 0
    if kind.is_float():
        return max((len(f"{value:.15g}") for value in column.drop_nulls().unique().to_list()), default=0)
    return 10
