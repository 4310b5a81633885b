"""A page as Markdown."""

from __future__ import annotations

import re
from datetime import datetime

from szsubsidy.addresses import is_address
from szsubsidy.formats.page import Block, Content, Link, Page, Section, Table, inlines, unfolded, written
from szsubsidy.formats.view import Medium, View

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>|#]")


def render(view: View, medium: Medium) -> str:
    """Return the page of ``view`` as Markdown."""
    del medium  # Markdown is the same everywhere
    return markdown(view.page())


def as_file(page: Page, made: datetime) -> bytes:
    """Return the page as UTF-8, whenever ``made``."""
    del made  # Markdown holds no time
    return markdown(page).encode("utf-8")


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


def _row(row: tuple[Content, ...]) -> str:
    return "| " + " | ".join(_escape(cell) for cell in row) + " |"


def _section(section: Section) -> str:
    lines = unfolded(section.lines)
    if not section.heading:
        return "\n\n".join(_escape(content) for _, content in lines)
    items = "\n".join(f"{'  ' * depth}- {_escape(content)}" for depth, content in lines)
    heading = f"{'#' * section.level} {_escape(section.heading)}"
    return f"{heading}\n\n{items}" if items else heading


def _escape(content: Content) -> str:
    """Write content so that none of it is markup; an address stays one, without the reader's doing."""
    return "".join(
        piece.url if isinstance(piece, Link) and is_address(piece.url) else _SPECIAL.sub(r"\\\g<0>", written(piece))
        for piece in inlines(content)
    )
