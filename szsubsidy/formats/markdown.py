"""A page as Markdown."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import groupby

from szsubsidy.addresses import is_address
from szsubsidy.formats.page import (
    Block,
    Content,
    Link,
    Narrow,
    Notes,
    Page,
    Plain,
    Row,
    Section,
    Table,
    Toned,
    Verdict,
    concat,
    toned,
    unfolded,
    written,
)
from szsubsidy.formats.view import Medium, View
from szsubsidy.formats.wrapping import NO_BREAK

_COLON = {"en": ": ", "zh-Hans": "：", "zh-Hant": "："}
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>|#~]|&(?=#?\w+;)")
_BEGINS_A_BLOCK = re.compile(
    r"^(?P<before>\s*\d{0,9})(?P<mark>(?<=\d)[.)](?=\s|$)|(?<!\d)(?:[-+](?=\s|$)|[-=](?=[-=]*\s*$)))"
)
"""What would make a list, a rule or a heading of a text that begins with it: ``1. x``, ``- x``, ``---``, ``===``."""


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
    parts += [_escape(content) for content in page.lead]
    parts += [_block(block, page.language) for block in page.blocks]
    return "\n\n".join(parts) + "\n"


def _block(block: Block, language: str) -> str:
    match block:
        case Table():
            return _table(block, language)
        case Section():
            return _section(block)
        case Verdict(content):
            return _escape(Toned(content, "strong"))
        case Notes():
            return _notes(block, language)
    from szsubsidy.formats.chart_text import drawn

    return f"```text\n{drawn(block, 80).replace('```', chr(39) * 3)}\n```"


def _table(table: Table, language: str) -> str:
    """Return a table, and below it what stands under its rows, each sentence behind the row that it belongs to."""
    lines = [_row(tuple(column.heading for column in table.columns))]
    lines.append("|" + "|".join(" ---: " if column.right else " --- " for column in table.columns) + "|")
    lines += [_row(_cells(row), strong=row.total) for row in table.full_rows]
    said = [
        f"- {_escape(row.cells[0])}{_COLON[language]}{_escape(content)}"
        for row in table.full_rows
        for content in row.under
        if not isinstance(content, Narrow)
    ]
    return "\n".join([*lines, *(["", *said] if said else [])])


def _cells(row: Row) -> tuple[Content, ...]:
    """Return the cells of a row; the name of a part stands to the right by spaces that Markdown keeps."""
    name, *others = row.cells
    return (concat(NO_BREAK * 4, name), *others) if row.part else row.cells


def _row(row: tuple[Content, ...], *, strong: bool = False) -> str:
    return "| " + " | ".join(_escape(Toned(cell, "strong") if strong else cell) for cell in row) + " |"


def _notes(notes: Notes, language: str) -> str:
    """Return labels as a list, each with what it says behind it."""
    blocks, listed = [], []
    for label, contents in notes.rows:
        if label:
            listed.append(f"- {_escape(label)}{_COLON[language]}" + "<br>".join(map(_escape, contents)))
        else:
            blocks += ["\n".join(listed), *map(_escape, contents)]
            listed = []
    return "\n\n".join(part for part in [*blocks, "\n".join(listed)] if part)


def _section(section: Section) -> str:
    lines = unfolded(section.lines)
    if not section.heading:
        return "\n\n".join(_escape(content) for _, content in lines)
    items = "\n".join(f"{'  ' * depth}- {_escape(content)}" for depth, content in lines)
    heading = f"{'#' * section.level} {_escape(section.heading)}"
    return f"{heading}\n\n{items}" if items else heading


def _escape(content: Content) -> str:
    """Write content so that none of it is markup; an address stays one, without the reader's doing."""
    parts = []
    for strong, pieces in groupby(toned(content), lambda piece: "strong" in piece[1]):
        text = "".join(_piece(piece) for piece, _ in pieces)
        inner = text.strip()
        parts.append(text.replace(inner, f"**{inner}**") if strong and inner else text)
    return _BEGINS_A_BLOCK.sub(r"\g<before>\\\g<mark>", "".join(parts))


def _piece(piece: Plain) -> str:
    return piece.url if isinstance(piece, Link) and is_address(piece.url) else _SPECIAL.sub(r"\\\g<0>", written(piece))
