"""What a table is read as, whatever its format: headings, and chunks of rows that workers read."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, NamedTuple, Protocol

import polars as pl

from szsubsidy.errors import FileError, SubsidyError, message, unreadable
from szsubsidy.facts.model import Fact
from szsubsidy.vocabulary import AsideKind

TYPED = "typed:"
"""Begins the name of a column whose values are not text."""


class Defect(NamedTuple):
    """What is wrong with the ``value`` in a ``column``, which is to hold a ``fact``; no column: with the whole row."""

    error: SubsidyError
    column: str = ""
    value: str = ""
    fact: Fact | None = None


class Reject(NamedTuple):
    """A row that cannot be scored, with its text.

    ``line`` counts the lines of the input from 1; ``defects`` are all that is wrong with the row, from left to right.
    ``file`` names the input, where rows of several are scored together, ``firm`` the firm, where a column does.
    """

    line: int
    raw: str
    defects: tuple[Defect, ...]
    firm: str = ""
    file: str = ""


class Aside(NamedTuple):
    """A row that is no firm, by its line, counted from 1: what it is, and the text by which that is known."""

    line: int
    kind: AsideKind
    text: str
    file: str = ""


class Rows(NamedTuple):
    """Some rows: their cells, in columns named by place, and their lines in the file, counted from 1.

    A cell's text is what a person sees in it, so that money in a sheet's cell may be ``US$800`` or ``800万元``, and an
    error ``#DIV/0!``. ``raw`` is their text as it stood, where the input is text; ``rejects`` are lines that are no
    rows, ``aside`` those that are no firms.
    """

    raw: pl.Series | None
    cells: pl.DataFrame
    lines: pl.Series
    rejects: list[Reject]
    aside: tuple[Aside, ...] = ()

    def parts(self, height: int) -> Iterator[Rows]:
        """Yield them in parts of at most so many rows, with each line that is none in the part where it stood."""
        waiting, aside = deque(self.rejects), self.aside
        for first in range(0, max(len(self.lines), 1), height):
            behind = self.lines[first + height] if first + height < len(self.lines) else None
            rejects: list[Reject] = []
            while waiting and (behind is None or waiting[0].line < behind):
                rejects.append(waiting.popleft())
            raw = None if self.raw is None else self.raw.slice(first, height)
            yield Rows(raw, self.cells.slice(first, height), self.lines.slice(first, height), rejects, aside)
            aside = ()


class Chunk:
    """Rows that are still to be read, once; ``done`` is how much of the input lies before their end."""

    def __init__(self, read: Callable[[], Rows], done: int) -> None:
        self._read: Callable[[], Rows] | None = read
        self.done = done

    def read(self) -> Rows:
        """Return the rows, and forget what they were read from: a chunk that waits to be written holds none of it."""
        read, self._read = self._read, None
        assert read is not None
        return read()


class Found(NamedTuple):
    """What a table's head was found to be: lines are counted from 1, 0 where there is none.

    ``heading`` is the line of the headings, ``joined`` are lines below it (a second level, or units) that were joined
    to them. ``unit`` is what a bare amount counts in where its heading names no unit, as in `szsubsidy.money.UNITS`,
    from the line ``unit_line``, where it stands as ``unit_text`` (``单位：万元``). Where the file names several,
    or one that cannot be read, these are ``unclear``; ``unit_column`` is the heading of the column in which rows have
    their own, if that is why. ``aside`` are rows below the headings that belong to them, such
    as an example. ``told`` is what people should know of how the file was read, such as merged cells. With
    ``from_1904`` numbers in columns of days count from that year.
    """

    heading: int = 0
    joined: tuple[int, ...] = ()
    unit: str = ""
    unit_line: int = 0
    unit_text: str = ""
    unclear: tuple[str, ...] = ()
    unit_column: str = ""
    aside: tuple[Aside, ...] = ()
    told: tuple[SubsidyError, ...] = ()
    from_1904: bool = False


class Source(Protocol):
    """An input. ``separator`` is that of delimited text; ``extent`` is the whole of what a chunk's ``done`` counts.

    Headings below which others stand are written together (``算力合同/金额``).
    """

    name: str
    format: str
    headings: list[str]
    found: Found
    separator: str
    encoding: str
    extent: int | None

    def chunks(self, wanted: Sequence[int]) -> Iterator[Chunk]:
        """Yield the rows, with the cells of the columns at the places ``wanted``."""

    def close(self) -> None:
        """Let go of the file."""


class ReadOptions(NamedTuple):
    """How an input is to be read, as far as that is said.

    ``stdin`` is read where the input is ``-``; with ``typed`` cells keep their types, if the format has any.
    ``header_row`` is the line of the headings, if a person says it; ``is_heading`` tells whether a text is a known one.
    """

    format: str
    stdin: BinaryIO
    encoding: str | None
    separator: str | None
    sheet: str | None
    typed: bool
    header_row: int | None
    is_heading: Callable[[str], bool]


def refuse_header_row(name: str, options: ReadOptions) -> None:
    """Raise `SubsidyError` where the line of the headings is said of what names its columns by itself."""
    if options.header_row is not None:
        raise SubsidyError(
            message("names its columns itself, and has no line of headings"),
            where=name,
            hint=message("leave out --header-row"),
            code="header-row",
        )


def refuse_sheet(name: str, options: ReadOptions) -> None:
    """Raise `SubsidyError` where a sheet is wanted of what has none."""
    if options.sheet is not None:
        raise SubsidyError(message("is no workbook, and has no sheets"), where=name, code="sheet")


def refuse_stdin(name: str, given: str) -> None:
    """Raise `SubsidyError` where a format that must be read from a file, ``given``, comes from stdin."""
    if name == "-":
        raise SubsidyError(
            message("a {given} file cannot be read from stdin"),
            where="-",
            hint=message("name the file"),
            code="format",
            given=given,
        )


def damaged(name: str, error: Exception) -> FileError | SubsidyError:
    """Return the error to raise where a library cannot read a file."""
    if isinstance(error, OSError):
        return unreadable(name, error)
    reason = str(error).partition("\n")[0]
    return SubsidyError(message("is damaged: {reason}"), where=name, code="damaged", reason=reason)
