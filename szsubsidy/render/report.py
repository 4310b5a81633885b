"""The shape of what is shown to people, before anyone decides on box, plain text or Markdown."""

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


class Report(NamedTuple):
    title: str
    blocks: tuple[Table | Section, ...]
