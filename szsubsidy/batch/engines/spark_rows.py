"""Scores the rows of a batch in Spark's Python workers, block by block, by the scorer of files.

A block comes back as the rows that are scored, with what is added to them, and those that are not, with what is wrong:

    kind      row            added           unreadable    values
    scored    startup,800    4800000, …
    bad       startup,约800                  ["…contract"] ["约800"]
    total     合计,800

Behind the last block of its part a worker hands over what it counted.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import polars as pl
import pyarrow as pa

from szsubsidy.batch.added import shape_of
from szsubsidy.batch.aside import TOTAL_IN_ANY_ENGINE
from szsubsidy.batch.bad_cells import Reading
from szsubsidy.batch.headings import Column
from szsubsidy.batch.run import FEW_OF_EACH, LONGEST
from szsubsidy.batch.scoring import Scoring
from szsubsidy.batch.shapes import AddedColumn, Shape, days, yuan
from szsubsidy.batch.table_scorer import TableScorer
from szsubsidy.batch.tables.parquet import decimal
from szsubsidy.batch.tables.source import Reject, Rows
from szsubsidy.batch.tally import NOTHING, Tally
from szsubsidy.batch.wording import Wording
from szsubsidy.vocabulary import TableShape

KIND, UNREADABLE, VALUES, COUNTS = "szsubsidy:kind", "szsubsidy:unreadable", "szsubsidy:values", "szsubsidy:counts"
"""The columns behind those that are added: what a row is, the facts of its cells that cannot be read, these, counts."""
SCORED, BAD, RAGGED, TOTAL, COUNTED = "scored", "bad-value", "ragged", "total", "counted"
_AMOUNT = pa.decimal128(18, 2)
_NOTHING: Mapping[str, Sequence[str | bytes]] = {}


class Task(NamedTuple):
    """What a worker is told.

    ``headings`` are those of the table, ``naming`` those of the columns by which a row is known as a total, ``broken``
    that of the column with lines that are no rows. With ``as_text`` amounts and days are written as text.
    """

    scoring: Scoring
    columns: Sequence[Column]
    headings: Sequence[str]
    naming: Sequence[str]
    broken: str | None
    shape: TableShape
    every_programme: bool
    wording: Wording
    input_format: str
    separator: str
    needed: frozenset[str]
    as_text: bool

    def made_shape(self) -> Shape:
        """Return what is added to the rows."""
        return shape_of(self.shape, self.scoring, self.wording, scoped=not self.every_programme)


class Counts(NamedTuple):
    """What was counted over some rows, how many are rejected, and by what texts others are totals."""

    tally: Tally
    rejected: int
    totals: tuple[str, ...]

    def add(self, other: Counts) -> Counts:
        """Return both together."""
        return Counts(self.tally.add(other.tally), self.rejected + other.rejected, self.totals + other.totals)


NONE_COUNTED = Counts(NOTHING, 0, ())


def _type_of(column: AddedColumn, *, as_text: bool) -> pa.DataType:
    if as_text or column.kind not in {"amount", "day"}:
        return pa.string()
    return _AMOUNT if column.kind == "amount" else pa.date32()


class _Worker:
    """Scores blocks as it was told."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._shape = task.made_shape()
        reading = Reading(task.input_format, None, task.wording.tr, task.separator, within=task.wording.within)
        self._scorer = TableScorer(task.scoring, task.columns, self._shape, reading, task.needed)
        self._read = sorted({column.place for column in task.columns})
        self._naming = [heading for heading in task.naming if heading in task.headings]
        of_each = len(task.scoring.validity) if task.every_programme else FEW_OF_EACH
        self._most = LONGEST // of_each if task.shape == "long" else LONGEST

    def run(self, blocks: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield the rows of blocks with what is said of them, then what was counted."""
        counts, like = NONE_COUNTED, None
        for block in blocks:
            for begin in range(0, block.num_rows, self._most):
                like = block.slice(begin, self._most)
                found, counted = self._scored(like)
                counts = counts.add(counted)
                yield from found
        if like is not None:
            nothing = pa.RecordBatch.from_arrays([pa.nulls(1, field.type) for field in like.schema], schema=like.schema)
            yield self._told(nothing, COUNTED, said={COUNTS: [pickle.dumps(counts)]})

    def _scored(self, block: pa.RecordBatch) -> tuple[list[pa.RecordBatch], Counts]:
        total = self._totals(block)
        ragged = self._ragged(block) & ~total
        usual = (~(total | ragged)).arg_true()
        cells = block.select([self._task.headings[place] for place in self._read]).take(pa.array(usual.to_list()))
        texts = pl.DataFrame(
            [pl.Series(str(place), column) for place, column in zip(self._read, cells.columns, strict=True)]
        )
        chunk = self._scorer.score(Rows(None, texts, usual, []))
        places, added = self._shape.rows(chunk)
        kept = chunk.rows.lines if places is None else chunk.rows.lines.gather(places)
        found = [
            self._told(_at(block, kept.to_list()), SCORED, added),
            self._told(_at(block, ragged.arg_true().to_list()), RAGGED),
            self._rejected(block, chunk.rows.rejects),
        ]
        first = pl.Series(block.column(0)).filter(total)
        names = tuple(first.cast(pl.String).fill_null("").to_list())
        return found, Counts(chunk.tally, len(chunk.rows.rejects) + int(ragged.sum()), names)

    def _rejected(self, block: pa.RecordBatch, rejects: Sequence[Reject]) -> pa.RecordBatch:
        said = {
            UNREADABLE: [";".join(defect.fact.id for defect in each.defects if defect.fact) for each in rejects],
            VALUES: [";".join(defect.value for defect in each.defects) for each in rejects],
        }
        return self._told(_at(block, [each.line for each in rejects]), BAD, said=said)

    def _told(
        self,
        rows: pa.RecordBatch,
        kind: str,
        added: Sequence[pl.Series] = (),
        said: Mapping[str, Sequence[str | bytes]] = _NOTHING,
    ) -> pa.RecordBatch:
        """Rows with what is said of them; nothing is added where nothing is given."""
        height, columns = rows.num_rows, self._shape.added
        types = [_type_of(column, as_text=self._task.as_text) for column in columns]
        arrays = [pa.nulls(height, kind) for kind in types]
        if added:
            arrays = [
                self._written(column, cells).to_arrow().cast(kind)
                for column, cells, kind in zip(columns, added, types, strict=True)
            ]
        arrays.append(pa.array([kind] * height, pa.string()))
        for name, of in ((UNREADABLE, pa.string()), (VALUES, pa.string()), (COUNTS, pa.binary())):
            arrays.append(pa.array(said[name], of) if name in said else pa.nulls(height, of))
        names = [*rows.schema.names, *(column.name for column in columns), KIND, UNREADABLE, VALUES, COUNTS]
        return pa.RecordBatch.from_arrays([*rows.columns, *arrays], names)

    def _written(self, column: AddedColumn, cells: pl.Series) -> pl.Series:
        match column.kind, self._task.as_text:
            case "amount", True:
                return yuan(cells).cast(pl.String)
            case "amount", False:
                return decimal(cells)
            case "day", _:
                return days(cells).cast(pl.String) if self._task.as_text else days(cells)
        return cells

    def _totals(self, block: pa.RecordBatch) -> pl.Series:
        """Which rows are no firms but totals."""
        found = pl.Series([False]).new_from_index(0, block.num_rows)
        for name in self._naming:
            texts = pl.Series(block.column(name))
            if texts.dtype == pl.String:
                found = found | texts.str.contains(TOTAL_IN_ANY_ENGINE).fill_null(value=False)
        return found

    def _ragged(self, block: pa.RecordBatch) -> pl.Series:
        """Which lines are no rows."""
        if self._task.broken is None:
            return pl.Series([False]).new_from_index(0, block.num_rows)
        return pl.Series(block.column(self._task.broken)).is_not_null()


def _at(rows: pa.RecordBatch, places: Sequence[int]) -> pa.RecordBatch:
    return rows.take(pa.array(places, pa.int64()))


def run(task: bytes, blocks: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a part of the table with what is said of them, as a pickled `Task` wants it."""
    return _worker(task).run(blocks)


@cache
def _worker(task: bytes) -> _Worker:
    return _Worker(pickle.loads(task))  # noqa: S301 (Spark carries it from our own process)
