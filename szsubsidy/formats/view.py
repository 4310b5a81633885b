"""A result in the three shapes that formats are written from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from szsubsidy.record import Record

if TYPE_CHECKING:
    from szsubsidy.formats.page import Page


YES_OR_NO: dict[bool | None, str] = {True: "yes", False: "no", None: ""}
"""How records write what is true or false, or neither."""


class Records(Record):
    """Rows for programs: amounts are bare yuan, days as ISO has them, ids in place of names."""

    headings: Sequence[str]
    rows: Iterable[Sequence[str]]


class View(Record):
    """A result, made only in the shape that the chosen format needs.

    ``page`` is for people, ``document`` for JSON, ``records`` for a table that programs read. Without ``records``
    the first table of the page stands for them.
    """

    page: Callable[[], Page]
    document: Callable[[], object]
    records: Callable[[], Records] | None = None


class Medium(Record):
    """What a result is written to: ``width`` is that of a terminal in cells, None elsewhere, where lines stay whole."""

    width: int | None = None
    color: bool = False
