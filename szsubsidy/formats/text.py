"""A page as plain text: whole lines, never cut or wrapped, for pipes and files."""

from __future__ import annotations

from szsubsidy.formats.layout import lines_of
from szsubsidy.formats.page import Page


def plain_text(page: Page) -> str:
    """Return the page with columns padded by the cells that characters take in a terminal."""
    return "".join("".join(span.text for span in line).rstrip() + "\n" for line in lines_of(page, None))
