"""Merged cells of a sheet: what stands in them counts for each row that they span, in the column of the first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import polars as pl

from szsubsidy.batch.tables.marks import Merge


class Merged:
    """The merged cells that span rows of a table whose rows begin ``above`` down the sheet.

    ``count`` has, by the place of a column, how many of them have a text.
    """

    def __init__(self, merges: Sequence[Merge], above: int, texts: Sequence[pl.Series]) -> None:
        self._above = above
        self._copied: dict[int, tuple[list[int], list[int]]] = {}
        self.count: Counter[int] = Counter()
        left = sum(map(len, texts))  # no place is in two merged cells
        for merge in merges:
            last = min(merge.last_row, len(texts[merge.column]) - 1)
            if merge.row >= above and last > merge.row and texts[merge.column][merge.row] is not None:
                self.count[merge.column] += 1
                left -= last - merge.row
                if left < 0:
                    raise ValueError("merged cells lie over one another")
                to, of = self._copied.setdefault(merge.column, ([], []))
                to += range(merge.row + 1, last + 1)
                of += [merge.row] * (last - merge.row)

    def below(self, place: int, cells: pl.Series) -> pl.Series:
        """Return the cells of the rows, in the column at a place, with what merged cells say in each."""
        if place in self._copied:
            to, of = self._copied[place]
            cells = cells.clone().scatter(to, cells.gather(of))
        return cells[self._above :]
