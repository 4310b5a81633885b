"""Scores a Spark frame where its rows are: Spark hands blocks of them to its Python workers, which look them up.

Rows of one firm are brought together first: of each part Spark sorts the rows by the name of their firm without spaces.
A block may end within a firm. Of the blocks

    甲  甲  乙  |  乙  乙  丙

the rows of 甲 are scored with the first, those of 乙 with the second, and 丙 when no block comes any more.
"""

from __future__ import annotations

import pickle
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from typing import Any, NamedTuple

import narwhals as nw
import polars as pl

from szsubsidy.batch.expressions import FIRM
from szsubsidy.batch.headings import Column, fact_columns
from szsubsidy.batch.in_memory import FrameScorer
from szsubsidy.batch.scoring import Scoring
from szsubsidy.errors import needs_extra

try:
    import pandas as pd  # noqa: F401 (Spark asks for it before it hands on Arrow's blocks)
    import pyarrow as pa
except ImportError as error:
    raise needs_extra("spark") from error

_PLACE, _ROW = "place:", "row:"
_TYPES: dict[type[pl.DataType], pa.DataType] = {pl.Int64: pa.int64(), pl.String: pa.string()}


class Task(NamedTuple):
    """What a worker is told: how rows are scored, the headings that it reads, and the columns of a firm that it keeps.

    The first column of the frame is among the headings, as it may tell that a row is a total.
    """

    scoring: Scoring
    columns: Sequence[Column]
    headings: Sequence[str]
    kept: Sequence[str]
    firm: str | None

    def scorer(self) -> FrameScorer:
        """Return what scores frames so; of a firm's first row it tells the place."""
        return FrameScorer(self.scoring, self.columns, [_PLACE], self.firm)


def score_spark(frame: Any, scoring: Scoring, columns: Sequence[Column], kept: Sequence[str], firm: str | None) -> Any:
    """Return a Spark frame with what is said of its rows, or of its firms in the order of their first rows."""
    from pyspark.sql.types import LongType, StringType, StructField, StructType

    facts = {column.heading for column in fact_columns(columns)}
    headings = [name for place, name in enumerate(frame.columns) if place == 0 or name in facts or name == firm]
    task = Task(scoring, columns, headings, kept, firm)
    told = pickle.dumps(task)  # before it has anything worked out
    types = {pl.Int64: LongType(), pl.String: StringType()}
    added = [StructField(name, types[kind]) for name, kind in task.scorer().added.items()]
    if firm is None:
        return map_blocks(frame, partial(_by_row, told), StructType([*frame.schema.fields, *added]))
    together = _together(frame, firm)
    fields = [field for field in together.schema.fields if field.name in {*kept, _ROW}]
    scored = map_blocks(together, partial(_by_firm, told), StructType([*fields, *added]))
    return scored.sort(_ROW).drop(_ROW)


def _together(frame: Any, firm: str) -> Any:
    """A frame of which each part has firms whole, their rows one behind the other."""
    from pyspark.sql import functions as f

    numbered = frame.withColumn(_ROW, f.monotonically_increasing_id())
    name = f.regexp_replace(f.col(quoted(firm)).cast("string"), r"(?U)\s+", "")
    alone = f.concat(f.lit("row:"), f.col(quoted(_ROW)).cast("string"))
    key = f.when(f.coalesce(name, f.lit("")) == "", alone).otherwise(f.concat(f.lit("key:"), name))
    return numbered.withColumn(FIRM, key).repartition(quoted(FIRM)).sortWithinPartitions(quoted(FIRM), quoted(_ROW))


def map_blocks(frame: Any, score: Callable[..., Any], schema: Any) -> Any:
    """Return what a function makes of the blocks of a frame."""
    with warnings.catch_warnings():  # Spark warns of a pandas that is newer than itself; no frame of pandas is made
        warnings.simplefilter("ignore", FutureWarning)
        return frame.mapInArrow(score, schema)


def quoted(name: str) -> str:
    """Return a name as Spark writes it."""
    return "`" + name.replace("`", "``") + "`"


# what runs in the workers


@cache
def _told(task: bytes) -> tuple[Task, FrameScorer]:
    told: Task = pickle.loads(task)  # noqa: S301 (Spark carries it from our own process)
    return told, told.scorer()


def _by_row(task: bytes, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    told, scorer = _told(task)
    for batch in batches:
        found = scorer.score(_read(batch, told)).to_native()
        yield beside(batch, found.select(list(scorer.added)))


def _by_firm(task: bytes, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    told, scorer = _told(task)
    for batch in _whole_firms(batches):
        found = scorer.score(_read(batch, told)).to_native()
        names = [name for name in batch.schema.names if name in {*told.kept, _ROW}]
        first = batch.select(names).take(pa.array(found[_PLACE].to_list()))
        yield beside(first, found.select(list(scorer.added)))


def _whole_firms(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The rows, cut between firms."""
    begun: list[pa.RecordBatch] = []
    for batch in batches:
        if batch.num_rows:
            keys = batch.column(FIRM)
            last = keys.index(keys[-1]).as_py()
            if begun and begun[-1].column(FIRM)[-1] != keys[-1]:
                yield pa.concat_batches([*begun, batch.slice(0, last)])
                begun = []
            elif not begun and last:
                yield batch.slice(0, last)
            begun.append(batch.slice(0 if begun else last))
    if begun:
        yield pa.concat_batches(begun)


def _read(batch: pa.RecordBatch, task: Task) -> Any:
    rows = pl.DataFrame(pl.from_arrow(batch.select(list(task.headings))))
    return nw.from_native(rows.with_row_index(_PLACE).select(*task.headings, _PLACE))


def beside(batch: pa.RecordBatch, added: pl.DataFrame) -> pa.RecordBatch:
    """Return rows with columns added behind theirs."""
    columns = [series.to_arrow().cast(_TYPES[series.dtype.base_type()]) for series in added]
    return pa.RecordBatch.from_arrays([*batch.columns, *columns], [*batch.schema.names, *added.columns])
