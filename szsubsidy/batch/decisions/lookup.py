"""Looks rows up in a table of states: which of them it tells anything of, and what."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from szsubsidy.batch.decisions.classes import Guards
from szsubsidy.batch.decisions.row_facts import RowFacts, Rows, zeros
from szsubsidy.batch.decisions.states import Axis
from szsubsidy.batch.decisions.worked_out import WorkedOut
from szsubsidy.batch.expressions import Expr


class Told:
    """What is told of each state of some ``axes`` and then ``tests``, in numbers; lookups may share it.

    ``alive`` are for each axis the states in which anything is told, ``varies`` where that depends on the tests, of
    which there are so many as ``bits``.
    """

    def __init__(self, axes: Sequence[Axis], numbers: Sequence[int], tests: Sequence[Expr] = ()) -> None:
        self.tests = WorkedOut({str(place): test for place, test in enumerate(tests)})
        self.bits = len(tests)
        self._numbers = pl.Series(numbers, dtype=pl.UInt32)
        self._some = (self._numbers > 0).cast(pl.UInt32)
        self.alive = _alive(axes, numbers)
        self.tells_of_all = all(numbers)
        self.varies: pl.Series | None = None
        if tests:
            stride = 1 << len(tests)
            groups = [numbers[begin : begin + stride] for begin in range(0, len(numbers), stride)]
            self.varies = pl.Series([each for group in groups for each in [len(set(group)) > 1] * stride])

    def numbers_from(self, begin: int) -> pl.Series:
        """Return the numbers, counted from another one than 1; 0 stays."""
        return self._numbers if begin == 1 else self._numbers + self._some * (begin - 1)


class Lookup:
    """A number for each state of some ``axes`` and then ``tests``, the last fastest; 0 where there is nothing to tell.

    The numbers are those that are ``told``, but the first of them is ``begin``.

    With an axis of the type (3 states) and one of the contract (3), a start-up with a contract of a million is in the
    states 2 and 2, so it is told number 2 × 3 + 2 = 8 of the list. A test is made where the number depends on it alone.
    """

    def __init__(self, axes: Sequence[Axis], told: Told, guards: Guards, day: int, begin: int = 1) -> None:
        self._day = day
        self._numbers = told.numbers_from(begin)
        self._tests = told.tests
        self._bits = told.bits
        self._varies = told.varies
        stride = 1 << told.bits
        self._axes: list[tuple[Axis, int]] = []
        for axis in reversed(axes):
            self._axes.append((axis, stride))
            stride *= axis.size
        self._guards = guards.of(axes, told.alive, day)
        self.tells_of_all = told.tells_of_all

    def concerned(self, facts: RowFacts) -> Rows | None:
        """Return the rows of which anything may be told; None where there are none."""
        return facts.concerned(self._guards)

    def told(self, facts: RowFacts) -> tuple[pl.Series, pl.Series] | None:
        """Return the places of the rows of which anything is told, and their numbers; None where there are none."""
        rows = facts.concerned(self._guards)
        return None if rows is None else self.told_of(rows, facts)

    def told_of(self, rows: Rows, facts: RowFacts) -> tuple[pl.Series, pl.Series] | None:
        """Return the same of some of those that are `concerned`."""
        place: pl.Series | None = None
        begin, guard = 0, rows.guard
        for axis, stride in self._axes:
            if guard is not None and guard.axis is axis and guard.only is not None:
                begin += guard.only * stride
            else:
                steps = facts.steps(axis, stride, rows, self._day)
                place = steps if place is None else place + steps
        numbers = self._numbers.slice(begin)
        if place is None:
            number = numbers.new_from_index(0, len(rows.places))
            place = zeros(len(rows.places), pl.UInt32) if self._bits else None
        else:
            number = numbers[place]
        if self._varies is not None and place is not None:
            open_ones = self._varies.slice(begin)[place].arg_true()
            if len(open_ones):
                tested = place[open_ones] + self._tested(rows.places[open_ones], facts)
                number = number.scatter(open_ones, numbers[tested])
        told = number > 0
        if told.all():
            return rows.places, number
        places = rows.places.filter(told)
        return (places, number.filter(told)) if len(places) else None

    def _tested(self, places: pl.Series, facts: RowFacts) -> pl.Series:
        """The number that the tests make of some rows, the last fastest."""
        frame = self._tests.of(facts, places)
        bits = zeros(len(places), pl.UInt32)
        for place in range(self._bits):
            bits = bits * 2 + frame[str(place)].cast(pl.UInt32)
        return bits


def _alive(axes: Sequence[Axis], numbers: Sequence[int]) -> list[frozenset[int]]:
    """For each axis the states in which anything is told."""
    found = []
    run = len(numbers)
    for axis in axes:
        period, run = run, run // axis.size
        alive = {
            digit
            for digit in range(axis.size)
            if any(any(numbers[begin : begin + run]) for begin in range(digit * run, len(numbers), period))
        }
        found.append(frozenset(alive))
    return found
