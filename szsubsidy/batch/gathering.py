"""Brings the rows of each firm together, however far apart they stand in a table.

Firms are numbered as they first come up, so that a result can stand in that order. Of the rows

    2  甲, 1500万
    3  乙, 90万
    4  甲, 1200万
    5  ,   80万

lines 2 and 4 are of firm 0, line 3 of firm 1, and line 5, without a name, is a firm by itself: 2. Rows are kept until
they take `BUDGET` bytes, then sorted by firm and written to a file, a *run*. In the end the firms are cut into *pieces*
of `PIECE` rows or so, none of them through a firm, and each piece is put together from a slice of every run. So memory
holds the names of the firms, one run, and a few pieces, however many rows there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import polars as pl
from polars import selectors as cs

from szsubsidy.batch.aside import AsideRows
from szsubsidy.batch.names import firm_names
from szsubsidy.batch.run import in_order
from szsubsidy.batch.streams import Progress
from szsubsidy.batch.tables.source import TYPED, Aside, Chunk, Reject, Rows, Source

FIRM = "firm:"
"""The column with the number of a row's firm."""
FILE = "file:"
"""The column with the place of a row's file among the inputs."""
BUDGET = 128 << 20
"""Bytes of rows that are kept in memory."""
PIECE = 100_000
"""Rows that are scored at a time, if no firm has more."""
_NAME, _LINE, _RAW, _ROWS = "name:", "line:", "raw:", "rows:"


class _Run(NamedTuple):
    """Rows in the order of their firms, and how many there are of each firm in it."""

    rows: pl.DataFrame | pl.LazyFrame
    heights: pl.DataFrame

    def cuts(self, firms: pl.Series) -> list[int]:
        """Return at which row each of these firms begins, or would."""
        before = pl.concat([pl.Series([0], dtype=pl.UInt64), self.heights[_ROWS].cum_sum().cast(pl.UInt64)])
        cuts: list[int] = before.gather(self.heights[FIRM].search_sorted(firms, side="left")).to_list()
        return cuts

    def slice(self, begin: int, end: int) -> pl.DataFrame:
        part = self.rows.slice(begin, end - begin)
        return part.collect() if isinstance(part, pl.LazyFrame) else part


class Gathered:
    """The rows of several inputs, firm by firm: a source whose chunks have whole firms.

    The name of the firm stands in the column at ``place``; runs are written to the ``folder``. Lines that are no rows
    are handed to ``reject`` as they are met: which firm they belong to, nobody can tell.
    """

    separator = ","
    encoding = "utf-8"

    def __init__(
        self,
        sources: Sequence[AsideRows],
        place: int,
        folder: Callable[[], Path],
        reject: Callable[[Source, Sequence[Reject], int], None],
        progress: Callable[[Progress], None],
    ) -> None:
        first = sources[0].source
        self.name, self.format, self.headings, self.found = first.name, first.format, first.headings, first.found
        self.firms: int = 0
        self.aside: list[Aside] = []
        self.rejected: int = 0
        extents = [each.source.extent for each in sources]
        self._read_to = None if None in extents else sum(filter(None, extents))
        self.extent = None if self._read_to is None else 2 * self._read_to
        self._sources, self._place, self._folder = sources, place, folder
        self._reject, self._progress = reject, progress
        # Polars forgets the names with the last column that has them: so there is always one.
        self._names = pl.Series([], dtype=pl.Categorical(pl.Categories.random()))
        self._kept: list[pl.DataFrame] = []
        self._bytes: float = 0
        self._runs: list[_Run] = []

    def close(self) -> None:
        """Nothing is held open."""

    def chunks(self, wanted: Sequence[int]) -> Iterator[Chunk]:
        self._gather(wanted)
        yield from self._pieces()

    def _gather(self, wanted: Sequence[int]) -> None:
        behind = rows = 0
        for number, firms in enumerate(self._sources):
            source = firms.source
            work = partial(_read, number, self._place, len(self._sources) == 1, firms)
            for chunk, (frame, rejects, aside) in in_order(source.chunks(wanted), work):
                self.aside += aside
                rows += len(frame) + len(rejects)
                if rejects:
                    self.rejected += len(rejects)
                    self._reject(source, rejects, rows)
                self._add(frame)
                self._progress(Progress(rows, behind + chunk.done, self.extent))
            behind += source.extent or 0
        if self._kept:
            self._runs.append(self._sorted())

    def _add(self, frame: pl.DataFrame) -> None:
        """Number the firms of some rows, and keep these; write them where they have become too many."""
        # A category's number is its place among those that Polars met: 0 for the first name, 1 for the next new one.
        firms = frame[_NAME].rechunk().cast(self._names.dtype).to_physical().alias(FIRM)
        self.firms += len(firms.filter(firms >= self.firms).unique())
        frame = frame.drop(_NAME).with_columns(firms)
        self._kept.append(frame)
        self._bytes += frame.estimated_size()
        if self._bytes > BUDGET:
            run = self._sorted()
            assert isinstance(run.rows, pl.DataFrame)
            path = self._folder() / f"{len(self._runs)}.arrow"
            run.rows.write_ipc(path)
            self._runs.append(run._replace(rows=pl.scan_ipc(path, glob=False)))

    def _sorted(self) -> _Run:
        """What is kept as a run; nothing is kept any more."""
        rows = _together(self._kept)
        self._kept, self._bytes = [], 0
        return _Run(rows, rows.group_by(FIRM).agg(pl.len().alias(_ROWS)).sort(FIRM))

    def _pieces(self) -> Iterator[Chunk]:
        if not self._runs:
            return
        heights = pl.concat([run.heights for run in self._runs]).group_by(FIRM).agg(pl.col(_ROWS).sum()).sort(FIRM)
        before = heights[_ROWS].cum_sum() - heights[_ROWS]
        begins = heights[FIRM].filter((before // PIECE).rle_id().is_first_distinct())
        ends = pl.concat([begins, pl.Series([self.firms], dtype=begins.dtype)])
        cuts = [run.cuts(ends) for run in self._runs]
        for piece in range(len(begins)):
            read = partial(self._piece, [(each[piece], each[piece + 1]) for each in cuts])
            done = (self._read_to or 0) * (len(begins) + piece + 1) // len(begins)
            yield Chunk(read, done)

    def _piece(self, cuts: Sequence[tuple[int, int]]) -> Rows:
        rows = _together([run.slice(*cut) for run, cut in zip(self._runs, cuts, strict=True)])
        raw = rows[_RAW] if rows[_RAW].dtype == pl.String else None
        return Rows(raw, rows.drop(_LINE, _RAW), rows[_LINE], [])


def _together(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Rows of several parts in the order of their firms; those of one firm stay in the order of the parts."""
    return pl.concat(parts, how="diagonal_relaxed").sort(FIRM, maintain_order=True)


def _read(
    number: int, place: int, alone: bool, firms: AsideRows, chunk: Chunk
) -> tuple[pl.DataFrame, list[Reject], tuple[Aside, ...]]:
    """The rows of a chunk with the names of their firms; one without a name gets one that no other row can have."""
    rows = firms.apply(chunk.read())
    if not alone:  # one file may have days where another has text
        rows = rows._replace(cells=rows.cells.select(~cs.starts_with(TYPED)))
    # A line feed in a name has been made a space, so that no name can be like these.
    own = rows.lines.cast(pl.String)
    names = pl.select(
        pl.coalesce(firm_names(rows.cells[str(place)]), pl.concat_str(pl.lit(f"\n{number}\n"), own)).alias(_NAME)
    ).to_series()
    raw = pl.Series(_RAW, [None]).new_from_index(0, len(names)) if rows.raw is None else rows.raw.alias(_RAW)
    file = pl.Series(FILE, [number], dtype=pl.UInt16).new_from_index(0, len(names))
    return rows.cells.with_columns(names, file, rows.lines.alias(_LINE), raw), rows.rejects, rows.aside
