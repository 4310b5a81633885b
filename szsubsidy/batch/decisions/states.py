"""The number system of all states of some facts at once: one pass of the interpreter says what holds in each.

Say a programme asks for the company's type, by the predicate "is a start-up", and for a contract, by "at least 500,000
yuan". Each fact is unknown or in one of its *cells*, the consistent sets of answers: of both facts there are two. So
there are 3 × 3 states, numbered like the digits of a number, the last fact running fastest:

    state     0        1      2      3     4    5      6     7    8
    type      unknown  …      …      no    no   no     yes   yes  yes
    contract  unknown  below  above  unk.  bel. above  unk.  bel. above

A truth is a set of states, written as the bits of one integer: "the type is known" is 0b111111000. ``both`` is a
bitwise *and* of all states at once. An amount is a *spread*: what it is in which states, as nodes of `Table`'s graph.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from math import prod
from typing import TypeAlias

from szsubsidy.batch.expressions import Expr, Table
from szsubsidy.catalogue.diagram import consistent_answers
from szsubsidy.catalogue.logic import Predicate
from szsubsidy.facts.model import Fact

Spread: TypeAlias = dict[Expr, int]
"""An amount: each node with the states in which it is that."""


class Axis:
    """A fact with the predicates that are asked of it, and the cells that these tell apart.

    ``size`` is how many states there are: unknown, and each cell. `Axes` has one of each kind, so that axes are equal
    only if they are the same.
    """

    __slots__ = ("cells", "fact", "predicates", "size")

    def __init__(self, fact: Fact, predicates: tuple[Predicate, ...]) -> None:
        self.fact = fact.id
        self.predicates = predicates
        self.cells: tuple[tuple[bool, ...], ...] = ((),)
        if predicates:
            # Without the bounds of the fact: a row finds its cell by how many thresholds it reaches.
            self.cells = consistent_answers(predicates, tuple(value.id for value in fact.values))
        self.size = len(self.cells) + 1


class Axes:
    """The axes of all that is asked of some facts, each once."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self._facts = facts
        self._made: dict[tuple[str, tuple[Predicate, ...]], Axis] = {}

    def of(self, predicates: Mapping[str, Sequence[Predicate]], available: Collection[str]) -> list[Axis]:
        """Return the axes of the ``available`` facts with what is asked of them: nothing but whether they are known."""
        axes = []
        for fact, asked in predicates.items():
            if fact in available:
                key = (fact, tuple(asked))
                if key not in self._made:
                    self._made[key] = Axis(self._facts[fact], key[1])
                axes.append(self._made[key])
        return axes


class States:
    """Answers the interpreter's questions for every state of some ``axes``.

    A comparison of two amounts that depends on the cost itself is a *test*, with two states of its own: it fails or it
    holds. `asked` collects those that are met with but not among the ``tests``; they count as if they held.
    """

    def __init__(self, axes: Sequence[Axis], table: Table, tests: Sequence[Expr] = ()) -> None:
        self._table = table
        self._axes = {axis.fact: (place, axis) for place, axis in enumerate(axes)}
        self.sizes = [*(axis.size for axis in axes), *(2 for _ in tests)]
        self.count = prod(self.sizes)
        self.false = 0
        self.true = (1 << self.count) - 1
        self.asked: dict[Expr, None] = {}
        self._tests = {test: self._states(len(axes) + place, [1]) for place, test in enumerate(tests)}

    def _states(self, place: int, digits: Iterable[int]) -> int:
        """The states in which the axis at a place has one of some digits.

        Of three axes with 2, 3 and 2 states the middle one has the digit 1 in the states 2, 3 and 8, 9: a run of as
        many ones as the axes behind it have states together, shifted by the digit, and again for every state of those
        before it.
        """
        run = prod(self.sizes[place + 1 :])
        period = run * self.sizes[place]
        ones = sum(((1 << run) - 1) << digit * run for digit in digits)
        return ones * (self.true // ((1 << period) - 1))

    def known(self, fact: str) -> int:
        if fact not in self._axes:
            return self.false
        place, axis = self._axes[fact]
        return self._states(place, range(1, axis.size))

    def holds(self, fact: str, predicate: Predicate) -> int:
        if fact not in self._axes:
            return self.false
        place, axis = self._axes[fact]
        asked = axis.predicates.index(predicate)
        return self._states(place, [digit for digit, cell in enumerate(axis.cells, 1) if cell[asked]])

    def negate(self, a: int) -> int:
        return self.true ^ a

    def both(self, a: int, b: int) -> int:
        return a & b

    def either(self, a: int, b: int) -> int:
        return a | b

    def constant(self, fen: int) -> Spread:
        return {self._table.constant(fen): self.true}

    def value(self, fact: str) -> Spread:
        """The integer that a fact is."""
        return {self._table.value(fact): self.true}

    def share(self, fact: str, rate: int, cap: int) -> Spread:
        return {self._table.share(fact, rate, cap): self.true}

    def choose(self, condition: int, a: Spread, b: Spread) -> Spread:
        chosen: Spread = {}
        for spread, where in ((a, condition), (b, self.true ^ condition)):
            for expr, states in spread.items():
                if states & where:
                    chosen[expr] = chosen.get(expr, 0) | states & where
        return chosen

    def lesser(self, a: Spread, b: Spread) -> Spread:
        return self._each("lesser", a, b)

    def greater(self, a: Spread, b: Spread) -> Spread:
        return self._each("greater", a, b)

    def add(self, a: Spread, b: Spread) -> Spread:
        return self._each("add", a, b)

    def left(self, a: Spread, b: Spread) -> Spread:
        return self._each("left", a, b)

    def differs(self, a: Spread, b: Spread) -> int:
        return self._where("differs", a, b)

    def exceeds(self, a: Spread, b: Spread) -> int:
        return self._where("exceeds", a, b)

    def _each(self, operation: str, a: Spread, b: Spread) -> Spread:
        made: Spread = {}
        for one, other, states in _meeting(a, b):
            expr = getattr(self._table, operation)(one, other)
            made[expr] = made.get(expr, 0) | states
        return made

    def _where(self, operation: str, a: Spread, b: Spread) -> int:
        found = 0
        for one, other, states in _meeting(a, b):
            test: Expr = getattr(self._table, operation)(one, other)
            if test.constant is None and test not in self._tests:
                self.asked[test] = None
                found |= states
            elif test.constant is None:
                found |= states & self._tests[test]
            elif test.constant:
                found |= states
        return found


def _meeting(a: Spread, b: Spread) -> Iterable[tuple[Expr, Expr, int]]:
    """Each pair of what two amounts are in the same states, with these."""
    return ((one, other, x & y) for one, x in a.items() for other, y in b.items() if x & y)
