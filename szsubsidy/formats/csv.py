"""The records of a result as CSV: UTF-8, lines that end in a line feed, a heading."""

from __future__ import annotations

import csv
import io

from szsubsidy.formats.page import Page, Section, Table
from szsubsidy.formats.view import Medium, Records, View


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
    """Return the first table of a page; of a page without one, every line beside its heading."""
    for block in page.blocks:
        if isinstance(block, Table):
            return Records(tuple(column.heading for column in block.columns), block.rows)
    sections = [block for block in page.blocks if isinstance(block, Section)]
    return Records(("heading", "text"), [(section.heading, line) for section in sections for line in section.lines])
