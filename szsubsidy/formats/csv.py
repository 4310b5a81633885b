"""The records of a result as CSV: UTF-8, lines that end in a line feed, a heading."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from szsubsidy.formats.page import (
    Absent,
    Amount,
    Content,
    Count,
    Notes,
    Page,
    Plain,
    Section,
    Table,
    Verdict,
    pieces,
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
    """Return the first table of a page, without the sentences under its rows.

    Of a page without a table: its title and every line beside its heading.
    """
    for block in page.blocks:
        if isinstance(block, Table):
            headings = [column.in_yuan or column.heading for column in block.columns]
            return Records(headings, [[*map(bare, row.cells)] for row in block.full_rows])
    lines = [("", to_text(content)) for content in (page.title, *page.lead) if content]
    return Records(("heading", "text"), [*lines, *_lines(page)])


def _lines(page: Page) -> Iterator[tuple[str, str]]:
    """Yield every line of a page beside its heading."""
    for block in page.blocks:
        match block:
            case Section():
                yield from ((block.heading, to_text(line)) for _, line in unfolded(block.lines))
            case Verdict(content):
                yield "", to_text(content)
            case Notes(rows):
                yield from ((label, to_text(content)) for label, contents in rows for content in contents)


def bare(content: Content) -> str:
    """Return content as a program reads it: numbers are digits alone, amounts yuan."""
    return "".join(map(_bare, pieces(content)))


def _bare(piece: Plain) -> str:
    match piece:
        case Amount(fen, _):
            return plain(fen)
        case Count(number):
            return str(number)
        case Absent():
            return ""
    return written(piece)
