"""The benefit curve: how the best total runs as one amount grows while the rest of a profile stays as it is.

Only the programmes that the amount affects are evaluated anew at each cost. Between two notches each award, and
so the total, never falls as the cost grows, so the least cost that reaches a total is found by bisection.
`szsubsidy.analysis.kinks` finds where the curve bends.
"""

# A worked example, in thousands of yuan. One programme grants half of the cost, at least on 100, at most 500 in all.
#
#     cost          0 … 99      100 … 999      1,000 and more
#     total         0           50 … 499.5     500
#
# 100 is a notch: a condition is answered otherwise than just below it, and the total jumps from 0 to 50. 1,000 is
# a kink: the cap binds, and the total stays level from there. There are two stretches in which no amount falls, 0 to
# 99.99… and from 100 on. The least cost that brings 300 is looked for in the first stretch whose end brings as
# much, by bisection: a cost of 600. A total of 600 is out of reach: the most is 500, and the least cost that brings
# it is 1,000.
#
# Terms that count the year look at the other projects as well. Beside one of 300, which brings 150, a cap of 500 is
# reached at 700, and a floor of 400 at 100: this notch lies below the figure by what the others add to the year's cost.

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from szsubsidy.analysis.binding import BindingCap, binding_cap
from szsubsidy.analysis.varied import THE_FIRST, VariedAmount, Which
from szsubsidy.catalogue.model import Catalogue, Edition
from szsubsidy.facts.model import Firm, Profile
from szsubsidy.facts.numeric import Money
from szsubsidy.facts.types import type_of
from szsubsidy.money import MAX_FEN
from szsubsidy.rules.combination import Amounts
from szsubsidy.rules.cumulation import NOTHING, Combination, OverProjects, award_of, combine_beside, permitted_on
from szsubsidy.rules.estimate import Estimate, estimate
from szsubsidy.rules.finding import Finding, find
from szsubsidy.rules.flow import Flow
from szsubsidy.rules.interpret import interpret
from szsubsidy.rules.numbers import OneFirm
from szsubsidy.rules.several import Fens, SeveralProjects
from szsubsidy.rules.year import YearOutcome, interpret_year


class Point(NamedTuple):
    """What one cost (fen) gives: each programme's amounts by itself, and the best combination."""

    cost: int
    standalone: dict[str, Amounts[int]]
    best: Combination

    @property
    def total(self) -> int:
        """The computed fen of the best combination."""
        return self.best.computed

    def alone(self, programme: str) -> int:
        """Return what a programme gives by itself, in computed fen."""
        return self.standalone.get(programme, NOTHING).computed

    def granted(self, programme: str) -> int:
        """Return what the best combination grants of a programme, in computed fen."""
        return self.best.granted(programme).computed


class Alone(NamedTuple):
    """What programmes grant by themselves and, of a firm with several projects, would give for each of them."""

    amounts: dict[str, Amounts[int]]
    flows: dict[str, Flow[Fens]]


class BenefitCurve:
    """The best total over one amount ``fact``, for a firm on a day; what is not known stays so.

    Of a firm with several projects the amount is that of ``which`` of them; an amount that is a fact of the firm is of
    no project. ``affected`` are the editions in force whose outcome the amount can change, by programme;
    ``unaffected`` what the other programmes grant, whatever the amount.
    """

    def __init__(
        self, catalogue: Catalogue, applicant: Profile | Firm, as_of: int, fact: str, which: Which = THE_FIRST
    ) -> None:
        self.catalogue = catalogue
        self.fact = fact
        self.varied = VariedAmount(applicant, catalogue.facts[fact], which)
        self.as_of = as_of
        self.together = permitted_on(catalogue, dict.fromkeys(catalogue.programmes, as_of))
        self.affected: dict[str, Edition] = {}
        self._points: dict[int, Point] = {}
        others: dict[str, Edition] = {}
        for programme in catalogue.programmes.values():
            edition, validity = programme.edition_on(as_of)
            if validity != "in-force" or not edition.award.has_amount:
                continue
            depends = edition.award.of == fact or fact in edition.diagram.predicates
            (self.affected if depends else others)[programme.id] = edition
        self._others = self._alone(others, self._numbers(0))
        self._own_notches: list[int] | None = None

    def under(self, catalogue: Catalogue) -> BenefitCurve:
        """Return the curve of the same amount by the terms of another catalogue."""
        varied = self.varied
        return BenefitCurve(catalogue, varied.firm, self.as_of, self.fact, Which(varied.place, varied.is_new))

    @property
    def profile(self) -> Profile:
        """What is known of all projects together but for the amount."""
        return self.varied.profile

    @property
    def profile_value(self) -> int | None:
        """The amount that the firm has, in fen."""
        return self.varied.value

    @property
    def unaffected(self) -> dict[str, Amounts[int]]:
        """What the programmes grant that the amount does not affect."""
        return self._others.amounts

    def at(self, cost: int) -> Point:
        """Return what a cost (fen) gives."""
        if cost not in self._points:
            numbers = self._numbers(cost)
            alone = self._alone(self.affected, numbers)
            standalone = self.unaffected | alone.amounts
            over = numbers if isinstance(numbers, OneFirm) else OverProjects(numbers, self._others.flows | alone.flows)
            best = combine_beside(self.varied.held, standalone, self.together.safe, over)
            self._points[cost] = Point(cost, standalone, best)
        return self._points[cost]

    def alone(self, programme: str, cost: int) -> int:
        """Return what a programme gives by itself at a cost (fen), in computed fen."""
        if cost in self._points:
            return self._points[cost].alone(programme)
        found = self._alone({programme: self.affected[programme]}, self._numbers(cost))
        return found.amounts.get(programme, NOTHING).computed

    def estimate_at(self, cost: int) -> Estimate:
        """Return the estimate at a cost (fen)."""
        return estimate(self.catalogue, self.varied.at(cost), self.as_of)

    def _numbers(self, cost: int) -> OneFirm | SeveralProjects:
        if self.varied.is_flat:
            return OneFirm(self.varied.profile_at(cost), self.as_of)
        return SeveralProjects(self.varied.firm_at(cost).profiles, self.as_of)

    def _alone(self, editions: Mapping[str, Edition], numbers: OneFirm | SeveralProjects) -> Alone:
        """What editions grant by themselves; those that do not, or that want facts, are left out."""
        found = Alone({}, {})
        for programme, edition in editions.items():
            if isinstance(numbers, OneFirm):
                outcome = interpret(edition.diagram, edition.award, numbers)
                if outcome.eligible:
                    found.amounts[programme] = award_of(edition, outcome.amount, self.as_of)
            else:
                said = self._of_the_year(programme, edition, numbers)
                if said.firm.eligible[0]:
                    found.amounts[programme] = award_of(edition, said.firm.amount[0], self.as_of)
                    kinds = award_of(edition, 1, self.as_of)
                    found.flows[programme] = Flow(said.grants_high, kinds.index(1))
        return found

    def _of_the_year(
        self, programme: str, edition: Edition, numbers: SeveralProjects
    ) -> YearOutcome[tuple[bool, ...], Fens]:
        return interpret_year(
            edition.diagram, edition.award, numbers, numbers.constant(self.varied.held.get(programme, 0))
        )

    def binding_at(self, programme: str, cost: int) -> tuple[int, BindingCap | None]:
        """Return what a programme grants at a cost (fen), and the cap that binds there; None where none does."""
        finding = find(self.catalogue.programmes[programme], self.varied.at(cost), self.as_of)
        return finding.amount or 0, binding_cap(finding, self.varied)

    def notches(self) -> list[int]:
        """Return the costs (fen) from which on a condition is answered otherwise than just below."""
        if self._own_notches is None:
            thresholds: set[int] = set()
            for programme, edition in self.affected.items():
                predicates = edition.diagram.predicates.get(self.fact, ())
                own = {predicate.value for predicate in predicates if isinstance(predicate.value, int)}
                thresholds |= own | {cost - other for cost in own for other in self._beside(programme, edition)}
            self._own_notches = sorted(cost for cost in thresholds if 0 < cost <= MAX_FEN)
        return self._own_notches

    def _beside(self, programme: str, edition: Edition) -> set[int]:
        """What the other projects add to the cost of the year: those that surely count, and all that may."""
        numbers = self._numbers(0)
        if not edition.diagram.yearly or edition.award.of != self.fact or isinstance(numbers, OneFirm):
            return set()
        said = self._of_the_year(programme, edition, numbers)
        costs = numbers.cost(self.fact)
        return {sum(numbers.choose(counting, costs, (0,) * len(costs))) for counting in (said.counts, said.surely)}

    def stretches(self) -> list[tuple[int, int]]:
        """Return the ranges of cost, ends included, in which no amount falls."""
        starts = [0, *self.notches()]
        return list(zip(starts, [*(start - 1 for start in starts[1:]), MAX_FEN], strict=True))

    def least_reaching(self, total: int) -> Point | None:
        """Return the least cost whose total is at least ``total`` fen; None if no cost reaches it."""
        for low, high in self.stretches():
            if self.at(high).total >= total:
                reaches = bisect_left(range(low, high), True, key=lambda cost: self.at(cost).total >= total)
                return self.at(low + reaches)
        return None

    def most(self) -> Point:
        """Return the most that any cost gives, at the least such cost."""
        best = max(self.at(high).total for _, high in self.stretches())
        point = self.least_reaching(best)
        assert point is not None
        return point

    def ineligible(self, estimate: Estimate) -> list[Finding]:
        """Return the programmes that ask for the amount, but that another known fact rules out.

        Those that fail on a fact which is only offered, such as the district, are left out: they are for other firms.
        """
        facts = self.catalogue.facts
        return [
            finding
            for finding in estimate.findings
            if finding.programme.id in self.affected
            and finding.failing
            and all(comparison.fact in estimate.profile for comparison in finding.failing)
            and not any(facts[comparison.fact].offered for comparison in finding.failing)
        ]

    def missing(self, estimate: Estimate) -> list[str]:
        """Return the facts that are still needed to tell what the amount brings."""
        undetermined = [
            finding
            for finding in estimate.findings
            if finding.programme.id in self.affected and finding.status == "undetermined"
        ]
        return [fact for fact in estimate.missing if any(fact in finding.missing for finding in undetermined)]


def main_curve(catalogue: Catalogue, estimate: Estimate) -> BenefitCurve | None:
    """Return the curve of the amount that most of the total comes from; None where it comes from no amount."""
    best: tuple[int, BenefitCurve] | None = None
    for fact, place in _amounts_of(estimate.firm, catalogue):
        curve = BenefitCurve(catalogue, estimate.firm, estimate.as_of, fact, Which(place))
        if curve.profile_value is None:
            continue
        point = curve.at(curve.profile_value)
        granted = sum(point.granted(programme) for programme in curve.affected)
        if granted > (best[0] if best else 0):
            best = granted, curve
    return best[1] if best else None


def _amounts_of(firm: Firm, catalogue: Catalogue) -> Iterator[tuple[str, int]]:
    """Yield every amount that is known of a firm, with the place of its project."""
    for place, profile in enumerate(firm.profiles):
        for fact in profile:
            if isinstance(type_of(catalogue.facts[fact]), Money):
                yield fact, place
