"""A table as lines: columns two spaces apart, or, where they have no room beside each other, a list.

Where room is short, what is spare goes first, then what is dim.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from szsubsidy.formats.page import (
    PART,
    Absent,
    Amount,
    Column,
    Content,
    Count,
    Narrow,
    Row,
    Table,
    Tone,
    concat,
    filled,
    joined,
    pieces,
    to_text,
    without,
)
from szsubsidy.formats.width import cells
from szsubsidy.formats.wrapping import Line, Span, longest_word, spans_of, width_of, wrapped
from szsubsidy.record import replace

GAP = 2
INDENT = 2
WIDEST_CELL = 100
UNTOLD = 80
"""In a pipe or a file no line is broken, but a table has the columns that it has in a window of this width."""
_EXPENDABLE: tuple[Tone, ...] = ("spare", "dim")
_THEN = {"en": "; ", "zh-Hans": "；", "zh-Hant": "；"}
_COLON = {"en": ": ", "zh-Hans": "：", "zh-Hant": "："}


def table_lines(table: Table, language: str, width: int | None, *, listed: bool) -> Iterator[Line]:
    """Yield the lines of a table of at most ``width`` cells; ``listed``: as a list, whatever room there is."""
    shown = [index for index, column in enumerate(table.columns) if column.shown_from <= (width or UNTOLD)]
    columns = [table.columns[index] for index in shown]
    whole = len(shown) == len(table.columns)
    rows = [_shown(row, row.cells if whole else row.narrow or row.cells, shown) for row in table.full_rows]
    for tone in _EXPENDABLE:
        if listed or (width is not None and _wanted(columns, [*map(_set_right, rows)]) > width):
            rows = [replace(row, cells=tuple(without(tone, cell) for cell in row.cells)) for row in rows]
    beside = [_set_right(row) for row in rows]
    widths = None if listed else _widths(columns, beside, width)
    if widths is None:
        yield from _list(columns, rows, language, width)
        return
    if any(column.heading for column in columns):
        yield from _beside([column.heading for column in columns], columns, widths, ())
    waiting: list[Content] = []  # what stands under a row comes behind its parts
    for row in beside:
        if not row.part:
            for content in waiting:
                yield from _indented(content, width)
            waiting = []
        yield from _beside(row.cells, columns, widths, ("strong",) if row.total else ())
        waiting += _under(row, width)
    for content in waiting:
        yield from _indented(content, width)


def _shown(row: Row, contents: tuple[Content, ...], shown: list[int]) -> Row:
    return replace(row, cells=tuple(contents[index] for index in shown))


def _set_right(row: Row) -> Row:
    """Return a row whose name, where it is a part, stands a little to the right."""
    name, *others = row.cells
    return replace(row, cells=(concat(PART, name), *others)) if row.part else row


def _widths(columns: list[Column], rows: list[Row], width: int | None) -> list[int] | None:
    """Return the cells of each column; None if they cannot stand beside each other without anything being broken.

    What is short has its own width; the others share what is left of ``width`` evenly.
    """
    # Three columns that want 10, 90 and 60 cells, 80 wide: 76 without the gaps. At 33 cells for the long ones they
    # come to 10 + 33 + 33 = 76.
    held = _held(columns, rows)
    most = [max(map(_cells, contents)) for contents in held]
    if width is None:
        return most
    least = [
        max(longest_word(content) if column.fold and not column.right else _cells(content) for content in contents)
        for column, contents in zip(columns, held, strict=True)
    ]
    most = [max(min(wanted, WIDEST_CELL), floor) for wanted, floor in zip(most, least, strict=True)]
    room = width - GAP * (len(columns) - 1)
    if sum(least) > room:
        return None
    limit = max(most, default=0)
    while sum(fitted := [max(min(wanted, limit), floor) for wanted, floor in zip(most, least, strict=True)]) > room:
        limit -= 1
    return fitted


def _wanted(columns: list[Column], rows: list[Row]) -> int:
    """Return how wide a table is of which nothing is broken."""
    return sum(max(map(_cells, contents)) + GAP for contents in _held(columns, rows)) - GAP


def _held(columns: list[Column], rows: list[Row]) -> list[list[Content]]:
    """Return what stands in each column."""
    return [[column.heading, *(row.cells[index] for row in rows)] for index, column in enumerate(columns)]


def _cells(content: Content) -> int:
    return width_of(tuple(spans_of(content)[0]))


def _beside(
    contents: list[str] | tuple[Content, ...], columns: list[Column], widths: list[int], tones: tuple[Tone, ...]
) -> Iterator[Line]:
    """Yield the lines of a row: each cell within its column, amounts at the right of it."""
    broken = [wrapped(content, room, tones) for content, room in zip(contents, widths, strict=True)]
    for parts in zip_longest(*broken, fillvalue=()):
        line: list[Span] = []
        gap = 0
        for part, column, width in zip(parts, columns, widths, strict=True):
            padding = max(width - sum(cells(span.text) for span in part), 0)
            before, after = (padding, 0) if column.right else (0, padding)
            if part:
                line += [Span(" " * (gap + before)), *part] if gap + before else part
                gap = after + GAP
            else:
                gap += width + GAP
        yield tuple(line)


def _under(row: Row, width: int | None) -> Iterator[Content]:
    """Yield what stands under a row at this width."""
    for content in row.under:
        if not isinstance(content, Narrow):
            yield content
        elif (width or UNTOLD) < content.below:
            yield content.content


def _indented(content: Content, width: int | None, tones: tuple[Tone, ...] = ()) -> Iterator[Line]:
    room = None if width is None else min(width - INDENT, WIDEST_CELL)
    for line in wrapped(content, room, tones):
        left = INDENT if width is None else max(min(INDENT, width - width_of(line)), 0)
        yield (Span(" " * left), *line)


def _list(columns: list[Column], rows: list[Row], language: str, width: int | None) -> Iterator[Line]:
    """Yield each row as its first cell with the others under it; a sum is one line."""
    for row in rows:
        name, *others = row.cells
        said = [
            _said(
                content, column, column.summed if (row.total or row.part) and column.summed else column.listed, language
            )
            for content, column in zip(others, columns[1:], strict=True)
        ]
        said = [content for content in said if content]
        tones: tuple[Tone, ...] = ("strong",) if row.total else ()
        if row.part:
            yield from _indented(concat(name, _COLON[language] if said else "", joined(_THEN[language], said)), width)
            continue
        if row.total and said:
            name, said = concat(name, _COLON[language], said[0]), said[1:]
        if name:
            yield from wrapped(name, width, tones)
        for content in said:
            yield from _indented(content, width, tones)
        for content in _under(row, width):
            yield from _indented(content, width)


def _said(content: Content, column: Column, template: str, language: str) -> Content:
    """Return a cell in words: by a ``template``, or behind the column's heading."""
    held = pieces(content)
    if not to_text(content) or all(isinstance(piece, Absent) for piece in held):
        return ""
    if template and (not column.right or any(isinstance(piece, (Amount, Count)) for piece in held)):
        return filled(template, {"cell": content})
    return concat(column.heading, _COLON[language], content) if column.heading else content
