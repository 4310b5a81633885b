"""The facts of a chunk's rows as decision tables ask for them, and the rows with which a table is concerned.

What a row says of a choice is its *class*: 0 where it is unknown, else a number of its own for each value, or for each
set of values that occurs. Few classes occur, so the state of an axis is looked up by class. Of a column with

    row     0         1        2         3
    class   training  unknown  opening   training

a programme for training says nothing of rows 1 and 2: the classes in which a table can say anything are *alive*. The
rows of these are found once for all tables, and a table is asked about those rows alone in which the rarest of its
facts is alive. Where a fact has several values and an axis asks whether any of some is among them, these are masks, and
nothing is numbered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import polars as pl

from szsubsidy.batch.cleaned import Cleaned, FoundCells
from szsubsidy.batch.decisions.classes import Classes, Guard
from szsubsidy.batch.decisions.states import Axis
from szsubsidy.batch.expressions import KNOWN, VALUE

ROW = "row"
_EVERY = "every"
_HAS_ANY = 2
"""The state of a set that has any of the values that the one predicate of its axis asks for; 1 is that of others."""


class Rows(NamedTuple):
    """Some rows of a chunk, by place, and what tells these from others; the guard that let them through, if any did."""

    key: object
    places: pl.Series
    guard: Guard | None = None


class _Among(Mapping[str, Cleaned]):
    """The facts of some rows, each gathered when it is asked for."""

    def __init__(self, facts: Mapping[str, Cleaned], rows: pl.Series) -> None:
        self._facts = facts
        self._rows = rows
        self._gathered: dict[str, Cleaned] = {}

    def __getitem__(self, fact: str) -> Cleaned:
        if fact not in self._gathered:
            self._gathered[fact] = self._facts[fact].among(self._rows)
        return self._gathered[fact]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)


class RowFacts:
    """The cleaned facts of a chunk: for each fact in which rows it is known, and the integer that it is there."""

    def __init__(self, facts: Mapping[str, Cleaned], height: int, classes: Classes) -> None:
        self.height = height
        self._facts = facts
        self._classes = classes
        self._of_class: dict[str, pl.Series] = {}
        self._gathered: dict[tuple[str, object], pl.Series] = {}
        self._values: dict[tuple[str, object], tuple[pl.Series, pl.Series]] = {}
        self._rows: dict[object, Rows] = {}
        self._counted: dict[str, int] = {}
        self._cuts: dict[str, tuple[int, ...]] = {}

    @cached_property
    def every(self) -> Rows:
        """All rows."""
        return Rows(_EVERY, pl.int_range(self.height, dtype=pl.UInt32, eager=True))

    def known(self, fact: str) -> Rows:
        """Return the rows in which a fact is known."""
        key = (fact, True)
        if key not in self._rows:
            self._rows[key] = Rows(key, self.every.places.filter(self._facts[fact].known))
        return self._rows[key]

    def value(self, fact: str, rows: pl.Series) -> pl.Series:
        """Return the integers that a fact is in some rows, 0 where it is unknown."""
        return self._facts[fact].value[rows]

    def frame(self) -> pl.DataFrame:
        """Return all facts as the columns that expressions read."""
        columns = [
            column.alias(begin + fact)
            for fact, cleaned in self._facts.items()
            for begin, column in ((KNOWN, cleaned.known), (VALUE, cleaned.value))
        ]
        return pl.DataFrame(columns) if columns else pl.DataFrame({"": self.every.places})

    def column(self, name: str, rows: pl.Series) -> pl.Series:
        """Return a column that expressions read in some rows."""
        cleaned = self._facts[name.partition(":")[2]]
        return (cleaned.known if name.startswith(KNOWN) else cleaned.value)[rows]

    def among(self, rows: pl.Series) -> RowFacts:
        """Return the facts of some rows alone."""
        return RowFacts(_Among(self._facts, rows), len(rows), self._classes)

    def concerned(self, guards: Sequence[Guard]) -> Rows | None:
        """Return the rows of which a table may say anything: those that the strictest of its guards lets through.

        None where it says nothing of any.
        """
        strictest: Rows | None = None
        for guard in guards:
            rows = self._behind(guard)
            if not len(rows.places):
                return None
            if strictest is None or len(rows.places) < len(strictest.places):
                strictest = rows
        return self.every if strictest is None or len(strictest.places) == self.height else strictest

    def _behind(self, guard: Guard) -> Rows:
        if guard.number not in self._rows:
            self._rows[guard.number] = self._found(guard)
        return self._rows[guard.number]

    def _found(self, guard: Guard) -> Rows:
        fact = guard.axis.fact
        if not self._classes.has(fact):
            return self.known(fact)
        mask = self._classes.mask(guard.axis)
        if mask is not None and guard.only == _HAS_ANY:
            lets_through = self._facts[fact].value & mask > 0
        else:
            lets_through = guard.alive[self._classes.states(guard.axis, self._count(fact))][self._class(fact)]
        return Rows(guard.number, self.every.places.filter(lets_through), guard)

    def _class(self, fact: str) -> pl.Series:
        if fact not in self._of_class:
            self._of_class[fact] = self._classes.of(fact, self._facts[fact])
        return self._of_class[fact]

    def steps(self, axis: Axis, stride: int, rows: Rows, day: int) -> pl.Series:
        """Return the state of some rows on an axis on a day, times a stride."""
        key = (axis.fact, rows.key)
        mask = self._classes.mask(axis)
        if mask is not None:
            value, known = self._values_of(axis.fact, rows)
            states = known + (value & mask > 0).cast(pl.UInt32)
            return states if stride == 1 else states * stride
        if self._classes.has(axis.fact):
            return self._classes.steps(axis, stride, self._count(axis.fact))[self._classes_of(key, rows)]
        cuts = self._classes.cuts(axis.fact)
        if self._cuts.get(axis.fact) != cuts:  # other tables have been made since that tell more apart
            self._cuts[axis.fact] = cuts
            self._of_class[axis.fact] = _interval(self._facts[axis.fact], cuts)
            self._gathered = {known: each for known, each in self._gathered.items() if known[0] != axis.fact}
        return self._classes.steps_of_numbers(axis, stride, day, cuts)[self._classes_of(key, rows)]

    def _classes_of(self, key: tuple[str, object], rows: Rows) -> pl.Series:
        """The classes of some rows, gathered once for all tables that are asked about them."""
        classes = self._gathered.get(key)
        if classes is None:
            classes = self._class(key[0])[rows.places]
            if rows.key is not None:
                self._gathered[key] = classes
        return classes

    def _values_of(self, fact: str, rows: Rows) -> tuple[pl.Series, pl.Series]:
        """What sets a fact is in some rows, and 1 for each that is not empty, gathered once."""
        values = self._values.get((fact, rows.key))
        if values is None:
            value = self.value(fact, rows.places)
            values = (value, (value > 0).cast(pl.UInt32))
            if rows.key is not None:
                self._values[fact, rows.key] = values
        return values

    def _count(self, fact: str) -> int:
        """How many classes of a fact there are, or more."""
        if fact not in self._counted:
            self._counted[fact] = int(self._class(fact).max() or 0) + 1  # type: ignore[arg-type]  # integers
        return self._counted[fact]


def zeros(height: int, dtype: type[pl.DataType] = pl.Int64) -> pl.Series:
    """Return so many zeros, or flags that are false."""
    return pl.Series([0]).cast(dtype).new_from_index(0, height)


def _interval(cleaned: Cleaned, cuts: Sequence[int]) -> pl.Series:
    """The class of each row: 0 where a number is unknown, else how many of the cuts it has reached."""
    if isinstance(cleaned, FoundCells):
        reached = pl.Series(cuts, dtype=pl.Int64).search_sorted(cleaned.codes, side="right")
        return reached.cast(pl.UInt32)[cleaned.places]
    interval = cleaned.known.cast(pl.UInt32)
    for cut in cuts[1:]:
        reached = cleaned.value >= cut
        interval = interval + (reached if cut > 0 else reached & cleaned.known).cast(pl.UInt32)
    return interval
