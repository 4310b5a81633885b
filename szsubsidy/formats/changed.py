"""A block with every content in it changed in the same way, such as with numbers in the place of citations."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from szsubsidy.formats.page import (
    Block,
    Cite,
    Content,
    Inline,
    Item,
    Labelled,
    Line,
    Narrow,
    Notes,
    Row,
    Section,
    Table,
    Toned,
    Verdict,
    concat,
    inlines,
)
from szsubsidy.record import replace

Change: TypeAlias = Callable[[Content], Content]


def changed(block: Block, change: Change) -> Block:
    """Return a block whose contents are what ``change`` makes of them, one by one from top to bottom."""
    match block:
        case Section(lines=lines):
            return replace(block, lines=tuple(_line(line, change) for line in lines))
        case Table(rows=rows):
            return replace(block, rows=tuple(_row(row, change) for row in rows))
        case Verdict(content):
            return Verdict(change(content))
        case Notes(rows):
            return Notes(tuple((label, tuple(map(change, contents))) for label, contents in rows))
    return block


def _line(line: Line, change: Change) -> Line:
    if isinstance(line, Item):
        return Item(change(line.content), tuple(_line(under, change) for under in line.under))
    if isinstance(line, Labelled):
        under = tuple(map(change, line.under))
        return Labelled(line.label, change(line.content), under, change(line.plain))
    return change(line)


def _row(row: Row | tuple[Content, ...], change: Change) -> Row | tuple[Content, ...]:
    if not isinstance(row, Row):
        return tuple(map(change, row))
    under = tuple(
        Narrow(change(one.content), one.below) if isinstance(one, Narrow) else change(one) for one in row.under
    )
    cells, narrow = tuple(map(change, row.cells)), tuple(map(change, row.narrow))
    return replace(row, cells=cells, narrow=narrow, under=under)


def with_citations(content: Content, write: Callable[[Cite], Inline]) -> Content:
    """Return content with each citation as ``write`` has it."""
    made: list[Content] = []
    for inline in inlines(content):
        if isinstance(inline, Toned):
            made.append(replace(inline, content=with_citations(inline.content, write)))
        else:
            made.append(write(inline) if isinstance(inline, Cite) else inline)
    return concat(*made)
