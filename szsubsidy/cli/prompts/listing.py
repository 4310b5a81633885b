"""A list to move in: what is under the cursor, what is marked, what letters leave of it, and which lines are seen.

It draws nothing and reads no key, so that it can be tested without a terminal.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from szsubsidy.cli.prompts.base import Row

MOST_LINES = 14
"""Lines of a list at most, so that what was answered before stays in sight on a terminal of 24."""


class Line(NamedTuple):
    """One line of a list as it is seen: a heading, or a row; the place of a row among those that are left."""

    text: str
    place: int | None = None


class Seen(NamedTuple):
    """The lines that are seen, and what is hidden above and below: headings in short, or rows by their labels."""

    above: tuple[str, ...]
    lines: tuple[Line, ...]
    below: tuple[str, ...]


class Listing:
    """The state of a list. ``last`` is "I don't know" or the like: no box stands before it, and it is always last."""

    def __init__(self, rows: Sequence[Row], last: Row | None = None, start: str | None = None) -> None:
        self.rows = [*_by_heading(rows), *([last] if last else [])]
        self.last = last
        self.text = ""
        self.marked: set[str] = set()
        self.left = self.rows
        self.cursor = next((place for place, row in enumerate(self.rows) if row.value == start), 0)
        self._top = 0

    @property
    def row(self) -> Row | None:
        """The row under the cursor; None where letters have left none."""
        return self.left[self.cursor] if self.left else None

    def move(self, steps: int) -> None:
        """Move the cursor; from either end a single step leads to the other one."""
        if not self.left:
            return
        to = self.cursor + steps
        if abs(steps) == 1:
            self.cursor = to % len(self.left)
        else:
            self.cursor = max(0, min(to, len(self.left) - 1))

    def mark(self) -> None:
        """Mark the row under the cursor, or take its mark away; "I don't know" takes away all.

        The letters have served then: the whole list is back, so that more can be found.
        """
        row = self.row
        if row is None:
            return
        if row is self.last:
            self.marked = set()
        else:
            self.marked ^= {row.value}
        self.filter("")
        self.cursor = self.rows.index(row)

    def filter(self, text: str) -> None:
        """Leave the rows that hold a text; where no label does, those that are called so otherwise.

        The cursor is on the first, or on the one whose label was typed whole: 有 leaves 没有 and 有, and is on 有.
        """
        self.text = text
        wanted = _folded(text)
        self.left = [row for row in self.rows if wanted in _folded(row.label)]
        if not self.left:
            self.left = [row for row in self.rows if any(wanted in _folded(name) for name in _names_of(row))]
        self.cursor = next((place for place, row in enumerate(self.left) if _folded(row.label) == wanted), 0)

    @property
    def reads_space(self) -> bool:
        """Whether a space goes on with the text that is filtered by, as after "model" in "Buying model services"."""
        wanted = _alike(self.text) + " "
        return bool(self.text.strip()) and any(wanted in _alike(name) for row in self.left for name in _names_of(row))

    @property
    def chosen(self) -> list[str]:
        """What Enter takes: what is marked, in the order of the list, else what is under the cursor."""
        if self.marked:
            return [row.value for row in self.rows if row.value in self.marked]
        return [self.row.value] if self.row else []

    # A worked example: 30 rows in two groups of 15 are 32 lines, and 14 may be seen. At the start these are a heading,
    # twelve rows and the line that tells what is below. With the cursor on the 13th row the list has moved by two
    # lines: the line that tells what is above, the rows 2 to 13, and the line that tells what is below.

    def seen(self, most: int = MOST_LINES) -> Seen:
        """Return the lines around the cursor: at most ``most``, with a line each for what is above and below."""
        lines = list(_with_headings(self.left))
        if len(lines) <= most:
            self._top = 0
            return Seen((), tuple(lines), ())
        at = next(number for number, line in enumerate(lines) if line.place == self.cursor)
        first = at - 1 if at and lines[at - 1].place is None else at  # its heading, where it is the first row there
        top = min(self._top, first)
        while at >= top + _room(top, most, len(lines)):
            top += 1
        self._top = top
        end = top + _room(top, most, len(lines))
        if end < len(lines) and lines[end - 1].place is None:
            end -= 1  # a heading without a row below it
        return Seen(self._names(lines[:top]), tuple(lines[top:end]), self._names(lines[end:]))

    def _names(self, lines: Iterable[Line]) -> tuple[str, ...]:
        rows = [self.left[line.place] for line in lines if line.place is not None]
        return tuple(dict.fromkeys(row.short or row.label for row in rows))


def _room(top: int, most: int, lines: int) -> int:
    """How many lines are seen from ``top`` on, beside those that tell what is above and below."""
    room = most - (top > 0)
    return room if lines - top <= room else room - 1


def _by_heading(rows: Sequence[Row]) -> list[Row]:
    """Put the rows of each heading together, headings in the order in which they first come."""
    headings = list(dict.fromkeys(row.heading for row in rows))
    return sorted(rows, key=lambda row: headings.index(row.heading))


def _with_headings(rows: Sequence[Row]) -> Iterable[Line]:
    heading = ""
    for place, row in enumerate(rows):
        if row.heading and row.heading != heading:
            yield Line(row.heading)
        heading = row.heading
        yield Line(row.label, place)


def _folded(text: str) -> str:
    """Text as letters are compared: whatever the case, the width and the spaces."""
    return "".join(_alike(text).split())


def _alike(text: str) -> str:
    """Text whatever its case and width."""
    return unicodedata.normalize("NFKC", text).casefold()


def _names_of(row: Row) -> tuple[str, ...]:
    """What a row can be called by."""
    return (row.label, row.value, *row.names)
