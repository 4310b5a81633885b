"""How wide text is on a terminal: a Chinese character takes two cells."""

from __future__ import annotations

import unicodedata


def cells(text: str) -> int:
    """Return how many cells of a terminal ``text`` takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def most_cells(text: str) -> int:
    """Return how many cells ``text`` takes where ``·``, ``…`` and such take two, as in Chinese terminals."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WFA" else 1
        for character in text
    )
