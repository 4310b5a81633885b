"""The numbers of a firm with several projects: truth values and amounts of fen, one for each project.

What the rules say of one project they say of all at once; sums over the year are the only place where projects meet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias, TypeVar

from szsubsidy.catalogue.logic import Predicate
from szsubsidy.facts.model import Profile
from szsubsidy.money import BASIS_POINTS, MAX_FEN
from szsubsidy.rules.numbers import B, N, Numbers, predicate_holds

T = TypeVar("T")
Flags: TypeAlias = tuple[bool, ...]
Fens: TypeAlias = tuple[int, ...]
MOST = MAX_FEN * BASIS_POINTS
"""What the projects of a firm come to at most, in ten-thousandths of a fen: ten of these are too many for 64 bits."""


class YearNumbers(Numbers[B, N], Protocol[B, N]):
    """What the rules need beside `Numbers` where a firm has several projects.

    Amounts are of each project; ``total`` and ``largest`` are of the firm, and stand at every project alike.
    """

    first: B
    """At one project of the firm, and no other."""

    def cost(self, fact: str) -> N:
        """The cost or count of each project, 0 where it is not known."""

    def product(self, fact: str, rate: int, cap: int) -> N:
        """``rate`` ten-thousandths of a cost or count, at most ``cap`` fen: both in ten-thousandths of a fen."""

    def whole(self, a: N) -> N:
        """Ten-thousandths of a fen as fen, rounded down."""

    def fine(self, a: N) -> N:
        """Fen as ten-thousandths of a fen."""

    def total(self, a: N) -> N:
        """The sum over the projects of the firm, at most `MOST`."""

    def largest(self, a: N) -> N:
        """The most over the projects of the firm."""

    def some(self, a: B) -> B:
        """Whether it is so of a project of the firm."""


class SeveralProjects:
    """Answers the interpreter's questions for each project of one firm, as of one day."""

    def __init__(self, profiles: Sequence[Profile], as_of: int) -> None:
        self.profiles = profiles
        self.as_of = as_of
        self.true: Flags = (True,) * len(profiles)
        self.false: Flags = (False,) * len(profiles)
        self.first: Flags = (True, *self.false[1:])

    def known(self, fact: str) -> Flags:
        return tuple(fact in profile for profile in self.profiles)

    def holds(self, fact: str, predicate: Predicate) -> Flags:
        return tuple(
            fact in profile and predicate_holds(predicate, profile[fact], self.as_of) for profile in self.profiles
        )

    def negate(self, a: Flags) -> Flags:
        return tuple(not each for each in a)

    def both(self, a: Flags, b: Flags) -> Flags:
        return tuple(one and other for one, other in zip(a, b, strict=True))

    def either(self, a: Flags, b: Flags) -> Flags:
        return tuple(one or other for one, other in zip(a, b, strict=True))

    def constant(self, fen: int) -> Fens:
        return (fen,) * len(self.profiles)

    def share(self, fact: str, rate: int, cap: int) -> Fens:
        return self.whole(self.product(fact, rate, cap))

    def choose(self, condition: Flags, a: Fens, b: Fens) -> Fens:
        return tuple(one if holds else other for holds, one, other in zip(condition, a, b, strict=True))

    def lesser(self, a: Fens, b: Fens) -> Fens:
        return tuple(map(min, a, b))

    def greater(self, a: Fens, b: Fens) -> Fens:
        return tuple(map(max, a, b))

    def add(self, a: Fens, b: Fens) -> Fens:
        return tuple(one + other for one, other in zip(a, b, strict=True))

    def left(self, a: Fens, b: Fens) -> Fens:
        return tuple(max(one - other, 0) for one, other in zip(a, b, strict=True))

    def differs(self, a: Fens, b: Fens) -> Flags:
        return tuple(one != other for one, other in zip(a, b, strict=True))

    def exceeds(self, a: Fens, b: Fens) -> Flags:
        return tuple(one > other for one, other in zip(a, b, strict=True))

    def cost(self, fact: str) -> Fens:
        costs = [profile.get(fact, 0) for profile in self.profiles]
        return tuple(cost for cost in costs if isinstance(cost, int))

    def product(self, fact: str, rate: int, cap: int) -> Fens:
        return tuple(min(cost * rate, cap * BASIS_POINTS) for cost in self.cost(fact))

    def whole(self, a: Fens) -> Fens:
        return tuple(each // BASIS_POINTS for each in a)

    def fine(self, a: Fens) -> Fens:
        return tuple(each * BASIS_POINTS for each in a)

    def total(self, a: Fens) -> Fens:
        return self._of_the_firm(lambda each: min(sum(each), MOST), a)

    def largest(self, a: Fens) -> Fens:
        return self._of_the_firm(max, a)

    def some(self, a: Flags) -> Flags:
        return (any(a),) * len(a)

    def _of_the_firm(self, over: Callable[[Fens], int], a: Fens) -> Fens:
        return (over(a),) * len(a)
