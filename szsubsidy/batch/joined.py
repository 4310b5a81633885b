"""What came out for rows that were scored in several ways, put together again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple, Self

import polars as pl

from szsubsidy.batch.results import FEN, PLACE, ROW, Cut, Results
from szsubsidy.batch.tally import NOTHING, Tally

if TYPE_CHECKING:
    from szsubsidy.batch.refusals import Refusal


class Part(NamedTuple):
    """What came out for the rows at some places, in their order."""

    results: Results
    places: pl.Series


class Joined:
    """What came out for all rows of some parts: `szsubsidy.batch.results.Results`."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._order = pl.concat([part.places.cast(pl.UInt32) for part in parts]).arg_sort()

    def __len__(self) -> int:
        return len(self._order)

    def __getitem__(self, name: str) -> pl.Series:
        return self._in_order([part.results[name] for part in self._parts])

    def filter(self, kept: pl.Series) -> Self:
        number = kept.cum_sum() - 1
        parts = []
        for results, places in self._parts:
            among = kept.gather(places)
            parts.append(Part(results.filter(among), number.gather(places.filter(among))))
        return type(self)(parts)

    def awards(self) -> pl.DataFrame:
        held = [part.results.awards() for part in self._parts]
        rows = [_placed(part, each[ROW]) for part, each in zip(self._parts, held, strict=True)]
        return pl.concat(
            pl.DataFrame([row.alias(ROW), each[PLACE].cast(pl.UInt32), each[FEN].cast(pl.Int64)])
            for row, each in zip(rows, held, strict=True)
        )

    def cuts(self) -> Iterator[Cut]:
        for part in self._parts:
            for cut in part.results.cuts():
                yield cut._replace(rows=_placed(part, cut.rows))

    def refused(self) -> tuple[pl.Series, Sequence[Refusal]]:
        codes: list[pl.Series] = []
        told: list[Refusal] = []
        for part in self._parts:
            own, meaning = part.results.refused()
            own = own.cast(pl.Int64)
            codes.append(own + (own > 0).cast(pl.Int64) * len(told))
            told += meaning
        return self._in_order(codes), told

    def tally(self, needed: Collection[str]) -> Tally:
        return reduce(Tally.add, (part.results.tally(needed) for part in self._parts), NOTHING)

    def _in_order(self, columns: Sequence[pl.Series]) -> pl.Series:
        first, *others = columns
        return pl.concat([first, *(column.cast(first.dtype).alias(first.name) for column in others)])[self._order]


def _placed(part: Part, rows: pl.Series) -> pl.Series:
    return part.places.gather(rows).cast(pl.UInt32)
