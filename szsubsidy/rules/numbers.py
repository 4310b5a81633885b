"""The number systems that the rules run over.

The interpreter and the choice of the best combination are written once, over `Numbers`: truth values and amounts of
fen of whatever kind. For one firm they are booleans and integers (`OneFirm`, below); for a table of firms they are
expressions over its columns (`szsubsidy.batch.expressions`), which one pass over the rules builds for all rows.
"""

from __future__ import annotations

from typing import Protocol, TypeVar

from szsubsidy.catalogue.logic import Predicate
from szsubsidy.days import years_before
from szsubsidy.facts.model import Profile, Value
from szsubsidy.money import share

B = TypeVar("B")
N = TypeVar("N")


class Numbers(Protocol[B, N]):
    """The operations that the interpreter needs: truth values ``B`` and amounts of fen ``N``."""

    true: B
    false: B

    def known(self, fact: str) -> B:
        """Whether the fact is known."""

    def holds(self, fact: str, predicate: Predicate) -> B:
        """Whether the fact is known and its predicate holds."""

    def negate(self, a: B) -> B: ...

    def both(self, a: B, b: B) -> B: ...

    def either(self, a: B, b: B) -> B: ...

    def constant(self, fen: int) -> N: ...

    def share(self, fact: str, rate: int, cap: int) -> N:
        """``rate`` ten-thousandths of a cost or count, rounded down, at most ``cap``; anything where it is unknown."""

    def choose(self, condition: B, a: N, b: N) -> N: ...

    def lesser(self, a: N, b: N) -> N: ...

    def greater(self, a: N, b: N) -> N: ...

    def add(self, a: N, b: N) -> N: ...

    def left(self, a: N, b: N) -> N:
        """What is left of ``a`` after ``b``, at least nothing."""

    def differs(self, a: N, b: N) -> B: ...

    def exceeds(self, a: N, b: N) -> B: ...


class OneFirm:
    """Answers the interpreter's questions from one profile, as of one day."""

    true = True
    false = False

    def __init__(self, profile: Profile, as_of: int) -> None:
        self.profile = profile
        self.as_of = as_of

    def known(self, fact: str) -> bool:
        return fact in self.profile

    def holds(self, fact: str, predicate: Predicate) -> bool:
        return fact in self.profile and predicate_holds(predicate, self.profile[fact], self.as_of)

    def negate(self, a: bool) -> bool:
        return not a

    def both(self, a: bool, b: bool) -> bool:
        return a and b

    def either(self, a: bool, b: bool) -> bool:
        return a or b

    def constant(self, fen: int) -> int:
        return fen

    def share(self, fact: str, rate: int, cap: int) -> int:
        cost = self.profile.get(fact, 0)
        assert isinstance(cost, int)
        return min(cap, share(cost, rate))

    def choose(self, condition: bool, a: int, b: int) -> int:
        return a if condition else b

    def lesser(self, a: int, b: int) -> int:
        return min(a, b)

    def greater(self, a: int, b: int) -> int:
        return max(a, b)

    def add(self, a: int, b: int) -> int:
        return a + b

    def left(self, a: int, b: int) -> int:
        return max(a - b, 0)

    def differs(self, a: int, b: int) -> bool:
        return a != b

    def exceeds(self, a: int, b: int) -> bool:
        return a > b


def predicate_holds(predicate: Predicate, value: Value, as_of: int) -> bool:
    """Whether a predicate holds for a known value."""
    match predicate.test, predicate.value, value:
        case "true", _, bool():
            return value
        case "ge", int(bound), int():
            return value >= bound
        case "younger", int(years), int():
            return value > years_before(as_of, years)
        case "in", tuple(ids), str():
            return value in ids
        case "any", tuple(ids), frozenset():
            return not value.isdisjoint(ids)
        case _:
            raise TypeError(predicate.test)
