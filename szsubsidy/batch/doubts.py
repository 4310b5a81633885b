"""Cells that are read, or passed over, and of which people should know.

Where semicolons stand between the cells of a file, a comma may well stand for the decimal point in them, and a point
between thousands. ``800,5`` and ``1.200,50`` are then no amounts. ``1.200`` and ``800,500`` are read as ever, 1.2 and
800500, but they may have been meant the other way round.

A cell that cannot be read and that changes nothing is passed over; its row is scored.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import polars as pl

from szsubsidy.errors import SubsidyError, counted, message, quoted
from szsubsidy.money import narrow

_EITHER_WAY = r"^[^0-9]*[1-9][0-9]{0,2}[.,][0-9]{3}([^0-9.,]|$)"
_POINT = "decimal-point"
_NOT_READ = "not-read"
SMALL = "small-amounts"
NOT_SMALL = "not-small"
"""Some rows of a column have amounts that are not small, and so the column is none of small amounts."""
_TOLD_BY_EXAMPLE = frozenset([_POINT, _NOT_READ, SMALL])


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


def not_read(heading: str, value: str, count: int) -> Counter[Doubt]:
    """Return so many cells of a column that were passed over; one of them, the ``value``, stands for all."""
    return Counter({Doubt(_NOT_READ, heading, value): count})


def summed_up(doubts: Counter[Doubt]) -> tuple[tuple[Doubt, int], ...]:
    """Return those of which one stands for all once a column, by the first; those first that most cells are of."""
    examples: dict[tuple[str, ...], Doubt] = {}
    counts: Counter[Doubt] = Counter()
    not_small = {doubt.heading for doubt in doubts if doubt.code == NOT_SMALL}
    for doubt, count in doubts.items():
        if doubt.code == NOT_SMALL or (doubt.code == SMALL and doubt.heading in not_small):
            continue
        key = (doubt.code, doubt.heading) if doubt.code in _TOLD_BY_EXAMPLE else doubt
        counts[examples.setdefault(key, doubt)] += count
    return tuple(counts.most_common())


def told_of_doubts(doubts: Counter[Doubt], where: str) -> list[SubsidyError]:
    """Return what people should know of cells that may mean either of two amounts, and of those passed over."""
    return [
        _told_of_points(doubt, count, where) if doubt.code == _POINT else _told_of_unread(doubt, count, where)
        for doubt, count in summed_up(doubts)
        if doubt.code in {_POINT, _NOT_READ}
    ]


def _told_of_unread(doubt: Doubt, count: int, where: str) -> SubsidyError:
    return SubsidyError(
        counted(
            "{heading}: {count} cell cannot be read, such as {given}, and changes nothing",
            "{heading}: {count} cells cannot be read, such as {given}, and change nothing",
            count,
        ),
        where=where,
        code=_NOT_READ,
        heading=doubt.heading,
        count=f"{count:,}",
        given=quoted(doubt.value),
    )


def _told_of_points(doubt: Doubt, count: int, where: str) -> SubsidyError:
    return SubsidyError(
        counted(
            "{heading}: in {count} cell the comma or the point is ambiguous, such as {given}, read as {meant}",
            "{heading}: in {count} cells the comma or the point is ambiguous, such as {given}, read as {meant}",
            count,
        ),
        where=where,
        hint=message("a point is read as the decimal point; write 1234.56 to be sure"),
        code=_POINT,
        heading=doubt.heading,
        count=f"{count:,}",
        given=quoted(doubt.value),
        meant=narrow(doubt.value).replace(",", ""),
    )
