"""The number system of a table in which several rows are one firm: a value for each row, a row for each project.

What `szsubsidy.batch.expressions` has for rows that are each by themselves, with sums over the rows of a firm.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from szsubsidy.batch.expressions import OVER_FIRMS, Expr, Table
from szsubsidy.facts.model import Fact
from szsubsidy.facts.numeric import BoundedNumber
from szsubsidy.facts.types import type_of
from szsubsidy.money import BASIS_POINTS, MAX_FEN
from szsubsidy.rules.several import MOST

HELD = "held:"
"""What the columns of money held begin with: fen of the programme, 0 where there is none."""
FIRST = "first:"
"""The column that is true in the first row of each firm, and in no other."""
_COARSE = 10**9
"""What splits an amount in two, so that the sums of both halves fit into 64 bits."""


class FirmTable(Table):
    """Answers the interpreter's questions for a table of projects, with the columns of `Table` and, for firms, `FIRST`.

    A fact of the firm may stand in any of its rows: where it differs, the largest of its values counts.

    A sum over a firm is at most `MOST`, like `szsubsidy.rules.several.SeveralProjects` has it, and nothing overflows:
    amounts of which 90,000 could be too many for 64 bits are summed in two halves. Of 10^18 and 3, that is
    10^9 and 0, and 0 and 3: together 10^9 × 10^9 + 3.
    """

    def __init__(self, facts: Mapping[str, Fact], as_of: int, available: Collection[str]) -> None:
        self._of_firm: set[Expr] = set()
        self._at_most: dict[Expr, int] = {}
        super().__init__(facts, as_of, available)
        self.first = self._expr("column", FIRST)

    def is_of_firm(self, expr: Expr) -> bool:
        """Whether a node has the same value in all rows of a firm."""
        return expr in self._of_firm

    def is_told_of_the_firm(self, fact: str) -> bool:
        """Whether a fact is known of the firm, and not of each of its projects."""
        return self._facts[fact].of == "firm"

    def is_of_a_row(self, fact: str) -> bool:
        """Whether a fact is one of projects, which may differ among a firm's rows."""
        return not self.is_told_of_the_firm(fact)

    def known(self, fact: str) -> Expr:
        known = super().known(fact)
        return self.some(known) if self.is_told_of_the_firm(fact) else known

    def value(self, fact: str) -> Expr:
        value = super().value(fact)
        if not self.is_told_of_the_firm(fact):
            return value
        kind = type_of(self._facts[fact])
        least = kind.bounds()[0] if isinstance(kind, BoundedNumber) else 0
        if least >= 0:
            return self.largest(value)
        known = super().known(fact)
        return self.choose(
            self.some(known), self.largest(self.choose(known, value, self.constant(least))), self.constant(0)
        )

    def differing(self, fact: str) -> Expr:
        """Whether a firm's rows say different things of a fact of the firm; a row that does not say counts for none."""
        known, value = super().known(fact), super().value(fact)
        return self.some(self.both(known, self.differs(value, self.value(fact))))

    def held(self, programme: str) -> Expr:
        """What the firm was granted of a programme already, in fen."""
        return self.largest(self._expr("column", HELD + programme))

    def held_differs(self, programme: str) -> Expr:
        """Whether a firm's rows say different things of what it holds; a row with nothing counts for none."""
        held = self._expr("column", HELD + programme)
        says = self.exceeds(held, self.constant(0))
        return self.some(self.both(says, self.differs(held, self.held(programme))))

    def cost(self, fact: str) -> Expr:
        return self.value(fact) if fact in self._available else self.constant(0)

    def product(self, fact: str, rate: int, cap: int) -> Expr:
        if fact not in self._available or rate == 0:
            return self.constant(0)
        of = self.value(fact)
        if rate > BASIS_POINTS:  # as for a share: a count, of which every unit brings more than a fen
            of = self.lesser(of, self.constant(-(-cap * BASIS_POINTS // rate)))
        return self.lesser(self._expr("times", of, rate), self.constant(cap * BASIS_POINTS))

    def whole(self, a: Expr) -> Expr:
        if a.constant is not None:
            return self.constant(a.constant // BASIS_POINTS)
        if a.operation == "times" and a.arguments[1] == BASIS_POINTS:
            inner: Expr = a.arguments[0]
            return inner
        return self._expr("part", a, BASIS_POINTS)

    def fine(self, a: Expr) -> Expr:
        return self._times(a, BASIS_POINTS)

    def total(self, a: Expr) -> Expr:
        if a.constant == 0:
            return a
        if self._most(a) <= MAX_FEN:
            return self._expr("total", a)
        coarse = self.lesser(self._expr("total", self._expr("part", a, _COARSE)), self.constant(MOST // _COARSE))
        rest = self._expr("total", self._expr("rest", a, _COARSE))
        return self.lesser(self.add(self._times(coarse, _COARSE), rest), self.constant(MOST))

    def either(self, a: Expr, b: Expr) -> Expr:
        if a.operation == b.operation == "some":  # one window for two
            return self.some(super().either(a.arguments[0], b.arguments[0]))
        return super().either(a, b)

    def largest(self, a: Expr) -> Expr:
        return a if a in self._of_firm else self._expr("largest", a)

    def some(self, a: Expr) -> Expr:
        return a if a in self._of_firm else self._expr("some", a)

    def _times(self, a: Expr, factor: int) -> Expr:
        return self._expr("times", a, factor) if a.constant is None else self.constant(a.constant * factor)

    def _expr(self, operation: str, *arguments: Any) -> Expr:
        expr = super()._expr(operation, *arguments)
        if operation in OVER_FIRMS or (operation != "column" and all(one in self._of_firm for one in expr.operands)):
            self._of_firm.add(expr)
        return expr

    def _most(self, a: Expr) -> int:
        """What an amount comes to at most, as far as its operations tell."""
        if a not in self._at_most:
            self._at_most[a] = self._worked_out(a)
        return self._at_most[a]

    def _worked_out(self, a: Expr) -> int:
        if a.operation == "left":
            return self._most(a.operands[0])
        parts = [self._most(operand) for operand in a.operands[-2:]]
        last = a.arguments[-1]
        bounds: dict[str, Callable[[], int]] = {
            "constant": lambda: int(last),
            "column": lambda: MAX_FEN,
            "share": lambda: int(last),
            "times": lambda: parts[0] * int(last),
            "part": lambda: parts[0] // int(last),
            "rest": lambda: int(last),
            "add": lambda: sum(parts),
            "lesser": lambda: min(parts),
            "greater": lambda: max(parts),
            "choose": lambda: max(parts),
            "largest": lambda: parts[0],
            "total": lambda: MOST,
        }
        return bounds[a.operation]()
