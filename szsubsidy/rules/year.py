"""What an edition says to a firm with several projects, or with money that it was granted already in the year.

The same diagram and the same walk as for one project, over numbers that hold one value for each project
(`szsubsidy.rules.several`): what is added here is what counts the year.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, NamedTuple

from szsubsidy.catalogue.award import Award, Branch
from szsubsidy.catalogue.logic import Diagram
from szsubsidy.money import BASIS_POINTS, MAX_FEN
from szsubsidy.rules.interpret import Interpreter, Outcome
from szsubsidy.rules.numbers import B, N
from szsubsidy.rules.several import YearNumbers


class YearOutcome(NamedTuple, Generic[B, N]):
    """What one edition says to a firm: as `Outcome`, of which ``missing``, ``assumed`` and the branches are by project.

    ``grants_low`` and ``grants_high`` bound what the programme alone would give for each project, in ten-thousandths of
    a fen; ``counts`` tells which projects may count, ``surely`` which of them do whatever is not known.
    """

    firm: Outcome[B, N]
    grants_low: N
    grants_high: N
    counts: B
    surely: B


def interpret_year(diagram: Diagram, award: Award, numbers: YearNumbers[B, N], held: N) -> YearOutcome[B, N]:
    """Return what the edition says where ``held`` fen of the programme were granted already."""
    return _YearInterpreter(diagram, award, numbers, held).of_the_year()


def of_the_firm(outcome: Outcome[tuple[bool, ...], tuple[int, ...]]) -> Outcome[bool, int]:
    """Return what stands at every project alike, once; of facts and branches whether it is so of any project."""
    return Outcome(
        eligible=outcome.eligible[0],
        undetermined=outcome.undetermined[0],
        amount=outcome.amount[0],
        low=outcome.low[0],
        high=outcome.high[0],
        missing={fact: any(of) for fact, of in outcome.missing.items()},
        assumed={fact: any(of) for fact, of in outcome.assumed.items()},
        possible_branches={index: any(of) for index, of in outcome.possible_branches.items()},
    )


# A worked example. A programme pays 50% of contracts that train a model, at most 10 million a year, and asks for
# contracts of 500,000 or more in the year. A firm has three of 200,000 for training and one of 900,000 for something
# else.
#
# 1. Each project goes its own way to a leaf. The three end where only the cost is still asked, (-1, 0): ineligible
#    below 500,000, branch 0 from there on. They count. The fourth ends at (-1, -1): whatever its cost, it brings
#    nothing and does not count.
# 2. The year's cost is the sum of what counts, 600,000, so the second range holds for all four.
# 3. In it each of the three brings 100,000, together 300,000. That is under the cap.
#
# Had the third contract no amount yet, the year's cost were 400,000 or more: both ranges are possible, and the firm
# gets from 0 to 10 million, for want of the third project's cost. Had the firm been granted 9.8 million in the year,
# the cap would leave 200,000.
#
# Shares are added up in ten-thousandths of a fen and rounded once: of three contracts of 0.01 yuan each half a fen is
# left, 1 fen together, as of one contract of 0.03.


class _Scenario(NamedTuple, Generic[B, N]):
    """What the projects bring if the year's cost lies in one range: ``least`` by usual caps, then by the caps."""

    possible: B
    least: N
    low: N
    high: N
    sure: B
    open: B


class _YearInterpreter(Interpreter[B, N]):
    """One pass over one edition for all projects; see the example above."""

    n: YearNumbers[B, N]

    def __init__(self, diagram: Diagram, award: Award, numbers: YearNumbers[B, N], held: N) -> None:
        self.held = held
        super().__init__(diagram, award, numbers)

    def of_the_year(self) -> YearOutcome[B, N]:
        n = self.n
        nodes, leaves = self._reached()
        counts = self._any(reached for leaf, reached in zip(self.diagram.leaves, leaves, strict=True) if max(leaf) >= 0)
        never = self._any(reached for leaf, reached in zip(self.diagram.leaves, leaves, strict=True) if max(leaf) < 0)
        surely = n.both(counts, n.negate(never))
        if self.diagram.yearly:
            self.in_range = self._ranges_of_the_year(counts, surely)
        nothing, everything = n.constant(0), n.constant(MAX_FEN)
        least = low = everything
        high = nothing
        grants_low, grants_high = n.fine(everything), nothing
        sure, granted = n.true, n.false
        for scenario in self._scenarios(leaves):
            here = scenario.possible
            least = n.choose(here, n.lesser(least, self._of_the_firm(scenario.least)), least)
            low = n.choose(here, n.lesser(low, self._of_the_firm(scenario.low)), low)
            high = n.choose(here, n.greater(high, self._of_the_firm(scenario.high)), high)
            grants_low = n.choose(here, n.lesser(grants_low, scenario.low), grants_low)
            grants_high = n.choose(here, n.greater(grants_high, scenario.high), grants_high)
            sure = n.both(sure, n.either(n.negate(here), n.some(scenario.sure)))
            granted = n.either(granted, n.both(here, n.some(scenario.open)))
        settled = n.both(n.negate(n.differs(low, high)), n.either(sure, n.negate(granted)))
        missing = {fact: n.both(matters, n.negate(settled)) for fact, matters in self.missing(nodes, leaves).items()}
        undetermined = n.some(self._any(missing.values()))
        eligible = n.both(granted, n.negate(undetermined))
        amount = n.choose(eligible, high, nothing) if self.award.has_amount else nothing
        firm = Outcome(
            eligible, undetermined, amount, least, high, missing, self.assumed(nodes), self._possible_branches(leaves)
        )
        if not self.award.each_project:
            grants_low = n.choose(n.first, n.fine(low), nothing)
            grants_high = n.choose(n.first, n.fine(high), nothing)
        return YearOutcome(firm, grants_low, grants_high, counts, surely)

    def _ranges_of_the_year(self, counts: B, surely: B) -> list[B]:
        """For each range whether the cost of the year, the sum of what counts, may lie in it."""
        n, of = self.n, self.award.of
        assert of is not None
        nothing, everything = n.constant(0), n.constant(MAX_FEN)
        cost = n.cost(of)
        low = n.total(n.choose(surely, cost, nothing))
        high = n.total(n.choose(counts, n.choose(self.cost_known, cost, everything), nothing))
        *_, (_, last) = self.diagram.cost_ranges
        return [
            n.both(
                n.negate(n.exceeds(n.constant(least), high)),
                n.true if most == last else n.negate(n.exceeds(low, n.constant(most))),
            )
            for least, most in self.diagram.cost_ranges
        ]

    def _scenarios(self, leaves: list[B]) -> Iterator[_Scenario[B, N]]:
        """Yield what the projects bring: for each range of the year's cost, or once where each has its own."""
        n = self.n
        if not self.diagram.yearly:
            yield self._scenario(n.true, leaves, [self._values(leaf) for leaf in self.diagram.leaves])
            return
        nothing = n.constant(0)
        for place, possible in enumerate(self.in_range):
            values = []
            for leaf in self.diagram.leaves:
                branch = leaf[place]
                if branch < 0:
                    values.append((nothing, nothing, nothing, n.false))
                    continue
                cap = n.fine(n.constant(self.award.branches[branch].cap.value))
                known, paid = self.cost_known, self.paid[branch]
                values.append((
                    n.choose(known, self.least[branch], nothing),
                    n.choose(known, paid, nothing),
                    n.choose(known, paid, cap),
                    n.true,
                ))  # fmt: skip
            yield self._scenario(possible, leaves, values)

    def _scenario(self, possible: B, leaves: list[B], values: list[tuple[N, N, N, B]]) -> _Scenario[B, N]:
        """What each project brings at the leaves that it may reach."""
        n = self.n
        nothing = n.constant(0)
        reached_any = self._any(leaves)
        start = n.choose(reached_any, n.fine(n.constant(MAX_FEN)), nothing)
        least = low = start
        high = nothing
        sure, open_ = reached_any, n.false
        for reached, (at_least, at_low, at_high, eligible) in zip(leaves, values, strict=True):
            least = n.choose(reached, n.lesser(least, at_least), least)
            low = n.choose(reached, n.lesser(low, at_low), low)
            high = n.choose(reached, n.greater(high, at_high), high)
            sure = n.both(sure, n.either(n.negate(reached), eligible))
            open_ = n.either(open_, n.both(reached, eligible))
        return _Scenario(possible, least, low, high, sure, open_)

    def _values(self, leaf: tuple[int, ...]) -> tuple[N, N, N, B]:
        """The least by usual caps, the least and the most, and whether it can be eligible, at one leaf."""
        least, most, eligible = self._value(leaf)
        low = self.n.choose(self.cost_known, most, least)
        return least, low, most, eligible

    def _of_the_firm(self, brought: N) -> N:
        """What the firm gets of what its projects bring, in fen: the sum, or one award, up to what the year leaves."""
        n = self.n
        together = n.total(brought) if self.award.each_project else n.largest(brought)
        limit = self.award.year_limit
        if limit is None:
            return n.whole(together)
        return n.lesser(n.whole(together), n.left(n.constant(limit.value), self.held))

    def _paid(self, branch: Branch, cap: int) -> N:
        if branch.multiplier is None or self.award.of is None or cap == 0:
            return self.n.fine(self.n.constant(cap))
        return self.n.product(self.award.of, branch.multiplier, cap)

    def _at(self, branch: int, cost: int, *, at_least: bool = False) -> int:
        return super()._at(branch, cost, at_least=at_least) * BASIS_POINTS
