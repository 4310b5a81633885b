"""A page as plain text: whole lines, never cut or wrapped, for pipes and files."""

from __future__ import annotations

from collections.abc import Iterator

from szsubsidy.formats.page import Block, Page, Section, Table, to_text, unfolded
from szsubsidy.formats.width import cells


def plain_text(page: Page) -> str:
    """Return the page with columns padded by the cells that characters take in a terminal."""
    blocks = [[to_text(page.title)]] if page.title else []
    blocks += [_lines(block) for block in page.blocks]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines) + "\n"


def _lines(block: Block) -> list[str]:
    if isinstance(block, Table):
        return list(_table(block))
    if isinstance(block, Section):
        return list(_section(block))
    from szsubsidy.formats.chart_text import drawn

    return drawn(block, 80).splitlines()


def _table(table: Table) -> Iterator[str]:
    rows = [[column.heading for column in table.columns], *([*map(to_text, row)] for row in table.rows)]
    widths = [max(cells(row[index]) for row in rows) for index in range(len(table.columns))]
    for row in rows:
        parts = []
        for text, width, column in zip(row, widths, table.columns, strict=True):
            padding = " " * (width - cells(text))
            parts.append(padding + text if column.right else text + padding)
        yield "  ".join(parts).rstrip()


def _section(section: Section) -> Iterator[str]:
    if section.heading:
        yield section.heading
    for depth, content in unfolded(section.lines, 1 if section.heading else 0):
        yield "  " * depth + to_text(content)
