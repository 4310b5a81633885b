"""What something that was given, and cannot be read, could change.

A cell that says ``约800`` where an amount is asked for is not the same as an empty one: somebody knows something, and
it may be anything. So a presumption does not count there, every answer does; and where several facts are in doubt at
once, every answer to all of them together. A fact *decides* where some answers lead to different outcomes.

Say a programme is for firms that train models, and presumes that the seller is no affiliate. Of a firm that writes
"maybe" about the seller, and trains no model, the outcome is the same whatever it meant. Of one that trains a model it
is not: an empty cell would be presumed to say no, but "maybe" decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, NamedTuple

from szsubsidy.catalogue.award import Award
from szsubsidy.catalogue.logic import Diagram
from szsubsidy.rules.amounts import least_cap
from szsubsidy.rules.interpret import Interpreter
from szsubsidy.rules.numbers import B, N, Numbers
from szsubsidy.rules.several import YearNumbers
from szsubsidy.rules.year import YearInterpreter


class Doubt(NamedTuple, Generic[B]):
    """Of each fact in doubt that an edition asks for, whether it decides; and whether anything may be granted."""

    decides: dict[str, B]
    granted: B


def doubt(diagram: Diagram, award: Award, numbers: Numbers[B, N], doubted: Mapping[str, B]) -> Doubt[B]:
    """Return what facts in doubt could change of what an edition says.

    ``doubted`` tells of facts whether they are; ``numbers`` say of such a fact that it is not known.
    """
    return _Doubting(diagram, award, numbers, doubted).found()


def doubt_of_year(
    diagram: Diagram, award: Award, numbers: YearNumbers[B, N], held: N, doubted: Mapping[str, B]
) -> Doubt[B]:
    """Return the same of a firm with several projects, by project; ``held`` fen were granted already in the year."""
    return _YearDoubting(diagram, award, numbers, held, doubted).found()


class _Doubting(Interpreter[B, N]):
    """Goes every way that an answer to a fact in doubt could open."""

    def __init__(self, diagram: Diagram, award: Award, numbers: Numbers[B, N], doubted: Mapping[str, B]) -> None:
        super().__init__(diagram, award, numbers)
        self.doubt(doubted)

    def doubt(self, doubted: Mapping[str, B]) -> None:
        """Take these facts to be in doubt."""
        self.doubted = doubted
        within = self.diagram.within
        self.open |= {fact: doubted[fact] for fact in self.diagram.presumed if fact in doubted}
        if within is not None and within.fact in doubted:
            self.inside = self.n.either(self.inside, doubted[within.fact])

    def found(self) -> Doubt[B]:
        """Return what the facts in doubt could change."""
        n = self.n
        nodes, leaves = self.walk()
        matters = self.missing(nodes, leaves)
        for fact in self.diagram.presumed:
            matters[fact] = self._any(self._matters(node, nodes[index]) for index, node in self._nodes(fact))
        ways = zip(self.diagram.leaves, leaves, strict=True)
        granted = self._any(n.both(reached, self._value(leaf)[2]) for leaf, reached in ways)
        if self.diagram.within is not None:
            place = self.diagram.within.fact
            matters[place] = n.either(matters.get(place, n.false), granted)
        decides = {fact: n.both(matter, self.doubted[fact]) for fact, matter in matters.items() if fact in self.doubted}
        return Doubt(decides, granted)

    def _branches_differ(self, a: int, b: int) -> B:
        differ = super()._branches_differ(a, b)
        return differ if a < 0 or b < 0 else self.n.either(differ, self.n.differs(self.least[a], self.least[b]))

    def _differ_between(self, one: int, other: int, least: int, most: int) -> bool:
        if super()._differ_between(one, other, least, most):
            return True
        branches = self.award.branches
        return one != other and least_cap(branches[one]) != least_cap(branches[other])


class _YearDoubting(_Doubting[B, N], YearInterpreter[B, N]):
    """The same over the projects of a firm's year."""

    def __init__(
        self, diagram: Diagram, award: Award, numbers: YearNumbers[B, N], held: N, doubted: Mapping[str, B]
    ) -> None:
        YearInterpreter.__init__(self, diagram, award, numbers, held)
        self.doubt(doubted)
