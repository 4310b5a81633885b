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

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from szsubsidy.catalogue.model import Catalogue, Edition
from szsubsidy.facts.model import Profile
from szsubsidy.facts.numeric import Money
from szsubsidy.facts.types import type_of
from szsubsidy.money import MAX_FEN
from szsubsidy.rules.combination import Amounts
from szsubsidy.rules.cumulation import NOTHING, Combination, award_of, combine, permitted_on
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.finding import Finding
from szsubsidy.rules.interpret import interpret
from szsubsidy.rules.numbers import OneFirm


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


class BenefitCurve:
    """The best total over one amount ``fact``, for a profile on a day; what is not known stays so.

    ``affected`` are the editions in force whose outcome the amount can change, by programme;
    ``unaffected`` what the other programmes grant, whatever the amount.
    """

    def __init__(self, catalogue: Catalogue, profile: Profile, as_of: int, fact: str) -> None:
        self.catalogue = catalogue
        self.fact = fact
        given = profile.get(fact)
        self.profile_value = given if isinstance(given, int) else None
        self.profile = {name: value for name, value in profile.items() if name != fact}
        self.as_of = as_of
        self.together = permitted_on(catalogue, dict.fromkeys(catalogue.programmes, as_of))
        self.affected: dict[str, Edition] = {}
        self.unaffected: dict[str, Amounts[int]] = {}
        self._points: dict[int, Point] = {}
        for programme in catalogue.programmes.values():
            edition, validity = programme.edition_on(as_of)
            if validity != "in-force" or not edition.award.has_amount:
                continue
            if edition.award.of == fact or fact in edition.diagram.predicates:
                self.affected[programme.id] = edition
            elif (amounts := _amounts(edition, OneFirm(profile, as_of))) is not None:
                self.unaffected[programme.id] = amounts

    def at(self, cost: int) -> Point:
        """Return what a cost (fen) gives."""
        if cost not in self._points:
            numbers = OneFirm(self.profile | {self.fact: cost}, self.as_of)
            amounts = {programme: _amounts(edition, numbers) for programme, edition in self.affected.items()}
            standalone = self.unaffected | {name: granted for name, granted in amounts.items() if granted is not None}
            best = combine(standalone, self.together.safe, numbers)
            self._points[cost] = Point(cost, standalone, best)
        return self._points[cost]

    def notches(self) -> list[int]:
        """Return the costs (fen) from which on a condition is answered otherwise than just below."""
        thresholds: set[int] = set()
        for edition in self.affected.values():
            predicates = edition.diagram.predicates.get(self.fact, ())
            thresholds |= {predicate.value for predicate in predicates if isinstance(predicate.value, int)}
        return sorted(cost for cost in thresholds if 0 < cost <= MAX_FEN)

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
    for fact, value in estimate.profile.items():
        if not isinstance(type_of(catalogue.facts[fact]), Money) or not isinstance(value, int):
            continue
        curve = BenefitCurve(catalogue, estimate.profile, estimate.as_of, fact)
        point = curve.at(value)
        granted = sum(point.granted(programme) for programme in curve.affected)
        if granted > (best[0] if best else 0):
            best = granted, curve
    return best[1] if best else None


def _amounts(edition: Edition, numbers: OneFirm) -> Amounts[int] | None:
    """What an edition grants by itself; None where it does not, or facts are missing."""
    outcome = interpret(edition.diagram, edition.award, numbers)
    return award_of(edition, outcome.amount, numbers.as_of) if outcome.eligible else None
