"""A page as its reader sees it on stdout: drawn on a terminal, plain text in a pipe or a file."""

from __future__ import annotations

from szsubsidy.formats.page import Page
from szsubsidy.formats.view import Medium, View


def render(view: View, medium: Medium) -> str:
    """Return the page of ``view`` as text."""
    return shown(view.page(), medium)


def shown(page: Page, medium: Medium) -> str:
    """Return a page as text that fits the medium; where colours are wanted and no width is known, it is 80."""
    if medium.width is None and not medium.color:
        from szsubsidy.formats.text import plain_text

        return plain_text(page)
    from szsubsidy.formats.terminal import drawn

    return drawn(page, medium.width or 80, color=medium.color)
