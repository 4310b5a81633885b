"""The cells of one sheet of a workbook: as a person sees them, and of which type each is.

calamine (by fastexcel) reads all values, at about two million cells a second. What it does not tell comes from
`szsubsidy.batch.tables.marks` and is laid over them here.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple
from zipfile import ZipFile

import polars as pl

from szsubsidy.batch.tables.archive import open_workbook
from szsubsidy.batch.tables.book import Book, Sheet, read_book
from szsubsidy.batch.tables.bounds import MOST_PLACES, MOST_PLACES_AT_ONCE, too_much_text
from szsubsidy.batch.tables.marks import (
    Glance,
    Mark,
    Marks,
    Merge,
    chinese_days,
    glance,
    has_cells,
    marks_of,
    scaled_styles,
    telling_formats,
    usual_marks_of,
)
from szsubsidy.batch.tables.panics import read_by_library
from szsubsidy.batch.tables.shared_texts import shows_too_much
from szsubsidy.batch.tables.source import damaged
from szsubsidy.errors import SubsidyError, message, quoted
from szsubsidy.spelling import fold

_INSTANTS = pl.Datetime("ms")
_NUMBER = r"^-?[0-9]+(\.[0-9]+)?$|^(true|false)$"
"""How fastexcel writes a number, and whether something is so."""
_INSTANT = "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:"
"""How fastexcel writes a day or a time."""
_MIDNIGHT = " 00:00:00"


class SheetCells(NamedTuple):
    """The columns of a sheet from the first that holds anything, each from the sheet's first row.

    ``texts`` are what a person sees. ``values`` are the texts by which numbers are known, where these differ;
    ``numbers`` and ``instants`` tell types apart (see `szsubsidy.batch.tables.typed.typed_column`), and are empty where
    no types were asked for. ``merges`` and ``scaled``, the columns whose numbers are shown divided, count from the
    first column. ``from_1904`` is as in `szsubsidy.batch.tables.book.Book`.
    """

    texts: list[pl.Series]
    values: dict[int, pl.Series]
    numbers: dict[int, pl.Series]
    instants: dict[int, pl.Series]
    merges: tuple[Merge, ...]
    scaled: tuple[int, ...]
    from_1904: bool


def read_sheet(name: str, data: bytes, wanted: str | None, *, typed: bool) -> SheetCells:
    """Return the cells of the sheet ``wanted``, by its name or number, or of the only one with cells.

    Raises `SubsidyError` where there is no such sheet, where the file is damaged, or is no workbook.
    """
    import fastexcel

    logging.getLogger("fastexcel").setLevel(logging.CRITICAL)
    with open_workbook(name, data) as archive:
        book = read_book(archive)
        if book is None:
            raise SubsidyError(message("is not a workbook"), where=name, code="format")
        sheet = _chosen(name, archive, book, wanted)
        if shows_too_much(archive, sheet.part):
            raise too_much_text(name)
        look, marks = _look(name, archive, book, sheet)
    with read_by_library(name):
        try:
            reader = fastexcel.read_excel(data)
            return _Layers(reader, sheet.name, marks.marks, typed=typed).cells(look.merges, marks.scaled, book)
        except (fastexcel.FastExcelError, ValueError) as error:
            raise damaged(name, error) from error


def _look(name: str, archive: ZipFile, book: Book, sheet: Sheet) -> tuple[Glance, Marks]:
    formats, days, scaled = telling_formats(book), chinese_days(book), scaled_styles(book)
    with archive.open(sheet.part) as stream:
        look = glance(stream, {*formats, *days, *scaled}, uncalculated=book.uncalculated)
    marks: Marks | None = Marks([], (), 0, 0)
    # A sheet with so much in it takes the bytes to say so.
    most = min(MOST_PLACES, MOST_PLACES_AT_ONCE + 2 * archive.getinfo(sheet.part).file_size)
    is_far = look.odd or look.rows * look.columns > most
    if look.marked and not look.unknown and not is_far:
        with archive.open(sheet.part) as stream:
            marks = usual_marks_of(stream, formats, days, scaled, book=book)
    if marks is None or look.unknown or is_far:
        with archive.open(sheet.part) as stream:
            marks = marks_of(stream, formats, days, scaled, book=book)
    if marks.rows * marks.columns > most:
        raise SubsidyError(
            message("has cells as far as row {row}, column {column}"),
            where=name,
            hint=message("delete what lies beyond the table"),
            code="too-large",
            row=str(marks.rows),
            column=str(marks.columns),
        )
    return look, marks


class _Layers:
    """Lays marks over what fastexcel reads of a sheet."""

    def __init__(self, reader: Any, sheet: str, marks: Sequence[Mark], *, typed: bool) -> None:
        loaded = reader.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string")
        table: pl.DataFrame = loaded.to_polars()
        columns = [mark.column for mark in marks]
        first = loaded.available_columns()[0].absolute_index if table.width else min(columns, default=0)
        self._first = min([first, *columns])
        self._before = first - self._first
        width = max([first + table.width - 1, *columns], default=-1) - self._first + 1
        self._width = width if table.width or marks else 0
        self._height = max([table.height, *(mark.row + 1 for mark in marks)])
        self.texts = self._spread(table, pl.String())
        self.values: dict[int, pl.Series] = {}
        self.numbers: dict[int, pl.Series] = {}
        self.instants: dict[int, pl.Series] = {}
        if typed and table.width:
            self._read_types(reader, sheet, table, first)
        self._write_days(reader, sheet, table, first)
        by_column: dict[int, list[Mark]] = defaultdict(list)
        for mark in marks:
            by_column[mark.column - self._first].append(mark)
        for place, those in by_column.items():
            self._lay(place, those, typed=typed)
        blank = pl.Series([None], dtype=pl.Boolean).new_from_index(0, self._height)
        for place in self.instants:
            self.numbers.setdefault(place, blank)

    def cells(self, merges: Sequence[Merge], scaled: Sequence[int], book: Book) -> SheetCells:
        moved = tuple(
            merge._replace(column=merge.column - self._first, last_column=merge.last_column - self._first)
            for merge in merges
            if 0 <= merge.column - self._first < self._width
        )
        places = tuple(column - self._first for column in scaled)
        return SheetCells(self.texts, self.values, self.numbers, self.instants, moved, places, book.from_1904)

    def _spread(self, table: pl.DataFrame, kind: pl.DataType) -> list[pl.Series]:
        """The columns of a table over the whole width and height."""
        below = self._height - table.height
        read = [each.extend_constant(None, below) if below else each for each in table]
        blank = pl.Series([None], dtype=kind).new_from_index(0, self._height)
        before = [blank] * self._before
        return [*before, *read, *[blank] * (self._width - len(before) - len(read))]

    def _read_types(self, reader: Any, sheet: str, table: pl.DataFrame, first: int) -> None:
        """Read where there are numbers, and instants, in the columns whose texts look like some."""
        filled = {place: text for place, text in enumerate(table) if text.null_count() < len(text)}
        numbers, dated = (
            {first + place for place, text in filled.items() if text.str.contains(pattern).any()}
            for pattern in (_NUMBER, _INSTANT)
        )
        kinds = dict.fromkeys(sorted(numbers | dated), "boolean") | dict.fromkeys(dated - numbers, "datetime")
        self._read_as(reader, sheet, kinds)
        self._read_as(reader, sheet, dict.fromkeys(sorted(dated & numbers), "datetime"))

    def _write_days(self, reader: Any, sheet: str, table: pl.DataFrame, first: int) -> None:
        """Write a day without the midnight that fastexcel puts behind it; a text that looks so stays as it is."""
        dated = {first + place for place, text in enumerate(table) if text.str.ends_with(_MIDNIGHT).any()}
        known = self.instants
        self.instants = dict(known)
        unknown = [column for column in sorted(dated) if column - self._first not in known]
        self._read_as(reader, sheet, dict.fromkeys(unknown, "datetime"))
        for column in dated:
            place = column - self._first
            text = self.texts[place]
            days = text.str.ends_with(_MIDNIGHT) & self.instants[place].is_not_null()
            self.texts[place] = (
                text.to_frame()
                .select(pl.when(days).then(pl.first().str.strip_suffix(_MIDNIGHT)).otherwise(pl.first()))
                .to_series()
            )
        self.instants = known

    def _read_as(self, reader: Any, sheet: str, kinds: dict[int, str]) -> None:
        """Read columns, by their places in the sheet, as ``boolean`` or ``datetime``; other cells are empty then."""
        if not kinds:
            return
        read = reader.load_sheet(sheet, header_row=None, skip_rows=0, use_columns=list(kinds), dtypes=kinds).to_polars()
        for (column, kind), cells in zip(kinds.items(), read, strict=True):
            into = self.numbers if kind == "boolean" else self.instants
            into[column - self._first] = cells.extend_constant(None, self._height - len(cells))

    def _lay(self, place: int, marks: Sequence[Mark], *, typed: bool) -> None:
        """Lay the marks of a column over its cells."""
        text = self.texts[place]
        self.texts[place] = text.clone().scatter([mark.row for mark in marks], [mark.text for mark in marks])
        if not typed:
            return
        others = [mark for mark in marks if not mark.is_value]
        rows = [mark.row for mark in others]
        self.values[place] = text.clone().scatter(rows, [mark.text for mark in others]) if rows else text
        if rows and place in self.numbers:
            self.numbers[place] = self.numbers[place].clone().scatter(rows, None)
        if days := [mark for mark in others if mark.day is not None]:
            blank = pl.Series([None], dtype=_INSTANTS).new_from_index(0, self._height)
            moments = pl.Series([mark.day for mark in days], dtype=pl.Date).cast(_INSTANTS)
            self.instants[place] = self.instants.get(place, blank).clone().scatter([mark.row for mark in days], moments)


def _chosen(name: str, archive: ZipFile, book: Book, wanted: str | None) -> Sheet:
    """The sheet that is asked for or, where none is, the only one with cells that people see, or that there is."""
    if not book.sheets:
        raise SubsidyError(message("has no sheets"), where=name, code="sheet")
    if wanted is not None:
        return _named(name, book.sheets, wanted)
    has_any = {part: _is_filled(archive, part) for part in {sheet.part for sheet in book.sheets}}
    filled = [sheet for sheet in book.sheets if has_any[sheet.part]]
    seen = [sheet for sheet in filled if not sheet.hidden] or filled
    if len(seen) > 1:
        raise _choice(name, message("has {given} sheets"), str(len(seen)), seen)
    return (seen or book.sheets)[0]


def _named(name: str, sheets: Sequence[Sheet], wanted: str) -> Sheet:
    for same in (str, fold):
        for sheet in sheets:
            if same(sheet.name) == same(wanted):
                return sheet
    if wanted.isdecimal() and wanted.isascii() and 0 < int(wanted[:9]) <= len(sheets):
        return sheets[int(wanted) - 1]
    raise _choice(name, message("has no sheet {given}"), quoted(wanted), sheets)


def _choice(name: str, what: str, given: str, sheets: Sequence[Sheet]) -> SubsidyError:
    return SubsidyError(
        what,
        where=name,
        hint=message("choose one with --sheet: {accepted}"),
        code="sheet",
        given=given,
        accepted=tuple(sheet.name for sheet in sheets),
    )


def _is_filled(archive: ZipFile, part: str) -> bool:
    with archive.open(part) as stream:
        return has_cells(stream)
