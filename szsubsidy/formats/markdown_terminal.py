"""Markdown on a terminal: as much of it as the guide is written in.

That is headings, paragraphs, lists, tables, fences, comments, and in a text `code`, **strong** and [links](address).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile

from szsubsidy.formats.layout import LIST_BELOW, paragraph
from szsubsidy.formats.page import Column, Content, Inline, Link, Table, Toned, concat
from szsubsidy.formats.table_layout import table_lines
from szsubsidy.formats.terminal import drawn_lines
from szsubsidy.formats.wrapping import Line, Span

_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_MARKED = re.compile(r"`(?P<code>[^`]+)`|\*\*(?P<strong>.+?)\*\*|\[(?P<label>[^]]+)\]\((?P<address>[^)]+)\)")
_FENCE, _ITEM, _ROW = "```", "- ", "|"


def drawn(text: str, language: str, width: int, *, color: bool) -> str:
    """Return Markdown as lines of at most ``width`` cells; only what stands in a fence, to be copied, may be wider."""
    prose = _Prose(language, width, marks=not color)
    lines: list[Line] = []
    for block in _blocks(_COMMENT.sub("", text).splitlines()):
        lines += [*([()] if lines else []), *prose.lines(block)]
    return drawn_lines(lines, color=color)


def _blocks(lines: list[str]) -> Iterator[list[str]]:
    """Yield the blocks of a text, each as its lines; a fence is one block, blank lines and all."""
    rest = iter(lines)
    block: list[str] = []
    for line in rest:
        if line.startswith(_FENCE):
            yield from filter(None, [block])
            yield [line, *takewhile(lambda inner: not inner.startswith(_FENCE), rest)]
            block = []
        elif line.strip():
            block.append(line)
        else:
            yield from filter(None, [block])
            block = []
    yield from filter(None, [block])


class _Prose:
    """``marks``: whether the backticks of code stay, as nothing else tells it apart where nothing is bold."""

    def __init__(self, language: str, width: int, *, marks: bool) -> None:
        self.language = language
        self.width = width
        self.marks = marks

    def lines(self, block: list[str]) -> Iterator[Line]:
        """Yield the lines that a block is drawn as."""
        first = block[0]
        if first.startswith(_FENCE):
            yield from _fenced(block[1:])
        elif first.startswith("#"):
            yield from paragraph(self.content(first.lstrip("# ")), self.width, 0, ("strong",))
        elif first.startswith(_ROW):
            table = self.table([[cell.strip() for cell in row.strip("| ").split(" | ")] for row in block])
            yield from table_lines(table, self.language, self.width, listed=self.width < LIST_BELOW)
        elif first.startswith(_ITEM):
            for item in _items(block):
                yield from self.item(item)
        else:
            yield from paragraph(self.content(" ".join(block)), self.width, 0)

    def item(self, text: str) -> Iterator[Line]:
        """Yield the lines of an item of a list; the further ones stand under the first."""
        for number, line in enumerate(paragraph(self.content(text), self.width, len(_ITEM))):
            indented = line[0].text.isspace()  # but for an address that needs the whole width
            yield line if number else (Span(_ITEM), *(line[1:] if indented else line))

    def table(self, rows: list[list[str]]) -> Table:
        """Return a table; the second of its rows is Markdown's rule."""
        heading, _, *body = rows
        return Table(tuple(map(Column, heading)), tuple(tuple(map(self.content, row)) for row in body))

    def content(self, text: str) -> Content:
        """Return a text with its marks carried out."""
        marks = list(_MARKED.finditer(text))
        ends = [0, *(mark.end() for mark in marks)]
        made: list[Content] = []
        for mark, start in zip(marks, ends, strict=False):
            made += [text[start : mark.start()], self._marked(mark)]
        return concat(*made, text[ends[-1] :])

    def _marked(self, mark: re.Match[str]) -> Content:
        if mark["code"]:
            return f"`{mark['code']}`" if self.marks else _strong(mark["code"])
        if mark["strong"]:
            return _strong(mark["strong"])
        label, address = self.content(mark["label"]), mark["address"]
        return concat(label, " (", Link(address), ")") if address.startswith("http") else label


def _strong(text: str) -> Inline:
    return Toned(text, "strong")


def _items(block: Iterable[str]) -> Iterator[str]:
    item: list[str] = []
    for line in block:
        if line.startswith(_ITEM) and item:
            yield " ".join(item)
            item = []
        item.append(line.removeprefix(_ITEM).strip())
    yield " ".join(item)


def _fenced(lines: Iterable[str]) -> Iterator[Line]:
    """Yield the lines of a fence; commands stand out, with the lines in which they go on."""
    command = False
    for line in lines:
        command = command or line.startswith("$ ")
        yield (Span("    "), Span(line, ("strong",) if command else ()))
        command = command and line.endswith("\\")
