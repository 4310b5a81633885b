"""What an edition says to a firm with several projects, or with money that it was granted already in the year.

The same diagram and the same walk as for one project, over numbers that hold one value for each project
(`szsubsidy.rules.several`): what is added here is what counts the year.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Generic, NamedTuple

from szsubsidy.catalogue.award import Award, Branch
from szsubsidy.catalogue.logic import Diagram
from szsubsidy.money import BASIS_POINTS, MAX_FEN
from szsubsidy.rules.amounts import least_cap
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
    return YearInterpreter(diagram, award, numbers, held).of_the_year()


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
#
# A project that counts adds its own cost to the year's: one of 600,000, of which it is not known whether it trains a
# model, is never in a year of less than 500,000 where it counts. So each range is asked for twice of each project,
# whether the year's cost may lie in it if the project counts, and if it does not.
#
# Branches may have caps of their own: 30% up to 20,000 for an SME's contracts with a stranger, 50% up to 3 million with
# a university. What contracts of one branch bring in a year stays below its cap, however many they are, and what
# all bring below the largest cap of those that apply.


_NO_LIMIT = 10**18
"""More fen than any firm is granted, and fewer than the 64 bits of a table's integers hold."""


class _Year(NamedTuple, Generic[B]):
    """Where the cost of the year may lie, of each project.

    ``counting`` tells for each range whether it may lie there if the project counts, ``aside`` if it does not.
    ``others`` is whether other projects may count, ``moves`` whether the project could move the year's cost into
    another range for these.
    """

    counting: list[B]
    aside: list[B]
    others: B
    moves: B


class _Scenario(NamedTuple, Generic[B, N]):
    """What the projects bring if the year's cost lies in one range: ``least`` by usual caps, then by the caps.

    ``places`` are the ranges that are looked at: the one, or all where each project has its own. ``leaves`` are those
    that the projects may then reach.
    """

    places: Sequence[int]
    leaves: list[B]
    possible: B
    least: N
    low: N
    high: N
    sure: B
    open: B


class YearInterpreter(Interpreter[B, N]):
    """One pass over one edition for all projects; see the example above."""

    n: YearNumbers[B, N]

    def __init__(self, diagram: Diagram, award: Award, numbers: YearNumbers[B, N], held: N) -> None:
        self.held = held
        super().__init__(diagram, award, numbers)

    def walk(self) -> tuple[list[B], list[B]]:
        """Return for each node and each leaf whether each project may reach it; where the year's cost may lie is told.

        What else is asked of the year rests on this.
        """
        n = self.n
        nodes, leaves = self._reached()
        self.counts = self._any(reached for leaf, reached in self._ways(leaves) if max(leaf) >= 0)
        never = self._any(reached for leaf, reached in self._ways(leaves) if max(leaf) < 0)
        self.surely = n.both(self.counts, n.negate(never))
        self.year = self._year() if self.diagram.yearly else None
        if self.year is not None:
            self.in_range = self.year.counting
        return nodes, leaves

    def of_the_year(self) -> YearOutcome[B, N]:
        n = self.n
        nodes, leaves = self.walk()
        nothing, everything = n.constant(0), n.constant(MAX_FEN)
        least = low = everything
        high = nothing
        grants_low, grants_high = n.fine(everything), nothing
        sure, granted = n.true, n.false
        for scenario in self._scenarios(leaves):
            here = scenario.possible
            for_the_firm = self._of_the_firm(scenario)
            least = n.choose(here, n.lesser(least, for_the_firm[0]), least)
            low = n.choose(here, n.lesser(low, for_the_firm[1]), low)
            high = n.choose(here, n.greater(high, for_the_firm[2]), high)
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
            # The one award of a firm is of no project. Where it is no share of a cost, any project has room for it
            # under a joint cap; what is a share of the firm's own cost is paid for that cost once.
            bearing = n.true if self.award.of is None else n.first
            grants_low = n.choose(bearing, n.fine(low), nothing)
            grants_high = n.choose(bearing, n.fine(high), nothing)
        return YearOutcome(firm, grants_low, grants_high, self.counts, self.surely)

    def missing(self, node_reached: list[B], leaf_reached: list[B]) -> dict[str, B]:
        missing = super().missing(node_reached, leaf_reached)
        if self.year is not None and self.award.of is not None:
            moving = self.n.both(self.n.both(self.n.negate(self.cost_known), self.counts), self.year.moves)
            missing[self.award.of] = self.n.either(missing[self.award.of], moving)
        return missing

    def _year(self) -> _Year[B]:
        """Where the cost of the year may lie: it is the sum of what counts."""
        n, of = self.n, self.award.of
        assert of is not None
        ranges = self.diagram.cost_ranges
        (smallest, _), (_, largest) = ranges[0], ranges[-1]
        nothing, one, cost = n.constant(0), n.constant(1), n.cost(of)
        least = n.choose(self.cost_known, cost, n.constant(smallest))
        most = n.choose(self.cost_known, cost, n.constant(largest))
        low_part, high_part = n.choose(self.surely, least, nothing), n.choose(self.counts, most, nothing)
        low, high = n.total(low_part), n.total(high_part)
        others_low, others_high = n.left(low, low_part), n.left(high, high_part)
        counting = self._ranges(n.add(others_low, least), high)
        aside = self._ranges(others_low, others_high)
        spanned = nothing
        for within in self._ranges(low, high):
            spanned = n.add(spanned, n.choose(within, one, nothing))
        counted = n.choose(self.counts, one, nothing)
        others = n.exceeds(n.left(n.total(counted), counted), nothing)
        moves = n.both(n.both(others, n.exceeds(spanned, one)), n.exceeds(most, nothing))
        return _Year(counting, aside, others, moves)

    def _ranges(self, low: N, high: N) -> list[B]:
        """For each range whether a cost from ``low`` to ``high`` may lie in it.

        The first has no beginning, as nothing may count, and the last has no end.
        """
        n = self.n
        (first, _), *_ = self.diagram.cost_ranges
        *_, (_, last) = self.diagram.cost_ranges
        return [
            n.both(
                n.true if least == first else n.negate(n.exceeds(n.constant(least), high)),
                n.true if most == last else n.negate(n.exceeds(low, n.constant(most))),
            )
            for least, most in self.diagram.cost_ranges
        ]

    def _ways(self, leaves: list[B]) -> Iterator[tuple[tuple[int, ...], B]]:
        """Each leaf with whether a project may reach it."""
        return zip(self.diagram.leaves, leaves, strict=True)

    def _may_be_at(self, leaf: tuple[int, ...], place: int) -> B:
        """Whether the cost that is looked at may lie in a range, for a project at a leaf."""
        if self.year is None:
            return self.n.either(self.n.negate(self.cost_known), self.in_range[place])
        return self.year.counting[place] if max(leaf) >= 0 else self.year.aside[place]

    def _leaves_differ(self, a: tuple[int, ...], b: tuple[int, ...]) -> B:
        if self.year is None:
            return super()._leaves_differ(a, b)
        differing = self._any(
            self.n.both(self.year.counting[place], self._differ_at(place, one, other))
            for place, (one, other) in enumerate(zip(a, b, strict=True))
            if one != other
        )
        # One of them counts and the other does not: that can bring others over a bound of the year, or below it.
        return self.n.either(differing, self.year.moves) if (max(a) < 0) != (max(b) < 0) else differing

    def _differ_at(self, place: int, a: int, b: int) -> B:
        """Whether two branches differ in a range of the year's cost: at the project's own cost, or at some cost."""
        assert self.year is not None
        n = self.n
        (smallest, _), (least, most) = self.diagram.cost_ranges[0], self.diagram.cost_ranges[place]
        by_itself = n.true if self._differ_between(a, b, least, most) else n.false
        beside_others = self.year.others if self._differ_between(a, b, smallest, most) else n.false
        at_some_cost = n.both(n.negate(self.cost_known), n.either(by_itself, beside_others))
        return n.either(at_some_cost, n.both(self.cost_known, self._branches_differ(a, b)))

    def _scenarios(self, leaves: list[B]) -> Iterator[_Scenario[B, N]]:
        """Yield what the projects bring: for each range of the year's cost, or once where each has its own."""
        places = range(len(self.diagram.cost_ranges))
        if self.year is None:
            yield self._scenario(places, leaves, [self._values(leaf) for leaf in self.diagram.leaves])
            return
        for place in places:
            there = [self.n.both(way, self._may_be_at(leaf, place)) for leaf, way in self._ways(leaves)]
            values = [self._value_at(leaf[place], place) for leaf in self.diagram.leaves]
            yield self._scenario([place], there, values)

    def _scenario(self, places: Sequence[int], leaves: list[B], values: list[tuple[N, N, N, B, B]]) -> _Scenario[B, N]:
        """What each project brings at the leaves that it may reach."""
        n = self.n
        nothing = n.constant(0)
        reached_any = self._any(leaves)
        start = n.choose(reached_any, n.fine(n.constant(MAX_FEN)), nothing)
        least = low = start
        high = nothing
        sure, open_ = reached_any, n.false
        for reached, (at_least, at_low, at_high, surely, maybe) in zip(leaves, values, strict=True):
            least = n.choose(reached, n.lesser(least, at_least), least)
            low = n.choose(reached, n.lesser(low, at_low), low)
            high = n.choose(reached, n.greater(high, at_high), high)
            sure = n.both(sure, n.either(n.negate(reached), surely))
            open_ = n.either(open_, n.both(reached, maybe))
        possible = n.negate(n.some(n.both(self.inside, n.negate(reached_any))))
        return _Scenario(places, leaves, possible, least, low, high, sure, open_)

    def _values(self, leaf: tuple[int, ...]) -> tuple[N, N, N, B, B]:
        """The least by usual caps, the least and the most, and whether it is surely and can be eligible, at a leaf."""
        n = self.n
        least, most, eligible = self._value(leaf)
        low = n.choose(self.cost_known, most, least)
        at_any_cost = n.true if min(leaf) >= 0 else n.false
        return least, low, most, n.either(at_any_cost, n.both(self.cost_known, eligible)), eligible

    def _value_at(self, branch: int, place: int) -> tuple[N, N, N, B, B]:
        """The same of one branch where the year's cost lies in a range; a project's own may be less than that."""
        n = self.n
        if branch < 0:
            nothing = n.constant(0)
            return nothing, nothing, nothing, n.false, n.false
        (smallest, _), (_, most) = self.diagram.cost_ranges[0], self.diagram.cost_ranges[place]
        known, paid = self.cost_known, self.paid[branch]
        least = n.constant(self._at(branch, smallest, at_least=True))
        return (
            n.choose(known, self.least[branch], least),
            n.choose(known, paid, least),
            n.choose(known, paid, n.constant(self._at(branch, most))),
            n.true,
            n.true,
        )

    def _of_the_firm(self, scenario: _Scenario[B, N]) -> tuple[N, N, N]:
        """What the firm gets, in fen: the least by usual caps, the least and the most."""
        caps, usual = self._year_caps(usual=False), self._year_caps(usual=True)
        if len(set(caps)) == len(set(usual)) == 1:
            return (
                self._up_to(usual[0], self._together(scenario.least)),
                self._up_to(caps[0], self._together(scenario.low)),
                self._up_to(caps[0], self._together(scenario.high)),
            )
        takes = self._branches_taken(scenario)
        return (
            self._least_by_branch(scenario.least, takes, usual),
            self._least_by_branch(scenario.low, takes, caps),
            self._most_by_branch(scenario.high, takes, caps),
        )

    def _year_caps(self, *, usual: bool) -> list[int | None]:
        """What the firm gets in a year by each branch at most, in fen; None where the cap is for each project alone."""
        award = self.award
        if award.each_project and award.yearly_cap is not None:
            return [award.yearly_cap.value]
        return [
            None if award.each_project and branch.year_cap is None else least_cap(branch) if usual else branch.cap.value
            for branch in award.branches
        ]

    def _together(self, brought: N) -> N:
        """What projects bring together: the sum, or one award where the firm has one; ten-thousandths of a fen."""
        return self.n.total(brought) if self.award.each_project else self.n.largest(brought)

    def _up_to(self, cap: int | None, together: N) -> N:
        """What a cap of the year, less what was granted already, leaves of a sum, in fen."""
        n = self.n
        whole = n.whole(together)
        return whole if cap is None else n.lesser(whole, n.left(n.constant(cap), self.held))

    def _branches_taken(self, scenario: _Scenario[B, N]) -> list[tuple[B, B]]:
        """For each branch whether a project may take it, and whether it surely does."""
        n = self.n
        ways = [n.false] * (len(self.award.branches) + 1)  # the last one is -1, to be ineligible
        for leaf, reached in zip(self.diagram.leaves, scenario.leaves, strict=True):
            for place in scenario.places:
                ways[leaf[place]] = n.either(ways[leaf[place]], n.both(reached, self._may_be_at(leaf, place)))
        others = [self._any(way for other, way in enumerate(ways) if other != branch) for branch in range(len(ways))]
        return [(way, n.both(way, n.negate(other))) for way, other in zip(ways[:-1], others[:-1], strict=True)]

    def _most_by_branch(self, brought: N, takes: list[tuple[B, B]], caps: list[int | None]) -> N:
        """The most that the firm gets: what each branch brings up to its cap, together up to the largest of these."""
        n = self.n
        may = [one for one, _ in takes]
        together = n.lesser(self._together(brought), self._sum_by_branch(brought, may, caps))
        return n.lesser(n.whole(together), self._left_of_largest(may, caps))

    def _least_by_branch(self, brought: N, takes: list[tuple[B, B]], caps: list[int | None]) -> N:
        """The least that the firm gets.

        Whatever branches apply, that is what all bring up to the least of their caps, or what those projects bring of
        which the branch is settled, if that is more.
        """
        n = self.n
        settled = [surely for _, surely in takes]
        smallest = n.constant(_NO_LIMIT)
        for (may, _), cap in zip(takes, caps, strict=True):
            limit = n.constant(_NO_LIMIT if cap is None else cap)
            smallest = n.choose(n.some(may), n.lesser(smallest, limit), smallest)
        of_all = n.lesser(n.whole(self._together(brought)), n.left(smallest, self.held))
        of_settled = n.whole(self._sum_by_branch(brought, settled, caps))
        return n.greater(of_all, n.lesser(of_settled, self._left_of_largest(settled, caps)))

    def _sum_by_branch(self, brought: N, takes: list[B], caps: list[int | None]) -> N:
        """What projects bring by the branches that they take, of each up to its cap, in ten-thousandths of a fen."""
        n = self.n
        nothing = n.constant(0)
        joined = nothing
        for taken, cap in zip(takes, caps, strict=True):
            part = self._together(n.choose(taken, brought, nothing))
            part = part if cap is None else n.lesser(part, n.fine(n.constant(cap)))
            joined = n.add(joined, part) if self.award.each_project else n.greater(joined, part)
        return joined

    def _left_of_largest(self, takes: list[B], caps: list[int | None]) -> N:
        """What was not granted already of the largest cap of the branches that are taken, in fen."""
        n = self.n
        largest = n.constant(0)
        for taken, cap in zip(takes, caps, strict=True):
            limit = n.constant(_NO_LIMIT if cap is None else cap)
            largest = n.choose(n.some(taken), n.greater(largest, limit), largest)
        return n.left(largest, self.held)

    def _paid(self, branch: Branch, cap: int) -> N:
        if branch.multiplier is None or self.award.of is None or cap == 0:
            return self.n.fine(self.n.constant(cap))
        return self.n.product(self.award.of, branch.multiplier, cap)

    def _at(self, branch: int, cost: int, *, at_least: bool = False) -> int:
        if branch < 0:
            return 0
        terms = self.award.branches[branch]
        cap = (least_cap(terms) if at_least else terms.cap.value) * BASIS_POINTS
        return cap if terms.multiplier is None else min(cap, cost * terms.multiplier)
