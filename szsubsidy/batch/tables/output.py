"""What is written, whatever its format: the input's columns, and those that are added."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, BinaryIO, Literal, NamedTuple, Protocol, runtime_checkable

import polars as pl

from szsubsidy.batch.lists import in_words
from szsubsidy.batch.scorer import ScoredChunk
from szsubsidy.batch.shapes import AddedColumn, Shape
from szsubsidy.batch.tables.formats import FORMATS
from szsubsidy.batch.tables.source import TYPED, Rows
from szsubsidy.batch.tables.typed import MIXED
from szsubsidy.batch.wording import Wording
from szsubsidy.files import NewFile


class OutputSpec(NamedTuple):
    """What is written: the input's columns at ``places``, with their ``headings``, then those that a shape adds.

    With ``copy_lines`` the input's lines are copied as they stand; with ``excel`` the text suits a spreadsheet.
    ``wording`` is the language of what is written for people, if it is for them; with ``named`` added columns are
    called by their names in it, and cells for people hold names instead of ids. ``every``: no columns were chosen.
    At ``figures`` texts that are plain numbers are numbers of a workbook. Where the input may have arrays and the
    output has none, ``arrays`` of texts are written as a person would.
    """

    format: str
    headings: list[str]
    places: list[int]
    shape: Shape
    copy_lines: bool
    excel: bool
    wording: Wording | None = None
    named: bool = False
    every: bool = True
    figures: frozenset[int] = frozenset()
    arrays: bool = False

    @property
    def names(self) -> list[str]:
        """The headings of the output."""
        if self.named and self.wording is not None:
            added = [self.wording.heading(column.name) for column in self.shape.added]
            return [*self.headings, *distinct([*self.headings, *added])[len(self.headings) :]]
        return [*self.headings, *(column.name for column in self.shape.added)]


class Sheet(NamedTuple):
    """A further sheet of a workbook: its headings, and below them its rows.

    A cell is a text, a whole number, an amount (`szsubsidy.quantities.Yuan`), a day (`szsubsidy.quantities.Day`), or
    None where there is nothing. ``filtered``: a reader may want to choose among the rows; ``widest`` is the most width
    of a column, in characters.
    """

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str | int | None, ...], ...]
    filtered: bool = True
    widest: int = 40


class Writer(Protocol):
    """Encodes chunks in any thread, and writes them in their order."""

    def encode(self, chunk: ScoredChunk) -> Any:
        """Return a chunk as it will be written."""

    def write(self, encoded: Any) -> None:
        """Write it. Raises `OSError` or `SubsidyError`."""

    def close(self) -> None:
        """Write what comes last."""


@runtime_checkable
class HasSheets(Protocol):
    """A writer with room for what tells of a run as a whole."""

    def add(self, sheets: Sequence[Sheet]) -> None:
        """Have these sheets stand behind that with the rows."""


def open_writer(spec: OutputSpec, file: NewFile) -> Writer:
    """Return the writer of a format."""
    return FORMATS[spec.format].writer(spec, file)


def columns_of(
    spec: OutputSpec, chunk: ScoredChunk, convert: Callable[[pl.Series], pl.Series]
) -> tuple[list[pl.Series], list[tuple[AddedColumn, pl.Series]]]:
    """Return the input's columns, converted, or its whole lines, and beside them what is added."""
    index, added = spec.shape.rows(chunk)
    given = given_columns(spec, chunk.rows, convert)
    if index is not None:
        given = [column.gather(index) for column in given]
    return given, list(zip(spec.shape.added, added, strict=True))


def given_columns(spec: OutputSpec, rows: Rows, convert: Callable[[pl.Series], pl.Series]) -> list[pl.Series]:
    """Return the input's columns of some rows, converted, or its whole lines."""
    if spec.copy_lines:
        assert rows.raw is not None
        return [rows.raw]
    kinds = rows.cells.schema
    given = [convert(_given(spec.format, rows.cells, kinds, place)) for place in spec.places]
    return [in_words(cells) if spec.arrays and cells.dtype == pl.String else cells for cells in given]


def _given(name: str, cells: pl.DataFrame, kinds: pl.Schema, place: int) -> pl.Series:
    """A column of the input with its types, as far as a format has them; else as text."""
    typed = f"{TYPED}{place}"
    if FORMATS[name].typed and typed in kinds and (FORMATS[name].mixed or kinds[typed] != MIXED):
        return cells[typed]
    return cells[str(place)]


def said(spec: OutputSpec, column: AddedColumn, cells: pl.Series) -> pl.Series:
    """Return added cells in words, where they are to be; each text that occurs is put into words once."""
    if spec.wording is None or not spec.named or cells.dtype != pl.String:
        return cells
    texts = cells.unique().drop_nulls().to_list()
    return cells.replace_strict(texts, [spec.wording.cell(column.name, text) for text in texts], return_dtype=pl.String)


def table_of(columns: Sequence[pl.Series]) -> pl.DataFrame:
    """Return columns as a table, named by place."""
    return pl.DataFrame([column.alias(str(place)) for place, column in enumerate(columns)])


class Lines(NamedTuple):
    """A table as it will stand in a text, with cells quoted where that is ``necessary``, or ``never``."""

    table: pl.DataFrame
    quotes: Literal["necessary", "never"] = "never"
    separator: str = ","

    def write(self, stream: BinaryIO) -> None:
        """Write the rows, past Python where the stream is a file. Raises `OSError`."""
        stream.flush()
        try:
            self.table.write_csv(stream, include_header=False, separator=self.separator, quote_style=self.quotes)
        except OSError as error:
            raise OSError(str(error).partition(" (os error")[0]) from error


def distinct(names: Sequence[str]) -> list[str]:
    """Return names of which none occurs twice, for a format that cannot have that."""
    unique: dict[str, None] = {}
    counts: dict[str, int] = {}
    for name in names:
        count, fresh = counts.get(name, 2), name
        while fresh in unique:
            fresh = f"{name} ({count})"
            count += 1
        counts[name] = count
        unique[fresh] = None
    return list(unique)
