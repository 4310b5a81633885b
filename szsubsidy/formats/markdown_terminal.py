"""Markdown on a terminal, drawn by rich: as much of it as the guide is written in.

That is headings, paragraphs, lists, tables, fences, comments, and in a text `code`, **strong** and [links](address).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import takewhile
from typing import TextIO, cast

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from szsubsidy.formats.line_breaks import Unmarked, breakable

WIDEST = 100
"""Cells after which a line of prose breaks, however wide the window is: longer ones are hard to read."""
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_MARKED = re.compile(r"`(?P<code>[^`]+)`|\*\*(?P<strong>.+?)\*\*|\[(?P<label>[^]]+)\]\((?P<address>[^)]+)\)")


def drawn(text: str, width: int, *, color: bool) -> str:
    """Return Markdown as lines for a terminal of ``width`` cells; only what is in a fence may be wider."""
    stream = io.StringIO()
    console = Console(
        file=cast("TextIO", Unmarked(stream)),
        width=min(width, WIDEST),
        force_terminal=color,
        no_color=not color,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )
    prose = _Prose(marks=not color)
    for number, block in enumerate(_blocks(_COMMENT.sub("", text).splitlines())):
        if number:
            console.print()
        for part in prose.parts(block):
            # A line of a fence is one to copy: it is never broken.
            console.print(part, soft_wrap=isinstance(part, Text) and part.no_wrap is True)
    return "".join(f"{line.rstrip()}\n" for line in stream.getvalue().splitlines())


def _blocks(lines: list[str]) -> Iterator[list[str]]:
    """Yield the blocks of a text, each as its lines; a fence is one block, blank lines and all."""
    rest = iter(lines)
    block: list[str] = []
    for line in rest:
        if line.startswith("```"):
            yield from filter(None, [block])
            yield [line, *takewhile(lambda inner: not inner.startswith("```"), rest)]
            block = []
        elif line.strip():
            block.append(line)
        else:
            yield from filter(None, [block])
            block = []
    yield from filter(None, [block])


class _Prose:
    """``marks``: whether the backticks of code stay, as nothing else tells it apart where there is no bold."""

    def __init__(self, *, marks: bool) -> None:
        self.marks = marks

    def parts(self, block: list[str]) -> Iterator[RenderableType]:
        """Yield what a block is drawn as."""
        first = block[0]
        if first.startswith("```"):
            yield from map(_line_of_fence, block[1:])
        elif first.startswith("#"):
            yield self.text(first.lstrip("# "), style="bold")
        elif first.startswith("|"):
            yield self.table([[cell.strip() for cell in row.strip("| ").split(" | ")] for row in block])
        elif first.startswith("- "):
            yield from map(self.item, _items(block))
        else:
            yield self.text(" ".join(block))

    def item(self, text: str) -> RenderableType:
        """Return an item of a list; its further lines stand under its first."""
        grid = Table.grid(padding=0)
        grid.add_column(width=2)
        grid.add_column()
        grid.add_row("- ", self.text(text))
        return grid

    def table(self, rows: list[list[str]]) -> RenderableType:
        """Return a table; the second of its rows is Markdown's rule, which tells the columns of figures by a colon."""
        heading, rule, *body = rows
        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
        for text, mark in zip(heading, rule, strict=True):
            table.add_column(self.text(text), justify="right" if mark.endswith(":") else "left", overflow="fold")
        for row in body:
            table.add_row(*map(self.text, row))
        return table

    def text(self, text: str, style: str = "") -> Text:
        """Return a text with its marks carried out."""
        made, end = Text(style=style), 0
        for mark in _MARKED.finditer(text):
            made.append(breakable(text[end : mark.start()]))
            made.append_text(self._marked(mark))
            end = mark.end()
        return made.append(breakable(text[end:]))

    def _marked(self, mark: re.Match[str]) -> Text:
        if mark["code"]:
            return Text(f"`{mark['code']}`") if self.marks else Text(mark["code"], style="bold")
        if mark["strong"]:
            return Text(breakable(mark["strong"]), style="bold")
        label = self.text(mark["label"])
        elsewhere = mark["address"].startswith("http") and mark["address"] != mark["label"]
        return label.append(f" ({mark['address']})") if elsewhere else label


def _items(block: list[str]) -> Iterator[str]:
    item: list[str] = []
    for line in block:
        if line.startswith("- ") and item:
            yield " ".join(item)
            item = []
        item.append(line.removeprefix("- ").strip())
    yield " ".join(item)


def _line_of_fence(line: str) -> Text:
    return Text(f"    {line}", style="bold" if line.startswith("$ ") else "", no_wrap=True)
