"""Which columns are added to a table: those of its shape, or those of any shape that ``--columns`` names."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from szsubsidy.batch.expressions import Expr
from szsubsidy.batch.scorer import ScoredChunk
from szsubsidy.batch.scoring import Scoring
from szsubsidy.batch.shapes import Long, Shape, Wide
from szsubsidy.batch.summary_shape import SummaryShape
from szsubsidy.vocabulary import TableShape

_TYPES: dict[TableShape, tuple[type[SummaryShape | Wide | Long], ...]] = {
    "summary": (SummaryShape, Wide),
    "wide": (Wide, SummaryShape),
    "long": (Long, SummaryShape, Wide),
}
"""For each shape what has its columns, and then what has further ones that may be named."""


def shape_of(shape: TableShape, scoring: Scoring, wanted: Sequence[str] | None = None) -> Shape:
    """Return what adds the columns of a shape or, of all that there are, those ``wanted`` by id, in that order."""
    own, *others = _TYPES[shape]
    if wanted is None:
        return own(scoring)
    found: list[Shape] = [own(scoring, wanted)]
    for other in others:
        known = {column.name for part in found for column in part.added}
        further = other(scoring, [name for name in wanted if name not in known])
        if further.added:
            found.append(further)
    return Beside(found, wanted)


def column_names(shape: TableShape, scoring: Scoring) -> list[str]:
    """Return the ids of all columns that can be added to a table of a shape, its own first."""
    return list(dict.fromkeys(column.name for each in _TYPES[shape] for column in each(scoring).added))


class Beside:
    """Columns of several shapes, in an order of names. The first may have several rows for each row of the table."""

    def __init__(self, parts: Sequence[Shape], order: Sequence[str]) -> None:
        self._parts = parts
        added = [column for part in parts for column in part.added]
        self._places = sorted(range(len(added)), key=lambda place: order.index(added[place].name))
        self.added = [added[place] for place in self._places]
        self.roots: dict[str, Expr] = {}
        for part in parts:
            self.roots |= part.roots

    def rows(self, chunk: ScoredChunk) -> tuple[pl.Series | None, list[pl.Series]]:
        """Return which row each value belongs to (None: one each, in order), and the columns of values."""
        first, *others = self._parts
        index, columns = first.rows(chunk)
        for other in others:
            _, further = other.rows(chunk)
            columns = [*columns, *(further if index is None else (column.gather(index) for column in further))]
        return index, [columns[place] for place in self._places]
