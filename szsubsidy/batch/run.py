"""Scores tables in threads: reads chunks ahead, scores them in parallel, writes them in their order.

With two workers and chunks 1 to 5, the workers score 1 and 2 while 3 waits; chunk 2 may be done first, but is written
after 1. While the main thread writes 1, chunk 4 is read. So memory holds a few chunks, however long the table is.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple

import polars as pl

from szsubsidy.batch.names import SharedNames
from szsubsidy.batch.scorer import NOTHING, Scorer, Tally
from szsubsidy.batch.streams import Progress
from szsubsidy.batch.tables.output import Writer
from szsubsidy.batch.tables.source import Chunk, Reject, Source

WORKERS = min(3, os.cpu_count() or 1)


class Input(NamedTuple):
    """A table, what scores it, and the places of the columns that are read."""

    source: Source
    scorer: Scorer
    wanted: Sequence[int]


class Done(NamedTuple):
    """A chunk that was scored and encoded; ``read`` counts its rows, rejected ones included.

    ``names`` are the names of its firms, as `SharedNames` counts them.
    """

    encoded: Any
    tally: Tally
    rejects: list[Reject]
    read: int
    names: list[pl.Series]


def run(
    inputs: Sequence[Input],
    writer: Writer,
    names: SharedNames,
    *,
    reject: Callable[[Source, Sequence[Reject], int], None],
    progress: Callable[[Progress], None],
) -> Tally:
    """Score the inputs one after the other and return what was counted.

    ``reject`` is handed what cannot be scored, in the order of the input, and how many rows were
    read so far; it may raise to stop.
    """
    tally = NOTHING
    extents = [source.extent for source, _, _ in inputs]
    extent = None if None in extents else sum(filter(None, extents))
    behind = rows = 0
    for source, scorer, wanted in inputs:
        for chunk, done in _in_order(source.chunks(wanted), scorer, writer, names):
            names.add(done.names)
            tally = tally.add(done.tally)
            rows += done.read
            if done.rejects:
                reject(source, done.rejects, rows)
            writer.write(done.encoded)
            progress(Progress(rows, behind + chunk.done, extent))
        behind += source.extent or 0
    return tally


def _in_order(
    chunks: Iterator[Chunk], scorer: Scorer, writer: Writer, names: SharedNames
) -> Iterator[tuple[Chunk, Done]]:
    """Score chunks in parallel and yield them in order, a few ahead of what is asked for."""

    def work(chunk: Chunk) -> Done:
        rows = chunk.read()
        scored = scorer.score(rows)
        rejects = scored.rows.rejects
        read = scored.tally.scored + len(rejects)
        return Done(writer.encode(scored), scored.tally, rejects, read, names.marks(rows.cells))

    ahead: deque[tuple[Chunk, Future[Done]]] = deque()
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
