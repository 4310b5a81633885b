"""A page on a terminal, drawn by rich; nothing in it is read as markup."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TextIO, cast

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from szsubsidy.formats.line_breaks import Unmarked, breakable
from szsubsidy.formats.page import Content, Link, Page, Section, Table, inlines, to_text, unfolded


def drawn(page: Page, width: int, *, color: bool) -> str:
    """Return the page as lines of at most ``width`` cells."""
    stream = io.StringIO()
    draw(page, stream, width=width, color=color)
    return stream.getvalue()


def draw(page: Page, stream: TextIO, *, width: int, color: bool) -> None:
    """Write the page to ``stream``, at most ``width`` cells wide; Chinese breaks between characters."""
    chinese = page.language != "en"
    console = Console(
        file=cast("TextIO", Unmarked(stream)) if chinese else stream,
        width=width,
        force_terminal=color,
        no_color=not color,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )
    show(page, console, breakable if chinese else str)


def show(page: Page, console: Console, prepare: Callable[[str], str] = str) -> None:
    """Write the page to a console of the caller's making; ``prepare`` gets every text before it is laid out."""
    _Drawing(console, prepare).show(page)


class _Drawing:
    """Blocks on their way to a console."""

    def __init__(self, console: Console, prepare: Callable[[str], str]) -> None:
        self.console = console
        self.prepare = prepare

    def show(self, page: Page) -> None:
        if page.title:
            self.console.print(self._text(page.title, style="bold"))
        for block in page.blocks:
            self.console.print()
            if isinstance(block, Table):
                self.console.print(self._table(block))
            elif isinstance(block, Section):
                self._section(block)
            else:
                from szsubsidy.formats.chart_text import drawn

                chart = Text(drawn(block, self.console.width))
                self.console.print(chart, no_wrap=True, overflow="ignore", crop=False)

    def _text(self, content: Content, style: str = "") -> Text:
        return Text(self.prepare(to_text(content)), style=style)

    def _table(self, table: Table) -> RichTable:
        drawn = RichTable(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", show_edge=False, padding=(0, 1))
        for column in table.columns:
            drawn.add_column(
                self._text(column.heading),
                justify="right" if column.right else "left",
                no_wrap=not column.fold,
                overflow="fold",
            )
        for row in table.rows:
            drawn.add_row(*(self._text(cell) for cell in row))
        return drawn

    def _section(self, section: Section) -> None:
        if section.heading:
            self.console.print(self._text(section.heading, style="bold"))
        indent = 2 if section.heading else 0
        for depth, content in unfolded(section.lines):
            for line, further in _whole_addresses(content, self.console.width - indent):
                self._wrapped("  " * depth + line, indent + further)

    def _wrapped(self, line: str, indent: int) -> None:
        for piece in self._text(line).wrap(self.console, self.console.width - indent):
            piece.rstrip()
            self.console.print(Text(" " * indent) + piece)


def _whole_addresses(content: Content, room: int) -> list[tuple[str, int]]:
    """Put an address that would be broken on a line of its own, so that it can be followed, and a remark under it."""
    line, pieces = to_text(content), inlines(content)
    first = next((index for index, piece in enumerate(pieces) if isinstance(piece, Link)), None)
    if first is None or cell_len(line) <= room:
        return [(line, 0)]
    before, address, after = (to_text(part) for part in (pieces[:first], pieces[first], pieces[first + 1 :]))
    lines = [(before.rstrip(), 0)] if before else []
    indent = 2 * len(lines)
    if after.startswith(" ") and cell_len(address + after) > room - indent:
        return [*lines, (address, indent), (after.lstrip(), indent)]
    return [*lines, (address + after, indent)]
