"""Which columns are added to a table: those of its shape, or those of any shape that ``--columns`` names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from szsubsidy.batch.names import ROWS
from szsubsidy.batch.results import Roots
from szsubsidy.batch.scorer import ScoredChunk
from szsubsidy.batch.scoring import Scoring
from szsubsidy.batch.shapes import Long, Shape, Wide
from szsubsidy.batch.summary_shape import SummaryShape
from szsubsidy.batch.wording import Wording
from szsubsidy.spelling import fold, parts_of
from szsubsidy.vocabulary import TableShape

_TYPES: dict[TableShape, tuple[type[SummaryShape | Wide | Long], ...]] = {
    "summary": (SummaryShape, Wide),
    "wide": (Wide, SummaryShape),
    "long": (Long, SummaryShape, Wide),
}
"""For each shape what has its columns, and then what has further ones that may be named."""


USUAL: TableShape = "summary"
"""The shape of a table where nobody asks for another."""


def shape_of(
    shape: TableShape, scoring: Scoring, wording: Wording, wanted: Sequence[str] | None = None, *, scoped: bool = True
) -> Shape:
    """Return what adds the columns of a shape or, of all that there are, those ``wanted`` by id, in that order.

    With ``scoped`` it tells of the programmes in the scope of the table, unless others are wanted.
    """
    own, *others = _TYPES[shape]
    own_part = _made(own, scoring, wording, wanted, scoped=scoped)
    if wanted is None:
        return own_part
    found: list[Shape] = [own_part]
    for other in others:
        known = {column.name for part in found for column in part.added}
        further = _made(other, scoring, wording, [name for name in wanted if name not in known])
        if further.added:
            found.append(further)
    return Beside(found, wanted)


def _made(
    kind: type[SummaryShape | Wide | Long],
    scoring: Scoring,
    wording: Wording,
    wanted: Sequence[str] | None,
    *,
    scoped: bool = True,
) -> SummaryShape | Wide | Long:
    return kind(scoring, wanted, wording) if issubclass(kind, SummaryShape) else kind(scoring, wanted, scoped=scoped)


def column_names(shape: TableShape, scoring: Scoring) -> list[str]:
    """Return the ids of all columns that can be added to a table of a shape, its own first."""
    return list(dict.fromkeys(column.name for each in _TYPES[shape] for column in each(scoring).added))


def by_ids(wanted: Sequence[str], headings: Iterable[str], known: Sequence[str], wording: Wording) -> list[str]:
    """Return names of columns, and the ids of those that are called by their names in any language.

    Headings of the input, and ids, stand for themselves; what is neither may list several: ``total，missing``.
    What is ``known`` are the ids that can be added.
    """
    here = {fold(name) for name in (*headings, ROWS, *known)}
    if all(fold(name) in here for name in wanted):
        return list(wanted)
    ids = {fold(name): column for column in (ROWS, *known) for name in wording.names(column)}
    each = [part for name in wanted for part in ([name] if fold(name) in {*here, *ids} else parts_of(name) or [name])]
    return [name if fold(name) in here else ids.get(fold(name), name) for name in each]


class Beside:
    """Columns of several shapes, in an order of names. The first may have several rows for each row of the table."""

    def __init__(self, parts: Sequence[Shape], order: Sequence[str]) -> None:
        self._parts = parts
        added = [column for part in parts for column in part.added]
        self._places = sorted(range(len(added)), key=lambda place: order.index(added[place].name))
        self.added = [added[place] for place in self._places]

    def roots(self) -> Roots:
        """Return what is asked of a graph."""
        asked = [part.roots() for part in self._parts]
        told = next((each.told for each in asked if each.told), ())
        return Roots({name: expr for each in asked for name, expr in each.exprs.items()}, told)

    def rows(self, chunk: ScoredChunk) -> tuple[pl.Series | None, list[pl.Series]]:
        """Return which row each value belongs to (None: one each, in order), and the columns of values."""
        first, *others = self._parts
        index, columns = first.rows(chunk)
        for other in others:
            _, further = other.rows(chunk)
            columns = [*columns, *(further if index is None else (column.gather(index) for column in further))]
        return index, [columns[place] for place in self._places]
