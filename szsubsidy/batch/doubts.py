"""Cells that are read, or passed over, and of which people should know.

Where semicolons stand between the cells of a file, a comma may well stand for the decimal point in them, and a point
between thousands. ``800,5`` and ``1.200,50`` are then no amounts. ``1.200`` and ``800,500`` are read as ever, 1.2 and
800500, but they may have been meant the other way round.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import polars as pl

from szsubsidy.errors import SubsidyError, counted, message, quoted
from szsubsidy.money import narrow

_EITHER_WAY = r"^[^0-9]*[1-9][0-9]{0,2}[.,][0-9]{3}([^0-9.,]|$)"
_POINT = "decimal-point"


class Doubt(NamedTuple):
    """A kind of cell that is read, or passed over, and of which people should know.

    ``code`` says which kind, ``value`` is the cell's text where that is worth telling.
    """

    code: str
    heading: str
    value: str


def points_in(heading: str, text: pl.Series, bad: pl.Series | None) -> Counter[Doubt]:
    """Count the amounts that were read, and that a comma or a point may make others; one of them stands for all."""
    doubtful = text.str.contains(_EITHER_WAY).fill_null(value=False)
    if bad is not None:
        doubtful &= ~bad
    if not doubtful.any():
        return Counter()
    return Counter({Doubt(_POINT, heading, text.filter(doubtful)[0]): int(doubtful.sum())})


def told_of_points(doubts: Iterable[tuple[Doubt, int]], where: str) -> Sequence[SubsidyError]:
    """Return what people should know of amounts with a comma or a point that may mean either."""
    counts: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for doubt, count in doubts:
        if doubt.code == _POINT:
            counts[doubt.heading] += count
            examples.setdefault(doubt.heading, doubt.value)
    return [
        SubsidyError(
            counted(
                "{heading}: in {count} cell the comma or the point is ambiguous, such as {given}, read as {meant}",
                "{heading}: in {count} cells the comma or the point is ambiguous, such as {given}, read as {meant}",
                count,
            ),
            where=where,
            hint=message("a point is read as the decimal point; write 1234.56 to be sure"),
            code="decimal-point",
            heading=heading,
            count=f"{count:,}",
            given=quoted(examples[heading]),
            meant=narrow(examples[heading]).replace(",", ""),
        )
        for heading, count in counts.items()
    ]
