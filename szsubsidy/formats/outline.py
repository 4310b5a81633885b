"""A page taken apart, as the writers of files need it."""

from __future__ import annotations

import re

from szsubsidy.formats.page import Block, Page, Section, Table, to_text
from szsubsidy.formats.width import cells
from szsubsidy.record import Record

_WORD = re.compile(r"[!-,.-~]+-?")


class Part(Record):
    """A section of level 2 and all that stands under it, up to the next one."""

    heading: str
    blocks: tuple[Block, ...]


def parts(page: Page) -> list[Part]:
    """Return the parts of a page in order; blocks before the first heading make one without a heading."""
    divided: list[tuple[str, list[Block]]] = []
    for block in page.blocks:
        heading = block.heading if isinstance(block, Section) and block.level == 2 else ""
        if heading or not divided:
            divided.append((heading, []))
        divided[-1][1].append(block)
    return [Part(heading, tuple(blocks)) for heading, blocks in divided]


def column_widths(table: Table) -> list[int]:
    """Return how wide each column of a table should be, in per cent of a page.

    Every column has room for its longest word, and for what is short as a whole; what is left goes to those that
    hold most.
    """
    # A column of ids ("a", under "A") and one of texts of 200 characters with words of 4: the first needs 3 cells
    # and wants no more, the second needs 6 and wants 60. Of the 91 cells left the first gets 1 part and the second
    # 54: 4.7 and 95.3 cells, that is 4 and 95 per cent.
    least, most = [], []
    for index, column in enumerate(table.columns):
        held = [to_text(row.cells[index]) for row in table.full_rows] or [""]
        words = [
            word
            for text in (column.heading, *held)
            for word in ([text] if column.right or cells(text) <= SHORT else _WORD.findall(text))
        ]
        least.append(2 + min(max(map(cells, words), default=0), MOST_WORD))
        lengths = [cells(text) for text in held]
        most.append(min((max(lengths) + sum(lengths) // len(lengths)) // 2, MOST_CELL))
    extra = [max(wanted - floor, 1) for wanted, floor in zip(most, least, strict=True)]
    left = max(LINE - sum(least), 0)
    widths = [floor * sum(extra) + left * more for floor, more in zip(least, extra, strict=True)]
    return [width * 100 // sum(widths) for width in widths]


LINE, MOST_WORD, MOST_CELL, SHORT = 100, 16, 60, 10
"""Cells on a line of A4, in a word that is not broken, in a text with room for all of it, and in a short one."""
