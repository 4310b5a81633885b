"""The shape of what is shown to people, before anyone decides on box, plain text, Markdown or a picture."""

from __future__ import annotations

from typing import NamedTuple


class Column(NamedTuple):
    heading: str
    right: bool = False
    fold: bool = True
    """Whether a narrow terminal may break the column's cells over lines."""


class Table(NamedTuple):
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


class Section(NamedTuple):
    """A heading with lines under it; with no heading, the lines stand alone."""

    heading: str
    lines: tuple[str, ...]


class Curve(NamedTuple):
    """A named line through points (fen, fen); between two points it is straight."""

    name: str
    points: tuple[tuple[int, int], ...]


class Mark(NamedTuple):
    """A place on the horizontal axis (fen) that is worth a word, such as the cost at which a cap binds."""

    at: int
    text: str


class Chart(NamedTuple):
    """Curves over an amount: both axes are fen. The first curve is the one that matters most.

    ``units`` are the words for ten thousand and for a hundred million.
    """

    title: str
    across: str
    up: str
    curves: tuple[Curve, ...]
    marks: tuple[Mark, ...]
    units: tuple[str, str] = ("万", "亿")


class Bar(NamedTuple):
    name: str
    amount: int
    """Fen."""


class Bars(NamedTuple):
    """Amounts side by side, in the order given."""

    title: str
    bars: tuple[Bar, ...]


Block = Table | Section | Chart | Bars


class Report(NamedTuple):
    title: str
    blocks: tuple[Block, ...]
