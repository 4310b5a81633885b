"""Scores tables in threads: reads chunks ahead, scores them in parallel, writes them in their order.

With two workers and chunks 1 to 5, the workers score 1 and 2 while 3 waits; chunk 2 may be done first, but is written
after 1. While the main thread writes 1, chunk 4 is read. So memory holds a few chunks, however long the table is.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, NamedTuple, Protocol, TypeVar

import polars as pl

from szsubsidy.batch.aside import AsideRows
from szsubsidy.batch.names import SharedNames
from szsubsidy.batch.scorer import ScoredChunk
from szsubsidy.batch.streams import Progress
from szsubsidy.batch.tables.output import Writer
from szsubsidy.batch.tables.source import Aside, Chunk, Reject, Rows, Source
from szsubsidy.batch.tally import NOTHING, Tally

WORKERS = min(3, os.cpu_count() or 1)
LONGEST = 200_000
"""So many rows of a result are made at a time where each of the table may have several."""
FEW_OF_EACH = 8
"""As if each had so many, where only those stay that concern it."""
T = TypeVar("T")


class ScoresRows(Protocol):
    """What scores rows; workers share it."""

    def score(self, rows: Rows) -> ScoredChunk:
        """Return what came out, with the rows that were set aside."""


class Input(NamedTuple):
    """A table, what scores it, the places of the columns that are read, and what sets rows aside, if anything does.

    ``most`` rows are scored at a time, where more would take too much memory; None: as many as are read.
    """

    source: Source
    scorer: ScoresRows
    wanted: Sequence[int]
    firms: AsideRows | None = None
    most: int | None = None

    def chunks(self) -> Iterator[Chunk]:
        """Yield what is scored at a time."""
        for chunk in self.source.chunks(self.wanted):
            if self.most is None:
                yield chunk
            else:
                yield from (Chunk(partial(_same, rows), chunk.done) for rows in chunk.read().parts(self.most))


class Done(NamedTuple):
    """A chunk that was scored and encoded; ``read`` counts its rows, rejected ones included, those aside not.

    ``names`` are the names of its firms, as `SharedNames` counts them.
    """

    encoded: Any
    tally: Tally
    rejects: list[Reject]
    read: int
    names: list[pl.Series]
    aside: tuple[Aside, ...]


def run(
    inputs: Sequence[Input],
    writer: Writer,
    names: SharedNames,
    *,
    reject: Callable[[Source, Sequence[Reject], int], None],
    progress: Callable[[Progress], None],
) -> tuple[Tally, int, tuple[Aside, ...]]:
    """Score the inputs one after the other and return what was counted, how many rows were read, and those set aside.

    ``reject`` is handed what cannot be scored, in the order of the input, and how many rows were
    read so far; it may raise to stop.
    """
    tally = NOTHING
    extents = [each.source.extent for each in inputs]
    extent = None if None in extents else sum(filter(None, extents))
    behind = rows = 0
    aside: list[Aside] = []
    for each in inputs:
        source, work = each.source, partial(_work, each.scorer, writer, names, each.firms)
        for chunk, done in in_order(each.chunks(), work):
            names.add(done.names)
            tally = tally.add(done.tally)
            rows += done.read
            aside += done.aside
            if done.rejects:
                reject(source, done.rejects, rows)
            writer.write(done.encoded)
            progress(Progress(rows, behind + chunk.done, extent))
        behind += source.extent or 0
    return tally, rows, tuple(aside)


def _same(rows: Rows) -> Rows:
    return rows


def _work(scorer: ScoresRows, writer: Writer, names: SharedNames, firms: AsideRows | None, chunk: Chunk) -> Done:
    rows = chunk.read()
    if firms is not None:
        rows = firms.apply(rows)
    marks = names.marks(rows.cells)
    read = len(rows.lines) + len(rows.rejects)
    scored = scorer.score(rows)
    return Done(writer.encode(scored), scored.tally, scored.rows.rejects, read, marks, rows.aside)


def in_order(chunks: Iterable[Chunk], work: Callable[[Chunk], T]) -> Iterator[tuple[Chunk, T]]:
    """Work on chunks in parallel and yield them in order, a few ahead of what is asked for."""
    ahead: deque[tuple[Chunk, Future[T]]] = deque()
    pool = ThreadPoolExecutor(WORKERS)
    try:
        for chunk in chunks:
            ahead.append((chunk, pool.submit(work, chunk)))
            if len(ahead) > WORKERS:
                first, future = ahead.popleft()
                yield first, future.result()
        while ahead:
            first, future = ahead.popleft()
            yield first, future.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
