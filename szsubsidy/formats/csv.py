"""The records of a result as CSV: UTF-8, lines that end in a line feed, a heading."""

from __future__ import annotations

import csv
import io

from szsubsidy.formats.page import (
    Absent,
    Amount,
    Content,
    Count,
    Inline,
    Page,
    Section,
    Table,
    inlines,
    to_text,
    unfolded,
    written,
)
from szsubsidy.formats.view import Medium, Records, View
from szsubsidy.money import plain


def render(view: View, medium: Medium) -> str:
    """Return the records of ``view``, or the first table of its page, as CSV."""
    del medium  # CSV is the same everywhere
    return csv_text(view.records() if view.records else records_of(view.page()))


def csv_text(records: Records) -> str:
    """Return records as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(records.headings)
    writer.writerows(records.rows)
    return text.getvalue()


def records_of(page: Page) -> Records:
    """Return the first table of a page; of a page without one, its title and every line beside its heading."""
    for block in page.blocks:
        if isinstance(block, Table):
            return Records([column.heading for column in block.columns], [[*map(bare, row)] for row in block.rows])
    sections = [block for block in page.blocks if isinstance(block, Section)]
    lines = [(section.heading, to_text(line)) for section in sections for _, line in unfolded(section.lines)]
    return Records(("heading", "text"), [("", to_text(page.title)), *lines] if page.title else lines)


def bare(content: Content) -> str:
    """Return content as a program reads it: numbers are digits alone, amounts yuan."""
    return "".join(map(_bare, inlines(content)))


def _bare(inline: Inline) -> str:
    match inline:
        case Amount(fen):
            return plain(fen)
        case Count(number):
            return str(number)
        case Absent():
            return ""
    return written(inline)
