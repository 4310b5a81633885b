"""CSV and TSV."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain

import polars as pl

from szsubsidy.batch.scorer import ScoredChunk
from szsubsidy.batch.shapes import AddedColumn, days, yuan
from szsubsidy.batch.tables.bounds import LONGEST_LINE, in_parts
from szsubsidy.batch.tables.bytes import Opened, guess_encoding
from szsubsidy.batch.tables.delimited import Layout, first_rows, record, split, unfinished
from szsubsidy.batch.tables.formats import FORMATS
from szsubsidy.batch.tables.head import ROWS, WIDTH, heading_place, read_head
from szsubsidy.batch.tables.output import Lines, OutputSpec, columns_of, said, table_of
from szsubsidy.batch.tables.source import Chunk, ReadOptions, refuse_sheet
from szsubsidy.batch.tables.text import UNDECIDED, position, text_of
from szsubsidy.batch.tables.typed import flat
from szsubsidy.errors import SubsidyError, empty_table, message
from szsubsidy.files import NewFile

_SEPARATORS = (",", "\t", ";", "|")
_SEPARATOR_LINE = re.compile(r"\s*sep=(.)\r?\n", re.IGNORECASE)
"""The line by which a spreadsheet is told how the lines below it are separated."""
_FORMULA = r"^[=+\-@\t\r]"
_NUMBER = r"^[+-]?[0-9.,]+%?$"


class Delimited:
    """A CSV or TSV file; its encoding and separator are found unless they are given."""

    def __init__(self, name: str, opened: Opened, options: ReadOptions) -> None:
        self.name = name
        self.format = options.format
        self.extent = opened.size
        self._opened = opened
        self.encoding, self._blocks = text_of(name, opened, options.encoding)
        first = next(self._blocks, b"")
        if not first.strip():
            raise empty_table(name)
        if self.encoding == UNDECIDED and not first.isascii():
            self.encoding = guess_encoding(name, first)
        if b"\n" not in first and b"\r" in first:
            raise SubsidyError(
                message("ends its lines with carriage returns alone"),
                where=name,
                hint=message("save it as CSV UTF-8"),
                code="bad-lines",
            )
        text = _beginning(first, self.encoding)
        separator = options.separator or ("\t" if options.format == "tsv" else None)
        if named := _SEPARATOR_LINE.match(text):
            separator = options.separator or named[1]
            text = "\n" * text[: named.end()].count("\n") + text[named.end() :]
        limit = ROWS + (options.header_row or 0)
        self.separator = separator or _separator(text, options.is_heading)
        rows = first_rows(text, self.separator, limit)
        head = read_head(
            [row.cells for row in rows],
            [row.line for row in rows],
            options.is_heading,
            name=name,
            header_row=options.header_row,
        )
        self.headings, self.found = head.headings, head.found
        if any(row.unclosed and row.line == head.found.heading for row in rows):
            raise SubsidyError(
                message("has a quotation mark in its heading that is never closed"), where=name, code="bad-heading"
            )
        self._above = rows[head.rows - 1].last
        self._first = first.split(b"\n", self._above)[self._above] if first.count(b"\n") >= self._above else b""

    def close(self) -> None:
        """Close the file."""
        self._opened.close()

    def chunks(self, wanted: Sequence[int]) -> Iterator[Chunk]:
        line = self._above + 1
        width = len(self.headings)
        blocks = (part for block in chain([self._first], self._blocks) for part in in_parts(block, width))
        carried, block = b"", next(blocks)
        while True:
            following = next(blocks, None)
            block = carried + block
            carried = b""
            if self.encoding == UNDECIDED and not block.isascii():
                self.encoding = guess_encoding(self.name, block)
            encoding = "utf-8" if self.encoding != "gb18030" else self.encoding
            layout = Layout(self.separator, len(self.headings), tuple(wanted), encoding)
            if following is not None:
                open_bytes = unfinished(block, layout)
                carried = block[len(block) - open_bytes :] if open_bytes else b""
                block = block[: len(block) - len(carried)]
            if block:
                yield Chunk(partial(split, block, line, layout), position(self._opened))
                line += block.count(b"\n")
            if following is None:
                return
            block = following


class DelimitedWriter:
    """Writes CSV or TSV. Lines of an input that is alike are copied as they stand, with what is added behind them."""

    def __init__(self, spec: OutputSpec, file: NewFile) -> None:
        self._spec = spec
        self._file = file
        self._separator = FORMATS[spec.format].separator or ","
        names = [_defused(name) for name in spec.names] if spec.excel else spec.names
        head = record(names, self._separator) + "\n"
        file.stream.write((b"\xef\xbb\xbf" if spec.excel else b"") + head.encode())

    def encode(self, chunk: ScoredChunk) -> Lines:
        given, added = columns_of(self._spec, chunk, flat)
        if self._spec.copy_lines:
            columns = [*given, *(self._as_it_stands(column, cells) for column, cells in added)]
            return Lines(table_of(columns), "never", self._separator)
        if self._spec.excel:
            given = [_without_formulas(cells) for cells in given]
        columns = [*given, *(_null_if_empty(self._text(column, cells)) for column, cells in added)]
        return Lines(table_of(columns), "necessary", self._separator)

    def _text(self, column: AddedColumn, cells: pl.Series) -> pl.Series:
        """Cells that are added, as one reads them."""
        if column.kind == "amount":
            return yuan(cells)
        return days(cells) if column.kind == "day" else said(self._spec, column, cells)

    def _as_it_stands(self, column: AddedColumn, cells: pl.Series) -> pl.Series:
        """The same, in quotation marks where the format asks for these; ids have nothing but semicolons in them."""
        text = self._text(column, cells)
        plain = column.kind in {"ids", "awards"} and self._separator != ";" and not self._spec.named
        return text if text.dtype != pl.String or column.kind == "amount" or plain else _quoted(text, self._separator)

    def write(self, encoded: Lines) -> None:
        encoded.write(self._file.stream)

    def close(self) -> None:
        self._file.stream.flush()


def open_source(name: str, opened: Opened, options: ReadOptions) -> Delimited:
    """Return the source of a CSV file; where it is not said, its first line shows the separator."""
    refuse_sheet(name, options)
    return Delimited(name, opened, options)


def writer(spec: OutputSpec, file: NewFile) -> DelimitedWriter:
    """Return a writer of CSV or TSV."""
    return DelimitedWriter(spec, file)


def _beginning(block: bytes, encoding: str) -> str:
    """The beginning of a text, long enough for its headings."""
    start = block[: 1 << 20]
    if len(block) > len(start):
        start = start[: start.rfind(b"\n") + 1] or block[:LONGEST_LINE]
    return start.decode("gb18030" if encoding == "gb18030" else "utf-8", "replace")


def _separator(text: str, is_heading: Callable[[str], bool]) -> str:
    """The separator that makes the most known headings of one of the first lines, and of those the commonest in it."""

    def worth(separator: str) -> tuple[int, int]:
        rows = first_rows(text, separator, ROWS)
        place = heading_place([row.cells for row in rows], is_heading)
        cells = rows[place].cells if rows else []
        return sum(map(is_heading, set(cells[:WIDTH]))), len(cells)

    return max(_SEPARATORS, key=worth)


def _null_if_empty(cells: pl.Series) -> pl.Series:
    """Cells with nothing in the place of an empty text, which would stand in quotation marks."""
    if cells.dtype != pl.String:
        return cells
    filled = cells != ""
    return cells if filled.all() else cells.to_frame().select(pl.when(filled).then(pl.first())).to_series()


def _quoted(text: pl.Series, separator: str) -> pl.Series:
    """Texts, in quotation marks where they could be taken for several cells."""
    places = text.str.contains(f'["\r\n{re.escape(separator)}]').fill_null(value=False).arg_true()
    if not len(places):
        return text
    doubled = '"' + text[places].str.replace_all('"', '""', literal=True) + '"'
    return text.clone().scatter(places, doubled)  # `scatter` writes into the series itself


def _without_formulas(column: pl.Series) -> pl.Series:
    """Texts that a spreadsheet would run as a formula, behind an apostrophe."""
    if column.dtype != pl.String:
        return column
    runs = column.str.contains(_FORMULA) & ~column.str.contains(_NUMBER)
    return (
        column.to_frame()
        .select(pl.when(runs).then(pl.concat_str([pl.lit("'"), pl.first()])).otherwise(pl.first()))
        .to_series()
        if runs.any()
        else column
    )


def _defused(name: str) -> str:
    return f"'{name}" if name[:1] in {"=", "+", "-", "@", "\t", "\r"} else name
