"""Parquet."""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Sequence
from functools import partial
from queue import SimpleQueue
from threading import Semaphore, Thread
from typing import BinaryIO

import polars as pl
from polars import selectors as cs
from polars.io.plugins import register_io_source

from szsubsidy.batch.scorer import ScoredChunk
from szsubsidy.batch.shapes import AddedColumn, ColumnKind, days
from szsubsidy.batch.tables.bounds import LONG_TEXT, most_text, rows_at_a_time, too_much_text
from szsubsidy.batch.tables.bytes import Opened
from szsubsidy.batch.tables.output import OutputSpec, columns_of, distinct, said, table_of
from szsubsidy.batch.tables.panics import read_by_library
from szsubsidy.batch.tables.source import (
    Chunk,
    Found,
    ReadOptions,
    Rows,
    refuse_header_row,
    refuse_sheet,
    refuse_stdin,
)
from szsubsidy.errors import SubsidyError, message, quoted
from szsubsidy.files import NewFile
from szsubsidy.money import FEN_PER_YUAN

_ROWS = 100_000
"""Rows that are read at a time."""
_WAITING = 2
"""So many blocks wait to be written."""

_KINDS: dict[ColumnKind, pl.DataType] = {"amount": pl.Decimal(18, 2), "day": pl.Date()}


class Parquet:
    """A Parquet file, read in pieces."""

    format = "parquet"
    separator = ","
    encoding = "utf-8"
    found = Found()

    def __init__(self, name: str, size: int) -> None:
        self.name = name
        self._size = size
        with read_by_library(name):
            self._table = pl.scan_parquet(name, glob=False)
            self.headings = self._table.collect_schema().names()
            self.extent: int | None = self._table.select(pl.len()).collect().item()

    def close(self) -> None:
        """Nothing is held open."""

    def chunks(self, wanted: Sequence[int]) -> Iterator[Chunk]:
        names = {self.headings[place]: str(place) for place in wanted} or {self.headings[0]: "0"}
        table = self._table.select(list(names))
        extent = self.extent or 0
        height = min(_ROWS, rows_at_a_time(len(names)))
        text_left = most_text(self._size)
        for first in range(0, extent, height):
            # A reader of whole tables may end early, and says nothing of it.
            with read_by_library(self.name):
                cells = table.slice(first, height).collect()
            if len(cells) != min(height, extent - first):
                raise SubsidyError(
                    message("is damaged: its rows end at {given} of {extent}"),
                    where=self.name,
                    code="damaged",
                    extent=str(extent),
                    given=str(first + len(cells)),
                )
            text_left -= _long_text(cells)
            if text_left < 0:
                raise too_much_text(self.name)
            yield Chunk(partial(_rows, cells.rename(names), first + 1), first + len(cells))


class ParquetWriter:
    """Amounts are decimals of yuan. A thread of its own makes one file of the blocks as they come."""

    def __init__(self, spec: OutputSpec, file: NewFile) -> None:
        self._spec = spec
        self._file = file
        self._names = distinct(spec.names)
        self._sink: _Sink | None = None

    def encode(self, chunk: ScoredChunk) -> pl.DataFrame:
        given, added = columns_of(self._spec, chunk, _unchanged)
        table = table_of([*given, *(_value(column, said(self._spec, column, cells)) for column, cells in added)])
        return table.rename(dict(zip(table.columns, self._names, strict=True)))

    def write(self, encoded: pl.DataFrame) -> None:
        if self._sink is None:
            self._sink = _Sink(encoded.schema, self._file.stream)
            weakref.finalize(self, self._sink.end)  # where a run ends early, nobody closes it
            self._sink.start()
        self._check_types(encoded.schema, self._sink.schema)
        self._sink.put(encoded)

    def _check_types(self, given: pl.Schema, first: pl.Schema) -> None:
        """Raise `SubsidyError` where a column is of another type than before, as inputs of their own may make it."""
        for name, kind in first.items():
            if given[name] != kind:
                raise SubsidyError(
                    message("{heading} is {given} and was {first} before: a column of Parquet has one type"),
                    where=self._file.name,
                    hint=message("write CSV, JSON Lines or XLSX, or estimate the inputs one by one"),
                    code="types-differ",
                    heading=quoted(name),
                    given=str(given[name]),
                    first=str(kind),
                )

    def close(self) -> None:
        if self._sink is not None:
            self._sink.finish()
            return
        kinds: list[pl.DataType] = [pl.String()] * len(self._spec.headings)
        kinds += [_KINDS.get(column.kind, pl.String()) for column in self._spec.shape.added]
        pl.DataFrame(schema=dict(zip(self._names, kinds, strict=True))).write_parquet(self._file.stream)


class _Sink(Thread):
    """Writes blocks of one schema to a stream, of which a few may wait."""

    def __init__(self, schema: pl.Schema, stream: BinaryIO) -> None:
        super().__init__(daemon=True)
        self.schema, self._stream = schema, stream
        self._blocks: SimpleQueue[pl.DataFrame | None] = SimpleQueue()
        self._room = Semaphore(_WAITING)
        self._error: BaseException | None = None

    def run(self) -> None:
        try:
            register_io_source(self._given, schema=self.schema).sink_parquet(self._stream)
        except BaseException as error:  # noqa: BLE001 (whoever writes raises it)
            self._error = error
            self._room.release()

    def _given(self, *_: object) -> Iterator[pl.DataFrame]:
        while (block := self._blocks.get()) is not None:
            self._room.release()
            yield block

    def put(self, block: pl.DataFrame) -> None:
        """Have a block written; wait while too many are. Raises `OSError`."""
        self._room.acquire()
        self._check()
        self._blocks.put(block)

    def end(self) -> None:
        """Say that there are no more blocks."""
        self._blocks.put(None)

    def finish(self) -> None:
        """Wait until all is written. Raises `OSError`."""
        self.end()
        self.join()
        self._check()

    def _check(self) -> None:
        if isinstance(self._error, pl.exceptions.ComputeError):
            raise OSError(str(self._error).rpartition("error: ")[2].partition(" (os error")[0]) from self._error
        if self._error is not None:
            raise self._error


def open_source(name: str, opened: Opened, options: ReadOptions) -> Parquet:
    """Return the source of a Parquet file."""
    refuse_sheet(name, options)
    refuse_header_row(name, options)
    refuse_stdin(name, "parquet")
    opened.close()
    return Parquet(name, opened.size or 0)


def writer(spec: OutputSpec, file: NewFile) -> ParquetWriter:
    """Return a writer of Parquet."""
    return ParquetWriter(spec, file)


def _long_text(cells: pl.DataFrame) -> int:
    """The bytes of long texts in cells, of which a file may have each once."""
    lengths = cells.select(cs.string().str.len_bytes().cast(pl.Int64))
    long = lengths.select(pl.sum_horizontal(pl.all().filter(pl.all() > LONG_TEXT).sum())) if lengths.width else None
    return 0 if long is None else int(long.item())


def _rows(cells: pl.DataFrame, first: int) -> Rows:
    return Rows(None, cells, pl.int_range(first, first + len(cells), eager=True), [])


def _value(column: AddedColumn, cells: pl.Series) -> pl.Series:
    if column.kind == "amount":
        return decimal(cells)
    return days(cells) if column.kind == "day" else cells


def decimal(fen: pl.Series) -> pl.Series:
    """Return fen as yuan."""
    return (fen.cast(pl.Decimal(38, 2)) / FEN_PER_YUAN).cast(pl.Decimal(18, 2))


def _unchanged(column: pl.Series) -> pl.Series:
    """Parquet has every kind of cell."""
    return column
