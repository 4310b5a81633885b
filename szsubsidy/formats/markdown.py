"""A page as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from szsubsidy.formats.page import Block, Page, Section, Table, indented
from szsubsidy.formats.view import Medium, View

_SPECIAL = re.compile(r"(https?://[^\s<>|]+)|([\\`*_{}\[\]<>|#])")


def render(view: View, medium: Medium) -> str:
    """Return the page of ``view`` as Markdown."""
    del medium  # Markdown is the same everywhere
    return markdown(view.page())


def markdown(page: Page) -> str:
    """Return the page as Markdown; text is escaped, so that none of it becomes markup."""
    parts = [f"# {_escape(page.title)}"] if page.title else []
    parts += [_block(block) for block in page.blocks]
    return "\n\n".join(parts) + "\n"


def _block(block: Block) -> str:
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Section):
        return _section(block)
    from szsubsidy.formats.chart_text import drawn

    return f"```text\n{drawn(block, 80).replace('```', chr(39) * 3)}\n```"


def _table(table: Table) -> str:
    lines = [_row(tuple(column.heading for column in table.columns))]
    lines.append("|" + "|".join(" ---: " if column.right else " --- " for column in table.columns) + "|")
    lines += [_row(row) for row in table.rows]
    return "\n".join(lines)


def _row(row: tuple[str, ...]) -> str:
    return "| " + " | ".join(_escape(cell) for cell in row) + " |"


def _section(section: Section) -> str:
    if not section.heading:
        return "\n\n".join(_escape(line) for line in section.lines)
    return "\n\n".join(
        [f"{'#' * section.level} {_escape(section.heading)}", *(["\n".join(_items(section))] if section.lines else [])]
    )


def _items(section: Section) -> Iterator[str]:
    for line in section.lines:
        depth, text = indented(line)
        yield f"{'  ' * depth}- {_escape(text)}"


def _escape(text: str) -> str:
    return _SPECIAL.sub(lambda found: found[1] or f"\\{found[2]}", text)
