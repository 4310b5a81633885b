"""The classes of what rows say of a choice, the states that these are on the axes of tables, and their guards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import Lock
from typing import NamedTuple

import polars as pl

from szsubsidy.batch.cleaned import UNKNOWN, Cleaned, FoundCells
from szsubsidy.batch.decisions.states import Axis
from szsubsidy.days import years_before
from szsubsidy.facts.model import Fact
from szsubsidy.facts.types import type_of
from szsubsidy.facts.value_type import Names, Sets

_FEW_PREDICATES = 10
"""The states of all answers to so many are listed."""


class Guard(NamedTuple):
    """On one axis, in which states a table can say anything; ``number`` tells it from every other.

    ``only`` is the state if there is but one.
    """

    axis: Axis
    alive: pl.Series
    number: int
    only: int | None


class Guards:
    """Finds the guards of tables, the same one for tables that are told apart by nothing on an axis."""

    def __init__(self, classes: Classes) -> None:
        self._classes = classes
        self._found: dict[tuple[Axis, frozenset[int]], Guard] = {}

    def of(self, axes: Sequence[Axis], alive: Sequence[frozenset[int]], day: int) -> list[Guard]:
        """Return the guards of a table that can say something in these states of its axes alone, on a day.

        Of a number it matters only whether it must be known.
        """
        for axis in axes:
            self._classes.take_up(axis, day)
        guards = []
        pairs = [
            (axis, states)
            for axis, states in zip(axes, alive, strict=True)
            if len(states) < axis.size and (self._classes.has(axis.fact) or 0 not in states)
        ]
        # What a firm names tells most programmes from one another: of those that ask it nothing else is counted.
        topical = [(axis, states) for axis, states in pairs if self._classes.is_topical(axis.fact)]
        numbers = [(axis, states) for axis, states in pairs if not self._classes.has(axis.fact)]
        for axis, states in [*topical, *numbers] if topical else pairs:
            if (axis, states) not in self._found:
                flags = pl.Series([state in states for state in range(axis.size)], dtype=pl.Boolean)
                only = next(iter(states)) if len(states) == 1 else None
                self._found[axis, states] = Guard(axis, flags, len(self._found), only)
            guards.append(self._found[axis, states])
        return guards


class Classes:
    """The classes of each fact and the states that they are on each axis; workers share them."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self._facts = facts
        kinds = {fact.id: type_of(fact).grammar() for fact in facts.values()}
        self._several = {fact for fact, kind in kinds.items() if isinstance(kind, Sets)}
        self._choices = {fact for fact, kind in kinds.items() if isinstance(kind, Names | Sets)}
        self._of_sets: dict[str, dict[int, int]] = {}
        self._in_order: dict[str, pl.Series] = {}
        self._of_codes: dict[str, tuple[pl.Series, pl.Series]] = {}
        self._masks: dict[Axis, pl.Series | None] = {}
        self._states: dict[Axis, pl.Series] = {}
        self._steps: dict[tuple[Axis, int], pl.Series] = {}
        self._cuts: dict[str, tuple[int, ...]] = {}
        self._of_numbers: dict[tuple[Axis, int, int, tuple[int, ...]], pl.Series] = {}
        self._lock = Lock()

    def has(self, fact: str) -> bool:
        """Whether a fact is a choice, whose values are classes, and no number."""
        return fact in self._choices

    def is_topical(self, fact: str) -> bool:
        """Whether a fact is what programmes are about, or where."""
        return self._facts[fact].topical

    def mask(self, axis: Axis) -> pl.Series | None:
        """Return the values that an axis asks for, as one set, where it asks a fact with several for nothing else."""
        if axis not in self._masks:
            self._masks[axis] = self._mask(axis)
        return self._masks[axis]

    def _mask(self, axis: Axis) -> pl.Series | None:
        if axis.fact not in self._several or axis.cells not in {((False,),), ((False,), (True,))}:
            return None
        asked = axis.predicates[0].value
        assert isinstance(asked, tuple)
        values = self._facts[axis.fact].values
        return pl.Series([sum(1 << place for place, one in enumerate(values) if one.id in asked)], dtype=pl.Int64)

    def of(self, fact: str, cleaned: Cleaned) -> pl.Series:
        """Return the class of each row."""
        if isinstance(cleaned, FoundCells):  # few texts occur: each has its class
            return self._of_texts(fact, cleaned.codes)[cleaned.places]
        return self._of_values(fact, cleaned.known, cleaned.value)

    def _of_texts(self, fact: str, codes: pl.Series) -> pl.Series:
        """The classes of the codes of texts; most are those of the chunk before, with others behind them."""
        before, classes = self._of_codes.get(fact, (codes[:0], pl.Series([], dtype=pl.UInt32)))
        count = len(before)
        if count > len(codes) or not before.equals(codes.head(count)):
            count, classes = 0, classes[:0]
        if count < len(codes):
            fresh = codes[count:]
            classes = pl.concat([classes, self._of_values(fact, fresh > UNKNOWN, fresh)])
            self._of_codes[fact] = (codes[:-1], classes[:-1])  # the last is that of no text
        return classes

    def _of_values(self, fact: str, known: pl.Series, value: pl.Series) -> pl.Series:
        if fact not in self._several:
            return (value.set(~known, -1) + 1).cast(pl.UInt32)
        value = value.set(~known, 0)
        occurring = value.unique()
        with self._lock:
            seen = self._of_sets.setdefault(fact, {0: 0})
            numbers = [seen.setdefault(each, len(seen)) for each in occurring.to_list()]
        return value.replace_strict(occurring, pl.Series(numbers, dtype=pl.UInt32), return_dtype=pl.UInt32)

    def states(self, axis: Axis, count: int) -> pl.Series:
        """Return for each of the first ``count`` classes, or more, the state that it is on an axis."""
        known = self._states.get(axis)
        if known is None or len(known) < count:
            known = self._states[axis] = self._more(axis, known)
        return known

    def steps(self, axis: Axis, stride: int, count: int) -> pl.Series:
        """Return the same times a stride."""
        steps = self._steps.get((axis, stride))
        if steps is None or len(steps) < count:
            steps = self._steps[axis, stride] = self.states(axis, count) * stride
        return steps

    def take_up(self, axis: Axis, day: int) -> None:
        """Have the classes of a number tell apart what an axis does on a day."""
        if not self.has(axis.fact):
            self._cuts[axis.fact] = tuple(sorted({UNKNOWN + 1, *self._cuts.get(axis.fact, ()), *_cuts(axis, day)}))

    def cuts(self, fact: str) -> tuple[int, ...]:
        """Return the codes at which the classes of a number begin, the first that of any number."""
        return self._cuts[fact]

    def steps_of_numbers(self, axis: Axis, stride: int, day: int, cuts: tuple[int, ...]) -> pl.Series:
        """Return for each class that begins at one of the ``cuts`` the state on an axis on a day, times a stride.

        The cells of ages run the other way: the latest day is in the first.
        """
        key = (axis, stride, day, cuts)
        if key not in self._of_numbers:
            own = _cuts(axis, day)
            cells = [1 + sum(cut <= begin for cut in own) for begin in cuts]
            if axis.predicates and axis.predicates[0].test == "younger":
                cells = [axis.size - cell for cell in cells]
            self._of_numbers[key] = pl.Series([0, *(cell * stride for cell in cells)], dtype=pl.UInt32)
        return self._of_numbers[key]

    def _sets(self, fact: str) -> pl.Series:
        """The sets of values that are classes, in the order of these; that of none comes first."""
        with self._lock:
            seen = self._of_sets.get(fact, {0: 0})
            if fact not in self._in_order or len(self._in_order[fact]) < len(seen):
                self._in_order[fact] = pl.Series(list(seen), dtype=pl.Int64)
            return self._in_order[fact]

    def _more(self, axis: Axis, known: pl.Series | None) -> pl.Series:
        """The states of all classes that there are; those of some are known.

        The answers of a value are written as bits, the first predicate's lowest: of three that hold, do not, and hold
        0b101. Each such number has its cell.
        """
        fact = self._facts[axis.fact]
        begin = 1 if known is None else len(known)
        ids = [value.id for value in fact.values]
        if not ids:
            values, asked = [0, 1], [1] * len(axis.predicates)
        else:
            asked = [
                sum(1 << place for place, one in enumerate(ids) if isinstance(each.value, tuple) and one in each.value)
                for each in axis.predicates
            ]
            values = [1 << place for place in range(len(ids))]
        told = self._sets(axis.fact)[begin:] if axis.fact in self._several else pl.Series(values, dtype=pl.Int64)
        answers = told * 0
        for place, mask in enumerate(asked):
            answers = answers + ((told & mask) != 0).cast(pl.Int64) * (1 << place)
        state_of = {
            sum(1 << place for place, answer in enumerate(cell) if answer): state
            for state, cell in enumerate(axis.cells, 1)
        }
        if len(asked) <= _FEW_PREDICATES:
            fresh = pl.Series([state_of.get(answer, 0) for answer in range(1 << len(asked))], dtype=pl.UInt32)[answers]
        else:
            fresh = answers.replace_strict(state_of, return_dtype=pl.UInt32)
        return pl.concat([pl.Series([0], dtype=pl.UInt32) if known is None else known, fresh])


def _cuts(axis: Axis, day: int) -> set[int]:
    """The values from which on a number is in another cell of an axis, on a day."""
    cuts = set()
    for predicate in axis.predicates:
        assert isinstance(predicate.value, int)
        younger = predicate.test == "younger"
        cuts.add(years_before(day, predicate.value) + 1 if younger else predicate.value)
    return cuts
