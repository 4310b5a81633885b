"""How the best total runs as one amount grows while the rest of a profile stays as it is.

Only the programmes that the amount touches are judged anew at each cost. Between two jumps
each award, and so the total, never falls as the cost grows; on whole steps of `STEP` fen nothing is
rounded, so there the total is made of exactly straight pieces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from szsubsidy.catalogue.model import Catalogue, Edition, JointCap
from szsubsidy.facts.model import Profile
from szsubsidy.money import BASIS_POINTS, FEN_PER_YUAN, MAX_FEN, round_step
from szsubsidy.rules.cumulation import Combination, Worth, combine, permitted_on
from szsubsidy.rules.estimate import Estimate
from szsubsidy.rules.finding import Finding, edition_on
from szsubsidy.rules.interpret import binding_cost, interpret
from szsubsidy.rules.one_firm import Scalar

STEP = BASIS_POINTS
"""Fen of which any rate gives whole fen."""


class Point(NamedTuple):
    """What one cost gives. ``own`` is each programme's amount by itself, ``best`` what is held; fen."""

    cost: int
    own: dict[str, Worth]
    best: Combination

    @property
    def total(self) -> int:
        return self.best.computed

    def granted(self, programme: str) -> int:
        """What the best combination grants of a programme, in computed fen."""
        return self.best.held.get(programme, (0, 0))[0]


class Kink(NamedTuple):
    """A cost at which the total changes its course.

    ``kind`` is ``begins`` (the least cost that counts), ``ends`` (too much for a condition), ``cap``,
    ``joint-cap`` (it begins to cut), ``joint-cap-room`` (it leaves some room), ``joint-cap-free`` (it no longer
    cuts) or ``choice`` (another combination is best from there on).
    """

    at: int
    kind: str
    programmes: tuple[str, ...]


class BenefitCurve:
    """The best total over one amount ``fact``, for a profile on a day; what is not known stays so."""

    def __init__(self, catalogue: Catalogue, profile: Profile, as_of: int, fact: str) -> None:
        self.fact = fact
        given = profile.get(fact)
        self.profile_value = given if isinstance(given, int) else None
        self.profile = {name: value for name, value in profile.items() if name != fact}
        self.as_of = as_of
        self.offered = {fact.id for fact in catalogue.facts.values() if fact.offered}
        self.together = permitted_on(catalogue.programmes, catalogue.rules, catalogue.joint_caps, as_of)
        self.touched: dict[str, Edition] = {}
        self.fixed: dict[str, Worth] = {}
        self.seen: dict[int, Point] = {}
        self.bent: dict[tuple[int, int], list[Kink]] = {}
        for programme in catalogue.programmes.values():
            edition, validity = edition_on(programme, as_of)
            if validity != "in-force" or not edition.award.is_money:
                continue
            if edition.award.of == fact or fact in edition.diagram.predicates:
                self.touched[programme.id] = edition
            elif (worth := _worth(edition, Scalar(profile, as_of))) is not None:
                self.fixed[programme.id] = worth

    def at(self, cost: int) -> Point:
        """Return what a cost (fen) gives."""
        if cost not in self.seen:
            numbers = Scalar(self.profile | {self.fact: cost}, self.as_of)
            found = {name: _worth(edition, numbers) for name, edition in self.touched.items()}
            own = self.fixed | {name: worth for name, worth in found.items() if worth is not None}
            self.seen[cost] = Point(cost, own, combine(own, self.together.safe, self.together.joint_caps, numbers))
        return self.seen[cost]

    def jumps(self) -> list[int]:
        """Return the costs from which on a condition is answered otherwise than just below."""
        found = set()
        for edition in self.touched.values():
            predicates = edition.diagram.predicates.get(self.fact, ())
            found |= {predicate.value for predicate in predicates if isinstance(predicate.value, int)}
        return sorted(cost for cost in found if 0 < cost <= MAX_FEN)

    def stretches(self) -> list[tuple[int, int]]:
        """Return the ranges of cost, ends included, in which no amount falls."""
        starts = [0, *self.jumps()]
        return list(zip(starts, [*(start - 1 for start in starts[1:]), MAX_FEN], strict=True))

    def least_reaching(self, total: int) -> Point | None:
        """Return the least cost whose total is at least ``total`` fen; None if no cost reaches it."""
        for low, high in self.stretches():
            if self.at(high).total >= total:
                return self._first(low, high, total)
        return None

    def most(self) -> Point:
        """Return the most that any cost gives, at the least such cost."""
        best = max(self.at(high).total for _, high in self.stretches())
        found = self.least_reaching(best)
        assert found is not None
        return found

    def costs(self, low: int, high: int, step: int | None = None) -> list[int]:
        """Return costs to show: both ends, whole multiples of ``step`` (about ten if None), and the kinks."""
        step = step or round_step(high - low)
        whole = range(-(-low // step) * step, high + 1, step)
        return sorted({low, high, *whole, *(kink.at for kink in self.kinks(low, high))})

    def reach(self) -> int:
        """Return a round cost that lies some way behind all that happens."""
        known = self.profile_value or 0
        last = max([kink.at for kink in self.kinks()], default=0)
        wanted = max(2 * known, last * 5 // 4) or 10_000_000 * FEN_PER_YUAN
        step = round_step(wanted)
        return min(-(-wanted // step) * step, MAX_FEN)

    def kinks(self, low: int = 0, high: int = MAX_FEN) -> list[Kink]:
        """Return where the total changes its course between two costs, in rising order."""
        if (low, high) not in self.bent:
            found = {kink.at: kink for kink in self._bends(low, high)}
            found |= {kink.at: kink for kink in self._caps(low, high)}
            for jump in self.jumps():
                if low < jump <= high and (kink := self._jump(jump)):
                    found[jump] = kink
            self.bent[low, high] = [found[at] for at in sorted(found)]
        return self.bent[low, high]

    def barred(self, estimate: Estimate) -> list[Finding]:
        """Return the programmes that ask for the amount, but that something else that is known rules out.

        Those of another place, or of whatever else is only offered, are about somebody else.
        """
        return [
            finding
            for finding in estimate.findings
            if finding.programme.id in self.touched
            and finding.failing
            and all(comparison.fact in estimate.profile for comparison in finding.failing)
            and not any(comparison.fact in self.offered for comparison in finding.failing)
        ]

    def missing(self, estimate: Estimate) -> list[str]:
        """Return the facts that are still needed to tell what the amount brings."""
        open_ones = [
            item for item in estimate.findings if item.programme.id in self.touched and item.status == "undetermined"
        ]
        return [fact for fact in estimate.missing if any(fact in item.missing for item in open_ones)]

    def _first(self, low: int, high: int, total: int) -> Point:
        while low < high:
            middle = (low + high) // 2
            if self.at(middle).total >= total:
                high = middle
            else:
                low = middle + 1
        return self.at(low)

    def _jump(self, at: int) -> Kink | None:
        before, after = self.at(at - 1), self.at(at)
        if abs(after.total - before.total) <= len(self.touched):  # as much as rounding alone can do
            return None
        if after.total > before.total:
            return Kink(
                at, "begins", tuple(name for name in self.touched if before.granted(name) < after.granted(name))
            )
        return Kink(at, "ends", tuple(name for name in self.touched if before.granted(name) > after.granted(name)))

    def _caps(self, low: int, high: int) -> Iterator[Kink]:
        at: dict[int, list[str]] = {}
        for name, edition in self.touched.items():
            for branch in edition.award.branches:
                cost = binding_cost(branch)
                if edition.award.of != self.fact or cost is None or not low < cost <= high:
                    continue
                own = [self.at(here).own.get(name, (0, 0))[0] for here in (cost - 1, cost)]
                rise, further = self._slopes(name, cost)
                bends = own[0] < own[1] == branch.cap.value and further + 1 < rise
                if bends and name not in at.setdefault(cost, []):
                    at[cost].append(name)
        yield from (Kink(cost, "cap", tuple(names)) for cost, names in at.items() if names)

    def _bends(self, low: int, high: int) -> Iterator[Kink]:
        """Where the total or a grant changes its slope because of what may be held together."""
        caps = {kink.at for kink in self._caps(low, high)}
        edges = sorted({low, high + 1, *caps, *(jump for jump in self.jumps() if low < jump <= high)})
        for start, end in pairwise(edges):
            first, last = -(-start // STEP), (end - 1) // STEP
            places = {place for value in self._values() for place in _breaks(value, first, last)}
            found = sorted({self._exactly(place) for place in places})
            for place, cost in enumerate(found):
                near = place and cost - found[place - 1] <= 2 * STEP
                if start < cost < end - 1 and not near:
                    yield self._bend(cost)

    def _values(self) -> Iterator[Callable[[int], int]]:
        """The total and every grant, as functions of whole steps."""
        yield lambda unit: self.at(unit * STEP).total
        for name in self.touched:
            yield partial(self._granted, name)

    def _granted(self, name: str, unit: int) -> int:
        return self.at(unit * STEP).granted(name)

    def _exactly(self, place: Fraction) -> int:
        """The least cost, to the fen, that lies behind a bend; where the choice changes, the first with the new one."""
        cost = -(-place.numerator * STEP // place.denominator)
        low, high = max(cost - STEP, 0), min(cost + STEP, MAX_FEN)
        if set(self.at(low).best.held) == set(self.at(high).best.held):
            return cost
        while low + 1 < high:
            middle = (low + high) // 2
            if set(self.at(middle).best.held) == set(self.at(low).best.held):
                low = middle
            else:
                high = middle
        return high

    def _slopes(self, name: str, cost: int) -> tuple[int, int]:
        """What a programme is granted more over the step before a cost, and over the step behind it."""
        low, here, high = (self.at(at).granted(name) for at in (max(cost - STEP, 0), cost, min(cost + STEP, MAX_FEN)))
        return here - low, high - here

    def _bend(self, cost: int) -> Kink:
        unit = cost // STEP
        before, after = self.at(max(unit - 1, 0) * STEP), self.at(min((unit + 2) * STEP, MAX_FEN))
        cut = [_cut_by_joint_caps(point) for point in (before, after)]
        changed = cut[0] ^ cut[1]
        if changed:
            kind = "joint-cap-free" if cut[0] > cut[1] else "joint-cap"
            return Kink(cost, kind, tuple(name for name in self.touched if name in changed))
        grows = [name for name in self.touched if self._slopes(name, cost)[0] + 1 < self._slopes(name, cost)[1]]
        if cut[0]:
            room = tuple(name for name in grows if name in cut[0])
            return Kink(cost, "joint-cap-room", room) if room else Kink(cost, "joint-cap", tuple(sorted(cut[0])))
        taken = tuple(name for name in after.best.held if name not in before.best.held)
        return Kink(cost, "choice", taken or tuple(grows) or tuple(after.best.held))


def _cut_by_joint_caps(point: Point) -> set[str]:
    losses = (*point.best.excluded, *point.best.reduced)
    return {item.programme for item in losses if isinstance(item.rule, JointCap)}


def _worth(edition: Edition, numbers: Scalar) -> Worth | None:
    """What an edition grants by itself; None where it does not, or facts are missing."""
    outcome = interpret(edition.diagram, edition.award, numbers)
    if not outcome.eligible:
        return None
    return (outcome.amount, 0) if edition.award.is_computed else (0, outcome.amount)


def _breaks(value: Callable[[int], int], first: int, last: int) -> Iterator[Fraction]:
    """Yield where a function made of straight pieces bends between two integers.

    Where the straight lines of both ends meet, and hold up to there, there is one bend; else both halves are searched.
    """
    if last - first < 2:
        return
    rise, fall = value(first + 1) - value(first), value(last) - value(last - 1)
    middle = (first + last) // 2

    def on_first(at: int) -> bool:
        return value(at) == value(first) + rise * (at - first)

    def on_last(at: int) -> bool:
        return value(at) == value(last) - fall * (last - at)

    if rise == fall:
        if on_first(last) and on_first(middle):
            return
    else:
        meet = Fraction(value(last) - fall * last - value(first) + rise * first, rise - fall)
        before, behind = meet.numerator // meet.denominator, -(-meet.numerator // meet.denominator)
        if (
            first <= before <= behind <= last
            and on_first(before)
            and on_first((first + before) // 2)
            and on_last(behind)
            and on_last((behind + last) // 2)
        ):
            yield meet
            return
    yield from _breaks(value, first, middle)
    yield from _breaks(value, middle, last)


def main_curve(catalogue: Catalogue, estimate: Estimate) -> BenefitCurve | None:
    """Return the course of the amount that most of the total comes from; None where it comes from no amount."""
    best: tuple[int, BenefitCurve] | None = None
    for fact, value in estimate.profile.items():
        if catalogue.facts[fact].type != "money" or not isinstance(value, int):
            continue
        curve = BenefitCurve(catalogue, estimate.profile, estimate.as_of, fact)
        point = curve.at(value)
        granted = sum(point.granted(name) for name in curve.touched)
        if granted > (best[0] if best else 0):
            best = granted, curve
    return best[1] if best else None
