"""A page as lines for a screen or a pipe: what stands where, before anyone decides on colours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from szsubsidy.formats.page import Block, Content, Item, Labelled, Notes, Page, Section, Table, Tone, Verdict, unfolded
from szsubsidy.formats.table_layout import table_lines
from szsubsidy.formats.wrapping import Line, Span, sentences, width_of, wrapped

SENTENCE = 100
"""The most cells of a sentence on one line: beyond that the eye loses its place, however wide the window is."""
LIST_BELOW = 60
"""The least cells at which labels and cells of a table stand beside each other."""
_LABELS = {"en": 11, "zh-Hans": 8, "zh-Hant": 8}


def lines_of(page: Page, width: int | None) -> Iterator[Line]:
    """Yield the lines of a page, each at most ``width`` cells wide; without ``width``, no line is broken.

    An address that is wider than ``width`` is not broken either.
    """
    parts = [[*_head(page, width)], *([*_block(block, page.language, width)] for block in page.blocks)]
    first = True
    for part in parts:
        if part:
            if not first:
                yield ()
            yield from part
            first = False


def _head(page: Page, width: int | None) -> Iterator[Line]:
    for content in (page.title, *page.lead):
        if content:
            yield from paragraph(content, width, 0)


def _block(block: Block, language: str, width: int | None) -> Iterator[Line]:
    match block:
        case Table():
            yield from table_lines(block, language, width, listed=width is not None and width < LIST_BELOW)
        case Section():
            yield from _section(block, width)
        case Verdict(content):
            room = None if width is None else min(width, SENTENCE)
            yield from sentences(content, room, ("strong",))
        case Notes():
            yield from _notes(block, language, width)
        case _:
            from szsubsidy.formats.chart_text import drawn

            yield from ((Span(line),) for line in drawn(block, width or 80).splitlines())


def _section(section: Section, width: int | None) -> Iterator[Line]:
    if section.heading:
        yield from paragraph(section.heading, width, 0, ("strong",))
    yield from _lines(section.lines, width, 1 if section.heading else 0)


def _lines(lines: Sequence[Content | Item | Labelled], width: int | None, depth: int) -> Iterator[Line]:
    """Yield lines behind their indents; labels that are neighbours have one column, if the window is wide enough."""
    narrow = width is not None and width < LIST_BELOW
    labels = [line.label for line in lines if isinstance(line, Labelled)]
    column = 2 * depth + max((width_of((Span(label),)) for label in labels), default=0)
    for line in lines:
        if isinstance(line, Item):
            yield from paragraph(line.content, width, 2 * depth)
            yield from _lines(line.under, width, depth + 1)
        elif not isinstance(line, Labelled):
            yield from paragraph(line, width, 2 * depth)
        elif narrow:
            for deeper, content in unfolded((line,), depth):
                yield from paragraph(content, width, 2 * deeper)
        else:
            before = " " * (2 * depth) + line.label
            yield from _hanging(before, paragraph(line.content, width, column + 2), column)
            for content in line.under:
                yield from _hanging(" " * (column + 2) + "-", paragraph(content, width, column + 4), column + 2)


def _notes(notes: Notes, language: str, width: int | None) -> Iterator[Line]:
    """Yield each label with what it says behind it, or in a narrow window under it."""
    column = max(_LABELS[language], *(width_of((Span(label),)) for label, _ in notes.rows), 0)
    for label, contents in notes.rows:
        if not label:
            for content in contents:
                yield from paragraph(content, width, 0)
        elif width is not None and width < LIST_BELOW:
            yield from paragraph(label, width, 0)
            for content in contents:
                yield from paragraph(content, width, 2)
        else:
            for index, content in enumerate(contents):
                before = label if index == 0 else ""
                yield from _hanging(before, paragraph(content, width, column + 2), column)


def _hanging(label: str, lines: Iterable[Line], column: int) -> Iterator[Line]:
    """Yield lines with a label in the indent of the first; where an address leaves no room, the label is alone."""
    for index, line in enumerate(lines):
        if index or not label:
            yield line
        elif line and line[0].text.startswith(" " * (column + 2)):
            gap = column + 2 - width_of((Span(label),))
            yield (Span(label + " " * gap), Span(line[0].text[column + 2 :], line[0].tones), *line[1:])
        else:
            yield (Span(label),)
            yield line


def paragraph(content: Content, width: int | None, indent: int, tones: tuple[Tone, ...] = ()) -> Iterator[Line]:
    """Yield the lines of a content behind an indent; an address that has no room there begins further left."""
    room = None if width is None else min(width - indent, SENTENCE)
    for line in wrapped(content, room, tones):
        left = indent if width is None else max(min(indent, width - width_of(line)), 0)
        yield (Span(" " * left), *line) if left else line
