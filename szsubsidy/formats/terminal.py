"""A page on a terminal, in the sixteen colours that every terminal has of its own."""

from __future__ import annotations

from collections.abc import Iterable

from szsubsidy.formats.layout import lines_of
from szsubsidy.formats.page import Page, Tone
from szsubsidy.formats.wrapping import Line, Span

_CODES: dict[Tone, str] = {
    "open": "32",
    "upcoming": "36",
    "unknown": "33",
    "in-doubt": "33",
    "own": "35",
    "strong": "1",
    "dim": "2",
}
"""Green, cyan, yellow, magenta, bold and dim; what is closed looks like all else. Blue is unreadable on black."""


def drawn(page: Page, width: int, *, color: bool) -> str:
    """Return the page as lines of at most ``width`` cells; only an address may be longer."""
    return drawn_lines(lines_of(page, width), color=color)


def drawn_lines(lines: Iterable[Line], *, color: bool) -> str:
    """Return lines that are laid out already, each with its end."""
    return "".join(_written(line, color=color) + "\n" for line in lines)


def _written(line: Line, *, color: bool) -> str:
    if not color:
        return "".join(span.text for span in line).rstrip()
    return "".join(map(_colored, line))


def _colored(span: Span) -> str:
    codes = ";".join(_CODES[tone] for tone in span.tones if tone in _CODES)
    return f"\x1b[{codes}m{span.text}\x1b[0m" if codes and span.text.strip() else span.text
